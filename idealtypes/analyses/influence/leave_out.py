"""Leaving one out: the shares without one source, one code, one statement. Exact, and all at once.

An estimate is s = ΣM/ΣT over the cells of its group; without an item the cells that it touches change, and nothing
else:

    s₋ = (ΣM + ΔM)/(ΣT + ΔT)

For a source ΔM = −M_g and ΔT = −T_g, from the tally alone. For a statement Δ comes from its vector; with repeats
`once_per_source` a statement matters where it is the last to carry a code in its source, or moves the code's mean
intensity. For a code the table is read again without it: its ancestors, no longer covered, may count where it
stood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from idealtypes.engine.sums import Bools, distinct, ratio, summed
from idealtypes.engine.table import CodingTable, Units, units
from idealtypes.engine.tally import Floats, Ints, Repeats, Tally


@dataclass(frozen=True, eq=False)
class Without:
    """The shares without each item, one row per item and estimate that it touches, by item.

    Attributes
    ----------
    ids
        The items' ids.
    item, group
        Shape (rows,): the item left out, and the estimate (aspects running fastest within cases).
    shares
        Shape (rows, K): what is left; nan where nothing is.
    """

    ids: tuple[str, ...]
    item: Ints
    group: Ints
    shares: Floats


def without_sources(tally: Tally) -> Without:
    """Every source left out, from the cells of the tally.

    >>> from idealtypes.engine.tally import tally
    >>> import polars as pl
    >>> rows = pl.DataFrame({"statement": ["a", "b", "c"], "source": ["g", "g", "h"], "code": ["i", "f", "f"]})
    >>> t = tally(rows, {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}, {"help": ("informal", "formal")})
    >>> without_sources(t).shares.tolist()
    [[0.0, 1.0], [0.5, 0.5]]
    """
    mass, total = _sums(tally.group, tally.mass, tally.total, tally.groups)
    return _without(tally.sources, tally.source, tally.group, -tally.mass, -tally.total, mass, total)


def without_statements(table: CodingTable, keep: Bools, of: Units, repeats: Repeats) -> Without:
    """Every statement left out; `of` are the units of the rows kept, under the same treatment of repeats."""
    if repeats == "keep":
        vector, weight = of.vectors(table.weights), of.vectors(table.weights, strength=True)
        ones = np.ones(len(of.cell))
        return _changed(table, of, of.member, of.cell, -vector, -ones, -weight, -of.intensity)
    rows = table.counted(keep)
    codes, first, statement = _repeats(table, rows)
    # per code in a source: how its intensity, summed over coders, changes without a statement, and whether it is gone
    item, code, own, gone = codes
    start, count = table.pairs_of
    here = table.code[rows][first][code]
    each = np.repeat(np.arange(len(item)), count[here])
    pair = (
        np.arange(len(each))
        - np.repeat(np.cumsum(count[here]) - count[here], count[here])
        + start[here[each]]
    )
    at = rows[first][code[each]]
    cell = _find(of, table.case[at], table.pair_aspect[pair], table.source[at])
    pole = table.weights[pair]
    lost = gone[each].astype(float)
    weight, strength = own[each, None] * pole, own[each]
    return _changed(table, of, statement[item[each]], cell, -lost[:, None] * pole, -lost, weight, strength)


def _repeats(table: CodingTable, rows: Ints) -> tuple[tuple[Ints, Ints, Floats, Bools], Ints, Ints]:
    """With once_per_source: statement, code in a source, change of intensity, whether the code is gone.

    Codes in a source are numbered; `first` holds, among the rows, an occurrence of each; statements too are numbered,
    and the last array has their numbers in the table.
    """
    case, source, coder, code = (c[rows] for c in (table.case, table.source, table.coder, table.code))
    intensity = table.intensity[rows]
    first, place = distinct(case, source, code)
    said, by = distinct(place, coder)  # a code in a source by a coder
    total, times = summed(intensity, by, len(said)), np.bincount(by, minlength=len(said))
    statement, s = np.unique(table.statement[rows], return_inverse=True)
    one, of = distinct(s, by)
    own, here = summed(intensity, of, len(one)), np.bincount(of, minlength=len(one))
    at = by[one]
    rest = times[at] - here
    change = ratio(total[at] - own, rest.astype(float))
    change = np.nan_to_num(change) - total[at] / times[at]
    coders = np.bincount(place[said], minlength=len(first))  # who say the code in the source
    both, k = distinct(s[one], place[one])
    lost = np.bincount(k[rest == 0], minlength=len(both))
    code_of = place[one][both]
    return (
        (s[one][both], code_of, summed(change, k, len(both)), lost == coders[code_of]),
        first,
        statement,
    )


def _find(of: Units, case: Ints, aspect: Ints, source: Ints) -> Ints:
    """The cells with these numbers; every one of them is there."""
    there, asked = (of.case, of.aspect, of.source), (case, aspect, source)
    columns = [np.concatenate(both) for both in zip(there, asked, strict=True)]
    return distinct(*columns)[1][len(of.case) :]


def _changed(
    table: CodingTable,
    of: Units,
    item: Ints,
    cell: Ints,
    vector: Floats,
    count: Floats,
    weight: Floats,
    strength: Floats,
) -> Without:
    """Statements left out that change their cells' sums: of vectors, units, weighted vectors and intensities."""
    if of.weighting == "statement":
        mass, total = vector, count
    elif of.weighting == "coding":
        mass, total = weight, strength
    else:
        first, row = distinct(item, cell)
        item, cell = item[first], cell[first]
        point = summed(of.vectors(table.weights), of.cell, len(of.case))
        rest = of.statements[cell] + summed(count, row, len(first))
        sums = point[cell] + summed(vector, row, len(first))
        mean = np.nan_to_num(ratio(sums, rest[:, None]))
        mass, total = mean - point[cell] / of.statements[cell, None], -(rest < 0.5).astype(float)
    before = _sums(of.group, of.mass(table.weights), of.total, of.groups)
    return _without(table.statements, item, of.group[cell], mass, total, *before)


