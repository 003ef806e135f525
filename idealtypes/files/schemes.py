"""Theories and coding schemes, read from their files: shipped ones by id, others by path."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from idealtypes.errors import Fault
from idealtypes.files.content import STUDY, Kind, NotThere, find
from idealtypes.files.document import read_document, validate
from idealtypes.files.faults import Findings
from idealtypes.files.placers import with_placers
from idealtypes.model.base import C
from idealtypes.model.hints import BLANK
from idealtypes.model.scheme import Scheme
from idealtypes.model.spelling import look_alikes, look_same, told_alike
from idealtypes.model.text import Text
from idealtypes.model.theory import Theory


def read_scheme(reference: str | Path, beside: Path | None = None) -> Scheme:
    """Read a coding scheme and its theory: a shipped id, or a path relative to the file `beside`.

    Raises
    ------
    BadInput
        With every fault of both files at its line.
    """
    return _read(reference, beside, "coding_schemes", scheme_in)


def _read(
    reference: str | Path, beside: Path | None, kind: Kind, read: Callable[[Path, Findings], C | None]
) -> C:
    """What a reader makes of the file that a reference means; BadInput with every fault there is."""
    findings = Findings()
    found = None
    try:
        found = read(find(str(reference), beside, kind), findings)
    except NotThere as problem:
        findings.fault(str(reference), None, str(problem))
    findings.stop_if_faulty()
    assert found is not None  # nothing found comes with a fault
    return found


def scheme_in(path: Path, findings: Findings, study: Path | None = None) -> Scheme | None:
    """The scheme in a file; after faults None, or a scheme for checking others against, not for computing.

    Who placed its codes is read from a file in the folder of the `study`, or else beside the scheme.
    """
    document = read_document(path, findings)
    if document is None:
        return None
    theory = None
    reference = document.data.get("theory")
    if isinstance(reference, str):
        try:
            theory = theory_in(find(reference, _at(path), "logics"), findings)
        except NotThere as problem:
            findings.fault(document.file, document.line(("theory",)), str(problem))
    elif reference is None:
        findings.fault(document.file, document.line(), "`theory` is missing: the id of a theory, or its file")
    else:
        findings.fault(
            document.file, document.line(("theory",)), "`theory` is the id of a theory, or its file"
        )
    if theory is None:
        theory = Theory.model_construct(id=BLANK, title=Text(BLANK), logics=(), axes=())
    scheme = validate(document, Scheme, findings, theory=theory)
    if scheme is not None:
        unplaced = set(scheme.unplaced)
        messages = [
            Fault(
                document.file,
                document.line(("codes", c)),
                f"the code `{code.id}` is not yet placed: give it a `place`, or `place: none`",
            )
            for c, code in enumerate(scheme.codes)
            if code.id in unplaced and document.data["codes"][c].get("place") is None
        ]
        findings.warn_each(messages, len(messages), "codes that are not yet placed")
        ids = [code.id for code in scheme.codes]
        for group in look_alikes(ids):
            for one, other in pairwise(group):
                if look_same(one, other):
                    line = document.line(("codes", ids.index(other)))
                    findings.warn(
                        document.file,
                        line,
                        f"{told_alike('codes', (one, other))}: rename one",
                    )
        return with_placers(scheme, [*([] if study is None else [study]), path.parent], findings)
    return None


def _at(scheme: Path) -> Path:
    """Where a scheme stands, or stood: one that is kept in a study's `versions` stood in the study's folder."""
    study = scheme.parent.parent
    kept = scheme.parent.name == "versions" and (study / STUDY).is_file()
    return study / scheme.name if kept else scheme


def read_theory(reference: str | Path, beside: Path | None = None) -> Theory:
    """Read a theory: the id of a shipped one, or a path relative to the file `beside` which names it.

    Raises
    ------
    BadInput
        With every fault of the file at its line.
    """
    return _read(reference, beside, "logics", theory_in)


def theory_in(path: Path, findings: Findings) -> Theory | None:
    """The theory in a file; after faults None, or a theory good for checking others against."""
    document = read_document(path, findings)
    return None if document is None else validate(document, Theory, findings)
