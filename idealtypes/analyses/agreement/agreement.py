"""Agreement between coders on statements, and between raters on cases.

Krippendorff's alpha (see `idealtypes.analyses.agreement.alpha`) per code, on whether it was put; per aspect, on
where lies what was put; and overall. For the overall alpha, two coders differ on a statement by the number of codes
that only one of them put: it is the mean of the codes' alphas, weighted by the disagreement that chance would
give, and where every statement has one code of a set it is the nominal alpha of that set.

Not to put a code is a decision where the coder read the statement, and nothing where not; on which rule that rests is
said, and where another would give another figure, that one too (see `idealtypes.analyses.agreement.decisions`). An
aspect has two alphas: `mention`, whether a statement speaks of it, and `position`, over statements where two coders say
so.

Krippendorff (2004, Content Analysis, 2nd ed., p. 241) asks for .800, and for .667 where conclusions are tentative.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from idealtypes.analyses.agreement.agreement_findings import disputed_findings
from idealtypes.analyses.agreement.coefficient import Asked, Coefficient
from idealtypes.analyses.agreement.coefficients import (
    of_codes,
    of_occasions,
    of_positions,
    of_presence,
    of_ratings,
)
from idealtypes.analyses.agreement.decisions import (
    Codings,
    Rule,
    codings_of,
    occasions_of,
    ratings_of,
    read_otherwise,
)
from idealtypes.analyses.agreement.disagreements import (
    AgreedStatement,
    DisputedStatement,
    Resolved,
    agreed_statements,
    disagreements,
)
from idealtypes.analyses.agreement.disputes import DisputedType
from idealtypes.analyses.agreement.measured import of_decisions
from idealtypes.analyses.agreement.pairs import ModelAgreement, Pair, every_pair, models_with_people
from idealtypes.analyses.agreement.under_each import Under, disputed_of, each_coding, under_each
from idealtypes.analyses.agreement.unitised import Unitised, unitised
from idealtypes.engine.coded import statements_against
from idealtypes.engine.entering import originals
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.result import Pictured, said, screenful, why_keys
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.coefficient_names import (
    COEFFICIENTS,
    VALUE_WEIGHTS,
    VARIANCES,
    Chance,
    ValueWeights,
    Variance,
)
from idealtypes.model.own_weights import OwnWeights
from idealtypes.model.stance import signed
from idealtypes.model.study import StudyData

if TYPE_CHECKING:
    import polars as pl

APART = reason("agreement.every_reading_coded")


@dataclass(frozen=True)
class RestsOn:
    """How it is known who read which statement, and what would be if it were otherwise.

    Attributes
    ----------
    rule
        `declared`: `readers` of study.yaml; `rows`: rows without a code; `coded`: only what a coder coded is known to
        have been read.
    other
        Another rule, `coded` or (where that is the rule) `sources`: every coder read the whole of each source in which
        she coded something. None where it gives the same.
    overall
        The agreement on all codes under the other rule.
    """

    rule: Rule
    other: Rule | None = None
    overall: Coefficient | None = None

    @property
    def why(self) -> Reason:
        """The rule in words."""
        return reason(f"agreement.rests_on_{self.rule}")

    @property
    def otherwise(self) -> Reason | None:
        """The other rule in words."""
        return None if self.other is None else reason(f"agreement.otherwise_{self.other}")

    def to_dict(self) -> dict[str, Any]:
        other = None
        if self.overall is not None:
            numbers = self.overall.to_dict()
            names = ("coefficient", "value", "interval", "units", "coders", "sources")
            words = {
                "rule": self.other,
                "why": said(self.otherwise),
                "why_code": self.otherwise and self.otherwise.code,
            }
            other = words | {name: numbers[name] for name in names}
        return {"rule": self.rule, "why": said(self.why), "why_code": self.why.code, "other": other}


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
        A record a code, and one for each that is put against; a record an aspect for `mention`, `position` and
        `rating`, as far as there are decisions.
    ratings
        Of all ratings together; None without ratings.
    pairs
        Every two coders, where there are more than two.
    occasions
        A record for each coder who judged on several occasions: how these agree.
    rests_on
        How it is known who read what; None where nobody coded statements.
    asked
        Which coefficient was asked for, and which variance.
    unitised
        Krippendorff's α_U, on where passages begin and end; None where they have no positions.
    types
        Every case's type under all coders and under each alone; None where not asked for.
    under
        Every case under each coding, and whether the conclusion of the study's numbers stands there; None where not
        asked for and nobody is a consensus or a model.
    models
        How each model agrees with people, apart from all else.
    resolved
        What a worksheet that was read came to; None without one.
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
    occasions: tuple[Coefficient, ...] = ()
    rests_on: RestsOn | None = None
    asked: Asked = field(default_factory=Asked)
    unitised: Unitised | None = None
    types: tuple[DisputedType, ...] | None = None
    under: tuple[Under, ...] | None = None
    models: tuple[ModelAgreement, ...] = ()
    resolved: Resolved | None = None

    @cached_property
    def disputed(self) -> tuple[DisputedStatement, ...]:
        """The statements on which coders differ and nothing is agreed, worst for the conclusion first."""
        return disagreements(self.study)

    @cached_property
    def agreed(self) -> tuple[AgreedStatement, ...]:
        """The statements on which a consensus was reached, with its reasons, in the order of the study."""
        return agreed_statements(self.study)

    @property
    def why(self) -> Reason | None:
        """Why there is no agreement to speak of; None where there is."""
        return self.overall.why if self.overall.value is None else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What disagreement does to the types, where that was asked; how well coders agree is a number, no finding."""
        return tuple(found for one in self.types or () for found in disputed_findings(one))

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes agreement --json`."""
        settings = self.study.settings
        return {
            **head(self.findings),
            "settings": settings.model_dump(mode="json"),
            "level": settings.level,
            "against": statements_against(self.study),
            "variance": self.asked.variance,
            "coders": list(self.coders),
            "raters": list(self.raters),
            "overall": self.overall.to_dict(),
            "aspects": [a.to_dict() for a in self.aspects],
            "codes": [c.to_dict() for c in self.codes],
            "ratings": None if self.ratings is None else self.ratings.to_dict(),
            "pairs": [p.to_dict() for p in self.pairs],
            "occasions": [c.to_dict() for c in self.occasions],
            "rests_on": None if self.rests_on is None else self.rests_on.to_dict(),
            "unitised": None if self.unitised is None else self.unitised.to_dict(),
            "types": None if self.types is None else [one.to_dict() for one in self.types],
            "under": None if self.under is None else [one.to_dict() for one in self.under],
            "models": [one.to_dict() for one in self.models],
            "resolved": None if self.resolved is None else self.resolved.to_dict(),
            "notes": [said(note) for note in self.notes],
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per coefficient, those of all codes, of all ratings and of coders with themselves first."""
        more = [] if self.ratings is None or self.ratings is self.overall else [self.ratings]
        return [c.record() for c in (self.overall, *more, *self.occasions, *self.aspects, *self.codes)]

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
    study: StudyData,
    metric: Literal["interval", "ordinal"] = "interval",
    language: str = "en",
    *,
    coefficient: Chance = "krippendorff",
    weights: ValueWeights | OwnWeights | None = None,
    variance: Variance = "jackknife",
    types: bool = False,
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
    coefficient
        `krippendorff`, `gwet`, `brennan_prediger`, `fleiss`, `scott`, `conger`, `cohen` or `percent`.
    weights
        Of positions and ratings, in place of the metric: `identity`, `linear`, `quadratic`, `ordinal`, `radical`,
        `ratio`, `circular` or `bipolar`; or a table of one's own.
    variance
        `jackknife` over sources, or `gwet`, linearised over units.
    types
        Whether to tell every case's type under each coder alone.

    Raises
    ------
    IdealtypesError
        For another metric, coefficient, weights or variance.
    """
    named = None if isinstance(weights, OwnWeights) else weights
    _known(metric=(metric, ("interval", "ordinal")), coefficient=(coefficient, COEFFICIENTS),
           weights=(named, (None, *VALUE_WEIGHTS)), variance=(variance, VARIANCES))  # fmt: skip
    if isinstance(weights, OwnWeights):
        poles = {aspect.id: study.scheme.poles(aspect.id) for aspect in study.scheme.aspects}
        poles = {aspect: of for aspect, of in poles.items() if aspect not in study.scheme.presence}
        weights = replace(weights, poles=poles, scale=study.settings.rating_scale)
    asked = Asked(coefficient, weights, variance, metric)
    alone, settings = originals(study), study.settings
    coded, rated = codings_of(alone), ratings_of(alone)
    several = bool((coded.read.sum(axis=0) >= 2).any())
    codes, aspects, put = [], [], []
    known = [code.id for code in study.scheme.codes]
    for code in (k for c in known for k in (c, signed(c)) if k == c or k in coded.put) if several else ():
        values, title = coded.decisions(code), study.scheme.code_title(code, language)
        chance = of_decisions(values, asked, coded.source)
        put += [chance] if code in coded.put else []
        codes.append(of_presence(settings, "code", code, title, values, coded.source, asked, chance))
    for aspect in study.scheme.aspects:
        a, title = aspect.id, aspect.title.say(language)
        if several:
            values = coded.mentions(a)
            chance = of_decisions(values, asked, coded.source)
            aspects.append(of_presence(settings, "mention", a, title, values, coded.source, asked, chance))
            values = coded.positions[a]
            aspects.append(of_positions(settings, "position", a, title, values, coded.source, asked))
        if a in rated.positions:
            values, case = rated.positions[a], rated.case[a]
            aspects.append(of_positions(settings, "rating", a, title, values, case, asked))
    ratings = of_ratings(settings, rated, asked) if rated.raters else None
    apart = several and coded.rule == "coded" and not coded.read.all()
    together = of_codes(settings, coded, asked, put)
    each = (
        each_coding(study) if types or any(coder.kind != "human" for coder in study.coders.values()) else ()
    )
    return Agreement(
        study=study,
        coders=coded.coders,
        raters=rated.raters,
        overall=ratings if ratings is not None and not coded.statements else together,
        codes=tuple(codes),
        aspects=tuple(aspects),
        ratings=ratings,
        pairs=every_pair(coded, asked),
        notes=(APART,) if apart else (),
        occasions=tuple(
            of_occasions(settings, c, own, asked) for c, own in occasions_of(alone, coded).items()
        ),
        asked=asked,
        types=disputed_of(alone, coded, each) if types else None,
        under=under_each(each) if types or each else None,
        models=models_with_people(study, asked),
        unitised=unitised(alone, coded.rows, coded.made) if len(coded.coders) > 1 else None,
        rests_on=_rests_on(alone, coded, together, asked) if coded.coders else None,
    )


def _rests_on(study: StudyData, coded: Codings, together: Coefficient, asked: Asked) -> RestsOn:
    """The rule, and the agreement under the other one where that is another."""
    if len(coded.coders) < 2 or (coded.rule == "coded" and coded.read.all()):
        return RestsOn(coded.rule)
    otherwise = read_otherwise(study, coded)
    other = of_codes(study.settings, otherwise, asked)
    if other.value == together.value and other.units == together.units:
        return RestsOn(coded.rule)
    return RestsOn(coded.rule, otherwise.rule, other)


def _known(**asked: tuple[object, tuple[object, ...]]) -> None:
    for name, (value, choices) in asked.items():
        if value not in choices:
            *some, last = [str(one) for one in choices if one is not None]
            raise IdealtypesError(f"{name} is {', '.join(some)} or {last}, not {value!r}")
