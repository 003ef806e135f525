"""Groups of cases that are alike, and whether the same groups would come out again.

Average linkage (Sokal & Michener 1958) on the distances of the profiles: the height at which two groups join is the
mean distance between their cases, on the scale on which distances are printed, it needs no Euclidean distances
(where cases are silent they are not), and it does not favour groups of equal size, as Ward's does.

How many groups: the number, from 2 to ten, with the greatest mean silhouette (Rousseeuw 1987, Journal of
Computational and Applied Mathematics 20, 53–65); below .26 there is "no substantial structure" (Kaufman & Rousseeuw
1990, Finding Groups in Data, p. 88), and no groups are made. All silhouettes are given, so that another number can
be argued for. Nor are groups made where a division as distinct comes about by chance: where the positions on each
aspect are shuffled among the cases, in more than one of twenty shuffles.

Stability: the same number of groups is made again in every draw; a group's stability is its mean Jaccard similarity
with the group most like it (Hennig 2007, Computational Statistics & Data Analysis 52(1), 258–271, with draws of the
profiles for his noise). His reading: from .75 the group is stable; from .6 there is a pattern, but which cases
belong to it is doubtful; below it is not to be trusted. The draws add their noise to that of the estimates, so that
a stability is rather too low than too high.

Silhouettes are worked out here, as scikit-learn's are (a test holds them beside each other): its import costs as much
as all the rest of a comparison of thirty cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from idealtypes.analyses.compare.points import Points, comparable, not_sampled, own_distances
from idealtypes.engine.draws import subset_draws
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import IdealtypesError, Reason, reason

MOST_CLUSTERS = 10
NO_STRUCTURE = 0.26
STABLE, PATTERN = 0.75, 0.6
# Draws in which the groups are made again, at most; and the distances worked out in all of them.
DRAWS, BUDGET = 200, 400_000_000
# Cases nearer to each other than this are alike: what is left is rounding.
NO_DISTANCE = 1e-9  # what is left is rounding: of distances, and of how distinct divisions are
# Shuffles of the cases' positions, fewer for more cases; and the share of them that may be as distinct.
SHUFFLES, FEWEST, FEW, CHANCE = 39, 19, 100, 0.05
Structure = Literal["strong", "reasonable", "weak", "none"]
STRUCTURES: tuple[tuple[float, Structure], ...] = (
    (0.71, "strong"),
    (0.51, "reasonable"),
    (NO_STRUCTURE, "weak"),
)
Standing = Literal["stable", "doubtful", "not_trusted"]


@dataclass(frozen=True)
class Cluster:
    """Cases that are alike.

    Attributes
    ----------
    cases
        Their ids, in the profile's order.
    medoid
        The case with the smallest mean distance to the others: the most typical one.
    within
        Mean distance between its cases; 0 for a single case.
    stability
        Mean Jaccard similarity over the draws, in [0, 1]; None where nothing was sampled.
    recovered
        The share of draws in which exactly this group comes out.
    """

    cases: tuple[str, ...]
    medoid: str
    within: float
    stability: float | None
    recovered: float | None

    @property
    def standing(self) -> Standing | None:
        """Hennig's reading of the stability."""
        if self.stability is None:
            return None
        return (
            "stable"
            if self.stability >= STABLE
            else "doubtful"
            if self.stability >= PATTERN
            else "not_trusted"
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "cases": list(self.cases),
            "stability": self.stability,
            "standing": self.standing,
            "recovered": self.recovered,
            "medoid": self.medoid,
            "within": self.within,
        }


