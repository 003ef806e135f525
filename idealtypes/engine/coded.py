"""The codings of a study: which statements are meant, which enter the numbers in a view, who put and read what.

All that asks a study for its codings asks here, so that reported statements, claims, raters and parents beside their
children are treated in one way.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeVar, get_args

import polars as pl

from idealtypes.engine.codings import UNIT, CodingRows, SetAside, children_only, coding_rows
from idealtypes.engine.entering import NotEntering, entering_study, kinds_of, originals
from idealtypes.engine.occasions import OCCASION, occasion_of
from idealtypes.errors import BadArgument
from idealtypes.model.aliases import Whose
from idealtypes.model.conditions import OR, Condition, Selection, conditions
from idealtypes.model.hints import hint
from idealtypes.model.scheme import rated_aspect
from idealtypes.model.spelling import named
from idealtypes.model.stance import AGAINST, in_both_stances
from idealtypes.model.study import StudyData

View = Literal["all", "is", "ought", "expected", "would", "useful"]
VIEWS: tuple[View, ...] = get_args(View)
ENTERS = "\0enters"  # whether a row enters the numbers, beside one that a consensus took the place of
Placed = dict[str, Mapping[str, Sequence[float]]]


def reading(rows: pl.DataFrame) -> list[str]:
    """The columns that say who read what, and when, where coders judged repeatedly."""
    return ["statement", "coder", *occasion_of(rows)]


def counted_statements(study: StudyData) -> pl.DataFrame:
    """`statement`, `source`, `mode` of the statements that enter the numbers (reported ones if the study says so)."""
    statements = study.statements.select("mode", "kind", "source", statement="id")
    if study.settings.reported != "include":
        statements = statements.filter(pl.col("kind").fill_null("") != "reported")
    return statements.select("statement", "source", "mode")


def _settled(study: StudyData, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the study's names of coders: a frame that somebody put into a study may have other names of them."""
    others = study.aliases.get("coders")
    return rows.with_columns(pl.col("coder").replace(others)) if others else rows


def codings_in(study: StudyData, view: View = "all") -> tuple[pl.DataFrame, Placed]:
    """The codings of a study that enter a view, one row per coding and case, and the placements of their codes.

    Where ratings are of an aspect of `kind: presence` a column `UNIT` says which of them are one unit: a rater's rows
    on one case, named by the first of them.

    - `all`: every coded statement;
    - `is`, `ought`, `expected`, `would`: the statements in that mode;
    - `useful`: the claims. A claim that a pole helps a wanted outcome puts mass on that pole; a claim that it hurts
      puts mass on the other poles, alike. With an unwanted outcome it is the other way round.
    """
    return _in_view(entering_study(study), view)


def with_originals(study: StudyData, view: View) -> tuple[pl.DataFrame, Placed]:
    """What `codings_in` gives, and below it what coders put before a consensus, told by a column `ENTERS`; without the
    column where there is no consensus."""
    rows, placements = codings_in(study, view)
    if view == "useful" or not kinds_of(study)[0]:
        return rows, placements
    before, _ = codings_in(originals(study), view)
    same = ["case", "statement", "coder", "code", *occasion_of(rows)]
    more = before.join(rows, on=same, how="anti", maintain_order="left").with_columns(
        pl.lit(False).alias(ENTERS)
    )
    return pl.concat([rows.with_columns(pl.lit(True).alias(ENTERS)), more], how="diagonal"), placements


def taken_in(study: StudyData, view: View, rows: pl.DataFrame) -> CodingRows:
    """Rows of `codings_in` as one table, which knows what was coded before a consensus, and what is left out."""
    taken = coding_rows(rows)
    consensus, models = kinds_of(study)
    if view == "useful" or not (consensus or models):
        return taken
    alone, _ = _in_view(originals(study), view)
    every, _ = _in_view(study, view)
    by_models = every.filter(pl.col("coder").is_in(models)).height
    out = NotEntering(every.height - rows.height - by_models, by_models)
    return dataclasses.replace(taken, aside=SetAside(coding_rows(alone), out))


