"""Texts that were annotated one by one, as programs for annotation keep them: tasks, examples, documents.

Such a text may be an interview, or one of the hundred pieces into which an interview was cut before it was annotated.
What was sampled is the interview: where a field of the texts names it (`column` source=FIELD), the texts with the same
name are pieces of one source, in their order, and positions in each are found in that piece.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from idealtypes.exchange.builder import PATH, Builder
from idealtypes.exchange.conventions import STANDARD, Convention, SourceText
from idealtypes.exchange.format import BadWish, Wishes
from idealtypes.exchange.found_again import Effort
from idealtypes.exchange.positions import HOW, FoundPassage, FoundPassages, MarkedPassage, find
from idealtypes.exchange.project import ForeignCode, ForeignReading, ForeignSource, Project
from idealtypes.model.hints import listed

BETWEEN = "\n\n"  # two pieces of a source
WISHES = ("source", "case")  # that `--column` may name a field for
PLAIN = str(STANDARD)
ALIKE = "alike"  # how a passage was counted where all ways are alike: as the others of its source
POSITION = re.compile("-?[0-9]{1,15}")
BEYOND = re.compile("[\U00010000-\U0010ffff]")  # two units in UTF-16
LONGEST = 2000  # characters of a field that is kept beside a text


@dataclass(frozen=True)
class PieceMark(MarkedPassage):
    """A passage in one of the pieces of a source; `entire` is the piece itself."""

    piece: int = 0
    entire: bool = False


@dataclass
class Pieces:
    """The texts of one source in their order; called with marks, it finds each in its piece.

    >>> pieces = Pieces(["we ring", "we wait"])
    >>> found = pieces([PieceMark(3, 7, None, 1), PieceMark(None, None, None, 0, True)])
    >>> [(at.start, at.end, at.text) for at in found.positions], found.text
    ([(12, 16, 'wait'), (0, 7, 'we ring')], 'we ring\\n\\nwe wait')
    """

    texts: list[str] = field(default_factory=list)
    usual: Convention = STANDARD
    effort: Effort = field(default_factory=Effort)
    ends: list[int] = field(
        default_factory=list
    )  # of each text in that of the source, once it is put together

    def __call__(self, marks: Sequence[MarkedPassage]) -> FoundPassages:
        of: dict[int, list[int]] = {}
        for n, mark in enumerate(marks):
            of.setdefault(mark.piece if isinstance(mark, PieceMark) else 0, []).append(n)
        positions: list[FoundPassage] = [FoundPassage(None, None, "", None)] * len(marks)
        kept: list[str] = []
        self.ends = []
        told: FoundPassages | None = None
        at = agree = voted = 0
        for piece, raw in enumerate(self.texts):
            numbers = of.get(piece, [])
            placed = [n for n in numbers if not _entire(marks[n])]
            found = self._found(raw, [marks[n] for n in placed]) if placed else None
            text = found.text if found is not None else SourceText.of(raw).text
            for n in numbers:
                if _entire(marks[n]):
                    positions[n] = FoundPassage(at, at + len(text), text, None, ALIKE)
            if found is not None:
                for n, one in zip(placed, found.positions, strict=True):
                    positions[n] = _moved(one, at)
                if told is None or (found.counted != PLAIN) > (told.counted != PLAIN):
                    told = found
                agree += found.agree
                voted += found.marks
            kept.append(text)
            self.ends.append(at + len(text))
            at += len(text) + len(BETWEEN)
        whole = BETWEEN.join(kept)
        if told is None:
            return FoundPassages(whole, tuple(positions), "")
        for n, one in enumerate(positions):
            if one.counted == ALIKE:
                positions[n] = replace(one, counted=told.counted)
        return FoundPassages(whole, tuple(positions), told.counted, told.how, agree, voted)

    def _found(self, raw: str, marks: Sequence[MarkedPassage]) -> FoundPassages:
        """The marks of one piece; of a text in which all ways of counting are alike they are looked up at once."""
        if "\r" in raw or raw.startswith("\ufeff") or BEYOND.search(raw):
            return find(raw, marks, self.usual, self.effort)
        positions, length, stored = [], len(raw), 0
        for mark in marks:
            start, end = mark.start, mark.end
            if start is None or end is None or not 0 <= start <= end <= length:
                return find(raw, marks, self.usual, self.effort)
            inside = raw[start:end]
            if mark.stored is not None:
                if mark.stored != inside:
                    return find(raw, marks, self.usual, self.effort)
                stored += 1
            positions.append(FoundPassage(start, end, inside, None if mark.stored is None else True, ALIKE))
        return FoundPassages(raw, tuple(positions), PLAIN, HOW["passages"] if stored else "", stored, stored)


def _entire(mark: MarkedPassage) -> bool:
    return isinstance(mark, PieceMark) and mark.entire


def _moved(one: FoundPassage, by: int) -> FoundPassage:
    if not by or one.start is None or one.end is None:
        return one
    return replace(one, start=one.start + by, end=one.end + by)


@dataclass(frozen=True)
class Place:
    """Where a text that was annotated stands: its source, the number of its piece, and what was said of it, which its
    passages carry."""

    source: str
    piece: int
    attributes: Mapping[str, str]

    def mark(self, start: int | None, end: int | None, stored: str | None = None) -> PieceMark:
        """A passage of this text."""
        return PieceMark(start, end, stored, self.piece)

    def entire(self) -> PieceMark:
        """This text as a passage."""
        return PieceMark(None, None, None, self.piece, True)


class AnnotatedTexts:
    """The texts of one file on their way into a project, each a source of its own or a piece of the one that its
    fields name."""

    def __init__(self, made: Builder, wishes: Wishes, usual: Convention = STANDARD) -> None:
        self._made = made
        self._usual = usual
        self._effort = Effort()
        self._wished = {name: wishes.columns[name] for name in WISHES if name in wishes.columns}
        self._pieces: dict[str, Pieces] = {}
        self._places: dict[str, Place] = {}
        self._fields: dict[str, set[str]] = {}  # field → some of its values
        self._left: set[str] = set()

    def __len__(self) -> int:
        return len(self._places)

    def place(self, key: str) -> Place | None:
        """Where the text with this key stands, None where there is no such text so far."""
        return self._places.get(key)

    def text(self, place: Place) -> str:
        """The text at a place."""
        return self._pieces[place.source].texts[place.piece]

    def add(self, key: str, name: str, text: str, fields: Mapping[str, Any], where: str) -> Place:
        """A text with what else is said of it; one with the same key is the same text again."""
        if (there := self._places.get(key)) is not None:
            return there
        said = self._plain(fields)
        asked = self._wished.get("source")
        source = said.pop(asked, "") if asked is not None else key
        if not source:
            self._made.skip(f"`{asked}` of {name}", where, "it is empty: the text is a source of its own")
            source = key
        case = said.pop(self._wished["case"], "") if "case" in self._wished else ""
        alone = source == key
        if source not in self._pieces:
            self._pieces[source] = pieces = Pieces([], self._usual, self._effort)
            at = self._made.case_named(case) if case else None
            kept = said if alone else {}
            one = ForeignSource(source, name if alone else source, None, "document", at, kept)
            self._made.source(one, None, where, pieces)
        pieces = self._pieces[source]
        if case and self._made.sources[source].case != case:
            said["case"] = case
        pieces.texts.append(text)
        self._places[key] = place = Place(source, len(pieces.texts) - 1, {} if alone else said)
        return place

    def readings(self, project: Project, by: Iterable[tuple[Place, str]]) -> Project:
        """The project with a reading for each passage in a text that a coder is known to have gone through, and on
        which she put no code. `by` are the texts with their coders."""
        readers: dict[tuple[str, int], set[str]] = {}
        for place, coder in by:
            readers.setdefault((place.source, place.piece), set()).add(coder)
        put: dict[str, set[str]] = {}
        for coding in project.codings:
            put.setdefault(coding.passage, set()).add(coding.coder)
        found = [
            ForeignReading(one.id, coder)
            for one in project.passages
            if one.start is not None and one.id in put
            for coder in sorted(readers.get((one.source, self._piece(one.source, one.start)), ()))
            if coder and coder not in put[one.id]
        ]
        return replace(project, readings=(*project.readings, *found))

    def _piece(self, source: str, start: int) -> int:
        return bisect_right(self._pieces[source].ends, start)

    def _plain(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """The fields that are a word or a number, as texts."""
        said = {}
        for name, value in fields.items():
            if value is None or value == "":
                continue
            plain = as_text(value)
            if not plain or len(plain) > LONGEST:
                self._left.add(name)
                continue
            said[name] = plain
            some = self._fields.setdefault(name, set())
            if len(some) < 2:
                some.add(plain)
        return said

    def finish(self, what: str, where: str) -> None:
        """Notes on what became of the texts and of their fields; `what` is what the program calls a text.

        Raises
        ------
        BadWish
            For a wish that names a field which no text has.
        """
        for name, asked in self._wished.items():
            if asked not in self._fields and self._places:
                there = f"there are {listed(sorted(self._fields))}" if self._fields else "they have no fields"
                raise BadWish(
                    f"{where}: `column` {name}={asked}: no {what} has a field of this name; {there}"
                )
        if self._left:
            self._made.notes.append(
                f"Fields that are lists, tables or long texts were not read: {listed(sorted(self._left))}."
            )
        if "source" in self._wished or len(self._places) < 2:
            return
        several = sorted(name for name, values in self._fields.items() if len(values) > 1)
        fields = f" (there are {listed(several)})" if several else ""
        self._made.notes.append(
            f"Each of the {len(self._places):,} {what}s is a source of its own. If they are pieces of fewer interviews "
            f"or documents, these were sampled: `column` source=FIELD says which field names them{fields}."
        )


class LabelSets:
    """Codes that are labels out of one or several sets: a set is a folder only where there are several."""

    def __init__(self, made: Builder) -> None:
        self._made = made
        self._of: dict[str, str] = {}  # code → its set

    def code(self, labels: str, path: Sequence[str]) -> str:
        """The code of a label, or of a path of labels, of a set; gives its id."""
        parent: str | None = None
        for depth, name in enumerate(path, 1):
            id_ = PATH.join((labels, *path[:depth]))
            if id_ not in self._made.codes:
                self._made.codes[id_] = ForeignCode(id_, name, parent=parent)
                if parent is None:
                    self._of[id_] = labels
            parent = id_
        assert parent is not None  # a path has a name at least
        return parent

    def finish(self) -> None:
        """Sets become folders where there are several."""
        names = dict.fromkeys(self._of.values())
        if len(names) > 1:
            folders = {name: ForeignCode(f"set {name}", name, codable=False) for name in names}
            of = {code: (name,) for code, name in self._of.items()}
            self._made.sort_into(folders, of, "the labels", "the labels")


def as_text(value: Any) -> str:
    """A word or a number of JSON as text; "" for anything else.

    >>> as_text(3), as_text(3.0), as_text(True), as_text([1]), as_text(" a ")
    ('3', '3', 'true', '', 'a')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) else ""


def whole_number(value: Any) -> int | None:
    """A position of JSON, None where it is none.

    >>> whole_number(3), whole_number("3"), whole_number(3.0), whole_number(True), whole_number("3.5")
    (3, 3, 3, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and POSITION.fullmatch(value.strip()):
        return int(value)
    return None
