"""MAXQDA's own files: projects (`.mx12`, `.mx18`, `.mx20`, `.mx22`, `.mx24`) and exchange files (`.mex`).

They are SQLite databases. Codes, documents, groups, and who put which code where lie open in them; the texts of
documents and of long segments are encrypted. So a segment has the words of its preview, 63 characters at most,
and its position, counted in characters of a document that is not at hand. From MAXQDA 2020 on a row is kept in
several versions, of which the newest counts; rows that are to be deleted are marked so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.databases import Database, Record, open_database, rows_in
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.project import ForeignCode, ForeignCoding, ForeignSource, Passage, Project
from idealtypes.files.content import shown
from idealtypes.model.text import counted

PREVIEW = 63  # characters, the length of a preview that was cut
TABLES = {
    "Texts": ("ID", "Name", "GroupID"),
    "Codewords": ("ID", "Name", "WordID", "Color"),
    "Codings": (
        "ID",
        "TextID",
        "WordID",
        "Preview",
        "Author",
        "Weight",
        "SegPos1X",
        "SegPos2X",
        "SegPosType",
    ),
}
OPTIONAL = {
    "Texts": ("TID", "ToDelete", "Author", "DocType"),
    "Codewords": ("TID", "ToDelete"),
    "Codings": ("TID", "ToDelete", "Date", "CommentL", "SegPos1StdUnit", "SegPos2StdUnit"),
    "Textgroups": ("TID", "ToDelete"),
}
KINDS = {"Texts": "sources", "Codewords": "codes", "Codings": "codings"}
TEXT = 1  # the kind of position that counts characters of a text
WHOLE = "export the project from MAXQDA as REFI-QDA (Export > REFI-QDA Project) to have its texts"


def recognises(sample: Sample) -> bool:
    """A database with MAXQDA's tables."""
    return {"texts", "codewords", "codings"} <= {table.lower() for table in sample.tables}


