"""What the rooms find: each finding agrees with the numbers of its own answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import idealtypes as it
from idealtypes.analyses.sets.case_outcome import case_outcome
from idealtypes.analyses.sets.fits import set_fits
from idealtypes.analyses.types.membership import membership
from idealtypes.engine.findings import standing_of
from idealtypes.engine.views import gap, study_profile
from tests.engine.made import study_of
from tests.engine.test_findings import BOOK

STUDY = Path(__file__).parents[1] / "studies" / "good_full"
EXAMPLE = Path(__file__).parents[2] / "examples" / "support_colleagues"


@pytest.fixture(scope="module")
def study() -> it.Study:
    return it.read_study(EXAMPLE)


def test_a_gap_is_between_views(study: it.Study) -> None:
    gaps = gap(study)
    for g in gaps.gaps:
        f = g.finding
        assert (f.kind, f.value, f.interval) == ("gap", g.gap, g.interval_whole)
        assert (f.subject.view, f.subject.other) == ("useful", "is")
        if f.standing != "cannot_be_told":
            assert g.probability is not None
            assert f.standing == standing_of(max(g.probability, 1 - g.probability)) or not g.clear


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


def test_a_corner_is_sufficient_as_often_as_in_the_draws() -> None:
    codes = {"a": "iiif", "b": "iifi", "c": "ffif", "d": "fiff"}
    rows = [
        (f"{case}{g}{n}", f"{case}{g}", (case,), "x", code, 1.0)
        for case, own in codes.items()
        for g in range(3)
        for n, code in enumerate(own)
    ]
    study = study_of(rows, BOOK, cases=tuple(codes), draws=300)
    y = pl.DataFrame({"reach": [0.9, 0.8, 0.3, 0.7]})
    study = replace(study, cases=study.cases.hstack(y))
    member = membership(study_profile(study))
    found = set_fits(member, case_outcome(study, "reach"), inclusion=0.85)
    assert found.table is not None
    drawn = member.profile.draws.shares(0)
    for f, row in zip(found.findings, found.table.rows, strict=True):
        x, outcome = drawn[:, row.configuration[0]], np.array([0.9, 0.8, 0.3, 0.7])[:, None]
        reaches = np.minimum(x, outcome).sum(axis=0) / x.sum(axis=0) >= 0.85
        assert f.probability == pytest.approx((reaches == (row.out == "1")).mean())
        assert (f.value, f.ties, f.standing) == (row.consistency, row.cases, standing_of(f.probability))
    thin = study_of(rows[:-3], BOOK, cases=tuple(codes), draws=300)
    thin = replace(
        thin, cases=thin.cases.hstack(y), settings=thin.settings.model_copy(update={"unit": "rater"})
    )
    one = replace(thin, codings=thin.codings.filter(pl.col("statement").str.contains("0|a")))
    told = set_fits(membership(study_profile(one)), case_outcome(one, "reach")).findings
    assert told
    assert all(f.standing == "cannot_be_told" for f in told)


def test_a_conclusion_says_what_breaks_it() -> None:
    found = it.robustness(it.read_study(STUDY))
    assert len(found.findings) == len(found.verdicts)
    for f, v in zip(found.findings, found.verdicts, strict=True):
        assert f.breaks is not None
        assert f.value == v.share
        assert len(f.breaks["broken_by"]) == len(v.broken_by)
        assert (f.standing == "sure") <= (v.verdict == "stable" and v.holds is True)
        assert v.holds or f.standing == "cannot_be_told"
