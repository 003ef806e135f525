"""Subgroups of a study: its statements sorted by an attribute, each value a case of its own.

Whatever compares cases then compares before with after, or one profession with another. Where the same sources speak
in several subgroups, the joint draws tie them, as they tie any cases with common sources.

*Trend*: whether the balance rises or falls over the ordered subgroups of a study.

The slope is that of the weighted least squares line through the levels' balances (shares, with three or more poles).
Each level weighs what its evidence is worth, n_e, so that a level with one statement does not turn the line. It is a
sum Σ c_l b_l, so its interval is made as that of a difference is: the middle `level` of the joint draws, or what the
levels' own intervals give by MOVER for such a sum (Zou, Huang & Zhang 2009, Computational Statistics & Data Analysis
53(4), 1080–1085) where that reaches farther. Sources that speak on several levels are tied in the draws.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from idealtypes.analyses.compare.level_order import LevelOrder, level_order, unordered
from idealtypes.analyses.compare.points import no_interval
from idealtypes.engine.coded import column_in
from idealtypes.engine.difference_ends import pole_draws
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.engine.tally import Floats
from idealtypes.errors import BadArgument, IdealtypesError, Reason, Skipped, reason
from idealtypes.model.conditions import OR
from idealtypes.model.hints import hint
from idealtypes.model.missing import declaration, look_missing
from idealtypes.model.spelling import look_alikes, named
from idealtypes.model.study import StudyData

# Columns of statements, sources and cases that are no attributes.
OWN = ("id", "text", "title", "locator")
# The case of what is not the value asked for; where that is its own name, OTHERS.
REST, OTHERS = "rest", "others"
# More values than these are no subgroups but a quantity, or texts.
MOST_LEVELS = 50
# A subgroup with fewer coded statements than this is pointed out.
FEW = 5
# Levels that the note on a missing order names.
SHOWN = 6


@dataclass(frozen=True, eq=False)
class Subgroups(Result):
    """A study whose cases are the values of an attribute.

    Attributes
    ----------
    study
        The study with a case for each level; statements, sources and codings are as they were.
    attribute, of
        The attribute, and whose it is: statements, sources or cases.
    levels
        Its values among the coded statements that count, in their order; the ids of the study's cases.
    numbers
        Where each level stands on an ordered attribute: its number, or its rank from 1. None without an order.
    order
        What orders the levels: `number`, `date` (in years), `numbered` (`Wave 2`), `declared`, or None where they are
        only names.
    rest
        The value that is set against the rest, blanks included; None where all values are compared.
    counts
        Level → coded statements.
    skipped
        Statements without a value, told with their number; empty where there are none.
    notes
        What a reader should know: mostly missing, one level, thin levels, several cases put together, a level that
        looks like a missing value, no order and so no trend.
    """

    study: StudyData
    attribute: str
    of: str
    levels: tuple[str, ...]
    numbers: tuple[float, ...] | None
    order: str | None
    rest: str | None
    counts: dict[str, int]
    skipped: tuple[Skipped, ...]
    notes: tuple[Reason, ...]

    @property
    def why(self) -> Reason | None:
        """Why there is nothing to compare; None where there is."""
        if len(self.levels) > 1:
            return None
        return reason("compare.one_value", attribute=self.attribute, value=self.levels[0])

    def to_dict(self, trends: Iterable[Trend] = ()) -> dict[str, Any]:
        """`by` of `idealtypes compare --json`, with the trends over the levels where they are at hand."""
        return {
            "attribute": self.attribute,
            "of": self.of,
            "levels": list(self.levels),
            "numbers": None if self.numbers is None else list(self.numbers),
            "order": self.order,
            "rest": self.rest,
            "statements": dict(self.counts),
            "skipped": [{"what": s.what, "where": s.where, "why": s.why} for s in self.skipped],
            "notes": [said(note) for note in self.notes],
            "trends": [one.to_dict() for one in trends],
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per level: where it stands on an ordered attribute, and its coded statements."""
        return [
            {
                self.attribute: level,
                "number": None if self.numbers is None else self.numbers[k],
                "statements": self.counts[level],
            }
            for k, level in enumerate(self.levels)
        ]

    def __repr__(self) -> str:
        lines = (f"{level}: {self.counts[level]:,} coded statements" for level in self.levels)
        return screenful(lines, f"Subgroups by {self.attribute} of {self.of}", len(self.levels))


