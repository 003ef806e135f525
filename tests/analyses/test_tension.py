"""Which codes meet: against counting by hand and by all shuffles, and a network that holds still."""

from __future__ import annotations

import dataclasses
import io
import itertools
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, false_discovery_control

from idealtypes.analyses.tension.chance import adjusted, convolved, inverted, upper_tail, upper_tail_within
from idealtypes.analyses.tension.meetings import Meeting, Opposition, dominant_poles, on_a_line, opposition
from idealtypes.analyses.tension.tension import Tension, tension
from idealtypes.engine.result import said as in_words
from idealtypes.files.study import read_study
from idealtypes.model.scheme import Scheme
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text
from tests.engine.build import scheme
from tests.engine.made import BOOK, Row, coded_rows, study_of

from ..examples import examples

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "examples" / "support_colleagues"
TWO = ("informal", "formal")


def book(parents: dict[str, str] | None = None, titles: dict[str, str] | None = None) -> Scheme:
    """Two aspects on one axis, with a code at each pole of each, one in the middle and one without a place."""
    made = scheme(
        {"help": TWO, "contact": TWO},
        {
            "hi": {"help": (1, 0)},
            "hf": {"help": (0, 1)},
            "ci": {"contact": (1, 0)},
            "cf": {"contact": (0.2, 0.8)},
            "mid": {"help": (0.5, 0.5)},
            "off": {},
        },
    )
    changes = {
        c.id: {"parent": (parents or {}).get(c.id), "title": Text((titles or {}).get(c.id, c.id))}
        for c in made.codes
    }
    return made.model_copy(update={"codes": tuple(c.model_copy(update=changes[c.id]) for c in made.codes)})


PAIR = book()


def said(codes: dict[str, str], source: str = "g", coder: str = "") -> list[Row]:
    """Statement → its codes, separated by blanks."""
    return [(s, source, ("here",), coder, code, 1.0) for s, names in codes.items() for code in names.split()]


def meeting(found: Tension, a: str, b: str) -> Meeting | None:
    return next((m for m in found.meetings if {m.a, m.b} == {a, b}), None)


def test_two_codes_on_the_same_two_of_four_statements() -> None:
    found = tension(study_of(said({"1": "hi hf", "2": "hi hf", "3": "ci", "4": "ci"}), PAIR))
    (pair,) = found.pairs
    assert (pair.a, pair.b, pair.observed, pair.expected, pair.statements) == ("hi", "hf", 2, 1.0, ("1", "2"))
    assert pair.p == pytest.approx(1 / 6)
    # hi–hf on one aspect, and hf–ci across two: two opposed pairs, of which one meets
    assert found.tested == 2
    assert pair.adjusted == pytest.approx(2 / 6)
    assert (found.units, [c.n for c in found.codes]) == (4, [2, 2, 2])
    assert pair.opposed == Opposition("axis0", ("help", "help"), TWO)
    assert found.to_dict()["pairs"][0]["across"] is False


def test_within_sources_what_is_shuffled_is_one_source() -> None:
    rows = said({"1": "hi hf", "2": "ci"}, "g") + said({"3": "hi hf", "4": "ci"}, "h")
    found = tension(study_of(rows, PAIR), chance="within_sources")
    (pair,) = found.pairs
    assert (pair.expected, pair.sources) == (1.0, ("g", "h"))
    assert pair.p == pytest.approx(1 / 4)
    # all codes of a source on all its statements: no shuffle changes anything
    fixed = said({"1": "hi hf"}, "g") + said({"2": "ci"}, "h")
    (pair,) = tension(study_of(fixed, PAIR), chance="within_sources").pairs
    assert (pair.expected, pair.p) == (1.0, 1.0)


def test_the_tail_is_the_share_of_all_shuffles() -> None:
    for units, a, b in itertools.product(range(1, 7), range(1, 4), range(1, 4)):
        if max(a, b) > units:
            continue
        first = set(range(a))
        overlaps = [len(first & set(other)) for other in itertools.combinations(range(units), b)]
        for observed in range(min(a, b) + 1):
            share = np.mean([o >= observed for o in overlaps])
            assert float(upper_tail(observed, units, a, b)) == pytest.approx(share)


STRATA = st.lists(
    st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n))),
    min_size=1,
    max_size=3,
)


@given(STRATA, st.integers(0, 6))
@examples(50)
def test_the_tail_within_sources_is_the_share_of_all_shuffles(
    strata: list[tuple[int, int, int]], observed: int
) -> None:
    ways = [
        [len(set(range(a)) & set(other)) for other in itertools.combinations(range(n), b)]
        for n, a, b in strata
    ]
    share = np.mean([sum(combination) >= observed for combination in itertools.product(*ways)])
    n, a, b = (list(column) for column in zip(*strata, strict=True))
    assert upper_tail_within(observed, n, a, b) == pytest.approx(share)
    if len(strata) == 1:
        assert upper_tail_within(observed, n, a, b) == pytest.approx(
            float(upper_tail(observed, n[0], a[0], b[0]))
        )


