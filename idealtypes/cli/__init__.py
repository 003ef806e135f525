"""The command line: one file a command, under `commands`; beside it what the commands share."""

from __future__ import annotations


def main() -> None:
    """The console script `idealtypes`; ends the process with the exit code."""
    from idealtypes.cli.program import program

    program(prog_name="idealtypes")
