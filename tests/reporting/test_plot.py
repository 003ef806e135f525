"""`plot`: real axes, the caller's or those of a new figure, in any size; a notebook shows it."""

from __future__ import annotations

import asyncio
from typing import Any

import matplotlib
import matplotlib.image
import nbformat
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from nbclient import NotebookClient

from idealtypes.errors import IdealtypesError
from idealtypes.reporting.figures.figure_widths import points_of
from idealtypes.reporting.plot import plot

from .collisions import colliding

KINDS = ["mixed", "silent", "cases", "poles", "poles_of_cases", "one_rater", "complete"]


@pytest.fixture(autouse=True)
def _no_figures_left() -> Any:
    yield
    pyplot.close("all")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", ["85mm", "12cm", "174mm", "9in"])
def test_results_draw_themselves(facts, kind: str, width: str) -> None:
    known = facts(kind)
    for result in (known.profile, known.membership):
        ax = result.plot(width=width)
        assert isinstance(ax, Axes)
        assert ax.figure.axes == [ax]
        assert ax.figure.get_size_inches()[0] == pytest.approx(points_of(width) / 72)
        assert colliding(ax.figure) == []
        assert ax.texts


def test_the_caller_s_axes_hold_the_picture_and_nothing_else_changes(facts) -> None:
    figure = Figure(figsize=(8, 4))
    left, right = figure.subplots(1, 2, sharex=True)
    left.plot([0, 10], [0, 1])
    before = dict(matplotlib.rcParams), left.get_xlim(), right.get_position().bounds
    assert facts("mixed").profile.plot(right) is right
    assert (dict(matplotlib.rcParams), left.get_xlim(), right.get_position().bounds) == before
    assert pyplot.get_fignums() == []
    assert left.axison
    figure.draw_without_rendering()
    frame = right.get_window_extent()
    for text in right.texts:
        box = text.get_window_extent()
        assert frame.x0 - 3 < box.x0 < box.x1 < frame.x1 + 3, text.get_text()
        assert frame.y0 - 3 < box.y0 < box.y1 < frame.y1 + 3, text.get_text()


@pytest.mark.parametrize("size", [(2.0, 2.0), (3.5, 8.0), (7.0, 1.0), (12.0, 9.0)])
def test_a_picture_fits_axes_of_any_size(facts, size: tuple[float, float]) -> None:
    for kind in KINDS:
        figure = Figure(figsize=size)
        facts(kind).profile.plot(figure.add_axes((0, 0, 1, 1)))
        assert colliding(figure) == [], kind


def test_the_same_picture_in_axes_of_its_own_size_is_the_same(facts) -> None:
    own = facts("mixed").profile.plot(width="174mm").figure
    figure = Figure(figsize=own.get_size_inches())
    ax = facts("mixed").profile.plot(figure.add_axes((0, 0, 1, 1)))
    places = [
        [t.get_window_extent().bounds for t in axes.texts]
        for axes in (own.axes[0], ax)
        if not axes.figure.draw_without_rendering()
    ]
    assert places[0] == [pytest.approx(box, abs=0.01) for box in places[1]]


def test_subfigures_and_other_styles_are_no_obstacle(facts) -> None:
    with pyplot.style.context("dark_background"):
        figure = Figure(figsize=(7, 4), layout="constrained")
        part = figure.subfigures(1, 2)[1]
        ax = facts("mixed").profile.plot(part.subplots())
        assert ax.figure is part
        assert {text.get_color() for text in ax.texts} <= {"#1c2430", "#5b6674"}
        figure.draw_without_rendering()


@pytest.mark.parametrize("width", ["85", "wide", "9mm", "3m", "-85mm", "", "nan mm", "85 px", 85, None])
def test_a_width_that_is_none_is_named(facts, width: Any) -> None:
    with pytest.raises(
        IdealtypesError, match=r"width: .* is no width from 10mm to 2m; give for instance 85mm"
    ):
        facts("mixed").profile.plot(width=width)


def test_axes_that_are_none_are_named(facts) -> None:
    with pytest.raises(IdealtypesError, match="ax: a Figure is no matplotlib Axes"):
        facts("mixed").profile.plot(Figure())  # type: ignore[arg-type]


def test_language_of_a_picture(facts) -> None:
    words = {text.get_text() for text in facts("mixed").profile.plot(language="nb").texts}
    assert "Evne til å hjelpe" in words
    assert any("−1,00" in word for word in words)
    with pytest.raises(IdealtypesError, match="xx"):
        facts("mixed").profile.plot(language="xx")


def test_what_has_no_picture_says_so() -> None:
    with pytest.raises(IdealtypesError, match="a str has no picture"):
        plot("text", None, width="85mm", language="en")


def test_a_notebook_shows_the_picture_of_the_last_expression() -> None:
    code = "import idealtypes as it\nit.read_study('examples/support_colleagues').profile().plot()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    asyncio.run(NotebookClient(notebook, timeout=100, kernel_name="python3").async_execute())
    pictures = [output for output in notebook.cells[0].outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 1
