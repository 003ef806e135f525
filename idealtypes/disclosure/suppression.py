"""Which cells may be shown: the rule, and what it decides for every case, aspect and view of a study.

The rule, for a cell (a case, an aspect, a view) and k informants:

1. Fewer than k informants, or none: *hidden*. The two are not told apart.
2. k informants or more behind each pole: *shown*, its share in steps.
3. On an aspect of two poles, k or more behind one pole, fewer than k (perhaps none) behind the other, and two thirds or
   more of the weight on the first: *one-sided*. No more is told than this.
4. Anything else: *hidden*. A share in the middle would tell that somebody of the few is there, and about how much.
5. One informant has more than half of the weight: *hidden*. What is told of all would be hers.
6. What rests on public sources alone is *shown*.

Views add up: what is, ought to be, is expected and would be is together all that is said. So these views are shown for
an aspect of a case only where each of them is *shown* or has no evidence at all; else all that is said stands alone.
Beyond that nothing is published that adds hidden cells to others: no totals, no numbers of informants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from idealtypes.disclosure.informants import Informants, behind, largest
from idealtypes.engine.coded import VIEWS, View
from idealtypes.engine.profile import Profile

State = Literal["hidden", "one_sided", "shown"]
ONE_SIDED = 2 / 3  # the least share of a side that stands alone
DOMINANT = 0.5  # the largest part of the weight that may be one informant's
PARTS: tuple[View, ...] = ("is", "ought", "expected", "would")  # together they are `all`
Where = tuple[View, str, str]  # view, case, aspect


@dataclass(frozen=True)
class Decision:
    """What may be shown of a cell; `toward` is the pole of one that is one-sided, `public` one without informants.

    `informants` and `sides` are the true numbers, for what is counted at home: they are never shown.
    """

    view: View
    case: str
    aspect: str
    state: State
    toward: str | None
    public: bool
    informants: int
    sides: tuple[int, ...]

    @property
    def open(self) -> bool:
        """Whether anything at all is shown."""
        return self.state != "hidden"


@dataclass(frozen=True)
class Decisions:
    """The decision for every (view, case, aspect) of a study, under one `k`."""

    k: int
    cells: Mapping[Where, Decision]

    def __getitem__(self, where: Where) -> Decision:
        return self.cells[where]

    def count(self, state: State, view: View | None = None) -> int:
        """How many cells are in a state, of one view or of all."""
        return sum(d.state == state and view in (None, d.view) for d in self.cells.values())


def state_of(
    informants: float,
    sides: tuple[float, ...],
    shares: tuple[float, ...],
    k: int,
    *,
    public: bool = False,
    largest: float = 0.0,
) -> tuple[State, int | None]:
    """The rule for one cell: its state, and the pole of a one-sided one.

    Parameters
    ----------
    informants
        How many informants have evidence in the cell.
    sides
        Per pole, how many of them have weight on it.
    shares
        Per pole, its share in [0, 1].
    k
        How many have to stand behind what is shown.
    public
        Whether all evidence is of public sources.
    largest
        The largest part of the weight that is one informant's.

    Examples
    --------
    >>> state_of(8, (8, 7), (.5, .5), 5), state_of(8, (7, 3), (.85, .15), 5), state_of(8, (7, 3), (.6, .4), 5)
    (('shown', None), ('one_sided', 0), ('hidden', None))
    >>> state_of(4, (4, 4), (.5, .5), 5), state_of(1, (1, 1), (.5, .5), 5, public=True)
    (('hidden', None), ('shown', None))
    >>> state_of(6, (6, 6), (.5, .5), 5, largest=.5), state_of(6, (6, 6), (.5, .5), 5, largest=.6)
    (('shown', None), ('hidden', None))
    """
    if public:
        return "shown", None
    if informants < k:  # follows from what the sides have to have, and is the rule that one remembers
        return "hidden", None
    if largest > DOMINANT + 1e-9:
        return "hidden", None
    backed = [n >= k for n in sides]
    if all(backed):
        return "shown", None
    if len(sides) == 2 and any(backed) and shares[backed.index(True)] >= ONE_SIDED:
        return "one_sided", backed.index(True)
    return "hidden", None


def decisions(profiles: Mapping[View, Profile], people: Informants, k: int) -> Decisions:
    """What may be shown of a study, from its profiles in every view."""
    found = {
        (d.view, d.case, d.aspect): d for view in VIEWS for d in _of_view(view, profiles[view], people, k)
    }
    for (view, case, aspect), one in list(found.items()):
        if view in PARTS and one.open and not _parts_shown(found, profiles, case, aspect):
            found[view, case, aspect] = _closed(one)
    return Decisions(k, found)


def _of_view(view: View, profile: Profile, people: Informants, k: int) -> Iterator[Decision]:
    informants, sides, protected = behind(profile.tally, people)
    most = largest(profile.tally, people)
    for c, case in enumerate(profile.tally.cases):
        for a, aspect in enumerate(profile.aspects):
            poles = profile.tally.poles[a]
            exclusive = not profile.tally.present[a]
            public = bool(profile.statements[c, a] > 0 and protected[c, a] == 0)
            n, of = float(informants[c, a]), tuple(sides[c, a, : len(poles)].tolist())
            shares = tuple(profile.shares[c, a, : len(poles)].tolist())
            state, p = state_of(n, of, shares, k, public=public, largest=float(most[c, a]))
            if state == "one_sided" and not exclusive:  # dimensions have no other side
                state, p = "hidden", None
            yield Decision(
                view,
                case,
                aspect,
                state,
                None if p is None else poles[p],
                public,
                int(n),
                tuple(map(int, of)),
            )


def _parts_shown(
    found: Mapping[Where, Decision], profiles: Mapping[View, Profile], case: str, aspect: str
) -> bool:
    """Whether each part of all that is said of a cell is shown, or has no evidence."""
    for view in PARTS:
        profile = profiles[view]
        c, a = profile.tally.cases.index(case), profile.aspects.index(aspect)
        there = np.any(profile.tally.group == c * len(profile.aspects) + a)
        if there and found[view, case, aspect].state != "shown":
            return False
    return True


def _closed(one: Decision) -> Decision:
    return Decision(one.view, one.case, one.aspect, "hidden", None, one.public, one.informants, one.sides)
