"""`idealtypes import`: a project of another program becomes a study, or part of one."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import print_json, print_table
from idealtypes.cli.terminal import Paragraph, Screen, beside, bold, flow, note, progress, row
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Imported

NUMBERS = 11  # the width of a column of the account
NAMED = 3  # places that are named of things skipped for one reason
KINDS, SHORT = 2, 60  # kinds of such things that are told apart, and the longest name of one


def _columns(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """`name=heading` pairs as a mapping."""
    found: dict[str, str] = {}
    for pair in given:
        name, sign, heading = (part.strip() for part in pair.partition("="))
        if not sign or not name or not heading:
            raise click.BadParameter(f"`{pair}` should be name=heading, such as text=Segment")
        if name in found:
            raise click.BadParameter(f"`{name}` is given twice, as `{found[name]}` and as `{heading}`")
        found[name] = heading
    return found


def _readers(
    _: click.Context, __: click.Parameter, given: tuple[str, ...]
) -> str | dict[str, list[str]] | None:
    """`all`, or `source=coder,coder` pairs as a mapping."""
    if not given:
        return None
    if "all" in given:
        if len(given) > 1:
            raise click.BadParameter("`all` is every coder of every source: leave the others out")
        return "all"
    found: dict[str, list[str]] = {}
    for pair in given:
        source, sign, names = (part.strip() for part in pair.rpartition("="))
        coders = [name.strip() for name in names.split(",") if name.strip()]
        if not sign or not source or not coders:
            raise click.BadParameter(f'`{pair}` should be `all`, or source=coders, such as "Int 1=Anna,Bo"')
        found.setdefault(source, []).extend(coders)
    return found


def _scale(_: click.Context, __: click.Parameter, said: str | None) -> tuple[float, float] | None:
    """Two numbers, as `1,5`: the ends of a scale."""
    if said is None:
        return None
    mark = next((mark for mark in (";", ":", ",", "..") if mark in said), ",")
    try:
        low, high = (float(end.replace("−", "-").replace(",", ".")) for end in said.split(mark))
    except ValueError:
        raise click.BadParameter(f"`{said}` should be the two ends of a scale, such as 1,5") from None
    if low == high or not abs(low) + abs(high) < float("inf"):
        raise click.BadParameter(f"`{said}` should be two ends that differ, such as 1,5")
    return low, high


def _list_formats(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        print_table(format_lines)
        ctx.exit()


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "into",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The study's folder.",
)
@click.option(
    "--formats",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_formats,
    help="List the formats that are read, and exit.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=HEADING",
    callback=_columns,
    help="In a table, which column is our `text`, `source`, `code`, `coder`, …; repeatable.",
)
@click.option(
    "--theory", metavar="NAME", help="Of a new scheme: a shipped theory or a file. Default: march_olsen."
)
@click.option("--scheme", metavar="NAME", help="A coding scheme to start from: a shipped one or a file.")
@click.option("--coder", metavar="NAME", help="Who coded or rated, where the file does not say.")
@click.option(
    "--codebook",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A codebook of the codes in a table: their definitions, parents, and names with commas.",
)
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="NAME",
    help="In a workbook, the worksheet that is read, where several are tables of codings; repeatable.",
)
@click.option(
    "--missing",
    multiple=True,
    metavar="VALUE",
    help="In a table, a code for missing values (-99, NA): cells that hold it are blank. Repeatable.",
)
@click.option(
    "--accept-loss",
    is_flag=True,
    help="Go on where the import would stop: codings or texts lost, rows that may be one statement or several.",
)
@click.option(
    "--readers",
    multiple=True,
    metavar="all|SOURCE=CODERS",
    callback=_readers,
    help="Who read every statement of a source, coded or not, which agreement counts; repeatable.",
)
@click.option(
    "--axis",
    metavar="NAME",
    help="Of a wide sheet of ratings: the axis of the theory on which its columns are.",
)
@click.option(
    "--rating-scale",
    metavar="A,B",
    callback=_scale,
    help="Of a sheet of ratings: the ends of the scale, the first pole's first, as 1,5.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would be written, and write nothing.")
@options.as_json
def command(
    file: Path,
    into: Path,
    columns: dict[str, str],
    theory: str | None,
    scheme: str | None,
    coder: str | None,
    codebook: Path | None,
    sheets: tuple[str, ...],
    missing: tuple[str, ...],
    accept_loss: bool,
    readers: str | dict[str, list[str]] | None,
    axis: str | None,
    rating_scale: tuple[float, float] | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring a project of another program into a study.

    FILE is a project, a codebook or a table of NVivo, MAXQDA, ATLAS.ti,
    QualCoder, Taguette and others; its kind is told by its content. DIR is a
    new folder, or a study: then a new version of the same project updates it,
    and another coder's project joins it. A sheet of ratings, a row a case and
    a column an aspect, needs the ends of its scale; one with a row a rating,
    as sheet writes it, the --scheme of a new folder.

    \b
    Examples:
        idealtypes import project.qdpx --into my_study
        idealtypes import scores.xlsx --into my_study --rating-scale 1,5
        idealtypes import hers.qda --into my_study --coder B --dry-run
        idealtypes import --formats
    """
    with progress(f"Reading {file.name}") as report:
        made = it.import_project(
            file,
            into,
            column=columns,
            theory=theory,
            scheme=scheme,
            coder=coder,
            codebook=codebook,
            sheet=sheets,
            missing=missing,
            accept_loss=accept_loss,
            readers=readers,
            axis=axis,
            rating_scale=rating_scale,
            dry_run=dry_run,
            progress=report,
        )
    if as_json:
        print_json(made.to_dict())
    else:
        print_table(lambda on: table(made, on))
    if not dry_run:
        _next_step(made)


