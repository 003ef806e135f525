"""What things are called in a language: aspects, poles, margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from idealtypes.model.placement import held_poles
from idealtypes.model.scheme import Held, Scheme
from idealtypes.reporting.wording.words import Words, inside

if TYPE_CHECKING:
    from idealtypes.analyses.types.membership import TypeMembership


def titled(frame: pl.DataFrame, language: str) -> dict[str, str]:
    """Id → title of the rows of a table: the column `title_nb`, … of the language, else `title`, else the id."""
    columns = [name for name in (f"title_{language}", "title") if name in frame.columns]
    rows = frame.select(pl.col("id"), pl.coalesce(*columns, "id").alias("shown")).rows()
    return {str(id_): str(title) for id_, title in rows}


SHORT = 60  # characters of a case's title in a sentence


def shortened(title: str) -> str:
    """A title as it stands in a sentence beside others: a very long one is cut, and its section has the whole.

    >>> shortened("North"), len(shortened("North and everything beyond " * 7))
    ('North', 60)
    """
    return title if len(title) <= SHORT else title[: SHORT - 1].rstrip() + "…"


def some(words: Words, items: Sequence[str], most: int | None = None) -> str:
    """Items in a list; of more than `most` the first, and how many more there are.

    >>> from idealtypes.reporting.wording.words import words_in
    >>> some(words_in("en"), list("abcdefgh"), 5)
    'a, b, c, d, e and 3 more'
    """
    more = 0 if most is None else len(items) - most
    return words.listed(items if more < 2 else [*items[:most], words.say("robustness.more", n=more)])


def aspect_titles(scheme: Scheme, language: str) -> tuple[str, ...]:
    """The aspects' titles, in the scheme's order."""
    return tuple(aspect.title.say(language) for aspect in scheme.aspects)


def pole_titles(scheme: Scheme, language: str) -> tuple[tuple[str, ...], ...]:
    """Per aspect the poles' titles as they stand within a sentence, in the order of every vector of shares."""
    axes = [scheme.axis(aspect.id) for aspect in scheme.aspects]
    return tuple(tuple(inside(pole.title.say(language)) for pole in axis.ordered) for axis in axes)


def type_title(scheme: Scheme, kind: TypeMembership, words: Words) -> str:
    """A named type's title; of a corner without a name its poles: `informal on access, and formal on contact`."""
    if kind.named:
        return kind.title
    return corner_title(scheme, kind.corner, words)


def corner_title(scheme: Scheme, corner: Mapping[str, Held], words: Words, most: int | None = None) -> str:
    """A corner's poles: `informal on access and help, and formal on contact`; `treating and disciplining on care`.

    Of more than `most` aspects at a pole the first are named and the rest counted.
    """
    titles, poles = aspect_titles(scheme, words.language), pole_titles(scheme, words.language)
    held: dict[str, list[str]] = {}
    for a, aspect in enumerate(scheme.aspects):
        own = [poles[a][scheme.poles(aspect.id).index(pole)] for pole in held_poles(corner[aspect.id])]
        pole = words.listed(own) if own else words.say("types.no_dimension")
        held.setdefault(pole, []).append(inside(titles[a]))
    told = [
        words.say("types.on", pole=pole, aspects=some(words, aspects, most)) for pole, aspects in held.items()
    ]
    return told[0] if len(told) == 1 else words.say("types.ons", first=", ".join(told[:-1]), last=told[-1])


def trait_titles(scheme: Scheme, language: str) -> dict[str, str]:
    """Trait → its text, without a full stop."""
    return {
        trait.id: trait.text.say(language).rstrip(".")
        for ideal in scheme.ideal_types
        for trait in ideal.traits
    }
