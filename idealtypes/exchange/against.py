"""Codings against a code in other programs, which know none: as codings with a code of their own, `not: pay`.

Such a code stands below a folder `[idealtypes]`, and its description says that it is ours. Other programs see an
ordinary code. An import finds it again wherever it stands by then: its name says which code it negates, and that it
does, its place or its description says, or that nobody has defined it otherwise. What is called so and cannot be traced
to a code is a code of its own.

A few programs and tables say themselves whether a passage speaks for or against: in a column or a feature with such
words, or in one that says yes where something is negated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from idealtypes.errors import Skipped
from idealtypes.exchange.code_places import DENIED, MARK, split_fields
from idealtypes.exchange.contents import StudyContents
from idealtypes.exchange.foreign_names import clean, foreign_name, slug
from idealtypes.exchange.project import ForeignCode, Project
from idealtypes.model.hints import listed
from idealtypes.model.stance import signed
from idealtypes.model.text import counted

NAME = re.compile(r"not:\s*(\S.*)", re.IGNORECASE)
FOLDER = (
    "What is coded against a code: each of these codes says that the code it names is lacking or not wanted."
)
TOLD = 5  # codes named one by one in a note

# what columns and features are called that say so, and what stands in them; in lower case
STANCE = ("stance", "holdning", "standpunkt")
NEGATED = ("negated", "negation", "negert", "negasjon")
FOR = {"for", "pro", "positive", "positiv", "agree", "enig", "yes", "ja", "true", "1", "+"}
AGAINST = {"against", "contra", "kontra", "con", "mot", "imot", "negative", "negativ", "disagree", "uenig"}
AGAINST |= {"no", "nei", "false", "0", "-1", "-", "−"}


def speaks_against(word: str) -> bool | None:
    """Whether a cell of a stance says against; None for a word that is neither. Nothing is for.

    >>> [speaks_against(word) for word in ("For", "", "imot", "perhaps")]
    [False, False, True, None]
    """
    word = word.strip().casefold()
    if word in AGAINST:
        return True
    return False if not word or word in FOR else None


def qualified(name: str, value: str) -> bool | None:
    """Whether a feature of an annotation says that its code is put against; None where it says nothing of that.

    One that is called as a negation says so where it is there, unless its value is a no.

    >>> qualified("Stance", "against"), qualified("Negation", ""), qualified("negated", "false"), qualified("Tense", "")
    (True, True, False, None)
    """
    name, value = name.casefold(), value.strip().casefold()
    if name in STANCE:
        return speaks_against(value)
    if name not in NEGATED:
        return None
    no = speaks_against(value)
    return True if value in ("", name) or no is None else not no


def stance_and_memo(said: Iterable[tuple[str, str]]) -> tuple[bool, str]:
    """Whether the features of an annotation put its code against, and the others as a memo.

    >>> stance_and_memo([("negated", "true"), ("tense", "past")])
    (True, 'tense: past')
    """
    stances = [(name, value, qualified(name, value)) for name, value in said]
    memo = "\n".join(f"{name}: {value}" for name, value, against in stances if against is None)
    return any(against for _, _, against in stances), memo


# out


def with_denials(project: Project, folder: bool = True) -> Project:
    """The project with a code of its own for each that something is coded against; below a folder, for programs that
    have folders."""
    denied = dict.fromkeys(coding.code for coding in project.codings if coding.against)
    codes = {code.id: code for code in project.codes if code.id in denied}
    if not codes:
        return project
    over = [ForeignCode(MARK, MARK, FOLDER, codable=False)] if folder else []
    ids = {} if project.carried is None else project.carried.ids.get("codes", {})
    named = [  # with their ids, by which they are found under another name
        replace(one, fields={"id": ids[one.id], **one.fields}) if one.id in codes and one.id in ids else one
        for one in project.codes
    ]
    return replace(
        project,
        codes=(*named, *over, *(_denial(one, ids, folder) for one in codes.values())),
        codings=tuple(
            replace(one, code=signed(one.code), against=False) if one.against and one.code in codes else one
            for one in project.codings
        ),
    )


def _denial(code: ForeignCode, ids: Mapping[str, str], folder: bool) -> ForeignCode:
    own = ids.get(code.id) or str(code.fields.get("id", "")) or code.name
    said = f"Against “{code.name}”: it is lacking, not wanted, rejected or denied."
    parent = MARK if folder else None
    return ForeignCode(signed(code.id), f"not: {own}", said, parent, color=code.color, fields={DENIED: own})


def denials_note(project: Project) -> list[str]:
    """A sentence on the codings against a code, where there are any."""
    number = sum(coding.against for coding in project.codings)
    if not number:
        return []
    return [
        f"{counted(number, 'coding')} against a code: other programs see a code of its own, `not: …`; an import of "
        "ours finds the stance again"
    ]


# and in again


@dataclass(frozen=True)
class Understood:
    """A project in which codes that negate another are codings against that. `notes` say which; `joined` is how many
    codes of the file are one with another so."""

    project: Project
    notes: tuple[str, ...] = ()
    joined: int = 0


def with_stances(project: Project, contents: StudyContents) -> Understood:
    """The project as it is understood beside a study: what is coded `not: pay` is coded `pay`, against it."""
    if not any(NAME.fullmatch(foreign_name(code.name)) for code in project.codes):
        return Understood(project)
    return _Reading(project, contents).understood()


class _Reading:
    """A project with codes that are called as if they negated others. `ids` are ours of codes of the file, as far as an
    earlier import, an export of ours or a description tells them; `may` are the codes that may negate another → what
    they say that they do; `ours` those of them that an export of ours has made."""

    def __init__(self, project: Project, contents: StudyContents) -> None:
        self.project, self.contents = project, contents
        self.codes = {code.id: code for code in project.codes}
        travelled = {} if project.carried is None else project.carried.ids.get("codes", {})
        known = {
            key: code
            for one in contents.known
            if one.format == project.format
            for key, code in one.codes.items()
        }
        self.ids: dict[str, str] = {}
        self.may: dict[str, str] = {}
        self.ours: set[str] = set()
        for key, code in self.codes.items():
            said, fields = split_fields(clean(code.definition))
            fields = {**code.fields, **fields}
            was = known.get(key)
            own = travelled.get(key) or str(fields.get("id", ""))
            found = NAME.fullmatch(foreign_name(code.name))
            if found is None or own or (was is not None and NAME.fullmatch(foreign_name(was.name))):
                self.ids[key] = own or ("" if was is None else was.id)
                continue
            ours = DENIED in fields or any(_is_folder(self.codes[over]) for over in self._above(key))
            if ours or not said.strip():
                self.may[key] = foreign_name(found[1])
            if ours:
                self.ours.add(key)

    def understood(self) -> Understood:
        targets = self._targets()
        removed = {key for key, target in targets.items() if target != key}
        removed |= self._empty(removed)
        notes = []
        if targets:
            some = listed([self.codes[key].name for key in targets][:TOLD])
            more = f" and {len(targets) - TOLD:,} more" if len(targets) > TOLD else ""
            notes.append(f"What is coded {some}{more} is coded against the code that is named so.")
        if unknown := [self.codes[key].name for key in self.may if key in self.ours and key not in targets]:
            notes.append(f"No code is there to be against in {listed(unknown)}: codes of their own.")
        return Understood(self._turned(targets, removed), tuple(notes), len(removed))

    def _above(self, key: str) -> list[str]:
        """The codes above one, the nearest first; a circle ends."""
        line: list[str] = []
        at = self.codes[key].parent
        while at is not None and at in self.codes and at not in line and at != key:
            line.append(at)
            at = self.codes[at].parent
        return line

    def _targets(self) -> dict[str, str]:
        """Code that negates another → that; itself, where only the study has the other.

        What the name says is an id of ours, or the name of one code.
        """
        others = [key for key, code in self.codes.items() if key not in self.may and not _is_folder(code)]
        ways: tuple[dict[str, list[str]], ...] = ({}, {}, {})
        for key in others:
            name = self.codes[key].name
            for way, said in zip(ways, (self.ids.get(key, ""), slug(name), foreign_name(name)), strict=True):
                way.setdefault(said.casefold() if way is ways[2] else said, []).append(key)
        found = {}
        for key, said in self.may.items():
            named = [ways[0].get(said, []), ways[1].get(said, []), ways[2].get(said.casefold(), [])]
            alone = next((keys[0] for keys in named if len(keys) == 1), None)
            if alone is not None or self._in_study(said) is not None:
                found[key] = key if alone is None else alone
        return found

    def _in_study(self, said: str) -> str | None:
        codes = self.contents.codes
        same = [own for own, code in codes.items() if foreign_name(code.title).casefold() == said.casefold()]
        return said if said in codes else same[0] if len(same) == 1 else None

    def _empty(self, removed: set[str]) -> set[str]:
        """Our folders, and those of the names of removed codes, in which nothing stands any more."""
        used = {coding.code for coding in self.project.codings}
        ours = {
            key
            for key, code in self.codes.items()
            if not code.codable and key not in used and _is_folder(code)
        }
        ours |= {over for key in removed for over in self._above(key) if over in self.may}
        gone = removed | ours | (self.ours & self.may.keys())
        return ours - {over for key in self.codes if key not in gone for over in self._above(key)}

    def _turned(self, targets: Mapping[str, str], removed: set[str]) -> Project:
        kept, memos = [], []
        for key, code in self.codes.items():
            if key in targets and code.memo.strip():
                why = "the code is another one, put against: there is no place for it"
                memos.append(Skipped("the memo of a code", code.name, why))
            if key in removed:
                continue
            if targets.get(key) == key and (own := self._in_study(self.may[key])) is not None:
                code = ForeignCode(key, self.contents.codes[own].title, fields={"id": own})
            elif code.parent in removed:
                code = replace(
                    code, parent=next((over for over in self._above(key) if over not in removed), None)
                )
            kept.append(code)
        return replace(
            self.project,
            codes=tuple(kept),
            codings=tuple(
                replace(one, code=targets[one.code], against=True) if one.code in targets else one
                for one in self.project.codings
            ),
            skipped=(*self.project.skipped, *memos),
        )


def _is_folder(code: ForeignCode) -> bool:
    return foreign_name(code.name).casefold() == MARK
