"""Projects of requal: one SQLite file, `.requal`.

Positions count characters; the first is 1, and the end is the last character itself, as R's `substr` has it. Each
segment keeps its passage. A category groups codes, and one code may be in several: no tree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.conventions import Convention
from idealtypes.exchange.databases import Database, open_database, rows_in
from idealtypes.exchange.format import Format, Sample, Wishes
from idealtypes.exchange.positions import MarkedPassage, find
from idealtypes.exchange.project import ForeignCase, ForeignCode, ForeignSource, Project, colour
from idealtypes.exchange.segments import Segment

SCHEMA = {
    "projects": ("project_id", "project_name"),
    "documents": ("doc_id", "doc_name", "doc_text"),
    "codes": ("code_id", "code_name"),
    "segments": ("segment_id", "doc_id", "code_id", "segment_start", "segment_end"),
}
USUAL = Convention(first=1, closed=True)

Named = dict[str, dict[str, str]]


def recognises(sample: Sample) -> bool:
    """requal's tables."""
    return set(SCHEMA) <= set(sample.tables)


def read(path: Path, wishes: Wishes) -> Project:
    """The project in a `.requal` file."""
    with open_database(path) as database:
        database.require("a requal project", SCHEMA)
        projects = list(database.rows("projects", ("project_name",), ("project_description",)))
        versions = [row.text("version") for row in database.rows("requal_version", ("version",))]
        name = "; ".join(filter(None, (row.text("project_name") for row in projects)))
        made = Builder("requal", name or path.stem, f"requal {' '.join(versions)}".strip())
        made.progress = wishes.progress
        made.memo = "\n\n".join(filter(None, (row.text("project_description") for row in projects)))
        memos = _memos(database)
        _codes(database, made, memos)
        _documents(database, made, memos)
        _cases(database, made)
        _segments(database, made, memos)
        for memo, text in memos["free"].items():
            made.skip(
                f"memo {memo}", "the table `memos`", f"it is on no code, document or segment: {text[:60]!r}"
            )
        made.notes.extend(database.notes)
        return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of documents, of codes and categories, of segments, and of those the ones with a code."""
    with open_database(path) as database:
        coded = [row.key("code_id") for row in database.rows("segments", ("code_id",))]
    held = rows_in(path, sources=("documents",), codes=("codes", "categories"))
    return held | {"selections": len(coded), "codings": len(coded) - coded.count(None)}


def _memos(database: Database) -> dict[str, dict[str, str]]:
    """The memos on documents, codes and segments by the id of what they are on, and the free ones by their own."""
    texts = {row.text("memo_id"): row.text("text") for row in database.rows("memos", ("memo_id", "text"))}
    found: dict[str, dict[str, str]] = {"free": dict(texts)}
    for kind, key in (("documents", "doc_id"), ("codes", "code_id"), ("segments", "segment_id")):
        on: dict[str, list[str]] = defaultdict(list)
        for row in database.rows(f"memos_{kind}_map", ("memo_id", key)):
            memo = row.text("memo_id")
            if memo in texts:
                on[row.text(key)].append(texts[memo])
                found["free"].pop(memo, None)
        found[kind] = {id_: "\n\n".join(parts) for id_, parts in on.items()}
    return found


def _attributes(database: Database, table: str, key: str) -> Named:
    """What is noted of each document or case: id → name → value."""
    names = {
        row.text("attribute_id"): row.text("attribute_name")
        for row in database.rows("attributes", ("attribute_id", "attribute_name"))
    }
    values = {
        row.text("attribute_value_id"): row.text("value")
        for row in database.rows("attribute_values", ("attribute_value_id", "value"))
    }
    found: Named = defaultdict(dict)
    for row in database.rows(table, (key, "attribute_id", "attribute_value_id")):
        name, value = names.get(row.text("attribute_id")), values.get(row.text("attribute_value_id"))
        if name and value:
            found[row.text(key)][name] = value
    return found


def _codes(database: Database, made: Builder, memos: dict[str, dict[str, str]]) -> None:
    where = "the table `codes`"
    for row in database.rows("codes", ("code_id", "code_name"), ("code_description", "code_color")):
        id_ = row.text("code_id")
        code = ForeignCode(
            id_,
            row.text("code_name"),
            row.text("code_description"),
            color=colour(row.text("code_color")),
            memo=memos["codes"].get(id_, ""),
        )
        made.code(code, where)
    rows = (
        (
            row.text("category_id"),
            ForeignCode(f"category {row.text('category_id')}", row.text("category_name"), codable=False),
        )
        for row in database.rows("categories", ("category_id", "category_name"))
    )
    categories = made.folders(rows, "the table `categories`")
    of: dict[str, list[str]] = defaultdict(list)
    for row in database.rows("categories_codes_map", ("category_id", "code_id")):
        if row.text("category_id") in categories:
            of[row.text("code_id")].append(row.text("category_id"))
    made.sort_into(categories, of, "the table `categories`", where)


def _documents(database: Database, made: Builder, memos: dict[str, dict[str, str]]) -> None:
    attributes = _attributes(database, "attributes_documents_map", "doc_id")
    for row in database.rows("documents", ("doc_id", "doc_name", "doc_text"), ("doc_description",)):
        id_ = row.text("doc_id")
        memo = "\n\n".join(filter(None, (row.text("doc_description"), memos["documents"].get(id_, ""))))
        name = row.text("doc_name") or id_
        source = ForeignSource(id_, name, None, "document", None, attributes.get(id_, {}), memo)
        raw = row.text("doc_text")
        made.source(source, raw, "the table `documents`", partial(find, raw, usual=USUAL))


def _cases(database: Database, made: Builder) -> None:
    attributes = _attributes(database, "attributes_cases_map", "case_id")
    for row in database.rows("cases", ("case_id", "case_name"), ("case_description",)):
        id_ = row.text("case_id")
        more = {"description": row.text("case_description")} if row.text("case_description") else {}
        case = ForeignCase(id_, row.text("case_name") or id_, {**attributes.get(id_, {}), **more})
        made.case(case, "the table `cases`")
    for row in database.rows("cases_documents_map", ("case_id", "doc_id")):
        made.link(row.key("case_id"), row.key("doc_id"), None, "the table `cases_documents_map`")


def _segments(database: Database, made: Builder, memos: dict[str, dict[str, str]]) -> None:
    users = {
        row.text("user_id"): row.text("user_name") or row.text("user_login")
        for row in database.rows("users", ("user_id", "user_name"), ("user_login",))
    }
    columns = ("segment_id", "doc_id", "code_id", "segment_start", "segment_end")
    for row in database.rows("segments", columns, ("segment_text", "user_id")):
        id_, user = row.text("segment_id"), row.text("user_id")
        code = row.key("code_id")
        if code is not None:
            made.coder(user, users.get(user, ""))
        segment = Segment(
            id_,
            MarkedPassage(
                row.whole("segment_start"), row.whole("segment_end"), row.text("segment_text") or None
            ),
            () if code is None else (code,),
            user,
            memos["segments"].get(id_, ""),
        )
        made.segment(row.key("doc_id"), segment, "the table `segments`")


FORMAT = Format(
    "requal",
    "requal project (`.requal`)",
    ("requal",),
    recognises,
    read,
    "requal 1.2.3",
    tried="2026-11",
    holds=holds,
)
