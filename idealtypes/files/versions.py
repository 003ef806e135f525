"""Former versions of a study's scheme, in the folder `versions`: kept before the scheme is changed, never written over.

A file of the folder is named after the scheme's id and version, `support-1.yaml`, and is what the scheme's file was,
byte for byte: what it names relative to itself (a theory of the study's own) is looked for in the study's folder.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import STUDY, find, is_path, shipped, shown
from idealtypes.files.document import plain
from idealtypes.files.schemes import read_scheme
from idealtypes.files.yaml_parser import Unreadable
from idealtypes.model.hints import hint
from idealtypes.model.scheme import Scheme
from idealtypes.storage.reading import read
from idealtypes.storage.transaction import writing

VERSIONS = "versions"


def kept_names(root: Path) -> tuple[str, ...]:
    """The former versions in a study's folder, by their names without ending, sorted."""
    return tuple(sorted(path.stem for path in (root / VERSIONS).glob("*.yaml")))


def former(root: Path, scheme: bytes) -> str | None:
    """The file, named from the study's folder, in which a scheme is to be kept; None where it is there already."""
    try:
        told: Any = plain(scheme.decode("utf-8-sig"))
    except (Unreadable, UnicodeDecodeError):
        told = None
    said = told if isinstance(told, dict) else {}
    today = datetime.date.today().isoformat()
    name = f"{said.get('id', 'scheme')}-{said.get('version') or today}"
    tries = [name, f"{name}-{today}", *(f"{name}-{today}-{n}" for n in range(2, 1000))]
    for one in tries:
        path = root / VERSIONS / f"{one}.yaml"
        if not path.exists():
            return f"{VERSIONS}/{path.name}"
        if read(path) == scheme:
            return None
    raise IdealtypesError(f"{shown(root / VERSIONS)} holds a thousand versions of today: move some away")


def keep_former(root: Path, scheme: Path) -> Path | None:
    """Keep a scheme as it is now, before it is changed; the file written, None where the same is kept already."""
    with writing(root, "place") as change:
        data = change.read(scheme.absolute())
        name = former(root, data)
        if name is not None:
            change.put(name, data)
    return None if name is None else root / name


def named_version(reference: str, roots: list[Path]) -> tuple[Scheme, Path]:
    """The scheme that a reference means, and its file: a path, a shipped id, or a version in one of these studies.

    Raises
    ------
    BadInput
        With every fault of it.
    IdealtypesError
        For what is none of these, with what there is.
    """
    if not is_path(reference) and reference not in shipped("coding_schemes"):
        for root in roots:
            path = root / VERSIONS / f"{reference}.yaml"
            if path.is_file():
                return read_scheme(path.as_posix()), path
        known = [name for root in roots for name in kept_names(root)]
        there = hint(reference, [*known, *shipped("coding_schemes")])
        kept = f" no version in `{VERSIONS}/` of the study," if roots else ""
        raise IdealtypesError(
            f"`{reference}` is no folder of a study (it would have a `{STUDY}`),{kept} no file and no shipped coding "
            f"scheme; {there}"
        )
    return read_scheme(reference), find(reference, None, "coding_schemes")
