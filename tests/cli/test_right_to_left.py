"""In the terminal, what is written from right to left is isolated, and columns keep their places."""

from __future__ import annotations

import re
from pathlib import Path

from idealtypes.cli.terminal import Column, Screen, cells, grid, laid, plain

from ..reporting.right_to_left import CASES, right_to_left
from .conftest import Run

ISOLATES = str.maketrans("", "", "\u2068\u2069")


def test_tables_isolate_titles_and_keep_their_columns(run: Run, tmp_path: Path) -> None:
    told = run("types", right_to_left(tmp_path / "s")).stdout
    assert f"\u2068{CASES['b']}\u2069" in told
    for line in told.splitlines():
        assert line.count("\u2068") == line.count("\u2069")
        assert cells(line) <= 80
        assert not re.search("[א-ת\u0620-\u064a]", re.sub("\u2068[^\u2069]*\u2069", "", line))


def test_columns_are_as_wide_as_what_is_seen() -> None:
    rows = [["שלום", "0.50"], ["שָׁלוֹם", "1"], ["مَرْحَبًا", "2"], ["north", "3"]]
    lines = laid(grid([Column("case", True), Column("P")], rows), Screen()).splitlines()
    assert len({cells(line) for line in lines}) == 1


def test_marks_that_nobody_sees_go_and_joiners_stay() -> None:
    assert plain("\u202bשלום\u202c \u2067a\u2069\u00ad") == "שלום a"
    assert plain("می\u200cخواهم 👩\u200d👧") == "می\u200cخواهم 👩\u200d👧"
