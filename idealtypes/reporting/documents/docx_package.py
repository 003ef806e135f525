"""A docx as bytes that the same document always gives: no dates, no names of programs or people, no thumbnail."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name
# What the template says of the day on which it was made, and of who last saved it.
OF_ITS_MAKING = re.compile(
    rb"<(dcterms:created|dcterms:modified|cp:lastModifiedBy|cp:revision|dc:creator|dc:description|cp:keywords|"
    rb"dc:subject|cp:category|cp:version)\b[^>]*(?:/>|>.*?</\1>)",
    re.DOTALL,
)
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>idealtypes</Application></Properties>"
)


def package(document: Document) -> bytes:
    """The document's file: its parts in one order, each with the same moment."""
    for key, part in list(document.part.package.rels.items()):
        if part.reltype.endswith("/thumbnail"):
            del document.part.package.rels[key]
    made = io.BytesIO()
    document.save(made)
    out = io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            data = parts.read(name)
            if name == "docProps/core.xml":
                data = OF_ITS_MAKING.sub(b"", data)
            elif name == "docProps/app.xml":
                data = APP
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            kept.writestr(entry, data)
    return out.getvalue()
