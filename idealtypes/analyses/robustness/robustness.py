"""Robustness: which conclusions stand under every choice that could be defended, and what breaks the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from idealtypes.analyses.robustness.outcomes import REASONS, UNTOLD
from idealtypes.analyses.robustness.own_conclusions import ConclusionWords, checked, conclusions_of
from idealtypes.analyses.robustness.runs import Progress, Runs
from idealtypes.analyses.robustness.scopes import scope_of
from idealtypes.analyses.robustness.specifications import CHOICES, Option, SpecificationGrid
from idealtypes.analyses.robustness.tried import Tried, where_in
from idealtypes.analyses.robustness.verdicts import Verdict, phrase, verdict_of
from idealtypes.analyses.types.calibration import calibrate
from idealtypes.engine.coded import statements_against
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.result import Pictured, said, screenful, why_keys
from idealtypes.engine.views import VIEWS, View
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.conclusions import Conclusion
from idealtypes.model.settings import Settings
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    import polars as pl

STABLE = 0.95


@dataclass(frozen=True, eq=False, repr=False)
class Robustness(Pictured):
    """The conclusions of a study under all specifications; frozen."""

    settings: Settings
    view: str
    threshold: float
    grid: SpecificationGrid
    runs: Runs
    verdicts: tuple[Verdict, ...]
    why: Reason | None
    against: int = 0  # how many of the statements that count speak against a code

    @property
    def specifications(self) -> int:
        """How many specifications were run."""
        return self.grid.size

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Which conclusions hold under the choices that could be defended, and what breaks them."""
        return tuple(v.finding(self.view) for v in self.verdicts)

    def to_dict(self, curves: bool = False) -> dict[str, Any]:
        """The answer of `idealtypes robustness --json`."""
        return {
            **head(self.findings),
            "settings": self.settings.model_dump(mode="json"),
            "level": self.settings.level,
            "view": self.view,
            "against": self.against,
            "threshold": self.threshold,
            "specifications": self.specifications,
            "crossed": self.grid.crossed,
            "choices": [
                {"choice": c.name, "options": [_option(o) for o in c.options]} for c in self.grid.choices
            ],
            "alone": [_option(o) for o in self.grid.alone],
            "notes": [said(note) for note in self.grid.notes],
            **why_keys(self.why),
            "conclusions": [v.to_dict(curves) for v in self.verdicts],
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per conclusion, for tables."""
        return [
            {key: _flat(value) for key, value in v.to_dict(curves=False).items() if key != "why_code"}
            | {name: "; ".join(map(phrase, getattr(v, name))) for name in COMBINED}
            for v in self.verdicts
        ]

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per conclusion."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def rows(self) -> pl.DataFrame:
        """A polars frame with one row per specification, failed ones with the reason.

        The columns are the choices with the options' phrases, `conclusion_1`, … (true, false, or null where the
        specification does not tell, in the order of `verdicts`), and `why`.
        """
        import polars as pl

        grid, alone = self.grid, len(self.grid.alone)
        crossed = np.indices(grid.shape).reshape(len(CHOICES), -1).T
        moved = np.zeros((alone, len(CHOICES)), int)
        moved[:, CHOICES.index("placement")] = len(grid.options("placement")) + np.arange(alone)
        options = np.concatenate([crossed, moved])
        texts = {c.name: [o.text for o in c.options] for c in grid.choices}
        texts["placement"] += [o.text for o in grid.alone]
        columns: dict[str, Any] = {
            name: [texts[name][i] for i in options[:, n]] for n, name in enumerate(CHOICES)
        }
        reasons: list[dict[str, None]] = [{} for _ in options]
        for n, v in enumerate(self.verdicts, 1):
            at = where_in(v, grid, options)
            known = at >= 0
            holds, why = v.outcome.holds.ravel()[at], v.outcome.why.ravel()[at]
            told = known & (holds != UNTOLD)
            columns[f"conclusion_{n}"] = [bool(h) if k else None for h, k in zip(holds, told, strict=True)]
            for row in np.flatnonzero(known & (why > 0)):
                reasons[row][f"{v.text}: {said(REASONS[why[row]])}"] = None
        columns["why"] = ["; ".join(r) or None for r in reasons]
        return pl.DataFrame(columns, infer_schema_length=None)

    def __str__(self) -> str:
        lines = [f"{self.specifications:,} specifications, view {self.view}"]
        if self.why:
            lines.append(said(self.why) or "")
        for v in self.verdicts:
            share = "  –  " if v.share is None else f"{v.share:4.0%} "
            lines.append(f"{v.verdict or 'no verdict':<10} {share} {v.text}")
            if v.why or v.broken_by:
                lines.append(f"{'':<17}{said(v.why) or 'not under: ' + '; '.join(map(phrase, v.broken_by))}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return screenful(str(self).splitlines())


COMBINED = ("broken_by", "made_by")


def _flat(value: Any) -> Any:
    """A value as one cell: lists and mappings as text."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {'' if held is None else str(held).lower()}" for key, held in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _option(option: Option) -> dict[str, Any]:
    value = list(option.value) if isinstance(option.value, tuple) else option.value
    return {"value": value, "text": option.text}


def robustness(
    study: StudyData,
    view: View = "all",
    *,
    conclusions: Iterable[Conclusion] | None = None,
    own: bool = True,
    fixed: Collection[str] = (),
    threshold: float = STABLE,
    language: str = "en",
    progress: Progress | None = None,
) -> Robustness:
    """Test conclusions under every specification of the choices that an analyst could defend.

    Parameters
    ----------
    study, view
        The study, whose settings come first in every choice, and the view it is read in.
    conclusions
        Conclusions to test first; by default those that the study states.
    own
        Whether to test what the study's own figures say, too.
    fixed
        Choices that are not varied: names of `specifications.CHOICES`.
    threshold
        The share of specifications from which a conclusion is stable, in (0, 1].
    language
        Of titles.
    progress
        Called with the specifications done, and their number.

    Raises
    ------
    IdealtypesError
        For a view or choice that there is not, a threshold outside (0, 1], or conclusions that cannot be tested, with
        what is wrong with each.
    """
    if view not in VIEWS:
        raise IdealtypesError(f"view is {', '.join(VIEWS)}, not {view!r}")
    if not 0 < threshold <= 1:
        raise IdealtypesError(f"threshold is {threshold}: it lies above 0 and at most at 1, as 0.95 does")
    stated = checked(study.conclusions if conclusions is None else conclusions, study)
    tried = Tried(study, stated, view, fixed=fixed, language=language)
    main = tried.of(tried.main, progress)
    found: tuple[Conclusion, ...] = ()
    if own:
        marks = main.grid.options("calibration")[0].value
        shares, (low, high) = main.runs.shares[0], main.whole.shares
        members = shares if marks is None else calibrate(shares, marks)
        found = conclusions_of(study, shares, low[0, 0], high[0, 0], members)
        said = {replace(c, text=None) for c in stated}
        found = tuple(c for c in found if c not in said)
    words = ConclusionWords(study, language)
    verdicts = []
    for n, c in enumerate((*stated, *found)):
        here = tried.of(scope_of(c, view))
        outcome, elsewhere = here.outcome(c), tried.elsewhere(c)
        sentence = words.sentence(c)
        verdicts.append(verdict_of(c, sentence, n < len(stated), outcome, here.grid, threshold, elsewhere))
    why = None if verdicts else reason("robustness.nothing")
    return Robustness(
        study.settings, view, threshold, main.grid, main.runs, tuple(verdicts), why, statements_against(study)
    )
