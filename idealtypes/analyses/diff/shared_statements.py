"""Statements that two studies have in common, and which codes they carry in each.

They are the same where id and text are; else where source and text are; else where id and source are (a text that was
put right). White space and case make no difference.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from idealtypes.engine.coded import rating_codings
from idealtypes.engine.entering import entering_study
from idealtypes.model.stance import AGAINST
from idealtypes.model.study import StudyData

KEYS = (("id", "text"), ("source", "text"), ("id", "source"))


def shared(old: StudyData, new: StudyData) -> pl.DataFrame:
    """`old`, `new`: the ids of the statements that both studies have, each once; ratings are none."""
    here, there = _told(old), _told(new)
    found: list[pl.DataFrame] = []
    for keys in KEYS:
        one = here.unique(keys, keep="first", maintain_order=True)
        other = there.unique(keys, keep="first", maintain_order=True)
        same = one.join(other, on=keys, suffix="_new", maintain_order="left")
        pairs = same.select(old="own", new="own_new")
        found.append(pairs)
        here = here.join(pairs, left_on="own", right_on="old", how="anti", maintain_order="left")
        there = there.join(pairs, left_on="own", right_on="new", how="anti", maintain_order="left")
    return pl.concat(found)


def _told(study: StudyData) -> pl.DataFrame:
    ratings = rating_codings(study).select("statement").unique()
    bare = pl.col("text").fill_null("").str.to_lowercase().str.replace_all(r"\s+", "")
    rows = study.statements.select("id", "source", text=bare, own="id")
    return rows.join(ratings, left_on="own", right_on="statement", how="anti", maintain_order="left")


def uses(study: StudyData, pairs: pl.DataFrame, side: str) -> dict[str, frozenset[str]]:
    """Code → the shared statements that carry it, in whichever stance, by their ids in the new study."""
    own = entering_study(study).codings.select("statement", code=pl.col("code").str.strip_prefix(AGAINST))
    rows = own.join(pairs.select("new", statement=side), on="statement").select("code", "new").unique()
    by = rows.group_by("code").agg("new")
    there: Mapping[str, list[str]] = dict(by.iter_rows())
    codes = [code.id for code in study.scheme.codes]
    return {code: frozenset(there.get(code, ())) for code in codes}
