"""What is wrong with a study, or looks odd, each thing at its place: the file's text, to be mended and saved.

Only the study's own text files are shown and written; a workbook is mended in its own program, and seen when saved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from idealtypes.errors import BadCall, Fault, IdealtypesError
from idealtypes.files.content import shown
from idealtypes.files.editing.whole_files import own_files
from idealtypes.storage.reading import read
from idealtypes.workbench.bench import NoStudy
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.screen_words import ScreenWords

MOST = 3_000_000  # bytes of a file that a page can hold
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".parquet")


class NotShown(IdealtypesError):  # noqa: N818
    """A file that this workbench does not show."""


def values(call: Call) -> dict[str, Any]:
    """Every fault with its file and line."""
    try:
        found = faults(call)
    except NoStudy as problem:
        found = {"faults": [], "lead": str(problem), "sound": False}
    asked = {"file": call.query.get("file", ""), "line": call.query.get("line", "")}
    return {**found, "data": {**asked, "sharing": call.bench.sharing}}


def faults(call: Call) -> dict[str, Any]:
    """What is wrong now."""
    opened, labels = call.bench.opened(), ScreenWords(call.language)
    names = {} if call.bench.sharing else _names(opened.root)
    count, told = len(opened.faults), _found(call)
    odd = f" {labels.say('start.warnings', n=len(told))}." if told else ""
    return {
        "faults": [_told(one, names, call.bench.sharing) for one in told],
        "lead": labels.say("faults.lead", n=count) if count else labels.say("faults.none") + odd,
        "sound": not count,
    }


def _found(call: Call) -> Sequence[Fault]:
    """Every fault; of a study that can be read what looks odd in it."""
    opened = call.bench.opened()
    if opened.study is None:
        return opened.faults
    return opened.once("check", opened.study.check).warnings


def _names(root: Path) -> dict[str, str]:
    """A file as messages name it → its name in the study's folder, of those that may be edited."""
    own = own_files(root)
    return {name: name for name in own} | {shown(root / name): name for name in own}


def _told(one: Fault, names: dict[str, str], sharing: bool) -> dict[str, Any]:
    own = names.get(one.file, "")
    return {
        "file": own or Path(one.file).name,
        "own": own,
        "line": one.line,
        # what is wrong may quote what somebody said
        "message": "" if sharing else one.message,
        "workbook": Path(one.file).suffix.lower() in WORKBOOKS,
    }


def file(call: Call) -> dict[str, Any]:
    """The text of one of the study's own files, and where something is wrong in it."""
    labels = ScreenWords(call.language)
    if call.bench.sharing:
        raise NotShown(labels.say("faults.not_shared"))
    opened = call.bench.opened()
    names = _names(opened.root)
    asked = call.query.get("file", "")
    own = names.get(asked)
    if own is None:
        raise BadCall(labels.say("faults.not_own", file=Path(asked).name))
    try:
        data = read(opened.root / own)
    except OSError as problem:
        raise NotShown(f"{own}: {problem.strerror or problem}") from None
    if len(data) > MOST:
        raise NotShown(labels.say("faults.too_large", file=own))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise NotShown(labels.say("faults.no_text", file=own, line=line)) from None
    return {
        "file": own,
        "text": text.replace("\r\n", "\n"),
        "sha256": hashlib.sha256(data).hexdigest(),
        "lines": _lines(_found(call), names, own),
    }


def _lines(found: Iterable[Fault], names: dict[str, str], own: str) -> list[dict[str, Any]]:
    return [
        {"line": one.line, "message": one.message}
        for one in found
        if one.line is not None and names.get(one.file) == own
    ]


def save(call: Call) -> dict[str, Any]:
    """Write the text into the file, if it is still the one that was shown; what is wrong then."""
    import idealtypes as it

    opened = call.bench.opened()
    name, text, sha256 = (call.given(key, str) for key in ("file", "text", "sha256"))
    edit = it.SetFile(name, text, sha256)
    call.bench.change("file_saved", lambda: it.edit(opened.root, edit), file=name)
    return faults(call)


SCREEN = BenchScreen(
    values=values, reads={"list": faults, "file": file}, writes={"save": save}, needs_study=False
)
