"""Who is taken out: her names, the ids of what she said, its texts, and the cases of which she alone spoke."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from idealtypes.errors import IdealtypesError
from idealtypes.model.hints import hint
from idealtypes.model.spelling import named
from idealtypes.model.study import StudyData

TELLING = 12  # letters from which a text is hers and nobody else's: "Yes." is anybody's
WITHDRAWN = "[withdrawn]"  # in the place of her words in a cell of somebody else's


@dataclass(frozen=True)
class Informant:
    """An informant of a study.

    Attributes
    ----------
    id, names
        Her id; all names under which she stands in files, that one among them.
    rater
        Whether she rated cases and named no other source: then her ratings are hers.
    statements
        The ids of what she said, those of ratings (`rating-3`) among them.
    texts
        What she said, in words that are long enough to be known again.
    cases
        The cases of which nobody else speaks.
    """

    id: str
    names: frozenset[str]
    rater: bool
    statements: frozenset[str]
    texts: tuple[str, ...]
    cases: frozenset[str]

    def is_she(self, name: str | None) -> bool:
        """Whether a name, in any spelling, is hers."""
        return name is not None and named(name) in self.names

    @cached_property
    def mentions(self) -> re.Pattern[str]:
        """Finds her names and the ids of what she said, as whole words."""
        ids = sorted({*self.names, *self.statements}, key=len, reverse=True)
        return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, ids))})(?![\w-])")

    @cached_property
    def quotes(self) -> re.Pattern[str] | None:
        """Finds what she said, however its lines are broken; None where nothing of it is long enough."""
        found = sorted({text for text in self.texts if len(text) >= TELLING}, key=len, reverse=True)
        parts = [r"\s+".join(map(re.escape, text.split())) for text in found]
        return re.compile("|".join(parts)) if parts else None

    def without_quotes(self, text: str) -> str:
        """A text with a mark in the place of what she said.

        >>> she = Informant("i1", frozenset({"i1"}), False, frozenset({"s1"}), ("I rang her at once.",), frozenset())
        >>> she.without_quotes("as in: I rang  her at once. (s1)")
        'as in: [withdrawn] (s1)'
        """
        return text if self.quotes is None else self.quotes.sub(WITHDRAWN, text)

    def without_mentions(self, text: str) -> str:
        """The same, and in the place of her names and the ids of what she said.

        >>> she = Informant("i1", frozenset({"i1"}), False, frozenset({"s1"}), (), frozenset())
        >>> she.without_mentions("settled for s1 and s11, after i1.")
        'settled for [withdrawn] and s11, after [withdrawn].'
        """
        return self.mentions.sub(WITHDRAWN, self.without_quotes(text))


def informant_of(study: StudyData, given: str) -> Informant:
    """The informant who is meant, by her id or another name of hers, in any spelling.

    Raises
    ------
    IdealtypesError
        Where nobody is called so, with near names; where nobody else speaks in the study.
    """
    rated = set(study.sources.filter(pl.col("kind").fill_null("") == "rater")["id"])
    known = {*study.sources["id"], *study.statements["source"]}
    own = study.name_of("sources", given)
    if own not in known and study.name_of("coders", given) in rated:
        own = study.name_of("coders", given)
    if own not in known:
        titles = (
            dict(study.sources.select("title", "id").iter_rows()) if "title" in study.sources.columns else {}
        )
        called = f"that is the title of `{titles[given]}`" if given in titles else hint(own, sorted(known))
        raise IdealtypesError(f"no source `{given}`; {called}")
    rater = own in rated
    names = _names(study.aliases.get("sources", {}), own)
    hers = study.statements.filter(pl.col("source") == own)
    ids = set(hers["id"])
    if rater:
        names |= _names(study.aliases.get("coders", {}), own)
        ids |= set(study.codings.filter((pl.col("coder") == own) & _rating())["statement"])
    if len(ids) == study.statements.height:
        raise IdealtypesError(
            f"`{own}` is the only source of the study: nothing would be left of it. Remove the folder"
        )
    others = set(study.cases_of.filter(~pl.col("statement").is_in(list(ids)))["case"])
    texts = study.statements.filter(pl.col("id").is_in(list(ids)))["text"]
    return Informant(
        own,
        frozenset({own, *names}),
        rater,
        frozenset(ids),
        tuple(text for text in texts if text),
        frozenset(set(study.cases_of["case"]) - others),
    )


def _names(others: Mapping[str, str], own: str) -> set[str]:
    return {other for other, name in others.items() if name == own}


def _rating() -> pl.Expr:
    return pl.col("statement").str.starts_with("rating-")
