"""Conclusions and verdicts: against the engine, and against cases made so that one choice decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import idealtypes as it
from idealtypes.analyses.robustness.outcomes import UNTOLD, Outcome
from idealtypes.analyses.robustness.robustness import Robustness, robustness
from idealtypes.analyses.robustness.specifications import (
    CHOICES,
    EVIDENCE,
    AnalystChoice,
    Option,
    SpecificationGrid,
    settings_for,
)
from idealtypes.analyses.robustness.verdicts import Verdict, phrase, verdict_of
from idealtypes.engine.coded import where
from idealtypes.engine.result import said
from idealtypes.engine.table import coding_table
from idealtypes.engine.views import gap, study_profile
from idealtypes.files.study import read_study
from idealtypes.model.conclusions import Conclusion, corner_of
from idealtypes.model.study import Goal, StudyData
from idealtypes.model.text import Text
from tests.analyses.test_robustness_runs import placed
from tests.engine.made import BOOK, Row, study_of
from tests.examples import tried

STUDIES = Path(__file__).parents[1] / "studies"
DEMO = Path(__file__).parents[2] / "examples" / "support_colleagues"
ARTICLE_2 = (
    Conclusion(None, "accessibility", "clear", "informal"),
    Conclusion(None, "help", "leans", "informal"),
    Conclusion(None, "contact", "balanced"),
)


def rows_of(*said: tuple[str, str], case: str = "here") -> list[Row]:
    """Source and code of one statement each by one coder without a name."""
    return [(f"{case}-{n}", source, (case,), "", code, 1.0) for n, (source, code) in enumerate(said, 1)]


def verdict(found: Robustness, kind: str, aspect: str | None = None, case: str = "here") -> Verdict:
    (only,) = [
        v
        for v in found.verdicts
        if (v.conclusion.kind, v.conclusion.aspect, v.conclusion.case) == (kind, aspect, case)
    ]
    return only


# Whole ends of a specification are known to so much (`benchmarks/specifications.py`); of the study's own exactly.
NEAR = 0.14


def engine_says(study: StudyData, conclusion: Conclusion, options: dict[str, Any]) -> bool | str | None:
    """A conclusion tested on the engine's profile and membership under some options."""
    if options["coder"] is not None:
        study = where(study, {"coder": options["coder"]})
    profile = study_profile(study, options["view"], **settings_for(options))
    c = profile.cases.index(str(conclusion.case))
    if conclusion.type is not None:
        corner = corner_of(conclusion.type, study.scheme) or {}
        if np.isnan(profile.shares[c]).all(axis=1).any():
            return None
        (case,) = [m for m in it.types(profile).cases if m.case == conclusion.case]
        at = next(
            (t for t in case.types if dict(t.corner) == corner and t.membership is not None),
            None,
        )
        if conclusion.kind == "type":
            leads = case.assigned or case.leans
            return leads is not None and corner_of(leads, study.scheme) == corner
        return at is not None and at.membership is not None and at.membership > 0.5
    a = profile.aspects.index(str(conclusion.aspect))
    poles = profile.tally.poles[a]
    if not profile.statements[c, a]:
        return None
    if conclusion.kind == "leans":
        p = poles.index(str(conclusion.pole))
        scale, least = options["lead"]
        mass, shares = profile.mass[c, a, : len(poles)], profile.shares[c, a, : len(poles)]
        values = np.log(mass + 0.5) if scale == "logit" else shares
        return bool(values[p] - max(v for q, v in enumerate(values) if q != p) > least + 1e-12)
    if profile.no_interval[c, a]:
        return None
    low, high = (end[c, a, : len(poles)] for end in profile.share_bounds())
    if profile.bipolar[a]:
        ends = profile.interval_whole[c, a]
        if np.abs(ends).min() < NEAR:
            return "near"
        low, high = np.array([-ends[1], ends[0]]), np.array([-ends[0], ends[1]])
    clear = [low[p] > max(h for q, h in enumerate(high) if q != p) for p in range(len(poles))]
    return not any(clear) if conclusion.kind == "balanced" else clear[poles.index(str(conclusion.pole))]


