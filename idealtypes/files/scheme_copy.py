"""A study's own copy of a coding scheme that others use, too."""

from __future__ import annotations

import os
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import find, is_path, shown
from idealtypes.files.document import read_document
from idealtypes.files.faults import Findings
from idealtypes.files.saving import write_bytes
from idealtypes.files.study_file import STUDY
from idealtypes.files.yaml_edit import scalar, set_value, with_value


def scheme_file(root: Path) -> Path:
    """The file of the scheme that a study, which can be read, names."""
    findings = Findings()
    document = read_document(root / STUDY, findings)
    findings.stop_if_faulty()
    assert document is not None  # no document comes with a fault
    return find(str(document.data["scheme"]), document.path, "coding_schemes")


def copied(root: Path, path: Path) -> Path:
    """Copy a scheme into the study's folder and let `study.yaml` name the copy; its theory stays the one it was.

    Raises
    ------
    IdealtypesError
        Where the folder has a file of that name already.
    """
    own = root / path.name
    if own.exists():
        raise IdealtypesError(
            f"{shown(own)} is there already: rename it, or name it in {STUDY} as the scheme"
        )
    findings = Findings()
    document = read_document(path, findings)
    findings.stop_if_faulty()
    assert document is not None  # no document comes with a fault
    text = path.read_bytes().decode("utf-8-sig")
    theory = str(document.data["theory"])
    if is_path(theory):  # named from where the scheme was
        way = Path(os.path.relpath(path.parent / theory, root)).as_posix()
        text = with_value(text, "theory", scalar(way if "/" in way else f"./{way}"))
    write_bytes(own, text.encode("utf-8"))
    set_value(root / STUDY, "scheme", scalar(f"./{own.name}"))
    return own
