"""The table, the steps and the runs: every specification is what the engine gives under its settings."""

from __future__ import annotations

import dataclasses
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.robustness.runs import Runs, interval_under, run
from idealtypes.analyses.robustness.specifications import (
    CHOICES,
    EVIDENCE,
    SpecificationGrid,
    grid_of,
    settings_for,
)
from idealtypes.analyses.robustness.steps import blunter, ladder, leaning, sharper, toward
from idealtypes.engine.coded import where
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import said
from idealtypes.engine.table import CodingTable, coding_table, units
from idealtypes.engine.tally import Floats
from idealtypes.engine.views import study_profile
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from tests.engine.made import BOOK, Row, coded_rows, shares_of, study_of

from ..examples import examples

STUDIES = Path(__file__).parents[1] / "studies"
DEMO = Path(__file__).parents[2] / "examples" / "support_colleagues"
WEIGHTINGS, REPEATS = ("statement", "coding", "source"), ("keep", "once_per_source")


def placed(study: StudyData, table: CodingTable, weights: Floats) -> StudyData:
    """The study with other placements."""
    placements: dict[str, dict[str, tuple[float, ...]]] = {code: {} for code in study.placements}
    for n, (k, a) in enumerate(zip(table.pair_code, table.pair_aspect, strict=True)):
        placements[table.codes[k]][table.aspects[a]] = tuple(weights[n, : len(table.poles[a])])
    return dataclasses.replace(study, placements=placements)


def engine(
    study: StudyData, table: CodingTable, grid: SpecificationGrid, place: tuple[int, ...], weights: Floats
) -> Profile:
    """The engine's own profile under the options numbered `place` (one for each of CHOICES)."""
    options = {c.name: c.options[i].value for c, i in zip(grid.choices, place, strict=True)}
    if options["coder"] is not None:
        study = where(study, {"coder": options["coder"]})
    return study_profile(placed(study, table, weights), **settings_for(options))


def same(profile: Profile, runs: Runs, number: int) -> None:
    poles = [len(p) for p in profile.tally.poles]
    low, high = profile.share_bounds()
    for a, k in enumerate(poles):
        for mine, theirs in (
            (runs.shares[number], profile.shares),
            (runs.low[0, number], low),
            (runs.high[0, number], high),
        ):
            np.testing.assert_allclose(mine[:, a, :k], theirs[:, a, :k], atol=1e-12, rtol=0)
    np.testing.assert_allclose(runs.effective[number], profile.effective_n, rtol=1e-9)
    np.testing.assert_array_equal(runs.sources[number], profile.sources)


@pytest.mark.parametrize(
    "path", [DEMO, STUDIES / "good_full", STUDIES / "good_ratings"], ids=["demo", "full", "rated"]
)
def test_the_runs_are_the_engines_profiles(path: Path) -> None:
    study = read_study(path)
    table = coding_table(study)
    grid = grid_of(study, table)
    runs = run(table, grid, study.settings)
    rng = np.random.default_rng(5)
    evidence = grid.shape[: len(EVIDENCE)]
    crossed = int(np.prod(evidence))
    assert len(runs.shares) == crossed + len(grid.alone)
    for number in [0, *rng.choice(crossed, min(crossed, 10), replace=False)]:
        place = np.unravel_index(int(number), evidence)
        options = (*(int(i) for i in place), *([0] * (len(CHOICES) - len(EVIDENCE))))
        weights = grid.placements[int(place[-1])]
        same(engine(study, table, grid, options, weights), runs, int(number))
    for number in rng.choice(len(grid.alone), min(len(grid.alone), 4), replace=False):
        weights = grid.placements[evidence[-1] + int(number)]
        same(engine(study, table, grid, (0,) * len(CHOICES), weights), runs, crossed + int(number))


@given(coded_rows(), st.sampled_from(["source", "rater"]), st.integers(0, 4))
@examples(30)
def test_the_table_gives_the_shares_of_the_definitions(rows: list[Row], unit: str, seed: int) -> None:
    study = study_of(rows, BOOK, cases=("here", "there"), unit=unit)
    table = coding_table(study)
    rng = np.random.default_rng(seed)
    weights = rng.random((2, *table.weights.shape))
    for n, a in enumerate(table.pair_aspect):
        weights[:, n, len(table.poles[a]) :] = 0
    weights /= weights.sum(axis=2, keepdims=True)
    weights[0] = table.weights
    for weighting, repeats in product(WEIGHTINGS, REPEATS):
        of = units(table, weighting=weighting, repeats=repeats)
        mass = of.mass(weights)
        total = np.bincount(of.group, of.total, of.groups)
        for w in range(2):
            moved = placed(study, table, weights[w]).placements
            expected = shares_of(rows, BOOK, weighting, repeats, unit, moved)
            for g in range(of.groups):
                case, aspect = divmod(g, len(table.aspects))
                key = (table.cases[case], table.aspects[aspect])
                if key not in expected:
                    assert total[g] == 0
                    continue
                got = mass[w, of.group == g].sum(axis=0) / total[g]
                assert got[: len(expected[key])] == pytest.approx(expected[key], abs=1e-11)


