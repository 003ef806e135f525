"""What informants say of outcomes: claims as votes, and which outcome feeds which.

An *item* is what can be voted on: that a pole of an aspect, or one trait, helps or hurts one outcome; or that one
outcome helps or hurts another. A source that says it helps has one vote for it, however often it is said; one that says
both has one vote each way. A claim about a trait speaks of that feature alone, and is no vote on the pole. The votes of
outcomes on outcomes make a map, which also tells what informants leave open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from idealtypes.engine.intervals import EffectiveSizes, effective_sizes, share_interval
from idealtypes.engine.result import said
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason
from idealtypes.model.extents import EXTENT, OF, bounds, groups_of
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    import networkx as nx


# From so many informants on, a direction is told; below, what one or two informants say.
ENOUGH = 3


@dataclass(frozen=True)
class Item:
    """What can be voted on, with the votes.

    Attributes
    ----------
    outcome
        The outcome that is helped or hurt.
    aspect, pole
        Of the claim or of its trait; None where an outcome feeds the outcome.
    trait, from_outcome
        What the claim speaks of where it is not the pole as a whole.
    helps, hurts
        The sources that say so.
    helping, hurting
        The statements in which they say so, in the order of the study.
    """

    outcome: str
    aspect: str | None
    pole: str | None
    trait: str | None
    from_outcome: str | None
    helps: tuple[str, ...]
    hurts: tuple[str, ...]
    helping: tuple[str, ...]
    hurting: tuple[str, ...]

    @property
    def votes(self) -> int:
        """All votes, for and against."""
        return len(self.helps) + len(self.hurts)

    @property
    def sources(self) -> tuple[str, ...]:
        """Who votes, each once."""
        return tuple(dict.fromkeys((*self.helps, *self.hurts)))

    @property
    def contested(self) -> bool:
        """Whether some say that it helps, others that it hurts."""
        return bool(self.helps and self.hurts)


@dataclass(frozen=True, eq=False)
class Votes:
    """The items of a case with what their votes are worth.

    Attributes
    ----------
    items
        Sorted by outcome (in the study's order), aspect, pole, trait, feeding outcome.
    sources
        Who votes at all.
    mass, total
        Shape (items, sources): votes that it helps, and all votes.
    sizes
        Shares of helping votes and their effective sizes; columns hurts, helps.
    low, high
        Shape (items,): the interval of the share of helping votes; nan where nothing was sampled.
    reported
        What reported sources say, as items with their statements: shown beside the votes, in no number.
    groups
        For how many groups a reported statement speaks, at least and at most, where it says so.
    """

    items: tuple[Item, ...]
    sources: tuple[str, ...]
    mass: Floats
    total: Floats
    sizes: EffectiveSizes
    low: Floats
    high: Floats
    reported: tuple[Item, ...] = ()
    groups: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def share(self) -> Floats:
        """Shape (items,): the share of votes that say it helps."""
        return self.sizes.shares[:, 1] if self.items else np.empty(0)


def votes_of(study: StudyData, case: str, level: float) -> Votes:
    """The votes of a case's informants; `level` is that of the intervals and of the effective sizes."""
    items = _items(study, _claims(study, case, reported=False))
    reported: tuple[Item, ...] = ()
    if study.settings.reported != "include":
        reported = _items(study, _claims(study, case, reported=True))
    sources = tuple(sorted({source for item in items for source in item.sources}))
    at = {source: n for n, source in enumerate(sources)}
    mass, total = np.zeros((len(items), len(sources))), np.zeros((len(items), len(sources)))
    for n, item in enumerate(items):
        for source in item.helps:
            mass[n, at[source]] += 1
            total[n, at[source]] += 1
        for source in item.hurts:
            total[n, at[source]] += 1
    sizes = _sizes(mass, total, level)
    low, high = _interval(sizes, level, sampled=study.settings.unit != "none")
    return Votes(items, sources, mass, total, sizes, low, high, reported, _groups(study, reported))


def _groups(study: StudyData, items: Sequence[Item]) -> dict[str, tuple[int, int]]:
    """Statement → the bounds on the groups for which it speaks, of those that the items rest on and that say so."""
    if EXTENT not in study.statements.columns:
        return {}
    said = {s for item in items for s in (*item.helping, *item.hurting)}
    of = dict(study.sources.select("id", OF).iter_rows()) if OF in study.sources.columns else {}
    rows = study.statements.select("id", "source", EXTENT).filter(
        pl.col("id").is_in(said), pl.col(EXTENT).is_not_null()
    )
    return {
        statement: bounds(extent, groups_of(of.get(source)), study.settings.extents)
        for statement, source, extent in rows.iter_rows()
    }


def _claims(study: StudyData, case: str, *, reported: bool) -> pl.DataFrame:
    """The claims of the case's statements, in the order of the statements.

    Those that count; or with `reported` those of reported sources where these do not count.
    """
    statements = study.statements.select("id", "source", "kind").with_row_index("place")
    if study.settings.reported != "include":
        statements = statements.filter((pl.col("kind").fill_null("") == "reported") == reported)
    here = study.cases_of.filter(pl.col("case") == case).select(id="statement")
    statements = statements.join(here, on="id", how="semi")
    return (
        study.claims.join(statements, left_on="statement", right_on="id")
        .sort("place", maintain_order=True)
        .select("statement", "source", "outcome", "aspect", "pole", "trait", "from_outcome", "effect")
    )


def _items(study: StudyData, rows: pl.DataFrame) -> tuple[Item, ...]:
    """The items of claims, sorted by outcome, aspect, pole, trait, feeding outcome."""
    outcomes = {id_: n for n, id_ in enumerate(study.outcomes["id"].to_list())}
    aspects = {aspect.id: n for n, aspect in enumerate(study.scheme.aspects)}
    found: dict[tuple[Any, ...], dict[int, list[tuple[str, str]]]] = {}
    for statement, source, outcome, aspect, pole, trait, fed_by, effect in rows.iter_rows():
        key = (outcome, aspect, pole, trait, fed_by)
        found.setdefault(key, {1: [], -1: []})[effect].append((source, statement))

    def place(key: tuple[Any, ...]) -> tuple[Any, ...]:
        outcome, aspect, pole, trait, fed_by = key
        poles = study.scheme.poles(aspect) if aspect else ()
        return (
            outcomes[outcome],
            fed_by is not None,
            aspects.get(aspect, -1),
            poles.index(pole) if pole in poles else -1,
            trait or "",
            outcomes.get(fed_by, -1),
        )

    return tuple(_item(key, found[key]) for key in sorted(found, key=place))


def _item(key: tuple[Any, ...], said: Mapping[int, list[tuple[str, str]]]) -> Item:
    outcome, aspect, pole, trait, fed_by = key

    def once(position: int, effect: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(pair[position] for pair in said[effect]))

    return Item(outcome, aspect, pole, trait, fed_by, once(0, 1), once(0, -1), once(1, 1), once(1, -1))


def _sizes(mass: Floats, total: Floats, level: float) -> EffectiveSizes:
    item, source = np.nonzero(total)
    t, m = total[item, source], mass[item, source]
    group: Ints = item.astype(np.int64)
    return effective_sizes(np.stack([t - m, m], axis=1), t, t, group, len(total), level)


def _interval(sizes: EffectiveSizes, level: float, *, sampled: bool) -> tuple[Floats, Floats]:
    if not len(sizes.effective):
        return np.empty(0), np.empty(0)
    low, high = share_interval(sizes.shares, sizes.effective[:, None], sizes.unanimous[:, None], level)
    if not sampled:
        return np.full(len(low), np.nan), np.full(len(low), np.nan)
    return low[:, 1], high[:, 1]


def both_needed(items: tuple[Item, ...], outcome: str, aspect: str) -> bool:
    """Whether more informants say of every pole of the aspect that it helps the outcome than that it hurts it, and at
    least two poles are spoken of: both are needed, which is not the same as no effect."""
    net: dict[str, int] = {}
    for item in items:
        if item.outcome == outcome and item.aspect == aspect and item.pole is not None:
            net[item.pole] = net.get(item.pole, 0) + len(item.helps) - len(item.hurts)
    return len(net) >= 2 and all(n > 0 for n in net.values())


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
                    "missing": said(self.missing(outcome)),
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

    def missing(self, outcome: str) -> Reason | None:
        """What informants leave open about an outcome."""
        if outcome in self.silent:
            return reason("scenarios.unspoken")
        return reason("scenarios.nothing_feeds") if outcome in self.nothing_feeds else None


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
