"""JSON of other programs: a document, or a line each, read with limits; what is wrong is told with its line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from idealtypes.exchange import foreign_bytes
from idealtypes.exchange.format import NotReadable, Sample
from idealtypes.files.budget import budget
from idealtypes.files.nesting import too_much

OPENING = 8 << 20  # bytes in which the first object has to end
FIRST = 64 << 10


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is not too large."""
    return foreign_bytes.read_bytes(path, budget().json)


def as_unicode(data: bytes, where: str) -> str:
    """Bytes as text in UTF-8 without its mark; NotReadable with the line where they are none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise NotReadable(f"{where}:{line}: this is no UTF-8: save the file as UTF-8") from None


def document(text: str, where: str) -> Any:
    """The value of a document.

    Raises
    ------
    NotReadable
        With the line where it is broken.
    """
    if (told := too_much(text, budget())) is not None:
        raise NotReadable(f"{where}: {told}")
    return _loaded(text, where, 0)


def as_object(value: Any) -> dict[str, Any]:
    """A value of JSON that should be an object; {} for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """A value of JSON that should be a list; [] for anything else."""
    return value if isinstance(value, list) else []


def objects(text: str, where: str) -> Iterator[tuple[str, Any]]:
    """The entries of a list, or of a file with an object on each line or one after the other, each with its place."""
    if (told := too_much(text, budget())) is not None:
        raise NotReadable(f"{where}: {told}")
    if text.lstrip().startswith("["):
        yield from ((f"{where}, entry {n}", one) for n, one in enumerate(_loaded(text, where, 0), 1))
        return
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        yield from _one_after_the_other(text, where)
        return
    for n, line in enumerate(lines, 1):
        if line.strip():
            yield f"{where}:{n}", _loaded(line, where, n - 1)


def _one_after_the_other(text: str, where: str) -> Iterator[tuple[str, Any]]:
    """Objects that go over several lines."""
    decoder, at, length = json.JSONDecoder(), 0, len(text)
    while True:
        while at < length and text[at].isspace():
            at += 1
        if at == length:
            return
        line = text.count("\n", 0, at) + 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as problem:
            raise _broken(problem, where, 0) from None
        yield f"{where}:{line}", value


def _loaded(text: str, where: str, before: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise _broken(problem, where, before) from None


def _broken(problem: BaseException, where: str, before: int) -> NotReadable:
    if isinstance(problem, json.JSONDecodeError):
        place = f"{where}:{before + problem.lineno}"
        return NotReadable(f"{place}: the JSON is broken here (column {problem.colno}): {problem.msg}")
    if isinstance(problem, RecursionError):
        return NotReadable(f"{where}: the JSON is nested deeper than any program writes it")
    return NotReadable(f"{where}: the JSON cannot be read: {problem}")  # a number without end


def opening(sample: Sample) -> dict[str, Any]:
    """The first object of a file that is JSON, or of the list in it; {} where there is none, or it has no end within
    8 MB.

    A file is told by it: texts may stand before what tells, and be long.
    """
    bare = sample.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare.startswith((b"{", b"[")) or sample.path.is_dir():
        return {}
    decoder, size = json.JSONDecoder(), FIRST
    try:
        with sample.path.open("rb") as file:
            data = b""
            while len(data) < OPENING and (more := file.read(size)):
                data += more
                size = len(data)
                text = data.decode("utf-8-sig", "ignore").lstrip()
                begin = text.find("{") if text[1:].lstrip()[:1] == "{" or text[:1] == "{" else -1
                if begin < 0:
                    return {}
                try:
                    found = decoder.raw_decode(text, begin)[0]
                except RecursionError:
                    return {}
                except ValueError:
                    continue
                return found if isinstance(found, dict) else {}
    except OSError:
        return {}
    return {}
