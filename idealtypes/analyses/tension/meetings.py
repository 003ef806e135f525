"""Codes in use: where they stand, which of them stand opposite, and in which statements and sources they meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from idealtypes.analyses.tension.chance import upper_tail, upper_tail_within
from idealtypes.engine.coded import codings_put, readings_made
from idealtypes.engine.occasions import OCCASION
from idealtypes.engine.tally import Ints
from idealtypes.model.placement import dominant
from idealtypes.model.scheme import Scheme
from idealtypes.model.study import StudyData

Level = Literal["statement", "source"]
Chance = Literal["all", "within_sources"]
Placements = Mapping[str, Mapping[str, Sequence[float]]]


@dataclass(frozen=True)
class CodeInUse:
    """A code that has a place and is in use; a signed code is a code of its own.

    Attributes
    ----------
    n
        Units (statements or sources) that have it.
    position
        In [−1, 1]; see `on_a_line`.
    aspect, pole
        The first aspect with a dominant pole, and that pole; without any, the first aspect, and None.
    places
        Aspect → dominant pole.
    """

    code: str
    title: str
    n: int
    position: float
    aspect: str
    pole: str | None
    places: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "title": self.title,
            "n": self.n,
            "position": self.position,
            "aspect": self.aspect,
            "pole": self.pole,
        }


@dataclass(frozen=True)
class Opposition:
    """Two codes at different poles of one axis; `across`: on different aspects of it."""

    axis: str
    aspects: tuple[str, str]
    poles: tuple[str, str]

    @property
    def across(self) -> bool:
        return self.aspects[0] != self.aspects[1]


@dataclass(frozen=True)
class Meeting:
    """Two codes that meet: in how many units, how many chance would have, and P(as many or more by chance).

    `opposed` says where they stand opposite; None where they do not. Of opposed codes only: `adjusted`, p among all
    opposed pairs (Benjamini–Hochberg); `statements`, those in which they meet or, at the level of sources, those with
    either code in the sources in which they meet; and `sources`.
    """

    a: str
    b: str
    observed: int
    expected: float
    p: float
    opposed: Opposition | None = None
    adjusted: float | None = None
    statements: tuple[str, ...] = field(default=(), repr=False)
    sources: tuple[str, ...] = field(default=(), repr=False)

    def to_dict(self, level: Level) -> dict[str, Any]:
        opposed = self.opposed
        return {
            "a": self.a,
            "b": self.b,
            "level": level,
            "axis": None if opposed is None else opposed.axis,
            "aspects": None if opposed is None else list(opposed.aspects),
            "poles": None if opposed is None else list(opposed.poles),
            "across": None if opposed is None else opposed.across,
            "observed": self.observed,
            "expected": self.expected,
            "p": self.p,
            "adjusted": self.adjusted,
            "statements": list(self.statements),
            "sources": list(self.sources),
        }


def dominant_poles(scheme: Scheme, placements: Placements) -> dict[str, dict[str, str]]:
    """Code → aspect → its dominant pole, aspects in the scheme's order; aspects without one are left out.

    Of two dimensions that a code holds alike neither dominates.
    """
    found: dict[str, dict[str, str]] = {}
    for code, places in placements.items():
        found[code] = {}
        for aspect in scheme.aspects:
            at = dominant(places.get(aspect.id, ()))
            if at is not None:
                found[code][aspect.id] = scheme.poles(aspect.id)[at]
    return found


def opposition(scheme: Scheme, a: Mapping[str, str], b: Mapping[str, str]) -> Opposition | None:
    """Where two codes stand opposite, given their dominant poles by aspect: on one aspect first, else across two.

    Never on an aspect of `kind: presence`, whose poles do not exclude one another.
    """
    a, b = ({aspect: p for aspect, p in one.items() if aspect not in scheme.presence} for one in (a, b))
    for aspect, pole in a.items():
        if b.get(aspect, pole) != pole:
            return Opposition(scheme.axis(aspect).id, (aspect, aspect), (pole, b[aspect]))
    for aspect, pole in a.items():
        axis = scheme.axis(aspect).id
        for other, opposite in b.items():
            if other != aspect and opposite != pole and scheme.axis(other).id == axis:
                return Opposition(axis, (aspect, other), (pole, opposite))
    return None


def on_a_line(scheme: Scheme, places: Mapping[str, Sequence[float]]) -> float | None:
    """A code's place in [−1, 1]: its position, averaged over its aspects; None for a code that is on no aspect.

    Three or more poles are spread evenly in the order of the theory, which says nothing of how near they are.
    """
    found = []
    for aspect in scheme.aspects:
        shares = places.get(aspect.id)
        if shares is not None:
            last = len(shares) - 1
            whole = sum(shares) if aspect.id in scheme.presence and any(shares) else 1.0
            found.append(sum(share * (2 * p / last - 1) for p, share in enumerate(shares)) / whole)
    return sum(found) / len(found) if found else None


def in_use(study: StudyData, code: str, n: int, language: str) -> CodeInUse:
    placed = study.placements[code]
    poles = dominant_poles(study.scheme, {code: placed})[code]
    first = next(a.id for a in study.scheme.aspects if a.id in placed)
    aspect, pole = next(iter(poles.items()), (first, None))
    position = on_a_line(study.scheme, placed)
    assert position is not None  # codes without a place are left out
    return CodeInUse(code, study.scheme.code_title(code, language), n, position, aspect, pole, poles)


def codes_shared(study: StudyData) -> tuple[pl.DataFrame, int]:
    """`statement`, `source`, `code` that more than half of a statement's coders put; and how many fewer did."""
    placed = [code for code, places in study.placements.items() if places]
    put = codings_put(study).filter(pl.col("code").is_in(placed))
    read = readings_made(study)
    if OCCASION in put.columns:  # what a coder put on most of her occasions
        times = read.group_by("statement", "coder").agg(times=pl.len())
        put = put.group_by("statement", "source", "coder", "code").agg(count=pl.len())
        put = put.join(times, on=["statement", "coder"]).filter(2 * pl.col("count") > pl.col("times"))
    readers = read.group_by("statement").agg(readers=pl.col("coder").n_unique())
    put = put.group_by("statement", "source", "code").agg(putters=pl.col("coder").n_unique())
    put = put.join(readers, on="statement")
    most = put.filter(2 * pl.col("putters") > pl.col("readers"))
    return most.select("statement", "source", "code"), put.height - most.height


