"""A wide sheet of ratings, as policy analysts keep them: a row a case, a column an aspect, with scores on a scale.

Beside them may stand who rated, the year, the source and the reason, under the headings of several languages. Which of
the other columns are aspects is settled where the scale and the theory are known (`exchange.rated_study`). A table with
a row a rating has the headings of a study's own (`exchange.tall_ratings`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.format import BadWish, Format, NotReadable, Sample, Wishes
from idealtypes.exchange.headings import (
    Columns,
    asked_for,
    left_sheet,
    matched,
    one_of,
    rows_held,
    shared_vocabulary,
    titles,
    told,
)
from idealtypes.exchange.project import Project, RatingSheet
from idealtypes.exchange.sheets import is_table, plain, read_heads, read_sheets
from idealtypes.files.faults import Findings
from idealtypes.files.ratings import TAKEN
from idealtypes.files.tables import KINDS, NAMES, Table, UnreadCell, read_table
from idealtypes.files.wide_ratings import HELD, TALL, TOLD
from idealtypes.model.hints import listed
from idealtypes.model.spelling import normal_name

CODED = shared_vocabulary()
VOCABULARY = {
    "case": (
        *CODED["case"],
        *("case", "case name", "country", "scheme", "programme", "program", "policy", "site", "municipality"),
        *("organisation", "organization", "state", "region", "unit"),
        *("sak", "land", "ordning", "tiltak", "kommune", "program", "enhet", "virksomhet"),  # Norwegian
        *("fall", "gemeinde", "programm", "maßnahme", "bundesland"),  # German
        *("cas", "pays", "dispositif", "commune", "politique"),  # French
        *("caso", "país", "pais", "programa", "municipio", "política"),  # Spanish
        *("przypadek", "kraj", "gmina"),  # Polish
        *("casus", "geval", "gemeente", "regeling", "programma"),  # Dutch
        *("insats", "åtgärd"),  # Swedish
    ),
    "rater": (
        *CODED["coder"],
        *("rater", "rated by", "coder", "coded by", "expert", "scored by", "scorer", "judge", "assessor"),
        *("evaluator", "reviewer", "initials"),
        *("vurdert av", "vurderer", "skåret av", "koder", "kodet av", "initialer", "ekspert"),
        *("bewerter", "bewertet von", "kodierer", "kodiert von", "gutachter", "kürzel", "experte"),
        *("évaluateur", "évalué par", "codeur", "codé par", "initiales"),
        *("evaluador", "evaluado por", "codificador", "codificado por", "iniciales", "experto"),
        *("oceniający", "kodujący", "inicjały"),
        *("beoordelaar", "beoordeeld door", "codeur", "gecodeerd door", "initialen"),
        *("bedömare", "bedömd av", "kodare", "kodad av", "initialer"),
    ),
    "year": ("year", "år", "jahr", "année", "annee", "an", "año", "rok", "jaar"),
    "source": (
        *("source", "sources", "document", "kilde", "dokument", "quelle", "fuente", "documento", "źródło"),
        *("bron", "document", "källa"),
    ),
    "because": (
        *CODED["memo"],
        *("because", "reason", "rationale", "justification", "why", "comment", "comments", "note", "notes"),
        *("remark", "remarks", "begrunnelse", "kommentar", "merknad", "notat", "begründung", "bemerkung"),
        *("commentaire", "remarque", "motivo", "comentario", "justificación", "uzasadnienie", "komentarz"),
        *("toelichting", "opmerking", "motivering", "anmärkning"),
    ),
    "locator": (*CODED["locator"], "pages"),
    "mode": ("mode",),
    "voice": ("voice",),
    "condition": ("condition",),
}
SPEAKS_OF_CODES = frozenset(plain(word) for name in ("text", "code", "codes") for word in CODED[name])
OURS = frozenset((*HELD, *TOLD, *TALL, *TAKEN, "year"))  # names that a column of somebody else's cannot keep
Ends = tuple[float, float]


def recognises(sample: Sample) -> bool:
    """A table of ratings with a row each, or one with a column that names cases and columns of scores, and none of
    texts or codes."""
    if not is_table(sample):
        return False
    try:
        if is_tall(sample.path):
            return True
        # a workbook without cases by its first rows need not be laid out
        if not any("case" in matched(s, VOCABULARY, Wishes()).at for s in read_heads(sample.path).sheets):
            return False
        return any(_scored(matched(sheet, VOCABULARY, Wishes())) for sheet in read_sheets(sample.path).sheets)
    except NotReadable:
        return False


def is_tall(path: Path) -> bool:
    """Whether a table has a row a rating, under the headings of a study's own."""
    if path.suffix.lower() not in KINDS:
        return False
    sheets = read_heads(path).sheets
    heads = {cell.strip() for cell in sheets[0].rows[0]} if sheets else set()
    return {"case", "aspect", "rater"} <= heads and not heads.isdisjoint(("position", "pole", "intensity"))


def _scored(columns: Columns) -> bool:
    """Whether the columns are those of ratings: more of them have scores than have marks from 0 to 1."""
    headings = {plain(heading) for heading in columns.table.headings}
    if "case" not in columns.at or {"aspect", "position"} <= headings:
        return False
    words = [at for heading, at in columns.others() if plain(heading) in SPEAKS_OF_CODES]
    if any(ends_of(columns.table.column(at)) is None for at in words):
        return False
    ends = [ends for _, at in columns.others() if (ends := ends_of(columns.table.column(at))) is not None]
    marks = sum(low >= 0 and high <= 1 for low, high in ends)
    return len(ends) > 2 * marks


