"""From a project and a folder to the files that are to be written: nothing is written before all is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from idealtypes.errors import IdealtypesError, Skipped
from idealtypes.exchange import columns
from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.folder_writing import write_into, write_new
from idealtypes.exchange.held import IMPORTS, Held
from idealtypes.exchange.merging.findings import Merged
from idealtypes.exchange.merging.merge import merged
from idealtypes.exchange.own_theory import THEORY, own_theory
from idealtypes.exchange.project import Project
from idealtypes.exchange.study_folder import (
    changed_files,
    extended_scheme,
    held_scheme,
    known_in,
    open_folder,
    relative_to,
)
from idealtypes.files.content import NotThere, find, is_path, shown
from idealtypes.files.faults import Findings
from idealtypes.files.schemes import read_scheme, theory_in
from idealtypes.files.study_file import STUDY

DEFAULT = "march_olsen"
OURS = (to_study.SCHEME, IMPORTS, THEORY)  # what a folder with a codebook alone holds


@dataclass(frozen=True)
class Plan:
    """What an import would write: the files by name, and what came of the merge.

    `fresh` says that there is no study yet, `codebook` that there is none afterwards either: the project has codes and
    no coded passage.
    """

    into: Path
    files: Mapping[str, bytes]
    merge: Merged
    fresh: bool
    codebook: bool

    def write(self) -> None:
        """Write the files, all or none."""
        if not self.into.is_dir() or not any(self.into.iterdir()):
            write_new(self.into, self.files)
        else:
            write_into(self.into, self.files)


def plan(
    project: Project,
    into: Path,
    *,
    file: str = "",
    sha256: str = "",
    theory: str | None = None,
    scheme: str | None = None,
    coder: str | None = None,
) -> Plan:
    """What importing a project into a folder would write.

    Parameters
    ----------
    project, into
        What was read, and the folder: new, empty, with a study, or with a codebook that an import made.
    file, sha256
        The name and hash of what was read, to be remembered.
    theory, scheme
        For a new study: the theory of its new scheme (default `march_olsen`, or a theory made from the places that
        the project gives its codes), or a scheme to start from. An id that is shipped, or a path.
    coder
        Who coded, where the file does not say.

    Raises
    ------
    BadInput, IdealtypesError
        For a study with faults, a folder with something else in it, a theory or scheme that is not there.
    """
    if into.exists() and not into.is_dir():
        raise IdealtypesError(f"{shown(into)} is a file: give the name of a folder")
    names = sorted(path.name for path in into.iterdir()) if into.is_dir() else []
    there = [
        name for name in names if not name.startswith(".")
    ]  # what systems leave in a folder is no content
    if STUDY in there:
        if theory or scheme:
            raise IdealtypesError(
                f"{shown(into)} is a study with a scheme of its own: leave --theory and --scheme out"
            )
        opened = open_folder(into)
        merge = merged(opened.held, project, coder, file, sha256)
        files, skipped = changed_files(opened, merge.held)
        return Plan(into, files, replace(merge, skipped=(*merge.skipped, *skipped)), False, False)
    codebook = to_study.SCHEME in there and set(there) <= set(OURS)
    if there and not codebook:
        raise IdealtypesError(
            f"{shown(into)} holds something that is no study: give the name of a new folder"
        )
    if codebook:
        if theory or scheme:
            raise IdealtypesError(f"{shown(into)} has a codebook already: leave --theory and --scheme out")
        scheme = str(into / to_study.SCHEME)
    title = columns.one_line(project.name) or Path(file).stem or "Imported project"
    if scheme is not None:
        merge, files = _on_scheme(project, into, scheme, coder, file, sha256)
    else:
        merge, files = _on_theory(project, into, theory, title, coder, file, sha256)
    if not merge.held.codes:
        raise IdealtypesError("the file has neither codes nor coded passages: there is nothing to import")
    files |= to_study.study_files(merge.held, title, _notes(project))
    alone = not merge.held.statements
    if alone and project.sources:
        why = "nothing is coded, so the codebook alone is written: import the project again once something is"
        left = Skipped("the sources", f"{len(project.sources):,} of them", why)
        merge = replace(merge, skipped=(*merge.skipped, left))
    return Plan(into, files, merge, True, alone)


def _notes(project: Project) -> dict[str, str]:
    source = columns.one_line(project.maker) or "another program"
    memo = columns.cell(project.memo)
    return {"import": f"The codings were imported from {source}."} | ({"memo": memo} if memo else {})


def _on_scheme(
    project: Project, into: Path, scheme: str, coder: str | None, file: str, sha256: str
) -> tuple[Merged, dict[str, bytes]]:
    """Into a new study with a scheme that is there: a copy of it, with the codes that it lacks."""
    held = replace(held_scheme(read_scheme(scheme)), known=known_in(into))
    merge = merged(held, project, coder, file, sha256)
    path = find(scheme, None, "coding_schemes")
    text = path.read_text(encoding="utf-8-sig")
    return merge, {to_study.SCHEME: extended_scheme(text, path, held, merge.held, into).encode()}


def _on_theory(
    project: Project, into: Path, theory: str | None, title: str, coder: str | None, file: str, sha256: str
) -> tuple[Merged, dict[str, bytes]]:
    """Into a new study with a new scheme: one aspect for each axis of the theory, unless the project says more."""
    own = own_theory(project, title) if theory is None else None
    files: dict[str, bytes] = {}
    if own is not None:
        reference, aspects, poles = f"./{THEORY}", list(own.aspects), own.poles
        files[THEORY] = own.text.encode()
    else:
        reference, aspects, poles = _theory(theory or DEFAULT, into)
    merge = merged(Held(aspects=poles), project, coder, file, sha256)
    files[to_study.SCHEME] = to_study.scheme_text(merge.held, title, reference, aspects).encode()
    return merge, files


def _theory(name: str, into: Path) -> tuple[str, list[dict[str, str]], dict[str, tuple[str, ...]]]:
    """How the scheme names the theory, an aspect for each axis, and the poles of each."""
    findings = Findings()
    try:
        path = find(name, None, "logics")
    except NotThere as problem:
        raise IdealtypesError(f"--theory {name}: {problem}") from None
    found = theory_in(path, findings)
    findings.stop_if_faulty()
    assert found is not None  # no theory comes with a fault
    aspects = [{"id": axis.id, "title": axis.title.plain(), "axis": axis.id} for axis in found.axes]
    reference = relative_to(path, into) if is_path(name) else name
    return reference, aspects, {axis.id: axis.pole_ids for axis in found.axes}  # type: ignore[return-value]
