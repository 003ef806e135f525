"""The coding scheme (codebook): aspects, ideal types and codes, and where each code stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, FiniteFloat, PrivateAttr

from idealtypes.errors import UnknownId
from idealtypes.model.base import Checked, Id, Model, Name, Names, Place, brief, by_name
from idealtypes.model.hints import BLANK, hint, listed
from idealtypes.model.placement import (
    PlacedBy,
    Placement,
    as_placements,
    held_poles,
    placement_problems,
    shares_of,
    unknown_pole,
)
from idealtypes.model.rating_scale import Anchor, scale_problems
from idealtypes.model.stance import unsigned
from idealtypes.model.text import Text, counted
from idealtypes.model.theory import Axis, Dimensions, Theory, next_or_key, repeated

NOT = Text({"en": "not: {}", "nb": "ikke: {}"})  # the title of a signed code, from its code's
AspectKind = Literal["balance", "presence"]
# What a corner holds on an aspect: its pole or, where poles do not exclude one another, a set of them.
Held = str | tuple[str, ...]


def as_corner(value: Any) -> Any:
    """A corner with names for its aspects and poles; what stands in a list becomes a tuple."""
    found = by_name(value)
    if not isinstance(found, Mapping):
        return found
    return {aspect: _held(said) for aspect, said in found.items()}


def _held(said: Any) -> Any:
    several = isinstance(said, list | tuple)
    names = [
        by_name(str(one) if isinstance(one, int | float) else one) for one in (said if several else [said])
    ]
    if not all(isinstance(name, str) for name in names):
        raise ValueError("each aspect has a pole or, where it is of `kind: presence`, a list of poles")
    return tuple(names) if several else names[0]


class Aspect(Model):
    """A facet at which balance is read, on an axis of the theory.

    With `kind: presence` the poles are dimensions, each of which is there or not, whatever the others are. `scale`
    tells raters what places mean: from −1 to 1, and on `kind: presence` from 0 to 1, the same for every dimension. A
    rating may lie between.
    """

    id: Id
    title: Text
    axis: Name
    kind: AspectKind = "balance"
    question: Text | None = None
    scale: tuple[Anchor, ...] = ()

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The anchors of its scale, the first pole's end first."""
        return tuple(sorted(self.scale, key=lambda one: one.at))


class Trait(Model):
    """One observable feature of an ideal type at an aspect; `feature` ties it to the other types' answers."""

    id: Id
    aspect: Name
    feature: Name | None = None
    text: Text


class IdealType(Model):
    """A pure construct: one pole on every aspect (a corner of the property space), with its traits.

    On an aspect of `kind: presence` it is the set of dimensions that it holds; see `Scheme.corners` for all in one
    form.
    """

    id: Id
    title: Text
    corner: Annotated[Mapping[str, Held], BeforeValidator(as_corner)]
    traits: tuple[Trait, ...] = ()
    description: Text | None = None


class Code(Model):
    """A label for statements.

    `place` is None where nothing is said (the nearest placed ancestor's holds), empty where the code is on
    purpose on no axis, and has a placement per aspect otherwise. `doubt` is how far off its place may be, as a standard
    deviation of positions, instead of the study's setting; 0 where it is exact by definition.
    """

    id: Id
    title: Text
    definition: Text | None = None
    include: Text | None = None
    exclude: Text | None = None
    example: Text | None = None
    place: Annotated[tuple[Placement, ...] | None, BeforeValidator(as_placements)] = None
    traits: Names = Field(default=(), alias="trait")
    rationale: Text | None = None
    parent: Name | None = None
    doubt: Annotated[FiniteFloat, Field(ge=0)] | None = None


