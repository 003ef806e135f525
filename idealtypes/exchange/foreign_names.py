"""Names and texts of other programs as ids, columns and cells of ours: readable, unique, the same next time."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache

from idealtypes.files.cells import FORMULA_SIGNS
from idealtypes.files.sources import KINDS
from idealtypes.files.statements import VOICES
from idealtypes.model.characters import held
from idealtypes.model.conditions import MODES
from idealtypes.model.extents import EXTENT, OF, bounds, groups_of
from idealtypes.model.hints import near
from idealtypes.model.slugs import LONGEST_ID as LONGEST_ID
from idealtypes.model.slugs import slug as slug
from idealtypes.model.spelling import named
from idealtypes.model.stance import STANCE

ENDING = re.compile(r"\.(txt|docx?|rtf|odt|pdf|md|html?|srt|vtt|csv|xlsx?)$", re.IGNORECASE)


def ids_for(
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

    >>> ids_for([("7", "Other"), ("9", "Other"), ("8", "?")], {}, set(), "code", {"9": "Barriers"})
    {'7': 'other', '9': 'barriers_other', '8': 'code'}
    >>> ids_for([("1", "A: yes")], {}, {"a_yes"}, "code", {"1": "A"})
    {'1': 'a_yes_2'}
    >>> ids_for([("1", "A")], {}, {"a"}, "code", {"1": "A"})
    {'1': 'a_a'}
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


# cells and columns

LONGEST_CELL = 131_000  # characters; a cell of a csv file has at most 131 072

# Columns with a meaning of their own: an attribute of another program cannot take their names.
STATEMENT_COLUMNS: tuple[str, ...] = (
    "id",
    "source",
    "text",
    "codes",
    "case",
    "coder",
    "occasion",
    STANCE,
    "locator",
    "kind",
)
OF_STATEMENTS = ("mode", "voice", "condition", EXTENT)  # which a passage of another project may have, too
STATEMENT_COLUMNS += (*OF_STATEMENTS, "start", "end", "memo", "coding_memos", "foreign_id")
SOURCE_COLUMNS = ("id", "kind", "case", "title", "text_file", "memo", "foreign_id")
CASE_COLUMNS = ("id", "title", "foreign_id")

SAMPLED = ("interview", "focus_group", "document")


def clean(text: str) -> str:
    """The text with a stand-in for each character that no text of ours may hold; as long as before."""
    return held(text)


def cell(text: str) -> str:
    """A text as a cell: clean, without white space around it, which tables do not keep."""
    return clean(text).strip()


def one_line(text: str) -> str:
    """A name: clean, on one line, without control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", clean(text)).split())


@lru_cache(maxsize=65_536)
def foreign_name(text: str) -> str:
    """A name of another program in the form in which names are read: two projects mean the same by it.

    >>> foreign_name("A\\u030ase\\u00a0\\n B")
    'Åse B'
    """
    return named(one_line(text))


@lru_cache(maxsize=4096)
def column_name(name: str, reserved: tuple[str, ...]) -> str:
    """The name of the column for an attribute.

    >>> [column_name(name, SOURCE_COLUMNS) for name in ("Age", "Kind", " ", "*")]
    ['Age', 'Kind (imported)', 'attribute', 'attribute *']
    """
    found = foreign_name(name)
    if not found:
        return "attribute"
    if found == "*" or found.startswith(("^", "'", *FORMULA_SIGNS)):  # patterns, and what would be guarded
        return f"attribute {found}"
    return f"{found} (imported)" if found.lower() in reserved else found


def attribute_cells(given: Mapping[str, str], reserved: tuple[str, ...]) -> dict[str, str]:
    """The attributes of a thing as cells under their columns; those that are blank are left out."""
    found: dict[str, str] = {}
    for name, value in given.items():
        if text := cell(value):
            found.setdefault(column_name(name, reserved), text)
    return found


def statement_cells(given: Mapping[str, str], source: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a passage in a source; what is said of statements is in our own columns where it can be."""
    fits: dict[str, Callable[[str], bool]] = {
        "mode": MODES.__contains__,
        "voice": VOICES.__contains__,
        "condition": bool,
        EXTENT: lambda said: is_extent(said, source),
    }
    own = {
        name: cell(given[name]) for name in OF_STATEMENTS if name in given and fits[name](cell(given[name]))
    }
    rest = {name: value for name, value in given.items() if name not in own and name != "case"}
    return own | attribute_cells(rest, STATEMENT_COLUMNS)


def is_extent(said: str, source: Mapping[str, str]) -> bool:
    """Whether something can be the extent of a finding of a source: of a reported one, that speaks for enough groups.

    >>> is_extent("several", {"kind": "reported", "of": "14"}), is_extent("large", {"kind": "reported", "of": "14"})
    (True, False)
    """
    try:
        bounds(said, groups_of(source.get(OF)))
    except ValueError:
        return False
    return source.get("kind") == "reported"


def source_cells(given: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a source; `of`, for how many groups it speaks, is our own column where it is such a number.

    >>> source_cells({"of": "14", "Age": "53"}), source_cells({"of": "gold"})
    ({'of': '14', 'Age': '53'}, {'of (imported)': 'gold'})
    """
    said = cell(given.get(OF, ""))
    try:
        own = {} if not said or groups_of(said) is None else {OF: said}
    except ValueError:
        own = {}
    rest = {name: value for name, value in given.items() if name not in own}
    return own | attribute_cells(rest, (*SOURCE_COLUMNS, OF))


def source_kind(foreign: str) -> dict[str, str]:
    """The kind of a source; one that is nearly `reported` or `rater`, which bear on the numbers, is an attribute only.

    >>> source_kind("Interviews"), source_kind("Reports"), source_kind("field notes"), source_kind("")
    ({'kind': 'interview'}, {'kind (imported)': 'Reports'}, {'kind': 'field_notes'}, {})
    """
    own = slug(foreign)
    if own in ("", "text"):  # that it is a text says nothing of what was sampled
        return {}
    match = near(own, KINDS)
    if match is None or own in KINDS:
        return {"kind": own}
    return {"kind": match} if match in SAMPLED else {"kind (imported)": one_line(foreign)}


def stacked(lines: Iterable[str]) -> str:
    """Texts one below the other, none twice."""
    return "\n".join(dict.fromkeys(line for line in lines if line))
