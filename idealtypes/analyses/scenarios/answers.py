"""What a scenario looks like beside the status quo: aspects, ideal types, outcomes; frozen, ready for JSON and page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.analyses.scenarios.baseline import Baseline
from idealtypes.analyses.scenarios.effects import Effects
from idealtypes.analyses.scenarios.voices import Groups, leans, reported, voices
from idealtypes.analyses.scenarios.votes import ENOUGH, both_needed
from idealtypes.analyses.types.calibration import calibrate
from idealtypes.analyses.types.corners import Space, chances_of, drawn_corners
from idealtypes.analyses.types.membership import RARE
from idealtypes.engine.result import pair, why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import Reason, reason

Direction = str  # up, down, unknown, silent
CERTAIN = 1e-6  # draws nearer to each other are one number in single precision
SILENT, ASSUMED = reason("scenarios.silent"), reason("scenarios.assumed")
CLIPPED = "scenarios.clipped"
FEW = {1: "one", 2: "two"}


@dataclass(frozen=True)
class AspectMove:
    """Where an aspect is under a scenario.

    `balance` and `change` (from the status quo) are None beyond two poles, where `shares` and `intervals` tell;
    `interval` is None where nothing was sampled and no measure is in doubt. All are None where nobody speaks of the
    aspect.
    """

    aspect: str
    balance: float | None
    interval: tuple[float, float] | None
    change: float | None
    shares: Mapping[str, float] | None
    intervals: Mapping[str, tuple[float, float]] | None
    clipped: bool
    why: tuple[Reason, ...] | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "aspect": self.aspect,
            "balance": self.balance,
            "interval": None if self.interval is None else list(self.interval),
            "change": self.change,
            "shares": None if self.shares is None else dict(self.shares),
            "intervals": None
            if self.intervals is None
            else {pole: list(ends) for pole, ends in self.intervals.items()},
            "clipped": self.clipped,
            **why_keys(self.why),
        }


@dataclass(frozen=True)
class TypeChance:
    """How probable a corner is under a scenario; None with one rater."""

    type: str
    title: str
    probability: float | None


@dataclass(frozen=True)
class OutcomeMove:
    """What informants' claims make of a scenario for one outcome.

    Attributes
    ----------
    outcome
        Its id.
    direction
        `up` or `down` where P reaches what the study asks and three informants or more speak, of what is moved or of
        outcomes that three or more lead to; else `unknown`;
        `silent` where nobody speaks of what the scenario moves.
    probability
        Of the direction, or of the likelier one; None where silent or too few speak.
    index
        The mean of A: what moves, weighted by what is said of it; in [−1, 1], no size of an effect.
    helps, hurts
        Informants whose claims say that the scenario moves the outcome up, and down.
    helping, hurting
        Their statements.
    sources
        Informants in all.
    both_needed
        Moved aspects on which informants say of every pole that it helps.
    through
        Outcomes that feed this one.
    reported_helping, reported_hurting
        Statements of reported sources on what is moved, for and against; they enter no number.
    groups_helping, groups_hurting
        For how many groups the one of them speaks that speaks for most, at least and at most; None where none says.
    why
        Why there is no direction; or that it is one or two sources' word, where the evidence is taken as complete.
    """

    outcome: str
    direction: str
    probability: float | None
    index: float | None
    helps: int
    hurts: int
    helping: tuple[str, ...]
    hurting: tuple[str, ...]
    sources: int
    both_needed: tuple[str, ...]
    through: tuple[str, ...]
    reported_helping: tuple[str, ...]
    reported_hurting: tuple[str, ...]
    groups_helping: Groups | None
    groups_hurting: Groups | None
    why: Reason | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "direction": self.direction,
            "probability": self.probability,
            "index": self.index,
            "helps": self.helps,
            "hurts": self.hurts,
            "sources": self.sources,
            "statements_for": list(self.helping),
            "statements_against": list(self.hurting),
            "both_needed": list(self.both_needed),
            "through": list(self.through),
            "reported_for": list(self.reported_helping),
            "reported_against": list(self.reported_hurting),
            "groups_for": None if self.groups_helping is None else list(self.groups_helping),
            "groups_against": None if self.groups_hurting is None else list(self.groups_hurting),
            **why_keys(self.why),
        }


def aspect_moves(base: Baseline, found: Effects) -> tuple[AspectMove, ...]:
    """Balance per aspect after the measures, with intervals; untouched aspects have those of the profile."""
    return tuple(_aspect(base, found, a) for a in range(len(base.shares)))


def _aspect(base: Baseline, found: Effects, a: int) -> AspectMove:
    profile, c = base.profile, base.case
    name, poles = profile.aspects[a], profile.tally.poles[a]
    point, before = found.points[a], base.points[a]
    if np.isnan(point[0]):
        return AspectMove(name, None, None, None, None, None, False, (SILENT,))
    low, high = _ends(base, found, a)
    hidden = bool(profile.no_interval[c, a]) and profile.settings.unit != "none"
    reasons = []
    if profile.settings.unit == "none" and not np.isnan(low[0]):
        reasons.append(ASSUMED)
    elif profile.no_interval[c, a]:
        reasons.append(reason(f"scenarios.{'complete' if profile.complete[c] else 'one_rater'}"))
        if np.isnan(profile.spread.split[c, a]):
            reasons.append(reason("scenarios.no_split"))
    if base.clipped[a] and len(poles) == 2:
        raw, start = float(profile.balance[c, a]), float(before[1] - before[0])
        reasons.append(reason(CLIPPED, raw=f"{raw:+.2f}", start=f"{start:+.2f}"))
    why = tuple(reasons) or None
    ends = [None if hidden else pair(low[p], high[p]) for p in range(len(poles))]
    shares = dict(zip(poles, point.tolist(), strict=True))
    if len(poles) > 2:
        known = {pole: (e[0], e[1]) for pole, e in zip(poles, ends, strict=True) if e is not None}
        return AspectMove(name, None, None, None, shares, known or None, base.clipped[a], why)
    balance = float(point[1] - point[0])
    change = balance - float(before[1] - before[0])
    second = ends[1]
    # by the rounding of a last digit the balance may lie outside
    interval = None if second is None else (min(2 * second[0] - 1, balance), max(2 * second[1] - 1, balance))
    return AspectMove(name, balance, interval, change, shares, None, base.clipped[a], why)


def _ends(base: Baseline, found: Effects, a: int) -> tuple[Floats, Floats]:
    """The ends of each pole's interval after the measures.

    Quantiles of the draws, widened to contain the point; where the profile's own interval reaches a pole, no finite
    shift takes it away from there. An aspect that no measure moves keeps the profile's interval. Where nothing was
    sampled, what is left is the doubt about the measures; without any there are no ends (nan).
    """
    profile, c = base.profile, base.case
    K, point, drawn = len(found.points[a]), found.points[a], found.shares[a]
    own_low, own_high = (bound[c, a, :K] for bound in profile.share_bounds())
    level = profile.settings.level
    if drawn is base.shares[a]:
        return np.minimum(own_low, point), np.maximum(own_high, point)  # nan stays nan
    if profile.settings.unit == "none" and np.ptp(drawn, axis=1).max() < CERTAIN:
        return np.full(K, np.nan), np.full(K, np.nan)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=1)
    low = np.where(own_low <= 0, 0.0, np.minimum(low, point))
    high = np.where(own_high >= 1, 1.0, np.maximum(high, point))
    return low, high


def type_chances(
    base: Baseline, found: Effects
) -> tuple[tuple[TypeChance, ...], str | None, str | None, float | None]:
    """The corners with their probabilities, the assigned and the leaning one, and P(another corner than before).

    The case's corner is that of the point estimates, as in `types`.
    """
    profile, settings = base.profile, base.profile.settings
    if any(np.isnan(point[0]) for point in found.points):
        return (), None, None, None
    marks = settings.anchors

    def degree(shares: Floats) -> Floats:
        return shares if marks is None else calibrate(shares, marks)

    space = Space(profile, "en")
    present = profile.tally.present
    after = drawn_corners([s[None] for s in found.shares], degree, present)[0]
    before = drawn_corners([s[None] for s in base.shares], degree, present)[0]
    point = drawn_corners([p[None, :, None] for p in found.points], degree, present)[0][0]
    unknown = bool(profile.no_interval[base.case].any()) and settings.unit != "none"
    chances = chances_of(after)
    key = tuple(point.tolist()) if (point >= 0).all() else None
    listed = dict.fromkeys(space.named)
    listed |= dict.fromkeys([key] if key is not None else [])
    listed |= dict.fromkeys(k for k, chance in chances.items() if chance >= RARE)
    types = [
        TypeChance(space.name(k), space.title(k), None if unknown else chances.get(k, 0.0)) for k in listed
    ]
    types.sort(key=lambda one: -(one.probability or 0.0))
    name = None if key is None else space.name(key)
    sure = key is not None and not unknown and chances.get(key, 0.0) >= settings.assigned
    changed = None if unknown else float((after != before).any(axis=1).mean())
    return tuple(types), name if sure else None, None if sure else name, changed


def outcome_moves(base: Baseline, found: Effects) -> tuple[OutcomeMove, ...]:
    """What the claims make of the scenario, outcome by outcome, in the study's order."""
    behind = voices(base, found.movement != 0)
    lean = leans(base, found.chosen, found.outcomes.mean(axis=1))
    return tuple(_outcome(base, found, o, len(behind[o]), lean) for o in range(len(base.outcomes)))


