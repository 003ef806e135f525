"""The section on whether enough was asked: its curve and its rows are the numbers of `saturation`."""

from __future__ import annotations

import pytest

from idealtypes.analyses.saturation.saturation import saturation
from idealtypes.errors import IdealtypesError
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.figures.pictures_of_doubt import Accumulated
from idealtypes.reporting.figures.shapes import Marker
from idealtypes.reporting.sections.saturation import accumulated

from .collisions import lying_on_one_another


def test_the_curve_holds_what_each_source_added(made) -> None:
    page = made("tense")
    found, drawn = saturation(page.study), page.figures["saturation"].picture
    assert isinstance(drawn, Accumulated)
    assert found.codes is not None
    assert drawn.total == tuple(found.codes.total.tolist())
    assert drawn.expected == pytest.approx(found.codes.expected.tolist())
    assert drawn.sources == tuple(page.facts.source(source) for source in found.sources)
    marks = [s for s in laid_out(drawn, 560.0).shapes if isinstance(s, Marker)][2:]  # two stand in the legend
    assert [mark.fill == "ink" for mark in marks] == [n > 0 for n in drawn.new]
    ups = [mark.y for mark in marks]
    assert ups == sorted(ups, reverse=True)  # no source takes a code away


def test_a_mark_opens_what_its_source_said(made) -> None:
    page = made("tense")
    drawn = page.figures["saturation"].picture
    for name, key in zip(drawn.sources, drawn.keys, strict=True):
        held = [page.links.by_view["all"][i] for i in page.links.entry(key)[1]]
        assert {page.facts.source(statement.source) for statement in held} == {name}


def test_what_would_gain_most_stands_first(made) -> None:
    page = made("tense")
    part = page.parts["saturation"]
    best = max(one.narrowing for one in saturation(page.study).next if one.narrowing is not None)
    assert part["rows"][0]["narrower"] == page.facts.words.percent(best)
    assert part["summary"] in page.html


def test_it_is_left_out_where_it_is_no_question(made) -> None:
    for kind in ("raters", "complete"):
        assert made(kind).parts["saturation"] is None
        assert "saturation" not in made(kind).figures
    shared = made("tense", "en", True)
    assert shared.parts["saturation"] is None
    assert "saturation" not in shared.figures


def test_without_looking_ahead_the_curve_is_the_same(study) -> None:
    whole, short = saturation(study("tense")), saturation(study("tense"), ahead=False)
    assert short.next == ()
    assert short.records() == whole.records()


@pytest.mark.parametrize("kind", ["cases", "leaning", "sixty_codes"])
@pytest.mark.parametrize("width", [262.0, 560.0])
def test_words_keep_apart(facts, kind: str, width: float) -> None:
    known = facts(kind)
    drawn = accumulated(saturation(known.study, ahead=False), known.words, name=known.source)
    assert drawn is not None
    assert lying_on_one_another(laid_out(drawn, width)) == []


def test_a_result_draws_itself_or_says_why_not(study) -> None:
    assert saturation(study("tense"), ahead=False).plot(width="85mm").figure is not None
    with pytest.raises(IdealtypesError, match="nothing to draw"):
        saturation(study("raters")).plot()
