"""The decisions of coders and raters, as arrays of coders by units, from which agreement is computed.

Between coders a unit is a statement that they read: for a code the decision is to put it or not, for an aspect the
position of what was put. Between raters a unit is a case on an aspect (in a mode, in a year), and the decision
a position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from idealtypes.engine.coded import codings_put, counted_statements, rating_codings, readings_made, vectors
from idealtypes.engine.tally import Floats, Ints
from idealtypes.model.study import StudyData

YEAR = "year"  # the column of ratings that, beside case and mode, says of what they are


@dataclass(frozen=True, eq=False)
class Codings:
    """Who read which statement, and what they put on it; arrays of C coders by U statements.

    Attributes
    ----------
    coders, statements
        Ids, sorted; all coders who read a statement that counts.
    source
        Shape (U,): the number of the statement's source.
    read
        Shape (C, U): whether the coder read the statement. Not putting a code is a decision only there.
    put
        Code → numbers of the coders and of the statements where they put it.
    positions
        Aspect → shape (C, U, K): where the coder's codes place the statement; nan where none of them is on the aspect.
    without_code
        How many readings put no code at all.
    """

    coders: tuple[str, ...]
    statements: tuple[str, ...]
    source: Ints
    read: NDArray[np.bool_]
    put: dict[str, tuple[Ints, Ints]]
    positions: dict[str, Floats]
    without_code: int

    def decisions(self, code: str, rows: Sequence[int] | slice = slice(None)) -> Floats:
        """Shape (C, U), or of some coders only: 1 where the code was put, 0 where not, nan where it was not read."""
        values = np.where(self.read, 0.0, np.nan)
        coder, statement = self.put.get(code, (np.zeros(0, int), np.zeros(0, int)))
        values[coder, statement] = 1.0
        return np.asarray(values[rows])

    def mentions(self, aspect: str) -> Floats:
        """Shape (C, U): 1 where a coder's codes speak of the aspect, 0 where not, nan where it was not read."""
        there = ~np.isnan(self.positions[aspect][..., 0])
        return np.where(self.read, there.astype(float), np.nan)


@dataclass(frozen=True, eq=False)
class Ratings:
    """Where raters place the cases; arrays of R raters by U units, a unit being a case on an aspect in a mode, and
    in a year where the ratings have a column `year`.

    Attributes
    ----------
    raters, cases
        Ids, sorted.
    case
        Aspect → shape (U,): the number of the unit's case.
    positions
        Aspect → shape (R, U, K): the mean of the rater's shares of the poles; nan without a rating.
    """

    raters: tuple[str, ...]
    cases: tuple[str, ...]
    case: dict[str, Ints]
    positions: dict[str, Floats]


def codings_of(study: StudyData) -> Codings:
    """The decisions on the statements of a study; ratings are left out."""
    readings, rows = readings_made(study), codings_put(study)
    coders = tuple(sorted(readings["coder"].unique().to_list()))
    units = readings.select("statement", "source").unique().sort("statement")
    statements = tuple(units["statement"].to_list())
    coder, statement = _numbers(coders), _numbers(statements)
    sources = _numbers(tuple(sorted(units["source"].unique().to_list())))
    read = np.zeros((len(coders), len(statements)), bool)
    read[_at(readings["coder"], coder), _at(readings["statement"], statement)] = True
    put = {
        str(code[0]): (_at(part["coder"], coder), _at(part["statement"], statement))
        for code, part in rows.group_by("code")
    }
    positions = {}
    for aspect in study.scheme.aspects:
        found = vectors(rows, study.placements, aspect.id, ["statement", "coder"])
        array = np.full((*read.shape, len(study.scheme.poles(aspect.id))), np.nan)
        if found.height:
            at = _at(found["coder"], coder), _at(found["statement"], statement)
            array[at] = found.drop("statement", "coder").to_numpy()
        positions[aspect.id] = array
    coded = rows.select("statement", "coder").unique().height
    source = _at(units["source"], sources)
    return Codings(coders, statements, source, read, put, positions, int(read.sum()) - coded)


def ratings_of(study: StudyData) -> Ratings:
    """The decisions of raters; several ratings of one unit by one rater are averaged."""
    rows = (
        rating_codings(study)
        .join(counted_statements(study), on="statement")
        .join(study.cases_of, on="statement")
    )
    unit = ["case", "mode"]
    if (
        YEAR in study.statements.columns
    ):  # what one rater says of last year is no answer to what another says of this
        rows = rows.join(study.statements.select(YEAR, statement="id"), on="statement", maintain_order="left")
        unit.append(YEAR)
    raters = tuple(sorted(rows["coder"].unique().to_list()))
    cases = tuple(sorted(rows["case"].unique().to_list()))
    rater, number = _numbers(raters), _numbers(cases)
    positions, case = {}, {}
    for aspect in study.scheme.aspects:
        found = vectors(rows, study.placements, aspect.id, [*unit, "coder"])
        if not found.height:
            continue
        units = found.select(unit).unique().sort(unit).with_row_index("unit")
        found = found.join(units, on=unit, nulls_equal=True, maintain_order="left")
        array = np.full((len(raters), units.height, len(study.scheme.poles(aspect.id))), np.nan)
        shares = found.drop(*unit, "coder", "unit").to_numpy()
        array[_at(found["coder"], rater), found["unit"].to_numpy().astype(int)] = shares
        positions[aspect.id], case[aspect.id] = array, _at(units["case"], number)
    return Ratings(raters, cases, case, positions)


def _numbers(ids: Sequence[str]) -> dict[str, int]:
    return {name: n for n, name in enumerate(ids)}


def _at(column: pl.Series, numbers: dict[str, int]) -> Ints:
    return np.array([numbers[name] for name in column.to_list()], int)