@pytest.mark.parametrize(
    ("sources", "a", "b"), [(1, 0.5, 0.5), (7, 0.2, 0.6), (60, 0.1, 0.1), (400, 0.3, 0.9)]
)
def test_from_the_characteristic_function_the_tail_is_as_exact_as_convolved(
    sources: int, a: float, b: float
) -> None:
    rng = np.random.default_rng(sources)
    N = rng.integers(1, 40, sources)
    with_a, with_b = rng.binomial(N, a), rng.binomial(N, b)
    most, mean = int(np.minimum(with_a, with_b).sum()), int((with_a * with_b / N).sum())
    tails = []
    for observed in sorted({0, 1, mean, mean + 1, mean + 5, (mean + most) // 2, most - 1, most, most + 1}):
        exact, found = (tail(observed, N, with_a, with_b) for tail in (convolved, inverted))
        assert found == pytest.approx(exact, rel=1e-11, abs=1e-290)
        tails.append(found)
    assert (np.diff(tails) < 1e-11).all()  # the more, the less likely


def test_many_sources_are_as_one_sum() -> None:
    # 50 sources of two statements, each code on one of them: the meetings are 50 tosses of a coin.
    for sources in (50, 250):
        N, one = np.full(sources, 2), np.ones(sources, int)
        for observed in (sources // 2, sources * 3 // 5, sources):
            expected = binom.sf(observed - 1, sources, 0.5)
            found = upper_tail_within(observed, N.tolist(), one.tolist(), one.tolist())
            assert found == pytest.approx(expected, rel=1e-11)


@given(st.lists(st.floats(0, 1), max_size=12), st.integers(0, 5))
def test_adjusted_is_benjamini_and_hochberg(p: list[float], more: int) -> None:
    whole = [*p, *[1.0] * more]
    expected = false_discovery_control(whole)[: len(p)] if whole else []
    np.testing.assert_allclose(adjusted(p, len(whole)), expected, atol=1e-12)


def test_dominant_poles_and_where_codes_stand_opposite() -> None:
    poles = dominant_poles(BOOK, BOOK.placements)
    assert poles["hours"] == {"access": "formal"}
    assert poles["half"] == {}
    assert poles["both"] == {"access": "formal", "care": "state"}
    assert opposition(BOOK, poles["open"], poles["form"]) == Opposition("axis0", ("access", "access"), TWO)
    assert opposition(BOOK, poles["kin"], poles["pay"]) == Opposition(
        "axis1", ("care", "care"), ("family", "market")
    )
    assert opposition(BOOK, poles["open"], poles["kin"]) is None  # on different axes
    assert opposition(BOOK, poles["open"], poles["half"]) is None
    pair = dominant_poles(PAIR, PAIR.placements)
    across = opposition(PAIR, pair["hi"], pair["cf"])
    assert across == Opposition("axis0", ("help", "contact"), TWO)
    assert across.across
    assert on_a_line(PAIR, PAIR.placements["cf"]) == pytest.approx(0.6)
    assert on_a_line(BOOK, BOOK.placements["kin"]) == pytest.approx(0.9)
    assert on_a_line(BOOK, BOOK.placements["both"]) == pytest.approx((0.4 + 0) / 2)
    assert on_a_line(BOOK, {}) is None


def test_a_code_and_its_descendant_do_not_meet() -> None:
    child = book(parents={"hf": "hi"})
    found = tension(study_of(said({"1": "hi hf", "2": "hi hf", "3": "ci hf", "4": "ci"}), child))
    assert meeting(found, "hi", "hf") is None
    assert found.tested == 1  # hf and ci
    assert found.pairs[0].statements == ("3",)
    # parent and child on one statement count once, as the child
    assert [c.code for c in found.codes] == ["hf", "ci"]
    in_one_source = tension(
        study_of(said({"1": "hi", "2": "hf"}) + said({"3": "ci"}, "h"), child), level="source"
    )
    assert meeting(in_one_source, "hi", "hf") is None


def test_what_two_coders_read_differently_is_no_tension() -> None:
    rows = [*said({"1": "hi"}, coder="a"), *said({"1": "hf"}, coder="b"), *said({"2": "ci"}, coder="a")]
    apart = tension(study_of(rows, PAIR))
    assert not apart.pairs
    assert apart.unshared == 2
    both = tension(study_of([*rows, *said({"1": "hf"}, coder="a"), *said({"1": "hi"}, coder="b")], PAIR))
    assert both.pairs[0].statements == ("1",)
    # a third coder who read the statement and put nothing outvotes neither of two who agree
    rows = [r for c in "ab" for r in said({"1": "hi hf", "2": "ci"}, coder=c)]
    study = study_of(rows, PAIR)
    third = pl.DataFrame({"statement": ["1", "2"], "coder": ["c", "c"]})
    study = dataclasses.replace(study, readings=pl.concat([study.readings, third]))
    assert tension(study).pairs[0].statements == ("1",)


def test_at_the_level_of_sources() -> None:
    rows = said({"1": "hi", "2": "hf", "3": "mid"}, "g") + said({"4": "hi"}, "h") + said({"5": "cf"}, "k")
    found = tension(study_of(rows, PAIR), level="source")
    (pair,) = found.pairs
    assert (pair.a, pair.b, pair.observed, pair.statements, pair.sources) == (
        "hi",
        "hf",
        1,
        ("1", "2"),
        ("g",),
    )
    assert pair.expected == pytest.approx(2 * 1 / 3)
    assert pair.p == pytest.approx(2 / 3)
    middle = meeting(found, "hi", "mid")
    assert middle is not None
    assert middle.opposed is None
    assert middle.adjusted is None


def empty(book: Scheme) -> StudyData:
    study = study_of(said({"1": "off"}), book)
    return dataclasses.replace(study, codings=study.codings.clear())


@pytest.mark.parametrize(
    ("study", "level", "words"),
    [
        (study_of(said({"1": "hi", "2": "hf", "3": "hi"}), PAIR), "statement", "no statement has two codes at"),
        (study_of(said({"1": "hi ci", "2": "hi"}), PAIR), "statement", "no two of the codes in use stand at"),
        (study_of(said({"1": "off", "2": "off"}), PAIR), "statement", "no statement has a code with a place"),
        (empty(PAIR), "statement", "no statement has a code with a place"),
        (study_of(said({"1": "hi", "2": "hf"}), PAIR), "source", "one source: all codes are in it"),
        (study_of(said({"1": "hi hf"}), PAIR), "statement", "one statement: all codes are in it"),
    ],
)  # fmt: skip
def test_where_nothing_meets_it_says_why(study: StudyData, level: str, words: str) -> None:
    found = tension(study, level=level)  # type: ignore[arg-type]
    assert found.pairs == ()
    assert found.why is not None
    assert words in (in_words(found.why) or "")
    assert str(found) == in_words(found.why)
    json.dumps(found.to_dict(), allow_nan=False)
    assert found.to_frame().height == 0
    ElementTree.fromstring(found.network.to_graphml().encode())


def test_ratings_have_no_codes() -> None:
    found = tension(read_study(ROOT / "examples" / "physician_programmes"))
    assert in_words(found.why) == "there are ratings only, which have no codes that could meet"


def test_a_choice_that_is_none_is_refused() -> None:
    study = study_of(said({"1": "hi"}), PAIR)
    with pytest.raises(ValueError, match="level is statement or source, not 'case'"):
        tension(study, level="case")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="chance is all or within_sources"):
        tension(study, chance="none")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="sources cannot be shuffled"):
        tension(study, level="source", chance="within_sources")


@given(coded_rows(coders=1), st.randoms())
@examples(40)
def test_every_meeting_is_in_the_statements_that_it_names(rows: list[Row], random: object) -> None:
    found = tension(study_of(rows, BOOK, cases=("here", "there")))
    codes: dict[str, set[str]] = {}
    for statement, _, _, _, code, _ in rows:
        codes.setdefault(statement, set()).add(code)
    for m in found.pairs:
        assert len(m.statements) == m.observed
        assert all({m.a, m.b} <= codes[s] for s in m.statements)
        assert 0 <= m.p <= (m.adjusted or 0) + 1e-12 <= 1 + 2e-12
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = tension(study_of(shuffled, BOOK, cases=("here", "there")))
    first = {(m.a, m.b): (m.observed, m.p, sorted(m.statements)) for m in found.meetings}
    assert first == {(m.a, m.b): (m.observed, m.p, sorted(m.statements)) for m in again.meetings}
    assert found.network.layout == again.network.layout
    assert found.network.communities == again.network.communities


def test_the_demo() -> None:
    study = read_study(DEMO)
    found = tension(study)
    codes = dict(study.codings.group_by("statement").agg("code").rows())
    assert found.pairs
    for m in found.pairs:
        assert all({m.a, m.b} <= set(codes[s]) for s in m.statements)
    first = found.pairs[0]
    assert {first.a, first.b} == {"fellow_human_role", "professional_role"}
    n = {c.code: c.n for c in found.codes}
    assert first.expected == pytest.approx(n[first.a] * n[first.b] / found.units)
    # reported sources enter where the study says so
    assert tension(study.with_settings(reported="include")).units > found.units
    json.dumps(found.to_dict(), allow_nan=False)
    assert found.to_frame().height == len(found.pairs)


CLIQUES = said(
    {
        **{f"a{n}": "hi cf" for n in range(4)},
        **{f"b{n}": "hf ci" for n in range(4)},
        "c": "mid",
        "d": "cf mid",
    }
)


def test_communities_are_codes_that_meet_one_another() -> None:
    met = {f"a{n}": "hi cf" for n in range(8)} | {f"b{n}": "hf ci" for n in range(8)}
    found = tension(study_of(said(met | {"c": "mid", "d": "cf mid"}), PAIR)).network
    # once is no more than chance: `mid` is in no group
    assert found.communities == (("hi", "cf"), ("hf", "ci"))
    assert tension(study_of(CLIQUES, PAIR)).network.communities == (("hf", "ci"),)
    assert tension(study_of(said({"1": "hi", "2": "hf"}), PAIR)).network.communities == ()


def test_a_layout_holds_still() -> None:
    study = read_study(DEMO)
    before = tension(study).network.layout
    assert tension(study).network.layout == before
    positions = {c.code: c.position for c in tension(study).codes}
    assert {code: x for code, (x, _) in before.items()} == positions
    # one more code on one statement
    more = pl.DataFrame(
        {"statement": ["g01_1"], "code": ["listening"], "coder": [""], "intensity": [1.0]},
        schema=study.codings.schema,
    )
    after = tension(dataclasses.replace(study, codings=pl.concat([study.codings, more]))).network.layout
    moved = [abs(after[code][1] - y) for code, (_, y) in before.items()]
    assert 0 < np.mean(moved) < 1
    assert max(moved) < 6
    # a line apart on each side
    for side in (True, False):
        lines = sorted(y for x, y in before.values() if (x < 0) == side)
        assert all(b - a > 1 - 1e-6 for a, b in itertools.pairwise(lines))


def test_files_for_other_programs() -> None:
    import networkx as nx

    study = study_of(CLIQUES, book(titles={"hi": "Hi\x07 <&>"}))
    network = tension(study).network
    graphml, gexf = network.to_graphml(), network.to_gexf()
    assert graphml == tension(study).network.to_graphml()
    assert gexf == tension(study).network.to_gexf()
    assert "meta" not in gexf
    assert "date" not in gexf
    for text, read in ((graphml, nx.read_graphml), (gexf, nx.read_gexf)):
        back = read(io.BytesIO(text.encode()))
        assert set(back.nodes) == {"hi", "hf", "ci", "cf", "mid"}
        assert {frozenset(e) for e in back.edges} == {frozenset(e) for e in network.graph.edges}
        node, edge = back.nodes["hi"], back.edges["hi", "cf"]
        assert node["label"] == "Hi <&>"
        assert (node["pole"], node["aspect"], node["n"], node["position"]) == ("informal", "help", 4, -1.0)
        assert (edge["observed"], edge["opposed"], edge["across"]) == (4, 1, 1)
        assert edge["p"] == pytest.approx(network.graph.edges["hi", "cf"]["p"])
        assert "pole" not in back.nodes["mid"]


def test_a_code_that_meets_none_is_in_no_community_and_meetings_draw_codes_together() -> None:
    rows = said({str(n): "hi cf" for n in range(5)} | {f"alone{n}": "mid" for n in range(6)})
    found = tension(study_of(rows, PAIR)).network
    assert {frozenset(c) for c in found.communities} == {frozenset({"hi", "cf"})}
    y = {code: -place[1] for code, place in found.layout.items()}
    # They start two lines apart, hi at 0 and cf at 1 of three; five meetings leave 1/(1 + 2 · 5) of that.
    assert y["hi"] == pytest.approx(5 / 11, abs=1e-6)
    assert y["cf"] == pytest.approx(6 / 11, abs=1e-6)


def test_sources_of_unlike_sizes_are_not_taken_for_one_another() -> None:
    """Sizes, and how many have either code, make the kind of a source: (3, 1, 2) is not (3, 2, 0)."""
    for units, a, b in (
        ([3, 3], [1, 2], [2, 0]),
        ([1, 1, 3], [0, 1, 2], [1, 0, 2]),
        ([5, 5], [2, 3], [3, 0]),
    ):
        counts = np.array(units), np.array(a), np.array(b)
        for observed in range(4):
            assert inverted(observed, *counts) == pytest.approx(convolved(observed, *counts), abs=1e-12)
