"""Tension: which codes at opposite poles meet in one statement or one source, more often than chance would have it.

Two codes stand opposite where their dominant poles (more than half of the placement) on one axis differ, on one aspect
or across two. A code and its descendant never count as meeting. A statement has a code that more than half of the
coders who read it put: two coders who read it differently are a disagreement, not a tension.

Chance is a shuffle of each code among the coded statements (or sources): see `idealtypes.analyses.tension.chance`. A
statement holds few codes, whatever it says, so two codes meet less often than a shuffle has them meet: p
errs on the large side. At the level of sources it errs on the small side, since a long interview holds
more of everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_args

from idealtypes.analyses.tension.chance import adjusted
from idealtypes.analyses.tension.meetings import (
    Chance,
    CodeInUse,
    CodesByUnit,
    Level,
    Meeting,
    codes_shared,
    in_use,
    opposition,
)
from idealtypes.analyses.tension.network import Network
from idealtypes.engine.coded import rating_codings, statements_against
from idealtypes.engine.findings import ONE_STATEMENT, Counts, Finding, Subject, head, standing_of
from idealtypes.engine.result import Pictured, said, screenful, why_keys
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.stance import in_both_stances, over
from idealtypes.model.study import StudyData


@dataclass(frozen=True, eq=False)
class Tension(Pictured):
    """The codes of a study, and how they meet; frozen, and knows the study.

    Attributes
    ----------
    study, level, chance
        What it was made with.
    codes
        Codes in use that have a place, in the scheme's order.
    meetings
        All pairs that meet, opposed or not, in the order of the codes.
    units
        How many statements (or sources) have any of the codes.
    tested
        How many opposed pairs there are among the codes in use, whether or not they meet.
    unshared
        How many times a code was put by too few of a statement's coders to count.
    why
        Why no opposed codes meet; None where they do.
    """

    study: StudyData
    level: Level
    chance: Chance
    codes: tuple[CodeInUse, ...]
    meetings: tuple[Meeting, ...]
    units: int
    tested: int
    unshared: int
    why: Reason | None

    @cached_property
    def pairs(self) -> tuple[Meeting, ...]:
        """Opposed codes that meet, the least likely by chance first."""
        opposed = [m for m in self.meetings if m.opposed is not None]
        return tuple(sorted(opposed, key=lambda m: (m.p, -m.observed)))

    @cached_property
    def network(self) -> Network:
        """The codes as nodes and their meetings as edges, with communities and a layout."""
        return Network(self.codes, self.meetings, self.study.settings.seed)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Which opposed codes meet; sure or leaning only where chance rarely has them meet so often, as the adjusted p
        says, and they do so more than once."""
        return tuple(map(self._finding, self.pairs))

    def _finding(self, m: Meeting) -> Finding:
        rare = None if m.adjusted is None else 1 - m.adjusted
        one = None if m.opposed is None or m.opposed.across else m.opposed.aspects[0]
        return Finding(
            "tension",
            Subject(aspect=one),
            standing_of(rare if m.observed > 1 else None),
            float(m.observed),
            n=Counts(len(m.sources), len(m.statements)),
            probability=rare,
            ties=(m.a, m.b),
            why=ONE_STATEMENT if m.observed == 1 and self.level == "statement" else None,
            behind=lambda: tuple(sorted(m.statements)),
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes tension --json`."""
        return {
            **head(self.findings),
            "settings": self.study.settings.model_dump(mode="json"),
            "level": self.level,
            "chance": self.chance,
            "units": self.units,
            "against": statements_against(self.study),
            "tested": self.tested,
            "unshared": self.unshared,
            "pairs": [m.to_dict(self.level) for m in self.pairs],
            "codes": [c.to_dict() for c in self.codes],
            "communities": [list(c) for c in self.network.communities],
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per opposed pair that meets."""
        titles = {c.code: c.title for c in self.codes}
        out = []
        for m in self.pairs:
            row = m.to_dict(self.level)
            aspects, poles = row.pop("aspects"), row.pop("poles")
            ends = {"aspect_a": aspects[0], "pole_a": poles[0], "aspect_b": aspects[1], "pole_b": poles[1]}
            row |= {"statements": ";".join(m.statements), "sources": ";".join(m.sources)}
            out.append({"title_a": titles[m.a], "title_b": titles[m.b], **ends, **row})
        return out

    def __repr__(self) -> str:
        if self.why:
            return said(self.why) or ""
        lines = (
            f"{m.a} – {m.b}: {m.observed:,} (by chance {m.expected:.1f}), p={m.p:.3f}" for m in self.pairs
        )
        head = f"{len(self.pairs):,} of {self.tested:,} opposed pairs of codes meet in {self.units:,} {self.level}s"
        return screenful(lines, head, len(self.pairs))


def tension(
    study: StudyData, level: Level = "statement", chance: Chance = "all", language: str = "en"
) -> Tension:
    """How the codes of a study meet; ratings and codes without a place are left out.

    Parameters
    ----------
    study
        The study; `where` selects. Statements of reported sources count as the study's settings say.
    level
        Where codes meet: in one `statement` or one `source`.
    chance
        What is shuffled: `all` statements, or those of one source among themselves (`within_sources`), which takes out
        that some sources speak of both sides and others of neither.
    language
        Of the titles.

    Raises
    ------
    IdealtypesError
        For another level or chance, or `within_sources` at the level of sources.
    """
    if level not in get_args(Level):
        raise IdealtypesError(f"level is statement or source, not {level!r}")
    if chance not in get_args(Chance):
        raise IdealtypesError(f"chance is all or within_sources, not {chance!r}")
    if level == "source" and chance == "within_sources":
        raise IdealtypesError(
            "within sources, sources cannot be shuffled: choose level statement, or chance all"
        )
    put, unshared = codes_shared(study)
    used = set(put["code"].to_list())
    ids = [code for c in study.scheme.codes for code in in_both_stances([c.id]) if code in used]
    units = CodesByUnit(study, put, ids, level)
    codes = tuple(in_use(study, ids[k], n, language) for k, n in enumerate(units.n))
    poles = [c.places for c in codes]
    above = {code: over(code, study.scheme.ancestors) for code in ids}
    related = {(i, j) for i, a in enumerate(ids) for j, b in enumerate(ids) if a in above[b] or b in above[a]}
    opposed = {
        (i, j): found
        for i in range(len(ids))
        for j in range(i + 1, len(ids))
        if (i, j) not in related and (found := opposition(study.scheme, poles[i], poles[j])) is not None
    }
    meetings = []
    for i, j, observed in units.meetings():
        if (i, j) in related:
            continue
        expected, p = units.by_chance(i, j, observed, chance)
        where = opposed.get((i, j))
        statements, sources = units.evidence(i, j) if where is not None else ((), ())
        meetings.append(Meeting(ids[i], ids[j], observed, expected, p, where, None, statements, sources))
    if units.size == 1:
        meetings = []
    meetings = _adjusted(meetings, len(opposed))
    why = None
    if not any(m.opposed for m in meetings):
        rated = rating_codings(study).height and not put.height
        code = ("only_ratings" if rated else "nothing_placed") if not ids else "no_opposites"
        if opposed:
            code = f"one_{level}" if units.size == 1 else f"apart_in_every_{level}"
        why = reason(f"tension.{code}")
    return Tension(study, level, chance, codes, tuple(meetings), units.size, len(opposed), unshared, why)


def _adjusted(meetings: Sequence[Meeting], tests: int) -> list[Meeting]:
    at = [k for k, m in enumerate(meetings) if m.opposed is not None]
    out = list(meetings)
    for k, value in zip(at, adjusted([meetings[k].p for k in at], tests), strict=True):
        out[k] = replace(meetings[k], adjusted=float(value))
    return out