def subgroups(
    study: StudyData, attribute: str, order: Sequence[str] | None = None, rest: str | None = None
) -> Subgroups:
    """A study sorted by an attribute of its statements, else of their sources, else of their cases.

    Parameters
    ----------
    study
        The study. Sources of kind `reported` sort nothing unless its settings include them.
    attribute
        A column of the statements, the sources or the cases.
    order
        The values from first to last, where they have an order; values left out are not compared. By default values
        that are all numbers are ordered by them, and others are names in the order in which they appear.

    rest
        A value (`a|b`: any of several) that is set against the rest: all other statements, those without a value, too.

    Raises
    ------
    BadArgument
        For an attribute or a value that is not there, an attribute without any value, or with too many.

    """

    of, values = _values(study, attribute)
    if rest is not None:
        values, order = _against_the_rest(values, attribute, rest)
    order = None if order is None else [named(value) for value in order]
    rows = _counting(study).join(values, on="statement", how="left", maintain_order="left")
    held = rows.filter(pl.col("level").is_not_null())
    found = held.get_column("level").unique(maintain_order=True).to_list()
    if not found:
        raise BadArgument("by", attribute, f"no coded statement has a value of `{attribute}`")
    ordering = level_order(found, order, attribute)
    levels = ordering.levels
    if len(levels) > MOST_LEVELS:
        message = f"`{attribute}` has {len(levels)} values, too many to compare: put them into groups first"
        raise BadArgument("by", attribute, message)
    in_level = {level: int(n) for level, n in held.group_by("level").len().iter_rows()}
    counts = {level: in_level[level] for level in levels}
    missing, total = rows.height - held.height, rows.get_column("statement").n_unique()
    skipped = []
    if missing:
        skipped.append(Skipped(f"{missing} of {total} coded statements", of, f"no value of `{attribute}`"))
    for level in found:
        if level not in counts:
            what = f"{in_level[level]} of {total} coded statements"
            skipped.append(Skipped(what, of, f"`{level}` is not in the order given"))
    return Subgroups(
        study=_sorted(study, values, list(levels)),
        attribute=attribute,
        of=of,
        levels=levels,
        numbers=None if rest is not None else ordering.numbers,
        order=None if rest is not None else ordering.by,
        rest=rest,
        counts=counts,
        skipped=tuple(skipped),
        notes=(*_notes(study, attribute, of, counts, missing, total), *_of_order(ordering, attribute)),
    )


@dataclass(frozen=True)
class Trend:
    """How the balance on an aspect moves over the levels.

    Attributes
    ----------
    aspect, pole
        With two poles (`pole` None) the trend of the balance, else one for the share of each pole.
    slope
        Change of the balance, or the share, for one unit of the attribute (one step, where the order is declared).
    interval, interval_whole
        At the study's level, for the informants' doubt and with every doubt that is in the draws; both contain the
        slope.
    probability
        P(rising): that the slope is positive, over the joint draws.
    levels
        How many levels have evidence on the aspect.
    why
        What is absent, and why.
    """

    aspect: str
    pole: str | None
    slope: float | None
    interval: tuple[float, float] | None
    probability: float | None
    levels: int
    why: Why
    interval_whole: tuple[float, float] | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "aspect": self.aspect,
            "pole": self.pole,
            "slope": self.slope,
            "interval": None if self.interval is None else list(self.interval),
            "interval_whole": None if self.interval_whole is None else list(self.interval_whole),
            "probability": self.probability,
            "levels": self.levels,
            **why_keys(self.why),
        }

    def record(self) -> dict[str, Any]:
        """One flat record, for tables."""
        row = self.to_dict()
        low, high = row.pop("interval") or (None, None)
        whole_low, whole_high = row.pop("interval_whole") or (None, None)
        del row["why_code"]
        return row | {"low": low, "high": high, "whole_low": whole_low, "whole_high": whole_high}


@dataclass(frozen=True)
class Trends(Result):
    """The trends over the levels, aspect by aspect."""

    rows: tuple[Trend, ...]

    def __iter__(self) -> Iterator[Trend]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: int) -> Trend:
        return self.rows[row]

    def to_dict(self) -> dict[str, Any]:
        """`trends` of `idealtypes compare --by --json`."""
        return {"trends": [one.to_dict() for one in self.rows]}

    def records(self) -> list[dict[str, Any]]:
        """One flat record per aspect and, with three or more poles, pole."""
        return [one.record() for one in self.rows]

    def __repr__(self) -> str:
        lines = (
            f"{t.aspect}{'' if t.pole is None else f': {t.pole}'}  "
            f"{said(t.why) if t.slope is None else f'{t.slope:+.3f}'}"
            for t in self.rows
        )
        return screenful(lines, "Trends: change for one unit of the attribute", len(self.rows))


