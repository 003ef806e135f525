"""Agreement: published values, the krippendorff package, what holds for any data, and intervals that cover."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from idealtypes.analyses.agreement.agreement import APART, Agreement, agreement
from idealtypes.analyses.agreement.alpha import (
    METRICS,
    ac1,
    alpha,
    alpha_interval,
    disagreement,
    percent_agreement,
    value_counts,
)
from idealtypes.analyses.agreement.coefficient import Coefficient
from idealtypes.analyses.agreement.coefficients import (
    ALIKE,
    COMPLETE,
    NOBODY,
    NOT_RATED,
    NOT_TWICE,
    ONE_SOURCE,
    SKEWED,
)
from idealtypes.engine.result import said
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from tests.engine.build import scheme
from tests.engine.made import BOOK, Row, book_of, coded_rows, study_of

from ..examples import examples

ROOT = Path(__file__).parents[2]
X = float("nan")
# Krippendorff (2011), Computing Krippendorff's alpha-reliability: four observers, twelve units.
FOUR = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
        [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
    ]
)
# Gwet's example of five observers and fifteen units, as in irrCAC.
FIVE = np.array(
    [
        [1, 1, 2, X, 0, 0, 1, 1, 2, 2, X, 0, 1, 3, 1],
        [1, 1, 3, 0, 0, 0, 0, X, 2, 1, 1, 0, 2, 3, 1],
        [2, 0, 3, 0, 0, 0, 2, 2, 2, 1, 0, 0, 2, 2, 1],
        [X, 1, 3, X, X, X, X, 0, X, 1, 0, 0, 2, 2, X],
        [2, X, X, 0, 0, 0, 1, X, 2, X, X, X, X, 3, 1],
    ]
)


def of_table(table: list[list[int]]) -> Any:
    """Two coders, from how often the one said row and the other column."""
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return np.array(pairs, float).T


ABSTRACTORS = of_table([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
DIAGNOSIS = of_table([[40, 6, 4, 15], [4, 25, 1, 5], [4, 2, 21, 9], [17, 13, 12, 45]])


def test_krippendorff_2011() -> None:
    found = {metric: round(alpha(FOUR, metric), 3) for metric in METRICS}
    assert found == {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}


def test_irrcac() -> None:
    """Values of irrCAC: percent agreement, AC1, Krippendorff's alpha (nominal)."""
    for data, percent, gwet, nominal in ((FOUR, 0.818, 0.775, 0.743), (FIVE, 0.616, 0.497, 0.481)):
        counts = value_counts(data)[0]
        assert round(percent_agreement(counts), 3) == percent
        assert round(ac1(counts), 3) == gwet
        assert round(alpha(data), 3) == nominal
    assert round(ac1(value_counts(ABSTRACTORS)[0]), 5) == 0.84933
    assert round(ac1(value_counts(DIAGNOSIS)[0]), 3) == 0.456


def cohen(two: Any) -> float:
    """Cohen's kappa of two coders, each with shares of their own."""
    values = np.unique(two)
    chance = sum(float((two[0] == v).mean() * (two[1] == v).mean()) for v in values)
    return (float((two[0] == two[1]).mean()) - chance) / (1 - chance)


def test_alpha_is_a_little_above_kappa() -> None:
    """With two coders alpha is Scott's pi, corrected for the number of values: kappa of irrCAC is .79641 here."""
    assert round(cohen(ABSTRACTORS), 5) == 0.79641
    n = ABSTRACTORS.size
    share = np.array([(v == ABSTRACTORS).mean() for v in range(3)])
    observed = float((ABSTRACTORS[0] != ABSTRACTORS[1]).mean())
    assert alpha(ABSTRACTORS) == pytest.approx(
        1 - observed / (float((share * (1 - share)).sum()) * n / (n - 1))
    )


