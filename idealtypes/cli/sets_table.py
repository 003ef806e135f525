"""The fit of types and poles with an outcome as tables, and the truth table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from idealtypes.cli.heading import VIEWS
from idealtypes.cli.layout import counted, flow, left, paragraph, right, wrap
from idealtypes.cli.screen import Screen
from idealtypes.cli.titles import names, sentence, type_title

if TYPE_CHECKING:
    from idealtypes.analyses.sets.fits import ConditionFit, SetFits
    from idealtypes.analyses.sets.settheory import TruthRow, TruthTable
    from idealtypes.model.study import StudyData

COUNT, NUMBER = 5, 6
NUMBERS = 2 * COUNT + 6 * NUMBER + 1
MOST = 30  # lines of one kind
NAMED = 12  # cases named of a row
OUT = {"1": "sufficient", "0": "not", "R": "too few"}


def table(study: StudyData, found: SetFits, on: Screen) -> Iterator[str]:
    """The fits by kind of condition, then the truth table; none wider than the screen."""
    yield from (on.bold(line) for line in wrap(study.title.say(), on.width))
    outcome, used = found.outcome, found.degrees.cases
    what = f"{'the absence of ' if outcome.negated else ''}{outcome.column}"
    if outcome.anchors is not None:
        what += (
            f" (out at {outcome.anchors[0]:g}, even at {outcome.anchors[1]:g}, in at {outcome.anchors[2]:g})"
        )
    parts = [f"outcome: {what}", f"{len(used):,} of {counted(len(outcome.cases), 'case')}"]
    parts += [VIEWS[found.membership.profile.view]]
    parts += [f"only {column}={value}" for column, value in study.selection]
    yield from flow(parts, on.dot, on.width)
    yield ""
    if found.why:
        yield from wrap(sentence(found.why), on.width)
        return
    named = {one.id for one in study.scheme.ideal_types}
    groups = {
        "Ideal types": [c for c in found.conditions if c.kind == "type" and c.condition in named],
        "Their absence": [c for c in found.conditions if c.kind == "absence"],
        "Other corners with cases": [
            c for c in found.conditions if c.kind == "type" and c.condition not in named
        ],
        "Poles": [c for c in found.conditions if c.kind == "pole"],
    }
    yield _over(on)
    for title, conditions in groups.items():
        if conditions:
            yield _head(title, on)
            yield from _lines(study, conditions, on)
            yield ""
    yield from wrap(
        "in: cases with membership above a half; dev.: those of them without the outcome. Sufficient: cons., how far "
        "membership stays below that in the outcome, from 0 to 1; cov., how much of the outcome it takes in; PRI, low "
        "where it would fit the absence as well. Necessary: cons., how far the outcome stays below it; cov., how much "
        "of it the outcome takes in; RoN, low where it is so common that it is needed for anything.",
        on.width,
    )
    if found.table is not None:
        yield ""
        yield from _truth(study, found, found.table, on)
    yield ""
    yield from wrap(
        "Memberships are taken at their estimates, without their intervals. What goes together in these cases need "
        "not be what brings it about.",
        on.width,
    )


def _over(on: Screen) -> str:
    room = NUMBER * 3
    both = right("sufficient", room) + " " + right("necessary", room)
    return on.dim(left("", on.width - 2 * room - 1) + both)


def _head(title: str, on: Screen) -> str:
    numbers = right("in", COUNT) + right("dev.", COUNT)
    numbers += "".join(right(name, NUMBER) for name in ("cons.", "cov.", "PRI")) + " "
    numbers += "".join(right(name, NUMBER) for name in ("cons.", "cov.", "RoN"))
    return on.bold(left(title, on.width - NUMBERS)) + on.dim(numbers)


def _lines(study: StudyData, conditions: Sequence[ConditionFit], on: Screen) -> Iterator[str]:
    label = on.width - NUMBERS
    for one in conditions[:MOST]:
        title = type_title(study.scheme, one.condition) if one.kind == "type" else one.title
        first, *more = wrap(title, label - 1)
        enough, needed = one.sufficiency, one.necessity
        numbers = right(f"{len(one.cases):,}", COUNT) + right(f"{len(one.deviant):,}", COUNT)
        numbers += "".join(_number(v) for v in (enough.consistency, enough.coverage, enough.pri)) + " "
        numbers += "".join(_number(v) for v in (needed.consistency, needed.coverage, needed.ron))
        yield left(first, label) + numbers
        yield from (f"  {line}" for line in more)
    if len(conditions) > MOST:
        yield from wrap(f"{MOST} of {len(conditions):,} shown. All: -o sets.csv", on.width)


def _number(value: float | None) -> str:
    return right("" if value is None else f"{value:.2f}", NUMBER)


def _truth(study: StudyData, found: SetFits, rows: TruthTable, on: Screen) -> Iterator[str]:
    """The rows with cases, those of the sufficient ones first."""
    titles = dict(zip(found.membership.profile.cases, found.membership.profile.titles, strict=False))
    shown = names({case: titles.get(case, case) for case in found.degrees.cases})
    label = on.width - COUNT - 2 * NUMBER - 12
    head = right("cases", COUNT + 1) + right("cons.", NUMBER) + right("PRI", NUMBER) + right("", 11)
    yield on.bold(left("Truth table", label)) + on.dim(head.rstrip())
    order = sorted(rows.rows, key=lambda row: ("10R".index(row.out), -row.n))
    for row in order[:MOST]:
        yield from _row(study, rows, row, shown, label, on)
    if len(order) > MOST:
        yield from wrap(f"{MOST} of {len(order):,} rows shown. All: --json", on.width)
    if rows.unassigned:
        text = "; ".join(shown[case] for case in rows.unassigned)
        yield from wrap(f"In no row, at a half or with no pole above it on some aspect: {text}.", on.width)
    cuts = f"Sufficient: consistency {rows.inclusion:g} or more"
    cuts += f" and PRI {rows.pri:g} or more" if rows.pri > 0 else ""
    cuts += f", {counted(rows.least, 'case')} or more" if rows.least > 1 else ""
    empty = rows.corners - sum(1 for row in rows.rows if row.n)
    cuts += f". {counted(empty, 'corner')} without cases." if empty else "."
    yield from wrap(cuts, on.width)


def _row(
    study: StudyData, rows: TruthTable, row: TruthRow, shown: dict[str, str], label: int, on: Screen
) -> Iterator[str]:
    corner = rows.poles(row)
    known = next((t for t in study.scheme.ideal_types if dict(t.corner) == corner), None)
    name = ",".join(f"{aspect}={pole}" for aspect, pole in corner.items())
    title = type_title(study.scheme, name) if known is None else known.title.say()
    first, *more = wrap(title, label - 1)
    numbers = right(f"{row.n:,}", COUNT + 1) + _number(row.consistency) + _number(row.pri)
    yield left(first, label) + numbers + right(OUT[row.out], 11)
    yield from (f"  {line}" for line in more)
    listed = "; ".join(shown[case] for case in row.cases[:NAMED])
    listed += f"; and {len(row.cases) - NAMED:,} more" if len(row.cases) > NAMED else ""
    if row.deviant:
        listed += f" (without the outcome: {'; '.join(shown[case] for case in row.deviant[:NAMED])})"
    yield from (on.dim(line) for line in paragraph(listed, on.width, "    "))
