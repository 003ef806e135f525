"""Scenarios: what ticked measures would do, who says so, and what is saved, comments and all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it

from ..browser.accessibility import axe
from .client import ROOT, Client, opened

NARROW = {"width": 390, "height": 844}
STUDIES = ROOT / "tests/studies"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study with measures, beside the one whose statements it has."""
    place = tmp_path_factory.mktemp("scenarios")
    shutil.copytree(STUDIES / "good_minimal", place / "good_minimal")
    return shutil.copytree(STUDIES / "good_scenarios", place / "small")


@pytest.fixture(scope="module")
def bench(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with opened(root, tmp_path_factory.mktemp("state")) as client:
        yield client


def stated(client: Client) -> Any:
    return client.get("/api/scenarios/stated").json


def test_what_is_ticked_is_computed_by_the_door(bench: Client, root: Path) -> None:
    measure = stated(bench)["measures"][2]
    found = bench.post("/api/scenarios/now", {"measures": [measure["id"]]}).json
    assert found["wrong"] == []
    told = it.scenarios(root, measures=measure["id"]).prospects[1]
    lanes = [lane for aspect in found["aspects"] for lane in aspect["lanes"] if lane["reach"] == [-1, 1]]
    wanted = [one.balance for one in told.aspects if one.balance is not None]
    assert [lane["after"] for lane in lanes] == pytest.approx(wanted)
    assert any(lane["after"] != lane["before"] for lane in lanes)
    assert {one["arrow"] for one in found["outcomes"]} <= set("▲▼?·")


def test_measures_that_exclude_one_another_are_told(bench: Client, root: Path) -> None:
    given = it.read_study(root).measures
    assert given is not None
    one = next(m for m in given.both_ways().measures if m.excludes)
    found = bench.post("/api/scenarios/now", {"measures": [one.id, one.excludes[0]]}).json
    assert len(found["wrong"]) >= 1
    assert "aspects" not in found
    assert bench.post("/api/scenarios/now", {"measures": ["none"]}).status == 422


def test_a_scenario_is_saved_and_taken_back_and_comments_stay(bench: Client, root: Path) -> None:
    file = root / "scenarios.yaml"
    file.write_text("# what the board talked about\n" + file.read_text())
    before = file.read_text()
    measures = [stated(bench)["measures"][1]["id"]]
    saved = bench.post("/api/scenarios/save", {"title": "Én ting først", "measures": measures})
    assert saved.status == 200, saved.text
    assert saved.json == {"id": "en_ting_forst"}
    assert file.read_text().startswith("# what the board talked about\n")
    now = next(one for one in stated(bench)["scenarios"] if one["id"] == "en_ting_forst")
    assert (now["title"], now["measures"]) == ("Én ting først", measures)
    late = {"id": now["id"], "measures": [], "was": ["something", "else"]}
    assert bench.post("/api/scenarios/save", late).status == 409
    assert bench.post("/api/undo", {}).status == 200
    assert file.read_text() == before


def test_beliefs_and_weights_are_saved_as_the_boards(bench: Client, root: Path) -> None:
    given = stated(bench)
    measure = given["measures"][0]["id"]
    outcome = next(one["id"] for one in given["outcomes"] if one["weighed"])
    held = {(one["measure"], one["outcome"]): [one["direction"], one["sure"]] for one in given["beliefs"]}
    asked = {"outcome": outcome, "measure": measure, "direction": 1, "sure": 0.9}
    assert bench.post("/api/scenarios/believe", asked | {"was": [1, 0.51]}).status == 409
    kept = bench.post("/api/scenarios/believe", asked | {"was": held.get((measure, outcome))})
    assert kept.status == 200, kept.text
    assert bench.post("/api/scenarios/now", {}).json["board"]["beliefs"]
    weighed = bench.post("/api/scenarios/weigh", {"weights": {outcome: 2}, "was": given["weights"]})
    assert weighed.status == 200, weighed.text
    assert stated(bench)["weights"] == {outcome: 2}
    for _ in range(2):
        bench.post("/api/undo", {})
    assert stated(bench)["beliefs"] == given["beliefs"]
    assert stated(bench)["weights"] == given["weights"]


def test_a_study_without_measures_gets_its_first(tmp_path: Path) -> None:
    root = shutil.copytree(STUDIES / "good_minimal", tmp_path / "minimal")
    aspect = it.read_study(root).scheme.aspects[0].id
    pole = it.read_study(root).scheme.poles(aspect)[0]
    asked = {"title": "Pay by the year", "aspect": aspect, "toward": pole, "low": 0, "mode": 0.2, "high": 0.4}
    with opened(root, tmp_path / "state") as client:
        assert "scenarios.yaml" in client.get("/scenarios").text
        before = client.get("/api/state").json
        for wrong in ({"high": 0.1}, {"evidence": ["s999"]}):
            assert client.post("/api/scenarios/add", asked | wrong).status == 400
        assert client.get("/api/state").json["generation"] == before["generation"]  # nothing was written
        assert not (root / "scenarios.yaml").exists()
        assert client.post("/api/scenarios/add", asked | {"because": "It was proposed."}).status == 200
        found = it.read_study(root).measures
        assert found is not None
        assert found.measures[0].shifts[0].because.say() == "It was proposed."
        assert client.post("/api/scenarios/add", asked | {"title": "Pay by the day"}).status == 200
        more = client.post("/api/scenarios/add_outcome", {"title": "Time off", "wanted": True})
        assert more.json == {"id": "time_off"}
        assert (root / "outcomes.csv").read_text() == "id,title,wanted\ntime_off,Time off,1\n"
        assert client.get("/api/statements/index").json["claims"]  # which begin with the first
        claim = {"aspect": aspect, "pole": pole, "outcome": "time_off", "effect": "1"}
        body = {"id": "s1", "claims": [{"was": None, "now": claim}]}
        assert client.post("/api/statements/save", body).status == 200
        assert it.read_study(root).claims.height == 1
        for _ in range(4):
            assert client.post("/api/undo", {}).status == 200
    assert not (root / "scenarios.yaml").exists()
    assert it.read_study(root).measures is None


# in a browser


@pytest.fixture(scope="module")
def page(browser: Any, bench: Client) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda problem: page.errors.append(str(problem)))
    page.goto(bench.address)
    yield page
    context.close()


