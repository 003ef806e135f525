"""Does a conclusion hold? Tested under every specification at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.robustness.held_traits import TRAIT_CHOICES, held_states
from idealtypes.analyses.robustness.own_conclusions import above, lead, overall
from idealtypes.analyses.robustness.runs import Runs
from idealtypes.analyses.robustness.scopes import Scope
from idealtypes.analyses.robustness.specifications import EVIDENCE, SpecificationGrid
from idealtypes.analyses.robustness.whole_ends import WholeEnds
from idealtypes.analyses.types.calibration import calibrate, connect
from idealtypes.engine.spread import is_torn
from idealtypes.engine.table import CodingTable
from idealtypes.engine.tally import Floats
from idealtypes.errors import reason
from idealtypes.model.conclusions import Conclusion, corner_of
from idealtypes.model.study import StudyData

ROUNDING = 1e-12
YES, NO, UNTOLD = 1, 0, -1
# Why a specification does not tell; a number in `Outcome.why`.
REASONS = (
    None,
    *(
        reason(f"robustness.{code}")
        for code in ("silent", "complete", "one_rater", "nobody_else", "silent_side")
    ),
)
Small = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Outcome:
    """One conclusion under all specifications that bear on it.

    Attributes
    ----------
    evidence
        The ways of counting that bear on it: crossed, the first axis of the arrays; where codes can be moved, those
        moved alone come after.
    bears
        The choices of reading that bear on it, beside the evidence: the axes of the arrays after the first.
    scale
        What `value` is: `balance`, `lead` (share minus the largest other share), `share`, `membership`, `score`,
        `contestation`, `difference` (of balances, leads or shares, of the first side minus the second), or `state`
        (1 where a trait has the state, else 0).
    value, low, high
        Shape (E, options, …): the quantity, and its interval where one is tested; nan where it is not told.
    holds
        1 yes, 0 no, −1 not told, for the reason `REASONS[why]`.
    toward_first
        Whether the conclusion is toward the first of two poles, so that it asks for small balances, or differences.
    """

    evidence: tuple[str, ...]
    bears: tuple[str, ...]
    scale: str
    value: Floats
    low: Floats
    high: Floats
    holds: Small
    why: Small
    toward_first: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The choices that bear on it: of counting, and of reading."""
        return (*self.evidence, *self.bears)


