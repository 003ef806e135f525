"""Weights of agreement: how much two values that are not the same agree, from 0 to 1.

After Gwet (2014, Handbook of Inter-Rater Reliability, 4th ed., ch. 3), for values of q categories in rising order and
R = max − min:

| name | weight of x and y |
|---|---|
| identity | 1 where x = y, else 0 |
| linear | 1 − abs(x − y)/R |
| quadratic | 1 − (x − y)²/R² |
| radical | 1 − √abs(x − y)/√R |
| ordinal | 1 − C(d + 1, 2)/C(q, 2), d the number of ranks between them |
| ratio | 1 − ((x − y)/(x + y))²/((max − min)/(max + min))² |
| circular | 1 − sin²(π(x − y)/(R + 1))/most |
| bipolar | 1 − (x − y)²/((x + y − 2 min)(2 max − x − y))/most |

`most` is the largest of the numerators, so that the least weight is 0. Values without a magnitude stand for 1, 2, … q.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError
from idealtypes.model.coefficient_names import VALUE_WEIGHTS, ValueWeights


def weight_matrix(weights: ValueWeights | ArrayLike, domain: ArrayLike) -> Floats:
    """The weights of all pairs of values, 1 on the diagonal: shape (q, q).

    Parameters
    ----------
    weights
        A name, or a matrix of one's own, shape (q, q), within [0, 1] and 1 on the diagonal; it need not be symmetric.
    domain
        Shape (q,): the values in rising order.

    Raises
    ------
    IdealtypesError
        For an unknown name, a matrix that does not fit, or `ratio` with values below 0 or a sum of 0.

    Examples
    --------
    >>> weight_matrix("ordinal", [1, 2, 3]).round(3).tolist()
    [[1.0, 0.667, 0.0], [0.667, 1.0, 0.667], [0.0, 0.667, 1.0]]
    >>> weight_matrix("ratio", [1, 2, 3]).round(3).tolist()
    [[1.0, 0.556, 0.0], [0.556, 1.0, 0.84], [0.0, 0.84, 1.0]]
    """
    x = np.asarray(domain, float)
    if not isinstance(weights, str):
        return _own(np.asarray(weights, float), len(x))
    if weights not in VALUE_WEIGHTS:
        raise IdealtypesError(f"weights are {', '.join(VALUE_WEIGHTS)} or a matrix, not {weights!r}")
    if weights == "ratio" and len(x) and (x[0] < 0 or (len(x) > 1 and x[-1] <= 0)):
        raise IdealtypesError(f"ratio weights are for values of 0 and more, not {x[0]:g}")
    apart = _apart(weights, x)
    most = float(apart.max(initial=0.0))
    return 1 - apart / most if most > 0 else np.ones_like(apart)


def _apart(weights: str, x: Floats) -> Floats:
    """How far two values lie apart; 0 on the diagonal. The weights take it as a share of the most."""
    by = np.abs(x[:, None] - x)
    total = x[:, None] + x
    if weights == "identity":
        return np.asarray(1 - np.eye(len(x)))
    if weights == "ordinal":
        ranks = np.abs(np.subtract.outer(np.arange(len(x)), np.arange(len(x))))
        return np.asarray(ranks * (ranks + 1) / 2)
    if weights == "ratio":
        return np.asarray(np.divide(by, total, out=np.zeros_like(by), where=total > 0) ** 2)
    if weights == "circular":
        return np.asarray(np.sin(np.pi * by / (x[-1] - x[0] + 1)) ** 2) if len(x) else by
    if weights == "bipolar":
        room = (total - 2 * x[0]) * (2 * x[-1] - total) if len(x) else by
        return np.asarray(np.divide(by**2, room, out=np.zeros_like(by), where=by > 0))
    power = {"linear": 1.0, "quadratic": 2.0, "radical": 0.5}[weights]
    return np.asarray(by**power)


def _own(matrix: Floats, q: int) -> Floats:
    if matrix.shape != (q, q):
        raise IdealtypesError(
            f"weights have shape {matrix.shape}: give ({q}, {q}), a row and a column a value"
        )
    if not ((matrix >= 0) & (matrix <= 1)).all():
        raise IdealtypesError("weights lie within [0, 1]: 1 is full agreement, 0 none")
    if not np.allclose(np.diagonal(matrix), 1):
        raise IdealtypesError("weights are 1 on the diagonal: a value agrees with itself")
    return matrix
