"""A map: the cases in the plane, with the ideal types as landmarks, and for each case a cloud of where it may lie.

Metric multidimensional scaling by scikit-learn (SMACOF: de Leeuw 1977; Borg & Groenen 2005, Modern Multidimensional
Scaling, ch. 8) puts the points so that the distances on paper come as near as possible to those of the profiles. It
starts from the classical solution (Torgerson 1952; Gower 1966), so that there is no chance in it. Every draw is
scaled again, from half way between the map and its own classical solution, and laid upon the map by the rotation,
reflection and shift that fit best (Procrustes: Schönemann 1966, Psychometrika 31, 1–10; Gower 1975, Psychometrika 40,
33–51): the draws of a case are its cloud. Scale is never fitted: a unit on the map is one of distance.

A map can be turned at will. Here, of the two ideal types farthest apart, the first lies to the left of the second,
on one level, and the next point off that line lies above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.analyses.compare.points import (
    Points,
    comparable,
    not_sampled,
    own_distances,
    type_points,
)
from idealtypes.engine.draws import subset_draws
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason

# Scaling stops when the stress, relative to the squared distances, falls by less than this.
PRECISION, DRAWN_PRECISION = 1e-9, 1e-5
ITERATIONS = 2000
# Points nearer to a line or a point than this, relative to the plane, lie on it.
FLAT = 1e-6
TINY = 1e-12
# Draws in which the map is made again, at most; and the distances worked out in all of them.
DRAWS, BUDGET, LEAST = 200, 120_000_000, 20
# Distances in one block of the work: 4 MB each.
BLOCK = 500_000


@dataclass(frozen=True)
class Cloud:
    """Where a case may lie on the map: an ellipse that holds `level` of its draws.

    `x`, `y` is the mean of the draws, `axes` the half axes, the longer first, `angle` the longer one's direction in
    degrees from the horizontal, in (−90, 90].
    """

    x: float
    y: float
    axes: tuple[float, float]
    angle: float

    def to_dict(self) -> dict[str, Any]:
        return {"x": self.x, "y": self.y, "axes": list(self.axes), "angle": self.angle}


@dataclass(frozen=True)
class Spot:
    """A point on the map.

    `kind` is case or type. `misfit` is the root mean square difference between its distances on the map and those of
    the profiles. `cloud` is None for a type, and where nothing was sampled.
    """

    id: str
    kind: str
    x: float
    y: float
    misfit: float
    cloud: Cloud | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "x": self.x,
            "y": self.y,
            "misfit": self.misfit,
            "cloud": None if self.cloud is None else self.cloud.to_dict(),
        }


@dataclass(frozen=True, eq=False)
class Map(Result):
    """The cases and the ideal types in the plane.

    Attributes
    ----------
    spots
        Cases in the profile's order, then types.
    stress
        Kruskal's stress-1, √(Σ(d_ij − δ_ij)²/Σ d_ij²) with d on the map: 0 is a faithful map, .1 fair, .2 poor
        (Kruskal 1964, Psychometrika 29, p. 3). None where all points fall together.
    scatter
        Shape (draws, cases on the map, 2): the draws, laid upon the map.
    left_out
        Ids of the cases that lack a distance to some other.
    level
        What an ellipse holds.
    why, note
        Why there is no map; what else a reader should know.
    """

    spots: tuple[Spot, ...]
    stress: float | None
    scatter: Floats
    left_out: tuple[str, ...]
    level: float
    why: Reason | None
    note: Why

    @property
    def draws(self) -> int:
        return len(self.scatter)

    def to_dict(self) -> dict[str, Any]:
        return {
            "stress": self.stress,
            "level": self.level,
            "draws": self.draws,
            "spots": None if self.why else [s.to_dict() for s in self.spots],
            "left_out": list(self.left_out),
            **why_keys(self.why),
            "note": said(self.note),
        }

    def __repr__(self) -> str:
        if self.why is not None:
            return said(self.why) or ""
        fit = "" if self.stress is None else f", stress {self.stress:.3f}"
        lines = (f"{s.id}  {s.x:+.2f} {s.y:+.2f}" for s in self.spots)
        return screenful(lines, f"Map of {len(self.spots)} points{fit}")

    def records(self) -> list[dict[str, Any]]:
        """One flat record per point, for tables."""
        out = []
        for s in self.spots:
            c = s.cloud
            cloud = (None,) * 5 if c is None else (c.x, c.y, *c.axes, c.angle)
            names = ("cloud_x", "cloud_y", "cloud_long", "cloud_short", "cloud_angle")
            point = {"id": s.id, "kind": s.kind, "x": s.x, "y": s.y, "misfit": s.misfit}
            out.append(point | dict(zip(names, cloud, strict=True)))
        return out


def map_of(profile: Profile, points: Points) -> Map:
    """The map of a profile's cases, with the named ideal types as landmarks."""
    corners = type_points(profile)
    by_id = np.array(sorted(range(len(profile.cases)), key=lambda c: profile.cases[c]), int)
    kept, out = comparable(own_distances(points, points.estimates[by_id]))
    order, left_out = by_id[kept], tuple(profile.cases[c] for c in np.sort(by_id[out]))
    level = profile.settings.level
    notes = [reason("compare.left_out", cases=left_out)] if left_out else []
    n = len(order)
    if not n or n + len(corners) < 2:
        why = reason("compare.map_one_point" if n else "compare.map_no_evidence")
        return Map((), None, np.empty((0, n, 2)), left_out, level, why, tuple(notes) or None)
    target = own_distances(points, np.concatenate([points.estimates[order], corners]))
    plane = turned(scaled(target), n, target)
    fit = distances_on(plane)
    sampled = points.sampled[order].any(axis=1)
    scatter = _scatter(points, order, corners, plane) if sampled.any() else np.empty((0, n, 2))
    if not sampled.all():
        bare = order[~sampled]
        named = tuple(profile.cases[c] for c in np.sort(bare))
        notes.append(reason("compare.no_cloud", cases=named, reason=not_sampled(profile, *bare)))
    others = max(1, len(target) - 1)
    misfit = np.sqrt(((fit - target) ** 2).sum(axis=1) / others)
    names = [profile.cases[c] for c in order] + [ideal.id for ideal in profile.scheme.ideal_types]
    spots = [
        Spot(
            name,
            "case" if k < n else "type",
            float(plane[k, 0]),
            float(plane[k, 1]),
            float(misfit[k]),
            cloud(scatter[:, k], level) if k < n and sampled[k] else None,
        )
        for k, name in enumerate(names)
    ]
    back = np.argsort(order)  # from the order of the ids to the profile's
    return Map(
        spots=(*(spots[k] for k in back), *spots[n:]),
        stress=stress(fit, target),
        scatter=scatter[:, back],
        left_out=left_out,
        level=level,
        why=None,
        note=tuple(notes) or None,
    )


