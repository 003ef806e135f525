"""The report's tables as files: one record a row, for spreadsheets and statistics programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from idealtypes.engine.result import number
from idealtypes.engine.views import View
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.section_tables import Parts, section_tables
from idealtypes.reporting.tables.columns import dictionary
from idealtypes.reporting.wording.words import Words

Records = Sequence[Mapping[str, Any]]
# The intervals of a gap, and how the columns of their ends begin.
# What a shared report tells of a profile.
PUBLISHED = (
    "case", "aspect", "pole", "share", "share_low", "share_high", "weight", "weight_low", "weight_high", "balance",
    "balance_low", "balance_high",
)  # fmt: skip
GAP_ENDS = {"interval": "", "interval_whole": "whole_", "simultaneous": "simultaneous_"}


def tables(facts: Facts, links: Links, parts: Parts | None = None) -> dict[str, Records]:
    """File name → records; a table without a row is left out. A shared report has none of single statements.

    `parts` are the sections that the report has, whose own tables are among them.
    """
    found: dict[str, Records] = {
        "profile": [shown(facts, "all", r) for r in facts.profile.records()],
        "views": views(facts),
        "gap": [
            {k: v for k, v in r.items() if k not in ("pole", *GAP_ENDS, *(("why",) if facts.sharing else ()))}
            | {
                f"{name}gap_{side}": end
                for key, name in GAP_ENDS.items()
                for side, end in zip(("low", "high"), r[key] or (None, None), strict=True)
            }
            for r in facts.gaps.values()
            if not facts.sharing or r["gap"] is not None
        ],
        "types": types(facts),
    }
    if not facts.sharing:
        found |= {"traits": traits(facts), "codes": codes(facts, links), "statements": statements(links)}
    found |= section_tables(facts, links, parts or {})
    return {name: records for name, records in found.items() if records}


def dictionary_of(found: Mapping[str, Records], words: Words) -> list[dict[str, str]]:
    """What the columns of all these tables mean: a record a table and column."""
    return [
        {"table": name, **row} for name, records in found.items() for row in explained(name, records, words)
    ]


def explained(name: str, records: Records, words: Words) -> list[dict[str, str]]:
    """What the columns of one table mean."""
    return dictionary(name, list(dict.fromkeys(key for record in records for key in record)), words)


def types(facts: Facts) -> list[dict[str, Any]]:
    """Every case and type, where the scheme has types; a shared report does not say why one is not told."""
    rows = facts.membership.records() if facts.study.scheme.ideal_types else []
    return [{k: v for k, v in row.items() if k != "why"} for row in rows] if facts.sharing else rows


def shown(facts: Facts, view: View, record: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a profile; in a shared report what is published of it alone, and how much that is."""
    if facts.log is None:
        return dict(record)
    cell = facts.log.published.at(view, record["case"], record["aspect"])
    told = "hidden" if cell is None else "one_sided" if cell.one_sided else "shown"
    return {name: record[name] for name in PUBLISHED if name in record} | {"told": told}


def views(facts: Facts) -> list[dict[str, Any]]:
    """Every view that the study has, case, aspect and pole: share and balance with intervals."""
    rows = []
    for view in facts.views:
        for record in facts.profiles[view].records():
            kept = {k: v for k, v in record.items() if k not in ("split", "contestation", "why")}
            rows.append({"view": view, **shown(facts, view, kept)})
    return rows


def traits(facts: Facts) -> list[dict[str, Any]]:
    """Every case and trait: its state, and how many statements are for and against it."""
    rows = []
    for member in facts.membership.cases:
        for t in member.traits:
            rows.append(
                {
                    "case": member.case,
                    "type": t.type,
                    "aspect": t.aspect,
                    "feature": t.feature,
                    "trait": t.trait,
                    "text": t.text,
                    "state": t.state,
                    "for": len(t.statements),
                    "against": len(t.against),
                    "for_ids": list(t.statements),
                    "against_ids": list(t.against),
                }
            )
    return rows


def codes(facts: Facts, links: Links) -> list[dict[str, Any]]:
    """Every code that is used: where it stands, and in how many counted statements and sources."""
    rows = []
    counted = [s for s in links.statements if s.counted]
    for code in facts.study.placements:
        held = [s for s in counted if code in s.codes]
        if not held:
            continue
        placed = [
            f"{aspect}: "
            + ", ".join(
                f"{pole} {share:g}" for pole, share in zip(_poles(facts, aspect), weights, strict=True)
            )
            for aspect, weights in facts.study.placements[code].items()
        ]
        row = {"code": code, "title": facts.codes[code], "placed": "; ".join(placed)}
        counts = {"statements": len(held), "sources": len({s.source for s in held})}
        rows.append(row | counts)
    return rows


def _poles(facts: Facts, aspect: str) -> tuple[str, ...]:
    return facts.study.scheme.poles(aspect)


def statements(links: Links) -> list[dict[str, Any]]:
    """Every coded statement with its codes and what it weighs on each pole."""
    facts = links.facts
    rows = []
    for s in links.statements:
        weights = {
            f"{aspect}_{pole}": number(s.weights[aspect].get(pole, 0.0)) if aspect in s.weights else None
            for aspect in facts.profile.aspects
            for pole in _poles(facts, aspect)
        }
        rows.append(
            {
                "id": s.id,
                "source": s.source,
                "kind": s.kind,
                "case": list(s.cases),
                "text": s.text,
                "codes": list(s.codes),
                "coders": list(s.coders),
                "mode": s.mode,
                "voice": s.voice,
                "condition": s.condition,
                "locator": s.locator,
                "counted": s.counted,
                **weights,
                **s.attributes,
            }
        )
    return rows
