"""Projects of Taguette: its SQLite database, of a desktop installation or downloaded from a server.

Documents are HTML. A highlight begins and ends at a byte of the text as UTF-8, tags left out; a position within
a character is the one after it (Taguette's `extract.py`, `split_utf8`). Each highlight keeps its passage as HTML.
Tags have names with dots, `trust.peers`, which say what is below what. Who highlighted stands in the log of commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.conventions import agrees
from idealtypes.exchange.databases import Database, open_database
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.markup import Markup, read_markup
from idealtypes.exchange.positions import HOW, FoundPassage, FoundPassages, MarkedPassage, outside
from idealtypes.exchange.project import ForeignCode, ForeignSource, Project
from idealtypes.exchange.segments import Segment
from idealtypes.files.nesting import loaded

SCHEMA = {
    "projects": ("id", "name"),
    "documents": ("id", "name", "project_id", "contents"),
    "tags": ("id", "project_id", "path"),
    "highlights": ("id", "document_id", "start_offset", "end_offset"),
    "highlight_tags": ("highlight_id", "tag_id"),
}
PROJECT = "project"  # `--column project=NAME` takes one of several
COUNTED = "bytes of the text as UTF-8, tags left out"


def recognises(sample: Sample) -> bool:
    """Taguette's tables."""
    return set(SCHEMA) <= set(sample.tables)


