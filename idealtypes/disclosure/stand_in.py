"""A study that stands in for another: made from what is published, so that all analyses of it say no more than that.

Each cell of the stand-in has as many sources as the cell's size, each with one statement at the published shares: their
profile has these shares and this size to the last digit, and its draws come of nothing else. Cells have no source in
common, so that draws are independent between aspects, cases and views. There are no texts, codes, coders or names.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from idealtypes.disclosure.published import Published
from idealtypes.engine.coded import View
from idealtypes.model.study import StudyData

Columns = dict[str, type[pl.DataType]]
STATEMENT: Columns = dict.fromkeys(
    ("id", "source", "text", "mode", "voice", "condition", "locator", "kind"), pl.String
)
CODING: Columns = {**dict.fromkeys(("statement", "code", "coder"), pl.String), "intensity": pl.Float64}
CLAIM: Columns = dict.fromkeys(("statement", "aspect", "pole", "outcome", "trait", "from_outcome"), pl.String)
CLAIM |= {"effect": pl.Int64}


def stand_in(published: Published, view: View, language: str = "en") -> StudyData:
    """The study that stands in for one view: what is said there is, here, all that is said."""
    statements, pairs, codings = [], [], []
    placements: dict[str, dict[str, Sequence[float]]] = {}
    for (of, case, aspect), cell in published.cells.items():
        if of != view:
            continue
        code = f"{view}:{case}:{aspect}"  # unlike those of other views, beside which it may stand
        placements[code] = {aspect: cell.shares}
        for n in range(cell.size):
            id_ = f"{code}:{n}"
            statements.append((id_, id_, "", "is", None, None, None, None))
            pairs.append((id_, case))
            codings.append((id_, code, id_ if published.settings.unit == "rater" else "", 1.0))
    sources = pl.DataFrame(
        [(s[0], None) for s in statements], schema={"id": pl.String, "kind": pl.String}, orient="row"
    )
    rows = pl.DataFrame(codings, schema=CODING, orient="row")
    return StudyData(
        root=None,
        file="study.yaml",
        title=published.title,
        scheme=published.scheme,
        settings=published.settings,
        notes=dict(published.notes),
        statements=pl.DataFrame(statements, schema=STATEMENT, orient="row"),
        cases_of=pl.DataFrame(pairs, schema={"statement": pl.String, "case": pl.String}, orient="row"),
        codings=rows,
        readings=rows.select("statement", "coder"),
        placements=placements,
        sources=sources,
        cases=pl.DataFrame(
            [(id_, title.say(language)) for id_, title in published.cases],
            schema={"id": pl.String, "title": pl.String},
            orient="row",
        ),
        claims=pl.DataFrame([], schema=CLAIM),
        outcomes=pl.DataFrame([], schema={"id": pl.String, "title": pl.String, "wanted": pl.Int64}),
        goal=published.goal,
        measures=None if published.measures is None else published.measures.both_ways(),
    )
