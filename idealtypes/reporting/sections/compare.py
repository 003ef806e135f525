"""The cases compared: which are alike, which is nearest to each ideal type, how sure, what would change it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from idealtypes.analyses.compare.comparison import Comparison
from idealtypes.analyses.compare.groups import NO_STRUCTURE
from idealtypes.analyses.compare.nearest import Nearest
from idealtypes.reporting.case_order import CaseOrder, Neighbour, neighbours
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.case_map import numbers
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections.compare_pictures import (
    FEW_CLOUDS,
    NUMBERED,
    alike_caption,
    letters,
    map_caption,
    shown,
)
from idealtypes.reporting.sections.compare_positions import pooled_note, positions
from idealtypes.reporting.sentences import why_said
from idealtypes.reporting.wording.words import inside, joined

# A second type that is farther by less than this is nearly as near.
NEARLY = 0.05


# Differences are listed between so many cases at most: with more the page has distances, groups and map.
FEW = 3


# Stress from which on the map is called fair, and poor (Kruskal 1964, Psychometrika 29, p. 3).
FAIR, POOR = 0.1, 0.2


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """What the section shows; None for a single case."""
    comparison, order = facts.comparison, facts.case_order
    if comparison is None or order is None:
        return None
    near, words, two = neighbours(comparison, order), facts.words, len(facts.cases) == 2
    return {
        "goal": goal(facts, comparison),
        "alike": alike(facts, comparison),
        "sure": sure(facts, comparison),
        "groups": groups(facts, links, comparison, order),
        "stable": comparison.clusters.draws > 0,
        "between": between(facts, order, near),
        "attributes": [attribute(facts, order, i) for i in range(min(2, len(facts.attributes)))],
        "beside": capitalised(facts.attributes[0].title) if facts.attributes else "",
        "types": types(facts, comparison, order),
        "cases": cases(facts, links, comparison, order),
        "chances": any(t.probability is not None for n in comparison.nearest for t in n.types),
        "many": len(facts.cases) > NUMBERED,
        "map": fit(facts, comparison),
        "alike_caption": alike_caption(facts),
        "map_caption": map_caption(facts),
        "ranking": ranking(facts, links, comparison),
        "positions": [] if comparison.pooled is None else positions(facts, links, comparison.pooled),
        "differences": differences(facts, links, comparison),
        "one_pair": words.say("comparison.pair", a=facts.cases[0], b=facts.cases[1]) if two else "",
        "level": words.say("types.interval", level=words.level(facts.study.settings.level)),
    }


def capitalised(title: str) -> str:
    """A title at the head of a column.

    >>> capitalised("who runs it")
    'Who runs it'
    """
    return title[:1].upper() + title[1:]


def goal(facts: Facts, comparison: Comparison) -> str:
    """The study's goal, an ideal type or wanted balances; that there is none."""
    words, wanted = facts.words, facts.study.goal
    if wanted is None:
        return words.say("comparison.no_goal")
    told = _wanted(facts, comparison.ranking.wanted)
    if wanted.type is None:
        return words.say("comparison.goal_wanted", wanted=told)
    return words.say("comparison.goal_type", type=inside(_types(facts)[wanted.type]), wanted=told)


def alike(facts: Facts, comparison: Comparison) -> list[str]:
    """How many groups there are and by which rule, or why there are none."""
    words, found = facts.words, comparison.clusters
    if not found.count:
        n = len(facts.cases) - len(found.left_out)
        best = max(found.silhouettes.values(), default=None)
        if n < 3:
            return [words.say("comparison.too_few", n=n)]
        if best is None:
            return [words.say("comparison.all_alike")]
        if found.why is not None and found.why.code == "compare.groups_by_chance":
            return [words.say("comparison.by_chance", width=words.number(best))]
        limit = words.number(NO_STRUCTURE)
        return [words.say("comparison.no_structure", width=words.number(best), limit=limit)]
    widths = found.silhouettes
    values = {
        "n": found.count,
        "cases": words.say("count.cases", n=sum(len(c.cases) for c in found.clusters)),
    }
    said = [words.say("comparison.alike", **values, width=words.number(widths[found.count]))]
    others = sorted((k for k in widths if k != found.count), key=lambda k: -widths[k])[:2]
    if others:
        told = words.listed(
            [words.say("comparison.other", n=k, width=words.number(widths[k])) for k in others]
        )
        said.append(words.say("comparison.others", others=told))
    if found.left_out:
        names = [facts.cases[facts.profile.cases.index(c)] for c in found.left_out]
        said.append(words.say("comparison.left_out", cases=words.listed(names)))
    return said


