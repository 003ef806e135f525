"""`idealtypes compare --with`: the cases of another study beside these."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polars as pl

from tests.cli.conftest import EXAMPLE, ROOT, STUDIES, Run

REPORT = ROOT / "examples" / "peer_support_2023"


def test_what_the_report_recommends_against_what_was_described(run: Run, answer: Any) -> None:
    found = answer("compare", EXAMPLE, "--with", REPORT)
    assert found["with"]["aspects"] == ["accessibility", "help", "contact"]
    assert [s["unit"] for s in found["with"]["studies"]] == ["source", "none"]
    assert found["with"]["left_out"] == [
        {
            "what": "aspect `anchoring`",
            "where": "peer_support_2023",
            "why": "`support_colleagues` has no such aspect",
        }
    ]
    own = {a["aspect"]: a for a in answer("profile", EXAMPLE)["cases"][0]["aspects"]}
    # the weighting of the first study holds for both
    other = answer("profile", REPORT, "--weighting", "statement")
    theirs = {a["aspect"]: a for a in other["cases"][0]["aspects"]}
    for pair in found["pairs"]:
        a, b = own[pair["aspect"]], theirs[pair["aspect"]]
        assert abs(pair["difference"] - (a["balance"] - b["balance"])) < 1e-9
        # the interval is the first study's own, moved
        assert abs(pair["interval"][0] - (a["interval"][0] - b["balance"])) < 0.1
        assert abs(pair["interval"][1] - (a["interval"][1] - b["balance"])) < 0.1
    result = run("compare", EXAMPLE, "--with", REPORT)
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "left out: aspect `anchoring` of peer_support_2023" in result.stderr
    assert "The evidence is complete in: Peer support as the national report" in result.stdout


def test_against_a_case_of_the_other_study(answer: Any) -> None:
    found = answer("compare", EXAMPLE, "--with", REPORT, "--against", "peer_support_2023")
    assert {(p["a"], p["b"]) for p in found["pairs"]} == {("support_colleagues", "peer_support_2023")}


def test_a_study_beside_itself_has_its_name_before_its_cases(
    run: Run, answer: Any, fresh: Path, tmp_path: Path
) -> None:
    shutil.copytree(fresh, tmp_path / "second")
    found = answer("compare", fresh, "--with", tmp_path / "second")
    cases = [case for one in found["with"]["studies"] for case in one["cases"]]
    assert cases == sorted(cases, key=lambda case: case.startswith("second/"))
    assert all("/" in case for case in cases)
    assert all(d["difference"] is None or d["difference"] == 0 or d["a"].split("/")[1] != d["b"].split("/")[1]
               for d in found["pairs"])  # fmt: skip
    run("compare", fresh, "--with", tmp_path / "second", "-o", tmp_path / "d.csv")
    assert pl.read_csv(tmp_path / "d.csv").height == len(found["pairs"])


def test_what_cannot_be_compared_is_said(run: Run, fresh: Path) -> None:
    assert "choose one" in run("compare", EXAMPLE, "--with", REPORT, "--by", "source", code=2).stderr
    text = run("compare", EXAMPLE, "--with", STUDIES / "good_full", code=1)
    assert text.stdout == ""
    assert "no aspect is in common" in text.stderr
    assert "broken_corner" in run("compare", EXAMPLE, "--with", STUDIES / "broken_corner", code=1).stderr
    inputs = REPORT / "cases.csv"
    before = inputs.read_bytes()
    assert "a file of the study" in run("compare", EXAMPLE, "--with", REPORT, "-o", inputs, code=1).stderr
    assert inputs.read_bytes() == before


def test_from_python() -> None:
    import idealtypes as it

    found = it.read_study(EXAMPLE).compare(with_=it.read_study(REPORT))
    assert found.beside is not None
    assert found.beside.names == ("support_colleagues", "peer_support_2023")
    assert len(found.pairs) == 3
