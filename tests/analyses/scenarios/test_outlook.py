"""Scenarios on small studies: hand-checked numbers, and properties that hold whatever the numbers are."""

from __future__ import annotations

import itertools
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.analyses.scenarios.baseline import STEPS, Baseline, baseline_of, normal_numbers, vote_draws
from idealtypes.analyses.scenarios.effects import effects
from idealtypes.analyses.scenarios.goal import fewest_measures, strength_to
from idealtypes.analyses.scenarios.odds import log_odds, moved, off_the_poles
from idealtypes.analyses.scenarios.partial_order import partial_order
from idealtypes.analyses.scenarios.ranking import ranking
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis
from idealtypes.analyses.scenarios.scenarios import scenarios
from idealtypes.analyses.scenarios.search import all_sets
from idealtypes.analyses.scenarios.steady_state import settle_pushed
from idealtypes.analyses.scenarios.weights import gammas, weighed, weights_of
from idealtypes.engine.result import said
from idealtypes.engine.views import study_profile
from idealtypes.errors import IdealtypesError
from idealtypes.model.study import StudyData
from tests.analyses.scenarios.small import shift, write_study

from ...examples import examples

TALK = {
    "g1": ["help=informal", "help=informal", "help=formal"],
    "g2": ["help=informal", "help=formal"],
    "g3": ["help=informal"],
    "g4": ["help=informal", "help=informal"],
}
MEASURES = [
    {"id": "rules", "shifts": [shift("help", "formal", 0.5)]},
    {"id": "freedom", "shifts": [shift("help", "informal", 0.5)]},
]
FORMAL_HELPS = [(f"g{n}_1", "help", "formal", "relief", 1, "", "") for n in (1, 2, 3, 4)]


def based(study: StudyData) -> Baseline:
    return baseline_of(study, study_profile(study), 0)


def of(study: StudyData, *measures: str) -> ScenarioAnalysis:
    return scenarios(study, measures=measures)


def test_point_follows_the_odds(tmp_path: Path) -> None:
    """Six of eight informal: balance −½, odds 1 to 3. λ = ½ multiplies them by 3: balanced."""
    study = write_study(tmp_path, TALK, FORMAL_HELPS, MEASURES)
    found = of(study, "rules")
    (before,), (after,) = found.status_quo.aspects, found.prospects[1].aspects
    assert before.balance == pytest.approx(-0.5)
    assert after.balance == pytest.approx(0.0)
    assert after.change == pytest.approx(0.5)


def test_status_quo_is_the_profile_and_its_types(tmp_path: Path) -> None:
    study = write_study(tmp_path, TALK, FORMAL_HELPS, MEASURES)
    profile = study_profile(study)
    found = scenarios(study)
    (aspect,) = found.status_quo.aspects
    assert aspect.interval == pytest.approx(tuple(profile.interval[0, 0]))
    (case,) = it.types(profile).cases
    assert {t.type: t.probability for t in found.status_quo.types} == {
        t.type: t.probability for t in case.types
    }
    assert (found.status_quo.assigned, found.status_quo.leans) == (case.assigned, case.leans)
    assert found.status_quo.changes == 0
    assert {o.direction for o in found.status_quo.outcomes} == {"silent"}


def test_a_measure_and_its_opposite_are_the_status_quo(tmp_path: Path) -> None:
    study = write_study(tmp_path, TALK, FORMAL_HELPS, MEASURES)
    both = of(study, "rules", "freedom")
    (before,), (after,) = both.status_quo.aspects, both.prospects[1].aspects
    assert after.balance == pytest.approx(before.balance)
    assert after.interval == before.interval
    (relief,) = both.prospects[1].outcomes
    assert (relief.direction, relief.index) == ("silent", None)
    assert np.allclose(both.prospects[1].effects.shares[0], both.base.shares[0])


def test_the_order_of_measures_does_not_matter(tmp_path: Path) -> None:
    measures = [
        {"id": "a", "shifts": [shift("help", "formal", 0.1, 0.3, 0.6)]},
        {"id": "b", "shifts": [shift("help", "informal", -0.1, 0.2, 0.4)]},
        {"id": "c", "shifts": [shift("help", "formal", 0.0, 0.1, 0.9)]},
    ]
    one = write_study(tmp_path / "one", TALK, FORMAL_HELPS, measures)
    other = write_study(tmp_path / "other", TALK, FORMAL_HELPS, measures[::-1])
    first, second = of(one, "a", "b", "c").prospects[1], of(other, "c", "a", "b").prospects[1]
    assert first.aspects[0].balance == pytest.approx(second.aspects[0].balance)
    assert first.aspects[0].interval == pytest.approx(second.aspects[0].interval)
    assert first.outcomes[0].probability == second.outcomes[0].probability


