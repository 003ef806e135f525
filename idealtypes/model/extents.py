"""How many groups a reported finding speaks for: a word or `k/n`, as bounds on a number of groups."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from idealtypes.model.base import Model
from idealtypes.model.hints import hint

EXTENT, OF = "extent", "of"  # the columns of statements and of sources
MOST_GROUPS = 100_000

_COUNT = re.compile(r"(\d{1,9})\s*/\s*(\d{1,9})")
_SHARE = re.compile(r"([<>]?)\s*(?:(0?\.\d{1,9})|(\d{1,9})\s*/\s*(\d{1,9}))")
_BUT = re.compile(r"all but (\d{1,9})")
_MAY_BE = (
    "a whole number of groups from 1, a share between 0 and 1 (0.4, 2/3; `>1/2`: more than it, `<1/2`: less), "
    "`all`, or `all but 1`"
)

End = int | float | str


def _end(value: Any) -> Any:
    """One end of what a word means, checked; a share that is written as a number stays one."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    if isinstance(value, float) and 0 < value < 1:
        return value
    if isinstance(value, str):
        said = value.strip()
        found = _SHARE.fullmatch(said)
        if said == "all" or (_BUT.fullmatch(said) and said != "all but 0"):
            return said
        if found and _divisible(found) and 0 < _share(found) < 1:
            return said
    raise ValueError(f"should be {_MAY_BE}, not `{value}`")


def _divisible(found: re.Match[str]) -> bool:
    return found[4] is None or int(found[4]) > 0


def _share(found: re.Match[str]) -> Fraction:
    return Fraction(found[2]) if found[2] else Fraction(int(found[3]), int(found[4]))


def _groups(end: End, of: int, up: bool) -> int:
    """An end as a number of groups: a share is rounded `up` where it is the lower end, else down."""
    if isinstance(end, int):
        return end
    if end == "all":
        return of
    if isinstance(end, str) and (but := _BUT.fullmatch(end)):
        return of - int(but[1])
    found = _SHARE.fullmatch(str(end))
    share = Fraction(str(end)) if found is None else _share(found)
    sign = "" if found is None else found[1]
    groups = share * of
    if sign == ">":
        return floor(groups) + 1
    if sign == "<":
        return ceil(groups) - 1
    return ceil(groups) if up else floor(groups)


Range = tuple[Annotated[End, BeforeValidator(_end)], Annotated[End, BeforeValidator(_end)]]


class ExtentWords(Model):
    """What the words for an extent mean: at least, and at most, so many of the groups.

    An end is a number of groups, a share of them (`0.4`, `2/3`; `>1/2` is more than half, `<1/2` less), `all`, or
    `all but 1`. Words overlap, as they do in running text.

    Attributes
    ----------
    one
        One group.
    some
        A minority: one group or more, and less than half.
    several
        Two or more, and no more than two thirds.
    half
        About half: from two to three fifths.
    most
        More than half, and not all.
    nearly_all
        Four fifths or more, and not all.
    all
        Every group.
    """

    one: Range = (1, 1)
    some: Range = (1, "<1/2")
    several: Range = (2, "2/3")
    half: Range = (0.4, 0.6)
    most: Range = (">1/2", "all but 1")
    nearly_all: Range = (0.8, "all but 1")
    all: Range = ("all", "all")

    @model_validator(mode="after")
    def _rising(self) -> ExtentWords:
        for word in WORDS:
            low, high = getattr(self, word)
            if str(low).startswith("<") or str(high).startswith(">"):
                raise ValueError(
                    f"`{word}` is [at least, at most]: `>` belongs to the first, `<` to the second"
                )
            if _groups(low, MOST_GROUPS, True) > _groups(high, MOST_GROUPS, False):
                raise ValueError(f"`{word}` is [at least, at most]: `{low}` is more than `{high}`")
        return self


WORDS: tuple[str, ...] = tuple(ExtentWords.model_fields)


def groups_of(said: str | None) -> int | None:
    """The cell `of` of a source as a number of groups; ValueError, in words, where it is none.

    >>> groups_of("14"), groups_of(None)
    (14, None)
    """
    if said is None:
        return None
    if re.fullmatch(r"\d{1,9}", said) and 1 <= int(said) <= MOST_GROUPS:
        return int(said)
    raise ValueError(
        f"`of` is `{said}`: it says how many groups the source speaks for, a whole number from 1 to {MOST_GROUPS}"
    )


def needs_of(extent: str) -> bool:
    """Whether an extent is a word, which says a number only together with `of`."""
    return extent in WORDS


def bounds(extent: str, of: int | None, words: ExtentWords | None = None) -> tuple[int, int]:
    """How many groups hold a finding: at least, and at most.

    Where no whole number lies between a word's ends, as with few groups, it may mean the numbers on both sides.

    Parameters
    ----------
    extent
        one, some, several, half, most, nearly_all, all; or `k/n`: k of n groups.
    of
        How many groups the source speaks for; `k/n` can do without.
    words
        What the words mean, where that is not the default.

    Returns
    -------
    low, high
        1 ≤ low ≤ high ≤ `of` (or n).

    Raises
    ------
    ValueError
        In words: for an unknown word, for k of n that cannot be, and for a word without `of`.

    Examples
    --------
    >>> bounds("some", 14), bounds("most", 14), bounds("nearly_all", 14), bounds("9/14", 14)
    ((1, 6), (8, 13), (12, 13), (9, 9))
    >>> bounds("half", 3), bounds("most", 2), bounds("all", 2)
    ((1, 2), (1, 2), (2, 2))
    """
    if count := _COUNT.fullmatch(extent):
        return _counted(int(count[1]), int(count[2]), of)
    if extent not in WORDS:
        raise ValueError(f"unknown extent `{extent}`: {hint(extent, WORDS)}, or how many of how many: `9/14`")
    if of is None:
        raise ValueError(f"the extent `{extent}` of how many groups? Say so in the source's column `of`")
    least, most = getattr(words or ExtentWords(), extent)
    ends = sorted((_groups(least, of, True), _groups(most, of, False)))
    low, high = (min(max(end, 1), of) for end in ends)
    return low, high


def _counted(k: int, n: int, of: int | None) -> tuple[int, int]:
    if k == 0:
        raise ValueError(
            f"the extent `0/{n}` is nobody: a finding is held by 1 or more; what nobody said is no evidence"
        )
    if k > n:
        raise ValueError(f"the extent `{k}/{n}` is more than there are: it is k of n, with k from 1 to n")
    if of is not None and n != of:
        raise ValueError(f"the extent `{k}/{n}` is of {n}, and its source speaks for {of} (column `of`)")
    return k, k