def sure(facts: Facts, comparison: Comparison) -> str:
    """How sure groups, distances and types are; for one rater and complete evidence, why no chance is told."""
    words = facts.words
    if facts.study.settings.unit == "none":
        return words.say("comparison.sure.complete")
    if not comparison.points.sampled.any():
        return words.say("comparison.sure.one_rater")
    partly = not comparison.points.sampled[comparison.points.known].all()
    told = words.say("comparison.sure.partly" if partly else "comparison.sure.draws")
    return told if comparison.pooled is None else f"{told} {pooled_note(facts, comparison.pooled)}"


def groups(facts: Facts, links: Links, comparison: Comparison, order: CaseOrder) -> list[dict[str, Any]]:
    """A row a group: its cases by number and name, the typical one, how alike they are, how stable it is."""
    words, rows = facts.words, []
    beside = facts.attributes[0].values if facts.attributes else ()
    numbered = {order.group[facts.profile.cases.index(c.cases[0])]: c for c in comparison.clusters.clusters}
    for g, cluster in sorted(numbered.items()):
        members = [c for c in order.order if order.group[c] == g]
        unknown = words.say("comparison.unknown")
        counts = Counter(shown(beside[c]) if beside[c] else unknown for c in members) if beside else Counter()
        stability = ""
        if cluster.stability is not None:
            said = words.say(f"comparison.standing.{cluster.standing}")
            stability = words.say(
                "comparison.stability", said=said, stability=words.number(cluster.stability)
            )
        rows.append(
            {
                "title": words.say("comparison.group", n=g),
                "cases": [(order.label(c), links.number(facts.cases[c], case=c)) for c in members],
                "typical": facts.cases[facts.profile.cases.index(cluster.medoid)],
                "within": words.number(cluster.within),
                "stability": stability,
                "beside": joined([f"{value}: {n}" for value, n in counts.most_common()], "; "),
            }
        )
    return rows


def between(facts: Facts, order: CaseOrder, near: dict[int, Neighbour]) -> list[str]:
    """A sentence for each case that lies almost as near to another group."""
    words, out = facts.words, []
    for c in order.order:
        own = near.get(c)
        if own is None or own.own is None or not own.between:
            continue
        values = {"own": words.number(own.own), "other": words.number(own.other)}
        group, next_ = (words.say("comparison.group", n=g) for g in (order.group[c], own.group))
        name = f"{order.label(c)} {facts.cases[c]}"
        out.append(
            words.say("comparison.between", case=name, group=inside(group), next=inside(next_), **values)
        )
    return out


def attribute(facts: Facts, order: CaseOrder, which: int) -> dict[str, Any]:
    """The groups by the levels of an attribute, cases by number; and for each level where its cases are."""
    words, own = facts.words, facts.attributes[which]
    held = sorted(set(order.group))
    held = [g for g in held if g] + [g for g in held if not g]
    levels = [*own.levels, *([None] if None in own.values else [])]
    rows, apart = [], []
    for level in levels:
        cells, sizes = [], {}
        for g in held:
            members = [c for c in order.order if order.group[c] == g and own.values[c] == level]
            cells.append(numbers([order.label(c) for c in members]) if members else "")
            sizes[g] = members
        rows.append(
            {"title": words.say("comparison.unknown") if level is None else shown(level), "cells": cells}
        )
        if level is None:
            continue
        most = max(held, key=lambda g: len(sizes[g]))
        n = sum(len(members) for members in sizes.values())
        values = {"level": shown(level), "group": _group(facts, most), "most": len(sizes[most]), "all": n}
        rest = [
            f"{order.label(c)} {facts.cases[c]} ({_group(facts, g)})"
            for g in held
            if g != most
            for c in sizes[g]
        ]
        key = "comparison.level_apart" if rest else "comparison.level_whole"
        apart.append(words.say(key, **values, rest=joined(rest)))
    return {
        "title": own.title,
        "head": capitalised(own.title),
        "groups": [
            words.say("comparison.group", n=g) if g else words.say("comparison.no_group") for g in held
        ],
        "rows": rows,
        "agreement": words.say("comparison.agreement", attribute=own.title, rand=words.number(own.agreement)),
        "apart": apart,
    }


