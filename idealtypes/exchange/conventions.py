"""What positions in a text count: characters, UTF-16 code units or bytes; line ends as one or two; the byte order mark
or not; letters with their accents as one (NFC) or as several (NFD), whatever the text itself has.

Texts are kept with line feeds only and without the mark, positions as Unicode code points of that text. What a
program counted is found by its own stored passages where it stores some, else by the edges of words: people and
programs mark from the beginning of a word to the end of one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from idealtypes.exchange.widths import Accented, Form, Unit, accented, composed_widths, widths

Breaks = Literal["LF", "raw", "CRLF"]
FoundBy = Literal["passages", "words", "alike", "unlike", "usual", "project"]
Counted = tuple[int, int, Sequence[str]]  # start and end as the file has them, and texts stored with them

SHORTEST = 8  # characters of a stored beginning that can hardly be there by chance
SAMPLE = 200  # so many marks of a text, evenly spread, are enough to find its convention
LINE_END = re.compile(r"\r\n?")
CUT = " \t\n.…"  # what a shortened passage may end with


@dataclass(frozen=True)
class Convention:
    """What positions count. `breaks`: a line end counts one (LF), as the file has it (raw), or two (CRLF);
    `mark`: the byte order mark counts; `first`: the number of the first character; `closed`: the end is the
    number of the last character itself, not of the one after it; `form`: what is counted is the text in this form of
    Unicode, "" for the form that it has."""

    unit: Unit = "code points"
    breaks: Breaks = "LF"
    mark: bool = False
    first: int = 0
    closed: bool = False
    form: Form = ""

    def __str__(self) -> str:
        over = {
            "LF": "each line end as one",
            "raw": "line ends as the file has them",
            "CRLF": "each line end as two",
        }
        words = [self.unit, over[self.breaks]]
        if self.form:
            words.append(f"in the form {self.form} of the text")
        if self.mark:
            words.append("the byte order mark too")
        if self.first:
            words.append(f"from {self.first}")
        if self.closed:
            words.append("the end being the last character itself")
        return ", ".join(words)


STANDARD = Convention()
WINDOWS = Convention("UTF-16 code units", "raw")


@dataclass(frozen=True)
class SourceText:
    """A text as it is kept, and what is needed to follow positions in the text as it was.

    >>> text = SourceText.of("\\ufeffDay\\r\\none")
    >>> text.text, text.mark, text.doubles
    ('Day\\none', True, (3,))
    """

    text: str
    mark: bool = False
    doubles: tuple[int, ...] = ()  # the line feeds that were CRLF

    @cached_property
    def astral(self) -> bool:
        """Whether a character is beyond the basic plane, two units in UTF-16."""
        if self.text.isascii():
            return False
        return not self._latin and len(self.text.encode("utf-16-le", "surrogatepass")) > 2 * len(self.text)

    @cached_property
    def _latin(self) -> bool:
        # encoding is faster than a search, and most texts are Latin
        try:
            self.text.encode("latin-1")
        except UnicodeEncodeError:
            return False
        return True

    def has(self, form: Form) -> bool:
        """Whether the text is in this form of Unicode, so that it counts as it stands."""
        if not form or self.text.isascii() or (form == "NFC" and self._latin):
            return True
        return unicodedata.is_normalized(form, self.text)

    @cached_property
    def accented(self) -> tuple[Accented, ...]:
        """The parts that are not composed."""
        return accented(self.text)

    @classmethod
    def of(cls, raw: str) -> SourceText:
        """From the text as it was, decoded."""
        mark = raw.startswith("\ufeff")
        raw = raw.removeprefix("\ufeff")
        if "\r" not in raw:
            return cls(raw, mark)
        doubles = tuple(
            end.start() - k for k, end in enumerate(re.finditer("\r\n", raw))
        )  # each CRLF before has become one character
        return cls(LINE_END.sub("\n", raw), mark, doubles)


class Ruler:
    """The positions of one convention in one text.

    >>> Ruler(SourceText.of("a\\r\\n😀b"), WINDOWS).span(3, 6)
    (2, 4)
    """

    def __init__(self, text: SourceText, convention: Convention) -> None:
        self._length = len(text.text)
        self._first = convention.first + (text.mark and convention.mark) * (
            3 if convention.unit == "bytes" else 1
        )
        self._last = int(convention.closed)
        wide = _wide(text, convention)
        self._at = [at for at, _ in wide]  # the characters that do not count one
        self._width = [width for _, width in wide]
        self._position: list[int] = []
        extra = 0
        for at, width in wide:
            self._position.append(at + extra)
            extra += width - 1
        self._end = self._length + extra

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The span of code points between two positions; None if they lie outside the text.

        A position within a character takes the whole character. An end up to two beyond the text's is its end:
        some programs count a line end that they do not store.
        """
        start, end = start - self._first, end - self._first + self._last
        if self._end < end <= self._end + 2 and start <= self._end:
            end = self._end
        if not 0 <= start <= end <= self._end:
            return None
        if not self._at:
            return start, end
        return self._index(start, False), self._index(end, True)

    def _index(self, position: int, upward: bool) -> int:
        k = bisect_right(self._position, position) - 1
        if k < 0:
            return position
        within = position - self._position[k]
        if within < self._width[k]:
            return self._at[k] + (upward and within > 0)
        return self._at[k] + 1 + within - self._width[k]


