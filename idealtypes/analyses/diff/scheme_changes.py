"""What differs between two versions of a coding scheme: codes, aspects, ideal types and traits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from idealtypes.engine.result import why_keys
from idealtypes.errors import Reason, reason
from idealtypes.model.code_versions import CodeMatches, CodeSketch, Uses, matched_versions
from idealtypes.model.decision_log import LoggedDecision
from idealtypes.model.placement import held_poles
from idealtypes.model.scheme import Code, Scheme
from idealtypes.model.text import Text

ChangeKind = Literal[
    "renamed", "merged", "split", "dropped", "added", "moved", "placed", "defined", "reasoned", "changed"
]
ChangeOf = Literal["code", "aspect", "ideal_type", "trait"]
KINDS: tuple[ChangeKind, ...] = (
    "renamed", "merged", "split", "moved", "placed", "defined", "reasoned", "changed", "dropped", "added",
)  # fmt: skip
WORDED = ("definition", "include", "exclude", "example")
T = TypeVar("T")


@dataclass(frozen=True)
class CodebookChange:
    """One thing that differs between two versions.

    Attributes
    ----------
    kind, of
        What happened, and to what: a code, an aspect, an ideal type or a trait.
    codes, to
        The ids in the old version and in the new one; none where there is nothing.
    how
        What tells it: `id`, `statements`, `definition`, `title_and_place`, `definition_and_place`; None where nothing
        does.
    why
        The reason told, or why nothing more can be told.
    fields
        The keys of the scheme that differ.
    before, after
        What stood there and stands there now: a title, a place, a definition.
    rationale
        Of the place as it is now, where that is what changed.
    statements
        The shared statements that tell it, by their ids in the new version.
    decisions
        What the decision log says of it.
    """

    kind: ChangeKind
    of: ChangeOf
    codes: tuple[str, ...]
    to: tuple[str, ...]
    how: str | None = "id"
    why: Reason | None = None
    fields: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    rationale: str | None = None
    statements: tuple[str, ...] = ()
    decisions: tuple[LoggedDecision, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "of": self.of,
            "codes": list(self.codes),
            "to": list(self.to),
            "how": self.how,
            **why_keys(self.why),
            "fields": list(self.fields),
            "before": self.before,
            "after": self.after,
            "rationale": self.rationale,
            "statements": list(self.statements),
            "decisions": [one.to_dict() for one in self.decisions],
        }


@dataclass(frozen=True)
class SchemeVersions:
    """Two versions of a scheme, matched.

    `codes`, `aspects`: old id → new id of what is the same in both. `matches`: the codes that are not under their ids.
    `apart`: aspects that lie on other poles now, so that no number of theirs can be compared.
    """

    old: Scheme
    new: Scheme
    matches: CodeMatches
    codes: Mapping[str, str]
    aspects: Mapping[str, str]
    apart: tuple[str, ...]

    @property
    def merged(self) -> dict[str, str]:
        """Old id → the id that it was merged into, under another id."""
        links = (link for link in self.matches.links if link.kind == "merged")
        return {one: link.to[0] for link in links for one in link.codes if one != link.to[0]}

    @property
    def split(self) -> dict[str, tuple[str, ...]]:
        """Old id → its parts, itself among them where it kept its id."""
        return {link.codes[0]: link.to for link in self.matches.links if link.kind == "split"}


def compared(old: Scheme, new: Scheme, before: Uses, after: Uses) -> SchemeVersions:
    """Two versions of a scheme, matched by ids, shared statements and texts."""
    aspects = _aspects(old, new)
    apart = tuple(
        n for o, n in aspects.items() if old.poles(o) != new.poles(n) or _kind(old, o) != _kind(new, n)
    )
    names = {o: n for o, n in aspects.items() if o != n}
    matches = matched_versions(_sketches(old, names), _sketches(new, {}), before, after)
    there = {code.id for code in new.codes}
    codes = {code.id: code.id for code in old.codes if code.id in there}
    codes |= {link.codes[0]: link.to[0] for link in matches.links if link.kind == "renamed"}
    return SchemeVersions(old, new, matches, codes, aspects, apart)


def _kind(scheme: Scheme, aspect: str) -> str:
    return "presence" if aspect in scheme.presence else "balance"


def _aspects(old: Scheme, new: Scheme) -> dict[str, str]:
    """Old id → new id of the aspects that are the same: by id, else by title on the same poles."""
    ids = {one.id for one in new.aspects}
    found = {one.id: one.id for one in old.aspects if one.id in ids}
    free = {
        (one.title.say().casefold(), new.poles(one.id)): one.id for one in new.aspects if one.id not in found
    }
    for one in old.aspects:
        other = (
            free.pop((one.title.say().casefold(), old.poles(one.id)), None) if one.id not in found else None
        )
        if other is not None:
            found[one.id] = other
    return found


def _sketches(scheme: Scheme, names: Mapping[str, str]) -> dict[str, CodeSketch]:
    return {
        code.id: CodeSketch(
            code.title.say(),
            " ".join(_said(getattr(code, name)) for name in ("definition", "include")).strip(),
            tuple(
                sorted((names.get(a, a), tuple(round(s, 9) for s in shares)) for a, shares in places.items())
            )
            or None,
        )
        for code in scheme.codes
        for places in (scheme.placements[code.id],)
    }


def _said(text: Text | None) -> str:
    return "" if text is None else text.say()


# what changed


def changes(found: SchemeVersions, decisions: Sequence[LoggedDecision] = ()) -> tuple[CodebookChange, ...]:
    """Everything that differs, codes first; each with the decisions that name it."""
    told = [*_code_changes(found), *_other_changes(found)]
    told.sort(key=lambda one: (one.of != "code", KINDS.index(one.kind)))
    titles = {code.id: code.title.say() for scheme in (found.new, found.old) for code in scheme.codes}
    return tuple(
        replace(one, decisions=tuple(d for d in decisions if d.names((*one.codes, *one.to), titles)))
        if decisions
        else one
        for one in told
    )


def _code_changes(found: SchemeVersions) -> Iterator[CodebookChange]:
    old = {code.id: code for code in found.old.codes}
    new = {code.id: code for code in found.new.codes}
    for link in found.matches.links:
        titles = (
            " + ".join(book[c].title.say() for c in ids) for book, ids in ((old, link.codes), (new, link.to))
        )
        before, after = titles
        yield CodebookChange(
            link.kind, "code", link.codes, link.to, link.how, link.why, ("id",), before, after,
            statements=link.statements,
        )  # fmt: skip
    for code, why in found.matches.dropped.items():
        yield CodebookChange("dropped", "code", (code,), (), None, why, before=old[code].title.say())
    for code, why in found.matches.added.items():
        place = place_said(found.new, code)
        yield CodebookChange(
            "added", "code", (), (code,), None, why, after=new[code].title.say(),
            rationale=_said(new[code].rationale) or None, before=None, fields=("place",) if place else (),
        )  # fmt: skip
    for one, other in found.codes.items():
        yield from _of_one(found, old[one], new[other])


def _of_one(found: SchemeVersions, old: Code, new: Code) -> Iterator[CodebookChange]:
    """What differs of one code that is in both versions."""
    ids = (old.id,), (new.id,)
    how = "id" if old.id == new.id else None
    if old.id == new.id and old.title != new.title:
        yield CodebookChange("renamed", "code", *ids, how, None, ("title",), old.title.say(), new.title.say())
    parent = (
        None if old.parent is None else found.codes.get(old.parent, found.merged.get(old.parent, old.parent))
    )
    there = {found.aspects.get(a, a): shares for a, shares in found.old.placements[old.id].items()}
    here = found.new.placements[new.id]
    words = place_said(found.old, old.id), place_said(found.new, new.id)
    why = _said(new.rationale) or None
    inherited = reason("diff.inherited") if old.place is None and new.place is None else None
    lifted = parent != new.parent
    if lifted or set(there) != set(here):
        fields = [*(["parent"] if lifted else []), *(["place"] if set(there) != set(here) else [])]
        sides = words if set(there) != set(here) else (old.parent or "", new.parent or "")
        yield CodebookChange(
            "moved", "code", *ids, how, None if lifted else inherited, tuple(fields), *sides, rationale=why
        )
    differs = any(_off(there[a], here[a]) for a in there if a in here and a not in found.apart)
    if differs or (set(there) == set(here) and not there and (old.place is None) != (new.place is None)):
        yield CodebookChange("placed", "code", *ids, how, inherited, ("place",), *words, rationale=why)
    elif _said(old.rationale) != _said(new.rationale) and set(there) == set(here):
        yield CodebookChange(
            "reasoned", "code", *ids, how, None, ("rationale",), _said(old.rationale) or None, why, why
        )
    fields = [name for name in WORDED if _said(getattr(old, name)) != _said(getattr(new, name))]
    if fields:
        before, after = (_said(getattr(code, fields[0])) or None for code in (old, new))
        yield CodebookChange("defined", "code", *ids, how, None, tuple(fields), before, after)
    others = [
        key
        for key, name in (("trait", "traits"), ("doubt", "doubt"))
        if getattr(old, name) != getattr(new, name)
    ]
    if others:
        before, after = (_plain(code, others[0]) for code in (old, new))
        yield CodebookChange("changed", "code", *ids, how, None, tuple(others), before, after)


def _off(one: Sequence[float], other: Sequence[float]) -> bool:
    return any(abs(a - b) > 1e-9 for a, b in zip(one, other, strict=True))


def _plain(code: Code, field: str) -> str | None:
    if field == "doubt":
        return None if code.doubt is None else f"{code.doubt:g}"
    return "; ".join(code.traits) or None


def place_said(scheme: Scheme, code: str) -> str:
    """Where a code stands, in one line: `help: formal; contact: 0.4`; `none` on purpose on no axis, "" not yet placed.

    >>> import idealtypes as it
    >>> place_said(it.read_scheme("support_colleagues"), "no_records")
    'accessibility: informal'
    """
    told = []
    for aspect, shares in scheme.placements[code].items():
        poles = scheme.poles(aspect)
        at = next((p for p, share in zip(poles, shares, strict=True) if abs(share - 1) < 1e-9), None)
        alone = at is not None and sum(shares) < 1 + 1e-9
        if not alone and len(poles) == 2 and scheme.axis(aspect).bipolar:
            at = f"{shares[1] - shares[0]:g}"
        elif not alone:
            at = " + ".join(f"{p} {s:g}" for p, s in zip(poles, shares, strict=True) if s)
        told.append(f"{aspect}: {at}")
    return "; ".join(told) or ("" if code in scheme.unplaced else "none")


# aspects, ideal types, traits


def _other_changes(found: SchemeVersions) -> Iterator[CodebookChange]:
    old, new = found.old, found.new
    yield from _things(
        "aspect",
        {one.id: one for one in old.aspects},
        {one.id: one for one in new.aspects},
        found.aspects,
        lambda one: one.title.say(),
        (
            ("axis", lambda one: one.axis),
            ("kind", lambda one: one.kind),
            ("question", lambda one: _said(one.question)),
        ),
    )
    types = {
        one.id: (one, {found.aspects.get(a, a): held_poles(h) for a, h in one.corner.items()})
        for one in old.ideal_types
    }
    now = {one.id: (one, {a: held_poles(h) for a, h in one.corner.items()}) for one in new.ideal_types}
    same = {one: one for one in types if one in now}
    for one in [t for t in types if t not in same]:
        other = next((n for n in now if n not in same.values() and now[n][1] == types[one][1]), None)
        if other is not None:
            same[one] = other
    yield from _things(
        "ideal_type", types, now, same, lambda one: one[0].title.say(),
        (("corner", lambda one: _corner(one[1])), ("description", lambda one: _said(one[0].description))),
    )  # fmt: skip
    traits = {
        t.id: (t, i.id, found.aspects.get(t.aspect, t.aspect)) for i in old.ideal_types for t in i.traits
    }
    here = {t.id: (t, i.id, t.aspect) for i in new.ideal_types for t in i.traits}
    alike = {one: one for one in traits if one in here}
    for one in [t for t in traits if t not in alike]:
        text = _said(traits[one][0].text).casefold()
        other = next(
            (
                n
                for n in here
                if n not in alike.values() and n not in traits and _said(here[n][0].text).casefold() == text
            ),
            None,
        )
        if other is not None:
            alike[one] = other
    yield from _things(
        "trait", traits, here, alike, lambda one: _said(one[0].text),
        (("aspect", lambda one: one[2]), ("ideal_type", lambda one: same.get(one[1], one[1])),
         ("feature", lambda one: one[0].feature or "")),
    )  # fmt: skip


def _corner(corner: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"{aspect}={'+'.join(poles)}" for aspect, poles in corner.items())


def _things(
    of: ChangeOf,
    old: Mapping[str, T],
    new: Mapping[str, T],
    same: Mapping[str, str],
    title: Callable[[T], str],
    parts: Sequence[tuple[str, Callable[[T], str]]],
) -> Iterator[CodebookChange]:
    """What differs between things that have ids and titles."""
    for one in old:
        if one not in same:
            yield CodebookChange("dropped", of, (one,), (), None, before=title(old[one]))
    for other in new:
        if other not in same.values():
            yield CodebookChange("added", of, (), (other,), None, after=title(new[other]))
    for one, other in same.items():
        a, b = old[one], new[other]
        how = "id" if one == other else "title_and_place" if of == "aspect" else "definition"
        if one != other or title(a) != title(b):
            fields = (*(("id",) if one != other else ()), *(("title",) if title(a) != title(b) else ()))
            yield CodebookChange("renamed", of, (one,), (other,), how, None, fields, title(a), title(b))
        fields = tuple(name for name, part in parts if part(a) != part(b))
        if fields:
            part = dict(parts)[fields[0]]
            yield CodebookChange(
                "changed", of, (one,), (other,), how, None, fields, part(a) or None, part(b) or None
            )
