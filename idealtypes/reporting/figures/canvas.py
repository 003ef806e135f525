"""A sheet on which figures place things in points, from the top down, and the marks that all figures share.

Positions are given in points (1/72 inch) so that text, marks and rows keep their size whatever the figure's width: the
same drawing serves a screen, a telephone and a printed page. What is placed becomes one list of plain shapes
(`shapes.py`); how high the sheet is, is known once all is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from idealtypes.reporting.figures.font_metrics import ems
from idealtypes.reporting.figures.pictures import Position, Scale
from idealtypes.reporting.figures.shapes import (
    Bar,
    Drawing,
    Ellipse,
    Lettering,
    Line,
    Marker,
    Polygon,
    Role,
    Shape,
    Target,
    in_order,
)

SMALL, NORMAL, LARGE = 8.0, 9.0, 10.5
LINE = 1.25  # line height over font size
WIDTHS = {"wide": 560.0, "narrow": 262.0}  # points: a column of a page or screen, and a telephone
WIDE = 380.0  # points: from this width on things stand side by side that else stand beneath each other


class Canvas:
    """A sheet of a given width in points whose height is settled at the end.

    `key` names what a shape opens in the page: a statement for `dot`, else a number's entry; `spoken` is its value in
    words, by default the words that stand there.
    """

    ink: Role = "ink"
    quiet: Role = "quiet"
    tint: Role = "tint"
    first: Role = "pole-1"
    second: Role = "pole-2"

    def __init__(self, width: float) -> None:
        self.width = width
        self.wide = width >= WIDE
        self.layout = "wide" if self.wide else "narrow"
        self.shapes: list[Shape] = []
        self.kinds: set[str] = set()  # of marks that a legend explains: see `legend.py`

    def drawing(self, height: float) -> Drawing:
        """All that was drawn, from the bottom up, on a sheet of this height."""
        return Drawing(self.width, height, in_order(self.shapes))

    def text(
        self, x: float, y: float, words: str, *, size: float = NORMAL, bold: bool = False, quiet: bool = False,
        align: str = "left", key: str | None = None, spoken: str = "", light: bool = False, grounded: bool = False,
    ) -> None:  # fmt: skip
        """Words whose baseline lies at y.

        `light` words stand on a dark ground; `grounded` ones are set off from what lies below them.
        """
        role: Role = "paper" if light else "quiet" if quiet else "ink"
        target = None if key is None else Target("number", key, spoken or words)
        self.shapes.append(Lettering(x, y, words, size, role, bold, align, grounded=grounded, target=target))

    def upright(self, x: float, y: float, words: str, *, size: float = SMALL) -> None:
        """Words that run upward from y, their baseline at x."""
        self.shapes.append(Lettering(x, y, words, size, upright=True))

    def paragraph(
        self, x: float, y: float, words: str, width: float, *, size: float = NORMAL, bold: bool = False,
        quiet: bool = False, align: str = "left",
    ) -> float:  # fmt: skip
        """Words broken into lines no wider than `width`; gives the baseline of the last line."""
        lines = wrapped(words, width, size, bold)
        for i, line in enumerate(lines):
            self.text(x, y + i * size * LINE, line, size=size, bold=bold, quiet=quiet, align=align)
        return y + (len(lines) - 1) * size * LINE

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, width: float = 1.0, quiet: bool = False
    ) -> None:
        """A straight line."""
        self.polyline([x1, x2], [y1, y2], width=width, quiet=quiet)

    def polyline(
        self, xs: Sequence[float], ys: Sequence[float], *, width: float = 1.0, quiet: bool = False
    ) -> None:
        """A line through points."""
        points = tuple(zip(xs, ys, strict=True))
        self.shapes.append(Line(points, self.quiet if quiet else self.ink, width))

    def dashed(self, x: float, y1: float, y2: float) -> None:
        """An upright border line."""
        self.kinds.add("dashed")
        self.shapes.append(Line(((x, y1), (x, y2)), self.quiet, 0.8, (2.4, 1.6)))

    def mark(
        self, x: float, y: float, form: str, size: float, *, filled: bool = True, quiet: bool = False,
        key: str | None = None, spoken: str = "",
    ) -> None:  # fmt: skip
        """A mark, filled with ink or hollow."""
        stroke = self.quiet if quiet else self.ink
        target = None if key is None else Target("number", key, spoken)
        self.shapes.append(Marker(x, y, form, size, stroke if filled else "paper", stroke, target=target))

    def ellipse(self, x: float, y: float, width: float, height: float, angle: float) -> None:
        """A cloud: the outline of an ellipse, `angle` in degrees as seen, counter-clockwise."""
        self.kinds.add("cloud")
        self.shapes.append(Ellipse(x, y, width, height, angle, stroke=self.quiet))

    def region(self, corners: Sequence[tuple[float, float]]) -> None:
        """An area around what belongs together."""
        self.shapes.append(Polygon(tuple(corners), "tint", self.quiet, 0.6, 0.45))

    def bar(
        self, x1: float, x2: float, y: float, height: float, *, fill: Role | None = None, stroke: Role | None = None,
        width: float = 0.8, opacity: float = 1.0, hatched: bool = False, key: str | None = None, spoken: str = "",
    ) -> None:  # fmt: skip
        """A rectangle between x1 and x2, centred on y; without a stroke it has no outline, without a fill no ground."""
        target = None if key is None else Target("number", key, spoken)
        left, top = min(x1, x2), y - height / 2
        self.shapes.append(
            Bar(left, top, abs(x2 - x1), height, fill, stroke, width, opacity, hatched, target)
        )

    def evidence(self, x1: float, x2: float, y: float, height: float, pole: int) -> None:
        """A bar of evidence for the first pole (hatched, light) or the second (dark)."""
        self.kinds.add("more_second" if pole else "more_first")
        fill = self.second if pole else self.first
        self.bar(x1, x2, y, height, fill=fill, stroke=self.ink, width=0.6, hatched=not pole)

    def span(self, x1: float, x2: float, y: float) -> None:
        """The interval of a balance: a bar from end to end."""
        self.kinds.add("span")
        self.bar(x1, x2, y, 6, fill=self.tint, stroke=self.ink)

    def triangle(self, x: float, y: float, size: float) -> None:
        """A fulcrum whose tip is at (x, y)."""
        self.kinds.add("balance")
        corners = ((x, y), (x - size * 0.62, y + size), (x + size * 0.62, y + size))
        self.shapes.append(Polygon(corners, self.ink))

    def dot(
        self, x: float, y: float, position: float, size: float, key: str | None = None, spoken: str = ""
    ) -> None:
        """A statement: round at the first pole, square at the second, a split diamond in between."""
        self.kinds.add("first" if position <= -1 else "second" if position >= 1 else "between")
        target = None if key is None else Target("statement", key, spoken)
        if position <= -1:
            mark = Marker(x, y, "o", size, self.first, self.ink, 0.6, target=target)
        elif position >= 1:
            mark = Marker(x, y, "s", size * 0.9, self.second, self.ink, 0.6, target=target)
        else:
            mark = Marker(x, y, "D", size * 0.8, self.first, self.ink, 0.6, right=self.second, target=target)
        self.shapes.append(mark)

    def whisker(
        self, scale: Scale, y: float, at: Position, *, marker: str = "o", size: float = 5.5, filled: bool = True
    ) -> None:  # fmt: skip
        """A position with its interval; without an interval the mark alone."""
        if at.value is None:
            return
        if at.low is not None and at.high is not None:
            self.kinds.add("whisker")
            self.line(scale(at.low), y, scale(at.high), y, width=1.5)
            for end in (at.low, at.high):
                self.line(scale(end), y - 2.5, scale(end), y + 2.5, width=1.5)
        fill: Role = self.ink if filled else "paper"
        self.shapes.append(Marker(scale(at.value), y, marker, size, fill, self.ink, 1.1))

    def arrow(self, x1: float, x2: float, y: float) -> None:
        """A thin arrow along y; where there is no way to go, a short stroke."""
        self.kinds.add("arrow")
        if abs(x2 - x1) < 3:
            self.line((x1 + x2) / 2, y - 3, (x1 + x2) / 2, y + 3)
            return
        head = 4.5 if x2 > x1 else -4.5
        self.line(x1, y, x2 - head * 0.8, y, width=1.1)
        self.shapes.append(Polygon(((x2, y), (x2 - head, y - 2.6), (x2 - head, y + 2.6)), self.ink))
        self.line(x1, y - 2.5, x1, y + 2.5, width=1.1)


def spoken(value: str, *names: str) -> str:
    """A value with what it is of, for those who do not see where it stands.

    >>> spoken("−0.70", "Accessibility", "", "as it is")
    'Accessibility, as it is: −0.70'
    """
    return f"{', '.join(name for name in names if name)}: {value}"


def text_width(words: str, size: float = NORMAL, bold: bool = False) -> float:
    """How wide words are, in points."""
    return ems(words, bold) * size


def wrapped(words: str, width: float, size: float = NORMAL, bold: bool = False) -> list[str]:
    """Words in lines no wider than `width` points; a word that is too long by itself is broken with a hyphen."""
    lines: list[str] = []
    for word in [part for whole in words.split() for part in _broken(whole, width, size, bold)]:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


VOWELS = frozenset("aeiouyæøåäöéAEIOUYÆØÅÄÖÉ")
LEAST = 3  # letters on either side of a hyphen


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word in parts that fit: after a hyphen of its own, else before a consonant that begins a syllable."""
    if text_width(word, size, bold) <= width or len(word) < 2 * LEAST:
        return [word]
    ends = [
        k
        for k in range(LEAST, len(word) - LEAST + 1)
        if text_width(word[:k] + ("" if word[k - 1] == "-" else "-"), size, bold) <= width
    ]
    if not ends:
        return [word]
    own = [k for k in ends if word[k - 1] == "-"]
    syllables = [k for k in ends if word[k].isalpha() and word[k] not in VOWELS and word[k + 1] in VOWELS]
    k = (own or syllables or ends)[-1]
    return [word[:k] + ("" if word[k - 1] == "-" else "-"), *_broken(word[k:], width, size, bold)]


def fitting(words: str, width: float, size: float = SMALL) -> str:
    """Words cut to a width, with an ellipsis where something is left out."""
    if text_width(words, size) <= width:
        return words
    while words and text_width(words + "…", size) > width:
        words = words[:-1]
    return words.rstrip() + "…"
