"""What a profile may say: the words for its numbers, why something is absent, and its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from idealtypes.engine.findings import ONE_STATEMENT, Counts, Finding, Subject, standing_of
from idealtypes.engine.leaning import UNTOLD, Leaning, leaning
from idealtypes.engine.other_weighting import (
    ALL_THERE,
    ALONE,
    RATINGS,
    WeightingDifference,
    reweighed,
    weighting_difference,
)
from idealtypes.engine.presence import Apart, Order, apart, order_drawn, order_of
from idealtypes.engine.profile_draws import ProfileDraws
from idealtypes.engine.profile_findings import CellEvidence, findings_at
from idealtypes.engine.quoting import BY_SOURCE, NOT_QUOTED, NOT_TWO, Quoting, quoting
from idealtypes.engine.result import Why, reasons_of
from idealtypes.engine.spread import is_torn
from idealtypes.engine.tally import Tally, statement_ids
from idealtypes.errors import Reason, reason

NO_EVIDENCE = reason("engine.no_evidence")
COMPLETE = reason("engine.complete")
ONE_RATER = reason("engine.one_rater")
ONE_SOURCE = reason("engine.one_source")
ONE_POOLED = reason("engine.one_rater_pooled")
NO_SPLIT = reason("engine.no_split")
NO_CONTEST = reason("engine.no_contest")


@dataclass(frozen=True, eq=False)
class ProfileWords(ProfileDraws):
    """What can be said of a profile's numbers, and how firmly."""

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
        return leaning(self.draws.balance(aspect, case)) if self.told(case, aspect) else UNTOLD

    def order(self, case: int, aspect: int) -> Order | None:
        """What can be said of the order of three or more poles or dimensions; None for silence and for two poles."""
        if not self.statements[case, aspect] or self.bipolar[aspect]:
            return None
        K = len(self.tally.poles[aspect])
        told, complete = self.told(case, aspect), bool(self.complete[case])
        shares = self.shares[case, aspect, :K]
        if not self.tally.present[aspect]:
            return order_drawn(shares, self.draws.shares(aspect, case), told=told, complete=complete)
        more, alike = (side[case, aspect, :K, :K] for side in (self.apart.more, self.apart.alike))
        return order_of(shares, more, alike, told=told, complete=complete)

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
        cells = ((c, a) for c in range(len(self.cases)) for a in range(len(self.aspects)))
        return *(found for c, a in cells for found in self.findings_at(c, a)), *self.parted_findings

    def findings_at(self, case: int, aspect: int) -> tuple[Finding, ...]:
        """What can be said of a case on an aspect: where it lies, and whether it is torn."""
        return findings_at(self._evidence_at(case, aspect))

    @cached_property
    def other_tally(self) -> Tally:
        """The same evidence under the other weighting: `source`, or `statement` where this one is `source`."""
        return reweighed(self.tally)

    @cached_property
    def weightings(self) -> WeightingDifference:
        """How far every estimate lies elsewhere under the other weighting."""
        return weighting_difference(self.tally, self.other_tally, self.settings.level)

    def weighting_why(self, case: int, aspect: int) -> Why:
        """Why an estimate has no other weighting; None where it has."""
        if not self.statements[case, aspect]:
            return NO_EVIDENCE
        if self.complete[case]:
            return ALL_THERE
        if self._units[case] == "rater":
            return RATINGS
        return ALONE if self.sources[case, aspect] == 1 else None

    def parts(self, case: int, aspect: int) -> bool:
        """Whether talk and informants part on an aspect."""
        return bool(self.weightings.parted[case, aspect] >= 0) and self.weighting_why(case, aspect) is None

    @cached_property
    def parted_findings(self) -> tuple[Finding, ...]:
        """Where talk and informants part."""
        cells = np.argwhere(self.weightings.parted >= 0).tolist()
        return tuple(self._parted(c, a) for c, a in cells if self.parts(c, a))

    def _parted(self, c: int, a: int) -> Finding:
        found, p = self.weightings, int(self.weightings.parted[c, a])
        toward = p if found.difference[c, a, p] > 0 or not self.bipolar[a] else 1 - p
        shown = 1 if self.bipolar[a] else p
        value, low, high = (
            (2 if self.bipolar[a] else 1) * float(side[c, a, shown])
            for side in (found.difference, found.low, found.high)
        )
        chance = float(found.likely[c, a])
        return Finding(
            "weighting",
            Subject(
                self.cases[c],
                self.aspects[a],
                self.tally.poles[a][toward],
                self.view,
                self.other_tally.weighting,
            ),
            standing_of(chance),
            value,
            (low, high),
            Counts(int(self.sources[c, a]), int(self.statements[c, a])),
            chance,
            behind=partial(self.statement_ids, self.cases[c], (self.aspects[a],)),
            at_hand=self.ids_at_hand,
        )

    def quoting(self, case: int, aspect: int) -> Quoting:
        """What selective quoting would have to be for an even balance; all None, with why, where it is not asked."""
        why: Why = None
        if self.sampling != "quoted":
            why = NOT_QUOTED
        elif not self.statements[case, aspect]:
            why = NO_EVIDENCE
        elif not self.bipolar[aspect]:
            why = NOT_TWO
        elif self.settings.weighting == "source":
            why = BY_SOURCE
        if why is not None:
            return Quoting(None, None, None, why)
        return quoting(float(self.balance[case, aspect]), *self.interval_whole[case, aspect].tolist())

    def _evidence_at(self, c: int, a: int) -> CellEvidence:
        poles = self.tally.poles[a]
        K, two = len(poles), self.bipolar[a]
        drawn = self.draws.shares(a, c)
        low, high = self.whole_bounds
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
            self.leaning(c, a),
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
