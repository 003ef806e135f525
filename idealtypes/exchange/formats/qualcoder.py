"""Projects of QualCoder: a folder `NAME.qda` with the SQLite file `data.qda` in it, or that file alone.

Database versions 1 to 17, as QualCoder's `__main__.py` makes and upgrades them: v4 gave coded passages a number,
v14 came with views that hide coders (all are read), v16 with codes below codes. Passages marked by hand are counted by
Qt, in UTF-16 code units, with U+2029 for a line end; those found by search or imported are counted in characters:
the stored passage decides for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.databases import Database, open_database, rows_in
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.positions import MarkedPassage
from idealtypes.exchange.project import ForeignCase, ForeignCode, ForeignSource, Project, colour
from idealtypes.exchange.segments import Segment

INSIDE = "data.qda"
SCHEMA = {
    "source": ("id", "name", "fulltext"),
    "code_name": ("cid", "name"),
    "code_cat": ("catid", "name"),
    "code_text": ("cid", "fid", "pos0", "pos1", "owner"),
}
KINDS = {"image": "image", "audio": "audio", "video": "video"}


def recognises(sample: Sample) -> bool:
    """The folder with its database, or the database with QualCoder's tables."""
    return INSIDE in sample.members or set(SCHEMA) <= set(sample.tables)


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of sources, of codes and categories, and of codings, those of pictures and recordings too."""
    return rows_in(
        _file(path),
        sources=("source",),
        codes=("code_name", "code_cat"),
        codings=("code_text", "code_image", "code_av"),
    )


def _file(path: Path) -> Path:
    file = path / INSIDE if path.is_dir() else path
    if not file.is_file():
        raise NotReadable(
            f"{path}: there is no `{INSIDE}` in this folder: choose the folder of a QualCoder project"
        )
    return file


def read(path: Path, wishes: Wishes) -> Project:
    """The project in a `.qda` folder or file."""
    with open_database(_file(path)) as database:
        database.require("a QualCoder project", SCHEMA)
        made = Builder("qualcoder", path.stem if path.name != INSIDE else path.absolute().parent.stem)
        made.progress = wishes.progress
        for row in database.rows("project", (), ("about", "databaseversion", "memo")):
            version = row.text("databaseversion")
            made.maker = ", ".join(filter(None, (row.text("about"), version and f"database {version}")))
            made.memo = row.text("memo")
        _codes(database, made)
        _sources(database, made)
        _cases(database, made)
        _passages(database, made)
        _rest(database, made)
        made.notes.extend(database.notes)
        return made.project()


def _codes(database: Database, made: Builder) -> None:
    """Categories hold codes and categories; from v16 on a code may hold codes."""
    for row in database.rows("code_cat", ("catid", "name"), ("memo", "supercatid")):
        parent = row.key("supercatid")
        code = ForeignCode(
            f"catid:{row.key('catid')}",
            row.text("name"),
            row.text("memo"),
            None if parent is None else f"catid:{parent}",
            codable=False,
        )
        made.code(code, "the table `code_cat`")
    for row in database.rows("code_name", ("cid", "name"), ("memo", "catid", "color", "supercid")):
        category, above = row.key("catid"), row.key("supercid")
        parent = f"cid:{above}" if above is not None else None if category is None else f"catid:{category}"
        code = ForeignCode(
            f"cid:{row.key('cid')}",
            row.text("name"),
            row.text("memo"),
            parent,
            color=colour(row.text("color")),
        )
        made.code(code, "the table `code_name`")


def _attributes(database: Database, kind: str) -> dict[str, dict[str, str]]:
    """What is noted of each file or case: number → name → value."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in database.rows("attribute", ("name", "value", "id"), ("attr_type",)):
        if row.text("attr_type") == kind and row.text("value") and row.text("name"):
            found[row.key("id") or ""][row.text("name")] = row.text("value")
    return found


