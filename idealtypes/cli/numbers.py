"""Numbers as people read them, in fixed width."""

from __future__ import annotations

import math

from idealtypes.cli.screen import Screen


def signed(value: float | None, on: Screen) -> str:
    """A position with its sign, two decimals: five characters; a dot for what is not there.

    >>> s = Screen(unicode=False)
    >>> signed(0.5, s), signed(-0.25, s), signed(-0.001, s), signed(None, s)
    ('+0.50', '-0.25', ' 0.00', '    .')
    """
    if value is None or math.isnan(value):
        return "    ·" if on.unicode else "    ."
    text = f"{value:+.2f}"
    if float(text) == 0:
        return " 0.00"
    return text.replace("-", on.minus)


def ends(interval: tuple[float, float] | None, on: Screen, sign: bool = True) -> str:
    """An interval, `[−0.80, +0.21]`; empty where there is none.

    >>> ends((-0.8, 0.2), Screen(unicode=False)), ends((0.1, 0.9), Screen(), sign=False)
    ('[-0.80, +0.20]', '[0.10, 0.90]')
    """
    if interval is None:
        return ""
    low, high = (signed(end, on) if sign else f"{end:.2f}" for end in interval)
    return f"[{low}, {high}]"


def few(number: int) -> str:
    """A count in four characters at most.

    >>> few(840), few(9999), few(12345), few(999999), few(1_200_000)
    ('840', '9999', '12k', '999k', '1M')
    """
    if number < 10_000:
        return str(number)
    return f"{number // 1000}k" if number < 1_000_000 else f"{number // 1_000_000}M"


def chance(value: float | None, *, drawn: bool = True) -> str:
    """A probability in two decimals, empty where it is not there; one from draws is never rounded to certainty.

    >>> chance(0.5), chance(1.0), chance(0.001), chance(1.0, drawn=False), chance(None)
    ('0.50', '>.99', '<.01', '1.00', '')
    """
    if value is None or math.isnan(value):
        return ""
    if drawn and value >= 0.995:
        return ">.99"
    if drawn and value < 0.005:
        return "<.01"
    return f"{value:.2f}"


def percent(level: float) -> str:
    """A level as a percentage.

    >>> percent(0.95), percent(0.995)
    ('95 %', '99.5 %')
    """
    return f"{100 * level:g} %"


def known(value: float) -> float | None:
    """None for nan."""
    return None if math.isnan(value) else float(value)


def both(low: float, high: float) -> tuple[float, float] | None:
    """None where an end is nan."""
    return None if math.isnan(low) or math.isnan(high) else (float(low), float(high))
