"""Which measures can be taken together, and all sets of them that can."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from idealtypes.model.admissible import admissible, admissible_sets
from idealtypes.model.measures import Measure
from idealtypes.model.text import EMPTY


def measure(id_, needs=(), excludes=()):
    return Measure(id=id_, title=EMPTY, needs=needs, excludes=excludes)


def test_why_a_set_is_not_admissible():
    measures = [measure("a", needs=("b",)), measure("b", excludes=("c",)), measure("c")]
    assert admissible(measures, {"a", "b"}) == ()
    assert admissible(measures, ()) == ()
    assert admissible(measures, ["c", "a", "cc", "cc"]) == (
        "no measure `cc`; there is `a`, `b`, `c`",
        "`a` needs `b`",
    )
    assert admissible(measures, {"a", "b", "c"}) == ("`b` and `c` exclude one another",)


@st.composite
def houses(draw):
    names = [f"m{n}" for n in range(draw(st.integers(0, 7)))]
    pick = st.lists(st.sampled_from(names), max_size=2, unique=True).map(tuple) if names else st.just(())
    return [
        measure(name, draw(pick), tuple(other for other in draw(pick) if other != name)) for name in names
    ]


@given(houses(), st.integers(0, 8))
def test_admissible_sets_are_those_of_brute_force(measures, most):
    expected = [
        chosen
        for size in range(min(most, len(measures)) + 1)
        for chosen in combinations(range(len(measures)), size)
        if not admissible(measures, [measures[index].id for index in chosen])
    ]
    assert list(admissible_sets(measures, most)) == expected


def test_twenty_measures_taken_six_at_a_time():
    """Without a tie there are Σ C(20, k) sets, k ≤ 6; the exclusion of a pair takes C(18, k−2) of each size."""
    free = [measure(f"m{n}") for n in range(20)]
    assert sum(1 for _ in admissible_sets(free, 6)) == 60460
    free[3] = measure("m3", excludes=("m11",))
    assert sum(1 for _ in admissible_sets(free, 6)) == 60460 - (1 + 18 + 153 + 816 + 3060)