def without_codes(table: CodingTable, keep: Bools, of: Units, repeats: Repeats) -> Without:
    """Every code with evidence left out, as if nobody had put it."""
    before = _sums(of.group, of.mass(table.weights), of.total, of.groups)
    known = set(np.unique(table.code[keep]).tolist())
    placed = set(table.pair_code.tolist())
    items, groups, shares = [], [], []
    for k in sorted(known):
        if k not in placed and not placed & set(table.above[k]):
            continue  # it gives no evidence, and covers none
        left = units(table, keep & (table.code != k), weighting=of.weighting, repeats=repeats)
        mass, total = _sums(left.group, left.mass(table.weights), left.total, left.groups)
        touched = np.zeros(of.groups, bool)
        touched[of.group[of.cell[of.unit[table.pair_code[of.pair] == k]]]] = True
        touched |= (np.abs(mass - before[0]).max(axis=1) > 1e-12) | (np.abs(total - before[1]) > 1e-12)
        rows = np.flatnonzero(touched)
        items.append(np.full(len(rows), k))
        groups.append(rows)
        shares.append(ratio(mass[rows], total[rows, None]))
    K = table.weights.shape[1]
    return Without(
        table.codes,
        np.concatenate([np.zeros(0, int), *items]),
        np.concatenate([np.zeros(0, int), *groups]),
        np.concatenate([np.zeros((0, K)), *shares]),
    )


def _sums(group: Ints, mass: Floats, total: Floats, groups: int) -> tuple[Floats, Floats]:
    """Mass (groups, K) and total (groups,) of the estimates."""
    return summed(mass, group, groups), summed(total, group, groups)


def _without(
    ids: tuple[str, ...],
    item: Ints,
    group: Ints,
    mass: Floats,
    total: Floats,
    before: Floats,
    whole: Floats,
) -> Without:
    """Add up the changes of mass and total by item and group, and give what is left."""
    first, row = distinct(item, group)
    item, group = item[first], group[first]
    change = summed(mass, row, len(first))
    left = whole[group] + summed(total, row, len(first))
    shares = np.clip(ratio(before[group] + change, np.where(left < 1e-9, 0, left)[:, None]), 0, 1)
    return Without(ids, item, group, shares)
