"""`idealtypes scenarios`: what measures would move, told in a table, as JSON and in files."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.conftest import EXAMPLE, STUDIES, Run

SMALL = STUDIES / "good_scenarios"
FAST = ("--draws", 200)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A copy of the small study that a test may change."""
    for name in ("good_minimal", "good_scenarios"):
        shutil.copytree(STUDIES / name, tmp_path / name)
    return tmp_path / "good_scenarios"


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_answer_follows_the_contract(answer: Any) -> None:
    found = answer("scenarios", SMALL, *FAST)
    assert {"format", "numbers", "settings", "baseline", "scenarios", "ranking", "tipping"} <= set(found)
    assert found["settings"]["draws"] == 200
    assert [one["id"] for one in (found["baseline"], *found["scenarios"])] == [
        "status_quo",
        "tighten",
        "loosen",
    ]
    assert found["baseline"]["measures"] == []
    assert found["scenarios"][0]["measures"] == ["clerk", "tickets"]
    for one in (found["baseline"], *found["scenarios"]):
        assert {"id", "title", "measures", "aspects", "assigned", "types", "outcomes"} <= set(one)
        for aspect in one["aspects"]:
            assert {"aspect", "balance", "interval", "change"} <= set(aspect)
            assert aspect["interval"][0] <= aspect["balance"] <= aspect["interval"][1]
        for kind in one["types"]:
            assert {"type", "probability"} <= set(kind)
        for outcome in one["outcomes"]:
            assert {"outcome", "direction", "probability", "helps", "hurts"} <= set(outcome)
            assert outcome["direction"] in ("up", "down", "unknown", "silent")
    assert {o["direction"] for o in found["baseline"]["outcomes"]} == {"silent"}
    assert {r["scenario"] for r in found["ranking"]} == {"status_quo", "tighten", "loosen"}
    assert all({"scenario", "first", "mean_rank"} <= set(r) for r in found["ranking"])
    assert {(r["first"], r["mean_rank"], r["why_code"]) for r in found["ranking"]} == {
        (None, None, "scenarios.unranked")
    }
    assert {tuple(m["outcome"] for m in p["missing"]) for p in found["order"]["pairs"]} == {
        ("people_come", "queues")
    }
    assert (found["order"]["above"], found["order"]["ranked"], found["board_order"]) == ([], False, None)
    assert [t["aspect"] for t in found["tipping"]] == ["access", "help"]
    assert all({"aspect", "needed", "becomes"} <= set(t) for t in found["tipping"])


def test_the_numbers_by_hand(answer: Any) -> None:
    """Access: one walks in, one with a ticket and half a number, one advised who dropped in."""
    found = answer("scenarios", SMALL, *FAST)
    before, after = found["baseline"]["aspects"][0], found["scenarios"][0]["aspects"][0]
    odds = (1 + before["balance"]) / (1 - before["balance"]) * 1.5 / 0.5  # the ticket's mode is ½
    assert after["balance"] == pytest.approx((odds - 1) / (odds + 1))
    assert after["change"] == pytest.approx(after["balance"] - before["balance"])
    assert found["tipping"][0]["needed"] == pytest.approx(-before["balance"])
    assert [(o["helps"], o["hurts"]) for o in found["scenarios"][0]["outcomes"]] == [(0, 2), (0, 2)]
    assert [(o["helps"], o["hurts"]) for o in found["scenarios"][1]["outcomes"]] == [(1, 0), (1, 0)]


def test_the_map_of_outcomes(run: Run, answer: Any) -> None:
    drawn = answer("scenarios", SMALL, *FAST)["map"]
    assert drawn["nodes"] == [
        {"outcome": "people_come", "missing": None, "feeds": True},
        {"outcome": "queues", "missing": None, "feeds": False},
    ]
    (edge,) = drawn["edges"]
    assert (edge["from"], edge["to"], edge["helps"], edge["hurts"]) == ("people_come", "queues", 1, 0)
    text = run("scenarios", SMALL, *FAST).stdout
    assert "People come → There are queues: 1 informant for more, 0 for less; thin" in text


