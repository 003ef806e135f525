"""Statements: a list that is searched and filtered, and one of them edited; the text of a source, with its passages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import idealtypes as it
from idealtypes.errors import BadCall, IdealtypesError
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.screens.statement_edits import added, deleted, put_on_several, saved

if TYPE_CHECKING:
    from idealtypes.reporting.wording.study_titles import StudyTitles

LINES = re.compile(r"(lines?|linjer?)\s+(\d+)(?:[–-](\d+))?", re.IGNORECASE)


def values(call: Call) -> dict[str, Any]:
    """The page stands before the list is there."""
    rows = _rows(call)
    study = call.study
    return {
        "rated_alone": not study.statements.height or study.rated_alone,
        "why_not": "" if call.bench.read_only else rows.why_not,
        "may_write": not call.bench.read_only and not rows.why_not,
    }


def _rows(call: Call) -> Any:
    from idealtypes.reporting.desk.statement_rows import statement_rows

    return call.bench.opened().once("statement rows", lambda: statement_rows(call.study))


def _statements(call: Call) -> Any:
    from idealtypes.reporting.desk.statement_list import spoken_statements

    return call.bench.opened().once("statements", lambda: spoken_statements(call.study))


def _titles(call: Call) -> StudyTitles:
    from idealtypes.reporting.wording.study_titles import StudyTitles

    return StudyTitles(call.study, call.words)


def index(call: Call) -> dict[str, Any]:
    """Every statement, in columns; who codes; which sources have a text."""
    from idealtypes.reporting.desk.statement_list import statement_list

    study, rows = call.study, _rows(call)
    found = statement_list(study, call.words, _statements(call))
    coders = dict.fromkeys((*study.coders, *study.readings["coder"].unique(maintain_order=True)))
    titles = _titles(call)
    return {
        **found,
        "coders": [name for name in coders if name],
        "kinds": {name: coder.kind for name, coder in study.coders.items()},
        "all_sources": [
            [row["id"], titles.source(row["id"]), bool(row.get("text_file"))]
            for row in study.sources.iter_rows(named=True)
        ],
        "claims": rows.has("claims") or study.outcomes.height > 0,  # the first claim begins its table
        "source_table": rows.has("sources"),
        "apart": rows.tables.apart,
    }


def one(call: Call) -> dict[str, Any]:
    """A statement as its files have it: what an edit says that it was."""
    rows, id_ = _rows(call), call.query.get("id", "")
    found = next((s for s in _statements(call) if s.id == id_), None)
    if found is None:
        raise IdealtypesError(call.labels.say("statements.gone", id=id_))
    editable = not rows.why_not
    return {
        "id": id_,
        "text": found.text,
        "lang": found.lang or call.study.language,
        "source": found.source,
        "locator": _titles(call).value("locator", found.locator or ""),
        "kind": found.kind,
        "counted": found.counted,
        "mode": found.mode,
        "cases": list(found.cases),
        "cells": rows.cells(id_) if editable else {},
        "judgements": rows.judgements(id_),
        "claims": rows.claims(id_) if editable else [],
    }


def next_(call: Call) -> dict[str, Any]:
    """The id that a new statement of a source would get."""
    return {"id": _rows(call).next_id(call.query.get("source", ""))}


def text(call: Call) -> dict[str, Any]:
    """The text of a source with its passages; `text` is null where the study has none."""
    from idealtypes.reporting.desk.source_passages import source_text

    source = call.query.get("source", "")
    found = source_text(call.study, source, _statements(call))
    if found is None:
        return {"text": None}
    locators = {s.id: s.locator or "" for s in _statements(call) if s.id in found.passages}
    return {
        "text": found.text,
        "lang": call.study.language,
        "passages": [[id_, *at] for id_, at in found.passages.items()],
        "apart": list(found.apart),
        "lines": _line_word(found.text, found.passages, locators),
    }


def _line_word(text: str, passages: dict[str, tuple[int, int]], locators: dict[str, str]) -> str:
    """How the source's locators call its lines, where they are the lines of this text; "" where they are not."""
    word = ""
    for id_, (start, _) in passages.items():
        told = LINES.fullmatch(locators[id_].strip())
        if told is None or int(told[2]) != text.count("\n", 0, start) + 1:
            return ""
        word = told[1].rstrip("sr").lower()
    return word


# what is written


def save(call: Call) -> dict[str, Any]:
    """Cells, codes of one coder and claims of one statement, in one step."""
    id_ = call.given("id", str)
    edits = saved(call, id_)
    if edits:
        call.bench.change("statement_edited", lambda: it.edit(call.study, edits), id=id_)
    return {"saved": id_, "changed": bool(edits)}


def add(call: Call) -> dict[str, Any]:
    """A new statement, and its source where that is new, too."""
    rows = _rows(call)
    source = call.given("source", str).strip()
    if not source:
        raise BadCall(call.labels.say("statements.needs_source"))
    id_ = call.given("id", str, "").strip() or rows.next_id(source)
    call.bench.change("statement_added", lambda: it.edit(call.study, added(call, rows, id_, source)), id=id_)
    return {"added": id_}


def delete(call: Call) -> dict[str, Any]:
    """A statement taken out, with what was put on it and claimed by it."""
    id_ = call.given("id", str)
    edits = deleted(_rows(call), id_, call.given("text", str))
    call.bench.change("statement_deleted", lambda: it.edit(call.study, edits), id=id_)
    return {"deleted": id_}


def put(call: Call) -> dict[str, Any]:
    """A code put on several statements at once, or taken from them."""
    code, taken = call.given("code", str), call.given("take", bool, False)
    ids = [str(one) for one in call.given("ids", list)]
    edits = put_on_several(_rows(call), ids, call.given("coder", str), code, take=taken)
    if edits:
        what = "codes_taken" if taken else "codes_put"
        title = call.study.scheme.code_title(code, call.language)
        call.bench.change(what, lambda: it.edit(call.study, edits), n=len(edits), code=title)
    return {"n": len(edits)}


def add_text(call: Call) -> dict[str, Any]:
    """A plain text for a source that has none."""
    source = call.given("source", str)
    path = call.upload(call.given("upload", str))
    try:
        words = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        words = "\0"
    if "\0" in words or not words.strip():
        raise BadCall(call.labels.say("statements.no_text_file", name=path.name))
    call.bench.change("text_added", lambda: it.edit(call.study, it.AddText(source, words)), source=source)
    return {"added": source}


SCREEN = BenchScreen(
    values=values,
    reads={"index": index, "one": one, "next": next_, "text": text},
    writes={"save": save, "add": add, "delete": delete, "put": put, "add_text": add_text},
    scripts=(
        "desk_index.js", "desk_list.js", "desk_panel.js", "workbench/find_box.js", "workbench/statements_codes.js",
        "workbench/statements_claims.js", "workbench/statements_editor.js", "workbench/statements_text.js",
    ),
    styles=("desk.css",),
)  # fmt: skip
