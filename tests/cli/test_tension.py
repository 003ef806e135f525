"""`idealtypes tension`: codes at opposite poles that meet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pytest

from tests.cli.conftest import EXAMPLE, STUDIES, Run
from tests.cli.test_profile import statements


@pytest.fixture
def torn(fresh: Path) -> Path:
    """Three statements of six hold both an informal and a formal code."""
    both = [f"i{n},direct_contact;application" for n in range(3)]
    statements(fresh, [*both, "i3,direct_contact", "i4,application", "i5,judgement"])
    return fresh


def test_the_answer_follows_the_contract(answer: Any, torn: Path) -> None:
    (pair,) = answer("tension", torn)["pairs"]
    assert {pair["a"], pair["b"]} == {"direct_contact", "application"}
    assert pair["observed"] == len(pair["statements"]) == 3
    assert pair["expected"] == pytest.approx(4 * 4 / 6)
    assert 0 < pair["p"] <= 1


def test_the_table_names_the_statements(run: Run, answer: Any, torn: Path) -> None:
    (pair,) = answer("tension", torn)["pairs"]
    text = run("tension", torn).stdout
    assert any(line.startswith("Direct contact (How people get in touch:") for line in text.splitlines())
    assert ", ".join(pair["statements"]) in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_level_of_sources(answer: Any, run: Run, torn: Path) -> None:
    assert answer("tension", torn, "--level", "source")["level"] == "source"
    shown = run("tension", torn, "--level", "source", "--chance", "within_sources", code=2).stderr
    assert "--level statement" in shown


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_the_network_is_saved_for_other_programs(
    ending: str, run: Run, answer: Any, torn: Path, tmp_path: Path
) -> None:
    file = tmp_path / f"codes.{ending}"
    assert run("tension", torn, "-o", file).stdout == ""
    graph = nx.read_graphml(file) if ending == "graphml" else nx.read_gexf(file)
    assert set(graph) == {"direct_contact", "application", "judgement"}
    assert graph.edges["direct_contact", "application"]["observed"] == 3
    first = file.read_bytes()
    run("tension", torn, "-o", file)
    assert file.read_bytes() == first
    assert answer("tension", torn, "-o", file)["pairs"]


def test_no_file_of_the_study_becomes_a_network(run: Run, torn: Path) -> None:
    (torn / "statements.csv").rename(torn / "statements.gexf")
    text = (torn / "study.yaml").read_text(encoding="utf-8").replace("statements.csv", "statements.gexf")
    (torn / "study.yaml").write_text(text, encoding="utf-8")
    before = (torn / "statements.gexf").read_bytes()
    result = run("tension", torn, "-o", torn / "statements.gexf", code=1)
    assert result.stdout == ""
    assert (torn / "statements.gexf").read_bytes() == before


def test_the_pairs_are_saved(run: Run, torn: Path, tmp_path: Path) -> None:
    run("tension", torn, "-o", tmp_path / "t.csv")
    assert pl.read_csv(tmp_path / "t.csv").height == 1


def test_what_cannot_meet_is_said(run: Run, answer: Any) -> None:
    assert "There are ratings only" in run("tension", STUDIES / "good_ratings").stdout
    assert answer("tension", STUDIES / "good_ratings")["pairs"] == []


def test_the_example_has_its_tension(run: Run) -> None:
    text = run("tension", EXAMPLE).stdout
    assert "Codes that meet one another" not in text  # no pair of codes does so beyond chance
    assert max(map(len, text.splitlines())) <= 80
