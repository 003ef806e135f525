"""The profile: every number of every case and aspect, and its picture, the statements where they balance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats, statement_vectors
from idealtypes.reporting.alternative_text import position_words
from idealtypes.reporting.facts import FEW_CASES, MANY_CASES, Facts
from idealtypes.reporting.figures.pictures import (
    Balance,
    Block,
    Cell,
    Dot,
    Gap,
    Lane,
    Panel,
    Position,
    Share,
    Shares,
    SmallMultiples,
)
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import squares
from idealtypes.reporting.sections.between_bounds import between
from idealtypes.reporting.sections.both_weightings import quoted, weightings
from idealtypes.reporting.sentences import why_said
from idealtypes.reporting.wording.names import aspect_titles, pole_titles
from idealtypes.reporting.wording.verbal_scale import contest
from idealtypes.reporting.wording.words import Words

COLUMNS = ("effective", "salience", "contestation", "split")


def build(facts: Facts, links: Links) -> dict[str, Any]:
    """Rows by aspect and case; `columns` are the headings with what they mean."""
    words, profile = facts.words, facts.profile
    groups = [[row(facts, links, c, a) for c in range(len(facts.cases))] for a in range(len(facts.aspects))]
    balances = any(profile.bipolar)
    intervals = balances and not profile.no_interval.all()
    splits = any(r.get("has_split", False) for rows in groups for r in rows)
    counted = _varied(facts, profile.statements), _varied(facts, profile.sources)
    # complete evidence is worth what it is: no number of independent statements stands for it
    worth = facts.study.settings.unit != "none" and _varied(facts, profile.effective_n)
    left = [*([] if splits else ["split"]), *([] if worth else ["effective"])]
    columns = () if facts.sharing else tuple(name for name in COLUMNS if name not in left)
    return {
        "groups": groups,
        "folded": facts.words.say("profile.folded", n=len(facts.cases))
        if len(facts.cases) > MANY_CASES
        else "",
        "several": len(facts.cases) > 1,
        "interval": words.say("profile.interval", level=words.level(facts.study.settings.level)),
        "sources": words.say("profile.raters" if facts.rated else "profile.sources"),
        "columns": [
            {"title": words.say(f"profile.{name}"), "means": words.say(f"profile.{name}_long")}
            for name in columns
        ],
        "shared": facts.sharing,
        # Columns that would say nothing, or the same in each row, are left out.
        "balances": balances,
        "intervals": intervals,
        "splits": splits,
        "counted": counted[0] and not facts.sharing,
        "sourced": counted[1] and not facts.sharing,
        "worth": "effective" in columns,
        "wide": 2 + balances + intervals + (0 if facts.sharing else sum(counted)) + len(columns),
        "poles": any(not two and not there for two, there in _kinds(profile)),
        "between": between(facts),
        "weightings": weightings(facts),
        "quoted": quoted(facts),
        "raters": [why_said(facts, note) for note in profile.rated.notes()] if profile.rated else [],
        "presence": any(profile.tally.present),
        "squares": [squares.build(facts, a) for a in squares.squared(facts)],
        "no_split": any(r.get("splits", False) and not r["has_split"] for rows in groups for r in rows),
    }


def _varied(facts: Facts, values: Any) -> bool:
    """Whether a column of many cases differs from row to row, and so has something to say; of few it always has."""
    told = values[facts.profile.statements > 0]
    return len(facts.cases) <= MANY_CASES or not told.size or bool(np.ptp(told) > 0)


def _kinds(profile: Profile) -> zip[tuple[bool, bool]]:
    return zip(profile.bipolar, profile.tally.present, strict=True)


def row(facts: Facts, links: Links, c: int, a: int) -> dict[str, Any]:
    """One case on one aspect."""
    words, profile, study = facts.words, facts.profile, facts.study
    question = study.scheme.aspects[a].question
    head = {
        "case": facts.cases[c],
        "aspect": facts.aspects[a],
        "question": "" if question is None else question.say(facts.language),
    }
    if not profile.statements[c, a]:
        return head | {"silent": words.say("profile.silent")}

    def number(shown: str, pole: int | None = None) -> str:
        return links.number(shown, case=c, aspect=a, pole=pole)

    low, high = profile.interval_whole[c, a]
    bipolar = profile.bipolar[a]
    split, contestation = profile.spread.split[c, a], profile.spread.contestation[c, a]
    present, salience = profile.tally.present[a], profile.salience[c, a]
    effective = profile.pole_sizes[c, a, : len(facts.poles[a])]
    return head | {
        "silent": "",
        "balance": number(words.number(profile.balance[c, a], signed=True)) if bipolar else "–",
        "interval": number(words.range(low, high)) if not np.isnan(low) else _no_interval(facts, c, a),
        "shares": [number(said, pole) for pole, said in enumerate(_shares(facts, c, a))],
        "margins": margins(profile, c, a, words),
        "statements": number(str(int(profile.statements[c, a]))),
        "sources": number(str(int(profile.sources[c, a]))),
        "effective": number(_worth(effective, words)),
        "salience": number(words.percent(salience)),
        "contestation": "–" if np.isnan(contestation) else number(words.number(contestation)),
        "contested": "" if present else words.say(f"profile.contested.{contested(contestation)}"),
        "splits": not present,
        "split": "–"
        if present
        else words.say("profile.no_split")
        if np.isnan(split)
        else number(words.number(split)),
        "split_interval": "" if np.isnan(split) else _split_interval(facts, c, a),
        "has_split": not np.isnan(split),
        "remarks": remarks(facts, c, a),
    }


def _worth(sizes: Floats, words: Words) -> str:
    """What the evidence is worth: one number, or from the least to the most of the dimensions'."""
    low, high = float(sizes.min()), float(sizes.max())
    if high - low < 0.05:
        return words.number(low, 1)
    return words.range(low, high, signed=False)


