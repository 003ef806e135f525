"""A study as plain tables, for spreadsheets and statistics programs: one kind of thing a table, one of them a row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import polars as pl

from idealtypes.errors import IdealtypesError
from idealtypes.files.cells import LIKE_A_FORMULA
from idealtypes.files.saving import guarded
from idealtypes.model.stance import AGAINST, STANCE, STANCES
from idealtypes.model.study import StudyData

WORDS = ("definition", "include", "exclude", "example", "rationale")
TABLES = (".csv", ".xlsx", ".parquet")
SHEET_ROWS, SHEET_CELL = 1_048_575, 32_767  # below the header; characters


def tidy(study: StudyData) -> dict[str, pl.DataFrame]:
    """Name → table.

    `statements` (with their attributes), `codings` (statement, code, coder, intensity, occasion where coders judged
    again, and stance where one is against; a row without a code where one read a statement and put none on it),
    `cases_of` (statement, case),
    `sources`, `cases`, `codes` (id, title, their words, parent), `places` (code, aspect, pole, share).
    """
    codes = [
        {"id": code.id, "title": code.title.say()}
        | {name: None if (said := getattr(code, name)) is None else said.say() for name in WORDS}
        | {"parent": code.parent}
        for code in study.scheme.codes
    ]
    places = [
        {"code": code, "aspect": aspect, "pole": pole, "share": share}
        for code, placed in study.placements.items()
        if not code.startswith(AGAINST)  # which follows from its code
        for aspect, shares in placed.items()
        for pole, share in zip(study.scheme.poles(aspect), shares, strict=True)
    ]
    text = pl.String
    return {
        "statements": study.statements,
        "codings": _codings(study),
        "cases_of": study.cases_of,
        "sources": study.sources,
        "cases": study.cases,
        "codes": pl.DataFrame(codes, dict.fromkeys(("id", "title", *WORDS, "parent"), text)),
        "places": pl.DataFrame(places, {"code": text, "aspect": text, "pole": text, "share": pl.Float64}),
    }


def _codings(study: StudyData) -> pl.DataFrame:
    """The codings, their stance in a column of its own where one is against, and behind them the readings by named
    coders who put no code."""
    judge = [name for name in study.codings.columns if name not in ("code", "intensity")]
    named = study.readings.filter(pl.col("coder") != "")
    read = named.join(study.codings, on=judge, how="anti", maintain_order="left")
    every = pl.concat([study.codings, read], how="diagonal") if read.height else study.codings
    against = pl.col("code").str.starts_with(AGAINST)
    if not every.select(against.any()).item():
        return every
    stance = pl.when(against).then(pl.lit(STANCES[1])).when(~against).then(pl.lit(STANCES[0]))
    return every.with_columns(stance.alias(STANCE), pl.col("code").str.strip_prefix(AGAINST))


def matrix(study: StudyData) -> pl.DataFrame:
    """A row per statement and a column per code: 1 where any coder put it, else 0; `!code` where it is put against.

    Before the codes stand `statement`, `source` and, where the study has several, `case` (`a;b` for several of one
    statement). A code by one of these names has a `_` behind it.
    """
    first = study.statements.select(statement="id", source="source")
    if study.cases.height > 1:
        of = study.cases_of.group_by("statement", maintain_order=True).agg(pl.col("case").str.join(";"))
        first = first.join(of, on="statement", how="left", maintain_order="left")
    put = study.codings.select("statement", "code").unique(maintain_order=True)
    codes = [code.id for code in study.scheme.codes]
    codes += [code for code in put.get_column("code").unique(maintain_order=True) if code not in codes]
    wide = put.with_columns(pl.lit(1, pl.Int8).alias("put")).pivot("code", index="statement", values="put")
    wide = wide.rename({code: f"\0{code}" for code in wide.columns if code != "statement"})
    missing = [pl.lit(0, pl.Int8).alias(f"\0{code}") for code in codes if f"\0{code}" not in wide.columns]
    joined = first.join(wide, on="statement", how="left", maintain_order="left").with_columns(missing)
    taken = set(first.columns)
    names = {code: f"{code}_" if code in taken else code for code in codes}
    return joined.select(*first.columns, *(pl.col(f"\0{c}").fill_null(0).alias(names[c]) for c in codes))


# files


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """Comma-separated UTF-8; what a spreadsheet would take for a formula is guarded by an apostrophe."""
    return _guarded(frame).write_csv().encode()


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Parquet, with texts as they are."""
    held = io.BytesIO()
    frame.write_parquet(held)
    return held.getvalue()


def xlsx_bytes(frames: Mapping[str, pl.DataFrame]) -> bytes:
    """A workbook with a sheet a table; text stays text, and the bytes hold no date.

    Raises
    ------
    IdealtypesError
        For a table that no worksheet holds.
    """
    import datetime

    import xlsxwriter

    held = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        for name, frame in frames.items():
            _fits(name, frame)
            _guarded(frame).write_excel(book, worksheet=name)
    return held.getvalue()


def _fits(name: str, frame: pl.DataFrame) -> None:
    if frame.height > SHEET_ROWS:
        raise IdealtypesError(
            f"`{name}` has {frame.height:,} rows, and a worksheet holds {SHEET_ROWS:,}: save as .csv or .parquet"
        )
    for column in frame.select(pl.col(pl.String)).iter_columns():
        if (column.str.len_chars().max() or 0) >= SHEET_CELL:  # type: ignore[operator]
            raise IdealtypesError(
                f"`{name}`: a cell of `{column.name}` is longer than a worksheet's {SHEET_CELL:,} characters: "
                "save as .csv or .parquet"
            )


def _guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as `files.saving.guarded` has each of its cells; those that need none are not looked at."""
    columns = []
    for column in frame.select(pl.col(pl.String)).iter_columns():
        at = column.str.contains(LIKE_A_FORMULA).fill_null(False).arg_true()
        columns.append(column.scatter(at, [guarded(column[n]) for n in at]) if len(at) else column)
    return frame.with_columns(columns).rename(guarded)


# R

R_SCRIPT = """\
# Reads the tables of the study into one list of data frames, `study`.
# In R: set the folder of this file as working directory, then source("read.R").

numbers <- list({numbers})

read_table <- function(name) {{
  frame <- read.csv(paste0(name, ".csv"), colClasses = "character", na.strings = "",
                    check.names = FALSE, fileEncoding = "UTF-8")
  # an apostrophe before = + - @ keeps spreadsheets from taking a text for a formula
  bare <- function(text) sub("^'('*[=+@\\t\\r-])", "\\\\1", text)
  frame[] <- lapply(frame, bare)
  names(frame) <- bare(names(frame))
  for (column in numbers[[name]]) frame[[column]] <- as.numeric(frame[[column]])
  frame
}}

tables <- c({tables})
study <- setNames(lapply(tables, read_table), tables)
str(study, max.level = 1)
"""


def r_script(frames: Mapping[str, pl.DataFrame]) -> str:
    """An R script that reads the tables from csv files beside it, with numbers as numbers and all else as text."""
    numbers = {
        name: [column for column, kind in frame.schema.items() if kind.is_numeric()]
        for name, frame in frames.items()
    }
    lines = [f"{name} = c({_listed(columns)})" for name, columns in numbers.items() if columns]
    inner = ",\n  ".join(lines)
    return R_SCRIPT.format(numbers=f"\n  {inner}\n" if lines else "", tables=_listed(frames))


def _listed(names: Iterable[str]) -> str:
    escaped = (name.replace("\\", "\\\\").replace('"', '\\"') for name in names)
    return ", ".join(f'"{name}"' for name in escaped)
