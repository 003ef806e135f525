"""A page by the keyboard alone, in both languages: contents, folded parts, what-if, weights, colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from idealtypes.files.study import read_study
from idealtypes.reporting.report import write_report

pytestmark = pytest.mark.browser

HERE = "document.activeElement"
WORDS = {"en": ("Skip to the result", "Colours: dark"), "nb": ("Gå rett til resultatet", "Farger: mørke")}


@pytest.fixture(scope="module", params=WORDS)
def pages(request: pytest.FixtureRequest, weighed: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Language and page of the small study with measures."""
    if request.param == "en":
        return "en", weighed
    study = read_study(weighed.parent.parent / "study")
    return request.param, write_report(study, tmp_path_factory.mktemp("nb"), language=request.param)


def tabbed(page: Any, wanted: str, most: int = 400) -> None:
    """Tab until the focus is on what a selector names; it has to be seen where it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"{HERE}.matches({wanted!r})"):
            outline = page.evaluate(f"getComputedStyle({HERE}).outlineStyle")
            assert outline != "none", f"{wanted}: nobody sees that it has the focus"
            return
    pytest.fail(f"no Tab leads to {wanted}")


def test_the_keyboard_reaches_and_works_everything(watch: Any, pages: tuple[str, Path]) -> None:
    language, path = pages
    watched = watch(color_scheme="light", reduced_motion="reduce")
    page = watched.open(path)
    assert page.evaluate("document.documentElement.lang") == language
    skip, dark = WORDS[language]
    tabbed(page, "a.skip", 1)
    assert page.evaluate(f"{HERE}.textContent") == skip
    page.keyboard.press("Enter")
    assert page.evaluate(f"{HERE}.id") == "result"

    page.evaluate("document.activeElement.blur()")
    page = watched.open(path)
    tabbed(page, "nav a[href='#scenarios']")
    page.keyboard.press("Enter")
    assert page.url.endswith("#scenarios")
    assert page.evaluate("document.getElementById('scenarios').getBoundingClientRect().top") < 200

    tabbed(page, "#whatif input[data-measure]")
    told = page.locator("#whatif .told").first
    before = told.inner_text()
    page.keyboard.press("Space")
    assert page.locator("#whatif input[data-measure]").first.is_checked()
    assert told.inner_text() != before
    tabbed(page, "#whatif input[data-weight]")
    page.keyboard.type("3")
    assert page.locator("#whatif input[data-weight]").first.input_value() == "3"

    tabbed(page, "#scenarios details.group > summary")
    was = page.evaluate(f"{HERE}.parentElement.open")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{HERE}.parentElement.open") is not was

    page = watched.open(path)
    tabbed(page, "#theme")
    for _ in range(2):
        page.keyboard.press("Enter")
    assert page.locator("#theme").inner_text() == dark
    assert watched.errors == []


def test_no_tab_is_caught(watch: Any, weighed: Path) -> None:
    """Tab goes through the whole page and out of it: what has the focus always changes, and comes round."""
    page = watch().open(weighed)
    seen = []
    for _ in range(600):
        page.keyboard.press("Tab")
        place = page.evaluate(f"[...document.querySelectorAll('*')].indexOf({HERE})")
        if seen and place == seen[0]:
            break
        assert not seen or place != seen[-1]
        seen.append(place)
    else:
        pytest.fail("600 tabs do not come round")
    assert len(seen) > 30
