"""Sheets for raters: what is on them, and that what comes back is ratings without an edit."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

import idealtypes as it
from idealtypes.errors import BadInput, IdealtypesError
from idealtypes.files.filling_in import write_sheet
from idealtypes.reporting.rater_sheets import RaterSheets

SCHEME = "doctor_programmes"
Row = dict[str, Any]


def made(**options: Any) -> RaterSheets:
    return it.sheet(SCHEME, cases="Oslo;Bergen", **options)


def rated(row: Row) -> Row:
    """A rater's answer: Oslo from common hands, Bergen wholly private; nothing on supervision in Bergen."""
    because = {"because": "=It says so.", "locator": "p. 2"}
    if row["aspect"] == "care":
        return (
            row
            | {"intensity": {"treating": 1, "monitoring": 0.5, "disciplining": 0}.get(row["pole"], "")}
            | because
        )
    if (row["aspect"], row["case"]) == ("supervision", "Bergen"):
        return row
    return row | {"position": {"Oslo": 0.25, "Bergen": -1}[row["case"]]} | because


def filled(path: Path, rows: Sequence[Row]) -> Path:
    write_sheet(path, {"ratings": rows, "scale": [{"of": "care", "at": 1}]}, (), what="a sheet")
    return path


def balances(study: Any) -> dict[tuple[str, str], Any]:
    answer = it.profile(study, draws=100).to_dict()
    return {
        (case["case"], one["aspect"]): one.get("weights") or one["balance"]
        for case in answer["cases"]
        for one in case["aspects"]
    }


CARE = {"companionable": 0.0, "treating": 1.0, "monitoring": 0.5, "disciplining": 0.0}
EXPECTED = {
    **{("Oslo", "care"): CARE, ("Bergen", "care"): CARE},
    **{("Oslo", "ownership"): 0.25, ("Oslo", "supervision"): 0.25, ("Bergen", "ownership"): -1.0},
    ("Bergen", "supervision"): None,
}


def test_a_row_has_what_is_asked_and_what_places_mean() -> None:
    rows = made(language="nb").records()
    assert [(row["row"], row["case"], row["aspect"], row.get("pole")) for row in rows[:5]] == [
        ("1 av 12", "Oslo", "care", "companionable"),
        ("2 av 12", "Oslo", "care", "treating"),
        ("3 av 12", "Oslo", "care", "monitoring"),
        ("4 av 12", "Oslo", "care", "disciplining"),
        ("5 av 12", "Oslo", "ownership", ""),
    ]
    assert rows[4]["question"] == "Hvem driver programmet?"
    assert (
        rows[4]["scale"].splitlines()[2]
        == "−0,4: En privat aktør driver det, i hovedsak for offentlige penger."
    )
    assert (rows[0]["intensity"], rows[4]["position"]) == ("", "")


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_sheet_that_was_filled_in_is_a_study(ending: str, tmp_path: Path) -> None:
    sheet = filled(tmp_path / f"back{ending}", [rated(row) for row in made().rows("A")])
    done = it.import_project(sheet, tmp_path / "study", scheme=SCHEME)
    assert balances(tmp_path / "study") == EXPECTED
    assert done.account.to_dict()["held"] == {"rows": 12}
    assert [one.what for one in done.skipped] == [
        "the row of `Oslo` on `care` `companionable`",
        "the row of `Oslo` on `care` `disciplining`",
        "the row of `Bergen` on `care` `companionable`",
        "the row of `Bergen` on `care` `disciplining`",
        "the row of `Bergen` on `supervision`",
    ]
    shown = it.evidence(tmp_path / "study", aspect="ownership").statements[0]
    assert (shown.text, shown.locator) == ("=It says so.", "p. 2")


def test_a_second_rater_joins_and_the_same_sheet_again_changes_nothing(tmp_path: Path) -> None:
    study = tmp_path / "study"
    it.import_project(filled(tmp_path / "a.csv", [rated(r) for r in made().rows("A")]), study, scheme=SCHEME)
    other = [rated(row) | {"position": 1 if row["aspect"] != "care" else ""} for row in made().rows("B")]
    it.import_project(filled(tmp_path / "b.csv", other), study)
    assert set(it.read_study(study).codings["coder"]) == {"A", "B"}
    before = (study / "ratings.csv").read_bytes()
    again = it.import_project(tmp_path / "b.csv", study)
    assert (study / "ratings.csv").read_bytes() == before
    assert not again.changes
    other[4] |= {"position": 0.5}
    changed = it.import_project(filled(tmp_path / "b2.csv", other), study)
    assert [(one.what, one.where) for one in changed.changes] == [("ratings", "Oslo, B, ownership")]


def test_a_sheet_by_trait_speaks_of_traits(tmp_path: Path) -> None:
    rows = made(by="trait").rows("A")
    asked = {row["trait"] for row in rows}
    assert {"cs_entry", "sp_task"} <= asked
    for row in rows:
        row["intensity"] = 1 if row["trait"] == "cs_entry" else ""
    it.import_project(filled(tmp_path / "t.xlsx", rows), tmp_path / "study", scheme=SCHEME)
    states = {
        one.trait: one.state for case in it.types(tmp_path / "study", draws=100).cases for one in case.traits
    }
    assert states["cs_entry"] == "one_for"
    assert {state for trait, state in states.items() if trait != "cs_entry"} <= {"silent", "one_against"}


def as_ratings(rows: list[Row], folder: Path) -> list[str]:
    """The warnings of a study that has a sheet as its ratings."""
    folder.mkdir()
    filled(folder / "sheet.csv", rows)
    (folder / "study.yaml").write_text(
        f"format: 1\ntitle: S\nscheme: {SCHEME}\nratings: sheet.csv\n", encoding="utf-8"
    )
    return [str(one) for one in it.read_study(folder).warnings]