def test_by_mouse(page: Any, bench: Client, root: Path) -> None:
    page.goto(bench.url("/scenarios"))
    page.locator("#aspects .lane").first.wait_for()
    page.locator("#measure-walk_in").click()
    page.locator("#news", has_text="One measure is ticked.").wait_for()
    page.locator("#title").fill("Tried by hand")
    page.locator("#saving [type=submit]").click()
    page.locator("#stated button", has_text="Tried by hand").wait_for()
    assert "Tried by hand" in (root / "scenarios.yaml").read_text()
    page.locator("#drop", has_text="Tried by hand").click()
    page.locator("#stated button", has_text="Tried by hand").wait_for(state="detached")
    assert "Tried by hand" not in (root / "scenarios.yaml").read_text()
    page.locator(".new-measure summary").first.click()
    page.get_by_role("combobox", name="Statements that speak for it").fill("s1")
    page.locator("#evidence .offers [role=option]").first.click()
    page.locator("#cited li").wait_for()
    page.get_by_role("button", name="Leave s1 out").click()
    assert page.locator("#cited li").count() == 0
    with page.expect_download() as kept:
        page.locator("[data-brief=docx]").click()
    assert kept.value.suggested_filename == "brief.docx"
    assert axe(page) == []
    assert page.errors == []


def test_by_keyboard_in_the_other_language_on_a_small_screen(page: Any, bench: Client) -> None:
    page.set_viewport_size(NARROW)
    page.goto(bench.url("/scenarios?language=nb"))
    page.locator("#aspects .lane").first.wait_for()
    first = page.locator("#measure-walk_in")
    first.focus()
    page.keyboard.press("Space")
    page.locator("#news", has_text="Ett tiltak er krysset av.").wait_for()
    assert first.evaluate("one => one === document.activeElement")
    page.locator("#measures details summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#measures details").first.get_attribute("open") is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert axe(page) == []
    assert page.errors == []
