"""What-ifs on a fuzzy cognitive map: other values at the start, concepts that are held, other weights, and a push
from outside; all of them run at once.

The kinds are those of FCMpy (Mkhitaryan, Giabbanelli, Wozniak, de Vries & Crutzen 2022, "FCMpy: a Python module for
constructing and analyzing fuzzy cognitive maps", PeerJ Computer Science 8:e1078): a single shot changes the start and
runs from there; a lasting intervention is one more concept, held, with a weight on each concept that it reaches, and
runs from where the map stands without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from idealtypes.analyses.scenarios.cognitive_map import Rule, Settled, matrix, settle
from idealtypes.engine.tally import Floats
from idealtypes.model.hints import hint

if TYPE_CHECKING:
    import networkx as nx


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
    weights: Mapping[tuple[str, str], float] = field(default_factory=dict)
    impact: Mapping[str, float] = field(default_factory=dict)
    strength: float = 1.0


@dataclass(frozen=True, eq=False)
class WhatIfAnswers:
    """What the what-ifs lead to.

    Attributes
    ----------
    concepts, names
        The n concepts of the map; the S what-ifs, in the order in which they were given.
    baseline
        The map without changes; states of shape (n,).
    changed
        The what-ifs; states of shape (S, n).
    """

    concepts: tuple[str, ...]
    names: tuple[str, ...]
    baseline: Settled
    changed: Settled

    @property
    def differences(self) -> Floats:
        """Shape (S, n): each concept with the change, less without."""
        return np.asarray(self.changed.states - self.baseline.states)


def what_ifs(
    graph: nx.DiGraph, start: Mapping[str, float], changes: Mapping[str, WhatIf], rule: Rule | None = None
) -> WhatIfAnswers:
    """Run a map as it is and under each change.

    Parameters
    ----------
    graph
        Edges from cause to effect, with `weight` in [−1, 1].
    start
        A value for each concept, in the range of the rule's transfer.

    Raises
    ------
    ValueError
        For concepts that the map does not have, or that have no value at the start; for numbers out of range.

    Examples
    --------
    By hand, with tanh: a feeds b by 0.5. A push on b of weight 0.25 gives b = tanh(0.5 + 0.25) = 0.6351, and without
    it tanh 0.5 = 0.4621; with a held at 0 b = 0.

    >>> import networkx as nx
    >>> pair = nx.DiGraph()
    >>> pair.add_edge("a", "b", weight=0.5)
    >>> found = what_ifs(pair, {"a": 1, "b": 0}, {"push": WhatIf(impact={"b": 0.25}), "off": WhatIf(held={"a": 0})})
    >>> found.baseline.states.round(4).tolist(), found.changed.states.round(4).tolist()
    ([1.0, 0.4621], [[1.0, 0.6351], [0.0, 0.0]])
    """
    rule = rule or Rule()
    concepts, weights = matrix(graph)
    at = {concept: n for n, concept in enumerate(concepts)}
    _known("start", [*start], at)
    missing = [concept for concept in concepts if concept not in start]
    if missing:
        raise ValueError(f"no value at the start for {', '.join(missing)}")
    first = np.array([float(start[concept]) for concept in concepts])
    baseline = settle(weights, first, rule)
    return WhatIfAnswers(
        concepts,
        tuple(changes),
        baseline,
        _run(weights, first, baseline.states, at, [*changes.values()], rule),
    )


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
            raise ValueError(f"the strength of a push is in [0, 1], and this is {change.strength}")
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
            raise ValueError(f"{where}: no concept `{concept}`; {hint(concept, at)}")
