"""The balance profile: where the evidence of each case lies on each aspect, and how far that may be off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from idealtypes.engine.codings import CodingRows, coding_rows
from idealtypes.engine.doubt import Doubt
from idealtypes.engine.findings import head
from idealtypes.engine.leaning import leaning_named
from idealtypes.engine.other_weighting import MANY, WHOLE_UP_TO
from idealtypes.engine.presence import order_named
from idealtypes.engine.profile_numbers import sizes_at, tally_of
from idealtypes.engine.profile_words import ProfileWords
from idealtypes.engine.result import Pictured, number, pair, said, screenful, why_keys
from idealtypes.engine.tally import Floats, Placements, Tally
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Choices, Settings
from idealtypes.model.stance import with_against
from idealtypes.model.study import Sampling

if TYPE_CHECKING:
    from typing import Unpack

    import polars as pl


NOTHING: list[float | None] = [None, None, None]
WEIGHT = ("weight", "weight_low", "weight_high")


@dataclass(frozen=True, eq=False)
class Profile(ProfileWords, Pictured):
    """Shares, balance and intervals of every case on every aspect; frozen, and knows its settings.

    Attributes
    ----------
    scheme, settings, view
        What it was made with; `view` is all, is, ought, expected, would or useful.
    tally
        The evidence it rests on.
    rows
        The codings behind it, as they were given: the way back to the statements.
    sizes
        Effective sample sizes n_e, flat over cases and aspects.
    titles
        The cases' titles, where they have one.
    units
        What was sampled, case by case, where cases of several studies stand together; empty where `settings.unit`
        holds for all.
    placements
        Where the codes of `rows` lie, as given to `tally`; claims and ratings stand for codes that the scheme has not.
        None where that is not at hand.
    taken
        `rows` as one codings table, where they were taken in already.
    estimated
        The doubts about coders and placements, where they were estimated elsewhere: cases of several profiles in one.
    sampling
        `quoted` where the statements are quotations that were chosen for print.
    """

    def margins(self, aspect: str) -> dict[str, dict[str, Floats]]:
        """Derived margins of an axis whose poles have coordinates: margin, value → shares of shape (cases,).

        The sum of its poles' shares; where poles do not exclude one another the largest of their weights.
        """
        poles, a = self.poles(aspect), self.aspects.index(aspect)
        joined = np.max if self.tally.present[a] else np.sum
        return {
            margin: {
                value: joined(self.shares[:, a, [poles.index(p) for p in members]], axis=1)
                for value, members in values.items()
            }
            for margin, values in margin_poles(self.scheme, aspect).items()
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case, aspect and pole, for tables; where there are aspects of `kind: presence` their
        weights have columns of their own, and shares stay blank."""
        low, high = self.share_bounds()
        out = []
        weighed, several = any(self.tally.present), not all(self.bipolar)
        for c, case in enumerate(self.cases):
            for a, aspect in enumerate(self.aspects):
                for p, pole in enumerate(self.tally.poles[a]):
                    ends = [number(side[c, a, p]) for side in (self.shares, low, high)]
                    here, there = (ends, NOTHING) if self.tally.present[a] else (NOTHING, ends)
                    out.append(
                        {
                            "case": case,
                            "aspect": aspect,
                            "pole": pole,
                            **dict(zip(("share", "share_low", "share_high"), there, strict=True)),
                            **(dict(zip(WEIGHT, here, strict=True)) if weighed else {}),
                            **(self._whole_ends(c, a, p) if several else {}),
                            "mass": float(self.mass[c, a, p]),
                            "balance": number(self.balance[c, a]),
                            "balance_low": number(self.interval[c, a, 0]),
                            "balance_high": number(self.interval[c, a, 1]),
                            "whole_low": number(self.interval_whole[c, a, 0]),
                            "whole_high": number(self.interval_whole[c, a, 1]),
                            "logit": number(self.logit[c, a]),
                            "salience": number(self.salience[c, a]),
                            "statements": int(self.statements[c, a]),
                            "sources": int(self.sources[c, a]),
                            "effective_n": number(self.pole_sizes[c, a, p]),
                            "contestation": number(self.spread.contestation[c, a]),
                            "split": number(self.spread.split[c, a]),
                            **self._beside(c, a, p),
                            "why": said(self.why(c, a)),
                        }
                    )
        return out

    def _whole_ends(self, c: int, a: int, p: int) -> dict[str, float | None]:
        """The whole interval of a share, for a table; blank between two poles, where that of the balance says it."""
        ends = [None, None] if self.bipolar[a] else [number(end[c, a, p]) for end in self.whole_bounds]
        return dict(zip(("share_whole_low", "share_whole_high"), ends, strict=True))

    def _beside(self, c: int, a: int, p: int) -> dict[str, float | None]:
        """The other weighting and the factor of selective quoting, for a table; blank where there are none."""
        told, quoted = self.weighting_why(c, a) is None, self.quoting(c, a)
        balance, share, low, high = np.nan, np.nan, np.nan, np.nan
        if told:
            balance, share = self.other.balance[c, a], self.other.shares[c, a, p]
            low, high = self.other.interval[c, a]
        names = ("other_share", "other_balance", "other_low", "other_high")
        return {
            **dict(zip(names, map(number, (share, balance, low, high)), strict=True)),
            "gamma": quoted.gamma,
            "gamma_near_end": quoted.near_end,
        }

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per case, aspect and pole."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes profile --json`."""
        return {
            **head(self.findings),
            "settings": self.settings.model_dump(mode="json"),
            "level": self.settings.level,
            "view": self.view,
            "doubts": dict(self.doubt.states),
            "doubts_why": {name: why_keys((why,)) for name, why in self.doubt.reasons.items()},
            "placers": self.scheme.placing,
            "rests_on": None if self.basis is None else self.basis.to_dict(),
            "raters": None if self.rated is None else self.rated.to_dicts(),
            "cases": [self._case(c) for c in range(len(self.cases))],
        }

    def _case(self, c: int) -> dict[str, Any]:
        return {
            "case": self.cases[c],
            "title": self.title(c),
            "statements": int(self.tally.talk[c]),
            "sources": int(self.tally.voices[c]),
            "aspects": [self._aspect(c, a) for a in range(len(self.aspects))],
        }

    def _aspect(self, c: int, a: int) -> dict[str, Any]:
        poles = self.tally.poles[a]
        low, high = self.share_bounds()
        answer: dict[str, Any] = {
            "aspect": self.aspects[a],
            "axis": self.scheme.axis(self.aspects[a]).id,
            "balance": number(self.balance[c, a]),
            "interval": pair(*self.interval[c, a]),
            "interval_whole": pair(*self.interval_whole[c, a]),
            "dominates": self.dominates(c, a),
            "leaning": leaning_named(self.leaning(c, a), poles),
            "shares": None
            if self.tally.present[a]
            else {p: number(self.shares[c, a, i]) for i, p in enumerate(poles)},
            "logit": number(self.logit[c, a]),
            "salience": number(self.salience[c, a]),
            "statements": int(self.statements[c, a]),
            "sources": int(self.sources[c, a]),
            "effective_n": number(self.effective_n[c, a]),
            "contestation": number(self.spread.contestation[c, a]),
            "blended": number(self.spread.blended[c, a]),
            "torn": number(self.spread.torn[c, a]),
            "between": number(self.spread.between[c, a]),
            "split": number(self.spread.split[c, a]),
            "split_interval": pair(self.spread.split_low[c, a], self.spread.split_high[c, a]),
            **why_keys(self.why(c, a)),
            "other_weighting": self._other(c, a),
            "quoting": self.quoting(c, a).to_dict(poles),
        }
        if self.tally.present[a]:
            hidden = bool(self.no_interval[c, a])
            answer["weights"] = {p: number(self.shares[c, a, i]) for i, p in enumerate(poles)}
            answer["sizes"] = {p: number(self.pole_sizes[c, a, i]) for i, p in enumerate(poles)}
            answer["differences"] = [
                {
                    "a": one,
                    "b": other,
                    "difference": number(difference),
                    "interval": None if hidden else pair(from_, to),
                    "probability": None if hidden else number(more),
                }
                for one, other, difference, from_, to, more in self.apart.pairs(c, a, poles)
            ]
        if not self.bipolar[a]:
            whole_low, whole_high = self.whole_bounds
            answer["intervals"] = {p: pair(low[c, a, i], high[c, a, i]) for i, p in enumerate(poles)}
            answer["intervals_whole"] = {
                p: pair(whole_low[c, a, i], whole_high[c, a, i]) for i, p in enumerate(poles)
            }
            answer["order"] = order_named(self.order(c, a), poles)
            margins = self.margins(self.aspects[a])
            if margins:
                answer["margins"] = {
                    m: {v: number(s[c]) for v, s in values.items()} for m, values in margins.items()
                }
        return answer

    @cached_property
    def other(self) -> Profile:
        """The profile of the same evidence under the other weighting: of the informants, where this is of the talk."""
        evidence = self.other_tally
        return profile_of(
            evidence, self.scheme, self.settings.changed(weighting=evidence.weighting), view=self.view,
            rows=self.rows, titles=self.titles, units=self.units, placements=self.placements, taken=self.codings,
        )  # fmt: skip

    @cached_property
    def other_whole(self) -> bool:
        """Whether the other weighting has intervals with every doubt: not where there are very many cells."""
        return len(self.tally.case) * self.settings.draws <= WHOLE_UP_TO or self.doubt.informants_alone

    def _other(self, c: int, a: int) -> dict[str, Any]:
        """The other weighting in the answer of the command; null where there is none, with why."""
        poles, two, why = self.tally.poles[a], self.bipolar[a], self.weighting_why(c, a)
        absent = dict.fromkeys(("balance", "interval", "interval_whole", "difference", "difference_interval"))
        answer: dict[str, Any] = {"weighting": self.other_tally.weighting, **absent, "shares": None}
        if why is None:
            other, found = self.other, self.weightings
            low, high = other.share_bounds()
            answer["shares"] = {p: number(other.shares[c, a, i]) for i, p in enumerate(poles)}
            if two:
                answer |= {
                    "balance": number(other.balance[c, a]),
                    "interval": pair(*other.interval[c, a]),
                    "interval_whole": pair(*other.interval_whole[c, a]) if self.other_whole else None,
                    "difference": number(2 * found.difference[c, a, 1]),
                    "difference_interval": pair(2 * found.low[c, a, 1], 2 * found.high[c, a, 1]),
                }
                why = None if self.other_whole else MANY
            else:
                answer["intervals"] = {p: pair(low[c, a, i], high[c, a, i]) for i, p in enumerate(poles)}
        return answer | {"parted": None if answer["shares"] is None else self.parts(c, a), **why_keys(why)}

    def __str__(self) -> str:
        lines = [
            f"Profile of {len(self.cases)} case(s), view {self.view}, {self.settings.level:.0%} intervals"
        ]
        for c in range(len(self.cases)):
            lines.append(self.title(c))
            for a, aspect in enumerate(self.aspects):
                lines.append(f"  {aspect:<16} {self._brief(c, a)}")
        return "\n".join(lines)

    def _brief(self, c: int, a: int) -> str:
        if not self.statements[c, a]:
            return "nobody speaks of it"
        count = f"n={int(self.statements[c, a])} G={int(self.sources[c, a])}"
        if not self.bipolar[a]:
            shares = zip(self.tally.poles[a], self.shares[c, a], strict=False)
            return "  ".join(f"{p} {s:.2f}" for p, s in shares) + f"  {count}"
        low, high = self.interval[c, a]
        ends = "no interval" if np.isnan(low) else f"[{low:+.2f}, {high:+.2f}]"
        return f"{self.balance[c, a]:+.2f} {ends}  {count}"

    def __repr__(self) -> str:
        return screenful(str(self).splitlines())


