"""What would be if codes stood elsewhere: to the last digit what a study says that is placed like that in its files."""

from __future__ import annotations

import dataclasses
import gc
import random
import shutil
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.study import held

from ..examples import examples
from .made import BOOK, PLACES, Row, study_of

ROOT = Path(__file__).parents[2]
FEW = {"draws": 100}
NAMES = (
    "seven_orders",
    "support_colleagues",
    "two_coders",
)  # three poles and more; reported; several coders, models


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    top = tmp_path_factory.mktemp("placed")
    return {name: shutil.copytree(ROOT / "examples" / name, top / name) for name in NAMES}


def places(scheme: Any) -> st.SearchStrategy[Any]:
    """What a `place` may hold on the scheme's aspects."""

    def on(aspect: Any) -> st.SearchStrategy[dict[str, Any]]:
        poles = st.sampled_from(scheme.poles(aspect.id)).map(lambda pole: {"aspect": aspect.id, "pole": pole})
        if not scheme.axis(aspect.id).bipolar:
            return poles
        numbers = st.sampled_from([-1, -0.35, 0, 0.2, 0.75]).map(
            lambda x: {"aspect": aspect.id, "position": x}
        )
        return poles | numbers

    one = st.sampled_from(scheme.aspects).flatmap(on)
    several = st.lists(one, min_size=1, max_size=2, unique_by=lambda place: place["aspect"])
    return one | several | st.just("none")


def answers(study: it.Study) -> list[Any]:
    return [found.to_dict() for found in (study.profile(), study.types(), study.profile(view="is"))]


def of_cases(study: it.Study, alone: bool) -> list[Any]:
    """What is said of each case, asked of it alone or of the whole."""
    told: list[Any] = []
    whole = study.profile()
    for profile in map(study.profile_of_case, study.cases["id"]) if alone else [whole]:
        told += zip(profile.to_dict()["cases"], it.types(profile).to_dict()["cases"], strict=True)
    for case in study.cases["id"]:
        profile = study.profile_of_case(case) if alone else whole
        c = profile.cases.index(case)
        told += [(profile.findings_at(c, a), profile.spreads(c, a)) for a in range(len(profile.aspects))]
        told += [np.nan_to_num(drawn[c]).tolist() for drawn in profile.informant_draws.by_aspect]
    return told


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(examples(2), phases=[Phase.generate])
def test_it_is_what_a_file_placed_like_that_says(
    name: str, folders: dict[str, Path], data: st.DataObject
) -> None:
    folder = folders[name]
    study = it.read_study(folder).with_settings(**FEW)
    answers(study)
    codes = data.draw(st.lists(st.sampled_from([c.id for c in study.scheme.codes]), min_size=1, max_size=3))
    at = {code: data.draw(places(study.scheme)) for code in codes}
    there = study.placed(at)
    several = len(study.cases) > 1
    alone = of_cases(there, alone=True) if several else None
    it.place(folder, at=at, copy_scheme=True, keep=False)
    read = it.read_study(folder).with_settings(**FEW)
    assert read.placements == there.placements
    assert list(read.placements) == list(there.placements)
    assert answers(there) == answers(read)
    assert alone == (of_cases(read, alone=False) if several else None)
    assert not study.scheme.code(codes[0]).place or study.placements  # the study itself stays as it was


BEFORE: dict[
    str, Any
] = {  # in halves and quarters: what is left when a code moves is the same to the last bit
    "hours": {"aspect": "access", "position": 0.5},
    "kin": {"aspect": "care", "pole": "family"},
    "pay": {"aspect": "care", "shares": {"market": 0.75, "state": 0.25}},
    "both": [{"aspect": "access", "position": 0.5}, {"aspect": "care", "pole": "state"}],
}
MOVED: list[dict[str, Any]] = [
    {"hours": {"aspect": "access", "position": -0.5}},
    {"kin": {"aspect": "care", "pole": "market"}},  # the other aspect, and the first as it was read
    {"both": "none"},  # every statement that had it still speaks of both aspects
    {
        "hours": {"aspect": "care", "pole": "state"}
    },  # from one aspect to the other, where evidence begins or ends
    {"hours": {"aspect": "care", "pole": "family"}, "form": "none"},
    {"hours": {"aspect": "access", "position": -0.5}},  # as before
    {},
]


def test_what_an_aspect_said_before_is_asked_again_where_its_codes_moved() -> None:
    """One move after another, of cases that share informants and coders: each as if nothing had been asked before."""
    chance, codes = random.Random(2), sorted(PLACES)
    cases = ("here", "there", "nowhere", "away")
    spoken: list[Row] = []
    for n in range(60):
        of = tuple(chance.sample(("here", "there", "away"), chance.choice((1, 1, 2))))
        for coder in ("a", "b"):
            put = chance.sample(codes, chance.choice((1, 2)))
            put = ["both", "form", "pay"] if "both" in put else put
            spoken += [(f"t{n}", f"g{n % 3}", of, coder, code, 1.0) for code in put]
    made = held(study_of(spoken, BOOK, cases=cases, level=0.8, **FEW))
    assert made.profile().doubt.states == dict.fromkeys(("informants", "coders", "placements"), "in")
    base = made.placed(BEFORE)
    for at in MOVED:
        there = base.placed(at)
        fresh = dataclasses.replace(there)  # shares nothing of what was asked before
        assert there.profile().to_dict() == fresh.profile().to_dict()
        assert of_cases(there, alone=True) == of_cases(fresh, alone=False)


def test_what_is_kept_is_of_the_same_rows() -> None:
    """Another choice of statements, coders or settings is another table."""
    study = it.read_study(ROOT / "examples" / "two_coders").with_settings(**FEW)
    code = next(code.id for code in study.scheme.codes if code.place)
    before = study.profile().to_dict()
    some = study.where(coder="a")
    others = study.with_settings(models="exclude")
    there = study.placed({code: "none"})
    assert there.profile().to_dict() != before
    assert there.where(coder="a").profile().to_dict() == some.placed({code: "none"}).profile().to_dict()
    assert some.profile().to_dict() != before
    assert others.profile().to_dict() != before
    assert study.profile().to_dict() == before
    assert study.profile() is study.profile()


def test_a_study_is_not_held_by_what_was_asked_of_it() -> None:
    study = it.read_study(ROOT / "examples" / "seven_orders").with_settings(**FEW)
    study.types()
    left = weakref.ref(study)
    del study
    gc.collect()
    assert left() is None


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"no_recordz": "none"}, "no code `no_recordz`; did you mean `no_records`"),
    ({"no_records": "nowhere"}, "its place should be"),
    ({"no_records": {"aspect": "hlp", "position": 0}}, "no aspect `hlp`; did you mean `help`"),
    ({"no_records": {"aspect": "help", "position": 4}}, r"position 4 is outside \[-1, 1\]"),
    ({"no_records": {"aspect": "help"}}, "a place has one of `pole`, `position` and `shares`"),
    ({"no_records": [{"aspect": "help", "pole": "formal"}] * 2}, "it is placed twice on `help`"),
]


@pytest.mark.parametrize(("at", "told"), WRONG)
def test_what_is_no_place_is_told(at: dict[str, Any], told: str) -> None:
    study = it.read_study(ROOT / "examples" / "support_colleagues")
    with pytest.raises(it.BadArgument, match=told):
        study.placed(at)
    with pytest.raises(it.BadArgument, match=told):
        study.place(at=at, placer="x")
