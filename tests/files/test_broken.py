"""What is wrong in a study is told at its file and line, all at once."""

# ruff: noqa: E501 (a message stands here on one line, as it is told)

from pathlib import Path

import pytest

from idealtypes.errors import BadInput
from idealtypes.files.study import check_study, read_study

STUDIES = Path(__file__).parents[1] / "studies"
BROKEN = sorted(path.name for path in STUDIES.glob("broken_*"))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_study_has_all_its_faults_told(studies, name):
    expected = (studies / name / "faults.txt").read_text(encoding="utf-8").splitlines()
    faults, _ = check_study(name)
    assert [str(fault) for fault in faults] == expected
    with pytest.raises(BadInput) as caught:
        read_study(Path(name) / "study.yaml")
    assert caught.value.faults == faults
    assert str(caught.value).splitlines() == expected
    assert str(studies) not in str(caught.value)


def test_every_kind_of_bad_input_has_its_study():
    asked = {
        "missing_column", "unknown_code", "position", "no_theory", "empty_file", "latin1", "no_rows",
        "duplicate_ids", "silent_case", "tab", "corner", "codes_twice",
    }  # fmt: skip
    assert asked <= {name.removeprefix("broken_") for name in BROKEN}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "good_minimal/statements.csv",
            "good_minimal/statements.csv: this is a file, and a study is a folder with a `study.yaml`, or that "
            "`study.yaml` itself: did you mean `good_minimal`?",
        ),
        ("good_minimal/scheme.yaml", "good_minimal/scheme.yaml: this is a file, and a study is a folder"),
        ("README.md", "README.md: this is a file, and a study is a folder with a `study.yaml`, or that `study.yaml` itself"),
        ("good_minimall", "good_minimall: there is no such file or folder: did you mean `good_minimal`?"),
        ("away/study", "away/study: there is no such file or folder, and not the folder around it either"),
        (".", ".: the folder has no `study.yaml`: there are studies in `broken_codes_twice`, `broken_corner`"),
    ],
)  # fmt: skip
def test_a_path_that_is_no_study(studies, path, expected):
    (fault,), _ = check_study(path)
    assert str(fault).startswith(expected)


def test_a_folder_with_a_nearly_named_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s").mkdir()
    assert (
        str(check_study("s")[0][0])
        == "s: the folder has no `study.yaml`: `idealtypes init` makes a new study"
    )
    (tmp_path / "s" / "study.yml").write_text("format: 1\n")
    assert str(check_study("s")[0][0]) == "s: the folder has no `study.yaml`: rename `study.yml`?"


STATEMENTS = "id,source,text,codes\n"
CASES = {"cases.csv": "id,title\na,A\nb,B\n"}
RATED = "case,aspect,rater,position,pole\n"
CLAIMS = "statement,aspect,pole,outcome,effect,trait,from_outcome\n"
OUTCOMES = {"outcomes.csv": "id,wanted\ncalm,1\n"}
OTHER = "format: 1\ntitle: T\nscheme: ./scheme.yaml\n"


