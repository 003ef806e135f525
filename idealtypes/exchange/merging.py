"""A project of another program on its way into a study: new, a second coder's, or a new version of one that is there.

All three are one operation. What the project's things are is told, in this order, by what is remembered of an earlier
import of it (`imports.json`), by texts (see `idealtypes.exchange.joining`), and by names. Then the codings of the
coders in the file replace what these coders had on its passages; those of other coders stay. What the user has written
since (placements, rationales, further columns) stays; where both have changed the same thing, the study's holds, and
the conflict is listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from idealtypes.coding.sources import KINDS
from idealtypes.errors import IdealtypesError, Skipped
from idealtypes.exchange import columns
from idealtypes.exchange.codebook import Codebook, merged_codes
from idealtypes.exchange.held import Held, Known, KnownPassage, Put, Row
from idealtypes.exchange.joining import Moving, Span, bare, enough, moving, paired
from idealtypes.exchange.naming import named, without_ending
from idealtypes.exchange.project import ForeignSource, Passage, Project

NO_CASE = "no_case"
HALF = 0.5


@dataclass(frozen=True)
class Finding:
    """Something to know of an import: what, where, and why."""

    what: str
    where: str
    why: str


@dataclass(frozen=True)
class Merged:
    """A study with a project in it.

    `updated` says whether the project was there before. `changes` are what differs from the study before,
    `conflicts` what two sides say differently, `skipped` what was in the project and is not in the study.
    """

    held: Held
    updated: bool
    changes: tuple[Finding, ...] = ()
    conflicts: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()


def merged(
    held: Held, project: Project, coder: str | None = None, file: str = "", sha256: str = ""
) -> Merged:
    """The study with the project in it.

    Parameters
    ----------
    held
        The study as it is; an empty one for a new study.
    project
        What was read.
    coder
        Who coded, where the project names nobody, or one person by another name.
    file, sha256
        What was read, to be remembered.

    Raises
    ------
    IdealtypesError
        For a `coder` beside a project that names several.
    """
    return _Merge(held, project, coder).done(file, sha256)


def same_project(project: Project, held: Held) -> Known | None:
    """Which of the projects imported before this one is: it has the same format, and more than half of the codes and
    sources of the smaller of the two have the same id and name."""
    best: tuple[float, Known | None] = (HALF, None)
    for known in held.known:
        if known.format != project.format:
            continue
        same = sum(
            code.id in known.codes and known.codes[code.id].name == columns.one_line(code.name)
            for code in project.codes
        )
        for source in project.sources:
            same += _is_source(source, known.sources.get(source.id), held)
        size = min(len(project.codes) + len(project.sources), len(known.codes) + len(known.sources))
        if size and same / size > best[0]:
            best = (same / size, known)
    return best[1]


def _is_source(source: ForeignSource, own: str | None, held: Held) -> bool:
    """Whether a source of the study, known by the id of a foreign one, still is it: by its name or its text."""
    if own is None or own not in held.sources:
        return False
    name = columns.one_line(source.name)
    if held.sources[own].get("title", name if name in ("", own) else None) == name:
        return True
    text = held.texts.get(own)
    return text is not None and source.text is not None and bare(text) == bare(columns.clean(source.text))


@dataclass
class _Mark:
    """One span of a source, or a passage without a position, with the passages on it."""

    source: str  # ours
    text: str
    span: Span | None
    passages: list[Passage]
    coders: set[str]
    order: int


class _Merge:
    def __init__(self, held: Held, project: Project, coder: str | None) -> None:
        self.held, self.project = held, project
        self.known = same_project(project, held)
        self.statements: dict[str, Row] = {key: dict(row) for key, row in held.statements.items()}
        self.codings: dict[Put, float] = dict(held.codings)
        self.sources: dict[str, Row] = {key: dict(row) for key, row in held.sources.items()}
        self.texts = dict(held.texts)
        self.cases: dict[str, Row] = {key: dict(row) for key, row in held.cases.items()}
        self.changes: list[Finding] = []
        self.conflicts: list[Finding] = []
        self.skipped: list[Skipped] = []
        self.notes: list[str] = []
        self.coders = self._coders(coder)
        self.moves: dict[str, Moving] = {}  # foreign source → how its positions become ours
        self.renewed: set[str] = set()  # sources whose text is another than before
        self.passage_ids: dict[str, str] = {}  # foreign passage → statement

    def done(self, file: str, sha256: str) -> Merged:
        project, known = self.project, self.known
        self.case_ids = self._cases()
        self.source_ids = self._sources()
        codebook = merged_codes(self.held, project, known)
        self._take(codebook)
        marks = self._marks()
        self._statements(marks)
        self._texts_moved()
        self._codings(codebook.ids)
        self._gone()
        self._every_case()
        spans = {
            one.id: KnownPassage(self.passage_ids[one.id], one.start, one.end)
            for one in project.passages
            if self.passage_ids.get(one.id) in self.statements
        }
        if known is not None:  # what lies in sources that this file does not have stays remembered
            here = set(self.source_ids.values())
            stay = {
                key: one
                for key, one in known.passages.items()
                if key not in spans
                and one.id in self.statements
                and self.statements[one.id]["source"] not in here
            }
            spans = stay | spans
        new = Known(
            project.format,
            columns.one_line(project.name),
            columns.one_line(project.maker),
            file,
            sha256,
            codes=({} if known is None else dict(known.codes)) | codebook.known,
            sources=({} if known is None else dict(known.sources)) | self.source_ids,
            cases={key: own for key, own in self.case_ids.items() if own in self.cases},
            coders=({} if known is None else dict(known.coders))
            | {k: v for k, v in self.coders.items() if k},
            passages=spans,
        )
        others = tuple(one for one in self.held.known if one is not known)
        result = replace(
            self.held,
            codes=codebook.codes,
            statements=self.statements,
            codings=self.codings,
            sources=self.sources,
            texts=self.texts,
            cases=self.cases,
            known=(*others, new),
        )
        return Merged(
            result,
            known is not None,
            tuple(self.changes),
            tuple(self.conflicts),
            tuple(self.skipped),
            tuple(self.notes),
        )

    def _take(self, codebook: Codebook) -> None:
        self.changes += [Finding(*one) for one in codebook.changes]
        self.conflicts += [Finding(*one) for one in codebook.conflicts]
        self.skipped += codebook.skipped
        self.notes += codebook.notes

    # coders, cases, sources

    def _coders(self, wish: str | None) -> dict[str, str]:
        """Foreign coder → name; "" stands for codings that name nobody."""
        used = dict.fromkeys(coding.coder for coding in self.project.codings)
        names = {one.id: columns.one_line(one.name) for one in self.project.coders}
        if wish is not None:
            named_here = [names.get(one) or one for one in used if one]
            if len(named_here) > 1:
                raise IdealtypesError(
                    f"--coder {wish}: the file names {len(named_here)} coders ({', '.join(named_here[:5])}): "
                    "leave --coder out, or export one coder's work from the other program"
                )
            return dict.fromkeys([*used, *names], columns.one_line(wish)) | {"": columns.one_line(wish)}
        found: dict[str, str] = {"": ""}
        for one in [*names, *used]:
            if one in found:
                continue
            if self.known is not None and one in self.known.coders:
                found[one] = self.known.coders[one]
                continue
            name = names.get(one) or columns.one_line(one)
            found[one] = name if name not in found.values() else f"{name} ({columns.one_line(one)})"
        before = {c for _, _, c in self.held.codings}
        if self.known is None and "" in used and "" in before:
            self.notes.append(
                "neither this project nor the study names a coder: their codings count as one person's; "
                "--coder NAME tells them apart"
            )
        both = sorted(name for name in found.values() if name and name in before)
        if self.known is None and both:
            self.notes.append(f"coders of the same name are taken for one person: {', '.join(both)}")
        return found

    def _cases(self) -> dict[str, str]:
        """Foreign case → ours, told by an earlier import, by id or title, or new."""
        titles: dict[str, str] = {}
        for key, row in self.cases.items():
            titles.setdefault(row.get("title", key).casefold(), key)
            titles.setdefault(key.casefold(), key)
        known = {} if self.known is None else {k: v for k, v in self.known.cases.items() if v in self.cases}
        for one in self.project.cases:
            name = columns.one_line(one.name)
            if one.id not in known and name.casefold() in titles:
                known[one.id] = titles[name.casefold()]
        things = [(one.id, one.name) for one in self.project.cases]
        ids = named(things, known, self.cases, "case")
        for one in self.project.cases:
            row = self.cases.setdefault(ids[one.id], {})
            title = columns.one_line(one.name)
            if title and title != ids[one.id]:
                row.setdefault("title", title)
            row |= columns.attributes(one.attributes, columns.CASE)
            row.setdefault("foreign_id", columns.one_line(one.id))
        return ids

    def _sources(self) -> dict[str, str]:
        """Foreign source → ours: by an earlier import, by its text, by its name where there is no text to compare."""
        by_text: dict[str, str] = {}
        for key, text in self.texts.items():
            if whole := bare(text):
                by_text.setdefault(whole, key)
        by_name: dict[str, str] = {}
        for key, row in self.sources.items():
            for name in (key, row.get("title", key)):
                by_name.setdefault(without_ending(name).casefold(), key)
        found: dict[str, str] = {}
        claimed: set[str] = set()
        for source in self.project.sources:
            own = self._source(source, by_text, by_name)
            if own is not None and own not in claimed:
                found[source.id] = own
                claimed.add(own)
        things = [(one.id, without_ending(one.name)) for one in self.project.sources]
        ids = named(things, found, self.sources, "source")
        for source in self.project.sources:
            self._source_row(source, ids[source.id], source.id in found)
        return ids

    def _source(
        self, source: ForeignSource, by_text: Mapping[str, str], by_name: Mapping[str, str]
    ) -> str | None:
        name = columns.one_line(source.name)
        text = None if source.text is None else bare(columns.clean(source.text))
        if self.known is not None:
            own = self.known.sources.get(source.id)
            if _is_source(source, own, self.held):
                return own
        if text and text in by_text:
            return by_text[text]
        own = by_name.get(without_ending(name).casefold())
        if own is None:
            return None
        if text and own in self.texts:
            why = "their texts differ, so they are two sources: rename one, or remove what is old"
            self.conflicts.append(Finding("two sources of one name", name, why))
            return None
        return own

    def _source_row(self, source: ForeignSource, own: str, there: bool) -> None:
        row = self.sources.setdefault(own, {})
        title = columns.one_line(source.name)
        if title and title != own:
            row.setdefault("title", title)
        if "kind" not in row:
            told = source.attributes.get("kind", "")  # an export of ours has it there
            row |= columns.kind_of(told if told in KINDS else source.kind)
        if source.case is not None and source.case in self.case_ids:
            row.setdefault("case", self.case_ids[source.case])
        rest = {k: v for k, v in source.attributes.items() if k != "kind" or v not in KINDS}
        row |= columns.attributes(rest, columns.SOURCE)
        if memo := columns.cell(source.memo):
            row["memo"] = memo
        row.setdefault("foreign_id", columns.one_line(source.id))
        if source.text is None:
            return
        text = columns.clean(source.text)
        before = self.texts.get(own)
        if before is None:
            self.texts[own] = text
        elif before != text and bare(before) == bare(text):
            self.moves[source.id] = moving(text, before)
        elif before != text:
            self.texts[own] = text
            self.renewed.add(own)
            self.changes.append(Finding("the text of a source changed", own, "it is another in this version"))

    # passages

    def _marks(self) -> list[_Mark]:
        """The coded passages, those on one span of one source together; by source, place and order of the file."""
        coders: dict[str, set[str]] = defaultdict(set)
        for coding in self.project.codings:
            coders[coding.passage].add(self.coders[coding.coder])
        places = {own: place for place, own in enumerate(self.sources)}
        marks: dict[Any, _Mark] = {}
        for number, passage in enumerate(self.project.passages):
            if passage.id not in coders:
                continue
            own = self.source_ids.get(passage.source)
            if own is None:
                self._skip(passage, "it is of a source that the file does not hold")
                continue
            span: Span | None = None
            if passage.start is not None and passage.end is not None and passage.end >= passage.start >= 0:
                move = self.moves.get(passage.source)
                span = (passage.start, passage.end) if move is None else move(passage.start, passage.end)
            # without a position only a place that the file names tells that two passages are one
            where = span or ((passage.locator, passage.text) if passage.locator else (passage.id,))
            mark = marks.get((own, where))
            if mark is None:
                mark = marks[own, where] = _Mark(own, passage.text, span, [], set(), number)
            mark.passages.append(passage)
            mark.coders |= coders[passage.id]

        def place(mark: _Mark) -> tuple[int, int, int, int]:
            start, end = mark.span or (0, 0)
            return places[mark.source], start, end, mark.order

        return sorted(marks.values(), key=place)

    def _skip(self, passage: Passage, why: str) -> None:
        self.skipped.append(Skipped("a passage", passage.id, why))

    def _statements(self, marks: list[_Mark]) -> None:
        """A statement for every mark: known, joined with one that is there, or new; coder by coder."""
        self.put_by: dict[str, set[str]] = defaultdict(set)
        fresh = set(self.coders.values()) if self.known is not None else set()
        known_statements: set[str] = (
            set() if self.known is None else {one.id for one in self.known.passages.values()}
        )
        self.had_put: dict[str, set[str]] = defaultdict(set)
        for statement, _, coder in self.codings:
            self.had_put[statement].add(coder)
            if not (statement in known_statements and coder in fresh):  # those are put anew
                self.put_by[statement].add(coder)
        self.numbers: dict[str, int] = {}  # the highest number that a statement of a source has
        for key in self.statements:
            start, _, end = key.rpartition("-")
            if end.isdecimal() and end.isascii():
                self.numbers[start] = max(self.numbers.get(start, 0), int(end))
        self.by_source: dict[str, list[str]] = defaultdict(list)
        for key, row in self.statements.items():
            self.by_source[row.get("source", "")].append(key)
        waiting = [mark for mark in marks if not self._is_known(mark)]
        turn = {name: number for number, name in enumerate(dict.fromkeys(self.coders.values()))}
        groups: dict[tuple[str, int], list[_Mark]] = defaultdict(list)
        for mark in waiting:
            groups[mark.source, min(turn[coder] for coder in mark.coders)].append(mark)
        joined = 0
        for source, number in sorted(groups, key=lambda key: key[1]):
            joined += self._join(source, groups[source, number])
        if joined:
            self.notes.append(
                f"{joined} passages of different coders that share at least half of the longer one are one statement "
                "each, with the span that was there first"
            )

    def _is_known(self, mark: _Mark) -> bool:
        """Whether the mark is a passage that was imported before; then it is put on its statement.

        It has the same id and source, and the same words, nearly the same place, or a coder who was there before: ids
        that are mere numbers may mean another passage in another coder's copy of a project.
        """
        if self.known is None:
            return False
        for passage in mark.passages:
            before = self.known.passages.get(passage.id)
            row = None if before is None else self.statements.get(before.id)
            if before is None or row is None or row.get("source") != mark.source:
                continue
            here = None if passage.start is None or passage.end is None else (passage.start, passage.end)
            there = None if before.start is None or before.end is None else (before.start, before.end)
            same = bare(passage.text) == bare(row.get("text", ""))
            same |= here is not None and there is not None and enough(here, there)
            if same or not mark.coders.isdisjoint(self.had_put[before.id]):
                self._renew(before.id, row, mark, passage)
                self._put(mark, before.id)
                return True
        return False

    def _renew(self, key: str, row: Row, mark: _Mark, passage: Passage) -> None:
        """The statement's text and place as they are now, where this is the passage that it was made from."""
        if row.get("foreign_id") != columns.one_line(passage.id):
            return
        new = self._row(mark, passage)
        if bare(new.get("text", "")) != bare(row.get("text", "")):
            self.changes.append(Finding("the text of a statement changed", key, "the passage is another now"))
        elif mark.source not in self.renewed and _span(new) != _span(row):
            self.changes.append(Finding("a statement moved", key, "its passage has another place now"))
        row |= new

    def _join(self, source: str, marks: list[_Mark]) -> int:
        """Marks of one coder on one source with the statements there; gives how many overlaps were joined."""
        spans: list[Span] = []
        keys: list[str] = []
        by_text: dict[str, list[str]] = defaultdict(list)
        whole = source in self.texts and source not in self.renewed
        for key in self.by_source[source]:
            row = self.statements[key]
            if whole and (span := _span(row)) is not None:
                spans.append(span)
                keys.append(key)
            else:
                by_text[bare(row.get("text", ""))].append(key)
        placed = [mark for mark in marks if whole and mark.span is not None]
        found = paired(
            [mark.span for mark in placed if mark.span is not None],
            spans,
            lambda new, old: placed[new].coders.isdisjoint(self.put_by[keys[old]]),
        )
        partner = {id(placed[new]): keys[old] for new, old in found.joined.items()}
        overlaps = sum(placed[new].span != spans[old] for new, old in found.joined.items())
        for new, old in found.apart:
            why = "they overlap, but share less than half of the longer one or are joined elsewhere: two statements"
            where = f"{source} {placed[new].span[0]}–{placed[new].span[1]} and {keys[old]}"  # type: ignore[index]
            self.conflicts.append(Finding("passages of two coders", where, why))
        for mark in marks:
            own = partner.get(id(mark))
            if own is None:
                free = by_text.get(bare(mark.text), [])
                own = next((k for k in free if mark.coders.isdisjoint(self.put_by[k])), None)
            if own is None:
                own = self._new(mark)
            self._put(mark, own)
        return overlaps

    def _new(self, mark: _Mark) -> str:
        self.numbers[mark.source] = number = self.numbers.get(mark.source, 0) + 1
        own = f"{mark.source}-{number}"
        self.statements[own] = self._row(mark, mark.passages[0]) | {
            "foreign_id": columns.one_line(mark.passages[0].id)
        }
        self.by_source[mark.source].append(own)
        if self.held.statements:
            self.changes.append(Finding("a new statement", own, "no passage of the study is the same"))
        return own

    def _row(self, mark: _Mark, passage: Passage) -> Row:
        row: Row = {"source": mark.source, "text": columns.cell(passage.text)}
        if len(row["text"]) > columns.LONGEST:
            row["text"] = row["text"][: columns.LONGEST] + "…"
            rest = (
                "the whole is in the source's text" if mark.source in self.texts else "the rest is left out"
            )
            why = f"a cell holds at most {columns.LONGEST:,} characters: {rest}"
            self.skipped.append(Skipped("the end of a passage", passage.id, why))
        if mark.span is not None:
            row |= {"start": str(mark.span[0]), "end": str(mark.span[1])}
        if locator := columns.cell(passage.locator):
            row["locator"] = locator
        if memo := columns.joined(columns.cell(one.memo) for one in mark.passages):
            row["memo"] = memo
        for one in mark.passages:
            for name, value in columns.of_statement(one.attributes).items():
                row.setdefault(name, value)
            if cases := self._cases_of(one):
                row["case"] = cases
        return row

    def _cases_of(self, passage: Passage) -> str:
        """Our ids of the cases that a passage names in its attribute `case`; "" where one is no case of the project."""
        names = [columns.one_line(name) for name in passage.attributes.get("case", "").split(";")]
        ids = {columns.one_line(one.name): self.case_ids[one.id] for one in self.project.cases}
        return ";".join(ids[name] for name in names if name) if all(n in ids for n in names if n) else ""

    def _put(self, mark: _Mark, own: str) -> None:
        self.put_by[own] |= mark.coders
        for passage in mark.passages:
            self.passage_ids[passage.id] = own

    def _texts_moved(self) -> None:
        """In a source with a new text, the statements of others are looked up again."""
        if not self.renewed:
            return
        hit = set(self.passage_ids.values())
        for key, row in self.statements.items():
            if row.get("source") not in self.renewed or key in hit or "start" not in row:
                continue
            text, passage = self.texts[row["source"]], row.get("text", "")
            if passage and text.count(passage) == 1:
                start = text.index(passage)
                row |= {"start": str(start), "end": str(start + len(passage))}
            else:
                del row["start"], row["end"]
                why = "the text of its source changed, and it is not there exactly once: its place is left blank"
                self.conflicts.append(Finding("a statement without a place", key, why))

    # codings

    def _codings(self, codes: Mapping[str, str]) -> None:
        """The codings of the file instead of those that its coders had on its passages."""
        before = self._replaced()
        for put in before:
            del self.codings[put]
        new: dict[Put, float] = {}
        twice = 0
        memos: dict[str, list[str]] = defaultdict(list)
        for coding in self.project.codings:
            own, code = self.passage_ids.get(coding.passage), codes.get(coding.code)
            if own is None or code is None:
                if code is None:
                    why = "it names a code that the codebook of the file does not have"
                    self.skipped.append(Skipped("a coding", coding.passage, why))
                elif all(one.where != coding.passage for one in self.skipped):
                    why = "it names a passage that the file does not have"
                    self.skipped.append(Skipped("a coding", coding.passage, why))
                continue
            put = (own, code, self.coders[coding.coder])
            twice += put in new
            new[put] = max(new.get(put, 0.0), coding.intensity)
            if memo := columns.cell(coding.memo):
                memos[own].append(f"{code}: {memo}")
        for own, lines in memos.items():
            row = self.statements[own]
            row["coding_memos"] = columns.joined([*row.get("coding_memos", "").split("\n"), *lines])
        if twice:
            self.notes.append(
                f"{twice} codings put a code on a passage that had it from the same coder already: counted once"
            )
        gone = [put for put in before if put not in new]
        for statement, code, coder in gone:
            by = f" by {coder}" if coder else ""
            self.changes.append(
                Finding("a coding is gone", f"{statement}: {code}{by}", "this version lacks it")
            )
        if self.held.statements:
            for statement, code, coder in new:
                if statement in self.held.statements and (statement, code, coder) not in self.held.codings:
                    by = f" by {coder}" if coder else ""
                    self.changes.append(
                        Finding("a new coding", f"{statement}: {code}{by}", "it was not there")
                    )
        self.codings |= new

    def _replaced(self) -> list[Put]:
        """Codings of the study that an earlier import of this project may have made, by coders of this file."""
        if self.known is None:
            return []
        here, coders = set(self.source_ids.values()), set(self.coders.values())
        mine = {one.id for one in self.known.passages.values()}
        return [
            put
            for put in self.held.codings
            if put[0] in mine and put[2] in coders and self.statements[put[0]].get("source") in here
        ]

    def _gone(self) -> None:
        """Statements of an earlier import on which nothing is coded any more."""
        if self.known is None:
            return
        coded = {statement for statement, _, _ in self.codings}
        was_coded = {statement for statement, _, _ in self.held.codings}
        for key in {one.id: None for one in self.known.passages.values()}:
            if key not in self.statements or key in coded or key not in was_coded:
                continue
            if key in self.held.protected:
                why = "a claim names it, so it stays, without a code"
                self.conflicts.append(Finding("a statement whose passage is gone", key, why))
            else:
                del self.statements[key]
                self.changes.append(
                    Finding("a statement is gone", key, "no passage of this version is the same")
                )

    def _every_case(self) -> None:
        """New cases without statements are left out; sources without a case get one where there are several."""
        named_in: set[str] = set()
        for row in self.statements.values():
            own = row.get("case") or self.sources.get(row.get("source", ""), {}).get("case", "")
            named_in |= {one.strip() for one in own.split(";") if one.strip()}
        for key in [key for key in self.cases if key not in named_in and key not in self.held.cases]:
            if len(self.cases) > 1 or named_in:
                title = self.cases.pop(key).get("title", key)
                self.skipped.append(Skipped("a case", title, "no statement belongs to it"))
                for row in self.sources.values():  # sources without a statement
                    if row.get("case") == key:
                        del row["case"]
        if not named_in or (len(self.cases) < 2 and self.cases.keys() <= self.held.cases.keys()):
            return  # there is one case, and everything belongs to it
        without = {
            row["source"]
            for row in self.statements.values()
            if not row.get("case") and not self.sources.get(row["source"], {}).get("case")
        }
        for own in sorted(without):
            self.sources[own]["case"] = NO_CASE
        if without:
            self.cases.setdefault(NO_CASE, {"title": "Without a case"})
            self.notes.append(
                f"{len(without)} sources belong to no case, while there are several: they are in the case `{NO_CASE}`"
            )


def _span(row: Row) -> Span | None:
    start, end = row.get("start", ""), row.get("end", "")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() and start.isascii() else None


def count(findings: Iterable[Finding]) -> dict[tuple[str, str], list[str]]:
    """Findings by what and why, each with the places."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in findings:
        found[one.what, one.why].append(one.where)
    return dict(found)
