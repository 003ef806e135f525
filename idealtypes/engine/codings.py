"""The one codings table: what comes in, from a study or any dataframe, under one set of columns, where it lives.

A row is one coding in one case: `case`, `source`, `statement`, `coder`, `code` and `intensity`, and `occasion` where
coders judged repeatedly. Frames in memory
(polars, pandas, pyarrow) become polars here, and their ids numbers; frames that live elsewhere (DuckDB, Spark, Dask,
Ibis, SQLFrame) stay there and keep their ids. No step after this one knows the difference, and none fetches rows:
distinct names come back, counts of faults, and whatever is grouped.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, TypeVar

import narwhals as nw
import numpy as np
import polars as pl
from narwhals.exceptions import DuplicateError

from idealtypes.engine.entering import NotEntering, parted
from idealtypes.engine.occasions import OCCASION, check_occasions, several_occasions
from idealtypes.engine.one_form import distinct_names, in_one_form, names_up_to
from idealtypes.engine.stances import check_signed_codes, with_signed_codes
from idealtypes.errors import IdealtypesError
from idealtypes.model.settings import Models
from idealtypes.model.stance import over
from idealtypes.model.study import ONE_CASE

Rows = nw.LazyFrame[Any]
T = TypeVar("T")

NEEDED = ("statement", "source", "code")
DEFAULTS = {"case": ONE_CASE, "coder": ""}
NUMBERED = ("case", "source", "coder", "code")
UNIT = (
    "\0unit"  # in a study's own codings: what a row is counted as a part of, where that is not its statement
)


@dataclass(frozen=True, eq=False)
class SetAside:
    """What stands beside the codings that enter: what coders put before a consensus, and how much enters not."""

    originals: CodingRows
    left_out: NotEntering


@dataclass(frozen=True, eq=False)
class CodingRows:
    """Codings under one set of columns, one row per coding and case, not yet fetched.

    Attributes
    ----------
    rows
        Columns `case`, `source`, `statement`, `coder`, `code`, `intensity`, and `unit`, by which statements are
        grouped: a rater's rows on one case and an aspect of `kind: presence` are one. In memory `unit` is a
        hash of the statement, and case, source, coder and code are numbers. With `occasions` also `occasion`:
        each judgement of a coder is a set of rows of its own.
    codes, coders
        The distinct codes and the number of coders.
    cases
        The cases with rows, where some of them hold no coding at all; else None.
    occasions
        Whether coders judged on more than one occasion.
    parted
        Whether every statement is a unit of its own.
    dictionaries
        In memory: column → a series whose categories are the names behind the column's numbers, kept so that they
        stay. Empty where ids are names.
    aside
        The originals and what is left out, where some coders are no people; else None.
    parted_last
        Elsewhere than in memory: what was asked of the cells' parts last, and the answer, which takes seconds to plan.
    spoken
        Codes → who spoke them: what `speakers` found.
    tried
        Whether codes are tried out elsewhere: what does not hang on places is then computed once, and what hangs on
        some of them anew where these change (`settled`).
    """

    rows: Rows
    codes: tuple[str, ...] = ()
    coders: int = 1
    cases: tuple[str, ...] | None = None
    occasions: bool = False
    parted: bool = True
    dictionaries: Mapping[str, pl.Series] = field(default_factory=dict)
    aside: SetAside | None = None
    parted_last: dict[tuple[Any, ...], pl.DataFrame] = field(default_factory=dict, init=False, repr=False)
    spoken: dict[tuple[str, ...], list[tuple[str, str, str]]] = field(
        default_factory=dict, init=False, repr=False
    )
    tried: bool = False
    settled: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def in_memory(self) -> bool:
        return bool(self.dictionaries)

    @property
    def judge(self) -> list[str]:
        """The columns that say whose judgement a row is part of."""
        return ["coder", OCCASION] if self.occasions else ["coder"]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What does not hang on where codes stand: computed once while these are tried out elsewhere."""
        if not self.tried:
            return make()
        if key not in self.settled:
            self.settled[key] = make()
        found: T = self.settled[key]
        return found

    def latest(self, slot: Hashable, inputs: Sequence[Any], make: Callable[[], T]) -> T:
        """What hangs on where some codes stand: while codes are tried out elsewhere it is kept until it is asked of
        other inputs. Arrays are compared number by number, and what is kept is not to be changed."""
        if not self.tried:
            return make()
        kept = self.settled.get(slot)
        if kept is None or not _same(kept[0], inputs):
            kept = self.settled[slot] = tuple(inputs), make()
        found: T = kept[1]
        return found

    def values(self, column: str, names: Iterable[str]) -> list[Any]:
        """What stands in a column for some names, in their order."""
        if not self.in_memory:
            return list(names)
        return (
            pl.Series(list(names), dtype=pl.String)
            .cast(self.dictionaries[column].dtype)
            .to_physical()
            .to_list()
        )

    def names(self, column: str, values: pl.Series) -> pl.Series:
        """The names behind what stands in a column."""
        if not self.in_memory or column not in self.dictionaries:
            return values.cast(pl.String)
        return values.cast(pl.UInt32).cat.to(self.dictionaries[column].dtype).cast(pl.String)

    def fetched(self, grouped: Rows, *columns: str) -> pl.DataFrame:
        """A grouped table as a polars frame, with names in some of its columns."""
        found: pl.DataFrame = grouped.collect("polars").to_native()
        return found.with_columns(*[self.names(c, found[c]).alias(c) for c in columns])

    def code_table(self, layers: Sequence[Mapping[str, tuple[Any, ...]]], columns: Sequence[str]) -> Rows:
        """A small table beside the rows: `code` and further columns, a row per code and layer.

        In memory it is a frame of its own; elsewhere it is made from the distinct codes, so that nothing is sent.
        """
        if self.in_memory:
            code = [k for layer in layers for k in self.values("code", layer)]
            rest = [row for layer in layers for row in layer.values()]
            frame = pl.DataFrame(rest, schema=list(columns), orient="row", infer_schema_length=None)
            return nw.from_native(frame.with_columns(code=pl.Series(code, dtype=pl.UInt32)).lazy())
        codes = self.rows.select("code").unique()
        return nw.concat([_layer(codes, layer, columns) for layer in layers])


