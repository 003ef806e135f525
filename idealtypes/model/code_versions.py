"""Two versions of a codebook: which code of the one became which of the other, and how one can tell.

A code that keeps its id is the same code. Where both versions are of coded material, the statements that both have
decide the rest: what a code lost of them went to the codes that gained them. A code that is gone was *renamed* where
more than half of what it lost is with one new code, and more than half of what that gained is from it; *merged* into a
code where more than half of what it lost is there, and so are those of another code; *split* where new codes have more
than half of what it lost, each for the most part from it and with statements that the others do not have. Where no
shared statement is coded with a code, and where there are only codebooks, texts decide: the same definition, the same
title at the same place, or nearly the same definition at the same place; never a name alone. Else it cannot be told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal

from idealtypes.errors import Reason, reason

LinkKind = Literal["renamed", "merged", "split"]
Evidence = Literal["statements", "definition", "title_and_place", "definition_and_place"]
Uses = Mapping[str, AbstractSet[str]]  # code → the shared statements that carry it
HALF = 0.5
ALONE = 2  # shared statements that decide without a text that agrees
NEARLY = 0.6  # of the words of two definitions, those in both, of two that are nearly the same
INSIDE = 2 / 3  # of the words of a definition, those in the definition of the code that it was merged into
WORDS = 3  # a shorter definition is nothing to go by
WORD = re.compile(r"\w{3,}")
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CodeSketch:
    """What of a code tells it again: its words, and where it stands (None where that is not known)."""

    title: str
    definition: str = ""
    place: Hashable = None

    @property
    def defined(self) -> str:
        """The definition without regard to case and white space; "" where it is too short to go by."""
        words = self.definition.casefold().split()
        return " ".join(words) if len(words) >= WORDS else ""

    @property
    def words(self) -> frozenset[str]:
        """The words of the definition."""
        return frozenset(WORD.findall(self.defined))


@dataclass(frozen=True)
class CodeLink:
    """Codes of the one version that became codes of the other."""

    kind: LinkKind
    codes: tuple[str, ...]
    to: tuple[str, ...]
    how: Evidence
    why: Reason
    statements: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeMatches:
    """`links`: what became what, under other ids. `dropped`, `added`: codes for which there is nothing in the other
    version, with why that is not told more closely, where it is not."""

    links: tuple[CodeLink, ...]
    dropped: Mapping[str, Reason | None] = field(default_factory=dict)
    added: Mapping[str, Reason | None] = field(default_factory=dict)


def matched_versions(
    old: Mapping[str, CodeSketch], new: Mapping[str, CodeSketch], before: Uses, after: Uses
) -> CodeMatches:
    """What became of the codes of a codebook.

    Parameters
    ----------
    old, new
        Code → what it is, in the two versions.
    before, after
        Code → the statements that both versions have and that carry it; empty for two codebooks alone.

    Returns
    -------
    CodeMatches
        In the order of the versions; links in the order renamed, merged, split.

    Examples
    --------
    >>> one = {"pay": CodeSketch("Pay"), "form": CodeSketch("Forms")}
    >>> two = {"wage": CodeSketch("Wage"), "form": CodeSketch("Forms")}
    >>> found = matched_versions(one, two, {"pay": {"s1", "s2"}}, {"wage": {"s1", "s2"}})
    >>> [(link.kind, link.codes, link.to) for link in found.links]
    [('renamed', ('pay',), ('wage',))]
    """
    work = _Versions(old, new, before, after)
    work.by_statements()
    work.by_texts()
    order = ("renamed", "merged", "split")
    links = sorted(work.links, key=lambda link: order.index(link.kind))
    return CodeMatches(
        tuple(links),
        {code: work.unsure(code, new, work.open_new) for code in work.open_old},
        {code: work.unsure(code, old, work.open_old) for code in work.open_new},
    )


class _Versions:
    """The two versions on their way to links; `open_old` and `open_new` are not linked yet."""

    def __init__(
        self, old: Mapping[str, CodeSketch], new: Mapping[str, CodeSketch], before: Uses, after: Uses
    ) -> None:
        self.old, self.new = old, new
        self.open_old = {code: None for code in old if code not in new}
        self.open_new = {code: None for code in new if code not in old}
        self.lost = {code: before.get(code, NONE) - after.get(code, NONE) for code in old}
        self.gained = {code: after.get(code, NONE) - before.get(code, NONE) for code in new}
        self.links: list[CodeLink] = []
        self.used_old = {code for code in old if before.get(code)}
        self.used_new = {code for code in new if after.get(code)}

    def link(
        self,
        kind: LinkKind,
        codes: Iterable[str],
        to: Iterable[str],
        how: Evidence,
        why: Reason,
        statements: Iterable[str] = (),
    ) -> None:
        """Note a link, and that its codes are told."""
        codes, to = tuple(codes), tuple(to)
        self.links.append(CodeLink(kind, codes, to, how, why, tuple(sorted(statements))))
        for code in codes:
            self.open_old.pop(code, None)
        for code in to:
            self.open_new.pop(code, None)

    # by what was coded

    def by_statements(self) -> None:
        """Splits, merges and renames as the shared statements tell them."""
        lost_on: dict[str, list[str]] = defaultdict(list)
        for code, statements in self.lost.items():
            for statement in statements:
                lost_on[statement].append(code)
        flow: Counter[tuple[str, str]] = Counter(
            (one, code)
            for code, statements in self.gained.items()
            for statement in statements
            for one in lost_on.get(statement, ())
        )
        targets: dict[str, list[tuple[float, str]]] = defaultdict(list)
        sources: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for (one, other), number in flow.items():
            alike = number / (len(self.lost[one]) + len(self.gained[other]) - number)
            alike += 1e-6 * self._agree(one, other)
            if one in self.open_old and number > HALF * len(self.lost[one]):
                targets[one].append((alike, other))
            if other in self.open_new and number > HALF * len(self.gained[other]):
                sources[other].append((alike, one))
        target, source = _best(targets), _best(sources)
        self._splits(source, flow)
        self._merges(target, flow)
        for one in list(self.open_old):
            other = target.get(one, "")
            if other in self.open_new and source.get(other) == one:
                shared = self.lost[one] & self.gained[other]
                if len(shared) >= ALONE or self._agree(one, other):
                    why = reason("diff.renamed", shared=len(shared), of=len(self.lost[one]))
                    self.link("renamed", (one,), (other,), "statements", why, shared)

    def _agree(self, one: str, other: str) -> int:
        """How many of title, definition and place two codes have in common."""
        a, b = self.old[one], self.new[other]
        same = (
            a.title.casefold() == b.title.casefold(),
            a.defined != "" and a.defined == b.defined,
            a.place is not None and a.place == b.place,
        )
        return sum(same)

    def _splits(self, source: Mapping[str, str], flow: Counter[tuple[str, str]]) -> None:
        parts: dict[str, list[str]] = defaultdict(list)
        for other in self.new:
            if other in source:
                parts[source[other]].append(other)
        for one in self.old:
            told = sorted(parts.get(one, ()), key=lambda other: -flow[one, other])
            kept, covered = _apart(told, lambda other, one=one: self.lost[one] & self.gained[other])  # type: ignore[misc]
            stays = one in self.new
            enough = len(kept) >= (1 if stays else 2) and (stays or len(covered) > HALF * len(self.lost[one]))
            if enough and len(covered) >= ALONE:
                why = reason("diff.split", shared=len(covered), of=len(self.lost[one]))
                self.link("split", (one,), ([one] if stays else []) + kept, "statements", why, covered)

    def _merges(self, target: Mapping[str, str], flow: Counter[tuple[str, str]]) -> None:
        parts: dict[str, list[str]] = defaultdict(list)
        for one in self.open_old:
            if one in target:
                parts[target[one]].append(one)
        for other in self.new:
            told = sorted(parts.get(other, ()), key=lambda one: -flow[one, other])
            kept, covered = _apart(told, lambda one, other=other: self.lost[one] & self.gained[other])  # type: ignore[misc]
            stays = other not in self.open_new
            if len(kept) >= (1 if stays else 2) and len(covered) >= ALONE:
                why = reason("diff.merged", shared=len(covered), of=len(self.gained[other]))
                first = [other] if other in self.old else []
                self.link("merged", first + kept, (other,), "statements", why, covered)

    # by what is written

    def by_texts(self) -> None:
        """Renames and merges of codes that no shared statement tells of."""
        old = [code for code in self.open_old if not (code in self.used_old and self.used_new)]
        new = [code for code in self.open_new if not (code in self.used_new and self.used_old)]
        a, b = {code: self.old[code] for code in old}, {code: self.new[code] for code in new}
        keys = (
            ("definition", lambda one: one.defined or None),
            (
                "title_and_place",
                lambda one: None if one.place is None else (one.title.casefold(), one.place),
            ),
        )
        for how, key in keys:
            first, second = _unique(a, key), _unique(b, key)
            for told, one in first.items():
                other = second.get(told)
                if other is not None and one in self.open_old and other in self.open_new:
                    self.link("renamed", (one,), (other,), how, reason(f"diff.by_{how}"))  # type: ignore[arg-type]
        self._nearly([c for c in old if c in self.open_old], [c for c in new if c in self.open_new])
        self._inside([c for c in old if c in self.open_old])

    def _nearly(self, old: list[str], new: list[str]) -> None:
        """Renames of codes at one place whose definitions have most words in common, the most alike first."""
        at: dict[Hashable, list[str]] = defaultdict(list)
        for code in new:
            at[self.new[code].place].append(code)
        words = {code: self.new[code].words for code in new}
        pairs = []
        for one in old:
            own, place = self.old[one].words, self.old[one].place
            for other in at[place] if own and place is not None else ():
                both = len(own & words[other])
                if both and both / len(own | words[other]) >= NEARLY:
                    pairs.append((-both / len(own | words[other]), one, other))
        for _, one, other in sorted(pairs):
            if one in self.open_old and other in self.open_new:
                self.link(
                    "renamed",
                    (one,),
                    (other,),
                    "definition_and_place",
                    reason("diff.by_definition_and_place"),
                )

    def _inside(self, old: list[str]) -> None:
        """Merges: definitions whose words are in that of a code at the same place, and were not before."""
        at: dict[Hashable, list[str]] = defaultdict(list)
        for code, told in self.new.items():
            if code in self.open_new or told.defined != self.old.get(code, told).defined:
                at[told.place].append(code)
        parts: dict[str, list[str]] = defaultdict(list)
        for one in old:
            own = self.old[one].words
            found = []
            for other in at[self.old[one].place] if own and self.old[one].place is not None else ():
                was = self.old[other].words if other in self.old else NONE
                inside = len(own & self.new[other].words) / len(own)
                if inside >= INSIDE and len(own & was) / len(own) < HALF:
                    found.append((inside, other))
            if found:
                parts[max(found)[1]].append(one)
        for other, codes in parts.items():
            stays = other in self.old
            if len(codes) >= (1 if stays else 2):
                self.link(
                    "merged", ([other] if stays else []) + codes, (other,), "definition",
                    reason("diff.words_inside"),
                )  # fmt: skip

    def unsure(self, code: str, others: Mapping[str, CodeSketch], still: Iterable[str]) -> Reason | None:
        """Why it is not told what became of a code, or what it was: None where there is nothing it could be."""
        mine = self.old.get(code) or self.new[code]
        still = list(still)
        named = [other for other in still if others[other].title.casefold() == mine.title.casefold()]
        if named:
            return reason("diff.name_only", code=named[0])
        if not still:
            return None
        used = code in self.used_old or code in self.used_new
        if used and self.used_old and self.used_new:
            return reason("diff.no_taker" if code in self.old else "diff.no_giver")
        return reason("diff.nothing_decides")


def _best(told: Mapping[str, list[tuple[float, str]]]) -> dict[str, str]:
    """The likeliest of each; none where two are as likely."""
    found = {}
    for code, ones in told.items():
        ones.sort(reverse=True)
        if len(ones) == 1 or ones[0][0] > ones[1][0]:
            found[code] = ones[0][1]
    return found


def _apart(codes: Iterable[str], statements: Callable[[str], AbstractSet[str]]) -> tuple[list[str], set[str]]:
    """The codes that bring statements of their own, and all of these: more than half are with no code before it."""
    kept, covered = [], set[str]()
    for code in codes:
        own = statements(code)
        if len(own - covered) > HALF * len(own):
            kept.append(code)
            covered |= own
    return kept, covered


def _unique(codes: Mapping[str, CodeSketch], key: Callable[[CodeSketch], Hashable]) -> dict[Hashable, str]:
    """What one code alone has → that code."""
    by: dict[Hashable, list[str]] = defaultdict(list)
    for code, told in codes.items():
        if (found := key(told)) is not None:
            by[found].append(code)
    return {found: ones[0] for found, ones in by.items() if len(ones) == 1}
