"""Numbering distinct rows, summing by group, dividing where there is something to divide by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.engine.tally import Floats, Ints

Bools = NDArray[np.bool_]
LARGEST_KEY = 2**62


def distinct(*columns: Ints) -> tuple[Ints, Ints]:
    """Number the distinct rows of some columns of non-negative integers, in their order.

    Returns the place of each distinct row's first occurrence, and every row's number.

    >>> first, number = distinct(np.array([1, 0, 1]), np.array([2, 5, 2]))
    >>> first.tolist(), number.tolist()
    ([1, 0], [1, 0, 1])
    """
    key = columns[0].astype(np.int64)
    for column in columns[1:]:
        size = int(column.max(initial=0)) + 1
        if (int(key.max(initial=0)) + 1) * size > LARGEST_KEY:
            key = np.unique(key, return_inverse=True)[1]
        key = key * size + column
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return first, number


def summed(values: Floats, group: Ints, groups: int) -> Floats:
    """Sum values of shape (rows,) or (rows, K) within groups: shape (groups,) or (groups, K).

    >>> summed(np.array([1.0, 2, 3]), np.array([0, 1, 0]), 3).tolist()
    [4.0, 2.0, 0.0]
    """
    if values.ndim == 1:
        return np.bincount(group, values, groups).astype(float)
    columns = [np.bincount(group, column, groups) for column in values.T]
    return np.stack(columns, axis=1).astype(float)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """numerator / denominator, nan where there is nothing to divide by."""
    n, d = np.broadcast_arrays(numerator, denominator)
    out: Any = np.full(n.shape, np.nan)
    return np.asarray(np.divide(n, d, out=out, where=d > 1e-12))
