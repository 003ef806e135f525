"""How deep a text of JSON nests and how many values it holds, told before a parser lays it out.

A parser goes down one step of the stack for each bracket, and makes an object of some seventy bytes of each `[]`.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from idealtypes.files.budget import Budget, beyond, budget

PIECE = 1 << 20  # characters that are looked at together
OTHER, QUOTE, OPENS, CLOSES, NEXT = range(5)
KINDS = np.zeros(256, np.uint8)
KINDS[list(b'"')], KINDS[list(b"[{")], KINDS[list(b"]}")], KINDS[list(b",:")] = QUOTE, OPENS, CLOSES, NEXT
STEPS = np.array([0, 0, 1, -1, 0], np.int8)


def nesting(text: str) -> tuple[int, int]:
    """The levels of a text of JSON, and no fewer values than it has, keys counted, without what stands within texts.

    Where the text is broken that holds for all in front of the place, and so for all that a parser sees of it.

    >>> nesting('{"a": [1, 2, {"b": "[[["}]}')
    (3, 8)
    """
    if "\\" in text:  # escapes are read from the left, in pairs; then every quote begins or ends a text
        text = text.replace("\\\\", "").replace('\\"', "")
    deepest = level = values = quotes = 0
    for at in range(0, len(text), PIECE):
        data = np.frombuffer(text[at : at + PIECE].encode("utf-8", "replace"), np.uint8)
        kinds = KINDS[data]
        kinds = kinds[kinds != OTHER]
        if not len(kinds):
            continue
        seen = quotes + np.cumsum(kinds == QUOTE, dtype=np.int32)
        kinds[seen % 2 == 1] = OTHER
        levels = level + np.cumsum(STEPS[kinds], dtype=np.int32)
        deepest, level, quotes = max(deepest, int(levels.max())), int(levels[-1]), int(seen[-1]) % 2
        values += int(np.count_nonzero((kinds == OPENS) | (kinds == NEXT)))  # all values but the first
    return deepest, values + 1


def too_much(text: str, limits: Budget) -> str | None:
    """Why a text of JSON is not read: it nests too deep, or holds too many values; None where it is within the limits.

    >>> print(too_much("[" * 100_000, Budget()))
    it is nested more than 100 deep, as nobody writes it: simplify it
    """
    # most texts have not as many brackets and commas, wherever they stand: counting them is much cheaper
    opened = text.count("[") + text.count("{")
    if opened <= limits.depth and opened + text.count(",") + text.count(":") < limits.json_values:
        return None
    depth, values = nesting(text)
    if depth > limits.depth:
        return f"it is nested more than {limits.depth} deep, as nobody writes it: simplify it"
    if values > limits.json_values:
        return beyond(f"it holds {values:,} values", limits.json_values, "", "divide it")
    return None


def loaded(text: str | bytes) -> Any:
    """The value of a text of JSON that is within the budget.

    Raises
    ------
    ValueError
        For what is broken, and for what is too much.

    >>> loaded(b'{"a": [1]}')
    {'a': [1]}
    """
    said = text if isinstance(text, str) else text.decode("utf-8-sig")
    if (told := too_much(said, budget())) is not None:
        raise ValueError(told)
    return json.loads(said)
