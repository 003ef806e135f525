"""Where the passages of a database are: every stored passage is looked up, and decides what its positions count.

A convention holds for a source (`idealtypes.exchange.positions`), but a program that marks by hand and by search
may count differently in one and the same text: its text widget counts UTF-16 code units, its search counts characters.
So a
passage that is not where its source's convention puts it is looked up under the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from idealtypes.exchange.positions import STANDARD, Convention, Ruler, SourceText, agrees, choose, effective
from idealtypes.model.hints import listed

HOW = {
    "passages": "{agree} of {marks} stored passages say so",
    "words": "{agree} of {marks} passages then begin and end at the edge of a word",
    "alike": "",
    "usual": "as is usual for this program: nothing tells",
    "project": "as in the other sources",
}


@dataclass(frozen=True)
class Mark:
    """A passage as a file keeps it: two positions, either None where it is no number, and the text, None where the
    file does not keep one."""

    start: int | None
    end: int | None
    stored: str | None = None


@dataclass(frozen=True)
class Place:
    """Where a passage is in the text: code points, None where it is outside; `matches` as in `Passage`; `counted`
    is the convention by which it was found."""

    start: int | None
    end: int | None
    text: str
    matches: bool | None
    counted: str = ""


@dataclass(frozen=True)
class Found:
    """The text of a source with line feeds only, the places of its marks in their order, what their positions
    count, in words, and how that was found: `how` with the numbers `agree` of `marks` in it."""

    text: str
    places: tuple[Place, ...]
    counted: str
    how: str = ""
    agree: int = 0
    marks: int = 0


def find(raw: str, marks: Sequence[Mark], usual: Convention = STANDARD) -> Found:
    """The places of the marks in a text, each under the convention that gives back its stored passage.

    A passage that no convention gives back stands where that of its source puts it; then `matches` is False and its
    text is the stored one.

    >>> found = find("ja 🙂 nei 🙂 kanskje", [Mark(6, 9, "nei"), Mark(13, 20, "kanskje"), Mark(5, 8, "nei")])
    >>> [(place.start, place.end, place.matches) for place in found.places]
    [(5, 8, True), (11, 18, True), (5, 8, True)]
    >>> found.places[0].counted, found.places[2].counted
    ('UTF-16 code units, each line end as one', 'code points, each line end as one')
    """
    text = SourceText.of(raw)
    usable = [
        (mark.start, mark.end, () if mark.stored is None else (mark.stored,))
        for mark in marks
        if mark.start is not None and mark.end is not None
    ]
    choice = choose(text, usable, usual)
    rulers = {
        str(convention): Ruler(text, convention)
        for convention in dict.fromkeys((choice.convention, *_others(text, usual)))
    }
    places = tuple(_place(text.text, mark, rulers) for mark in marks)
    return Found(text.text, places, str(choice.convention), HOW[choice.found], choice.agree, choice.marks)


def _others(text: SourceText, usual: Convention) -> list[Convention]:
    """The conventions that differ in this text from one another."""
    every = [Convention("code points"), Convention("UTF-16 code units")]
    every += [replace(each, breaks="raw") for each in every]
    every += [replace(each, mark=True) for each in every]
    shifted = [replace(each, first=usual.first, closed=usual.closed) for each in every]
    return [effective(text, each) for each in (*shifted, *every)]


def _place(text: str, mark: Mark, rulers: dict[str, Ruler]) -> Place:
    stored = None if mark.stored is None else SourceText.of(mark.stored).text.replace("\u2029", "\n")  # Qt's
    if mark.start is None or mark.end is None:
        return Place(None, None, stored or "", None if stored is None else False)
    near: tuple[bool, tuple[int, int], str] | None = None
    for name, ruler in rulers.items():
        span = ruler.span(mark.start, mark.end)
        if span is None:
            continue
        inside = text[span[0] : span[1]]
        if stored is None or inside == stored:
            return Place(*span, inside, None if stored is None else True, name)
        alike = agrees(inside, stored) == "whole"  # blanks aside
        if near is None or (alike and not near[0]):
            near = (alike, span, name)
    if near is None:
        return Place(None, None, stored or "", None if stored is None else False)
    alike, span, name = near
    return Place(*span, text[span[0] : span[1]] if alike else stored or "", alike, name)


def told(founds: Iterable[tuple[str, Found]]) -> tuple[str, ...]:
    """Sentences on what positions count in which sources, and on the passages that are not where they ought to be."""
    placed = [(name, found) for name, found in founds if found.places and found.counted]
    alike: dict[tuple[str, str], list[tuple[str, Found]]] = defaultdict(list)
    for name, found in placed:
        alike[found.counted, found.how].append((name, found))
    notes = [_together(same) for same in alike.values()]
    for name, found in placed:
        counted = Counter(place.counted for place in found.places if place.matches is not False)
        notes += [
            f"{count} of the {len(found.places)} passages of `{name}` were found by {other}"
            for other, count in sorted(counted.items())
            if other != found.counted
        ]
        lost = sum(place.matches is False for place in found.places)
        if lost:
            notes.append(
                f"{lost} of the {len(found.places)} passages of `{name}` are not what its text has at their "
                "positions (it was changed after they were coded): the stored passages are kept"
            )
    return tuple(notes)


def _together(same: Sequence[tuple[str, Found]]) -> str:
    """What positions count in sources that are alike in that."""
    found = same[0][1]
    agree, marks = (sum(getattr(one, name) for _, one in same) for name in ("agree", "marks"))
    how = found.how.format(agree=f"{agree:,}", marks=f"{marks:,}")
    return f"positions in {listed(dict.fromkeys(name for name, _ in same))} count {found.counted}" + (
        f" ({how})" if how else ""
    )