@pytest.mark.parametrize("path", [DEMO, STUDIES / "good_full"], ids=["demo", "full"])
def test_conclusions_hold_where_the_engine_says_so(path: Path) -> None:
    study = read_study(path)
    found = robustness(study)
    rows, grid = found.rows(), found.grid
    assert rows.height == found.specifications == grid.size
    table = coding_table(study)
    rng = np.random.default_rng(11)
    for number in rng.choice(grid.crossed, tried(5), replace=False):
        place = [int(i) for i in np.unravel_index(int(number), grid.shape)]
        options = {c.name: c.options[i].value for c, i in zip(grid.choices, place, strict=True)}
        options["prior"] = 0.5  # the engine's
        place[CHOICES.index("prior")] = 0
        row = int(np.ravel_multi_index(place, grid.shape))
        moved = placed(study, table, grid.placements[place[CHOICES.index("placement")]])
        for n, v in enumerate(found.verdicts, 1):
            c = v.conclusion
            if c.kind not in ("first", "torn") and c.view is None and not c.where:
                says = engine_says(moved, v.conclusion, options)
                assert says == "near" or rows[f"conclusion_{n}"][row] == says, (v.text, options)


def test_shares_and_curves_are_those_of_the_rows() -> None:
    found = robustness(read_study(STUDIES / "good_full"))
    rows = found.rows()
    assert rows["why"].drop_nulls().len() > 0  # a coder who did not speak of a case
    for n, v in enumerate(found.verdicts, 1):
        crossed = rows[f"conclusion_{n}"][: found.grid.crossed].drop_nulls()
        assert v.share == pytest.approx(crossed.mean())
        curve = v.curve
        assert len(curve.value) == v.bearing + len(found.grid.alone)
        assert (curve.holds[: v.bearing + len(found.grid.alone)] == UNTOLD).sum() == sum(
            why is not None for why in curve.why
        )
        told = curve.value[curve.holds != UNTOLD]
        assert (np.diff(told) >= 0).all()
        assert np.isnan(curve.value[curve.holds == UNTOLD]).all()


def test_each_conclusion_of_article_2_has_a_verdict() -> None:
    study = read_study(DEMO)
    found = robustness(study, conclusions=ARTICLE_2)
    profile = study_profile(study)
    stated = [v for v in found.verdicts if v.stated]
    assert [v.text for v in stated] == [
        "Accessibility leans clearly informal",
        "Ability to help leans informal",
        "What counts as a contact: no pole has a clear lead",
    ]
    low, high = profile.interval_whole[0, :, 0], profile.interval_whole[0, :, 1]
    assert [v.holds for v in stated] == [high[0] < 0, profile.balance[0, 1] < 0, low[2] <= 0 <= high[2]]
    for v in stated:
        assert v.verdict in ("stable", "fragile")
        assert v.share is not None
        assert (v.verdict == "fragile") >= (len(v.broken_by) > 0 and len(v.broken_by[0]) == 1)
    # what is stated is not tested a second time
    assert len({json.dumps(v.conclusion.to_dict()) for v in found.verdicts}) == len(found.verdicts)


def test_the_choice_that_breaks_a_conclusion_is_named() -> None:
    # three statements of one source against two of two others
    rows = rows_of(("s1", "form"), ("s1", "form"), ("s1", "form"), ("s2", "open"), ("s3", "open"))
    found = robustness(study_of(rows, BOOK), fixed=("placement", "lead"))
    leans = verdict(found, "leans", "access")
    assert (leans.holds, leans.verdict) == (True, "fragile")
    assert {phrase(c) for c in leans.broken_by} == {"every source counts 1", "a code counts once per source"}
    # holds for statement and for coding with repeats kept: 2 of 6
    assert leans.share == pytest.approx(1 / 3)
    other = robustness(
        study_of(rows, BOOK),
        conclusions=[Conclusion("here", "access", "leans", "informal")],
        own=False,
        fixed=("placement", "lead"),
    )
    (v,) = other.verdicts
    assert (v.holds, v.verdict) == (False, "fragile")
    assert [phrase(c) for c in v.broken_by] == ["the study's own settings"]
    assert {phrase(c) for c in v.made_by} == {phrase(c) for c in leans.broken_by}


