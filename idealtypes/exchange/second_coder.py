"""What an import into a study tells of two coders: on how much both decided, and what keeps their passages apart.

Agreement rests on the statements that several coded. Passages that differ in a full stop only, or stand under names of
sources that differ in capitals only, are two statements: that is told, since nothing else would show it. A table that
names no coder is not taken for a new version of another one, where that would take codings away.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from idealtypes.exchange.contents import Known, Merged, Notice, StudyContents
from idealtypes.model.hints import listed
from idealtypes.model.text import counted

NEARLY_SAME = 0.9  # share of letters, from which on two texts are nearly the same
PAIRS = 20_000  # texts that are compared letter by letter


def letters(text: str) -> str:
    """The letters and digits of a text alone, in lower case.

    >>> letters("I just rang. ") == letters("“I just rang”")
    True
    """
    return "".join(c for c in unicodedata.normalize("NFC", text.casefold()) if c.isalnum())


def told_together(before: StudyContents, merge: Merged) -> tuple[list[str], list[Notice]]:
    """Sentences, and conflicts, on the coders of a study after an import into it."""
    after = merge.contents
    new = {coder for _, _, coder in after.codings} - {coder for _, _, coder in before.codings}
    by: dict[str, set[str]] = defaultdict(set)
    for statement, _, coder in after.codings:
        by[statement].add(coder)
    notes = []
    if new and before.codings:
        mine = [coders for coders in by.values() if coders & new]
        both = sum(len(coders) > 1 for coders in mine)
        who = listed(sorted(new)) if all(new) else "this coder"
        were = "was" if both == 1 else "were"
        notes.append(
            f"Of the {counted(len(mine), 'statement')} that {who} coded, {both:,} {were} coded by others, too: "
            "agreement rests on these."
        )
    return notes, [*_nearly(before, after, by)]


def _nearly(before: StudyContents, after: StudyContents, by: dict[str, set[str]]) -> Iterator[Notice]:
    """New statements whose words are nearly those of one that others coded, in the same source, without positions."""
    sources = {key: letters(row.get("title", key)) for key, row in after.sources.items()}
    there: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, row in before.statements.items():
        if key in after.statements and "start" not in row:
            there[sources.get(row["source"], row["source"])].append((key, letters(row.get("text", ""))))
    pairs = 0
    for key, row in after.statements.items():
        if key in before.statements or "start" in row:
            continue
        text = letters(row.get("text", ""))
        for other, words in there[sources.get(row["source"], row["source"])]:
            if not text or by[other] & by[key]:
                continue
            pairs += 1
            if text == words or (pairs <= PAIRS and _alike(text, words)):
                why = "they have nearly the same words, and are two statements: if they are one, write them alike"
                yield Notice("statements of two coders", f"{key} and {other}", why)
                break


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= NEARLY_SAME
        and matcher.quick_ratio() >= NEARLY_SAME
        and matcher.ratio() >= NEARLY_SAME
    )


def another_coders(before: Iterable[Known], merge: Merged, file: str, coder: str | None) -> str | None:
    """The question whose codings these are: a file of another name that names no coder would take codings away."""
    if coder is not None or not merge.updated:
        return None
    now = merge.contents.known[-1]
    then = next((one for one in before if all(one is not other for other in merge.contents.known)), None)
    gone = sum(one.what == "a coding is gone" for one in merge.changes)
    if then is None or then.file in ("", file) or now.coders or not gone:
        return None
    return (
        f"{file}: nothing says who coded, and it looks like a new version of {then.file}: "
        f"{counted(gone, 'coding')} would be taken away. If another person coded, say who with `coder`; if it is a new "
        "version, go on with `accept_loss`"
    )
