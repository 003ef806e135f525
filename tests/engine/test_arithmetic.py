"""What an estimate is made of: the weights of codes sum to it, and say where it lies with a code elsewhere."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from idealtypes.engine.arithmetic import code_weights, doubts_alone, elsewhere
from idealtypes.engine.views import study_profile
from idealtypes.files.study import read_study
from idealtypes.model.stance import with_against
from idealtypes.model.study import StudyData

EXAMPLES = Path(__file__).parents[2] / "examples"
STUDIES = {name: read_study(EXAMPLES / name) for name in ("support_colleagues", "two_coders", "seven_orders")}
CHOICES = [{}, {"weighting": "source"}, {"weighting": "coding"}, {"repeats": "once_per_source"}]


@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_the_weights_of_codes_sum_to_the_estimate(name: str, choice: dict[str, str]) -> None:
    found = study_profile(STUDIES[name].with_settings(**choice))
    made = code_weights(found)
    exclusive = ~np.array(found.tally.present)
    assert set(made) == {(c, a) for c, a in np.argwhere(found.statements > 0).tolist() if exclusive[a]}
    for (c, a), held in made.items():
        assert sum(one.weight for one in held) == pytest.approx(1)
        summed = sum(one.weight * np.array(one.shares) for one in held)
        assert summed == pytest.approx(found.shares[c, a, : len(summed)])


def _denied(study: StudyData) -> StudyData:
    """The study with every third coding put against."""
    turned = pl.when(pl.int_range(pl.len()) % 3 == 0).then("!" + pl.col("code")).otherwise("code")
    codings = study.codings.with_columns(turned.alias("code"))
    placed = with_against(study.placements, codings["code"], "mirror", study.scheme.presence)
    return dataclasses.replace(study, codings=codings, placements=placed)


def _moved(study: StudyData, code: str, aspect: str, shares: tuple[float, ...]) -> StudyData:
    """The study with one code elsewhere on one aspect, and what is put against it where that puts it."""
    placed = dict(study.placements) | {code: dict(study.placements[code]) | {aspect: shares}}
    mirrors = with_against(placed, study.placements, study.settings.against, study.scheme.presence)
    return dataclasses.replace(study, placements=mirrors)


@pytest.mark.parametrize("against", ["mirror", "as_for", "leave_out"])
@pytest.mark.parametrize("choice", [{}, {"weighting": "source"}], ids=str)
def test_a_code_elsewhere_gives_what_the_study_gives_with_it_there(
    against: str, choice: dict[str, str]
) -> None:
    study = _denied(STUDIES["support_colleagues"]).with_settings(against=against, **choice)
    made = code_weights(study_profile(study))
    signed = moved = 0
    for aspect in range(len(study.scheme.aspects)):
        held, name = made[0, aspect], study.scheme.aspects[aspect].id
        signed += any(one.code.startswith("!") for one in held)
        for code in [one.code for one in held if one.code in study.scheme.placements][:4]:
            changed = study_profile(_moved(study, code, name, (0.2, 0.8)))
            told = elsewhere(held, code, (0.2, 0.8), study.settings)
            assert told == pytest.approx(changed.shares[0, aspect])
            moved += told != pytest.approx(tuple(sum(o.weight * o.shares[p] for o in held) for p in (0, 1)))
    assert moved > 3
    assert bool(signed) is (against != "leave_out")


def test_doubts_alone_lie_within_the_whole_interval_and_the_widest_dominates() -> None:
    for study in STUDIES.values():
        found = study_profile(study)
        for c, a in np.argwhere(found.statements > 1).tolist():
            ends, K = doubts_alone(found, c, a), len(found.tally.poles[a])
            if not ends:
                assert found.no_interval[c, a]
                continue
            low, high = (bound[c, a, :K] for bound in found.share_bounds())
            assert ends["informants"][0] == pytest.approx(low)
            assert ends["informants"][1] == pytest.approx(high)
            widest = max(ends, key=lambda name: float(np.linalg.norm(ends[name][1] - ends[name][0])))
            assert found.dominates(c, a) in ends
            if widest != found.dominates(
                c, a
            ):  # standard deviations and intervals may differ where they are near
                sizes = sorted(float(np.linalg.norm(high - low)) for low, high in ends.values())
                assert sizes[-2] > 0.6 * sizes[-1]
            states = {n for n, s in found.doubt.states.items() if s == "in"}
            assert set(ends) <= states
