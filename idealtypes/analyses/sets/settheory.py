"""Set relations between memberships: consistency, coverage, PRI and RoN, and the truth table.

x is the membership of the cases in a condition, y in an outcome, all in [0, 1]. x is sufficient for y as far as x ≤ y,
and necessary as far as y ≤ x (Ragin 2006, "Set relations in social research", Political Analysis 14(3): 291–310):

    sufficiency   consistency Σ min(x, y)/Σx   coverage Σ min(x, y)/Σy
    necessity     consistency Σ min(x, y)/Σy   coverage Σ min(x, y)/Σx

PRI, the proportional reduction in inconsistency, takes out what x shares with both y and not-y; RoN, the relevance of
necessity, is near 0 where x is so common that it is trivially necessary (both in Schneider & Wagemann 2012,
Set-Theoretic Methods for the Social Sciences, ch. 9.2). The numbers are those of R's QCA (Duşa 2019, QCA with R).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from idealtypes.engine.result import Result, screenful
from idealtypes.engine.table import Bools
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import IdealtypesError

Out = Literal["1", "0", "R"]
# More corners than these are not listed in full.
MANY = 4096
# A consistency that falls short of a cut by less than this reaches it: what is missing is rounding.
ROUNDING = 1e-12
NOBODY = np.empty(0, int)
SAYS: dict[Out, str] = {"1": "sufficient", "0": "not_sufficient", "R": "remainder"}


@dataclass(frozen=True)
class SetFit:
    """How well a condition fits an outcome; None where there is nothing to divide by.

    `consistency` and `coverage` lie in [0, 1]: how far the relation holds, and how much of the outcome (of a necessary
    condition: of the condition) it takes in. `pri` is given for sufficiency, `ron` for necessity.
    """

    relation: Literal["sufficiency", "necessity"]
    consistency: float | None
    coverage: float | None
    pri: float | None = None
    ron: float | None = None

    def to_dict(self) -> dict[str, Any]:
        third = {"pri": self.pri} if self.relation == "sufficiency" else {"ron": self.ron}
        return {"consistency": self.consistency, "coverage": self.coverage, **third}


def sufficiency(x: ArrayLike, y: ArrayLike) -> SetFit:
    """How far a condition is sufficient for an outcome; two arrays of shape (cases,) in [0, 1].

    PRI = (Σ min(x, y) − Σ min(x, y, 1 − y))/(Σx − Σ min(x, y, 1 − y)).

    Sums 1.6, 1.7 and 1.2 of x, y and the smaller of both; min(x, y, 1 − y) is .2, .2 and .3.

    >>> fit = sufficiency([0.8, 0.2, 0.6], [0.8, 0.6, 0.3])
    >>> [round(v, 4) for v in (fit.consistency, fit.coverage, fit.pri)]
    [0.8125, 0.7647, 0.6667]
    """
    x, y = _memberships(x, y)
    both = float(np.minimum(x, y).sum())
    vague = float(np.minimum(np.minimum(x, y), 1 - y).sum())
    return SetFit(
        relation="sufficiency",
        consistency=_ratio(both, float(x.sum())),
        coverage=_ratio(both, float(y.sum())),
        pri=_ratio(both - vague, float(x.sum()) - vague),
    )


def necessity(x: ArrayLike, y: ArrayLike) -> SetFit:
    """How far a condition is necessary for an outcome; two arrays of shape (cases,) in [0, 1].

    RoN = Σ(1 − x)/Σ(1 − min(x, y)).

    >>> fit = necessity([0.8, 0.2, 0.6], [0.8, 0.6, 0.3])
    >>> [round(v, 4) for v in (fit.consistency, fit.coverage, fit.ron)]
    [0.7647, 0.8125, 0.8235]
    """
    x, y = _memberships(x, y)
    both = np.minimum(x, y)
    return SetFit(
        relation="necessity",
        consistency=_ratio(float(both.sum()), float(y.sum())),
        coverage=_ratio(float(both.sum()), float(x.sum())),
        ron=_ratio(float((1 - x).sum()), float((1 - both).sum())),
    )


@dataclass(frozen=True)
class TruthRow:
    """One corner of the property space.

    Attributes
    ----------
    configuration
        Per condition the number of the pole; 0 absent and 1 present where it has two.
    n, cases
        The cases with membership above ½ in the corner.
    consistency, pri
        Of the corner as a sufficient condition, over all cases; None where no case is in it.
    out
        `1` sufficient, `0` not, `R` a remainder: too few cases to tell.
    deviant
        Cases in the corner that have not the outcome (½ or less) though the corner is sufficient.
    """

    configuration: tuple[int, ...]
    n: int
    cases: tuple[str, ...]
    consistency: float | None
    pri: float | None
    out: Out
    deviant: tuple[str, ...]


@dataclass(frozen=True)
class TruthTable(Result):
    """The truth table of some conditions and an outcome.

    Attributes
    ----------
    conditions
        Condition → its poles, in the order that the numbers of a configuration count.
    rows
        Corners with cases, in the order of their configurations; all corners if it was asked for.
    corners
        How many there are, with cases or without.
    inclusion, pri, least
        The cuts: of consistency and PRI for `out`, and the cases below which a corner is a remainder.
    unassigned
        Cases in no corner: exactly ½, or with no pole above ½, on some condition.
    """

    conditions: dict[str, tuple[str, ...]]
    rows: tuple[TruthRow, ...]
    corners: int
    inclusion: float
    pri: float
    least: int
    unassigned: tuple[str, ...]

    def poles(self, row: TruthRow) -> dict[str, str]:
        """The corner of a row: condition → pole."""
        return {c: p[k] for (c, p), k in zip(self.conditions.items(), row.configuration, strict=True)}

    def to_dict(self) -> dict[str, Any]:
        return {
            "inclusion": self.inclusion,
            "pri": self.pri,
            "least": self.least,
            "corners": self.corners,
            "unassigned": list(self.unassigned),
            "rows": [
                {
                    "corner": self.poles(row),
                    "n": row.n,
                    "consistency": row.consistency,
                    "pri": row.pri,
                    "out": row.out,
                    "cases": list(row.cases),
                    "deviant": list(row.deviant),
                }
                for row in self.rows
            ],
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per corner: the pole of each condition, and how well it fits."""
        return [
            {
                **self.poles(row),
                "n": row.n,
                "consistency": row.consistency,
                "pri": row.pri,
                "out": row.out,
                "cases": ";".join(row.cases),
                "deviant": ";".join(row.deviant),
            }
            for row in self.rows
        ]

    def __repr__(self) -> str:
        lines = (f"{', '.join(self.poles(row).values())}: {row.out}, n={row.n:,}" for row in self.rows)
        return screenful(lines, f"Truth table of {', '.join(self.conditions)}", len(self.rows))