def _scatter(points: Points, order: Ints, corners: Floats, plane: Floats) -> Floats:
    """Shape (draws, cases, 2): every draw scaled, and laid upon the map."""
    n = len(order)
    draws = min(DRAWS, subset_draws(points.draws, len(plane) ** 2, BUDGET, least=LEAST))
    out = np.empty((draws, n, 2))
    step = max(1, BLOCK // len(plane) ** 2)
    for start in range(0, draws, step):
        some = range(start, min(start + step, draws))
        targets = [own_distances(points, np.concatenate([points.at(draw)[order], corners])) for draw in some]
        # From the map alone points that coincide on it would never part.
        begin = [(plane + aligned(classical(target), plane)) / 2 for target in targets]
        planes = rescaled(np.stack(targets), np.stack(begin))
        out[start : start + step] = [aligned(x, plane)[:n] for x in planes]
    return out


def cloud(scatter: Floats, level: float) -> Cloud:
    """The ellipse with the draws' mean and the shape of their covariance that holds `level` of them.

    Parameters
    ----------
    scatter
        Shape (draws, 2).

    Examples
    --------
    Four draws at (±2, 0) and (0, ±1): the ellipse through all of them.

    >>> cross = np.array([[2.0, 0], [-2, 0], [0, 1], [0, -1]])
    >>> c = cloud(cross, 0.9)
    >>> [round(a, 6) for a in c.axes], round(c.angle, 6)
    ([2.0, 1.0], 0.0)
    """
    centre = scatter.mean(axis=0)
    off = scatter - centre
    values, vectors = np.linalg.eigh(off.T @ off / len(off))
    values = np.maximum(values, 0.0)
    inverse = np.divide(1.0, values, out=np.zeros(2), where=values > 1e-12 * max(values[1], 1e-300))
    reach = float(np.quantile(((off @ vectors) ** 2 * inverse).sum(axis=1), level))
    short, long = np.sqrt(values * reach)
    x, y = vectors[:, 1]
    angle = float(np.degrees(np.arctan2(y, x)))
    angle = angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle
    return Cloud(float(centre[0]), float(centre[1]), (float(long), float(short)), angle)


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
