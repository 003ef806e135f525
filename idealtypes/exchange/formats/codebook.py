"""Codebooks as tables: a code a row, with its definition and what it stands below, as ATLAS.ti, MAXQDA, NVivo, Taguette
and people write them.

What a code stands below is said in one of four ways: a column with the parent (its name, its id or its path), columns
for the levels (`Theme`, `Code`, `Subcode`, blank where the row above holds), a path in the cell (`Care > Own`,
`Care\\Own`, `Nodes\\\\Care\\Own`), or spaces before the name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.code_places import sound_fields
from idealtypes.exchange.coding_reports import CODES
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.headings import Columns, asked_for, left_sheet, matched, missing, told
from idealtypes.exchange.project import Project, colour
from idealtypes.exchange.sheets import Sheets, Worksheet, is_table, plain, read_heads, read_sheets
from idealtypes.model.hints import listed


def _words(said: str) -> tuple[str, ...]:
    return tuple(said.split(", "))


NAMES = _words(
    "code, codes, code name, codename, tag, node, kode, koder, kodenavn, code label, kod, código, "
    "codenaam, codice, nœud, nodo, knoten, コード, 代码, 编码"
)
LOOSE = _words(
    "name, navn, nom, nombre, nome, naam, namn, label, title, tittel, titel, category, kategori, "
    "kategorie, theme, tema, thema"
)  # these say little: more has to be there
MEANS = _words(
    "definition, code definition, description, meaning, definisjon, beskrivelse, beskrivning, "
    "beschreibung, bedeutung, definición, descripción, définition, definição, descrição, definicja, "
    "opis, definitie, omschrijving, explanation, forklaring, 説明, 说明"
)
NOTES = _words(
    "code memo, memo, comment, comments, kommentar, comentario, comentário, commentaire, note, notat"
)
VOCABULARY: Mapping[str, Sequence[str]] = {
    "code": NAMES + LOOSE,
    "id": _words("id, code id, code no, number, nr"),
    "subcode": _words(
        "subcode, sub code, sub-code, underkode, untercode, subcategory, underkategori, subcódigo"
    ),
    "definition": MEANS + NOTES,
    "memo": NOTES,
    "include": _words("include, inclusion, inclusion criteria, when to use, use when, inkluder, brukes når"),
    "exclude": _words("exclude, exclusion, exclusion criteria, when not to use, ekskluder, brukes ikke når"),
    "example": _words(
        "example, examples, example quote, anchor example, eksempel, beispiel, ankerbeispiel, ejemplo"
    ),
    "parent": _words(
        "parent, parent code, parent name, parent node, parent id, overkode, overordnet, obercode, "
        "oberkategorie, código padre, código principal, code parent, kod nadrzędny, hoofdcode, "
        "överkod"
    ),
    "theme": _words(
        "theme, main category, main theme, main code, tema, hovedtema, hovedkategori, "
        "hauptkategorie, thema, thème, category, kategori, kategorie, categoría, categoria, catégorie"
    ),
    "color": _words("color, colour, farge, farbe, färg, kolor, couleur, cor, colore, kleur"),
    "count": _words(
        "grounded, density, files, references, sources, number of highlights, frequency, count, "
        "dateien, referenzen, filer, referanser, fichiers, références, archivos, referencias, "
        "dichte, densidad, densité, häufigkeit, cod. seg. (all documents), cod. seg. (alle dokumente)"
    ),
}
WORDS = ("include", "exclude", "example")
# headings under which somebody's words, or a coding of them, stand: a codebook has none of these
CODINGS = frozenset(
    _words(
        "begin, beginning, case, coded by, coded segments, coded text, coder, content, document, "
        "document name, documento, dokument, dokumentname, excerpt, excerpt copy, file, file name, "
        "filename, fragment, informant, interview, intervju, kilde, media title, nazwa dokumentu, "
        "participant, passage, pos0, quotation, quotation content, quotation id, quote, rater, "
        "respondent, response, segment, segment id, segmento, segments, selected text, sentence, sitat, "
        "source, start, statement, tekst, text, text content, transcript, utdrag, utsagn, utterance, "
        "zitat, zitatinhalt"
    )
)
STEP = re.compile(r"\s+>\s+|\\+")
BULLETS = "●○•◦▪■ "
OWN_ID = re.compile(r"[^\W\d][\w.-]*")


@dataclass(frozen=True)
class _Entry:
    """A row: the code's name with what the row itself says is above it, where it stands, its id and its parent."""

    path: tuple[str, ...]
    where: str
    row: Sequence[str]
    id: str = ""
    parent: str = ""


def recognises(sample: Sample) -> bool:
    """A table of which a sheet is a codebook and none holds codings."""
    if not is_table(sample):
        return False
    try:
        # a workbook that is none by its first rows need not be laid out
        return all(_is_codebook(read(sample.path)) for read in (read_heads, read_sheets))
    except NotReadable:
        return False


def _is_codebook(book: Sheets) -> bool:
    return bool(codebook_sheets(book)) and not any(_has_codings(sheet) for sheet in book.sheets)


