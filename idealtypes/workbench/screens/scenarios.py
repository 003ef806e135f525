"""Scenarios: measures to tick, what they move and who says so, how sets compare; scenarios, beliefs, weights saved.

It recomputes what informants said; it is no causal forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import idealtypes as it
from idealtypes.errors import BadCall
from idealtypes.model.measures import StatedScenario
from idealtypes.model.slugs import slug
from idealtypes.model.text import Text
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.said_places import said_places
from idealtypes.workbench.scenarios_told import told_aspects, told_order, told_outcomes, told_silence

if TYPE_CHECKING:
    from idealtypes.model.measures import Scenarios
    from idealtypes.study import Study

OWN = "what_is_ticked"
OFFERED = 20  # statements to choose from at once
SHARING = "sharing.yaml"


def values(call: Call) -> dict[str, Any]:
    """What the forms offer: cases, aspects with their poles."""
    study, language = call.study, call.language
    titles = study.case_titles(language)
    return {
        "there": study.measures is not None,
        "cases": [(case, titles[case]) for case in study.cases["id"].to_list()],
        "asks_sharing": study.root is not None and (study.root / SHARING).is_file(),
        "data": {"aspects": _aspects(study, language), "there": study.measures is not None},
    }


def _aspects(study: Study, language: str) -> list[dict[str, Any]]:
    from idealtypes.reporting.wording.names import aspect_titles, pole_titles

    names, poles = aspect_titles(study.scheme, language), pole_titles(study.scheme, language)
    return [
        {
            "id": one.id,
            "title": names[n],
            "poles": list(zip(study.scheme.poles(one.id), poles[n], strict=True)),
        }
        for n, one in enumerate(study.scheme.aspects)
    ]


# what the study says


def stated(call: Call) -> dict[str, Any]:
    """The measures with what they move and rest on, the named scenarios, the board's beliefs and weights."""
    found, language = _measures(call.study), call.language
    outcomes = _outcomes(call.study, language)
    return {
        "about": found.description.say(language),
        "limits": found.limits.say(language),
        "measures": [_measure(call, one) for one in found.measures],
        "scenarios": [
            {
                "id": one.id,
                "title": one.title.say(language),
                "description": one.description.say(language),
                "measures": list(one.measures),
            }
            for one in found.scenarios
        ],
        "outcomes": [
            {"id": id_, "title": title, "weighed": id_ not in found.restated}
            for id_, title in outcomes.items()
        ],
        "weights": dict(found.weights),
        "beliefs": [one.model_dump(mode="json") for one in found.beliefs],
    }


def _measures(study: Study) -> Scenarios:
    if study.measures is None:
        raise BadCall("the study has no measures")
    return study.measures


def _outcomes(study: Study, language: str) -> dict[str, str]:
    from idealtypes.reporting.wording.names import titled

    return titled(study.outcomes, language) if study.outcomes.height else {}


def _measure(call: Call, one: Any) -> dict[str, Any]:
    words, language = call.words, call.language
    aspects = {aspect["id"]: aspect for aspect in _aspects(call.study, language)}
    shifts = []
    for shift in one.shifts:
        low, mode, high = (words.number(x, signed=False) for x in (shift.low, shift.mode, shift.high))
        aspect = aspects[shift.aspect]
        pole = dict(aspect["poles"])[shift.toward]
        said = words.say("scenarios.shift", aspect=aspect["title"], pole=pole, low=low, mode=mode, high=high)
        shifts.append({"said": said, "because": shift.because.say(language), "ids": list(shift.evidence)})
    reversible = {True: "reversible", False: "irreversible", None: "unsaid"}[one.reversible]
    return {
        "id": one.id,
        "title": one.title.say(language),
        "description": one.description.say(language),
        "decides": one.decides.say(language),
        "cost": one.cost.say(language),
        "reversible": words.say(f"scenarios.{reversible}"),
        "shifts": shifts,
    }


