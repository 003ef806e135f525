"""Joint draws: marginals as stated, tied by the sources, reproducible."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import beta, kstest, spearmanr

from idealtypes.engine import copula
from idealtypes.engine.copula import blocks
from idealtypes.engine.draws import JointDraws, beta_at, joint_draws
from idealtypes.engine.intervals import effective_sizes, share_interval
from idealtypes.engine.tally import Floats, Tally, tally
from idealtypes.engine.views import study_profile

from ..examples import examples
from .made import BOOK, Row, study_of

TWO = {"a": ("i", "f"), "b": ("i", "f"), "c": ("x", "y", "z")}
CODES = {
    **{f"{aspect}{pole}": {aspect: (1.0 - p, float(p))} for aspect in "ab" for p, pole in enumerate("if")},
    **{f"c{pole}": {"c": tuple(float(k == p) for k in range(3))} for p, pole in enumerate("xyz")},
}


def study(rows: list[tuple[str, str, str]], cases: dict[str, str] | None = None) -> Tally:
    """Rows of source, code and how often."""
    out = []
    for source, code, times in rows:
        for n in range(int(times)):
            out.append(
                {
                    "statement": f"{source}{code}{n}",
                    "source": source,
                    "code": code,
                    "case": (cases or {}).get(source, "one"),
                }
            )
    return tally(pl.DataFrame(out), CODES, TWO)


def drawn(t: Tally, draws: int = 20_000, seed: int = 3, **options: bool) -> tuple[JointDraws, Floats, Floats]:
    sizes = effective_sizes(t.mass, t.total, t.statements, t.group, t.groups)
    shape = (len(t.cases), len(t.aspects))
    shares, n_e = sizes.shares.reshape(*shape, -1), sizes.effective.reshape(shape)
    firm = sizes.unanimous.reshape(shape)
    return joint_draws(t, shares, n_e, firm, draws=draws, seed=seed, **options), shares, n_e


ALIKE = [(f"g{k}", code, "2") for k in range(8) for code in (("af", "bf") if k % 2 else ("ai", "bi"))]


def test_marginals_are_the_posteriors_behind_the_intervals() -> None:
    joint, shares, n_e = drawn(study([*ALIKE, *[(f"g{k}", "cx" if k < 3 else "cy", "1") for k in range(8)]]))
    s, n = shares[0, 0, 1], n_e[0, 0]
    assert kstest(joint.by_aspect[0][0], beta(n * s + 0.5, n * (1 - s) + 0.5).cdf).statistic < 0.012
    for p in range(3):  # a Dirichlet's marginals are Betas
        a = n_e[0, 2] * shares[0, 2, p] + 1 / 3
        assert kstest(joint.by_aspect[2][0, p], beta(a, n_e[0, 2] + 1 - a).cdf).statistic < 0.012
    np.testing.assert_allclose(joint.shares(2).sum(axis=1), 1)
    np.testing.assert_allclose(joint.shares(0).sum(axis=1), 1)


def test_aspects_on_which_the_same_sources_differ_alike_err_together() -> None:
    joint, *_ = drawn(study(ALIKE))
    r = 8 / 12  # influences are equal, so the correlation is the shrinkage G/(G+4)
    together = np.corrcoef(joint.by_aspect[0][0], joint.by_aspect[1][0])[0, 1]
    assert together == pytest.approx(r, abs=0.03)
    opposite = [(s, c if c[0] == "a" else c.translate(str.maketrans("if", "fi")), n) for s, c, n in ALIKE]
    joint, *_ = drawn(study(opposite))
    assert np.corrcoef(joint.by_aspect[0][0], joint.by_aspect[1][0])[0, 1] == pytest.approx(-r, abs=0.03)


def test_a_two_pole_and_a_many_pole_aspect_are_tied_too() -> None:
    rows = [*ALIKE, *[(f"g{k}", "cx" if k % 2 else "cy", "2") for k in range(8)]]
    joint, *_ = drawn(study(rows))
    assert spearmanr(joint.by_aspect[0][0], joint.by_aspect[2][0, 0]).statistic > 0.3
    assert spearmanr(joint.by_aspect[0][0], joint.by_aspect[2][0, 1]).statistic < -0.3


def test_cases_are_independent_unless_they_share_sources() -> None:
    apart = study(
        [(f"{c}{s}", k, n) for c in "pq" for s, k, n in ALIKE],
        {f"{c}g{k}": c for c in "pq" for k in range(8)},
    )
    joint, *_ = drawn(apart)
    assert abs(np.corrcoef(joint.by_aspect[0])[0, 1]) < 0.03
    rows = pl.DataFrame(
        [
            {"statement": f"{c}{s}{k}{i}", "source": s, "code": k, "case": c}
            for c in "pq"
            for s, k, n in ALIKE
            for i in range(int(n))
        ]
    )
    joint, *_ = drawn(tally(rows, CODES, TWO))
    assert np.corrcoef(joint.by_aspect[0])[0, 1] == pytest.approx(8 / 12, abs=0.03)


def test_silence_stays_silent_and_complete_evidence_does_not_vary() -> None:
    joint, shares, _ = drawn(study(ALIKE))
    assert np.isnan(joint.by_aspect[2]).all()
    joint, shares, _ = drawn(study(ALIKE), sampled=False)
    assert (joint.by_aspect[0] == shares[0, 0, 1]).all()
    with pytest.raises(ValueError, match="three or more poles"):
        joint.balance(2)


def test_the_seed_decides() -> None:
    first, second, third = (drawn(study(ALIKE), draws=500, seed=s)[0].by_aspect[0] for s in (1, 1, 2))
    assert (first == second).all()
    assert (first != third).any()


def test_one_source_draws_from_one_informant() -> None:
    joint, _, n_e = drawn(study([("g", "af", "9")]))
    assert n_e[0, 0] == 1
    # Beta(1.5, .5), whose mean is .75 for all that nine statements agree; what unanimity leaves open lowers it.
    assert 0.6 < joint.by_aspect[0].mean() < 0.75


@examples(20)
@given(
    st.floats(0.001, 0.999), st.integers(1, 12), st.floats(1, 4), st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])
)
def test_at_every_level_the_draws_end_where_the_interval_does(
    s: float, n: int, firm: float, level: float
) -> None:
    """But for what the interval adds to hold the share itself; the other pole's draws mirror these."""
    z = ndtri([[(1 - level) / 2, (1 + level) / 2]])
    size, unanimous = np.array([float(n)]), np.array([n * firm])
    low, high = beta_at(z, np.array([s]), size, unanimous)[0]
    ends = share_interval(s, size, unanimous, level)
    assert low == pytest.approx(float(ends[0][0]), abs=2e-3) or low > s - 1e-9
    assert high == pytest.approx(float(ends[1][0]), abs=2e-3) or high < s + 1e-9
    mirrored = beta_at(-z, np.array([1 - s]), size, unanimous)[0]
    np.testing.assert_allclose(mirrored, [1 - low, 1 - high], atol=1e-9)


