"""YAML text to nodes that know their lines, and what is wrong with a text that is no YAML, in people's words.

libyaml, in C, reads what both of our parsers read alike; the rest (anchors, tags, directives, tabs, several
documents, control characters, all that is broken) goes to the parser in Python, whose faults we know to word. Where
libyaml is missing that one reads everything, with the same nodes, some ten times slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, Protocol

from idealtypes.errors import IdealtypesError
from idealtypes.files.budget import beyond, budget

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
TAG = "tag:yaml.org,2002:"

# YAML 1.2: what a text without quotes means, as far as we read it; all else is a text.
NULLS = {"", "~", "null", "Null", "NULL"}
BOOLS = {"true", "True", "TRUE", "false", "False", "FALSE"}
INT = re.compile(r"[-+]?[0-9_]+")
FLOAT = re.compile(
    r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+|[-+]?[0-9][0-9_]*\.[0-9_]*|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?"
)

# What the two parsers may read differently, or what only the one in Python words well: control characters, tabs and
# line ends of old; anchors, aliases, tags and keys of several parts; documents and directives; very deep nesting;
# blocks of text that begin with lines of spaces, or with a comment too close.
APART = re.compile(
    r"[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)"
    r"|(?:^|[\s\[{,:?-])(?:[&*]\S|!|\?(?!\S))|^(?:---|\.\.\.|%|[ ]{100})|(?:- ){5}"
    r"|[|>][-+0-9]{0,2}(?:#|[ ]*(?:#.*)?(?:\r?\n)+[ ]+(?:\r?\n|\Z))",
    re.MULTILINE,
)


class Mark(Protocol):
    """Where something stands: `line` and `column` from 0."""

    line: int
    column: int


class YamlNode(Protocol):
    """A part of a document: a scalar with its text, a sequence of nodes, or a mapping as pairs of nodes."""

    id: Literal["scalar", "sequence", "mapping"]
    tag: Any
    value: Any
    start_mark: Mark


class Unreadable(IdealtypesError):  # noqa: N818
    """A text that is no YAML; `told` has line and message of everything that is wrong with it."""

    def __init__(self, told: tuple[tuple[int, str], ...]) -> None:
        self.told = told
        super().__init__("; ".join(message for _, message in told))


def composed(text: str) -> YamlNode | None:
    """The node of the one document in a text; None where there is nothing but comments.

    Raises
    ------
    Unreadable
        With everything that is wrong, at its line; for what is beyond the budget, before it is laid out.
    """
    odd = APART.search(text)
    _within_budget(text, odd)
    reader = _reader()
    if reader is not None and odd is None:
        found: YamlNode | None
        try:
            found = reader(text).get_single_node()
        except reader.failed:
            pass  # the other parser tells why
        else:
            return found
    return composed_in_python(text)


def read_by_libyaml(text: str) -> bool:
    """Whether libyaml is there, and reads this text as the parser in Python does."""
    return _reader() is not None and APART.search(text) is None


def _within_budget(text: str, odd: re.Match[str] | None) -> None:
    """See to it that a text has neither more levels nor more values than are read: parsers go down a step of the
    stack for each level, and make some objects of each value. `odd` is the first of what libyaml is not asked to read.

    Raises
    ------
    Unreadable
        With the line where a limit is passed.
    """
    limits = budget()
    opened = text.count("[") + text.count("{")
    parts = opened + text.count("\n") + text.count(",") + text.count(": ") + text.count("- ")
    if odd is None and opened <= limits.depth and parts < limits.yaml_values:
        return  # there cannot be more; indentation that is as deep is odd
    level = values = 0
    for kind, line in _events(text):
        level += (kind == "open") - (kind == "close")
        values += kind != "close"
        if level > limits.depth:
            raise Unreadable(
                ((line, f"it is nested more than {limits.depth} deep, as nobody writes it: simplify it"),)
            )
        if values > limits.yaml_values:
            told = beyond("it holds too many values", limits.yaml_values, "", "divide it")
            raise Unreadable(((line, told),))
    if odd is not None and len(text) > limits.odd_document:
        line = text.count("\n", 0, odd.start()) + 1
        has = "here stands what only a slow parser reads (an anchor, a tag, a tab, a control character, deep nesting)"
        told = beyond(has, limits.odd_document, "characters of such a file", "take it out")
        raise Unreadable(((line, told),))


def _events(text: str) -> Iterator[tuple[Literal["open", "close", "value"], int]]:
    """Lists, mappings and values as they come, with their lines, as far as the text is YAML; nothing is kept."""
    events, broken = _stream(text)
    try:
        for event in events:
            name, line = type(event).__name__, event.start_mark.line + 1
            if name in ("MappingStartEvent", "SequenceStartEvent"):
                yield "open", line
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                yield "close", line
            elif name in ("ScalarEvent", "AliasEvent"):
                yield "value", line
    except broken as problem:
        if "nesting depth" in str(problem):  # libyaml looks ahead, and has a limit of its own, of 1000
            line = problem.problem_mark.line + 1  # type: ignore[attr-defined]
            yield from (("open", line) for _ in range(1000))
        # else the parser that reads it tells why


def _stream(text: str) -> tuple[Iterator[Any], type[Exception]]:
    """The events of a text by the parser that is there, and what it raises."""
    reader = _reader()
    if reader is not None:
        parser = reader(text)
        return iter(lambda: parser.get_event() if parser.check_event() else None, None), reader.failed
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    return YAML(typ="safe", pure=True).parse(text), YAMLError


@cache
def _reader() -> Any:
    """The class of readers with libyaml, or None where it is missing."""
    try:
        from yaml import ScalarNode, YAMLError
        from yaml.cyaml import CParser
    except ImportError:
        return None

    class Reader(CParser):  # type: ignore[misc]
        failed = YAMLError

        def descend_resolver(self, parent: object, index: object) -> None:
            """Tags do not depend on where a node stands."""

        def ascend_resolver(self) -> None:
            """Tags do not depend on where a node stands."""

        def resolve(self, kind: type, text: str | None, implicit: Any) -> str:
            if kind is not ScalarNode:
                return TAG
            return TAG + (kind_of(text or "") if implicit[0] else "str")

    return Reader


def kind_of(text: str) -> str:
    """What a text without quotes is by YAML 1.2, as far as we read it; dates and all else are texts.

    >>> [kind_of(text) for text in ("no", "true", "007", "1.50", "1e3", "2023-01-31", "~")]
    ['str', 'bool', 'int', 'float', 'float', 'str', 'null']
    """
    if text in NULLS:
        return "null"
    if text in BOOLS:
        return "bool"
    if text[0] in "-+.0123456789":
        if INT.fullmatch(text):
            return "int"
        if FLOAT.fullmatch(text):
            return "float"
    return "str"


def composed_in_python(text: str) -> YamlNode | None:
    """The same by the parser in Python alone."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        node: YamlNode | None = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as problem:
        raise Unreadable(tuple(_broken(problem, text))) from None
    except RecursionError:
        last = max(1, len(text.splitlines()))
        raise Unreadable(
            ((last, "this is not readable as YAML: too many levels within one another"),)
        ) from None
    return node


def _broken(problem: Any, text: str) -> Iterator[tuple[int, str]]:
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
    if mark is None:
        position = getattr(problem, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else line
    yield line, f"this is not readable as YAML: {words or said.splitlines()[0]}"
