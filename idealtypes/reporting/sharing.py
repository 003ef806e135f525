"""What a report that leaves the project may show: no texts, no names of sources, no small counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from idealtypes.reporting.words import Words

# Counts from 1 to below this are shown as “<3”: one or two people can be told who they are.
SMALLEST = 3
# What would give a small count away by arithmetic, and is left out with it.
OTHER = (
    "other_share",
    "other_balance",
    "other_low",
    "other_high",
)  # with the balance they tell single sources
TELLING = ("mass", "logit", "salience", "effective_n", "contestation", "split", "why", *OTHER)


@dataclass(frozen=True)
class Discretion:
    """How much a report says: everything (`sharing` False), or only what may leave the project.

    `sources` are the ids of the sources in the study's order; shared reports call them Source 1, Source 2, …
    """

    words: Words
    sharing: bool = False
    sources: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)

    def small(self, n: float | None) -> bool:
        """Whether a count is too small to be shown."""
        return self.sharing and n is not None and 0 < n < SMALLEST

    def count(self, n: float) -> str:
        """A count as it may be shown.

        >>> from idealtypes.reporting.words import words_in
        >>> Discretion(words_in("en"), sharing=True).count(2), Discretion(words_in("en")).count(2)
        ('<3', '2')
        """
        return f"<{SMALLEST}" if self.small(n) else str(int(n))

    def source(self, source: str) -> str:
        """The name of a source: its title, or a neutral one."""
        if self.sharing:
            return self.words.say("sharing.source", n=self.sources.index(source) + 1)
        return self.names.get(source, source)

    def record(
        self, record: dict[str, Any], counts: Iterable[str] = ("statements", "sources")
    ) -> dict[str, Any]:
        """A row of a table as it may be shown: small counts as “<3”, and without what would give them away.

        >>> from idealtypes.reporting.words import words_in
        >>> Discretion(words_in("en"), sharing=True).record({"share": 0.5, "mass": 1.0, "statements": 2, "sources": 5})
        {'share': 0.5, 'mass': None, 'statements': '<3', 'sources': '5'}
        """
        if not self.sharing:
            return record
        counts = [name for name in counts if name in record]
        hidden = any(self.small(record[name]) for name in counts) or self.small(record.get("mass"))
        out = {name: None if hidden and name in TELLING else value for name, value in record.items()}
        # A column holds either text or numbers: “<3” is text, so in a shared table all counts are.
        return out | {name: self.count(record[name]) for name in counts}