def _sources(database: Database, made: Builder) -> None:
    attributes = _attributes(database, "file")
    for row in database.rows("source", ("id", "name", "fulltext"), ("mediapath", "memo")):
        id_ = row.key("id") or ""
        media = row.text("mediapath").lstrip("/").lower()
        kind = next((kind for start, kind in KINDS.items() if media.startswith(start)), "")
        kind = kind or ("pdf" if media.endswith(".pdf") else "document")
        text = row.text("fulltext")
        source = ForeignSource(
            id_,
            row.text("name") or id_,
            None,
            kind,
            attributes=attributes.get(id_, {}),
            memo=row.text("memo"),
        )
        made.source(source, text if text or kind in ("document", "pdf") else None, "the table `source`")


def _cases(database: Database, made: Builder) -> None:
    attributes = _attributes(database, "case")
    for row in database.rows("cases", ("caseid", "name"), ("memo",)):
        id_ = row.key("caseid") or ""
        more = {"memo": row.text("memo")} if row.text("memo") else {}
        made.case(
            ForeignCase(id_, row.text("name") or id_, {**attributes.get(id_, {}), **more}),
            "the table `cases`",
        )
    for row in database.rows("case_text", ("caseid", "fid", "pos0", "pos1")):
        mark = MarkedPassage(row.whole("pos0"), row.whole("pos1"))
        # an image or a recording is linked whole, from 0 to 0
        made.link(row.key("caseid"), row.key("fid"), mark if mark.end else None, "the table `case_text`")


def _passages(database: Database, made: Builder) -> None:
    numbered = database.has("code_text", "ctid")
    columns = ("cid", "fid", "pos0", "pos1", "owner")
    for row in database.rows("code_text", columns, ("ctid", "seltext", "memo", "important")):
        where = (row.text(column) for column in ("fid", "pos0", "pos1", "cid", "owner"))
        id_ = row.text("ctid") if numbered else "/".join(where)
        stored = row.text("seltext") or None
        segment = Segment(
            id_,
            MarkedPassage(row.whole("pos0"), row.whole("pos1"), stored),
            (f"cid:{row.key('cid')}",),
            row.text("owner"),
            row.text("memo"),
            {"important": "1"} if row.whole("important") else {},
        )
        made.segment(row.key("fid"), segment, "the table `code_text`")


def _rest(database: Database, made: Builder) -> None:
    """What is no coding of text."""
    for row in database.rows("annotation", ("anid", "fid", "pos0", "pos1", "memo"), ("owner",)):
        mark = MarkedPassage(row.whole("pos0"), row.whole("pos1"))
        segment = Segment(f"annotation {row.key('anid')}", mark, (), row.text("owner"), row.text("memo"))
        made.segment(row.key("fid"), segment, "the table `annotation`")
    for table, key, what in (
        ("code_image", "imid", "a region of a picture was coded, no text"),
        ("code_av", "avid", "a stretch of a recording was coded, no text"),
    ):
        for row in database.rows(table, (key, "id", "cid")):
            where = f"the table `{table}`, source {row.key('id')}"
            made.skip(f"coding {row.key(key)} with code {row.key('cid')}", where, what, codings=1)
    for row in database.rows("journal", ("name",)):
        made.skip(
            f"journal `{row.text('name')}`", "the table `journal`", "it belongs to no source and no code"
        )
    hidden = [
        row.text("name")
        for row in database.rows("coder_names", ("name", "visibility"))
        if row.whole("visibility") == 0
    ]
    if hidden:
        names = ", ".join(f"`{name}`" for name in hidden)
        made.notes.append(f"coders hidden in QualCoder are read like the others: {names}")


FORMAT = Format(
    "qualcoder",
    "QualCoder project (folder or database `.qda`)",
    ("QualCoder",),
    recognises,
    read,
    "QualCoder 3.6",
    tried="2026-11",
    holds=holds,
)
