"""Statements, and the codings in their `codes` cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from idealtypes.errors import Fault
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
    number,
    repeats,
)
from idealtypes.model.conditions import MODES
from idealtypes.model.extents import EXTENT
from idealtypes.model.hints import hint, listed
from idealtypes.model.scheme import Scheme
from idealtypes.model.stance import AGAINST, STANCE, STANCES, in_both_stances, signed, unsigned
from idealtypes.model.text import LANGUAGE

VOICES = ("helper", "helpseeker_reported", "author")

REQUIRED = ("id", "source", "text")
OPTIONAL = ("case", "coder", "mode", "voice", "condition", "locator")
LANG = "lang"  # the language of a statement's text: a column only where a table has one
BECAUSE = "because"  # why a consensus is as it is: an attribute
OCCASION = "occasion"  # of a judgement that a coder made again: a column only where a table has one
AGREE = ("text", "source", "case")  # what the rows of one statement, by several coders, have to agree in

CODINGS = {
    "statement": pl.String,
    "code": pl.String,
    "coder": pl.String,
    "intensity": pl.Float64,
    FILE: pl.String,
    LINE: pl.Int64,
}
SAID = "\0said"  # what a cell said before it was read as a number, beside any attributes
READINGS = {"statement": pl.String, "coder": pl.String}
ITEM = r"^([^=]*?)\s*(?:=\s*(.*))?$"  # `code` or `code=0.5`


Reasons = Mapping[tuple[str, str], str]


@dataclass(frozen=True, eq=False)
class Spoken:
    """What the tables of statements say.

    `statements` has a row per statement, `readings` one per statement and coder who read it, `codings` one
    per statement, code and coder (none where a table of codings is given). Statements and codings carry FILE and
    LINE; readings and codings an OCCASION where a table has it. `reasons`: see `reasons_of`.
    """

    statements: pl.DataFrame
    readings: pl.DataFrame
    codings: pl.DataFrame
    reasons: Reasons


def read_statements(
    tables: Sequence[Table], scheme: Scheme | None, codings_apart: bool, findings: Findings
) -> Spoken | None:
    """All statements of a study; None where a table lacks a column without which it cannot be read."""
    required = REQUIRED if codings_apart else (*REQUIRED, "codes")
    sound = True
    for table in tables:
        if codings_apart and "codes" in table.columns:
            message = "a column `codes` here, and `codings` in study.yaml: give the codings once"
            findings.fault(table.file, table.header, message)
        if codings_apart and STANCE in table.columns:
            message = (
                "a column `stance` here, and `codings` in study.yaml: a stance is of a coding, give it there"
            )
            findings.fault(table.file, table.header, message)
        if "kind" in table.columns:
            message = (
                "`kind` is a column of sources: say there what kind of source it is, or rename the column"
            )
            findings.fault(table.file, table.header, message)
            sound = False
        optional = OPTIONAL if "codes" in required else (*OPTIONAL, "codes")
        # named only where they are there, so that no `location` or `distance` is taken for a slip of them
        optional = (*optional, *(name for name in (OCCASION, STANCE, BECAUSE, LANG) if name in table.columns))
        sound &= columns_fit(table, required, (*optional, EXTENT), findings)
    if not sound:
        return None
    names = (*REQUIRED, *OPTIONAL, "codes")
    rows = pl.concat([complete(table.located, names) for table in tables], how="diagonal")
    blame_blank(rows, ("id",), findings)
    blame(
        rows.filter(pl.col("id").is_not_null() & pl.col("source").is_null()),
        lambda row: f"statement `{row['id']}` has no source: name the interview or document it stands in",
        findings,
        "statements without a source",
    )
    blame_unknown(rows, "mode", MODES, "mode", findings)
    blame_unknown(rows, "voice", VOICES, "voice", findings)
    if LANG in rows.columns:
        blame(
            rows.filter(
                pl.col(LANG).is_not_null() & ~pl.col(LANG).str.contains(rf"^(?:{LANGUAGE.pattern})$")
            ),
            lambda row: (
                f"`{LANG}` is `{row[LANG]}`, which is no language: write en, nb, …, or call the column otherwise"
            ),
            findings,
            "languages that are none",
        )
    if STANCE in rows.columns:
        blame_unknown(rows, STANCE, STANCES, "stance", findings)
    rows = named_occasions(rows.filter(pl.col("id").is_not_null()), "id", findings)
    codings = pl.DataFrame(schema=CODINGS) if codings_apart else codes_in(rows, findings)
    if scheme is not None:
        check_codes(codings, scheme, findings)
    readings = rows.select(pl.col("id").alias("statement"), pl.col("coder").fill_null(""), *judged(rows))
    statements = _one_each(rows.drop("codes", STANCE, strict=False), findings)
    return Spoken(statements, readings.unique(maintain_order=True), codings, reasons_of(rows, "id"))


def reasons_of(rows: pl.DataFrame, statement: str = "statement") -> Reasons:
    """Statement and coder → why she coded it so, as far as `because` says; several reasons one after the other."""
    if BECAUSE not in rows.columns:
        return {}
    told = rows.filter(pl.col(BECAUSE).is_not_null()).select(
        statement, pl.col("coder").fill_null(""), BECAUSE
    )
    found: dict[tuple[str, str], dict[str, None]] = {}
    for s, coder, said in told.unique(maintain_order=True).iter_rows():
        found.setdefault((s, coder), {})[said] = None
    return {key: "; ".join(several) for key, several in found.items()}


def judged(rows: pl.DataFrame) -> list[str]:
    """The column of occasions, where there is one."""
    return [OCCASION] if OCCASION in rows.columns else []


def named_occasions(rows: pl.DataFrame, statement: str, findings: Findings) -> pl.DataFrame:
    """The rows with a name for every occasion, "" where it is blank; without the column where all are blank."""
    if OCCASION not in rows.columns:
        return rows
    named = pl.col(OCCASION).is_not_null()
    blame(
        rows.filter(named & pl.col("coder").is_null()),
        lambda row: (
            f"statement `{row[statement]}`: the occasion `{row[OCCASION]}` has no coder: an occasion is a judgement "
            "that one coder made again; say in `coder` whose"
        ),
        findings,
        "occasions without a coder",
    )
    if not rows.select(named.any()).item():
        return rows.drop(OCCASION)
    return rows.with_columns(pl.col(OCCASION).fill_null(""))


def _one_each(rows: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """One row per statement; what several coders' rows leave blank is taken from the first that says it."""
    judge = ["coder", *judged(rows)]
    told = rows.drop(judge)
    if rows.get_column("id").is_duplicated().any():
        blame(repeats(rows, "id", *judge), _twice, findings, "ids that are there already")
        several = rows.unique(["id", *judge], keep="first", maintain_order=True)
        told = told.group_by("id", maintain_order=True).agg(pl.all().drop_nulls().first())
        _disagreements(several, told, findings)
    return told.with_columns(pl.col("text").fill_null(""), pl.col("mode").fill_null("is"))


