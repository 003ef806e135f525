"""Scenarios are read, and what is wrong with them is told at its line, all at once."""

# ruff: noqa: E501 (a message stands here on one line, as it is told)

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.files.faults import Findings
from idealtypes.files.measures import read_scenarios
from idealtypes.files.schemes import read_scheme
from idealtypes.files.study import check_study, read_study
from idealtypes.model.admissible import admissible
from idealtypes.model.measures import Measure, Shift
from idealtypes.model.text import EMPTY, Text

from ..examples import examples

NAMED = "scenarios: scenarios.yaml\n"
HEAD = "format: 1\ntitle: More or fewer rules\n"
TWO = """measures:
  - {id: tickets, title: Tickets only, excludes: walk_in, needs: [clerk], brings: opening_hours}
  - {id: clerk, title: A clerk, removes: [by_a_peer]}
  - {id: walk_in, title: Walk in, brings: any_time}
"""
GOOD = """format: 1
title: {en: More or fewer rules, nb: Flere eller færre regler}
limits: Nobody asked the guests.
direction: 0.9
measures:
  - id: tickets
    title: Tickets only
    decides: The house
    reversible: true
    shifts:
      - {aspect: access, toward: formal, low: 0.2, mode: 0.5, high: 0.8, because: It is the rule, evidence: [s2, s3]}
      - {aspect: help, toward: informal, low: -0.1, mode: 0, high: 0}
    brings: [opening_hours]
    removes: any_time
    needs: clerk
    excludes: [walk_in]
  - {id: clerk, title: A clerk, brings: [by_a_clerk]}
  - {id: walk_in, title: Walk in, removes: [opening_hours], excludes: [tickets]}
scenarios:
  - {id: tighten, title: Tighten, measures: [clerk, tickets]}
  - {id: loosen, title: Loosen, description: No rules., measures: walk_in}
"""


def told(path):
    faults, warnings = check_study(path)
    return [str(fault) for fault in faults], [str(warning) for warning in warnings]


def faults_of(vary, text):
    return [
        line.removeprefix("study/scenarios.yaml:") for line in told(vary({"scenarios.yaml": text}, NAMED))[0]
    ]


def test_scenarios_are_read(vary):
    path = vary({"scenarios.yaml": GOOD}, NAMED)
    study = read_study(path)
    read = study.measures
    assert (read.title.say("nb"), read.direction) == ("Flere eller færre regler", 0.9)
    assert (read.description, bool(read.description), bool(read.limits)) == (EMPTY, False, True)
    assert read.measures[0] == Measure(
        id="tickets",
        title=Text("Tickets only"),
        description=EMPTY,
        decides=Text("The house"),
        reversible=True,
        cost=EMPTY,
        shifts=(
            Shift(
                aspect="access",
                toward="formal",
                low=0.2,
                mode=0.5,
                high=0.8,
                because=Text("It is the rule"),
                evidence=("s2", "s3"),
            ),
            Shift(aspect="help", toward="informal", low=-0.1, mode=0.0, high=0.0),
        ),
        brings=("opening_hours",),
        removes=("any_time",),
        needs=("clerk",),
        excludes=("walk_in",),
    )
    assert read.measures[1].reversible is None
    assert [scenario.measures for scenario in read.scenarios] == [("clerk", "tickets"), ("walk_in",)]
    assert read_study(vary({"scenarios.yaml": HEAD + TWO}, NAMED)).measures.direction == 0.95
    assert "scenarios.yaml" in dict(study.inputs)
    assert read_study(vary()).measures is None


def test_an_exclusion_that_is_said_once_holds_for_both(vary):
    measures = read_study(vary({"scenarios.yaml": HEAD + TWO}, NAMED)).measures.measures
    assert [measure.excludes for measure in measures] == [("walk_in",), (), ("tickets",)]


