"""Three journeys that needed a terminal before, each from its first file to what is handed on, in the browser alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

import idealtypes as it

from ..exchange.books import xlsx
from .client import Client, opened
from .two_coders_workbook import write_workbook

PLACES = {
    "treats_acts": "End",
    "advising": "ArrowRight",
    "listens_along": "Home",
}  # the keys that put them there


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the workbench is opened."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(120_000)
    found = context.new_page()
    problems: list[str] = []
    found.on("pageerror", lambda problem: problems.append(str(problem)))
    yield found
    context.close()
    assert problems == []


def begin(page: Any, client: Client, language: str = "en") -> None:
    page.goto(client.address)
    page.goto(client.url(f"/?language={language}"))


def made(page: Any, files: list[str]) -> bytes:
    """What the results make of these of their files, as the browser keeps it."""
    page.wait_for_selector("#kit")
    page.click("#kit summary")
    for name in files:
        page.check(f"#groups [value='{name}']")
    with page.expect_download() as kept:
        page.click("#make")
    return Path(kept.value.path()).read_bytes()


def text_of(document: bytes) -> str:
    """All words of a docx."""
    found = docx.Document(io.BytesIO(document))
    cells = (cell.text for table in found.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in found.paragraphs), *cells])


def test_a_researcher_goes_from_two_coders_workbook_to_the_report(here: Path, page: Any) -> None:
    book = write_workbook(here / "two coders.xlsx", set(PLACES))
    with opened(None, here / "state") as client:
        begin(page, client)
        page.set_input_files("#file", str(book))
        page.wait_for_url("**/import?upload=**")
        page.wait_for_selector("#bring:not([disabled])")
        page.check("[name=readers]")  # both read all of it, so that what one left uncoded is a disagreement
        page.wait_for_selector("#preview[aria-busy=false] #bring:not([disabled])")
        page.click("#bring")
        page.wait_for_selector("#done:not([hidden])")
        study = here / "two_coders"
        assert set(it.read_study(study).scheme.unplaced) == set(PLACES)

        page.click("nav [href='/board']")
        for code, key in PLACES.items():
            page.locator(f"#trays [data-code={code}]").click()
            page.click("[data-hand=put]")
            page.locator(f"#board [data-code={code}]").press(key)
        page.click("#save")
        page.locator("#saving textarea").nth(len(PLACES) - 1).wait_for()
        for field in page.locator("#saving textarea").all():
            field.fill("What the code speaks of, as the codebook has it.")
        page.click("#saving button[type=submit]")
        page.wait_for_selector("#undo:enabled")
        placed = it.read_study(study)
        assert not placed.scheme.unplaced

        page.click("nav [href='/consensus']")
        page.wait_for_selector("#work:not([hidden])")
        page.locator("#by button").first.click()
        page.fill("#because", "Both readings were talked over; this one keeps to the words.")
        before = page.get_attribute("#undo", "title")
        page.click("#decide")
        page.wait_for_selector(f"#undo:not([title='{before}'])")
        settled = it.read_study(study)
        assert "consensus" in set(settled.codings["coder"])

        page.click("nav [href='/results']")
        report = made(page, ["report.html"])
    whole = report.decode()
    assert "two coders" in whole
    assert it.verify(study, report_in(here, report)).holds


def report_in(folder: Path, data: bytes) -> Path:
    """The report as a file that can be verified."""
    path = folder / "kept" / "report.html"
    path.parent.mkdir()
    path.write_bytes(data)
    return path


WIDE = [
    ("Programme", "Access", "Care", "Control"),
    ("North", 1, 2, 1),
    ("South", 2, 1, 2),
    ("East", 5, 5, 4),
    ("West", 4, 5, 5),
]


def test_an_analyst_goes_from_a_wide_sheet_to_ranking_map_and_table(here: Path, page: Any) -> None:
    book = here / "scores.xlsx"
    book.write_bytes(xlsx(("Scores", WIDE)))
    with opened(None, here / "state") as client:
        begin(page, client)
        page.set_input_files("#file", str(book))
        page.wait_for_url("**/import?upload=**")
        page.fill("#low", "1")
        page.fill("#high", "5")
        page.press("#high", "Tab")
        page.wait_for_selector("#preview[aria-busy=false] #bring:not([disabled])")
        page.click("#bring:not([disabled])")
        page.wait_for_selector("#done:not([hidden])")
        page.click("nav [href='/ratings']")
        page.wait_for_selector("text=North")
        page.click("nav [href='/results']")
        page.click("[data-section=comparison]")
        page.locator("#page").wait_for()
        frame = page.locator("#page").element_handle().content_frame()
        frame.wait_for_selector("#comparison svg")
        table = made(page, ["table.compare"])
    words = text_of(table)
    assert all(name in words for name in ("North", "South", "East", "West"))


def test_a_secretary_gets_the_page_for_the_meeting_in_norwegian(
    here: Path, page: Any, copied: Callable[[str], Path]
) -> None:
    study = copied("support_colleagues")
    with opened(study, here / "state", "--language", "nb") as client:
        begin(page, client, "nb")
        page.click("nav [href='/scenarios']")
        page.locator("#aspects .lane").first.wait_for()
        with page.expect_download() as kept:
            page.click("[data-brief=docx]")
        brief = Path(kept.value.path()).read_bytes()
    assert zipfile.is_zipfile(io.BytesIO(brief))
    words = text_of(brief)
    assert "støttekollega" in words.lower()
