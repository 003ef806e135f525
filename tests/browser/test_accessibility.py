"""axe-core finds nothing: at three widths, light and dark, folded and unfolded, with the panel open, after what-if."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..examples import LONG
from .accessibility import axe

pytestmark = pytest.mark.browser

WIDTHS = (1280, 768, 390)
SCHEMES = ("light", "dark")
ALL: dict[str, Any] = {}
CONTRAST: dict[str, Any] = {"only": ["color-contrast"]}
OTHERS: dict[str, Any] = {"without": ["color-contrast"]}


def folded(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = false))")


def unfolded(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")


def panel(page: Any) -> None:
    page.locator("a.n >> visible=true").first.click()


def what_if(page: Any) -> None:
    unfolded(page)
    page.locator("input[data-measure]").first.check()


# A run asks every text for its contrast, which takes three quarters of its time and hardly depends on the width: in
# `make test` it is asked at one.
STEPS = {(1280, "light"): ALL, (1280, "dark"): CONTRAST, (768, "light"): OTHERS, (390, "light"): OTHERS}
if LONG:
    STEPS = {(width, scheme): ALL for width in WIDTHS for scheme in SCHEMES}


def wrong(page: Any, *states: Callable[[Any], None]) -> list[str]:
    """What is wrong in each state, at each width, in each colour scheme."""
    found = []
    for state in states:
        state(page)
        for (width, scheme), rules in STEPS.items():
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found += [f"{state.__name__} {width} {scheme}: {one}" for one in axe(page, **rules)]
    return found


def test_nothing_is_wrong_with_a_small_page(watch: Any, weighed: Path) -> None:
    assert wrong(watch().open(weighed), what_if, panel) == []


@pytest.mark.skipif(not LONG, reason="some minutes: axe-core asks every text of a page for its contrast")
def test_nothing_is_wrong_with_an_example(watch: Any, shipped: Path) -> None:
    assert wrong(watch().open(shipped), folded, what_if, unfolded, panel) == []


def test_what_is_wrong_is_found(watch: Any, weighed: Path) -> None:
    page = watch().open(weighed)
    page.evaluate("""() => {
        const pale = document.querySelector(".sentence");
        pale.style.color = "#bbb";
        document.querySelector("main").append(document.createElement("button"));
    }""")
    found = axe(page, only=["color-contrast", "button-name"])
    assert {one.split(" | ")[0] for one in found} == {"color-contrast", "button-name"}
