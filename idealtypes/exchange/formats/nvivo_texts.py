"""NVivo's codes as people export them to read: the content of a node and the coding summary, as text or docx; or a
folder of such files, one for each code.

The code is the one that the report names; where it names none it is the file's name, below the folders that the file
lies in. References with the same words in one file are one passage, so that a passage under several codes is one
statement with several codes. These reports say where nothing stands and, but for the summary, not who coded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from idealtypes.exchange.builder import Builder, identity
from idealtypes.exchange.coding_reports import CODES, Coded, coded_in
from idealtypes.exchange.documents import BODY, Lines, lines_in, read_lines
from idealtypes.exchange.folders import Folder
from idealtypes.exchange.foreign_names import without_ending
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.project import ForeignCoding, Passage, Project
from idealtypes.files.content import shown
from idealtypes.model.text import counted

ENDINGS = (".txt", ".docx")
LOOKED_AT = 20  # files of a folder, to tell what it is
BEGINNING = 200  # paragraphs of a docx, to tell what it is
LOCK = "~$"  # what a word processor leaves beside a file that is open
NAMED = re.compile(
    r"\s*(?:name|hierarchical name|navn|nom|nombre|nome|naam|namn|nazwa|名称|名前)\s*[:：\t](?P<said>.*)",
    re.IGNORECASE | re.DOTALL,
)
DESCRIBED = re.compile(
    r"\s*(?:description|beschreibung|beskrivelse|descripción|descrição|omschrijving|opis|说明|説明)\s*[:：\t](?P<said>.*)",
    re.IGNORECASE | re.DOTALL,
)
PEOPLE = "several people coded it, and the report does not say who: it is one coding"

Code = tuple[str, ...]  # the names from the top down


def recognises(sample: Sample) -> bool:
    """A text or docx with the lines of such a report in its beginning, or a folder in which one of the first is."""
    if sample.path.is_dir():
        if "study.yaml" in sample.members:
            return False
        return any(_is_report(sample.path / name) for name in _texts(sample.inside)[:LOOKED_AT])
    if BODY in sample.members:
        return _is_report(sample.path)
    return not sample.members and _told(sample.head, sample.path)


def _is_report(path: Path) -> bool:
    try:
        if path.suffix.lower() == ".docx":
            return bool(coded_in(read_lines(path, BEGINNING).texts))
        with path.open("rb") as file:
            return _told(file.read(1 << 16), path)
    except (NotReadable, OSError):
        return False


def _told(head: bytes, path: Path) -> bool:
    """Whether the beginning of a text is that of a report."""
    if b"\\" not in head:
        return False
    try:
        return bool(coded_in(lines_in(head[: len(head) // 2 * 2], shown(path)).texts))
    except NotReadable:
        return False


def _texts(names: Iterable[str]) -> list[str]:
    """The texts and docx files among the files of a folder, each before what lies in the folder of its name."""
    found = [name for name in names if _is_text(PurePosixPath(name))]
    return sorted(found, key=lambda name: (PurePosixPath(without_ending(name)).parts, name))


def _is_text(path: PurePosixPath) -> bool:
    return path.suffix.lower() in ENDINGS and not path.name.startswith(LOCK)


def _files(path: Path) -> list[Path]:
    """The file, or the texts in a folder."""
    return [path / name for name in _texts(Folder(path).names)] if path.is_dir() else [path]


def read(path: Path, wishes: Wishes) -> Project:
    """The project that a report, or a folder of them, holds."""
    made = Builder("nvivo-texts", without_ending(path.name), "NVivo")
    files = _files(path)
    named: dict[Code, Path] = {}
    faults: list[str] = []
    texts: set[tuple[str, str]] = set()
    for done, file in enumerate(files):
        lines = read_lines(file)
        found = coded_in(lines.texts)
        folders = file.relative_to(path).parts[:-1] if path.is_dir() else ()
        code, definition, said = _name(lines, found, folders, file)
        if not found and any(line.strip() for line in lines.texts) and not said:
            made.skip(f"the file `{file.name}`", shown(file), "it is no coding report of NVivo's")
            continue
        if not all(one.code for one in found) or not found:
            if code in named:
                faults.append(
                    f"{shown(file)}: `{named[code].name}` is of the code `{code[-1]}` too: leave one of the two out"
                )
            named[code] = file
            made.code_at(code, definition)
        made.notes += [note for note in lines.notes if note not in made.notes]
        for one in found:
            _block(one, one.code or code, lines, made, texts)
        if wishes.progress is not None:
            wishes.progress(done + 1, len(files))
    if faults:
        raise NotReadable("\n".join(faults))
    if not made.codings:
        raise NotReadable(
            f"{shown(path)}: {'these reports hold' if path.is_dir() else 'this report holds'} no coded words"
        )
    _notes(made, named, path)
    return made.project()


def _said(pattern: re.Pattern[str], lines: Sequence[str]) -> str:
    """What the first of some lines says that a pattern fits; "" where none says anything."""
    found = (match["said"].strip() for line in lines if (match := pattern.fullmatch(line)))
    return next(filter(None, found), "")


def _name(lines: Lines, found: Sequence[Coded], folders: Sequence[str], file: Path) -> tuple[Code, str, bool]:
    """The code that a file is of, its definition, and whether the file itself names it, above its references."""
    above = lines.texts[: found[0].line if found else 12]
    named, said = (_said(pattern, above) for pattern in (NAMED, DESCRIBED))
    steps = [*folders, without_ending(file.name)]
    if named:
        path = [step for part in re.split(r"\\+", named) if (step := " ".join(part.split()))]
        steps = path if len(path) > 1 else [*folders, *path]
    if len(steps) > 1 and steps[0].casefold() in CODES:
        del steps[0]
    return tuple(steps), said, bool(named)


def _block(one: Coded, code: Code, lines: Lines, made: Builder, texts: set[tuple[str, str]]) -> None:
    """What one code has of one file."""
    name = one.source[-1]
    source = made.source_named(
        without_ending(name),
        kind="",
        attributes={"folder": "/".join(one.source[:-1])} if len(one.source) > 1 else None,
        key="/".join(one.source),
    )
    own = made.code_at(code)
    there = sum(reference.times for reference in one.references)
    if there != one.said:
        why = f"the report counts {one.said:,} there and holds {there:,}"
        what = f"{counted(abs(one.said - there), 'reference')} of `{name}`"
        made.skip(what, lines.place(one.line), why, codings=max(0, one.said - there))
    for reference in one.references:
        where = lines.place(reference.line)
        what = f"a coding with `{code[-1]}`"
        if not reference.text:
            made.skip(what, where, "no words stand below it", codings=reference.times)
            continue
        if reference.times > 1:
            made.skip(what, where, PEOPLE, codings=reference.times - 1, fate="joined")
        text, locator = ("", reference.text) if reference.region else (reference.text, "")
        passage = Passage(identity(source, reference.text), source, text, locator=locator)
        made.coded(passage, [ForeignCoding("", own, made.coder(reference.coder))])


def _notes(made: Builder, named: dict[Code, Path], path: Path) -> None:
    if named:
        made.notes.append(
            "The codes are called as the files are, and stand below the folders that these lie in."
            if path.is_dir()
            else "The code is called as the file is: the report does not name it."
        )
    if areas := sum(bool(passage.locator) for passage in made.passages.values()):
        made.notes.append(
            f"{counted(areas, 'statement')} are areas of pages: they have a place (`locator`) and no words."
        )
    made.notes.append("References with the same words in one file were read as one passage.")
    if not made.coders:
        made.notes.append("These reports do not say who coded.")


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The codings, as the reports themselves count the references of each file."""
    said = 0
    for file in _files(path):
        said += sum(one.said for one in coded_in(read_lines(file).texts))
    return {"codings": said}


FORMAT = Format(
    id="nvivo-texts",
    title="NVivo codes as text or docx, or a folder of them",
    makers=("NVivo",),
    recognises=recognises,
    read=read,
    verified="NVivo 12 or later (txt)",
    tried="2026-11",
    holds=holds,
)
