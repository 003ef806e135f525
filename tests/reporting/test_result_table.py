"""A result as a table in a notebook: rounded, intervals in one cell, nothing that runs, and not a mile long."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any

import pytest

from idealtypes.engine.result import Result
from idealtypes.reporting.result_table import html_table
from idealtypes.reporting.tables.rounding import decimals


@dataclass(frozen=True)
class Rows(Result):
    """A result of any rows."""

    rows: list[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        return {"rows": self.rows}

    def records(self) -> list[dict[str, Any]]:
        return self.rows


def cells(html: str) -> list[list[str]]:
    return [[cell.text or "" for cell in row] for row in ET.fromstring(html).iter("tr")]


def test_a_profile_as_a_table(facts) -> None:
    profile = facts("mixed").profile
    html = profile._repr_html_()
    head, first, *_ = cells(html)
    assert head == ["Aspect", "Balance (95% interval)", "Statements", "Sources"]
    low, high = profile.interval_whole[0, 0]
    digits = decimals(low, high)
    said = f"{profile.balance[0, 0]:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})".replace("-", "−")
    assert first[1] == said
    assert "<caption" in html
    assert "Balance profile" in html
    settings = profile.settings
    assert f"level 95%; {settings.draws:,} draws, seed {settings.seed}." in html
    assert "<script" not in html
    assert "-0." not in html


def test_complete_evidence_has_no_level(facts) -> None:
    assert (
        "No interval: the evidence is complete, nothing was sampled."
        in facts("complete").profile._repr_html_()
    )


def test_a_long_table_says_how_much_more_there_is() -> None:
    table = cells(html_table(Rows([{"n": i} for i in range(100)])))
    assert len(table) == 1 + 30 + 1
    assert table[-1] == ["70 more rows are in to_frame()."]
    assert len(cells(html_table(Rows([{"n": i} for i in range(30)])))) == 31
    assert cells(html_table(Rows([{"n": i} for i in range(31)])))[-1] == ["1 more row is in to_frame()."]


def test_what_is_missing_is_a_dash_and_a_column_of_nothing_is_left_out() -> None:
    rows = [
        {"case": "a", "x": 0.5, "x_low": None, "x_high": None, "why": None},
        {"case": None, "x": -1e-9, "x_low": 0.1, "x_high": 0.9, "why": None},
    ]
    assert cells(html_table(Rows(rows))) == [["Case", "x"], ["a", "0.50"], ["–", ">−0.0001 (0.10 to 0.90)"]]


def test_words_in_cells_are_escaped() -> None:
    html = html_table(Rows([{"<b>": "<script>alert(1)</script>"}]))
    assert "<script>" not in html
    assert "<b>" not in html
    assert cells(html)[1] == ["<script>alert(1)</script>"]


def test_there_is_no_result_without_a_frame() -> None:
    @dataclass(frozen=True)
    class Bare(Result):
        name: str = "<a>"

    with pytest.raises(TypeError, match="abstract"):
        Bare()  # type: ignore[abstract]


def test_a_table_in_norwegian(facts) -> None:
    html = html_table(facts("mixed").profile, "nb")
    assert "Balanseprofil" in html
    assert "−1,00" in html
