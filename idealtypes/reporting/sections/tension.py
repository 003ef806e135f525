"""Tension: which codes at opposite poles meet in one statement, whether beyond chance, and a picture of the pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from idealtypes.analyses.tension.meetings import Meeting
from idealtypes.analyses.tension.tension import Tension
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import (
    Bipartite,
    Edge,
    Node,
)
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.wording.names import aspect_titles, pole_titles
from idealtypes.reporting.wording.words import Words, inside, joined

SHOWN = 20  # pairs in the first table; the rest are folded


# So many lines at most, those of the pairs that meet most beyond chance.
TIES = 24


ROUNDS = 8  # of setting codes beside those they meet


Where = tuple[str, str, str]  # code, axis, pole


Ends = list[Where]


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """The pairs, the least likely by chance first; None where no two codes stand opposite, as with ratings."""
    found = facts.tension
    if not found.tested:
        return None
    rows = [_row(facts, links, m) for m in found.pairs]
    return {
        "summary": summary(facts),
        "chance": facts.words.say("tension.chance", units=f"{found.units}", n=found.tested),
        "caption": caption(facts),
        "rows": rows[:SHOWN],
        "more": rows[SHOWN:],
        "groups": groups(facts),
        "unshared": facts.words.say("tension.unshared", n=found.unshared) if found.unshared else "",
    }


def caption(facts: Facts) -> str:
    """How the figure is to be read, and whether it has all pairs that meet."""
    some = len(facts.tension.pairs) > TIES
    return facts.words.say("tension.caption_some" if some else "tension.caption", n=TIES)


def summary(facts: Facts) -> list[str]:
    """How many opposed pairs meet, for how many that is beyond chance, and whether one source says it all."""
    words, found, pairs = facts.words, facts.tension, facts.tension.pairs
    if found.units == 1:
        return [words.say("tension.one_statement")]
    if not pairs:
        return [words.say("tension.apart", n=found.tested)]
    said = [words.say("tension.meet", n=len(pairs), all=found.tested)]
    beyond = [f for f in found.findings if f.standing == "sure"]
    said.append(words.say("tension.beyond" if beyond else "tension.none_beyond", n=len(beyond)))
    if all(len(m.sources) == 1 for m in pairs):
        said.append(words.say("tension.each_alone"))
    return said


def _row(facts: Facts, links: Links, m: Meeting) -> dict[str, Any]:
    words = facts.words
    return {
        "ends": [_end(facts, end) for end in sides(facts.tension, m, words)],
        "observed": links.link(str(m.observed), pair_title(facts, m), m.statements),
        "expected": words.number(m.expected, 1 if m.expected >= 1 else 2),
        "p": chance(facts, m.p),
        "adjusted": chance(facts, m.adjusted),
        "sources": facts.sources_word(len(m.sources)),
        "alone": alone(facts, m),
    }


def alone(facts: Facts, m: Meeting) -> str:
    """That several statements in which two codes meet all come from one source."""
    if m.observed < 2 or len(m.sources) != 1:
        return ""
    return facts.words.say("tension.alone", source=facts.source(m.sources[0]))


def _end(facts: Facts, end: Sequence[str]) -> dict[str, str]:
    title, aspect, pole = end
    return {"title": title, "place": facts.words.say("tension.place", aspect=inside(aspect), pole=pole)}


def chance(facts: Facts, p: float | None) -> str:
    """A probability with three decimals, never rounded to nothing."""
    if p is not None and p < 0.001:
        return facts.words.say("tension.less", least=facts.words.number(0.001, 3))
    return facts.words.number(p, 3)


def groups(facts: Facts) -> list[str]:
    """Codes that meet one another more often than by chance, opposed or not."""
    found = facts.tension
    titles = {code.code: code.title for code in found.codes}
    return [joined([titles[code] for code in codes]) for codes in found.network.communities if len(codes) > 2]


def leading(result: Tension) -> tuple[Meeting, ...]:
    """The pairs that are drawn: those with the largest surplus over chance, then the least likely."""
    beyond = sorted(result.pairs, key=lambda m: (m.expected - m.observed, m.p))
    return tuple(beyond[:TIES])


def bipartite(
    result: Tension,
    words: Words,
    *,
    key: Callable[[Meeting], str | None] = lambda meeting: None,
) -> Bipartite | None:
    """The leading pairs; None where no opposed codes meet.

    On an axis with two poles the first stands on the left; with more, the pole that the theory names first. So there a
    code can stand on both sides.
    """
    if not result.pairs:
        return None
    kept = leading(result)
    sided = [_sided(result, m) for m in kept]
    left, right = _ordered([a for a, _ in sided], [b for _, b in sided])
    titles = {code.code: code.title for code in result.codes}
    poles = _poles(result, words)
    axes = {m.opposed.axis for m in kept if m.opposed}
    two = all(len(result.study.scheme.poles(m.opposed.aspects[0])) == 2 for m in kept if m.opposed)
    headed = two and len(axes) == 1
    ties = []
    for m, (a, b) in zip(kept, sided, strict=True):
        surplus = max(m.observed - m.expected, 0.0)
        ties.append(Edge(left.index(a), right.index(b), surplus, str(m.observed), key(m)))
    return Bipartite(
        heads=(poles[left[0][1:]], poles[right[0][1:]]) if headed else ("", ""),
        left=tuple(Node(titles[code], "" if headed else poles[axis, pole]) for code, axis, pole in left),
        right=tuple(Node(titles[code], "" if headed else poles[axis, pole]) for code, axis, pole in right),
        ties=tuple(ties),
        bipolar=two,
    )


def _poles(result: Tension, words: Words) -> dict[tuple[str, str], str]:
    """(axis, pole) → the pole's title."""
    scheme = result.study.scheme
    told = pole_titles(scheme, words.language)
    return {
        (scheme.axis(aspect.id).id, pole): told[a][p]
        for a, aspect in enumerate(scheme.aspects)
        for p, pole in enumerate(scheme.poles(aspect.id))
    }


