"""Coefficients of agreement corrected for chance, with their standard errors.

All are κ = (p_a − p_e)/(1 − p_e) = 1 − o/e, the observed disagreement o = 1 − p_a over the expected one e = 1 − p_e,
with weights w between 0 and 1 (see `idealtypes.analyses.agreement.value_weights`). r_ik coders give value k to unit i,
r_i in all, r*_ik = Σ_l w_kl r_il; n units have a value and n′ have two or more. After Gwet (2014, Handbook of
Inter-Rater Reliability, 4th ed., ch. 2–6):

    p_a = 1/n′ Σ_i Σ_k r_ik(r*_ik − 1)/(r_i(r_i − 1)),  π_k = 1/n Σ_i r_ik/r_i

| coefficient | p_e |
|---|---|
| percent | 0 |
| brennan_prediger | Σ_kl w_kl/q² |
| gwet (AC1; with weights AC2) | Σ_kl w_kl · Σ_k π_k(1 − π_k)/(q(q − 1)) |
| fleiss; scott, of two coders | Σ_kl w_kl π_k π_l |
| conger; cohen, of two coders | mean over coders g ≠ h of Σ_kl w_kl p_gk p_hl, p_g the shares of g |
| krippendorff | as fleiss, but every value of the n′ counts 1: π_k = Σ_i r_ik/N |

Krippendorff's p_a weighs units by r_i and is 1/N nearer to 1. Between two coders weights that are not symmetric have a
direction, the first coder's value being the row; between more both directions count.

*Variance `gwet`*: linearised over units, V = Σ_i(κ*_i − κ)²/(n(n − 1)), t on n − 1 degrees of freedom (krippendorff:
n′). It takes units as independent, which statements of one interview are not.
*Variance `jackknife`*: the coefficient without each source (or unit) in turn, V = (G − 1)/G Σ_g(κ_(g) − mean)², t on
G − 1. Where it is not defined without one of them, as all variation comes from that, there is no such variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from idealtypes.analyses.agreement.chance_sums import OF_TWO, Chances, chances, numbered
from idealtypes.analyses.agreement.value_weights import weight_matrix
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.coefficient_names import Chance, ValueWeights, Variance

NOTHING = 1e-12  # less expected disagreement than this is none: what is left is rounding
NO_PAIR, UNVARIED = reason("agreement.no_pair"), reason("agreement.alike")
ONE_UNIT, HANGS = reason("agreement.one_unit"), reason("agreement.hangs_on_one")
NOT_TWO = reason("agreement.not_two")


@dataclass(frozen=True)
class ChanceCorrected:
    """A coefficient with its error.

    Attributes
    ----------
    value
        At most 1; None where it is not defined, and `why` says why.
    observed, expected
        p_a and p_e.
    error, interval, p
        Standard error, t interval (cut at −1 and 1) and two-sided p-value against agreement as by chance; None where
        there are none, and `why` says why.
    units
        Units with a value; krippendorff: with two or more.
    """

    value: float | None
    observed: float | None
    expected: float | None
    error: float | None
    interval: tuple[float, float] | None
    p: float | None
    units: int
    why: Reason | None = None


def chance_corrected(
    values: ArrayLike,
    coefficient: Chance = "krippendorff",
    weights: ValueWeights | ArrayLike = "identity",
    *,
    variance: Variance = "jackknife",
    groups: ArrayLike | None = None,
    domain: ArrayLike | None = None,
    level: float = 0.95,
) -> ChanceCorrected:
    """A coefficient of agreement with its standard error, interval and p-value.

    Parameters
    ----------
    values
        Shape (coders, units), nan where a coder gave none.
    coefficient, weights
        See above; weights also as a matrix (q, q).
    variance
        `jackknife` or `gwet`.
    groups
        Shape (units,): what the jackknife leaves out at a time, such as the source; by default each unit.
    domain
        The values that are possible, in rising order; by default those that occur.
    level
        Of the interval, in (0, 1).

    Raises
    ------
    IdealtypesError
        For an unknown name or shapes that do not fit.

    Examples
    --------
    Krippendorff's four observers of twelve units; Gwet's program gives AC1 .775 with a standard error of .143.

    >>> x = float("nan")
    >>> data = [[1, 2, 3, 3, 2, 1, 4, 1, 2, x, x, x],
    ...         [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, x, 3],
    ...         [x, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, x],
    ...         [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, x]]
    >>> found = chance_corrected(data, "gwet", variance="gwet")
    >>> round(found.value, 3), round(found.error, 3)
    (0.775, 0.143)
    """
    x = np.asarray(values, float)
    if x.ndim != 2:
        raise IdealtypesError(f"values have shape {x.shape}: give (coders, units)")
    if coefficient in OF_TWO and x.shape[0] != 2:
        return _none(0, NOT_TWO)
    index, known = numbered(x, domain)
    by = None if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    parts = chances(index, weight_matrix(weights, known), coefficient, by, linearised=variance == "gwet")
    return corrected([parts], variance, level)


def of_table(
    table: ArrayLike,
    coefficient: Chance = "krippendorff",
    weights: ValueWeights | ArrayLike = "identity",
    level: float = 0.95,
) -> ChanceCorrected:
    """A coefficient from how often the first coder said the row and the second the column, as tables are printed.

    The variance is Gwet's, divided by n as his program does it with tables.

    Parameters
    ----------
    table
        Shape (q, q): whole numbers.
    coefficient, weights, level
        As of `chance_corrected`.

    Raises
    ------
    IdealtypesError
        For a table that is not square, or not of counts.

    Examples
    --------
    Two abstractors of 100 pregnancies; Gwet's program gives kappa .79641.

    >>> found = of_table([[13, 0, 0], [0, 20, 7], [0, 4, 56]], "cohen")
    >>> round(found.value, 5), round(found.error, 3), [round(end, 3) for end in found.interval]
    (0.79641, 0.059, [0.68, 0.913])
    """
    n = np.asarray(table)
    if n.ndim != 2 or n.shape[0] != n.shape[1] or (n < 0).any() or (n != np.round(n)).any():
        raise IdealtypesError(f"a table of two coders is square and of counts, not of shape {n.shape}")
    q = len(n)
    index = np.repeat(np.indices((q, q)).reshape(2, -1), n.ravel().astype(int), axis=1)
    parts = chances(index, weight_matrix(weights, np.arange(1, q + 1)), coefficient, linearised=True)
    return corrected([parts], "gwet", level, tabled=True)


def corrected(
    parts: Sequence[Chances], variance: Variance, level: float, tabled: bool = False
) -> ChanceCorrected:
    """The coefficient of one table, or of several: κ = 1 − Σo/Σe, the mean of theirs weighted by chance's disagreement.

    The tables have their units, or groups, in common. `tabled` divides the linearised variance by n², not n(n − 1).
    """
    o, e = sum(p.observed for p in parts), sum(p.expected for p in parts)
    said = np.logical_or.reduce([p.said for p in parts]) if parts else np.zeros(0, bool)
    units = int(said.sum())
    if not np.isfinite(o) or not parts:
        return _none(units, NO_PAIR)
    if not np.isfinite(e) or e <= NOTHING:
        return _none(units, UNVARIED)
    value = float(1 - o / e)
    known = (value, float(1 - o / len(parts)), float(1 - e / len(parts)))
    if variance == "gwet":
        shared = np.logical_or.reduce([p.values > 0 for p in parts])
        by_o, by_e = (
            np.sum(by, axis=0)
            for by in zip(*((p.unit_observed, p.unit_expected) for p in parts), strict=True)
        )
        n, each = units, (o / e**2 * by_e - by_o / e)[said]
        why = ONE_UNIT if shared.sum() <= 1 else None
        error = (float((each**2).sum()) / (n * (n if tabled else n - 1))) ** 0.5 if why is None else None
    else:
        there = np.logical_or.reduce([p.groups for p in parts])
        shared = np.logical_or.reduce([p.sizes > 0 for p in parts])
        left_o, left_e = np.sum([p.without for p in parts], axis=0)[:, there]
        n, told = len(left_o), np.isfinite(left_o) & np.isfinite(left_e) & (left_e > NOTHING)
        why = ONE_UNIT if shared.sum() <= 1 else None if told.all() else HANGS
        each = 1 - np.divide(left_o, left_e, out=np.zeros_like(left_o), where=told)
        error = ((n - 1) / n * float(((each - each.mean()) ** 2).sum())) ** 0.5 if why is None else None
    if error is None:
        return ChanceCorrected(*known, None, None, None, units, why)
    half = float(stdtrit(n - 1, (1 + level) / 2)) * error
    p = 2 * float(stdtr(n - 1, -abs(value) / error)) if error > 0 else 0.0 if value else 1.0
    chance = e < len(parts)  # percent agreement is held against nothing
    return ChanceCorrected(
        *known, error, (max(-1.0, value - half), min(1.0, value + half)), p if chance else None, units
    )


def _none(units: int, why: Reason) -> ChanceCorrected:
    return ChanceCorrected(None, None, None, None, None, None, units, why)