SHIFT = "measures:\n  - id: tickets\n    title: T\n    shifts:\n      - "
RIGHT = "{aspect: access, toward: formal, low: 0.1, mode: 0.2, high: 0.3}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1: `measures` is missing"]),
        ("measures: []\n", ["3: `measures` has 0: it should have 1 or more"]),
        (TWO + "directions: 1\n", ["7: unknown key `directions`: did you mean `direction`?"]),
        (TWO + "direction: 0.5\n", ["7: `direction` is `0.5`: it should be greater than 0.5"]),
        (TWO + "direction: 80\n", ["7: `direction` is `80`: it should be 1 or less"]),
        (TWO + "limits: ''\n", ["7: `limits` is empty: give a text, or {en: …, nb: …}"]),
        (TWO + "  - {id: clerk, title: C}\n", ["7: the id `clerk` is given twice: ids are unique"]),
        (TWO + "  - {id: status_quo, title: C}\n", [
            "7: the id `status_quo` is taken: the scenario of no measure is always there",
        ]),
        (TWO + "scenarios:\n  - {id: status_quo, title: C, measures: [clerk]}\n", [
            "8: the id `status_quo` is taken: the scenario of no measure is always there",
        ]),
        (TWO + "scenarios:\n  - {id: a, title: C, measures: [clerk]}\n  - {id: a, title: D, measures: [walk_in]}\n", [
            "9: the id `a` is given twice: ids are unique",
        ]),
        (TWO + "  - {id: more, titel: C}\n", ["7: `title` is missing", "7: unknown key `titel`: did you mean `title`?"]),
        # shifts
        (SHIFT + RIGHT.replace("access", "acess"), ["7: measure `tickets`: no aspect `acess`; did you mean `access`?"]),
        (SHIFT + RIGHT.replace("formal", "formel"), [
            "7: measure `tickets`: aspect `access` has no pole `formel`; did you mean `formal`?",
        ]),
        (SHIFT + RIGHT.replace("0.1", "0.25"), [
            "7: measure `tickets`: `low` 0.25 is above `mode` 0.2: it is low ≤ mode ≤ high",
        ]),
        (SHIFT + RIGHT.replace("0.2", "0.35"), [
            "7: measure `tickets`: `mode` 0.35 is above `high` 0.3: it is low ≤ mode ≤ high",
        ]),
        (SHIFT + RIGHT.replace("0.3", "0.96"), [
            "7: measure `tickets`: `high` is 0.96: a shift lies in [-0.95, 0.95]",
        ]),
        (SHIFT + RIGHT.replace("0.1", '"0,1"'), [
            "7: `low` is `0,1`: a number in YAML has a point, not a comma",
        ]),
        (SHIFT + RIGHT.replace("low: 0.1, ", ""), ["7: `low` is missing"]),
        (SHIFT + RIGHT.replace("}", ", evidence: [s1, s9]}"), ["7: measure `tickets`: no statement `s9`; there is `s1`, `s2`, `s3`"]),
        (SHIFT + RIGHT.replace("}", ", evidence: [s1, s1]}"), ["7: measure `tickets`: the statement `s1` is named twice"]),
        (SHIFT + RIGHT + "      - " + RIGHT, ["8: measure `tickets` shifts `access` twice: give one shift for an aspect"]),
        (SHIFT + RIGHT.replace("0.1", "0.25") + "      - " + RIGHT.replace("access", "help").replace("0.3", "2"), [
            "7: measure `tickets`: `low` 0.25 is above `mode` 0.2: it is low ≤ mode ≤ high",
            "8: measure `tickets`: `high` is 2: a shift lies in [-0.95, 0.95]",
        ]),
        # traits
        (TWO + "  - {id: a, title: A, brings: [any_time, opening_hour], removes: [any_time]}\n", [
            "7: measure `a` both brings and removes the trait `any_time`",
            "7: measure `a`: no trait `opening_hour`; did you mean `opening_hours`?",
        ]),
        # needs and excludes
        (TWO + "  - {id: a, title: A, brings: any_time, needs: [clark], excludes: [ticket]}\n", [
            "7: measure `a`: no measure `clark`; did you mean `clerk`?",
            "7: measure `a`: no measure `ticket`; did you mean `tickets`?",
        ]),
        (TWO + "  - {id: a, title: A, brings: any_time, excludes: [a]}\n", ["7: measure `a` excludes itself"]),
        (TWO + "  - {id: a, title: A, brings: any_time, needs: [a]}\n", ["7: measure `a` needs itself: a → a"]),
        (TWO + "  - {id: a, title: A, needs: [b]}\n  - {id: b, title: B, needs: [c]}\n  - {id: c, title: C, needs: [a, clerk]}\n", [
            "7: measure `a` needs itself: a → b → c → a",
        ]),
        (TWO + "  - {id: a, title: A, needs: [clerk], excludes: [clerk]}\n", [
            "7: measure `a` could never be taken: it needs `clerk`, and the two exclude one another",
        ]),
        (TWO + "  - {id: a, title: A, needs: [tickets, walk_in]}\n  - {id: b, title: B, needs: [a]}\n", [
            "7: measure `a` could never be taken: it needs `tickets` and `walk_in`, which exclude one another",
        ]),
        # scenarios
        (TWO + "scenarios:\n  - {id: s, title: S, measures: [tickets, walkin]}\n", [
            "8: scenario `s`: no measure `walkin`; did you mean `walk_in`?",
            "8: scenario `s`: `tickets` needs `clerk`",
        ]),
        (TWO + "scenarios:\n  - {id: s, title: S, measures: [walk_in, clerk, tickets]}\n", [
            "8: scenario `s`: `tickets` and `walk_in` exclude one another",
        ]),
        (TWO + "scenarios:\n  - {id: s, title: S}\n", ["8: `measures` is missing"]),
    ],
)  # fmt: skip
def test_every_fault_has_its_line(vary, text, expected):
    assert sorted(faults_of(vary, HEAD + text)) == sorted(expected)