@pytest.mark.parametrize(
    ("files", "more", "expected"),
    [
        # study.yaml
        ({"study.yaml": OTHER}, "", ["study/study.yaml:1: a study has `statements` or `ratings`: name a file with one of them"]),
        ({"study.yaml": OTHER}, "codings: c.csv\nratings: r.csv\n", [
            "study/study.yaml:4: `codings` are of statements, and no `statements` are given",
            "study/study.yaml:4: there is no file `study/c.csv`",
            "study/study.yaml:5: there is no file `study/r.csv`",
        ]),
        ({"study.yaml": OTHER + "statements: [statements.csv, statments.csv]\n"}, "", [
            "study/study.yaml:4: there is no file `study/statments.csv`; did you mean `statements.csv`?",
        ]),
        ({}, "goal: {type: corridr}\n", ["study/study.yaml:5: no ideal type `corridr`; did you mean `corridor`?"]),
        ({}, "goal: {type: corridor, access: 1}\n", ["study/study.yaml:5: a goal is a `type`, or balances of aspects, not both"]),
        ({}, "goal: {acess: 1, help: 2}\n", [
            "study/study.yaml:5: no aspect `acess`; did you mean `access`?",
            "study/study.yaml:5: position 2 is outside [-1, 1]: -1 is informal, 0 in the middle, 1 is formal",
        ]),
        ({}, "goal: {access: [1]}\n", ["study/study.yaml:5: the goal of an aspect is a position, a pole, or a share for each pole"]),
        ({}, "scenarios: scenarios.yaml\n", ["study/study.yaml:5: there is no file `study/scenarios.yaml`"]),
        ({}, "notes: {limits: [a]}\n", ["study/study.yaml:5: `limits` should be a text, or {en: …, nb: …}"]),
        ({}, "cases: study.yaml\n", ["study/study.yaml: this kind of table is not read: a table is one of `.csv`, `.tsv`, `.xlsx`, `.ods`, `.parquet`, `.jsonl`"]),
        # statements
        ({"statements.csv": STATEMENTS + ",desk,a,drop_in\ns2,,b,drop_in\n"}, "", [
            "study/statements.csv:2: `id` is blank",
            "study/statements.csv:3: statement `s2` has no source: name the interview or document it stands in",
        ]),
        ({"statements.csv": STATEMENTS + 's1,desk,"a\nb",drop_in=0\ns2,desk,c,drop_in=2;ticket=x\ns3,desk,d,=1\ns4,desk,d,drop_in;drop_in=0.5\n'}, "", [
            "study/statements.csv:2: `drop_in=0`: an intensity is a number above 0 and at most 1",
            "study/statements.csv:4: `drop_in=2`: an intensity is a number above 0 and at most 1",
            "study/statements.csv:4: `ticket=x`: an intensity is a number above 0 and at most 1",
            "study/statements.csv:5: `=1` is an intensity without a code: write `code=0.5`",
            "study/statements.csv:6: the code `drop_in` is put twice on statement `s4`: once is enough",
        ]),
        ({"statements.csv": "id,source,text,codes,mode,voice,kind\ns1,desk,a,drop_in,oughts,helpers,interview\n"}, "", [
            "study/statements.csv:1: `kind` is a column of sources: say there what kind of source it is, or rename the column",
        ]),
        ({"statements.csv": "id,source,text,codes,mode,voice\ns1,desk,a,drop_in,oughts,helpers\n"}, "", [
            "study/statements.csv:2: unknown mode `oughts`: did you mean `ought`?",
            "study/statements.csv:2: unknown voice `helpers`: did you mean `helper`?",
        ]),
        ({"statements.csv": "id,source,text,codes,coder\ns1,desk,a,drop_in,one\ns1,desk,b,drop_in,two\ns1,desk,a,ticket,one\n"}, "", [
            "study/statements.csv:3: statement `s1`: `text` differs from its first row: one id is one statement",
            "study/statements.csv:4: coder `one` has the statement `s1` on line 2 already "
            "(judgements that she made again are told apart by a column `occasion`)",
        ]),
        ({"study.yaml": OTHER + "statements: [statements.csv, more.csv]\n", "more.csv": STATEMENTS + "s1,desk,a,drop_in\n"}, "", [
            "study/more.csv:2: the id `s1` is in study/statements.csv, line 2, already: ids are unique (where several coders coded one statement, a column `coder` names them)",
        ]),
        # codings
        ({"statements.csv": "id,source,text\ns1,desk,a\n", "codings.csv": "statement,code,intensity\ns1,drop_in,0\ns1,drop_in,1\ns2,ticket,1\ns1,tickit,1\ns1,,1\n"}, "codings: codings.csv\n", [
            "study/codings.csv:2: `0`: an intensity is a number above 0 and at most 1",
            "study/codings.csv:3: the code `drop_in` is put twice on statement `s1`: once is enough",
            "study/codings.csv:4: unknown statement `s2`: there is `s1`",
            "study/codings.csv:5: unknown code `tickit`: did you mean `ticket`?",
            "study/codings.csv:6: `code` is blank, and so is `coder`: name the code, or who read this and put none on it",
        ]),
        # sources and cases
        ({"sources.csv": "id,kind\ndesk,reportd\ndesk,interview\n,document\na;b,\n"}, "sources: sources.csv\n", [
            "study/sources.csv:2: unknown kind `reportd`: did you mean `reported`?",
            "study/sources.csv:3: the source `desk` is on line 2 already: ids are unique",
            "study/sources.csv:4: `id` is blank",
            "study/sources.csv:5: the source id `a;b` has a `;`, which separates ids: choose another",
            "study/statements.csv:5: unknown source `guest`: there is `desk`, `a;b`",
        ]),
        (CASES | {"statements.csv": "id,source,text,codes,case\ns1,desk,a,drop_in,a\ns2,desk,b,drop_in,\ns3,desk,b,drop_in,a;c\n"}, "cases: cases.csv\n", [
            "study/statements.csv:3: statement `s2` has no case, nor has its source: it is one of `a`, `b`",
            "study/statements.csv:4: unknown case `c`: there is `a`, `b`",
            "study/cases.csv:3: the case `b` has no sources: no statement or rating is about it; add some, or leave the case out",
        ]),
        (CASES | {"sources.csv": "id,case\ndesk,a;b\nguest,c\n"}, "cases: cases.csv\nsources: sources.csv\n", ["study/sources.csv:3: unknown case `c`: there is `a`, `b`"]),
        ({"cases.csv": "id\na\na\n"}, "cases: cases.csv\n", ["study/cases.csv:3: the case `a` is on line 2 already: ids are unique"]),
        # ratings
        ({"ratings.csv": RATED + "a,access,r,1.5,\na,acces,r,0,\na,access,,0,\na,access,r,0,formal\na,access,r,,\na,access,r,x,\na,access,r,,formel\na,help,r,1,\na,help,r,1,\n"}, "ratings: ratings.csv\n", [
            "study/ratings.csv:2: position 1.5 is outside [-1, 1]: -1 is informal, 1 is formal",
            "study/ratings.csv:3: unknown aspect `acces`: did you mean `access`?",
            "study/ratings.csv:4: `rater` is blank",
            "study/ratings.csv:5: a rating has a `position` or a `pole`, and this one has both",
            "study/ratings.csv:6: a rating has a `position` or a `pole`, and this one has neither",
            "study/ratings.csv:7: position `x` is no number",
            "study/ratings.csv:8: aspect `access` has no pole `formel`; did you mean `formal`?",
            "study/ratings.csv:10: the same rating is on line 9 already",
        ]),
        ({"ratings.csv": "case,aspect,rater,position\na,access,r,0\n"}, "ratings: ratings.csv\nsettings: {rating_scale: [1, 5]}\n", [
            "study/ratings.csv:2: position 0 is outside [1, 5]: 1 is informal, 5 is formal",
        ]),
        ({"ratings.csv": "case,aspect,rater,id,text\na,access,r,1,b\n"}, "ratings: ratings.csv\n", [
            "study/ratings.csv:1: the column `position` is missing: the columns are `case`, `aspect`, `rater`, `id`, `text`",
            "study/ratings.csv:1: `id` is no column of ratings: a rating gets its id from its row",
            "study/ratings.csv:1: `text` is no column of ratings: the reason stands in `because`",
        ]),
        # claims and outcomes
        (OUTCOMES | {"claims.csv": CLAIMS + "s9,access,formal,calm,1,,\ns1,acess,formal,calm,1,,\ns1,access,formel,calm,1,,\ns1,access,formal,clam,1,,\ns1,access,formal,calm,2,,\ns1,access,,calm,1,,\ns1,,,calm,1,any_tim,\ns1,help,,calm,1,any_time,\ns1,,,calm,1,,calm\ns1,access,formal,calm,1,,calm\n"}, "claims: claims.csv\noutcomes: outcomes.csv\n", [
            "study/claims.csv:2: unknown statement `s9`: there is `s1`, `s2`, `s3`",
            "study/claims.csv:3: unknown aspect `acess`: did you mean `access`?",
            "study/claims.csv:4: aspect `access` has no pole `formel`; did you mean `formal`?",
            "study/claims.csv:5: unknown outcome `clam`: did you mean `calm`?",
            "study/claims.csv:6: `effect` is `2`: it is 1 where it helps, -1 where it hurts",
            "study/claims.csv:7: a claim names an `aspect` and its `pole`, a `trait`, or a `from_outcome`",
            "study/claims.csv:8: unknown trait `any_tim`: did you mean `any_time`?",
            "study/claims.csv:9: the trait `any_time` is of the aspect `access` and the pole `informal`: leave `aspect` and `pole` blank, or name these",
            "study/claims.csv:10: the outcome `calm` would feed itself",
            "study/claims.csv:11: a claim is about an aspect's pole or about a `from_outcome`, not about both",
            "study/claims.csv:11: the outcome `calm` would feed itself",
        ]),
        ({"outcomes.csv": "id,wanted\ncalm,yes\ncalm,\n"}, "outcomes: outcomes.csv\n", [
            "study/outcomes.csv:2: `wanted` is `yes`: it is 1 for a wanted outcome, -1 for an unwanted one",
            "study/outcomes.csv:3: `wanted` is blank",
            "study/outcomes.csv:3: the outcome `calm` is on line 2 already: ids are unique",
        ]),
    ],
)  # fmt: skip
def test_each_fault_has_its_message(vary, files, more, expected):
    faults, _ = check_study(vary(files, more))
    assert [str(fault) for fault in faults] == expected


