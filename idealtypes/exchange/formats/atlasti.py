"""ATLAS.ti's quotation reports (xlsx from Windows and Mac, csv from Mac): a row a quotation, its codes in one cell.

The codes are separated by line breaks, in csv by commas, which names of codes may hold themselves. A column gives
the number of codes (`Density`): a cell that has another number of parts is not guessed at. A sheet `Info` names the
project.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from idealtypes.exchange.builder import Builder, identity
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.headings import (
    NO_SOURCE,
    Columns,
    Needed,
    each_row,
    filled,
    matched,
    picked,
    readable,
    recognised,
    rows_held,
    told,
)
from idealtypes.exchange.project import ForeignCoding, Passage, Project
from idealtypes.exchange.several_codes import parted, readings
from idealtypes.exchange.sheets import Sheets, Worksheet, plain, read_sheets

# English and Portuguese are from files that the program wrote; German, Spanish and French are its handbooks' words.
VOCABULARY: Mapping[str, Sequence[str]] = {
    "text": (
        "quotation content",
        "text content",
        "quotation text",
        "zitatinhalt",
        "contenido de la cita",
        "conteúdo da citação",
        "contenu de la citation",
    ),
    "codes": ("codes", "kodes", "códigos"),
    "source": ("document", "dokument", "documento"),
    "group": ("document groups", "dokumentgruppen", "grupos de documentos", "groupes de documents"),
    "id": ("id", "number", "número", "nummer", "numéro"),
    "name": ("quotation name", "name", "zitatname", "nombre", "nome", "nom", "nombre de la cita"),
    "comment": ("comment", "kommentar", "comentario", "comentário", "commentaire"),
    "locator": ("reference", "referenz", "referencia", "referência", "référence"),
    "density": ("density", "number of codes", "dichte", "densidad", "densidade", "densité"),
    "coder": ("created by", "erstellt von", "creado por", "criado por", "créé par"),
    "created": ("created", "creation date", "erstellt", "creado", "criado", "créé"),
}
LINES, COMMAS = "\n", ", "
NEEDED: Needed = ("text", "codes")


def recognises(sample: Sample) -> bool:
    """A table with a quotation's content and its codes."""
    return recognised(sample, VOCABULARY, lambda columns: {"text", "codes", "source"} <= columns.at.keys())


def read(path: Path, wishes: Wishes) -> Project:
    """The project that a quotation report holds."""
    book = read_sheets(path)
    made = Builder("atlasti", path.stem, "ATLAS.ti")
    columns_of = partial(matched, vocabulary=VOCABULARY, wishes=wishes)
    tables = picked(book, columns_of, NEEDED, "report of quotations", made, wishes, _is_info)
    made.notes += dict.fromkeys(note for columns in tables for note in told(columns))
    for columns in tables:
        _table(columns, path.stem, made, wishes)
    if not made.codings:
        raise NotReadable(f"{tables[0].table.where}: no quotation of the report has a code")
    if made.coders:
        made.notes.append(
            "The coder is who created the quotation: the report does not say who put which code."
        )
    named = _project_named(book)
    made.name = path.stem if named is None else named
    return made.project()


def _is_info(sheet: Worksheet) -> bool:
    """Whether it is the sheet `Info`, whatever the language."""
    first = sheet.rows[0]
    return len(first) >= 2 and first[1].strip().startswith("ATLAS.ti")


def _project_named(book: Sheets) -> str | None:
    """The project as the sheet `Info` names it, in the second of its rows; None without one."""
    named = [sheet.rows[1][1].strip() for sheet in book.sheets if _is_info(sheet) and len(sheet.rows) > 1]
    return named[0] if named else None


def _table(columns: Columns, name: str, made: Builder, wishes: Wishes) -> None:
    separator, parts = _parted(columns)
    if separator == COMMAS:
        heading = columns.table.headings[columns.at["codes"]]
        by = "the number of codes" if "density" in columns.at else "every comma"
        by += " and by the names in the codebook" if wishes.names else ""
        made.notes.append(f"Codes in a cell of `{heading}` are separated by commas; they were told by {by}.")
    alone = "" if filled(columns, "source") else name
    for (_, index, row), cell in zip(each_row([columns], wishes), parts, strict=True):
        said: Sequence[str] = cell
        if separator == COMMAS and wishes.names:
            said = _named(said, _count(columns.get(row, "density")), wishes)
        _row(columns, row, index, said, separator, alone, made)


