"""Ratings: cases by aspects as one rater sees them, each with its reason; and where raters differ."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from idealtypes.errors import BadCall
from idealtypes.model.slugs import slug
from idealtypes.model.spelling import named
from idealtypes.storage.transaction import Changed
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.rated_cells import Item, as_items, cells_of, edits_of, is_wide

if TYPE_CHECKING:
    from idealtypes import Coefficient
    from idealtypes.reporting.edited import Edited
    from idealtypes.reporting.rater_sheets import AskedOf
    from idealtypes.reporting.wording.words import Words
    from idealtypes.study import Study

ROUNDING = 1e-9
SHOWN = 400  # cells in the view of differences, those in which raters differ most


def grid(call: Call) -> dict[str, Any]:
    """What is rated, by whom, and what one rater said of it."""
    study, language = call.study, call.language
    cells = call.bench.opened().once("rated cells", lambda: cells_of(study))
    raters = sorted({rater for _, _, rater in cells})
    rater = call.query.get("rater") or next(iter(raters), "")
    own = [(case, aspect, items) for (case, aspect, who), items in cells.items() if who == rater]
    titles = study.case_titles(language)
    begins = bool(rater) and not call.bench.read_only  # whoever is named may rate the first
    return {
        "why": "" if cells or begins else call.labels.say("ratings.none"),
        "raters": raters,
        "rater": rater,
        "scale": list(study.settings.rating_scale),
        "wide": is_wide(study),
        "lang": study.language or language,
        "aspects": _asked(call),
        "cases": [{"id": case, "title": title} for case, title in titles.items()],
        "cells": [{"case": case, "aspect": aspect, "items": items} for case, aspect, items in own],
    }


def _asked(call: Call) -> list[dict[str, Any]]:
    """The aspects with their scales, as a rater's sheet has them."""
    study, language = call.study, call.language
    scheme = study.scheme
    items = study.sheet(language=language).items
    traits = [trait for ideal in scheme.ideal_types for trait in ideal.traits]
    found = []
    for aspect in scheme.aspects:
        asked = [item for item in items if item.aspect.id == aspect.id]
        axis = scheme.axis(aspect.id)
        found.append(
            {
                "id": aspect.id,
                "title": aspect.title.say(language),
                "question": "" if aspect.question is None else aspect.question.say(language),
                "open": asked[0].open,
                "places": [_place(asked[0], value, means) for value, means in asked[0].places],
                "poles": [{"id": pole.id, "title": pole.title.say(language)} for pole in axis.ordered],
                "traits": [
                    {"id": one.id, "text": one.text.say(language)}
                    for one in traits
                    if one.aspect == aspect.id
                ],
            }
        )
    return found


def _place(item: AskedOf, value: float | str, means: str) -> dict[str, str]:
    return {"at": value if isinstance(value, str) else f"{value:g}", "means": means}


def rate(call: Call) -> dict[str, Any]:
    """One cell: what `rater` says of a case on an aspect; `was` is what this window saw there.

    A case that is not there yet has a `title`: it is written with its first rating, since a study has no case of which
    nothing is said.
    """
    import idealtypes as it

    case, aspect = call.given("case", str), call.given("aspect", str)
    rater, title = named(call.given("rater", str).strip()), " ".join(call.given("title", str, "").split())
    if not rater:
        raise BadCall(call.labels.say("ratings.who"))
    was, now = as_items(call.given("was", list)), as_items(call.given("items", list))
    known = set(call.study.cases["id"])
    if title:
        case = _new_id(title, known)
    elif case not in known:
        raise BadCall(call.labels.say("ratings.no_case", case=case))

    def act() -> Edited | None:
        study = call.bench.study()
        if _alike(cells_of(study).get((case, aspect, rater), [])) != _alike(was):
            raise Changed(call.labels.say("ratings.rated_elsewhere", case=case, aspect=aspect, rater=rater))
        edits = list(edits_of(study, case, aspect, rater, was, now))
        if edits and title:
            edits = [it.AddRow("cases", {"id": case, "title": title}), *edits]
        return study.edit(edits) if edits else None

    call.bench.change("rated", act, case=title or case, aspect=aspect, rater=rater)
    return {"case": case}


