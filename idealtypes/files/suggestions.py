"""`suggestions.csv` of a study: codes that were suggested, and what became of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.content import is_there
from idealtypes.files.faults import Findings
from idealtypes.files.saving import guarded
from idealtypes.files.tables import (
    LINE,
    blame,
    blame_blank,
    blame_unknown,
    columns_fit,
    complete,
    number,
    read_table,
    repeats,
)
from idealtypes.model.scheme import Scheme
from idealtypes.model.stance import in_both_stances
from idealtypes.model.suggestion import (
    BETWEEN,
    SUGGESTION_KINDS,
    SUGGESTION_STATES,
    Suggestion,
    fingerprint,
)

FILE_NAME = "suggestions.csv"
COLUMNS = ("id", "statement", "code", "kind", "score", "reason", "fingerprint", "state", "by")
TICKS = "accept"  # the column in which a person ticks what is accepted
BECAUSE = ", "  # between the words of a reason


@dataclass(frozen=True)
class Recorded:
    """A suggestion as the file has it, and its line."""

    suggestion: Suggestion
    file: str
    line: int


def read_suggestions(root: Path | None, findings: Findings) -> dict[str, Recorded]:
    """Id → suggestion, in the order of the file; none where the study has no such file, and after a fault."""
    path = None if root is None else root / FILE_NAME
    if path is None or not _holds(path):
        return {}
    table = read_table(path, findings)
    if table is None or not columns_fit(
        table, COLUMNS[:3], (*COLUMNS[3:], TICKS), findings, attributes=False
    ):
        return {}
    rows = complete(table.located, (*COLUMNS, TICKS))
    before = len(findings.faults)
    blame_blank(rows, COLUMNS[:3], findings)
    blame_unknown(rows, "kind", SUGGESTION_KINDS, "kind of suggestion", findings)
    blame_unknown(rows, "state", SUGGESTION_STATES, "state", findings)
    blame(
        repeats(rows.filter(pl.col("id").is_not_null()), "id"),
        lambda row: f"the suggestion `{row['id']}` is there already: one row is enough",
        findings,
        "suggestions that are there already",
    )
    blame(
        rows.filter(pl.col("id") != pl.concat_str("statement", "code", separator=BETWEEN)),
        lambda row: f"`id` is `{row['id']}`, and should be `{row['statement']}{BETWEEN}{row['code']}`",
        findings,
        "ids that are not the statement and the code",
    )
    if len(findings.faults) > before:
        return {}
    rows = rows.with_columns(number(pl.col("score")).fill_null(0.0).alias("value"))
    found = {}
    for row in rows.iter_rows(named=True):
        one = Suggestion(
            row["statement"],
            row["code"],
            row["kind"] or "uncoded",
            row["value"],
            tuple((row["reason"] or "").split(BECAUSE)) if row["reason"] else (),
            row["fingerprint"] or "",
            row["state"] or "open",
            row["by"] or "",
        )
        found[one.id] = Recorded(one, table.file, row[LINE])
    return found


def _holds(path: Path) -> bool:
    """Whether there is such a file that is not empty, or something of its name that is none, which reading tells."""
    return is_there(path) and not (path.is_file() and path.stat().st_size == 0)


def refuse_ticks(root: Path, findings: Findings) -> None:
    """Faults for ticks in the file itself that nobody has read yet: making it anew would lose them."""
    path = root / FILE_NAME
    table = read_table(path, findings) if _holds(path) else None
    if table is None or TICKS not in table.columns:
        return
    rows = complete(table.located, ("state",))
    blame(
        rows.filter(pl.col(TICKS).is_not_null() & (pl.col("state").fill_null("open") == "open")),
        lambda row: (
            f"`{TICKS}` is filled in, and not read yet: --{TICKS} {row['id']}, or --{TICKS} with this file"
        ),
        findings,
        "ticks that were not read yet",
    )


def suggestions_bytes(suggestions: Iterable[Suggestion]) -> bytes:
    """The file: a row a suggestion."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(value) for value in one.record().values()] for one in suggestions)
    return text.getvalue().encode("utf-8")


def warn_of_suggestions(
    root: Path, texts: Mapping[str, str], scheme: Scheme, seed: int, findings: Findings
) -> None:
    """Warnings of open suggestions that are of another text, another version of the scheme or way of learning."""
    stale = [
        Fault(one.file, one.line, f"{why}: `idealtypes suggest` makes them anew")
        for one in read_suggestions(root, findings).values()
        if one.suggestion.state == "open"
        and (why := why_stale(one.suggestion, texts, scheme, seed)) is not None
    ]
    findings.warn_each(stale, len(stale), "suggestions that are stale")


def why_stale(one: Suggestion, texts: Mapping[str, str], scheme: Scheme, seed: int) -> str | None:
    """Why a suggestion is none of this study any more; None where it is."""
    if one.statement not in texts:
        return f"the suggestion `{one.id}` is of a statement that is not there"
    if one.code not in in_both_stances(code.id for code in scheme.codes):
        return f"the suggestion `{one.id}` is of a code that the scheme has not"
    if one.fingerprint != fingerprint(texts[one.statement], scheme, seed):
        return f"the suggestion `{one.id}` is stale: the text, the scheme's version or the seed was another"
    return None