def test_all_at_one_pole_is_stable_under_every_choice() -> None:
    rows = rows_of(*((f"s{n}", code) for n in range(30) for code in ("open", "kin")))
    study = study_of(rows, BOOK)
    found = robustness(study)
    leans = verdict(found, "leans", "access")
    assert (leans.verdict, leans.share, leans.broken_by) == ("stable", 1.0, ())
    # all hangs on where one code stands: half-way to the middle it is no longer clear, with the doubt about that
    clear = verdict(found, "clear", "access")
    assert (clear.holds, clear.verdict) == (True, "fragile")
    assert "every code one step nearer the middle" in {phrase(c) for c in clear.broken_by}
    exact = robustness(study.with_settings(placement_doubt={"common": 0, "code": 0}))
    assert verdict(exact, "clear", "access").verdict == "stable"
    type_ = verdict(found, "type")
    assert type_.conclusion.type == "friend"
    assert type_.verdict == "stable"


def test_clearly_is_read_with_every_doubt() -> None:
    """Under the study's own settings the ends are the profile's, and no end lies inside the informants'."""
    study = read_study(DEMO)
    found = robustness(study, conclusions=ARTICLE_2[:1], own=False)
    (clear,) = found.verdicts
    profile = study_profile(study)
    own = clear.outcome.low.flat[0], clear.outcome.high.flat[0]
    assert own == pytest.approx(tuple(profile.interval_whole[0, 0]))
    for end, alone, sign in (
        (clear.outcome.low, found.runs.low, -1),
        (clear.outcome.high, found.runs.high, 1),
    ):
        inner = 2 * np.moveaxis(alone[:, :, 0, 0, 1], 0, 1) - 1
        assert (sign * (end - inner) >= -1e-9).all()
    off = robustness(
        study.with_settings(placement_doubt={"common": 0, "code": 0}), conclusions=ARTICLE_2[:1], own=False
    )
    assert (clear.holds, off.verdicts[0].holds) == (False, True)
    assert clear.share < off.verdicts[0].share


def test_a_gap_is_the_one_of_the_views() -> None:
    study = read_study(DEMO)
    (formal,) = robustness(
        study, conclusions=[Conclusion(None, "contact", "gap", "formal")], own=False, fixed=("placement",)
    ).verdicts
    found = next(g for g in gap(study).gaps if g.aspect == "contact")
    assert formal.holds == found.clear
    own = formal.outcome.low.flat[0], formal.outcome.high.flat[0]
    assert own == pytest.approx(found.simultaneous)


def made_grid(**sizes: int) -> SpecificationGrid:
    """A grid of nameless options."""
    choices = [
        AnalystChoice(name, tuple(Option(name, n, f"{name} {n}") for n in range(sizes.get(name, 1))))
        for name in CHOICES
    ]
    return SpecificationGrid(tuple(choices), (), np.zeros((1, 0, 2)), ())


def made_outcome(holds: np.ndarray) -> Outcome:
    """The outcome of a conclusion that no choice of reading bears on."""
    flat = holds.reshape(-1).astype(np.int8)
    nothing = np.full(flat.shape, np.nan)
    return Outcome(EVIDENCE, (), "score", nothing, nothing, nothing, flat, (flat < 0).astype(np.int8))


def made_verdict(holds: np.ndarray, threshold: float = 0.95, **sizes: int) -> Verdict:
    grid = made_grid(**sizes)
    conclusion = Conclusion("here", None, "first")
    return verdict_of(conclusion, "made", True, made_outcome(holds), grid, threshold)


def test_only_a_combination_breaks_it() -> None:
    holds = np.ones((3, 2, 2))
    holds[2, 1, :] = 0
    v = made_verdict(holds, weighting=3, repeats=2, reported=2)
    assert [phrase(c) for c in v.broken_by] == ["weighting 2, and repeats 1"]
    assert v.share == pytest.approx(10 / 12)
    assert v.verdict == "fragile"
    assert made_verdict(holds, 0.8, weighting=3, repeats=2, reported=2).verdict == "stable"


