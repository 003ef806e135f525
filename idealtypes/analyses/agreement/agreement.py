"""Agreement between coders on statements, and between raters on cases.

Krippendorff's alpha (see `idealtypes.analyses.agreement.alpha`) per code, on whether it was put; per aspect, on
where lies what was put; and overall. For the overall alpha, two coders differ on a statement by the number of codes
that only one of them put: it is the mean of the codes' alphas, weighted by the disagreement that chance would
give, and where every statement has one code of a set it is the nominal alpha of that set.

Not to put a code is a decision where the coder read the statement (`study.readings`), and nothing where not. An aspect
has two alphas: `mention`, whether a statement speaks of it, and `position`, over statements where two coders say so.

Krippendorff (2004, Content Analysis, 2nd ed., p. 241) asks for .800, and for .667 where conclusions are tentative.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from idealtypes.analyses.agreement.coefficients import (
    Coefficient,
    of_codes,
    of_positions,
    of_presence,
    of_ratings,
    over_codes,
)
from idealtypes.analyses.agreement.decisions import Codings, codings_of, ratings_of
from idealtypes.engine.profile import FORMAT, number
from idealtypes.engine.result import Pictured, said, screenful, why_keys
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    import polars as pl

APART = reason("agreement.every_reading_coded")


@dataclass(frozen=True)
class Pair:
    """How two coders agree on the codes of the statements that both read."""

    a: str
    b: str
    value: float | None
    units: int

    def to_dict(self) -> dict[str, Any]:
        return {"a": self.a, "b": self.b, "value": self.value, "units": self.units}


@dataclass(frozen=True, eq=False, repr=False)
class Agreement(Pictured):
    """Agreement in a study; frozen, and knows the study.

    Attributes
    ----------
    study
        What it is of.
    coders, raters
        Who coded statements, and who rated cases.
    overall
        Of the codes; of the ratings where no statements were coded.
    codes, aspects
        A record a code; a record an aspect for `mention`, `position` and `rating`, as far as there are decisions.
    ratings
        Of all ratings together; None without ratings.
    pairs
        Every two coders, where there are more than two.
    notes
        What a reader should know before using the numbers.
    """

    study: StudyData
    coders: tuple[str, ...]
    raters: tuple[str, ...]
    overall: Coefficient
    codes: tuple[Coefficient, ...]
    aspects: tuple[Coefficient, ...]
    ratings: Coefficient | None
    pairs: tuple[Pair, ...]
    notes: tuple[Reason, ...]

    @property
    def why(self) -> Reason | None:
        """Why there is no agreement to speak of; None where there is."""
        return self.overall.why if self.overall.value is None else None

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes agreement --json`."""
        settings = self.study.settings
        return {
            "format": FORMAT,
            "settings": settings.model_dump(mode="json"),
            "level": settings.level,
            "coders": list(self.coders),
            "raters": list(self.raters),
            "overall": self.overall.to_dict(),
            "aspects": [a.to_dict() for a in self.aspects],
            "codes": [c.to_dict() for c in self.codes],
            "ratings": None if self.ratings is None else self.ratings.to_dict(),
            "pairs": [p.to_dict() for p in self.pairs],
            "notes": [said(note) for note in self.notes],
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per coefficient, those of all codes and of all ratings first."""
        more = [] if self.ratings is None or self.ratings is self.overall else [self.ratings]
        return [c.record() for c in (self.overall, *more, *self.aspects, *self.codes)]

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per coefficient."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def __str__(self) -> str:
        lines = []
        for r in self.records():
            name = r["of"] if r["id"] is None else f"{r['of']} {r['id']}"
            ends = "" if r["low"] is None else f" [{r['low']:.2f}, {r['high']:.2f}]"
            said = r["why"] if r["value"] is None else f"{r['value']:.2f}{ends}  n={r['units']}"
            lines.append(f"{name:<24} {said}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return screenful(str(self).splitlines())


def agreement(
    study: StudyData, metric: Literal["interval", "ordinal"] = "interval", language: str = "en"
) -> Agreement:
    """Agreement between the coders and between the raters of a study.

    Parameters
    ----------
    study
        The study; `where` selects. Statements of reported sources count as the study's settings say.
    metric
        Of ratings and positions between two poles: `ordinal` where a scale has ranks only. Aspects with three or more
        poles are always compared by their shares.
    language
        Of the titles.

    Raises
    ------
    IdealtypesError
        For another metric.
    """
    if metric not in ("interval", "ordinal"):
        raise IdealtypesError(f"metric is interval or ordinal, not {metric!r}")
    coded, rated, settings = codings_of(study), ratings_of(study), study.settings
    several = bool((coded.read.sum(axis=0) >= 2).any())
    codes, aspects = [], []
    for code in study.scheme.codes if several else ():
        values = coded.decisions(code.id)
        codes.append(of_presence(settings, "code", code.id, code.title.say(language), values, coded.source))
    for aspect in study.scheme.aspects:
        a, title = aspect.id, aspect.title.say(language)
        if several:
            aspects.append(of_presence(settings, "mention", a, title, coded.mentions(a), coded.source))
            values = coded.positions[a]
            aspects.append(of_positions(settings, "position", a, title, values, coded.source, metric))
        if a in rated.positions:
            values, case = rated.positions[a], rated.case[a]
            aspects.append(of_positions(settings, "rating", a, title, values, case, metric))
    ratings = of_ratings(settings, rated, metric) if rated.raters else None
    apart = several and coded.without_code == 0 and not coded.read.all()
    return Agreement(
        study=study,
        coders=coded.coders,
        raters=rated.raters,
        overall=ratings if ratings is not None and not coded.statements else of_codes(settings, coded),
        codes=tuple(codes),
        aspects=tuple(aspects),
        ratings=ratings,
        pairs=_pairs(coded),
        notes=(APART,) if apart else (),
    )


def _pairs(coded: Codings) -> tuple[Pair, ...]:
    """Every two of three or more coders who read statements in common."""
    out = []
    for a, b in combinations(range(len(coded.coders)), 2) if len(coded.coders) > 2 else ():
        parts = over_codes(coded, [a, b])
        units = int((parts.values > 0).sum())
        if units:
            out.append(Pair(coded.coders[a], coded.coders[b], number(parts.alpha), units))
    return tuple(out)
