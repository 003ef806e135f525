"""What can go wrong, in words for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


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


@dataclass(frozen=True)
class Skipped:
    """Something that was there and was not read: what, where (file and place), and why."""

    what: str
    where: str
    why: str


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