def _split_interval(facts: Facts, c: int, a: int) -> str:
    spread = facts.profile.spread
    return facts.words.range(spread.split_low[c, a], spread.split_high[c, a], signed=False)


def _shares(facts: Facts, c: int, a: int) -> list[str]:
    """`informal 85%`, and for three or more poles each with its interval."""
    words, profile = facts.words, facts.profile
    if facts.one_sided("all", c, a):
        p = int(profile.shares[c, a, 1] > profile.shares[c, a, 0])
        return [words.say("sharing.share_at_least", pole=facts.poles[a][p])]
    low, high = profile.whole_bounds
    out = []
    for p, pole in enumerate(facts.poles[a]):
        share, ends = amount(words, profile, a, *(side[c, a, p] for side in (profile.shares, low, high)))
        said = words.say("figure.percent_at", pole=pole, share=share)
        if not profile.bipolar[a] and not np.isnan(low[c, a, p]):
            said = words.say("figure.reading", value=said, range=ends)
        out.append(said)
    return out


def amount(words: Words, profile: Profile, a: int, value: float, low: float, high: float) -> tuple[str, str]:
    """A share in per cent, or a weight as a number, and its ends."""
    if profile.tally.present[a]:
        return words.number(value), words.range(low, high, signed=False)
    return words.percent(value), words.percents(low, high)


def _no_interval(facts: Facts, c: int, a: int) -> str:
    """Why there is no interval of the balance."""
    if not facts.profile.no_interval[c, a]:
        return "–"  # three or more poles: the intervals are the shares'
    unit = facts.study.settings.unit
    return facts.words.say("profile.no_interval_complete" if unit == "none" else "profile.no_interval_rater")


def contested(value: float) -> str:
    """In which word contestation is said: none where nothing is divided, else blended, some or torn."""
    if np.isnan(value):
        return "none"
    return contest(value) or "some"


def remarks(facts: Facts, c: int, a: int) -> list[str]:
    """What a reader has to know of this row."""
    words, profile = facts.words, facts.profile
    out: list[str] = []
    if facts.sharing:
        return out
    if profile.sources[c, a] == 1 and facts.study.settings.unit == "source":
        out.append(words.say("profile.one_source"))
    if facts.read(c, a).thin:
        out.append(words.say("profile.thin"))
    return out


Lanes = tuple[tuple[Lane, ...], Gap | None]