VALUE = st.one_of(st.just(X), st.integers(0, 4).map(float))
TABLES = st.integers(2, 4).flatmap(
    lambda c: st.lists(st.lists(VALUE, min_size=c, max_size=c), min_size=2, max_size=12).map(
        lambda t: np.array(t).T
    )
)


@given(TABLES, st.sampled_from(METRICS))
@examples(150)
def test_alpha_agrees_with_the_krippendorff_package(data: Any, metric: Any) -> None:
    parts = disagreement(data, metric)
    assume(parts.expected > 0)
    with np.errstate(all="ignore"):
        theirs = float(krippendorff.alpha(data, level_of_measurement=metric))
    assert parts.alpha == pytest.approx(theirs, abs=1e-9)
    assert (parts.observed <= parts.most + 1e-9).all()


@given(TABLES, st.randoms())
@examples(60)
def test_what_holds_for_any_data(data: Any, random: Any) -> None:
    found = alpha(data)
    order = list(range(data.shape[1]))
    random.shuffle(order)
    assert alpha(data[::-1, order]) == pytest.approx(found, nan_ok=True)
    assert alpha(7 - 3 * data) == pytest.approx(found, nan_ok=True)  # names of values mean nothing
    assert alpha(7 - 3 * data, "interval") == pytest.approx(alpha(data, "interval"), nan_ok=True)
    assert alpha(np.exp(data), "ordinal") == pytest.approx(alpha(data, "ordinal"), nan_ok=True)
    # shares of two poles are positions, and vectors of one category nominal values
    shares = np.stack([1 - data / 4, data / 4], axis=2)
    assert alpha(shares, "interval") == pytest.approx(alpha(data, "interval"), nan_ok=True)
    singles = np.where(np.isnan(data)[..., None], X, data[..., None] == np.arange(5)).astype(float)
    assert alpha(singles, "interval") == pytest.approx(found, nan_ok=True)


def test_where_alpha_is_not_defined() -> None:
    assert np.isnan(alpha([[1, 1], [1, 1]]))
    assert np.isnan(alpha([[1, X], [X, 2]], "interval"))
    assert np.isnan(alpha(np.zeros((0, 0))))
    assert alpha([[1, 2], [1, 2]]) == 1
    with pytest.raises(ValueError, match="metric is nominal, ordinal"):
        alpha([[1], [1]], "close")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="values have shape"):
        alpha([1, 2])
    with pytest.raises(ValueError, match="0 and more"):
        alpha([[-1, 1], [1, 1]], "ratio")


@given(TABLES, st.integers(1, 5), st.sampled_from(METRICS))
@examples(80)
def test_an_interval_contains_its_alpha_and_is_wider_at_a_higher_level(
    data: Any, sources: int, metric: Any
) -> None:
    parts = disagreement(data, metric)
    assume(parts.expected > 0)
    source = np.arange(data.shape[1]) % sources
    low, high = alpha_interval(parts.observed, parts.most, source, parts.expected)
    assert -1 <= low <= max(parts.alpha, -1) + 1e-9
    assert max(parts.alpha, -1) <= high + 1e-9 <= 1 + 2e-9
    narrow = alpha_interval(parts.observed, parts.most, source, parts.expected, level=0.5)
    assert low <= narrow[0] + 1e-9
    assert narrow[1] <= high + 1e-9


def test_perfect_agreement_leaves_room_and_less_with_more_sources() -> None:
    lows = [alpha_interval([0] * n, [2] * n, range(n), float(n))[0] for n in (2, 5, 20, 100)]
    assert lows == sorted(lows)
    assert lows[0] < 0 < lows[2] < lows[3] < 1
    one_source = alpha_interval([0] * 100, [2] * 100, [0] * 100, 100.0)
    assert one_source[0] < lows[0]
    assert all(np.isnan(alpha_interval([0], [0], [0], 1.0)))


