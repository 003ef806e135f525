"""Who is who: `aliases` in `study.yaml`, the other names under which sources, coders and cases occur."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from idealtypes.model.base import Model, Names, Place, by_name

Whose = Literal["sources", "coders", "cases"]
WHOSE: tuple[Whose, ...] = ("sources", "coders", "cases")


def _none_is_none(value: Any) -> Any:
    return (
        {name: () if others is None else others for name, others in value.items()}
        if isinstance(value, Mapping)
        else value
    )


Others = Annotated[Mapping[str, Names], BeforeValidator(by_name), BeforeValidator(_none_is_none)]


class Aliases(Model):
    """Name → its other names, of sources, coders (raters too) and cases.

    A name with no other names, `anna: []`, is one of its own, however much it looks like another.
    """

    sources: Others = Field(default_factory=dict)
    coders: Others = Field(default_factory=dict)
    cases: Others = Field(default_factory=dict)

    def others(self, whose: Whose) -> dict[str, str]:
        """Other name → name, as far as they are sound.

        >>> Aliases(sources={"Anna": ["anna", "A."], "Bo": []}).others("sources")
        {'anna': 'Anna', 'A.': 'Anna'}
        """
        found: dict[str, str] = {}
        names: Mapping[str, tuple[str, ...]] = getattr(self, whose)
        for name, others in names.items():
            for other in others:
                if other not in names:
                    found.setdefault(other, name)
        return found

    def problems(self) -> Iterator[tuple[Place, str]]:
        """Circles, another name of two, another name that has an entry of its own."""
        for whose in WHOSE:
            names: Mapping[str, tuple[str, ...]] = getattr(self, whose)
            first: dict[str, str] = {}
            for name, others in names.items():
                for place, other in enumerate(others):
                    if message := _problem(name, other, names, first):
                        yield ("aliases", whose, name, place), message
                    first.setdefault(other, name)


def _problem(
    name: str, other: str, names: Mapping[str, tuple[str, ...]], first: Mapping[str, str]
) -> str | None:
    if not other.strip():
        return f"another name of `{name}` is blank"
    if other == name:
        return f"`{name}` is given as another name of itself: a circle; leave it out"
    if other in names:
        circle = _circle(name, other, names)
        if circle:
            return f"these are names of one another: {' → '.join(circle)}, a circle; keep one name, the others below it"
        return (
            f"`{other}` is another name of `{name}`, and has an entry of its own: leave out one of the two, and list "
            f"its other names below `{name}`"
        )
    if other in first:
        whom = "here" if first[other] == name else f"another name of `{first[other]}`"
        return f"`{other}` is {whom} already: it is another name of one, once"
    return None


def _circle(name: str, other: str, names: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The way from a name over another name back to it; empty where none leads there."""
    ways = [[name, other]]
    seen = {other}
    while ways:
        way = ways.pop()
        for further in names.get(way[-1], ()):
            if further == name:
                return [*way, name]
            if further in names and further not in seen:
                seen.add(further)
                ways.append([*way, further])
    return []
