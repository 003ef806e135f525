"""Foreign codes in a coding scheme: which is which, what is new, and what the two sides say differently."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from idealtypes.errors import Skipped
from idealtypes.exchange.code_places import DENIED, PlaceIds, ids_in, split_fields
from idealtypes.exchange.contents import Known, KnownCode, StudyCode, StudyContents
from idealtypes.exchange.foreign_names import clean, foreign_name, ids_for, slug
from idealtypes.exchange.merging.identity import bare
from idealtypes.exchange.project import ForeignCode, Project

Words = tuple[str, str, str]  # what, where, why
Path = tuple[str, ...]  # names from the top down to a code, without regard to case

DEFINITION = "the two sides define it differently: the study's definition holds"


@dataclass
class Codebook:
    """`ids`: foreign code → ours. `codes`: the scheme's codes, new ones behind. `known`: to be remembered. `open`:
    those whose places the scheme does not have."""

    ids: dict[str, str]
    codes: dict[str, StudyCode]
    known: dict[str, KnownCode]
    changes: list[Words] = field(default_factory=list)
    conflicts: list[Words] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def merged_codes(contents: StudyContents, project: Project, known: Known | None) -> Codebook:
    """The codes of the project in those of the study."""
    told = {code.id: _cleaned(code) for code in project.codes}
    before = {} if known is None else {k: v for k, v in known.codes.items() if v.id in contents.codes}
    found = {key: before[key].id for key in told if key in before}
    _by_name(told, contents, found)
    wished = {
        key: one.fields["id"]
        for key, one in told.items()
        if key not in found and "id" in one.fields and one.fields["id"] not in contents.codes
    }
    counted = Counter(wished.values())
    wished = {key: own for key, own in wished.items() if counted[own] == 1}
    above = {key: told[one.parent].name for key, one in told.items() if one.parent in told}
    things = [(key, one.name) for key, one in told.items()]
    ids = ids_for(things, found | wished, contents.codes, "code", above)
    book = Codebook(ids, dict(contents.codes), {})
    places = ids_in(project, contents)
    for key, one in told.items():
        own = ids[key]
        parent = _parent(one, told, ids)
        if key in found:
            alone = parent if not project.codings and not project.passages else None
            _compare(book, own, one, before.get(key), parent, alone)
        else:
            book.codes[own] = _new(book, own, one, parent, contents, places)
            if contents.codes:
                book.changes.append(("a new code", own, "the scheme had none of this name"))
        book.known[key] = KnownCode(own, one.name, one.definition, parent, one.codable, one.color, one.memo)
    _reopen(book, contents)
    memos = sum(bool(one.memo.strip()) for one in told.values())
    if memos:
        book.notes.append(
            f"memos of codes ({memos}) are kept in imports.json: a scheme has no place for them"
        )
    return book


def _cleaned(code: ForeignCode) -> ForeignCode:
    """A code as it can stand in a scheme, with what its description carries apart."""
    definition, fields = split_fields(clean(code.definition))
    name, memo = foreign_name(code.name), clean(code.memo)
    return replace(
        code, name=name, definition=definition.strip(), memo=memo, fields={**code.fields, **fields}
    )


def _parent(code: ForeignCode, told: Mapping[str, ForeignCode], ids: Mapping[str, str]) -> str | None:
    """Our id of the parent; None where there is none, or where the line upwards runs in a circle."""
    line = [code.id]
    while (up := told[line[-1]].parent) is not None and up in told:
        if up in line:
            return None
        line.append(up)
    return ids[line[1]] if len(line) > 1 else None


def _by_name(told: Mapping[str, ForeignCode], contents: StudyContents, found: dict[str, str]) -> None:
    """Add to `found` the codes that are in the scheme already: by the id that they carry, by name and what they stand
    in, by name or id where no other has it."""
    claimed = set(found.values())

    def claim(key: str, own: str | None) -> None:
        if own is not None and own not in claimed and key not in found:
            found[key] = own
            claimed.add(own)

    for key, one in told.items():
        if one.fields.get("id") in contents.codes:
            claim(key, one.fields["id"])
    parents = {own: code.parent for own, code in contents.codes.items()}
    paths = {_study_path(own, contents.codes, parents): own for own in reversed(list(contents.codes))}
    foreign = {key: one.parent for key, one in told.items()}
    for key in told:
        claim(key, paths.get(_path(key, told, foreign)))
    names: dict[str, list[str]] = defaultdict(list)
    for own, code in contents.codes.items():
        names[_key(code.title)].append(own)
    here = Counter(one.name.casefold() for one in told.values())
    for key, one in told.items():
        same = names[one.name.casefold()]
        if here[one.name.casefold()] == 1:
            claim(key, same[0] if len(same) == 1 else None)
            claim(key, slug(one.name) if slug(one.name) in contents.codes and not same else None)


def _line(key: str, parent_of: Mapping[str, str | None]) -> Iterator[str]:
    seen: set[str] = set()
    at: str | None = key
    while at is not None and at in parent_of and at not in seen:
        seen.add(at)
        yield at
        at = parent_of[at]


def _key(title: str) -> str:
    return foreign_name(title).casefold()


def _path(key: str, told: Mapping[str, ForeignCode], parents: Mapping[str, str | None]) -> Path:
    return tuple(told[k].name.casefold() for k in _line(key, parents))


def _study_path(own: str, codes: Mapping[str, StudyCode], parents: Mapping[str, str | None]) -> Path:
    return tuple(_key(codes[key].title) for key in _line(own, parents))


def _compare(
    book: Codebook, own: str, one: ForeignCode, before: KnownCode | None, parent: str | None, said: str | None
) -> None:
    """A code that is there: what the other side has changed is taken over where the study has not changed it too; what
    a codebook alone has `said` to be above a code, where the study says nothing."""
    code = book.codes[own]
    if before is not None:
        if one.name != foreign_name(before.name):
            if code.title == before.name:
                book.changes.append(("a code has another name", own, f"`{before.name}` is `{one.name}` now"))
                code = replace(code, title=one.name)
            elif code.title != one.name:
                book.conflicts.append(
                    (
                        "two names of a code",
                        own,
                        f"`{one.name}` in the project; `{code.title}` in the study holds",
                    )
                )
        if bare(one.definition) != bare(before.definition):
            if bare(code.definition) == bare(before.definition):
                book.changes.append(("a code has another definition", own, "it changed in the project"))
                code = replace(code, definition=one.definition)
            elif bare(code.definition) != bare(one.definition):
                book.conflicts.append(("two definitions of a code", own, DEFINITION))
        if parent != before.parent and code.parent == before.parent:
            book.changes.append(("a code stands elsewhere", own, f"under {parent or 'none'} now"))
            code = replace(code, parent=parent)
    else:
        if said is not None and code.parent is None and own not in _above(said, book.codes):
            book.changes.append(("a code stands elsewhere", own, f"under {said} now, as the codebook has it"))
            code = replace(code, parent=said)
        if one.definition and not code.definition:
            book.changes.append(("a code has a definition", own, "the study had none"))
            code = replace(code, definition=one.definition)
        elif one.definition and bare(one.definition) != bare(code.definition):
            book.conflicts.append(("two definitions of a code", own, DEFINITION))
    book.codes[own] = code


def _above(own: str | None, codes: Mapping[str, StudyCode]) -> list[str]:
    """A code and those above it."""
    line: list[str] = []
    while own is not None and own in codes and own not in line:
        line.append(own)
        own = codes[own].parent
    return line


def _new(
    book: Codebook, own: str, one: ForeignCode, parent: str | None, contents: StudyContents, ids: PlaceIds
) -> StudyCode:
    more = {key: value for key, value in one.fields.items() if key not in ("id", "place", DENIED)}
    places: Any = one.fields.get("place")
    if one.place is not None:
        places = [
            {
                "aspect": ids.aspects.get(aspect, f"“{aspect}”"),
                "shares": {
                    ids.poles.get((aspect, pole), f"“{pole}”"): share for pole, share in shares.items()
                },
            }
            for aspect, shares in one.place.items()
        ] or "none"
    if places == "none":
        more["place"] = "none"
    elif places:
        fitting = [place for place in places if _fits(place, contents.aspects)]
        if fitting:
            more["place"] = fitting
        for place in places:
            if place not in fitting:
                why = "the scheme has no such aspect or pole: add it and place the code, or import anew with a --scheme"
                book.skipped.append(Skipped("the place of a code", f"{own} on {place['aspect']}", why))
        if not fitting:
            book.open.append(own)
    title = one.name or own
    return StudyCode(own, title, one.definition, parent, more)


def _reopen(book: Codebook, contents: StudyContents) -> None:
    """New codes above one whose place does not fit are not on no axis: else that one would be, unasked."""
    for own in book.open:
        at = book.codes[own].parent
        while at is not None and at not in contents.codes:
            code = book.codes[at]
            if code.more.get("place") == "none":
                rest = {key: value for key, value in code.more.items() if key != "place"}
                book.codes[at] = replace(code, more=rest)
            at = code.parent


def _fits(place: Mapping[str, Any], aspects: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether an aspect of the scheme has the place."""
    poles = aspects.get(place["aspect"])
    if poles is None:
        return False
    if "position" in place:
        return len(poles) == 2 and -1 <= place["position"] <= 1
    if "shares" in place:
        shares = place["shares"]
        sound = set(shares) <= set(poles) and all(0 <= share <= 1 for share in shares.values())
        return sound and abs(sum(shares.values()) - 1) <= 1e-6
    return place.get("pole") in poles
