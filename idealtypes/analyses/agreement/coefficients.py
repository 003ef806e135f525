"""Coefficients of agreement of a study: per code, per aspect, and of all codes or ratings together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from idealtypes.analyses.agreement.alpha import (
    Disagreement,
    Metric,
    ac1,
    alpha_interval,
    disagreement,
    percent_agreement,
)
from idealtypes.analyses.agreement.chance_sums import Chances
from idealtypes.analyses.agreement.coefficient import Asked, Coefficient, Of
from idealtypes.analyses.agreement.decisions import Codings, Ratings
from idealtypes.analyses.agreement.measured import as_asked, of_array, of_decisions, stacked
from idealtypes.engine.result import number
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import Reason, reason
from idealtypes.model.settings import Settings

Bools = NDArray[np.bool_]
NOBODY, ALIKE = reason("agreement.nobody"), reason("agreement.alike")
NOT_AGAIN = reason("agreement.not_again")
NOT_TWICE, NOT_RATED = reason("agreement.not_twice"), reason("agreement.not_rated")
COMPLETE, ONE_SOURCE = reason("agreement.complete"), reason("agreement.one_source")
SKEWED = reason("agreement.skewed")
# Alpha and percent agreement are said to part where one answer is this rare, they agree this much, and alpha is lower.
RARE, HIGH, LOW = 0.1, 0.9, 0.8


def of_presence(
    settings: Settings,
    of: Of,
    id_: str,
    title: str,
    values: Floats,
    source: Ints,
    asked: Asked,
    chance: Chances,
) -> Coefficient:
    """Of decisions that are 1 or 0 (nan: none), shape (coders, units); `chance` as `of_decisions` makes it."""
    parts = disagreement(values, "nominal")
    ones, given = np.nansum(values, axis=0), _present(values).sum(axis=0)
    counts = np.stack([given - ones, ones], axis=1)  # both values are possible whether or not they occur
    used = int(ones[parts.values > 0].sum())
    percent, value = number(percent_agreement(counts)), number(parts.alpha)
    decisions = max(float(parts.values.sum()), 1.0)
    rare = min(used, decisions - used) / decisions <= RARE
    parted = rare and value is not None and percent is not None and percent >= HIGH and value < LOW
    made = _made(settings, of, "nominal", parts, source, _present(values), ALIKE if used else NOBODY)
    made = replace(made, id=id_, title=title, used=used, percent=percent, ac1=number(ac1(counts)))
    made = as_asked(made, [chance], asked, settings, source, len(values))
    return replace(made, note=SKEWED) if parted and asked.usual else made


def of_positions(
    settings: Settings, of: Of, aspect: str, title: str, values: Floats, source: Ints, asked: Asked
) -> Coefficient:
    """Of shares of the poles of an aspect, shape (coders, units, K)."""
    parts, chosen = _placed(values, asked.metric)
    absent = ALIKE if parts.values.any() else NOT_RATED if of == "rating" else NOT_TWICE
    made = _made(settings, of, chosen, parts, source, _present(values[..., 0]), absent)
    made = replace(made, id=aspect, title=title, difference=_difference([values]))
    chance = of_array(values, asked, chosen, source, aspect, rated=of == "rating")
    parts_of = chance if isinstance(chance, Reason) else [chance]
    return as_asked(made, parts_of, asked, settings, source, len(values))


def of_codes(
    settings: Settings, coded: Codings, asked: Asked, parts_of: Sequence[Chances] | None = None
) -> Coefficient:
    """Of all codes together; `parts_of` are those of the codes that were put, where they were made before."""
    parts = over_codes(coded)
    absent = ALIKE if parts.most.any() else NOBODY
    if not parts.values.any():
        absent = _too_few(coded.coders, "coder")
    made = _made(settings, "codes", "nominal", parts, coded.source, coded.read, absent)
    codings = float(parts.most.sum()) / 2
    percent = 1 - float(parts.observed.sum()) / (2 * codings) if codings else None
    made = replace(made, used=round(codings), percent=percent)
    if parts_of is None:
        parts_of = [of_decisions(coded.decisions(code), asked, coded.source) for code in coded.put]
    return as_asked(made, parts_of, asked, settings, coded.source, len(coded.coders), parts.most)


def of_occasions(settings: Settings, coder: str, coded: Codings, asked: Asked) -> Coefficient:
    """Of all codes together, between the occasions of one coder, which stand as coders in `coded`."""
    found = of_codes(settings, coded, asked)
    why = NOT_AGAIN if found.value is None and not found.units else found.why
    return replace(found, of="coder", id=coder, title=coder or None, why=why)


def over_codes(coded: Codings, rows: Sequence[int] | slice = slice(None)) -> Disagreement:
    """Disagreement of some coders about sets of codes: δ² is the number of codes that only one of two put.

    Observed and expected are the codes' own, summed. The most that d_u could be is twice the codings on the statement,
    when no code is shared.
    """
    read = np.where(coded.read[rows], 0.0, np.nan)
    whole = disagreement(read, "nominal")
    put, observed, expected = np.zeros(read.shape[1]), whole.observed, 0.0
    for code in coded.put:
        values = coded.decisions(code, rows)
        parts = disagreement(values, "nominal")
        put, observed, expected = (
            put + np.nansum(values, axis=0),
            observed + parts.observed,
            expected + parts.expected,
        )
    return Disagreement(observed, whole.values, np.where(whole.values > 0, 2 * put, 0.0), expected)


def of_ratings(settings: Settings, rated: Ratings, asked: Asked) -> Coefficient:
    """Of all ratings together; chance deals positions to cases within an aspect."""
    arrays = list(rated.positions.values())
    chosen: Metric = asked.metric if all(values.shape[2] == 2 for values in arrays) else "interval"
    parts = _joined([_placed(values, chosen)[0] for values in arrays])
    case = np.concatenate([rated.case[aspect] for aspect in rated.positions])
    present = np.concatenate([_present(values[..., 0]) for values in arrays], axis=1)
    absent = ALIKE if parts.values.any() else _too_few(rated.raters, "rater")
    made = _made(settings, "ratings", chosen, parts, case, present, absent)
    made = replace(made, difference=_difference(arrays))
    each = [
        of_array(values, asked, chosen, rated.case[a], a, rated=True) for a, values in rated.positions.items()
    ]
    why = next((one for one in each if isinstance(one, Reason)), None)
    known = stacked([one for one in each if not isinstance(one, Reason)]) if why is None else why
    return as_asked(made, known, asked, settings, case, len(present), weighed=True)


def _made(
    settings: Settings,
    of: Of,
    metric: Metric,
    parts: Disagreement,
    source: Ints,
    present: Bools,
    absent: Reason,
) -> Coefficient:
    """α with its interval; `present` (coders, units) is who decided, `absent` why there is no value, if so."""
    paired = parts.values > 0
    sources = len(np.unique(source[paired]))
    value = number(parts.alpha)
    interval, why = None, absent if value is None else None
    if value is not None and settings.unit == "none":
        why = COMPLETE
    elif value is not None:
        interval = alpha_interval(parts.observed, parts.most, source, parts.expected, settings.level)
        why = ONE_SOURCE if sources == 1 else None
    return Coefficient(
        of=of,
        id=None,
        title=None,
        metric=metric,
        value=value,
        interval=interval,
        units=int(paired.sum()),
        coders=int(present[:, paired].any(axis=1).sum()),
        sources=sources,
        why=why,
    )


def _placed(values: Floats, metric: Metric) -> tuple[Disagreement, Metric]:
    """Three or more poles have no order: their shares are compared as they are."""
    if metric == "interval" or values.shape[2] > 2:
        return disagreement(values, "interval"), "interval"
    return disagreement(values[..., 1], metric), metric


def _joined(parts: Sequence[Disagreement]) -> Disagreement:
    return Disagreement(
        observed=np.concatenate([p.observed for p in parts]),
        values=np.concatenate([p.values for p in parts]),
        most=np.concatenate([p.most for p in parts]),
        expected=sum(p.expected for p in parts),
    )


def _difference(arrays: Sequence[Floats]) -> float | None:
    """√D_o in shares of the poles."""
    parts = _joined([disagreement(values, "interval") for values in arrays])
    n = float(parts.values.sum())
    return float(np.sqrt(parts.observed.sum() / n)) if n else None


def _present(values: Floats) -> Bools:
    return np.asarray(~np.isnan(values))


def _too_few(who: Sequence[str], word: Literal["coder", "rater"]) -> Reason:
    """Why nothing can be compared: nobody, one person, or several who share no unit."""
    if len(who) != 1:
        return reason(f"agreement.{'no_two' if who else 'no'}_{word}s")
    return reason(f"agreement.one_{word}_named", name=who[0]) if who[0] else reason(f"agreement.one_{word}")
