"""Suggestions that a person accepted, written into the study's own tables as codings of hers, with their origin.

In a table of codings each is a row; in statements a code goes into the coder's own cell, else into the row that nobody
has filled in, else it gets a row. What is said of the origin stands in `because`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from idealtypes.errors import BadChoice, IdealtypesError
from idealtypes.files.changed_table import TableChanges, changed_table, refuse_other_kinds
from idealtypes.files.content import STUDY
from idealtypes.files.document import plain
from idealtypes.files.faults import Findings
from idealtypes.files.statements import BECAUSE, OCCASION
from idealtypes.files.tables import LINE, complete, read_table
from idealtypes.model.base import as_list
from idealtypes.model.study import StudyData, missing_codes
from idealtypes.model.suggestion import Suggestion
from idealtypes.storage.reading import read_text

CELL = ";"


def accepting_coder(study: StudyData, given: str | None) -> str:
    """Who accepts: the coder that is named, or the study's only one.

    Raises
    ------
    BadChoice
        Where several coded and none is named, or the one named is a model or has coded on several occasions.
    """
    coders = sorted(set(study.codings["coder"]))
    if given is None and len(coders) != 1:
        raise BadChoice(
            f"who accepts? Say with `as_` whose codings these are: {', '.join(coders) or 'a name'}"
        )
    coder = coders[0] if given is None else given
    known = study.coders.get(coder)
    if known is not None and known.kind == "model":
        raise BadChoice(
            f"`{coder}` is a coder of the kind `model`: suggestions are accepted by people (`as_`)"
        )
    if OCCASION in study.codings.columns:
        times = study.codings.filter((pl.col("coder") == coder) & (pl.col(OCCASION) != ""))
        if times.height:
            raise BadChoice(
                f"`{coder}` judged on several occasions: give another name with `as_`, or code these by hand"
            )
    return coder


def accepted_files(study: StudyData, coder: str, accepted: Sequence[Suggestion]) -> dict[str, bytes]:
    """The files of the study that change, by name, with their new bytes; nothing is written.

    Raises
    ------
    IdealtypesError
        For a study of no folder, and for tables whose rows cannot be changed.
    """
    if study.root is None:
        raise IdealtypesError("the study was read from no folder: there is no file to write codings to")
    if not accepted:
        return {}
    root = study.root
    document = plain(read_text(root / STUDY))
    missing = missing_codes(document.get("missing") or ())
    changes: dict[str, TableChanges] = defaultdict(TableChanges)
    by_statement: dict[str, list[Suggestion]] = defaultdict(list)
    for one in accepted:
        by_statement[one.statement].append(one)
    if "codings" in document:
        name = str(document["codings"])
        rows = _rows_of(root / name, ("statement", "code", "coder"), study, missing)
        _into_codings(changes[name], rows, coder, accepted)
    else:
        names = [str(one) for one in as_list(document["statements"])]
        columns = ("id", "coder", "codes", BECAUSE)
        tables = {name: _rows_of(root / name, columns, study, missing) for name in names}
        _into_statements(changes, tables, study, coder, by_statement)
    if "coders" in document and coder and coder not in study.coders:
        changes[str(document["coders"])].rows.append({"id": coder, "kind": "human"})
    for name in changes:
        refuse_other_kinds(root / name, "codings are added")
    return {name: changed_table(root / name, change) for name, change in changes.items()}


def origin(suggestions: Iterable[Suggestion]) -> str:
    """What is said of where codings come from.

    >>> origin([Suggestion("s1", "pay", "miss", 0.61, ("wage", "money"), "0a1b2c3d4e5f")])
    'suggested: pay (0.61: wage, money; 0a1b2c3d4e5f)'
    """
    told = (f"{one.code} ({one.score:.2f}: {', '.join(one.words)}; {one.fingerprint})" for one in suggestions)
    return f"suggested: {'; '.join(told)}"


def _rows_of(
    path: Path, columns: Sequence[str], study: StudyData, missing: Sequence[str]
) -> list[dict[str, Any]]:
    """The rows of a table of the study with their lines."""
    refuse_other_kinds(path, "codings are added")
    findings = Findings()
    table = read_table(path, findings, missing)
    findings.stop_if_faulty()
    if table is None:
        return []
    rows = complete(table.located, columns).iter_rows(named=True)
    return [row | {"coder": study.name_of("coders", row["coder"] or "")} for row in rows]


def _into_codings(
    change: TableChanges, rows: Sequence[Mapping[str, Any]], coder: str, accepted: Sequence[Suggestion]
) -> None:
    """A row each; a row that says that the coder put no code there gets the first."""
    blank = {row["statement"]: row[LINE] for row in rows if row["code"] is None and row["coder"] == coder}
    for one in accepted:
        put = {"code": one.code, BECAUSE: origin([one])}
        line = blank.pop(one.statement, None)
        if line is None:
            change.rows.append({"statement": one.statement, "coder": coder, **put})
        else:
            change.cells[line] = put


def _into_statements(
    changes: Mapping[str, TableChanges],
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    study: StudyData,
    coder: str,
    accepted: Mapping[str, Sequence[Suggestion]],
) -> None:
    """The codes of each statement in the coder's own cell, in a row that nobody filled in, or in a new row."""
    own: dict[str, tuple[str, Mapping[str, Any]]] = {}
    free: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for name, rows in tables.items():
        for row in rows:
            if row["id"] in accepted and row["coder"] == coder:
                own.setdefault(row["id"], (name, row))
            elif row["id"] in accepted and not row["coder"] and row["codes"] is None:
                free.setdefault(row["id"], (name, row))
    source = dict(study.statements.select("id", "source").iter_rows())
    for statement, ones in accepted.items():
        codes, said = CELL.join(one.code for one in ones), origin(ones)
        found = own.get(statement) or free.get(statement)
        if found is None:
            row = {
                "id": statement,
                "source": source[statement],
                "coder": coder,
                "codes": codes,
                BECAUSE: said,
            }
            changes[_home(tables, statement)].rows.append(row)
            continue
        name, there = found
        cells = {
            "codes": CELL.join(part for part in (there["codes"], codes) if part),
            BECAUSE: "; ".join(part for part in (there[BECAUSE], said) if part),
        }
        changes[name].cells[there[LINE]] = cells | ({"coder": coder} if coder else {})


def _home(tables: Mapping[str, Sequence[Mapping[str, Any]]], statement: str) -> str:
    """The table that holds a statement."""
    return next(name for name, rows in tables.items() if any(row["id"] == statement for row in rows))
