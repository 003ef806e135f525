"""Small documents of a word processor, made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(text: str) -> str:
    """A paragraph in two runs, with what stands before them in real files."""
    first, rest = text[:3], text[3:]
    runs = "".join(
        f'<w:r><w:rPr/><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (first, rest)
    )
    return (
        f'<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:hyperlink>{runs}</w:hyperlink></w:p>'
    )


def table(*rows: Sequence[str]) -> str:
    """A table with these rows."""
    cells = ["".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def docx(*parts: str) -> bytes:
    """A document of these paragraphs; what begins with `<` is XML already, but for a file in angle brackets."""
    body = "".join(part if part.startswith("<w:") else paragraph(part) for part in parts)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        )
    return data.getvalue()
