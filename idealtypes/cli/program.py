"""The program: its commands by what one does with them, and the one place that turns errors into messages."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from idealtypes.errors import BadArgument, BadCall, BadChoice, BadInput, IdealtypesError

GIVEN = "idealtypes.arguments"  # where the words stand that the program was called with
BAD_INPUT = 1
USAGE = 2  # as click has it
INTERRUPTED = 128 + 2  # as a shell counts a process ended by SIGINT
READER_LEFT = 128 + 13  # and by SIGPIPE

# The line on each command stands here, so that `idealtypes --help` imports none; a test compares them.
COMMANDS: dict[str, dict[str, str]] = {
    "Start": {
        "open": "Open the workbench: everything below in the browser, offline.",
        "init": "Make a new study from a template.",
        "demo": "Run the shipped example, from coded statements to a report.",
        "import": "Bring a project of another program into a study.",
        "check": "Find everything that is wrong with a study, or looks odd.",
        "condense": "Hold condensates against their statements; write a skeleton.",
        "suggest": "Propose codes for statements, and what to code next.",
        "place": "Say where codes stand: the aspect, the position, and why.",
        "edit": "Edit a study's own tables and YAML; all else in them stays as it is.",
        "sheet": "Write what raters fill in: a form to print, a workbook each.",
    },
    "Analyse": {
        "profile": "Show where each aspect lies between its poles.",
        "types": "Show how far each case belongs to the ideal types.",
        "compare": "Compare the cases: who is alike, nearest to a type, first.",
        "tabulate": "Count attributes and codes, one way or two; describe the sample.",
        "evidence": "Show the statements behind any number.",
    },
    "Defend": {
        "influence": "Show what moves without a source, and what would flip.",
        "robustness": "Test each conclusion under every choice that could be defended.",
        "tension": "Show which codes at opposite poles meet, against chance.",
        "diff": "Show what changed in the codebook, and what that moved.",
        "agreement": "Show how far coders, or raters, decide alike.",
        "saturation": "Show what each source added, and where one more would help.",
        "sets": "Show how the ideal types fit an outcome of the cases, as sets.",
    },
    "What if": {
        "scenarios": "Show what measures would move, and what informants say of it.",
    },
    "Share": {
        "methods": "Write the methods section from the study, gaps marked.",
        "report": "Write the report: one page that works offline, with figures.",
        "verify": "Check a report against its study: what still holds.",
        "figure": "Draw one figure of the report, at a journal's width.",
        "export": "Write a study for other programs.",
        "withdraw": "Take an informant out of a study, and say what still holds her.",
    },
    "Look up": {
        "logics": "List the shipped theories, or show one.",
        "schemes": "List the shipped coding schemes, or show one.",
    },
}


# What is said to somebody who types no command.
NEXT = """\
What next?

  idealtypes open             work in the browser: a study, or the example
  idealtypes demo             copy the example, and write its report
  idealtypes init my_study    begin a study of your own
  idealtypes import FILE --into my_study
                              bring a project of NVivo, MAXQDA, QualCoder, ...

All commands: idealtypes --help. One of them: idealtypes COMMAND --help.
"""


class Program(click.Group):
    """A group that imports a command when it is called, and turns errors into messages."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[GIVEN] = tuple(args)
        if not args and not ctx.resilient_parsing:
            click.echo(NEXT, nl=False, err=True)
            ctx.exit(USAGE)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for group in COMMANDS.values() for name in group]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name  # `import` lies in import_.py
        command: click.Command = import_module(f"idealtypes.cli.commands.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            from idealtypes.model.hints import hint

            ctx.fail(f"no command `{name}`; {hint(name, self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(len(name) for name in self.list_commands(ctx))
        for title, commands in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), line) for name, line in commands.items()])

    def invoke(self, ctx: click.Context) -> Any:
        from idealtypes.storage.notices import told_to

        try:
            with told_to(_note):
                result = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _leave_quietly()
            ctx.exit(READER_LEFT)
        except BadArgument as problem:
            _tell(f"--{problem.argument} {problem.asked}: {one}" for one in problem.problems)
            ctx.exit(BAD_INPUT)
        except BadInput as problem:
            _tell(str(fault) for fault in problem.faults)
            ctx.exit(BAD_INPUT)
        except BadChoice as problem:
            _tell([f"Error: {_as_options(str(problem))}"])
            ctx.exit(USAGE if isinstance(problem, BadCall) else BAD_INPUT)
        except IdealtypesError as problem:
            _tell([f"Error: {problem}"])
            ctx.exit(BAD_INPUT)
        except OSError as problem:
            _tell([f"Error: {_os_message(problem)}"])
            _leave_quietly()
            ctx.exit(BAD_INPUT)
        return result


def _note(message: str) -> None:
    from idealtypes.cli.terminal import note

    note(message)


def _tell(lines: Iterable[str]) -> None:
    from idealtypes.cli.terminal import note

    for line in lines:
        note(line)


def _as_options(message: str) -> str:
    """Names of arguments, as Python has them, as options: `copy_scheme` is --copy-scheme, `as_` is --as.

    >>> _as_options("with `copy_scheme` it is copied; `as_` matrix")
    'with --copy-scheme it is copied; --as matrix'
    """
    known = "accept|accept_loss|as_|axis|by|coder|column|copy_scheme|from_|order|parquet|reject|rating_scale|scheme"
    known += "|sheet|theory|to|with_|worksheet|dry_run"
    # in a list of columns, as "known to be `code` or `coder`.", a name is no option
    return re.sub(rf"`({known})`(?![.,])", lambda m: "--" + m[1].rstrip("_").replace("_", "-"), message)


def _os_message(problem: OSError) -> str:
    """What the system says, with the file it says it of: `study/report: Permission denied`."""
    if not _here():
        return "the current folder is gone: change to one that is there"
    reason = problem.strerror or str(problem)
    return f"{os.fsdecode(problem.filename)}: {reason}" if problem.filename else reason


def _here() -> bool:
    from pathlib import Path

    try:
        return bool(Path.cwd())
    except OSError:
        return False


def _leave_quietly() -> None:
    """Where standard output takes no more (its reader has left, the disk is full), drop what is still to be written."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from idealtypes import __version__

        click.echo(f"idealtypes {__version__}")
        ctx.exit()


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Exit codes: 0 done; 1 bad input; 2 usage; 3 the check asked for did not pass.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def program() -> None:
    """From coded statements to balance profiles, ideal types and a report,
    every number traceable to the statements behind it.

    A study is a folder with a study.yaml. To see one at work:

    \b
        idealtypes demo
    """
