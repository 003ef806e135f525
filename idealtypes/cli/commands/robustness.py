"""`idealtypes robustness`: which conclusions stand under every choice that could be defended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import LIMIT, sentence, told
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Paragraph, Screen, bold, flow, left, progress, right
from idealtypes.model.text import counted
from idealtypes.model.view_words import VIEWS, level

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Robustness, Study, Verdict, View

WORD, SHARE = 15, 5
WORDS = {"stable": "stable", "fragile": "fragile", "does_not_hold": "does not hold", None: "no verdict"}
COUNTED = {"does not hold": "that hold nowhere", "no verdict": "without verdict"}
NAMED = 3  # choices named of those that break a conclusion


@click.command()
@options.study
@click.option(
    "--threshold",
    metavar="SHARE",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.95,
    show_default=True,
    help="The share of the specifications in which a stable conclusion holds.",
)
@click.option("--curves", is_flag=True, help="In JSON: the value under every specification, too.")
@options.view
@options.where
@options.settings
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    threshold: float,
    curves: bool,
    view: View,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Test each conclusion under every choice that could be defended.

    Every combination of defensible choices is a specification. A conclusion
    is stable when it holds under the study's own settings, under every
    single change of a choice, and in nearly all specifications; else it is
    fragile, and the choices that break it are named.

    \b
    Examples:
        idealtypes robustness my_study
        idealtypes robustness my_study --view is -o conclusions.xlsx
    """
    opened = open_study(study, where, overrides)
    with progress("Specifications") as tell:
        found = opened.robustness(threshold=threshold, view=view, progress=tell)
    answer(
        found,
        lambda on: table(opened, found, on),
        document=lambda: found.to_dict(curves=curves),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def table(study: Study, found: Robustness, on: Screen) -> Iterator[RenderableType]:
    """The verdicts as lines, with the choices they were tested against."""
    yield bold(study.title.say())
    conclusions = counted(len(found.verdicts), "conclusion")
    size = counted(found.specifications, "specification")
    yield from flow([conclusions, size, VIEWS[found.view]], on)
    varied = [f"{c.name} {len(c.options)}" for c in found.grid.choices if len(c.options) > 1]
    moved = counted(len(found.grid.alone), "code")
    varied += [f"{moved} moved alone"] if found.grid.alone else []
    yield Paragraph(f"Options tried: {', '.join(varied) or 'none'}", "  ", "")
    for text in found.grid.notes:
        yield Paragraph(f"Note: {told(text)}", "  ", "")
    yield ""
    if found.why:
        yield sentence(found.why)
        return
    verdicts = found.verdicts
    if len(verdicts) > LIMIT:
        verdicts = tuple(v for v in verdicts if v.verdict != "stable")
    both = len({v.stated for v in verdicts}) > 1
    for stated, head in ((True, "Stated by the study"), (False, "Read off its own figures")):
        group = [v for v in verdicts[:LIMIT] if v.stated is stated]
        if group and both:
            yield bold(head)
        for one in group:
            yield from _verdict(one, on)
    yield ""
    yield from _counts(found, on)
    yield (
        "Stable: holds under the study's own settings, under every single change of a choice, and in "
        f"{level(found.threshold)} of the specifications or more. Fragile: holds in some, but not so. Does not "
        "hold: in none. The share is that of the specifications in which it holds."
    )
    hidden = len(found.verdicts) - len(verdicts[:LIMIT])
    if hidden:
        which = (
            "the stable ones are left out"
            if len(verdicts) <= LIMIT
            else f"the stable ones, and the others after the first {LIMIT}"
        )
        yield (
            f"{hidden:,} of {conclusions} not shown ({which}). For all of them save the table: "
            "-o conclusions.csv (or .xlsx, .json)."
        )


def _counts(found: Robustness, on: Screen) -> list[RenderableType]:
    words = [WORDS[v.standing] for v in found.verdicts]
    parts = [f"{words.count(w):,} {COUNTED.get(w, w)}" for w in WORDS.values() if w in words]
    return flow(parts, on)


def _verdict(one: Verdict, on: Screen) -> Iterator[RenderableType]:
    """The word, the share and the conclusion; below it what breaks it."""
    share = "" if one.share is None else _share(one.share)
    head = f"{left(WORDS[one.standing], WORD)}{right(share, SHARE)}  "
    indent, answer = " " * (WORD + SHARE + 2), one.to_dict(curves=False)
    yield Paragraph(one.text, indent, head)
    if one.why:
        yield Paragraph(sentence(one.why), indent)
    elif one.standing == "does_not_hold":
        yield Paragraph("Does not hold under any of the options tried.", indent)
    elif one.holds is False:
        would = f" It would with: {_listed(answer['made_by'])}." if one.made_by else ""
        text = f"Does not hold under the study's own settings.{would}"
        yield Paragraph(text, indent)
    elif one.broken_by:
        single = all(len(combination) == 1 for combination in one.broken_by)
        lead = "Broken by" if single else "Broken only by choices together"
        yield Paragraph(f"{lead}: {_listed(answer['broken_by'])}.", indent)
    if one.elsewhere:
        yield Paragraph(_elsewhere(one), indent)
    if one.failed:
        text = f"{one.failed:,} of {one.bearing:,} ways to read it do not tell."
        yield Paragraph(text, indent)


def _elsewhere(one: Verdict) -> str:
    """What other views say of a conclusion that names none, under the study's own settings."""
    parts = []
    for held, said in ((True, "holds in"), (False, "does not hold in"), (None, "cannot be told in")):
        views = [view for view, found in one.elsewhere.items() if found is held]
        parts += [f"{said} {', '.join(views)}"] if views else []
    return f"In other views: {'; '.join(parts)}."


def _share(share: float) -> str:
    """A share of specifications; all and none are said only where it is all and none.

    >>> _share(1.0), _share(0.998), _share(0.001), _share(0.684)
    ('100%', '>99%', '<1%', '68%')
    """
    if 0.995 <= share < 1:
        return ">99%"
    if 0 < share < 0.005:
        return "<1%"
    return f"{share:.0%}"


def _listed(phrases: Sequence[str]) -> str:
    """The first of the choices that make or break a conclusion."""
    named, more = "; ".join(phrases[:NAMED]), len(phrases) - NAMED
    return f"{named}; and {more} more" if more > 0 else named