def _no_dots(case: int, aspect: int) -> tuple[Dot, ...]:
    return ()


def _no_lanes(case: int, aspect: int) -> Lanes:
    return (), None


def _no_key(case: int, aspect: int, pole: int | None = None) -> str | None:
    return None


@dataclass(frozen=True)
class ProfileDetails:
    """What a picture of a profile holds beyond the profile: single statements, other views, and the page's entries.

    `one_sided` says of which balances no more is told than on which side they are, `counted` whether the picture tells
    how much evidence there is.
    """

    words: Words
    titles: tuple[str, ...]
    dots: Callable[[int, int], tuple[Dot, ...]] = _no_dots
    lanes: Callable[[int, int], Lanes] = _no_lanes
    key: Callable[..., str | None] = _no_key
    one_sided: Callable[[int, int], bool] = lambda case, aspect: False
    counted: bool = True


def position(profile: Profile, case: int, aspect: int) -> Position:
    """A balance with its interval, with every doubt."""
    low, high = profile.interval_whole[case, aspect]
    return Position.of(profile.balance[case, aspect], low, high)


def profile_picture(profile: Profile, details: ProfileDetails) -> tuple[Block, ...] | SmallMultiples:
    """A block an aspect for one or two cases; a grid for more."""
    if len(profile.cases) > FEW_CASES:
        return cases_grid(profile, details)
    cases, aspects = range(len(profile.cases)), range(len(profile.aspects))
    return tuple(
        balance(profile, c, a, details) if profile.bipolar[a] else shares(profile, c, a, details)
        for a in aspects
        for c in cases
    )


def _title(profile: Profile, c: int, a: int, details: ProfileDetails) -> str:
    title = aspect_titles(profile.scheme, details.words.language)[a]
    return title if len(profile.cases) == 1 else f"{title} – {details.titles[c]}"


def _counts(profile: Profile, c: int, a: int, details: ProfileDetails) -> str:
    words = details.words
    who = "count.raters" if profile.settings.unit == "rater" else "count.sources"
    said = words.say("count.statements", n=int(profile.statements[c, a]))
    return words.say("figure.counts", statements=said, sources=words.say(who, n=int(profile.sources[c, a])))


def balance(profile: Profile, c: int, a: int, details: ProfileDetails) -> Balance:
    """One aspect between two poles."""
    words, poles = details.words, pole_titles(profile.scheme, details.words.language)[a]
    if not profile.statements[c, a]:
        silent = words.say("figure.silent")
        ends = (poles[0], poles[1])
        return Balance(_title(profile, c, a, details), "", ends, Position(), "", (0.0, 0.0), silent=silent)
    where = position(profile, c, a)
    named = [
        words.say("figure.percent_at", pole=pole, share=words.percent(share))
        for pole, share in zip(poles, profile.shares[c, a, :2], strict=True)
    ]
    if details.one_sided(c, a):
        named = list(poles)
    lanes, gap = details.lanes(c, a)
    return Balance(
        title=_title(profile, c, a, details),
        counts=_counts(profile, c, a, details),
        poles=(named[0], named[1]),
        position=where,
        reading=position_words(words, where),
        evidence=_evidence(profile, c, a, details),
        dots=details.dots(c, a),
        lanes=lanes,
        gap=gap,
        key=details.key(c, a),
    )


def _evidence(profile: Profile, c: int, a: int, details: ProfileDetails) -> tuple[float, float]:
    """How much is said for each pole; where that is not told, nothing."""
    if not details.counted:
        return 0.0, 0.0
    return float(profile.mass[c, a, 0]), float(profile.mass[c, a, 1])


def shares(profile: Profile, c: int, a: int, details: ProfileDetails) -> Shares:
    """One aspect with three or more poles."""
    words, poles = details.words, pole_titles(profile.scheme, details.words.language)[a]
    title = _title(profile, c, a, details)
    if not profile.statements[c, a]:
        return Shares(title, "", (), silent=words.say("figure.silent"))
    low, high = profile.whole_bounds
    dots = details.dots(c, a)
    rows = []
    for p, pole in enumerate(poles):
        numbers = [float(side[c, a, p]) for side in (profile.shares, low, high)]
        where = Position.of(*numbers)
        said, ends = amount(words, profile, a, *numbers)
        if where.low is not None:
            said = words.say("figure.reading", value=said, range=ends)
        units = sum(1 for dot in dots if dot.position == p)
        rows.append(Share(pole, where, said, units, details.key(c, a, p)))
    return Shares(title, _counts(profile, c, a, details), tuple(rows), margins(profile, c, a, words))


