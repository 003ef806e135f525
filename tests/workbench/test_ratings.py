"""Ratings: a cell is one change, whatever it holds; where raters differ; by mouse, by keyboard, on a phone."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it
from idealtypes.workbench.call import Call
from idealtypes.workbench.rated_cells import PARTS, cells_of, edits_of
from idealtypes.workbench.screens.ratings import SCREEN
from tests.reporting import studies

from ..browser.accessibility import axe
from .client import Client, opened

STUDIES = Path(__file__).parents[1] / "studies"
CASE = "oregon_voluntary"  # `care` has one dimension, `ownership` nothing, `supervision` a position


@pytest.fixture(scope="module")
def programmes(copied: Callable[[str], Path]) -> Path:
    return copied("physician_programmes")


@pytest.fixture(scope="module")
def rating(programmes: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench with thirty programmes that one person rated."""
    with opened(programmes, tmp_path_factory.mktemp("state")) as client:
        yield client


def rows(folder: Path, **where: str) -> list[dict[str, str]]:
    with (folder / "ratings.csv").open(encoding="utf-8", newline="") as file:
        return [one for one in csv.DictReader(file) if where.items() <= one.items()]


def item(**parts: str) -> dict[str, str]:
    return dict.fromkeys(PARTS, "") | parts


def cell(client: Client, aspect: str, rater: str = "rater_1", case: str = CASE) -> Any:
    found = client.get(f"/api/ratings/grid?rater={rater}").json["cells"]
    return next((one["items"] for one in found if (one["case"], one["aspect"]) == (case, aspect)), [])


def rate(
    client: Client, aspect: str, items: Any, was: Any = (), rater: str = "rater_1", case: str = CASE
) -> Any:
    body = {"case": case, "aspect": aspect, "rater": rater, "was": list(was), "items": list(items)}
    return client.post("/api/ratings/rate", body)


def test_the_grid_tells_cases_scales_and_what_was_rated(rating: Client) -> None:
    found = rating.get("/api/ratings/grid").json
    assert (found["rater"], len(found["cases"]), found["wide"]) == ("rater_1", 30, False)
    assert [(one["id"], one["open"]) for one in found["aspects"]] == [
        ("care", "intensity"), ("ownership", "position"), ("supervision", "position"),
    ]  # fmt: skip
    assert {"at": "-0.4", "means": "A private body runs it, mainly with public money."} in found["aspects"][
        1
    ]["places"]
    board = cell(rating, "care", case="california_board")
    assert [(one["pole"], one["intensity"]) for one in board][1:3] == [
        ("disciplining", "0.5"),
        ("disciplining", "1"),
    ]
    assert board[0]["because"].startswith("Doctors with an addiction")
    assert board[1]["locator"] == "lines 1095–1097 and 1128–1132"


def test_a_cell_is_one_change_with_its_reason_and_is_taken_back(rating: Client, programmes: Path) -> None:
    before = (programmes / "ratings.csv").read_bytes()
    put = item(position="−0,4", because="Run by doctors", locator="line 1")
    assert rate(rating, "ownership", [put]).status == 200
    (row,) = rows(programmes, case=CASE, aspect="ownership")
    assert (row["rater"], row["position"], row["because"]) == ("rater_1", "-0.4", "Run by doctors")
    assert rating.get("/api/state").json["undo"] == "oregon_voluntary, ownership: rated by rater_1"
    now = cell(rating, "ownership")
    assert rate(rating, "ownership", [now[0] | {"position": "0", "source": "thesis"}], now).status == 200
    (row,) = rows(programmes, case=CASE, aspect="ownership")
    assert (row["position"], row["because"], row["source"]) == ("0", "Run by doctors", "thesis")
    for _ in range(2):
        rating.post("/api/undo", {})
    assert (programmes / "ratings.csv").read_bytes() == before


