"""Start: what the open study holds and waits for, the example, a new study, a folder that cannot be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..browser.accessibility import axe
from .client import Client, opened


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The current folder of the workbench."""
    return tmp_path_factory.mktemp("here")


@pytest.fixture(scope="module")
def bench(
    copied: Callable[[str], Path], place: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """A workbench that was begun in `place`, with the example open."""
    study, before = copied("support_colleagues"), Path.cwd()
    os.chdir(place)
    try:
        with opened(study, tmp_path_factory.mktemp("state")) as client:
            os.chdir(before)
            yield client
    finally:
        os.chdir(before)


def problem(bench: Client, what: str, body: dict[str, Any]) -> str:
    answer = bench.post(f"/api/start/{what}", body)
    assert answer.status in (400, 422), answer.text
    told: str = answer.json["problems"][0]["message"]
    return told


def test_the_open_study_says_what_it_holds_and_what_waits(bench: Client, place: Path) -> None:
    found = bench.get("/api/start/study").json
    assert found["summary"] == "190 statements from 15 sources, 61 codes, 1 scheme."
    assert bench.post("/api/start/new", {"folder": "unplaced"}).status == 200
    scheme = place / "unplaced" / "scheme.yaml"
    scheme.write_text(scheme.read_text().replace("    place: {aspect: help, position: 0.5}\n", ""))
    with (place / "unplaced" / "statements.csv").open("a") as file:
        file.write("s4,interview_2,Nobody has read this,,\n")
    steps = bench.get("/api/start/study").json["steps"]
    assert steps == [
        {"screen": "board", "words": "1 code has no place between the poles yet"},
        {"screen": "statements", "words": "1 statement was not read by any coder yet"},
    ]


def test_a_study_with_faults_opens_on_them(bench: Client, place: Path) -> None:
    assert bench.post("/api/start/new", {"folder": "faulty"}).status == 200
    table = place / "faulty" / "statements.csv"
    table.write_text(table.read_text().replace(",ought", ",nope"))
    found = bench.get("/api/start/study").json
    assert (found["count"], [one["line"] for one in found["faults"]]) == (1, [4])


def test_coders_who_differ_are_counted(bench: Client, copied: Callable[[str], Path]) -> None:
    study = copied("two_coders")
    assert bench.post("/api/start/open", {"path": str(study)}).status == 200
    assert bench.get("/api/start/disputed").json["n"] == 0  # all is settled
    assert (
        bench.get("/api/start/study").json["steps"][0]["words"].startswith("2 coders")
    )  # the consensus is none
    odd = bench.get("/api/faults/list").json
    assert (odd["sound"], odd["faults"][0]["own"], odd["faults"][0]["line"]) == (True, "scheme.yaml", 112)
    assert bench.get("/api/faults/file?file=scheme.yaml").json["lines"][0]["line"] == 112
    assert bench.post("/api/start/open", {"path": str(study / "version_1")}).status == 200
    assert {"consensus"} <= {one["screen"] for one in bench.get("/api/start/study").json["steps"]}
    assert bench.get("/api/start/disputed").json["words"].startswith("Coders differ on 17 statements")


@pytest.mark.parametrize("template", ["statements", "ratings"])
@pytest.mark.parametrize("name", ["פתק חדש", "å b", "x" * 200])
def test_a_new_study_under_any_name(bench: Client, place: Path, template: str, name: str) -> None:
    told = bench.post("/api/start/place", {"folder": f"{name}{template}"}).json
    assert told == {"path": str(place / f"{name}{template}"), "problem": ""}
    assert not (place / f"{name}{template}").exists()
    assert bench.post("/api/start/new", {"folder": f"{name}{template}", "template": template}).status == 200
    assert (place / f"{name}{template}" / "study.yaml").is_file()
    assert bench.get("/api/start/study").status == 200


def test_a_name_that_cannot_be_is_told_in_words_and_nothing_is_made(bench: Client, place: Path) -> None:
    (place / "a_file").write_text("")
    (place / "nowhere").symlink_to("gone")
    before = sorted(place.iterdir())
    for name, words in {
        "": "Give the folder a name",
        "x" * 300: "longer than this system allows",
        "two\nlines": "cannot be seen",
        "a_file": "There is a file of this name",
        "a_file/inside": "a_file is a file",
    }.items():
        assert words in bench.post("/api/start/place", {"folder": name}).json["problem"]
        assert words in problem(bench, "new", {"folder": name})
        assert words in problem(bench, "example", {"folder": name})
    assert problem(bench, "new", {"folder": "nowhere"})
    assert sorted(place.iterdir()) == before


def test_the_example_is_copied_once_and_opened_again(bench: Client, place: Path) -> None:
    made = bench.post("/api/start/example", {"folder": "copy"})
    assert made.json == {"opened": str(place / "copy")}
    assert not (place / "copy" / "report").exists()
    assert bench.post("/api/start/example", {"folder": "copy"}).status == 200
    assert "There is a study in this folder" in problem(bench, "new", {"folder": "copy"})
    near = bench.get("/api/start/near").json["near"]
    assert str(place / "copy") not in {one["path"] for one in near}  # it is open


def test_what_is_no_study_is_not_opened(bench: Client, place: Path) -> None:
    state = bench.get("/api/state").json
    for path in ("", "gone/gone", str(place), "x" * 5000, "nul\0"):
        assert problem(bench, "open", {"path": path})
    assert bench.get("/api/state").json["generation"] == state["generation"]


def test_a_study_at_the_end_of_a_link_is_that_study(bench: Client, place: Path) -> None:
    bench.post("/api/start/new", {"folder": "linked"})
    (place / "link").symlink_to("linked")
    assert bench.post("/api/start/open", {"path": "link"}).json == {"opened": str(place / "linked")}


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("nb", 390)])
def test_a_new_study_in_the_browser(
    bench: Client, place: Path, browser: Any, language: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(bench.address)
    page.goto(bench.url(f"/?language={language}"))
    page.wait_for_selector("#steps li")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    field = page.locator("#new-folder")
    field.fill("")  # by keyboard, first wrongly
    field.press("Enter")
    page.wait_for_selector("#new-problem:not([hidden])")
    assert field.get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "new-folder"
    assert axe(page) == []
    name = f"by_hand_{language}_{width}"
    field.fill(name)
    page.wait_for_function(
        "name => document.querySelector('#new-place bdi').textContent.endsWith(name)", arg=name
    )
    if width == 390:
        field.press("Enter")
    else:
        page.click("#new button")
    page.wait_for_selector(f".kind:text-is('{name}')", state="attached")
    page.wait_for_selector("#steps li")
    assert (place / name / "study.yaml").is_file()
    assert errors == []
    context.close()
