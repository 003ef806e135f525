"""A figure in parts that fit a page: what is higher than one is not shrunk to it, since nobody could read it there.

Specification curves are parted by their conclusions, other figures by their panels or blocks, in their order. A figure
of one piece, such as a map or a heatmap, stays one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from idealtypes.reporting.figures.figure_widths import POINTS
from idealtypes.reporting.figures.files import JOURNAL
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.figures.pictures import Picture, SideBySide, SmallMultiples
from idealtypes.reporting.figures.pictures_of_doubt import Curve, Doubts, LeaveOut
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.wording.words import Words

HIGHEST = 215 * POINTS["mm"]  # points: what a page leaves to a drawing, with its caption below


def paper_parts(figure: ReportFigure, words: Words) -> tuple[ReportFigure, ...]:
    """The figure, or where it is higher than a page its parts, named after it: `curves-1`, `curves-2`, …

    The first part has all numbers in words, the others say which part of how many they are.
    """
    pictures = _parted(figure.picture, words)
    if len(pictures) == 1:
        return (figure,)
    told = [figure.description] + [
        words.say("documents.part", title=figure.title, n=n, all=len(pictures))
        for n in range(2, len(pictures) + 1)
    ]
    return tuple(
        replace(figure, name=f"{figure.name}-{n}", picture=picture, description=said)
        for n, (picture, said) in enumerate(zip(pictures, told, strict=True), 1)
    )


def _parted(picture: Picture, words: Words) -> list[Picture]:
    pieces = _pieces(picture)
    if len(pieces) < 2 or _fits(picture, words):
        return [picture]
    if isinstance(pieces[0], Curve):
        return [(curve,) for curve in pieces]
    for count in range(2, len(pieces)):
        size = -(-len(pieces) // count)
        parts = [_of(picture, pieces[n : n + size]) for n in range(0, len(pieces), size)]
        if all(_fits(part, words) for part in parts):
            return parts
    return [_of(picture, (piece,)) for piece in pieces]


def _fits(picture: Picture, words: Words) -> bool:
    drawing = laid_out(picture, JOURNAL, words)
    return drawing.height <= HIGHEST


def _pieces(picture: Picture) -> tuple[Any, ...]:
    """What a picture can be parted into; () for one of one piece."""
    if isinstance(picture, (SmallMultiples, Doubts, LeaveOut)):
        return picture.panels
    if isinstance(picture, SideBySide):
        return picture.blocks
    return picture if isinstance(picture, tuple) else ()


def _of(picture: Picture, pieces: tuple[Any, ...]) -> Picture:
    """The picture with some of its pieces."""
    if isinstance(picture, SmallMultiples):
        return replace(picture, panels=pieces)
    if isinstance(picture, Doubts):
        return replace(picture, panels=pieces)
    if isinstance(picture, LeaveOut):
        return replace(picture, panels=pieces)
    if isinstance(picture, SideBySide):
        return replace(picture, blocks=pieces)
    return pieces