def _twice(row: dict[str, Any]) -> str:
    if row["coder"] is None:
        return (
            f"the id `{row['id']}` is {row[BEFORE]} already: ids are unique "
            "(where several coders coded one statement, a column `coder` names them)"
        )
    if row.get(OCCASION):
        when = f" at the occasion `{row[OCCASION]}`"
        return f"coder `{row['coder']}` has the statement `{row['id']}`{when} {row[BEFORE]} already"
    return (
        f"coder `{row['coder']}` has the statement `{row['id']}` {row[BEFORE]} already "
        "(judgements that she made again are told apart by a column `occasion`)"
    )


def _disagreements(rows: pl.DataFrame, told: pl.DataFrame, findings: Findings) -> None:
    """Faults where the rows of one statement differ in text, source or case from what the first of them says (`told`);
    warnings where in the rest. Each column is looked at once, by itself: there may be thousands."""
    columns = [name for name in told.columns if name not in ("id", FILE, LINE)]
    said = rows.select("id").join(told.select("id", *columns), on="id", how="left", maintain_order="left")
    both = said.select(columns).hstack(rows.select(pl.col(name).alias(SAID + name) for name in columns))
    differ = both.select((pl.col(name) != pl.col(SAID + name)).fill_null(False) for name in columns)
    times = differ.sum().row(0, named=True) if columns else {}
    where = ["id", FILE, LINE]
    for name in (name for name in columns if name in AGREE and times[name]):
        blame(
            rows.filter(differ[name]).select(where),
            lambda row, c=name: (  # type: ignore[misc]
                f"statement `{row['id']}`: `{c}` differs from its first row: one id is one statement"
            ),
            findings,
            f"statements with more than one `{name}`",
        )
    others = [name for name in columns if name not in AGREE and times[name]]
    warnings = (
        Fault(
            row[FILE],
            row[LINE],
            f"statement `{row['id']}`: `{name}` is `{here}` here and was `{before}` in an earlier row, which holds",
        )
        for name in others
        for row, here, before in zip(
            rows.filter(differ[name]).select(where).iter_rows(named=True),
            rows[name].filter(differ[name]),
            said[name].filter(differ[name]),
            strict=True,
        )
    )
    count = sum(times[name] for name in others)
    findings.warn_each(warnings, count, f"statements with more than one {listed(others)}")


def stance_of(rows: pl.DataFrame) -> list[str]:
    """The column of stances, where there is one."""
    return [STANCE] if STANCE in rows.columns else []


