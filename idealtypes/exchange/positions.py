"""The finder of passages: where each is in its text, under which way of counting, and whether it is what was stored.

A way of counting holds for a source (`idealtypes.exchange.conventions`). Programs store a passage in one of two ways:

*whole*, as databases do. A program that marks by hand and by search may count differently in one and the same text: its
text widget counts UTF-16 code units, its search counts characters. So a passage that is not where its source's way of
counting puts it is looked up under the others (`find`);

*as a label*: its first words, a name that somebody gave, a number, or nothing. A label does not say enough to look a
passage up by it: it tells only whether the text at the position is the passage (`compared`).

A passage that is not the text at its position is looked for elsewhere in it (`idealtypes.exchange.found_again`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from idealtypes.exchange.conventions import (
    CUT,
    SAMPLE,
    SHORTEST,
    STANDARD,
    Chosen,
    Convention,
    Ruler,
    SourceText,
    agrees,
    choose,
    effective,
)
from idealtypes.exchange.found_again import Astray, Effort, How, found_again
from idealtypes.model.hints import listed

HOW = {
    "passages": "{agree} of {marks} stored passages say so",
    "words": "{agree} of {marks} passages then begin and end at the edge of a word",
    "alike": "",
    "unlike": "as is usual for this program: {agree} of {marks} stored passages are the text there",
    "usual": "as is usual for this program: nothing tells",
    "project": "as in the other sources",
}
AGAIN: dict[How, str] = {
    "same": "letter by letter",
    "alike": "with other blanks, quotation marks or accents",
    "near": "with some letters changed",
}
LOOKED_FOR = 50  # labels that are looked for in a whole text, to tell passages from names


@dataclass(frozen=True)
class MarkedPassage:
    """A passage as a file keeps it: two positions, either None where it is no number, and the text, None where the
    file does not keep one."""

    start: int | None
    end: int | None
    stored: str | None = None


@dataclass(frozen=True)
class FoundPassage:
    """Where a passage is in the text: code points, None where it is outside; `matches` as in `Passage`; `counted`
    is the way of counting by which it was found. `again` says how it was found elsewhere than its position says, and
    `doubt` why it was not."""

    start: int | None
    end: int | None
    text: str
    matches: bool | None
    counted: str = ""
    again: How | None = None
    doubt: str = ""


@dataclass(frozen=True)
class FoundPassages:
    """The text of a source with line feeds only, the positions of its marks in their order, what the numbers of the
    file count, in words, and how that was found: `how` with the numbers `agree` of `marks` in it."""

    text: str
    positions: tuple[FoundPassage, ...]
    counted: str
    how: str = ""
    agree: int = 0
    marks: int = 0


Finder = Callable[[Sequence[MarkedPassage]], FoundPassages]


def find(
    raw: str, marks: Sequence[MarkedPassage], usual: Convention = STANDARD, effort: Effort | None = None
) -> FoundPassages:
    """The positions of marks in a text, each under the way of counting that gives back its stored passage.

    A passage that none gives back is looked for in the text, as far as there is `effort` left. If it is not found, it
    stands where the way of counting of its source puts it; then `matches` is False and its text is the stored one.

    >>> marks = [MarkedPassage(6, 9, "nei"), MarkedPassage(13, 20, "kanskje"), MarkedPassage(5, 8, "nei")]
    >>> found = find("ja 🙂 nei 🙂 kanskje", marks)
    >>> [(at.start, at.end, at.matches) for at in found.positions]
    [(5, 8, True), (11, 18, True), (5, 8, True)]
    >>> found.positions[0].counted, found.positions[2].counted
    ('UTF-16 code units, each line end as one', 'code points, each line end as one')
    """
    text = SourceText.of(raw)
    usable = [
        (mark.start, mark.end, () if mark.stored is None else (mark.stored,))
        for mark in marks
        if mark.start is not None and mark.end is not None
    ]
    chosen = choose(text, usable, usual)
    rulers = {
        str(convention): Ruler(text, convention)
        for convention in dict.fromkeys((chosen.convention, *_others(text, usual)))
    }
    positions = [_position(text.text, mark, rulers) for mark in marks]
    _find_again(text.text, marks, positions, effort or Effort())
    return FoundPassages(
        text.text, tuple(positions), str(chosen.convention), HOW[chosen.found], chosen.agree, chosen.marks
    )


def _find_again(
    text: str, marks: Sequence[MarkedPassage], positions: list[FoundPassage], effort: Effort
) -> None:
    """Put the passages that are not where they ought to be where they are."""
    wanted = {}
    for k, (mark, at) in enumerate(zip(marks, positions, strict=True)):
        start = mark.start if at.start is None else at.start
        if at.matches is False and at.text.strip() and start is not None:
            wanted[k] = Astray(at.text, min(start, len(text)), len(at.text))
    if not wanted:
        return
    for k, one in zip(wanted, found_again(text, list(wanted.values()), effort), strict=True):
        before = positions[k]
        if isinstance(one, str):
            positions[k] = replace(before, doubt=one)
        else:
            said = before.text if one.how == "near" else text[one.start : one.end]
            positions[k] = FoundPassage(
                one.start, one.end, said, one.how != "near", before.counted, again=one.how
            )


def nowhere(marks: Sequence[MarkedPassage]) -> FoundPassages:
    """The positions of marks in a source without a text: none, but the stored passages."""
    return FoundPassages("", tuple(FoundPassage(None, None, mark.stored or "", None) for mark in marks), "")


def outside(stored: str | None, counted: str = "") -> FoundPassage:
    """The position of a passage that lies outside the text."""
    return FoundPassage(None, None, stored or "", None if stored is None else False, counted)


def _others(text: SourceText, usual: Convention) -> tuple[Convention, ...]:
    """The ways of counting that differ in this text from one another."""
    return _ways(text.mark, bool(text.doubles), text.astral, text.text.isascii(), usual)


@lru_cache(maxsize=128)  # there may be a hundred thousand short texts
def _ways(mark: bool, doubles: bool, astral: bool, plain: bool, usual: Convention) -> tuple[Convention, ...]:
    """The same for all texts that are alike in mark, CRLF, characters beyond the basic plane, and ASCII alone."""
    text = SourceText("a" if plain else "🙂" if astral else "å", mark, (0,) if doubles else ())
    every = [Convention("code points"), Convention("UTF-16 code units")]
    every += [replace(each, breaks="raw") for each in every]
    every += [replace(each, mark=True) for each in every]
    shifted = [replace(each, first=usual.first, closed=usual.closed) for each in every]
    return tuple(dict.fromkeys(effective(text, each) for each in (*shifted, *every)))


def _position(text: str, mark: MarkedPassage, rulers: dict[str, Ruler]) -> FoundPassage:
    stored = None if mark.stored is None else SourceText.of(mark.stored).text.replace("\u2029", "\n")  # Qt's
    if mark.start is None or mark.end is None:
        return outside(stored)
    near: tuple[bool, tuple[int, int], str] | None = None
    for name, ruler in rulers.items():
        span = ruler.span(mark.start, mark.end)
        if span is None:
            continue
        inside = text[span[0] : span[1]]
        if stored is None or inside == stored:
            return FoundPassage(*span, inside, None if stored is None else True, name)
        alike = agrees(inside, stored) == "whole"  # blanks aside
        if near is None or (alike and not near[0]):
            near = (alike, span, name)
    if near is None:
        return outside(stored)
    alike, span, name = near
    return FoundPassage(*span, text[span[0] : span[1]] if alike else stored or "", alike, name)


def told(located: Iterable[tuple[str, FoundPassages]]) -> tuple[str, ...]:
    """Sentences on what positions count in which sources, and on the passages that are not where they ought to be."""
    placed = [(name, found) for name, found in located if found.positions and found.counted]
    alike: dict[tuple[str, str], list[tuple[str, FoundPassages]]] = defaultdict(list)
    for name, found in placed:
        alike[found.counted, found.how].append((name, found))
    notes = [_together(same) for same in alike.values()]
    for name, found in placed:
        counted = Counter(at.counted for at in found.positions if at.matches is not False)
        notes += [
            f"{count} of the {len(found.positions)} passages of `{name}` were found by {other}"
            for other, count in sorted(counted.items())
            if other != found.counted
        ]
        many = len(found.positions)
        notes += moved(f"`{name}`", many, [at.again for at in found.positions])
        if lost := sum(at.matches is False and at.again is None for at in found.positions):
            notes.append(
                f"{lost} of the {many} passages of `{name}` are not what its text has at their positions, and are not "
                "found elsewhere in it (it was changed after they were coded): the stored passages are kept"
            )
    return tuple(notes)


def moved(name: str, many: int, again: Iterable[How | None]) -> list[str]:
    """A sentence on the passages of a source that were found elsewhere than their positions say, where there are some.

    >>> moved("`a`", 9, ["same", None, "near"])
    ['2 of the 9 passages of `a` are not where their positions say: they were found in its text again (1 letter by \
letter, 1 with some letters changed), and start and end are corrected']
    """
    hows = Counter(how for how in again if how is not None)
    told = [f"{hows[how]} {words}" for how, words in AGAIN.items() if hows[how]]
    if not told:
        return []
    return [
        f"{hows.total()} of the {many} passages of {name} are not where their positions say: they were found in its "
        f"text again ({', '.join(told)}), and start and end are corrected"
    ]


def _together(same: Sequence[tuple[str, FoundPassages]]) -> str:
    """What positions count in sources that are alike in that."""
    found = same[0][1]
    agree, marks = (sum(getattr(one, name) for _, one in same) for name in ("agree", "marks"))
    how = found.how.format(agree=f"{agree:,}", marks=f"{marks:,}")
    return f"positions in {listed(dict.fromkeys(name for name, _ in same))} count {found.counted}" + (
        f" ({how})" if how else ""
    )


# labels


def evenly(marks: Sequence[object]) -> slice:
    """Which of many marks are looked at to find what their positions count: so many, evenly spread over all."""
    return slice(None, None, -(-len(marks) // SAMPLE) or 1)


def are_passages(
    labels: Sequence[str], text: str, chosen: Chosen, lengths: Sequence[int | None] = ()
) -> bool:
    """Whether the labels of a source's marks are the first words of passages, so that one that is not what the text has
    at its position tells of a fault: where the way of counting was found by them, or most of them are in the text.

    Of these only labels of several words tell, and those that are as long as the span they name, by its `lengths`.
    Where most labels are as long as their spans, they are passages though the text has none of them any more.
    """
    if chosen.found == "passages":
        return 2 * chosen.agree >= chosen.marks
    named = [(label, length) for label, length in zip_longest(labels, lengths) if label and label.rstrip(CUT)]
    as_long = [label for label, length in named if len(label) == length]
    if 2 * sum(len(label) >= SHORTEST for label in as_long) > max(2, len(named)):
        return True
    some = [label.rstrip(CUT) for label, _ in named]
    some = as_long + [label for label in some if len(label) > SHORTEST and " " in label]
    return bool(some) and 2 * sum(label in text for label in some) > len(some)


def begins(text: str, label: str) -> bool:
    """Whether a label is the beginning of a text letter by letter, a blank at its edge aside."""
    return text.startswith(label, text[:1].isspace() and not label[0].isspace())


@dataclass(frozen=True)
class Compared:
    """A passage beside its label and its note: the text that holds, whether the span is it (None: nothing is stored),
    and what is left of label and note that is no passage."""

    text: str
    matches: bool | None
    label: str
    note: str


def compared(text: str, label: str, note: str, passages: bool) -> Compared:
    """What the text at a position is beside the label and the note that are stored with it.

    `passages` says that labels are passages here: then a short beginning is one too, and a label that is not the text
    is the passage that was marked once.

    >>> compared("the help that came", "the help t…", "why", True)
    Compared(text='the help that came', matches=True, label='', note='why')
    >>> compared("the help that came", "her hand…", "", True)
    Compared(text='her hand', matches=False, label='', note='')
    >>> compared("the help that came", "important", "the help that came", False)
    Compared(text='the help that came', matches=True, label='important', note='')
    """
    matches = None
    if label and agrees(text, label, 1 if passages else SHORTEST):
        matches, label = True, ""
    elif label and passages:
        matches, text, label = False, label.rstrip("…"), ""
    if note and matches is not False and agrees(text, note) == "whole":
        note, matches = "", True  # some programs store the passage as the note
    return Compared(text, matches, label, note)
