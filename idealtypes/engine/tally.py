"""The tally: how much evidence each source gives each pole. The one step that touches every row.

Every coding is a row; a placement says how much of a code belongs to each pole of an aspect. The tally reduces the
rows to one *cell* per case, source and aspect, and everything after it works on the cells. It runs where the rows
live (see `codings`), and only cells come back.

Symbols: π_kap is the weight of code k for pole p of aspect a (Σ_p π = 1); i the intensity of a coding; v_sap the vector
of statement s: the mean over its coders of the intensity-weighted mean of its codes' π. A coder who judged a statement
repeatedly has the mean of her occasions as her own.

On an aspect of `kind: presence` the poles do not exclude one another: v_sap is the mean over the coders of max_k i_k
π_kap, π_kap in [0, 1], and w_p = M_p/T says how much of the pole there is where the aspect is spoken of. A coder's
codes are one judgement there, which `coding` counts once; with `once_per_source` a source is one unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any, Literal

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from idealtypes.engine.codings import CodingRows, Rows, children_only, coding_rows, grouped
from idealtypes.errors import IdealtypesError
from idealtypes.model.hints import unless_alike
from idealtypes.model.spelling import named

Weighting = Literal["statement", "coding", "source"]
Repeats = Literal["keep", "once_per_source"]
Placements = Mapping[str, Mapping[str, Sequence[float]]]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELL = ("case", "source", "aspect")
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
        Shape (cells,): T = Σ_p M_p; where poles do not exclude one another, the weight of the cell's units.
    statements
        Shape (cells,): the number of distinct statements n with evidence on the aspect.
    squares
        Shape (cells,): Σ_s ω_s Σ_p v_sp², ω_s the weight of statement s in `total`.
    point_mass, point_squares
        `mass` and `squares` with every statement counting 1, whatever the weighting: for the intraclass correlation.
    talk, voices
        Shape (cases,): statements of the case with any coding, and its sources: the base of salience.
    present
        Shape (aspects,): whether the poles of an aspect do not exclude one another.
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
    present: tuple[bool, ...]

    @cached_property
    def bipolar(self) -> tuple[bool, ...]:
        """Shape (aspects,): whether an aspect lies between two poles, so that there is a balance."""
        return tuple(len(p) == 2 and not there for p, there in zip(self.poles, self.present, strict=True))

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
    presence: Sequence[str] = (),
) -> Tally:
    """Sum the codings to the mass M by case, source, aspect and pole.

    Parameters
    ----------
    codings
        Any dataframe, one row a coding, or what `codings.coding_rows` made of it.
    placements
        Per code and aspect the weights of the aspect's poles, which sum to 1 but on aspects of `presence`. Codes placed
        nowhere are talk: they count in the base of salience only.
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
        counted as a statement is a code in a source (on an aspect of `presence`: a source).
    presence
        The aspects whose poles do not exclude one another.

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

    Read as presence, both poles are there in the first statement, and one of them in the second:

    >>> poles = {"help": ("informal", "formal")}
    >>> t = tally(rows, {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}, poles, presence=["help"])
    >>> t.mass.tolist(), t.total.tolist()
    ([[1.0, 2.0]], [2.0])
    """
    table, used = counted(codings, placements, poles, ancestors or {}, repeats)
    width = width_of(poles)
    present = tuple(aspect in presence for aspect in poles)
    vectors = _vectors(table, used, list(poles), width, "unit", present, repeats)
    cells = None if vectors is None else table.fetched(_cells(vectors, width, weighting), "case", "source")
    talk = table.once(("talk", repeats), lambda: _talk(table, repeats))
    order = table.cases if cases is None else [named(case) for case in cases]
    return _indexed(cells, talk, poles, width, order, weighting, repeats, present)


def statement_vectors(
    codings: Any,
    placements: Placements,
    poles: Mapping[str, Sequence[str]],
    *,
    ancestors: Mapping[str, Iterable[str]] | None = None,
    presence: Sequence[str] = (),
) -> list[tuple[str, str, str, tuple[float, ...]]]:
    """Case, aspect, statement and vector v_sa of every statement with evidence, sorted; parameters as in `tally`.

    >>> import polars as pl
    >>> rows = pl.DataFrame({"statement": ["a", "a"], "source": ["g", "g"], "code": ["i", "f"], "case": ["c", "c"]})
    >>> statement_vectors(rows, {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}}, {"help": ("informal", "formal")})
    [('c', 'help', 'a', (0.5, 0.5))]
    """
    table, used = counted(codings, placements, poles, ancestors or {}, "keep")
    present = tuple(aspect in presence for aspect in poles)
    vectors = _vectors(table, used, list(poles), width_of(poles), "statement", present)
    if vectors is None:
        return []
    aspects = list(poles)
    names = ["case", "aspect", "statement", *[f"v{p}" for p in range(width_of(poles))]]
    found = table.fetched(vectors.select(*names), "case").rows()
    return sorted((c, aspects[a], s, tuple(v[: len(poles[aspects[a]])])) for c, a, s, *v in found)


def statement_ids(
    table: CodingRows,
    placements: Placements,
    poles: Mapping[str, Sequence[str]],
    ancestors: Mapping[str, Iterable[str]],
) -> dict[tuple[str, str], tuple[str, ...]]:
    """(case, aspect) → the ids of the statements with evidence, sorted; fetches them.

    >>> import polars as pl
    >>> rows = pl.DataFrame({"statement": ["b", "a"], "source": ["g", "g"], "code": ["i", "i"], "case": ["c", "c"]})
    >>> statement_ids(coding_rows(rows), {"i": {"help": (1, 0)}}, {"help": ("informal", "formal")}, {})
    {('c', 'help'): ('a', 'b')}
    """
    table, used = counted(table, placements, poles, ancestors, "keep")
    aspects = list(poles)
    evidence = evidence_rows(table, used, aspects, width_of(poles))
    if evidence is None:
        return {}
    each = table.fetched(evidence.select("case", "aspect", "statement").unique(), "case")
    found = each.sort("statement").group_by("case", "aspect", maintain_order=True).agg("statement")
    return {(case, aspects[a]): tuple(ids) for case, a, ids in found.sort("case", "aspect").iter_rows()}


def width_of(poles: Mapping[str, Sequence[str]]) -> int:
    return max((len(p) for p in poles.values()), default=0)


def counted(
    codings: Any,
    placements: Placements,
    poles: Mapping[str, Sequence[str]],
    ancestors: Mapping[str, Iterable[str]],
    repeats: Repeats,
) -> tuple[CodingRows, Placements]:
    """The rows that count, and the placements of their codes on the aspects asked for."""
    table = codings if isinstance(codings, CodingRows) else coding_rows(codings)
    unknown = [code for code in table.codes if code not in placements]
    if unknown:
        told = "; ".join(alike for code in unknown if (alike := unless_alike("", code, placements)))
        raise IdealtypesError(
            f"these codes have no entry in the coding scheme: {', '.join(unknown)}"
            + (f" ({told})" if told else "")
        )
    used = {k: {a: w for a, w in placements[k].items() if a in poles} for k in table.codes}
    lines = tuple((code, tuple(sorted(above))) for code, above in sorted(ancestors.items()))
    return table.once(("counting", lines, repeats), lambda: _counting(table, ancestors, repeats)), used


def _counting(table: CodingRows, ancestors: Mapping[str, Iterable[str]], repeats: Repeats) -> CodingRows:
    """The rows that count; where codes are tried out elsewhere they are computed here, once and for all."""
    rows = children_only(table, ancestors) if ancestors else table.rows
    if repeats == "once_per_source":
        rows = _once_per_source(rows, table.occasions)
    if table.tried and table.in_memory and rows is not table.rows:
        rows = nw.from_native(rows.to_native().collect().lazy())
    return replace(table, rows=rows, occasions=table.occasions and repeats == "keep")


def _once_per_source(rows: Rows, occasions: bool) -> Rows:
    """One coding per case, source, coder and code at its mean intensity; the code stands for the statement.

    Judgements of one statement on several occasions are averaged first.
    """
    keys, mean = ["case", "source", "coder", "code"], nw.col("intensity").mean()
    each = grouped(grouped(rows, [*keys, "unit"], mean) if occasions else rows, keys, mean)
    return each.with_columns(unit=nw.col("code"))


def _talk(table: CodingRows, repeats: Repeats) -> pl.DataFrame:
    """Per case the statements with any coding (`talk`), and their sources (`voices`)."""

    def count(name: str, *columns: str) -> pl.DataFrame:
        each = table.rows.select("case", *columns).unique().with_columns(one=nw.lit(1))
        return table.fetched(grouped(each, ["case"], nw.col("one").sum().alias(name)), "case")

    talk = count("talk", "unit") if repeats == "keep" else count("talk", "source", "unit")
    return talk.join(count("voices", "source"), on="case")


def evidence_rows(table: CodingRows, used: Placements, aspects: list[str], width: int) -> Rows | None:
    """A row per coding and aspect that its code is on: `aspect` as a number, w0, w1, … intensity times π, as many as
    `width` says."""
    layers = [
        {
            code: (n, *[float(w) for w in by_aspect[a]][:width], *[0.0] * (width - len(by_aspect[a])))
            for code, by_aspect in used.items()
            if a in by_aspect
        }
        for n, a in enumerate(aspects)
    ]
    layers = [layer for layer in layers if layer]
    if not layers:
        return None
    ps = range(width)
    placed = table.code_table(layers, ["aspect", *[f"w{p}" for p in ps]])
    rows = table.rows.join(placed, on="code", how="inner")
    weighed = [(nw.col("intensity") * nw.col(f"w{p}")).alias(f"w{p}") for p in ps]
    return rows.with_columns(*weighed) if weighed else rows


def _vectors(
    table: CodingRows,
    used: Placements,
    aspects: list[str],
    width: int,
    unit: Literal["unit", "statement"],
    present: Sequence[bool],
    repeats: Repeats = "keep",
) -> Rows | None:
    """One row per case, aspect and statement with evidence: v0, v1, … its vector; w0, w1, … its mass by intensity."""
    evidence = evidence_rows(table, used, aspects, width)
    if evidence is None:
        return None
    ps = range(width)
    here = nw.col("aspect").is_in([n for n, there in enumerate(present) if there])
    if any(present) and repeats == "once_per_source":  # what a source says of an aspect is one unit
        evidence = evidence.with_columns(unit=nw.when(here).then(_one_unit(table)).otherwise(nw.col("unit")))
    statement = [*CELL, unit]
    # With one coder the mean over coders is that coder's vector: half of the grouping can be left out.
    judge = [name for name in table.judge if name != "coder" or table.coders > 1]
    sums = [nw.col("intensity").sum(), *[nw.col(f"w{p}").sum() for p in ps]]
    most = [nw.col(f"w{p}").max().alias(f"m{p}") for p in ps] if any(present) else []
    vectors = grouped(evidence, [*statement, *judge], *sums, *most)
    if most:  # a judgement counts 1, and holds of each pole the most that any of its codes does
        vectors = vectors.with_columns(
            intensity=nw.when(here).then(nw.lit(1.0)).otherwise(nw.col("intensity")),
            **{f"w{p}": nw.when(here).then(nw.col(f"m{p}")).otherwise(nw.col(f"w{p}")) for p in ps},
        ).drop([f"m{p}" for p in ps])
    vectors = vectors.with_columns(*[(nw.col(f"w{p}") / nw.col("intensity")).alias(f"v{p}") for p in ps])
    while judge:  # the mean over a coder's occasions, then over coders
        judge = judge[:-1]
        vectors = grouped(vectors, [*statement, *judge], *sums, *[nw.col(f"v{p}").mean() for p in ps])
    return vectors


def _one_unit(table: CodingRows) -> nw.Expr:
    """One and the same unit for all rows."""
    return nw.lit(0).cast(nw.UInt64) if table.in_memory else nw.lit("")


def _cells(vectors: Rows, width: int, weighting: Weighting) -> Rows:
    """One row per case, source and aspect with evidence."""
    ps = range(width)
    extra = {"n": nw.lit(1.0), "square": _squares("v", width)}
    sums = [nw.col("n").sum(), nw.col("square").sum(), *[nw.col(f"v{p}").sum() for p in ps]]
    if weighting == "coding":
        extra |= {"weighted": _squares("w", width) / nw.col("intensity")}
        sums += [nw.col("weighted").sum(), nw.col("intensity").sum(), *[nw.col(f"w{p}").sum() for p in ps]]
    return vectors.with_columns(**extra).group_by(*CELL).agg(*sums)


def _squares(prefix: str, width: int) -> nw.Expr:
    return reduce(lambda a, b: a + b, [nw.col(f"{prefix}{p}") * nw.col(f"{prefix}{p}") for p in range(width)])


def _indexed(
    cells: pl.DataFrame | None,
    talk: pl.DataFrame,
    poles: Mapping[str, Sequence[str]],
    width: int,
    cases: Sequence[str] | None,
    weighting: Weighting,
    repeats: Repeats,
    present: tuple[bool, ...],
) -> Tally:
    """Ids become numbers; the cells are sorted, so that the order of the rows is irrelevant."""
    order = tuple(cases) if cases is not None else tuple(sorted(talk["case"]))
    sources = () if cells is None else tuple(cells["source"].unique().sort())
    none = np.zeros(0, int)
    case = none if cells is None else places(cells["case"], order)
    source = none if cells is None else places(cells["source"], sources)
    aspect = none if cells is None else cells["aspect"].to_numpy().astype(int)
    rows = np.lexsort((source, aspect, case))

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
    talked = np.zeros((len(order), 2), int)
    talked[places(talk["case"], order)] = talk.select("talk", "voices").to_numpy().astype(int)
    return Tally(
        cases=order,
        sources=sources,
        aspects=tuple(poles),
        poles=tuple(tuple(p) for p in poles.values()),
        weighting=weighting,
        repeats=repeats,
        case=case[rows],
        source=source[rows],
        aspect=aspect[rows],
        mass=mass,
        total=total,
        statements=statements,
        squares=squares,
        point_mass=point_mass,
        point_squares=point_squares,
        talk=talked[:, 0],
        voices=talked[:, 1],
        present=present,
    )


def places(column: pl.Series, ids: Sequence[str]) -> Ints:
    """The number of each name among some ids, all of which are different."""
    return column.cast(pl.Enum(ids)).to_physical().to_numpy().astype(int)
