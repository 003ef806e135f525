"""`scenarios.yaml`: read, and held against the scheme and the statements of the study."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from idealtypes.files.document import NAMELESS, read_document, validate
from idealtypes.files.faults import Findings
from idealtypes.model.base import Place
from idealtypes.model.hints import BLANK, hint
from idealtypes.model.measures import STATUS_QUO, SURE, Scenarios, Shift, members
from idealtypes.model.placement import unknown_pole
from idealtypes.model.scheme import Scheme


def _strangers(
    given: Scenarios, scheme: Scheme | None, statements: Collection[str] | None
) -> Iterator[tuple[Place, str]]:
    """Aspects, poles, traits and statements that the study does not have; None: not known, so not checked."""
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


def read_scenarios(
    path: Path, scheme: Scheme | None, statements: Collection[str] | None, findings: Findings
) -> Scenarios | None:
    """The scenarios in a file, checked against the scheme and the ids of the statements as far as these are known.

    After faults the result is None.
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
    for place, message in _strangers(given, scheme, known):
        findings.fault(document.file, document.line(place), NAMELESS.sub("?", message))
    if len(findings.faults) > before:
        return None  # what was set aside would be missed in warnings
    for place, message in _oddities(given):
        findings.warn(document.file, document.line(place), message)
    return given.both_ways()
