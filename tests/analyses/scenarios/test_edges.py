"""Scenarios at the edges: pure schemes, one rater, complete evidence, three poles, strong and many measures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import beta

from idealtypes.analyses.scenarios.goal import fewest_measures
from idealtypes.analyses.scenarios.odds import moved, pert_quantile
from idealtypes.analyses.scenarios.ranking import sensitivity, variables
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis
from idealtypes.analyses.scenarios.scenarios import scenarios
from idealtypes.analyses.scenarios.search import all_sets
from idealtypes.engine.result import said
from tests.analyses.scenarios.small import shift, write_study
from tests.analyses.scenarios.test_outlook import FORMAL_HELPS, MEASURES, TALK, based, of

DOUBT = [{"id": "rules", "shifts": [shift("help", "formal", 0.1, 0.5, 0.8)]}]
SURE = {"unit": "none", "draws": 100}
THREE = {"care": ("friend", "market", "state")}
STATED = [{"id": "s1", "measures": ["rules"]}]


def whole(found: ScenarioAnalysis) -> None:
    """The answer is JSON without a nan in it."""
    json.dumps(found.to_dict(), allow_nan=False)
    assert found.records()


def test_pert_is_the_beta_of_its_source() -> None:
    """On [0, 1] with mode ¼: mean (0 + 4·¼ + 1)/6 = ⅓, the distribution Beta(2, 4)."""
    u = np.linspace(0.01, 0.99, 99)
    assert pert_quantile(u, 0, 0.25, 1) == pytest.approx(beta(2, 4).ppf(u))
    assert pert_quantile((np.arange(20000) + 0.5) / 20000, 0.1, 0.4, 0.9).mean() == pytest.approx(
        2.6 / 6, abs=1e-4
    )
    assert pert_quantile(u, -0.5, -0.2, 0.3) == pytest.approx(-pert_quantile(1 - u, -0.3, 0.2, 0.5))
    with pytest.raises(ValueError, match="low, mode and high rise"):
        pert_quantile(u, 0.5, 0.4, 0.9)


def test_the_measures_are_drawn_from_low_to_high_and_their_points_are_the_modes(tmp_path: Path) -> None:
    base = based(write_study(tmp_path, TALK, FORMAL_HELPS, DOUBT, settings={"draws": 4000}))
    drawn = np.tanh(base.added[0][0, 1] / 2)
    assert drawn.mean() == pytest.approx((0.1 + 4 * 0.5 + 0.8) / 6, abs=0.01)
    assert (drawn.min() >= 0.1 - 1e-6) & (drawn.max() <= 0.8 + 1e-6)
    assert np.array_equal(np.argsort(drawn), np.argsort(base.uniforms[0].astype(np.float32)))
    assert base.added_at_mode[0][0].tolist() == pytest.approx([0, np.log(3)])


def test_another_measure_changes_nothing_for_the_others(tmp_path: Path) -> None:
    one = of(write_study(tmp_path / "one", TALK, FORMAL_HELPS, DOUBT), "rules").prospects[1]
    more = [{"id": "first", "shifts": [shift("help", "informal", 0, 0.2, 0.6)]}, *DOUBT]
    two = of(write_study(tmp_path / "two", TALK, FORMAL_HELPS, more), "rules").prospects[1]
    assert one.to_dict() == two.to_dict()
    seed = write_study(tmp_path / "seed", TALK, FORMAL_HELPS, DOUBT, settings={"seed": 7})
    assert of(seed, "rules").prospects[1].to_dict() != one.to_dict()
    uniforms = based(seed).uniforms
    assert not np.array_equal(
        uniforms, based(write_study(tmp_path / "u", TALK, FORMAL_HELPS, DOUBT)).uniforms
    )


def test_complete_evidence_has_the_doubt_about_the_measures_alone(tmp_path: Path) -> None:
    study = write_study(tmp_path, TALK, FORMAL_HELPS, [*DOUBT, *MEASURES[1:]], settings={"unit": "none"})
    unsure, sure = of(study, "rules"), of(study, "freedom")
    assert unsure.status_quo.aspects[0].interval is None
    assert sure.prospects[1].aspects[0].interval is None
    low, high = unsure.prospects[1].aspects[0].interval
    ends = np.quantile(pert_quantile(unsure.base.uniforms[0], 0.1, 0.5, 0.8), [0.025, 0.975])
    assert (low, high) == pytest.approx(tuple(np.tanh(np.arctanh(-0.5) + np.arctanh(ends))), abs=1e-6)
    assert (
        said(unsure.prospects[1].aspects[0].why)
        == "nothing was sampled: the interval is the doubt about the measures"
    )
    assert [i for k, i, _ in variables(unsure.base) if k == "item"] == []  # votes are not drawn
    assert [claim["interval"] for claim in unsure.to_dict()["claims"]] == [None]
    whole(unsure)


def test_one_rater_gives_points_and_no_probability(tmp_path: Path) -> None:
    study = write_study(
        tmp_path, {"r1": ["help=informal"]}, [("r1_1", "help", "formal", "relief", 1, "", "")], MEASURES,
        scenarios=STATED, settings={"unit": "rater"},
    )  # fmt: skip
    found = scenarios(study)
    aspect = found.prospects[1].aspects[0]
    assert (aspect.balance, aspect.interval) == (pytest.approx(0.0), None)  # from −½, n_e = 1
    assert {t.probability for t in found.prospects[1].types} == {None}
    assert (found.prospects[1].assigned, found.prospects[1].changes) == (None, None)
    whole(found)


def test_three_poles_by_hand(tmp_path: Path) -> None:
    """Shares ½, ¼, ¼; λ = ½ toward the market trebles its odds: ½, ¾, ¼ of 1½."""
    talk = {g: ["care=friend", "care=friend", "care=market", "care=state"] for g in ("g1", "g2", "g3")}
    claims = [(f"g{n}_1", "care", "friend", "relief", 1, "", "") for n in (1, 2, 3)]
    measures = [{"id": "rules", "shifts": [shift("care", "market", 0.5)]}]
    study = write_study(tmp_path, talk, claims, measures, poles=THREE, scenarios=STATED)
    found = scenarios(study)
    aspect = found.prospects[1].aspects[0]
    assert aspect.shares == pytest.approx({"friend": 1 / 3, "market": 1 / 2, "state": 1 / 6})
    assert (aspect.balance, aspect.interval, aspect.change) == (None, None, None)
    assert all(low <= aspect.shares[p] <= high for p, (low, high) in aspect.intervals.items())
    assert found.prospects[1].outcomes[0].direction == "down"  # the friend gives way
    assert sum(s[0] for s in found.base.shares[0]) == pytest.approx(1, abs=1e-6)
    row = found.records()[2]  # the first of the scenario; the status quo has an aspect and an outcome
    assert (row["scenario"], row["balance"]) == ("s1", None)
    assert row["shares"].startswith("friend=0.3333 [")
    assert "; market=0.5000 [" in row["shares"]
    whole(found)


def test_beyond_the_border_of_three_poles_there_may_be_no_type(tmp_path: Path) -> None:
    """Shares .6, .3, .1: at half, R = 5/3 and the market has .5/1.2; no pole is above half until it goes on."""
    talk = {g: ["care=friend"] * 6 + ["care=market"] * 3 + ["care=state"] for g in ("g1", "g2")}
    (tip,) = scenarios(write_study(tmp_path, talk, [], [{"id": "a"}], poles=THREE)).tipping
    assert (tip.toward, tip.needed, tip.becomes) == ("market", pytest.approx(1 / 4), None)
    assert said(tip.why) == "beyond it no pole has more than half"


def test_tipping_with_a_calibrated_border(tmp_path: Path) -> None:
    """Share .75 falls to .6 at odds 2 to 3, R = 2: neither pole is above .6 there. Below half the poles meet first."""
    for marks, needed, becomes in (([0.2, 0.6, 0.9], 1 / 3, None), ([0.1, 0.4, 0.9], 1 / 2, "type_1")):
        study = write_study(
            tmp_path / str(needed), TALK, [], MEASURES, settings={"calibration": {"anchors": marks}}
        )
        (tip,) = scenarios(study).tipping
        assert (tip.needed, tip.becomes) == (pytest.approx(needed), becomes)


def test_goals_use_the_calibrated_border(tmp_path: Path) -> None:
    measures = [
        {"id": "weak", "shifts": [shift("help", "formal", 0.55)]},
        {"id": "more", "shifts": [shift("help", "formal", 0.5)]},
    ]
    study = write_study(tmp_path, TALK, [], measures, settings={"calibration": {"anchors": [0.2, 0.7, 0.9]}})
    assert fewest_measures(based(study), {"help": "formal"}).measures == ("weak", "more")
    plain = write_study(tmp_path / "plain", TALK, [], measures)
    assert fewest_measures(based(plain), {"help": "formal"}).measures == ("weak",)


def test_of_sets_of_one_size_the_surest_is_told(tmp_path: Path) -> None:
    measures = [
        {"id": n, "shifts": [shift("help", "formal", s)]} for n, s in (("a", 0.6), ("b", 0.9), ("c", 0.7))
    ]
    way = fewest_measures(based(write_study(tmp_path, TALK, [], measures)), {"help": "formal"})
    assert way.measures == ("b",)
    assert 0.5 < way.probability < 1


def test_a_pure_scheme_hardly_moves_and_never_breaks(tmp_path: Path) -> None:
    talk = {f"g{n}": ["help=formal"] * 4 for n in range(6)}
    claims = [(f"g{n}_1", "help", "informal", "relief", 1, "", "") for n in range(6)]
    measures = [{"id": "rules", "shifts": [shift("help", "formal", 0.95)]},
                {"id": "free", "shifts": [shift("help", "informal", -0.95, 0.2, 0.95)]}]  # fmt: skip
    found = scenarios(write_study(tmp_path, talk, claims, measures, scenarios=STATED), all_of=2)
    (aspect,) = found.prospects[1].aspects
    assert aspect.interval[1] == 1.0
    assert aspect.balance < 1
    assert sum(s.first for s in found.sets.ranks) == pytest.approx(1)
    whole(found)


@pytest.mark.parametrize(
    "poles", [{"help": ("informal", "formal")}, {"help": ("informal", "formal", "mixed")}]
)
@pytest.mark.parametrize("strength", [0.95, -0.95])
def test_forty_strong_measures_stay_numbers(
    tmp_path: Path, poles: dict[str, tuple[str, ...]], strength: float
) -> None:
    """Odds of 39 to the power of 40 are beyond single precision; every set still has a value."""
    measures = [
        {
            "id": f"m{k:02}",
            "shifts": [shift("help", "formal", strength)],
            "needs": [f"m{k - 1:02}"] if k else [],
        }
        for k in range(40)
    ]
    talk = {"g1": [f"help={p}" for p in poles["help"]], "g2": ["help=informal"], "g3": ["help=informal"]}
    claims = [(f"g{n}_1", "help", "formal", "relief", 1, "", "") for n in (1, 2, 3)]
    study = write_study(tmp_path, talk, claims, measures, poles=poles, settings={"draws": 200})
    base = based(study)
    found = all_sets(base, most=40)
    assert found.sets == 41
    assert sum(s.first for s in found.ranks) == pytest.approx(1)
    value = [s.value for s in sorted(found.ranks, key=lambda s: len(s.measures))]
    assert np.all(np.diff(value) * np.sign(strength) >= -1e-6)
    way = fewest_measures(base, {"help": "formal"})
    assert way.measures == (("m00",) if strength > 0 else None)


def test_greedy_search_spares_what_it_can(tmp_path: Path) -> None:
    """The farthest aspect first takes `care`, and then `both`, which makes `care` unneeded."""
    poles = {"help": ("informal", "formal"), "care": ("informal", "formal")}
    talk = {"g1": ["help=informal"] * 3 + ["help=formal"] + ["care=informal"] * 4 + ["care=formal"]}
    measures = [{"id": "care", "shifts": [shift("care", "formal", 0.5)]},
                {"id": "both", "shifts": [shift("help", "formal", 0.6), shift("care", "formal", 0.7)]},
                *[{"id": f"idle{n}"} for n in range(20)]]  # fmt: skip
    way = fewest_measures(
        based(write_study(tmp_path, talk, [], measures, poles=poles)), {"help": "formal", "care": "formal"}
    )
    assert (way.measures, way.exact) == (("both",), False)


def test_a_measure_that_moves_nothing_is_silent(tmp_path: Path) -> None:
    study = write_study(tmp_path, TALK, FORMAL_HELPS, [{"id": "rules"}], scenarios=STATED)
    found = scenarios(study, all_of=1, goal={"help": "formal"})
    assert said(found.prospects[1].outcomes[0].why) == "nobody speaks of what this moves"
    assert found.prospects[1].aspects[0].to_dict() == found.status_quo.aspects[0].to_dict()
    assert found.order.pairs[0].alike
    assert (found.order.above, {s.first for s in found.ranking.ranks}) == ((), {0.5})
    assert (found.goal.measures, found.sensitivity) == (None, ())
    whole(found)


def test_without_scenarios_or_claims_there_is_the_status_quo(tmp_path: Path) -> None:
    for n, claims in enumerate(([], FORMAL_HELPS)):
        found = scenarios(write_study(tmp_path / str(n), TALK, claims, MEASURES), all_of=2)
        assert [s.scenario for s in found.ranking.ranks] == ["status_quo"]
        assert found.rank("status_quo").first == 1.0
        whole(found)


def test_weights_on_what_nothing_moves_are_told(tmp_path: Path) -> None:
    """Nobody speaks of it: there is no order, of all sets neither."""
    study = write_study(
        tmp_path, TALK, FORMAL_HELPS, MEASURES, scenarios=STATED, outcomes={"relief": 1, "cost": -1}
    )
    found = scenarios(study, weights={"cost": 1}, all_of=2)
    assert {tuple(one.outcome for one in pair.missing) for pair in found.order.pairs} == {("cost",)}
    assert found.sets is not None
    assert (found.order.above, found.sets.ranks, found.sets.missing) == ((), (), ("cost",))


def test_weights_are_uniform_on_the_simplex(tmp_path: Path) -> None:
    poles = {"help": ("informal", "formal")}
    claims = [*FORMAL_HELPS, *[(*c[:3], "safe", *c[4:]) for c in FORMAL_HELPS]]
    study = write_study(
        tmp_path, TALK, claims, MEASURES, poles=poles, scenarios=STATED, settings={"draws": 4000}
    )
    weights = scenarios(study).ranking.weights
    assert weights.sum(axis=1) == pytest.approx(1)
    assert weights[:, 0].std() == pytest.approx(1 / np.sqrt(12), abs=0.01)  # Dirichlet(1, 1) is uniform


def test_given_weights_are_shares(tmp_path: Path) -> None:
    claims = [*FORMAL_HELPS, *[(*c[:3], "safe", *c[4:]) for c in FORMAL_HELPS]]
    study = write_study(tmp_path, TALK, claims, MEASURES, scenarios=STATED, settings=SURE)
    found = scenarios(study, weights={"relief": 6, "safe": 2})
    assert found.ranking.weights[0].tolist() == [0.75, 0.25]
    assert found.rank("s1").value == pytest.approx(np.tanh(0.25))  # both outcomes, each of which all speak of


def test_beliefs_and_sensitivity_point_the_right_way(tmp_path: Path) -> None:
    """Rules lead where formal helps relief, and lead more surely the more of it is said."""
    claims = [(f"g{n}_1", "help", "formal", "relief", 1 if n % 2 else -1, "", "") for n in (1, 2, 3, 4)]
    study = write_study(tmp_path, TALK, claims, MEASURES, scenarios=STATED)
    found = scenarios(study)
    (helped,), (hurt,) = found.rank("s1").beliefs, found.rank("status_quo").beliefs
    assert (helped.kind, helped.mean > 0.7, hurt.mean < 0.3) == ("item", True, True)
    leader = found.ranking.led[[p.id for p in found.prospects].index(found.ranking.ranks[0].scenario)]
    (one,) = sensitivity(found.base, leader)
    assert one.informants == 4
    assert abs(one.high - one.low) > 0.9
    assert (one.high > one.low) == (found.ranking.ranks[0].scenario == "s1")
    assert found.sensitivity == (one,)


def test_what_is_noise_moves_no_order(tmp_path: Path) -> None:
    study = write_study(tmp_path, TALK, FORMAL_HELPS, DOUBT, scenarios=STATED)
    lot = np.random.default_rng(1).random(2000)
    assert sensitivity(based(study), lot) == ()


def test_dominance_asks_for_all_outcomes(tmp_path: Path) -> None:
    """Rules help relief and hurt safety: neither that nor the status quo is better everywhere."""
    claims = [*FORMAL_HELPS, *[(*c[:3], "safe", -1, *c[5:]) for c in FORMAL_HELPS]]
    study = write_study(tmp_path, TALK, claims, MEASURES, scenarios=STATED)
    assert [s.dominated_by for s in scenarios(study).ranking.ranks] == [(), ()]
    same = [{"id": "s1", "measures": ["rules"]}, {"id": "s2", "measures": ["rules", "idle"]}]
    twins = write_study(tmp_path / "twins", TALK, FORMAL_HELPS, [*MEASURES, {"id": "idle"}], scenarios=same)
    found = scenarios(twins)
    assert found.rank("s1").dominated_by == found.rank("s2").dominated_by == ()
    assert found.rank("s1").first == found.rank("s2").first
    assert found.rank("s1").mean_rank == found.rank("s2").mean_rank
    assert sum(s.first for s in found.ranking.ranks) == pytest.approx(1)  # a tie is shared
    assert sum(s.mean_rank for s in found.ranking.ranks) == pytest.approx(1 + 2 + 3)


def test_a_set_changes_the_type_where_any_aspect_does(tmp_path: Path) -> None:
    poles = {"help": ("informal", "formal"), "pay": ("informal", "formal")}
    talk = {"g1": ["help=informal"] * 3 + ["help=formal", *["pay=informal"] * 3, "pay=formal"]}
    study = write_study(tmp_path, talk, FORMAL_HELPS[:1], [{"id": "rules", "shifts": [shift("help", "formal", 0.9)]}],
                        poles=poles, settings={"unit": "none"})  # fmt: skip
    result = of(study, "rules").prospects[1]
    assert result.changes == 1.0
    assert result.assigned == "help=formal,pay=informal"


def test_a_type_that_is_unsure_is_leant_to(tmp_path: Path) -> None:
    study = write_study(
        tmp_path, TALK, FORMAL_HELPS, [{"id": "rules", "shifts": [shift("help", "formal", 0.55)]}]
    )
    result = of(study, "rules").prospects[1]
    assert (result.assigned, result.leans) == (None, "type_1")


def test_moved_shares_cannot_overflow() -> None:
    after = moved(np.array([0.5, 0.5, 0.0]), np.array([0.0, 800.0, 900.0]))
    assert after.tolist() == pytest.approx([0, 1, 0])


def test_complete_evidence_at_a_pole_moves_in_every_draw(tmp_path: Path) -> None:
    """One document, n_e = 1: the point and all draws start at −½, and odds of 1 to 3 become 1 to 1."""
    claims = [("d1_1", "help", "formal", "relief", 1, "", "")]
    study = write_study(tmp_path, {"d1": ["help=informal"] * 3}, claims, MEASURES, settings={"unit": "none"})
    result = of(study, "rules").prospects[1]
    assert result.aspects[0].clipped
    assert result.outcomes[0].index == pytest.approx(np.tanh(0.25))


def test_an_interval_contains_its_point_where_the_doubt_is_lopsided(tmp_path: Path) -> None:
    """The mode is the highest λ, which nearly no draw reaches: without widening the point would lie outside."""
    measures = [{"id": n, "shifts": [shift("help", "formal", *ends)]}
                for n, ends in (("up", (-0.95, 0.95, 0.95)), ("down", (-0.95, -0.95, 0.95)))]  # fmt: skip
    study = write_study(tmp_path, TALK, FORMAL_HELPS, measures, settings={"unit": "none"})
    for name in ("up", "down"):
        aspect = of(study, name).prospects[1].aspects[0]
        end = aspect.interval[1 if name == "up" else 0]
        assert end == aspect.balance
        assert aspect.interval[0] < aspect.interval[1]


def test_so_it_is_with_three_poles(tmp_path: Path) -> None:
    talk = {"g1": ["care=friend", "care=market", "care=state"]}
    measures = [{"id": "rules", "shifts": [shift("care", "market", -0.95, -0.95, 0.95)]}]
    study = write_study(tmp_path, talk, [], measures, poles=THREE, settings={"unit": "none"})
    aspect = of(study, "rules").prospects[1].aspects[0]
    for pole, (low, high) in aspect.intervals.items():
        assert low <= aspect.shares[pole] <= high
    assert aspect.intervals["market"][0] == aspect.shares["market"]
