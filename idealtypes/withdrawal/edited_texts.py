"""What is hers taken out of the YAML and JSON files of a study; comments and all else stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from idealtypes.files.condensates_file import CITED, PARTED
from idealtypes.files.document import plain
from idealtypes.files.yaml_edit import DropKey, Edit, SetKey, edited
from idealtypes.model.base import as_list
from idealtypes.withdrawal.informant import Informant

NewId = Callable[[str], str | None]  # the id of a statement afterwards, None for what is hers


@dataclass(frozen=True)
class EditedText:
    """The text of a file without her, and how many things of which kind went."""

    text: str
    taken: Mapping[str, int]


def _edited(text: str, edits: Sequence[tuple[str, int, Edit]]) -> EditedText:
    taken: dict[str, int] = {}
    for what, number, _ in edits:
        if number:
            taken[what] = taken.get(what, 0) + number
    return EditedText(edited(text, [edit for _, _, edit in edits]) if edits else text, taken)


# study.yaml


def study_file(
    text: str, who: Informant, name_of: Callable[[str], str], emptied: Collection[str], tables: Sequence[str]
) -> EditedText:
    """`study.yaml` without her readers and other names, and without the tables in which no row is left.

    `emptied` are the keys of these; `tables` what is left of `statements`, where that is a list.
    """
    document = plain(text)
    edits: list[tuple[str, int, Edit]] = [("tables", 1, DropKey((key,))) for key in emptied]
    listed = document.get("statements")
    if isinstance(listed, list) and len(tables) < len(listed):
        edits.append(("tables", len(listed) - len(tables), SetKey(("statements",), list(tables))))
    readers = document.get("readers")
    if isinstance(readers, Mapping):
        hers = [key for key in readers if name_of(str(key)) == who.id]
        if len(hers) == len(readers):
            edits.append(("readers", len(hers), DropKey(("readers",))))
        else:
            edits += [("readers", 1, DropKey(("readers", key))) for key in hers]
    edits += _aliases(document.get("aliases"), who)
    return _edited(text, edits)


def _aliases(given: Any, who: Informant) -> Iterator[tuple[str, int, Edit]]:
    """Her other names, and the mappings that hold nothing else."""
    if not isinstance(given, Mapping):
        return
    gone = {
        whose: [name for name in given.get(whose) or () if who.is_she(str(name))]
        for whose in ("sources", *(("coders",) if who.rater else ()))
    }
    gone["cases"] = [name for name in given.get("cases") or () if str(name) in who.cases]
    whole = [whose for whose, names in gone.items() if names and len(names) == len(given[whose])]
    number = sum(map(len, gone.values()))
    if whole and set(whole) == set(given):
        yield "aliases", number, DropKey(("aliases",))
        return
    for whose, names in gone.items():
        if whose in whole:
            yield "aliases", len(names), DropKey(("aliases", whose))
        else:
            for name in names:
                yield "aliases", 1, DropKey(("aliases", whose, name))


# scenarios and condensates


def scenarios_file(text: str, new_id: NewId) -> EditedText:
    """`scenarios.yaml` without her statements in the evidence of shifts."""
    edits: list[tuple[str, int, Edit]] = []
    for m, measure in enumerate(plain(text).get("measures") or ()):
        for s, shift in enumerate(measure.get("shifts") or ()):
            place = ("measures", m, "shifts", s, "evidence")
            edits += _citations(shift.get("evidence"), place, new_id, "evidence")
    return _edited(text, edits)


def condensates_file(text: str, new_id: NewId) -> EditedText:
    """`condensates.yaml` without her statements among those that are cited; the texts stay."""
    document = plain(text)
    bare = isinstance(document, list)
    edits: list[tuple[str, int, Edit]] = []
    for c, one in enumerate(document if bare else document.get("condensates") or ()):
        place = (c, "statements") if bare else ("condensates", c, "statements")
        edits += _citations(one.get("statements"), place, new_id, "citations")
    return _edited(text, edits)


def _citations(
    given: Any, place: tuple[str | int, ...], new_id: NewId, what: str
) -> Iterator[tuple[str, int, Edit]]:
    if given is None:
        return
    ids = [str(one) for one in as_list(given)]
    left = [new for new in (new_id(one) for one in ids) if new is not None]
    if left != ids:
        number = sum(new_id(one) is None for one in ids)
        yield what, number, SetKey(place, left) if left else DropKey(place)


def condensates_markdown(text: str, new_id: NewId) -> EditedText:
    r"""`condensates.md` without her statements in the brackets in which they are cited.

    >>> condensates_markdown("## help: formal\nThey wait [s1; s2]. All do [s1].\n", {"s2": "s2"}.get).text
    '## help: formal\nThey wait [s2]. All do.\n'
    """
    number = 0

    def cited(found: re.Match[str]) -> str:
        nonlocal number
        ids = [one for one in PARTED.split(found[2].strip()) if one]
        left = [new for new in (new_id(one) for one in ids) if new is not None]
        if left == ids:
            return found[0]
        number += sum(new_id(one) is None for one in ids)
        return f"{found[1]}[{'; '.join(left)}]" if left else ""

    new = re.sub(rf"([ \t]*){CITED.pattern}", cited, text)
    return EditedText(new, {"citations": number} if number else {})


# schemes


def scheme_file(text: str, who: Informant) -> EditedText:
    """A scheme without the examples of codes that quote her."""
    edits: list[tuple[str, int, Edit]] = []
    for c, code in enumerate(plain(text).get("codes") or ()):
        example = code.get("example") if isinstance(code, Mapping) else None
        said = example.values() if isinstance(example, Mapping) else [example]
        if any(who.without_quotes(str(one)) != str(one) for one in said if one is not None):
            edits.append(("examples", 1, DropKey(("codes", c, "example"))))
    return _edited(text, edits)


# imports.json


def imports_file(text: str, who: Informant, kept: Callable[[str], str]) -> EditedText:
    """`imports.json` without what became of her: sources, passages, and cases of which she alone spoke."""
    document = json.loads(text)
    number = 0
    for project in document.get("projects") or ():
        gone: dict[str, Callable[[Any], bool]] = {
            "sources": lambda value: kept(str(value)) == who.id,
            "cases": lambda value: str(value) in who.cases,
            "passages": lambda value: isinstance(value, Mapping) and value.get("id") in who.statements,
        }
        for key, hers in gone.items():
            before = project.get(key) or {}
            after = {foreign: value for foreign, value in before.items() if not hers(value)}
            if len(after) < len(before):
                number += len(before) - len(after)
                project[key] = after
    if not number:
        return EditedText(text, {})
    return EditedText(json.dumps(document, ensure_ascii=False, indent=1) + "\n", {"imports": number})
