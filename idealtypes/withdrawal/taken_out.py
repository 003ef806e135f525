"""An informant taken out of all files of a study: what each becomes, what was hers in it. Nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import polars as pl

from idealtypes.disclosure.pseudonyms import KEY
from idealtypes.errors import BadInput, Fault, IdealtypesError, Reason, reason
from idealtypes.exchange.contents import IMPORTS
from idealtypes.files.condensates_file import MARKDOWN, YAML
from idealtypes.files.content import STUDY, find, shown
from idealtypes.files.document import plain
from idealtypes.files.faults import Findings
from idealtypes.files.suggestions import FILE_NAME
from idealtypes.files.tables import read_table
from idealtypes.files.versions import VERSIONS
from idealtypes.model.base import as_list
from idealtypes.model.study import StudyData
from idealtypes.withdrawal import edited_texts
from idealtypes.withdrawal.informant import Informant
from idealtypes.withdrawal.table_rows import MARK, REWRITTEN, CutTable, Row, without_rows

Kind = Literal[
    "sources", "statements", "codings", "ratings", "claims", "cases", "texts", "citations", "evidence", "examples",
    "suggestions", "readers", "aliases", "imports", "pseudonyms", "mentions", "tables",
]  # fmt: skip
TABLES = ("sources", "statements", "codings", "ratings", "claims", "cases", "outcomes", "sample", "coders")
RATING = re.compile(r"rating-([1-9][0-9]*)(-.*)?", re.DOTALL)
Read = Callable[[str], bytes]


@dataclass(frozen=True)
class TakenFrom:
    """So many things of a kind were hers in a file."""

    file: str
    what: Kind
    number: int

    def to_dict(self) -> dict[str, Any]:
        return {"file": self.file, "what": self.what, "number": self.number}


@dataclass(frozen=True)
class TakenOut:
    """What the files of a study become without an informant.

    Attributes
    ----------
    files
        File, named from the study's folder → its new bytes; None: it goes.
    taken
        What was hers, file by file.
    notes
        What remains for the researcher to do.
    """

    files: Mapping[str, bytes | None]
    taken: tuple[TakenFrom, ...]
    notes: tuple[Reason, ...]


@dataclass
class _Out:
    """The files so far, and what is in the way."""

    read: Read
    files: dict[str, bytes | None] = field(default_factory=dict)
    taken: list[TakenFrom] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def put(self, name: str, data: bytes | None, taken: Mapping[str, int]) -> None:
        """What a file becomes, where that is another thing."""
        if data is None or data != self.read(name):
            self.files[name] = data
        self.taken += [TakenFrom(name, what, number) for what, number in taken.items() if number]  # type: ignore[arg-type]

    def text(self, name: str) -> tuple[bytes, str]:
        """The byte order mark of a file, if it has one, and its text."""
        data = self.read(name)
        mark = MARK if data.startswith(MARK) else b""
        return mark, data.removeprefix(MARK).decode("utf-8")

    def edit(self, name: str, edit: Callable[[str], edited_texts.EditedText]) -> None:
        """A YAML or JSON file with what an edit makes of it; one that cannot be edited is in the way."""
        mark, text = self.text(name)
        try:
            made = edit(text)
        except IdealtypesError as problem:
            self.faults.append(
                Fault(name, None, f"{problem}: what is hers there has to be taken out by hand")
            )
            return
        self.put(name, mark + made.text.encode("utf-8"), made.taken)


def taken_out(study: StudyData, who: Informant, read: Read) -> TakenOut:
    """The files of a study without an informant; `read` gives the bytes of a file, named from the study's folder.

    Raises
    ------
    BadInput
        With every file that cannot be rewritten and holds her, and what to do.
    IdealtypesError
        For a study that was read from no folder.
    """
    root = study.root
    if root is None:
        raise IdealtypesError("the study was read from no folder: there are no files to take anybody out of")
    out = _Out(read)
    document = plain(out.text(STUDY)[1])
    names = {key: [str(one) for one in as_list(document[key])] for key in TABLES if document.get(key)}
    emptied, tables, ratings = _tables(out, root, names, who, document)

    def new_id(statement: str) -> str | None:
        return None if statement in who.statements else _renumbered(statement, ratings)

    _texts(out, root, study, who)
    out.edit(
        STUDY,
        lambda text: edited_texts.study_file(
            text, who, lambda name: study.name_of("sources", name), emptied, tables
        ),
    )
    if document.get("scenarios"):
        out.edit(str(document["scenarios"]), lambda text: edited_texts.scenarios_file(text, new_id))
    for name, edit in ((YAML, edited_texts.condensates_file), (MARKDOWN, edited_texts.condensates_markdown)):
        if (root / name).is_file():
            out.edit(name, lambda text, edit=edit: edit(text, new_id))  # type: ignore[misc]
    for name in _schemes(root, document):
        out.edit(name, lambda text: edited_texts.scheme_file(text, who))
    if (root / IMPORTS).is_file():
        out.edit(
            IMPORTS,
            lambda text: edited_texts.imports_file(text, who, lambda name: study.name_of("sources", name)),
        )
    if out.faults:
        raise BadInput(tuple(out.faults))
    return TakenOut(out.files, tuple(out.taken), tuple(_notes(root, study, who, out)))


# tables


def _tables(
    out: _Out,
    root: Path,
    names: Mapping[str, Sequence[str]],
    who: Informant,
    document: Mapping[str, Any],
) -> tuple[list[str], list[str], Mapping[int, int]]:
    """Every table without her; the keys of those in which no row is left, the tables of statements that stay, and the
    new numbers of ratings, which are called by their rows."""
    gone: dict[str, Callable[[Row], bool]] = {
        "sources": lambda row: who.is_she(row.get("id")),
        "statements": lambda row: who.is_she(row.get("source")) or row.get("id") in who.statements,
        "codings": lambda row: row.get("statement") in who.statements,
        "claims": lambda row: row.get("statement") in who.statements,
        "ratings": lambda row: _rated(row, who),
        "cases": lambda row: row.get("id") in who.cases,
    }
    beside: dict[str, tuple[Kind, Callable[[Row], bool]]] = {
        FILE_NAME: ("suggestions", lambda row: row.get("statement") in who.statements),
        KEY: ("pseudonyms", lambda row: _numbered(row, who)),
    }
    emptied: list[str] = []
    statements: list[str] = []
    ratings: dict[int, int] = {}
    for key, files in names.items():
        for name in files:
            made = _table(out, root, name, key, gone.get(key, _nobody), who.without_quotes, document)
            if made is not None and made.data is None:
                emptied += [key] if len(files) == 1 else []
            elif key == "statements":
                statements.append(name)
            if key == "ratings" and made is not None:
                ratings = {was: now for now, was in enumerate(made.left, 1)}
    for name, (what, hers) in beside.items():
        if (root / name).is_file():
            _table(out, root, name, what, hers, who.without_quotes, document)
    for path in sorted([*root.glob("*.decisions.csv"), *root.glob("*.places.csv")]):
        _table(out, root, path.name, "mentions", _nobody, who.without_mentions, document)
    return emptied, statements, ratings


def _table(
    out: _Out,
    root: Path,
    name: str,
    what: str,
    gone: Callable[[Row], bool],
    changed: Callable[[str], str],
    document: Mapping[str, Any],
) -> CutTable | None:
    """A table without rows and quotations of hers; None where it is of a kind that is not rewritten and does not hold
    her."""

    def told(column: str, cell: str) -> str:
        return cell if column in ("id", "statement", "source", "case", "code") else changed(cell)

    if Path(name).suffix.lower() not in REWRITTEN:
        if _holds(root / name, gone, told):
            message = "rows are taken out of tables in csv or tsv alone: save it as csv, and name that in"
            out.faults.append(Fault(shown(root / name), None, f"{message} `{STUDY}`"))
        return None
    made = without_rows(out.read(name), name, gone, told)
    out.put(name, made.data, {what: made.rows, "mentions": made.cells})
    return made


def _holds(path: Path, gone: Callable[[Row], bool], told: Callable[[str, str], str]) -> bool:
    findings = Findings()
    table = read_table(path, findings)
    if table is None:
        return False
    rows = ({k: v for k, v in row.items() if v is not None} for row in table.frame.iter_rows(named=True))
    return any(gone(row) or any(told(k, v) != v for k, v in row.items()) for row in rows)


def _nobody(_: Row) -> bool:
    return False


def _rated(row: Row, who: Informant) -> bool:
    """Whether a rating is from her: she is its source, or rated herself."""
    if row.get("source"):
        return who.is_she(row["source"]) or (who.rater and who.is_she(row.get("rater")))
    return who.is_she(row.get("rater")) and who.rater


def _numbered(row: Row, who: Informant) -> bool:
    """Whether a pseudonym is hers, or that of a case of which she alone spoke."""
    name = row.get("id")
    hers = (row.get("kind") == "source" or (who.rater and row.get("kind") == "coder")) and who.is_she(name)
    return hers or (row.get("kind") == "case" and name in who.cases)


def _renumbered(statement: str, ratings: Mapping[int, int]) -> str:
    """The id of a statement, where it is a rating by the row that it has now.

    >>> _renumbered("rating-3-help", {1: 1, 3: 2}), _renumbered("s3", {3: 2})
    ('rating-2-help', 's3')
    """
    found = RATING.fullmatch(statement)
    if found is None:
        return statement
    return f"rating-{ratings.get(int(found[1]), int(found[1]))}{found[2] or ''}"


# other files


def _texts(out: _Out, root: Path, study: StudyData, who: Informant) -> None:
    """The file of her whole text goes, if it is in the folder and nobody else's."""
    if "text_file" not in study.sources.columns:
        return
    files = study.sources.select("id", "text_file").drop_nulls()
    others = set(files.filter(pl.col("id") != who.id)["text_file"])
    for name in files.filter(pl.col("id") == who.id)["text_file"]:
        inside = (root / name).resolve().is_relative_to(root.resolve())
        if inside and name not in others and (root / name).is_file():
            out.put(name, None, {"texts": 1})


def _schemes(root: Path, document: Mapping[str, Any]) -> Iterator[str]:
    """The scheme, if it is the study's own, and its former versions."""
    scheme = find(str(document["scheme"]), root / STUDY, "coding_schemes")
    if scheme.resolve().is_relative_to(root.resolve()):
        yield str(document["scheme"])
    for path in sorted((root / VERSIONS).glob("*.yaml")):
        yield f"{VERSIONS}/{path.name}"


def _notes(root: Path, study: StudyData, who: Informant, out: _Out) -> Iterator[Reason]:
    taken = {one.what for one in out.taken}
    if (root / IMPORTS).is_file() and "imports" in taken:
        yield reason("withdraw.again", source=who.id)
    if study.sample is not None:
        yield reason("withdraw.sample")
    if "text_file" in study.sources.columns:
        files = study.sources.filter(pl.col("id") == who.id)["text_file"].drop_nulls().to_list()
        for name in files:
            if name not in out.files and (root / name).is_file():
                yield reason("withdraw.shared_text", file=name)
    if (root / FILE_NAME).is_file():
        yield reason("withdraw.suggestions")
    if any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        yield reason("withdraw.git")
