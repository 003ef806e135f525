"""The disclosure log: what a shared report leaves out, tells in less detail, and shows because it was approved.

Its numbers are of cells and texts, which the report shows to be there or not; none is of informants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idealtypes.disclosure.approved import Approved
from idealtypes.disclosure.published import Published
from idealtypes.disclosure.suppression import PARTS
from idealtypes.disclosure.texts import KINDS_OF_TEXT, kind_of
from idealtypes.engine.coded import VIEWS, View

# What is by its nature about single informants, statements or coders, in the order of the report.
SECTIONS = (
    "condensates", "traits", "claims", "robustness", "influence", "agreement", "tension", "evidence", "sources",
    "attributes", "inputs",
)  # fmt: skip


@dataclass(frozen=True)
class DisclosureLog:
    """What was decided for one report.

    Attributes
    ----------
    published
        All that the report is made from.
    approved
        The study's texts, and which of them are shown.
    """

    published: Published
    approved: Approved

    @property
    def k(self) -> int:
        """How many informants stand behind every cell."""
        return self.published.k

    def cells(self, view: View = "all") -> Counter[str]:
        """How many cells of a view are shown, one-sided and hidden; those of which nobody speaks are hidden, too."""
        found: Counter[str] = Counter({"shown": 0, "one_sided": 0, "hidden": 0})
        for case, _ in self.published.cases:
            for aspect in self.published.scheme.aspects:
                cell = self.published.at(view, case, aspect.id)
                found["hidden" if cell is None else "one_sided" if cell.one_sided else "shown"] += 1
        return found

    @property
    def views(self) -> tuple[View, ...]:
        """The views of which anything is shown."""
        return tuple(view for view in VIEWS if any(of == view for of, _, _ in self.published.cells))

    @property
    def withheld_views(self) -> tuple[View, ...]:
        """The views of which nothing is shown, be it that nobody speaks in them."""
        return tuple(view for view in (*PARTS, "useful") if view not in self.views)

    @property
    def texts(self) -> Mapping[str, tuple[int, int]]:
        """Kind of text → how many of the study's own are shown, and how many there are."""
        shown = Counter(kind_of(one.at) for one in self.approved.shown)
        every = Counter(kind_of(one.at) for one in self.approved.texts)
        return {kind: (shown[kind], every[kind]) for kind in KINDS_OF_TEXT if every[kind]}

    def to_dict(self) -> dict[str, Any]:
        """The log as `disclosure.json` beside the page has it."""
        return {
            "format": 1,
            "k": self.k,
            "public_only": self.published.public,
            "cells": {view: dict(self.cells(view)) for view in self.views},
            "views_left_out": list(self.withheld_views),
            "left_out": list(SECTIONS),
            "merged": {
                "shares": "in steps of 0.05; one-sided ones as two thirds or more, drawn at five sixths",
                "counts": "of statements, informants and coders: none",
                "intervals": "of the published share, no narrower than the study's own with every doubt, but for "
                "one-sided ones, which come of how the talk is spread",
                "draws": "from the published cells alone, independent of one another",
            },
            "pseudonyms": ["cases"],
            "texts": {kind: {"approved": shown, "of": every} for kind, (shown, every) in self.texts.items()},
        }
