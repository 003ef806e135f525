"""Numbers in words: the borders between balanced, thin, torn and silent."""

from __future__ import annotations

import pytest

from idealtypes.reporting.verbal_scale import MOSTLY, SOMEWHAT, WHOLLY, Label, label, labels


@pytest.mark.parametrize(
    ("balance", "strength", "pole"),
    [
        (0.0, "balanced", None),
        (SOMEWHAT - 0.001, "balanced", None),
        (-SOMEWHAT, "somewhat", 0),
        (MOSTLY, "mostly", 1),
        (-WHOLLY, "wholly", 0),
        (1.0, "wholly", 1),
        # the borders that stand in the method section, from either side
        (0.1499, "balanced", None),
        (0.15, "somewhat", 1),
        (-0.3999, "somewhat", 0),
        (-0.4, "mostly", 0),
        (0.7499, "mostly", 1),
        (0.75, "wholly", 1),
        (0.75 - 1e-12, "wholly", 1),  # three in four, whatever its last binary digit
        (-0.75 + 1e-6, "mostly", 0),
    ],
)
def test_label(balance: float, strength: str, pole: int | None) -> None:
    assert label(balance) == Label(strength, pole)


def test_a_clear_aspect(facts) -> None:
    read = labels(facts("mixed").profile, 0, 0)
    assert read.at == Label("wholly", 0)
    assert not read.open
    assert not read.thin
    assert read.character is None


def test_a_torn_aspect(facts) -> None:
    read = labels(facts("mixed").profile, 0, 1)
    assert read.at == Label("balanced", None)
    assert read.character == "torn"
    assert read.open


def test_a_thin_aspect(facts) -> None:
    profile = facts("mixed").profile
    assert labels(profile, 0, 2).thin
    assert profile.sources[0, 2] == 1


def test_silence(facts) -> None:
    read = labels(facts("silent").profile, 0, 1)
    assert read.silent
    assert read.at is None
    assert not read.thin


def test_statements_that_see_both_sides_are_not_torn(facts) -> None:
    assert labels(facts("complete").profile, 0, 0).character == "blended"


def test_without_an_interval_nothing_is_thin_or_open(facts) -> None:
    for kind in ("one_rater", "complete"):
        read = labels(facts(kind).profile, 0, 0)
        assert read.ends is None
        assert not read.thin
        assert not read.open


def test_several_poles(facts) -> None:
    profile = facts("poles").profile
    read = labels(profile, 0, 0)
    assert read.at is None
    shares = profile.shares[0, 0]
    assert [shares[p] for p in read.leading] == sorted(shares, reverse=True)
    assert read.leads is not None
    assert 0.5 < read.leads <= 1
