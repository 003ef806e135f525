"""What each change of a codebook did to the numbers: studies between the old one and the new one.

From the old study to the new one in six steps, each of which changes one thing of the study before it: *rename*,
*merge*, *split*, *move*, *placement* and *recoding*. A code that is new by a merge or a split enters where it stands
now; one that kept its id, or was renamed only, keeps its place until the steps of moves and placements. What is left,
codings and statements that differ and codes that came or went, is the recoding. What a step did is the number after it
less the number before it, so that the steps add up to the whole change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from idealtypes.analyses.diff.scheme_changes import SchemeVersions
from idealtypes.engine.codings import coding_rows
from idealtypes.engine.profile import profile_of
from idealtypes.engine.result import number
from idealtypes.engine.tally import tally
from idealtypes.model.settings import Settings
from idealtypes.model.stance import AGAINST, with_against

Step = Literal["rename", "merge", "split", "move", "placement", "recoding"]
STEPS: tuple[Step, ...] = ("rename", "merge", "split", "move", "placement", "recoding")
NumberKey = tuple[str, str, str | None]  # case, aspect, pole (None: the balance)
Places = dict[str, Mapping[str, Sequence[float]]]
PLAIN = pl.col("code").str.strip_prefix(AGAINST)
SIGN = pl.when(pl.col("code").str.starts_with(AGAINST)).then(pl.lit(AGAINST)).otherwise(pl.lit(""))


@dataclass(frozen=True)
class Effect:
    """What a step did to one number: the balance of a case on an aspect or, where it has no two poles, a pole's share.

    None where nobody speaks of it.
    """

    step: Step
    case: str
    aspect: str
    pole: str | None
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before

    def to_dict(self) -> dict[str, Any]:
        return {**vars(self), "change": self.change}


@dataclass(frozen=True)
class CodedSide:
    """The codings of one version: `rows` as the engine takes them; `places` of what is no code of the scheme (ratings);
    `cases` with their titles."""

    rows: pl.DataFrame
    places: Mapping[str, Mapping[str, Sequence[float]]]
    cases: Mapping[str, str]


@dataclass(frozen=True)
class State:
    """A study between the two: rows, where codes stand, and what stands above each."""

    rows: pl.DataFrame
    places: Mapping[str, Mapping[str, Sequence[float]]]
    ancestors: Mapping[str, frozenset[str]]


def effects(
    found: SchemeVersions,
    old: CodedSide,
    new: CodedSide,
    settings: Settings,
    pairs: pl.DataFrame | None = None,
) -> tuple[Effect, ...]:
    """The effect of every step on every number, step by step.

    `pairs` are the shared statements, `old` and `new`; None where both sides are codings of one study.
    """
    aspects = [a.id for a in found.new.aspects if a.id not in found.apart]
    gone = [a.id for a in found.old.aspects if a.id not in found.aspects]
    poles = {a: found.new.poles(a) for a in aspects} | {
        a: found.old.poles(a) for a in gone if a not in aspects
    }
    presence = [a for a in poles if a in (found.new if a in aspects else found.old).presence]
    cases = list(dict.fromkeys([*new.cases, *old.cases]))
    numbers: list[dict[NumberKey, float | None]] = []
    last: State | None = None
    for state in _states(found, old, new, pairs):
        same = last is not None and state is last
        numbers.append(numbers[-1] if same else _numbers(state, found, settings, poles, presence, cases))
        last = state
    told: list[Effect] = []
    for k, step in enumerate(STEPS):
        before, after = numbers[k], numbers[k + 1]
        told += [
            Effect(step, case, aspect, pole, before[case, aspect, pole], after[case, aspect, pole])
            for case, aspect, pole in before
        ]
    return tuple(told)


def _numbers(
    state: State,
    found: SchemeVersions,
    settings: Settings,
    poles: Mapping[str, Sequence[str]],
    presence: Sequence[str],
    cases: Sequence[str],
) -> dict[NumberKey, float | None]:
    """(case, aspect, pole) → the balance (pole None) or the share."""
    keys = [(c, a) for c in range(len(cases)) for a in range(len(poles))]
    names = list(poles)
    if state.rows.height:
        taken = coding_rows(state.rows)
        codes = taken.codes
        placements = with_against(
            {c: {a: s for a, s in at.items() if a in poles} for c, at in state.places.items()},
            codes, settings.against, presence,
        )  # fmt: skip
        evidence = tally(
            taken, placements, poles, ancestors=state.ancestors, cases=cases, weighting=settings.weighting,
            repeats=settings.repeats, presence=presence,
        )  # fmt: skip
        profile = profile_of(
            evidence, found.new, settings, rows=state.rows, placements=placements, taken=taken
        )
        balance, shares, bipolar = profile.balance, profile.shares, evidence.bipolar
    else:
        width = max(len(p) for p in poles.values())
        balance = np.full((len(cases), len(names)), np.nan)
        shares = np.full((len(cases), len(names), width), np.nan)
        bipolar = tuple(len(poles[a]) == 2 and a not in presence for a in names)
    told: dict[NumberKey, float | None] = {}
    for c, a in keys:
        if bipolar[a]:
            told[cases[c], names[a], None] = number(balance[c, a])
        else:
            for p, pole in enumerate(poles[names[a]]):
                told[cases[c], names[a], pole] = number(shares[c, a, p])
    return told


# the studies between


def _states(
    found: SchemeVersions, old: CodedSide, new: CodedSide, pairs: pl.DataFrame | None
) -> Iterator[State]:
    """Seven studies: the old one, and what each step makes of it; the last is the new one."""
    here = found.new.placements
    places: Places = dict(old.places) | {
        code: {found.aspects.get(a, a): shares for a, shares in at.items()}
        for code, at in found.old.placements.items()
    }
    ancestors = {code: frozenset(above) for code, above in found.old.ancestors.items()}
    state = State(old.rows, places, ancestors)
    yield state
    names = {o: n for o, n in found.codes.items() if o != n}
    if names:
        state = _named(state, names)
    yield state
    if found.merged:
        state = _merged(state, found, new, pairs)
    yield state
    if found.split:
        state = _split(state, found, new, pairs)
    yield state
    kept = dict.fromkeys(found.codes.values())
    moved = dict(state.places)
    for code in kept:
        before, after = moved.get(code, {}), here[code]
        moved[code] = {
            a: before[a] if a in before and len(before[a]) == len(s) and a not in found.apart else s
            for a, s in after.items()
        }
    above = dict(state.ancestors) | {code: found.new.ancestors[code] for code in kept}
    if moved != state.places or above != state.ancestors:
        state = State(state.rows, moved, above)
    yield state
    placed = dict(state.places) | {code: here[code] for code in kept}
    if placed != state.places:
        state = State(state.rows, placed, state.ancestors)
    yield state
    yield State(new.rows, dict(new.places) | dict(here), found.new.ancestors)


def _renamed(rows: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    return rows.with_columns(code=SIGN + PLAIN.replace(names))


def _named(state: State, names: Mapping[str, str]) -> State:
    """Other ids, and nothing else."""
    return State(
        _renamed(state.rows, names),
        {names.get(code, code): at for code, at in state.places.items()},
        {names.get(c, c): frozenset(names.get(a, a) for a in up) for c, up in state.ancestors.items()},
    )


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """A code put twice by one coder on one statement is put once, as strongly as the stronger."""
    by = [name for name in rows.columns if name != "intensity"]
    return rows.group_by(by, maintain_order=True).agg(pl.col("intensity").max()).select(rows.columns)


def _merged(state: State, found: SchemeVersions, new: CodedSide, pairs: pl.DataFrame | None) -> State:
    """The codings of merged codes as those of the code they were merged into."""
    into = found.merged
    into = {found.codes.get(one, one): other for one, other in into.items()}
    rows = _renamed(state.rows, into)
    if pairs is None:  # codings of one study, coded with the new codes: what stood apart before comes in here
        late = new.rows.filter(PLAIN.is_in(list(set(into.values()))))
        rows = pl.concat([rows, late.select(rows.columns)])
    places = dict(state.places) | {
        other: found.new.placements[other] for other in into.values() if other not in found.codes.values()
    }
    above = {code: up for code, up in state.ancestors.items() if code not in into}
    above = {code: frozenset(into.get(a, a) for a in up) - {code} for code, up in above.items()}
    above |= {other: found.new.ancestors[other] for other in into.values() if other not in above}
    return State(_once(rows), places, above)


def _split(state: State, found: SchemeVersions, new: CodedSide, pairs: pl.DataFrame | None) -> State:
    """The codings of split codes as those of the parts that the new study has on the same statement by the same coder
    (by anybody, where no coder is in both); where it has none of them, they stay as they are."""
    parts = {found.codes.get(one, one): to for one, to in found.split.items()}
    table = pl.DataFrame(
        [(one, part) for one, to in parts.items() for part in to],
        schema={"own": pl.String, "part": pl.String}, orient="row",
    )  # fmt: skip
    mine = state.rows.with_columns(own=PLAIN, sign=SIGN, row=pl.int_range(pl.len()))
    split = mine.filter(pl.col("own").is_in(list(parts)))
    there = new.rows.select("statement", "coder", part=PLAIN).unique()
    if pairs is not None:
        there = there.join(pairs, left_on="statement", right_on="new").with_columns(statement="old")
    on = ["statement", "own"]
    if not set(split["coder"]).isdisjoint(new.rows["coder"]):
        on.append("coder")
    told = there.join(table, on="part").select(*on, "part").unique()
    taken = split.join(told, on=on, maintain_order="left")
    # a part that is the code itself stays beside its other parts; where it alone is there nothing has changed
    done = taken.with_columns(code=pl.col("sign") + pl.col("part"))
    rest = mine.join(taken.select("row").unique(), on="row", how="anti", maintain_order="left")
    rows = pl.concat([rest.select(state.rows.columns), done.select(state.rows.columns)])
    fresh = [part for to in parts.values() for part in to if part not in found.codes.values()]
    places = dict(state.places) | {part: found.new.placements[part] for part in fresh}
    above = dict(state.ancestors) | {part: found.new.ancestors[part] for part in fresh}
    return State(_once(rows), places, above)
