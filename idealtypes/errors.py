"""What can go wrong, in words for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal


class IdealtypesError(ValueError):
    """The one base of every error that this package raises on purpose; a ValueError too.

    >>> issubclass(IdealtypesError, ValueError)
    True
    """


@dataclass(frozen=True)
class Reason:
    """Why something is absent or is not told: a code, and the data that its words need.

    The words belong to the language that is spoken: `reasons.<code>` in `reports/words/<language>.yaml`, with the
    names of `data` as open places. `data` is a tuple of pairs, so that a reason is hashable; `reason()` makes one.
    A tuple of names in it is listed (`a`, `b` and 3 more), a float is written with two digits, and a reason (or
    several, between commas) is said where it stands.

    >>> reason("compare.one_case", case="north").code
    'compare.one_case'
    """

    code: str
    data: tuple[tuple[str, Any], ...] = ()


def reason(code: str, /, **data: Any) -> Reason:
    """A reason with its data by name.

    >>> dict(reason("tension.few", least=3).data)
    {'least': 3}
    """
    return Reason(code, tuple(data.items()))


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file, and what would be right.

    `file` is written as the user would write it, `line` counts from 1 (in a spreadsheet: the row) or is None
    where the fault is the whole file's. A warning has the same shape: what differs is the list it stands in.

    >>> print(Fault("study/statements.csv", 4, "`source` is empty"))
    study/statements.csv:4: `source` is empty
    """

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.message}"


Warning_ = Fault  # the same shape; the trailing underscore spares Python's own Warning


Fate = Literal["lost", "left", "joined"]


@dataclass(frozen=True)
class Skipped:
    """Something that was there and was not read: what, where (file and place), and why.

    `sources`, `codes`, `passages` and `codings` are how many of each an import's account counts for it. `fate` is
    what became of them: *lost* was understood and has nowhere to go, *left* is out on purpose (a mark without a code,
    a missing code, an intensity of 0), *joined* is one with another that is kept.

    >>> Skipped("a coding", "x.csv, line 3", "the row has it twice", codings=1, fate="joined").to_dict()
    {'what': 'a coding', 'where': 'x.csv, line 3', 'why': 'the row has it twice', 'codings': 1, 'fate': 'joined'}
    """

    what: str
    where: str
    why: str
    sources: int = 0
    codes: int = 0
    passages: int = 0
    codings: int = 0
    fate: Fate = "lost"

    def to_dict(self) -> dict[str, str | int]:
        """What, where and why, and the numbers of what counts for something."""
        numbers: dict[str, str | int] = {
            kind: number
            for kind in ("sources", "codes", "passages", "codings")
            if (number := getattr(self, kind))
        }
        told: dict[str, str | int] = {"what": self.what, "where": self.where, "why": self.why}
        return told | numbers | ({"fate": self.fate} if numbers else {})


class BadInput(IdealtypesError):  # noqa: N818
    """Files that cannot be used as they are: every fault of every file at once, one a line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnknownId(IdealtypesError, KeyError):  # noqa: N818
    """An id that is looked up and is not there; the message says what is. A KeyError too.

    >>> print(UnknownId("hlep: there is `help`"))
    hlep: there is `help`
    """

    __str__ = Exception.__str__  # a KeyError would put its message in quotes


class BadChoice(IdealtypesError):  # noqa: N818
    """Arguments that do not fit what is at hand. They stand in backticks in the message: the command line writes its
    options there."""


class BadCall(BadChoice):
    """A call that can never be, told before anything is read: a name that is no argument, a value of another kind,
    arguments that do not go together."""


class BadArgument(BadInput):
    """What an argument asks for is not there; the message says what is.

    `argument` is the name of the parameter and `asked` what was given, as a person would write it. The command line
    says `--where kind=x` for what is `where kind=x` here.

    >>> print(BadArgument("where", "kind=x", "no statement has `x` as its `kind`"))
    where kind=x: no statement has `x` as its `kind`
    """

    def __init__(self, argument: str, asked: str, *problems: str) -> None:
        self.argument, self.asked, self.problems = argument, asked, problems
        super().__init__(Fault(f"{argument} {asked}", None, problem) for problem in problems)
