"""A project of another program into a study: read, merged, and written when all is known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, Why, screenful, why_keys
from idealtypes.errors import IdealtypesError, Skipped, reason
from idealtypes.exchange.account import Account
from idealtypes.exchange.codebooks import codebook_alone, codebook_of, with_codebook
from idealtypes.exchange.contents import Notice
from idealtypes.exchange.detect import held_by, read_project
from idealtypes.exchange.doubts import doubts
from idealtypes.exchange.format import BadWish, Wishes
from idealtypes.exchange.merging.declared_readers import Readers
from idealtypes.exchange.merging.renamed_codes import in_words
from idealtypes.exchange.planning import Plan, plan
from idealtypes.exchange.project import Project, collector_at_rest
from idealtypes.exchange.stand_ins import with_stand_ins
from idealtypes.files.content import shown
from idealtypes.model import characters
from idealtypes.model.text import counted
from idealtypes.storage.reading import steadily
from idealtypes.storage.transaction import writing

if TYPE_CHECKING:
    import polars as pl

PIECE = 1 << 20


@dataclass(frozen=True, repr=False)
class Imported(Result):
    """What an import read, what it made of a study, and what it could not use.

    Parameters
    ----------
    name, format, title, maker
        Of the project; the id and the title of its format; the program and version that the file names, "" for none.
    into, dry_run
        The study's folder, and whether nothing was written.
    counts
        How many codes, sources, statements, codings and coders the project has; `folders` of codes beside them.
    files
        The names of the files that were written, or would be.
    updated, fresh, codebook
        Whether the project was there before; whether there was no study yet; whether there is none afterwards either,
        since nothing is coded.
    changes, conflicts
        What differs from the study before; what two sides say differently, where the study's holds.
    skipped
        What was in the file and is not in the study, with the reason.
    notes
        Sentences for people on how the file was read.
    why
        Why there are no codings, where there are none.
    account
        What the file holds = what was kept, joined and left out, kind by kind.
    together
        Who coded, or rated, in the study afterwards.
    """

    name: str
    format: str
    title: str
    maker: str
    into: Path
    dry_run: bool
    counts: Mapping[str, int]
    folders: int
    files: tuple[str, ...]
    updated: bool
    fresh: bool
    codebook: bool
    changes: tuple[Notice, ...] = ()
    conflicts: tuple[Notice, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = field(default=())
    why: Why = None
    account: Account = field(default_factory=Account)
    together: tuple[str, ...] = ()

    @property
    def became(self) -> str:
        """What became of codes of an earlier version, in a line: `1 code renamed, 1 split in two`; "" for nothing."""
        return in_words(self.changes)

    def __repr__(self) -> str:
        numbers = ", ".join(counted(number, what.removesuffix("s")) for what, number in self.counts.items())
        left = f"{counted(len(self.skipped), 'thing')} skipped, {counted(len(self.conflicts), 'conflict')}"
        done = "would be written" if self.dry_run else "written"
        where = f"{counted(len(self.files), 'file')} {done} in {self.into}"
        return screenful([numbers, left, where], f"Imported: {self.title}")

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data: what `idealtypes import --json` writes."""
        return {
            **head(),
            "settings": {
                "format": self.format,
                "title": self.title,
                "maker": self.maker or None,
                "dry_run": self.dry_run,
            },
            **self.counts,
            "account": self.account.to_dict(),
            "skipped": [one.to_dict() for one in self.skipped],
            "notes": list(self.notes),
            "updated": self.updated,
            "became": self.became or None,
            "changes": [vars(one).copy() for one in self.changes],
            "conflicts": [vars(one).copy() for one in self.conflicts],
            "files": list(self.files),
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """What is to be known: `kind` (skipped, changed or conflict), `what`, `where`, `why`."""
        kinds = (("skipped", self.skipped), ("changed", self.changes), ("conflict", self.conflicts))
        return [
            {"kind": kind, "what": one.what, "where": one.where, "why": one.why}
            for kind, ones in kinds
            for one in ones
        ]

    def to_frame(self) -> pl.DataFrame:
        """What is to be known, one a row: `kind`, `what`, `where`, `why`."""
        import polars as pl

        return pl.DataFrame(self.records(), dict.fromkeys(("kind", "what", "where", "why"), pl.String))


@collector_at_rest()
def import_project(
    path: str | Path,
    into: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    theory: str | None = None,
    scheme: str | None = None,
    coder: str | None = None,
    codebook: str | Path | None = None,
    sheets: Sequence[str] = (),
    missing: Sequence[str] = (),
    accept_loss: bool = False,
    readers: Readers | None = None,
    axis: str | None = None,
    rating_scale: tuple[float, float] | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Bring a project of another program into a study.

    Parameters
    ----------
    path
        A project, a codebook or a table of NVivo, MAXQDA, ATLAS.ti, QualCoder, Taguette and others; its kind is told
        by its content.
    into
        A new folder, or a study: then a new version of the same project updates it, and another coder's joins it.
    columns
        In a table, our `text`, `source`, `code`, `coder`, … → the heading of the column.
    theory, scheme
        Of a new study: a theory for its new scheme (default `march_olsen`), or a scheme to start from; a shipped id or
        a path.
    coder
        Who coded, where the file does not say.
    codebook
        A codebook beside the file: what its codes mean and stand below, and their names, which tell apart several codes
        in one cell. A workbook may have one of its own.
    sheets
        The worksheets that are read, where several are tables of codings.
    missing
        In a table, the codes for missing values: cells that hold one are blank.
    accept_loss
        Go on where the import would stop: codings or texts are lost, or rows may be one or several.
    readers
        Who read every statement of a source, whether or not they coded it: `all`, or source → coders. Written into
        `study.yaml`.
    axis, rating_scale
        Of a sheet of ratings: the axis of its columns, and the ends of their scale, the first pole's first. A sheet
        with a row a rating has no axis, and its scale is from -1 to 1 if none is said.
    dry_run
        Tell what would be written, and write nothing.
    progress
        Is told how far the reading is: done, all.

    Raises
    ------
    NotReadable
        For a file that is none of the known formats, or broken: the message names the place. For what would be lost
        (`exchange.doubts`), unless that is accepted.
    BadInput, IdealtypesError
        For a folder with something else or a study with faults, a theory or scheme that is not there, or both.
    """
    if theory and scheme:
        raise IdealtypesError("a scheme has a theory of its own: give `theory` or `scheme`, not both")
    path, into = Path(path), Path(into)
    rated = axis is not None or rating_scale is not None
    book = codebook_of(path, None if codebook is None else Path(codebook))
    names = frozenset() if book is None else book.names
    wishes = Wishes(columns or {}, progress, names, tuple(sheets), coder, rated, tuple(missing))
    alone = None if rated else codebook_alone(path, wishes)
    found, project = alone or read_project(path, wishes)
    held = held_by(found, path, wishes)
    if book is not None and alone is None and project.ratings is None:
        project = with_codebook(project, book)
    project = with_stand_ins(project)
    given = partial(
        plan,
        project,
        into,
        held,
        file=characters.held(path.name),
        sha256=_digest(path),
        theory=theory,
        scheme=scheme,
        coder=coder,
        readers=readers,
        axis=axis,
        rating_scale=rating_scale,
    )
    if dry_run:
        made = steadily(into, given)
        skipped = _not_lost(made, project, path, accept_loss)
    else:
        with writing(into, "import"):  # nobody else changes the study between its reading and its writing
            made = given()
            skipped = _not_lost(made, project, path, accept_loss)
            made.write()
    merge, numbers = made.merge, dict(made.merge.counts)
    if coder is not None and project.codings:
        numbers |= {"coders": 1}
    return Imported(
        project.name,
        found.id,
        found.title,
        project.maker,
        into,
        dry_run,
        numbers,
        merge.folders,
        tuple(sorted(made.files)),
        merge.updated,
        made.fresh,
        made.codebook,
        merge.changes,
        merge.conflicts,
        skipped,
        (*project.notes, *merge.notes),
        None if project.codings or project.ratings else reason("exchange.nothing_coded"),
        made.account,
        made.together or merge.contents.coders,
    )


def _not_lost(made: Plan, project: Project, path: Path, accept_loss: bool) -> tuple[Skipped, ...]:
    """What is skipped; raise BadWish where something would be lost, and that is not accepted."""
    skipped = (*project.skipped, *made.merge.skipped)
    stops = [*filter(None, [made.question]), *doubts(project, made.account, skipped, shown(path))]
    if stops and not accept_loss:
        raise BadWish("\n".join(stops))
    return skipped


def _digest(path: Path) -> str:
    """SHA-256 of a file; "" for a folder."""
    if path.is_dir():
        return ""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
