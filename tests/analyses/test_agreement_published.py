"""Published coefficients of agreement, met to their printed digits; and what holds of any data.

`gwet_published.csv` has what Gwet's program irrCAC (0.4.4) prints of his example data (Gwet 2014, Handbook of
Inter-Rater Reliability, 4th ed.): p_a, p_e, the coefficient, its error, p-value and ends. Two things there are not met.
Its p-values of Brennan and Prediger are one-sided, the others two-sided: ours are all two-sided. Under weights of one's
own that are not symmetric its variance of kappa, pi and alpha from a table pairs each margin with the weights of the
other side; these cells are empty. Its errors from tables are divided by n, from raw data by n − 1: so are those of
`of_table` and `chance_corrected`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.agreement.alpha import alpha
from idealtypes.analyses.agreement.chance_corrected import (
    NO_PAIR,
    NOT_TWO,
    ONE_UNIT,
    UNVARIED,
    chance_corrected,
    of_table,
)
from idealtypes.analyses.agreement.value_weights import weight_matrix
from idealtypes.errors import IdealtypesError
from idealtypes.model.coefficient_names import COEFFICIENTS, VALUE_WEIGHTS

from ..examples import examples

X = float("nan")
FOUR = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, X],
        [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
    ]
)
FIVE = np.array(
    [
        [1, 1, 2, X, 0, 0, 1, 1, 2, 2, X, 0, 1, 3, 1],
        [1, 1, 3, 0, 0, 0, 0, X, 2, 1, 1, 0, 2, 3, 1],
        [2, 0, 3, 0, 0, 0, 2, 2, 2, 1, 0, 0, 2, 2, 1],
        [X, 1, 3, X, X, X, X, 0, X, 1, 0, 0, 2, 2, X],
        [2, X, X, 0, 0, 0, 1, X, 2, X, X, X, X, 3, 1],
    ]
)


def letters(*rows: str) -> Any:
    return np.array([[X if c == "-" else float("abcde".index(c)) for c in row] for row in rows])


RAW = {
    "four_raters": FOUR,
    "five_observers": FIVE,
    "two_groups": letters("abccbadab---bb", "abccbbdabe--ba", "-cccbcdbbeaccc", "abccbddabea-bb"),
    "gender": letters("aaaaabbbcaaaaab", "aaaababccaaaaba", "abbcaabbcabbcaa", "ccccaabbcccccaa"),
    "ben_gerry": letters("aabbdcccedda", "babbbccce-dd"),
}
TABLES = {
    "abstractors": [[13, 0, 0], [0, 20, 7], [0, 4, 56]],
    "diagnosis": [[40, 6, 4, 15], [4, 25, 1, 5], [4, 2, 21, 9], [17, 13, 12, 45]],
}
# Weights of one's own; of the diagnoses the program takes the second coder's value as the row.
OWN = {
    "four_raters": np.array([[1 - ((j - i) % 5) / 4 for j in range(5)] for i in range(5)]),
    "abstractors": np.array([[1, 0.5, 0], [0, 1, 0.5], [0.5, 0, 1]]),
    "diagnosis": np.array([[1, 0.67, 0.33, 0], [0, 1, 0.67, 0.33], [0, 0, 1, 0.67], [0.33, 0, 0, 1]]).T,
}
with (Path(__file__).parent / "gwet_published.csv").open(encoding="utf-8") as file:
    PUBLISHED = list(csv.DictReader(file))


@pytest.mark.parametrize(
    "row", PUBLISHED, ids=lambda row: f"{row['data']}-{row['coefficient']}-{row['weights']}"
)
def test_published(row: dict[str, str]) -> None:
    data, coefficient = row["data"], row["coefficient"]
    weights: Any = OWN[data] if row["weights"] == "custom" else row["weights"]
    if data in TABLES:
        found = of_table(TABLES[data], coefficient, weights)  # type: ignore[arg-type]
    else:
        found = chance_corrected(RAW[data], coefficient, weights, variance="gwet")  # type: ignore[arg-type]
    assert found.interval is not None
    ours = {**found.__dict__, "low": found.interval[0], "high": found.interval[1]}
    if coefficient == "brennan_prediger" and row["p"]:
        ours["p"] = found.p / 2  # type: ignore[operator]
    for name in ("observed", "expected", "value", "error", "p", "low", "high"):
        if row[name]:
            digits = max(len(row[name].partition(".")[2]), 3)
            if name == "p":
                digits = 6 if row[name].endswith("e-06") else 5
            assert ours[name] == pytest.approx(float(row[name]), abs=0.5001 * 10**-digits), name


VALUE = st.one_of(st.just(X), st.integers(0, 3).map(float))
DATA = st.integers(2, 4).flatmap(
    lambda c: st.lists(st.lists(VALUE, min_size=c, max_size=c), min_size=2, max_size=10).map(
        lambda t: np.array(t).T
    )
)


@given(DATA, st.sampled_from(COEFFICIENTS), st.sampled_from(VALUE_WEIGHTS), st.integers(1, 10))
@examples(60)
def test_the_jackknife_is_what_leaving_out_gives(
    data: Any, coefficient: Any, weights: Any, groups: int
) -> None:
    at = np.arange(data.shape[1]) % groups
    domain = np.unique(data[~np.isnan(data)])
    found = chance_corrected(data, coefficient, weights, groups=at)
    if found.error is None:
        assert found.why
        return
    enough = (~np.isnan(data)).sum(axis=0) >= (2 if coefficient == "krippendorff" else 1)
    left = np.array(
        [
            chance_corrected(data[:, at != g], coefficient, weights, domain=domain).value
            for g in np.unique(at[enough])
        ],
        float,
    )
    n = len(left)
    assert found.error == pytest.approx(((n - 1) / n * ((left - left.mean()) ** 2).sum()) ** 0.5, abs=1e-9)


@given(DATA, st.sampled_from(VALUE_WEIGHTS))
@examples(60)
def test_what_holds_of_any_data(data: Any, weights: Any) -> None:
    every = {c: chance_corrected(data, c, weights) for c in COEFFICIENTS}
    for one in every.values():
        assert (one.value is None) == (one.observed is None)
        assert one.why or one.error is not None
        assert one.value is None or one.value <= 1 + 1e-12
    if len(data) == 2:
        assert every["cohen"] == every["conger"]
        assert every["scott"] == every["fleiss"]
    else:
        assert every["cohen"].why == every["scott"].why == NOT_TWO
    # order of coders and units
    again = chance_corrected(data[::-1, ::-1], "conger", weights)
    assert (again.value is None) == (every["conger"].value is None)
    assert again.value is None or again.value == pytest.approx(every["conger"].value, abs=1e-9)


@given(DATA)
@examples(40)
def test_alpha_is_alpha(data: Any) -> None:
    for weights, metric in (("identity", "nominal"), ("quadratic", "interval"), ("ratio", "ratio")):
        found = chance_corrected(data, "krippendorff", weights)  # type: ignore[arg-type]
        other = alpha(data, metric)  # type: ignore[arg-type]
        assert np.isnan(other) if found.value is None else found.value == pytest.approx(other, abs=1e-9)


def test_what_cannot_be_computed_is_said() -> None:
    assert chance_corrected([[1, X], [X, 2]], "gwet").why == NO_PAIR
    assert chance_corrected([[1, 1], [1, 1]], "fleiss").why == UNVARIED
    alone = chance_corrected([[1, 2, 1], [1, 2, 2]], "fleiss", groups=[0, 0, 0])
    assert (alone.error, alone.why) == (None, ONE_UNIT)
    assert alone.value is not None
    for call, words in (
        (lambda: weight_matrix("near", [1, 2]), "weights are identity"),  # type: ignore[arg-type]
        (lambda: weight_matrix([[1, 0]], [1, 2]), r"shape \(1, 2\): give \(2, 2\)"),
        (lambda: weight_matrix([[1, 2], [0, 1]], [1, 2]), r"within \[0, 1\]"),
        (lambda: weight_matrix([[0.5, 0], [0, 1]], [1, 2]), "1 on the diagonal"),
        (lambda: weight_matrix("ratio", [-1, 2]), "0 and more"),
        (lambda: chance_corrected([1, 2]), "give \\(coders, units\\)"),
        (lambda: chance_corrected([[1], [2]], domain=[1, 3]), "not in the domain"),
        (lambda: of_table([[1, 2]]), "is square"),
    ):
        with pytest.raises(IdealtypesError, match=words):
            call()
