from pathlib import Path

import polars as pl
import pytest

import idealtypes as it
from idealtypes.engine.coded import where
from idealtypes.files.study import check_study, read_study
from idealtypes.model.settings import Anchors, PowerMean
from idealtypes.model.study import Goal, StudyData


@pytest.mark.parametrize("name", ["good_minimal", "good_full", "good_ratings", "good_scenarios"])
def test_good_studies_have_neither_fault_nor_warning(studies, name):
    assert check_study(name) == ((), ())
    assert read_study(studies / name / "study.yaml").title.say() == read_study(name).title.say()


def test_raters_are_no_groups_that_hold_findings(tmp_path):
    it.init(tmp_path / "study", ratings=True)
    file = tmp_path / "study" / "study.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("settings:\n", "settings:\n  reported: extent\n"),
        encoding="utf-8",
    )
    faults, _ = check_study(tmp_path / "study")
    assert [fault.message[:23] for fault in faults] == ["`reported` is `extent`,"]


def test_the_smallest_study(studies):
    study = read_study("good_minimal")
    assert study.root == Path("good_minimal")
    assert study.file == "good_minimal/study.yaml"
    assert study.statements.rows() == [
        ("s1", "desk", "You just walk in", "is", None, None, None, None),
        ("s2", "desk", "One writes a ticket,\nand gets a number", "is", None, None, None, None),
        ("s3", "guest", "They told me what they would do", "is", None, None, None, None),
    ]
    assert study.codings.rows() == [
        ("s1", "drop_in", "", 1.0),
        ("s2", "ticket", "", 1.0),
        ("s2", "ticket_number", "", 0.5),
        ("s3", "advice", "", 1.0),
        ("s3", "drop_in", "", 1.0),
    ]
    assert study.sources.rows() == [("desk", None, None), ("guest", None, None)]
    assert study.cases.rows() == [("study", "The smallest study")]
    assert study.cases_of.get_column("case").unique().to_list() == ["study"]
    assert study.case_titles() == {"study": "The smallest study"}
    assert study.settings.unit == "source"
    assert study.placements == study.scheme.placements
    assert study.goal is None
    assert study.claims.is_empty()
    assert study.outcomes.is_empty()
    assert [name for name, _ in study.inputs] == [
        "study.yaml",
        "scheme.yaml",
        "theory.yaml",
        "statements.csv",
    ]
    assert "3 statements, 2 sources, 1 case, 5 codings" in repr(study)


def test_a_full_study(studies):
    study = read_study("good_full")
    assert study.statements.columns == [
        "id", "source", "text", "mode", "voice", "condition", "locator", "kind", "shift"
    ]  # fmt: skip
    kinds = dict(study.statements.select("id", "kind").iter_rows())
    assert kinds["b2"] == "reported"
    assert kinds["rating-1"] == "document"
    assert kinds["rating-2"] == "rater"
    assert dict(study.statements.select("id", "mode").iter_rows())["b1"] == "expected"
    assert study.codings.filter(pl.col("statement") == "a1").rows() == [
        ("a1", "open_door", "one", 0.5),
        ("a1", "open_door", "two", 1.0),
        ("a1", "listens", "two", 1.0),
    ]
    assert ("a4", "one") in study.readings.rows()
    assert study.notes["limits"].say("nb") == "Laget for en test."
    assert study.settings.connective == PowerMean(power_mean=-3)
    assert study.settings.calibration == Anchors(anchors=(0.1, 0.5, 0.9))
    assert study.settings.unit == "source"
    assert study.goal == Goal(None, {"access": (0.75, 0.25), "care": (1.0, 0.0, 0.0, 0.0)})


