"""A table for a paper as Markdown: a pipe table as pandoc and GitHub read it, with its notes below."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from idealtypes.model.direction import from_right
from idealtypes.reporting.tables.paper_table import PaperTable
from idealtypes.reporting.words import words_in

MARKED = re.compile(r"([\\`*_{}\[\]<>&#|~$^@])")  # what Markdown, or HTML in it, takes for a sign
ISOLATE, END = "\u2068", "\u2069"  # around what runs from right to left


def markdown_table(table: PaperTable) -> str:
    r"""The table as text; nothing in a cell ends it, or is more than text.

    >>> from idealtypes.reporting.tables.paper_table import PaperColumn, PaperTable
    >>> from idealtypes.reporting.tables.paper_rows import Cell
    >>> print(markdown_table(PaperTable("T", (PaperColumn("a|b", (Cell("one\ntwo"),), False),), (), "en")))
    **Table. T**
    <BLANKLINE>
    | a\|b |
    | :--- |
    | one<br>two |
    <BLANKLINE>
    """
    lines = [f"**{_text(words_in(table.language).say('table.caption', title=table.caption))}**", ""]
    lines.append(_line(_text(column.heading) for column in table.columns))
    lines.append(_line("---:" if column.number else ":---" for column in table.columns))
    for row in table.rows:
        lines.append(
            _line(_text(cell.text) + (f"<sup>{cell.mark}</sup>" if cell.mark else "") for cell in row)
        )
    for mark, note in table.notes:
        lines += ["", (f"<sup>{mark}</sup> " if mark else "") + _text(note)]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    """A text as Markdown shows it, on one line."""
    whole = "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
    lines = [MARKED.sub(r"\\\1", " ".join(line.split())) for line in whole.splitlines()]
    said = "<br>".join(line for line in lines if line)
    return f"{ISOLATE}{said}{END}" if from_right(text) else said
