"""`idealtypes influence`: what moves without a source, a code, a statement, and how little flips a type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.conftest import EXAMPLE, ROOT, STUDIES, Run
from tests.cli.test_profile import statements

PROGRAMMES = ROOT / "examples" / "physician_programmes"


def test_the_answer_follows_the_contract(answer: Any) -> None:
    found = answer("influence", EXAMPLE)
    assert {"format", "numbers", "settings", "sources", "flip"} <= set(found)
    assert {"source", "aspect", "change", "type_changes"} <= set(found["sources"][0])
    assert {"case", "type", "statements"} <= set(found["flip"][0])


def test_what_is_lost_with_a_source_is_what_it_moved(answer: Any, run: Run, fresh: Path) -> None:
    rows = ["i1,direct_contact", "i2,direct_contact", "i3,direct_contact", "i4,application"]
    statements(fresh, [*rows, "i1,judgement"])
    found = {(r["source"], r["aspect"]): r for r in answer("influence", fresh)["sources"]}
    # of 3 to 1 the balance is -0.5; without the one it is -1, without one of the three -1/3
    assert found["i4", "access"]["change"] == pytest.approx(-0.5)
    assert found["i2", "access"]["change"] == pytest.approx(1 / 6)
    assert found["i1", "help"]["change"] is None
    text = run("influence", fresh).stdout
    shown = next(line for line in text.splitlines() if line.startswith("i4 "))
    assert shown.split()[-3:] == ["−0.50", "−1.00", "−0.50"]
    assert "1 more leave an aspect of a case silent" in text


def test_the_smallest_set_that_flips_the_type_is_named(answer: Any, run: Run, fresh: Path) -> None:
    rows = [f"i{n},direct_contact" for n in range(5)] + ["j1,application", "j2,application", "j3,application"]
    statements(fresh, [*rows, "i1,judgement", "i2,judgement"])
    (flip,) = answer("influence", fresh)["flip"]
    # five to three: two of the five have to go before neither pole has more than half
    assert flip["aspect"] == "access"
    assert len(flip["statements"]) == 2
    assert flip["exact"]
    text = " ".join(run("influence", fresh).stdout.split())
    assert f"Without 2 statements on How people get in touch ({', '.join(flip['statements'])})" in text
    assert "the type would be: none." in text


def test_thirty_cases_stay_readable(run: Run) -> None:
    lines = run("influence", PROGRAMMES).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) < 80
    assert "One rater: without them nothing is left." in lines
    assert any(line.startswith("No type: nobody rated Auspices (") for line in lines)


def test_sixty_cases_and_no_unicode(run: Run, crowd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_UNICODE", "1")
    text = run("influence", crowd, "--draws", 100).stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "−" not in text


def test_everything_left_out_is_saved(run: Run, fresh: Path, tmp_path: Path) -> None:
    result = run("influence", fresh, "-o", tmp_path / "i.csv")
    assert result.stdout == ""
    frame = pl.read_csv(tmp_path / "i.csv")
    assert set(frame["left_out"]) == {"source", "code", "statement"}
    assert {"id", "case", "aspect", "change"} <= set(frame.columns)


def test_nothing_in_a_view_is_said(run: Run, answer: Any) -> None:
    found = answer("influence", STUDIES / "good_ratings", "--view", "ought")
    assert found["sources"] == []
    assert "nothing to leave out" in found["why"]
    assert "Nothing to leave out" in run("influence", STUDIES / "good_ratings", "--view", "ought").stdout


def test_ratings_and_claims_are_called_what_they_are(run: Run) -> None:
    text = run("influence", STUDIES / "good_full").stdout
    assert "rating:" not in text
    assert "the rating -0.5 (A" in text
    shown = run("evidence", STUDIES / "good_full").stdout
    assert "the rating mending (Care)" in shown
    assert "rating:" not in shown
    spoken = " ".join(run("robustness", PROGRAMMES).stdout.split())
    assert "rating:" not in spoken
    assert "the rating 0.4 (Supervision) one step nearer" in spoken
    claims = " ".join(run("influence", EXAMPLE, "--view", "useful").stdout.split())
    assert "claim:" not in claims
