"""Which characters a text may hold, wherever it comes from; what is wrong with others; what stands in for them.

A text ends in XML, HTML, PDF, spreadsheets, terminals and UTF-8. Refused is what one of these cannot hold: control
characters but tab and line ends, noncharacters, halves of surrogate pairs, a byte order mark within a text. Refused are
also marks of direction that open and are never closed, or close what nobody opened: they reach into what stands beside
them. Text from right to left is ordinary, and so are such marks in pairs.
"""

from __future__ import annotations

from collections.abc import Iterator

from idealtypes.model.spelling import code_point, compiled

BOM = "\ufeff"
PLANES = "".join(chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))
HALVES = "\ud800-\udfff"  # of surrogate pairs
# as they stand in a class of characters, for every engine of regular expressions; only Python's knows halves
BASIC = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff"
ALWAYS = BASIC + PLANES
REFUSED = f"[{ALWAYS}{HALVES}]"
# the same in two, each a quarter of the time of the whole, which compares every character with those of 16 planes
IN_PLANE_0, BEYOND = f"[{BASIC}{HALVES}]", "[\U00010000-\U0010ffff]"
DIRECTION = "\u202a-\u202e\u2066-\u2069"
DIRECTED = f"[{DIRECTION}]"

EMBEDDING, ISOLATE = "\u202c", "\u2069"  # what closes the one, and the other
OPENING = {
    "\u202a": EMBEDDING, "\u202b": EMBEDDING, "\u202d": EMBEDDING, "\u202e": EMBEDDING,
    "\u2066": ISOLATE, "\u2067": ISOLATE, "\u2068": ISOLATE,
}  # fmt: skip

NAMES = {"\x00": "null", "\x0b": "line tabulation", "\x0c": "form feed", "\x1b": "escape", "\x7f": "delete"}
JOINER, UNKNOWN = "\u2060", "\ufffd"


def clean(text: str) -> bool:
    """Whether a text may enter as it is.

    >>> clean("Støtte"), clean("page\\x0cpage"), clean("\\u05e9\\u05dc\\u05d5\\u05dd"), clean("\\u202eabc")
    (True, False, True, False)
    """
    return not _holds_refused(text) and not (compiled(DIRECTED).search(text) and unpaired(text))


def _holds_refused(text: str) -> bool:
    """Whether a text has a character of `REFUSED`.

    >>> [_holds_refused(one) for one in ("Støtte 🙂", "a\\x0cb", "\\U0003fffe", "\\ud800")]
    [False, True, True, True]
    """
    if compiled(IN_PLANE_0).search(text) is not None:
        return True
    return not text.isascii() and any(
        ord(one[0]) & 0xFFFE == 0xFFFE for one in compiled(BEYOND).finditer(text)
    )


def refused(text: str) -> list[tuple[int, str]]:
    """Where characters stand that may not, and what is wrong with each, in their order.

    >>> refused("a\\x0cb")
    [(1, 'the character U+000C (form feed) cannot stand in a text: remove it')]
    """
    return sorted([*forbidden(text), *((at, _lonely(text[at])) for at in unpaired(text))])


def forbidden(text: str) -> Iterator[tuple[int, str]]:
    """The same without marks of direction: characters that may stand nowhere."""
    there = compiled(REFUSED).finditer(text) if _holds_refused(text) else ()
    return ((found.start(), _wrong(found[0])) for found in there)


def unpaired(text: str) -> list[int]:
    """Where marks of direction stand that open and are not closed, or close and were not opened (UAX #9, X1 to X8).

    >>> unpaired("\\u2067a\\u2069"), unpaired("a\\u202cb\\u202e")
    ([], [1, 3])
    """
    opened: list[int] = []
    alone: list[int] = []
    for found in compiled(DIRECTED).finditer(text):
        at, mark = found.start(), found[0]
        if mark in OPENING:
            opened.append(at)
        elif mark == EMBEDDING and opened and OPENING[text[opened[-1]]] == EMBEDDING:
            opened.pop()
        elif mark == ISOLATE and any(OPENING[text[one]] == ISOLATE for one in opened):
            while OPENING[text[opened[-1]]] != ISOLATE:
                alone.append(opened.pop())
            opened.pop()
        else:
            alone.append(at)
    return sorted([*alone, *opened])


def held(text: str) -> str:
    """The text with a stand-in for each character that may not enter, one for one, so that positions hold: a space for
    control characters, nothing to be seen for marks (U+2060), U+FFFD for all else, NUL too.

    >>> held("page\\x0cpage"), held("\\x00\\ud800"), held("a\\ufeffb") == "a\\u2060b", held("plain")
    ('page page', '��', True, 'plain')
    """
    if _holds_refused(text):
        text = compiled(REFUSED).sub(lambda found: stand_in(found[0]), text)
    if compiled(DIRECTED).search(text) is None or not (lonely := unpaired(text)):
        return text
    letters = list(text)
    for at in lonely:
        letters[at] = JOINER
    return "".join(letters)


def stand_in(character: str) -> str:
    """What stands in for one character that may not enter."""
    if "\0" < character < "\xa0":
        return " "
    return JOINER if character == BOM or character in OPENING or character in OPENING.values() else UNKNOWN


def called(character: str) -> str:
    """A character by its code point and what it is.

    >>> called("\\x0c"), called("\\x93"), called("\\ud83d")
    ('U+000C (form feed)', 'U+0093 (a control character)', 'U+D83D (half of a character)')
    """
    import unicodedata

    number = ord(character)
    if character in NAMES:
        what = NAMES[character]
    elif character == BOM:
        what = "a byte order mark within the text"
    elif 0xD800 <= number <= 0xDFFF:
        what = "half of a character"
    elif number < 0xA0:
        what = "a control character"
    elif character in OPENING or character in OPENING.values():
        what = unicodedata.name(character).lower()
    else:
        what = "a noncharacter"
    return f"{code_point(character)} ({what})"


def _wrong(character: str) -> str:
    what = f"the character {called(character)} cannot stand in a text"
    number = ord(character)
    if 0x80 <= number < 0xA0:
        try:
            meant = bytes([number]).decode("cp1252")
        except UnicodeDecodeError:
            return f"{what}: remove it"
        return f"{what}: remove it, or write `{meant}` if that was meant (it is, in Windows-1252)"
    if 0xD800 <= number <= 0xDFFF:
        return f"{what}: write the whole character, or remove it"
    return f"{what}: remove it"


def _lonely(mark: str) -> str:
    if mark in OPENING:
        return f"the mark {called(mark)} is never closed: close it with {called(OPENING[mark])}, or remove it"
    return f"the mark {called(mark)} closes nothing: remove it"
