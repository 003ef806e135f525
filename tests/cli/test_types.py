"""`idealtypes types`: membership, traits and corners."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import EXAMPLE, STUDIES, Run
from tests.cli.test_profile import statements


def test_the_answer_follows_the_contract(answer: Any) -> None:
    found = answer("types", EXAMPLE)
    assert {"format", "numbers", "settings", "cases"} <= set(found)
    (case,) = found["cases"]
    assert {"case", "assigned", "leans", "deciding", "runner_up", "why", "types", "traits"} <= set(case)
    for one in case["types"]:
        assert {"type", "title", "corner", "membership", "bounds", "interval", "probability"} <= set(one)
    for trait in case["traits"]:
        assert {"trait", "type", "state", "statements"} <= set(trait)
        assert trait["state"] in ("supported", "contradicted", "mixed", "one_for", "one_against", "silent")


def test_a_clear_case_is_assigned(run: Run, answer: Any, fresh: Path) -> None:
    statements(fresh, [f"i{n},{code}" for n in range(8) for code in ("direct_contact", "judgement")])
    (case,) = answer("types", fresh)["cases"]
    assert case["assigned"] == "informal"
    text = run("types", fresh).stdout
    assert "Assigned to: The informal arrangement (P " in text
    assert "+  supported       8  informal  One turns to somebody one knows" in text
    assert "−  contradicted    0  formal    One applies in writing" in text


def test_the_threshold_can_be_moved(answer: Any, run: Run, fresh: Path) -> None:
    rows = [f"i{n},{code}" for n in range(8) for code in ("direct_contact", "judgement")]
    statements(fresh, [*rows, "i8,application", "i9,guideline_with_leeway"])
    (case,) = answer("types", fresh, "--assigned", "1")["cases"]
    assert case["leans"] == "informal"
    assert case["assigned"] is None
    assert "Leans to: The informal arrangement" in run("types", fresh, "--assigned", "1").stdout


def test_the_connective_can_be_chosen(answer: Any, fresh: Path) -> None:
    statements(fresh, ["i0,direct_contact", "i1,application", "i0,judgement", "i1,guideline_with_leeway"])

    def degree(connective: str) -> float:
        (case,) = answer("types", fresh, "--connective", connective)["cases"]
        return next(float(one["membership"]) for one in case["types"] if one["type"] == "informal")

    assert degree("minimum") == pytest.approx(0.5)
    assert degree("product") == pytest.approx(0.5 * 0.625)


def test_silence_gives_bounds_and_a_reason(run: Run, fresh: Path) -> None:
    text = run("types", statements(fresh, ["i0,direct_contact", "i1,direct_contact"])).stdout
    assert "The type cannot be told: nobody speaks of it" in text
    assert "between 0.00 and 1.00" in text
    assert "between 0.00 and 0.00" in text


def test_many_cases_have_a_line_each(run: Run, crowd: Path) -> None:
    text = run("types", crowd).stdout
    assert "60 cases, 40 shown" in text
    assert sum(line.startswith("case_") for line in text.splitlines()) == 40


def test_every_good_study_has_types(run: Run) -> None:
    for study in ("good_full", "good_minimal", "good_ratings"):
        assert "ideal type, or corner" in run("types", STUDIES / study).stdout
