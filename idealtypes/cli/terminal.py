"""The terminal: what a line, a paragraph, a table and a bar of progress look like; `rich` lays them out.

`rich` is imported when something is laid out, so that `--help` and `--json` do without it. Into a file or a pipe goes
plain text, 80 wide; drawings are ASCII where the output is not UTF-8.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import click

from idealtypes.model.direction import isolated

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.text import Text

NARROW, WIDE = 80, 100
JOINERS = "\u200c\u200d"
Style = Literal["", "bold", "dim"]
_TRAILING = re.compile(r" +(?=(?:\x1b\[[\d;]*m)*$)", re.MULTILINE)


@dataclass(frozen=True)
class Screen:
    """How wide lines may be, whether symbols beyond ASCII can be shown, and whether to style."""

    width: int = NARROW
    unicode: bool = True
    style: bool = False

    @property
    def minus(self) -> str:
        return "−" if self.unicode else "-"

    @property
    def dot(self) -> str:
        return " · " if self.unicode else "; "

    @property
    def cut(self) -> str:
        """What stands where a text was cut."""
        return "…" if self.unicode else "."


def screen() -> Screen:
    """The screen that standard output leads to.

    Lines are 80 wide, up to 100 where the terminal has them. `NO_UNICODE` and an output that is not UTF-8
    give ASCII drawings; `NO_COLOR` and an output that is no terminal give no styles.
    """
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "").replace("_", "")
    unicode = encoding.startswith("utf") and not os.environ.get("NO_UNICODE")
    columns = shutil.get_terminal_size((NARROW, 24)).columns
    style = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(min(max(columns, NARROW), WIDE), unicode, style)


def say(text: str = "") -> None:
    """A line on standard output as it is; what its encoding lacks becomes `?`, never an error. What is written from
    right to left is isolated, so that the numbers beside it stay where they stand."""
    click.echo(_spoken(text, getattr(sys.stdout, "encoding", None)))


def note(text: str) -> None:
    """A line on standard error: progress, notes and warnings."""
    click.echo(_spoken(plain(text, keep="\n"), getattr(sys.stderr, "encoding", None)), err=True)


def _spoken(text: str, encoding: str | None) -> str:
    """What a stream of an encoding is given: isolates only where it can say what they isolate."""
    encoding = encoding or "ascii"
    said = isolated(text) if encoding.lower().startswith("utf") else text
    return said.encode(encoding, "replace").decode(encoding)


def plain(text: str, keep: str = "") -> str:
    """Text without control characters: what stands in a file must not steer the terminal. Marks that nobody sees go,
    but for those that join letters and emoji.

    >>> plain("red \\x1b[31malert"), plain("a\\u202eb") == "ab"
    ('red  [31malert', True)
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in keep or c in JOINERS else _seen(c) for c in text)


def _seen(c: str) -> str:
    kind = unicodedata.category(c)
    return "" if kind == "Cf" else " " if kind in ("Cc", "Cs", "Zl", "Zp") else c


def show(parts: Iterable[RenderableType], on: Screen) -> None:
    """Print parts on standard output one below another; a text is wrapped, and ends without spaces."""
    for part in parts:
        say(laid(part, on))


def laid(part: RenderableType, on: Screen) -> str:
    """A part as lines of text.

    >>> print(laid("What counts as a contact", Screen(16)))
    What counts as a
    contact
    """
    from rich.text import Text

    console = _console(on)
    part = text(part) if isinstance(part, str) else part
    alone = part if isinstance(part, Text) else text("")  # printing joins texts, and forgets how they are cut
    with console.capture() as drawn:
        console.print(part, overflow=alone.overflow, no_wrap=alone.no_wrap, crop=alone.overflow != "ignore")
    lines = _TRAILING.sub("", drawn.get().removesuffix("\n"))
    return lines if on.unicode else lines.replace("…", on.cut)


@cache
def _console(on: Screen) -> Console:
    """What lays out for a screen; the width is the screen's, whatever the environment says."""
    from rich.console import Console

    return Console(
        width=on.width, height=25, force_terminal=on.style, legacy_windows=False, highlight=False, markup=False,
        emoji=False, color_system="standard" if on.style else None,
    )  # fmt: skip


# Text

_translate: ContextVar[Callable[[str], str] | None] = ContextVar("translate", default=None)


def speak(translate: Callable[[str], str] | None) -> None:
    """From now on say what is laid out in another language; None for English."""
    _translate.set(translate)


def translated(said: str) -> str:
    """A text in the language that is spoken."""
    translate = _translate.get()
    return said if translate is None else translate(said)


def text(said: str, style: Style = "", *, cut: bool = False) -> Text:
    """A text of one paragraph; it wraps, or is cut with an ellipsis where it is too wide."""
    from rich.text import Text

    return Text(plain(translated(said)), style, overflow="ellipsis" if cut else "fold", no_wrap=cut)


def whole(said: str) -> Text:
    """A line that is never wrapped, so that editors can follow what it names."""
    from rich.text import Text

    return Text(plain(said), overflow="ignore", no_wrap=True)


