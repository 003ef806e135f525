"""A path of an SVG said in fewer letters: each place from the one before, and not from the corner of the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def shortened(path: str) -> str:
    """The same path; nothing is rounded.

    Parameters
    ----------
    path
        Of M, H, V, L, A and z in places from the corner and of a, each command with one place; numbers have two
        decimals at most.

    Examples
    --------
    >>> shortened("M240 493H246.4V500H240zM248 493L254.4 492.5")
    'M240 493h6.4v7h-6.4zm8 0l6.4-.5'
    >>> shortened("M1.25 3a2 2 0 1 0 4 0M5 3H6")
    'M1.25 3a2 2 0 1 0 4 0m-.25 0h1'
    """
    return "".join(_commands(path))


def _commands(path: str) -> Iterator[str]:
    x = y = left = top = 0  # hundredths
    for place, (command, told) in enumerate(COMMAND.findall(path)):
        numbers = [round(float(number) * 100) for number in NUMBER.findall(told)]
        before = x, y
        if command == "z":
            x, y = left, top
        elif command == "a":
            x, y = x + numbers[-2], y + numbers[-1]
        elif command == "H":
            x = numbers[0]
        elif command == "V":
            y = numbers[0]
        else:
            x, y = numbers[-2:]
        if command == "M":
            left, top = x, y
        if place == 0 or command in "az":
            yield command + told.strip()
        elif command == "H":
            yield "h" + _said([x - before[0]])
        elif command == "V":
            yield "v" + _said([y - before[1]])
        else:
            yield command.lower() + _said([*numbers[:-2], x - before[0], y - before[1]])


def _said(hundredths: Sequence[int]) -> str:
    """Numbers beside each other; a sign or a command parts as well as a space."""
    said = ""
    for value in hundredths:
        number = f"{value / 100:.2f}".rstrip("0").rstrip(".")
        number = number.replace("0.", ".", 1) if number.startswith(("0.", "-0.")) else number
        said += f" {number}" if said and not number.startswith("-") else number
    return said
