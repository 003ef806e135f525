"""Codings against in what is asked of a study: evidence, tension, agreement, and what results rest on."""

from __future__ import annotations

from dataclasses import replace

import pytest

import idealtypes as it
from idealtypes.analyses.tension.tension import tension
from idealtypes.engine.evidence import evidence
from idealtypes.errors import IdealtypesError
from idealtypes.files.study import read_study
from idealtypes.model.stance import with_against
from tests.files.test_stances import study

ROWS = (
    "id,source,text,codes,coder\n"
    "a,g1,There is pay,pay,Anna\na,g1,There is pay,pay,Bo\n"
    "b,g1,There is no pay,!pay,Anna\nb,g1,There is no pay,pay,Bo\n"
    "c,g2,No pay and some training,!wage;training,Anna\nc,g2,No pay and some training,!wage;training,Bo\n"
    "d,g2,Pay here and none there,pay;!pay,Anna\nd,g2,Pay here and none there,pay;!pay,Bo\n"
)


@pytest.fixture
def opened(tmp_path):
    return read_study(study(tmp_path, ROWS))


def ids(found):
    return [one.id for one in found.statements]


def test_evidence_lists_both_stances_and_marks_them(opened):
    found = evidence(opened, code="pay")
    assert ids(found) == ["a", "b", "d"]
    assert [one.against for one in found.statements] == [(), ("pay",), ("pay",)]
    assert ids(evidence(opened, code="!pay")) == ["b", "d"]
    assert ids(evidence(opened, code="!training")) == []
    with pytest.raises(IdealtypesError, match="no code '!nothing'"):
        evidence(opened, code="!nothing")


def test_a_statement_is_listed_under_the_pole_for_which_it_counts(opened):
    assert ids(evidence(opened, aspect="access", pole="informal")) == ["b", "c", "d"]
    assert ids(evidence(opened.with_settings(against="as_for"), aspect="access", pole="informal")) == ["c"]


def test_a_result_says_how_many_of_its_statements_are_against(opened):
    rests_on = it.profile(opened).to_dict()["rests_on"]
    told = {"statements": 4, "counted": 4, "against": 3, "unplaced": []}
    assert {key: rests_on[key] for key in told} == told
    assert rests_on["left_out"] == {"consensus": 0, "models": 0}
    left_out = opened.with_settings(against="leave_out")
    assert it.types(left_out).to_dict()["rests_on"]["against"] == 3
    assert it.profile(opened, view="ought").to_dict()["rests_on"]["against"] == 0


def test_every_answer_says_so(opened):
    for command in (it.compare, it.influence):
        assert command(opened).to_dict()["rests_on"]["against"] == 3
    for command in (it.tension, it.agreement):
        assert command(opened).to_dict()["against"] == 3


def test_what_is_left_out_of_the_balance_still_speaks_of_its_aspect(opened):
    mirrored, left_out = (it.profile(opened, against=way) for way in ("mirror", "leave_out"))
    assert left_out.salience.tolist() == mirrored.salience.tolist() == [[1, 0.25]]
    assert left_out.statements.tolist() == [[3, 1]]
    assert left_out.balance[0, 0] == 1


def test_code_and_stance_make_a_node_of_tension(opened):
    found = it.tension(opened)
    assert [(code.code, code.title, code.pole) for code in found.codes] == [
        ("pay", "Pay", "formal"),
        ("!pay", "not: Pay", "informal"),
        ("!wage", "not: Wage", "informal"),
        ("training", "Training", "formal"),
    ]
    met = {(m.a, m.b): m.statements for m in found.meetings if m.opposed is not None}
    assert met == {("pay", "!pay"): ("d",), ("!wage", "training"): ("c",)}
    assert tension(opened, language="nb").codes[1].title == "ikke: Pay"


def test_for_and_against_are_different_values_to_agreement(opened):
    found = it.agreement(opened)
    assert [code.id for code in found.codes] == ["pay", "!pay", "wage", "!wage", "training"]
    of = {code.id: code for code in found.codes}
    assert (of["pay"].used, of["!pay"].used) == (5, 3)
    assert of["!wage"].value == 1
    position = next(a for a in found.aspects if a.of == "position" and a.id == "access")
    assert position.value is not None
    assert position.value < 1


def test_without_stances_the_setting_changes_nothing():
    plain = it.read_study("examples/seven_orders")
    told = [
        it.types(plain.with_settings(against=way)).to_dict()["cases"]
        for way in ("mirror", "leave_out", "as_for")
    ]
    assert told[0] == told[1] == told[2]


def test_influence_and_tallies_by_another_way_agree(opened):
    """The two ways to a profile, tally and codings table, know stances alike."""
    found = it.influence(opened)
    assert "!pay" in found.codes.ids
    turned = replace(opened, placements=with_against(opened.placements, ["!pay"], "as_for"))
    assert it.profile(turned).balance[0, 0] > it.profile(opened).balance[0, 0]
