"""`withdraw`: what it shows, what still holds her beside the study, and what she changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import idealtypes as it
from idealtypes.cli.program import program
from tests.withdrawal.studies import HER, make


def run(*arguments: object) -> Result:
    found = CliRunner().invoke(program, [str(one) for one in arguments], env={"COLUMNS": "80"})
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with a project, tables, a copy of a text and another's study beside it."""
    around = tmp_path_factory.mktemp("around")
    made = make(around / "study", 3)
    it.export(around / "study", around / "desks.qdpx")
    it.export(around / "study", around / "tables")
    it.export(around / "study", around / "tables.xlsx")
    text = next(
        text for text in it.read_study(around / "study").statements["text"] if made.canaries[0] in text
    )
    said = json.dumps({"said": text.replace("\n", " ") + " & more"}).replace("&", "\\u0026")
    (around / "notes").mkdir()
    (around / "notes" / "talk.json").write_text(said, "utf-8")
    page = text.replace("&", "&amp;").replace('"', "&quot;")
    (around / "notes" / "page.html").write_text(f"<p>{page[:9]}<b>{page[9:]}</b></p>", "utf-8")
    (around / "notes" / "clean.txt").write_text("nothing here; s1_0 is somebody's\n", "utf-8")
    (around / "other").mkdir()
    (around / "other" / "study.yaml").write_text("s1_0\n", "utf-8")
    (around / "study" / "mine.txt").write_text(f"ask {HER} again\n", "utf-8")
    (around / "packed.7z").write_bytes(b"7z")
    (around / "board").mkdir()
    record = {"title": "Desks", "inputs": []}
    (around / "board" / "provenance.json").write_text(json.dumps(record), "utf-8")
    return around


@pytest.fixture
def around(kept: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept, tmp_path / "around")
    return tmp_path / "around"


def test_what_still_holds_her(around: Path) -> None:
    found = it.withdraw(around / "study", HER)
    held = {one.path.relative_to(around).as_posix(): one for one in found.looked.held}
    assert {"desks.qdpx", "tables.xlsx", "tables/statements.csv", "tables/codings.csv"} <= set(held)
    assert {"notes/talk.json", "notes/page.html", "study/mine.txt", "board/provenance.json"} <= set(held)
    assert not {"notes/clean.txt", "other/study.yaml", "study/statements.csv"} & set(held)
    assert held["notes/talk.json"].texts == held["notes/page.html"].texts == 1
    assert (held["study/mine.txt"].ids, held["study/mine.txt"].texts) == (1, 0)
    assert held["board/provenance.json"].numbers
    assert [path.name for path in found.looked.unsearched["packed"]] == ["packed.7z"]


def test_the_json_of_a_withdrawal(around: Path) -> None:
    told = json.loads(run("withdraw", around / "study", HER, "--json").stdout)
    assert (told["format"], told["numbers"], told["findings"], told["source"]) == (1, 2, [], HER)
    files = {(one["file"], one["what"]): one for one in told["removed"]["files"]}
    assert files["texts/1.txt", "texts"] == {
        "file": "texts/1.txt",
        "what": "texts",
        "number": 1,
        "gone": True,
    }
    assert told["removed"]["statements"] == files["statements.csv", "statements"]["number"]
    assert {"before", "after", "change", "case", "aspect"} == set(told["changed"][0])
    one = next(one for one in told["changed"] if one["change"])
    assert one["change"] == pytest.approx(one["after"]["balance"] - one["before"]["balance"])
    assert {"interval", "interval_whole", "word", "pole", "shares", "sources"} <= set(one["before"])
    assert {"withdraw.again", "withdraw.suggestions"} <= {note["why_code"] for note in told["notes"]}
    assert all(note["why"] for note in told["notes"])


def test_what_is_shown(around: Path) -> None:
    dry = run("withdraw", around / "study", HER, "--dry-run").stdout
    assert f"{HER} would be taken out; nothing is written" in dry
    shown = run("withdraw", around / "study", HER).stdout
    assert f"{HER} is taken out" in shown
    assert dry.replace("would be taken out; nothing is written", "is taken out") == shown
    for part in (
        "statements.csv",
        "the whole file",
        "Still held by",
        "Not looked into",
        "To be done",
        "without",
    ):
        assert part in shown
    assert max(map(len, shown.splitlines())) <= 80
    again = run("withdraw", around / "study", HER)
    assert again.exit_code == 1
    assert "no source `Informant Two`" in again.stderr


def test_a_result_that_can_be_kept(around: Path) -> None:
    found = it.read_study(around / "study").withdraw(HER, dry_run=True)
    assert found.to_frame().columns == ["file", "what", "number", "gone"]
    assert found.to_frame().height == len(found.taken)
    assert "<table" in found._repr_html_()
    assert repr(found).startswith("Withdrawn: Informant Two, would be taken out of")
    with pytest.raises(AttributeError):
        found.source = "another"  # type: ignore[misc]


def test_a_selection_is_refused(around: Path) -> None:
    chosen = it.read_study(around / "study").where("case=north")
    with pytest.raises(it.IdealtypesError, match="is a selection"):
        chosen.withdraw(HER)
