"""The decisions of coders and raters, as arrays of coders by units, from which agreement is computed.

Between coders a unit is a statement that they read: for a code the decision is to put it or not, for an aspect the
position of what was put. Between raters a unit is a case on an aspect (in a mode, in a year), and the decision
a position.

A coder who judged a statement on several occasions has one decision on it: to put a code where she did so on most of
them (as often as not is no decision), and as position the mean. With herself she agrees as her occasions do.

Who read a statement is known by one of three rules: coders are *declared* as readers of a source; or *rows* of the
study's tables say that one read a statement and put nothing on it; or only statements that a coder *coded* are known to
have been read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from idealtypes.engine.coded import (
    codings_put,
    counted_statements,
    rating_codings,
    reading,
    readings_declared,
    readings_made,
    readings_of_sources,
    vectors,
)
from idealtypes.engine.occasions import OCCASION
from idealtypes.engine.tally import Floats, Ints
from idealtypes.model.study import StudyData

YEAR = "year"  # the column of ratings that, beside case and mode, says of what they are
Rule = Literal["declared", "rows", "coded", "sources"]


@dataclass(frozen=True, eq=False)
class Codings:
    """Who read which statement, and what they put on it; arrays of C coders by U statements.

    Attributes
    ----------
    coders, statements
        Ids, sorted; all coders who read a statement that counts.
    source
        Shape (U,): the number of the statement's source.
    times
        Shape (C, U): on how many occasions the coder read the statement, 0 or 1 where nobody judged repeatedly.
    put
        Code → numbers of the coders and of the statements where they put it, once for each occasion.
    mentioned
        Aspect → shape (C, U): on how many occasions the coder's codes speak of it.
    positions
        Aspect → shape (C, U, K): where the coder's codes place the statement, on the mean; nan where none of them is on
        the aspect.
    without_code
        How many readings put no code at all.
    rule
        How it is known who read what: `declared`, `rows`, `coded`; or `sources`, if every coder had read the whole of
        each source in which she coded something.
    made, rows
        The readings and the codings behind it, as the study has them.
    """

    coders: tuple[str, ...]
    statements: tuple[str, ...]
    source: Ints
    times: Ints
    put: dict[str, tuple[Ints, Ints]]
    mentioned: dict[str, Ints]
    positions: dict[str, Floats]
    without_code: int
    rule: Rule
    made: pl.DataFrame = field(default_factory=pl.DataFrame)
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def read(self) -> NDArray[np.bool_]:
        """Shape (C, U): whether the coder read the statement. Not putting a code is a decision only there."""
        return np.asarray(self.times > 0)

    @cached_property
    def repeated(self) -> bool:
        """Whether somebody judged a statement again."""
        return bool((self.times > 1).any())

    def decisions(self, code: str, rows: Sequence[int] | slice = slice(None)) -> Floats:
        """Shape (C, U), or of some coders only: 1 where the code was put, 0 where not, nan where it was not read."""
        put = self.put.get(code, (np.zeros(0, int), np.zeros(0, int)))
        if not self.repeated:
            values = np.where(self.times > 0, 0.0, np.nan)
            values[put] = 1.0
            return np.asarray(values[rows])
        count = np.zeros(self.times.shape, int)
        np.add.at(count, put, 1)
        return most_often(count, self.times)[rows]

    def mentions(self, aspect: str) -> Floats:
        """Shape (C, U): 1 where a coder's codes speak of the aspect, 0 where not, nan where it was not read."""
        return most_often(self.mentioned[aspect], self.times)


def most_often(count: Ints, times: Ints) -> Floats:
    """1 where something was done on most of several times, 0 where on fewer, nan for a tie or where there was no time.

    >>> most_often(np.array([2, 1, 1, 0]), np.array([3, 2, 1, 0])).tolist()
    [1.0, nan, 1.0, nan]
    """
    return np.where(2 * count == times, np.nan, (2 * count > times).astype(float))


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
    made, rows = readings_made(study), codings_put(study)
    aspects = [aspect.id for aspect in study.scheme.aspects]
    declared = any(study.readers.values())
    read = readings_declared(study, made) if declared else made
    coded = rows.select(reading(rows)).unique().height
    without = made.height - coded
    rule: Rule = "declared" if declared else "rows" if without else "coded"
    return replace(_codings(study, read, rows, without, rule, aspects), made=made, rows=rows)


def read_otherwise(study: StudyData, coded: Codings) -> Codings:
    """The same decisions if it were otherwise known who read what: by what a coder coded alone; or, where that is the
    rule, if every coder had read the whole of each source in which she coded something."""
    made, rows = coded.made, coded.rows
    if coded.rule == "coded":
        whole = made.select("source", "coder")
        return _codings(study, readings_of_sources(study, made, whole), rows, coded.without_code, "sources")
    by = reading(rows)
    alone = rows.select("statement", "source", *by[1:]).unique()
    known = _codings(study, alone, rows, 0, "coded")
    return replace(known, coders=known.coders or coded.coders)


