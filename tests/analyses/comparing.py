"""Profiles for the tests of comparisons: with shares as wanted, or with sources who speak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

import idealtypes as it
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.tally import tally
from idealtypes.model.settings import Settings
from tests.engine.build import scheme

Shares = Mapping[str, Sequence[float] | float | None]


def standing(
    cases: Mapping[str, Shares], types: Mapping[str, Mapping[str, str]] | None = None, **settings: Any
) -> Profile:
    """A profile with exactly these shares, complete evidence: a number is the share of the second of two poles.

    The cases are in the order given.
    """
    aspects: dict[str, tuple[str, ...]] = {}
    places: dict[str, dict[str, list[float]]] = {}
    rows = []
    for case, by_aspect in cases.items():
        for aspect, given in by_aspect.items():
            if given is None:
                aspects.setdefault(aspect, ("informal", "formal"))
                continue
            shares = [1 - given, given] if isinstance(given, int | float) else list(given)
            names = ("informal", "formal") if len(shares) == 2 else tuple("xyzuv"[: len(shares)])
            aspects[aspect] = names
            code = f"{aspect}-{case}"
            places[code] = {aspect: shares}
            rows.append({"statement": code, "source": case, "case": case, "code": code})
    for case, by_aspect in cases.items():
        if all(given is None for given in by_aspect.values()):  # a case that speaks of nothing is a case
            places["talk"] = {}
            rows.append({"statement": f"talk-{case}", "source": case, "case": case, "code": "talk"})
    made = scheme(aspects, places, types)
    chosen = Settings.model_validate({"unit": "none", **settings})
    return profile_of(tally(pl.DataFrame(rows), made.placements, aspects, cases=list(cases)), made, chosen)


def speaking(
    cases: Mapping[str, Mapping[str, Sequence[float]]],
    *,
    sources: int = 8,
    each: int = 3,
    shared: bool = False,
    seed: int = 1,
    types: Mapping[str, Mapping[str, str]] | None = None,
    **settings: Any,
) -> Profile:
    """A profile of sources who say things with these probabilities; `shared`, if the same speak of all cases."""
    rng = np.random.default_rng(seed)
    aspects: dict[str, tuple[str, ...]] = {}
    rows = []
    for case, by_aspect in cases.items():
        for aspect, shares in by_aspect.items():
            names = ("informal", "formal") if len(shares) == 2 else tuple("xyzuv"[: len(shares)])
            aspects[aspect] = names
            for source in range(sources):
                for pole in rng.choice(len(shares), each, p=shares):
                    name = f"g{source}" if shared else f"{case}-g{source}"
                    code = f"{aspect}-{names[pole]}"
                    rows.append({"statement": f"s{len(rows)}", "source": name, "case": case, "code": code})
    places = {f"{a}-{p}": {a: [float(p == q) for q in names]} for a, names in aspects.items() for p in names}
    chosen: dict[str, Any] = {"draws": 1000, **settings}
    return it.profile(pl.DataFrame(rows), scheme(aspects, places, types), **chosen)


def two(*formal: float) -> dict[str, list[float]]:
    """Aspects a0, a1, … with these shares of the second of two poles."""
    return {f"a{k}": [1 - s, s] for k, s in enumerate(formal)}
