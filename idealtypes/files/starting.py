"""A new study: a template or the shipped example, copied to where a user wants it; nothing of hers is written over."""

from __future__ import annotations

from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import folder as shipped_in
from idealtypes.files.saving import write_bytes

TEMPLATE = Path(__file__).parent / "templates" / "statements"
RATINGS = TEMPLATE.with_name("ratings")
EXAMPLE = "support_colleagues"
REPORT = "report"  # of the example, in its folder


def start(folder: Path, *, ratings: bool = False) -> tuple[str, ...]:
    """Copy a template into a new folder, and give the names of its files.

    Raises
    ------
    IdealtypesError
        For a file of that name, and for a folder that holds anything.
    """
    refuse_file(folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise IdealtypesError(f"{folder} is not empty: give the name of a new folder")
    return tuple(copy_into(contents(RATINGS if ratings else TEMPLATE), folder))


def start_example(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Copy the shipped example; the names of the files written, and of those that differ from it and are kept.

    Raises
    ------
    IdealtypesError
        Unless the folder is new, empty, or an earlier copy, whole or begun.
    """
    example = contents(shipped_in("examples") / EXAMPLE)
    if "study.yaml" not in example:
        raise IdealtypesError(f"the example {EXAMPLE} is missing: this installation is incomplete")
    _refuse_foreign(example, folder)
    written = copy_into(example, folder)
    changed = [name for name, text in example.items() if (folder / name).read_bytes() != text]
    return tuple(written), tuple(changed)


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of those below it, by their names from it; hidden ones are no content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith((".", "__")) for part in name.parts):
            found[name.as_posix()] = path.read_bytes()
    return found


def copy_into(files: dict[str, bytes], folder: Path) -> list[str]:
    """Write the files that the folder does not have yet, and give their names; those it has are kept."""
    written = []
    for name, content in files.items():
        if not (folder / name).exists():
            write_bytes(folder / name, content)
            written.append(name)
    return written


def refuse_file(folder: Path) -> None:
    """Raise IdealtypesError where something that is no folder has the folder's name."""
    if folder.exists() and not folder.is_dir():
        raise IdealtypesError(f"{folder} is a file: give the name of a folder")


def _refuse_foreign(example: dict[str, bytes], folder: Path) -> None:
    """Raise IdealtypesError unless the folder is new, empty, or an earlier copy, whole or begun."""
    refuse_file(folder)
    if not folder.is_dir():
        return
    there = {name for name in example if (folder / name).exists()}
    if there == set(example):
        return
    ours = {Path(name).parts[0] for name in example} | {REPORT}
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    foreign += sorted(name for name in there if (folder / name).read_bytes() != example[name])
    if foreign:
        raise IdealtypesError(
            f"{folder} holds something else ({', '.join(foreign[:3])}{', …' if len(foreign) > 3 else ''}): "
            "give the name of a new folder, idealtypes demo DIR"
        )