def test_intervals_cover_where_the_bootstrap_of_sources_does_not() -> None:
    """A rare code on which coders nearly agree: 2 % missed, in eight interviews of about six statements."""
    rng = np.random.default_rng(3)

    def drawn(sources: int) -> tuple[Any, Any]:
        source = np.repeat(np.arange(sources), 1 + rng.geometric(1 / 5, sources))
        there = rng.random(len(source)) < rng.beta(1, 4, sources)[source]
        missed = rng.random((2, len(source))) < np.where(there, 0.02, 0.005)
        return (there ^ missed).astype(float), source

    true = alpha(drawn(100_000)[0])
    covered, usual, runs = 0, 0, 100
    for _ in range(runs):
        data, source = drawn(8)
        parts = disagreement(data)
        low, high = alpha_interval(parts.observed, parts.most, source, parts.expected)
        covered += low <= true <= high
        draws = []
        for _ in range(40):
            at = np.concatenate([np.flatnonzero(source == g) for g in rng.integers(0, 8, 8)])
            draws.append(alpha(data[:, at]))
        usual += np.nanquantile(draws, 0.025) <= true <= np.nanquantile(draws, 0.975)
    assert covered / runs > 0.93
    assert usual / runs < 0.7


def found(result: Agreement, of: str, id_: str) -> Coefficient:
    every = (*result.codes, *result.aspects)
    return next(c for c in every if (c.of, c.id) == (of, id_))


def coded(*rows: tuple[str, str, str, str]) -> list[Row]:
    """Statement, source, coder and codes separated by blanks."""
    return [(s, g, ("here",), coder, code, 1.0) for s, g, coder, codes in rows for code in codes.split()]


LABELS = {"l": 0.0, "n": 1.0, "r": 2.0}
ONE_EACH = scheme(
    {"stance": ("left", "right")},
    {"l": {"stance": (1, 0)}, "n": {"stance": (0.5, 0.5)}, "r": {"stance": (0, 1)}},
)
STANCES = st.lists(
    st.lists(st.sampled_from([None, *LABELS]), min_size=3, max_size=3), min_size=2, max_size=10
)


@given(STANCES)
@examples(60)
def test_with_one_code_a_statement_overall_is_nominal_and_the_aspect_is_interval(stances: Any) -> None:
    rows = [
        (f"s{n}", f"g{n % 3}", ("here",), f"c{j}", code, 1.0)
        for n, row in enumerate(stances)
        for j, code in enumerate(row)
        if code
    ]
    assume(rows)
    data = np.array([[LABELS[c] if c else X for c in row] for row in stances]).T
    result = agreement(study_of(rows, ONE_EACH))
    assert (result.overall.value is None) == np.isnan(alpha(data))
    if result.overall.value is not None:
        assert result.overall.value == pytest.approx(alpha(data))
        place = found(result, "position", "stance")
        assert place.value == pytest.approx(alpha(data, "interval"))
        assert found(
            agreement(study_of(rows, ONE_EACH), "ordinal"), "position", "stance"
        ).value == pytest.approx(alpha(data, "ordinal"))


@given(coded_rows(statements=8, coders=2, cases=1))
@examples(60)
def test_overall_is_the_mean_of_the_codes_weighted_by_what_chance_would_give(rows: list[Row]) -> None:
    assume(rows)
    study = study_of(rows, BOOK)
    result = agreement(study)
    if result.overall.value is None:
        assert result.overall.why
        return
    put: dict[tuple[str, str], set[str]] = {}
    for s, _, _, coder, code, _ in rows:
        put.setdefault((s, coder), set()).add(code)
    for key, codes in put.items():
        put[key] = {c for c in codes if not any(c in BOOK.ancestors[other] for other in codes)}
    statements, coders = sorted({s for s, _ in put}), sorted({c for _, c in put})
    total = weights = 0.0
    for code in BOOK.codes:
        data = [[float(code.id in put[s, c]) if (s, c) in put else X for s in statements] for c in coders]
        parts, ours = disagreement(data), found(result, "code", code.id)
        assert ours.value == (pytest.approx(parts.alpha) if parts.expected > 0 else None)
        if ours.value is not None:
            total, weights = total + ours.value * parts.expected, weights + parts.expected
    assert result.overall.value == pytest.approx(total / weights)
    json.dumps(result.to_dict(), allow_nan=False)
    assert result.to_frame().height == 1 + len(result.codes) + len(result.aspects)


