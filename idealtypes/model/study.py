"""What a study holds (scheme, statements, codings, sources, cases, claims, settings), and what `study.yaml` says."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field

from idealtypes.errors import Fault, Skipped
from idealtypes.model.aliases import Aliases, Whose
from idealtypes.model.base import Checked, Place, Texts, as_list, brief, by_name
from idealtypes.model.coders import KnownCoder
from idealtypes.model.column_labels import ColumnLabel, Labels
from idealtypes.model.conclusions import Conclusion
from idealtypes.model.condensates import Condensate
from idealtypes.model.conditions import Condition
from idealtypes.model.decision_log import LoggedDecision
from idealtypes.model.given_places import given_places, with_places
from idealtypes.model.hints import hint
from idealtypes.model.measures import Scenarios
from idealtypes.model.nouns import GivenNouns, Nouns, noun_problems
from idealtypes.model.placement import Placement, at_poles, placement_problems, shares_of
from idealtypes.model.scheme import RATING, Scheme
from idealtypes.model.settings import Settings
from idealtypes.model.spelling import named
from idealtypes.model.stance import unsigned, with_against
from idealtypes.model.stated_conclusions import StatedConclusion
from idealtypes.model.text import Text, counted, one_language

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

Sampling = Literal[
    "interviews", "quoted"
]  # what the statements are: all that was said, or what was printed of it
ONE_CASE = "study"  # the case of a study that names none


@dataclass(frozen=True)
class Goal:
    """The wanted profile: per aspect a share for each pole; `type` where it is an ideal type's corner."""

    type: str | None
    shares: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, eq=False, repr=False)