def occasions_of(study: StudyData, coded: Codings) -> dict[str, Codings]:
    """Coder → the decisions on each of her occasions, of coders who have several; the occasions stand as coders."""
    made, rows = coded.made, coded.rows
    if OCCASION not in made.columns:
        return {}
    read = readings_declared(study, made) if coded.rule == "declared" else made
    several = read.group_by("coder").agg(pl.col(OCCASION).n_unique()).filter(pl.col(OCCASION) > 1)
    found = {}
    for coder in sorted(several["coder"].to_list()):
        own, put = (_as_coders(frame, coder) for frame in (read, rows))
        found[coder] = _codings(study, own, put, 0, "coded")
    return found


def _as_coders(rows: pl.DataFrame, coder: str) -> pl.DataFrame:
    """What one coder did, her occasions in the place of coders."""
    return rows.filter(pl.col("coder") == coder).drop("coder").rename({OCCASION: "coder"})


def _codings(
    study: StudyData,
    readings: pl.DataFrame,
    rows: pl.DataFrame,
    without: int,
    rule: Rule,
    aspects: Sequence[str] = (),
) -> Codings:
    """The decisions; positions on these aspects only."""
    coders = tuple(sorted(readings["coder"].unique().to_list()))
    units = readings.select("statement", "source").unique().sort("statement")
    statements = tuple(units["statement"].to_list())
    coder, statement = _numbers(coders), _numbers(statements)
    sources = _numbers(tuple(sorted(units["source"].unique().to_list())))

    def at(frame: pl.DataFrame) -> tuple[Ints, Ints]:
        return _at(frame["coder"], coder), _at(frame["statement"], statement)

    times = np.zeros((len(coders), len(statements)), int)
    np.add.at(times, at(readings), 1)
    # in the order of the codes, in which their disagreements are summed
    put = {
        str(code[0]): at(part) for code, part in sorted(rows.group_by("code"), key=lambda one: str(one[0]))
    }
    mentioned, positions = {}, {}
    for aspect in aspects:
        found = _vectors(study, rows, aspect, reading(rows))
        count = np.zeros(times.shape, int)
        np.add.at(count, at(found), 1)
        array = np.full((*times.shape, _width(study, aspect)), np.nan)
        if found.height:
            place = at(found)
            array[place] = 0.0
            np.add.at(array, place, found.drop(reading(found)).to_numpy())
            array /= np.maximum(count, 1)[..., None]
        mentioned[aspect], positions[aspect] = count, array
    return Codings(
        coders=coders,
        statements=statements,
        source=_at(units["source"], sources),
        times=times,
        put=put,
        mentioned=mentioned,
        positions=positions,
        without_code=without,
        rule=rule,
    )


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
        found = _vectors(study, rows, aspect.id, [*unit, "coder"])
        if not found.height:
            continue
        units = found.select(unit).unique().sort(unit).with_row_index("unit")
        found = found.join(units, on=unit, nulls_equal=True, maintain_order="left")
        array = np.full((len(raters), units.height, _width(study, aspect.id)), np.nan)
        shares = found.drop(*unit, "coder", "unit").to_numpy()
        array[_at(found["coder"], rater), found["unit"].to_numpy().astype(int)] = shares
        positions[aspect.id], case[aspect.id] = array, _at(units["case"], number)
    return Ratings(raters, cases, case, positions)


def _vectors(study: StudyData, rows: pl.DataFrame, aspect: str, by: list[str]) -> pl.DataFrame:
    """The decisions on an aspect; where its K poles do not exclude one another times √(2/K), so that half the squared
    difference is the mean over them and two decisions differ by 1 at most."""
    if aspect not in study.scheme.presence:
        return vectors(rows, study.placements, aspect, by)
    found = vectors(rows, study.placements, aspect, by, present=True)
    scale = (2 / len(study.scheme.poles(aspect))) ** 0.5
    more = range(len(found.columns) - len(by), _width(study, aspect))
    return found.with_columns(pl.exclude(by) * scale).with_columns(pl.lit(0.0).alias(f"w{p}") for p in more)


def _width(study: StudyData, aspect: str) -> int:
    """How many columns the decisions on an aspect have: two would be read as a position between two poles."""
    poles = len(study.scheme.poles(aspect))
    return max(poles, 3) if aspect in study.scheme.presence else poles


def _numbers(ids: Sequence[str]) -> dict[str, int]:
    return {name: n for n, name in enumerate(ids)}


def _at(column: pl.Series, numbers: dict[str, int]) -> Ints:
    return np.array([numbers[name] for name in column.to_list()], int)
