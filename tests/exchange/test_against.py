"""Codings against a code: through other programs, tables and a second coder, and back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from idealtypes.engine.views import study_profile
from idealtypes.exchange.against import FOLDER, with_denials, with_stances
from idealtypes.exchange.contents import Known, KnownCode, StudyCode, StudyContents
from idealtypes.exchange.exporting import export_study
from idealtypes.exchange.importing import Imported, import_project
from idealtypes.exchange.project import ForeignCode, ForeignCoding, Project
from idealtypes.files.study import check_study, read_study
from idealtypes.model.study import StudyData
from tests.exchange.refi_structure import faults
from tests.exchange.tables import Rows, as_csv

QDA = "{urn:QDA-XML:project:1.0}"
CODES = {"pay": "Pay", "care": "Care and pay", "x.y": "Not this"}
STUDY = {
    "study.yaml": "format: 1\ntitle: Talks\nscheme: ./scheme.yaml\nstatements: statements.csv\n",
    "scheme.yaml": "format: 1\nid: made\ntitle: Made\nversion: 1\ntheory: march_olsen\n"
    "aspects:\n  - {id: help, title: Help, axis: formality}\ncodes:\n"
    + "".join(
        f"  - {{id: {id}, title: {title}, place: {{aspect: help, position: {x}}}}}\n"
        for (id, title), x in zip(CODES.items(), (1, -0.5, 0.25), strict=True)
    ),
    "statements.csv": "id,source,text,codes\n"
    "s1,Anna,We are paid.,pay\ns2,Anna,There ought to be no pay.,!pay;care=0.5\n"
    "s3,Bo,Both ways.,pay;!pay\ns4,Bo,Nobody cares.,!care=0.3;!x.y\n",
}
PUT = [
    ("s1", "pay", 1.0), ("s2", "!pay", 1.0), ("s2", "care", 0.5), ("s3", "!pay", 1.0), ("s3", "pay", 1.0),
    ("s4", "!care", 0.3), ("s4", "!x.y", 1.0),
]  # fmt: skip
BESIDE = {
    "imports.json",
    "study.yaml",
    "sources.csv",
    "texts/Anna.txt",
    "texts/Bo.txt",
}  # what a study by hand lacks
WAYS = ("a.qdpx", "tables", "a.xlsx")


def study(folder: Path, **files: str) -> StudyData:
    folder.mkdir()
    for name, text in (STUDY | files).items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_study(folder)


def put(found: StudyData) -> list[tuple[str, str, float]]:
    return sorted(found.codings.select("statement", "code", "intensity").rows())


def said(found: StudyData) -> list[tuple[str, str, float]]:
    """The same by the words of statements."""
    texts = dict(found.statements.select("id", "text").rows())
    return sorted((texts[statement], code, intensity) for statement, code, intensity in put(found))


def resaved(path: Path, change: object = None) -> Path:
    """The project as another program saves it: without our folder, its XML changed by a function."""
    again = path.with_name("again.qdpx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            if name.startswith("idealtypes/"):
                continue
            data = old.read(name)
            if name == "project.qde" and callable(change):
                root = etree.fromstring(data)
                change(root)
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            new.writestr(name, data)
    return again


def code(root: etree._Element, name: str) -> etree._Element:
    return next(one for one in root.iter(f"{QDA}Code") if one.get("name") == name)


# a study goes out and comes back


@pytest.mark.parametrize("way", WAYS)
def test_a_study_comes_back_with_its_stances(way: str, tmp_path: Path) -> None:
    before = study(tmp_path / "study")
    assert put(before) == PUT
    export_study(before, tmp_path / way)
    made = import_project(tmp_path / way, tmp_path / "back")
    back = read_study(tmp_path / "back")
    assert put(back) == PUT
    assert back.scheme == before.scheme
    assert study_profile(back).records() == study_profile(before).records()
    assert made.counts["codes"] == 3
    assert made.folders == 0
    assert made.account.unexplained == {}
    assert [one.what for one in made.skipped if "stance" in one.what or "code" in one.what] == []


@pytest.mark.parametrize("way", WAYS)
def test_again_into_its_own_study_nothing_changes(way: str, tmp_path: Path) -> None:
    export_study(study(tmp_path / "study"), tmp_path / way)
    for may in (BESIDE, {"imports.json"}):
        made = import_project(tmp_path / way, tmp_path / "study")
        assert (made.changes, made.conflicts) == ((), ())
        assert made.account.unexplained == {}
        assert put(read_study(tmp_path / "study")) == PUT
        assert set(made.files) <= may


def test_other_programs_see_a_code_below_a_folder(tmp_path: Path) -> None:
    exported = export_study(study(tmp_path / "study"), tmp_path / "a.qdpx")
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
        root = etree.fromstring(archive.read("project.qde"))
    folder = code(root, "[idealtypes]")
    assert folder.get("isCodable") == "false"
    assert [one.get("name") for one in folder.iter(f"{QDA}Code")][1:] == ["not: pay", "not: care", "not: x.y"]
    assert all(one.get("isCodable") == "true" for one in list(folder.iter(f"{QDA}Code"))[1:])
    assert any("`not: …`" in note and "4 codings" in note for note in exported.notes)


def moved(root: etree._Element) -> None:
    tree = root.find(f"{QDA}CodeBook/{QDA}Codes")
    folder = code(root, "[idealtypes]")
    for one in list(folder.iter(f"{QDA}Code"))[1:]:
        code(root, "Pay").append(one)
    tree.remove(folder)


def bare(root: etree._Element) -> None:
    for one in list(root.iter(f"{QDA}Description")):
        one.getparent().remove(one)


def moved_and_bare(root: etree._Element) -> None:
    moved(root)
    bare(root)


@pytest.mark.parametrize("change", [None, moved, bare])
def test_a_project_that_another_program_saved(change: object, tmp_path: Path) -> None:
    """What is coded against has the same code again, though the codes were moved, or lost their descriptions."""
    before = study(tmp_path / "study", **only("pay"))
    export_study(before, tmp_path / "a.qdpx")
    made = import_project(resaved(tmp_path / "a.qdpx", change), tmp_path / "back")
    back = read_study(tmp_path / "back")
    assert said(back) == said(before)
    assert [one.id for one in back.scheme.codes] == [one.id for one in before.scheme.codes]
    assert made.account.unexplained == {}
    assert any("`not: pay`" in note for note in made.notes)


def only(*codes: str) -> dict[str, str]:
    """A study with codes whose ids their titles give."""
    ids = [
        f"  - {{id: {one}, title: {one.title()}, place: {{aspect: help, pole: formal}}}}\n" for one in codes
    ]
    statements = "id,source,text,codes\ns1,Anna,We are paid.,pay\ns2,Anna,There ought to be no pay.,!pay\n"
    head = STUDY["scheme.yaml"].partition("codes:\n")[0]
    return {"scheme.yaml": f"{head}codes:\n{''.join(ids)}", "statements.csv": statements}


def test_moved_and_without_a_description(tmp_path: Path) -> None:
    before = study(tmp_path / "study", **only("pay", "wages"))
    export_study(before, tmp_path / "a.qdpx")
    import_project(resaved(tmp_path / "a.qdpx", moved_and_bare), tmp_path / "back")
    assert said(read_study(tmp_path / "back")) == said(before)


def without_pay(root: etree._Element) -> None:
    gone = code(root, "Pay")
    for one in list(root.iter(f"{QDA}CodeRef")):
        if one.get("targetGUID") == gone.get("guid"):
            one.getparent().getparent().remove(one.getparent())
    gone.getparent().remove(gone)


def test_a_code_that_negates_none_is_one_of_its_own(tmp_path: Path) -> None:
    export_study(study(tmp_path / "study", **only("pay", "wages")), tmp_path / "a.qdpx")
    made = import_project(resaved(tmp_path / "a.qdpx", without_pay), tmp_path / "back")
    back = read_study(tmp_path / "back")
    assert said(back) == [("There ought to be no pay.", "not_pay", 1.0)]
    assert [one.title.say() for one in back.scheme.codes] == ["Wages", "not: pay"]
    assert any("`not: pay`" in note and "codes of their own" in note for note in made.notes)
    assert made.account.unexplained == {}
    again = import_project(resaved(tmp_path / "a.qdpx"), tmp_path / "back")  # now it has the code
    assert check_study(tmp_path / "back")[0] == ()
    assert again.account.unexplained == {}


def test_the_code_may_be_the_study_s_alone(tmp_path: Path) -> None:
    before = study(tmp_path / "study", **only("pay", "wages"))
    export_study(before, tmp_path / "a.qdpx")
    path = resaved(tmp_path / "a.qdpx", without_pay)
    for _ in range(2):
        import_project(path, tmp_path / "study", coder="Kari")
        both = read_study(tmp_path / "study")
        assert sorted(both.codings.select("statement", "code", "coder").rows()) == [
            ("s1", "pay", ""), ("s2", "!pay", ""), ("s2", "!pay", "Kari"),
        ]  # fmt: skip
        assert [one.id for one in both.scheme.codes] == ["pay", "wages"]


def renamed(root: etree._Element) -> None:
    code(root, "Pay").set("name", "Wages and fees")


def test_a_code_under_another_name_keeps_what_is_against_it(tmp_path: Path) -> None:
    before = study(tmp_path / "study", **only("pay", "care"))
    export_study(before, tmp_path / "a.qdpx")
    import_project(resaved(tmp_path / "a.qdpx", renamed), tmp_path / "back")
    back = read_study(tmp_path / "back")
    assert said(back) == said(before)
    assert back.scheme.codes[0].title.say() == "Wages and fees"


def test_the_file_is_as_the_standard_asks(tmp_path: Path) -> None:
    export_study(study(tmp_path / "study"), tmp_path / "a.qdpx")
    with zipfile.ZipFile(tmp_path / "a.qdpx") as archive:
        assert faults(etree.fromstring(archive.read("project.qde"))) == []


# Taguette


def test_through_taguette(tmp_path: Path) -> None:
    before = study(tmp_path / "study")
    export_study(before, tmp_path / "a.sqlite3")
    made = import_project(tmp_path / "a.sqlite3", tmp_path / "back")
    back = read_study(tmp_path / "back")
    assert [one[:2] for one in said(back)] == [one[:2] for one in said(before)]
    assert [one.title.say() for one in back.scheme.codes] == list(CODES.values())
    assert made.account.unexplained == {}


# extents and whom a source speaks for


def test_an_extent_that_cannot_be_one_is_an_attribute(tmp_path: Path) -> None:
    rows = [("source", "text", "code", "extent", "mode"), ("i", "A.", "pay", "several", "would"),
            ("i", "B.", "pay", "large", "")]  # fmt: skip
    table(tmp_path, rows)
    back = read_study(tmp_path / "study")
    assert back.statements.get_column("extent (imported)").to_list() == ["several", "large"]
    assert back.statements.get_column("mode").to_list() == ["would", "is"]


def test_a_second_coder_s_extents_are_those_of_the_reported_source(tmp_path: Path) -> None:
    files = {
        "study.yaml": STUDY["study.yaml"] + "sources: sources.csv\n",
        "sources.csv": "id,kind,of\nthesis,reported,14\n",
        "statements.csv": "id,source,text,codes,coder,extent\ns1,thesis,A.,pay,Anna,most\n",
    }
    study(tmp_path / "study", **files)
    rows = [("source", "text", "code", "coder", "extent"), ("thesis", "B.", "pay", "Bo", "9/14"),
            ("thesis", "C.", "pay", "Bo", "9/5")]  # fmt: skip
    table(tmp_path, rows)
    back = read_study(tmp_path / "study")
    assert back.statements.select("text", "extent", "extent (imported)").rows() == [
        ("A.", "most", None), ("B.", "9/14", None), ("C.", None, "9/5")
    ]  # fmt: skip
    assert back.sources.get_column("of").to_list() == ["14"]


# what the parts do


def project(*codes: ForeignCode, codings: tuple[str, ...] = ()) -> Project:
    return Project("x", "X", codes=codes, codings=tuple(ForeignCoding("p", one) for one in codings))


def test_a_foreign_code_with_a_definition_of_its_own_is_left() -> None:
    one = project(
        ForeignCode("1", "pay"), ForeignCode("2", "not: pay", "Nobody is paid here."), codings=("2",)
    )
    assert with_stances(one, StudyContents()).project == one


def test_without_a_definition_the_name_tells() -> None:
    one = project(
        ForeignCode("1", "Pay"), ForeignCode("2", "Not: pay"), ForeignCode("3", "not: care"), codings=("2",)
    )
    found = with_stances(one, StudyContents())
    assert [(c.code, c.against) for c in found.project.codings] == [("1", True)]
    assert [c.id for c in found.project.codes] == ["1", "3"]
    assert found.joined == 1


def test_codes_in_our_folder_that_are_none_of_ours_stay_there() -> None:
    over = ForeignCode("f", "[idealtypes]", FOLDER, codable=False)
    one = project(
        ForeignCode("1", "Pay"), over, ForeignCode("2", "not: pay", "x", "f"), ForeignCode("3", "Mine", "y", "f"),
        ForeignCode("4", "below", parent="2"), codings=("2",),
    )  # fmt: skip
    found = with_stances(one, StudyContents())
    assert [(c.id, c.parent) for c in found.project.codes] == [
        ("1", None),
        ("f", None),
        ("3", "f"),
        ("4", "f"),
    ]
    assert found.joined == 1


def test_what_was_a_code_of_its_own_stays_one() -> None:
    known = Known("x", "X", codes={"2": KnownCode("not_pay", "not: pay")})
    contents = StudyContents(codes={"not_pay": StudyCode("not_pay", "not: pay")}, known=(known,))
    one = project(ForeignCode("1", "Pay"), ForeignCode("2", "not: pay"), codings=("2",))
    assert with_stances(one, contents).project == one


def test_a_memo_on_such_a_code_is_told() -> None:
    one = project(ForeignCode("1", "Pay"), ForeignCode("2", "not: pay", memo="Look again."))
    assert [skipped.what for skipped in with_stances(one, StudyContents()).project.skipped] == [
        "the memo of a code"
    ]


names = st.sampled_from(["pay", "Pay", "not: pay", "not: not: pay", "[idealtypes]", "not:", "a", "not: a"])
said_of = st.sampled_from(["", "words", '[idealtypes]\n{"not": "pay"}', '[idealtypes]\n{"id": "pay"}'])


@given(
    st.lists(st.tuples(names, said_of, st.none() | st.integers(0, 5), st.booleans()), max_size=6),
    st.lists(st.integers(0, 5), max_size=5),
)
def test_no_coding_is_lost_whatever_codes_are_called(
    codes: list[tuple[str, str, int | None, bool]], put: list[int]
) -> None:
    one = project(
        *(
            ForeignCode(str(n), name, text, None if over is None else str(over), codable)
            for n, (name, text, over, codable) in enumerate(codes)
        ),
        codings=tuple(str(n) for n in put if n < len(codes)),
    )
    found = with_stances(one, StudyContents())
    ids = {each.id for each in found.project.codes}
    assert len(found.project.codings) == len(one.codings)
    assert all(each.code in ids for each in found.project.codings)
    assert len(ids) + found.joined == len(codes)
    assert all(each.parent is None or each.parent in ids or each.parent not in {str(n) for n in range(len(codes))}
               for each in found.project.codes)  # fmt: skip
    again = with_denials(found.project)
    assert not any(each.against for each in again.codings)
    if not any(each.against for each in found.project.codings):
        assert again == found.project


# tables


def table(folder: Path, rows: Rows, into: str = "study", **wishes: object) -> Imported:
    (folder / "talk.csv").write_bytes(as_csv(rows))
    return import_project(folder / "talk.csv", folder / into, **wishes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("heading", "words"),
    [("stance", ("against", "for", "")), ("Holdning", ("Imot", "for", "")), ("for/mot", ("mot", "for", ""))],
)
def test_a_column_of_stances_in_anybody_s_table(heading: str, words: tuple[str, ...], tmp_path: Path) -> None:
    rows = [
        ("source", "text", "code", heading),
        *(("i", f"Said {n}.", "pay", w) for n, w in enumerate(words)),
    ]
    made = table(tmp_path, rows)
    assert said(read_study(tmp_path / "study")) == [
        ("Said 0.", "!pay", 1.0), ("Said 1.", "pay", 1.0), ("Said 2.", "pay", 1.0)
    ]  # fmt: skip
    assert made.account.unexplained == {}


def test_a_column_of_other_words_is_an_attribute(tmp_path: Path) -> None:
    table(
        tmp_path,
        [("source", "text", "code", "stance"), ("i", "A.", "pay", "liberal"), ("i", "B.", "pay", "")],
    )
    back = read_study(tmp_path / "study")
    assert said(back) == [("A.", "pay", 1.0), ("B.", "pay", 1.0)]
    assert back.statements.get_column("stance (imported)").to_list() == ["liberal", None]


def test_a_word_that_is_neither_leaves_its_row_out(tmp_path: Path) -> None:
    rows = [
        ("source", "text", "code", "stance", "coder"),
        *(("i", f"Said {n}.", "pay", "for", "a") for n in range(30)),
    ]
    made = table(tmp_path, [*rows, ("i", "Odd.", "pay", "neutral", "a"), ("i", "Twice.", "!pay", "against", "a")],
                 accept_loss=True)  # fmt: skip
    assert [(one.where.rpartition(" ")[2], one.why) for one in made.skipped] == [
        ("32", "its stance `neutral` is neither for nor against"),
        ("33", "`!pay` beside the stance `against`: it is to be said once"),
    ]
    assert read_study(tmp_path / "study").codings.height == 30
    assert made.account.unexplained == {}


def test_marks_and_cells_with_a_sign(tmp_path: Path) -> None:
    table(
        tmp_path,
        [("id", "source", "text", "codes"), ("s1", "i", "A.", "pay;!care=0.5"), ("s2", "i", "B.", "!pay")],
    )
    assert said(read_study(tmp_path / "study")) == [
        ("A.", "!care", 0.5),
        ("A.", "pay", 1.0),
        ("B.", "!pay", 1.0),
    ]
    export_study(read_study(tmp_path / "study"), tmp_path / "matrix.csv", kind="matrix")
    assert (tmp_path / "matrix.csv").read_text().splitlines()[0] == "statement,source,pay,care,!care,!pay"
    rows = [("source", "text", "pay", "!pay"), ("i", "A.", "1", "0"), ("i", "B.", "0", "1")]
    table(tmp_path, rows, "marks")
    assert said(read_study(tmp_path / "marks")) == [("A.", "pay", 1.0), ("B.", "!pay", 1.0)]


def test_the_tables_of_an_export_have_a_column(tmp_path: Path) -> None:
    before = study(tmp_path / "study")
    export_study(before, tmp_path / "tables")
    head, *rows = (tmp_path / "tables" / "codings.csv").read_text().splitlines()
    assert head == "statement,code,coder,intensity,stance"
    assert 's2,pay,"",1.0,against' in rows
    assert "!" not in (tmp_path / "tables" / "places.csv").read_text()
    bad = (
        (tmp_path / "tables" / "codings.csv")
        .read_text()
        .replace('s1,pay,"",1.0,for', 's1,pay,"",1.0,agianst')
    )
    (tmp_path / "tables" / "codings.csv").write_text(bad.replace("s2,care", "s2,!care"))
    with pytest.raises(ValueError, match=r"line 2.*not `agianst`\n.*beside the stance `for`"):
        import_project(tmp_path / "tables", tmp_path / "back")


def test_without_stances_the_tables_are_as_before(tmp_path: Path) -> None:
    rows = [("id", "source", "text", "codes"), ("s1", "i", "A.", "pay")]
    table(tmp_path, rows)
    export_study(read_study(tmp_path / "study"), tmp_path / "tables")
    assert (tmp_path / "tables" / "codings.csv").read_text().splitlines()[
        0
    ] == "statement,code,coder,intensity"


# a second coder


def test_a_second_coder_keeps_the_stances_of_both(tmp_path: Path) -> None:
    rows = [("source", "text", "code", "coder", "stance"), ("i", "A.", "pay", "Anna", "against"),
            ("i", "B.", "pay", "Anna", "for")]  # fmt: skip
    table(tmp_path, rows)
    other = [("source", "text", "code", "coder"), ("i", "A.", "pay", "Bo"), ("i", "B.", "!pay", "Bo")]
    (tmp_path / "talk.csv").unlink()
    (tmp_path / "bo.csv").write_bytes(as_csv(other))
    made = import_project(tmp_path / "bo.csv", tmp_path / "study")
    both = read_study(tmp_path / "study")
    texts = dict(both.statements.select("id", "text").rows())
    assert sorted((texts[s], c, k) for s, c, k in both.codings.select("statement", "code", "coder").rows()) == [
        ("A.", "!pay", "Anna"), ("A.", "pay", "Bo"), ("B.", "!pay", "Bo"), ("B.", "pay", "Anna"),
    ]  # fmt: skip
    assert made.conflicts == ()
    changed = [replace_stance(row) for row in other]
    (tmp_path / "bo.csv").write_bytes(as_csv(changed))
    again = import_project(tmp_path / "bo.csv", tmp_path / "study")
    assert sorted((one.what, one.where.partition(": ")[2]) for one in again.changes) == [
        ("a coding is gone", "pay by Bo"), ("a new coding", "!pay by Bo")
    ]  # fmt: skip


def replace_stance(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("!pay" if cell == "pay" else cell for cell in row)


def test_a_table_with_a_column_of_stances_keeps_it(tmp_path: Path) -> None:
    codings = "statement,code,coder,stance\ns1,pay,Anna,for\ns2,pay,Anna,against\n"
    statements = "id,source,text\ns1,i,A.\ns2,i,B.\n"
    files = {"codings.csv": codings, "statements.csv": statements}
    study(tmp_path / "study", **files, **{"study.yaml": STUDY["study.yaml"] + "codings: codings.csv\n"})
    (tmp_path / "bo.csv").write_bytes(
        as_csv([("source", "text", "code", "coder"), ("i", "B.", "!pay", "Bo")])
    )
    import_project(tmp_path / "bo.csv", tmp_path / "study")
    assert (tmp_path / "study" / "codings.csv").read_text() == codings + "s2,pay,Bo,against\n"


def test_a_study_with_stances_beside_its_codes_gets_a_table_of_codings(tmp_path: Path) -> None:
    statements = "id,source,text,codes,coder,stance\ns1,i,A.,pay,Anna,\ns2,i,B.,pay;care,Anna,against\n"
    study(tmp_path / "study", **{"statements.csv": statements})
    (tmp_path / "bo.csv").write_bytes(
        as_csv([("source", "text", "code", "coder"), ("i", "B.", "!pay", "Bo")])
    )
    import_project(tmp_path / "bo.csv", tmp_path / "study")
    back = read_study(tmp_path / "study")
    assert "stance" not in (tmp_path / "study" / "statements.csv").read_text().splitlines()[0]
    assert sorted(back.codings.select("statement", "code", "coder").rows()) == [
        ("s1", "pay", "Anna"), ("s2", "!care", "Anna"), ("s2", "!pay", "Anna"), ("s2", "!pay", "Bo"),
    ]  # fmt: skip
