"""Every screen in the language and at the width in which its own walk does not go through it: axe, nothing sideways.

The walks of the screens go through them in English on a desk and in Norwegian on a phone, by mouse and by keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from idealtypes.workbench.screen_words import ScreenWords

from ..browser.accessibility import axe
from .client import Client, opened

# A screen and what stands on it once the study was read.
READY = {
    "start": "#steps li",
    "import": "#drop",
    "board": "#figure .lane-box",
    "statements": ".statement",
    "ratings": "#none:not([hidden])",
    "consensus": "#list button",
    "suggestions": "main section p",
    "scenarios": "#adding",
    "results": "#part",
}


@pytest.fixture(scope="module")
def bench(copied: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with opened(copied("two_coders"), tmp_path_factory.mktemp("state")) as client:
        yield client


@pytest.mark.parametrize(("language", "width"), [("nb", 1280), ("en", 390)])
def test_every_screen_in_the_other_language_at_the_other_width(
    bench: Client, browser: Any, language: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda problem: errors.append(str(problem)))
    page.goto(bench.address)
    words = ScreenWords(language)
    for screen, ready in READY.items():
        page.goto(bench.url(f"/{'' if screen == 'start' else screen}?language={language}"))
        page.locator(ready).first.wait_for()
        assert page.locator("nav [aria-current]").inner_text() == words.say(f"shell.screens.{screen}")
        assert axe(page) == [], screen
        assert page.evaluate("document.documentElement.scrollWidth") <= width, screen
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body"), screen
    context.close()
    assert errors == []
