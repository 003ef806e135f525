"""What a file holds is what was kept, joined and left out; and where an import stops before it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError, Skipped
from idealtypes.exchange.account import Account, account
from tests.exchange.books import xlsx
from tests.exchange.tables import as_csv

HEAD = ("Source", "Text", "Code")


def adds_up(made: it.Imported) -> bool:
    said = made.account.to_dict()
    return all(
        held == said["kept"][kind] + said["joined"][kind] + said["left_out"][kind]
        for kind, held in said["held"].items()
    )


def table(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / "talk.csv"
    path.write_bytes(as_csv(rows))
    return path


def test_what_is_counted_twice_or_not_at_all_is_seen() -> None:
    told = [Skipped("a row", "x.csv, line 3", "the row has it twice", codings=1, fate="joined")]
    made = account({"rows": 3, "codings": 4}, {"passages": 2, "codings": 2}, {"passages": 1}, told)
    assert made.joined == {"rows": 1, "codings": 1}
    assert made.unexplained == {"codings": 1}
    assert Account({"rows": 1}, {"rows": 2}, {"rows": 0}, {"rows": 0}).unexplained == {"rows": -1}


def test_the_account_of_a_table_is_in_the_answer_and_in_the_study(tmp_path: Path) -> None:
    path = table(tmp_path, HEAD, ("a", "x", "A"), ("a", "x", "B"), ("b", "y", ""), ("b", "z", "A"))
    made = it.import_project(path, tmp_path / "study")
    assert adds_up(made)
    assert made.to_dict()["account"] == {
        "held": {"rows": 4, "codings": 3},
        "kept": {"rows": 2, "codings": 3},
        "joined": {"rows": 1, "codings": 0},
        "left_out": {"rows": 1, "codings": 0},
    }
    kept = json.loads((tmp_path / "study" / "imports.json").read_text(encoding="utf-8"))
    assert kept["projects"][0]["account"] == made.account.to_dict()
    again = it.import_project(path, tmp_path / "study")
    assert again.updated
    assert not again.files
    assert again.account == made.account


def test_texts_that_would_be_empty_stop_an_import(tmp_path: Path) -> None:
    path = table(tmp_path, ("Source", "Hva ble sagt", "Code"), ("a", "x", "A"), ("a", "y", "B"))
    with pytest.raises(
        IdealtypesError, match=r"1 of 1 statements would have no text.*`Hva ble sagt`.*`column` text="
    ):
        it.import_project(path, tmp_path / "study")
    assert not (tmp_path / "study").exists()
    made = it.import_project(path, tmp_path / "study", column={"text": "Hva ble sagt"})
    assert made.counts["statements"] == 2
    assert adds_up(made)


def test_rows_that_share_source_text_and_code_are_asked_about(tmp_path: Path) -> None:
    head = ("Source", "Text", "Code", "Hand")
    rows = [("a", "what she said", "A", "me"), ("a", "what she said", "A", "you"), ("a", "more", "B", "you")]
    path = table(tmp_path, head, *rows)
    with pytest.raises(IdealtypesError, match=r"2 rows share source, text and code .* They differ in `Hand`"):
        it.import_project(path, tmp_path / "study")
    named = it.import_project(path, tmp_path / "study", column={"coder": "Hand"})
    assert (named.counts["statements"], named.counts["coders"]) == (2, 2)
    assert adds_up(named)
    each = it.import_project(path, tmp_path / "each", accept_loss=True)
    assert each.counts["statements"] == 3
    assert adds_up(each)


def test_rows_that_share_source_and_text_under_two_ids_are_asked_about(tmp_path: Path) -> None:
    rows = [("1", "a", "what she said", "A"), ("2", "a", "what she said", "B"), ("3", "a", "more", "B")]
    path = table(tmp_path, ("id", *HEAD), *rows)
    with pytest.raises(
        IdealtypesError, match=r"2 rows share source and text with another and have another id"
    ):
        it.import_project(path, tmp_path / "study")
    joined = it.import_project(path, tmp_path / "study", column={"id": "-"})
    assert joined.account.kept["rows"] == 2
    assert joined.account.joined["rows"] == 1
    assert it.import_project(path, tmp_path / "each", accept_loss=True).account.kept["rows"] == 3


def test_the_sheet_that_is_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(
        xlsx(("Anna", [HEAD, ("a", "x", "A")]), ("Ben", [HEAD, ("a", "y", "B"), ("b", "z", "B")]))
    )
    with pytest.raises(IdealtypesError, match=r"`Anna`, `Ben`"):
        it.import_project(path, tmp_path / "study")
    made = it.import_project(path, tmp_path / "study", sheet="Ben", coder="Ben")
    assert made.account.to_dict() == {
        "held": {"rows": 3, "codings": 2},
        "kept": {"rows": 2, "codings": 2},
        "joined": {"rows": 0, "codings": 0},
        "left_out": {"rows": 1, "codings": 0},
    }
    assert it.import_project(path, tmp_path / "both", sheet=["Anna", "Ben"]).counts["statements"] == 3


def project_file(codings: str, more: str = "") -> bytes:
    text = "One just rings. Nobody asks for a number, and nobody writes it down."
    return (
        '<Project xmlns="urn:QDA-XML:project:1.0" name="p"><CodeBook><Codes><Code guid="c1" name="ring" '
        f'isCodable="true"/></Codes></CodeBook><Sources><TextSource guid="s1" name="Int 1"><PlainTextContent>{text}'
        f"</PlainTextContent>{codings}</TextSource>{more}</Sources></Project>"
    ).encode()


def selection(guid: str, start: int, code: str = "c1", kind: str = "PlainTextSelection") -> str:
    put = f'<Coding guid="k{guid}{start}"><CodeRef targetGUID="{code}"/></Coding>'
    return f'<{kind} guid="{guid}" startPosition="{start}" endPosition="{start + 9}">{put}</{kind}>'


def test_a_guid_that_stands_on_two_selections_stops_an_import(tmp_path: Path) -> None:
    path = tmp_path / "p.qde"
    path.write_bytes(project_file(selection("p1", 0) + selection("p1", 20)))
    with pytest.raises(IdealtypesError, match=r"p1 .PlainTextSelection, PlainTextSelection."):
        it.import_project(path, tmp_path / "study")
    made = it.import_project(path, tmp_path / "study", accept_loss=True)
    assert made.account.kept["selections"] == 2
    assert adds_up(made)


def test_codings_with_nowhere_to_go_stop_an_import_when_they_are_many(tmp_path: Path) -> None:
    marks = "".join(selection(f"p{n}", n) for n in range(38))
    path = tmp_path / "p.qde"
    path.write_bytes(project_file(marks + selection("q", 40, "gone") + selection("r", 41, "gone")))
    made = it.import_project(path, tmp_path / "few")  # 2 of 40 are one in twenty, not more
    assert made.account.left_out["codings"] == 2
    assert adds_up(made)
    path.write_bytes(project_file(selection("p", 0) + selection("q", 40, "gone")))
    with pytest.raises(
        IdealtypesError, match=r"1 of 2 codings would be lost .1: the code gone is not in the codebook."
    ):
        it.import_project(path, tmp_path / "many")
    assert it.import_project(path, tmp_path / "many", accept_loss=True).account.kept["codings"] == 1


def test_a_source_that_is_coded_as_a_whole_is_a_selection_of_it(tmp_path: Path) -> None:
    whole = '<Coding guid="k"><CodeRef targetGUID="c1"/></Coding>'
    path = tmp_path / "p.qde"
    path.write_bytes(project_file(selection("p", 0) + whole))
    made = it.import_project(path, tmp_path / "study")
    assert made.account.held == {"sources": 1, "codes": 1, "selections": 2, "codings": 2}
    assert adds_up(made)


def test_every_format_counts_what_it_holds() -> None:
    from idealtypes.exchange.detect import formats

    assert [one.id for one in formats() if one.holds is None] == []


def test_the_account_is_printed_as_a_small_table(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from idealtypes.cli.program import program

    path = table(tmp_path, HEAD, ("a", "x", "A"), ("a", "x", "B"), ("b", "y", ""))
    said = CliRunner().invoke(program, ["import", str(path), "--into", str(tmp_path / "study"), "--dry-run"])
    lines = [line.split() for line in said.output.splitlines()]
    assert ["held", "kept", "joined", "left", "out"] in lines
    assert ["rows", "3", "1", "1", "1"] in lines
    assert ["codings", "2", "2", "0", "0"] in lines


def test_a_sheet_is_named_in_workbooks_alone(tmp_path: Path) -> None:
    path = tmp_path / "p.qde"
    path.write_bytes(project_file(selection("p", 0)))
    with pytest.raises(IdealtypesError, match=r"`sheet` Anna: it is read whole, as REFI-QDA"):
        it.import_project(path, tmp_path / "study", sheet="Anna")


def test_control_characters_are_read_as_spaces_by_the_counter_too(tmp_path: Path) -> None:
    path = tmp_path / "p.qde"
    path.write_bytes(project_file(selection("p", 0)).replace(b"<Coding ", b"<Coding\x00"))
    made = it.import_project(path, tmp_path / "study")
    assert made.account.held["codings"] == 1
    assert adds_up(made)


def test_what_the_reader_does_not_know_stops_an_import_and_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "p.qde"
    path.write_bytes(project_file(selection("p", 0) + '<OddSelection guid="o"/>'))
    with pytest.raises(
        IdealtypesError, match=r"does not add up: the file holds 2 selections.* 1 are not accounted"
    ):
        it.import_project(path, tmp_path / "study")
    made = it.import_project(path, tmp_path / "study", accept_loss=True)
    assert made.to_dict()["account"]["left_out"]["selections"] == 1
    assert any(one.what == "1 selections" for one in made.skipped)
