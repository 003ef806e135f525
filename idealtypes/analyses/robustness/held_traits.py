"""The state of a trait under every choice that leaves statements in or out: the view, reported sources, one coder."""

from __future__ import annotations

from itertools import product

import numpy as np

from idealtypes.analyses.robustness.runs import kept
from idealtypes.analyses.robustness.specifications import SpecificationGrid
from idealtypes.analyses.types.traits import denials, rivals_of, state_of, trait_codes
from idealtypes.engine.table import Bools, CodingTable
from idealtypes.model.conclusions import State
from idealtypes.model.scheme import Scheme

# How statements are weighed and where codes stand says nothing of who speaks of a trait.
TRAIT_CHOICES = ("view", "reported", "coder")


def held_states(
    table: CodingTable, grid: SpecificationGrid, scheme: Scheme, case: int, trait: str
) -> list[State]:
    """The trait's state of a case under the crossed options of `TRAIT_CHOICES`."""
    points = trait_codes(scheme, table.codes)

    def codings(traits: tuple[str, ...]) -> Bools:
        codes = [k for k, code in enumerate(table.codes) if set(points.get(code, ())) & set(traits)]
        return np.asarray(np.isin(table.code, codes) & (table.case == case))

    for_, against = codings((trait,)), codings(denials(trait, rivals_of(scheme)[trait]))
    found = []
    for view, reported, coder in product(*(grid.options(name) for name in TRAIT_CHOICES)):
        keep = kept(table, view.value, reported.value, coder.value)
        said = [len(np.unique(table.source[keep & rows])) for rows in (for_, against)]
        found.append(state_of(*said))
    return found
