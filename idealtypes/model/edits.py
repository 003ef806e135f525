"""Edits of a study's own files, as data: cells, rows, codes, ratings, values of YAML, whole texts.

`was` is what whoever edits saw there: where something else stands by now, nothing is written. None does not ask.
A `key` names a row by columns of its table, `{"id": "g08_2", "coder": "a"}`; a text stands for the first of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Key: TypeAlias = "str | Mapping[str, str]"
Where: TypeAlias = "Sequence[str | int]"

# Table → the columns that name a row, in the order in which a key may be written as `g08_2/a`.
KEYS: Mapping[str, tuple[str, ...]] = {
    "statements": ("id", "coder", "occasion"),
    "codings": ("statement", "code", "coder", "occasion"),
    "claims": ("statement", "outcome", "aspect", "pole", "trait", "from_outcome"),
    "ratings": ("case", "aspect", "rater", "trait", "pole"),
    "sources": ("id",),
    "cases": ("id",),
    "outcomes": ("id",),
    "coders": ("id",),
    "sample": ("variable", "value"),
}


class Absent:
    """The type of `ABSENT`: nothing was there."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


@dataclass(frozen=True)
class SetCell:
    """Let a cell of a table be this, "" for blank.

    A column of the statement itself (`text`, `mode`, `case`, …) is set in all its rows, if the key names no coder. A
    known column that the table lacks is added behind its own.
    """

    table: str
    key: Key
    column: str
    value: str
    was: str | None = None


@dataclass(frozen=True)
class AddRow:
    """A row below those of a table; a statement without an `id` gets the next that is free of its source.

    The first row of a table that the study lacks (claims, ratings, sources, cases, outcomes, coders, sample) begins
    it: `claims.csv`, which `study.yaml` then names.
    """

    table: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class DropRow:
    """Take a row out; of a statement all its rows, if the key names no coder. `was`: columns as they were seen."""

    table: str
    key: Key
    was: Mapping[str, str] | None = None


@dataclass(frozen=True)
class SetCodes:
    """The codes of one coder on one statement, wherever the study keeps them, as the field reads: `pay;!rules=0.5`.

    "" means read, and nothing coded; None, not read: her row is taken out. `coder` is "" where the study names none.
    """

    statement: str
    coder: str
    codes: str | None
    was: str | Absent | None = None
    because: str | None = None
    occasion: str = ""


@dataclass(frozen=True)
class SetRating:
    """The place of a case on an aspect by a rater, in a table of either shape: a number, a pole, "" for none.

    The first begins the table, where the study has none.
    """

    case: str
    aspect: str
    rater: str
    value: str
    because: str | None = None
    trait: str = ""
    was: str | Absent | None = None


@dataclass(frozen=True)
class SetValue:
    """Let the key at a place of a YAML file have this value; it is put in where it is not there.

    `file` is named from the study's folder, `scheme` and `scenarios` mean the study's own. A place is the way from the
    top; an item of a list is named by its number or its `id`: `("codes", "pay", "definition")`. `was` is compared only
    where it is given: `ABSENT` means that the key was not there.
    """

    file: str
    place: Where
    value: Any
    was: Any = None


@dataclass(frozen=True)
class DropValue:
    """Take out the key, or the item of a list, at a place of a YAML file."""

    file: str
    place: Where
    was: Any = None


@dataclass(frozen=True)
class AddValues:
    """Add items to the end of the list at a place of a YAML file, or begin it.

    The first measure of a study begins its file of scenarios: `scenarios.yaml`, which `study.yaml` then names.
    """

    file: str
    place: Where
    items: Sequence[Any]


@dataclass(frozen=True)
class SetScenario:
    """Save a named scenario in the study's file of scenarios: a new one, or other measures, title or `new_id`."""

    id: str
    title: str | Mapping[str, str] | None = None
    measures: Sequence[str] | None = None
    description: str | Mapping[str, str] | None = None
    new_id: str | None = None


@dataclass(frozen=True)
class SetBelief:
    """What the board believes that a measure does to an outcome: 1 more, −1 less, None nothing; `sure` above 0.5."""

    outcome: str
    measure: str
    direction: int | None
    sure: float = 0.8


@dataclass(frozen=True)
class SetWeights:
    """What outcomes weigh in an order, 0 or more; {} takes all weights out."""

    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SetFile:
    """The whole text of one of the study's own text files, if the file is still the one with this SHA-256.

    This alone may be done to a study with faults, and may leave some. `sha256` is None for a file that is not there.
    """

    file: str
    text: str
    sha256: str | None


@dataclass(frozen=True)
class AddText:
    """The whole text of a source that has none: `texts/<source>.txt`, which the source's row then names."""

    source: str
    text: str


Edit = (
    SetCell | AddRow | DropRow | SetCodes | SetRating | SetValue | DropValue | AddValues | SetScenario
    | SetBelief | SetWeights | SetFile | AddText
)  # fmt: skip
KINDS: Mapping[str, type] = {
    "cell": SetCell, "row": AddRow, "no_row": DropRow, "codes": SetCodes, "rating": SetRating, "value": SetValue,
    "no_value": DropValue, "values": AddValues, "scenario": SetScenario, "belief": SetBelief, "weights": SetWeights,
    "file": SetFile, "text": AddText,
}  # fmt: skip


@dataclass(frozen=True)
class MadeChange:
    """One thing that an edit changed.

    Attributes
    ----------
    file, line
        Named from the study's folder; the line before the change, None for what was not there.
    what
        `cell`, `row added`, `row taken out`, `value`, `items`, `file`.
    place
        Where in the file: the row and the column, the way to the key; "" for the whole.
    before, after
        What stood there, None for nothing, and what stands there now.
    """

    file: str
    line: int | None
    what: str
    place: str
    before: str | None
    after: str | None

    def to_dict(self) -> dict[str, Any]:
        """The change as plain data."""
        return {name: getattr(self, name) for name in ("file", "line", "what", "place", "before", "after")}


def key_of(table: str, key: Key) -> dict[str, str]:
    """A key as columns with their values: `g08_2/a` is the row of coder `a`.

    >>> key_of("statements", "g08_2/a"), key_of("cases", {"id": "oslo"})
    ({'id': 'g08_2', 'coder': 'a'}, {'id': 'oslo'})
    """
    if not isinstance(key, str):
        return dict(key)
    names = KEYS[table]
    parts = key.split("/") if len(names) > 1 else [key]
    if len(parts) > len(names):
        parts = [*parts[: len(names) - 1], "/".join(parts[len(names) - 1 :])]
    return {name: part.strip() for name, part in zip(names, parts, strict=False)}
