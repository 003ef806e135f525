"""What the files of a study become under edits, all of them or none; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from idealtypes.errors import BadCall, BadInput, Fault, IdealtypesError
from idealtypes.files.content import STUDY, is_there
from idealtypes.files.document import plain
from idealtypes.files.editing.added_texts import add_text
from idealtypes.files.editing.edited_codes import set_codes
from idealtypes.files.editing.edited_ratings import set_rating
from idealtypes.files.editing.edited_scenarios import set_belief, set_scenario, set_weights
from idealtypes.files.editing.edited_tables import StudyTables, add_row, drop_row, set_cell
from idealtypes.files.editing.edited_yaml import StudyYaml
from idealtypes.files.editing.whole_files import set_file
from idealtypes.files.versions import former
from idealtypes.model.edits import (
    ABSENT,
    AddRow,
    AddText,
    AddValues,
    DropRow,
    DropValue,
    Edit,
    MadeChange,
    SetBelief,
    SetCell,
    SetCodes,
    SetFile,
    SetRating,
    SetScenario,
    SetValue,
    SetWeights,
)
from idealtypes.model.study import StudyData
from idealtypes.storage.reading import read, read_text
from idealtypes.storage.transaction import Changed


class ChangedSince(Changed):
    """Something else stands in a file than whoever edits saw: every such place, and what stands there now."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        end = "nothing is written; read the study again"
        super().__init__("\n".join([*map(str, self.faults), end]))


@dataclass(frozen=True)
class Prepared:
    """File, named from the study's folder → its new bytes; and what changed, one by one."""

    files: Mapping[str, bytes]
    changes: tuple[MadeChange, ...]


def whole_alone(edits: Sequence[Edit]) -> bool:
    """Whether all that is edited are whole files: then the study need not be sound.

    Raises
    ------
    BadCall
        Where whole files and parts of files are edited at once, or one file twice.
    """
    whole = [edit.file for edit in edits if isinstance(edit, SetFile)]
    if whole and len(whole) < len(edits):
        raise BadCall("`edits` replaces whole files and changes parts of files: do one after the other")
    if len(set(whole)) < len(whole):
        raise BadCall("`edits` replaces one file twice")
    return bool(whole)


def replaced_files(root: Path, edits: Sequence[Edit]) -> Prepared:
    """What whole files become.

    Raises
    ------
    ChangedSince
        Where a file is another than the one that was read.
    """
    files: dict[str, bytes] = {}
    made: list[MadeChange] = []
    conflicts: list[Fault] = []
    for edit in edits:
        assert isinstance(edit, SetFile)  # `whole_alone` says so
        new, changes, others = set_file(root, edit)
        files |= new
        made += changes
        conflicts += others
    if conflicts:
        raise ChangedSince(conflicts)
    return Prepared(files, tuple(made))


def edited_files(study: StudyData, root: Path, edits: Sequence[Edit]) -> Prepared:
    """What cells, rows, codes, ratings and YAML become; all places are those of the files as they were.

    A scheme that changes is kept among the former versions, as it is when codes are placed.

    Raises
    ------
    BadInput
        With every row that is not there, or not the only one.
    ChangedSince
        Where something else stands there than was seen.
    IdealtypesError
        For edits that cannot be, such as two of one place.
    """
    document = plain(read_text(root / STUDY))
    tables, yaml = StudyTables(study, root, document), StudyYaml(root, document)
    new: dict[str, bytes] = {}
    # what is added may be coded, too, and a file that is begun may get more
    for edit in sorted(edits, key=lambda one: not isinstance(one, AddRow | AddValues)):
        match edit:
            case SetCell():
                set_cell(tables, edit)
            case AddRow():
                add_row(tables, edit)
            case DropRow():
                drop_row(tables, edit)
            case SetCodes():
                set_codes(tables, edit)
            case SetRating():
                set_rating(tables, edit)
            case AddText():
                text = add_text(tables, edit, new)
                new |= {} if text is None else dict([text])
            case SetScenario():
                set_scenario(yaml, edit)
            case SetBelief():
                set_belief(yaml, edit)
            case SetWeights():
                set_weights(yaml, edit)
            case SetValue() | DropValue() | AddValues():
                yaml.edit(edit)
            case _:
                raise BadCall(f"`edits` holds {edit!r}, which is no edit")
    for table, name in tables.begun.items():
        yaml.edit(SetValue(STUDY, (table,), name, was=ABSENT))
    if tables.faults:
        raise BadInput(tables.faults)
    if conflicts := [*tables.conflicts, *yaml.conflicts]:
        raise ChangedSince(conflicts)
    try:
        files = {**tables.bytes(), **yaml.bytes()}
    except UnicodeEncodeError:
        raise IdealtypesError("a value holds half a character, which UTF-8 cannot say") from None
    files = {name: data for name, data in files.items() if not _stands(root / name, data)} | new
    scheme = yaml.own.get("scheme", "")
    if Path(scheme).as_posix() in files:
        before = read(root / scheme)
        kept = former(root, before)
        files |= {} if kept is None else {kept: before}
    return Prepared(files, (*tables.made, *yaml.made))


def _stands(path: Path, data: bytes) -> bool:
    """Whether a file has these bytes already; one that is begun has none."""
    return is_there(path) and read(path) == data
