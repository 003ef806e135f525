"""Saturation: what each source added, where sources stopped to bring anything new, where the next would help most.

Three answers to one question. Codes and traits that no source before had, in the order given and over all orders
(`accumulation`); base size and run length (`stopping`); and, since a study may have met all its codes and still not
know how they balance, what one more source would do to each interval and word (`next_interview`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from idealtypes.analyses.saturation.accumulation import Accumulation, accumulation
from idealtypes.analyses.saturation.next_interview import NextInterview, next_interviews
from idealtypes.analyses.saturation.stopping import BASE, RUN, THRESHOLD, Stopping, stopping
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Pictured, Why, said, screenful, why_keys
from idealtypes.engine.views import View, study_profile
from idealtypes.errors import BadArgument, reason
from idealtypes.model.stance import unsigned
from idealtypes.model.study import StudyData

KINDS = ("codes", "traits")
Held = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, eq=False, repr=False)
class Saturation(Pictured):
    """What the sources of a study added, one after the other; frozen, and knows the profile.

    Attributes
    ----------
    profile
        The profile of the statements that count.
    sources
        The sources with a coded statement, in the order of the study's sources.
    codes, traits
        What each source added of them; None where there is nothing to add, with `why`.
    stopping
        Base size and run length, on codes; None with `why`.
    next
        What one more source would do, per case and aspect.
    why
        Why there is no answer; None where there is one.
    """

    profile: Profile
    sources: tuple[str, ...]
    codes: Accumulation | None
    traits: Accumulation | None
    stopping: Stopping | None
    next: tuple[NextInterview, ...]
    why: Why

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """None: what was new is counted, and what the next source would do is expected, not found."""
        return ()

    @cached_property
    def helps_most(self) -> tuple[NextInterview, ...]:
        """The estimates that one more source would narrow, those that it would narrow most first."""
        told = [one for one in self.next if one.narrowing is not None and one.narrowing > 0]
        return tuple(sorted(told, key=lambda one: -(one.narrowing or 0)))

    def records(self) -> list[dict[str, Any]]:
        """One flat record per source and kind: what was new with it, and what random orders would have."""
        out = []
        for kind in KINDS:
            added: Accumulation | None = getattr(self, kind)
            if added is None:
                continue
            for k, source in enumerate(self.sources):
                out.append(
                    {
                        "kind": kind,
                        "n": k + 1,
                        "source": source,
                        "new": int(added.new[k]),
                        "total": int(added.total[k]),
                        "expected": float(added.expected[k]),
                        "low": float(added.low[k]),
                        "high": float(added.high[k]),
                    }
                )
        return out

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes saturation --json`."""
        rows = self.records()
        return {
            **head(self.findings),
            "settings": self.profile.settings.model_dump(mode="json"),
            "view": self.profile.view,
            **{kind: [_without_kind(row) for row in rows if row["kind"] == kind] for kind in KINDS},
            "stopping": None if self.stopping is None else self.stopping.to_dict(),
            "next": [one.record() for one in self.next],
            **why_keys(self.why),
        }

    def __repr__(self) -> str:
        if self.why is not None:
            return said(self.why) or ""
        assert self.codes is not None
        total = int(self.codes.total[-1])
        lines = [
            f"{k + 1:>3} {source}: {int(self.codes.new[k])} new, {int(self.codes.total[k])} of {total} codes"
            for k, source in enumerate(self.sources)
        ]
        return screenful(lines, f"Saturation over {len(self.sources)} sources", len(lines))


def _without_kind(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "kind"}


def saturation(
    study: StudyData,
    view: View = "all",
    base: int = BASE,
    run: int = RUN,
    threshold: float = THRESHOLD,
    *,
    ahead: bool = True,
) -> Saturation:
    """What each source added, and where one more would help most.

    Parameters
    ----------
    study
        Its sources in their order: the order in which they were met.
    view
        Which statements.
    base, run, threshold
        Of base size and run length: sources in the base and in a run (1 or more), and the new information, in [0, 1],
        at or below which nothing new came.
    ahead
        Whether to try what one more source would do, too: a profile for each of the sources.

    Raises
    ------
    IdealtypesError
        For a base or a run below 1, or a threshold outside [0, 1].
    """
    for name, value in (("base", base), ("run", run)):
        if value < 1:
            raise BadArgument(name, f"{value}", "a base and a run hold one source or more")
    if not 0 <= threshold <= 1:
        raise BadArgument("threshold", f"{threshold}", "it is a share, between 0 and 1")
    scheme_codes = {code.id for code in study.scheme.codes}
    profile = study_profile(study, view)
    rows: pl.DataFrame = profile.rows
    unit = study.settings.unit

    def absent(why: Why) -> Saturation:
        return Saturation(profile, (), None, None, None, (), why)

    if unit != "source":
        return absent(reason("saturation.raters" if unit == "rater" else "saturation.complete"))
    met = set(rows["source"].unique())
    sources = tuple(source for source in study.sources["id"].to_list() if source in met)
    if not sources:
        return absent(reason("saturation.nothing"))
    named = sorted(set(rows["code"].unique()))
    codes = _held(
        rows, sources, {code: [own] for code in named if (own := unsigned(code)[0]) in scheme_codes}
    )
    if codes is None:
        return absent(reason("saturation.no_codes"))
    traits = _held(rows, sources, study.scheme.traits_of(named))
    seed = study.settings.seed
    added = accumulation(codes, seed)
    return Saturation(
        profile,
        sources,
        added,
        None if traits is None else accumulation(traits, seed),
        stopping(added.orders, base, run, threshold),
        next_interviews(profile) if ahead else (),
        None,
    )


def _held(rows: pl.DataFrame, sources: Sequence[str], items: Mapping[str, Sequence[str]]) -> Held | None:
    """Shape (sources, items): which source has which item of its codes; None where none has any."""
    pairs = rows.select("source", "code").unique().rows()
    found = {(source, item) for source, code in pairs for item in items.get(code, ())}
    if not found:
        return None
    columns = {item: k for k, item in enumerate(sorted({item for _, item in found}))}
    at = {source: k for k, source in enumerate(sources)}
    held = np.zeros((len(sources), len(columns)), bool)
    for source, item in found:
        held[at[source], columns[item]] = True
    return held
