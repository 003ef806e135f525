"""Every scope of a study's conclusions tried once: its table, its grid and its runs, kept for all that ask for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from idealtypes.analyses.robustness.doubt_reach import doubt_reach
from idealtypes.analyses.robustness.outcomes import UNTOLD, YES, Outcome, Outcomes
from idealtypes.analyses.robustness.runs import Progress, Runs, run
from idealtypes.analyses.robustness.scopes import Scope, Side, scope_of
from idealtypes.analyses.robustness.specifications import CHOICES, SpecificationGrid, grid_of
from idealtypes.analyses.robustness.verdicts import Verdict
from idealtypes.analyses.robustness.whole_ends import WholeEnds
from idealtypes.engine.coded import View
from idealtypes.engine.difference_ends import DifferenceEnds, difference_ends
from idealtypes.engine.difference_interval import Family
from idealtypes.engine.profile import Profile
from idealtypes.engine.table import CodingTable
from idealtypes.engine.tally import Ints
from idealtypes.model.conclusions import Conclusion
from idealtypes.model.stated_conclusions import ground_of
from idealtypes.model.study import StudyData


@dataclass(frozen=True, eq=False)
class TriedScope:
    """A scope's codings, what is varied, and what came out."""

    study: StudyData
    scope: Scope
    table: CodingTable
    grid: SpecificationGrid
    runs: Runs
    whole: WholeEnds

    @cached_property
    def outcomes(self) -> Outcomes:
        """The tests of conclusions in this scope."""
        return Outcomes(self.study, self.scope, self.table, self.grid, self.runs, self.whole)

    def outcome(self, c: Conclusion) -> Outcome:
        """A conclusion of this scope, tested."""
        return self.outcomes.of(c)


class Tried:
    """The scopes of a study's conclusions, each run when it is first asked for."""

    def __init__(
        self,
        study: StudyData,
        stated: Sequence[Conclusion],
        view: View,
        *,
        fixed: Collection[str] = (),
        language: str = "en",
    ) -> None:
        self.study, self.view, self.fixed, self.language = study, view, fixed, language
        # Where statements stand within their sources is asked of the scopes of a conclusion that is about it.
        self.torn = {scope_of(c, view) for c in stated if c.kind == "torn"}
        self.found: dict[tuple[Scope, bool], TriedScope] = {}

    def of(self, scope: Scope, progress: Progress | None = None, *, once: bool = False) -> TriedScope:
        """A scope, run under every specification, or `once` under the study's own settings."""
        if (scope, once) not in self.found:
            self.found[scope, once] = self._run(scope, progress, once)
        return self.found[scope, once]

    def _run(self, scope: Scope, progress: Progress | None, once: bool) -> TriedScope:
        study, table = self.study, scope.table(self.study)
        grid = grid_of(
            study,
            table,
            view=scope.view,
            varied=scope.varied,
            fixed=CHOICES if once else self.fixed,
            language=self.language,
        )
        claimed = [side.view == "useful" for side in scope.sides]
        level = study.settings.level
        compared = cache(lambda: self._compared(scope))
        if scope.gap and not once:
            level = compared()[1].each[""]
        contested = once or scope in self.torn
        runs = run(table, grid, study.settings, progress, level=level, claimed=claimed, contested=contested)
        whole = WholeEnds(
            study.settings,
            runs,
            lambda: doubt_reach(table, grid, runs, study.scheme, study.settings, self.own.doubt),
            lambda: None if once else self.own if scope == self.main else scope.profile(study),
            lambda: () if once else compared()[0],
        )
        return TriedScope(study, scope, table, grid, runs, whole)

    def _compared(self, scope: Scope) -> tuple[tuple[DifferenceEnds, ...], Family]:
        """The differences between two sides under the study's own settings; gaps from the first to the second."""
        here = np.arange(len(self.study.cases))
        first, second = here, here + len(here)
        return difference_ends(
            scope.profile(self.study), *((second, first) if scope.gap else (first, second))
        )

    @cached_property
    def main(self) -> Scope:
        """All that is said, or what the study is read for."""
        return Scope((Side(self.view),), self.view == "all")

    @cached_property
    def own(self) -> Profile:
        """The study's profile."""
        return self.main.profile(self.study)

    @cached_property
    def others(self) -> tuple[View, ...]:
        """The views of which something is said, beside all that is said and what is."""
        study = self.study
        spoken = ground_of(study.cases, study.sources, study.statements, study.claims).views
        others: tuple[View, ...] = ("ought", "expected", "would", "useful")
        return tuple(view for view in others if view in spoken)

    def elsewhere(self, c: Conclusion) -> dict[View, bool | None]:
        """Whether a conclusion that names no view holds in the other views, under the study's own settings."""
        if not scope_of(c, self.view).varied:
            return {}
        held: dict[View, bool | None] = {}
        for view in self.others:
            if c.kind == "trait" and view == "useful":
                continue  # claims name poles, and no trait
            own = int(self.of(scope_of(replace(c, view=view)), once=True).outcome(c).holds.flat[0])
            held[view] = None if own == UNTOLD else own == YES
        return held


def where_in(verdict: Verdict, grid: SpecificationGrid, options: Ints) -> Ints:
    """Shape (specifications,): where an outcome has each of a grid's specifications, flat; −1 where it has it not.

    A choice that a conclusion fixes, or that does not bear on it, leaves it as it is, and so does a code that stands on
    none of its statements. A coder who put no code on them is not tried alone there.

    Parameters
    ----------
    verdict
        With an outcome and a grid of its own.
    grid, options
        A grid, and shape (specifications, choices): the numbers of the options taken, with the codes moved alone after
        the crossed placements.
    """
    outcome, own = verdict.outcome, verdict.grid
    sizes = [len(own.options(name)) for name in outcome.evidence]
    place, known = [], np.ones(len(options), bool)
    for name in outcome.names:
        values = {o.value: n for n, o in enumerate(own.options(name))}
        first = 0 if len(values) == 1 or name == "placement" else -1
        number = np.array([values.get(o.value, first) for o in grid.options(name)])
        taken = options[:, CHOICES.index(name)]
        place.append(number[np.minimum(taken, len(number) - 1)])
        known &= place[-1] >= 0
    runs = np.ravel_multi_index([np.maximum(p, 0) for p in place[: len(sizes)]], sizes)
    reads = [np.maximum(p, 0) for p in place[len(sizes) :]]
    if "placement" in outcome.evidence:
        alone = {o.value: n for n, o in enumerate(own.alone)}
        at = np.array([alone.get(o.value, -1) for o in grid.alone], int)
        start = len(grid.options("placement"))
        taken = options[:, CHOICES.index("placement")] - start
        for row in np.flatnonzero(taken >= 0):
            moved = at[taken[row]]
            runs[row] = int(np.prod(sizes)) + moved if moved >= 0 else 0
    flat: Ints = np.ravel_multi_index([runs, *reads], outcome.holds.shape)
    return np.where(known, flat, -1)
