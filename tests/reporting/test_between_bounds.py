"""The page of a study that takes what is reported by its extents; and its statements."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import idealtypes as it
from idealtypes.cli import program

SOURCES = "id,kind,of\ndesk,interview,\nguest,interview,\nauthors,reported,6\n"
STATEMENTS = (
    "id,source,text,codes,extent\n"
    "s1,desk,You just walk in,drop_in,\n"
    "s2,guest,One writes a ticket,ticket,\n"
    "s3,authors,Most walk in,drop_in,most\n"
    "s4,authors,Some write,ticket,\n"
)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    minimal = Path(__file__).parents[1] / "studies" / "good_minimal"
    for name in ("scheme.yaml", "theory.yaml"):
        (tmp_path / name).write_text((minimal / name).read_text(encoding="utf-8"), encoding="utf-8")
    said = (minimal / "study.yaml").read_text(encoding="utf-8")
    said += "\nsources: sources.csv\nsettings: {reported: extent, draws: 200}\n"
    (tmp_path / "study.yaml").write_text(said, encoding="utf-8")
    (tmp_path / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "statements.csv").write_text(STATEMENTS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("With what is reported", "1 reported statement without an extent is left out", "by its extent"),
        ),
        (
            "nb",
            (
                "Med det som er gjengitt",
                "1 gjengitt utsagn uten omfang er holdt utenfor",
                "tas med etter omfang",
            ),
        ),
    ],
)
def test_the_page_shows_both_bounds(study: Path, language: str, words: tuple[str, ...]) -> None:
    page = it.report(study, study / "report", language=language).read_text(encoding="utf-8")
    for one in words:
        assert one in page


def test_a_statement_says_how_many_hold_it(study: Path) -> None:
    found = {one.id: one for one in it.evidence(study).statements}
    assert found["s3"].held_by == (4, 5, 6)
    assert found["s3"].counted
    assert not found["s4"].counted
    assert found["s1"].held_by is None
    assert found["s3"].to_dict()["held_by"] == [4, 5, 6]
    assert "held_by" not in found["s1"].to_dict()


def asked(*words: str) -> str:
    done = CliRunner().invoke(program.program, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_the_terminal_shows_bounds_and_says_where_there_are_none(study: Path) -> None:
    told = asked("profile", str(study))
    assert "1 reported finding by extent" in told
    assert " to " in told
    assert "between 0." in asked("types", str(study))
    assert "held by 4 to 5 of 6 groups" in asked("evidence", str(study))
    assert "here reported sources are left out" in asked("influence", str(study))
    refused = CliRunner().invoke(program.program, ["tension", str(study), "--reported", "extent"])
    assert refused.exit_code == 2
    assert "has no answer between two bounds" in refused.output


def test_the_picture_has_the_bounds_below_what_is_quoted(study: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    assert it.profile(study).plot() is not None
