"""Import: what would come of a file is told before anything is written, and each choice leads to a new preview."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ..browser.accessibility import axe
from ..exchange.books import xlsx
from .client import Answer, Client, opened

CODED = [
    ("Interview", "Quote", "Code", "Who"),
    ("Int 1", "One just rings", "Contact", "anna"),
    ("Int 1", "A form is filled in", "Form", "Anna"),
    ("Int 2", "She weighs it", "Judgement", "bo"),
]
WIDE = [
    ("Country", "Care", "Control", "Note"),
    ("Norway", 1, 5, "x"),
    ("Sweden", 2, 4, ""),
    ("Danmark", 5, 1, "z"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The current folder of the workbench."""
    return tmp_path_factory.mktemp("here")


@pytest.fixture(scope="module")
def bench(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench without a study, begun in `place`."""
    before = Path.cwd()
    os.chdir(place)
    try:
        with opened(None, tmp_path_factory.mktemp("state")) as client:
            os.chdir(before)
            yield client
    finally:
        os.chdir(before)


def upload(bench: Client, name: str, data: bytes) -> Answer:
    given = {"Cookie": bench.cookie, "Origin": bench.url(""), "Sec-Fetch-Site": "same-origin"}
    return bench.send("POST", f"/upload?name={quote(name)}", data, given)


@pytest.fixture(scope="module")
def coded(bench: Client) -> str:
    other = [CODED[0], ("Int 2", "She weighs it", "Form", "bo")]
    data = xlsx(("Anna", CODED), ("Bo", other), ("Info", [("a", "b"), ("x", "y")]))
    found: str = upload(bench, "to kodere.xlsx", data).json["upload"]
    return found


@pytest.fixture(scope="module")
def wide(bench: Client) -> str:
    found: str = upload(bench, "skår.xlsx", xlsx(("Ark1", WIDE))).json["upload"]
    return found


def result(bench: Client, what: str, body: dict[str, Any]) -> Any:
    """The answer of a piece of work, or why it was not begun."""
    answer = bench.post(f"/api/import/{what}", body).json
    while "job" in answer:
        told = bench.get(f"/api/jobs/{answer['job']}").json
        if told["ended"]:
            return told["result"]
    return answer


def test_a_file_is_looked_into(bench: Client, coded: str, wide: str) -> None:
    found = bench.post("/api/import/look", {"upload": coded}).json
    assert (found["name"], found["folder"], found["kind"]) == ("to kodere.xlsx", "to_kodere", "codings")
    assert [table["name"] for table in found["tables"]] == ["Anna", "Bo", "Info"]
    roles = {one["heading"]: one["role"] for one in found["tables"][0]["columns"]}
    assert roles == {"Interview": "source", "Quote": "text", "Code": "code", "Who": ""}
    said = {"upload": coded, "column": {"coder": "Who", "text": "-", "id": "no such heading"}}
    again = bench.post("/api/import/look", said).json["tables"][0]["columns"]
    assert [one["role"] for one in again] == ["source", "", "code", "coder"]
    scores = bench.post("/api/import/look", {"upload": wide}).json
    assert scores["kind"] == "ratings"
    assert [one["taken"] for one in scores["tables"][0]["columns"]] == ["role", "aspect", "aspect", "role"]


def test_what_has_to_be_settled_stands_beside_its_control(
    bench: Client, coded: str, wide: str, place: Path
) -> None:
    before = sorted(place.iterdir())

    def controls(body: dict[str, Any]) -> list[str]:
        told = result(bench, "try", body)
        assert all(
            str(place) not in one["message"] and "/uploads/" not in one["message"] for one in told["problems"]
        )
        return [one["control"] for one in told["problems"]]

    assert controls({"upload": coded, "folder": ""}) == ["folder"]
    assert controls({"upload": coded, "folder": "x"}) == ["sheets"]
    assert controls({"upload": coded, "folder": "x", "sheets": ["Info"]}) == ["columns"]
    assert controls({"upload": wide, "folder": "x"}) == ["scale"]
    assert controls({"upload": wide, "folder": "x", "ratings": True, "scale": [1, 5], "axis": "nope"}) == [
        "axis"
    ]
    assert controls({"upload": coded, "folder": "x", "sheets": ["Anna"], "scheme": "theory:nope"}) == [
        "scheme"
    ]
    text = upload(bench, "a.txt", b"only words").json["upload"]
    assert controls({"upload": text, "folder": "x"}) == [""]
    assert sorted(place.iterdir()) == before


def test_two_coders_sheets_come_in_one_after_the_other_and_can_be_taken_back(
    bench: Client, coded: str, place: Path
) -> None:
    first = {"upload": coded, "folder": "two", "sheets": ["Anna"], "column": {"coder": "Who"}}
    told = result(bench, "try", first)["found"]
    assert not (place / "two").exists()
    rows = next(one for one in told["account"] if one["kind"] == "Rows")
    assert (
        rows["held"] == rows["kept"] + rows["joined"] + rows["left_out"] > 3
    )  # with the rows of the other sheets
    assert "3 statements" in told["counts"]
    assert [(one["whose"], one["names"]) for one in told["alike"]] == [("coders", ["anna", "Anna"])]
    same = {"coders": [{"names": ["anna", "Anna"], "same": True}]}
    assert result(bench, "try", {**first, "alike": same})["found"]["alike"] == []
    assert result(bench, "bring", {**first, "alike": same})["into"] == str(place / "two")
    assert "aliases: {coders: {anna: [Anna]}}" in (place / "two" / "study.yaml").read_text()
    files = {path.name: path.read_bytes() for path in (place / "two").iterdir() if path.is_file()}
    second = {**first, "target": "open", "sheets": ["Bo"]}
    told = result(bench, "try", second)["found"]
    assert told["together"] == ["anna", "bo"]
    assert {path.name: path.read_bytes() for path in (place / "two").iterdir() if path.is_file()} == files
    result(bench, "bring", second)
    state = bench.get("/api/state").json
    assert state["undo"] == "to kodere.xlsx was imported"
    assert bench.post("/api/undo", {}).status == 200
    assert {path.name: path.read_bytes() for path in (place / "two").iterdir() if path.is_file()} == files


def test_axes_have_the_poles_of_the_scheme_that_is_chosen(bench: Client) -> None:
    found = bench.post("/api/import/axes", {"scheme": "theory:march_olsen"}).json["axes"]
    assert [(one["id"], one["poles"]) for one in found] == [("formality", ["Informal", "Formal"])]


def test_what_is_no_choice_is_refused(bench: Client, coded: str, place: Path) -> None:
    for body in (
        {"upload": "9/none.csv", "folder": "x"},
        {"upload": coded, "folder": "x", "scale": ["a"], "ratings": True},
        {"upload": coded, "folder": "x", "scheme": "anything:else"},
        {"upload": coded, "folder": "x", "column": {"text": 1}},
    ):
        assert result(bench, "bring", body)["problems"]
    assert bench.post("/api/import/try", {"upload": 3}).status in (200, 422)
    assert not (place / "x").exists()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("nb", 390)])
def test_a_wide_sheet_in_the_browser(
    bench: Client, place: Path, browser: Any, tmp_path: Path, language: str, width: int
) -> None:
    file = tmp_path / "scores.xlsx"
    file.write_bytes(xlsx(("Ark1", WIDE)))
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(bench.address)
    page.goto(bench.url(f"/?language={language}"))
    page.set_input_files("#file", str(file))
    page.wait_for_url("**/import?upload=**")
    page.wait_for_selector("#after:not([hidden])")
    page.check("#target [value=new]")
    page.wait_for_selector("#scale-problem:not([hidden])")
    page.wait_for_selector("#preview[aria-busy=false]")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("#folder", f"wide_{language}")
    page.locator("#low").press_sequentially("1")
    page.keyboard.press("Tab")
    page.keyboard.type("5")
    page.wait_for_selector("#account")
    page.wait_for_selector("#preview[aria-busy=false] #bring:not([disabled])")
    assert axe(page) == []
    assert page.evaluate("document.activeElement.id") == "high"  # the preview takes nobody's place away
    assert not (place / f"wide_{language}").exists()
    page.focus("#bring")
    page.keyboard.press("Enter")
    page.wait_for_selector("#done:not([hidden])")
    assert axe(page) == []
    assert (place / f"wide_{language}" / "ratings.csv").is_file()
    assert page.evaluate("document.activeElement.id") == "done"
    assert errors == []
    context.close()
