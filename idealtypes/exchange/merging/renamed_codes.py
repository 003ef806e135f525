"""Codes that a newer version of a project has renamed, merged or split, told as such and not coding by coding.

What became of a code is found as between two versions of a codebook (`idealtypes.model.code_versions`): by the
statements that both have. The scheme keeps the code that is gone, with its place; nothing is changed by what is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from idealtypes.exchange.contents import Notice, Put, StudyCode, StudyContents, whose
from idealtypes.model.code_versions import CodeLink, CodeSketch, matched_versions
from idealtypes.model.stance import unsigned
from idealtypes.model.text import counted

RENAMED, MERGED, SPLIT = "a code is renamed", "codes are merged", "a code is split"
OTHER_NAME = "a code has another name"
NEW = "a new code"
WHAT = {"renamed": RENAMED, "merged": MERGED, "split": SPLIT}


def told_as_versions(
    changes: Iterable[Notice], before: StudyContents, after: StudyContents, gone: Collection[str]
) -> list[Notice]:
    """The changes of a merge; those of codings that codes renamed, merged or split explain are told as one, the code's.

    `gone` are the codes that this version of the project does not have any more.
    """
    kept = list(changes)
    still = {code for _, code, _ in map(_plain, after.codings)}
    away = {code for code in gone if code not in still}
    if not away and after.codes.keys() == before.codes.keys():
        return kept
    shared = before.statements.keys() & after.statements.keys()
    found = matched_versions(
        _sketches(before.codes),
        {code: one for code, one in _sketches(after.codes).items() if code not in away},
        _uses(before.codings, shared),
        _uses(after.codings, shared),
    )
    links = [link for link in found.links if link.how == "statements"]
    if not links:
        return kept
    said = _said_by(links, before.codings, after.codings)
    fresh = {code for link in links for code in link.to if code not in before.codes}
    rest = [
        one
        for one in kept
        if (one.what, one.where) not in said and not (one.what == NEW and one.where in fresh)
    ]
    return [*(_notice(link, before, after) for link in links), *rest]


def in_words(changes: Iterable[Notice]) -> str:
    """What became of codes, in a line; "" where nothing did.

    >>> in_words([Notice(RENAMED, "pay → wage", ""), Notice(SPLIT, "a → b + c", ""), Notice("a new coding", "", "")])
    '1 code renamed, 1 split in two'
    """
    parts: list[str] = []

    def add(number: int, said: str, first: str = "code") -> None:
        if number:
            parts.append(f"{number:,} {said}" if parts else f"{counted(number, first)} {said}")

    ones = list(changes)
    add(sum(one.what in (RENAMED, OTHER_NAME) for one in ones), "renamed")
    merged = [one.where.count(" + ") + 1 for one in ones if one.what == MERGED]
    for size in sorted(set(merged)):
        times = merged.count(size)
        parts.append(f"{size} merged into one" + (f" ({times:,} times)" if times > 1 else ""))
        if len(parts) == 1:
            parts[0] = f"{size} codes merged into one" + (f" ({times:,} times)" if times > 1 else "")
    splits = [one.where.partition(" → ")[2].count(" + ") + 1 for one in ones if one.what == SPLIT]
    words = {2: "two", 3: "three", 4: "four", 5: "five"}
    for size in sorted(set(splits)):
        add(splits.count(size), f"split in {words.get(size, size)}")
    return ", ".join(parts)


def _plain(put: Put) -> Put:
    return put[0], unsigned(put[1])[0], put[2]


def _sketches(codes: Mapping[str, StudyCode]) -> dict[str, CodeSketch]:
    return {key: CodeSketch(code.title, code.definition) for key, code in codes.items()}


def _uses(codings: Iterable[Put], shared: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for statement, code, _ in map(_plain, codings):
        if statement in shared:
            found[code].add(statement)
    return found


def _said_by(
    links: Iterable[CodeLink], before: Mapping[Put, float], after: Mapping[Put, float]
) -> set[tuple[str, str]]:
    """The changes of codings, as they were told, that a link says: gone with an old code, new with a new one, of one
    coder on one statement."""
    to = {one: link.to for link in links for one in link.codes}
    back: dict[str, list[str]] = defaultdict(list)
    for link in links:
        for one in link.to:
            back[one] += link.codes
    here, there = set(map(_plain, before)), set(map(_plain, after))
    said: set[tuple[str, str]] = set()
    for side, other, codes, what in (
        (before, there, to, "a coding is gone"),
        (after, here, back, "a new coding"),
    ):
        for put in side:
            statement, code, coder = _plain(put)
            if any((statement, one, coder) in other for one in codes.get(code, ())):
                said.add((what, f"{statement}: {put[1]}{whose(coder)}"))
    return said


def _notice(link: CodeLink, before: StudyContents, after: StudyContents) -> Notice:
    where = f"{' + '.join(link.codes)} → {' + '.join(link.to)}"
    fresh = [code for code in link.to if code not in before.codes and "place" not in after.codes[code].more]
    why = f"as {counted(len(link.statements), 'statement')} tell that both versions have"
    return Notice(
        WHAT[link.kind], where, why + ("; places stay with the codes that had them" if fresh else "")
    )