@examples(20)
@given(st.floats(0, 1), st.integers(1, 12), st.floats(1, 4))
def test_a_contrary_word_never_narrows_the_draws(s: float, n: int, firm: float) -> None:
    z = np.linspace(0, 5, 40)[None]
    alike, said = (beta_at(z, np.array([x]), np.array([float(n)]), np.array([n * firm])) for x in (0.0, s))
    assert (said >= alike - 2e-4).all()


@examples(40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.integers(2, 15))
def test_influences_held_as_links_tie_the_draws_alike(seed: int, cases: int, sources: int) -> None:
    """The sparse and the dense way give normals with the same correlations, two poles and three."""
    rng = np.random.default_rng(seed)
    there = rng.random((cases, 2, sources)) < 0.4
    member, aspect, column = np.nonzero(there)
    if not len(member):
        return
    influence = rng.normal(size=(len(member), 3))
    parts = [(0, slice(1, 2)), (1, slice(0, 3)), (1, slice(2, 3))]
    found = copula._Influences(member, aspect, column, influence, cases, sources, parts)
    (dense, dense_noise), (sparse, sparse_noise) = found._dense(), found._sparse()
    np.testing.assert_allclose(dense @ dense.T, (sparse @ sparse.T).toarray(), atol=1e-9)
    for a, b in zip(dense_noise, sparse_noise, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-9)


def test_many_tied_cases_are_drawn_alike_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many numbers are drawn at once, and however the influences are held, the draws are the same."""
    kinds = sorted(CODES)
    rows = [(f"s{i}", f"g{i % 40}", f"c{(i + i // 40) % 60}", kinds[i % len(kinds)]) for i in range(480)]
    tied = tally(pl.DataFrame(rows, ["statement", "source", "case", "code"], orient="row"), CODES, TWO)
    assert len(blocks(tied)) == 1
    expected, *_ = drawn(tied, draws=50)
    for name, value in {"AT_ONCE": 1, "DENSE": 0}.items():
        monkeypatch.setattr(copula, name, value)
        again, *_ = drawn(tied, draws=50)
        for a in range(3):
            np.testing.assert_allclose(again.by_aspect[a], expected.by_aspect[a], atol=1e-9)


@given(st.lists(st.integers(1, 12), min_size=2, max_size=8), st.integers(1, 40))
@examples(20)
def test_a_contrary_word_hardly_narrows_the_interval_with_every_doubt(said: list[int], contrary: int) -> None:
    """Not by the informants' doubt; the doubts about where two codes stand average out a little, and no more."""
    first = [f"g{g}" for g, n in enumerate(said) for _ in range(n)]

    def ends(against: int) -> tuple[Floats, Floats]:
        rows: list[Row] = [
            (f"s{n}", source, ("here",), "", "form" if n < against else "open", 1.0)
            for n, source in enumerate(first)
        ]
        found = study_profile(study_of(rows, BOOK, draws=1000))
        return found.interval[0, 0], found.interval_whole[0, 0]

    (alone, whole), (one, every) = ends(0), ends(min(contrary, len(first)))
    assert one[1] >= alone[1] - 1e-9
    assert every[1] >= max(alone[1] - 1e-9, whole[1] - 0.06)
