"""Sources coded by the Reproducible Open Coding Kit: plain text, `.rock`, a folder of such files, or a `.ROCKproject`.

A line is an utterance, and what stands in double brackets on it is put on it: `[[code]]`, `[[parent>child]]`,
`[[value||3]]`, class instance identifiers as `[[cid=1]]`, the utterance's own as `[[uid=…]]`. A case counts from where
it is named to where the next one is; so does a coder (`[[coderId=…]]`). Lines that begin with `#` are comments, those
between two lines `---` are YAML, with attributes of cases and the tree of codes; `---<<name>>---` and `--+-{…}-+--`
divide (Zörgő, S. & Peters, G.-J. Y., *The ROCK book*; the defaults of the R package `rock`). The text of a source is
what is left without all this, an utterance a line: two coders' versions of a source have the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.folders import holds_files, opened, text_in
from idealtypes.exchange.format import Format, Sample, Wishes
from idealtypes.exchange.json_files import as_unicode, read_bytes
from idealtypes.exchange.plain_yaml import load
from idealtypes.exchange.positions import FoundPassage, FoundPassages, MarkedPassage
from idealtypes.exchange.project import ForeignCase, ForeignCode, ForeignSource, Project
from idealtypes.exchange.rock_projects import ENDING, sources_in
from idealtypes.exchange.segments import Segment
from idealtypes.files.budget import beyond, budget
from idealtypes.files.content import shown
from idealtypes.model.hints import listed

LINE_END = re.compile(r"\r\n?")

BRACKETS = re.compile(r"\[\[([^\[\]]{1,300})\]\]")
# what stands between them, with single spaces
IDENTIFIER = re.compile(r"([A-Za-z]\w*) ?[=:] ?([\w-]+)", re.ASCII)
CODE = re.compile(r"(?:(ci) ?-- ?)?([A-Za-z][\w>-]*)(?: \d+(?: ?- ?\d*)?)?", re.ASCII)
VALUE = re.compile(r"([\w>-]+) ?\|\|(.*)", re.ASCII)
NETWORK = re.compile(r"[^|]*->[^|]*\|\|.*")
SECTION = re.compile(r"---<<\s*(\w+)\s*>>---")
ANCHOR = re.compile(r"--\+-\{.*\}-\+--")
TELLING = re.compile(
    r"\[\[\s*(?:uid|cid|caseId)\s*[=:]|^---<<\s*\w+\s*>>---\s*$", re.MULTILINE | re.IGNORECASE
)
CASES = ("cid", "caseid")
CODER = "coderid"


def recognises(sample: Sample) -> bool:
    """Utterance or case identifiers or section breaks near the beginning; or the ending, since a source may begin
    with plain text; or a folder or archive that holds sources."""
    if names := (*sample.members, *sample.inside):
        return any(name.lower().endswith(ENDING) for name in names)
    if b"\0" in sample.head or sample.tables:
        return False
    return (
        bool(TELLING.search(sample.head.decode("utf-8", "replace"))) or sample.path.suffix.lower() == ENDING
    )


def read(path: Path, wishes: Wishes) -> Project:
    """The source in a file, or all that are in a folder or in a project."""
    made = Builder("rock", path.stem, "ROCK", progress=wishes.progress)
    reading = _Sources(made)
    if not holds_files(path):
        reading.file(path.name, as_unicode(read_bytes(path), shown(path)), path.name)
    else:
        with opened(path) as members:
            chosen = sources_in(members, shown(path))
            made.name, made.maker = chosen.title or made.name, chosen.maker
            made.notes += chosen.notes
            made.skipped += chosen.skipped
            for name, other in chosen.left:
                why, codes = (
                    f"`{other}` is the version of the last stage that is coded",
                    _codes_in(text_in(members, name)),
                )
                what = "a version of a source"
                made.skip(what, members.where(name), why, sources=1, codings=codes, fate="left")
            for done, name in enumerate(chosen.names):
                wishes.tell(done, len(chosen.names))
                reading.file(name, text_in(members, name).removeprefix("\ufeff"), name)
    reading.finish()
    return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The files, and what stands in double brackets there and is a code."""
    if not holds_files(path):
        texts = [as_unicode(read_bytes(path), shown(path))]
    else:
        with opened(path) as members:
            names = [name for name in members.names if name.lower().endswith(ENDING)]
            texts = [text_in(members, name) for name in names]
    return {"sources": len(texts), "codings": sum(map(_codes_in, texts))}