def codebook_sheets(book: Sheets) -> list[Worksheet]:
    """The sheets that are codebooks."""
    return [sheet for sheet in book.sheets if _fits(sheet)]


def _has_codings(sheet: Worksheet) -> bool:
    headings = matched(sheet, VOCABULARY, Wishes()).table.headings
    return any(plain(heading) in CODINGS for heading in headings)


def _fits(sheet: Worksheet) -> bool:
    """Whether a sheet names codes and says of them what a codebook says, and holds nobody's words."""
    columns = matched(sheet, VOCABULARY, Wishes())
    if not columns.table.height or _has_codings(sheet):
        return False
    says = {"definition", "parent", "theme", "subcode", *WORDS} & columns.at.keys()
    if "code" not in columns.at:
        return "id" in columns.at and {"definition", "parent"} <= says
    if plain(columns.table.headings[columns.at["code"]]) in NAMES:
        repeated = "id" in columns.at and _repeats(columns)  # codes of statements, with a comment on each
        return bool(says or "count" in columns.at) and not repeated
    return len(says) + ("count" in columns.at) >= 2 or _lists(columns)


def _repeats(columns: Columns) -> bool:
    cells = [cell for cell in columns.table.column(columns.at["code"]) if cell]
    return len(set(cells)) < len(cells)


def _lists(columns: Columns) -> bool:
    """NVivo's list of its nodes says only how much is coded; Taguette's says what a tag means."""
    headings = {plain(heading) for heading in columns.table.headings}
    return {"files", "references"} <= headings or {"sources", "references"} <= headings


def read(path: Path, wishes: Wishes) -> Project:
    """The codes of a codebook."""
    book = read_sheets(path)
    made = Builder("codebook", path.stem)
    made.notes += book.notes
    asked = asked_for(book, wishes, made)
    sheets = [sheet for sheet in asked if _fits(sheet)] or list(asked[:1])
    for sheet in asked:
        if sheet not in sheets:
            left_sheet(sheet, "it is no codebook", made)
    read_codes(sheets, made, wishes)
    return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of the sheets that are codebooks."""
    asked = asked_for(read_sheets(path), wishes, Builder("", ""))
    sheets = [sheet for sheet in asked if _fits(sheet)] or list(asked[:1])
    return {"codes": sum(matched(sheet, VOCABULARY, wishes).table.height for sheet in sheets)}


def read_codes(sheets: Sequence[Worksheet], made: Builder, wishes: Wishes) -> None:
    """Put the codes of some sheets into a project.

    Raises
    ------
    NotReadable
        For a sheet without names of codes, codes that are named twice, and parents that cannot be: all at once.
    """
    faults: list[str] = []
    for sheet in sheets:
        columns = matched(sheet, VOCABULARY, wishes)
        if not {"code", "id"} & columns.at.keys():
            raise missing(columns, ("code",), "a codebook")
        entries = list(_entries(columns, made))
        paths = _paths(entries, faults)
        faults += _twice([(path, entry.where) for path, entry in zip(paths, entries, strict=True)])
        if faults:
            continue
        made.added["codes"] -= len(entries)
        for path, entry in zip(paths, entries, strict=True):
            _code(path, entry, columns, made)
        made.notes += dict.fromkeys(_notes(columns))
    if faults:
        raise NotReadable("\n".join(faults))
    made.added["codes"] += len(made.codes)  # those above that have no row of their own
    if not made.codes:
        raise NotReadable(f"{sheets[0].place(0)}: no row of the codebook names a code")


def _entries(columns: Columns, made: Builder) -> Iterator[_Entry]:
    """The rows that name a code; a theme or a code that is blank above a lower one is that of the row above."""
    columns = _with_lower(columns)
    levels = [name for name in ("theme", "code", "subcode") if name in columns.at] or ["id"]
    if "parent" in columns.at and "theme" in levels:
        levels.remove("theme")
    indented = levels == ["code"] and "parent" not in columns.at
    before: tuple[str, ...] = ()
    depths: list[tuple[int, tuple[str, ...]]] = []
    for index, row in columns.table.rows():
        where = columns.table.sheet.place(index)
        said = [columns.get(row, name) for name in levels]
        last = max((n for n, cell in enumerate(said) if cell), default=-1)
        if last < 0:
            made.skip("a row", where, "it names no code", codes=1, fate="left")
            continue
        filled = [cell or (before[n] if n < len(before) else "") for n, cell in enumerate(said[: last + 1])]
        before = tuple(filled)
        path = tuple(step for cell in filled for step in _steps(cell))
        if indented and len(path) == 1:
            cell = row[columns.at["code"]]
            deep = len(cell) - len(cell.lstrip())
            depths = [one for one in depths if one[0] < deep]
            path = (*depths[-1][1], *path) if depths else path
            depths.append((deep, path))
        own, parent = columns.get(row, "id"), columns.get(row, "parent")
        yield _Entry(path, where, row, own, parent)


def _with_lower(columns: Columns) -> Columns:
    """ATLAS.ti's list has what is below a code in the next column, which has no heading."""
    at = columns.at.get("code", -2) + 1
    headings = columns.table.headings
    if "subcode" in columns.at or not 0 < at < len(headings) or headings[at]:
        return columns
    rows = [row for _, row in columns.table.rows()]
    lower = [row for row in rows if row[at].strip()]
    if not lower or any(row[at - 1].strip() for row in lower):
        return columns
    return Columns(columns.table, {**columns.at, "subcode": at})


