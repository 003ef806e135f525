"""What `import_project` and `export_study` give and refuse, as functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from idealtypes.errors import BadCall, IdealtypesError
from idealtypes.exchange.exporting import export_study
from idealtypes.exchange.importing import import_project
from idealtypes.exchange.refi.writing import qdc, qdpx
from idealtypes.files.study import read_study
from idealtypes.storage.outputs import MADE
from tests.cli.conftest import EXAMPLE
from tests.exchange.projects import SMALL


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "talks.qdpx"
    path.write_bytes(qdpx(SMALL).data)
    return path


def test_an_import_tells_what_it_read_and_wrote(file: Path, tmp_path: Path) -> None:
    made = import_project(file, tmp_path / "study")
    assert (made.counts, made.folders, made.format) == (SMALL.counts(), 1, "refi-qda")
    assert (made.fresh, made.codebook, made.updated, made.why) == (True, False, False, None)
    assert all((tmp_path / "study" / name).is_file() for name in made.files)
    assert "3 statements" in repr(made)
    assert len(repr(made)) < 400
    assert import_project(file, tmp_path / "study").files == ()
    assert import_project(file, tmp_path / "study", dry_run=True).updated


def test_what_is_to_be_known_is_a_frame(file: Path, tmp_path: Path) -> None:
    made = import_project(file, str(tmp_path / "study"))
    frame = made.to_frame()
    assert frame.columns == ["kind", "what", "where", "why"]
    assert frame.height == len(made.skipped) + len(made.changes) + len(made.conflicts)


def test_a_codebook_says_why_there_are_no_codings(tmp_path: Path) -> None:
    (tmp_path / "codes.qdc").write_bytes(qdc(SMALL).data)
    made = import_project(tmp_path / "codes.qdc", tmp_path / "study", dry_run=True)
    assert made.codebook
    assert made.to_dict()["why"] == "nothing is coded: the file is a codebook, or nobody has coded yet"
    assert made.to_dict()["why_code"] == "exchange.nothing_coded"
    assert not (tmp_path / "study").exists()


def test_a_scheme_has_a_theory(file: Path, tmp_path: Path) -> None:
    with pytest.raises(IdealtypesError, match="not both"):
        import_project(file, tmp_path / "study", theory="march_olsen", scheme="support_colleagues")


def test_an_export_tells_what_it_wrote(tmp_path: Path) -> None:
    study = read_study(EXAMPLE)
    made = export_study(study, tmp_path / "study.qdpx")
    assert (made.kind, made.files) == ("qdpx", (tmp_path / "study.qdpx",))
    assert made.to_dict()["files"] == ["study.qdpx"]
    assert made.to_dict()["as"] == "qdpx"
    assert made.to_frame().height == len(made.skipped) > 0
    assert len(repr(made)) < 400
    tables = export_study(study, str(tmp_path / "tables"), parquet=True)
    assert {file.name for file in tables.files} == {
        path.name for path in (tmp_path / "tables").iterdir() if path.name != MADE
    }


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("a.csv", None, "say what to write, `as_` matrix or `as_` draws"),
        ("a.csv", "table", "`as_` table is none of qdpx"),
        ("{a}.csv", "qdc", "`as_` qdc is saved as .qdc"),
        ("{a}.docx", None, "{a}.docx"),
    ],
)
def test_a_name_that_says_something_else(name: str, kind: str | None, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadCall) as refused:
        export_study(read_study(EXAMPLE), tmp_path / name, kind=kind)
    assert said in str(refused.value)


def test_the_network_comes_from_who_has_it(tmp_path: Path) -> None:
    study = read_study(EXAMPLE)
    with pytest.raises(IdealtypesError, match="network"):
        export_study(study, tmp_path / "codes.graphml")
    made = export_study(study, tmp_path / "codes.graphml", network=lambda _: "<graphml/>")
    assert (tmp_path / "codes.graphml").read_text(encoding="utf-8") == "<graphml/>"
    assert made.kind == "graphml"


def test_both_are_tables_in_a_notebook(file: Path, tmp_path: Path) -> None:
    made = import_project(file, tmp_path / "study")
    assert "<table" in made._repr_html_()
    assert "<table" in export_study(read_study(tmp_path / "study"), tmp_path / "out.qdpx")._repr_html_()
