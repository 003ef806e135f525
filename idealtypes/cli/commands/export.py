"""`idealtypes export`: a study for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import print_json, spared
from idealtypes.cli.layout import counted, flow, paragraph, wrap
from idealtypes.cli.reading import files, open_study
from idealtypes.cli.screen import Screen, say, screen
from idealtypes.errors import IdealtypesError, Skipped

if TYPE_CHECKING:
    import polars as pl

    from idealtypes.model.study import StudyData

FORMAT = 1
KINDS = ("qdpx", "qdc", "tidy", "matrix", "draws", "graphml", "r")
FOLDERS = ("tidy", "r")
ENDINGS = {
    "qdpx": (".qdpx",),
    "qdc": (".qdc",),
    "graphml": (".graphml",),
    "tidy": (".xlsx",),
    "matrix": (".csv", ".xlsx", ".parquet"),
    "draws": (".csv", ".xlsx", ".parquet"),
    "r": (),
}


@dataclass(frozen=True)
class Made:
    """The files of an export by name ("" for the one file asked for), and what is not in them."""

    files: Mapping[str, bytes]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = field(default=())


@click.command()
@options.study
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The file, by its ending .qdpx, .qdc, .graphml or .xlsx; or a folder.",
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(KINDS),
    help="What to write, where the name does not tell. A folder is tidy tables in csv.",
)
@click.option("--parquet", is_flag=True, help="Tables in a folder as parquet instead of csv.")
@options.where
@options.settings
@options.as_json
def command(
    study: Path,
    output: Path,
    kind: str | None,
    parquet: bool,
    where: dict[str, str],
    as_json: bool,
    **overrides: Any,
) -> None:
    """Write a study for other programs.

    A project (.qdpx) or codebook (.qdc) opens in NVivo, ATLAS.ti, MAXQDA,
    QualCoder and others. Tables hold statements, codings, profile and draws;
    a matrix has a 1 where a statement carries a code; a folder for R has csv
    files and a script that reads them; .graphml is the network of codes.

    \b
    Examples:
        idealtypes export my_study -o my_study.qdpx
        idealtypes export my_study -o tables/
        idealtypes export my_study --as matrix -o matrix.csv
        idealtypes export my_study --as r -o for_r/
    """
    kind = kind or _kind(output)
    _check(kind, output, parquet)
    opened = open_study(study, where, overrides)
    made = WRITERS[kind](opened, output, parquet)
    _write(made, output, kind, files(opened))
    if as_json:
        print_json(document(opened, made, output, kind))
    else:
        for line in table(opened, made, output, screen()):
            say(line.rstrip())


def _kind(output: Path) -> str:
    """What the name of the output asks for."""
    ending = output.suffix.lower()
    if output.is_dir() or not ending:
        return "tidy"
    found = next((kind for kind, endings in ENDINGS.items() if ending in endings and len(endings) == 1), None)
    if found is None:
        raise click.UsageError(
            f"`{output}`: say what to write, --as matrix or --as draws; "
            "or end the name in .qdpx, .qdc, .graphml or .xlsx, or name a folder"
        )
    return found


def _check(kind: str, output: Path, parquet: bool) -> None:
    ending = output.suffix.lower()
    folder = kind in FOLDERS and (not ending or output.is_dir() or kind == "r")
    if not folder and ending not in ENDINGS[kind]:
        ends = ", ".join(ENDINGS[kind])
        raise click.UsageError(
            f"--as {kind} is saved as {ends}{' or in a folder' if kind in FOLDERS else ''}"
        )
    if folder and output.exists() and not output.is_dir():
        raise click.UsageError(f"`{output}` is a file, and --as {kind} needs a folder")
    if not folder and output.is_dir():
        raise click.UsageError(f"`{output}` is a folder, and --as {kind} needs a file")
    if parquet and not (folder and kind == "tidy"):
        raise click.UsageError(
            "--parquet is for tidy tables in a folder: for others, end the name in .parquet"
        )


def _write(made: Made, output: Path, kind: str, inputs: list[Path]) -> None:
    """One file, or those of a folder all or none; none of the study's is written over."""
    from idealtypes.exchange.folder_writing import write_into, write_new
    from idealtypes.files.saving import write_bytes

    if set(made.files) == {""}:
        spared(output, inputs)
        write_bytes(output, made.files[""])
        return
    for name in made.files:
        spared(output / name, inputs)
    if output.is_dir() and any(output.iterdir()):
        strange = [path.name for path in output.iterdir() if path.name not in made.files]
        if strange:
            raise IdealtypesError(
                f"{output} holds something else (`{sorted(strange)[0]}`): name a new folder"
            )
        write_into(output, made.files)
    else:
        write_new(output, made.files)


# what is written


def _project(study: StudyData, output: Path, _: bool) -> Made:
    from idealtypes.exchange.from_study import carried_note, left_out, project_of
    from idealtypes.exchange.refi.writing import qdc, qdpx
    from idealtypes.exchange.study_folder import known_in, lost_texts, texts_of

    known = () if study.root is None else known_in(study.root)
    project = project_of(study, texts_of(study), known)
    codebook = output.suffix.lower() == ".qdc"
    written = qdc(project) if codebook else qdpx(project)
    lost = [] if codebook else [*left_out(study, project), *lost_texts(study)]
    notes = (*carried_note(project), *(() if codebook else project.notes))
    return Made({"": written.data}, (*written.skipped, *lost), notes)


