"""The choices of a study that an analyst could defend otherwise, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypedDict

from pydantic import BeforeValidator, Field, FiniteFloat, ValidationError, field_validator

from idealtypes.errors import IdealtypesError
from idealtypes.model.base import Model, words_for
from idealtypes.model.extents import ExtentWords
from idealtypes.model.hints import hint
from idealtypes.model.stance import Against

EXPONENT = -2.0  # of a power mean that is named without one

Level = Annotated[FiniteFloat, Field(ge=0.5, le=0.999)]  # of an interval that somebody can use
MOST_DRAWS = 1_000_000
APART = 0.01  # of anchors: nearer ones make of a hair's breadth all or nothing


Unit = Literal["source", "rater", "none"]
Weighting = Literal["statement", "coding", "source"]
Repeats = Literal["keep", "once_per_source"]
Reported = Literal["exclude", "include", "extent"]
Raters = Literal["separate", "pooled"]
# What is wrong with extents where raters are what was sampled: said when a study is read, and of settings given later.
EXTENT_OF_RATERS = (
    "`reported` is `extent`, which says how many sources hold a finding, and `unit` is `rater`: raters are no "
    "groups; say what is sampled, `source` or `none`, or leave what is reported out"
)
Models = Literal["exclude", "include"]
Pooling = Literal["auto", "none"]


class CommonChoices(TypedDict, total=False):
    """Settings that a call changes, by the names that `Settings` explains; what is not given is as the study has it."""

    level: float
    draws: int
    seed: int
    unit: Unit
    weighting: Weighting
    repeats: Repeats
    reported: Reported
    calibration: str | Mapping[str, Any]
    connective: str | Mapping[str, float]
    assigned: float
    placement_doubt: Mapping[str, float] | float
    coder_doubt: Literal["on", "off"]
    raters: Raters | None
    models: Models
    pooling: Pooling


class Choices(CommonChoices, total=False):
    """All settings that a call changes; `compare` has an `against` of its own."""

    against: Against


class Anchors(Model):
    """The direct method's three anchors, on shares: full non-membership, the crossover, full membership."""

    anchors: tuple[FiniteFloat, FiniteFloat, FiniteFloat]

    @field_validator("anchors")
    @classmethod
    def _rising(cls, anchors: tuple[float, float, float]) -> tuple[float, float, float]:
        if not 0 <= anchors[0] < anchors[1] < anchors[2] <= 1:
            raise ValueError("anchors are three shares that rise from 0 to 1: [full_out, crossover, full_in]")
        if min(anchors[1] - anchors[0], anchors[2] - anchors[1]) < APART - 1e-12:
            raise ValueError(f"anchors stand apart by {APART} or more, each from the next")
        return anchors


class PowerMean(Model):
    """The connective that is a power mean over aspects with this exponent (−∞: the minimum; 1: the mean)."""

    power_mean: FiniteFloat


def _calibration(value: Any) -> Any:
    if value in (None, "none", "share"):
        return "share"
    return _one_of(value, ("share",), Anchors, "share, or {anchors: [full_out, crossover, full_in]}")


def _connective(value: Any) -> Any:
    names = ("minimum", "product", "power_mean")
    return _one_of(value, names, PowerMean, "minimum, product, power_mean or {power_mean: exponent}")


def _one_of(value: Any, names: tuple[str, ...], model: type[Model], choices: str) -> Any:
    """A choice among words and one mapping, with one message where it is neither."""
    if isinstance(value, model) or value in names:
        return value
    if isinstance(value, Mapping):
        try:
            return model.model_validate(dict(value))
        except ValidationError as problem:
            error = problem.errors(include_url=False)[0]
            cause = (error.get("ctx") or {}).get("error")
            raise ValueError(str(cause) if cause else f"should be {choices}") from None
    end = f"; {hint(value, names)}" if isinstance(value, str) else ""
    raise ValueError(f"should be {choices}, not `{value}`{end}")


class PlacementDoubt(Model):
    """How far off codes may stand, as standard deviations: all on an aspect together, and each by itself."""

    common: FiniteFloat = Field(default=0.15, ge=0)
    code: FiniteFloat = Field(default=0.25, ge=0)


def _on_off(value: Any) -> Any:
    return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


def _placement_doubt(value: Any) -> Any:
    """One number for both; `off` is 0."""
    if value == "off":
        value = 0.0
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"common": value, "code": value} if number else value


