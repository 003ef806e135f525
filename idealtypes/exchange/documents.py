"""Documents of words alone, plain text or of a word processor (docx), as lines that know their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from idealtypes.exchange.archives import Archive
from idealtypes.exchange.foreign_bytes import read_bytes
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.sheets import decoded
from idealtypes.exchange.xml import XmlDocument, local
from idealtypes.files.content import shown

BODY = "word/document.xml"
DOCX = b"PK\x03\x04"
LEFT = {
    "pPr",
    "rPr",
    "tcPr",
    "del",
    "Fallback",
}  # how it looks, what was struck out, what stands there a second time
WORDS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}  # what stands for a character, by element


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of a text, or the paragraphs of a document; `notes` say how it was read."""

    file: str
    texts: tuple[str, ...]
    notes: tuple[str, ...] = ()
    paragraphs: bool = False

    def place(self, index: int) -> str:
        """Where a line stands, for messages.

        >>> Lines("a.txt", ("x",)).place(0), Lines("a.docx", ("x",), paragraphs=True).place(0)
        ('a.txt:1', 'a.docx, paragraph 1')
        """
        return f"{self.file}, paragraph {index + 1}" if self.paragraphs else f"{self.file}:{index + 1}"


def read_lines(path: Path, most: int | None = None) -> Lines:
    """The lines of a document, of a docx the first `most` paragraphs at most.

    Raises
    ------
    NotReadable
        For a file that is no text, is broken, or is beyond the limits.
    """
    file = shown(path)
    data = read_bytes(path)
    if data.startswith(DOCX):
        return Lines(file, tuple(_limited(_paragraphs(path), most)), paragraphs=True)
    return lines_in(data, file)


def lines_in(data: bytes, file: str) -> Lines:
    """The lines in the bytes of a plain text that messages call `file`."""
    text, notes = decoded(data, file)
    return Lines(file, tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")), notes)


def _limited(lines: Iterator[str], most: int | None) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == most:
            return
        yield line


def _paragraphs(path: Path) -> Iterator[str]:
    """The paragraphs of a docx in their order; a row of a table is one, its cells with tabs between them."""
    with Archive(path) as archive:
        if BODY not in archive.names:
            raise NotReadable(f"{shown(path)}: this archive holds no text of a word processor")
        document = XmlDocument(archive.open(BODY), archive.where(BODY))
        for element in document.elements(("p", "tr")):
            if any(local(above.tag) == "tr" for above in element.iterancestors()):
                continue  # it comes with its row
            if local(element.tag) == "tr":
                cells = [_said(cell) for cell in element if local(cell.tag) == "tc"]
                filled = [cell for cell in cells if cell.strip()]
                whole = filled[0] if len(filled) == 1 else "\t".join(" ".join(c.split()) for c in cells)
            else:
                whole = _said(element)
            element.clear()
            yield from whole.split("\n")


def _said(element: Any) -> str:
    """The text of a paragraph or a cell."""
    return "".join(_pieces(element)).removeprefix("\n")


def _pieces(element: Any) -> Iterator[str]:
    for one in element:
        name = local(one.tag)
        if name == "t":
            yield one.text or ""
        elif name in WORDS:
            yield WORDS[name]
        elif name not in LEFT:
            if name == "p":
                yield "\n"
            yield from _pieces(one)
