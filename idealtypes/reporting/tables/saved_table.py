"""A result saved as a table, by the name's ending: for a paper, as it is with a data dictionary, or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from idealtypes.engine.profile import Profile
from idealtypes.engine.result import Result
from idealtypes.errors import IdealtypesError
from idealtypes.files.saving import ENDINGS, csv_bytes, json_text, xlsx_bytes
from idealtypes.model.study import StudyData
from idealtypes.reporting.tables.columns import dictionary
from idealtypes.reporting.tables.paper_notes import Origin
from idealtypes.reporting.tables.paper_table import PaperTable, paper_table
from idealtypes.reporting.wording.words import words_in, words_of
from idealtypes.storage.single_file import write_file

COLUMNS = ".columns.csv"  # how the file of a csv's columns is called
Records = Sequence[Mapping[str, Any]]


def save_table(
    result: Result,
    path: Path,
    *,
    language: str = "en",
    study: StudyData | None = None,
    profile: Profile | None = None,
    origin: Origin | None = None,
) -> Path:
    """Save a result as a table; gives the path.

    Raises
    ------
    IdealtypesError
        For an ending that is none of them, a table without a row, and a language without words.
    """
    files = table_files(
        result, path, language=language, study=study, profile=profile, origin=origin or Origin()
    )
    for name, content in files.items():
        write_file(name, content)
    return path


def table_files(
    result: Result,
    path: Path,
    *,
    language: str = "en",
    study: StudyData | None = None,
    profile: Profile | None = None,
    origin: Origin | None = None,
    document: Mapping[str, Any] | None = None,
    records: Records | None = None,
    table: str | None = None,
) -> dict[Path, bytes]:
    """The files of a saved table: path → bytes; the same result gives the same bytes.

    `document`, `records` and `table` stand in for those of the result, where a command answers with others.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise IdealtypesError(
            f"{path}: cannot save as {ending or 'a file without ending'!r}; use {', '.join(ENDINGS)}"
        )
    if ending == ".json":
        return {path: json_text(result.to_dict() if document is None else document).encode("utf-8")}
    rows = result.records() if records is None else records
    if not rows:
        raise IdealtypesError(f"nothing to save in {path}: the table is empty")
    if ending not in (".csv", ".xlsx"):
        made = paper_table(result, language, study=study, profile=profile, origin=origin)
        return {path: paper_bytes(made, ending)}
    own = study if study is not None else getattr(result, "study", None)
    words = words_of(own, language) if isinstance(own, StudyData) else words_in(language)
    told = dictionary(table or result.table_name, list(dict.fromkeys(k for row in rows for k in row)), words)
    return raw_files(path, rows, told)


def raw_files(path: Path, rows: Records, told: Records) -> dict[Path, bytes]:
    """A table as it is, with its columns explained: a file beside the csv, a sheet of the workbook."""
    if path.suffix.lower() == ".csv":
        return {path: csv_bytes(rows), columns_path(path): csv_bytes(told)}
    return {path: xlsx_bytes(rows, told)}


def columns_path(path: Path) -> Path:
    """The file that explains the columns of a csv.

    >>> columns_path(Path("tables/profile.csv")).name
    'profile.columns.csv'
    """
    return path.with_name(f"{path.stem}{COLUMNS}")


def paper_bytes(table: PaperTable, ending: str) -> bytes:
    """A table for a paper in a format."""
    if ending == ".tex":
        from idealtypes.reporting.tables.latex_table import latex_table

        return latex_table(table).encode("utf-8")
    from idealtypes.reporting.tables.paper_document import paper_document

    if ending == ".md":
        from idealtypes.reporting.documents.markdown_writing import markdown_text

        return markdown_text(paper_document(table), str).encode("utf-8")
    from idealtypes.reporting.documents.docx_writing import docx_bytes

    return docx_bytes(paper_document(table))