def _frames(study: StudyData) -> dict[str, pl.DataFrame]:
    """The tidy tables, the profile among them."""
    import polars as pl

    from idealtypes.engine.views import study_profile
    from idealtypes.exchange.study_tables import tidy

    records = study_profile(study).records()
    return {**tidy(study), "profile": pl.DataFrame(records, infer_schema_length=None)}


def _draws(study: StudyData) -> pl.DataFrame:
    """A row per draw, case, aspect and pole, where there is evidence."""
    import numpy as np
    import polars as pl

    from idealtypes.engine.views import study_profile

    profile = study_profile(study)
    parts = []
    for a, aspect in enumerate(profile.aspects):
        shares = profile.draws.shares(a)
        for c, case in enumerate(profile.cases):
            if np.isnan(shares[c]).any():
                continue
            for p, pole in enumerate(profile.poles(aspect)):
                part = pl.DataFrame({"draw": np.arange(1, shares.shape[2] + 1), "share": shares[c, p]})
                parts.append(part.with_columns(case=pl.lit(case), aspect=pl.lit(aspect), pole=pl.lit(pole)))
    if not parts:
        raise IdealtypesError("there are no draws: no case has evidence on any aspect")
    return pl.concat(parts).select("draw", "case", "aspect", "pole", "share")


def _tidy(study: StudyData, output: Path, parquet: bool) -> Made:
    from idealtypes.exchange import study_tables

    frames = _frames(study)
    if output.suffix.lower() == ".xlsx":
        return Made({"": study_tables.xlsx_bytes(frames)})
    ending = "parquet" if parquet else "csv"
    save = study_tables.parquet_bytes if parquet else study_tables.csv_bytes
    return Made({f"{name}.{ending}": save(frame) for name, frame in frames.items()})


def _r(study: StudyData, output: Path, _: bool) -> Made:
    from idealtypes.exchange import study_tables

    frames = {**_frames(study), "matrix": study_tables.matrix(study)}
    made = {f"{name}.csv": study_tables.csv_bytes(frame) for name, frame in frames.items()}
    return Made({**made, "read.R": study_tables.r_script(frames).encode()})


def _one_table(
    make: Callable[[StudyData], pl.DataFrame], name: str
) -> Callable[[StudyData, Path, bool], Made]:
    def write(study: StudyData, output: Path, _: bool) -> Made:
        from idealtypes.exchange import study_tables

        frame = make(study)
        ending = output.suffix.lower()
        if ending == ".xlsx":
            return Made({"": study_tables.xlsx_bytes({name: frame})})
        return Made({"": (study_tables.csv_bytes if ending == ".csv" else study_tables.parquet_bytes)(frame)})

    return write


def _matrix(study: StudyData) -> pl.DataFrame:
    from idealtypes.exchange.study_tables import matrix

    return matrix(study)


def _graphml(study: StudyData, output: Path, _: bool) -> Made:
    from idealtypes.analyses.tension.tension import tension

    found = tension(study)
    unplaced = len(study.scheme.unplaced)
    skipped = [Skipped("codes", f"{unplaced:,}", "they are not yet placed")] if unplaced else []
    return Made({"": found.network.to_graphml().encode()}, tuple(skipped))


WRITERS: dict[str, Callable[[StudyData, Path, bool], Made]] = {
    "qdpx": _project,
    "qdc": _project,
    "tidy": _tidy,
    "r": _r,
    "matrix": _one_table(_matrix, "matrix"),
    "draws": _one_table(_draws, "draws"),
    "graphml": _graphml,
}


# what is said


def counts(study: StudyData) -> dict[str, int]:
    """How much the study holds."""
    return {
        "codes": len(study.scheme.codes),
        "sources": study.sources.height,
        "statements": study.statements.height,
        "codings": study.codings.height,
        "coders": study.codings.get_column("coder").replace("", None).drop_nulls().n_unique(),
    }


def document(study: StudyData, made: Made, output: Path, kind: str) -> dict[str, Any]:
    """The whole answer."""
    return {
        "format": FORMAT,
        "settings": study.settings.model_dump(mode="json"),
        "as": kind,
        **counts(study),
        "files": [output.name if name == "" else name for name in made.files],
        "skipped": [{"what": one.what, "where": one.where, "why": one.why} for one in made.skipped],
        "notes": list(made.notes),
    }


def table(study: StudyData, made: Made, output: Path, on: Screen) -> Iterator[str]:
    """What was written, and what it leaves out."""
    yield from (on.bold(line) for line in wrap(study.title.say(), on.width))
    numbers = counts(study)
    yield from flow((counted(numbers[what], what.removesuffix("s")) for what in numbers), on.dot, on.width)
    for one in made.notes:
        yield from paragraph(one, on.width, "  ", "- ")
    if made.skipped:
        yield ""
        yield on.bold("Not in it")
        for left in made.skipped:
            yield from paragraph(f"{left.what} ({left.where}): {left.why}", on.width, "  ", "- ")
    yield ""
    names = [str(output) if name == "" else str(output / name) for name in made.files]
    yield from wrap(f"Written: {', '.join(names)}", on.width)