class StudyData:
    """Everything that a study says, checked: what it names exists.

    Attributes
    ----------
    root, file
        The folder of the study (None if it was made in memory), and its `study.yaml` as messages name it.
    title, notes
        For people; `notes` by name (`reflexivity`, `limits`, …).
    scheme, settings, goal
        The coding scheme with its theory; the choices; the wanted profile, or None.
    statements
        A row per statement: `id`, `source`, `text`, `mode` (is, ought, expected, would), `voice`, `condition`,
        `locator`, `kind` (the source's), and every attribute. Ratings are statements too: `rating-1`, …;
        their text is the reason.
    cases_of
        `statement`, `case`: a statement may belong to several cases, with full weight in each.
    codings
        `statement`, `code`, `coder` ("" where none is named), `intensity` in (0, 1]. A rating is a coding by
        its rater with a pseudo-code such as `rating:help:0.5`; a coding against has a signed code, `!pay`. Where
        coders judged repeatedly, `occasion`, too.
    readings
        `statement`, `coder` and, where codings have it, `occasion`: who read what, whether or not a code was put.
    reasons
        Statement and coder → why she coded it so, as far as `because` says.
    readers
        Source → the coders who read every statement of it, as `study.yaml` declares: agreement alone uses it.
    coders
        Coder → kind (human, model, consensus) and attributes, of those that the study lists; all others are people.
    placements
        Code → aspect → share of each pole (they sum to 1 but on aspects of `kind: presence`, and stand in the order
        of `scheme.poles`), pseudo-codes and the signed codes of the codings (as `settings.against` says) included; {}
        for a code that is on no aspect.
    sources
        `id`, `kind`, `case` and attributes, in the order of the file; without a file the sources that
        statements name. Sources of kind `reported` are here: leaving them out of the numbers is up to
        `settings.reported`.
    cases
        `id`, `title` and attributes, in the order of the file.
    claims, outcomes
        `statement`, `aspect`, `pole`, `outcome`, `effect` (1 helps, −1 hurts), `trait`, `from_outcome`; and
        `id`, `title`, `wanted` (1, −1).
    sampling
        `interviews`: the statements are what was said; `quoted`: they are quotations that were chosen for print.
    cases_are
        Language → what the study calls its cases, in the forms of that language; empty for `case`.
    language
        Of the statements' texts and the ratings' reasons, where a column `lang` does not say otherwise; "" if untold.
    labels
        Column → its title and those of its values, in several languages.
    conclusions
        What the author concludes, to be put to the test by `robustness`.
    measures
        Measures that could be taken, and sets of them; None if the study names no such file.
    sample
        Who took part, where informants are no rows: `variable`, `value`, `n`, `percent`, `of`, `locator`; None without.
    condensates
        What the statements of a group say together, and the statements cited; empty without such a file.
    aliases
        For `sources`, `coders` and `cases`: another name → the name under which it stands here.
    decisions
        What the log beside the scheme says was decided, and when.
    selection
        The conditions of `where`, all of which hold.
    warnings, skipped
        What a reader would want to know, and what was there and was not read.
    inputs
        Every file that was read, named from the study's folder, with the SHA-256 of its bytes.
    """

    root: Path | None
    file: str
    title: Text
    scheme: Scheme
    settings: Settings
    notes: Mapping[str, Text]
    statements: pl.DataFrame
    cases_of: pl.DataFrame
    codings: pl.DataFrame
    readings: pl.DataFrame
    placements: Mapping[str, Mapping[str, Sequence[float]]]
    sources: pl.DataFrame
    cases: pl.DataFrame
    claims: pl.DataFrame
    outcomes: pl.DataFrame
    goal: Goal | None = None
    reasons: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    readers: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    coders: Mapping[str, KnownCoder] = dataclasses.field(default_factory=dict)
    sampling: Sampling = "interviews"
    cases_are: Nouns = dataclasses.field(default_factory=dict)
    language: str = ""
    labels: Labels = dataclasses.field(default_factory=dict)
    conclusions: tuple[Conclusion, ...] = ()
    measures: Scenarios | None = None
    sample: pl.DataFrame | None = None
    condensates: tuple[Condensate, ...] = ()
    aliases: Mapping[Whose, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    decisions: tuple[LoggedDecision, ...] = ()
    selection: tuple[Condition, ...] = ()
    warnings: tuple[Fault, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    # What follows from its codings, wherever codes stand: kept for all that `placed` makes of it.
    shared: dict[Any, Any] | None = dataclasses.field(default=None, init=False, repr=False)
    # What was asked of it, as it is: its profiles by view.
    asked: dict[Any, Any] = dataclasses.field(default_factory=dict, init=False, repr=False)

    def __repr__(self) -> str:
        held = (
            (self.statements, "statement"), (self.sources, "source"), (self.cases, "case"), (self.codings, "coding"),
        )  # fmt: skip
        sizes = ", ".join(counted(frame.height, one) for frame, one in held)
        return f"<{type(self).__name__} {brief(self.title)}: {sizes}>"

    @property
    def rated_alone(self) -> bool:
        """Whether all there is are ratings: nothing was said that could be coded."""
        codes = self.codings["code"]
        return len(codes) > 0 and self.claims.is_empty() and bool(codes.str.starts_with(RATING).all())

    def name_of(self, whose: Whose, name: str) -> str:
        """The study's name of a source, coder or case that is named in any spelling, or by another name."""
        own = named(name)
        return self.aliases.get(whose, {}).get(own, own)

    def case_titles(self, language: str = "en") -> dict[str, str]:
        """Case id → title: from the column `title_nb` for Norwegian, say, if there is one, else from `title`.

        The one case of a study that names none has the study's title.
        """
        if self.cases.select("id", "title").rows() == [(ONE_CASE, self.title.say())]:
            return {ONE_CASE: self.title.say(language)}
        names = [name for name in (f"title_{language}", "title") if name in self.cases.columns]
        return {
            row["id"]: next((row[name] for name in names if row[name] is not None), row["id"])
            for row in self.cases.iter_rows(named=True)
        }

    def with_settings(self, **changes: Any) -> Self:
        """The same study under other settings; ValueError, in words, for a setting that cannot be."""
        settings = self.settings.changed(**changes)
        placements = self.placements
        if settings.against != self.settings.against:
            placements = with_against(placements, placements, settings.against, self.scheme.presence)
        return dataclasses.replace(self, settings=settings, placements=placements)

    def placed(self, at: Mapping[str, Any]) -> Self:
        """The study if these codes stood there; nothing is written, and all that is computed is what a study would say
        that was read from a file placed like that.

        Parameters
        ----------
        at
            Code → its place, as a scheme's `place` may hold it: `{"aspect": …, "position": …}`, with `pole` or `shares`
            instead, a list of them for several aspects, or `"none"`.

        Raises
        ------
        BadArgument
            For a code or an aspect that the scheme lacks, and what is no place.

        Examples
        --------
        >>> import idealtypes as it
        >>> study = it.read_study("examples/support_colleagues")
        >>> there = study.placed({"no_records": {"aspect": "accessibility", "position": 0.5}})
        >>> [round(float(one.profile().balance[0, 0]), 2) for one in (study, there)]
        [-0.7, -0.45]
        """
        scheme = with_places(self.scheme, given_places(self.scheme, at))
        plain = scheme.placements | {
            code: places
            for code, places in self.placements.items()
            if unsigned(code)[0] not in scheme.placements
        }
        there = with_against(plain, self.placements, self.settings.against, scheme.presence)
        placements = {code: there[code] for code in self.placements}  # in the order in which they were read
        found = dataclasses.replace(self, scheme=scheme, placements=placements)
        if self.shared is None:
            object.__setattr__(self, "shared", {})
        object.__setattr__(found, "shared", self.shared)
        return found


# what study.yaml says


def missing_codes(value: Any) -> Any:
    """The codes for missing values as texts: an unquoted `null` of YAML is one, too.

    >>> missing_codes([-99, "NA", None]), missing_codes(-9)
    (('-99', 'NA', 'null'), ('-9',))
    """
    codes = as_list(value)
    if not isinstance(codes, list | tuple):
        return value
    said = ("null" if code is None else code for code in codes)
    return tuple(str(code) if isinstance(code, int | float) else code for code in said)


Missing = Annotated[tuple[str, ...], BeforeValidator(missing_codes)]


def _readers(value: Any) -> Any:
    """`all`, or source → names of coders, with one message where it is neither."""
    if value == "all":
        return value
    if not isinstance(value, Mapping):
        raise ValueError("should be `all`, or {source: [coders]}")
    found = {str(source): as_list(coders) for source, coders in value.items()}
    for source, coders in found.items():
        if coders is not None and not (
            isinstance(coders, list | tuple) and all(isinstance(c, str | int | float) for c in coders)
        ):
            raise ValueError(f"`{source}` should have a list of coders: `{source}: [one, another]`")
    return {source: tuple(str(c) for c in coders or ()) for source, coders in found.items()}


Readers = Annotated[Literal["all"] | Mapping[str, tuple[str, ...]], BeforeValidator(_readers)]


class StudyFile(Checked):
    """What stands in `study.yaml`; every file is named relative to it."""

    title: Text
    scheme: str
    statements: Texts = ()
    ratings: str | None = None
    codings: str | None = None
    sources: str | None = None
    cases: str | None = None
    coders: str | None = None
    sample: str | None = None
    claims: str | None = None
    outcomes: str | None = None
    scenarios: str | None = None
    missing: Missing = ()
    readers: Readers | None = None
    sampling: Sampling | None = None
    cases_are: GivenNouns = Field(default_factory=dict)
    language: Annotated[str, BeforeValidator(one_language)] | None = None
    labels: Annotated[Mapping[str, ColumnLabel], BeforeValidator(by_name)] = Field(default_factory=dict)
    goal: Annotated[Mapping[str, Any], BeforeValidator(by_name)] | None = None
    conclusions: tuple[StatedConclusion, ...] = ()
    notes: Mapping[str, Text] = Field(default_factory=dict)
    settings: Settings = Settings()
    aliases: Aliases = Aliases()

    def problems(self) -> Iterator[tuple[Place, str]]:
        """A study has statements or ratings; codings are of statements."""
        if not self.statements and self.ratings is None:
            yield (), "a study has `statements` or `ratings`: name a file with one of them"
        if self.codings is not None and not self.statements:
            yield ("codings",), "`codings` are of statements, and no `statements` are given"
        if self.readers is not None and not self.statements:
            yield ("readers",), "`readers` are of statements, and no `statements` are given"
        elif self.readers is not None and not isinstance(self.readers, str):
            empty = [source for source, coders in self.readers.items() if not any(map(str.strip, coders))]
            if not self.readers:
                yield ("readers",), "`readers` name nobody: `all`, or {source: [coders]}"
            for source in empty:
                yield (
                    ("readers", source),
                    f"the readers of `{source}` are nobody: name coders, or leave the source out",
                )
        if self.sampling is not None and not self.statements:
            yield ("sampling",), "`sampling` is of statements, and no `statements` are given"
        yield from noun_problems(self.cases_are)
        yield from self.aliases.problems()


def goal_in(given: Mapping[str, Any] | None, scheme: Scheme) -> tuple[Goal | None, list[tuple[Place, str]]]:
    """The goal `{type: id}`, or `{aspect: position, pole or shares}`, with what is wrong with it."""
    if given is None:
        return None, []
    if "type" in given:
        wanted = by_name(given["type"])
        types = {ideal.id: ideal for ideal in scheme.ideal_types}
        if wanted not in types:
            return None, [(("goal", "type"), f"no ideal type `{wanted}`; {hint(str(wanted), types)}")]
        if len(given) > 1:
            return None, [(("goal",), "a goal is a `type`, or balances of aspects, not both")]
        corner = types[wanted].corner
        return Goal(wanted, {a: at_poles(held, scheme.poles(a)) for a, held in corner.items()}), []
    shares: dict[str, tuple[float, ...]] = {}
    problems: list[tuple[Place, str]] = []
    aspects = [aspect.id for aspect in scheme.aspects]
    for aspect, value in given.items():
        here: Place = ("goal", aspect)
        if aspect not in aspects:
            problems.append((here, f"no aspect `{aspect}`; {hint(aspect, [*aspects, 'type'])}"))
            continue
        placement = _as_placement(aspect, value)
        if placement is None:
            problems.append((here, "the goal of an aspect is a position, a pole, or a share for each pole"))
            continue
        found = [(here, message) for _, message in placement_problems(here, placement, scheme.axis(aspect))]
        problems += found
        if not found:
            shares[aspect] = shares_of(placement, scheme.axis(aspect))
    return (None, problems) if problems else (Goal(None, shares), [])


def _as_placement(aspect: str, value: object) -> Placement | None:
    if isinstance(value, str):
        return Placement(aspect=aspect, pole=value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Placement(aspect=aspect, position=value)
    if isinstance(value, Mapping) and all(
        isinstance(share, int | float) and not isinstance(share, bool) for share in value.values()
    ):
        return Placement(aspect=aspect, shares={str(pole): float(share) for pole, share in value.items()})
    return None
