"""From two coders to a consensus: the worksheet, its decisions in the study, and what they do to the numbers."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from idealtypes.files.faults import Findings
from idealtypes.files.starting import TEMPLATE
from idealtypes.files.study import read_study
from idealtypes.files.tables import read_table
from tests.cli.conftest import Run

CALL, FORM, WEIGH, RULE = "direct_contact", "application", "judgement", "guideline_with_leeway"
ANNA = [CALL, FORM, WEIGH, WEIGH, CALL, FORM, WEIGH, WEIGH]
BO = [CALL, CALL, WEIGH, "-", FORM, FORM, WEIGH, RULE]


@pytest.fixture(params=["codes", "codings"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Two coders of eight statements, in one table or in two."""
    folder = tmp_path / "two"
    shutil.copytree(TEMPLATE, folder)
    put = {"anna": ANNA, "bo": ["" if code == "-" else code for code in BO]}
    if request.param == "codes":
        rows = [
            f"s{n},i{n % 4},=said,{who},{code}" for who, codes in put.items() for n, code in enumerate(codes)
        ]
        (folder / "statements.csv").write_text(
            "\n".join(["id,source,text,coder,codes", *rows]) + "\n", "utf-8"
        )
        return folder
    rows = [f"s{n},i{n % 4},=said" for n in range(8)]
    (folder / "statements.csv").write_text("\n".join(["id,source,text", *rows]) + "\n", "utf-8")
    rows = [f"s{n};{code};{who}" for who, codes in put.items() for n, code in enumerate(codes)]
    (folder / "codings.csv").write_text(
        "\r\n".join(["statement;code;coder", *rows]), "utf-8"
    )  # no last line end
    study = folder / "study.yaml"
    study.write_text(study.read_text("utf-8") + "codings: codings.csv\n", "utf-8")
    return folder


def sheet(path: Path) -> list[dict[str, str]]:
    table = read_table(path, Findings())
    assert table is not None
    return [{k: v or "" for k, v in row.items()} for row in table.frame.iter_rows(named=True)]


