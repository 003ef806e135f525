"""The comparison as tables: nearest types, groups, order, distances; then the differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import idealtypes as it
from idealtypes.cli.commands.compare.differences_table import DifferencesTable, trend_lines
from idealtypes.cli.commands.compare.positions_table import position_lines
from idealtypes.cli.labels import (
    LIMIT,
    aspect_title,
    chance,
    ends,
    heading,
    names,
    rest,
    sentence,
    spoken,
    type_title,
)
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, grid, right
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Cluster, Comparison, StudiesBeside, Why
    from idealtypes.model.study import StudyData

FEW_PAIRS = 66  # of 12 cases; more are not all shown
SOME = 5  # of many pairs, so many at each end
NAMED = 15  # cases named in a group


def table(
    study: StudyData, found: Comparison, on: Screen, beside: Sequence[StudyData] = ()
) -> Iterator[RenderableType]:
    """The comparison as lines, none wider than the screen; `beside` are the other studies that are compared."""
    yield from heading(study if found.by is None else found.by.study, found.profile, on)
    if found.beside is not None:
        yield from _others(found.beside, beside)
    if found.profile.settings.unit == "rater" and bool(found.profile.no_interval.all()):
        yield "No intervals: one rater, whose agreement with others is unknown."
    if len(found.profile.cases) < 2:
        yield ""
        alone = None if found.by is None else found.by.why
        yield sentence(alone or found.no_pairs or "nothing to compare")
        return
    view = _View(found, on)
    between = isinstance(found.profile, it.BoundedProfile)
    sections: list[Callable[[], Iterator[RenderableType]]] = [
        view.nearest,
        view.groups,
        view.order,
        view.distances,
    ]
    if between:
        yield ""
        yield "No nearest types, groups, order, distances, trend: what is reported leaves each case two bounds."
    for section in [] if between else sections:
        yield ""
        yield from section()
    if found.pooled is not None:
        yield ""
        yield from position_lines(found.pooled, view.names, on)
    yield ""
    yield from DifferencesTable(found, on).lines()
    yield from trend_lines(found.trends, found.profile.scheme, on)


def _others(found: StudiesBeside, others: Sequence[StudyData]) -> Iterator[RenderableType]:
    """The other studies, the aspects in common, and whose evidence is complete."""
    profile = found.profile
    for study, cases in zip(others, found.cases[1:], strict=True):
        yield f"with: {study.title.say()} ({counted(len(cases), 'case')})"
    aspects = "; ".join(aspect_title(profile.scheme, aspect) for aspect in profile.aspects)
    yield f"on {counted(len(profile.aspects), 'aspect')} in common: {aspects}"
    sure = [profile.title(c) for c in range(len(profile.cases)) if profile.complete[c]]
    if sure and len(sure) < len(profile.cases):
        yield (
            f"The evidence is complete in: {'; '.join(sure)}. A difference or distance from it has the other's "
            "interval alone."
        )
    yield "Coded apart: that one code means the same in both is for a reader to judge."


class _View:
    """One comparison on one screen."""

    def __init__(self, found: Comparison, on: Screen) -> None:
        self.found, self.on, self.profile, self.scheme = found, on, found.profile, found.profile.scheme
        self.titles = {case: self.profile.title(c) for c, case in enumerate(self.profile.cases)}
        # where titles would be cut, ids tell the rows apart, and they are what --against takes
        self.names = names(self.titles)
        self.types = names({one.id: one.title.say() for one in self.scheme.ideal_types})

    def _sure(self, case: str, probability: float | None) -> str:
        complete = bool(self.profile.complete[self.profile.cases.index(case)])
        return chance(probability, drawn=not complete)

    def _spoken(self, reason: Why, cases: bool = False) -> str:
        return spoken(reason, self.scheme, self.titles if cases else None)

    def nearest(self) -> Iterator[RenderableType]:
        """The nearest ideal type of every case, with the next one."""
        on = self.on
        yield bold("Nearest ideal type")
        if not self.scheme.ideal_types:
            yield "The coding scheme names no ideal types."
            return
        sampled = any(one.types and one.types[0].interval for one in self.found.nearest)
        columns = [Column("case", True), Column("type", True), Column("dist.")]
        columns += [Column("interval"), Column("P")] if sampled else []
        columns += [Column("next", True), Column("dist.")]
        rows, silent, shared = [], 0, False
        for one in self.found.nearest.cases[:LIMIT]:
            if not one.types:
                rows.append([self.names[one.case], "nobody speaks of it", *[""] * (len(columns) - 2)])
                continue
            first, second = one.types[0], one.types[1] if len(one.types) > 1 else None
            mark = "" if bool(self.profile.statements[self.profile.cases.index(one.case)].all()) else "*"
            silent += bool(mark)
            row = [self.names[one.case], self.types[first.type], f"{first.distance:.2f}{mark}"]
            if one.tied:
                shared = True
                row[1] = f"= {row[1]}"
            if sampled:
                row += [
                    ends(first.interval, on, sign=False),
                    "" if one.tied else self._sure(one.case, first.probability),
                ]
            after = ["", ""]
            if second is not None:
                tied = "= " if one.tied else ""
                after = [f"{tied}{self.types[second.type]}", f"{second.distance:.2f}"]
            rows.append(row + after)
        yield grid(columns, rows)
        notes = ["Dist., the distance: 0 at the type, 1 at the other end on every aspect."]
        notes += ["P: how probable it is that no other named type is nearer."] if sampled else []
        notes += ["=: equally near."] if shared else []
        notes += ["*: over the aspects that somebody speaks of."] if silent else []
        yield " ".join(notes)
        if len(self.profile.cases) > LIMIT:
            yield rest(len(self.profile.cases), "nearest.csv --table nearest")

    def groups(self) -> Iterator[RenderableType]:
        """The groups of cases that are alike."""
        found = self.found.clusters
        yield bold("Groups of cases that are alike")
        if found.why:
            yield self._spoken(found.why, cases=True)
        for number, one in self._numbered():
            named = [self.titles[case] for case in one.cases[:NAMED]]
            more = len(one.cases) - len(named)
            text = f"{'; '.join(named)}{f'; and {more:,} more' if more > 0 else ''}"
            how = ""
            if one.stability is not None:
                standing = (one.standing or "").replace("_", " ")
                how = f" (stability {one.stability:.2f}, {standing})"
            if len(one.cases) > 2:
                how += f"; most typical: {self.titles[one.medoid]}"
            yield Paragraph(text + how, "    ", right(str(number), 2) + "  ")
        if found.clusters and found.draws:
            yield (
                f"Stability: how far the group comes back over {found.draws:,} draws, from 0 to 1 (Jaccard)."
            )
        if found.note:
            yield self._spoken(found.note, cases=True)

    def _numbered(self) -> list[tuple[int, Cluster]]:
        """The groups by the numbers that the report gives them, too."""
        group, cases = it.order_cases(self.found).group, self.found.profile.cases
        numbered = [(group[cases.index(one.medoid)], one) for one in self.found.clusters.clusters]
        return sorted(numbered, key=lambda pair: pair[0])

    def order(self) -> Iterator[RenderableType]:
        """The order of the cases, and what it is by."""
        found, on = self.found.ranking, self.on
        yield bold(f"Order by closeness to the {self._criterion()}", cut=True)
        if found.why:
            yield self._spoken(found.why)
            return
        columns = [Column("no."), Column("case", True), Column("first"), Column("mean rank"), Column("ranks"),
                   Column("closeness"), Column("weights when first", True)]  # fmt: skip
        first = any(one.first is not None for one in found.ranks)
        rows = []
        for one in found.ranks[:LIMIT]:
            span = "" if one.ranks is None else "–".join(map(str, dict.fromkeys(one.ranks)))
            mean = "" if one.mean_rank is None else f"{one.mean_rank:.1f}"
            value = "" if one.value is None else f"{one.value:.2f}"
            span = span if on.unicode else span.replace("–", "-")
            place = "" if one.place is None else str(one.place)
            weights = self._weights(one.weights)
            rows.append([place, self.names[one.case], chance(one.first), mean, span, value, weights])
        if not any(row[-1] for row in rows):
            columns, rows = columns[:-1], [row[:-1] for row in rows]
        if not first:
            columns, rows = columns[:2] + columns[3:], [row[:2] + row[3:] for row in rows]
        yield grid(columns, rows)
        told = "Ranks: where it is under most weights of the aspects and draws"
        if first:
            told = "First: in what share of all weights of the aspects, and of the draws, it comes first; ranks: where"
            told += " it is in most of them"
        yield f"{told}; closeness: with equal weights, 1 at the goal. An order, not a verdict."
        if not first and self.found.pooled is not None:
            yield "P(first) is not told where cases are pooled: it would be said too high."
        if any(one.weights for one in found.ranks) and len(found.wanted) > 1:
            yield "Weights when first: the mean of the weights under which it comes first."
        if found.note:
            yield self._spoken(found.note)
        if len(self.profile.cases) > LIMIT:
            yield rest(len(self.profile.cases), "ranks.csv --table ranks")

    def _criterion(self) -> str:
        name = self.found.ranking.criterion
        if name.startswith("goal: "):
            return f"goal: {type_title(self.scheme, name.removeprefix('goal: '))}"
        return {"goal": "wanted balances", "formality": "second pole (formality; no goal is named)"}.get(
            name, "second poles (no goal is named)"
        )

    def _weights(self, weights: dict[str, float] | None) -> str:
        """The aspects by their central weight."""
        if weights is None or len(weights) < 2:
            return ""
        order = sorted(weights, key=lambda a: -weights[a])
        return ", ".join(f"{aspect_title(self.scheme, a)} {weights[a]:.2f}" for a in order)

    def distances(self) -> Iterator[RenderableType]:
        """The distances: all of few pairs, the ends of many."""
        on, found = self.on, self.found.distances
        yield bold("Distances")
        if found.absent:
            yield sentence(found.absent)
            return
        rows = [one for one in found.records() if one["distance"] is not None]
        missing = len(list(found.pairs)) - len(rows)
        rows.sort(key=lambda one: one["distance"])
        shown = rows if len(rows) <= FEW_PAIRS else [*rows[:SOME], *rows[-SOME:]]
        sampled = any(one["low"] is not None for one in shown)
        columns = [Column("case", True), Column("case", True), Column("distance")]
        columns += [Column("interval")] if sampled else []
        lines = []
        for one in shown:
            interval = None if one["low"] is None else (one["low"], one["high"])
            mark = "*" if one["aspects"] < len(self.profile.aspects) else ""
            cell = [self.names[one["a"]], self.names[one["b"]], f"{one['distance']:.2f}{mark}"]
            lines.append(cell + ([ends(interval, on, sign=False)] if sampled else []))
        if len(shown) < len(rows):
            lines.insert(SOME, [on.cut, *[""] * (len(columns) - 1)])
        yield grid(columns, lines)
        notes = ["0: alike on every aspect; 1: at opposite ends of all."]
        if any("*" in cell[2] for cell in lines):
            notes.append("*: over the aspects that both speak of.")
        if len(shown) < len(rows):
            notes.append(
                f"The {SOME} nearest and the {SOME} farthest of {len(rows):,} pairs; all: "
                "-o distances.csv --table distances."
            )
        if missing:
            notes.append(f"{counted(missing, 'pair')} without a distance, as no aspect is common.")
        yield " ".join(notes)
