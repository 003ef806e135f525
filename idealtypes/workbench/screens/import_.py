"""Import: what a file holds, what its columns are taken for, what would come of it; written when a person says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from idealtypes.errors import IdealtypesError
from idealtypes.model.slugs import slug
from idealtypes.workbench.bench import NoStudy
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.import_choices import choices, told
from idealtypes.workbench.import_preview import brought, found, preview
from idealtypes.workbench.named_folders import here
from idealtypes.workbench.screen_words import ScreenWords

DEFAULT = "march_olsen"  # the theory of a new scheme, where nothing else is said


def values(call: Call) -> dict[str, Any]:
    """The file that was dropped before this page, and whether a study is open to bring it into."""
    import idealtypes as it

    upload = call.query.get("upload", "")
    try:
        name = call.upload(upload).name
    except IdealtypesError:
        upload = name = ""
    theories, schemes = it.logics().theories, it.schemes().schemes
    return {
        "data": {"upload": upload, "name": name, "open": _open(call)},
        "open": _open(call),
        "theories": [(one.id, one.title.say(call.language)) for one in theories],
        "schemes": [(one.id, one.title.say(call.language)) for one in schemes],
        "default": DEFAULT,
    }


def _open(call: Call) -> bool:
    """Whether a study is open that can be read."""
    try:
        return call.bench.opened().study is not None
    except NoStudy:
        return False


def look(call: Call) -> dict[str, Any]:
    """What a file is, and what the columns of its tables are taken for, as far as was said."""
    import idealtypes as it

    path, labels = call.upload(call.given("upload", str)), ScreenWords(call.language)
    missing = [part.strip() for part in call.given("missing", str, "").split(";") if part.strip()]
    try:
        looked = it.file_tables(
            path,
            column=call.given("column", dict, {}),
            missing=missing,
            ratings=call.given("ratings", bool, False),
        )
    except IdealtypesError as problem:
        return {"name": path.name, "folder": _folder(path), **told(problem, path.parent)}
    return {
        "name": path.name,
        "folder": _folder(path),
        "title": looked.title,
        "kind": looked.kind,
        "roles": [{"name": one, "words": _role(one, labels)} for one in looked.roles],
        "tables": [
            {
                "name": table.name,
                "columns": [
                    {"heading": one.heading, "taken": one.taken, "role": one.role, "cells": list(one.cells)}
                    for one in table.columns
                ],
            }
            for table in looked.tables
        ],
        "problems": [],
        "may_accept": False,
    }


def _folder(path: Path) -> str:
    """A name for the folder of a new study of a file."""
    name = slug(path.stem) or "study"
    taken = [name, *(f"{name}_{number}" for number in range(2, 100))]
    return next((one for one in taken if not (here() / one).exists()), name)


def _role(name: str, labels: ScreenWords) -> str:
    """What a name of ours for a column means; a report of another program may have columns of its own."""
    try:
        return labels.say(f"import.roles.{name.replace(' ', '_')}")
    except KeyError:
        return name


def axes(call: Call) -> dict[str, Any]:
    """The axes between two poles on which ratings may be: of the theory that was chosen, or of the open study."""
    import idealtypes as it

    if call.given("target", str, "new") == "open":
        theory = call.study.scheme.theory
    else:
        kind, _, name = call.given("scheme", str, "").partition(":")
        theory = it.read_scheme(name).theory if kind == "scheme" else it.read_theory(name or DEFAULT)
    told_axes = [
        {
            "id": axis.id,
            "title": axis.title.say(call.language),
            "poles": [pole.title.say(call.language) for pole in axis.ordered],
        }
        for axis in theory.axes
        if axis.bipolar
    ]
    return {"axes": told_axes}


def try_(call: Call) -> dict[str, Any]:
    """Begin to find out what would come of an import; the number of the work. Nothing is written where the study is."""
    labels = ScreenWords(call.language)
    try:
        chosen = choices(call)
    except NoStudy:
        raise
    except IdealtypesError as problem:
        return told(problem)

    return {"job": call.jobs.start(lambda progress: preview(chosen, call.bench.folder, labels, progress))}


def bring(call: Call) -> dict[str, Any]:
    """Begin the import; the number of the work. Into the open study it can be taken back."""
    labels = ScreenWords(call.language)
    try:
        chosen = choices(call)
    except NoStudy:
        raise
    except IdealtypesError as problem:
        return told(problem)

    def work(progress: Any) -> dict[str, Any]:
        try:
            if chosen.new:
                made = brought(chosen, chosen.into, progress)
                if not made.codebook:
                    call.bench.open(chosen.into)
            else:
                made = call.bench.change(
                    "imported", lambda: brought(chosen, chosen.into, progress), file=chosen.file.name
                )
        except IdealtypesError as problem:
            return told(problem, chosen.file.parent)
        except OSError as problem:
            reason = f"{problem.filename or chosen.into}: {problem.strerror or problem}"
            return told(IdealtypesError(reason))
        return {**found(made, labels, chosen.file.parent), "into": str(chosen.into)}

    return {"job": call.jobs.start(work)}


SCREEN = BenchScreen(
    values=values,
    asks={"look": look, "axes": axes, "try": try_},
    writes={"bring": bring},
    needs_study=False,
    scripts=("workbench/import_controls.js", "workbench/import_found.js"),
)
