"""One model a code: scores of sources that it did not see, calibrated, and scores of what nobody has read.

Logistic regression on the n-grams, both sides weighted alike, L2 with C = 1: nothing is tuned, so nothing has to be
held out twice. The statements of a source are never parted: five folds of whole sources, or one a source where there
are fewer. Scores become probabilities by a sigmoid (Platt 1999) on the scores out of fold; that of a fold is fitted
on the other folds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.engine.tally import Floats, Ints

FOLDS = 5
LEARN = 20_000  # statements a model learns from: all with the code, up to half, and others by lot
ITERATIONS = 50
Held = NDArray[np.bool_]
Tell = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Learned:
    """What was learned of C codes from N statements that were read.

    Attributes
    ----------
    fold
        Shape (N,): the fold of the statement's source.
    scores, probabilities
        Shape (N, C): out of fold.
    weights, constants
        Shapes (C, n-grams) and (C,): of the models that learned from all.
    slopes
        Shape (C, 2): the sigmoids that go with them.
    """

    fold: Ints
    scores: Floats
    probabilities: Floats
    weights: Floats
    constants: Floats
    slopes: Floats

    def of_others(self, matrix: Any) -> Floats:
        """Shape (rows, C): the probabilities of statements that nobody has read."""
        return sigmoid(matrix @ self.weights.T + self.constants, self.slopes)


def learn(matrix: Any, put: Held, group: Ints, seed: int, tell: Tell | None = None) -> Learned:
    """Learn codes from the rows of a sparse matrix; `put`, of shape (N, C), says which rows carry which."""
    N, C = put.shape
    fold = folds(group)
    numbers = np.unique(fold)
    scores = np.zeros((N, C))
    weights, constants = np.zeros((C, matrix.shape[1]), np.float32), np.zeros(C)
    done, todo = 0, (len(numbers) + 1) * C
    for f in (*numbers.tolist(), None):
        inside = np.flatnonzero(fold != f) if f is not None else np.arange(N)
        outside = np.flatnonzero(fold == f)
        part = matrix[outside] if f is not None else None
        for c in range(C):
            w, b = _fit(matrix, put[:, c], inside, seed)
            if part is None:
                weights[c], constants[c] = w, b
            else:
                scores[outside, c] = part @ w + b
            done += 1
            if tell is not None:
                tell(done, todo)
    probabilities = np.zeros((N, C))
    for f in numbers.tolist():
        out = fold == f
        probabilities[out] = sigmoid(scores[out], platt(scores[~out], put[~out]))
    return Learned(fold, scores, probabilities, weights, constants, platt(scores, put))


def folds(group: Ints) -> Ints:
    """The fold of each statement: the largest source first, each into the fold that is smallest so far."""
    numbers, sizes = np.unique(group, return_counts=True)
    filled = np.zeros(min(FOLDS, len(numbers)), int)
    of: dict[int, int] = {}
    for k in np.lexsort((numbers, -sizes)):
        least = int(filled.argmin())
        of[int(numbers[k])] = least
        filled[least] += sizes[k]
    return np.array([of[int(g)] for g in group], int)


def _fit(matrix: Any, put: Held, rows: Ints, seed: int) -> tuple[Any, float]:
    """Weights and constant of a model; nothing but the constant where the rows are all alike."""
    from sklearn.linear_model import LogisticRegression

    rows = _some(rows, put, seed)
    told = put[rows]
    if told.all() or not told.any():
        return np.zeros(matrix.shape[1], np.float32), 4.0 if told.all() else -4.0
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=ITERATIONS, tol=1e-3)
    model.fit(matrix[rows], told)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _some(rows: Ints, put: Held, seed: int) -> Ints:
    """The rows that a model learns from."""
    if len(rows) <= LEARN:
        return rows
    rng = np.random.default_rng(seed)
    own, others = rows[put[rows]], rows[~put[rows]]
    own = own if len(own) <= LEARN // 2 else rng.choice(own, LEARN // 2, replace=False)
    more = LEARN - len(own)
    others = others if len(others) <= more else rng.choice(others, more, replace=False)
    return np.sort(np.concatenate([own, others]))


def sigmoid(scores: Any, slopes: Floats) -> Floats:
    """Scores of shape (N, C) as probabilities: 1/(1 + exp(−(a·score + b))), `slopes` holding a and b of each code."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores * slopes[:, 0] + slopes[:, 1], -50, 50))))


def platt(scores: Floats, put: Held) -> Floats:
    """The sigmoid of each column of scores, shape (C, 2): maximum likelihood on targets that are drawn in a little.

    Platt (1999, 5): the targets are (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2). A slope below 0 would turn the order round, and
    becomes 0: then the probability is the share of statements with the code.

    >>> scores = np.array([[-1.0], [0.0], [1.0], [2.0]])
    >>> a, b = platt(scores, scores > 0.5)[0]
    >>> bool(a > 0), np.round(sigmoid(np.array([[0.5]]), np.array([[a, b]])), 3).item()
    (True, 0.5)
    """
    return np.array([_sigmoid_of(scores[:, c], put[:, c]) for c in range(scores.shape[1])]).reshape(-1, 2)


def _sigmoid_of(scores: Floats, put: Held) -> tuple[float, float]:
    own, others = int(put.sum()), int((~put).sum())
    target = np.where(put, (own + 1) / (own + 2), 1 / (others + 2))
    base = float(target.mean())
    a, b = 0.0, float(np.log(base / (1 - base)))
    if own and others and float(np.ptp(scores)) > 0:
        for _ in range(ITERATIONS):
            p = 1 / (1 + np.exp(-np.clip(a * scores + b, -50, 50)))
            w = np.maximum(p * (1 - p), 1e-9)
            ga, gb = float(((target - p) * scores).sum()), float((target - p).sum())
            haa, hab, hbb = float((w * scores**2).sum()) + 1e-9, float((w * scores).sum()), float(w.sum())
            det = haa * hbb - hab * hab
            if det <= 0:
                break
            da, db = (hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det
            step = min(1.0, 5.0 / max(abs(da), abs(db), 1e-9))
            a, b = a + step * da, b + step * db
            if max(abs(da), abs(db)) < 1e-8:
                break
        if a <= 0:
            a, b = 0.0, float(np.log(base / (1 - base)))
    return a, b
