"""Does a conclusion hold? Tested under every specification at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.robustness.own_conclusions import above, lead, overall
from idealtypes.analyses.robustness.runs import Runs
from idealtypes.analyses.robustness.specifications import SpecificationGrid
from idealtypes.analyses.types.calibration import calibrate, connect
from idealtypes.engine.tally import Floats
from idealtypes.errors import reason
from idealtypes.model.conclusions import Conclusion, corner_of
from idealtypes.model.study import StudyData

ROUNDING = 1e-12
YES, NO, UNTOLD = 1, 0, -1
# Why a specification does not tell; a number in `Outcome.why`.
REASONS = (
    None,
    *(reason(f"robustness.{code}") for code in ("silent", "complete", "one_rater", "nobody_else")),
)
Small = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Outcome:
    """One conclusion under all specifications that bear on it.

    Attributes
    ----------
    bears
        The choices of reading that bear on it, beside the evidence: the axes of the arrays after the first.
    scale
        What `value` is: `balance`, `lead` (share minus the largest other share), `share`, `membership`, `score`.
    value, low, high
        Shape (E, options, …): the quantity, and its interval where one is tested; nan where it is not told.
    holds
        1 yes, 0 no, −1 not told, for the reason `REASONS[why]`.
    """

    bears: tuple[str, ...]
    scale: str
    value: Floats
    low: Floats
    high: Floats
    holds: Small
    why: Small


class Outcomes:
    """Tests conclusions on the runs of a study."""

    def __init__(self, study: StudyData, grid: SpecificationGrid, runs: Runs) -> None:
        self.study, self.grid, self.runs, self.scheme = study, grid, runs, study.scheme
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
        a = self.aspects.index(str(c.aspect))
        p = None if c.pole is None else self.poles[a].index(c.pole)
        return self._leans(case, a, p or 0) if c.kind == "leans" else self._clear(case, a, p)

    def _columns(self, array: Floats, case: int, a: int) -> Floats:
        """Shape (…, K): the columns of one case and aspect."""
        return array[..., case, a, : len(self.poles[a])]

    def _leans(self, case: int, a: int, p: int) -> Outcome:
        s, m = self._columns(self.runs.shares, case, a), self._columns(self.runs.mass, case, a)
        ahead = np.asarray(lead(s, p))
        odds = np.asarray(lead(np.log(m + 0.5), p))
        rules = [o.value for o in self.grid.options("lead")]
        tests = [(odds if scale == "logit" else ahead) > least + ROUNDING for scale, least in rules]
        value = s[:, 1] - s[:, 0] if len(self.poles[a]) == 2 else ahead
        silent = np.isnan(s[:, 0])
        scale = "balance" if len(self.poles[a]) == 2 else "lead"
        return _outcome(("lead",), scale, value[:, None], np.stack(tests, axis=1), silent[:, None])

    def _clear(self, case: int, a: int, p: int | None) -> Outcome:
        """Whether pole p is clear, or with None whether no pole is."""
        s = self._columns(self.runs.shares, case, a)
        low = np.moveaxis(self._columns(self.runs.low, case, a), 0, 1)  # (E, priors, K)
        high = np.moveaxis(self._columns(self.runs.high, case, a), 0, 1)
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
        return _outcome(("prior",), scale, value[:, None], np.asarray(holds), silent, hidden, unit, ends)

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
) -> Outcome:
    """Put the answers together; `hidden` cannot be told for the reason `unit`, `silent` for want of evidence."""
    shape = holds.shape
    why = np.zeros(shape, np.int8)
    if hidden is not None:
        why[np.broadcast_to(hidden, shape)] = unit
    why[np.broadcast_to(silent, shape)] = 1
    nothing = np.full(shape, np.nan)
    low, high = (nothing, nothing) if ends is None else ends
    return Outcome(
        bears=bears,
        scale=scale,
        value=np.broadcast_to(value, shape),
        low=low,
        high=high,
        holds=np.where(why > 0, UNTOLD, holds).astype(np.int8),
        why=why,
    )
