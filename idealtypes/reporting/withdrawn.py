"""An informant withdrawn: what was hers in which file, what still holds her, and what she changed in the results."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from idealtypes.analyses.types.bounded_membership import memberships
from idealtypes.engine.findings import head
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result, number, pair, said, screenful
from idealtypes.engine.views import study_profile
from idealtypes.errors import BadCall, BadInput, Fault, IdealtypesError, Reason
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from idealtypes.model.text import counted
from idealtypes.reporting.wording.verbal_scale import brief, labels
from idealtypes.storage.transaction import writing
from idealtypes.withdrawal.informant import informant_of
from idealtypes.withdrawal.still_held import Looked, still_held
from idealtypes.withdrawal.taken_out import TakenFrom, taken_out

COMMAND = "withdraw"


@dataclass(frozen=True)
class AspectReading:
    """How an aspect of a case reads: None where a number is not there, as where nobody speaks of it.

    Attributes
    ----------
    balance, interval, interval_whole
        Between two poles, in [−1, 1]: the informants' interval, and that with every doubt.
    shares
        Pole → its share, or its weight where poles do not exclude one another.
    word, pole
        The word for it, and the pole toward which it lies.
    sources, statements
        How many spoke of it.
    """

    balance: float | None
    interval: tuple[float, float] | None
    interval_whole: tuple[float, float] | None
    shares: Mapping[str, float | None]
    word: str
    pole: str | None
    sources: int
    statements: int

    def to_dict(self) -> dict[str, Any]:
        ends = {name: getattr(self, name) for name in ("interval", "interval_whole")}
        return {
            "balance": self.balance,
            **{name: None if end is None else list(end) for name, end in ends.items()},
            "shares": dict(self.shares),
            "word": self.word,
            "pole": self.pole,
            "sources": self.sources,
            "statements": self.statements,
        }


@dataclass(frozen=True)
class AspectBeforeAfter:
    """An aspect of a case with her and without; `after` is None where the case went with her."""

    case: str
    aspect: str
    before: AspectReading
    after: AspectReading | None

    @property
    def change(self) -> float | None:
        """Of the balance; None where it is not there on both sides."""
        if self.after is None or self.before.balance is None or self.after.balance is None:
            return None
        return self.after.balance - self.before.balance

    def to_dict(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "aspect": self.aspect,
            "before": self.before.to_dict(),
            "after": None if self.after is None else self.after.to_dict(),
            "change": self.change,
        }


@dataclass(frozen=True)
class TypeBeforeAfter:
    """The ideal type of a case with her and without; `assigned` says whether it is so, or the case leans to it."""

    case: str
    before: str | None
    after: str | None
    assigned_before: bool
    assigned_after: bool

    def to_dict(self) -> dict[str, Any]:
        return vars(self).copy()


@dataclass(frozen=True, eq=False, repr=False)
class Withdrawn(Result):
    """What became of an informant.

    Attributes
    ----------
    study
        The study without her, as it is or, with `dry_run`, as it would be.
    source, dry_run
        Her id, and whether nothing was written.
    taken
        What was hers, by file and kind.
    gone
        The files that went whole.
    cases
        The cases that went with her, since nobody else spoke of them.
    changed, types
        The numbers of every case and aspect, and the type of every case, with her and without.
    looked
        What still holds her, and what was not looked into.
    notes
        What remains to be done by hand.
    """

    study: StudyData
    source: str
    dry_run: bool
    taken: tuple[TakenFrom, ...]
    gone: tuple[str, ...]
    cases: tuple[str, ...]
    changed: tuple[AspectBeforeAfter, ...]
    types: tuple[TypeBeforeAfter, ...]
    looked: Looked
    notes: tuple[Reason, ...] = ()

    @property
    def removed(self) -> dict[str, int]:
        """How many things of each kind were hers, over all files."""
        found: Counter[str] = Counter()
        for one in self.taken:
            found[one.what] += one.number
        return dict(found)

    def __repr__(self) -> str:
        done = "would be taken out" if self.dry_run else "taken out"
        lines = [f"{one.file}: {one.number:,} {one.what}" for one in self.taken]
        return screenful(lines, f"Withdrawn: {self.source}, {done} of {counted(len(self._files), 'file')}")

    def _named(self, path: Path) -> str:
        """A file, named from the study's folder."""
        return Path(os.path.relpath(path, self.study.root or ".")).as_posix()

    @property
    def _files(self) -> set[str]:
        return {one.file for one in self.taken}

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data: what `idealtypes withdraw --json` writes."""
        return {
            **head(),
            "settings": {**self.study.settings.model_dump(mode="json"), "dry_run": self.dry_run},
            "source": self.source,
            "removed": {
                **self.removed,
                "files": [one.to_dict() | {"gone": one.file in self.gone} for one in self.taken],
            },
            "cases": list(self.cases),
            "still_held": [one.to_dict() | {"path": self._named(one.path)} for one in self.looked.held],
            "unsearched": {
                why: [self._named(path) for path in paths] for why, paths in self.looked.unsearched.items()
            },
            "changed": [one.to_dict() for one in self.changed],
            "types": [one.to_dict() for one in self.types],
            "notes": [{"why": said(one), "why_code": one.code} for one in self.notes],
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record for each file and kind: `file`, `what`, `number`, `gone`."""
        return [one.to_dict() | {"gone": one.file in self.gone} for one in self.taken]

    def to_frame(self) -> pl.DataFrame:
        """What was hers: `file`, `what`, `number`, `gone`, one a row."""
        schema = {"file": pl.String, "what": pl.String, "number": pl.Int64, "gone": pl.Boolean}
        return pl.DataFrame(self.records(), schema)


