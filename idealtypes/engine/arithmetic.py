"""What an estimate is made of: what each code weighs in it, and how far each source of doubt alone puts it off.

An estimate is linear in the placements: s_p = Σ_k w_k π_kp, w_k the part of the cell's total that code k has, Σ w = 1.
So where it would lie with one code elsewhere follows from its parts, without another pass over the rows:
s'_p = s_p + Σ w_k (π'_kp − π_kp), the sum over the code itself and what is put against it.

On aspects of `kind: presence` a judgement has the most that any of its codes has, and pooled raters are no mean: there
is no such sum there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from idealtypes.engine.draws import EDGE, shifted_shares
from idealtypes.engine.parts import parts
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats
from idealtypes.model.settings import Settings
from idealtypes.model.stance import mirrored, unsigned

Ends = tuple[Floats, Floats]


@dataclass(frozen=True)
class CodeWeight:
    """What a code weighs in an estimate, and where it stands.

    Attributes
    ----------
    code
        As it stands among the codings: signed where it is put against.
    weight
        w in [0, 1], the code's part of all the weight; those of an estimate sum to 1.
    shares
        π: of each pole.
    """

    code: str
    weight: float
    shares: tuple[float, ...]


def code_weights(profile: Profile) -> dict[tuple[int, int], tuple[CodeWeight, ...]]:
    """(case, aspect) → what each code weighs in its estimate, the heaviest first; none where there is no such sum.

    Two codes on one statement have half of it each; the other statement is of one code alone.

    >>> import idealtypes as it
    >>> import polars as pl
    >>> codes = ["reaches_out", "informal_contact", "informal_contact"]
    >>> rows = pl.DataFrame({"statement": ["a", "a", "b"], "source": ["g"] * 3, "code": codes})
    >>> made = code_weights(it.profile(rows, it.read_scheme("support_colleagues")))
    >>> [(one.code, one.weight) for one in made[0, 0]]
    [('informal_contact', 0.75), ('reaches_out', 0.25)]
    """
    if profile.codings is None or profile.placements is None:
        return {}
    tally, poles = profile.tally, [len(p) for p in profile.tally.poles]
    found = parts(profile.codings, profile.placements, tally, ("code",), ancestors=profile.scheme.ancestors)
    pooled = {a for a, _ in profile.pooled}
    total = np.bincount(tally.group, tally.total, tally.groups)
    weight = np.zeros((tally.groups, len(found.ids[0])))
    np.add.at(weight, (tally.group[found.cell], found.item[:, 0]), found.weight)
    out: dict[tuple[int, int], tuple[CodeWeight, ...]] = {}
    for group in np.unique(tally.group[found.cell]).tolist():
        c, a = divmod(group, len(tally.aspects))
        if tally.present[a] or a in pooled:
            continue
        held = [
            CodeWeight(
                found.ids[0][k],
                float(weight[group, k] / total[group]),
                tuple(float(x) for x in profile.placements[found.ids[0][k]][tally.aspects[a]][: poles[a]]),
            )
            for k in np.flatnonzero(weight[group]).tolist()
        ]
        out[c, a] = tuple(sorted(held, key=lambda one: (-one.weight, one.code)))
    return out


def elsewhere(
    held: Iterable[CodeWeight], code: str, shares: Sequence[float], settings: Settings
) -> tuple[float, ...]:
    """The shares of an estimate with one code elsewhere; what is put against it goes with it, as the settings have it.

    >>> held = (CodeWeight("i", 0.25, (1.0, 0.0)), CodeWeight("!i", 0.25, (0.0, 1.0)), CodeWeight("f", 0.5, (0.0, 1.0)))
    >>> elsewhere(held, "i", (0.5, 0.5), Settings()), elsewhere(held, "f", (1.0, 0.0), Settings())
    ((0.25, 0.75), (0.75, 0.25))
    """
    out = np.zeros(len(shares))
    for one in held:
        plain, against = unsigned(one.code)
        stands: Sequence[float] = one.shares
        if plain == code:
            stands = mirrored(shares) if against and settings.against == "mirror" else shares
        out += one.weight * np.asarray(stands)
    return tuple(out.tolist())


def doubts_alone(profile: Profile, case: int, aspect: int) -> Mapping[str, Ends]:
    """Source of doubt → the ends of the shares, shape (K,) each, had the estimate that doubt alone, at the study's
    level; without those that are not in it, and without any where the evidence is silent, complete or by one rater.

    The informants' are the interval's own. Coders and placements put the estimate itself off, as in `engine.draws`: a
    share at a pole is moved from (n_e s + ½)/(n_e + 1), as a logit has no end.
    """
    shares = profile.shares[case, aspect, : len(profile.tally.poles[aspect])]
    if np.isnan(shares).any() or profile.no_interval[case, aspect] or profile.complete[case]:
        return {}
    K, level = len(shares), profile.settings.level
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = profile.share_bounds()
    found: dict[str, Ends] = {"informants": (low[case, aspect, :K], high[case, aspect, :K])}
    if profile.tally.present[aspect]:
        return found
    shift, moved = profile.doubt.shifts[aspect], profile.doubt.moved[aspect]
    if shift is not None:
        drawn = _coders(shares, profile.pole_sizes[case, aspect, :K], shift, case)
        found["coders"] = _ends(drawn, tails)
    if moved is not None and case in moved.cases:
        second = moved.shares[:, :, int(np.flatnonzero(moved.cases == case)[0])]
        found["placements"] = _ends(second if K > 2 else np.stack([1 - second[0], second[0]]), tails)
    return found


def _coders(shares: Floats, sizes: Floats, shift: Floats, case: int) -> Floats:
    """Shape (K, draws): the shares as coders put them off."""
    mean = (sizes * shares + 1 / len(shares)) / (sizes + 1)
    if shift.ndim == 3:
        off = shift[case if len(shift) > 1 else 0]
        drawn = shifted_shares(np.clip(mean, EDGE, 1)[None, :, None], off[None])[0]
        moved: Floats = np.clip(shares[:, None] + drawn - (mean / mean.sum())[:, None], 0, 1)
        return moved
    off = np.atleast_2d(shift)[case if shift.ndim == 2 and len(shift) > 1 else 0]
    second = np.clip(shares[1] + expit(logit(mean[1]) + off) - mean[1], 0, 1)
    return np.stack([1 - second, second])


def _ends(drawn: Floats, tails: Sequence[float]) -> Ends:
    low, high = np.quantile(drawn, tails, axis=-1)
    return low, high