def ends_of(cells: Sequence[str]) -> Ends | None:
    """The least and the greatest number of a column; None where most of its cells are none."""
    filled = [cell for cell in cells if cell]
    numbers = [number for cell in filled if (number := _number(cell)) is not None]
    return (min(numbers), max(numbers)) if numbers and 2 * len(numbers) > len(filled) else None


def _number(cell: str) -> float | None:
    try:
        number = float(cell.replace("−", "-").replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def read(path: Path, wishes: Wishes) -> Project:
    """The ratings that a sheet holds, as they stand there; NotReadable tells what keeps it from being such a sheet."""
    made = Builder("ratings", path.stem)
    if not wishes.sheets and not wishes.columns and is_tall(path):
        findings = Findings()
        tall = read_table(path, findings, wishes.missing)
        findings.stop_if_faulty()
        assert tall is not None  # no table comes with a fault
        made.notes += map(str, findings.warnings)
        return replace(made.project(), ratings=RatingSheet(tall, (), tall=True))
    book = read_sheets(path)
    made.notes += book.notes
    found: list[Columns] = []
    sheets = asked_for(book, wishes, made)
    for sheet in sheets:
        columns = labelled(matched(sheet, VOCABULARY, wishes))
        scores = any(ends_of(columns.table.column(at)) for _, at in columns.others())
        if "case" in columns.at and (scores or len(sheets) == 1):  # the only one may name poles
            found.append(columns)
        elif len(sheets) > 1:
            left_sheet(sheet, "it is no sheet of ratings", made)
    if not found:
        first = matched(sheets[0], VOCABULARY, wishes)
        raise BadWish(
            f"{first.table.where}: a sheet of ratings has a column that names the cases and columns with scores, and "
            f"this one has {listed(filter(None, first.table.headings))}. Say which names the cases: "
            "`column` case=HEADING"
        )
    one_of([columns.table.sheet for columns in found], "sheet of ratings", wishes)
    if len(found) > 1:
        names = listed(columns.table.sheet.name for columns in found)
        raise BadWish(
            f"{found[0].table.sheet.file}: one sheet of ratings is read at a time, and `sheet` says {names}"
        )
    columns = found[0]
    if wishes.sheets:  # another sheet of the file is another project
        made.name = f"{made.name}: {columns.table.sheet.name}"
    if faults := [*_faults(columns)]:
        raise NotReadable("\n".join(faults))
    made.notes += told(columns)
    titles(columns, made)
    open_, table = _table(columns)
    return replace(made.project(), ratings=RatingSheet(table, open_))


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of the file; how many ratings are in them is known when the scale is. A table with a row a rating is the
    first of its workbook."""
    if not wishes.sheets and not wishes.columns and is_tall(path):
        return {"rows": len(read_sheets(path).sheets[0].rows) - 1}
    return {"rows": rows_held(path, wishes, lambda sheet: 0)["rows"]}


def labelled(columns: Columns) -> Columns:
    """The columns, with the first that has words and no blank cell for the cases where no heading is known."""
    if "case" in columns.at:
        return columns
    for _, at in columns.others():
        cells = columns.table.column(at)
        if all(cells) and ends_of(cells) is None:
            return Columns(columns.table, {**columns.at, "case": at})
    return columns


def _faults(columns: Columns) -> Iterator[str]:
    """What is wrong with the headings, each with its place."""
    table = columns.table
    for index in range(table.head):
        if sum(bool(cell.strip()) for cell in table.sheet.rows[index]) > 1:
            yield (
                f"{table.sheet.place(index)}: the headings stand in several rows, here and below: keep one row, with "
                "the whole name of each column in it"
            )
    seen: dict[str, int] = {}
    for at, heading in enumerate(table.headings):
        if heading and heading in seen:
            yield (
                f"{table.where}: the heading `{heading}` stands over the columns {seen[heading]} and {at + 1}: "
                "name each column apart (with two rows of headings: put them into one)"
            )
        elif not heading and any(table.column(at)):
            yield f"{table.where}: column {at + 1} has no heading: give it one, or take it out"
        seen.setdefault(heading, at + 1)


def _table(columns: Columns) -> tuple[tuple[str, ...], Table]:
    """The headings that are none of ours, and the sheet as a table: columns of ours under our names."""
    table = columns.table
    ours = {at: name for name, at in columns.at.items()}
    names: dict[int, str] = {}
    for at, heading in enumerate(table.headings):
        if heading:
            names[at] = ours.get(at) or (f"{heading}_" if heading in OURS else heading)
    cells: dict[str, list[str | None]] = {}
    for at, name in names.items():
        held = table.column(at)
        cells[name] = [(normal_name(cell) if name in NAMES else cell) or None for cell in held]
    frame = pl.DataFrame(cells, dict.fromkeys(cells, pl.String))
    lines = pl.Series(list(table.sheet.lines[table.head + 1 :]), dtype=pl.Int64)
    place = f"{table.sheet.file}, sheet `{table.sheet.name}`" if table.sheet.name else table.sheet.file
    open_ = tuple(name for at, name in names.items() if at not in ours)
    unread = sorted(
        UnreadCell(table.sheet.lines[index], names[at], why, True)
        for (index, at), why in table.sheet.unread.items()
        if index > table.head and at in names
    )
    return open_, Table(place, frame, lines, table.sheet.lines[table.head], tuple(unread))


FORMAT = Format(
    id="ratings",
    title="Sheet of ratings: a row a case and a column an aspect, or a row a rating (csv, xlsx, ods, …)",
    makers=("any",),
    recognises=recognises,
    read=read,
    verified="",
    columns=None,
    vocabulary=VOCABULARY,
    holds=holds,
)
