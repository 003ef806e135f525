"""What people come for, from their own spreadsheets to an answer, by commands alone: no file is edited by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.exchange.books import xlsx


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_from_a_wide_sheet_of_ratings_to_a_ranking(run: Run) -> None:
    rows = [
        ("Land", "Vurdert av", "År", "Tilgjengelighet", "Hjelp", "Kontakt", "Innbyggere", "Begrunnelse"),
        ("Norge", "Kari", 2020, 1, "2,5", 2, 5.4, "Man ringer"),
        ("Sverige", "Kari", 2020, 4, 4, 3, 10.4, ""),
        ("Danmark", "Kari", 2020, 2, 3, "", 5.9, "Skjema finnes"),
        ("Norge", "Ola", 2020, 2, 2, 2, 5.4, ""),
        ("Sverige", "Ola", 2020, 5, 4, 4, 10.4, "Bare skriftlig"),
        ("Danmark", "Ola", 2020, 2, 2, 2, 5.9, ""),
    ]
    Path("skår.xlsx").write_bytes(xlsx(("Ark1", rows)))
    asked = run("import", "skår.xlsx", "--into", "study", code=1).stderr
    assert "first the end that is informal, then the one that is formal: --rating-scale 1,5" in " ".join(
        asked.split()
    )
    assert not Path("study").exists()
    made = run(
        *("import", "skår.xlsx", "--into", "study", "--theory", "march_olsen", "--axis", "formality"),
        *("--rating-scale", "1,5"),
    )
    assert "17 ratings · 3 cases · 3 aspects · 2 raters" in made.stdout
    assert "Then: idealtypes check study; idealtypes compare study; idealtypes agreement study" in made.stderr
    assert "No faults, no warnings." in run("check", "study").stdout
    assert "Tilgjengelighet" in run("profile", "study").stdout
    order = run("compare", "study").stdout.partition("Order by")[2].splitlines()
    assert [line.split()[1] for line in order[2:5]] == ["Sverige", "Danmark", "Norge"]
    assert "2 raters" in run("agreement", "study").stdout


@pytest.mark.parametrize("said", ["1", "1,1", "a,b", "1,2,3"])
def test_a_scale_has_two_ends(run: Run, said: str) -> None:
    Path("s.csv").write_text("case,a\nx,1\n")
    assert "ends" in run("import", "s.csv", "--into", "study", "--rating-scale", said, code=2).stderr


def test_from_two_coders_spreadsheets_to_agreement(run: Run) -> None:
    said = [("One just rings", "Contact"), ("A form is filled in", "Form"), ("She weighs it", "Judgement")]
    codes = [code for _, code in said]
    for coder, put in (("anna", codes), ("bo", ["Contact", "Form", "Form"])):
        rows = [
            (f"Int {n % 2}", text, code) for n, ((text, _), code) in enumerate(zip(said, put, strict=True))
        ]
        Path(f"{coder}.xlsx").write_bytes(xlsx(("Sheet1", [("Interview", "Quote", "Code"), *rows])))
    first = run("import", "anna.xlsx", "--into", "study", "--coder", "Anna")
    assert "Then: idealtypes check study; for codes that are not yet placed" in first.stderr
    asked = run("import", "bo.xlsx", "--into", "study", "--coder", "Bo")
    assert "idealtypes agreement study" in asked.stderr
    assert "Of the 3 statements that `Bo` coded, 3 were coded by others, too" in " ".join(
        asked.stdout.split()
    )
    assert "2 coders" in run("agreement", "study").stdout
    # and to places, by a table with an aspect that the new scheme lacks
    Path("places.csv").write_text(
        "code,aspect,position,rationale\n"
        "contact,new: Way in,informal,No rules\nform,Way in,formal,A rule\nform,formality,0.5,\n"
        "judgement,none,,\n"
    )
    assert "Added: the aspect way_in." in run("place", "study", "--from", "places.csv").stdout
    shown = run("agreement", "study").stdout
    assert "Way in: where it lies" in shown
    assert "No faults, no warnings." in run("check", "study").stdout
