"""A report against its study: a fresh one holds, and whatever is changed since is named; the page, too."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.reporting.record import verification
from idealtypes.reporting.record.record import CLOSE, OPEN, SHARED, read_record

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "tests" / "studies" / "good_later"
Made = tuple[Path, Path]


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A study and its report, made once."""
    root = tmp_path_factory.mktemp("verified")
    study = Path(shutil.copytree(STUDY, root / "study"))
    return study, it.report(study, root / "report").parent


@pytest.fixture
def copied(reported: Made, tmp_path: Path) -> Made:
    """The same in folders that a test may change."""
    study, report = reported
    return Path(shutil.copytree(study, tmp_path / "study")), Path(
        shutil.copytree(report, tmp_path / "report")
    )


def change(path: Path, old: str, new: str) -> None:
    said = path.read_text(encoding="utf-8")
    assert said.count(old) == 1, said.count(old)
    path.write_text(said.replace(old, new), encoding="utf-8")


def broken(found: it.Verification) -> list[tuple[str, str, str | None]]:
    return [(line.of, line.outcome, line.what) for line in found.lines if line.broken]


def test_a_fresh_report_holds_by_its_folder_its_page_and_its_record(reported: Made) -> None:
    study, report = reported
    found = it.verify(study, report)
    assert (found.holds, found.changed, broken(found)) == (True, (), [])
    assert len(found.of("finding")) > 5
    assert {line.outcome for line in found.of("finding", "page", "formulas")} == {"same"}
    assert it.verify(study, report / "report.html").holds
    alone = it.verify(study, report / "provenance.json")
    assert alone.holds
    assert [(line.outcome, line.of) for line in alone.lines if line.outcome == "untold"] == [
        ("untold", "page")
    ]


def test_the_record_in_the_page_is_the_one_beside_it(reported: Made) -> None:
    page = (reported[1] / "report.html").read_text(encoding="utf-8")
    beside = json.loads((reported[1] / "provenance.json").read_bytes())
    assert json.loads(page.split(OPEN)[1].split(CLOSE)[0]) == beside
    assert beside["sections"][0] == "result"
    assert set(beside) >= {"inputs", "versions", "settings", "seed", "numbers", "findings", "language"}


def test_a_statement_that_changed_came_or_went_is_named(copied: Made) -> None:
    study, report = copied
    statements = study / "statements.csv"
    change(
        statements,
        "s2,g1,I have never been turned away,open_door;one_of_us",
        "s2,g1,I have never been turned away,open_door",
    )
    change(statements, "s3,g1,They call you by your place on the list,queue\n", "")
    statements.open("a", encoding="utf-8").write("s99,g1,They know us,one_of_us\n")
    found = it.verify(study, report)
    assert not found.holds
    named = [(line.outcome, line.what) for line in found.of("statement") if line.broken]
    assert named == [("changed", "s2"), ("gone", "s3"), ("new", "s99")]
    assert ("file", "changed", "statements.csv") in broken(found)
    assert found.changed == ("data", "findings")
    one = next(line for line in found.of("finding") if line.outcome == "changed")
    assert one.was != one.now
    assert one.was["subject"] == one.now["subject"]


def test_a_file_saved_anew_changes_no_statement_and_no_finding(copied: Made) -> None:
    study, report = copied
    (study / "statements.csv").open("a", encoding="utf-8").write("\n")
    assert broken(it.verify(study, report)) == [("file", "changed", "statements.csv")]


def test_a_setting_that_changed_is_named_and_one_that_was_asked_for_is_told_so(copied: Made) -> None:
    study, report = copied
    change(study / "study.yaml", "draws: 1000", "draws: 1000, level: 0.8")
    found = it.verify(study, report)
    assert broken(found) == [("file", "changed", "study.yaml"), ("setting", "changed", "level")][::-1]
    (line,) = [line for line in found.of("setting") if line.what == "level"]
    assert (line.was, line.now) == (0.95, 0.8)
    # computed with the settings of the report, the findings are what they were
    assert {one.outcome for one in found.of("finding")} == {"same"}
    asked = it.verify(study, it.report(study, report, draws=300))
    assert asked.holds
    assert [(one.what, one.was) for one in asked.of("setting") if one.outcome == "asked"] == [("draws", 300)]


def test_a_part_of_a_study_is_held_against_that_part(copied: Made, tmp_path: Path) -> None:
    study, _ = copied
    source = it.read_study(study).statements["source"][0]
    page = it.report(study, tmp_path / "part", where=f"source={source}")
    found = it.verify(study, page)
    assert found.holds
    assert found.of("selection")[0].now == [f"source={source}"]
    assert not it.verify(it.read_study(study).where(f"source!={source}"), page).holds


