"""The sheet in which people place codes, written as csv or a workbook: a row a code, or a row for each of its places.

A code has its aspect in one cell and where it stands on it in another: a number from −1 to 1, the id or title of a
pole, or a share for each pole (`market=0.6, family=0.4`). `files.placement` reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from idealtypes.files.filling_in import write_sheet
from idealtypes.model.new_aspect import usual_axis
from idealtypes.model.placement import NONE, Placement
from idealtypes.model.scheme import Scheme
from idealtypes.model.text import Text
from idealtypes.model.theory import Axis

NEW = "new:"  # before the title of an aspect that the scheme is to have

NARROW = {
    "code": 24,
    "title": 24,
    "aspect": 18,
    "position": 18,
    "rationale": 44,
    "statements": 10,
    "parent": 16,
}
FILLED_IN = ("aspect", "position", "rationale")

Examples = Mapping[str, Sequence[str]]  # code → texts of statements


def rows(scheme: Scheme, examples: Examples, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """A row a code: what it is, examples, and where it stands now; another row for each further aspect that it is on.

    Blank: not yet placed, or as its parent.
    """
    found = []
    for code in scheme.codes:
        told = {name: _said(getattr(code, name)) for name in ("definition", "include", "exclude")}
        texts = [*examples.get(code.id, ()), "", "", ""]
        places = [cells((one,)) for one in code.place or ()] or [cells(code.place)]
        row: dict[str, Any] = {"code": code.id, "title": code.title.say(), **told}
        row |= {"parent": code.parent or "", "statements": counts.get(code.id, 0)}
        row |= {f"example_{n}": texts[n - 1] for n in (1, 2, 3)}
        row |= {"aspect": places[0][0], "position": places[0][1], "rationale": _said(code.rationale)}
        found.append(row)
        for aspect, position in places[1:]:
            own = {"code": code.id, "title": row["title"], "aspect": aspect, "position": position}
            found.append(dict.fromkeys(row, "") | own)
    return found


def choices(scheme: Scheme) -> list[dict[str, Any]]:
    """What may stand in the cells: a row for each pole of each aspect."""
    found: list[dict[str, Any]] = []
    for aspect in scheme.aspects:
        axis = scheme.axis(aspect.id)
        for pole in axis.ordered:
            row = {"aspect": aspect.id, "title": aspect.title.say(), "question": _said(aspect.question)}
            row |= {"pole": pole.id, "pole_title": pole.title.say()}
            found.append(
                row | {"position": pole.position if axis.bipolar else "", "write": _write(axis, pole.id)}
            )
    blank = {"question": "", "pole": "", "pole_title": "", "position": ""}
    usual = usual_axis(scheme)
    new = f"{NEW} TITLE" if usual is not None else f"{NEW} TITLE (axis={scheme.theory.axes[0].id})"
    two = "for a code on two aspects: a row with its `code` for each"
    return [
        *found,
        {"aspect": NONE, "title": "on purpose on no axis", **blank, "write": "leave `position` blank"},
        {"aspect": new, "title": "an aspect that the scheme lacks", **blank, "write": f"as above; {two}"},
    ]


def _write(axis: Axis, pole: str) -> str:
    if axis.bipolar:
        low, high = axis.pole_ids
        return f"a number from -1 ({low}) to 1 ({high}), or `{pole}`"
    each = "a share for each pole" if axis.exclusive else "how much of each, from 0 to 1"
    return f"`{pole}`, or {each}: {', '.join(f'{p}=…' for p in axis.pole_ids)}"


def _said(text: Text | None) -> str:
    return "" if text is None else text.say()


def cells(place: Sequence[Placement] | None) -> tuple[str, str | float]:
    """The two cells of a place; a single position is a number.

    >>> cells(None), cells(()), cells([Placement(aspect="a", position=-1)])
    (('', ''), ('none', ''), ('a', -1.0))
    >>> cells([Placement(aspect="a", pole="p"), Placement(aspect="b", shares={"p": 0.5, "q": 0.5})])
    ('a; b', 'p; p=0.5, q=0.5')
    """
    if place is None:
        return "", ""
    if not place:
        return NONE, ""
    if len(place) == 1 and place[0].position is not None:
        return place[0].aspect, place[0].position
    return "; ".join(one.aspect for one in place), "; ".join(_stands(one) for one in place)


def _stands(one: Placement) -> str:
    if one.pole is not None:
        return one.pole
    if one.position is not None:
        return f"{one.position:g}"
    return ", ".join(f"{pole}={share:g}" for pole, share in (one.shares or {}).items())


def write_places(
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    choices: Sequence[Mapping[str, Any]],
    aspects: Sequence[str],
) -> None:
    """Write the table; IdealtypesError for another ending."""
    write_sheet(
        path,
        {"places": rows, "choices": choices},
        FILLED_IN,
        what="the table of places",
        widths=NARROW,
        choices={"aspect": aspects},  # several aspects are separated by `;`
    )