def _outcome(base: Baseline, found: Effects, o: int, behind: int, lean: Floats) -> OutcomeMove:
    outcome, items = base.outcomes[o], base.votes.items
    helps: list[str] = []
    hurts: list[str] = []
    helping: list[str] = []
    hurting: list[str] = []
    through: list[str] = []
    sides: list[str] = []
    for i in np.flatnonzero(base.of_outcome == o).tolist():
        item, step = items[i], float(found.movement[i])
        if item.from_outcome is not None:
            step = float(found.outcomes[base.outcomes.index(item.from_outcome)].mean())
            through += [item.from_outcome] if step else []
        if not step:
            continue
        more, less = (item.helps, item.hurts) if step > 0 else (item.hurts, item.helps)
        so, not_so = (item.helping, item.hurting) if step > 0 else (item.hurting, item.helping)
        helps += more
        hurts += less
        helping += so
        hurting += not_so
        if item.aspect is not None and both_needed(items, outcome, item.aspect):
            sides.append(item.aspect)
    sources = len({*helps, *hurts})
    beside = reported(base, lean, o)
    drawn = found.outcomes[o]
    common = {
        "helps": len(set(helps)),
        "hurts": len(set(hurts)),
        "helping": tuple(dict.fromkeys(helping)),
        "hurting": tuple(dict.fromkeys(hurting)),
        "sources": sources,
        "both_needed": tuple(dict.fromkeys(sides)),
        "through": tuple(dict.fromkeys(through)),
        "reported_helping": beside.more,
        "reported_hurting": beside.less,
        "groups_helping": beside.groups_more,
        "groups_hurting": beside.groups_less,
    }
    if not sources:
        why = _silence(base, found, o, told=bool(beside.more or beside.less))
        return OutcomeMove(outcome, "silent", None, None, **common, why=why)  # type: ignore[arg-type]
    up, down = float((drawn > 0).mean()), float((drawn < 0).mean())
    likely, chance = ("up", up) if up >= down else ("down", down)
    index = float(drawn.mean())
    if behind < ENOUGH:
        whose = "sources" if base.profile.settings.unit == "none" else "informants"
        few = reason(f"scenarios.{FEW.get(sources, 'thin')}_{whose}")
        return OutcomeMove(outcome, "unknown", None, index, **common, why=few)  # type: ignore[arg-type]
    if chance < base.stated.direction:
        why = reason("scenarios.unsure", direction=f"{base.stated.direction:g}")
        return OutcomeMove(outcome, "unknown", chance, index, **common, why=why)  # type: ignore[arg-type]
    return OutcomeMove(outcome, likely, chance, index, **common, why=None)  # type: ignore[arg-type]


def _silence(base: Baseline, found: Effects, o: int, *, told: bool) -> Reason:
    """Why nothing can be said of an outcome."""
    if not found.chosen.any():
        return reason("scenarios.nothing_moved")
    if (base.of_outcome == o).any():
        return reason("scenarios.move_reported_only" if told else "scenarios.move_unspoken")
    if any(item.outcome == base.outcomes[o] for item in base.votes.reported):
        return reason("scenarios.outcome_reported_only")
    return reason("scenarios.outcome_unspoken")
