"""`condensates.yaml` or `condensates.md` in a study's folder: read, and held against its scheme and statements."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from idealtypes.files.budget import budget
from idealtypes.files.content import is_there, shown
from idealtypes.files.document import Document, parse_document, validate
from idealtypes.files.faults import Findings, read_bytes
from idealtypes.files.text_gate import decode, value
from idealtypes.model.base import Place
from idealtypes.model.condensates import Condensate, CondensateFile, strangers
from idealtypes.model.scheme import Scheme

YAML, MARKDOWN = "condensates.yaml", "condensates.md"
HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*")
CITED = re.compile(r"\[([^\[\]]+)\](?!\()")  # ids in brackets; not a link
PARTED = re.compile(r"[;,]\s*|\s+")
WRAPPED = "format: 1\ncondensates:\n"  # around a bare list


def read_condensates(
    root: Path, scheme: Scheme | None, statements: Collection[str] | None, findings: Findings
) -> tuple[Condensate, ...]:
    """The condensates of a study's folder; none where it has no such file."""
    there = [path for path in (root / YAML, root / MARKDOWN) if is_there(path)]
    if not there:
        return ()
    if len(there) > 1:
        findings.fault(
            shown(there[1]), None, f"there is `{YAML}`, too: keep one of them, with all condensates"
        )
        return ()
    document = _document(there[0], findings)
    given = None if document is None else validate(document, CondensateFile, findings)
    if document is None or given is None:
        return ()
    if scheme is not None and statements is not None:
        for place, message in strangers(given, scheme, statements):
            findings.fault(document.file, document.line(place), message)
    for c, one in enumerate(given.condensates):
        if one.text is None:
            line = document.line(("condensates", c))
            findings.warn(document.file, line, f"the condensate `{one.group}` has no text yet")
    return given.condensates


def _document(path: Path, findings: Findings) -> Document | None:
    data = read_bytes(path, findings, budget().document)
    text = None if data is None else decode(data, path, findings)
    if text is None:
        return None
    if path.suffix == ".md":
        return _from_markdown(text, path, findings)
    first = next(
        (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")), ""
    )
    if not first.startswith("- "):
        return parse_document(text, path, findings)
    # A bare list, as the design writes it: the same with its keys around it, and the lines counted as they stand.
    inner = Findings()
    wrapped = parse_document(WRAPPED + text, path, inner)
    above = WRAPPED.count("\n")
    for fault in inner.faults:
        findings.fault(fault.file, None if fault.line is None else max(1, fault.line - above), fault.message)
    if wrapped is None:
        return None
    lines = {place: max(1, line - above) for place, line in wrapped.lines.items()}
    return Document(path, wrapped.file, wrapped.data, lines)


def _from_markdown(text: str, path: Path, findings: Findings) -> Document | None:
    """A heading a group (`## help: formal`, or `## codes: pay, duty`), below it the text, citing ids in brackets."""
    file = shown(path)
    lines: dict[Place, int] = {(): 1, ("condensates",): 1}
    found: list[dict[str, Any]] = []
    for number, row in enumerate(text.splitlines(), 1):
        line = value(row, file, number, findings)
        heading = HEADING.fullmatch(line)
        if heading is not None:
            group = heading[1]
            if ":" not in group:  # a title of the whole
                continue
            here: Place = ("condensates", len(found))
            lines[here] = number
            found.append({**_group(group), "text": "", "statements": []})
        elif found and line.strip():
            one, place = found[-1], len(found) - 1
            for cited in CITED.finditer(line):
                for id_ in filter(None, PARTED.split(cited[1].strip())):
                    if id_ not in one["statements"]:
                        lines["condensates", place, "statements", len(one["statements"])] = number
                        one["statements"].append(id_)
            one["text"] = f"{one['text']} {CITED.sub('', line).strip()}".strip()
        elif line.strip() and not found:
            findings.warn(
                file, number, "text above the first group is not read: a group begins `## aspect: pole`"
            )
    if not found:
        findings.fault(file, 1, "no condensate: a group begins with a heading `## aspect: pole`")
        return None
    for one in found:
        one["text"] = re.sub(r"\s+([.,;:])", r"\1", one["text"])
    return Document(path, file, {"condensates": found}, lines)


def _group(heading: str) -> dict[str, Any]:
    first, rest = (part.strip() for part in heading.split(":", 1))
    if first == "codes":
        return {"codes": [code for code in PARTED.split(rest) if code]}
    return {"aspect": first, "pole": rest}
