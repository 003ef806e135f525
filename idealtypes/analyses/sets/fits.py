"""How membership in the ideal types fits an outcome of the cases: as a sufficient and as a necessary condition.

What is absent is a condition of its own: for the negation of a set the numbers are no mirror of the set's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from idealtypes.analyses.sets.case_outcome import CaseOutcome
from idealtypes.analyses.sets.sets_findings import outcome_findings
from idealtypes.analyses.sets.settheory import SetFit, TruthTable, necessity, sufficiency, truth_table
from idealtypes.analyses.types.calibration import calibrate, connect
from idealtypes.analyses.types.membership import Membership
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.result import Result, said, screenful, why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.conclusions import ABSENT, PRESENT, condition_names, corner_name, folded
from idealtypes.model.placement import held_poles
from idealtypes.model.scheme import Held, Scheme

Kind = Literal["type", "absence", "pole"]
ROUNDING = 1e-9
OTHER_SETTINGS = (
    "the memberships were made with another calibration or connective than the study's: change its settings"
)


@dataclass(frozen=True, eq=False)
class Degrees(Result):
    """Memberships of the cases that can be used: those with evidence on all aspects, and the outcome if there is one.

    Attributes
    ----------
    cases
        Ids.
    names, poles
        Condition → its poles, and (cases, K): membership in each of them. A condition is an aspect or, where poles do
        not exclude one another, one of its dimensions, such as `care.treating`, which is absent or present.
    corners
        Corner → (cases,): membership, of the named types first and then of other corners that are some case's.
    types
        Corner → id and title of the type, or its name as a corner.
    outcome
        Shape (cases,); None without an outcome.
    left_out
        Case → why it is not among them.
    """

    cases: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    poles: dict[str, Floats]
    corners: dict[tuple[str, ...], Floats]
    types: dict[tuple[str, ...], tuple[str, str]]
    outcome: Floats | None
    left_out: dict[str, Reason]

    def to_dict(self) -> dict[str, Any]:
        """The cases with their memberships, and those left out."""
        return {
            "cases": self.records(),
            "left_out": [{"case": case, **why_keys(why)} for case, why in self.left_out.items()],
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case: membership in each pole, each corner, and the outcome."""
        poles = {
            corner_name({aspect: pole}): m[:, k]
            for aspect, m in self.poles.items()
            for k, pole in enumerate(self.names[aspect])
        }
        columns = poles | {self.types[key][0]: x for key, x in self.corners.items()}
        columns |= {} if self.outcome is None else {"outcome": self.outcome}
        return [
            {"case": case, **{name: float(x[c]) for name, x in columns.items()}}
            for c, case in enumerate(self.cases)
        ]

    def __repr__(self) -> str:
        return f"<Degrees: {len(self.cases):,} cases in {len(self.corners):,} corners, {len(self.left_out):,} left out>"


def degrees(membership: Membership, outcome: CaseOutcome | None = None, language: str = "en") -> Degrees:
    """The memberships behind a result, under the settings of its study.

    Raises
    ------
    IdealtypesError
        Where the result was made with anchors, connective or exponent that are not those of the settings.
    """
    profile, settings = membership.profile, membership.profile.settings
    shares = profile.shares
    whole = shares if settings.anchors is None else calibrate(shares, settings.anchors)
    y = None
    if outcome is not None:
        by_case = dict(zip(outcome.cases, outcome.values, strict=True))
        y = np.array([by_case.get(case, np.nan) for case in profile.cases])
    left_out: dict[str, Reason] = {}
    for c, case in enumerate(profile.cases):
        silent = tuple(a for k, a in enumerate(profile.aspects) if not profile.statements[c, k])
        if silent:
            left_out[case] = reason("sets.silent", aspects=silent)
        elif y is not None and np.isnan(y[c]):
            left_out[case] = reason("sets.no_outcome")
    kept = [c for c, case in enumerate(profile.cases) if case not in left_out]
    scheme, tally = profile.scheme, profile.tally
    dimensions = condition_names(scheme)
    names: dict[str, tuple[str, ...]] = {}
    poles: dict[str, Floats] = {}
    for k, a in enumerate(profile.aspects):
        own = profile.poles(a)
        if not tally.present[k]:
            names[a], poles[a] = own, whole[kept, k, : len(own)]
            continue
        for p, pole in enumerate(own):
            names[f"{a}.{pole}"] = (ABSENT, PRESENT)
            poles[f"{a}.{pole}"] = np.stack([1 - whole[kept, k, p], whole[kept, k, p]], axis=1)

    def corner(of: Mapping[str, Held]) -> tuple[str, ...]:
        return tuple(str(of[a]) if a not in dimensions else _there(of, *dimensions[a]) for a in names)

    types: dict[tuple[str, ...], tuple[str, str]] = {}
    for ideal in profile.scheme.ideal_types:
        types[corner(ideal.corner)] = (ideal.id, ideal.title.say(language))
    for key in _corners_of(poles, names):
        name = corner_name(folded(dict(zip(names, key, strict=True)), scheme))
        types.setdefault(key, (name, name))
    how, order = settings.connective_name, settings.connective_exponent
    corners = {}
    for key in types:
        of = {a: poles[a][:, names[a].index(p)] for a, p in zip(names, key, strict=True)}
        # the dimensions of one aspect are joined by the minimum, whatever joins the aspects
        parts = [
            np.min([of[f"{a}.{p}"] for p in profile.poles(a)], axis=0) if tally.present[k] else of[a]
            for k, a in enumerate(profile.aspects)
        ]
        corners[key] = connect(np.stack(parts, axis=1), how, order)
    for n, c in enumerate(kept):
        for told in membership.cases[c].types:
            ours, theirs = corners.get(corner(told.corner)), told.membership
            if ours is not None and theirs is not None and abs(ours[n] - theirs) > ROUNDING:
                raise IdealtypesError(OTHER_SETTINGS)
    used = None if y is None else y[kept]
    ids = tuple(profile.cases[c] for c in kept)
    return Degrees(ids, names, poles, corners, types, used, left_out)


