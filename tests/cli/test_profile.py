"""`idealtypes profile`: the table, the JSON answer, selections and settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from idealtypes.cli.terminal import cells
from tests.cli.conftest import EXAMPLE, STUDIES, Run

KEYS = {
    "aspect", "axis", "balance", "interval", "shares", "logit", "salience", "statements", "sources", "effective_n",
    "contestation", "split", "why",
}  # fmt: skip


def row(text: str, beginning: str) -> str:
    """The line of a table that begins so."""
    return next(line for line in text.splitlines() if line.startswith(beginning))


def statements(folder: Path, rows: list[str]) -> Path:
    """Replace the statements of a study: `source,codes` a row."""
    lines = ["id,source,text,codes,mode"]
    for number, given in enumerate(rows):
        source, codes, *mode = given.split(",")
        lines.append(f"s{number},{source},said,{codes},{mode[0] if mode else 'is'}")
    (folder / "statements.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("study", [EXAMPLE, STUDIES / "good_full", STUDIES / "good_ratings"])
def test_the_answer_follows_the_contract(study: Path, answer: Any) -> None:
    found = answer("profile", study)
    assert {"format", "numbers", "settings", "level", "view", "cases"} <= set(found)
    assert found["view"] == "all"
    assert found["settings"]["level"] == found["level"]
    for case in found["cases"]:
        assert {"case", "statements", "sources", "aspects"} <= set(case)
        for aspect in case["aspects"]:
            assert set(aspect) >= KEYS
            if len(aspect["shares"]) > 2:
                assert aspect["balance"] is aspect["interval"] is aspect["logit"] is None
                assert set(aspect["intervals"]) == set(aspect["shares"])
            elif aspect["balance"] is None:
                assert aspect["why"].startswith("nobody speaks of it")


def test_the_table_shows_the_numbers_of_the_answer(run: Run, answer: Any, fresh: Path) -> None:
    rows = [f"i{n},direct_contact" for n in range(6)] + [
        "i6,application",
        "i7,direct_contact",
        "i0,judgement",
    ]
    statements(fresh, rows)
    access, helping = answer("profile", fresh)["cases"][0]["aspects"]
    assert access["balance"] == pytest.approx(-0.75)
    shown = row(run("profile", fresh).stdout, "How people get")
    low, high = (f"{end:+.2f}".replace("-", "−") for end in access["interval_whole"])
    assert f"−0.75 [{low}, {high}]" in shown
    assert shown.split()[-3:] == [
        "8",
        "8",
        "somewhat",
    ]  # eight informants, one of them contrary, and codes that may stand elsewhere
    assert helping["statements"] == 1


def test_balanced_thin_torn_and_silent_read_differently(run: Run, fresh: Path) -> None:
    torn = [f"i{n},{code}" for n in range(6) for code in ("direct_contact", "application")]
    balanced = [f"i{n},direct_contact;application" for n in range(12)]
    thin = ["i0,direct_contact", "i1,application"]
    lines = {}
    for name, rows in {"torn": torn, "balanced": balanced, "thin": thin}.items():
        text = run("profile", statements(fresh, rows)).stdout
        lines[name] = row(text, "How people get")
        assert lines[name].endswith(name)
        assert " 0.00 [" in lines[name]
        assert row(text, "What the help").endswith("silent")
    assert "◄●►" in lines["torn"]
    assert "━●━" in lines["balanced"]
    assert "━○━" in lines["thin"]


def test_silence_has_no_number(run: Run, fresh: Path) -> None:
    text = run("profile", statements(fresh, ["i0,judgement"])).stdout
    assert row(text, "How people get").split() == ["How", "people", "get", "·", "·", "·", "silent"]


def test_three_or_more_poles_are_bars_with_intervals_and_margins(run: Run, answer: Any) -> None:
    text = run("profile", STUDIES / "good_full").stdout
    care = answer("profile", STUDIES / "good_full")["cases"][0]["aspects"][1]
    low, high = care["intervals_whole"]["hearing"]
    shown = row(text, "  hearing")
    assert f"{care['shares']['hearing']:.2f} [{low:.2f}, {high:.2f}]" in shown
    assert "█" in shown
    assert "Listens – acts: listens 0.67, Takes action 0.33" in text


def test_what_is_left_out_is_said(run: Run) -> None:
    assert "1 reported statement left out" in run("profile", STUDIES / "good_full").stdout
    assert "left out" not in run("profile", STUDIES / "good_full", "--reported", "include").stdout


@pytest.mark.parametrize("view", ["all", "is", "ought", "expected", "would", "useful"])
def test_every_view(view: str, answer: Any) -> None:
    assert answer("profile", EXAMPLE, "--view", view)["view"] == view


def test_settings_are_overridden(answer: Any, fresh: Path) -> None:
    given = {
        "level": 0.8, "draws": 200, "seed": 9, "unit": "none", "weighting": "source", "repeats": "once_per_source",
        "reported": "include",
    }  # fmt: skip
    found = answer(
        "profile", fresh, *(part for name, value in given.items() for part in (f"--{name}", value))
    )
    assert {name: found["settings"][name] for name in given} == given


def test_complete_evidence_has_no_interval(run: Run, fresh: Path) -> None:
    text = run("profile", fresh, "--unit", "none").stdout
    assert "evidence complete, no intervals" in text
    assert "[" not in text
    assert "━" not in text


def test_raters_are_called_raters(run: Run) -> None:
    text = run("profile", STUDIES / "good_ratings").stdout
    assert "4 ratings of 2 raters" in text
    assert "One rater gives no interval" in text


def test_where_selects_and_says_so(run: Run, fresh: Path) -> None:
    result = run("profile", fresh, "--where", "mode=is")
    assert "only mode=is" in result.stdout
    assert "2 statements of 1 source" in result.stdout
    assert result.stderr == "2 statements selected by --where\n"
    assert row(result.stdout, "How people get").split()[-3:] == ["1", "1", "untold"]


def test_where_must_name_what_is_there(run: Run, fresh: Path) -> None:
    assert "did you mean `mode`?" in run("profile", fresh, "--where", "mod=is", code=1).stderr
    assert (
        "no statement has `was` as its `mode`" in run("profile", fresh, "--where", "mode=was", code=1).stderr
    )


def test_many_cases_have_a_line_each_and_the_rest_is_counted(run: Run, crowd: Path) -> None:
    text = run("profile", crowd).stdout
    assert sum(line.startswith("case_") for line in text.splitlines()) == 40
    assert "60 cases, 40 shown" in text
    assert "-o profile.csv" in text


def test_warnings_go_to_standard_error(run: Run, fresh: Path) -> None:
    scheme = (fresh / "scheme.yaml").read_text(encoding="utf-8")
    scheme += "".join(f"  - {{id: later_{n}, title: Later}}\n" for n in range(7))
    (fresh / "scheme.yaml").write_text(scheme, encoding="utf-8")
    result = run("profile", fresh, "--json")
    assert result.stderr.count("not yet placed") == 5
    assert "2 more warnings: idealtypes check" in result.stderr
    assert result.stdout.startswith("{")


@pytest.mark.parametrize("command", ["profile", "types", "compare", "evidence", "check"])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_line_is_wider_than_80(
    command: str, ascii_only: bool, run: Run, crowd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if ascii_only:
        monkeypatch.setenv("NO_UNICODE", "1")
    studies = [STUDIES / "good_full", STUDIES / "good_ratings", crowd]
    for study in studies if ascii_only else [EXAMPLE, *studies]:
        # a warning stands whole behind its file and line, so that it can be searched for
        text = "\n".join(x for x in run(command, study).stdout.splitlines() if not x.startswith("warning: "))
        assert max(map(cells, text.splitlines())) <= 80, (study, command)
        assert not any(line.endswith(" ") for line in text.splitlines())
        if ascii_only:
            assert not set(text) & set("─━├┤┼┿●○◄►█▓░·│…−")


def test_what_the_numbers_rest_on_is_said(run: Run, answer: Any, fresh: Path) -> None:
    scheme = fresh / "scheme.yaml"
    more = """  - {id: waiting, title: Waiting, definition: Somebody waits.}
  - {id: small_talk, title: Small talk, definition: On no axis., place: none}
"""
    scheme.write_text(scheme.read_text(encoding="utf-8") + more, encoding="utf-8")
    statements(fresh, ["a,judgement;waiting", "a,waiting", "b,small_talk", "b,direct_contact", "b,"])
    for command in ("profile", "types"):
        rests_on = {"statements": 4, "counted": 2, "against": 0, "unplaced": ["waiting"]}
        rests_on |= {"codings": 5, "left_out": {"consensus": 0, "models": 0}}
        assert answer(command, fresh)["rests_on"] == rests_on
        shown = " ".join(run(command, fresh).stdout.split())
        assert "2 of 4 statements count · 1 code not yet placed" in shown
    statements(fresh, ["a,judgement", "b,!direct_contact"])
    shown = " ".join(run("profile", fresh).stdout.split())
    assert "count ·" not in shown
    assert "1 statement against" in shown
