"""A profile to ask about one of its cases: it has the draws that it has among the others, and theirs are not made.

A case's numbers hang on the others in three ways: its normals come behind theirs from one generator, its doubts are
estimated with theirs, and many estimates share a table of quantiles. All of these are taken from the whole; what is
done to each draw, which takes longest, is done for the one case.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import numpy as np

from idealtypes.engine.basis import Basis
from idealtypes.engine.copula import normals
from idealtypes.engine.doubt import Doubt
from idealtypes.engine.intervals import EffectiveSizes
from idealtypes.engine.other_weighting import WeightingDifference
from idealtypes.engine.pooled_raters import RatersByAspect
from idealtypes.engine.presence import Apart
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats, Tally


@dataclass(frozen=True, eq=False)
class CaseProfile(Profile):
    """One case of a profile, with every number to the last digit as it is there.

    Attributes
    ----------
    whole, number
        The profile, and the number of the case in it.
    """

    whole: Profile = field(kw_only=True, repr=False)
    number: int = field(kw_only=True)

    @cached_property
    def basis(self) -> Basis | None:
        """What the numbers rest on: the codings of all cases."""
        return self.whole.basis

    @cached_property
    def rated(self) -> RatersByAspect | None:
        return self.whole.rated

    @cached_property
    def pole_sizes(self) -> Floats:
        return self.whole.pole_sizes[[self.number]]

    @cached_property
    def sizes_of_draws(self) -> Floats:
        return self.whole.sizes_of_draws[[self.number]]

    @cached_property
    def doubt(self) -> Doubt:
        return self.whole.doubt.of_case(self.number)

    @cached_property
    def _spreads(self) -> list[Floats | None]:
        return [None if all_ is None else all_[:, [self.number]] for all_ in self.whole._spreads]

    @cached_property
    def _normals(self) -> Floats | None:
        if self.complete.all():
            return None
        chosen, every = self.settings, self.whole._normals
        if every is None:
            every = normals(self.whole.tally, self.whole.shares, draws=chosen.draws, seed=chosen.seed)
        return every[[self.number]]

    @cached_property
    def apart(self) -> Apart:
        return Apart(*(values[[self.number]] for values in vars(self.whole.apart).values()))

    @cached_property
    def weightings(self) -> WeightingDifference:
        return WeightingDifference(
            *(values[[self.number]] for values in vars(self.whole.weightings).values())
        )

    @cached_property
    def other(self) -> Profile:
        return case_profile(self.whole.other, self.cases[0])


def case_profile(profile: Profile, case: str) -> Profile:
    """A profile with a case in it whose numbers are the same, and which need not hold the other cases.

    Where raters are pooled over all cases, and where the profile has two bounds, it is the whole.

    >>> import polars as pl
    >>> import idealtypes as it
    >>> rows = {"statement": list("abcd"), "source": list("gghh"), "case": list("xyxy"), "code": ["reaches_out"] * 4}
    >>> whole = it.profile(pl.DataFrame(rows), it.read_scheme("support_colleagues"), draws=100)
    >>> one = case_profile(whole, "y")
    >>> one.cases, bool((one.draws.by_aspect[0] == whole.draws.by_aspect[0][1:]).all())
    (('y',), True)
    """
    number, aspects = profile.cases.index(case), len(profile.aspects)
    if len(profile.cases) == 1 or profile.pooled or type(profile) is not Profile:
        return profile
    given = {one.name: getattr(profile, one.name) for one in fields(profile)}
    own, all_ = slice(number * aspects, (number + 1) * aspects), profile.sizes
    sizes = {one.name: getattr(all_, one.name)[own] for one in fields(all_) if one.name != "level"}
    given |= {
        "tally": _of_case(profile.tally, number),
        "sizes": EffectiveSizes(**sizes, level=all_.level),
        "titles": profile.titles[number : number + 1],
        "units": profile.units[number : number + 1],
    }
    return CaseProfile(**given, whole=profile, number=number)


def _of_case(tally: Tally, number: int) -> Tally:
    """The cells of one case."""
    here = tally.case == number
    cells = ("source", "aspect", "mass", "total", "statements", "squares", "point_mass", "point_squares")
    return replace(
        tally,
        cases=tally.cases[number : number + 1],
        case=np.zeros(int(here.sum()), int),
        **{name: getattr(tally, name)[here] for name in cells},
        talk=tally.talk[[number]],
        voices=tally.voices[[number]],
    )
