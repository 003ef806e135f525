"""Pseudonyms: a number for every case, source, coder and code, the same in all that is shared of a study.

The key is `sharing_key.csv` in the study's folder, and stays there. Numbers are drawn at random, those of new ids among
the same ones, so that neither the order of interviews nor who came later can be read from them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import is_there
from idealtypes.files.faults import Findings
from idealtypes.files.saving import csv_bytes
from idealtypes.files.tables import FILE, LINE, columns_fit, read_table
from idealtypes.model.hints import hint
from idealtypes.model.study import StudyData
from idealtypes.storage.transaction import writing

Kind = Literal["case", "source", "coder", "code"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KEY = "sharing_key.csv"
IGNORED = f"{KEY}\n"
COLUMNS = ("kind", "id", "number")
SPARE = (
    2  # numbers are drawn among at least twice as many as are needed, so that later ones fall among the first
)
LOWEST = 10


@dataclass(frozen=True)
class Pseudonyms:
    """(kind, id) → its number."""

    numbers: Mapping[tuple[Kind, str], int]

    def number(self, kind: Kind, name: str) -> int:
        """The number of an id; KeyError for one that has none."""
        return self.numbers[kind, name]

    def name(self, kind: Kind, name: str) -> str:
        """The id that stands for an id: `case_47`."""
        return f"{kind}_{self.numbers[kind, name]}"

    def order(self, kind: Kind, names: Iterable[str]) -> list[str]:
        """Ids in the order of their numbers, which says nothing of their own order."""
        return sorted(names, key=lambda name: self.numbers[kind, name])


def ids_of(study: StudyData) -> dict[Kind, list[str]]:
    """All that has a pseudonym: the ids of a study, sorted."""
    coders = {*study.codings["coder"].to_list(), *study.readings["coder"].to_list(), *study.coders}
    return {
        "case": sorted(study.cases["id"].to_list()),
        "source": sorted({*study.sources["id"].to_list(), *study.statements["source"].to_list()}),
        "coder": sorted(name for name in coders if name),
        "code": sorted(code.id for code in study.scheme.codes),
    }


def pseudonyms_of(study: StudyData) -> Pseudonyms:
    """The pseudonyms of a study: those of its key, and new ones, which the key has from then on.

    The file is written at once, and git is told to leave it out. A study without a folder has no key: its pseudonyms
    hold for this once.

    Raises
    ------
    BadInput
        With every fault of the key at its line.
    IdealtypesError
        Where the key cannot be written.
    """
    root = study.root
    known = {} if root is None else read_key(root)
    found = extended(known, ids_of(study))
    if root is not None and found != known:
        with writing(root, "report"):
            found = extended(read_key(root), ids_of(study))  # another run may have drawn some just now
            write_key(root, found)
    return Pseudonyms(found)


def kept_pseudonyms(study: StudyData) -> Pseudonyms:
    """The pseudonyms of the study's key, for a report made before: nothing is written; new ids have numbers for once.

    Raises
    ------
    IdealtypesError
        Where there is no key: the report was made elsewhere, or the key is lost.
    BadInput
        As of `pseudonyms_of`.
    """
    known = {} if study.root is None else read_key(study.root)
    if not known:
        raise IdealtypesError(
            f"the report is one for sharing, and the study has no {KEY} that tells who its cases are: name the study's "
            "folder in which it was made"
        )
    return Pseudonyms(extended(known, ids_of(study)))


def extended(
    known: Mapping[tuple[Kind, str], int], ids: Mapping[Kind, Sequence[str]]
) -> dict[tuple[Kind, str], int]:
    """The numbers that are known, and for all other ids new ones at random.

    >>> found = extended({("case", "north"): 47}, {"case": ["north", "south"]})
    >>> found["case", "north"], found["case", "south"] != 47, 10 <= found["case", "south"] <= 99
    (47, True, True)
    """
    found = dict(known)
    draw = secrets.SystemRandom()
    for kind, names in ids.items():
        new = [name for name in names if (kind, name) not in found]
        taken = {number for (of, _), number in found.items() if of == kind}
        top = LOWEST * 10
        while top - LOWEST < SPARE * (len(taken) + len(new)):
            top *= 10
        free = [number for number in range(top // 10, top) if number not in taken]
        for name, number in zip(new, draw.sample(free, len(new)), strict=True):
            found[kind, name] = number
    return found


def read_key(root: Path) -> dict[tuple[Kind, str], int]:
    """What the key in a study's folder says; empty without one. BadInput with every fault at its line."""
    path = root / KEY
    if not is_there(path):
        return {}
    findings = Findings()
    table = read_table(path, findings)
    found: dict[tuple[Kind, str], int] = {}
    if table is not None and columns_fit(table, COLUMNS, (), findings, attributes=False):
        for row in table.located.iter_rows(named=True):
            kind, name, said = (row[column] for column in COLUMNS)
            number = int(said) if said is not None and str(said).isdecimal() else None
            message = None
            if kind not in KINDS:
                message = f"`kind` is `{kind}`: {hint(str(kind), KINDS)}"
            elif not name:
                message = "`id` is blank: the name for which the number stands"
            elif number is None:
                message = f"`number` is `{said}`: it should be a whole number"
            elif (kind, name) in found or number in {n for (of, _), n in found.items() if of == kind}:
                message = f"the {kind} `{name}`, or its number {number}, stands above already: each has one"
            else:
                found[kind, name] = number
            if message is not None:
                findings.fault(row[FILE], row[LINE], message)
    findings.stop_if_faulty()
    return found


def write_key(root: Path, numbers: Mapping[tuple[Kind, str], int]) -> None:
    """Write the key into a study's folder, readable by its owner alone, and have git leave it out."""
    rows = [{"kind": kind, "id": name, "number": n} for (kind, name), n in sorted(numbers.items())]
    try:
        with writing(root, "report") as change:
            change.put(KEY, csv_bytes(rows), mode=0o600)
            before = change.read(".gitignore").decode("utf-8") if (root / ".gitignore").is_file() else ""
            if KEY not in before.split():
                gap = "" if not before or before.endswith("\n") else "\n"
                change.put(".gitignore", f"{before}{gap}{IGNORED}".encode())
    except (OSError, UnicodeDecodeError) as problem:
        message = f"{root / KEY}: the key of the pseudonyms cannot be written here ({problem})"
        raise IdealtypesError(message) from None