def test_forty_measures_and_no_more(vary):
    many = [f"  - {{id: m{n}, title: M, brings: any_time}}\n" for n in range(43)]
    assert faults_of(vary, HEAD + "measures:\n" + "".join(many[:40])) == []
    (message,) = faults_of(vary, HEAD + "measures:\n" + "".join(many))
    assert message.startswith("44: there are 43 measures, and a file holds at most 40")


def test_faults_of_other_files_are_told_at_once(vary):
    """A scheme that is wrong is still checked against; statements that are not there are not missed twice."""
    path = vary(
        {"scenarios.yaml": HEAD + SHIFT + RIGHT.replace("}", ", evidence: s1}").replace("access", "acess")},
        NAMED + "goal: {help: 3}\n",
    )
    assert {line.split(": ")[0] for line in told(path)[0]} == {"study/study.yaml:6", "study/scenarios.yaml:7"}
    path = vary({"scenarios.yaml": GOOD, "statements.csv": "id,source,text\n"}, NAMED)
    assert not [line for line in told(path)[0] if "scenarios" in line]


def test_warnings(vary):
    text = HEAD + TWO + "  - {id: idle, title: Nothing}\n  - " + SHIFT.split("- ", 1)[1] + RIGHT
    text = text.replace("  - id: tickets", "  - id: desk") + (
        "scenarios:\n  - {id: s, title: S, measures: [clerk, walk_in]}\n  - {id: t, title: T, measures: [walk_in, clerk]}\n"
        "  - {id: u, title: U, measures: []}\n"
    )
    files = {
        "scenarios.yaml": text,
        "claims.csv": "statement,aspect,pole,outcome,effect\ns1,access,formal,calm,1\n",
        "outcomes.csv": "id,wanted\ncalm,1\nspeed,1\n",
    }
    more = NAMED + "claims: claims.csv\noutcomes: outcomes.csv\n"
    faults, warnings = told(vary(files, more))
    assert faults == []
    assert warnings == [
        "study/scenarios.yaml:4: the measure `tickets` is in no scenario",
        "study/scenarios.yaml:7: the measure `idle` is in no scenario",
        "study/scenarios.yaml:7: the measure `idle` changes nothing: it has no shifts, and neither brings nor removes a trait",
        "study/scenarios.yaml:8: the measure `desk` is in no scenario",
        "study/scenarios.yaml:8: the measure `desk` has no evidence: how far it moves an aspect is assumed",
        "study/scenarios.yaml:14: the scenario `t` has the measures of `s`",
        "study/scenarios.yaml:15: the scenario `u` has the measures of `status_quo`",
        "study/outcomes.csv:3: nobody mentions the outcome `speed`: no claim says what helps or hurts it",
    ]
    faults, warnings = told(vary({"scenarios.yaml": HEAD + "direction: 0.8\n" + TWO}, NAMED))
    assert warnings == [
        "study/scenarios.yaml:1: no scenario is stated: the status quo alone is shown, and sets that are given on the spot",
        "study/scenarios.yaml:3: `direction` is 0.8: below 0.95 even splits are given a direction; leave it out",
        "study/study.yaml:5: study.yaml names no `claims`: scenarios can say nothing of outcomes",
    ]


CLAIMS = {
    "claims.csv": "statement,aspect,pole,outcome,effect\ns1,access,formal,calm,1\ns3,access,formal,calm,1\n",
    "outcomes.csv": "id,wanted\ncalm,1\n",
}
WITH_CLAIMS = NAMED + "claims: claims.csv\noutcomes: outcomes.csv\n"


def test_beliefs_weights_and_what_restates_a_measure_are_read(vary):
    text = (
        HEAD
        + TWO.replace("needs: [clerk]", "needs: [clerk], restates: [calm]")
        + (
            "weights: {}\nbeliefs:\n  - {outcome: calm, measure: clerk, direction: more, sure: .9}\n"
            "  - {outcome: calm, measure: walk_in, direction: -1, sure: 1}\n"
        )
    )
    read = read_study(vary({"scenarios.yaml": text, **CLAIMS}, WITH_CLAIMS)).measures
    assert [(b.outcome, b.measure, b.direction, b.sure) for b in read.beliefs] == [
        ("calm", "clerk", 1, 0.9), ("calm", "walk_in", -1, 1.0)
    ]  # fmt: skip
    assert (read.weights, read.restated) == ({}, {"calm": ("tickets",)})


