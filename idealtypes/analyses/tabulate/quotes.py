"""Quotes by aspect and pole: a row per statement and place of its codes, as a paper prints them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from idealtypes.engine.coded import counted_statements
from idealtypes.engine.entering import entering_study
from idealtypes.model.standing import pole_said
from idealtypes.model.study import StudyData


@dataclass(frozen=True)
class Quote:
    """A statement at one pole of one aspect, with the codes that put it there."""

    aspect: str
    pole: str
    statement: str
    text: str
    source: str
    locator: str | None
    codes: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        return {**asdict(self), "codes": ";".join(self.codes)}


def quotes_of(study: StudyData) -> tuple[Quote, ...]:
    """The quotes, by the scheme's aspects and poles, within them in the order of the statements; a statement whose
    codes lie at several poles is in each. Statements without a text are left out."""
    scheme = study.scheme
    counted = counted_statements(study).select("statement")
    texts = study.statements.select(
        "source", "text", "locator", statement="id", at=pl.int_range(pl.len())
    ).join(counted, on="statement", how="semi")  # fmt: skip
    held: dict[tuple[int, str, int], list[str]] = {}
    put = entering_study(study).codings.select("statement", "code").unique(maintain_order=True)
    rows = put.join(texts, on="statement")
    poles = {aspect.id: k for k, aspect in enumerate(scheme.aspects)}
    for at, code in rows.select("at", "code").iter_rows():
        for aspect, pole in pole_said(scheme, code):
            codes = held.setdefault((poles[aspect], pole, at), [])
            codes.append(code)
    said = {row["at"]: row for row in texts.iter_rows(named=True)}
    order = [[*scheme.poles(aspect.id)] for aspect in scheme.aspects]

    def place(key: tuple[int, str, int]) -> tuple[int, int, int]:
        a, pole, at = key
        return a, order[a].index(pole) if pole in order[a] else len(order[a]), at

    out = []
    for key in sorted(held, key=place):
        a, pole, at = key
        row = said[at]
        if row["text"]:
            quote = Quote(scheme.aspects[a].id, pole, row["statement"], row["text"], row["source"], row["locator"],
                          tuple(held[key]))  # fmt: skip
            out.append(quote)
    return tuple(out)
