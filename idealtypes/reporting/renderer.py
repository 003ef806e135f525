"""The tables, pictures and words of results, which the package's root hands to them; imported when they are used."""

from __future__ import annotations

from functools import cache
from os import PathLike
from typing import TYPE_CHECKING

from idealtypes.engine.result import Result
from idealtypes.errors import Reason

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from idealtypes.model.study import StudyData


class ReportRenderer:
    """Tables, pictures and words of results; see `idealtypes.engine.result.Renderer`."""

    def html(self, result: Result) -> str:
        """The result's frame as an HTML table."""
        from idealtypes.reporting.result_table import html_table

        return html_table(result)

    def save(
        self, result: Result, path: str | PathLike[str], *, language: str, study: StudyData | None
    ) -> PathLike[str]:
        """Save the result as a table, by the name's ending."""
        from pathlib import Path

        from idealtypes.reporting.tables.saved_table import save_table

        return save_table(result, Path(path), language=language, study=study)

    def plot(self, result: Result, ax: Axes | None, *, width: str, language: str) -> Axes:
        """The picture of a result; see `idealtypes.reporting.plot`."""
        from idealtypes.reporting.plot import plot

        return plot(result, ax, width=width, language=language)

    def say(self, reason: Reason, language: str) -> str:
        """A reason in the words of a language: see `idealtypes.errors.Reason`."""
        return _say(reason, language)


@cache
def _say(reason: Reason, language: str) -> str:
    from idealtypes.reporting.wording.words import words_in

    return words_in(language).reason(reason)
