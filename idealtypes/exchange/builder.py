"""A project put together from the rows of a foreign database: what belongs to what, and what is left over.

Rows come as the file has them: twice, for codes that are gone, in trees that bite their tails. Each goes in by
one of the methods below; what cannot be used is listed with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from idealtypes.errors import Skipped
from idealtypes.exchange.marks import Found, Mark, Place, find, told
from idealtypes.exchange.project import (
    Coder,
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignSource,
    Passage,
    Project,
)

RGB = re.compile(r"rgb\(\s*([0-9]{1,3}),\s*([0-9]{1,3}),\s*([0-9]{1,3})\s*\)")
HEX = re.compile(r"#[0-9A-Fa-f]{6}")

Finder = Callable[[Sequence[Mark]], Found]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Segment:
    """A marked passage as a row of a database has it: by one coder, with the codes on it (often one).

    `memo` is the coder's on the codes, `attributes` are the passage's. Rows of one passage without a position have
    the same `group`.
    """

    id: str
    mark: Mark
    codes: tuple[str, ...] = ()
    coder: str = ""
    memo: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    group: str = ""


@dataclass
class Assembly:
    """A project on its way: `format`, `name` and `maker` as in `Project`."""

    format: str
    name: str
    maker: str = ""
    memo: str = ""
    progress: Progress | None = None
    notes: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    _codes: dict[str, ForeignCode] = field(default_factory=dict)
    _sources: dict[str, ForeignSource] = field(default_factory=dict)
    _finders: dict[str, Finder | None] = field(default_factory=dict)
    _segments: dict[str, dict[str, Segment]] = field(default_factory=dict)
    _coders: dict[str, Coder] = field(default_factory=dict)
    _cases: dict[str, ForeignCase] = field(default_factory=dict)
    _links: dict[str, list[tuple[str, Mark | None]]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def skip(self, what: str, where: str, why: str) -> None:
        """Something that was there and is not read."""
        self.skipped.append(Skipped(what, where, why))

    def code(self, code: ForeignCode, where: str) -> None:
        """A code or a folder of codes; a second one with the same id is listed."""
        if code.id in self._codes:
            self.skip(
                f"code `{code.name}`", where, f"its id {code.id} is that of `{self._codes[code.id].name}`"
            )
        else:
            self._codes[code.id] = code

    def becomes(self, code: ForeignCode) -> None:
        """What was a folder turns out to be a code."""
        self._codes[code.id] = code

    def use(self, code: str) -> None:
        """What was a folder is put on passages, too."""
        self._codes[code] = replace(self._codes[code], codable=True)

    def below(self, code: str, parent: str) -> None:
        """A code stands below another one, or in a folder; nothing happens where there is no such code."""
        if code in self._codes:
            self._codes[code] = replace(self._codes[code], parent=parent)

    def knows(self, code: str) -> bool:
        """Whether there is a code or a folder with this id."""
        return code in self._codes

    def codable(self, code: str) -> bool:
        """Whether there is a code with this id that is no folder."""
        return code in self._codes and self._codes[code].codable

    def has(self, source: str) -> bool:
        """Whether there is a source with this id."""
        return source in self._sources

    @property
    def passages(self) -> int:
        """How many rows of passages there are so far."""
        return sum(map(len, self._segments.values()))

    def source(
        self, source: ForeignSource, raw: str | None, where: str, finder: Finder | None = None
    ) -> None:
        """A source with its text as stored, None where there is none; `finder` places marks in it where the usual
        way, characters from 0, is not the way."""
        if source.id in self._sources:
            self.skip(f"source `{source.name}`", where, f"its id {source.id} is that of another source")
            return
        self._sources[source.id] = source
        self._finders[source.id] = finder or (None if raw is None else partial(find, raw))

    def coder(self, id_: str, name: str = "") -> None:
        """Somebody who coded."""
        if id_:
            self._coders.setdefault(id_, Coder(id_, name or id_))

    def case(self, case: ForeignCase, where: str) -> None:
        """A case; a second one with the same id is listed."""
        if case.id in self._cases:
            self.skip(
                f"case `{case.name}`", where, f"its id {case.id} is that of `{self._cases[case.id].name}`"
            )
        else:
            self._cases[case.id] = case

    def link(self, case: str | None, source: str | None, mark: Mark | None, where: str) -> None:
        """A source, or a span of it, belongs to a case."""
        if case not in self._cases or source not in self._sources or case is None or source is None:
            self.skip(f"link of case {case} to source {source}", where, "the case or the source is not there")
        else:
            self._links.setdefault(source, []).append((case, mark))

    def segment(self, source: str | None, segment: Segment, where: str) -> None:
        """A coded passage; codes that are not in the codebook are listed, and so is one whose source is gone."""
        what = f"coding {segment.id}"
        if source is None or source not in self._sources:
            self.skip(what, where, f"its source {source} is not in the project")
            return
        of = self._segments.setdefault(source, {})
        if segment.id in of:
            self.skip(what, where, "there is another one with this id")
            return
        for code in segment.codes:
            if code not in self._codes:
                self.skip(what, where, f"its code {code} is not in the codebook")
            elif not self._codes[code].codable:
                self.skip(what, where, f"`{self._codes[code].name}` is a folder, no code")
        known = tuple(code for code in segment.codes if code in self._codes and self._codes[code].codable)
        if known or not segment.codes:
            of[segment.id] = replace(segment, codes=known)
            if known:
                self.coder(segment.coder)

    def project(self) -> Project:
        """The project, with every passage in its place."""
        passages: list[Passage] = []
        codings: list[ForeignCoding] = []
        founds: list[tuple[str, Found]] = []
        sources = []
        for done, source in enumerate(self._sources.values()):
            if self.progress is not None:
                self.progress(done, len(self._sources))
            segments = list(self._segments.get(source.id, {}).values())
            links = self._links.get(source.id, [])
            finder = self._finders[source.id] or _nowhere
            cases = list(dict.fromkeys(case for case, _ in links))
            linked = [mark for _, mark in links if mark is not None] if len(cases) > 1 else []
            # together, so that the stored passages settle what the spans of cases count
            every = finder([*(segment.mark for segment in segments), *linked])
            found = replace(every, places=every.places[: len(segments)])
            if self._finders[source.id] is not None:
                source = replace(source, text=found.text)
                founds.append((source.name, found))
            if len(cases) == 1:
                source = replace(source, case=cases[0])
            sources.append(source)
            spans = self._spans(source, links, every.places[len(segments) :]) if len(cases) > 1 else []
            self._place(source, segments, found, spans, passages, codings)
        self.notes.extend(told(founds))
        if self.progress is not None:
            self.progress(len(self._sources), len(self._sources))
        return Project(
            self.format,
            self.name,
            self.maker,
            self._tree(),
            tuple(sources),
            tuple(passages),
            tuple(codings),
            tuple(self._coders.values()),
            tuple(self._cases.values()),
            self.memo,
            tuple(self.skipped),
            tuple(self.notes),
        )

    def _spans(
        self, source: ForeignSource, links: Sequence[tuple[str, Mark | None]], places: Sequence[Place]
    ) -> list[tuple[str, int, int]]:
        """The spans of a source that belongs to several cases, by the names of the cases."""
        names = [self._cases[case].name for case, _ in links]
        said = ", ".join(f"`{name}`" for name in dict.fromkeys(names))
        self.notes.append(
            f"`{source.name}` belongs to several cases ({said}): its passages carry them as attribute `case`"
        )
        left = iter(places)
        spans = []
        for name, (_, mark) in zip(names, links, strict=True):
            place = None if mark is None else next(left)
            if place is None:
                spans.append((name, 0, 1 << 62))  # the whole source
            elif place.start is None or place.end is None:
                self.skip(
                    f"span of case `{name}`", f"source `{source.name}`", "its position is outside the text"
                )
            else:
                spans.append((name, place.start, place.end))
        return spans

    def _place(
        self,
        source: ForeignSource,
        segments: Sequence[Segment],
        found: Found,
        spans: Sequence[tuple[str, int, int]],
        passages: list[Passage],
        codings: list[ForeignCoding],
    ) -> None:
        """Passages in the order of the text, one for each span however many coded it, and their codings."""
        last = len(found.text) + 1
        placed = sorted(
            zip(segments, found.places, strict=True),
            key=lambda pair: last if pair[1].start is None else pair[1].start,
        )
        merged: dict[tuple[str, int | None, int | None, str], int] = {}
        seen: set[tuple[str, str, str]] = set()
        for segment, place in placed:
            where = f"source `{source.name}`"
            if not place.text.strip():
                why = (
                    "the passage is empty" if place.start is not None else "its position is outside the text"
                )
                self.skip(f"coding {segment.id}", where, f"{why}, and no passage is stored")
                continue
            lost = place.start is None or place.matches is False
            key = (
                segment.group,
                segment.mark.start if place.start is None else place.start,
                segment.mark.end if place.start is None else place.end,
                place.text if lost else "",
            )
            attributes = dict(segment.attributes)
            within = [
                name
                for name, start, end in spans
                if place.start is not None and start < (place.end or 0) and place.start < end
            ]
            if within:
                attributes["case"] = ";".join(dict.fromkeys(within))
            if key not in merged:
                merged[key] = len(passages)
                passages.append(
                    Passage(
                        self._unused(segment),
                        source.id,
                        place.text,
                        place.start,
                        place.end,
                        place.matches,
                        attributes=attributes,
                        memo="" if segment.codes else segment.memo,
                    )
                )
            elif attributes:
                same = passages[merged[key]]
                passages[merged[key]] = replace(same, attributes={**same.attributes, **attributes})
            passage = passages[merged[key]].id
            if not segment.codes:
                self.skip(f"mark {segment.id}", where, "no code is on it")
            for code in segment.codes:
                if (passage, code, segment.coder) in seen:
                    self.skip(
                        f"coding {segment.id}",
                        where,
                        "the same coder put the same code on the same passage before",
                    )
                    continue
                seen.add((passage, code, segment.coder))
                codings.append(ForeignCoding(passage, code, segment.coder, memo=segment.memo))

    def _unused(self, segment: Segment) -> str:
        """The id of a passage: ids of rows are unique in their table, but not in every file."""
        id_ = segment.group or segment.id
        if id_ in self._used:
            id_ = segment.id
        while id_ in self._used:
            id_ = f"{id_}'"
        self._used.add(id_)
        return id_

    def _tree(self) -> tuple[ForeignCode, ...]:
        """The codes, each below its parent: one whose parent is not there, or is below it, stands at the top."""
        good: set[str] = set()
        for code in list(self._codes.values()):
            path: dict[str, None] = {}
            at: str | None = code.id
            while at is not None and at not in good and at not in path:
                path[at] = None
                parent = self._codes[at].parent
                if parent is not None and (parent not in self._codes or parent in path):
                    why = "is not in the codebook" if parent not in self._codes else "is below it"
                    self.skip(
                        f"parent of `{self._codes[at].name}`",
                        "the codebook",
                        f"its parent {parent} {why}: it stands at the top",
                    )
                    self._codes[at] = replace(self._codes[at], parent=None)
                    parent = None
                at = parent
            good.update(path)
        return tuple(self._codes.values())


def colour(said: str) -> str:
    """A colour as `#rrggbb`, from that or from `rgb(r, g, b)`; "" for anything else.

    >>> colour("rgb(255, 0, 16)"), colour("#F781F3"), colour("red")
    ('#ff0010', '#f781f3', '')
    """
    found = RGB.fullmatch(said.strip())
    if found:
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in found.groups())
    return said.strip().lower() if HEX.fullmatch(said.strip()) else ""


def _nowhere(marks: Sequence[Mark]) -> Found:
    """The places of marks in a source without a text: none, but the stored passages."""
    return Found("", tuple(Place(None, None, mark.stored or "", None, "") for mark in marks), "")
