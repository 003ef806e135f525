"""What there is to learn from: the texts, who put which code on which, and which nobody has read.

A statement was read where a code stands on it, where a named coder has a row for it, or where `readers` declares it.
It carries a code where at least half of the judgements of its readers put it. Only what enters the numbers teaches: a
consensus in place of its coders, and no models unless the study says so. A code against is a code of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from idealtypes.engine.coded import (
    codings_put,
    counted_statements,
    rating_codings,
    reading,
    readings_declared,
    readings_made,
)
from idealtypes.engine.entering import entering_study
from idealtypes.engine.tally import Ints
from idealtypes.model.study import StudyData

Held = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Lessons:
    """S statements with a text, in the order of the study, and C codes that somebody put, in order.

    Attributes
    ----------
    statements, texts, sources
        Ids, texts and ids of sources; S of each.
    group
        Shape (S,): the number of the source.
    read
        Shape (S,): whether somebody read it.
    codes
        The codes that stand on a statement, signed where they are against.
    put
        Shape (S, C): whether it carries the code; nothing on what nobody read.
    any_put
        Shape (S, C): whether anybody put it, also fewer than half.
    without_text
        How many statements that count have no text.
    """

    statements: tuple[str, ...]
    texts: tuple[str, ...]
    sources: tuple[str, ...]
    group: Ints
    read: Held
    codes: tuple[str, ...]
    put: Held
    any_put: Held
    without_text: int


def lessons_of(study: StudyData) -> Lessons:
    """What the statements of a study teach; ratings and statements without a text are left out."""
    counting = entering_study(study)
    ratings = rating_codings(study).select(id="statement").unique()
    counted = counted_statements(study).select(id="statement")
    talk = study.statements.join(counted, on="id", how="semi", maintain_order="left").join(
        ratings, on="id", how="anti", maintain_order="left"
    )
    told = talk.filter(pl.col("text").fill_null("").str.strip_chars() != "")
    made, rows = readings_made(counting), codings_put(counting)
    if any(study.readers.values()):
        made = readings_declared(counting, made)
    by = reading(made)
    named = made.filter(pl.col("coder") != "").select(by)
    times = pl.concat([named, rows.select(by)], how="vertical").unique().group_by("statement").len("times")
    share = rows.group_by("statement", "code").len("n").join(times, on="statement")
    codes = tuple(sorted(rows["code"].unique().to_list()))
    at = {s: k for k, s in enumerate(told["id"].to_list())}
    column = {c: k for k, c in enumerate(codes)}
    put = np.zeros((len(at), len(codes)), bool)
    any_put = put.copy()
    share = share.filter(pl.col("statement").is_in(list(at)))
    s = np.array([at[name] for name in share["statement"].to_list()], int)
    c = np.array([column[name] for name in share["code"].to_list()], int)
    any_put[s, c] = True
    put[s, c] = (2 * share["n"] >= share["times"]).to_numpy()
    sources = told["source"].to_list()
    number = {name: k for k, name in enumerate(dict.fromkeys(sources))}
    return Lessons(
        statements=tuple(at),
        texts=tuple(told["text"].to_list()),
        sources=tuple(sources),
        group=np.array([number[name] for name in sources], int),
        read=np.array(told["id"].is_in(times["statement"].to_list()).to_list(), bool),
        codes=codes,
        put=put,
        any_put=any_put,
        without_text=talk.height - told.height,
    )
