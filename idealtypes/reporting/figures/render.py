"""Pictures become drawings: in matplotlib axes, as the bytes of files, and as figures of a report."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import matplotlib
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.style import context
from matplotlib.transforms import Affine2D

from idealtypes.files.content import folder
from idealtypes.reporting.figures.balance import draw_blocks
from idealtypes.reporting.figures.bipartite import draw_bipartite
from idealtypes.reporting.figures.canvas import WIDTHS, Canvas
from idealtypes.reporting.figures.case_map import draw_map
from idealtypes.reporting.figures.curves import draw_curves
from idealtypes.reporting.figures.heatmap import draw_heatmap
from idealtypes.reporting.figures.ladder import draw_ladder
from idealtypes.reporting.figures.pictures import (
    Bipartite,
    CaseMap,
    Curve,
    Heatmap,
    Ladder,
    Picture,
    SmallMultiples,
    Square,
)
from idealtypes.reporting.figures.small_multiples import draw_multiples
from idealtypes.reporting.figures.square import draw_square
from idealtypes.reporting.figures.svg import inline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


# What matplotlib would write of the day and the machine; with these left out the same numbers give the same bytes.
METADATA: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "png": {}, "pdf": {"CreationDate": None}}
LEAST = 220.0  # points: nothing is laid out in less; what has less room is drawn smaller


@contextmanager
def style() -> Iterator[None]:
    """The style of `reports/figures.mplstyle`, on top of matplotlib's own defaults and nobody else's. A character that
    the font lacks is drawn as a box, as the documentation says, and is nothing to warn of at each text."""
    own = context(["default", str(folder("reports") / "figures.mplstyle")])
    with warnings.catch_warnings(), matplotlib.rc_context(), own:
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
        yield


def _laid_out(picture: Picture, width: float) -> tuple[Canvas, float]:
    """The picture on a canvas of a width in points, and how high it is."""
    canvas = Canvas(width)
    if isinstance(picture, SmallMultiples):
        return canvas, draw_multiples(canvas, picture)
    if isinstance(picture, CaseMap):
        return canvas, draw_map(canvas, picture)
    if isinstance(picture, Square):
        return canvas, draw_square(canvas, picture)
    if isinstance(picture, Heatmap):
        return canvas, draw_heatmap(canvas, picture)
    if isinstance(picture, Ladder):
        return canvas, draw_ladder(canvas, picture)
    if isinstance(picture, Bipartite):
        return canvas, draw_bipartite(canvas, picture)
    curves = tuple(part for part in picture if isinstance(part, Curve))
    if curves:
        return canvas, draw_curves(canvas, curves)
    return canvas, draw_blocks(canvas, tuple(part for part in picture if not isinstance(part, Curve)))


def draw_picture(
    picture: Picture, *, width: str | float = "wide", figure: Callable[..., Figure] = Figure
) -> Figure:
    """A figure of its own, as high as the picture needs; the axes fill it.

    Parameters
    ----------
    picture
        What to show.
    width
        wide (a page, a screen), narrow (a telephone), or points.
    figure
        Makes the figure: matplotlib's class, or pyplot's function, which shows it in a notebook.
    """
    points = WIDTHS[width] if isinstance(width, str) else width
    with style():
        canvas, height = _laid_out(picture, max(points, LEAST))
        factor = points / canvas.width
        made = figure(figsize=(points / 72, height * factor / 72))
        inches = Affine2D().scale(factor / 72, -factor / 72).translate(0, height * factor / 72)
        canvas.put_into(made.add_axes((0, 0, 1, 1)), inches + made.dpi_scale_trans, factor=factor)
    return made


def draw_into(ax: Axes, picture: Picture) -> None:
    """Draw into the area of the given axes, in its upper middle, smaller where words at their size have no room.

    The axes' own frame and ticks are turned off; their title, limits and place stay as they are.
    """
    width, height = (side / ax.figure.dpi * 72 for side in (ax.bbox.width, ax.bbox.height))
    with style():
        canvas, needed = _laid_out(picture, max(width, LEAST))
        if (
            needed * width > height * canvas.width
        ):  # too high: on a wider sheet, of which everything is smaller
            canvas, needed = _laid_out(picture, min(needed * width / height, max(width, WIDTHS["wide"])))
        factor = min(width / canvas.width, height / needed)
        aside = (1 - canvas.width * factor / width) / 2
        fractions = Affine2D().scale(factor / width, -factor / height).translate(aside, 1)
        canvas.put_into(ax, fractions + ax.transAxes, factor=factor)
        keep_fonts(ax)


def keep_fonts(ax: Axes) -> None:
    """Name the fonts: which one `sans-serif` is would be asked again when the figure is shown, in another style."""
    with style():
        for text in ax.texts:
            text.set_fontfamily(list(matplotlib.rcParams["font.sans-serif"]))


def rendered(figure: Figure, kind: str) -> bytes:
    """A figure as the bytes of a file: svg, png or pdf."""
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format=kind, metadata=METADATA[kind])
    return buffer.getvalue()


@dataclass(frozen=True)
class ReportFigure:
    """One figure: its file's name, a short title, all its numbers in words, and what it shows."""

    name: str
    title: str
    description: str
    picture: Picture

    @cached_property
    def figure(self) -> Figure:
        """The drawing for pages and wide screens."""
        return draw_picture(self.picture)

    @cached_property
    def svg(self) -> bytes:
        """The wide drawing as SVG: the file, and what the page shows on wide screens."""
        return rendered(self.figure, "svg")

    @cached_property
    def html(self) -> Markup:
        """Two drawings for the page, for wide and for narrow screens; the style sheet shows one of them."""
        narrow = rendered(draw_picture(self.picture, width="narrow"), "svg")
        drawn = [
            inline(
                svg,
                prefix=f"{self.name}-{width}",
                title=self.title,
                description=self.description,
                css_class=width,
            )
            for width, svg in (("wide", self.svg), ("narrow", narrow))
        ]
        return Markup("".join(drawn))

    def files(self) -> dict[str, bytes]:
        """File name → bytes: svg, png and pdf."""
        found = {f"{self.name}.svg": self.svg}
        return found | {f"{self.name}.{kind}": rendered(self.figure, kind) for kind in ("png", "pdf")}
