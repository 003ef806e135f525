"""The answer of `diff`: what changed between two versions of a codebook, and what that did to the numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from idealtypes.analyses.diff.effect_steps import PLAIN, STEPS, CodedSide, Effect, effects
from idealtypes.analyses.diff.scheme_changes import (
    KINDS,
    CodebookChange,
    SchemeVersions,
    changes,
    compared,
)
from idealtypes.analyses.diff.shared_statements import shared, uses
from idealtypes.analyses.types.membership import membership
from idealtypes.engine.coded import codings_in
from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.engine.views import study_profile
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.decision_log import LoggedDecision
from idealtypes.model.hints import listed
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Settings
from idealtypes.model.stance import AGAINST
from idealtypes.model.study import StudyData

NUMBERS = (
    "weighting",
    "repeats",
    "reported",
    "against",
    "unit",
    "raters",
    "models",
)  # settings that move a number


@dataclass(frozen=True)
class CodebookVersion:
    """One side: its scheme, its study where it is one, what it is called, and the log of its decisions."""

    scheme: Scheme
    study: StudyData | None = None
    name: str = ""
    decisions: tuple[LoggedDecision, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "scheme": self.scheme.id, "version": self.scheme.version,
                "codes": len(self.scheme.codes), "study": self.study is not None}  # fmt: skip


@dataclass(frozen=True)
class TypeChange:
    """P(type) of a case under the old version and under the new one; None where it cannot be told."""

    case: str
    type: str
    before: float | None
    after: float | None


@dataclass(frozen=True, eq=False, repr=False)
class CodebookDiff(Result):
    """What changed between two versions of a codebook; frozen, and knows the settings.

    Attributes
    ----------
    old, new
        The two versions.
    study
        Whose codings the numbers are of, where both versions are schemes or one of them is; None without numbers, and
        where each version is a study of its own.
    settings
        With which the numbers of both are made, those of the new study; None without numbers.
    shared
        How many statements both studies have; None where there are not two.
    changes
        What differs: codes first.
    effects
        What each step did to each number, in the order rename, merge, split, move, placement, recoding.
    types
        The probabilities of ideal types that both versions have.
    decisions
        What the log of the new version says and that of the old one does not.
    apart
        Aspects whose numbers cannot be compared, since they lie on other poles now.
    notes
        What else a reader should know.
    why
        Why there is no change; or why there are no numbers.
    """

    old: CodebookVersion
    new: CodebookVersion
    study: StudyData | None
    settings: Settings | None
    shared: int | None
    changes: tuple[CodebookChange, ...]
    effects: tuple[Effect, ...]
    types: tuple[TypeChange, ...]
    decisions: tuple[LoggedDecision, ...]
    titles: Mapping[str, str]
    apart: tuple[str, ...] = ()
    notes: tuple[Reason, ...] = ()
    why: Why = None

    @property
    def counts(self) -> dict[str, int]:
        """How many changes of each kind there are."""
        return {kind: n for kind in KINDS if (n := sum(one.kind == kind for one in self.changes))}

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes diff --json`."""
        return {
            **head(),
            "settings": None if self.settings is None else self.settings.model_dump(mode="json"),
            "old": self.old.to_dict(),
            "new": self.new.to_dict(),
            "shared": self.shared,
            "changes": [one.to_dict() for one in self.changes],
            "steps": list(STEPS),
            "effects": [one.to_dict() for one in self.effects],
            "types": [vars(one).copy() for one in self.types],
            "decisions": [one.to_dict() for one in self.decisions],
            "apart": list(self.apart),
            "notes": [why_keys(one) for one in self.notes],
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per change, effect and probability of a type; `part` says which."""
        blank = dict.fromkeys(
            ("kind", "of", "codes", "to", "how", "fields", "why", "rationale", "statements", "decisions", "step",
             "case", "aspect", "pole", "type", "before", "after", "change")
        )  # fmt: skip
        out: list[dict[str, Any]] = []
        for one in self.changes:
            told = one.to_dict()
            told |= {name: "; ".join(told[name]) for name in ("codes", "to", "fields", "statements")}
            told["decisions"] = "; ".join(f"{d.date} {d.what}" for d in one.decisions)
            out.append({"part": "change"} | blank | {name: told[name] for name in blank if name in told})
        out += [{"part": "effect"} | blank | _texts(one.to_dict()) for one in self.effects]
        out += [{"part": "type"} | blank | _texts(vars(one)) for one in self.types]
        return out

    def __repr__(self) -> str:
        told = ", ".join(f"{n} {kind}" for kind, n in self.counts.items())
        lines = [told or said(self.why) or ""]
        lines += [
            f"{one.kind} {one.of} {' + '.join(one.codes)} → {' + '.join(one.to)}" for one in self.changes
        ]
        return screenful(lines, f"From {self.old.name} to {self.new.name}", len(lines))


def _texts(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose numbers stand in columns of texts."""
    return {k: f"{v!r}" if isinstance(v, float) else v for k, v in row.items()}


def codebook_diff(old: CodebookVersion, new: CodebookVersion, study: StudyData | None = None) -> CodebookDiff:
    """What changed between two versions of a codebook, and what each change did to the numbers.

    Parameters
    ----------
    old, new
        The versions. Of two studies the statements that both have tell renames, merges and splits.
    study
        Whose codings the numbers are of, where the versions are schemes: it is coded with one of them.

    Raises
    ------
    IdealtypesError
        For versions without a common code, and a study that is coded with neither.
    """
    if study is not None and old.study is not None and new.study is not None:
        raise IdealtypesError("OLD and NEW are studies, each with codings of its own: leave STUDY out")
    both = old.study is not None and new.study is not None
    pairs = None
    before: Mapping[str, frozenset[str]] = {}
    after: Mapping[str, frozenset[str]] = {}
    notes: list[Reason] = []
    if old.study is not None and new.study is not None:
        pairs = shared(old.study, new.study)
        before, after = uses(old.study, pairs, "old"), uses(new.study, pairs, "new")
        if not pairs.height and old.study.codings.height and new.study.codings.height:
            notes.append(reason("diff.no_shared"))
    found = compared(old.scheme, new.scheme, before, after)
    if old.scheme.codes and new.scheme.codes and not found.codes and not found.matches.links:
        raise IdealtypesError(
            f"{old.name} and {new.name} have no code in common, by id, by statements that both have or by "
            f"what is written of them: are they versions of one codebook? {old.name} has "
            f"{listed(c.id for c in old.scheme.codes)}; {new.name} has {listed(c.id for c in new.scheme.codes)}"
        )
    own = None if both else study or new.study or old.study
    log = new.decisions
    if study is not None and study.scheme.id == new.scheme.id:
        log = log or study.decisions
    kept = [one for one in log if one not in old.decisions]
    told = changes(found, kept)
    settings: Settings | None = None
    moved: tuple[Effect, ...] = ()
    types: tuple[TypeChange, ...] = ()
    titles: dict[str, str] = {}
    why: Why = None if told else reason("diff.nothing_changed")
    if both and old.study is not None and new.study is not None:
        settings = new.study.settings
        other = [n for n in NUMBERS if getattr(old.study.settings, n) != getattr(settings, n)]
        if other:
            notes.append(reason("diff.settings", settings=tuple(other)))
        then = _under(old.study, settings)
        now = _under(new.study, settings)
        moved = effects(found, _side(then), _side(now), now.settings, pairs)
        titles = then.case_titles() | now.case_titles()
        types = tuple(_types(then, now, found))
        settings = now.settings
        if moved and any(e.before != e.after for e in moved):
            why = None
    elif own is not None:
        now = _under(own, own.settings)
        settings, titles = now.settings, now.case_titles()
        sides, coded_with = _one_study(now, found)
        notes.append(reason("diff.coded_with_new" if coded_with == "new" else "diff.coded_with_old"))
        moved = effects(found, *sides, settings)
    else:
        why = why or reason("diff.no_study")
    if found.apart and moved:
        notes.append(reason("diff.other_poles", aspects=found.apart))
    return CodebookDiff(
        old, new, own, settings, None if pairs is None else pairs.height, told, moved, types, tuple(kept),
        titles, found.apart, tuple(notes), why,
    )  # fmt: skip


def _under(study: StudyData, settings: Settings) -> StudyData:
    """The study under these settings; what is reported by extents has no one number and is left out."""
    if settings.reported == "extent":
        settings = settings.changed(reported="exclude")
    return dataclasses.replace(study, settings=settings)


def _side(study: StudyData) -> CodedSide:
    rows, placed = codings_in(study)
    codes = {code.id for code in study.scheme.codes}
    others = {code: at for code, at in placed.items() if code.removeprefix(AGAINST) not in codes}
    return CodedSide(rows, others, study.case_titles())


def _one_study(study: StudyData, found: SchemeVersions) -> tuple[tuple[CodedSide, CodedSide], str]:
    """The codings of one study as each version has them, and with which of the two it is coded."""
    side = _side(study)
    own = {code.id for code in study.scheme.codes}
    used = {c for c in side.rows["code"].str.strip_prefix(AGAINST).unique() if c in own}
    old, new = ({code.id for code in scheme.codes} for scheme in (found.old, found.new))
    if used and not used & (old | new):
        raise IdealtypesError(
            f"STUDY is coded with neither version: it has {listed(sorted(used))}, "
            f"and the versions have {listed(sorted(old | new))}"
        )
    coded_with = "old" if len(used & old) > len(used & new) else "new"
    others = sorted(own)
    rated = side.rows.filter(~PLAIN.is_in(others))
    put = side.rows.filter(PLAIN.is_in(others))
    into = {found.codes.get(o, o): n for o, n in found.merged.items()}
    if coded_with == "old":
        names = dict(found.codes) | {o: found.codes.get(n, n) for o, n in found.merged.items()}
        names = {o: n for o, n in names.items() if o not in found.split or n in found.codes.values()}
        then = put.filter(PLAIN.is_in(list(old)))
        now = _as(put, names)
    else:
        names = {n: o for o, n in found.codes.items() if n not in into.values()}
        alike: dict[str, list[str]] = {}
        for o, n in found.merged.items():
            alike.setdefault(n, [o]).append(o)
        for n, ones in alike.items():
            if n in old:
                ones.append(n)
            if len({str(found.old.placements[o]) for o in ones}) == 1:
                names[n] = ones[0]
        now = put.filter(PLAIN.is_in(list(new)))
        then = _as(put, names)
    sides = (pl.concat([rows, rated]) for rows in (then, now))
    return tuple(CodedSide(rows, side.places, side.cases) for rows in sides), coded_with  # type: ignore[return-value]


def _as(rows: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """The codings whose codes have a name in the other version, by these names; each once."""
    known = rows.filter(PLAIN.is_in(list(names)))
    sign = pl.col("code").str.starts_with(AGAINST)
    other = PLAIN.replace(names)
    named = known.with_columns(code=pl.when(sign).then(AGAINST + other).otherwise(other))
    by = [name for name in rows.columns if name != "intensity"]
    return named.group_by(by, maintain_order=True).agg(pl.col("intensity").max()).select(rows.columns)


def _types(old: StudyData, new: StudyData, found: SchemeVersions) -> Iterator[TypeChange]:
    """P(type) of the cases and types that both studies have, each on its own draws."""
    types = {one.id for one in found.old.ideal_types} & {one.id for one in found.new.ideal_types}
    if not types or found.apart or not (old.codings.height and new.codings.height):
        return
    then, now = ({c.case: c for c in membership(study_profile(s)).cases} for s in (old, new))
    for case in now:
        if case not in then:
            continue
        for one in found.new.ideal_types:
            if one.id in types:
                a, b = then[case].find(one.id), now[case].find(one.id)
                yield TypeChange(
                    case, one.id, None if a is None else a.probability, None if b is None else b.probability
                )
