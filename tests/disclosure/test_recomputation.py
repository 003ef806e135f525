"""Nothing that is suppressed can be computed back: not by an attacker with everything that is published, and not by any
other, since studies that differ in that alone publish the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it
from idealtypes.disclosure import published as disclosure_published
from idealtypes.disclosure import suppression
from idealtypes.disclosure.approved import approved_of
from idealtypes.disclosure.informants import informants_of
from idealtypes.disclosure.pseudonyms import KEY, pseudonyms_of
from idealtypes.disclosure.published import Published, publish
from idealtypes.disclosure.rules import sharing_rules
from idealtypes.disclosure.suppression import Decisions, decisions
from idealtypes.engine.coded import VIEWS
from idealtypes.engine.profile import Profile
from idealtypes.engine.views import study_profile
from idealtypes.files.saving import csv_bytes
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text

from ..examples import LONG
from .attack import Find, attack
from .attack_reading import Cell
from .last_byte import folder
from .random_studies import World, random_world, write
from .twins import suppressed as suppressed_cells
from .twins import twins

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


@pytest.mark.parametrize("which", [*(EXAMPLES if LONG else EXAMPLES[:1]), *SEEDS[:2]])
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
    some = (*EXAMPLES, *SEEDS) if LONG else (*EXAMPLES[:1], *SEEDS[:6])
    every = [suppressed(study(which), profiles(which)) for which in some]
    assert sum(len(hidden) for hidden, _ in every) > 8 * len(some)
    assert [find for _, finds in every for find in finds] == []


# nothing that is suppressed makes a difference to what is published


def neutral(kind: str, n: int) -> Text:
    return Text(f"{kind} {n}")


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[World, str | None], tuple[Published, str]]:
    """What is published of a world, and the key of its pseudonyms, which twins share."""

    def make(world: World, key: str | None = None) -> tuple[Published, str]:
        chosen = read_study(write(world, tmp_path_factory.mktemp("twin"), key))
        pseudonyms = pseudonyms_of(chosen)
        told, _ = publish(chosen, approved_of(chosen), pseudonyms, neutral)
        assert chosen.root is not None
        return told, (chosen.root / KEY).read_text(encoding="utf-8")

    return make


def ambiguous(world: World, published: Callable[..., Any], rounds: int) -> dict[str, set[Cell]]:
    """The cells of which a twin has other informants, or other shares, and publishes the same; a fault where one
    publishes anything else."""
    told, key = published(world)
    found: dict[str, set[Cell]] = {"informants": set(), "shares": set()}
    for what, known in found.items():
        for twin, cells in twins(world, what, rounds):
            assert published(twin, key)[0] == told, (world.seed, what, cells)
            known |= cells
    return found


TWINS = range(200) if LONG else (0, 5, 9, 10)  # those of other seeds have few cells, or no other shown ones


def test_who_stands_behind_a_suppressed_cell_and_how_it_leans_could_be_otherwise(published) -> None:
    """Whatever is computed from what is published: it is the same for two studies of which the cells differ."""
    cells, open_ = 0, dict.fromkeys(("informants", "shares"), 0)
    for seed in TWINS:
        world = random_world(seed)
        cells += len(suppressed_cells(world))
        for what, found in ambiguous(world, published, 9 if LONG else 1).items():
            open_[what] += len(found)
    assert cells > 8 * len(TWINS)
    # one round of twins makes most cells another; all rounds all but few, which are bound by claims and other views
    assert min(open_.values()) >= (0.98 if LONG else 0.7) * cells


def test_twins_tell_of_a_leak(published, monkeypatch) -> None:
    """With doubts and draws common to all cells, a size that is shown depended on what was hidden."""
    monkeypatch.setattr(disclosure_published, "only", lambda study, cases, aspect: study)
    with pytest.raises(AssertionError, match="informants"):
        ambiguous(random_world(7), published, 1)


def test_twins_make_the_same_report_and_export_to_the_last_byte(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    world = random_world(9)
    key, first = None, None
    for n, one in enumerate((world, *(twin for twin, _ in twins(world, "shares", 1)))):
        root = write(one, tmp_path / str(n), key)
        it.report(root, tmp_path / f"out{n}" / "report", sharing=True, format="html,docx,md")
        it.export(root, tmp_path / f"out{n}" / "tables", sharing=True)
        it.export(root, tmp_path / f"out{n}" / "codes.qdc", sharing=True)
        key = (root / KEY).read_text(encoding="utf-8")
        made = folder(tmp_path / f"out{n}")
        first = first or made
        assert {name: content == first.get(name) for name, content in made.items()} == dict.fromkeys(
            first, True
        )
    assert n == 1


# nothing is found in what is published


def test_the_attack_finds_nothing_in_what_is_published(tmp_path: Path, monkeypatch) -> None:
    """Both languages of the report and the export together, of examples and of studies at random."""
    monkeypatch.setattr("idealtypes.reporting.report.xlsx_bytes", lambda *_: b"")
    cells = 0
    for which in (*(EXAMPLES if LONG else EXAMPLES[:1]), *(SEEDS if LONG else SEEDS[9:10])):
        root = tmp_path / str(which)
        if isinstance(which, str):
            shutil.copytree(FOLDER / which, root, ignore=shutil.ignore_patterns("report"))
        else:
            write(random_world(which), root)
        files: dict[str, bytes] = {}
        for language in ("en", "nb") if LONG else ("en",):
            out = it.report(root, tmp_path / f"{which}_{language}", language=language, sharing=True).parent
            files |= {f"{language}/{name}": content for name, content in folder(out).items()}
        out = it.export(root, tmp_path / f"{which}_tables", sharing=True).path
        files |= {f"tables/{name}": content for name, content in folder(out).items()}
        chosen = read_study(root)
        decided = primary({view: study_profile(chosen, view) for view in VIEWS}, chosen)
        ids = pseudonyms_of(chosen)
        names = {aspect.id: f"aspect_{n}" for n, aspect in enumerate(chosen.scheme.aspects, 1)}
        hidden = {
            (view, ids.name("case", case), known)
            for view, case, aspect in secrets(decided)
            for known in (aspect, names[aspect])
        }
        cells += len(secrets(decided))
        assert list(attack(files, hidden)) == []
    assert cells > 20
