"""Who read what: rows without a code, declared readers, repeated judgements; and what is wrong with them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.analyses.agreement.alpha import alpha
from idealtypes.engine.coded import where
from idealtypes.errors import BadInput
from idealtypes.files.study import check_study, read_study

from ..examples import examples

SCHEME = """format: 1
id: small
title: Small
version: 1
theory: march_olsen
aspects:
  - {id: access, title: Access, axis: formality}
ideal_types:
  - {id: soft, title: Soft, corner: {access: informal}}
codes:
  - {id: open, title: Open, place: {aspect: access, pole: informal}}
  - {id: shut, title: Shut, place: {aspect: access, pole: formal}}
"""
STUDY = "format: 1\ntitle: Readers\nscheme: scheme.yaml\nstatements: statements.csv\n"
TEXTS = "id,source,text\n" + "".join(f"s{n},{'Int 1' if n < 4 else 'Int 2'},words {n}\n" for n in range(1, 7))
PUT = "statement,code,coder\ns1,open,Anna\ns2,shut,Anna\ns3,open,Anna\ns4,shut,Anna\ns5,open,Anna\ns6,open,Anna\n"
BO = "s1,open,Bo\ns2,shut,Bo\ns4,open,Bo\n"


def study(folder: Path, statements: str, codings: str | None = None, more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "statements.csv").write_text(statements, encoding="utf-8")
    if codings is not None:
        (folder / "codings.csv").write_text(codings, encoding="utf-8")
        more += "codings: codings.csv\n"
    (folder / "study.yaml").write_text(STUDY + more, encoding="utf-8")
    return folder


def overall(folder: Path) -> float | None:
    return it.agreement(folder).overall.value


X = float("nan")
OPEN = {"Anna": [1, 0, 1, 0, 1, 1], "Bo": [1, 0, X, 1, X, X]}
SHUT = {"Anna": [0, 1, 0, 1, 0, 0], "Bo": [0, 1, X, 0, X, X]}


def of_code(folder: Path, code: str) -> float | None:
    return next(c.value for c in it.agreement(folder).codes if c.id == code)


def test_a_row_without_a_code_says_who_read_and_put_none(tmp_path: Path) -> None:
    before = study(tmp_path / "a", TEXTS, PUT + BO)
    assert of_code(before, "open") == pytest.approx(alpha(list(OPEN.values())))
    apart = study(tmp_path / "b", TEXTS, PUT + BO + "s3,,Bo\ns5,,Bo\n")
    read = [OPEN["Anna"], [1, 0, 0, 1, 0, X]]
    assert of_code(apart, "open") == pytest.approx(alpha(read))
    assert check_study(apart) == ((), ())
    found = it.agreement(apart).to_dict()["rests_on"]
    assert found["rule"] == "rows"
    assert found["other"]["rule"] == "coded"
    assert found["other"]["value"] == pytest.approx(overall(before))
    # the same in the statements' own table
    rows = "id,source,text,coder,codes\n"
    codes = {
        (line.split(",")[0], line.split(",")[2]): line.split(",")[1] for line in (PUT + BO).splitlines()[1:]
    }
    codes |= {("s3", "Bo"): "", ("s5", "Bo"): ""}
    for (own, coder), code in codes.items():
        source = "Int 1" if own < "s4" else "Int 2"
        rows += f"{own},{source},words {own[1]},{coder},{code}\n"
    assert overall(study(tmp_path / "c", rows)) == pytest.approx(overall(apart))


def test_declared_readers_read_every_statement_of_a_source(tmp_path: Path) -> None:
    before = study(tmp_path / "a", TEXTS, PUT + BO)
    found = it.agreement(before).to_dict()["rests_on"]
    assert (found["rule"], found["other"]["rule"]) == ("coded", "sources")
    everything = study(tmp_path / "b", TEXTS, PUT + BO, "readers: all\n")
    read = [OPEN["Anna"], [1, 0, 0, 1, 0, 0]]
    assert of_code(everything, "open") == pytest.approx(alpha(read))
    assert found["other"]["value"] == pytest.approx(overall(everything))
    one = study(tmp_path / "c", TEXTS, PUT + BO, "readers: {Int 1: [Anna, Bo]}\n")
    assert of_code(one, "open") == pytest.approx(alpha([OPEN["Anna"], [1, 0, 0, 1, X, X]]))
    told = it.agreement(one).to_dict()["rests_on"]
    assert (told["rule"], told["other"]["rule"]) == ("declared", "coded")
    assert told["other"]["value"] == pytest.approx(overall(before))
    # it adds no rows, and nothing but agreement is another
    assert read_study(one).readings.rows() == read_study(before).readings.rows()
    assert it.profile(one).to_dict() == it.profile(before).to_dict()
    assert it.tension(one).to_dict() == it.tension(before).to_dict()
    # a selection of coders is one of readers
    assert where(read_study(one), {"coder": "Bo"}).readers == {"Int 1": ("Bo",)}


def test_names_of_readers_have_the_form_of_the_tables(tmp_path: Path) -> None:
    put = PUT + BO.replace("Bo", "Bø Li")
    decomposed = "readers:\n  Int\u00a01: [Anna, Bø  Li]\n"
    assert read_study(study(tmp_path / "a", TEXTS, put, decomposed)).readers == {"Int 1": ("Anna", "Bø Li")}


@pytest.mark.parametrize(
    ("readers", "expected"),
    [
        ("readers: {Int 3: [Anna]}", ["5: `readers`: unknown source `Int 3`: did you mean `Int 2`?"]),
        ("readers:\n  Int 1: [Anna, Boo]", ["6: `readers`: unknown coder `Boo`: did you mean `Bo`?"]),
        ("readers:\n  Int 1: [Carl, Bo]", ["6: `readers`: unknown coder `Carl`: there is `Anna`, `Bo`"]),
        (
            "readers:\n  Int 1: []\n  Int 2: Bo",
            ["6: the readers of `Int 1` are nobody: name coders, or leave the source out"],
        ),
        ("readers: {}", ["5: `readers` name nobody: `all`, or {source: [coders]}"]),
        ("readers: everyone", ["5: `readers` should be `all`, or {source: [coders]}"]),
        (
            "readers: {Int 1: {Bo: 1}}",
            ["5: `readers`: `Int 1` should have a list of coders: `Int 1: [one, another]`"],
        ),
    ],
)
def test_readers_who_are_nobody_are_told_with_their_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readers: str, expected: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    study(tmp_path / "a", TEXTS, PUT + BO, f"{readers}\n")
    faults, _ = check_study("a")
    assert [str(fault) for fault in faults] == [f"a/study.yaml:{message}" for message in expected]


def test_readers_without_a_coder_in_any_row_are_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study(tmp_path / "a", "id,source,text,codes\ns1,Int 1,words,open\n", None, "readers: all\n")
    (fault,), _ = check_study("a")
    assert str(fault) == (
        "a/study.yaml:5: `readers` name nobody: no row of the study names a coder; a column `coder` says who coded"
    )


AGAIN = "statement,code,coder,occasion\n"
NOBODY = "has no coder: an occasion is a judgement that one coder made again; say in `coder` whose"


@pytest.mark.parametrize(
    ("statements", "codings", "expected"),
    [
        (
            TEXTS,
            AGAIN + "s1,open,Anna,1\ns1,open,,2\ns2,,,3\n",
            [
                f"codings.csv:3: statement `s1`: the occasion `2` {NOBODY}",
                f"codings.csv:4: statement `s2`: the occasion `3` {NOBODY}",
                "codings.csv:4: `code` is blank, and so is `coder`: name the code, or who read this and put none on it",
            ],
        ),
        (
            TEXTS,
            AGAIN + "s1,open,Anna,1\ns1,open,Anna,1\ns2,,Anna,2\ns2,,Anna,2\ns1,open,Anna,2\n",
            [
                "codings.csv:3: the code `open` is put twice on statement `s1`: once is enough; a judgement that was "
                "made again has an `occasion` of its own",
                "codings.csv:5: coder `Anna` read statement `s2` on line 4 already, and put no code on it: "
                "once is enough",
            ],
        ),
        (
            TEXTS,
            "statement,code,coder,intensity\ns1,,Anna,0.5\n",
            ["codings.csv:2: `code` is blank, and `intensity` is `0.5`: an intensity is of a code"],
        ),
        (
            "id,source,text,codes,coder,occasion\ns1,Int 1,a,open,Anna,1\ns1,Int 1,a,shut,Anna,1\ns1,Int 1,a,,Anna,2\n",
            None,
            ["statements.csv:3: coder `Anna` has the statement `s1` at the occasion `1` on line 2 already"],
        ),
        (
            "id,source,text,codes,coder\ns1,Int 1,a,open,Anna\ns1,Int 1,a,shut,Anna\n",
            None,
            [
                "statements.csv:3: coder `Anna` has the statement `s1` on line 2 already (judgements that she made "
                "again are told apart by a column `occasion`)"
            ],
        ),
    ],
)
def test_the_same_judgement_twice_and_occasions_of_nobody_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statements: str, codings: str | None, expected: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    study(tmp_path / "a", statements, codings)
    faults, _ = check_study("a")
    assert [str(fault) for fault in faults] == [f"a/{message}" for message in expected]
    with pytest.raises(BadInput):
        read_study("a")


def test_read_without_a_code_beside_a_code_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study(tmp_path / "a", TEXTS, PUT + "s1,,Anna\n")
    faults, warnings = check_study("a")
    assert not faults
    assert [str(w) for w in warnings if "another row" in str(w)] == [
        "a/codings.csv:8: coder `Anna` has a code on statement `s1` in another row: this one, without a code, "
        "says nothing"
    ]


def test_occasions_in_statements_and_in_codings_say_the_same(tmp_path: Path) -> None:
    judged = [("s1", "Anna", "", "open"), ("s1", "Anna", "2", "shut"), ("s2", "Anna", "", "open;shut"),
              ("s2", "Anna", "2", ""), ("s1", "Bo", "", "open")]  # fmt: skip
    inside = "id,source,text,coder,occasion,codes\n" + "".join(
        f"{s},Int 1,words,{c},{o},{codes}\n" for s, c, o, codes in judged
    )
    apart = AGAIN + "".join(f"{s},{code},{c},{o}\n" for s, c, o, codes in judged for code in codes.split(";"))
    one = read_study(study(tmp_path / "a", inside))
    two = read_study(study(tmp_path / "b", "id,source,text\ns1,Int 1,words\ns2,Int 1,words\n", apart))
    assert one.codings.columns == ["statement", "code", "coder", "intensity", "occasion"]
    assert one.codings.rows() == two.codings.rows()
    assert sorted(one.readings.rows()) == sorted(two.readings.rows())
    assert "occasion" not in one.statements.columns
    # s1: Anna half informal, Bo informal; s2: Anna half on one occasion, and nothing on the other
    shares = it.profile(tmp_path / "a").shares[0, 0]
    assert shares.tolist() == pytest.approx([(0.75 + 0.5) / 2, (0.25 + 0.5) / 2])


def test_a_column_of_occasions_that_is_blank_is_no_column(tmp_path: Path) -> None:
    rows = "id,source,text,coder,occasion,codes\ns1,Int 1,words,Anna,,open\ns2,Int 1,words,,,shut\n"
    found = read_study(study(tmp_path / "a", rows))
    assert found.codings.columns == ["statement", "code", "coder", "intensity"]
    assert found.readings.columns == ["statement", "coder"]


@given(st.integers(0, 10_000))
@examples(15)
def test_the_order_of_rows_is_irrelevant(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    draw = random.Random(seed)
    lines = [
        f"s{n},{code},{coder},{o}\n"
        for n in range(1, 7)
        for coder in ("Anna", "Bo")
        for o in ("", "2")
        for code in draw.sample(["open", "shut", ""], 1)
    ]
    folder = tmp_path_factory.mktemp("order")
    first = it.agreement(study(folder / "a", TEXTS, AGAIN + "".join(lines))).to_dict()
    draw.shuffle(lines)
    second = it.agreement(study(folder / "b", TEXTS, AGAIN + "".join(lines))).to_dict()
    assert first == second


def test_readers_may_be_called_by_another_name(tmp_path: Path) -> None:
    more = (
        "readers: {Interview 1: [A., Bo]}\naliases: {sources: {Int 1: [Interview 1]}, coders: {Anna: [A.]}}\n"
    )
    assert read_study(study(tmp_path / "a", TEXTS, PUT + BO, more)).readers == {"Int 1": ("Anna", "Bo")}
