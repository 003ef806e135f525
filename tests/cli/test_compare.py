"""`idealtypes compare`: pairs of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import EXAMPLE, STUDIES, Run


def pairs(found: dict[str, Any], aspect: str) -> list[tuple[str, str]]:
    return [(pair["a"], pair["b"]) for pair in found["pairs"] if pair["aspect"] == aspect]


def test_the_answer_follows_the_contract(answer: Any) -> None:
    found = answer("compare", STUDIES / "good_full")
    assert {"format", "settings", "pairs"} <= set(found)
    assert pairs(found, "access") == [("south", "north"), ("south", "east"), ("north", "east")]
    for pair in found["pairs"]:
        assert {"a", "b", "aspect", "difference", "interval", "probability"} <= set(pair)


def test_the_table_shows_the_numbers_of_the_answer(run: Run, answer: Any) -> None:
    first = answer("compare", STUDIES / "good_full")["pairs"][0]
    text = run("compare", STUDIES / "good_full").stdout
    shown = next(line for line in text.splitlines() if line.startswith("south − north "))
    numbers = [f"{n:+.2f}".replace("-", "−") for n in (first["difference"], *first["interval"])]
    assert all(number in shown for number in numbers)
    assert f" {first['probability']:.2f}" in shown
    assert "Care: share of hearing" in text


def test_one_against_all(answer: Any, run: Run) -> None:
    found = answer("compare", STUDIES / "good_full", "--against", "north")
    assert pairs(found, "access") == [("south", "north"), ("east", "north")]
    assert "no case 'west'" in run("compare", STUDIES / "good_full", "--against", "west", code=1).stderr


def test_one_case_has_nothing_to_compare(run: Run, answer: Any, tmp_path: Path) -> None:
    assert "Nothing to compare: one case." in run("compare", EXAMPLE).stdout
    found = answer("compare", EXAMPLE)
    assert not found["pairs"]
    assert "nothing to compare" in found["why"]
    assert "nothing to save" in run("compare", EXAMPLE, "-o", tmp_path / "d.csv", code=1).stderr
    assert list(tmp_path.iterdir()) == []


def test_a_difference_that_stands_is_marked(run: Run, fresh: Path) -> None:
    rows = ["id,source,case,text,codes"]
    for case, code in (("first", "direct_contact"), ("second", "application")):
        rows += [f"{case}_{n},{case}_i{n},{case},said,{code}" for n in range(12)]
    (fresh / "statements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    text = run("compare", fresh).stdout
    shown = next(line for line in text.splitlines() if line.startswith("first − second"))
    assert "−2.00" in shown
    assert shown.endswith("<.01 *")
    assert "* stands when the intervals hold together" in text


def test_silence_and_a_missing_interval_have_their_reason(run: Run) -> None:
    text = run("compare", STUDIES / "good_ratings").stdout
    assert "nobody speaks of it in south" in text
    assert "No interval: one rater" in text


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_many_pairs_are_counted_and_saved_whole(ending: str, run: Run, crowd: Path, tmp_path: Path) -> None:
    assert "40 of 1,770 pairs shown" in run("compare", crowd, "--draws", 100).stdout
    result = run("compare", crowd, "--draws", 100, "-o", tmp_path / f"d.{ending}")
    assert result.stdout == ""
    assert ("(3,540 rows)" in result.stderr) == (ending != "json")
