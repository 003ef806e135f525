"""Change: each case set beside itself, over the values of a column of statements or sources that have an order.

Each case at each time is a case of its own, so that all that is known of differences holds: informants who were asked
at several times are tied in the joint draws by how each of them leans at each, and a code that stands elsewhere than it
was placed does so at every time. Over two times the change is their difference; over more it is that of the trend's
line from the first time at which the case was heard to the last.

*Rose* (toward the second pole, or a larger share of a pole) and *fell* are said from a probability of .95 on. Of one
statement, or one rater, at a time nothing can be told.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from idealtypes.analyses.compare.comparison import Comparison
from idealtypes.analyses.compare.points import Points, no_interval
from idealtypes.analyses.compare.subgroups import Subgroups, subgroups
from idealtypes.analyses.compare.trend import ShareColumn, share_columns, slope_weights, summed
from idealtypes.engine.difference_interval import Family
from idealtypes.engine.findings import ONE_STATEMENT, SURE, Finding, head
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Why, said, screenful, why_keys
from idealtypes.engine.tally import Ints
from idealtypes.errors import BadArgument, IdealtypesError, Reason, reason
from idealtypes.model.study import StudyData

Moved = Literal["rose", "fell", "unchanged", "cannot_be_told"]
WITHIN = reason("compare.within_cases")
SAME = 1e-9  # what is left is rounding


@dataclass(frozen=True)
class CaseChange:
    """How one case moved on an aspect.

    Attributes
    ----------
    case, aspect, pole
        With two poles (`pole` None) the change of the balance, else one for the share of each pole.
    from_, to, times
        The first and the last time at which the case was heard on the aspect, and at how many it was.
    change
        To the second pole: positive. Over more than two times that of the line from the first to the last.
    interval, interval_whole
        At the study's level, for the informants' doubt and with every doubt that is in the draws; both contain it.
    probability
        That it is positive, over the joint draws; 0 or 1 where the evidence is complete.
    both
        How many informants were heard at several of these times: `paired` says whether any was.
    word
        rose or fell, where that has a probability of .95; unchanged where complete evidence says so.
    why
        What is absent, and why.
    """

    case: str
    aspect: str
    pole: str | None
    from_: str | None
    to: str | None
    times: int
    change: float | None
    interval: tuple[float, float] | None
    interval_whole: tuple[float, float] | None
    probability: float | None
    both: int
    word: Moved
    why: Why

    @property
    def paired(self) -> bool:
        """Whether the same informants were asked, some of them at least."""
        return self.both > 0

    def to_dict(self, column: str) -> dict[str, Any]:
        return {
            "case": self.case,
            "aspect": self.aspect,
            "pole": self.pole,
            "column": column,
            "from": self.from_,
            "to": self.to,
            "times": self.times,
            "change": self.change,
            "interval": None if self.interval is None else list(self.interval),
            "interval_whole": None if self.interval_whole is None else list(self.interval_whole),
            "probability": self.probability,
            "paired": self.paired,
            "both": self.both,
            "word": self.word,
            **why_keys(self.why),
        }


@dataclass(frozen=True, eq=False, repr=False)
class Changes(Comparison):
    """Cases compared with themselves over time.

    Attributes
    ----------
    profile
        Every case at every time at which it has coded statements.
    by
        The times in their order, with what was left out.
    changes
        A row for each case, aspect and, with three or more poles, pole; those without a change with the reason.
    names
        Case → title.
    """

    changes: tuple[CaseChange, ...] = ()
    names: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def column(self) -> str:
        """The column that tells the times."""
        return "" if self.by is None else self.by.attribute

    @property
    def points(self) -> Points:
        raise IdealtypesError(said(WITHIN) or "")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """None: a change is of no kind of finding; `changes` has them all."""
        return ()

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes compare --change --json`."""
        profile, settings = self.profile, self.profile.settings
        by = {} if self.by is None else self.by.to_dict()
        return {
            **head(self.findings),
            "settings": settings.model_dump(mode="json"),
            "level": settings.level,
            "view": profile.view,
            "rests_on": None if profile.basis is None else profile.basis.to_dict(),
            "raters": None if profile.rated is None else profile.rated.to_dicts(),
            "times": {
                k: by.get(k) for k in ("attribute", "of", "levels", "numbers", "order", "skipped", "notes")
            },
            "changes": [one.to_dict(self.column) for one in self.changes],
            **why_keys(None),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case, aspect and, with three or more poles, pole."""
        out = []
        for one in self.changes:
            row = one.to_dict(self.column)
            low, high = row.pop("interval") or (None, None)
            whole_low, whole_high = row.pop("interval_whole") or (None, None)
            why = row.pop("why")
            del row["why_code"]
            ends = {"low": low, "high": high, "whole_low": whole_low, "whole_high": whole_high}
            out.append(row | ends | {"why": why})
        return out

    def __repr__(self) -> str:
        return screenful(map(_brief, self.changes), f"Change over {self.column}", len(self.changes))


def _brief(one: CaseChange) -> str:
    of = one.aspect if one.pole is None else f"{one.aspect}: {one.pole}"
    if one.change is None:
        return f"{one.case}  {of}: {said(one.why)}"
    return f"{one.case}  {of} {one.from_} to {one.to}: {one.change:+.2f}, {one.word.replace('_', ' ')}"


@dataclass(frozen=True, eq=False)
class OverTime:
    """A study with every case at every time as a case: `cells` gives its own case and the number of its time."""

    study: StudyData
    times: Subgroups
    cells: tuple[tuple[str, int], ...]
    titles: dict[str, str]


def over_time(study: StudyData, column: str, order: Sequence[str] | None = None) -> OverTime:
    """A study sorted by its cases and the values of a column.

    Raises
    ------
    BadArgument
        For a column that is not there, that is of cases, with one value, or whose values have no order.
    """
    if column == "case":
        raise BadArgument(
            "change", column, "each case is compared with itself: name the column that tells the time"
        )
    times = subgroups(study, column, order, argument="change")
    if times.of == "cases":
        message = f"`{column}` is a column of cases, so that each has one value: what is needed is one of statements"
        raise BadArgument("change", column, f"{message} or sources, such as the year or the wave")
    if len(times.levels) < 2:
        message = f"`{column}` has one value, `{times.levels[0]}`: a change needs two times or more"
        raise BadArgument("change", column, message)
    if times.numbers is None:
        given = ",".join(times.levels)
        message = f'the values of `{column}` have no order of their own: give it, as with --order "{given}"'
        raise BadArgument("change", column, message)
    both = study.cases_of.join(
        times.study.cases_of.select("statement", time="case"),
        on="statement",
        how="inner",
        maintain_order="left",
    )
    numbers = {level: n for n, level in enumerate(times.levels)}
    there = both.select("case", "time").unique()
    order_of = {case: n for n, case in enumerate(study.cases.get_column("id"))}
    cells = sorted(((c, numbers[t]) for c, t in there.iter_rows()), key=lambda x: (order_of[x[0]], x[1]))
    titles = study.case_titles()
    named = [f"{c} {times.levels[t]}" for c, t in cells]
    shown = [f"{titles[c]}, {times.levels[t]}" for c, t in cells]
    sorted_ = dataclasses.replace(
        study,
        cases=pl.DataFrame({"id": named, "title": shown}),
        cases_of=both.select("statement", case=pl.concat_str(["case", "time"], separator=" ")),
    )
    notes = tuple(note for note in times.notes if note.code != "compare.put_together")
    return OverTime(sorted_, dataclasses.replace(times, notes=notes), tuple(cells), titles)


def changes(found: OverTime, profile: Profile) -> Changes:
    """How each case moved on every aspect; `profile` is that of `found.study`."""
    at: dict[str, list[int]] = {case: [] for case in found.titles}
    for c, (case, _) in enumerate(found.cells):
        at[case].append(c)
    rows = tuple(
        change
        for column in share_columns(profile)
        for case, cells in at.items()
        for change in [_change(found, profile, column, case, np.array(cells, int))]
    )
    order = {case: n for n, case in enumerate(at)}
    rows = tuple(sorted(rows, key=lambda r: (profile.aspects.index(r.aspect), order[r.case])))
    level = profile.settings.level
    none = Family("shown", {"": 0}, {"": level}, level, 0)
    return Changes(profile, (), none, no_pairs=WITHIN, by=found.times, changes=rows, names=found.titles)


def _change(found: OverTime, profile: Profile, column: ShareColumn, case: str, cells: Ints) -> CaseChange:
    a, levels = column.aspect, found.times.levels
    aspect = profile.aspects[a]
    heard = cells[profile.statements[cells, a] > 0]
    times = [found.cells[c][1] for c in heard]
    first, last = (levels[times[0]], levels[times[-1]]) if times else (None, None)
    if len(heard) < 2:
        once = _once(found, cells, heard)
        nothing = (None, None, None, None)
        return CaseChange(
            case, aspect, column.pole, first, last, len(heard), *nothing, 0, "cannot_be_told", once
        )
    numbers = np.array([(found.times.numbers or ())[t] for t in times], float)
    weights = slope_weights(numbers, column.n_e[heard]) * (numbers[-1] - numbers[0])
    told = summed(profile, column, heard, weights)
    complete = bool(profile.complete[heard].all())
    chance = float(told.value > 0) if complete and abs(told.value) > SAME else told.probability
    thin = not complete and bool((profile.statements[heard, a] <= 1).any())
    why = (() if told.interval is not None else (no_interval(profile, *heard),)) + (
        (ONE_STATEMENT,) if thin else ()
    )
    return CaseChange(
        case=case,
        aspect=aspect,
        pole=column.pole,
        from_=first,
        to=last,
        times=len(heard),
        change=told.value,
        interval=told.interval,
        interval_whole=told.whole,
        probability=chance,
        both=_both(profile, heard, a),
        word=_word(told.value, chance, complete=complete, thin=thin),
        why=why or None,
    )


def _once(found: OverTime, cells: Ints, heard: Ints) -> Reason:
    """Why a case has no change on an aspect."""
    seen = [found.times.levels[found.cells[c][1]] for c in (heard if len(heard) else cells)]
    column = found.times.attribute
    if not len(cells):
        return reason("compare.never_seen", attribute=column)
    if len(cells) == 1:
        return reason("compare.seen_once", attribute=column, value=seen[0])
    if not len(heard):
        return reason("compare.never_heard")
    return reason("compare.heard_once", attribute=column, value=seen[0])


def _word(change: float, chance: float | None, *, complete: bool, thin: bool) -> Moved:
    if complete and abs(change) < SAME:
        return "unchanged"
    if chance is None or thin or max(chance, 1 - chance) < SURE:
        return "cannot_be_told"
    return "rose" if chance > 0.5 else "fell"


def _both(profile: Profile, cells: Ints, aspect: int) -> int:
    """How many informants speak of an aspect in several of some cases."""
    tally = profile.tally
    here = (tally.aspect == aspect) & np.isin(tally.case, cells) & (tally.total > 0)
    return int((np.bincount(tally.source[here]) > 1).sum()) if here.any() else 0
