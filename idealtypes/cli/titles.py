"""What is shown for an id: the titles of aspects, poles and types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from idealtypes.cli.screen import cells
from idealtypes.engine.result import Why, said

if TYPE_CHECKING:
    from idealtypes.model.scheme import Scheme


WIDE = 24  # a title as wide as this stands in a table whole


def names(titles: Mapping[str, str]) -> dict[str, str]:
    """What tells rows of a table apart: the titles, or the ids where a title would be cut.

    >>> names({"a": "North", "b": "South"}), names({"a": "The programme of the northern board", "b": "South"})
    ({'a': 'North', 'b': 'South'}, {'a': 'a', 'b': 'b'})
    """
    whole = all(cells(title) <= WIDE for title in titles.values())
    return {key: title if whole else key for key, title in titles.items()}


def aspect_title(scheme: Scheme, aspect: str) -> str:
    """The title of an aspect."""
    return next(one.title.say() for one in scheme.aspects if one.id == aspect)


def pole_title(scheme: Scheme, aspect: str, pole: str) -> str:
    """The title of a pole, as it stands inside a sentence."""
    return scheme.axis(aspect).pole(pole).title.say().lower()


def type_title(scheme: Scheme, type_: str) -> str:
    """The title of an ideal type, or the poles of a corner without a name."""
    from idealtypes.model.conclusions import corner_of

    named = next((one.title.say() for one in scheme.ideal_types if one.id == type_), None)
    if named is not None:
        return named
    corner = corner_of(type_, scheme) or {}
    return ", ".join(f"{aspect_title(scheme, a)}: {pole_title(scheme, a, p)}" for a, p in corner.items())


def code_title(scheme: Scheme, code: str) -> str:
    """A code by its id, as people coded with it; a pseudo-code, of a rating or a claim, in words."""
    from idealtypes.model.scheme import pseudo_title

    return code if code in scheme.placements else pseudo_title(code, scheme)


def spoken(text: str | Why, scheme: Scheme, cases: Mapping[str, str] | None = None) -> str:
    """A reason as a sentence, with the titles of aspects and types, and of cases where they are given."""
    from idealtypes.model.hints import titled

    titles = {one.id: one.title.say() for one in scheme.ideal_types}
    titles |= {one.id: one.title.say() for one in scheme.aspects}
    return sentence(titled(_text(text), titles | dict(cases or {})))


def sentence(text: str | Why) -> str:
    """A reason as a sentence of its own.

    >>> sentence("no interval: one rater")
    'No interval: one rater.'
    """
    told = _text(text)
    return f"{told[:1].upper()}{told[1:]}."


def _text(text: str | Why) -> str:
    return text if isinstance(text, str) else said(text) or ""
