"""A new study: a template or the shipped example, copied to where a user wants it; nothing of hers is written over."""

from __future__ import annotations

from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import STUDY
from idealtypes.files.content import folder as shipped_in
from idealtypes.storage.reading import read
from idealtypes.storage.transaction import writing

TEMPLATE = Path(__file__).parent / "templates" / "statements"
RATINGS = TEMPLATE.with_name("ratings")
EXAMPLE = "support_colleagues"
REPORT = "report"  # of the example, in its folder


def start(folder: Path, *, ratings: bool = False) -> tuple[str, ...]:
    """Copy a template into a folder, and give the names of its files; what else is in the folder stays.

    Raises
    ------
    IdealtypesError
        For a file of that name, and for a folder that has a study or a file of one of the names.
    """
    files = contents(RATINGS if ratings else TEMPLATE)
    with writing(folder, "init") as change:
        there = [name for name in (STUDY, *files) if (folder / name).exists()]
        if there:
            raise IdealtypesError(f"{folder} has a {there[0]} already: give the name of a new folder")
        change.put_all(files)
    return tuple(files)


def start_example(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Copy the shipped example; the names of the files written, and of those that differ from it and are kept.

    Raises
    ------
    IdealtypesError
        Where a file of one of the names is there that is another, unless the folder is an earlier copy.
    """
    example = contents(shipped_in("examples") / EXAMPLE)
    if STUDY not in example:
        raise IdealtypesError(f"the example {EXAMPLE} is missing: this installation is incomplete")
    with writing(folder, "demo") as change:
        _refuse_foreign(example, folder)
        written = [name for name in example if not (folder / name).exists()]
        changed = [
            name for name, text in example.items() if name not in written and change.read(name) != text
        ]
        change.put_all({name: example[name] for name in written})
    return tuple(written), tuple(changed)


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of those below it, by their names from it; hidden ones are no content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith((".", "__")) for part in name.parts):
            found[name.as_posix()] = path.read_bytes()
    return found


def _refuse_foreign(example: dict[str, bytes], folder: Path) -> None:
    """Raise IdealtypesError where a begun copy has other files of the names; a whole one may have been changed."""
    there = [name for name in example if (folder / name).exists()]
    if len(there) == len(example):
        return
    foreign = sorted(name for name in there if read(folder / name) != example[name])
    if foreign:
        raise IdealtypesError(
            f"{folder} holds something else ({', '.join(foreign[:3])}{', …' if len(foreign) > 3 else ''}): "
            "give the name of a new folder, idealtypes demo DIR"
        )
