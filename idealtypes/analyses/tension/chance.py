"""How often two codes would meet by chance: exact distributions, and adjustment for many pairs.

Of N units (statements or sources) code A is on a and code B on b. If it were chance which, the number of units with
both is hypergeometric, with the mean ab/N (Veech 2013, "A probabilistic model for analysing species co-occurrence",
Global Ecology and Biogeography 22(2): 252–260). Within sources, statements of one source change places only among
themselves: the number is then a sum of independent hypergeometric ones, a source each, and its distribution their
convolution, as in the exact test of Mantel & Haenszel's strata. Permuting at random within sources would approach this;
being exact, it needs no seed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from idealtypes.engine.tally import Floats


def upper_tail(observed: ArrayLike, units: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    """P(as many units with both, or more), under chance; the arguments broadcast.

    Four units, each code on two of them, both on the same two: one way in six.

    >>> upper_tail(2, 4, 2, 2).round(4).tolist()
    0.1667
    """
    from scipy.stats import hypergeom

    tail = hypergeom.sf(np.asarray(observed) - 1, units, a, b)
    return np.asarray(np.clip(tail, 0, 1))


def upper_tail_within(observed: int, units: Sequence[int], a: Sequence[int], b: Sequence[int]) -> float:
    """P(as many units with both, or more) where units change places only within their source.

    `units`, `a` and `b` have a number a source: its units, those with A, those with B.

    Two sources of two statements, each code once in each, and they meet in both: ½ · ½.

    >>> upper_tail_within(2, [2, 2], [1, 1], [1, 1])
    0.25
    """
    from scipy.stats import hypergeom

    N, k, m = (np.asarray(counts, int) for counts in (units, a, b))
    most = np.minimum(k, m)
    chances = hypergeom.pmf(np.arange(most.max(initial=0) + 1), N[:, None], k[:, None], m[:, None])
    whole = np.ones(1)
    for row, last in zip(chances, most, strict=True):
        whole = np.convolve(whole, row[: last + 1])
    return float(np.clip(whole[observed:].sum(), 0, 1))


def adjusted(p: ArrayLike, tests: int) -> Floats:
    """p-values adjusted by Benjamini & Hochberg, among `tests` of which those not given have p = 1.

    The largest share of false findings one accepts by calling all as small as this one a finding (Benjamini & Hochberg
    1995, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57(1): 289–300).

    >>> adjusted([0.01, 0.04, 0.03], 4).round(4).tolist()
    [0.04, 0.0533, 0.0533]
    """
    values = np.asarray(p, float)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * tests / np.arange(1, len(values) + 1)
    out = np.empty(len(values))
    out[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return out
