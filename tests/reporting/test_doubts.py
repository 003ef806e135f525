"""What intervals are made of: the picture holds the profile's two intervals and how far each doubt moves it."""

from __future__ import annotations

from collections import Counter

import pytest

from idealtypes.engine.doubt import NAMES
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.figures.pictures_of_doubt import Doubts
from idealtypes.reporting.figures.shapes import Bar
from idealtypes.reporting.sections.sources_of_doubt import MOST, doubts, kept, told

from .collisions import lying_on_one_another


def test_the_picture_holds_both_intervals_and_every_spread(made) -> None:
    page = made("mixed")
    profile, drawn = page.facts.profile, page.figures["doubts"].picture
    assert isinstance(drawn, Doubts)
    cells = told(profile)
    rows = [row for panel in drawn.panels for row in panel.rows]
    assert len(rows) == len(cells) > 0
    for row, (c, a) in zip(rows, cells, strict=True):
        assert (row.whole.low, row.whole.high) == pytest.approx(tuple(profile.interval_whole[c, a]))
        assert (row.alone.low, row.alone.high) == pytest.approx(tuple(profile.interval[c, a]))
        assert row.whole.low <= row.alone.low <= row.alone.high <= row.whole.high
        assert dict(zip(NAMES, row.spreads, strict=True)) == profile.spreads(c, a)
        assert NAMES[row.spreads.index(max(row.spreads))] == profile.dominates(c, a)
        assert page.facts.words.number(row.whole.low, signed=True) in page.figures["doubts"].description


def test_the_summary_counts_what_dominates(made) -> None:
    page = made("mixed")
    profile = page.facts.profile
    found = Counter(profile.dominates(*cell) for cell in told(profile))
    said = page.parts["robustness"]["doubts"]
    for name, n in found.items():
        key = "all" if len(found) == 1 and n > 2 else "most"
        assert page.facts.words.say(f"doubts.{key}.{name}", n=n) in said


def test_longer_bars_are_larger_spreads(made) -> None:
    drawn = made("mixed").figures["doubts"].picture
    bars = [s for s in laid_out(drawn, 560.0).shapes if isinstance(s, Bar) and s.tall < 4 and s.y > 20]
    spreads = [x for panel in drawn.panels for row in panel.rows for x in row.spreads if x > 0]
    assert len(bars) == len(spreads)
    ratio = [bar.wide / spread for bar, spread in zip(sorted(bars, key=lambda b: b.y), spreads, strict=True)]
    assert max(ratio) == pytest.approx(min(ratio), rel=0.02)


def test_of_many_those_are_kept_that_other_doubts_widen_most(facts) -> None:
    profile = facts("programmes").profile
    cells = told(profile)
    few = kept(profile, cells)
    assert len(cells) > MOST == len(few)
    assert few == [cell for cell in cells if cell in few]

    def wider(cell: tuple[int, int]) -> float:
        whole, alone = profile.interval_whole[cell], profile.interval[cell]
        return float(whole[1] - whole[0] - alone[1] + alone[0])

    assert min(map(wider, few)) >= max(wider(cell) for cell in cells if cell not in few)


def test_nothing_is_drawn_where_nothing_was_sampled(made) -> None:
    assert "doubts" not in made("complete").figures
    assert made("complete").parts["robustness"]["doubts"] == ""


@pytest.mark.parametrize("kind", ["cases", "poles_of_cases", "hostile"])
@pytest.mark.parametrize("width", [262.0, 560.0])
def test_words_keep_apart(facts, kind: str, width: float) -> None:
    known = facts(kind)
    drawn = doubts(known.profile, known.words, known.cases)
    assert drawn is not None
    assert lying_on_one_another(laid_out(drawn, width)) == []
