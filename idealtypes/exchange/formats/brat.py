"""brat: standoff annotations, `NAME.ann` beside `NAME.txt`; one pair, or a folder or zip archive of them.

A line `T1<tab>Type start end<tab>text` is a coding of the passage with the type; positions count characters. A span of
several parts (`0 4;8 12`) is the passage from its first part to its last. Attributes (`A`, `M`) and notes (`#`) of a
`T` become the memo of its coding; an attribute `Negation`, or `Stance` with such a value, puts it against the type.
Relations, events, equivalences and normalisations join or name passages and are codes of none: the passage of an
event's trigger is coded, its arguments are not read. brat does not say who annotated: where the same text stands in
several folders, each folder is one annotator's. `annotation.conf` has the types and their tree, `visual.conf` their
names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from idealtypes.exchange.against import qualified
from idealtypes.exchange.archives import Members
from idealtypes.exchange.builder import Builder, identity
from idealtypes.exchange.folders import Folder, opened, text_in
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.positions import MarkedPassage
from idealtypes.exchange.project import ForeignCode, ForeignSource, Project
from idealtypes.exchange.segments import Segment
from idealtypes.files.content import shown
from idealtypes.model.hints import listed
from idealtypes.model.text import counted

ENDING, TEXT = ".ann", ".txt"
BOUND = re.compile(r"(T\S*)\t(\S+) ([0-9]{1,15} [0-9]{1,15}(?:;[0-9]{1,15} [0-9]{1,15})*)(?:\t(.*))?")
HELD = re.compile(r"^\ufeff?T[^\n\t]*\t", re.MULTILINE)
FIRST = re.compile(rb"T[0-9]+\t\S+ [0-9]+ [0-9]+(;[0-9]+ [0-9]+)*\t")
ATTRIBUTE = re.compile(r"[AM]\S*\t(\S+) (\S+)(?: (.*))?")
NOTE = re.compile(r"#\S*\t(\S+) (\S+)\t(.*)")
EVENT = re.compile(r"(E\S*)\t(\S+?):(\S+)(?: (.*))?")
OTHERS = {
    "R": ("a relation", "it joins two passages, and is on none of its own"),
    "*": ("an equivalence", "it joins passages, and is on none of its own"),
    "N": ("a normalisation", "it names what a passage stands for in another list, and is no code"),
}
SECTION = re.compile(r"\[(\w+)\]")


def recognises(sample: Sample) -> bool:
    """A file of standoff annotations, or a folder or archive that holds some."""
    if sample.members or sample.inside:
        return any(name.lower().endswith(ENDING) for name in (*sample.members, *sample.inside))
    return FIRST.match(sample.head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(path: Path, wishes: Wishes) -> Project:
    """The project in a pair of files, or in a folder or archive of pairs."""
    made = Builder("brat", path.stem, "brat", progress=wishes.progress)
    reading = _Corpus(made)
    if path.is_file() and path.suffix.lower() == ENDING:
        beside = ("annotation.conf", "visual.conf", path.name[: -len(ENDING)] + TEXT)
        reading.read(Folder(path.parent, only=(path.name, *beside)), (path.name,), wishes)
    else:
        with opened(path) as members:
            names = tuple(name for name in members.names if name.lower().endswith(ENDING))
            if not names:
                raise NotReadable(f"{shown(path)}: there is no `{ENDING}` file in it")
            reading.read(members, names, wishes)
    return made.project()


@dataclass
class _Bound:
    """A text-bound annotation, with what other lines say of it."""

    type: str
    start: int
    end: int
    stored: str | None
    said: list[str] = field(default_factory=list)
    against: bool = False


class _Corpus:
    """The documents of a corpus, one after the other, into one project."""

    def __init__(self, made: Builder) -> None:
        self._made = made
        self._unknown: dict[str, int] = {}
        self._declared: set[str] = set()
        self._names: dict[str, str] = {}
        self._gaps = 0

    def read(self, members: Members, names: tuple[str, ...], wishes: Wishes) -> None:
        """All documents; `names` are the files of annotations among the members."""
        self._configuration(members)
        texts = {name: self._text(members, name) for name in names}
        coders = _coders(texts)
        for done, name in enumerate(names):
            wishes.tell(done, len(names))
            source, coder = coders[name]
            if source not in self._made.sources:
                text = texts[name]
                one = ForeignSource(source, source.rpartition("/")[2], None, "document")
                self._made.source(one, text, members.where(name))
                if text is None:
                    self._made.notes.append(
                        f"`{name}` has no text beside it: its passages are those that it stores."
                    )
            self._document(text_in(members, name).removeprefix("\ufeff"), source, coder, members.where(name))
        if len({coder for _, coder in coders.values()} - {""}) > 1:
            self._made.notes.append(
                "The same texts stand in several folders: each folder is read as one annotator's."
            )
        if self._gaps:
            self._made.notes.append(
                f"{counted(self._gaps, 'annotation')} with gaps: each is read as the passage from its first part "
                "to its last."
            )
        if self._unknown and self._declared:
            self._made.notes.append(
                f"Types that `annotation.conf` does not name became codes all the same: {listed(self._unknown)}."
            )

    @staticmethod
    def _text(members: Members, name: str) -> str | None:
        beside = name[: -len(ENDING)] + TEXT
        return text_in(members, beside) if beside in members.names else None

    def _document(self, text: str, source: str, coder: str, where: str) -> None:
        bound: dict[str, _Bound] = {}
        of_event: dict[str, str] = {}
        # where, of what, what is said, and whether that puts it against its type
        later: list[tuple[str, str, str, bool | None]] = []
        for number, line in enumerate(text.split("\n"), 1):
            line, place = line.rstrip("\r"), f"{where}:{number}"
            if not line.strip():
                continue
            if found := BOUND.fullmatch(line):
                if found[1] in bound:
                    self._made.skip(
                        f"annotation {found[1]}",
                        place,
                        "there is another one with this id above",
                        passages=1,
                        codings=1,
                    )
                else:
                    bound[found[1]] = self._bound(found)
            elif found := EVENT.fullmatch(line):
                of_event[found[1]] = found[3]
                self._made.skip("an event", place, "its trigger is coded; its arguments join passages")
            elif found := ATTRIBUTE.fullmatch(line):
                value = found[3] or ""
                said = f"{found[1]}: {value}" if value else found[1]
                later.append((place, found[2], said, qualified(found[1], value)))
            elif found := NOTE.fullmatch(line):
                kind = "" if found[1] == "AnnotatorNotes" else f"{found[1]}: "
                later.append((place, found[2], f"{kind}{found[3].strip()}", None))
            elif line[0] in OTHERS:
                self._made.skip(*_with_place(OTHERS[line[0]], place))
            else:
                lost = int(line.startswith("T") and "\t" in line)
                why = "it is no annotation that brat knows"
                self._made.skip("a line", place, why, passages=lost, codings=lost)
        for place, target, said, against in later:
            one = bound.get(of_event.get(target, target))
            if one is None:
                self._made.skip(f"`{said[:60]}` of {target}", place, "it is said of no passage of this file")
            elif against is not None:
                one.against = against
            else:
                one.said.append(said)
        for id_, one in bound.items():
            code = self._code(one.type)
            own = f"{source}/{coder}/{id_}" if coder else f"{source}/{id_}"
            mark = MarkedPassage(one.start, one.end, one.stored)
            memo, by = "\n".join(one.said), self._made.coder(coder)
            segment = Segment(own, mark, (code,), by, memo, against=one.against)
            self._made.segment(source, segment, where)

    def _bound(self, found: re.Match[str]) -> _Bound:
        parts = [tuple(map(int, part.split())) for part in found[3].split(";")]
        if len(parts) > 1:
            self._gaps += 1
            return _Bound(found[2], min(p[0] for p in parts), max(p[1] for p in parts), None)
        return _Bound(found[2], parts[0][0], parts[0][1], found[4] or None)

    def _code(self, type_: str) -> str:
        if type_ not in self._made.codes:
            self._made.code(ForeignCode(type_, self._names.get(type_, type_)), "the types")
        if type_ not in self._declared:
            self._unknown[type_] = self._unknown.get(type_, 0) + 1
        return type_

    def _configuration(self, members: Members) -> None:
        """The types of the corpus and their names."""
        for name in members.names:
            if name.rpartition("/")[2] == "visual.conf":
                for section, _, line in _sections(text_in(members, name)):
                    type_, _, label = (part.strip() for part in line.partition("|"))
                    if section == "labels" and label:
                        self._names.setdefault(type_, label.split("|")[0].strip())
        for name in members.names:
            if name.rpartition("/")[2] != "annotation.conf":
                continue
            above: list[str] = []
            for section, depth, line in _sections(text_in(members, name)):
                type_ = line.split()[0].lstrip("!").partition("|")[0]  # other names of it may follow
                if section not in ("entities", "events") or line.startswith("-") or "=" in type_:
                    continue
                depth = min(depth, len(above))
                above[depth:] = [type_]
                if type_ not in self._declared:
                    self._declared.add(type_)
                    parent = above[depth - 1] if depth else None
                    title = self._names.get(type_, type_)
                    self._made.code(ForeignCode(type_, title, "", parent, not line.startswith("!")), name)


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The lines of text-bound annotations: each is a passage with a code."""
    if path.is_file() and path.suffix.lower() == ENDING:
        texts = [text_in(Folder(path.parent, only=(path.name,)), path.name)]
    else:
        with opened(path) as members:
            texts = [text_in(members, name) for name in members.names if name.lower().endswith(ENDING)]
    held = sum(len(HELD.findall(text)) for text in texts)
    return {"selections": held, "codings": held}


