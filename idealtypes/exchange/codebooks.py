"""A codebook beside codings: where it is, and what it says of the codes of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.detect import detect, read_project, sample
from idealtypes.exchange.format import BadWish, Format, NotReadable, Wishes
from idealtypes.exchange.formats.codebook import FORMAT, codebook_sheets, read_codes
from idealtypes.exchange.project import ForeignCode, Project
from idealtypes.exchange.several_codes import bare
from idealtypes.exchange.sheets import plain, read_heads, read_sheets
from idealtypes.files.content import shown
from idealtypes.model.hints import listed
from idealtypes.model.text import counted

NAMED = 5  # codes that a note names
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
OURS = "study-tables"  # its sheet of codes is read with it


@dataclass(frozen=True, eq=False)
class CodebookBeside:
    """A codebook that stands beside codings: its codes, where it is, and the sheets of the same workbook that it is."""

    project: Project
    file: str
    sheets: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of its codes, for comparing."""
        codes = {code.id: code for code in self.project.codes}
        return frozenset(bare(code.name) for code in codes.values()) | {
            _spoken(one, codes) for one in codes.values()
        }


def codebook_of(path: Path, codebook: Path | None) -> CodebookBeside | None:
    """The codebook for a file: the one that is given, else the sheets of its workbook that are one, beside codings.

    Raises
    ------
    NotReadable
        For a codebook that is none, or that names a code twice.
    """
    if codebook is not None:
        project = read_project(codebook)[1]
        if not project.codes:
            raise BadWish(f"{shown(codebook)}: `codebook`: there is no code in it")
        notes = () if not project.codings else ("Of the codebook's file the codes alone are read.",)
        return CodebookBeside(replace(project, notes=notes, skipped=()), shown(codebook))
    if path.suffix.lower() not in WORKBOOKS or not path.is_file():
        return None
    try:
        sheets = codebook_sheets(read_heads(path)) and codebook_sheets(read_sheets(path))
    except NotReadable:  # told by whoever reads it
        return None
    if not sheets:
        return None
    found = detect(sample(path))
    if found.columns is not None or found.id in (OURS, FORMAT.id):
        return None
    made = Builder(FORMAT.id, path.stem)
    read_codes(sheets, made, Wishes())
    names = tuple(sheet.name for sheet in sheets)
    return CodebookBeside(made.project(), f"{shown(path)}, sheet {listed(names)}", names)


def codebook_alone(path: Path, wishes: Wishes) -> tuple[Format, Project] | None:
    """The codebook in a workbook whose other sheets hold codings, where the user asks for its sheets and no others."""
    if not wishes.sheets or path.suffix.lower() not in WORKBOOKS or not path.is_file():
        return None
    codebooks = {plain(sheet.name) for sheet in codebook_sheets(read_sheets(path))}
    if not {plain(name) for name in wishes.sheets} <= codebooks:
        return None
    return FORMAT, FORMAT.read(path, wishes)


def with_codebook(project: Project, book: CodebookBeside) -> Project:
    """The project with what a codebook says of its codes, and with the codes that only the codebook has.

    A code is that of the codebook which has its path, or its name where no other has it. What the project says of a
    code itself holds; a code that stands below none gets its parent from the codebook.
    """
    theirs = {code.id: code for code in book.project.codes}
    own = {code.id: code for code in project.codes}
    matched = _matched(own, theirs)
    ids = _ids(own, theirs, matched)
    codes: dict[str, ForeignCode] = {}
    for key, code in own.items():
        said = theirs.get(matched.get(key, ""))
        codes[key] = code if said is None else _told(code, said, ids)
    for key, said in theirs.items():
        if ids[key] not in codes:
            codes[ids[key]] = replace(
                said, id=ids[key], parent=None if said.parent is None else ids[said.parent]
            )
    notes = [f"{counted(len(matched), 'code')} of {len(own):,} are in the codebook {book.file}."]
    if lacking := [code.name for key, code in own.items() if key not in matched and code.codable]:
        some = listed(lacking[:NAMED]) + (
            f" and {len(lacking) - NAMED:,} more" if len(lacking) > NAMED else ""
        )
        notes.append(f"Not in the codebook: {some}.")
    read = {f"worksheet `{name}`" for name in book.sheets}
    rows = sum(
        one.passages for one in project.skipped if one.what in read
    )  # joined with what is said of codes
    return replace(
        project,
        codes=tuple(codes.values()),
        added={**project.added, "codes": project.added.get("codes", 0) + len(codes) - len(own)},
        joined={**project.joined, "passages": project.joined.get("passages", 0) + rows},
        skipped=(*(one for one in project.skipped if one.what not in read), *book.project.skipped),
        notes=(*project.notes, *notes, *(note for note in book.project.notes if note not in project.notes)),
    )


def _matched(own: Mapping[str, ForeignCode], theirs: Mapping[str, ForeignCode]) -> dict[str, str]:
    """Code of the project → that of the codebook."""
    exact = {_path(key, theirs): key for key in theirs}
    like = {tuple(map(bare, path)): key for path, key in reversed(exact.items())}
    names = Counter(bare(code.name) for code in theirs.values())
    mine = Counter(bare(code.name) for code in own.values())
    alone = {bare(code.name): key for key, code in theirs.items() if names[bare(code.name)] == 1}
    alone = {_spoken(code, theirs): key for key, code in theirs.items()} | alone
    found: dict[str, str] = {}
    taken: set[str] = set()
    for ways in (exact.get, lambda path: like.get(tuple(map(bare, path)))):
        for key in own:
            match = ways(_path(key, own))
            if key not in found and match is not None and match not in taken:
                found[key] = match
                taken.add(match)
    for key, code in own.items():
        match = alone.get(bare(code.name)) if mine[bare(code.name)] == 1 else None
        if key not in found and match is not None and match not in taken:
            found[key] = match
            taken.add(match)
    return found


def _spoken(code: ForeignCode, codes: Mapping[str, ForeignCode]) -> str:
    """What ATLAS.ti calls a code with its category, for comparing: `Trust: own`."""
    over = codes.get(code.parent or "")
    return bare(code.name if over is None else f"{over.name}: {code.name}")


def _path(key: str | None, codes: Mapping[str, ForeignCode]) -> tuple[str, ...]:
    steps: list[str] = []
    seen: set[str] = set()
    while key is not None and key in codes and key not in seen:
        seen.add(key)
        steps.append(" ".join(codes[key].name.split()))
        key = codes[key].parent
    return tuple(reversed(steps))


def _ids(
    own: Mapping[str, ForeignCode], theirs: Mapping[str, ForeignCode], matched: Mapping[str, str]
) -> dict[str, str]:
    """Code of the codebook → its id in the project."""
    ids = {their: mine for mine, their in matched.items()}
    used = set(own)
    for key in theirs:
        if key not in ids:
            new = key
            while new in used:
                new += "'"
            ids[key] = new
            used.add(new)
    return ids


def _told(code: ForeignCode, said: ForeignCode, ids: Mapping[str, str]) -> ForeignCode:
    parent = code.parent if code.parent is not None or said.parent is None else ids[said.parent]
    return replace(
        code,
        definition=code.definition or said.definition,
        parent=None if parent == code.id else parent,
        color=code.color or said.color,
        memo=code.memo or said.memo,
        fields={**said.fields, **code.fields},
    )
