"""Agreement where coders judged repeatedly: by most of their occasions, and with themselves."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from idealtypes.analyses.agreement.agreement import Agreement, agreement
from idealtypes.analyses.agreement.alpha import alpha
from idealtypes.analyses.tension.meetings import codes_shared
from idealtypes.model.study import StudyData
from tests.engine.made import BOOK, study_of

from ..examples import examples

X = float("nan")
Judgement = tuple[str, str, str, str]  # statement, coder, occasion, codes separated by blanks


def judged(*rows: Judgement) -> StudyData:
    """A study of judgements, those without a code included; every statement has a source of its own."""
    put = [(s, f"g{s}", ("here",), coder, code, 1.0) for s, coder, _, codes in rows for code in codes.split()]
    when = [o for _, _, o, codes in rows for _ in codes.split()]
    made = study_of(put, BOOK)
    readings = pl.DataFrame(
        [(s, coder, o) for s, coder, o, _ in rows], schema=["statement", "coder", "occasion"], orient="row"
    )
    codings = made.codings.with_columns(pl.Series("occasion", when, dtype=pl.String))
    return dataclasses.replace(made, codings=codings, readings=readings)


def value(found: Agreement, of: str, id_: str) -> float | None:
    every = (*found.codes, *found.aspects, *found.occasions)
    return next(c.value for c in every if (c.of, c.id) == (of, id_))


ROWS: tuple[Judgement, ...] = (
    ("1", "a", "1", "open"), ("1", "a", "2", "open"), ("1", "a", "3", "form"), ("1", "b", "", "open"),
    ("2", "a", "1", "form"), ("2", "a", "2", "open"), ("2", "b", "", "form"),
    ("3", "a", "1", "form"), ("3", "a", "2", ""), ("3", "a", "3", ""), ("3", "b", "", "form"),
    ("4", "a", "1", "form"), ("4", "b", "", "open"),
)  # fmt: skip


def test_between_coders_the_most_frequent_decides_and_ties_are_left_out() -> None:
    found = agreement(judged(*ROWS))
    # open: a puts it on 2 of 3, on 1 of 2 (a tie), on 0 of 3, on 0 of 1
    assert value(found, "code", "open") == pytest.approx(alpha([[1, X, 0, 0], [1, 0, 0, 1]]))
    assert value(found, "code", "form") == pytest.approx(alpha([[0, X, 0, 1], [0, 1, 1, 0]]))
    # positions are means over the occasions that speak of the aspect
    assert value(found, "position", "access") == pytest.approx(
        alpha([[1 / 3, 0.5, 1, 1], [0, 1, 1, 0]], "interval")
    )
    assert value(found, "mention", "access") == pytest.approx(alpha([[1, 1, 0, 1], [1, 1, 1, 1]]))


def test_with_herself_a_coder_has_a_row_of_her_own() -> None:
    found = agreement(judged(*ROWS))
    (own,) = found.occasions
    times = {"open": [[1, 0, 0], [1, 1, 0], [0, X, 0]], "form": [[0, 1, 1], [0, 0, 0], [1, X, 0]]}
    parts = [np.array([[*row, X] for row in rows], float) for rows in times.values()]
    from idealtypes.analyses.agreement.alpha import disagreement

    both = [disagreement(p) for p in parts]
    expected = 1 - sum(float(p.observed.sum()) for p in both) / sum(p.expected for p in both)
    assert own.value == pytest.approx(expected)
    assert (own.of, own.id, own.units, own.coders) == ("coder", "a", 3, 3)
    told = found.to_dict()
    assert told["occasions"][0]["coder"] == "a"
    assert [r["id"] for r in found.records() if r["of"] == "coder"] == ["a"]
    json.dumps(told, allow_nan=False)


JUDGED = st.lists(
    st.lists(st.sampled_from(["", "open", "form", "open kin"]), min_size=2, max_size=2),
    min_size=2,
    max_size=8,
)


@given(JUDGED)
@examples(40)
def test_one_occasion_each_is_no_column_and_the_same_again_changes_nothing(table: Any) -> None:
    once: list[Judgement] = [
        (f"{n}", coder, "", codes)
        for n, row in enumerate(table)
        for coder, codes in zip("ab", row, strict=True)
    ]
    assume(all(any(row) for row in table))
    study = judged(*once)
    bare = dataclasses.replace(
        study, codings=study.codings.drop("occasion"), readings=study.readings.drop("occasion")
    )
    expected = agreement(bare).to_dict()
    assert agreement(study).to_dict() == expected
    again = agreement(judged(*once, *[(s, c, "again", codes) for s, c, _, codes in once])).to_dict()
    for own in again.pop("occasions"):
        assert own["value"] in (None, pytest.approx(1.0))
    assert again == {k: v for k, v in expected.items() if k != "occasions"}


def test_a_declared_reader_read_on_each_of_her_occasions() -> None:
    rows: list[Judgement] = [("1", "a", o, "open") for o in ("1", "2")]
    rows += [("1", "b", "", "open"), ("2", "a", "1", "form"), ("2", "b", "", "form"), ("3", "b", "", "form")]
    study = judged(*rows)
    one_source = dataclasses.replace(
        study,
        statements=study.statements.with_columns(source=pl.lit("g")),
        readers={"g": ("a", "b")},
    )
    found = agreement(one_source)
    # 2: a coded it on one of two occasions, a tie; 3: on none of two
    assert value(found, "code", "form") == pytest.approx(alpha([[0, X, 0], [0, 1, 1]]))
    assert found.rests_on is not None
    assert found.rests_on.rule == "declared"


def test_codes_meet_that_a_coder_put_on_most_of_her_occasions() -> None:
    rows: list[Judgement] = [("1", "a", o, "open form") for o in ("1", "2")] + [("1", "a", "3", "open")]
    rows += [("2", "a", "1", "open form"), ("2", "a", "2", "open"), ("2", "a", "3", "open")]
    shared, fewer = codes_shared(judged(*rows))
    assert sorted(shared.select("statement", "code").rows()) == [("1", "form"), ("1", "open"), ("2", "open")]
    assert fewer == 0
