"""Names of sources, cases, coders, raters and codes: one normal form, and names that may mean one and the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SPACES = re.compile(r"\s+")


def normal_name(name: str) -> str:
    """The one form in which a name is compared and shown.

    Accents are composed (NFC: macOS writes them apart), format characters that nobody sees (soft hyphen, zero-width
    space, marks of direction) are left out, and every run of spaces, no-break ones too, is one space.

    >>> normal_name("A\\u030ase\\u00a0 M\\u00f8l\\u00adler ")
    'Åse Møller'
    """
    seen = "".join(c for c in name if unicodedata.category(c) != "Cf")
    return SPACES.sub(" ", unicodedata.normalize("NFC", seen)).strip()


def look_alikes(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Names that differ in capitals or accents only, as groups of two or more, in their order.

    >>> look_alikes(["Anna", "Bo", "anna", "Élise", "Elise"])
    [('Anna', 'anna'), ('Élise', 'Elise')]
    """
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        groups.setdefault(_plain(name), []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in apart if unicodedata.category(c) != "Mn")
