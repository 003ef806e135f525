"""Near names: what a mistyped word may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from idealtypes.model.spelling import look_same, looking_like, oddities

BLANK = "__blank__"  # stands in for a name that is missing or wrong, while the rest is checked; never shown
SHOWN = 12  # a longer list of possible names does not help anybody


def near(word: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `word`, or None where nothing is near; case does not matter.

    >>> near("sorce", ["id", "source", "text"])
    'source'
    >>> near("ID", ["id", "source"])
    'id'
    >>> near("zebra", ["id", "source"]) is None
    True
    """
    from difflib import get_close_matches

    lowered: dict[str, str] = {}
    for name in known:
        lowered.setdefault(name.lower(), name)
    matches = get_close_matches(word.lower(), lowered, n=1, cutoff=0.7)
    return lowered[matches[0]] if matches else None


def listed(names: Iterable[str]) -> str:
    """Names for a message, at most a dozen: "`a`, `b` and 3 more".

    >>> listed(["a", "b"])
    '`a`, `b`'
    """
    quoted = [f"`{name}`" for name in names]
    if len(quoted) <= SHOWN:
        return ", ".join(quoted)
    return f"{', '.join(quoted[: SHOWN - 1])} and {len(quoted) - SHOWN + 1} more"


def titled(text: str, titles: Mapping[str, str]) -> str:
    """A message with titles in the place of the ids that stand in it between backticks; other names stay.

    >>> titled("nobody speaks of `help`, `rest`", {"help": "Ability to help"})
    'nobody speaks of Ability to help, `rest`'
    """
    return re.sub(r"`([^`]+)`", lambda found: titles.get(found[1], found[0]), text)


def meant(word: str, match: str) -> str:
    """The question whether a known name was meant; where the two look the same, how they differ.

    >>> meant("sorce", "source")
    'did you mean `source`?'
    >>> meant("p\\u0430y", "pay")
    'one that looks the same is there; this one is written with the Cyrillic letter а (U+0430)'
    >>> meant("\\u00e5pen", "a\\u030apen")
    'one that looks the same is there, written with combining accents'
    """
    if not look_same(word, match):
        return f"did you mean `{match}`?"
    theirs, ours = oddities(match, word), oddities(word, match)
    known = "one that looks the same is there" + (f", written with {theirs}" if theirs else "")
    return f"{known}; this one is written with {ours}" if ours else known


def unless_alike(words: str, word: str, known: Iterable[str]) -> str:
    """The words that end a message on an unknown name, or how it differs from a known one that looks the same.

    >>> unless_alike("the cases are a, b", "c", ["a", "b"])
    'the cases are a, b'
    """
    match = looking_like(word, known)
    return words if match is None else meant(word, match)


def hint(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: the near name, else what there is.

    >>> hint("sorce", ["id", "source"])
    'did you mean `source`?'
    >>> hint("zebra", ["id", "source"])
    'there is `id`, `source`'
    """
    names = [name for name in dict.fromkeys(known) if not name.startswith(BLANK)]
    match = looking_like(word, names) or near(word, names)
    if match is not None:
        return meant(word, match)
    return f"there is {listed(names)}" if names else "there is none"
