"""The axis board: what would follow is what the door says, places are saved in one step, people place apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import idealtypes as it
from idealtypes.workbench.bench import Bench
from idealtypes.workbench.call import Call
from idealtypes.workbench.jobs import Jobs
from idealtypes.workbench.screens import board as board_screen
from idealtypes.workbench.screens import board_places
from idealtypes.workbench.session_folder import SessionFolder

from ..browser.accessibility import axe
from .client import Client, opened

CODE, ASPECT = "duty", "help"


@pytest.fixture(scope="module")
def study(copied: Callable[[str], Path]) -> Path:
    return copied("two_coders")


@pytest.fixture(scope="module")
def board(study: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench with a study whose scheme is its own."""
    with opened(study, tmp_path_factory.mktemp("state")) as client:
        yield client


@pytest.fixture(scope="module")
def looking(copied: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One to look at, with ratings alone."""
    with opened(copied("physician_programmes"), tmp_path_factory.mktemp("state"), "--read-only") as client:
        yield client


def code_of(board: Client, code: str, placer: str = "") -> Any:
    found = board.get(f"/api/board/places?placer={placer}").json["codes"]
    return next(one for one in found if one["id"] == code)


def at(position: float, aspect: str = ASPECT) -> list[dict[str, Any]]:
    """A place as the page sends it."""
    return [{"aspect": aspect, "shares": [(1 - position) / 2, (1 + position) / 2]}]


def files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".idealtypes" not in path.parts
    }


def test_codes_stand_where_the_scheme_has_them(board: Client, study: Path) -> None:
    scheme = it.read_study(study).scheme
    told = board.get("/api/board/places").json
    stands = {one["id"]: {a: tuple(s) for a, s in one["stands"].items()} for one in told["codes"]}
    assert stands == scheme.placements
    assert [one["shape"] for one in told["aspects"]] == ["line"] * 3
    assert sum(one["statements"] for one in told["codes"]) > 100


def test_what_would_follow_is_what_the_door_says_and_writes_nothing(board: Client, study: Path) -> None:
    before, read = files(study), it.read_study(study)
    there = read.placed({CODE: {"aspect": ASPECT, "position": 0.35}, "advising": "none"})
    profile, types = there.profile(), there.types()
    told = board.post("/api/board/whatif", {"at": {CODE: at(0.35), "advising": []}}).json
    a = profile.aspects.index(ASPECT)
    assert told["aspects"][a]["value"] == pytest.approx(profile.balance[0, a], abs=1e-6)
    assert told["aspects"][a]["interval"] == pytest.approx(profile.interval[0, a].tolist(), abs=1e-6)
    assert told["aspects"][a]["whole"] == pytest.approx(profile.interval_whole[0, a].tolist(), abs=1e-6)
    assert told["aspects"][a]["value"] != pytest.approx(read.profile().balance[0, a], abs=1e-3)
    assert [(one["type"], one["probability"]) for one in told["types"]] == [
        (one.type, pytest.approx(one.probability, abs=1e-6)) for one in types.cases[0].types
    ]
    assert files(study) == before


@pytest.mark.parametrize(
    "sent",
    [
        {"at": {"nobody": at(0)}},
        {"at": {CODE: at(0, "nowhere")}},
        {"at": {CODE: [{"aspect": ASPECT, "shares": [0.7, 0.7]}]}},
        {"at": {CODE: [{"aspect": ASPECT, "shares": [True, 0]}]}},
        {"at": {CODE: [{"aspect": ASPECT, "shares": [1.0]}]}},
        {"at": {CODE: "none"}},
        {"at": [], "case": ""},
        {"at": {}, "case": "nobody"},
    ],
    ids=str,
)
def test_what_is_no_place_is_said(board: Client, sent: dict[str, Any]) -> None:
    assert board.post("/api/board/whatif", sent).status == 422


def test_places_are_saved_with_their_reasons_in_one_step_that_is_undone(board: Client, study: Path) -> None:
    before = files(study)
    was = {code: code_of(board, code)["own"] for code in (CODE, "advising")}
    moved = {CODE: at(0.35), "advising": at(-1)}
    without = board.post("/api/board/save", {"at": moved, "because": {CODE: "Seen anew."}, "was": was})
    assert (without.status, files(study)) == (422, before)
    because = {CODE: "Seen anew: it waits for no rule.", "advising": "Advice is a friend's."}
    assert board.post("/api/board/save", {"at": moved, "because": because, "was": was}).status == 200
    scheme = it.read_study(study).scheme
    assert scheme.placements[CODE] == {ASPECT: pytest.approx((0.325, 0.675))}
    assert str(scheme.code("advising").rationale) == because["advising"]
    assert (study / "scheme.yaml").read_text().startswith("# The second version of the codebook")
    assert "2" in board.get("/api/state").json["undo"]
    assert board.post("/api/undo", {}).status == 200
    assert files(study) == before


def test_what_another_placed_meanwhile_is_told_and_stays(board: Client, study: Path) -> None:
    was = {CODE: code_of(board, CODE)["own"]}
    scheme = (study / "scheme.yaml").read_bytes()
    it.place(study, at={CODE: {"aspect": ASPECT, "position": -0.15}}, because={CODE: "By another."})
    try:
        late = board.post("/api/board/save", {"at": {CODE: at(0.35)}, "because": {CODE: "x"}, "was": was})
        assert late.status == 409
        assert it.read_study(study).scheme.placements[CODE] == {ASPECT: pytest.approx((0.575, 0.425))}
    finally:
        (study / "scheme.yaml").write_bytes(scheme)


def test_who_places_apart_sees_nobody_elses_positions(board: Client, study: Path) -> None:
    for placer, x in (("Ann", -0.8), ("Bo", 0.2)):
        sent = {"placer": placer, "at": {CODE: at(x)}, "because": {CODE: f"{placer} says."}}
        assert board.post("/api/board/placed", sent).status == 200
    hers = board.get("/api/board/places?placer=Ann").json
    placed = {one["id"]: one["stands"] for one in hers["codes"] if one["stands"]}
    assert placed == {CODE: {ASPECT: pytest.approx([0.9, 0.1])}}
    assert not any("own" in one or "holder" in one for one in hers["codes"])
    assert hers["reasons"] == {f"{CODE} {ASPECT}": "Ann says."}
    assert "rationale" not in board.get(f"/api/board/code?code={CODE}&placer=Ann").json["texts"]
    assert board.get(f"/api/board/code?code={CODE}&placer=Ann").json["by"] == []
    differ = board.get("/api/board/differ").json
    assert (differ["codes"][0]["code"], differ["codes"][0]["spread"]) == (CODE, pytest.approx(0.5))
    assert {one["placer"]: one["because"] for one in differ["codes"][0]["placed"]} == {
        "Ann": "Ann says.",
        "Bo": "Bo says.",
    }
    assert code_of(board, CODE)["placers"] == {ASPECT: 2}
    assert it.read_study(study).scheme.placements[CODE][ASPECT] == pytest.approx((0.65, 0.35))
    for _ in range(2):
        assert board.post("/api/undo", {}).status == 200
    assert board.get("/api/board/differ").json["codes"] == []


def test_the_statements_of_a_code_are_searched(board: Client, study: Path) -> None:
    every = board.get(f"/api/board/quotes?code={CODE}").json
    assert every["found"] == every["of"] == len(it.read_study(study).evidence(code=CODE).statements)
    word = every["quotes"][0]["text"][:25]
    some = board.get(f"/api/board/quotes?code={CODE}&search={quote(word.upper())}").json
    assert 0 < some["found"] < some["of"]
    assert all(word.casefold() in one["text"].casefold() for one in some["quotes"])
    assert board.get("/api/board/quotes?code=nobody").status == 422


def test_of_ratings_alone_there_are_no_codes_to_place(looking: Client) -> None:
    page = looking.get("/board")
    assert "no codes to place" in page.text
    assert looking.post("/api/board/save", {"at": {}, "because": {}, "was": {}}).status == 403
    assert looking.post("/api/board/whatif", {"at": {}}).status == 200


NEW = {
    "axis": "formality",
    "question": "Who may say what?",
    "poles": {"informal": "informal", "formal": "formal"},
}


def test_a_new_aspect_stands_behind_the_others_in_every_type_and_is_undone(
    board: Client, study: Path
) -> None:
    before, text = files(study), (study / "scheme.yaml").read_text(encoding="utf-8")
    told = board.get("/api/board/axes").json
    assert ([one["id"] for one in told["axes"]], told["usual"]) == (["formality"], "formality")
    assert [one["usual"] for one in told["types"]] == [{"formality": "informal"}, {"formality": "formal"}]
    wrong = [
        {"title": " "},
        {"title": "ability  to help"},
        {"title": "Tilgjengelighet"},
        {"title": "T", "axis": "no"},
    ]
    wrong += [{"title": "T", "poles": {"informal": "warm"}}, {"title": "T", "poles": {"nobody": "formal"}}]
    for one in wrong:
        assert board.post("/api/board/add_aspect", NEW | one).status == 422, one
    assert files(study) == before
    assert board.post("/api/board/add_aspect", NEW | {"title": "Trust:  in staff"}).json == {
        "added": "trust_in_staff"
    }
    scheme, aspect = it.read_study(study).scheme, it.read_study(study).scheme.aspects[-1]
    assert (aspect.id, aspect.title.say(), str(aspect.question)) == (
        "trust_in_staff",
        "Trust: in staff",
        NEW["question"],
    )
    assert [ideal.corner["trust_in_staff"] for ideal in scheme.ideal_types] == ["informal", "formal"]
    now = (study / "scheme.yaml").read_text(encoding="utf-8")
    left = [line for line in text.splitlines() if line not in now.splitlines()]  # comments stay, and all else
    assert all("corner:" in line for line in left)
    assert board.post("/api/undo", {}).status == 200
    assert files(study) == before


def test_a_scheme_that_others_use_is_copied_in_the_same_step(
    copied: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDEALTYPES_STATE", str(tmp_path / "state"))
    root = copied("support_colleagues")
    before, bench = files(root), Bench(SessionFolder(tmp_path))
    bench.open(root)
    sent: dict[str, Any] = NEW | {"title": "Trust", "copy": True}
    assert board_screen.add_aspect(Call(bench, Jobs(), "en", body=sent)) == {"added": "trust"}
    assert bench.study().scheme.aspects[-1].id == "trust"
    assert board_places.is_own(bench.study())
    bench.undo()
    assert files(root) == before


# in a browser


@pytest.fixture(scope="module")
def page(board: Client, browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, has_touch=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.goto(board.address)
    page.goto(board.url("/board"))
    page.wait_for_selector("#figure .lane-box")
    yield page
    assert problems == []
    context.close()


def card(page: Any, code: str = CODE) -> Any:
    return page.locator(f"#board [data-code={code}]")


def position(page: Any, code: str = CODE) -> float:
    return float(card(page, code).get_attribute("aria-valuenow"))


def test_a_walk_over_the_board(page: Any, board: Client, study: Path) -> None:
    before = files(study)
    page.click("#tab-help")
    start = position(page)
    # by mouse
    box, field = card(page).bounding_box(), page.locator(".field").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - field["width"] / 8, y, steps=4)
    page.mouse.up()
    assert position(page) == pytest.approx(start - 0.25, abs=0.051)
    page.wait_for_selector("#change p")
    assert "→" in page.inner_text("#change")
    # by touch
    card(page).focus()
    page.keyboard.press("Home")
    finger, box = page.context.new_cdp_session(page), card(page).bounding_box()
    where = [(box["x"] + 10 + step * field["width"] / 16, box["y"] + 9) for step in range(5)]
    for kind, points in (("Start", where[:1]), *(("Move", [at]) for at in where[1:]), ("End", [])):
        told = {"type": f"touch{kind}", "touchPoints": [{"x": x, "y": y} for x, y in points]}
        finger.send("Input.dispatchTouchEvent", told)
    assert position(page) == pytest.approx(-0.5, abs=0.051)
    # a hand that lets go by Escape
    page.mouse.move(*[page.locator(f"#board [data-code={CODE}]").bounding_box()[k] + 9 for k in ("x", "y")])
    moved = position(page)
    page.mouse.down()
    page.mouse.move(x + 100, y, steps=3)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert position(page) == moved
    # by keys; the focus stays on the card
    page.keyboard.press("End")
    assert (position(page), card(page).get_attribute("aria-valuetext")) == (1, "wholly formal")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    assert (position(page), card(page).get_attribute("aria-valuetext")) == (0.7, "formal 0.7")
    page.keyboard.press("Escape")
    assert position(page) == start
    assert page.is_hidden("#moved")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.code") != CODE
    # by number, onto no axis, and back
    card(page).focus()
    page.wait_for_selector("#code .quotes li")
    page.fill("#position", "0.35")
    page.keyboard.press("Enter")
    assert position(page) == 0.35
    page.click("[data-hand=none]")
    assert page.locator(f"[data-tray=none] [data-code={CODE}]").count() == 1
    page.click("#take-back")
    assert position(page) == start
    # saved with a reason, undone by key
    card(page).focus()
    page.keyboard.press("Home")
    page.click("#save")
    page.fill("#saving textarea", "It is the informal role itself.")
    page.click("#saving button[type=submit]")
    page.wait_for_selector("#undo:enabled")
    page.locator("#code .book", has_text="It is the informal role itself.").wait_for()
    assert page.locator("#code .stands small", has_text="As saved").count() == 0
    assert it.read_study(study).scheme.placements[CODE] == {ASPECT: (1.0, 0.0)}
    page.click("#undo")
    page.wait_for_selector(f"#board [data-code={CODE}][aria-valuenow='{start:g}']")
    page.locator("#code .book", has_text="It is the informal role itself.").wait_for(state="detached")
    assert page.input_value("#position") == f"{start:g}"
    assert files(study) == before


def test_who_places_apart_has_an_empty_board(page: Any) -> None:
    page.goto(page.url.split("?")[0])
    page.wait_for_selector("#figure .lane-box")
    page.fill("#placer", "Ann")
    page.keyboard.press("Enter")
    page.wait_for_selector(".apart .tray .card")
    assert page.locator("#board [role=slider]").count() == 0
    assert page.is_hidden("#follows")
    page.click("#tab-help")
    page.click(f".tray [data-code={CODE}]")
    page.click("[data-hand=put]")
    page.fill("#because", "It is asked of me.")
    page.click("#save")
    page.wait_for_selector("#undo:enabled")
    page.click("#people button")
    page.wait_for_selector("#see")
    page.click("#see")
    page.wait_for_selector("#differ table")
    assert "(1) Ann: in the middle\nIt is asked of me." in page.inner_text("#differ")
    page.click("#undo")
    page.wait_for_selector("#see", state="detached")


def test_a_new_aspect_by_keys(page: Any, board: Client, study: Path) -> None:
    before = files(study)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(board.url("/board?language=nb"))
    page.wait_for_selector("#figure .lane-box")
    page.focus("#new-aspect")
    page.keyboard.press("Enter")
    page.wait_for_selector("#aspect select option:checked", state="attached")
    assert page.evaluate("document.activeElement.id") == "aspect-name"
    assert [one.input_value() for one in page.locator("#aspect-types select").all()] == ["informal", "formal"]
    assert page.evaluate("document.getElementById('aspect').scrollWidth") <= 390
    assert axe(page) == []
    page.keyboard.type("Til")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "new-aspect"
    page.keyboard.press("Enter")
    page.locator("#aspect-name:focus").wait_for()
    page.keyboard.press("End")
    page.keyboard.type("lit")
    page.keyboard.press("Enter")
    page.locator("#tab-tillit:focus").wait_for()
    assert page.get_attribute("#tab-tillit", "aria-selected") == "true"
    assert it.read_study(study).scheme.aspects[-1].id == "tillit"
    page.click("#undo")
    page.wait_for_selector("#tab-tillit", state="detached")
    assert files(study) == before


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "nb"])
def test_the_page_is_accessible_and_fits(page: Any, board: Client, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(board.url(f"/board?language={language}"))
    page.wait_for_selector("#figure .lane-box")
    page.locator("#board [role=slider]").first.press("ArrowRight")
    page.wait_for_selector("#change p")
    page.wait_for_selector("#code .quotes", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert ("Aksetavle" if language == "nb" else "Axis board") in page.inner_text("h1")
    page.click("#take-back")
    assert axe(page) == []
