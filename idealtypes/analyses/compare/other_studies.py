"""Cases of several studies beside each other, on the aspects that their coding schemes have in common.

Aspects match that have the same id and lie on the same axis: the axis's id, and the ids of its poles with the logics
they embody. Everything else is told and left out. Studies have no sources in common, so their cases err
independently; the settings of the first hold for all, but what was sampled (`unit`) is a fact of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from idealtypes.engine.doubt import together
from idealtypes.engine.occasions import occasion_of
from idealtypes.engine.profile import Profile, profile_of
from idealtypes.engine.result import Result, said, screenful
from idealtypes.engine.tally import Tally
from idealtypes.engine.views import View, study_profile
from idealtypes.errors import IdealtypesError, Reason, Skipped, reason
from idealtypes.model.hints import listed
from idealtypes.model.scheme import Held, Scheme
from idealtypes.model.study import Goal, StudyData

# Settings that say how the numbers are made; the others belong to one study's evidence or to chance.
SHARED = ("level", "weighting", "repeats", "reported", "calibration", "connective", "assigned")
ROWS = ("case", "source", "statement", "coder", "code", "intensity")


@dataclass(frozen=True, eq=False)
class StudiesBeside(Result):
    """Several studies as one profile.

    Attributes
    ----------
    profile
        The cases of all studies, those of the first first, on the aspects in common. A case whose id is in several
        studies has the study's name before it, `name/id`; so has every source of another study than the first.
    names, cases
        The studies' names, and the cases of each, by their ids in the profile.
    goal
        The goal of the first study, where it bears on an aspect in common.
    left_out
        Aspects that do not match, with the reason.
    notes
        What else a reader should know: settings that differ, types that the aspects in common cannot tell apart.
    """

    profile: Profile
    names: tuple[str, ...]
    cases: tuple[tuple[str, ...], ...]
    goal: Goal | None
    left_out: tuple[Skipped, ...]
    notes: tuple[Reason, ...]

    def to_dict(self) -> dict[str, Any]:
        """`with` of `idealtypes compare --json`."""
        unit = dict(zip(self.profile.cases, self.profile.units, strict=True))
        return {
            "studies": [
                {"study": name, "cases": list(cases), "unit": unit[cases[0]] if cases else None}
                for name, cases in zip(self.names, self.cases, strict=True)
            ],
            "aspects": list(self.profile.aspects),
            "left_out": [{"what": s.what, "where": s.where, "why": s.why} for s in self.left_out],
            "notes": [said(note) for note in self.notes],
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per case: its study, its title, and what was sampled."""
        profile, of = (
            self.profile,
            [name for name, ids in zip(self.names, self.cases, strict=True) for _ in ids],
        )
        return [
            {"study": of[c], "case": case, "title": profile.title(c), "unit": profile.units[c]}
            for c, case in enumerate(profile.cases)
        ]

    def __repr__(self) -> str:
        told = f"{len(self.names)} studies on {len(self.profile.aspects)} aspects in common"
        lines = (f"{name}: {', '.join(ids)}" for name, ids in zip(self.names, self.cases, strict=True))
        return screenful(lines, told, len(self.names))


