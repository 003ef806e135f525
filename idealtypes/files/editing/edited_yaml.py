"""Values of a study's YAML files set, added and taken out, named by their way from the top; comments stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from idealtypes.errors import BadChoice, Fault, IdealtypesError
from idealtypes.files.changed_table import MARK
from idealtypes.files.condensates_file import YAML as CONDENSATES
from idealtypes.files.content import STUDY, begun, is_path, shown
from idealtypes.files.document import plain, read_document
from idealtypes.files.faults import Findings
from idealtypes.files.yaml_edit import AddItems, DropItem, DropKey, SetKey, edited, flow_text
from idealtypes.files.yaml_edit import Edit as TextEdit
from idealtypes.model.base import Place
from idealtypes.model.edits import ABSENT, AddValues, DropValue, MadeChange, SetValue
from idealtypes.model.hints import hint
from idealtypes.storage.reading import read

SHARING = "sharing.yaml"
SCENARIOS = "scenarios"
Asked = SetValue | DropValue | AddValues


@dataclass
class YamlFile:
    """A YAML file under edits: what it says, and what becomes of it."""

    name: str
    path: Path
    mark: bytes
    text: str
    data: Any
    edits: list[TextEdit] = field(default_factory=list)
    new: dict[Place, Any] = field(default_factory=dict)  # keys that are not there, with all below them
    touched: list[Place] = field(default_factory=list)
    dropped: dict[Place, list[int]] = field(default_factory=dict)


class StudyYaml:
    """The YAML files of a study that may be edited, and what edits make of them."""

    def __init__(self, root: Path, document: Mapping[str, Any]) -> None:
        self.root = root
        own = {"study": STUDY, "condensates": CONDENSATES, "sharing": SHARING}
        own |= {name: str(document[name]) for name in ("scheme", SCENARIOS) if document.get(name)}
        self.own = own
        self.files: dict[str, YamlFile] = {}
        self.made: list[MadeChange] = []
        self.conflicts: list[Fault] = []

    def file(self, name: str) -> YamlFile:
        """A file by its name, or by what it is to the study.

        Raises
        ------
        BadChoice
            For what is no YAML file of the study's own.
        """
        known = {Path(one).as_posix(): one for one in self.own.values()}
        given = Path(self.own.get(name, name)).as_posix()
        if given not in known:
            raise BadChoice(f"no YAML file `{name}` of the study; {hint(name, [*self.own, *known])}")
        path = self.root / known[given]
        scheme = self.own.get("scheme", "")
        if given == Path(scheme).as_posix() and not (is_path(scheme) and _inside(path, self.root)):
            raise BadChoice(
                f"the coding scheme `{name}` is not the study's own, and others may use it: copy it into the study's "
                f"folder first (`place` does with `copy_scheme`), and let {STUDY} name the copy"
            )
        if given not in self.files:
            try:
                data = read(path)
            except OSError:
                raise BadChoice(f"{shown(path)}: there is no such file in the study") from None
            mark = MARK if data.startswith(MARK) else b""
            text = data.removeprefix(MARK).decode("utf-8")
            self.files[given] = YamlFile(given, path, mark, text, plain(text))
        return self.files[given]

    def begin(self, name: str) -> None:
        """Begin a file of scenarios, where the study names none: `study.yaml` names it.

        Raises
        ------
        BadChoice
            Where a file has its name that the study does not know.
        """
        if name != SCENARIOS or name in self.own:
            return
        file = begun(self.root, name, ".yaml")
        self.own[name] = file
        self.files[file] = YamlFile(file, self.root / file, b"", "format: 1\n", {"format": 1})
        self.edit(SetValue(STUDY, (name,), file, was=ABSENT))

    def edit(self, edit: Asked) -> None:
        """One edit; what stands at its place has to be what was seen. The first measure begins its file."""
        if isinstance(edit, AddValues):
            self.begin(edit.file)
        file = self.file(edit.file)
        place = found(file, edit.place)
        if any(_touch(place, other) for other in file.touched if not isinstance(edit, AddValues)):
            raise BadChoice(f"{shown(file.path)}: `{said(place)}` is edited twice")
        there, now = value_at(file.data, place)
        was = None if isinstance(edit, AddValues) else edit.was
        if was is not None and not (was is ABSENT and not there) and (not there or now != _plain(was)):
            told = f"`{said(place)}` is {_shown(now) if there else 'not there'} by now"
            seen = "was not there" if was is ABSENT else f"was {_shown(_plain(was))}"
            self.conflicts.append(
                Fault(shown(file.path), self._line(file, place), f"{told}, and {seen} when it was read")
            )
            return
        before = _told(now) if there and now is not None else None
        where = said(_by_id(file.data, place))
        line = self._line(file, place) if there else None
        if isinstance(edit, SetValue):
            value = _plain(edit.value)
            if value is None:
                raise BadChoice(f"`{said(place)}` has no value: to take it out, drop it")
            if there and now == value and type(now) is type(value):
                return
            file.touched.append(place)
            self._set(file, place, value)
            self.made.append(MadeChange(file.name, line, "value", where, before, _told(value)))
        elif isinstance(edit, DropValue):
            if not there:
                raise BadChoice(f"{shown(file.path)} has no `{said(place)}`")
            file.touched.append(place)
            if isinstance(place[-1], int):
                file.dropped.setdefault(place[:-1], []).append(place[-1])
            else:
                file.edits.append(DropKey(place))
            self.made.append(MadeChange(file.name, line, "value", where, before, None))
        else:
            self._add(file, place, there, now, [_plain(one) for one in edit.items], line)

    def _set(self, file: YamlFile, place: Place, value: Any) -> None:
        """The key, or where what holds it is not there either, the first that is not with all below it."""
        for length in range(1, len(place) + 1):
            part = place[:length]
            there, now = value_at(file.data, part)
            if length == len(place):
                if isinstance(part[-1], int):
                    self._item(file, part, value)
                else:
                    block = isinstance(value, str) and "\n" in value
                    file.edits.append(SetKey(part, value, (), block))
            elif not there or now is None:
                if any(isinstance(step, int) for step in place[length - 1 :]):
                    raise BadChoice(f"{shown(file.path)} has no `{said(part)}`: add the list first")
                _merge(file.new, part, place[length:], value)
                return

    def _item(self, file: YamlFile, place: Place, value: Any) -> None:
        """An item of a list that is set whole: key by key, where both are mappings; else the list is written anew."""
        _, now = value_at(file.data, place)
        if isinstance(now, Mapping) and isinstance(value, Mapping):
            file.edits += [
                SetKey((*place, key), one, ()) for key, one in value.items() if now.get(key) != one
            ]
            file.edits += [DropKey((*place, key)) for key in now if key not in value]
            return
        _, items = value_at(file.data, place[:-1])
        file.touched.append(place[:-1])
        file.edits.append(
            SetKey(place[:-1], [value if n == place[-1] else one for n, one in enumerate(items)])
        )

    def _add(
        self, file: YamlFile, place: Place, there: bool, now: Any, items: Sequence[Any], line: int | None
    ) -> None:
        if there and now is not None and not isinstance(now, list):
            raise BadChoice(f"{shown(file.path)}: `{said(place)}` is no list, so nothing can be added to it")
        if not items:
            return
        text = "\n".join(f"- {flow_text(item)}" for item in items)
        file.edits.append(AddItems(place, text))
        self.made.append(
            MadeChange(file.name, line, "items", said(_by_id(file.data, place)), None, flow_text(list(items)))
        )

    def _line(self, file: YamlFile, place: Place) -> int | None:
        document = read_document(file.path, Findings())
        return None if document is None else document.line(place)

    def bytes(self) -> dict[str, bytes]:
        """What the files become.

        Raises
        ------
        IdealtypesError
            Where an edit cannot be made as text.
        """
        changed = {}
        for file in self.files.values():
            edits = [*file.edits, *(SetKey(place, value, ()) for place, value in file.new.items())]
            for holder, numbers in file.dropped.items():
                _, items = value_at(file.data, holder)
                whole = len(set(numbers)) == len(items) and holder and isinstance(holder[-1], str)
                edits += (
                    [DropKey(holder)] if whole else [DropItem((*holder, n)) for n in sorted(set(numbers))]
                )
            if not edits:
                continue
            try:
                text = edited(file.text, _joined(edits))
            except IdealtypesError as problem:
                raise IdealtypesError(f"{shown(file.path)}: {problem}") from problem
            changed[file.name] = file.mark + text.encode("utf-8")
        return changed


def _joined(edits: Sequence[TextEdit]) -> Iterator[TextEdit]:
    """The edits, items for one list added at once."""
    lists: dict[Place, list[str]] = {}
    for edit in edits:
        if isinstance(edit, AddItems):
            lists.setdefault(edit.place, []).append(edit.items)
        else:
            yield edit
    yield from (AddItems(place, "\n".join(items)) for place, items in lists.items())


def _merge(new: dict[Place, Any], part: Place, way: Place, value: Any) -> None:
    holder = new.setdefault(part, {})
    for step in way[:-1]:
        holder = holder.setdefault(step, {})
    holder[way[-1]] = value


def _touch(a: Place, b: Place) -> bool:
    return a[: len(b)] == b or b[: len(a)] == a


def _inside(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def found(file: YamlFile, place: Sequence[str | int]) -> Place:
    """A place with numbers for the items that it names by their ids.

    Raises
    ------
    BadChoice
        For an empty place, and an item that is not in its list.
    """
    if not place:
        raise BadChoice(f"{shown(file.path)}: say which key is meant")
    way: Place = ()
    holder = file.data
    for step in place:
        if isinstance(holder, list):
            number = _number_of(holder, step)
            if number is None:
                ids = [str(one["id"]) for one in holder if isinstance(one, Mapping) and "id" in one]
                end = hint(str(step), ids) if ids else f"the list has {len(holder)} items"
                raise BadChoice(f"{shown(file.path)}: no `{said((*way, step))}`; {end}")
            step = number
        elif holder is not None and not isinstance(holder, Mapping):
            raise BadChoice(f"{shown(file.path)}: `{said(way)}` is {_shown(holder)}, which holds no `{step}`")
        way = (*way, step)
        holder = value_at(holder, (step,))[1]
    return way


def _number_of(items: Sequence[Any], step: str | int) -> int | None:
    for n, one in enumerate(items):
        if isinstance(one, Mapping) and str(one.get("id")) == str(step):
            return n
    number = int(step) if isinstance(step, int) or step.isdigit() else -1
    return number if 0 <= number < len(items) else None


def value_at(data: Any, place: Place) -> tuple[bool, Any]:
    """Whether something is at a place, and what."""
    for step in place:
        held = isinstance(data, Mapping) and step in data
        if not held and not (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            return False, None
        data = data[step]
    return True, data


def said(place: Sequence[str | int]) -> str:
    """A place as it is written."""
    return "/".join(map(str, place))


def _by_id(data: Any, place: Place) -> tuple[str | int, ...]:
    """A place with the ids of items for their numbers, where they have one."""
    found: list[str | int] = []
    for length, step in enumerate(place, 1):
        _, item = value_at(data, place[:length])
        named = isinstance(step, int) and isinstance(item, Mapping) and "id" in item
        found.append(str(item["id"]) if named else step)
    return tuple(found)


def _told(value: Any) -> str:
    """A value for people: a text as it is, all else as YAML."""
    return value if isinstance(value, str) else flow_text(value)


def _shown(value: Any) -> str:
    text = "blank" if value is None else flow_text(value)
    return f"`{text if len(text) <= 80 else text[:79] + '…'}`"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
