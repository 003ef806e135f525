"""The calibrated table for R's QCA and SetMethods, and a short script that reads it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from idealtypes.analyses.sets.case_outcome import CaseOutcome
from idealtypes.analyses.sets.fits import Degrees, degrees
from idealtypes.analyses.types.membership import Membership
from idealtypes.engine.result import Result, said, screenful, why_keys
from idealtypes.errors import Reason

FILE = "calibrated.csv"
# Letters that take no apart into a letter and a mark.
LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ß": "ss", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L"}
)


@dataclass(frozen=True)
class CalibratedColumn:
    """A column of the table: its name in R, what it is (condition, type or outcome), and what 1 means in it."""

    name: str
    kind: str
    meaning: str

    def to_dict(self) -> dict[str, str]:
        return {"name": self.name, "kind": self.kind, "meaning": self.meaning}


@dataclass(frozen=True, eq=False)
class CalibratedTable(Result):
    """Memberships of the cases, a row a case.

    Attributes
    ----------
    columns
        Conditions, types and outcome. An aspect with two poles is one condition, membership in its second pole; an
        aspect with more is one condition a pole. Names are capitals and digits, which R's QCA takes in any formula.
    rows
        The memberships, in [0, 1], in the order of the columns.
    cases
        Their ids.
    left_out
        Case → why it has no row: R's QCA takes no missing values.
    """

    columns: tuple[CalibratedColumn, ...]
    cases: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    left_out: dict[str, Reason]

    @property
    def several(self) -> bool:
        """Whether some aspect takes more than one condition."""
        aspects = [c.meaning.rpartition(" is ")[0] for c in self.columns if c.kind == "condition"]
        return len(set(aspects)) < len(aspects)

    def names(self, kind: str) -> list[str]:
        """The columns of a kind."""
        return [c.name for c in self.columns if c.kind == kind]

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case: `case` and the columns."""
        names = [c.name for c in self.columns]
        return [
            {"case": case, **dict(zip(names, row, strict=True))}
            for case, row in zip(self.cases, self.rows, strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        """The columns and what 1 means in them, the rows, and the cases left out."""
        return {
            "columns": [column.to_dict() for column in self.columns],
            "rows": self.records(),
            "left_out": [{"case": case, **why_keys(why)} for case, why in self.left_out.items()],
        }

    def __repr__(self) -> str:
        lines = (f"{c.name} ({c.kind}): {_one_line(c.meaning)}" for c in self.columns)
        return screenful(lines, f"Calibrated table of {len(self.cases):,} cases", len(self.columns))

    def script(self, file: str = FILE, *, inclusion: float = 0.8, pri: float = 0.0, least: int = 1) -> str:
        """R that reads the table from a file and asks of it what `set_fits` asks: truth table and fits.

        `file` is the name the table was saved under, as csv; `inclusion`, `pri` and `least` are QCA's incl.cut, pri.cut
        and n.cut.
        """
        conditions, types, outcomes = (self.names(kind) for kind in ("condition", "type", "outcome"))
        lines = ["# What 1 means in each column:"]
        lines += [f"#   {c.name}: {_one_line(c.meaning)}" for c in self.columns]
        left_out = [(case, said(why) or "") for case, why in self.left_out.items()]
        lines += [f"# Left out: {_one_line(case)} ({_one_line(why)})" for case, why in left_out]
        if self.several:
            lines.append(
                "# An aspect with more than two poles is several conditions, of which a case has one at most."
            )
        lines += [
            "library(QCA)",
            f'memberships <- read.csv({_quoted(file)}, row.names = 1, fileEncoding = "UTF-8-BOM")',
            f"conditions <- {_vector(conditions)}",
            f"types <- {_vector(types)}",
        ]
        if outcomes:
            outcome = _quoted(outcomes[0])
            lines += [
                f"rows <- truthTable(memberships, outcome = {outcome}, conditions = conditions,",
                f"                   incl.cut = {inclusion}, pri.cut = {pri}, n.cut = {least}, show.cases = TRUE)",
                "print(rows)",
                f"y <- memberships[[{outcome}]]",
                'print(pof(memberships[c(conditions, types)], y, relation = "sufficiency"))',
                'print(pof(memberships[c(conditions, types)], y, relation = "necessity"))',
                "# The same from SetMethods, if it is installed:",
                'if (requireNamespace("SetMethods", quietly = TRUE)) {',
                "  print(SetMethods::QCAfit(memberships[c(conditions, types)], y, necessity = TRUE))",
                "}",
            ]
        return "\n".join(lines) + "\n"


def calibrated_table(membership: Membership, outcome: CaseOutcome | None = None) -> CalibratedTable:
    """The memberships behind a result as a table for R.

    Parameters
    ----------
    membership
        Of the cases of a study, under the study's settings.
    outcome
        See `case_outcome.case_outcome`; by default there is none.

    Raises
    ------
    IdealtypesError
        Where the memberships were not made under the study's settings.
    """
    used = degrees(membership, outcome)
    columns: list[CalibratedColumn] = []
    values: list[list[float]] = []
    taken: set[str] = {"CASE"}

    def add(kind: str, wanted: str, meaning: str, column: Iterable[float]) -> None:
        columns.append(CalibratedColumn(_free(_r_name(wanted), taken), kind, meaning))
        values.append([float(v) for v in column])

    for aspect, m in used.poles.items():
        names = used.names[aspect]
        for k, pole in [(1, names[1])] if len(names) == 2 else list(enumerate(names)):
            add(
                "condition", aspect if len(names) == 2 else f"{aspect} {pole}", f"{aspect} is {pole}", m[:, k]
            )
    for key in _named(membership, used):
        add("type", f"type {used.types[key][0]}", f"ideal type {used.types[key][0]}", used.corners[key])
    if outcome is not None and used.outcome is not None:
        prefix = "not " if outcome.negated else ""
        add("outcome", f"{prefix}{outcome.column}", f"{prefix}{outcome.column}", used.outcome)
    rows = tuple(zip(*values, strict=True)) if used.cases else ()
    return CalibratedTable(tuple(columns), used.cases, rows, used.left_out)


def _named(membership: Membership, used: Degrees) -> list[tuple[str, ...]]:
    ids = {ideal.id for ideal in membership.profile.scheme.ideal_types}
    return [key for key, (name, _) in used.types.items() if name in ids]


def _r_name(wanted: str) -> str:
    """Capitals and digits, a letter first.

    >>> _r_name("market share"), _r_name("støtte"), _r_name("2023")
    ('MARKETSHARE', 'STOTTE', 'X2023')
    """
    plain = unicodedata.normalize("NFKD", wanted.translate(LETTERS))
    name = "".join(c for c in plain.upper() if c.isascii() and c.isalnum())
    return name if name[:1].isalpha() else f"X{name}"


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number that makes it new."""
    found, n = name, 2
    while found in taken:
        found, n = f"{name}{n}", n + 1
    taken.add(found)
    return found


def _vector(names: list[str]) -> str:
    return f"c({', '.join(_quoted(name) for name in names)})"


def _quoted(text: str) -> str:
    """An R string: the escapes of JSON are R's."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