@dataclass(frozen=True)
class Chosen:
    """The convention of one text and how it was found: by the stored `passages`, by the edges of `words`, because
    all likely conventions are `alike` here, and then as usual though no stored passage is the text (`unlike`), from
    the other texts of the `project`, or as `usual` where nothing tells.
    `agree` of `marks` speak for it, `next_best` for the best of the others."""

    convention: Convention
    found: FoundBy
    agree: int = 0
    marks: int = 0
    next_best: int = 0

    @property
    def decided(self) -> bool:
        """Whether this text itself tells."""
        return self.found in ("passages", "words")


def choose(text: SourceText, marks: Sequence[Counted], usual: Convention = STANDARD) -> Chosen:
    """The convention under which most stored passages are the spans of the text; without such passages the one
    under which most marks begin and end at the edge of a word.

    `usual` is the convention that the program is known for: it is taken unless at least two marks more speak for
    another.
    """
    usual = effective(text, usual)
    likely = _likely(text, usual)
    stored = [mark for mark in marks if any(mark[2])]
    if stored:
        chosen = _by_passages(text, stored, likely)
        if chosen is None or chosen.agree < chosen.marks:
            other = _by_passages(text, stored, [each for each in _unlikely(text) if each not in likely], True)
            if other is not None and (chosen is None or other.agree > chosen.agree):
                best = 0 if chosen is None else chosen.agree
                chosen = replace(other, next_best=max(best, other.next_best))
        if chosen is not None:
            return chosen
    found = Chosen(usual, "alike")
    if len(likely) > 1 and marks:
        found = _by_words(text, marks, likely, usual)
    if found.found == "alike" and stored:
        return Chosen(usual, "unlike", _hits(text, stored, usual), len(stored))
    return found


def effective(text: SourceText, convention: Convention) -> Convention:
    """The plainest convention that is the same in this text."""
    if convention.mark and not text.mark:
        convention = replace(convention, mark=False)
    if convention.unit == "bytes" and text.text.isascii() and not convention.mark:  # the mark is three bytes
        convention = replace(convention, unit="code points")
    if convention.unit == "UTF-16 code units" and not text.astral:
        convention = replace(convention, unit="code points")
    if convention.breaks == "raw" and not text.doubles:
        convention = replace(convention, breaks="LF")
    if text.has(convention.form):
        convention = replace(convention, form="")
    return convention


def agrees(span: str, stored: str, shortest: int = SHORTEST) -> Literal["whole", "beginning", ""]:
    """Whether a stored passage is the span, blanks aside, or the beginning of it, of `shortest` characters at least.

    >>> agrees("the help  that\\ncame", "the help that came"), agrees("the help that came", "the help t…")
    ('whole', 'beginning')
    >>> agrees("the help", "her hand")
    ''
    """
    if span == stored:
        return "whole" if span else ""
    found = _agrees(span, stored, shortest)
    if found or span.isascii():
        return found
    span, wanted = span[: 3 * len(stored) + 100], unicodedata.normalize("NFC", stored)
    composed = unicodedata.normalize("NFC", span)
    return _agrees(composed, wanted, shortest) if (composed, wanted) != (span, stored) else ""


def _agrees(span: str, stored: str, shortest: int) -> Literal["whole", "beginning", ""]:
    """The same of texts in one form."""
    if span == stored:
        return "whole"
    kept = stored.rstrip(CUT)
    bare = span.strip()
    if len(kept) >= shortest and (bare.startswith(kept) or span.startswith(kept)):
        return "whole" if bare == stored.strip() else "beginning"
    beginning = " ".join(kept.split())
    if len(span) <= 2 * len(stored) + 100 and " ".join(span.split()) == " ".join(stored.split()):
        return "whole" if beginning else ""
    if len(beginning) >= shortest and " ".join(span[: 2 * len(stored) + 100].split()).startswith(beginning):
        return "beginning"
    return ""


