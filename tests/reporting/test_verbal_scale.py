"""Numbers in words: a word is said when it is probable; thin, torn and silent beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.engine.leaning import MIDDLE, MOSTLY, NEARLY, SOMEWHAT, SURE, WHOLLY
from idealtypes.engine.profile import profile_of
from idealtypes.engine.tally import Floats, tally
from idealtypes.model.settings import Settings
from idealtypes.reporting.wording.verbal_scale import Brief, Label, brief, label, labels

from ..examples import examples


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


def test_a_unanimous_aspect_is_said_as_far_as_its_evidence_goes(facts) -> None:
    read = labels(facts("mixed").profile, 0, 0)
    assert (read.word, read.pole) == ("mostly", 0)
    assert read.found.probability is not None
    assert 0.9 <= read.found.probability <= 1
    assert not read.thin
    assert read.torn is None
    assert not read.blended


def test_a_torn_aspect(facts) -> None:
    profile = facts("mixed").profile
    read = labels(profile, 0, 1)
    assert read.pole is None
    assert read.torn is not None
    assert brief(profile, 0, 1) == ("torn", "torn")


def test_a_thin_aspect(facts) -> None:
    profile = facts("mixed").profile
    assert labels(profile, 0, 2).thin
    assert profile.sources[0, 2] == 1
    assert brief(profile, 0, 2) == ("thin", "thin")


def test_silence(facts) -> None:
    read = labels(facts("silent").profile, 0, 1)
    assert read.silent
    assert read.word == "silent"
    assert read.pole is None
    assert not read.thin


def test_statements_that_see_both_sides_are_not_torn(facts) -> None:
    assert labels(facts("complete").profile, 0, 0).blended


def test_without_an_interval_nothing_is_thin(facts) -> None:
    for kind in ("one_rater", "complete"):
        read = labels(facts(kind).profile, 0, 0)
        assert read.ends is None
        assert not read.thin


def test_one_rater_tells_nothing_and_complete_evidence_all(facts) -> None:
    assert labels(facts("one_rater").profile, 0, 0).word == "untold"
    assert labels(facts("complete").profile, 0, 0).found.probability in (0, 1)


def test_several_poles(facts) -> None:
    profile = facts("poles").profile
    read = labels(profile, 0, 0)
    drawn = profile.draws.shares(0)[0]
    leads = [(drawn[0] > rival).mean() >= 0.9 for rival in drawn[1:]]
    assert (read.pole == 0) == all(leads)


FIRMNESS: tuple[str, ...] = (
    "silent", "untold", "thin", "open", "undecided", "torn", "leans", "somewhat", "mostly", "wholly",
)  # fmt: skip
SCHEME = it.read_scheme("support_colleagues")
SIDES = ("quick_talk", "spread")


def read_of(rows: Sequence[tuple[int, int]], flip: bool = False) -> tuple[Brief, int | None, Floats]:
    """The word, its pole, and the draws toward the pole of side 1, for statements (informant, side)."""
    frame = pl.DataFrame(
        {
            "statement": [str(n) for n in range(len(rows))],
            "source": [f"informant {g}" for g, _ in rows],
            "code": [SIDES[side ^ flip] for _, side in rows],
        }
    )
    profile = it.profile(frame, SCHEME, draws=4000)
    a = profile.aspects.index("accessibility")
    return brief(profile, 0, a), labels(profile, 0, a).pole, profile.draws.balance(a)[0] * (-1 if flip else 1)


def chances(drawn: Floats) -> Floats:
    """How far each of the words is from being said, by its probability."""
    beyond = [(0, SURE), (SOMEWHAT, SURE), (MOSTLY, SURE), (WHOLLY, NEARLY)]
    sides = [(side * drawn > border).mean() - sure for side in (1, -1) for border, sure in beyond]
    return np.array([*sides, (np.abs(drawn) < MOSTLY).mean() - MIDDLE])


@examples(25)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1)), min_size=1, max_size=30))
def test_mirrored_evidence_reads_as_the_other_pole(rows: list[tuple[int, int]]) -> None:
    (one, pole, drawn), (other, opposite, mirrored) = read_of(rows), read_of(rows, flip=True)
    assert chances(drawn) == pytest.approx(chances(mirrored), abs=0.05)  # they are other draws of the same
    if np.abs(chances(drawn)).min() > 0.05:
        assert one == other
        assert opposite == (None if pole is None else 1 - pole)


@examples(25)
@given(st.integers(1, 12), st.integers(1, 4), st.integers(1, 3))
def test_less_of_the_same_evidence_never_reads_firmer(informants: int, each: int, more: int) -> None:
    rows = [(g, 0) for g in range(informants) for _ in range(each)]
    longer = [(g, 0) for g in range(informants * more) for _ in range(each)]
    assert FIRMNESS.index(read_of(rows)[0].word) <= FIRMNESS.index(read_of(longer)[0].word)


@pytest.mark.parametrize("position", [-1.0, -0.5, 0.0, 0.6])
def test_one_rater_never_reads_firmer_than_two(position: float) -> None:
    def word(raters: int) -> str:
        rows = pl.DataFrame(
            {
                "statement": [str(r) for r in range(raters)],
                "source": [str(r) for r in range(raters)],
                "code": "rated",
            }
        )
        place = {"rated": {"accessibility": ((1 - position) / 2, (1 + position) / 2)}}
        tallied = tally(rows, place, {"accessibility": ("informal", "formal")})
        return brief(profile_of(tallied, SCHEME, Settings(unit="rater")), 0, 0).word

    assert word(1) == "untold"
    assert word(1) != word(6)
