"""Pictures become drawings: what one shows, placed on a sheet of some width, as a list of shapes."""

from __future__ import annotations

from idealtypes.reporting.figures.balance import draw_blocks
from idealtypes.reporting.figures.bipartite import draw_bipartite
from idealtypes.reporting.figures.canvas import Canvas
from idealtypes.reporting.figures.case_map import draw_map
from idealtypes.reporting.figures.curves import draw_curves
from idealtypes.reporting.figures.dot_plot import draw_dot_plot
from idealtypes.reporting.figures.heatmap import draw_heatmap
from idealtypes.reporting.figures.ladder import draw_ladder
from idealtypes.reporting.figures.leave_one_out import draw_leave_out
from idealtypes.reporting.figures.legend import draw_legend
from idealtypes.reporting.figures.nested_intervals import draw_doubts
from idealtypes.reporting.figures.pictures import (
    Bipartite,
    CaseMap,
    DotPlot,
    Heatmap,
    Ladder,
    Picture,
    SideBySide,
    SmallMultiples,
    Square,
)
from idealtypes.reporting.figures.pictures_of_doubt import Accumulated, Curve, Doubts, LeaveOut
from idealtypes.reporting.figures.saturation_curve import draw_saturation
from idealtypes.reporting.figures.shapes import Drawing
from idealtypes.reporting.figures.side_by_side import draw_side_by_side
from idealtypes.reporting.figures.small_multiples import draw_multiples
from idealtypes.reporting.figures.square import draw_square
from idealtypes.reporting.wording.words import Words

LEAST = 220.0  # points: nothing is laid out in less; what has less room is drawn smaller


def laid_out(picture: Picture, width: float, words: Words | None = None) -> Drawing:
    """The picture on a sheet of a width in points, as high as it needs; with words, a legend beneath it."""
    canvas = Canvas(width)
    height = _drawn(canvas, picture)
    return canvas.drawing(height if words is None else draw_legend(canvas, height, words))


def _drawn(canvas: Canvas, picture: Picture) -> float:
    """The picture on a canvas; gives how high it is."""
    if isinstance(picture, SmallMultiples):
        return draw_multiples(canvas, picture)
    if isinstance(picture, CaseMap):
        return draw_map(canvas, picture)
    if isinstance(picture, Square):
        return draw_square(canvas, picture)
    if isinstance(picture, Heatmap):
        return draw_heatmap(canvas, picture)
    if isinstance(picture, Ladder):
        return draw_ladder(canvas, picture)
    if isinstance(picture, Accumulated):
        return draw_saturation(canvas, picture)
    if isinstance(picture, LeaveOut):
        return draw_leave_out(canvas, picture)
    if isinstance(picture, Doubts):
        return draw_doubts(canvas, picture)
    if isinstance(picture, SideBySide):
        return draw_side_by_side(canvas, picture)
    if isinstance(picture, DotPlot):
        return draw_dot_plot(canvas, picture)
    if isinstance(picture, Bipartite):
        return draw_bipartite(canvas, picture)
    curves = tuple(part for part in picture if isinstance(part, Curve))
    if curves:
        return draw_curves(canvas, curves)
    return draw_blocks(canvas, tuple(part for part in picture if not isinstance(part, Curve)))
