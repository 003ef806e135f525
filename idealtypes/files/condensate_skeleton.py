"""The skeleton of `condensates.yaml`: a place for the text of each group, and its statements beside their ids."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

HEAD = """format: 1
# A condensate says in a few sentences what the statements of a group say together, and keeps to them.
# Write each `text` and leave the ids of the statements on which it rests; `idealtypes check` holds the two together.
condensates:
"""
SHOWN = 100  # characters of a statement beside its id


def skeleton(groups: Mapping[tuple[str, str], Sequence[str]], texts: Mapping[str, str]) -> str:
    """The file as text.

    Parameters
    ----------
    groups
        (aspect, pole) → the ids of its statements.
    texts
        Statement → text, shown as a comment.

    >>> print(skeleton({("help", "formal"): ["s1"]}, {"s1": "Advised to see a doctor."}).split("condensates:")[1])
    <BLANKLINE>
      - aspect: help
        pole: formal
        text:
        statements:
          - s1  # Advised to see a doctor.
    <BLANKLINE>
    """
    parts = [HEAD]
    for (aspect, pole), ids in groups.items():
        parts.append(
            f"  - aspect: {_quoted(aspect)}\n    pole: {_quoted(pole)}\n    text:\n    statements:\n"
        )
        for id_ in ids:
            text = " ".join("".join(c if c.isprintable() else " " for c in texts.get(id_, "")).split())
            shown = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
            parts.append(f"      - {_quoted(id_)}{f'  # {shown}' if shown else ''}\n")
    return "".join(parts)


def _quoted(name: str) -> str:
    """An id as YAML: plain where it is a word, else quoted."""
    plain = name.replace("_", "a").replace("-", "a").isalnum() and not name[0].isdigit() and name[0] != "-"
    return (
        name
        if plain and name.lower() not in ("yes", "no", "true", "false", "null", "on", "off", "y", "n")
        else json.dumps(name, ensure_ascii=False)
    )
