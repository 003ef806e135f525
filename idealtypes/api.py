"""The Python interface: a study that knows its profile, and the readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.files import study as files
from idealtypes.files.schemes import read_scheme, read_theory
from idealtypes.model.scheme import Scheme
from idealtypes.model.study import StudyData
from idealtypes.model.theory import Theory

if TYPE_CHECKING:
    from idealtypes.analyses.compare.other_studies import StudiesBeside
    from idealtypes.analyses.sets.case_outcome import CaseOutcome
    from idealtypes.engine.evidence import Evidence
    from idealtypes.engine.profile import Profile
    from idealtypes.engine.views import View


class Study(StudyData):
    """A study as read from its folder; frozen. See `idealtypes.files.study.Study` for what it holds."""

    def profile(self, view: View = "all", **settings: Any) -> Profile:
        """The balance profile in a view (all, is, ought, useful); keyword arguments override the settings."""
        from idealtypes.engine.views import study_profile

        return study_profile(self, view, **settings)

    def where(self, selection: Mapping[str, str | Sequence[str]]) -> Study:
        """The study of the statements that a selection keeps; see `idealtypes.engine.selection.where`."""
        from idealtypes.engine.selection import where

        return where(self, selection)

    def evidence(self, **asked: Any) -> Evidence:
        """The statements behind a number; see `idealtypes.engine.evidence.evidence`."""
        from idealtypes.engine.evidence import evidence

        return evidence(self, **asked)

    def beside(self, *others: StudyData, view: View = "all") -> StudiesBeside:
        """This study's cases with those of others, on the aspects in common.

        See `idealtypes.analyses.compare.other_studies`.

        `compare(joined.profile, goal=joined.goal)` compares them; `left_out` lists what does not match.
        """
        from idealtypes.analyses.compare.other_studies import beside

        return beside([self, *others], view=view)

    def outcome(
        self, column: str, anchors: Sequence[float] | None = None, *, negate: bool = False
    ) -> CaseOutcome:
        """An attribute of the cases as a fuzzy set, for `set_fits(membership, outcome)`.

        `anchors` are full out, crossover and full in, where the attribute is no membership from 0 to 1 yet; see
        `idealtypes.analyses.sets.case_outcome.case_outcome`.
        """
        from idealtypes.analyses.sets.case_outcome import case_outcome

        return case_outcome(self, column, anchors, negate=negate)

    def report(self, folder: str | Path, **options: Any) -> Path:
        """Write the report to a folder and give the path of its page; see `idealtypes.reporting.report`."""
        from idealtypes.reporting.report import write_report

        return write_report(self, Path(folder), **options)


def profile(codings: Any, scheme: Scheme | str | Path, **settings: Any) -> Profile:
    """The balance profile of a table of codings, in any dataframe that narwhals knows.

    Parameters
    ----------
    codings
        One row a coding: columns `statement`, `source`, `code`, and optionally `case`, `coder`, `intensity` in (0, 1].
    scheme
        A coding scheme, the id of a shipped one, or the path of a scheme file.
    **settings
        Any of the study's settings: `level`, `draws`, `seed`, `unit`, `weighting`, `repeats`, …

    Raises
    ------
    IdealtypesError
        For missing columns or cells, intensities outside (0, 1], codes the scheme lacks, settings that cannot be.
    """
    from idealtypes.engine.profile import profile as of_codings

    known = scheme if isinstance(scheme, Scheme) else read_scheme(str(scheme))
    return of_codings(codings, known, **settings)


def read_study(path: str | Path) -> Study:
    """Read a study from its folder or its study.yaml.

    Raises
    ------
    BadInput
        With every fault of every file, each with file and line.
    """
    read = files.read_study(Path(path))
    return Study(**{field.name: getattr(read, field.name) for field in fields(read)})


__all__ = ["Scheme", "Study", "Theory", "profile", "read_scheme", "read_study", "read_theory"]
