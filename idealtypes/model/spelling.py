"""Names of sources, cases, coders, raters and codes: one normal form, and names that may mean one and the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

SPACES = r"\s+"
UNUSUAL = re.compile(
    r"[^!-~ ]|  |^ | $"
)  # what may have another normal form; read alike by every engine of frames
# Control characters, and what is drawn as nothing though Unicode calls it a letter or a mark: fillers and variation
# selectors. Format characters (soft hyphen, zero-width, marks of direction) are known by their category.
UNSEEN = (
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
# Letters of other scripts, and the Latin ones that look the same.
OTHERS = "АВЕЅЗІЈКМНОРСТУХаесѕіјорухԁһԛԝӏѵ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιρυκχ"
LATIN = str.maketrans(OTHERS, "ABES3IJKMHOPCTYXaecsijopyxdhqwlv" + "ABEZHIKMNOPTYXoavipukx")
SIGNS = str.maketrans("‐‑‒–—−’‘ʼ´", "------''''")
STROKES = str.maketrans("øłđħıɨ", "oldhii")  # letters that Unicode does not take apart
MARKS = "[\u0300-\u036f]"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern of a class of characters, made when a text is first looked through: `--help` looks through none."""
    return re.compile(pattern)


def normal_name(name: str) -> str:
    """The one form in which a name is compared and shown.

    Accents are composed (NFC: macOS writes them apart), characters that nobody sees (soft hyphen, zero-width space,
    marks of direction) are left out, and every run of spaces, no-break ones too, is one space.

    >>> normal_name("A\\u030ase\\u00a0 M\\u00f8l\\u00adler ")
    'Åse Møller'
    """
    if not UNUSUAL.search(name):
        return name
    seen = "".join(c for c in compiled(UNSEEN).sub("", name) if unicodedata.category(c) != "Cf")
    return compiled(SPACES).sub(" ", unicodedata.normalize("NFC", seen)).strip()


def named(name: str) -> str:
    """The normal form, or the name as it is where nothing of it can be seen."""
    return normal_name(name) or name


def look_alikes(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Names that differ in capitals, accents or look-alike letters only, as groups of two or more, in their order.

    >>> look_alikes(["Anna", "Bo", "anna", "Élise", "Elise"])
    [('Anna', 'anna'), ('Élise', 'Elise')]
    >>> look_alikes(["Bo", "B\\u043e"])
    [('Bo', 'Bо')]
    """
    by_key: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        keys = _plain(name), _plain(name.translate(LATIN))
        group = by_key.setdefault(keys[0], [])
        other = by_key.setdefault(keys[1], group)
        if other is not group:  # two groups so far, and this name belongs to both
            group += other
            by_key |= {key: group for key, held in by_key.items() if held is other}
        group.append(name)
    groups = {id(group): tuple(group) for group in by_key.values() if len(group) > 1}
    return list(groups.values())


def told_alike(kind: str, group: Sequence[str]) -> str:
    """What there is to say of names that look alike.

    >>> told_alike("cases", ["Bo", "bo"])
    'the cases `Bo`, `bo` differ in capitals, accents or look-alike letters only (`B` U+0042, ...), and count as 2'
    """
    points = "; ".join(dict.fromkeys(differing(group[0], other) for other in group[1:]))
    names = ", ".join(f"`{name}`" for name in group)
    only = f"differ in capitals, accents or look-alike letters only ({points})"
    return f"the {kind} {names} {only}, and count as {len(group)}"


def _plain(name: str) -> str:
    if name.isascii():
        return name.lower()
    apart = unicodedata.normalize("NFKD", name.translate(SIGNS).casefold().translate(STROKES))
    return compiled(MARKS).sub("", apart)


def look_same(one: str, other: str) -> bool:
    """Whether two names that differ look the same.

    >>> look_same("pay", "p\\u0430y"), look_same("pay", "Pay"), look_same("pay", "pay")
    (True, False, False)
    """
    return one != other and _seen(one) == _seen(other)


def _seen(name: str) -> str:
    return normal_name(name).translate(LATIN).translate(SIGNS)


def looking_like(word: str, names: Iterable[str]) -> str | None:
    """The first name that is another than the word and looks the same; None where there is none.

    >>> looking_like("p\\u0430y", ["help", "pay"])
    'pay'
    """
    may = word if UNUSUAL.search(word) else None
    return next((n for n in names if (may or UNUSUAL.search(n)) and look_same(word, n)), None)


def oddities(name: str, beside: str) -> str:
    """What a name is written with that cannot be seen, where another that looks the same is not; "" for nothing.

    >>> oddities("A\\u030ase\\u00a0B", "\\u00c5se B")
    'combining accents and a no-break space (U+00A0)'
    >>> oddities("p\\u0430y", "pay")
    'the Cyrillic letter а (U+0430)'
    """
    found = []
    if unicodedata.normalize("NFC", name) != name and unicodedata.normalize("NFC", beside) == beside:
        found.append("combining accents")
    for c in dict.fromkeys(name):
        if c in beside or unicodedata.combining(c):
            continue
        if c.isspace() or not _seen(f"a{c}b").removeprefix("a").removesuffix("b"):
            found.append(f"{_article(_called(c))} ({code_point(c)})")
        elif c != c.translate(LATIN):
            found.append(f"the {_called(c).split()[0].capitalize()} letter {c} ({code_point(c)})")
        elif c != c.translate(SIGNS):
            found.append(f"the character {c} ({code_point(c)})")
    if "  " in name and "  " not in beside:
        found.append("two spaces in a row")
    if name != name.strip() and beside == beside.strip():
        found.append("a space at its end")
    return " and ".join(found)


def _called(c: str) -> str:
    return unicodedata.name(c, "control character").lower()


def _article(words: str) -> str:
    return f"an {words}" if words[0] in "aeio" else f"a {words}"


def code_point(c: str) -> str:
    """The number of a character as Unicode writes it.

    >>> code_point("a")
    'U+0061'
    """
    return f"U+{ord(c):04X}"


def differing(one: str, other: str) -> str:
    """The first characters in which two names differ, with their code points.

    >>> differing("Anna", "anna")
    '`A` U+0041, `a` U+0061'
    """
    from difflib import SequenceMatcher  # when it is asked for

    for kind, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            return ", ".join(f"`{c}` {code_point(c)}" for c in one[i:j][:3] + other[k:m][:3])
    return ""
