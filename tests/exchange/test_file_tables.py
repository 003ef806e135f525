"""What a file is before it is imported: its worksheets, and what their columns are taken for."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.exchange.detect import formats

from .books import xlsx


def roles(table: it.FileTable) -> dict[str, tuple[str, str]]:
    return {one.heading: (one.taken, one.role) for one in table.columns}


def test_a_format_whose_columns_can_be_named_says_the_names() -> None:
    assert [one.id for one in formats() if (one.columns is None) != bool(one.vocabulary)] == []


def test_columns_of_marks_are_codes(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("Interview,Quote,Trust,Rules\nA,Ring up,1,0\nB,Fill in,0,1\n")
    (table,) = it.file_tables(tmp_path / "m.csv").tables
    assert roles(table)["Trust"] == ("code", "")
    said = it.file_tables(tmp_path / "m.csv", column={"code": "Trust"}).tables[0]
    assert (roles(said)["Trust"], roles(said)["Rules"]) == (("role", "code"), ("attribute", ""))


def test_a_wide_sheet_has_aspects_and_a_tall_one_is_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "w.xlsx").write_bytes(xlsx(("Ark", [("Land", "Care"), ("Norge", 2), ("Sverige", 4)])))
    wide = it.file_tables(tmp_path / "w.xlsx")
    assert (wide.kind, roles(wide.tables[0])) == (
        "ratings",
        {"Land": ("role", "case"), "Care": ("aspect", "")},
    )
    (tmp_path / "t.csv").write_text("case,aspect,rater,position\na,care,r,0.5\n")
    tall = it.file_tables(tmp_path / "t.csv")
    assert (tall.kind, tall.roles) == ("ratings", ())


def test_codings_may_be_looked_at_as_ratings(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("Interview,Quote,Trust\nA,Ring up,1\nB,Fill in,0\n")
    found = it.file_tables(tmp_path / "m.csv", ratings=True)
    assert found.kind == "ratings"
    assert "rater" in found.roles


def test_a_heading_that_is_not_there_says_nothing_and_codes_for_missing_values_are_blank(
    tmp_path: Path,
) -> None:
    (tmp_path / "m.csv").write_text("Interview,Quote,Code\nA,-99,x\nB,Fill in,y\n")
    (table,) = it.file_tables(tmp_path / "m.csv", column={"text": "Words"}, missing=["-99"]).tables
    assert [one.cells for one in table.columns if one.heading == "Quote"] == [("Fill in",)]
    assert roles(table)["Quote"] == ("role", "text")


def test_a_project_has_no_tables_and_what_is_none_is_told(tmp_path: Path) -> None:
    it.read_study("examples/two_coders").export(tmp_path / "two.qdpx")
    project = it.file_tables(tmp_path / "two.qdpx")
    assert (project.kind, project.tables) == ("project", ())
    (tmp_path / "a.txt").write_text("only words")
    with pytest.raises(it.IdealtypesError, match="none that is read"):
        it.file_tables(tmp_path / "a.txt")
