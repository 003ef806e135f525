"""The figures of a report: pictures with their words, as files and as elements of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from idealtypes.reporting.figures.canvas import WIDTHS
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.figures.pictures import Picture
from idealtypes.reporting.figures.shapes import Target, targets, unspoken
from idealtypes.reporting.figures.svg import page_svg


@dataclass(frozen=True)
class ReportFigure:
    """One figure: its file's name, a short title, all its numbers in words, what it shows, and what stands beneath."""

    name: str
    title: str
    description: str
    picture: Picture
    caption: str = ""

    @property
    def told(self) -> str:
        """What a file says of itself: what stands beneath the figure, and all its numbers."""
        return f"{self.caption} {self.description}".strip()

    @cached_property
    def html(self) -> Markup:
        """Two drawings for the page, for wide and for narrow screens; the style sheet shows one of them.

        The first says for both what the figure is and all its numbers, which the second points to: words
        that nobody sees are read out where a drawing that is seen points to them. Where both have the same
        marks in one order the page's script gives those of the second the words of the first.
        """
        first = f"{self.name}-{next(iter(WIDTHS))}"
        drawings: list[str] = []
        known: tuple[Target, ...] = ()
        for width, points in WIDTHS.items():
            prefix = f"{self.name}-{width}"
            drawing = laid_out(self.picture, points)
            marks = targets(drawing)
            drawings.append(
                page_svg(
                    unspoken(drawing) if marks == known else drawing,
                    prefix=prefix,
                    title=self.title,
                    description=self.description,
                    css_class=width,
                    told_by="" if prefix == first else first,
                )
            )
            known = marks
        return Markup("".join(drawings))
