"""What a code of ours says and other programs have no place for travels at the end of its description.

Below the definition stands a line `[idealtypes]` and a JSON document with the code's id, where it is placed and why,
and what it includes and excludes. People can read it there, and an import finds it again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from idealtypes.model.text import LANGUAGE

MARK = "[idealtypes]"
ID = re.compile(r"\w[\w.-]*")
TEXTS = ("title", "definition", "include", "exclude", "example", "rationale")
LAST = re.compile(r"(?:\A|\n)\s*\[idealtypes\]\s*\n(?=\s*\{)")


def carrying(definition: str, fields: Mapping[str, Any]) -> str:
    """The definition, and below it what else the code says.

    >>> print(carrying("No notes.", {"id": "no_records", "place": "none"}))
    No notes.
    <BLANKLINE>
    [idealtypes]
    {
     "id": "no_records",
     "place": "none"
    }
    """
    block = f"{MARK}\n{json.dumps(fields, ensure_ascii=False, indent=1)}"
    return f"{definition}\n\n{block}" if definition else block


def parted(description: str) -> tuple[str, dict[str, Any]]:
    """The definition, and what was carried below it; {} where nothing was, or where it cannot be read any more.

    >>> parted(carrying("No notes.", {"id": "no_records", "include": "diaries"}))
    ('No notes.', {'id': 'no_records', 'include': 'diaries'})
    >>> parted("Plain [idealtypes] text")
    ('Plain [idealtypes] text', {})
    """
    found = list(LAST.finditer(description))
    if not found:
        return description, {}
    try:
        fields = json.loads(description[found[-1].end() :])
    except (ValueError, RecursionError):
        return description, {}
    if not isinstance(fields, dict):
        return description, {}
    kept: dict[str, Any] = {}
    if isinstance(fields.get("id"), str) and ID.fullmatch(fields["id"]):
        kept["id"] = fields["id"]
    kept |= {name: fields[name] for name in TEXTS if _is_text(fields.get(name))}
    if fields.get("place") == "none" or _are_places(fields.get("place")):
        kept["place"] = fields["place"]
    return description[: found[-1].start()].rstrip(), kept


def _is_text(value: Any) -> bool:
    if isinstance(value, Mapping):
        return bool(value) and all(LANGUAGE.fullmatch(k) and _is_words(v) for k, v in value.items())
    return _is_words(value)


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_places(value: Any) -> bool:
    return (
        isinstance(value, list) and bool(value) and all(isinstance(p, dict) and _is_place(p) for p in value)
    )


def _is_place(place: Mapping[str, Any]) -> bool:
    """Whether it has the shape of a placement; whether it fits a scheme is seen there."""
    if not isinstance(place.get("aspect"), str) or len(place) != 2:
        return False
    shares = place.get("shares")
    return (
        isinstance(place.get("pole"), str)
        or _is_number(place.get("position"))
        or (isinstance(shares, dict) and bool(shares) and all(map(_is_number, shares.values())))
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
