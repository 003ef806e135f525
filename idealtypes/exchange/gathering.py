"""A project put together from the rows of a table, which name their codes, sources and coders over and over.

Tables have no ids that last, so ids are made from what the rows say: the same passage has the same id in the
next export, wherever its row stands by then.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from idealtypes.errors import Skipped
from idealtypes.exchange.project import (
    Coder,
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignSource,
    Passage,
    Project,
)

PATH = " > "  # between a code and the one below it, in ids


class Gathering:
    """A project on its way."""

    def __init__(self) -> None:
        self.codes: dict[str, ForeignCode] = {}
        self.sources: dict[str, ForeignSource] = {}
        self.passages: dict[str, Passage] = {}
        self.codings: list[ForeignCoding] = []
        self.coders: dict[str, Coder] = {}
        self.cases: dict[str, ForeignCase] = {}
        self.skipped: list[Skipped] = []
        self.notes: list[str] = []
        self._repeats: Counter[tuple[str, str, str]] = Counter()

    def code(self, path: Sequence[str], definition: str = "", color: str = "", memo: str = "") -> str:
        """The code at the end of a path of names, made where it is not there; those above it, too."""
        parent: str | None = None
        for depth, name in enumerate(path, 1):
            key = PATH.join(path[:depth])
            if key not in self.codes:
                self.codes[key] = ForeignCode(key, name, parent=parent)
            parent = key
        assert parent is not None  # a path has a name at least
        code = self.codes[parent]
        if (definition and not code.definition) or (color and not code.color) or (memo and not code.memo):
            self.codes[parent] = ForeignCode(
                parent,
                code.name,
                code.definition or definition,
                code.parent,
                code.codable,
                code.color or color,
                code.memo or memo,
            )
        return parent

    def case(self, name: str) -> str:
        """The case of this name."""
        self.cases.setdefault(name, ForeignCase(name, name))
        return name

    def source(
        self,
        name: str,
        case: str | None = None,
        kind: str = "",
        attributes: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> str:
        """The source of this name; `key` tells apart sources that share one."""
        key = name if key is None else key
        if key not in self.sources:
            self.sources[key] = ForeignSource(key, name, kind=kind, case=case, attributes=attributes or {})
        return key

    def coder(self, name: str) -> str:
        """The coder of this name, "" for none."""
        if name:
            self.coders.setdefault(name, Coder(name, name))
        return name

    def passage(self, passage: Passage) -> None:
        """A passage; the first with an id stands."""
        self.passages.setdefault(passage.id, passage)

    def coded(self, passage: Passage, codings: Sequence[ForeignCoding]) -> None:
        """A passage with its codings. Its id is `key`: where a coder has put a code on the same words before, the
        words stand twice in the source, and it becomes a passage of its own."""
        first = 1 + max(
            (self._repeats[passage.id, one.code, one.coder] for one in codings),
            default=0,
        )
        for one in codings:
            self._repeats[passage.id, one.code, one.coder] = first
        identity = passage.id if first == 1 else f"{passage.id}-{first}"
        self.passage(
            Passage(
                identity,
                passage.source,
                passage.text,
                passage.start,
                passage.end,
                passage.matches,
                passage.locator,
                passage.attributes,
                passage.memo,
            )
        )
        self.codings += [
            ForeignCoding(identity, one.code, one.coder, one.intensity, one.memo) for one in codings
        ]

    def skip(self, what: str, where: str, why: str) -> None:
        """Something that was there and is not read."""
        self.skipped.append(Skipped(what, where, why))

    def project(self, format: str, name: str, maker: str = "") -> Project:
        """What was gathered; passages without a code are listed as skipped by those who write the study."""
        return Project(
            format=format,
            name=name,
            maker=maker,
            codes=tuple(self.codes.values()),
            sources=tuple(self.sources.values()),
            passages=tuple(self.passages.values()),
            codings=tuple(self.codings),
            coders=tuple(self.coders.values()),
            cases=tuple(self.cases.values()),
            skipped=tuple(self.skipped),
            notes=tuple(self.notes),
        )


def identity(*parts: str) -> str:
    """An id made of what makes a passage that passage: the same for the same parts.

    >>> identity("a", "b") == identity("a", "b"), identity("a", "b") == identity("ab")
    (True, False)
    """
    said = "\x1f".join(parts)
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