class Settings(Model):
    """How a study's numbers are made.

    Attributes
    ----------
    level
        Level of the intervals, in (0, 1).
    draws, seed
        Number of joint draws (at least 100), and the seed they start from.
    unit
        What was sampled: `source` (default), `rater` (default where a study has ratings only), or `none`: the
        evidence is complete, and there is no sampling interval.
    weighting
        What counts 1: every `statement` with evidence on an aspect, every `coding` (its intensity), every
        `source`.
    repeats
        `keep` them, or count a code `once_per_source` (and case and coder).
    reported
        Whether sources of kind `reported` enter the numbers: `exclude`, `include`, or `extent`: a reported finding
        stands for so many unnamed sources as its extent says, and results are two bounds.
    against
        What a coding against its code's feature is: evidence for the other poles (`mirror`), talk only (`leave_out`),
        or as if it were for it (`as_for`).
    calibration
        From share to membership: the `share` itself, or three anchors on it.
    connective
        From aspects to an ideal type: `minimum`, `product`, `power_mean` (exponent −2) or a power mean.
    assigned
        P(type) from which a case is *assigned* to a type rather than *leaning* to it, in (0, 1].
    placement_doubt
        How far off codes may stand: `common` to an aspect, `code` by code; 0 for both turns it off.
    coder_doubt
        Whether what coders of the same statements differ by is in the draws: `on` or `off`.
    raters
        Whether raters have one error for all cases (`pooled`) or each case stands by itself (`separate`); by default
        pooled from two raters and eight cases on. Of use where `unit` is `rater`.
    models
        Whether coders of the kind `model` count as people do: `exclude` or `include`.
    pooling
        Whether probabilities of pairs, ranks and groups of eight cases or more pool the cases (`auto`) or not (`none`).
    rating_scale
        The ends of the scale of the ratings, which become −1 and 1.
    extents
        What the words for the extent of a reported finding mean: at least, and at most, so many groups.
    """

    level: Level = 0.95
    draws: int = Field(default=4000, ge=100, le=MOST_DRAWS)
    seed: int = Field(default=1, ge=0)
    unit: Unit = "source"
    weighting: Weighting = "statement"
    repeats: Repeats = "keep"
    reported: Reported = "exclude"
    against: Against = "mirror"
    calibration: Annotated[Literal["share"] | Anchors, BeforeValidator(_calibration)] = "share"
    connective: Annotated[
        Literal["minimum", "product", "power_mean"] | PowerMean, BeforeValidator(_connective)
    ] = "minimum"
    assigned: FiniteFloat = Field(default=0.8, gt=0, le=1)
    placement_doubt: Annotated[PlacementDoubt, BeforeValidator(_placement_doubt)] = PlacementDoubt()
    coder_doubt: Annotated[Literal["on", "off"], BeforeValidator(_on_off)] = "on"
    raters: Raters | None = None
    models: Models = "exclude"
    pooling: Pooling = "auto"
    rating_scale: tuple[FiniteFloat, FiniteFloat] = (-1.0, 1.0)
    extents: ExtentWords = ExtentWords()

    @field_validator("rating_scale")
    @classmethod
    def _two_ends(cls, scale: tuple[float, float]) -> tuple[float, float]:
        if scale[0] == scale[1]:
            raise ValueError("rating_scale has two ends that differ, such as [1, 5]")
        return scale

    def changed(self, **changes: Any) -> Settings:
        """These settings with some changed; IdealtypesError, in words, for one that cannot be."""
        try:
            return Settings.model_validate(self.model_dump() | changes)
        except ValidationError as problem:
            raise IdealtypesError("; ".join(words_for(problem, Settings))) from None

    @property
    def anchors(self) -> tuple[float, float, float] | None:
        """The anchors of the direct method, or None where the share is the membership."""
        return self.calibration.anchors if isinstance(self.calibration, Anchors) else None

    @property
    def connective_name(self) -> Literal["minimum", "product", "power_mean"]:
        """The connective without its exponent."""
        return "power_mean" if isinstance(self.connective, PowerMean) else self.connective

    @property
    def connective_exponent(self) -> float:
        """The exponent of the power mean."""
        return self.connective.power_mean if isinstance(self.connective, PowerMean) else EXPONENT
