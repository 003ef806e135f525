"""Doubt about who coded: had other coders read the same, what would the evidence come to?

Only statements that two or more coders coded say how far coders differ. On these, per case and aspect between two
poles, each coder has a half-count logit log((M_f + ½)/(M_i + ½)); v̄ is the mean over cases and aspects of its variance
over coders, with ν = Σ(C_a − 1) degrees of freedom over the aspects, C_a the coders there. What was coded rests on C of
them, so the logit of a share is off by t_ν·√(v̄/C), one t a draw and aspect for all cases: in differences between cases
it largely cancels. At ν = 1 two readers of one aspect say little, and a weak prior helps: v̄′ = (2·.6² + ν v̄)/(2 + ν),
with 2 + ν degrees of freedom.

Among three or more poles it is the mean over the pairs of poles that anybody coded of the variance of the log-ratios
log((M_p + ½)/(M_q + ½)), and each log-share is off by t·√(v̄/2C), so that every log-ratio is by t·√(v̄/C). Poles that do
not exclude one another (`kind: presence`) have no such ratios.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from idealtypes.engine.parts import Parts
from idealtypes.engine.tally import Floats, Ints, Placements, Tally

STREAM = 4104  # of the shifts' numbers
PRIOR, WEIGHT = 0.6, 2.0  # the sd of a weak prior, and how many degrees of freedom it is worth


@dataclass(frozen=True)
class CoderDoubt:
    """How far coders differ: `variance` v̄ of their logits with `df` degrees of freedom; `coders` by aspect."""

    variance: float
    df: float
    coders: tuple[int, ...]

    def shifts(self, aspect: int, draws: int, seed: int, poles: int = 2) -> Floats:
        """Shape (draws,): how far the logit of every share of the aspect is off; among three or more poles
        (1, poles, draws): how far their log-shares are."""
        rng, off = np.random.default_rng([seed, STREAM, aspect]), self.variance / max(self.coders[aspect], 2)
        if poles == 2:
            return np.asarray(rng.standard_t(self.df, draws) * np.sqrt(off))
        wide = np.sqrt(self.df / rng.chisquare(self.df, draws))
        return np.asarray(rng.standard_normal((1, poles, draws)) * wide * np.sqrt(off / 2))


def coder_doubt(by_coder: Parts, like: Tally, placements: Placements) -> CoderDoubt | None:
    """How far the coders of some codings differ, on the aspects of their tally; None where that cannot be told.

    Parameters
    ----------
    by_coder
        The cells of the tally with `repeats: keep`, parted by code and coder.
    like, placements
        The tally, and where its codes stand.

    Examples
    --------
    Two coders of four statements each on one aspect, one at 3 of 4, the other at 1 of 4: logits log(3.5/1.5) and its
    mirror, variance 1.436; one degree of freedom, so that the prior counts: (2·.36 + 1.436)/3.

    >>> import polars as pl
    >>> from idealtypes.engine.parts import parts
    >>> from idealtypes.engine.tally import tally
    >>> codes = {"one": "fffi", "two": "fiii"}
    >>> rows = [(str(n), "g", c, k) for c, said in codes.items() for n, k in enumerate(said)]
    >>> rows = pl.DataFrame(rows, schema=["statement", "source", "coder", "code"], orient="row")
    >>> placed = {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}
    >>> t = tally(rows, placed, {"help": ("informal", "formal")})
    >>> doubt = coder_doubt(parts(rows, placed, t, ("code", "coder")), t, placed)
    >>> round(doubt.variance, 3), doubt.df, doubt.coders
    (0.719, 3.0, (2,))
    """
    said = np.flatnonzero(by_coder.read > 0)
    aspects, several = len(like.aspects), len(by_coder.ids[1])
    codes = by_coder.item[said, 0]
    group = like.group[by_coder.cell[said]]
    key, at = np.unique(group * several + by_coder.item[said, 1], return_inverse=True)
    stands = np.zeros((len(by_coder.ids[0]), aspects, like.mass.shape[1]))
    for c, code in enumerate(by_coder.ids[0]):
        for a, aspect in enumerate(like.aspects):
            weights = placements[code].get(aspect, ())
            stands[c, a, : len(weights)] = weights
    mass = np.zeros((len(key), stands.shape[2]))
    np.add.at(mass, at, by_coder.read[said, None] * stands[codes, group % aspects])
    return _pooled(key // several, key % several, mass, like)


def _pooled(group: Ints, coder: Ints, mass: Floats, like: Tally) -> CoderDoubt | None:
    """The variance of the coders' logits, pooled over cases and aspects: rows are a coder's mass in a case on an aspect
    (`group` the tally's)."""
    aspect = group % len(like.aspects)
    coders = tuple(len(np.unique(coder[aspect == a])) for a in range(len(like.aspects)))
    alone = ~np.array(like.present, bool)[aspect]  # poles exclude one another
    counts = np.bincount(group[alone], minlength=like.groups)
    several = counts > 1
    if not several.any():
        return None
    sums, pairs = np.zeros((2, like.groups))
    poles, log = np.array([len(own) for own in like.poles])[aspect], np.log(mass + 0.5)
    for p, q in combinations(range(mass.shape[1]), 2):
        here = alone & (poles > q)
        times, heard, one, two = (
            np.bincount(group[here], v[here], like.groups)
            for v in (np.ones(len(group)), mass[:, p] + mass[:, q], *_powers(log[:, p] - log[:, q]))
        )
        told = several & (heard > 0)
        sums[told] += (two[told] - one[told] ** 2 / times[told]) / (times[told] - 1)
        pairs[told] += 1
    variance = float(np.mean(sums[pairs > 0] / pairs[pairs > 0]))
    # a coder's leaning is hers in every case: cases add no degrees of freedom
    most = counts.reshape(len(like.cases), -1).max(axis=0)
    df = float(np.maximum(most - 1, 0).sum())
    if df <= 1:
        variance, df = (WEIGHT * PRIOR**2 + df * variance) / (WEIGHT + df), WEIGHT + df
    return CoderDoubt(max(variance, 0.0), df, coders)


def _powers(values: Floats) -> tuple[Floats, Floats]:
    return values, values**2
