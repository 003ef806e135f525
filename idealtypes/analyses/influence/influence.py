"""Influence: what moves when one source, one code or one statement is left out, and how little changes the type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from idealtypes.analyses.influence.flip_search import BUDGET
from idealtypes.analyses.influence.influence_findings import flip_finding, source_findings
from idealtypes.analyses.influence.leave_out import (
    Without,
    without_codes,
    without_sources,
    without_statements,
)
from idealtypes.analyses.influence.removal import Removal
from idealtypes.analyses.influence.smallest_change import (
    PRESENCE_ONCE,
    SmallestChange,
    corners_at,
    smallest_change,
    type_at,
)
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Pictured, Why, number, said, screenful, why_keys
from idealtypes.engine.table import Bools, coding_table, distinct, units
from idealtypes.engine.tally import Floats, Ints
from idealtypes.engine.views import View, study_profile
from idealtypes.errors import reason
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    import polars as pl

LEFT_SILENT = reason("influence.left_silent")
Kind = Literal["source", "code", "statement"]
KINDS: tuple[Kind, ...] = ("source", "code", "statement")


@dataclass(frozen=True, eq=False, repr=False)
class LeftOut:
    """What leaving out each source, code or statement does; rows are sorted by item, case and aspect.

    Attributes
    ----------
    kind, ids
        What was left out, and the items' ids.
    item, case, aspect
        Shape (rows,): numbers of the item and of the estimate that it touches.
    after
        Shape (rows, K): the shares without it; nan where nothing is left.
    change
        Shape (rows,): with two poles how far the balance moves, in [−2, 2], positive towards the second pole; with
        more, the largest change of a share, in [−1, 1]. nan where nothing is left.
    pole
        Shape (rows,): the pole whose share `change` is.
    type_changes
        Shape (rows,): whether the case's type becomes another, or none, and this aspect has a part in it.
    corner
        Shape (rows, aspects): the case's corner without the item, −1 where no pole passes the border.
    """

    kind: Kind
    ids: tuple[str, ...]
    item: Ints
    case: Ints
    aspect: Ints
    after: Floats
    change: Floats
    pole: Ints
    type_changes: Bools
    corner: Ints

    def __repr__(self) -> str:
        return f"<LeftOut: each {self.kind} in turn, {len(self.item):,} changes>"

    @cached_property
    def by_size(self) -> Ints:
        """The rows from the largest change to the smallest; rows with nothing left come first."""
        return np.argsort(-np.nan_to_num(np.abs(self.change), nan=np.inf), kind="stable")


@dataclass(frozen=True, eq=False, repr=False)
class Influence(Pictured):
    """What each source, code and statement weighs in a profile; frozen, and knows the profile."""

    profile: Profile
    sources: LeftOut
    codes: LeftOut
    statements: LeftOut
    smallest: tuple[SmallestChange, ...]
    why: Why

    def left_out(self, kind: Kind) -> LeftOut:
        """The rows for sources, codes or statements."""
        return {"source": self.sources, "code": self.codes, "statement": self.statements}[kind]

    def records(self, kind: Kind = "source", most: int | None = None) -> list[dict[str, Any]]:
        """One flat record per item, case and aspect, by falling change; `most` says how many at most."""
        return [self._record(self.left_out(kind), row) for row in self.left_out(kind).by_size[:most].tolist()]

    def _entries(self, kind: Kind, most: int | None = None) -> list[dict[str, Any]]:
        """The records with the codes of their reasons."""
        return [
            r | {"why_code": None if r["why"] is None else LEFT_SILENT.code} for r in self.records(kind, most)
        ]

    def _record(self, left: LeftOut, row: int) -> dict[str, Any]:
        p, c, a = self.profile, int(left.case[row]), int(left.aspect[row])
        pole = int(left.pole[row])
        before, after = p.shares[c, a], left.after[row]
        if p.bipolar[a]:
            ends = before[1] - before[0], after[1] - after[0]
        else:
            ends = before[pole], after[pole]
        return {
            left.kind: left.ids[left.item[row]],
            "case": p.cases[c],
            "aspect": p.aspects[a],
            "pole": None if p.bipolar[a] else p.tally.poles[a][pole],
            "before": number(ends[0]),
            "after": number(ends[1]),
            "change": number(left.change[row]),
            "type_changes": bool(left.type_changes[row]),
            "becomes": type_at(p, left.corner[row]) if left.type_changes[row] else None,
            "why": said(LEFT_SILENT) if np.isnan(left.change[row]) else None,
        }

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Which source moves each estimate most, and the fewest statements that take a case out of its type."""
        moving = source_findings(self.profile, self.sources.ids, *self._source_rows())
        return (*moving, *(flip_finding(self.profile, s) for s in self.smallest))

    def _source_rows(self) -> tuple[Ints, Ints, Ints, Floats, Ints]:
        s = self.sources
        return s.item, s.case, s.aspect, s.change, s.pole

    def to_dict(self, most: int | None = None) -> dict[str, Any]:
        """The answer of `idealtypes influence --json`; `most` limits the list of statements."""
        settings = self.profile.settings
        return {
            **head(self.findings),
            "settings": settings.model_dump(mode="json"),
            "level": settings.level,
            "view": self.profile.view,
            "rests_on": None if self.profile.basis is None else self.profile.basis.to_dict(),
            **why_keys(self.why),
            "sources": self._entries("source"),
            "codes": self._entries("code"),
            "statements": self._entries("statement", most),
            "flip": [s.flip() for s in self.smallest],
            "borders": [s.border() for s in self.smallest],
        }

    def to_frame(self, kind: Kind = "source") -> pl.DataFrame:
        """A polars frame with one row per item, case and aspect."""
        import polars as pl

        return pl.DataFrame(self.records(kind), infer_schema_length=None)

    def __str__(self) -> str:
        lines = [f"Influence in {len(self.profile.cases)} case(s), view {self.profile.view}"]
        if self.why:
            lines.append(said(self.why) or "")
        for kind in KINDS:
            for r in self.records(kind, 2):
                moved = r["why"] if r["change"] is None else f"{r['change']:+.2f}"
                turned = "  the type changes" if r["type_changes"] else ""
                lines.append(f"  without {kind} {r[kind]:<16} {r['aspect']:<16} {moved}{turned}")
        for s in self.smallest:
            gone = said(s.why) if s.statements is None else f"{len(s.statements)} statement(s) on {s.aspect}"
            lines.append(f"{s.title}: {s.type or 'no type'}; smallest change: {gone}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return screenful(str(self).splitlines())


def influence(
    study: StudyData,
    view: View = "all",
    *,
    budget: int = BUDGET,
    progress: Callable[[int, int], None] | None = None,
) -> Influence:
    """What moves when a source, a code or a statement is left out, and the smallest change of each case's type.

    Parameters
    ----------
    study, view
        The study, under its own settings, and the view it is read in.
    budget
        How many sets of statements are tried where only trying helps and there are more than 20 (see `flipping`).
    progress
        Called with the cases done in the search for the smallest change, and their number.
    """
    profile = study_profile(study, view)
    chosen = study.settings
    table = coding_table(study, view)
    keep = ~table.reported | (chosen.reported == "include")
    of = units(table, keep, weighting=chosen.weighting, repeats=chosen.repeats)
    border = 0.5 if chosen.anchors is None else chosen.anchors[1]
    every = np.arange(len(profile.aspects))
    corner = np.stack([corners_at(profile, shares, every, border) for shares in profile.shares])
    removal = Removal(table, keep, of, chosen.repeats, budget)
    smallest = []
    for c in range(len(profile.cases)):
        smallest.append(smallest_change(profile, removal, c, border))
        if progress is not None:
            progress(c + 1, len(profile.cases))

    once = chosen.repeats == "once_per_source"

    def left(kind: Kind, without: Without) -> LeftOut:
        if once and kind != "source":
            without = without.of_groups(~np.tile(profile.tally.present, len(profile.cases)))
        return _left_out(profile, kind, without, corner, border)

    heard = {profile.tally.sources[g] for g in profile.tally.source.tolist()}
    return Influence(
        profile=profile,
        sources=left("source", without_sources(profile.tally)),
        codes=left("code", without_codes(table, keep, of, chosen.repeats)),
        statements=left("statement", without_statements(table, keep, of, chosen.repeats)),
        smallest=tuple(smallest),
        why=_why(heard, "rater" if chosen.unit == "rater" else "source", once and any(profile.tally.present)),
    )


def _why(sources: set[str], who: str, untold: bool) -> Why:
    if not sources:
        return reason("influence.nothing")
    reasons = [reason(f"influence.one_{who}")] if len(sources) == 1 else []
    if "" in sources:
        reasons.append(reason("influence.unnamed_raters"))
    if untold:
        reasons.append(PRESENCE_ONCE)
    return tuple(reasons) or None


def _left_out(profile: Profile, kind: Kind, without: Without, corner: Ints, border: float) -> LeftOut:
    A = len(profile.aspects)
    order = np.lexsort((without.group, without.item))
    item, group = without.item[order], without.group[order]
    case, aspect = group // A, group % A
    poles = np.array([len(p) for p in profile.tally.poles])[aspect]
    after = np.where(np.arange(without.shares.shape[1]) < poles[:, None], without.shares[order], np.nan)
    moved = after - profile.shares[case, aspect]
    largest = np.nan_to_num(np.abs(moved), nan=-1.0).argmax(axis=1) if len(moved) else np.zeros(0, int)
    two = np.array(profile.bipolar, bool)[aspect]
    pole = np.where(two, 1, largest)
    change = moved[np.arange(len(moved)), pole] * np.where(two, 2, 1)
    # an item's case has its corner of now, but for the aspects that the item touches
    turned = corners_at(profile, after, aspect, border)
    first, whole = distinct(item, case)
    corners = corner[case[first]]
    corners[whole, aspect] = turned
    had, has = (corner[case] >= 0).all(axis=1), (corners[whole] >= 0).all(axis=1)
    return LeftOut(
        kind=kind,
        ids=without.ids,
        item=item,
        case=case,
        aspect=aspect,
        after=after,
        change=change,
        pole=pole,
        type_changes=(turned != corner[case, aspect]) & (had | has),
        corner=corners[whole],
    )
