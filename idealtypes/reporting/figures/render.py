"""The figures of a report: pictures with their words, as files and as elements of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from idealtypes.reporting.figures.canvas import WIDTHS
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.figures.pictures import Picture
from idealtypes.reporting.figures.shapes import Drawing
from idealtypes.reporting.figures.svg import file_svg, page_svg


@dataclass(frozen=True)
class ReportFigure:
    """One figure: its file's name, a short title, all its numbers in words, and what it shows."""

    name: str
    title: str
    description: str
    picture: Picture

    @cached_property
    def svg(self) -> bytes:
        """The drawing for pages and wide screens as an SVG file."""
        return file_svg(self._wide, title=self.title, description=self.description)

    @cached_property
    def html(self) -> Markup:
        """Two drawings for the page, for wide and for narrow screens; the style sheet shows one of them."""
        told = {"title": self.title, "description": self.description}
        both = {"wide": self._wide, "narrow": laid_out(self.picture, WIDTHS["narrow"])}
        return Markup(
            "".join(
                page_svg(drawing, prefix=f"{self.name}-{width}", css_class=width, **told)
                for width, drawing in both.items()
            )
        )

    @cached_property
    def _wide(self) -> Drawing:
        return laid_out(self.picture, WIDTHS["wide"])

    def files(self) -> dict[str, bytes]:
        """File name → bytes: svg, png and pdf."""
        from idealtypes.reporting.figures.artists import draw_picture, rendered

        drawn = draw_picture(self.picture)
        found = {f"{self.name}.svg": self.svg}
        return found | {f"{self.name}.{kind}": rendered(drawn, kind) for kind in ("png", "pdf")}
