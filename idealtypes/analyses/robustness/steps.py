"""One step on the ladder: placements that an analyst could have written instead.

Codes are placed at few degrees, the *rungs*: those in use, their mirror images, the middle and the ends, and some
between where these lie far apart. One step moves a code's share of a pole to the next rung; the other poles give way,
or gain, in proportion. With two poles and the rungs ±1, ±.7, ±.4, 0, a step from .4 is to .7 or to 0: places that the
codebook knows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from idealtypes.engine.table import CodingTable
from idealtypes.engine.tally import Floats
from idealtypes.model.scheme import pseudo_title
from idealtypes.model.stance import unsigned
from idealtypes.model.study import StudyData

LEAST = 0.1  # of a share, .2 of a position: rungs nearer than this are one, as on a scale from 0 to 100
FURTHEST = 0.25  # of a share, half a position: where rungs lie further apart, others are put between them
ROUNDING = 1e-9
Moved = tuple[Any, str, Floats]  # what was moved, as a value and as a phrase, and π, shape (pairs, K)


def ladder(weights: Floats, poles: int = 2) -> Floats:
    """The rungs, as shares in [0, 1], rising.

    Parameters
    ----------
    weights
        Shape (placements, K): π.
    poles
        The number of poles: 1/K, no leaning at all, is a rung.

    Examples
    --------
    >>> ladder(np.array([[0, 1], [0.15, 0.85], [0.3, 0.7]])).round(2).tolist()
    [0.0, 0.15, 0.3, 0.5, 0.7, 0.85, 1.0]
    >>> ladder(np.array([[0, 1]])).tolist()
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    used = np.concatenate([weights.ravel(), 1 - weights.ravel(), [0.0, 1 / poles, 1.0]])
    rungs = np.unique(np.round(used, 9))
    between = [
        np.linspace(low, high, math.ceil((high - low) / FURTHEST - ROUNDING) + 1)[1:-1]
        for low, high in pairwise(rungs.tolist())
        if high - low > FURTHEST + ROUNDING
    ]
    return np.sort(np.concatenate([rungs, *between]))


def toward(vector: Floats, pole: int, rungs: Floats) -> Floats:
    """A placement (K,) one step nearer a pole; the same one if it stands there already.

    >>> rungs = ladder(np.array([[0.15, 0.85], [0.3, 0.7]]))
    >>> [toward(np.array([0.3, 0.7]), p, rungs).round(2).tolist() for p in (0, 1)]
    [[0.5, 0.5], [0.15, 0.85]]
    >>> toward(np.array([0.4, 0.6, 0.0]), 2, np.array([0, 0.5, 1])).tolist()
    [0.2, 0.3, 0.5]
    """
    here = float(vector[pole])
    if here >= 1 - ROUNDING:
        return vector
    above = rungs[rungs >= here + LEAST - ROUNDING]
    target = float(above[0]) if len(above) else 1.0
    moved: Floats = vector * (1 - target) / (1 - here)
    moved[pole] = target
    return moved


def sharper(vector: Floats, rungs: Floats) -> Floats:
    """A placement one step nearer the pole it leans to; one that leans to none stays.

    >>> sharper(np.array([0.25, 0.75]), np.array([0, 0.25, 0.5, 0.75, 1])).tolist()
    [0.0, 1.0]
    """
    lean = leaning(vector)
    return vector if lean is None else toward(vector, lean, rungs)


def blunter(vector: Floats, rungs: Floats) -> Floats:
    """A placement one step nearer the middle, where all poles have the same; it never leans to another pole.

    >>> blunter(np.array([0.0, 1.0]), np.array([0, 0.25, 0.5, 0.75, 1])).tolist()
    [0.25, 0.75]
    """
    lean = leaning(vector)
    if lean is None:
        return vector
    middle, here = 1 / len(vector), float(vector[lean])
    below = rungs[rungs <= here - LEAST + ROUNDING]
    target = max(float(below[-1]) if len(below) else 0.0, middle)
    mixed = (here - target) / (here - middle)
    blunt: Floats = (1 - mixed) * vector + mixed * middle
    return blunt


def leaning(vector: Floats) -> int | None:
    """The pole with the largest share, None where two share that place.

    >>> leaning(np.array([0.2, 0.8])), leaning(np.array([0.5, 0.5]))
    (1, None)
    """
    order = np.argsort(-vector, kind="stable")
    return None if vector[order[0]] - vector[order[1]] <= ROUNDING else int(order[0])