def _group(facts: Facts, g: int) -> str:
    return inside(facts.words.say("comparison.group", n=g) if g else facts.words.say("comparison.no_group"))


def types(facts: Facts, comparison: Comparison, order: CaseOrder) -> list[dict[str, Any]]:
    """A row an ideal type: the case that lies nearest to it, and all whose nearest type it is."""
    words, titles = facts.words, _types(facts)
    rows = []
    for (id_, title), letter in zip(titles.items(), letters(len(titles)), strict=True):
        far = {
            facts.profile.cases.index(n.case): t.distance
            for n in comparison.nearest
            for t in n.types
            if t.type == id_
        }
        if not far:
            continue
        least = min(far.values())
        first = [c for c in order.order if c in far and far[c] - least < 1e-9]
        mine = [order.label(facts.profile.cases.index(n.case)) for n in comparison.nearest if n.type == id_]
        rows.append(
            {
                "letter": letter,
                "title": title,
                "nearest": joined([f"{order.label(c)} {facts.cases[c]}" for c in first]),
                "distance": words.number(least),
                "cases": numbers(mine) if mine else "–",
            }
        )
    return rows


def _types(facts: Facts) -> dict[str, str]:
    return {ideal.id: ideal.title.say(facts.language) for ideal in facts.study.scheme.ideal_types}


def cases(facts: Facts, links: Links, comparison: Comparison, order: CaseOrder) -> list[dict[str, Any]]:
    """A row a case: its group, its attribute, its nearest type, how sure, and what it would be next."""
    if not facts.study.scheme.ideal_types:
        return []
    beside = facts.attributes[0].values if facts.attributes else ()
    return [
        {
            "label": order.label(c),
            "case": facts.cases[c],
            "group": str(order.group[c] or "–"),
            "beside": shown(beside[c]) if beside else "",
            **_nearest(facts, links, c, comparison.nearest[c]),
        }
        for c in order.order
    ]


def _nearest(facts: Facts, links: Links, c: int, found: Nearest) -> dict[str, str]:
    words, titles = facts.words, _types(facts)
    if not found.types:
        return dict.fromkeys(("distance", "interval", "probability", "next"), "–") | {
            "type": words.say("figure.silent")
        }
    first = found.types[0]
    tied = found.tied or (first.type,)
    rest = [t for t in found.types if t.type not in tied]
    next_ = "–"
    if rest:
        key = "comparison.nearly" if rest[0].distance - first.distance < NEARLY else "comparison.next"
        gap = words.number(rest[0].distance - first.distance, signed=True)
        next_ = words.say(key, type=titles[rest[0].type], gap=gap)
    interval = "–" if first.interval is None else words.range(*first.interval, signed=False)
    chance = None if found.tied else first.probability
    return {
        "type": joined([titles[t] for t in tied], " / "),
        "distance": links.number(words.number(first.distance), case=c),
        "interval": interval if interval == "–" else links.number(interval, case=c),
        "probability": "–" if chance is None else links.number(words.percent(chance), case=c),
        "next": next_,
    }


def fit(facts: Facts, comparison: Comparison) -> str:
    """How faithful the map is, in words; why there is none."""
    words, found = facts.words, comparison.map
    if found.why is not None:
        return why_said(facts, found.why)
    if found.stress is None:
        return words.say("comparison.all_alike")
    kind = "good" if found.stress < FAIR else "fair" if found.stress < POOR else "poor"
    said = words.say(f"comparison.fit.{kind}", stress=words.number(found.stress))
    if found.draws:
        few = sum(spot.cloud is not None for spot in found.spots) <= FEW_CLOUDS
        key = "comparison.clouds" if few else "comparison.reach_drawn"
        cloud = words.say(key, level=words.level(found.level), draws=found.draws)
        said = words.say("summary.two", first=said, second=cloud)
    return said


