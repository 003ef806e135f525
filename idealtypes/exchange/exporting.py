"""A study for other programs: which kind of file is asked for, what goes into it, and what has no place there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, screenful
from idealtypes.errors import BadCall, IdealtypesError, Skipped
from idealtypes.exchange import tidy_tables
from idealtypes.exchange.against import denials_note
from idealtypes.exchange.carried import carried_files, carried_of, lines_of
from idealtypes.exchange.from_study import fields_note, left_out, project_of
from idealtypes.exchange.study_folder import known_in, lost_texts, texts_of
from idealtypes.model.text import counted
from idealtypes.storage.outputs import put_outputs, refuse_foreign
from idealtypes.storage.single_file import write_file
from idealtypes.storage.transaction import writing

if TYPE_CHECKING:
    import polars as pl

    from idealtypes.disclosure.neutral import Neutral
    from idealtypes.model.settings import Settings
    from idealtypes.model.study import StudyData

FOLDERS = ("tidy", "r")
ENDINGS: Mapping[str, tuple[str, ...]] = {  # kind → the endings of a file of it
    "qdpx": (".qdpx",),
    "qdc": (".qdc",),
    "taguette": (".sqlite3",),
    "tidy": (".xlsx",),
    "matrix": (".csv", ".xlsx", ".parquet"),
    "draws": (".csv", ".xlsx", ".parquet"),
    "graphml": (".graphml",),
    "r": (),
}
KINDS = tuple(ENDINGS)
FRAME = {"what": "str", "where": "str", "why": "str"}

Network = Callable[["StudyData"], str]  # the network of codes that meet, as GraphML


@dataclass(frozen=True, repr=False)
class Exported(Result):
    """A study as it was written for another program.

    Parameters
    ----------
    study
        Its title.
    kind
        What was written: qdpx, qdc, taguette, tidy, matrix, draws, graphml or r.
    path
        The file, or the folder.
    files
        What was written: the file, or those in the folder.
    counts
        How many codes, sources, statements, codings and coders the study holds.
    settings
        Those of the study.
    skipped
        What the study has and the files have no place for, with the reason.
    notes
        Sentences for people on what was written.
    """

    study: str
    kind: str
    path: Path
    files: tuple[Path, ...]
    counts: Mapping[str, int]
    settings: Settings
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        numbers = ", ".join(counted(number, what.removesuffix("s")) for what, number in self.counts.items())
        left = counted(len(self.skipped), "kind of thing", "kinds of things")
        return screenful([f"{numbers}; {left} left out", *map(str, self.files)], f"Exported as {self.kind}")

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data: what `idealtypes export --json` writes."""
        return {
            **head(),
            "settings": self.settings.model_dump(mode="json"),
            "as": self.kind,
            **self.counts,
            "files": [file.name for file in self.files],
            "skipped": [one.to_dict() for one in self.skipped],
            "notes": list(self.notes),
        }

    def records(self) -> list[dict[str, Any]]:
        """What is not in the files: `what`, `where`, `why`."""
        return [one.to_dict() for one in self.skipped]

    def to_frame(self) -> pl.DataFrame:
        """What is not in the files: `what`, `where`, `why`, one a row."""
        import polars as pl

        return pl.DataFrame(self.records(), dict.fromkeys(FRAME, pl.String))


