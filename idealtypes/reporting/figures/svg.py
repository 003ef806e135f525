"""Shapes as SVG: for the page, which gives each role its colour and lets marks open something, and as a file.

In the page a shape has the class `f-<role>` for its fill and `k-<role>` for its stroke, so that the style sheet says
what they look like, in the light and in the dark; nothing has an inline style: the page's security policy forbids it.
What a mark stands for is in `data-s` (a statement) or `data-e` (a number), where the page's scripts find it, and its
value in words in `aria-label`. A file has colours and fonts of its own, and its title and description within.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from xml.sax.saxutils import escape, quoteattr

from idealtypes.reporting.figures.colours import colours, fonts
from idealtypes.reporting.figures.shapes import (
    Bar,
    Drawing,
    Ellipse,
    Lettering,
    Line,
    Marker,
    Point,
    Polygon,
    Role,
    Shape,
    Target,
    around,
    corners,
    hatching,
    right_half,
)
from idealtypes.reporting.figures.svg_paths import shortened

ANCHORS = {"center": "middle", "right": "end"}
GROUND = 2.4  # points: how far the ground of grounded words reaches, both sides together
SLENDER = 8.0  # points
HATCHED = 0.7  # width of a hatched bar's strokes
Colours = Mapping[Role, str] | None  # None: classes for the page's style sheet


def page_svg(
    drawing: Drawing, *, prefix: str, title: str, description: str, css_class: str = "", told_by: str = ""
) -> str:
    """The SVG element of a figure for the page.

    Parameters
    ----------
    drawing
        What is drawn.
    prefix
        Put before every id: unique within the page.
    title, description
        What the figure is, and all its numbers in words.
    css_class
        Of the element.
    told_by
        The prefix of another drawing of the same picture in the page, that has the title and description of both.
    """
    teller = told_by or prefix
    start = _attributes(
        {
            "class": css_class,
            "viewBox": _box(drawing),
            "fill": "none",
            "stroke-linejoin": "round",
            "role": "img",
            "aria-labelledby": f"{teller}-title",
            "aria-describedby": f"{teller}-desc",
            "focusable": "false",
        }
    )
    told = f'<title id="{prefix}-title">{escape(title)}</title><desc id="{prefix}-desc">{escape(description)}</desc>'
    return f"<svg{start}>{'' if told_by else told}{''.join(_elements(drawing.shapes, None))}</svg>"


def file_svg(drawing: Drawing, *, title: str, description: str, factor: float = 1.0) -> bytes:
    """The bytes of an SVG file in the colours of `reports/figures.mplstyle`, as large as the drawing by a factor."""
    palette = colours()
    start = _attributes(
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": f"{_number(drawing.width * factor)}pt",
            "height": f"{_number(drawing.height * factor)}pt",
            "viewBox": _box(drawing),
            "fill": "none",
            "stroke-linejoin": "round",
            "font-family": ", ".join(f"'{name}'" for name in fonts()) + ", Verdana, sans-serif",
            "role": "img",
        }
    )
    told = f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>"
    ground = (
        f'<path fill="{palette["paper"]}" d="M0 0H{_number(drawing.width)}V{_number(drawing.height)}H0z"/>'
    )
    parts = "\n".join([told, ground, *_elements(drawing.shapes, palette)])
    return f'<?xml version="1.0" encoding="utf-8"?>\n<svg{start}>\n{parts}\n</svg>\n'.encode()


def _box(drawing: Drawing) -> str:
    return f"0 0 {_number(drawing.width)} {_number(drawing.height)}"


def _elements(shapes: Iterable[Shape], palette: Colours) -> Iterator[str]:
    """The elements; lines and areas of one style that follow each other, and open nothing, are one path."""
    for (style, lettered), parts in groupby(_parts(shapes, palette), key=itemgetter(0, 1)):
        drawn = [part for _, _, part in parts]
        if lettered:
            yield _one_look(style, drawn)
        elif style:
            path = "".join(drawn)
            yield f'<path{style} d="{path if palette else shortened(path)}"/>'
        else:
            yield from drawn


def _parts(shapes: Iterable[Shape], palette: Colours) -> Iterator[tuple[str, bool, str]]:
    """Style of each part, whether it is words of the page, and its path, its words or, without a style, its element."""
    for shape in shapes:
        if isinstance(shape, Lettering):
            place, look, words = _words(shape, palette)
            if palette is None:
                yield look, True, _opening(shape.target, f"<text{place}>{words}</text>", palette)
            else:
                yield "", False, f"<text{place}{look}>{words}</text>"
        elif shape.target is None and not isinstance(shape, Marker):
            yield from ((style, False, path) for style, path in _paths(shape, palette))
        else:
            drawn = "".join(
                f'<path{style} d="{path if palette else shortened(path)}"/>'
                for style, path in _paths(shape, palette)
            )
            yield "", False, _opening(shape.target, drawn, palette)


def _one_look(look: str, words: Sequence[str]) -> str:
    """Words of one look that follow each other have it from a group around them: thirty cases weigh a tenth less so."""
    if len(words) == 1:  # its only `<text` that is not escaped is the element
        return words[0].replace("<text", f"<text{look}", 1)
    return f"<g{look}>{''.join(words)}</g>"


def _opening(target: Target | None, drawn: str, palette: Colours) -> str:
    """What opens something says in the page what it is; in a file it opens nothing."""
    if target is None or palette is not None:
        return drawn
    letter = "s" if target.kind == "statement" else "e"
    told = {"class": letter, f"data-{letter}": target.key, "aria-label": target.spoken}
    return f"<g{_attributes(told)}>{drawn}</g>"


def _paths(shape: Line | Bar | Polygon | Ellipse | Marker, palette: Colours) -> Iterator[tuple[str, str]]:
    """Style and path of a shape, from the bottom up."""
    match shape:
        case Line():
            dash = shape.dash and " ".join(_number(length) for length in shape.dash)
            yield _style(palette, stroke=shape.role, width=shape.width, dash=dash), _through(shape.points)
        case Bar():
            x, y, right, bottom = (
                _number(v) for v in (shape.x, shape.y, shape.x + shape.wide, shape.y + shape.tall)
            )
            if palette is None and _slender(
                shape
            ):  # a stroke as wide as the bar looks the same in half the letters
                middle = _number(shape.x + shape.wide / 2)
                yield _style(palette, stroke=shape.fill, width=shape.wide), f"M{middle} {y}V{bottom}"
            else:
                yield _outlined(palette, shape), f"M{x} {y}H{right}V{bottom}H{x}z"
            if shape.hatched:
                strokes = "".join(_through(stroke) for stroke in hatching(shape))
                yield _style(palette, stroke=shape.stroke, width=HATCHED), strokes
        case Polygon():
            yield _outlined(palette, shape), _through(shape.points) + "z"
        case Ellipse():
            (x1, y1), (x2, y2) = around(shape)
            half = f"A{_number(shape.wide / 2)} {_number(shape.tall / 2)} {_number(-shape.angle)} 1 0 "
            path = f"M{_number(x1)} {_number(y1)}{half}{_number(x2)} {_number(y2)}{half}{_number(x1)} {_number(y1)}z"
            yield _outlined(palette, shape), path
        case Marker():
            yield from _mark(shape, palette)


def _mark(mark: Marker, palette: Colours) -> Iterator[tuple[str, str]]:
    r = _number(mark.size / 2)
    d = _number(mark.size)
    circle = f"M{_number(mark.x - mark.size / 2)} {_number(mark.y)}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z"
    path = _through(corners(mark)) + "z" if corners(mark) else circle
    if mark.right is None:
        yield _style(palette, fill=mark.fill, stroke=mark.stroke, width=mark.width), path
        return
    yield _style(palette, fill=mark.fill), path
    yield _style(palette, fill=mark.right), _through(right_half(mark)) + "z"
    yield _style(palette, stroke=mark.stroke, width=mark.width), path


def _words(shape: Lettering, palette: Colours) -> tuple[str, str, str]:
    """Where words stand with their weight, how they look, and the words, as attributes and text of an SVG."""
    place = {"x": _number(shape.x), "y": _number(shape.y)}
    if shape.upright:
        place = {"transform": f"translate({place['x']} {place['y']})rotate(-90)"}
    look = {
        "text-anchor": ANCHORS.get(shape.align, ""),
        "font-size": _number(shape.size),
        "font-weight": "700" if shape.bold else "",
    }
    ground = ""
    if shape.grounded:
        ground = _style(palette, fill=shape.role, stroke="paper", width=GROUND) + ' paint-order="stroke"'
    style = ground or _style(palette, fill=shape.role)
    return _attributes(place), f"{_attributes(look)}{style}", escape(shape.words)


def _outlined(palette: Colours, shape: Bar | Polygon | Ellipse) -> str:
    width = shape.width if shape.stroke else None
    return _style(palette, fill=shape.fill, stroke=shape.stroke, width=width, opacity=shape.opacity)


def _style(
    palette: Colours, *, fill: Role | None = None, stroke: Role | None = None, width: float | None = None,
    dash: str | None = None, opacity: float = 1.0,
) -> str:  # fmt: skip
    """Classes of the roles or their colours, and what no theme changes."""
    if palette is None:
        classes = [f"f-{fill}"] * bool(fill) + [f"k-{stroke}"] * bool(stroke)
        look = {"class": " ".join(classes)}
    else:
        look = {"fill": palette[fill] if fill else "", "stroke": palette[stroke] if stroke else ""}
    return _attributes(
        look
        | {
            "stroke-width": _number(width) if width is not None else "",
            "stroke-dasharray": dash or "",
            "fill-opacity": f"{opacity:.3g}" if opacity < 1 else "",
        }
    )


def _slender(bar: Bar) -> bool:
    """Whether a bar is one of many of a width: plain and thin."""
    plain = bar.fill is not None and bar.stroke is None and bar.opacity == 1 and not bar.hatched
    return plain and bar.wide <= SLENDER


def _through(points: Sequence[Point]) -> str:
    """A path from point to point; the shortest way to say it."""
    (x, y), *rest = [(_number(x), _number(y)) for x, y in points]
    path = f"M{x} {y}"
    for a, b in rest:
        path += f"H{a}" if b == y else f"V{b}" if a == x else f"L{a} {b}"
        x, y = a, b
    return path


def _number(value: float) -> str:
    """A length to a hundredth of a point.

    >>> _number(3.0), _number(-0.001), _number(10.256)
    ('3', '0', '10.26')
    """
    said = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if said == "-0" else said


def _attributes(held: Mapping[str, str]) -> str:
    """Attributes that say something."""
    return "".join(f" {name}={quoteattr(value)}" for name, value in held.items() if value)
