"""`idealtypes logics` and `schemes`: what is shipped, listed and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from idealtypes.cli.terminal import cells
from idealtypes.files.content import shipped
from idealtypes.files.schemes import read_scheme, read_theory
from tests.cli.conftest import STUDIES, Run

ALL = [("logics", name) for name in shipped("logics")] + [
    ("schemes", name) for name in shipped("coding_schemes")
]


@pytest.mark.parametrize(
    ("command", "kind", "key"), [("logics", "logics", "theories"), ("schemes", "coding_schemes", "schemes")]
)
def test_what_is_shipped_is_listed(command: str, kind: Any, key: str, run: Run, answer: Any) -> None:
    text = run(command).stdout
    assert all(any(line.startswith(name) for line in text.splitlines()) for name in shipped(kind))
    found = answer(command)
    assert [one["id"] for one in found[key]] == list(shipped(kind))
    assert {"format", "numbers", "settings"} <= set(found)


@pytest.mark.parametrize(("command", "name"), ALL)
@pytest.mark.parametrize("language", ["en", "nb"])
def test_each_is_shown_within_80_columns(
    command: str, name: str, language: str, run: Run, answer: Any
) -> None:
    text = run(command, name, "--language", language).stdout
    assert max(map(cells, text.splitlines())) <= 80
    assert answer(command, name, "--language", language)["id"] == name


def test_two_logics_stand_side_by_side(run: Run) -> None:
    theory = read_theory("march_olsen")
    rows = run("logics", "march_olsen").stdout.splitlines()
    appropriateness, consequences = (logic.title.say() for logic in theory.logics)
    assert any(appropriateness in row and consequences in row for row in rows)
    for element in theory.logics[0].elements:
        row = next(row for row in rows if row.startswith(f"{element} "))
        first, second = (logic.elements[element].say().split()[0] for logic in theory.logics)
        assert row[12:].startswith(first)
        assert f"  {second}" in row


def test_titles_are_in_the_language_asked_for(run: Run) -> None:
    norwegian = run("logics", "march_olsen", "--language", "nb").stdout
    assert "Uformell (informal) ved −1: logikken «Sømmelighetslogikk»" in norwegian
    elements = tuple(f"{name} " for name in read_theory("march_olsen").logics[0].elements)
    assert not any(row.startswith(elements) for row in norwegian.splitlines())


def test_every_code_is_shown_where_it_is_placed(run: Run, answer: Any) -> None:
    scheme = read_scheme("support_colleagues")
    text = run("schemes", "support_colleagues").stdout
    assert all(f"  {code.id} " in text for code in scheme.codes)
    found = {code["id"]: code["place"] for code in answer("schemes", "support_colleagues")["codes"]}
    for code, places in scheme.placements.items():
        assert found[code] == {
            aspect: dict(zip(scheme.poles(aspect), shares, strict=True)) for aspect, shares in places.items()
        }


def test_a_codebook_is_saved(run: Run, tmp_path: Path) -> None:
    run("schemes", "support_colleagues", "-o", tmp_path / "codebook.xlsx")
    frame = pl.read_excel(tmp_path / "codebook.xlsx")
    assert frame["id"].to_list() == [code.id for code in read_scheme("support_colleagues").codes]
    assert "accessibility.informal" in frame.columns
    run("logics", "march_olsen", "-o", tmp_path / "logics.csv")
    assert pl.read_csv(tmp_path / "logics.csv")["id"].to_list() == ["appropriateness", "consequences"]


def test_a_scheme_of_ones_own_is_shown_too(run: Run) -> None:
    scheme = STUDIES / "good_full" / "scheme.yaml"
    text = run("schemes", scheme).stdout
    assert "hearing 0.75," in text
    assert "watching 0.25" in text


def test_an_unknown_one_is_told_with_a_near_name(run: Run) -> None:
    assert "did you mean `march_olsen`?" in run("logics", "march_olson", code=1).stderr
    assert "there is" in run("schemes", "zebra", code=1).stderr


def test_the_anchors_of_a_rating_scale_are_shown(run: Run, answer: Any) -> None:
    text = run("schemes", "doctor_programmes", "--language", "nb").stdout
    assert "    −0.40  En privat aktør driver det" in text
    care = answer("schemes", "doctor_programmes")["aspects"][0]
    assert [one["at"] for one in care["scale"]] == [0, 0.5, 1]
