"""What is said of how a REFI-QDA project was read, in sentences for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from idealtypes.exchange.positions import Choice
from idealtypes.exchange.refi.elements import short

NAMED = 5  # sources named one by one in one sentence


@dataclass(frozen=True)
class Told:
    """One source: its name, how its positions were read, how many stored passages were checked and were equal."""

    name: str
    choice: Choice
    checked: int
    equal: int


def sentences(told: Iterable[Told]) -> tuple[str, ...]:
    """One sentence for each convention and way of finding it, with the sources it holds for."""
    groups: dict[tuple[str, str], list[Told]] = {}
    for each in told:
        groups.setdefault((str(each.choice.convention), each.choice.found), []).append(each)
    said = [_sentence(convention, found, group) for (convention, found), group in groups.items()]
    for group in groups.values():
        said += [
            f"in {named([each.name])} {each.equal} of {each.checked} stored passages are the text at their position: "
            "the others are taken as stored"
            for each in group
            if each.equal < each.checked
        ]
    return tuple(said)


def _sentence(convention: str, found: str, group: list[Told]) -> str:
    agree, marks, checked = (
        sum(each.choice.agree for each in group),
        sum(each.choice.marks for each in group),
        sum(each.checked for each in group),
    )
    best = sum(each.choice.next_best for each in group)
    if found == "passages":
        how = f"found by the stored passages, of which {sum(e.equal for e in group)} of {checked} are the text there"
    elif found == "words":
        how = (
            f"inferred: {agree} of {marks} selections begin and end at the edge of a word, "
            f"with the next best way of counting {best}"
        )
    elif found == "alike":
        how = "the other ways of counting give the same passages here"
    elif found == "project":
        how = "inferred from the other sources of the project; the text itself does not tell"
    else:
        how = "taken as usual for the program; neither stored passages nor the edges of words tell"
    return f"positions in {named([each.name for each in group])} count {convention} ({how})"


def named(names: list[str]) -> str:
    """Some names in a sentence, the others counted.

    >>> named(["a", "b"]), named(list("abcdefgh"))
    ('“a”, “b”', '“a”, “b”, “c”, “d”, “e” and 3 more')
    """
    first = ", ".join(f"“{short(name)}”" for name in names[:NAMED])
    return first if len(names) <= NAMED else f"{first} and {len(names) - NAMED} more"


def unlisted(users: Mapping[str, str], coders: Iterable[str]) -> tuple[str, ...]:
    """Who is named as a user and coded nothing."""
    idle = [name for id, name in users.items() if id not in set(coders)]
    return (f"{named(idle)} coded nothing",) if idle else ()


def counted(what: Iterable[str]) -> list[str]:
    """Things with their number: `3 Graph`."""
    return [f"{count} {name}" for name, count in Counter(what).items()]
