"""The one editor of YAML: keys are given other values, put in or taken out, items added or taken out; all other
bytes stay.

An edit is put into the text where the YAML parser says that its key or list stands, so that comments, order, quotes,
the width of lines and line ends are as they were. Afterwards the text is read again: it has to say what was asked
for, and nothing else may have changed in it.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import shown
from idealtypes.files.document import plain
from idealtypes.model.base import Place
from idealtypes.model.characters import held, refused
from idealtypes.storage.transaction import writing_file

MARK = "\ufeff".encode()
PLAIN = re.compile(
    r"(?:[^\W_]|\.{1,2}/)(?:[^\n\r\t\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*[^\s:])?"
)  # what may stand without quotes
WORDS = {"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"}
REFUSED = "this could not be edited as text: make the change in the file by hand"


@dataclass(frozen=True)
class SetKey:
    """Give the key at a place this value.

    Where the mapping has no such key it is put in behind the last of the keys `after` that are there, else behind the
    first of all; () is the end of the mapping, and None means that the key has to be there already. A text of several
    lines stands on one, in quotes, or with `block` as a block.
    """

    place: Place
    value: Any
    after: Sequence[str] | None = None
    block: bool = False


@dataclass(frozen=True)
class DropKey:
    """Take the key at a place out, with its value and what stands behind it on its line."""

    place: Place


@dataclass(frozen=True)
class AddItems:
    """Add items to the end of the list at a place, or begin it; `items` is YAML, a list of block style."""

    place: Place
    items: str


@dataclass(frozen=True)
class DropItem:
    """Take the item at a place out of its list, with what stands behind it on its line; one at least stays."""

    place: Place


Edit = SetKey | DropKey | AddItems | DropItem


@dataclass(frozen=True)
class _Splice:
    start: int
    end: int
    text: str
    depth: int = (
        0  # how far what is put in is indented: at one point what is inside another mapping comes first
    )


def edited(text: str, edits: Iterable[Edit]) -> str:
    r"""The text of a YAML file with these edits; places are those of the text as it was.

    Raises
    ------
    IdealtypesError
        Where the text is not readable, a place is not in it, the edits cannot be made in the text, or a value holds a
        character that no text may hold.

    >>> edited("title: A\nscheme: shipped   # ours\n", [SetKey(("scheme",), "./own.yaml")])
    'title: A\nscheme: ./own.yaml   # ours\n'
    >>> edits = [SetKey(("a", 0, "y"), [3, "z"], after=("x",)), AddItems(("a",), "- {x: 4}")]
    >>> print(edited("a:\n  - {x: 1}  # one\nb: 2\n", edits))
    a:
      - {x: 1, y: [3, z]}  # one
      - {x: 4}
    b: 2
    <BLANKLINE>
    """
    chosen = list(edits)
    for edit in chosen:
        if isinstance(edit, SetKey):
            for said in _texts(edit.value):
                for _, message in refused(said):
                    raise IdealtypesError(f"`{held(said)}`: {message}")
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as problem:
        raise IdealtypesError("the file is not readable as YAML") from problem
    splices: list[_Splice] = []
    gone = {edit.place for edit in chosen if isinstance(edit, DropKey)}
    for edit in chosen:
        if isinstance(edit, DropKey):
            splices.append(_without(text, root, edit.place))
        elif isinstance(edit, DropItem):
            splices.append(_shorter(text, root, edit.place))
        elif isinstance(edit, AddItems):
            splices.append(_longer(text, root, edit))
        else:
            key, value = _entry(_mapping(root, edit.place), edit.place[-1])
            if key is not None and value is not None:
                splices.append(_replaced(text, root, edit, key, value))
            else:
                splices.append(_inserted(text, root, edit, gone))
    result = text
    in_order = sorted(splices, key=lambda one: (one.start, one.end, -one.depth))  # else as the edits are
    for splice in in_order[::-1]:
        result = result[: splice.start] + splice.text + result[splice.end :]
    _check(text, result, chosen)
    return result


def rewrite(path: Path, edit: Callable[[str], str]) -> None:
    """Edit a file; it is read anew, so that what others wrote stays. A link stays a link."""
    with writing_file(path, "edit") as change:
        data = change.read(path.absolute())
        mark = MARK if data.startswith(MARK) else b""
        try:
            text = edit(data.removeprefix(MARK).decode("utf-8"))
        except IdealtypesError as problem:
            raise IdealtypesError(f"{shown(path)}: {problem}") from problem
        change.put(path.absolute(), mark + text.encode("utf-8"))


# where things stand


def _entries(node: Node | None) -> list[tuple[ScalarNode, Node]]:
    if not isinstance(node, MappingNode):
        return []
    return [(key, value) for key, value in node.value if isinstance(key, ScalarNode)]


def _entry(node: Node | None, name: str | int) -> tuple[ScalarNode | None, Node | None]:
    return next(((key, value) for key, value in _entries(node) if key.value == name), (None, None))


def _node(root: Node | None, place: Place) -> Node | None:
    """What stands at a place; None for nothing."""
    node = root
    for step in place:
        if isinstance(step, int) and isinstance(node, SequenceNode):
            node = node.value[step] if step < len(node.value) else None
        else:
            node = _entry(node, step)[1]
    return node


def _mapping(root: Node | None, place: Place) -> MappingNode:
    """The mapping that holds, or is to hold, the key at a place."""
    node = _node(root, place[:-1])
    if not isinstance(node, MappingNode):
        raise IdealtypesError(f"the file has no `{'.'.join(map(str, place[:-1])) or place[-1]}`")
    return node


def _end(text: str, node: Node) -> int:
    """Where a value ends, without the blank lines and comments that the parser counts to it."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start: int = node.start_mark.index
    return start + len(text[start : node.end_mark.index].rstrip())


