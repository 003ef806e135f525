"""A profile between two bounds: what is quoted, and unnamed sources for what is reported, at its extents' ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from idealtypes.engine.coded import View, taken_in
from idealtypes.engine.codings import coding_rows
from idealtypes.engine.doubt import Doubt
from idealtypes.engine.draws import JointDraws
from idealtypes.engine.findings import Counts, Finding, Subject
from idealtypes.engine.leaning import Leaning
from idealtypes.engine.presence import Order
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.profile_numbers import tally_of
from idealtypes.engine.profile_words import NO_EVIDENCE
from idealtypes.engine.quoting import Quoting
from idealtypes.engine.result import Why, number, pair
from idealtypes.engine.spread import Spread
from idealtypes.engine.tally import Floats, Ints, Placements, Tally
from idealtypes.engine.unnamed import ReportedFindings, UnnamedSources, holding, unnamed_sources
from idealtypes.errors import IdealtypesError, reason
from idealtypes.model.extents import EXTENT, OF, bounds, groups_of
from idealtypes.model.settings import EXTENT_OF_RATERS, Settings
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    from collections.abc import Sequence

BETWEEN = reason("engine.between_bounds")
SAME = 1e-9  # ends that differ by less are one


@dataclass(frozen=True, eq=False, repr=False)
class BoundedProfile(Profile):
    """A profile of what is quoted and what is reported: two bounds, and the interval around both.

    Where the bounds of an estimate are one, all is as in any profile; elsewhere what would be a single number is nan,
    and `why` says so. `statements` and `sources` count quoted and reported ones; the tally is that of the quoted.

    Attributes
    ----------
    quoted
        The profile of what is quoted, as if reported sources were left out.
    unnamed
        The unnamed sources at the ends.
    counted
        The tally of quoted and reported statements, each once: the base of all counts.
    left_out
        Reported statements without an extent: they enter no number.
    """

    quoted: Profile = field(kw_only=True, repr=False)
    unnamed: UnnamedSources = field(kw_only=True, repr=False)
    counted: Tally = field(kw_only=True, repr=False)
    left_out: int = field(kw_only=True)

    def at(self, poles: Sequence[int], most: bool = True) -> Profile:
        """The profile at one end: on each aspect the pole of that number has its most, or its least."""
        key = (tuple(poles), most)
        if key not in self._ends:
            tally = self.unnamed.beside(self.tally, poles, most)
            self._ends[key] = profile_of(
                tally, self.scheme, self.settings, view=self.view, titles=self.titles,
                placements=self.placements, taken=self.quoted.codings,
            )  # fmt: skip
        return self._ends[key]

    @cached_property
    def _ends(self) -> dict[tuple[tuple[int, ...], bool], Profile]:
        return {}

    @property
    def low(self) -> Profile:
        """The end at which the first pole of every aspect has its most."""
        return self.at([0] * len(self.aspects))

    @property
    def high(self) -> Profile:
        """The end at which the second pole of every aspect has its most."""
        return self.at([1] * len(self.aspects))

    def ends_of(self, pole: int) -> tuple[Profile, Profile]:
        """The profiles in which the pole of that number has its least, and its most, on every aspect that has it."""
        if pole < 2 and all(self.bipolar):
            return (self.high, self.low) if pole == 0 else (self.low, self.high)
        here = [pole if pole < len(poles) else 0 for poles in self.tally.poles]
        return self.at(here, most=False), self.at(here)

    @cached_property
    def share_ends(self) -> Floats:
        """Shape (cases, aspects, K, 2): the least and the most that each pole's share may be; nan without evidence."""
        ends = [[end.shares[..., p] for end in self.ends_of(p)] for p in range(self.quoted.shares.shape[-1])]
        return np.stack([np.stack(pole, axis=-1) for pole in ends], axis=-2)

    @cached_property
    def bounds(self) -> Floats:
        """Shape (cases, aspects, 2): the balance at both ends; nan without evidence or beyond two poles."""
        first, second = self.share_ends[..., 0, ::-1], self.share_ends[..., 1, :]
        found: Floats = np.where(np.array(self.bipolar)[:, None], second - first, np.nan)
        return found

    @cached_property
    def parted(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Shape (cases, aspects): where the bounds are apart."""
        ends = np.nan_to_num(self.share_ends)
        found: np.ndarray[Any, np.dtype[np.bool_]] = np.any(ends[..., 1] - ends[..., 0] > SAME, axis=-1)
        return found

    @cached_property
    def moved(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Shape (cases, aspects): where there are unnamed sources at any end."""
        tally = self.unnamed.findings.tally
        some = (self.unnamed.least + self.unnamed.most).sum(axis=0)
        found = np.bincount(tally.group, some, tally.groups) > 0
        return found.reshape(len(self.cases), len(self.aspects))

    @cached_property
    def shares(self) -> Floats:
        """Shape (cases, aspects, K): the shares where they are the same at all ends; nan elsewhere."""
        return np.where(self.parted[..., None], np.nan, self.share_ends[..., 1])

    @cached_property
    def statements(self) -> Floats:
        """Shape (cases, aspects): quoted and reported statements with evidence."""
        counted = self.counted
        found: Floats = np.bincount(counted.group, counted.statements, counted.groups).astype(float)
        return found.reshape(len(self.cases), len(self.aspects))

    @cached_property
    def sources(self) -> Ints:
        """Shape (cases, aspects): quoted and reported sources with evidence."""
        found = np.bincount(self.counted.group, minlength=self.counted.groups)
        return found.reshape(len(self.cases), len(self.aspects)).astype(int)

    @cached_property
    def effective_n(self) -> Floats:
        """Shape (cases, aspects): what the quoted are worth, where nothing stands beside them; else nan."""
        return self._untouched(self.quoted.effective_n)

    @cached_property
    def logit(self) -> Floats:
        """Shape (cases, aspects): as in any profile where nothing stands beside the quoted; else nan."""
        return self._untouched(self.quoted.logit)

    @cached_property
    def spread(self) -> Spread:
        """Where disagreement comes from, where nothing stands beside the quoted; else nan."""
        own = self.quoted.spread
        return replace(
            own, **{name: self._untouched(getattr(own, name)) for name in own.__dataclass_fields__}
        )

    @cached_property
    def pole_sizes(self) -> Floats:
        """Shape (cases, aspects, K): as `effective_n`, for each pole."""
        return np.where(self.moved[..., None], np.nan, self.quoted.pole_sizes)

    def leaning(self, case: int, aspect: int) -> Leaning | None:
        """The word for a balance, where nothing stands beside the quoted; else None."""
        return None if self.moved[case, aspect] else self.quoted.leaning(case, aspect)

    def order(self, case: int, aspect: int) -> Order | None:
        """What can be said of the order of poles, where nothing stands beside the quoted; else None."""
        return None if self.moved[case, aspect] else self.quoted.order(case, aspect)

    def _untouched(self, values: Floats) -> Floats:
        return np.where(self.moved, np.nan, values)

    def _bounds_at(self, level: float) -> tuple[Floats, Floats]:
        return self._around(lambda end: end.share_bounds(level))

    def _around(self, bounds: Callable[[Profile], tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
        """From the outer ends: of a pole's intervals where it has its least and its most, the farthest ends."""
        lows, highs = [], []
        for p in range(self.quoted.shares.shape[-1]):
            ends = [bounds(end) for end in self.ends_of(p)]
            lows.append(np.minimum(*(low[..., p] for low, _ in ends)))
            highs.append(np.maximum(*(high[..., p] for _, high in ends)))
        return np.stack(lows, axis=-1), np.stack(highs, axis=-1)

    @cached_property
    def interval(self) -> Floats:
        """Shape (cases, aspects, 2): the interval around both bounds of the balance; nan where there is none."""
        low, high = self.share_bounds()
        ends = np.stack([2 * low[..., 1] - 1, 2 * high[..., 1] - 1], axis=-1)
        return np.where(np.isnan(self.bounds[..., :1]), np.nan, ends)

    @cached_property
    def interval_whole(self) -> Floats:
        """Shape (cases, aspects, 2): the same with every doubt that is in the draws at the ends."""
        least, most = (end.interval_whole for end in (self.low, self.high))
        found = np.stack(
            [np.minimum(least[..., 0], most[..., 0]), np.maximum(least[..., 1], most[..., 1])], axis=-1
        )
        return np.where(np.isnan(self.interval), np.nan, found)

    @cached_property
    def whole_bounds(self) -> tuple[Floats, Floats]:
        """Intervals of the shares around both bounds, with every doubt that is in the draws at the ends."""
        return self._around(lambda end: end.whole_bounds)

    def dominates(self, case: int, aspect: int) -> str | None:
        """Which doubt moves an estimate most, where nothing stands beside the quoted; else None."""
        return None if self.moved[case, aspect] else self.quoted.dominates(case, aspect)

    @cached_property
    def doubt(self) -> Doubt:
        """The sources of doubt that are in what is quoted."""
        return self.quoted.doubt

    @property
    def draws(self) -> JointDraws:
        raise IdealtypesError("a profile between bounds has draws at its ends: ask `low` and `high`")

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What can be said at both ends alike, no more firmly than at the weaker; elsewhere it cannot be told."""
        beside = ("torn", "weighting")
        least, most = ([f for f in end.findings if f.kind not in beside] for end in (self.low, self.high))
        cells = ((c, a) for c in range(len(self.cases)) for a in range(len(self.aspects)))
        found = [
            self._finding(c, a, *ends)
            for (c, a), ends in zip(cells, zip(least, most, strict=True), strict=True)
        ]
        return *found, *self.parted_findings

    def findings_at(self, case: int, aspect: int) -> tuple[Finding, ...]:
        """What can be said of a case on an aspect; of what nothing stands beside as of the quoted."""
        if not self.moved[case, aspect]:
            return self.quoted.findings_at(case, aspect)
        return (self.findings[case * len(self.aspects) + aspect],)

    def _finding(self, c: int, a: int, least: Finding, most: Finding) -> Finding:
        here = Finding(
            "silent" if least.kind == most.kind == "silent" else "undecided",
            Subject(self.cases[c], self.aspects[a], view=self.view),
            "cannot_be_told",
            number(self.balance[c, a]),
            _ends(pair(*self.interval_whole[c, a])),
            Counts(int(self.sources[c, a]), int(self.statements[c, a])),
            why=self.why(c, a),
            behind=partial(self.quoted.statement_ids, self.cases[c], (self.aspects[a],)),
            at_hand=self.quoted.ids_at_hand,
        )
        if not self.bipolar[a] or (least.kind, least.subject) != (most.kind, most.subject):
            return here
        weaker = min(least, most, key=lambda end: end.probability or 0.0)
        return replace(
            here,
            kind=weaker.kind,
            subject=weaker.subject,
            standing=weaker.standing,
            probability=weaker.probability,
            word=weaker.word,
        )

    def why(self, case: int, aspect: int) -> Why:
        """Why something is absent for an estimate; None where all is there."""
        if not self.statements[case, aspect]:
            return NO_EVIDENCE
        if not self.moved[case, aspect]:
            return self.quoted.why(case, aspect)
        return BETWEEN

    def weighting_why(self, case: int, aspect: int) -> Why:
        """Why an estimate has no other weighting; None where it has."""
        return BETWEEN if self.moved[case, aspect] else super().weighting_why(case, aspect)

    def quoting(self, case: int, aspect: int) -> Quoting:
        """What selective quoting would have to be, where nothing stands beside the quoted."""
        if self.moved[case, aspect] and self.sampling == "quoted":
            return Quoting(None, None, None, BETWEEN)
        return super().quoting(case, aspect)

    def found(self, case: int, aspect: int) -> int:
        """How many findings speak to an aspect of a case."""
        tally = self.unnamed.findings.tally
        return int(((tally.case == case) & (tally.aspect == aspect)).sum())

    def added(self, case: int, aspect: int, pole: int, most: bool) -> int:
        """How many unnamed sources there are where the pole has its most, or its least."""
        tally = self.unnamed.findings.tally
        here = (tally.case == case) & (tally.aspect == aspect)
        return int((self.unnamed.most if most else self.unnamed.least)[pole, here].sum())

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case, aspect and pole, for tables; with the two ends of shares and balances."""
        shares = self.share_ends.reshape(-1, 2)[self._told]
        balances = np.repeat(self.bounds[..., None, :], self.quoted.shares.shape[-1], axis=2)
        ends = zip(super().records(), shares, balances.reshape(-1, 2)[self._told], strict=True)
        return [
            record
            | {"share_least": number(share[0]), "share_most": number(share[1])}
            | {"bound_low": number(balance[0]), "bound_high": number(balance[1])}
            for record, share, balance in ends
        ]

    @property
    def _told(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of the flat pairs of case, aspect and column stand for a pole."""
        width = self.quoted.shares.shape[-1]
        there = [p < len(poles) for poles in self.tally.poles for p in range(width)]
        return np.tile(np.array(there, bool), len(self.cases))

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes profile --json`."""
        findings = len(self.unnamed.findings.tally.sources)
        return super().to_dict() | {"reported": {"findings": findings, "left_out": self.left_out}}

    def _aspect(self, c: int, a: int) -> dict[str, Any]:
        poles = self.tally.poles[a]
        ends = {p: pair(*self.share_ends[c, a, i]) for i, p in enumerate(poles)}
        unnamed = {p: [self.added(c, a, i, most) for most in (False, True)] for i, p in enumerate(poles)}
        two = self.bipolar[a]
        answer = super()._aspect(c, a)
        if self.tally.present[a] and self.moved[c, a]:
            answer["differences"] = []
        return answer | {
            "bounds": pair(*self.bounds[c, a]) if two else ends,
            "findings": self.found(c, a),
            "unnamed": unnamed[poles[1]] if two else unnamed,
        }

    def _brief(self, c: int, a: int) -> str:
        if not self.statements[c, a] or not self.moved[c, a]:
            return super()._brief(c, a)
        if not self.bipolar[a]:
            ends = zip(self.tally.poles[a], self.share_ends[c, a], strict=False)
            return "  ".join(f"{p} {low:.2f} to {high:.2f}" for p, (low, high) in ends)
        low, high = self.bounds[c, a]
        around = pair(*self.interval[c, a])
        told = "no interval" if around is None else f"[{around[0]:+.2f}, {around[1]:+.2f}]"
        return f"{low:+.2f} to {high:+.2f} {told}"


def bounded_profile(
    study: StudyData,
    view: View,
    quoted: tuple[pl.DataFrame, Placements],
    whole: pl.DataFrame,
) -> BoundedProfile:
    """The profile of a study under `reported: extent`.

    Parameters
    ----------
    study, view
        The study, and the view that the codings are read in.
    quoted
        The codings of quoted sources in that view, and the placements of codes.
    whole
        The codings of all sources, reported ones too.

    Raises
    ------
    IdealtypesError
        Where raters are what was sampled: they are no groups.
    """
    settings, cases = study.settings, study.cases["id"].to_list()
    if settings.unit == "rater":
        raise IdealtypesError(EXTENT_OF_RATERS)
    rows, placements = quoted
    told = told_extents(study, whole["statement"].unique().to_list())
    found = whole.join(told.select("statement"), on="statement", how="semi", maintain_order="left")
    behind = pl.concat([rows, found.select(rows.columns)])

    def counted(frame: pl.DataFrame, chosen: Settings = settings) -> Tally:
        return tally_of(coding_rows(frame), study.scheme, chosen, placements, cases)

    mine = taken_in(study, view, rows)
    taken = replace(coding_rows(behind), aside=mine.aside)
    every = tally_of(taken, study.scheme, settings, placements, cases)
    own = tally_of(mine, study.scheme, settings, placements, cases)
    alone = pl.col("statement").alias("source")
    one_by_one = settings.changed(weighting="statement", repeats="keep")
    spoken = counted(rows.with_columns(alone), one_by_one)
    real = dict(rows.select("statement", "source").unique().iter_rows())
    said = counted(found.with_columns(alone))
    by_id = {s: (low, high, of) for s, low, high, of in told.iter_rows()}
    ends = np.array([by_id[s] for s in said.sources], int).reshape(-1, 3)
    findings = ReportedFindings(said, ends[:, 0], ends[:, 1], ends[:, 2])
    unnamed = unnamed_sources(own, findings, holding(own, spoken, [real[s] for s in spoken.sources]))
    titles = study.case_titles()
    quoted_alone = profile_of(
        own, study.scheme, settings, view=view, rows=rows, titles=tuple(titles[case] for case in own.cases),
        placements=placements, taken=mine, sampling=study.sampling,
    )  # fmt: skip
    same = {name: getattr(quoted_alone, name) for name in Profile.__dataclass_fields__}
    same |= {"tally": replace(own, talk=every.talk, voices=every.voices), "rows": behind, "taken": taken}
    reported = study.statements.filter(pl.col("kind") == "reported")["id"]
    coded = whole.filter(pl.col("statement").is_in(reported.to_list()))["statement"].n_unique()
    left_out = coded - told.height
    return BoundedProfile(**same, quoted=quoted_alone, unnamed=unnamed, counted=every, left_out=left_out)


def told_extents(study: StudyData, among: Sequence[str]) -> pl.DataFrame:
    """`statement`, `low`, `high`, `of` of the reported statements, among some, that have an extent."""
    schema = {"statement": pl.String, "low": pl.Int64, "high": pl.Int64, "of": pl.Int64}
    if EXTENT not in study.statements.columns:
        return pl.DataFrame(schema=schema)
    of = pl.col(OF) if OF in study.sources.columns else pl.lit(None, pl.String)
    known = study.sources.select(source="id", of=of.cast(pl.String))
    rows = (
        study.statements.filter((pl.col("kind") == "reported") & pl.col(EXTENT).is_not_null())
        .select("source", EXTENT, statement="id")
        .filter(pl.col("statement").is_in(list(among)))
        .join(known, on="source", how="left", maintain_order="left")
    )
    told = []
    for statement, extent, said in rows.select("statement", EXTENT, "of").iter_rows():
        groups = groups_of(said)
        low, high = bounds(extent, groups, study.settings.extents)
        told.append((statement, low, high, groups or int(extent.split("/")[1])))
    return pl.DataFrame(told, schema=schema, orient="row")


def _ends(ends: list[float] | None) -> tuple[float, float] | None:
    return None if ends is None else (ends[0], ends[1])
