"""The rooms of analyses on aspects of `kind: presence`: types, influence, distances, tension and sets by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import idealtypes as it

THEORY = """
format: 1
id: t
title: T
logics: [{id: l, title: L}]
axes:
  - id: care
    title: Care
    poles:
      - {id: talk, logic: l, on: {side: soft}}
      - {id: treat, logic: l, on: {side: soft}}
      - {id: watch, logic: l, on: {side: hard}}
  - id: line
    title: Line
    poles: [{id: low, logic: l, position: -1}, {id: high, logic: l, position: 1}]
"""
SCHEME = """
format: 1
id: s
title: S
theory: ./theory.yaml
aspects:
  - {id: care, title: Care, axis: care, kind: presence}
  - {id: line, title: Line, axis: line}
ideal_types:
  - id: both
    title: Both
    corner: {care: [watch, treat], line: high}
    traits: [{id: tests, aspect: care, text: Takes tests}]
  - {id: soft, title: Soft, corner: {care: talk, line: low}}
codes:
  - {id: t, title: T, place: {aspect: care, pole: talk}}
  - {id: r, title: R, place: {aspect: care, pole: treat}}
  - {id: w, title: W, place: {aspect: care, shares: {watch: 1, treat: 0.5}}}
  - {id: l, title: L, place: {aspect: line, pole: low}}
  - {id: h, title: H, place: {aspect: line, pole: high}}
"""
STATEMENTS = """id,source,text,codes
a,g1,said,r;w;h
b,g1,said,r;h
c,g2,said,w;h
d,g2,said,t;l
e,g3,said,r;w;h
f,g3,said,r=0.5;w;h
g,g4,said,!t;r;h
"""


def write(folder: Path) -> None:
    """A study of one case with an aspect of each kind."""
    (folder / "theory.yaml").write_text(THEORY, "utf-8")
    (folder / "scheme.yaml").write_text(SCHEME, "utf-8")
    (folder / "statements.csv").write_text(STATEMENTS, "utf-8")
    (folder / "study.yaml").write_text(
        "format: 1\ntitle: S\nscheme: ./scheme.yaml\nstatements: statements.csv\nsettings: {draws: 400}\n",
        "utf-8",
    )


@pytest.fixture
def study(tmp_path: Path) -> it.Study:
    write(tmp_path)
    return it.read_study(tmp_path)


def test_weights_and_margins(study: it.Study) -> None:
    """Seven units: talk in d alone; treat 1 in a, b, e, g, ½ in c and f (the half of w); watch in a, c, e, f."""
    profile = study.profile()
    assert profile.shares[0, 0].round(6).tolist() == [round(1 / 7, 6), round(5 / 7, 6), round(4 / 7, 6)]
    assert profile.margins("care")["side"]["soft"].round(6).tolist() == [round(5 / 7, 6)]
    assert np.isnan(profile.spread.contestation[0, 0])
    assert np.isnan(profile.effective_n[0, 0])


def test_a_type_is_a_set_of_dimensions(study: it.Study) -> None:
    """The minimum of w inside and 1 − w outside: min(5/7, 4/7, 6/7) = 4/7, and 6/7 on the line."""
    found = study.types().cases[0]
    both, soft = found.find("both"), found.find("soft")
    assert both is not None
    assert soft is not None
    assert both.membership == pytest.approx(4 / 7)
    assert soft.membership == pytest.approx(1 / 7)
    assert found.leans == "both" or found.assigned == "both"
    assert found.deciding == "care"
    assert found.runner_up == "care=treat,line=high"
    answer = study.types().to_dict()["cases"][0]["types"]
    assert {"care": ["treat", "watch"], "line": "high"} in [one["corner"] for one in answer]


@pytest.mark.parametrize("weighting", ["statement", "coding", "source"])
def test_influence_leaves_out_as_if_it_had_not_been_said(study: it.Study, weighting: str) -> None:
    chosen = study.with_settings(weighting=weighting)
    found = chosen.influence()
    for kind, column in (("statement", "statement"), ("source", "source")):
        left = found.left_out(kind)  # type: ignore[arg-type]
        for row in range(len(left.item)):
            item = left.ids[left.item[row]]
            key = "id" if column == "statement" else "source"
            fewer = chosen.where(**{key: [v for v in set(study.statements[key]) if v != item]})
            again = fewer.profile().shares[0, left.aspect[row]]
            np.testing.assert_allclose(left.after[row], again, atol=1e-9)
    codes = found.left_out("code")
    for row in range(len(codes.item)):
        code = codes.ids[codes.item[row]]
        kept = pl.DataFrame(study.codings).filter(pl.col("code") != code)
        again = it.profile(
            kept.join(study.statements.select(pl.col("id").alias("statement"), "source"), on="statement"),
            study.scheme,
            weighting=weighting,
        )
        np.testing.assert_allclose(codes.after[row], again.shares[0, codes.aspect[row]], atol=1e-9)


def test_the_smallest_change_takes_a_dimension_over_the_border(study: it.Study) -> None:
    """watch is 4 of 7: without two of a, c, e, f it is 2 of 5."""
    (smallest,) = study.influence().smallest
    assert smallest.type == "both"
    assert smallest.aspect == "care"
    assert smallest.statements is not None
    assert len(smallest.statements) == 1  # 3 of 6 is the border itself
    border = smallest.borders[0]
    assert (border.pole, border.distance) == ("watch", pytest.approx(4 / 7 - 0.5))


def test_dimensions_are_no_opposites(study: it.Study) -> None:
    found = study.where(id=list("abcdef")).tension()
    assert {(m.opposed.axis) for m in found.pairs if m.opposed} <= {"line"}


def test_distances_are_the_mean_over_dimensions() -> None:
    from idealtypes.analyses.compare.points import distance_matrix

    d, _ = distance_matrix(
        np.array([[1.0, 0, 1]]), np.array([[0.0, 1, 0], [1.0, 0, 0]]), np.zeros(3, int), np.full(3, 1 / 3)
    )
    assert d.round(6).tolist() == [[1.0, round(3**-0.5, 6)]]