def _likely(text: SourceText, usual: Convention) -> list[Convention]:
    units: tuple[Unit, ...] = ("code points", "UTF-16 code units") if text.astral else ("code points",)
    breaks: tuple[Breaks, ...] = ("LF", "raw") if text.doubles else ("LF",)
    marks = (False, True) if text.mark else (False,)
    forms: tuple[Form, ...] = ("",) if text.has("NFC") else ("", "NFC")
    every = [
        Convention(unit, each, mark, form=form)
        for mark in marks
        for form in forms
        for unit in units
        for each in breaks
    ]
    return [usual, *(convention for convention in every if convention != usual)]


def _unlikely(text: SourceText) -> list[Convention]:
    units: tuple[Unit, ...] = ("code points", "UTF-16 code units") if text.astral else ("code points",)
    breaks: tuple[Breaks, ...] = ("LF", "raw", "CRLF") if text.doubles else ("LF", "CRLF")
    more = [Convention(unit, each) for unit in units for each in breaks]
    if not text.text.isascii():
        more += [
            Convention("bytes", each, mark)
            for mark in ((False, True) if text.mark else (False,))
            for each in breaks
        ]
    shifted = [
        replace(each, first=first, closed=closed)
        for each in more
        for first, closed in ((0, True), (1, False), (1, True))
    ]
    forms: tuple[Form, ...] = ("NFC", "NFD")
    formed = [
        Convention(unit, each, form=form)
        for form in forms
        if not text.has(form)
        for unit in units
        for each in breaks
    ]
    return more + shifted + formed


def _by_passages(
    text: SourceText, marks: list[Counted], conventions: list[Convention], edges: bool = False
) -> Chosen | None:
    counts = []
    for convention in conventions:
        counts.append(_hits(text, marks, convention, edges))
        if counts[-1] == len(marks):
            break
    best = max(counts, default=0)
    # a label may be the beginning of its passage by chance; half of them, or three, may not
    if best == 0 or (best < 3 and 2 * best < len(marks)):
        return None
    k = counts.index(best)
    others = [count for j, count in enumerate(counts) if j != k]
    return Chosen(conventions[k], "passages", best, len(marks), max(others, default=0))


def _hits(text: SourceText, marks: list[Counted], convention: Convention, edges: bool = False) -> int:
    """How many stored passages are the text at their positions; `edges`: without a blank more at an edge."""
    ruler, hits = Ruler(text, convention), 0
    for start, end, stored in marks:
        span = ruler.span(start, end)
        if span is not None:
            passage = text.text[span[0] : span[1]]
            for each in stored:
                if agrees(passage, each) and not (edges and _blank_more(passage, each)):
                    hits += 1
                    break
    return hits


def _blank_more(passage: str, stored: str) -> bool:
    return (passage[:1].isspace() and not stored[:1].isspace()) or (
        passage[-1:].isspace() and passage.rstrip() == stored
    )


def _by_words(
    text: SourceText, marks: Sequence[Counted], conventions: list[Convention], usual: Convention
) -> Chosen:
    counts, spans = [], []
    for convention in conventions:
        ruler = Ruler(text, convention)
        found = [ruler.span(start, end) for start, end, _ in marks]
        counts.append(sum(span is not None and _whole_words(text.text, *span) for span in found))
        spans.append(found)
    best = max(counts)
    k = counts.index(best)
    if best < counts[0] + 2:
        k = 0
    others = [count for j, count in enumerate(counts) if j != k and spans[j] != spans[k]]
    if not others:
        return Chosen(usual, "alike", counts[0], len(marks), counts[0])
    found_by: FoundBy = "words" if k or counts[k] >= max(others) + 2 else "usual"
    return Chosen(conventions[k], found_by, counts[k], len(marks), max(others))


def _whole_words(text: str, start: int, end: int) -> bool:
    return not (_inside(text, start) or _inside(text, end))


def _inside(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _wide(text: SourceText, convention: Convention) -> list[tuple[int, int]]:
    """The characters that do not count one, with what they count, in order."""
    wide: list[tuple[int, int]] = []
    if convention.form == "NFC" and not text.has("NFC"):
        wide = composed_widths(text.text, convention.unit, text.accented)
    elif convention.form == "NFD" or convention.unit != "code points":
        wide = widths(text.text, convention.unit, convention.form)
    if convention.breaks == "raw":
        breaks: Sequence[int] = text.doubles
    elif convention.breaks == "CRLF":
        breaks = [found.start() for found in re.finditer("\n", text.text)]
    else:
        breaks = ()
    if not breaks:
        return wide
    return sorted(wide + [(at, 2) for at in breaks]) if wide else [(at, 2) for at in breaks]
