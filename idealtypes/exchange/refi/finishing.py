"""What was met of a REFI-QDA project, put together: conventions decided, notes attached, cases sorted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from idealtypes.exchange.positions import effective
from idealtypes.exchange.project import (
    NOTHING,
    Coder,
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignSource,
    Passage,
    Project,
)
from idealtypes.exchange.refi import telling
from idealtypes.exchange.refi.codes import code_sets
from idealtypes.exchange.refi.elements import short
from idealtypes.exchange.refi.met import Case, Met, Source
from idealtypes.exchange.refi.placing import WHOLE, Ground, place


def placed_in(met: Met, source: Source) -> None:
    """Place the marks of a source, whose convention is decided."""
    ground = Ground(source.id, short(source.name), met.where, source.text, source.choice, source.sync)
    source.placed, source.marks = place(source.marks, ground, met.codes, met.taken), []


def finished(met: Met, extra: tuple[str, ...] = ()) -> Project:
    """The project, when everything has been met."""
    _place_the_rest(met)
    _follow_links(met)
    cases = _sorted_into_cases(met)
    by_case = {id: case for case in met.cases for id in case.selections}
    passages, all_codings = _joined(met, by_case)
    coders = dict.fromkeys(coding.coder for coding in all_codings if coding.coder)
    named = tuple(Coder(id, met.users.get(id) or f"unknown user {id}") for id in coders)
    used = _attached_notes(met)
    free = [text for id, text in met.memos.items() if text and id not in used]
    memo = "\n\n".join(part for part in (met.memo, met.memo_on("project"), *free) if part)
    told = [
        telling.Told(s.name, s.choice, s.placed.checked, s.placed.equal)
        for s in met.sources.values()
        if s.text is not None and any(p.start is not None and p.locator != WHOLE for p in s.placed.passages)
    ]
    skipped = [*met.skipped, *code_sets(met.code_sets)]
    for source in met.sources.values():
        skipped += source.placed.skipped
    return Project(
        "refi-qda",
        met.name,
        met.maker,
        codes=_codes(met, all_codings),
        sources=tuple(_foreign(met, source) for source in met.sources.values()),
        passages=tuple(passages),
        codings=tuple(all_codings),
        coders=named,
        cases=cases,
        memo=memo,
        skipped=tuple(skipped),
        notes=(*telling.sentences(told), *telling.unlisted(met.users, coders), *extra),
    )


def _place_the_rest(met: Met) -> None:
    """Sources whose own text does not tell what positions count follow the others of the project."""
    votes = Counter(source.choice.convention for source in met.sources.values() if source.choice.decided)
    common = votes.most_common(1)[0][0] if votes else None
    for source in met.sources.values():
        if not source.marks:
            continue
        if source.text is not None and common is not None and source.choice.found == "usual":
            convention = effective(source.text, common)
            source.choice = replace(source.choice, convention=convention, found="project")
        placed_in(met, source)


def _follow_links(met: Met) -> None:
    """A link between a note and something else makes it a note on that; other links are listed."""
    others = 0
    for origin, target in met.links:
        if (origin in met.memos) != (target in met.memos):
            note, thing = (origin, target) if origin in met.memos else (target, origin)
            met.noted[thing] = (*met.noted.get(thing, ()), note)
        else:
            others += 1
    if others:
        met.skip(f"{others} links", 1, "links between passages, codes or sources are not read")


def _sorted_into_cases(met: Met) -> tuple[ForeignCase, ...]:
    cases: list[ForeignCase] = []
    for case in met.cases:
        within = [met.sources[id] for id in case.sources if id in met.sources]
        if case.codes:
            met.skip(
                f"{case.codes} codes of the case “{short(case.name)}”", case.line, "codes stand on passages"
            )
        if not case.name and len(within) == 1 and not case.selections:
            # Quirkos and MAXQDA hang the variables of a source on a case without a name
            within[0].attributes |= case.attributes
            continue
        name = case.name or f"case {len(cases) + 1}"
        attributes = {**case.attributes, **({"memo": case.memo} if case.memo else {})}
        cases.append(ForeignCase(case.id, name, attributes))
        for source in within:
            if source.case is None:
                source.case = case.id
            else:
                why = "the source is in another case already, and is in one"
                met.skip(f"“{short(source.name)}” in the case “{short(name)}”", case.line, why)
    return tuple(cases)


def _joined(met: Met, by_case: dict[str, Case]) -> tuple[list[Passage], list[ForeignCoding]]:
    """Passages and codings of all sources in order, with their notes and cases."""
    passages: list[Passage] = []
    joined: list[ForeignCoding] = []
    for source in met.sources.values():
        placed = source.placed
        for id, notes in placed.noted.items():
            met.noted[id] = (*notes, *met.noted.get(id, ()))
        for k, notes in placed.noted_codings.items():
            placed.codings[k] = replace(placed.codings[k], memo=met.texts(notes))
        if by_case or met.noted:
            placed.passages[:] = [_completed(met, passage, by_case) for passage in placed.passages]
        passages += placed.passages
        joined += placed.codings
    return passages, joined


def _completed(met: Met, passage: Passage, by_case: dict[str, Case]) -> Passage:
    more = met.memo_on(passage.id)
    if more and more != passage.memo:
        passage = replace(passage, memo="\n".join(part for part in (passage.memo, more) if part))
    if passage.id in by_case and by_case[passage.id].name:
        passage = replace(passage, attributes={**passage.attributes, "case": by_case[passage.id].name})
    return passage


def _attached_notes(met: Met) -> set[str]:
    used = {note for notes in (*met.noted.values(), *met.book.notes.values()) for note in notes}
    for source in met.sources.values():
        used |= {note for notes in source.placed.noted_codings.values() for note in notes}
        if source.kind == "memo":
            used.add(source.id)
    return used


def _codes(met: Met, joined: list[ForeignCoding]) -> tuple[ForeignCode, ...]:
    used = {coding.code for coding in joined}
    return tuple(
        replace(
            code,
            memo=met.texts((*met.book.notes.get(id, ()), *met.noted.get(id, ()))),
            codable=code.codable or id in used,  # a folder that was put on passages is a code
        )
        for id, code in met.book.codes.items()
    )


def _foreign(met: Met, source: Source) -> ForeignSource:
    memo = "\n".join(part for part in (source.memo, met.memo_on(source.id)) if part)
    text = None if source.text is None else source.text.text
    return ForeignSource(
        source.id, source.name, text, source.kind, source.case, source.attributes or NOTHING, memo
    )
