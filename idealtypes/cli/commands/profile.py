"""`idealtypes profile`: where each aspect lies between its poles."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.drawing import bar, line, marks
from idealtypes.cli.labels import LIMIT, MANY, case_heading, ends, few, heading, rest, signed, which_interval
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Paragraph, Screen, cells, dim, left, right, row, short, spaced, text
from idealtypes.cli.weightings import both_weightings, selective_quoting

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Brief, Profile, Study, View, Word

LINE, NUMBERS, COUNTS, WORD = 21, 23, 10, 8  # columns of a block; the label takes what is left
NAME, CELL = 20, 15  # columns of a line: the case, and each aspect


@click.command()
@options.study
@options.view
@options.where
@options.settings
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    view: View,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show where each aspect lies between its poles.

    Per case and aspect: the balance between the poles, its interval, the
    statements and sources it rests on, and one word for how it reads.

    \b
    Examples:
        idealtypes profile my_study
        idealtypes profile my_study --view useful --where kind=interview
        idealtypes profile my_study -o profile.xlsx
    """
    opened = open_study(study, where, overrides, extents=True)
    found = opened.profile(view=view)
    answer(
        found,
        lambda on: table(opened, found, on),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def table(study: Study, profile: Profile, on: Screen) -> Iterator[RenderableType]:
    """The profile as lines, none wider than the screen."""
    yield from heading(study, profile, on)
    shape = _Lines if len(profile.cases) > MANY else _Blocks
    yield from shape(profile, on).lines()
    yield from both_weightings(profile, on)
    yield from selective_quoting(profile)


class _Blocks:
    """A block a case: a line an aspect, its position drawn between the poles."""

    def __init__(self, profile: Profile, on: Screen) -> None:
        self.profile, self.on, self.scheme = profile, on, profile.scheme
        self.label = on.width - LINE - NUMBERS - COUNTS - WORD - 3
        self.bounds = profile.whole_bounds

    @cached_property
    def briefs(self) -> list[list[Brief]]:
        """How each estimate reads: cases × aspects."""
        cases, aspects = range(len(self.profile.cases)), range(len(self.profile.aspects))
        return [[it.brief(self.profile, c, a) for a in aspects] for c in cases]

    def lines(self) -> Iterator[RenderableType]:
        above: str | None = None
        for c in range(len(self.profile.cases)):
            yield ""
            yield case_heading(self.profile, c)
            for a, aspect in enumerate(self.profile.aspects):
                axis = self.scheme.axis(aspect).id
                if axis != above:
                    yield self._columns(a)
                    above = axis
                if self.profile.bipolar[a] and self._moved(c, a):
                    yield self._between(c, a)
                elif self.profile.bipolar[a]:
                    yield self._two_poles(c, a)
                else:
                    yield from self._many_poles(c, a)
        yield ""
        yield from self._legend()

    def _moved(self, c: int, a: int) -> bool:
        """Whether unnamed sources stand beside the quoted."""
        return isinstance(self.profile, it.BoundedProfile) and bool(self.profile.moved[c, a])

    def _columns(self, a: int) -> RenderableType:
        """The names of the columns; above the line stand the poles."""
        axis = self.scheme.axis(self.profile.aspects[a])
        if self.profile.bipolar[a]:
            room = (LINE - 1) // 2
            first, second = (short(pole.title.say(), room, self.on) for pole in axis.ordered)
            above, number = left(first, LINE - cells(second)) + second, "balance"
        elif self.profile.tally.present[a]:
            above, number = left("each there or not", LINE), "weight"
        else:
            above, number = left("share of each pole", LINE), "share"
        interval = "" if self.profile.settings.unit == "none" else "interval    "
        who = "rat." if self.profile.settings.unit == "rater" else "src."
        numbers = right(number, 8) + right(interval, NUMBERS - 8)
        return row(
            ("", self.label + 1), (above, LINE), (numbers, NUMBERS), ("stm.", -5), (who, -5), style="dim"
        )

    def _counts(self, c: int, a: int) -> list[tuple[str, int]]:
        """The columns at the right: statements, sources, the word."""
        word = self.briefs[c][a].word
        counts = (int(self.profile.statements[c, a]), int(self.profile.sources[c, a]))
        told = ["" if word == "silent" else few(number) for number in counts]
        apart = " " if len(word) > WORD else "  "
        return [*((count, -COUNTS // 2) for count in told), (apart + word, WORD + 2)]

    def _between(self, c: int, a: int) -> RenderableType:
        """Two bounds, and below them the interval around both."""
        assert isinstance(self.profile, it.BoundedProfile)
        low, high = self.profile.bounds[c, a]
        title, around = self.scheme.aspects[a].title.say(), self.profile.interval_whole[c, a]
        drawn = line(None, around, width=LINE, unicode=self.on.unicode, bounds=(low, high))
        told = f"   {signed(low, self.on)} to {signed(high, self.on)}"
        told += f"\n{' ' * 9}{interval}" if (interval := ends(around, self.on)) else ""
        return row(
            (spaced(text(title)), self.label + 1),
            (text(drawn), LINE),
            (text(told), NUMBERS),
            *self._counts(c, a),
        )

    def _two_poles(self, c: int, a: int) -> RenderableType:
        title, (low, high) = self.scheme.aspects[a].title.say(), self.profile.interval_whole[c, a]
        read, balance = self.briefs[c][a], float(self.profile.balance[c, a])
        drawn = line(balance, (low, high), read.mark, width=LINE, unicode=self.on.unicode)
        silent = read.word == "silent"
        numbers = "" if silent else f"   {signed(balance, self.on)} {ends((low, high), self.on)}"
        place = dim(drawn) if silent else text(drawn)
        return row(
            (spaced(text(title)), self.label + 1), (place, LINE), (numbers, NUMBERS), *self._counts(c, a)
        )

    def _many_poles(self, c: int, a: int) -> Iterator[RenderableType]:
        profile, axis = self.profile, self.scheme.axis(self.profile.aspects[a])
        title = text(self.scheme.aspects[a].title.say(), cut=True)
        yield row((title, self.label + 1 + LINE + NUMBERS), *self._counts(c, a))
        if self.briefs[c][a].word == "silent":
            return
        for p, pole in enumerate(axis.ordered):
            share, low, high = (float(side[c, a, p]) for side in (profile.shares, *self.bounds))
            name = text("  " + pole.title.say(), cut=True)
            told = f"    {share:.2f}"
            if isinstance(profile, it.BoundedProfile) and profile.moved[c, a]:
                least, share = profile.share_ends[c, a, p]
                told = f"{least:.2f}–{share:.2f}" if self.on.unicode else f"{least:.2f}-{share:.2f}"
            drawn = bar(share, (low, high), width=LINE, unicode=self.on.unicode)
            numbers = f"{told} {ends((low, high), self.on, sign=False)}"
            yield row((name, self.label), (f" {drawn}", LINE + 1), (numbers, NUMBERS))
        for margin, values in profile.margins(profile.aspects[a]).items():
            parts = [f"{axis.margin_title(margin, v).say()} {s[c]:.2f}" for v, s in values.items()]
            yield Paragraph(f"{axis.margin_title(margin).say()}: {', '.join(parts)}", "    ", "  ")

    def _legend(self) -> Iterator[RenderableType]:
        """What the signs and words mean, as far as they occur."""
        briefs = [one for row in self.briefs for one in row]
        used = {one.mark for one in briefs}
        sampled = self.profile.settings.unit != "none"
        if any(self.profile.bipolar):
            dot, hollow, torn = marks(self.on.unicode)
            signs = [f"{dot} balance"]
            signs += [f"{hollow} balance, thin"] if "thin" in used else []
            signs += [f"{torn} balance, torn"] if "torn" in used else []
            between = any(self._moved(c, a) for c, row in enumerate(self.briefs) for a in range(len(row)))
            joint = "═" if self.on.unicode else "#"
            signs += [f"{dot}{joint}{dot} between two bounds"] if between else []
            signs += [("━" if self.on.unicode else "=") + " interval"] if sampled else []
            yield "   ".join(signs)
        if not all(self.profile.bipolar):
            full, half, light = "█▓░" if self.on.unicode else "#=."
            present = self.profile.tally.present
            kinds = zip(present, self.profile.bipolar, strict=True)
            shares = any(not there and not two for there, two in kinds)
            what = " or ".join((["share"] if shares else []) + (["weight"] if any(present) else []))
            yield f"{full}{half} {what}" + (f"   {half}{light} its interval" if sampled else "")
        whole = self.bounds[0]
        if (whole == whole).any():  # not nan
            yield from which_interval(self.profile, "profile.csv")
        words: set[Word] = {one.word for one in briefs}
        if "torn" in used:
            words.add("torn")
        if "thin" in {one.mark for one in briefs if one.word != "untold"}:
            words.add("thin")
        yield from _words(words)
        if self.profile.settings.unit == "rater" and bool((self.profile.sources == 1).any()):
            yield "One rater gives no interval: the agreement with others is unknown."


class _Lines:
    """A line a case, for the first of many; as many aspects beside each other as there is room for."""

    def __init__(self, profile: Profile, on: Screen) -> None:
        self.profile, self.on, self.scheme = profile, on, profile.scheme
        self.shown = range(min(len(profile.cases), LIMIT))

    def lines(self) -> Iterator[RenderableType]:
        words: set[Word] = set()
        step = (self.on.width - NAME) // CELL
        for chosen in self._parts(step):
            yield ""
            yield from self._heads(chosen)
            yield from self._scales(list(dict.fromkeys(a for a, _ in chosen)))
            for c in self.shown:
                briefs = [it.brief(self.profile, c, a) for a, _ in chosen]
                # beside a number there is no room for a longer word
                briefs = [b._replace(word="open") if b.word == "undecided" else b for b in briefs]
                pairs = list(zip(chosen, briefs, strict=True))
                words |= {one.word for (_, p), one in pairs if p is None or one.word == "silent"}
                found = [(self._cell(c, a, p, one), CELL) for (a, p), one in pairs]
                yield row((_cut(self.profile.title(c)), NAME), *found)
        hidden = len(self.profile.cases) - len(self.shown)
        if hidden:
            yield ""
            yield rest(len(self.profile.cases), "profile.csv")
        yield ""
        yield from _words(words)

    def _parts(self, step: int) -> Iterator[list[tuple[int, int | None]]]:
        """What stands beside each other: aspects, and of those of `kind: presence` a column for each dimension."""
        beside: list[tuple[int, int | None]] = []
        for a, there in enumerate(self.profile.tally.present):
            own = list(range(len(self.profile.tally.poles[a]))) if there else [None]
            for start in range(0, len(own), step):
                more = [(a, p) for p in own[start : start + step]]
                if beside and len(beside) + len(more) > step:
                    yield beside
                    beside = []
                beside = beside + more
        if beside:
            yield beside

    def _heads(self, chosen: list[tuple[int, int | None]]) -> Iterator[RenderableType]:
        """The titles of aspects; below them those of dimensions."""
        above = [a for a, _ in chosen]
        titles = [(self.scheme.aspects[a].title.say(), CELL * above.count(a)) for a in dict.fromkeys(above)]
        yield row(("", NAME), *((_cut(title), width) for title, width in titles), style="dim")
        if any(p is not None for _, p in chosen):
            axes = [self.scheme.axis(self.profile.aspects[a]).ordered for a in above]
            names = [
                "" if p is None else axis[p].title.say() for axis, (_, p) in zip(axes, chosen, strict=True)
            ]
            yield row(("", NAME), *((_cut(name), CELL) for name in names), style="dim")

    def _scales(self, chosen: list[int]) -> Iterator[RenderableType]:
        """What −1 and 1 mean on the axes in this part of the table."""
        axes = {self.scheme.axis(self.profile.aspects[a]).id: a for a in chosen if self.profile.bipolar[a]}
        for a in axes.values():
            axis = self.scheme.axis(self.profile.aspects[a])
            signs = (f"{self.on.minus}1", "+1")
            poles = [f"{sign} {pole.title.say()}" for sign, pole in zip(signs, axis.ordered, strict=True)]
            yield dim(f"{' ' * NAME}{axis.title.say()}: {', '.join(poles)}", cut=True)

    def _cell(self, c: int, a: int, p: int | None, read: Brief) -> str:
        if p is not None:
            return read.word if read.word == "silent" else f"{self.profile.shares[c, a, p]:5.2f}"
        profile = self.profile
        if isinstance(profile, it.BoundedProfile) and profile.bipolar[a] and profile.moved[c, a]:
            low, high = (signed(end, self.on).strip() for end in profile.bounds[c, a])
            return f"{low} to {high}"
        if self.profile.bipolar[a] or read.word == "silent":
            return f"{signed(self.profile.balance[c, a], self.on)} {read.word}"
        poles = self.scheme.axis(self.profile.aspects[a]).ordered
        shares = self.profile.shares[c, a, : len(poles)]
        top = int(shares.argmax())
        named = poles[top].title.say() if read.word == "leads" else read.word
        return f"{shares[top]:5.2f} {short(named, CELL - 7, self.on)}"


def _words(used: set[Word]) -> Iterator[RenderableType]:
    for word, meaning in it.meanings(used).items():
        yield Paragraph(meaning, " " * (WORD + 2), left(word, WORD + 2))


def _cut(title: str) -> RenderableType:
    """A title in a column, cut before the next."""
    return spaced(text(title, cut=True))
