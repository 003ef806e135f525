"""Points in the plane: scaling distances to it, laying one plane upon another, and turning it."""

from __future__ import annotations

import numpy as np

from idealtypes.engine.tally import Floats

# Scaling stops when the stress, relative to the squared distances, falls by less than this.
PRECISION, DRAWN_PRECISION = 1e-9, 1e-5
ITERATIONS = 2000
# Points nearer to a line or a point than this, relative to the plane, lie on it.
FLAT = 1e-6
TINY = 1e-12


def classical(target: Floats) -> Floats:
    """Shape (n, 2): the classical solution for distances of shape (n, n), exact where the points lie in a plane.

    Three points with distances 3, 4 and 5 make a right triangle of area 6.

    >>> x = classical(np.array([[0.0, 3, 4], [3, 0, 5], [4, 5, 0]]))
    >>> (a, b), (c, d) = x[1:] - x[0]
    >>> round(abs(float(a * d - b * c)) / 2, 6)
    6.0
    """
    square = target**2
    centred = -0.5 * (square - square.mean(axis=0) - square.mean(axis=1)[:, None] + square.mean())
    from scipy.linalg import eigh

    n = len(target)
    values, vectors = eigh(centred, subset_by_index=[max(0, n - 2), n - 1])
    out = np.zeros((n, 2))
    out[:, : len(values)] = (vectors * np.sqrt(np.maximum(values, 0.0)))[:, ::-1]
    return out


def scaled(target: Floats) -> Floats:
    """Shape (n, 2): metric scaling of distances of shape (n, n), centred on 0."""
    if target.max(initial=0.0) == 0.0:
        return np.zeros((len(target), 2))
    from sklearn.manifold import smacof

    start = classical(target)
    options = {"n_init": 1, "max_iter": ITERATIONS, "eps": PRECISION, "normalized_stress": False}
    found = smacof(target, init=start, **options)[0]
    centred: Floats = found - found.mean(axis=0)
    return centred


def rescaled(targets: Floats, planes: Floats, precision: float = DRAWN_PRECISION) -> Floats:
    """Metric scaling of many sets of distances at once, each from a start of its own.

    The same majorisation as scikit-learn's, with the steps doubled (de Leeuw & Heiser 1980, in Krishnaiah,
    Multivariate Analysis V, 501–522): X ← 2 B(X) X / n − X, B the matrix of the Guttman transform. A stack of small
    sets takes a fraction of the time.

    Parameters
    ----------
    targets, planes
        Shapes (draws, n, n) and (draws, n, 2).
    precision
        Stop when the stress of none falls by more than this part of its squared distances.
    """
    n = planes.shape[1]
    size = np.maximum((targets**2).sum(axis=(1, 2)), TINY)
    planes = planes - planes.mean(axis=1, keepdims=True)
    step: Floats = planes
    fit, before = _stacked(planes), np.full(len(planes), np.inf)
    for _ in range(ITERATIONS):
        ratio = np.divide(targets, fit, out=np.zeros(fit.shape), where=fit > TINY)
        step = (ratio.sum(axis=2)[..., None] * planes - ratio @ planes) / n
        planes = 2 * step - planes
        fit = _stacked(planes)
        now = np.square(fit - targets).sum(axis=(1, 2)) / size
        if (before - now).max() < precision:
            return step
        before = now
    return step


def _stacked(planes: Floats) -> Floats:
    """Shape (draws, n, n): the distances on each of a stack of planes."""
    square = (planes**2).sum(axis=2)
    apart = square[:, :, None] + square[:, None] - 2 * planes @ planes.transpose(0, 2, 1)
    apart = np.maximum(apart, 0.0)
    return np.asarray(np.sqrt(apart))


def stress(fit: Floats, target: Floats) -> float | None:
    """Kruskal's stress-1 of distances on the map, `fit`, as a picture of `target`; None where all points fall together.

    Distances 1, 1, 2 in the place of 1, 1, 1: √(1 / (1 + 1 + 4)) = .408.

    >>> line = np.array([[0.0, 1, 2], [1, 0, 1], [2, 1, 0]])
    >>> round(stress(line, 1 - np.eye(3)), 3)
    0.408
    """
    size = float((fit**2).sum())
    return float(np.sqrt(((fit - target) ** 2).sum() / size)) if size > 0 else None


def aligned(moving: Floats, fixed: Floats) -> Floats:
    """`moving`, shape (n, 2), rotated, reflected and shifted to lie as near as possible to `fixed`; never stretched.

    >>> square = np.array([[0.0, 0], [1, 0], [1, 1], [0, 2]])
    >>> moved = square[:, ::-1] * [1, -1] + [5, 7]
    >>> aligned(moved, square).round(6).tolist() == square.tolist()
    True
    """
    centre, middle = fixed.mean(axis=0), moving.mean(axis=0)
    u, _, vt = np.linalg.svd((moving - middle).T @ (fixed - centre))
    turned_: Floats = (moving - middle) @ (u @ vt) + centre
    return turned_


def turned(plane: Floats, cases: int, target: Floats) -> Floats:
    """The plane, turned: of the two types farthest apart the first left of the second, the next point above.

    Without two types that lie apart, the longest direction is level, and the first case off the centre lies left.

    Parameters
    ----------
    plane
        Shape (n, 2): cases, then types.
    cases
        How many cases.
    target
        Shape (n, n): the distances of the profiles.
    """
    size = float(np.abs(plane).max(initial=0.0))
    if size == 0.0:
        return plane
    types = target[cases:, cases:]
    far = np.unravel_index(int(types.argmax()), types.shape) if types.size else (0, 0)
    start, stop = plane[[cases + int(far[0]), cases + int(far[1])]] if types.size else plane[[0, 0]]
    length = float(np.hypot(*(stop - start)))
    if length > FLAT * size:
        x, y = (stop - start) / length
    else:
        _, _, vt = np.linalg.svd(plane - plane.mean(axis=0), full_matrices=False)
        start, (x, y) = plane.mean(axis=0), vt[0]
        along = (plane - start) @ vt[0]
        off = along[np.abs(along) > FLAT * size]
        x, y = (-x, -y) if len(off) and off[0] > 0 else (x, y)
    around = np.array([[x, -y], [y, x]])
    out: Floats = plane @ around
    above = np.roll((out - start @ around)[:, 1], len(plane) - cases)  # types first
    above = above[np.abs(above) > FLAT * size]
    return out * [1, -1] if len(above) and above[0] < 0 else out


def distances_on(plane: Floats) -> Floats:
    """Shape (n, n): the distances between points of shape (n, 2)."""
    from scipy.spatial.distance import cdist

    matrix: Floats = cdist(plane, plane)
    return matrix
