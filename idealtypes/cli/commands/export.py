"""`idealtypes export`: a study for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import click

from idealtypes.cli import options
from idealtypes.cli.answering import print_json, print_table
from idealtypes.cli.options import open_study
from idealtypes.cli.terminal import Paragraph, Screen, bold, flow
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Exported

Kind = Literal["qdpx", "qdc", "taguette", "tidy", "matrix", "draws", "graphml", "r"]
KINDS: tuple[Kind, ...] = get_args(Kind)  # as the export writes; a test holds them together


@click.command()
@options.study
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The file, by its ending .qdpx, .qdc, .sqlite3, .graphml or .xlsx; or a folder.",
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(KINDS),
    help="What to write, where the name does not tell. A folder is tidy tables in csv.",
)
@click.option("--parquet", is_flag=True, help="Tables in a folder as parquet instead of csv.")
@options.sharing("Write only what may leave the project.")
@options.where
@options.settings
@options.as_json
def command(
    study: Path,
    output: Path,
    kind: Kind | None,
    parquet: bool,
    sharing: bool,
    k: int | None,
    to_approve: Path | None,
    where: tuple[str, ...],
    as_json: bool,
    **overrides: Any,
) -> None:
    """Write a study for other programs.

    A project (.qdpx) or codebook (.qdc) opens in NVivo, ATLAS.ti, MAXQDA,
    QualCoder and others. Tables hold statements, codings, profile and draws;
    a matrix has a 1 where a statement carries a code; a folder for R has csv
    files and a script that reads them; .graphml is the network of codes.

    With --sharing: the balances that enough informants stand behind, as
    tables or for R, or the codebook; never a row of who said what.

    \b
    Examples:
        idealtypes export my_study -o my_study.qdpx
        idealtypes export my_study -o tables/
        idealtypes export my_study --as matrix -o matrix.csv
        idealtypes export my_study --as r -o for_r/
        idealtypes export my_study -o shared/ --sharing
    """
    opened = open_study(study, where, overrides, extents=True)
    made = opened.export(output, as_=kind, parquet=parquet, sharing=sharing, k=k, to_approve=to_approve)
    if as_json:
        print_json(made.to_dict())
    else:
        print_table(lambda on: table(made, on))


def table(made: Exported, on: Screen) -> Iterator[RenderableType]:
    """What was written, and what it leaves out."""
    yield bold(made.study)
    numbers = (counted(number, what.removesuffix("s")) for what, number in made.counts.items())
    yield from flow(numbers, on)
    for one in made.notes:
        yield Paragraph(one, "  ", "- ")
    if made.skipped:
        yield ""
        yield bold("Not in it")
        for left in made.skipped:
            yield Paragraph(f"{left.what} ({left.where}): {left.why}", "  ", "- ")
    yield ""
    yield f"Written: {', '.join(map(str, made.files))}"
