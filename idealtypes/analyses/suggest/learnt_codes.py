"""What was learned of each code: whether there is enough of it, how well it is foretold, and whether it is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.suggest.held_out import Learned
from idealtypes.analyses.suggest.ngrams import Ngrams
from idealtypes.analyses.suggest.plain_rules import RULES, keywords, nearest
from idealtypes.analyses.suggest.precision import average_precision, beats
from idealtypes.engine.findings import LEANING
from idealtypes.engine.result import Why, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import reason
from idealtypes.model.study import StudyData
from idealtypes.model.suggestion import LEAST, LEAST_SOURCES

Held = NDArray[np.bool_]


@dataclass(frozen=True)
class LearntCode:
    """A code, and how well it was foretold for statements of sources that were held out.

    Attributes
    ----------
    statements, sources
        How many statements carry it, of how many sources.
    average_precision
        Of what was learned, in [0, 1]; None where nothing was.
    baselines
        The same of `frequency`, `keywords` and `nearest`.
    beats
        The share of drawings of sources in which it is better than each of them.
    brier, brier_frequency
        The mean squared error of its probabilities; and of the share of the statements of the other folds that carry
        the code.
    precision, recall
        Of what would have been suggested: the share that carries the code (None where nothing would have been); and of
        those that carry it the share that would have been suggested.
    offered
        Whether it is suggested.
    why
        Why not; None where it is.
    """

    code: str
    statements: int
    sources: int
    average_precision: float | None = None
    baselines: tuple[tuple[str, float], ...] = ()
    beats: float | None = None
    brier: float | None = None
    brier_frequency: float | None = None
    precision: float | None = None
    recall: float | None = None
    offered: bool = False
    why: Why = None

    def record(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "statements": self.statements,
            "sources": self.sources,
            "average_precision": _four(self.average_precision),
            "baselines": {name: _four(value) for name, value in self.baselines} or None,
            "beats": self.beats,
            "brier": _four(self.brier),
            "brier_frequency": _four(self.brier_frequency),
            "precision": _four(self.precision),
            "recall": _four(self.recall),
            "offered": self.offered,
            **why_keys(self.why),
        }


def _four(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def enough(put: Held, group: Ints, codes: Sequence[str], least: int = LEAST) -> tuple[LearntCode, ...]:
    """The codes on statements that were read, with why nothing can be learned of some of them."""
    found = []
    for k, code in enumerate(codes):
        own = int(put[:, k].sum())
        sources = len(np.unique(group[put[:, k]]))
        why: Why = None
        if own < least or sources < LEAST_SOURCES:
            why = reason("suggest.few", n=own, sources=sources, least=least, least_sources=LEAST_SOURCES)
        elif len(put) - own < least:
            why = reason("suggest.nearly_all", n=own, total=len(put), least=least)
        found.append(LearntCode(code, own, sources, why=why))
    return tuple(found)


def judged_codes(
    study: StudyData,
    counts: Sequence[LearntCode],
    able: Sequence[int],
    grams: Ngrams,
    read: Ints,
    put: Held,
    group: Ints,
    learned: Learned,
    threshold: float,
) -> tuple[LearntCode, ...]:
    """The codes with how well those in `able` were foretold, and whether each is offered."""
    seed, carry = study.settings.seed, put[:, able]
    words = keywords(grams, read, study.scheme, [counts[k].code for k in able])
    alike = nearest(grams.matrix[read], carry, learned.fold, seed)
    shares = _shares(carry, learned.fold)
    codes = list(counts)
    for j, k in enumerate(able):
        own, model = carry[:, j], learned.scores[:, j]
        rules = (np.zeros(len(own)), words[:, j], alike[:, j])
        simple = tuple(zip(RULES, (average_precision(one, own) for one in rules), strict=True))
        p = learned.probabilities[:, j]
        told = np.round(p, 4) >= threshold
        better = beats(model, rules, own, group, seed)
        value = average_precision(model, own)
        best, at = max(simple, key=lambda one: one[1])
        right = int((told & own).sum())
        why: Why = None
        if value <= at or better < LEANING:
            why = reason("suggest.not_better", own=value, baseline=best, other=at, share=round(100 * better))
        codes[k] = replace(
            counts[k],
            average_precision=value,
            baselines=simple,
            beats=better,
            brier=float(((p - own) ** 2).mean()),
            brier_frequency=float(((shares[:, j] - own) ** 2).mean()),
            precision=right / int(told.sum()) if told.any() else None,
            recall=right / int(own.sum()),
            offered=why is None,
            why=why,
        )
    return tuple(codes)


def _shares(put: Held, fold: Ints) -> Floats:
    """For each statement the share of those of other folds with each code."""
    found = np.zeros(put.shape)
    for f in np.unique(fold).tolist():
        found[fold == f] = put[fold != f].mean(axis=0)
    return found
