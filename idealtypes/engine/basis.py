"""What a result rests on: the coded statements of its view, those of them that count, and the codes without a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from idealtypes.engine.codings import CodingRows
from idealtypes.engine.tally import Placements


@dataclass(frozen=True)
class Basis:
    """How much of what was coded enters the numbers.

    Attributes
    ----------
    statements
        Coded statements in the view; a statement in several cases is one.
    counted
        Those on which a code is placed on an aspect: all others are talk, and move no balance.
    unplaced
        Codes on these statements that are not yet placed, neither themselves nor through a code above, sorted.
    """

    statements: int
    counted: int
    unplaced: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every coded statement counts and every code has its place."""
        return self.counted == self.statements and not self.unplaced

    def to_dict(self) -> dict[str, Any]:
        return {"statements": self.statements, "counted": self.counted, "unplaced": list(self.unplaced)}


def basis_of(codings: CodingRows, placements: Placements, unplaced: Sequence[str]) -> Basis:
    """The basis of numbers on some codings; two counts are made where the rows live.

    `unplaced` are the scheme's codes without a place, of which those that stand on a statement are told.

    >>> import polars as pl
    >>> from idealtypes.engine.codings import coding_rows
    >>> rows = pl.DataFrame({"statement": ["a", "b", "b"], "source": ["g"] * 3, "code": ["i", "i", "new"]})
    >>> basis_of(coding_rows(rows), {"i": {"help": (1, 0)}, "new": {}}, ["new", "other"])
    Basis(statements=2, counted=2, unplaced=('new',))
    """
    placed = [code for code in codings.codes if placements.get(code)]
    units = codings.rows.select("unit", "code")
    here = units.filter(nw.col("code").is_in(codings.values("code", placed)))
    statements, counted = (
        int(rows.select(nw.col("unit").n_unique()).collect("polars").item() or 0) for rows in (units, here)
    )
    return Basis(statements, counted, tuple(sorted(set(unplaced) & set(codings.codes))))