def beside(
    studies: Sequence[StudyData], names: Sequence[str] | None = None, view: View = "all"
) -> StudiesBeside:
    """Several studies as one profile, on the aspects they have in common.

    Parameters
    ----------
    studies
        Two or more; the settings, the ideal types and the goal of the first hold.
    names
        What to call them, by default the names of their folders; one that is given twice gets a number.
    view
        The view that all are read in.

    Raises
    ------
    IdealtypesError
        For fewer than two studies, or where no aspect is in common, with the reasons.
    """
    if len(studies) < 2:
        raise IdealtypesError("one study stands beside nothing: give two or more")
    called = _distinct([s.root.name if s.root else "" for s in studies] if names is None else names)
    first = studies[0]
    schemes = [study.scheme for study in studies]
    common, left_out = _matched(schemes, called)
    if not common:
        reasons = "; ".join(f"{s.what}: {s.why}" for s in left_out)
        raise IdealtypesError(f"nothing to compare: no aspect is in common ({reasons})")
    parts = [
        study_profile(study.with_settings(**first.settings.model_dump(include=set(SHARED))), view)
        for study in studies
    ]
    cases = _cases([part.cases for part in parts], called)
    scheme = _narrowed(first.scheme, common)
    profile = profile_of(
        _joined([part.tally for part in parts], cases, called, common),
        scheme,
        first.settings,
        view=view,
        rows=pl.concat(
            [_rows(part, ids, n, called) for n, (part, ids) in enumerate(zip(parts, cases, strict=True))],
            how="diagonal",
        ),
        titles=_titles(parts, called),
        units=tuple(part.settings.unit for part in parts for _ in part.cases),
        estimated=together(
            [part.doubt for part in parts],
            [len(part.cases) for part in parts],
            [[part.aspects.index(a) for a in common] for part in parts],
            first.settings.draws,
        ),
    )
    goal = first.goal
    notes = [*_settings_told(studies, called), *_alike(scheme)]
    if goal is not None and not set(goal.shares) & set(common):
        goal = None
        notes.append(reason("compare.goal_left_out", study=called[0]))
    return StudiesBeside(profile, tuple(called), cases, goal, tuple(left_out), tuple(notes))


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, a number behind those that were there before.

    >>> _distinct(["study", "other", "study", ""])
    ['study', 'other', 'study-2', 'study-4']
    """
    out: list[str] = []
    for n, name in enumerate(names, 1):
        if name and name not in out:
            out.append(name)
            continue
        new = f"{name or 'study'}-{n if not name else out.count(name) + 1}"
        while new in out:
            new += "'"
        out.append(new)
    return out


def _matched(schemes: Sequence[Scheme], names: Sequence[str]) -> tuple[list[str], list[Skipped]]:
    """The aspects in common, in the order of the first scheme, and what is left out of each."""
    have = [{aspect.id for aspect in scheme.aspects} for scheme in schemes]
    everywhere = set.intersection(*have)
    common: list[str] = []
    left_out = []
    for n, scheme in enumerate(schemes):
        for aspect in scheme.aspects:
            if aspect.id in everywhere:
                if n == 0:
                    why = _apart(schemes, names, aspect.id)
                    if why is None:
                        common.append(aspect.id)
                    else:
                        left_out.append(Skipped(f"aspect `{aspect.id}`", ", ".join(names), why))
                continue
            without = [names[k] for k, ids in enumerate(have) if aspect.id not in ids]
            why = f"{listed(without)} {'has' if len(without) == 1 else 'have'} no such aspect"
            left_out.append(Skipped(f"aspect `{aspect.id}`", names[n], why))
    return common, left_out


def _apart(schemes: Sequence[Scheme], names: Sequence[str], aspect: str) -> str | None:
    """Why an aspect with the same id is another aspect; None where it is the same."""
    axis = schemes[0].axis(aspect)
    for scheme, name in zip(schemes[1:], names[1:], strict=True):
        other = scheme.axis(aspect)
        if other.id != axis.id:
            return f"it lies on the axis `{axis.id}` in {names[0]} and on `{other.id}` in {name}"
        if other.pole_ids != axis.pole_ids:
            return (
                f"the axis `{axis.id}` has the poles {listed(axis.pole_ids)} in {names[0]} and "
                f"{listed(other.pole_ids)} in {name}"
            )
        logics = [(p.logic, other.pole(p.id).logic, p.id) for p in axis.poles]
        differ = [(mine, theirs, pole) for mine, theirs, pole in logics if mine != theirs]
        if differ:
            mine, theirs, pole = differ[0]
            return f"the pole `{pole}` embodies the logic `{mine}` in {names[0]} and `{theirs}` in {name}"
    return None


def _cases(given: Sequence[tuple[str, ...]], names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The ids of the cases, those of several studies behind the study's name."""
    all_ids = [case for cases in given for case in cases]
    return tuple(
        tuple(f"{name}/{case}" if all_ids.count(case) > 1 else case for case in cases)
        for cases, name in zip(given, names, strict=True)
    )


def _titles(parts: Sequence[Profile], names: Sequence[str]) -> tuple[str, ...]:
    """The titles of the cases; one that stands in several studies is told apart by the study's name."""
    titles = [[part.title(c) for c in range(len(part.cases))] for part in parts]
    flat = [title for part in titles for title in part]
    return tuple(
        f"{title} ({name})" if flat.count(title) > 1 else title
        for part, name in zip(titles, names, strict=True)
        for title in part
    )


