"""Robustness tries each coder as she coded by herself, also where a consensus took the place of that."""

from __future__ import annotations

from dataclasses import replace

from idealtypes.analyses.robustness.runs import kept
from idealtypes.analyses.robustness.scopes import scope_of
from idealtypes.analyses.robustness.specifications import grid_of
from idealtypes.model.coders import KnownCoder
from idealtypes.model.conclusions import Conclusion
from tests.engine.made import BOOK, Row, study_of


def test_robustness_tries_each_coder_as_she_coded_by_herself() -> None:
    rows: list[Row] = [
        (f"s{n}", f"g{n % 2}", ("here",), who, code, 1.0)
        for who, code in (("a", "open"), ("b", "form"), ("both", "form"))
        for n in range(3)
    ]
    study = replace(study_of(rows, BOOK), coders={"both": KnownCoder("consensus")})
    table = scope_of(Conclusion(case="here", aspect="access", pole="informal", kind="leans"), "is").table(
        study
    )
    grid = grid_of(study, table, view="is")
    assert [one.value for one in grid.options("coder")] == [None, "a", "b"]
    shares = {who: kept(table, "all", "exclude", who).sum() for who in (None, "a", "b")}
    assert shares == {None: 3, "a": 3, "b": 3}
    entering = kept(table, "all", "exclude", None)
    assert {table.coders[c] for c in table.coder[entering]} == {"both"}
