"""Talk and informants, and selective quoting: hand-computed values, symmetry, order; less is never firmer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from idealtypes.engine.findings import Finding
from idealtypes.engine.leaning import Leaning
from idealtypes.engine.profile import Profile
from idealtypes.engine.quoting import printing_factor
from tests.engine.test_findings import MIRROR, THREE, firmness, read

from ..examples import examples

# Codes of a source's statements, a string a source.
SOURCES = st.lists(st.text("ifm", min_size=1, max_size=4), min_size=1, max_size=6)
WORDS = ("untold", "undecided", "leans", "somewhat", "mostly", "wholly")


def aspect(found: Profile) -> dict[str, Any]:
    answer: dict[str, Any] = found.to_dict()["cases"][0]["aspects"][0]
    return answer


def quoted(sources: list[str], **chosen: Any) -> Profile:
    from dataclasses import replace

    return replace(read([sources], **chosen), sampling="quoted")


# both estimands


@given(SOURCES, st.sampled_from(["statement", "source", "coding"]))
@examples(10)
def test_the_other_weighting_is_the_profile_under_that_setting(sources: list[str], weighting: str) -> None:
    found = read([sources], weighting=weighting)
    other = read([sources], weighting="statement" if weighting == "source" else "source")
    np.testing.assert_allclose(found.other.balance, other.balance)
    np.testing.assert_allclose(found.other.interval, other.interval)
    np.testing.assert_allclose(found.other.interval_whole, other.interval_whole)
    told = aspect(found)["other_weighting"]
    if len(sources) > 1:
        assert told["balance"] == pytest.approx(float(other.balance[0, 0]))
        assert told["difference"] == pytest.approx(float(other.balance[0, 0] - found.balance[0, 0]))
        low, high = told["difference_interval"]
        assert low - 1e-9 <= told["difference"] <= high + 1e-9
        assert (told["why"], told["parted"]) == (None, bool(found.parted_findings))
    else:
        assert (told["balance"], told["parted"]) == (None, None)
        assert told["why_code"] == "engine.weighting_one_source"


def test_a_hand_made_jackknife() -> None:
    """Sources of 1, 1, 2 and 4 statements; all of the last and one of the third are formal."""
    n, m = np.array([1.0, 1, 2, 4]), np.array([0.0, 0, 1, 4])
    d = (m / n).mean() - m.sum() / n.sum()
    left = [(np.delete(m / n, g).mean() - np.delete(m, g).sum() / np.delete(n, g).sum()) for g in range(4)]
    error = np.sqrt(3 / 4 * sum((x - d) ** 2 for x in left))
    told = aspect(read([["i", "i", "if", "ffff"]]))["other_weighting"]
    assert told["difference"] == pytest.approx(2 * d)
    ends = [2 * (d + side * t.ppf(0.975, 3) * error) for side in (-1, 1)]
    assert told["difference_interval"] == pytest.approx(ends)


def test_they_part_where_those_who_say_more_lie_elsewhere() -> None:
    sources = ["iiiiiiii", "iiiiiiiii", "iiiiiiif", "iiiiiiii", *["f", "f", "fi", "f", "f", "ff", "f", "fi"]]
    (parted,) = (f for f in read([sources]).findings if f.kind == "weighting")
    assert (parted.subject.pole, parted.subject.other, parted.standing) == ("formal", "source", "sure")
    assert parted.value is not None
    assert parted.interval is not None
    assert 0.1 < parted.interval[0] < parted.value < parted.interval[1]
    (back,) = (f for f in read([sources], weighting="source").findings if f.kind == "weighting")
    assert (back.subject.pole, back.value) == ("informal", pytest.approx(-parted.value))


def test_three_poles_have_the_shares_of_both() -> None:
    told = aspect(read([["aaab", "b", "c"]], THREE))["other_weighting"]
    assert told["balance"] is told["interval"] is told["difference"] is None
    assert told["shares"] == pytest.approx({"a": 0.25, "b": 1.25 / 3, "c": 1 / 3})
    assert set(told["intervals"]) == {"a", "b", "c"}


@pytest.mark.parametrize(("unit", "code"), [("rater", "ratings"), ("none", "complete")])
def test_what_has_no_talk_or_no_informants_says_so(unit: str, code: str) -> None:
    found = read([["if", "i", "ffff"]], unit=unit)
    told = aspect(found)["other_weighting"]
    assert (told["balance"], told["why_code"]) == (None, f"engine.weighting_{code}")
    assert not found.parted_findings


def test_beside_very_many_numbers_no_second_draws_are_made() -> None:
    many = read([["if", "i", "ffff"]], draws=200_000)
    told = aspect(many)["other_weighting"]
    assert (told["interval_whole"], told["why_code"]) == (None, "engine.weighting_many")
    assert told["interval"] is not None


# selective quoting


@given(st.floats(0.5, 0.999))
@examples(25)
def test_at_gamma_what_was_said_is_even(share: float) -> None:
    gamma = printing_factor(share)
    assert gamma is not None
    assert share / (share + gamma * (1 - share)) == pytest.approx(0.5)


def test_what_selective_quoting_would_have_to_be() -> None:
    told = aspect(quoted(["iii", "ii", "iiif", "ii", "iii", "ii"]))["quoting"]
    assert told["pole"] == "informal"
    assert told["gamma"] == pytest.approx(15)
    assert 1 < told["gamma_near_end"] < told["gamma"]
    even = aspect(quoted(["if", "if"]))["quoting"]
    assert (even["pole"], even["gamma"], even["gamma_near_end"]) == (None, 1.0, 1.0)
    alike = aspect(quoted(["ff", "f"] * 6))["quoting"]
    assert (alike["pole"], alike["gamma"], alike["why_code"]) == ("formal", None, "engine.quoting_all_alike")
    assert alike["gamma_near_end"] > 1


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (read([["if", "i"]]), "not_quoted"),
        (quoted(["if", "i"], weighting="source"), "by_source"),
        (quoted(["ab", "c"], book=THREE), "not_two"),
    ],
)
def test_where_it_is_not_asked_it_says_why(found: Profile, code: str) -> None:
    told = aspect(found)["quoting"]
    assert told["gamma"] is told["gamma_near_end"] is told["pole"] is None
    assert told["why_code"] == f"engine.quoting_{code}"


# what holds of both


@given(SOURCES)
@examples(10)
def test_mirrored_poles_mirror_both(sources: list[str]) -> None:
    one = aspect(quoted(sources))
    two = aspect(quoted(["".join(MIRROR[code] for code in codes) for codes in sources]))
    here, there = one["other_weighting"], two["other_weighting"]
    for key in ("balance", "difference"):
        assert here[key] == (None if there[key] is None else pytest.approx(-there[key]))
    assert here["parted"] == there["parted"]
    if here["difference_interval"]:
        assert here["difference_interval"] == pytest.approx(
            [-end for end in there["difference_interval"][::-1]]
        )
    assert one["quoting"]["gamma"] == (
        None if two["quoting"]["gamma"] is None else pytest.approx(two["quoting"]["gamma"])
    )
    assert one["quoting"]["pole"] == MIRROR.get(two["quoting"]["pole"])


@given(SOURCES, st.randoms())
@examples(15)
def test_the_order_of_sources_and_statements_is_irrelevant(sources: list[str], random: Any) -> None:
    turned = ["".join(random.sample(codes, len(codes))) for codes in random.sample(sources, len(sources))]
    one, two = (quoted(s) for s in (sources, turned))
    for found in ("difference", "low", "high"):
        np.testing.assert_allclose(getattr(one.weightings, found), getattr(two.weightings, found), atol=1e-9)
    assert one.quoting(0, 0).gamma == pytest.approx(two.quoting(0, 0).gamma)


def lean(found: Profile) -> tuple[int, list[Finding], Leaning]:
    read_ = found.leaning(0, 0)
    assert read_ is not None
    return (
        WORDS.index(read_.word) if read_.word in WORDS else 1,
        [f for f in found.findings if f.kind in ("lean", "undecided", "balanced")],
        read_,
    )


@given(st.text("if", min_size=1, max_size=4), st.integers(2, 6))
@examples(10)
def test_one_source_never_reads_firmer_than_several_that_say_the_same(codes: str, several: int) -> None:
    one, more = read([[codes]], draws=400), read([[codes] * several], draws=400)
    np.testing.assert_allclose(one.balance, more.balance)
    assert one.interval[0, 0, 0] <= more.interval[0, 0, 0] + 1e-9
    assert one.interval[0, 0, 1] >= more.interval[0, 0, 1] - 1e-9
    (few, (finding,), _), (many, (other,), leaning) = lean(one), lean(more)
    if leaning.word != "balanced":
        assert few <= many
        assert firmness(finding) <= firmness(other)


@given(st.text("if", min_size=1, max_size=3), st.integers(2, 4))
@examples(10)
def test_one_rater_never_reads_firmer_than_several_who_agree(codes: str, several: int) -> None:
    one, more = read([[codes]], unit="rater", draws=400), read([[codes] * several], unit="rater", draws=400)
    assert np.isnan(one.interval).all()
    assert not np.isnan(more.interval).any()
    few, (finding,), leaning = lean(one)
    assert (few, leaning.word, finding.standing) == (0, "untold", "cannot_be_told")
    assert few <= lean(more)[0]
