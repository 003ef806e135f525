"""One formatter of numbers, for every language and for the terminal."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"


def number(
    value: float | None,
    digits: int = 2,
    *,
    signed: bool = False,
    point: str = ".",
    minus: str = MINUS,
    absent: str = "–",
) -> str:
    """A number with so many digits after the `point`; `absent` for what is not there, None or NaN.

    Zero has no sign, also where a number is only rounded to it.

    >>> number(-0.567, signed=True, point=","), number(0.001, signed=True), number(None)
    ('−0,57', '0.00', '–')
    """
    if value is None or math.isnan(value):
        return absent
    text = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", minus).replace(".", point)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "case"), counted(2, "case"), counted(1234, "fault"), counted(2, "study", "studies")
    ('1 case', '2 cases', '1,234 faults', '2 studies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
