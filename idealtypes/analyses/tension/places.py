"""Where codes stand: their dominant poles, their place on a line, and which of them stand opposite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from idealtypes.model.scheme import Scheme

# A pole dominates with more than this share; in fuzzy-set terms it is more in than out.
DOMINANT = 0.5
ROUNDING = 1e-9
Placements = Mapping[str, Mapping[str, Sequence[float]]]


@dataclass(frozen=True)
class Opposition:
    """Two codes at different poles of one axis; `across`: on different aspects of it."""

    axis: str
    aspects: tuple[str, str]
    poles: tuple[str, str]

    @property
    def across(self) -> bool:
        return self.aspects[0] != self.aspects[1]


def dominant_poles(scheme: Scheme, placements: Placements) -> dict[str, dict[str, str]]:
    """Code → aspect → its dominant pole, aspects in the scheme's order; aspects without one are left out."""
    found: dict[str, dict[str, str]] = {}
    for code, places in placements.items():
        found[code] = {}
        for aspect in scheme.aspects:
            shares = places.get(aspect.id)
            if shares is not None and max(shares) > DOMINANT + ROUNDING:
                found[code][aspect.id] = scheme.poles(aspect.id)[list(shares).index(max(shares))]
    return found


def opposition(scheme: Scheme, a: Mapping[str, str], b: Mapping[str, str]) -> Opposition | None:
    """Where two codes stand opposite, given their dominant poles by aspect: on one aspect first, else across two."""
    for aspect, pole in a.items():
        if b.get(aspect, pole) != pole:
            return Opposition(scheme.axis(aspect).id, (aspect, aspect), (pole, b[aspect]))
    for aspect, pole in a.items():
        axis = scheme.axis(aspect).id
        for other, opposite in b.items():
            if other != aspect and opposite != pole and scheme.axis(other).id == axis:
                return Opposition(axis, (aspect, other), (pole, opposite))
    return None


def on_a_line(scheme: Scheme, places: Mapping[str, Sequence[float]]) -> float | None:
    """A code's place in [−1, 1]: its position, averaged over its aspects; None for a code that is on no aspect.

    Three or more poles are spread evenly in the order of the theory, which says nothing of how near they are.
    """
    found = []
    for aspect in scheme.aspects:
        shares = places.get(aspect.id)
        if shares is not None:
            last = len(shares) - 1
            found.append(sum(share * (2 * p / last - 1) for p, share in enumerate(shares)))
    return sum(found) / len(found) if found else None
