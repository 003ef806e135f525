"""`idealtypes demo`: the shipped example, from coded statements to a report."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

import idealtypes as it
from idealtypes.cli import options
from idealtypes.cli.answering import print_table
from idealtypes.cli.commands.profile import table
from idealtypes.cli.options import tell_warnings
from idealtypes.cli.terminal import note, say

REPORT = "report"


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("idealtypes-demo"))
@options.report_language
def command(folder: Path, language: str) -> None:
    """Run the shipped example, from coded statements to a report.

    Copies the example to DIR (by default idealtypes-demo), shows its
    profile, writes the report to DIR/report and says what to try next. Run
    again, it keeps the files of DIR as they are and makes the report anew.

    \b
    Example:
        idealtypes demo
    """
    made = it.demo(folder, report=False)
    if made.changed:
        note(f"{folder} was changed since it was copied, and is kept as it is: {', '.join(made.changed)}")
    study = made.study
    tell_warnings(study.warnings, folder)
    print_table(lambda on: table(study, study.profile(), on))
    note("\nWriting the report …")
    report = study.report(folder / REPORT, language=language)
    say(f"\nThe report: {report}")
    say("\nOpen it in a browser. Then try:")
    for line in _next(folder):
        say(f"    idealtypes {line}")


def _next(folder: Path) -> list[str]:
    study = shlex.quote(str(folder))
    return [
        f"types {study}",
        f"profile {study} --view useful",
        f"evidence {study} --aspect contact --pole formal",
        f"scenarios {study} --measures register_contacts",
        "schemes support_colleagues",
        "init my_study",
    ]