def test_mirrored_poles_give_mirrored_answers(tmp_path: Path) -> None:
    swap = {"informal": "formal", "formal": "informal"}
    mirrored = {g: [f"help={swap[s.removeprefix('help=')]}" for s in said] for g, said in TALK.items()}
    claims = [(*c[:2], swap[c[2]], *c[3:]) for c in FORMAL_HELPS]
    measures = [
        {"id": m["id"], "shifts": [s | {"toward": swap[s["toward"]]} for s in m["shifts"]]} for m in MEASURES
    ]
    one = of(write_study(tmp_path / "one", TALK, FORMAL_HELPS, MEASURES), "rules")
    other = of(write_study(tmp_path / "other", mirrored, claims, measures), "rules")
    (a,), (b,) = one.prospects[1].aspects, other.prospects[1].aspects
    assert a.balance == pytest.approx(-b.balance)
    assert a.interval == pytest.approx((-b.interval[1], -b.interval[0]), abs=0.06)
    (x,), (y,) = one.prospects[1].outcomes, other.prospects[1].outcomes
    assert (x.direction, x.helps, x.hurts) == (y.direction, y.helps, y.hurts)
    assert x.index == pytest.approx(y.index, abs=0.02)


def test_votes_weigh_what_moves(tmp_path: Path) -> None:
    """By hand, with complete evidence: shares ¾, ¼ become ½, ½; four votes for formal: E = ¼, A = tanh ¼."""
    study = write_study(tmp_path, TALK, FORMAL_HELPS, MEASURES, settings={"unit": "none"})
    (relief,) = of(study, "rules").prospects[1].outcomes
    assert relief.index == pytest.approx(np.tanh(0.25))
    assert (relief.direction, relief.probability, relief.helps, relief.hurts) == ("up", 1.0, 4, 0)
    (relief,) = of(study, "freedom").prospects[1].outcomes
    after = 0.9 - 0.75  # odds 3 to 1 times 3
    assert relief.index == pytest.approx(np.tanh(-after))
    assert (relief.direction, relief.helps, relief.hurts) == ("down", 0, 4)


def test_one_claim_one_vote_within_a_source(tmp_path: Path) -> None:
    claims = [(f"g1_{n}", "help", "formal", "relief", 1, "", "") for n in (1, 2, 3)]
    claims += [("g2_1", "help", "formal", "relief", -1, "", "")]
    study = write_study(tmp_path, TALK, claims, MEASURES)
    (item,) = based(study).votes.items
    assert (item.helps, item.hurts, item.votes) == (("g1",), ("g2",), 2)
    assert item.helping == ("g1_1", "g1_2", "g1_3")


def test_few_informants_give_no_direction(tmp_path: Path) -> None:
    study = write_study(tmp_path, TALK, FORMAL_HELPS[:2], MEASURES)
    (relief,) = of(study, "rules").prospects[1].outcomes
    assert (relief.direction, relief.probability, relief.sources) == ("unknown", None, 2)
    assert said(relief.why) == "too few for a direction: two informants"


def test_silence_is_told(tmp_path: Path) -> None:
    outcomes = {"relief": 1, "cost": -1}
    study = write_study(tmp_path, TALK, FORMAL_HELPS, MEASURES, outcomes=outcomes)
    relief, cost = of(study, "rules").prospects[1].outcomes
    assert relief.direction == "up"
    assert (cost.direction, said(cost.why)) == ("silent", "nobody speaks of this outcome")


def test_both_poles_help(tmp_path: Path) -> None:
    """Informants who say that each pole helps: moving either way loses one; that is not no effect."""
    claims = [*FORMAL_HELPS, *[(f"g{n}_1", "help", "informal", "relief", 1, "", "") for n in (1, 2, 3, 4)]]
    study = write_study(tmp_path, TALK, claims, MEASURES, settings={"unit": "none"})
    (relief,) = of(study, "rules").prospects[1].outcomes
    assert relief.both_needed == ("help",)
    assert (relief.helps, relief.hurts) == (4, 4)
    assert relief.direction == "unknown"


