"""The family of differences whose simultaneous intervals hold together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

FamilyName = Literal["shown", "aspect"]


@dataclass(frozen=True)
class Family:
    """The differences whose simultaneous intervals hold together.

    Attributes
    ----------
    name
        `shown`: all differences shown, on all aspects. `aspect`: those on one aspect.
    size
        How many differences have an interval; by aspect with `aspect` (the key "" with `shown`).
    each
        The level that every interval of the family has by itself, with the same keys.
    level, draws
        The level at which they hold together, and the number of joint draws they rest on.
    """

    name: FamilyName
    size: dict[str, int]
    each: dict[str, float]
    level: float
    draws: int

    def to_dict(self) -> dict[str, Any]:
        one = self.name == "shown"
        return {
            "name": self.name,
            "size": self.size[""] if one else dict(self.size),
            "level": self.level,
            "each": self.each[""] if one else dict(self.each),
            "draws": self.draws,
        }

    def __str__(self) -> str:
        if self.name == "shown":
            size, each = self.size[""], shown_level(self.each[""])
            return f"{self.level:.0%} for all {size:,} differences shown together, {each} for each"
        parts = [f"{a} {self.size[a]:,} ({shown_level(self.each[a])} for each)" for a in self.size]
        return f"{self.level:.0%} for the differences on one aspect together: {', '.join(parts)}"


def shown_level(level: float) -> str:
    """A level near 1 with as many digits as tell it from 1.

    >>> shown_level(0.95), shown_level(0.99973), shown_level(0.9999994)
    ('95.0%', '99.97%', '99.99994%')
    """
    digits = max(1, int(np.ceil(-np.log10(max(1 - level, 1e-12)))) - 2)
    return f"{level:.{digits}%}"
