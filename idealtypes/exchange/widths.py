"""What characters count in one unit or another, and in the form of Unicode that a program counted: å is one character
composed (NFC) and two with its accent apart (NFD).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal

Unit = Literal["code points", "UTF-16 code units", "bytes"]
Form = Literal["", "NFC", "NFD"]
Accented = tuple[int, str, str]  # where a part of a text begins, as it is, and composed

ASTRAL = re.compile("[\U00010000-\U0010ffff]")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
RUN = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")  # a letter and its accents never reach beyond one of these


def widths(text: str, unit: Unit, form: Form = "") -> list[tuple[int, int]]:
    """The characters that do not count one, with what they count, in order; `form` is NFD, or that of the text.

    >>> widths("så 🙂", "UTF-16 code units"), widths("så 🙂", "bytes"), widths("så", "code points", "NFD")
    ([(3, 2)], [(1, 2), (3, 4)], [(1, 2)])
    """
    if text.isascii():
        return []
    if form != "NFD" and unit != "bytes":
        return [(one.start(), 2) for one in ASTRAL.finditer(text)] if unit == "UTF-16 code units" else []
    apart = {char: unicodedata.normalize("NFD", char) if form == "NFD" else char for char in set(text)}
    counted = {char: _width(as_counted, unit) for char, as_counted in apart.items()}
    every = ((one.start(), counted[one[0]]) for one in BEYOND_ASCII.finditer(text))
    return [(at, width) for at, width in every if width != 1]


def composed_widths(text: str, unit: Unit, parts: Sequence[Accented]) -> list[tuple[int, int]]:
    """The same where the composed text is counted: a letter counts at its first character, its accents nothing.

    >>> text = "sa\u030a a\u030a"
    >>> composed_widths(text, "code points", accented(text))
    [(2, 0), (5, 0)]
    """
    wide = dict(widths(text, unit))
    for at, part, composed in parts:
        counted = [_width(char, unit) for char in composed] + [0] * len(part)
        last = len(part) - 1
        wide |= {at + k: width for k, width in enumerate([*counted[:last], sum(counted[last:])])}
    return sorted((at, width) for at, width in wide.items() if width != 1)


def accented(text: str) -> tuple[Accented, ...]:
    """The parts of a text that are not composed.

    >>> accented("så sa\u030a") == ((4, "a\u030a", "å"),)
    True
    """
    return tuple(
        (run.start() + at, part, composed)
        for run in RUN.finditer(text)
        if not unicodedata.is_normalized("NFC", run[0])
        for at, part in _parts(run[0])
        if (composed := unicodedata.normalize("NFC", part)) != part
    )


def _width(chars: str, unit: Unit) -> int:
    if unit == "bytes":
        return len(chars.encode("utf-8", "surrogatepass"))
    return len(chars) if unit == "code points" else len(chars.encode("utf-16-le", "surrogatepass")) // 2


def _parts(run: str) -> Iterator[tuple[int, str]]:
    """The pieces of a run of characters that are composed each by itself, and where each begins."""
    first, composed = 0, ""
    for at, char in enumerate(run):
        longer = unicodedata.normalize("NFC", run[first : at + 1])
        alone = unicodedata.normalize("NFC", char)
        if at > first and not unicodedata.combining(char) and longer == composed + alone:
            yield first, run[first:at]
            first, longer = at, alone
        composed = longer
    yield first, run[first:]
