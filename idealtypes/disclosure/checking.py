"""What is wrong with `sharing.yaml` and the key of the pseudonyms: `check` tells it before anything is shared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from idealtypes.disclosure.approved import approved_of
from idealtypes.disclosure.informants import informants_of
from idealtypes.disclosure.pseudonyms import read_key
from idealtypes.disclosure.rules import SHARING, sharing_rules
from idealtypes.errors import BadInput, Fault, IdealtypesError
from idealtypes.model.study import StudyData


def sharing_faults(study: StudyData) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """The faults of a study's `sharing.yaml` and key, and what a reader would want to know of its approvals."""
    root = study.root
    if root is None:
        return (), ()
    faults = [*_faults(lambda: informants_of(study, sharing_rules(study))), *_faults(lambda: read_key(root))]
    if faults or not (root / SHARING).is_file():
        return tuple(faults), ()
    approved = approved_of(study, codes=True)
    known = {one.at for one in approved.texts}
    said = [(one.at, "has changed since it was approved: it is not shown") for one in approved.changed]
    said += [
        (one.at, "names no text of the study that could be shown")
        for one in approved.rules.texts
        if one.at not in known
    ]
    return (), tuple(Fault(SHARING, None, f"`{at}` {what}") for at, what in said)


def _faults(read: Callable[[], Any]) -> tuple[Fault, ...]:
    try:
        read()
    except BadInput as problem:
        return tuple(problem.faults)
    except IdealtypesError as problem:
        return (Fault(SHARING, None, str(problem)),)
    return ()
