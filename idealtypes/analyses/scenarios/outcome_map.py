"""Which outcome feeds which, as informants say, and what is not known about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from idealtypes.analyses.scenarios.claims import ENOUGH, Item

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, eq=False)
class OutcomeMap:
    """The outcomes of a study as a fuzzy cognitive map.

    Attributes
    ----------
    graph
        A networkx DiGraph. Nodes are outcomes, in the study's order, with `title` and `wanted` (1, −1); edges go from
        what feeds to what is fed, with `weight` = (helps − hurts)/(helps + hurts) ∈ [−1, 1], where `helps` and
        `hurts` count informants, each once for either side; `contradictory` where there are both, `thin` where fewer
        than three informants speak.
    nothing_feeds
        Dead ends: outcomes of which nobody says what helps or hurts them, be it a pole, a trait or an outcome. What
        they feed hears nothing through them.
    feeds_nothing
        Dead ends: outcomes that feed no other, as those must at which a map aims.
    contradictory, thin
        The edges so marked, as (from, to).
    silent
        Outcomes of which nobody says anything.
    reported
        What reported sources say of one outcome feeding another, as items; they make no edge.
    """

    graph: nx.DiGraph
    nothing_feeds: tuple[str, ...]
    feeds_nothing: tuple[str, ...]
    contradictory: tuple[tuple[str, str], ...]
    thin: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]
    reported: tuple[Item, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Nodes with what is missing (None where nothing is), and edges with who says so."""
        return {
            "nodes": [
                {
                    "outcome": outcome,
                    "missing": self.missing(outcome),
                    "feeds": outcome not in self.feeds_nothing,
                }
                for outcome in self.graph
            ],
            "edges": [
                {"from": start, "to": end} | marked for start, end, marked in self.graph.edges(data=True)
            ],
            "reported": [
                {"from": item.from_outcome, "to": item.outcome}
                | {"statements_for": list(item.helping), "statements_against": list(item.hurting)}
                for item in self.reported
            ],
        }

    def missing(self, outcome: str) -> str | None:
        """What informants leave open about an outcome."""
        if outcome in self.silent:
            return "nobody speaks of it"
        return "nobody says what helps or hurts it" if outcome in self.nothing_feeds else None


def outcome_map(items: Sequence[Item], outcomes: pl.DataFrame, reported: Sequence[Item] = ()) -> OutcomeMap:
    """The map that the votes on `from_outcome` make.

    Parameters
    ----------
    items
        Every item that is voted on (`votes_of(…).items`); those on poles and traits tell which outcomes are fed.
    outcomes
        The study's outcomes: `id`, `title`, `wanted`.
    reported
        Items of reported sources, which are shown beside.
    """
    import networkx as nx

    graph = nx.DiGraph()
    for row in outcomes.select("id", "title", "wanted").iter_rows(named=True):
        graph.add_node(row["id"], title=row["title"], wanted=row["wanted"])
    for item in items:
        if item.from_outcome is not None:
            helps, hurts = len(item.helps), len(item.hurts)
            graph.add_edge(
                item.from_outcome,
                item.outcome,
                weight=(helps - hurts) / (helps + hurts),
                helps=helps,
                hurts=hurts,
                contradictory=item.contested,
                thin=len(item.sources) < ENOUGH,
            )
    fed = {item.outcome for item in items}
    feeding = {item.from_outcome for item in items}
    return OutcomeMap(
        graph,
        tuple(outcome for outcome in graph if outcome not in fed),
        tuple(outcome for outcome in graph if outcome not in feeding),
        tuple((a, b) for a, b, marked in graph.edges(data="contradictory") if marked),
        tuple((a, b) for a, b, marked in graph.edges(data="thin") if marked),
        tuple(outcome for outcome in graph if outcome not in fed and outcome not in feeding),
        tuple(item for item in reported if item.from_outcome is not None),
    )
