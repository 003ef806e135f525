"""Which sources of a ROCK project are read: of the stages that a source passes through, the last in which it is coded.

A project is a folder or a zip archive (`.ROCKproject`) with `_ROCKproject.yml`, which may name the folders of its
stages in their order (raw, with identifiers, coded, masked). The same file name in several of them is one source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idealtypes.errors import Skipped
from idealtypes.exchange.archives import Members
from idealtypes.exchange.folders import text_in
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.plain_yaml import load
from idealtypes.files.budget import beyond, budget

ENDING = ".rock"
CONFIGURATION = "_ROCKproject.yml"
CODE = re.compile(r"\[\[ *(?:ci *-- *)?[A-Za-z][\w>-]*(?:\|\|[^\[\]]*)? *\]\]", re.ASCII)


@dataclass(frozen=True)
class RockSources:
    """The files that are read, what the project is called, and what is left out."""

    names: tuple[str, ...]
    title: str = ""
    maker: str = "ROCK"
    notes: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    left: tuple[tuple[str, str], ...] = ()  # a file, and the version of it that is read


def sources_in(members: Members, where: str) -> RockSources:
    """The sources of a folder or an archive.

    Raises
    ------
    NotReadable
        When there are none, or too many.
    """
    names = [name for name in members.names if name.lower().endswith(ENDING)]
    if not names:
        raise NotReadable(f"{where}: there is no `{ENDING}` file in it")
    most = budget().sources
    if len(names) > most:
        raise NotReadable(beyond(f"{where}: {len(names):,} texts", most, "", "divide the project"))
    said = next((name for name in members.names if name.rpartition("/")[2] == CONFIGURATION), None)
    if said is None:
        return RockSources(tuple(names))
    try:
        whole = load(text_in(members, said).removeprefix("\ufeff"))
    except ValueError as problem:
        skipped = Skipped(f"`{CONFIGURATION}`", members.where(said), f"it cannot be read: {problem}")
        return RockSources(tuple(names), skipped=(skipped,))
    about = _under(_under(whole, "_ROCKproject"), "project")
    version = _word(about.get("ROCK_version"))
    root = said.rpartition("/")[0]
    stages = _stages(_under(whole, "_ROCKproject"), root)
    left = _last_coded(members, names, stages)
    kept = tuple(name for name in names if name not in left)
    note = f"Of sources in several stages of the project the last that is coded is read ({len(left):,} others are not)."
    title, maker = _word(about.get("title")), f"ROCK {version}".strip()
    return RockSources(kept, title, maker, (note,) if left else (), left=tuple(left.items()))


def _under(said: Any, key: str) -> Mapping[str, Any]:
    found = said.get(key) if isinstance(said, dict) else None
    return found if isinstance(found, dict) else {}


def _word(said: Any) -> str:
    return " ".join(said.split()) if isinstance(said, str) and said != "~" else ""


def _stages(said: Mapping[str, Any], root: str) -> list[str]:
    """The folders of the stages in their order."""
    pipeline = _under(said, "workflow").get("pipeline")
    folders = [_word(one.get("dirName")).strip("/") for one in pipeline or () if isinstance(one, dict)]
    return [f"{root}/{one}/" if root else f"{one}/" for one in folders if one]


def _last_coded(members: Members, names: list[str], stages: list[str]) -> dict[str, str]:
    """The files that are not read, since of each file name in several stages the last that has codes is (or the last
    of all), with the one that is; files elsewhere all stay."""
    versions: dict[str, list[str]] = {}
    for stage in stages:
        for name in names:
            if name.startswith(stage):
                versions.setdefault(name.removeprefix(stage), []).append(name)
    out: dict[str, str] = {}
    for several in versions.values():
        if len(several) > 1:
            coded = [name for name in several if CODE.search(text_in(members, name))]
            best = (coded or several)[-1]
            out |= {name: best for name in several if name != best}
    return out
