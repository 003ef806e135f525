"""What a result rests on: the coded statements of its view, those of them that count or speak against a code, and the
codes without a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from idealtypes.engine.codings import CodingRows, grouped
from idealtypes.engine.entering import NotEntering
from idealtypes.engine.tally import Placements
from idealtypes.model.stance import unsigned


@dataclass(frozen=True)
class Basis:
    """How much of what was coded enters the numbers.

    Attributes
    ----------
    statements
        Coded statements in the view; a statement in several cases is one.
    counted
        Those on which a code is placed on an aspect: all others are talk, and move no balance.
    against
        Those that speak against a code.
    codings
        How many codings there are in the cases: one in two cases is two.
    left_out
        How many codings enter no number, and why.
    unplaced
        Codes on these statements that are not yet placed, neither themselves nor through a code above, sorted.
    """

    statements: int
    counted: int
    against: int
    unplaced: tuple[str, ...]
    codings: int = 0
    left_out: NotEntering = field(default_factory=NotEntering)

    @property
    def whole(self) -> bool:
        """Whether every coded statement counts and every code has its place."""
        return self.counted == self.statements and not self.unplaced

    def to_dict(self) -> dict[str, Any]:
        return {
            "statements": self.statements,
            "counted": self.counted,
            "against": self.against,
            "unplaced": list(self.unplaced),
            "codings": self.codings,
            "left_out": self.left_out.to_dict(),
        }


def basis_of(codings: CodingRows, placements: Placements, unplaced: Sequence[str]) -> Basis:
    """The basis of numbers on some codings; one count is made where the rows live.

    `unplaced` are the scheme's codes without a place, of which those that stand on a statement are told.

    >>> import polars as pl
    >>> from idealtypes.engine.codings import coding_rows
    >>> rows = pl.DataFrame({"statement": ["a", "b", "b"], "source": ["g"] * 3, "code": ["i", "!i", "new"]})
    >>> basis_of(coding_rows(rows), {"i": {"help": (1, 0)}, "!i": {"help": (0, 1)}, "new": {}}, ["new", "other"])
    Basis(statements=2, counted=2, against=1, unplaced=('new',), codings=3, left_out=NotEntering(consensus=0, models=0))
    """
    plain = {unsigned(code)[0] for code in codings.codes}
    sets = {
        "counted": [code for code in codings.codes if placements.get(code)],
        "against": [code for code in codings.codes if unsigned(code)[1]],
    }
    flags = {
        name: nw.col("code").is_in(codings.values("code", codes)) if codes else nw.lit(False)
        for name, codes in sets.items()
    }
    each = codings.rows.select("unit", **{name: flag.cast(nw.Int64) for name, flag in flags.items()})
    each = each.with_columns(codings=nw.lit(1))
    units = grouped(each, ["unit"], *(nw.col(name).max() for name in flags), nw.col("codings").sum())
    sums = units.select(nw.len().alias("statements"), *(nw.col(name).sum() for name in (*flags, "codings")))
    statements, counted, against, rows = (int(n or 0) for n in sums.collect("polars").row(0))
    out = NotEntering() if codings.aside is None else codings.aside.left_out
    return Basis(statements, counted, against, tuple(sorted(set(unplaced) & plain)), rows, out)
