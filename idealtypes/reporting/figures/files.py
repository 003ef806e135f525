"""Figures as files: SVG, PDF and PNG, at the width of a column or a page, with what their marks mean within.

A file is read without the page around it. So its drawing ends in a legend of the marks it has, and its title and what
stands beneath it in the report are in its metadata. PDF and PNG come from matplotlib; for several PDFs the letters they
need are taken out of the fonts once, which is most of what a PDF costs. No file holds a date, so that the same study
gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING

from idealtypes.errors import BadCall
from idealtypes.model.hints import listed
from idealtypes.reporting.figures.figure_widths import POINTS
from idealtypes.reporting.figures.layout import LEAST, laid_out
from idealtypes.reporting.figures.shapes import Drawing, Lettering
from idealtypes.reporting.figures.svg import file_svg
from idealtypes.reporting.wording.words import Words

if TYPE_CHECKING:
    from idealtypes.reporting.figures.render import ReportFigure

KINDS = ("svg", "pdf", "png")
JOURNAL = 174 * POINTS["mm"]  # points: both columns of a journal's page
SMALLEST = 6.0  # points: no letter in a file is smaller


def kinds_of(given: str | Sequence[str]) -> tuple[str, ...]:
    """The kinds of files that are asked for, each once, in the order of `KINDS`.

    >>> kinds_of("png,svg"), kinds_of(["pdf"])
    (('svg', 'png'), ('pdf',))

    Raises
    ------
    BadCall
        For a kind that there is not, and where none is named.
    """
    asked = [part.strip() for part in given.split(",")] if isinstance(given, str) else list(given)
    for one in asked:
        if one not in KINDS:
            said = ",".join(map(str, asked))
            raise BadCall(f"`figures` is `{said}`: it should be one or more of {listed(KINDS)}, as `svg,pdf`")
    if not asked:
        raise BadCall(f"`figures` names no kind of file: it should be one or more of {listed(KINDS)}")
    return tuple(kind for kind in KINDS if kind in asked)


def figure_files(
    figures: Iterable[ReportFigure], kinds: Sequence[str], words: Words, *, width: float = JOURNAL
) -> Mapping[str, bytes]:
    """File name → bytes, for each figure and each kind.

    Parameters
    ----------
    figures
        What to write.
    kinds
        Of `KINDS`.
    words
        Of the legends.
    width
        Of the files, in points.
    """
    drawn = [(figure, *file_drawing(figure, words, width)) for figure in figures]
    files = {}
    if "svg" in kinds:
        for figure, drawing, factor in drawn:
            told = {"title": figure.title, "description": figure.told}
            files[f"{figure.name}.svg"] = file_svg(drawing, factor=factor, **told)
    others = [kind for kind in kinds if kind != "svg"]
    if others:
        from idealtypes.reporting.figures.artists import fonts_for, page_of, rendered

        letters = _letters(drawing for _, drawing, _ in drawn) if "pdf" in kinds else set()
        with fonts_for(letters) as fonts:
            for figure, drawing, factor in drawn:
                page = page_of(drawing, factor=factor, fonts=fonts)
                for kind in others:
                    files[f"{figure.name}.{kind}"] = rendered(
                        page, kind, title=figure.title, description=figure.told
                    )
    return files


def file_drawing(figure: ReportFigure, words: Words, width: float) -> tuple[Drawing, float]:
    """The drawing of a file, with what its marks mean beneath it, and the factor that makes it as wide as asked.

    Raises
    ------
    BadCall
        Where its letters would be smaller than `SMALLEST`.
    """
    drawing = laid_out(figure.picture, max(width, LEAST), words)
    factor = width / drawing.width
    least = min(shape.size for shape in drawing.shapes if isinstance(shape, Lettering))
    if least * factor < SMALLEST - 1e-6:
        needed = ceil(SMALLEST / least * drawing.width / POINTS["mm"])
        raise BadCall(
            f"`width`: some letters of `{figure.name}` would be {least * factor:.1f} pt, and {SMALLEST:g} pt is the "
            f"least that can be read: give {needed}mm or more"
        )
    return drawing, factor


def _letters(drawings: Iterable[Drawing]) -> set[str]:
    """Every letter that is drawn."""
    shapes = (shape for drawing in drawings for shape in drawing.shapes)
    return {letter for shape in shapes if isinstance(shape, Lettering) for letter in shape.words}
