"""Where codes stand: from `place` to a share for each pole of an aspect.

A position x ∈ [−1, 1] between two poles gives them (1−x)/2 and (1+x)/2; a pole gets it all; shares are what
they are. On an aspect of `kind: presence` a share says how much of a dimension there is, from 0 to 1, whatever the
others have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, FiniteFloat

from idealtypes.model.base import Model, Name, Place, by_name
from idealtypes.model.hints import hint, listed
from idealtypes.model.theory import Axis

TOLERANCE = 1e-6  # how far from 1 the sum of written shares may be

DOMINANT = 0.5  # a pole dominates with more; in fuzzy-set terms it is more in than out

NONE = "none"  # `place: none`: on purpose on no axis


class Placement(Model):
    """A place on one aspect, given in one of three ways: a pole, a position between two poles, or shares."""

    aspect: Name
    pole: Name | None = None
    position: FiniteFloat | None = None
    shares: Annotated[Mapping[str, FiniteFloat], BeforeValidator(by_name)] | None = None


@dataclass(frozen=True)
class Change:
    """What is to be written for a code: its places (() is `none`), and the reason; None leaves what is there."""

    place: tuple[Placement, ...] | None = None
    rationale: str | None = None


@dataclass(frozen=True)
class PlacedBy:
    """Where one person placed a code on an aspect: a share for each pole, and why."""

    code: str
    aspect: str
    placer: str
    shares: tuple[float, ...]
    because: str = ""


def as_placements(place: Any) -> Any:
    """`none` as the empty tuple, one placement as a tuple of one, a list of them as it is."""
    if isinstance(place, str) and place == NONE:
        return ()
    if isinstance(place, Mapping | Placement):
        return (place,)
    if isinstance(place, str):
        raise ValueError("should be {aspect: …, pole: …}, {aspect: …, position: …}, a list of these, or none")
    return place


def at_position(x: float) -> tuple[float, float]:
    """The shares of the poles at −1 and at 1 for a position between them.

    >>> at_position(0.5)
    (0.25, 0.75)
    """
    return (1 - x) / 2, (1 + x) / 2


def at_pole(pole: str, poles: Sequence[str]) -> tuple[float, ...]:
    """All to one pole.

    >>> at_pole("b", ("a", "b", "c"))
    (0.0, 1.0, 0.0)
    """
    return tuple(float(other == pole) for other in poles)


def at_poles(held: str | Sequence[str], poles: Sequence[str]) -> tuple[float, ...]:
    """1 for each pole that is held, 0 for the others; one pole may stand for itself.

    >>> at_poles(("c", "a"), ("a", "b", "c")), at_poles("b", ("a", "b"))
    ((1.0, 0.0, 1.0), (0.0, 1.0))
    """
    among = held_poles(held)
    return tuple(float(pole in among) for pole in poles)


def held_poles(held: str | Sequence[str]) -> tuple[str, ...]:
    """What a corner holds on an aspect, as a tuple: one pole, or the dimensions of an aspect of `kind: presence`."""
    return (held,) if isinstance(held, str) else tuple(held)


def shares_of(placement: Placement, axis: Axis) -> tuple[float, ...]:
    """The share of each pole, in the order of `axis.pole_ids`; they sum to 1 where the poles exclude one another."""
    if placement.position is not None:
        return at_position(placement.position)
    if placement.shares is not None:
        total = sum(placement.shares.values()) if axis.exclusive else 1.0
        return tuple(placement.shares.get(pole, 0.0) / total for pole in axis.pole_ids)
    assert placement.pole is not None  # one of the three is given: `placement_problems` saw to it
    return at_pole(placement.pole, axis.pole_ids)


def dominant(shares: Sequence[float]) -> int | None:
    """The pole with more than half of a placement, by its number; None where none has, or two hold as much.

    >>> dominant((0.2, 0.8)), dominant((0.5, 0.5)), dominant((1, 1))
    (1, None, None)
    """
    most = max(shares, default=0.0)
    if most <= DOMINANT + 1e-9 or list(shares).count(most) > 1:
        return None
    return list(shares).index(most)


def placement_problems(place: Place, placement: Placement, axis: Axis) -> Iterator[tuple[Place, str]]:
    """What is wrong with a placement on an axis that exists."""
    poles = axis.pole_ids
    given = [name for name in ("pole", "position", "shares") if getattr(placement, name) is not None]
    if len(given) != 1:
        said = f"not {listed(given)}" if given else "and none of them is given"
        yield place, f"a place has one of `pole`, `position` and `shares`, {said}"
        return
    if placement.pole is not None and placement.pole not in poles:
        yield (*place, "pole"), unknown_pole(placement.pole, placement.aspect, poles)
    if placement.position is not None:
        message = position_problem(placement.position, placement.aspect, axis)
        if message:
            yield (*place, "position"), message
    if placement.shares is not None:
        yield from _share_problems((*place, "shares"), placement, axis)


def position_problem(x: float, aspect: str, axis: Axis) -> str | None:
    """What is wrong with a position on an aspect, or None."""
    if not axis.exclusive:
        return f"aspect `{aspect}` is of `kind: presence`: give a `pole` or `shares`, not a position"
    if not axis.bipolar:
        return f"aspect `{aspect}` has {len(axis.poles)} poles: give a `pole` or `shares`, not a position"
    if not -1 <= x <= 1:
        low, high = axis.pole_ids
        return f"position {x:g} is outside [-1, 1]: -1 is {low}, 0 in the middle, 1 is {high}"
    return None


def unknown_pole(pole: str, aspect: str, poles: Sequence[str]) -> str:
    """The message for a pole that the aspect does not have."""
    return f"aspect `{aspect}` has no pole `{pole}`; {hint(pole, poles)}"


def _share_problems(place: Place, placement: Placement, axis: Axis) -> Iterator[tuple[Place, str]]:
    shares, poles = placement.shares or {}, axis.pole_ids
    sound = True
    for pole, share in shares.items():
        if pole not in poles:
            sound = False
            yield (*place, pole), unknown_pole(pole, placement.aspect, poles)
        elif share < 0:
            sound = False
            yield (*place, pole), f"the share of `{pole}` is {share:g}: a share is 0 or more"
        elif share > 1 and not axis.exclusive:
            sound = False
            yield (*place, pole), f"the share of `{pole}` is {share:g}: it lies between 0 and 1"
    if not axis.exclusive:
        if sound and not any(shares.values()):
            yield place, "no dimension has a share: one at least lies above 0"
        return
    total = sum(shares.values())
    if sound and abs(total - 1) > TOLERANCE:
        yield place, f"the shares sum to {total:g}: they should sum to 1"
