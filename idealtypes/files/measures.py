"""`scenarios.yaml`: read, and held against the scheme and the statements of the study."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import polars as pl

from idealtypes.files.document import NAMELESS, read_document, validate
from idealtypes.files.faults import Findings
from idealtypes.model.base import Place
from idealtypes.model.hints import BLANK, hint, listed
from idealtypes.model.measures import STATUS_QUO, SURE, Scenarios, Shift, members
from idealtypes.model.placement import unknown_pole
from idealtypes.model.scheme import Scheme

SUSPECT = 2  # informants from which on it is no chance that an outcome and a measure rest on the same words


def _strangers(
    given: Scenarios,
    scheme: Scheme | None,
    statements: Collection[str] | None,
    outcomes: Collection[str] | None,
) -> Iterator[tuple[Place, str]]:
    """Aspects, poles, traits, statements and outcomes that the study lacks; None: not known, so not checked."""
    if outcomes is not None:
        yield from _outcome_problems(given, outcomes)
    for m, measure in enumerate(given.measures):
        place, whose = ("measures", m), f"measure `{measure.id}`"
        for s, shift in enumerate(measure.shifts):
            here: Place = (*place, "shifts", s)
            if statements is not None:
                yield from members((*here, "evidence"), whose, "statement", shift.evidence, statements)
            if scheme is not None:
                for key, message in _aspect_problems(shift, scheme):
                    yield (*here, key), f"{whose}: {message}"
        if scheme is not None:
            traits = [trait.id for ideal in scheme.ideal_types for trait in ideal.traits]
            for key, named in (("brings", measure.brings), ("removes", measure.removes)):
                yield from members((*place, key), whose, "trait", named, traits)


def _outcome_problems(given: Scenarios, outcomes: Collection[str]) -> Iterator[tuple[Place, str]]:
    for m, measure in enumerate(given.measures):
        here: Place = ("measures", m, "restates")
        yield from members(here, f"measure `{measure.id}`", "outcome", measure.restates, outcomes)
    named: list[tuple[Place, str]] = [
        *((("weights", outcome), outcome) for outcome in given.weights),
        *((("beliefs", b, "outcome"), belief.outcome) for b, belief in enumerate(given.beliefs)),
    ]
    for place, outcome in named:
        if outcome not in outcomes and not outcome.startswith(BLANK):
            yield place, f"no outcome `{outcome}`; {hint(outcome, outcomes)}"


def _aspect_problems(shift: Shift, scheme: Scheme) -> Iterator[tuple[str, str]]:
    axes = {axis.id: axis for axis in scheme.theory.axes}
    aspects = {aspect.id: axes.get(aspect.axis) for aspect in scheme.aspects}
    if shift.aspect.startswith(BLANK):
        return
    if shift.aspect not in aspects:
        yield "aspect", f"no aspect `{shift.aspect}`; {hint(shift.aspect, aspects)}"
        return
    axis = aspects[shift.aspect]
    if axis is not None and shift.toward not in axis.pole_ids and not shift.toward.startswith(BLANK):
        yield "toward", unknown_pole(shift.toward, shift.aspect, axis.pole_ids)


def _circular(given: Scenarios, quoted: Mapping[str, Collection[str]]) -> Iterator[tuple[Place, str]]:
    """Outcomes that may restate a measure: all that is quoted of them is its evidence too."""
    for outcome, said in quoted.items():
        if outcome in given.restated:
            continue
        evidence = [{id_ for shift in measure.shifts for id_ in shift.evidence} for measure in given.measures]
        alike = [m for m, ids in enumerate(evidence) if ids.issuperset(said)]
        if alike:
            whose = listed(given.measures[m].id for m in alike)
            message = (
                f"all that is quoted of the outcome `{outcome}` ({', '.join(said)}) is also the evidence of {whose}: "
                f"if it says no more than that a measure is taken, write `restates: [{outcome}]` there"
            )
            yield ("measures", alike[0]), message


def _oddities(given: Scenarios) -> Iterator[tuple[Place, str]]:
    """What may be as it should be, and what a reader would want to know."""
    if given.direction < SURE:
        message = f"`direction` is {given.direction:g}: below {SURE:g} even splits are given a direction; leave it out"
        yield ("direction",), message
    used = {id_ for scenario in given.scenarios for id_ in scenario.measures}
    for m, measure in enumerate(given.measures):
        here, whose = ("measures", m), f"the measure `{measure.id}`"
        if given.scenarios and measure.id not in used:
            yield here, f"{whose} is in no scenario"
        if measure.shifts and not any(shift.evidence for shift in measure.shifts):
            yield here, f"{whose} has no evidence: how far it moves an aspect is assumed"
        if not measure.shifts and not measure.brings and not measure.removes:
            yield here, f"{whose} changes nothing: it has no shifts, and neither brings nor removes a trait"
    if not given.scenarios:
        yield (), "no scenario is stated: the status quo alone is shown, and sets that are given on the spot"
    seen: dict[frozenset[str], str] = {frozenset(): STATUS_QUO}
    for s, scenario in enumerate(given.scenarios):
        chosen = frozenset(scenario.measures)
        if chosen in seen:
            yield ("scenarios", s), f"the scenario `{scenario.id}` has the measures of `{seen[chosen]}`"
        seen.setdefault(chosen, scenario.id)


def quoted_on(
    claims: pl.DataFrame, statements: pl.DataFrame | None, sources: pl.DataFrame | None
) -> dict[str, list[str]]:
    """Outcome → the statements with claims about it that are no reports, where two informants or more speak of it."""
    if statements is None or not claims.height:
        return {}
    told = statements.select(statement="id", source="source")
    if sources is not None and "kind" in sources.columns:
        reports = sources.filter(pl.col("kind") == "reported").select(source="id")
        told = told.join(reports, on="source", how="anti")
    rows = claims.select("statement", "outcome").drop_nulls()
    rows = rows.unique(maintain_order=True).join(
        told.unique("statement"), on="statement", maintain_order="left"
    )
    spoken = rows.filter(pl.col("source").n_unique().over("outcome") >= SUSPECT)
    return {
        o: spoken.filter(outcome=o)["statement"].to_list()
        for o in spoken["outcome"].unique(maintain_order=True)
    }


def read_scenarios(
    path: Path,
    scheme: Scheme | None,
    statements: Collection[str] | None,
    findings: Findings,
    *,
    outcomes: Collection[str] | None = None,
    quoted: Mapping[str, Collection[str]] | None = None,
) -> Scenarios | None:
    """The scenarios in a file, checked against what is known of the study: scheme, ids of statements, outcomes.

    `quoted` has the statements of informants on each outcome. After faults the result is None.
    """
    before = len(findings.faults)
    document = read_document(path, findings)
    if document is None:
        return None
    given = validate(document, Scenarios, findings)
    if given is None:
        return None
    known = None if statements is None else dict.fromkeys(statements)
    if scheme is not None and scheme.presence:
        findings.fault(
            document.file,
            document.line(),
            f"the aspect `{scheme.presence[0]}` is of `kind: presence`: measures move a case between poles that "
            "exclude one another, and what they do to a set of dimensions is not worked out; leave `scenarios` out of "
            "study.yaml",
        )
    for place, message in _strangers(given, scheme, known, outcomes):
        findings.fault(document.file, document.line(place), NAMELESS.sub("?", message))
    if len(findings.faults) > before:
        return None  # what was set aside would be missed in warnings
    for place, message in (*_oddities(given), *_circular(given, quoted or {})):
        findings.warn(document.file, document.line(place), message)
    return given.both_ways()
