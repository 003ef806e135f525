"""From the selections of a REFI-QDA project to passages and codings, each in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from idealtypes.errors import Fate, Skipped
from idealtypes.exchange.conventions import CUT, SHORTEST, Chosen, Ruler, SourceText
from idealtypes.exchange.found_again import Astray, Effort, How, found_again
from idealtypes.exchange.positions import LOOKED_FOR, are_passages, begins, compared, evenly
from idealtypes.exchange.project import NOTHING, ForeignCoding, Passage, quick
from idealtypes.exchange.refi.elements import Selection

LINE = re.compile(r"line:\d+")  # qc names a selection after its line
LABEL = re.compile(r"line:\d+|[\d\s,.:;–…-]*")
WHOLE = "the whole source"
new_passage, new_coding = quick(Passage), quick(ForeignCoding)


@dataclass
class Placed:
    """What the marks of one source became; `noted` are the notes on passages, `noted_codings` on codings by their
    place in `codings`."""

    passages: list[Passage] = field(default_factory=list)
    codings: list[ForeignCoding] = field(default_factory=list)
    noted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    noted_codings: dict[int, tuple[str, ...]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    checked: int = 0  # marks with a stored passage
    equal: int = 0  # of these, where the span is that passage
    again: list[How] = field(default_factory=list)  # of the others, those that were found elsewhere, and how
    astray: dict[int, tuple[Selection, Astray]] = field(default_factory=dict)  # by their place in `passages`


@dataclass(frozen=True)
class Ground:
    """What the marks stand on: the source, its text and how its positions are counted."""

    source: str
    name: str
    where: str  # the project file, for messages
    text: SourceText | None
    chosen: Chosen
    sync: Mapping[str, int] = field(default_factory=dict)  # of a transcript: sync point → position
    effort: Effort = field(default_factory=Effort)


def positions(mark: Selection, sync: Mapping[str, int]) -> tuple[int, int] | None:
    """Start and end as numbers; None where they are none."""
    if mark.kind == "TranscriptSelection":
        start, end = sync.get(mark.start), sync.get(mark.end)
        return None if start is None or end is None else (start, end)
    try:
        return int(mark.start), int(mark.end)
    except ValueError:
        return None


def stored(mark: Selection) -> tuple[str, ...]:
    """What may be the passage as the project stores it: the name, where it is no label, and the description."""
    name = "" if LABEL.fullmatch(mark.name) else mark.name
    return (name, mark.description) if mark.description else (name,) if name else ()


def for_choice(marks: Sequence[Selection], sync: Mapping[str, int]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Marks as `choose` takes them, evenly spread over all."""
    return [
        (*place, stored(mark))
        for mark in marks[evenly(marks)]
        if mark.kind in ("PlainTextSelection", "TranscriptSelection")
        and (place := positions(mark, sync)) is not None
    ]


