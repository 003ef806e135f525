"""What the rooms find: each finding agrees with the numbers of its own answer."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.engine.findings import standing_of
from idealtypes.engine.views import gap

STUDY = Path(__file__).parents[1] / "studies" / "good_full"
EXAMPLE = Path(__file__).parents[2] / "examples" / "support_colleagues"


@pytest.fixture(scope="module")
def study() -> it.Study:
    return it.read_study(EXAMPLE)


def test_a_gap_is_between_views(study: it.Study) -> None:
    gaps = gap(study)
    for g in gaps.gaps:
        f = g.finding
        assert (f.kind, f.value, f.interval) == ("gap", g.gap, g.interval)
        assert (f.subject.view, f.subject.other) == ("useful", "is")
        if f.standing != "cannot_be_told":
            assert g.probability is not None
            assert f.standing == standing_of(max(g.probability, 1 - g.probability))


def test_the_source_that_moves_most_and_the_fewest_statements(study: it.Study) -> None:
    found = it.influence(study)
    for f in found.findings:
        if f.kind != "influence":
            continue
        rows = [r for r in found.records("source") if (r["case"], r["aspect"]) == f.subject[:2]]
        most = max(abs(r["change"]) for r in rows)
        assert abs(f.value or 0) == pytest.approx(most)
        assert most > 1e-9
        at = {r["source"] for r in rows if abs(r["change"]) > most - 1e-9}
        assert at == set(f.ties or (f.subject.other,))
    flips = [f for f in found.findings if f.kind == "flip"]
    for f, s in zip(flips, found.smallest, strict=True):
        assert f.statements == tuple(sorted(s.statements or ()))
        assert (f.standing == "sure") == (s.statements is not None and s.exact)


def test_a_tension_is_no_firmer_than_chance_allows(study: it.Study) -> None:
    found = it.tension(study)
    assert len(found.findings) == len(found.pairs)
    for f, m in zip(found.findings, found.pairs, strict=True):
        assert f.ties == (m.a, m.b)
        assert m.adjusted is not None
        assert f.standing == (standing_of(1 - m.adjusted) if m.observed > 1 else "cannot_be_told")


def test_an_outcome_has_a_standing_only_with_a_direction(study: it.Study) -> None:
    found = it.scenarios(study)
    outcomes = [f for f in found.findings if f.kind == "outcome"]
    assert len(outcomes) == sum(len(p.outcomes) for p in found.prospects[1:])
    for f in outcomes:
        assert f.word in ("up", "down") or f.standing == "cannot_be_told"
    orders = [f for f in found.findings if f.kind in ("order", "tie")]
    assert len(orders) == len(found.order.pairs)


def test_a_conclusion_says_what_breaks_it() -> None:
    found = it.robustness(it.read_study(STUDY))
    assert len(found.findings) == len(found.verdicts)
    for f, v in zip(found.findings, found.verdicts, strict=True):
        assert f.breaks is not None
        assert f.value == v.share
        assert len(f.breaks["broken_by"]) == len(v.broken_by)
        assert (f.standing == "sure") <= (v.verdict == "stable" and v.holds is True)
        assert v.holds or f.standing == "cannot_be_told"
