"""What idealtypes pulls in, as installed here: every distribution with what asks for it first.

The requirements are those of `pyproject.toml`; those of the rest are read from what is installed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = "idealtypes"
RUNTIME = "runtime"
# In this order: what runs needs, what an engine needs besides, then what only those need who change or release it.
GROUPS = (RUNTIME, "engines", "pdf", "dev", "docs", "mutants", "release")


@dataclass(frozen=True)
class Pulled:
    """A distribution: its name in normal form, the first group that pulls it in, what it asks for itself."""

    name: str
    group: str
    distribution: Distribution
    requires: tuple[str, ...]

    @property
    def version(self) -> str:
        return self.distribution.version


def asked(root: Path = ROOT) -> dict[str, list[Requirement]]:
    """Group → what `pyproject.toml` asks for; where a group names others of the project's own, what those ask for."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts: Mapping[str, list[str]] = {
        RUNTIME: project["dependencies"],
        **project.get("optional-dependencies", {}),
    }

    def of(group: str) -> Iterator[Requirement]:
        for one in map(Requirement, texts[group]):
            if one.name == PROJECT:
                for other in sorted(one.extras):
                    yield from of(other)
            else:
                yield one

    return {group: list(of(group)) for group in texts}


def pulled(groups: Iterable[str] = GROUPS) -> tuple[list[Pulled], list[str]]:
    """All that the groups pull in here, sorted by name within each; and the names that are not installed."""
    found: dict[str, Pulled] = {}
    absent: set[str] = set()
    seen: set[tuple[str, str]] = set()
    wanted = asked()
    for group in groups:
        waiting = list(wanted[group])
        while waiting:
            one = waiting.pop()
            name = canonicalize_name(one.name)
            extras = {e for e in ("", *one.extras) if (name, e) not in seen}
            if not extras or (one.marker and not one.marker.evaluate({"extra": ""})):
                continue
            seen |= {(name, e) for e in extras}
            try:
                held = distribution(name)
            except PackageNotFoundError:
                absent.add(name)
                continue
            own = [r for e in sorted(extras) for r in _needs(held, e)]
            before = found[name].requires if name in found else ()
            needs = tuple(sorted({*before, *(canonicalize_name(r.name) for r in own)}))
            found[name] = Pulled(name, found[name].group if name in found else group, held, needs)
            for need in own:
                need.marker = None  # it holds: `_needs` has asked
            waiting += own
    order = {group: n for n, group in enumerate(GROUPS)}
    return sorted(found.values(), key=lambda p: (order[p.group], p.name)), sorted(absent)


def _needs(held: Distribution, extra: str) -> list[Requirement]:
    """What a distribution asks for on this machine, with an extra or, for the empty one, without."""
    every = [Requirement(text) for text in held.requires or ()]
    return [
        one
        for one in every
        if (one.marker is None and not extra)
        or (one.marker is not None and one.marker.evaluate({"extra": extra}))
    ]
