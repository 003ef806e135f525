"""The anchors of a rating scale: what places between the poles of an aspect mean, for those who rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import FiniteFloat

from idealtypes.model.base import Model, Place
from idealtypes.model.text import Text
from idealtypes.model.theory import Axis

BETWEEN = (-1.0, 1.0)
AMOUNT = (0.0, 1.0)  # how much there is of a dimension


class Anchor(Model):
    """What a place on a rating scale means, in words."""

    at: FiniteFloat
    means: Text


def scale_problems(
    place: Place, aspect: str, scale: Sequence[Anchor], axis: Axis | None
) -> Iterator[tuple[Place, str]]:
    """What is wrong with the scale of an aspect, if it has one: its axis is None where the theory lacks it."""
    if not scale or axis is None:
        return
    if axis.exclusive and not axis.bipolar:
        yield (
            place,
            f"aspect `{aspect}` has {len(axis.poles)} poles and nothing between them: a `scale` is for an aspect "
            "of two poles, or of `kind: presence`; leave it out",
        )
        return
    ends = BETWEEN if axis.bipolar else AMOUNT
    kind = "" if axis.bipolar else " on an aspect of `kind: presence`"
    seen: set[float] = set()
    for n, anchor in enumerate(scale):
        here: Place = (*place, n, "at")
        if not ends[0] <= anchor.at <= ends[1]:
            yield (
                here,
                f"`at: {anchor.at:g}` is off the scale: anchors are from {ends[0]:g} to {ends[1]:g}{kind}",
            )
        elif anchor.at in seen:
            yield here, f"`at: {anchor.at:g}` is an anchor already: one meaning for each place"
        seen.add(anchor.at)
    names = axis.pole_ids if axis.bipolar else ("it is not there", "fully there")
    for end, name in zip(ends, names, strict=True):
        if end not in seen:
            yield (
                place,
                f"the scale misses an end: add an anchor with `at: {end:g}` ({name}) and what it means",
            )
