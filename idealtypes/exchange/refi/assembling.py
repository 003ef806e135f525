"""A REFI-QDA project put together with the builder: ways of counting decided, notes attached, cases filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.conventions import STANDARD, Chosen, SourceText, effective
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.found_again import Effort
from idealtypes.exchange.positions import moved
from idealtypes.exchange.project import NOTHING, ForeignCase, ForeignSource, Passage, Project
from idealtypes.exchange.refi.elements import NOBODY, ForeignCodebook, Selection, code_sets, short
from idealtypes.exchange.refi.selections import WHOLE, Ground, Placed, place
from idealtypes.files.budget import beyond, budget

NAMED = 5  # things named one by one in one sentence


@dataclass
class Source:
    """A source, with its selections until they are placed. `sync`: of a transcript, sync point → position."""

    id: str
    name: str
    kind: str
    text: SourceText | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    memo: str = ""
    case: str | None = None
    marks: list[Selection] = field(default_factory=list)
    sync: dict[str, int] = field(default_factory=dict)
    chosen: Chosen = field(default_factory=lambda: Chosen(STANDARD, "alike"))
    placed: Placed = field(default_factory=Placed)


@dataclass(frozen=True)
class CaseElement:
    """A case: the sources and selections that belong to it by their ids, and how many codes stand on it."""

    id: str
    name: str
    memo: str
    attributes: dict[str, str]
    sources: tuple[str, ...]
    selections: tuple[str, ...]
    codes: int
    line: int


class Assembling:
    """Everything read so far. `memos`: note → its text; `noted`: source, passage or project → its notes; `code_sets`:
    name, place and number of codes; `taken`: the ids of passages so far."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.builder = Builder("refi-qda", "")
        self.book = ForeignCodebook()
        self.users: dict[str, str] = {}
        self.variables: dict[str, str] = {}
        self.cases: list[CaseElement] = []
        self.sources: dict[str, Source] = {}
        self.memos: dict[str, str] = {}
        self.noted: dict[str, tuple[str, ...]] = {}
        self.links: list[tuple[str, str]] = []
        self.code_sets: list[tuple[str, str, int]] = []
        self.taken: set[str] = set()
        self.joined = 0  # selections that are one with another of the same GUID
        self._ids: dict[str, str] = {}  # the ids of codes, each to itself, so that equal ids are one object
        self._effort = Effort()
        self._repeated = 0  # characters of notes where they were put

    def skip(
        self, what: str, line: int | None, why: str, passages: int = 0, codings: int = 0, sources: int = 0
    ) -> None:
        """Something that is there and is not read, and what the account counts for it."""
        where = f"{self.where}:{line or 1}"
        self.builder.skip(what, where, why, passages=passages, codings=codings, sources=sources)

    def with_codes(self, book: ForeignCodebook) -> None:
        """The codebook; selections can be placed from here on."""
        self.book = book
        self._ids = {id: id for id in book.codes}
        self.builder.skipped += book.skipped

    def texts(self, notes: tuple[str, ...]) -> str:
        """The texts of notes, one below the other.

        Raises
        ------
        NotReadable
            When notes are repeated without end: the memory of a small file would be that of a large one.
        """
        found = [text for id in dict.fromkeys(notes) if (text := self.memos.get(id))]
        self._repeated += sum(len(text) for text in found)
        most = budget().notes
        if self._repeated > most:
            has = f"{self.where}: notes are repeated to too many characters"
            raise NotReadable(beyond(has, most, "", "take out what is there again and again"))
        return "\n".join(found)

    def memo_on(self, id: str) -> str:
        """The texts of the notes on a source, a passage or the project."""
        return self.texts(self.noted.get(id, ()))

    def place(self, source: Source) -> None:
        """Place the selections of a source, whose way of counting is decided."""
        ground = Ground(
            source.id, short(source.name), self.where, source.text, source.chosen, source.sync, self._effort
        )
        source.placed, source.marks = place(source.marks, ground, self._ids, self.taken), []

    def project(self, extra: tuple[str, ...] = ()) -> Project:
        """The project, when everything has been read; `extra` are further notes on how it was read."""
        made = self.builder
        self._place_the_rest()
        self._follow_links()
        self._sort_into_cases()
        self._join()
        if self.users.pop(NOBODY, None) is not None:
            made.codings = [replace(one, coder="") if one.coder == NOBODY else one for one in made.codings]
        for coder in dict.fromkeys(coding.coder for coding in made.codings):
            made.coder(coder, self.users.get(coder) or f"unknown user {coder}")
        used = self._attached_notes()
        free = [text for id, text in self.memos.items() if text and id not in used]
        made.memo = "\n\n".join(part for part in (made.memo, self.memo_on("project"), *free) if part)
        made.skipped += code_sets(self.code_sets)
        for source in self.sources.values():
            made.skipped += source.placed.skipped
        self._codes()
        made.sources = {id: self._foreign(source) for id, source in self.sources.items()}
        made.joined["passages"] += self.joined
        if self.joined:
            made.notes.append(
                f"{self.joined} selections are one with another of the same GUID: its area or its text"
            )
        idle = [name for id, name in self.users.items() if id not in made.coders]
        made.notes += [*counting(self.sources.values()), *([f"{named(idle)} coded nothing"] if idle else ())]
        made.notes += extra
        return made.project()

    def _place_the_rest(self) -> None:
        """Sources whose own text does not tell what positions count follow the others of the project."""
        votes = Counter(each.chosen.convention for each in self.sources.values() if each.chosen.decided)
        common = votes.most_common(1)[0][0] if votes else None
        for source in self.sources.values():
            if not source.marks:
                continue
            if source.text is not None and common is not None and source.chosen.found == "usual":
                convention = effective(source.text, common)
                source.chosen = replace(source.chosen, convention=convention, found="project")
            self.place(source)

    def _follow_links(self) -> None:
        """A link between a note and something else makes it a note on that; other links are listed."""
        others = 0
        for origin, target in self.links:
            if (origin in self.memos) != (target in self.memos):
                note, thing = (origin, target) if origin in self.memos else (target, origin)
                self.noted[thing] = (*self.noted.get(thing, ()), note)
            else:
                others += 1
        if others:
            self.skip(f"{others} links", 1, "links between passages, codes or sources are not read")

    def _sort_into_cases(self) -> None:
        for case in self.cases:
            within = [self.sources[id] for id in case.sources if id in self.sources]
            if case.codes:
                what = f"{case.codes} codes of the case “{short(case.name)}”"
                self.skip(what, case.line, "codes stand on passages")
            if not case.name and len(within) == 1 and not case.selections:
                # Quirkos and MAXQDA hang the variables of a source on a case without a name
                within[0].attributes |= case.attributes
                continue
            name = case.name or f"case {len(self.builder.cases) + 1}"
            attributes = {**case.attributes, **({"memo": case.memo} if case.memo else {})}
            self.builder.case(ForeignCase(case.id, name, attributes), f"{self.where}:{case.line or 1}")
            for source in within:
                if source.case is None:
                    source.case = case.id
                else:
                    why = "the source is in another case already, and is in one"
                    self.skip(f"“{short(source.name)}” in the case “{short(name)}”", case.line, why)

    def _join(self) -> None:
        """Passages and codings of all sources in order, with their notes and cases."""
        made = self.builder
        by_case = {id: case for case in self.cases for id in case.selections}
        for source in self.sources.values():
            placed = source.placed
            for id, notes in placed.noted.items():
                self.noted[id] = (*notes, *self.noted.get(id, ()))
            for k, notes in placed.noted_codings.items():
                placed.codings[k] = replace(placed.codings[k], memo=self.texts(notes))
            if by_case or self.noted:
                placed.passages[:] = [self._completed(passage, by_case) for passage in placed.passages]
            made.passages.update({passage.id: passage for passage in placed.passages})
            made.codings += placed.codings

    def _completed(self, passage: Passage, by_case: dict[str, CaseElement]) -> Passage:
        more = self.memo_on(passage.id)
        if more and more != passage.memo:
            passage = replace(passage, memo="\n".join(part for part in (passage.memo, more) if part))
        if passage.id in by_case and by_case[passage.id].name:
            passage = replace(passage, attributes={**passage.attributes, "case": by_case[passage.id].name})
        return passage

    def _attached_notes(self) -> set[str]:
        used = {note for notes in (*self.noted.values(), *self.book.notes.values()) for note in notes}
        for source in self.sources.values():
            used |= {note for notes in source.placed.noted_codings.values() for note in notes}
            if source.kind == "memo":
                used.add(source.id)
        return used

    def _codes(self) -> None:
        """Codes with their notes; a folder that was put on passages is a code."""
        used = {coding.code for coding in self.builder.codings}
        for id, code in self.book.codes.items():
            memo = self.texts((*self.book.notes.get(id, ()), *self.noted.get(id, ())))
            self.builder.codes[id] = replace(code, memo=memo, codable=code.codable or id in used)

    def _foreign(self, source: Source) -> ForeignSource:
        memo = "\n".join(part for part in (source.memo, self.memo_on(source.id)) if part)
        text = None if source.text is None else source.text.text
        return ForeignSource(
            source.id, source.name, text, source.kind, source.case, source.attributes or NOTHING, memo
        )


