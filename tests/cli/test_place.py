"""`idealtypes place`: in the terminal, and by a table to fill in."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from idealtypes.cli.program import program
from idealtypes.files.content import folder
from idealtypes.files.schemes import read_scheme
from idealtypes.model.scheme import Scheme
from tests.cli.conftest import Run
from tests.exchange.books import xlsx

REMOVED = (
    "    place: {aspect: access, pole: informal}\n",
    "    rationale: A personal way in, without rules.\n",
    "    place: {aspect: help, pole: informal}\n",
    "    rationale: Discretion instead of rules.\n",
)


@pytest.fixture
def unplaced(fresh: Path) -> Path:
    """The template with two of its four codes not yet placed."""
    path = fresh / "scheme.yaml"
    text = path.read_text(encoding="utf-8")
    for line in REMOVED:
        assert line in text
        text = text.replace(line, "", 1)
    path.write_text(text, encoding="utf-8")
    return fresh


def typed(study: Path, *lines: str) -> str:
    """What the terminal shows when these lines are typed."""
    text = "".join(f"{line}\n" for line in lines)
    result = CliRunner().invoke(program, ["place", str(study)], input=text, env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    return result.stdout


def scheme(study: Path) -> Scheme:
    return read_scheme("./scheme.yaml", study / "study.yaml")


def places(study: Path) -> dict[str, Any]:
    return {
        code.id: [one.model_dump(exclude_none=True) for one in code.place or ()]
        for code in scheme(study).codes
    }


def test_the_walk_places_and_saves_each_answer_at_once(unplaced: Path) -> None:
    before = (unplaced / "scheme.yaml").read_text(encoding="utf-8")
    shown = typed(unplaced, "1", "-1", "A personal way in: no rules")
    assert "1 of 2: Direct contact (direct_contact)" in shown
    assert "EXAMPLE, replace me: You just ring, and somebody answers. (interview_1)" in shown
    assert "Changed: direct_contact." in shown
    assert "4 codes · 3 placed · 1 not yet placed" in shown
    after = (unplaced / "scheme.yaml").read_text(encoding="utf-8").splitlines()
    new = ["    place: {aspect: access, position: -1}", '    rationale: "A personal way in: no rules"']
    assert [line for line in after if line not in new] == before.splitlines()
    assert all(line in after for line in new)
    assert max(len(line) for line in shown.splitlines()) <= 80
    # and on another day
    shown = typed(unplaced, "help", "0,5", "")
    assert "1 of 1: Judgement" in shown
    assert places(unplaced)["judgement"] == [{"aspect": "help", "position": 0.5}]
    assert scheme(unplaced).code("judgement").rationale is None


def test_skipping_going_back_and_stopping(unplaced: Path) -> None:
    shown = typed(unplaced, "s", "b", "n", "", "q")
    assert shown.count("1 of 2: Direct contact") == 2
    assert places(unplaced)["direct_contact"] == []
    assert scheme(unplaced).unplaced == ("judgement",)


def test_wrong_answers_are_asked_again(unplaced: Path) -> None:
    shown = typed(unplaced, "7", "acces", "access", "2", "cold", "formal", "", "q")
    assert "no aspect `7`: a number of the list, or its id" in shown
    assert "did you mean `access`?" in shown
    assert "position 2 is outside [-1, 1]" in shown
    assert "aspect `access` has no pole `cold`" in shown
    assert places(unplaced)["direct_contact"] == [{"aspect": "access", "pole": "formal"}]


def test_a_code_below_one_that_was_placed_is_not_asked_for(unplaced: Path) -> None:
    path = unplaced / "scheme.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    title: Judgement\n", "    title: Judgement\n    parent: direct_contact\n")
    )
    shown = typed(unplaced, "n", "")
    assert "Judgement (judgement) stands where `direct_contact` stands." in shown
    assert "1 on purpose on no axis" in shown
    assert "1 as the code above" in shown


def test_json_says_where_codes_stand(answer: Any, unplaced: Path) -> None:
    given = answer("place", unplaced)
    assert given["counts"] == {"codes": 4, "placed": 2, "none": 0, "inherited": 0, "unplaced": 2}
    first, second = given["codes"][:2]
    assert (first["code"], first["placed"], first["aspect"], first["why"]) == (
        "direct_contact", False, None, "not yet placed",
    )  # fmt: skip
    assert {name: second[name] for name in ("code", "placed", "aspect", "position", "pole", "why")} == {
        "code": "application", "placed": True, "aspect": "access", "position": 1, "pole": "formal", "why": None,
    }  # fmt: skip
    assert second["rationale"] == "A rule decides who comes in."
    assert given["changed"] == []


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_unchanged_table_changes_nothing(run: Run, answer: Any, unplaced: Path, ending: str) -> None:
    table = unplaced / f"places.{ending}"
    before = (unplaced / "scheme.yaml").read_bytes()
    run("place", unplaced, "--to", table)
    assert answer("place", unplaced, "--from", table)["changed"] == []
    assert (unplaced / "scheme.yaml").read_bytes() == before


def test_the_workbook_explains_the_choices(run: Run, unplaced: Path) -> None:
    table = unplaced / "places.xlsx"
    run("place", unplaced, "--to", table)
    book = CalamineWorkbook.from_path(str(table))
    assert book.sheet_names == ["places", "choices"]
    first = book.get_sheet_by_name("places").to_python()
    assert first[0][0] == "code"
    assert first[0][-3:] == ["aspect", "position", "rationale"]
    assert first[4][-3:-1] == ["help", 0.5]
    choices = book.get_sheet_by_name("choices").to_python()
    assert [choices[1][0], choices[1][3]] == ["access", "informal"]
    assert choices[1][-1] == "a number from -1 (informal) to 1 (formal), or `informal`"
    said = run("place", unplaced, "--to", table, code=1).stderr
    assert "is there already, perhaps filled in" in said


def filled(study: Path, *rows: tuple[str, ...], ending: str = "csv") -> Path:
    table = study / f"filled.{ending}"
    all_rows = [("code", "aspect", "position", "rationale"), *rows]
    if ending == "xlsx":
        table.write_bytes(xlsx(("places", all_rows)))
    else:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(all_rows)
        table.write_text(text.getvalue(), encoding="utf-8")
    return table


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_filled_in_table_is_read_back(answer: Any, unplaced: Path, ending: str) -> None:
    table = filled(
        unplaced,
        ("direct_contact", "access; Help", "−0,5; formal", "'=SUM(A1)"),
        ("application", "access", "formal", "Another reason."),
        ("judgement", "none", "", ""),
        ending=ending,
    )
    given = answer("place", unplaced, "--from", table)
    assert given["changed"] == ["direct_contact", "application", "judgement"]
    found = places(unplaced)
    assert found["direct_contact"] == [
        {"aspect": "access", "position": -0.5},
        {"aspect": "help", "pole": "formal"},
    ]
    assert found["judgement"] == []
    assert found["guideline_with_leeway"] == [{"aspect": "help", "position": 0.5}]
    text = (unplaced / "scheme.yaml").read_text(encoding="utf-8")
    assert 'rationale: "=SUM(A1)"' in text
    assert "rationale: Another reason." in text


def test_guarded_cells_come_back_as_they_were(run: Run, answer: Any, unplaced: Path) -> None:
    path = unplaced / "scheme.yaml"
    text = path.read_text(encoding="utf-8").replace("A rule decides who comes in.", '"=cmd"')
    path.write_text(text, encoding="utf-8")
    for name in ("a.csv", "a.xlsx"):
        run("place", unplaced, "--to", unplaced / name)
        assert answer("place", unplaced, "--from", unplaced / name)["changed"] == []
    assert "'=cmd" in (unplaced / "a.csv").read_text(encoding="utf-8-sig")


def test_all_faults_at_once_and_nothing_half_written(
    run: Run, unplaced: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(unplaced)
    filled(
        unplaced,
        ("direct_contact", "access", "informal", ""),
        ("direct_contac", "access", "informal", ""),
        ("direct_contact", "none", "", ""),
        ("application", "", "", ""),
        ("judgement", "access", "", ""),
        ("guideline_with_leeway", "help; carr", "3; 0", ""),
        ("", "help", "0", ""),
    )
    before = (unplaced / "scheme.yaml").read_bytes()
    said = run("place", unplaced, "--from", "filled.csv", code=1).stderr.splitlines()
    assert said == [
        "filled.csv:3: unknown code `direct_contac`; did you mean `direct_contact`?",
        "filled.csv:4: code `direct_contact`: it is placed on `access` in row 2, and `none` is no aspect: "
        "take one of the rows out",
        "filled.csv:5: code `application` is placed (access formal), and its cells are blank: "
        "fill them, or write `none`",
        "filled.csv:6: code `judgement`: 1 in `aspect` and 0 in `position`: "
        "each aspect has one place, separated by `;`",
        "filled.csv:7: code `guideline_with_leeway`: position 3 is outside [-1, 1]: -1 is informal, 0 in the middle, "
        "1 is formal",
        "filled.csv:7: code `guideline_with_leeway`: no aspect `carr`; there is `access`, `help`, `none`",
        "filled.csv:8: `code` is blank",
    ]
    assert (unplaced / "scheme.yaml").read_bytes() == before


def test_a_code_on_two_aspects_has_two_rows(run: Run, answer: Any, unplaced: Path) -> None:
    table = filled(
        unplaced,
        ("direct_contact", "access", "informal", "One just rings"),
        ("judgement", "help", "-1", ""),
        ("direct_contact", "help", "0,5", "and is told what holds"),
    )
    assert answer("place", unplaced, "--from", table)["changed"] == ["direct_contact", "judgement"]
    assert places(unplaced)["direct_contact"] == [
        {"aspect": "access", "pole": "informal"},
        {"aspect": "help", "position": 0.5},
    ]
    rationale = scheme(unplaced).code("direct_contact").rationale
    assert rationale is not None
    assert rationale.say() == "One just rings; and is told what holds"
    # it is written so, too, and comes back as it was
    for name in ("again.csv", "again.xlsx"):
        run("place", unplaced, "--to", unplaced / name)
        assert answer("place", unplaced, "--from", unplaced / name)["changed"] == []
    with (unplaced / "again.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] == "direct_contact"]
    assert [(row["aspect"], row["position"]) for row in rows] == [("access", "informal"), ("help", "0.5")]
    # a row less is a place less
    table = filled(unplaced, ("direct_contact", "help", "0,5", ""))
    answer("place", unplaced, "--from", table)
    assert places(unplaced)["direct_contact"] == [{"aspect": "help", "position": 0.5}]


def test_two_rows_of_a_code_that_do_not_go_together(run: Run, unplaced: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(unplaced)
    filled(
        unplaced,
        ("direct_contact", "access", "informal", ""),
        ("direct_contact", "access", "formal", ""),
        ("judgement", "help", "0", ""),
        ("judgement", "", "", "nothing here"),
        ("application", "access", "formal", ""),
        ("application", "", "", ""),
    )
    assert run("place", unplaced, "--from", "filled.csv", code=1).stderr.splitlines() == [
        "filled.csv:3: code `direct_contact`: it is placed on `access` in row 2 already",
        "filled.csv:7: code `application` is placed (access formal), and its cells are blank: fill them, or take the "
        "row out",
    ]


def test_a_table_adds_an_aspect(run: Run, answer: Any, unplaced: Path) -> None:
    path = unplaced / "scheme.yaml"
    before = path.read_text(encoding="utf-8")
    table = filled(
        unplaced,
        ("direct_contact", "new: Trust in those who help", "informal", ""),
        ("direct_contact", "access", "-1", ""),
        ("judgement", "NEW: trust in those who help; new: Pay (informal=formal)", "0.5; 1", ""),
    )
    given = answer("place", unplaced, "--from", table)
    assert given["aspects"] == ["trust_in_those_who_help", "pay"]
    assert places(unplaced)["judgement"] == [
        {"aspect": "trust_in_those_who_help", "position": 0.5},
        {"aspect": "pay", "position": 1},
    ]
    corners = {one.id: dict(one.corner) for one in scheme(unplaced).ideal_types}
    assert corners["formal"] == dict.fromkeys(("access", "help", "trust_in_those_who_help", "pay"), "formal")
    assert corners["informal"]["pay"] == "formal"
    after = path.read_text(encoding="utf-8")
    assert "  - {id: trust_in_those_who_help, title: Trust in those who help, axis: formality}\n" in after
    assert [line for line in before.splitlines() if line.lstrip().startswith("#")] == [
        line for line in after.splitlines() if line.lstrip().startswith("#")
    ]
    assert run("check", unplaced).exit_code == 0
    # the same table again finds the aspects there
    again = answer("place", unplaced, "--from", table)
    assert (again["aspects"], again["changed"]) == ([], [])
    assert path.read_text(encoding="utf-8") == after


def test_an_aspect_that_cannot_be_added_is_told_at_its_row(
    run: Run, unplaced: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(unplaced)
    path = unplaced / "scheme.yaml"
    text = path.read_text(encoding="utf-8")
    torn = "    corner: {access: informal, help: informal}"
    assert torn in text
    path.write_text(text.replace(torn, "    corner: {access: informal, help: formal}"), encoding="utf-8")
    before = path.read_bytes()
    filled(
        unplaced,
        ("direct_contact", "new: Trust (axis=formalty)", "0", ""),
        ("judgement", "new: Pay", "0", ""),
        ("application", "new: Pace (fomal=formal, informal=middle)", "0", ""),
    )
    assert run("place", unplaced, "--from", "filled.csv", code=1).stderr.splitlines() == [
        "filled.csv:2: new aspect `Trust`: no axis `formalty`; did you mean `formality`?",
        "filled.csv:3: new aspect `Pay`: where on `Pay` is the ideal type `informal`? Say its pole, `informal`, "
        "`formal`: new: Pay (informal=informal)",
        "filled.csv:4: new aspect `Pace`: no ideal type `fomal`; did you mean `formal`?",
        "filled.csv:4: new aspect `Pace`: aspect `pace` has no pole `middle`; there is `informal`, `formal`",
    ]
    assert path.read_bytes() == before


def test_the_walk_adds_an_aspect_and_places_on_two(unplaced: Path) -> None:
    before = (unplaced / "scheme.yaml").read_text(encoding="utf-8")
    shown = typed(unplaced, "+", "Trust", "What is relied on?", "", "1", "-0.5", "One knows her", "q")
    assert "Saved: Trust (trust)." in shown
    assert "The formal arrangement stands there at (blank: formal)" in shown
    assert "Added: the aspect trust." in shown
    shown = typed(unplaced, "access 4", "1, trust", "formal", "0,5", "", "q")
    assert "no aspect `4`" in shown
    found = scheme(unplaced)
    aspect = found.aspects[-1]
    assert (aspect.id, aspect.axis, str(aspect.question)) == ("trust", "formality", "What is relied on?")
    assert [one.corner["trust"] for one in found.ideal_types] == ["informal", "informal"]
    assert places(unplaced)["direct_contact"] == [{"aspect": "trust", "position": -0.5}]
    assert places(unplaced)["judgement"] == [
        {"aspect": "access", "pole": "formal"},
        {"aspect": "trust", "position": 0.5},
    ]
    after = (unplaced / "scheme.yaml").read_text(encoding="utf-8").splitlines()
    comments = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in after if line.lstrip().startswith("#")] == comments


def test_an_aspect_is_not_added_after_all(unplaced: Path) -> None:
    before = (unplaced / "scheme.yaml").read_bytes()
    typed(unplaced, "+", "", "+", "Trust", "", "s", "q")
    assert (unplaced / "scheme.yaml").read_bytes() == before


def test_a_table_without_the_columns(run: Run, unplaced: Path) -> None:
    table = unplaced / "x.csv"
    table.write_text("code,aspekt\na,b\n")
    said = run("place", unplaced, "--from", table, code=1).stderr
    assert "the column `aspect` is missing: should `aspekt` be `aspect`?" in said
    assert "the column `position` is missing" in said
    assert "this kind of table is not read" in run("place", unplaced, "--from", "x.doc", code=1).stderr
    assert "is written as .xlsx or .csv" in run("place", unplaced, "--to", "x.doc", code=1).stderr
    assert run("place", unplaced, "--from", table, "--to", unplaced / "y.csv", code=2)


def test_a_shipped_scheme_is_copied_only_on_request(run: Run, fresh: Path) -> None:
    named = fresh / "study.yaml"
    before = named.read_text(encoding="utf-8").replace("scheme: ./scheme.yaml ", "scheme: peer_support_2023 ")
    named.write_text(before, encoding="utf-8")
    shipped = folder("coding_schemes") / "peer_support_2023.yaml"
    codes = [code.id for code in read_scheme("peer_support_2023").codes]
    (fresh / "statements.csv").write_text(f"id,source,text,codes\ns1,i1,said,{codes[0]}\n", encoding="utf-8")
    (fresh / "scheme.yaml").unlink()
    table = filled(fresh, (codes[0], "none", "", "Another reason."))
    said = run("place", fresh, "--from", table, code=1).stderr
    assert "with --copy-scheme it is copied into the study's folder" in said
    assert codes[0] in run("place", fresh, "--from", table, "--copy-scheme").stdout
    assert named.read_text(encoding="utf-8") == before.replace(
        "scheme: peer_support_2023", "scheme: ./peer_support_2023.yaml"
    )
    own = (fresh / "peer_support_2023.yaml").read_text(encoding="utf-8")
    assert "rationale: Another reason." in own
    assert "Another reason." not in shipped.read_text(encoding="utf-8")


@pytest.fixture
def nested(unplaced: Path) -> Path:
    """The two codes that are not yet placed are two of a line of four: `one` above `two` and `three`, and `four`."""
    path = unplaced / "scheme.yaml"
    lines = path.read_text(encoding="utf-8").rstrip()
    for name, parent in (("one", ""), ("two", "one"), ("three", "two"), ("four", "")):
        lines += f"\n  - id: {name}\n    title: {name.title()}" + (
            f"\n    parent: {parent}" if parent else ""
        )
    path.write_text(lines + "\n", encoding="utf-8")
    return unplaced


def test_codes_below_one_that_was_placed_are_told_at_once_and_back_passes_them(nested: Path) -> None:
    number = len(scheme(nested).unplaced) - 4  # those that come before `one`
    text = typed(nested, *["s"] * number, "n", "", "b", "n", "at once", "q")
    assert text.count("stand where `one` stands") == 2  # passed over, and again after going back
    assert "Two (two), Three (three) stand where `one` stands." in " ".join(text.split())
    assert scheme(nested).code("one").place == ()
    rationale = scheme(nested).code("one").rationale
    assert rationale is not None
    assert rationale.say() == "at once"
