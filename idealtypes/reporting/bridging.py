"""Tension becomes a picture: codes of one pole on the left, of the other on the right, a line where two meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from idealtypes.analyses.tension.meetings import Meeting
from idealtypes.analyses.tension.tension import Tension
from idealtypes.reporting.figures.pictures import Bridge, End, Tie
from idealtypes.reporting.names import aspect_titles, pole_titles
from idealtypes.reporting.words import Words

# So many lines at most, those of the pairs that meet most beyond chance.
TIES = 24
ROUNDS = 8  # of setting codes beside those they meet

Where = tuple[str, str, str]  # code, axis, pole
Ends = list[Where]


def leading(result: Tension) -> tuple[Meeting, ...]:
    """The pairs that are drawn: those with the largest surplus over chance, then the least likely."""
    beyond = sorted(result.pairs, key=lambda m: (m.expected - m.observed, m.p))
    return tuple(beyond[:TIES])


def bridge(
    result: Tension,
    words: Words,
    *,
    count: Callable[[float], str] = lambda n: str(int(n)),
    small: Callable[[float], bool] = lambda n: False,
    key: Callable[[Meeting], str | None] = lambda meeting: None,
) -> Bridge | None:
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
        hidden = small(m.observed)
        surplus = 0.0 if hidden else max(m.observed - m.expected, 0.0)
        ties.append(Tie(left.index(a), right.index(b), surplus, count(m.observed), key(m)))
    return Bridge(
        heads=(poles[left[0][1:]], poles[right[0][1:]]) if headed else ("", ""),
        left=tuple(End(titles[code], "" if headed else poles[axis, pole]) for code, axis, pole in left),
        right=tuple(End(titles[code], "" if headed else poles[axis, pole]) for code, axis, pole in right),
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