def test_dimensions_are_changed_added_and_taken_out_at_once(rating: Client, programmes: Path) -> None:
    was = cell(rating, "care", case="missouri")
    new = item(pole="treating", intensity="0.3", because="Once more")
    blank = dict.fromkeys(PARTS, "") | {"pole": was[1]["pole"]}  # how much is not told: it is taken out
    now = [was[0] | {"intensity": "0.5"}, blank, *was[2:], new]
    assert rate(rating, "care", now, was, case="missouri").status == 200
    there = rows(programmes, case="missouri", aspect="care")
    assert [row["because"] for row in there] == [
        was[0]["because"],
        *(one["because"] for one in was[2:]),
        "Once more",
    ]
    assert there[0]["intensity"] == "0.5"
    rating.post("/api/undo", {})
    assert len(rows(programmes, case="missouri", aspect="care")) == len(was)


def test_what_another_window_changed_is_told_and_stays(rating: Client, programmes: Path) -> None:
    assert rate(rating, "ownership", [item(position="1")]).status == 200
    refused = rate(rating, "ownership", [item(position="-1")])
    assert refused.status == 409
    assert [row["position"] for row in rows(programmes, case=CASE, aspect="ownership")] == ["1"]
    rating.post("/api/undo", {})


@pytest.mark.parametrize(
    ("items", "rater", "status", "told"),
    [
        ([item(position="2")], "rater_1", 400, "outside"),
        ([item(position="much")], "rater_1", 400, "no number"),
        ([item(because="Why not")], "rater_1", 422, "beside no rating"),
        ([item(position="1")], " ", 422, "Whose"),
        ([{"position": 1}], "rater_1", 422, "texts"),
    ],
)
def test_what_cannot_be_rated_is_told_and_not_written(
    rating: Client, programmes: Path, items: Any, rater: str, status: int, told: str
) -> None:
    before = (programmes / "ratings.csv").read_bytes()
    refused = rate(rating, "ownership", items, rater=rater)
    assert refused.status == status
    assert told in refused.json["problems"][0]["message"]
    assert (programmes / "ratings.csv").read_bytes() == before


def test_a_new_case_comes_with_its_first_rating(rating: Client, programmes: Path) -> None:
    before = {name: (programmes / name).read_bytes() for name in ("cases.csv", "ratings.csv")}
    body = {"case": "", "title": "Støtte  i Oslo", "aspect": "ownership", "rater": "ane", "was": []}
    made = rating.post("/api/ratings/rate", body | {"items": [item(position="1")]}).json
    assert made == {"case": "stotte_i_oslo"}
    assert "Støtte i Oslo" in (programmes / "cases.csv").read_text(encoding="utf-8")
    assert [one["rater"] for one in rows(programmes, case="stotte_i_oslo")] == ["ane"]
    rating.post("/api/undo", {})
    assert {name: (programmes / name).read_bytes() for name in before} == before
    assert rate(rating, "ownership", [item(position="1")], case="nowhere").status == 422


def test_a_workbook_for_a_rater(rating: Client) -> None:
    sheet = rating.post("/api/ratings/sheet", {"rater": "Ane"}).json["address"]
    assert "ane.xlsx" in sheet
    assert rating.get(sheet).body.startswith(b"PK")


def differences(client: Client) -> Any:
    number = client.post("/api/ratings/differences", {}).json["job"]
    return client.get(f"/api/jobs/{number}").json["result"]


def test_where_raters_differ_the_farthest_apart_come_first(rating: Client) -> None:
    assert "One person" in differences(rating)["why"]
    for case, position in (("california_board", "0.7"), ("oregon_required", "-1"), ("missouri", "-1")):
        assert rate(rating, "ownership", [item(position=position)], rater="rater_2", case=case).status == 200
    found = differences(rating)
    assert (found["rows"][0]["case"], found["rows"][0]["apart"]) == ("oregon_required", 1.0)
    assert [one["apart"] for one in found["rows"]][1:] == pytest.approx([0.15])
    assert found["alike"] == 1
    assert [mark["said"] for mark in found["rows"][0]["marks"]] == ["1", "-1"]
    assert "agreement of 2 raters on 3 cells" in found["alpha"]
    assert found["levels"][0].startswith("Auspices: rater_1 lies")
    for _ in range(3):
        rating.post("/api/undo", {})


def test_a_study_without_ratings_tells_what_would_bring_them(asked: Callable[[str], Call]) -> None:
    assert "take the workbook" in SCREEN.reads["grid"](asked("seven_orders"))["why"]


