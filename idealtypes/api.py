"""The Python interface: a study that knows its profile, and the readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.coding import study as coding
from idealtypes.coding.scheme import Scheme, read_scheme
from idealtypes.theory.model import Theory, read_theory

if TYPE_CHECKING:
    from idealtypes.analysis.cases.beside import Beside
    from idealtypes.analysis.evidence import Evidence
    from idealtypes.analysis.profile import Profile
    from idealtypes.analysis.sets.case_outcome import CaseOutcome
    from idealtypes.analysis.views import View


class Study(coding.Study):
    """A study as read from its folder; frozen. See `idealtypes.coding.study.Study` for what it holds."""

    def profile(self, view: View = "all", **settings: Any) -> Profile:
        """The balance profile in a view (all, is, ought, useful); keyword arguments override the settings."""
        from idealtypes.analysis.views import study_profile

        return study_profile(self, view, **settings)

    def evidence(self, **asked: Any) -> Evidence:
        """The statements behind a number; see `idealtypes.analysis.evidence.evidence`."""
        from idealtypes.analysis.evidence import evidence

        return evidence(self, **asked)

    def beside(self, *others: coding.Study, view: View = "all") -> Beside:
        """This study's cases with those of others, on the aspects in common; see `idealtypes.analysis.cases.beside`.

        `study.beside(other).compare()` compares them; `left_out` lists what does not match.
        """
        from idealtypes.analysis.cases.beside import beside

        return beside([self, *others], view=view)

    def outcome(
        self, column: str, anchors: Sequence[float] | None = None, *, negate: bool = False
    ) -> CaseOutcome:
        """An attribute of the cases as a fuzzy set, for `profile().membership().fit(…)`.

        `anchors` are full out, crossover and full in, where the attribute is no membership from 0 to 1 yet; see
        `idealtypes.analysis.sets.case_outcome.case_outcome`.
        """
        from idealtypes.analysis.sets.case_outcome import case_outcome

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
    from idealtypes.analysis.profile import profile as of_codings

    known = scheme if isinstance(scheme, Scheme) else read_scheme(str(scheme))
    return of_codings(codings, known, **settings)


def read_study(path: str | Path) -> Study:
    """Read a study from its folder or its study.yaml.

    Raises
    ------
    BadInput
        With every fault of every file, each with file and line.
    """
    read = coding.read_study(Path(path))
    return Study(**{field.name: getattr(read, field.name) for field in fields(read)})


__all__ = ["Scheme", "Study", "Theory", "profile", "read_scheme", "read_study", "read_theory"]
