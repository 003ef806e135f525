"""A coding scheme, and measures, as they may be shown: approved and shipped texts, and neutral names for the rest.

Ids are texts too: those that do not ship with the program become `aspect_1`, `pole_2`, `type_1`. Codes, traits, scales,
reasons and notes of the scheme are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from idealtypes.disclosure.approved import Approved
from idealtypes.disclosure.texts import shipped_texts
from idealtypes.model.measures import Measure, Scenarios, Shift, StatedScenario
from idealtypes.model.placement import held_poles
from idealtypes.model.scheme import Aspect, Held, IdealType, Scheme
from idealtypes.model.text import EMPTY, Text
from idealtypes.model.theory import Axis, Logic, MarginTitle, Pole, Theory

Neutral = Callable[[str, int], Text]  # what a kind of thing is called, and its number: Aspect 1


@dataclass(frozen=True)
class Names:
    """What is approved, and what everything else is called."""

    approved: Approved
    neutral: Neutral

    def text(self, at: str, text: Text, kind: str, n: int = 1) -> Text:
        """The text at a place, or a neutral name."""
        return text if self.approved.allows(at, text) else self.neutral(kind, n)

    def more(self, at: str, text: Text | None) -> Text | None:
        """The text at a place where there need be none: None unless it may be shown."""
        return text if text and self.approved.allows(at, text) else None


def _id(own: str, kind: str, n: int) -> str:
    return own if own in shipped_texts() else f"{kind}_{n}"


@dataclass(frozen=True)
class NeutralScheme:
    """A scheme as it may be shown; `aspects`, `poles` and `types` lead from its own ids to those in it."""

    scheme: Scheme
    aspects: Mapping[str, str]
    poles: Mapping[tuple[str, str], str]
    types: Mapping[str, str]


def neutral_scheme(scheme: Scheme, names: Names) -> NeutralScheme:
    """A scheme without what may not be shown, with the same shape."""
    theory, axes, of_axis = _theory(scheme.theory, names)
    aspects = {one.id: _id(one.id, "aspect", n) for n, one in enumerate(scheme.aspects, 1)}
    types = {one.id: _id(one.id, "type", n) for n, one in enumerate(scheme.ideal_types, 1)}
    poles = {
        (aspect.id, pole): of_axis[aspect.axis, pole]
        for aspect in scheme.aspects
        for pole in scheme.poles(aspect.id)
    }

    def held(aspect: str, said: Held) -> Held:
        among = tuple(poles[aspect, pole] for pole in held_poles(said))
        return among[0] if isinstance(said, str) else among

    shown = Scheme(
        id=_id(scheme.id, "scheme", 1),
        title=names.text("scheme.title", scheme.title, "scheme"),
        version="1",
        theory=theory,
        aspects=tuple(
            Aspect(
                id=aspects[one.id],
                title=names.text(f"aspects.{one.id}.title", one.title, "aspect", n),
                axis=axes[one.axis],
                kind=one.kind,
                question=names.more(f"aspects.{one.id}.question", one.question),
            )
            for n, one in enumerate(scheme.aspects, 1)
        ),
        ideal_types=tuple(
            IdealType(
                id=types[one.id],
                title=names.text(f"types.{one.id}.title", one.title, "type", n),
                corner={aspects[a]: held(a, said) for a, said in one.corner.items()},
                description=names.more(f"types.{one.id}.description", one.description),
            )
            for n, one in enumerate(scheme.ideal_types, 1)
        ),
    )
    return NeutralScheme(shown, aspects, poles, types)


def _theory(theory: Theory, names: Names) -> tuple[Theory, dict[str, str], dict[tuple[str, str], str]]:
    """A theory as it may be shown; and from its axes, and their poles, to the ids in it."""
    logics = {one.id: _id(one.id, "logic", n) for n, one in enumerate(theory.logics, 1)}
    axes = {one.id: _id(one.id, "axis", n) for n, one in enumerate(theory.axes, 1)}
    poles: dict[tuple[str, str], str] = {}
    shown = []
    for n, axis in enumerate(theory.axes, 1):
        own = [
            Pole(
                id=_id(pole.id, "pole", p),
                title=names.text(f"poles.{axis.id}.{pole.id}.title", pole.title, "pole", p),
                logic=logics[pole.logic],
                position=pole.position,
                on=pole.on if _public_margins(axis) else {},
            )
            for p, pole in enumerate(axis.poles, 1)
        ]
        poles |= {(axis.id, pole.id): new.id for pole, new in zip(axis.poles, own, strict=True)}
        margins: tuple[MarginTitle, ...] = axis.margin_titles if _public_margins(axis) else ()
        title = names.text(f"axes.{axis.id}.title", axis.title, "axis", n)
        shown.append(
            Axis.model_validate({"id": axes[axis.id], "title": title, "poles": own, "margins": margins})
        )
    sources = tuple(said for said in theory.sources if said in shipped_texts())
    known = {one.id: one.title for one in theory.logics}
    told = tuple(
        Logic(id=new, title=names.text(f"logics.{old}.title", known[old], "logic", n))
        for n, (old, new) in enumerate(logics.items(), 1)
    )
    title = names.text("theory.title", theory.title, "theory")
    return (
        Theory(id=_id(theory.id, "theory", 1), title=title, sources=sources, logics=told, axes=tuple(shown)),
        axes,
        poles,
    )


def _public_margins(axis: Axis) -> bool:
    """Whether all that an axis says of margins ships with the program."""
    said = [word for pole in axis.poles for pair in pole.on.items() for word in pair]
    for margin in axis.margin_titles:
        said += [word for _, word in margin.title.words]
        said += [word for value in margin.values for _, word in value.title.words]
    return set(said) <= shipped_texts()


def neutral_measures(stated: Scenarios, scheme: NeutralScheme, names: Names) -> Scenarios:
    """Measures and scenarios as they may be shown: what they move, without the reasons, and without outcomes.

    Who decides, costs and descriptions are shown where they are approved.
    """
    ids = {one.id: _id(one.id, "measure", n) for n, one in enumerate(stated.measures, 1)}

    def more(at: str, text: Text) -> Text:
        return names.more(at, text) or EMPTY

    measures = tuple(
        Measure(
            id=ids[one.id],
            title=names.text(f"measures.{one.id}.title", one.title, "measure", n),
            description=more(f"measures.{one.id}.description", one.description),
            decides=more(f"measures.{one.id}.decides", one.decides),
            cost=more(f"measures.{one.id}.cost", one.cost),
            reversible=one.reversible,
            shifts=tuple(
                Shift(
                    aspect=scheme.aspects[s.aspect],
                    toward=scheme.poles[s.aspect, s.toward],
                    low=s.low,
                    mode=s.mode,
                    high=s.high,
                )
                for s in one.shifts
            ),
            needs=tuple(ids[other] for other in one.needs),
            excludes=tuple(ids[other] for other in one.excludes),
        )
        for n, one in enumerate(stated.measures, 1)
    )
    scenarios = tuple(
        StatedScenario(
            id=_id(one.id, "scenario", n),
            title=names.text(f"scenarios.{one.id}.title", one.title, "scenario", n),
            description=more(f"scenarios.{one.id}.description", one.description),
            measures=tuple(ids[other] for other in one.measures),
        )
        for n, one in enumerate(stated.scenarios, 1)
    )
    return Scenarios(
        title=names.text("scenarios.title", stated.title, "scenarios"),
        description=more("scenarios.description", stated.description),
        limits=more("scenarios.limits", stated.limits),
        direction=stated.direction,
        measures=measures,
        scenarios=scenarios,
    )
