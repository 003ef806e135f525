"""The report on disk: all of it or nothing, the same bytes for the same study, and what lies beside the page."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest

from idealtypes.errors import IdealtypesError
from idealtypes.files.saving import xlsx_bytes
from idealtypes.reporting import report as module
from idealtypes.reporting.links import Links
from idealtypes.reporting.report import report_files, write_report
from idealtypes.reporting.report_tables import tables
from idealtypes.storage.outputs import MADE


@pytest.fixture
def files(report) -> dict[str, bytes]:
    return report("mixed")


def test_what_is_written(study, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "report_files", lambda study, **options: files)
    page = write_report(study("mixed"), tmp_path / "new" / "report")
    assert page == tmp_path / "new" / "report" / "report.html"
    written = {
        p.relative_to(page.parent).as_posix(): p.read_bytes() for p in page.parent.rglob("*") if p.is_file()
    }
    del written[MADE]  # what a later report knows its files by
    assert written == files
    assert {"report.html", "provenance.json"} <= set(files)
    assert {f"figures/{n}.svg" for n in ("balance", "views", "types")} <= set(files)
    assert not [name for name in files if name.endswith((".png", ".pdf"))]
    names = ("profile", "views", "gap", "types", "traits", "statements", "codes")
    assert {f"tables/{n}.{e}" for n in names for e in ("csv", "xlsx")} <= set(files)


def test_nothing_is_written_before_all_is_made(
    study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no tables today")

    monkeypatch.setattr(module, "tables", broken)
    with pytest.raises(RuntimeError, match="no tables today"):
        write_report(study("mixed"), tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_a_language_without_words(study, tmp_path: Path) -> None:
    with pytest.raises(IdealtypesError, match="it speaks en, nb"):
        write_report(study("mixed"), tmp_path / "report", language="xx")
    assert not (tmp_path / "report").exists()


def test_a_folder_that_cannot_be_written(
    study, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "report_files", lambda study, **options: files)
    (tmp_path / "report").write_text("a file, not a folder")
    with pytest.raises(IdealtypesError, match="report is a file: give the name of a folder"):
        write_report(study("mixed"), tmp_path / "report")


def test_what_a_report_no_longer_has_goes_and_what_is_not_its_own_stays(
    study, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "report_files", lambda study, **options: files)
    write_report(study("mixed"), tmp_path)
    for name in ("notes.txt", ".DS_Store", "figures/mine.svg"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    (tmp_path / "tables" / "types.csv").write_text("mine now", encoding="utf-8")
    fewer = {n: c for n, c in files.items() if n not in ("figures/views.svg", "tables/types.csv")}
    monkeypatch.setattr(module, "report_files", lambda study, **options: fewer)
    with pytest.warns(UserWarning, match=r"types\.csv was made by an earlier run and changed since"):
        write_report(study("mixed"), tmp_path)
    assert not (tmp_path / "figures" / "views.svg").exists()
    assert (tmp_path / "tables" / "types.csv").read_text(encoding="utf-8") == "mine now"
    for name in ("notes.txt", ".DS_Store", "figures/mine.svg"):
        assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_provenance(study, files, monkeypatch: pytest.MonkeyPatch) -> None:
    origin = json.loads(files["provenance.json"])
    assert origin["format"] == 1
    assert origin["inputs"] == [{"file": name, "sha256": digest} for name, digest in study("mixed").inputs]
    assert origin["settings"] == study("mixed").settings.model_dump(mode="json")
    assert origin["seed"] == 1
    assert {"idealtypes", "python", "numpy", "scipy", "polars"} <= set(origin["versions"])
    from idealtypes.reporting.record.provenance import today

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert today() == "1970-01-01"


def test_the_date_stands_in_the_provenance_alone(study, files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    later = report_files(study("mixed"))
    assert set(files) == set(later)
    changed = {name for name in later if files[name] != later[name]}
    assert changed == {"report.html", "provenance.json"}
    date, own = (json.loads(files["provenance.json"])[name] for name in ("date", "page"))
    page = later["report.html"].decode().replace(json.loads(later["provenance.json"])["page"], own)
    assert page.replace("1970-01-02", date) == files["report.html"].decode()


def test_tables_hold_the_numbers(facts, files) -> None:
    profile = facts("mixed").profile
    table = pl.read_csv(files["tables/profile.csv"])
    for c, a, p in [(0, a, p) for a in range(3) for p in range(2)]:
        row = table.row(a * 2 + p, named=True)
        assert row["balance"] == pytest.approx(profile.balance[c, a])
        assert row["share"] == pytest.approx(profile.shares[c, a, p])
        assert row["statements"] == profile.statements[c, a]
    gap = pl.read_csv(files["tables/gap.csv"]).row(0, named=True)
    record = facts("mixed").gaps["study", "access"]
    assert (gap["gap"], gap["gap_low"], gap["gap_high"]) == pytest.approx(
        (record["gap"], *record["interval"])
    )
    views = pl.read_csv(files["tables/views.csv"])
    assert set(views["view"]) == {"all", "is", "ought", "useful"}
    traits = pl.read_csv(files["tables/traits.csv"])
    assert dict(traits.select("trait", "state").rows())["friend_listens"] == "mixed"


def test_statements_and_codes(files, study) -> None:
    table = pl.read_csv(files["tables/statements.csv"])
    assert table.height == study("mixed").statements.height
    graded = table.filter(pl.col("id") == "graded_one").row(0, named=True)
    assert (graded["help_informal"], graded["help_formal"], graded["access_formal"]) == (0.5, 0.5, None)
    codes = pl.read_csv(files["tables/codes.csv"])
    assert (
        dict(codes.select("code", "statements").rows())["open_door"] == 16
    )  # the reported one is not counted


def test_spreadsheets_take_no_text_for_a_formula(facts) -> None:
    known = facts("hostile")
    rows = [dict(r, text="=1+1") for r in tables(known, Links(known))["statements"]]
    sheet = pl.read_excel(io.BytesIO(xlsx_bytes(rows)), engine="calamine")
    assert set(sheet["text"]) == {"'=1+1"}


def test_spreadsheets_hold_what_csv_holds(files) -> None:
    for name in ("profile", "statements", "traits"):
        sheet = pl.read_excel(io.BytesIO(files[f"tables/{name}.xlsx"]), engine="calamine")
        table = pl.read_csv(files[f"tables/{name}.csv"])
        assert sheet.columns == table.columns
        assert sheet.height == table.height


@pytest.mark.parametrize("kind", ["silent", "poles_of_cases"])
def test_every_kind_of_study_has_a_report(study, kind: str, tmp_path: Path) -> None:
    page = write_report(study(kind), tmp_path, language="nb", sharing=True)
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
