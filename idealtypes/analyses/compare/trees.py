"""Trees of cases: average linkage, cutting, and how good and how alike two groupings are."""

from __future__ import annotations

import numpy as np

from idealtypes.engine.tally import Floats, Ints


def average_linkage(matrix: Floats) -> Floats:
    """scipy's linkage of n points, shape (n − 1, 4), from their distances, shape (n, n)."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    merges: Floats = linkage(squareform(matrix, checks=False), "average")
    return merges


def cut(merges: Floats, count: int) -> Ints:
    """Shape (cases,): the group of each case, from 0, when the tree is cut into exactly `count` groups.

    Groups are numbered by their first case. (scipy's `fcluster` gives fewer groups where heights are equal.)

    >>> merges = np.array([[0, 1, 0.1, 2], [2, 3, 0.2, 2], [4, 5, 0.9, 4]])
    >>> cut(merges, 2).tolist(), cut(merges, 3).tolist()
    ([0, 0, 1, 1], [0, 0, 1, 2])
    """
    n = len(merges) + 1
    parent = np.arange(2 * n - 1)
    for step, (a, b) in enumerate(merges[: n - count, :2].astype(int)):
        parent[a] = parent[b] = n + step
    for node in range(2 * n - 2, -1, -1):  # parents have larger numbers
        parent[node] = parent[parent[node]]
    _, first, label = np.unique(parent[:n], return_index=True, return_inverse=True)
    rank: Ints = np.argsort(np.argsort(first))
    return rank[label]


def silhouette(matrix: Floats, labels: Ints) -> float:
    """Mean silhouette width of a grouping, in [−1, 1]; the width of a case alone in its group is 0.

    Parameters
    ----------
    matrix
        Shape (n, n): distances.
    labels
        Shape (n,): groups from 0, at least two.

    Examples
    --------
    Points 0, 1 and 10 in two groups: a = 1 and b = 10 and 9, so (1 − 1/10) and (1 − 1/9), and 0 for the third.

    >>> x = np.array([0.0, 1.0, 10.0])
    >>> round(silhouette(abs(x[:, None] - x), np.array([0, 0, 1])), 4)
    0.5963
    """
    member = np.eye(labels.max() + 1)[labels]
    size = member.sum(axis=0)
    total = matrix @ member
    rows = np.arange(len(labels))
    own = total[rows, labels] / np.maximum(size[labels] - 1, 1)
    others = np.where(member == 1, np.inf, total / size).min(axis=1)
    widest = np.maximum(own, others)
    width = np.divide(others - own, widest, out=np.zeros(len(rows)), where=widest > 0)
    return float(np.where(size[labels] > 1, width, 0.0).mean())


def jaccard(labels: Ints, other: Ints) -> Floats:
    """Shape (groups of `labels`,): the Jaccard similarity of each group with the group of `other` most like it.

    >>> jaccard(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])).round(4).tolist()
    [0.6667, 0.5]
    """
    shared = np.zeros((labels.max() + 1, other.max() + 1))
    np.add.at(shared, (labels, other), 1)
    either = shared.sum(axis=1)[:, None] + shared.sum(axis=0) - shared
    best: Floats = (shared / either).max(axis=1)
    return best
