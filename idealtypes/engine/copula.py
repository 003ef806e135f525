"""What ties the joint draws: normals of all aspects and cases, correlated as their estimates err together.

A Gaussian copula (NORTA: Cario & Nelson 1997, Modeling and generating random vectors with arbitrary marginal
distributions and correlation matrix, Northwestern University), whose correlations come from the sources' influences
I_ag = w_g (y_ag − s_a): the same informants speak on several aspects, so the aspects err together. Correlations are
shrunk by G/(G+4), G the sources of the tied cases; cases without common sources are independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.engine.tally import Floats, Ints, Tally

SHRINK = 4.0
# Cases times sources of a block from which its influences are held as links; and numbers drawn at once.
DENSE = 200_000
AT_ONCE = 8_000_000
Parts = Sequence[tuple[int, slice]]  # of the rows: see `row_parts`


def first_rows(tally: Tally) -> Ints:
    """Shape (aspects + 1,): where the rows of each aspect begin.

    A row is what is drawn as one normal: an aspect with two poles has one, with more poles one for each.
    """
    rows = [1 if two else len(p) for p, two in zip(tally.poles, tally.bipolar, strict=True)]
    return np.concatenate([[0], np.cumsum(rows)]).astype(int)


def row_parts(tally: Tally) -> list[tuple[int, slice]]:
    """The rows in parts, in their order: the aspect of each, and the poles whose influences its rows are.

    The rows of one part are independent of one another: the poles of an aspect with more than two are, and their draws
    are tied by their sum. Poles that do not exclude one another are parts by themselves.
    """
    parts: list[tuple[int, slice]] = []
    for a, poles in enumerate(tally.poles):
        if tally.present[a]:
            parts += [(a, slice(p, p + 1)) for p in range(len(poles))]
        else:
            parts.append((a, slice(1, 2) if tally.bipolar[a] else slice(0, len(poles))))
    return parts


def normals(tally: Tally, shares: Floats, *, draws: int, seed: int) -> Floats:
    """Shape (cases, rows, draws): the normals behind the joint draws, the same for the same seed."""
    rng = np.random.default_rng(seed)
    first = first_rows(tally)
    z = np.empty((len(tally.cases), int(first[-1]), draws))
    for block in blocks(tally):
        z[block] = _normals(tally, shares, block, row_parts(tally), rng, draws)
    return z


def blocks(tally: Tally) -> list[Ints]:
    """Cases tied by common sources, directly or through other cases: one array of case numbers a block."""
    C = len(tally.cases)
    links = np.unique(np.stack([tally.case, tally.source]), axis=1)
    if len(np.unique(links[1])) == links.shape[1]:
        return [np.array([c]) for c in range(C)]
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = C + len(tally.sources)
    graph = coo_array((np.ones(links.shape[1]), (links[0], C + links[1])), shape=(n, n))
    label = connected_components(graph, directed=False)[1][:C]
    return [np.flatnonzero(label == k) for k in dict.fromkeys(label.tolist())]


@dataclass(frozen=True, eq=False)
class _Influences:
    """How much each source moves each estimate of a block of cases: I = w (y − s), a row a cell.

    Attributes
    ----------
    member, aspect, source
        Shape (cells,): the case within the block, the aspect, the source within those of the block.
    values
        Shape (cells, K): the influence on every pole; a silent source has none.
    cases, sources
        How many there are.
    parts
        The rows that are drawn: see `row_parts`.
    """

    member: Ints
    aspect: Ints
    source: Ints
    values: Floats
    cases: int
    sources: int
    parts: Parts

    @property
    def shrink(self) -> float:
        """What correlations are shrunk by."""
        return self.sources / (self.sources + SHRINK)

    def basis(self) -> tuple[Any, list[Floats]]:
        """The influences, orthonormal within an aspect, of shape (cases × rows, normals), and the roots of the
        noise."""
        return self._sparse() if self.cases * self.sources > DENSE else self._dense()

    def _dense(self) -> tuple[Floats, list[Floats]]:
        every = np.zeros((self.cases, self.parts[-1][0] + 1, self.values.shape[1], self.sources))
        every[self.member, self.aspect, :, self.source] = self.values
        basis, noise = [], []
        for a, poles in self.parts:
            unit, projection = orthonormal(every[:, a, poles])
            basis.append(unit)
            noise.append(_noise_root(projection, self.shrink))
        flat = np.concatenate(basis, axis=1).reshape(-1, self.sources)
        if len(flat) < self.sources:  # the same correlations from fewer normals
            flat = np.asarray(np.linalg.qr(flat.T, mode="r")).T
        return flat, noise

    def _sparse(self) -> tuple[Any, list[Floats]]:
        """A sparse matrix (cases × rows, sources): its size is that of the links between cases and sources."""
        from scipy.sparse import coo_array

        first = np.concatenate([[0], np.cumsum([poles.stop - poles.start for _, poles in self.parts])])
        links: list[tuple[Floats, Ints, Ints]] = []
        noise = []
        for n, (a, poles) in enumerate(self.parts):
            own = poles.stop - poles.start
            here = np.flatnonzero(self.aspect == a)
            here = here[np.argsort(self.member[here], kind="stable")]
            edges = np.searchsorted(self.member[here], np.arange(self.cases + 1))
            projection = np.zeros((self.cases, own, own))
            for c in np.flatnonzero(np.diff(edges)):
                cells = here[edges[c] : edges[c + 1]]
                unit, projected = orthonormal(self.values[cells, poles].T[None])
                projection[c] = projected[0]
                row = c * first[-1] + first[n] + np.arange(own)
                links.append((unit[0].ravel(), np.repeat(row, len(cells)), np.tile(self.source[cells], own)))
            noise.append(_noise_root(projection, self.shrink))
        value, row, at = (np.concatenate(p) for p in zip(*links, strict=True))
        shape = self.cases * int(first[-1]), self.sources
        return coo_array((value, (row, at)), shape=shape).tocsr(), noise


def _normals(
    tally: Tally, shares: Floats, block: Ints, parts: Parts, rng: np.random.Generator, draws: int
) -> Floats:
    """Shape (cases of the block, rows, draws): standard normals with the correlation of the influences."""
    edges = np.searchsorted(tally.case, [block, block + 1])  # the cells are sorted by case
    inside = np.concatenate([np.arange(*e) for e in edges.T])
    width = sum(poles.stop - poles.start for _, poles in parts)
    z = np.zeros((len(block), width, draws))
    if not len(inside):  # a silent case: whatever its normals are, it has no draws
        return z
    sources, column = np.unique(tally.source[inside], return_inverse=True)
    member = np.searchsorted(block, tally.case[inside])
    aspect = tally.aspect[inside]
    known = np.nan_to_num(shares[block])[member, aspect]
    # I = w (y − s) = (M − T s) / ΣT; orthonormal rows have no scale
    values = tally.mass[inside] - tally.total[inside][:, None] * known
    found = _Influences(member, aspect, column, values, len(block), len(sources), parts)
    flat, noise = found.basis()
    normal = rng.standard_normal((flat.shape[1], draws))
    some = max(1, AT_ONCE // (width * draws))
    for start in range(0, len(block), some):
        here = slice(start, min(start + some, len(block)))
        common = flat[here.start * width : here.stop * width] @ normal
        z[here] = np.sqrt(found.shrink) * common.reshape(-1, width, draws)
        own = rng.standard_normal(z[here].shape)
        at = 0
        for root in noise:
            stop = at + root.shape[-1]
            z[here, at:stop] += root[here] @ own[:, at:stop]
            at = stop
    return z


def _noise_root(projection: Floats, shrink: float) -> Floats:
    """The square root of I − shrink·P, so that the normals of one aspect are independent with variance 1."""
    root: Floats = np.eye(projection.shape[-1]) - (1 - np.sqrt(1 - shrink)) * projection
    return root


def orthonormal(influence: Floats) -> tuple[Floats, Floats]:
    """The nearest matrix with orthonormal rows (cases, rows, G), and the projection on the rows it spans."""
    u, d, vt = np.linalg.svd(influence, full_matrices=False)
    kept = d > 1e-9 * np.maximum(d[:, :1], 1e-9)
    u = u * kept[:, None, :]
    return u @ vt, u @ u.transpose(0, 2, 1)