def filled(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_from_disagreement_to_a_consensus(two: Path, run: Run, answer: Any, tmp_path: Path) -> None:
    before, book = answer("agreement", two), tmp_path / "sheet.xlsx"
    said = run("agreement", two, "--worksheet", book).stderr
    assert "fill in `decision`" in said
    rows = sheet(book)
    assert {row["statement"] for row in rows} == {"s1", "s3", "s4", "s7"}
    moves = [float(row["could_move"]) for row in rows if not row["flips"]]
    assert moves == sorted(moves, reverse=True)
    assert {row["codes by bo"] for row in rows if row["statement"] == "s3"} == {"none"}
    assert rows[0]["text"] == "=said"
    decisions = {"s1": "application", "s3": "none", "s4": "!direct_contact=0.5; application"}
    left = [row | {"decision": decisions.get(row["statement"], ""), "reason": "=so"} for row in rows]
    left = [row for row in left if row["statement"] != "s7"]
    found = answer("agreement", two, "--resolved", filled(tmp_path / "sheet.csv", left))
    done = found["resolved"]
    assert (sorted(done["decided"]), done["undecided"], done["absent"]) == (["s1", "s3", "s4"], [], ["s7"])
    # what coders coded by themselves stays, and so does their agreement
    for key in ("overall", "aspects", "codes", "coders", "rests_on"):
        assert found[key] == before[key]
    people, *_, agreed = found["under"]
    assert (people["by"], agreed["by"], agreed["coder"]) == ("people", "consensus", "consensus")
    assert agreed["numbers"]
    balances = [one["cases"][0]["aspects"][0]["balance"] for one in (people, agreed)]
    assert balances[0] != balances[1]
    profile = answer("profile", two)
    assert profile["cases"][0]["aspects"][0]["balance"] == balances[1]
    assert profile["rests_on"]["left_out"] == {"consensus": 5, "models": 0}
    study = read_study(two)
    assert study.coders["consensus"].kind == "consensus"
    put = {row[:2]: row[2] for row in study.codings.filter(study.codings["coder"] == "consensus")
           .select("statement", "code", "intensity").iter_rows()}  # fmt: skip
    assert put == {("s1", "application"): 1, ("s4", "!direct_contact"): 0.5, ("s4", "application"): 1}
    assert not study.warnings
    text = run("profile", two).stdout
    assert "5 codings before a consensus left out" in " ".join(text.split())
    # the same sheet again changes nothing, and the next one holds what is left
    assert answer("agreement", two, "--resolved", tmp_path / "sheet.csv")["resolved"]["files"] == []
    run("agreement", two, "--worksheet", tmp_path / "next.csv")
    assert [row["statement"] for row in sheet(tmp_path / "next.csv")] == ["s7"]


def test_what_is_wrong_with_a_sheet_is_told_and_nothing_is_written(
    two: Path, run: Run, tmp_path: Path
) -> None:
    files = {file: file.read_bytes() for file in two.iterdir()}
    lines = ["s1,application", "s1,none", "s9,application", "s3,aplication", "s4,;", ",application"]
    bad = tmp_path / "bad.csv"
    bad.write_text("\n".join(["statement,decision", *lines]) + "\n", "utf-8")
    said = run("agreement", two, "--resolved", bad, code=1).stderr
    for line, part in (
        (3, "statement `s1` is decided on line 2 already"),
        (4, "unknown statement `s9`"),
        (5, "unknown code `aplication`: did you mean `application`?"),
        (6, "`;` names no code: where none is to be put, write `none`"),
        (7, "`statement` is blank"),
    ):
        assert f"bad.csv:{line}: {part}" in said
    assert {file: file.read_bytes() for file in two.iterdir()} == files
    ok = filled(tmp_path / "ok.csv", [{"statement": "s1", "decision": "application"}])
    assert "is a coder of the study" in run("agreement", two, "--resolved", ok, "--as", "bo", code=1).stderr
    assert (
        "leave out `where`" in run("agreement", two, "--resolved", ok, "--where", "source=i1", code=2).stderr
    )
    run("agreement", two, "--resolved", ok, "--as", "both")
    again = filled(tmp_path / "again.csv", [{"statement": "s1", "decision": "none"}])
    said = run("agreement", two, "--resolved", again, "--as", "both", code=1).stderr
    assert "again.csv:2: statement `s1` was decided as `application` before, and is `none` here" in " ".join(
        said.split()
    )
    assert "is there already, perhaps filled in" in run("agreement", two, "--worksheet", ok, code=1).stderr


def test_agreement_below_a_bound_is_exit_3(two: Path, run: Run) -> None:
    assert "was asked for, and it is" in run("agreement", two, "--fail-under", 0.9, code=3).stderr
    run("agreement", two, "--fail-under", -1)


def test_models_stand_apart(two: Path, run: Run, answer: Any) -> None:
    if (two / "codings.csv").exists():
        return
    before = answer("agreement", two)
    with (two / "statements.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"s{n},i{n % 4},,bot,application\n" for n in range(8))
    (two / "coders.csv").write_text("id,kind\nanna,\nbo,\nbot,model\n", "utf-8")
    study = two / "study.yaml"
    study.write_text(study.read_text("utf-8") + "coders: coders.csv\n", "utf-8")
    found = answer("agreement", two)
    assert found["overall"] == before["overall"]
    assert [(pair["b"], pair["units"]) for pair in found["models"][0]["people"]] == [("anna", 8), ("bo", 8)]
    assert [one["by"] for one in found["under"]] == ["people", "human", "human", "model", "with_models"]
    assert [one["numbers"] for one in found["under"]] == [True, False, False, False, False]
    assert answer("agreement", two, "--models", "include")["coders"] == ["anna", "bo", "bot"]
    text = run("agreement", two).stdout
    assert "with models" in text
    assert max(map(len, text.splitlines())) <= 80


def test_where_models_alone_coded_and_count_they_are_the_coders(
    two: Path, run: Run, answer: Any, tmp_path: Path
) -> None:
    before = answer("agreement", two, "--types")
    (two / "coders.csv").write_text("id,kind\nanna,model\nbo,model\n", "utf-8")
    study = two / "study.yaml"
    study.write_text(study.read_text("utf-8") + "coders: coders.csv\nsettings:\n  models: include\n", "utf-8")
    found = answer("agreement", two, "--types")
    for key in ("overall", "aspects", "codes", "coders", "types"):
        assert found[key] == before[key]
    assert [one["by"] for one in found["under"]] == ["models", "model", "model"]
    assert [one["cases"] for one in found["under"]] == [one["cases"] for one in before["under"]]
    rows = [{"statement": "s1", "decision": "application", "reason": ""}]
    found = answer("agreement", two, "--resolved", filled(tmp_path / "sheet.csv", rows))
    assert [one["by"] for one in found["under"]] == ["models", "model", "model", "consensus"]
    assert [one["numbers"] for one in found["under"]] == [False, False, False, True]
    text = run("agreement", two).stdout
    assert "all models" in text
    assert "in common with people" not in text
