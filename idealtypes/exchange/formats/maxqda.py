"""MAXQDA's tables of coded segments (xlsx, xls, csv), in whichever language the program spoke when it made them.

One row is one code on one segment: document group and name, the code with those above it (`A > B`, in older
versions `A\\B`), where the segment begins and ends (a paragraph, a page, a time), a weight from 0 to 100, the
segment's text, and who coded when. The headings follow the language of the program; where they are not known, the
columns are told by what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from idealtypes.exchange.builder import Builder, identity
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.headings import (
    Columns,
    Needed,
    each_row,
    filled,
    matched,
    picked,
    readable,
    rest_of,
    rows_held,
    told,
)
from idealtypes.exchange.project import ForeignCoding, Passage, Project
from idealtypes.exchange.sheets import Worksheet, is_table, plain, read_heads, read_sheets

# English, German and Polish are from files that MAXQDA 12 and 24 wrote and from a program that reads its tables;
# the others are the words of the program's own handbooks and of translation, and no file has confirmed them.
VOCABULARY: Mapping[str, Sequence[str]] = {
    "group": (
        "document group",
        "dokumentgruppe",
        "grupa dokumentów",
        "grupo de documentos",
        "groupe de documents",
        "gruppo di documenti",
        "documentgroep",
        "dokumentgrupp",
        "文書グループ",
        "文档组",
        "文件組",
        "문서 그룹",
    ),
    "source": (
        "document name",
        "dokumentname",
        "nazwa dokumentu",
        "nombre del documento",
        "nombre de documento",
        "nom du document",
        "nome do documento",
        "nome del documento",
        "nome documento",
        "documentnaam",
        "dokumentnamn",
        "dokumentnavn",
        "文書名",
        "文档名称",
        "文件名稱",
        "문서 이름",
        "document",
        "dokument",
        "documento",
    ),
    "code": ("code", "kod", "kode", "código", "codice", "コード", "代码", "編碼", "编码", "코드"),
    "text": (
        "segment",
        "coded segment",
        "coded segments",
        "fragment",
        "segmento",
        "codiertes segment",
        "セグメント",
        "文段",
        "片段",
        "세그먼트",
    ),
    "begin": (
        "beginning",
        "begin",
        "anfang",
        "początek",
        "comienzo",
        "inicio",
        "principio",
        "début",
        "início",
        "inizio",
        "開始",
        "开始",
        "시작",
    ),
    "end": (
        "end",
        "ende",
        "koniec",
        "fin",
        "final",
        "fim",
        "fine",
        "einde",
        "slut",
        "slutt",
        "終了",
        "结束",
        "結束",
        "끝",
    ),
    "weight": (
        "weight score",
        "weight",
        "gewicht",
        "gewichtung",
        "waga",
        "peso",
        "ponderación",
        "poids",
        "pondération",
        "ウェイト",
        "重み",
        "权重",
        "權重",
        "가중치",
    ),
    "comment": (
        "comment",
        "kommentar",
        "komentarz",
        "comentario",
        "commentaire",
        "comentário",
        "commento",
        "opmerking",
        "コメント",
        "注释",
        "评论",
        "註解",
        "코멘트",
    ),
    "coder": (
        "created by",
        "erstellt von",
        "autor",
        "author",
        "creado por",
        "créé par",
        "criado por",
        "creato da",
        "autore",
        "作成者",
        "创建者",
        "建立者",
        "작성자",
    ),
    "changed by": ("modified by", "bearbeitet von", "modificado por", "modifié par", "zmodyfikowane przez"),
    "created": (
        "created",
        "erstellt am",
        "data utworzenia",
        "creado",
        "créé le",
        "criado",
        "作成日",
        "创建日期",
    ),
    "changed": ("modified", "bearbeitet am", "modificado", "modifié le", "data modyfikacji"),
    "color": ("color", "colour", "farbe", "kolor", "couleur", "cor", "colore", "色", "颜色", "색상"),
    "area": ("area", "fläche", "objętość", "superficie", "área", "surface", "覆盖"),
    "coverage": (
        "coverage %",
        "abdeckungsgrad %",
        "obszar %",
        "cobertura %",
        "couverture %",
        "area %",
        "fläche %",
    ),
}
MARKS = {"weight", "color", "area", "coverage"}  # beside a beginning, one of these marks a table of MAXQDA's
PATH = re.compile(r"\s+>\s+|\\")
GROUP = " \N{RIGHTWARDS ARROW} "  # between the names of a group and of a document, in ids
AGREE = 0.9  # of a column's filled cells
NEEDED: Needed = ("source", "code", "text")


def recognises(sample: Sample) -> bool:
    """A table with the headings of coded segments in a language that is known, or with such columns."""
    if not is_table(sample):
        return False
    try:
        book = read_heads(sample.path)
        return any(_fits(matched(sheet, VOCABULARY, Wishes())) or _by_content(sheet) for sheet in book.sheets)
    except NotReadable:
        return False


def _fits(columns: Columns) -> bool:
    return {"source", "code", "text", "begin"} <= columns.at.keys() and bool(MARKS & columns.at.keys())


def read(path: Path, wishes: Wishes) -> Project:
    """The project that a table of coded segments holds."""
    made = Builder("maxqda", path.stem, "MAXQDA")
    columns_of = partial(_columns, wishes=wishes)
    tables = picked(read_sheets(path), columns_of, NEEDED, "table of coded segments", made, wishes)
    guessed = {
        name: columns.table.headings[at]
        for columns in tables
        for name, at in columns.at.items()
        if plain(columns.table.headings[at]) not in VOCABULARY[name] and name not in wishes.columns
    }
    if guessed:
        said = ", ".join(f"`{heading}` for {name}" for name, heading in guessed.items())
        made.notes.append(f"The headings are in a language that is not known; by their content: {said}.")
    weighted = any(
        _weight(columns.get(row, "weight")) for columns in tables for _, row in columns.table.rows()
    )
    if weighted:
        made.notes.append(
            "Weights from 1 to 100 were read as intensities from 0.01 to 1; weight 0, which MAXQDA gives where "
            "nobody set one, as 1."
        )
    notes = [
        note
        for columns in tables
        for note in told(columns, ("changed by", "changed", "color", "area", "coverage"))
    ]
    if any("group" in columns.at for columns in tables):
        notes.append("Document groups were read as the cases.")
    made.notes += dict.fromkeys(notes)
    for columns, index, row in each_row(tables, wishes):
        _row(columns, row, index, made)
    if not made.codings:
        raise NotReadable(f"{tables[0].table.where}: the table has no codings: no row below it has a code")
    return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows, and those with a code."""

    def codings(sheet: Worksheet) -> int:
        columns = _columns(sheet, wishes)
        return filled(columns, "code") if not columns.lacking(NEEDED) else 0

    return rows_held(path, wishes, codings)


