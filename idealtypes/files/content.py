"""Where content lies, and how a reference to it is followed.

Content is data beside the package, not code. In a checkout the folders stand at its top; in an installation
they travel inside the package as `_data`. The place is told from the package's own `__file__`: the metadata
of an editable installation may point at a stale copy elsewhere.
"""

from __future__ import annotations

import os
import stat
from functools import cache
from pathlib import Path
from typing import Literal

from idealtypes.errors import BadChoice, IdealtypesError
from idealtypes.model.characters import held
from idealtypes.model.hints import hint, meant, near
from idealtypes.storage.reading import prepared

Kind = Literal["logics", "coding_schemes", "reports", "examples"]

STUDY = "study.yaml"  # what makes a folder a study

WORDS: dict[str, str] = {
    "logics": "theory",
    "coding_schemes": "coding scheme",
    "reports": "report",
    "examples": "example",
}


class NotThere(IdealtypesError):  # noqa: N818
    """A reference leads nowhere; the message says what there is."""


@cache
def _checkout() -> Path | None:
    """The folder of the checkout this package runs from, or None in an installation."""
    top = Path(__file__).resolve().parents[2]
    project = top / "pyproject.toml"
    if project.is_file() and 'name = "idealtypes"' in project.read_text(encoding="utf-8"):
        return top
    return None


def folder(kind: Kind) -> Path:
    """The folder that holds shipped content of this kind; it may be missing in a broken installation."""
    top = _checkout()
    if top is not None and (top / kind).is_dir():
        return top / kind
    return Path(__file__).resolve().parents[1] / "_data" / kind


def shipped(kind: Kind) -> tuple[str, ...]:
    """The ids of the shipped content of this kind, sorted: YAML files; for examples, folders with a study."""
    place = folder(kind)
    if not place.is_dir():
        return ()
    if kind == "examples":
        return tuple(sorted(path.parent.name for path in place.glob(f"*/{STUDY}")))
    return tuple(sorted(path.stem for path in place.glob("*.yaml")))


def languages() -> tuple[str, ...]:
    """The languages a report can be written in: one file each in `reports/words/`."""
    return tuple(sorted(path.stem for path in (folder("reports") / "words").glob("*.yaml")))


def shown(path: Path) -> str:
    """A path for people: relative to the current directory or to the shipped content, else as it was given.

    >>> shown(Path.cwd() / "study" / "study.yaml")
    'study/study.yaml'
    """
    full = resolved(path)
    if full.is_relative_to(Path.cwd()):
        return held(full.relative_to(Path.cwd()).as_posix())
    return _within_content(full) or held(path.as_posix())


def resolved(path: Path) -> Path:
    """A path without links, as far as it can be followed: links that run in a circle, and names that no system has,
    stay as they are."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path.absolute()


def relative(path: Path, root: Path) -> str:
    """The name of a file that is the same on another machine: from the study's folder, or the content's."""
    return held(_relative(resolved(path), resolved(root)))


def _relative(full: Path, top: Path) -> str:
    if full.is_relative_to(top):
        return full.relative_to(top).as_posix()
    inside = _within_content(full)
    if inside is not None:
        return inside
    common = next((parent for parent in top.parents if full.is_relative_to(parent)), None)
    if common is None:
        return full.name
    up = len(top.relative_to(common).parts)
    return "/".join([".."] * up + list(full.relative_to(common).parts))


def _within_content(full: Path) -> str | None:
    for kind in WORDS:
        place = folder(kind).resolve()  # type: ignore[arg-type]
        if full.is_relative_to(place):
            return f"{kind}/{full.relative_to(place).as_posix()}"
    return None


def is_path(reference: str) -> bool:
    """Whether a reference names a file (it has a `/` or ends in .yaml) rather than a shipped id."""
    return "/" in reference or reference.endswith(".yaml")


def find(reference: str, beside: Path | None, kind: Kind) -> Path:
    """The file that a reference names.

    A reference with `/` or ending in .yaml is a path relative to `beside`, the file that names it (None: the
    current directory); anything else is the id of shipped content.

    Raises
    ------
    NotThere
        With what there is, and a near name if there is one.
    """
    word = WORDS[kind]
    base = Path() if beside is None else beside.parent
    if is_path(reference):
        return existing(base / reference, f"{word} file")
    path = folder(kind) / f"{reference}.yaml"
    # an id is one name in one folder; what else would lead out of it is no id
    if path.parent == folder(kind) and _is_file(path):
        return path
    message = f"no {word} called `{reference}` is shipped: {hint(reference, shipped(kind))}"
    if _is_file(base / f"{reference}.yaml"):
        message += f" (for the file beside this one write `{reference}.yaml`)"
    raise NotThere(message)


def _is_file(path: Path) -> bool:
    """Whether a file has this name; none has one that is too long for a name."""
    try:
        return path.is_file()
    except OSError:
        return False


def existing(path: Path, word: str = "file") -> Path:
    """The path itself if it is a file, or will be one; otherwise NotThere names the near files in its folder."""
    try:
        if path.is_file() or prepared(path) is not None:
            return path
        if path.is_dir():
            raise NotThere(f"`{shown(path)}` is a folder, and a {word} is needed")
        if path.exists():
            raise NotThere(f"`{shown(path)}` is {other_kind(path.stat().st_mode)}, and a {word} is needed")
        if not path.parent.is_dir():
            raise NotThere(f"there is no {word} `{shown(path)}`: its folder does not exist")
        match = near(path.name, sorted(other.name for other in path.parent.iterdir() if other.is_file()))
    except NotThere:
        raise
    except (OSError, ValueError) as problem:  # a folder that may not be looked into, a name that is too long
        said = problem.strerror if isinstance(problem, OSError) else problem
        raise NotThere(f"the {word} `{path.as_posix()}` cannot be looked for: {said}") from None
    message = f"there is no {word} `{shown(path)}`"
    raise NotThere(message if match is None else f"{message}; {meant(path.name, match)}")


def is_there(path: Path) -> bool:
    """Whether anything has this name, be it a link that leads nowhere: what is there and cannot be read is told, and is
    not the same as nothing."""
    return os.path.lexists(path)


def begun(root: Path, key: str, suffix: str) -> str:
    """The name of a file that a study lacks and gets, as `study.yaml` will name it under this key: `ratings.csv`.

    Raises
    ------
    BadChoice
        Where a file has that name, which the study does not know.
    """
    name = f"{key}{suffix}"
    if is_there(root / name):
        raise BadChoice(
            f"{STUDY} names no `{key}`, and a file `{name}` is there: let `{key}: {name}` stand in {STUDY}, or give "
            "the file another name"
        )
    return name


def other_kind(mode: int) -> str:
    """What that is which is no regular file, by its mode.

    >>> other_kind(stat.S_IFIFO), other_kind(stat.S_IFCHR), other_kind(stat.S_IFDIR)
    ('a named pipe', 'a device', 'a folder')
    """
    kinds = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
    return kinds.get(stat.S_IFMT(mode), "a device")
