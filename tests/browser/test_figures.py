"""Marks of figures as buttons: one tab stop a figure, arrow keys walk them, Enter opens, and each says its value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FOCUS = "document.activeElement.getAttribute('aria-label')"


@pytest.fixture
def page(watch: Any, report: Path) -> Any:
    return watch().open(report)


def test_a_figure_is_one_tab_stop_and_the_hidden_drawing_none(page: Any) -> None:
    for width, shown, hidden in ((1280, "wide", "narrow"), (390, "narrow", "wide")):
        page.set_viewport_size({"width": width, "height": 900})
        stops = page.locator(".drawing svg [tabindex='0']")
        assert stops.count() == page.locator(".drawing svg:has([role=button])").count()
        assert page.locator(f".drawing svg.{shown} [tabindex='0']").first.is_visible()
        assert not page.locator(f".drawing svg.{hidden} [tabindex='0']").first.is_visible()
        page.locator("#result h1").click()
        inside = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            inside.add(page.evaluate("document.activeElement.closest('svg')?.getAttribute('class') ?? ''"))
        assert shown in inside
        assert hidden not in inside


def test_arrow_keys_walk_every_mark_and_each_says_its_value(page: Any) -> None:
    figure = page.locator(".first svg.wide")
    marks = figure.locator("[role=button]")
    marks.first.focus()
    said = []
    for _ in range(marks.count()):
        said.append(page.evaluate(FOCUS))
        page.keyboard.press("ArrowRight")
    assert said == [mark.get_attribute("aria-label") for mark in marks.all()]
    assert all(said)
    assert any(name.startswith("Access: −1.00, statement ") for name in said)
    assert any(name.startswith("Ability to help, as it is: ") for name in said)
    assert page.evaluate(FOCUS) == said[-1]  # there is no farther
    page.keyboard.press("Home")
    assert page.evaluate(FOCUS) == said[0]
    assert figure.locator("[tabindex='0']").count() == 1
    page.keyboard.press("ArrowDown")
    first, below = (marks.nth(said.index(name)).bounding_box() for name in (said[0], page.evaluate(FOCUS)))
    assert below["y"] > first["y"]
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUS) == said[0]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_mark_is_opened_from_the_keyboard_and_the_way_back_leads_to_it(page: Any, key: str) -> None:
    mark = page.locator(".first svg.wide .s").nth(1)
    mark.focus()
    page.keyboard.press(key)
    assert page.locator("#panel .statement").count() == 1
    assert mark.get_attribute("aria-label").split()[-1] in page.locator("#panel").inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) == mark.get_attribute("aria-label")


def test_who_points_at_a_mark_is_told_what_it_says(page: Any) -> None:
    mark = page.locator(".first svg.wide .s").first
    assert mark.locator("title").count() == 0
    mark.hover()
    assert mark.locator("title").text_content() == mark.get_attribute("aria-label")


def test_without_scripts_a_figure_is_a_picture_with_its_numbers_in_words(watch: Any, report: Path) -> None:
    page = watch(java_script_enabled=False).open(report)
    figure = page.locator(".first svg.wide")
    assert figure.get_attribute("role") == "img"
    assert page.locator(".drawing svg [role=button]").count() == 0


def test_each_column_of_a_curve_says_what_it_chose_and_both_drawings_say_the_same(page: Any) -> None:
    wide, narrow = (
        page.locator(f"svg.{name}[aria-labelledby=curves-wide-title]") for name in ("wide", "narrow")
    )
    said = [mark.get_attribute("aria-label") for mark in wide.locator("[role=button]").all()]
    assert [mark.get_attribute("aria-label") for mark in narrow.locator("[role=button]").all()] == said
    assert any(name.endswith("; a code counts once in each source") for name in said)
    assert any("the study's own settings" in name for name in said)
    wide.locator("[role=button]").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUS) == said[1]
    page.keyboard.press("Enter")
    assert page.locator("#panel .statement").count() > 0
