"""In a browser a number beside a title in Hebrew stays on its side of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from idealtypes.files.study import read_study
from idealtypes.reporting.report import write_report

from ..reporting.right_to_left import right_to_left

# Where the text after the first aspect's name stands, and where the name: the number has to be right of the name.
SIDES = """() => {
  const strong = [...document.querySelectorAll("#result .sentence b")].find((e) => e.textContent.includes("גישה"));
  const after = document.createRange();
  after.setStart(strong.nextSibling, 0);
  after.setEnd(strong.nextSibling, 3);
  const name = strong.getBoundingClientRect(), number = after.getBoundingClientRect();
  return [name.left, name.right, number.left, number.right];
}"""


def test_a_number_stays_behind_the_title(browser: Any, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.goto(write_report(read_study(right_to_left(tmp_path / "s")), tmp_path / "report").as_uri())
    left, right, number_left, _ = page.evaluate(SIDES)
    assert right > left
    assert number_left >= right - 1
    quote = page.locator("blockquote", has_text="אמרה").first
    assert quote.evaluate("e => getComputedStyle(e).direction") == "rtl"
    page.close()
