"""The builder of a foreign project: from rows of a database, of a table, or elements of an exchange file.

Rows come as the file has them: twice, for codes that are gone, in trees that bite their tails. Each goes in by one of
the methods below; what cannot be used is listed with the reason. Databases and exchange files have ids that last, and
positions, which are looked up when all rows are in (`exchange.segments`). Tables name their codes, sources and coders
over and over (`code_at`, `source_named`, `case_named`), and have no ids that last, so these are made from what the rows
say: the same passage has the same id in the next export, wherever its row stands by then (`identity`, `coded`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from idealtypes.exchange.foreign_names import foreign_name
from idealtypes.exchange.project import (
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignReading,
    ForeignSource,
    Passage,
    Project,
)
from idealtypes.exchange.segments import SegmentedSources
from idealtypes.model.stance import signed

PATH = " > "  # between a code and the one below it, in ids


@dataclass
class Builder(SegmentedSources):
    """A project on its way: `format`, `name` and `maker` as in `Project`; things by their ids, in their order."""

    # passage, coder, occasion and code ("" for none) → how often; and without the code
    _repeats: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    _times: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    # things with ids

    def code(self, code: ForeignCode, where: str) -> None:
        """A code or a folder of codes; a second one with the same id is listed."""
        if self._is_new("code", code.id, code.name, self.codes, where):
            self.codes[code.id] = code

    def below(self, code: str, parent: str) -> None:
        """A code stands below another one, or in a folder; nothing happens where there is no such code."""
        if code in self.codes:
            self.codes[code] = replace(self.codes[code], parent=parent)

    def folders(self, rows: Iterable[tuple[str, ForeignCode]], where: str) -> dict[str, ForeignCode]:
        """Folders by their keys; a second one with a key is listed."""
        found: dict[str, ForeignCode] = {}
        for key, folder in rows:
            if key in found:
                why = f"its id {key} is that of `{found[key].name}`"
                self.skip(f"category `{folder.name}`", where, why, codes=1)
            found.setdefault(key, folder)
        return found

    def sort_into(
        self,
        folders: Mapping[str, ForeignCode],
        of: Mapping[str, Sequence[str]],
        where_folders: str,
        where: str,
    ) -> None:
        """Codes that stand in one folder each go below it; one that is in several stands in none, and is listed.

        `folders` are those that there are, `of` the keys of the folders of each code.
        """
        alone = {code: keys[0] for code, keys in of.items() if len(keys) == 1}
        for key in dict.fromkeys(alone.values()):
            self.code(folders[key], where_folders)
        for code, keys in of.items():
            if code in alone:
                self.below(code, folders[alone[code]].id)
            elif keys:
                names = ", ".join(f"`{folders[key].name}`" for key in keys)
                why = f"it is in several ({names}): it stands in none"
                self.skip(f"categories of code {code}", where, why)
        used = set(alone.values())
        for key, folder in folders.items():
            if key not in used:
                why = "no code stands in it alone"
                self.skip(f"category `{folder.name}`", where_folders, why, codes=1, fate="left")

    # things by their names

    def code_at(self, path: Sequence[str], definition: str = "", color: str = "", memo: str = "") -> str:
        """The code at the end of a path of names, made where it is not there, like those above it; gives its id."""
        path = [foreign_name(name) for name in path]
        parent: str | None = None
        for depth, name in enumerate(path, 1):
            key = PATH.join(path[:depth])
            if key not in self.codes:
                self.codes[key] = ForeignCode(key, name, parent=parent)
            parent = key
        assert parent is not None  # a path has a name at least
        code = self.codes[parent]
        if (definition and not code.definition) or (color and not code.color) or (memo and not code.memo):
            self.codes[parent] = replace(
                code,
                definition=code.definition or definition,
                color=code.color or color,
                memo=code.memo or memo,
            )
        return parent

    def case_named(self, name: str) -> str:
        """The case of this name; gives its id."""
        name = foreign_name(name)
        self.cases.setdefault(name, ForeignCase(name, name))
        return name

    def source_named(
        self,
        name: str,
        case: str | None = None,
        kind: str = "",
        attributes: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> str:
        """The source of this name; `key` tells apart sources that share one. Gives its id."""
        name = foreign_name(name)
        key = name if key is None else foreign_name(key)
        if key not in self.sources:
            self.sources[key] = ForeignSource(key, name, kind=kind, case=case, attributes=attributes or {})
        return key

    def passage(self, passage: Passage) -> None:
        """A passage with a code; the first with an id stands, and further rows with it are joined with that."""
        self.passages.setdefault(passage.id, passage)
        self._counts(passage.id)

    def uncoded(self, passage: Passage, what: str, where: str) -> None:
        """A passage without a code: no statement, but its memo is kept, and it is listed."""
        self.passages.setdefault(passage.id, passage)
        self.skip(what, where, "no code is on it", passages=1, fate="left")

    def coded(self, passage: Passage, codings: Sequence[ForeignCoding]) -> None:
        """A passage with its codings. Its id is made of what it says: where a coder has put a code on the same words
        before, or read them and put none, the words stand twice in the source, and it becomes a passage of its own."""
        put = [(passage.id, one.coder, one.occasion, signed(one.code, one.against)) for one in codings]
        time = 1 + max((self._repeats[one] for own in put for one in (own, (*own[:3], ""))), default=0)
        own = self._of_its_own(passage, time, put)
        self.codings += [one if one.passage == own else replace(one, passage=own) for one in codings]

    def was_read(self, passage: Passage, coder: str, occasion: str = "") -> None:
        """A passage on which a coder put no code. Words on which she has put one before stand twice in the source."""
        key = (passage.id, coder, occasion)
        own = self._of_its_own(passage, 1 + self._times[key], [(*key, "")])
        self.readings.append(ForeignReading(own, coder, occasion))

    def _of_its_own(self, passage: Passage, time: int, put: Sequence[tuple[str, str, str, str]]) -> str:
        """A passage, the so-manieth of its words; gives its id."""
        for one in put:
            self._repeats[one] = time
            self._times[one[:3]] = max(self._times[one[:3]], time)
        own = passage.id if time == 1 else f"{passage.id}-{time}"
        self.passage(passage if time == 1 else replace(passage, id=own))
        return own

    # the whole

    def project(self) -> Project:
        """The project, with every passage in its place."""
        if self._segments or self._links or self._finders:
            self._place_all()
        self._mend_tree()
        return Project(
            self.format,
            self.name,
            self.maker,
            tuple(self.codes.values()),
            tuple(self.sources.values()),
            tuple(self.passages.values()),
            tuple(self.codings),
            tuple(self.coders.values()),
            tuple(self.cases.values()),
            self.memo,
            tuple(self.skipped),
            tuple(self.notes),
            {kind: number for kind, number in self.joined.items() if number},
            dict(self.added),
            tuple(self.doubts),
            tuple(self.readings),
        )

    def _mend_tree(self) -> None:
        """Each code below its parent: one whose parent is not there, or is below it, stands at the top."""
        good: set[str] = set()
        for code in list(self.codes.values()):
            path: dict[str, None] = {}
            at: str | None = code.id
            while at is not None and at not in good and at not in path:
                path[at] = None
                parent = self.codes[at].parent
                if parent is not None and (parent not in self.codes or parent in path):
                    why = "is not in the codebook" if parent not in self.codes else "is below it"
                    self.skip(
                        f"parent of `{self.codes[at].name}`",
                        "the codebook",
                        f"its parent {parent} {why}: it stands at the top",
                    )
                    self.codes[at] = replace(self.codes[at], parent=None)
                    parent = None
                at = parent
            good.update(path)


def identity(*parts: str) -> str:
    """An id made of what makes a passage that passage: the same for the same parts.

    >>> identity("a", "b") == identity("a", "b"), identity("a", "b") == identity("ab")
    (True, False)
    """
    said = "\x1f".join(parts)
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