def truth_table(
    memberships: Mapping[str, ArrayLike],
    outcome: ArrayLike,
    *,
    inclusion: float = 0.8,
    pri: float = 0.0,
    least: int = 1,
    complete: bool = False,
    poles: Mapping[str, Sequence[str]] | None = None,
    cases: Sequence[str] | None = None,
) -> TruthTable:
    """The truth table: for each corner of the property space how many cases are in it, and how well it fits.

    Membership in a corner is the smallest of the memberships in its poles (the minimum, as in R's QCA).

    Parameters
    ----------
    memberships
        Condition → memberships in [0, 1]: shape (cases,), in its presence; or (cases, K), in each of its poles.
    outcome
        Shape (cases,), in [0, 1].
    inclusion, pri
        A corner is sufficient whose consistency and PRI reach these.
    least
        A corner with fewer cases is a remainder.
    complete
        All corners, also those without cases.
    poles, cases
        Names: of each condition's poles (by default absent and present, or 0, 1, …), and of the cases (1, 2, …).

    Raises
    ------
    IdealtypesError
        For memberships outside [0, 1] or not a number, shapes that do not fit, or too many corners to list.

    Examples
    --------
    Three cases of regime and wealth, crisp; only the rich democracy has the outcome.

    >>> table = truth_table({"regime": [1, 1, 0], "wealth": [1, 0, 1]}, [1, 0, 0])
    >>> [(row.configuration, row.n, row.consistency, row.out) for row in table.rows]
    [((0, 1), 1, 0.0, '0'), ((1, 0), 1, 0.0, '0'), ((1, 1), 1, 1.0, '1')]
    """
    y = _checked("the outcome", outcome)
    arrays = {name: _by_pole(name, values, len(y)) for name, values in memberships.items()}
    names = {
        name: tuple(poles[name])
        if poles
        else ("absent", "present")
        if m.shape[1] == 2
        else _digits(m.shape[1])
        for name, m in arrays.items()
    }
    ids = tuple(cases) if cases is not None else tuple(str(c + 1) for c in range(len(y)))
    sizes = [m.shape[1] for m in arrays.values()]
    corners = prod(sizes)
    if complete and corners > MANY:
        raise IdealtypesError(f"{corners} corners are too many to list: leave out those without cases")
    best = np.stack([m.argmax(axis=1) for m in arrays.values()], axis=1)
    in_one = np.all([m.max(axis=1) > 0.5 for m in arrays.values()], axis=0)
    inside = _grouped(best, np.flatnonzero(in_one))
    unassigned = [ids[c] for c in np.flatnonzero(~in_one).tolist()]
    listed = list(product(*(range(k) for k in sizes))) if complete else sorted(inside)
    rows = []
    for configuration in listed:
        members = inside.get(configuration, NOBODY)
        fit = SetFit("sufficiency", None, None)
        if len(members):
            parts = [m[:, k] for m, k in zip(arrays.values(), configuration, strict=True)]
            fit = sufficiency(np.min(parts, axis=0), y)
        out = _out(fit, len(members), inclusion, pri, least)
        rows.append(
            TruthRow(
                configuration=configuration,
                n=len(members),
                cases=tuple([ids[c] for c in members.tolist()]),
                consistency=fit.consistency,
                pri=fit.pri,
                out=out,
                deviant=tuple([ids[c] for c in members[y[members] < 0.5 - ROUNDING].tolist()])
                if out == "1"
                else (),
            )
        )
    return TruthTable(names, tuple(rows), corners, inclusion, pri, least, tuple(unassigned))


