"""By which number a conclusion is settled under each specification, and on which side of what border it has to lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from idealtypes.analyses.robustness.outcomes import UNTOLD, YES
from idealtypes.analyses.robustness.verdicts import Verdict
from idealtypes.engine.spread import TORN
from idealtypes.engine.tally import Floats, Ints

SAME = 1e-9
ZERO = ("balance", "difference")  # scales on which an interval is clear of 0, or not
BORDERS = {"torn": TORN, "type": 0.5, "member": 0.5}  # of other kinds 0: a lead, however small


@dataclass(frozen=True, eq=False)
class Criterion:
    """What decides a conclusion.

    Attributes
    ----------
    decides
        Whether it is the quantity itself, or the `low` or `high` end of its interval.
    numbers
        Shape (rows,): that number under each specification that tells, in the order of the curve.
    side
        1 where larger numbers hold the conclusion, −1 where smaller ones do.
    border
        Where it begins to hold; None where no one number parts the specifications under which it holds from the rest,
        as where each has its own least lead, or where with three poles an interval has to lie above two others.
    """

    decides: Literal["value", "low", "high"]
    numbers: Floats
    side: int
    border: float | None


def criterion(v: Verdict) -> Criterion:
    """What decides a verdict's conclusion, under the specifications that tell.

    Where the interval has to be clear of 0 its end toward 0 decides: the upper end of a conclusion toward the first of
    two poles, which lies at −1, else the lower one. That no pole is clear is decided by the end nearer to 0.
    """
    curve, kind = v.curve, v.conclusion.kind
    told = curve.holds != UNTOLD
    value, low, high, holds = (part[told] for part in (curve.value, curve.low, curve.high, curve.holds))
    zero = 0.0 if curve.scale in ZERO else None
    toward_first = v.outcome.toward_first
    if kind in ("balanced", "clear", "gap") and np.isfinite(low).all():
        if kind == "balanced" and len(value):
            toward_first = float(np.median(value)) < 0
        side = -1 if toward_first else 1
        numbers = high if toward_first else low
        return _checked(
            "high" if toward_first else "low", numbers, -side if kind == "balanced" else side, zero, holds
        )
    return _checked("value", value, -1 if toward_first else 1, BORDERS.get(kind, 0.0), holds)


def _checked(
    decides: Literal["value", "low", "high"], numbers: Floats, side: int, border: float | None, holds: Ints
) -> Criterion:
    """The criterion, without its border where some specification lies on the wrong side of it."""
    if border is not None:
        beyond = side * (numbers - border)
        yes, no = beyond[holds == YES], beyond[holds != YES]
        if (len(yes) and yes.min() < -SAME) or (len(no) and no.max() > SAME):
            border = None
    return Criterion(decides, numbers, side, border)