def test_votes_on_a_trait_stand_for_those_on_its_aspect(tmp_path: Path) -> None:
    """Two features of help; paying brings `t1_paid`, of which three say that it helps, though all say formal hurts."""
    traits = [
        {"id": "t0_free", "aspect": "help", "feature": "pay", "text": "Unpaid"},
        {"id": "t1_paid", "aspect": "help", "feature": "pay", "text": "Paid"},
        {"id": "t1_rules", "aspect": "help", "feature": "rules", "text": "Has rules"},
    ]
    claims = [(f"g{n}_1", "help", "formal", "relief", -1, "", "") for n in (1, 2, 3, 4)]
    claims += [(f"g{n}_1", "help", "formal", "relief", 1, "t1_paid", "") for n in (1, 2, 3)]
    measures = [
        {"id": "pay", "shifts": [shift("help", "formal", 0.5)], "brings": ["t1_paid"]},
        {"id": "register", "shifts": [shift("help", "formal", 0.5)]},
    ]
    study = write_study(tmp_path, TALK, claims, measures, traits=traits, settings={"unit": "none"})
    paid, registered, both = (
        of(study, *chosen).prospects[1].outcomes[0]
        for chosen in (("pay",), ("register",), ("pay", "register"))
    )
    # seven votes in all; the trait is one of two features
    assert paid.index == pytest.approx(np.tanh(3 * 0.5 / 7))
    assert registered.index == pytest.approx(np.tanh(-4 * 0.25 / 7))
    assert both.index == pytest.approx(np.tanh((3 * 0.5 - 4 * 0.25) / 7))
    assert (paid.helps, paid.hurts) == (3, 0)
    assert (registered.helps, registered.hurts) == (0, 4)


def test_outcomes_feed_one_another(tmp_path: Path) -> None:
    """By hand: relief tanh ¼; all say that it helps treatment: tanh(tanh ¼)."""
    claims = [*FORMAL_HELPS, *[(f"g{n}_1", "", "", "treatment", 1, "", "relief") for n in (1, 2, 3)]]
    study = write_study(tmp_path, TALK, claims, MEASURES, settings={"unit": "none"})
    relief, treatment = of(study, "rules").prospects[1].outcomes
    assert relief.index == pytest.approx(np.tanh(0.25))
    assert treatment.index == pytest.approx(np.tanh(np.tanh(0.25)))
    assert treatment.through == ("relief",)
    assert (treatment.direction, treatment.helps) == ("up", 3)


def test_a_loop_settles_or_says_that_it_does_not() -> None:
    once = np.ones(1)
    state, still = settle_pushed(np.array([[0.2], [0.0]]), [(0, 1, 0.8 * once), (1, 0, -0.8 * once)])
    x, y = state.ravel()
    assert still.all()
    assert (x, y) == pytest.approx((np.tanh(0.2 - 0.8 * y), np.tanh(0.8 * x)), abs=1e-9)
    _, still = settle_pushed(np.array([[1e-3], [0.0]]), [(0, 1, once), (1, 0, -once)])
    assert not still.any()
    quiet, _ = settle_pushed(np.zeros((2, 1)), [(0, 1, once), (1, 0, once)])
    assert not quiet.any()


def test_unwanted_outcomes_count_the_other_way(tmp_path: Path) -> None:
    stated = [{"id": "up", "measures": ["rules"]}]
    for wanted, best in ((1, "up"), (-1, "status_quo")):
        study = write_study(
            tmp_path / str(wanted), TALK, FORMAL_HELPS, MEASURES, scenarios=stated,
            outcomes={"relief": wanted}, settings={"unit": "none"},
        )  # fmt: skip
        found = scenarios(study)
        assert found.ranking.ranks[0].scenario == best
        assert found.ranking.ranks[0].first == 1.0
        other = found.ranking.ranks[1]
        assert other.dominated_by == (best,)


OWN = (("help", "relief"), ("pay", "contact"))
OTHER = (("pay", "relief"), ("help", "contact"))


