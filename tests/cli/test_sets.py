"""`idealtypes sets`: the fit of ideal types with an outcome of the cases, and the table for R."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.conftest import EXAMPLE, Run

RATINGS = {  # accessibility, help, contact; the balance is the mean of the statements' places
    "north": ("informal", "informal", "informal"),
    "south": ("formal", "formal", "formal"),
    "east": ("informal", "formal", "informal"),
    "west": ("informal", "informal", None),
}


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """Four cases of the shipped scheme, rated at poles; the west is silent on contact, the east has no `share`."""
    folder = tmp_path / "rated"
    folder.mkdir()
    (folder / "study.yaml").write_text(
        "format: 1\ntitle: Four schemes\nscheme: support_colleagues\nratings: ratings.csv\ncases: cases.csv\n"
        "settings: {unit: none}\n",
        encoding="utf-8",
    )
    lines = ["case,aspect,rater,pole,because"]
    for case, poles in RATINGS.items():
        for aspect, pole in zip(("accessibility", "help", "contact"), poles, strict=True):
            if pole is not None:
                lines.append(f"{case},{aspect},r1,{pole},so it is")
    (folder / "ratings.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    cases = ["id,reach,share,users,all", "north,0.9,0.8,120,1", "south,0.2,0.1,10,1"]
    cases += ["east,0.4,,40,1", "west,1,1,99,1"]
    (folder / "cases.csv").write_text("\n".join(cases) + "\n", encoding="utf-8")
    return folder


def test_the_answer_by_hand(answer: Any, rated: Path) -> None:
    found = answer("sets", rated, "--outcome", "reach")
    assert {
        "format",
        "numbers",
        "settings",
        "view",
        "outcome",
        "conditions",
        "truth_table",
        "left_out",
    } <= set(found)
    assert found["left_out"] == [
        {"case": "west", "why": "nobody speaks of `contact`", "why_code": "sets.silent"}
    ]
    by_name = {c["condition"]: c for c in found["conditions"]}
    # north is the informal type alone, in crisp sets; outcome .9, .2, .4
    informal, absent = by_name["informal"], by_name["~informal"]
    assert informal["sufficiency"]["consistency"] == pytest.approx(0.9)
    assert informal["sufficiency"]["coverage"] == pytest.approx(0.9 / 1.5)
    assert informal["sufficiency"]["pri"] == pytest.approx((0.9 - 0.1) / (1 - 0.1))
    assert informal["necessity"]["ron"] == pytest.approx(2 / (3 - 0.9))
    assert absent["kind"] == "absence"
    assert absent["deviant"] == ["south", "east"]
    assert absent["sufficiency"]["consistency"] == pytest.approx((0.2 + 0.4) / 2)
    assert [(r["cases"], r["out"]) for r in found["truth_table"]["rows"]] == [
        (["north"], "1"), (["east"], "0"), (["south"], "0"),
    ]  # fmt: skip
    said = [(f["subject"]["other"], f["word"], f["standing"], f["ties"]) for f in found["findings"]]
    assert said == [  # the evidence is complete: what is seen is so
        ("informal", "sufficient", "sure", ["north"]),
        ("accessibility=informal,help=formal,contact=informal", "not_sufficient", "sure", ["east"]),
        ("formal", "not_sufficient", "sure", ["south"]),
    ]


def test_the_table_for_people(run: Run, rated: Path) -> None:
    shown = run("sets", rated, "--outcome", "reach")
    lines = shown.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    numbers = ["0.90", "0.60", "0.89", "0.60", "0.90", "0.95"]
    assert any(line.split()[-8:] == ["1", "0", *numbers] for line in lines)
    assert any(line.startswith("not: The formal support") for line in lines)
    assert "left out: west. Nobody speaks of What counts as a contact." in shown.stderr
    assert "3 of 4 cases" in shown.stdout


def test_anchors_and_absence(answer: Any, run: Run, rated: Path) -> None:
    there = answer("sets", rated, "--outcome", "users", "--anchors", "0,40,100")["outcome"]
    gone = answer("sets", rated, "--outcome", "users", "--anchors", "0;40;100", "--negate")["outcome"]
    assert there["anchors"] == gone["anchors"] == [0, 40, 100]
    assert gone["negated"]
    for one, other in zip(there["cases"], gone["cases"], strict=True):
        assert one["membership"] + other["membership"] == pytest.approx(1)
    assert there["cases"][2] == {"case": "east", "membership": 0.5}
    assert (
        "the absence of users"
        in run("sets", rated, "--outcome", "users", "--anchors", "0,40,100", "--negate").stdout
    )
    assert "three numbers" in run("sets", rated, "--outcome", "users", "--anchors", "0,40", code=2).stderr
    falling = run("sets", rated, "--outcome", "users", "--anchors", "0,40,40", code=1).stderr
    assert "anchors must rise or fall" in falling


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("raech", "no attribute `raech`: did you mean `reach`"),
        ("users", "case `north`: 120 in `users` is no membership from 0 to 1: give three anchors"),
    ],
)
def test_a_column_that_will_not_do(run: Run, rated: Path, column: str, words: str) -> None:
    result = run("sets", rated, "--outcome", column, code=1)
    assert words in result.stderr
    assert result.stdout == ""


def test_without_an_outcome_the_columns_are_named(run: Run, rated: Path) -> None:
    told = run("sets", rated, code=2).stderr
    assert "--outcome COLUMN is needed; the cases have `reach`, `share`, `users`, `all`" in told


def test_what_says_nothing_is_said(run: Run, answer: Any, rated: Path, tmp_path: Path) -> None:
    assert "All cases have the same outcome" in run("sets", rated, "--outcome", "all").stdout
    assert (
        "One case alone shows no relation"
        in run("sets", rated, "--outcome", "reach", "--where", "case=north").stdout
    )
    silent = run("sets", rated, "--outcome", "reach", "--where", "case=west")
    assert "No case has both evidence on all aspects and an outcome." in silent.stdout
    shown = run("sets", rated, "--outcome", "share").stderr
    assert "left out: east. No value of the outcome." in shown
    for extra in (["-o", tmp_path / "t.csv"], ["--r", tmp_path / "r"]):
        told = run("sets", rated, "--outcome", "reach", "--where", "case=west", *extra, code=1).stderr
        assert "no case has both evidence" in told
    assert list(tmp_path.iterdir()) == [rated]


def test_the_records_are_saved(run: Run, rated: Path, tmp_path: Path) -> None:
    run("sets", rated, "--outcome", "reach", "-o", tmp_path / "t.csv")
    frame = pl.read_csv(tmp_path / "t.csv")
    assert frame.filter(pl.col("condition") == "informal")["ron"].item() == pytest.approx(2 / 2.1)
    before = (rated / "cases.csv").read_bytes()
    assert (
        "a file of the study"
        in run("sets", rated, "--outcome", "reach", "-o", rated / "cases.csv", code=1).stderr
    )
    assert (rated / "cases.csv").read_bytes() == before


def test_the_table_and_script_for_r(run: Run, answer: Any, rated: Path, tmp_path: Path) -> None:
    folder = tmp_path / "for_r"
    told = run("sets", rated, "--outcome", "reach", "--inclusion", "0.75", "--pri", "0.5", "--r", folder)
    assert told.stdout == ""
    assert "calibrated.csv (3 cases)" in told.stderr
    rows = list(csv.DictReader(io.StringIO((folder / "calibrated.csv").read_text(encoding="utf-8"))))
    assert rows[0] == {
        "case": "north", "ACCESSIBILITY": "0.0", "HELP": "0.0", "CONTACT": "0.0", "TYPEINFORMAL": "1.0",
        "TYPEFORMAL": "0.0", "REACH": "0.9",
    }  # fmt: skip
    script = (folder / "calibrated.R").read_text(encoding="utf-8")
    assert 'read.csv("calibrated.csv"' in script
    assert "incl.cut = 0.75, pri.cut = 0.5, n.cut = 1" in script
    first = sorted((p.name, p.read_bytes()) for p in folder.iterdir())
    assert answer("sets", rated, "--outcome", "reach", "--inclusion", "0.75", "--pri", "0.5", "--r", folder)
    assert sorted((p.name, p.read_bytes()) for p in folder.iterdir()) == first


def test_no_file_of_the_study_becomes_a_table_for_r(run: Run, rated: Path) -> None:
    (rated / "cases.csv").rename(rated / "calibrated.csv")
    text = (rated / "study.yaml").read_text(encoding="utf-8").replace("cases.csv", "calibrated.csv")
    (rated / "study.yaml").write_text(text, encoding="utf-8")
    before = {p.name: p.read_bytes() for p in rated.iterdir()}
    assert "a file of the study" in run("sets", rated, "--outcome", "reach", "--r", rated, code=1).stderr
    assert {p.name: p.read_bytes() for p in rated.iterdir()} == before


def test_one_case_with_an_attribute_that_is_no_number(run: Run) -> None:
    assert "is no number" in run("sets", EXAMPLE, "--outcome", "country", code=1).stderr


def test_from_python(rated: Path) -> None:
    import idealtypes as it

    study = it.read_study(rated)
    fits = study.sets(outcome="users", anchors=(0, 40, 100), least=2)
    assert fits.outcome.anchors == (0.0, 40.0, 100.0)
    assert fits.table is not None
    assert {row.out for row in fits.table.rows} == {"R"}
    assert fits.to_frame().height == len(fits.conditions) == 2 + 2 + 6 + 1
