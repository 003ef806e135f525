"""The command line: one file a command, under `commands`; beside it what the commands share."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """The console script `idealtypes`; ends the process with the exit code."""
    from idealtypes.cli.program import program

    open_what_is_closed()
    program(prog_name="idealtypes")


def open_what_is_closed() -> None:
    """Standard streams that were closed (`>&-`) lead to nowhere: what is written there is lost, as was asked for, and
    what is read is at its end. Left closed, the next file that is opened would become one of them."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115
