"""The methods section and the checklists, from what the study's data and notes tell; what they do not is marked.

A language has a template in `reports/methods/`, a checklist a file in `reports/checklists/`: text files, no Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, screenful
from idealtypes.errors import BadInput, Fault, IdealtypesError
from idealtypes.files.content import folder
from idealtypes.files.document import plain
from idealtypes.files.yaml_parser import Unreadable
from idealtypes.model.study import StudyData
from idealtypes.reporting.methods_facts import MethodsFacts
from idealtypes.reporting.wording.words import words_of

Told = Literal["told", "note", "missing", "paper"]
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class ChecklistItem:
    """An item of a checklist: its number, its topic, what the study says near it ("" nothing), and where that stands.

    `state`: `told` by the data; `note` where a note of the study may tell it, which has to be read; `missing`; `paper`
    where no study could tell it.
    """

    item: str
    topic: str
    said: str
    where: tuple[str, ...]
    state: Told

    def record(self) -> dict[str, Any]:
        return {
            "item": self.item,
            "topic": self.topic,
            "state": self.state,
            "said": self.said or None,
            "where": ";".join(self.where),
        }


@dataclass(frozen=True)
class Checklist:
    """A checklist filled in as far as the study tells."""

    id: str
    title: str
    source: str
    items: tuple[ChecklistItem, ...]

    def count(self, state: Told) -> int:
        """How many items are in a state."""
        return sum(one.state == state for one in self.items)


@dataclass(frozen=True, eq=False, repr=False)
class Methods(Result):
    """The methods section of a study in one language; frozen, and knows the study.

    Attributes
    ----------
    study, language
        What it is of, and in which language.
    text
        The section, as Markdown.
    missing
        What the study has not said, in the order in which it is marked in the text.
    checklists
        SRQR, COREQ and others in `reports/checklists/`.
    """

    study: StudyData
    language: str
    text: str
    missing: tuple[str, ...]
    checklists: tuple[Checklist, ...]

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Heading and text of each section."""
        parts = HEADING.split(self.text)
        return tuple((parts[k], parts[k + 1].strip()) for k in range(1, len(parts), 2))

    def records(self) -> list[dict[str, Any]]:
        """One flat record per item of a checklist."""
        return [{"checklist": c.id, **one.record()} for c in self.checklists for one in c.items]

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes methods --json`."""
        return {
            **head(),
            "settings": self.study.settings.model_dump(mode="json"),
            "language": self.language,
            "sections": [{"heading": heading, "text": text} for heading, text in self.sections],
            "missing": list(self.missing),
            "checklists": {
                c.id: {"title": c.title, "source": c.source, "items": [one.record() for one in c.items]}
                for c in self.checklists
            },
            "why": None,
        }

    def __repr__(self) -> str:
        lines = [f"{heading}: {len(text.split())} words" for heading, text in self.sections]
        return screenful(lines, f"Methods, {len(self.missing)} things missing", len(lines))


def methods_of(study: StudyData, language: str) -> Methods:
    """The methods section and the checklists.

    Raises
    ------
    IdealtypesError
        For a language without a template; for a template or a checklist that cannot be read, with its line.
    """
    facts = MethodsFacts(study, words_of(study, language))
    missing: list[str] = []

    def lack(what: str) -> str:
        missing.append(what)
        return facts.words.say("methods.missing", what=what)

    def note(name: str, what: str) -> str:
        return _note(study, name, language) or lack(what)

    surroundings = Environment(
        loader=FileSystemLoader(folder("reports") / "methods"),
        autoescape=False,  # Markdown, and no page
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    name = f"{language}.md"
    if not (folder("reports") / "methods" / name).is_file():
        there = ", ".join(sorted(path.stem for path in (folder("reports") / "methods").glob("*.md")))
        raise IdealtypesError(f"language: there is no reports/methods/{name}; there is {there}")
    try:
        filled = surroundings.get_template(name).render(facts=facts, note=note, missing=lack)
    except TemplateError as problem:
        line = getattr(problem, "lineno", None)
        raise BadInput([Fault(f"reports/methods/{name}", line, str(problem.message))]) from None
    return Methods(study, language, _tidied(filled), tuple(missing), _checklists(facts))


def _note(study: StudyData, name: str, language: str) -> str:
    note = study.notes.get(name)
    return "" if note is None else " ".join(note.say(language).split())


def _tidied(text: str) -> str:
    """Paragraphs without the gaps that empty sentences leave."""
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _checklists(facts: MethodsFacts) -> tuple[Checklist, ...]:
    return tuple(
        _checklist(facts, path.name) for path in sorted((folder("reports") / "checklists").glob("*.yaml"))
    )


def _checklist(facts: MethodsFacts, name: str) -> Checklist:
    file = f"reports/checklists/{name}"
    try:
        data = plain((folder("reports") / "checklists" / name).read_text(encoding="utf-8"))
    except Unreadable as problem:
        raise BadInput(Fault(file, line, message) for line, message in problem.told) from None
    items = []
    for one in data["items"]:
        told, where = [], []
        for key in one["says"]:
            kind, _, what = key.partition(".")
            said = _note(facts.study, what, facts.language) if kind == "notes" else _fact(facts, what, file)
            if said:
                told.append(said)
                where.append(key)
        state: Told = "note" if where else "missing" if one["says"] else "paper"
        if any(key.startswith("facts.") for key in where):
            state = "told"
        items.append(
            ChecklistItem(
                str(one["item"]), _in(one["topic"], facts.language), " ".join(told), tuple(where), state
            )
        )
    return Checklist(data["id"], _in(data["title"], facts.language), data["source"], tuple(items))


def _fact(facts: MethodsFacts, name: str, file: str) -> str:
    if name.startswith("_") or not isinstance(getattr(type(facts), name, None), property):
        raise BadInput(
            [Fault(file, None, f"no sentence `facts.{name}`: see idealtypes/reporting/methods_facts.py")]
        )
    return str(getattr(facts, name))


def _in(text: Mapping[str, str] | str, language: str) -> str:
    return text if isinstance(text, str) else text.get(language, text["en"])
