"""What has been met of a REFI-QDA project while its file is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from idealtypes.errors import Skipped
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.positions import STANDARD, Choice, SourceText
from idealtypes.exchange.refi.codes import Codebook
from idealtypes.exchange.refi.elements import Mark
from idealtypes.exchange.refi.placing import Placed

REPEATED = 100_000_000  # characters of notes, counted wherever they are put


@dataclass
class Source:
    """A source, with its marks until they are placed. `sync`: of a transcript, sync point → position."""

    id: str
    name: str
    kind: str
    text: SourceText | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    memo: str = ""
    case: str | None = None
    marks: list[Mark] = field(default_factory=list)
    sync: dict[str, int] = field(default_factory=dict)
    choice: Choice = field(default_factory=lambda: Choice(STANDARD, "alike"))
    placed: Placed = field(default_factory=Placed)


@dataclass(frozen=True)
class Case:
    """A case: the sources and selections that belong to it by their ids, and how many codes stand on it."""

    id: str
    name: str
    memo: str
    attributes: dict[str, str]
    sources: tuple[str, ...]
    selections: tuple[str, ...]
    codes: int
    line: int


@dataclass
class Met:
    """Everything met so far. `memos`: note → its text; `noted`: source, passage or project → its notes; `code_sets`:
    name, place and number of codes; `taken`: the ids of passages so far."""

    where: str
    name: str = ""
    maker: str = ""
    memo: str = ""
    users: dict[str, str] = field(default_factory=dict)
    book: Codebook = field(default_factory=Codebook)
    codes: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    memos: dict[str, str] = field(default_factory=dict)
    noted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    code_sets: list[tuple[str, str, int]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)
    repeated: int = 0  # characters of notes where they were put

    def skip(self, what: str, line: int | None, why: str) -> None:
        """Something that is there and is not read."""
        self.skipped.append(Skipped(what, f"{self.where}:{line or 1}", why))

    def texts(self, notes: tuple[str, ...]) -> str:
        """The texts of notes, one below the other.

        Raises
        ------
        NotReadable
            When notes are repeated without end: the memory of a small file would be that of a large one.
        """
        found = [text for id in dict.fromkeys(notes) if (text := self.memos.get(id))]
        self.repeated += sum(len(text) for text in found)
        if self.repeated > REPEATED:
            raise NotReadable(f"{self.where}: notes are repeated to more than {REPEATED:,} characters")
        return "\n".join(found)

    def memo_on(self, id: str) -> str:
        """The texts of the notes on a source, a passage or the project."""
        return self.texts(self.noted.get(id, ()))
