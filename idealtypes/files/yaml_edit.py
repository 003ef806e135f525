"""Placing codes in the file of a coding scheme, without touching anything else in it.

The new `place` and `rationale` are put into the text where the YAML parser says that the code stands. All other
bytes stay: comments, order, quotes, the width of lines, line ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import shown
from idealtypes.files.document import parse_document
from idealtypes.files.faults import Findings
from idealtypes.files.saving import write_bytes
from idealtypes.model.placement import NONE, Placement

MARK = "\ufeff".encode()
PLAIN = re.compile(
    r"(?:[^\W_]|\.{1,2}/)(?:[^\n\r\t\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*[^\s:])?"
)  # what may stand without quotes
WORDS = {"yes", "no", "on", "off", "y", "n", "true", "false", "null", "none", "~"}
BEFORE_PLACE = ("id", "title", "definition", "include", "exclude", "example")
BEFORE_REASON = (*BEFORE_PLACE, "place", "trait")


@dataclass(frozen=True)
class Change:
    """What is to be written for a code: its places (() is `none`), and the reason; None leaves what is there."""

    place: tuple[Placement, ...] | None = None
    rationale: str | None = None


@dataclass(frozen=True)
class _Splice:
    start: int
    end: int
    text: str


def placed(text: str, changes: Mapping[str, Change]) -> str:
    r"""The text of a scheme with these codes placed.

    Raises
    ------
    IdealtypesError
        Where a code is not in the text, its rationale is in several languages, or the text cannot be edited.

    >>> scheme = "format: 1\ncodes:\n  - id: a   # kept\n    title: 'A'\n  - {id: b, title: B}\n"
    >>> print(placed(scheme, {"a": Change((Placement(aspect="x", position=0.5),)), "b": Change((), "no: reason")}))
    format: 1
    codes:
      - id: a   # kept
        title: 'A'
        place: {aspect: x, position: 0.5}
      - {id: b, title: B, place: none, rationale: "no: reason"}
    <BLANKLINE>
    """
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as problem:
        raise IdealtypesError("the scheme is no longer readable as YAML") from problem
    codes = dict(_codes(root))
    splices: list[_Splice] = []
    for code, change in changes.items():
        if code not in codes:
            raise IdealtypesError(f"the scheme has no code `{code}` any more")
        splices += _splices(text, code, codes[code], change)
    edited = text
    for splice in sorted(splices, key=lambda one: one.start, reverse=True):
        edited = edited[: splice.start] + splice.text + edited[splice.end :]
    _check(text, edited, changes)
    return edited


def place_codes(path: Path, changes: Mapping[str, Change]) -> None:
    """Place codes in the file of a scheme, atomically; the file is read anew, so that what others wrote stays."""
    if changes:
        _rewrite(path, lambda text: placed(text, changes))


def with_value(text: str, key: str, value: str) -> str:
    r"""The text of a YAML file whose top-level key has this value instead of its own.

    >>> with_value("title: A\nscheme: shipped   # ours\n", "scheme", "./own.yaml")
    'title: A\nscheme: ./own.yaml   # ours\n'
    """
    root = YAML(typ="safe", pure=True).compose(text)
    for name, node in _entries(root):
        if name.value == key:
            return text[: node.start_mark.index] + value + text[_end(text, node) :]
    raise IdealtypesError(f"the file has no `{key}`")


def set_value(path: Path, key: str, value: str) -> None:
    """Give a top-level key of a YAML file another value, atomically."""
    _rewrite(path, lambda text: with_value(text, key, value))


def _rewrite(path: Path, edit: Any) -> None:
    path = path.resolve()  # a link stays a link
    data = path.read_bytes()
    mark = MARK if data.startswith(MARK) else b""
    try:
        edited = edit(data.removeprefix(MARK).decode("utf-8"))
    except IdealtypesError as problem:
        raise IdealtypesError(f"{shown(path)}: {problem}") from problem
    new = mark + edited.encode("utf-8")
    if new != data:
        write_bytes(path, new)


def _entries(node: Node | None) -> list[tuple[ScalarNode, Node]]:
    if not isinstance(node, MappingNode):
        return []
    return [(key, value) for key, value in node.value if isinstance(key, ScalarNode)]


def _codes(root: Node | None) -> Iterator[tuple[str, MappingNode]]:
    for key, value in _entries(root):
        if key.value == "codes" and isinstance(value, SequenceNode):
            for item in value.value:
                for name, given in _entries(item):
                    if name.value == "id" and isinstance(given, ScalarNode):
                        yield str(given.value), item


def _end(text: str, node: Node) -> int:
    """Where a value ends, without the blank lines and comments that the parser counts to it."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start: int = node.start_mark.index
    return start + len(text[start : node.end_mark.index].rstrip())


