"""What stands above and beside the numbers: headings, titles, reasons, numbers as text, a word for an estimate."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import idealtypes as it
from idealtypes import said
from idealtypes.cli.terminal import Paragraph, Screen, bold, cells, flow, right
from idealtypes.model.text import counted, number

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Profile, Why
    from idealtypes.model.scheme import Held, Scheme
    from idealtypes.model.study import StudyData

MANY = 12  # more cases than this get a line each instead of a block
LIMIT = 40  # and no more than this many lines are shown
TITLE = 24  # a title as wide as this stands in a table whole


# What stands above a table


def heading(study: StudyData, profile: Profile, on: Screen) -> list[RenderableType]:
    """Title, evidence and settings of a profile, wrapped to the screen."""
    notes = [] if profile.rated is None else [sentence(note) for note in profile.rated.notes()]
    return [bold(study.title.say()), *flow(it.grounds(study, profile), on), *notes]


def case_heading(profile: Profile, c: int) -> RenderableType:
    """A case's title with its evidence."""
    from idealtypes.model.scheme import RATING

    talk, voices = int(profile.tally.talk[c]), int(profile.tally.voices[c])
    who = "rater" if profile.settings.unit == "rater" else "source"
    what = "rating" if profile.rows["code"].str.starts_with(RATING).all() else "statement"
    evidence = f"{counted(talk, what)} of {counted(voices, who)}"
    return bold(f"{profile.title(c)}: {evidence}")


def which_interval(profile: Profile, file: str) -> Iterator[RenderableType]:
    """Which doubts the intervals hold, where the informants' alone are, and which doubt cannot be estimated."""
    who = "raters" if profile.settings.unit == "rater" else "informants"
    states = profile.doubt.states
    held = [who, *(name for name in ("coders", "placements") if states[name] == "in")]
    if len(held) == 1:
        yield Paragraph(f"interval: with the doubt about {who} alone")
    else:
        doubts = f"{', '.join(held[:-1])} and {held[-1]}"
        yield Paragraph(f"interval: with the doubts about {doubts}; the {who}' alone: -o {file}", "  ", "")
    for name, why in profile.doubt.reasons.items():
        yield Paragraph(f"The doubt about {name} cannot be estimated: {said(why)}.", "  ", "")


def rest(cases: int, file: str) -> str:
    """That there are more cases than are shown, and how to see them."""
    return (
        f"{cases:,} cases, {LIMIT} shown. For all of them save the table: -o {file} (or .xlsx, .json); "
        "for some of them: --where column=value."
    )


# Titles and reasons


def names(titles: Mapping[str, str]) -> dict[str, str]:
    """What tells rows of a table apart: the titles, or the ids where a title would be cut.

    >>> names({"a": "North", "b": "South"}), names({"a": "The programme of the northern board", "b": "South"})
    ({'a': 'North', 'b': 'South'}, {'a': 'a', 'b': 'b'})
    """
    whole = all(cells(title) <= TITLE for title in titles.values())
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
    return ", ".join(f"{aspect_title(scheme, a)}: {held_title(scheme, a, p)}" for a, p in corner.items())


def held_title(scheme: Scheme, aspect: str, held: Held) -> str:
    """What a corner holds on an aspect: the title of its pole, or of its dimensions."""
    from idealtypes.model.placement import held_poles

    return " and ".join(pole_title(scheme, aspect, pole) for pole in held_poles(held)) or "no dimension"


def code_title(scheme: Scheme, code: str) -> str:
    """A code by its id, as people coded with it; a pseudo-code, of a rating or a claim, in words."""
    from idealtypes.model.scheme import pseudo_title
    from idealtypes.model.stance import unsigned

    return code if unsigned(code)[0] in scheme.placements else pseudo_title(code, scheme)


def spoken(text: str | Why, scheme: Scheme, cases: Mapping[str, str] | None = None) -> str:
    """A reason as a sentence, with the titles of aspects and types, and of cases where they are given."""
    from idealtypes.model.hints import titled

    titles = {one.id: one.title.say() for one in scheme.ideal_types}
    titles |= {one.id: one.title.say() for one in scheme.aspects}
    return sentence(titled(told(text), titles | dict(cases or {})))


def sentence(text: str | Why) -> str:
    """A reason as a sentence of its own.

    >>> sentence("no interval: one rater")
    'No interval: one rater.'
    """
    whole = told(text)
    return f"{whole[:1].upper()}{whole[1:]}."


def told(text: str | Why) -> str:
    """A reason in words; "" where there is none."""
    return text if isinstance(text, str) else said(text) or ""


# Numbers


def signed(value: float | None, on: Screen) -> str:
    """A position with its sign, two decimals: five characters; a dot for what is not there.

    >>> s = Screen(unicode=False)
    >>> signed(0.5, s), signed(-0.25, s), signed(-0.001, s), signed(None, s)
    ('+0.50', '-0.25', ' 0.00', '    .')
    """
    return right(number(value, signed=True, minus=on.minus, absent="·" if on.unicode else "."), 5)


def ends(interval: tuple[float, float] | None, on: Screen, sign: bool = True) -> str:
    """An interval, `[−0.80, +0.21]`; empty where there is none.

    >>> ends((-0.8, 0.2), Screen(unicode=False)), ends((0.1, 0.9), Screen(), sign=False)
    ('[-0.80, +0.20]', '[0.10, 0.90]')
    """
    if interval is None or math.isnan(interval[0]):
        return ""
    low, high = (signed(end, on) if sign else f"{end:.2f}" for end in interval)
    return f"[{low}, {high}]"


def few(number: int) -> str:
    """A count in four characters at most.

    >>> few(840), few(9999), few(12345), few(999999), few(1_200_000)
    ('840', '9999', '12k', '999k', '1M')
    """
    if number < 10_000:
        return str(number)
    return f"{number // 1000}k" if number < 1_000_000 else f"{number // 1_000_000}M"


def chance(value: float | None, *, drawn: bool = True) -> str:
    """A probability in two decimals, empty where it is not there; one from draws is never rounded to certainty.

    >>> chance(0.5), chance(1.0), chance(0.001), chance(1.0, drawn=False), chance(None)
    ('0.50', '>.99', '<.01', '1.00', '')
    """
    if value is None or math.isnan(value):
        return ""
    if drawn and value >= 0.995:
        return ">.99"
    if drawn and value < 0.005:
        return "<.01"
    return f"{value:.2f}"


def percent(value: float | None) -> str:
    """A share or a probability in whole percents, never rounded to all or nothing; empty where it is not there.

    >>> percent(0.3905), percent(0.999), percent(1.0), percent(0.001), percent(0.0), percent(None)
    ('39 %', '>99 %', '100 %', '<1 %', '0 %', '')
    """
    if value is None or math.isnan(value):
        return ""
    whole = round(100 * value)
    text = ">99" if whole == 100 and value < 1 else "<1" if whole == 0 and value > 0 else str(whole)
    return f"{text} %"
