"""Small REFI-QDA files with the traits of what programs write, made for the tests."""

import zipfile
from pathlib import Path

PROJECT = 'xmlns="urn:QDA-XML:project:1.0"'
TEXT = "Dag én 🙂\nThe help came from a colleague.\n\nI trust her more than the office."
WINDOWS = ("\ufeff" + TEXT.replace("\n", "\r\n")).encode()


def guid(number: int) -> str:
    """A GUID that can be told from others at a glance."""
    return f"{number:08d}-0000-4000-8000-00000000000a"


def units(upto: int) -> int:
    """A code point of `TEXT` as NVivo for Windows counts it: UTF-16 code units, line ends as two."""
    return len(TEXT[:upto].replace("\n", "\r\n").encode("utf-16-le")) // 2


def coding(code: int, user: int | None = None, number: int = 0, inside: str = "") -> str:
    """A coding with a code; `inside` comes after it."""
    by = f' creatingUser="{guid(user)}"' if user else ""
    return f'<Coding guid="{guid(7000 + number)}"{by}><CodeRef targetGUID="{guid(code)}"/>{inside}</Coding>'


def selection(number: int, start: int, end: int, inside: str, name: str = "") -> str:
    """A selection in a text."""
    return (
        f'<PlainTextSelection guid="{guid(number)}" name="{name}" startPosition="{start}" endPosition="{end}">'
        f"{inside}</PlainTextSelection>"
    )


def codes(*inside: str) -> str:
    """A codebook: help (with trust below it) and whatever else."""
    return (
        f'<CodeBook><Codes><Code guid="{guid(1)}" name="help" isCodable="true" color="#4BF"><Description>What helps'
        f'</Description><Code guid="{guid(2)}" name="trust" isCodable="true"/></Code>'
        f"{''.join(inside)}</Codes></CodeBook>"
    )


def project(*inside: str, attributes: str = PROJECT, origin: str = "test 1") -> str:
    """The XML of a project."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<Project {attributes} name="small" origin="{origin}">'
        f"{''.join(inside)}</Project>"
    )


def text_source(*inside: str, number: int = 3, path: str = "", attributes: str = "") -> str:
    """A source whose text lies in the archive."""
    path = path or f"internal://{guid(number)}.txt"
    return (
        f'<TextSource guid="{guid(number)}" name="Interview" plainTextPath="{path}"{attributes}>'
        f"{''.join(inside)}</TextSource>"
    )


def area(number: int, page: int, inside: str, name: str = "", text: str = "") -> str:
    """An area of a page, with or without the text in it."""
    within = f'<Representation guid="{guid(8000 + number)}"><PlainTextContent>{text}</PlainTextContent>'
    within += "</Representation>"
    return (
        f'<PDFSelection guid="{guid(number)}" name="{name}" page="{page}" firstX="1" firstY="1" secondX="9" '
        f'secondY="9">{within if text else ""}{inside}</PDFSelection>'
    )


def pdf_source(areas: str, spans: str, number: int = 30, path: str = "") -> str:
    """A PDF as ATLAS.ti writes it: areas of its pages, and its text with the selections in it."""
    path = path or f"internal://{guid(number)}.txt"
    return (
        f'<PDFSource guid="{guid(number)}" name="Report" path="internal://report.pdf">{areas}'
        f'<Representation guid="{guid(number + 1)}" plainTextPath="{path}">{spans}</Representation></PDFSource>'
    )


def qdpx(path: Path, xml: str, texts: dict[str, bytes] | None = None, inner: str = "project.qde") -> Path:
    """An archive with a project and its texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (texts or {}).items():
            archive.writestr(name, data)
        archive.writestr(inner, xml)
    return path
