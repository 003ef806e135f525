"""Consensus: disagreements worst first, decided with a reason, taken back, changed; by mouse and by keyboard."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from idealtypes.workbench.call import Call
from idealtypes.workbench.screens.consensus import SCREEN

from ..browser.accessibility import axe
from .client import Client, opened


@pytest.fixture(scope="module")
def unsettled(copied: Callable[[str], Path]) -> Path:
    """The two coders' study as it was before anything was settled."""
    folder = copied("two_coders")
    for name, column in (("codings.csv", "coder"), ("coders.csv", "id")):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        kept = [row for row in rows if row[head.index(column)] != "consensus"]
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *kept])
    return folder


@pytest.fixture(scope="module")
def settling(unsettled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench with that study."""
    with opened(unsettled, tmp_path_factory.mktemp("state")) as client:
        yield client


def looked(client: Client) -> Any:
    """What the screen is told."""
    number = client.post("/api/consensus/look", {}).json["job"]
    while not (found := client.get(f"/api/jobs/{number}").json)["ended"]:
        pass
    return found["result"]


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "codings.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["coder"] == "consensus"]


def decision(statement: str, *codes: tuple[str, bool, str], **more: Any) -> dict[str, Any]:
    put = [{"code": code, "against": against, "amount": amount} for code, against, amount in codes]
    return {"statement": statement, "codes": put, "because": "", "was": None, **more}


def test_the_worst_comes_first_with_what_each_coder_put(settling: Client) -> None:
    found = looked(settling)
    assert (found["left"], found["settled"], found["coder"]) == (17, 0, "consensus")
    moves = [(not one["flips"], -one["moves"]) for one in found["disputed"]]
    assert moves == sorted(moves)
    assert moves[0][0] is False
    assert found["disputed"][0]["stake"].startswith("Settled against it")
    s03 = next(one for one in found["disputed"] if one["id"] == "s03")
    assert {one["coder"]: one["codes"][0] for one in s03["by"]} == {
        "a": {"code": "treats_acts", "against": True, "amount": "0.5"},
        "b": {"code": "treats_acts", "against": True, "amount": ""},
    }
    assert "0.92" in found["alpha"]
    code = next(one for one in found["codes"] if one["id"] == "treats_acts")
    assert code["title"] == "Treats or takes steps"
    assert code["definition"].startswith("The supporter does")


def test_what_stands_around_a_statement(settling: Client) -> None:
    found = settling.get("/api/consensus/context?statement=s02").json
    assert [one["id"] for one in found["before"]] == ["s01"]
    assert [one["id"] for one in found["after"]] == ["s03", "s04"]
    assert settling.get("/api/consensus/context?statement=s999").status == 422


def test_a_decision_is_a_coding_of_the_consensus_and_is_taken_back(settling: Client, unsettled: Path) -> None:
    before = {path.name: path.read_bytes() for path in unsettled.glob("*.csv")}
    put = decision(
        "s03", ("treats_acts", True, "0.5"), ("reaches_out", False, ""), because="One clause of three"
    )
    assert settling.post("/api/consensus/decide", put).status == 200
    assert [(row["statement"], row["code"], row["intensity"], row["because"]) for row in rows(unsettled)] == [
        ("s03", "!treats_acts", "0.5", "One clause of three"),
        ("s03", "reaches_out", "", "One clause of three"),
    ]
    found = looked(settling)
    assert (found["left"], found["settled"]) == (16, 1)
    assert found["agreed"][0]["because"] == "One clause of three"
    assert settling.get("/api/state").json["undo"] == "s03 decided"
    again = settling.post("/api/consensus/decide", decision("s03"))  # by a window that has not seen it
    assert again.status == 409
    assert "s03" in again.json["problems"][0]["message"]
    assert len(rows(unsettled)) == 2
    settling.post("/api/undo", {})
    assert {path.name: path.read_bytes() for path in unsettled.glob("*.csv")} == before


def test_a_decision_without_a_code_is_one(settling: Client, unsettled: Path) -> None:
    assert settling.post("/api/consensus/decide", decision("s56", because="It stands in s55")).status == 200
    assert [(row["statement"], row["code"]) for row in rows(unsettled)] == [("s56", "")]
    settling.post("/api/undo", {})
    assert not rows(unsettled)


def test_what_was_decided_is_changed_in_its_place(settling: Client, unsettled: Path) -> None:
    first = decision("s07", ("reason", False, ""), because="The doctor is alone")
    assert settling.post("/api/consensus/decide", first).status == 200
    text = (unsettled / "codings.csv").read_text(encoding="utf-8")
    anew = decision(
        "s07", ("fellow_human", False, "0.5"), ("reason", False, ""), because="Both", was=first["codes"]
    )
    assert settling.post("/api/consensus/decide", anew).status == 200
    assert [(row["code"], row["intensity"], row["because"]) for row in rows(unsettled)] == [
        ("reason", "", "Both"),
        ("fellow_human", "0.5", "Both"),
    ]
    assert settling.get("/api/state").json["undo"] == "s07 decided anew"
    settling.post("/api/undo", {})
    assert (unsettled / "codings.csv").read_text(encoding="utf-8") == text
    settling.post("/api/undo", {})
    assert not rows(unsettled)


@pytest.mark.parametrize("codes", [("nonsense", False, ""), ("reason", False, "much")], ids=str)
def test_what_cannot_be_decided_is_told_and_not_written(
    settling: Client, unsettled: Path, codes: tuple[str, bool, str]
) -> None:
    refused = settling.post("/api/consensus/decide", decision("s07", codes))
    assert refused.status == 400
    assert refused.json["problems"][0]["line"] == 2
    assert not rows(unsettled)
    assert settling.post("/api/consensus/decide", {"statement": "s07", "codes": ["x"]}).status == 422


def test_one_coder_is_told_what_would_bring_it(asked: Callable[[str], Call]) -> None:
    call = asked("support_colleagues")
    job = call.jobs.wait(SCREEN.asks["look"](call)["job"], 60)
    assert "A second coder" in job.result["why"]


def test_a_walk_through_the_screen(settling: Client, unsettled: Path, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(settling.address)
    page.goto(settling.url("/consensus"))
    page.get_by_role("button", name="To decide (17)").wait_for()
    assert axe(page) == []
    # by mouse: the second of the list, as b has it
    second = page.locator("#list button").nth(1)
    statement = second.get_attribute("data-id")
    second.click()
    page.get_by_role("button", name="Decide", exact=True).click()  # nothing is chosen: nothing is decided
    page.locator("#status", has_text="Nothing is chosen yet").wait_for()
    assert rows(unsettled) == []
    page.get_by_role("button", name="Take what b put").click()
    page.get_by_text("What stands around it").click()
    page.locator("#around .here").wait_for()
    page.get_by_label("Why").fill("As b says")
    page.get_by_role("button", name="Decide", exact=True).click()
    page.get_by_role("button", name="To decide (16)").wait_for()
    assert {row["statement"] for row in rows(unsettled)} == {statement}
    following = page.locator("#one-title")
    assert (
        following.inner_text() == page.locator("#list [aria-current]").get_attribute("data-id") != statement
    )
    assert page.evaluate("document.activeElement.id") == "one-title"  # whoever decides goes on there
    # by keyboard: the next one, another code, half of it
    page.keyboard.press("j")
    chosen = following.inner_text()
    page.locator("#add").focus()
    page.keyboard.type("Treats")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    amount = page.get_by_label("How much of Treats or takes steps")
    amount.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("0.5")
    page.locator("#because").focus()
    page.keyboard.type("jk: half")  # letters that are typed lead nowhere else
    assert following.inner_text() == chosen
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="To decide (15)").wait_for()
    assert [
        (row["code"], row["intensity"], row["because"])
        for row in rows(unsettled)
        if row["statement"] == chosen
    ] == [("treats_acts", "0.5", "jk: half")]
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="To decide (16)").wait_for()
    # what was decided, in Norwegian on a phone
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(settling.url("/consensus?language=nb"))
    page.get_by_role("button", name="Avgjort (1)").click()
    assert page.get_by_label("Hvorfor").input_value() == "As b says"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert axe(page) == []
    context.close()
    assert errors == []
