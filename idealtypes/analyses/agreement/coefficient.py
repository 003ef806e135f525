"""One coefficient of agreement, and which is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from idealtypes.analyses.agreement.alpha import Metric
from idealtypes.engine.result import said
from idealtypes.errors import Reason
from idealtypes.model.coefficient_names import Chance, ValueWeights, Variance
from idealtypes.model.own_weights import OwnWeights

Of = Literal["codes", "code", "mention", "position", "ratings", "rating", "coder"]
NAMED = {"code": "code", "mention": "aspect", "position": "aspect", "rating": "aspect", "coder": "coder"}


@dataclass(frozen=True)
class Asked:
    """Which coefficient is asked for.

    Attributes
    ----------
    coefficient, variance
        See `idealtypes.analyses.agreement.chance_corrected`.
    weights
        Of positions and ratings, by name or one's own; None for those of the metric. Whether a code was put has two
        values, and no weights.
    metric
        `interval` or `ordinal`: of positions and ratings, where no weights are named.
    """

    coefficient: Chance = "krippendorff"
    weights: ValueWeights | OwnWeights | None = None
    variance: Variance = "jackknife"
    metric: Literal["interval", "ordinal"] = "interval"

    @property
    def usual(self) -> bool:
        """Whether it is Krippendorff's alpha with the differences of the metric."""
        return self.coefficient == "krippendorff" and self.weights is None

    def name(self, metric: Metric) -> str:
        """The coefficient's name where the values are of a metric."""
        if self.usual:
            return f"alpha_{metric}"
        usual = {"nominal": "identity", "interval": "quadratic", "ordinal": "ordinal"}
        weights = "identity" if metric == "nominal" else self.weights or usual[metric]
        weights = "own" if isinstance(weights, OwnWeights) else weights
        return f"{'alpha' if self.coefficient == 'krippendorff' else self.coefficient}_{weights}"


@dataclass(frozen=True)
class Coefficient:
    """One alpha, and what goes with it.

    Attributes
    ----------
    of, id, title
        What it is of: `codes` and `ratings` are all of them together and have no id; else the code or the aspect, or
        the `coder` whose occasions agree so on all codes.
    metric
        nominal, interval or ordinal.
    value
        The coefficient; None where it is not defined, and `why` says why.
    measured
        Its name, with the weights.
    error, p
        Standard error, and two-sided p-value against agreement as by chance, by the variance asked for; None where
        there are none, and `no_error` says why.
    interval
        None without a value, or where the evidence is complete (`unit: none`).
    units, coders, sources
        Units with two or more decisions, who made them (of a coder: her occasions), and the sources (of ratings: the
        cases) they come from.
    used
        How often codes were put in these units; None for positions and ratings.
    percent
        Share of pairs of decisions that are the same; for `codes`, the share of codings that both of two coders put;
        None for positions and ratings.
    ac1
        Gwet's AC1, of `code` and `mention`.
    difference
        √D_o, of positions and ratings: by how much two decisions differ (root mean square) in shares of the poles, in
        [0, 1]; on the scale of the balance it is twice that.
    """

    of: Of
    id: str | None
    title: str | None
    metric: Metric
    value: float | None
    interval: tuple[float, float] | None
    units: int
    coders: int
    sources: int
    used: int | None = None
    percent: float | None = None
    ac1: float | None = None
    difference: float | None = None
    why: Reason | None = None
    note: Reason | None = None
    measured: str = "alpha_nominal"
    error: float | None = None
    p: float | None = None
    no_error: Reason | None = None

    def to_dict(self) -> dict[str, Any]:
        named = {NAMED[self.of]: self.id, "title": self.title} if self.of in NAMED else {}
        codes = {
            f"{name}_code": one and one.code
            for name, one in (("why", self.why), ("note", self.note), ("no_error", self.no_error))
        }
        return {"of": self.of, **named, "coefficient": self.measured, **self._numbers(), **codes}

    def record(self) -> dict[str, Any]:
        """A flat row."""
        rest = self._numbers()
        low, high = rest.pop("interval") or (None, None)
        first = {"of": self.of, "id": self.id, "title": self.title, "coefficient": self.measured}
        return {**first, "value": rest.pop("value"), "low": low, "high": high, **rest}

    def _numbers(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "interval": None if self.interval is None else list(self.interval),
            "units": self.units,
            "coders": self.coders,
            "sources": self.sources,
            "used": self.used,
            "percent": self.percent,
            "ac1": self.ac1,
            "difference": self.difference,
            "why": said(self.why),
            "note": said(self.note),
            "error": self.error,
            "p": self.p,
            "no_error": said(self.no_error),
        }
