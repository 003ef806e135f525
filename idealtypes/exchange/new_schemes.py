"""The coding scheme of a new study, and what a project becomes in it: a scheme that is named, the one that travels with
an export of ours, or a new one on a theory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.carried import SCHEME
from idealtypes.exchange.code_places import THEORY, own_theory
from idealtypes.exchange.contents import Merged, StudyContents
from idealtypes.exchange.merging.merge import merged
from idealtypes.exchange.project import Carried, Project
from idealtypes.exchange.rated_study import named_theory
from idealtypes.exchange.study_folder import extended_scheme, known_in, scheme_contents
from idealtypes.files.content import find
from idealtypes.files.schemes import read_scheme
from idealtypes.model.scheme import Scheme

DEFAULT = "march_olsen"


def on_scheme(
    project: Project, into: Path, scheme: str, coder: str | None, file: str, sha256: str
) -> tuple[Merged, dict[str, bytes]]:
    """Into a new study with a scheme that is there: a copy of it, with the codes that it lacks."""
    contents = replace(scheme_contents(read_scheme(scheme)), known=known_in(into))
    merge = merged(contents, project, coder, file, sha256)
    path = find(scheme, None, "coding_schemes")
    text = path.read_text(encoding="utf-8-sig")
    return merge, {to_study.SCHEME: extended_scheme(text, path, contents, merge.contents, into).encode()}


def on_carried(
    project: Project, into: Path, carried: Carried, scheme: Scheme, coder: str | None, file: str, sha256: str
) -> tuple[Merged, dict[str, bytes]]:
    """Into a new study with the scheme that travels with an export of ours."""
    contents = replace(scheme_contents(scheme), known=known_in(into))
    merge = merged(contents, project, coder, file, sha256)
    text = extended_scheme(carried.files[SCHEME], into / SCHEME, contents, merge.contents, into)
    files = {THEORY: carried.files[THEORY].encode()} if THEORY in carried.files else {}
    note = "the coding scheme came with the file: aspects, ideal types and places of codes are the study's"
    return replace(merge, notes=(*merge.notes, note)), files | {to_study.SCHEME: text.encode()}


def on_theory(
    project: Project, into: Path, theory: str | None, title: str, coder: str | None, file: str, sha256: str
) -> tuple[Merged, dict[str, bytes]]:
    """Into a new study with a new scheme: one aspect for each axis of the theory, unless the project says more."""
    own = own_theory(project, title) if theory is None else None
    files: dict[str, bytes] = {}
    aspects: list[Mapping[str, Any]]
    if own is not None:
        reference, aspects, poles = f"./{THEORY}", list(own.aspects), own.poles
        files[THEORY] = own.text.encode()
    else:
        found, reference = named_theory(theory or DEFAULT, into)
        aspects = [{"id": axis.id, "title": axis.title.plain(), "axis": axis.id} for axis in found.axes]
        poles = {axis.id: axis.pole_ids for axis in found.axes}
    merge = merged(StudyContents(aspects=poles), project, coder, file, sha256)
    files[to_study.SCHEME] = to_study.scheme_text(merge.contents, title, reference, aspects).encode()
    return merge, files
