"""`idealtypes init`, `demo` and `report`: from nothing to a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from idealtypes.files.starting import RATINGS, TEMPLATE
from tests.cli.conftest import EXAMPLE, Run


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_from_a_new_study_to_its_report(run: Run, tmp_path: Path) -> None:
    study = tmp_path / "a study"
    result = run("init", study)
    assert set(result.stdout.split("\n")[:-1]) == {str(study / name) for name in files(TEMPLATE)}
    assert f"idealtypes check '{study}'" in result.stderr
    assert run("check", study, "--strict").stdout.endswith("No faults, no warnings.\n")
    assert "3 statements of 2 sources" in run("profile", study).stdout
    page = Path(run("report", study).stdout.strip())
    assert page == study / "report" / "report.html"
    assert "EXAMPLE, replace me" in page.read_text(encoding="utf-8")


def test_a_new_study_by_ratings(run: Run, tmp_path: Path) -> None:
    study = tmp_path / "schemes"
    result = run("init", study, "--ratings")
    assert set(result.stdout.split("\n")[:-1]) == {str(study / name) for name in files(RATINGS)}
    assert run("check", study, "--strict").stdout.endswith("No faults, no warnings.\n")
    assert "8 ratings of 2 raters" in run("profile", study).stdout
    assert "All ratings" in run("agreement", study).stdout
    assert "first − second" in run("compare", study).stdout
    assert "EXAMPLE, replace me" in run("evidence", study).stdout


def test_init_writes_nothing_over_and_leaves_what_else_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "statements.csv").write_text("mine", encoding="utf-8")
    assert "has a statements.csv already" in run("init", tmp_path, code=1).stderr
    assert "is a file" in run("init", tmp_path / "statements.csv", code=1).stderr
    assert files(tmp_path) == {"statements.csv": b"mine"}
    (tmp_path / "with_notes").mkdir()
    (tmp_path / "with_notes" / "notes.txt").write_text("mine", encoding="utf-8")
    run("init", tmp_path / "with_notes")
    assert files(tmp_path / "with_notes") == files(TEMPLATE) | {"notes.txt": b"mine"}
    assert "has a study.yaml already" in run("init", tmp_path / "with_notes", code=1).stderr


def test_the_demo_copies_shows_and_reports(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    text = run("demo", folder).stdout
    copied = files(folder)
    assert {name: copied[name] for name in files(EXAMPLE)} == files(EXAMPLE)
    assert f"The report: {folder / 'report' / 'report.html'}" in text
    assert "report/report.html" in copied
    assert "Support colleagues" in text
    assert f"    idealtypes types {folder}" in text.splitlines()


def test_the_demo_runs_twice_and_keeps_what_was_changed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "idealtypes.reporting.report.write_report", lambda study, folder, **_: folder / "report.html"
    )
    run("demo", tmp_path)
    (tmp_path / "README.md").write_text("my notes", encoding="utf-8")
    (tmp_path / "profile.csv").write_text("my table", encoding="utf-8")
    assert "was changed since it was copied, and is kept as it is: README.md" in run("demo", tmp_path).stderr
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "my notes"
    (tmp_path / "profile.csv").unlink()
    (tmp_path / "README.md").unlink()
    run("demo", tmp_path)
    assert (tmp_path / "README.md").read_bytes() == (EXAMPLE / "README.md").read_bytes()


def test_the_demo_writes_nothing_of_somebody_elses_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "statements.csv").write_text("mine", encoding="utf-8")
    assert "holds something else (statements.csv)" in run("demo", tmp_path, code=1).stderr
    assert files(tmp_path) == {"statements.csv": b"mine"}


def test_the_demo_leaves_another_study_alone(run: Run, fresh: Path) -> None:
    before = files(fresh)
    assert "holds something else" in run("demo", fresh, code=1).stderr
    assert files(fresh) == before


def test_the_report_goes_where_it_is_told_and_is_fit_for_sharing(
    run: Run, fresh: Path, tmp_path: Path
) -> None:
    result = run("report", fresh, "-o", tmp_path / "out", "--language", "nb", "--sharing", "--level", "0.8")
    page = Path(result.stdout.strip())
    assert page == tmp_path / "out" / "report.html"
    assert result.stderr.startswith("Writing the report …\n")
    assert "sharing_key.csv: it stays at home" in result.stderr
    assert "nobody has decided on; neutral names stand instead" in result.stderr
    assert 'lang="nb"' in page.read_text(encoding="utf-8")
    assert not any(b"replace me" in content for content in files(tmp_path / "out").values())


def test_the_report_is_not_written_among_the_files_of_the_study(run: Run, fresh: Path) -> None:
    (fresh / "tables").mkdir()
    (fresh / "statements.csv").rename(fresh / "tables" / "statements.csv")
    study = (fresh / "study.yaml").read_text(encoding="utf-8")
    (fresh / "study.yaml").write_text(
        study.replace("statements.csv", "tables/statements.csv"), encoding="utf-8"
    )
    before = files(fresh)
    for folder in (fresh, fresh / "tables"):
        assert "a file of the study" in run("report", fresh, "-o", folder, code=1).stderr
    assert files(fresh) == before
