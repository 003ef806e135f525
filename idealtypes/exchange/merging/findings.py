"""What comes of an import: the study with the project in it, and what is to be known of it."""

from __future__ import annotations

from dataclasses import dataclass

from idealtypes.errors import Skipped
from idealtypes.exchange.held import Held


@dataclass(frozen=True)
class Finding:
    """Something to know of an import: what, where, and why."""

    what: str
    where: str
    why: str


@dataclass(frozen=True)
class Merged:
    """A study with a project in it.

    `updated` says whether the project was there before. `changes` are what differs from the study before,
    `conflicts` what two sides say differently, `skipped` what was in the project and is not in the study.
    """

    held: Held
    updated: bool
    changes: tuple[Finding, ...] = ()
    conflicts: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