def _splices(text: str, code: str, item: MappingNode, change: Change) -> list[_Splice]:
    """The edits for one code: replaced where a key is there, else put where it belongs."""
    there = {str(key.value): (key, value) for key, value in _entries(item)}
    wanted: list[tuple[str, str, Sequence[str]]] = []
    flow = bool(item.flow_style)
    if change.place is not None:
        wanted.append(("place", place_text(change.place), BEFORE_PLACE))
    if change.rationale is not None:
        if "rationale" in there and not isinstance(there["rationale"][1], ScalarNode):
            raise IdealtypesError(
                f"the rationale of code `{code}` is in several languages: change it in the file"
            )
        wanted.append(("rationale", scalar(change.rationale, flow), BEFORE_REASON))
    found: list[_Splice] = []
    new: dict[int, str] = {}
    for name, said, before in wanted:
        if name in there:
            value = there[name][1]
            start, end = value.start_mark.index, _end(text, value)
            if start == end:  # a key without a value
                start = end = there[name][0].end_mark.index + 1
                said = f" {said}"
            elif not flow and "\n" in text[there[name][0].end_mark.index : start]:
                start = there[name][0].end_mark.index + 1  # the value began on a line of its own
                said = f" {said}"
            found.append(_Splice(start, end, said))
            continue
        after = [key for key in there if key in before] or list(there)[:1]
        last = max((there[key][1] for key in after), key=lambda node: node.start_mark.index)
        at = _end(text, last)
        if flow:
            said = f", {name}: {said}"
        else:
            at = _line_end(text, at)
            indent = " " * there["id"][0].start_mark.column
            said = f"{_newline(text)}{indent}{name}: {said}"
        new[at] = new.get(at, "") + said
    return found + [_Splice(at, at, said) for at, said in new.items()]


def _line_end(text: str, at: int) -> int:
    """The end of the line, behind a comment on it."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def place_text(place: Sequence[Placement]) -> str:
    """Places as they are written: `none`, one mapping, or a list of them.

    >>> place_text([]), place_text([Placement(aspect="a", pole="p")])
    ('none', '{aspect: a, pole: p}')
    >>> place_text([Placement(aspect="a", position=-1), Placement(aspect="b", shares={"p": 0.25, "q": 0.75})])
    '[{aspect: a, position: -1}, {aspect: b, shares: {p: 0.25, q: 0.75}}]'
    """
    if not place:
        return NONE
    written = [_placement(one) for one in place]
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


def _placement(one: Placement) -> str:
    start = f"{{aspect: {scalar(one.aspect, flow=True)}, "
    if one.pole is not None:
        return f"{start}pole: {scalar(one.pole, flow=True)}}}"
    if one.position is not None:
        return f"{start}position: {_number(one.position)}}}"
    shares = ", ".join(
        f"{scalar(pole, flow=True)}: {_number(share)}" for pole, share in (one.shares or {}).items()
    )
    return f"{start}shares: {{{shares}}}}}"


def _number(x: float) -> str:
    return str(int(x)) if float(x).is_integer() else repr(float(x))


def scalar(text: str, flow: bool = False) -> str:
    """A text as YAML, without quotes where it can do without them.

    >>> scalar("Written, but not binding"), scalar("a: b"), scalar("Written, but", flow=True), scalar("1.50")
    ('Written, but not binding', '"a: b"', '"Written, but"', '"1.50"')
    """
    bare = (
        PLAIN.fullmatch(text) is not None
        and ": " not in text
        and " #" not in text
        and text.casefold() not in WORDS
        and not (flow and any(mark in text for mark in ",[]{}:?"))
    )
    if bare:
        try:
            bare = YAML(typ="safe", pure=True).load(text) == text
        except (YAMLError, ValueError):
            bare = False
    if bare:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]", lambda m: f"\\u{ord(m[0]):04x}", quoted
    )


def _check(before: str, after: str, changes: Mapping[str, Change]) -> None:
    """The edited text says what was wanted, and nothing else has changed in it."""
    old, new = _data(before), _data(after)
    if old is None or new is None:
        raise IdealtypesError("the scheme could not be edited as text: place the codes in the file by hand")
    for data in (old, new):
        for code in data.get("codes", []):
            change = changes.get(str(code.get("id")))
            if change is not None and change.place is not None:
                code.pop("place", None)
            if change is not None and change.rationale is not None:
                if data is new and code.get("rationale") != change.rationale:
                    new = None
                    break
                code.pop("rationale", None)
    if new is None or old != new:
        raise IdealtypesError("the scheme could not be edited as text: place the codes in the file by hand")


def _data(text: str) -> Any:
    findings = Findings()
    document = parse_document(text, Path("scheme.yaml"), findings)
    return None if document is None or findings.faults else document.data
