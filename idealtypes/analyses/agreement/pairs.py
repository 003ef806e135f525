"""Two coders at a time: how every two agree, and how a model agrees with people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from idealtypes.analyses.agreement.chance_corrected import corrected
from idealtypes.analyses.agreement.coefficient import Asked, Coefficient
from idealtypes.analyses.agreement.coefficients import of_occasions, over_codes
from idealtypes.analyses.agreement.decisions import Codings, codings_of, occasions_of
from idealtypes.analyses.agreement.measured import of_decisions
from idealtypes.engine.entering import without_coders
from idealtypes.engine.result import number
from idealtypes.model.coders import of_kind
from idealtypes.model.study import StudyData


@dataclass(frozen=True)
class Pair:
    """How two coders agree on the codes of the statements that both read."""

    a: str
    b: str
    value: float | None
    units: int

    def to_dict(self) -> dict[str, Any]:
        return {"a": self.a, "b": self.b, "value": self.value, "units": self.units}


@dataclass(frozen=True)
class ModelAgreement:
    """How a model agrees with each person, and over its own runs; `itself` is None where it has but one."""

    coder: str
    people: tuple[Pair, ...]
    itself: Coefficient | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "coder": self.coder,
            "people": [one.to_dict() for one in self.people],
            "itself": None if self.itself is None else self.itself.to_dict(),
        }


def every_pair(coded: Codings, asked: Asked) -> tuple[Pair, ...]:
    """Every two of three or more coders who read statements in common."""
    several = len(coded.coders) > 2
    return _pairs(coded, asked, combinations(range(len(coded.coders)), 2) if several else ())


def models_with_people(study: StudyData, asked: Asked) -> tuple[ModelAgreement, ...]:
    """One record a model, whether or not models enter the numbers: models are never set beside one another."""
    there = set(study.readings["coder"].unique())
    models = [name for name in of_kind(study.coders, "model") if name in there]
    if not models:
        return ()
    coded = codings_of(without_coders(study, of_kind(study.coders, "consensus")))
    again = occasions_of(study, coded)
    found = []
    for name in (name for name in models if name in coded.coders):
        n = coded.coders.index(name)
        people = [(n, p) for p, who in enumerate(coded.coders) if who not in models]
        itself = of_occasions(study.settings, name, again[name], asked) if name in again else None
        found.append(ModelAgreement(name, _pairs(coded, asked, people), itself))
    return tuple(found)


def _pairs(coded: Codings, asked: Asked, pairs: Iterable[tuple[int, int]]) -> tuple[Pair, ...]:
    out = []
    for a, b in pairs:
        parts = over_codes(coded, [a, b])
        units = int((parts.values > 0).sum())
        if not units:
            continue
        value = number(parts.alpha)
        if not asked.usual:
            each = [of_decisions(coded.decisions(code, [a, b]), asked, coded.source) for code in coded.put]
            value = corrected(each, asked.variance, 0.95).value
        out.append(Pair(coded.coders[a], coded.coders[b], value, units))
    return tuple(out)
