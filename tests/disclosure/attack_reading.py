"""What an attacker reads in the tables that are published: ranges of the numbers that can have been printed so."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

Cell = tuple[str, str, str]  # view, case, aspect
Range = tuple[float, float]
STEP = 0.05  # of the shares in what is made for sharing
FEW = re.compile(r"<\s*(\d+)")
CLASS = re.compile(r"(\d+)\s*(?:–|-|to|til)\s*(\d+)")


def span(said: str) -> Range | None:
    """What a printed number can have been: `<3` is 1 or 2, `5–9` a class, `0.25` anything that rounds to it.

    >>> span("<3"), span("5–9"), span("7"), span("0.25"), span("")
    ((1.0, 2.0), (5.0, 9.0), (7.0, 7.0), (0.245, 0.255), None)
    """
    said = said.strip().replace("−", "-").replace(" ", "").replace(" ", "").lstrip("'")
    if match := FEW.fullmatch(said):
        return 1.0, float(match[1]) - 1
    if match := CLASS.fullmatch(said):
        return float(match[1]), float(match[2])
    try:
        value = float(said)
    except ValueError:
        return None
    decimals = len(said.partition(".")[2].partition("e")[0])
    if not decimals or "e" in said:
        return value, value
    half = 0.5 * 10.0**-decimals if decimals < 12 else 0.0
    return value - half, value + half


@dataclass
class Published:
    """What the attacker has read, by what it is about; cells by the names that are published."""

    statements: dict[Cell, Range] = field(default_factory=dict)
    informants: dict[Cell, Range] = field(default_factory=dict)
    shares: dict[tuple[Cell, str], Range] = field(default_factory=dict)
    masses: dict[tuple[Cell, str], Range] = field(default_factory=dict)
    intervals: dict[tuple[Cell, str], tuple[Range, Range]] = field(default_factory=dict)
    salience: dict[Cell, Range] = field(default_factory=dict)
    differences: dict[tuple[Cell, Cell], Range] = field(
        default_factory=dict
    )  # balance of the first − of the second
    memberships: dict[tuple[str, tuple[tuple[str, str], ...]], Range] = field(default_factory=dict)
    totals: dict[tuple[str, str], Range] = field(default_factory=dict)  # (case, statements|informants)
    poles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    one_sided: set[Cell] = field(default_factory=set)
    all_views: bool = True  # whether a view that is named nowhere has nothing in it
    views: set[str] = field(default_factory=lambda: {"all"})
    level: float = 0.95
    weighting: str = "statement"

    def named(self) -> tuple[set[str], set[str]]:
        """The cases and the aspects that are named."""
        named = {*self.statements, *self.informants, *(cell for cell, _ in self.shares)}
        named |= {cell for two in self.differences for cell in two if cell[0]}
        return {case for _, case, _ in named}, {aspect for *_, aspect in named}

    def cells(self) -> set[Cell]:
        """Every view of the cases and aspects that are named."""
        return set(itertools.product(self.views, *self.named()))


def narrow(held: dict[Any, Range], key: Any, new: Range | None) -> None:
    """What two places say together."""
    if new is not None:
        old = held.get(key, (-inf, inf))
        held[key] = (max(old[0], new[0]), min(old[1], new[1]))


def read(files: Mapping[str, bytes]) -> Published:
    """All tables among the files, by the names of their columns, and the level of the intervals."""
    found = Published()
    for name, content in files.items():
        if name.endswith("provenance.json"):
            settings = json.loads(content).get("settings") or {}
            found.level = float(settings.get("level") or found.level)
            found.weighting = settings.get("weighting") or found.weighting
        if name.endswith(".csv"):
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
            if rows:
                _table(rows, found)
    return found


def _table(rows: Sequence[Mapping[str, str]], found: Published) -> None:
    columns = set(rows[0])
    for row in rows:
        if {"case", "aspect", "here", "there"} <= columns:
            _gap(row, found)
        elif {"a", "b", "aspect", "difference"} <= columns:
            two = (("all", row["a"], row["aspect"]), ("all", row["b"], row["aspect"]))
            narrow(found.differences, two, span(row["difference"]))
        elif {"case", "type", "membership"} <= columns:
            _membership(row, found)
        elif {"case", "aspect"} <= columns and columns & {
            "share",
            "informants",
            "sources",
            "statements",
            "balance",
        }:
            _cell(row, found)


def _cell(row: Mapping[str, str], found: Published) -> None:
    cell = (row.get("view") or "all", row["case"], row["aspect"])
    found.views.add(cell[0])
    for column, held in (
        ("statements", found.statements),
        ("sources", found.informants),
        ("informants", found.informants),
    ):
        narrow(held, cell, span(row.get(column) or ""))
    narrow(found.salience, cell, span(row.get("salience") or ""))
    pole = row.get("pole") or ""
    if not pole:
        return
    told = span(row.get("share") or "")
    found.all_views &= "told" not in row  # what is made for sharing does not say which views are withheld
    if (
        row.get("told") == "one_sided" and told is not None
    ):  # drawn in the middle of what is told: two thirds or more
        found.one_sided.add(cell)
        told = (2 / 3, 1.0) if told[0] > 0.5 else (0.0, 1 / 3)
    elif row.get("told") == "shown" and told is not None:  # in steps, none of them nothing
        told = (max(0.0, told[0] - STEP), min(1.0, told[1] + STEP))
    known = found.poles.get(row["aspect"], ())
    found.poles[row["aspect"]] = known if pole in known else (*known, pole)
    narrow(found.shares, (cell, pole), told)
    narrow(found.masses, (cell, pole), span(row.get("mass") or ""))
    ends = tuple(span(row.get(name) or "") for name in ("share_low", "share_high"))
    if ends[0] is not None and ends[1] is not None and not row.get("told"):  # else of the size, which is told
        found.intervals[cell, pole] = (ends[0], ends[1])


def _gap(row: Mapping[str, str], found: Published) -> None:
    views = (row.get("to") or "useful", row.get("from") or "is")
    there, here = ((view, row["case"], row["aspect"]) for view in views)
    narrow(found.differences, (there, here), span(row.get("gap") or ""))
    for cell, column in ((here, "here"), (there, "there")):
        if (told := span(row[column] or "")) is not None:
            narrow(found.differences, (cell, ("", "", "")), told)  # against nothing: the balance itself


def _membership(row: Mapping[str, str], found: Published) -> None:
    if "=" in row["type"]:
        corner = tuple(tuple(part.split("=", 1)) for part in row["type"].split(","))
        narrow(found.memberships, (row["case"], corner), span(row["membership"] or ""))  # type: ignore[arg-type]
