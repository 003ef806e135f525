"""Who placed which code where: read, checked, written; and what placers differ by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.engine.placer_doubt import placer_doubt
from idealtypes.errors import BadCall, BadInput, IdealtypesError
from idealtypes.files.starting import start
from idealtypes.model.placement import PlacedBy

from ..examples import examples

HEAD = "code,aspect,placer,position,shares,because\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    start(tmp_path / "s")
    return tmp_path / "s"


def written(study: Path, *rows: str, where: str = "my_scheme.places.csv") -> None:
    (study / where).write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def test_codes_that_two_placed_stand_at_their_mean(study: Path) -> None:
    written(
        study,
        "direct_contact,access,a,-1,,",
        "direct_contact,access,b,-0.5,,",
        "application,access,a,0.2,,why",
    )
    scheme = it.read_study(study).scheme
    assert scheme.placements["direct_contact"] == {"access": (0.875, 0.125)}
    assert scheme.placements["application"] == {"access": (0.0, 1.0)}, "one placer changes nothing"
    told = it.profile(study, draws=100).to_dict()
    assert told["placers"] == {"placers": 2, "codes": 1}


def test_the_study_s_own_table_wins_over_the_one_beside_the_scheme(study: Path, tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (study / "scheme.yaml").rename(tmp_path / "books/scheme.yaml")
    text = (study / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(text.replace("./scheme.yaml", "../books/scheme.yaml"), encoding="utf-8")
    written(tmp_path / "books", "direct_contact,access,a,-1,,", "direct_contact,access,b,0,,")
    assert it.read_study(study).scheme.placements["direct_contact"]["access"] == (0.75, 0.25)
    assert it.read_scheme(tmp_path / "books/scheme.yaml").placing == {"placers": 2, "codes": 1}
    written(study, "direct_contact,access,a,0,,", "direct_contact,access,b,0,,")
    found = it.read_study(study)
    assert found.scheme.placements["direct_contact"]["access"] == (0.5, 0.5)
    assert "my_scheme.places.csv" in dict(found.inputs)


def test_every_fault_of_a_table_is_told_at_its_line(study: Path) -> None:
    written(
        study,
        "direct_contct,access,a,-1,,",
        "direct_contact,acess,a,-1,,",
        "direct_contact,help,a,-1,,",
        "direct_contact,access,a,-1.5,,",
        "application,access,a,.5,,",
        "application,access,a,.6,,",
        "application,access,,.6,,",
        'application,access,b,.6,"informal=0.5, formal=0.5",',
        "application,access,c,,,",
    )
    with pytest.raises(BadInput) as caught:
        it.read_study(study)
    told = {fault.line: fault.message for fault in caught.value.faults}
    assert list(told) == [2, 3, 4, 5, 7, 8, 9, 10]
    assert "did you mean `direct_contact`" in told[2]
    assert "did you mean `access`" in told[3]
    assert "does not place it on `help` (on `access`)" in told[4]
    assert "outside [-1, 1]" in told[5]
    assert "on line 6 already" in told[7]
    assert "`placer` is blank" in told[8]
    assert "both `position` and `shares`" in told[9]
    assert "neither" in told[10]


def test_a_placer_s_table_goes_out_blind_and_comes_back_beside_the_others(study: Path) -> None:
    it.place(study, to=study / "empty.csv", placer="a")
    table = pl.read_csv(study / "empty.csv")
    assert table["position"].is_null().all()
    assert not table["aspect"].is_null().any()
    for who, at in (("a", -0.5), ("b", 0.25), ("a", -0.75)):  # the second time in place of the first
        table.with_columns(position=pl.lit(at), rationale=pl.lit(f"=by {who}")).write_csv(
            study / f"{who}.csv"
        )
        found = it.place(study, from_=study / f"{who}.csv", placer=who)
        assert found.placers == study / "my_scheme.places.csv"
        assert len(found.changed) == 4
    scheme = it.read_study(study).scheme
    assert [(p.placer, p.shares, p.because) for p in scheme.placers if p.code == "judgement"] == [
        ("b", (0.375, 0.625), "=by b"),
        ("a", (0.875, 0.125), "=by a"),
    ]
    assert "place: {aspect: access, pole: informal}" in (study / "scheme.yaml").read_text(encoding="utf-8")


def test_a_placer_without_a_table_or_places_is_told_so(study: Path) -> None:
    with pytest.raises(BadCall, match="says who places"):
        it.place(study, placer="a")
    it.place(study, to=study / "empty.csv", placer="a")
    with pytest.raises(IdealtypesError, match="nothing is filled in"):
        it.place(study, from_=study / "empty.csv", placer="a")


def test_what_placers_differ_by_takes_the_place_of_the_settings(study: Path) -> None:
    rows = [
        f"{code},{aspect},p{p},{x + d},,"
        for code, aspect, x in (("direct_contact", "access", -0.9), ("application", "access", 0.8))
        for p, d in enumerate((0.0, 0.1, -0.1))
    ]
    written(study, *rows)
    spread = [it.profile(study, draws=400).doubt.moved[0]]
    (study / "my_scheme.places.csv").unlink()
    spread.append(it.profile(study, draws=400).doubt.moved[0])
    few, settings_ = (np.ptp(moved.shares, axis=1).max() for moved in spread if moved is not None)
    assert few < settings_


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.floats(-1, 1)), max_size=14))
@examples(25)
def test_placers_give_finite_doubt_or_none(rows: list[tuple[int, int, float]]) -> None:
    each = {(c, p): x for c, p, x in rows}
    placed = [PlacedBy(f"c{c}", "a", f"p{p}", ((1 - x) / 2, (1 + x) / 2)) for (c, p), x in each.items()]
    found = placer_doubt(placed, "a")
    assert placer_doubt(placed[::-1], "a") == found or found is not None
    if found is not None:
        assert found.placers > 1
        assert found.common > 0
        assert all(sd >= 0 and np.isfinite(sd) for sd in found.own.values())


@pytest.mark.parametrize("language", ["en", "nb"])
def test_the_report_says_how_many_placed(study: Path, language: str) -> None:
    written(study, "direct_contact,access,a,-1,,", "direct_contact,access,b,-0.5,,")
    page = it.report(study, study / "out", language=language).read_text(encoding="utf-8")
    assert {"en": "2 people placed the codes", "nb": "2 personer har plassert kodene"}[language] in page
