"""Weights of agreement in a table: the categories down the first column, and the same across."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from idealtypes.files.faults import Findings
from idealtypes.files.tables import Table, number, read_table
from idealtypes.model.hints import listed, near
from idealtypes.model.own_weights import OwnWeights
from idealtypes.model.spelling import named


def read_weights(path: Path) -> OwnWeights:
    """The weights of a table; a blank cell is as the one across the diagonal.

    Raises
    ------
    BadInput
        With every fault: categories that are not the same down and across, or stand there twice; cells that are no
        number from 0 to 1; a diagonal that is not 1.
    """
    findings = Findings()
    table = read_table(path, findings)
    made = None if table is None else _weights(table, findings)
    findings.stop_if_faulty()
    assert made is not None  # no weights come with a fault
    return made


def _weights(table: Table, findings: Findings) -> OwnWeights | None:
    first, *across = table.columns
    down = [named(cell) if cell is not None else "" for cell in table.frame[first]]
    lines = table.lines.to_list()
    names = [named(name) for name in across]
    for n, name in enumerate(down):
        if name == "" or name in down[:n]:
            what = "the category is blank" if name == "" else f"the category `{name}` is there already"
            findings.fault(
                table.file, lines[n], f"{what}: each has one row, and its name in the first column"
            )
    for n, name in enumerate(down):
        if name and name not in names:
            match = near(name, [one for one in names if one not in down])
            end = f"should `{match}` be `{name}`?" if match else f"across there are {listed(names)}"
            findings.fault(table.file, lines[n], f"the category `{name}` has a row and no column: {end}")
    for name in names:
        if name not in down:
            findings.fault(table.file, table.header, f"the category `{name}` has a column and no row")
    if findings.faults:
        return None
    if len(down) < 2:
        findings.fault(table.file, table.header, "there is one category: weights are between two or more")
        return None
    cells = table.frame.select(number(pl.col(name)).alias(name) for name in across).rows()
    told = table.frame.select(across).rows()
    place = [names.index(name) for name in down]
    rows = []
    for i, name in enumerate(down):
        row = []
        for j, other in enumerate(down):
            (a, b), (c, d) = (i, place[j]), (j, place[i])
            value = cells[a][b] if told[a][b] is not None else cells[c][d]
            if value is None or not 0 <= value <= 1:
                said = told[a][b] if told[a][b] is not None else told[c][d]
                what = "is blank, and so is the one across" if said is None else f"is `{said}`"
                message = (
                    f"the weight of `{name}` and `{other}` {what}: it is a number from 0 (no agreement) to 1"
                )
                findings.fault(table.file, lines[i], message)
                value = 1.0
            if i == j and value != 1:
                findings.fault(
                    table.file, lines[i], f"the weight of `{name}` with itself is {value:g}: it is 1"
                )
            row.append(float(value))
        rows.append(tuple(row))
    return OwnWeights(tuple(down), tuple(rows), table.file)