def test_ranks_by_hand(tmp_path: Path) -> None:
    """Two scenarios, each as good on one of two outcomes as the other on the other: each first under half of all
    weights (w and 1 − w with w uniform), with central weights ¾ and ¼."""
    poles = {"help": ("informal", "formal"), "pay": ("informal", "formal")}
    talk = {f"g{n}": ["help=informal", "help=formal", "pay=informal", "pay=formal"] for n in range(1, 7)}
    claims = [(f"g{n}_1", a, "formal", o, 1, "", "") for n in (1, 2, 3) for a, o in OWN]
    # of the other aspect as many say that it helps as that it hurts: heard, and no more of either
    claims += [(f"g{n}_1", a, "formal", o, 1 if n < 4 else -1, "", "") for n in range(1, 7) for a, o in OTHER]
    measures = [
        {"id": "a", "shifts": [shift("help", "formal", 0.4)]},
        {"id": "b", "shifts": [shift("pay", "formal", 0.4)]},
    ]
    stated = [{"id": "one", "measures": ["a"]}, {"id": "two", "measures": ["b"]}]
    study = write_study(
        tmp_path, talk, claims, measures, scenarios=stated, poles=poles,
        settings={"unit": "none", "draws": 20000},
    )  # fmt: skip
    found = scenarios(study)
    one = found.rank("one")
    assert one.first == pytest.approx(0.5, abs=0.02)
    assert one.weights == pytest.approx({"relief": 0.75, "contact": 0.25}, abs=0.01)
    assert found.rank("status_quo").mean_rank == 3
    given = scenarios(study, weights={"relief": 2, "contact": 1})
    assert given.rank("one").first == 1.0
    assert given.rank("one").weights is None


def test_tipping_takes_the_aspect_to_half(tmp_path: Path) -> None:
    study = write_study(tmp_path, TALK, FORMAL_HELPS, MEASURES)
    (tip,) = scenarios(study).tipping
    assert (tip.toward, tip.becomes) == ("formal", "type_1")
    assert tip.needed == pytest.approx(0.5)


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=5), st.floats(0.3, 0.7))
def test_strength_to_the_border(weights: list[float], crossover: float) -> None:
    shares = np.array(weights) / sum(weights)
    top = int(shares.argmax())
    toward = (top + 1) % len(shares)
    if not crossover < shares[top] < 1 - 1e-6:
        return
    needed = strength_to(shares, top, toward, crossover)
    added = np.zeros(len(shares))
    added[toward] = log_odds(needed)
    assert moved(shares, added)[top] == pytest.approx(crossover)


@given(st.floats(-0.99, 0.99), st.lists(st.floats(-0.95, 0.95), max_size=6))
def test_two_poles_add_up_as_areas_of_tanh(balance: float, strengths: list[float]) -> None:
    shares = np.array([(1 - balance) / 2, (1 + balance) / 2])
    added = np.array([0.0, sum((float(log_odds(s)) for s in strengths), 0.0)])
    after = moved(shares, added)
    expected = np.tanh(np.arctanh(balance) + sum(np.arctanh(s) for s in strengths))
    assert after.sum() == pytest.approx(1)
    assert after[1] - after[0] == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.floats(1, 100))
def test_off_the_poles(weights: list[float], n_e: float) -> None:
    if sum(weights) == 0:
        return
    shares = np.array(weights) / sum(weights)
    lifted, changed = off_the_poles(shares, n_e)
    assert lifted.sum() == pytest.approx(1)
    assert changed == bool((shares < 1 / (len(shares) * (n_e + 1))).any())
    assert (lifted > 0).all()


def test_points_at_a_pole_are_kept_off_it(tmp_path: Path) -> None:
    study = write_study(
        tmp_path, {"g1": ["help=informal"], "g2": ["help=informal"]}, FORMAL_HELPS[:1], MEASURES
    )
    found = of(study, "rules")
    (before,), (after,) = found.status_quo.aspects, found.prospects[1].aspects
    n_e = float(found.profile.effective_n[0, 0])
    assert before.balance == pytest.approx(-n_e / (n_e + 1))
    assert before.clipped
    assert "kept off the pole" in (said(before.why) or "")
    assert before.interval[0] == after.interval[0] == -1
    assert before.interval[0] <= before.balance <= before.interval[1]


