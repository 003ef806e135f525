"""`where` chooses statements, and says what there is where nothing is."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from idealtypes.engine.coded import where
from idealtypes.errors import BadArgument, BadCall
from idealtypes.files.study import read_study

STUDIES = Path(__file__).parents[1] / "studies"


@pytest.mark.parametrize(
    ("selection", "statements", "cases"),
    [
        ({"shift": "day"}, ["a1", "a3", "b1"], ["south", "north", "east"]),
        ({"shift": ["day", "night"]}, ["a1", "a2", "a3", "a4", "b1"], ["south", "north", "east"]),
        ({"kind": "document"}, ["b1", "rating-1"], ["south", "north", "east"]),
        ({"profession": "porter"}, ["a3", "a4"], ["south", "north", "east"]),
        ({"case": "north"}, ["a2", "a3", "b2"], ["north"]),
        ({"region": "inland"}, ["a2", "a3", "b2", "rating-1", "rating-2", "rating-3"], ["north", "east"]),
        ({"coder": "two"}, ["a1"], ["south", "north", "east"]),
        ({"shift": "day", "profession": "porter"}, ["a3"], ["south", "north", "east"]),
        ("shift=day|night", ["a1", "a2", "a3", "a4", "b1"], ["south", "north", "east"]),
        ("shift!=day", ["a2", "a4", "b2", "rating-1", "rating-2", "rating-3"], ["south", "north", "east"]),
        ("shift=", ["b2", "rating-1", "rating-2", "rating-3"], ["south", "north", "east"]),
        (
            {"shift": ["day", None]},
            ["a1", "a3", "b1", "b2", "rating-1", "rating-2", "rating-3"],
            ["south", "north", "east"],
        ),
        (["shift!=", "shift != night"], ["a1", "a3", "b1"], ["south", "north", "east"]),
        ("coder!=one", ["a1", "b1", "b2", "rating-1", "rating-2", "rating-3"], ["south", "north", "east"]),
        ("case!=north", ["a1", "a3", "a4", "b1", "rating-1", "rating-2", "rating-3"], ["south", "east"]),
    ],
)
def test_where_selects_statements(selection, statements, cases):
    study = where(read_study(STUDIES / "good_full"), selection)
    assert study.statements.get_column("id").to_list() == statements
    assert study.cases.get_column("id").to_list() == cases
    assert set(study.codings.get_column("statement")) <= set(statements)
    assert set(study.claims.get_column("statement")) <= set(statements)
    assert set(study.sources.get_column("id")) == set(study.statements.get_column("source"))
    assert study.cases_of.get_column("statement").unique(maintain_order=True).to_list() == statements


def test_where_keeps_what_it_selected():
    study = where(where(read_study(STUDIES / "good_full"), {"case": "north"}), {"kind": "interview"})
    assert [str(one) for one in study.selection] == ["case=north", "kind=interview"]
    assert study.cases_of.rows() == [("a2", "north"), ("a3", "north")]
    assert where(read_study(STUDIES / "good_full"), {"coder": "one"}).codings.get_column(
        "coder"
    ).unique().to_list() == ["one"]


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (
            {"shfit": "day"},
            "where shfit=day: no column `shfit` in statements, sources or cases; did you mean `shift`?",
        ),
        (
            {"shift": "dya"},
            "where shift=dya: no statement has `dya` as its `shift`; there is `day`, `night`",
        ),
        (
            {"shift": "night", "kind": "document"},
            "where kind=document: no statement has `document` as its `kind`",
        ),
    ],
)
def test_where_says_what_there_is(selection, message):
    with pytest.raises(BadArgument) as caught:
        where(read_study(STUDIES / "good_full"), selection)
    assert str(caught.value).startswith(message)


def test_a_condition_and_its_opposite_share_the_statements_between_them():
    study = read_study(STUDIES / "good_full")
    whole = set(study.statements.get_column("id"))
    for text in ("shift=day", "shift=", "profession=porter", "kind=document", "region=inland"):
        here, there = (
            set(where(study, one).statements.get_column("id")) for one in (text, text.replace("=", "!="))
        )
        assert here | there == whole
        assert not here & there or text.startswith("region")  # a statement of two cases may lie in both


def test_a_cell_that_holds_the_sign_is_found(tmp_path: Path):
    folder = tmp_path / "study"
    shutil.copytree(STUDIES / "good_full", folder)
    table = folder / "statements_a.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(";night", ";night|day", 1), encoding="utf-8")
    study = read_study(folder)
    marked = study.statements.filter(pl.col("shift") == "night|day").get_column("id").to_list()
    assert where(study, "shift=night|day").statements.get_column("id").to_list() == marked != []


@pytest.mark.parametrize("text", ["day", "=day", "!=day", ""])
def test_what_is_no_condition_is_told(text):
    with pytest.raises(BadCall, match="column=value"):
        where(read_study(STUDIES / "good_full"), [text])
