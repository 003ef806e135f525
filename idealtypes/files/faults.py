"""Files at the edge: bytes in, or a located fault; what was read is remembered with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from idealtypes.errors import BadInput, Fault, Skipped
from idealtypes.files.budget import budget
from idealtypes.files.content import NotThere, existing, shown
from idealtypes.files.file_bytes import NoBytes, file_bytes
from idealtypes.storage.reading import noted, prepared

MANY = 50  # rows named one by one in one kind of fault; the rest are counted


@dataclass
class Findings:
    """What a reading finds on its way: faults, warnings, what it left out, what it read (with SHA-256)."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    inputs: dict[Path, str] = field(default_factory=dict)
    broken: set[tuple[str, int]] = field(
        default_factory=set
    )  # rows of tables that are no rows of their tables

    def fault(self, file: str, line: int | None, message: str) -> None:
        """Something that has to be put right."""
        self.faults.append(Fault(file, line, message))

    def warn(self, file: str, line: int | None, message: str) -> None:
        """Something that may be as it should be, and that a reader would want to know."""
        self.warnings.append(Fault(file, line, message))

    def fault_each(self, faults: Iterable[Fault], count: int, what: str) -> None:
        """The first 50 of many like faults one by one, the others as one more that says how many they are.

        `faults` may be lazy: no more are made than are shown. `count` is how many there are in all.
        """
        self.faults.extend(_first(faults, count, what))

    def warn_each(self, warnings: Iterable[Fault], count: int, what: str) -> None:
        """The same for warnings."""
        self.warnings.extend(_first(warnings, count, what))

    def stop_if_faulty(self) -> None:
        """Raise BadInput with all faults found so far, by file in the order of reading and by line."""
        if self.faults:
            raise BadInput(self.ordered())

    def ordered(self) -> tuple[Fault, ...]:
        """The faults by file, in the order in which the files were met, and by line; none twice."""
        return ordered(self.faults)


def _first(faults: Iterable[Fault], count: int, what: str) -> list[Fault]:
    taken = list(islice(faults, MANY))
    if taken and count > len(taken):
        last = taken[-1]
        taken.append(Fault(last.file, last.line, f"… and {count - len(taken)} more: {what}"))
    return taken


def ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults by file, in the order in which the files were met, and by line; none twice."""
    unique = list(dict.fromkeys(faults))
    files = {name: place for place, name in enumerate(dict.fromkeys(fault.file for fault in unique))}
    return tuple(sorted(unique, key=lambda fault: (files[fault.file], fault.line or 0)))


def read_bytes(path: Path, findings: Findings, most: int | None = None) -> bytes | None:
    """The bytes of a file, at most so many (as of a table, where nothing is said), or None after a fault; the hash is
    of the bytes that are used."""
    try:
        data = prepared(path)
        if data is None:
            data = file_bytes(existing(path), budget().file if most is None else most)
    except (NotThere, NoBytes) as problem:
        findings.fault(shown(path), None, str(problem))
        return None
    findings.inputs[path] = hashlib.sha256(data).hexdigest()
    noted(path, findings.inputs[path])
    if not data.strip():
        findings.fault(shown(path), 1, "the file is empty")
        return None
    return data
