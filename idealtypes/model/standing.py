"""For which pole of an aspect a code counts, as people read it: the one that holds more than half of it."""

from __future__ import annotations

from collections.abc import Sequence

from idealtypes.model.placement import dominant
from idealtypes.model.scheme import Scheme
from idealtypes.model.stance import unsigned

BETWEEN = "between"  # of a code that has no more than half of its place at any pole


def pole_said(scheme: Scheme, code: str) -> tuple[tuple[str, str], ...]:
    """Per aspect on which a code stands the pole for which it counts: its own, and put against it the other.

    Of three or more poles `!code` counts for none of the others more than for another: `not` that pole.
    """
    own, against = unsigned(code)
    places = scheme.placements.get(own, {})
    return tuple((aspect, _pole(scheme, aspect, shares, against)) for aspect, shares in places.items())


def _pole(scheme: Scheme, aspect: str, shares: Sequence[float], against: bool) -> str:
    poles = scheme.poles(aspect)
    at = dominant(shares)
    if at is None:
        return BETWEEN
    if not against:
        return poles[at]
    return poles[1 - at] if len(poles) == 2 else f"not {poles[at]}"
