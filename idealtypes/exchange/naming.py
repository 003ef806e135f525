"""Names of another program as ids of ours: readable, unique, and the same again at the next import."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

LONGEST = 48  # characters of an id that is made from a name; a number may follow

# Latin letters that Unicode does not take apart into a letter and a mark.
LETTERS = str.maketrans(
    {
        "æ": "ae",
        "ø": "o",
        "œ": "oe",
        "ß": "ss",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "ŋ": "ng",
    }
)
ENDING = re.compile(r"\.(txt|docx?|rtf|odt|pdf|md|html?|srt|vtt|csv|xlsx?)$", re.IGNORECASE)


def slug(name: str) -> str:
    """A name in lower case, with `_` for whatever is neither letter nor digit; "" where nothing is left.

    Latin letters lose their marks (å is a, ø is o, æ is ae); letters of other scripts stay as they are.

    >>> slug("Hjelper på «egen» tid"), slug("Ærlighet / Åpenhet"), slug("支持"), slug("?!")
    ('hjelper_pa_egen_tid', 'aerlighet_apenhet', '支持', '')
    """
    letters = unicodedata.normalize("NFKD", name.lower()).translate(LETTERS)
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    # NFC last, so that what is no mark on a Latin letter comes together again; only letters and decimal digits stay
    kept = "".join(c if unicodedata.category(c) in KEPT else " " for c in unicodedata.normalize("NFC", bare))
    words = kept.split()
    short = ""
    for word in words:
        longer = f"{short}_{word}" if short else word
        if len(longer) > LONGEST:
            break
        short = longer
    return short or "".join(words)[:LONGEST]


KEPT = frozenset({"Ll", "Lo", "Lm", "Lt", "Lu", "Nd"})


def named(
    things: Iterable[tuple[str, str]],
    known: Mapping[str, str],
    taken: Collection[str],
    fallback: str,
    above: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Foreign id → our id.

    Parameters
    ----------
    things
        Foreign id and name of each, in their order.
    known
        Foreign ids that have an id of ours from an earlier import: they keep it.
    taken
        Ids that something else has already.
    fallback
        What a thing is called whose name has neither letter nor digit: `code`, `source`, …
    above
        Foreign id → name of what it stands in: `other` in Barriers becomes `barriers_other` where `other` is taken.

    >>> named([("7", "Other"), ("9", "Other"), ("8", "?")], {}, set(), "code", {"9": "Barriers"})
    {'7': 'other', '9': 'barriers_other', '8': 'code'}
    >>> named([("1", "A: yes")], {}, {"a_yes"}, "code", {"1": "A"}), named([("1", "A")], {}, {"a"}, "code", {"1": "A"})
    ({'1': 'a_yes_2'}, {'1': 'a_a'})
    """
    found: dict[str, str] = {}
    used = {name.lower() for name in taken} | {name.lower() for name in known.values()}
    numbers: dict[str, int] = {}
    for foreign, name in things:
        if foreign in known:
            found[foreign] = known[foreign]
            continue
        wish = slug(name) or fallback
        over = (above or {}).get(foreign, "")
        upper = slug(over)
        if wish.lower() in used and upper:
            tail = slug(name.removeprefix(over)) if name.startswith(over) else ""  # `A long name: agree`
            wish = f"{upper}_{tail or wish}"
        own, number = wish, numbers.get(wish, 1)
        while own.lower() in used:
            number += 1
            own = f"{wish}_{number}"
        numbers[wish] = number  # a thousand things of one name are not counted from the start each time
        used.add(own.lower())
        found[foreign] = own
    return found


def without_ending(name: str) -> str:
    """The name of a source without the ending of a file's name.

    >>> without_ending("Interview 1.docx"), without_ending("Dr. No")
    ('Interview 1', 'Dr. No')
    """
    return ENDING.sub("", name)
