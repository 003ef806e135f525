"""The statements on which coders disagree, worst for the conclusion first.

A statement is disagreed on where two coders who read it put different codes. What settling it could move is told on the
aspect where that is most: the share of the pole that leads falls by (Σv_p/N) less the least that it comes to if the
statement is as one of its coders has it: (Σv_p − v̄_p + v_cp)/N, or (Σv_p − v̄_p)/(N − 1) where she put nothing there,
over the N statements of the case on the aspect, each of which counts one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from idealtypes.analyses.agreement.decisions import Codings, codings_of, most_often
from idealtypes.analyses.agreement.disputes import ROUNDING, EvidenceByCoder
from idealtypes.analyses.agreement.under_each import disputed_of, each_coding
from idealtypes.engine.entering import originals
from idealtypes.engine.tally import Floats
from idealtypes.model.coders import NOTHING, of_kind
from idealtypes.model.study import StudyData

CELL = ";"  # between several codes, and several cases


@dataclass(frozen=True)
class DisputedStatement:
    """A statement that coders code differently.

    Attributes
    ----------
    codes
        Coder → the codes that she put, with intensities as a cell of `codes` has them, or () for none; a coder who did
        not read it is not there.
    could_move
        By how much the share of the leading pole could fall, in [0, 1]; None where no code of it has a place, or where
        poles do not exclude one another.
    case, aspect
        Where that is; None where it moves nothing.
    flips
        Whether it is among the fewest that would change a type.
    """

    statement: str
    source: str
    cases: tuple[str, ...]
    text: str
    codes: Mapping[str, tuple[str, ...]]
    could_move: float | None
    case: str | None
    aspect: str | None
    flips: bool

    def record(self, coders: Sequence[str]) -> dict[str, str | float]:
        """A row of the worksheet, with room for the decision and its reason."""
        put = {name: CELL.join(self.codes[name]) or NOTHING if name in self.codes else "" for name in coders}
        return {
            "statement": self.statement,
            "source": self.source,
            "case": CELL.join(self.cases),
            "text": self.text,
            **{f"codes by {name or 'nobody named'}": codes for name, codes in put.items()},
            "aspect": self.aspect or "",
            "could_move": "" if self.could_move is None else round(self.could_move, 3),
            "flips": "yes" if self.flips else "",
            "decision": "",
            "reason": "",
        }


@dataclass(frozen=True)
class AgreedStatement:
    """A statement on which there is a consensus.

    Attributes
    ----------
    coder
        The consensus.
    agreed, codes
        Its codes, and those of each coder, as `DisputedStatement.codes` has them.
    because
        Its reason; "" where it gives none.
    """

    statement: str
    source: str
    cases: tuple[str, ...]
    text: str
    coder: str
    agreed: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    because: str


@dataclass(frozen=True)
class Resolved:
    """What a worksheet that was filled in came to.

    Attributes
    ----------
    coder
        The consensus whose codings were written.
    decided
        The statements decided now; `agreed` are those of them on which coders had not disagreed.
    before
        Statements that the sheet decides as they were decided before.
    undecided, absent
        Statements with a blank decision; those on which coders disagree and that it lacks. Both stay as they are.
    files
        The files of the study that were written.
    """

    coder: str
    decided: tuple[str, ...]
    agreed: tuple[str, ...]
    before: tuple[str, ...]
    undecided: tuple[str, ...]
    absent: tuple[str, ...]
    files: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        lists = ("decided", "agreed", "before", "undecided", "absent", "files")
        return {"coder": self.coder, **{name: list(getattr(self, name)) for name in lists}}


def agreed_codes(study: StudyData) -> dict[str, tuple[str, ...]]:
    """Statement → the codes of its consensus, as cells say them; () where nothing is to be coded."""
    agreed = of_kind(study.coders, "consensus")
    rows = study.readings.filter(pl.col("coder").is_in(agreed))
    found: dict[str, tuple[str, ...]] = dict.fromkeys(rows["statement"], ())
    put = study.codings.filter(pl.col("coder").is_in(agreed))
    for s, code, intensity in put.select("statement", "code", "intensity").iter_rows():
        found[s] = (*found[s], _cell(code, intensity))
    return found


def _cell(code: str, intensity: float) -> str:
    return code if intensity == 1 else f"{code}={intensity:g}"


def disagreements(study: StudyData) -> tuple[DisputedStatement, ...]:
    """The disagreements on which there is no consensus, those that flip a type first, then by what each could move."""
    alone = originals(study)
    coded = codings_of(alone)
    decided = agreed_codes(study)
    put = _codes_of(coded)
    disputed = {
        s: codes
        for s, codes in put.items()
        if len(codes) > 1 and len(set(map(frozenset, codes.values()))) > 1 and s not in decided
    }
    moves = _moves(alone, coded)
    types = disputed_of(alone, coded, each_coding(study))
    flips = {s for one in types for s in one.statements or ()}
    cases = _cases_of(study)
    found = []
    for s, source, text in study.statements.select("id", "source", "text").iter_rows():
        if s in disputed:
            move, case, aspect = moves.get(s, (None, None, None))
            where = (case, aspect) if move else (None, None)
            found.append(
                DisputedStatement(
                    s, source, cases.get(s, ()), text or "", disputed[s], move, *where, s in flips
                )
            )
    return tuple(sorted(found, key=lambda one: (not one.flips, -(one.could_move or 0.0))))


def agreed_statements(study: StudyData) -> tuple[AgreedStatement, ...]:
    """The statements on which a consensus was reached, in the order of the study."""
    decided = agreed_codes(study)
    if not decided:
        return ()
    put, cases = _codes_of(codings_of(originals(study))), _cases_of(study)
    agreed = of_kind(study.coders, "consensus")
    rows = study.readings.filter(pl.col("coder").is_in(agreed)).select("statement", "coder")
    who = dict(rows.iter_rows())
    return tuple(
        AgreedStatement(
            s,
            source,
            cases.get(s, ()),
            text or "",
            who[s],
            decided[s],
            put.get(s, {}),
            study.reasons.get((s, who[s]), ""),
        )
        for s, source, text in study.statements.select("id", "source", "text").iter_rows()
        if s in decided
    )


def _cases_of(study: StudyData) -> dict[str, tuple[str, ...]]:
    cases: dict[str, tuple[str, ...]] = {}
    for statement, case in study.cases_of.select("statement", "case").iter_rows():
        cases[statement] = (*cases.get(statement, ()), case)
    return cases


def _codes_of(coded: Codings) -> dict[str, dict[str, tuple[str, ...]]]:
    """Statement → coder → her codes as cells say them: those that she put on most of her occasions."""
    found: dict[str, dict[str, list[str]]] = {}
    for c, s in np.argwhere(coded.read):
        found.setdefault(coded.statements[s], {})[coded.coders[c]] = []
    means = coded.rows.group_by("statement", "coder", "code").agg(
        pl.col("intensity").mean(), pl.len().alias("n")
    )
    coder = {name: n for n, name in enumerate(coded.coders)}
    statement = {name: n for n, name in enumerate(coded.statements)}
    for s, who, code, intensity, n in means.sort("statement", "coder", "code").iter_rows():
        times = coded.times[coder[who], statement[s]]
        if most_often(np.array(n), np.array(times)) == 1:
            found[s][who].append(_cell(code, intensity))
    return {s: {who: tuple(codes) for who, codes in by.items()} for s, by in found.items()}


def _moves(study: StudyData, coded: Codings) -> dict[str, tuple[float, str, str]]:
    """Statement → what settling it could take from the leading pole, with the case and the aspect of the most."""
    best: dict[str, tuple[float, str, str]] = {}
    for aspect in (a.id for a in study.scheme.aspects if a.id not in study.scheme.presence):
        table = EvidenceByCoder.of(study, coded, aspect)
        for case in study.cases["id"].to_list():
            for s, fall in _falls(table, case):
                name = coded.statements[s]
                if name not in best or fall > best[name][0] + ROUNDING:
                    best[name] = fall, case, aspect
    return best


def _falls(table: EvidenceByCoder, case: str) -> Iterator[tuple[int, float]]:
    """The case's statements with what settling each could take from the leading pole."""
    known, decided = table.of_case(case)
    if not len(known):
        return
    N, mean = len(known), np.nanmean(decided, axis=0)
    total = mean.sum(axis=0)
    leads = int(total.argmax())
    silent = np.isnan(decided[..., 0])
    left: Floats = total[leads] - mean[:, leads]
    as_coded = (left + decided[..., leads]) / N
    without = left / (N - 1) if N > 1 else np.zeros(1)
    settled = np.where(silent, np.where(table.read[:, known], without, np.inf), as_coded)
    fall = total[leads] / N - settled.min(axis=0)
    yield from zip(known.tolist(), np.maximum(fall, 0.0).tolist(), strict=True)