def _same(before: Sequence[Any], now: Sequence[Any]) -> bool:
    """Whether all inputs are what they were.

    >>> _same((np.array([1.0, np.nan]), "a"), (np.array([1.0, np.nan]), "a")), _same((np.arange(2),), (np.arange(3),))
    (True, False)
    """

    def alike(a: Any, b: Any) -> bool:
        if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
            return type(a) is type(b) and bool(a == b)
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")

    return len(before) == len(now) and all(map(alike, before, now))


def _layer(codes: Rows, layer: Mapping[str, tuple[Any, ...]], columns: Sequence[str]) -> Rows:
    """The codes of a layer with its values, written as choices: SQL and Dask have no table but their own."""

    def chosen(n: int) -> nw.Expr:
        members: dict[Any, list[str]] = {}
        for code, values in sorted(layer.items()):
            members.setdefault(values[n], []).append(code)
        (most, _), *others = sorted(members.items(), key=lambda item: -len(item[1]))
        return reduce(
            lambda rest, one: nw.when(nw.col("code").is_in(one[1])).then(nw.lit(one[0])).otherwise(rest),
            others,
            nw.lit(most),
        )

    here = codes.filter(nw.col("code").is_in(sorted(layer)))
    return here.with_columns(**{name: chosen(n) for n, name in enumerate(columns)})


