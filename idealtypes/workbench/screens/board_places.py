"""Where codes stand, for the axis board: aspects with poles, codes with places, and places as the scheme says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from idealtypes.errors import BadCall
from idealtypes.files.placing import scheme_file
from idealtypes.model.placement import NONE, PlacedBy, Placement, shares_of
from idealtypes.model.scheme import Code, Scheme
from idealtypes.model.stance import AGAINST
from idealtypes.model.study import StudyData
from idealtypes.reporting.wording.words import inside

DIGITS = 2  # of a place that a hand gives
Said = Mapping[
    str, Any
]  # a place as the scheme has it: {aspect, pole}, {aspect, position} or {aspect, shares}


def is_own(study: StudyData) -> bool:
    """Whether the scheme stands in the study's folder: else it is copied there before it is changed."""
    if study.root is None:
        return False
    return scheme_file(study.root).resolve().is_relative_to(study.root.resolve())


def aspects(scheme: Scheme, language: str) -> list[dict[str, Any]]:
    """Every aspect with what it is drawn as: `line`, `triangle`, `shares` or, where poles do not exclude one another,
    `presence`."""
    return [
        {
            "id": aspect.id,
            "title": aspect.title.say(language),
            "question": "" if aspect.question is None else aspect.question.say(language),
            "shape": shape(scheme, aspect.id),
            "poles": [
                {"id": pole.id, "title": title, "name": inside(title)}
                for pole in scheme.axis(aspect.id).ordered
                if (title := pole.title.say(language)) is not None
            ],
        }
        for aspect in scheme.aspects
    ]


def shape(scheme: Scheme, aspect: str) -> str:
    """What an aspect is drawn as."""
    axis = scheme.axis(aspect)
    if not axis.exclusive:
        return "presence"
    return {2: "line", 3: "triangle"}.get(len(axis.poles), "shares")


def codes(study: StudyData, language: str, placer: str | None = None) -> list[dict[str, Any]]:
    """Every code with its own place, where it stands, and how many statements have it.

    `own` is None where the scheme says nothing, [] where the code is on purpose on no axis. With a `placer` nobody's
    positions are told but hers: `asked` are the aspects on which the code is to be placed.
    """
    scheme = study.scheme
    counts, numbers = _counts(study), {n: code.id for n, code in enumerate(scheme.codes)}
    told = []
    for code in scheme.codes:
        one: dict[str, Any] = {
            "id": code.id,
            "title": code.title.say(language),
            "parent": code.parent,
            "statements": counts.get(code.id, 0),
            "doubt": code.doubt,
        }
        if placer is None:
            holder = scheme.holders.get(code.id)
            one |= {
                "own": _own(code, scheme),
                "stands": {aspect: list(at) for aspect, at in scheme.placements[code.id].items()},
                "holder": None if holder is None else numbers[holder[0]],
                "placers": {
                    aspect: len(them) for (name, aspect), them in scheme.placed_by_several.items() if name == code.id
                },
            }  # fmt: skip
        else:
            asked = [place.aspect for place in code.place or ()]
            hers = {p.aspect: list(p.shares) for p in by_placer(scheme, placer) if p.code == code.id}
            one |= {"asked": asked, "stands": hers}
        told.append(one)
    return told


def by_placer(scheme: Scheme, placer: str) -> list[PlacedBy]:
    """What one person placed beside the scheme."""
    return [one for one in scheme.placers if one.placer == placer]


def _own(code: Code, scheme: Scheme) -> list[dict[str, Any]] | None:
    if code.place is None:
        return None
    return [{"aspect": p.aspect, "shares": list(shares_of(p, scheme.axis(p.aspect)))} for p in code.place]


def _counts(study: StudyData) -> dict[str, int]:
    """Code → the statements that have it, for or against."""
    plain = study.codings.select("statement", code=pl.col("code").str.strip_prefix(AGAINST)).unique()
    return dict(plain.group_by("code").len().iter_rows())


# places as they are sent, and as the scheme says them


def places_sent(scheme: Scheme, at: Mapping[str, Any]) -> dict[str, list[dict[str, Any]] | str]:
    """Code → its places as the scheme says them, of what a page sent: code → a list of {aspect, shares}, [] for `none`.

    Raises
    ------
    BadCall
        For a code, an aspect or shares that cannot be.
    """
    known = {code.id for code in scheme.codes}
    found: dict[str, list[dict[str, Any]] | str] = {}
    for code, places in at.items():
        if code not in known:
            raise BadCall(f"the scheme has no code `{code}`")
        if not isinstance(places, list):
            raise BadCall(f"`{code}`: a list of places is needed, [] for none")
        found[code] = [said(scheme, place) for place in places] or NONE
    return found


def said(scheme: Scheme, place: Any) -> dict[str, Any]:
    """A place as the scheme says it, in two decimals: a pole where all lies there, else a position or shares.

    Raises
    ------
    BadCall
        For what is no place.
    """
    if not isinstance(place, Mapping) or place.get("aspect") not in scheme.axes:
        raise BadCall("a place needs an `aspect` of the scheme")
    aspect, shares = str(place["aspect"]), place.get("shares")
    axis = scheme.axes[aspect]
    if not isinstance(shares, list) or len(shares) != len(axis.poles) or not all(map(_share, shares)):
        raise BadCall(f"`shares` on `{aspect}` should be {len(axis.poles)} numbers from 0 to 1")
    if not axis.exclusive:
        kept = {pole: round(x, DIGITS) for pole, x in zip(axis.pole_ids, shares, strict=True)}
        kept = {pole: x for pole, x in kept.items() if x}
        if not kept:
            raise BadCall(f"on `{aspect}` one dimension at least has a share above 0")
        return {"aspect": aspect, "shares": kept}
    if abs(sum(shares) - 1) > 0.02:
        raise BadCall(f"the shares on `{aspect}` should sum to 1")
    rounded = summing_to_one(shares)
    if max(rounded) == 1:
        return {"aspect": aspect, "pole": axis.pole_ids[rounded.index(1)]}
    if axis.bipolar:
        return {"aspect": aspect, "position": round(shares[1] - shares[0], DIGITS)}
    return {"aspect": aspect, "shares": {p: x for p, x in zip(axis.pole_ids, rounded, strict=True) if x}}


def _share(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -1e-9 <= value <= 1 + 1e-9


def summing_to_one(shares: Sequence[float]) -> list[float]:
    """Shares in two decimals that still sum to 1: what rounding leaves goes to the largest.

    >>> summing_to_one([1 / 3, 1 / 3, 1 / 3]), summing_to_one([0.999, 0.001, 0.0])
    ([0.34, 0.33, 0.33], [1.0, 0.0, 0.0])
    """
    rounded = [round(x, DIGITS) for x in shares]
    most = rounded.index(max(rounded))
    rounded[most] = round(1 - sum(x for n, x in enumerate(rounded) if n != most), DIGITS)
    return rounded


def placements(places: list[dict[str, Any]] | str) -> tuple[Placement, ...]:
    """Places as the scheme says them, as placements."""
    return () if isinstance(places, str) else tuple(Placement(**place) for place in places)
