"""Cells and columns: foreign texts and attributes in the tables of a study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from idealtypes.exchange.naming import slug
from idealtypes.files.saving import FORMULA
from idealtypes.files.sources import KINDS
from idealtypes.files.statements import MODES, VOICES
from idealtypes.model.hints import near

LONGEST = 131_000  # characters; a cell of a csv file has at most 131 072

# Columns with a meaning of their own: an attribute of another program cannot take their names.
STATEMENT: tuple[str, ...] = (
    "id",
    "source",
    "text",
    "codes",
    "case",
    "coder",
    "mode",
    "voice",
    "condition",
    "locator",
    "kind",
)
STATEMENT += ("start", "end", "memo", "coding_memos", "foreign_id")
SOURCE = ("id", "kind", "case", "title", "text_file", "memo", "foreign_id")
CASE = ("id", "title", "foreign_id")

# NUL and lone halves of surrogate pairs cannot stand in a file of ours; one character each, so that positions hold.
UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
SAMPLED = ("interview", "focus_group", "document")


def clean(text: str) -> str:
    """The text with U+FFFD for each character that a UTF-8 text file cannot hold; as long as before."""
    return UNWRITABLE.sub("�", text) if UNWRITABLE.search(text) else text


def cell(text: str) -> str:
    """A text as a cell: clean, without white space around it, which tables do not keep."""
    return clean(text).strip()


def one_line(text: str) -> str:
    """A name: clean, on one line, without control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", clean(text)).split())


@lru_cache(maxsize=4096)
def column(name: str, reserved: tuple[str, ...]) -> str:
    """The name of the column for an attribute.

    >>> column("Age", SOURCE), column("Kind", SOURCE), column(" ", SOURCE), column("*", SOURCE)
    ('Age', 'Kind (imported)', 'attribute', 'attribute *')
    """
    found = one_line(name)
    if not found:
        return "attribute"
    if found == "*" or found.startswith(("^", "'", *FORMULA)):  # patterns, and what would be guarded
        return f"attribute {found}"
    return f"{found} (imported)" if found.lower() in reserved else found


def attributes(given: Mapping[str, str], reserved: tuple[str, ...]) -> dict[str, str]:
    """The attributes of a thing as cells under their columns; those that are blank are left out."""
    found: dict[str, str] = {}
    for name, value in given.items():
        if text := cell(value):
            found.setdefault(column(name, reserved), text)
    return found


def of_statement(given: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a passage; `mode`, `voice` and `condition` with values that we know are our own columns."""
    known = {"mode": MODES, "voice": VOICES, "condition": None}
    own = {
        name: cell(given[name])
        for name, values in known.items()
        if name in given and cell(given[name]) and (values is None or cell(given[name]) in values)
    }
    rest = {name: value for name, value in given.items() if name not in own and name != "case"}
    return own | attributes(rest, STATEMENT)


def kind_of(foreign: str) -> dict[str, str]:
    """The kind of a source; one that is nearly `reported` or `rater`, which bear on the numbers, is an attribute only.

    >>> kind_of("Interviews"), kind_of("Reports"), kind_of("field notes"), kind_of("")
    ({'kind': 'interview'}, {'kind (imported)': 'Reports'}, {'kind': 'field_notes'}, {})
    """
    own = slug(foreign)
    if own in ("", "text"):  # that it is a text says nothing of what was sampled
        return {}
    match = near(own, KINDS)
    if match is None or own in KINDS:
        return {"kind": own}
    return {"kind": match} if match in SAMPLED else {"kind (imported)": one_line(foreign)}


def joined(lines: Iterable[str]) -> str:
    """Texts one below the other, none twice."""
    return "\n".join(dict.fromkeys(line for line in lines if line))