def _new_id(title: str, taken: set[str]) -> str:
    """An id for a case, from its title.

    >>> _new_id("Støtte i Oslo", set()), _new_id("North", {"north", "north_2"})
    ('stotte_i_oslo', 'north_3')
    """
    first = slug(title) or "case"
    others = (f"{first}_{n}" for n in range(2, len(taken) + 3))
    return first if first not in taken else next(name for name in others if name not in taken)


def _alike(items: list[Item]) -> list[tuple[tuple[str, str], ...]]:
    return [tuple(sorted(one.items())) for one in items]


def sheet(call: Call) -> dict[str, Any]:
    """The workbook of a rater, to be filled in elsewhere and brought back through Import."""
    rater = named(call.given("rater", str, ""))
    name = f"{call.study.scheme.id}-{slug(rater) or 'sheet'}.xlsx"
    folder = call.bench.folder.new()
    call.study.sheet(rater=(rater,) if rater else (), language=call.language, output=folder / name)
    return {"address": f"/made/{folder.name}/{name}?keep"}


# where raters differ


def differences(call: Call) -> dict[str, Any]:
    """Begin to compare raters; the number of the work."""
    opened, language = call.bench.opened(), call.language
    return {
        "job": call.jobs.start(lambda _: opened.once(("rated apart", language), lambda: _differences(call)))
    }


def _differences(call: Call) -> dict[str, Any]:
    study, labels, words = call.study, call.labels, call.words
    cells = cells_of(study)
    raters = sorted({rater for _, _, rater in cells})
    if len(raters) < 2:
        return {"why": labels.say("ratings.one_rater" if raters else "ratings.nobody")}
    found = call.bench.opened().once("agreement", study.agreement)
    titles = {aspect.id: aspect.title.say(call.language) for aspect in study.scheme.aspects}
    each = [one for one in found.aspects if one.of == "rating"]
    together = {} if found.ratings is None else {"alpha": _alpha(found.ratings, "", call)}
    rows = _rows(study, cells, call)
    apart = [row for row in rows if row["apart"] > ROUNDING]
    return {
        **together,
        "aspects": [_alpha(one, titles[one.id or ""], call) for one in each],
        "levels": _levels(call, titles, words),
        "rows": apart[:SHOWN],
        "more": max(len(apart) - SHOWN, 0),
        "alike": len(rows) - len(apart),
        "lang": study.language or call.language,
    }


def _alpha(one: Coefficient, title: str, call: Call) -> str:
    """An alpha of raters in a sentence, or why there is none; between two poles, too, how far two ratings differ."""
    labels, words = call.labels, call.words
    name = title or labels.say("ratings.all_ratings")
    if one.value is None:
        return labels.say("ratings.no_alpha", name=name, why=words.why(one.why))
    value = words.number(one.value, signed=True)
    if one.interval is not None:
        ends = {"level": words.level(call.study.settings.level), "interval": words.range(*one.interval)}
        value = labels.say("ratings.with_interval", value=value, **ends)
    key = "ratings.alpha_of" if title else "ratings.alpha"
    told = labels.say(key, name=name, raters=one.coders, units=one.units, value=value)
    if one.id is None or one.difference is None or not call.study.scheme.axis(one.id).bipolar:
        return told
    return f"{told} {labels.say('ratings.differ_by', apart=words.number(2 * one.difference))}"


def _levels(call: Call, titles: dict[str, str], words: Words) -> list[str]:
    """Who places cases farther to one side than the others do, on aspects where that can be told."""
    study, labels = call.study, call.labels
    found = []
    for one in study.profile(raters="pooled").to_dict().get("raters") or ():
        poles = [pole.title.say(call.language) for pole in study.scheme.axis(one["aspect"]).ordered]
        for rater, lean in sorted((one["lean"] or {}).items(), key=lambda told: -abs(told[1] or 0.0)):
            if lean is not None and abs(lean) >= 0.05:
                by = words.number(abs(lean))
                place = {"aspect": titles[one["aspect"]], "pole": poles[lean > 0], "by": by}
                found.append(labels.say("ratings.leans", rater=rater, **place))
    return found


