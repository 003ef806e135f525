"""Figures: one file for each way of drawing. matplotlib is imported here and nowhere else, and only when one draws.

`draw` is what results call for `.plot()`; `pictures` holds what a figure shows, as plain data.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from idealtypes.content.places import folder
from idealtypes.reporting.figures.pictures import Block, Grid

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


def draw_picture(picture: tuple[Block, ...] | Grid, *, width: str = "wide") -> Figure:
    """Draw what a picture says; `width` is wide (a page, a screen) or narrow (a telephone)."""
    with style():
        if isinstance(picture, Grid):
            from idealtypes.reporting.figures.grid import draw_grid

            return draw_grid(picture, width=width)
        from idealtypes.reporting.figures.balance import draw_blocks

        return draw_blocks(picture, width=width)


def rendered(figure: Figure, kind: str) -> bytes:
    """A figure as the bytes of a file: svg, png or pdf."""
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format=kind, metadata=METADATA[kind])
    return buffer.getvalue()


def draw(result: Any, *, language: str = "en", width: str = "wide") -> Figure:
    """The figure of a result: of a profile its balances, of a membership its ideal types.

    Parameters
    ----------
    result
        A `Profile` or a `Membership`.
    language
        Of the words in the figure.
    width
        wide or narrow.

    Raises
    ------
    TypeError
        For a result that has no figure.
    """
    from idealtypes.analysis.membership import Membership
    from idealtypes.analysis.profile import Profile
    from idealtypes.reporting import illustrations
    from idealtypes.reporting.words import words_in

    words = words_in(language)
    if isinstance(result, Profile):
        titles = tuple(result.title(c) for c in range(len(result.cases)))
        telling = illustrations.Telling(words, titles, dots=illustrations.dots_of(result))
        return draw_picture(illustrations.profile_picture(result, telling), width=width)
    if isinstance(result, Membership):
        titles = tuple(case.title for case in result.cases)
        return draw_picture(illustrations.types_grid(result, words, titles), width=width)
    raise TypeError(f"a {type(result).__name__} has no figure; a Profile and a Membership do")
