"""When two projects are one, two sources, and two passages.

*Projects* are one if they have the same format, and more than half of the codes and sources of the smaller of the two
have the same id and name.

*Sources.* Two texts are the same if they are the same characters when white space is left out: programs differ in
line ends, byte order marks and blank lines. Positions in one become positions in the other by counting characters
that are no white space.

*Passages.* Equal spans of one text are one statement. Spans by different coders, and spans on which one coder put the
same code, are one statement if they share at least half of the longer one (`enough`). Of different coders the largest
share is joined first, and each joins at most one. Of one coder all that are the same are joined, each with the one
before it of which it shares most. Where there are no positions in one and the same text, passages are one statement if
their texts are the same in that sense.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from idealtypes.exchange.contents import Known, StudyContents
from idealtypes.exchange.foreign_names import clean, foreign_name
from idealtypes.exchange.project import ForeignSource, Project

Span = tuple[int, int]
Put = tuple[str, str]  # a coder and a code


def bare(text: str) -> str:
    """The characters of a text that are no white space.

    >>> bare(" a\\r\\nb ")
    'ab'
    """
    return "".join(text.split())


@dataclass(frozen=True)
class Translation:
    """Positions of one text as positions of another that is the same but for white space."""

    seen: tuple[int, ...]  # before each position of the one text, how many characters are no white space
    places: tuple[int, ...]  # where the k-th such character of the other stands

    def __call__(self, start: int, end: int) -> Span:
        """The span that has the same characters; an empty or blank one stays empty where its start would be.

        >>> translation("a  bc", "\\na bc")(0, 4)
        (1, 4)
        """
        last = len(self.seen) - 1
        first, behind = self.seen[min(start, last)], self.seen[min(end, last)]
        if first >= behind:
            at = self.places[first] if first < len(self.places) else self.places[-1] + 1 if self.places else 0
            return at, at
        return self.places[first], self.places[behind - 1] + 1


def translation(one: str, other: str) -> Translation:
    """How positions of `one` become positions of `other`; both have the same `bare` text."""
    seen = (0, *accumulate(int(not c.isspace()) for c in one))
    return Translation(seen, tuple(place for place, c in enumerate(other) if not c.isspace()))


def shared(a: Span, b: Span) -> int:
    """How many characters two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def enough(a: Span, b: Span) -> bool:
    """Whether two spans share at least half of the longer one.

    >>> enough((0, 10), (5, 12)), enough((0, 10), (6, 12))
    (True, False)
    """
    longer = max(a[1] - a[0], b[1] - b[0])
    return a == b or (longer > 0 and 2 * shared(a, b) >= longer)


def is_position(cell: str) -> bool:
    """Whether a cell holds a position.

    >>> is_position("12"), is_position("-1"), is_position("")
    (True, False, False)
    """
    return re.fullmatch("[0-9]{1,15}", cell) is not None


@dataclass(frozen=True)
class Pairs:
    """Which of the new spans goes with which of those that are there: `joined` new → old; `apart` are pairs (new, old)
    of spans that found no partner though they overlap, each with the one it shares most with."""

    joined: dict[int, int]
    apart: tuple[tuple[int, int], ...]


def paired(new: Sequence[Span], old: Sequence[Span], fits: Callable[[int, int], bool]) -> Pairs:
    """Equal spans first, then overlaps of at least half of the longer, the largest share first.

    `fits(new, old)` says whether an overlap may be joined at all: whether the coders differ, or have put the same.
    Equal spans always are.

    >>> paired([(0, 10), (20, 30)], [(20, 30), (1, 12), (14, 21)], lambda n, o: True)
    Pairs(joined={1: 0, 0: 1}, apart=())
    """
    at: dict[Span, int] = {}
    for number, span in enumerate(old):
        at.setdefault(span, number)
    joined = {number: at[span] for number, span in enumerate(new) if span in at}
    used = set(joined.values())
    order = sorted((span[0], number) for number, span in enumerate(old) if number not in used)
    starts = [start for start, _ in order]
    longest = max((old[number][1] - old[number][0] for _, number in order), default=0)
    near: list[tuple[float, int, int]] = []
    for number, (start, end) in enumerate(new):
        if number in joined:
            continue
        for place in range(bisect_right(starts, start - longest), bisect_left(starts, end)):
            other = order[place][1]
            common = shared((start, end), old[other])
            if common and fits(number, other):
                near.append((common / max(end - start, old[other][1] - old[other][0]), number, other))
    near.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    for share, number, other in near:
        if share >= 0.5 and number not in joined and other not in used:
            joined[number] = other
            used.add(other)
    apart: dict[int, int] = {}
    for _, number, other in near:
        if number not in joined:
            apart.setdefault(number, other)
    return Pairs(joined, tuple(apart.items()))


def repeated(spans: Sequence[Span], puts: Sequence[Collection[Put]]) -> Pairs:
    """Which spans are one that stands before them over again: what somebody put is the same, and `enough` is shared.

    Parameters
    ----------
    spans
        Spans of one source in the order of its text, none twice.
    puts
        On each, who put what.

    Each joins the one of which it shares most, among those that have joined none; what is on it counts there from then
    on. Old and new of the pairs are both numbers of `spans`.

    >>> rule = [("Anna", "rule")]
    >>> repeated([(0, 10), (3, 12), (11, 30)], [rule] * 3)
    Pairs(joined={1: 0}, apart=())
    >>> repeated([(0, 10), (3, 12), (8, 30)], [rule, [("Anna", "judge")], rule])
    Pairs(joined={}, apart=((2, 0),))
    """
    heads: dict[Put, list[int]] = defaultdict(list)
    joined: dict[int, int] = {}
    apart: dict[int, int] = {}
    for number, (start, end) in enumerate(spans):
        best, most = None, 0.0
        for put in puts[number]:
            heads[put] = [head for head in heads[put] if spans[head][1] > start]
            for head in heads[put]:
                length = max(end - start, spans[head][1] - spans[head][0])
                share = shared((start, end), spans[head]) / length
                if share > most:
                    best, most = head, share
        if best is not None and enough((start, end), spans[best]):
            joined[number] = best
        elif best is not None:
            apart[number] = best
        own = joined.get(number, number)
        for put in puts[number]:
            if own not in heads[put]:
                heads[put].append(own)
    return Pairs(joined, tuple(apart.items()))


# projects and sources

HALF = 0.5


def same_project(project: Project, contents: StudyContents) -> Known | None:
    """Which of the projects imported before this one is: it has the same format, and more than half of the codes and
    sources of the smaller of the two have the same id and name."""
    best: tuple[float, Known | None] = (HALF, None)
    for known in contents.known:
        if known.format != project.format:
            continue
        same = sum(
            code.id in known.codes and foreign_name(known.codes[code.id].name) == foreign_name(code.name)
            for code in project.codes
        )
        for source in project.sources:
            same += is_source(source, known.sources.get(source.id), contents)
        size = min(len(project.codes) + len(project.sources), len(known.codes) + len(known.sources))
        if size and same / size > best[0]:
            best = (same / size, known)
    return best[1]


def is_source(source: ForeignSource, own: str | None, contents: StudyContents) -> bool:
    """Whether a source of the study, known by the id of a foreign one, still is it: by its name or its text."""
    if own is None or own not in contents.sources:
        return False
    name = foreign_name(source.name)
    title = contents.sources[own].get("title")
    if name in ("", own) if title is None else foreign_name(title) == name:
        return True
    text = contents.texts.get(own)
    return text is not None and source.text is not None and bare(text) == bare(clean(source.text))
