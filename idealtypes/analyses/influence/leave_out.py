"""Leaving one out: the shares without one source, one code, one statement. Exact, and all at once.

An estimate is s = ΣM/ΣT over the cells of its group; without an item the cells that it touches change, and nothing
else:

    s₋ = (ΣM + ΔM)/(ΣT + ΔT)

For a source ΔM = −M_g and ΔT = −T_g, from the tally alone. For a statement Δ comes from its vector; with repeats
`once_per_source` a statement matters where it is the last to carry a code in its source, or moves the code's mean
intensity. For a code the statements (with `once_per_source`, the sources) where it stood are read again without it: its
ancestors, no longer covered, may count there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from idealtypes.engine.table import Bools, CodingTable, Units, distinct, ratio, summed, units
from idealtypes.engine.tally import DECIMALS, Floats, Ints, Repeats, Tally

NOTHING = 1e-12  # a change of mass below this is rounding


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

    def of_groups(self, kept: Bools) -> Without:
        """The rows of some estimates, of shape (groups,), alone."""
        rows = kept[self.group]
        return Without(self.ids, self.item[rows], self.group[rows], self.shares[rows])


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


@dataclass(frozen=True, eq=False)
class _Changes:
    """What leaving items out adds to the sums of cells, one row per item and change.

    `item`, and the cell's `case`, `aspect` and `source`, have shape (rows,); so have `count` (units) and `strength`
    (intensities). `vector` (of units) and `weight` (their vectors times intensities) have shape (rows, K).
    """

    item: Ints
    case: Ints
    aspect: Ints
    source: Ints
    vector: Floats
    count: Floats
    weight: Floats
    strength: Floats


def without_statements(table: CodingTable, keep: Bools, of: Units, repeats: Repeats) -> Without:
    """Every statement left out; `of` are the units of the rows kept, under the same treatment of repeats."""
    if repeats == "keep":
        change = _units(table, of, of.member, np.arange(len(of.cell)), -1.0)
        return _changed(table, of, table.statements, [change])
    rows, intensity = table.averaged(table.counted(keep))
    codes, first, statement = _repeats(table, rows, intensity)
    # per code in a source: how its intensity, summed over coders, changes without a statement, and whether it is gone
    item, code, own, gone = codes
    each, pair = _placements(table, table.code[rows][first][code])
    at = rows[first][code[each]]
    pole = table.weights[pair]
    lost = gone[each].astype(float)
    change = _Changes(
        item=statement[item[each]],
        case=table.case[at],
        aspect=table.pair_aspect[pair],
        source=table.source[at],
        vector=-lost[:, None] * pole,
        count=-lost,
        weight=own[each, None] * pole,
        strength=own[each],
    )
    return _changed(table, of, table.statements, [change])


def _units(table: CodingTable, of: Units, item: Ints, unit: Ints, sign: float) -> _Changes:
    """Whole units that come (sign 1) or go (−1) when items (rows,) are left out."""
    cell = of.cell[unit]
    return _Changes(
        item=item,
        case=of.case[cell],
        aspect=of.aspect[cell],
        source=of.source[cell],
        vector=sign * of.vectors(table.weights)[unit],
        count=np.full(len(unit), sign),
        weight=sign * of.vectors(table.weights, strength=True)[unit],
        strength=sign * of.intensity[unit],
    )


def _placements(table: CodingTable, code: Ints) -> tuple[Ints, Ints]:
    """For every placement of some codes (rows,) the row it belongs to, and the placement."""
    start, count = (of_code[code] for of_code in table.pairs_of)
    each = np.repeat(np.arange(len(code)), count)
    return each, np.arange(len(each)) - np.repeat(np.cumsum(count) - count, count) + start[each]


def _repeats(
    table: CodingTable, rows: Ints, intensity: Floats
) -> tuple[tuple[Ints, Ints, Floats, Bools], Ints, Ints]:
    """With once_per_source: statement, code in a source, change of intensity, whether the code is gone.

    Codes in a source are numbered; `first` holds, among the rows, an occurrence of each; statements too are numbered,
    and the last array has their numbers in the table.
    """
    case, source, coder, code = (c[rows] for c in (table.case, table.source, table.coder, table.code))
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


def without_codes(table: CodingTable, keep: Bools, of: Units, repeats: Repeats) -> Without:
    """Every code with evidence left out, as if nobody had put it."""
    if table.judgement is not None and repeats == "once_per_source":
        return _codes_anew(table, keep, of)
    by = _codes_of_statements if repeats == "keep" else _codes_of_sources
    evidence = table.pair_code[of.pair], of.group[of.cell[of.unit]]
    return _changed(table, of, table.codes, by(table, keep, of), evidence)


def _codes_of_statements(table: CodingTable, keep: Bools, of: Units) -> list[_Changes]:
    """Every code left out of the statements where it stands: their units go, and those without the code come."""
    rows = np.flatnonzero(keep)
    statement = table.statement[rows]
    first = distinct(table.code[rows], statement)[0]
    code, said = table.code[rows][first], statement[first]  # a code, and a statement where it stands
    pair, at = _members(statement, said)
    stays = table.code[rows[at]] != code[pair]
    pair, row = pair[stays], rows[at[stays]]
    names = [
        "case",
        "source",
        "coder",
        "code",
        "intensity",
        *(["judgement"] if table.judgement is not None else []),
    ]
    columns = {name: getattr(table, name)[row] for name in names}
    # a statement is another one for each code that it lacks
    apart = replace(table, statement=pair, reported=table.reported[row], **columns)
    left = units(apart, weighting=of.weighting)
    pair, unit = _members(of.member, said)
    return [
        _units(table, of, code[pair], unit, -1.0),
        _units(table, left, code[left.member], np.arange(len(left.cell)), 1.0),
    ]


def _codes_of_sources(table: CodingTable, keep: Bools, of: Units) -> list[_Changes]:
    """The same where a code counts once per source: its units go, and its ancestors are put where it covered them."""
    goes = _units(table, of, of.member, np.arange(len(of.cell)), -1.0)
    code, row = _uncovered(table, np.flatnonzero(keep))
    counted = table.counted(keep)
    counted = counted[np.isin(table.code[counted], table.code[row])]
    # the intensities of an ancestor in a source, by a coder: as they are, and without the code
    both = np.concatenate([counted, row])
    columns = tuple(c[both] for c in (table.case, table.source, table.code, table.coder))
    first, place = distinct(*columns)
    now, then = place[: len(counted)], place[len(counted) :]
    total, times = summed(table.intensity[counted], now, len(first)), np.bincount(now, minlength=len(first))
    one, of_one = distinct(code, then)
    item, at = code[one], then[one]
    more, again = summed(table.intensity[row], of_one, len(one)), np.bincount(of_one, minlength=len(one))
    before = np.nan_to_num(ratio(total, times.astype(float)))
    own = (total[at] + more) / (times[at] + again) - before[at]
    spot, number = distinct(*(c[first] for c in columns[:3]))  # an ancestor in a source, by whomever
    there = np.bincount(number, times, len(spot)) > 0
    change, of_change = distinct(item, number[at])
    where = number[at][change]
    origin = both[first[spot[where]]]
    each, pair = _placements(table, table.code[origin])
    pole, new = table.weights[pair], (~there[where][each]).astype(float)
    strength = summed(own, of_change, len(change))[each]
    comes = _Changes(
        item=item[change][each],
        case=table.case[origin][each],
        aspect=table.pair_aspect[pair],
        source=table.source[origin][each],
        vector=new[:, None] * pole,
        count=new,
        weight=strength[:, None] * pole,
        strength=strength,
    )
    return [goes, comes]


def _codes_anew(table: CodingTable, keep: Bools, of: Units) -> Without:
    """The same where coders judged repeatedly: an ancestor may have counted on one occasion and come back on another,
    so each code's units are made anew."""
    mass, total = _sums(of.group, of.mass(table.weights), of.total, of.groups)
    item = np.unique(table.code[keep])  # one that is on no aspect may cover one that is
    after = []
    for code in item:
        left = units(table, keep & (table.code != code), weighting=of.weighting, repeats="once_per_source")
        after.append(_sums(left.group, left.mass(table.weights), left.total, of.groups))
    change = np.concatenate([m - mass for m, _ in after] or [mass[:0]])
    less = np.concatenate([t - total for _, t in after] or [total[:0]])
    group = np.tile(np.arange(of.groups), len(item))
    evidence = table.pair_code[of.pair], of.group[of.cell[of.unit]]
    each = np.repeat(item, of.groups)
    return _without(table.codes, each, group, change, less, mass, total, evidence)


