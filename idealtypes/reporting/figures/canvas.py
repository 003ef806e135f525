"""A sheet on which figures place things in points, from the top down, and the marks that all figures share.

Positions are given in points (1/72 inch) so that text, marks and rows keep their size whatever the figure's width: the
same drawing serves a screen, a telephone and a printed page.

A figure of thirty cases has thousands of strokes, and matplotlib spends its time on the number of artists. So strokes
of one style become one path, marks one line and bars one patch; only what a reader can click is an artist of
its own. From the bottom up lie bars, lines, statements, words, marks.

A canvas is drawn first, and then put into axes: what it needs of their height is known once it is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Patch, PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Transform

from idealtypes.reporting.figures.pictures import Position, Scale

SMALL, NORMAL, LARGE = 8.0, 9.0, 10.5
LINE = 1.25  # line height over font size
Point = tuple[float, float]
Line = list[Point]
Style = tuple[tuple[str, Any], ...]
WIDTHS = {"wide": 560.0, "narrow": 262.0}  # points: a column of a page or screen, and a telephone
WIDE = 380.0  # points: from this width on things stand side by side that else stand beneath each other


class Canvas:
    """A sheet of a given width in points whose height is settled at the end, when it is put into axes."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.wide = width >= WIDE
        self.layout = "wide" if self.wide else "narrow"
        cycle = rcParams["axes.prop_cycle"].by_key()["color"]
        colours = [c if c.startswith("#") else f"#{c}" for c in cycle]
        self.first, self.second, self.ink, self.tint, self.quiet = colours[:5]
        self._marked = 0
        self._artists: list[Artist] = []
        self._strokes: dict[Style, list[Line]] = {}
        self._marks: dict[Style, list[Point]] = {}
        self._bars: dict[Style, list[Line]] = {}

    def put_into(self, ax: Axes, where: Transform, *, factor: float = 1.0) -> None:
        """Put all that is drawn into axes; `where` leads from points, downwards, to the display.

        `factor` enlarges or shrinks words and strokes, as `where` does with places. The axes keep their limits, so
        that axes that share them with others disturb none.
        """
        ax.set_axis_off()
        for artist in [*self._artists, *self._joined()]:
            if factor != 1.0:
                _resize(artist, factor)
            artist.set_transform(where)
            artist.set_clip_on(False)
            artist.set_in_layout(False)  # the axes' own extent is what counts
            ax.add_artist(artist)

    def _joined(self) -> Iterator[Artist]:
        """Bars, strokes and marks of one style as one artist each."""
        for style, corners in self._bars.items():
            codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(corners)
            yield PathPatch(Path([point for line in corners for point in line], codes), **dict(style))
        # quiet lines first, so that none crosses one in ink
        strokes = sorted(self._strokes.items(), key=lambda item: dict(item[0])["edgecolor"] == self.ink)
        for style, lines in strokes:
            codes = [code for line in lines for code in (Path.MOVETO, *[Path.LINETO] * (len(line) - 1))]
            path = Path([point for line in lines for point in line], codes)
            ends: dict[str, Any] = {"capstyle": "butt", "joinstyle": "miter"}
            yield PathPatch(path, facecolor="none", zorder=2, **ends, **dict(style))
        for style, points in self._marks.items():
            xs, ys = zip(*points, strict=True)
            yield Line2D(xs, ys, linestyle="none", zorder=4, **dict(style))

    def _gid(self, kind: str, key: str | None) -> str | None:
        """An id by which the page finds what a mark stands for; each is used once."""
        if key is None:
            return None
        self._marked += 1
        return f"{kind}--{key}--{self._marked}"

    def text(
        self, x: float, y: float, words: str, *, size: float = NORMAL, bold: bool = False, quiet: bool = False,
        align: str = "left", key: str | None = None, light: bool = False, grounded: bool = False,
    ) -> None:  # fmt: skip
        """Words whose baseline lies at y; `key` names the number they stand for.

        `light` words stand on a dark ground; `grounded` ones bring a white ground of their own.
        """
        colour = "white" if light else self.quiet if quiet else self.ink
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.8} if grounded else None
        style: dict[str, Any] = {"fontweight": "bold" if bold else "normal", "ha": align, "color": colour}
        name = self._gid("number", key)
        self._artists.append(Text(x, y, words, fontsize=size, va="baseline", gid=name, bbox=ground, **style))

    def upright(self, x: float, y: float, words: str, *, size: float = SMALL) -> None:
        """Words that run upward from y, their baseline at x."""
        style: dict[str, Any] = {"rotation": 90, "ha": "right", "va": "bottom"}
        self._artists.append(Text(x, y, words, fontsize=size, color=self.ink, **style))

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

    def polyline(self, xs: list[float], ys: list[float], *, width: float = 1.0, quiet: bool = False) -> None:
        """A line through points."""
        style = {"edgecolor": self.quiet if quiet else self.ink, "linewidth": width}
        self._strokes.setdefault(tuple(style.items()), []).append(list(zip(xs, ys, strict=True)))

    def dashed(self, x: float, y1: float, y2: float) -> None:
        """An upright border line."""
        style = {"edgecolor": self.quiet, "linewidth": 0.8, "linestyle": (0, (3, 2))}
        self._strokes.setdefault(tuple(style.items()), []).append([(x, y1), (x, y2)])

    def mark(
        self, x: float, y: float, marker: str, size: float, *, filled: bool = True, quiet: bool = False
    ) -> None:
        """A mark of matplotlib's, filled with ink or hollow."""
        self._mark(x, y, marker, size, 1.0, self.quiet if quiet else self.ink, filled)

    def _mark(
        self, x: float, y: float, marker: str, size: float, edge: float, colour: str, filled: bool
    ) -> None:
        style = {"marker": marker, "markersize": size, "markeredgewidth": edge, "markeredgecolor": colour}
        style["markerfacecolor"] = colour if filled else "white"
        self._marks.setdefault(tuple(style.items()), []).append((x, y))

    def ellipse(self, x: float, y: float, width: float, height: float, angle: float) -> None:
        """A cloud: the outline of an ellipse, `angle` in degrees as seen, counter-clockwise."""
        style: dict[str, Any] = {"facecolor": "none", "edgecolor": self.quiet, "linewidth": 0.6}
        self._artists.append(Ellipse((x, y), width, height, angle=-angle, **style))

    def bar(self, x1: float, x2: float, y: float, height: float, **style: Any) -> None:
        """A rectangle between x1 and x2, centred on y."""
        top, bottom = y - height / 2, y + height / 2
        corners = [(x1, top), (x2, top), (x2, bottom), (x1, bottom), (x1, top)]
        self._bars.setdefault(tuple(style.items()), []).append(corners)

    def evidence(self, x1: float, x2: float, y: float, height: float, pole: int) -> None:
        """A bar of evidence for the first pole (hatched, light) or the second (dark)."""
        fill = (self.first, "////") if pole == 0 else (self.second, "")
        self.bar(x1, x2, y, height, facecolor=fill[0], hatch=fill[1], edgecolor=self.ink, linewidth=0.6)

    def triangle(self, x: float, y: float, size: float) -> None:
        """A fulcrum whose tip is at (x, y)."""
        corners = [(x, y), (x - size * 0.62, y + size), (x + size * 0.62, y + size)]
        self._artists.append(Polygon(corners, closed=True, facecolor=self.ink, edgecolor="none"))

    def dot(self, x: float, y: float, position: float, size: float, key: str | None = None) -> None:
        """A statement: round at the first pole, square at the second, a split diamond in between."""
        style: dict[str, Any] = {"markersize": size, "markeredgecolor": self.ink, "markeredgewidth": 0.6}
        style |= {"linestyle": "none", "zorder": 2.5}
        if position <= -1:
            style |= {"marker": "o", "markerfacecolor": self.first}
        elif position >= 1:
            style |= {"marker": "s", "markerfacecolor": self.second, "markersize": size * 0.9}
        else:
            style |= {"marker": "D", "markersize": size * 0.8, "fillstyle": "left"}
            style |= {"markerfacecolor": self.first, "markerfacecoloralt": self.second}
        self._artists.append(Line2D([x], [y], gid=self._gid("statement", key), **style))

    def whisker(
        self,
        scale: Scale,
        y: float,
        at: Position,
        *,
        marker: str = "o",
        size: float = 5.5,
        filled: bool = True,
    ) -> None:
        """A position with its interval; without an interval the mark alone."""
        if at.value is None:
            return
        if at.low is not None and at.high is not None:
            self.line(scale(at.low), y, scale(at.high), y, width=1.5)
            for end in (at.low, at.high):
                self.line(scale(end), y - 2.5, scale(end), y + 2.5, width=1.5)
        self._mark(scale(at.value), y, marker, size, 1.1, self.ink, filled)

    def arrow(self, x1: float, x2: float, y: float) -> None:
        """A thin arrow along y; where there is no way to go, a short stroke."""
        if abs(x2 - x1) < 3:
            self.line((x1 + x2) / 2, y - 3, (x1 + x2) / 2, y + 3)
            return
        head = 4.5 if x2 > x1 else -4.5
        self.line(x1, y, x2 - head * 0.8, y, width=1.1)
        corners = [(x2, y), (x2 - head, y - 2.6), (x2 - head, y + 2.6)]
        self._artists.append(Polygon(corners, closed=True, facecolor=self.ink, edgecolor="none"))
        self.line(x1, y - 2.5, x1, y + 2.5, width=1.1)


def _resize(artist: Artist, factor: float) -> None:
    """Words, strokes and marks by a factor."""
    if isinstance(artist, Text):
        artist.set_fontsize(float(artist.get_fontsize()) * factor)
        return
    assert isinstance(artist, Line2D | Patch)
    artist.set_linewidth(artist.get_linewidth() * factor)
    if isinstance(artist, Line2D):
        artist.set_markersize(artist.get_markersize() * factor)
        artist.set_markeredgewidth(artist.get_markeredgewidth() * factor)


@cache
def _paths() -> TextToPath:
    return TextToPath()


def text_width(words: str, size: float = NORMAL, bold: bool = False) -> float:
    """How wide words are, in points."""
    return _width(words, size, bold, tuple(rcParams["font.sans-serif"]))


@lru_cache(maxsize=20_000)
def _width(words: str, size: float, bold: bool, family: tuple[str, ...]) -> float:
    font = FontProperties(family=list(family), size=size, weight="bold" if bold else "normal")
    width: float = _paths().get_text_width_height_descent(words, font, ismath=False)[0]
    return width


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
