"""Shapes as matplotlib artists: in axes, of the caller's or of a new figure, and as the bytes of a pdf or png.

matplotlib is imported here and nowhere else, and only when one draws with it. It spends its time on the number of
artists, so that strokes of one style become one path, marks one line and bars one patch.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import matplotlib
from fontTools import subset
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse as EllipsePatch
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.style import context
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from idealtypes.files.content import folder
from idealtypes.reporting.figures.canvas import WIDTHS
from idealtypes.reporting.figures.colours import STYLE, colours
from idealtypes.reporting.figures.layout import LEAST, laid_out
from idealtypes.reporting.figures.pictures import Picture
from idealtypes.reporting.figures.shapes import (
    Bar,
    Drawing,
    Ellipse,
    Lettering,
    Line,
    Marker,
    Point,
    Polygon,
    Shape,
    hatching,
)
from idealtypes.reporting.figures.svg import HATCHED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What matplotlib would write of the day and the machine; with these left out the same numbers give the same bytes.
UNDATED: dict[str, dict[str, Any]] = {"png": {}, "pdf": {"CreationDate": None}}
Look = tuple[tuple[str, Any], ...]
Fonts = dict[bool, FilePath]  # bold or not → file


@contextmanager
def style() -> Iterator[None]:
    """The style of `reports/figures.mplstyle`, on top of matplotlib's own defaults and nobody else's. A character that
    the font lacks is drawn as a box, as the documentation says, and is nothing to warn of at each text."""
    own = context(["default", str(folder("reports") / STYLE)])
    with warnings.catch_warnings(), matplotlib.rc_context(), own:
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
        yield


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
    drawing = laid_out(picture, max(points, LEAST))
    return page_of(drawing, factor=points / drawing.width, figure=figure)


def page_of(
    drawing: Drawing,
    *,
    factor: float = 1.0,
    figure: Callable[..., Figure] = Figure,
    fonts: Fonts | None = None,
) -> Figure:
    """A figure that is as large as a drawing by a factor, which fills it; `fonts` as `fonts_for` gives them."""
    width, height = drawing.width * factor / 72, drawing.height * factor / 72
    with style():
        made = figure(figsize=(width, height))
        inches = Affine2D().scale(factor / 72, -factor / 72).translate(0, height)
        _put(drawing.shapes, made.add_axes((0, 0, 1, 1)), inches + made.dpi_scale_trans, factor, fonts or {})
    return made


@contextmanager
def fonts_for(letters: set[str]) -> Iterator[Fonts]:
    """The fonts of the style with these letters alone, as files that are gone afterwards.

    A PDF holds of each font what it needs, and to take that out of a whole font takes a tenth of a second or more: for
    the files of a report it is done once, and what is left to do for each is small.
    """
    with style(), TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made: Fonts = {}
        for bold, name in ((False, "a.ttf"), (True, "b.ttf")):
            whole = findfont(FontProperties(weight="bold" if bold else "normal"))
            if letters and whole.endswith(".ttf"):
                options = subset.Options(glyph_names=True, notdef_outline=True)
                options.drop_tables += ["FFTM"]  # when the font was made
                with subset.load_font(whole, options) as font:
                    wanted = subset.Subsetter(options)
                    wanted.populate(text="".join(sorted(letters)))
                    wanted.subset(font)
                    made[bold] = FilePath(folder, name)
                    subset.save_font(font, str(made[bold]), options)
        yield made


def draw_into(ax: Axes, picture: Picture) -> None:
    """Draw into the area of the given axes, in its upper middle, smaller where words at their size have no room.

    The axes' own frame and ticks are turned off; their title, limits and place stay as they are.
    """
    width, height = (side / ax.figure.dpi * 72 for side in (ax.bbox.width, ax.bbox.height))
    drawing = laid_out(picture, max(width, LEAST))
    # too high: on a wider sheet, of which everything is smaller
    if drawing.height * width > height * drawing.width:
        drawing = laid_out(picture, min(drawing.height * width / height, max(width, WIDTHS["wide"])))
    factor = min(width / drawing.width, height / drawing.height)
    aside = (1 - drawing.width * factor / width) / 2
    fractions = Affine2D().scale(factor / width, -factor / height).translate(aside, 1)
    with style():
        _put(drawing.shapes, ax, fractions + ax.transAxes, factor)
        keep_fonts(ax)


def keep_fonts(ax: Axes) -> None:
    """Name the fonts: which one `sans-serif` is would be asked again when the figure is shown, in another style."""
    with style():
        for text in ax.texts:
            text.set_fontfamily(list(matplotlib.rcParams["font.sans-serif"]))


def rendered(figure: Figure, kind: str, *, title: str = "", description: str = "") -> bytes:
    """A figure as the bytes of a pdf or png, with title and description in its metadata, and nothing of the day."""
    told = {"Title": title, "Subject" if kind == "pdf" else "Description": description}
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format=kind, metadata=UNDATED[kind] | {k: v for k, v in told.items() if v})
    return buffer.getvalue()


def _put(
    shapes: tuple[Shape, ...], ax: Axes, where: Transform, factor: float, fonts: Fonts | None = None
) -> None:
    """Put shapes into axes; `where` leads from points, downwards, to the display.

    `factor` enlarges or shrinks words and strokes, as `where` does with places. The axes keep their limits, so that
    axes that share them with others disturb none.
    """
    ax.set_axis_off()
    for order, artist in enumerate(_artists(shapes, factor, fonts or {})):
        artist.set_transform(where)
        artist.set_zorder(1 + order / 1e6)  # in the order of the shapes
        artist.set_clip_on(False)
        artist.set_in_layout(False)  # the axes' own extent is what counts
        ax.add_artist(artist)


def _artists(shapes: tuple[Shape, ...], factor: float, fonts: Fonts) -> Iterator[Artist]:
    """Artists from the bottom up: shapes of one look that follow each other are one."""
    for (kind, look), group in groupby(_looks(shapes, factor, fonts), key=lambda item: item[:2]):
        held = [item[2] for item in group]
        if kind == "path":
            yield PathPatch(Path.make_compound_path(*held), **dict(look))
        elif kind == "marks":
            xs, ys = zip(*held, strict=True)
            yield Line2D(xs, ys, linestyle="none", **dict(look))
        else:
            yield from held


def _looks(shapes: tuple[Shape, ...], factor: float, fonts: Fonts) -> Iterator[tuple[str, Look, Any]]:
    """For each shape its kind, its look, and its path, its place, or itself where nothing is joined to it."""
    for shape in shapes:
        match shape:
            case Line():
                yield "path", _stroked(shape, factor), Path(shape.points)
            case Bar():
                right, bottom = shape.x + shape.wide, shape.y + shape.tall
                outline = ((shape.x, shape.y), (right, shape.y), (right, bottom), (shape.x, bottom))
                yield "path", _filled(shape, factor), _closed(outline)
                if shape.hatched:
                    strokes = Line((), shape.stroke or "ink", HATCHED)
                    for stroke in hatching(shape):
                        yield "path", _stroked(strokes, factor), Path(stroke)
            case Polygon():
                yield "path", _filled(shape, factor), _closed(shape.points)
            case Ellipse():
                look = dict(_filled(shape, factor))
                yield (
                    "one",
                    (),
                    EllipsePatch((shape.x, shape.y), shape.wide, shape.tall, angle=-shape.angle, **look),
                )
            case Marker():
                yield "marks", _marked(shape, factor), (shape.x, shape.y)
            case Lettering():
                yield "one", (), _text(shape, factor, fonts)


def _closed(points: tuple[Point, ...]) -> Path:
    return Path([*points, points[0]], closed=True)


def _stroked(line: Line, factor: float) -> Look:
    look: dict[str, Any] = {
        "facecolor": "none",
        "edgecolor": colours()[line.role],
        "linewidth": line.width * factor,
    }
    look |= {"capstyle": "butt", "joinstyle": "round"}
    if line.dash:  # matplotlib counts dashes in widths of the line
        look["linestyle"] = (0, tuple(length / line.width for length in line.dash))
    return tuple(look.items())


def _filled(shape: Bar | Polygon | Ellipse, factor: float) -> Look:
    fill = (colours()[shape.fill], shape.opacity) if shape.fill else "none"
    stroke = colours()[shape.stroke] if shape.stroke else "none"
    return tuple({"facecolor": fill, "edgecolor": stroke, "linewidth": shape.width * factor}.items())


def _marked(mark: Marker, factor: float) -> Look:
    palette = colours()
    look: dict[str, Any] = {"marker": mark.form, "markersize": mark.size * factor}
    look |= {"markeredgecolor": palette[mark.stroke], "markeredgewidth": mark.width * factor}
    look["markerfacecolor"] = palette[mark.fill]
    if mark.right is not None:
        look |= {"fillstyle": "left", "markerfacecoloralt": palette[mark.right]}
    return tuple(look.items())


def _text(shape: Lettering, factor: float, fonts: Fonts) -> Text:
    palette = colours()
    weight = "bold" if shape.bold else "normal"
    font = FontProperties(fname=fonts.get(shape.bold), size=shape.size * factor, weight=weight)
    ground = {"facecolor": palette["paper"], "edgecolor": "none", "pad": 0.8} if shape.grounded else None
    look: dict[str, Any] = {"fontproperties": font, "color": palette[shape.role], "bbox": ground}
    look |= {"ha": shape.align, "va": "baseline"}
    if shape.upright:
        look |= {"rotation": 90, "ha": "right", "va": "bottom"}
    return Text(shape.x, shape.y, shape.words, **look)