def ranking(facts: Facts, links: Links, comparison: Comparison) -> dict[str, Any]:
    """The order of the cases, by which criterion, and under which weights each comes first."""
    words, found = facts.words, comparison.ranking
    goal = facts.study.goal
    if goal is None:
        key = "second_poles" if found.criterion == "second poles" else "formality"
        by = words.say(f"comparison.by.{key}")
    elif goal.type is not None:
        by = words.say("comparison.by.type", type=inside(_types(facts)[goal.type]))
    else:
        by = words.say("comparison.by.wanted", wanted=_wanted(facts, found.wanted))
    if found.why is not None:
        return {"by": by, "rows": [], "weights": [], "why": why_said(facts, found.why)}
    aspects = {a: facts.aspects[facts.profile.aspects.index(a)] for a in found.wanted}
    rows = []
    for rank in found.ranks:
        c = facts.profile.cases.index(rank.case)
        rows.append(
            {
                "place": str(rank.place) if rank.place is not None else "–",
                "case": facts.cases[c],
                "value": links.number(words.number(rank.value), case=c) if rank.value is not None else "–",
                "first": "–" if rank.first is None else words.percent(rank.first),
                "ranks": "–" if rank.ranks is None else f"{rank.ranks[0]}–{rank.ranks[1]}",
                "weights": [
                    words.percent(None if rank.weights is None else rank.weights[a]) for a in aspects
                ],
            }
        )
    told = [a for a in facts.profile.aspects if a in found.left_out]
    left = [inside(facts.aspects[facts.profile.aspects.index(a)]) for a in told]
    return {
        "by": by,
        "rows": rows,
        "weights": list(aspects.values()),
        "why": words.say("comparison.not_in_order", aspects=words.listed(left)) if left else "",
    }


def _wanted(facts: Facts, wanted: dict[str, dict[str, float]]) -> str:
    words, out = facts.words, []
    for aspect, shares in wanted.items():
        a = facts.profile.aspects.index(aspect)
        named = zip(facts.poles[a], shares.values(), strict=True)
        told = [f"{pole} {words.percent(share)}" for pole, share in named if share > 0]
        out.append(f"{inside(facts.aspects[a])}: {', '.join(told)}")
    return joined(out)


def differences(facts: Facts, links: Links, comparison: Comparison) -> list[dict[str, str]]:
    """A row a pair, aspect and, with three or more poles, pole; none where there are many cases."""
    if len(facts.cases) > FEW or comparison.no_pairs:
        return []
    words, profile, rows = facts.words, facts.profile, []
    for pair in comparison.pairs:
        a = profile.aspects.index(pair.aspect)
        p = None if pair.pole is None else profile.tally.poles[a].index(pair.pole)
        first, second = (profile.cases.index(c) for c in (pair.a, pair.b))
        title = " · ".join([facts.aspects[a], facts.cases[first], facts.cases[second]])
        ids = [
            i for c in (first, second) for i in links.find("all", case=profile.cases[c], aspect=pair.aspect)
        ]

        def shown_as(said: str, title: str = title, ids: list[str] = ids, aspect: str = pair.aspect) -> str:
            return said if said == "–" else links.link(said, title, ids, aspect)

        low, high = pair.interval_whole or pair.interval or (None, None)
        toward = facts.poles[a][1 if p is None else p]
        rows.append(
            {
                "pair": words.say("comparison.pair", a=facts.cases[first], b=facts.cases[second]),
                "aspect": facts.aspects[a] if p is None else f"{facts.aspects[a]}: {facts.poles[a][p]}",
                "difference": shown_as(words.number(_or_nan(pair.difference), signed=True)),
                "interval": shown_as(words.range(low, high)),
                "probability": shown_as(words.percent(pair.probability)),
                "toward": toward,
            }
        )
    return rows


def _or_nan(value: float | None) -> float:
    return float(np.nan) if value is None else value
