"""Nothing that is suppressed can be computed back: not by an attacker with everything that is published, and not by any
other, since studies that differ in that alone publish the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from idealtypes.disclosure import suppression
from idealtypes.disclosure.informants import informants_of
from idealtypes.disclosure.rules import sharing_rules
from idealtypes.disclosure.suppression import Decisions, decisions
from idealtypes.engine.coded import VIEWS
from idealtypes.engine.profile import Profile
from idealtypes.engine.views import study_profile
from idealtypes.files.saving import csv_bytes
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData

from ..examples import LONG
from .attack import Find, attack
from .attack_reading import Cell
from .random_studies import random_world, write

EXAMPLES = ("support_colleagues", "seven_orders", "two_coders")
SEEDS = range(200 if LONG else 12)
BARED = (1, 21, 23, 27)  # studies of which one hidden view at least is all that is said less what is shown
FOLDER = Path(__file__).parents[2] / "examples"
NUMBERS = ("informants", "statements")
INTERVALS = ("share_low", "share_high", "balance_low", "balance_high", "whole_low", "whole_high")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | int], StudyData]:
    """An example by its name, or a study at random by its seed."""

    @cache
    def read(which: str | int) -> StudyData:
        if isinstance(which, str):
            return read_study(FOLDER / which)
        return read_study(write(random_world(which), tmp_path_factory.mktemp("world")))

    return read


@pytest.fixture(scope="module")
def profiles(study) -> Callable[[str | int], dict[str, Profile]]:
    """The profiles of a study in every view, with few draws: the attack needs none."""

    @cache
    def make(which: str | int) -> dict[str, Profile]:
        chosen = study(which).with_settings(draws=100)
        return {view: study_profile(chosen, view) for view in VIEWS}

    return make


def few(profiles: Mapping[str, Profile], k: int) -> set[Cell]:
    """The cells behind which stand fewer than k informants, and somebody."""
    return {
        (view, case, aspect)
        for view, profile in profiles.items()
        if view != "useful"
        for c, case in enumerate(profile.cases)
        for a, aspect in enumerate(profile.aspects)
        if 0 < profile.sources[c, a] < k
    }


def tables(
    profiles: Mapping[str, Profile], study: StudyData, hidden: Collection[Cell], drop: Collection[str]
) -> dict[str, bytes]:
    """The table of all views at full precision, without some columns of the hidden cells."""
    rows: list[dict[str, Any]] = []
    for view, profile in profiles.items():
        for record in profile.records() if profile.statements.any() else ():
            gone = drop if (view, record["case"], record["aspect"]) in hidden else ()
            kept = {name: value for name, value in record.items() if name not in ("split", "why")}
            rows.append({"view": view} | {name: "" if name in gone else str(v) for name, v in kept.items()})
    settings = {"settings": study.settings.model_dump(mode="json")}
    return {"views.csv": csv_bytes(rows), "provenance.json": json.dumps(settings).encode()}


COUNTS = ("statements", "sources", "mass", "logit", "salience", "effective_n", "contestation")
COUNTS += ("other_share", "other_balance", "other_low", "other_high", "gamma", "gamma_near_end")
ALL = (*COUNTS, *INTERVALS, "share", "balance")


def counts_found(finds: Collection[Find]) -> set[Cell]:
    """The cells of which a number of people, or of statements, was found."""
    return {one.cell for one in finds if one.what in NUMBERS}


# the attack is strong


@pytest.mark.parametrize("which", [*EXAMPLES, *SEEDS[:4]])
def test_counts_that_are_left_out_beside_shares_and_intervals_are_found(study, profiles, which) -> None:
    """What reports for sharing once did: no count below 3, and the share and the interval beside it."""
    hidden = few(profiles(which), 3)
    finds = list(attack(tables(profiles(which), study(which), hidden, COUNTS), hidden))
    assert hidden
    assert counts_found(finds) == hidden
    for one in finds:
        if one.what == "informants":
            view, case, aspect = one.cell
            told = profiles(which)[view]
            true = told.sources[told.cases.index(case), told.aspects.index(aspect)]
            assert one.value == (true, true), one


def primary(profiles: Mapping[str, Profile], study: StudyData) -> Decisions:
    """What the rule decides of each cell by itself."""
    rules = sharing_rules(study)
    return decisions(profiles, informants_of(study, rules), rules.k)  # type: ignore[arg-type]


def closed(decided: Decisions) -> set[Cell]:
    return {where for where, one in decided.cells.items() if one.state != "shown"}


def secrets(decided: Decisions) -> set[Cell]:
    """The cells that are not shown and behind which stands somebody."""
    return {where for where, one in decided.cells.items() if one.state != "shown" and one.informants}


def suppressed(study: StudyData, profiles: Mapping[str, Profile]) -> tuple[set[Cell], list[Find]]:
    """The cells that the rule hides, and what is found of them where all others are told at full precision."""
    decided = primary(profiles, study)
    hidden = {where for where in secrets(decided) if where[0] != "useful"}
    return hidden, list(attack(tables(profiles, study, closed(decided), ALL), hidden))


def test_without_complementary_suppression_hidden_views_are_found(study, profiles, monkeypatch) -> None:
    """All that is said less what is shown of its parts is the part that is hidden."""
    monkeypatch.setattr(suppression, "_parts_shown", lambda *_: True)
    found = sum(len(counts_found(suppressed(study(seed), profiles(seed))[1])) for seed in BARED)
    assert found >= 6


def test_with_it_none_is_found_though_all_else_is_told_at_full_precision(study, profiles) -> None:
    every = [suppressed(study(which), profiles(which)) for which in (*EXAMPLES, *SEEDS)]
    assert sum(len(hidden) for hidden, _ in every) > 20 * len(SEEDS) / 12
    assert [find for _, finds in every for find in finds] == []