class CodesByUnit:
    """Statements or sources, and which codes they have: a table of units by codes."""

    def __init__(self, study: StudyData, put: pl.DataFrame, ids: Sequence[str], level: Level) -> None:
        order = study.statements.select(statement="id").with_row_index("order")
        rows = put.join(order, on="statement").sort("order", "code")
        self.level = level
        self.statements = rows["statement"].unique(maintain_order=True).to_list()
        source = rows.unique("statement", keep="first", maintain_order=True)["source"]
        self.sources = source.unique(maintain_order=True).to_list()
        number = {name: n for n, name in enumerate(self.statements)}
        code = {name: n for n, name in enumerate(ids)}
        at = [number[s] for s in rows["statement"].to_list()], [code[c] for c in rows["code"].to_list()]
        self.has: NDArray[np.bool_] = np.zeros((len(self.statements), len(ids)), bool)
        self.has[at] = True
        places = {name: n for n, name in enumerate(self.sources)}
        self.source: Ints = np.array([places[s] for s in source.to_list()], int)
        self.by_source: Ints = np.zeros((len(self.sources), len(ids)), int)
        np.add.at(self.by_source, self.source, self.has.astype(int))
        self.per_source: Ints = np.bincount(self.source, minlength=len(self.sources))
        self.table = self.has if level == "statement" else self.by_source > 0
        self.size = len(self.table)
        self.n: list[int] = self.table.sum(axis=0).tolist()

    def meetings(self) -> list[tuple[int, int, int]]:
        """Two codes and how many units have both, where there are any, in the order of the codes."""
        table = self.table.astype(np.float32)
        together = np.triu(np.rint(table.T @ table).astype(int), 1)
        return [(int(i), int(j), int(together[i, j])) for i, j in np.argwhere(together)]

    def by_chance(self, i: int, j: int, observed: int, chance: Chance) -> tuple[float, float]:
        """How often chance would have them meet, and P(as often or more)."""
        if chance == "all":
            expected = self.n[i] * self.n[j] / self.size
            return expected, float(upper_tail(observed, self.size, self.n[i], self.n[j]))
        a, b = self.by_source[:, i], self.by_source[:, j]
        both = np.flatnonzero(a * b)
        N, a, b = self.per_source[both], a[both], b[both]
        return float((a * b / N).sum()), upper_tail_within(observed, N.tolist(), a.tolist(), b.tolist())

    def evidence(self, i: int, j: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The statements and the sources in which two codes meet."""
        if self.level == "statement":
            chosen = self.has[:, i] & self.has[:, j]
        else:
            chosen = (self.has[:, i] | self.has[:, j]) & (self.table[:, i] & self.table[:, j])[self.source]
        at = np.flatnonzero(chosen)
        sources = dict.fromkeys(self.sources[g] for g in self.source[at])
        return tuple(self.statements[s] for s in at), tuple(sources)