def trends(profile: Profile, numbers: Sequence[float]) -> Trends:
    """The trend on every aspect of a profile whose cases are ordered.

    Parameters
    ----------
    profile
        The profile of a study sorted by an ordered attribute (see `subgroups`).
    numbers
        Where each case stands.
    """
    at = np.asarray(numbers, float)
    if at.shape != (len(profile.cases),):
        raise IdealtypesError(f"there are {len(profile.cases)} cases, and numbers for {at.size}")
    return Trends(tuple(_trends(profile, at)))


def _trends(profile: Profile, at: Floats) -> Iterator[Trend]:
    low, high = profile.share_bounds()
    for a, poles in enumerate(profile.tally.poles):
        two = profile.bipolar[a]
        for p in [1] if two else range(len(poles)):
            drawn = profile.draws.by_aspect[a] if two else pole_draws(profile, a, p)
            alone = profile.informant_draws.by_aspect[a] if two else drawn
            share, ends = profile.shares[:, a, p], (low[:, a, p], high[:, a, p])
            n_e = profile.pole_sizes[:, a, p]
            yield _trend(profile, a, None if two else poles[p], at, share, n_e, ends, drawn, alone)


def _trend(
    profile: Profile,
    a: int,
    pole: str | None,
    at: Floats,
    share: Floats,
    n_e: Floats,
    ends: tuple[Floats, Floats],
    drawn: Floats,
    informants: Floats,
) -> Trend:
    aspect, scale = profile.aspects[a], 2.0 if pole is None else 1.0
    spoken = np.flatnonzero(profile.statements[:, a] > 0)
    if len(np.unique(at[spoken])) < 2:
        why = reason("compare.no_trend", spoken=len(spoken), levels=len(at))
        return Trend(aspect, pole, None, None, None, len(spoken), why)
    c = scale * slope_weights(at[spoken], n_e[spoken])
    slope = float(c @ share[spoken])
    if profile.no_interval[spoken, a].any():
        return Trend(aspect, pole, slope, None, None, len(spoken), no_interval(profile, *spoken))
    slopes, alone = c @ drawn[spoken], c @ informants[spoken]
    together: Floats = np.asarray(np.corrcoef(informants[spoken]))
    tails = [(1 - profile.settings.level) / 2, (1 + profile.settings.level) / 2]
    quantiles, wider = np.quantile(alone, tails), np.quantile(slopes, tails)
    own = summed_ends(c, share[spoken], (ends[0][spoken], ends[1][spoken]), together)
    interval = float(min(quantiles[0], own[0])), float(max(quantiles[1], own[1]))
    whole = float(min(wider[0], interval[0])), float(max(wider[1], interval[1]))
    return Trend(aspect, pole, slope, interval, float((slopes > 0).mean()), len(spoken), None, whole)


def slope_weights(x: Floats, weights: Floats) -> Floats:
    """The c of slope = Σ c_l b_l: w_l (x_l − x̄) / Σ w (x − x̄)², x̄ the weighted mean.

    >>> slope_weights(np.array([1.0, 2.0, 3.0]), np.ones(3)).tolist()
    [-0.5, 0.0, 0.5]
    """
    off = x - (weights * x).sum() / weights.sum()
    c: Floats = weights * off / (weights * off**2).sum()
    return c