class Scheme(Checked):
    """A coding scheme together with the theory it stands on."""

    id: Id
    title: Text
    version: str = "1"
    theory: Theory
    aspects: tuple[Aspect, ...] = Field(min_length=1)
    ideal_types: tuple[IdealType, ...] = ()
    codes: tuple[Code, ...] = ()
    _placers: tuple[PlacedBy, ...] = PrivateAttr(default=())

    @property
    def placers(self) -> tuple[PlacedBy, ...]:
        """Who placed which code where, beside the scheme; see `placements`."""
        return self._placers

    def with_placers(self, placers: Iterable[PlacedBy]) -> Scheme:
        """The scheme with what its placers say."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        found = type(self).model_construct(**own)
        found._placers = tuple(placers)
        return found

    @cached_property
    def placed_by_several(self) -> dict[tuple[str, str], tuple[PlacedBy, ...]]:
        """(code, aspect) → the places that two people or more gave it."""
        of: dict[tuple[str, str], list[PlacedBy]] = {}
        for one in self._placers:
            of.setdefault((one.code, one.aspect), []).append(one)
        return {where: tuple(several) for where, several in of.items() if len(several) > 1}

    @property
    def placing(self) -> dict[str, int] | None:
        """How many `placers` there are, and how many `codes` two or more of them placed, which stand at their mean;
        None where nobody did so beside the scheme."""
        if not self._placers:
            return None
        several = {code for code, _ in self.placed_by_several}
        return {"placers": len({one.placer for one in self._placers}), "codes": len(several)}

    def __repr__(self) -> str:
        parts = ((self.aspects, "aspect"), (self.ideal_types, "ideal type"), (self.codes, "code"))
        told = ", ".join(counted(len(held), one) for held, one in parts)
        return f"<Scheme {self.id}, version {brief(self.version)}, on the theory {self.theory.id}: {told}>"

    def axis(self, aspect_id: str) -> Axis:
        """The axis on which an aspect lies; UnknownId for an aspect that the scheme does not have.

        For an aspect of `kind: presence` its poles are `Dimensions`, which do not exclude one another.
        """
        if aspect_id not in self.axes:
            return self.theory.axis(next_or_key(self.aspects, aspect_id).axis)
        return self.axes[aspect_id]

    @cached_property
    def axes(self) -> dict[str, Axis]:
        """Aspect → its axis, without aspects whose axis the theory lacks: these have their fault in the scheme."""
        there = {axis.id: axis for axis in self.theory.axes}
        return {
            aspect.id: Dimensions.of(there[aspect.axis]) if aspect.kind == "presence" else there[aspect.axis]
            for aspect in self.aspects
            if aspect.axis in there
        }

    @cached_property
    def presence(self) -> tuple[str, ...]:
        """The aspects whose poles do not exclude one another."""
        return tuple(aspect.id for aspect in self.aspects if aspect.kind == "presence")

    @cached_property
    def corners(self) -> dict[str, dict[str, Held]]:
        """Ideal type → aspect → its pole; on aspects of `kind: presence` a tuple, in the order of `poles`."""
        return {ideal.id: self.as_held(ideal.corner) for ideal in self.ideal_types}

    def as_held(self, corner: Mapping[str, Held]) -> dict[str, Held]:
        """A corner in one form: aspects in the scheme's order, a pole, or a tuple of dimensions in theirs."""
        found: dict[str, Held] = {}
        for aspect in self.aspects:
            among = held_poles(corner[aspect.id])
            several = aspect.kind == "presence"
            found[aspect.id] = tuple(p for p in self.poles(aspect.id) if p in among) if several else among[0]
        return found

    def poles(self, aspect_id: str) -> tuple[str, ...]:
        """The ids of the poles of an aspect, in the order of every vector of shares: −1 before 1."""
        return self.axis(aspect_id).pole_ids

    def code(self, code_id: str) -> Code:
        """The code with this id; UnknownId if the scheme has none."""
        found = self._by_id.get(code_id)
        if found is None:
            raise UnknownId(f"{code_id}: there is {listed(self._by_id)}")
        return found

    def code_title(self, code_id: str, language: str = "en") -> str:
        """The title of a code, `not: …` of a signed one; UnknownId if the scheme has none."""
        plain, against = unsigned(code_id)
        title = self.code(plain).title.say(language)
        return NOT.say(language).replace("{}", title) if against else title

    @cached_property
    def ancestors(self) -> dict[str, frozenset[str]]:
        """The codes above each code."""
        return {code.id: frozenset(self._line(code)) for code in self.codes}

    @cached_property
    def placements(self) -> dict[str, dict[str, tuple[float, ...]]]:
        """Code → aspect → share of each pole, in the order of `poles`; {} for a code that is on no aspect.

        Shares sum to 1 but on aspects of `kind: presence`. What two people or more placed stands at their mean.
        """
        found: dict[str, dict[str, tuple[float, ...]]] = {}
        for code in self.codes:
            own = self._holder(code)
            place = () if own is None else own.place or ()
            found[code.id] = {p.aspect: self._stands(own, p) for p in place if own is not None}
        return found

    def _stands(self, code: Code, place: Placement) -> tuple[float, ...]:
        several = self.placed_by_several.get((code.id, place.aspect))
        if several is None:
            return shares_of(place, self.axis(place.aspect))
        return tuple(
            sum(shares) / len(several) for shares in zip(*(one.shares for one in several), strict=True)
        )

    def traits_of(self, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The traits of the scheme's codes, and of the ratings among some codes, where they have any."""
        found = {code.id: code.traits for code in self.codes if code.traits}
        return found | {code: (trait,) for code in codes if (trait := rated_trait(code)) is not None}

    @cached_property
    def holders(self) -> dict[str, tuple[int, float | None]]:
        """Code on an aspect → the number of the code whose place it has, and that code's doubt."""
        number = {code.id: n for n, code in enumerate(self.codes)}
        held: dict[str, tuple[int, float | None]] = {}
        for code in self.codes:
            own = self._holder(code)
            if own is not None and own.place:
                held[code.id] = number[own.id], own.doubt
        return held

    @cached_property
    def unplaced(self) -> tuple[str, ...]:
        """The codes that have no `place`, and no ancestor that has one: not yet placed."""
        return tuple(code.id for code in self.codes if self._inherited(code) is None)

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    def _line(self, code: Code) -> list[str]:
        """The ancestors of a code, nearest first; a line that runs in a circle ends where it began."""
        line: list[str] = []
        while code.parent is not None and code.parent in self._by_id and code.parent not in line:
            line.append(code.parent)
            code = self._by_id[code.parent]
        return line

    def _holder(self, code: Code) -> Code | None:
        """The code whose place a code has: itself, or the nearest above it that has one."""
        line = (self._by_id[c] for c in [code.id, *self._line(code)])
        return next((c for c in line if c.place is not None), None)

    def _inherited(self, code: Code) -> tuple[Placement, ...] | None:
        own = self._holder(code)
        return None if own is None else own.place

    def problems(self) -> Iterator[tuple[Place, str]]:
        """What does not fit together: ids, axes, corners, traits, placements, parents."""
        yield from repeated(("aspects",), self.aspects)
        yield from repeated(("ideal_types",), self.ideal_types)
        yield from repeated(("codes",), self.codes)
        axes = [axis.id for axis in self.theory.axes]
        # an aspect whose axis is wrong has its own fault; None keeps what follows from it out of the list
        aspects = {aspect.id: self.axes.get(aspect.id) for aspect in self.aspects}
        for a, aspect in enumerate(self.aspects):
            if axes and aspect.axis not in axes:
                yield (
                    ("aspects", a, "axis"),
                    f"the theory has no axis `{aspect.axis}`; {hint(aspect.axis, axes)}",
                )
            yield from scale_problems(("aspects", a, "scale"), aspect.id, aspect.scale, aspects[aspect.id])
        traits: dict[str, str] = {}
        for t, ideal in enumerate(self.ideal_types):
            yield from _corner_problems(("ideal_types", t, "corner"), ideal, aspects)
            for r, trait in enumerate(ideal.traits):
                yield from _trait_problems(("ideal_types", t, "traits", r), trait, ideal, aspects, traits)
        yield from self._same_corners()
        for c, code in enumerate(self.codes):
            yield from _code_problems(("codes", c), code, aspects, traits)
            yield from self._parent_problems(("codes", c, "parent"), code)

    def _same_corners(self) -> Iterator[tuple[Place, str]]:
        seen: dict[frozenset[tuple[str, frozenset[str]]], str] = {}
        for t, ideal in enumerate(self.ideal_types):
            corner = frozenset((aspect, frozenset(held_poles(held))) for aspect, held in ideal.corner.items())
            if corner and corner in seen:
                message = f"ideal type `{ideal.id}` has the corner of `{seen[corner]}`"
                yield ("ideal_types", t, "corner"), f"{message}: nothing would tell them apart"
            seen.setdefault(corner, ideal.id)

    def _parent_problems(self, place: Place, code: Code) -> Iterator[tuple[Place, str]]:
        if code.parent is None:
            return
        if code.parent not in self._by_id:
            yield place, f"code `{code.id}`: no code `{code.parent}`; {hint(code.parent, self._by_id)}"
        elif code.id in self._line(code):
            circle = " → ".join([code.id, *self._line(code)])
            yield place, f"code `{code.id}` is its own ancestor: {circle}"


# pseudo-codes: how ratings and claims stand among the codings

RATING = "rating:"  # what the pseudo-code of a rating begins with


def rating_code(aspect: str, place: str | float, trait: str | None = None) -> str:
    """The pseudo-code of a rating at a place, which may be left open ("") where it is of a trait.

    >>> rating_code("help", 0.4), rating_code("care", "treating", "task"), rating_code("care", "", "task")
    ('rating:help:0.4', 'rating:care:treating:task', 'rating:care::task')
    """
    return f"rating:{aspect}:{place}" + ("" if trait is None else f":{trait}")


def rated_aspect(code: str) -> str | None:
    """The aspect of a rating's pseudo-code; None for any other code.

    >>> rated_aspect("rating:care:treating"), rated_aspect("pay")
    ('care', None)
    """
    kind, *rest = code.split(":")
    return rest[0] if kind == "rating" and len(rest) > 1 else None


def rated_trait(code: str) -> str | None:
    """The trait of a rating's pseudo-code; None for any other code, and for a rating of no trait.

    >>> rated_trait("rating:care:treating:task"), rated_trait("rating:care:treating")
    ('task', None)
    """
    kind, *rest = code.split(":")
    return rest[2] if kind == "rating" and len(rest) == 3 else None


def pseudo_title(code: str, scheme: Scheme, language: str = "en") -> str:
    """What people call a pseudo-code: `rating:help:0.4` is the rating 0.4 (Ability to help). Other codes stay.

    A rating at a pole has the pole's title, and so has a claim: `claim:help:formal:helps`.
    """
    kind, _, rest = code.partition(":")
    aspect, _, value = rest.partition(":")
    title = next((a.title.say(language) for a in scheme.aspects if a.id == aspect), None)
    if kind not in ("rating", "claim") or title is None or not value:
        return code
    pole, _, effect = value.partition(":")
    poles = {p.id: p.title.say(language).lower() for p in scheme.axis(aspect).poles}
    if kind == "rating" and effect:
        texts = {t.id: t.text.say(language) for ideal in scheme.ideal_types for t in ideal.traits}
        return f"the rating of the trait “{texts.get(effect, effect)}” ({title})"
    if kind == "claim":
        return f"the claim that {poles.get(pole, pole)} {effect} ({title})"
    try:
        shown = f"{float(value):g}"
    except ValueError:
        shown = poles.get(value, value)
    return f"the rating {shown} ({title})"


# what does not fit together


Aspects = Mapping[str, Axis | None]


def _no_aspect(aspect: str, aspects: Aspects) -> str:
    return f"no aspect `{aspect}`; {hint(aspect, aspects)}"


def _corner_problems(place: Place, ideal: IdealType, aspects: Aspects) -> Iterator[tuple[Place, str]]:
    for aspect, held in ideal.corner.items():
        axis, poles = aspects.get(aspect), held_poles(held)
        if aspect not in aspects:
            yield (*place, aspect), _no_aspect(aspect, aspects)
        if axis is None:  # it has its fault
            continue
        if axis.exclusive and not isinstance(held, str):
            message = f"`{aspect}` has one pole in a corner: a list is for aspects of `kind: presence`"
            yield (*place, aspect), message
        for pole in dict.fromkeys(poles):
            if pole not in axis.pole_ids:
                yield (*place, aspect), unknown_pole(pole, aspect, axis.pole_ids)
            elif poles.count(pole) > 1:
                yield (*place, aspect), f"`{pole}` is named twice"
    for aspect, axis in aspects.items():
        if aspect not in ideal.corner and not aspect.startswith(BLANK):
            choice = f" ({' or '.join(axis.pole_ids)})" if axis is not None else ""
            what = "a pole" if axis is None or axis.exclusive else "the dimensions that it holds"
            yield (
                place,
                f"ideal type `{ideal.id}` leaves out the aspect `{aspect}`: give it {what}{choice}",
            )


def _trait_problems(
    place: Place, trait: Trait, ideal: IdealType, aspects: Aspects, traits: dict[str, str]
) -> Iterator[tuple[Place, str]]:
    if trait.aspect not in aspects:
        yield (*place, "aspect"), f"trait `{trait.id}`: {_no_aspect(trait.aspect, aspects)}"
    if trait.id in traits and not trait.id.startswith(BLANK):
        message = (
            f"the trait id `{trait.id}` is given twice, here and in `{traits[trait.id]}`: ids are unique"
        )
        yield (*place, "id"), message
    traits.setdefault(trait.id, ideal.id)


def _code_problems(
    place: Place, code: Code, aspects: Aspects, traits: Mapping[str, str]
) -> Iterator[tuple[Place, str]]:
    for trait in code.traits:
        if trait not in traits:
            yield (*place, "trait"), f"code `{code.id}`: no trait `{trait}`; {hint(trait, traits)}"
    seen: set[str] = set()
    for index, placement in enumerate(code.place or ()):
        here: Place = (*place, "place", index)
        axis = aspects.get(placement.aspect)
        if placement.aspect not in aspects:
            yield (*here, "aspect"), f"code `{code.id}`: {_no_aspect(placement.aspect, aspects)}"
        elif placement.aspect in seen:
            yield here, f"code `{code.id}` is placed twice on `{placement.aspect}`: use one place, or shares"
        elif axis is not None:
            for where, message in placement_problems(here, placement, axis):
                yield where, f"code `{code.id}`: {message}"
        seen.add(placement.aspect)
