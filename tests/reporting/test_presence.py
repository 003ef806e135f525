"""Aspects of `kind: presence` on the page: the programmes for doctors, in words and in the square."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import idealtypes as it
from idealtypes.reporting.facts import Facts, gather
from idealtypes.reporting.sections.method import scales
from idealtypes.reporting.sections.squares import square, square_words, squared
from idealtypes.reporting.summary.summary import position, summary
from tests.analyses.test_presence_rooms import write
from tests.cli.conftest import ROOT

PROGRAMMES = ROOT / "examples" / "physician_programmes"


@pytest.fixture(scope="module")
def programmes() -> Facts:
    return gather(it.read_study(PROGRAMMES))


def test_the_summary_counts_ties(programmes: Facts) -> None:
    first = summary(programmes)[0]
    assert "treating in 21 programmes" in first
    assert first.endswith("In 8 of them two dimensions or more have the largest weight, alike.")
    c = programmes.profile.cases.index("vanderbilt")
    assert position(programmes, c, 0).startswith(
        "What it looks after has monitoring 1.00, disciplining 1.00, companionable 0.50 and treating 0.50 "
        "(no order can be told)"
    )


def test_the_method_says_what_the_places_of_ratings_mean(programmes: Facts) -> None:
    care, auspices, _ = scales(programmes)
    assert [one["at"] for one in care["anchors"]] == ["0.00", "0.50", "1.00"]
    assert auspices["anchors"][2] == {
        "at": "−0.40",
        "means": "A private body runs it, mainly with public money.",
    }


def test_the_square_holds_every_case_between_its_corners(programmes: Facts) -> None:
    assert squared(programmes) == [0]
    picture = square(programmes, 0, [None] * 30)
    assert dict(picture.corners) == {
        (-1, 1): "companionable", (1, 1): "treating", (-1, -1): "monitoring", (1, -1): "disciplining",
    }  # fmt: skip
    spots = {place.title: (place.x, place.y) for place in picture.cases}
    assert len(spots) == 30
    titles = dict(zip(programmes.profile.cases, programmes.cases, strict=True))
    assert spots[titles["vanderbilt"]] == (0.0, -0.5)  # both listening and acting 1, control 1 and support ½
    assert spots[titles["support_colleagues"]] == (-1.0, 1.0)
    told = square_words(programmes, 0)
    assert "Support colleagues: Actively listening 1.00, Actively acting 0.00" in told


def test_margins_are_the_larger_of_the_poles_that_share_a_coordinate(programmes: Facts) -> None:
    profile = programmes.profile
    weights, margins = profile.shares[:, 0], profile.margins("care")
    np.testing.assert_array_equal(margins["engagement"]["listening"], weights[:, [0, 2]].max(axis=1))
    np.testing.assert_array_equal(margins["purpose"]["control"], weights[:, [2, 3]].max(axis=1))


def test_thin_evidence_is_said(tmp_path: Path) -> None:
    write(tmp_path)
    said = position(gather(it.read_study(tmp_path)), 0, 0)
    assert "(the order is not settled; thin: 7 statements from 4 sources)" in said


def test_norwegian_has_its_own_words(programmes: Facts) -> None:
    said = summary(gather(it.read_study(PROGRAMMES), "nb"))[0]
    assert "behandlende i 21 programmer" in said
    assert "like mye" in said
