"""Codes for statements that nobody coded, codes that were perhaps missed, and what to code next.

A code is learned where enough statements of enough sources carry it, and offered only where what was learned puts the
statements of sources that it did not see in a better order than how frequent the code is, the words of its definition
and the most similar statements do. Nothing that is suggested enters a number: a person accepts or rejects it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np

from idealtypes.analyses.suggest.held_out import Learned, learn
from idealtypes.analyses.suggest.learnt_codes import (
    LearntCode,
    enough,
    judged_codes,
)
from idealtypes.analyses.suggest.lessons import Lessons, lessons_of
from idealtypes.analyses.suggest.ngrams import Ngrams, ngrams_of
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import BadArgument, Reason, reason
from idealtypes.model.settings import Settings
from idealtypes.model.stance import over, signed, unsigned
from idealtypes.model.study import StudyData
from idealtypes.model.suggestion import (
    LEAST,
    LEAST_SOURCES,
    LEAST_STATEMENTS,
    Suggestion,
    SuggestionKind,
    fingerprint,
)

THRESHOLD = 0.3
NEXT = 5  # statements to code next
AT_ONCE = 200  # suggestions of a code: more nobody goes through at once
Decided = Collection[tuple[str, str]]


@dataclass(frozen=True)
class NextStatement:
    """A statement that nobody has read, and how much its coding would settle.

    Attributes
    ----------
    uncertainty
        The sum over the codes that are offered and have a place of the entropy of its probability, in bits.
    codes
        Code → probability, those that are least certain first.
    """

    statement: str
    source: str
    text: str
    uncertainty: float
    codes: tuple[tuple[str, float], ...]

    def record(self) -> dict[str, Any]:
        return {
            "statement": self.statement,
            "source": self.source,
            "uncertainty": round(self.uncertainty, 4),
            "codes": dict(self.codes),
        }


@dataclass(frozen=True)
class Taken:
    """What became of suggestions in one go: those accepted and rejected, by whom, and the files that were written."""

    by: str
    accepted: tuple[str, ...]
    rejected: tuple[str, ...]
    before: tuple[str, ...]
    files: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        lists = ("accepted", "rejected", "before", "files")
        return {"by": self.by, **{name: list(getattr(self, name)) for name in lists}}


@dataclass(frozen=True, eq=False, repr=False)
class Suggested(Result):
    """What is suggested, and how well that was foretold for sources that were held out; frozen.

    Attributes
    ----------
    settings
        The study's settings.
    threshold
        The probability from which a code is suggested.
    read, sources, uncoded, without_text
        How many statements were learned from, of how many sources; how many with a text nobody has read; and how many
        have none.
    codes
        Every code that stands on a statement: what was learned of it, or why nothing.
    suggestions
        Those that are open, the most probable first.
    next
        What to code next, the most uncertain first; () with `next_why`.
    taken
        What was accepted and rejected in this call; None where nothing was asked.
    why
        Why nothing was learned; None where something was.
    """

    settings: Settings
    threshold: float
    read: int
    sources: int
    uncoded: int
    without_text: int
    codes: tuple[LearntCode, ...]
    suggestions: tuple[Suggestion, ...]
    next: tuple[NextStatement, ...]
    next_why: Why
    why: Why
    taken: Taken | None = None

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """None: what is suggested is nobody's coding."""
        return ()

    def records(self) -> list[dict[str, Any]]:
        """One flat record per suggestion, as `suggestions.csv` has it."""
        return [dict(one.record()) for one in self.suggestions]

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes suggest --json`."""
        return {
            **head(self.findings),
            "settings": self.settings.model_dump(mode="json"),
            "threshold": self.threshold,
            "read": self.read,
            "sources": self.sources,
            "uncoded": self.uncoded,
            "without_text": self.without_text,
            "codes": [one.record() for one in self.codes],
            "suggestions": [one.record() | {"words": list(one.words)} for one in self.suggestions],
            "next": [one.record() for one in self.next],
            "next_why": why_keys(self.next_why),
            "taken": None if self.taken is None else self.taken.to_dict(),
            **why_keys(self.why),
        }

    def __repr__(self) -> str:
        if self.why is not None:
            return screenful([said(self.why) or ""])
        lines = [f"{one.score:.2f} {one.id} ({one.kind}): {', '.join(one.words)}" for one in self.suggestions]
        offered = sum(one.offered for one in self.codes)
        return screenful(lines, f"{len(lines)} suggestions of {offered} codes", len(lines))


def suggest(
    study: StudyData,
    threshold: float = THRESHOLD,
    decided: Decided = (),
    progress: Callable[[int, int], None] | None = None,
) -> Suggested:
    """Learn from the statements that were read, and suggest codes.

    Parameters
    ----------
    study
        Its statements with a text that count.
    threshold
        The probability, in (0, 1), from which a code is suggested.
    decided
        Pairs of statement and code that were accepted or rejected before: they are not suggested again.
    progress
        Told how many models are done, and of how many.

    Raises
    ------
    IdealtypesError
        For a threshold outside (0, 1).
    """
    if not 0 < threshold < 1:
        raise BadArgument("threshold", f"{threshold}", "it is a probability, above 0 and below 1")
    lessons = lessons_of(study)
    read = np.flatnonzero(lessons.read)
    group = lessons.group[read]
    sources = len(np.unique(group))
    put = lessons.put[read]
    counts = enough(put, group, lessons.codes)
    why = _no_lesson(lessons, len(read), sources)
    able = [] if why else [k for k, one in enumerate(counts) if one.why is None]
    codes = tuple(replace(one, why=one.why or why) for one in counts)
    found: tuple[Suggestion, ...] = ()
    next_: tuple[NextStatement, ...] = ()
    next_why: Why = why or reason("suggest.none_learned", least=LEAST, sources=LEAST_SOURCES)
    if able:
        grams = ngrams_of(lessons.texts)
        own = np.unique(group, return_inverse=True)[1]
        learned = learn(grams.matrix[read], put[:, able], own, study.settings.seed, progress)
        codes = judged_codes(study, counts, able, grams, read, put, own, learned, threshold)
        offered = [j for j, k in enumerate(able) if codes[k].offered]
        more = _Offer(study, lessons, grams, learned, able, offered, threshold, set(decided))
        found = tuple(more.suggestions())
        next_, next_why = more.next()
    return Suggested(
        settings=study.settings,
        threshold=threshold,
        read=len(read),
        sources=sources,
        uncoded=int((~lessons.read).sum()),
        without_text=lessons.without_text,
        codes=codes,
        suggestions=found,
        next=next_,
        next_why=next_why,
        why=why,
    )


def suggested_before(study: StudyData, threshold: float, suggestions: Sequence[Suggestion]) -> Suggested:
    """What was suggested before and is open, without learning anew: of no code it is told how well it is foretold."""
    lessons = lessons_of(study)
    read = int(lessons.read.sum())
    sources = len(np.unique(lessons.group[lessons.read]))
    why = _no_lesson(lessons, read, sources) or reason("suggest.not_learned")
    return Suggested(
        settings=study.settings,
        threshold=threshold,
        read=read,
        sources=sources,
        uncoded=int((~lessons.read).sum()),
        without_text=lessons.without_text,
        codes=(),
        suggestions=tuple(suggestions),
        next=(),
        next_why=why,
        why=why,
    )


def _no_lesson(lessons: Lessons, read: int, sources: int) -> Reason | None:
    """Why there is nothing to learn from."""
    if not lessons.texts:
        return reason("suggest.no_texts")
    if not lessons.codes:
        return reason("suggest.no_codes")
    if sources == 1:
        return reason("suggest.one_source")
    if read < LEAST_STATEMENTS or sources < LEAST_SOURCES:
        return reason(
            "suggest.too_little",
            read=read,
            sources=sources,
            least=LEAST_STATEMENTS,
            least_sources=LEAST_SOURCES,
        )
    return None


@dataclass(frozen=True, eq=False)
class _Offer:
    """What was learned, on its way to suggestions: of the codes `able`, those in `offered` (their places in it)."""

    study: StudyData
    lessons: Lessons
    grams: Ngrams
    learned: Learned
    able: list[int]
    offered: list[int]
    threshold: float
    decided: set[tuple[str, str]]

    @cached_property
    def probability(self) -> Floats:
        """Shape (statements, offered): out of fold of those that were read, of the models of all for the others."""
        lessons, offered = self.lessons, self.offered
        found = np.zeros((len(lessons.statements), len(offered)))
        if offered:
            found[lessons.read] = self.learned.probabilities[:, offered]
            if not lessons.read.all():
                found[~lessons.read] = self.learned.of_others(self.grams.matrix[~lessons.read])[:, offered]
        return np.round(found, 4)

    def suggestions(self) -> Iterator[Suggestion]:
        """The codes that may be put, the most probable first."""
        lessons, p = self.lessons, self.probability
        names = [lessons.codes[self.able[j]] for j in self.offered]
        covered = [self._covered(code) for code in names]
        pairs = [
            (s, n)
            for s, n in np.argwhere(p >= self.threshold).tolist()
            if not lessons.any_put[s, covered[n]].any()
            and (lessons.statements[s], names[n]) not in self.decided
        ]
        best: Counter[int] = Counter()
        kept = []
        for pair in sorted(pairs, key=lambda pair: (-p[pair], pair)):
            best[pair[1]] += 1
            if best[pair[1]] <= AT_ONCE:
                kept.append(pair)
        words: dict[tuple[int, int], tuple[str, ...]] = {}
        for s, group in groupby(sorted(kept), key=lambda pair: pair[0]):
            cols = [n for _, n in group]
            weights = [self.learned.weights[self.offered[n]] for n in cols]
            told = self.grams.spoke_for(s, lessons.texts[s], weights)
            words |= {(s, n): one for n, one in zip(cols, told, strict=True)}
        for s, n in kept:
            kind: SuggestionKind = "miss" if lessons.read[s] else "uncoded"
            made = fingerprint(lessons.texts[s], self.study.scheme, self.study.settings.seed)
            yield Suggestion(lessons.statements[s], names[n], kind, float(p[s, n]), words[s, n], made)

    def _covered(self, code: str) -> list[int]:
        """The columns of what makes a code needless: itself, a code below it, which says more, and the other stance."""
        plain, against = unsigned(code)
        other = signed(plain, not against)
        ancestors = self.study.scheme.ancestors
        return [
            k for k, c in enumerate(self.lessons.codes) if c in (code, other) or code in over(c, ancestors)
        ]

    def next(self) -> tuple[tuple[NextStatement, ...], Why]:
        """The statements whose coding is least certain over the codes with a place."""
        lessons = self.lessons
        open_ = np.flatnonzero(~lessons.read)
        placed = [
            n for n, j in enumerate(self.offered) if self.study.placements.get(lessons.codes[self.able[j]])
        ]
        if not len(open_):
            return (), reason("suggest.all_read")
        if not placed:
            return (), reason("suggest.none_placed")
        p = np.clip(self.probability[open_][:, placed], 1e-9, 1 - 1e-9)
        entropy = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
        total = np.round(entropy.sum(axis=1), 6)
        found = []
        for n in np.argsort(-total, kind="stable")[:NEXT].tolist():
            s = int(open_[n])
            order = np.argsort(-entropy[n], kind="stable").tolist()
            codes = [lessons.codes[self.able[self.offered[placed[k]]]] for k in order]
            found.append(
                NextStatement(
                    lessons.statements[s],
                    lessons.sources[s],
                    lessons.texts[s],
                    float(total[n]),
                    tuple(zip(codes, np.round(p[n][order], 4).tolist(), strict=True)),
                )
            )
        return tuple(found), None
