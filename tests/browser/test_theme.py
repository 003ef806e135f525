"""Light, dark, as the system has it: the button, what the browser keeps, paper, forced colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(246, 245, 241)", "rgb(18, 22, 27)"


def test_the_button_goes_round_and_the_browser_keeps_what_was_chosen(watch: Any, report: Path) -> None:
    watched = watch(color_scheme="dark")
    page = watched.open(report)
    button = page.locator("#theme")
    for said, ground in (("system", DARK), ("light", LIGHT), ("dark", DARK)):
        assert button.inner_text() == f"Colours: {said}"
        assert page.evaluate(GROUND) == ground
        button.focus()
        page.keyboard.press("Enter")
    button.click()
    page.reload()
    assert button.inner_text() == "Colours: light"
    assert page.evaluate(GROUND) == LIGHT
    page.emulate_media(color_scheme="light")
    page.locator("#theme").click()
    assert page.evaluate(GROUND) == DARK
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert page.evaluate("getComputedStyle(document.querySelector('.sentence')).color") == "rgb(28, 36, 48)"
    assert watched.errors == []


def test_where_nothing_can_be_kept_the_choice_holds_for_the_page(watch: Any, report: Path) -> None:
    watched = watch()
    watched.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page = watched.open(report)
    page.locator("#theme").click()
    page.locator("#theme").click()
    assert page.evaluate(GROUND) == DARK
    page.reload()
    assert page.evaluate(GROUND) == LIGHT
    assert watched.errors == []


def test_the_theme_is_chosen_before_anything_is_painted(report: Path) -> None:
    head = report.read_text(encoding="utf-8").split("<body>")[0]
    assert head.index("localStorage") < head.index("<style>")


def test_without_scripts_the_page_is_as_the_system(watch: Any, report: Path) -> None:
    page = watch(java_script_enabled=False, color_scheme="dark").open(report)
    assert page.locator("#theme").is_hidden()
    colour = page.locator(".sentence").first.evaluate("element => getComputedStyle(element).color")
    assert colour == "rgb(230, 234, 240)"


def test_forced_colours_and_reduced_motion_are_heard(watch: Any, report: Path) -> None:
    page = watch(forced_colors="active", reduced_motion="reduce").open(report)
    role = "getComputedStyle(document.documentElement).getPropertyValue('--{}').trim()"
    assert page.evaluate(role.format("ink")) == "CanvasText"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
