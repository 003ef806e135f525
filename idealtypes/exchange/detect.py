"""Which format a file has, told by its content, and the project that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from itertools import islice
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.exchange.folders import files_below
from idealtypes.exchange.format import SAMPLE, BadWish, Format, NotReadable, Sample, Wishes
from idealtypes.exchange.installed_formats import brief, installed, together
from idealtypes.exchange.project import Project
from idealtypes.files.budget import beyond, budget
from idealtypes.files.content import other_kind, shown
from idealtypes.model.hints import listed, meant, near

# The modules of `idealtypes.exchange.formats`, in the order in which a file is tried: those that are recognised by a
# structure of their own first, those that look like any table or any text last.
MODULES = (
    "refi_qda",
    "qualcoder",
    "taguette",
    "requal",
    "rqda",
    "dna",
    "maxqda_project",
    "label_studio",
    "doccano",
    "webanno",
    "brat",
    "hypothes_is",
    "catma",
    "catma_tei",
    "nvivo_texts",
    "study_tables",
    "taguette_exports",
    "qualcoder_report",
    "maxqda",
    "atlasti",
    "nvivo",
    "dedoose",
    "codebook",
    "rock",
    "rating_sheets",
    "tidy",
)
RATED = "ratings"  # the format of a table of which the user says that it is a sheet of ratings
LAST = "tidy"  # formats of other packages are tried before this one, which any table may have
ENTRIES = 1000  # of a folder, looked at
CLOSED = {".nvp": "NVivo", ".nvpx": "NVivo"}  # projects that only their own program can open, by ending

# What a file that no format recognises looks like, by its first bytes.
KINDS = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text in RTF"),
    (b"\xd0\xcf\x11\xe0", "a file of an older Microsoft Office program"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"Rar!", "a rar archive: unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PK\x03\x04", "a zip archive"),
)


def formats() -> tuple[Format, ...]:
    """All formats that are read, those of other installed packages too, in the order in which a file is tried."""
    found: list[Format] = []
    for name in MODULES:
        module = import_module(f"idealtypes.exchange.formats.{name}")
        found += module.FORMATS if hasattr(module, "FORMATS") else (module.FORMAT,)
    return together(found, installed().formats, LAST)


def sample(path: Path) -> Sample:
    """What formats recognise a file or a folder by; nothing in it is run or unpacked.

    Raises
    ------
    NotReadable
        For a path that leads nowhere, and for an archive that is broken or not safe to open.
    """
    from idealtypes.exchange.archives import Archive
    from idealtypes.exchange.databases import MAGIC, tables

    if path.is_dir():
        names = sorted(entry.name for entry, _ in zip(path.iterdir(), range(ENTRIES), strict=False))
        return Sample(path, members=tuple(names), inside=tuple(islice(files_below(path), ENTRIES)))
    if not path.is_file():
        raise NotReadable(_nowhere(path))
    try:
        with path.open("rb") as file:
            head = file.read(SAMPLE)
    except OSError as problem:
        raise NotReadable(f"{shown(path)}: cannot be read: {problem.strerror or problem}") from None
    if not head:
        raise NotReadable(f"{shown(path)}: the file is empty")
    if path.suffix.lower() in CLOSED and not head.startswith((b"PK", b"<")):
        raise NotReadable(
            f"{shown(path)}: only {CLOSED[path.suffix.lower()]} itself can open its project: export it there as a "
            "REFI-QDA project (.qdpx)"
        )
    if head.startswith(b"PK"):
        with Archive(path) as archive:
            return Sample(path, head, archive.names)
    return Sample(path, head, tables=tables(path) if head.startswith(MAGIC) else ())


def _nowhere(path: Path) -> str:
    if path.exists():
        return f"{shown(path)}: this is {other_kind(path.stat().st_mode)}, and a file or a folder is needed"
    match = None
    if path.parent.is_dir():
        match = near(path.name, sorted(other.name for other in path.parent.iterdir()))
    return f"there is no file or folder `{shown(path)}`" + (f"; {meant(path.name, match)}" if match else "")


def detect(given: Sample) -> Format:
    """The first format that recognises a sample.

    Raises
    ------
    NotReadable
        With what the file looks like, and what is read.
    """
    return _detected(given)[0]


def _detected(given: Sample) -> tuple[Format, tuple[str, ...]]:
    """The first format that recognises a sample, and a line for each of another package that cannot be used."""
    known, broken = formats(), list(installed().broken)
    if given.path.is_dir() and "study.yaml" in given.members:
        raise NotReadable(
            f"{shown(given.path)}: this is a study already and needs no import: to bring it into another one, export "
            "it as .qdpx and import that"
        )
    for one in known:
        try:
            if one.recognises(given):
                return one, tuple(broken)
        except Exception as problem:
            if not one.distribution:
                raise
            said = brief(problem)  # a stranger's function may raise anything
            broken.append(
                f"the format `{one.id}` of the package `{one.distribution}` broke on the file: {said}"
            )
    listed = "\n".join([f"  {one.title}" for one in known] + [f"  ({line})" for line in broken])
    raise NotReadable(f"{shown(given.path)}: {_looks(given)}, and none that is read. Read are:\n{listed}")


def _looks(given: Sample) -> str:
    """What a sample looks like, in words."""
    if not given.head:
        return f"this is a folder with {_some(given.members)}"
    if "word/document.xml" in given.members:
        return "this is a document of a word processor"
    kind = next((words for magic, words in KINDS if given.head.startswith(magic)), None)
    if kind is not None:
        inside = given.members or given.tables
        return f"this is {kind}" + (f" with {_some(inside)}" if inside else "")
    try:
        text = given.head.decode("utf-8-sig", errors="strict" if len(given.head) < SAMPLE else "ignore")
    except UnicodeDecodeError:
        return "this is no text in UTF-8, nor any other kind of file that is known here"
    if "\0" in text:
        return "this is a binary file of an unknown kind"
    return "this is a text"  # its words are of somebody's interview: they stand in no message


def _some(names: tuple[str, ...]) -> str:
    if not names:
        return "nothing in it"
    rest = len(names) - 5
    return ", ".join(f"`{name}`" for name in names[:5]) + (f" and {rest} more" if rest > 0 else "")


def read_project(path: Path, wishes: Wishes | None = None) -> tuple[Format, Project]:
    """The format of a file, and the project in it.

    Raises
    ------
    NotReadable
        For what no format recognises, and for what is broken, with the member and the place.
    """
    wishes = wishes or Wishes()
    found, broken = _rated(sample(path)) if wishes.rated else _detected(sample(path))
    if strange := [
        name for name in wishes.columns if found.columns is not None and name not in found.columns
    ]:
        known = f"; it has {listed(found.columns)}" if found.columns else ""
        raise BadWish(
            f"{shown(path)}: `column` {strange[0]}={wishes.columns[strange[0]]}: no column of this file can be named "
            f"so: it is read as {found.title}{known}"
        )
    if wishes.missing and found.columns is not None:
        raise BadWish(
            f"{shown(path)}: `missing` {wishes.missing[0]}: it goes with the cells of a table, and this file is read "
            f"as {found.title}"
        )
    if wishes.sheets and found.columns is not None:
        raise BadWish(
            f"{shown(path)}: `sheet` {wishes.sheets[0]}: it is read whole, as {found.title}: no worksheet can be named"
        )
    project = found.read(path, wishes) if not found.distribution else _read_by_another(found, path, wishes)
    _few_attributes(project, path)
    return found, replace(project, notes=(*project.notes, *broken)) if broken else project


def _few_attributes(project: Project, path: Path) -> None:
    """Refuse what would become a table larger than is read: each source may bring attributes of its own, and each is
    a column for all."""
    limits = budget()
    for what, rows in (
        ("sources", project.sources),
        ("passages", project.passages),
        ("cases", project.cases),
    ):
        names: set[str] = set()
        for row in rows:
            names.update(row.attributes)
        has, most = len(names), min(limits.columns, limits.cells // max(len(rows), 1))
        if has > most:
            said = f"{shown(path)}: its {len(rows):,} {what} have {has:,} different attributes"
            raise NotReadable(beyond(said, most, "", "leave out those that are not needed"))


def held_by(found: Format, path: Path, wishes: Wishes) -> Mapping[str, int]:
    """What a file holds, kind by kind (`Format.holds`); nothing where its format does not count.

    Raises
    ------
    NotReadable
        Where the counter of another package breaks.
    """
    if found.holds is None:
        return {}
    try:
        return found.holds(path, wishes)
    except Exception as problem:
        if isinstance(problem, IdealtypesError) or not found.distribution:
            raise
        raise NotReadable(
            f"{shown(path)}: the counter of `{found.id}`, of the package `{found.distribution}`, broke on it: "
            f"{brief(problem)}"
        ) from problem


def _rated(given: Sample) -> tuple[Format, tuple[str, ...]]:
    """The format of sheets of ratings, for a table."""
    from idealtypes.exchange.sheets import is_table

    if not is_table(given):
        raise BadWish(
            f"{shown(given.path)}: `rating_scale` and `axis` are for a sheet of ratings, and this is no table"
        )
    return next(one for one in formats() if one.id == RATED), ()


def _read_by_another(found: Format, path: Path, wishes: Wishes) -> Project:
    """What the reader of another package gives: a project, or a message."""
    try:
        project = found.read(path, wishes)
        project.counts()  # what is no project is told here
    except IdealtypesError:
        raise
    except Exception as problem:  # a stranger's function may raise anything
        raise NotReadable(
            f"{shown(path)}: the reader of `{found.id}`, of the package `{found.distribution}`, broke on it: "
            f"{brief(problem)}"
        ) from problem
    return replace(project, notes=(*project.notes, f"Read by the package `{found.distribution}`."))
