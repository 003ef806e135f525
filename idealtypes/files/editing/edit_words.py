"""Edits as they are written: on the command line, in a file of JSON, in a table.

statements g08_2 mode=ought             a cell; the key may name a coder, too: g08_2/a
codes g08_2/a=pay;!rules=0.5            the codes of a coder, wherever they stand; without =… not read
rating oslo/help/a=0.5                  where a rater places a case on an aspect; nothing behind = for none
study.yaml settings/draws=4000          a value of YAML; an item of a list by its number or id
add claims statement=g08_2 effect=1 …   a row; a value with blanks stands in quotes
drop claims g08_2/relief                a row, or the value of a place in YAML, taken out
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from idealtypes.errors import BadCall, BadChoice, BadInput, Fault, IdealtypesError
from idealtypes.files.content import shown
from idealtypes.files.document import plain
from idealtypes.files.faults import Findings
from idealtypes.files.tables import LINE, columns_fit, complete, read_table
from idealtypes.model.edits import (
    KEYS,
    KINDS,
    AddRow,
    DropRow,
    DropValue,
    Edit,
    SetCell,
    SetCodes,
    SetRating,
    SetValue,
    key_of,
)
from idealtypes.model.hints import hint
from idealtypes.storage.reading import read_text

KEY = r"""(?P<key>"[^"]*"|'[^']*'|[^\s=]+)"""
CELL = re.compile(rf"(?P<table>\w+)\s+{KEY}\s+(?P<column>[\w.-]+)=(?P<value>.*)", re.DOTALL)
CODES = re.compile(rf"codes\s+{KEY}(?:=(?P<value>.*))?", re.DOTALL)
RATING = re.compile(rf"rating\s+{KEY}=(?P<value>.*)", re.DOTALL)
VALUE = re.compile(
    r"(?P<file>[\w./-]+\.yaml|study|scheme|scenarios|condensates|sharing)\s+(?P<place>[^\s=]+)=(?P<value>.*)",
    re.DOTALL,
)
DROP = re.compile(rf"drop\s+(?P<table>[\w./-]+)\s+{KEY}", re.DOTALL)
ADD = re.compile(r"add\s+(?P<table>\w+)\s+(?P<values>.+)", re.DOTALL)
PART = re.compile(r"""\s*([\w.-]+)=("(?:[^"]|"")*"|\S*)""")
FORMS = "`statements g08_2 mode=ought`, `codes g08_2/a=pay;rules`, `study.yaml title=…`, `drop …` or `add …`"


def all_edits(given: Edit | str | Sequence[Edit | str]) -> list[Edit]:
    """Edits in a list, those that are texts read.

    Raises
    ------
    BadCall
        For what is no edit.
    """
    several = [given] if isinstance(given, str) or not isinstance(given, Sequence) else list(given)
    found: list[Edit] = []
    for one in several:
        if isinstance(one, str):
            found.append(edit_in(one))
        elif isinstance(one, tuple(KINDS.values())):
            found.append(one)
        else:
            raise BadCall(
                f"`edits` holds `{one!r}`, which is no edit: {', '.join(k.__name__ for k in KINDS.values())}"
            )
    return found


def edit_in(said: str) -> Edit:
    """An edit as the command line has it.

    >>> edit_in("statements g08_2 mode=ought")
    SetCell(table='statements', key='g08_2', column='mode', value='ought', was=None)
    >>> edit_in("codes g08_2/a=pay;!rules").codes, edit_in("study.yaml settings/draws=400").value
    ('pay;!rules', 400)
    >>> edit_in('add claims statement=s1 outcome="she comes" effect=1').values
    {'statement': 's1', 'outcome': 'she comes', 'effect': '1'}

    Raises
    ------
    BadChoice
        For a text that is none.
    """
    text = said.strip()
    if found := DROP.fullmatch(text):
        table, key = found["table"], _bare(found["key"])
        return DropRow(table, key) if table in KEYS else DropValue(table, _place(key))
    if found := ADD.fullmatch(text):
        return AddRow(found["table"], _values(found["values"], said))
    if found := CODES.fullmatch(text):
        told = key_of("statements", _bare(found["key"]))
        return SetCodes(told["id"], told.get("coder", ""), found["value"], occasion=told.get("occasion", ""))
    if found := RATING.fullmatch(text):
        parts = key_of("ratings", _bare(found["key"]))
        if len(parts) < 3:
            raise BadChoice(
                f"`{said}`: a rating is of a case on an aspect by a rater: `rating oslo/help/a=0.5`"
            )
        return SetRating(
            parts["case"], parts["aspect"], parts["rater"], found["value"], trait=parts.get("trait", "")
        )
    if found := VALUE.fullmatch(text):
        return SetValue(found["file"], _place(found["place"]), _yaml(found["value"], said))
    if (found := CELL.fullmatch(text)) and found["table"] in KEYS:
        return SetCell(found["table"], _bare(found["key"]), found["column"], found["value"])
    word = text.split()[0] if text else ""
    near = f"no table `{word}`; {hint(word, KEYS)}: " if found else ""
    raise BadChoice(f"`{said}`: {near}an edit is {FORMS}")


