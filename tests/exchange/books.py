"""Small workbooks made here, xlsx by xlsxwriter, xls and ods by hand, with the traits of those of real programs."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

import xlsxwriter

Cells = Sequence[Sequence[object]]


def xlsx(*sheets: tuple[str, Cells]) -> bytes:
    """A workbook with these sheets; numbers stay numbers, text that looks like a formula stays text."""
    data = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(data, options) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value != "":
                        sheet.write(number, place, value)
    return data.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """A zip archive with some parts replaced; `name_xml` stands for the part that ends in `name.xml`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            key = name.rpartition("/")[2].replace(".", "_")
            new.writestr(name, parts.get(key, old.read(name)))
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    """A part of a zip archive, by the end of its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(next(full for full in archive.namelist() if full.endswith(name)))


def ods(rows: str) -> bytes:
    """An ods workbook with one sheet of this XML."""
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind := "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
    return out.getvalue()


def xls(cells: dict[tuple[int, int], str | float], more: bytes = b"") -> bytes:
    """An xls workbook (BIFF8 in a compound file) with one sheet of these cells, by row and column from 0.

    `more` are records of the sheet, as bytes, that come before those of the cells.
    """

    def record(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += more
    for (row, column), value in sorted(cells.items()):
        if isinstance(value, str):
            text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
            sheet += record(0x204, struct.pack("<HHH", row, column, 0) + text)
        else:
            sheet += record(0x203, struct.pack("<HHHd", row, column, 0, value))
    sheet += record(0x0A)
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    name = b"Sheet1"
    size = len(begin) + 4 + 8 + len(name) + 4
    bound = record(0x85, struct.pack("<IBBBB", size, 0, 0, len(name), 0) + name)
    return _compound(begin + bound + record(0x0A) + sheet)


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream, `Workbook`."""
    stream = stream.ljust(4096, b"\0")  # smaller ones would lie in a stream of their own
    sectors = -(-len(stream) // 512)
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [table, end, *range(3, sectors + 2), end]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, free, free, child)
        return head + bytes(36) + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    fat = struct.pack(f"<{len(chain)}I", *chain)
    fat += struct.pack("<I", free) * (128 - len(chain))
    assert len(fat) == 512, "one sector of the allocation table is enough for a test"
    return header + fat + directory.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")