class _Enough(Exception):  # noqa: N818
    """Ends a transaction that is to write nothing."""


def withdrawn(study: StudyData, source: str, *, dry_run: bool = False) -> Withdrawn:
    """Take an informant out of the files of a study, in one transaction; nothing is written before all is known.

    Raises
    ------
    IdealtypesError
        For a source that is not there, a study of no folder, or one in which nobody else speaks.
    BadInput
        With every file that holds her and cannot be rewritten, and with every fault that the study would have without
        her, such as a conclusion about what she alone said.
    """
    root = study.root
    if root is None:
        raise IdealtypesError("the study was read from no folder: there are no files to take anybody out of")
    if study.selection:
        raise BadCall("`study` is a selection of statements: withdraw from the whole study")
    made: list[Withdrawn] = []
    try:
        with writing(root, COMMAND) as change:
            before = read_study(root).with_settings(**study.settings.model_dump())
            who = informant_of(before, source)
            out = taken_out(before, who, change.read)
            for name, data in out.files.items():
                change.remove(name) if data is None else change.put(name, data)
            after = _after(root, who.id).with_settings(**study.settings.model_dump())
            digests = {digest for name, digest in before.inputs if name in out.files}
            made.append(
                Withdrawn(
                    after,
                    who.id,
                    dry_run,
                    out.taken,
                    tuple(sorted(name for name, data in out.files.items() if data is None)),
                    tuple(sorted(who.cases)),
                    *_results(before, after),
                    still_held(root, who, out.files, before.title.plain(), digests),
                    out.notes,
                )
            )
            if dry_run:
                raise _Enough
    except _Enough:
        pass
    return made[0]


def _after(root: Path, source: str) -> StudyData:
    """The study without her, read before anything is written."""
    try:
        return read_study(root)
    except BadInput as problem:
        told = f"without `{source}` this would be wrong; put it right first, nothing is written"
        raise BadInput(
            Fault(one.file, one.line, f"{one.message} ({told})") for one in problem.faults
        ) from None


# the results with her and without


def _results(
    before: StudyData, after: StudyData
) -> tuple[tuple[AspectBeforeAfter, ...], tuple[TypeBeforeAfter, ...]]:
    """Of every case and aspect; what is reported is left out where it is asked for by extents: between two bounds
    there is no one number."""
    sides = [_quoted(side) for side in (before, after)]
    old, new = (study_profile(side) for side in sides)
    there = {case: c for c, case in enumerate(new.cases)}
    changed = tuple(
        AspectBeforeAfter(
            case, aspect, _reading(old, c, a), _reading(new, there[case], a) if case in there else None
        )
        for c, case in enumerate(old.cases)
        for a, aspect in enumerate(old.aspects)
    )
    if not before.scheme.ideal_types:
        return changed, ()
    types = [{one.case: one for one in memberships(profile).cases} for profile in (old, new)]
    told = []
    for case, was in types[0].items():
        now = types[1].get(case)
        told.append(
            TypeBeforeAfter(
                case,
                was.assigned or was.leans,
                None if now is None else now.assigned or now.leans,
                was.assigned is not None,
                now is not None and now.assigned is not None,
            )
        )
    return changed, tuple(told)


def _quoted(study: StudyData) -> StudyData:
    return study.with_settings(reported="exclude") if study.settings.reported == "extent" else study


def _reading(profile: Profile, c: int, a: int) -> AspectReading:
    poles = profile.tally.poles[a]
    read = labels(profile, c, a)
    return AspectReading(
        number(profile.balance[c, a]),
        _ends(profile.interval[c, a]),
        _ends(profile.interval_whole[c, a]),
        {pole: number(profile.shares[c, a, p]) for p, pole in enumerate(poles)},
        brief(profile, c, a).word,
        None if read.pole is None else poles[read.pole],
        int(profile.sources[c, a]),
        int(profile.statements[c, a]),
    )


def _ends(interval: Any) -> tuple[float, float] | None:
    found = pair(*np.asarray(interval, dtype=float))
    return None if found is None else (found[0], found[1])