def test_a_statement_is_of_its_own_cases_else_of_its_sources(studies):
    study = read_study("good_full")
    assert study.cases_of.rows() == [
        ("a1", "south"), ("a2", "north"), ("a3", "north"), ("a3", "south"), ("a4", "south"), ("b1", "south"),
        ("b2", "north"), ("rating-1", "east"), ("rating-2", "east"), ("rating-3", "east"),
    ]  # fmt: skip
    assert study.case_titles() == {"south": "The south desk", "north": "The north desk", "east": "east"}
    assert study.case_titles("nb")["south"] == "Skranken i sør"


def test_ratings_are_statements_with_pseudo_codes(studies):
    study = read_study("good_full")
    rated = study.codings.filter(pl.col("statement").str.starts_with("rating-"))
    assert rated.rows() == [
        ("rating-1", "rating:access:-0.5", "r1", 1.0),
        ("rating-2", "rating:care:mending", "r1", 1.0),
        ("rating-3", "rating:access:1.0", "r2", 1.0),
    ]
    assert study.placements["rating:access:-0.5"] == {"access": (0.75, 0.25)}
    assert study.placements["rating:care:mending"] == {"care": (0.0, 1.0, 0.0, 0.0)}
    assert study.sources.rows()[-2:] == [("r1", "rater", None, None), ("r2", "rater", None, None)]


def test_claims_about_a_trait_are_about_its_aspect_and_pole(studies):
    study = read_study("good_full")
    assert study.claims.rows() == [
        ("a1", "access", "informal", "people_come", 1, None, None),
        ("a3", "care", "hearing", "people_come", 1, "asks_back", None),
        ("b1", "care", "ordering", "people_come", -1, "instructs", None),
        ("a2", None, None, "queues", 1, None, "people_come"),
        ("rating-2", "care", "mending", "queues", -1, None, None),
    ]
    assert study.outcomes.rows() == [("people_come", "People come", 1), ("queues", "There are queues", -1)]


def test_a_study_of_ratings_samples_raters(studies):
    study = read_study("good_ratings")
    assert study.settings.unit == "rater"
    assert study.cases.rows() == [("north", "north"), ("south", "south")]
    assert study.placements["rating:access:0.5"] == {"access": (0.25, 0.75)}
    assert study.statements.get_column("text").to_list()[1] == ""


def test_the_unit_can_be_chosen_for_ratings_too(vary):
    files = {
        "ratings.csv": "case,aspect,rater,position\na,access,r,1\n",
        "study.yaml": "format: 1\ntitle: T\n",
    }
    path = vary(files, "scheme: ./scheme.yaml\nratings: ratings.csv\nsettings: {unit: none}\n")
    assert read_study(path).settings.unit == "none"


def test_a_rating_on_a_scale_is_a_position(vary):
    rows = 'case,aspect,rater,position\na,access,r,1\na,help,r,3\nb,access,r,5\nb,help,r,"4,5"\n'
    said = "id,source,text,codes,case\ns1,x,y,drop_in,a\n"
    path = vary(
        {"ratings.csv": rows, "statements.csv": said},
        "ratings: ratings.csv\nsettings: {rating_scale: [1, 5]}\n",
    )
    study = read_study(path)
    codes = study.codings.filter(pl.col("coder") == "r").get_column("code").to_list()
    assert codes == ["rating:access:-1.0", "rating:help:0.0", "rating:access:1.0", "rating:help:0.75"]


def test_codings_may_stand_in_a_table_of_their_own(vary):
    path = vary(
        {
            "statements.csv": "id,source,text\ns1,desk,a\ns2,desk,b\n",
            "codings.csv": "statement;code;coder;intensity\ns1;drop_in;one;0,5\ns1;ticket;two;\n",
        },
        "codings: codings.csv\n",
    )
    study = read_study(path)
    assert study.codings.rows() == [("s1", "drop_in", "one", 0.5), ("s1", "ticket", "two", 1.0)]
    assert study.readings.rows() == [("s1", "one"), ("s1", "two")]