def coding_rows(
    codings: Any, *, whole: bool = False, nested: bool = False, models: Models = "exclude"
) -> CodingRows:
    """Take in any dataframe that narwhals knows, one row a coding, and check its cells.

    Parameters
    ----------
    codings
        Columns `statement`, `source`, `code`, and optionally `case` (a statement in several cases has a row in each),
        `coder`, `intensity` in (0, 1], `stance` (`for` or `against`; or the code is written `!code`) and, where a coder
        judged statements again, `occasion`. A row with a blank code was read, and nothing coded. `coder_kind` says who
        is a `human` (blank, too), a `model` or a `consensus`, which alone enters where it decided on a statement.
    whole
        Whether the frame is all there is: then it may not be empty.
    nested
        Whether a statement has to stand in one source; a study's files were checked for that.
    models
        Whether models count as people do, `include` or `exclude`.

    Raises
    ------
    IdealtypesError
        For what is no dataframe, a missing column or cell, an intensity that is no number in (0, 1], an unknown stance,
        an occasion without a coder, the same judgement twice, and where asked for an empty frame and a statement in two
        sources.

    Examples
    --------
    >>> rows = pl.DataFrame({"statement": ["a", "a", "b"], "source": ["g"] * 3, "code": ["i", "f", None]})
    >>> coding_rows(rows).codes
    ('f', 'i')
    """
    frame = _known(codings)
    sides = parted(frame, models)
    table = _taken_in(frame if sides is None else sides.enter)
    found = distinct_names(table, ("code",) if table.in_memory else NUMBERED)
    names = found["code"]
    blank = [k for k in names if k is None or not k.strip()]
    check_signed_codes(names)
    if whole and not names:
        raise IdealtypesError("the codings are empty: give a row for each coding")
    if blank:
        cases = table.rows.select("case").unique().collect("polars").to_native()["case"]
        table = replace(
            table,
            rows=_with_a_code(table, [k for k in blank if k is not None]),
            cases=tuple(sorted(table.names("case", cases).drop_nulls())),
        )
    table = replace(table, codes=tuple(sorted({k for k in names if k is not None} - set(blank))))
    coders, last = _checked(table)
    coders = coders if table.in_memory else len(found["coder"])
    table = in_one_form(replace(table, coders=coders), names_up_to(table, last) if table.in_memory else found)
    table = _told_apart(table, nested)
    if table.occasions:
        (nobody,), (blank,) = table.values("coder", [""]), table.values(OCCASION, [""])
        check_occasions(table.rows, nobody, blank, lambda r: table.fetched(r, *table.judge, "code"))
    if sides is not None:
        table = replace(table, aside=SetAside(coding_rows(sides.originals), sides.left_out))
    return table


def _known(codings: Any) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """The frame as narwhals knows it, with the columns that are needed and codes that say their stance."""
    try:
        frame = nw.from_native(codings)
    except DuplicateError:
        raise IdealtypesError(
            "two columns of the codings have one name: give each a name of its own"
        ) from None
    except TypeError as error:
        raise IdealtypesError(
            f"codings are a dataframe (polars, pandas, DuckDB, Spark, …), not {type(codings).__name__}"
        ) from error
    try:
        schema = frame.collect_schema()
    except DuplicateError:
        raise IdealtypesError(
            "two columns of the codings have one name: give each a name of its own"
        ) from None
    missing = [name for name in NEEDED if name not in schema]
    if missing:
        raise IdealtypesError(
            f"the codings have no column {', '.join(repr(m) for m in missing)}; "
            f"needed are statement, source and code (have: {', '.join(sorted(schema))})"
        )
    if "intensity" in schema and not (schema["intensity"].is_numeric() or schema["intensity"] == nw.Unknown):
        raise IdealtypesError(f"the column 'intensity' holds numbers in (0, 1], not {schema['intensity']}")
    signed: nw.DataFrame[Any] | nw.LazyFrame[Any] = with_signed_codes(frame)
    return signed