VECTORS = st.lists(st.integers(0, 20), min_size=2, max_size=4).filter(any)


@given(VECTORS, st.lists(st.floats(0, 1), max_size=5))
@examples(200)
def test_a_step_keeps_a_placement_one_and_goes_where_it_says(parts: list[int], used: list[float]) -> None:
    v = np.array(parts, float) / sum(parts)
    rungs = ladder(np.array([[x, 1 - x] for x in [*used, 0.5]]), len(v))
    for p in range(len(v)):
        moved = toward(v, p, rungs)
        assert moved.sum() == pytest.approx(1)
        assert (moved >= -1e-12).all()
        assert moved[p] == pytest.approx(1) or moved[p] >= v[p] + 0.1 - 1e-6
    lean = leaning(v)
    if lean is None:
        assert (sharper(v, rungs) == v).all()
        assert (blunter(v, rungs) == v).all()
        return
    assert sharper(v, rungs)[lean] >= v[lean]
    blunt = blunter(v, rungs)
    assert blunt.sum() == pytest.approx(1)
    assert blunt[lean] <= v[lean] + 1e-12
    assert blunt[lean] >= blunt.max() - 1e-12  # never to another pole


def test_the_codebooks_seven_steps_are_kept_to() -> None:
    study = read_study(DEMO)
    table = coding_table(study)
    grid = grid_of(study, table)
    positions = {round(float(2 * w[1] - 1), 6) for w in grid.placements.reshape(-1, 2)}
    assert positions <= {-1, -0.7, -0.4, 0, 0.4, 0.7, 1}
    assert len(grid.alone) == len({o.value for o in grid.alone})
    # every placement alone differs from the codebook in one row, and in a second where the code is put against, too
    own = grid.placements[0]
    moved = grid.placements[len(grid.options("placement")) :]
    rows = (np.abs(moved - own).max(axis=2) > 1e-9).sum(axis=1).tolist()
    assert rows == [1 + (f"!{o.value[0]}" in table.codes) for o in grid.alone]


def test_placements_moved_together_go_where_they_say() -> None:
    study = read_study(DEMO)
    grid = grid_of(study, coding_table(study))
    own = grid.placements[0]
    by_name = {o.value: grid.placements[n] for n, o in enumerate(grid.options("placement"))}
    assert set(by_name) == {"as_placed", "sharper", "blunter", "toward_first", "toward_second"}
    graded = own.max(axis=1) < 1 - 1e-9
    leaning_ = np.abs(own[:, 1] - 0.5) > 1e-9
    size = {name: np.abs(w[:, 1] - 0.5) for name, w in by_name.items()}
    assert (size["sharper"] > size["as_placed"])[graded & leaning_].all()
    assert (size["sharper"] == size["as_placed"])[~(graded & leaning_)].all()
    assert (size["blunter"] < size["as_placed"])[leaning_].all()
    assert (by_name["toward_second"][graded, 1] > own[graded, 1]).all()
    assert (by_name["toward_first"][graded, 1] < own[graded, 1]).all()
    assert (by_name["toward_first"][~graded] == own[~graded]).all()


def test_the_interval_under_other_priors() -> None:
    # Beta(1, 11) at s = 0 of 10: 1 − .025^(1/11)
    low, high = interval_under([0.0], [10.0], [20.0], 0.95, 1.0)
    assert (low[0], high[0]) == (0, pytest.approx(1 - 0.025 ** (1 / 11)))
    same_low, same_high = interval_under([0.3], [8.0], [8.0], 0.9, 0.5)
    assert same_low[0] < 0.3 < same_high[0]


def test_choices_can_be_fixed_and_what_cannot_vary_is_said() -> None:
    study = read_study(DEMO)
    table = coding_table(study)
    grid = grid_of(study, table, fixed=("weighting", "placement"))
    assert grid.options("weighting")[0].value == study.settings.weighting
    assert grid.shape[CHOICES.index("weighting")] == grid.shape[CHOICES.index("placement")] == 1
    assert grid.alone == ()
    assert any("no coder could be tried alone" in (said(note) or "") for note in grid.notes)
    with pytest.raises(ValueError, match="no choice 'weight'; the choices are view, weighting"):
        grid_of(study, table, fixed=("weight",))


def test_the_studys_own_settings_come_first() -> None:
    study = read_study(STUDIES / "good_full").with_settings(weighting="source", repeats="once_per_source")
    grid = grid_of(study, coding_table(study))
    first = {c.name: c.options[0].value for c in grid.choices}
    assert (first["weighting"], first["repeats"]) == ("source", "once_per_source")
    assert first["calibration"] == study.settings.anchors
    assert first["connective"] == ("power_mean", -3.0)
    assert len(grid.options("connective")) == 3
    assert settings_for(first)["connective"] == study.settings.connective
