"""The balance profile: where the evidence of each case lies on each aspect, and how far that may be off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from idealtypes.engine.basis import Basis, basis_of
from idealtypes.engine.codings import CodingRows, coding_rows
from idealtypes.engine.doubt import NAMES, Doubt, doubt_of
from idealtypes.engine.draws import DRAWS_LEVEL, JointDraws, joint_draws
from idealtypes.engine.findings import ONE_STATEMENT, Counts, Finding, Subject, head
from idealtypes.engine.intervals import EffectiveSizes, effective_sizes, share_interval
from idealtypes.engine.leaning import UNTOLD, Leaning, leaning, leaning_named
from idealtypes.engine.pooled_raters import PooledRaters, RatersByAspect, rated
from idealtypes.engine.presence import Apart, Order, apart, order_drawn, order_named, order_of, sizes_of_poles
from idealtypes.engine.profile_findings import CellEvidence, findings_at
from idealtypes.engine.result import Pictured, Why, reasons_of, said, screenful, why_keys
from idealtypes.engine.spread import Spread, is_torn, spread
from idealtypes.engine.tally import Floats, Ints, Placements, Tally, statement_ids, tally
from idealtypes.errors import Reason, reason
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Choices, Settings
from idealtypes.model.stance import unsigned, with_against

if TYPE_CHECKING:
    from typing import Unpack

    import polars as pl


NOTHING: list[float | None] = [None, None, None]
WEIGHT = ("weight", "weight_low", "weight_high")

NO_EVIDENCE = reason("engine.no_evidence")
COMPLETE = reason("engine.complete")
ONE_RATER = reason("engine.one_rater")
ONE_SOURCE = reason("engine.one_source")
ONE_POOLED = reason("engine.one_rater_pooled")
NOT_RATINGS = reason("engine.raters_not_ratings")
NO_SPLIT = reason("engine.no_split")
NO_CONTEST = reason("engine.no_contest")


@dataclass(frozen=True, eq=False)
class Profile(Pictured):
    """Shares, balance and intervals of every case on every aspect; frozen, and knows its settings.

    Attributes
    ----------
    scheme, settings, view
        What it was made with; `view` is all, is, ought, expected, would or useful.
    tally
        The evidence it rests on.
    rows
        The codings behind it, as they were given: the way back to the statements.
    sizes
        Effective sample sizes n_e, flat over cases and aspects.
    titles
        The cases' titles, where they have one.
    units
        What was sampled, case by case, where cases of several studies stand together; empty where `settings.unit`
        holds for all.
    placements
        Where the codes of `rows` lie, as given to `tally`; claims and ratings stand for codes that the scheme has not.
        None where that is not at hand.
    taken
        `rows` as one codings table, where they were taken in already.
    estimated
        The doubts about coders and placements, where they were estimated elsewhere: cases of several profiles in one.
    """

    scheme: Scheme
    settings: Settings
    view: str
    tally: Tally
    rows: Any
    sizes: EffectiveSizes
    titles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    placements: Placements | None = None
    taken: CodingRows | None = field(default=None, repr=False)
    estimated: Doubt | None = field(default=None, repr=False)

    @cached_property
    def codings(self) -> CodingRows | None:
        """The codings as one table, where they live; None where they are not at hand."""
        if self.taken is None and self.rows is not None:
            return coding_rows(self.rows)
        return self.taken

    @cached_property
    def basis(self) -> Basis | None:
        """What the numbers rest on; None where the codings are not at hand."""
        if self.codings is None or self.placements is None:
            return None
        return basis_of(self.codings, self.placements, self.scheme.unplaced)

    @property
    def cases(self) -> tuple[str, ...]:
        return self.tally.cases

    @property
    def aspects(self) -> tuple[str, ...]:
        return self.tally.aspects

    def poles(self, aspect: str) -> tuple[str, ...]:
        """The poles of an aspect, in the order of the columns of `shares`."""
        return self.tally.poles[self.aspects.index(aspect)]

    @cached_property
    def shares(self) -> Floats:
        """Shape (cases, aspects, K): s_p in [0, 1], summing to 1 over an aspect's poles; nan without evidence.

        On an aspect of `kind: presence` the weights w_p in [0, 1], which have no sum. Where raters are pooled the
        positions that this gives.
        """
        shape = (len(self.cases), len(self.aspects), -1)
        shares = self.sizes.shares.reshape(shape).copy()
        for a, poles in enumerate(self.tally.poles):
            shares[:, a, len(poles) :] = np.nan
        for a, pooled in self.pooled:
            shares[:, a, 1] = (1 + pooled.position) / 2
            shares[:, a, 0] = 1 - shares[:, a, 1]
        return shares

    @cached_property
    def rated(self) -> RatersByAspect | None:
        """How the raters are read, where what was sampled is raters and nothing else; else None."""
        if self.settings.unit != "rater" or any(unit != "rater" for unit in self.units):
            return None
        none: tuple[None, ...] = (None,) * len(self.aspects)
        codes = None if self.codings is None or self.units else self.codings.codes
        if codes is None or any(unsigned(code)[0] in self.scheme.holders for code in codes):
            why = (None if self.settings.raters == "separate" else NOT_RATINGS,) * len(self.aspects)
            return RatersByAspect(none, why, self.aspects, self.tally.sources)
        return rated(self.tally, self.settings.raters)

    @cached_property
    def pooled(self) -> list[tuple[int, PooledRaters]]:
        """The aspects on which raters are pooled, by number."""
        return (
            [] if self.rated is None else [(a, p) for a, p in enumerate(self.rated.pooled) if p is not None]
        )

    @cached_property
    def effective_n(self) -> Floats:
        """Shape (cases, aspects): how many independent statements the evidence is worth.

        nan on an aspect of `kind: presence`, where each pole has a size of its own: `pole_sizes`.
        """
        sizes = self.sizes.effective.reshape(len(self.cases), len(self.aspects)).copy()
        for a, pooled in self.pooled:
            sizes[:, a] = pooled.worth
        return np.where(self.tally.present, np.nan, sizes)

    @cached_property
    def pole_sizes(self) -> Floats:
        """Shape (cases, aspects, K): the effective sizes behind the interval of each pole."""
        sizes = sizes_of_poles(self.tally, self.sizes.effective, self.settings.level)
        return self.with_pooled_sizes(sizes)

    def with_pooled_sizes(self, sizes: Floats) -> Floats:
        """Sizes of shape (cases, aspects, K), those of pooled raters in their place."""
        if self.pooled:
            sizes = np.array(sizes)
        for a, pooled in self.pooled:
            sizes[:, a, :2] = pooled.worth[:, None]
        return sizes

    @cached_property
    def unanimous(self) -> Floats:
        """Shape (cases, aspects): n_0, how many statements the evidence would be worth were it all at one pole."""
        return self.sizes.unanimous.reshape(len(self.cases), len(self.aspects))

    @cached_property
    def sources(self) -> Ints:
        """Shape (cases, aspects): sources with evidence."""
        return self.sizes.sources.reshape(len(self.cases), len(self.aspects))

    @cached_property
    def statements(self) -> Floats:
        """Shape (cases, aspects): distinct statements with evidence."""
        return self.sizes.statements.reshape(len(self.cases), len(self.aspects))

    @cached_property
    def mass(self) -> Floats:
        """Shape (cases, aspects, K): M, the evidence for each pole."""
        columns = [
            np.bincount(self.tally.group, m, self.tally.groups).astype(float) for m in self.tally.mass.T
        ]
        return np.stack(columns, axis=1).reshape(len(self.cases), len(self.aspects), -1)

    @cached_property
    def bipolar(self) -> tuple[bool, ...]:
        """Per aspect: whether it lies between two poles, so that there is a balance."""
        return self.tally.bipolar

    @cached_property
    def balance(self) -> Floats:
        """Shape (cases, aspects): s_formal − s_informal in [−1, 1]; nan without evidence or beyond two poles."""
        balance = self.shares[..., 1] - self.shares[..., 0]
        return np.where(self.bipolar, balance, np.nan)

    @cached_property
    def logit(self) -> Floats:
        """Shape (cases, aspects): log((M_f + ½)/(M_i + ½)); 0 is balanced, 2.2 is nine to one.

        Lowe, Benoit, Mikhaylov & Laver (2011), Legislative Studies Quarterly 36(1): 123–155, eq. 3.
        """
        logit = np.log((self.mass[..., 1] + 0.5) / (self.mass[..., 0] + 0.5))
        return np.where(np.isnan(self.balance), np.nan, logit)

    @cached_property
    def salience(self) -> Floats:
        """Shape (cases, aspects): statements on the aspect over statements of the case with any coding; in [0, 1].

        What is put against a code speaks of its aspects, also where it is left out of the balance.
        """
        talk = self.tally.talk[:, None].astype(float)
        salience: Floats = np.divide(
            self.spoken, talk, out=np.full(self.statements.shape, np.nan), where=talk > 0
        )
        return salience

    @property
    def spoken(self) -> Floats:
        """Shape (cases, aspects): distinct statements that speak of the aspect, those left out of its balance, too."""
        if self.settings.against != "leave_out" or self.codings is None or self.placements is None:
            return self.statements
        codings = self.codings
        if not any(unsigned(code)[1] for code in codings.codes):
            return self.statements
        placed = with_against(self.placements, codings.codes, "mirror", self.scheme.presence)
        every = tally_of(codings, self.scheme, self.settings, placed, self.cases)
        counts = np.bincount(every.group, every.statements, every.groups)
        return counts.astype(float).reshape(self.statements.shape)

    @cached_property
    def spread(self) -> Spread:
        """Where disagreement comes from."""
        return spread(self.tally, self.settings.level)

    @cached_property
    def no_interval(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Shape (cases, aspects): where there is an estimate but no sampling interval."""
        by_rater = np.array([unit == "rater" for unit in self._units], bool)
        alone = by_rater[:, None] & (self.sources <= 1)
        for a, pooled in self.pooled:
            alone[:, a] = np.isnan(pooled.position)
        return self.complete[:, None] | alone

    @cached_property
    def complete(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Shape (cases,): where the evidence is complete, so that nothing was sampled and nothing is unsure."""
        return np.array([unit == "none" for unit in self._units], bool)

    @property
    def _units(self) -> tuple[str, ...]:
        return self.units or (self.settings.unit,) * len(self.cases)

    def share_bounds(self, level: float | None = None) -> tuple[Floats, Floats]:
        """Intervals of the shares at a level (by default the study's): two arrays of shape (cases, aspects, K)."""
        return self._bounds if level is None else self._bounds_at(level)

    @cached_property
    def _bounds(self) -> tuple[Floats, Floats]:
        return self._bounds_at(self.settings.level)

    def _bounds_at(self, level: float) -> tuple[Floats, Floats]:
        low, high = share_interval(self.shares, self.pole_sizes, self.unanimous[..., None], level)
        self.put_pooled_ends(low, high, level)
        hidden = self.no_interval[..., None]
        return np.where(hidden, np.nan, low), np.where(hidden, np.nan, high)

    def put_pooled_ends(self, low: Floats, high: Floats, level: float) -> None:
        """Put the ends of pooled raters in their place, in arrays of shape (cases, aspects, K)."""
        for a, pooled in self.pooled:
            ends = [(1 + end) / 2 for end in pooled.ends(level)]
            low[:, a, :2] = np.stack([1 - ends[1], ends[0]], axis=1)
            high[:, a, :2] = np.stack([1 - ends[0], ends[1]], axis=1)

    @cached_property
    def interval(self) -> Floats:
        """Shape (cases, aspects, 2): the interval of the balance; nan where there is none."""
        low, high = self.share_bounds()
        ends = np.stack([2 * low[..., 1] - 1, 2 * high[..., 1] - 1], axis=-1)
        return np.where(np.isnan(self.balance)[..., None], np.nan, ends)

    @cached_property
    def interval_whole(self) -> Floats:
        """Shape (cases, aspects, 2): the interval of the balance with all doubts that are in the draws, not inside
        `interval`; nan where there is none."""
        out = self.interval.copy()
        level = self.settings.level
        for a in np.flatnonzero(self.bipolar).tolist():
            told = ~np.isnan(out[:, a, 0])
            drawn = self.draws.balance(a)[told]
            if len(drawn) and self.draws is not self.informant_draws:
                low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=1)
                out[told, a, 0] = np.minimum(out[told, a, 0], low)
                out[told, a, 1] = np.maximum(out[told, a, 1], high)
        return out

    def dominates(self, case: int, aspect: int) -> str | None:
        """Which doubt moves an estimate between two poles most: informants, coders or placements."""
        spread = self._spreads[aspect]
        if spread is None or np.isnan(spread[0, case]) or self.no_interval[case, aspect]:
            return None
        return NAMES[int(spread[:, case].argmax())]

    @cached_property
    def _spreads(self) -> list[Floats | None]:
        return [
            self.doubt.spreads(a, self.informant_draws.by_aspect[a], self.shares[:, a, 1]) if two else None
            for a, two in enumerate(self.bipolar)
        ]

    @cached_property
    def doubt(self) -> Doubt:
        """The sources of doubt that are in the draws."""
        if self.estimated is not None:
            return self.estimated
        return doubt_of(self.tally, self.scheme, self.settings, self.placements, self.codings, DRAWS_LEVEL)

    @cached_property
    def draws(self) -> JointDraws:
        """The joint draws behind every probability, with every doubt that can be estimated."""
        return self.informant_draws if self.doubt.informants_alone else self._drawn(self.doubt)

    @cached_property
    def informant_draws(self) -> JointDraws:
        """The same draws with the informants' doubt alone."""
        return self._drawn(None)

    def _drawn(self, doubt: Doubt | None) -> JointDraws:
        n_e = self.pole_sizes
        if self.settings.level != DRAWS_LEVEL:
            sizes = _sizes(self.tally, DRAWS_LEVEL).effective
            n_e = self.with_pooled_sizes(sizes_of_poles(self.tally, sizes, DRAWS_LEVEL))
        sure = self.complete
        found = joint_draws(
            self.tally,
            self.shares,
            n_e,
            self.unanimous,
            draws=self.settings.draws,
            seed=self.settings.seed,
            sampled=not sure.all(),
            doubt=doubt,
        )
        for a, pooled in self.pooled:
            found.by_aspect[a][:] = (1 + pooled.draws(self.settings.draws, self.settings.seed, a)) / 2
        if sure.all() or not sure.any():
            return found
        for a, drawn in enumerate(found.by_aspect):
            known = self.shares[sure, a, 1] if drawn.ndim == 2 else self.shares[sure, a, : drawn.shape[1]]
            drawn[sure] = known[..., None]
        return found

    def why(self, case: int, aspect: int) -> Why:
        """Why something is absent for an estimate; None where all is there."""
        if not self.statements[case, aspect]:
            return NO_EVIDENCE
        reasons: list[Reason] = []
        if self.no_interval[case, aspect]:
            reasons.append(COMPLETE if self.complete[case] else ONE_RATER)
        elif self.sources[case, aspect] == 1:
            reasons.append(ONE_POOLED if any(a == aspect for a, _ in self.pooled) else ONE_SOURCE)
        if self.tally.present[aspect]:
            reasons.append(NO_CONTEST)
        elif np.isnan(self.spread.split[case, aspect]):
            reasons.append(NO_SPLIT)
        return tuple(reasons) or None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What can be said of every case on every aspect, and how firmly."""
        cells = (self._evidence_at(c, a) for c in range(len(self.cases)) for a in range(len(self.aspects)))
        return tuple(finding for cell in cells for finding in findings_at(cell))

    def _evidence_at(self, c: int, a: int) -> CellEvidence:
        poles = self.tally.poles[a]
        K, two = len(poles), self.bipolar[a]
        drawn = self.draws.shares(a)[c]
        low, high = self.share_bounds()
        return CellEvidence(
            Subject(self.cases[c], self.aspects[a], view=self.view),
            poles,
            Counts(int(self.sources[c, a]), int(self.statements[c, a])),
            self.told(c, a),
            self.balance[c, a] if two else None,
            self.interval_whole[c, a] if two else None,
            self.shares[c, a, :K],
            (low[c, a, :K], high[c, a, :K]),
            drawn,
            self.order(c, a),
            bool(is_torn(self.shares[c, a, :K], self.spread.contestation[c, a])),
            self._not_told(c, a),
            partial(self.statement_ids, self.cases[c], (self.aspects[a],)),
            self.ids_at_hand,
        )

    def _not_told(self, c: int, a: int) -> Why:
        """Why less can be said of an estimate than of others."""
        reasons = [r for r in reasons_of(self.why(c, a)) if r not in (NO_SPLIT, NO_CONTEST)]
        one = self.statements[c, a] == 1 and not self.complete[c]
        return (*reasons, ONE_STATEMENT) if one else tuple(reasons) or None

    @cached_property
    def _statements_of(self) -> dict[tuple[str, str], tuple[str, ...]] | None:
        if self.codings is None or self.placements is None:
            return None
        poles = dict(zip(self.aspects, self.tally.poles, strict=True))
        return statement_ids(self.codings, self.placements, poles, self.scheme.ancestors)

    @property
    def ids_at_hand(self) -> bool:
        """Whether the ids of statements can be had without a query to where the rows live."""
        return self.codings is None or self.codings.in_memory

    def statement_ids(self, case: str, aspects: Sequence[str] | None = None) -> tuple[str, ...] | None:
        """The ids of the statements with evidence of a case on aspects (by default all), sorted, fetched when asked
        for; None where the codings are not at hand."""
        known = self._statements_of
        if known is None:
            return None
        ids = {i for aspect in aspects or self.aspects for i in known.get((case, aspect), ())}
        return tuple(sorted(ids))

    def margins(self, aspect: str) -> dict[str, dict[str, Floats]]:
        """Derived margins of an axis whose poles have coordinates: margin, value → shares of shape (cases,).

        The sum of its poles' shares; where poles do not exclude one another the largest of their weights.
        """
        poles, a = self.poles(aspect), self.aspects.index(aspect)
        joined = np.max if self.tally.present[a] else np.sum
        return {
            margin: {
                value: joined(self.shares[:, a, [poles.index(p) for p in members]], axis=1)
                for value, members in values.items()
            }
            for margin, values in margin_poles(self.scheme, aspect).items()
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case, aspect and pole, for tables; where there are aspects of `kind: presence` their
        weights have columns of their own, and shares stay blank."""
        low, high = self.share_bounds()
        out = []
        weighed = any(self.tally.present)
        for c, case in enumerate(self.cases):
            for a, aspect in enumerate(self.aspects):
                for p, pole in enumerate(self.tally.poles[a]):
                    ends = [number(side[c, a, p]) for side in (self.shares, low, high)]
                    here, there = (ends, NOTHING) if self.tally.present[a] else (NOTHING, ends)
                    out.append(
                        {
                            "case": case,
                            "aspect": aspect,
                            "pole": pole,
                            **dict(zip(("share", "share_low", "share_high"), there, strict=True)),
                            **(dict(zip(WEIGHT, here, strict=True)) if weighed else {}),
                            "mass": float(self.mass[c, a, p]),
                            "balance": number(self.balance[c, a]),
                            "balance_low": number(self.interval[c, a, 0]),
                            "balance_high": number(self.interval[c, a, 1]),
                            "whole_low": number(self.interval_whole[c, a, 0]),
                            "whole_high": number(self.interval_whole[c, a, 1]),
                            "logit": number(self.logit[c, a]),
                            "salience": number(self.salience[c, a]),
                            "statements": int(self.statements[c, a]),
                            "sources": int(self.sources[c, a]),
                            "effective_n": number(self.pole_sizes[c, a, p]),
                            "contestation": number(self.spread.contestation[c, a]),
                            "split": number(self.spread.split[c, a]),
                            "why": said(self.why(c, a)),
                        }
                    )
        return out

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per case, aspect and pole."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes profile --json`."""
        return {
            **head(self.findings),
            "settings": self.settings.model_dump(mode="json"),
            "level": self.settings.level,
            "view": self.view,
            "doubts": dict(self.doubt.states),
            "rests_on": None if self.basis is None else self.basis.to_dict(),
            "raters": None if self.rated is None else self.rated.to_dicts(),
            "cases": [self._case(c) for c in range(len(self.cases))],
        }

    def _case(self, c: int) -> dict[str, Any]:
        return {
            "case": self.cases[c],
            "title": self.title(c),
            "statements": int(self.tally.talk[c]),
            "sources": int(self.tally.voices[c]),
            "aspects": [self._aspect(c, a) for a in range(len(self.aspects))],
        }

    def title(self, case: int) -> str:
        """The title of a case, or its id."""
        return self.titles[case] if self.titles else self.cases[case]

    def _aspect(self, c: int, a: int) -> dict[str, Any]:
        poles = self.tally.poles[a]
        low, high = self.share_bounds()
        answer: dict[str, Any] = {
            "aspect": self.aspects[a],
            "axis": self.scheme.axis(self.aspects[a]).id,
            "balance": number(self.balance[c, a]),
            "interval": pair(*self.interval[c, a]),
            "interval_whole": pair(*self.interval_whole[c, a]),
            "dominates": self.dominates(c, a),
            "leaning": leaning_named(self.leaning(c, a), poles),
            "shares": None
            if self.tally.present[a]
            else {p: number(self.shares[c, a, i]) for i, p in enumerate(poles)},
            "logit": number(self.logit[c, a]),
            "salience": number(self.salience[c, a]),
            "statements": int(self.statements[c, a]),
            "sources": int(self.sources[c, a]),
            "effective_n": number(self.effective_n[c, a]),
            "contestation": number(self.spread.contestation[c, a]),
            "blended": number(self.spread.blended[c, a]),
            "torn": number(self.spread.torn[c, a]),
            "between": number(self.spread.between[c, a]),
            "split": number(self.spread.split[c, a]),
            "split_interval": pair(self.spread.split_low[c, a], self.spread.split_high[c, a]),
            **why_keys(self.why(c, a)),
        }
        if self.tally.present[a]:
            hidden = bool(self.no_interval[c, a])
            answer["weights"] = {p: number(self.shares[c, a, i]) for i, p in enumerate(poles)}
            answer["sizes"] = {p: number(self.pole_sizes[c, a, i]) for i, p in enumerate(poles)}
            answer["differences"] = [
                {
                    "a": one,
                    "b": other,
                    "difference": number(difference),
                    "interval": None if hidden else pair(from_, to),
                    "probability": None if hidden else number(more),
                }
                for one, other, difference, from_, to, more in self.apart.pairs(c, a, poles)
            ]
        if not self.bipolar[a]:
            answer["intervals"] = {p: pair(low[c, a, i], high[c, a, i]) for i, p in enumerate(poles)}
            answer["order"] = order_named(self.order(c, a), poles)
            margins = self.margins(self.aspects[a])
            if margins:
                answer["margins"] = {
                    m: {v: number(s[c]) for v, s in values.items()} for m, values in margins.items()
                }
        return answer

    @cached_property
    def apart(self) -> Apart:
        """How the dimensions of each case differ on aspects of `kind: presence`."""
        return apart(self.tally, self.settings.level)

    def told(self, case: int, aspect: int) -> bool:
        """Whether words may say where an estimate lies: not from silence, one rater or one statement."""
        if not self.statements[case, aspect]:
            return False
        return bool(self.complete[case]) or not (
            self.no_interval[case, aspect] or self.statements[case, aspect] <= 1
        )

    def leaning(self, case: int, aspect: int) -> Leaning | None:
        """The word for a balance, with its probability; None for silence and beyond two poles."""
        if not self.statements[case, aspect] or not self.bipolar[aspect]:
            return None
        return leaning(self.draws.balance(aspect)[case]) if self.told(case, aspect) else UNTOLD

    def order(self, case: int, aspect: int) -> Order | None:
        """What can be said of the order of three or more poles or dimensions; None for silence and for two poles."""
        if not self.statements[case, aspect] or self.bipolar[aspect]:
            return None
        K = len(self.tally.poles[aspect])
        told, complete = self.told(case, aspect), bool(self.complete[case])
        shares = self.shares[case, aspect, :K]
        if not self.tally.present[aspect]:
            return order_drawn(shares, self.draws.shares(aspect)[case], told=told, complete=complete)
        more, alike = (side[case, aspect, :K, :K] for side in (self.apart.more, self.apart.alike))
        return order_of(shares, more, alike, told=told, complete=complete)

    def __str__(self) -> str:
        lines = [
            f"Profile of {len(self.cases)} case(s), view {self.view}, {self.settings.level:.0%} intervals"
        ]
        for c in range(len(self.cases)):
            lines.append(self.title(c))
            for a, aspect in enumerate(self.aspects):
                lines.append(f"  {aspect:<16} {self._brief(c, a)}")
        return "\n".join(lines)

    def _brief(self, c: int, a: int) -> str:
        if not self.statements[c, a]:
            return "nobody speaks of it"
        count = f"n={int(self.statements[c, a])} G={int(self.sources[c, a])}"
        if not self.bipolar[a]:
            shares = zip(self.tally.poles[a], self.shares[c, a], strict=False)
            return "  ".join(f"{p} {s:.2f}" for p, s in shares) + f"  {count}"
        low, high = self.interval[c, a]
        ends = "no interval" if np.isnan(low) else f"[{low:+.2f}, {high:+.2f}]"
        return f"{self.balance[c, a]:+.2f} {ends}  {count}"

    def __repr__(self) -> str:
        return screenful(str(self).splitlines())


def margin_poles(scheme: Scheme, aspect: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Margin → value → the poles that lie there, from the poles' coordinates; empty where they have none."""
    out: dict[str, dict[str, tuple[str, ...]]] = {}
    for pole in scheme.axis(aspect).poles:
        for margin, value in (pole.on or {}).items():
            values = out.setdefault(margin, {})
            values[value] = (*values.get(value, ()), pole.id)
    return out


def profile_of(
    evidence: Tally,
    scheme: Scheme,
    settings: Settings,
    *,
    view: str = "all",
    rows: Any = None,
    titles: tuple[str, ...] = (),
    units: tuple[str, ...] = (),
    placements: Placements | None = None,
    taken: CodingRows | None = None,
    estimated: Doubt | None = None,
) -> Profile:
    """The profile of a tally."""
    sizes = _sizes(evidence, settings.level)
    return Profile(scheme, settings, view, evidence, rows, sizes, titles, units, placements, taken, estimated)


def _sizes(evidence: Tally, level: float) -> EffectiveSizes:
    return effective_sizes(
        evidence.mass, evidence.total, evidence.statements, evidence.group, evidence.groups, level
    )


def profile(codings: Any, scheme: Scheme, **settings: Unpack[Choices]) -> Profile:
    """The balance profile of a table of codings.

    Parameters
    ----------
    codings
        Any dataframe that narwhals knows (polars, pandas, pyarrow, DuckDB, Spark, Dask, Ibis, …), one row a coding:
        columns `statement`, `source`, `code`, and optionally `case`, `coder`, `intensity` in (0, 1], `stance` (`for` or
        `against`; or the code is written `!code`). A row with a blank code was read, and nothing coded. Rows stay where
        they live; cells come back.
    scheme
        The coding scheme, as `idealtypes.read_scheme` gives it.
    **settings
        Any of the study's settings: `level`, `draws`, `seed`, `unit`, `weighting`, `repeats`, …

    Returns
    -------
    Profile
        Cases in alphabetical order; aspects in the scheme's order.

    Raises
    ------
    IdealtypesError
        For what is no dataframe or is empty, missing columns or cells, an intensity that is no number in (0, 1], a
        statement in two sources (unless sources are raters), a code that the scheme lacks, an impossible setting.
    """
    chosen = Settings().changed(**settings)
    taken = coding_rows(codings, whole=True, nested=chosen.unit != "rater")
    placements = with_against(scheme.placements, taken.codes, chosen.against, scheme.presence)
    return profile_of(
        tally_of(taken, scheme, chosen, placements),
        scheme,
        chosen,
        rows=codings,
        placements=placements,
        taken=taken,
    )


def tally_of(
    codings: CodingRows,
    scheme: Scheme,
    settings: Settings,
    placements: Placements,
    cases: Sequence[str] | None = None,
) -> Tally:
    """The tally of codings on the aspects of a scheme, counted as settings say."""
    return tally(
        codings,
        placements,
        {aspect.id: scheme.poles(aspect.id) for aspect in scheme.aspects},
        ancestors=scheme.ancestors,
        cases=cases,
        weighting=settings.weighting,
        repeats=settings.repeats,
        presence=scheme.presence,
    )


def number(value: Any) -> float | None:
    """A float for JSON, None for what is not there."""
    value = float(value)
    return None if np.isnan(value) else value


def pair(low: Any, high: Any) -> list[float] | None:
    """An interval for JSON, None for what is not there."""
    return None if np.isnan(low) or np.isnan(high) else [float(low), float(high)]
