"""Each case compared with itself over time."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.analyses.compare.changes import CaseChange, Changes
from idealtypes.errors import BadArgument, BadCall
from tests.analyses.test_comparison_subgroups import SCHEME

STUDY = "format: 1\ntitle: Waves\nscheme: scheme.yaml\nstatements: statements.csv\ncases: cases.csv\n"
CASES = "id,country\none,Norway\ntwo,Sweden\n"
SOME = {"draws": 1000, "placement_doubt": 0}


def study(folder: Path, rows: list[tuple[str, str, str, str]], cases: str = CASES) -> it.Study:
    """A study of rows of source, case, wave and codes."""
    folder.mkdir(exist_ok=True)
    lines = [
        f"s{n},{source},{case},said,{wave},{codes}" for n, (source, case, wave, codes) in enumerate(rows)
    ]
    text = "\n".join(["id,source,case,text,wave,codes", *lines]) + "\n"
    files = {"scheme.yaml": SCHEME, "study.yaml": STUDY, "statements.csv": text, "cases.csv": cases}
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return it.read_study(folder)


def moving(*, again: bool, waves: tuple[str, ...] = ("1", "2")) -> list[tuple[str, str, str, str]]:
    """Ten informants of case one, of whom half lean each way, and two of them turn; case two is seen once."""
    rows = []
    for n, wave in enumerate(waves):
        for g in range(10):
            who = f"g{g}" if again else f"g{g}-{wave}"
            rows += [(who, "one", wave, "hf" if g < 5 + 2 * n else "hi")] * 4
    return [*rows, ("h", "two", waves[0], "hi"), ("h", "two", waves[0], "ci")]


def changed(found: it.Comparison) -> dict[tuple[str, str], CaseChange]:
    assert isinstance(found, Changes)
    return {(c.case, c.aspect): c for c in found.changes}


def test_the_same_informants_tell_a_change_more_narrowly_than_others(tmp_path: Path) -> None:
    same, others = (
        changed(it.compare(study(tmp_path / str(again), moving(again=again)), change="wave", **SOME))[
            "one", "help"
        ]
        for again in (True, False)
    )
    assert (same.from_, same.to, same.times) == ("1", "2", 2)
    assert same.change == others.change == pytest.approx(0.4)
    assert (same.paired, same.both, others.paired, others.both) == (True, 10, False, 0)
    widths = [c.interval[1] - c.interval[0] for c in (same, others) if c.interval]
    assert widths[0] < 0.8 * widths[1]
    for one in (same, others):
        assert one.interval is not None
        assert one.interval_whole is not None
        assert one.interval_whole[0] <= one.interval[0] <= 0.4 <= one.interval[1] <= one.interval_whole[1]
        assert (one.word == "rose") == ((one.probability or 0) >= 0.95)


def test_a_case_seen_or_heard_once_is_listed_with_the_reason(tmp_path: Path) -> None:
    rows = [*moving(again=True), ("g1", "one", "1", "ci"), ("g", "three", "", "hi")]
    answer = it.compare(study(tmp_path, rows, CASES + "three,Norway\n"), change="wave", **SOME).to_dict()
    codes = {(c["case"], c["aspect"]): c["why_code"] for c in answer["changes"]}
    assert codes["two", "help"] == codes["two", "contact"] == "compare.seen_once"
    assert codes["one", "contact"] == "compare.heard_once"
    assert codes["three", "help"] == "compare.never_seen"
    row = next(c for c in answer["changes"] if c["case"] == "two" and c["aspect"] == "help")
    assert (row["from"], row["to"], row["change"], row["word"]) == ("1", "1", None, "cannot_be_told")
    assert answer["times"]["levels"] == ["1", "2"]
    assert answer["times"]["skipped"][0]["what"] == "1 of 84 coded statements"
    assert answer["numbers"] == 2


def test_over_more_times_it_is_the_trend_from_first_to_last(tmp_path: Path) -> None:
    found = it.compare(
        study(tmp_path, moving(again=True, waves=("2020", "2021", "2022"))), change="wave", **SOME
    )
    one = changed(found)["one", "help"]
    assert (one.from_, one.to, one.times, one.word) == ("2020", "2022", 3, "rose")
    assert one.change == pytest.approx(0.8, abs=0.05)


def test_turned_round_it_is_the_same_with_the_other_sign(tmp_path: Path) -> None:
    held = study(tmp_path, moving(again=True))
    there, back = (
        changed(it.compare(held, change="wave", order=order, **SOME))["one", "help"]
        for order in (["1", "2"], ["2", "1"])
    )
    assert there.change == pytest.approx(-(back.change or 0))
    assert there.interval is not None
    assert back.interval is not None
    assert there.interval[0] == pytest.approx(-back.interval[1], abs=0.1)


def test_of_one_statement_at_a_time_nothing_is_told_and_complete_evidence_is_what_it_is(
    tmp_path: Path,
) -> None:
    rows = [
        ("a", "one", "1", "hi"),
        ("b", "one", "2", "hf"),
        ("a", "one", "1", "ci"),
        ("b", "one", "2", "ci"),
    ]
    held = study(tmp_path, rows, "id\none\n")
    thin = changed(it.compare(held, change="wave", **SOME))["one", "help"]
    assert thin.change == 2
    assert thin.word == "cannot_be_told"
    assert thin.to_dict("wave")["why_code"] == "engine.one_statement"
    known = changed(it.compare(held, change="wave", unit="none"))
    assert (known["one", "help"].word, known["one", "help"].probability) == ("rose", 1.0)
    assert known["one", "contact"].word == "unchanged"
    assert known["one", "contact"].interval is None


def test_what_cannot_be_a_time_is_said(tmp_path: Path) -> None:
    words = [(s, c, {"1": "before", "2": "after"}[w], k) for s, c, w, k in moving(again=True)]
    held = study(tmp_path, words)
    for column, said in {
        "wav": "did you mean `wave`",
        "country": "is a column of cases",
        "case": "name the column that tells the time",
        "wave": 'have no order of their own: give it, as with --order "before,after"',
    }.items():
        with pytest.raises(BadArgument, match=said) as told:
            it.compare(held, change=column)
        assert told.value.argument == "change"
    assert changed(it.compare(held, change="wave", order=["before", "after"], **SOME))["one", "help"].change
    with pytest.raises(BadArgument, match="has one value, `before`: a change needs two times"):
        it.compare(held, change="wave", where={"wave": "before"})
    with pytest.raises(BadCall, match="compares each case with itself"):
        it.compare(held, change="wave", by="wave")