def _rows(study: Study, cells: dict[tuple[str, str, str], list[Item]], call: Call) -> list[dict[str, Any]]:
    """Every case and aspect that two or more rated, with what each said, those farthest apart first."""
    of: dict[tuple[str, str], dict[str, list[Item]]] = {}
    for (case, aspect, rater), items in cells.items():
        of.setdefault((case, aspect), {})[rater] = items
    titles = study.case_titles(call.language)
    aspects = {aspect.id: aspect.title.say(call.language) for aspect in study.scheme.aspects}
    rows = []
    for (case, aspect), by in of.items():
        at = {rater: _shares(study, aspect, items) for rater, items in by.items()}
        known = [one for one in at.values() if one]
        if len(known) < 2:
            continue
        apart = max(
            _distance(one, other, aspect in study.scheme.presence) for one, other in combinations(known, 2)
        )
        axis = study.scheme.axis(aspect)
        marks = [
            {
                "rater": rater,
                "at": at[rater][1] if axis.bipolar and at[rater] else None,
                "said": _said(items, study, aspect, call.language),
                "because": " ".join(one["because"] for one in items if one["because"]),
            }
            for rater, items in by.items()
        ]
        rows.append(
            {
                "case": case,
                "title": titles.get(case, case),
                "aspect": aspect,
                "aspect_title": aspects[aspect],
                "poles": [pole.title.say(call.language) for pole in axis.ordered],
                "apart": apart,
                "said": call.words.percent(apart),
                "marks": marks,
            }
        )
    return sorted(rows, key=lambda row: -row["apart"])


def _shares(study: Study, aspect: str, items: list[Item]) -> list[float]:
    """Where a rater puts a case, as a share of each pole; [] where she gives no place."""
    poles = study.scheme.poles(aspect)
    low, high = study.settings.rating_scale
    placed = [one for one in items if one["position"] or one["pole"]]
    if not placed:
        return []
    found = [0.0] * len(poles)
    for one in placed:
        if one["position"]:
            second = (float(one["position"]) - low) / (high - low)
            shares = [1 - second, second]
        else:
            shares = [float(pole == one["pole"]) for pole in poles]
        weight = float(one["intensity"] or 1)
        if aspect in study.scheme.presence:
            found = [max(here, weight * share) for here, share in zip(found, shares, strict=True)]
        else:
            found = [here + share / len(placed) for here, share in zip(found, shares, strict=True)]
    return found


def _distance(one: list[float], other: list[float], presence: bool) -> float:
    """How far two raters are apart, in [0, 1]: half the differences of the shares, or the mean over dimensions.

    >>> _distance([1.0, 0.0], [0.25, 0.75], False), _distance([1.0, 0.5], [0.5, 0.5], True)
    (0.75, 0.25)
    """
    total = sum(abs(a - b) for a, b in zip(one, other, strict=True))
    return total / len(one) if presence else total / 2


def _said(items: list[Item], study: Study, aspect: str, language: str) -> str:
    """What a rater said, in short: `0.5`, `treating`, `treating 1, monitoring 0.5`."""
    poles = {pole.id: pole.title.say(language) for pole in study.scheme.axis(aspect).ordered}
    parts = ((poles.get(one["pole"], one["position"] or one["trait"]), one["intensity"]) for one in items)
    return ", ".join(f"{name} {much}".strip() for name, much in parts)


SCREEN = BenchScreen(
    reads={"grid": grid},
    asks={"differences": differences, "sheet": sheet},
    writes={"rate": rate},
    scripts=("workbench/ratings_grid.js", "workbench/ratings_apart.js"),
)
