"""One word for how an estimate reads, and which mark it gets, by the borders that the report uses too.

Balanced and torn may share a number, 0, and mean the opposite: in the one, statements see both sides; in the other
each takes a side. Thin says that the number is not to be leaned on; silent that there is none. What is thin or torn
also has a mark of its own, so that an aspect may be *mostly* at a pole and torn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from idealtypes.cli.drawing import Mark

if TYPE_CHECKING:
    from idealtypes.engine.profile import Profile

Word = Literal["wholly", "mostly", "somewhat", "balanced", "mixed", "torn", "thin", "silent"]


class Look(NamedTuple):
    """A word, and how the position is marked."""

    word: Word
    mark: Mark


def look(profile: Profile, c: int, a: int) -> Look:
    """How one estimate of a profile reads."""
    from idealtypes.reporting.reading import MOSTLY, SOMEWHAT, place, reading

    read = reading(profile, c, a)
    if read.silent:
        return Look("silent", "silent")
    if read.thin:
        return Look("thin", "thin")
    torn = read.character == "torn"
    mark: Mark = "torn" if torn else "plain"
    # With more poles the leading one against the rest: more than half of the evidence lies on its side of 0.
    far = profile.balance[c, a] if read.at is not None else 2 * profile.shares[c, a, read.leading[0]] - 1
    if torn and far < MOSTLY and -far < MOSTLY:
        return Look("torn", mark)
    if read.at is None:
        return Look("mixed" if far < SOMEWHAT else place(far).strength, mark)
    return Look(read.at.strength, mark)


def meanings(words: set[Word]) -> dict[str, str]:
    """What the words that are used mean, in a fixed order."""
    from idealtypes.reporting.reading import FEW_EFFECTIVE, FEW_SOURCES, HEARD, MOSTLY, SOMEWHAT, WHOLLY

    said: dict[Word, str] = {
        "wholly": f"at one side, {WHOLLY:.2f} from the middle or more",
        "mostly": f"at one side, from {MOSTLY:.2f}",
        "somewhat": f"at one side, from {SOMEWHAT:.2f}",
        "balanced": f"within {SOMEWHAT:.2f} of the middle",
        "mixed": "no pole has much more than half",
        "torn": f"statements take sides, and the weaker side has {HEARD:.0%} or more",
        "thin": f"fewer than {FEW_SOURCES} sources, or worth fewer than {FEW_EFFECTIVE:g} statements",
        "silent": "nobody speaks of it",
    }
    return {word: meaning for word, meaning in said.items() if word in words}
