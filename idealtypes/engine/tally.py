"""The tally: how much evidence each source gives each pole. The one step that touches every row.

Every coding is a row; a placement says how much of a code belongs to each pole of an aspect. The tally reduces the
rows to one *cell* per case, source and aspect, and everything after it works on the cells. It is written on narwhals,
so polars, pandas and DuckDB frames pass through the same lines.

Symbols: π_kap is the weight of code k for pole p of aspect a (Σ_p π = 1); i the intensity of a coding; v_sap the vector
of statement s: the mean over its coders of the intensity-weighted mean of its codes' π.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from idealtypes.errors import IdealtypesError

Weighting = Literal["statement", "coding", "source"]
Repeats = Literal["keep", "once_per_source"]
Placements = Mapping[str, Mapping[str, Sequence[float]]]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ONE_CASE = "study"
# Threads add up a cell's statements in any order, which moves the last bits of a sum: same input, same bytes.
DECIMALS = 12


@dataclass(frozen=True, eq=False)
class Tally:
    """The evidence by case, source, aspect and pole, one cell a row.

    Attributes
    ----------
    cases, sources, aspects
        The ids that the cells' numbers point to; a case without any evidence is listed too.
    poles
        The poles of each aspect, in the order of the columns of `mass`.
    case, source, aspect
        Shape (cells,): which case, source and aspect a cell belongs to.
    mass
        Shape (cells, K), K the largest number of poles: M, the weight of evidence for each pole; unused columns are 0.
    total
        Shape (cells,): T = Σ_p M_p.
    statements
        Shape (cells,): the number of distinct statements n with evidence on the aspect.
    squares
        Shape (cells,): Σ_s ω_s Σ_p v_sp², ω_s the weight of statement s in `total`.
    point_mass, point_squares
        `mass` and `squares` with every statement counting 1, whatever the weighting: for the intraclass correlation.
    talk, voices
        Shape (cases,): statements of the case with any coding, and its sources: the base of salience.
    """

    cases: tuple[str, ...]
    sources: tuple[str, ...]
    aspects: tuple[str, ...]
    poles: tuple[tuple[str, ...], ...]
    weighting: Weighting
    repeats: Repeats
    case: Ints
    source: Ints
    aspect: Ints
    mass: Floats
    total: Floats
    statements: Floats
    squares: Floats
    point_mass: Floats
    point_squares: Floats
    talk: Ints
    voices: Ints

    @property
    def group(self) -> Ints:
        """The estimate a cell belongs to: one number per case and aspect, aspects running fastest."""
        return self.case * len(self.aspects) + self.aspect

    @property
    def groups(self) -> int:
        """How many estimates there are: cases times aspects."""
        return len(self.cases) * len(self.aspects)


def tally(
    codings: Any,
    placements: Placements,
    poles: Mapping[str, Sequence[str]],
    *,
    ancestors: Mapping[str, Iterable[str]] | None = None,
    cases: Sequence[str] | None = None,
    weighting: Weighting = "statement",
    repeats: Repeats = "keep",
) -> Tally:
    """Sum the codings to the mass M by case, source, aspect and pole.

    Parameters
    ----------
    codings
        Any dataframe that narwhals knows, one row a coding: columns `statement`, `source`, `code`, and optionally
        `case` (a statement in several cases has a row in each), `coder` and `intensity` in (0, 1].
    placements
        Per code and aspect the weights of the aspect's poles, which sum to 1. Codes placed nowhere are talk: they
        count in the base of salience only.
    poles
        The aspects with their poles, in order.
    ancestors
        Per code all its ancestors: where a code and its ancestor stand on one statement by one coder, the ancestor
        is not counted.
    cases
        The order of the cases, with those that may be silent; by default the cases of the rows, sorted.
    weighting
        `statement`: every statement with evidence on the aspect counts 1. `coding`: every coding counts its
        intensity. `source`: every source with evidence on the aspect counts 1.
    repeats
        `once_per_source` keeps one coding per case, source, coder and code, at its mean intensity; what is then
        counted as a statement is a code in a source.

    Raises
    ------
    IdealtypesError
        For a missing column or cell, an intensity outside (0, 1], or a code that has no entry in `placements`.

    Examples
    --------
    Two statements of one group: one coded at both poles, one at the formal pole only.

    >>> import polars as pl
    >>> rows = pl.DataFrame({"statement": ["a", "a", "b"], "source": ["g"] * 3, "code": ["i", "f", "f"]})
    >>> t = tally(rows, {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}, {"help": ("informal", "formal")})
    >>> t.mass.tolist(), t.total.tolist(), t.statements.tolist(), t.squares.tolist()
    ([[0.5, 1.5]], [2.0], [2.0], [1.5])
    """
    rows, used = _counted(codings, placements, poles, ancestors or {}, repeats)
    talk = (
        rows.group_by("case")
        .agg(nw.col("statement").n_unique().alias("talk"), nw.col("source").n_unique().alias("voices"))
        .collect("polars")
    )
    width = _width(poles)
    vectors = _vectors(rows, used, list(poles), width)
    cells = None if vectors is None else _cells(vectors, width, weighting)
    return _indexed(cells, talk, poles, width, cases, weighting, repeats)


def statement_vectors(
    codings: Any,
    placements: Placements,
    poles: Mapping[str, Sequence[str]],
    *,
    ancestors: Mapping[str, Iterable[str]] | None = None,
) -> list[tuple[str, str, str, tuple[float, ...]]]:
    """Case, aspect, statement and vector v_sa of every statement with evidence, sorted; parameters as in `tally`.

    >>> import polars as pl
    >>> rows = pl.DataFrame({"statement": ["a", "a"], "source": ["g", "g"], "code": ["i", "f"], "case": ["c", "c"]})
    >>> statement_vectors(rows, {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}, {"help": ("informal", "formal")})
    [('c', 'help', 'a', (0.5, 0.5))]
    """
    rows, used = _counted(codings, placements, poles, ancestors or {}, "keep")
    vectors = _vectors(rows, used, list(poles), _width(poles))
    if vectors is None:
        return []
    names = ["case", "aspect", "statement", *[f"v{p}" for p in range(_width(poles))]]
    found = vectors.select(*names).collect("polars").rows()
    return sorted((c, a, s, tuple(v[: len(poles[a])])) for c, a, s, *v in found)


def _width(poles: Mapping[str, Sequence[str]]) -> int:
    return max((len(p) for p in poles.values()), default=0)


def _counted(
    codings: Any,
    placements: Placements,
    poles: Mapping[str, Sequence[str]],
    ancestors: Mapping[str, Iterable[str]],
    repeats: Repeats,
) -> tuple[nw.LazyFrame[Any], Placements]:
    """The rows that count, and the placements of their codes on the aspects asked for."""
    rows = _prepared(codings)
    _check(rows)
    known = {str(code) for code in _column(rows.select("code").unique(), "code")}
    unknown = sorted(known - set(placements))
    if unknown:
        raise IdealtypesError(f"these codes have no entry in the coding scheme: {', '.join(unknown)}")
    if ancestors:
        rows = _children_only(rows, {k: set(ancestors.get(k, ())) & known for k in known})
    if repeats == "once_per_source":
        rows = _once_per_source(rows)
    return rows, {k: {a: w for a, w in placements[k].items() if a in poles} for k in known}


def _prepared(codings: Any) -> nw.LazyFrame[Any]:
    """The columns that the tally reads, under their names, with defaults for those that may be left out."""
    rows: nw.LazyFrame[Any] = nw.from_native(codings).lazy()
    have = set(rows.collect_schema().names())
    missing = [name for name in ("statement", "source", "code") if name not in have]
    if missing:
        raise IdealtypesError(
            f"the codings have no column {', '.join(repr(m) for m in missing)}; "
            f"needed are statement, source and code (have: {', '.join(sorted(have))})"
        )
    defaults = {"case": nw.lit(ONE_CASE), "coder": nw.lit(""), "intensity": nw.lit(1.0)}
    column = {name: nw.col(name) if name in have else defaults[name] for name in [*defaults, *have]}
    ids = {name: column[name].cast(nw.String) for name in ("case", "source", "statement", "coder", "code")}
    return rows.select(**ids, intensity=column["intensity"].cast(nw.Float64))


def _check(rows: nw.LazyFrame[Any]) -> None:
    """Raise an IdealtypesError for cells that are missing and intensities outside (0, 1]."""
    names = ("case", "source", "statement", "coder", "code", "intensity")
    found = rows.select(
        *[nw.col(n).is_null().cast(nw.Int64).sum().alias(n) for n in names],
        nw.col("intensity").min().alias("low"),
        nw.col("intensity").max().alias("high"),
    )
    counts = found.collect("polars").rows(named=True)[0]
    faults = [f"{counts[n]} codings have no {n}" for n in names if counts[n]]
    low, high = counts["low"], counts["high"]
    if low is not None and not (low > 0 and high <= 1):
        faults.append(f"intensities lie in (0, 1], not from {low:g} to {high:g}")
    if faults:
        raise IdealtypesError("; ".join(faults))


def _column(frame: nw.LazyFrame[Any], name: str) -> list[Any]:
    return frame.select(name).collect("polars")[name].to_list()


def _children_only(rows: nw.LazyFrame[Any], ancestors: Mapping[str, set[str]]) -> nw.LazyFrame[Any]:
    """Drop a coding whose code has a descendant on the same statement by the same coder."""
    pairs = {k: sorted(above) for k, above in ancestors.items() if above}
    if not pairs:
        return rows
    keys = ["case", "source", "statement", "coder"]
    covered = [
        rows.filter(nw.col("code").is_in([k for k, above in pairs.items() if a in above]))
        .select(*keys)
        .with_columns(code=nw.lit(a))
        for a in sorted(set().union(*pairs.values()))
    ]
    return rows.join(nw.concat(covered).unique(), on=[*keys, "code"], how="anti")


def _once_per_source(rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One coding per case, source, coder and code at its mean intensity; the code stands for the statement."""
    return (
        rows.group_by("case", "source", "coder", "code")
        .agg(nw.col("intensity").mean())
        .with_columns(statement=nw.concat_str([nw.col("source"), nw.col("code")], separator="\x1f"))
    )


