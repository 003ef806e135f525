"""Krippendorff's alpha for unitising, α_U: whether coders put a code on the same stretches of a text.

Who marks a passage decides where it begins and ends, and what is passed over. α_U = 1 − D_o/D_e (Krippendorff 2004,
Content Analysis, 2nd ed., pp. 251–256). On a continuum of length L the N units of one code by m coders, of lengths ℓ,
leave gaps of lengths γ in each coder's continuum. Two units that overlap differ by (begin − begin′)² + (end − end′)²,
and a unit that lies in another's gap by ℓ²:

    D_o = Σ_{i≠j} δ²/(m(m − 1)L²),
    D_e = 2/L · Σ_units [(N − 1)/3 · (2ℓ³ − 3ℓ² + ℓ) + ℓ² Σ_{gaps, γ ≥ ℓ} (γ − ℓ + 1)] / (mL(mL − 1) − Σ_units ℓ(ℓ − 1))

Over codes, and (by length) over groups of sources that other coders read, numerators and denominators are summed.
Sources that the same coders read are laid end to end. A source is as long as its last passage that has a position, and
passages of one coder and code that overlap are one unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from idealtypes.engine.result import Why, number, why_keys
from idealtypes.engine.tally import Ints
from idealtypes.errors import reason
from idealtypes.model.study import StudyData

NO_POSITIONS, NO_TWO = reason("agreement.no_positions"), reason("agreement.no_two_coders")
NOBODY, NO_CHANCE = reason("agreement.nobody"), reason("agreement.no_unit_chance")


@dataclass(frozen=True)
class UnitisedCode:
    """α_U of one code, or of all with `code` None; without an interval, as none is known to cover.

    `units` is how many passages have the code, of how many `coders`. `value` is None with its `why`.
    """

    code: str | None
    value: float | None
    units: int
    coders: int
    why: Why

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "coefficient": "alpha_u",
            "value": self.value,
            "units": self.units,
            "coders": self.coders,
            **why_keys(self.why),
        }


@dataclass(frozen=True)
class Unitised:
    """α_U of a study: overall and per code, over `sources`; `left_out` sources have passages without a position."""

    overall: UnitisedCode
    codes: tuple[UnitisedCode, ...]
    sources: int
    left_out: int

    def to_dict(self) -> dict[str, Any]:
        codes = [code.to_dict() for code in self.codes]
        return {
            "overall": self.overall.to_dict(),
            "codes": codes,
            "sources": self.sources,
            "left_out": self.left_out,
        }


def unitised(study: StudyData, rows: pl.DataFrame, readings: pl.DataFrame) -> Unitised | None:
    """α_U where passages have positions (columns `start` and `end` of the statements); None where the study has none.

    Parameters
    ----------
    study
        The study.
    rows, readings
        `statement`, `source`, `coder`, `code` of the codings; `statement`, `source`, `coder` of what was read. Who read
        a statement of a source, read the source.
    """
    if not {"start", "end"} <= set(study.statements.columns):
        return None
    ends = [pl.col(name).cast(pl.String).cast(pl.Int64, strict=False) for name in ("start", "end")]
    at = study.statements.select("source", *ends, statement="id")
    right = (pl.col("start") >= 0) & (pl.col("end") > pl.col("start"))
    placed = (
        rows.select("statement", "source", "coder", "code")
        .unique()
        .join(at.drop("source"), on="statement", how="left", maintain_order="left")
    )
    whole = placed.group_by("source").agg(right.fill_null(False).all().alias("whole"))
    read = (
        readings.group_by("source")
        .agg(pl.col("coder").unique().sort())
        .join(whole, on="source")
        .sort("source")
    )
    read = read.filter(pl.col("coder").list.len() >= 2)
    if not len(read):
        return Unitised(UnitisedCode(None, None, 0, 0, NO_TWO), (), 0, 0)
    length = dict(at.group_by("source").agg(pl.col("end").max()).iter_rows())
    groups: dict[tuple[str, ...], list[str]] = {}
    for source, coders, there in read.select("source", "coder", "whole").iter_rows():
        if there:
            groups.setdefault(tuple(coders), []).append(source)
    sums: dict[str, list[float]] = {}
    for coders, sources in groups.items():
        _add(sums, placed, coders, sources, length)
    used = sum(map(len, groups.values()))
    every = [
        *(code.id for code in study.scheme.codes),
        *sorted(set(sums) - {c.id for c in study.scheme.codes}),
    ]
    codes = tuple(_of_code(code, sums.get(code)) for code in every) if used else ()
    total = [sum(part) for part in zip(*sums.values(), strict=True)] if sums else None
    if total is not None:
        total[3] = float(len({coder for coders in groups for coder in coders}))
    overall = _of_code(None, total) if used else UnitisedCode(None, None, 0, 0, NO_POSITIONS)
    return Unitised(overall, codes, used, len(read) - used)


def _add(
    sums: dict[str, list[float]],
    placed: pl.DataFrame,
    coders: tuple[str, ...],
    sources: list[str],
    length: Mapping[str, int],
) -> None:
    """Put D_o and D_e of every code, times the length, and its units and coders to the sums."""
    start = dict(zip(sources, np.cumsum([0, *(length[s] for s in sources)]).tolist(), strict=False))
    whole = sum(length[s] for s in sources)
    here = placed.filter(pl.col("source").is_in(sources) & pl.col("coder").is_in(coders))
    shift = pl.col("source").replace_strict(start, return_dtype=pl.Int64)
    here = here.with_columns(
        pl.col("start") + shift,
        pl.col("end") + shift,
        who=pl.col("coder").replace_strict({c: n for n, c in enumerate(coders)}, return_dtype=pl.Int64),
    )
    for (code,), part in here.group_by("code"):
        who, begin, end = (part[name].to_numpy() for name in ("who", "start", "end"))
        o, e = unit_disagreement(who, begin, end, len(coders), whole)
        old = sums.setdefault(str(code), [0.0, 0.0, 0.0, 0.0])
        new = (o * whole, e * whole, float(part.height), float(part["who"].n_unique()))
        sums[str(code)] = [a + b for a, b in zip(old, new, strict=True)]


def _of_code(code: str | None, sums: list[float] | None) -> UnitisedCode:
    if sums is None:
        return UnitisedCode(code, None, 0, 0, NOBODY)
    observed, expected, units, coders = sums
    value = number(1 - observed / expected) if expected > 0 else None
    return UnitisedCode(code, value, int(units), int(coders), None if value is not None else NO_CHANCE)


def unit_disagreement(coder: Ints, begin: Ints, end: Ints, coders: int, length: int) -> tuple[float, float]:
    """D_o and D_e of the units of one code.

    Parameters
    ----------
    coder, begin, end
        Shape (units,): who (0, 1, …) marked from where to where, from 0 to `length`; `end` is the one after the last.
    coders, length
        m and L.

    Examples
    --------
    Two observers of a text of 300 (Krippendorff 2004, p. 254: .0144 and .0532, α_U .7286).

    >>> begin, end = np.array([75, 220, 70, 205, 250]), np.array([145, 250, 150, 225, 270])
    >>> o, e = unit_disagreement(np.array([0, 0, 1, 1, 1]), begin, end, 2, 300)
    >>> round(o, 4), round(e, 4), round(1 - o / e, 4)
    (0.0144, 0.0532, 0.7286)
    """
    each = [_joined(begin[coder == c], end[coder == c]) for c in range(coders)]
    apart = 2.0 * sum(_apart(each[i], each[j]) for i, j in combinations(range(coders), 2))
    observed = apart / (coders * (coders - 1) * float(length) ** 2)
    size = np.concatenate([e - b for b, e in each]).astype(float)
    gap = np.sort(np.concatenate([np.r_[b, length] - np.r_[0, e] for b, e in each])).astype(float)
    # Σ over gaps of at least ℓ of (γ − ℓ + 1), from the cumulated gaps
    longer = np.searchsorted(gap, size, "left")
    rest = np.r_[np.cumsum(gap[::-1])[::-1], 0.0][longer]
    fits = rest - (len(gap) - longer) * (size - 1)
    mean = ((len(size) - 1) / 3 * (2 * size**3 - 3 * size**2 + size) + size**2 * fits).sum()
    total = float(coders) * length
    ways = total * (total - 1) - float((size * (size - 1)).sum())
    return observed, float(2 / length * mean / ways) if ways > 0 else 0.0


def _joined(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Units in order, those that overlap as one."""
    order = np.argsort(begin, kind="stable")
    b, e = begin[order], np.maximum.accumulate(end[order]) if len(end) else end
    new = np.r_[True, b[1:] >= e[:-1]] if len(b) else np.zeros(0, bool)
    last = np.r_[np.flatnonzero(new)[1:] - 1, len(b) - 1] if len(b) else np.zeros(0, int)
    return b[new], e[last]


def _apart(one: tuple[Ints, Ints], other: tuple[Ints, Ints]) -> float:
    """Σδ² between two coders, every pair of a unit and a unit, or of a unit and a gap, counted once."""
    (b, e), (c, f) = one, other
    first, after = np.searchsorted(f, b, "right"), np.searchsorted(c, e, "left")
    met = after - first
    at = np.repeat(np.arange(len(b)), met)
    to = np.arange(len(at)) - np.repeat(np.cumsum(met) - met, met) + first[at]
    seen = np.bincount(to, minlength=len(c)) > 0
    both = ((b[at] - c[to]) ** 2 + (e[at] - f[to]) ** 2).sum()
    return float(both + ((e - b)[met == 0] ** 2).sum() + ((f - c)[~seen] ** 2).sum())