def test_not_to_put_a_code_is_a_decision_only_where_one_read() -> None:
    rows = coded(
        ("1", "g", "a", "open"), ("1", "g", "b", "open"), ("2", "h", "a", "open"), ("3", "h", "a", "form"),
        ("3", "h", "b", "form"),
    )  # fmt: skip
    study = study_of(rows, BOOK)
    alone = agreement(study)
    assert (found(alone, "code", "open").value, found(alone, "code", "open").units) == (1.0, 2)
    assert alone.notes == (APART,)
    read = pl.DataFrame({"statement": ["2"], "coder": ["b"]})
    study = dataclasses.replace(study, readings=pl.concat([study.readings, read]))
    both = agreement(study)
    code = found(both, "code", "open")
    assert code.units == 3
    assert code.value == pytest.approx(alpha([[1, 1, 0], [1, 0, 0]]))
    assert (code.used, code.percent, code.coders, code.sources) == (3, pytest.approx(2 / 3), 2, 2)
    assert both.notes == ()
    # the aspect: b does not mention it on 2, so there only mention can differ
    assert found(both, "mention", "access").value == pytest.approx(alpha([[1, 1, 1], [1, 0, 1]]))
    place = found(both, "position", "access")
    assert (place.value, place.units, place.difference) == (1.0, 2, 0.0)
    assert found(both, "position", "care").why == NOT_TWICE
    assert found(both, "mention", "care").why == NOBODY


def test_by_how_much_two_positions_differ() -> None:
    rows = coded(
        ("1", "g", "a", "open"), ("1", "g", "b", "half"), ("2", "h", "a", "form"), ("2", "h", "b", "form")
    )
    place = found(agreement(study_of(rows, BOOK)), "position", "access")
    # shares 0 and ½ on the one statement, none on the other: √((¼ + 0)/2)
    assert place.difference == pytest.approx(np.sqrt(1 / 8))
    assert place.value == pytest.approx(alpha([[0, 1], [0.5, 1]], "interval"))


def test_a_child_in_place_of_its_parent_is_another_code() -> None:
    book = book_of({"up": {"access": (1.0, 0.0)}, "down": {"access": (1.0, 0.0)}}, {"down": "up"})
    same = coded(
        ("1", "g", "a", "down up"), ("1", "g", "b", "down"), ("2", "h", "a", "up"), ("2", "h", "b", "up")
    )
    result = agreement(study_of(same, book))
    assert [found(result, "code", c).value for c in ("up", "down")] == [1.0, 1.0]