def _codes_in(raw: str) -> int:
    """How many codes stand in the text of a file."""
    lines = (line for _, line in _parted(LINE_END.sub("\n", raw.removeprefix("\ufeff")).split("\n"))[0])
    said = (
        " ".join(inside.split())
        for line in lines
        if not line.lstrip().startswith("#") and not ANCHOR.fullmatch(line.strip())
        for inside in BRACKETS.findall(line)
    )
    return sum(not IDENTIFIER.fullmatch(one) and CODE.fullmatch(one) is not None for one in said)


@dataclass
class Utterance:
    """What one line says: its text, and what stands in brackets on it."""

    text: str
    codes: list[tuple[str, ...]] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)  # with why they are not read


def utterance(line: str) -> Utterance:
    """A line taken apart.

    >>> found = utterance("[[uid=7ghf]] ~I call a colleague. [[trust>peers]] [[strength||2]]")
    >>> found.text, found.codes, found.identifiers, found.values
    ('I call a colleague.', [('trust', 'peers')], [('uid', '7ghf')], {'strength': '2'})
    """
    found = Utterance(" ".join(BRACKETS.sub(" ", line).split()).lstrip("~").strip())
    for inside in (" ".join(inside.split()) for inside in BRACKETS.findall(line)):
        if identifier := IDENTIFIER.fullmatch(inside):
            found.identifiers.append((identifier[1], identifier[2]))
        elif code := CODE.fullmatch(inside):
            names = tuple(name for name in code[2].split(">") if name)
            found.codes.append((code[1], *names) if code[1] else names)
        elif NETWORK.fullmatch(inside):
            found.others.append((inside, "a network code joins two codes, and is on no passage of its own"))
        elif value := VALUE.fullmatch(inside):
            found.values[value[1]] = value[2].strip()
        else:
            found.others.append((inside, "it is neither a code nor an identifier"))
    return found