def test_one_breaking_choice_is_enough_whatever_the_share() -> None:
    holds = np.ones((3, 2, 2, 10))
    holds[0, 0, 1, 0] = 0
    v = made_verdict(holds, weighting=3, repeats=2, reported=2, coder=10)
    assert v.share == pytest.approx(119 / 120)
    assert (v.verdict, [phrase(c) for c in v.broken_by]) == ("fragile", ["reported 1"])
    holds[0, 0, 1, 0], holds[1, 1, 1, 1] = 1, 0
    four = made_verdict(holds, weighting=3, repeats=2, reported=2, coder=10)
    assert four.verdict == "stable"
    assert [phrase(c) for c in four.broken_by] == ["weighting 1, and repeats 1, and reported 1, and coder 1"]


def test_a_specification_that_does_not_tell_neither_supports_nor_breaks() -> None:
    holds = np.ones((3, 2))
    holds[1, 0], holds[2, 1] = UNTOLD, UNTOLD
    v = made_verdict(holds, weighting=3, repeats=2)
    assert (v.verdict, v.share, v.failed, v.broken_by) == ("stable", 1.0, 2, ())
    holds[0, 0] = UNTOLD
    silent = made_verdict(holds, weighting=3, repeats=2)
    assert (silent.verdict, silent.holds) == (None, None)
    assert silent.why is not None


def test_a_coder_silent_on_an_aspect_is_a_row_with_the_reason() -> None:
    rows: list[Row] = [
        ("t1", "s1", ("here",), "ann", "open", 1.0),
        ("t1", "s1", ("here",), "bo", "open", 1.0),
        ("t2", "s2", ("here",), "bo", "kin", 1.0),
    ]
    found = robustness(study_of(rows, BOOK))
    care = verdict(found, "leans", "care")
    assert care.holds
    assert care.failed > 0
    options = found.grid.options("coder")
    assert [o.text for o in options] == ["all coders together", "coder ann alone", "coder bo alone"]
    missing = [said(why) for why, h in zip(care.curve.why, care.curve.holds, strict=True) if h == UNTOLD]
    assert set(missing) == {"nobody speaks of it: no coded statement of this case bears on the aspect"}
    failed = found.rows().filter(found.rows()["why"].is_not_null())
    assert set(failed["coder"]) == {"coder ann alone"}


def two_cases(**settings: Any) -> StudyData:
    here = rows_of(("s1", "form"), ("s2", "form"), ("s2", "open"), ("s1", "kin"))
    there = rows_of(("s3", "open"), ("s4", "hours"), ("s4", "open"), ("s3", "pay"), case="there")
    return study_of([*here, *there], BOOK, cases=("here", "there"), **settings)


def test_who_is_first() -> None:
    study = two_cases()
    found = robustness(study)
    ahead = verdict(found, "first", "access")
    # 2/3 against .85/3 of the evidence is formal
    assert ahead.holds
    assert ahead.text == "Here: the most formal of all cases on access"
    assert ahead.outcome.value[0] == pytest.approx(2 / 3 - 0.85 / 3)
    overall = verdict(found, "first")
    assert overall.text == "Here: is the most formal of all cases, over all aspects"
    assert overall.outcome.value[0] == pytest.approx(2 * (2 / 3 - 0.85 / 3))
    wanted = Goal(None, {"access": (1.0, 0.0), "care": (1.0, 0.0, 0.0)})
    nearest = robustness(two_cases_with(wanted))
    there = verdict(nearest, "first", None, "there")
    assert "nearest of all cases to the goal" in there.text
    # half the sum of differences: here ⅔ and 1, there .85/3 and .3; closeness is 1 minus their mean
    assert there.outcome.value[0] == pytest.approx((2 / 3 + 1) / 2 - (0.85 / 3 + 0.3) / 2)


def two_cases_with(goal: Goal) -> StudyData:
    from dataclasses import replace

    return replace(two_cases(), goal=goal)


