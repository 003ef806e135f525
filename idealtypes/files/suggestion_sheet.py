"""A sheet of suggestions with room for a tick each: written to be filled in, and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from idealtypes.errors import BadChoice, Fault, IdealtypesError
from idealtypes.files.faults import Findings
from idealtypes.files.filling_in import sheet_bytes
from idealtypes.files.saving import spared
from idealtypes.files.suggestions import FILE_NAME, TICKS, Recorded, why_stale
from idealtypes.files.tables import KINDS, blame, blame_unknown, columns_fit, read_table, repeats
from idealtypes.model.hints import hint
from idealtypes.model.spelling import named
from idealtypes.model.study import StudyData
from idealtypes.model.suggestion import Suggestion
from idealtypes.storage.transaction import put_with

YES = ("x", "yes", "y", "ja", "j", "1", "true", "✓", "✔", "accept", "accepted")
NO = ("no", "n", "nei", "0", "false", "-", "reject", "rejected")
WIDTHS = {"id": 22, "text": 60, "score": 8, "kind": 10, "reason": 30, TICKS: 10}


def write_suggestion_sheet(study: StudyData, suggestions: Iterable[Suggestion], path: Path) -> None:
    """Write the sheet of open suggestions; a file that is there is left alone: it may be filled in."""
    spared(
        path,
        [] if study.root is None else [*(study.root / n for n, _ in study.inputs), study.root / FILE_NAME],
    )
    if path.exists():
        raise BadChoice(
            f"{path} is there already, perhaps filled in: give another name, or read it with `accept`"
        )
    texts = dict(study.statements.select("id", "text").iter_rows())
    titles = {code.id: code.title.say() for code in study.scheme.codes}
    rows = [
        {
            "id": one.id,
            "text": texts.get(one.statement, ""),
            "code": one.code,
            "title": titles.get(one.code.removeprefix("!"), ""),
            "kind": one.kind,
            "score": one.score,
            "reason": ", ".join(one.words),
            TICKS: "",
        }
        for one in suggestions
    ]
    if not rows:
        raise IdealtypesError(f"nothing to write to {path}: no suggestion is open")
    made = sheet_bytes(
        path, {"suggestions": rows}, (TICKS,), what="the sheet", widths=WIDTHS, choices={TICKS: ("yes", "no")}
    )
    put_with(study.root, path, made)  # with `suggestions.csv`, or neither


def decided_on(
    study: StudyData, known: Mapping[str, Recorded], accept: Sequence[str | Path], reject: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The ids that are accepted and rejected now, and those on which the same was decided before.

    What is accepted is named by id, or by a sheet with ticks, which may reject some, too.

    Raises
    ------
    BadInput
        With every fault: ids that are none, decided in two ways, stale, or decided otherwise before.
    """
    findings = Findings()
    states: dict[str, str] = {}
    asked = [(one, "accepted") for one in accept] + [(one, "rejected") for one in reject]
    for what, state in asked:
        if Path(what).suffix.lower() in KINDS and str(what) not in known:
            ticked, crossed = read_ticks(Path(what), known, findings)
            pairs = [*((name, "accepted") for name in ticked), *((name, "rejected") for name in crossed)]
        else:
            pairs = [(named(str(what)), state)]
        for name, how in pairs:
            if name not in known:
                findings.fault(FILE_NAME, None, f"no suggestion `{name}`; {hint(name, known)}")
            elif states.setdefault(name, how) != how:
                findings.fault(known[name].file, known[name].line, f"`{name}` is both accepted and rejected")
    texts = dict(study.statements.select("id", "text").iter_rows())
    now: dict[str, str] = {}
    before = []
    for name, how in states.items():
        one = known[name]
        if one.suggestion.state == how:
            before.append(name)
            continue
        now[name] = how
        problem = why_stale(one.suggestion, texts, study.scheme, study.settings.seed)
        if one.suggestion.state != "open":
            there = f"the suggestion `{name}` was {one.suggestion.state} by `{one.suggestion.by}`"
            findings.faults.append(Fault(one.file, one.line, f"{there}: change the coding by hand"))
        elif problem is not None and how == "accepted":
            message = f"{problem}: `idealtypes suggest` makes them anew"
            findings.faults.append(Fault(one.file, one.line, message))
    findings.stop_if_faulty()
    return (
        tuple(name for name, how in now.items() if how == "accepted"),
        tuple(name for name, how in now.items() if how == "rejected"),
        tuple(before),
    )


def read_ticks(
    path: Path, known: Mapping[str, Recorded], findings: Findings
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids that a sheet accepts, and those that it rejects; blank ones stay open."""
    table = read_table(path, findings)
    if table is None or not columns_fit(table, ("id", TICKS), (), findings):
        return (), ()
    rows = table.located
    blame(
        rows.filter(pl.col("id").is_null() & pl.col(TICKS).is_not_null()),
        lambda row: f"`id` is blank: which suggestion is `{row[TICKS]}` of?",
        findings,
        "ticks without a suggestion",
    )
    blame_unknown(rows, "id", known, "suggestion", findings)
    said = rows.filter(pl.col("id").is_not_null() & pl.col(TICKS).is_not_null()).with_columns(
        pl.col(TICKS).str.to_lowercase().alias("\0tick")
    )
    blame(
        said.filter(~pl.col("\0tick").is_in([*YES, *NO])),
        lambda row: f"`{TICKS}` is `{row[TICKS]}`: yes or x accepts, no rejects, blank leaves it open",
        findings,
        "ticks that are none",
    )
    blame(
        repeats(said, "id"),
        lambda row: f"the suggestion `{row['id']}` is ticked twice: leave one row",
        findings,
        "suggestions that are ticked twice",
    )
    return tuple(said.filter(pl.col("\0tick").is_in(YES))["id"]), tuple(
        said.filter(pl.col("\0tick").is_in(NO))["id"]
    )
