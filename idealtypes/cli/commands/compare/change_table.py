"""How every case changed, aspect by aspect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from idealtypes.cli.labels import (
    LIMIT,
    aspect_title,
    chance,
    ends,
    names,
    pole_title,
    sentence,
    signed,
    told,
)
from idealtypes.cli.terminal import Column, Screen, bold, flow, grid
from idealtypes.model.text import counted
from idealtypes.model.view_words import VIEWS, WEIGHTS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import CaseChange, Changes
    from idealtypes.model.study import StudyData

COLUMNS = (
    Column("case", True), Column("from", True), Column("to", True), Column("change"), Column("interval"), Column("P"),
    Column("again"), Column("", True),
)  # fmt: skip


def change_lines(study: StudyData, found: Changes, on: Screen) -> Iterator[RenderableType]:
    """The changes as lines, those without one with the reason."""
    profile = found.profile
    times = () if found.by is None else found.by.levels
    yield bold(study.title.say())
    parts = [f"Change of {counted(len(found.names), 'case')} over {found.column}: {', '.join(times)}"]
    counts = () if found.by is None else found.by.counts.values()
    parts += [counted(sum(counts), "statement"), VIEWS[profile.view], WEIGHTS[profile.settings.weighting]]
    parts += [f"only {condition}" for condition in study.selection]
    yield from flow(parts, on)
    shown = names(found.names)
    by_aspect: dict[tuple[str, str | None], list[CaseChange]] = {}
    for one in found.changes:
        by_aspect.setdefault((one.aspect, one.pole), []).append(one)
    for (aspect, pole), rows in by_aspect.items():
        yield ""
        title = aspect_title(profile.scheme, aspect)
        yield bold(
            title if pole is None else f"{title}: share of {pole_title(profile.scheme, aspect, pole)}",
            cut=True,
        )
        there = [one for one in rows if one.change is not None]
        if there:
            yield grid(COLUMNS, [_row(one, shown[one.case], on) for one in there[:LIMIT]])
        if len(there) > LIMIT:
            yield f"{LIMIT} of {len(there):,} cases shown. For all of them: -o changes.csv (or .xlsx, .json)."
        absent: dict[str, list[str]] = {}
        for one in rows:
            if one.change is None:
                absent.setdefault(told(one.why), []).append(found.names[one.case])
        for why, cases in absent.items():
            more = f" and {len(cases) - LIMIT:,} more" if len(cases) > LIMIT else ""
            yield f"{'; '.join(cases[:LIMIT])}{more}: {why}."
        if pole is None and there:
            yield f"Rose: toward {pole_title(profile.scheme, aspect, profile.poles(aspect)[1])}."
    yield ""
    yield (
        "Interval: for this one change, with every doubt. P: how probable it is that it rose; rose and fell are said "
        "from .95 on. Again: informants heard at several of the times; where they are, how each of them leans at "
        "each time ties the times."
    )
    if any(one.times > 2 for one in found.changes):
        yield "Over more than two times the change is that of the trend's line, from the first to the last."
    for why in dict.fromkeys(told(one.why) for one in found.changes if one.change is not None and one.why):
        yield sentence(why)


def _row(one: CaseChange, name: str, on: Screen) -> list[str]:
    word = "" if one.word == "cannot_be_told" else one.word
    return [
        name, one.from_ or "", one.to or "", signed(one.change, on), ends(one.interval_whole, on),
        chance(one.probability, drawn=one.interval is not None), str(one.both), word or "cannot be told",
    ]  # fmt: skip