def _with_place(other: tuple[str, str], place: str) -> tuple[str, str, str]:
    return other[0], place, other[1]


def _sections(text: str) -> Iterator[tuple[str, int, str]]:
    """The lines of a configuration with their section and how deep they are set in; comments are left out."""
    section = ""
    for raw in text.removeprefix("\ufeff").splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if found := SECTION.fullmatch(line):
            section = found[1]
        else:
            yield section, len(raw) - len(raw.lstrip("\t")), line


def _coders(texts: dict[str, str | None]) -> dict[str, tuple[str, str]]:
    """The source and the annotator of each file: files of one name with the same text, in folders of different names,
    are one source, and the folders are the annotators'."""
    same: dict[tuple[str, str], list[str]] = {}
    for name, text in texts.items():
        if text is not None:
            same.setdefault((name.rpartition("/")[2], identity(text)), []).append(name)
    found = {name: (name[: -len(ENDING)], "") for name in texts}
    for (own, _), names in same.items():
        folders = [name.rpartition("/")[0] for name in names]
        differ = _differing(folders)
        if len(names) > 1 and all(differ) and len(set(differ)) == len(differ):
            common = own[: -len(ENDING)]
            found |= {name: (common, folder) for name, folder in zip(names, differ, strict=True)}
    return found


def _differing(folders: list[str]) -> list[str]:
    """The parts of paths by which they differ.

    >>> _differing(["corpus/anna/a", "corpus/bo/a"]), _differing(["", "b"])
    (['anna', 'bo'], ['', 'b'])
    """
    parts = [folder.split("/") for folder in folders]
    while all(parts) and len({tuple(one[:1]) for one in parts}) == 1:
        parts = [one[1:] for one in parts]
    while all(parts) and len({tuple(one[-1:]) for one in parts}) == 1:
        parts = [one[:-1] for one in parts]
    return ["/".join(one) for one in parts]


FORMAT = Format(
    "brat",
    "brat standoff (`.ann` with `.txt`, a folder or zip of them)",
    ("brat",),
    recognises,
    read,
    "brat, the 146 documents of its repository in 2021",
    tried="2026-11-29",
    holds=holds,
)
