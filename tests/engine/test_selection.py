"""`where` chooses statements, and says what there is where nothing is."""

from pathlib import Path

import pytest

from idealtypes.engine.coded import where
from idealtypes.errors import BadArgument
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
    assert study.selection == (("case", "north"), ("kind", "interview"))
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
