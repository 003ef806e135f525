"""`idealtypes demo`: the shipped example, from coded statements to a report."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from idealtypes.cli import options
from idealtypes.cli.folders import contents, copy_into, refuse_file
from idealtypes.cli.reading import tell_warnings
from idealtypes.cli.screen import note, say, screen
from idealtypes.errors import IdealtypesError

EXAMPLE = "support_colleagues"
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
    from idealtypes.cli.profile_table import table
    from idealtypes.engine.views import study_profile
    from idealtypes.files.content import folder as content
    from idealtypes.files.study import read_study
    from idealtypes.reporting.report import write_report

    example = contents(content("examples") / EXAMPLE)
    if "study.yaml" not in example:
        raise IdealtypesError(f"the example {EXAMPLE} is missing: this installation is incomplete")
    _refuse_foreign(example, folder)
    copy_into(example, folder)
    changed = [name for name, text in example.items() if (folder / name).read_bytes() != text]
    if changed:
        note(f"{folder} was changed since it was copied, and is kept as it is: {', '.join(changed)}")
    study = read_study(folder)
    tell_warnings(study.warnings, folder)
    for line in table(study, study_profile(study), screen()):
        say(line.rstrip())
    note("\nWriting the report …")
    report = write_report(study, folder / REPORT, language=language, sharing=False)
    say(f"\nThe report: {report}")
    say("\nOpen it in a browser. Then try:")
    for line in _next(folder):
        say(f"    idealtypes {line}")


def _refuse_foreign(example: dict[str, bytes], folder: Path) -> None:
    """Raise IdealtypesError unless the folder is new, empty, or an earlier demo, whole or begun."""
    refuse_file(folder)
    if not folder.is_dir():
        return
    there = {name for name in example if (folder / name).exists()}
    if there == set(example):
        return
    ours = {Path(name).parts[0] for name in example} | {REPORT}
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    foreign += sorted(name for name in there if (folder / name).read_bytes() != example[name])
    if foreign:
        raise IdealtypesError(
            f"{folder} holds something else ({', '.join(foreign[:3])}{', …' if len(foreign) > 3 else ''}): "
            "give the name of a new folder, idealtypes demo DIR"
        )


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