def place(
    marks: Iterable[Selection],
    ground: Ground,
    codes: Mapping[str, str],
    taken: set[str],
) -> Placed:
    """The passages and codings of one source. `codes` are the ids of the codebook, each to itself, so that equal ids
    are one object; `taken` are the ids of passages so far."""
    placed = Placed()
    marks = list(marks)
    ruler = None if ground.text is None else Ruler(ground.text, ground.chosen.convention)
    whole = "" if ground.text is None else ground.text.text
    some = marks[:: max(1, len(marks) // LOOKED_FOR)]
    passages_stored = ground.text is not None and are_passages(
        [mark.name for mark in some], whole, ground.chosen, [_length(mark, ground.sync) for mark in some]
    )
    for number, mark in enumerate(marks):
        id = mark.id or f"{ground.source}:{number}"
        while id in taken:
            id = f"{id}:{len(taken)}"
        taken.add(id)
        passage = None
        if passages_stored and ruler is not None and mark.kind == "PlainTextSelection":
            passage = _as_stored(mark, id, ground.source, whole, ruler)
        if passage is None:
            passage = _passage(mark, id, ground, ruler, passages_stored, placed)
        else:
            placed.checked += 1
            placed.equal += 1
        placed.passages.append(passage)
        if mark.notes:
            placed.noted[id] = mark.notes
        if len(mark.codings) == 1:
            code, user, notes = mark.codings[0]
            if not notes and code in codes:
                placed.codings.append(new_coding(id, codes[code], user or mark.user, 1.0, "", "", False))
                continue
        _codings(mark, passage, ground, codes, placed)
    if placed.astray:
        _find_again(placed, ground, whole)
    return placed


def _find_again(placed: Placed, ground: Ground, whole: str) -> None:
    """Put the passages that are not where their positions say where they are."""
    found = found_again(whole, [one for _, one in placed.astray.values()], ground.effort)
    for (k, (mark, one)), at in zip(placed.astray.items(), found, strict=True):
        if isinstance(at, str):
            said = f"{at}: the passage is kept as stored"
            _left(placed, "place of a selection", mark, ground, said)
            continue
        placed.again.append(at.how)
        same = at.how != "near"
        text = whole[at.start : at.end] if same or one.cut else placed.passages[k].text
        placed.passages[k] = replace(placed.passages[k], start=at.start, end=at.end, text=text, matches=same)


def _astray(mark: Selection, start: int, length: int) -> Astray:
    """A label that is a passage, and not the text at its position: a beginning, if it is cut or clearly shorter."""
    name = mark.name
    cut = name.endswith(("…", "...")) or length > len(name) + max(2, len(name) // 10)
    return Astray(name, start, length, cut)


def _length(mark: Selection, sync: Mapping[str, int]) -> int | None:
    numbers = positions(mark, sync)
    return None if numbers is None else numbers[1] - numbers[0]


def _as_stored(mark: Selection, id: str, source: str, whole: str, ruler: Ruler) -> Passage | None:
    """The passage of a mark whose name is the beginning of its span, letter by letter, as nearly all are where names
    are passages; None for every other, of which `_passage` knows more."""
    name = mark.name
    if mark.description or len(name) < SHORTEST or name[-1] in CUT or LABEL.fullmatch(name):
        return None
    try:
        span = ruler.span(int(mark.start), int(mark.end))
    except ValueError:
        return None
    if span is None:
        return None
    start, end = span
    text = whole[start:end]
    if not begins(text, name):
        return None
    return new_passage(id, source, text, start, end, True, mark.page, NOTHING, "")


def _passage(
    mark: Selection, id: str, ground: Ground, ruler: Ruler | None, passages_stored: bool, placed: Placed
) -> Passage:
    memo, name, locator = mark.description, mark.name, mark.page
    if LABEL.fullmatch(name):
        name, locator = "", name if LINE.fullmatch(name) else locator
    if mark.kind == "PDFSelection":
        text = mark.text.replace("\r\n", "\n").removeprefix("\ufeff")
        page = f"page {mark.start}" if mark.start else ""
        return Passage(id, ground.source, text, locator=locator or page, attributes=_named(name), memo=memo)
    if ruler is None or ground.text is None:
        locator = locator or (f"{mark.start}–{mark.end}" if mark.kind == "PlainTextSelection" else "")
        return Passage(id, ground.source, name, locator=locator, memo=memo)
    if mark.kind == WHOLE:
        return Passage(id, ground.source, ground.text.text, 0, len(ground.text.text), locator=WHOLE)
    numbers = positions(mark, ground.sync)
    span = None if numbers is None else ruler.span(*numbers)
    if span is None:
        why = f"its positions, {mark.start or 'none'} to {mark.end or 'none'}, are not in the text"
        if name and passages_stored and numbers is not None:
            start = max(0, min(numbers[0], len(ground.text.text)))
            placed.astray[len(placed.passages)] = mark, _astray(mark, start, numbers[1] - numbers[0])
            placed.checked += 1
        else:
            _left(placed, "position of a selection", mark, ground, why)
        matches = False if name and passages_stored else None
        return Passage(id, ground.source, name, matches=matches, locator=locator, memo=memo)
    start, end = span
    found = compared(ground.text.text[start:end], name, memo, passages_stored)
    if found.matches is not None:
        placed.checked += 1
        placed.equal += found.matches
    if found.matches is False:
        placed.astray[len(placed.passages)] = mark, _astray(mark, start, end - start)
    return new_passage(
        id, ground.source, found.text, start, end, found.matches, locator, _named(found.label), found.note
    )


def _named(name: str) -> Mapping[str, str]:
    return {"name": name} if name else NOTHING


def _codings(
    mark: Selection, passage: Passage, ground: Ground, codes: Mapping[str, str], placed: Placed
) -> None:
    if not mark.codings:
        kept = "; its note is kept" if passage.memo or mark.notes else ""
        why = f"a mark or memo is no statement{kept}"
        _left(placed, "selection without codes", mark, ground, why, passages=1, fate="left")
        return
    lost = int(
        all(code not in codes for code, _, _ in mark.codings)
    )  # the selection itself, told with the first
    seen: set[tuple[str, str]] = set()
    for code, user, notes in mark.codings:
        known = codes.get(code)
        coder = user or mark.user
        if known is None:
            why = f"the code {code} is not in the codebook" if code else "it names no code"
            _left(placed, "coding", mark, ground, why, passages=lost, codings=1)
            lost = 0
        elif (known, coder) in seen:
            _left(
                placed,
                "coding",
                mark,
                ground,
                "the same coder put the same code on the same selection before",
                codings=1,
                fate="joined",
            )
        else:
            seen.add((known, coder))
            if notes:
                placed.noted_codings[len(placed.codings)] = notes
            placed.codings.append(new_coding(passage.id, known, coder, 1.0, "", "", False))


def _left(
    placed: Placed,
    what: str,
    mark: Selection,
    ground: Ground,
    why: str,
    *,
    passages: int = 0,
    codings: int = 0,
    fate: Fate = "lost",
) -> None:
    told, where = f"{what} in “{ground.name}”", f"{ground.where}:{mark.line}"
    placed.skipped.append(Skipped(told, where, why, passages=passages, codings=codings, fate=fate))
