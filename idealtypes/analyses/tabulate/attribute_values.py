"""What each case, source, statement or code has of an attribute: the answers that a table counts.

An attribute is a column of the units, else of what they belong to (a statement's source, then its case; a source's
case); or `code`, `aspect`, `pole`, `trait`: what the units' codings say. Of these, and of cells that hold several
answers parted by `;`, a unit may have more than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from idealtypes.engine.coded import column_in, counted_statements
from idealtypes.engine.entering import entering_study
from idealtypes.errors import BadArgument
from idealtypes.model.hints import hint
from idealtypes.model.scheme import Scheme
from idealtypes.model.stance import unsigned
from idealtypes.model.standing import pole_said
from idealtypes.model.study import StudyData

Of = Literal["cases", "sources", "statements", "codes"]
UNITS: tuple[Of, ...] = get_args(Of)
CODED = ("code", "aspect", "pole", "trait")
OF_CODES = ("aspect", "pole", "trait", "parent", "placed")
OWN = ("id", "text")  # columns that tell every unit apart
PARTED = ";"


@dataclass(frozen=True, eq=False)
class Answers:
    """What the units have: `frame` with `unit` and `value`, each pair once; `values` in their order."""

    attribute: str
    frame: pl.DataFrame
    values: tuple[str, ...]
    several: bool


def units_of(study: StudyData, of: Of) -> pl.DataFrame:
    """The units: `unit`, `title` and `source`; reported sources and statements only where the study includes them."""
    if of == "codes":
        ids = [code.id for code in study.scheme.codes]
        titles = [code.title.say() for code in study.scheme.codes]
        return pl.DataFrame({"unit": ids, "title": titles}).with_columns(source=pl.lit(None, pl.String))
    if of == "cases":
        rows = study.cases.select("title", unit="id")
        return rows.select("unit", "title", source=pl.lit(None, pl.String))
    if of == "sources":
        kept = pl.col("kind").fill_null("") != "reported"
        rows = study.sources if study.settings.reported == "include" else study.sources.filter(kept)
        return rows.select(unit="id", title="id", source="id")
    return counted_statements(study).select(unit="statement", title="statement", source="source")


def answers(study: StudyData, of: Of, attribute: str, several: bool = False) -> Answers:
    """What the units have of an attribute.

    Parameters
    ----------
    of
        The units.
    attribute
        A column, or `code`, `aspect`, `pole`, `trait`; of codes `aspect`, `pole`, `trait`, `parent`, `placed`.
    several
        Whether cells of a column hold several answers, parted by `;`.

    Raises
    ------
    BadArgument
        For an attribute that the units have not, with those that they have.
    """
    if of == "codes":
        return _of_codes(study.scheme, attribute)
    frames = {"cases": study.cases, "sources": study.sources, "statements": study.statements}
    below: dict[Of, tuple[str, ...]] = {
        "cases": ("cases",),
        "sources": ("sources", "cases"),
        "statements": ("statements", "sources", "cases"),
    }
    own = [frames[name] for name in below[of]]
    name = column_in(own, attribute)
    for whose in below[of]:
        if name in frames[whose].columns and name not in OWN:
            return _of_column(study, of, whose, name, several)
    if attribute in CODED:
        return _of_codings(study, of, attribute)
    there = [c for frame in own for c in frame.columns if c not in OWN]
    raise BadArgument(
        "rows", attribute, f"no column of {of}: {hint(attribute, [*dict.fromkeys(there), *CODED])}"
    )


def _of_column(study: StudyData, of: Of, whose: str, name: str, several: bool) -> Answers:
    frame: pl.DataFrame = getattr(study, whose)
    held = frame.select(
        pl.col("id").alias(whose), pl.col(name).cast(pl.String).str.strip_chars().alias("value")
    )
    if whose == of:
        pairs = held.rename({whose: "unit"})
    else:
        links = _links(study).rename({"statement": "statements", "source": "sources", "case": "cases"})
        pairs = held.join(links, on=whose).select(pl.col(of).alias("unit"), "value")
    pairs = pairs.filter(pl.col("value").is_not_null() & (pl.col("value") != ""))
    if several:
        pairs = pairs.with_columns(pl.col("value").str.split(PARTED)).explode("value")
        pairs = pairs.with_columns(pl.col("value").str.strip_chars()).filter(pl.col("value") != "")
    pairs = pairs.unique(maintain_order=True)
    found = pairs["value"].unique(maintain_order=True).to_list()
    return Answers(name, pairs, _ordered(found), bool(pairs["unit"].is_duplicated().any()))


def _links(study: StudyData) -> pl.DataFrame:
    """Which statement stands in which source and case."""
    return study.statements.select("source", statement="id").join(study.cases_of, on="statement")


def _ordered(values: Sequence[str]) -> tuple[str, ...]:
    """Numbers by size, names as they first stand."""
    try:
        return tuple(sorted(values, key=float))
    except ValueError:
        return tuple(values)


def _of_codings(study: StudyData, of: Of, attribute: str) -> Answers:
    """Codes, or what they stand for, on the units' statements; a code that is put against keeps its `!`."""
    put = entering_study(study).codings.select("statement", "code")
    places = {code: _said(study.scheme, code, attribute) for code in put["code"].unique().to_list()}
    table = pl.DataFrame(
        [(code, value) for code, values in places.items() for value in values],
        schema={"code": pl.String, "value": pl.String}, orient="row",
    )  # fmt: skip
    links = _links(study).join(counted_statements(study).select("statement"), on="statement", how="semi")
    column = {"cases": "case", "sources": "source", "statements": "statement"}[of]
    rows = put.join(table, on="code").join(links, on="statement")
    pairs = rows.select(pl.col(column).alias("unit"), "value").unique(maintain_order=True)
    order = list(
        dict.fromkeys(v for code in _codes(study.scheme) for v in _said(study.scheme, code, attribute))
    )
    there = set(pairs["value"])
    return Answers(attribute, pairs, tuple(v for v in order if v in there), True)


def _codes(scheme: Scheme) -> list[str]:
    """The scheme's codes, each for and against."""
    return [stance for code in scheme.codes for stance in (code.id, f"!{code.id}")]


def _said(scheme: Scheme, code: str, attribute: str) -> tuple[str, ...]:
    """What a code stands for; nothing for the pseudo-codes of ratings and claims."""
    own, against = unsigned(code)
    if own not in scheme.placements:
        return ()
    if attribute == "code":
        return (code,)
    if attribute == "trait":
        return () if against else tuple(scheme.traits_of([own]).get(own, ()))
    placed = scheme.placements[own]
    if attribute == "aspect":
        return tuple(placed)
    return tuple(f"{aspect}: {pole}" for aspect, pole in pole_said(scheme, code))


def _of_codes(scheme: Scheme, attribute: str) -> Answers:
    if attribute not in OF_CODES:
        raise BadArgument("rows", attribute, f"no attribute of codes: {hint(attribute, OF_CODES)}")
    pairs = []
    for code in scheme.codes:
        if attribute == "parent":
            values: tuple[str, ...] = (code.parent,) if code.parent else ()
        elif attribute == "placed":
            on_none = code.place is not None and not code.place
            values = ("placed" if scheme.placements.get(code.id) else "on no axis" if on_none else "not yet",)
        else:
            values = _said(scheme, code.id, attribute)
        pairs += [(code.id, value) for value in values]
    frame = pl.DataFrame(pairs, schema={"unit": pl.String, "value": pl.String}, orient="row")
    order = tuple(frame["value"].unique(maintain_order=True))
    return Answers(attribute, frame, order, bool(frame["unit"].is_duplicated().any()))
