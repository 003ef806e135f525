"""Every kind of dataframe gives the same profile, types and evidence, and none hands over its rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest

import idealtypes as it
from idealtypes.analyses.types.membership import Membership, membership
from idealtypes.engine.codings import CodingRows, carriers, coding_rows
from idealtypes.engine.parts import parts
from idealtypes.engine.profile import Profile, profile
from idealtypes.engine.tally import statement_vectors, tally
from idealtypes.errors import IdealtypesError
from idealtypes.model.scheme import Scheme, Trait
from idealtypes.model.text import Text
from tests.engine.frames import ELSEWHERE, FRAMES, SLOW
from tests.engine.made import BOOK, mass_of
from tests.examples import LONG

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")

CODES = sorted(code.id for code in BOOK.codes)
STATEMENTS, SOURCES, CASES = 90, 8, 3


def codings() -> pl.DataFrame:
    """Some 280 codings of 90 statements by two coders, in 8 sources and 3 cases."""
    rng = np.random.default_rng(5)
    rows = [
        (
            f"s{s}",
            f"g{s % SOURCES}",
            f"c{s % SOURCES % CASES}",
            CODES[k],
            coder,
            float(rng.choice([0.25, 0.5, 1])),
        )
        for s in range(STATEMENTS)
        for coder in ("k1", "k2")[: 1 + s % 2]
        for k in sorted(rng.choice(len(CODES), 1 + s % 3, replace=False))
    ]
    return pl.DataFrame(
        rows, schema=["statement", "source", "case", "code", "coder", "intensity"], orient="row"
    )


def book() -> Scheme:
    """The book of the other tests, with traits: for and against on `pay`, one that nobody speaks of."""
    traits = {
        "friend": [("near", "access", "pay"), ("idle", "care", None)],
        "clerk": [("far", "access", "pay")],
    }
    of_code = {"open": ("near",), "form": ("far",), "hours": ("far", "near")}
    types = tuple(
        ideal.model_copy(
            update={
                "traits": tuple(
                    Trait(id=t, aspect=a, feature=f, text=Text(t)) for t, a, f in traits[ideal.id]
                )
            }
        )
        for ideal in BOOK.ideal_types
    )
    codes = tuple(code.model_copy(update={"traits": of_code.get(code.id, ())}) for code in BOOK.codes)
    return BOOK.model_copy(update={"ideal_types": types, "codes": codes})


ROWS, SCHEME = codings(), book()


# A profile takes Spark half a minute to plan: the long run asks for it, this one for its cells (`test_stances.py`).
EVERY = pytest.mark.parametrize("kind", [k for k in FRAMES if LONG or k != "PySpark"])
MOST = pytest.mark.parametrize("kind", [k for k in FRAMES if k not in SLOW])


def alike(a: Any, b: Any) -> None:
    """The same answers, numbers to 1e−9."""
    if isinstance(a, dict):
        assert a.keys() == b.keys()
        for key in a:
            alike(a[key], b[key])
    elif isinstance(a, list | tuple):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            alike(x, y)
    elif isinstance(a, float):
        assert b == pytest.approx(a, rel=1e-9, abs=1e-9)
    else:
        assert a == b


def numbers(found: Profile, types: Membership | None = None) -> Any:
    """Profile, types with their traits, and the statements behind every aspect."""
    placed = SCHEME.placements
    vectors = statement_vectors(
        found.rows, placed, {a.id: SCHEME.poles(a.id) for a in SCHEME.aspects}, ancestors=SCHEME.ancestors
    )
    told = [found] if types is None else [found, types]
    ids = [finding.statements for answer in told for finding in answer.findings]
    answers = [answer.to_dict() for answer in told]
    for answer in answers:  # which leave out the ids of statements where a query would have to fetch them
        for finding in answer["findings"]:
            del finding["statements"]
    return answers, ids, vectors


@contextmanager
def crossing() -> Iterator[list[int]]:
    """How many rows each table has that is collected from the place where it lives."""
    heights: list[int] = []
    whole = nw.LazyFrame.collect

    def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = whole(self, *args, **kwargs)
        heights.append(len(found))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nw.LazyFrame, "collect", counted)
        yield heights


@dataclass(frozen=True)
class Asked:
    """The answers on the codings in a kind of dataframe, and the heights of the tables that were collected for them."""

    found: Profile
    types: Membership | None  # None where they are asked for in the long run alone
    crossed: list[int]  # for profile and types
    fetched: list[int]  # for the statements of a trait


@cache
def asked(kind: str) -> Asked:
    """Once for all tests: a query takes Spark a second to plan."""
    with crossing() as heights:
        found = profile(FRAMES[kind](ROWS), SCHEME, draws=200)
        types = membership(found) if LONG or kind not in SLOW else None
        crossed = list(heights)
        heights.clear()
        assert types is None or types.cases[0].traits[0].statements
    return Asked(found, types, crossed, heights)


@EVERY
def test_the_same_profile_types_and_evidence(kind: str) -> None:
    here, there = asked("polars"), asked(kind)
    alike(numbers(here.found, there.types and here.types), numbers(there.found, there.types))


@pytest.mark.parametrize(
    ("kind", "weighting"),
    [
        (kind, weighting)
        for kind in FRAMES
        for weighting in ("statement", "coding", "source")
        # Statements are what the test above counts.
        if kind not in SLOW and (kind, weighting) != ("Dask", "statement")
    ],
)
def test_the_same_cells_under_every_way_of_counting(kind: str, weighting: Any) -> None:
    options: dict[str, Any] = {"weighting": weighting, "ancestors": SCHEME.ancestors}
    repeats = {"statement": "once_per_source", "coding": "keep", "source": "once_per_source"}[weighting]
    poles = {a.id: SCHEME.poles(a.id) for a in SCHEME.aspects}
    t, u = (
        tally(FRAMES[k](ROWS), SCHEME.placements, poles, repeats=repeats, **options) for k in ("polars", kind)
    )
    assert (t.cases, t.sources, t.talk.tolist(), t.voices.tolist()) == (
        u.cases, u.sources, u.talk.tolist(), u.voices.tolist(),
    )  # fmt: skip
    for name in ("case", "source", "aspect", "mass", "total", "statements", "squares", "point_squares"):
        np.testing.assert_allclose(getattr(t, name), getattr(u, name), atol=1e-9)


@pytest.mark.parametrize(
    "kind", [k for k in FRAMES if (k in ELSEWHERE and (LONG or k != "PySpark")) or k == "polars, lazy"]
)
def test_no_engine_hands_over_its_rows(kind: str) -> None:
    answers = asked(kind)
    cells = len(answers.found.tally.case)
    assert max(cells, len(CODES), CASES) < STATEMENTS < ROWS.height
    # Doubts about placements and coders ask for the cells by code and coder.
    most = len(
        parts(
            ROWS, SCHEME.placements, answers.found.tally, ("code", "coder"), ancestors=SCHEME.ancestors
        ).cell
    )
    assert cells < most < ROWS.height
    assert answers.crossed
    assert max(answers.crossed) <= most, "cells, distinct names and single counts are all that comes back"
    if answers.types is None:
        return
    states = {trait.state for case in answers.types.cases for trait in case.traits}
    assert states >= {"mixed", "silent"}
    # Ids come when they are asked for, those of the traits' codes alone.
    assert answers.fetched
    assert max(answers.fetched) <= len(carriers(coding_rows(ROWS), ["open", "form", "hours"]))


def test_the_other_weighting_asks_for_no_parts_anew() -> None:
    found = profile(FRAMES["DuckDB"](ROWS), SCHEME, draws=100)
    assert found.doubt.states["coders"] == "in"
    with crossing() as heights:
        assert found.other.doubt.states["coders"] == "in"
    assert heights == []
    weighted = [  # whose other weighting is another sum
        profile(FRAMES[kind](ROWS), SCHEME, draws=100, weighting="coding") for kind in ("DuckDB", "polars")
    ]
    alike(*(one.to_dict()["cases"] for one in weighted))


@MOST
def test_parts_by_code_and_coder_give_the_mass_of_any_placement(kind: str) -> None:
    poles = {a.id: SCHEME.poles(a.id) for a in SCHEME.aspects}
    rows, places = FRAMES[kind](ROWS), SCHEME.placements
    weighting: Any = "source"
    t = tally(rows, places, poles, weighting=weighting)
    found = parts(rows, places, t, ("code", "coder"))
    np.testing.assert_allclose(np.bincount(found.cell, found.weight), t.total, atol=1e-9)
    # M = B π, as the codes stand and were they elsewhere, without another pass over the rows.
    moved = {k: {a: tuple(reversed(w)) for a, w in where.items()} for k, where in places.items()}
    for stands in (places, moved):
        mass, there = mass_of(found, t, stands), tally(ROWS, stands, poles, weighting=weighting).mass
        np.testing.assert_allclose(mass, there, atol=1e-9)
    assert [set(ids) for ids in found.ids] == [{k for k in CODES if places[k]}, {"k1", "k2"}]


FEW = {"statement": ["a", "b"], "source": ["g", "g"], "code": ["open", "form"]}


@MOST
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"intensity": [0.5, float("nan")]}, "intensity"),
        ({"intensity": [0.5, None]}, "1 codings have no intensity"),
        ({"intensity": [0.5, 1.5]}, r"intensities lie in \(0, 1\], not from 0.5 to 1.5"),
        ({"statement": ["a", "a"], "source": ["g", "h"]}, "'a' stands in the sources 'g', 'h'"),
        ({"source": ["g", None]}, "1 codings have no source"),
        ({"code": ["open", "odd"]}, "no entry in the coding scheme: odd"),
    ],
)
def test_bad_cells_are_told_everywhere(kind: str, change: dict[str, list[Any]], said: str) -> None:
    rows = pl.DataFrame(FEW | change, strict=False)
    with pytest.raises(IdealtypesError, match=said):
        it.profile(FRAMES[kind](rows), SCHEME)


def apart(name: str) -> str:
    """A name as other programs write it: accents apart, a no-break space, a soft hyphen."""
    return unicodedata.normalize("NFD", name).replace(" ", "\u00a0") + "\u00ad"


@pytest.mark.parametrize("kind", FRAMES)
def test_a_name_in_two_spellings_is_one(kind: str) -> None:
    names = {c: [f"å {n}" for n in ROWS[c]] for c in ("source", "case", "coder")}
    rows = ROWS.with_columns(**{c: pl.Series(n) for c, n in names.items()})
    every_other = pl.Series(range(rows.height)) // 3 % 2 == 1
    odd = {c: pl.Series([apart(n) for n in there]) for c, there in names.items()}
    odd["code"] = rows["code"] + "\u200b"
    source = pl.Series([s % 2 == 0 for s in range(rows.height)])
    mixed = rows.with_columns(
        pl.when(every_other if c != "source" else source).then(other).otherwise(pl.col(c)).alias(c)
        for c, other in odd.items()
    )
    table = coding_rows(FRAMES[kind](mixed))
    assert table.coders == 2
    assert every_row(table) == every_row(coding_rows(rows))
    if kind not in ELSEWHERE:  # which plan for long; on equal rows the first test holds their answers
        found = [profile(given, SCHEME, draws=100) for given in (rows, FRAMES[kind](mixed))]
        answers = (numbers(one, membership(one)) for one in found)
        alike(*answers)


def every_row(table: CodingRows) -> list[tuple[Any, ...]]:
    """The codings in one form, fetched whole and sorted."""
    rows = table.rows.select("statement", "source", "case", "code", "coder", "intensity")
    return sorted(table.fetched(rows, "source", "case", "code", "coder").rows())


@MOST
def test_an_empty_frame_is_refused(kind: str) -> None:
    rows = pl.DataFrame(schema=dict.fromkeys(FEW, pl.String))
    with pytest.raises(IdealtypesError, match="the codings are empty"):
        it.profile(FRAMES[kind](rows), SCHEME)


@MOST
@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_blank_code_is_read_and_nothing_coded(kind: str, blank: str | None) -> None:
    rows = pl.DataFrame(
        {
            "statement": ["a", "b", "c"],
            "source": ["g", "g", "h"],
            "code": ["open", blank, blank],
            "case": ["x", "x", "y"],
        }
    )
    found = it.profile(FRAMES[kind](rows), SCHEME)
    assert found.cases == ("x", "y")
    assert (found.tally.talk.tolist(), found.statements[:, 0].tolist()) == ([1, 0], [1, 0])


def test_what_is_no_dataframe_and_a_column_of_words_are_refused() -> None:
    with pytest.raises(IdealtypesError, match=r"codings are a dataframe .*, not list"):
        profile([("a", "g", "open")], SCHEME)
    words = pl.DataFrame(FEW | {"intensity": ["half", "full"]})
    with pytest.raises(IdealtypesError, match="'intensity' holds numbers"):
        profile(words, SCHEME)


def test_statements_whose_hashes_meet_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    right = tally(ROWS, SCHEME.placements, {"access": SCHEME.poles("access")})
    hashed = pl.Expr.hash
    monkeypatch.setattr(pl.Expr, "hash", lambda self, seed=0: hashed(self, seed) % 7)
    met = tally(ROWS, SCHEME.placements, {"access": SCHEME.poles("access")})
    np.testing.assert_allclose(met.mass, right.mass)
    np.testing.assert_allclose(met.statements, right.statements)


def test_raters_may_rate_the_same_statement() -> None:
    rows = pl.DataFrame(FEW | {"statement": ["a", "a"], "source": ["rater 1", "rater 2"]})
    assert it.profile(rows, SCHEME, unit="rater").statements.sum() == 2
