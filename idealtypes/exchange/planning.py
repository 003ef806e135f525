"""What importing a project into a folder would write: a new study, one that is there, or a codebook alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from idealtypes.errors import BadChoice, IdealtypesError, Skipped
from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.account import Account, account
from idealtypes.exchange.carried import said_in, scheme_of
from idealtypes.exchange.code_places import THEORY
from idealtypes.exchange.contents import IMPORTS, Known, Merged, Notice, StudyContents
from idealtypes.exchange.foreign_names import cell, one_line
from idealtypes.exchange.merging.declared_readers import Readers, declared, still_there
from idealtypes.exchange.merging.merge import merged
from idealtypes.exchange.more_ratings import FORMAT as RATED
from idealtypes.exchange.more_ratings import added_to_study
from idealtypes.exchange.new_schemes import DEFAULT, on_carried, on_scheme, on_theory
from idealtypes.exchange.project import Project
from idealtypes.exchange.rated_study import RatingWishes, Sheet, new_study
from idealtypes.exchange.second_coder import another_coders, told_together
from idealtypes.exchange.study_folder import changed_files, known_in, open_folder
from idealtypes.exchange.tall_ratings import TallRatings, new_tall_study, tall_added
from idealtypes.files.content import STUDY, shown
from idealtypes.model.scheme import Scheme
from idealtypes.storage.transaction import writing

OURS = (to_study.SCHEME, IMPORTS, THEORY)  # what a folder with a codebook alone holds


@dataclass(frozen=True)
class Plan:
    """What an import would write: the files by name, and what came of the merge.

    `fresh` says that there is no study yet, `codebook` that there is none afterwards either: the project has codes and
    no coded passage. `question` is whose codings these are, where that is not known; `together` are all raters of the
    study.
    """

    into: Path
    files: Mapping[str, bytes]
    merge: Merged
    fresh: bool
    codebook: bool
    account: Account = field(default_factory=Account)
    question: str | None = None
    together: tuple[str, ...] = ()

    def write(self) -> None:
        """Write the files, all or none."""
        with writing(self.into, "import") as change:
            change.put_all(self.files)


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
    codebook = to_study.SCHEME in there and (IMPORTS in there or set(there) <= set(OURS))
    if codebook:
        if theory or scheme:
            raise BadChoice(f"{shown(into)} has a codebook already: leave `theory` and `scheme` out")
        scheme = str(into / to_study.SCHEME)
    title = one_line(project.name) or Path(file).stem or "Imported project"
    if project.ratings is not None:
        wishes = RatingWishes(rating_scale, axis, coder)
        rated = _rated(project, into, held, file, sha256, wishes, theory or DEFAULT, scheme, title)
        return rated if codebook else _free(rated)
    carried = project.carried if scheme is None and theory is None else None
    own = None if carried is None else scheme_of(carried)
    if scheme is not None:
        merge, files = on_scheme(project, into, scheme, coder, file, sha256)
    elif carried is not None and isinstance(own, Scheme):
        merge, files = on_carried(project, into, carried, own, coder, file, sha256)
    else:
        merge, files = on_theory(project, into, theory, title, coder, file, sha256)
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
    made = Plan(into, files, merge, True, alone, told)
    return made if codebook else _free(made)


def _free(made: Plan) -> Plan:
    """A new study whose files would be written over no others; what else is in the folder stays."""
    taken = next((name for name in made.files if (made.into / name).exists()), None)
    if taken is not None:
        raise IdealtypesError(
            f"{shown(made.into)} holds a `{taken}` that is of no study: give the name of a new folder"
        )
    return made


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
        gone = Notice(
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
    changes: list[Notice] = []
    assert project.ratings is not None
    fit: Sheet | TallRatings
    if project.ratings.tall and title:
        fit, files = new_tall_study(project.ratings, into, scheme, wishes, title)
    elif project.ratings.tall:
        fit, files, changes = tall_added(project.ratings, into, wishes)
    elif title:
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
    merge = Merged(
        contents,
        len(others) < len(known),
        tuple(changes),
        (),
        fit.skipped,
        fit.notes,
        kept,
        counts=fit.counts,
    )
    merge, told = _told(merge, project, held)
    if files or not title:
        files[IMPORTS] = to_study.imports_bytes(merge.contents)
    return Plan(into, files, merge, bool(title), False, told, together=together)


def _notes(project: Project) -> dict[str, str]:
    source = one_line(project.maker) or "another program"
    memo = cell(project.memo)
    return {"import": f"The codings were imported from {source}."} | ({"memo": memo} if memo else {})
