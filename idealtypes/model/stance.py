"""Stance: whether a coding says that its code's feature is there or wanted, or that it is lacking, rejected, denied.

A coding `against` is a coding with the *signed code*: `!pay` says that pay is lacking, or not wanted. There is no other
trace of a stance inside: files and frames may have a column for it, which becomes the signed code when they are read.
A signed code stands where its code does not: its places are the code's, mirrored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

AGAINST = "!"
STANCE = "stance"  # the column of files and frames
STANCES = ("for", "against")

Against = Literal["mirror", "leave_out", "as_for"]
Places = Mapping[str, Mapping[str, Sequence[float]]]


def signed(code: str, against: bool = True) -> str:
    """The code of a coding with a stance.

    >>> signed("pay"), signed("pay", against=False)
    ('!pay', 'pay')
    """
    return f"{AGAINST}{code}" if against else code


def unsigned(code: str) -> tuple[str, bool]:
    """The code itself, and whether it is put against.

    >>> unsigned("!pay"), unsigned("pay")
    (('pay', True), ('pay', False))
    """
    return code.removeprefix(AGAINST), code.startswith(AGAINST)


def in_both_stances(codes: Iterable[str]) -> list[str]:
    """The codes, and each of them against.

    >>> in_both_stances(["pay", "care"])
    ['pay', 'care', '!pay', '!care']
    """
    plain = list(codes)
    return [*plain, *(signed(code) for code in plain)]


def over(code: str, ancestors: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The codes above a code, in its own stance: a child covers its parent within one only.

    >>> sorted(over("!wage", {"wage": ["pay"]}))
    ['!pay']
    """
    plain, against = unsigned(code)
    return frozenset(signed(above, against) for above in ancestors.get(plain, ()))


def mirrored(shares: Sequence[float]) -> tuple[float, ...]:
    """What speaks against a place speaks for the other poles: π′_p = (1 − π_p)/(K − 1); of a position x, −x.

    >>> mirrored((0.25, 0.75)), mirrored((1, 0, 0))
    ((0.75, 0.25), (0.0, 0.5, 0.5))
    """
    if len(shares) == 2:
        return shares[1], shares[0]
    return tuple((1 - share) / (len(shares) - 1) for share in shares)


def with_against(
    placements: Places, codes: Iterable[str], against: Against, presence: Collection[str] = ()
) -> dict[str, Mapping[str, Sequence[float]]]:
    """The placements, with those of the signed ones among some codes as the setting `against` has them.

    `mirror`: the mirrored places of the code; `leave_out`: none, so that the coding is talk; `as_for`: the code's own.
    On the aspects of `presence`, whose poles do not exclude one another, nothing of any pole is the mirrored place. A
    signed code whose code has no entry gets none.

    >>> with_against({"pay": {"help": (0, 1)}}, ["pay", "!pay"], "mirror")
    {'pay': {'help': (0, 1)}, '!pay': {'help': (1, 0)}}
    >>> with_against({"test": {"care": (0, 1, 1)}}, ["!test"], "mirror", ["care"])["!test"]
    {'care': (0.0, 0.0, 0.0)}
    """
    found: dict[str, Mapping[str, Sequence[float]]] = dict(placements)
    for code in codes:
        plain, negated = unsigned(code)
        if negated and plain in placements:
            found[code] = _places(placements[plain], against, presence)
    return found


def _places(
    places: Mapping[str, Sequence[float]], against: Against, presence: Collection[str]
) -> Mapping[str, Sequence[float]]:
    if against == "mirror":
        return {
            aspect: (0.0,) * len(shares) if aspect in presence else mirrored(shares)
            for aspect, shares in places.items()
        }
    return {} if against == "leave_out" else places