def statements(call: Call) -> list[dict[str, str]]:
    """The texts of statements by their ids, with their source."""
    ids = [str(one) for one in call.given("ids", list)]
    rows, where = call.study.statements.filter(call.study.statements["id"].is_in(ids)), said_places(call)
    return [
        {"id": row["id"], "where": where[row["id"]], "text": row["text"] or ""}
        for row in rows.iter_rows(named=True)
    ]


def find(call: Call) -> list[dict[str, str]]:
    """The first statements that have all these letters in their text or id, to cite them."""
    asked = call.given("words", str, "").casefold().split()
    rows, where = call.study.statements.select("id", "text").iter_rows(), said_places(call)
    fits = (
        {"id": id_, "title": text or id_, "detail": f"{where[id_]} · {id_}"}
        for id_, text in rows
        if all(word in f"{id_} {where[id_]} {text or ''}".casefold() for word in asked)
    )
    return list(islice(fits, OFFERED))


# what would be


@dataclass(frozen=True)
class SaidHere:
    """The words in which orders are said."""

    words: Any
    language: str
    outcomes: Mapping[str, str]


def now(call: Call) -> dict[str, Any]:
    """What the ticked measures would do, beside the named scenarios; or why they cannot be taken together."""
    study = call.study
    given, chosen = _measures(study), [str(one) for one in call.given("measures", list, [])]
    wrong = barred(call, given, chosen)
    if wrong:
        return {"wrong": wrong}
    same = next((one.id for one in given.scenarios if set(one.measures) == set(chosen)), None)
    if chosen and same is None:
        own = StatedScenario(id=OWN, title=Text(call.words.say("scenarios.yours")), measures=tuple(chosen))
        given = given.model_copy(update={"scenarios": (*given.scenarios, own)})
        same = OWN
    weights = {str(name): float(held) for name, held in call.given("weights", dict, {}).items()}
    found = it.scenarios(
        replace(study, measures=given), case=call.given("case", str, "") or None, weights=weights or None
    )
    here = found.status_quo if same is None else found.find(same)
    said = SaidHere(call.words, call.language, _outcomes(study, call.language))
    return {
        "wrong": [],
        "aspects": told_aspects(found, here, _aspects(study, call.language), call.words),
        "outcomes": told_outcomes(found, here, said),
        "nobody": told_silence(here, said) if chosen else "",
        **told_order(found, said),
    }


def barred(call: Call, given: Scenarios, chosen: Sequence[str]) -> list[str]:
    """Why measures cannot be taken together."""
    known = {one.id: one for one in given.both_ways().measures}
    unknown = [one for one in chosen if one not in known]
    if unknown:
        raise BadCall(f"no measure `{unknown[0]}`")
    title = {id_: one.title.say(call.language) for id_, one in known.items()}
    wrong = []
    for id_ in chosen:
        for need in known[id_].needs:
            if need not in chosen:
                wrong.append(call.words.say("scenarios.needs", a=title[id_], b=title[need]))
        for other in known[id_].excludes:
            if other in chosen and chosen.index(id_) < chosen.index(other):
                wrong.append(call.words.say("scenarios.excludes", a=title[id_], b=title[other]))
    return wrong


# what is saved


def save(call: Call) -> dict[str, Any]:
    """Save the ticked measures as a named scenario: a new one, or another set for one that is there."""
    study, measures = call.study, [str(one) for one in call.given("measures", list)]
    title, old = call.given("title", str, "").strip(), call.given("id", str, "")
    known = {one.id: one for one in _measures(study).scenarios}
    if old:
        seen = call.given("was", list)
        if old not in known or list(known[old].measures) != seen:
            _changed(call)
        call.bench.change(
            "scenario",
            lambda: study.edit(it.SetScenario(old, measures=measures)),
            title=known[old].title.say(),
        )
        return {"id": old}
    if not title or not measures:
        raise BadCall(call.labels.say("scenarios.needs_title"))
    name = _free(slug(title) or "scenario", {*known, "status_quo"})
    edit = it.SetScenario(name, title=title, measures=measures)
    call.bench.change("scenario", lambda: study.edit(edit), title=title)
    return {"id": name}


