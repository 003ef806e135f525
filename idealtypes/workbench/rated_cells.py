"""What raters said of each case on each aspect, in parts that can be edited; and the edits that make it something else.

An item of a cell is one row of the table of ratings: `pole`, `position` (on the study's own scale), `intensity`,
`trait`, `because`, `source`, `locator`, all of them texts, "" where nothing stands. In a wide sheet a cell has one item
at most, and its reason is that of the whole row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from idealtypes.errors import BadCall
from idealtypes.model.scheme import RATING
from idealtypes.model.study import ONE_CASE

if TYPE_CHECKING:
    from idealtypes import Edit
    from idealtypes.study import Study

Item = dict[str, str]
Cells = dict[tuple[str, str, str], list[Item]]  # case, aspect, rater → what stands there
PARTS = ("pole", "position", "intensity", "trait", "because", "source", "locator")
WIDE = re.compile(r"rating-\d+-.+")  # the id of a rating in a wide sheet names its column
SEVERAL = ";"  # between the cases of one rating


def cells_of(study: Study) -> Cells:
    """Every cell that somebody rated, in the order of the ratings."""
    cases: dict[str, str] = {}
    for statement, case in study.cases_of.select("statement", "case").iter_rows():
        cases[statement] = f"{cases[statement]}{SEVERAL}{case}" if statement in cases else case
    told = study.statements.select("id", "text", "source", "locator")
    rows = {s: (text or "", source, locator or "") for s, text, source, locator in told.iter_rows()}
    put = study.codings.select("statement", "code", "coder", "intensity")
    found: Cells = {}
    for statement, code, rater, intensity in put.iter_rows():
        if not code.startswith(RATING):
            continue
        _, aspect, place, *trait = code.split(":")
        because, source, locator = rows[statement]
        pole = place if place in study.scheme.poles(aspect) else ""
        item = {
            "pole": pole,
            "position": "" if pole or not place else on_scale(float(place), study.settings.rating_scale),
            "intensity": "" if intensity == 1 and not _weighed(study, aspect, trait) else f"{intensity:g}",
            "trait": trait[0] if trait else "",
            "because": because,
            "source": "" if source == rater else source,
            "locator": locator,
        }
        found.setdefault((cases.get(statement, ""), aspect, rater), []).append(item)
    return found


def _weighed(study: Study, aspect: str, trait: Sequence[str]) -> bool:
    """Whether a rating there says how much there is of something."""
    return bool(trait) or aspect in study.scheme.presence


def on_scale(position: float, scale: Sequence[float]) -> str:
    """A position in [−1, 1] as a rater writes it on the study's scale.

    >>> on_scale(0.5, (-1, 1)), on_scale(0.0, (1, 7)), on_scale(-1.0, (7, 1))
    ('0.5', '4', '7')
    """
    low, high = scale
    return f"{round(low + (position + 1) / 2 * (high - low), 6) + 0.0:g}"


def is_wide(study: Study) -> bool:
    """Whether the ratings stand in a wide sheet, a column an aspect."""
    return any(WIDE.fullmatch(one) for one in study.statements["id"])


def edits_of(
    study: Study, case: str, aspect: str, rater: str, was: Sequence[Item], now: Sequence[Item]
) -> Iterator[Edit]:
    """What makes a cell that was seen so into another: cells set, rows added and taken out.

    Raises
    ------
    BadCall
        For a reason beside which nothing is rated.
    """
    import idealtypes as it

    of = "" if study.cases["id"].to_list() == [ONE_CASE] else case
    where = {"case": of, "aspect": aspect, "rater": rater}
    kept = [one for one in now if _is_rated(study, aspect, one)]
    if any(one["because"] or one["locator"] for one in now if one not in kept):
        raise BadCall("a reason stands beside no rating: rate it, or take the reason out")
    if is_wide(study):
        one = of_one(kept)
        yield it.SetRating(of, aspect, rater, one["position"] or one["pole"], because=one["because"] or None)
        return
    for n, one in enumerate(was):
        key = where | {name: one[name] for name in ("trait", "pole", "because", "locator")}
        if n >= len(now) or now[n] not in kept:
            yield it.DropRow("ratings", key)
            continue
        for name in (part for part in PARTS if now[n][part] != one[part]):
            yield it.SetCell("ratings", key, name, now[n][name])
    for one in now[len(was) :]:
        if one in kept:
            yield it.AddRow("ratings", where | {name: value for name, value in one.items() if value})


def _is_rated(study: Study, aspect: str, item: Item) -> bool:
    """Whether an item places the case; where it says how much there is of something, that has to be told."""
    if _weighed(study, aspect, item["trait"]):
        return bool(item["intensity"])
    return bool(item["position"] or item["pole"])


def of_one(items: Sequence[Item]) -> Item:
    """The one item of a wide cell, blank where there is none."""
    return items[0] if items else dict.fromkeys(PARTS, "")


def as_items(given: Sequence[Any]) -> list[Item]:
    """What a script sent as items.

    Raises
    ------
    BadCall
        For anything else.
    """
    found = []
    for one in given:
        if not isinstance(one, Mapping) or not all(isinstance(one.get(name, ""), str) for name in PARTS):
            raise BadCall(f"an item of a rating has {', '.join(PARTS)}, all of them texts")
        item = {name: one.get(name, "").strip() for name in PARTS}
        for name in ("position", "intensity"):
            item[name] = item[name].replace("\u2212", "-").replace(",", ".")
        found.append(item)
    return found
