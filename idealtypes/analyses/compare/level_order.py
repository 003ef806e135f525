"""The order of an attribute's values: as declared, or their own, where they are numbers, dates, or numbered."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from idealtypes.errors import BadArgument
from idealtypes.model.hints import hint
from idealtypes.model.text import number_in

# ISO 8601: a day, with or without a time; a month; a quarter as statistics write it.
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9:.,]+(?:Z|[+-][0-9:]+)?)?")
MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
QUARTER = re.compile(r"([0-9]{4})[- ]?[QqKk]([1-4])")
NUMBERED = re.compile(r"(\D*)([0-9]{1,9})(\D*)")
NAMES = ("source", "coder", "rater", "kind")  # a number in a name orders nothing


@dataclass(frozen=True)
class LevelOrder:
    """Values in their order, where each stands, and what orders them: `declared`, `number`, `date` (in years),
    `numbered` (`Wave 2`), or None where they are only names."""

    levels: tuple[str, ...]
    numbers: tuple[float, ...] | None = None
    by: str | None = None


def level_order(
    found: Sequence[str], order: Sequence[str] | None, attribute: str, argument: str = "by"
) -> LevelOrder:
    """The values found in their order.

    Raises
    ------
    BadArgument
        Where the declared order has a value that nothing has.

    >>> level_order(["Wave 10", "Wave 2"], None, "wave")
    LevelOrder(levels=('Wave 2', 'Wave 10'), numbers=(2.0, 10.0), by='numbered')
    >>> level_order(["2024-07-01", "2023-01-01"], None, "day").numbers
    (2023.0, 2024.4972677595629)
    >>> level_order(["before", "after"], None, "wave")
    LevelOrder(levels=('before', 'after'), numbers=None, by=None)
    """
    if order is not None:
        unknown = [
            f"no coded statement has `{value}`; {hint(value, found)}" for value in order if value not in found
        ]
        if unknown:
            raise BadArgument(argument, attribute, *unknown)
        levels = tuple(dict.fromkeys(order))
        return LevelOrder(levels, tuple(float(k) for k in range(1, len(levels) + 1)), "declared")
    ways: list[tuple[str, Callable[[str], float | None]]] = [("number", number_in), ("date", year_in)]
    if attribute not in NAMES and len({_around(level) for level in found}) == 1:
        ways.append(("numbered", _numbered))
    for by, read in ways:
        numbers = {level: number for level in found if (number := read(level)) is not None}
        if len(numbers) == len(found):
            levels = tuple(sorted(found, key=lambda level: numbers[level]))
            return LevelOrder(levels, tuple(numbers[level] for level in levels), by)
    return LevelOrder(tuple(found))


def unordered(found: Sequence[str]) -> str:
    """The value for which there is no order: the first that is neither a number nor a date, where others are."""
    plain = [level for level in found if number_in(level) is None and year_in(level) is None]
    return (plain or list(found))[0]


def year_in(text: str) -> float | None:
    """A date, a month or a quarter as a point in years, at its beginning; None for anything else.

    >>> year_in("2024-01-01"), year_in("2024-07"), year_in("2024-Q3"), year_in("2024-02-30"), year_in("May 2024")
    (2024.0, 2024.5, 2024.5, None, None)
    """
    if match := DAY.fullmatch(text):
        year, month, day = map(int, match.groups())
        if year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            before = sum(calendar.monthrange(year, m)[1] for m in range(1, month)) + day - 1
            return year + before / (366 if calendar.isleap(year) else 365)
    elif match := MONTH.fullmatch(text):
        if 1 <= int(match[2]) <= 12:
            return int(match[1]) + (int(match[2]) - 1) / 12
    elif match := QUARTER.fullmatch(text):
        return int(match[1]) + (int(match[2]) - 1) / 4
    return None


def _numbered(text: str) -> float | None:
    match = NUMBERED.fullmatch(text)
    return float(match[2]) if match else None


def _around(text: str) -> tuple[str, str] | None:
    """The words around the number of a value: those of all values are the same, or they are not numbered."""
    match = NUMBERED.fullmatch(text)
    return (match[1].rstrip().casefold(), match[3].lstrip().casefold()) if match else None
