"""What every result can do: become a dict, a frame, a table, a picture; and say why something is absent.

Results carry data. How they look, and in which words a reason is said, is the renderer's: `idealtypes` registers the
one that `idealtypes.reporting` has. It is the only hook that points upward.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from itertools import islice
from os import PathLike
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from idealtypes.errors import Reason

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.axes import Axes

    from idealtypes.model.study import StudyData

Why = Reason | tuple[Reason, ...] | None  # why something is absent; several reasons hold together


class Renderer(Protocol):
    """Who knows how a result looks and in which words a reason is said."""

    def html(self, result: Result) -> str:
        """The result as an HTML table that one would paste."""

    def save(
        self, result: Result, path: str | PathLike[str], *, language: str, study: StudyData | None
    ) -> PathLike[str]:
        """Save the result as a table; gives the path."""

    def plot(self, result: Result, ax: Axes | None, *, width: str, language: str) -> Any:
        """The picture of a result, in the axes given or in new ones."""

    def say(self, reason: Reason, language: str) -> str:
        """A reason as a sentence without its full stop."""


class Result(ABC):
    """What a question gives: frozen, knows its settings, becomes JSON, a frame, a table."""

    renderer: ClassVar[Renderer]

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data: what the command writes with `--json`."""

    @abstractmethod
    def records(self) -> list[dict[str, Any]]:
        """The answer as flat records, for tables: what the command saves."""

    def to_frame(self) -> pl.DataFrame:
        """The answer as a polars frame, one record a row; `.to_pandas()` is a step away."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    @property
    def table_name(self) -> str:
        """What its table is called in `reports/columns.yaml`, where its columns are explained."""
        return type(self).__name__

    def to_table(
        self, path: str | PathLike[str], *, language: str = "en", study: StudyData | None = None
    ) -> PathLike[str]:
        """Save the result as a table, by the name's ending; gives the path.

        Parameters
        ----------
        path
            `.docx`, `.md` and `.tex` are for a paper: titles instead of ids, rounded by what the intervals support,
            notes below. `.csv` and `.xlsx` have every column as it is, with what the columns mean beside them: in
            `NAME.columns.csv`, on a sheet of its own. `.json` is what `to_dict` gives.
        language
            Of headings, words and notes.
        study
            Whose titles to use and what the numbers rest on, where the result does not hold its study itself.

        Raises
        ------
        IdealtypesError
            For another ending, a table without a row, and a language without words.
        """
        return Result.renderer.save(self, path, language=language, study=study)

    def _repr_html_(self) -> str:
        return Result.renderer.html(self)


class Pictured(Result):
    """A result with a picture of its own."""

    def plot(self, ax: Axes | None = None, *, width: str = "174mm", language: str = "en") -> Any:
        """Draw the result into matplotlib axes: those given, or new ones; matplotlib is imported now, not before.

        Parameters
        ----------
        ax
            The axes to draw in; None makes a figure of its own.
        width
            Of a new figure, as `85mm`, `174mm`, `12cm` or `7in`.
        language
            Of the words in the picture.

        Raises
        ------
        IdealtypesError
            Where there is nothing to draw, with the reason.
        """
        return Result.renderer.plot(self, ax, width=width, language=language)


def screenful(
    lines: Iterable[str], head: str | None = None, of: int | None = None, most: int = 12, width: int = 100
) -> str:
    """A heading and lines that fit a screen: what is too long ends in …, and the last says how many more there are.

    `of` says how many lines there are, where they are not to be made only to be counted.

    >>> print(screenful(["one", "two", "three", "four"], "Numbers", most=4))
    Numbers
    one
    two
    … 2 more
    """
    first = [] if head is None else [head]
    room = most - len(first)
    given = list(islice(lines, room + 1) if of is not None else lines)
    total = len(given) if of is None else of
    shown = given if total <= room else given[: room - 1]
    cut = [line if len(line) <= width else f"{line[: width - 1]}…" for line in [*first, *shown]]
    return "\n".join([*cut, f"… {total - len(shown):,} more"] if len(shown) < total else cut)


def number(value: Any) -> float | None:
    """A float for JSON, None for what is not there."""
    value = float(value)
    return None if value != value else value


def pair(low: Any, high: Any) -> list[float] | None:
    """An interval for JSON, None for what is not there."""
    ends = number(low), number(high)
    return None if ends[0] is None or ends[1] is None else [ends[0], ends[1]]


def reasons_of(why: Why) -> tuple[Reason, ...]:
    """The reasons, none where nothing is absent."""
    return () if why is None else (why,) if isinstance(why, Reason) else tuple(why)


def said(why: Why, language: str = "en") -> str | None:
    """The reasons as a sentence, several parted by `; `; None where nothing is absent."""
    return "; ".join(Result.renderer.say(reason, language) for reason in reasons_of(why)) or None


def why_keys(why: Why) -> dict[str, str | None]:
    """`why`, the English sentence, and `why_code`, the code of the reason; several are parted by `; `."""
    return {"why": said(why), "why_code": codes(reasons_of(why))}


def codes(reasons: Iterable[Reason]) -> str | None:
    """The codes of reasons, parted by `; `; None for none."""
    return "; ".join(reason.code for reason in reasons) or None
