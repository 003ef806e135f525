"""A project of another program into a study: read, merged, and written when all is known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.engine.result import Result, Why, screenful, why_keys
from idealtypes.errors import BadChoice, IdealtypesError, Skipped, reason
from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.account import Account, account
from idealtypes.exchange.carried import SCHEME, said_in, scheme_of
from idealtypes.exchange.code_places import THEORY, own_theory
from idealtypes.exchange.codebooks import codebook_alone, codebook_of, with_codebook
from idealtypes.exchange.contents import IMPORTS, Finding, Known, Merged, StudyContents
from idealtypes.exchange.detect import held_by, read_project
from idealtypes.exchange.doubts import doubts
from idealtypes.exchange.foreign_names import cell, one_line
from idealtypes.exchange.format import BadWish, Wishes
from idealtypes.exchange.merging.declared_readers import Readers, declared, still_there
from idealtypes.exchange.merging.merge import merged
from idealtypes.exchange.more_ratings import FORMAT as RATED
from idealtypes.exchange.more_ratings import added_to_study
from idealtypes.exchange.project import Carried, Project, collector_at_rest
from idealtypes.exchange.rated_study import RatingWishes, new_study
from idealtypes.exchange.second_coder import another_coders, told_together
from idealtypes.exchange.study_folder import (
    changed_files,
    extended_scheme,
    known_in,
    open_folder,
    relative_to,
    scheme_contents,
)
from idealtypes.exchange.write_study import write_into, write_new
from idealtypes.files.content import STUDY, NotThere, find, is_path, shown
from idealtypes.files.faults import Findings
from idealtypes.files.schemes import read_scheme, theory_in
from idealtypes.model.scheme import Scheme
from idealtypes.model.text import counted

if TYPE_CHECKING:
    import polars as pl

FORMAT = 1
DEFAULT = "march_olsen"
PIECE = 1 << 20
OURS = (to_study.SCHEME, IMPORTS, THEORY)  # what a folder with a codebook alone holds


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
    changes: tuple[Finding, ...] = ()
    conflicts: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = field(default=())
    why: Why = None
    account: Account = field(default_factory=Account)
    together: tuple[str, ...] = ()

    def __repr__(self) -> str:
        numbers = ", ".join(counted(number, what.removesuffix("s")) for what, number in self.counts.items())
        left = f"{counted(len(self.skipped), 'thing')} skipped, {counted(len(self.conflicts), 'conflict')}"
        done = "would be written" if self.dry_run else "written"
        where = f"{counted(len(self.files), 'file')} {done} in {self.into}"
        return screenful([numbers, left, where], f"Imported: {self.title}")

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data: what `idealtypes import --json` writes."""
        return {
            "format": FORMAT,
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
        Of a wide sheet of ratings: the axis of its columns, and the ends of their scale, the first pole's first.
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
    made = plan(
        project,
        into,
        held,
        file=path.name,
        sha256=_digest(path),
        theory=theory,
        scheme=scheme,
        coder=coder,
        readers=readers,
        axis=axis,
        rating_scale=rating_scale,
    )
    skipped = (*project.skipped, *made.merge.skipped)
    stops = [*filter(None, [made.question]), *doubts(project, made.account, skipped, shown(path))]
    if stops and not accept_loss:
        raise BadWish("\n".join(stops))
    if not dry_run:
        made.write()
    merge, numbers = made.merge, dict(made.counts) or project.counts()
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
        len(project.codes) - numbers["codes"],
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


def _digest(path: Path) -> str:
    """SHA-256 of a file; "" for a folder."""
    if path.is_dir():
        return ""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


@dataclass(frozen=True)
class Plan:
    """What an import would write: the files by name, and what came of the merge.

    `fresh` says that there is no study yet, `codebook` that there is none afterwards either: the project has codes and
    no coded passage. `counts` are those of a sheet of ratings, which is counted when its columns are known. `question`
    is whose codings these are, where that is not known; `together` are all raters of the study.
    """

    into: Path
    files: Mapping[str, bytes]
    merge: Merged
    fresh: bool
    codebook: bool
    account: Account = field(default_factory=Account)
    counts: Mapping[str, int] = field(default_factory=dict)
    question: str | None = None
    together: tuple[str, ...] = ()

    def write(self) -> None:
        """Write the files, all or none."""
        if not self.into.is_dir() or not any(self.into.iterdir()):
            write_new(self.into, self.files)
        else:
            write_into(self.into, self.files)


def plan(
    project: Project,
    into: Path,
    held: Mapping[str, int] | None = None,
    *,
    file: str = "",
    sha256: str = "",
    theory: str | None = None,
    scheme: str | None = None,
    coder: str | None = None,
    readers: Readers | None = None,
    axis: str | None = None,
    rating_scale: tuple[float, float] | None = None,
) -> Plan:
    """What importing a project into a folder would write.

    Parameters
    ----------
    project, into
        What was read, and the folder: new, empty, with a study, or with a codebook that an import made.
    held
        What the file holds, counted by its format.
    file, sha256
        The name and hash of what was read, to be remembered.
    theory, scheme
        For a new study: the theory of its new scheme (default `march_olsen`, or a theory made from the places that
        the project gives its codes), or a scheme to start from (default the one that travels with an export of ours).
        An id that is shipped, or a path.
    coder
        Who coded, where the file does not say.
    readers
        Who read every statement of a source: `all`, or source → coders.
    axis, rating_scale
        Of a sheet of ratings: the axis of its columns, and the ends of their scale.

    Raises
    ------
    BadInput, IdealtypesError
        For a study with faults, a folder with something else in it, a theory or scheme that is not there, readers who
        are nobody.
    """
    if into.exists() and not into.is_dir():
        raise IdealtypesError(f"{shown(into)} is a file: give the name of a folder")
    names = sorted(path.name for path in into.iterdir()) if into.is_dir() else []
    there = [
        name for name in names if not name.startswith(".")
    ]  # what systems leave in a folder is no content
    if STUDY in there:
        if theory or scheme:
            raise BadChoice(
                f"{shown(into)} is a study with a scheme of its own: leave `theory` and `scheme` out"
            )
        if project.ratings is not None:
            return _rated(project, into, held, file, sha256, RatingWishes(rating_scale, axis, coder))
        opened = open_folder(into)
        merge = _read_by(merged(opened.contents, project, coder, file, sha256), readers)
        merge, told = _told(merge, project, held)
        files, skipped = changed_files(opened, merge.contents)
        notes, conflicts = told_together(opened.contents, merge)
        merge = replace(
            merge,
            skipped=(*merge.skipped, *skipped),
            notes=(*merge.notes, *notes),
            conflicts=(*merge.conflicts, *conflicts),
        )
        question = another_coders(opened.contents.known, merge, file, coder)
        return Plan(into, files, merge, False, False, told, question=question)
    codebook = to_study.SCHEME in there and set(there) <= set(OURS)
    if there and not codebook:
        raise IdealtypesError(
            f"{shown(into)} holds something that is no study: give the name of a new folder"
        )
    if codebook:
        if theory or scheme:
            raise BadChoice(f"{shown(into)} has a codebook already: leave `theory` and `scheme` out")
        scheme = str(into / to_study.SCHEME)
    title = one_line(project.name) or Path(file).stem or "Imported project"
    if project.ratings is not None:
        wishes = RatingWishes(rating_scale, axis, coder)
        return _rated(project, into, held, file, sha256, wishes, theory or DEFAULT, scheme, title)
    carried = project.carried if scheme is None and theory is None else None
    own = None if carried is None else scheme_of(carried)
    if scheme is not None:
        merge, files = _on_scheme(project, into, scheme, coder, file, sha256)
    elif carried is not None and isinstance(own, Scheme):
        merge, files = _on_carried(project, into, carried, own, coder, file, sha256)
    else:
        merge, files = _on_theory(project, into, theory, title, coder, file, sha256)
    if isinstance(own, str):
        merge = replace(merge, notes=(*merge.notes, own))
    merge = _read_by(merge, readers)
    if not merge.contents.codes:
        raise IdealtypesError("the file has neither codes nor coded passages: there is nothing to import")
    alone = not merge.contents.statements
    if alone and project.sources:
        why = "nothing is coded, so the codebook alone is written: import the project again once something is"
        kept = merge.kept["sources"]
        left = Skipped("the sources", f"{len(project.sources):,} of them", why, sources=kept, fate="left")
        merge = replace(merge, skipped=(*merge.skipped, left), kept={**merge.kept, "sources": 0})
    merge, told = _told(merge, project, held)
    said = said_in(carried, own) if carried is not None and isinstance(own, Scheme) else {}
    title = said.pop("title", title)
    notes = said.pop("notes", {}) | _notes(project)
    files |= to_study.study_files(merge.contents, title, notes, said)
    return Plan(into, files, merge, True, alone, told)


def _told(merge: Merged, project: Project, held: Mapping[str, int] | None) -> tuple[Merged, Account]:
    """The account, and the merge with the account in what it remembers of this import."""
    joined = {kind: number + project.joined.get(kind, 0) for kind, number in merge.joined.items()}
    kept = {kind: max(0, number - project.added.get(kind, 0)) for kind, number in merge.kept.items()}
    made = account(held or {}, kept, joined, (*project.skipped, *merge.skipped))
    *others, last = merge.contents.known
    known = (*others, replace(last, account=made.to_dict()))
    why = "the file holds them, and the reader does not say what became of them"
    rest = tuple(Skipped(f"{n:,} {kind}", "", why) for kind, n in made.unexplained.items() if n > 0)
    contents = replace(merge.contents, known=known)
    return replace(merge, contents=contents, skipped=(*merge.skipped, *rest)), made


def _read_by(merge: Merged, readers: Readers | None) -> Merged:
    """A merged study with its declared readers, and with these; those who are no longer there are told."""
    contents = still_there(merge.contents)
    if contents.readers != merge.contents.readers:
        gone = Finding(
            "readers", STUDY, "this version has no such source or coder any more: they are taken out"
        )
        merge = replace(merge, changes=(*merge.changes, gone))
    if readers is not None:
        contents = replace(contents, readers=declared(contents, readers))
    return replace(merge, contents=contents)


def _rated(
    project: Project,
    into: Path,
    held: Mapping[str, int] | None,
    file: str,
    sha256: str,
    wishes: RatingWishes,
    theory: str = DEFAULT,
    scheme: str | None = None,
    title: str = "",
) -> Plan:
    """What a sheet of ratings becomes: a new study where it has a title, else a part of the one that is there."""
    known = known_in(into)
    changes: list[Finding] = []
    assert project.ratings is not None
    if title:
        fit, files = new_study(project.ratings, into, theory, scheme, wishes, title)
    else:
        fit, files, changes = added_to_study(project.ratings, project.name, into, known, wishes)
    others = tuple(one for one in known if (one.format, one.name) != (RATED, project.name))
    raters = {one: one for one in fit.table.frame["rater"].unique(maintain_order=True)}
    now = Known(RATED, project.name, "", file, sha256, coders=raters)
    contents = StudyContents(known=(*others, now))
    together = tuple(
        dict.fromkeys(rater for one in contents.known if one.format == RATED for rater in one.coders)
    )
    kept = {"passages": fit.table.frame.height, "codings": fit.counts["codings"]}
    merge = Merged(contents, len(others) < len(known), tuple(changes), (), fit.skipped, fit.notes, kept)
    merge, told = _told(merge, project, held)
    if files or not title:
        files[IMPORTS] = to_study.imports_bytes(merge.contents)
    return Plan(into, files, merge, bool(title), False, told, fit.counts, None, together)


def _notes(project: Project) -> dict[str, str]:
    source = one_line(project.maker) or "another program"
    memo = cell(project.memo)
    return {"import": f"The codings were imported from {source}."} | ({"memo": memo} if memo else {})


def _on_scheme(
    project: Project, into: Path, scheme: str, coder: str | None, file: str, sha256: str
) -> tuple[Merged, dict[str, bytes]]:
    """Into a new study with a scheme that is there: a copy of it, with the codes that it lacks."""
    contents = replace(scheme_contents(read_scheme(scheme)), known=known_in(into))
    merge = merged(contents, project, coder, file, sha256)
    path = find(scheme, None, "coding_schemes")
    text = path.read_text(encoding="utf-8-sig")
    return merge, {to_study.SCHEME: extended_scheme(text, path, contents, merge.contents, into).encode()}


def _on_carried(
    project: Project, into: Path, carried: Carried, scheme: Scheme, coder: str | None, file: str, sha256: str
) -> tuple[Merged, dict[str, bytes]]:
    """Into a new study with the scheme that travels with an export of ours."""
    contents = replace(scheme_contents(scheme), known=known_in(into))
    merge = merged(contents, project, coder, file, sha256)
    text = extended_scheme(carried.files[SCHEME], into / SCHEME, contents, merge.contents, into)
    files = {THEORY: carried.files[THEORY].encode()} if THEORY in carried.files else {}
    note = "the coding scheme came with the file: aspects, ideal types and places of codes are the study's"
    return replace(merge, notes=(*merge.notes, note)), files | {to_study.SCHEME: text.encode()}


def _on_theory(
    project: Project, into: Path, theory: str | None, title: str, coder: str | None, file: str, sha256: str
) -> tuple[Merged, dict[str, bytes]]:
    """Into a new study with a new scheme: one aspect for each axis of the theory, unless the project says more."""
    own = own_theory(project, title) if theory is None else None
    files: dict[str, bytes] = {}
    if own is not None:
        reference, aspects, poles = f"./{THEORY}", list(own.aspects), own.poles
        files[THEORY] = own.text.encode()
    else:
        reference, aspects, poles = _theory(theory or DEFAULT, into)
    merge = merged(StudyContents(aspects=poles), project, coder, file, sha256)
    files[to_study.SCHEME] = to_study.scheme_text(merge.contents, title, reference, aspects).encode()
    return merge, files


def _theory(name: str, into: Path) -> tuple[str, list[dict[str, str]], dict[str, tuple[str, ...]]]:
    """How the scheme names the theory, an aspect for each axis, and the poles of each."""
    findings = Findings()
    try:
        path = find(name, None, "logics")
    except NotThere as problem:
        raise BadChoice(f"`theory` {name}: {problem}") from None
    found = theory_in(path, findings)
    findings.stop_if_faulty()
    assert found is not None  # no theory comes with a fault
    aspects = [{"id": axis.id, "title": axis.title.plain(), "axis": axis.id} for axis in found.axes]
    reference = relative_to(path, into) if is_path(name) else name
    return reference, aspects, {axis.id: axis.pole_ids for axis in found.axes}  # type: ignore[return-value]
