"""`idealtypes agreement`: between coders, and between raters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from tests.cli.conftest import EXAMPLE, STUDIES, Run


def coded(folder: Path, first: list[str], second: list[str]) -> None:
    """The same statements by two coders."""
    rows = ["id,source,text,coder,codes"]
    for coder, codes in (("a", first), ("b", second)):
        rows += [f"s{n},i{n % 4},said,{coder},{code}" for n, code in enumerate(codes)]
    (folder / "statements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_the_answer_follows_the_contract(answer: Any) -> None:
    found = answer("agreement", STUDIES / "good_full")
    assert {"format", "numbers", "settings", "overall", "aspects", "codes"} <= set(found)
    for one in (found["overall"], *found["aspects"], *found["codes"]):
        assert {"coefficient", "value", "interval", "units", "coders"} <= set(one)
        assert one["value"] is not None or one["why"]


def test_coders_who_decide_alike_and_coders_who_do_not(answer: Any, run: Run, fresh: Path) -> None:
    codes = ["direct_contact", "application"] * 6
    coded(fresh, codes, codes)
    assert answer("agreement", fresh)["overall"]["value"] == 1
    text = run("agreement", fresh).stdout
    assert next(line for line in text.splitlines() if line.startswith("All codes")).split()[2] == "+1.00"
    coded(fresh, codes, codes[::-1])
    assert answer("agreement", fresh)["overall"]["value"] < 0


def test_one_coder_is_no_agreement(run: Run, answer: Any) -> None:
    assert answer("agreement", EXAMPLE)["overall"]["value"] is None
    assert "one coder coded everything" in " ".join(run("agreement", EXAMPLE).stdout.split())


def test_raters(run: Run) -> None:
    text = run("agreement", STUDIES / "good_ratings").stdout
    assert "2 raters" in text
    assert "All ratings" in text
    assert "Help: where it was rated: no case was rated by two raters" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_coefficients_are_saved(run: Run, tmp_path: Path) -> None:
    run("agreement", STUDIES / "good_full", "-o", tmp_path / "a.csv")
    frame = pl.read_csv(tmp_path / "a.csv")
    assert frame["of"].to_list()[:2] == ["codes", "ratings"]


def test_another_coefficient_with_its_error(run: Run, answer: Any, fresh: Path) -> None:
    codes = ["direct_contact", "application"] * 6
    coded(fresh, codes, [*codes[:-2], codes[1], codes[0]])
    found = answer("agreement", fresh, "--coefficient", "cohen", "--variance", "gwet")
    assert (found["variance"], found["overall"]["coefficient"]) == ("gwet", "cohen_identity")
    assert found["overall"]["error"] > 0
    assert found["overall"]["p"] < 0.05
    text = run("agreement", fresh, "--coefficient", "cohen").stdout
    assert text.split("together")[1].split()[:4] == ["kappa", "interval", "units", "alike"]
    assert max(map(len, text.splitlines())) <= 80


def test_types_under_each_coder(run: Run, answer: Any, fresh: Path) -> None:
    codes = ["direct_contact", "application"] * 6
    coded(fresh, codes, codes[::-1])
    found = answer("agreement", fresh, "--types")["types"]
    assert {"all", "coders", "disputed", "statements", "why"} <= set(found[0])
    assert [one["coder"] for one in found[0]["coders"]] == ["a", "b"]
    text = run("agreement", fresh, "--types").stdout
    assert "all coders" in text
    assert max(map(len, text.splitlines())) <= 80