@dataclass(frozen=True, eq=False)
class Clusters(Result):
    """The groups of a profile's cases.

    Attributes
    ----------
    clusters
        Largest first, then in the order of the cases; empty where `why` says that no groups are made.
    silhouettes
        Number of groups → mean silhouette width in [−1, 1].
    merges
        Shape (cases − 1, 4): scipy's linkage of the cases in `order`, for a tree.
    order
        The numbers of the cases in the tree.
    left_out
        The ids of the cases that lack a distance to some other.
    draws
        In how many draws the groups were made again; 0 where nothing was sampled.
    why
        Why no groups are made, else None; `note` what else a reader should know.
    """

    clusters: tuple[Cluster, ...]
    silhouettes: dict[int, float]
    merges: Floats
    order: Ints
    left_out: tuple[str, ...]
    draws: int
    why: Reason | None
    note: Why

    @property
    def count(self) -> int | None:
        """How many groups; None where there are none."""
        return len(self.clusters) or None

    @property
    def structure(self) -> Structure | None:
        """Kaufman & Rousseeuw's reading (p. 88) of the mean silhouette; a weak structure may be artificial."""
        width = self.silhouettes.get(len(self.clusters))
        if width is None:
            return None
        return next((name for least, name in STRUCTURES if width >= least), "none")

    def heading(self) -> dict[str, Any]:
        """`clustering` of `idealtypes compare --json`: how the groups were made."""
        return {
            "linkage": "average",
            "rule": f"greatest mean silhouette, at least {NO_STRUCTURE}",
            "count": self.count,
            "structure": self.structure,
            "silhouettes": {str(k): s for k, s in self.silhouettes.items()},
            "draws": self.draws,
            "left_out": list(self.left_out),
            **why_keys(self.why),
            "note": said(self.note),
        }

    def to_dict(self) -> dict[str, Any]:
        """How the groups were made, and `clusters`."""
        return {**self.heading(), "clusters": self.to_dicts()}

    def __repr__(self) -> str:
        if self.why is not None:
            return screenful([said(self.why) or ""])
        lines = [f"{', '.join(c.cases)}  ({c.standing or 'nothing was sampled'})" for c in self.clusters]
        return screenful(lines, f"{len(lines)} groups of cases, {self.structure or 'no'} structure")

    def to_dicts(self) -> list[dict[str, Any]] | None:
        """`clusters` of `idealtypes compare --json`; None where `why` says why."""
        return None if self.why else [c.to_dict() for c in self.clusters]

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case, for tables."""
        return [
            {
                "case": case,
                "cluster": k,
                "medoid": cluster.medoid,
                "stability": cluster.stability,
                "standing": cluster.standing,
                "recovered": cluster.recovered,
            }
            for k, cluster in enumerate(self.clusters, start=1)
            for case in cluster.cases
        ]


def clusters(profile: Profile, points: Points, count: int | None = None) -> Clusters:
    """Groups of the cases of a profile that are alike.

    Parameters
    ----------
    profile, points
        The profile, and its cases as points.
    count
        How many groups; by default the rule decides.

    Raises
    ------
    IdealtypesError
        If `count` is not between 2 and the number of cases that can be grouped.
    """
    # The order of the ids, so that equal distances are merged alike in whatever order the cases come.
    by_id = np.array(sorted(range(len(profile.cases)), key=lambda c: profile.cases[c]), int)
    matrix = own_distances(points, points.estimates[by_id])
    kept, out = comparable(matrix)
    matrix, order = matrix[np.ix_(kept, kept)], by_id[kept]
    left_out = tuple(profile.cases[c] for c in np.sort(by_id[out]))
    notes = [reason("compare.left_out", cases=left_out)] if left_out else []
    if count is not None and not 2 <= count <= len(order):
        raise IdealtypesError(f"the number of groups lies between 2 and {len(order)}, the cases, not {count}")
    if len(order) < 3 and count is None:
        few = ("groups_no_evidence", "groups_one_case", "groups_two_cases")[len(order)]
        return _none(reason(f"compare.{few}"), notes, left_out, order)
    if matrix.max(initial=0.0) <= NO_DISTANCE and count is None:
        return _none(reason("compare.groups_alike"), notes, left_out, order)
    merges = average_linkage(matrix)
    widths = {k: silhouette(matrix, cut(merges, k)) for k in range(2, min(len(order) - 1, MOST_CLUSTERS) + 1)}
    best = max(widths, key=lambda k: (widths[k], -k)) if widths else len(order)
    if count is None and widths[best] < NO_STRUCTURE:
        why = reason("compare.groups_no_structure", width=widths[best])
        return Clusters((), widths, merges, order, left_out, 0, why, tuple(notes) or None)
    if count is None and by_chance(points, order, widths, profile.settings.seed):
        why = reason("compare.groups_by_chance", width=widths[best])
        return Clusters((), widths, merges, order, left_out, 0, why, tuple(notes) or None)
    labels = cut(merges, count or best)
    stability, recovered, draws = _stability(points, order, labels)
    if not draws:
        notes.append(reason("compare.no_stability", reason=not_sampled(profile, *order)))
    elif not (points.sampled | profile.complete[:, None])[order][points.known[order]].all():
        notes.append(reason("compare.rater_held_fixed"))
    found = [
        _cluster(
            profile,
            matrix,
            order,
            labels == k,
            *([None, None] if not draws else [stability[k], recovered[k]]),
        )
        for k in range(labels.max() + 1)
    ]
    found.sort(key=lambda c: (-len(c.cases), profile.cases.index(c.cases[0])))
    return Clusters(tuple(found), widths, merges, order, left_out, draws, None, tuple(notes) or None)


def by_chance(points: Points, order: Ints, widths: dict[int, float], seed: int) -> bool:
    """Whether groups as distinct come about where the positions on each aspect are shuffled among the cases.

    For each number of groups the silhouette is set against its mean over all shuffles and the cases as they are; the
    largest surplus is what is compared, so that choosing the number is part of the chance. Where they differ on
    one aspect only shuffling changes nothing: then it cannot be told, and groups stand on the silhouette alone.
    """
    reach = np.array(
        [np.ptp(known) if (known := c[~np.isnan(c)]).size else 0.0 for c in points.estimates[order].T]
    )
    if len(set(points.aspect[reach > NO_DISTANCE].tolist())) < 2:
        return False
    rng = np.random.default_rng(seed)
    shuffles = SHUFFLES if len(order) <= FEW else FEWEST
    rows = [list(widths.values())]
    for _ in range(shuffles):
        estimates = points.estimates[order].copy()
        for a in range(points.known.shape[1]):
            heard = np.flatnonzero(points.known[order, a])
            columns = np.flatnonzero(points.aspect == a)
            estimates[np.ix_(heard, columns)] = estimates[np.ix_(rng.permutation(heard), columns)]
        matrix = own_distances(points, estimates)
        merges = average_linkage(matrix)
        rows.append([silhouette(matrix, cut(merges, k)) for k in widths])
    table = np.array(rows)
    surplus = (table - table.mean(axis=0)).max(axis=1)
    return bool((surplus >= surplus[0] - NO_DISTANCE).mean() > CHANCE)


def _none(why: Reason, notes: list[Reason], left_out: tuple[str, ...], order: Ints) -> Clusters:
    return Clusters((), {}, np.empty((0, 4)), order, left_out, 0, why, tuple(notes) or None)


def _stability(points: Points, order: Ints, labels: Ints) -> tuple[Floats, Floats, int]:
    """Mean Jaccard similarity and share of exact returns of each group, and the number of draws; 0 if none vary."""
    groups, n = labels.max() + 1, len(order)
    if not points.sampled[order].any():
        return np.zeros(groups), np.zeros(groups), 0
    draws = min(DRAWS, subset_draws(points.draws, n * n, BUDGET, least=50))
    total, exact = np.zeros(groups), np.zeros(groups)
    for draw in range(draws):
        matrix = own_distances(points, points.at(draw)[order])
        found = jaccard(labels, cut(average_linkage(matrix), int(groups)))
        total += found
        exact += found == 1
    return total / draws, exact / draws, draws


def _cluster(
    profile: Profile,
    matrix: Floats,
    order: Ints,
    inside: Any,
    stability: float | None,
    recovered: float | None,
) -> Cluster:
    members = np.flatnonzero(inside)
    distances = matrix[np.ix_(members, members)]
    pairs = len(members) * (len(members) - 1)
    return Cluster(
        cases=tuple(profile.cases[c] for c in np.sort(order[members])),
        medoid=profile.cases[order[members[int(distances.sum(axis=1).argmin())]]],
        within=float(distances.sum() / pairs) if pairs else 0.0,
        stability=None if stability is None else float(stability),
        recovered=None if recovered is None else float(recovered),
    )


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