def test_a_rare_code_has_ac1_beside_alpha() -> None:
    rows = coded(
        *[(f"{n}", f"g{n % 5}", c, "open") for n in range(40) for c in "ab"], ("0", "g0", "a", "kin")
    )
    rows += coded(("1", "g1", "b", "kin"))
    code = found(agreement(study_of(rows, BOOK)), "code", "kin")
    assert code.value is not None
    assert code.percent == pytest.approx(38 / 40)
    assert code.value < 0 < 0.9 < (code.ac1 or 0)
    assert code.note == SKEWED
    # a rare code on which they agree: nothing to explain
    rows = coded(*[(f"{n}", f"g{n % 5}", c, "kin" if n < 3 else "open") for n in range(40) for c in "ab"])
    code = found(agreement(study_of(rows, BOOK)), "code", "kin")
    assert (code.value, code.percent, code.note) == (1.0, 1.0, None)
    # as much agreement on a code that is not rare: nothing to explain
    fifth = {"a": range(10), "b": range(2, 12)}
    rows = coded(
        *[
            (f"{n}", f"g{n % 5}", c, "open" if n in on else "form")
            for c, on in fifth.items()
            for n in range(50)
        ]
    )
    code = found(agreement(study_of(rows, BOOK)), "code", "open")
    assert code.value == pytest.approx(0.75, abs=0.01)
    assert (code.percent, code.note) == (0.92, None)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            coded(("1", "g", "a", "open"), ("2", "g", "a", "form")),
            "one coder (a) coded everything; it takes two",
        ),
        (coded(("1", "g", "", "open"), ("2", "g", "", "form")), "one coder coded everything; it takes two"),
        (coded(("1", "g", "a", "open"), ("2", "g", "b", "form")), "no two coders coded the same statements"),
    ],
)
def test_without_two_coders_of_one_statement_it_says_why(rows: list[Row], words: str) -> None:
    result = agreement(study_of(rows, BOOK))
    assert (result.overall.value, result.overall.interval, result.codes, result.aspects) == (
        None,
        None,
        (),
        (),
    )
    assert result.why is not None
    assert (said(result.why) or "").startswith("no agreement can be computed: ")
    assert words in (said(result.why) or "")
    json.dumps(result.to_dict(), allow_nan=False)
    assert words in str(result)


def test_all_alike_and_nobody() -> None:
    rows = coded(*[(f"{n}", "g", c, "open") for n in range(3) for c in "ab"])
    result = agreement(study_of(rows, BOOK))
    assert (found(result, "code", "open").value, found(result, "code", "open").why) == (None, ALIKE)
    assert (found(result, "code", "open").percent, found(result, "code", "open").ac1) == (1.0, 1.0)
    assert found(result, "code", "form").why == NOBODY
    assert result.overall.why == ALIKE


def test_one_source_and_complete_evidence() -> None:
    rows = coded(
        *[(f"{n}", "g", c, "open" if n % 2 else "form") for n in range(6) for c in "ab"],
        ("0", "g", "c", "open"),
    )
    result = agreement(study_of(rows, BOOK))
    assert result.overall.why == ONE_SOURCE
    assert result.overall.interval is not None
    assert result.overall.interval[1] - result.overall.interval[0] > 1
    assert [(p.a, p.b, p.units) for p in result.pairs] == [("a", "b", 6), ("a", "c", 1), ("b", "c", 1)]
    complete = agreement(study_of(rows, BOOK, unit="none"))
    assert (complete.overall.interval, complete.overall.why) == (None, COMPLETE)
    assert complete.overall.value == result.overall.value


def test_reported_sources_count_as_the_study_says() -> None:
    rows = coded(
        *[(f"{n}", g, c, "open") for n, g in enumerate("ggrr") for c in "ab"], ("9", "g", "a", "form")
    )
    rows += coded(("9", "g", "b", "form"))
    study = study_of(rows, BOOK, reported=("r",))
    assert agreement(study).overall.units == 3
    assert agreement(study.with_settings(reported="include")).overall.units == 5


RATINGS = """case,aspect,rater,position,pole,because
{rows}
"""