def test_what_is_wrong_with_beliefs_and_weights_is_told_at_once(vary):
    text = (
        HEAD
        + TWO.replace("needs: [clerk]", "needs: [clerk], restates: [clam]")
        + (
            "weights: {calm: -1, spee: 2}\n"
            "beliefs:\n"
            "  - {outcome: clam, measure: clerk, direction: 1, sure: .9}\n"
            "  - {outcome: calm, measure: clrk, direction: 1, sure: .5}\n"
            "  - {outcome: calm, measure: walk_in, direction: up, sure: 1.2}\n"
            "  - {outcome: calm, measure: tickets, direction: less, sure: .8}\n"
            "  - {outcome: calm, measure: tickets, direction: more}\n"
        )
    )
    faults, _ = told(vary({"scenarios.yaml": text, **CLAIMS}, WITH_CLAIMS))
    assert [line.removeprefix("study/scenarios.yaml:") for line in faults] == [
        "4: measure `tickets`: no outcome `clam`; did you mean `calm`?",
        "7: `calm` is `-1`: it should be 0 or more",
        "7: no outcome `spee`; there is `calm`",
        "9: no outcome `clam`; did you mean `calm`?",
        "10: `sure` is `0.5`: it should be greater than 0.5",
        "10: no measure `clrk`; did you mean `clerk`?",
        "11: `direction` is `up`: it is 1 (more) or -1 (less)",
        "11: `sure` is `1.2`: it should be 1 or less",
        "13: `sure` is missing",
        "13: two beliefs about what `tickets` does to `calm`: give one",
    ]
    restated = (
        HEAD + TWO.replace("needs: [clerk]", "needs: [clerk], restates: [calm]") + "weights: {calm: 1}\n"
    )
    assert told(vary({"scenarios.yaml": restated, **CLAIMS}, WITH_CLAIMS))[0] == [
        "study/scenarios.yaml:7: `calm` restates `tickets` and enters no order: it has no weight"
    ]
    nothing = HEAD + TWO + "weights: {calm: 0}\n"
    assert told(vary({"scenarios.yaml": nothing, **CLAIMS}, WITH_CLAIMS))[0] == [
        "study/scenarios.yaml:7: no outcome has a weight above 0"
    ]


def test_an_outcome_that_may_restate_a_measure_is_told(vary):
    """All that two informants are quoted on it with is the measure's own evidence."""
    right = RIGHT.replace("high: 0.3}", "high: 0.3, evidence: [s1, s3]}")
    text = HEAD + SHIFT + right
    message = (
        "study/scenarios.yaml:4: all that is quoted of the outcome `calm` (s1, s3) is also the evidence of `tickets`: "
        "if it says no more than that a measure is taken, write `restates: [calm]` there"
    )
    assert message in told(vary({"scenarios.yaml": text, **CLAIMS}, WITH_CLAIMS))[1]
    for other in (text + "    restates: calm\n", text.replace("[s1, s3]", "[s1]")):
        assert "restates" not in " ".join(told(vary({"scenarios.yaml": other, **CLAIMS}, WITH_CLAIMS))[1])


# whatever is done to the file

STUDIES = Path(__file__).parents[1] / "studies"
WRITTEN = (STUDIES / "good_scenarios" / "scenarios.yaml").read_text(encoding="utf-8")
PIECES = [*" ,:\n\"'{}[]#a1", "", "null", "- ", "-1", "tickets", "clerk", "access"]


@pytest.fixture(scope="module")
def scheme():
    return read_scheme(STUDIES / "good_minimal" / "scheme.yaml")


@examples(80)
@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES)), min_size=1, max_size=3)
)
def test_a_changed_file_is_scenarios_or_faults(scheme, tmp_path_factory, changes):
    text = WRITTEN
    for where, cut, piece in changes:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + cut :]
    path = tmp_path_factory.mktemp("study") / "scenarios.yaml"
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    read = read_scenarios(path, scheme, ["s1", "s2", "s3"], findings)
    assert (read is None) == bool(findings.faults)
    assert not any("__blank__" in fault.message for fault in (*findings.faults, *findings.warnings))
    assert all(fault.line is None or fault.line >= 1 for fault in (*findings.faults, *findings.warnings))
    if read is not None:
        for scenario in read.scenarios:
            assert admissible(read.measures, scenario.measures) == ()
