"""`idealtypes tabulate`: one- and two-way tables, the description of the sample, quotes by aspect and pole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.labels import aspect_title, code_title, percent, pole_title, sentence
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, grid
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import CountTable, SampleVariable, Study, Tabulation

NAMED = 12  # titles of cases in a cell
SHOWN = 40  # quotes
WIDE = 5  # columns that stand beside one another
Units = Literal["cases", "sources", "statements", "codes"]


@click.command()
@options.study
@click.option("--rows", metavar="COLUMN", help="What the rows are: a column, code, aspect, pole or trait.")
@click.option("--columns", metavar="COLUMN", help="What the columns are.")
@click.option("--of", type=click.Choice(["cases", "sources", "statements", "codes"]), help="What is counted.")
@click.option("--several", is_flag=True, help="Cells of --rows hold several answers, parted by ;.")
@click.option("--quotes", is_flag=True, help="The quotes by aspect and pole instead.")
@options.where
@options.only("reported", "level")
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    rows: str | None,
    columns: str | None,
    of: Units | None,
    several: bool,
    quotes: bool,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Count attributes and codes, one way or two; describe the sample.

    Without --rows: who took part. A share has an interval where sources were
    sampled; of several answers a unit both percentages are shown. Cases stand
    in their cells by title; --json has the ids of the units in every cell.

    \b
    Examples:
        idealtypes tabulate my_study
        idealtypes tabulate my_study --rows code --of sources
        idealtypes tabulate my_study --rows country --columns period
    """
    opened = open_study(study, where, overrides)
    found = opened.tabulate(rows=rows, columns=columns, of=of, several=several, quotes=quotes)
    answer(found, lambda on: table(opened, found, on), as_json=as_json, output=output, inputs=files(opened))


def table(study: Study, found: Tabulation, on: Screen) -> Iterator[RenderableType]:
    """The table, or one variable of the sample after the other."""
    yield bold(study.title.say())
    yield from (f"only {condition}" for condition in study.selection)
    if found.why:
        yield sentence(found.why)
    elif found.quotes:
        yield from _quotes(study, found)
    elif found.table is None:
        for variable in found.sample:
            yield from _variable(variable)
    elif found.table.columns is None:
        yield from _one_way(study, found.table)
    elif len(found.table.column_values) > WIDE:
        yield from _listed(study, found.table)
    else:
        yield from _two_way(study, found.table)


def _variable(variable: SampleVariable) -> Iterator[RenderableType]:
    """One variable of the sample."""
    numbers = any(value.n is not None for value in variable.values)
    odd = any(
        v.n is not None and v.printed is not None and round(v.percent or 0) != round(v.printed)
        for v in variable.values
    )
    of = "" if variable.of is None else f" of {variable.of:,} {variable.whose}"
    columns = [Column("", True), *([Column("n")] if numbers else []), Column("percent")]
    columns += [Column("printed")] if odd else []
    yield ""
    yield bold(f"{variable.title}{of}")
    yield grid(
        columns,
        [
            [
                value.value,
                *([("" if value.n is None else f"{value.n:,}")] if numbers else []),
                "" if value.percent is None else f"{value.percent:.0f}",
                *([("" if value.printed is None else f"{value.printed:.0f}")] if odd else []),
            ]
            for value in variable.values
        ],
    )
    if odd:
        yield Paragraph("Printed: the percentage as the source prints it, where it is another.")


def _said(study: Study, attribute: str, value: str) -> str:
    """A value as people read it: titles of codes, aspects and poles."""
    scheme = study.scheme
    if attribute == "code":
        return code_title(scheme, value)
    if attribute == "aspect":
        return aspect_title(scheme, value)
    if attribute == "pole" and ": " in value:
        aspect, pole = value.split(": ", 1)
        known = pole in scheme.poles(aspect)
        return f"{aspect_title(scheme, aspect)}: {pole_title(scheme, aspect, pole) if known else pole}"
    return value


