"""One figure of a report: in the page, and as files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from idealtypes.reporting.figures.pictures import Picture
from idealtypes.reporting.figures.render import draw_picture, rendered
from idealtypes.reporting.figures.svg import inline

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
