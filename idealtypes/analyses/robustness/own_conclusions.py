"""Conclusions: sentences about a study that hold or do not hold under given choices.

Nine kinds, each a condition on the shares s_p of a case's aspect, on its membership in a type, or on a trait:

- `leans`: pole p has a larger share than every other pole; with `than`, it leads by more here than there;
- `clear`: the interval of p lies above that of every other pole (with two poles: the interval of the balance
  excludes 0); with `than`, the interval of the difference between the two sides excludes 0, toward p;
- `balanced`: no pole is clear. That no pole leads clearly may be balance, and it may be scarce evidence;
- `torn`: the weaker side has a fifth of the evidence or more, and contestation is two thirds or more (`is_torn`);
- `gap`: from the first view to the second the aspect moves toward p: the interval of the gap, simultaneous over all
  gaps of the study between these views, excludes 0;
- `trait`: the trait has the state (see `analyses.types.traits`);
- `type`: the case's corner is the type's: on every aspect its pole has a membership above ½;
- `member`: the case is more in the type than out: its membership under the connective is above ½;
- `first`: the case comes before all other cases, on an aspect by the share of a pole, or over all aspects by
  closeness to the study's goal (without one: by formality, the mean balance).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError
from idealtypes.model.conclusions import GAP, Conclusion, corner_of, type_of
from idealtypes.model.conditions import Condition
from idealtypes.model.placement import held_poles
from idealtypes.model.scheme import Held
from idealtypes.model.stated_conclusions import conclusion_problems, ground_of
from idealtypes.model.study import StudyData


def checked(conclusions: Iterable[Conclusion], study: StudyData) -> tuple[Conclusion, ...]:
    """The conclusions with their case filled in.

    Raises
    ------
    IdealtypesError
        With everything that is wrong with them, a line each.
    """
    given = tuple(conclusions)
    ground = ground_of(study.cases, study.sources, study.statements, study.claims, not study.selection)
    cases = ground.cases
    wrong = [conclusion_problems(c, study.scheme, ground) for c in given]
    messages = [f"conclusion {n}: {m}" for n, found in enumerate(wrong, 1) for m in found]
    if messages:
        raise IdealtypesError("\n".join(messages))
    return tuple(c if c.case is not None else replace(c, case=cases[0]) for c in given)


SEEN = {
    "all": "in all that is said",
    "is": "as it is",
    "ought": "as it ought to be",
    "expected": "as it is expected",
    "would": "as it would be after a change",
    "useful": "in what is said to be useful",
}


def _all_hold(where: Sequence[Condition]) -> str:
    """Conditions in words.

    >>> _all_hold([Condition("sex", ("f", "m")), Condition("wave", ("",), False)])
    'sex is f or m and wave is not blank'
    """
    return " and ".join(
        f"{c.column} is {'' if c.holds else 'not '}{' or '.join(value or 'blank' for value in c.values)}"
        for c in where
    )


class ConclusionWords:
    """Titles in a language, and the sentences made of them."""

    def __init__(self, study: StudyData, language: str = "en") -> None:
        self.scheme, self.language = study.scheme, language
        self.cases = study.case_titles(language)
        self.aspects = {a.id: a.title.say(language) for a in study.scheme.aspects}
        self.types = {t.id: t.title.say(language) for t in study.scheme.ideal_types}
        self.traits = {r.id: r.text.say(language) for t in study.scheme.ideal_types for r in t.traits}
        self.formality = study.goal is None

    def pole(self, aspect: str, pole: Held) -> str:
        axis = self.scheme.axis(aspect)
        return " and ".join(axis.pole(one).title.say(self.language).lower() for one in held_poles(pole))

    def sentence(self, c: Conclusion) -> str:
        """The conclusion in words: its own text, or one of the case's, aspect's, pole's and type's titles."""
        if c.text is not None:
            return c.text.say(self.language)
        assert c.case is not None  # `checked` fills it in
        said = f"{self._said(c)}{self._about(c)}"
        alone = len(self.cases) == 1 and (c.aspect or c.trait)
        return said if alone else f"{self.cases[c.case]}: {said}"

    def _about(self, c: Conclusion) -> str:
        """The statements it is about, what they are set against, and the view."""
        about = f" where {_all_hold(c.where)}" if c.where else ""
        if c.than is not None:
            about += " than elsewhere" if isinstance(c.than, str) else f" than where {_all_hold(c.than)}"
        return about + (f" ({SEEN[c.view]})" if c.view else "")

    def _said(self, c: Conclusion) -> str:
        if c.trait is not None:
            return f"trait “{self.traits[c.trait]}”: {str(c.state).replace('_', ' ')}"
        if c.type is not None:
            verb = "leans to" if c.kind == "type" else "is more in than out of"
            return f"{verb} {self._type(c.type)}"
        if c.aspect is None:
            ahead = (
                "the most formal of all cases" if self.formality else "the nearest of all cases to the goal"
            )
            return f"is {ahead}, over all aspects"
        aspect = self.aspects[c.aspect]
        pole = None if c.pole is None else self.pole(c.aspect, c.pole)
        if c.than is not None:
            clearly = " clearly" if c.kind == "clear" else ""
            return f"{aspect} lies{clearly} further toward {pole}"
        here, there = c.views or GAP
        return {
            "torn": f"{aspect} is torn between statements at opposite poles",
            "gap": f"{aspect} lies further toward {pole} {SEEN[there]} than {SEEN[here]}",
            "leans": f"{aspect} leans {pole}",
            "clear": f"{aspect} leans clearly {pole}",
            "balanced": f"{aspect}: no pole has a clear lead",
            "first": f"the most {pole} of all cases on {aspect}",
        }[c.kind]

    def _type(self, type_: str) -> str:
        if type_ in self.types:
            return f"the type “{self.types[type_]}”"
        corner = corner_of(type_, self.scheme) or {}
        return "the corner " + ", ".join(f"{self.aspects[a]}: {self.pole(a, p)}" for a, p in corner.items())


def conclusions_of(
    study: StudyData, shares: Floats, low: Floats, high: Floats, members: Floats
) -> tuple[Conclusion, ...]:
    """What the study's own figures say: which pole leads on an aspect, and whether clearly; the type; who is first.

    Nothing is said of aspects of `kind: presence`, and so of no type where there is one.

    Parameters
    ----------
    study
        The study.
    shares, low, high, members
        Shape (cases, aspects, K): the shares, the ends of their intervals, and the memberships in the poles; nan
        where there is nothing.
    """
    scheme, cases = study.scheme, study.cases["id"].to_list()
    found: list[Conclusion] = []
    for c, case in enumerate(cases):
        corner: dict[str, str] = {}
        for a, aspect in enumerate(scheme.aspects):
            poles = scheme.poles(aspect.id)
            s = shares[c, a, : len(poles)]
            if np.isnan(s).any() or aspect.kind == "presence":
                continue
            p = int(s.argmax())
            if lead(s, p) > 0:
                found.append(Conclusion(case, aspect.id, "leans", poles[p]))
            if not np.isnan(low[c, a, p]):
                if above(low[c, a, : len(poles)], high[c, a, : len(poles)], p):
                    found.append(Conclusion(case, aspect.id, "clear", poles[p]))
                else:
                    found.append(Conclusion(case, aspect.id, "balanced"))
            if members[c, a, p] > 0.5:
                corner[aspect.id] = poles[p]
        if len(corner) == len(scheme.aspects):
            type_ = type_of(corner, scheme)
            found += [Conclusion(case, None, kind, type=type_) for kind in ("type", "member")]
    if len(cases) > 1:
        found += _firsts(study, shares, cases)
    return tuple(found)


def _firsts(study: StudyData, shares: Floats, cases: Sequence[str]) -> list[Conclusion]:
    """Who is first on each aspect between two poles, by its second pole, and over all aspects."""
    found = []
    for a, aspect in enumerate(study.scheme.aspects):
        poles = study.scheme.poles(aspect.id)
        if len(poles) == 2 and aspect.kind == "balance":
            c = _leader(shares[:, a, 1])
            if c is not None:
                found.append(Conclusion(cases[c], aspect.id, "first", poles[1]))
    score = overall(study, shares)
    c = None if score is None else _leader(score)
    return found if c is None else [*found, Conclusion(cases[c], None, "first")]


def _leader(score: Floats) -> int | None:
    """The one case with the highest score among those that have one; None where two share the place."""
    known = np.flatnonzero(~np.isnan(score))
    order = known[np.argsort(-score[known], kind="stable")]
    if len(order) < 2 or score[order[0]] - score[order[1]] <= 1e-12:
        return None
    return int(order[0])


def overall(study: StudyData, shares: Floats) -> Floats | None:
    """Shape (…, cases): how near the goal, 1 at the goal; without a goal the mean balance, or None if there is none.

    The distance on an aspect is half the sum of the shares' differences: with two poles, half that of the balances;
    with `kind: presence` the mean of the weights' differences. A case silent on one of the aspects has no score.
    """
    aspects = study.scheme.aspects
    if study.goal is not None:
        apart = [
            np.abs(shares[..., a, : len(goal)] - np.array(goal)).sum(axis=-1)
            / (2 if aspects[a].kind == "balance" else len(goal))
            for a, goal in ((a, study.goal.shares.get(aspect.id)) for a, aspect in enumerate(aspects))
            if goal is not None
        ]
        return None if not apart else np.asarray(1 - np.mean(apart, axis=0))
    between = [a for a, aspect in enumerate(aspects) if study.scheme.axis(aspect.id).bipolar]
    if not between:
        return None
    return np.asarray((shares[..., between, 1] - shares[..., between, 0]).mean(axis=-1))


def lead(shares: Floats, pole: int) -> Any:
    """How far a pole's share, on the last axis, exceeds the largest of the others; with two poles ± the balance.

    >>> round(float(lead(np.array([0.2, 0.5, 0.3]), 1)), 3)
    0.2
    """
    return shares[..., pole] - np.delete(shares, pole, axis=-1).max(axis=-1)


def above(low: Floats, high: Floats, pole: int) -> Any:
    """Whether a pole's interval, on the last axis, lies above those of all others."""
    return low[..., pole] > np.delete(high, pole, axis=-1).max(axis=-1)
