"""The section on how far conclusions hold: verdicts, curves, what sources move, and the smallest change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from idealtypes.analyses.robustness.criterion import criterion
from idealtypes.analyses.robustness.outcomes import UNTOLD
from idealtypes.errors import IdealtypesError
from idealtypes.reporting.figures.artists import draw_picture
from idealtypes.reporting.figures.pictures_of_doubt import Curve, LeaveOut
from idealtypes.reporting.sections.influence import moved_by_sources
from idealtypes.reporting.sections.specification_curves import LEADING, leading
from idealtypes.reporting.sentences import conclusion, option

from .collisions import colliding

KINDS = ["mixed", "silent", "cases", "poles", "poles_of_cases", "raters", "one_rater", "complete", "hostile"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_conclusion_and_option_has_words(facts, kind: str, language: str) -> None:
    known = facts(kind, language)
    result = known.robustness
    for verdict in result.verdicts:
        assert conclusion(known, verdict.conclusion)
    for choice in result.grid.choices:
        for one in choice.options:
            assert option(known, one)
    for one in result.grid.alone:
        assert "{" not in option(known, one)


def test_each_verdict_is_on_the_page(made) -> None:
    page = made("mixed")
    part, result = page.parts["robustness"], page.facts.robustness
    told = [v for v in result.verdicts if v.verdict is not None]
    rows = [*part["fragile"], *part["does_not_hold"], *part["stable"]]
    assert len(rows) == len(told)
    shown = {row["text"]: row for row in rows}
    for v in told:
        row = shown[conclusion(page.facts, v.conclusion)]
        assert page.facts.words.percent(v.share) in row["share"]
        assert (row in part["stable"]) == (v.verdict == "stable")
    assert all(row["breaks"] != "under none of those tried" for row in part["fragile"])
    assert f"{len(part['stable'])} of {len(told)}" in part["summary"]


def test_curves_hold_the_specifications(made) -> None:
    page = made("mixed")
    drawn = page.figures["curves"].picture
    assert 0 < len(drawn) <= LEADING
    for curve, verdict in zip(drawn, leading(page.facts.robustness), strict=True):
        assert isinstance(curve, Curve)
        found = verdict.curve
        told = found.holds != UNTOLD
        assert sum(column.n for column in curve.columns) == told.sum()
        assert sum(column.n for column in curve.columns if column.holds) == (found.holds == 1).sum()
        assert [c.holds for c in curve.columns] == sorted((c.holds for c in curve.columns), reverse=True)
        assert sum(column.own for column in curve.columns) == 1
        own = next(column for column in curve.columns if column.own)
        assert own.value == pytest.approx(verdict.outcome.value.reshape(-1)[0])
        assert own.holds == verdict.holds
        # each column says its number, how many specifications it is, and what all of them choose otherwise
        for n, column in enumerate(curve.columns):
            told = column.said.split("; ")
            assert told[0].startswith(f"{page.facts.words.number(column.decides)}: ")
            assert (f"{column.n} specifications" in told) == (column.n > 1)
            otherwise = [o.label for o in curve.choices if o.shares[n] == 1 and not o.own]
            assert [one for one in told if one in otherwise] == otherwise[:3]
        # the bars say how many specifications take an option: each takes one of every choice
        for first, taken in ((o, [o.shares]) for o in curve.choices[:1]):
            names = verdict.grid.options(found.choices[0])
            taken += [o.shares for o in curve.choices[1 : len(names)]]
            alone = [o.shares for o in curve.choices if o.label == page.facts.words.say("robustness.alone")]
            whole = np.sum([*taken, *alone], axis=0)
            assert whole == pytest.approx(np.ones(len(curve.columns))), first.label


@pytest.mark.parametrize("kind", ["mixed", "cases", "leaning", "poles", "tense", "raters"])
def test_a_border_is_drawn_where_it_decides_and_nowhere_else(facts, kind: str) -> None:
    bordered = 0
    for v in facts(kind).robustness.verdicts:
        told = v.curve.holds != UNTOLD
        if not told.any() or v.outcome.scale == "state":
            continue
        found, holds = criterion(v), v.curve.holds[told] == 1
        if v.conclusion.kind in ("clear", "balanced", "gap"):
            ends = v.curve.low if found.decides == "low" else v.curve.high
            assert found.decides != "value"
            assert found.numbers.tolist() == ends[told].tolist()
        if found.border is not None:
            bordered += 1
            beyond = found.side * (found.numbers - found.border)
            assert (beyond[holds] > -1e-9).all()
            assert (beyond[~holds] < 1e-9).all()
        else:  # then some specification would lie on the wrong side of the usual border
            assert v.conclusion.kind in ("leans", "clear", "torn", "type", "member", "balanced")
    assert bordered


def test_a_conclusion_that_is_clear_is_decided_by_the_end_toward_the_middle(facts) -> None:
    known = facts("mixed")
    clear = [
        v for v in known.robustness.verdicts if v.conclusion.kind == "clear" and v.curve.scale == "balance"
    ]
    assert clear
    for v in clear:
        poles = known.study.scheme.poles(v.conclusion.aspect)
        assert criterion(v).decides == ("high" if v.conclusion.pole == poles[0] else "low")
        assert criterion(v).border == 0


def test_a_mark_for_each_source(made) -> None:
    page = made("mixed")
    drawn, left = page.figures["influence"].picture, page.facts.influence.sources
    assert isinstance(drawn, LeaveOut)
    marks = [mark for panel in drawn.panels for row in panel.rows for mark in row.marks]
    assert sorted(mark.change for mark in marks) == pytest.approx(
        sorted(left.change[~np.isnan(left.change)].tolist())
    )
    for panel in drawn.panels:
        for row in panel.rows:
            far = max(row.marks, key=lambda mark: abs(mark.change))
            assert row.most == (far.said if abs(far.change) >= 0.005 else "no source moves it")
        reaches = [abs(row.marks[0].change) for row in panel.rows]
        assert reaches == sorted(reaches, reverse=True)


def test_the_border_of_an_estimate_is_where_its_type_ends(facts) -> None:
    known = facts("leaning")
    profile, borders = known.profile, 0
    drawn = moved_by_sources(known.influence, known.words, known.cases)
    assert drawn is not None
    for a, panel in enumerate(drawn.panels):
        for row in panel.rows:
            c = known.cases.index(row.label)
            if row.border is not None:
                borders += 1
                assert profile.balance[c, a] + row.border == pytest.approx(0)  # at ½ of the evidence
    assert borders
    # of a type at the second poles it lies on the other side
    turned = [
        replace(one, borders=tuple(replace(b, pole=b.pole and "formal") for b in one.borders))
        for one in known.influence.smallest
    ]
    other = moved_by_sources(replace(known.influence, smallest=tuple(turned)), known.words, known.cases)
    assert other is not None
    for panel, mirrored in zip(drawn.panels, other.panels, strict=True):
        for row, back in zip(panel.rows, mirrored.rows, strict=True):
            assert row.border is None or back.border == -row.border


def test_where_nothing_changes_the_type_nothing_opens(made) -> None:
    page = made("mixed")
    assert page.facts.influence.smallest[0].statements is None
    assert "data-e" not in page.parts["robustness"]["flips"][0]["flip"]


def test_the_smallest_change_opens_its_statements(made) -> None:
    page = made("leaning")
    smallest = page.facts.influence.smallest[0]
    assert smallest.statements
    row = page.parts["robustness"]["flips"][0]
    key = row["flip"].split('data-e="')[1].split('"')[0]
    assert set(page.links.entry(key)[1]) == set(smallest.statements)


def test_cases_without_a_type_are_named_together(made) -> None:
    page = made("leaning")
    part = page.parts["robustness"]
    assert [row["case"] for row in part["flips"]] == ["Near"]
    assert part["without"].startswith("Without (")


def test_one_rater_cannot_be_left_out(made) -> None:
    page = made("one_rater")
    assert "there is one" in page.parts["robustness"]["influence"][0]
    assert "influence" not in page.figures


def test_a_shared_report_does_not_tell_what_a_source_moves(made) -> None:
    page = made("mixed", "en", True)
    assert "influence" not in page.figures
    assert page.parts["robustness"] is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_figures_do_not_collide(made, kind: str, width: str) -> None:
    page = made(kind)
    for name in ("curves", "influence"):
        if name in page.figures:
            assert colliding(draw_picture(page.figures[name].picture, width=width)) == [], name


def test_results_draw_themselves(facts) -> None:
    known = facts("mixed")
    assert colliding(known.robustness.plot(width="7in").figure) == []
    assert colliding(known.influence.plot(width="85mm").figure) == []


def test_what_has_nothing_to_draw_says_why(facts) -> None:
    with pytest.raises(IdealtypesError, match="nothing to draw"):
        facts("one_rater").influence.plot()
