"""What still holds an informant: files of the study's folder, and reports and exports beside it.

Looked for are what she said, whole, in any file; her names and the ids of what she said, in the study's folder and in
what this program wrote; and reports whose record says that they were made of the files as they were with her. Members
of zip archives are looked into (workbooks and projects are such), with the limits of the budget.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from idealtypes.exchange.archives import Archive, whole
from idealtypes.exchange.format import NotReadable
from idealtypes.files.content import STUDY
from idealtypes.withdrawal.informant import TELLING, Informant

LARGEST = 30_000_000  # bytes of a file that is looked into
FILES = 5_000  # files that are looked into
DEEP = 4  # folders below one beside the study
PACKED = {".gz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".pdf", ".parquet", ".xls", ".ods.gz", ".doc"}
MADE = (".idealtypes-made.json", "provenance.json", "read.R")  # what folders have that this program wrote
PROJECTS = {".qdpx", ".qdc", ".sqlite3", ".graphml"}  # and files that it writes
PROVENANCE = "provenance.json"
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
DISTINCT = 5  # letters from which an id is looked for in files of others, too


@dataclass(frozen=True)
class StillHeld:
    """A file that still holds her: how many of her texts and ids, and whether its numbers were made with her."""

    path: Path
    texts: int
    ids: int
    numbers: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path.as_posix(), "texts": self.texts, "ids": self.ids, "numbers": self.numbers}


@dataclass(frozen=True)
class Looked:
    """What was found, and what was not looked into: files by why (`packed`, `large`, `closed`), and how many more
    there were than are looked into."""

    held: tuple[StillHeld, ...]
    unsearched: Mapping[str, tuple[Path, ...]]
    beyond: bool = False


def still_held(
    root: Path,
    who: Informant,
    after: Mapping[str, bytes | None],
    title: object,
    digests: Collection[str],
) -> Looked:
    """Look in a study's folder, as it will be with the files `after`, and in what lies beside it.

    `title` is the study's, `digests` are the SHA-256 of the files that held her: a record of a report that names one
    of them, or the title, was made while she was in.
    """
    held: list[StillHeld] = []
    unsearched: dict[str, list[Path]] = {"packed": [], "large": [], "closed": []}
    new = {(root / name).resolve(): data for name, data in after.items()}
    seen = 0
    for path, own in _files(root):
        seen += 1
        if seen > FILES:
            break
        real = path.resolve()
        if real in new and new[real] is None:
            continue
        try:
            if path.stat().st_size > LARGEST:
                unsearched["large"].append(path)
                continue
            if path.suffix.lower() in PACKED:
                unsearched["packed"].append(path)
                continue
            parts = [new[real] or b""] if real in new else list(_parts(path))
        except (OSError, NotReadable):
            unsearched["closed"].append(path)
            continue
        made = path.name == PROVENANCE and _made_with_her(parts[0], title, digests)
        found = _found(parts, who, own)
        if any(found) or made:
            held.append(StillHeld(path, *found, numbers=made))
    return Looked(
        tuple(held), {why: tuple(paths) for why, paths in unsearched.items() if paths}, seen > FILES
    )


# where


def _files(root: Path) -> Iterator[tuple[Path, bool]]:
    """The files of the study's folder, hidden ones too, then those beside it; whether ids are looked for in them."""
    root = root.absolute()
    for path in _below(root, None, hidden=True):
        yield path, True
    if root.parent == root:
        return
    for entry in sorted(root.parent.iterdir()):
        if entry == root or entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_file():
            yield entry, entry.suffix.lower() in PROJECTS
        elif entry.is_dir():
            yield from ((path, _written(path.parent, entry)) for path in _below(entry, DEEP, hidden=False))


def _below(folder: Path, depth: int | None, hidden: bool) -> Iterator[Path]:
    base = len(folder.parts)
    for here, folders, files in os.walk(folder, onerror=None):
        folders[:] = sorted(
            name
            for name in folders
            if name not in (".git", "node_modules", "__pycache__") and (hidden or not name.startswith("."))
        )
        if depth is not None and len(Path(here).parts) - base >= depth:
            folders.clear()
        yield from (
            Path(here, name)
            for name in sorted(files)
            if (hidden or not name.startswith(".")) and not Path(here, name).is_symlink()
        )


def _written(folder: Path, top: Path) -> bool:
    """Whether this program wrote the folder, or one around it up to the top; another study's is not meant."""
    for here in (folder, *folder.parents):
        if (here / STUDY).is_file():
            return False
        if any((here / name).is_file() for name in MADE):
            return True
        if here == top:
            return False
    return False


# what


def _parts(path: Path) -> Iterator[bytes]:
    """The bytes of a file; of a zip archive those of its members, and their names."""
    with path.open("rb") as file:
        start = file.read(4)
    if start != b"PK\x03\x04":
        yield path.read_bytes()
        return
    with Archive(path) as archive:
        yield "\n".join(archive.names).encode("utf-8", errors="replace")
        for name in archive.names:
            yield whole(archive, name, LARGEST)


def _found(parts: Collection[bytes], who: Informant, own: bool) -> tuple[int, int]:
    """How many of her texts and of her ids stand in a file, however they are escaped there."""
    texts = {" ".join(text.split()) for text in who.texts if len(text) >= TELLING}
    names = {*who.names, *who.statements} if own else {one for one in who.names if _distinct(one)}
    there: set[str] = set()
    ids: set[str] = set()
    for part in parts:
        for said in _readings(part):
            there |= {text for text in texts - there if text in said}
            if names and any(name in said for name in names):
                ids |= {found for found in who.mentions.findall(said) if found in names}
    return len(there), len(ids)


def _distinct(name: str) -> bool:
    return sum(c.isalpha() for c in name) >= DISTINCT


def _readings(data: bytes) -> Iterator[str]:
    """Bytes as text, as they stand and without the escapes of HTML, XML and JSON; every run of spaces is one."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = data.decode(encoding, errors="replace")
    yield " ".join(text.split())
    if "&" in text:
        yield " ".join(html.unescape(re.sub(r"<[^<>]*>", "", text)).split())
    if "\\" in text:
        plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        plain = plain.replace('\\"', '"').replace("\\n", "\n").replace("\\/", "/").replace("\\\\", "\\")
        yield " ".join(html.unescape(plain).split())
    if '""' in text:
        yield " ".join(text.replace('""', '"').split())


def _made_with_her(data: bytes, title: object, digests: Collection[str]) -> bool:
    try:
        said = json.loads(data)
        inputs = {one.get("sha256") for one in said.get("inputs") or ()}
        return bool(inputs & set(digests)) or said.get("title") == title
    except (ValueError, AttributeError, TypeError, RecursionError):
        return False
