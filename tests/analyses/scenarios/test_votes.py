"""Votes: who counts once, whose claims count at all, and how drawn votes hang together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from idealtypes.analyses.scenarios.effects import effects
from idealtypes.analyses.scenarios.scenarios import scenarios
from idealtypes.analyses.scenarios.votes import Item, both_needed
from idealtypes.engine.intervals import share_interval
from idealtypes.engine.result import said
from tests.analyses.scenarios.small import shift, write_study
from tests.analyses.scenarios.test_outlook import FORMAL_HELPS, MEASURES, TALK, based, of

TRAITS = [
    {"id": "t1_paid", "aspect": "help", "feature": "pay", "text": "Paid"},
    {"id": "t1_rules", "aspect": "help", "text": "Has rules"},
    {"id": "t0_free", "aspect": "help", "feature": "pay", "text": "Unpaid"},
]
SURE = {"unit": "none", "draws": 100}


def test_a_source_that_says_both_has_one_vote_each_way(tmp_path: Path) -> None:
    claims = [
        ("g1_1", "help", "formal", "relief", 1, "", ""),
        ("g1_2", "help", "formal", "relief", 1, "", ""),
    ]
    claims += [
        ("g1_3", "help", "formal", "relief", -1, "", ""),
        ("g2_1", "help", "formal", "relief", 1, "", ""),
    ]
    base = based(write_study(tmp_path, TALK, claims, MEASURES))
    (item,) = base.votes.items
    assert (item.helps, item.hurts, item.votes, item.sources) == (("g1", "g2"), ("g1",), 3, ("g1", "g2"))
    assert item.contested
    assert base.votes.share.tolist() == pytest.approx([2 / 3])
    # two sources with 2 and 1 votes; the interval is that of their effective size
    low, high = share_interval(
        np.array([1 / 3, 2 / 3]), base.votes.sizes.effective[0], base.votes.sizes.unanimous[0], 0.95
    )
    assert (base.votes.low[0], base.votes.high[0]) == (low[1], high[1])


def test_a_statement_on_the_pole_and_on_its_trait_is_two_items_and_one_informant(tmp_path: Path) -> None:
    claims = [
        ("g1_1", "help", "formal", "relief", 1, "", ""),
        ("g1_1", "help", "formal", "relief", 1, "t1_paid", ""),
    ]
    measures = [{"id": "both", "brings": ["t1_paid"]}, *MEASURES]
    study = write_study(tmp_path, TALK, claims, measures, traits=TRAITS, settings=SURE)
    relief = of(study, "both", "rules").prospects[1].outcomes[0]
    assert (relief.helps, relief.sources, relief.helping) == (1, 1, ("g1_1",))
    # two votes: the pole's share rises by a quarter, the trait is one of two features
    assert relief.index == pytest.approx(np.tanh((0.25 + 0.5) / 2))


def test_votes_of_an_item_weigh_by_their_number(tmp_path: Path) -> None:
    """By hand: three say that formal help helps, one that formal pay hurts; each share moves by a quarter."""
    poles = {"help": ("informal", "formal"), "pay": ("informal", "formal")}
    talk = {g: ["help=informal", "help=informal", "help=informal", "help=formal", "pay=informal", "pay=informal",
                "pay=informal", "pay=formal"] for g in ("g1", "g2", "g3")}  # fmt: skip
    claims = [(f"g{n}_1", "help", "formal", "relief", 1, "", "") for n in (1, 2, 3)]
    claims += [("g1_5", "pay", "formal", "relief", -1, "", "")]
    measures = [{"id": "a", "shifts": [shift("help", "formal", 0.5), shift("pay", "formal", 0.5)]}]
    study = write_study(tmp_path, talk, claims, measures, poles=poles, settings=SURE)
    relief = of(study, "a").prospects[1].outcomes[0]
    assert relief.index == pytest.approx(np.tanh((3 * 0.25 - 0.25) / 4))
    assert (relief.helps, relief.hurts, relief.sources) == (3, 1, 3)
    assert (relief.helping, relief.hurting) == (("g1_1", "g2_1", "g3_1"), ("g1_5",))
    back = [{"id": "b", "shifts": [shift("help", "informal", 0.5), shift("pay", "informal", 0.5)]}]
    study = write_study(tmp_path / "back", talk, claims, back, poles=poles, settings=SURE)
    relief = of(study, "b").prospects[1].outcomes[0]
    assert (relief.helps, relief.hurts) == (1, 3)
    assert (relief.helping, relief.hurting) == (("g1_5",), ("g1_1", "g2_1", "g3_1"))


def test_votes_on_links_are_no_part_of_the_electorate(tmp_path: Path) -> None:
    claims = [*FORMAL_HELPS, *[(f"g{n}_1", "help", "formal", "treatment", 1, "", "") for n in (1, 2)]]
    claims += [(f"g{n}_1", "", "", "treatment", 1, "", "relief") for n in (1, 2, 3)]
    study = write_study(tmp_path, TALK, claims, MEASURES, settings=SURE)
    assert based(study).electorate.tolist() == [4, 2]
    treatment = of(study, "rules").prospects[1].outcomes[1]
    assert treatment.index == pytest.approx(np.tanh(0.25 + np.tanh(0.25)))


def test_a_trait_stands_for_its_aspect_on_its_outcome_alone(tmp_path: Path) -> None:
    """Paying has votes on relief through its trait; on treatment, and by the other aspect, the poles still speak."""
    poles = {"help": ("informal", "formal"), "pay": ("informal", "formal")}
    talk = {g: ["help=informal", "help=formal", "pay=informal", "pay=formal"] for g in ("g1", "g2")}
    claims = [
        ("g1_1", "help", "formal", "relief", 1, "t1_paid", ""),
        ("g1_1", "help", "formal", "relief", -1, "", ""),
        ("g2_1", "pay", "formal", "relief", -1, "", ""),
        ("g2_1", "help", "formal", "treatment", 1, "", ""),
    ]
    measures = [
        {
            "id": "a",
            "brings": ["t1_paid"],
            "shifts": [shift("help", "formal", 0.5), shift("pay", "formal", 0.5)],
        }
    ]
    study = write_study(tmp_path, talk, claims, measures, poles=poles, traits=TRAITS, settings=SURE)
    relief, treatment = of(study, "a").prospects[1].outcomes
    assert relief.index == pytest.approx(np.tanh((0.5 - 0.25) / 3))  # odds 1 to 1 times 3
    assert treatment.index == pytest.approx(np.tanh(0.25))


def test_a_trait_brought_twice_comes_once_and_leaves_as_it_came(tmp_path: Path) -> None:
    claims = [("g1_1", "help", "formal", "relief", 1, "t1_rules", "")]
    measures = [
        {"id": "one", "brings": ["t1_rules"]}, {"id": "two", "brings": ["t1_rules"]},
        {"id": "off", "removes": ["t1_rules"]},
    ]  # fmt: skip
    study = write_study(tmp_path, TALK, claims, measures, traits=TRAITS, settings=SURE)
    # the features of help are pay and, having no name, that of t1_rules itself
    for chosen, expected in (
        (("one",), 0.5),
        (("one", "two"), 0.5),
        (("off",), -0.5),
        (("one", "off"), None),
    ):
        index = of(study, *chosen).prospects[1].outcomes[0].index
        assert index == (None if expected is None else pytest.approx(np.tanh(expected)))


def test_claims_of_another_case_count_there(tmp_path: Path) -> None:
    claims = [*FORMAL_HELPS, ("g5_1", "help", "formal", "relief", -1, "", "")]
    talk = TALK | {"g5": ["help=informal", "help=formal"]}
    cases = dict.fromkeys(TALK, "north") | {"g5": "south"}
    study = write_study(tmp_path, talk, claims, MEASURES, cases=cases)
    north = scenarios(study, measures=["rules"]).prospects[1].outcomes[0]
    south = scenarios(study, "south", measures=["rules"]).prospects[1].outcomes[0]
    assert (north.helps, north.hurts) == (4, 0)
    assert (south.helps, south.hurts, south.hurting) == (0, 1, ("g5_1",))


def test_reported_claims_stand_beside_or_count(tmp_path: Path) -> None:
    claims = [*FORMAL_HELPS[:3], ("r1_1", "help", "formal", "relief", -1, "", "")]
    claims += [("r1_2", "help", "formal", "relief", 1, "t1_paid", "")]
    talk = TALK | {"r1": ["help=formal", "help=formal"]}
    measures = [*MEASURES, {"id": "pay", "shifts": [shift("help", "formal", 0.5)], "brings": ["t1_paid"]}]
    study = write_study(tmp_path / "out", talk, claims, measures, traits=TRAITS, reported=["r1"])
    relief = of(study, "rules").prospects[1].outcomes[0]
    assert (relief.helps, relief.hurts) == (3, 0)
    assert (relief.reported_helping, relief.reported_hurting) == ((), ("r1_1",))
    loose = of(study, "freedom").prospects[1].outcomes[0]
    assert (loose.reported_helping, loose.reported_hurting) == (("r1_1",), ())
    paid = (
        of(study, "pay").prospects[1].outcomes[0]
    )  # what is reported of the trait stands for the aspect, too
    assert (paid.reported_helping, paid.reported_hurting) == (("r1_2",), ())
    counted = write_study(
        tmp_path / "in",
        talk,
        claims,
        measures,
        traits=TRAITS,
        reported=["r1"],
        settings={"reported": "include"},
    )
    relief = of(counted, "rules").prospects[1].outcomes[0]
    assert (relief.helps, relief.hurts, relief.reported_hurting) == (3, 1, ())


def test_who_speaks_without_a_coded_statement_has_a_vote(tmp_path: Path) -> None:
    claims = [*FORMAL_HELPS[:2], ("g9_1", "help", "formal", "relief", 1, "", "")]
    study = write_study(tmp_path, TALK | {"g9": [""]}, claims, MEASURES)
    relief = of(study, "rules").prospects[1].outcomes[0]
    assert (relief.helps, relief.direction) == (3, "up")


def test_both_needed_asks_for_every_pole(tmp_path: Path) -> None:
    one = based(write_study(tmp_path / "one", TALK, FORMAL_HELPS, MEASURES)).votes.items
    assert not both_needed(one, "relief", "help")  # nobody speaks of the other pole
    claims = [*FORMAL_HELPS, ("g1_1", "help", "informal", "relief", -1, "", "")]
    claims += [("g2_1", "help", "informal", "relief", 1, "", "")]
    two = based(write_study(tmp_path / "two", TALK, claims, MEASURES)).votes.items
    assert not both_needed(two, "relief", "help")  # as many against the other as for it
    each = [
        Item("relief", "care", pole, None, None, ("g1",), (), ("s1",), ())
        for pole in ("listening", "acting", "resting")
    ]
    assert both_needed(tuple(each), "relief", "care")  # three poles, all of them wanted
    against = replace(each[2], helps=(), hurts=("g1",), helping=(), hurting=("s1",))
    assert not both_needed((*each[:2], against), "relief", "care")


def test_votes_of_the_same_informants_err_together(tmp_path: Path) -> None:
    """The same sources say of two outcomes that formal helps: correlation 10/14; opposite ones: its negative."""
    talk = {f"g{n}": ["help=formal", "help=informal"] for n in range(10)}
    sign = [1 if n % 2 else -1 for n in range(10)]
    claims = [(f"g{n}_1", "help", "formal", "relief", sign[n], "", "") for n in range(10)]
    claims += [(f"g{n}_1", "help", "formal", "safe", sign[n], "", "") for n in range(10)]
    claims += [(f"g{n}_1", "help", "formal", "cost", -sign[n], "", "") for n in range(10)]
    base = based(write_study(tmp_path, talk, claims, MEASURES, settings={"draws": 8000}))
    among = np.corrcoef(base.net)
    assert among[0, 1] == pytest.approx(10 / 14, abs=0.04)
    assert among[0, 2] == pytest.approx(-10 / 14, abs=0.04)
    assert base.net.std(axis=1) == pytest.approx(base.net.std(axis=1)[0], rel=0.05)


def test_a_direction_needs_the_probability_that_the_study_asks(tmp_path: Path) -> None:
    claims = [*FORMAL_HELPS[:3], ("g4_1", "help", "formal", "relief", -1, "", "")]
    study = write_study(tmp_path / "a", TALK, claims, MEASURES)
    relief = of(study, "rules").prospects[1].outcomes[0]
    assert 0.6 < relief.probability < 0.99
    for asked, direction in ((relief.probability - 0.01, "up"), (relief.probability + 0.005, "unknown")):
        again = write_study(tmp_path / str(asked), TALK, claims, MEASURES, direction=asked)
        found = of(again, "rules").prospects[1].outcomes[0]
        assert (found.direction, found.probability) == (direction, relief.probability)


def test_complete_evidence_of_one_source_gives_no_direction_either(tmp_path: Path) -> None:
    study = write_study(tmp_path, TALK, FORMAL_HELPS[:1], MEASURES, settings=SURE)
    relief = of(study, "rules").prospects[1].outcomes[0]
    assert (relief.direction, relief.probability, relief.sources) == ("unknown", None, 1)
    assert said(relief.why) == "too few for a direction: one source"


def test_movement_is_that_of_the_measures_that_count(tmp_path: Path) -> None:
    base = based(write_study(tmp_path, TALK, FORMAL_HELPS, MEASURES, settings=SURE))
    assert effects(base, base.mask(["rules"])).movement == pytest.approx([0.25], abs=1e-6)
    assert effects(base, base.mask([])).movement.tolist() == [0.0]
