"""The profile as a table: a block a case with positions drawn, or a line a case where there are many."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from idealtypes.cli.drawing import bar, line, marks
from idealtypes.cli.heading import case_heading, heading
from idealtypes.cli.layout import left, paragraph, right, short, wrap
from idealtypes.cli.looks import Look, Word, look, meanings
from idealtypes.cli.numbers import both, ends, few, known, signed
from idealtypes.cli.screen import Screen, cells

if TYPE_CHECKING:
    from idealtypes.engine.profile import Profile
    from idealtypes.model.study import StudyData

LINE, NUMBERS, COUNTS, WORD = 21, 23, 10, 8  # columns of a block; the label takes what is left
NAME, CELL = 20, 15  # columns of a line: the case, and each aspect
MANY = 12  # more cases than this get a line each instead of a block
LIMIT = 40  # and no more than this many lines are shown


def table(study: StudyData, profile: Profile, on: Screen) -> Iterator[str]:
    """The profile as lines, none wider than the screen."""
    yield from heading(study, profile, on)
    shape = _Lines if len(profile.cases) > MANY else _Blocks
    yield from shape(profile, on).lines()


class _Blocks:
    """A block a case: a line an aspect, its position drawn between the poles."""

    def __init__(self, profile: Profile, on: Screen) -> None:
        self.profile, self.on, self.scheme = profile, on, profile.scheme
        self.label = on.width - LINE - NUMBERS - COUNTS - WORD - 3
        self.bounds = profile.share_bounds()

    @cached_property
    def looks(self) -> list[list[Look]]:
        """How each estimate reads: cases × aspects."""
        cases, aspects = range(len(self.profile.cases)), range(len(self.profile.aspects))
        return [[look(self.profile, c, a) for a in aspects] for c in cases]

    def lines(self) -> Iterator[str]:
        above: str | None = None
        for c in range(len(self.profile.cases)):
            yield ""
            yield from case_heading(self.profile, c, self.on)
            for a, aspect in enumerate(self.profile.aspects):
                axis = self.scheme.axis(aspect).id
                if axis != above:
                    yield self._columns(a)
                    above = axis
                yield from self._two_poles(c, a) if self.profile.bipolar[a] else self._many_poles(c, a)
        yield ""
        yield from self._legend()

    def _columns(self, a: int) -> str:
        """The names of the columns; above the line stand the poles."""
        axis = self.scheme.axis(self.profile.aspects[a])
        if self.profile.bipolar[a]:
            room = (LINE - 1) // 2
            first, second = (short(pole.title.say(), room, self.on.cut) for pole in axis.ordered)
            above, number = left(first, LINE - cells(second)) + second, "balance"
        else:
            above, number = left("share of each pole", LINE), "share"
        interval = "" if self.profile.settings.unit == "none" else "interval    "
        who = "rat." if self.profile.settings.unit == "rater" else "src."
        numbers = right(number, 8) + right(interval, NUMBERS - 8)
        return self.on.dim(f"{' ' * self.label} {above}{numbers} {right('stm.', 4)} {right(who, 4)}")

    def _counts(self, c: int, a: int) -> str:
        """The columns at the right: statements, sources, the word."""
        word = self.looks[c][a].word
        if word == "silent":
            return f"{' ' * COUNTS}  {word}"
        counted = (int(self.profile.statements[c, a]), int(self.profile.sources[c, a]))
        return "".join(right(few(number), COUNTS // 2) for number in counted) + f"  {word}"

    def _two_poles(self, c: int, a: int) -> Iterator[str]:
        first, *rest = wrap(self.scheme.aspects[a].title.say(), self.label)
        balance, interval = known(self.profile.balance[c, a]), both(*self.profile.interval[c, a])
        drawn = line(balance, interval, self.looks[c][a].mark, width=LINE, unicode=self.on.unicode)
        silent = balance is None
        numbers = "" if silent else f"   {signed(balance, self.on)} {ends(interval, self.on)}"
        drawn = self.on.dim(drawn) if silent else drawn
        yield f"{left(first, self.label)} {drawn}{left(numbers, NUMBERS)}{self._counts(c, a)}"
        yield from rest

    def _many_poles(self, c: int, a: int) -> Iterator[str]:
        profile, axis = self.profile, self.scheme.axis(self.profile.aspects[a])
        width = self.label + 1 + LINE + NUMBERS
        title = short(self.scheme.aspects[a].title.say(), width - 1, self.on.cut)
        yield left(title, width) + self._counts(c, a)
        if self.looks[c][a].word == "silent":
            return
        for p, pole in enumerate(axis.ordered):
            share, interval = known(profile.shares[c, a, p]), both(*(side[c, a, p] for side in self.bounds))
            name = left("  " + short(pole.title.say(), self.label - 2, self.on.cut), self.label)
            drawn = bar(share, interval, width=LINE, unicode=self.on.unicode)
            yield f"{name} {drawn}    {share:.2f} {ends(interval, self.on, sign=False)}".rstrip()
        for margin, values in profile.margins(profile.aspects[a]).items():
            parts = [f"{axis.margin_title(margin, v).say()} {s[c]:.2f}" for v, s in values.items()]
            text = f"{axis.margin_title(margin).say()}: {', '.join(parts)}"
            yield from paragraph(text, self.on.width, "    ", "  ")

    def _legend(self) -> Iterator[str]:
        """What the signs and words mean, as far as they occur."""
        looks = [one for row in self.looks for one in row]
        used = {one.mark for one in looks}
        sampled = self.profile.settings.unit != "none"
        if any(self.profile.bipolar):
            dot, hollow, torn = marks(self.on.unicode)
            signs = [f"{dot} balance"]
            signs += [f"{hollow} balance, thin"] if "thin" in used else []
            signs += [f"{torn} balance, torn"] if "torn" in used else []
            signs += [("━" if self.on.unicode else "=") + " interval"] if sampled else []
            yield "   ".join(signs)
        if not all(self.profile.bipolar):
            full, half, light = "█▓░" if self.on.unicode else "#=."
            yield f"{full}{half} share" + (f"   {half}{light} its interval" if sampled else "")
        words: set[Word] = {one.word for one in looks}
        if "torn" in used:
            words.add("torn")
        yield from _words(words, self.on)
        if self.profile.settings.unit == "rater" and bool((self.profile.sources == 1).any()):
            yield "One rater gives no interval: the agreement with others is unknown."


class _Lines:
    """A line a case, for the first of many; as many aspects beside each other as there is room for."""

    def __init__(self, profile: Profile, on: Screen) -> None:
        self.profile, self.on, self.scheme = profile, on, profile.scheme
        self.shown = range(min(len(profile.cases), LIMIT))

    def lines(self) -> Iterator[str]:
        words: set[Word] = set()
        aspects = range(len(self.profile.aspects))
        step = (self.on.width - NAME) // CELL
        for start in range(0, len(aspects), step):
            chosen = aspects[start : start + step]
            yield ""
            titles = [short(self.scheme.aspects[a].title.say(), CELL - 1, self.on.cut) for a in chosen]
            yield self.on.dim(" " * NAME + "".join(left(title, CELL) for title in titles))
            yield from self._scales(chosen)
            for c in self.shown:
                looks = [look(self.profile, c, a) for a in chosen]
                words |= {one.word for one in looks}
                row = left(short(self.profile.title(c), NAME - 1, self.on.cut), NAME)
                row += "".join(
                    left(self._cell(c, a, one), CELL) for a, one in zip(chosen, looks, strict=True)
                )
                yield row.rstrip()
        hidden = len(self.profile.cases) - len(self.shown)
        if hidden:
            yield ""
            yield from rest(len(self.profile.cases), "profile.csv", self.on)
        yield ""
        yield from _words(words, self.on)

    def _scales(self, chosen: range) -> Iterator[str]:
        """What −1 and 1 mean on the axes in this part of the table."""
        axes = {self.scheme.axis(self.profile.aspects[a]).id: a for a in chosen if self.profile.bipolar[a]}
        for a in axes.values():
            axis = self.scheme.axis(self.profile.aspects[a])
            signs = (f"{self.on.minus}1", "+1")
            poles = [f"{sign} {pole.title.say()}" for sign, pole in zip(signs, axis.ordered, strict=True)]
            text = short(f"{axis.title.say()}: {', '.join(poles)}", self.on.width - NAME, self.on.cut)
            yield self.on.dim(" " * NAME + text)

    def _cell(self, c: int, a: int, read: Look) -> str:
        if self.profile.bipolar[a] or read.word == "silent":
            return f"{signed(known(self.profile.balance[c, a]), self.on)} {read.word}"
        poles = self.scheme.axis(self.profile.aspects[a]).ordered
        shares = self.profile.shares[c, a, : len(poles)]
        top = int(shares.argmax())
        return f"{shares[top]:5.2f} {short(poles[top].title.say(), CELL - 7, self.on.cut)}"


def _words(used: set[Word], on: Screen) -> Iterator[str]:
    for word, meaning in meanings(used).items():
        yield from paragraph(meaning, on.width, " " * (WORD + 2), left(word, WORD + 2))


def rest(cases: int, file: str, on: Screen) -> list[str]:
    """That there are more cases than are shown, and how to see them."""
    text = (
        f"{cases:,} cases, {LIMIT} shown. For all of them save the table: -o {file} (or .xlsx, .json); "
        "for some of them: --where column=value."
    )
    return wrap(text, on.width)
