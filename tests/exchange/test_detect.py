"""Which format a file has, and what is said of one that has none."""

from __future__ import annotations

import sqlite3
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from idealtypes.exchange import detect as reading
from idealtypes.exchange import formats as folder
from idealtypes.exchange.detect import MODULES, detect, formats, read_project, sample
from idealtypes.exchange.format import SAMPLE, Format, NotReadable, Sample, Wishes
from idealtypes.exchange.project import Project
from idealtypes.exchange.refi.writing import qdpx
from tests.exchange.projects import SMALL

from ..examples import examples


def test_every_module_of_a_format_is_in_the_list() -> None:
    there = {path.stem for path in Path(next(iter(folder.__path__))).glob("[!_]*.py")}
    known = {
        name
        for name in there
        if "\nFORMAT" in (Path(next(iter(folder.__path__))) / f"{name}.py").read_text("utf-8")
    }
    assert known <= set(MODULES)
    assert all(find_spec(f"idealtypes.exchange.formats.{name}") for name in MODULES)


def test_formats_have_ids_of_their_own_and_say_what_they_are() -> None:
    every = formats()
    assert len({one.id for one in every}) == len(every)
    assert all(one.title and one.makers for one in every)


def test_a_file_is_told_by_its_content_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "strange.docx"
    path.write_bytes(qdpx(SMALL).data)
    found, project = read_project(path)
    assert found.id == "refi-qda"
    assert project.counts()["codings"] == 4


def test_what_a_format_is_recognised_by(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("x" * 10_000, encoding="utf-8")
    assert len(sample(tmp_path / "text.txt").head) == SAMPLE
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("one.txt", "1")
    assert sample(tmp_path / "a.zip").members == ("one.txt",)
    with sqlite3.connect(tmp_path / "b.db") as database:
        database.execute("CREATE TABLE Codes (id)")
    assert sample(tmp_path / "b.db").tables == ("codes",)
    assert sample(tmp_path).members == ("a.zip", "b.db", "text.txt")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.pdf", b"%PDF-1.7 \xff", "this is a PDF document"),
        ("a.nvp", b"\xd0\xcf\x11\xe0 \0", r"export it there as a REFI-QDA project \(\.qdpx\)"),
        ("a.bin", b"\x01\x00\x02", "a binary file of an unknown kind"),
        ("a.txt", b"\xe5\xf8 \xff", "this is no text in UTF-8"),
        ("a.zip", b"PK\x03\x04 broken", "no zip archive that can be opened"),
        ("a.db", b"SQLite format 3\0 broken", "this is an SQLite database"),
        ("a.qdpx", b"", "the file is empty"),
    ],
)
def test_what_is_not_read_is_told_for_what_it_looks_like(
    name: str, data: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NotReadable, match=message) as problem:
        read_project(tmp_path / name)
    assert name in str(problem.value)


def test_what_is_read_is_listed_beside_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(NotReadable) as problem:
        read_project(tmp_path / "a.pdf")
    assert all(one.title in str(problem.value) for one in formats())
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.md").write_text("", encoding="utf-8")
    with pytest.raises(NotReadable, match=r"this is a folder with `notes\.md`"):
        read_project(tmp_path / "folder")


def test_a_name_that_is_nearly_right(tmp_path: Path) -> None:
    (tmp_path / "project.qdpx").write_bytes(b"x")
    with pytest.raises(NotReadable, match=r"did you mean `project\.qdpx`"):
        sample(tmp_path / "projekt.qdpx")


def test_the_first_format_that_recognises_a_file_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(name: str, yes: bool) -> Format:
        return Format(name, name, ("somebody",), lambda _: yes, lambda *_: Project(name, name))

    every = (made("no", False), made("first", True), made("second", True))
    monkeypatch.setattr(reading, "formats", lambda: every)
    assert detect(Sample(Path("x"), b"x")).id == "first"


@examples(60, *HealthCheck)
@given(
    st.binary(min_size=1, max_size=60),
    st.sampled_from([b"", b"PK\x03\x04", b"SQLite format 3\0", b"<?xml", b"\xef\xbb\xbf"]),
)
def test_no_bytes_are_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, magic: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "file.bin"
    path.write_bytes(magic + data)
    with pytest.raises(NotReadable, match=r"file\.bin"):  # none of these is a project
        read_project(path, Wishes())
