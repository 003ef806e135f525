"""How often two codes would meet by chance: exact distributions, and adjustment for many pairs.

Of N units (statements or sources) code A is on a and code B on b. If it were chance which, the number of units with
both is hypergeometric, with the mean ab/N (Veech 2013, "A probabilistic model for analysing species co-occurrence",
Global Ecology and Biogeography 22(2): 252–260). Within sources, statements of one source change places only among
themselves: the number is then a sum of independent hypergeometric ones, a source each, and its distribution their
convolution, as in the exact test of Mantel & Haenszel's strata. Permuting at random within sources would approach this;
being exact, it needs no seed.

With few sources the distributions are convolved one after the other, which takes a time of the order of sources times
meetings. With more, sources with the same N, a and b are one stratum, and the sum is taken back from its
characteristic function φ(ω) = Π φ_g(ω) at W frequencies, as that of a Poisson-binomial number is (Hong 2013,
Computational Statistics & Data Analysis 59: 41–51). W need only span what is likely, some twenty standard deviations;
and since a hypergeometric number is a sum of independent ones of 0 and 1 (Vatutin & Mikhailov 1982, Theory of
Probability & Its Applications 27(4): 734–743), |φ(ω)| ≤ exp(−2σ² sin²(ω/2)), so that all but the lowest frequencies are
nothing. The distribution is tilted first, by e^{θx} to the mean that was observed (Esscher 1932; Daniels 1954, Annals
of Mathematical Statistics 25(4): 631–650), and the tail taken back from there: small probabilities are as exact as
large ones. The error is that of rounding, below 1e−11 of the probability (a test holds both ways beside each other).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from idealtypes.engine.tally import Floats, Ints

# From this adjusted p down a pair is said to meet more often than chance would have it.
UNLIKELY = 0.05
# Up to so many meetings at most, distributions are convolved one after the other.
CONVOLVED = 200
# How far the likely numbers reach, in standard deviations and beyond them; beyond it lies less than e^−37.
REACH, BEYOND = 10.0, 25
# |φ| below e^−45 is nothing.
NOTHING = 45.0


def upper_tail(observed: ArrayLike, units: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    """P(as many units with both, or more), under chance; the arguments broadcast.

    Four units, each code on two of them, both on the same two: one way in six.

    >>> upper_tail(2, 4, 2, 2).round(4).tolist()
    0.1667
    """
    held = np.broadcast_arrays(*(np.asarray(given, int) for given in (observed, units, a, b)))
    tails = [_tail(*(int(one) for one in of)) for of in zip(*(part.ravel() for part in held), strict=True)]
    return np.asarray(tails).reshape(held[0].shape)


def _tail(observed: int, N: int, a: int, b: int) -> float:
    """P(as many or more) of one hypergeometric number; to import SciPy's own takes longer than a whole tension."""
    from scipy.special import gammaln

    if observed <= max(0, a + b - N):
        return 1.0
    x = np.arange(observed, min(a, b) + 1)

    def log_ways(n: int, of: Ints | int) -> Floats:
        chosen = np.asarray(of, float)
        return np.asarray(gammaln(n + 1.0) - gammaln(chosen + 1) - gammaln(n - chosen + 1))

    return min(float(np.exp(log_ways(a, x) + log_ways(N - a, b - x) - log_ways(N, b)).sum()), 1.0)


def upper_tail_within(observed: int, units: Sequence[int], a: Sequence[int], b: Sequence[int]) -> float:
    """P(as many units with both, or more) where units change places only within their source.

    `units`, `a` and `b` have a number a source: its units, those with A, those with B.

    Two sources of two statements, each code once in each, and they meet in both: ½ · ½.

    >>> round(upper_tail_within(2, [2, 2], [1, 1], [1, 1]), 12)
    0.25
    """
    N, k, m = (np.asarray(counts, int) for counts in (units, a, b))
    tail = convolved if np.minimum(k, m).sum() <= CONVOLVED else inverted
    return min(max(tail(observed, N, k, m), 0.0), 1.0)


