"""Observed and expected disagreement as sums over units; see `idealtypes.analyses.agreement.chance_corrected`.

A leaving-out is a subtraction of sums, so that the jackknife costs little more than the coefficient. The linearised
deviations are those of Gwet's κ*_i, of p_a and of p_e apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from idealtypes.analyses.agreement.alpha import ranked
from idealtypes.engine.table import Bools
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import IdealtypesError
from idealtypes.model.coefficient_names import Chance

OF_TWO: dict[Chance, Chance] = {"scott": "fleiss", "cohen": "conger"}


@dataclass(frozen=True, eq=False)
class Chances:
    """Observed and expected disagreement of one table, for all units and without each group.

    Attributes
    ----------
    observed, expected
        o and e; nan without two values in any unit.
    said
        Shape (units,): which units enter.
    apart, values
        Shape (units,): each unit's own share of disagreement, and its number of values; 0 where it has fewer than two.
    unit_observed, unit_expected
        Shape (units,): what each unit adds to the linearised o and e, in deviations; empty where not asked for.
    without, groups, sizes
        Shape (2, groups), o and e without each group; (groups,), in which there is a unit that enters, and how many
        values its units of two or more have. Empty likewise.
    """

    observed: float
    expected: float
    said: Bools
    apart: Floats
    values: Floats
    unit_observed: Floats
    unit_expected: Floats
    without: Floats
    groups: Bools
    sizes: Floats


def numbered(values: Floats, domain: ArrayLike | None = None) -> tuple[Ints, Floats]:
    """Every value as its number in the domain, −1 for none, and the domain.

    >>> index, known = numbered(np.array([[7.0, np.nan], [9.0, 7.0]]))
    >>> index.tolist(), known.tolist()
    ([[0, -1], [1, 0]], [7.0, 9.0])
    """
    given = ~np.isnan(values)
    index = np.full(values.shape, -1)
    if domain is None:
        known, index[given] = ranked(values[given])
        return index, known
    known = np.asarray(domain, float)
    index[given] = np.searchsorted(known, values[given])
    if (index[given] >= len(known)).any() or (known[index[given]] != values[given]).any():
        raise IdealtypesError("a value is not in the domain")
    return index, known


def chances(
    index: Ints, weights: Floats, coefficient: Chance, groups: Ints | None = None, *, linearised: bool = False
) -> Chances:
    """Observed and expected disagreement.

    Parameters
    ----------
    index
        Shape (coders, units): the number of each value, −1 for none.
    weights
        Shape (q, q).
    coefficient
        Its name; those of two coders as what they are a case of.
    groups
        Shape (units,): numbers of what is left out at a time; None for each unit.
    linearised
        Give the deviations of the units instead of the leavings-out (the other is empty).
    """
    kind = OF_TWO.get(coefficient, coefficient)
    if not len(weights):  # nobody gave any value
        weights = np.ones((1, 1))
    q = len(weights)
    counts = _counts(index, q)
    m = counts.sum(axis=1)
    paired = m >= 2
    if len(index) == 2:  # between two, weights that are not symmetric have a direction
        alike = np.where(paired, 2 * weights[index[0], index[1]], 0.0)
    else:
        alike = ((counts * (counts @ weights)).sum(axis=1) - m) / np.maximum(m - 1, 1) * paired
    if kind == "krippendorff":
        kept = np.where(paired[:, None], counts, 0.0)
        sums = np.column_stack([alike, kept])
    else:
        share = alike / np.maximum(m, 1)
        sums = np.column_stack([share, paired, m > 0, counts / np.maximum(m, 1)[:, None]])
        if kind == "conger":
            own = index[:, :, None] == np.arange(q)
            sums = np.column_stack([sums, own.transpose(1, 0, 2).reshape(len(m), -1)])
    total = sums.sum(axis=0)
    o, e = _disagreements(total[None], weights, kind)
    said = paired if kind == "krippendorff" else m > 0
    values = np.where(paired, m, 0.0)
    by_o, by_e, sizes, without, there = (
        np.zeros(0),
        np.zeros(0),
        np.zeros(0),
        np.zeros((2, 0)),
        np.zeros(0, bool),
    )
    if linearised:
        by_o, by_e = np.zeros(len(m)), np.zeros(len(m))
        if paired.any():
            by_o[said], by_e[said] = _deviations(
                sums[said], total, weights, kind, 1 - float(o[0]), 1 - float(e[0])
            )
    else:
        without, there = _without(sums, total, said, groups, weights, kind)
        of = np.arange(len(m)) if groups is None else groups
        sizes = np.bincount(of, values, minlength=len(there)).astype(float)
    return Chances(
        observed=float(o[0]),
        expected=float(e[0]),
        said=said,
        apart=np.where(paired, 1 - alike / np.maximum(m, 1), 0.0),
        values=values,
        unit_observed=by_o,
        unit_expected=by_e,
        without=without,
        groups=there,
        sizes=sizes,
    )


def _counts(index: Ints, q: int) -> Floats:
    """Shape (units, q): how many coders gave each value."""
    U = index.shape[1]
    given = index >= 0
    flat = (index + np.arange(U) * q)[given]
    return np.bincount(flat, minlength=U * q).reshape(U, q).astype(float)


def _disagreements(sums: Floats, weights: Floats, kind: Chance) -> tuple[Floats, Floats]:
    """o and e of rows of sums; nan where there are none."""
    q = len(weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "krippendorff":
            n = sums[:, 1:].sum(axis=1)
            pi = sums[:, 1:] / n[:, None]
            return (1 - 1 / n) * (1 - sums[:, 0] / n), 1 - ((pi @ weights) * pi).sum(axis=1)
        o = 1 - sums[:, 0] / sums[:, 1]
        pi = sums[:, 3 : 3 + q] / sums[:, 2, None]
        if kind == "percent":
            return o, np.ones_like(o)
        if kind == "brennan_prediger":
            return o, np.full_like(o, 1 - weights.sum() / q**2)
        if kind == "gwet":
            scale = weights.sum() / (q * (q - 1)) if q > 1 else 0.0
            return o, 1 - scale * (pi * (1 - pi)).sum(axis=1)
        if kind == "fleiss":
            return o, 1 - ((pi @ weights) * pi).sum(axis=1)
        own = _own_shares(sums, q)
        coders = (own.sum(axis=2) > 0).sum(axis=1)
        if own.shape[1] == 2:
            return o, 1 - np.einsum("uk,kl,ul->u", own[:, 0], weights, own[:, 1])
        both = own.sum(axis=1)
        pairs = ((both @ weights) * both).sum(axis=1) - ((own @ weights) * own).sum(axis=(1, 2))
        return o, 1 - pairs / (coders * (coders - 1))


def _own_shares(sums: Floats, q: int) -> Floats:
    """Shape (rows, coders, q): each coder's shares of the values, 0 of one who gave none."""
    own = sums[:, 3 + q :].reshape(len(sums), -1, q)
    return np.asarray(own / np.maximum(own.sum(axis=2, keepdims=True), 1))