def test_the_table_of_the_example_answers_a_board(run: Run) -> None:
    """What would registering do, how sure is that, who says so, and what of a fixed fee instead?"""
    result = run("scenarios", EXAMPLE, *FAST)
    text = result.stdout
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80
    assert result.stderr == ""
    assert "it\nis no causal forecast" in text
    block = text.split("\nTighten the counting\n")[1].split("\n\n")[0]
    assert "Register every contact; Pay by contact" in block
    contact = next(line for line in block.splitlines() if "What counts as a contact" in line)
    assert contact.split()[-1].startswith("+")  # more formal than now
    counts = block.split("? Contacts are counted")[1]
    assert counts.split("\n")[0].strip() == "2 informants for more, 0 for less; too few for a"
    assert "nobody said" in block
    assert "\nA fixed fee instead of counting\n" in text
    assert "On the balance −1 is informal, +1 formal." in " ".join(text.split())
    assert "−1 is informal" in " ".join(text.split())
    assert "accessibility=" not in text  # unnamed corners are in words
    assert not re.search(r"\b(recommend|should|ought|best to|better to)", text.lower())


def test_the_table_without_symbols(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_UNICODE", "1")
    text = run("scenarios", SMALL, *FAST).stdout
    assert "  ?    People come" in text
    assert "People come -> There are queues" in text
    assert not set(text) & set("▲▼↑↓→−·")


def test_complete_evidence_of_one_document_is_told_as_such(run: Run) -> None:
    text = " ".join(
        run("scenarios", STUDIES.parents[1] / "examples" / "peer_support_2023", *FAST).stdout.split()
    )
    assert "1 source with claims" in text
    assert "1 source for more, 0 for less; too few for a direction: one source" in text
    assert "▲ " not in text.partition("As it is now")[2]
    assert "kept off the pole, where no measure could move it: from +1.00 to +0.50" in text


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_the_answer_is_saved(ending: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / f"what_if.{ending}"
    result = run("scenarios", SMALL, *FAST, "-o", file)
    assert result.stdout == ""
    assert str(file.name) in result.stderr
    if ending == "json":
        assert json.loads(file.read_text(encoding="utf-8"))["ranking"]
        return
    frame = pl.read_csv(file) if ending == "csv" else pl.read_excel(file, engine="calamine")
    assert frame.height == 3 * (2 + 2)  # scenarios × (aspects + outcomes)
    row = frame.filter(pl.col("scenario") == "tighten", pl.col("id") == "queues").row(0, named=True)
    assert (row["direction"], row["hurts"], row["measures"]) == ("unknown", 2, "clerk;tickets")
    assert row["against"] == "s2;s3"


def test_measures_given_on_the_spot(run: Run, answer: Any) -> None:
    one = answer("scenarios", SMALL, *FAST, "--measures", "tickets,clerk")
    other = answer("scenarios", SMALL, *FAST, "--measures", " clerk, tickets ")
    assert one == other
    assert [s["id"] for s in one["scenarios"]] == ["given"]
    assert one["scenarios"][0]["title"] == "Tickets only + A clerk on duty"
    stated = answer("scenarios", SMALL, *FAST)["scenarios"][0]
    assert one["scenarios"][0]["aspects"] == stated["aspects"]
    assert one["scenarios"][0]["outcomes"] == stated["outcomes"]


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--measures", "ticket"), 1, "no measure `ticket`; did you mean `tickets`?"),
        (("--measures", " , "), 2, "no measure is named"),
        (("--measures", "tickets"), 1, "`tickets` needs `clerk`"),
        (("--measures", "tickets,clerk,walk_in"), 1, "`tickets` and `walk_in` exclude one another"),
        (("--goal", "acces=formal"), 1, "no aspect `acces`; there are access, help"),
        (("--goal", "access=frmal"), 1, "`access` has no pole `frmal`; it has informal, formal"),
        (("--goal", "access"), 2, "should be aspect=pole"),
        (("--goal", "access=formal,access=informal"), 2, "asked for twice"),
        (("--weights", "queus=1"), 1, "no outcome queus; there are people_come, queues"),
        (("--weights", "queues=-1"), 2, "a weight 0 or more"),
        (("--weights", "queues=nan"), 2, "a weight 0 or more"),
        (("--weights", "queues=0"), 1, "no outcome has a weight above 0"),
        (("--case", "north"), 1, "no case `north`"),
        (("--sets", "-1"), 2, "-1"),
    ],
)
def test_what_is_not_there_is_told(options: tuple[str, str], code: int, words: str, run: Run) -> None:
    result = run("scenarios", SMALL, *FAST, *options, code=code)
    assert result.stdout == ""
    assert words in " ".join(result.stderr.split())