def _taken_in(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> CodingRows:
    """The columns under their names, with defaults for those that may be left out."""
    schema = frame.collect_schema()
    known = [name for name in (*NEEDED, *DEFAULTS, "intensity", OCCASION, UNIT) if name in schema]
    if isinstance(frame, nw.DataFrame):
        return _numbered(_in_polars(frame.select(known)).lazy(), known, keep=True)
    if frame.implementation.is_polars():
        return _numbered(frame.select(known).to_native(), known, keep=False)
    ids = {n: nw.col(n) if n in known else nw.lit(DEFAULTS[n]) for n in (*DEFAULTS, *NEEDED)}
    columns = {n: expr.cast(nw.String) for n, expr in ids.items()}
    if OCCASION in known:
        columns[OCCASION] = nw.col(OCCASION).cast(nw.String).fill_null("")
    intensity = nw.col("intensity") if "intensity" in known else nw.lit(1.0)
    rows = frame.select(**columns, intensity=intensity.cast(nw.Float64))
    made = CodingRows(rows.with_columns(unit=nw.col("statement")))
    return _on_occasions(made) if OCCASION in known else made


def _in_polars(frame: nw.DataFrame[Any]) -> pl.DataFrame:
    """A frame in memory as a polars one; without pyarrow through Python's lists."""
    try:
        return frame.to_polars()
    except ModuleNotFoundError:
        return pl.DataFrame(frame.to_dict(as_series=False), strict=False)


def _numbered(frame: pl.LazyFrame, known: Sequence[str], *, keep: bool) -> CodingRows:
    """A polars frame with numbers for names and a hash for the statement; `keep` computes it once and for all."""
    names = (*NUMBERED, OCCASION) if OCCASION in known else NUMBERED
    dictionaries = {name: pl.Series([""]).cast(pl.Categorical(pl.Categories.random())) for name in names}
    ids = {n: pl.col(n) if n in known else pl.lit(DEFAULTS[n]) for n in names}
    if OCCASION in known:
        ids[OCCASION] = pl.col(OCCASION).cast(pl.String).fill_null("")
    statement = pl.col("statement").cast(pl.String)
    unit = pl.coalesce(UNIT, "statement").cast(pl.String) if UNIT in known else statement
    rows = frame.select(
        *[expr.cast(pl.String).cast(dictionaries[n].dtype).to_physical().alias(n) for n, expr in ids.items()],
        statement=statement,
        intensity=pl.col("intensity").cast(pl.Float64) if "intensity" in known else pl.lit(1.0),
        unit=_exact(unit) if UNIT in known else unit.hash(),
    )
    made = CodingRows(
        nw.from_native(rows.collect().lazy() if keep else rows),
        dictionaries=dictionaries,
        parted=UNIT not in known,
    )
    return _on_occasions(made) if OCCASION in known else made


def _exact(names: pl.Expr) -> pl.Expr:
    """A number for each name, of which no two share one."""
    return names.cast(pl.Categorical(pl.Categories.random())).to_physical().cast(pl.UInt64)


def _on_occasions(table: CodingRows) -> CodingRows:
    """The table with its occasions; without the column where there is one for all, which says nothing."""
    if several_occasions(table.rows):
        return replace(table, occasions=True)
    return replace(table, rows=table.rows.drop(OCCASION))


def _with_a_code(table: CodingRows, blank: list[str]) -> Rows:
    """The rows with a code; the others were read, and nothing was coded."""
    coded = ~nw.col("code").is_null()
    if blank:
        coded = coded & ~nw.col("code").is_in(table.values("code", blank))
    return table.rows.filter(coded)


def _checked(table: CodingRows) -> tuple[int, dict[str, int | None]]:
    """How many coders there are, and in memory the highest number of each column.

    An IdealtypesError for missing cells and impossible intensities.
    """
    names = ("case", "source", "statement", "coder", "intensity")
    numbered = NUMBERED if table.in_memory else ()
    found = table.rows.select(
        *[nw.col(n).is_null().cast(nw.Int64).sum().alias(n) for n in names],
        nw.col("intensity").is_nan().cast(nw.Int64).sum().alias("nan"),
        nw.col("intensity").min().alias("low"),
        nw.col("intensity").max().alias("high"),
        *[nw.col("coder").n_unique().alias("coders")][: len(numbered)],
        *[nw.col(n).max().alias(f"last {n}") for n in numbered],
    )
    counts = found.collect("polars").rows(named=True)[0]
    faults = [f"{counts[n]} codings have no {n}" for n in names if counts[n]]
    low, high = counts["low"], counts["high"]
    if counts["nan"]:
        faults.append(f"{counts['nan']} codings have an intensity that is not a number")
    elif low is not None and not (low > 0 and high <= 1):
        faults.append(f"intensities lie in (0, 1], not from {low:g} to {high:g}")
    if faults:
        raise IdealtypesError("; ".join(faults))
    return int(counts.get("coders") or 0), {n: counts[f"last {n}"] for n in numbered}


def _told_apart(table: CodingRows, nested: bool) -> CodingRows:
    """Rule out that two statements share a hash, and, where `nested`, that one stands in two sources."""
    if table.in_memory and table.parted:
        # A hash is a function of its statement: as many hashes as statements means that no two statements share one.
        apart = table.rows.select(nw.col("statement").n_unique(), nw.col("unit").n_unique())
        statements, hashes = apart.collect("polars").row(0)
        if hashes < statements:  # one in 10⁵ tables of 10⁷ statements: number them instead
            rows = table.rows.to_native().with_columns(unit=_exact(pl.col("statement")))
            table = replace(table, rows=nw.from_native(rows))
    if not nested:
        return table
    each = table.rows.group_by("unit").agg(
        source_low=nw.col("source").min(), source_high=nw.col("source").max()
    )
    differ = (nw.col("source_low") != nw.col("source_high")).cast(nw.Int64).sum()
    if each.select(source=differ).collect("polars").row(0)[0]:
        one = each.filter(nw.col("source_low") != nw.col("source_high")).select("unit").head(1)
        where = table.rows.join(one, on="unit", how="inner").select("statement", "source").unique()
        found = table.fetched(where, "source").sort("statement", "source")
        raise IdealtypesError(
            f"statement {found['statement'][0]!r} stands in the sources {', '.join(map(repr, found['source'][:3]))}: "
            "a statement belongs to one source; where ids start anew in each source, put the source's name before them"
        )
    return table


def grouped(rows: Rows, keys: Sequence[str], *sums: nw.Expr) -> Rows:
    """Rows grouped; what comes out can be grouped or joined again in every engine."""
    found = rows.group_by(*keys).agg(*sums)
    if found.implementation.is_dask():  # whose planner asks a group for columns that were its index
        native = found.to_native()
        found = nw.from_native(native.map_partitions(lambda part: part, meta=native._meta))
    return found


def children_only(table: CodingRows, ancestors: Mapping[str, Iterable[str]]) -> Rows:
    """The rows without those whose code has a descendant on the same statement by the same coder."""
    lines = [(code, a) for code in table.codes for a in sorted(over(code, ancestors) & set(table.codes))]
    if not lines:
        return table.rows
    above = sorted({a for _, a in lines})
    number = dict(zip(above, table.values("code", above), strict=True))
    layers = [{code: (number[a],) for code, over in lines if over == a} for a in above]
    keys = ["case", "source", "unit", *table.judge]
    parents = nw.col("code").is_in(list(number.values()))
    covered = table.rows.join(table.code_table(layers, ["above"]), on="code", how="inner")
    covered = covered.select(*keys, code=nw.col("above").cast(nw.UInt32 if table.in_memory else nw.String))
    if not table.in_memory:
        return table.rows.join(covered, on=[*keys, "code"], how="anti")
    left = table.rows.filter(parents).join(covered, on=[*keys, "code"], how="anti")
    return nw.concat([table.rows.filter(~parents), left])


def speakers(table: CodingRows, codes: Sequence[str]) -> list[tuple[str, str, str]]:
    """(case, code, source) of the codings with some codes, each once.

    >>> rows = pl.DataFrame({"statement": ["a", "b"], "source": ["g", "g"], "code": ["i", "i"], "case": ["x", "x"]})
    >>> speakers(coding_rows(rows), ["i"])
    [('x', 'i', 'g')]
    """
    asked = tuple(codes)
    if asked not in table.spoken:
        there = _of_codes(table, codes)
        each = None if there is None else there.select("case", "code", "source").unique()
        table.spoken[asked] = [] if each is None else table.fetched(each, "case", "code", "source").rows()
    return table.spoken[asked]


def carriers(table: CodingRows, codes: Sequence[str]) -> list[tuple[str, str, str]]:
    """(case, code, statement) of the codings with some codes, sorted; fetches the statements' ids.

    >>> rows = pl.DataFrame({"statement": ["a", "b"], "source": ["g", "g"], "code": ["i", "f"], "case": ["x", "y"]})
    >>> carriers(coding_rows(rows), ["i"])
    [('x', 'i', 'a')]
    """
    there = _of_codes(table, codes)
    if there is None:
        return []
    return sorted(table.fetched(there.select("case", "code", "statement").unique(), "case", "code").rows())


def _of_codes(table: CodingRows, codes: Sequence[str]) -> Rows | None:
    there = sorted(set(codes) & set(table.codes))
    return table.rows.filter(nw.col("code").is_in(table.values("code", there))) if there else None
