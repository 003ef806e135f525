"""The example with two coders: its second version follows from the first, and nothing in it is unaccounted for."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ROOT

STUDY = ROOT / "examples" / "two_coders"
Row = tuple[str, str, str, str]  # statement, coder, code, intensity


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def codings(folder: Path) -> set[Row]:
    put = rows(folder / "codings.csv")
    return {(r["statement"], r["coder"], r["code"], r["intensity"] or "1") for r in put}


@pytest.fixture(scope="module")
def recoded() -> dict[tuple[str, str], list[str]]:
    """What became of a code, by statement; a blank statement is any."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows(STUDY / "recoding.csv"):
        found[row["from"], row["statement"]].append(row["to"])
    return found


def anew(one: Row, recoded: dict[tuple[str, str], list[str]]) -> set[Row]:
    statement, coder, code, intensity = one
    stance, plain = ("!", code[1:]) if code.startswith("!") else ("", code)
    became = (recoded.get((plain, statement)) or recoded.get((plain, ""))) if plain else None
    return {(statement, coder, stance + new, intensity) for new in became or [plain]}


def test_the_second_version_is_the_first_recoded(recoded: dict[tuple[str, str], list[str]]) -> None:
    first, second = codings(STUDY / "version_1"), codings(STUDY)
    assert {one for one in second if one[1] != "consensus"} == {
        n for one in first for n in anew(one, recoded)
    }


def test_the_consensus_is_what_was_decided(recoded: dict[tuple[str, str], list[str]]) -> None:
    sheet = rows(STUDY / "version_1" / "disagreements.csv")
    assert len(sheet) == 17
    assert all(row["decision"] and row["reason"] for row in sheet)
    wanted = set()
    for row in sheet:
        for code in "" if row["decision"] == "none" else row["decision"].split(";"):
            name, _, intensity = code.strip().partition("=")
            wanted |= anew((row["statement"], "consensus", name, intensity or "1"), recoded)
    for (old, statement), became in recoded.items():
        for code in became if not old else ():
            name, _, intensity = code.partition("=")
            wanted.add((statement, "consensus", name, intensity or "1"))
    put = {one for one in codings(STUDY) if one[1] == "consensus"}
    assert {one for one in put if one[2]} == wanted
    nothing = {row["statement"] for row in sheet if row["decision"] == "none"} - {one[0] for one in wanted}
    assert {one[0] for one in put if not one[2]} == nothing


def test_condensates_account_for_every_statement_as_the_consensus_has_it(answer: Any) -> None:
    found = answer("condense", STUDY)
    assert found["unaccounted"] == []
    assert len(found["condensates"]) == len(found["groups"]) == 6
    assert not any(one["foreign"] or one["uncited"] for one in found["condensates"])
    informal = next(g for g in found["groups"] if (g["aspect"], g["pole"]) == ("help", "informal"))
    assert "s07" not in informal["statements"]  # b alone had coded it so
    counted = {c["row"]: c["n"] for c in answer("tabulate", STUDY, "--rows", "code")["table"]["cells"]}
    assert counted["advising"] == 4
    quotes = answer("tabulate", STUDY, "--quotes")["quotes"]
    assert "s07" not in {one["statement"] for one in quotes if one["aspect"] == "help"}


@pytest.mark.parametrize("folder", [STUDY, STUDY / "version_1"])
def test_nothing_is_wrong_with_either_version(folder: Path, answer: Any) -> None:
    found = answer("check", folder)
    assert found["faults"] == []