def export_study(
    study: StudyData,
    path: str | Path,
    *,
    kind: str | None = None,
    parquet: bool = False,
    network: Network | None = None,
    sharing: Neutral | None = None,
    k: int | None = None,
) -> Exported:
    """Write a study for other programs.

    Parameters
    ----------
    study
        What is written, as it is selected and set.
    path
        The file, by its ending .qdpx, .qdc, .sqlite3, .graphml or .xlsx; or a folder, which gets tidy tables.
    kind
        What to write where the name does not tell: qdpx, qdc, taguette, tidy, matrix (a statement a row, a code a
        column), draws (the joint draws behind every probability), graphml, or r (a folder with a script that reads it).
    parquet
        Tables in a folder as parquet instead of csv.
    network
        Gives the network of codes as GraphML: it is an answer of the analysis of tension, for graphml only.
    sharing
        Write what may leave the project alone, as tables, r or qdc; and what things are called whose names are not
        approved.
    k
        With `sharing`, how many informants have to stand behind every cell; None as the study says.

    Raises
    ------
    BadCall
        Where the name does not say what to write, or says something else; for what is not made for sharing.
    IdealtypesError
        Where a file of the study, or somebody else's folder, would be written over; where there are no draws.
    """
    path = Path(path)
    kind = kind_of(path) if kind is None else kind
    check(kind, path, parquet)
    if sharing is not None:
        return _shared(study, kind, path, parquet, sharing, k)
    made = _made(study, kind, path, parquet, network)
    _write(made.files, path, study)
    return Exported(
        study.title.say(),
        kind,
        path,
        tuple(path / name if name else path for name in made.files),
        counts(study),
        study.settings,
        made.skipped,
        made.notes,
    )


def _shared(
    study: StudyData, kind: str, path: Path, parquet: bool, neutral: Neutral, k: int | None
) -> Exported:
    """An export for sharing, with its log: in the folder, or beside the file under a name that belongs to it."""
    from idealtypes.exchange.shared_export import LOG, check_shared, shared_files

    check_shared(study, kind)
    single = bool(path.suffix) and not path.is_dir() and kind != "r"
    made = shared_files(study, kind, neutral, single=single, parquet=parquet, k=k)
    targets = {name: path / name for name in made.files}
    if single:
        targets = {"": path, LOG: path.with_name(f"{path.stem}.{LOG}")}
        for name in (LOG, ""):  # the file comes last: once it is there, its log is too
            _write({"": made.files[name]}, targets[name], study)
    else:
        _write(made.files, path, study)
    title = made.title
    return Exported(
        title, kind, path, tuple(targets.values()), made.counts, study.settings, made.skipped, made.notes
    )


def counts(study: StudyData) -> dict[str, int]:
    """How many codes, sources, statements, codings and coders a study holds."""
    return {
        "codes": len(study.scheme.codes),
        "sources": study.sources.height,
        "statements": study.statements.height,
        "codings": study.codings.height,
        "coders": study.codings.get_column("coder").replace("", None).drop_nulls().n_unique(),
    }


def kind_of(path: Path) -> str:
    """What the name of a file or folder asks for.

    >>> kind_of(Path("study.qdpx")), kind_of(Path("tables"))
    ('qdpx', 'tidy')
    """
    ending = path.suffix.lower()
    if path.is_dir() or not ending:
        return "tidy"
    found = next((kind for kind, endings in ENDINGS.items() if endings == (ending,)), None)
    if found is None:
        raise BadCall(
            f"`{path}`: say what to write, `as_` matrix or `as_` draws; "
            "or end the name in .qdpx, .qdc, .sqlite3, .graphml or .xlsx, or name a folder"
        )
    return found


def check(kind: str, path: Path, parquet: bool) -> None:
    """Raise BadCall where a kind is not saved under such a name."""
    if kind not in ENDINGS:
        raise BadCall(f"`as_` {kind} is none of {', '.join(KINDS)}")
    ending = path.suffix.lower()
    folder = kind in FOLDERS and (not ending or path.is_dir() or kind == "r")
    if not folder and ending not in ENDINGS[kind]:
        where = " or in a folder" if kind in FOLDERS else ""
        raise BadCall(f"`as_` {kind} is saved as {', '.join(ENDINGS[kind])}{where}")
    if folder and path.exists() and not path.is_dir():
        raise BadCall(f"`{path}` is a file, and `as_` {kind} needs a folder")
    if not folder and path.is_dir():
        raise BadCall(f"`{path}` is a folder, and `as_` {kind} needs a file")
    if parquet and not (folder and kind == "tidy"):
        raise BadCall("`parquet` is for tidy tables in a folder: for others, end the name in .parquet")