def _row(columns: Columns, row: Sequence[str], index: int, made: Builder) -> None:
    where, said = columns.table.sheet.place(index), bool(columns.get(row, "code"))
    if not readable(columns, index, int(said), made):
        return
    path = [part for part in (" ".join(p.split()) for p in PATH.split(columns.get(row, "code"))) if part]
    name, text = columns.get(row, "source"), columns.lines(row, "text")
    if not path or not name:
        lacks = "code" if not path else "document"
        why = f"the row has no {lacks}"
        made.skip(f"the segment `{text[:40]}`", where, why, passages=1, codings=int(said))
        return
    group = columns.get(row, "group")
    # documents of two groups may share a name
    key = f"{group}{GROUP}{name}" if group else name
    source = made.source_named(name, made.case_named(group) if group else None, key=key)
    begin, end = _position(columns.get(row, "begin")), _position(columns.get(row, "end"))
    locator = begin if begin == end or not end else f"{begin}–{end}"
    coder = made.coder(columns.get(row, "coder"))
    weight = _weight(columns.get(row, "weight"))
    code = made.code_at(path)
    attributes = {heading: cell for heading, cell in rest_of(columns, row).items() if cell != "●"}
    if created := columns.get(row, "created"):
        attributes["coded"] = created
    coding = ForeignCoding("", code, coder, weight / 100 if weight else 1.0, columns.get(row, "comment"))
    passage = Passage(
        identity(source, begin, end, text), source, text, locator=locator, attributes=attributes
    )
    made.coded(passage, [coding])