def _placed(codes: nw.LazyFrame[Any], used: Placements, aspect: str, width: int) -> nw.LazyFrame[Any]:
    """The codes with evidence on one aspect, with the weights w0, w1, … of its poles."""
    here = {k: tuple(map(float, by_aspect[aspect])) for k, by_aspect in used.items() if aspect in by_aspect}
    vectors: dict[tuple[float, ...], list[str]] = {}
    for code, vector in sorted(here.items()):
        vectors.setdefault(vector, []).append(code)

    def weight(p: int) -> nw.Expr:
        terms = [
            nw.when(nw.col("code").is_in(members)).then(nw.lit(vector[p])).otherwise(nw.lit(0.0))
            for vector, members in vectors.items()
            if p < len(vector) and vector[p] > 0
        ]
        return reduce(lambda a, b: a + b, terms) if terms else nw.lit(0.0)

    return codes.filter(nw.col("code").is_in(sorted(here))).with_columns(
        aspect=nw.lit(aspect), **{f"w{p}": weight(p) for p in range(width)}
    )


def _vectors(
    rows: nw.LazyFrame[Any], used: Placements, aspects: list[str], width: int
) -> nw.LazyFrame[Any] | None:
    """One row per case, aspect and statement with evidence: v0, v1, … its vector; w0, w1, … its mass by intensity."""
    spoken = [a for a in aspects if any(a in by_aspect for by_aspect in used.values())]
    if not spoken:
        return None
    ps = range(width)
    codes = rows.select("code").unique()
    placed = nw.concat([_placed(codes, used, a, width) for a in spoken])
    evidence = rows.join(placed, on="code", how="inner").with_columns(
        *[(nw.col("intensity") * nw.col(f"w{p}")).alias(f"w{p}") for p in ps]
    )
    statement = ["case", "source", "aspect", "statement"]
    # With one coder the mean over coders is that coder's vector: half of the grouping can be left out.
    several = len(_column(rows.select("coder").unique(), "coder")) > 1
    by_coder = (
        evidence.group_by(*statement, *(["coder"] if several else []))
        .agg(nw.col("intensity").sum(), *[nw.col(f"w{p}").sum() for p in ps])
        .with_columns(*[(nw.col(f"w{p}") / nw.col("intensity")).alias(f"v{p}") for p in ps])
    )
    if not several:
        return by_coder
    return by_coder.group_by(*statement).agg(
        nw.col("intensity").sum(), *[nw.col(f"w{p}").sum() for p in ps], *[nw.col(f"v{p}").mean() for p in ps]
    )


