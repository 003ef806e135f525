"""Repeated judgements of one coder: a mean over her occasions, in files, frames, the tally, its table and its parts."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from idealtypes.analyses.influence.influence import KINDS, influence
from idealtypes.engine.codings import coding_rows
from idealtypes.engine.parts import parts
from idealtypes.engine.profile import profile
from idealtypes.engine.table import coding_table, units
from idealtypes.engine.tally import tally
from idealtypes.engine.views import study_profile
from idealtypes.errors import IdealtypesError
from idealtypes.model.study import StudyData
from tests.engine.frames import FRAMES, SLOW
from tests.engine.made import BOOK, PLACES, mass_of, study_of

from ..examples import COSTLY, examples

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")

# statement, source, cases, coder, occasion, code, intensity
Judged = tuple[str, str, tuple[str, ...], str, str, str, float]
WAYS = st.tuples(
    st.sampled_from(["statement", "coding", "source"]), st.sampled_from(["keep", "once_per_source"])
)
POLES = {a.id: BOOK.poles(a.id) for a in BOOK.aspects}


@st.composite
def judged_rows(draw: st.DrawFn, occasions: int = 3) -> list[Judged]:
    """Codings of a handful of statements by two coders, each on up to so many occasions."""
    rows: list[Judged] = []
    for n in range(draw(st.integers(1, 5))):
        source = draw(st.sampled_from(["s1", "s2"]))
        of = draw(st.sampled_from([("here",), ("here", "there")]))
        for coder in ["a", "b"][: draw(st.integers(1, 2))]:
            for occasion in ["", "2", "3"][: draw(st.integers(1, occasions))]:
                codes = draw(st.lists(st.sampled_from(sorted(PLACES)), max_size=3, unique=True))
                for code in codes:
                    rows.append(
                        (f"t{n}", source, of, coder, occasion, code, draw(st.sampled_from([0.5, 1.0])))
                    )
    return rows


def frame(rows: list[Judged]) -> pl.DataFrame:
    """A row a coding and case, as `it.profile` takes them."""
    return pl.DataFrame(
        [(s, g, case, coder, o, code, i) for s, g, of, coder, o, code, i in rows for case in of],
        schema={
            **dict.fromkeys(("statement", "source", "case", "coder", "occasion", "code"), pl.String),
            "intensity": pl.Float64,
        },
        orient="row",
    )


def judged_study(rows: list[Judged], **chosen: Any) -> StudyData:
    study = study_of(
        [(s, g, of, c, k, i) for s, g, of, c, _, k, i in rows], BOOK, cases=("here", "there"), **chosen
    )
    when = pl.Series("occasion", [row[4] for row in rows], dtype=pl.String)
    codings = study.codings.with_columns(when)
    readings = codings.select("statement", "coder", "occasion").unique(maintain_order=True)
    return dataclasses.replace(study, codings=codings, readings=readings)


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def by_definition(rows: list[Judged], weighting: str, repeats: str) -> dict[tuple[str, str], list[float]]:
    """Case and aspect → shares, slowly: a coder's vector is the mean over her occasions with evidence."""
    kept = []
    for s, g, of, coder, o, code, i in rows:
        beside = {r[5] for r in rows if (r[0], r[3], r[4]) == (s, coder, o)}
        if not any(code in BOOK.ancestors[other] for other in beside):
            kept += [(case, g, s, coder, o, code, i) for case in of]
    if repeats == "once_per_source":
        of_statement: dict[Any, list[float]] = {}
        for case, g, s, coder, _, code, i in kept:
            of_statement.setdefault((case, g, coder, code, s), []).append(i)
        of_source: dict[Any, list[float]] = {}
        for (case, g, coder, code, _), each in of_statement.items():
            of_source.setdefault((case, g, coder, code), []).append(mean(each))
        kept = [(case, g, code, coder, "", code, mean(i)) for (case, g, coder, code), i in of_source.items()]
    found: dict[tuple[str, str], dict[str, list[tuple[list[float], float]]]] = {}
    for case, g, s in sorted({row[:3] for row in kept}):
        for aspect, poles in POLES.items():
            here = [r for r in kept if r[:3] == (case, g, s) and aspect in PLACES[r[5]]]
            if not here:
                continue
            of_coder = []
            for coder in sorted({r[3] for r in here}):
                times = []
                for o in sorted({r[4] for r in here if r[3] == coder}):
                    own = [(r[6], PLACES[r[5]][aspect]) for r in here if r[3:5] == (coder, o)]
                    said = sum(i for i, _ in own)
                    times.append([sum(i * w[p] for i, w in own) / said for p in range(len(poles))])
                of_coder.append([mean([t[p] for t in times]) for p in range(len(poles))])
            vector, strength = [mean([v[p] for v in of_coder]) for p in range(len(poles))], 1.0
            if weighting == "coding":
                strength = sum(r[6] for r in here)
                vector = [sum(r[6] * PLACES[r[5]][aspect][p] for r in here) for p in range(len(poles))]
            found.setdefault((case, aspect), {}).setdefault(g, []).append((vector, strength))
    shares = {}
    for key, sources in found.items():
        width = range(len(POLES[key[1]]))
        parts_ = [
            ([sum(v[p] for v, _ in each) for p in width], sum(t for _, t in each))
            for each in sources.values()
        ]
        if weighting == "source":
            parts_ = [([m / t for m in mass], 1.0) for mass, t in parts_]
        whole = sum(t for _, t in parts_)
        shares[key] = [sum(m[p] for m, _ in parts_) / whole for p in width]
    return shares