def _line_end(text: str, at: int) -> int:
    """The end of the line, behind a comment on it."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


# what is put there


def _replaced(text: str, root: Node | None, edit: SetKey, key: ScalarNode, value: Node) -> _Splice:
    flow = bool(_mapping(root, edit.place).flow_style)
    said = _said(text, edit, flow, key.start_mark.column)
    start, end = value.start_mark.index, _end(text, value)
    behind = key.end_mark.index + 1
    if start == end or (not flow and "\n" in text[behind - 1 : start]):
        # a key without a value, or one whose value begins on a line of its own
        return _Splice(behind, behind if start == end else end, f" {said}")
    return _Splice(start, end, said)


def _inserted(text: str, root: Node | None, edit: SetKey, gone: set[Place]) -> _Splice:
    """Where a key that is not there is put, and the text of it."""
    mapping, name = _mapping(root, edit.place), edit.place[-1]
    there = {
        str(key.value): (key, value)
        for key, value in _entries(mapping)
        if (*edit.place[:-1], str(key.value)) not in gone
    }
    if edit.after is None or not there:
        raise IdealtypesError(f"the file has no `{name}`")
    behind = [key for key in there if key in edit.after or not edit.after] or list(there)[:1]
    last = max((there[key][1] for key in behind), key=lambda node: node.start_mark.index)
    at = _end(text, last)
    if mapping.flow_style:
        return _Splice(at, at, f", {name}: {_said(text, edit, True, 0)}")
    column = next(iter(there.values()))[0].start_mark.column
    said = f"{_newline(text)}{' ' * column}{name}: {_said(text, edit, False, column)}"
    at = _line_end(text, at)
    return _Splice(at, at, said, column)


def _without(text: str, root: Node | None, place: Place) -> _Splice:
    mapping = _mapping(root, place)
    key, value = _entry(mapping, place[-1])
    if key is None or value is None:
        raise IdealtypesError(f"the file has no `{place[-1]}`")
    start, end = key.start_mark.index, _end(text, value)
    if mapping.flow_style:
        before = text[:start].rstrip()
        after = len(text) - len(text[end:].lstrip())
        if before.endswith(","):
            return _Splice(len(before) - 1, end, "")
        return _Splice(start, after + 1 if text[after : after + 1] == "," else end, "")
    end = _line_end(text, end)
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():  # behind the dash of a list: the next key takes its place
        following = next((one for one, _ in _entries(mapping) if one.start_mark.index > start), None)
        if following is None:
            raise IdealtypesError(REFUSED)
        return _Splice(start, following.start_mark.index, "")
    return _Splice(line, end + len(_newline(text)) if end < len(text) else end, "")


def _shorter(text: str, root: Node | None, place: Place) -> _Splice:
    holder = _node(root, place[:-1])
    number = place[-1]
    if not isinstance(holder, SequenceNode) or not isinstance(number, int) or number >= len(holder.value):
        raise IdealtypesError(f"the file has no `{'.'.join(map(str, place))}`")
    item = holder.value[number]
    start, end = item.start_mark.index, _end(text, item)
    if holder.flow_style:
        before = text[:start].rstrip()
        if before.endswith(","):
            return _Splice(len(before) - 1, end, "")
        after = len(text) - len(text[end:].lstrip())
        behind = after + 1 + len(text[after + 1 :]) - len(text[after + 1 :].lstrip())
        return _Splice(start, behind if text[after : after + 1] == "," else end, "")
    dash = len(text[:start].rstrip()) - 1
    line = text.rfind("\n", 0, dash) + 1
    if text[dash : dash + 1] != "-" or text[line:dash].strip():
        raise IdealtypesError(REFUSED)
    end = _line_end(text, end)
    return _Splice(line, end + len(_newline(text)) if end < len(text) else end, "")


def _longer(text: str, root: Node | None, edit: AddItems) -> _Splice:
    lines = textwrap.dedent(edit.items).strip("\n").split("\n")
    mapping = _mapping(root, edit.place)
    key, value = _entry(mapping, edit.place[-1])
    new = _newline(text)

    def block(column: int) -> str:
        return "".join(f"{new}{' ' * column}{line}" if line else new for line in lines)

    if isinstance(value, SequenceNode) and value.value and value.flow_style:  # [ … ]
        items = ", ".join(flow_text(item) for item in plain(edit.items))
        bracket = _end(text, value) - 1
        before = text[:bracket].rstrip()
        return _Splice(len(before), bracket, f"{' ' if before.endswith(',') else ', '}{items}")
    if mapping.flow_style:
        raise IdealtypesError(REFUSED)
    if key is None or value is None:
        last = _entries(mapping)[-1]
        at, column = _line_end(text, _end(text, last[1])), last[0].start_mark.column
        return _Splice(at, at, f"{new}{' ' * column}{edit.place[-1]}:{block(column + 2)}", column)
    start, end = value.start_mark.index, _end(text, value)
    if isinstance(value, SequenceNode) and value.value:
        at = _line_end(text, end)
        return _Splice(at, at, block(value.start_mark.column), key.start_mark.column + 1)
    at = _line_end(text, key.end_mark.index)
    if start == end:  # a key without a value
        return _Splice(at, at, block(key.start_mark.column + 2))
    behind = key.end_mark.index + 1
    return _Splice(behind, end, block(key.start_mark.column + 2))


def _said(text: str, edit: SetKey, flow: bool, column: int) -> str:
    value = edit.value
    if not isinstance(value, str):
        return flow_text(value)
    lines = value.split("\n")
    tidy = all(line.isprintable() and line == line.rstrip() for line in lines)
    if edit.block and not flow and len(lines) > 1 and tidy and lines[-1] and not lines[0][:1].isspace():
        return "".join(
            ["|-", *(f"{_newline(text)}{' ' * (column + 2) if line else ''}{line}" for line in lines)]
        )
    return scalar(value, flow)


def flow_text(value: Any) -> str:
    """A value on one line: mappings and lists in brackets, whole numbers without a point.

    >>> flow_text([{"aspect": "a", "position": -1.0}, {"aspect": "b", "shares": {"p": 0.25, "q": 0.75}}])
    '[{aspect: a, position: -1}, {aspect: b, shares: {p: 0.25, q: 0.75}}]'
    """
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{scalar(key, True)}: {flow_text(one)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow_text, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return "null" if value is None else scalar(str(value), True)


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


# what has become of it


def _check(before: str, after: str, edits: Sequence[Edit]) -> None:
    """The edited text says what was wanted, and nothing else has changed in it."""
    try:
        wanted = deepcopy(plain(before))
        for edit in sorted(edits, key=_last_items_first):
            *way, name = edit.place
            holder = wanted
            for step in way:
                holder = holder[step]
            if isinstance(edit, SetKey):
                holder[name] = _listed(edit.value)
            elif isinstance(edit, DropKey | DropItem):
                del holder[name]
            else:
                holder[name] = [*(holder.get(name) or []), *plain(edit.items)]
        sound = plain(after) == wanted
    except (IdealtypesError, LookupError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise IdealtypesError(REFUSED)


def _last_items_first(edit: Edit) -> tuple[bool, int]:
    """Items go after all else, the last first, since the numbers of those behind change."""
    last = edit.place[-1]
    gone = isinstance(edit, DropItem) and isinstance(last, int)
    return gone, -last if gone and isinstance(last, int) else 0


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for one in value.items() if isinstance(value, Mapping) else value:
            yield from _texts(one)


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _listed(one) for key, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value
