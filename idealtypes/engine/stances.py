"""Stances in a frame of codings: a column `stance` becomes signed codes, wherever the frame lives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import narwhals as nw

from idealtypes.errors import IdealtypesError
from idealtypes.model.hints import hint
from idealtypes.model.stance import AGAINST, STANCE, STANCES, unsigned

Frame = TypeVar("Frame", nw.DataFrame, nw.LazyFrame)  # type: ignore[type-arg]


def with_signed_codes(frame: Frame) -> Frame:
    """The frame with `!code` where its `stance` is against; as it is where it has no such column.

    Raises
    ------
    IdealtypesError
        For what is neither `for`, `against` nor blank; for a code with `!` beside a stance.

    Examples
    --------
    >>> import polars as pl
    >>> rows = pl.DataFrame({"code": ["pay", "pay"], "stance": ["against", None]})
    >>> with_signed_codes(nw.from_native(rows))["code"].to_list()
    ['!pay', 'pay']
    """
    if STANCE not in frame.collect_schema():
        return frame
    code, stance = nw.col("code").cast(nw.String), nw.col(STANCE).cast(nw.String)
    kinds = frame.lazy().select(stance, marked=code.str.starts_with(AGAINST)).unique().collect("polars")
    faults = []
    said = {value for value in kinds[STANCE].to_list() if value is not None and value != ""}
    faults += [f"unknown stance {value!r}: {hint(value, STANCES)}" for value in sorted(said - {*STANCES})]
    if any(marked and value in said for value, marked in kinds.rows()):
        faults.append("codes with `!` stand beside a stance: say it once, with `!` or in the column `stance`")
    if faults:
        raise IdealtypesError("; ".join(faults))
    against = nw.concat_str(nw.lit(AGAINST), code)
    # chosen anew: SQLFrame does not put a column in the place of another
    rest = [name for name in frame.collect_schema().names() if name not in ("code", STANCE)]
    return frame.select(*rest, code=nw.when(stance == "against").then(against).otherwise(code))


def check_signed_codes(codes: Iterable[str | None]) -> None:
    """Rule out a `!` without a code."""
    if any(code is not None and code.startswith(AGAINST) and not unsigned(code)[0].strip() for code in codes):
        raise IdealtypesError("`!` without a code: a stance is of a code, as in `!pay`")