class Outcomes:
    """Tests conclusions on the runs of a study in a scope."""

    def __init__(
        self,
        study: StudyData,
        scope: Scope,
        table: CodingTable,
        grid: SpecificationGrid,
        runs: Runs,
        whole: WholeEnds,
    ) -> None:
        self.study, self.scope, self.table, self.grid, self.runs = study, scope, table, grid, runs
        self.whole = whole
        self.scheme = study.scheme
        self.cases = study.cases["id"].to_list()
        self.aspects = [aspect.id for aspect in study.scheme.aspects]
        self.poles = [study.scheme.poles(a) for a in self.aspects]
        self._members: dict[int, list[Floats]] = {}

    def of(self, c: Conclusion) -> Outcome:
        """A checked conclusion, tested."""
        case = self.cases.index(c.case)
        if c.kind in ("type", "member"):
            return self._type(c, case)
        if c.kind == "first":
            return self._first(c, case)
        if c.kind == "trait":
            return self._trait(c, case)
        a = self.aspects.index(str(c.aspect))
        if c.kind == "torn":
            return self._torn(case, a)
        p = None if c.pole is None or c.kind == "balanced" else self.poles[a].index(c.pole)
        if self.scope.compares:
            return self._further(case, a, p or 0) if c.kind == "leans" else self._apart(c, case, a, p or 0)
        return self._leans(case, a, p or 0) if c.kind == "leans" else self._clear(case, a, p)

    def _columns(self, array: Floats, case: int, a: int) -> Floats:
        """Shape (…, K): the columns of one case and aspect."""
        return array[..., case, a, : len(self.poles[a])]

    def _leads(self, case: int, a: int, p: int) -> tuple[Floats, Floats]:
        """Shape (E,) each: how far the pole leads, in shares and in log-odds."""
        s, m = self._columns(self.runs.shares, case, a), self._columns(self.runs.mass, case, a)
        return np.asarray(lead(s, p)), np.asarray(lead(np.log(m + 0.5), p))

    def _ahead(self, ahead: Floats, odds: Floats) -> NDArray[np.bool_]:
        """Shape (E, leads): what each option counts as a lead."""
        rules = [o.value for o in self.grid.options("lead")]
        tests = [(odds if scale == "logit" else ahead) > least + ROUNDING for scale, least in rules]
        return np.stack(tests, axis=1)

    def _leans(self, case: int, a: int, p: int) -> Outcome:
        s = self._columns(self.runs.shares, case, a)
        ahead, odds = self._leads(case, a, p)
        value = s[:, 1] - s[:, 0] if len(self.poles[a]) == 2 else ahead
        silent = np.isnan(s[:, 0])
        scale = "balance" if len(self.poles[a]) == 2 else "lead"
        holds = self._ahead(ahead, odds)
        first = len(self.poles[a]) == 2 and p == 0
        return _outcome(("lead",), scale, value[:, None], holds, silent[:, None], toward_first=first)

    def _clear(self, case: int, a: int, p: int | None) -> Outcome:
        """Whether pole p is clear, or with None whether no pole is."""
        s = self._columns(self.runs.shares, case, a)
        low, high = (
            np.moveaxis(self._columns(end, case, a), 0, 1) for end in self.whole.shares
        )  # (E, priors, K)
        K = s.shape[-1]
        if p is not None:
            holds = above(low, high, p)
        else:
            holds = ~np.any([above(low, high, q) for q in range(K)], axis=0)
        silent, hidden = np.isnan(s[:, :1]), np.asarray(np.isnan(low[..., 0]))
        if K == 2:
            ends = 2 * low[..., 1] - 1, 2 * high[..., 1] - 1
            value, scale = s[:, 1] - s[:, 0], "balance"
        else:
            top = np.nan_to_num(s).argmax(axis=-1) if p is None else np.full(len(s), p)
            rows = np.arange(len(s))
            ends = low[rows, :, top], high[rows, :, top]
            value, scale = s[rows, top], "share"
        unit = 2 if self.study.settings.unit == "none" else 3
        told = np.asarray(holds), silent, hidden, unit, ends
        return _outcome(("prior",), scale, value[:, None], *told, toward_first=K == 2 and p == 0)

    def _sides(self, case: int) -> tuple[int, int]:
        """Where a case stands on the first side and on the second."""
        return case, len(self.cases) + case

    def _further(self, case: int, a: int, p: int) -> Outcome:
        """Whether the first side leads further toward a pole than the second."""
        (here, odds), (there, other) = (self._leads(c, a, p) for c in self._sides(case))
        sign = -1 if len(self.poles[a]) == 2 and p == 0 else 1  # on the scale of the balance
        value = sign * (here - there)
        silent = np.isnan(here) | np.isnan(there)
        holds = self._ahead(here - there, odds - other)
        return _outcome(
            ("lead",), "difference", value[:, None], holds, silent[:, None], silence=5, toward_first=sign < 0
        )

    def _apart(self, c: Conclusion, case: int, a: int, p: int) -> Outcome:
        """Whether the interval of the difference between two sides lies on one side of 0: toward a pole."""
        sides = self._sides(case)
        first, second = sides[::-1] if c.kind == "gap" else sides  # a gap is what the second view adds
        two = len(self.poles[a]) == 2
        of = 1 if two else p  # with two poles the difference is that of balances
        value = self.runs.shares[:, first, a, of] - self.runs.shares[:, second, a, of]
        low, high = self.whole.difference((first, second), case, a, of, together=self.scope.gap)
        toward_first = two and p == 0
        holds = high < -ROUNDING if toward_first else low > ROUNDING
        scale = 2.0 if two else 1.0
        hidden = np.isnan(self.runs.low[0][:, list(sides), a, of]).any(axis=1)
        unit = 2 if self.study.settings.unit == "none" else 3
        ends = scale * low, scale * high
        told = holds, np.isnan(value), hidden, unit, ends, 5
        return _outcome((), "difference", scale * value, *told, toward_first=toward_first)

    def _torn(self, case: int, a: int) -> Outcome:
        """Whether statements take sides on an aspect, as the profile says it."""
        s, squares = self._columns(self.runs.shares, case, a), self.runs.squares
        assert squares is not None
        together = (s**2).sum(axis=-1)
        value = np.divide(
            squares[:, case, a] - together, 1 - together, out=np.zeros(len(s)), where=together < 1 - ROUNDING
        )
        return _outcome((), "contestation", np.clip(value, 0, 1), is_torn(s, value), np.isnan(s[:, 0]))

    def _trait(self, c: Conclusion, case: int) -> Outcome:
        """Whether a trait has a state; of the ways of counting only those that leave statements out bear on it."""
        states = held_states(self.table, self.grid, self.scheme, case, str(c.trait))
        holds = np.array([state == c.state for state in states])
        told = np.zeros(holds.shape, bool)
        return _outcome((), "state", holds.astype(float), holds, told, evidence=TRAIT_CHOICES)

    def _degrees(self, case: int) -> list[Floats]:
        """Per calibration, shape (E, aspects, K): membership in the poles."""
        if case not in self._members:
            s = self.runs.shares[:, case]
            marks = [o.value for o in self.grid.options("calibration")]
            self._members[case] = [s if m is None else calibrate(s, m) for m in marks]
        return self._members[case]

    def _type(self, c: Conclusion, case: int) -> Outcome:
        corner = corner_of(str(c.type), self.scheme) or {}
        key = [self.poles[a].index(corner[aspect]) for a, aspect in enumerate(self.aspects)]
        joints = [o.value for o in self.grid.options("connective")]
        if c.kind == "type":  # the corner is the same under every connective
            joints = joints[:1]
        index = np.arange(len(key))
        inside, degree = [], []
        for members in self._degrees(case):
            own = members[:, index, key]
            inside.append((own > 0.5 + ROUNDING).all(axis=-1) & (own >= members.max(axis=-1)).all(axis=-1))
            degree.append(np.stack([connect(own, name, order) for name, order in joints], axis=-1))
        value = np.stack(degree, axis=1)  # (E, calibrations, connectives)
        silent = np.asarray(np.isnan(self.runs.shares[:, case, :, 0]).any(axis=-1))
        if c.kind == "type":
            holds = np.stack(inside, axis=1)
            return _outcome(("calibration",), "membership", value[..., 0], holds, silent[:, None])
        bears = ("calibration", "connective")
        return _outcome(bears, "membership", value, value > 0.5 + ROUNDING, silent[:, None, None])

    def _first(self, c: Conclusion, case: int) -> Outcome:
        if c.aspect is None:
            score = overall(self.study, self.runs.shares)
        else:
            a = self.aspects.index(c.aspect)
            score = self.runs.shares[:, :, a, self.poles[a].index(str(c.pole))]
        if score is None:  # neither a goal nor an aspect between two poles
            score = np.full((len(self.runs.shares), len(self.cases)), np.nan)
        own = score[:, case]
        others = np.delete(score, case, axis=1)
        alone = np.asarray(np.isnan(others).all(axis=1))
        best = np.nan_to_num(others, nan=-np.inf).max(axis=1)
        value = np.where(alone, np.nan, own - np.where(alone, 0, best))
        return _outcome((), "score", value, value > ROUNDING, np.isnan(own), alone, 4)


def _outcome(
    bears: tuple[str, ...],
    scale: str,
    value: Floats,
    holds: NDArray[np.bool_],
    silent: NDArray[np.bool_],
    hidden: NDArray[np.bool_] | None = None,
    unit: int = 0,
    ends: Any = None,
    silence: int = 1,
    evidence: tuple[str, ...] = EVIDENCE,
    toward_first: bool = False,
) -> Outcome:
    """Put the answers together; `hidden` cannot be told for the reason `unit`, `silent` for the reason `silence`."""
    shape = holds.shape
    why = np.zeros(shape, np.int8)
    if hidden is not None:
        why[np.broadcast_to(hidden, shape)] = unit
    why[np.broadcast_to(silent, shape)] = silence
    nothing = np.full(shape, np.nan)
    low, high = (nothing, nothing) if ends is None else ends
    return Outcome(
        evidence=evidence,
        bears=bears,
        scale=scale,
        value=np.broadcast_to(value, shape),
        low=low,
        high=high,
        holds=np.where(why > 0, UNTOLD, holds).astype(np.int8),
        why=why,
        toward_first=toward_first,
    )
