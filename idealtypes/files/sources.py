"""Sources and cases: what was sampled, and what is compared; and which statement belongs to which case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from idealtypes.files.faults import Findings
from idealtypes.files.tables import (
    BEFORE,
    FILE,
    LINE,
    Table,
    blame,
    blame_blank,
    blame_unknown,
    columns_fit,
    complete,
    repeats,
)
from idealtypes.model.extents import EXTENT, OF, ExtentWords, bounds, groups_of, needs_of
from idealtypes.model.hints import hint, listed, near
from idealtypes.model.settings import Settings
from idealtypes.model.study import ONE_CASE
from idealtypes.model.text import Text, counted

KINDS = ("interview", "focus_group", "document", "rater", "reported")

SPLIT = ";"  # between several cases of one statement
NO_CASE = "none"  # the case of what belongs to no case, on purpose


def read_sources(table: Table, findings: Findings) -> pl.DataFrame | None:
    """The sources as listed: id, kind, case and attributes, located; None without ids."""
    if not columns_fit(table, ("id",), ("kind", "case", OF), findings):
        return None
    rows = complete(table.located, ("kind", "case"))
    check_ids(rows, "source", findings)
    # A kind of the user's own is welcome; one that is nearly ours is a slip: `reportd` would be counted.
    kinds = rows.get_column("kind").drop_nulls().unique().to_list()
    slips = [kind for kind in kinds if kind not in KINDS and near(kind, KINDS)]
    blame(
        rows.filter(pl.col("kind").is_in(slips)),
        lambda row: f"unknown kind `{row['kind']}`: {hint(row['kind'], KINDS)}",
        findings,
        "unknown kinds",
    )
    first = ["id", "kind"]
    return rows.select(*first, pl.exclude(first))


def read_cases(table: Table, findings: Findings) -> pl.DataFrame | None:
    """The cases as listed: id, title (or else the id) and attributes, located; None without ids."""
    if not columns_fit(table, ("id",), ("title",), findings):
        return None
    rows = complete(table.located, ("title",))
    check_ids(rows, "case", findings)
    first = ["id", "title"]
    titled = rows.with_columns(pl.col("title").fill_null(pl.col("id")))
    return titled.select(*first, pl.exclude(first))


def check_ids(rows: pl.DataFrame, word: str, findings: Findings) -> None:
    """Faults for ids that are blank, hold what separates ids, or stand twice."""
    blame_blank(rows, ("id",), findings)
    blame(
        rows.filter(pl.col("id").str.contains(SPLIT, literal=True)),
        lambda row: f"the {word} id `{row['id']}` has a `{SPLIT}`, which separates ids: choose another",
        findings,
        f"{word} ids with a `{SPLIT}`",
    )
    blame(
        repeats(rows.filter(pl.col("id").is_not_null()), "id"),
        lambda row: f"the {word} `{row['id']}` is {row[BEFORE]} already: ids are unique",
        findings,
        f"{word}s that are there already",
    )


def sources_of(
    statements: pl.DataFrame, raters: set[str], listed_sources: pl.DataFrame | None, findings: Findings
) -> pl.DataFrame:
    """All sources, located where they are listed: those listed, or those that statements name; then raters.

    `raters` are the raters whose ratings name no other source: each is a source of kind `rater`.
    """
    named = statements.select(id="source").drop_nulls().unique(maintain_order=True)
    if listed_sources is None:
        kind = pl.when(pl.col("id").is_in(list(raters))).then(pl.lit("rater")).alias("kind")
        return named.with_columns(kind, pl.lit(None, pl.String).alias("case"))
    known = listed_sources.get_column("id").drop_nulls().to_list()
    blame_unknown(statements, "source", [*known, *sorted(raters)], "source", findings)
    silent = listed_sources.join(named, on="id", how="anti").filter(pl.col("id").is_not_null())
    if silent.height:
        row = silent.row(0, named=True)
        message = f"no statement is from {listed(silent.get_column('id'))}"
        findings.warn(row[FILE], row[LINE], f"{message}: such a source counts for nothing")
    unlisted = pl.DataFrame({"id": sorted(raters - set(known))}, schema={"id": pl.String})
    return pl.concat([listed_sources, unlisted.with_columns(kind=pl.lit("rater"))], how="diagonal")


def _apart(rows: pl.DataFrame, but: Collection[str] = ()) -> pl.DataFrame:
    """A row for each of the cases in a cell `a;b`; rows without any, and cases in `but`, are left out."""
    return (
        rows.filter(pl.col("case").is_not_null())
        .with_columns(pl.col("case").str.split(SPLIT))
        .explode("case")
        .with_columns(pl.col("case").str.strip_chars())
        .filter((pl.col("case") != "") & ~pl.col("case").is_in(list(but)))
    )


@dataclass(frozen=True, eq=False)
class Cases:
    """The cases, and for each statement its cases (`of`: statement, case)."""

    cases: pl.DataFrame
    of: pl.DataFrame


def cases_of(
    statements: pl.DataFrame,
    sources: pl.DataFrame,
    listed_cases: pl.DataFrame | None,
    title: Text,
    findings: Findings,
) -> Cases:
    """Every statement's cases: its own (`a;b` is both), else its source's, else the one case there is.

    Where no listed case is called so, `none` says that something belongs to no case, on purpose.
    """
    by_source = sources.select(source="id", source_case="case").unique("source", maintain_order=True)
    rows = (
        statements.select("id", "source", "case", FILE, LINE)
        .join(by_source, on="source", how="left", maintain_order="left")
        .with_columns(pl.coalesce("case", "source_case").alias("case"))
    )
    listed_ids = [] if listed_cases is None else listed_cases.get_column("id").to_list()
    but = () if NO_CASE in listed_ids else (NO_CASE,)
    outside = rows.filter(pl.col("case").str.strip_chars().is_in(list(but)))
    if outside.height:
        ids, of_sources = (outside.get_column(name).n_unique() for name in ("id", "source"))
        findings.warn(
            outside[FILE][0],
            outside[LINE][0],
            f"{counted(ids, 'statement')} of {counted(of_sources, 'source')} are in no case (`{NO_CASE}`): "
            "no number counts them",
        )
    given = _apart(rows, but)
    named = given.get_column("case").unique(maintain_order=True).to_list()
    if listed_cases is None:
        known = named or [ONE_CASE]
        shown = [title.say() if case == ONE_CASE and not named else case for case in known]
        cases = pl.DataFrame({"id": known, "title": shown})
    else:
        known = listed_cases.get_column("id").drop_nulls().unique(maintain_order=True).to_list()
        cases = listed_cases
        # a source's case is told once, where the source is listed, and not at each of its statements
        blame_unknown(_apart(statements.select("case", FILE, LINE), but), "case", known, "case", findings)
        if FILE in sources.columns:
            blame_unknown(_apart(sources.select("case", FILE, LINE), but), "case", known, "case", findings)
    without = rows.join(given, on="id", how="anti").join(outside, on="id", how="anti")
    if len(known) == 1:
        given = pl.concat([given, without.with_columns(pl.lit(known[0]).alias("case"))])
    else:
        blame(
            without,
            lambda row: (
                f"statement `{row['id']}` has no case, nor has its source: it is one of {listed(known)}"
            ),
            findings,
            "statements without a case",
        )
    of = given.select(statement="id", case="case").unique(maintain_order=True)
    order = statements.select(statement="id").with_row_index("order")
    of = of.join(order, on="statement").sort("order", maintain_order=True).drop("order")
    if listed_cases is not None:
        silent = listed_cases.join(of, left_on="id", right_on="case", how="anti")
        blame(
            silent.filter(pl.col("id").is_not_null()),
            lambda row: (
                f"the case `{row['id']}` has no sources: no statement or rating is about it; "
                "add some, or leave the case out"
            ),
            findings,
            "cases without sources",
        )
    return Cases(cases, of)


def check_extents(
    statements: pl.DataFrame, sources: pl.DataFrame, settings: Settings, findings: Findings
) -> None:
    """Faults of the columns `extent` and `of`: what is none, who may not have one, and where a number is missing."""
    if OF in sources.columns and FILE in sources.columns:
        told = sources.filter(pl.col(OF).is_not_null())
        wrong = [said for said in told.get_column(OF).unique() if isinstance(_groups(said), str)]
        blame(
            told.filter(pl.col(OF).is_in(wrong)),
            lambda row: str(_groups(row[OF])),
            findings,
            "numbers of groups",
        )
    if settings.reported == "extent":
        _warn_of_extents(statements, sources, findings)
    if EXTENT not in statements.columns:
        return
    of = pl.col(OF) if OF in sources.columns else pl.lit(None, pl.String)
    known = sources.select(source="id", kind="kind", said=of).unique("source", keep="first")
    rows = statements.filter(pl.col(EXTENT).is_not_null()).select("id", "source", EXTENT, FILE, LINE)
    rows = rows.join(known, on="source", how="inner", maintain_order="left")
    blame(
        rows.filter(pl.col("kind").fill_null("") != "reported"),
        lambda row: (
            f"statement `{row['id']}` has the extent `{row[EXTENT]}`, and its source `{row['source']}` is not of the "
            "kind `reported`: only what is reported speaks for several groups"
        ),
        findings,
        "extents of what is not reported",
    )
    pairs = rows.select(EXTENT, "said").unique(maintain_order=True).rows()
    problems = {pair: said for pair in pairs if (said := _extent_problem(pair[0], pair[1], settings.extents))}
    if problems:
        wrong_pair = pl.Series([pair in problems for pair in rows.select(EXTENT, "said").iter_rows()])
        blame(
            rows.filter(wrong_pair),
            lambda row: f"statement `{row['id']}`: {problems[row[EXTENT], row['said']]}",
            findings,
            "extents that cannot be",
        )
    _missing_of(rows, sources, findings)


def _warn_of_extents(statements: pl.DataFrame, sources: pl.DataFrame, findings: Findings) -> None:
    """Warnings where extents are asked for: reported statements without one, and more quoted sources than groups."""
    reported = sources.filter(pl.col("kind") == "reported")
    said = statements.filter(pl.col("source").is_in(reported.get_column("id").to_list()))
    without = said.filter(pl.col(EXTENT).is_null()) if EXTENT in said.columns else said
    if without.height:
        first = without.row(0, named=True)
        findings.warn(
            first[FILE],
            first[LINE],
            f"{counted(without.height, 'reported statement')} of {said.height} without an `{EXTENT}`, this one first: "
            "with `reported: extent` such statements enter no number",
        )
    if OF not in reported.columns:
        return
    quoted = sources.filter(~pl.col("kind").fill_null("").is_in(["reported", "rater"]))
    for row in reported.filter(pl.col(OF).is_not_null()).iter_rows(named=True):
        here = quoted.filter(pl.col("case").eq_missing(pl.lit(row["case"], pl.String))).height
        groups = _groups(row[OF])
        if isinstance(groups, int) and here > groups:
            findings.warn(
                row[FILE],
                row[LINE],
                f"the source `{row['id']}` speaks for {groups} groups, and {here} sources are quoted in its case: "
                "where as many are quoted on an aspect, what it reports adds nobody",
            )


def _groups(said: str | None) -> int | str | None:
    """How many groups a cell says, or what is wrong with it."""
    try:
        return groups_of(said)
    except ValueError as problem:
        return str(problem)


def _extent_problem(extent: str, said: str | None, words: ExtentWords) -> str | None:
    """What is wrong with an extent; a word without `of` is told once for its source."""
    of = _groups(said)
    if needs_of(extent) and not isinstance(of, int):
        return None
    try:
        bounds(extent, of if isinstance(of, int) else None, words)
    except ValueError as problem:
        return str(problem)
    return None


def _missing_of(rows: pl.DataFrame, sources: pl.DataFrame, findings: Findings) -> None:
    """A fault for each reported source without `of` whose statements have extents in words."""
    without = rows.filter((pl.col("kind") == "reported") & pl.col("said").is_null())
    first = {row["source"]: row for row in reversed(without.rows(named=True)) if needs_of(row[EXTENT])}
    if not first:
        return
    blame(
        sources.filter(pl.col("id").is_in(list(first))),
        lambda row: (
            f"the source `{row['id']}` has no `{OF}`: how many groups does it speak for? Its statement "
            f"`{first[row['id']]['id']}` has the extent `{first[row['id']][EXTENT]}`"
        ),
        findings,
        f"sources without `{OF}`",
    )
