"""The three sources of doubt (informants, coders, placements): which are in a result, and what two do to its draws.

Informants are in the marginals of the draws. Placements move each draw's share and effective size; coders shift its
logit, the same for all cases. Where one cannot be estimated that is said. Aspects with three or more poles have the
informants' doubt alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from idealtypes.engine.coder_doubt import coder_doubt
from idealtypes.engine.codings import CodingRows
from idealtypes.engine.parts import By, Parts, parts
from idealtypes.engine.placement_doubt import movable, moved_shares, placer_doubt
from idealtypes.engine.tally import Floats, Ints, Placements, Tally
from idealtypes.engine.tally import tally as counted_tally
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Settings
from idealtypes.model.stance import unsigned

State = Literal["in", "off", "not_estimable"]
NAMES = ("informants", "coders", "placements")


@dataclass(frozen=True, eq=False)
class Moved:
    """An aspect whose codes move: the cases with evidence, and per draw and case the share and effective size."""

    cases: Ints
    shares: Floats
    sizes: Floats


@dataclass(frozen=True, eq=False)
class Doubt:
    """Which doubts are in the draws, and what they do to them.

    Attributes
    ----------
    states
        Per source of doubt: `in`, `off` (a setting, or there is nothing to doubt) or `not_estimable`.
    moved
        Per aspect what placements do; None where nothing moves.
    shifts
        Per aspect, shape (draws,) or (cases, draws), how far coders put the logit off; None where they do not.
    """

    states: Mapping[str, State]
    moved: tuple[Moved | None, ...]
    shifts: tuple[Floats | None, ...]

    @property
    def informants_alone(self) -> bool:
        return not any(x is not None for x in (*self.moved, *self.shifts))

    def spreads(self, aspect: int, informants: Floats, shares: Floats) -> Floats:
        """Shape (3, cases): how far each source of doubt alone moves the shares of an aspect with two poles, as a
        standard deviation; `informants` are the draws of the first, `shares` the estimates."""
        out = np.zeros((3, len(shares)))
        out[0] = informants.std(axis=1)
        shift, moved = self.shifts[aspect], self.moved[aspect]
        if (
            shift is not None
        ):  # a t of one or two degrees of freedom has no variance: its middle half stands for it
            middle = np.subtract(*np.quantile(shift, [0.75, 0.25], axis=-1)) / 1.349
            out[1] = shares * (1 - shares) * middle
        if moved is not None:
            out[2, moved.cases] = moved.shares.std(axis=0)
        return out


def together(
    doubts: Sequence[Doubt], cases: Sequence[int], aspects: Sequence[Sequence[int]], draws: int
) -> Doubt:
    """The doubts of profiles whose cases stand in one, one after another.

    `cases` says how many each has, `aspects` which of its aspects stands for each of the one's.
    """
    first = np.concatenate([[0], np.cumsum(cases)])
    moved: list[Moved | None] = []
    shifts: list[Floats | None] = []
    for at in zip(*aspects, strict=True):
        here = [(n, found) for n, (d, a) in enumerate(zip(doubts, at, strict=True)) if (found := d.moved[a])]
        moved.append(
            Moved(
                np.concatenate([first[n] + m.cases for n, m in here]),
                np.concatenate([m.shares for _, m in here], axis=1),
                np.concatenate([m.sizes for _, m in here], axis=1),
            )
            if here
            else None
        )
        own = [d.shifts[a] for d, a in zip(doubts, at, strict=True)]
        each = [
            np.broadcast_to(np.zeros(draws) if shift is None else shift, (n, draws))
            for shift, n in zip(own, cases, strict=True)
        ]
        shifts.append(None if all(shift is None for shift in own) else np.concatenate(each))
    states = {
        name: next((s for s in ("in", "not_estimable") if s in (d.states[name] for d in doubts)), "off")
        for name in NAMES
    }
    return Doubt(cast(Mapping[str, State], states), tuple(moved), tuple(shifts))


def doubt_of(
    tally: Tally,
    scheme: Scheme,
    settings: Settings,
    placements: Placements | None,
    codings: CodingRows | None,
    level: float,
) -> Doubt:
    """The doubts of a profile; `level` is that of the draws' effective sizes."""
    none: tuple[None, ...] = (None,) * len(tally.aspects)
    if settings.unit == "none":
        return Doubt(dict.fromkeys(NAMES, "off"), none, none)
    placed = _placements_state(settings, scheme, placements, codings)
    alone = codings if codings is None or codings.aside is None else codings.aside.originals
    coded = _coders_state(settings, placements, alone)
    moved: tuple[Moved | None, ...] = none
    shifts: tuple[Floats | None, ...] = none
    if placements is not None and codings is not None and "in" in (placed, coded):
        by: tuple[By, ...] = ("code", "coder") if coded == "in" else ("code",)
        found = parts(codings, placements, tally, by, ancestors=scheme.ancestors)
        if placed == "in":
            moved = _moved(tally, found, scheme, settings, placements, level)
            placed = "in" if any(m is not None for m in moved) else "not_estimable"
        if coded == "in":
            like = tally
            # who read a statement is not told by codes that stand for many, nor by what coders agreed on
            if tally.repeats != "keep" or alone is not codings:
                poles = dict(zip(tally.aspects, tally.poles, strict=True))
                like = counted_tally(alone, placements, poles, ancestors=scheme.ancestors)
                found = parts(alone, placements, like, by, ancestors=scheme.ancestors)
            differ = coder_doubt(found, like, placements)
            coded = "not_estimable" if differ is None else "in"
            if differ is not None:
                shifts = tuple(
                    differ.shifts(a, settings.draws, settings.seed) if two else None
                    for a, two in enumerate(tally.bipolar)
                )
    return Doubt({"informants": "in", "coders": coded, "placements": placed}, moved, shifts)


def _placements_state(
    settings: Settings, scheme: Scheme, placements: Placements | None, codings: CodingRows | None
) -> State:
    """`in` where codes may move, if any stands between two poles."""
    if not any((settings.placement_doubt.common, settings.placement_doubt.code)):
        return "off"
    if placements is None or codings is None:
        return "not_estimable"
    # ratings and claims stand where they stand
    return "in" if any(unsigned(code)[0] in scheme.holders for code in codings.codes) else "off"


def _coders_state(settings: Settings, placements: Placements | None, codings: CodingRows | None) -> State:
    """`in` where coders may differ, if any two read the same."""
    if settings.coder_doubt == "off" or settings.unit == "rater":  # a rater is who was sampled
        return "off"
    return "not_estimable" if placements is None or codings is None or codings.coders < 2 else "in"


def _moved(
    tally: Tally, by_code: Parts, scheme: Scheme, settings: Settings, placements: Placements, level: float
) -> tuple[Moved | None, ...]:
    """What placements do, by aspect."""
    doubt = settings.placement_doubt.common, settings.placement_doubt.code
    out: list[Moved | None] = []
    for a, aspect in enumerate(tally.aspects):
        here = np.unique(by_code.item[tally.aspect[by_code.cell] == a, 0])
        codes = [by_code.ids[0][i] for i in here.tolist()]
        if not tally.bipolar[a] or not codes:
            out.append(None)
            continue
        able = movable(
            codes,
            placements,
            aspect,
            scheme.holders,
            doubt,
            mirror=settings.against == "mirror",
            placers=placer_doubt(scheme.placers, aspect),
            names=[code.id for code in scheme.codes],
        )
        out.append(
            None
            if able.still
            else Moved(*moved_shares(tally, by_code, a, able, settings.draws, settings.seed, level))
        )
    return tuple(out)
