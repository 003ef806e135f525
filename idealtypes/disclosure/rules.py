"""The rules of one study: `sharing.yaml`, held against its sources."""

from __future__ import annotations

from pathlib import Path

from idealtypes.errors import BadArgument
from idealtypes.files.content import is_there
from idealtypes.files.document import read_document, validate
from idealtypes.files.faults import Findings
from idealtypes.model.hints import hint
from idealtypes.model.sharing_file import SMALLEST, SharingFile
from idealtypes.model.study import StudyData

SHARING = "sharing.yaml"


def sharing_rules(study: StudyData, k: int | None = None) -> SharingFile:
    """What may leave the project: as `sharing.yaml` beside the study says, `k` in the place of its own if given.

    Parameters
    ----------
    study
        A study; one without a folder has no such file, and the rules are the ordinary ones.
    k
        How many informants have to stand behind every cell: 3 or more.

    Raises
    ------
    BadInput
        With every fault of the file at its line.
    BadArgument
        For a `k` that is below 3 or no whole number.
    """
    path = None if study.root is None else study.root / SHARING
    rules = SharingFile() if path is None or not is_there(path) else _read(path, study)
    if k is None:
        return rules
    if isinstance(k, bool) or not isinstance(k, int) or k < SMALLEST:
        message = f"is {k}: {SMALLEST} informants or more, since of two each can work out the other"
        raise BadArgument("k", str(k), message)
    return rules.model_copy(update={"k": k})


def _read(path: Path, study: StudyData) -> SharingFile:
    findings = Findings()
    document = read_document(path, findings)
    rules = None if document is None else validate(document, SharingFile, findings)
    if document is not None and rules is not None:
        columns = [name for name in study.sources.columns if name not in ("id", "kind", "case")]
        if rules.informants is not None and rules.informants not in columns:
            near = hint(rules.informants, columns)
            message = f"`informants`: the sources have no column `{rules.informants}`; {near}"
            findings.fault(document.file, document.line(("informants",)), message)
        kinds = sorted({*study.sources["kind"].drop_nulls().to_list(), "rater"})
        for p, kind in enumerate(rules.public):
            if kind not in kinds:
                message = f"`public`: no source is of the kind `{kind}`; {hint(kind, kinds)}"
                findings.fault(document.file, document.line(("public", p)), message)
    findings.stop_if_faulty()
    assert rules is not None  # nothing found comes with a fault
    return rules
