"""Edits of tables of every form, of ratings, YAML, scenarios and whole files; and what is refused."""

from __future__ import annotations

import hashlib
import shutil
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest

import idealtypes as it
from idealtypes.files.document import plain
from idealtypes.files.editing.edited_files import ChangedSince

ROOT = Path(__file__).parents[3]
MINIMAL = ROOT / "tests" / "studies" / "good_minimal"
MARK = "\ufeff"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Statements as Excel writes them in Norway, with a cell of several lines; two coders."""
    folder = shutil.copytree(MINIMAL, tmp_path / "study")
    rows = ["id;source;coder;text;codes;note",
            's1;desk;a;"You just; walk in";"drop_in=0,5";1,5', 's1;desk;b;;ticket;"2,5"',
            's2;desk;;"One ""writes"" a ticket,\r\nand gets a number";ticket;', "s3;guest;;They told me;;"]  # fmt: skip
    (folder / "statements.csv").write_bytes((MARK + "\r\n".join(rows) + "\r\n").encode())
    return folder


def text(folder: Path, name: str = "statements.csv") -> str:
    return (folder / name).read_bytes().decode()


def test_a_table_of_excel_keeps_its_form(study: Path) -> None:
    before = text(study)
    it.edit(study, ["statements s1/a note=7.25", "codes s1/b=drop_in;!ticket=0.5", "codes s3/a=weather"])
    after = before.replace(';"drop_in=0,5";1,5', ';"drop_in=0,5";7,25').replace(
        "b;;ticket;", "b;;drop_in;!ticket=0.5;"
    )
    assert text(study) == after.replace(
        "s3;guest;;They told me;;", "s3;guest;a;They told me;weather;"
    ).replace("b;;drop_in;!ticket=0.5;", 'b;;"drop_in;!ticket=0.5";')


def test_a_column_of_the_statement_is_set_in_all_its_rows(study: Path) -> None:
    it.edit(study, it.SetCell("statements", "s1", "text", "Anew", was="You just; walk in"))
    assert 's1;desk;a;"Anew";' in text(study)
    assert "s1;desk;b;;ticket;" in text(study)
    done = it.edit(study, "statements s2 mode=ought")
    assert text(study).startswith(MARK + "id;source;coder;text;codes;note;mode\r\n")
    assert done.study is not None
    assert done.study.profile(view="ought").statements.sum() > 0


def test_the_order_of_edits_is_irrelevant(study: Path) -> None:
    edits: list[it.SetCell | it.SetCodes | it.AddRow | it.SetValue | it.DropRow] = [
        it.SetCell("statements", "s2", "note", "3"),
        it.SetCodes("s3", "b", "drop_in"),
        it.SetValue("study", ("settings", "draws"), 500),
        it.SetValue("study", ("settings", "seed"), 3),
    ]
    first = {name: text(study, name) for name in ("statements.csv", "study.yaml")}
    found = set()
    for order in list(permutations(edits))[::5]:
        for name, was in first.items():
            (study / name).write_bytes(was.encode())
        it.edit(study, list(order))
        found.add((text(study), str(plain(text(study, "study.yaml"))["settings"]["draws"])))
    assert len(found) == 1


def test_rows_come_and_go(study: Path) -> None:
    done = it.edit(
        study,
        [it.AddRow("statements", {"source": "guest", "text": "=new"}), it.SetCodes("s4", "b", "weather")],
    )
    assert text(study).endswith("s4;guest;b;'=new;weather;\r\n")
    assert done.study is not None
    assert done.study.statements["text"].to_list()[-1] == "=new"
    it.edit(study, it.DropRow("statements", "s4", was={"text": "=new"}))
    assert "s4" not in text(study)
    it.edit(study, it.SetCodes("s1", "b", None, was="ticket"))
    assert "s1;desk;b" not in text(study)
    it.edit(study, it.SetCodes("s1", "a", None))
    assert text(study).splitlines()[1] == 's1;desk;;"You just; walk in";"";1,5'


def test_ratings_in_rows_and_in_a_wide_sheet(tmp_path: Path) -> None:
    folder = shutil.copytree(MINIMAL, tmp_path / "study")
    (folder / "study.yaml").write_text(
        "format: 1\ntitle: R\nscheme: ./scheme.yaml\nratings: r.csv\n", "utf-8"
    )
    (folder / "r.csv").write_text(
        "case,aspect,rater,position,pole\nx,access,a,-0.5,\nx,help,a,,formal\n", "utf-8"
    )
    it.edit(
        folder,
        [
            it.SetRating("x", "access", "a", "formal", was="-0.50"),
            it.SetRating("x", "help", "b", "0.25", because="as told"),
            it.SetRating("x", "help", "a", "", was="formal"),
        ],
    )
    assert (
        text(folder, "r.csv")
        == "case,aspect,rater,position,pole,because\nx,access,a,,formal,\nx,help,b,0.25,,as told\n"
    )
    (folder / "r.csv").write_text("case;rater;Access;Help\nx;a;-0,5;1\ny;a;0,5;-1\n", "utf-8")
    it.edit(folder, ["rating x/access/a=0.75", "rating y/help/b=formal", "rating y/access/a="])
    assert text(folder, "r.csv") == "case;rater;Access;Help\nx;a;0,75;1\ny;a;;-1\ny;b;;formal\n"
    with pytest.raises(ChangedSince, match=r"is `0,75` by now, and was `0.5`"):
        it.edit(folder, it.SetRating("x", "access", "a", "1", was="0.5"))


def test_scenarios_beliefs_and_weights(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "examples" / "support_colleagues", tmp_path / "study")
    before = text(folder, "scenarios.yaml")
    done = it.edit(
        folder,
        [
            it.SetScenario("mine", {"en": "Mine", "nb": "Mitt"}, ["register_contacts"]),
            it.SetScenario("fixed_fee_instead", new_id="by_the_year"),
            it.SetBelief("makes_contact", "register_contacts", -1, 0.7),
            it.SetWeights({"makes_contact": 2, "early_contact": 1}),
        ],
    )
    assert done.study is not None
    told = done.study.measures
    assert told is not None
    assert [one.id for one in told.scenarios][1] == "by_the_year"
    assert told.scenarios[-1].id == "mine"
    assert (told.beliefs[0].direction, told.beliefs[0].sure) == (-1, 0.7)
    again = it.edit(
        folder,
        [
            it.DropValue("scenarios", ("scenarios", "mine")),
            it.SetScenario("by_the_year", new_id="fixed_fee_instead"),
            it.SetBelief("makes_contact", "register_contacts", None),
            it.SetWeights({}),
        ],
    )
    assert again.study is not None
    assert text(folder, "scenarios.yaml") == before
    with pytest.raises(it.IdealtypesError, match=r"is in several languages: give \{en: …, nb: …\}"):
        it.edit(folder, it.SetScenario("fixed_fee_instead", "One"))
    with pytest.raises(it.IdealtypesError, match="a new one needs a `measures`"):
        it.edit(folder, it.SetScenario("new", "One"))


def test_a_whole_file_mends_a_fault(study: Path) -> None:
    sound = text(study)
    broken = sound.replace("ticket;", "tickt;")
    (study / "statements.csv").write_bytes(broken.encode())
    with pytest.raises(it.BadInput, match="unknown code `tickt`"):
        it.edit(study, "statements s2 note=3")
    sha = hashlib.sha256(broken.encode()).hexdigest()
    half = it.edit(study, it.SetFile("statements.csv", broken.replace("tickt", "ticket", 1), sha))
    assert half.study is None
    assert [one.message for one in half.faults] == ["unknown code `tickt`: did you mean `ticket`?"]
    with pytest.raises(ChangedSince, match="it was changed by somebody else since it was read"):
        it.edit(study, it.SetFile("statements.csv", sound, sha))
    sha = hashlib.sha256((study / "statements.csv").read_bytes()).hexdigest()
    # a box of a page gives a text back without byte order mark and carriage returns
    whole = it.edit(study, it.SetFile("statements.csv", sound.removeprefix(MARK).replace("\r\n", "\n"), sha))
    assert whole.faults == ()
    assert text(study) == sound
    sha = hashlib.sha256(sound.encode()).hexdigest()
    with pytest.raises(it.BadInput, match="tickt"):  # a sound study gets no fault
        it.edit(study, it.SetFile("statements.csv", broken, sha))
    assert text(study) == sound


def test_tables_that_a_study_lacks_begin_with_their_first_row(study: Path) -> None:
    before = {path.name: path.read_bytes() for path in study.iterdir() if path.is_file()}
    claim = {"statement": "s2", "aspect": "access", "pole": "informal", "outcome": "rest", "effect": "1"}
    outcome = {"id": "rest", "title": "Time off", "wanted": "1"}
    rating = it.SetRating("", "access", "anna", "formal", because="As the rules say")
    edits: list[it.AddRow | it.SetRating] = [
        it.AddRow("claims", claim),
        it.AddRow("outcomes", outcome),
        rating,
    ]
    done = it.edit(study, edits)
    assert done.files == ("claims.csv", "outcomes.csv", "ratings.csv", "study.yaml")
    assert text(study, "outcomes.csv") == "id,title,wanted\nrest,Time off,1\n"
    assert text(study, "ratings.csv").startswith("case,aspect,rater,position,because,pole\n")
    assert done.study is not None
    assert "anna" in set(done.study.codings["coder"])
    assert text(study, "study.yaml").startswith(before["study.yaml"].decode().rstrip("\n"))
    (study / "sources.csv").write_text("id\n")
    with pytest.raises(it.IdealtypesError, match=r"a file `sources\.csv` is there"):
        it.edit(study, it.AddRow("sources", {"id": "desk"}))


def test_the_first_measure_begins_the_file_of_scenarios(study: Path) -> None:
    shift = {"aspect": "access", "toward": "formal", "low": 0, "mode": 0.2, "high": 0.4, "evidence": ["s9"]}
    measure = {"id": "tickets", "title": "Tickets for all", "shifts": [shift]}
    title = it.SetValue("scenarios", ("title",), "What if")
    before = sorted(path.name for path in study.iterdir())
    with pytest.raises(it.BadInput, match="no statement `s9`"):
        it.edit(study, [it.AddValues("scenarios", ("measures",), [measure]), title])
    assert sorted(path.name for path in study.iterdir()) == before
    measure["shifts"] = [shift | {"evidence": ["s2"]}]
    done = it.edit(study, [title, it.AddValues("scenarios", ("measures",), [measure])])
    assert done.files == ("scenarios.yaml", "study.yaml")
    assert done.study is not None
    assert done.study.measures is not None
    assert [one.id for one in done.study.measures.measures] == ["tickets"]


REFUSED: list[tuple[object, str]] = [
    ("statemnts s1 note=1", "no table `statemnts`; did you mean `statements`"),
    ("statements s1 nte=1", "no column `nte`; did you mean `note`"),
    ("statements s9 note=1", "no row has `id: s9`"),
    ("statements s1 codes=drop_in", r"2 rows are meant \(lines 2, 3\): say `coder`, too"),
    ("claims s1/x effect=1", "study.yaml names no `claims`"),
    ("codes s9/a=ticket", "no statement `s9`"),
    ("study.yaml settings/draws=abc", "draws"),
    ("study.yaml title/x/y=1", "which holds no `x`"),
    ("other.yaml title=1", "no YAML file `other.yaml` of the study"),
    ("scheme codes/tickt/title=1", "no `codes/tickt`; did you mean `ticket`"),
    ("drop study.yaml notes", "has no `notes`"),
    ("rubbish", "an edit is `statements g08_2 mode=ought`"),
    (["statements s2 note=1", "statements s2 note=2"], "`note` is set twice"),
    (["study.yaml settings/draws=500", it.SetValue("study", ("settings",), {})], "is edited twice"),
    (it.SetFile("../study.yaml", "", None), "is no text file of the study"),
    (it.SetFile("versions/x.yaml", "", None), "is no text file of the study"),
    ([it.SetFile("study.yaml", "", None), "statements s2 note=1"], "do one after the other"),
    ([], "`edits` is empty"),
    (3, "which is no edit"),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "told"), REFUSED, ids=[told[:30] for _, told in REFUSED])
def test_what_cannot_be_is_told_and_nothing_is_written(study: Path, edits: object, told: str) -> None:
    before = {path: path.read_bytes() for path in study.iterdir()}
    with pytest.raises(it.IdealtypesError, match=told):
        it.edit(study, edits)  # type: ignore[arg-type]
    assert {path: path.read_bytes() for path in study.iterdir()} == before


def test_a_workbook_and_a_scheme_of_others_are_left_alone(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "examples" / "support_colleagues", tmp_path / "study")
    with pytest.raises(it.IdealtypesError, match="is not the study's own, and others may use it"):
        it.edit(folder, it.SetValue("scheme", ("title",), "Ours"))
    link = folder / "outside.csv"
    (tmp_path / "outside.csv").write_text("id\n", "utf-8")
    link.symlink_to(tmp_path / "outside.csv")
    with pytest.raises(it.IdealtypesError, match="is no text file of the study"):
        it.edit(folder, it.SetFile("outside.csv", "id\n", None))
    other = shutil.copytree(MINIMAL, tmp_path / "other")
    pl.read_csv(other / "statements.csv").write_parquet(other / "s.parquet")
    (other / "study.yaml").write_text(
        "format: 1\ntitle: R\nscheme: ./scheme.yaml\nstatements: s.parquet\n", "utf-8"
    )
    with pytest.raises(it.IdealtypesError, match=r"s\.parquet is edited in its own program"):
        it.edit(other, "statements s1 text=x")
