"""What-ifs on a fuzzy cognitive map: other values at the start, concepts that are held, other weights, and a push
from outside; all of them run at once.

The kinds are those of FCMpy (Mkhitaryan, Giabbanelli, Wozniak, de Vries & Crutzen 2022, "FCMpy: a Python module for
constructing and analyzing fuzzy cognitive maps", PeerJ Computer Science 8:e1078): a single shot changes the start and
runs from there; a lasting intervention is one more concept, held, with a weight on each concept that it reaches, and
runs from where the map stands without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from idealtypes.analyses.scenarios.settling import Inference, Rule, Settled, Transfer, ending, matrix, settle
from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, screenful
from idealtypes.engine.tally import Floats
from idealtypes.errors import BadCall, IdealtypesError
from idealtypes.model.arguments import checked
from idealtypes.model.hints import hint

if TYPE_CHECKING:
    import networkx as nx
    import polars as pl

Edges = Mapping[tuple[str, str], float]
State = Mapping[str, float]  # concept → value
SHOWN = 10  # lines of a map's text


@dataclass(frozen=True)
class WhatIf:
    """One change to a map; what is left out stays.

    Attributes
    ----------
    start
        Concept → another value at the start. Only with it does the run begin at the start; else it begins where the
        map without changes ends.
    held
        Concept → the value at which it is held.
    weights
        (cause, effect) → another weight in [−1, 1]; 0 cuts the edge.
    impact, strength
        Concept → the weight in [−1, 1] by which a push from outside reaches it; how strong the push is, 0 to 1.
    """

    start: Mapping[str, float] = field(default_factory=dict)
    held: Mapping[str, float] = field(default_factory=dict)
    weights: Edges = field(default_factory=dict)
    impact: Mapping[str, float] = field(default_factory=dict)
    strength: float = 1.0


@dataclass(frozen=True, eq=False, repr=False)
class CognitiveMap(Result):
    """A map as it is and under each what-if, run until it stands still; frozen, and knows its rule.

    Attributes
    ----------
    concepts, names
        The n concepts of the map; the S what-ifs, in the order in which they were given.
    rule
        How it was run.
    baseline
        The map without changes; states of shape (n,).
    changed
        The what-ifs; states of shape (S, n).
    """

    concepts: tuple[str, ...]
    names: tuple[str, ...]
    rule: Rule
    baseline: Settled
    changed: Settled

    @property
    def differences(self) -> Floats:
        """Shape (S, n): each concept with the change, less without."""
        return np.asarray(self.changed.states - self.baseline.states)

    def to_dict(self) -> dict[str, Any]:
        """The rule, the states of the map as it is, and under each what-if the states and the differences to these."""
        changed, differences = self.changed, self.differences
        return {
            **head(),
            "settings": {f.name: getattr(self.rule, f.name) for f in fields(self.rule)},
            "concepts": list(self.concepts),
            "baseline": self._run(self.baseline.states, self.baseline, ()),
            "what_ifs": [
                {"what_if": name}
                | self._run(changed.states[s], changed, (s,))
                | {"differences": dict(zip(self.concepts, differences[s].tolist(), strict=True))}
                for s, name in enumerate(self.names)
            ],
        }

    def _run(self, states: Floats, end: Settled, at: tuple[int, ...]) -> dict[str, Any]:
        period = int(end.period[at])
        return {
            "states": dict(zip(self.concepts, states.tolist(), strict=True)),
            "rounds": int(end.rounds[at]),
            "period": period,
            "ends_in": ending(period),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per what-if and concept; the map as it is has the what-if None."""
        none = np.zeros(len(self.concepts))
        runs: list[tuple[str | None, Floats, Floats, int]] = [
            (None, self.baseline.states, none, int(self.baseline.period))
        ]
        runs += [
            (name, self.changed.states[s], self.differences[s], int(self.changed.period[s]))
            for s, name in enumerate(self.names)
        ]
        return [
            {"what_if": name, "concept": concept}
            | {"state": float(states[n]), "difference": float(differences[n]), "period": period}
            for name, states, differences, period in runs
            for n, concept in enumerate(self.concepts)
        ]

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per what-if and concept."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def __str__(self) -> str:
        first = f"Cognitive map of {len(self.concepts)} concepts: {ending(int(self.baseline.period))}"
        lines = [first]
        for s, name in enumerate(self.names[:SHOWN]):
            order = np.argsort(-np.abs(self.differences[s]), kind="stable")[:3]
            moved = ", ".join(f"{self.concepts[n]} {self.differences[s, n]:+.3f}" for n in order)
            lines.append(f"  {name}: {moved}"[:100])
        more = len(self.names) - SHOWN
        return "\n".join([*lines, *([f"  and {more} more"] if more > 0 else [])])

    def __repr__(self) -> str:
        return screenful(str(self).splitlines())


