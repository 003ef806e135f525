"""Names as ids that people can read."""

from __future__ import annotations

import unicodedata

LONGEST_ID = 48  # characters of an id that is made from a name; a number may follow

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
KEPT = frozenset({"Ll", "Lo", "Lm", "Lt", "Lu", "Nd"})  # letters and decimal digits


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
        if len(longer) > LONGEST_ID:
            break
        short = longer
    return short or "".join(words)[:LONGEST_ID]