@examples(15, HealthCheck.function_scoped_fixture, quick=6)
@given(st.data())
def test_intervals_contain_points_and_directions_reach(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    pole = st.sampled_from(["help=informal", "help=formal"])
    talk = {
        f"g{n}": data.draw(st.lists(pole, min_size=1, max_size=4))
        for n in range(data.draw(st.integers(1, 6)))
    }
    sign = st.sampled_from([1, -1])
    side = st.sampled_from(["informal", "formal"])
    claims = sorted({
        (f"{g}_1", "help", data.draw(side), "relief", data.draw(sign), "", "") for g in talk for _ in range(2)
    })  # fmt: skip
    ends = sorted(data.draw(st.lists(st.floats(-0.95, 0.95), min_size=3, max_size=3)))
    measures = [{"id": "a", "shifts": [shift("help", data.draw(side), *ends)]}]
    study = write_study(tmp_path_factory.mktemp("study"), talk, claims, measures, settings={"draws": 200})
    result = of(study, "a").prospects[1]
    (aspect,) = result.aspects
    assert -1 <= aspect.interval[0] <= aspect.balance <= aspect.interval[1] <= 1
    assert sum(t.probability for t in result.types) == pytest.approx(1)
    (relief,) = result.outcomes
    if relief.direction in ("up", "down"):
        assert relief.probability >= 0.8
        assert relief.sources >= 3


def test_all_sets_agree_with_single_ones(tmp_path: Path) -> None:
    """Needs that point to a later measure, exclusions, traits, three poles and feeding outcomes."""
    poles = {"help": ("informal", "formal"), "care": ("friend", "market", "state")}
    talk = {
        g: [f"help={p}" for p in ("informal", "informal", "formal")]
        + [f"care={p}" for p in ("friend", "state", "market")]
        for g in ("g1", "g2", "g3")
    }
    traits = [{"id": "t1_rules", "aspect": "help", "feature": "rules", "text": "Has rules"}]
    told = [
        ("help", "formal", "relief", 1, "", ""),
        ("help", "informal", "relief", 1, "", ""),
        ("care", "market", "relief", -1, "", ""),
        ("help", "formal", "safe", 1, "t1_rules", ""),
        ("help", "formal", "safe", -1, "", ""),
        ("care", "market", "safe", 1, "", ""),
        ("", "", "treated", 1, "", "relief"),
    ]
    claims = [
        (f"g{n}_1", *one[:3], -one[3] if n == 3 else one[3], *one[4:]) for n in (1, 2, 3) for one in told
    ]
    measures = [
        {"id": "a", "shifts": [shift("help", "formal", 0, 0.3, 0.6)], "needs": ["d"]},
        {"id": "b", "shifts": [shift("care", "market", -0.2, 0.1, 0.4)], "excludes": ["c"]},
        {"id": "c", "shifts": [shift("help", "informal", 0, 0.1, 0.2), shift("care", "state", 0, 0.3, 0.5)]},
        {"id": "d", "brings": ["t1_rules"], "shifts": [shift("help", "formal", 0, 0.1, 0.2)]},
    ]
    study = write_study(tmp_path, talk, claims, measures, traits=traits, poles=poles, settings={"draws": 500})
    base = based(study)
    found = all_sets(base, most=4)
    assert found.sets == len({s.measures for s in found.ranks})
    assert {s.measures for s in found.ranks} == {
        c for n in range(5) for c in itertools.combinations("abcd", n)
        if not ("a" in c and "d" not in c) and not ("b" in c and "c" in c)
    }  # fmt: skip
    ids = [",".join(s.measures) for s in found.ranks]
    single = [effects(base, base.mask(s.measures)) for s in found.ranks]
    outcomes = weighed(base)
    weights = weights_of(base, outcomes, None)
    order = partial_order(base, ids, single, outcomes, weights)
    singles = ranking(base, ids, single, order, weights, drawn=True)
    value = {one.scenario: one for one in singles.ranks}
    for s in found.ranks:
        assert s.value == pytest.approx(value[",".join(s.measures)].value, abs=1e-6)
        assert s.first == pytest.approx(value[",".join(s.measures)].first, abs=0.005)


def test_the_fewest_measures(tmp_path: Path) -> None:
    measures = [
        {"id": "weak", "shifts": [shift("help", "formal", 0.2)]},
        {"id": "weaker", "shifts": [shift("help", "formal", 0.1)]},
        {"id": "strong", "shifts": [shift("help", "formal", 0.7)], "excludes": ["weak"], "needs": ["costly"]},
        {"id": "costly"},
    ]
    study = write_study(tmp_path, TALK, FORMAL_HELPS, measures)
    base = based(study)
    way = fewest_measures(base, {"help": "formal"})
    assert (way.measures, way.exact) == (("strong", "costly"), True)
    assert fewest_measures(base, {"help": "informal"}).measures == ()
    weak = write_study(tmp_path / "weak", TALK, FORMAL_HELPS, measures[:2])
    assert (
        said(fewest_measures(based(weak), {"help": "formal"}).why)
        == "no admissible set of measures gets there"
    )
    many = [*measures, *[{"id": f"idle{n}"} for n in range(20)]]
    greedy = fewest_measures(
        based(write_study(tmp_path / "many", TALK, FORMAL_HELPS, many)), {"help": "formal"}
    )
    assert (greedy.measures, greedy.exact) == (("strong", "costly"), False)


def test_a_silent_aspect_stays_silent(tmp_path: Path) -> None:
    poles = {"help": ("informal", "formal"), "pay": ("informal", "formal")}
    claims = [(f"g{n}_1", "pay", "formal", "relief", 1, "", "") for n in (1, 2, 3)]
    measures = [{"id": "a", "shifts": [shift("pay", "formal", 0.4)]}]
    found = of(write_study(tmp_path, TALK, claims, measures, poles=poles), "a")
    _, pay = found.prospects[1].aspects
    assert (pay.balance, pay.interval) == (None, None)
    assert "nobody speaks of it" in (said(pay.why) or "")
    assert found.prospects[1].types == ()
    assert found.prospects[1].outcomes[0].direction == "silent"
    assert said(found.tipping[1].why) == "nobody speaks of it"
    assert [one.outcome for one in found.order.pairs[0].missing] == ["relief"]
    assert found.rank("given").first is None


def test_votes_are_drawn_with_the_profile(tmp_path: Path) -> None:
    """Sources that lean formal are those that say formal helps: their errors go together; the profile's draws stay."""
    talk = {f"g{n}": ["help=formal" if n % 2 else "help=informal"] * 2 for n in range(10)}
    claims = [(f"g{n}_1", "help", "formal", "relief", 1 if n % 2 else -1, "", "") for n in range(10)]
    settings = {"draws": 4000, "placement_doubt": 0}
    study = write_study(tmp_path, talk, claims, MEASURES, settings=settings)
    base = based(study)
    assert np.allclose(base.shares[0], base.profile.draws.shares(0)[0], rtol=0, atol=0.5001 / STEPS)
    assert base.shares[0].sum(axis=0).tolist() == [1.0] * 4000
    shrink = 10 / 14
    assert np.corrcoef(base.shares[0][1], base.net[0])[0, 1] == pytest.approx(shrink, abs=0.04)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    study = write_study(tmp_path, TALK, FORMAL_HELPS, [*MEASURES[:1], {**MEASURES[1], "excludes": ["rules"]}])
    for wrong, words in (
        ({"measures": ["rule"]}, "no measure `rule`"),
        ({"measures": ["rules", "freedom"]}, "exclude one another"),
        ({"goal": {"helps": "formal"}}, "no aspect `helps`"),
        ({"goal": {"help": "strict"}}, "no pole `strict`"),
        ({"weights": {"joy": 1}}, "no outcome joy"),
        ({"measures": ["rules"], "weights": {"relief": 0}}, "no outcome has a weight above 0"),
        ({"case": "nowhere"}, "no case `nowhere`"),
    ):
        with pytest.raises(IdealtypesError, match=words):
            scenarios(study, **wrong)  # type: ignore[arg-type]


def test_each_kind_of_draw_has_a_stream_of_its_own(tmp_path: Path) -> None:
    """The measures' numbers are those of their stream and name, so that a change of another stream changes none."""
    base = based(write_study(tmp_path, TALK, FORMAL_HELPS, MEASURES, settings={"draws": 200, "seed": 3}))
    for m, measure in enumerate(base.measures):
        own = np.random.default_rng([3, 4101, crc32(measure.id.encode())]).random(200)
        assert base.uniforms[m].tolist() == own.tolist()
    drawn = np.random.default_rng([3, 4103]).random((200, len(base.outcomes)))
    assert np.exp(-gammas(base)) == pytest.approx(1 - drawn)
    tied = vote_draws(base.profile, 0, base.votes)
    normals_ = normal_numbers(np.random.default_rng([3, 4102]), len(base.votes.items), 200)
    # tied to the profile, and for the rest their own numbers: a large one is a large share
    assert np.corrcoef(tied[0], normals_[0])[0, 1] > 0.3
