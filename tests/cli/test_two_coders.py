"""The example with two coders, and what the tutorial says of it in words."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it
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


def test_what_the_tutorial_says_in_words_is_so(tmp_path: Path) -> None:
    said = " ".join((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8").split())
    shutil.copytree(STUDY, tmp_path / "two_coders")
    first, second = tmp_path / "two_coders" / "version_1", tmp_path / "two_coders"
    sheet = rows(first / "disagreements.csv")
    apart = it.agreement(first)
    settled = it.agreement(first, resolved=first / "disagreements.csv")
    change = it.diff(first, second).to_dict()
    before, after = it.profile(first), it.profile(second)

    def put(text: str) -> set[str]:
        return {code.strip() for code in text.split(";")}

    as_whom = [
        next((who for who in "ab" if put(r["decision"]) == put(r[f"codes by {who}"])), "neither")
        for r in sheet
    ]
    assert [as_whom.count(who) for who in ("a", "b", "neither")] == [10, 6, 1]
    assert "Ten were decided as `a` had it, six as `b`, and one as neither" in said
    overall = apart.overall
    assert overall.value is not None
    assert overall.interval is not None
    low, high = overall.interval
    assert f"the agreement is {overall.value:.2f}, from {low:.2f} to {high:.2f}" in said
    least = min((one for one in apart.aspects if one.of == "mention"), key=lambda one: one.value or 0)
    assert (least.id, f"most of all with help ({least.value:.2f})" in said) == ("help", True)
    assert all((one.value or 0) > 0.99 for one in apart.aspects if one.of == "position")

    def under(found: it.Agreement) -> dict[str, Any]:
        return {one.coder or one.by: one.cases[0] for one in found.under or ()}

    old, new = under(apart), under(settled)
    a, b, agreed = old["a"], old["b"], new["consensus"]
    assert f"the study's type stands is {a.stands:.2f} and {b.stands:.2f}" in said
    for case in (a, b):
        assert [one.balance > 0 for one in case.aspects] == [False, True, False]
    were, helps = old["models"].aspects[1], agreed.aspects[1]
    assert f"from {were.balance:+.2f} to {helps.balance:+.2f}" in said
    assert f"as good as open (P {helps.stands:.2f}). The type has P {agreed.stands:.2f}" in said
    assert abs(a.aspects[1].balance - b.aspects[1].balance) < abs(were.balance - helps.balance)
    assert agreed.aspects[2].balance == pytest.approx(old["models"].aspects[2].balance)

    moved = {(e["step"], e["aspect"]): e["change"] for e in change["effects"]}
    assert f"the aspect {-moved['move', 'accessibility']:.2f} toward the formal pole" in said
    assert f"it pulls by {moved['move', 'contact']:.2f}" in said
    assert abs(moved["move", "accessibility"]) > abs(moved["split", "accessibility"])
    assert (
        f"help goes from {before.balance[0, 1]:+.2f} to {after.balance[0, 1]:+.2f}".replace("-", "−") in said
    )
    informal = next(one for one in change["types"] if one["type"] == "informal")
    assert f"from P {informal['before']:.2f} to {informal['after']:.2f}" in said
    assert {one["kind"] for one in change["changes"]} >= {"renamed", "merged", "split", "moved", "placed"}