def margins(profile: Profile, c: int, a: int, words: Words) -> tuple[str, ...]:
    """The margins that the poles' coordinates imply: `Engagement: listening 60%, acting 40%`."""
    aspect, out = profile.aspects[a], []
    axis = profile.scheme.axis(aspect)
    for margin, values in profile.margins(aspect).items():
        said = [
            words.say(
                "figure.percent_at",
                pole=axis.margin_title(margin, value).say(words.language),
                share=amount(words, profile, a, share[c], np.nan, np.nan)[0],
            )
            for value, share in values.items()
        ]
        name = axis.margin_title(margin).say(words.language)
        out.append(words.say("profile.margin", margin=name, values=", ".join(said)))
    return tuple(out)


def cases_grid(profile: Profile, details: ProfileDetails) -> SmallMultiples:
    """A row a case; a panel for each aspect of two poles, and one a pole for an aspect with more."""
    words, language = details.words, details.words.language
    titles, poles = aspect_titles(profile.scheme, language), pole_titles(profile.scheme, language)
    low, high = profile.whole_bounds
    panels = []
    for a, title in enumerate(titles):
        silent = words.say("figure.silent")
        if profile.bipolar[a]:
            cells = [
                Cell(
                    position(profile, c, a),
                    evidence=_evidence(profile, c, a, details) if details.counted else None,
                    note="" if profile.statements[c, a] else silent,
                )
                for c in range(len(profile.cases))
            ]
            panels.append(Panel(title, (poles[a][0], poles[a][1]), tuple(cells)))
            continue
        for p, pole in enumerate(poles[a]):
            cells = [
                Cell(
                    Position.of(profile.shares[c, a, p], low[c, a, p], high[c, a, p]),
                    note="" if profile.statements[c, a] else silent,
                )
                for c in range(len(profile.cases))
            ]
            ends = ("0", "1") if profile.tally.present[a] else (words.percent(0.0), words.percent(1.0))
            panels.append(Panel(f"{title}: {pole}", ends, tuple(cells), 0.0, 1.0))
    return SmallMultiples(details.titles, tuple(panels))


def dots_of(profile: Profile) -> Callable[[int, int], tuple[Dot, ...]]:
    """The single statements behind a profile, from its codings; none where they or their placements are not at hand."""
    scheme, rows, placements = profile.scheme, profile.rows, profile.placements
    if rows is None or placements is None or len(profile.cases) > FEW_CASES:
        return _no_dots
    poles = {aspect: profile.tally.poles[a] for a, aspect in enumerate(profile.aspects)}
    found: dict[tuple[str, str], list[Dot]] = {}
    vectors = statement_vectors(rows, placements, poles, ancestors=scheme.ancestors, presence=scheme.presence)
    for case, aspect, _, vector in vectors:
        found.setdefault((case, aspect), []).extend(dots(vector, aspect in scheme.presence))
    if len(profile.cases) == 1:  # codings of one study may name no case
        found = {(profile.cases[0], aspect): dots for (_, aspect), dots in found.items()}
    return lambda c, a: tuple(found.get((profile.cases[c], profile.aspects[a]), ()))


def dots(vector: tuple[float, ...], present: bool, key: str | None = None) -> list[Dot]:
    """A statement's marks: one or, where poles do not exclude one another, one at each of which it holds something."""
    if present:
        return [Dot(float(p), key) for p, v in enumerate(vector) if v > 0]
    return [dot(vector, key)]


def dot(vector: tuple[float, ...], key: str | None = None) -> Dot:
    """A statement's mark: between two poles at its position, else at the number of the pole with most of its weight."""
    where = vector[1] - vector[0] if len(vector) == 2 else float(np.argmax(vector))
    return Dot(float(where), key)
