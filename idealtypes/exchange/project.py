"""A project of another program as it was read: what every reader of a foreign format gives.

Ids are the foreign program's own, as texts (GUIDs in lower case without braces): they say which is which, also
in a later version of the same project. Giving them names that a study can use is the work of
`idealtypes.exchange.foreign_names`.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, make_dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from idealtypes.errors import Skipped

if TYPE_CHECKING:
    from idealtypes.files.tables import Table

Record = TypeVar("Record")
RGB = re.compile(r"rgb\(\s*([0-9]{1,3}),\s*([0-9]{1,3}),\s*([0-9]{1,3})\s*\)")
HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})")
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class ForeignCode:
    """A code of the codebook. A folder that holds codes and cannot be put on a passage is not `codable`.

    `place` is for the few formats that say where a code stands: aspect → share of each pole by name; {} is on no
    axis, on purpose. `fields` are what a code of ours says beside that, by our names (`code_places`).
    """

    id: str
    name: str
    definition: str = ""
    parent: str | None = None
    codable: bool = True
    color: str = ""  # #rrggbb
    memo: str = ""
    place: Mapping[str, Mapping[str, float]] | None = None
    fields: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class ForeignSource:
    """A document, an interview, a table row: what passages are passages of.

    `text` is the whole text with line feeds only (no CR, no byte order mark), or None where the project does not
    hold one. `case` is the id of a foreign case, where sources are sorted into cases.
    """

    id: str
    name: str
    text: str | None = None
    kind: str = ""
    case: str | None = None
    attributes: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A marked passage of a source, coded or not.

    `start` and `end` count Unicode code points of the source's `text`, `text[start:end]`; None where the format
    gives no position. `text` is the passage as the project stores it, else the span of the source's text.
    `matches` is whether the span of the source's text is the stored passage, None where the format stores none.
    """

    id: str
    source: str
    text: str
    start: int | None = None
    end: int | None = None
    matches: bool | None = None
    locator: str = ""  # a page, a paragraph, a line: where there is no position
    attributes: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    memo: str = ""


@dataclass(frozen=True, slots=True)
class ForeignCoding:
    """One coder put one code on one passage, for it or `against` it; `intensity` in (0, 1]."""

    passage: str
    code: str
    coder: str = ""  # the id of a coder, "" where the project names none
    intensity: float = 1.0
    memo: str = ""
    occasion: str = ""  # which of the coder's judgements, where she judged again
    against: bool = False  # that the passage says that the code's feature is lacking, or not wanted


@dataclass(frozen=True, slots=True)
class ForeignReading:
    """One coder read a passage, on an occasion, and put no code on it."""

    passage: str
    coder: str = ""
    occasion: str = ""


@dataclass(frozen=True)
class Coder:
    """Somebody who coded."""

    id: str
    name: str


@dataclass(frozen=True)
class ForeignCase:
    """A case to which sources or passages belong."""

    id: str
    name: str
    attributes: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, eq=False)
class RatingSheet:
    """A wide sheet of ratings, a row a case: columns of ours under our names, those that are `open` (aspects or
    attributes, which the scale tells apart) under their headings. A `tall` one has a row a rating, as in
    a study."""

    table: Table
    open: tuple[str, ...]
    tall: bool = False


@dataclass(frozen=True)
class Carried:
    """What travels with an export of ours (`idealtypes.exchange.carried`): `files` of the scheme and its theory by
    name, what `study.yaml` says, and our ids: kind (codes, sources, cases, statements) → the project's id → ours."""

    files: Mapping[str, str]
    study: Mapping[str, Any]
    ids: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Project:
    """Everything that was read, and everything that was not, with the reason.

    `notes` are sentences for people on how it was read: which program made it, which convention of positions was
    found in which source, what was inferred. `format` is the id of the format, `maker` the program and version
    as the file names them. A sheet of `ratings` has nothing else.

    For the account: `joined` is how many passages and codings of the file are one with another that stands here, beside
    those that `skipped` lists; `added` how many sources and codes were made for which the file has no record, such as
    a folder that is only named in the path of a code. `doubts` are sentences for people on what the file may mean
    otherwise, each with the option that settles it: an import stops at them.
    """

    format: str
    name: str
    maker: str = ""
    codes: tuple[ForeignCode, ...] = ()
    sources: tuple[ForeignSource, ...] = ()
    passages: tuple[Passage, ...] = ()
    codings: tuple[ForeignCoding, ...] = ()
    coders: tuple[Coder, ...] = ()
    cases: tuple[ForeignCase, ...] = ()
    memo: str = ""
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = field(default=())
    joined: Mapping[str, int] = field(default_factory=dict)
    added: Mapping[str, int] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    readings: tuple[ForeignReading, ...] = ()
    ratings: RatingSheet | None = None
    carried: Carried | None = None

    @property
    def read(self) -> set[str]:
        """The passages that somebody coded, or read without putting a code."""
        return {coding.passage for coding in self.codings} | {reading.passage for reading in self.readings}

    def counts(self) -> dict[str, int]:
        """How many codes, sources, statements (passages that are coded, or were read), codings and coders there are.

        Codes are those that can be put on a passage; a passage that nobody coded or is said to have read is
        a memo or a mark and no statement: it is listed among what was skipped.
        """
        coded = self.read
        return {
            "codes": sum(code.codable for code in self.codes),
            "sources": len(self.sources),
            "statements": sum(passage.id in coded for passage in self.passages),
            "codings": len(self.codings),
            "coders": len(self.coders),
        }


def colour(said: str) -> str:
    """A colour as `#rrggbb`, from that, from `#rgb` or `rgb(r, g, b)`; "" for anything else.

    >>> colour("rgb(255, 0, 16)"), colour("#F781F3"), colour("#4BF"), colour("red")
    ('#ff0010', '#f781f3', '#44bbff', '')
    """
    said = said.strip().lower()
    if found := RGB.fullmatch(said):
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in found.groups())
    if not HEX.fullmatch(said):
        return ""
    return said if len(said) == 7 else "#" + "".join(2 * digit for digit in said[1:])


def quick(record: type[Record]) -> Callable[..., Record]:
    """A maker of frozen records with slots, for those of which there are hundreds of thousands: it takes every field,
    by its place.

    A frozen record sets its fields around its own lock, one by one; here an open record with the same slots is filled
    and then becomes the frozen one, in a third of the time.

    >>> quick(ForeignCoding)("p", "c", "", 1.0, "", "", False) == ForeignCoding("p", "c")
    True
    """
    names = [each.name for each in fields(record)]  # type: ignore[arg-type]
    filled: Any = make_dataclass(f"Open{record.__name__}", names, eq=False, slots=True)

    def make(*values: Any) -> Record:
        made = filled(*values)
        made.__class__ = record
        return made  # type: ignore[no-any-return]

    return make


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Without the collector of cycles: what is made here has none, and all of it would be searched time and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