def check(found: Any, expected: dict[tuple[str, str], list[float]]) -> None:
    for c, case in enumerate(found.cases):
        for a, aspect in enumerate(found.aspects):
            shares = expected.get((case, aspect))
            if shares is None:
                assert np.isnan(found.shares[c, a]).all()
            else:
                assert found.shares[c, a, : len(shares)] == pytest.approx(shares, abs=1e-11)


@given(judged_rows(), WAYS, st.randoms())
@examples(60, quick=COSTLY)
def test_the_tally_is_that_of_the_definitions_in_any_order(rows: list[Judged], way: Any, random: Any) -> None:
    assume(rows)
    weighting, repeats = way
    options: dict[str, Any] = {"weighting": weighting, "repeats": repeats}
    expected = by_definition(rows, *way)
    check(study_profile(judged_study(rows, **options)), expected)
    check(profile(frame(rows), BOOK, **options, draws=100), expected)
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, two = (tally(frame(r), PLACES, POLES, ancestors=BOOK.ancestors, **options) for r in (rows, shuffled))
    assert one.mass.tolist() == two.mass.tolist()
    assert one.squares.tolist() == two.squares.tolist()


@given(judged_rows(), WAYS)
@examples(60, quick=COSTLY)
def test_the_table_and_the_parts_have_the_mass_of_the_tally(rows: list[Judged], way: Any) -> None:
    assume(rows)
    weighting, repeats = way
    study = judged_study(rows, weighting=weighting, repeats=repeats)
    told = study_profile(study).tally
    table = coding_table(study)
    of = units(table, weighting=weighting, repeats=repeats)
    np.testing.assert_allclose(of.mass(table.weights), told.mass, atol=1e-11)
    np.testing.assert_allclose(of.total, told.total, atol=1e-11)
    taken = coding_rows(frame(rows))
    of_frame = tally(taken, PLACES, POLES, ancestors=BOOK.ancestors, weighting=weighting, repeats=repeats)
    by_code = parts(taken, PLACES, of_frame, ancestors=BOOK.ancestors)
    np.testing.assert_allclose(mass_of(by_code, of_frame, PLACES), of_frame.mass, atol=1e-11)


@given(judged_rows(occasions=1), WAYS)
@examples(40, quick=COSTLY)
def test_one_occasion_each_is_no_column(rows: list[Judged], way: Any) -> None:
    assume(rows)
    options: dict[str, Any] = {"weighting": way[0], "repeats": way[1], "draws": 100}
    without = frame(rows).drop("occasion")
    named = without.with_columns(occasion=pl.col("coder") + "'s only one")
    expected = profile(without, BOOK, **options).to_dict()
    for judged in (frame(rows), frame(rows).with_columns(occasion=pl.lit(None, pl.String)), named):
        assert profile(judged, BOOK, **options).to_dict() == expected