@checked
def cognitive_map(
    weights: nx.DiGraph | Edges,
    start: State,
    what_ifs: Mapping[str, WhatIf | Mapping[str, Any]] | None = None,
    *,
    inference: Inference = "kosko",
    transfer: Transfer = "tanh",
    slope: float = 1.0,
    tolerance: float = 1e-12,
    limit: int = 1000,
) -> CognitiveMap:
    """Run a fuzzy cognitive map as it is and under each what-if, until it stands still.

    Parameters
    ----------
    weights
        (cause, effect) → weight in [−1, 1]; or a networkx DiGraph whose edges have a `weight`, as `map().graph` of a
        study's scenarios is.
    start
        A value for each concept, in the range of the transfer.
    what_ifs
        Name → what is changed: a mapping with some of `start`, `held`, `weights`, `impact` and `strength`.
    inference
        `kosko`, `modified` or `rescaled`.
    transfer, slope
        `sigmoid`, `tanh`, `bivalent` or `trivalent`; λ > 0 of the first two.
    tolerance, limit
        A state stands still when no concept changes by more; rounds after which one that does not is left.

    Raises
    ------
    IdealtypesError
        For concepts that the map does not have, or that have no value at the start; for numbers out of range.

    Examples
    --------
    By hand, with tanh: a feeds b by 0.5. A push on b of weight 0.25 gives b = tanh(0.5 + 0.25) = 0.6351, and without
    it tanh 0.5 = 0.4621; with a held at 0 b = 0.

    >>> changes = {"push": {"impact": {"b": 0.25}}, "off": {"held": {"a": 0}}}
    >>> found = cognitive_map({("a", "b"): 0.5}, {"a": 1, "b": 0}, changes)
    >>> found.baseline.states.round(4).tolist(), found.changed.states.round(4).tolist()
    ([1.0, 0.4621], [[1.0, 0.6351], [0.0, 0.0]])
    """
    for name, value in (("start", start), ("what_ifs", what_ifs or {})):
        if not isinstance(value, Mapping):
            raise BadCall(f"`{name}` is a mapping, not {value!r}")
    given = {name: _what_if(name, change) for name, change in (what_ifs or {}).items()}
    try:
        rule = Rule(inference, transfer, slope, tolerance, limit)
        concepts, square = matrix(_graph(weights, start))
        at = {concept: n for n, concept in enumerate(concepts)}
        _known("start", [*start], at)
        missing = [concept for concept in concepts if concept not in start]
        if missing:
            raise IdealtypesError(f"no value at the start for {', '.join(missing)}")
        for concept in concepts:
            if not isinstance(start[concept], int | float | np.number):
                raise IdealtypesError(f"the start of {concept} is {start[concept]!r}, and not a number")
        first = np.array([float(start[concept]) for concept in concepts])
        baseline = settle(square, first, rule)
        changed = _run(square, first, baseline.states, at, [*given.values()], rule)
    except IdealtypesError:
        raise
    except (TypeError, ValueError) as problem:
        raise IdealtypesError(str(problem)) from None
    return CognitiveMap(concepts, tuple(given), rule, baseline, changed)


def _graph(weights: nx.DiGraph | Edges, start: State) -> nx.DiGraph:
    """The map as a graph; of a mapping the concepts come in the order of the start, others after them."""
    import networkx as nx

    if isinstance(weights, nx.DiGraph):
        return weights
    if not isinstance(weights, Mapping):
        raise BadCall(
            f"`weights` is a mapping of (cause, effect) to a weight, or a networkx DiGraph, not {weights!r}"
        )

    for edge in weights:
        if not isinstance(edge, tuple) or len(edge) != 2:
            raise BadCall(f"`weights` has a weight for each (cause, effect), and {edge!r} is no such pair")
    ends = {concept for edge in weights for concept in edge}
    graph = nx.DiGraph()
    graph.add_nodes_from(concept for concept in start if concept in ends)
    graph.add_weighted_edges_from((cause, effect, weight) for (cause, effect), weight in weights.items())
    return graph


def _what_if(name: str, change: WhatIf | Mapping[str, Any]) -> WhatIf:
    if isinstance(change, WhatIf):
        return change
    if not isinstance(change, Mapping):
        raise BadCall(f"`what_ifs`: `{name}` is a mapping of what is changed, not {change!r}")
    keys = [f.name for f in fields(WhatIf)]
    for key in change:
        if key not in keys:
            raise IdealtypesError(f"what-if `{name}`: no `{key}`; {hint(key, keys)}")
    return WhatIf(**change)


def _run(
    weights: Floats,
    first: Floats,
    ended: Floats,
    at: Mapping[str, int],
    changes: Sequence[WhatIf],
    rule: Rule,
) -> Settled:
    """All changes at once; the push from outside is a concept after the last, fed by nothing."""
    n = len(first)
    if not changes:
        return settle(weights, np.empty((0, n)), rule)
    wide = np.zeros((len(changes), n + 1, n + 1))
    wide[:, :n, :n] = weights
    states = np.empty((len(changes), n + 1))
    held = np.zeros((len(changes), n + 1), bool)
    for s, change in enumerate(changes):
        _known("what-if", _concepts(change), at)
        if not 0 <= change.strength <= 1:
            raise IdealtypesError(f"the strength of a push is in [0, 1], and this is {change.strength}")
        states[s, :n], states[s, n] = first if change.start else ended, change.strength
        for concept, value in (*change.start.items(), *change.held.items()):
            states[s, at[concept]] = value
        for (cause, effect), weight in change.weights.items():
            wide[s, at[cause], at[effect]] = weight
        for concept, weight in change.impact.items():
            wide[s, n, at[concept]] = weight
        held[s, [at[concept] for concept in change.held]] = True
    if (wide == wide[0]).all():
        wide = wide[0]  # one product for all is much faster than one each
    end = settle(wide, states, rule, held=held)
    return Settled(end.states[:, :n], end.rounds, end.period)


def _concepts(change: WhatIf) -> list[str]:
    ends = [concept for edge in change.weights for concept in edge]
    return [*change.start, *change.held, *ends, *change.impact]


def _known(where: str, concepts: Iterable[str], at: Mapping[str, int]) -> None:
    for concept in concepts:
        if concept not in at:
            raise IdealtypesError(f"{where}: no concept `{concept}`; {hint(concept, at)}")
