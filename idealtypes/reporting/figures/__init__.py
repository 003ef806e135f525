"""Figures: one file for each way of drawing. matplotlib is imported here and nowhere else, and only when one draws.

`draw` is what results call for `.plot()`; `pictures` holds what a figure shows, as plain data.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from idealtypes.files.content import folder
from idealtypes.reporting.figures.pictures import Bridge, Chart, Curve, Grid, Picture, Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What matplotlib would write of the day and the machine; with these left out the same numbers give the same bytes.
METADATA: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "png": {}, "pdf": {"CreationDate": None}}


@contextmanager
def style() -> Iterator[None]:
    """The looks of `reports/figures.mplstyle`, on top of matplotlib's own defaults and nobody else's."""
    import matplotlib
    from matplotlib.style import context

    with matplotlib.rc_context(), context(["default", str(folder("reports") / "figures.mplstyle")]):
        yield


def draw_picture(picture: Picture, *, width: str = "wide") -> Figure:
    """Draw what a picture says; `width` is wide (a page, a screen) or narrow (a telephone)."""
    with style():
        if isinstance(picture, Grid):
            from idealtypes.reporting.figures.grid import draw_grid

            return draw_grid(picture, width=width)
        if isinstance(picture, Chart):
            from idealtypes.reporting.figures.chart import draw_chart

            return draw_chart(picture, width=width)
        if isinstance(picture, Sheet):
            from idealtypes.reporting.figures.sheet import draw_sheet

            return draw_sheet(picture, width=width)
        if isinstance(picture, Bridge):
            from idealtypes.reporting.figures.bridge import draw_bridge

            return draw_bridge(picture, width=width)
        curves = tuple(part for part in picture if isinstance(part, Curve))
        if curves:
            from idealtypes.reporting.figures.curves import draw_curves

            return draw_curves(curves, width=width)
        from idealtypes.reporting.figures.balance import draw_blocks

        return draw_blocks(tuple(part for part in picture if not isinstance(part, Curve)), width=width)


def rendered(figure: Figure, kind: str) -> bytes:
    """A figure as the bytes of a file: svg, png or pdf."""
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format=kind, metadata=METADATA[kind])
    return buffer.getvalue()


def draw(result: Any, *, language: str = "en", width: str = "wide") -> Figure:
    """The figure of a result.

    Of a profile it shows the balances, of a membership the ideal types, of a comparison the map of the cases, of an
    influence what each source moves, of a robustness the specification curves, of a tension the opposed
    codes that meet, of scenarios where each aspect would lie.

    Parameters
    ----------
    result
        A `Profile`, `Membership`, `Comparison`, `Influence`, `Robustness`, `Tension` or `ScenarioAnalysis`.
    language
        Of the words in the figure.
    width
        wide or narrow.

    Raises
    ------
    TypeError
        For a result that has no figure.
    ValueError
        Where there is nothing to draw, with the reason.
    """
    from idealtypes.reporting.drawings import picture_of
    from idealtypes.reporting.words import words_in

    return draw_picture(picture_of(result, words_in(language)), width=width)