def test_a_fault_in_one_file_does_not_hide_those_in_others(vary):
    path = vary(
        {
            "theory.yaml": "format: 1\n\tid: t\n",
            "statements.csv": "id,source,text,codes\ns1,,a,dropin\n",
            "cases.csv": "ident\na\n",
        },
        "cases: cases.csv\nsettings: {level: 2}\n",
    )
    assert [(fault.file, fault.line) for fault in check_study(path)[0]] == [
        ("study/study.yaml", 6),
        ("study/theory.yaml", 2),
        ("study/cases.csv", 1),
        ("study/statements.csv", 2),
        ("study/statements.csv", 2),
    ]


def test_a_missing_file_is_not_missed_twice(vary):
    """Claims about statements in a table that is not there are not called unknown."""
    path = vary(
        OUTCOMES
        | {
            "claims.csv": CLAIMS + "s1,access,formal,calm,1,,\n",
            "study.yaml": OTHER + "statements: away.csv\n",
        },
        "claims: claims.csv\noutcomes: outcomes.csv\n",
    )
    assert [str(fault) for fault in check_study(path)[0]] == [
        "study/study.yaml:4: there is no file `study/away.csv`"
    ]


def test_reading_writes_nothing(vary):
    path = Path(vary({"statements.csv": STATEMENTS + "s1,desk,a,dropin\n"}))
    before = {file: file.read_bytes() for file in sorted(path.iterdir())}
    check_study(path)
    assert {file: file.read_bytes() for file in sorted(path.iterdir())} == before