def bold(said: str, *, cut: bool = False) -> Text:
    """A title."""
    return text(" ".join(said.split()), "bold", cut=cut)


def dim(said: str, *, cut: bool = False) -> Text:
    """What stands back: the heads of columns, what is counted instead of listed."""
    return text(said, "dim", cut=cut)


@dataclass(frozen=True)
class Paragraph:
    """A text behind an indent; `first` is the indent of the first line, or what stands before it.

    >>> print(laid(Paragraph("Own benefit; incentives", "    ", " 1  "), Screen(16)))
     1  Own benefit;
        incentives
    """

    said: str
    indent: str = ""
    first: str | None = None
    style: Style = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.text import Text

        room = max(1, options.max_width - cells(self.indent))
        words = text(" ".join(plain(self.said).split()), self.style)
        for number, line in enumerate(words.wrap(console, room, overflow="fold")):
            line.rstrip()
            yield Text(self.indent if number or self.first is None else translated(self.first)) + line


def flow(parts: Iterable[str], on: Screen, style: Style = "") -> list[RenderableType]:
    """Parts side by side, in lines that end between two parts.

    >>> [line.plain for line in flow(["1 case", "64 statements of 13 sources", "95 % intervals"], Screen(40))]
    ['1 case · 64 statements of 13 sources', '95 % intervals']
    """
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{on.dot}{part}" if lines else part
        if lines and cells(longer) <= on.width:
            lines[-1] = longer
        else:
            lines.append(part)
    return [text(line, style) for line in lines]


def cells(said: str) -> int:
    """How many columns a text takes: wide characters take two, combining marks none.

    >>> cells("Støtte"), cells("支持"), cells("e\\u0301")
    (6, 4, 1)
    """
    from rich.cells import cell_len

    return cell_len(said)


def left(said: str, width: int) -> str:
    """The text, filled with spaces behind."""
    return said + " " * (width - cells(said))


def right(said: str, width: int) -> str:
    """The text, filled with spaces before."""
    return " " * (width - cells(said)) + said


def short(said: str, width: int, on: Screen) -> str:
    """The text on one line, cut with an ellipsis where it is wider than `width`.

    >>> short("companionable", 8, Screen())
    'compani…'
    """
    line = text(" ".join(plain(said).split()))
    fits = cells(line.plain) <= width
    line.truncate(width, overflow="ellipsis")
    return line.plain if fits else line.plain.removesuffix("…").rstrip() + on.cut


# Tables


class Column(NamedTuple):
    """The head of a column; a text gives way where the screen is narrow, a number stands at the right."""

    head: str
    text: bool = False


def grid(columns: Sequence[Column], rows: Sequence[Sequence[str]], indent: int = 0) -> RenderableType:
    """The head and the rows, as wide as what stands in them; texts are cut where the screen ends.

    >>> print(laid(grid([Column("case", True), Column("P")], [["north", "0.50"], ["east", "1"]]), Screen()))
    case      P
    north  0.50
    east      1
    """
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(
            translated(column.head), justify="left" if column.text else "right", no_wrap=not column.text
        )
    for row in rows:
        table.add_row(*(text(cell, cut=True) for cell in row))
    return spaced(table, 0, indent)


def row(*cells_: tuple[RenderableType, int], style: Style = "") -> RenderableType:
    """A line of cells, each with its width: negative where the text stands at the right, 0 for what is left over.

    A text that is wider wraps within its cell. Rows of the same widths stand below one another as a table.

    >>> print(laid(row(("Sees it as a duty", 10), ("12", -4), ("0.50", -7)), Screen()))
    Sees it as  12   0.50
    a duty
    """
    from rich.table import Table

    table = Table.grid(padding=0, expand=any(width == 0 for _, width in cells_))
    for _, width in cells_:
        side: Literal["left", "right"] = "right" if width < 0 else "left"
        table.add_column(width=abs(width) or None, ratio=None if width else 1, justify=side, overflow="fold")
    table.add_row(*(text(cell) if isinstance(cell, str) else cell for cell, _ in cells_), style=style)
    return table


def spaced(part: RenderableType, right: int = 1, left: int = 0) -> RenderableType:
    """A part with room at its sides."""
    from rich.padding import Padding

    return Padding(part, (0, right, 0, left))


def beside(*columns: tuple[str, int], indent: int = 0, style: Style = "") -> RenderableType:
    """Texts side by side, each wrapped to its width, two spaces between.

    >>> print(laid(beside(("driver", 8), ("Own benefit; incentives", 12), ("Identity", 8)), Screen()))
    driver    Own benefit;  Identity
              incentives
    """
    *others, (last, room) = columns
    cells_ = [(spaced(Paragraph(said), 2), width + 2) for said, width in others]
    return spaced(row(*cells_, (Paragraph(last), room), style=style), 0, indent)


# Progress


Report = Callable[[int, int], None]


@contextmanager
def progress(label: str) -> Iterator[Report | None]:
    """What a computation tells its progress to, `(done, all)`; None where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task(plain(label), total=None)
        yield lambda done, all_: shown.update(task, completed=done, total=all_, refresh=done >= all_)