def _cells(vectors: nw.LazyFrame[Any], width: int, weighting: Weighting) -> Any:
    """The cells as a polars frame: one row per case, source and aspect with evidence."""
    ps = range(width)
    extra = {"n": nw.lit(1.0), "square": _squares("v", width)}
    sums = [nw.col("n").sum(), nw.col("square").sum(), *[nw.col(f"v{p}").sum() for p in ps]]
    if weighting == "coding":
        extra |= {"weighted": _squares("w", width) / nw.col("intensity")}
        sums += [nw.col("weighted").sum(), nw.col("intensity").sum(), *[nw.col(f"w{p}").sum() for p in ps]]
    cells = vectors.with_columns(**extra).group_by("case", "source", "aspect").agg(*sums)
    return cells.collect("polars").to_native()


def _squares(prefix: str, width: int) -> nw.Expr:
    return reduce(lambda a, b: a + b, [nw.col(f"{prefix}{p}") * nw.col(f"{prefix}{p}") for p in range(width)])


def _indexed(
    cells: Any,
    talk: Any,
    poles: Mapping[str, Sequence[str]],
    width: int,
    cases: Sequence[str] | None,
    weighting: Weighting,
    repeats: Repeats,
) -> Tally:
    """Ids become numbers; the cells are sorted, so that the order of the rows is irrelevant."""
    talked = dict(zip(talk["case"].to_list(), zip(talk["talk"], talk["voices"], strict=True), strict=True))
    order = tuple(cases) if cases is not None else tuple(sorted(talked))
    names = {name: [] if cells is None else cells[name].to_list() for name in ("case", "source", "aspect")}
    sources = tuple(sorted(set(names["source"])))
    aspects = tuple(poles)
    place = {"case": _numbers(order), "source": _numbers(sources), "aspect": _numbers(aspects)}
    index = {name: np.array([place[name][v] for v in values], int) for name, values in names.items()}
    rows = np.lexsort((index["source"], index["aspect"], index["case"]))

    def numbers(*names: str) -> Floats:
        if cells is None:
            return np.zeros((0, len(names)))
        columns: Floats = cells.select(*names).to_numpy().astype(float)
        return np.round(columns.reshape(len(rows), len(names))[rows], DECIMALS)

    statements = numbers("n")[:, 0]
    point_mass = numbers(*[f"v{p}" for p in range(width)])
    point_squares = numbers("square")[:, 0]
    if weighting == "coding" and cells is not None:
        mass = numbers(*[f"w{p}" for p in range(width)])
        total, squares = numbers("intensity")[:, 0], numbers("weighted")[:, 0]
    elif weighting == "source":
        mass, squares = point_mass / statements[:, None], point_squares / statements
        total = np.ones(len(rows))
    else:
        mass, total, squares = point_mass, statements, point_squares
    return Tally(
        cases=order,
        sources=sources,
        aspects=aspects,
        poles=tuple(tuple(p) for p in poles.values()),
        weighting=weighting,
        repeats=repeats,
        case=index["case"][rows],
        source=index["source"][rows],
        aspect=index["aspect"][rows],
        mass=mass,
        total=total,
        statements=statements,
        squares=squares,
        point_mass=point_mass,
        point_squares=point_squares,
        talk=np.array([talked.get(c, (0, 0))[0] for c in order], int),
        voices=np.array([talked.get(c, (0, 0))[1] for c in order], int),
    )


def _numbers(ids: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(ids)}