def test_progress_is_told_up_to_the_last_specification() -> None:
    calls: list[tuple[int, int]] = []
    found = robustness(two_cases(), progress=lambda done, of: calls.append((done, of)))
    assert calls[-1] == (found.specifications, found.specifications)
    assert [done for done, _ in calls] == sorted({done for done, _ in calls})


def test_the_answer_keeps_the_contract() -> None:
    answer = json.loads(json.dumps(robustness(read_study(DEMO), conclusions=ARTICLE_2).to_dict(curves=True)))
    assert answer["specifications"] > 1000
    for c in answer["conclusions"]:
        assert {"text", "share", "verdict", "broken_by", "curve"} <= set(c)
        assert c["verdict"] in ("stable", "fragile")
    assert [c["choice"] for c in answer["choices"]] == [
        *EVIDENCE,
        "lead",
        "prior",
        "calibration",
        "connective",
    ]
    short = robustness(read_study(DEMO)).to_dict(curves=False)
    assert "curve" not in short["conclusions"][0]


def test_a_stated_text_is_the_text_in_its_language() -> None:
    own = Conclusion("here", "access", "balanced", text=Text({"en": "Both meet", "nb": "Begge møtes"}))
    study = study_of(rows_of(("s1", "open"), ("s2", "form")), BOOK)
    assert robustness(study, conclusions=[own], own=False, language="nb").verdicts[0].text == "Begge møtes"


def test_what_cannot_be_tested_is_told_all_at_once() -> None:
    wrong = [
        Conclusion(None, "access", "leans", "informal"),
        Conclusion("hre", "acces", "balanced"),
        Conclusion("here", "access", "clear"),
        Conclusion("here", None, "type", type="frend"),
        Conclusion("here", "access", "lean", "informal"),  # type: ignore[arg-type]
    ]
    with pytest.raises(ValueError, match="conclusion") as problem:
        robustness(two_cases(), conclusions=wrong)
    lines = str(problem.value).splitlines()
    assert lines == [
        "conclusion 1: name its case: `here`, `there`",
        "conclusion 2: no case `hre`; did you mean `here`?",
        "conclusion 2: no aspect `acces`; did you mean `access`?",
        "conclusion 3: name a pole of `access` (`informal`, `formal`), not `None`",
        "conclusion 4: name a type (`friend`, `clerk`) or a corner (aspect=pole,…), not `frend`",
        "conclusion 5: no kind `lean`; did you mean `leans`?",
    ]
    one = study_of(rows_of(("s1", "open")), BOOK)
    with pytest.raises(ValueError, match="one case has no other"):
        robustness(one, conclusions=[Conclusion("here", None, "first")])
    with pytest.raises(ValueError, match="threshold is 0"):
        robustness(one, threshold=0)
    with pytest.raises(ValueError, match="view is all"):
        robustness(one, "most")  # type: ignore[arg-type]


def test_complete_evidence_one_rater_and_silence_are_said_in_words() -> None:
    rows = rows_of(("s1", "open"), ("s2", "open"), ("s2", "form"))
    clear = Conclusion("here", "access", "clear", "informal")
    care = Conclusion("here", "care", "leans", "family")
    whole = robustness(study_of(rows, BOOK, unit="none"), conclusions=[clear, care])
    assert whole.verdicts[0].verdict is None
    assert "the evidence is complete" in str(said(whole.verdicts[0].why))
    assert "nobody speaks of it" in str(said(whole.verdicts[1].why))
    assert [v.conclusion.kind for v in whole.verdicts[2:]] == ["leans"]
    rated = robustness(study_of(rows, BOOK, unit="rater"), conclusions=[clear])
    assert "one rater" in str(said(rated.verdicts[0].why))
    nothing = robustness(study_of(rows_of(("s1", "aside")), BOOK))
    assert nothing.verdicts == ()
    assert "nothing to test" in str(nothing)
    assert nothing.to_dict()["conclusions"] == []
    assert nothing.rows().height == nothing.specifications


def test_claims_are_not_moved() -> None:
    found = robustness(read_study(DEMO), "useful")
    assert found.grid.alone == ()
    assert any("reads claims" in (said(note) or "") for note in found.grid.notes)
