"""What a REFI-QDA document holds, counted by its tags alone: for the account of an import.

Nothing is put together here and nothing of the reader is used: an element begins where its tag stands, since neither
texts nor attributes of XML can hold a `<`. Comments and CDATA can, and are taken out first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from idealtypes.exchange.archives import Stream

PIECE = 1 << 22
NO_ELEMENT = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
OPEN = re.compile(rb"<!--|<!\[CDATA\[|<\?")
SOURCE = rb"(?:Text|PDF|Picture|Audio|Video)Source"
TAG = re.compile(
    rb"<(?:[\w.-]+:)?(/?\w*Selection|" + SOURCE + rb"|Transcript|Note|Coding|CodeRef|Code)[\x00-\x20/>]"
)
GUID = re.compile(
    rb"<(?:[\w.-]+:)?(\w*Selection|"
    + SOURCE
    + rb"|Transcript|Code)[\x00-\x20][^<]*?\bguid\s*=\s*[\"']([^\"']*)"
)
SEVERAL = re.compile(rb" Coding((?: CodeRef){2,})")
WHOLE = re.compile(rb" (?:/\w*Selection|" + SOURCE + rb")(?: Coding(?: CodeRef)*)+")
IN_NOTE = re.compile(rb" Note \w*Selection")
SPANS = {b"PlainTextSelection", b"TranscriptSelection"}


@dataclass(frozen=True)
class Inventory:
    """`counts` by kind; `twice` are the guids that stand on several things, with the tags of these."""

    counts: dict[str, int]
    twice: dict[str, tuple[str, ...]]


def inventory(stream: Stream) -> Inventory:
    """Count the elements of a document and look for guids that are met twice.

    A source that is coded as a whole counts as a selection of it, a note with selections as a source. The same guid on
    areas of a PDF and on a span of its text is one quotation, as ATLAS.ti writes it, and no doubt.

    >>> from io import BytesIO
    >>> text = b'<a><TextSource guid="1"><PlainTextSelection guid="2"><Coding><CodeRef/></Coding></PlainTextSelection>'
    >>> inventory(BytesIO(text)).counts
    {'sources': 1, 'codes': 0, 'selections': 1, 'codings': 1}
    """
    tags: list[bytes] = []
    guids: list[tuple[bytes, bytes]] = []
    for piece in _pieces(stream):
        tags += TAG.findall(piece)
        guids += GUID.findall(piece)
    line = b" " + b" ".join(tags)
    found = Counter(tags)
    sources = sum(number for tag, number in found.items() if tag.endswith(b"Source") or tag == b"Transcript")
    counts = {
        "sources": sources + len(IN_NOTE.findall(line)),
        "codes": found[b"Code"],
        "selections": sum(
            number for tag, number in found.items() if tag[:1] != b"/" and tag.endswith(b"Selection")
        )
        + len(WHOLE.findall(line)),
        "codings": found[b"Coding"] + sum(refs.count(b"C") - 1 for refs in SEVERAL.findall(line)),
    }
    return Inventory(counts, _twice(guids))


def _twice(guids: list[tuple[bytes, bytes]]) -> dict[str, tuple[str, ...]]:
    if len({guid for _, guid in guids}) == len(guids):
        return {}
    tags: dict[str, list[bytes]] = {}
    for tag, guid in guids:
        tags.setdefault(guid.decode("utf-8", "replace").strip().strip("{}").lower(), []).append(tag)
    return {
        guid: tuple(tag.decode() for tag in on)
        for guid, on in tags.items()
        if guid and len(on) > 1 and not _one_quotation(on)
    }


def _one_quotation(tags: list[bytes]) -> bool:
    """Whether they are areas, and at most one span of a text: of a PDF's, of a recording's transcript."""
    return all(tag.endswith(b"Selection") for tag in tags) and sum(tag in SPANS for tag in tags) <= 1


def _pieces(stream: Stream) -> Iterator[bytes]:
    """The document in pieces that end before a tag, in UTF-8, without what only looks like elements."""
    rest = b""
    wide = ""
    while data := stream.read(PIECE):
        if not rest and not wide and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            wide = "utf-16"
        rest += data
        if wide:
            continue  # such documents are small: no program writes large ones so
        cut = rest.rfind(b"<")
        piece, rest = (rest[:cut], rest[cut:]) if cut > 0 else (b"", rest)
        if b"<!" in piece or b"<?" in piece:
            piece = NO_ELEMENT.sub(b" ", piece)
            if begun := OPEN.search(piece):
                piece, rest = piece[: begun.start()], piece[begun.start() :] + rest
        yield piece
    if wide:
        rest = rest.decode(wide, "replace").encode()
    yield NO_ELEMENT.sub(b" ", rest)
