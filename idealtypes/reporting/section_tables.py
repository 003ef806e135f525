"""The tables that sections of the report print, as records with ids: those of the analyses, and the sections' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from idealtypes.analyses.saturation.saturation import Saturation
from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis
from idealtypes.engine.result import number, said
from idealtypes.reporting.case_order import CaseOrder
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links

Records = Sequence[Mapping[str, Any]]
Parts = Mapping[str, Mapping[str, Any] | None]
WHY = ("why", "why_code")


def section_tables(facts: Facts, links: Links, parts: Parts) -> dict[str, Records]:
    """File name → records, of the sections that the report has; a shared one does not say why something is absent."""
    found: dict[str, Records] = {}
    if parts.get("profile"):
        found |= {"weightings": weightings(facts)}
        found |= {"between": [] if facts.bounded is None else facts.bounded.records()}
    if parts.get("comparison"):
        found |= compared(facts)
    if parts.get("robustness"):
        found |= {"conclusions": facts.robustness.records(), "flips": flips(facts)}
        found |= {"influence": facts.influence.records()}
    if parts.get("agreement") and facts.agreement is not None:
        under = facts.agreement.under or ()
        found |= {"agreement": facts.agreement.records()}
        found |= {"codings": [_with_ends(row) for one in under for row in one.records()]}
    if parts.get("saturation") and facts.saturation is not None:
        found |= {"saturation": facts.saturation.records(), "next_source": next_source(facts.saturation)}
    if parts.get("tension"):
        found |= {"tension": facts.tension.records()}
    if parts.get("scenarios") and facts.outlook is not None:
        found |= {"scenarios": facts.outlook.records(), "scenario_order": scenario_order(facts.outlook)}
        found |= {"sensitivity": sensitivity(facts.outlook)}
    if parts.get("method"):
        found |= {"scales": scales(facts)}
    if parts.get("origin") and not facts.sharing:
        found |= {"sources": sources(facts, links)}
    if facts.sharing:
        return {name: [_without_why(row) for row in rows] for name, rows in found.items()}
    return found


def _with_ends(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose intervals are two columns each."""
    out = {name: value for name, value in row.items() if not name.startswith("interval")}
    for name, before in (("interval", ""), ("interval_whole", "whole_")):
        low, high = row.get(name) or (None, None)
        out |= {f"{before}low": low, f"{before}high": high}
    return out


def _without_why(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in WHY}


def weightings(facts: Facts) -> list[dict[str, Any]]:
    """Every case, aspect and pole under both weightings; none in a shared report, which tells of one."""
    profile, rows = facts.profile, []
    if facts.sharing:
        return []
    for record, (c, a, p) in zip(profile.records(), _cells(facts), strict=True):
        if profile.weighting_why(c, a) is not None:
            continue
        kept = (
            "case",
            "aspect",
            "pole",
            "share",
            "balance",
            "other_share",
            "other_balance",
            "other_low",
            "other_high",
        )
        scale, found = 2 if profile.bipolar[a] else 1, profile.weightings
        ends = {
            name: scale * float(side[c, a, p]) for name, side in (("low", found.low), ("high", found.high))
        }
        difference = scale * float(found.difference[c, a, p])
        rows.append(
            {name: record[name] for name in kept if name in record} | {"difference": difference} | ends
        )
    return rows


def _cells(facts: Facts) -> list[tuple[int, int, int]]:
    """Case, aspect and pole by number, as a profile's records have them."""
    aspects = list(enumerate(facts.profile.tally.poles))
    return [(c, a, p) for c in range(len(facts.cases)) for a, poles in aspects for p in range(len(poles))]


def compared(facts: Facts) -> dict[str, Records]:
    """What a comparison holds, table by table."""
    found, order = facts.comparison, facts.case_order
    if found is None or order is None:
        return {}
    return {
        "differences": found.records(),
        "distances": found.distances.records(),
        "groups": found.clusters.records(),
        "nearest": found.nearest.records(),
        "positions": [] if found.pooled is None else found.pooled.records(),
        "ranking": found.ranking.records(),
        "attributes": attributes(facts, order),
    }


def attributes(facts: Facts, order: CaseOrder) -> list[dict[str, Any]]:
    """Every attribute, value and group with its cases."""
    rows = []
    for own in facts.attributes:
        for value in [*own.levels, *([None] if None in own.values else [])]:
            for group in sorted(set(order.group)):
                cases = [
                    facts.profile.cases[c]
                    for c in order.order
                    if order.group[c] == group and own.values[c] == value
                ]
                if cases:
                    told = {"attribute": own.name, "value": value, "group": group or None}
                    rows.append(told | {"n": len(cases), "cases": ";".join(cases)})
    return rows


def flips(facts: Facts) -> list[dict[str, Any]]:
    """Every case: its type, the aspect nearest to a border, and the fewest statements that take it over one."""
    rows = []
    for one in facts.influence.smallest:
        distance = {border.aspect: border.distance for border in one.borders}.get(one.deciding or "")
        rows.append(
            {
                "case": one.case,
                "type": one.type,
                "deciding": one.deciding,
                "distance": None if distance is None else number(distance),
                "aspect": one.aspect,
                "n": None if one.statements is None else len(one.statements),
                "statements": ";".join(one.statements or ()),
                "at_least": one.at_least,
                "exact": one.exact,
                "becomes": one.becomes,
                "why": said(one.why),
            }
        )
    return rows


def next_source(found: Saturation) -> list[dict[str, Any]]:
    """What one more source like those there are would do to every estimate."""
    return [
        {
            "case": one.case,
            "aspect": one.aspect,
            "spoken": one.spoken,
            "width": one.width,
            "expected": one.expected,
            "narrowing": one.narrowing,
            "changes": one.verdict_changes,
            "tried": one.tried,
            "why": said(one.why),
        }
        for one in found.next
    ]


def scenario_order(found: ScenarioAnalysis) -> list[dict[str, Any]]:
    """Every scenario as it ranks among the others; none where they cannot be ranked."""
    return (
        []
        if not found.order.ranked or len(found.prospects) < 2
        else [
            {
                "scenario": rank.scenario,
                "first": rank.first,
                "mean_rank": rank.mean_rank,
                "value": rank.value,
                "dominated_by": ";".join(rank.dominated_by),
            }
            for rank in found.ranking.ranks
        ]
    )


def sensitivity(found: ScenarioAnalysis) -> list[dict[str, Any]]:
    """What the lead of the first scenario hangs on."""
    return [
        {
            "kind": one.kind,
            "variable": "; ".join(
                f"{key}: {value}" for key, value in found.variable(one.kind, one.variable).items()
            ),
            "low": one.low,
            "high": one.high,
            "informants": one.informants,
        }
        for one in found.sensitivity
    ]


def scales(facts: Facts) -> list[dict[str, Any]]:
    """Every anchor of a scale of raters."""
    return [
        {"aspect": aspect.id, "at": anchor.at, "means": anchor.means.say(facts.language)}
        for aspect in facts.study.scheme.aspects
        for anchor in aspect.anchors
    ]


def sources(facts: Facts, links: Links) -> list[dict[str, Any]]:
    """Every source: its kind, and how many coded statements it gave."""
    counts: dict[str, int] = {}
    for statement in links.by_view["all"].values():
        counts[statement.source] = counts.get(statement.source, 0) + 1
    return [
        {"source": source, "title": facts.source(source), "kind": kind, "statements": counts.get(source, 0)}
        for source, kind in facts.study.sources.select("id", "kind").rows()
    ]