def _position(cell: str) -> str:
    """Where a segment begins or ends, as it stands: a paragraph, `2: 100`, a time; a date was a number before."""
    return cell.removesuffix(".0")


def _weight(cell: str) -> float:
    """The weight, 0 where there is none in the cell that is one."""
    try:
        weight = float(cell.replace(",", "."))
    except ValueError:
        return 0.0
    return weight if 0 < weight <= 100 else 0.0


def _columns(sheet: Worksheet, wishes: Wishes) -> Columns:
    """The columns by the wishes, by known headings, and where these do not do, by content."""
    wished = {name: heading for name, heading in wishes.columns.items() if name in VOCABULARY}
    columns = matched(sheet, VOCABULARY, Wishes(wished or wishes.columns))
    if not columns.lacking(NEEDED):
        return columns
    return Columns(columns.table, _by_content(sheet, columns) or columns.at)


def _by_content(sheet: Worksheet, columns: Columns | None = None) -> dict[str, int]:
    """The columns of a table of MAXQDA's told by what stands in them; {} where it is none.

    MAXQDA keeps an order: the group, the document, the code, where the segment begins and ends, its weight, the
    segment. The colour dot (●) of its first column and the two neighbouring positions before the weight tell the
    table from others.
    """
    columns = columns or matched(sheet, VOCABULARY, Wishes())
    table = columns.table
    if table.height < 1 or len(table.headings) < 6:
        return {}
    cells = [table.column(n) for n in range(len(table.headings))]
    dots = any(_mostly(column, lambda cell: cell == "●") for column in cells)
    weights = [
        n
        for n in range(4, len(cells))
        if _mostly(cells[n], _is_weight)
        and _mostly(cells[n - 1], _is_position)
        and _mostly(cells[n - 2], _is_position)
    ]
    if not dots or not weights:
        return {}
    weight = weights[0]
    length = [sum(map(len, column)) for column in cells]
    text = max(range(weight + 1, len(cells)), key=lambda n: length[n], default=None)
    if text is None or not length[text]:
        return {}
    found = {"source": weight - 4, "code": weight - 3, "begin": weight - 2, "end": weight - 1}
    found |= {"weight": weight, "text": text}
    if weight >= 5:
        found["group"] = weight - 5
    return found | dict(columns.at) if columns.at.keys() <= found.keys() else found


def _mostly(column: Sequence[str], is_one: object) -> bool:
    filled = [cell for cell in column if cell]
    assert callable(is_one)
    return bool(filled) and sum(map(is_one, filled)) >= AGREE * len(filled)


def _is_weight(cell: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,3}(?:[.,]0+)?", cell)) and float(cell.replace(",", ".")) <= 100


def _is_position(cell: str) -> bool:
    return bool(re.fullmatch(r"[0-9]+(?:\.0)?|[0-9]+\s*:\s*[0-9]+.*|[0-9:.,\- ]+", cell))


FORMAT = Format(
    id="maxqda",
    title="MAXQDA coded segments (xlsx, xls, csv)",
    makers=("MAXQDA",),
    recognises=recognises,
    read=read,
    verified="MAXQDA 12 (Polish, xls), MAXQDA 24 (English, xlsx)",
    tried="2026-11",
    columns=None,
    vocabulary=VOCABULARY,
    holds=holds,
)
