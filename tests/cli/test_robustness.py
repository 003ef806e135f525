"""`idealtypes robustness`: verdicts, and what breaks a conclusion."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import polars as pl
import pytest

from idealtypes.cli.labels import LIMIT
from idealtypes.cli.terminal import progress
from tests.cli.conftest import EXAMPLE, ROOT, STUDIES, Run
from tests.cli.test_profile import statements

PROGRAMMES = ROOT / "examples" / "physician_programmes"


def standing(one: dict[str, Any]) -> str | None:
    """How a conclusion of an answer is told: one that holds nowhere is not called fragile."""
    nowhere = one["verdict"] == "fragile" and one["share"] == 0 and not one["made_by"]
    return "does not hold" if nowhere else one["verdict"]


def test_the_answer_follows_the_contract(answer: Any) -> None:
    found = answer("robustness", EXAMPLE)
    assert found["specifications"] > 1000
    for one in found["conclusions"]:
        assert {"text", "share", "verdict", "broken_by"} <= set(one)
        assert one["verdict"] in ("stable", "fragile", None)
        assert "curve" not in one
    assert "curve" in answer("robustness", EXAMPLE, "--curves")["conclusions"][0]


def test_the_table_shows_the_verdicts_of_the_answer(run: Run, answer: Any) -> None:
    found = answer("robustness", EXAMPLE)
    text = run("robustness", EXAMPLE).stdout
    assert f"{found['specifications']:,} specifications" in text
    words = re.findall("^(stable|fragile|does not hold) ", text, re.MULTILINE)
    verdicts = [standing(one) for one in found["conclusions"]]
    assert sorted(words) == sorted(verdict for verdict in verdicts if verdict is not None)
    assert f"{verdicts.count('stable')} stable · {verdicts.count('fragile')} fragile" in text
    broken = next(one for one in found["conclusions"] if one["holds"] and one["broken_by"])
    assert broken["broken_by"][0] in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_all_evidence_at_one_pole_is_stable(run: Run, fresh: Path) -> None:
    statements(fresh, [f"i{n},{code}" for n in range(8) for code in ("direct_contact", "judgement")])
    text = run("robustness", fresh).stdout
    assert "stable 100% How people get in touch leans informal" in " ".join(text.split())


def test_a_threshold_of_one_asks_for_all(answer: Any, run: Run) -> None:
    for one in answer("robustness", EXAMPLE, "--threshold", "1")["conclusions"]:
        assert (one["verdict"] == "stable") <= (one["share"] == 1)
    run("robustness", EXAMPLE, "--threshold", "0", code=2)


def test_many_conclusions_show_the_fragile_ones(run: Run, answer: Any) -> None:
    verdicts = [one["verdict"] for one in answer("robustness", PROGRAMMES)["conclusions"]]
    text = run("robustness", PROGRAMMES).stdout
    assert len(verdicts) > LIMIT
    told = sum(line.startswith(("fragile ", "does not hold ")) for line in text.splitlines())
    assert told == min(verdicts.count("fragile"), LIMIT)
    assert not any(line.startswith("stable ") for line in text.splitlines())
    assert "the stable ones are left out" in text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_conclusions_are_saved(ending: str, run: Run, answer: Any, tmp_path: Path) -> None:
    file = tmp_path / f"c.{ending}"
    run("robustness", EXAMPLE, "-o", file)
    frame = pl.read_csv(file) if ending == "csv" else pl.read_excel(file)
    assert frame["text"].to_list() == [c["text"] for c in answer("robustness", EXAMPLE)["conclusions"]]


def test_nothing_to_test_is_said(run: Run) -> None:
    text = run("robustness", STUDIES / "good_ratings", "--view", "ought").stdout
    assert "Nothing to test" in text


def test_a_bar_is_drawn_only_where_somebody_watches(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("robustness", EXAMPLE).stderr == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    seen = []
    with progress("Work") as tell:
        assert tell is not None
        for done in (3, 10):
            tell(done, 10)
            seen.append(click.unstyle(capsys.readouterr().err))
    assert "100%" in seen[-1]
    assert capsys.readouterr().out == ""