def margin_poles(scheme: Scheme, aspect: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Margin → value → the poles that lie there, from the poles' coordinates; empty where they have none."""
    out: dict[str, dict[str, tuple[str, ...]]] = {}
    for pole in scheme.axis(aspect).poles:
        for margin, value in (pole.on or {}).items():
            values = out.setdefault(margin, {})
            values[value] = (*values.get(value, ()), pole.id)
    return out


def profile_of(
    evidence: Tally,
    scheme: Scheme,
    settings: Settings,
    *,
    view: str = "all",
    rows: Any = None,
    titles: tuple[str, ...] = (),
    units: tuple[str, ...] = (),
    placements: Placements | None = None,
    taken: CodingRows | None = None,
    estimated: Doubt | None = None,
    sampling: Sampling = "interviews",
) -> Profile:
    """The profile of a tally."""
    sizes = sizes_at(evidence, settings.level)
    return Profile(
        scheme, settings, view, evidence, rows, sizes, titles, units, placements, taken, estimated, sampling
    )


def profile(codings: Any, scheme: Scheme, **settings: Unpack[Choices]) -> Profile:
    """The balance profile of a table of codings.

    Parameters
    ----------
    codings
        Any dataframe that narwhals knows (polars, pandas, pyarrow, DuckDB, Spark, Dask, Ibis, …), one row a coding:
        columns `statement`, `source`, `code`, and optionally `case`, `coder`, `intensity` in (0, 1], `stance` (`for` or
        `against`; or the code is written `!code`). A row with a blank code was read, and nothing coded. Rows stay where
        they live; cells come back.
    scheme
        The coding scheme, as `idealtypes.read_scheme` gives it.
    **settings
        Any of the study's settings: `level`, `draws`, `seed`, `unit`, `weighting`, `repeats`, …

    Returns
    -------
    Profile
        Cases in alphabetical order; aspects in the scheme's order.

    Raises
    ------
    IdealtypesError
        For what is no dataframe or is empty, missing columns or cells, an intensity that is no number in (0, 1], a
        statement in two sources (unless sources are raters), a code that the scheme lacks, an impossible setting.
    """
    chosen = Settings().changed(**settings)
    taken = coding_rows(codings, whole=True, nested=chosen.unit != "rater", models=chosen.models)
    placements = with_against(scheme.placements, taken.codes, chosen.against, scheme.presence)
    return profile_of(
        tally_of(taken, scheme, chosen, placements),
        scheme,
        chosen,
        rows=codings,
        placements=placements,
        taken=taken,
    )
