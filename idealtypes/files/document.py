"""YAML with lines: data as plain Python, and for every key and item the line where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from idealtypes.files.content import shown
from idealtypes.files.faults import Findings, decode, read_bytes
from idealtypes.model.base import Place

FORMAT = 1  # the file format that this version reads and writes


QUOTE = "put the text in quotes"
# What the YAML parser says, and what people can do about it; the first that occurs in its message is used.
WORDS: tuple[tuple[str, str], ...] = (
    (
        "mapping values are not allowed",
        "a `:` where none can be: a text with `: ` in it needs quotes, a key needs a space after its `:`, "
        "and keys of one level begin in one column",
    ),
    ("undefined alias", f"a text cannot begin with `*`: {QUOTE}"),
    ("expected alphabetic or numeric character", f"a text cannot begin with `*` or `&`: {QUOTE}"),
    ("cannot start any token", f"a text cannot begin with `@`, `%`, a backtick or a tab: {QUOTE}"),
    ("found unexpected end of stream", "a quote that is opened here is never closed"),
    (
        "found unknown escape character",
        "a backslash in double quotes: use single quotes, or double the backslash",
    ),
    ("expected ',' or ']'", "a list that is opened here with `[` is not closed, or lacks a comma"),
    ("expected ',' or '}'", "a mapping that is opened here with `{` is not closed, or lacks a comma"),
    ("expected the node content", "a comma or bracket too many"),
    (
        "could not find expected ':'",
        "a key without its `: `, here or on the line above: it is written `key: value`",
    ),
    ("expected <block end>", "the indentation does not fit the lines above"),
    ("expected '<document start>'", "something is left over after the end: a bracket too many?"),
    ("expected a single document", "a second document begins here (`---`): a file holds one"),
    ("special characters are not allowed", "a control character, which YAML does not allow"),
)

TAB = re.compile(r"^[ ]*\t\s*\S")
INT = re.compile(r"[-+]?[0-9]{1,300}")  # Python refuses numbers of thousands of digits
TAG = "tag:yaml.org,2002:"
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
    data = read_bytes(path, findings)
    text = None if data is None else decode(data, path, findings)
    return None if text is None else parse_document(text, path, findings)


def parse_document(text: str, path: Path, findings: Findings) -> Document | None:
    """The same for a text at hand; `path` is what the faults name."""
    file = shown(path)
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as problem:
        for line, message in _broken(problem, text):
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


def _plain(node: Node, place: Place, lines: dict[Place, int], file: str, findings: Findings) -> Any:
    """The node as plain Python; writes the line of everything in it."""
    if node.anchor is not None:
        findings.fault(
            file,
            node.start_mark.line + 1,
            f"anchors and aliases (`&{node.anchor}`) are not read: write it out",
        )
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, place, lines, file, findings)
    if isinstance(node, SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            lines[(*place, index)] = item.start_mark.line + 1
            items.append(_plain(item, (*place, index), lines, file, findings))
        return items
    if str(node.tag).removeprefix(TAG) not in KINDS:
        findings.fault(file, node.start_mark.line + 1, f"`{node.tag}`: tags are not read; {QUOTE}")
        return None
    return _scalar(str(node.value), str(node.tag).removeprefix(TAG))


def _mapping(
    node: MappingNode, place: Place, lines: dict[Place, int], file: str, findings: Findings
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            findings.fault(file, line, "a key should be a word, and this one is a list or a mapping")
            continue
        name = str(key.value)
        here = (*place, name)
        if name in found:
            findings.fault(file, line, f"`{name}` is given twice: it was given on line {lines[here]} already")
            continue
        lines[here] = line
        found[name] = _plain(value, here, lines, file, findings)
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


def _broken(problem: YAMLError, text: str) -> Iterator[tuple[int, str]]:
    """Line and message of what the parser could not read; a tab is the cause that people cannot see."""
    mark = getattr(problem, "problem_mark", None)
    rows = text.splitlines()
    last = max(1, len(rows))
    line = last if mark is None else min(mark.line + 1, last)
    tabs = [number for number, row in enumerate(rows, 1) if TAB.match(row)]
    if line in tabs:
        for number in tabs:
            yield number, "a tab in the indentation: YAML wants spaces"
        return
    said = str(getattr(problem, "problem", None) or problem)
    context = str(getattr(problem, "context", None) or "")
    words = next((words for key, words in WORDS if key in said or key in context), None)
    opened = getattr(problem, "context_mark", None)
    if words is not None and "opened here" in words and opened is not None:
        line = opened.line + 1
    if mark is None and not isinstance(problem, MarkedYAMLError):
        position = getattr(problem, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else line
    yield line, f"this is not readable as YAML: {words or said.splitlines()[0]}"
