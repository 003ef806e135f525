"""Every result: its answer is the command's, and it shows itself in little room."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

import idealtypes as it
from idealtypes.cli.program import COMMANDS, program
from idealtypes.engine.result import Result
from idealtypes.reporting.documents.markdown_writing import markdown_text
from idealtypes.reporting.tables.columns import table_columns
from idealtypes.reporting.tables.latex_table import latex_table
from idealtypes.reporting.tables.paper_document import paper_document
from idealtypes.reporting.tables.paper_table import paper_table
from idealtypes.reporting.wording.words import words_in
from tests.door.calls import CALLS, EXAMPLE, Call

WITHOUT_AN_ANSWER = {"init", "demo", "report", "open"}  # these write files, or serve, and have no --json
BY_NAME = {call.name: call for call in CALLS}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The result of a call, worked out once."""
    folder = tmp_path_factory.mktemp("door")

    @cache
    def of(name: str) -> Result:
        found: Result = BY_NAME[name].python(folder / name.replace(" ", "_"))
        return found

    return of


def test_every_command_with_an_answer_is_called() -> None:
    commands = {name for group in COMMANDS.values() for name in group}
    assert {call.command for call in CALLS} == commands - WITHOUT_AN_ANSWER


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_the_answer_is_that_of_the_command(call: Call, result: Any, tmp_path: Path) -> None:
    arguments = [call.command, *map(str, call.arguments(tmp_path)), "--json"]
    done = CliRunner().invoke(program, arguments)
    assert json.loads(done.stdout) == json.loads(json.dumps(result(call.name).to_dict()))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_it_shows_itself_in_little_room(call: Call, result: Any) -> None:
    found = result(call.name)
    lines = repr(found).splitlines()
    assert 0 < len(lines) <= 12
    assert max(map(len, lines)) <= 100
    assert found._repr_html_().startswith("<table")
    assert isinstance(found.to_frame(), pl.DataFrame)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_every_column_of_its_table_is_explained_and_a_paper_has_its_titles(call: Call, result: Any) -> None:
    found = result(call.name)
    of, [*rows] = table_columns(found.table_name), found.records()
    assert of is not None
    for language in ("en", "nb"):
        words = words_in(language)
        assert [n for n in dict.fromkeys(k for row in rows for k in row) if of.column(n, words) is None] == []
        made = paper_table(found, language, most=40)
        assert markdown_text(paper_document(made), str).startswith("**Tab")
        assert r"\bottomrule" in latex_table(made)
        for column in made.columns:
            assert column.heading.strip()
            assert "nan" not in {cell.text for cell in column.cells}


def test_the_tables_of_a_comparison_are_explained(result: Any) -> None:
    found = result("compare with")
    for one in (found.distances, found.nearest, found.ranking, found.clusters, found.map, found.beside):
        of = table_columns(one.table_name)
        assert of is not None
        assert [n for row in one.records() for n in row if of.column(n, words_in("nb")) is None] == []


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_it_is_frozen_and_exported(call: Call, result: Any) -> None:
    found = result(call.name)
    assert isinstance(found, Result)
    field = dataclasses.fields(found)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(found, field, None)
    assert getattr(it, type(found).__name__) is type(found)
    assert type(found).__name__ in it.__all__


def test_what_one_holds_is_small_on_screen() -> None:
    study = it.read_study(EXAMPLE)
    for held in (study, study.scheme, study.scheme.theory):
        lines = repr(held).splitlines()
        assert len(lines) <= 12
        assert max(map(len, lines)) <= 150
