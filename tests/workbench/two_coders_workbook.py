"""The workbook of two coders, as a researcher brings it: a row a coded segment, made of `examples/two_coders`."""

from __future__ import annotations

import csv
from pathlib import Path

from ..exchange.books import xlsx
from .client import ROOT

STUDY = ROOT / "examples" / "two_coders"
HEADINGS = ("Document", "Segment", "Code", "Coder")


def _rows(name: str) -> list[dict[str, str]]:
    with (STUDY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_workbook(path: Path, codes: set[str]) -> Path:
    """The codings of both coders with some of the codes, before anything was settled."""
    said = {row["id"]: row for row in _rows("statements.csv")}
    rows = [
        (said[row["statement"]]["source"], said[row["statement"]]["text"], row["code"], row["coder"])
        for row in _rows("codings.csv")
        if row["coder"] in ("a", "b") and row["code"] in codes
    ]
    path.write_bytes(xlsx(("Segments", [HEADINGS, *rows])))
    return path