def test_other_formulas_are_told(copied: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    study, report = copied
    monkeypatch.setitem(verification.HEAD, "numbers", 99)
    found = it.verify(study, report)
    assert broken(found) == [("formulas", "changed", "numbers")]
    assert (found.lines[1].was, found.lines[1].now) == (2, 99)


def test_other_versions_alone_break_nothing(copied: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    study, report = copied
    monkeypatch.setattr("idealtypes.reporting.record.provenance.VERSION", "9.9")
    found = it.verify(study, report)
    assert found.holds
    assert [(line.what, line.now) for line in found.of("version")] == [("idealtypes", "9.9")]


def test_a_page_that_was_edited_is_told(copied: Made) -> None:
    study, report = copied
    page = report / "report.html"
    said = page.read_text(encoding="utf-8")
    number = re.search(r">([+−]0\.\d\d)<", said)
    assert number is not None
    page.write_text(said[: number.start(1)] + "+0.99" + said[number.end(1) :], encoding="utf-8")
    assert broken(it.verify(study, report)) == [("page", "changed", None)]


def test_a_record_in_the_page_that_differs_from_the_one_beside_it_is_told(copied: Made) -> None:
    study, report = copied
    change(report / "provenance.json", '"language": "en"', '"language": "nb"')
    assert broken(it.verify(study, report)) == [("page", "changed", "record")]


def test_a_finding_that_was_edited_in_both_records_is_found_by_computing_it(copied: Made) -> None:
    study, report = copied
    page, beside = report / "report.html", report / "provenance.json"
    record = json.loads(beside.read_bytes())
    record["findings"][0]["standing"] = "sure" if record["findings"][0]["standing"] != "sure" else "leaning"
    beside.write_text(json.dumps(record), encoding="utf-8")
    said = page.read_text(encoding="utf-8")
    head, rest = said.split(OPEN)
    page.write_text(head + OPEN + json.dumps(record) + CLOSE + rest.split(CLOSE, 1)[1], encoding="utf-8")
    (one,) = broken(it.verify(study, report))
    assert one[:2] == ("finding", "changed")


def test_a_record_of_an_earlier_version_is_checked_as_far_as_it_goes(copied: Made) -> None:
    study, report = copied
    page, beside = report / "report.html", report / "provenance.json"
    record = json.loads(beside.read_bytes())
    for name in ("findings", "statements", "page", "where", "sections", "language"):
        del record[name]
    beside.write_text(json.dumps(record), encoding="utf-8")
    said = page.read_text(encoding="utf-8")
    page.write_text(re.sub(f"{re.escape(OPEN)}.*?{CLOSE}", "", said, flags=re.DOTALL), encoding="utf-8")
    found = it.verify(study, report)
    assert found.holds
    assert [line.of for line in found.lines if line.outcome == "untold"] == ["page", "statement", "finding"]
    (study / "statements.csv").open("a", encoding="utf-8").write("\n")
    assert broken(it.verify(study, report)) == [("file", "changed", "statements.csv")]


def test_a_renumbered_statement_is_told_so() -> None:
    lines = list(
        verification._compared("statement", {"r1": "a", "r2": "b"}, {"r1": "c", "r2": "a", "r3": "b"})
    )
    assert [(line.outcome, line.what, line.now) for line in lines] == [
        ("renamed", "r1", "r2"), ("renamed", "r2", "r3"), ("new", "r1", "c"),
    ]  # fmt: skip


DAMAGED: list[tuple[Callable[[str], str], str]] = [
    (lambda said: said[: len(said) // 2], "it is no JSON"),
    (lambda said: "[" * 100_000, "it is no JSON"),
    (lambda said: "[]", "damaged"),
    (lambda said: said.replace('"settings": {', '"settings": 1, "was": {'), "`settings`"),
    (lambda said: said.replace('"standing": "', '"standing": "un'), "`standing` is `un"),
    (lambda said: re.sub(r'"draws": \d+', '"draws": -4', said), "settings: "),
    (lambda said: said.replace('"language": "en"', '"language": "xx"'), "xx"),
]


@pytest.mark.parametrize(("spoil", "told"), DAMAGED, ids=[told for _, told in DAMAGED])
def test_a_damaged_record_is_told_and_no_traceback(
    copied: Made, spoil: Callable[[str], str], told: str
) -> None:
    study, report = copied
    path = report / "provenance.json"
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(IdealtypesError, match=re.escape(told)):
        it.verify(study, path)


def test_what_is_no_report_is_told(tmp_path: Path, reported: Made) -> None:
    (tmp_path / "page.html").write_text("<p>Hello</p>", encoding="utf-8")
    (tmp_path / "odd.html").write_bytes(b"\xff\xfe\x00")
    for name, told in (
        ("page.html", "no record of how it came about"),
        ("odd.html", "no text in UTF-8"),
        (".", "holds no report"),
        ("nowhere", "there is no report"),
    ):
        with pytest.raises(IdealtypesError, match=told):
            it.verify(reported[0], tmp_path / name)


def test_a_shared_report_holds_and_names_nothing_of_the_study(copied: Made, tmp_path: Path) -> None:
    study, _ = copied
    page = it.report(study, tmp_path / "shared", sharing=True, k=3)
    before = {path.name: path.read_bytes() for path in study.iterdir() if path.is_file()}
    found = it.verify(study, page)
    assert found.holds
    assert len(found.of("finding")) > 0
    assert [(line.of, line.outcome) for line in found.lines if line.outcome == "untold"] == [
        ("file", "untold")
    ]
    assert before == {path.name: path.read_bytes() for path in study.iterdir() if path.is_file()}
    record = read_record(page).record
    assert (record.inputs, record.statements, record.where) == (None, None, ())
    told = [one.model_dump(exclude_none=True, exclude_defaults=True) for one in record.findings or ()]
    assert {name for one in told for name in one} <= set(SHARED)
    (study / "sharing_key.csv").unlink()
    with pytest.raises(IdealtypesError, match=r"no sharing_key\.csv"):
        it.verify(study, page)