def _steps(cell: str) -> list[str]:
    """The names on the way to a code, without the program's own folder."""
    steps = [step for part in STEP.split(cell) if (step := " ".join(part.lstrip(BULLETS).split()))]
    return steps[1:] if len(steps) > 1 and steps[0].casefold() in CODES else steps


def _paths(entries: Sequence[_Entry], faults: list[str]) -> list[tuple[str, ...]]:
    """The whole path of each row; faults for parents of which there are several, and for circles."""
    above = _parents(entries, faults)
    whole: dict[int, tuple[str, ...]] = {}
    for number in range(len(entries)):
        line: list[int] = []
        at: int | tuple[str, ...] = number
        while isinstance(at, int) and at not in whole and at not in line:
            line.append(at)
            at = above[at]
        if isinstance(at, int) and at in line:
            circle = line[line.index(at) :]
            names = " below ".join(f"`{entries[one].path[-1]}`" for one in (*circle, at))
            faults.append(f"{entries[at].where}: {names}: a circle; give one of them another parent")
            whole |= {one: entries[one].path for one in circle}
        for one in reversed(line):
            over = above[one]
            start = over if isinstance(over, tuple) else whole[over]
            whole.setdefault(one, (*start, *entries[one].path))
    return [whole[number] for number in range(len(entries))]


def _parents(entries: Sequence[_Entry], faults: list[str]) -> list[int | tuple[str, ...]]:
    """The row above each, or the path above it where no row has that."""
    named: dict[str, dict[int, None]] = defaultdict(dict)
    for number, entry in enumerate(entries):
        for key in (entry.path[-1], " > ".join(entry.path), entry.id):
            named[key][number] = None
    alone = {entry.path[0]: number for number, entry in enumerate(entries) if len(entry.path) == 1}
    found: list[int | tuple[str, ...]] = []
    for entry in entries:
        steps = tuple(_steps(entry.parent))
        if not steps and len(entry.path) == 1 and ": " in entry.path[0]:
            over = [one for one in _categories(entry.path[0]) if one in alone]
            found.append(alone[over[0]] if over else ())
            continue
        rows = list(named.get(" > ".join(steps), ()) or named.get(entry.parent, ())) if steps else []
        if len(rows) > 1:
            places = listed(entries[one].where for one in rows)
            faults.append(
                f"{entry.where}: the parent `{entry.parent}` is the name of several codes ({places}): write its path, "
                "such as `Care > Own`"
            )
        found.append(rows[0] if len(rows) == 1 else steps)
    return found


def _twice(paths: Iterable[tuple[Sequence[str], str]]) -> list[str]:
    """A message for each code that is named again, with both places.

    >>> _twice([(("Trust",), "x.csv, line 2"), (("Trust",), "x.csv, line 5")])
    ['x.csv, line 5: `Trust` is named at x.csv, line 2 already: a code has one row']
    """
    first: dict[tuple[str, ...], str] = {}
    faults: list[str] = []
    for path, where in paths:
        key = tuple(path)
        if key in first:
            faults.append(
                f"{where}: `{' > '.join(key)}` is named at {first[key]} already: a code has one row"
            )
        first.setdefault(key, where)
    return faults


def _categories(name: str) -> list[str]:
    """What ATLAS.ti calls the category of a code, which stands before a colon in its name; the longest first.

    >>> _categories("Trust: in doctors: own")
    ['Trust: in doctors', 'Trust']
    """
    parts = name.split(": ")
    return [": ".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]


def _code(path: tuple[str, ...], entry: _Entry, columns: Columns, made: Builder) -> None:
    definition, memo = columns.lines(entry.row, "definition"), columns.lines(entry.row, "memo")
    key = made.code_at(path, definition, colour(columns.get(entry.row, "color")), memo)
    fields = {name: said for name in WORDS if (said := columns.lines(entry.row, name))}
    if OWN_ID.fullmatch(entry.id):
        fields["id"] = entry.id
    if fields:
        made.codes[key] = replace(made.codes[key], fields=sound_fields(fields))


def _notes(columns: Columns) -> list[str]:
    notes = told(columns, ("count",))
    if left := [heading for heading, _ in columns.others()]:
        notes.append(f"A codebook keeps nothing of {listed(left)}.")
    return notes


FORMAT = Format(
    id="codebook",
    title="Codebook (csv, tsv, xlsx, xls, ods)",
    makers=("ATLAS.ti", "MAXQDA", "NVivo", "any"),
    recognises=recognises,
    read=read,
    verified="ATLAS.ti for Mac (csv)",
    columns=None,
    vocabulary=VOCABULARY,
    holds=holds,
    tried="2026-11",
)
