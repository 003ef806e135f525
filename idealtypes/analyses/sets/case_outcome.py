"""An outcome that the cases have: a column of the table of cases as a fuzzy set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from idealtypes.analyses.types.calibration import calibrate
from idealtypes.engine.result import Result, number, screenful
from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError
from idealtypes.model.hints import hint
from idealtypes.model.study import StudyData
from idealtypes.model.text import number_in


@dataclass(frozen=True, eq=False)
class CaseOutcome(Result):
    """An outcome of the cases as a fuzzy set.

    Attributes
    ----------
    column, negated, anchors
        The attribute it comes from; whether it is its absence; the anchors of the direct method, or None where the
        attribute is a membership already.
    cases
        Ids, as the study has them.
    raw, values
        Shape (cases,): the attribute, and the membership in [0, 1]; nan where it is blank.
    """

    column: str
    negated: bool
    anchors: tuple[float, float, float] | None
    cases: tuple[str, ...]
    raw: Floats
    values: Floats

    @property
    def name(self) -> str:
        """The column; with ~ before it where it is the absence."""
        return f"~{self.column}" if self.negated else self.column

    def to_dict(self) -> dict[str, Any]:
        """The attribute, and the memberships of the cases that have one."""
        return {
            "column": self.column,
            "negated": self.negated,
            "anchors": None if self.anchors is None else list(self.anchors),
            "cases": [
                {"case": case, "membership": float(y)}
                for case, y in zip(self.cases, self.values, strict=True)
                if not np.isnan(y)
            ],
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case: the attribute, and the membership; None where it is blank."""
        return [
            {"case": case, self.column: number(x), "membership": number(y)}
            for case, x, y in zip(self.cases, self.raw, self.values, strict=True)
        ]

    def __repr__(self) -> str:
        pairs = zip(self.cases, self.values, strict=True)
        lines = (f"{case}: {'blank' if np.isnan(y) else format(y, '.2f')}" for case, y in pairs)
        return screenful(lines, f"Membership in {self.name}", len(self.cases))


def case_outcome(
    study: StudyData, column: str, anchors: Sequence[float] | None = None, *, negate: bool = False
) -> CaseOutcome:
    """An attribute of the cases as an outcome.

    Parameters
    ----------
    study
        The study; the column is one of its cases' attributes, and holds numbers (`0.5` or `0,5`) or blanks.
    column
        Its name.
    anchors
        Full out, crossover and full in, in the units of the attribute (`calibration.calibrate`). Without them the
        attribute has to be a membership, from 0 to 1.
    negate
        The absence of the outcome, 1 − y: what makes for it need not be the mirror of what makes for the outcome.

    Raises
    ------
    IdealtypesError
        For a column that is not there, values that are no numbers or lie outside [0, 1] without anchors (with the cases
        they belong to), no value at all, or anchors that neither rise nor fall.
    """
    attributes = [name for name in study.cases.columns if name not in ("id", "title")]
    if column not in attributes:
        raise IdealtypesError(f"the cases have no attribute `{column}`: {hint(column, attributes)}")
    cases, given = study.cases["id"].to_list(), study.cases.get_column(column)
    text = given.cast(pl.String)
    numbers = [None if value is None else number_in(value) for value in text]
    faults = [
        f"case `{case}`: `{value}` in `{column}` is no number"
        for case, value, x in zip(cases, text, numbers, strict=True)
        if value is not None and x is None
    ]
    raw = np.array([np.nan if x is None else x for x in numbers], float)
    if anchors is None:
        faults += [
            f"case `{case}`: {x:g} in `{column}` is no membership from 0 to 1: give three anchors to calibrate it"
            for case, x in zip(cases, raw, strict=True)
            if x < 0 or x > 1
        ]
    if not faults and np.isnan(raw).all():
        faults.append(f"the attribute `{column}` is blank in all cases")
    if faults:
        raise IdealtypesError("\n".join(faults))
    marks = None if anchors is None else (float(anchors[0]), float(anchors[1]), float(anchors[2]))
    values = raw if marks is None else calibrate(raw, marks)
    return CaseOutcome(column, negate, marks, tuple(cases), raw, 1 - values if negate else values)
