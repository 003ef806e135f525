"""What figures of how firmly results stand show, as plain data: specifications, doubts, sources added and left out.

As in `pictures.py`: numbers, ids and words in the reader's language, and nothing of how it looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from idealtypes.reporting.figures.pictures import Position


@dataclass(frozen=True)
class CurveColumn:
    """Some specifications that lie next to one another, told by the middle one: its value, and its interval.

    `decides` is the number by which it is settled whether the conclusion `holds`; `n` specifications stand here, and
    `own` says that the study's own settings are among them. `said` is all that in words, with what they choose.
    """

    value: float
    low: float | None
    high: float | None
    decides: float
    holds: bool
    n: int
    own: bool
    said: str = ""


@dataclass(frozen=True)
class OptionRow:
    """One option of a choice: under how much of its specifications the conclusion holds, said, and a share a column.

    `shares` are those of each column's specifications that take the option; `first` begins a choice.
    """

    label: str
    said: str
    own: bool
    shares: tuple[float, ...]
    first: bool = False


@dataclass(frozen=True)
class Curve:
    """A conclusion under all specifications: first those under which it holds, then those under which it does not.

    `border` is the value of `decides` on whose one side it holds and on whose other it does not; None where no one
    value parts them. `share` says under how much of the specifications it holds, and `criterion` what decides.
    """

    title: str
    verdict: str
    share: str
    criterion: str
    columns: tuple[CurveColumn, ...]
    ends: tuple[str, str]
    low: float
    high: float
    border: float | None
    border_said: str
    choices: tuple[OptionRow, ...]
    legend: tuple[str, str, str]
    key: str | None = None


@dataclass(frozen=True)
class DoubtRow:
    """An estimate with every doubt and with the informants' alone, and how far each source of doubt moves it.

    `spreads` are standard deviations of shares, 0 of what is not in doubt: informants, coders, placements.
    """

    label: str
    whole: Position
    alone: Position
    spreads: tuple[float, ...]
    said: str
    key: str | None = None


@dataclass(frozen=True)
class DoubtPanel:
    """The estimates of an aspect on its scale."""

    title: str
    ends: tuple[str, str]
    low: float
    high: float
    rows: tuple[DoubtRow, ...]


@dataclass(frozen=True)
class Doubts:
    """What intervals are made of; `legend` names the two intervals, `names` the three sources of doubt, "" for one that
    is not in them."""

    panels: tuple[DoubtPanel, ...]
    legend: tuple[str, str]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Accumulated:
    """What sources added, source by source: new, so far, and over all orders the mean and a range.

    `said` is each source's in words; `counted` what is counted; `legend` a source that brought something new, one that
    did not, and random orders.
    """

    sources: tuple[str, ...]
    new: tuple[int, ...]
    total: tuple[int, ...]
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    said: tuple[str, ...]
    keys: tuple[str | None, ...]
    counted: str
    legend: tuple[str, ...]


@dataclass(frozen=True)
class LeftOutMark:
    """One source left out: how far the estimate goes then, in words too, and whether the type is another without it."""

    change: float
    said: str
    turns: bool
    key: str | None = None


@dataclass(frozen=True)
class LeaveOutRow:
    """An estimate: its marks, who moves it most, and how far its border is: as a change, and in words."""

    label: str
    marks: tuple[LeftOutMark, ...]
    most: str
    border: float | None = None
    border_said: str = ""
    key: str | None = None


@dataclass(frozen=True)
class LeaveOutPanel:
    """An aspect; `ends` are the words for a change to either side."""

    title: str
    ends: tuple[str, str]
    rows: tuple[LeaveOutRow, ...]


@dataclass(frozen=True)
class LeaveOut:
    """How far estimates go without each source, on one scale from −`reach` to `reach`; `legend` names the marks."""

    panels: tuple[LeaveOutPanel, ...]
    reach: float
    reach_said: tuple[str, str]
    legend: tuple[str, ...]
