"""Suggestions: learned when asked for, decided one by one by somebody with a name, taken back; by mouse and keys."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from idealtypes.workbench.call import Call
from idealtypes.workbench.screens.suggestions import SCREEN
from tests.cli import test_suggest as made

from ..browser.accessibility import axe
from .client import Client, opened


@pytest.fixture(scope="module")
def learnable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with enough to learn from."""
    return made.write(tmp_path_factory.mktemp("suggestions") / "study", "codes")


@pytest.fixture(scope="module")
def suggesting(learnable: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench with it, and what was suggested there."""
    with opened(learnable, tmp_path_factory.mktemp("state")) as client:
        assert not (learnable / "suggestions.csv").exists()
        assert client.get("/api/suggestions/waiting").json["rows"] == []
        assert not (learnable / "suggestions.csv").exists()  # to look writes nothing
        told = done(client, client.post("/api/suggestions/learn", {}).json["job"])
        assert told["left"] == 15
        yield client


def done(client: Client, number: int) -> Any:
    while not (found := client.get(f"/api/jobs/{number}").json)["ended"]:
        pass
    return found["result"]


def states(folder: Path) -> dict[str, tuple[str, str]]:
    with (folder / "suggestions.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: (row["state"], row["by"]) for row in csv.DictReader(file)}


def waiting(client: Client) -> Any:
    return client.get("/api/suggestions/waiting").json


def decide(client: Client, name: str, accept: bool, who: str = "ane") -> Any:
    return client.post("/api/suggestions/decide", {"id": name, "accept": accept, "as": who})


def test_what_is_suggested_with_how_sure_and_why(suggesting: Client, learnable: Path) -> None:
    found = waiting(suggesting)
    assert (found["left"], found["who"], found["why"]) == (15, ["ane"], "")
    first = found["rows"][0]
    assert (first["id"], first["missed"], first["sure"]) == ("s0:application", True, ">99%")
    assert "skjema" in first["words"]
    assert first["there"] == [{"code": "direct_contact", "against": False, "amount": ""}]
    assert first["alike"]
    coded = (learnable / "statements.csv").read_text(encoding="utf-8")
    for one in first["alike"]:
        assert any(word in one["text"] for word in first["words"])
        assert f"{one['id']}," in coded
        assert coded.partition(f"\n{one['id']},")[2].partition("\n")[0].endswith("application")


def test_how_well_it_foretells_is_told_without_writing(suggesting: Client, learnable: Path) -> None:
    before = (learnable / "suggestions.csv").read_bytes()
    told = done(suggesting, suggesting.post("/api/suggestions/foretold", {}).json["job"])
    assert (told["why"], len(told["codes"]), len(told["next"])) == ("", 3, 5)
    assert "Of 3 codes, 3 could be learned, and 3 are offered" in told["summary"]
    assert all(one["offered"] and "held out" in one["shares"] for one in told["codes"])
    assert float(told["codes"][0]["score"]) > float(told["codes"][0]["simple"])
    assert (learnable / "suggestions.csv").read_bytes() == before


def test_a_decision_is_somebodys_and_is_taken_back(suggesting: Client, learnable: Path) -> None:
    before = {path.name: path.read_bytes() for path in learnable.glob("*.csv")}
    assert decide(suggesting, "s0:application", True).status == 200
    assert states(learnable)["s0:application"] == ("accepted", "ane")
    assert "direct_contact;application" in (learnable / "statements.csv").read_text(encoding="utf-8")
    assert suggesting.get("/api/state").json["undo"] == "Application on s0 accepted"
    second = waiting(suggesting)["rows"][0]["id"]
    assert decide(suggesting, second, False).status == 200
    assert states(learnable)[second] == ("rejected", "ane")
    assert waiting(suggesting)["left"] == 13
    again = decide(suggesting, second, True)  # by a window that has not seen it
    assert again.status == 400
    assert "was rejected by `ane`" in again.json["problems"][0]["message"]
    for _ in range(2):
        suggesting.post("/api/undo", {})
    assert {path.name: path.read_bytes() for path in learnable.glob("*.csv")} == before


@pytest.mark.parametrize(
    ("name", "who", "status"), [("s0:application", " ", 422), ("s0:nothing", "ane", 400)]
)
def test_what_cannot_be_decided_is_told(
    suggesting: Client, learnable: Path, name: str, who: str, status: int
) -> None:
    before = states(learnable)
    assert decide(suggesting, name, True, who).status == status
    assert states(learnable) == before


def test_too_little_to_learn_from_is_said(asked: Callable[[str], Call]) -> None:
    found = SCREEN.reads["waiting"](asked("seven_orders"))
    assert found["why"].startswith("Too little to learn from")
    assert found["rows"] == []


def test_a_walk_through_the_screen(suggesting: Client, learnable: Path, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(suggesting.address)
    page.goto(suggesting.url("/suggestions"))
    page.get_by_role("heading", name="Open (15)").wait_for()
    page.get_by_text("Of 3 codes, 3 could be learned").wait_for()
    page.get_by_text("How well each code was foretold").click()
    assert page.locator("#table tbody tr").count() == 3
    assert page.locator("#text mark").count() > 0
    assert axe(page) == []
    # by mouse
    page.get_by_role("button", name="Accept", exact=True).click()
    page.get_by_role("heading", name="Open (14)").wait_for()
    assert states(learnable)["s0:application"] == ("accepted", "ane")
    # by keys: next, and reject; while one writes they are letters
    page.keyboard.press("j")
    rejected = page.locator("#list [aria-current]").get_attribute("data-id")
    page.get_by_label("Who decides").fill("")
    page.get_by_label("Who decides").press_sequentially("arj")
    assert page.get_by_role("heading", name="Open (14)").is_visible()
    page.get_by_role("heading", name="Open (14)").click()
    page.get_by_label("Who decides").fill("ane")
    page.locator("#one-title").focus()
    page.keyboard.press("r")
    page.get_by_role("heading", name="Open (13)").wait_for()
    assert states(learnable)[rejected] == ("rejected", "ane")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Open (14)").wait_for()
    # in Norwegian on a phone: learned anew
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(suggesting.url("/suggestions?language=nb"))
    page.get_by_role("heading", name="Åpne (14)").wait_for()
    page.get_by_text("Av 3 koder kunne 3 læres").wait_for()
    page.get_by_role("button", name="Lær av det som er kodet").click()
    page.get_by_text("forslag er åpne").wait_for()
    assert states(learnable)["s0:application"][0] == "accepted"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert axe(page) == []
    context.close()
    assert errors == []