def _in_view(study: StudyData, view: View) -> tuple[pl.DataFrame, Placed]:
    """All codings of a study in a view, and their placements: see `codings_in`."""
    statements = counted_statements(study)
    if view not in ("all", "useful"):
        statements = statements.filter(pl.col("mode") == view)
    placements: Placed = dict(study.placements)
    codings = _settled(study, study.codings)
    if view == "useful":
        codings, placements = _claims(study)
    rows = codings.join(statements, on="statement").join(study.cases_of, on="statement")
    if study.settings.unit == "rater":
        rows = rows.with_columns(source=pl.col("coder"))
    columns = ("case", "source", "statement", "coder", "code", "intensity", *occasion_of(rows))
    return _one_rating(rows.select(*columns), study), placements


def _one_rating(rows: pl.DataFrame, study: StudyData) -> pl.DataFrame:
    """Rows with their units, where ratings are of an aspect of `kind: presence`: see `codings_in`."""
    of = {code: a for code in rows["code"].unique() if (a := rated_aspect(code)) in study.scheme.presence}
    if not of:
        return rows
    aspect = pl.col("code").replace_strict(of, default=None, return_dtype=pl.String)
    first = pl.col("statement").first().over("case", "source", "coder", aspect)
    return rows.with_columns(pl.when(aspect.is_not_null()).then(first).alias(UNIT))


def codings_put(study: StudyData) -> pl.DataFrame:
    """`statement`, `source`, `coder`, `code`, `intensity`, and `occasion` where there is one: the codes of the scheme
    that coders put, signed where they are against, without ratings.

    Where a coder put a code and its descendant on one statement, it is the descendant that counts (design: parent and
    child on one statement count once, as the child).
    """
    codes = in_both_stances(code.id for code in study.scheme.codes)
    rows = _settled(study, study.codings).filter(pl.col("code").is_in(codes))
    joined = rows.join(counted_statements(study), on="statement", maintain_order="left")
    table, by = coding_rows(joined), reading(joined)
    kept = children_only(table, study.scheme.ancestors).select("statement", *table.judge, "code")
    counted = table.fetched(kept, *table.judge, "code")
    joined = joined.join(counted, on=["statement", *table.judge, "code"], how="semi", maintain_order="left")
    return joined.select("statement", "source", *by[1:], "code", "intensity")


def statements_against(study: StudyData) -> int:
    """How many of the statements that count speak against a code."""
    against = entering_study(study).codings.filter(pl.col("code").str.starts_with(AGAINST))
    return against.join(counted_statements(study), on="statement", how="semi")["statement"].n_unique()


def readings_made(study: StudyData) -> pl.DataFrame:
    """`statement`, `source`, `coder`, and `occasion` where there is one: who read which statement by the study's rows,
    whether or not they put a code; without ratings."""
    ratings = rating_codings(study).select("statement").unique()
    read = _settled(study, study.readings).join(ratings, on="statement", how="anti", maintain_order="left")
    joined = read.join(counted_statements(study), on="statement", maintain_order="left")
    return joined.select("statement", "source", *reading(read)[1:])


def readings_declared(study: StudyData, made: pl.DataFrame) -> pl.DataFrame:
    """The readings made, and those that `readers` declares: a coder read every statement of a source, on each of the
    occasions that she has there."""
    pairs = [(source, coder) for source, coders in study.readers.items() for coder in coders]
    declared = pl.DataFrame(pairs, schema={"source": pl.String, "coder": pl.String}, orient="row")
    return readings_of_sources(study, made, declared)


