"""Stored passages that are not what their positions say, found in the text again.

A text that was edited after it was coded, or positions that were counted in a text with a heading more, leave passages
where they are not. Each is looked for letter by letter in the whole text; then with other blanks, quotation marks,
dashes or forms of its accents; then, near its position only, with some letters changed (by edit distance, Levenshtein
1966, on the bits of Myers 1999, "A fast bit-vector algorithm for approximate string matching", J. ACM 46(3)).

What stands there once is found. Of several places the nearest holds: nearest to where the passage would stand if it
were off by as much as its neighbours that stand there once. What cannot be told is left in doubt, with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from idealtypes.exchange.conventions import CUT, SHORTEST

NEARLY = 5  # one letter in so many may differ
AROUND = 2000  # characters before and behind a position in which a passage with other letters is looked for
NEAR = 1000  # characters by which a very short passage, or one of several, may be off
LONGEST = 2000  # characters of a passage that are looked at
MANY = 1000  # places of one passage that are looked at
QUOTES, APOSTROPHES, DASHES = '"“”„«»‟', "'’‘‚‛`´", "-‐‑‒–—−"
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

Span = tuple[int, int]
How = Literal["same", "alike", "near"]
SEVERAL = "it stands in the text several times, and which one is meant cannot be told"
NOWHERE = "it is not in the text, not even with some letters changed near its position"
SHORT = "it is short, and stands in the text far from its position only"
TOO_MANY = "too many passages are not where they ought to be for all to be looked for in the whole text"


@dataclass(frozen=True)
class Astray:
    """A passage that is not the text at its position: as it is stored (`cut`: its beginning only), where its position
    puts it in code points, and how long that says it is."""

    stored: str
    start: int
    length: int
    cut: bool = False


@dataclass(frozen=True)
class Again:
    """Where a passage was found: letter by letter (`same`), in other blanks, quotation marks or accents (`alike`), or
    with some letters changed (`near`)."""

    start: int
    end: int
    how: How


@dataclass
class Effort:
    """Characters that may still be searched in one project: letter by letter, by pattern, by edit distance.

    A book of passages that are all astray takes some seconds, not hours.
    """

    same: int = 4_000_000_000
    alike: int = 400_000_000
    near: int = 3_000_000


def found_again(text: str, astray: Sequence[Astray], effort: Effort) -> list[Again | str]:
    """Where each passage is; or why it stays in doubt, in words.

    >>> text = "The first says hello. The second says goodbye. Both say hello."
    >>> found_again(text, [Astray("second", 23, 6), Astray("hello", 13, 5), Astray("godbye. Bot", 35, 11)], Effort())
    [Again(start=26, end=32, how='same'), Again(start=15, end=20, how='same'), Again(start=38, end=50, how='near')]
    """
    places = [_places(text, one, effort) for one in astray]
    offs = _offs(astray, places)
    common = _common(astray, places)
    found: list[Again | str] = []
    for one, (how, spans) in zip(astray, places, strict=True):
        off = _nearest_off(offs, one.start, common)
        if spans:
            best = _chosen(one, spans, one.start + (off or 0), off is not None)
            found.append(best if isinstance(best, str) else Again(*_whole(text, one, best), how))
        else:
            found.append(_nearly(text, one, one.start + (off or 0), effort))
    return found


def _whole(text: str, one: Astray, span: Span) -> Span:
    """The span of the passage whose beginning was found: as long as its position says."""
    return span if not one.cut else (span[0], max(span[1], min(len(text), span[0] + one.length)))


# letter by letter, and in other forms


def _places(text: str, one: Astray, effort: Effort) -> tuple[How, list[Span]]:
    """The places of a passage in a text: letter by letter, else in other forms; few enough to choose from."""
    wanted = one.stored.rstrip(CUT) if one.cut else one.stored.strip()
    if not wanted:
        return "same", []
    low, high = 0, len(text)
    if effort.same < len(text):
        low, high = max(0, one.start - NEAR), one.start + NEAR + 2 * len(wanted)
    effort.same -= high - low
    spans: list[Span] = []
    at = text.find(wanted, low, high)
    while at >= 0 and len(spans) < MANY:
        spans.append((at, at + len(wanted)))
        at = text.find(wanted, at + 1, high)
    if spans:
        return "same", _edged(text, spans)
    if effort.alike < len(text):
        low, high = max(0, one.start - NEAR), one.start + NEAR + 2 * len(wanted)
    effort.alike -= high - low
    matches = pattern(wanted[:LONGEST]).finditer(text, low, high)
    spans = [match.span() for match, _ in zip(matches, range(MANY), strict=False)]
    return "alike", _edged(text, spans)


def _edged(text: str, spans: list[Span]) -> list[Span]:
    """The spans that begin and end at the edge of a word, if any does: “he” is not looked for in “the”."""
    whole = [span for span in spans if not any(_inside(text, at) for at in span)]
    return whole or spans


def _inside(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


@lru_cache(maxsize=256)
def pattern(passage: str) -> re.Pattern[str]:
    """What a passage looks like in any blanks, quotation marks, dashes and forms of accents.

    >>> bool(pattern("“it  is” å").fullmatch('"it\\nis" a\\u030a'))
    True
    """
    composed = unicodedata.normalize("NFC", passage).replace("...", "…")
    seen = "".join(c for c in composed if c not in UNSEEN).split()
    return re.compile(r"\s+".join("".join(map(_forms, word)) for word in seen))


def _forms(char: str) -> str:
    for same in (QUOTES, APOSTROPHES, DASHES):
        if char in same:
            return f"[{re.escape(same)}]"
    if char == "…":
        return r"(?:…|\.\.\.)"
    apart = unicodedata.normalize("NFD", char)
    own = re.escape(char) if apart == char else f"(?:{re.escape(char)}|{re.escape(apart)})"
    return own + f"[{UNSEEN}]?"


# which of several


def _offs(astray: Sequence[Astray], places: Sequence[tuple[How, list[Span]]]) -> list[tuple[int, int]]:
    """By how much passages that stand in the text once are off, by their positions."""
    once = [
        (one.start, spans[0][0] - one.start)
        for one, (_, spans) in zip(astray, places, strict=True)
        if len(spans) == 1 and len(one.stored) >= SHORTEST
    ]
    return sorted(once)


def _common(astray: Sequence[Astray], places: Sequence[tuple[How, list[Span]]]) -> int | None:
    """By how much most passages would be off, though each stands there several times; None where that is not told."""
    votes: Counter[int] = Counter()
    for one, (_, spans) in zip(astray, places, strict=True):
        votes.update({start - one.start for start, _ in spans if abs(start - one.start) <= NEAR})
    first, second = [*votes.most_common(2), (0, 0), (0, 0)][:2]
    return first[0] if first[1] >= 2 and first[1] > second[1] else None


def _nearest_off(offs: Sequence[tuple[int, int]], start: int, common: int | None) -> int | None:
    if not offs:
        return common
    at = bisect_left(offs, (start, 0))
    return min(offs[max(0, at - 1) : at + 1], key=lambda pair: abs(pair[0] - start))[1]


def _chosen(one: Astray, spans: list[Span], expected: int, told: bool) -> Span | str:
    """The one place, or the nearest where the others are clearly farther."""
    order = sorted(spans, key=lambda span: abs(span[0] - expected))
    first = abs(order[0][0] - expected)
    if len(order) == 1:
        return order[0] if len(one.stored) >= SHORTEST or first <= NEAR else SHORT
    second = abs(order[1][0] - expected)
    if first <= NEAR and (2 * first < second or (told and first == 0 and second > 0)):
        return order[0]
    return SEVERAL


# with some letters changed


def _nearly(text: str, one: Astray, expected: int, effort: Effort) -> Again | str:
    """The place near a position that differs from a passage in few letters, unless there are two."""
    wanted = one.stored.rstrip(CUT)[:LONGEST] if one.cut else one.stored.strip()[:LONGEST]
    if len(wanted) < SHORTEST:
        return NOWHERE
    low = max(0, expected - AROUND)
    window = _plain(text[low : max(0, expected) + AROUND + 2 * len(wanted)])
    if effort.near < len(window):
        return TOO_MANY
    effort.near -= len(window)
    wanted = _plain(wanted)
    errors = edits(wanted, window)
    fewest = min(errors, default=len(wanted))
    if fewest * NEARLY > len(wanted):
        return NOWHERE
    ends = [at for at, count in enumerate(errors) if count == fewest]
    end = min(
        ends, key=lambda at: (_inside(text, low + at), abs(low + at - len(wanted) - expected))
    )  # the edge of a word, the nearest
    if any(abs(at - end) >= len(wanted) // 2 for at in ends):
        return SEVERAL
    before = edits(wanted[::-1], window[max(0, end - 2 * len(wanted)) : end][::-1])
    lengths = range(len(before))
    start = end - min(
        lengths, key=lambda at: (before[at], _inside(text, low + end - at), abs(at - len(wanted)))
    )
    span = low + start, low + end
    if len(one.stored) > LONGEST:
        span = span[0], min(len(text), span[0] + one.length)
    return Again(*_whole(text, one, span), "near")


def _plain(text: str) -> str:
    """A text as long as before in which blanks are one kind."""
    return re.sub(r"\s", " ", text)


def edits(wanted: str, text: str) -> list[int]:
    """How many letters must change for `wanted` to end before each character of a text, and behind the last.

    >>> edits("bd", "abcd")
    [2, 2, 1, 1, 1]
    """
    bits: dict[str, int] = {}
    for k, char in enumerate(wanted):
        bits[char] = bits.get(char, 0) | 1 << k
    every = (1 << len(wanted)) - 1
    last = 1 << (len(wanted) - 1)
    more, fewer, count = every, 0, len(wanted)
    counts = [count]
    for char in text:
        same = bits.get(char, 0)
        across = (((same & more) + more) ^ more) | same | fewer
        up, down = fewer | (every & ~(across | more)), more & across
        count += bool(up & last) - bool(down & last)
        up, down = (up << 1) & every, (down << 1) & every
        straight = same | fewer
        more, fewer = down | (every & ~(straight | up)), up & straight
        counts.append(count)
    return counts
