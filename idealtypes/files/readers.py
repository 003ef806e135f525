"""Who read every statement of a source, as `readers` of study.yaml declares it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from idealtypes.files.aliases import Renaming
from idealtypes.model.hints import hint

EVERYBODY = "all"


def readers_of(
    given: str | Mapping[str, tuple[str, ...]],
    sources: Iterable[str],
    coders: Iterable[str],
    renaming: Renaming,
) -> dict[str, tuple[str, ...]]:
    """Source → the coders who read all of it, sorted; a fault for each source or coder that the study does not have.

    Parameters
    ----------
    given
        What `readers` says: `all`, or source → coders.
    sources, coders
        Those of the study's statements, without raters.
    renaming
        Who is who in the study.
    """
    document, findings = renaming.document, renaming.findings
    known, people = list(dict.fromkeys(sources)), sorted({coder for coder in coders if coder})
    if isinstance(given, str):
        if not people:
            message = (
                "`readers` name nobody: no row of the study names a coder; a column `coder` says who coded"
            )
            findings.fault(document.file, document.line(("readers",)), message)
        return dict.fromkeys(known, tuple(people))
    found: dict[str, tuple[str, ...]] = {}
    for source, names in given.items():
        line, own = document.line(("readers", source)), renaming.name("sources", source)
        if own not in known:
            findings.fault(document.file, line, f"`readers`: unknown source `{source}`: {hint(own, known)}")
        read = [renaming.name("coders", name) for name in names if name.strip()]
        for name in dict.fromkeys(read):
            if name not in people:
                message = f"`readers`: unknown coder `{name}`: {hint(name, people)}"
                findings.fault(document.file, line, message)
        found[own] = tuple(sorted({*found.get(own, ()), *read}))
    return found