def _narrowed(scheme: Scheme, aspects: Sequence[str]) -> Scheme:
    """The scheme on some of its aspects: its ideal types have corners there, and traits there alone."""
    kept = set(aspects)
    types = tuple(
        ideal.model_copy(
            update={
                "corner": {a: p for a, p in ideal.corner.items() if a in kept},
                "traits": tuple(t for t in ideal.traits if t.aspect in kept),
            }
        )
        for ideal in scheme.ideal_types
    )
    fields = {name: getattr(scheme, name) for name in Scheme.model_fields}
    fields |= {"aspects": tuple(a for a in scheme.aspects if a.id in kept), "ideal_types": types}
    return Scheme.model_construct(**fields)


def _joined(
    tallies: Sequence[Tally], cases: Sequence[tuple[str, ...]], names: Sequence[str], aspects: Sequence[str]
) -> Tally:
    """The cells of all tallies on some aspects, as one tally; no source is in two of them."""
    first = tallies[0]
    poles = tuple(first.poles[first.aspects.index(a)] for a in aspects)
    width = max(map(len, poles))
    columns: dict[str, list[Any]] = {
        name: [] for name in ("case", "source", "aspect", "total", "statements", "squares", "point_squares")
    }
    masses: dict[str, list[Any]] = {"mass": [], "point_mass": []}
    sources: list[str] = []
    start = 0
    for n, tally in enumerate(tallies):
        place = np.array([aspects.index(a) if a in aspects else -1 for a in tally.aspects], int)
        kept = place[tally.aspect] >= 0
        columns["case"].append(tally.case[kept] + start)
        columns["source"].append(tally.source[kept] + len(sources))
        columns["aspect"].append(place[tally.aspect[kept]])
        for name in ("total", "statements", "squares", "point_squares"):
            columns[name].append(getattr(tally, name)[kept])
        for name, parts in masses.items():
            mass = getattr(tally, name)[kept][:, :width]
            parts.append(np.pad(mass, ((0, 0), (0, width - mass.shape[1]))))
        sources += [source if n == 0 else f"{names[n]}/{source}" for source in tally.sources]
        start += len(tally.cases)
    cells = {name: np.concatenate(parts) for name, parts in (columns | masses).items()}
    order = np.lexsort((cells["source"], cells["aspect"], cells["case"]))
    return Tally(
        cases=tuple(case for part in cases for case in part),
        sources=tuple(sources),
        aspects=tuple(aspects),
        poles=poles,
        weighting=first.weighting,
        repeats=first.repeats,
        present=tuple(first.present[first.aspects.index(a)] for a in aspects),
        talk=np.concatenate([tally.talk for tally in tallies]),
        voices=np.concatenate([tally.voices for tally in tallies]),
        **{name: values[order] for name, values in cells.items()},
    )


def _rows(part: Profile, cases: tuple[str, ...], n: int, names: Sequence[str]) -> pl.DataFrame:
    """The codings of one study, with the ids that the joint profile has."""
    ids = dict(zip(part.cases, cases, strict=True))
    rows: pl.DataFrame = part.rows.select(*ROWS, *occasion_of(part.rows)).with_columns(
        pl.col("case").replace(ids)
    )
    if n == 0:
        return rows
    own = [
        pl.concat_str(pl.lit(f"{names[n]}/"), pl.col(name)).alias(name) for name in ("source", "statement")
    ]
    return rows.with_columns(own)


def _settings_told(studies: Sequence[StudyData], names: Sequence[str]) -> Iterator[Reason]:
    """Settings of the others that the first's take the place of."""
    ours = studies[0].settings.model_dump(mode="json", include=set(SHARED))
    for study, name in zip(studies[1:], names[1:], strict=True):
        theirs = study.settings.model_dump(mode="json", include=set(SHARED))
        differ = tuple(
            reason("compare.setting_differs", setting=key, here=str(ours[key]), there=str(theirs[key]))
            for key in SHARED
            if ours[key] != theirs[key]
        )
        if differ:
            yield reason("compare.settings_of_first", first=names[0], other=name, settings=differ)


def _alike(scheme: Scheme) -> Iterator[Reason]:
    """Ideal types that are one on the aspects in common."""
    seen: dict[frozenset[tuple[str, Held]], str] = {}
    for ideal in scheme.ideal_types:
        corner = frozenset(scheme.corners[ideal.id].items())
        if corner in seen:
            yield reason("compare.types_alike", one=seen[corner], other=ideal.id)
        seen.setdefault(corner, ideal.id)
