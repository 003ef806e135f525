"""A result as an HTML table that one would paste: the table for a paper, as a notebook shows it, not a mile long."""

from __future__ import annotations

from html import escape

from idealtypes.engine.result import Result
from idealtypes.model.direction import from_right
from idealtypes.reporting.tables.paper_rows import PaperCell
from idealtypes.reporting.tables.paper_table import paper_table

ROWS = 30  # a longer table says how many more there are
TABLE = (
    "border-collapse:collapse;border-top:2px solid;border-bottom:2px solid;font-variant-numeric:tabular-nums"
)
HEAD, CELL, NOTE = (
    "border-bottom:1px solid;padding:3px 10px",
    "padding:3px 10px",
    "padding:4px 10px;font-size:85%",
)
TITLE = "text-align:left;font-weight:bold;padding:4px 10px"


def html_table(result: Result, language: str = "en") -> str:
    """The result as a table."""
    table = paper_table(result, language, most=ROWS)
    head = "".join(
        f'<th scope="col" style="{HEAD};{_side(column.number)}">{escape(column.heading)}</th>'
        for column in table.columns
    )
    sides = [_side(column.number) for column in table.columns]
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{CELL};{side}"{_direction(cell.text)}>{_cell(cell)}</td>'
            for cell, side in zip(row, sides, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    foot = "".join(
        f'<tr><td colspan="{len(table.columns)}" style="{NOTE};text-align:left">{_raised(mark)}{escape(note)}</td></tr>'
        for mark, note in table.notes
    )
    caption = f'<caption style="{TITLE}">{escape(table.caption)}</caption>'
    return (
        f'<table style="{TABLE}">{caption}<thead style="border-top:1px solid"><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"
    )


def _cell(cell: PaperCell) -> str:
    return f"{escape(cell.text)}{_raised(cell.mark)}"


def _raised(mark: str) -> str:
    return f"<sup>{mark}</sup>" if mark else ""


def _direction(cell: str) -> str:
    """A text from right to left is told as such where the table lands."""
    return ' dir="auto"' if from_right(cell) else ""


def _side(number: bool) -> str:
    return "text-align:right;white-space:nowrap" if number else "text-align:left"
