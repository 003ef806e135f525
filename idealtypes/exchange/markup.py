"""The text of an HTML document, as the programs count in it, and as people read it.

Programs that mark passages in HTML count the characters between the tags and nothing else, so that the last word of a
paragraph and the first of the next stand side by side. People need a line end there. Here both are kept: `raw`
is what is counted, `text` has a line end for every end of a block, and `place` carries a position over.

Tags are told from text as in HTML's own rules (WHATWG, "HTML", 13.2.5 Tokenization), in time that grows with the
length alone: what is never closed swallows the rest.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

OPENS = re.compile(r"/?[A-Za-z]")
NAME = re.compile(r"[^\s/>]*")
CLOSES = re.compile(r"=\s*[\"']|>")
UNSEEN = {"script", "style", "template", "title", "noscript"}
BLOCK = re.compile(
    r"address|article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    r"h[1-6]|head|header|hr|html|legend|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)


@dataclass(frozen=True)
class Markup:
    """The text of a document: `raw` as it is counted, and where line ends are put in for people, as positions in
    `raw`, in order.

    >>> found = read_markup("<h1>Trust</h1><p>They <b>call</b> &amp; ask.</p>")
    >>> found.raw, found.text
    ('TrustThey call & ask.', 'Trust\\nThey call & ask.')
    >>> start, end = found.place(found.point(10), found.point(14))
    >>> found.text[start:end]
    'call'
    """

    raw: str
    breaks: tuple[int, ...]

    @cached_property
    def text(self) -> str:
        """For people: with a line end between two blocks that have none."""
        ends = (0, *self.breaks, len(self.raw))
        return "\n".join(self.raw[start:end] for start, end in pairwise(ends))

    @cached_property
    def _starts(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """How many code points begin before each byte of `raw` as UTF-8."""
        import numpy as np  # only Taguette's documents need it, and loading it takes longer than most imports

        content = np.frombuffer(self.raw.encode("utf-8", "surrogatepass"), dtype=np.uint8)
        return np.concatenate([[0], np.cumsum((content & 0xC0) != 0x80)])

    def point(self, byte: int) -> int | None:
        """The code point of `raw` at this byte of it, the next one within a code point; None outside."""
        return int(self._starts[byte]) if 0 <= byte < len(self._starts) else None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text` that has the code points start:end of `raw`, without line ends put in around it."""
        return start + bisect_right(self.breaks, start), end + max(
            bisect_left(self.breaks, end), bisect_right(self.breaks, start)
        )


def read_markup(content: str) -> Markup:
    """The text of an HTML document, or of a piece of one; whatever it is, it is read."""
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    pieces: list[str] = []
    breaks: list[int] = []
    length = at = 0
    pending = False  # a block ended or began, and no text came since

    def say(piece: str) -> None:
        nonlocal length, pending
        if not piece:
            return
        if pending and length and not piece.startswith("\n") and not pieces[-1].endswith("\n"):
            breaks.append(length)
        pending = False
        pieces.append(piece)
        length += len(piece)

    while at < len(content):
        opens = content.find("<", at)
        if opens < 0:
            say(_unescaped(content[at:]))
            break
        say(_unescaped(content[at:opens]))
        if content.startswith("<!--", opens):
            at = _after(content, "-->", opens + 4)
            continue
        if content.startswith(("<!", "<?"), opens) or (
            content.startswith("</", opens) and not _named(content, opens)
        ):
            at = _after(content, ">", opens + 2)
            continue
        if not _named(content, opens):
            say("<")
            at = opens + 1
            continue
        closing = content.startswith("/", opens + 1)
        found = NAME.match(content, opens + 1 + closing)
        name = found[0].lower() if found else ""
        at = _end_of_tag(content, opens + 1)
        pending = pending or BLOCK.fullmatch(name) is not None
        if not closing and name in UNSEEN:
            ends = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(content, at)
            at = _end_of_tag(content, ends.end()) if ends else len(content)
        elif not closing and name == "pre" and content.startswith("\n", at):
            at += 1  # a line end right after <pre> belongs to the tag (13.2.6.4.7)
    return Markup("".join(pieces), tuple(breaks))


def _named(content: str, opens: int) -> bool:
    return OPENS.match(content, opens + 1) is not None


def _after(content: str, ending: str, start: int) -> int:
    found = content.find(ending, start)
    return len(content) if found < 0 else found + len(ending)


def _end_of_tag(content: str, start: int) -> int:
    """Behind the tag that goes on at `start`: a `>` in an attribute's quotes does not end it."""
    while found := CLOSES.search(content, start):
        if found[0] == ">":
            return found.end()
        start = _after(content, found[0][-1], found.end())
    return len(content)


def _unescaped(piece: str) -> str:
    """The characters behind the references; a carriage return among them counts as a line end."""
    if "&" not in piece:
        return piece
    try:
        return html.unescape(piece).replace("\r", "\n")
    except (ValueError, OverflowError):  # a number of thousands of digits is no character
        return piece
