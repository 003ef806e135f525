"""The tables, pictures and words of results, which the package's root hands to them; imported when they are used."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from idealtypes.engine.result import Result
from idealtypes.errors import Reason

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from idealtypes.reporting.words import Words


class ReportRenderer:
    """Tables, pictures and words of results; see `idealtypes.engine.result.Renderer`."""

    def html(self, result: Result) -> str:
        """The result's frame as an HTML table."""
        from idealtypes.reporting.result_table import html_table

        return html_table(result)

    def plot(self, result: Result, ax: Axes | None, *, width: str, language: str) -> Axes:
        """The picture of a result; see `idealtypes.reporting.plot`."""
        from idealtypes.reporting.plot import plot

        return plot(result, ax, width=width, language=language)

    def say(self, reason: Reason, language: str) -> str:
        """A reason in the words of a language: see `idealtypes.errors.Reason`."""
        return _say(reason, language)


@cache
def _say(reason: Reason, language: str) -> str:
    from idealtypes.reporting.words import words_in

    words = words_in(language)
    data = {name: _shown(value, words) for name, value in reason.data}
    return words.say(f"reasons.{reason.code}", **data)


def _shown(value: Any, words: Words) -> Any:
    """What fills a place in a reason: names listed, a number with two digits, another reason in words."""
    from idealtypes.model.hints import listed

    if isinstance(value, float):
        return words.number(value)
    if isinstance(value, Reason):
        return _say(value, words.language)
    if isinstance(value, tuple):
        if all(isinstance(one, Reason) for one in value):
            return ", ".join(_say(one, words.language) for one in value)
        return listed(value)
    return value
