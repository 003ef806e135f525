"""A study's coefficients as they were asked for: another one than alpha, and the error of any.

What is decided is put into `idealtypes.analyses.agreement.chance_sums`: of a code whether it was put, of an aspect the
position. Positions agree by weights on the shares of the second pole; `circular` goes by their ranks. Shares of three
or more poles have no order: they agree by 1 − ½Σ(v_p − v'_p)² over the most, or (`identity`) if they are the same.

*The interval.* With `gwet` it is the published one, t about the linearised error. With `jackknife` the error is the
jackknife's over sources, but the interval is that of alpha (see `idealtypes.analyses.agreement.alpha`) for every
coefficient: what units disagree by is a share of the most, and the expected disagreement is held. The t interval about
the jackknife fails with few sources or rare codes: `benchmarks/agreement.py` has both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from idealtypes.analyses.agreement.alpha import Metric, alpha_interval, squared_differences
from idealtypes.analyses.agreement.chance_corrected import corrected
from idealtypes.analyses.agreement.chance_sums import OF_TWO, Chances, chances, numbered
from idealtypes.analyses.agreement.coefficient import Asked, Coefficient
from idealtypes.analyses.agreement.value_weights import weight_matrix
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason
from idealtypes.model.own_weights import OwnWeights
from idealtypes.model.settings import Settings

# Pairs of a unit and a value, and of two values, up to which positions are counted value by value.
CELLS = 20_000_000
TOO_MANY, NOT_TWO = reason("agreement.too_many_values"), reason("agreement.not_two")
COMPLETE, ONE_SOURCE = reason("agreement.complete"), reason("agreement.one_source")
FEW = 5  # values that a reason names
DIGITS = 12  # positions that differ by rounding only are the same


def of_decisions(values: Floats, asked: Asked, source: Ints) -> Chances:
    """Of decisions that are 1 or 0 (nan: none), shape (coders, units); both are possible, whether or not they occur."""
    index = np.where(np.isnan(values), -1, values).astype(np.intp)
    return _chances(index, np.eye(2), asked, source)


def of_array(
    values: Floats, asked: Asked, metric: Metric, source: Ints, aspect: str, *, rated: bool = False
) -> Chances | Reason:
    """Of shares of the poles of an aspect, shape (coders, units, K); why not, where there are too many different ones,
    or one that the weights do not have."""
    if isinstance(asked.weights, OwnWeights):
        return _by_own(values, asked, asked.weights, source, aspect, rated)
    if values.shape[2] == 2:
        index, domain = numbered(np.round(values[..., 1], DIGITS))
    else:
        index, vectors = _vectors(np.round(values, DIGITS))
        domain = np.arange(len(vectors), dtype=float)
    q = len(domain)
    if q * max(q, values.shape[1]) > CELLS:
        return TOO_MANY
    name = asked.weights
    if name is None and metric == "ordinal":
        counted = np.bincount(index[:, (index >= 0).sum(axis=0) >= 2].ravel() + 1, minlength=q + 1)[1:]
        weights = _as_weights(squared_differences(domain, counted.astype(float), "ordinal"))
    elif values.shape[2] > 2 and name != "identity":
        weights = _as_weights(((vectors[:, None] - vectors) ** 2).sum(axis=2) / 2)
    else:
        weights = weight_matrix(name or "quadratic", np.arange(1, q + 1) if name == "circular" else domain)
    return _chances(index, weights, asked, source)


def _by_own(
    values: Floats, asked: Asked, own: OwnWeights, source: Ints, aspect: str, rated: bool
) -> Chances | Reason:
    """By weights of one's own, whose categories of the aspect are the values that are possible."""
    if aspect not in own.poles:  # dimensions that do not exclude one another
        return reason("agreement.no_category", weights=own.name, values=aspect)
    places = [own.shares(name, aspect, rated=rated) for name in own.categories]
    here = [n for n, place in enumerate(places) if place is not None]
    index, vectors = _vectors(np.round(values, DIGITS))
    known = {tuple(np.round(places[n] or (), DIGITS)): at for at, n in enumerate(here)}
    at = [known.get(tuple(vector)) for vector in vectors]
    lacking = [vector for vector, n in zip(vectors, at, strict=True) if n is None]
    if lacking:
        said = ", ".join(dict.fromkeys(_said(vector, own, rated) for vector in lacking[:FEW]))
        return reason("agreement.no_category", weights=own.name, values=said + ", …" * (len(lacking) > FEW))
    number = np.array([*(n for n in at if n is not None), -1])
    matrix = np.array(own.rows)[np.ix_(here, here)]
    return _chances(number[index], matrix, asked, source)


def _said(vector: Floats, own: OwnWeights, rated: bool) -> str:
    """A position as the table would say it, on the scale of the ratings; shares of three poles or more."""
    if len(vector) > 2:
        return "/".join(f"{share:.2g}" for share in vector)
    low, high = own.scale if rated else (-1.0, 1.0)
    return f"{low + vector[1] * (high - low):.3g}"