def _uncovered(table: CodingTable, rows: Ints) -> tuple[Ints, Ints]:
    """Codes, and the rows of ancestors that would count without them: no other descendant stands beside."""
    unit = distinct(table.statement[rows], table.judge[rows])[1]
    code = table.code[rows]
    codes, freed = [np.zeros(0, int)], [np.zeros(0, int)]
    for a in sorted({a for line in table.above for a in line}):
        below = np.array([a in line for line in table.above])
        here = np.flatnonzero(below[code])
        beside = here[distinct(unit[here], code[here])[0]]
        several = np.bincount(unit[beside], minlength=int(unit.max(initial=-1)) + 1)
        alone = np.full(len(several), -1)
        alone[unit[beside]] = code[beside]
        own = np.flatnonzero((code == a) & (several[unit] == 1))
        codes.append(alone[unit[own]])
        freed.append(rows[own])
    return np.concatenate(codes), np.concatenate(freed)


def _members(group: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """For every member of some groups (numbers, several times if asked) which of those asked for, and the member."""
    order = np.argsort(group, kind="stable")
    start = np.searchsorted(group[order], wanted)
    count = np.searchsorted(group[order], wanted, side="right") - start
    each = np.repeat(np.arange(len(wanted)), count)
    return each, order[np.arange(len(each)) - np.repeat(np.cumsum(count) - count, count) + start[each]]


def _changed(
    table: CodingTable,
    of: Units,
    ids: tuple[str, ...],
    changes: Sequence[_Changes],
    evidence: tuple[Ints, Ints] | None = None,
) -> Without:
    """What is left after changes of the cells, of which some may be new.

    With `evidence` (items and groups) an estimate that an item gives no evidence to, and does not change, is left out.
    """
    item, case, aspect, source, vector, count, weight, strength = (
        np.concatenate([getattr(change, name.name) for change in changes]) for name in fields(_Changes)
    )
    known = len(of.case)
    there = zip((of.case, of.aspect, of.source), (case, aspect, source), strict=True)
    columns = [np.concatenate(both) for both in there]
    first, number = distinct(*columns)
    cell, group = number[known:], (columns[0] * of.aspects + columns[1])[first]

    def before(values: Floats) -> Floats:
        """Sums of the cells, new ones at 0."""
        sums = np.zeros((len(first), *values.shape[1:]))
        sums[number[:known]] = values
        return sums

    one, row = distinct(item, cell)
    item, cell = item[one], cell[one]

    def after(values: Floats, change: Floats) -> Floats:
        return before(values)[cell] + summed(change, row, len(one))

    statements = np.round(after(of.statements, count))
    if of.weighting == "coding":
        left = after(summed(of.vectors(table.weights, strength=True), of.cell, known), weight)
        total = np.round(after(of.strength, strength), DECIMALS)
    else:
        left, total = after(summed(of.vectors(table.weights), of.cell, known), vector), statements
    if of.weighting == "source":
        left, total = np.nan_to_num(ratio(left, statements[:, None])), np.minimum(statements, 1.0)
    # rounded as the tally's masses are: what is left is what the study without the item has
    mass = np.round(left, DECIMALS) - before(of.mass(table.weights))[cell]
    total = total - before(of.total)[cell]
    whole = _sums(of.group, of.mass(table.weights), of.total, of.groups)
    return _without(ids, item, group[cell], mass, total, *whole, evidence)


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
    evidence: tuple[Ints, Ints] | None = None,
) -> Without:
    """Add up the changes of mass and total by item and group, and give what is left."""
    first, row = distinct(item, group)
    item, group = item[first], group[first]
    change, less = summed(mass, row, len(first)), summed(total, row, len(first))
    if evidence is not None:
        groups = len(whole)
        told = np.isin(item * groups + group, evidence[0] * groups + evidence[1])
        told |= (np.abs(change).max(axis=1, initial=0.0) > NOTHING) | (np.abs(less) > NOTHING)
        item, group, change, less = item[told], group[told], change[told], less[told]
    left = whole[group] + less
    shares = np.clip(ratio(before[group] + change, np.where(left < 1e-9, 0, left)[:, None]), 0, 1)
    return Without(ids, item, group, shares)