def _bare(key: str) -> str:
    return key[1:-1] if key[:1] in ("'", '"') else key


def _place(said: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdigit() else part for part in said.split("/"))


def _yaml(said: str, whole: str) -> Any:
    try:
        return plain(said) if said.strip() else ""
    except IdealtypesError as problem:
        raise BadChoice(f"`{whole}`: the value is no YAML ({problem}); put a text into quotes") from None


def _values(said: str, whole: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while said[at:].strip():
        part = PART.match(said, at)
        if part is None:
            raise BadChoice(
                f"`{whole}`: behind `add TABLE` stand `column=value`, with blanks in double quotes"
            )
        quoted = part[2].startswith('"')
        found[part[1]] = part[2][1:-1].replace('""', '"') if quoted else part[2]
        at = part.end()
    return found


def edits_in(path: Path) -> list[Edit]:
    """The edits of a file, JSON or a table of cells.

    Raises
    ------
    BadInput
        With everything that is no edit, each at its place.
    """
    return _of_json(path) if path.suffix.lower() == ".json" else list(_of_table(path))


def _of_json(path: Path) -> list[Edit]:
    file = shown(path)
    try:
        given = json.loads(read_text(path))
    except (OSError, ValueError, RecursionError) as problem:
        said = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        raise BadInput([Fault(file, None, f"this is no JSON that can be read: {said}")]) from None
    if not isinstance(given, list):
        raise BadInput([Fault(file, None, "it should be a list of edits, each an object with a `kind`")])
    found: list[Edit] = []
    faults: list[Fault] = []
    for number, one in enumerate(given, 1):
        try:
            found.append(edit_in(one) if isinstance(one, str) else edit_of(one))
        except IdealtypesError as problem:
            faults.append(Fault(file, None, f"edit {number}: {problem}"))
    if faults:
        raise BadInput(faults)
    return found


def edit_of(given: Any) -> Edit:
    """An edit from plain data: its `kind`, and its parts by their names.

    >>> edit_of({"kind": "cell", "table": "cases", "key": "oslo", "column": "title", "value": "Oslo"}).value
    'Oslo'

    Raises
    ------
    BadChoice
        For another kind, parts that are missing, unknown, or no texts where texts are needed.
    """
    if not isinstance(given, Mapping) or given.get("kind") not in KINDS:
        told = given.get("kind") if isinstance(given, Mapping) else None
        raise BadChoice(f"`kind` is `{told}`; {hint(str(told), KINDS)}")
    kind = KINDS[given["kind"]]
    parts = {one.name: one for one in fields(kind)}
    told = {name: value for name, value in given.items() if name != "kind"}
    for name, value in told.items():
        if name not in parts:
            raise BadChoice(f"a `{given['kind']}` has no `{name}`; {hint(name, parts)}")
        if name in TEXTS and not isinstance(value, str) and value is not None:
            raise BadChoice(f"`{name}` is {value!r}: it should be a text")
    for name, one in parts.items():
        needed = one.default is MISSING and one.default_factory is MISSING
        if needed and name not in told:
            raise BadChoice(f"a `{given['kind']}` needs `{name}`")
    if kind is not SetValue and isinstance(told.get("value"), (int, float)):
        raise BadChoice(f"`value` is {told['value']!r}: it should be a text, as the cell has it")
    made: Edit = kind(**told)
    return made


TEXTS = (
    "table",
    "column",
    "statement",
    "coder",
    "codes",
    "because",
    "case",
    "aspect",
    "rater",
    "source",
    "file",
    "text",
    "id",
)


def _of_table(path: Path) -> Iterator[Edit]:
    findings = Findings()
    table = read_table(path, findings)
    if table is not None:
        columns_fit(table, ("table", "key", "column", "value"), ("was",), findings, attributes=False)
    findings.stop_if_faulty()
    assert table is not None  # no table comes with a fault
    asked = "was" in table.columns
    for row in complete(table.located, ("was",)).iter_rows(named=True):
        for name in ("table", "key", "column"):
            if not row[name]:
                findings.fault(table.file, row[LINE], f"`{name}` is blank")
        if row["table"] and row["table"] not in KEYS:
            findings.fault(table.file, row[LINE], f"no table `{row['table']}`; {hint(row['table'], KEYS)}")
        findings.stop_if_faulty()
        yield SetCell(
            row["table"], row["key"], row["column"], row["value"] or "", (row["was"] or "") if asked else None
        )
