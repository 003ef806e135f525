"""Text from right to left within text from left to right: told by its characters, and isolated (UAX #9).

Without isolation a number or a full stop behind a Hebrew or Arabic title moves to its other side. An isolate is two
characters that nobody sees around the run; a terminal or browser that knows nothing of them shows what it showed.
"""

from __future__ import annotations

import re

FIRST_STRONG, POP = "\u2068", "\u2069"
# Hebrew, Arabic, Syriac, Thaana, NKo and what follows them; the presentation forms; the scripts beyond U+FFFF
LETTERS = "\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
RIGHT_TO_LEFT = re.compile(f"[{LETTERS}]")
# From the first to the last such letter with spaces, digits and signs between: no letter of another script, no column
# of a table (two spaces), no part of a line (" · "), nothing that is isolated already.
RUN = re.compile(rf"[{LETTERS}](?:(?:(?!  | · |\u2068|\u2069)[^\w\n\r]|\d)*[{LETTERS}])*")


def from_right(text: str) -> bool:
    """Whether there is any letter of a script that is written from right to left.

    >>> from_right("\\u05e9\\u05dc\\u05d5\\u05dd"), from_right("hello")
    (True, False)
    """
    return RIGHT_TO_LEFT.search(text) is not None


def isolated(text: str) -> str:
    """The text with an isolate around each run from right to left; as it is where there is none.

    >>> isolated("to \\u05d0\\u05d1: 0.5") == "to \\u2068\\u05d0\\u05d1\\u2069: 0.5", isolated("plain")
    (True, 'plain')
    """
    return RUN.sub(lambda run: f"{FIRST_STRONG}{run[0]}{POP}", text) if from_right(text) else text
