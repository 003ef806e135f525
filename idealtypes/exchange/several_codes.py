"""Several codes in one cell: which names they are, where what separates them stands in names too.

Programs put the codes of a passage into one cell and separate them by what names of codes may hold themselves. With the
names of a codebook at hand a cell has, nearly always, one reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

JOINED = {",": ", ", ";": "; ", "|": " | "}  # how people write what separates, inside a name


def bare(name: str) -> str:
    """A name for comparing: without regard to case and to how many spaces there are.

    >>> bare(" Trust,  own ")
    'trust, own'
    """
    return " ".join(name.split()).casefold()


def readings(
    pieces: Sequence[str], separator: str, names: Collection[str], parts: int = 0
) -> list[list[str]]:
    """The ways in which the pieces of a cell are names that are known, two at most; of `parts` names, where that is
    not 0.

    >>> readings(["trust", "peace", "quiet"], ", ", {"trust", "peace, quiet"})
    [['trust', 'peace, quiet']]
    >>> readings(["a", "b"], ", ", {"a", "b", "a, b"}), readings(["a", "b"], ", ", {"a", "b", "a, b"}, 1)
    ([['a, b'], ['a', 'b']], [['a, b']])
    """
    joined = JOINED.get(separator.strip(), separator)
    longest = max((name.count(separator.strip() or separator) for name in names), default=0) + 1
    ways: list[dict[int, list[list[str]]]] = [defaultdict(list) for _ in range(len(pieces) + 1)]
    ways[len(pieces)][0] = [[]]
    for start in range(len(pieces) - 1, -1, -1):
        for end in range(min(len(pieces), start + longest), start, -1):
            name = joined.join(pieces[start:end])
            if bare(name) not in names:
                continue
            for count, rests in ways[end].items():
                for rest in rests[: 2 - len(ways[start][count + 1])]:
                    ways[start][count + 1].append([name, *rest])
    found = ways[0]
    if parts:
        return found.get(parts, [])[:2]
    return [way for count in sorted(found) for way in found[count]][:2]


def parted(pieces: Sequence[str], separator: str, names: Collection[str]) -> list[str]:
    """The pieces of a cell, those that are one name put together again; the longest name first, from the left.

    >>> parted(["peace", "quiet", "new"], ", ", {"peace, quiet", "peace"})
    ['peace, quiet', 'new']
    """
    if not names or len(pieces) < 2:
        return list(pieces)
    if whole := readings(pieces, separator, names):
        return whole[0]
    joined = JOINED.get(separator.strip(), separator)
    found: list[str] = []
    start = 0
    while start < len(pieces):
        ends = range(len(pieces), start, -1)
        end = next((e for e in ends if bare(joined.join(pieces[start:e])) in names), start + 1)
        found.append(joined.join(pieces[start:end]))
        start = end
    return found