def test_several_coders_may_leave_blank_what_one_of_them_says(vary):
    rows = "id,source,text,codes,coder,mode,shift\ns1,desk,,drop_in,one,ought,\ns1,,Walk in,,two,,day\n"
    study = read_study(vary({"statements.csv": rows.replace("s1,,", "s1,desk,")}))
    assert study.statements.select("id", "source", "text", "mode", "shift").rows() == [
        ("s1", "desk", "Walk in", "ought", "day")
    ]
    assert study.readings.rows() == [("s1", "one"), ("s1", "two")]


def test_a_mode_that_differs_between_coders_is_told(vary):
    rows = "id,source,text,codes,coder,mode\ns1,desk,a,drop_in,one,is\ns1,desk,a,ticket,two,ought\n"
    (warning,) = read_study(vary({"statements.csv": rows})).warnings
    assert str(warning) == (
        "study/statements.csv:3: statement `s1`: `mode` is `ought` here and was `is` in an earlier row, which holds"
    )


def test_the_one_case_there_is(vary):
    one = vary({"cases.csv": "id,title\nhelp_desk,The help desk\n"}, "cases: cases.csv\n")
    assert set(read_study(one).cases_of.get_column("case")) == {"help_desk"}
    named = vary({"statements.csv": "id,source,text,codes,case\ns1,x,a,drop_in,north\ns2,x,b,ticket,\n"})
    assert read_study(named).cases_of.rows() == [("s1", "north"), ("s2", "north")]


def test_a_source_may_be_of_several_cases(vary):
    path = vary({"sources.csv": "id,case\ndesk,a;b\nguest,b\n"}, "sources: sources.csv\n")
    assert read_study(path).cases_of.rows() == [
        ("s1", "a"), ("s1", "b"), ("s2", "a"), ("s2", "b"), ("s3", "b")
    ]  # fmt: skip


def test_what_a_reader_would_want_to_know_is_a_warning(vary):
    path = vary(
        {
            "sources.csv": "id,kind\ndesk,\nguest,diary\nporter,interview\n",
            "statements.csv": "id,source,text,codes,mdoe\ns1,desk,a,weather,x\ns2,guest,b,,x\n",
            "claims.csv": "statement,aspect,pole,outcome,effect,why\ns1,access,formal,calm,1,x\n",
        },
        "sources: sources.csv\nclaims: claims.csv\n",
    )
    study = read_study(path)
    assert {str(warning) for warning in study.warnings} == {
        "study/sources.csv:4: no statement is from `porter`: such a source counts for nothing",
        "study/statements.csv:1: the column `mdoe` is kept as an attribute: did you mean `mode`?",
        "study/claims.csv:1: the column `why` is not used: the columns that are read are `statement`, `outcome`, "
        "`effect`, `aspect`, `pole`, `trait`, `from_outcome`, `stance`",
        "study/claims.csv: study.yaml names no `outcomes`: every outcome here is taken as wanted",
    }
    assert study.outcomes.rows() == [("calm", "calm", 1)]
    assert check_study(path) == ((), study.warnings)


def test_a_study_in_which_nothing_is_coded_is_told(vary):
    study = read_study(vary({"statements.csv": "id,source,text,codes\ns1,desk,a,\n"}))
    assert [warning.message for warning in study.warnings] == [
        "nothing is coded: no statement carries a code"
    ]


def test_codes_that_are_not_yet_placed_are_told(vary):
    path = Path(vary())
    with (path / "scheme.yaml").open("a") as scheme:
        scheme.write("  - {id: new, title: New}\n")
    study = read_study(path)
    assert study.scheme.unplaced == ("new",)
    assert study.placements["new"] == {}
    assert [str(warning) for warning in study.warnings] == [
        "study/scheme.yaml:43: the code `new` is not yet placed: give it a `place`, or `place: none`"
    ]