def _one_way(study: Study, table: CountTable) -> Iterator[RenderableType]:
    base = int(table.base[0])
    intervals = bool((table.interval == table.interval).any())
    columns = [Column(table.rows, True), Column("n"), Column(f"of {table.of}")]
    columns += [Column("interval")] if intervals else []
    columns += [Column("of answers")] if table.several else []
    rows = []
    for r, value in enumerate(table.row_values):
        low, high = table.interval[r, 0]
        row = [_said(study, table.rows, value), f"{table.counts[r, 0]:,}", _share(table.share(r, 0))]
        row += [f"{_share(low)} to {_share(high)}"] if intervals else []
        row += [_share(table.counts[r, 0] / table.answers[0])] if table.several else []
        rows.append(row)
    yield ""
    yield grid(columns, rows)
    yield from _notes(table, base, int(table.answers[0]))


def _two_way(study: Study, table: CountTable) -> Iterator[RenderableType]:
    columns = [Column(f"{table.rows} / {table.columns}", True)]
    columns += [Column(_said(study, table.columns or "", value)) for value in table.column_values]
    columns += [Column("all")]
    rows = []
    for r, value in enumerate(table.row_values):
        cells = [_cell(table, r, c) for c in range(len(table.column_values))]
        rows.append([_said(study, table.rows, value), *cells, f"{table.counts[r].sum():,}"])
    rows.append(["all", *(f"{n:,}" for n in table.base), f"{table.base.sum():,}"])
    yield ""
    yield grid(columns, rows)
    yield "Percent are of the column."
    yield from _notes(table, int(table.base.sum()), int(table.answers.sum()))
    if table.of == "cases":
        yield from _named(study, table)


def _listed(study: Study, table: CountTable) -> Iterator[RenderableType]:
    """A row per cell that is not empty, where there are too many columns to stand beside one another."""
    columns = [Column(table.columns or "", True), Column(table.rows, True), Column("n"), Column("of column")]
    rows = []
    for c, column in enumerate(table.column_values):
        for r, row in enumerate(table.row_values):
            if table.counts[r, c]:
                titles = _said(study, table.columns or "", column), _said(study, table.rows, row)
                rows.append([*titles, f"{table.counts[r, c]:,}", _share(table.share(r, c))])
    yield ""
    yield grid(columns, rows)
    yield from _notes(table, int(table.base.sum()), int(table.answers.sum()))


def _cell(table: CountTable, r: int, c: int) -> str:
    share = table.share(r, c)
    return "0" if not table.counts[r, c] else f"{table.counts[r, c]:,} ({_share(share)})"


def _named(study: Study, table: CountTable) -> Iterator[RenderableType]:
    """The cases of each cell by title."""
    for r, value in enumerate(table.row_values):
        for c, column in enumerate(table.column_values):
            titles = [table.titles[unit] for unit in table.units.get((r, c), ())]
            if not titles:
                continue
            more = f"; and {len(titles) - NAMED:,} more" if len(titles) > NAMED else ""
            yield ""
            yield f"{_said(study, table.rows, value)}, {_said(study, table.columns or '', column)}"
            yield Paragraph("; ".join(titles[:NAMED]) + more, "  ")


def _notes(table: CountTable, base: int, answers: int) -> Iterator[RenderableType]:
    whose = counted(base, table.of[:-1])
    if table.several:
        yield Paragraph(f"{whose} with {counted(answers, 'answer')}: one may have several, so shares of {table.of} may "
                        "sum to more than 100 %.")  # fmt: skip
    if table.blank:
        yield f"{counted(table.blank, table.of[:-1])} without an answer left out."


def _quotes(study: Study, found: Tabulation) -> Iterator[RenderableType]:
    """The first quotes, below their aspects and poles."""
    last = ("", "")
    for quote in found.quotes[:SHOWN]:
        if (quote.aspect, quote.pole) != last:
            last = (quote.aspect, quote.pole)
            yield ""
            yield bold(_said(study, "pole", f"{quote.aspect}: {quote.pole}"))
        place = ", ".join(part for part in (quote.source, quote.locator) if part)
        yield Paragraph(f"{quote.text} ({place})", "  ")
    if len(found.quotes) > SHOWN:
        yield ""
        yield f"{SHOWN} of {len(found.quotes):,} quotes shown. All: -o quotes.xlsx"


def _share(share: float | None) -> str:
    return percent(share)