def _free(name: str, taken: set[str]) -> str:
    numbered = (f"{name}_{n}" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def drop(call: Call) -> dict[str, Any]:
    """Take a named scenario out."""
    study, id_, seen = call.study, call.given("id", str), call.given("was", list)
    there = {one.id: one for one in _measures(study).scenarios}
    if id_ not in there or list(there[id_].measures) != seen:
        _changed(call)
    edit = it.DropValue("scenarios", ("scenarios", id_))
    call.bench.change("no_scenario", lambda: study.edit(edit), title=there[id_].title.say(call.language))
    return {}


def believe(call: Call) -> dict[str, Any]:
    """What the board believes that a measure does to an outcome; a direction of 0 takes it back."""
    study = call.study
    outcome, measure = call.given("outcome", str), call.given("measure", str)
    direction, sure = call.given("direction", int), call.given("sure", float, 0.8)
    seen = call.body.get("was")
    beliefs = {(one.outcome, one.measure): [one.direction, one.sure] for one in _measures(study).beliefs}
    if beliefs.get((outcome, measure)) != seen:
        _changed(call)
    edit = it.SetBelief(outcome, measure, direction or None, sure)
    call.bench.change("belief", lambda: study.edit(edit))
    return {}


def weigh(call: Call) -> dict[str, Any]:
    """What the outcomes weigh; none given: every weighting counts."""
    study, given = call.study, call.given("weights", dict)
    if dict(_measures(study).weights) != call.given("was", dict, {}):
        _changed(call)
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in given.values()):
        raise BadCall("`weights` should be numbers")
    weights = {str(name): float(one) for name, one in given.items()}
    call.bench.change("weights", lambda: study.edit(it.SetWeights(weights)))
    return {}


def add(call: Call) -> dict[str, Any]:
    """A new measure; with the first one, the file of scenarios."""
    study = call.study
    title = call.given("title", str).strip()
    if not title:
        raise BadCall(call.labels.say("scenarios.needs_title"))
    taken = set() if study.measures is None else {one.id for one in study.measures.measures}
    shift: dict[str, Any] = {name: call.given(name, str) for name in ("aspect", "toward")}
    shift |= {name: call.given(name, float) for name in ("low", "mode", "high")}
    shift |= {name: said for name in ("because",) if (said := call.given(name, str, "").strip())}
    ids = [str(one) for one in call.given("evidence", list, [])]
    shift |= {"evidence": ids} if ids else {}
    item = {"id": _free(slug(title) or "measure", taken), "title": title, "shifts": [shift]}

    edits: list[it.Edit] = [it.AddValues("scenarios", ("measures",), [item])]
    if study.measures is None:  # the first one begins the file, which needs a title
        edits.append(it.SetValue("scenarios", ("title",), call.labels.say("scenarios.file_title")))
    call.bench.change("measure", lambda: study.edit(edits), title=title)
    return {"id": item["id"]}


def add_outcome(call: Call) -> dict[str, Any]:
    """A new outcome, of which statements may claim something; with the first one, its table."""
    title = call.given("title", str).strip()
    if not title:
        raise BadCall(call.labels.say("scenarios.needs_outcome"))
    taken = set(call.study.outcomes["id"]) if call.study.outcomes.height else set()
    row = {
        "id": _free(slug(title) or "outcome", taken),
        "title": title,
        "wanted": str(int(call.given("wanted", bool))),
    }
    call.bench.change("outcome", lambda: call.study.edit(it.AddRow("outcomes", row)), title=title)
    return {"id": row["id"]}


def _changed(call: Call) -> None:
    from idealtypes.storage.transaction import Changed

    raise Changed(call.labels.say("scenarios.changed_elsewhere"))


SCREEN = BenchScreen(
    values=values,
    reads={"stated": stated},
    asks={"now": now, "statements": statements, "find": find},
    writes={
        "save": save,
        "drop": drop,
        "believe": believe,
        "weigh": weigh,
        "add": add,
        "add_outcome": add_outcome,
    },
    scripts=("workbench/find_box.js", "workbench/scenarios_told.js", "workbench/scenarios_new.js"),
)