def _there(corner: Mapping[str, Held], aspect: str, pole: str) -> str:
    return PRESENT if pole in held_poles(corner[aspect]) else ABSENT


def _corners_of(poles: Mapping[str, Floats], names: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The corners of the cases: the poles above ½ on every aspect."""
    best = np.stack([m.argmax(axis=1) for m in poles.values()], axis=1)
    in_one = np.all([m.max(axis=1) > 0.5 for m in poles.values()], axis=0)
    for corner in dict.fromkeys(map(tuple, best[in_one].tolist())):
        yield tuple(names[a][k] for a, k in zip(poles, corner, strict=True))


@dataclass(frozen=True)
class ConditionFit:
    """How one condition fits the outcome.

    Attributes
    ----------
    kind
        `type`, a corner; `absence`, of a named type, 1 − x; or `pole`, one pole of one aspect (with ~ before it the
        absence of a dimension).
    condition, title
        The type's id, or `aspect=pole,…`; with ~ and "not" before it where it is the absence.
    cases
        The cases with membership above ½.
    deviant
        Those of them without the outcome (below ½; at ½ a case is neither with nor without it).
    sufficiency, necessity
        The fit as the one and as the other.
    """

    kind: Kind
    condition: str
    title: str
    cases: tuple[str, ...]
    deviant: tuple[str, ...]
    sufficiency: SetFit
    necessity: SetFit

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "condition": self.condition,
            "title": self.title,
            "n": len(self.cases),
            "cases": list(self.cases),
            "deviant": list(self.deviant),
            "sufficiency": self.sufficiency.to_dict(),
            "necessity": self.necessity.to_dict(),
        }


@dataclass(frozen=True, eq=False)
class SetFits(Result):
    """The ideal types and poles as conditions of an outcome, and the truth table; frozen, and knows its memberships.

    `why` says what keeps the numbers from saying anything, if something does; then `conditions` may be empty.
    """

    membership: Membership
    outcome: CaseOutcome
    degrees: Degrees
    conditions: tuple[ConditionFit, ...]
    table: TruthTable | None
    why: Reason | None

    @property
    def at_crossover(self) -> tuple[str, ...]:
        """The cases whose outcome is exactly ½: neither with nor without it."""
        y = self.degrees.outcome
        near = np.zeros(len(self.degrees.cases), bool) if y is None else np.abs(y - 0.5) <= ROUNDING
        return tuple(case for case, is_near in zip(self.degrees.cases, near, strict=True) if is_near)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Which corners with cases are sufficient for the outcome, and how surely."""
        used, table = self.degrees, self.table
        if table is None or used.outcome is None:
            return ()
        return tuple(outcome_findings(self.membership.profile, table, used.cases, used.outcome, self.why))

    def to_dict(self) -> dict[str, Any]:
        """Settings, outcome, conditions, truth table, the cases at the crossover of the outcome, and those left out."""
        outcome, y = self.outcome, self.degrees.outcome
        assert y is not None  # there is an outcome
        profile = self.membership.profile
        return {
            **head(self.findings),
            "settings": profile.settings.model_dump(mode="json"),
            "view": profile.view,
            "rests_on": None if profile.basis is None else profile.basis.to_dict(),
            "outcome": {
                "column": outcome.column,
                "negated": outcome.negated,
                "anchors": None if outcome.anchors is None else list(outcome.anchors),
                "cases": [
                    {"case": c, "membership": float(v)} for c, v in zip(self.degrees.cases, y, strict=True)
                ],
            },
            "conditions": [c.to_dict() for c in self.conditions],
            "at_crossover": list(self.at_crossover),
            "truth_table": None if self.table is None else self.table.to_dict(),
            "left_out": [{"case": case, **why_keys(why)} for case, why in self.degrees.left_out.items()],
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per condition."""
        return [
            {
                "kind": c.kind,
                "condition": c.condition,
                "title": c.title,
                "n": len(c.cases),
                "sufficiency_consistency": c.sufficiency.consistency,
                "sufficiency_coverage": c.sufficiency.coverage,
                "pri": c.sufficiency.pri,
                "necessity_consistency": c.necessity.consistency,
                "necessity_coverage": c.necessity.coverage,
                "ron": c.necessity.ron,
                "cases": ";".join(c.cases),
                "deviant": ";".join(c.deviant),
            }
            for c in self.conditions
        ]

    def __repr__(self) -> str:
        lines = [] if self.why is None else [said(self.why) or ""]
        for c in self.conditions:
            s = c.sufficiency
            if s.consistency is not None and s.coverage is not None:
                lines.append(f"{c.condition}: consistency {s.consistency:.3f}, coverage {s.coverage:.3f}")
        return screenful(lines, f"Sufficient for {self.outcome.name} in {len(self.degrees.cases):,} cases")


def set_fits(
    membership: Membership,
    outcome: CaseOutcome,
    *,
    inclusion: float = 0.8,
    pri: float = 0.0,
    least: int = 1,
    complete: bool = False,
    language: str = "en",
) -> SetFits:
    """How membership in each ideal type, its absence, and each pole fits an outcome of the cases.

    Parameters
    ----------
    membership
        Of the cases of a study, under the study's settings.
    outcome
        See `case_outcome.case_outcome`.
    inclusion, pri, least, complete
        Of the truth table: see `settheory.truth_table`. It takes the minimum over aspects, whatever the study's
        connective.
    language
        Of the titles.

    Raises
    ------
    IdealtypesError
        Where the memberships were not made under the study's settings, or corners are too many to list.
    """
    used = degrees(membership, outcome, language)
    y = used.outcome
    if y is None or not used.cases:
        return SetFits(membership, outcome, used, (), None, reason("sets.no_cases"))
    found = []
    for key, x in used.corners.items():
        found.append(_fit("type", *used.types[key], x, y, used.cases))
    named = {ideal.id for ideal in membership.profile.scheme.ideal_types}
    for key, x in used.corners.items():
        name, title = used.types[key]
        if name in named:
            found.append(_fit("absence", f"~{name}", f"not: {title}", 1 - x, y, used.cases))
    scheme = membership.profile.scheme
    dimensions = condition_names(scheme)
    for condition, m in used.poles.items():
        if condition in dimensions:
            aspect, pole = dimensions[condition]
            name, title = corner_name({aspect: pole}), _pole_title(scheme, aspect, pole, language)
            found.append(_fit("pole", name, title, m[:, 1], y, used.cases))
            found.append(_fit("pole", f"~{name}", f"not: {title}", m[:, 0], y, used.cases))
            continue
        for k, pole in enumerate(used.names[condition]):
            title = _pole_title(scheme, condition, pole, language)
            found.append(_fit("pole", corner_name({condition: pole}), title, m[:, k], y, used.cases))
    table = truth_table(
        used.poles,
        y,
        inclusion=inclusion,
        pri=pri,
        least=least,
        complete=complete,
        poles=used.names,
        cases=used.cases,
    )
    why = reason("sets.one_case") if len(y) == 1 else reason("sets.alike") if np.ptp(y) <= ROUNDING else None
    return SetFits(membership, outcome, used, tuple(found), table, why)


def _pole_title(scheme: Scheme, aspect: str, pole: str, language: str) -> str:
    title = next(a.title.say(language) for a in scheme.aspects if a.id == aspect)
    return f"{title}: {scheme.axis(aspect).pole(pole).title.say(language).lower()}"


def _fit(kind: Kind, condition: str, title: str, x: Floats, y: Floats, cases: Sequence[str]) -> ConditionFit:
    inside = x > 0.5
    return ConditionFit(
        kind=kind,
        condition=condition,
        title=title,
        cases=tuple(c for c, is_in in zip(cases, inside, strict=True) if is_in),
        deviant=tuple(c for c, is_out in zip(cases, inside & (y < 0.5 - ROUNDING), strict=True) if is_out),
        sufficiency=sufficiency(x, y),
        necessity=necessity(x, y),
    )
