"""A consensus written into a study: rows of a coder of that kind beside those of the coders, which stay as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from idealtypes.errors import BadChoice, IdealtypesError
from idealtypes.files.changed_table import MARK, PLAIN, TableChanges, changed_table, refuse_other_kinds
from idealtypes.files.consensus_sheet import Decided
from idealtypes.files.content import STUDY, shown
from idealtypes.files.document import plain
from idealtypes.files.saving import guarded
from idealtypes.files.statements import BECAUSE
from idealtypes.files.yaml_edit import SetKey, edited
from idealtypes.model.base import as_list
from idealtypes.model.study import StudyData
from idealtypes.storage.reading import read, read_text
from idealtypes.storage.transaction import writing

CODERS = "coders.csv"


def write_consensus(study: StudyData, coder: str, decided: Decided) -> tuple[str, ...]:
    """Write what was decided as rows of a coder of the kind `consensus`; the names of the files that changed.

    All files are written, or none.

    Raises
    ------
    BadChoice
        Where the name is that of somebody who is no consensus.
    IdealtypesError
        For a study of no folder, and for tables that rows cannot be added to.
    """
    if study.root is None:
        raise IdealtypesError("the study was read from no folder: there is no file to write a consensus to")
    check_name(study, coder)
    with writing(study.root, "agreement") as change:
        document = plain(read_text(study.root / STUDY))
        files = _coders(study, coder, study.root, document)
        name, rows = _rows(study, coder, decided, study.root, document)
        files[name] = _added(study.root / name, rows)
        change.put_all(files)
    return tuple(files)


def check_name(study: StudyData, coder: str) -> None:
    """Raise BadChoice where somebody who is no consensus has the name."""
    if not coder:
        raise BadChoice("the consensus needs a name: give one with `as`")
    known = study.coders.get(coder)
    if known is not None and known.kind == "consensus":
        return
    if known is not None or coder in set(study.readings["coder"]):
        raise BadChoice(
            f"`{coder}` is a coder of the study, and of the kind `{'human' if known is None else known.kind}`: "
            "give the consensus another name with `as`"
        )


def _coders(study: StudyData, coder: str, root: Path, document: Mapping[str, Any]) -> dict[str, bytes]:
    """The files that list the coder; none where she is listed."""
    if coder in study.coders:
        return {}
    if "coders" in document:
        name = str(document["coders"])
        return {name: _added(root / name, [{"id": coder, "kind": "consensus"}])}
    if (root / CODERS).exists():
        raise IdealtypesError(
            f"{shown(root / CODERS)} is there, and {STUDY} does not name it: say `coders: {CODERS}`"
        )
    people = sorted(one for one in set(study.readings["coder"]) if one)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("id", "kind"))
    writer.writerows([guarded(one), "human"] for one in people)
    writer.writerow((guarded(coder), "consensus"))
    text = edited(read(root / STUDY).removeprefix(MARK).decode("utf-8"), [SetKey(("coders",), CODERS, ())])
    return {CODERS: out.getvalue().encode(), STUDY: text.encode()}


def _rows(
    study: StudyData, coder: str, decided: Decided, root: Path, document: Mapping[str, Any]
) -> tuple[str, list[dict[str, str]]]:
    """The table that holds the codings, and the rows that it gets."""
    if "codings" in document:
        rows = [row for s, codes in decided.codes.items() for row in _codings(s, codes, coder, decided)]
        return str(document["codings"]), rows
    source = dict(study.statements.select("id", "source").iter_rows())
    names = [str(one) for one in as_list(document["statements"])]
    name = next((one for one in names if _has_coders(root / one)), names[0])
    return name, [
        {"id": s, "source": source[s], "coder": coder, "codes": codes, **_because(s, decided)}
        for s, codes in decided.codes.items()
    ]


def _has_coders(path: Path) -> bool:
    if path.suffix.lower() not in PLAIN:
        return False
    return "coder" in read_text(path).partition("\n")[0]


def _because(statement: str, decided: Decided) -> dict[str, str]:
    return {BECAUSE: decided.reasons.get(statement, "")} if decided.reasons else {}


def _codings(statement: str, codes: str, coder: str, decided: Decided) -> list[dict[str, str]]:
    """A row a code; one with a blank code where nothing is to be coded."""
    rows = []
    for item in [part.strip() for part in codes.split(";") if part.strip()] or [""]:
        code, _, said = item.partition("=")
        more = {"intensity": said.strip()} if said else {}
        rows.append(
            {
                "statement": statement,
                "code": code.strip(),
                "coder": coder,
                **more,
                **_because(statement, decided),
            }
        )
    return rows


def _added(path: Path, rows: list[dict[str, str]]) -> bytes:
    """The bytes of a table with rows added."""
    refuse_other_kinds(path)
    return changed_table(path, TableChanges(rows=rows))
