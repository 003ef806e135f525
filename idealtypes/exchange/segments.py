"""Coded passages as the rows of a database have them, each placed in the text of its source when all rows are in.

Passages that several people coded, or one with several codes, are several rows of one place: they become one passage.
A source that belongs to several cases is parted among them by the spans that belong to each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from idealtypes.errors import Fate, Skipped
from idealtypes.exchange.foreign_names import foreign_name
from idealtypes.exchange.found_again import Effort
from idealtypes.exchange.positions import (
    Finder,
    FoundPassage,
    FoundPassages,
    MarkedPassage,
    find,
    nowhere,
    told,
)
from idealtypes.exchange.project import (
    Coder,
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignReading,
    ForeignSource,
    Passage,
)
from idealtypes.model.stance import signed

WHOLE_SOURCE = (0, 1 << 62)

Progress = Callable[[int, int], None]
Link = tuple[
    str, MarkedPassage | None
]  # a case, and the span of the source that belongs to it, None for the whole


@dataclass(frozen=True)
class Segment:
    """A marked passage as a row of a database has it: by one coder, with the codes on it (often one).

    `memo` is the coder's on the codes, which she puts `against` them or for; `attributes` are the passage's. Rows of
    one passage without a position have the same `group`.
    """

    id: str
    mark: MarkedPassage
    codes: tuple[str, ...] = ()
    coder: str = ""
    memo: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    against: bool = False


@dataclass
class SegmentedSources:
    """Sources and the passages in them, on the way to a project: `format`, `name` and `maker` as in `Project`; things
    by their ids, in their order."""

    format: str
    name: str
    maker: str = ""
    memo: str = ""
    progress: Progress | None = None
    notes: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    codes: dict[str, ForeignCode] = field(default_factory=dict)
    sources: dict[str, ForeignSource] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    codings: list[ForeignCoding] = field(default_factory=list)
    readings: list[ForeignReading] = field(default_factory=list)
    coders: dict[str, Coder] = field(default_factory=dict)
    cases: dict[str, ForeignCase] = field(default_factory=dict)
    joined: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    doubts: list[str] = field(default_factory=list)
    _counted: set[str] = field(default_factory=set)  # the passages that stand for a row or mark with a code
    _finders: dict[str, Finder | None] = field(default_factory=dict)
    _segments: dict[str, dict[str, Segment]] = field(default_factory=dict)
    _links: dict[str, list[Link]] = field(default_factory=dict)
    _effort: Effort = field(default_factory=Effort)

    def skip(
        self,
        what: str,
        where: str,
        why: str,
        *,
        sources: int = 0,
        codes: int = 0,
        passages: int = 0,
        codings: int = 0,
        fate: Fate = "lost",
    ) -> None:
        """Something that was there and is not read, and what the account counts for it (`Skipped`)."""
        self.skipped.append(Skipped(what, where, why, sources, codes, passages, codings, fate))

    def source(
        self, source: ForeignSource, raw: str | None, where: str, finder: Finder | None = None
    ) -> None:
        """A source with its text as stored, None where there is none; `finder` places marks in it where the usual
        way, characters from 0, is not the way."""
        if source.id in self.sources:
            why = f"its id {source.id} is that of another source"
            self.skip(f"source `{source.name}`", where, why, sources=1)
            return
        self.sources[source.id] = source
        self._finders[source.id] = finder or (
            None if raw is None else partial(find, raw, effort=self._effort)
        )

    def coder(self, id_: str, name: str = "") -> str:
        """Somebody who coded, "" for nobody; gives the id. Without a name the id is one, and has the form of names."""
        id_ = id_ if name or id_ in self.coders else foreign_name(id_)
        if id_:
            self.coders.setdefault(id_, Coder(id_, name or id_))
        return id_

    def case(self, case: ForeignCase, where: str) -> None:
        """A case; a second one with the same id is listed."""
        if self._is_new("case", case.id, case.name, self.cases, where):
            self.cases[case.id] = case

    def link(self, case: str | None, source: str | None, mark: MarkedPassage | None, where: str) -> None:
        """A source, or a span of it, belongs to a case."""
        if case not in self.cases or source not in self.sources or case is None or source is None:
            self.skip(f"link of case {case} to source {source}", where, "the case or the source is not there")
        else:
            self._links.setdefault(source, []).append((case, mark))

    def segment(self, source: str | None, segment: Segment, where: str) -> None:
        """A coded passage; codes that are not in the codebook are listed, and so is one whose source is gone."""
        what, all_ = f"coding {segment.id}", len(segment.codes)
        if source is None or source not in self.sources:
            self.skip(what, where, f"its source {source} is not in the project", passages=1, codings=all_)
            return
        of = self._segments.setdefault(source, {})
        if segment.id in of:
            self.skip(what, where, "there is another one with this id", passages=1, codings=all_)
            return
        known = tuple(code for code in segment.codes if code in self.codes and self.codes[code].codable)
        left = int(not known)
        for code in segment.codes:
            if code not in known:
                there = self.codes.get(code)
                why = (
                    f"`{there.name}` is a folder, no code"
                    if there
                    else f"its code {code} is not in the codebook"
                )
                self.skip(what, where, why, passages=left, codings=1)
                left = 0
        if known or not segment.codes:
            coder = self.coder(segment.coder) if known else segment.coder
            same = known == segment.codes and coder == segment.coder
            of[segment.id] = segment if same else replace(segment, codes=known, coder=coder)

    def _is_new(
        self,
        what: str,
        id_: str,
        name: str,
        there: Mapping[str, ForeignCode] | Mapping[str, ForeignCase],
        where: str,
    ) -> bool:
        if id_ in there:
            why = f"its id {id_} is that of `{there[id_].name}`"
            self.skip(f"{what} `{name}`", where, why, codes=int(what == "code"))
        return id_ not in there

    def _counts(self, passage: str) -> None:
        """One more row or mark with codes stands on a passage."""
        self.joined["passages"] += passage in self._counted
        self._counted.add(passage)

    def _place_all(self) -> None:
        """Every segment in its place, source by source, and every source in its case."""
        located: list[tuple[str, FoundPassages]] = []
        for done, source in enumerate(list(self.sources.values())):
            if self.progress is not None:
                self.progress(done, len(self.sources))
            segments = list(self._segments.get(source.id, {}).values())
            links = self._links.get(source.id, [])
            finder = self._finders[source.id]
            cases = list(dict.fromkeys(case for case, _ in links))
            spans = [mark for _, mark in links if mark is not None] if len(cases) > 1 else []
            # together, so that the stored passages settle what the spans of cases count
            every = (finder or nowhere)([*(segment.mark for segment in segments), *spans])
            found = replace(every, positions=every.positions[: len(segments)])
            if finder is not None:
                source = replace(source, text=found.text)
                located.append((source.name, found))
            if len(cases) == 1:
                source = replace(source, case=cases[0])
            self.sources[source.id] = source
            of = self._case_spans(source, links, every.positions[len(segments) :]) if len(cases) > 1 else []
            self._place(source, segments, found, of)
        self.notes.extend(told(located))
        if self.progress is not None:
            self.progress(len(self.sources), len(self.sources))

    def _case_spans(
        self, source: ForeignSource, links: Sequence[Link], positions: Sequence[FoundPassage]
    ) -> list[tuple[str, int, int]]:
        """The spans of a source that belongs to several cases, by the names of the cases."""
        names = [self.cases[case].name for case, _ in links]
        said = ", ".join(f"`{name}`" for name in dict.fromkeys(names))
        self.notes.append(
            f"`{source.name}` belongs to several cases ({said}): its passages carry them as attribute `case`"
        )
        left = iter(positions)
        spans = []
        for name, (_, mark) in zip(names, links, strict=True):
            at = None if mark is None else next(left)
            if at is None:
                spans.append((name, *WHOLE_SOURCE))
            elif at.start is None or at.end is None:
                what, where = f"span of case `{name}`", f"source `{source.name}`"
                self.skip(what, where, "its position is outside the text")
            else:
                spans.append((name, at.start, at.end))
        return spans

    def _place(
        self,
        source: ForeignSource,
        segments: Sequence[Segment],
        found: FoundPassages,
        spans: Sequence[tuple[str, int, int]],
    ) -> None:
        """Passages in the order of the text, one for each span however many coded it, and their codings."""
        merged: dict[tuple[str, int | None, int | None, str], str] = {}
        seen: set[tuple[str, str, str]] = set()
        where = f"source `{source.name}`"
        for segment, at in _in_order(segments, found):
            if not at.text.strip():
                why = "the passage is empty" if at.start is not None else "its position is outside the text"
                why = f"{why}, and no passage is stored"
                self.skip(f"coding {segment.id}", where, why, passages=1, codings=len(segment.codes))
                continue
            if at.doubt:
                self.skip(
                    f"place of coding {segment.id}", where, f"{at.doubt}: the passage is kept as stored"
                )
            lost = at.start is None or at.matches is False
            key = (
                segment.group,
                segment.mark.start if at.start is None else at.start,
                segment.mark.end if at.start is None else at.end,
                at.text if lost else "",
            )
            attributes = {**segment.attributes, **_cases_within(at, spans)}
            if key not in merged:
                merged[key] = own = self._unused(segment)
                memo = "" if segment.codes else segment.memo
                self.passages[own] = Passage(
                    own, source.id, at.text, at.start, at.end, at.matches, attributes=attributes, memo=memo
                )
            elif attributes:
                same = self.passages[merged[key]]
                self.passages[same.id] = replace(same, attributes={**same.attributes, **attributes})
            own = merged[key]
            if segment.codes:
                self._counts(own)
            else:
                self.skip(f"mark {segment.id}", where, "no code is on it", passages=1, fate="left")
            for code in segment.codes:
                put = (own, signed(code, segment.against), segment.coder)
                if put in seen:
                    why = "the same coder put the same code on the same passage before"
                    self.skip(f"coding {segment.id}", where, why, codings=1, fate="joined")
                    continue
                seen.add(put)
                coding = ForeignCoding(own, code, segment.coder, memo=segment.memo, against=segment.against)
                self.codings.append(coding)

    def _unused(self, segment: Segment) -> str:
        """The id of a passage: ids of rows are unique in their table, but not in every file."""
        id_ = segment.group or segment.id
        if id_ in self.passages:
            id_ = segment.id
        while id_ in self.passages:
            id_ = f"{id_}'"
        return id_


def _in_order(segments: Sequence[Segment], found: FoundPassages) -> Iterator[tuple[Segment, FoundPassage]]:
    """Segments with their positions in the order of the text; those without a position behind."""
    last = len(found.text) + 1
    pairs = zip(segments, found.positions, strict=True)
    yield from sorted(pairs, key=lambda pair: last if pair[1].start is None else pair[1].start)


def _cases_within(at: FoundPassage, spans: Sequence[tuple[str, int, int]]) -> dict[str, str]:
    """The attribute `case` of a passage in a source of several cases."""
    if at.start is None:
        return {}
    within = [name for name, start, end in spans if start < (at.end or 0) and at.start < end]
    return {"case": ";".join(dict.fromkeys(within))} if within else {}
