"""Alpha for unitising: the published example, a count written out, and what is said where it cannot be computed."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from idealtypes.analyses.agreement.agreement import agreement
from idealtypes.analyses.agreement.unitised import NO_CHANCE, NO_POSITIONS, NOBODY, unit_disagreement
from idealtypes.model.study import StudyData
from tests.engine.made import BOOK, study_of

from ..examples import examples

# Krippendorff (2004, p. 254): two observers of a continuum of 300, from 150 on; units begin, length.
EXAMPLE = {
    "open": [[(225, 70), (370, 30)], [(220, 80), (355, 20), (400, 20)]],
    "form": [[(180, 60), (300, 50)]] * 2,
}


def placed(
    codes: dict[str, list[list[tuple[int, int]]]], length: int, origin: int = 0, **more: Any
) -> StudyData:
    """A study of one source, in which every unit is a passage; a passage without a code ends the source."""
    rows, ends = [], {}
    for code, coders in codes.items():
        for c, units in enumerate(coders):
            for n, (begin, size) in enumerate(units):
                name = f"{code}{c}{n}"
                rows.append((name, "g", ("here",), "ab"[c], code, 1.0))
                ends[name] = (begin - origin, begin - origin + size)
    study = study_of(rows, BOOK, **more)
    at = [ends[name] for name in study.statements["id"]]
    statements = study.statements.with_columns(
        start=pl.Series([str(b) for b, _ in at]), end=pl.Series([str(e) for _, e in at])
    )
    last = statements[:1].with_columns(id=pl.lit("last"), start=pl.lit("0"), end=pl.lit(str(length)))
    return dataclasses.replace(study, statements=pl.concat([statements, last]))


def test_krippendorff_2004() -> None:
    found = agreement(placed(EXAMPLE, 300, 150)).unitised
    assert found is not None
    assert (found.sources, found.left_out) == (1, 0)
    value = {one.code: one.value for one in found.codes}
    assert value["open"] == pytest.approx(0.7286, abs=5e-5)
    assert value["form"] == 1
    # .8591 in the book, from the rounded .0144, .0532 and .0490
    assert found.overall.value == pytest.approx(0.8591, abs=5e-4)
    assert (found.overall.units, found.overall.coders) == (9, 2)
    assert next(one for one in found.codes if one.code == "kin").why == NOBODY


UNITS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 18), st.integers(1, 6)), min_size=1, max_size=7)


@given(UNITS)
@examples(80)
def test_as_written_out(units: list[tuple[int, int, int]]) -> None:
    """Every pair of sections, units and gaps, as in the book."""
    length, sections = 24, []
    for c in range(3):
        joined: list[list[int]] = []
        for b, e in sorted((b, b + n) for who, b, n in units if who == c):
            if joined and b < joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], e)
            else:
                joined.append([b, e])
        own, at = [], 0
        for b, e in [*joined, [length, length]]:
            own += [(at, b - at, 0)] if b > at else []
            own += [(b, e - b, 1)] if e > b else []
            at = e
        sections.append(own)
    apart = 0
    for i in range(3):
        for j in range(3):
            for b, n, w in sections[i] if i != j else ():
                for c, m, v in sections[j]:
                    if w and v and -n < b - c < m:
                        apart += (b - c) ** 2 + (b + n - c - m) ** 2
                    elif w and not v and m - n >= b - c >= 0:
                        apart += n * n
                    elif v and not w and n - m >= c - b >= 0:
                        apart += m * m
    count = sum(w for own in sections for _, _, w in own)
    mean = ways = 0.0
    for own in sections:
        for _, n, w in own:
            if w:
                gaps = sum(m - n + 1 for other in sections for _, m, v in other if not v and m >= n)
                mean += (count - 1) / 3 * (2 * n**3 - 3 * n**2 + n) + n * n * gaps
                ways += n * (n - 1)
    who, begin, size = (np.array(column) for column in zip(*units, strict=True))
    observed, expected = unit_disagreement(who, begin, begin + size, 3, length)
    assert observed == pytest.approx(apart / (6 * length**2))
    assert expected == pytest.approx(2 / length * mean / (3 * length * (3 * length - 1) - ways))


@given(UNITS)
@examples(40)
def test_the_same_units_agree_wholly(units: list[tuple[int, int, int]]) -> None:
    begin, size = (np.array([u[k] for u in units]) for k in (1, 2))
    two = np.repeat([0, 1], len(units))
    observed, expected = unit_disagreement(two, np.tile(begin, 2), np.tile(begin + size, 2), 2, 60)
    assert observed == 0
    assume(expected > 0)


def test_what_cannot_be_computed_is_said() -> None:
    study = placed(EXAMPLE, 300, 150)
    blank = study.statements.with_columns(start=pl.lit(""))
    found = agreement(dataclasses.replace(study, statements=blank)).unitised
    assert found is not None
    assert (found.overall.value, found.overall.why, found.left_out) == (None, NO_POSITIONS, 1)
    assert agreement(dataclasses.replace(study, statements=blank.drop("start"))).unitised is None
    whole = agreement(placed({"open": [[(0, 9)], [(0, 9)]]}, 9)).unitised
    assert whole is not None
    assert whole.overall.why in (None, NO_CHANCE)
