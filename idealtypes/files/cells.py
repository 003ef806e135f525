"""What a cell of a table can be: a value, blank, a missing code, an error, or a formula that was never evaluated.

A cell is text; one in which no value stands is marked by a NUL in front, which no spreadsheet can hold, and is told
by `unread`. Errors are also known by their words, since they are saved as mere text in csv.
"""

from __future__ import annotations

import re

MARK = "\0"  # before what stands in a cell that has no value
SHOWN = 60  # characters of a formula, in messages

# The words of errors in Excel and LibreOffice, in the languages whose headings are known.
ERRORS = (
    *("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"),
    *("#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#GETTING_DATA", "#ERROR!", "#PYTHON!", "#EXTERNAL!"),
    *("#I/T", "#VERDI!", "#NAVN?", "#TALL!", "#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#VALEUR!", "#NOM?"),
    *(
        "#NOMBRE!",
        "#N/D",
        "#N/D!",
        "#¡VALOR!",
        "#¡REF!",
        "#¿NOMBRE?",
        "#¡NUM!",
        "#¡DIV/0!",
        "#¡NULO!",
        "#ARG!",
    ),
    *(
        "#ADR!",
        "#NAZWA?",
        "#LICZBA!",
        "#DZIEL/0!",
        "#ZERO!",
        "#N/B",
        "#WAARDE!",
        "#VERW!",
        "#NAAM?",
        "#GETAL!",
    ),
    *("#DEEL/0!", "#LEEG!", "#SAKNAS!", "#VÄRDEFEL!", "#REFERENS!", "#NAMN?", "#OGILTIGT!", "#DIVISION/0!"),
)
LIBRE = r"Err:[0-9]{3}"
ERROR = re.compile("|".join([*map(re.escape, ERRORS), LIBRE]), re.IGNORECASE)
# What is surely a formula: a function, a reference, or numbers that are reckoned with.
FORMULA = re.compile(
    r"=\s*[+-]?(?:[A-Z][A-Z0-9.]*\(|(?:'[^']+'!|\w+!)?\$?[A-Z]{1,3}\$?[0-9]+\b|[0-9.,]+\s*[-+*/^&]|\"[^\"]*\"\s*&)",
    re.IGNORECASE,
)

# A cell that begins with one of these is a formula to a spreadsheet (CWE-1236), and so is what stands behind a `;`
# where that is what parts cells there; an apostrophe makes it text. A number below 0 in a list is none.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
LIKE_A_FORMULA = r"(?:^|;) *'*[=+\-@\t\r]"
GUARD = r"((?:^|;) *)'('*[=+\-@\t\r])"  # the apostrophe before it; these two are read by polars, too
UNGUARDED = re.compile(r"(\A *|; *(?!-[0-9]+(?:[.,][0-9]+)? *(?:;|\Z)))('*[=+\-@\t\r])")


def guarded_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula, nor a part of it between `;`.

    >>> guarded_text("=1+1"), guarded_text("a;=1+1; @x"), guarded_text("'=1"), guarded_text("a;-0.5;plain")
    ("'=1+1", "a;'=1+1; '@x", "''=1", 'a;-0.5;plain')
    """
    return UNGUARDED.sub(r"\1'\2", text)


def unguarded_text(text: str) -> str:
    """The text that was guarded.

    >>> unguarded_text("a;'=1+1; '@x"), unguarded_text("it's; so")
    ('a;=1+1; @x', "it's; so")
    """
    return re.sub(GUARD, r"\1\2", text)


def error_cell(said: str) -> str:
    """The text of a cell that a workbook says is an error."""
    return MARK + (said.strip()[:SHOWN] or "an error")


def formula_cell(formula: str) -> str:
    """The text of a cell with a formula that has no stored value.

    >>> formula_cell("of:=1/10"), formula_cell("A1&B1")
    ('\\x00=1/10', '\\x00=A1&B1')
    """
    bare = " ".join(formula.split())
    bare = "=" + re.sub(r"^(?:\w+:)?=", "", bare)
    return MARK + (bare if len(bare) <= SHOWN else bare[:SHOWN] + "…")


def unread(cell: str, strict: bool = True) -> str | None:
    """Why no value can be read from a cell; None for a value, or a blank. Without `strict` only what is marked counts,
    and the words of errors: a text may well begin like a formula.

    >>> unread("#DIV/0!"), unread("=A2&B2"), unread("#metoo"), unread("=A2&B2", strict=False)
    ('`#DIV/0!` is an error of a spreadsheet', '`=A2&B2` is a formula written as text', None, None)
    """
    marked = cell.startswith(MARK)
    bare = cell.removeprefix(MARK).strip()
    if marked and bare.startswith("="):
        return f"`{bare}` is a formula whose value was not stored: open and save the workbook in a spreadsheet program"
    if marked or ERROR.fullmatch(bare):
        return f"`{bare}` is an error of a spreadsheet"
    if strict and FORMULA.match(bare):
        return f"`{bare}` is a formula written as text"
    return None
