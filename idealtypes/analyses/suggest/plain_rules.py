"""What one can do without learning, for a model to be better than: how frequent a code is, the words of its
definition, and the statements that are most alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.suggest.ngrams import Ngrams
from idealtypes.engine.tally import Floats, Ints
from idealtypes.model.scheme import Scheme
from idealtypes.model.stance import unsigned

RULES = ("frequency", "keywords", "nearest")
NEAREST = 5  # statements
LOOKED_AT = 2_000  # statements of other folds, by lot where there are more
ROWS = 2_000  # statements compared at a time
Held = NDArray[np.bool_]


def keywords(grams: Ngrams, rows: Ints, scheme: Scheme, codes: Sequence[str]) -> Floats:
    """Shape (rows, C): the cosine between a statement's words and those of the code's title, definition, inclusion and
    example, in every language that the scheme has them in."""
    described = grams.described([_words(scheme, unsigned(code)[0]) for code in codes])
    return np.asarray((grams.matrix[rows] @ described.T).todense(), float)


def _words(scheme: Scheme, code: str) -> str:
    one = scheme.code(code)
    said = [
        text.plain() for text in (one.title, one.definition, one.include, one.example) if text is not None
    ]
    return " ".join(" ".join(text.values()) if isinstance(text, dict) else text for text in said)


def nearest(matrix: Any, put: Held, fold: Ints, seed: int) -> Floats:
    """Shape (N, C): the mean over the five most similar statements of other folds of whether they carry the code,
    weighted by their cosines."""
    found = np.zeros(put.shape)
    rng = np.random.default_rng(seed)
    for f in np.unique(fold).tolist():
        others, own = np.flatnonzero(fold != f), np.flatnonzero(fold == f)
        if len(others) > LOOKED_AT:
            others = np.sort(rng.choice(others, LOOKED_AT, replace=False))
        there, carry = matrix[others].T.tocsr(), put[others].astype(float)
        k = min(NEAREST, len(others))
        for first in range(0, len(own), ROWS):
            rows = own[first : first + ROWS]
            alike = np.asarray((matrix[rows] @ there).todense(), float)
            best = np.argsort(-alike, axis=1, kind="stable")[:, :k]
            near = np.take_along_axis(alike, best, axis=1)
            total = np.maximum(near.sum(axis=1), 1e-12)
            found[rows] = np.einsum("nk,nkc->nc", near, carry[best]) / total[:, None]
    return found
