"""What the page's script needs to recompute a scenario: draws, measures and votes, as plain data.

Shares, and the normals that votes share with them, travel in sixteen bits; the engine keeps them in those steps, so
both compute from the same numbers. What comes from a generator, the votes' own normals, the λs, the weights and the
beliefs, does not travel: the page makes it anew from the generator's state.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from scipy.special import betaln

from idealtypes.analyses.scenarios.baseline import (
    NORMAL_STEPS,
    STEPS,
    Baseline,
    strength_generator,
    vote_ties,
    votes_generator,
)
from idealtypes.analyses.scenarios.board import belief_generator
from idealtypes.analyses.scenarios.odds import pert_shape
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis
from idealtypes.analyses.scenarios.votes import Item, both_needed
from idealtypes.analyses.scenarios.weights import weighed, weights_generator
from idealtypes.analyses.types.corners import Space
from idealtypes.engine.draws import beta_tables, narrowed
from idealtypes.engine.tally import Floats

LISTED = 512  # corners up to which the page carries the name of each


def evaluator_data(
    found: ScenarioAnalysis,
    *,
    language: str,
    aspects: Sequence[str],
    poles: Sequence[Sequence[str]],
    outcomes: Mapping[str, str],
    place: Mapping[str, int],
    corners: Callable[[str], str],
) -> dict[str, Any]:
    """Everything that `reports/scenarios.js` computes with, in its own names.

    Titles are in the report's language; statements are their places in the page's list; `corners` says what a type or
    an unnamed corner is called.
    """
    ground, profile = found.base, found.profile
    settings = profile.settings
    marks = settings.anchors
    sampled = settings.unit != "none"
    return {
        "draws": ground.draws,
        "level": settings.level,
        "direction": ground.stated.direction,
        "assigned": settings.assigned,
        "crossover": 0.5 if marks is None else marks[1],
        "complete": not sampled,
        "unsure": bool(profile.no_interval[ground.case].any()) and sampled,
        "named": [",".join(map(str, key)) for key in Space(profile, language).named],
        "corners": _corners(found, corners),
        "aspects": [_aspect(ground, a, title, poles[a]) for a, title in enumerate(aspects)],
        "measures": [_measure(ground, m, language) for m in range(len(ground.measures))],
        "outcomes": [
            {"id": o, "title": outcomes.get(o, o), "wanted": float(w)}
            for o, w in zip(ground.outcomes, ground.wanted, strict=True)
        ],
        "electorate": ground.electorate.tolist(),
        "steps": ground.step.tolist(),
        "items": [
            _item(ground, item, place) | {"n": float(ground.counted[i])}
            for i, item in enumerate(ground.votes.items)
        ],
        "votes": _votes(ground),
        "reported": [_reported(ground, item, place) for item in ground.votes.reported],
        "unit": "sources" if not sampled else "informants",
        "free": [ground.outcomes.index(o) for o in weighed(ground)],
        "weights": None if found.weights is None else [found.weights.get(o, 0.0) for o in ground.outcomes],
        "beliefs": [
            {
                "o": ground.outcomes.index(belief.outcome),
                "m": [measure.id for measure in ground.measures].index(belief.measure),
                "direction": belief.direction,
                "sure": belief.sure,
                "drawn": _state(belief_generator(ground, belief)),
            }
            for belief in ground.stated.beliefs
        ],
        "gammas": _state(weights_generator(ground)),
        "scenarios": [
            {"title": p.title.say(language), "measures": list(p.measures)} for p in found.prospects[1:]
        ],
    }


def _corners(found: ScenarioAnalysis, called: Callable[[str], str]) -> dict[str, str]:
    """Corner, as numbers of poles → what it is called; unnamed ones only while they can be listed."""
    space = Space(found.profile, "en")
    keys = list(space.named)
    if np.prod([float(len(poles)) for poles in space.poles]) <= LISTED:
        keys = list(product(*(range(len(poles)) for poles in space.poles)))
    return {",".join(map(str, key)): called(space.name(key)) for key in keys}


def packed(shares: Floats) -> str:
    """Drawn shares in steps of 1/65534 as base64 of little-endian sixteen bits."""
    return base64.b64encode(np.round(shares * STEPS).astype("<u2").tobytes()).decode("ascii")


def _votes(ground: Baseline) -> dict[str, Any]:
    """What the shares of helping votes are drawn from; where nothing was sampled, the shares."""
    profile, votes = ground.profile, ground.votes
    if not votes.items or profile.settings.unit == "none":
        return {"shares": [float(share) for share in votes.share]}
    ties = vote_ties(profile, ground.case, votes)
    shapes = list(zip(votes.share, votes.sizes.effective, votes.sizes.unanimous, strict=True))
    kinds = list(dict.fromkeys(shapes))
    table, least = beta_tables(*(np.array(one) for one in zip(*kinds, strict=True)))
    return {
        "z": [
            base64.b64encode((row * NORMAL_STEPS).astype("<i2").tobytes()).decode("ascii") for row in ties.z
        ],
        "pull": ties.pull.tolist(),
        "root": ties.root.tolist(),
        "drawn": _state(votes_generator(profile.settings.seed)),
        "kind": [kinds.index(shape) for shape in shapes],
        "tables": table.tolist(),
        "least": [
            row.tolist() if narrow else None
            for row, narrow in zip(least, narrowed(table, least), strict=True)
        ],
    }


def _shares(drawn: Floats) -> list[str] | list[float]:
    """What the first pole, the first two, … have together in each draw; where all are alike, each pole's share."""
    if (drawn == drawn[:, :1]).all():
        return [float(share) for share in drawn[:, 0]]
    return [packed(upper) for upper in np.cumsum(drawn, axis=0)[:-1]]


