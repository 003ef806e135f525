"""The whole text of a source put beside the study's tables, in a file of its own that is named by its source."""

from __future__ import annotations

import re
from collections.abc import Collection

from idealtypes.errors import BadChoice
from idealtypes.files.editing.edited_tables import StudyTables
from idealtypes.files.editing.whole_files import TEXTS
from idealtypes.model.edits import AddText, MadeChange
from idealtypes.model.spelling import named
from idealtypes.storage.journal import digest

TEXT_FILE = "text_file"  # the column of sources that names it


def add_text(tables: StudyTables, edit: AddText, pending: Collection[str] = ()) -> tuple[str, bytes] | None:
    """The file and its bytes; its name goes into the row of the source. None after a fault.

    Raises
    ------
    BadChoice
        For a source that has a text, a study without a table of sources, and a text that UTF-8 cannot say.
    """
    source = tables.study.name_of("sources", edit.source)
    row = tables.one("sources", {"id": source})
    if row is None:
        return None
    if row[TEXT_FILE] and (tables.root / row[TEXT_FILE]).is_file():
        raise BadChoice(f"source `{source}` has a text already: `{row[TEXT_FILE]}`")
    name = _free(tables, source, pending)
    try:
        data = edit.text.removeprefix("\ufeff").encode("utf-8")
    except UnicodeEncodeError:
        raise BadChoice(f"the text of `{source}` holds half a character, which UTF-8 cannot say") from None
    tables.set("sources", row, TEXT_FILE, name)
    tables.made.append(MadeChange(name, None, "file", "", None, digest(data)))
    return name, data


def _free(tables: StudyTables, source: str, pending: Collection[str]) -> str:
    """`texts/<source>.txt`, or with a number where that is there."""
    stem = re.sub(r"[^\w.-]+", "_", named(source)).strip("._") or "source"
    names = (f"{TEXTS}/{stem}{'' if n == 1 else f'_{n}'}.txt" for n in range(1, 10_000))
    return next(name for name in names if name not in pending and not (tables.root / name).exists())
