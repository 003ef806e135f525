"""Reading claims back: what a sentence of the page says, by the words it is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping

from idealtypes.reporting.wording.words import Words

FIGURES = {
    "n",
    "all",
    "stable",
    "specifications",
    "change",
    "least",
    "threshold",
    "probability",
    "degree",
    "distance",
    "gap",
    "share",
    "value",
    "width",
    "p",
    "more",
    "less",
    "needed",
}  # fmt: skip
FIGURE, WORDING = r"[<>]?[+−]?\d[\d.,\u00a0\u202f]*(?:[ \u00a0]?%)?", r"(?:(?!\. ).)+?"
FIRM = {0.95: "sure", 0.8: "leaning"}


def plain(said: str) -> str:
    """A sentence without markup."""
    return re.sub(r"<[^>]+>", "", str(said)).replace("&lt;", "<").replace("&gt;", ">")


def claims(words: Words, said: str, *keys: str) -> dict[str, Mapping[str, str]]:
    """Key → what a sentence holds in the places of that key's words, for the keys whose words the sentence is."""
    out: dict[str, Mapping[str, str]] = {}
    for key in keys:
        raw = words.raw(key)
        for form in raw.values() if isinstance(raw, Mapping) else [raw]:
            found = re.search(pattern(words, form) + r"(?= |$)", plain(said))
            if found is not None:
                out[key] = found.groupdict()
                break
    return out


def pattern(words: Words, form: str) -> str:
    """A text with places as a regular expression."""
    seen: set[str] = set()

    def place(found: re.Match[str]) -> str:
        name = found[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        if name == "firm":
            return rf"(?P<firm>(?:{words.say('standing.leaning')} )?)"
        return rf"(?P<{name}>{FIGURE if name in FIGURES else WORDING})"

    return re.sub(r"\\\{(\w+)\\\}", place, re.escape(form))


def number(words: Words, shown: str) -> float:
    """A number as it is printed."""
    return float(
        shown.replace(words.customs.decimal, ".")
        .replace("−", "-")
        .replace("%", "")
        .replace("\u00a0", "")
        .strip()
    )


def firmness(words: Words, told: Mapping[str, str]) -> str:
    """How firmly a claim is made: sure without a mark, else leaning."""
    return "leaning" if told["firm"].strip() else "sure"


def expected(probability: float) -> str:
    """How firmly a claim may be made that is so with a probability."""
    return next((firm for least, firm in FIRM.items() if probability >= least), "cannot_be_told")
