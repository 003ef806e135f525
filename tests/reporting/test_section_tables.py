"""Every table that a section prints lies beside the page as a file, is named there, and its columns are explained."""

from __future__ import annotations

import csv
import io
import re

import pytest

from idealtypes.files.content import folder
from idealtypes.reporting.record.record import RECORD
from idealtypes.reporting.report import COLUMNS, LOG
from idealtypes.reporting.report_tables import dictionary_of, tables
from idealtypes.reporting.tables.columns import table_columns
from idealtypes.reporting.wording.words import words_in

TABLE = re.compile(r"<table\b[^>]*>")
NAMED = re.compile(r'data-table="([^"]+)"')
BESIDE = {RECORD, LOG}  # a table that is in these is no table of its own


@pytest.mark.parametrize(
    "template", sorted(path.name for path in (folder("reports") / "sections").glob("*.html"))
)
def test_every_table_of_a_section_names_its_file(template: str) -> None:
    text = (folder("reports") / "sections" / template).read_text(encoding="utf-8")
    trial = text.split('<div class="trial">')
    printed = [trial[0], *(part.partition("</script>")[2] for part in trial[-1:] if len(trial) > 1)]
    unnamed = [found for part in printed for found in TABLE.findall(part) if not NAMED.search(found)]
    assert unnamed == []


@pytest.mark.parametrize(
    ("kind", "sharing"),
    [
        ("mixed", False),
        ("mixed", True),
        ("cases", False),
        ("cases", True),
        ("raters", False),
        ("tense", False),
    ],
)
def test_the_files_that_tables_name_are_there_and_explained(made, kind: str, sharing: bool) -> None:
    one = made(kind, "en", sharing)
    found = tables(one.facts, one.links, one.parts)
    named = set(NAMED.findall(one.html))
    assert named
    assert named - BESIDE <= set(found)
    for name in named:
        assert f"As a file: {name if name in BESIDE else f'tables/{name}.csv'}" in one.html
    for name, records in found.items():
        of = table_columns(name)
        assert of is not None, name
        for language in ("en", "nb"):
            columns = {column for record in records for column in record}
            assert [column for column in columns if of.column(column, words_in(language)) is None] == [], name
    if sharing:
        assert not {column for rows in found.values() for row in rows for column in row} & {"why", "why_code"}
        assert not set(found) & {"statements", "traits", "codes", "sources", "influence", "weightings"}


def test_one_file_explains_the_columns_of_all(made, report) -> None:
    files = report("mixed")
    rows = list(csv.DictReader(io.StringIO(files[COLUMNS].decode("utf-8"))))
    one = made("mixed")
    assert rows == dictionary_of(tables(one.facts, one.links, one.parts), one.facts.words)
    assert {row["table"] for row in rows} == {
        name[7:-4]
        for name in files
        if name.startswith("tables/") and name.endswith(".csv") and name != COLUMNS
    }
    assert all(row["title"] and row["meaning"] for row in rows)
