"""Coders, cases and sources of a project: which of the study's they are, or that they are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from idealtypes.errors import BadChoice, Skipped
from idealtypes.exchange.contents import Notice, Put, Read, Row, StudyContents, judge
from idealtypes.exchange.foreign_names import (
    CASE_COLUMNS,
    attribute_cells,
    cell,
    clean,
    foreign_name,
    ids_for,
    one_line,
    source_cells,
    source_kind,
    stacked,
    without_ending,
)
from idealtypes.exchange.merging.identity import Translation, bare, is_source, same_project, translation
from idealtypes.exchange.project import ForeignSource, Project
from idealtypes.files.sources import KINDS, NO_CASE
from idealtypes.model.aliases import Whose
from idealtypes.model.spelling import look_alikes, told_alike

WORDS = 60  # characters of a passage by which its memo is known


class Sources:
    """A merge, as far as coders, cases and sources go. `case_ids` and `source_ids`: foreign id → ours."""

    def __init__(self, contents: StudyContents, project: Project, coder: str | None) -> None:
        self.contents, self.project = contents, project
        self.known = same_project(project, contents)
        self.statements: dict[str, Row] = {key: dict(row) for key, row in contents.statements.items()}
        self.codings: dict[Put, float] = dict(contents.codings)
        self.readings: set[Read] = set(contents.readings)
        self.sources: dict[str, Row] = {key: dict(row) for key, row in contents.sources.items()}
        self.texts = dict(contents.texts)
        self.cases: dict[str, Row] = {key: dict(row) for key, row in contents.cases.items()}
        self.changes: list[Notice] = []
        self.conflicts: list[Notice] = []
        self.skipped: list[Skipped] = []
        self.notes: list[str] = []
        self.moves: dict[str, Translation] = {}  # foreign source → how its positions become ours
        self.renewed: set[str] = set()  # sources whose text is another than before
        self.passage_ids: dict[str, str] = {}  # foreign passage → statement
        # a study that is there has ids of its own
        travelled = {} if contents.statements or project.carried is None else project.carried.ids
        self.own_ids: dict[str, dict[str, str]] = defaultdict(dict)
        self.own_ids |= {kind: dict(ids) for kind, ids in travelled.items()}
        self.loose = self._loose()
        self.coders = self._coders(coder)
        self.judges: dict[str, set[str]] = {
            name: set() for name in self.coders.values()
        }  # with their occasions
        coded = {(coding.coder, coding.occasion) for coding in project.codings}
        for who, occasion in coded | {(reading.coder, reading.occasion) for reading in project.readings}:
            self.judges[self.coders[who]].add(judge(self.coders[who], occasion))
        self.case_ids = self._cases()
        self.source_ids = self._sources()
        self._tell_twice()
        self._tell_alike("coders", {own: own for own in self.coders.values() if own})
        self._tell_alike("cases", {own: self.cases[own].get("title", own) for own in self.case_ids.values()})
        self._tell_alike(
            "sources", {own: self.sources[own].get("title", own) for own in self.source_ids.values()}
        )

    def _tell_twice(self) -> None:
        """A note of sources of this project that have one name, written in two ways: the program tells them apart."""
        spelled: dict[str, set[str]] = defaultdict(set)
        for source in self.project.sources:
            spelled[foreign_name(source.name)].add(one_line(source.name))
        twice = [f"`{name}`" for name, ways in spelled.items() if len(ways) > 1]
        if twice:
            self.notes.append(
                f"several sources are called {', '.join(twice)}, in spellings that look the same (accents, spaces, "
                "characters that nobody sees): they stay apart; if they are one, join them in the other program"
            )

    def _tell_alike(self, kind: str, names: Mapping[str, str]) -> None:
        """A note of things of this project whose names look alike; `names` are those of our ids."""
        for group in look_alikes(without_ending(name) for name in names.values()):
            self.notes.append(f"{told_alike(kind, group)}: if they are one, write them alike and import anew")

    def _loose(self) -> dict[str, list[str]]:
        """Foreign source → the memos on its passages that nobody coded or read, which are no statements."""
        coded = self.project.read
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.project.passages:
            if one.memo.strip() and one.id not in coded:
                words = one_line(one.text)
                at = f"“{words[:WORDS]}{'…' if len(words) > WORDS else ''}”" if words else one.locator
                found[one.source].append(f"{at}: {one.memo}" if at else one.memo)
        return found

    def _coder(self, name: str) -> str:
        """The study's name of a coder."""
        own = foreign_name(name)
        return self.contents.aliases.get("coders", {}).get(own, own)

    def _keys(self, whose: Whose, things: Mapping[str, Row]) -> dict[str, str]:
        """By what the study's things are known, in any capitals → their ids: ids, titles, other names."""
        found: dict[str, str] = {}
        others = self.contents.aliases.get(whose, {})
        names = [(name, key) for key, row in things.items() for name in (key, row.get("title", key))]
        for name, key in [*names, *((other, key) for other, key in others.items() if key in things)]:
            found.setdefault(without_ending(foreign_name(name)).casefold(), key)
        return found

    def _coders(self, wish: str | None) -> dict[str, str]:
        """Foreign coder → name; "" stands for codings that name nobody."""
        used = dict.fromkeys(coding.coder for coding in self.project.codings)
        used |= dict.fromkeys(reading.coder for reading in self.project.readings)
        names = {one.id: self._coder(one.name) for one in self.project.coders}
        if wish is not None:
            named_here = [names.get(one) or one for one in used if one]
            if len(named_here) > 1:
                raise BadChoice(
                    f"`coder` {wish}: the file names {len(named_here)} coders ({', '.join(named_here[:5])}): "
                    "leave `coder` out, or export one coder's work from the other program"
                )
            return dict.fromkeys([*used, *names], self._coder(wish)) | {"": self._coder(wish)}
        found: dict[str, str] = {"": ""}
        for one in [*names, *used]:
            if one in found:
                continue
            if self.known is not None and one in self.known.coders:
                found[one] = self.known.coders[one]
                continue
            name = names.get(one) or self._coder(one)
            found[one] = name if name not in found.values() else self._coder(f"{name} ({one})")
        before = set(self.contents.coders)
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
        titles = self._keys("cases", self.cases)
        known = {} if self.known is None else {k: v for k, v in self.known.cases.items() if v in self.cases}
        for one in self.project.cases:
            name = without_ending(foreign_name(one.name)).casefold()
            if one.id not in known and name in titles:
                known[one.id] = titles[name]
        known = self.own_ids["cases"] | known
        things = [(one.id, one.name) for one in self.project.cases]
        ids = ids_for(things, known, self.cases, "case")
        for one in self.project.cases:
            row = self.cases.setdefault(ids[one.id], {})
            title = foreign_name(one.name)
            if title and title != ids[one.id]:
                row.setdefault("title", title)
            row |= attribute_cells(one.attributes, CASE_COLUMNS)
            row.setdefault("foreign_id", one_line(one.id))
        return ids

    def _sources(self) -> dict[str, str]:
        """Foreign source → ours: by an earlier import, by its text, by its name where there is no text to compare."""
        by_text: dict[str, str] = {}
        for key, text in self.texts.items():
            if whole := bare(text):
                by_text.setdefault(whole, key)
        by_name = self._keys("sources", self.sources)
        found: dict[str, str] = {}
        claimed: set[str] = set()
        exact = {
            row.get("title", key) for key, row in self.sources.items()
        }  # before what is spelled otherwise
        for source in sorted(self.project.sources, key=lambda one: one_line(one.name) not in exact):
            own = self._source(source, by_text, by_name)
            if own is not None and own not in claimed:
                found[source.id] = own
                claimed.add(own)
        things = [(one.id, without_ending(one.name)) for one in self.project.sources]
        ids = ids_for(things, self.own_ids["sources"] | found, self.sources, "source")
        for source in self.project.sources:
            self._source_row(source, ids[source.id], source.id in found)
        return ids

    def _source(
        self, source: ForeignSource, by_text: Mapping[str, str], by_name: Mapping[str, str]
    ) -> str | None:
        name = foreign_name(source.name)
        text = None if source.text is None else bare(clean(source.text))
        if self.known is not None:
            own = self.known.sources.get(source.id)
            if is_source(source, own, self.contents):
                return own
        if text and text in by_text:
            return by_text[text]
        own = by_name.get(without_ending(name).casefold())
        if own is None:
            return None
        if text and own in self.texts:
            why = "their texts differ, so they are two sources: rename one, or remove what is old"
            self.conflicts.append(Notice("two sources of one name", name, why))
            return None
        return own

    def _source_row(self, source: ForeignSource, own: str, there: bool) -> None:
        row = self.sources.setdefault(own, {})
        title = foreign_name(source.name)
        if title and title != own:
            row.setdefault("title", title)
        if "kind" not in row:
            told = source.attributes.get("kind", "")  # an export of ours has it there
            row |= source_kind(told if told in KINDS else source.kind)
        if source.case is not None and source.case in self.case_ids and row.get("case", NO_CASE) == NO_CASE:
            row["case"] = self.case_ids[source.case]
        rest = {k: v for k, v in source.attributes.items() if k != "kind" or v not in KINDS}
        row |= source_cells(rest)
        if memo := stacked(cell(one) for one in (source.memo, *self.loose[source.id])):
            if self.known is None or len(self.contents.known) > 1:  # what others noted stays
                memo = stacked([*row.get("memo", "").split("\n"), *memo.split("\n")])
            row["memo"] = memo
        row.setdefault("foreign_id", one_line(source.id))
        if source.text is None:
            return
        text = clean(source.text)
        before = self.texts.get(own)
        if before is None:
            self.texts[own] = text
        elif before != text and bare(before) == bare(text):
            self.moves[source.id] = translation(text, before)
        elif before != text:
            self.texts[own] = text
            self.renewed.add(own)
            self.changes.append(Notice("the text of a source changed", own, "it is another in this version"))

    def _every_case(self) -> None:
        """New cases without statements are left out; sources without a case are told where there are some."""
        named_in: set[str] = set()
        for row in self.statements.values():
            own = row.get("case") or self.sources.get(row.get("source", ""), {}).get("case", "")
            named_in |= {one.strip() for one in own.split(";") if one.strip()} - {NO_CASE}
        for key in [key for key in self.cases if key not in named_in and key not in self.contents.cases]:
            if len(self.cases) > 1 or named_in:
                title = self.cases.pop(key).get("title", key)
                self.skipped.append(Skipped("a case", title, "no statement belongs to it"))
                for row in self.sources.values():  # sources without a statement
                    if row.get("case") == key:
                        del row["case"]
        if not named_in or (len(self.cases) < 2 and self.cases.keys() <= self.contents.cases.keys()):
            return  # there is one case, and everything belongs to it
        without = {
            row["source"]
            for row in self.statements.values()
            if not row.get("case") and not self.sources.get(row["source"], {}).get("case")
        }
        for own in sorted(without):
            self.sources[own]["case"] = NO_CASE
        if without:
            which = "1 source belongs" if len(without) == 1 else f"{len(without):,} sources belong"
            self.notes.append(
                f"{which} to no case, while there are some: `case` is `{NO_CASE}` there, and no number counts them "
                "until they get one"
            )
