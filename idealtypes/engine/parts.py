"""The cells of a tally parted by code and by coder: where codes stand can move without another pass over the rows.

A profile is linear in the placements: M = B π, B the cells by the codes. The parts are B, summed where the rows live;
so doubts about codes and coders are asked of them, however many codings there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import narwhals as nw
import numpy as np
import polars as pl

from idealtypes.engine.codings import CodingRows, Rows, coding_rows, grouped
from idealtypes.engine.tally import (
    CELL,
    DECIMALS,
    Floats,
    Ints,
    Placements,
    Tally,
    counted,
    evidence_rows,
    places,
)

By = Literal["code", "coder"]


@dataclass(frozen=True, eq=False)
class Parts:
    """The cells of a tally, parted by code, by coder or by both: enough to move codes or weigh coders anew.

    M = B π for any placement: with `code` among `by`, Σ `weight` · π over the rows of a cell is its mass.

    Attributes
    ----------
    by
        What the cells are parted by.
    ids
        By each of `by` the ids that `item` points to.
    cell
        Shape (rows,): the cell of the tally that a row is a part of.
    item
        Shape (rows, len(by)): the code, the coder.
    weight
        Shape (rows,): the part's share of the cell's total T.
    read
        Shape (rows,): with `coder` among `by` what the coder's own vectors of statements that others coded, too, owe to
        the part: summed over a coder's parts of a cell, how many such statements there are. Else 0.
    """

    by: tuple[By, ...]
    ids: tuple[tuple[str, ...], ...]
    cell: Ints
    item: Ints
    weight: Floats
    read: Floats


def parts(
    codings: Any,
    placements: Placements,
    tally: Tally,
    by: Sequence[By] = ("code",),
    *,
    ancestors: Mapping[str, Iterable[str]] | None = None,
) -> Parts:
    """Part the cells of a tally by code, by coder or by both; codings, placements and ancestors are the tally's.

    Examples
    --------
    Two codes on one statement have half of it each, wherever they are placed.

    >>> import polars as pl
    >>> from idealtypes.engine.tally import tally
    >>> rows = pl.DataFrame({"statement": ["a", "a", "b"], "source": ["g"] * 3, "code": ["i", "f", "f"]})
    >>> placed = {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}
    >>> t = tally(rows, placed, {"help": ("informal", "formal")})
    >>> p = parts(rows, placed, t)
    >>> p.ids, p.weight.tolist()
    ((('f', 'i'),), [1.5, 0.5])
    """
    table = codings if isinstance(codings, CodingRows) else coding_rows(codings)
    on = tuple(
        (code, tuple(a for a in tally.aspects if a in placements.get(code, ()))) for code in table.codes
    )
    asked = (
        tuple(by),
        tally.repeats,
        tally.aspects,
        tally.poles,
        tally.weighting,
        on,
        _plain(ancestors or {}),
    )

    def parted() -> Parts:
        if table.in_memory:
            return _parted(_fetched(table, placements, tally, by, ancestors or {}), tally, tuple(by))
        # Two weightings of one profile, of the talk and of the informants, ask for the same sums.
        sums = *asked[:4], tally.weighting == "coding", *asked[5:]
        if sums not in table.parted_last:
            table.parted_last.clear()
            table.parted_last[sums] = _fetched(table, placements, tally, by, ancestors or {})
        return _parted(table.parted_last[sums], tally, tuple(by))

    cells = tally.case, tally.source, tally.aspect, tally.statements
    return table.latest(
        ("parts", tuple(by), tally.weighting), (asked, tally.cases, tally.sources, *cells), parted
    )


def _plain(told: Any) -> Any:
    """What can be compared by what it says: mappings and sets sorted, lists as tuples."""
    if isinstance(told, Mapping):
        return tuple((key, _plain(value)) for key, value in sorted(told.items()))
    if isinstance(told, str) or not isinstance(told, Iterable):
        return told
    return tuple(sorted(told) if isinstance(told, set | frozenset) else told)


def _fetched(
    codings: CodingRows,
    placements: Placements,
    tally: Tally,
    by: Sequence[By],
    ancestors: Mapping[str, Iterable[str]],
) -> pl.DataFrame:
    """The sums by case, source, aspect and what the cells are parted by, summed where the rows live."""
    poles = dict(zip(tally.aspects, tally.poles, strict=True))
    table, used = counted(codings, placements, poles, ancestors, tally.repeats)
    rows, several = table.rows, "coder" in by and table.coders > 1
    if several:
        rows = _with(table, rows, ["unit"], first=nw.col("coder").min(), last=nw.col("coder").max())
    evidence = evidence_rows(replace(table, rows=rows), used, list(poles), 0)
    found = pl.DataFrame()
    if evidence is not None:
        statement = [*CELL, "unit"]
        judge = table.judge if table.coders > 1 else table.judge[1:]
        evidence = _with(table, evidence, [*statement, *judge], said=nw.col("intensity").sum(), size=nw.len())
        own = 1.0 / nw.col("said")
        if table.occasions:
            # a judgement's rows count 1 together, so that the sum says how many judgements there are
            evidence = evidence.with_columns(one=1.0 / nw.col("size"))
            evidence = _with(table, evidence, [*statement, *judge[:-1]], occasions=nw.col("one").sum())
            own = own / nw.col("occasions")
        shared = own
        if table.coders > 1:
            size = nw.col("size") * nw.col("occasions") if table.occasions else nw.col("size")
            evidence = _with(
                table, evidence.with_columns(one=1.0 / size), statement, coders=nw.col("one").sum()
            )
            shared = own / nw.col("coders")
        scale = nw.lit(1.0) if tally.weighting == "coding" else shared
        read = (
            nw.when(nw.col("first") != nw.col("last")).then(nw.col("intensity") * own).otherwise(nw.lit(0.0))
        )
        sums = evidence.with_columns(
            intensity=nw.col("intensity") * scale, read=read if several else nw.lit(0.0)
        )
        names = ("intensity", "read")
        found = table.fetched(
            sums.group_by(*CELL, *by).agg(*[nw.col(n).sum() for n in names]), "case", "source", *by
        )
    return found


def _with(table: CodingRows, rows: Rows, keys: Sequence[str], **sums: nw.Expr) -> Rows:
    """The rows with what sums come to by some keys: in memory by a window; elsewhere joined, which every engine can."""
    if table.in_memory:
        return rows.with_columns(**{name: value.over(*keys) for name, value in sums.items()})
    each = grouped(rows, keys, *[value.alias(name) for name, value in sums.items()])
    return rows.join(each, on=list(keys), how="inner")


def _parted(found: pl.DataFrame, tally: Tally, by: tuple[By, ...]) -> Parts:
    if not found.height:
        none = np.zeros((0, len(by)), int)
        return Parts(by, ((),) * len(by), none[:, 0], none, np.zeros(0), np.zeros(0))
    number = {
        name: places(found[name], ids) for name, ids in (("case", tally.cases), ("source", tally.sources))
    }
    ids = tuple(tuple(sorted(set(found[name]))) for name in by)
    item = np.stack([places(found[name], names) for name, names in zip(by, ids, strict=True)], axis=1)
    aspects, sources = len(tally.aspects), len(tally.sources)
    own = (number["case"] * aspects + found["aspect"].to_numpy().astype(int)) * sources + number["source"]
    cell = np.searchsorted(
        tally.group * sources + tally.source, own
    )  # the cells are sorted by case, aspect, source
    order = np.lexsort((*item.T[::-1], cell))
    cell = cell[order]
    weight, read = found.select("intensity", "read").to_numpy().astype(float)[order].T
    if tally.weighting == "source":
        weight = weight / tally.statements[cell]
    return Parts(by, ids, cell, item[order], np.round(weight, DECIMALS), np.round(read, DECIMALS))
