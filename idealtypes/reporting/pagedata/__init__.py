"""What stands on the page, section by section: one file a section, named as its template in `reports/sections/`.

A part is a function of the facts and the links that gives the values its template prints, or None where there is
nothing to say; a section without anything to say is left out. A new section is a file here, its entry in `PARTS`, a
template `reports/sections/NN-name.html` and its words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.pagedata import (
    comparison,
    evidence,
    method,
    origin,
    profile,
    result,
    robustness,
    scenarios,
    tension,
    traits,
    types,
    views,
)
from idealtypes.reporting.provenance import Provenance

Part = Callable[[Facts, Links], Mapping[str, Any] | None]

PARTS: dict[str, Part] = {
    "result": result.build,
    "profile": profile.build,
    "views": views.build,
    "types": types.build,
    "traits": traits.build,
    "comparison": comparison.build,
    "robustness": robustness.build,
    "tension": tension.build,
    "scenarios": scenarios.build,
    "evidence": evidence.build,
    "method": method.build,
}


def page_data(facts: Facts, links: Links, provenance: Provenance) -> dict[str, Mapping[str, Any] | None]:
    """Section → what its template prints."""
    parts = {name: build(facts, links) for name, build in PARTS.items()}
    return parts | {"origin": origin.build(facts, links, provenance)}
