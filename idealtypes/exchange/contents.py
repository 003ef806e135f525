"""A study as an import sees it: tables by id, codings by who put what where, and what earlier imports made of what.

`imports.json` beside `study.yaml` remembers for each imported project which of its things became which of ours, and
what codes were called and said then: so the same thing gets the same id again, and what the user has changed since is
told from what the other program has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from idealtypes.errors import IdealtypesError, Skipped
from idealtypes.files.document import FORMAT
from idealtypes.model.aliases import Whose

IMPORTS = "imports.json"

Row = dict[str, str]  # a row of a table without its id; a cell that is blank is not there
# statement, code (signed where it is put against: `model.stance`), coder (with her occasion, where she judged again)
Put = tuple[str, str, str]
Read = tuple[str, str]  # statement, coder (with her occasion)
WHEN = "\x1f"  # between a coder and her occasion; no name of a table has one


def judge(coder: str, occasion: str = "") -> str:
    """A coder on one of her occasions.

    >>> judge("Anna"), judged(judge("Anna", "2")), judged("Anna")
    ('Anna', ('Anna', '2'), ('Anna', ''))
    """
    return f"{coder}{WHEN}{occasion}" if occasion else coder


def judged(by: str) -> tuple[str, str]:
    """The coder and the occasion."""
    coder, _, occasion = by.partition(WHEN)
    return coder, occasion


def whose(by: str) -> str:
    """The same as words, "" for nobody.

    >>> whose(judge("Anna", "2")), whose("")
    (' by Anna (occasion 2)', '')
    """
    coder, occasion = judged(by)
    when = f" (occasion {occasion})" if occasion else ""
    return f" by {coder}{when}" if coder else ""


@dataclass(frozen=True)
class KnownCode:
    """A code of a project as it was last imported; `id` is ours."""

    id: str
    name: str
    definition: str = ""
    parent: str | None = None  # ours
    codable: bool = True
    color: str = ""
    memo: str = ""


@dataclass(frozen=True)
class KnownPassage:
    """A passage as it was last imported: the statement it belongs to, and its own span."""

    id: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Known:
    """A project as it was last imported: foreign id → what it became."""

    format: str
    name: str
    maker: str = ""
    file: str = ""
    sha256: str = ""
    account: Mapping[str, Mapping[str, int]] = field(
        default_factory=dict
    )  # of the last import (`exchange.account`)
    codes: Mapping[str, KnownCode] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    coders: Mapping[str, str] = field(default_factory=dict)
    passages: Mapping[str, KnownPassage] = field(default_factory=dict)


@dataclass(frozen=True)
class StudyCode:
    """A code of the scheme. `more` are further keys of a new code: include, rationale, place, …"""

    id: str
    title: str
    definition: str = ""
    parent: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StudyContents:
    """What a study holds.

    `readings` are of coders who put no code on a statement; `readers` what study.yaml declares, `all` or source →
    coders. `texts` are the whole texts of sources; `protected` are statements that something else in the study names;
    `aspects` are those of the scheme, each with its poles; `titles` what they are called, where somebody may have
    changed that: aspect → its title, and (aspect, pole) → the pole's; `aliases`, of sources, coders and cases, other
    name → name; `reasons` why codings are as they are, where their table says it.
    """

    codes: Mapping[str, StudyCode] = field(default_factory=dict)
    statements: Mapping[str, Row] = field(default_factory=dict)
    codings: Mapping[Put, float] = field(default_factory=dict)
    sources: Mapping[str, Row] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, Row] = field(default_factory=dict)
    known: tuple[Known, ...] = ()
    protected: frozenset[str] = frozenset()
    aspects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str | tuple[str, str], str] = field(default_factory=dict)
    aliases: Mapping[Whose, Mapping[str, str]] = field(default_factory=dict)
    readings: frozenset[Read] = frozenset()
    readers: str | Mapping[str, tuple[str, ...]] | None = None
    reasons: Mapping[Put, str] = field(default_factory=dict)

    @property
    def judges(self) -> tuple[str, ...]:
        """Who coded or read on which occasion, in the order of the codings; "" where nobody is named."""
        coded = (by for _, _, by in self.codings)
        return tuple(dict.fromkeys([*coded, *sorted({by for _, by in self.readings})]))

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded or read, in the order of the codings; "" where nobody is named."""
        return tuple(dict.fromkeys(judged(by)[0] for by in self.judges))

    @property
    def repeated(self) -> bool:
        """Whether somebody judged again."""
        return any(judged(by)[1] for by in self.judges)


def as_document(known: tuple[Known, ...]) -> dict[str, Any]:
    """What `imports.json` says."""
    projects = [
        vars(one)
        | {"codes": {key: vars(code) for key, code in one.codes.items()}}
        | {"passages": {key: vars(passage) for key, passage in one.passages.items()}}
        for one in known
    ]
    return {"format": FORMAT, "projects": projects}


def from_document(document: Any, file: str) -> tuple[Known, ...]:
    """The projects that an `imports.json` remembers.

    Raises
    ------
    IdealtypesError
        Where it is not one, as after an edit by hand.
    """
    try:
        if document["format"] != FORMAT:
            raise ValueError(f"`format` is {document['format']!r}")
        return tuple(_known(one) for one in document["projects"])
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise IdealtypesError(
            f"{file}: this is no record of imports ({problem}): restore it, or delete it, "
            "and things are then matched by their texts and names alone"
        ) from None


def _known(given: Mapping[str, Any]) -> Known:
    return Known(
        **{name: str(given.get(name, "")) for name in ("format", "name", "maker", "file", "sha256")},  # type: ignore[arg-type]
        **{name: {str(k): str(v) for k, v in given[name].items()} for name in ("sources", "cases", "coders")},  # type: ignore[arg-type]
        account=dict(given.get("account") or {}),
        codes={key: KnownCode(**code) for key, code in given["codes"].items()},
        passages={key: KnownPassage(**passage) for key, passage in given["passages"].items()},
    )


@dataclass(frozen=True)
class Notice:
    """Something to know of an import: what, where, and why."""

    what: str
    where: str
    why: str


@dataclass(frozen=True)
class Merged:
    """A study with a project in it.

    `updated` says whether the project was there before. `changes` are what differs from the study before,
    `conflicts` what two sides say differently, `skipped` what was in the project and is not in the study. `kept` and
    `joined` are for the account: how many sources, codes, passages and codings of the project are in the study, and how
    many more of it are one with one of these. `counts` are of the project as it was understood, `folders` those of its
    codes that are none.
    """

    contents: StudyContents
    updated: bool
    changes: tuple[Notice, ...] = ()
    conflicts: tuple[Notice, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    kept: Mapping[str, int] = field(default_factory=dict)
    joined: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    folders: int = 0