def _write(files: Mapping[str, bytes], path: Path, study: StudyData) -> None:
    """One file, or those of a folder all or none; none of the study's is written over."""
    inputs = set() if study.root is None else {(study.root / name).resolve() for name, _ in study.inputs}
    for target in (path / name if name else path for name in files):
        if target.resolve() in inputs:
            raise IdealtypesError(f"{target} is a file of the study: choose another name to save to")
    if set(files) == {""}:
        write_file(path, files[""])
        return
    with writing(path, "export") as change:
        refuse_foreign(path, files)
        put_outputs(change, files)


# what is written


@dataclass(frozen=True)
class _Made:
    """The files by name ("" for the one file asked for), and what is not in them."""

    files: Mapping[str, bytes]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()


def _made(study: StudyData, kind: str, path: Path, parquet: bool, network: Network | None) -> _Made:
    import polars as pl

    if kind in ("qdpx", "qdc", "taguette"):
        return _project(study, kind)
    if kind == "graphml":
        return _graphml(study, network)
    if kind == "matrix":
        return _table(tidy_tables.matrix(study), kind, path)
    if kind == "draws":
        return _table(_draws(study), kind, path)
    frames = _frames(study)
    if kind == "r":
        frames["matrix"] = tidy_tables.matrix(study)
        made = {f"{name}.csv": tidy_tables.csv_bytes(frame) for name, frame in frames.items()}
        return _Made({**made, "read.R": tidy_tables.r_script(frames).encode()})
    beside = carried_files(carried_of(study, {}))
    if path.suffix.lower() == ".xlsx":
        if beside:
            frames["scheme"] = pl.DataFrame(lines_of(beside))
        return _Made({"": tidy_tables.xlsx_bytes(frames)})
    ending = "parquet" if parquet else "csv"
    save = tidy_tables.parquet_bytes if parquet else tidy_tables.csv_bytes
    return _Made({f"{name}.{ending}": save(frame) for name, frame in frames.items()} | beside)


def _project(study: StudyData, kind: str) -> _Made:
    from idealtypes.exchange.refi.writing import qdc, qdpx

    known = () if study.root is None else known_in(study.root)
    project = project_of(study, texts_of(study), known)
    notes = (*fields_note(project), *denials_note(project), *project.notes)
    if kind == "qdc":
        written = qdc(project)
        return _Made({"": written.data}, written.skipped, tuple(fields_note(project)))
    if kind == "taguette":
        from idealtypes.exchange.taguette_writing import taguette_database

        made = taguette_database(project)
        lost = (*made.skipped, *left_out(study, project), *lost_texts(study))
        return _Made(
            {"": made.data},
            lost,
            (*made.notes, *notes),
        )
    written = qdpx(project)
    lost = (*written.skipped, *left_out(study, project), *lost_texts(study))
    return _Made({"": written.data}, lost, notes)


def _graphml(study: StudyData, network: Network | None) -> _Made:
    if network is None:
        raise IdealtypesError("graphml needs `network`, which gives the network of codes of the study")
    unplaced = len(study.scheme.unplaced)
    skipped = (Skipped("codes", f"{unplaced:,}", "they are not yet placed"),) if unplaced else ()
    return _Made({"": network(study).encode()}, skipped)


def _table(frame: pl.DataFrame, name: str, path: Path) -> _Made:
    ending = path.suffix.lower()
    if ending == ".xlsx":
        return _Made({"": tidy_tables.xlsx_bytes({name: frame})})
    return _Made({"": (tidy_tables.csv_bytes if ending == ".csv" else tidy_tables.parquet_bytes)(frame)})


def _frames(study: StudyData) -> dict[str, pl.DataFrame]:
    """The tidy tables, the profile among them."""
    import polars as pl

    from idealtypes.engine.views import study_profile

    records = study_profile(study).records()
    return {**tidy_tables.tidy(study), "profile": pl.DataFrame(records, infer_schema_length=None)}


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