def read(path: Path, wishes: Wishes) -> Project:
    """The projects in a database as one, or the one that the user names."""
    with open_database(path) as database:
        database.require("a Taguette project", SCHEMA)
        projects = {
            row.text("id"): row for row in database.rows("projects", ("id", "name"), ("description",))
        }
        wanted = wishes.columns.get(PROJECT)
        chosen = {id_: row for id_, row in projects.items() if wanted in (None, row.text("name"))}
        names = ", ".join(f"`{row.text('name')}`" for row in projects.values())
        if not chosen:
            raise NotReadable(
                f"{path}: there is no project `{wanted}` in this database, which has {names}"
                if wanted
                else f"{path}: there is no project in this database"
            )
        made = Builder("taguette", "; ".join(row.text("name") for row in chosen.values()), "Taguette")
        made.progress = wishes.progress
        made.memo = "\n\n".join(filter(None, (row.text("description") for row in chosen.values())))
        if len(chosen) > 1:
            made.notes.append(
                f"the database holds {len(chosen)} projects ({names}): all are read, each under a folder of its "
                f"own. `--column {PROJECT}=NAME` takes one alone"
            )
        folders = {id_: f"project {id_}" if len(chosen) > 1 else None for id_ in chosen}
        for id_, folder in folders.items():
            if folder:
                made.added["codes"] += 1
                made.code(
                    ForeignCode(folder, chosen[id_].text("name"), codable=False), "the table `projects`"
                )
        tags = _tags(database, made, folders)
        documents = _documents(database, made, folders)
        _highlights(database, made, tags, documents)
        made.notes.extend(database.notes)
        return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of documents and of tags of the projects that are read, and of what joins tags with highlights."""
    with open_database(path) as database:
        projects = {row.text("id"): row.text("name") for row in database.rows("projects", ("id", "name"))}
        wanted = wishes.columns.get(PROJECT)
        ids = {id_ for id_, name in projects.items() if wanted in (None, name)}
        of = {
            row.text("id"): row.text("project_id") in ids
            for row in database.rows("documents", ("id", "project_id"))
        }
        there = {
            row.text("id"): of.get(row.text("document_id"), True)
            for row in database.rows("highlights", ("id", "document_id"))
        }
        return {
            "sources": sum(of.values()),
            "codes": sum(row.text("project_id") in ids for row in database.rows("tags", ("project_id",))),
            "codings": sum(
                there.get(row.text("highlight_id"), True)
                for row in database.rows("highlight_tags", ("highlight_id",))
            ),
        }


def above(path: str) -> list[str]:
    """The names above a tag, from the top.

    >>> above("distance.formal.rules")
    ['distance', 'distance.formal']
    """
    parts = path.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def _tags(database: Database, made: Builder, folders: dict[str, str | None]) -> dict[str, str]:
    """The tags of the projects, and folders for names above them that are no tags; tag → its project."""
    rows = [
        row
        for row in database.rows("tags", ("id", "project_id", "path"), ("description",))
        if row.text("project_id") in folders
    ]
    ids = {(row.text("project_id"), row.text("path")): row.text("id") for row in rows}
    for row in rows:
        project, path = row.text("project_id"), row.text("path")
        parent = folders[project]
        for name in above(path):
            if (project, name) not in ids:
                made.added["codes"] += 1
                ids[project, name] = f"path {project} {name}"
                made.code(
                    ForeignCode(ids[project, name], name, parent=parent, codable=False), "the table `tags`"
                )
            parent = ids[project, name]
        made.code(ForeignCode(row.text("id"), path, row.text("description"), parent), "the table `tags`")
    return {row.text("id"): row.text("project_id") for row in rows}


def _documents(database: Database, made: Builder, folders: dict[str, str | None]) -> set[str]:
    """The documents of other projects; those of ours go in."""
    others = set()
    for row in database.rows(
        "documents", ("id", "name", "project_id", "contents"), ("description", "filename")
    ):
        id_ = row.text("id")
        if row.text("project_id") not in folders:
            others.add(id_)
            continue
        name, filename = row.text("name"), row.text("filename")
        attributes = {"filename": filename} if filename not in ("", name) else {}
        source = ForeignSource(id_, name or id_, None, "document", None, attributes, row.text("description"))
        content = row.text("contents")
        made.source(source, content, "the table `documents`", finder(read_markup(content)))
    return others


def finder(document: Markup) -> Callable[[Sequence[MarkedPassage]], FoundPassages]:
    """Where highlights of a document are."""
    return partial(_find, document)


def _find(document: Markup, marks: Sequence[MarkedPassage]) -> FoundPassages:
    positions = tuple(_position(document, mark) for mark in marks)
    checked = sum(at.matches is True for at in positions)
    return FoundPassages(document.text, positions, COUNTED, HOW["passages"], checked, len(positions))


def _position(document: Markup, mark: MarkedPassage) -> FoundPassage:
    """A highlight whose bytes are another passage than the stored one keeps both."""
    snippet = None if mark.stored is None else read_markup(mark.stored)
    stored = "" if snippet is None else snippet.text
    start = None if mark.start is None else document.point(mark.start)
    end = None if mark.end is None else document.point(mark.end)
    if start is None or end is None or end < start:
        return outside(None if snippet is None else stored, COUNTED)
    span = document.place(start, end)
    if snippet is None:
        return FoundPassage(*span, document.text[span[0] : span[1]], None, COUNTED)
    inside = document.raw[start:end]
    if inside == snippet.raw or agrees(inside, snippet.raw) == "whole":
        return FoundPassage(*span, document.text[span[0] : span[1]], True, COUNTED)
    return FoundPassage(*span, stored, False, COUNTED)


def _highlights(database: Database, made: Builder, tags: dict[str, str], others: set[str]) -> None:
    on: dict[str, list[str]] = {}
    for row in database.rows("highlight_tags", ("highlight_id", "tag_id")):
        on.setdefault(row.text("highlight_id"), []).append(row.text("tag_id"))
    by = _coders(database)
    columns = ("id", "document_id", "start_offset", "end_offset")
    for row in database.rows("highlights", columns, ("snippet",)):
        id_, document = row.text("id"), row.text("document_id")
        if document in others:
            on.pop(id_, None)
            continue
        mark = MarkedPassage(row.whole("start_offset"), row.whole("end_offset"), row.text("snippet") or None)
        coders: dict[str, list[str]] = {}
        for tag in on.pop(id_, []):
            coders.setdefault(by.get((id_, tag), by.get((id_, ""), "")), []).append(tag)
        for n, (coder, of) in enumerate(coders.items() or [("", [])]):
            segment = Segment(id_ if n == 0 else f"{id_}/{coder}", mark, tuple(of), coder)
            made.segment(document, segment, "the table `highlights`")
    for id_, of_it in on.items():
        made.skip(
            f"tags of highlight {id_}", "the table `highlight_tags`", "it is not there", codings=len(of_it)
        )


def _coders(database: Database) -> dict[tuple[str, str], str]:
    """Who put a tag on a highlight, and, with "" for the tag, who made the highlight.

    Each command that makes or changes a highlight lists its tags: a tag is of the user whose command listed it
    first, and what came from a merged tag is of the user who put that one.
    """
    by: dict[str, dict[str, str]] = {"": {}}  # tag → highlight → user
    rows = database.rows("commands", ("id", "user_login", "payload"))
    for row in sorted(rows, key=lambda row: row.number("id") or 0):
        said = _payload(row.text("payload"))
        highlight, user = str(said.get("highlight_id")), row.text("user_login")
        listed = said.get("tags")
        if said.get("type") == "highlight_add":
            by[""].setdefault(highlight, user)
            for tag in listed if isinstance(listed, list) else []:
                by.setdefault(str(tag), {}).setdefault(highlight, user)
        elif said.get("type") == "tag_merge":
            gone, kept = by.pop(str(said.get("src_tag_id")), {}), by.get(str(said.get("dest_tag_id")), {})
            if len(gone) > len(
                kept
            ):  # the smaller goes into the larger, so that long chains of merges take no time
                gone.update(kept)
                kept = gone
            else:
                for of, coder in gone.items():
                    kept.setdefault(of, coder)
            by[str(said.get("dest_tag_id"))] = kept
            by.setdefault("", {})
    return {(highlight, tag): user for tag, of in by.items() for highlight, user in of.items()}


def _payload(text: str) -> dict[str, Any]:
    try:
        said = loaded(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


FORMAT = Format(
    "taguette",
    "Taguette project (SQLite database)",
    ("Taguette",),
    recognises,
    read,
    "Taguette 1.5.2",
    (PROJECT,),
    tried="2026-11",
    holds=holds,
)
