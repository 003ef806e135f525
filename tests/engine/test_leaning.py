"""Words from probabilities: mirrored poles, and less of the same evidence never reads firmer."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.engine.draws import beta_at
from idealtypes.engine.leaning import leaning

FIRMNESS = ("undecided", "leans", "somewhat", "mostly", "wholly")
Z = np.random.default_rng(5).standard_normal((1, 4000))


@given(st.floats(-1, 1), st.floats(0.01, 1), st.booleans())
def test_the_other_pole_has_the_same_word(middle: float, spread: float, pooled: bool) -> None:
    drawn = np.clip(middle + spread * Z[0], -1, 1)
    one, other = leaning(drawn, pooled=pooled, informants=9), leaning(-drawn, pooled=pooled, informants=9)
    assert (one.word, one.probability) == (other.word, other.probability)
    if one.pole is not None:
        assert other.pole == 1 - one.pole


@given(st.integers(1, 20), st.integers(1, 10))
def test_fewer_unanimous_informants_never_read_firmer(informants: int, more: int) -> None:
    words = []
    for n in (informants, informants + more):
        size = np.array([float(n)])
        words.append(leaning(2 * beta_at(Z, np.array([1.0]), size, size)[0] - 1))
    assert FIRMNESS.index(words[0].word) <= FIRMNESS.index(words[1].word)


def test_what_it_takes_of_unanimous_informants() -> None:
    """P(b > 0) = 1 − ½ⁿ: four for *leans*; .575ⁿ ≤ .1: five for *somewhat*; .7ⁿ: seven; .875ⁿ ≤ .2: thirteen."""
    found = {}
    z = np.linspace(-5, 5, 200_001)[None]
    weight = np.exp(-(z[0] ** 2) / 2)
    for n in range(1, 15):
        size = np.array([float(n)])
        drawn = 2 * beta_at(z, np.array([1.0]), size, size)[0] - 1
        at = np.searchsorted(np.cumsum(weight) / weight.sum(), (np.arange(20_000) + 0.5) / 20_000)
        found.setdefault(leaning(drawn[at]).word, n)
    assert {word: found[word] for word in FIRMNESS} == {
        "undecided": 1, "leans": 4, "somewhat": 5, "mostly": 7, "wholly": 13,
    }  # fmt: skip


def test_a_probability_is_that_of_the_word() -> None:
    drawn = np.linspace(-1, 0.05, 1000)
    told = leaning(drawn)
    assert (told.word, told.pole) == ("leans", 0)
    assert told.probability == (drawn < 0).mean()
    assert leaning(np.full(10, 0.2)).word == "somewhat"
    assert leaning(np.zeros(10)).word == "balanced"
    assert leaning(np.full(10, 0.9), pooled=True, informants=3).word == "somewhat"
