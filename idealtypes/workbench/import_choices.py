"""What a person chose on the import screen, as the words of `import_project`; and which choice a message is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from idealtypes.errors import BadCall, BadInput, IdealtypesError
from idealtypes.files.content import shown
from idealtypes.workbench.call import Call
from idealtypes.workbench.named_folders import for_new_study
from idealtypes.workbench.screen_words import ScreenWords

# A word of a message, as the door writes it → the control of the page that answers it.
CONTROLS = {
    "sheet": "sheets", "column": "columns", "rating_scale": "scale", "axis": "axis", "coder": "coder",
    "codebook": "codebook", "theory": "scheme", "scheme": "scheme", "missing": "missing", "readers": "readers",
}  # fmt: skip
NAMED = re.compile(r"`(" + "|".join(CONTROLS) + r")`")
ACCEPT = "`accept_loss`"


@dataclass(frozen=True)
class ImportChoices:
    """What is imported, into where, and with which words of `import_project`.

    Attributes
    ----------
    file
        That was dropped.
    into
        The folder; `new` where a study is to be made there.
    options
        The arguments of `import_project` beside the two.
    alike
        Whose names → which are one and the same, or are not: `{"coders": [{"names": ["anna", "Anna"], "same": True}]}`.
    """

    file: Path
    into: Path
    new: bool
    options: Mapping[str, Any] = field(default_factory=dict)
    alike: Mapping[str, Any] = field(default_factory=dict)


def choices(call: Call) -> ImportChoices:
    """The choices in the body of a request.

    Raises
    ------
    BadCall
        For what is no choice, and a folder in which no study can be made.
    NoStudy
        Where the open study is meant, and none is open.
    """
    new = call.given("target", str, "new") != "open"
    if new:
        found = for_new_study(call.given("folder", str), ScreenWords(call.language))
        if found.problem:
            raise NoFolder(found.problem)
        into = found.path
    else:
        into = call.bench.opened().root
    return ImportChoices(
        call.upload(call.given("upload", str)),
        into,
        new,
        _options(call, new),
        call.given("alike", dict, {}),
    )


class NoFolder(BadCall):
    """A folder in which no study can be made."""


def _options(call: Call, new: bool) -> dict[str, Any]:
    options: dict[str, Any] = {
        "column": _texts(call.given("column", dict, {}), "column"),
        "sheet": tuple(_texts(dict(enumerate(call.given("sheets", list, []))), "sheets").values()),
        "missing": [part.strip() for part in call.given("missing", str, "").split(";") if part.strip()],
        "coder": call.given("coder", str, "").strip() or None,
        "accept_loss": call.given("accept", bool, False),
        "readers": "all" if call.given("readers", bool, False) else None,
    }
    if call.given("ratings", bool, False):
        options["axis"] = call.given("axis", str, "") or None
        options["rating_scale"] = _scale(call.given("scale", list, []))
    if book := call.given("codebook", str, ""):
        options["codebook"] = call.upload(book)
    kind, _, name = call.given("scheme", str, "").partition(":")
    if new and name:
        if kind not in ("theory", "scheme"):
            raise BadCall("`scheme` should be theory:NAME or scheme:NAME")
        options[kind] = name
    return options


def _texts(given: Mapping[Any, Any], name: str) -> dict[Any, str]:
    if not all(isinstance(one, str) for one in given.values()):
        raise BadCall(f"`{name}` should hold texts")
    return dict(given)


def _scale(given: list[Any]) -> tuple[float, float] | None:
    """The two ends of a scale; None where they are not said yet."""
    if any(one in ("", None) for one in given) or not given:
        return None
    numbers = [float(one) for one in given if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) != 2 or len(given) != 2 or numbers[0] == numbers[1]:
        raise BadCall("`rating_scale` should be two numbers that differ")
    return numbers[0], numbers[1]


def told(problem: IdealtypesError, *places: Path) -> dict[str, Any]:
    """What keeps a file from being imported: each message with the control that it is about, and whether one may go on
    all the same. Files in these places are named without them."""
    lines = (
        [str(one) for one in problem.faults] if isinstance(problem, BadInput) else str(problem).splitlines()
    )
    if not isinstance(problem, BadInput) and any(line.startswith("  ") for line in lines):
        lines = [str(problem)]  # a list in a message is one message
    lines = [bare(line, *places) for line in lines]
    return {
        "problems": [{"message": line, "control": _control(line, problem)} for line in lines],
        "may_accept": any(ACCEPT in line for line in lines),
    }


def bare(said: str, *places: Path) -> str:
    """A message in which files are named without the run's own places, of which nobody knows."""
    for place in places:
        said = said.replace(f"{place}/", "").replace(f"{shown(place)}/", "")
    return said


def _control(line: str, problem: IdealtypesError) -> str:
    if isinstance(problem, NoFolder):
        return "folder"
    found = NAMED.search(line)
    return "" if found is None else CONTROLS[found[1]]
