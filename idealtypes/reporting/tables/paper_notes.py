"""The notes below a table for a paper: what it rests on, what its columns and marks mean, and how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result
from idealtypes.model.settings import Settings
from idealtypes.reporting.tables.columns import ExplainedColumn, TableColumns
from idealtypes.reporting.tables.grounds import grounds
from idealtypes.reporting.tables.titles import Titles

LETTERS = "abcdefghijklmnopqrstuvwxyz"
BETWEEN_POLES = ("balance", "difference", "position")  # kinds of columns in which a sign is a pole
Note = tuple[str, str]


@dataclass(frozen=True)
class Origin:
    """How a table was made: the command as it was given, and where all columns with their ids are."""

    command: str = ""
    version: str = ""


@dataclass
class Reasons:
    """Why numbers are absent: each reason has a letter, in the order in which they come."""

    letters: dict[str, str] = field(default_factory=dict)
    of_all: str = ""

    def mark(self, reason: str) -> str:
        """The letter of a reason: a to z, then aa to zz."""
        n = len(self.letters)
        letter = (
            LETTERS[n] if n < len(LETTERS) else LETTERS[n // len(LETTERS) - 1] + LETTERS[n % len(LETTERS)]
        )
        return self.letters.setdefault(reason, letter)


def notes_of(
    result: Result,
    of: TableColumns | None,
    columns: Sequence[ExplainedColumn],
    titles: Titles,
    settings: Settings | None,
    reasons: Reasons,
    drawn: bool,
    origin: Origin | None,
) -> tuple[Note, ...]:
    """The notes, in the order in which a reader asks; `drawn` where it has intervals or probabilities."""
    words, profile = titles.words, titles.profile
    about: list[Note] = []
    grounded = profile is not None and titles.study is not None
    if profile is not None and titles.study is not None:
        about.append(("", _sentence("; ".join(titles.said(part) for part in grounds(titles.study, profile)))))
    complete = settings is not None and settings.unit == "none" and not reasons.of_all
    if settings is not None and (of is None or drawn or complete):
        key = "complete" if settings.unit == "none" else "draws" if grounded else "note"
        level, draws = words.level(settings.level), words.whole(settings.draws)
        about.append(("", words.say(f"table.{key}", level=level, draws=draws, seed=settings.seed)))
    if drawn and isinstance(result, Profile) and settings is not None and settings.unit != "none":
        about.append(("", _doubts(result, titles, settings)))
    kinds = {column.kind.name for column in columns}
    about += [("", told) for told in _poles(titles) if kinds & set(BETWEEN_POLES)]
    told = () if of is None else of.told
    about += [("", f"{column.title}: {_small(column.means)}.") for column in columns if column.name in told]
    if reasons.of_all:
        about.append(("", _sentence(reasons.of_all)))
    about += [(mark, _sentence(reason)) for reason, mark in reasons.letters.items()]
    if origin is not None:
        about.append(("", words.say("table.all_columns" if origin.command else "table.all_columns_python")))
        if origin.command:
            about.append(("", words.say("table.made", version=origin.version, command=origin.command)))
    return tuple(about)


def _doubts(profile: Profile, titles: Titles, settings: Settings) -> str:
    """Which doubts the interval holds."""
    words, states = titles.words, profile.doubt.states
    held = ["raters" if settings.unit == "rater" else "informants"]
    held += [name for name in ("coders", "placements") if states[name] == "in"]
    return words.say("table.doubts", doubts=words.listed([words.say(f"table.doubt.{name}") for name in held]))


def _poles(titles: Titles) -> list[str]:
    """What −1 and 1 are, axis by axis; the aspects where there are several axes."""
    scheme, words = titles.scheme, titles.words
    if scheme is None:
        return []
    by_axis: dict[str, list[str]] = {}
    for aspect in scheme.aspects:
        if len(scheme.poles(aspect.id)) == 2 and aspect.id not in scheme.presence:
            by_axis.setdefault(scheme.axis(aspect.id).id, []).append(aspect.id)
    told = []
    for aspects in by_axis.values():
        first, second = (_small(pole.title.say(titles.language)) for pole in scheme.axis(aspects[0]).ordered)
        names = words.listed([titles.of("aspect", aspect, {}, "aspect") for aspect in aspects])
        key = "table.poles" if len(by_axis) == 1 else "table.poles_of"
        told.append(words.say(key, first=first, second=second, aspects=names))
    return told


def _small(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if any(c.isupper() for c in first[1:]) else text[:1].lower() + text[1:]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
