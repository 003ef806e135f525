"""The whole text of one of a study's own files replaced: how faults are mended, so that the study need not be sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from idealtypes.errors import BadChoice, Fault, IdealtypesError
from idealtypes.files.changed_table import MARK
from idealtypes.files.condensates_file import MARKDOWN, YAML
from idealtypes.files.content import STUDY, is_path, shown
from idealtypes.files.document import plain
from idealtypes.files.editing.edited_yaml import SHARING
from idealtypes.files.suggestions import FILE_NAME
from idealtypes.model.base import as_list
from idealtypes.model.edits import KEYS, MadeChange, SetFile
from idealtypes.model.hints import hint
from idealtypes.storage.journal import digest
from idealtypes.storage.reading import read

TEXT = (".yaml", ".yml", ".csv", ".tsv", ".jsonl", ".md", ".txt")
TEXTS = "texts"  # the folder of whole texts, as an import makes it
LOGS = ("*.decisions.csv", "*.places.csv")


def own_files(root: Path) -> tuple[str, ...]:
    """The text files in a study's folder that it reads, or could read, sorted; whatever is wrong with it.

    They lie in the folder, and no link leads out of it.
    """
    found = {STUDY, YAML, MARKDOWN, SHARING, FILE_NAME}
    document = _document(root / STUDY)
    if document is None:  # nobody knows what it names
        found |= {path.name for path in root.glob("*") if path.suffix.lower() in TEXT}
    else:
        found |= set(_named(root, document))
    found |= {path.name for pattern in LOGS for path in root.glob(pattern)}
    found |= {f"{TEXTS}/{path.name}" for path in (root / TEXTS).glob("*.txt")}
    return tuple(sorted(name for name in found if _may_be_edited(root, name) and (root / name).is_file()))


def _document(path: Path) -> Mapping[str, Any] | None:
    try:
        data = plain(read(path).decode("utf-8-sig"))
    except (OSError, IdealtypesError, UnicodeDecodeError):
        return None
    return data if isinstance(data, Mapping) else None


def _named(root: Path, document: Mapping[str, Any]) -> Iterator[str]:
    """The files that `study.yaml` names, and those that its scheme does."""
    for key in (*KEYS, "scenarios"):
        given = as_list(document.get(key) or ())
        yield from (PurePosixPath(str(one)).as_posix() for one in given if isinstance(given, list | tuple))
    scheme = document.get("scheme")
    if isinstance(scheme, str) and is_path(scheme):
        name = PurePosixPath(scheme).as_posix()
        yield name
        inner = _document(root / name) or {}
        theory = inner.get("theory")
        if isinstance(theory, str) and is_path(theory):
            yield (PurePosixPath(name).parent / theory).as_posix()


def _may_be_edited(root: Path, name: str) -> bool:
    way = PurePosixPath(name)
    if (
        way.is_absolute()
        or ".." in way.parts
        or "\\" in name
        or any(part.startswith(".") for part in way.parts)
    ):
        return False
    return way.suffix.lower() in TEXT and (root / name).resolve().is_relative_to(root.resolve())


def set_file(root: Path, edit: SetFile) -> tuple[dict[str, bytes], list[MadeChange], list[Fault]]:
    """The bytes of the file, what changed, and what is in the way: somebody else changed it meanwhile.

    A text that has lost its carriage returns and its byte order mark, as in a box of a page, gets them back.

    Raises
    ------
    BadChoice
        For a file that is none of the study's own, and a text that UTF-8 cannot say.
    """
    name = PurePosixPath(edit.file).as_posix()
    known = own_files(root)
    could = name in (STUDY, YAML, MARKDOWN, SHARING) or name in set(
        _named(root, _document(root / STUDY) or {})
    )
    new = edit.sha256 is None and could and _may_be_edited(root, name)
    if name not in known and not new:
        raise BadChoice(f"`{edit.file}` is no text file of the study; {hint(name, known)}")
    path = root / name
    before: bytes | None
    try:
        before = read(path)
    except OSError:
        before = None
    now = None if before is None else digest(before)
    if now != edit.sha256:
        what = "is not there any more" if now is None else "was changed by somebody else since it was read"
        what = "is there by now" if edit.sha256 is None else what
        return {}, [], [Fault(shown(path), None, f"it {what}: nothing is written; read it again")]
    text = edit.text
    if before is not None and b"\r\n" in before and "\r" not in text:
        text = text.replace("\n", "\r\n")
    try:
        data = text.removeprefix("\ufeff").encode("utf-8")
    except UnicodeEncodeError:
        raise BadChoice(f"the text for `{name}` holds half a character, which UTF-8 cannot say") from None
    if (before is not None and before.startswith(MARK)) or text.startswith("\ufeff"):
        data = MARK + data
    if data == before:
        return {}, [], []
    return {name: data}, [MadeChange(name, None, "file", "", now, digest(data))], []
