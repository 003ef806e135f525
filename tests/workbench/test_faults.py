"""A study that does not pass check opens on its faults: each leads to its place, and is mended there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..browser.accessibility import axe
from ..exchange.books import xlsx
from .client import Client, opened

# what is marked in the box of text
MARKED = """() => {
    const box = document.activeElement;
    return box.value.slice(box.selectionStart, box.selectionEnd);
}"""


@pytest.fixture(scope="module")
def broken(copied: Callable[[str], Path]) -> Path:
    """A study with two faults: a code that is none, and a mode that is none."""
    study = copied("seven_orders")
    spoil(study)
    return study


def spoil(study: Path) -> None:
    table = study / "statements.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    for at in (1, 2):
        lines[at] = lines[at].rpartition(",")[0] + ",nope"
    table.write_text("\n".join([*lines, ""]), encoding="utf-8")


@pytest.fixture(scope="module")
def bench(broken: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with opened(broken, tmp_path_factory.mktemp("state")) as client:
        yield client


def file(bench: Client, name: str) -> Any:
    return bench.get(f"/api/faults/file?file={name}").json


def test_each_fault_is_at_a_place_that_can_be_edited(bench: Client) -> None:
    found = bench.get("/api/faults/list").json
    assert [(one["own"], one["line"]) for one in found["faults"]] == [
        ("statements.csv", 2),
        ("statements.csv", 3),
    ]
    assert "mode" in found["faults"][0]["message"]
    text = file(bench, "statements.csv")
    assert [one["line"] for one in text["lines"]] == [2, 3]
    assert "What is wrong" in bench.get("/ratings").text  # whatever screen is asked for


def test_what_is_saved_is_read_anew_and_can_be_taken_back(bench: Client, broken: Path) -> None:
    before = (broken / "statements.csv").read_bytes()
    had = file(bench, "statements.csv")
    body = {"file": had["file"], "text": had["text"].replace(",nope", ",is", 1), "sha256": had["sha256"]}
    left = bench.post("/api/faults/save", body).json
    assert [(one["own"], one["line"]) for one in left["faults"]] == [("statements.csv", 3)]
    again = bench.post("/api/faults/save", body)  # another window saw the file as it was
    assert (again.status, again.json["kind"]) == (409, "changed")
    assert bench.get("/api/state").json["undo"] == "statements.csv was edited"
    assert bench.post("/api/undo", {}).status == 200
    assert (broken / "statements.csv").read_bytes() == before


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/hostname", "nothing.csv", "", "README.md%00"])
def test_no_file_but_the_studys_own(bench: Client, broken: Path, name: str) -> None:
    (broken.parent / "outside.csv").write_text("a,b\n")
    assert bench.get(f"/api/faults/file?file={name}").status == 422
    body = {"file": name, "text": "x", "sha256": "0" * 64}
    assert bench.post("/api/faults/save", body).status >= 400
    assert (broken.parent / "outside.csv").read_text() == "a,b\n"


def test_a_workbook_is_mended_in_its_own_program(copied: Callable[[str], Path], tmp_path: Path) -> None:
    study = copied("seven_orders")
    (study / "cases.xlsx").write_bytes(xlsx(("cases", [("id", "title"), ("a", "A"), ("a", "B")])))
    said = study / "study.yaml"
    said.write_text(said.read_text().replace("cases: cases.csv", "cases: cases.xlsx"))
    with opened(study, tmp_path / "state") as bench:
        faults = bench.get("/api/faults/list").json["faults"]
        assert [(one["own"], one["workbook"]) for one in faults if one["file"] == "cases.xlsx"] != []
        assert all(one["own"] == "" and one["workbook"] for one in faults if one["file"] == "cases.xlsx")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("nb", 390)])
def test_faults_are_mended_in_the_browser(
    bench: Client, broken: Path, browser: Any, language: str, width: int
) -> None:
    spoil(broken)
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(bench.address)
    page.goto(bench.url(f"/ratings?language={language}"))
    page.locator("#list button").nth(1).press("Enter")
    page.wait_for_selector("#editor:not([hidden])")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.activeElement.id") == "text"
    line = page.evaluate(MARKED)
    assert ",nope" in line
    page.keyboard.insert_text(line.replace(",nope", ",is"))
    page.keyboard.press("Control+s")
    page.wait_for_selector("#list li:only-child")
    page.click("#here button")
    line = page.evaluate(MARKED)
    page.keyboard.insert_text(line.replace(",nope", ",is"))
    page.click("#save")
    page.wait_for_selector("#go-on:not([hidden])")
    assert axe(page) == []
    assert bench.get("/api/state").json["faults"] == 0
    assert errors == []
    context.close()