def test_the_first_rating_begins_the_table(tmp_path: Path) -> None:
    folder = shutil.copytree(STUDIES / "good_minimal", tmp_path / "minimal")
    case = it.read_study(folder).cases["id"][0]
    with opened(folder, tmp_path / "state") as client:
        assert client.get("/api/ratings/grid").json["why"]
        assert not client.get("/api/ratings/grid?rater=anna").json["why"]
        kept = rate(client, "help", [item(position="0.5", because="As she says")], rater="anna", case=case)
        assert kept.status == 200
        assert cell(client, "help", "anna", case) == [item(position="0.5", because="As she says")]
        assert client.post("/api/undo", {}).status == 200
    assert not (folder / "ratings.csv").exists()
    assert "ratings" not in (folder / "study.yaml").read_text(encoding="utf-8")


def test_a_wide_sheet_keeps_its_shape(tmp_path: Path) -> None:
    folder = studies.ratings(tmp_path / "wide")
    (folder / "ratings.csv").write_text(
        "case;rater;access;help;because\nnorth;r1;0,5;-1;Seen\nsouth;r1;;1;\n", encoding="utf-8"
    )
    study = it.read_study(folder)
    was = cells_of(study)["north", "access", "r1"]
    assert was == [item(position="0.5", because="Seen")]
    study.edit(list(edits_of(study, "north", "access", "r1", was, [item(position="-0.25", because="Seen")])))
    study = it.read_study(folder)
    study.edit(list(edits_of(study, "south", "access", "r1", [], [item(position="1")])))
    assert (folder / "ratings.csv").read_text(encoding="utf-8") == (
        "case;rater;access;help;because\nnorth;r1;-0,25;-1;Seen\nsouth;r1;1;1;\n"
    )


def test_a_walk_through_the_screen(rating: Client, programmes: Path, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(rating.address)
    page.goto(rating.url("/ratings"))
    page.locator("#grid button").first.wait_for()
    page.get_by_text("One person has rated so far").wait_for()
    assert axe(page) == []
    # by mouse: another rater, a place by its meaning, a reason
    page.get_by_label("Another rater").fill("ane")
    page.get_by_role("button", name="Rate as").click()
    page.get_by_text("0 of 90 cells are rated.").wait_for()
    page.locator("#grid button[data-case=missouri][data-aspect=ownership]").click()
    page.get_by_role("button", name="It is run in common.").click()
    page.get_by_label("Because").fill("Two run it")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("1 of 90 cells are rated.").wait_for()
    assert [(one["position"], one["because"]) for one in rows(programmes, rater="ane")] == [
        ("0", "Two run it")
    ]
    focused = "[document.activeElement.dataset.case, document.activeElement.dataset.aspect].join(' ')"
    assert page.evaluate(focused) == "missouri supervision"  # the next cell
    # by keyboard: a number begins to edit, Enter saves and goes on, arrows move, Esc leaves
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.get_by_text("2 of 90 cells are rated.").wait_for()
    page.wait_for_function(f"() => {focused} === 'georgia care'")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "missouri ownership"
    page.keyboard.press("Enter")
    page.keyboard.type("0.7")
    page.get_by_role("button", name="A private body runs it under statute", pressed=True).wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == "missouri ownership"
    assert [one["position"] for one in rows(programmes, rater="ane")] == ["0", "1"]
    page.locator("#apart summary").first.click()
    page.locator("#apart dd").get_by_text("Two run it").wait_for()
    assert axe(page) == []
    # on a phone, in Norwegian: one case at a time
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(rating.url("/ratings?language=nb&rater=ane"))
    page.locator("#grid .aspect").nth(2).wait_for()
    assert page.locator("#grid button").count() == 3
    page.get_by_role("button", name="Neste program").click()
    page.get_by_label("Program", exact=True).select_option("missouri")
    page.locator("#grid button[data-aspect=ownership]").filter(has_text="0").click()
    page.get_by_label("Fordi").fill("To driver det")
    page.get_by_role("button", name="Lagre").click()
    page.get_by_text("lagret").wait_for()
    assert rows(programmes, rater="ane")[0]["because"] == "To driver det"
    page.locator("#apart .rows li").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert axe(page) == []
    context.close()
    assert errors == []
