"""The colours and fonts of figure files, from `reports/figures.mplstyle`, read without matplotlib."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import get_args

from idealtypes.errors import BadInput, Fault
from idealtypes.files.content import folder
from idealtypes.reporting.figures.shapes import Role

STYLE = "figures.mplstyle"
CYCLE = re.compile(r"axes\.prop_cycle\s*:\s*cycler\(\s*[\"']color[\"']\s*,\s*\[(.*)\]\s*\)")
FONTS = re.compile(r"font\.sans-serif\s*:\s*(.+)")
ROLES: tuple[Role, ...] = (
    "pole-1",
    "pole-2",
    "ink",
    "tint",
    "quiet",
    "line",
    "paper",
    "page",
    "accent",
    "warm",
    "warm-tint",
)
assert set(ROLES) == set(get_args(Role))


@cache
def colours() -> Mapping[Role, str]:
    """Role → colour, as `#rrggbb`: the list of colours of the style, in the order of `ROLES`.

    Raises
    ------
    BadInput
        Where the style does not list a colour for each role.
    """
    for number, line in enumerate(_lines(), 1):
        found = CYCLE.match(line)
        if found:
            held = [f"#{c.lower()}" for c in re.findall(r"[\"']#?([0-9A-Fa-f]{6})[\"']", found[1])]
            if len(held) != len(ROLES):
                raise BadInput([Fault(f"reports/{STYLE}", number, _wanted(len(held)))])
            return dict(zip(ROLES, held, strict=True))
    raise BadInput([Fault(f"reports/{STYLE}", None, _wanted(0))])


def _wanted(n: int) -> str:
    return f"axes.prop_cycle: {n} colours written with six digits, and {len(ROLES)} are needed: for {', '.join(ROLES)}"


@cache
def fonts() -> tuple[str, ...]:
    """The fonts of a figure file, the first choice first."""
    found = [FONTS.match(line) for line in _lines()]
    named = next((match[1] for match in found if match), "DejaVu Sans")
    return tuple(part.strip().strip("\"'") for part in named.split(","))


def _lines() -> list[str]:
    return (folder("reports") / STYLE).read_text(encoding="utf-8").splitlines()