def rated(folder: Path, rows: list[str], more: str = "") -> StudyData:
    source = ROOT / "tests" / "studies" / "good_full"
    for name in ("scheme.yaml", "theory.yaml"):
        (folder / name).write_text((source / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "ratings.csv").write_text(RATINGS.format(rows="\n".join(rows)), encoding="utf-8")
    lines = ["format: 1", "title: Rated", "scheme: ./scheme.yaml", "ratings: ratings.csv", more]
    (folder / "study.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_study(folder)


def test_two_raters_of_cases(tmp_path: Path) -> None:
    positions = {"r1": [-1, 0, 0.5, 1], "r2": [-0.5, 0, 0.5, 0.5]}
    rows = [f"case{n},access,{r},{x},," for r, xs in positions.items() for n, x in enumerate(xs)]
    study = rated(tmp_path, rows)
    result = agreement(study)
    expected = alpha(np.array(list(positions.values())), "interval")
    record = found(result, "rating", "access")
    assert record.value == pytest.approx(expected)
    assert (record.units, record.coders, record.sources) == (4, 2, 4)
    assert record.difference == pytest.approx(
        np.sqrt((0.25**2 + 0.25**2) / 4)
    )  # in shares: half of positions
    assert result.overall is result.ratings
    assert result.overall.value == pytest.approx(expected)
    assert (result.raters, result.coders, result.codes) == (("r1", "r2"), (), ())
    assert agreement(study, "ordinal").overall.metric == "ordinal"
    # a second reason by one rater is averaged with the first
    twice = rated(tmp_path, [*rows, "case0,access,r1,0,,another reason"])
    positions["r1"][0] = -0.5
    assert agreement(twice).overall.value == pytest.approx(
        alpha(np.array(list(positions.values())), "interval")
    )
    json.dumps(result.to_dict(), allow_nan=False)


def test_one_rater_and_raters_of_different_cases(tmp_path: Path) -> None:
    one = agreement(rated(tmp_path, ["a,access,r1,0.5,,", "b,access,r1,-1,,"]))
    assert said(one.why) == (
        "no agreement can be computed: one rater (r1) rated everything; it takes two who rated the same cases"
    )
    assert found(one, "rating", "access").why == NOT_RATED
    apart = agreement(rated(tmp_path, ["a,access,r1,0.5,,", "b,access,r2,-1,,"]))
    assert said(apart.why) == "no agreement can be computed: no two raters rated the same cases"


def test_chance_deals_positions_within_an_aspect(tmp_path: Path) -> None:
    """Raters who disagree on access do not agree because both call all care mending."""
    access = [
        f"case{n},access,{r},{x},,"
        for r, xs in {"r1": [1, 0.5], "r2": [0.5, 1]}.items()
        for n, x in enumerate(xs)
    ]
    care = [f"case{n},care,{r},,mending," for r in ("r1", "r2") for n in range(2)]
    study = rated(tmp_path, access + care)
    result = agreement(study)
    assert result.overall.value == pytest.approx(alpha([[1, 0.5], [0.5, 1]], "interval"))
    assert (found(result, "rating", "care").value, found(result, "rating", "care").why) == (None, ALIKE)
    assert result.overall.units == 4
    with pytest.raises(ValueError, match="metric is interval or ordinal"):
        agreement(study, "ratio")  # type: ignore[arg-type]


def test_the_examples_say_that_one_coder_cannot_agree() -> None:
    for name, word in (("support_colleagues", "coder"), ("physician_programmes", "rater (rater_1)")):
        why = agreement(read_study(ROOT / "examples" / name)).why
        assert why is not None
        assert f"one {word}" in (said(why) or "")


def test_all_codes_together_count_every_coding_once() -> None:
    """Four codings by either coder of two statements, three of them shared by two."""
    rows = coded(("1", "g1", "a", "open"), ("1", "g1", "a", "kin"), ("2", "g2", "a", "form"))
    rows += coded(("1", "g1", "b", "open"), ("2", "g2", "b", "form"))
    overall = agreement(study_of(rows, BOOK)).overall
    assert overall.used == 5
    assert overall.percent == pytest.approx(1 - 1 / 5)


def test_what_is_disputed_and_what_was_agreed_with_its_reason() -> None:
    before = agreement(read_study("examples/two_coders/version_1"))
    assert (len(before.disputed), before.agreed) == (17, ())
    settled = agreement(read_study("examples/two_coders"))
    assert settled.disputed == ()
    s32 = next(one for one in settled.agreed if one.statement == "s32")
    assert (s32.coder, s32.agreed, s32.codes) == ("consensus", (), {"a": (), "b": ("it_helps",)})
    assert s32.because.startswith("The supporter's own gladness")
