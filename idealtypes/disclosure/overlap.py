"""Cases that share statements: what is told of one, less what is told of the other, is of those who are in one alone.

Where these are fewer than k informants, the smaller of the two cells is hidden. Of three cells or more that share
statements with one another only those are shown that share with none, or with one that shares with no other: sums and
differences of more than two are not followed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from idealtypes.disclosure.informants import Informants
from idealtypes.disclosure.suppression import PARTS, Decisions, Where
from idealtypes.model.study import StudyData

Said = Mapping[str, str]  # statement → who said it


def apart(study: StudyData, decided: Decisions, people: Informants) -> Decisions:
    """The decisions with those cells hidden that could be had by subtracting the statements that two cases share."""
    if study.cases_of.height == study.cases_of["statement"].n_unique():
        return decided
    of: dict[str, set[str]] = {}
    for statement, case in study.cases_of.select("statement", "case").iter_rows():
        of.setdefault(case, set()).add(statement)
    heard = _heard(study)
    sources = dict(study.statements.select("id", "source").iter_rows())
    hidden: set[Where] = set()
    for view, aspect in {(view, aspect) for view, _, aspect in decided.cells}:
        open_ = [
            one for one in decided.cells.values() if (one.view, one.aspect) == (view, aspect) and one.open
        ]
        there = heard.get((view, aspect), set())
        said = {one.case: {s: sources[s] for s in of.get(one.case, set()) & there} for one in open_}
        largest = sorted(open_, key=lambda one: (-one.informants, one.case))
        kept = _told([one.case for one in largest], said, people, decided.k)
        hidden |= {(view, one.case, aspect) for one in open_ if one.case not in kept}
    # views add up, as within a case: where one of all that is said and its parts is hidden, so are the other parts
    hidden |= {
        (view, case, aspect)
        for view, case, aspect in decided.cells
        if view in PARTS and any((other, case, aspect) in hidden for other in ("all", *PARTS))
    }
    cells = {
        where: replace(one, state="hidden", toward=None) if where in hidden else one
        for where, one in decided.cells.items()
    }
    return Decisions(decided.k, cells)


def _heard(study: StudyData) -> dict[tuple[str, str], set[str]]:
    """(view, aspect) → the statements with evidence."""
    modes = dict(study.statements.select("id", "mode").iter_rows())
    found: dict[tuple[str, str], set[str]] = {}
    for statement, code in study.codings.select("statement", "code").iter_rows():
        for aspect in study.placements.get(code, {}):
            for view in ("all", modes.get(statement, "is")):
                found.setdefault((view, aspect), set()).add(statement)
    for statement, aspect in study.claims.select("statement", "aspect").drop_nulls().iter_rows():
        found.setdefault(("useful", aspect), set()).add(statement)
    return found


def _told(cases: Collection[str], said: Mapping[str, Said], people: Informants, k: int) -> set[str]:
    """Those of the cases, the largest first, that can be told beside one another."""
    kept: list[str] = []
    for case in cases:
        with_ = [other for other in kept if said[case].keys() & said[other].keys()]
        alone = all(
            not (said[other].keys() & said[one].keys()) for other in with_ for one in kept if one != other
        )
        if len(with_) <= 1 and alone and all(_enough(said[case], said[other], people, k) for other in with_):
            kept.append(case)
    return set(kept)


def _enough(one: Said, other: Said, people: Informants, k: int) -> bool:
    """Whether behind what either says alone stand k informants or more, or nobody who is to be protected."""
    for mine, theirs in ((one, other), (other, one)):
        sources = {source for statement, source in mine.items() if statement not in theirs}
        protected = sources - people.public
        if protected and sum(people.count.get(source, 1) for source in protected) < k:
            return False
    return True
