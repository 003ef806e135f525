"""Which aspect one more interview would help most, supposing it is like one of those there are.

Each source of a case in turn is taken once more, as a new source with the same statements; the profile is made anew,
with every doubt, and its interval and word are set beside today's. The mean over the sources is what can be expected of
one more draw from the same kinds of informants (the empirical distribution as the predictive one, as in the Bayesian
bootstrap: Rubin 1981, Annals of Statistics 9(1): 130–134). A kind of informant not met so far is not among them, so a
change of the verdict is rather more likely than is said here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from idealtypes.engine.codings import coding_rows
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.profile_numbers import tally_of
from idealtypes.engine.result import Why, number, why_keys
from idealtypes.engine.tally import Floats

FUTURES = 40  # sources that are tried; of more, a sample
AGAIN = "\ue000again"  # what is added to the names of what is taken once more: of private use, so in nobody's names


@dataclass(frozen=True)
class NextInterview:
    """What one more source like those there are would do to an estimate.

    Attributes
    ----------
    case, aspect
        The estimate.
    spoken
        The share of the case's sources that speak of the aspect, in [0, 1].
    width, expected
        The width of the whole interval now, and on average with one more source: of the balance in [0, 2], beyond two
        poles the widest interval of a share, in [0, 1].
    narrowing
        1 − expected/width, in (−∞, 1]: negative where one more source rather unsettles.
    verdict_changes
        In how many of the cases the word for where it lies becomes another, in [0, 1].
    tried
        How many sources were taken once more.
    why
        What cannot be told; None where it can.
    """

    case: str
    aspect: str
    spoken: float | None
    width: float | None
    expected: float | None
    narrowing: float | None
    verdict_changes: float | None
    tried: int
    why: Why

    def record(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "aspect": self.aspect,
            "spoken": self.spoken,
            "width": self.width,
            "expected": self.expected,
            "narrowing": self.narrowing,
            "verdict_changes": self.verdict_changes,
            "tried": self.tried,
            **why_keys(self.why),
        }


def next_interviews(profile: Profile) -> tuple[NextInterview, ...]:
    """What one more source would do to each estimate, cases and aspects in the profile's order.

    Parameters
    ----------
    profile
        With its codings at hand as a polars frame, what was sampled being sources.
    """
    rows: pl.DataFrame = profile.rows
    of_case = _sources(rows)
    chosen = {case: _chosen(names, profile.settings.seed) for case, names in of_case.items()}
    most = max(map(len, chosen.values()), default=0)
    futures = [_with_one_more(profile, {case: s[k] for case, s in chosen.items() if k < len(s)})
               for k in range(most)]  # fmt: skip
    width, words = _widths(profile), _words(profile)
    later = [(_widths(one), _words(one)) for one in futures]
    out = []
    for c, case in enumerate(profile.cases):
        tried = later[: len(chosen.get(case, ()))]
        for a, aspect in enumerate(profile.aspects):
            out.append(_next(profile, (c, a), case, aspect, width, words, tried, len(of_case.get(case, ()))))
    return tuple(out)


def _sources(rows: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Case → its sources, sorted."""
    pairs = rows.select("case", "source").unique().sort("case", "source")
    found: dict[str, list[str]] = {}
    for case, source in pairs.iter_rows():
        found.setdefault(case, []).append(source)
    return {case: tuple(names) for case, names in found.items()}


def _chosen(sources: tuple[str, ...], seed: int) -> tuple[str, ...]:
    """The sources to be taken once more: all, or a sample."""
    if len(sources) <= FUTURES:
        return sources
    kept = np.random.default_rng(seed).choice(len(sources), FUTURES, replace=False)
    return tuple(sources[i] for i in sorted(kept.tolist()))


def _with_one_more(profile: Profile, more: dict[str, str]) -> Profile:
    """The profile with one source of each case taken once more; a statement in two cases is new in each."""
    rows: pl.DataFrame = profile.rows
    again = pl.DataFrame({"case": list(more), "source": list(more.values())}, schema_overrides={
        "case": rows.schema["case"], "source": rows.schema["source"]})  # fmt: skip
    new = rows.join(again, on=["case", "source"], how="semi").with_columns(
        pl.concat_str(pl.col("source"), pl.lit(AGAIN), pl.col("case")).alias("source"),
        pl.concat_str(pl.col("statement"), pl.lit(AGAIN), pl.col("case")).alias("statement"),
    )
    both = pl.concat([rows, new], how="vertical_relaxed")
    taken = coding_rows(both)
    assert profile.placements is not None  # a study's profile has them
    evidence = tally_of(taken, profile.scheme, profile.settings, profile.placements, profile.cases)
    return profile_of(
        evidence, profile.scheme, profile.settings, view=profile.view, rows=both,
        placements=profile.placements, taken=taken,
    )  # fmt: skip


def _widths(profile: Profile) -> Floats:
    """Shape (cases, aspects): the widths of the whole intervals; nan where there is none."""
    ends = profile.interval_whole
    low, high = profile.whole_bounds
    shares = np.where(np.isnan(high - low), -np.inf, high - low).max(axis=2)
    shares = np.where(np.isinf(shares) | profile.no_interval, np.nan, shares)
    return np.where(profile.bipolar, ends[..., 1] - ends[..., 0], shares)


def _words(profile: Profile) -> list[list[tuple[object, ...] | None]]:
    """Per case and aspect what is said of where it lies: the word and the pole, or the order of the poles."""
    return [[_word(profile, c, a) for a in range(len(profile.aspects))] for c in range(len(profile.cases))]


def _word(profile: Profile, c: int, a: int) -> tuple[object, ...] | None:
    lean = profile.leaning(c, a)
    if lean is not None:
        return lean.word, lean.pole
    order = profile.order(c, a)
    return None if order is None else (order.leader, order.equal, order.told)


def _next(
    profile: Profile,
    at: tuple[int, int],
    case: str,
    aspect: str,
    width: Floats,
    words: list[list[tuple[object, ...] | None]],
    later: list[tuple[Floats, list[list[tuple[object, ...] | None]]]],
    sources: int,
) -> NextInterview:
    """One estimate today and with one more source."""
    c, a = at
    spoken = float(profile.sources[at] / sources) if sources else None
    now = number(width[at])
    if now is None:
        return NextInterview(case, aspect, spoken, None, None, None, None, len(later), profile.why(c, a))
    expected = float(np.mean([wide[at] for wide, _ in later]))
    changes = float(np.mean([word[c][a] != words[c][a] for _, word in later]))
    narrowing = 1 - expected / now if now else 0.0
    return NextInterview(case, aspect, spoken, now, expected, narrowing, changes, len(later), None)