def _state(generator: np.random.Generator) -> list[str]:
    """State and increment of numpy's PCG64 before the first number, in hexadecimal digits."""
    held = generator.bit_generator.state["state"]
    return [f"{held['state']:x}", f"{held['inc']:x}"]


def _aspect(ground: Baseline, a: int, title: str, poles: Sequence[str]) -> dict[str, Any]:
    profile, c = ground.profile, ground.case
    silent = bool(np.isnan(ground.points[a][0]))
    low, high = (bound[c, a, : len(poles)] for bound in profile.share_bounds())
    none = silent or bool(np.isnan(low[0]))
    return {
        "id": profile.aspects[a],
        "title": title,
        "poles": list(poles),
        "silent": silent,
        "hidden": bool(profile.no_interval[c, a]) and profile.settings.unit != "none",
        "shares": [] if silent else _shares(ground.shares[a]),
        "point": [] if silent else ground.points[a].tolist(),
        "low": None if none else low.tolist(),
        "high": None if none else high.tolist(),
    }


def _measure(ground: Baseline, m: int, language: str) -> dict[str, Any]:
    measure = ground.measures[m]
    ids = [one.id for one in ground.measures]
    shifts = []
    for shift in measure.shifts:
        a = ground.profile.aspects.index(shift.aspect)
        p = ground.profile.tally.poles[a].index(shift.toward)
        shape = pert_shape(shift.low, shift.mode, shift.high)
        shifts.append(
            {
                "a": a,
                "p": p,
                "low": shift.low,
                "high": shift.high,
                "shape": shape,
                "scale": 0.0 if shape is None else float(betaln(*shape)),
                "mode": float(ground.added_at_mode[a][m, p]),
            }
        )
    return {
        "id": measure.id,
        "title": measure.title.say(language),
        "idle": measure.idle,
        "moves": [a for a, aspect in enumerate(ground.profile.aspects) if measure.moves(aspect)],
        "needs": [ids.index(n) for n in measure.needs],
        "excludes": [ids.index(n) for n in measure.excludes],
        "shifts": shifts,
        "drawn": _state(strength_generator(ground.profile.settings.seed, measure)),
        "brings": [t for t, name in enumerate(ground.traits) if name in measure.brings],
        "removes": [t for t, name in enumerate(ground.traits) if name in measure.removes],
        "overrides": np.argwhere(ground.overridden[m]).tolist(),
        "touches": {"brings": list(measure.brings), "removes": list(measure.removes)},
    }


def _spot(ground: Baseline, item: Item) -> dict[str, Any]:
    """Which outcome an item is of, and which aspect, pole or outcome it is on, by their numbers."""
    a = None if item.aspect is None else ground.profile.aspects.index(item.aspect)
    p = None if a is None or item.pole is None else ground.profile.tally.poles[a].index(item.pole)
    f = None if item.from_outcome is None else ground.outcomes.index(item.from_outcome)
    return {"o": ground.outcomes.index(item.outcome), "a": a, "p": p, "f": f}


def _said(item: Item, place: Mapping[str, int]) -> dict[str, Any]:
    return {
        "helping": [place[s] for s in item.helping if s in place],
        "hurting": [place[s] for s in item.hurting if s in place],
    }


def _item(ground: Baseline, item: Item, place: Mapping[str, int]) -> dict[str, Any]:
    sources = list(ground.votes.sources)
    needed = item.aspect is not None and both_needed(ground.votes.items, item.outcome, item.aspect)
    return (
        _spot(ground, item)
        | _said(item, place)
        | {
            "t": None if item.trait is None else ground.traits.index(item.trait),
            "helps": [sources.index(s) for s in item.helps],
            "hurts": [sources.index(s) for s in item.hurts],
            "both": needed,
        }
    )


def _reported(ground: Baseline, item: Item, place: Mapping[str, int]) -> dict[str, Any]:
    told = {
        other.trait
        for other in ground.votes.reported
        if other.trait is not None and (other.outcome, other.aspect) == (item.outcome, item.aspect)
    }
    groups = {
        name: max((ground.votes.groups[s] for s in said if s in ground.votes.groups), default=None)
        for name, said in (("groupsHelping", item.helping), ("groupsHurting", item.hurting))
    }
    return _spot(ground, item) | _said(item, place) | {"t": item.trait, "told": sorted(told)} | groups
