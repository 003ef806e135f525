"""What the terminal can show, and text made fit for it."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from dataclasses import dataclass

import click

NARROW, WIDE = 80, 100


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

    def bold(self, text: str) -> str:
        return click.style(text, bold=True) if self.style else text

    def dim(self, text: str) -> str:
        return click.style(text, dim=True) if self.style else text


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
    """A line on standard output; what its encoding lacks becomes `?`, never an error."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    click.echo(text.encode(encoding, "replace").decode(encoding))


def note(text: str) -> None:
    """A line on standard error: progress, notes and warnings."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    click.echo(plain(text, keep="\n").encode(encoding, "replace").decode(encoding), err=True)


def plain(text: str, keep: str = "") -> str:
    """Text without control characters: what stands in a file must not steer the terminal.

    >>> plain("red \\x1b[31malert")
    'red  [31malert'
    """
    return "".join(
        c if c in keep or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for c in text
    )


def cells(text: str) -> int:
    """How many columns a text takes: wide characters take two, combining marks none.

    >>> cells("Støtte"), cells("支持"), cells("e\\u0301")
    (6, 4, 1)
    """
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
