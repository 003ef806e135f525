"""Places that are given for single codes, as a scheme's `place` may hold them: checked, and put into a scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from idealtypes.errors import BadArgument
from idealtypes.model.hints import hint
from idealtypes.model.placement import Placement, as_placements, placement_problems
from idealtypes.model.scheme import Scheme
from idealtypes.model.spelling import named

Places = Mapping[str, tuple[Placement, ...]]


def given_places(scheme: Scheme, at: Mapping[str, Any]) -> dict[str, tuple[Placement, ...]]:
    """Code → its places, from what a `place` may hold: a mapping, a list of them, or `none`.

    Raises
    ------
    BadArgument
        For a code that the scheme lacks, and for what is no place on its aspects, with all that is wrong with it.
    """
    found: dict[str, tuple[Placement, ...]] = {}
    known = [code.id for code in scheme.codes]
    for given, place in at.items():
        code = named(given)
        if code not in known:
            raise BadArgument("at", given, f"no code `{given}`; {hint(code, known)}")
        try:
            held = as_placements(place)
            if not isinstance(held, list | tuple):
                raise ValueError(
                    "should be {aspect: …, pole: …}, {aspect: …, position: …}, a list of these, or none"
                )
            places = tuple(
                one if isinstance(one, Placement) else Placement.model_validate(one) for one in held
            )
        except ValidationError as problem:
            told = {".".join(map(str, one["loc"])): one["msg"].lower() for one in problem.errors()}
            raise BadArgument("at", given, *(f"`{key}`: {said}" for key, said in told.items())) from None
        except ValueError as problem:
            raise BadArgument("at", given, f"its place {problem}") from None
        if problems := list(_problems(scheme, places)):
            raise BadArgument("at", given, *problems)
        found[code] = places
    return found


def _problems(scheme: Scheme, places: tuple[Placement, ...]) -> Iterator[str]:
    aspects = [aspect.id for aspect in scheme.aspects]
    for n, place in enumerate(places):
        if place.aspect not in aspects:
            yield f"no aspect `{place.aspect}`; {hint(place.aspect, aspects)}"
        elif place.aspect in [one.aspect for one in places[:n]]:
            yield f"it is placed twice on `{place.aspect}`: use one place, or shares"
        else:
            yield from (said for _, said in placement_problems((), place, scheme.axis(place.aspect)))


def with_places(scheme: Scheme, places: Places) -> Scheme:
    """The scheme if these codes stood there; all else, what several placers said included, stays.

    Raises
    ------
    BadArgument
        Where a placer placed a code on an aspect on which it would not stand any more: a file of that would be wrong.
    """
    for one in scheme.placers:
        on = places.get(one.code)
        if on is not None and one.aspect not in [place.aspect for place in on]:
            message = (
                f"{one.placer} placed it on `{one.aspect}`: it has to stand there, or her row goes first"
            )
            raise BadArgument("at", one.code, message)
    codes = tuple(
        code.model_copy(update={"place": places[code.id]}) if code.id in places else code
        for code in scheme.codes
    )
    own = {name: getattr(scheme, name) for name in type(scheme).model_fields}
    return type(scheme).model_construct(**own | {"codes": codes}).with_placers(scheme.placers)