class _Sources:
    """The files of a project, one after the other, into one assembly."""

    def __init__(self, made: Builder) -> None:
        self._made = made
        self._parents: dict[str, str | None] = {}
        self._labels: dict[str, tuple[str, str]] = {}  # code → its label and description
        self._cases: dict[str, dict[str, str]] = {}
        self._links: list[tuple[str, str, MarkedPassage]] = []
        self._segments: list[tuple[str, Segment, str]] = []
        self._ids: set[str] = set()
        self._same: dict[tuple[str, str], str] = {}  # name and text of a source → its id
        self._versions: dict[str, list[str]] = {}

    def file(self, name: str, raw: str, where_file: str) -> None:
        """A source; one of the same name and text as another is that one, coded by somebody else."""
        lines, fragments = _parted(LINE_END.sub("\n", raw).split("\n"))
        links: list[tuple[str, MarkedPassage]] = []
        segments: list[tuple[Segment, str]] = []
        self._yaml(fragments, name)
        texts: list[str] = []
        at = 0
        case: str | None = None
        coder = ""
        start = 0
        for number, line in lines:
            if (
                line.lstrip().startswith("#")
                or SECTION.fullmatch(line.strip())
                or ANCHOR.fullmatch(line.strip())
            ):
                continue
            said = utterance(line)
            where = f"{name}, line {number}"
            for inside, why in said.others:
                self._made.skip(f"`[[{inside}]]`", where, why)
            attributes = dict(said.values)
            uid = ""
            for kind, value in said.identifiers:
                if kind.lower() in CASES:
                    self._cases.setdefault(value, {})
                    if case is not None and at > start:
                        links.append((case, MarkedPassage(start, at)))
                    case, start = value, at
                elif kind.lower() == CODER:
                    coder = value
                elif kind.lower() == "uid":
                    uid = value
                else:
                    attributes[kind] = value
            if not said.text:
                if not line.strip():
                    texts.append("")
                    at += 1
                for code in said.codes:
                    why = "it stands on a line without text"
                    self._made.skip(f"code `{'>'.join(code)}`", where, why, codings=1)
                continue
            texts.append(said.text)
            codes = tuple(dict.fromkeys(self._code(code) for code in said.codes if code))
            self._made.joined["codings"] += len(said.codes) - len(codes)
            id_ = uid if uid and uid not in self._ids else f"{name}:{number}"
            self._ids.add(id_)
            if codes or attributes:
                segment = Segment(id_, MarkedPassage(at, at + len(said.text)), codes, coder, "", attributes)
                segments.append((segment, where))
            at += len(said.text) + 1
        if case is not None and at > start:
            links.append((case, MarkedPassage(start, at)))
        text = "\n".join(texts)
        base = name.rpartition("/")[2]
        source = self._same.setdefault((base, text), name)
        self._made.joined["sources"] += source != name
        if source == name:
            title = base.rpartition(".")[0] or base
            one = ForeignSource(name, title, text, "document")
            self._made.source(one, text, where_file, partial(_exactly, text))
            self._versions.setdefault(base, []).append(name)
        self._links += [(case, source, mark) for case, mark in links]
        self._segments += [(source, segment, where) for segment, where in segments]

    def finish(self) -> None:
        """What the files said together: codes, cases, and passages with them."""
        for id_ in self._parents:
            label, description = self._labels.get(id_, ("", ""))
            code = ForeignCode(id_, label or id_.rpartition(">")[2], description, self._parents[id_])
            self._made.code(code, "the codes")
        for id_, attributes in self._cases.items():
            self._made.case(ForeignCase(id_, id_, attributes), "the cases")
        for case, source, mark in self._links:
            self._made.link(case, source, mark, source)
        for source, segment, where in self._segments:
            self._made.segment(source, segment, where)
        if several := [base for base, names in self._versions.items() if len(names) > 1]:
            self._made.notes.append(
                f"{listed(several)} stand in several folders with different texts, and each is a source of its own: if "
                "they are stages of one source, import the folder of the last stage alone."
            )

    def _code(self, names: tuple[str, ...]) -> str:
        """The id of a code named with those above it: its own name, or the whole path where that name stands
        elsewhere in the tree."""
        parent: str | None = None
        for depth, name in enumerate(names, 1):
            id_ = name
            if id_ not in self._parents:
                self._parents[id_] = parent
            elif parent is not None and self._parents[id_] is None and parent != id_:
                self._parents[id_] = parent  # it was named alone before
            elif parent is not None and self._parents[id_] != parent:
                id_ = ">".join(names[:depth])
                self._parents.setdefault(id_, parent)
            parent = id_
        return parent or ""

    def _yaml(self, fragments: list[tuple[int, str]], name: str) -> None:
        """Attributes of cases and the tree of codes."""
        left = most = budget().yaml_fragment
        for number, fragment in fragments:
            where = f"{name}, line {number}"
            left -= len(fragment)
            if left < 0:
                self._made.skip(
                    "YAML", where, beyond("the file has too much of it", most, "characters", "shorten it")
                )
                continue
            try:
                said = load(fragment)
            except ValueError as problem:
                self._made.skip("YAML", where, f"it cannot be read: {problem}")
                continue
            for kind, value in said.items() if isinstance(said, dict) else ():
                if kind in ("ROCK_attributes", "metadata"):
                    self._attributes(value)
                elif kind in ("ROCK_codes", "codes"):
                    self._tree(value.get("codes") if isinstance(value, dict) else value)
                else:
                    self._made.skip(f"`{kind}`", where, "this part of the YAML is not read")

    def _attributes(self, value: Any) -> None:
        for entry in value if isinstance(value, list) else ():
            if isinstance(entry, dict) and _plain(entry.get("caseId")):
                case = self._cases.setdefault(_plain(entry["caseId"]), {})
                case.update(
                    {
                        _plain(key): _plain(said)
                        for key, said in entry.items()
                        if key != "caseId" and _plain(said)
                    }
                )

    def _tree(self, value: Any) -> None:
        open_: list[tuple[Any, str | None]] = [(value, None)]
        while open_:
            entry, parent = open_.pop()
            if isinstance(entry, list):
                open_ += [(each, parent) for each in reversed(entry)]
                continue
            id_ = _plain(entry.get("id")) if isinstance(entry, dict) else _plain(entry)
            if not id_:
                continue
            if self._parents.get(id_) is None and parent != id_:
                self._parents[id_] = parent
            if isinstance(entry, dict):
                self._labels.setdefault(id_, (_plain(entry.get("label")), _plain(entry.get("description"))))
                open_.append((entry.get("children"), id_))


def _exactly(text: str, marks: Any) -> FoundPassages:
    positions = tuple(FoundPassage(mark.start, mark.end, text[mark.start : mark.end], None) for mark in marks)
    return FoundPassages(text, positions, "")


def _plain(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _parted(lines: list[str]) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The numbered lines of text, and the YAML between two lines `---`; a last one without another is text."""
    delimiters = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    pairs = list(zip(delimiters[::2], delimiters[1::2], strict=False))
    inside = [(first + 2, "\n".join(lines[first + 1 : last])) for first, last in pairs]
    return list(_outside(lines, pairs)), inside


def _outside(lines: list[str], pairs: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    at = 0
    for first, last in [*pairs, (len(lines), len(lines))]:
        yield from ((number + 1, lines[number]) for number in range(at, first))
        at = last + 1


FORMAT = Format(
    "rock",
    "ROCK source (`.rock`), a folder of them, a `.ROCKproject`",
    ("ROCK",),
    recognises,
    read,
    "ROCK (R package rock); a project of rock 0.9.6, in which nothing is coded",
    tried="2026-11-29",
    holds=holds,
)