def summed_ends(
    c: Floats, values: Floats, ends: tuple[Floats, Floats], correlation: Floats
) -> tuple[float, float]:
    """The interval of Σ c_l s_l from the intervals of the s_l and the correlations of what is not known of them.

    With c of 1 and −1 it is that of a difference; here Newcombe's, as in `difference_interval.mover`.

    >>> ends = np.array([0.691834, 0.490455]), np.array([0.876953, 0.700382])
    >>> low, high = summed_ends(np.array([1.0, -1.0]), np.array([0.8, 0.6]), ends, np.eye(2))
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    total, (low, high) = float(c @ values), ends
    down = np.where(c > 0, c * (values - low), c * (high - values))
    up = np.where(c > 0, c * (high - values), c * (values - low))
    below, above = (max(float(e @ correlation @ e), 0.0) ** 0.5 for e in (down, up))
    return total - below, total + above


def _values(study: StudyData, attribute: str) -> tuple[str, pl.DataFrame]:
    """Whose attribute it is, and its value for each statement (`statement`, `level`); several for several cases."""
    frames = {"statements": study.statements, "sources": study.sources, "cases": study.cases}
    attribute = column_in(frames.values(), attribute)
    if not _is_attribute(attribute):
        alone = "cases are compared anyway: leave this out"
        raise BadArgument("by", attribute, alone if attribute == "case" else "this is no attribute")
    of = next((name for name, frame in frames.items() if attribute in frame.columns), None)
    if of is None:
        known = [name for frame in frames.values() for name in frame.columns if _is_attribute(name)]
        message = f"no column `{attribute}` in statements, sources or cases; {hint(attribute, known)}"
        raise BadArgument("by", attribute, message)
    holder = frames[of].get_column(attribute).cast(pl.String).drop_nulls().unique().to_list()
    names = {cell: name for cell in holder if (name := named(cell)) != cell}
    level = (
        pl.col(attribute).cast(pl.String).str.strip_chars().replace("", None).replace(names).alias("level")
    )
    if of == "statements":
        return of, study.statements.select(pl.col("id").alias("statement"), level)
    if of == "sources":
        by_source = study.sources.select(pl.col("id").alias("source"), level)
        joined = study.statements.select("source", statement="id").join(
            by_source, on="source", how="left", maintain_order="left"
        )
        return of, joined.select("statement", "level")
    by_case = study.cases.select(pl.col("id").alias("case"), level)
    joined = study.cases_of.join(by_case, on="case", how="left", maintain_order="left")
    return of, joined.select("statement", "level").unique(maintain_order=True)


def _against_the_rest(values: pl.DataFrame, attribute: str, rest: str) -> tuple[pl.DataFrame, list[str]]:
    """The values as two: those asked for under their name, and the rest; and these two in their order."""
    levels = values.get_column("level").drop_nulls().unique(maintain_order=True).to_list()
    whole = named(rest)
    chosen = (whole,) if whole in levels else tuple(named(one) for one in rest.split(OR))
    for one in chosen:
        if one not in levels:
            raise BadArgument(
                "rest", rest, f"no statement has `{one}` as its `{attribute}`; {hint(one, levels)}"
            )
    name, other = OR.join(chosen), OTHERS if REST in chosen else REST
    here = pl.col("level").is_in(chosen).fill_null(False)
    held = values.with_columns(level=pl.when(here).then(pl.lit(name)).otherwise(pl.lit(other)))
    return held.unique(maintain_order=True), [name, other]


def _is_attribute(column: str) -> bool:
    return column != "case" and column not in OWN and not column.startswith("title_")


def _counting(study: StudyData) -> pl.DataFrame:
    """The coded statements that enter numbers, as a column `statement`."""
    statements = study.statements
    if study.settings.reported == "exclude":
        statements = statements.filter(pl.col("kind").fill_null("") != "reported")
    coded = study.codings.select("statement").unique()
    return statements.select(statement="id").join(coded, on="statement", how="semi", maintain_order="left")


def _sorted(study: StudyData, values: pl.DataFrame, levels: list[str]) -> StudyData:
    """The study with the levels as its cases."""
    return dataclasses.replace(
        study,
        cases=pl.DataFrame({"id": levels, "title": levels}),
        cases_of=values.filter(pl.col("level").is_in(levels)).select("statement", case="level"),
    )


def _notes(
    study: StudyData, attribute: str, of: str, counts: dict[str, int], missing: int, total: int
) -> Iterator[Reason]:
    if 2 * missing > total:
        yield reason("compare.mostly_missing", missing=missing, total=total, attribute=attribute)
    few = [f"{level} ({n})" for level, n in counts.items() if n < FEW]
    if few:
        yield reason("compare.few_statements", least=FEW, levels=", ".join(few))
    for group in look_alikes(counts):
        yield reason("compare.look_alike", attribute=attribute, levels=", ".join(f"`{one}`" for one in group))
    cases = study.cases.get_column("id").to_list()
    if of != "cases" and len(cases) > 1:
        yield reason("compare.put_together", cases=tuple(cases), count=len(cases))


def _of_order(ordering: LevelOrder, attribute: str) -> Iterator[Reason]:
    """Notes on levels that are none, and on why there is no trend."""
    looks = look_missing(ordering.levels, sure=True)
    if looks:
        named = ", ".join(looks)
        yield reason("compare.looks_missing", levels=named, attribute=attribute, declared=declaration(looks))
    if ordering.by is None and len(ordering.levels) > 1:
        shown = ",".join(ordering.levels[:SHOWN]) + (",…" if len(ordering.levels) > SHOWN else "")
        value = unordered(ordering.levels)
        yield reason("compare.no_order", attribute=attribute, value=value, levels=shown)
