"""The comparison as tables: nearest types, groups, order, distances, differences, trends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import idealtypes as it
from idealtypes import said
from idealtypes.cli.labels import (
    LIMIT,
    MANY,
    aspect_title,
    chance,
    ends,
    heading,
    names,
    pole_title,
    rest,
    sentence,
    signed,
    spoken,
    type_title,
)
from idealtypes.cli.terminal import (
    Column,
    Paragraph,
    Screen,
    bold,
    cells,
    grid,
    left,
    line,
    right,
    row,
    short,
)
from idealtypes.model.numbers import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Cluster, Comparison, Difference, StudiesBeside, Trend, Why
    from idealtypes.model.study import StudyData

LINE, NUMBERS, CHANCE = 19, 25, 8
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
    sections: list[Callable[[], Iterator[RenderableType]]] = [
        view.nearest,
        view.groups,
        view.order,
        view.distances,
    ]
    for section in sections:
        yield ""
        yield from section()
    yield ""
    yield from view.differences()
    yield from view.trends(found.trends)


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
        self.told = bool(self.profile.no_interval.all())  # that there are no intervals

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
        columns = [Column("case", True), Column("first"), Column("mean rank"), Column("ranks"),
                   Column("closeness"), Column("weights when first", True)]  # fmt: skip
        rows = []
        for one in found.ranks[:LIMIT]:
            span = "" if one.ranks is None else "–".join(map(str, dict.fromkeys(one.ranks)))
            mean = "" if one.mean_rank is None else f"{one.mean_rank:.1f}"
            value = "" if one.value is None else f"{one.value:.2f}"
            span = span if on.unicode else span.replace("–", "-")
            rows.append(
                [self.names[one.case], chance(one.first), mean, span, value, self._weights(one.weights)]
            )
        if not any(row[-1] for row in rows):
            columns, rows = columns[:-1], [row[:-1] for row in rows]
        yield grid(columns, rows)
        yield (
            "First: in what share of all weights of the aspects, and of the draws, it comes first; ranks: where it is "
            "in most of them; closeness: with equal weights, 1 at the goal. An order, not a verdict."
        )
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

    def differences(self) -> Iterator[RenderableType]:
        """The differences aspect by aspect, and with three or more poles pole by pole."""
        found = self.found
        if found.no_pairs:
            yield bold("Differences")
            yield sentence(found.no_pairs)
            return
        groups: dict[tuple[str, str | None], list[Difference]] = {}
        for pair in found.pairs:
            groups.setdefault((pair.aspect, pair.pole), []).append(pair)
        many = len(self.profile.cases) > MANY and found.against is None
        if many:
            # of many pairs only those that stand are worth a line
            groups = {key: [p for p in pairs if p.clear] for key, pairs in groups.items()}
            groups = {key: pairs for key, pairs in groups.items() if pairs}
        most = SOME if many else LIMIT
        titles = self.titles
        if any(cells(title) > self._room() for title in titles.values()):
            titles = {case: case for case in titles}
        for (aspect, pole), pairs in groups.items():
            yield from self._group(aspect, pole, pairs, most, titles)
            yield ""
        if any(pair.clear for pair in found.pairs):
            yield f"* stands when the intervals hold together for {found.family}"
        whole = len({(pair.a, pair.b) for pair in found.pairs})
        save = "save the table: -o differences.csv (or .xlsx, .json)"
        if many:
            standing = sum(pair.clear for pair in found.pairs)
            yield bold("Differences")
            shown = f"{whole:,} pairs, {len(found.pairs):,} differences"
            if not self.told:
                verb = "stands" if standing == 1 else "stand"
                shown += f", of which {standing:,} {verb} when the intervals hold together"
                shown += f"; the {most} largest of each aspect are shown" if standing else ""
            yield f"{shown}. For one case against all: --against CASE; for all pairs {save}."
        elif whole > most:
            yield f"{most} of {whole:,} pairs shown. For all of them {save}."

    def _group(
        self, aspect: str, pole: str | None, pairs: list[Difference], most: int, titles: dict[str, str]
    ) -> Iterator[RenderableType]:
        axis = self.scheme.axis(aspect)
        title = aspect_title(self.scheme, aspect)
        what = title if pole is None else f"{title}: share of {axis.pole(pole).title.say()}"
        yield bold(what, cut=True)
        if most == SOME:
            pairs = sorted(pairs, key=lambda p: -abs(p.difference or 0.0))
        known = [pair for pair in pairs if pair.difference is not None]
        if known:
            yield self._columns(2 if pole is None else 1)
        for pair in known[:most]:
            yield self._pair(pair, titles)
        if len(known) < len(pairs):
            a = self.profile.aspects.index(aspect)
            spoken = dict(zip(self.profile.cases, self.profile.statements[:, a], strict=True))
            silent = ", ".join(titles[case] for case in titles if not spoken[case])
            number = counted(len(pairs) - len(known), "pair")
            text = f"{number} not compared, as nobody speaks of it in {silent}."
            yield text
        if not known:
            return
        if pole is None:
            nearer = axis.ordered[1].title.say()
            yield f"P: how probable it is that the first lies nearer to: {nearer}"
        else:
            yield "P: how probable it is that the first has the larger share"
        bare = [pair.why for pair in known[:most] if pair.interval is None]
        for reason in dict.fromkeys(
            why.split("; ")[0].split(" (")[0] for why in map(said, bare) if why and not self.told
        ):
            yield sentence(reason)

    def _label(self) -> int:
        return self.on.width - LINE - NUMBERS - CHANCE - 1

    def _room(self) -> int:
        """The columns for each name of a pair."""
        return (self._label() - 3) // 2

    def _columns(self, reach: int) -> RenderableType:
        scale = left(f"{self.on.minus}{reach}", LINE - 2) + f"+{reach}"
        interval = "" if self.profile.complete.all() else right("interval    ", NUMBERS - 11)
        return row(
            ("", 0),
            (scale, LINE),
            (f" difference{interval}", NUMBERS),
            ("P", 2 - CHANCE),
            ("", 2),
            style="dim",
        )

    def _pair(self, pair: Difference, titles: dict[str, str]) -> RenderableType:
        on, room = self.on, self._room()
        both = f"{short(titles[pair.a], room, on)} {on.minus} {short(titles[pair.b], room, on)}"
        reach = 2.0 if pair.pole is None else 1.0
        drawn = line(pair.difference, pair.interval, width=LINE, unicode=on.unicode, reach=reach)
        numbers = f"   {signed(pair.difference, on)}   {ends(pair.interval, on)}"
        mark = " *" if pair.clear else ""
        return row(
            (both, 0), (drawn, LINE), (numbers, NUMBERS), (chance(pair.probability), 2 - CHANCE), (mark, 2)
        )

    def trends(self, trend: Sequence[Trend]) -> Iterator[RenderableType]:
        """How the balances move over ordered values."""
        if not trend:
            return
        on = self.on
        yield bold("Trend over the values in their order")
        rows = []
        for one in trend:
            what = aspect_title(self.scheme, one.aspect)
            what += "" if one.pole is None else f": {pole_title(self.scheme, one.aspect, one.pole)}"
            why = said(one.why) or ""
            rows.append([what, signed(one.slope, on), ends(one.interval, on), chance(one.probability), why])
        columns = [Column("aspect", True), Column("slope"), Column("interval"), Column("P rising")]
        if any(row[-1] for row in rows):
            columns.append(Column("", True))
        else:
            rows = [row[:-1] for row in rows]
        yield grid(columns, rows)
        yield "Slope: change of the balance (with three or more poles, of the share) for one step or unit."
