"""What travels with an export of ours and other programs pass over: the coding scheme with its theory, what
`study.yaml` says of settings, sampling, notes and goal, our ids, and what other files have no place for.

In a .qdpx it lies in a folder of its own, beside the files of the standard; among tables, in files beside the tables,
or in a sheet, a line a row. An import of ours finds it again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from idealtypes.errors import BadInput
from idealtypes.exchange.code_places import is_text
from idealtypes.exchange.foreign_names import one_line
from idealtypes.exchange.project import Carried, Project
from idealtypes.files.content import STUDY, find, is_path
from idealtypes.files.document import plain
from idealtypes.files.nesting import loaded
from idealtypes.files.schemes import read_scheme
from idealtypes.files.yaml_edit import SetKey, edited
from idealtypes.model.nouns import noun_problems, nouns_in
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Settings
from idealtypes.model.study import Sampling, StudyData, goal_in

FOLDER = "idealtypes"
SCHEME, THEORY, SAID, MORE = "scheme.yaml", "theory.yaml", "study.json", "more.json"
FILES = (SCHEME, THEORY, SAID)
KINDS = ("codes", "sources", "cases", "statements")


def carried_of(study: StudyData, ids: Mapping[str, Mapping[str, str]]) -> Carried:
    """What travels with a study; `ids` are ours by those of the project. One made in memory has no file of a scheme."""
    said: dict[str, Any] = {"title": study.title.plain()}
    if study.notes:
        said["notes"] = {name: note.plain() for name, note in study.notes.items()}
    if settings := study.settings.model_dump(mode="json", exclude_defaults=True):
        said["settings"] = settings
    if study.sampling != "interviews":
        said["sampling"] = study.sampling
    if study.cases_are:
        said["cases_are"] = {language: list(forms) for language, forms in study.cases_are.items()}
    if study.goal is not None:
        poles = study.scheme.poles
        shares = {a: dict(zip(poles(a), s, strict=True)) for a, s in study.goal.shares.items()}
        said["goal"] = shares if study.goal.type is None else {"type": study.goal.type}
    return Carried(_scheme_files(study), said, ids)


def _scheme_files(study: StudyData) -> dict[str, str]:
    """The file of the scheme as it is, and that of its theory where it is not shipped."""
    if study.root is None or not (study.root / STUDY).is_file():
        return {}
    beside = study.root / STUDY
    path = find(str(plain(beside.read_text(encoding="utf-8-sig"))["scheme"]), beside, "coding_schemes")
    text = path.read_text(encoding="utf-8-sig")
    reference = str(plain(text)["theory"])
    if not is_path(reference):
        return {SCHEME: text}
    theory = find(reference, path, "logics").read_text(encoding="utf-8-sig")
    return {SCHEME: edited(text, [SetKey(("theory",), f"./{THEORY}")]), THEORY: theory}


def carried_files(carried: Carried) -> dict[str, bytes]:
    """The files that go beside tables, or into the folder of an archive; none without a scheme."""
    if not carried.files:
        return {}
    said = json.dumps(carried.study, ensure_ascii=False, indent=1) + "\n"
    return {name: text.encode() for name, text in carried.files.items()} | {SAID: said.encode()}


def carried_in(files: Mapping[str, bytes], ids: Mapping[str, Mapping[str, str]]) -> Carried | None:
    """What travelled in such files; None where there is no scheme, or it is no text."""
    try:
        texts = {name: files[name].decode("utf-8-sig") for name in (SCHEME, THEORY) if name in files}
        said = loaded(files.get(SAID, b"{}"))
    except ValueError:
        return None
    return Carried(texts, _sound(said), ids) if SCHEME in texts else None


def _sound(said: Any) -> dict[str, Any]:
    """What can stand in a `study.yaml`; whether a goal fits the scheme is seen there."""
    if not isinstance(said, dict):
        return {}
    kept: dict[str, Any] = {}
    if is_text(said.get("title")):
        kept["title"] = said["title"]
    if isinstance(notes := said.get("notes"), dict):
        kept["notes"] = {str(name): note for name, note in notes.items() if is_text(note)}
    if isinstance(settings := said.get("settings"), dict):
        try:
            Settings(**settings)
        except (ValidationError, TypeError):
            pass
        else:
            kept["settings"] = settings
    if said.get("sampling") in get_args(Sampling):
        kept["sampling"] = said["sampling"]
    try:
        nouns = nouns_in(said.get("cases_are", {}))
    except ValueError:
        nouns = {}
    if nouns and not any(noun_problems(nouns)):
        kept["cases_are"] = {language: list(forms) for language, forms in nouns.items()}
    if isinstance(said.get("goal"), dict):
        kept["goal"] = said["goal"]
    return kept


def scheme_of(carried: Carried) -> Scheme | str:
    """The scheme that travelled; or why it cannot be used, in words."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in carried.files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        try:
            return read_scheme(str(Path(folder) / SCHEME))
        except BadInput as problem:
            first = problem.faults[0]
            where = f"{Path(first.file).name}:{first.line or 1}"
            return f"the coding scheme that travels with the file cannot be used: {where}: {first.message}"