class Steps:
    """The moves of a table's codes by one step on the ladder of axes with as many poles.

    A place is where a code stands on an aspect; a code that is put against stands where its code does not, and moves
    with it. A claim is not moved, as it names its pole itself.

    Attributes
    ----------
    places
        Per place the code and the number of the aspect, sorted.
    weights
        Shape (places, K): π of each.
    of, against
        Shape (pairs,): the place of each of the table's placements, and whether it is that of a code put against.
    """

    def __init__(self, study: StudyData, table: CodingTable, language: str = "en") -> None:
        self.study, self.table, self.language = study, table, language
        pairs = [
            (*unsigned(table.codes[k]), int(a))
            for k, a in zip(table.pair_code, table.pair_aspect, strict=True)
        ]
        self.places = sorted({(code, a) for code, _, a in pairs})
        number = {place: n for n, place in enumerate(self.places)}
        self.of = np.array([number[code, a] for code, _, a in pairs], int)
        self.against = np.array([negated for _, negated, _ in pairs], bool)
        self.poles = [len(table.poles[a]) for _, a in self.places]
        self.weights = np.zeros((len(self.places), table.weights.shape[1]))
        self.weights[self.of[~self.against]] = table.weights[~self.against]
        for n, (code, a) in enumerate(self.places):
            if code in study.placements:  # it may stand in the table against alone
                self.weights[n, : self.poles[n]] = study.placements[code][table.aspects[a]]
        # a step takes from the other poles what it gives one, which those of `kind: presence` do not know of
        self.exclusive = np.array([not table.present[a] for _, a in self.places], bool)
        self.every = [
            n for n, (code, _) in enumerate(self.places) if code in study.placements and self.exclusive[n]
        ]
        self.rungs = {
            k: ladder(self.weights[[n for n in self.every if self.poles[n] == k], :k], k)
            for k in {self.poles[n] for n in self.every}
        }
        codes = {code.id: f"“{code.title.say(language)}”" for code in study.scheme.codes}
        self.titles = [
            codes.get(code) or pseudo_title(code, study.scheme, language) for code, _ in self.places
        ]
        self.aspects = [aspect.title.say(language) for aspect in study.scheme.aspects]

    def pairs(self, weights: Floats, mirror: bool = True) -> Floats:
        """Shape (…, pairs, K): where the table's codes stand, those put against mirrored or where their codes do."""
        found: Floats = weights[..., self.of, :]
        if mirror and self.against.any():
            poles = np.array(self.poles)[self.of]
            inside = (np.arange(found.shape[-1]) < poles[:, None]) & self.exclusive[self.of][:, None]
            turned = np.where(inside, (1 - found) / (poles[:, None] - 1), 0.0)
            found = np.where(self.against[:, None], turned, found)
        return found

    def vector(self, n: int) -> Floats:
        return self.weights[n, : self.poles[n]]

    def graded(self, n: int) -> bool:
        return float(self.vector(n).max()) < 1 - 1e-9

    def moved(self, how: Any, which: Sequence[int]) -> Floats:
        """All places, those chosen moved."""
        weights = self.weights.copy()
        for n in which:
            weights[n, : self.poles[n]] = how(self.vector(n), self.rungs[self.poles[n]])
        return weights

    def together(self) -> Iterator[Moved]:
        """All graded codes moved at once, or all codes."""
        graded = [n for n in self.every if self.graded(n)]
        yield "sharper", "every graded code one step nearer its pole", self.moved(sharper, graded)
        yield "blunter", "every code one step nearer the middle", self.moved(blunter, self.every)
        between = [n for n in graded if self.poles[n] == 2]
        for end, value in enumerate(("toward_first", "toward_second")):
            names = dict.fromkeys(self.pole(self.places[n][1], end) for n in between)
            weights = self.moved(lambda v, rungs, end=end: toward(v, end, rungs), between)
            yield value, f"every graded code one step nearer {' or '.join(names)}", weights

    def alone(self) -> Iterator[Moved]:
        """One place of one code moved, toward each pole to which it can be."""
        for n in self.every:
            code, a = self.places[n]
            for p in range(self.poles[n]):
                weights = self.moved(lambda v, rungs, p=p: toward(v, p, rungs), [n])
                if not np.allclose(weights, self.weights):
                    value = (code, self.table.aspects[a], self.table.poles[a][p])
                    where = f" ({self.aspects[a]})" if code in self.study.scheme.placements else ""
                    text = f"{self.titles[n]}{where} one step nearer {self.pole(a, p)}"
                    yield value, text, weights

    def pole(self, aspect: int, pole: int) -> str:
        axis = self.study.scheme.axis(self.table.aspects[aspect])
        return axis.pole(self.table.poles[aspect][pole]).title.say(self.language).lower()
