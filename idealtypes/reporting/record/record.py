"""The record of a report: what it was made from, how, and what it found; one, beside the page and in it.

It is what `verify` holds against a study. In a report for sharing it has no names, hashes or counts of the study: its
findings are those of what is published.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from idealtypes.engine.findings import Finding, FindingKind, Firmness
from idealtypes.errors import BadInput, Fault, IdealtypesError
from idealtypes.files.content import existing, shown
from idealtypes.model.base import words_for
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.record.provenance import Provenance
from idealtypes.storage.reading import read

PAGE, RECORD = "report.html", "provenance.json"
OPEN, CLOSE = '<script type="application/json" id="record">', "</script>"
HELD = re.compile(f"{re.escape(OPEN)}(.*?){re.escape(CLOSE)}", re.DOTALL)
SECTION = re.compile(r'<section id="([a-z][a-z0-9_-]*)"')
DIGITS = 12  # of a statement's hash: enough that none changes unseen
# What a report for sharing tells of a finding: not who or how many stand behind it.
SHARED = ("of", "kind", "subject", "standing", "word", "value", "interval", "probability")
# Of what statements are like beneath a number it tells nothing; what is hidden and what nobody speaks of look alike.
NOT_SHARED = ("torn", "weighting", "silent")
# The sections that answer each question: a report for sharing finds what it shows.
SECTIONS = {
    "profile": "profile", "types": "types", "views": "views", "compare": "comparison", "scenarios": "scenarios",
    "influence": "robustness", "robustness": "robustness", "tension": "tension", "agreement": "agreement",
}  # fmt: skip

Hash = Annotated[str, Field(pattern="^[0-9a-f]+$")]


class RecordedFinding(BaseModel):
    """A finding as the JSON answers have it, with the question it answers; of its statements how many they are."""

    model_config = ConfigDict(frozen=True)

    of: str
    kind: FindingKind
    subject: dict[str, str | None]
    standing: Firmness
    word: str | None = None
    value: float | None = None
    interval: tuple[float, float] | None = None
    probability: float | None = None
    n: dict[str, int] | None = None
    ties: tuple[str, ...] = ()
    breaks: dict[str, Any] | None = None
    statements: int | None = None


class RecordedFile(BaseModel):
    """A file that was read, named from the study's folder, with the SHA-256 of its bytes."""

    model_config = ConfigDict(frozen=True)

    file: str
    sha256: Hash


