"""The worksheet on which coders settle what they disagree on: written to be filled in, and read back.

`decision` holds codes as a cell of `codes` in statements does, or `none` where no code is to be put; blank is
undecided.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from idealtypes.errors import BadChoice, IdealtypesError
from idealtypes.files.faults import Findings
from idealtypes.files.filling_in import write_sheet
from idealtypes.files.saving import spared
from idealtypes.files.statements import check_codes, codes_in
from idealtypes.files.tables import (
    BEFORE,
    FILE,
    LINE,
    blame,
    blame_unknown,
    columns_fit,
    complete,
    read_table,
    repeats,
)
from idealtypes.model.coders import NOTHING
from idealtypes.model.placement import Placement
from idealtypes.model.scheme import Scheme
from idealtypes.model.spelling import named
from idealtypes.model.study import StudyData

FILL = ("decision", "reason")
WIDTHS = {"statement": 14, "source": 14, "case": 14, "text": 60, "aspect": 16, "could_move": 12, "flips": 8}


@dataclass(frozen=True)
class Decided:
    """What a worksheet decides: statement → the codes as a cell has them ("" for none), and the reason.

    `before` are statements that it decides as they were decided before, `undecided` those with a blank decision,
    `absent` those on which coders disagree and that it lacks.
    """

    codes: Mapping[str, str]
    reasons: Mapping[str, str]
    before: tuple[str, ...]
    undecided: tuple[str, ...]
    absent: tuple[str, ...]


def write_worksheet(study: StudyData, rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write the worksheet of some disagreements; a file that is there is left alone: it may be filled in."""
    spared(path, [] if study.root is None else [study.root / name for name, _ in study.inputs])
    if path.exists():
        raise BadChoice(
            f"{path} is there already, perhaps filled in: give another name, or read it with `resolved`"
        )
    if not rows:
        raise IdealtypesError(f"nothing to write to {path}: there is no disagreement without a consensus")
    widths = WIDTHS | {name: 24 for name in rows[0] if name.startswith("codes by ")}
    sheets = {"disagreements": rows, "codes": _codes(study.scheme)}
    write_sheet(path, sheets, FILL, what="the worksheet", widths=widths)


def _codes(scheme: Scheme) -> list[dict[str, Any]]:
    """What may stand in a decision: a row a code."""
    return [
        {
            "code": code.id,
            "title": code.title.say(),
            "definition": "" if code.definition is None else code.definition.say(),
            "place": "; ".join(map(_place, code.place or ())),
        }
        for code in scheme.codes
    ]


def _place(one: Placement) -> str:
    at = one.pole or (f"{one.position:g}" if one.position is not None else "shares")
    return f"{one.aspect}: {at}"


def read_worksheet(
    path: Path, study: StudyData, disputed: Collection[str], decided: Mapping[str, Collection[str]]
) -> Decided:
    """Read a worksheet that was filled in.

    Parameters
    ----------
    disputed
        The statements on which coders disagree and have no consensus.
    decided
        Statement → the codes that were agreed on before.

    Raises
    ------
    BadInput
        With every fault of it: statements that the study has not, decided twice, or otherwise before; codes that the
        scheme has not.
    """
    findings = Findings()
    table = read_table(path, findings)
    rows = pl.DataFrame()
    if table is not None and columns_fit(table, ("statement", "decision"), ("reason",), findings):
        rows = complete(table.located, ("reason",))
        cells = [None if cell is None else named(cell) for cell in rows["decision"]]
        rows = rows.with_columns(pl.Series("decision", cells, pl.String))
        blame(
            rows.filter(pl.col("statement").is_null() & pl.col("decision").is_not_null()),
            lambda row: f"`statement` is blank: on which statement is `{row['decision']}` decided?",
            findings,
            "decisions without a statement",
        )
        blame_unknown(rows, "statement", study.statements["id"].to_list(), "statement", findings)
        found = rows.filter(pl.col("statement").is_not_null() & pl.col("decision").is_not_null())
        blame(
            repeats(found, "statement"),
            lambda row: (
                f"statement `{row['statement']}` is decided {row[BEFORE]} already: leave one decision, "
                "and blank the other"
            ),
            findings,
            "statements that are decided twice",
        )
        _check_decisions(found, study.scheme, decided, findings)
    findings.stop_if_faulty()
    again = found.filter(pl.col("statement").is_in(list(decided)))["statement"]
    found = found.filter(~pl.col("statement").is_in(list(decided)))
    codes = {
        s: "" if _is_nothing(d, study.scheme) else d
        for s, d in found.select("statement", "decision").iter_rows()
    }
    told = {*rows["statement"].drop_nulls()}
    return Decided(
        codes,
        dict(found.filter(pl.col("reason").is_not_null()).select("statement", "reason").iter_rows()),
        tuple(again),
        tuple(
            s for s in dict.fromkeys(rows["statement"].drop_nulls()) if s not in codes and s not in decided
        ),
        tuple(s for s in disputed if s not in told),
    )


def _is_nothing(decision: str, scheme: Scheme) -> bool:
    return decision.strip().lower() == NOTHING and all(code.id != NOTHING for code in scheme.codes)


def _check_decisions(
    rows: pl.DataFrame, scheme: Scheme, decided: Mapping[str, Collection[str]], findings: Findings
) -> None:
    """Faults for codes that are none, and for decisions that differ from those that were made before."""
    nothing = pl.Series([_is_nothing(d, scheme) for d in rows["decision"]], dtype=pl.Boolean)
    cells = rows.select(
        id="statement", codes="decision", coder=pl.lit("consensus"), **{FILE: FILE, LINE: LINE}
    )
    items = codes_in(cells.filter(~nothing), findings)
    check_codes(items, scheme, findings)
    blame(
        cells.filter(~nothing & cells["codes"].str.replace_all(r"[;\s]", "").eq("")).rename(
            {"codes": "decision"}
        ),
        lambda row: f"`{row['decision']}` names no code: where none is to be put, write `{NOTHING}`",
        findings,
        "decisions without a code",
    )
    put: dict[str, set[str]] = {}
    known = items.filter(pl.col("intensity").is_not_null())  # what is no number has its fault by now
    for s, code, intensity in known.select("statement", "code", "intensity").iter_rows():
        put.setdefault(s, set()).add(code if intensity == 1 else f"{code}={intensity:g}")
    other = [s in decided and put.get(s, set()) != set(decided[s]) for s in rows["statement"]]
    blame(
        rows.filter(pl.Series(other, dtype=pl.Boolean)),
        lambda row: (
            f"statement `{row['statement']}` was decided as "
            f"`{';'.join(sorted(decided[row['statement']])) or NOTHING}` before, and is `{row['decision']}` here: "
            "change that row of the study's table, or leave this decision blank"
        ),
        findings,
        "statements that were decided otherwise before",
    )