def said_in(carried: Carried, scheme: Scheme) -> dict[str, Any]:
    """What a new `study.yaml` says, with a goal only where it fits the scheme."""
    said = dict(carried.study)
    if "goal" in said and goal_in(said["goal"], scheme)[1]:
        del said["goal"]
    return said


# among tables


def lines_of(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Files as the rows of a sheet: `file`, and a `line` between bars, so that blanks at its ends are kept.

    >>> lines_of({"a.yaml": b"id: x\\n  y: 1\\n"})
    [{'file': 'a.yaml', 'line': '|id: x|'}, {'file': 'a.yaml', 'line': '|  y: 1|'}]
    """
    return [
        {"file": name, "line": f"|{line}|"}
        for name, data in files.items()
        for line in data.decode().removesuffix("\n").split("\n")
    ]


def from_lines(rows: Iterable[Mapping[str, str]]) -> dict[str, bytes]:
    """The files that rows of a sheet hold; lines without their bars are none of ours."""
    found: dict[str, list[str]] = {}
    for row in rows:
        line = row.get("line", "")
        if len(line) > 1 and line[0] == line[-1] == "|":
            found.setdefault(row.get("file", ""), []).append(line[1:-1])
    return {name: ("\n".join(lines) + "\n").encode() for name, lines in found.items()}


# beside a project of REFI-QDA


def more_of(project: Project, guids: Mapping[str, Mapping[str, str]]) -> bytes:
    """What REFI-QDA has no place for, by GUIDs: our ids, attributes and places of passages, intensities.

    `guids` are those of the project's things: kind → id → GUID.
    """
    carried = project.carried
    own = {} if carried is None else carried.ids
    statements = guids["statements"]
    document = {
        "ids": {
            kind: {guids[kind][key]: id for key, id in own.get(kind, {}).items() if key in guids[kind]}
            for kind in KINDS
        },
        "passages": {
            statements[one.id]: {"locator": one.locator, "attributes": dict(one.attributes)}
            for one in project.passages
            if one.id in statements and (one.attributes or one.locator)
        },
        "intensities": [
            [
                statements[one.passage],
                guids["codes"][one.code],
                guids["coders"].get(one.coder, ""),
                one.intensity,
            ]
            for one in project.codings
            if one.intensity != 1 and one.passage in statements and one.code in guids["codes"]
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def with_more(project: Project, files: Mapping[str, bytes]) -> Project:
    """A project with what travelled beside it; as it is where that cannot be read."""
    try:
        document = loaded(files.get(MORE, b"{}"))
    except ValueError:
        document = {}
    told = document if isinstance(document, dict) else {}
    ids = {kind: _ids(_mapping(told, "ids").get(kind)) for kind in KINDS}
    passages = _mapping(told, "passages")
    degrees = {
        (str(row[0]), str(row[1]), str(row[2])): float(row[3])
        for row in told.get("intensities") or ()
        if isinstance(row, list) and len(row) == 4 and _is_degree(row[3])
    }
    codes = ids["codes"]
    return replace(
        project,
        codes=tuple(
            replace(one, fields={**one.fields, "id": codes[one.id]}) if one.id in codes else one
            for one in project.codes
        ),
        passages=tuple(
            replace(one, **_said_of(passages[one.id], one.locator, one.attributes))
            if one.id in passages
            else one
            for one in project.passages
        ),
        codings=tuple(
            replace(one, intensity=degrees.get((one.passage, one.code, one.coder), one.intensity))
            for one in project.codings
        )
        if degrees
        else project.codings,
        carried=carried_in(files, ids),
    )


def _mapping(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = document.get(key)
    return found if isinstance(found, dict) else {}


def _ids(given: Any) -> dict[str, str]:
    """GUID → our id, where it can be one and no other thing has it."""
    if not isinstance(given, dict):
        return {}
    sound = {k: v for k, v in given.items() if isinstance(v, str) and v and one_line(v) == v}
    last = {own: key for key, own in sound.items()}
    return {key: own for key, own in sound.items() if last[own] == key}


def _is_degree(value: Any) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and 0 < value <= 1
    )


def _said_of(given: Any, locator: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    if not isinstance(given, dict):
        return {}
    more = {str(k): v for k, v in _mapping(given, "attributes").items() if isinstance(v, str)}
    place = given.get("locator")
    return {"locator": place if isinstance(place, str) else locator, "attributes": {**attributes, **more}}