def read(path: Path, wishes: Wishes) -> Project:
    """What lies open in a project or an exchange file."""
    with open_database(path) as database:
        database.require("a project or an exchange file of MAXQDA", TABLES)
        made = Builder("maxqda-project", path.stem)
        groups = {
            key: row.text("Name")
            for key, row in _newest(database, "Textgroups", ("ID", "Name"), made).items()
        }
        _codes(_newest(database, "Codewords", TABLES["Codewords"], made), made, path)
        _sources(_newest(database, "Texts", TABLES["Texts"], made), groups, made)
        codings = _newest(database, "Codings", TABLES["Codings"], made)
        cut = _codings(codings, made, path, wishes)
        made.maker = _maker(database)
        made.notes += database.notes
    made.notes.append(
        "The texts of MAXQDA's own files are encrypted: documents have no text, and a segment has its preview, "
        f"of which {cut} {'is' if cut == 1 else 'are'} cut at {PREVIEW} characters; {WHOLE}."
    )
    if not made.codes and not made.sources:
        raise NotReadable(f"{shown(path)}: the project is empty: it has no codes and no documents")
    return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of documents, codes and codings, with earlier versions of them and what is to be deleted."""
    return rows_in(path, sources=("Texts",), codes=("Codewords",), codings=("Codings",))


def _newest(database: Database, table: str, columns: Sequence[str], made: Builder) -> dict[str, Record]:
    """The rows of a table by their ids: of several versions the newest, without those that are to be deleted."""
    if not database.has(table, *columns):
        return {}
    also = [column for column in OPTIONAL[table] if database.has(table, column)]
    found: dict[str, tuple[float, Record]] = {}
    rows = Counter[str]()
    for row in database.rows(table, columns, also):
        key = row.key("ID")
        rows[key or ""] += 1
        version = (row.number("TID") or 0.0) if "TID" in also else 0.0
        if key is not None and (key not in found or version >= found[key][0]):
            found[key] = (version, row)
    kept = {
        key: row for key, (_, row) in found.items() if not ("ToDelete" in also and row.number("ToDelete"))
    }
    if (kind := KINDS.get(table)) is not None:
        made.joined[kind] += sum(rows[key] - 1 for key in found)
        for why, number in (
            ("they are to be deleted", len(found) - len(kept)),
            ("they have no id", rows[""]),
        ):
            if number:
                what, where = counted(number, "row"), f"the table `{table}`"
                made.skip(
                    what,
                    where,
                    why,
                    sources=number * (kind == "sources"),
                    codes=number * (kind == "codes"),
                    codings=number * (kind == "codings"),
                    fate="left",
                )
    return kept


def _codes(rows: dict[str, Record], made: Builder, path: Path) -> None:
    for key, row in rows.items():
        name = " ".join(row.text("Name").split())
        parent = row.key("WordID")
        if not name:
            made.skip(f"code {key}", shown(path), "it has no name", codes=1)
            continue
        color = row.whole("Color")
        made.codes[key] = ForeignCode(
            key,
            name,
            parent=parent if parent in rows and parent != key else None,
            # stored as alpha, red, green, blue
            color="" if color is None else f"#{color & 0xFFFFFF:06x}",
        )


def _sources(rows: dict[str, Record], groups: dict[str, str], made: Builder) -> None:
    for key, row in rows.items():
        group = groups.get(row.key("GroupID") or "", "")
        case = made.case_named(group) if group else None
        made.sources[key] = ForeignSource(key, row.text("Name") or key, case=case)


def _codings(rows: dict[str, Record], made: Builder, path: Path, wishes: Wishes) -> int:
    """Put every coding on its passage, one passage a place in a document; how many previews are cut."""
    cut: set[str] = set()
    put: set[tuple[str, str, str]] = set()
    for done, (key, row) in enumerate(rows.items()):
        wishes.tell(done, len(rows))
        where = f"{shown(path)}, Codings {key}"
        source, code = row.key("TextID") or "", row.key("WordID") or ""
        if source not in made.sources or code not in made.codes:
            what = "document" if source not in made.sources else "code"
            made.skip(f"coding {key}", where, f"its {what} is not in the project", codings=1)
            continue
        preview = row.text("Preview").replace("\r\n", "\n").replace("\r", "\n")
        start, end = row.whole("SegPos1X"), row.whole("SegPos2X")
        if row.whole("SegPosType") != TEXT or start is None or end is None or not 0 <= start <= end:
            made.skip(
                f"coding {key} (`{preview[:40]}`)",
                where,
                "it marks no text: a picture, a table or a recording",
                codings=1,
            )
            continue
        coder = made.coder(row.text("Author"))
        identity = f"{source}:{start}-{end}"
        if (identity, code, coder) in put:
            why = "the same coder has put the same code there already"
            made.skip(f"coding {key}", where, why, codings=1, fate="joined")
            continue
        put.add((identity, code, coder))
        if len(preview) >= PREVIEW and end - start > len(preview):
            cut.add(identity)
        weight = row.number("Weight") or 0.0
        made.passage(
            Passage(identity, source, preview, start, end, locator=_locator(row), attributes=_more(row))
        )
        comment = row.text("CommentL") if "CommentL" in row.values else ""
        intensity = weight / 100 if 0 < weight <= 100 else 1.0
        made.codings.append(ForeignCoding(identity, code, coder, intensity, comment))
    if any(one.intensity != 1 for one in made.codings):
        made.notes.append("Weights from 1 to 100 were read as intensities from 0.01 to 1; weight 0 as 1.")
    return len(cut)


def _locator(row: Record) -> str:
    ends = [row.text(c) for c in ("SegPos1StdUnit", "SegPos2StdUnit") if c in row.values]
    return "–".join(dict.fromkeys(end for end in ends if end))


def _more(row: Record) -> dict[str, str]:
    return {"coded": row.text("Date")} if "Date" in row.values and row.text("Date") else {}


def _maker(database: Database) -> str:
    if not database.has("sys_Setup", "Key", "Value"):
        return "MAXQDA"
    rows: Iterable[Record] = database.rows("sys_Setup", ("Key", "Value"))
    said = next((row.text("Value") for row in rows if row.text("Key") == "APP"), "")
    return " ".join(said.split()) or "MAXQDA"


FORMAT = Format(
    id="maxqda-project",
    title="MAXQDA project and exchange file (.mx12 to .mx24, .mex): codings without the encrypted texts",
    makers=("MAXQDA",),
    recognises=recognises,
    read=read,
    holds=holds,
    verified="MAXQDA 12 (.mex, .mx12), 2020 (.mx20), 24 (.mx24)",
    tried="2026-11",
)
