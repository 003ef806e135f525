"""Doubt about who coded: had other coders read the same, what would the evidence come to?

Only statements that two or more coders coded say how far coders differ. On these, per case and aspect between two
poles, each coder has a half-count logit log((M_f + ½)/(M_i + ½)); v̄ is the mean over cases and aspects of its variance
over coders, with ν = Σ(C_a − 1) degrees of freedom over the aspects, C_a the coders there. What was coded rests on C of
them, so the logit of a share is off by t_ν·√(v̄/C), one t a draw and aspect for all cases: in differences between cases
it largely cancels. At ν = 1 two readers of one aspect say little, and a weak prior helps: v̄′ = (2·.6² + ν v̄)/(2 + ν),
with 2 + ν degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals as nw
import numpy as np

from idealtypes.engine.codings import CodingRows, grouped
from idealtypes.engine.tally import Floats, Placements, Tally, tally

STREAM = 4104  # of the shifts' numbers
PRIOR, WEIGHT = 0.6, 2.0  # the sd of a weak prior, and how many degrees of freedom it is worth


@dataclass(frozen=True)
class CoderDoubt:
    """How far coders differ: `variance` v̄ of their logits with `df` degrees of freedom; `coders` by aspect."""

    variance: float
    df: float
    coders: tuple[int, ...]

    def shifts(self, aspect: int, draws: int, seed: int) -> Floats:
        """Shape (draws,): how far the logit of every share of the aspect is off."""
        t = np.random.default_rng([seed, STREAM, aspect]).standard_t(self.df, draws)
        shift: Floats = t * np.sqrt(self.variance / max(self.coders[aspect], 2))
        return shift


def coder_doubt(
    codings: CodingRows,
    placements: Placements,
    like: Tally,
    ancestors: Mapping[str, Iterable[str]] | None = None,
) -> CoderDoubt | None:
    """How far the coders of some codings differ, on the aspects of their tally; None where that cannot be told.

    Two coders of four statements each on one aspect, one at 3 of 4, the other at 1 of 4: logits log(3.5/1.5) and its
    mirror, variance 1.436; one degree of freedom, so that the prior counts: (2·.36 + 1.436)/3.

    >>> import polars as pl
    >>> from idealtypes.engine.codings import coding_rows
    >>> codes = {"one": "fffi", "two": "fiii"}
    >>> rows = [(str(n), "g", c, k) for c, said in codes.items() for n, k in enumerate(said)]
    >>> rows = pl.DataFrame(rows, schema=["statement", "source", "coder", "code"], orient="row")
    >>> placed = {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}
    >>> doubt = coder_doubt(coding_rows(rows), placed, tally(rows, placed, {"help": ("informal", "formal")}))
    >>> round(doubt.variance, 3), doubt.df, doubt.coders
    (0.719, 3.0, (2,))
    """
    if codings.coders < 2:
        return None
    each = codings.rows.select("unit", "coder").unique().with_columns(one=nw.lit(1))
    shared = grouped(each, ["unit"], nw.col("one").sum().alias("readers")).filter(nw.col("readers") > 1)
    rows = codings.rows.join(shared.select("unit"), on="unit", how="inner")
    names = dict(codings.dictionaries)
    if codings.in_memory:
        names["source"] = names["coder"]
    by_coder = tally(
        replace(codings, rows=rows.with_columns(source=nw.col("coder")), dictionaries=names),
        placements,
        dict(zip(like.aspects, like.poles, strict=True)),
        ancestors=ancestors,
    )
    return _pooled(by_coder, like.bipolar)


def _pooled(t: Tally, bipolar: Sequence[bool]) -> CoderDoubt | None:
    """The variance of the coders' logits, pooled over cases and aspects; a tally whose sources are coders."""
    coders = tuple(len(np.unique(t.source[t.aspect == a])) for a in range(len(t.aspects)))
    logit = np.log((t.point_mass[:, 1] + 0.5) / (t.point_mass[:, 0] + 0.5))
    two = np.array(bipolar, bool)[t.aspect]
    counts = np.bincount(t.group[two], minlength=t.groups)
    several = counts > 1
    if not several.any():
        return None
    sums, squares = (np.bincount(t.group[two], v[two], t.groups) for v in (logit, logit**2))
    variance = float(
        np.mean((squares[several] - sums[several] ** 2 / counts[several]) / (counts[several] - 1))
    )
    # a coder's leaning is hers in every case: cases add no degrees of freedom
    most = counts.reshape(len(t.cases), -1).max(axis=0)
    df = float(np.maximum(most - 1, 0).sum())
    if df <= 1:
        variance, df = (WEIGHT * PRIOR**2 + df * variance) / (WEIGHT + df), WEIGHT + df
    return CoderDoubt(max(variance, 0.0), df, coders)
