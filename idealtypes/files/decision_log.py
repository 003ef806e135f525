"""The decision log of a codebook, `<scheme id>.decisions.csv`: read from the study's folder, else from beside the
scheme."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import polars as pl

from idealtypes.files.content import is_there
from idealtypes.files.faults import Findings
from idealtypes.files.tables import LINE, columns_fit, complete, read_table
from idealtypes.model.decision_log import LoggedDecision

COLUMNS = ("date", "who", "what", "why")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def log_file(scheme: Path, scheme_id: str, root: Path | None = None) -> Path | None:
    """The log of a scheme's decisions: in the study's folder, else beside the scheme; None where there is none."""
    places = [root] if root is not None else []
    name = f"{scheme_id}.decisions.csv"
    return next((at / name for at in (*places, scheme.parent) if is_there(at / name)), None)


def read_decisions(path: Path | None, findings: Findings) -> tuple[LoggedDecision, ...]:
    """The decisions of a log, in its order; a fault for each that says not when or not what."""
    table = None if path is None else read_table(path, findings)
    if table is None or not columns_fit(table, ("date", "what"), ("who", "why"), findings, attributes=False):
        return ()
    rows = complete(table.located, ("who", "why")).with_columns(pl.col(COLUMNS).fill_null(""))
    found = []
    for row in rows.iter_rows(named=True):
        if not row["what"]:
            findings.fault(
                table.file, row[LINE], "`what` is blank: say what was decided, with the codes' ids"
            )
        if not _dated(row["date"]):
            said = f"`date` is `{row['date']}`" if row["date"] else "`date` is blank"
            findings.fault(
                table.file, row[LINE], f"{said}: write 2024-05-31, or 2024-05 or 2024 where no more is known"
            )
        found.append(LoggedDecision(*(row[name] for name in COLUMNS)))
    return tuple(found)


def _dated(said: str) -> bool:
    if not DATE.fullmatch(said):
        return False
    try:
        datetime.date.fromisoformat(said + "-01-01"[3 * said.count("-") :])
    except ValueError:
        return False
    return True