def counting(sources: Iterable[Source]) -> list[str]:
    """What positions count: a sentence for each way of counting and of finding it, with the sources it holds for."""
    groups: dict[tuple[str, str], list[Source]] = {}
    for each in sources:
        if each.text is not None and any(
            one.start is not None and one.locator != WHOLE for one in each.placed.passages
        ):
            groups.setdefault((str(each.chosen.convention), each.chosen.found), []).append(each)
    said = [_sentence(convention, found, group) for (convention, found), group in groups.items()]
    for each in (each for group in groups.values() for each in group):
        placed = each.placed
        said += moved(named([each.name]), placed.checked, placed.again)
        if placed.equal + len(placed.again) < placed.checked:
            known = placed.equal + len(placed.again)
            there = "are the text at their position" + (", or were found again" if placed.again else "")
            said.append(
                f"in {named([each.name])} {known} of {placed.checked} stored passages {there}: the others are in "
                "doubt, and taken as stored"
            )
    return said


def _sentence(convention: str, found: str, group: list[Source]) -> str:
    agree, marks, best, equal, checked = (
        sum(numbers)
        for numbers in zip(
            *(
                (s.chosen.agree, s.chosen.marks, s.chosen.next_best, s.placed.equal, s.placed.checked)
                for s in group
            ),
            strict=True,
        )
    )
    how = {
        "passages": f"found by the stored passages, of which {equal} of {checked} are the text there",
        "words": f"inferred: {agree} of {marks} selections begin and end at the edge of a word, "
        f"with the next best way of counting {best}",
        "alike": "characters, UTF-16 units and line ends as they are come to the same here",
        "unlike": f"taken as usual for the program: {agree} of {marks} stored names or passages are the text there, "
        "and none tells of another way of counting",
        "project": "inferred from the other sources of the project; the text itself does not tell",
        "usual": "taken as usual for the program; neither stored passages nor the edges of words tell",
    }[found]
    return f"positions in {named([each.name for each in group])} count {convention} ({how})"


def named(names: list[str]) -> str:
    """Some names in a sentence, the others counted.

    >>> named(["a", "b"]), named(list("abcdefgh"))
    ('“a”, “b”', '“a”, “b”, “c”, “d”, “e” and 3 more')
    """
    first = ", ".join(f"“{short(name)}”" for name in names[:NAMED])
    return first if len(names) <= NAMED else f"{first} and {len(names) - NAMED} more"
