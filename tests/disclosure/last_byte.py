"""Every byte of what is published as text: archives opened, streams inflated, entities and escapes undone.

What is read so is what a curious reader could find with a text editor, an unzip, a PDF viewer or the page's source.
Pixels are not read: each picture is there as SVG and PDF too, whose texts are.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import json
import re
import sqlite3
import struct
import tempfile
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
SHOWN = re.compile(
    rb"\[((?:[^\]\\(]|\\.|\((?:[^()\\]|\\.)*\))*)\]\s*TJ|(\((?:[^()\\]|\\.)*\))\s*Tj", re.DOTALL
)
QUOTED = re.compile(rb"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
TAG = re.compile(r"<[^>]*>")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\u2066-\u2069\ufeff]")
DEPTH = 4  # archives in archives, data in data


def folder(path: Path) -> dict[str, bytes]:
    """Name → content of every file below a folder, or of the one file."""
    if path.is_file():
        return {path.name: path.read_bytes()}
    return {
        one.relative_to(path).as_posix(): one.read_bytes() for one in sorted(path.rglob("*")) if one.is_file()
    }


def everything(files: Mapping[str, bytes]) -> str:
    """All that can be read in files, and their names."""
    return "\n".join(text for name, content in files.items() for text in (name, *readings(content)))


def readings(content: bytes, depth: int = DEPTH) -> Iterator[str]:
    """The content in every reading that gives text."""
    yield from _as_text(content)
    if depth == 0:
        return
    for inner in _inside(content):
        yield from readings(inner, depth - 1)


def _as_text(content: bytes) -> Iterator[str]:
    """As UTF-8 and UTF-16, raw and with entities, escapes and invisible characters undone, and without its tags."""
    for encoding in ("utf-8", *(("utf-16-le", "utf-16-be") if b"\0" in content[:4000] else ())):
        text = content.decode(encoding, errors="ignore")
        yield text
        plain = text
        if "&" in text:
            plain = html.unescape(html.unescape(plain))
        if "\\" in text:
            plain = UNICODE.sub(lambda one: chr(int(one[1] or one[2], 16)), plain)
        if "%" in text:
            plain = urllib.parse.unquote(plain)
        plain = INVISIBLE.sub("", plain)
        if plain != text:
            yield plain
        if "<" in plain:
            yield TAG.sub("", plain)


def _inside(content: bytes) -> Iterator[bytes]:
    """What an archive, a compressed stream, a picture, a PDF, a database or a frame holds; data within text."""
    if content[:2] == b"PK":
        yield from _zip(content)
    elif content[:5] == b"%PDF-":
        yield from _pdf(content)
    elif content[:8] == b"\x89PNG\r\n\x1a\n":
        yield from _png(content)
    elif content[:16] == b"SQLite format 3\0":
        yield from _sqlite(content)
    elif content[:4] == b"PAR1":
        yield from _parquet(content)
    elif content[:2] in (b"\x1f\x8b", b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        yield from _inflated(content)
    else:
        for found in BASE64.findall(content):
            yield from _base64(found)


def _zip(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive.comment
        for one in archive.infolist():
            yield one.filename.encode() + b"\n" + one.comment + b"\n" + one.extra
            yield archive.read(one)


def _pdf(content: bytes) -> Iterator[bytes]:
    for stream in STREAM.findall(content):
        inflated = next(_inflated(stream), stream)
        yield inflated
        for many, one in SHOWN.findall(inflated):
            shown = b"".join(_bare(part) for part in QUOTED.findall(many or one))
            yield shown.replace(b"\0", b"")


def _bare(text: bytes) -> bytes:
    """A string of a PDF without its escapes."""
    letters = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}

    def one(match: re.Match[bytes]) -> bytes:
        held = match[1]
        return bytes([int(held, 8) & 255]) if held[:1].isdigit() else letters.get(held, held)

    return ESCAPED.sub(one, text)


def _png(content: bytes) -> Iterator[bytes]:
    """The chunks of text, inflated where they are compressed."""
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        held = content[at + 8 : at + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"eXIf"):
            yield held
        if kind in (b"zTXt", b"iTXt", b"iCCP"):
            for start in range(len(held)):
                if held[start : start + 1] == b"\x78":
                    yield from _inflated(held[start:])
        at += length + 12


def _sqlite(content: bytes) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "one.sqlite3"
        path.write_bytes(content)
        base = sqlite3.connect(path)
        names = [row[0] for row in base.execute("select name from sqlite_master where type='table'")]
        for name in names:
            yield repr(base.execute(f'select * from "{name}"').fetchall()).encode()
        base.close()


def _parquet(content: bytes) -> Iterator[bytes]:
    import polars as pl

    frame = pl.read_parquet(io.BytesIO(content))
    yield frame.write_csv().encode()


def _inflated(content: bytes) -> Iterator[bytes]:
    for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            yield zlib.decompressobj(window).decompress(content)
            return
        except zlib.error:
            continue


def _base64(text: bytes) -> Iterator[bytes]:
    padded = text.rstrip(b"=") + b"=" * (-len(text.rstrip(b"=")) % 4)
    try:
        data = base64.b64decode(padded.replace(b"-", b"+").replace(b"_", b"/"), validate=True)
    except (binascii.Error, ValueError):
        return
    yield data


def numbers_in(content: bytes) -> Any:
    """What a JSON file holds."""
    return json.loads(content)
