"""What of a report still holds: its record against the study, line by line; the answer of `verify`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from idealtypes.disclosure.pseudonyms import kept_pseudonyms
from idealtypes.engine.coded import where
from idealtypes.engine.findings import HEAD, head
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.errors import BadInput, Fault, IdealtypesError, reason
from idealtypes.files.content import STUDY, shown
from idealtypes.files.saving import json_text
from idealtypes.model.settings import Choices
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import gather
from idealtypes.reporting.record.provenance import provenance
from idealtypes.reporting.record.record import HeldRecord, ReportRecord, read_record, record_of
from idealtypes.reporting.shared_facts import gather_shared

Verified = Literal["page", "formulas", "version", "selection", "setting", "file", "statement", "finding"]
Outcome = Literal["same", "changed", "gone", "new", "renamed", "untold", "asked"]
BROKEN = ("changed", "gone", "new", "renamed")
CLOSE = 1e-9  # numbers of one study differ by less on another machine

NO_RECORD = reason("verify.no_record")
SHARED = reason("verify.shared")
EARLIER = reason("verify.earlier")
EDITED = reason("verify.edited")
BESIDE = reason("verify.beside")
ASKED = reason("verify.asked")


@dataclass(frozen=True)
class VerifiedLine:
    """One thing that was held against the study.

    Attributes
    ----------
    of, what
        What kind of thing, and which: a setting, a file, a statement's id, what a finding is about. None for all
        that are the same.
    outcome
        `same`, `changed`, `gone` (the report has it, the study has not), `new`, `renamed` (the same under another id);
        `untold` where it cannot be checked; `asked` for a setting that was asked for when the report was made.
    was, now
        In the report, and in the study now; of what is the same how many there are.
    why
        Why it cannot be told, or how it is known.
    """

    of: Verified
    outcome: Outcome
    what: str | None = None
    was: Any = None
    now: Any = None
    why: Why = None

    @property
    def broken(self) -> bool:
        """Whether the report does not hold for it. Other versions that compute the same break nothing."""
        return self.outcome in BROKEN and self.of != "version"

    def to_dict(self) -> dict[str, Any]:
        return {
            "of": self.of, "outcome": self.outcome, "what": self.what, "was": self.was, "now": self.now,
            **why_keys(self.why),
        }  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Verification(Result):
    """Whether a report holds, line by line; frozen, and knows the study it was held against.

    Attributes
    ----------
    study
        With the settings of the report.
    record
        What the report says of itself.
    lines
        What was checked, in the order page, formulas, versions, selection, settings, files, statements, findings.
    """

    study: StudyData
    record: ReportRecord
    lines: tuple[VerifiedLine, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is changed, gone or new."""
        return not self.broken

    @property
    def changed(self) -> tuple[str, ...]:
        """What of page, data, settings and formulas is not as it was, and whether findings are."""
        room = {
            "file": "data",
            "statement": "data",
            "selection": "data",
            "setting": "settings",
            "finding": "findings",
        }
        return tuple(dict.fromkeys(room.get(line.of, line.of) for line in self.broken))

    def of(self, *kinds: Verified) -> tuple[VerifiedLine, ...]:
        """The lines of some kinds."""
        return tuple(line for line in self.lines if line.of in kinds)

    def as_they_were(self, kind: Verified) -> tuple[int, int]:
        """How many of one kind are as they were, and how many there were."""
        lines = self.of(kind)
        same = sum(1 if line.what else int(line.was or 1) for line in lines if line.outcome == "same")
        return same, same + sum(line.outcome not in ("same", "new", "untold") for line in lines)

    @property
    def broken(self) -> tuple[VerifiedLine, ...]:
        """The lines for which the report does not hold."""
        return tuple(line for line in self.lines if line.broken)

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes verify --json`."""
        return {
            **head(),
            "settings": self.study.settings.model_dump(mode="json"),
            "report": {
                "date": self.record.date, "versions": self.record.versions, "numbers": self.record.numbers,
                "language": self.record.language, "sharing": self.record.sharing,
            },
            "holds": self.holds,
            "changed": list(self.changed),
            "lines": [line.to_dict() for line in self.lines],
            "why": None,
        }  # fmt: skip

    def records(self) -> list[dict[str, Any]]:
        """One flat record per line."""
        return [
            {
                "of": line.of,
                "what": line.what,
                "outcome": line.outcome,
                "was": _cell(line.was),
                "now": _cell(line.now),
                "why": said(line.why),
                "broken": line.broken,
            }
            for line in self.lines
        ]

    def __repr__(self) -> str:
        lines = [
            f"{line.of} {line.outcome}{'' if line.what is None else f': {line.what}'}"
            for line in sorted(self.lines, key=lambda line: not line.broken)
        ]
        held = "holds" if self.holds else f"does not hold: {', '.join(self.changed)} changed"
        return screenful(lines, f"The report of {self.record.date} {held}", len(lines))


def _cell(value: Any) -> str | None:
    """A value in one cell of a table; of a finding its number, and how firmly it stands."""
    if isinstance(value, Mapping) and "standing" in value:
        told = (value["value"], value["interval"], value["standing"].replace("_", " "))
        return ", ".join(str(part) for part in told if part is not None)
    return None if value is None else str(value)


def verify_report(study: StudyData, report: Path) -> Verification:
    """Hold a report against a study: computed anew with the report's settings.

    Raises
    ------
    BadInput, IdealtypesError
        As of `read_record`; for a study of which this report cannot be made.
    """
    held = read_record(report)
    then = _as_then(study, held)
    shared = held.record.sharing
    facts = (
        gather_shared(then, held.record.language, held.record.k, kept_pseudonyms(then))
        if shared
        else gather(then, held.record.language)
    )
    found = record_of(facts, provenance(facts.study, facts.log), held.record.sections)
    again = ReportRecord.model_validate_json(json_text(found))
    lines = [
        *_page(held),
        *_formulas(held.record, again),
        *_selection(study, held.record),
        *_settings(study, held.record),
        *([VerifiedLine("file", "untold", why=SHARED)] if shared else _data(held.record, again)),
        *_findings(held.record, again),
    ]
    return Verification(then, held.record, tuple(lines))


def _as_then(study: StudyData, held: HeldRecord) -> StudyData:
    """The study with the report's settings, and the statements that it was of."""
    own, told = study.settings.model_dump(mode="json"), _settings_of(held.record)
    names = [name for name in Choices.__optional_keys__ if name in told and told[name] != own[name]]
    try:
        then = study.with_settings(**{name: told[name] for name in names})
    except (ValueError, IdealtypesError) as problem:
        raise BadInput(
            [Fault(shown(held.path), None, f"the record of the report is damaged: settings: {problem}")]
        ) from None
    return where(then, held.record.where) if held.record.where and not study.selection else then


def _page(held: HeldRecord) -> Iterator[VerifiedLine]:
    """Whether the page is as it was written, and the record beside it the same."""
    if held.page is None:
        yield VerifiedLine("page", "untold", why=NO_RECORD)
    elif held.record.page is None:
        yield VerifiedLine("page", "untold", why=EARLIER)
    elif held.page != held.record.page:
        yield VerifiedLine("page", "changed", was=held.record.page, now=held.page, why=EDITED)
    else:
        yield VerifiedLine("page", "same")
    if held.beside is False:
        yield VerifiedLine("page", "changed", what="record", why=BESIDE)


def _formulas(then: ReportRecord, now: ReportRecord) -> Iterator[VerifiedLine]:
    same = then.numbers == HEAD["numbers"]
    yield VerifiedLine("formulas", "same" if same else "changed", "numbers", then.numbers, HEAD["numbers"])
    for name in sorted(then.versions.keys() | now.versions.keys()):
        was, here = then.versions.get(name), now.versions.get(name)
        if was != here:
            yield VerifiedLine("version", "changed", name, was, here)


def _selection(study: StudyData, then: ReportRecord) -> Iterator[VerifiedLine]:
    own = tuple(str(condition) for condition in study.selection)
    if own and own != then.where:
        yield VerifiedLine("selection", "changed", was=list(then.where), now=list(own))
    elif then.where:
        yield VerifiedLine("selection", "same", was=list(then.where), now=list(then.where))


def _settings_of(record: ReportRecord) -> dict[str, Any]:
    return record.settings | ({} if record.seed is None else {"seed": record.seed})


def _settings(study: StudyData, then: ReportRecord) -> Iterator[VerifiedLine]:
    """The settings that differ, by name. Where study.yaml is the file it was, they were asked for at the time."""
    own = study.settings.model_dump(mode="json")
    told = {name: value for name, value in _settings_of(then).items() if name in own}
    now = dict(study.inputs).get(STUDY)
    as_it_was = any(one.file == STUDY and one.sha256 == now for one in then.inputs or ())
    same = 0
    for name, value in told.items():
        if alike(own[name], value):
            same += 1
        elif as_it_was:
            yield VerifiedLine("setting", "asked", name, value, own[name], ASKED)
        else:
            yield VerifiedLine("setting", "changed", name, value, own[name])
    yield VerifiedLine("setting", "same", was=same, now=same)


def _data(then: ReportRecord, now: ReportRecord) -> Iterator[VerifiedLine]:
    """Files by their bytes, statements by all that the study says of each."""
    files, here = (None if r.inputs is None else {f.file: f.sha256 for f in r.inputs} for r in (then, now))
    if files is None:
        yield VerifiedLine("file", "untold", why=EARLIER)
    else:
        yield from _compared("file", files, here or {})
    if then.statements is None:
        yield VerifiedLine("statement", "untold", why=EARLIER)
    else:
        yield from _compared("statement", then.statements, now.statements or {})


def _compared(of: Verified, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[VerifiedLine]:
    """What changed, went and came by name, then how many are the same; what has another name now is told so."""
    renamed = _renamed(then, now)
    for was, here in renamed.items():
        yield VerifiedLine(of, "renamed", was, was, here)
    same, taken = 0, set(renamed.values())
    for name in dict.fromkeys((*then, *now)):
        old = None if name in renamed else then.get(name)
        new = None if name in taken else now.get(name)
        if old == new:
            same += old is not None
            continue
        outcome: Outcome = "gone" if new is None else "new" if old is None else "changed"
        yield VerifiedLine(of, outcome, name, old, new)
    if same:
        yield VerifiedLine(of, "same", was=same, now=same)


def _renamed(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What is as it was under another name: ratings, say, are numbered anew where one comes before them.

    >>> _renamed({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "3", "d": "4"})
    {'c': 'b'}
    """
    free: dict[str, list[str]] = defaultdict(list)
    for name, digest in now.items():
        if then.get(name) != digest:
            free[digest].append(name)
    moved = [(name, digest) for name, digest in then.items() if now.get(name) != digest]
    return {name: free[digest].pop(0) for name, digest in moved if free.get(digest)}


def _findings(then: ReportRecord, now: ReportRecord) -> Iterator[VerifiedLine]:
    """Each finding: the same, changed, gone or new; told by what it is about."""
    if then.findings is None:
        yield VerifiedLine("finding", "untold", why=EARLIER)
        return
    was, here = ({_about(one): one for one in _told_apart(record)} for record in (then, now))
    for about in dict.fromkeys((*was, *here)):
        old, new = was.get(about), here.get(about)
        outcome: Outcome = "same"
        if old is None or new is None:
            outcome = "new" if old is None else "gone"
        elif not alike(old, new):
            outcome = "changed"
        yield VerifiedLine("finding", outcome, about, old, new)


def _told_apart(record: ReportRecord) -> Iterator[dict[str, Any]]:
    """The findings as data; of several about the same, their number, too."""
    seen: dict[str, int] = defaultdict(int)
    for one in record.findings or ():
        data = one.model_dump(mode="json")
        about = _about(data)
        seen[about] += 1
        yield data | ({"number": seen[about]} if seen[about] > 1 else {})


def _about(finding: Mapping[str, Any]) -> str:
    """What a finding is about, in one line: the question, the kind and its subject."""
    subject = [f"{name} {value}" for name, value in finding["subject"].items() if value is not None]
    number = f" ({finding['number']})" if "number" in finding else ""
    return ", ".join([f"{finding['of']}: {finding['kind'].replace('_', ' ')}", *subject]) + number


def alike(a: Any, b: Any) -> bool:
    """Whether two pieces of JSON say the same, numbers to 1e-9.

    >>> alike({"a": [1, 0.3]}, {"a": [1.0, 0.1 + 0.2]}), alike([1], [1, 2]), alike(1, "1")
    (True, False, False)
    """
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if (
        isinstance(a, Sequence)
        and isinstance(b, Sequence)
        and not isinstance(a, str)
        and not isinstance(b, str)
    ):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, int | float) and isinstance(b, int | float):
        return abs(a - b) <= CLOSE * max(1.0, abs(a))
    return bool(a == b)
