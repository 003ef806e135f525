"""A result as an HTML table that one would paste: title, columns with intervals in one cell, a note of the settings."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from idealtypes.engine.result import Result
from idealtypes.model.direction import from_right
from idealtypes.model.settings import Settings
from idealtypes.reporting.words import Words, words_in

if TYPE_CHECKING:
    import polars as pl

ROWS = 30  # a longer table says how many more there are
SMALLEST = 1e-4  # a smaller number is told as smaller than this
NOTHING = 1e-12  # and below this it is rounding
TABLE = (
    "border-collapse:collapse;border-top:2px solid;border-bottom:2px solid;font-variant-numeric:tabular-nums"
)
HEAD, CELL, NOTE = (
    "border-bottom:1px solid;padding:3px 10px",
    "padding:3px 10px",
    "padding:4px 10px;font-size:85%",
)
TITLE = "text-align:left;font-weight:bold;padding:4px 10px"
Column = tuple[str, list[str], bool]  # heading, cells, whether they are numbers


def html_table(result: Result, language: str = "en") -> str:
    """The result's frame as a table."""
    words = words_in(language)
    frame = result.to_frame()
    columns = _columns(frame.head(ROWS), words)
    head = "".join(
        f'<th scope="col" style="{HEAD};{_side(number)}">{escape(name)}</th>' for name, _, number in columns
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{CELL};{_side(number)}"{_direction(cells[r])}>{escape(cells[r])}</td>'
            for _, cells, number in columns
        )
        + "</tr>"
        for r in range(min(len(frame), ROWS))
    )
    foot = "".join(
        f'<tr><td colspan="{len(columns)}" style="{NOTE};text-align:left">{escape(note)}</td></tr>'
        for note in _notes(result, len(frame) - ROWS, words)
    )
    caption = f'<caption style="{TITLE}">{escape(_title(result, words))}</caption>'
    return (
        f'<table style="{TABLE}">{caption}<thead style="border-top:1px solid"><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
    )


def _direction(cell: str) -> str:
    """A text from right to left is told as such where the table lands."""
    return ' dir="auto"' if from_right(cell) else ""


def _side(number: bool) -> str:
    return "text-align:right;white-space:nowrap" if number else "text-align:left"


def _title(result: Result, words: Words) -> str:
    key = f"table.titles.{type(result).__name__}"
    return words.say(key) if words.has(key) else type(result).__name__


def _notes(result: Result, more: int, words: Words) -> list[str]:
    """How many rows are left out, and the settings under which the numbers came about."""
    settings = getattr(result, "settings", None) or getattr(
        getattr(result, "profile", None), "settings", None
    )
    notes = [words.say("table.more", n=more)] if more > 0 else []
    if isinstance(settings, Settings):
        key = "table.complete" if settings.unit == "none" else "table.note"
        notes.append(
            words.say(key, level=words.level(settings.level), draws=settings.draws, seed=settings.seed)
        )
    return notes


def _columns(frame: pl.DataFrame, words: Words) -> list[Column]:
    """The columns that hold anything; a number and its interval are one, as `−0.70 (−0.96 to −0.06)`."""
    names = [name for name in frame.columns if frame[name].null_count() < len(frame) or not len(frame)]
    ends = {
        f"{name}_{end}"
        for name in names
        for end in ("low", "high")
        if f"{name}_low" in names and f"{name}_high" in names
    }
    out = []
    for name in names:
        if name in ends:
            continue
        cells = [_shown(value, words) for value in frame[name]]
        if f"{name}_low" in ends:
            bounds = zip(frame[f"{name}_low"], frame[f"{name}_high"], strict=True)
            told = [
                None if low is None else words.say("range", low=_shown(low, words), high=_shown(high, words))
                for low, high in bounds
            ]
            cells = [
                cell if said is None else words.say("figure.reading", value=cell, range=said)
                for cell, said in zip(cells, told, strict=True)
            ]
        heading = name.replace("_", " ")
        if len(name) > 1:  # p is p
            heading = heading[:1].upper() + heading[1:]
        out.append((heading, cells, frame[name].dtype.is_numeric()))
    return out


def _shown(value: Any, words: Words) -> str:
    """A cell: numbers with two digits, small ones with their first; a dash for what is not there.

    >>> [_shown(x, words_in("en")) for x in (-0.7, 0.00047, 1e-7, 12, None, True, ["a", "b"])]
    ['−0.70', '0.0005', '<0.0001', '12', '–', 'yes', 'a; b']
    """
    if value is None or value == "" or value != value:
        return "–"
    if isinstance(value, bool):
        return words.say("table.yes" if value else "table.no")
    if isinstance(value, int):
        return words.number(value, 0)
    if isinstance(value, float):
        size = abs(value)
        if NOTHING < size < SMALLEST:
            return f"{'<' if value > 0 else '>'}{words.number(SMALLEST if value > 0 else -SMALLEST, 4)}"
        return words.number(value, 2 if size >= 0.01 or size <= NOTHING else 3 if size >= 0.001 else 4)
    if isinstance(value, list | tuple):
        return "; ".join(_shown(one, words) for one in value)
    return str(value)
