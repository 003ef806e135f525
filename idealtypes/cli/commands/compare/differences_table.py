"""The differences between cases, aspect by aspect, and the trends over ordered values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from idealtypes import said
from idealtypes.cli.drawing import line
from idealtypes.cli.labels import (
    LIMIT,
    MANY,
    aspect_title,
    chance,
    ends,
    pole_title,
    sentence,
    signed,
    which_interval,
)
from idealtypes.cli.terminal import Column, Screen, bold, cells, grid, left, right, row, short, text
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Comparison, Difference, Trend
    from idealtypes.model.scheme import Scheme

LINE, NUMBERS, CHANCE = 19, 25, 8
SOME = 5  # the largest of each aspect, where there are many pairs


class DifferencesTable:
    """The differences of one comparison on one screen."""

    def __init__(self, found: Comparison, on: Screen) -> None:
        self.found, self.on, self.profile, self.scheme = found, on, found.profile, found.profile.scheme
        self.titles = {case: self.profile.title(c) for c, case in enumerate(self.profile.cases)}
        self.told = bool(self.profile.no_interval.all())  # that there are no intervals

    def lines(self) -> Iterator[RenderableType]:
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
        if any(pair.interval for pair in found.pairs) and any(self.profile.bipolar):
            yield from which_interval(self.profile, "differences.csv")
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
        known = [pair for pair in pairs if pair.difference is not None or pair.bounds is not None]
        if known:
            yield self._columns(2 if pole is None else 1)
        for pair in known[:most]:
            yield self._pair(pair, titles)
        if len(known) < len(pairs):
            a = self.profile.aspects.index(aspect)
            spoken = dict(zip(self.profile.cases, self.profile.statements[:, a], strict=True))
            silent = ", ".join(titles[case] for case in titles if not spoken[case])
            number = counted(len(pairs) - len(known), "pair")
            yield f"{number} not compared, as nobody speaks of it in {silent}."
        if not known:
            return
        if pole is None:
            nearer = axis.ordered[1].title.say()
            yield f"P: how probable it is that the first lies nearer to: {nearer}"
            if any(pair.unpooled is not None for pair in known[:most]):
                yield "In brackets: not pooled toward the others, where it differs."
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
        whole = pair.interval_whole or pair.interval
        drawn = line(pair.difference, whole, width=LINE, unicode=on.unicode, reach=reach)
        numbers = f"   {signed(pair.difference, on)}   {ends(whole, on)}"
        told = chance(pair.probability)
        if pair.unpooled is not None and chance(pair.unpooled) != told:
            told += f"\n({chance(pair.unpooled)})"
        if pair.bounds is not None:
            drawn = line(None, whole, width=LINE, unicode=on.unicode, reach=reach, bounds=pair.bounds)
            first, second = (signed(end, on) for end in pair.bounds)
            numbers = f"   {first} to {second}\n   {ends(whole, on)}"
            told = "\n".join(chance(end) for end in pair.probabilities or ())
        mark = " *" if pair.clear else ""
        return row((both, 0), (drawn, LINE), (text(numbers), NUMBERS), (text(told), 2 - CHANCE), (mark, 2))


def trend_lines(trend: Sequence[Trend], scheme: Scheme, on: Screen) -> Iterator[RenderableType]:
    """How the balances move over ordered values."""
    if not trend:
        return
    yield bold("Trend over the values in their order")
    rows = []
    for one in trend:
        what = aspect_title(scheme, one.aspect)
        what += "" if one.pole is None else f": {pole_title(scheme, one.aspect, one.pole)}"
        why = said(one.why) or ""
        rows.append([what, signed(one.slope, on), ends(one.interval, on), chance(one.probability), why])
    columns = [Column("aspect", True), Column("slope"), Column("interval"), Column("P rising")]
    if any(row[-1] for row in rows):
        columns.append(Column("", True))
    else:
        rows = [row[:-1] for row in rows]
    yield grid(columns, rows)
    yield "Slope: change of the balance (with three or more poles, of the share) for one step or unit."
