"""How wide words are: advances and kerning of the DejaVu Sans that matplotlib ships, read from the font itself.

A figure for the page needs no more of matplotlib than this, and reading it takes a twentieth of importing matplotlib.
Browsers may set words in another font; DejaVu is wider than most, so that what fits here fits there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from unicodedata import category, east_asian_width


@dataclass(frozen=True)
class Font:
    """A font's numbers, in parts of its size."""

    advances: dict[str, float]
    kerning: dict[tuple[str, str], float]
    missing: float


def font_file(bold: bool) -> Path:
    """The file of DejaVu Sans; finding it imports nothing of matplotlib."""
    package = find_spec("matplotlib")
    assert package is not None
    assert package.submodule_search_locations is not None
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(package.submodule_search_locations[0], "mpl-data", "fonts", "ttf", name)


@cache
def font(bold: bool) -> Font:
    """The numbers of DejaVu Sans."""
    from fontTools.ttLib import TTFont

    with TTFont(font_file(bold), lazy=True) as read:
        unit = read["head"].unitsPerEm
        advance = {glyph: held[0] / unit for glyph, held in read["hmtx"].metrics.items()}
        characters = {glyph: chr(code) for code, glyph in reversed(read.getBestCmap().items())}
        pairs = read["kern"].kernTables[0].kernTable.items()
        kerning = {
            (characters[a], characters[b]): by / unit
            for (a, b), by in pairs
            if a in characters and b in characters
        }
        advances = {chr(code): advance[glyph] for code, glyph in read.getBestCmap().items()}
    return Font(advances, kerning, advance[".notdef"])


@lru_cache(maxsize=20_000)
def ems(words: str, bold: bool) -> float:
    """How wide words are, in parts of their size.

    >>> round(ems("A", False), 3), ems("AV", False) < ems("A", False) + ems("V", False)
    (0.684, True)
    """
    known = font(bold)
    wide = sum(known.advances.get(c) or _other(c, known.missing) for c in words)
    return wide + sum(known.kerning.get(pair, 0.0) for pair in pairwise(words))


def _other(character: str, missing: float) -> float:
    """What the font does not have: marks and joiners that take no room, characters as wide as high, boxes."""
    if category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    return 1.0 if east_asian_width(character) in "WF" else missing
