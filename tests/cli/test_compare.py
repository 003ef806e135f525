"""`idealtypes compare`: pairs of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from idealtypes.cli.commands.compare import TABLES
from tests.cli.conftest import EXAMPLE, ROOT, STUDIES, Run

PROGRAMMES = ROOT / "examples" / "physician_programmes"


def pairs(found: dict[str, Any], aspect: str) -> list[tuple[str, str]]:
    return [(pair["a"], pair["b"]) for pair in found["pairs"] if pair["aspect"] == aspect]


def test_the_answer_follows_the_contract(answer: Any) -> None:
    found = answer("compare", STUDIES / "good_full")
    assert {"format", "numbers", "settings", "pairs"} <= set(found)
    assert pairs(found, "access") == [("south", "north"), ("south", "east"), ("north", "east")]
    for pair in found["pairs"]:
        assert {"a", "b", "aspect", "difference", "interval", "probability"} <= set(pair)


def test_the_table_shows_the_numbers_of_the_answer(run: Run, answer: Any) -> None:
    first = answer("compare", STUDIES / "good_full")["pairs"][0]
    text = run("compare", STUDIES / "good_full").stdout
    shown = next(line for line in text.splitlines() if line.startswith("south − north "))
    numbers = [f"{n:+.2f}".replace("-", "−") for n in (first["difference"], *first["interval_whole"])]
    assert all(number in shown for number in numbers)
    assert f" {first['probability']:.2f}" in shown
    assert "Care: share of hearing" in text


def test_one_against_all(answer: Any, run: Run) -> None:
    found = answer("compare", STUDIES / "good_full", "--against", "north")
    assert pairs(found, "access") == [("south", "north"), ("east", "north")]
    assert "no case 'west'" in run("compare", STUDIES / "good_full", "--against", "west", code=1).stderr


def test_one_case_has_nothing_to_compare(run: Run, answer: Any, tmp_path: Path) -> None:
    assert "Nothing to compare: one case." in run("compare", EXAMPLE).stdout
    found = answer("compare", EXAMPLE)
    assert not found["pairs"]
    assert "nothing to compare" in found["why"]
    assert "nothing to save" in run("compare", EXAMPLE, "-o", tmp_path / "d.csv", code=1).stderr
    assert list(tmp_path.iterdir()) == []


def test_a_difference_that_stands_is_marked(run: Run, fresh: Path) -> None:
    rows = ["id,source,case,text,codes"]
    for case, code in (("first", "direct_contact"), ("second", "application")):
        rows += [f"{case}_{n},{case}_i{n},{case},said,{code}" for n in range(12)]
    (fresh / "statements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    text = run("compare", fresh).stdout
    shown = next(line for line in text.splitlines() if line.startswith("first − second"))
    assert "−2.00" in shown
    assert shown.endswith("<.01 *")
    assert "* stands when the intervals hold together" in text


def test_silence_and_a_missing_interval_have_their_reason(run: Run) -> None:
    text = run("compare", STUDIES / "good_ratings").stdout
    assert "nobody speaks of it in south" in text
    assert "No interval: one rater" in text


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_many_pairs_are_counted_and_saved_whole(ending: str, run: Run, crowd: Path, tmp_path: Path) -> None:
    text = run("compare", crowd, "--draws", 100).stdout
    assert "1,770 pairs, 3,540 differences, of which" in text
    assert "60 cases, 40 shown." in text
    assert max(map(len, text.splitlines())) <= 80
    result = run("compare", crowd, "--draws", 100, "-o", tmp_path / f"d.{ending}")
    assert result.stdout == ""
    assert ("(3,540 rows)" in result.stderr) == (ending != "json")


def test_the_answer_has_what_follows_from_the_differences(answer: Any) -> None:
    found = answer("compare", STUDIES / "good_full")
    assert {"case", "criterion", "first", "mean_rank"} <= set(found["ranks"][0])
    assert {"a", "b", "distance", "interval"} <= set(found["distances"][0])
    assert found["clusters"] is None  # three cases: as distinct a division comes about by chance
    assert found["clustering"]["why_code"] == "compare.groups_by_chance"
    assert {"cases", "stability"} <= set(answer("compare", PROGRAMMES)["clusters"][0])
    assert {"case", "type", "distance"} <= set(found["nearest"][0])
    assert "by" not in found


def test_the_tables_show_nearest_groups_order_and_distances(run: Run, answer: Any) -> None:
    found = answer("compare", STUDIES / "good_full")
    text = run("compare", STUDIES / "good_full").stdout
    near = found["nearest"][0]
    shown = next(line for line in text.splitlines() if line.startswith("The south desk  The friend"))
    assert f" {near['distance']:.2f} " in shown
    assert "No groups: a division as distinct (mean silhouette" in text
    far = max(found["distances"], key=lambda d: d["distance"])
    assert f"{far['distance']:.2f}  [" in text
    assert "An order, not a verdict." in text


def test_thirty_cases_stay_readable(run: Run, answer: Any) -> None:
    lines = run("compare", PROGRAMMES).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) < 140
    assert "Order by closeness to the goal: Collegial support" in lines
    named = {case["case"] for case in answer("compare", PROGRAMMES)["nearest"]}
    start = lines.index("Nearest ideal type") + 2
    # every case has a line that no other case could have
    firsts = [line.split()[0].rstrip("…") for line in lines[start : start + 30]]
    assert all(sum(case.startswith(first) for case in named) == 1 for first in firsts)
    against = run("compare", PROGRAMMES, "--against", "support_colleagues").stdout
    assert "− support_col" in against


@pytest.mark.parametrize("saved", TABLES)
def test_each_table_can_be_saved(saved: str, run: Run, crowd: Path, tmp_path: Path) -> None:
    where = {"groups": PROGRAMMES, "positions": crowd}.get(saved, STUDIES / "good_full")
    run("compare", where, "--table", saved, "-o", tmp_path / "t.csv")
    columns = pl.read_csv(tmp_path / "t.csv").columns
    assert {"differences": "difference", "distances": "distance", "ranks": "mean_rank", "groups": "cluster",
            "nearest": "type", "positions": "pooled"}[saved] in columns  # fmt: skip


def test_a_table_that_is_not_there_has_its_reason(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    shown = run("compare", STUDIES / "good_ratings", "--table", "groups", "-o", file, code=1).stderr
    assert "two cases, whose distance says all" in shown
    assert not file.exists()


def test_before_against_after(run: Run, answer: Any, fresh: Path) -> None:
    rows = ["id,source,period,text,codes"]
    for period, code in (("before", "direct_contact"), ("between", "judgement"), ("after", "application")):
        rows += [f"{period}_{n},{period}_i{n},{period},said,{code}" for n in range(6)]
    rows += ["late,i9,,said,application"]
    (fresh / "statements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = answer("compare", fresh, "--by", "period", "--order", "before,after")
    assert pairs(found, "access") == [("before", "after")]
    assert found["by"]["levels"] == ["before", "after"]
    assert found["by"]["trends"][0]["slope"] == pytest.approx(2.0)
    result = run("compare", fresh, "--by", "period", "--order", "before,after")
    assert "before − after" in result.stdout
    assert "Trend over the values in their order" in result.stdout
    assert "1 of 19 coded statements" in result.stderr
    unordered = run("compare", fresh, "--by", "period").stdout
    assert "Trend" not in unordered
    assert "not compared, as nobody speaks of it in between" in unordered


def test_an_attribute_that_compares_nothing(run: Run) -> None:
    assert "`kind` has one value" in run("compare", EXAMPLE, "--by", "kind").stdout
    assert "no column `knd`" in run("compare", EXAMPLE, "--by", "knd", code=1).stderr
    assert "--order goes with --by" in run("compare", EXAMPLE, "--order", "a,b", code=2).stderr


def test_change_over_a_column(run: Run, answer: Any, tmp_path: Path) -> None:
    lines = run("compare", EXAMPLE, "--change", "article", "--order", "1,2").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert "Change of 1 case over article: 1, 2" in lines[1]
    found = answer("compare", EXAMPLE, "--change", "article", "--order", "1,2")["changes"]
    shown = [line for line in lines if line.startswith("support_coll")]
    assert len(shown) == len(found) == 3
    for one, line in zip(found, shown, strict=True):
        assert one["word"].replace("_", " ") in line
        keys = "case aspect column from to change interval interval_whole probability paired why why_code"
        assert set(one) >= set(keys.split())
    run("compare", EXAMPLE, "--change", "article", "--order", "1,2", "-o", tmp_path / "c.csv")
    assert pl.read_csv(tmp_path / "c.csv").columns[:7] == [
        "case",
        "aspect",
        "pole",
        "column",
        "from",
        "to",
        "times",
    ]
    shown_error = run("compare", EXAMPLE, "--change", "condition", code=1).stderr
    assert "--order" in shown_error