def test_goals_weights_and_sets(run: Run, answer: Any) -> None:
    options = ("--goal", "access=formal", "--weights", "queues=1", "--sets", "3")
    found = answer("scenarios", SMALL, *FAST, *options)
    assert found["goal"]["measures"] == ["tickets", "clerk"]
    assert (found["goal"]["exact"], found["weights"]) == (True, {"queues": 1.0})
    assert found["sets"]["sets"] == 5  # none, clerk, walk in, both of these, clerk and tickets
    assert (found["sets"]["best"], found["sets"]["missing"]) == ([], ["queues"])
    text = run("scenarios", SMALL, *FAST, *options).stdout
    assert "The fewest measures to access=formal\n  Tickets only; A clerk on duty (P " in text
    assert "Which does better, under the weights given" in text
    assert "Best of 5 admissible sets of up to 3 measures\n  cannot be ranked" in text


def test_cases_are_chosen(run: Run, answer: Any, desk: Path) -> None:
    statements = desk.parent / "good_minimal" / "statements.csv"
    rewrite(statements, "id,source,text,codes", "id,source,text,codes,case")
    rewrite(statements, "drop_in\n", "drop_in,north\n")
    text = statements.read_text(encoding="utf-8").splitlines()
    assert text[-1].startswith("s3")
    rewrite(statements, "ticket_number=0.5", "ticket_number=0.5,south")
    rewrite(statements, text[-1], text[-1].removesuffix(",north") + ",south")
    first = run("scenarios", desk, *FAST)
    assert "choose another with --case" in first.stderr
    assert "case north" in first.stdout
    south = answer("scenarios", desk, *FAST, "--case", "south")
    assert south["case"] == "south"
    assert [c["statements_for"] + c["statements_against"] for c in south["claims"]] == [
        ["s2"],
        ["s3"],
        ["s2"],
        ["s3"],
    ]


def test_a_selection_takes_its_claims_along(answer: Any) -> None:
    found = answer("scenarios", SMALL, *FAST, "--where", "source=guest")
    assert [c["statements_for"] for c in found["claims"]] == [["s3"], ["s3"]]
    assert found["baseline"]["aspects"][0]["balance"] is not None


def test_a_study_without_scenarios_is_told_what_to_write(run: Run) -> None:
    result = run("scenarios", STUDIES / "good_minimal", code=1)
    assert result.stdout == ""
    assert "name a file with measures under `scenarios:`" in " ".join(result.stderr.split())


def test_faults_of_the_file_have_lines(run: Run, desk: Path) -> None:
    file = desk / "scenarios.yaml"
    rewrite(file, "low: 0.2, mode: 0.5, high: 0.8", "low: 0.6, mode: 0.5, high: 0.99")
    rewrite(file, "aspect: help,", "aspect: hlep,")
    shown = [run(command, desk, code=1) for command in ("check", "scenarios")]
    for text in (" ".join((r.stdout + r.stderr).split()) for r in shown):
        assert "scenarios.yaml:14: " in text
        assert "scenarios.yaml:15: " in text
        assert "no aspect `hlep`; did you mean `help`?" in text
        assert "0.99" in text


def test_more_than_forty_measures_is_a_stated_limit(run: Run, desk: Path) -> None:
    more = "".join(f"  - {{id: m{n}, title: Measure {n}, brings: any_time}}\n" for n in range(38))
    rewrite(desk / "scenarios.yaml", "scenarios:\n", more + "scenarios:\n")
    assert "40" in run("check", desk, code=1).stdout
    rewrite(desk / "scenarios.yaml", "  - {id: m37, title: Measure 37, brings: any_time}\n", "")
    assert "40 measures" in run("scenarios", desk, *FAST).stdout


def test_the_same_seed_gives_the_same_bytes(run: Run) -> None:
    one, two, other = (run("scenarios", SMALL, *FAST, "--json", "--seed", seed).stdout for seed in (3, 3, 4))
    assert one == two != other