def readings_of_sources(study: StudyData, made: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """The readings made, and every statement of a source by a coder, for the pairs in `whole`: `source`, `coder`."""
    ratings = rating_codings(study).select("statement").unique()
    statements = counted_statements(study).join(ratings, on="statement", how="anti")
    rows = whole.unique()
    if OCCASION in made.columns:
        times = made.select("source", "coder", OCCASION).unique()
        rows = rows.join(times, on=["source", "coder"], how="left").with_columns(
            pl.col(OCCASION).fill_null("")
        )
    every = rows.join(statements.select("statement", "source"), on="source", how="inner")
    return pl.concat([made, every.select(made.columns)]).unique(maintain_order=True)


def rating_codings(study: StudyData) -> pl.DataFrame:
    """The codings that are ratings: those with a pseudo-code."""
    codes = in_both_stances(code.id for code in study.scheme.codes)
    return study.codings.filter(~pl.col("code").is_in(codes))


def vectors(
    codings: pl.DataFrame,
    placements: Mapping[str, Mapping[str, Iterable[float]]],
    aspect: str,
    by: list[str],
    weight: str = "intensity",
    present: bool = False,
) -> pl.DataFrame:
    """`by` and w0, w1, …: the weighted mean of the codes' shares of the aspect's poles, within each group of `by`.

    Where the poles do not exclude one another (`present`) it is the largest of the weighted shares.
    """
    here = {code: tuple(places[aspect]) for code, places in placements.items() if aspect in places}
    width = max((len(shares) for shares in here.values()), default=0)
    names = [f"w{p}" for p in range(width)]
    table = pl.DataFrame(
        [(code, *shares) for code, shares in here.items()],
        schema={"code": pl.String, **dict.fromkeys(names, pl.Float64)},
        orient="row",
    )
    weighed = [pl.col(name) * pl.col(weight) for name in names]
    found = [w.max() if present else w.sum() / pl.col(weight).sum() for w in weighed]
    return codings.join(table, on="code").group_by(by).agg(found).sort(by)


def _claims(study: StudyData) -> tuple[pl.DataFrame, Placed]:
    """Claims as codings: a pseudo-code for each aspect, pole and direction, with its placement."""
    wanted = dict(study.outcomes.select("id", "wanted").rows())
    rows = []
    placements: Placed = {}
    for statement, aspect, pole, outcome, effect in study.claims.select(
        "statement", "aspect", "pole", "outcome", "effect"
    ).rows():
        if aspect is None or pole is None:  # an outcome that feeds another says nothing of a pole
            continue
        helps = effect * (wanted.get(outcome) or 1) > 0
        code = f"claim:{aspect}:{pole}:{'helps' if helps else 'hurts'}"
        poles = study.scheme.poles(aspect)
        # what hurts speaks for the other poles; where these do not exclude it, it only says that there is to be none
        others = 0.0 if aspect in study.scheme.presence else 1 / (len(poles) - 1)
        placements[code] = {
            aspect: tuple(float(p == pole) if helps else others * float(p != pole) for p in poles)
        }
        rows.append((statement, code, "", 1.0))
    schema = {"statement": pl.String, "code": pl.String, "coder": pl.String, "intensity": pl.Float64}
    # One statement may claim the same for several outcomes: that is one claim for the pole.
    return pl.DataFrame(rows, schema=schema, orient="row").unique(maintain_order=True), placements


S = TypeVar("S", bound=StudyData)
Picked = tuple[pl.DataFrame, pl.DataFrame, Sequence[str] | None]


def where(study: S, selection: Selection) -> S:
    """The study of the statements for which every condition holds.

    A column is one of the statements, else of their sources, else of their cases; `case` and `coder` choose cases and
    coders. Cases and aspects on which nothing remains are silent, not gone; only a choice of cases leaves cases out.

    Raises
    ------
    BadCall, BadArgument
        For what is no condition; for a column or a value that is not there, with what there is.
    """
    for condition in conditions(selection):
        study = _where(study, _meant(study, condition))
    return study


def _meant(study: StudyData, condition: Condition) -> Condition:
    """The condition with the study's own names, whichever way they are written and by whatever other name."""
    whose: dict[str, Whose] = {"source": "sources", "coder": "coders", "case": "cases"}
    if condition.column not in whose:
        frames = (study.statements, study.sources, study.cases)
        return dataclasses.replace(condition, column=column_in(frames, condition.column))
    values = tuple(study.name_of(whose[condition.column], value) for value in condition.values)
    return dataclasses.replace(condition, values=values)


def column_in(frames: Iterable[pl.DataFrame], column: str) -> str:
    """The name of a column as the first frame that has it writes it; as it is given where none has it."""
    names = [name for frame in frames for name in frame.columns]
    own = named(column)
    return column if column in names else next((name for name in names if named(name) == own), column)


def _where(study: S, condition: Condition) -> S:
    frames = {"statements": study.statements, "sources": study.sources, "cases": study.cases}
    kept = pick(frames, study.cases_of, study.readings, condition)
    if isinstance(kept, str):
        raise BadArgument("where", str(condition), kept)
    statements, cases_of, coders = kept
    ids = statements.select(statement="id")
    readings = study.readings.join(ids, on="statement", how="semi", maintain_order="left")
    codings = study.codings.join(ids, on="statement", how="semi", maintain_order="left")
    if coders is not None:
        codings = codings.filter(pl.col("coder").is_in(coders))
        readings = readings.filter(pl.col("coder").is_in(coders))
    readers = study.readers
    if coders is not None:
        readers = {source: tuple(c for c in who if c in coders) for source, who in readers.items()}
    cases = study.cases
    if cases_of is not study.cases_of:
        cases = cases.filter(pl.col("id").is_in(cases_of.get_column("case").unique().to_list()))
    return dataclasses.replace(
        study,
        statements=statements,
        cases_of=cases_of.join(ids, on="statement", how="semi", maintain_order="left"),
        codings=codings,
        readings=readings,
        readers=readers,
        sources=study.sources.join(
            statements.select(id="source"), on="id", how="semi", maintain_order="left"
        ),
        cases=cases,
        claims=study.claims.join(ids, on="statement", how="semi", maintain_order="left"),
        selection=(*study.selection, condition),
    )


def pick(
    frames: Mapping[str, pl.DataFrame], cases_of: pl.DataFrame, readings: pl.DataFrame, condition: Condition
) -> Picked | str:
    """The statements, the pairs of statement and case, and the coders that are meant; or what is wrong.

    `frames` are the statements, the sources and the cases of the study.
    """
    column = condition.column
    statements, sources, cases = frames["statements"], frames["sources"], frames["cases"]
    holders: dict[str, pl.Series] = {
        name: frame.get_column(name) for frame in (cases, sources, statements) for name in frame.columns
    }
    holders |= {"case": cases_of.get_column("case"), "coder": readings.get_column("coder")}
    if column not in holders:
        return f"no column `{column}` in statements, sources or cases; {hint(column, holders)}"
    cells = [str(v) for v in holders[column].drop_nulls().unique(maintain_order=True) if v != ""]
    known = {cell: named(cell) for cell in cells}
    whole = OR.join(condition.values)  # a cell may hold the sign itself
    values = (whole,) if whole in known.values() else condition.values
    for value in values:
        if value and value not in known.values():
            return f"no statement has `{value}` as its `{column}`; {hint(value, known.values())}"
    wanted = pl.col(column).is_in([cell for cell, name in known.items() if name in values]).fill_null(False)
    if "" in values:
        wanted = wanted | (pl.col(column).cast(pl.String).fill_null("") == "")
    wanted = wanted if condition.holds else ~wanted
    pairs, coders = cases_of, None
    if column == "coder":
        coded = readings.filter(wanted)
        coders = coded.get_column("coder").unique(maintain_order=True).to_list()
        chosen = _with(statements, "id", coded.get_column("statement"))
    elif column == "case":
        pairs = cases_of.filter(wanted)
        chosen = _with(statements, "id", pairs.get_column("statement"))
    elif column in statements.columns:
        chosen = statements.filter(wanted)
    elif column in sources.columns:
        chosen = _with(statements, "source", sources.filter(wanted).get_column("id"))
    else:
        pairs = _with(cases_of, "case", cases.filter(wanted).get_column("id"))
        chosen = _with(statements, "id", pairs.get_column("statement"))
    if not chosen.height:
        listed = " or ".join(f"`{value}`" if value else "a blank cell" for value in values)
        return f"no statement has {'' if condition.holds else 'anything but '}{listed} as its `{column}`"
    return chosen, pairs, coders


def _with(frame: pl.DataFrame, column: str, ids: pl.Series) -> pl.DataFrame:
    """The rows whose value in a column is among the ids, in their order."""
    return frame.join(pl.DataFrame({column: ids.unique()}), on=column, how="semi", maintain_order="left")
