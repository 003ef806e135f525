"""The table of codings as numbers: statements by codes, read once, from which thousands of profiles are computed.

A profile is linear in the placements. Over the codings that count, the mass of a cell (case, aspect, source) is

    M_cell,p = Σ_k B_cell,k π_kap,   B_cell,k = Σ_s ω_s Σ_j (1/J_s) i_sjk / i_sj

with i_sjk the intensity of code k on statement s by coder j, i_sj its sum over the codes with evidence on the aspect,
J_s the statement's coders and ω_s its weight; a coder who judged on several occasions has the mean of what is summed
over j. B knows nothing of where codes stand, and the totals and counts of the cells depend on neither: so one sparse
B serves every placement of the codes, and a new B is needed only for a new choice of rows, weighting or repeats. On
aspects of `kind: presence` a unit has the most that any code of a judgement gives a pole: there the judgements are
kept, and their maxima are summed. The numbers are those of `idealtypes.engine.tally`, by another way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from idealtypes.engine.coded import ENTERS, Placed, View, codings_in
from idealtypes.engine.codings import UNIT
from idealtypes.engine.entering import kinds_of
from idealtypes.engine.occasions import OCCASION
from idealtypes.engine.tally import DECIMALS, Floats, Ints, Repeats, Weighting
from idealtypes.model.stance import over, unsigned
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Bools = NDArray[np.bool_]
LARGEST_KEY = 2**62


@dataclass(frozen=True, eq=False)
class CodingTable:
    """The codings of a study in a view, reported ones included; one row per coding and case.

    Attributes
    ----------
    cases, sources, statements, coders, codes, aspects
        The ids that the numbers point to; cases and aspects in the study's order, all others sorted.
    poles
        The poles of each aspect.
    case, source, statement, coder, code, intensity
        Shape (rows,).
    reported
        Shape (rows,): whether the statement's source is of the kind `reported`.
    factual
        Shape (rows,): whether the statement is in the mode `is`.
    pair_code, pair_aspect
        Shape (pairs,): every placement of a code on an aspect, sorted by code.
    weights
        Shape (pairs, K): π, the weights of the aspect's poles.
    above
        Per code, the numbers of its ancestors.
    judgement
        Shape (rows,): the coder and her occasion, numbered; None where nobody judged repeatedly.
    entering
        Shape (rows,): whether a row enters the numbers; the others are what coders put before a consensus. None where
        all do.
    agreed
        The coders of the kind `consensus`.
    present
        Shape (aspects,): whether the poles of an aspect do not exclude one another.
    """

    cases: tuple[str, ...]
    sources: tuple[str, ...]
    statements: tuple[str, ...]
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    aspects: tuple[str, ...]
    poles: tuple[tuple[str, ...], ...]
    case: Ints
    source: Ints
    statement: Ints
    coder: Ints
    code: Ints
    intensity: Floats
    reported: Bools
    factual: Bools
    pair_code: Ints
    pair_aspect: Ints
    weights: Floats
    above: tuple[tuple[int, ...], ...]
    judgement: Ints | None = None
    entering: Bools | None = None
    agreed: tuple[str, ...] = ()
    present: tuple[bool, ...] = ()

    @property
    def judge(self) -> Ints:
        """Shape (rows,): whose judgement a row is part of."""
        return self.coder if self.judgement is None else self.judgement

    @cached_property
    def denies(self) -> Bools:
        """Shape (codes,): whether a code is one put against."""
        return np.array([unsigned(code)[1] for code in self.codes], bool)

    @property
    def groups(self) -> int:
        """How many estimates there are: cases times aspects."""
        return len(self.cases) * len(self.aspects)

    @cached_property
    def pairs_of(self) -> tuple[Ints, Ints]:
        """Per code the number of its first placement, and how many it has."""
        count = np.bincount(self.pair_code, minlength=len(self.codes))
        return np.concatenate([[0], np.cumsum(count)[:-1]]).astype(int), count

    def counted(self, keep: Bools | None = None) -> Ints:
        """The numbers of the rows that count: those kept, without codes whose descendant stands beside them."""
        rows = np.arange(len(self.code)) if keep is None else np.flatnonzero(keep)
        ancestors = sorted({a for line in self.above for a in line})
        covered = np.zeros(len(rows), bool)
        if ancestors:
            _, unit = distinct(self.statement[rows], self.judge[rows])
            code = self.code[rows]
            for a in ancestors:
                below = [k for k, line in enumerate(self.above) if a in line]
                beside = np.zeros(int(unit.max(initial=0)) + 1, bool)
                beside[unit[np.isin(code, below)]] = True
                covered |= (code == a) & beside[unit]
        return rows[~covered]

    def averaged(self, rows: Ints) -> tuple[Ints, Floats]:
        """Some rows, one for each case, statement, coder and code, and their intensities: the mean over occasions."""
        if self.judgement is None:
            return rows, self.intensity[rows]
        keys = (self.case, self.source, self.statement, self.coder, self.code)
        first, number = distinct(*(c[rows] for c in keys))
        mean = summed(self.intensity[rows], number, len(first)) / np.bincount(number, minlength=len(first))
        return rows[first], mean


def coding_table(study: StudyData, view: View = "all") -> CodingTable:
    """The table of a study in a view, with its reported sources (mask them by `reported`).

    Its rows are those of the study's own `unit`; which of them count, how statements are weighted and where codes
    stand is left to `units` and `Cells.mass`.
    """
    rows, placements = codings_in(study.with_settings(reported="include"), view)
    return table_of(study, rows, placements, study.cases["id"].to_list())


def table_of(study: StudyData, rows: pl.DataFrame, placements: Placed, cases: Sequence[str]) -> CodingTable:
    """The table of some rows of `codings_in`, whatever their cases are called, with the placements of their codes."""
    kinds = study.statements.select("mode", pl.col("kind").fill_null(""), statement="id")
    rows = rows.join(kinds, on="statement", how="left", maintain_order="left")
    if UNIT in rows.columns:  # what counts as one statement is one here, called by its first
        rows = rows.with_columns(pl.coalesce(UNIT, "statement").alias("statement"))
    aspects = tuple(aspect.id for aspect in study.scheme.aspects)
    poles = tuple(study.scheme.poles(a) for a in aspects)
    ids = {name: tuple(sorted(rows[name].unique())) for name in ("source", "statement", "coder", "code")}
    number = {name: {v: n for n, v in enumerate(values)} for name, values in (ids | {"case": cases}).items()}

    def column(name: str) -> Ints:
        place = number[name]
        return np.array([place[v] for v in rows[name].to_list()], int)

    pairs = [
        (k, a, placements[code][aspect])
        for k, code in enumerate(ids["code"])
        for a, aspect in enumerate(aspects)
        if aspect in placements.get(code, {})
    ]
    weights = np.zeros((len(pairs), max(len(p) for p in poles)))
    for n, (_, _, given) in enumerate(pairs):
        weights[n, : len(given)] = given
    ancestors = study.scheme.ancestors
    return CodingTable(
        cases=tuple(cases),
        sources=ids["source"],
        statements=ids["statement"],
        coders=ids["coder"],
        codes=ids["code"],
        aspects=aspects,
        poles=poles,
        case=column("case"),
        source=column("source"),
        statement=column("statement"),
        coder=column("coder"),
        code=column("code"),
        intensity=rows["intensity"].to_numpy().astype(float),
        reported=(rows["kind"] == "reported").to_numpy().astype(bool),
        factual=(rows["mode"] == "is").to_numpy().astype(bool),
        pair_code=np.array([k for k, _, _ in pairs], int),
        pair_aspect=np.array([a for _, a, _ in pairs], int),
        weights=weights,
        judgement=_judgements(rows, column("coder")),
        entering=rows[ENTERS].fill_null(True).to_numpy().astype(bool) if ENTERS in rows.columns else None,
        agreed=tuple(kinds_of(study)[0]),
        present=tuple(aspect in study.scheme.presence for aspect in aspects),
        above=tuple(
            tuple(number["code"][a] for a in sorted(over(code, ancestors)) if a in number["code"])
            for code in ids["code"]
        ),
    )


def _judgements(rows: pl.DataFrame, coder: Ints) -> Ints | None:
    """The pairs of coder and occasion, numbered; None where there is one occasion."""
    if OCCASION not in rows.columns or rows[OCCASION].n_unique() < 2:
        return None
    return distinct(coder, rows[OCCASION].rank("dense").to_numpy().astype(int))[1]


@dataclass(frozen=True, eq=False)
class Units:
    """What counts as a statement: one per case, source, aspect and statement (or code, with once_per_source).

    Attributes
    ----------
    weighting, groups, aspects, pairs
        Cells belong to `groups` estimates, over so many `aspects` a case; codes have so many placements (`pairs`).
    case, aspect, source
        Shape (cells,), sorted in that order: where something is said on an aspect.
    cell, member
        Shape (units,): the cell of a unit, and the statement it is (the code, with once_per_source).
    intensity
        Shape (units,): the sum of its codings' intensities; on aspects of `kind: presence` the number of judgements.
    unit, pair, own, part
        Shape (evidence,): the unit and the placement of every coding with evidence; its intensity; and its part of
        the unit's vector v, (1/J) i_jk/i_j, of each of O occasions of a coder an Oth. Both are 0 on aspects of `kind:
        presence`, whose evidence is in `judged`.
    judged
        The judgements on aspects of `kind: presence`; None where there are none.
    """

    weighting: Weighting
    groups: int
    aspects: int
    pairs: int
    case: Ints
    aspect: Ints
    source: Ints
    cell: Ints
    member: Ints
    intensity: Floats
    unit: Ints
    pair: Ints
    own: Floats
    part: Floats
    judged: Judgements | None = None

    @cached_property
    def group(self) -> Ints:
        """Shape (cells,): the estimate a cell belongs to, aspects running fastest."""
        return self.case * self.aspects + self.aspect

    @cached_property
    def statements(self) -> Floats:
        """Shape (cells,): distinct units n."""
        return np.bincount(self.cell, minlength=len(self.case)).astype(float)

    @cached_property
    def strength(self) -> Floats:
        """Shape (cells,): the sum of intensities."""
        return summed(self.intensity, self.cell, len(self.case))

    @cached_property
    def total(self) -> Floats:
        """Shape (cells,): T."""
        if self.weighting == "source":
            return np.ones(len(self.case))
        return np.round(self.strength, DECIMALS) if self.weighting == "coding" else self.statements

    @cached_property
    def matrix(self) -> csr_array:
        """B: the cells by the placements, so that M = B π."""
        from scipy.sparse import csr_array

        cell = self.cell[self.unit]
        weight = self.own if self.weighting == "coding" else self.part
        if self.weighting == "source":
            weight = weight / self.statements[cell]
        return csr_array((weight, (cell, self.pair)), shape=(len(self.case), self.pairs))

    @property
    def leverage(self) -> csr_array:
        """Shape (groups, pairs): what a placement weighs in an estimate, the shares are these times π."""
        from scipy.sparse import csr_array

        total = summed(self.total, self.group, self.groups)[self.group]
        into = csr_array((1 / total, (self.group, np.arange(len(total)))), shape=(self.groups, len(total)))
        return into @ self.matrix

    def mass(self, weights: Floats) -> Floats:
        """M for placements π of shape (…, pairs, K): shape (…, cells, K), rounded as the tally's is."""
        shape = (*weights.shape[:-2], weights.shape[-1])
        columns = np.moveaxis(weights, -2, 0).reshape(self.pairs, math.prod(shape))
        whole = np.asarray(self.matrix @ columns)
        if self.judged is not None:
            whole = whole + self._judged_mass(weights, shape)
        mass: Floats = np.round(whole, DECIMALS)
        return np.moveaxis(mass.reshape(len(self.case), *shape), 0, -2)

    def vectors(self, weights: Floats, strength: bool = False) -> Floats:
        """Shape (units, K): v, the mean vectors; with `strength` Σ i π, what a unit adds when codings are weighed."""
        part = self.own if strength else self.part
        found = summed(part[:, None] * weights[self.pair], self.unit, len(self.cell))
        if self.judged is None:
            return found
        most, share = self.judged.most(weights), 1.0 if strength else self.judged.part[:, None]
        return found + summed(most * share, self.judged.unit, len(self.cell))

    def _judged_mass(self, weights: Floats, shape: tuple[int, ...]) -> Floats:
        """What the judgements add to the mass of the cells: shape (cells, the product of `shape`)."""
        from scipy.sparse import csr_array

        assert self.judged is not None  # asked for only then
        j = self.judged
        cell = self.cell[j.unit]
        share = np.ones(len(cell)) if self.weighting == "coding" else j.part
        if self.weighting == "source":
            share = share / self.statements[cell]
        into = csr_array((share, (cell, np.arange(len(cell)))), shape=(len(self.case), len(cell)))
        return np.asarray(into @ np.moveaxis(j.most(weights), -2, 0).reshape(len(cell), math.prod(shape)))


@dataclass(frozen=True, eq=False)
class Judgements:
    """What coders say in units on aspects of `kind: presence`, one judgement after the other.

    Attributes
    ----------
    own, pair, start
        Intensity and placement of each coding with evidence, and where each judgement begins among them.
    unit, part
        Shape (judgements,): the unit, and the judgement's part of its vector, 1/J of each of O occasions an Oth.
    """

    own: Floats
    pair: Ints
    start: Ints
    unit: Ints
    part: Floats

    def most(self, weights: Floats) -> Floats:
        """max_k i_k π_k for placements π of shape (…, pairs, K): shape (…, judgements, K)."""
        return np.maximum.reduceat(self.own[:, None] * weights[..., self.pair, :], self.start, axis=-2)


def units(
    table: CodingTable,
    keep: Bools | None = None,
    *,
    weighting: Weighting = "statement",
    repeats: Repeats = "keep",
) -> Units:
    """The units of the rows kept (shape (rows,)), under a weighting and a treatment of repeats."""
    rows = table.counted(keep)
    if repeats == "once_per_source":
        rows, intensity = table.averaged(rows)
    else:
        intensity = table.intensity[rows]
    case, source, coder, code = (c[rows] for c in (table.case, table.source, table.coder, table.code))
    member = table.statement[rows]
    judge = None if table.judgement is None else table.judgement[rows]
    if repeats == "once_per_source":
        first, number = distinct(case, source, coder, code)
        intensity = summed(intensity, number, len(first)) / np.bincount(number, minlength=len(first))
        case, source, coder, code = (c[first] for c in (case, source, coder, code))
        member, judge = code, None
    start, count = (c[code] for c in table.pairs_of)
    row = np.repeat(np.arange(len(code)), count)
    pair = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + start[row]
    aspect, own = table.pair_aspect[pair], intensity[row]
    there = np.isin(aspect, np.flatnonzero(table.present))
    if repeats == "once_per_source":  # where poles do not exclude one another a source is one unit
        member = np.where(there, 0, member[row])
    else:
        member = member[row]

    by_coder_first, by_coder = distinct(case[row], aspect, source[row], member, coder[row])
    at = row[by_coder_first]
    first, of_coder = distinct(case[at], aspect[by_coder_first], source[at], member[by_coder_first])
    coders = np.bincount(of_coder, minlength=len(first))
    unit = of_coder[by_coder]
    said = (
        summed(own, by_coder, len(by_coder_first))[by_coder]
        if judge is None
        else _occasions(by_coder, judge[row], own)
    )
    part = own / said / coders[unit]
    judged: Judgements | None = None
    strength: Floats = summed(own, unit, len(first))
    if there.any():
        judged = _judged(by_coder, None if judge is None else judge[row], own, pair, unit, coders, there)
        own, part = np.where(there, 0.0, own), np.where(there, 0.0, part)
        strength = summed(own, unit, len(first)) + np.bincount(judged.unit, minlength=len(first))
    of = by_coder_first[first]  # a row of evidence of each unit
    cell_first, cell = distinct(case[row[of]], aspect[of], source[row[of]])
    here = of[cell_first]
    return Units(
        weighting=weighting,
        groups=table.groups,
        aspects=len(table.aspects),
        pairs=len(table.pair_code),
        case=case[row[here]],
        aspect=aspect[here],
        source=source[row[here]],
        cell=cell,
        member=member[of],
        intensity=strength,
        unit=unit,
        pair=pair,
        own=own,
        part=part,
        judged=judged,
    )


def _judged(
    by_coder: Ints, judge: Ints | None, own: Floats, pair: Ints, unit: Ints, coders: Ints, here: Bools
) -> Judgements:
    """The judgements among the rows of evidence that are `here`."""
    rows = np.flatnonzero(here)
    keys = (by_coder[rows],) if judge is None else (by_coder[rows], judge[rows])
    first, number = distinct(*keys)
    order = np.argsort(number, kind="stable")
    at = rows[first]
    times = np.bincount(by_coder[at])[by_coder[at]]
    return Judgements(
        own=own[rows][order],
        pair=pair[rows][order],
        start=np.searchsorted(number[order], np.arange(len(first))),
        unit=unit[at],
        part=1 / (coders[unit[at]] * times),
    )


def _occasions(by_coder: Ints, judge: Ints, own: Floats) -> Floats:
    """Per row of evidence i_j·O: what its coder put on that occasion, times her occasions with evidence."""
    first, occasion = distinct(by_coder, judge)
    times = np.bincount(by_coder[first])
    said: Floats = summed(own, occasion, len(first))[occasion] * times[by_coder]
    return said


def distinct(*columns: Ints) -> tuple[Ints, Ints]:
    """Number the distinct rows of some columns of non-negative integers, in their order.

    Returns the place of each distinct row's first occurrence, and every row's number.

    >>> first, number = distinct(np.array([1, 0, 1]), np.array([2, 5, 2]))
    >>> first.tolist(), number.tolist()
    ([1, 0], [1, 0, 1])
    """
    key = columns[0].astype(np.int64)
    for column in columns[1:]:
        size = int(column.max(initial=0)) + 1
        if (int(key.max(initial=0)) + 1) * size > LARGEST_KEY:
            key = np.unique(key, return_inverse=True)[1]
        key = key * size + column
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return first, number


def summed(values: Floats, group: Ints, groups: int) -> Floats:
    """Sum values of shape (rows,) or (rows, K) within groups: shape (groups,) or (groups, K).

    >>> summed(np.array([1.0, 2, 3]), np.array([0, 1, 0]), 3).tolist()
    [4.0, 2.0, 0.0]
    """
    if values.ndim == 1:
        return np.bincount(group, values, groups).astype(float)
    columns = [np.bincount(group, column, groups) for column in values.T]
    return np.stack(columns, axis=1).astype(float)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """numerator / denominator, nan where there is nothing to divide by."""
    n, d = np.broadcast_arrays(numerator, denominator)
    out: Any = np.full(n.shape, np.nan)
    return np.asarray(np.divide(n, d, out=out, where=d > 1e-12))