def _named(said: Sequence[str], expected: int, wishes: Wishes) -> Sequence[str]:
    """The codes of a cell by their names in the codebook, where these have one reading; else the cell's parts."""
    if not expected:
        return parted(said, COMMAS, wishes.names)
    ways = readings(said, COMMAS, wishes.names, expected)
    return ways[0] if len(ways) == 1 else said


def _parted(columns: Columns) -> tuple[str, list[list[str]]]:
    """What separates codes, and the parts of each cell of codes."""
    cells = [columns.lines(row, "codes").strip() for _, row in columns.table.rows()]
    separator = LINES if any(LINES in cell for cell in cells) or not _commas(columns, cells) else COMMAS
    return separator, [[part for p in cell.split(separator) if (part := p.strip())] for cell in cells]


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows, and the codings that the program counts in each; where it does not, the parts of the cells."""

    def codings(sheet: Worksheet) -> int:
        columns = matched(sheet, VOCABULARY, wishes)
        if columns.lacking(NEEDED):
            return 0
        separator, parts = _parted(columns)
        counted = [_count(columns.get(row, "density")) for _, row in columns.table.rows()]
        if separator == COMMAS and wishes.names:
            parts = [list(parted(said, COMMAS, wishes.names)) for said in parts]
        return sum(
            count if count and separator == COMMAS else max(count, len(said))
            for count, said in zip(counted, parts, strict=True)
        )

    return rows_held(path, wishes, codings)


def _commas(columns: Columns, cells: Sequence[str]) -> bool:
    """Whether commas stand between codes: cells with one code have no comma then, and others have more codes."""
    if "density" not in columns.at:
        return any(COMMAS in cell for cell in cells)
    counts = [_count(columns.get(row, "density")) for _, row in columns.table.rows()]
    return any(count > 1 and COMMAS in cell for count, cell in zip(counts, cells, strict=True))


def _row(
    columns: Columns,
    row: Sequence[str],
    index: int,
    said: Sequence[str],
    separator: str,
    name: str,
    made: Builder,
) -> None:
    where = columns.table.sheet.place(index)
    text = columns.lines(row, "text").strip()
    expected = _count(columns.get(row, "density"))
    codes = list(dict.fromkeys(said))
    held = expected if expected and separator == COMMAS else max(expected, len(said))
    what = f"the quotation {columns.get(row, 'id')} `{text[:40]}`"
    if not readable(columns, index, held, made):
        return
    document = columns.get(row, "source") or name
    if not document:
        made.skip(what, where, NO_SOURCE, passages=1, codings=held)
        return
    if expected and len(codes) != expected and separator == COMMAS:
        why = f"its {expected} codes are separated by commas, and so are the words in their names: "
        why += "give the codebook too (`codebook`), or export it as xlsx"
        made.skip(what, where, why, passages=1, codings=expected)
        return
    if expected and len(codes) != expected:
        why = f"the report counts {expected} codes there, and {len(codes)} are in the cell"
        made.skip(f"the number of codes on `{text[:40]}`", where, why, codings=max(0, expected - len(codes)))
    if separator == LINES or not expected:
        made.joined["codings"] += len(said) - max(len(codes), min(expected, len(said)))
    group = columns.get(row, "group")
    attributes = {plain(h): row[at].strip() for h, at in columns.others() if row[at].strip()}
    if group:
        attributes["document groups"] = "; ".join(group.splitlines())
    for ours in ("name", "created"):
        if value := columns.get(row, ours):
            attributes["quotation name" if ours == "name" else "created"] = value
    source = made.source_named(document)
    locator, given = columns.get(row, "locator"), columns.get(row, "id")
    key = f"{source} {given}" if given else identity(source, text, locator)
    coder = made.coder(columns.get(row, "coder"))
    passage = Passage(
        key, source, text, locator=locator, attributes=attributes, memo=columns.get(row, "comment")
    )
    if not codes:
        made.uncoded(passage, f"the quotation {given} `{text[:40]}`", where)
        return
    made.coded(passage, [ForeignCoding("", made.code_at((code,)), coder) for code in codes])


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


FORMAT = Format(
    id="atlasti",
    title="ATLAS.ti quotation report (xlsx, csv)",
    makers=("ATLAS.ti",),
    recognises=recognises,
    read=read,
    verified="ATLAS.ti for Windows (xlsx), ATLAS.ti for Mac (csv)",
    tried="2026-11",
    columns=None,
    vocabulary=VOCABULARY,
    holds=holds,
)