def _without(
    sums: Floats, total: Floats, said: Bools, groups: Ints | None, weights: Floats, kind: Chance
) -> tuple[Floats, Bools]:
    """Shape (2, groups): o and e without each group; and which groups have a unit that enters."""
    if groups is None:
        parts, there = np.where(said[:, None], sums, 0.0), said
    else:
        size = int(groups.max(initial=-1)) + 1
        parts = np.stack(
            [np.bincount(groups[said], column[said], minlength=size) for column in sums.T], axis=1
        )
        there = np.bincount(groups[said], minlength=size) > 0
    rest = total - parts
    # what is left of a count by rounding is no unit
    return np.stack(_disagreements(np.where(np.abs(rest) < 1e-9, 0.0, rest), weights, kind)), there


def _deviations(
    rows: Floats, total: Floats, weights: Floats, kind: Chance, agreed: float, chance: float
) -> tuple[Floats, Floats]:
    """What each unit adds to o and e, linearised, as deviations whose mean is about 0: Gwet's κ*_i taken apart."""
    q = len(weights)
    both = (weights + weights.T) / 2
    if kind == "krippendorff":
        m = rows[:, 1:].sum(axis=1)
        mean, pi = float(m.mean()), total[1:] / m.sum()
        n, plain = float(m.sum()), total[0] / m.sum()
        by_a = rows[:, 0] / mean - plain - agreed * (m - mean) / mean
        by_pi = (rows[:, 1:] - pi * m[:, None]) / mean
        # without the correction for the number of values, which κ itself has
        return -by_a, -2 * by_pi @ (both @ pi) / (1 - 1 / n)
    n = float(total[2])
    by_a = rows[:, 1] * n / total[1] * (rows[:, 0] - chance) - (agreed - chance)
    none = np.zeros_like(by_a)
    if kind in ("percent", "brennan_prediger"):
        return -by_a, none
    shares, pi = rows[:, 3 : 3 + q], total[3 : 3 + q] / n
    if kind == "gwet":
        scale = weights.sum() / (q * (q - 1)) if q > 1 else 0.0
        return -by_a, -2 * (scale * shares @ (1 - pi) - chance)
    if kind == "fleiss":
        return -by_a, -2 * (shares @ (both @ pi) - chance)
    own = _own_shares(total[None], q)[0]
    coders = int((own.sum(axis=1) > 0).sum())
    slope = (own.sum(axis=0) - own) @ both * 2 / (coders * (coders - 1))
    if len(own) == 2:
        slope = np.stack([weights @ own[1], own[0] @ weights])
    given = rows[:, 3 + q :].reshape(len(rows), -1, q)
    each = (given - given.sum(axis=2, keepdims=True) * own) * (n / np.maximum(given.sum(axis=(0, 2)), 1))[
        :, None
    ]
    return -by_a, -np.einsum("ugk,gk->u", each, slope)
