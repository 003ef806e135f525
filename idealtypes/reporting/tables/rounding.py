"""How many decimals a number has in a table for a paper: as its interval supports, and so that no border is crossed."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from statistics import NormalDist

from idealtypes.reporting.wording.words import Words

MOST = 4  # decimals; what is still on a border with as many is told as smaller or greater than it
SAME = 1e-12  # below this a number is at a border, and above it is rounding
TWO_DIGITS, ONE_DIGIT = 354, 949  # the three leading digits up to which an error keeps two, and one
CERTAIN = 0.995  # a probability from draws is never told as certain


def decimals(low: float, high: float, level: float = 0.95) -> int:
    """Decimals that an interval supports, from 0 to 4.

    Half its width over the normal quantile of its level is taken for the standard error. If the three leading digits of
    that lie between 100 and 354 it keeps two significant digits, between 355 and 949 one, and from 950 on it is rounded
    up to 1000 and keeps two; the number ends where its error does. Particle Data Group (2024), *Review of Particle
    Physics*, Physical Review D 110, 030001, Introduction, 5.3 "Rounding".

    >>> decimals(-0.96, 0.07), decimals(-0.95, 0.95), decimals(0.49, 0.53), decimals(0.0, 0.0)
    (2, 1, 3, 2)
    """
    error = (high - low) / 2 / NormalDist().inv_cdf(0.5 + level / 2)
    if not error > SAME:
        return 2
    first = floor(log10(error))
    leading = round(error / 10 ** (first - 2))
    digits = 1 - first if leading <= TWO_DIGITS else -first
    return min(max(digits, 0), MOST)


def kept(value: float, digits: int, borders: Sequence[float]) -> int | None:
    """The fewest decimals from `digits` on that leave a number on its side of each border; None if four are too few.

    >>> kept(0.4996, 2, (0.5,)), kept(0.4963, 2, (0.5,)), kept(0.5, 2, (0.5,)), kept(0.000001, 2, (0,))
    (4, 3, 2, None)
    """
    for decimals_ in range(digits, MOST + 1):
        shown = round(value, decimals_)
        if all(_side(shown, border) == _side(value, border) for border in borders):
            return decimals_
    return None


def _side(value: float, border: float) -> int:
    return 0 if abs(value - border) <= SAME else 1 if value > border else -1


def shown(
    value: float,
    digits: int,
    words: Words,
    *,
    borders: Sequence[float] = (),
    ends: Sequence[float] = (),
    drawn: bool = False,
) -> str:
    """A number as a table for a paper has it: on its side of each border, and short of the ends of its range.

    >>> from idealtypes.reporting.wording.words import words_in
    >>> words = words_in("en")
    >>> [shown(x, 2, words, borders=(0, 0.5)) for x in (-0.0, 0.4996, 0.00001, 0.501)]
    ['0.00', '0.4996', '<0.0001', '0.501']
    >>> [shown(x, 2, words, ends=(0, 1)) for x in (0.0, 0.003, 0.9999, 1.0)]
    ['0.00', '<0.01', '>0.99', '1.00']
    >>> shown(1.0, 2, words, ends=(0, 1), drawn=True)
    '>0.99'
    """
    if drawn and (value >= CERTAIN or value <= 1 - CERTAIN):
        return f">{words.number(0.99)}" if value >= CERTAIN else f"<{words.number(0.01)}"
    for end in ends:
        if round(value, digits) == end and _side(value, end):
            step = 10**-digits * _side(value, end)
            return f"{'<' if step > 0 else '>'}{words.number(end + step, digits)}"
    found = kept(value, digits, borders)
    if found is not None:
        return words.number(value, found)
    border = min(borders, key=lambda one: abs(one - value))
    if border == 0:
        least = 10**-MOST
        return f"<{words.number(least, MOST)}" if value > 0 else f">{words.number(-least, MOST)}"
    return f"{'>' if value > border else '<'}{words.number(border, digits)}"
