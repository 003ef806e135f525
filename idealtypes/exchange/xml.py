"""XML from strangers: streamed, without entities, document types or network; what is wrong is told with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from idealtypes.exchange.archives import Stream
from idealtypes.exchange.format import NotReadable

PROLOG = 64 << 10  # bytes in which the root element has to begin
MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
DECLARED = re.compile(r"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,40})["']""")
SPOKEN = re.compile(
    r"utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|latin1|windows-125\d|utf-?16([bl]e)?", re.IGNORECASE
)
LEADING = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
ROOT = re.compile(r"<(?:[^\s<>/:!?]+:)?([^\s<>/:!?]+)")
# control characters that XML 1.0 forbids and some programs write all the same
CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
TO_SPACES = bytes.maketrans(CONTROLS, b" " * len(CONTROLS))


class XmlDocument:
    """An XML document that is about to be read: its root element's name is known, nothing else.

    Leading blanks and repeated byte order marks are passed over, control characters become spaces (`replaced`
    counts them): programs write both, and neither hides anything.

    Raises
    ------
    NotReadable
        For a DOCTYPE, an encoding other than the usual ones, or when no element begins within 64 KiB.
    """

    def __init__(self, stream: Stream, where: str) -> None:
        self.where = where
        self.replaced = 0
        self.taken = 0  # bytes, so far
        self._stream = stream
        head = b""
        while len(head) < PROLOG and (part := stream.read(PROLOG - len(head))):
            head += part
        self._head, text = _opened(head, where)
        self._wide = text is not None
        self.root = _root(self._head.decode("utf-8", "replace") if text is None else text, where)

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes of the document, for the parser."""
        data, self._head = (self._head, b"") if self._head else (self._stream.read(size), b"")
        self.taken += len(data)
        if self._wide:
            return data
        clean = data.translate(TO_SPACES)
        if clean != data:
            self.replaced += sum(data.count(code) for code in CONTROLS)
        return clean

    def elements(self, names: Iterable[str]) -> Iterator[Any]:
        """The elements with these local names, in any namespace or none, each when it is complete.

        Whoever takes them clears them. Depth up to 256 and texts up to 10 MB, as libxml2 has it.
        """
        from lxml import etree

        try:
            steps = etree.iterparse(
                self,
                events=("end",),
                tag=[f"{{*}}{name}" for name in names],
                load_dtd=False,
                dtd_validation=False,
                no_network=True,
                resolve_entities=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
                collect_ids=False,
            )
            for _, element in steps:
                yield element
        except etree.XMLSyntaxError as problem:
            line = problem.lineno or 1
            raise NotReadable(f"{self.where}:{line}: the XML is broken here: {_said(problem)}") from None
        except (etree.LxmlError, LookupError, UnicodeError, ValueError, OSError) as problem:
            raise NotReadable(f"{self.where}: the XML cannot be read: {_said(problem)}") from None


@lru_cache(maxsize=1024)
def local(tag: Any) -> str:
    """The name of an element without its namespace; "" for what is no element.

    >>> local("{urn:QDA-XML:project:1.0}Code"), local("Code")
    ('Code', 'Code')
    """
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _opened(head: bytes, where: str) -> tuple[bytes, str | None]:
    """The beginning without what stands before the first element, and its text where it is UTF-16."""
    if not head.strip():
        raise NotReadable(f"{where}: the file is empty")
    mark = next((mark for mark in MARKS if head.startswith(mark)), None)
    if mark is not None and MARKS[mark] != "utf-8":
        return head, head[len(mark) :].decode(MARKS[mark], "replace")
    while True:
        rest = head.lstrip().removeprefix(b"\xef\xbb\xbf")
        if rest == head:
            break
        head = rest
    if b"\0" in head[:200]:
        raise NotReadable(f"{where}:1: this is no XML in UTF-8 (it has zero bytes)")
    return head, None


def _root(text: str, where: str) -> str:
    declared = DECLARED.match(text.lstrip("\ufeff"))
    if declared and not SPOKEN.fullmatch(declared[1]):
        raise NotReadable(f"{where}:1: the encoding `{declared[1]}` is not read: save it as UTF-8")
    place = 0
    text = text.lstrip("\ufeff")
    while found := LEADING.match(text, place):
        place = found.end()
    line = text.count("\n", 0, place) + 1
    if text[place : place + 9].upper() == "<!DOCTYPE":
        raise NotReadable(
            f"{where}:{line}: a document type (DOCTYPE) is declared here; no program writes one into a project, "
            "and it may name entities and files: remove the declaration"
        )
    root = ROOT.match(text, place)
    if not root:
        raise NotReadable(f"{where}:{line}: this is no XML: an element `<…>` should begin here")
    return root[1]


def _said(problem: BaseException) -> str:
    """What the parser says, without the line that is told before it."""
    return re.sub(r"(, line \d+, column \d+.*)", "", str(problem).split("\n")[0])[:300] or "it ends too early"
