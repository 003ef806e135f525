"""REFI-QDA 1.5, the exchange standard: projects (.qdpx archives, .qde) and codebooks (.qdc).

The standard names the inner file `project.qde` (p. 21); ATLAS.ti names it after its project. What a program counts as
a position is found in `idealtypes.exchange.positions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from idealtypes.errors import Skipped
from idealtypes.exchange.archives import Beside, Members, Stream, whole
from idealtypes.exchange.carried import FILES, FOLDER, MORE, with_more
from idealtypes.exchange.folders import opened
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.project import Project
from idealtypes.exchange.refi.elements import ForeignCodebook, code_sets, codebook, targets
from idealtypes.exchange.refi.inventory import Inventory, inventory
from idealtypes.exchange.refi.project_file import read_project
from idealtypes.exchange.xml import XmlDocument, local
from idealtypes.files.content import shown

MADE_BY = (
    "NVivo",
    "ATLAS.ti",
    "MAXQDA",
    "QualCoder",
    "f4",
    "Quirkos",
    "Transana",
    "OpenQDA",
    "qc",
    "Taguette",
)
NAMED = 3  # guids, in one message
NAMESPACE = b"urn:qda-xml"
ELEMENTS = re.compile(
    rb"<(?:\w+:)?(?:Project|CodeBook)[\s>].*<(?:\w+:)?(?:Codes|CodeBook|Sources|Users)[\s>/]", re.S
)


def recognises(sample: Sample) -> bool:
    """An archive, or the folder it was unpacked to, with a .qde inside; or XML with the standard's namespace or its
    elements."""
    if sample.members:
        near = (name for name in sample.inside if name.count("/") <= 1)
        return any(name.lower().endswith(".qde") for name in (*sample.members, *near))
    head = sample.head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    return NAMESPACE in head.lower() or ELEMENTS.search(head) is not None


def read(path: Path, wishes: Wishes) -> Project:
    """A project or a codebook; an archive that was unpacked to a folder is read as it was.

    Raises
    ------
    NotReadable
        With the member and the line where it is broken.
    """
    with _opened(path) as (stream, where, members, size):
        project = _read(XmlDocument(stream, where), members, size, wishes, path.stem)
        project = _with_more(project, members)
        twice = _inventory(path, path.stat().st_mtime_ns).twice
    return replace(project, doubts=tuple(_doubt(where, twice))) if twice else project


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The elements of the project file: sources, codes, selections, codings."""
    return _inventory(path, path.stat().st_mtime_ns).counts


@lru_cache(maxsize=1)
def _inventory(path: Path, _changed: int) -> Inventory:
    with _opened(path) as (stream, *_):
        return inventory(stream)


def _doubt(where: str, twice: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    some = [f"{guid} ({', '.join(tags)})" for guid, tags in list(twice.items())[:NAMED]]
    rest = f" and {len(twice) - NAMED:,} more" if len(twice) > NAMED else ""
    yield (
        f"{where}: a guid names one thing, and here stand several under one: {'; '.join(some)}{rest}. Export the "
        "project again; with `accept_loss` the first code of a guid is read, and each source and selection by itself"
    )


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Stream, str, Members, int]]:
    """The project file as a stream, how it is named in messages, what belongs to it, and its size in bytes."""
    try:
        packed = path.is_dir()
        if not packed:
            with path.open("rb") as file:
                packed = file.read(4).startswith(b"PK")
        if packed:
            with opened(path) as members:
                name = inner(members.names, shown(path))
                yield members.open(name), members.where(name), members, members.size(name)
            return
        with path.open("rb") as file:
            yield file, shown(path), Beside(path), path.stat().st_size
    except OSError as problem:
        raise NotReadable(f"{shown(path)}: cannot be read: {problem.strerror or problem}") from None


def _with_more(project: Project, members: Members) -> Project:
    """A project with what an export of ours put beside it."""
    names = {name: name.rpartition("/")[2] for name in members.names if name.split("/")[-2:-1] == [FOLDER]}
    there = {name: own for name, own in names.items() if own in (*FILES, MORE)}
    return (
        with_more(project, {own: whole(members, name) for name, own in there.items()}) if there else project
    )


def inner(names: tuple[str, ...], where: str) -> str:
    """The project file in an archive: `project.qde`, or whatever its program calls it.

    >>> inner(("sources/a.txt", "Trial.qde"), "x.qdpx")
    'Trial.qde'
    """
    found = [
        name
        for name in names
        if name.lower().endswith(".qde") and not name.rpartition("/")[2].startswith(".")
    ]
    if not found:
        raise NotReadable(f"{where}: there is no project file (.qde) in it")
    least = min(name.count("/") for name in found)
    found = [name for name in found if name.count("/") == least]
    standard = [name for name in found if name.rpartition("/")[2].lower() == "project.qde"]
    if len(found) > 1 and len(standard) != 1:
        raise NotReadable(
            f"{where}: there are {len(found)} project files; one is read: {', '.join(found[:5])}"
        )
    return standard[0] if standard else found[0]


def _read(document: XmlDocument, members: Members, size: int, wishes: Wishes, stem: str) -> Project:
    if document.root == "CodeBook":
        return _codebook(document, stem)
    if document.root != "Project":
        raise NotReadable(
            f"{document.where}: the first element is `{document.root}`; a project begins with `Project`, "
            "a codebook with `CodeBook`"
        )
    project = read_project(document, members, size, wishes.progress)
    return project if project.name else replace(project, name=stem)


def _codebook(document: XmlDocument, stem: str) -> Project:
    book, maker = ForeignCodebook(), ""
    sets: list[tuple[str, str, int]] = []
    for element in document.elements(("Set", "CodeBook")):
        if local(element.tag) == "CodeBook":
            book, maker = codebook(element, document.where), (element.get("origin") or "").strip()
        else:
            where = f"{document.where}:{element.sourceline}"
            sets.append((element.get("name") or "", where, len(targets(element, "MemberCode"))))
    skipped: tuple[Skipped, ...] = (*book.skipped, *code_sets(sets))
    return Project("refi-qda", stem, maker, codes=tuple(book.codes.values()), skipped=skipped)


FORMAT = Format(
    "refi-qda",
    "REFI-QDA project (.qdpx, unpacked too, .qde) or codebook (.qdc)",
    MADE_BY,
    recognises,
    read,
    holds=holds,
    verified="NVivo 12 for Windows, f4 2025, qc 1.2–1.3; codes alone of NVivo 15 for Mac, MAXQDA 24, Taguette 1.5",
    tried="2026-11",
)
