"""Projects of RQDA: one SQLite file, `.rqda`.

Nothing is taken out of this file: what was deleted has status 0, what is there has 1 (RQDA's `R/deletion.R`). Positions
count characters from 0, the end is the one after the last (GTK's text buffer); each coding keeps its passage. A
code may be in several categories.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.databases import Database, Record, open_database, rows_in
from idealtypes.exchange.format import Format, Sample, Wishes
from idealtypes.exchange.positions import MarkedPassage
from idealtypes.exchange.project import ForeignCase, ForeignCode, ForeignSource, Project, colour
from idealtypes.exchange.segments import Segment

CODES, CODINGS = ("freecode", "codecat"), ("coding", "coding2", "imageCoding")
SCHEMA = {
    "source": ("id", "name", "file"),
    "freecode": ("id", "name"),
    "coding": ("cid", "fid", "selfirst", "selend"),
}


def recognises(sample: Sample) -> bool:
    """RQDA's tables."""
    return set(SCHEMA) <= set(sample.tables)


class Living:
    """The rows of tables that are not deleted, with a count of those that are."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.deleted: Counter[str] = Counter()
        self.blank: Counter[str] = Counter()  # of these the codings without a code, which are none

    def rows(self, table: str, columns: Sequence[str], also: Sequence[str] = ()) -> Iterator[Record]:
        for row in self._database.rows(table, columns, (*also, "status")):
            if row.whole("status") in (1, None):
                yield row
            else:
                self.deleted[table] += 1
                self.blank[table] += table in CODINGS[:2] and row.key("cid") is None


def read(path: Path, wishes: Wishes) -> Project:
    """The project in an `.rqda` file."""
    with open_database(path) as database:
        database.require("an RQDA project", SCHEMA)
        living = Living(database)
        made = Builder("rqda", path.stem, "RQDA", progress=wishes.progress)
        for row in database.rows("project", (), ("databaseversion", "memo")):
            made.maker = (
                f"RQDA, database {row.text('databaseversion')}" if row.text("databaseversion") else "RQDA"
            )
            made.memo = row.text("memo")
        _codes(living, made)
        _sources(living, made)
        _cases(living, made)
        _codings(living, made)
        _rest(living, made)
        for table, count in sorted(living.deleted.items()):
            what = f"{count} deleted row{'s' if count > 1 else ''}"
            why = "RQDA keeps what was deleted, with status 0"
            made.skip(
                what,
                f"the table `{table}`",
                why,
                sources=count * (table == "source"),
                codes=count * (table in CODES),
                codings=(count - living.blank[table]) * (table in CODINGS),
                fate="left",
            )
        made.notes.extend(database.notes)
        return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of sources, of codes and categories, and of codings with a code, deleted ones too."""
    with open_database(path) as database:
        blank = sum(
            row.key("cid") is None for table in CODINGS[:2] for row in database.rows(table, ("cid", "status"))
        )
    held = rows_in(path, sources=("source",), codes=CODES, codings=CODINGS)
    return held | {"codings": held["codings"] - blank}


def _codes(living: Living, made: Builder) -> None:
    for row in living.rows("freecode", ("id", "name"), ("memo", "color")):
        code = ForeignCode(
            row.text("id"), row.text("name"), row.text("memo"), color=colour(row.text("color"))
        )
        made.code(code, "the table `freecode`")
    rows = (
        (
            row.text("catid"),
            ForeignCode(f"category {row.text('catid')}", row.text("name"), row.text("memo"), codable=False),
        )
        for row in living.rows("codecat", ("catid", "name"), ("memo",))
    )
    categories = made.folders(rows, "the table `codecat`")
    of: dict[str, list[str]] = defaultdict(list)
    for row in living.rows("treecode", ("cid", "catid")):
        if row.text("catid") in categories and row.text("catid") not in of[row.text("cid")]:
            of[row.text("cid")].append(row.text("catid"))
    made.sort_into(categories, of, "the table `codecat`", "the table `treecode`")


def _attributes(living: Living, table: str, key: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in living.rows(table, ("variable", "value", key)):
        if row.text("variable") and row.text("value"):
            found[row.text(key)][row.text("variable")] = row.text("value")
    return found


def _sources(living: Living, made: Builder) -> None:
    attributes = _attributes(living, "fileAttr", "fileID")
    for row in living.rows("source", ("id", "name", "file"), ("memo",)):
        id_ = row.text("id")
        source = ForeignSource(
            id_, row.text("name") or id_, None, "document", None, attributes.get(id_, {}), row.text("memo")
        )
        made.source(source, row.text("file"), "the table `source`")


def _cases(living: Living, made: Builder) -> None:
    attributes = _attributes(living, "caseAttr", "caseID")
    for row in living.rows("cases", ("id", "name"), ("memo",)):
        id_ = row.text("id")
        more = {"memo": row.text("memo")} if row.text("memo") else {}
        made.case(
            ForeignCase(id_, row.text("name") or id_, {**attributes.get(id_, {}), **more}),
            "the table `cases`",
        )
    for row in living.rows("caselinkage", ("caseid", "fid", "selfirst", "selend")):
        mark = MarkedPassage(row.whole("selfirst"), row.whole("selend"))
        made.link(row.key("caseid"), row.key("fid"), mark, "the table `caselinkage`")


def _codings(living: Living, made: Builder) -> None:
    """The codings of `coding`, and of `coding2`, where RQDA keeps a second round to compare with the first."""
    for table in ("coding", "coding2"):
        columns = ("cid", "fid", "selfirst", "selend")
        number = 0
        for number, row in enumerate(living.rows(table, columns, ("seltext", "owner", "memo")), 1):
            code, coder = row.key("cid"), row.text("owner")
            segment = Segment(
                str(number) if table == "coding" else f"{table} {number}",
                MarkedPassage(row.whole("selfirst"), row.whole("selend"), row.text("seltext") or None),
                () if code is None else (code,),
                coder if table == "coding" else f"{coder} (second coding)".strip(),
                row.text("memo"),
            )
            made.segment(row.key("fid"), segment, f"the table `{table}`")
        again = table == "coding2" and number > 0
    if again:
        made.notes.append(
            "the second coding (`coding2`) is read as that of further coders, `… (second coding)`"
        )


def _rest(living: Living, made: Builder) -> None:
    """What is no coding of text."""
    for row in living.rows("annotation", ("fid", "position", "annotation")):
        place = f"source {row.text('fid')}, character {row.text('position')}"
        made.skip(f"annotation {row.text('annotation')[:60]!r}", place, "it stands at a point, on no passage")
    for row in living.rows("imageCoding", ("cid", "iid")):
        place = f"image {row.text('iid')}"
        why = "a region of a picture was coded, no text"
        made.skip(f"coding with code {row.text('cid')}", place, why, codings=1)
    for row in living.rows("journal", ("name",)):
        made.skip(
            f"journal `{row.text('name')}`", "the table `journal`", "it belongs to no source and no code"
        )


FORMAT = Format(
    "rqda",
    "RQDA project (`.rqda`)",
    ("RQDA",),
    recognises,
    read,
    "RQDA, database 0.2.2",
    tried="2026-11",
    holds=holds,
)