def _grouped(corners: Ints, cases: Ints) -> dict[tuple[int, ...], Ints]:
    """Corner → the numbers of its cases, rising; of corners of shape (all cases, conditions)."""
    order = cases[np.lexsort(corners[cases].T[::-1])]
    first = np.flatnonzero((np.diff(corners[order], axis=0) != 0).any(axis=1)) + 1
    groups = np.split(order, first) if len(order) else []
    return {tuple(corners[group[0]].tolist()): group for group in groups}


def _out(fit: SetFit, n: int, inclusion: float, pri: float, least: int) -> Out:
    if n == 0 or n < least or fit.consistency is None:
        return "R"
    reaches = fit.consistency >= inclusion - ROUNDING and (pri <= 0 or (fit.pri or 0.0) >= pri - ROUNDING)
    return "1" if reaches else "0"


def outs(x: Floats, y: Floats, inclusion: float, pri: float) -> Bools:
    """Whether a condition reaches the cuts, for many memberships at once: `x` of shape (cases, draws), `y` (cases, 1).

    >>> outs(np.array([[0.8, 0.1], [0.2, 0.9]]), np.array([[1.0], [0.0]]), 0.75, 0.0)
    array([ True, False])
    """
    both, whole = np.minimum(x, y).sum(axis=0), x.sum(axis=0)
    vague = np.minimum(np.minimum(x, y), 1 - y).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        reaches: Bools = both / whole >= inclusion - ROUNDING
        if pri > 0:
            reaches = reaches & ((both - vague) / (whole - vague) >= pri - ROUNDING)
    return reaches


def _digits(k: int) -> tuple[str, ...]:
    return tuple(str(n) for n in range(k))


def _by_pole(name: str, values: ArrayLike, cases: int) -> Floats:
    m = _checked(f"the condition {name}", values)
    m = np.stack([1 - m, m], axis=1) if m.ndim == 1 else m
    if m.ndim != 2 or len(m) != cases or m.shape[1] < 2:
        raise IdealtypesError(
            f"the condition {name} has shape {np.shape(values)}: give (cases,) or (cases, poles)"
        )
    return m


def _memberships(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    first, second = _checked("the condition", x), _checked("the outcome", y)
    if first.shape != second.shape or first.ndim != 1:
        raise IdealtypesError(
            f"condition and outcome have shapes {first.shape} and {second.shape}: give one number a case"
        )
    return first, second


def _checked(what: str, values: ArrayLike) -> Floats:
    x = np.asarray(values, float)
    if not ((x >= 0) & (x <= 1)).all():  # nan fails this, too
        raise IdealtypesError(
            f"{what} has memberships outside 0 to 1, or missing: calibrate it, and leave such cases out"
        )
    return x


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