def flat(rows: list[Row]) -> list[Row]:
    return [row | {"scale": ""} for row in rows]  # a line a row


def test_rows_taken_out_put_in_and_left_blank_are_told_with_their_lines(tmp_path: Path) -> None:
    rows = flat([rated(row) for row in made().rows("")])
    rows[0]["rater"] = "A"  # once is enough
    rows[5] |= {"position": "", "because": "Not sure."}
    rows += [rows[4] | {"row": "", "case": "Bergen", "because": "Another reason."}]
    del rows[1:3]
    told = as_ratings(rows, tmp_path / "s")
    assert [one.rpartition("sheet.csv:")[2] for one in told if "sheet" in one][:2] == [
        "2: row 2 of the 12 of the sheet of `A` is not here any more: it counts as not rated",
        "2: row 3 of the 12 of the sheet of `A` is not here any more: it counts as not rated",
    ]
    assert any("12: the row of `Bergen` on `ownership` was put into the sheet" in one for one in told)
    assert any("5: `Oslo` on `supervision` is not rated, though it has a reason" in one for one in told)
    assert set(it.read_study(tmp_path / "s").codings["coder"]) == {"A"}


def test_a_trait_left_blank_is_no_rating_of_it(tmp_path: Path) -> None:
    rows = flat(made(by="trait").rows("A"))
    rows[0]["intensity"] = 0.5
    as_ratings(rows, tmp_path / "s")
    assert it.read_study(tmp_path / "s").codings["code"].to_list() == ["rating:care::sp_task"]


def test_places_are_on_the_scale_of_the_study(tmp_path: Path) -> None:
    study = Path("tests/studies/good_ratings")
    found = it.sheet(study, rater="A")
    low, high = it.read_study(study).settings.rating_scale
    places = [at for at, _ in found.items[0].places]
    assert (places[0], places[-1]) == (low, high)


def test_a_workbook_offers_the_anchors_and_hides_no_formula(tmp_path: Path) -> None:
    made(rater="=A", output=tmp_path / "s.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "s.xlsx"))
    assert book.sheet_names == ["ratings", "scale", "columns"]
    rows = book.get_sheet_by_name("ratings").to_python()
    assert rows[1][:3] == ["1 of 12", "'=A", "Oslo"]
    told = [row[0] for row in book.get_sheet_by_name("columns").to_python()]
    assert told[1:7] == ["rater", "position", "intensity", "because", "source", "locator"]
    scale = book.get_sheet_by_name("scale").to_python()
    assert [row[2] for row in scale if row[0] == "care"] == [0, 0.5, 1]
    sheet = zipfile.ZipFile(tmp_path / "s.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == 12
    assert "scale!$C$5:$C$10" in sheet  # ownership, below the three of care


def test_a_page_is_escaped_and_needs_nothing_else(tmp_path: Path) -> None:
    it.sheet(SCHEME, cases=["<b>Oslo</b>"], rater="A & B", language="nb", output=tmp_path / "s.html")
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Oslo&lt;/b&gt;" in page
    assert "A &amp; B" in page
    assert "http" not in page
    assert page.count('class="box"') == 4 * 3 + 6 + 7


def test_a_folder_has_a_workbook_and_a_page_for_each_rater(tmp_path: Path) -> None:
    found = made(rater=["A", "B"], output=tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"{SCHEME}-{name}{ending}" for name in ("a", "b") for ending in (".html", ".xlsx")
    ]
    assert len(found.files) == 4


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda to: made(rater=["A", "B"], output=to / "s.xlsx"), "give a folder, for a file each"),
        (lambda to: made(rater=["A", "a"], output=to), "two raters would have the file"),
        (lambda to: made(output=to / "s.docx"), "is written as .xlsx or .csv"),
        (lambda to: it.sheet(SCHEME, cases="Oslo;Oslo"), "`Oslo` is there twice"),
        (lambda to: it.sheet(SCHEME, cases=";"), "names no case"),
        (lambda to: it.sheet("idealtypes/files/templates/ratings", by="trait"), "has no traits"),
        (
            lambda to: it.import_project(filled(to / "n.csv", made().rows("A")), to / "new"),
            "say `scheme`",
        ),
        (
            lambda to: it.import_project(filled(to / "n.csv", made().rows("A")), to / "new", scheme=SCHEME),
            "nothing is rated in this sheet",
        ),
    ],
)
def test_what_cannot_be_done_is_told(call: Callable[[Path], Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(IdealtypesError, match=told):
        call(tmp_path)
    assert not (tmp_path / "new").exists()


def test_a_sheet_that_may_be_filled_in_is_not_written_over(tmp_path: Path) -> None:
    made(output=tmp_path / "s.csv")
    with pytest.raises(IdealtypesError, match="is there already, and may be filled in"):
        made(output=tmp_path / "s.csv")


def test_a_place_off_the_scale_is_told_at_its_row(tmp_path: Path) -> None:
    rows = flat([rated(row) for row in made().rows("A")])
    rows[4]["position"] = 7
    with pytest.raises(
        BadInput, match=r"f.csv:6: position 7 is outside \[-1, 1\]: -1 is private, 1 is public"
    ):
        it.import_project(filled(tmp_path / "f.csv", rows), tmp_path / "new", scheme=SCHEME)


def test_the_cases_may_stand_in_a_table(tmp_path: Path) -> None:
    with (tmp_path / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("id", "title", "title_nb"), ("o", "Oslo city", "Oslo by"), ("b", "Bergen", "")]
        )
    found = it.sheet(SCHEME, cases=tmp_path / "cases.csv", language="nb")
    assert found.cases == {"o": "Oslo by", "b": "Bergen"}