@given(judged_rows(occasions=1), st.sampled_from(["statement", "source"]))
@examples(40, quick=COSTLY)
def test_to_judge_everything_alike_again_changes_nothing_where_statements_count(
    rows: list[Judged], way: Any
) -> None:
    assume(rows)
    again = rows + [(*row[:4], "again", *row[5:]) for row in rows]
    for options in ({"weighting": way}, {"weighting": "coding", "repeats": "once_per_source"}):
        given: dict[str, Any] = {"draws": 100} | options
        once, twice = (profile(frame(r), BOOK, **given).to_dict() for r in (rows, again))
        # but for how many codings there are
        assert twice["rests_on"].pop("codings") == 2 * once["rests_on"].pop("codings")
        assert once == twice


def test_every_judgement_counts_where_codings_are_weighed() -> None:
    rows: list[Judged] = [("t", "g", ("here",), "a", o, "open", 1.0) for o in ("1", "2", "3")]
    rows += [("t", "g", ("here",), "b", "", "form", 1.0)]
    assert profile(frame(rows), BOOK).shares[0, 0, :2].tolist() == [0.5, 0.5]
    assert profile(frame(rows), BOOK, weighting="coding").shares[0, 0, :2].tolist() == [0.75, 0.25]


@given(judged_rows(), WAYS)
@examples(40, quick=COSTLY)
def test_leaving_one_out_is_by_the_definitions(rows: list[Judged], way: Any) -> None:
    assume(rows)
    study = judged_study(rows, weighting=way[0], repeats=way[1])
    found = influence(study)
    before = by_definition(rows, *way)
    for kind in KINDS:
        left, n = found.left_out(kind), {"statement": 0, "source": 1, "code": 5}[kind]
        for item in {row[n] for row in rows}:
            after = by_definition([r for r in rows if r[n] != item], *way)
            mine = {
                (found.profile.cases[left.case[r]], found.profile.aspects[left.aspect[r]]): left.after[r]
                for r in range(len(left.item))
                if left.ids[left.item[r]] == item
            }
            for key, shares in before.items():
                expected, got = after.get(key), mine.get(key)
                if got is None:
                    assert expected == pytest.approx(shares, abs=1e-11)
                elif expected is None:
                    assert np.isnan(got).all()
                else:
                    assert got[: len(expected)] == pytest.approx(expected, abs=1e-11)


def many() -> list[Judged]:
    rng = np.random.default_rng(8)
    codes = sorted(PLACES)
    return [
        (f"t{s}", f"g{s % 5}", ("here",), coder, o, codes[k], float(rng.choice([0.5, 1.0])))
        for s in range(40)
        for coder in ("a", "b")
        for o in ("", "2", "3")[: 1 + (s + len(coder)) % 3]
        for k in sorted(rng.choice(len(codes), 1 + s % 2, replace=False))
    ]


@pytest.mark.parametrize("kind", [k for k in FRAMES if k not in SLOW])
@pytest.mark.parametrize("way", [("statement", "keep"), ("coding", "once_per_source")])
def test_every_kind_of_dataframe_knows_occasions(kind: str, way: Any) -> None:
    rows, options = many(), {"weighting": way[0], "repeats": way[1], "draws": 100}
    found = profile(FRAMES[kind](frame(rows)), BOOK, **options)
    check(found, by_definition(rows, *way))


BAD = [
    ({"coder": [""] * 2, "occasion": ["1", "2"]}, "2 codings have an occasion and no coder"),
    ({"coder": ["a", ""], "occasion": ["1", "2"]}, "1 codings have an occasion and no coder"),
    (
        {"coder": ["a"] * 3, "occasion": ["1", "2", "2"]},
        "the code 'open' is put 2 times on statement 't' by 'a' at the occasion '2': one judgement puts a code once",
    ),
    ({"occasion": ["1", "2"]}, "2 codings have an occasion and no coder: .* say in `coder` whose"),
]


@pytest.mark.parametrize("kind", [k for k in FRAMES if k not in SLOW])
@pytest.mark.parametrize(("columns", "message"), BAD, ids=range(len(BAD)))
def test_occasions_of_nobody_and_judgements_twice_are_told(kind: str, columns: Any, message: str) -> None:
    n = len(columns["occasion"])
    rows = pl.DataFrame({"statement": ["t"] * n, "source": ["g"] * n, "code": ["open"] * n, **columns})
    with pytest.raises(IdealtypesError, match=message):
        profile(FRAMES[kind](rows), BOOK)