def _chances(index: Ints, weights: Floats, asked: Asked, source: Ints) -> Chances:
    return chances(index, weights, asked.coefficient, source, linearised=asked.variance == "gwet")


def _vectors(values: Floats) -> tuple[Ints, Floats]:
    """Every vector as its number, −1 for none, and the vectors."""
    given = ~np.isnan(values).any(axis=2)
    index = np.full(values.shape[:2], -1)
    known, number = np.unique(values[given], axis=0, return_inverse=True)
    index[given] = number.reshape(-1)
    return index, known


def _as_weights(apart: Floats) -> Floats:
    most = float(apart.max(initial=0.0))
    return 1 - apart / most if most else np.ones_like(apart)


def stacked(parts: Sequence[Chances]) -> list[Chances]:
    """Tables of different units put side by side, each weighted by its number of values."""
    units = [len(part.said) for part in parts]
    groups = max((len(part.groups) for part in parts), default=0)
    out = []
    for at, part in enumerate(parts):
        before, after = sum(units[:at]), sum(units[at + 1 :])

        def beside(values: Floats, pad: tuple[int, int] = (before, after)) -> Floats:
            return np.pad(values, pad) if len(values) else values

        n, more = float(part.values.sum()), (0, groups - len(part.groups))
        rest = np.pad(n - part.sizes, more, constant_values=n)
        point = np.array([[part.observed], [part.expected]])
        left = np.pad(part.without, ((0, 0), more)) if groups else part.without
        if groups:
            left[:, len(part.groups) :] = point
        scaled = replace(
            part,
            observed=n * part.observed if n else 0.0,
            expected=n * part.expected if n else 0.0,
            said=np.pad(part.said, (before, after)),
            apart=beside(part.apart),
            values=beside(part.values),
            unit_observed=n * beside(part.unit_observed) if n else beside(np.zeros_like(part.unit_observed)),
            unit_expected=n * beside(part.unit_expected) if n else beside(np.zeros_like(part.unit_expected)),
            without=np.where(rest > 0, left * rest, 0.0) if groups else left,
            groups=np.pad(part.groups, more),
            sizes=np.pad(part.sizes, more),
        )
        out.append(scaled)
    return out


def as_asked(
    made: Coefficient,
    parts: Sequence[Chances] | Reason,
    asked: Asked,
    settings: Settings,
    source: Ints,
    people: int,
    most: Floats | None = None,
    weighed: bool = False,
) -> Coefficient:
    """A coefficient with its error, and another value where another than alpha is asked for.

    Parameters
    ----------
    made
        Alpha, with what goes with it.
    parts
        Of its tables; why there are none, where they cannot be made.
    source
        Shape (units,): the source of each unit of `parts`.
    people
        How many coders, or raters, the tables have.
    most
        Shape (units,): the most that d_u could be, for alpha; by default the number of values.
    weighed
        Whether the tables are `stacked`.
    """
    named = replace(made, measured=asked.name(made.metric))
    if not made.units:
        return named
    if isinstance(parts, Reason) or (asked.coefficient in OF_TWO and people != 2):
        return _without(named, parts if isinstance(parts, Reason) else NOT_TWO, asked)
    found = corrected(parts, asked.variance, settings.level)
    named = replace(
        named, error=found.error, p=found.p, no_error=None if found.error is not None else found.why
    )
    if not asked.usual:
        named = replace(
            named, value=found.value, why=made.why if found.value is None else None, interval=None
        )
        if found.value is None and named.why is None:
            named = replace(named, why=found.why)
    if named.value is None:
        return replace(named, no_error=None)
    if settings.unit == "none":
        return replace(named, interval=None, error=None, p=None, no_error=COMPLETE, why=COMPLETE)
    if asked.variance == "gwet":
        return replace(named, interval=found.interval)
    if not asked.usual:
        named = replace(named, interval=_interval(parts, asked, settings, source, most, weighed))
        named = replace(named, why=ONE_SOURCE if named.sources == 1 else None)
    return named


def _interval(
    parts: Sequence[Chances],
    asked: Asked,
    settings: Settings,
    source: Ints,
    most: Floats | None,
    weighed: bool,
) -> tuple[float, float]:
    """What the units disagree by as a share of the most, over the expected disagreement."""
    values = np.max([part.values for part in parts], axis=0)
    each = values if weighed or asked.coefficient == "krippendorff" else (values > 0).astype(float)
    apart = np.sum([part.apart for part in parts], axis=0)
    room = np.ones_like(values) if most is None else most / np.maximum(values, 1)
    expected = sum(part.expected for part in parts) * (1.0 if weighed else float(each.sum()))
    return alpha_interval(apart * each, np.maximum(room, apart) * each, source, expected, settings.level)


def _without(made: Coefficient, why: Reason, asked: Asked) -> Coefficient:
    """Alpha needs no count of the values; every other coefficient is absent, and so is the error."""
    if asked.usual and why is TOO_MANY:
        return replace(made, no_error=why)
    return replace(made, value=None, interval=None, why=why)
