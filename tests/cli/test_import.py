"""`idealtypes import`: from a file to a study, and what is said on the way."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from idealtypes.errors import Skipped
from idealtypes.exchange import detect as reading
from idealtypes.exchange.format import Format, Wishes
from idealtypes.exchange.project import ForeignCoding, Project
from idealtypes.exchange.refi.writing import qdc, qdpx
from idealtypes.files.study import read_study
from idealtypes.storage.file_layer import instead
from tests.cli.conftest import Run
from tests.exchange.projects import SMALL, second
from tests.storage.disks import FailingDisk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "talks.qdpx"
    path.write_bytes(qdpx(SMALL).data)
    return path


def test_a_file_becomes_a_study_that_passes_check(run: Run, file: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    result = run("import", file, "--into", study)
    assert "3 codes · 1 folder of codes · 1 source · 3 statements · 4 codings · 1 coder" in result.stdout
    assert "Written: imports.json, scheme.yaml, sources.csv, statements.csv" in result.stdout
    assert f"idealtypes check {study}" in result.stderr
    assert f"idealtypes place {study}" in result.stderr
    assert max(map(len, result.stdout.splitlines())) <= 80
    checked = run("check", study).stdout
    assert "No faults, 5 warnings." in checked
    assert "is not yet placed" in checked
    assert run("profile", study).exit_code == 0


def test_the_answer_follows_the_contract(answer: Any, file: Path, tmp_path: Path) -> None:
    found = answer("import", file, "--into", tmp_path / "study")
    assert {
        key: found[key] for key in ("codes", "sources", "statements", "codings", "coders")
    } == SMALL.counts()
    assert found["settings"]["format"] == "refi-qda"
    assert found["why"] is None
    assert set(found) >= {"format", "skipped", "notes", "conflicts", "changes", "updated", "files"}
    assert all(set(one) == {"what", "where", "why"} for one in found["skipped"])


def test_a_dry_run_writes_nothing(run: Run, answer: Any, file: Path, tmp_path: Path) -> None:
    assert (
        "Would write: imports.json" in run("import", file, "--into", tmp_path / "study", "--dry-run").stdout
    )
    assert answer("import", file, "--into", tmp_path / "study", "--dry-run")["settings"]["dry_run"] is True
    assert [path.name for path in tmp_path.iterdir()] == ["talks.qdpx"]


def test_again_and_a_second_coder(run: Run, answer: Any, file: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    run("import", file, "--into", study)
    assert "Nothing has changed." in run("import", file, "--into", study).stdout
    (tmp_path / "second.qdpx").write_bytes(qdpx(second()).data)
    found = answer("import", tmp_path / "second.qdpx", "--into", study)
    assert found["updated"] is False
    assert [one["what"] for one in found["conflicts"]] == ["passages of two coders"]
    assert "a new coding" in [one["what"] for one in found["changes"]]
    assert set(read_study(study).codings.get_column("coder")) == {"Coder A", "Coder B"}
    assert "No faults" in run("check", study).stdout
    assert run("agreement", study).exit_code == 0


def test_a_codebook_alone(run: Run, answer: Any, tmp_path: Path) -> None:
    (tmp_path / "codes.qdc").write_bytes(qdc(SMALL).data)
    found = answer("import", tmp_path / "codes.qdc", "--into", tmp_path / "study", "--dry-run")
    assert found["codings"] == 0
    assert "codebook" in found["why"]
    result = run("import", tmp_path / "codes.qdc", "--into", tmp_path / "study")
    assert "scheme.yaml" in result.stderr
    assert sorted(path.name for path in (tmp_path / "study").iterdir()) == ["imports.json", "scheme.yaml"]


def test_another_theory_or_scheme(run: Run, file: Path, tmp_path: Path) -> None:
    run("import", file, "--into", tmp_path / "one", "--theory", "thornton_ocasio_lounsbury")
    assert read_study(tmp_path / "one").scheme.theory.id == "thornton_ocasio_lounsbury"
    run("import", file, "--into", tmp_path / "two", "--scheme", "support_colleagues")
    assert len(read_study(tmp_path / "two").scheme.aspects) == 3
    assert (
        "leave --theory and --scheme out"
        in run("import", file, "--into", tmp_path / "one", "--theory", "march_olsen", code=1).stderr
    )
    both = ("--theory", "march_olsen", "--scheme", "support_colleagues")
    assert "--theory or --scheme" in run("import", file, "--into", tmp_path / "three", *both, code=2).stderr


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Wishes]:
    """A format of our own, whose reader tells what it was asked for and skips a hundred things."""
    asked: list[Wishes] = []

    def read(path: Path, wishes: Wishes) -> Project:
        asked.append(wishes)
        skipped = tuple(Skipped("a picture", f"member {n}", "pictures are not read") for n in range(100))
        nobody = tuple(ForeignCoding(c.passage, c.code) for c in SMALL.codings)
        return replace(
            SMALL, codings=nobody, coders=(), skipped=skipped, notes=("positions count code points",)
        )

    one = Format("made", "A made-up format", ("nobody",), lambda _: True, read, columns=None)
    monkeypatch.setattr(reading, "formats", lambda: (one,))
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    return asked


def test_what_is_skipped_is_told_by_reason(run: Run, made: list[Wishes], tmp_path: Path) -> None:
    text = run("import", tmp_path / "file.txt", "--into", tmp_path / "study").stdout
    assert "  100 × a picture: pictures are not read" in text
    assert "member 0; member 1; member 2; and 97 more" in text
    assert "- positions count code points" in text


def test_columns_and_coder_are_handed_on(run: Run, made: list[Wishes], tmp_path: Path) -> None:
    asked = ("--column", "text=Segment", "--column", "code=Code name", "--coder", "Kari")
    run("import", tmp_path / "file.txt", "--into", tmp_path / "study", *asked)
    assert dict(made[0].columns) == {"text": "Segment", "code": "Code name"}
    assert set(read_study(tmp_path / "study").codings.get_column("coder")) == {"Kari"}
    for wrong in (("--column", "text"), ("--column", "a=b", "--column", "a=c")):
        run("import", tmp_path / "file.txt", "--into", tmp_path / "study", *wrong, code=2)


def test_the_formats_are_listed_with_what_is_not_verified(run: Run, made: list[Wishes]) -> None:
    text = run("import", "--formats").stdout
    assert "A made-up format" in text
    assert "none: not verified" in text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xff\xfe\x00", b"SQLite format 3\0"])
def test_a_broken_or_unknown_file_is_a_message_and_nothing_is_written(
    data: bytes, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "file.qdpx").write_bytes(data)
    result = run("import", tmp_path / "file.qdpx", "--into", tmp_path / "study", code=1)
    assert result.stdout == ""
    assert "file.qdpx" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file.qdpx"]


def test_a_study_with_faults_is_left_as_it_is(run: Run, file: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    run("import", file, "--into", study)
    (study / "statements.csv").write_text("id,source,text\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    assert "statements.csv" in run("import", file, "--into", study, code=1).stderr
    assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before


def test_things_of_their_own_name_stand_together(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def read(path: Path, wishes: Wishes) -> Project:
        marks = tuple(Skipped(f"mark {n}", "source `a`", "no code is on it") for n in range(7))
        return replace(SMALL, skipped=(*marks, Skipped("a picture", "page 1", "pictures are not read")))

    one = Format("made", "A made-up format", ("nobody",), lambda _: True, read)
    monkeypatch.setattr(reading, "formats", lambda: (one,))
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    text = run("import", tmp_path / "file.txt", "--into", tmp_path / "study").stdout
    assert (
        "  7: no code is on it\n      mark 0, source `a`; mark 1, source `a`; mark 2, source `a`; and 4"
        in text
    )
    assert "  a picture: pictures are not read\n      page 1" in text


def test_a_codebook_alone_says_what_became_of_the_sources(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "talks.qdpx"
    path.write_bytes(qdpx(replace(SMALL, passages=(), codings=())).data)
    result = run("import", path, "--into", tmp_path / "study")
    assert "the sources: nothing is coded, so the codebook alone is written" in result.stdout
    assert "It is no study yet" in result.stderr
    assert sorted(one.name for one in (tmp_path / "study").iterdir()) == ["imports.json", "scheme.yaml"]


def test_hidden_files_do_not_make_a_folder_full(run: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / ".DS_Store").write_bytes(b"x")
    run("import", file, "--into", tmp_path / "study")
    assert read_study(tmp_path / "study").statements.height == 3


def test_a_folder_that_cannot_be_made_is_named_as_it_was_given(run: Run, file: Path, tmp_path: Path) -> None:
    with instead(FailingDisk(1, errno.EACCES)):
        result = run("import", file, "--into", tmp_path / "study", code=1)
    assert "study cannot be written: Permission denied" in " ".join(result.stderr.split())
    assert not (tmp_path / "study").exists()


def test_readers_on_the_command_line(run: Run, answer: Any, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(
        "document,segment,code,coder\nInt = 1,a,phone,Anna\nInt = 1,b,form,Bo\nInt = 1,a,phone,Bo\n",
        encoding="utf-8",
    )
    study = tmp_path / "study"
    run("import", table, "--into", study, "--readers", "Int = 1=Anna, Bo")
    assert read_study(study).readers == {"int_1": ("Anna", "Bo")}
    told = answer("agreement", study)["rests_on"]
    assert (told["rule"], told["other"]["rule"]) == ("declared", "coded")
    shown = run("agreement", study).stdout
    assert "Read: who read what is declared" in shown
    assert "Otherwise: " in shown
    for wrong, message in (
        (["Anna"], "`Anna` should be `all`, or source=coders"),
        (["Int 1="], "`Int 1=` should be `all`, or source=coders"),
        (["all", "Int 1=Anna"], "`all` is every coder of every source"),
    ):
        options = [part for one in wrong for part in ("--readers", one)]
        failed = run("import", table, "--into", tmp_path / "other", *options, code=2)
        assert message in " ".join(failed.stderr.split())
    failed = run("import", table, "--into", tmp_path / "other", "--readers", "Int = 1=Ana", code=1)
    assert "unknown coder `Ana`: did you mean `Anna`?" in failed.stderr
    assert not (tmp_path / "other").exists()