def table(made: Imported, on: Screen) -> Iterator[RenderableType]:
    """What was read, how, what was not, and what that changes."""
    name = made.name or "A project without a name"
    yield bold(name)
    yield made.title + (f", made by {made.maker}" if made.maker else "")
    parts = [counted(number, what.removesuffix("s")) for what, number in made.counts.items()]
    if "aspects" in made.counts:
        parts = _rated(made.counts)
    if made.folders:
        parts.insert(1, f"{counted(made.folders, 'folder')} of codes")
    yield from flow(parts, on)
    yield from _account(made)
    if made.notes:
        yield ""
        for one in made.notes:
            yield Paragraph(one, "  ", "- ")
    yield from _grouped("Not read", made.skipped, on)
    if made.became:
        yield ""
        yield f"Codes: {made.became}."
    yield from _grouped("Changed", made.changes, on)
    yield from _grouped("Conflicts", made.conflicts, on)
    yield ""
    if not made.files:
        yield "Nothing has changed."
    else:
        verb = "Would write" if made.dry_run else "Written"
        texts = sum(name.startswith("texts/") for name in made.files)
        names = [name for name in made.files if not name.startswith("texts/")]
        names += [counted(texts, "text")] if texts else []
        yield f"{verb}: {', '.join(names)}"


def _account(made: Imported) -> Iterator[RenderableType]:
    """What the file holds, and what became of it: a row a kind."""
    account = made.account.to_dict()
    kinds = [kind for kind, number in account["held"].items() if number]
    if not kinds:
        return
    yield ""
    yield row(("", 10), *((name.replace("_", " "), -NUMBERS) for name in account), style="bold")
    for kind in kinds:
        yield row((kind, 10), *((f"{each[kind]:,}", -NUMBERS) for each in account.values()))


def _rated(counts: Mapping[str, int]) -> list[str]:
    """What a sheet of ratings holds."""
    names = {"statements": "rating", "cases": "case", "aspects": "aspect", "coders": "rater"}
    return [counted(counts[key], name) for key, name in names.items()]


def _grouped(title: str, ones: Iterable[Any], on: Screen) -> Iterator[RenderableType]:
    """Things by why, and by what they are where these are few; each group with its number and the first places."""
    whys: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in ones:
        whys[one.why][one.what].append(one.where)
    groups: list[tuple[str, str, list[str]]] = []
    for why, kinds in whys.items():
        if len(kinds) <= KINDS and all(len(what) <= SHORT for what in kinds):
            groups += [(what, why, places) for what, places in kinds.items()]
        else:  # each has a name of its own: it stands with the place
            named = [", ".join(filter(None, (what, at))) for what, places in kinds.items() for at in places]
            groups.append(("", why, named))
    if not groups:
        return
    yield ""
    yield bold(title)
    for what, why, places in groups:
        head = f"{what}: {why}" if what else f"{len(places):,}: {why}"
        if what and len(places) > 1:
            head = f"{len(places):,} × {head}"
        yield Paragraph(head if on.unicode else head.replace("×", "x"), "  ")
        rest = len(places) - NAMED
        where = "; ".join(place for place in places[:NAMED] if place)
        if where:
            yield Paragraph(where + (f"; and {rest:,} more" if rest > 0 else ""), "      ", style="dim")


def _next_step(made: Imported) -> None:
    """Where to go from here."""
    folder = shlex.quote(str(made.into))
    if made.codebook:
        note(
            f"The codebook is in {folder}/scheme.yaml. It is no study yet, for nothing is coded: a project imported "
            "into the same folder will use it."
        )
    elif made.fresh or made.files:
        rated = "aspects" in made.counts
        steps = [f"idealtypes check {folder}"]
        steps += [f"idealtypes compare {folder}"] if rated else []
        steps += [f"idealtypes agreement {folder}"] if len(made.together) > 1 else []
        steps += (
            [f"for codes that are not yet placed, idealtypes place {folder}"]
            if made.fresh and not rated
            else []
        )
        note(f"{f'The study is in {folder}. ' if made.fresh else ''}Then: {'; '.join(steps)}")


def format_lines(on: Screen) -> Iterator[RenderableType]:
    """The formats: what each is called, who makes it, and with whose real files its reader was tried."""
    width = (on.width - 4) // 3
    heads = ("format", "made by", "tried on real files of")
    yield beside(*((head, width) for head in heads), style="bold")
    known = it.formats()
    for one in known.formats:
        title = one.title + (f" (of the package {one.distribution})" if one.distribution else "")
        tried = f"{one.verified} ({one.tried})" if one.verified and one.tried else one.verified
        makers = ", ".join(one.makers)
        yield beside((title, width), (makers, width), (tried or "none: not verified", width))
    yield ""
    yield "A file's format is told by its content, in this order, not by its name."
    for line in known.broken:
        note(f"Warning: {line}")
