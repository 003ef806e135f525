"""A consensus enters in place of those who came to it, and models only where they are asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.engine.codings import coding_rows
from idealtypes.engine.profile import profile
from idealtypes.engine.views import gap, study_profile
from idealtypes.errors import IdealtypesError
from idealtypes.model.coders import KnownCoder
from idealtypes.model.study import StudyData
from tests.engine.made import BOOK, Row, coded_rows, study_of

from ..examples import COSTLY, examples

WHO = {"both": KnownCoder("consensus"), "bot": KnownCoder("model"), "a": KnownCoder()}


def made(rows: list[Row], coders: dict[str, KnownCoder] | None = None, **more: Any) -> StudyData:
    return replace(study_of(rows, BOOK, cases=("here", "there"), draws=100, **more), coders=coders or {})


def decided(rows: list[Row], statement: str, code: str) -> list[Row]:
    source, of = next((source, of) for s, source, of, *_ in rows if s == statement)
    return [*rows, (statement, source, of, "both", code, 1.0)]


@given(coded_rows(), st.sampled_from(["open", "form", "half"]), st.integers(0, 6))
@examples(20, quick=COSTLY)
def test_a_consensus_alone_enters(rows: list[Row], code: str, nth: int) -> None:
    if not rows:
        return
    statement = sorted({r[0] for r in rows})[nth % len({r[0] for r in rows})]
    study = made(decided(rows, statement, code), WHO)
    others = [r for r in rows if r[0] != statement]
    plain = made([r for r in decided(rows, statement, code) if r[3] == "both" or r in others])
    found, wanted = study_profile(study), study_profile(plain)
    np.testing.assert_array_equal(found.shares, wanted.shares)
    assert found.basis is not None
    before = sum(len(r[2]) for r in rows if r[0] == statement)
    assert (found.basis.left_out.consensus, found.basis.left_out.models) == (before, 0)
    # what coders differ by is read from what they coded by themselves
    assert found.doubt.states["coders"] == study_profile(made(rows)).doubt.states["coders"]


def test_a_consensus_that_nothing_is_to_be_coded() -> None:
    rows: list[Row] = [
        ("s", "g", ("here",), "a", "open", 1.0),
        ("s", "g", ("here",), "b", "form", 1.0),
        ("t", "g", ("here",), "a", "form", 1.0),
    ]
    study = made(rows, WHO)
    read = pl.DataFrame({"statement": ["s"], "coder": ["both"]})
    study = replace(study, readings=pl.concat([study.readings, read]))
    found = study_profile(study)
    assert found.statements[0, 0] == 1
    assert found.balance[0, 0] == 1
    assert gap(study, "all", "is").gaps[0].here == 1


def test_models_count_where_they_are_asked_for() -> None:
    rows: list[Row] = [("s", "g", ("here",), "a", "open", 1.0), ("s", "g", ("here",), "bot", "form", 1.0)]
    study = made(rows, WHO)
    found = study_profile(study)
    assert found.basis is not None
    assert (found.balance[0, 0], found.basis.codings, found.basis.left_out.models) == (-1, 1, 1)
    assert study_profile(study, models="include").balance[0, 0] == 0


@pytest.mark.parametrize("lazy", [False, True])
def test_frames_say_the_kind_in_a_column(lazy: bool) -> None:
    rows = [
        ("s", "g", "a", "open", None),
        ("s", "g", "both", None, "consensus"),
        ("t", "g", "a", "form", "human"),
        ("t", "g", "bot", "open", "model"),
    ]
    frame = pl.DataFrame(rows, schema=["statement", "source", "coder", "code", "coder_kind"], orient="row")
    found = profile(frame.lazy() if lazy else frame, BOOK)
    assert found.balance[0, 0] == 1
    assert found.basis is not None
    assert found.basis.left_out.to_dict() == {"consensus": 1, "models": 1}
    assert profile(frame, BOOK, models="include").balance[0, 0] == 0


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["robot", "human"], "'coder_kind' is one of human, model, consensus, not `robot`"),
        (["model", "human"], "`a` has several kinds in 'coder_kind': a coder has one"),
    ],
)
def test_kinds_that_are_none(kinds: list[str], said: str) -> None:
    frame = pl.DataFrame(
        {
            "statement": ["s", "t"],
            "source": ["g"] * 2,
            "coder": ["a", "a"],
            "code": ["open"] * 2,
            "coder_kind": kinds,
        }
    )
    with pytest.raises(IdealtypesError, match=said):
        coding_rows(frame)
    with pytest.raises(IdealtypesError, match="no column 'coder'"):
        coding_rows(frame.drop("coder"))
