"""The tables of `idealtypes agreement`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from idealtypes.cli.commands.agreement.under_table import models_table, settled, under_table
from idealtypes.cli.labels import ends, percent, sentence, signed, told
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, flow, grid
from idealtypes.model.text import counted
from idealtypes.model.view_words import level

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Agreement, Coefficient

LIMIT = 60  # codes shown
FEWEST = 10  # statements named
# The column's head; the weights change AC1 to AC2.
HEADS = {
    "krippendorff": "alpha", "gwet": "AC", "brennan_prediger": "B-P", "fleiss": "Fleiss", "scott": "pi",
    "conger": "Conger", "cohen": "kappa", "percent": "alike",
}  # fmt: skip
KINDS = {"mention": "is it spoken of", "position": "where it lies", "rating": "where it was rated"}


def table(found: Agreement, on: Screen) -> Iterator[RenderableType]:
    """The coefficients as lines."""
    yield bold(found.study.title.say())
    parts = [counted(len(found.coders), "coder")] if found.coders or not found.raters else []
    parts += [counted(len(found.raters), "rater")] if found.raters else []
    yield from flow([*parts, f"{level(found.study.settings.level)} intervals"], on)
    yield from settled(found)
    yield from _rests_on(found, on)
    for text in found.notes:
        yield Paragraph(f"Note: {told(text)}", "  ", "")
    whole = [found.overall]
    if found.ratings is not None and found.ratings is not found.overall:
        whole.append(found.ratings)
    yield ""
    yield from _rows("together", [(f"All {one.of}", one) for one in whole], found, on)
    if found.occasions:
        yield ""
        yield from _rows(
            "with oneself", [(one.title or "(no name)", one) for one in found.occasions], found, on
        )
    aspects = [(f"{one.title}: {KINDS[one.of]}", one) for one in found.aspects]
    if aspects:
        yield ""
        yield from _rows("aspect", aspects, found, on)
    if found.codes:
        yield ""
        known = [(one.title or one.id or "", one) for one in found.codes if one.value is not None]
        yield from _rows("code", known[:LIMIT], found, on) if known else ()
        if len(known) > LIMIT:
            yield f"{LIMIT} of {len(known):,} codes shown. All: -o agreement.csv"
        yield from _absent(found.codes, on)
    yield from _passages(found, on)
    yield from _types(found, on)
    yield from under_table(found, on)
    yield from models_table(found, HEADS[found.asked.coefficient], on)
    if len(found.pairs) > 1:
        yield ""
        columns = [
            Column("coder", True),
            Column("coder", True),
            Column(HEADS[found.asked.coefficient]),
            Column("units"),
        ]
        yield grid(columns, [[p.a, p.b, signed(p.value, on), f"{p.units:,}"] for p in found.pairs])
    if any(one.value is not None for one in (found.overall, *found.aspects, *found.codes)):
        yield ""
        if found.asked.coefficient == "krippendorff":
            yield (
                "Alpha: 1 where all decide alike, 0 where they do as by chance. Krippendorff asks for .80, and for .67 "
                "where conclusions are tentative. Units: what two or more decided on."
            )
        elif found.asked.coefficient == "percent":
            yield "Alike: the share of decisions that are the same. Units: what two or more decided on."
        else:
            yield "1 where all decide alike, 0 where they do as by chance. Units: what two or more decided on."


def _passages(found: Agreement, on: Screen) -> Iterator[RenderableType]:
    """Alpha of passages, by where they begin and end."""
    unitised = found.unitised
    if unitised is None:
        return
    yield ""
    if unitised.overall.value is None:
        yield Paragraph(f"Passages: {told(unitised.overall.why)}", "  ", "")
        return
    title = found.study.scheme.code_title
    known = [(title(one.code or ""), one) for one in unitised.codes if one.value is not None]
    rows = [("All codes", unitised.overall), *known[:LIMIT]]
    columns = [Column("where passages begin and end", True), Column("alpha U"), Column("passages")]
    yield grid(columns, [[name, signed(one.value, on), f"{one.units:,}"] for name, one in rows])
    if unitised.left_out:
        yield Paragraph(
            f"{counted(unitised.left_out, 'source')} left out: a passage has no position.", "  ", ""
        )


def _types(found: Agreement, on: Screen) -> Iterator[RenderableType]:
    """What would take each case out of its type; the types under each coding stand below."""
    if found.types is None:
        return
    yield ""
    if not found.types:
        yield "Types under each coder: it takes two named coders, and no reported findings between bounds."
        return
    for case in found.types:
        yield bold(case.title)
        disputed = f"{counted(case.disputed, 'statement')} disputed"
        if case.statements is None:
            yield Paragraph(f"{disputed}: {told(case.why)}", "  ", "")
            continue
        which = ", ".join(case.statements[:FEWEST]) + (", …" if len(case.statements) > FEWEST else "")
        text = f"{disputed}: {len(case.statements):,}, settled against the type, would change it"
        yield Paragraph(f"{text} (on {case.aspect}: {which})", "  ", "")


def _rests_on(found: Agreement, on: Screen) -> Iterator[RenderableType]:
    """How it is known who read what, and the figure under the other rule where that is another."""
    rests = found.rests_on
    if rests is None or len(found.coders) < 2:
        return
    yield Paragraph(f"Read: {told(rests.why)}", "  ", "")
    if rests.overall is not None and rests.otherwise is not None:
        other = rests.overall
        figure = (
            f"none ({told(other.why)})"
            if other.value is None
            else f"{HEADS[found.asked.coefficient]} {signed(other.value, on)}"
        )
        ends_ = "" if other.interval is None else f", {ends(other.interval, on)}"
        units = counted(other.units, "unit")
        yield Paragraph(f"Otherwise: {figure}{ends_} on {units}, {told(rests.otherwise)}", "  ", "")


def _rows(
    head: str, rows: Sequence[tuple[str, Coefficient]], of: Agreement, on: Screen
) -> Iterator[RenderableType]:
    """Coefficients in columns; below them the reason of each that is absent."""
    plain = of.asked.usual and of.asked.variance == "jackknife"
    known = [(name, one) for name, one in rows if one.value is not None]
    if known:
        columns = [Column(head, True), Column(HEADS[of.asked.coefficient]), Column("interval"), Column("units"),
                   Column("alike"), Column("AC1" if plain else "error")]  # fmt: skip
        lines = [
            [
                name,
                signed(one.value, on),
                ends(one.interval, on),
                f"{one.units:,}",
                percent(one.percent),
                _last(one, plain, on),
            ]
            for name, one in known
        ]
        for c in (5, 4):
            if not any(line[c] for line in lines):
                columns.pop(c)
                lines = [line[:c] + line[c + 1 :] for line in lines]
        yield grid(columns, lines)
        reasons: dict[str, list[str]] = {}
        for name, one in known:
            for why in (one.why, one.note, None if plain else one.no_error):
                if why:
                    reasons.setdefault(told(why), []).append(name)
        for reason, names in reasons.items():
            yield Paragraph(f"{'; '.join(names)}: {reason}", "    ", "  ")
    for name, one in rows:
        if one.value is None:
            yield Paragraph(f"{name}: {told(one.why)}", "  ", "")


def _last(one: Coefficient, plain: bool, on: Screen) -> str:
    """AC1 beside alpha, else the standard error."""
    if plain:
        return "" if one.ac1 is None else signed(one.ac1, on)
    return "" if one.error is None else f"{one.error:.3f}"


def _absent(codes: Sequence[Coefficient], on: Screen) -> Iterator[RenderableType]:
    """The codes without a coefficient, by the reason."""
    reasons: dict[str, list[str]] = {}
    for one in codes:
        if one.value is None:
            reasons.setdefault(told(one.why or "no agreement"), []).append(one.title or one.id or "")
    for reason, names in reasons.items():
        head = f"{sentence(reason)[:-1]} ({len(names):,}): "
        yield Paragraph(head + "; ".join(names), "  ", "")
