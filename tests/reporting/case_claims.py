"""What the page says of cases beside each other, of codes that meet and of scenarios, read back and reckoned anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from idealtypes.reporting.facts import Facts
from idealtypes.reporting.sections import compare, scenarios, tension

from .claim_checks import links_of
from .claims import claims, number, plain


def differences_and_nearest(facts: Facts) -> None:
    comparison, order = facts.comparison, facts.case_order
    if comparison is None or order is None:
        return
    words, profile = facts.words, facts.profile
    rows = compare.differences(facts, links_of(facts), comparison)
    for row, pair in zip(rows, comparison.pairs, strict=False):
        first, second = (profile.cases.index(x) for x in (pair.a, pair.b))
        a = profile.aspects.index(pair.aspect)
        if not profile.bipolar[a] or pair.difference is None:
            continue
        apart = profile.balance[first, a] - profile.balance[second, a]
        assert number(words, plain(row["difference"])) == pytest.approx(apart, abs=0.0051)
        assert (row["toward"], row["aspect"]) == (facts.poles[a][1], facts.aspects[a])
        if pair.probability is not None and plain(row["probability"]) != "–":
            drawn = profile.draws.balance(a)
            above = float((drawn[first] > drawn[second]).mean())
            assert number(words, plain(row["probability"]).lstrip("<>")) == pytest.approx(100 * above, abs=3)
    nearest_of_types(facts, compare.types(facts, comparison, order))
    for row, rank in zip(
        compare.ranking(facts, links_of(facts), comparison)["rows"], comparison.ranking.ranks, strict=False
    ):
        assert row["case"] == facts.cases[profile.cases.index(rank.case)]
        if rank.first is not None:
            assert number(words, plain(row["first"]).lstrip("<>")) == pytest.approx(
                100 * rank.first, abs=1.01
            )
    ranks = [r.mean_rank for r in comparison.ranking.ranks if r.mean_rank is not None]
    assert ranks == sorted(ranks)


def nearest_of_types(facts: Facts, rows: list[dict[str, Any]]) -> None:
    """The case that is said to lie nearest to a type does, by distances reckoned anew: all that do, where several."""
    words, profile = facts.words, facts.profile
    for row, ideal in zip(rows, facts.study.scheme.ideal_types, strict=False):
        far = []
        for c in range(len(facts.cases)):
            apart = [
                np.abs(profile.shares[c, a, : len(poles)] - [p == ideal.corner[aspect] for p in poles]).sum()
                / 2
                for a, (aspect, poles) in enumerate(zip(profile.aspects, profile.tally.poles, strict=True))
                if profile.statements[c, a]
            ]
            far.append(float(np.sqrt(np.mean(np.square(apart)))) if apart else np.inf)
        far_mean = far
        assert number(words, plain(row["distance"])) >= 0
        least = min(far_mean)
        first = {facts.cases[c] for c in range(len(facts.cases)) if far_mean[c] < least + 1e-9}
        assert first == {one.split(" ", 1)[-1] for one in row["nearest"].split("; ")} or len(rows) == 0


def opposed_codes(facts: Facts) -> None:
    found, words = facts.tension, facts.words
    if not found.tested:
        return
    said = " ".join(tension.summary(facts))
    keys = ("one_statement", "apart", "meet", "beyond", "none_beyond", "each_alone")
    told_ = claims(words, said, *(f"tension.{k}" for k in keys))
    if found.units == 1:
        assert set(told_) == {"tension.one_statement"}
        return
    pairs = found.pairs
    assert ("tension.apart" in told_) == (not pairs)
    if not pairs:
        assert int(told_["tension.apart"].get("n", 1)) == found.tested
        return
    assert (int(told_["tension.meet"].get("n", 1)), int(told_["tension.meet"]["all"])) == (
        len(pairs),
        found.tested,
    )
    beyond = sum(m.adjusted is not None and m.adjusted <= 0.05 and m.observed > 1 for m in pairs)
    assert ("tension.beyond" in told_, "tension.none_beyond" in told_) == (beyond > 0, beyond == 0)
    assert ("tension.each_alone" in told_) == all(len(set(m.sources)) == 1 for m in pairs)


def scenarios_and_outcomes(facts: Facts) -> None:
    words, found = facts.words, facts.outlook
    if found is None:
        return
    part = scenarios.build(facts, links_of(facts))
    assert part is not None
    for row, outcome in zip(part["outcomes"], found.base.outcomes, strict=True):
        for cell, p in zip(row["cells"], found.prospects[1:], strict=True):
            (move,) = [o for o in p.outcomes if o.outcome == outcome]
            kinds = [
                k
                for k in ("up", "down", "unknown", "silent", "thin")
                if cell["said"].startswith(words.say(f"scenarios.direction.{k}"))
            ]
            speak = {*move.helping, *move.hurting}
            sources = facts.study.statements.filter(facts.study.statements["id"].is_in(list(speak)))[
                "source"
            ].n_unique()
            if not speak:
                assert "silent" in kinds
            elif sources < 3:
                assert "thin" in kinds
            else:
                assert move.probability is not None
                firm = move.probability >= found.base.stated.direction
                more = (move.index or 0) > 0
                assert kinds == (["up" if more else "down"] if firm else ["unknown"])
                assert (cell["arrow"] in "▲▼") == firm
            if cell["who"]:
                votes = [int(n) for n in re.findall(r"\d+", plain(cell["who"]))]
                assert votes == [move.helps, move.hurts]
    orders = {frozenset((p.a, p.b)): p for p in found.order.pairs}
    titles = {p.title.say(facts.language): p.id for p in found.prospects}
    for said in part["order"]["above"]:
        (at,) = claims(words, said, "scenarios.above").values()
        pair = orders[frozenset((titles[at["better"]], titles[at["worse"]]))]
        assert pair.above == titles[at["better"]]
    lacking = [p for p in orders.values() if p.missing]
    assert len(part["order"]["lacks"]) == sum(p.a == found.status_quo.id for p in lacking)
    for said in part["tipping"]:
        at = next(iter(claims(words, said, "scenarios.tipping", "scenarios.tipping_plain").values()), None)
        if at is None:
            continue
        a = facts.aspects.index(at["aspect"])
        share = found.base.points[a].max()
        # λ = (1 − r)/(1 + r) moves the odds s/(1 − s) by r, to 1
        odds = share / (1 - share)
        assert number(words, at["needed"]) == pytest.approx((odds - 1) / (odds + 1), abs=0.0051)
        assert at["pole"] == facts.poles[a][1 - int(found.base.points[a].argmax())]


def numbers_of_groups(facts: Facts) -> None:
    if facts.comparison is None or facts.case_order is None:
        return
    words, found = facts.words, facts.comparison.clusters
    if not found.clusters:
        return
    said = " ".join(compare.alike(facts, facts.comparison))
    at = claims(words, said, "comparison.alike")["comparison.alike"]
    assert number(words, at["width"]) == pytest.approx(
        silhouette(facts, [c.cases for c in found.clusters]), abs=0.0051
    )
    far, ids = apart_from(facts), dict(zip(facts.cases, facts.profile.cases, strict=True))
    rows = compare.groups(facts, links_of(facts), facts.comparison, facts.case_order)
    for row in rows:
        members = [plain(name) for _, name in row["cases"]]
        apart = [far[frozenset(ids[m] for m in pair)] for pair in combinations(members, 2)]
        assert number(words, row["within"]) == pytest.approx(np.mean(apart) if apart else 0.0, abs=0.0051)


def apart_from(facts: Facts) -> dict[frozenset[str], float]:
    """Two cases → their distance."""
    assert facts.comparison is not None
    return {frozenset((d["a"], d["b"])): d["distance"] for d in facts.comparison.distances.records()}


def silhouette(facts: Facts, groups: list[tuple[str, ...]]) -> float:
    """The mean silhouette width (Rousseeuw 1987), reckoned anew from the distances; 0 for a case alone."""
    apart = apart_from(facts)
    widths = []
    for own in groups:
        for case in own:
            if len(own) == 1:
                widths.append(0.0)
                continue
            near = [
                np.mean([apart[frozenset((case, o))] for o in g if o != case]) for g in groups if g is not own
            ]
            home = np.mean([apart[frozenset((case, o))] for o in own if o != case])
            top = max(home, min(near))
            widths.append(0.0 if top == 0 else (min(near) - home) / top)
    return float(np.mean(widths))


CASE_CLAIMS: tuple[Callable[[Facts], None], ...] = (
    differences_and_nearest,
    opposed_codes,
    numbers_of_groups,
    scenarios_and_outcomes,
)
