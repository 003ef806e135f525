"""A published fuzzy-set analysis, from its raw scores: Zhang & Ramesh (2024).

Zhang, R. & Ramesh, B. (2024). A configurational perspective on design elements and user governance engagement in
blockchain platforms. Information Systems Journal 34(4), 1264–1323. Scores of 14 platforms and numbers of governance
proposals: Figshare, doi 10.6084/m9.figshare.24302719 (CC BY 4.0); access is the largest of its three published scores
(footnote 4). Outcome: none, 1–15, 16–90 and more proposals score 0, .33, .67 and 1. Cuts: consistency .80, PRI .75,
one case. Table 4: three configurations, with consistency 1.000, PRI 1.000 and coverage .815 together.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from idealtypes.analyses.sets.settheory import sufficiency, truth_table

CONDITIONS = ("access", "visible", "automatic", "developers", "others")
SCORED = Path(__file__).parents[3] / "shared" / "data" / "set_theory" / "zhang_ramesh_2024_isj.csv"
if not SCORED.is_file():
    pytest.skip("the published scores lie beside the project, and are not here", allow_module_level=True)
SCORES = pl.read_csv(SCORED).drop("Platform").to_numpy().astype(float)
SETS = dict(zip(CONDITIONS, SCORES.T, strict=False))
ENGAGED = np.array([0, 0.33, 0.67, 1])[(SCORES[:, 5, None] > [0, 15, 90]).sum(axis=1)]
# The solution: access and visible and automatic without others, and so on; None where a condition is left out.
SOLUTION = ((1, 1, 1, None, 0), (1, None, 1, 1, 1), (None, 1, 1, 1, 0))


def test_the_published_fit_of_the_solution() -> None:
    terms = [
        np.min(
            [
                SETS[name] if wanted else 1 - SETS[name]
                for name, wanted in zip(CONDITIONS, term, strict=True)
                if wanted is not None
            ],
            axis=0,
        )
        for term in SOLUTION
    ]
    fit = sufficiency(np.max(terms, axis=0), ENGAGED)
    assert fit.consistency == pytest.approx(1.000, abs=5e-4)
    assert fit.pri == pytest.approx(1.000, abs=5e-4)
    assert fit.coverage == pytest.approx(0.815, abs=5e-4)


def test_the_solution_covers_the_sufficient_rows_and_no_other_row_with_cases() -> None:
    table = truth_table(SETS, ENGAGED, inclusion=0.8, pri=0.75)
    assert {row.out for row in table.rows} == {"0", "1"}
    for row in table.rows:
        covered = any(
            all(
                wanted is None or wanted == here for wanted, here in zip(term, row.configuration, strict=True)
            )
            for term in SOLUTION
        )
        assert covered == (row.out == "1")