def test_attributes_may_have_any_name(vary):
    rows = "id,source,text,codes,row,x,said,before,first,item,\tfile\ns1,desk,a,drop_in,1,2,3,4,5,6,7\n"
    rated = "case,aspect,rater,position,row,x,before\nstudy,access,r,1,8,9,10\n"
    study = read_study(vary({"statements.csv": rows, "ratings.csv": rated}, "ratings: ratings.csv\n"))
    assert study.statements.select("row", "x", "said", "before", "file").rows() == [
        ("1", "2", "3", "4", "7"), ("8", "9", None, "10", None)
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "jsonl", "tsv"])
def test_a_study_is_the_same_in_every_kind_of_table(vary, ending):
    frame = pl.DataFrame(
        {
            "id": ["s1", "s2", "s3"],
            "source": ["desk", "desk", "guest"],
            "text": [
                "You just walk in",
                "One writes a ticket,\nand gets a number",
                "They told me what they would do",
            ],
            "codes": ["drop_in", "ticket;ticket_number=0.5", "advice; drop_in"],
        }
    )
    path = Path(
        vary(
            {
                "study.yaml": f"format: 1\ntitle: The smallest study\nscheme: ./scheme.yaml\nstatements: s.{ending}\n"
            }
        )
    )
    write = {
        "xlsx": frame.write_excel,
        "parquet": frame.write_parquet,
        "jsonl": frame.write_ndjson,
        "tsv": lambda file: frame.write_csv(file, separator="\t"),
    }[ending]
    write(path / f"s.{ending}")
    study = read_study(path)
    assert study.warnings == ()
    assert study.statements.drop("kind").rows()[1][2] == "One writes a ticket,\nand gets a number"
    assert study.codings.rows() == [
        ("s1", "drop_in", "", 1.0), ("s2", "ticket", "", 1.0), ("s2", "ticket_number", "", 0.5),
        ("s3", "advice", "", 1.0), ("s3", "drop_in", "", 1.0),
    ]  # fmt: skip


def test_other_settings_leave_the_study_as_it_is(studies):
    study = read_study("good_minimal")
    other = study.with_settings(level=0.5, unit="none")
    assert (other.settings.level, other.settings.unit, study.settings.level) == (0.5, "none", 0.95)
    assert other.statements is study.statements
    with pytest.raises(ValueError, match="`level` is `5`"):
        study.with_settings(level=5)


class Mine(StudyData):
    """A study with something added."""


def test_a_study_of_another_class_stays_what_it_is(studies):
    read = read_study("good_minimal")
    mine = Mine(
        **{name: getattr(read, name) for name, field in read.__dataclass_fields__.items() if field.init}
    )
    assert isinstance(where(mine, {"source": "desk"}), Mine)
    assert isinstance(mine.with_settings(level=0.5), Mine)


def test_what_is_in_no_case_is_counted_in_none(vary):
    """`none` says so, of a statement or a source, unless a case is called that."""
    rows = ("s1,a,x,drop_in,north", "s2,b,x,drop_in,south", "s3,c,x,drop_in, none ", "s4,d,x,drop_in,")
    statements = "\n".join(("id,source,text,codes,case", *rows, ""))
    sources = "id,case\na,\nb,\nc,north\nd,none\n"
    files = {"statements.csv": statements, "sources.csv": sources}
    study = read_study(vary(files, more="sources: sources.csv\n"))
    assert study.cases_of.rows() == [("s1", "north"), ("s2", "south")]
    assert study.cases.get_column("id").to_list() == ["north", "south"]
    assert [fault.message for fault in study.warnings] == [
        "2 statements of 2 sources are in no case (`none`): no number counts them"
    ]
    listed = files | {"cases.csv": "id,title\nnorth,N\nsouth,S\nnone,Nobody's\n"}
    study = read_study(vary(listed, more="sources: sources.csv\ncases: cases.csv\n"))
    assert study.cases_of.height == 4
    only = files | {"cases.csv": "id,title\nnorth,N\nsouth,S\n"}
    study = read_study(vary(only, more="sources: sources.csv\ncases: cases.csv\n"))
    assert study.cases_of.height == 2