def convolved(observed: int, N: Ints, a: Ints, b: Ints) -> float:
    """P(as many or more), the distributions of all sources convolved one after the other."""
    whole = np.ones(1)
    for row, last in zip(chances(N, a, b), np.minimum(a, b), strict=True):
        whole = np.convolve(whole, row[: last + 1])
    return float(whole[observed:].sum())


def inverted(observed: int, N: Ints, a: Ints, b: Ints) -> float:
    """P(as many or more), from the characteristic function of the tilted sum; see above."""
    base = int(N.max(initial=0)) + 1
    _, first, times = np.unique((N * base + a) * base + b, return_index=True, return_counts=True)
    N, a, b = N[first], a[first], b[first]
    bottom, top = int(times @ np.maximum(a + b - N, 0)), int(times @ np.minimum(a, b))
    if observed <= bottom or observed > top:
        return float(observed <= bottom)
    chance = chances(N, a, b)
    x = np.arange(chance.shape[1])
    theta = _tilt(chance, times, min(observed, top - 0.5))
    weight = chance * np.exp(theta * x)
    size = weight.sum(axis=1)
    weight /= size[:, None]
    each = weight @ x
    mean, variance = float(times @ each), float(times @ (weight @ x**2 - each**2))
    half = int(REACH * variance**0.5) + BEYOND
    low, high = max(bottom, int(mean) - half), min(top, int(mean) + half)
    W = high - low + 1
    omega = 2 * np.pi * np.arange(W // 2 + 1) / W
    omega = omega[2 * variance * np.sin(omega / 2) ** 2 <= NOTHING]
    angles = np.outer(x, omega)
    real, imaginary = weight @ np.cos(angles), weight @ np.sin(angles)
    with np.errstate(divide="ignore"):  # φ = 0 at π, where a distribution is symmetric
        log_size = times @ np.log(np.hypot(real, imaginary))
    turn = times @ (np.arctan2(imaginary, real) - np.outer(each, omega))
    n = np.arange(max(observed, low), high + 1)
    waves = np.cos(turn + np.outer(mean - n, omega)) @ (np.exp(log_size) * _both_signs(len(omega), W))
    return float((waves / W) @ np.exp(times @ np.log(size) - theta * n))


def _both_signs(frequencies: int, W: int) -> Floats:
    """How often each frequency stands for itself and for its negative: 0 and π once, all others twice."""
    twice = np.full(frequencies, 2.0)
    twice[0] = 1.0
    if W % 2 == 0 and frequencies == W // 2 + 1:
        twice[-1] = 1.0
    return twice


def _tilt(chance: Floats, times: Ints, aim: float) -> float:
    """θ ≥ 0 for which the mean of the sum, its chances weighted with e^{θx}, is some `aim`; 0 if it is less already."""
    x = np.arange(chance.shape[1])

    def mean(theta: float) -> float:
        weight = chance * np.exp(theta * (x - x[-1]))
        return float(times @ ((weight @ x) / weight.sum(axis=1)))

    low, high = 0.0, 1.0
    if mean(low) >= aim:
        return low
    while mean(high) < aim:
        low, high = high, 2 * high
    while high - low > 1e-2:
        middle = (low + high) / 2
        low, high = (middle, high) if mean(middle) < aim else (low, middle)
    return low


def chances(N: Ints, a: Ints, b: Ints) -> Floats:
    """Shape (sources, most + 1): P(x units of a source have both), hypergeometric; 0 for what cannot be.

    >>> chances(np.array([4]), np.array([2]), np.array([2])).round(4).tolist()
    [[0.1667, 0.6667, 0.1667]]
    """
    from scipy.special import gammaln

    log_factorial = gammaln(np.arange(N.max(initial=0) + 1) + 1.0)

    def log_ways(n: Ints, of: Ints) -> Floats:
        possible = (of >= 0) & (of <= n)
        of = np.where(possible, of, 0)
        ways = log_factorial[n] - log_factorial[of] - log_factorial[n - of]
        return np.where(possible, ways, -np.inf)

    N, a, b = N[:, None], a[:, None], b[:, None]
    x = np.arange(np.minimum(a, b).max(initial=0) + 1)[None]
    out: Floats = np.exp(log_ways(a, x) + log_ways(N - a, b - x) - log_ways(N, b))
    return out


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