def sides(result: Tension, m: Meeting, words: Words) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Title of the code, of its aspect and of its pole, of the left and of the right code of a pair."""
    assert m.opposed is not None  # only opposed codes are pairs
    scheme, titles = result.study.scheme, {code.code: code.title for code in result.codes}
    told = dict(zip((a.id for a in scheme.aspects), aspect_titles(scheme, words.language), strict=True))
    poles = _poles(result, words)
    ends = [
        (titles[code], told[aspect], poles[m.opposed.axis, pole])
        for code, aspect, pole in zip((m.a, m.b), m.opposed.aspects, m.opposed.poles, strict=True)
    ]
    return (ends[1], ends[0]) if _turned(result, m) else (ends[0], ends[1])


def _turned(result: Tension, m: Meeting) -> bool:
    """Whether the second code of a pair stands at the pole that comes first."""
    assert m.opposed is not None  # only opposed codes are pairs
    order = result.study.scheme.poles(m.opposed.aspects[0])
    first, second = m.opposed.poles
    return order.index(second) < order.index(first)


def _sided(result: Tension, m: Meeting) -> tuple[Where, Where]:
    assert m.opposed is not None  # only opposed codes are pairs
    a, b = ((code, m.opposed.axis, pole) for code, pole in zip((m.a, m.b), m.opposed.poles, strict=True))
    return (b, a) if _turned(result, m) else (a, b)


def _ordered(first: Ends, second: Ends) -> tuple[Ends, Ends]:
    """The codes of each side, such that codes that meet stand beside each other and few lines cross.

    Each side in turn is put in the order of the mean place of those it meets (Sugiyama, Tagawa & Toda 1981, IEEE
    Transactions on Systems, Man, and Cybernetics 11, 109–125), a fixed number of times: the same pairs, the same order.
    """
    pairs = list(zip(first, second, strict=True))
    left, right = list(dict.fromkeys(first)), list(dict.fromkeys(second))
    for _ in range(ROUNDS):
        right = _beside(right, left, [(b, a) for a, b in pairs])
        left = _beside(left, right, pairs)
    return left, right


def _beside(moved: Ends, held: Ends, pairs: Sequence[tuple[Where, Where]]) -> Ends:
    place = {end: i for i, end in enumerate(held)}
    met = {end: [place[other] for own, other in pairs if own == end] for end in moved}
    return sorted(moved, key=lambda end: sum(met[end]) / len(met[end]))


def pair_title(facts: Facts, m: Meeting) -> str:
    """A pair in words: `Listening – Pointing onward`."""
    (first, *_), (second, *_) = sides(facts.tension, m, facts.words)
    return facts.words.say("tension.pair", a=first, b=second)


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `tension`, where opposed codes meet."""
    words = facts.words
    drawn = bipartite(
        facts.tension,
        words,
        key=lambda m: links.key(pair_title(facts, m), m.statements),
    )
    if drawn is None:
        return []
    told = [
        words.say("figure.alt_cell", name=pair_title(facts, m), reading=str(m.observed))
        for m in leading(facts.tension)
    ]
    return [ReportFigure("tension", words.say("tension.title"), " ".join(told), drawn, caption(facts))]