class ReportRecord(BaseModel):
    """How a report came about; None where sharing leaves it out, or an earlier version did not write it down."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1]
    numbers: int
    date: str
    versions: dict[str, str]
    settings: dict[str, Any]
    seed: int | None = None
    sharing: bool
    k: int | None = None
    language: str = "en"
    sections: tuple[str, ...] = ()
    page: Hash | None = None
    where: tuple[str, ...] = ()
    inputs: tuple[RecordedFile, ...] | None = None
    statements: dict[str, Hash] | None = None
    findings: tuple[RecordedFinding, ...] | None = None


def record_of(
    facts: Facts, origin: Provenance, shown: Sequence[str], page: str | None = None
) -> dict[str, Any]:
    """The record of a report, as JSON has it, of the sections that its page shows; `page` is the hash of that."""
    whole = {**origin.to_dict(), "language": facts.language, "sections": list(shown), "page": page}
    if facts.sharing:
        found = [_shared(facts, one) for one in _findings(facts, shown) if one["kind"] not in NOT_SHARED]
        return whole | {"findings": [_brief(one) for one in found]}
    if facts.bounded is not None:  # all else is of what is quoted; the study asked for both bounds
        whole["settings"] = whole["settings"] | {"reported": "extent"}
    return whole | {
        "where": [str(condition) for condition in facts.study.selection],
        "statements": statement_hashes(facts.study),
        "findings": [_brief(one) for one in _findings(facts)],
    }


def _findings(facts: Facts, shown: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """What is found, each with the question that it answers; of all sections, or of some."""
    found: dict[str, Callable[[], Iterable[Finding]]] = {
        "profile": lambda: facts.profile.findings,
        "types": lambda: facts.membership.findings,
        "views": lambda: facts.gap_findings.values(),
        "compare": lambda: () if facts.comparison is None else facts.comparison.findings,
        "scenarios": lambda: () if facts.outlook is None else facts.outlook.findings,
        "influence": lambda: facts.influence.findings,
        "robustness": lambda: facts.robustness.findings,
        "tension": lambda: facts.tension.findings,
        "agreement": lambda: () if facts.agreement is None else facts.agreement.findings,
    }
    for of, ones in found.items():
        if shown is not None and SECTIONS[of] not in shown:
            continue
        for one in ones():
            told = one.to_dict()
            for word in ("why", "why_code"):
                told.pop(word, None)
            statements = told["statements"]
            yield {"of": of} | told | {"statements": None if statements is None else len(statements)}


def _brief(finding: dict[str, Any]) -> dict[str, Any]:
    """A finding without what is absent: that is null where it is read again, as in the answers."""
    told = finding | {"subject": {part: of for part, of in finding["subject"].items() if of is not None}}
    return {name: of for name, of in told.items() if of is not None and not (isinstance(of, list) and not of)}


def _shared(facts: Facts, finding: dict[str, Any]) -> dict[str, Any]:
    """A finding of what is published; where only a side is told, without its number."""
    kept = {name: finding[name] for name in SHARED}
    subject, tally = finding["subject"], facts.profile.tally
    if subject["case"] in tally.cases and subject["aspect"] in facts.profile.aspects:
        at = tally.cases.index(subject["case"]), facts.profile.aspects.index(subject["aspect"])
        if facts.one_sided("all", *at):
            kept |= dict.fromkeys(("value", "interval", "probability"))
    return kept


def statement_hashes(study: StudyData) -> dict[str, str]:
    """Statement → a hash of all that the study says of it but its id: its cells, cases, codes, readers and claims.

    >>> from idealtypes.files.study import read_study
    >>> found = statement_hashes(read_study("examples/support_colleagues"))
    >>> len(found), {len(one) for one in found.values()}
    (190, {12})
    """
    said: dict[str, list[str]] = defaultdict(list)
    tables = (study.statements, study.cases_of, study.codings, study.readings, study.claims)
    for number, table in enumerate(tables):
        key = "id" if table is study.statements else "statement"
        for row in table.iter_rows(named=True):
            cells = {name: cell for name, cell in row.items() if name != key and cell is not None}
            said[row[key]].append(json.dumps([number, cells], sort_keys=True, default=str))
    return {
        id: hashlib.sha256("\n".join(sorted(said[id])).encode()).hexdigest()[:DIGITS]
        for id in sorted(study.statements["id"])
    }


# in the page


def sections_of(page: str) -> list[str]:
    """The names of a page's sections, in their order.

    >>> sections_of('<section id="result" class="result"><section id="profile" aria-labelledby="profile-title">')
    ['result', 'profile']
    """
    return SECTION.findall(page)


def page_hash(page: str) -> str:
    """The hash of a page without its record.

    >>> page_hash(f"a{OPEN}1{CLOSE}b") == page_hash(f"a{OPEN}2{CLOSE}b") != page_hash(f"a{OPEN}1{CLOSE}c")
    True
    """
    return hashlib.sha256(HELD.sub(OPEN + CLOSE, page).encode("utf-8")).hexdigest()


def with_record(page: str, said: str) -> str:
    """A page with its record, written so that it is safe in a script element, in the place that it keeps for it.

    >>> with_record(f"<p></p>{OPEN}{CLOSE}", "{}") == f"<p></p>{OPEN}" + "{}" + CLOSE
    True
    """
    return page.replace(OPEN + CLOSE, OPEN + said + CLOSE)


class HeldRecord(BaseModel):
    """A record that was read, and from where.

    Attributes
    ----------
    record, path
        The record, and the file that it stood in.
    page
        The hash of the page as it is now; None where the record alone was given.
    beside
        Whether the record beside the page says the same; None where none is there, or no page.
    """

    model_config = ConfigDict(frozen=True)

    record: ReportRecord
    path: Path
    page: str | None = None
    beside: bool | None = None


def read_record(given: Path) -> HeldRecord:
    """The record of a report: of its folder, its page, or of the record's own file.

    Raises
    ------
    IdealtypesError
        Where there is no report, or a page without a record.
    BadInput
        For a record that is damaged, with its file.
    """
    path = given
    if given.is_dir():
        path = given / PAGE
        if not path.exists():
            path = given / RECORD
        if not path.exists():
            raise IdealtypesError(
                f"`{shown(given)}` holds no report: neither {PAGE} nor {RECORD}; name the folder that `report` wrote"
            )
    said = _text(path)
    if path.suffix.lower() not in (".html", ".htm"):
        return HeldRecord(record=_record(said, path), path=path)
    held = HELD.findall(said)
    beside = path.parent / RECORD
    if len(held) != 1:
        if held or not beside.exists():
            what = (
                "several records"
                if held
                else "no record of how it came about: it is damaged, of an earlier version"
            )
            raise BadInput(
                [Fault(shown(path), None, f"the page holds {what}, or no report; make the report anew")]
            )
        return HeldRecord(record=_record(_text(beside), beside), path=beside, page=page_hash(said))
    record = _record(held[0], path)
    same = _record(_text(beside), beside) == record if beside.exists() else None
    return HeldRecord(record=record, path=path, page=page_hash(said), beside=same)


def _text(path: Path) -> str:
    try:
        return read(existing(path, "report")).decode("utf-8")
    except OSError as problem:
        raise IdealtypesError(f"`{shown(path)}` cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        said = "is no text in UTF-8, as a report's page and its record are"
        raise BadInput([Fault(shown(path), None, said)]) from None


def _record(said: str, path: Path) -> ReportRecord:
    try:
        return ReportRecord.model_validate(json.loads(said))
    except ValidationError as problem:
        faults = words_for(problem, ReportRecord)
    except (ValueError, RecursionError):
        faults = ["it is no JSON"]
    damaged = "the record of the report is damaged: {}; make the report anew"
    raise BadInput([Fault(shown(path), None, damaged.format(one)) for one in faults])
