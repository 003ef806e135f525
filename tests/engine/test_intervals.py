"""The interval of a share, the effective size behind it, and the intraclass correlation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from idealtypes.engine.intervals import effective_sizes, interval, share_interval
from idealtypes.engine.spread import icc

from ..examples import examples

# --- the formula once more, one source at a time and in no hurry, to hold the fast one against


def slow_interval(mass, total, statements, level):
    """The two-pole formula written out with loops and scipy.stats."""
    cells = [(m, t, max(n, 1)) for m, t, n in zip(mass, total, statements, strict=True) if t > 0]
    if not cells:
        return np.nan, np.nan
    whole = sum(t for _, t, _ in cells)
    w = [t / whole for _, t, _ in cells]
    y = [m / t for m, t, _ in cells]
    count = [n for _, _, n in cells]
    s = sum(a * b for a, b in zip(w, y, strict=True))

    def size(rho):
        return 1 / sum(a * a * (rho + (1 - rho) / n) for a, n in zip(w, count, strict=True))

    kish, N, C = size(1), size(0), size(0.05)
    alpha = 1 - level
    n_e = kish
    if len(cells) > 1 and 1e-12 < s < 1 - 1e-12:
        u = [a * a * (b - s) ** 2 / (1 - a) for a, b in zip(w, y, strict=True)]
        q = [a * a / (1 - a) for a in w]
        top = kish + (C - kish) * min(1, N * min(s, 1 - s))
        n_e = top
        if sum(u) > 1e-12:
            expected = 1 / (sum(a * a for a in w) + sum(q) ** 2 - sum(b * b for b in q))
            nu = max(1, min(sum(u) ** 2 / sum(b * b for b in u), expected))
            factor = 1.0
            if nu < N - 1:
                factor = stats.t.ppf(1 - alpha / 2, N - 1) / stats.t.ppf(1 - alpha / 2, nu)
            n_e = min(max(s * (1 - s) / sum(u) * factor, kish), max(top, kish))
    worth = [(special.psi(n + 1 / 9) - special.psi(1 / 9)) / 9 for n in count]
    reach = (alpha / 2) ** (1 / (kish * sum(a * h for a, h in zip(w, worth, strict=True))))
    if s <= 1e-12:
        return 0.0, 1 - reach
    if s >= 1 - 1e-12:
        return reach, 1.0
    low, high = stats.beta.ppf([alpha / 2, 1 - alpha / 2], n_e * s + 0.5, n_e * (1 - s) + 0.5)
    return min(low, reach, s), max(high, 1 - reach, s)


@st.composite
def evidence(draw):
    """One to eight sources with whole statements, some silent, each with a mass in quarters."""
    G = draw(st.integers(1, 8))
    counts = draw(st.lists(st.integers(0, 12), min_size=G, max_size=G))
    mass = [draw(st.integers(0, 4 * n)) / 4 for n in counts]
    return np.array(mass), np.array(counts, float)


levels = st.sampled_from([0.5, 0.8, 0.95, 0.99])


# --- properties


@given(evidence(), levels)
def test_agrees_with_the_formula_written_out(cells, level):
    mass, total = cells
    assert interval(mass, total, level=level) == pytest.approx(
        slow_interval(mass, total, total, level), abs=1e-8, nan_ok=True
    )


@given(evidence(), st.floats(0.1, 9), levels)
def test_agrees_when_weights_are_not_statements(cells, weight, level):
    mass, total = cells
    statements = np.where(total > 0, np.arange(len(total)) % 4 + 1.0, 0)
    assert interval(weight * mass, weight * total, statements, level) == pytest.approx(
        slow_interval(mass, total, statements, level), abs=1e-8, nan_ok=True
    )


@given(evidence(), levels)
def test_contains_the_share_within_zero_and_one(cells, level):
    mass, total = cells
    low, high = interval(mass, total, level=level)
    if total.sum() == 0:
        assert np.isnan(low)
        assert np.isnan(high)
    else:
        assert 0 <= low <= mass.sum() / total.sum() + 1e-12
        assert mass.sum() / total.sum() - 1e-12 <= high <= 1


@given(evidence())
def test_the_other_pole_has_the_mirrored_interval(cells):
    mass, total = cells
    low, high = interval(mass, total)
    other_low, other_high = interval(total - mass, total)
    np.testing.assert_allclose([other_low, other_high], [1 - high, 1 - low], rtol=0, atol=1e-9)


@given(evidence(), st.randoms())
def test_the_order_of_sources_and_silent_ones_do_not_matter(cells, random):
    mass, total = cells
    order = list(range(len(mass)))
    random.shuffle(order)
    shuffled = interval(np.append(mass[order], 0), np.append(total[order], 0))
    np.testing.assert_allclose(shuffled, interval(mass, total), rtol=0, atol=1e-9)


@given(evidence())
def test_a_higher_level_is_wider(cells):
    mass, total = cells
    if total.sum():
        low, high = zip(
            *(interval(mass, total, level=level) for level in (0.5, 0.8, 0.95, 0.99)), strict=True
        )
        assert (np.diff(low) <= 1e-12).all()
        assert (np.diff(high) >= -1e-12).all()


@given(st.integers(0, 2**32 - 1))
@examples(20)
def test_leading_axes_are_a_loop(seed):
    rng = np.random.default_rng(seed)
    total = rng.integers(0, 6, (3, 2, 5)).astype(float)
    mass = rng.integers(0, 2, (3, 2, 5)) * total
    low, high = interval(mass, total)
    assert low.shape == high.shape == (3, 2)
    for i in np.ndindex(3, 2):
        np.testing.assert_allclose((low[i], high[i]), interval(mass[i], total[i]), rtol=0, atol=1e-12)


@given(evidence(), levels)
def test_the_formula_for_many_poles_is_that_for_two_when_there_are_two(cells, level):
    """Also with a third pole that nobody speaks for."""
    mass, total = cells
    poles = np.stack([mass, total - mass], axis=1)
    sizes = effective_sizes(poles, total, total, np.zeros(len(total), int), 1, level)
    empty = effective_sizes(
        np.column_stack([poles, 0 * mass]), total, total, np.zeros(len(total), int), 1, level
    )
    np.testing.assert_allclose(sizes.effective, empty.effective, rtol=1e-12)
    low, high = share_interval(sizes.shares[:, 0], sizes.effective, sizes.unanimous, level)
    expected = slow_interval(mass, total, total, level)
    assert (low[0], high[0]) == pytest.approx(expected, abs=1e-8, nan_ok=True)


@given(evidence(), st.integers(0, 2**32 - 1))
def test_bounds_of_the_effective_size_with_three_poles(cells, seed):
    _, total = cells
    rng = np.random.default_rng(seed)
    mass = rng.dirichlet([0.4, 0.4, 0.4], len(total)) * total[:, None]
    sizes = effective_sizes(mass, total, total, np.zeros(len(total), int), 1)
    if total.sum() == 0:
        assert np.isnan(sizes.effective).all()
        assert np.isnan(sizes.shares).all()
        assert sizes.sources.tolist() == [0]
        assert sizes.statements.tolist() == [0]
        return
    assert sizes.shares.sum() == pytest.approx(1)
    assert 1 - 1e-9 <= sizes.kish[0] <= sizes.sources[0] + 1e-9
    assert sizes.kish[0] - 1e-9 <= sizes.effective[0] <= sizes.ceiling[0] + 1e-9
    assert sizes.ceiling[0] <= sizes.independent[0] + 1e-9
    assert 1 <= sizes.df[0] <= max(1, sizes.sources[0] - 1) + 1e-9


def test_estimates_are_independent_of_each_other_and_of_the_order_of_cells():
    rng = np.random.default_rng(7)
    group = np.array([2, 0, 2, 0, 0, 2, 4])
    total = np.array([3, 1, 2, 5, 0, 4, 1.0])
    mass = rng.dirichlet([1, 1, 1], len(total)) * total[:, None]
    together = effective_sizes(mass, total, total, group, 5)
    assert together.sources.tolist() == [2, 0, 3, 0, 1]
    assert together.statements.tolist() == [6, 0, 9, 0, 1]
    for g in range(5):
        of = group == g
        alone = effective_sizes(mass[of], total[of], total[of], np.zeros(of.sum(), int), 1)
        np.testing.assert_allclose(together.effective[g], alone.effective[0])
        np.testing.assert_allclose(together.shares[g], alone.shares[0])


# --- values worked out by hand


def test_two_sources_of_unequal_size():
    """w = ¾, ¼ and y = 1, 0: u = (9/16)(1/16)/¼ = 9/64 and (1/16)(9/16)/¾ = 3/64, so V = 12/64.

    V²/Σu² = 144/90 = 1.6, but two sources have one degree of freedom; s(1 − s)/V = 1 is lifted to
    G_K = 1/(9/16 + 1/16) = 1.6.
    """
    sizes = effective_sizes([[6, 0], [0, 2]], [6, 2], [6, 2], [0, 0], 1)
    assert sizes.variance[0] == pytest.approx(12 / 64)
    assert sizes.df[0] == pytest.approx(1)
    assert sizes.kish[0] == sizes.effective[0] == pytest.approx(1.6)
    assert sizes.independent[0] == pytest.approx(8)


def test_korn_and_graubard_between_the_bounds():
    """Where neither bound holds, n_e is the formula itself.

    Ten sources of four statements, shares ¼, ¾ five times each: w = .1, V = 10·.01·(1/16)/.9 = 1/144,
    s(1 − s)/V = 36; ν = 9, N = 40: t_39/t_9 = 2.02269/2.26216 = .89414, n_e = 32.189 < C = 34.78.
    """
    mass = [[1, 3], [3, 1]] * 5
    sizes = effective_sizes(mass, [4] * 10, [4] * 10, [0] * 10, 1)
    assert sizes.variance[0] == pytest.approx(1 / 144)
    assert sizes.df[0] == pytest.approx(9)
    assert sizes.ceiling[0] == pytest.approx(1 / (0.1 * (0.05 + 0.95 / 4)))
    assert sizes.effective[0] == pytest.approx(32.189, abs=2e-3)


def test_few_sources_carry_the_variance():
    """Twenty sources of one statement, one for the pole: deviations of .95 once and .05 nineteen times.

    V²/Σu² = (.9025 + 19·.0025)²/(.9025² + 19·.0025²) = .9025/.814625 = 1.10787.
    """
    mass = np.array([1.0] + [0.0] * 19)
    sizes = effective_sizes(np.stack([mass, 1 - mass], axis=1), [1] * 20, [1] * 20, [0] * 20, 1)
    assert sizes.df[0] == pytest.approx(1.10787, abs=1e-5)


def test_three_poles_by_hand():
    """Two equal sources at different poles, none at the third: ½Σs(1 − s) = ¼ over V = ½·2·¼·½/½ = ¼."""
    sizes = effective_sizes([[2, 0, 0], [0, 2, 0]], [2, 2], [2, 2], [0, 0], 1)
    assert sizes.variance[0] == pytest.approx(0.25)
    assert sizes.effective[0] == pytest.approx(2)
    assert sizes.shares.tolist() == [[0.5, 0.5, 0]]
    low, high = share_interval(sizes.shares[0], sizes.effective[0], sizes.unanimous[0])
    assert low[2] == 0
    assert sizes.unanimous[0] == pytest.approx(2.2)
    assert high[2] == pytest.approx(1 - 0.025 ** (1 / 2.2))


def test_the_smaller_share_limits_the_ceiling():
    """Sources alike (V = 0), ¼ statement for the pole in all: n_e goes a quarter of the way from G_K to C."""
    sizes = effective_sizes([[0.125, 2.875]] * 2, [3] * 2, [3] * 2, [0] * 2, 1)
    C = 1 / (0.5 * (0.05 + 0.95 / 3))
    assert sizes.effective[0] == pytest.approx(2 + (C - 2) * 0.25)


THREE = 1 + 0.1 + 1 / 19  # h of three statements alike: Σ_{j<n} 1/(1 + 9j)
NINE = sum(1 / (1 + 9 * j) for j in range(9))


@pytest.mark.parametrize(
    ("mass", "total", "expected"),
    [
        ([0], [1], (0, 0.975)),  # one statement: 1 − .025
        ([0], [9], (0, 1 - 0.025 ** (1 / NINE))),  # one informant, however talkative, is worth little more
        ([0, 0], [3, 3], (0, 1 - 0.025 ** (1 / 2 / THREE))),
        ([3, 3], [3, 3], (0.025 ** (1 / 2 / THREE), 1)),
        ([1.5], [3], (0.025, 0.975)),  # one informant in the middle: Beta(1, 1)
    ],
)
def test_ends(mass, total, expected):
    assert interval(mass, total) == pytest.approx(expected)


def test_one_informant_is_one_statement_whatever_the_count():
    assert effective_sizes([[1, 3], [100, 300]], [4, 400], [4, 400], [0, 1], 2).effective.tolist() == [1, 1]


@given(evidence(), st.randoms(), levels)
def test_a_contrary_word_never_narrows_what_unanimity_leaves_open(cells, random, level):
    """The far end for some share is not below the one for the same statements all at the other pole."""
    mass, total = cells
    if not total.any():
        return
    alike = interval(0 * mass, total, level=level)[1]
    assert interval(mass, total, level=level)[1] >= alike - 1e-12
    little = np.zeros(len(mass))
    at = random.choice(np.flatnonzero(total).tolist())
    little[at] = random.random()
    assert interval(little, total, level=level)[1] >= alike - 1e-12


def test_the_upper_end_of_eight_talkative_informants():
    """8 informants of 40 statements, all at one pole, then one statement, then half a statement contrary."""
    total = np.full(8, 40.0)
    ends = [interval([said] + [0] * 7, total)[1] for said in (0, 1, 0.5)]
    assert ends[0] == pytest.approx(1 - 0.025 ** (1 / 8 / sum(1 / (1 + 9 * j) for j in range(40))))
    assert min(ends) == ends[0]


def test_fewer_than_one_statement_counts_as_one():
    """Totals that are weights, not counts: each source has said at least one thing."""
    np.testing.assert_allclose(
        interval([0.2, 0.1], [0.4, 0.4]), interval([0.2, 0.1], [0.4, 0.4], statements=[1, 1])
    )
    sizes = effective_sizes([[1, 1]] * 2, [2] * 2, [0.5, 1], [0] * 2, 1)
    assert sizes.independent.tolist() == sizes.kish.tolist() == [2]


def test_rounding_beyond_the_total_is_no_error_and_a_share_of_one():
    low, high = interval([0.1 + 0.2, 0.3], [0.3, 0.3])
    assert (low, high) == pytest.approx((0.025**0.5, 1), abs=1e-12)
    assert high == 1


def test_one_source_that_outweighs_all_others():
    """1 − w underflows: nothing overflows or divides by zero, and the effective number of sources is 1."""
    np.testing.assert_allclose(interval([1e18, 0], [1e18, 1]), interval([1e18], [1e18]))


def test_statements_broadcast_and_scalars_come_back():
    low, high = interval([[1, 2], [0, 2]], [2, 2], 2)
    assert low.shape == (2,)
    low, high = interval([1, 2], 2)
    assert low.shape == ()
    assert float(low) < 0.75 < float(high)


def test_nothing_gives_nan():
    for low, high in (interval([0, 0], [0, 0]), interval([], [])):
        assert np.isnan(low)
        assert np.isnan(high)
    assert interval(np.zeros((0, 3)), np.zeros((0, 3)))[0].shape == (0,)
    assert np.isnan(share_interval([np.nan, 0.0, 1.0], [3, np.nan, np.nan], [3, np.nan, np.nan])).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([5, 1], [4, 4]), r"mass\[0\] is 5 of a total of 4: .* between 0 and the total"),
        (([1, -1], [4, 4]), r"mass\[1\] is -1"),
        (([[1, 1], [1, 9]], [4, 4]), r"mass\[1, 1\] is 9"),
        (([1, np.nan], [4, 4]), r"mass\[1\] is nan"),
        (([1, 1], [4, 0]), r"mass\[1\] is 1 of a total of 0"),
        (([1, 1], [4, -4]), r"total\[1\] is -4: .* at least 0"),
        (([1, 1], [np.nan, np.inf]), r"total\[0\] is nan \(and 1 more\)"),
        (([1, 1], [4, 4], [4, 0]), r"statements\[1\] is 0: .* above 0"),
        (([1, 1], [4, 4], [4, np.nan]), r"statements\[1\] is nan"),
        (([1, 1, 1], [4, 4]), r"mass has shape \(3,\), total has shape \(2,\).* same shape"),
        ((1, 4), r"a value for each source"),
        (([1], [4], None, 0), r"level is 0: .* between 0 and 1"),
        (([1], [4], None, 1), r"level is 1"),
        (([1], [4], None, 95), r"level is 95"),
        (([1], [4], None, float("nan")), r"`level` is `nan`"),
    ],
)
def test_bad_input_is_refused_with_what_would_be_right(arguments, message):
    with pytest.raises(ValueError, match=message):
        interval(*arguments)


def test_effective_sizes_refuses_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="a row for each cell"):
        effective_sizes([1, 2], [1, 2], [1, 2], [0, 0], 1)
    with pytest.raises(ValueError, match="two or more poles"):
        effective_sizes([[1], [2]], [1, 2], [1, 2], [0, 0], 1)


# --- intraclass correlation


def anova(groups):
    """The inputs of `icc` from the values of each source."""
    everything = np.concatenate(groups)
    between = sum(len(g) * (np.mean(g) - everything.mean()) ** 2 for g in groups)
    within = sum(((np.asarray(g) - np.mean(g)) ** 2).sum() for g in groups)
    return len(groups), len(everything), sum(len(g) ** 2 for g in groups), between, within


def test_shrout_and_fleiss():
    """Shrout & Fleiss 1979, Table 2: ICC(1, 1) = .17; cut at 0, its interval ends at .72."""
    targets = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    inputs = anova(targets)
    assert inputs[3] / 5 == pytest.approx(11.24, abs=0.005)
    assert inputs[4] / 18 == pytest.approx(6.26, abs=0.005)
    value, low, high = icc(*inputs)
    assert value == pytest.approx(0.1657, abs=5e-5)
    assert low == 0
    assert high == pytest.approx(0.7226, abs=5e-4)
    value, low, _ = icc(*inputs, level=0.5)
    F = inputs[3] / 5 / (inputs[4] / 18)
    least = F / stats.f.ppf(0.75, 5, 18)
    assert low == pytest.approx((least - 1) / (least + 3))


def test_icc_with_sources_of_unequal_size():
    """G = 5 sources of 1, 2, 3, 4 and 10: N = 20, Σn² = 130, n₀ = (20 − 6.5)/4 = 3.375; SSB = 8, SSW = 15.

    MSB = 2 and MSW = 1, so that ρ = (1/3.375)/(1/3.375 + 1) = 1/4.375.
    """
    assert icc(5, 20, 130, 8.0, 15.0)[0] == pytest.approx(1 / 4.375)


def test_icc_is_null_for_too_little_and_for_no_variation():
    enough = icc(5, 15, 45, 1.0, 1.0)
    assert np.isfinite(enough).all()
    assert np.isnan(icc(4, 40, 400, 1.0, 1.0)).all()
    assert np.isnan(icc(5, 14, 40, 1.0, 1.0)).all()
    assert np.isnan(icc(5, 15, 45, 0.0, 0.0)).all()
    value, low, high = icc([5, 4], 20, 80, 1.0, 1.0)
    assert np.isfinite([value[0], low[0], high[0]]).all()
    assert np.isnan([value[1], low[1], high[1]]).all()


def test_icc_at_its_ends():
    assert icc(6, 24, 96, 3.0, 0.0) == (1, 1, 1)
    assert icc(6, 24, 96, 0.0, 3.0)[0] == 0
    one_long = icc(5, 15, 11**2 + 4, 0.0, 1.0)  # n₀ = 25/15: the least there is for G = 5, N = 15
    assert np.isfinite(one_long).all()


@given(st.integers(0, 2**32 - 1))
@examples(30)
def test_icc_interval_holds_its_value(seed):
    rng = np.random.default_rng(seed)
    groups = [rng.integers(0, 2, n) for n in rng.integers(1, 9, 8)]
    value, low, high = icc(*anova(groups))
    if np.isfinite(value):
        assert 0 <= low <= value <= high <= 1


def test_the_f_interval_covers():
    """Normal sources with ρ = .4: the 95 % interval holds it in 95 % of 4000 samples (error .0034)."""
    rng = np.random.default_rng(11)
    y = np.sqrt(0.4) * rng.standard_normal((4000, 8, 1)) + np.sqrt(0.6) * rng.standard_normal((4000, 8, 5))
    means = y.mean(axis=2)
    between = 5 * ((means - means.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    within = ((y - means[:, :, None]) ** 2).sum(axis=(1, 2))
    _, low, high = icc(8, 40, 8 * 25, between, within)
    assert ((low <= 0.4) & (high >= 0.4)).mean() == pytest.approx(0.95, abs=0.014)


# --- what it is for


def test_the_interval_covers_where_the_bootstrap_does_not():
    """Eight interviews of six, s = .1, ρ = .3: a small piece of benchmarks/coverage.py."""
    rng = np.random.default_rng(3)
    own = rng.beta(0.1 * 7 / 3, 0.9 * 7 / 3, (2000, 8))
    low, high = interval(rng.binomial(6, own), np.full((2000, 8), 6))
    assert ((low <= 0.1) & (high >= 0.1)).mean() > 0.93
    assert (high - low).mean() < 0.45
