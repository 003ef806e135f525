"""What a sentence of the page is made of: numbers that may be links, and how firmly it is said."""

from __future__ import annotations

from typing import Protocol

from idealtypes.analyses.types.membership import TypeMembership
from idealtypes.engine.findings import Finding
from idealtypes.reporting.wording.verbal_scale import Labels
from idealtypes.reporting.wording.words import Words


class Linking(Protocol):
    """Turns a number's words into a link to the statements behind it (see `links.Links`)."""

    def named(self, title: str, /) -> str: ...
    def number(self, shown: str, /, *, case: int | None, aspect: int | None) -> str: ...
    def gap(self, shown: str, case: int, aspect: int, /) -> str: ...
    def corner(self, shown: str, case: int, kind: TypeMembership, /) -> str: ...


class Unlinked:
    """Leaves names and numbers as they are: for text without links."""

    def named(self, title: str, /) -> str:
        return title

    def number(self, shown: str, /, *, case: int | None, aspect: int | None) -> str:
        return shown

    def gap(self, shown: str, case: int, aspect: int, /) -> str:
        return shown

    def corner(self, shown: str, case: int, kind: TypeMembership, /) -> str:
        return shown


PLAIN = Unlinked()


def said_word(read: Labels) -> str:
    """The word for a position on the page: a balance is said to be in the middle only where that is leaning or sure."""
    unsure = read.word == "balanced" and read.found.standing == "cannot_be_told"
    return "may_balance" if unsure else read.word


def firm(words: Words, found: Finding) -> str:
    """How firmly something stands, before what is said of it: nothing where it is sure, else `probably`; what cannot be
    told is said in other words, or not."""
    return words.say("standing.leaning") + " " if found.standing == "leaning" else ""