def codes_in(rows: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """The codings in the `codes` cells: ids separated by `;`, `id=0.5` for an intensity, `!id` for a stance against."""
    if STANCE in rows.columns:
        blame(
            rows.filter(pl.col("codes").is_null() & (pl.col(STANCE) == "against")),
            lambda row: (
                "`stance` is `against`, and `codes` is blank: a stance is of a code; name it, or leave it out"
            ),
            findings,
            "stances without a code",
        )
    items = (
        rows.filter(pl.col("codes").is_not_null())
        .select(
            pl.col("id").alias("statement"),
            pl.col("codes").str.split(";").alias("item"),
            pl.col("coder").fill_null(""),
            *judged(rows),
            *stance_of(rows),
            FILE,
            LINE,
        )
        .explode("item")
        .with_columns(pl.col("item").str.strip_chars())
        .filter(pl.col("item") != "")
        .with_columns(
            pl.col("item").str.extract_groups(ITEM).struct.rename_fields(["code", "said"]).alias("parts")
        )
        .unnest("parts")
        .with_columns(intensity=pl.when(pl.col("said").is_null()).then(1.0).otherwise(number(pl.col("said"))))
    )
    blame(
        items.filter(pl.col("code").fill_null("") == ""),
        lambda row: f"`{row['item']}` is an intensity without a code: write `code=0.5`",
        findings,
        "intensities without a code",
    )
    items = with_stances(items.filter(pl.col("code").fill_null("") != ""), findings)
    check_intensity(items, "item", findings)
    check_repeats(items, (FILE, LINE, "code"), findings)
    return items.select(*CODINGS, *judged(items), *stance_of(items))


def with_stances(items: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """The codings with signed codes, `!pay` where a coding is against: it is said before the code, or in `stance`.

    The column stays, for `check` to know what somebody has looked at; a study's codings are without it.
    """
    code = pl.col("code")
    marked = code.str.starts_with(AGAINST)
    if STANCE not in items.columns and not items.select(marked.any()).item():
        return items
    if STANCE in items.columns:
        blame(
            items.filter(marked & pl.col(STANCE).is_not_null()),
            lambda row: (
                f"`{row['code']}` beside the stance `{row[STANCE]}`: say it once, with `!` or in the column `stance`"
            ),
            findings,
            "codes with `!` beside a stance",
        )
        marked = marked | (pl.col(STANCE) == "against").fill_null(False)
    plain = code.str.strip_prefix(AGAINST).str.strip_chars_start()
    blame(
        items.filter(plain == ""),
        lambda row: "`!` without a code: write `!code` where a statement speaks against what the code says",
        findings,
        "`!` without a code",
    )
    return items.with_columns(pl.when(marked).then(AGAINST + plain).otherwise(code).alias("code")).filter(
        plain != ""
    )


def warn_both_stances(codings: pl.DataFrame, findings: Findings) -> None:
    """Warnings where one coder put a code on a statement both for and against."""
    against = codings.filter(pl.col("code").str.starts_with(AGAINST))
    if not against.height:
        return
    keys = ["statement", "coder", *judged(codings), "code"]
    plain = against.with_columns(pl.col("code").str.strip_prefix(AGAINST))
    both = plain.join(codings, on=keys, how="semi", maintain_order="left")
    warnings = (
        Fault(
            row[FILE],
            row[LINE],
            f"statement `{row['statement']}` has `{row['code']}` and `{signed(row['code'])}`"
            f"{' by `' + row['coder'] + '`' if row['coder'] else ''}: for and against at once; both count",
        )
        for row in both.iter_rows(named=True)
    )
    findings.warn_each(warnings, both.height, "codes that are put for and against on one statement")


def check_intensity(items: pl.DataFrame, said: str, findings: Findings) -> None:
    value = pl.col("intensity")
    blame(
        items.filter(value.is_null() | (value <= 0) | (value > 1)),
        lambda row: f"`{row[said]}`: an intensity is a number above 0 and at most 1",
        findings,
        "intensities that are not above 0 and at most 1",
    )


def check_repeats(items: pl.DataFrame, within: Iterable[str], findings: Findings, again: str = "") -> None:
    """A fault for each code that stands twice; `again` is what a coder would do who judged twice."""
    blame(
        repeats(items, *within),
        lambda row: (
            f"the code `{row['code']}` is put twice on statement `{row['statement']}`: once is enough"
            f"{again if row['coder'] else ''}"
        ),
        findings,
        "codes that are put twice on one statement",
    )


def check_codes(codings: pl.DataFrame, scheme: Scheme, findings: Findings) -> None:
    """A fault for each coding with a code that the scheme does not have."""
    known = [code.id for code in scheme.codes]

    def message(row: dict[str, Any]) -> str:
        parts = [part.strip() for part in row["code"].split(",")]
        if len(parts) > 1 and all(unsigned(part)[0] in known for part in parts):
            return f"unknown code `{row['code']}`: several codes are separated by `;`, not by a comma"
        code, against = unsigned(row["code"])
        return f"unknown code `{code}`{' after `!`' if against else ''}: {hint(code, known)}"

    blame(codings.filter(~pl.col("code").is_in(in_both_stances(known))), message, findings, "unknown codes")
    warn_both_stances(codings, findings)


def check_statements(rows: pl.DataFrame, statements: pl.DataFrame, findings: Findings) -> None:
    """A fault for each row that names a statement which is not there."""
    bad = rows.join(statements.select("id"), left_on="statement", right_on="id", how="anti")
    if bad.height:
        known = statements.get_column("id").to_list()
        blame(
            bad.filter(pl.col("statement").is_not_null()),
            lambda row: f"unknown statement `{row['statement']}`: {hint(row['statement'], known)}",
            findings,
            "unknown statements",
        )
