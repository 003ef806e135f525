"""The three sources of doubt (informants, coders, placements): which are in a result, and what two do to its draws.

Informants are in the marginals of the draws. Placements move each draw's shares and effective size; coders shift its
logits, the same for all cases. Where one cannot be estimated that is said. Aspects of `kind: presence` have the
informants' doubt alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

import numpy as np

from idealtypes.engine.coder_doubt import coder_doubt
from idealtypes.engine.codings import CodingRows
from idealtypes.engine.parts import By, Parts, parts
from idealtypes.engine.placement_doubt import movable, moved_shares
from idealtypes.engine.placer_doubt import placer_doubt
from idealtypes.engine.tally import Floats, Ints, Placements, Tally
from idealtypes.engine.tally import tally as counted_tally
from idealtypes.errors import Reason, reason
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Settings
from idealtypes.model.stance import unsigned

State = Literal["in", "off", "not_estimable"]
NAMES = ("informants", "coders", "placements")
NOT_AT_HAND = reason("engine.doubt_not_at_hand")
NOTHING_MOVES = reason("engine.doubt_nothing_moves")
ONE_CODER = reason("engine.doubt_one_coder")
NO_OVERLAP = reason("engine.doubt_no_overlap")
NO_RATIO = reason("engine.doubt_no_ratio")


@dataclass(frozen=True, eq=False)
class Moved:
    """An aspect whose codes move: the cases with evidence, their shares, shape (P, draws, cases), and effective sizes,
    (draws, cases). Between two poles P is 1, and the share is that of the second; else shares are of all poles."""

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
        Per aspect, shape (draws,) or (cases, draws), how far coders put the logit off; among three or more poles
        (1 or cases, poles, draws), how far they put the log-shares off; None where they do not.
    reasons
        Of each source of doubt that is `not_estimable` the reason.
    """

    states: Mapping[str, State]
    moved: tuple[Moved | None, ...]
    shifts: tuple[Floats | None, ...]
    reasons: Mapping[str, Reason] = field(default_factory=dict)

    @property
    def informants_alone(self) -> bool:
        return not any(x is not None for x in (*self.moved, *self.shifts))

    def of_case(self, number: int) -> Doubt:
        """The same of one case alone."""

        def alone(moved: Moved) -> Moved:
            here = moved.cases == number
            return Moved(np.zeros(int(here.sum()), int), moved.shares[..., here], moved.sizes[:, here])

        def own(shift: Floats) -> Floats:
            several = shift.ndim > 1 and len(shift) > 1
            return shift[[number]] if several else shift

        return Doubt(
            self.states,
            tuple(None if moved is None else alone(moved) for moved in self.moved),
            tuple(None if shift is None else own(shift) for shift in self.shifts),
            self.reasons,
        )

    def spreads(self, aspect: int, informants: Floats, shares: Floats) -> Floats:
        """Shape (3, cases): how far each source of doubt alone moves the shares of an aspect, as a standard deviation;
        `informants` are the draws of the first, `shares` (cases, P) the estimates, those of the second pole alone
        (P = 1) where there are two."""
        out = np.zeros((3, len(shares)))
        out[0] = _length(informants.reshape(*shares.shape, -1).std(axis=-1))
        shift, moved = self.shifts[aspect], self.moved[aspect]
        if shift is not None:
            # a t of one or two degrees of freedom has no variance: its middle half stands for it
            off = shift if shift.ndim == 3 else np.atleast_2d(shift)[:, None]
            if shift.ndim == 3:
                off = (
                    off
                    - np.einsum("cp,cpd->cd", shares, np.broadcast_to(off, (len(shares), *off.shape[1:])))[
                        :, None
                    ]
                )
            middle = np.subtract(*np.quantile(off, [0.75, 0.25], axis=-1)) / 1.349
            out[1] = _length(shares * (1 if shift.ndim == 3 else 1 - shares) * middle)
        if moved is not None:
            out[2, moved.cases] = _length(moved.shares.std(axis=1).T)
        return out


def _length(spreads: Floats) -> Floats:
    """Shape (cases,), from those of the poles."""
    return np.asarray(np.sqrt((spreads**2).sum(axis=-1)))


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
                np.concatenate([m.shares for _, m in here], axis=-1),
                np.concatenate([m.sizes for _, m in here], axis=1),
            )
            if here
            else None
        )
        own = [d.shifts[a] for d, a in zip(doubts, at, strict=True)]
        of_case = next((s.shape[1:] for s in own if s is not None and s.ndim == 3), (draws,))
        each = [
            np.broadcast_to(np.zeros(of_case) if shift is None else shift, (n, *of_case))
            for shift, n in zip(own, cases, strict=True)
        ]
        shifts.append(None if all(shift is None for shift in own) else np.concatenate(each))
    states = {
        name: next((s for s in ("in", "not_estimable") if s in (d.states[name] for d in doubts)), "off")
        for name in NAMES
    }
    told = {
        name: d.reasons[name] for d in doubts for name in NAMES if name in d.reasons and states[name] != "in"
    }
    return Doubt(cast(Mapping[str, State], states), tuple(moved), tuple(shifts), told)


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
            moved = _moved(tally, found, scheme, settings, placements, level, codings)
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
                    None if there else differ.shifts(a, settings.draws, settings.seed, len(poles))
                    for a, (poles, there) in enumerate(zip(tally.poles, tally.present, strict=True))
                )
    states: dict[str, State] = {"informants": "in", "coders": coded, "placements": placed}
    at_hand = placements is not None and alone is not None
    coders = NO_RATIO if all(tally.present) else NO_OVERLAP
    if alone is not None and alone.coders < 2:
        coders = ONE_CODER
    reasons = {"coders": coders, "placements": NOTHING_MOVES}
    why = {n: r if at_hand else NOT_AT_HAND for n, r in reasons.items() if states[n] == "not_estimable"}
    return Doubt(states, moved, shifts, why)


def _placements_state(
    settings: Settings, scheme: Scheme, placements: Placements | None, codings: CodingRows | None
) -> State:
    """`in` where codes may move, if any stands among poles that exclude one another."""
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
    tally: Tally,
    by_code: Parts,
    scheme: Scheme,
    settings: Settings,
    placements: Placements,
    level: float,
    codings: CodingRows,
) -> tuple[Moved | None, ...]:
    """What placements do, by aspect."""
    doubt = settings.placement_doubt.common, settings.placement_doubt.code
    out: list[Moved | None] = []
    for a, aspect in enumerate(tally.aspects):
        here = np.unique(by_code.item[tally.aspect[by_code.cell] == a, 0])
        codes = [by_code.ids[0][i] for i in here.tolist()]
        if tally.present[a] or not codes:
            out.append(None)
            continue
        able = movable(
            codes,
            placements,
            aspect,
            scheme.holders,
            doubt,
            mirror=settings.against == "mirror",
            placers=placer_doubt(scheme.placers, aspect) if tally.bipolar[a] else None,
            names=[code.id for code in scheme.codes],
        )
        out.append(
            None
            if able.still
            else Moved(*moved_shares(tally, by_code, a, able, settings.draws, settings.seed, level, codings))
        )
    return tuple(out)
