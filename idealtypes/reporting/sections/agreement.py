"""How far coders agree, on which codes least, and the result under each coding: all, alone, a consensus, models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from idealtypes.analyses.agreement.agreement import Agreement
from idealtypes.analyses.agreement.under_each import Under, UnderAspect, UnderCase
from idealtypes.engine.result import Result
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.pictures import Cell, Panel, Position, SmallMultiples
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.wording.names import type_title
from idealtypes.reporting.wording.words import Words

FEW = 6  # cases that have a table
SHOWN = 20  # codes in the figure, those first on which coders agree least


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """The agreement, and a table for each of the first cases; None where no two coders coded."""
    found = facts.agreement
    if found is None:
        return None
    under = found.under or ()
    cases = range(min(len(facts.cases), FEW)) if under else range(0)
    return {
        "summary": _summary(facts, found),
        "cases": [_case(facts, under, n) for n in cases],
        "models": _models(facts, found),
    }


def _summary(facts: Facts, found: Agreement) -> str:
    """The agreement on all codes, with its interval."""
    words, overall = facts.words, found.overall
    if overall.value is None:
        why = "" if overall.why is None else Result.renderer.say(overall.why, words.language)
        return words.say("coding.none", why=why)
    ends = "" if overall.interval is None else words.range(*overall.interval)
    return words.say(
        "coding.overall" if ends else "coding.overall_alone",
        coders=len(found.coders),
        units=overall.units,
        value=words.number(overall.value, signed=True),
        level=words.level(facts.study.settings.level),
        interval=ends,
    )


def _case(facts: Facts, under: tuple[Under, ...], n: int) -> dict[str, Any]:
    """A row a coding."""
    rows = []
    for one in under:
        at = one.cases[n]
        rows.append(
            {
                "who": _who(facts, one),
                "numbers": one.numbers,
                "type": _type(facts, n, at),
                "stands": "–" if at.stands is None else facts.words.percent(at.stands),
                "cells": [_cell(facts, a, aspect) for a, aspect in enumerate(at.aspects)],
            }
        )
    return {"title": facts.cases[n] if len(facts.cases) > 1 else "", "aspects": facts.aspects, "rows": rows}


def _type(facts: Facts, n: int, at: UnderCase) -> str:
    """The type's title in the page's language."""
    if at.type is None:
        return facts.words.say("types.none")
    kind = facts.membership.cases[n].find(at.type)
    return at.title or at.type if kind is None else type_title(facts.study.scheme, kind, facts.words)


def _who(facts: Facts, one: Under) -> str:
    """Whose coding it is."""
    return facts.words.say(f"coding.by.{one.by}", coder=one.coder or "")


def _cell(facts: Facts, a: int, one: UnderAspect) -> dict[str, str]:
    words = facts.words
    if not one.statements:
        return {"said": "–", "stands": ""}
    if one.balance is not None:
        said = words.number(one.balance, signed=True)
    else:
        shares = [share or 0.0 for share in one.shares.values()]
        lead = max(range(len(shares)), key=lambda p: shares[p])
        said = f"{facts.poles[a][lead]} {words.percent(shares[lead])}"
    return {"said": said, "stands": "" if one.stands is None else words.percent(one.stands)}


def _models(facts: Facts, found: Agreement) -> list[str]:
    """How each model agrees with people, from the least to the most."""
    said = []
    for model in found.models:
        values = sorted(pair.value for pair in model.people if pair.value is not None)
        if values:
            ends = {
                "low": facts.words.number(values[0], signed=True),
                "high": facts.words.number(values[-1], signed=True),
            }
            said.append(facts.words.say("coding.model", model=model.coder, n=len(values), **ends))
    return said


@dataclass(frozen=True)
class Split:
    """The statements that any coder gave a code, of those that two or more read; `apart` got it from some only."""

    given: tuple[str, ...]
    apart: tuple[str, ...]


NEVER = Split((), ())


def splits(found: Agreement) -> dict[str, Split]:
    """Code → the statements on which coders differ about it."""
    study, by = found.study, pl.col("coder").is_in(found.coders)
    who = pl.col("coder").n_unique()
    readers = dict(
        study.readings.filter(by).group_by("statement").agg(who).filter(pl.col("coder") > 1).iter_rows()
    )
    put = study.codings.filter(by).group_by("code", "statement").agg(who)
    given: dict[str, list[tuple[str, int]]] = {}
    for code, statement, n in put.sort("code", "statement").iter_rows():
        if statement in readers:
            given.setdefault(code, []).append((statement, n))
    return {
        code: Split(tuple(s for s, _ in held), tuple(s for s, n in held if n < readers[s]))
        for code, held in given.items()
    }


def disagreement(
    found: Agreement,
    words: Words,
    *,
    title: Callable[[str], str] = str,
    key: Callable[[str, tuple[str, ...]], str | None] = lambda title, ids: None,
) -> SmallMultiples | None:
    """A row a code on which coders differ, that first on which they agree least; None where there is none."""
    apart = splits(found)
    known = [c for c in found.codes if c.value is not None and apart.get(c.id or "", NEVER).apart]
    told = sorted(known, key=lambda c: (c.value or 0.0, c.id or ""))[:SHOWN]
    if not told:
        return None
    rows, cells = [], []
    for one in told:
        name, split = title(one.id or ""), apart[one.id or ""]
        rows.append(name)
        counts = {"n": len(split.apart), "given": len(split.given)}
        note = words.say("coding.differ", value=words.number(one.value, signed=True), **counts)
        position = Position.of(one.value, *(one.interval or (None, None)))
        cells.append(Cell(position, note=note, key=key(name, split.apart)))
    ends_said = words.say("coding.against"), words.say("coding.alike")
    return SmallMultiples(tuple(rows), (Panel("", ends_said, tuple(cells)),))


def figures(facts: Facts, links: Links) -> list[ReportFigure]:
    """The figure `disagreement`, where several coded."""
    if facts.agreement is None:
        return []
    words = facts.words

    def key(name: str, ids: tuple[str, ...]) -> str | None:
        return links.key(words.say("coding.differ_title", code=name), ids)

    drawn = disagreement(facts.agreement, words, title=lambda code: facts.codes.get(code, code), key=key)
    if drawn is None:
        return []
    told = []
    for name, cell in zip(drawn.rows, drawn.panels[0].cells, strict=True):
        at = cell.position
        ends = "" if at.low is None else f"; {words.range(at.low, at.high)}"
        told.append(words.say("figure.alt_cell", name=name, reading=cell.note + ends))
    title, caption = words.say("coding.figure_title"), words.say("coding.figure_caption")
    return [ReportFigure("disagreement", title, " ".join(told), drawn, caption)]
