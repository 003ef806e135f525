"""YAML with lines, and from it a checked model: every fault at its line and in people's words, all in one reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from idealtypes.files.budget import budget
from idealtypes.files.content import shown
from idealtypes.files.faults import Findings, read_bytes
from idealtypes.files.text_gate import decode, value
from idealtypes.files.yaml_parser import QUOTE, TAG, Unreadable, YamlNode, composed
from idealtypes.model.base import C, Place, field_at, is_mapping, is_text, problem_words
from idealtypes.model.hints import BLANK

FORMAT = 1  # the file format that this version reads and writes

INT = re.compile(r"[-+]?[0-9]{1,300}")  # Python refuses numbers of thousands of digits
KINDS = {"null", "bool", "int", "float", "str", "timestamp", "value", "merge"}


@dataclass(frozen=True, eq=False)
class Document:
    """A YAML file as read: `data` without its `format`, `lines` from a place to its line, `file` as shown."""

    path: Path
    file: str
    data: dict[str, Any]
    lines: Mapping[Place, int]

    def known(self, place: Place) -> Place:
        """The part of a place that is in the file; steps that the file does not have are left out.

        A single mapping where a list may stand has the place of the mapping: (`place`, 0, `pole`) is
        (`place`, `pole`).
        """
        found: Place = ()
        for step in place:
            if (*found, step) in self.lines:
                found = (*found, step)
        return found

    def line(self, place: Place = ()) -> int:
        """The line of a key or an item, or of the nearest thing around it that is in the file."""
        return self.lines[self.known(place)]


def read_document(path: Path, findings: Findings) -> Document | None:
    """Read a YAML file and check its `format`; None after faults that make the rest meaningless."""
    data = read_bytes(path, findings, budget().document)
    text = None if data is None else decode(data, path, findings)
    return None if text is None else parse_document(text, path, findings)


def parse_document(text: str, path: Path, findings: Findings) -> Document | None:
    """The same for a text at hand; `path` is what the faults name."""
    file = shown(path)
    try:
        node = composed(text)
    except Unreadable as problem:
        for line, message in problem.told:
            findings.fault(file, line, message)
        return None
    if node is None:
        findings.fault(file, 1, "the file is empty: nothing but comments")
        return None
    lines: dict[Place, int] = {(): node.start_mark.line + 1}
    data = _plain(node, (), lines, file, findings)
    if not isinstance(data, dict):
        findings.fault(file, lines[()], "the file should hold keys such as `format: 1`, and it holds none")
        return None
    given = data.pop("format", None)
    line = lines.get(("format",), 1)
    if given is None:
        findings.fault(file, line, f"`format: {FORMAT}` is missing: every file begins with it")
    elif given != FORMAT or isinstance(given, bool):
        findings.fault(file, line, f"`format` is `{given}`, and this version reads `format: {FORMAT}` only")
        return None
    return Document(path, file, data, lines)


def plain(text: str) -> Any:
    """The data of a YAML text alone; None where there is nothing but comments.

    Raises
    ------
    Unreadable
        For what is no YAML, and for what we do not read in YAML (anchors, tags, a key twice).

    >>> plain("a: [1, no]")
    {'a': [1, 'no']}
    """
    node = composed(text)
    if node is None:
        return None
    findings = Findings()
    data = _plain(node, (), {}, "", findings)
    if findings.faults:
        raise Unreadable(tuple((fault.line or 1, fault.message) for fault in findings.faults))
    return data


def _plain(node: YamlNode, place: Place, lines: dict[Place, int], file: str, findings: Findings) -> Any:
    """The node as plain Python; writes the line of everything in it."""
    anchor = getattr(node, "anchor", None)
    if anchor is not None:
        findings.fault(
            file, node.start_mark.line + 1, f"anchors and aliases (`&{anchor}`) are not read: write it out"
        )
        return None
    if node.id == "mapping":
        return _mapping(node, place, lines, file, findings)
    if node.id == "sequence":
        items = []
        for index, item in enumerate(node.value):
            lines[(*place, index)] = item.start_mark.line + 1
            items.append(_plain(item, (*place, index), lines, file, findings))
        return items
    if str(node.tag).removeprefix(TAG) not in KINDS:
        findings.fault(file, node.start_mark.line + 1, f"`{node.tag}`: tags are not read; {QUOTE}")
        return None
    text = value(str(node.value), file, node.start_mark.line + 1, findings)
    return _scalar(text, str(node.tag).removeprefix(TAG))


def _mapping(
    node: YamlNode, place: Place, lines: dict[Place, int], file: str, findings: Findings
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, node_of in node.value:
        line = key.start_mark.line + 1
        if key.id != "scalar":
            findings.fault(file, line, "a key should be a word, and this one is a list or a mapping")
            continue
        name = value(str(key.value), file, line, findings)
        here = (*place, name)
        if name in found:
            findings.fault(file, line, f"`{name}` is given twice: it was given on line {lines[here]} already")
            continue
        lines[here] = line
        found[name] = _plain(node_of, here, lines, file, findings)
    return found


def _scalar(text: str, kind: str) -> Any:
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int" and INT.fullmatch(text):
        return int(text)
    if kind == "float":
        try:
            return float(text)
        except ValueError:  # YAML's .inf and .nan: no number that a file of ours could mean
            return text
    return text  # dates and other kinds of numbers stay as they are written


NAMELESS = re.compile(rf"{BLANK}\d*")
ROUNDS = 6  # more than the depth of any of our documents


def validate(document: Document, model: type[C], findings: Findings, **given: object) -> C | None:
    """The document as a model; `given` fields replace those of the document.

    After faults the result is None, or a model from which what is wrong was left out: good for checking other
    files against it, not for computing. So whoever computes first asks the findings for faults.
    """
    data = deepcopy(document.data) | given
    aside: set[Place] = set()
    result: C | None = None
    for _ in range(ROUNDS):
        try:
            result = model.model_validate(data, context={"located": True})
            break
        except ValidationError as problem:
            known = frozenset(aside)
            progress = False
            for error in problem.errors(include_url=False):
                if _follows(error, data):
                    continue
                missing = error["type"] == "missing"
                place = _path(data, error["loc"][:-1] if missing else error["loc"])
                if missing:
                    place = (*place, error["loc"][-1])
                if not any(_touches(place, other) for other in known):
                    blank = document.known(error["loc"])[-1:] == error["loc"][-1:]
                    findings.fault(
                        document.file, document.line(error["loc"]), problem_words(error, model, blank)
                    )
                progress |= _set_aside(data, model, place, missing, aside)
            if not progress:
                return None
    if result is None:
        return None
    for place, message in result.problems():
        if not any(_touches(document.known(place), other) for other in aside):
            findings.fault(document.file, document.line(place), NAMELESS.sub("?", message))
    return result


def _follows(error: ErrorDetails, data: Any) -> bool:
    """Whether an error only follows from others: a list is too short because some of its items were wrong."""
    if error["type"] != "too_short":
        return False
    least: int = error.get("ctx", {}).get("min_length", 0)
    return len(_at(data, _path(data, error["loc"]))) >= least


def _touches(place: Place, aside: Place) -> bool:
    """Whether a place is what was set aside, within it, or (inside an item of a list) around it."""
    if place[: len(aside)] == aside:
        return True
    return len(place) >= 3 and aside[: len(place)] == place


# setting aside


def _path(data: Any, loc: tuple[int | str, ...]) -> Place:
    """The steps of a pydantic location that lead somewhere in the data."""
    path: Place = ()
    for step in loc:
        held = isinstance(data, dict) and step in data
        if held or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            data = data[step]
            path = (*path, step)
    return path


def _at(data: Any, path: Place) -> Any:
    for step in path:
        data = data[step]
    return data


def _set_aside(data: Any, model: type[BaseModel], place: Place, missing: bool, aside: set[Place]) -> bool:
    """Make the data valid at a place: leave out what may be left out, put a blank for a text that may not."""
    if not missing:
        while place and place in aside:
            place = place[:-1]
    while place:
        name = place[-1]
        annotation, field = field_at(model, place)
        holder = _at(data, place[:-1])
        if isinstance(name, str) and isinstance(holder, dict):
            if not missing and (field is None or not field.is_required()):
                holder.pop(name, None)
                aside.add(place)
                return True
            if is_text(annotation):
                holder[name] = f"{BLANK}{len(aside)}" if name == "id" else BLANK
                aside.add(place)
                return True
            if is_mapping(annotation) and len(place) > 1:
                holder[name] = {}
                aside.add(place)
                return True
        missing = False
        place = place[:-1]
    return False
