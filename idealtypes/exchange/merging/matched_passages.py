"""Passages of a project: which statements they are, joined by what is known, by their spans, or by their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idealtypes.errors import Skipped
from idealtypes.exchange.contents import Notice, Row, judge, judged
from idealtypes.exchange.foreign_names import (
    LONGEST_CELL,
    cell,
    foreign_name,
    one_line,
    stacked,
    statement_cells,
)
from idealtypes.exchange.merging.identity import Put, Span, bare, enough, is_position, paired, repeated
from idealtypes.exchange.merging.matched_sources import Sources
from idealtypes.exchange.project import Passage
from idealtypes.model.stance import signed

NO_CODE = ""  # what a coder put who read a passage and put nothing
OTHERS, OWN = "different coders", "one coder with one code"


@dataclass
class Marked:
    """One span of a source, or a passage without a position, with the passages on it, and who put what there.

    Who judged again is another for each occasion.
    """

    source: str  # ours
    text: str
    span: Span | None
    passages: list[Passage]
    puts: set[Put]
    order: int

    @property
    def coders(self) -> set[str]:
        return {coder for coder, _ in self.puts}


class Passages(Sources):
    """A merge, as far as passages and statements go. `passage_ids`: foreign id → statement."""

    def _marks(self, codes: Mapping[str, str]) -> list[Marked]:
        """The coded passages, those on one span of one source together; by source, place and order of the file.

        `codes` are our ids of foreign codes.
        """
        puts: dict[str, set[Put]] = defaultdict(set)
        for coding in self.project.codings:
            by = judge(self.coders[coding.coder], coding.occasion)
            code = codes.get(coding.code, NO_CODE)
            puts[coding.passage].add((by, signed(code, coding.against and code != NO_CODE)))
        for reading in self.project.readings:
            puts[reading.passage].add((judge(self.coders[reading.coder], reading.occasion), NO_CODE))
        self.without_source: set[str] = set()  # passages
        places = {own: place for place, own in enumerate(self.sources)}
        marks: dict[Any, Marked] = {}
        for number, passage in enumerate(self.project.passages):
            if passage.id not in puts:
                continue
            own = self.source_ids.get(passage.source)
            if own is None:
                self.without_source.add(passage.id)
                continue
            span: Span | None = None
            if passage.start is not None and passage.end is not None and passage.end >= passage.start >= 0:
                move = self.moves.get(passage.source)
                span = (passage.start, passage.end) if move is None else move(passage.start, passage.end)
            # without a position only a place that the file names tells that two passages are one
            words = cell(passage.text)  # as a study will hold them
            own_id = self.own_ids["statements"].get(passage.id)  # a statement of ours is no other
            where: Any = own_id or span or ((passage.locator, words) if passage.locator else (passage.id,))
            mark = marks.get((own, where))
            if mark is None:
                mark = marks[own, where] = Marked(own, passage.text, span, [], set(), number)
            mark.passages.append(passage)
            mark.puts |= puts[passage.id]

        lost = Counter(one.passage for one in self.project.codings if one.passage in self.without_source)
        why = "it is of a source that the file does not hold"
        self.skipped += [Skipped("a passage", key, why, passages=1, codings=lost[key]) for key in lost]
        if self.own_ids["statements"]:
            return list(marks.values())

        def place(mark: Marked) -> tuple[int, int, int, int]:
            start, end = mark.span or (0, 0)
            return places[mark.source], start, end, mark.order

        return self._once(sorted(marks.values(), key=place))

    def _once(self, marks: list[Marked]) -> list[Marked]:
        """Marks in their order, without those with which a coder put the same code on nearly the same span again."""
        places: dict[str, list[Marked]] = defaultdict(list)
        for mark in marks:
            if mark.span is not None:
                places[mark.source].append(mark)
        again: set[int] = set()
        for source, here in places.items():
            found = repeated(
                [mark.span for mark in here if mark.span is not None],
                [{put for put in one.puts if put[1] != NO_CODE} for one in here],
            )
            for late, early in found.joined.items():
                here[early].passages += here[late].passages
                here[early].puts |= here[late].puts
                again.add(id(here[late]))
            for late, early in found.apart:
                one, other = here[late].span, here[early].span
                where = f"{source} {one[0]}–{one[1]} and {other[0]}–{other[1]}"  # type: ignore[index]
                why = "they have the same code and overlap, but share less than half of the longer one: two statements"
                self.conflicts.append(Notice("passages of one coder", where, why))
        if again:
            self.notes.append(
                f"{len(again)} passages on which a coder put the code of another one of hers, of which they share at "
                "least half of the longer one, are one statement with that one"
            )
        return [mark for mark in marks if id(mark) not in again]

    def _statements(self, marks: list[Marked]) -> None:
        """A statement for every mark: known, joined with one that is there, or new; coder by coder."""
        self.put_by: dict[str, set[Put]] = defaultdict(set)
        known_statements: set[str] = (
            set() if self.known is None else {one.id for one in self.known.passages.values()}
        )
        self.had_put: dict[str, set[str]] = defaultdict(set)
        read = ((statement, NO_CODE, coder) for statement, coder in self.readings)
        for statement, code, coder in (*self.codings, *read):
            self.had_put[statement].add(coder)
            if not (statement in known_statements and self._is_put_anew(coder)):
                self.put_by[statement].add((coder, code))
        self.numbers: dict[str, int] = {}  # the highest number that a statement of a source has
        for key in self.statements:
            start, _, end = key.rpartition("-")
            if end.isdecimal() and end.isascii():
                self.numbers[start] = max(self.numbers.get(start, 0), int(end))
        self.by_source: dict[str, list[str]] = defaultdict(list)
        for key, row in self.statements.items():
            self.by_source[row.get("source", "")].append(key)
        waiting = [
            mark
            for mark in marks
            if not (self._is_ours(mark) or self._is_known(mark) or self._is_exported(mark))
        ]
        turn = {name: number for number, name in enumerate(dict.fromkeys(self.coders.values()))}
        groups: dict[tuple[str, int], list[Marked]] = defaultdict(list)
        for mark in waiting:
            groups[mark.source, min(turn[judged(coder)[0]] for coder in mark.coders)].append(mark)
        joined: Counter[str] = Counter()
        for source, number in sorted(groups, key=lambda key: key[1]):
            joined += self._join(source, groups[source, number])
        self.notes += [
            f"{count} passages of {whose} that share at least half of the longer one are one statement each, with the "
            "span that was there first"
            for whose, count in joined.items()
        ]

    def _is_put_anew(self, by: str) -> bool:
        """Whether a new version of a project says again what somebody put: a coder of the file; of one whose occasions
        it tells, these."""
        if self.known is None:
            return False
        coder, _ = judged(by)
        return coder in self.judges and (by in self.judges[coder] or self.judges[coder] <= {coder})

    def _free(self, mark: Marked, own: str) -> bool:
        """Whether the coders of a mark have put nothing on a statement yet."""
        return mark.coders.isdisjoint(coder for coder, _ in self.put_by[own])

    def _is_ours(self, mark: Marked) -> bool:
        """Whether the mark is a statement that an export of ours brings back; then it is put there as it was."""
        own = self.own_ids["statements"].get(mark.passages[0].id)
        if own is None or own in self.statements:
            return False
        self._put(mark, self._new(mark, own))
        return True

    def _is_known(self, mark: Marked) -> bool:
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

    def _is_exported(self, mark: Marked) -> bool:
        """Whether the mark is a statement of this very study that an export of it brings back, unchanged."""
        carried = self.project.carried
        own = None if carried is None else carried.ids.get("statements", {}).get(mark.passages[0].id)
        row = None if own is None else self.statements.get(own)
        if own is None or row is None or row.get("source") != mark.source:
            return False
        if bare(row.get("text", "")) != bare(mark.text):
            return False
        self._put(mark, own)
        return True

    def _renew(self, key: str, row: Row, mark: Marked, passage: Passage) -> None:
        """The statement's text and place as they are now, where this is the passage that it was made from."""
        if row.get("foreign_id") != one_line(passage.id):
            return
        new = self._row(mark, passage)
        if bare(new.get("text", "")) != bare(row.get("text", "")):
            self.changes.append(Notice("the text of a statement changed", key, "the passage is another now"))
        elif mark.source not in self.renewed and span_of(new) != span_of(row):
            self.changes.append(Notice("a statement moved", key, "its passage has another place now"))
        row |= new

    def _join(self, source: str, marks: list[Marked]) -> Counter[str]:
        """Marks of one coder on one source with the statements there; gives how many overlaps of whom were joined."""
        spans: list[Span] = []
        keys: list[str] = []
        by_text: dict[str, list[str]] = defaultdict(list)
        whole = source in self.texts and source not in self.renewed
        for key in self.by_source[source]:
            row = self.statements[key]
            if whole and (span := span_of(row)) is not None:
                spans.append(span)
                keys.append(key)
            else:
                by_text[bare(row.get("text", ""))].append(key)
        placed = [mark for mark in marks if whole and mark.span is not None]
        found = paired(
            [mark.span for mark in placed if mark.span is not None],
            spans,
            lambda new, old: (
                not placed[new].puts.isdisjoint(self.put_by[keys[old]]) or self._free(placed[new], keys[old])
            ),
        )
        partner = {id(placed[new]): keys[old] for new, old in found.joined.items()}
        overlaps = Counter(
            OTHERS if self._free(placed[new], keys[old]) else OWN
            for new, old in found.joined.items()
            if placed[new].span != spans[old]
        )
        for new, old in found.apart:
            why = "they overlap, but share less than half of the longer one or are joined elsewhere: two statements"
            where = f"{source} {placed[new].span[0]}–{placed[new].span[1]} and {keys[old]}"  # type: ignore[index]
            self.conflicts.append(Notice("passages of two coders", where, why))
        for mark in marks:
            own = partner.get(id(mark))
            if own is None:
                free = by_text.get(bare(mark.text), [])
                own = next((k for k in free if self._free(mark, k)), None)
            if own is None:
                own = self._new(mark)
            self._put(mark, own)
        return overlaps

    def _new(self, mark: Marked, own: str | None = None) -> str:
        if own is None:
            self.numbers[mark.source] = number = self.numbers.get(mark.source, 0) + 1
            own = f"{mark.source}-{number}"
        self.statements[own] = self._row(mark, mark.passages[0]) | {
            "foreign_id": one_line(mark.passages[0].id)
        }
        self.by_source[mark.source].append(own)
        if self.contents.statements:
            self.changes.append(Notice("a new statement", own, "no passage of the study is the same"))
        return own

    def _row(self, mark: Marked, passage: Passage) -> Row:
        row: Row = {"source": mark.source, "text": cell(passage.text)}
        if len(row["text"]) > LONGEST_CELL:
            row["text"] = row["text"][:LONGEST_CELL] + "…"
            rest = (
                "the whole is in the source's text" if mark.source in self.texts else "the rest is left out"
            )
            why = f"a cell holds at most {LONGEST_CELL:,} characters: {rest}"
            self.skipped.append(Skipped("the end of a passage", passage.id, why))
        if mark.span is not None:
            row |= {"start": str(mark.span[0]), "end": str(mark.span[1])}
        if locator := cell(passage.locator):
            row["locator"] = locator
        if memo := stacked(cell(one.memo) for one in mark.passages):
            row["memo"] = memo
        for one in mark.passages:
            for name, value in statement_cells(one.attributes, self.sources[mark.source]).items():
                row.setdefault(name, value)
            if cases := self._cases_of(one):
                row["case"] = cases
        return row

    def _cases_of(self, passage: Passage) -> str:
        """Our ids of the cases that a passage names in its attribute `case`; "" where one is no case of the project."""
        said = passage.attributes.get("case", "")
        ids = {foreign_name(one.name): self.case_ids[one.id] for one in self.project.cases} if said else {}
        found = _named_in(said.split(";"), ids)
        return "" if found is None else ";".join(found)

    def _put(self, mark: Marked, own: str) -> None:
        self.put_by[own] |= mark.puts
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
                self.conflicts.append(Notice("a statement without a place", key, why))


def _named_in(parts: list[str], ids: Mapping[str, str]) -> list[str] | None:
    """The ids of the names that stand between semicolons, which names may hold too: the longest that is one counts.

    >>> _named_in(["North", " Unit A", "B"], {"North": "n", "Unit A;B": "ab"}), _named_in(["South"], {"North": "n"})
    (['n', 'ab'], None)
    """
    found, at = [], 0
    while at < len(parts):
        for end in range(len(parts), at, -1):
            name = foreign_name(";".join(parts[at:end]))
            if name in ids or not name:
                found += [ids[name]] if name else []
                at = end
                break
        else:
            return None
    return found


def span_of(row: Row) -> Span | None:
    start, end = row.get("start", ""), row.get("end", "")
    return (int(start), int(end)) if is_position(start) and is_position(end) else None
