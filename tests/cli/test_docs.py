"""What guide and tutorial show is what the commands print. `python -m tests.cli.test_docs` writes them anew."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from idealtypes.cli.program import COMMANDS, program

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "commands.md"
TUTORIAL = (
    ROOT / "docs" / "tutorial.md"
)  # one command after the other, on a copy of a study that some of them change
COPIED = "two_coders"
BLOCK = re.compile(r"```console\n\$ idealtypes (?P<command>[^\n]+)\n(?P<shown>.*?)```", re.DOTALL)
FOLDERS = ("examples", "tests")
NAMES = [name for group in COMMANDS.values() for name in group]
COMMON = "What holds for all of them"


def printed(command: str) -> str:
    """What a command prints in the current folder; `| head -N` and `| tail -N` are followed."""
    call, _, pipe = command.partition(" | ")
    return cut(ran(call), pipe)


def ran(call: str) -> list[str]:
    """The lines that a command prints."""
    result = CliRunner().invoke(program, shlex.split(call), prog_name="idealtypes", env={"COLUMNS": "80"})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stdout.splitlines()


def cut(lines: list[str], pipe: str) -> str:
    """The lines that are left behind a pipe."""
    if pipe:
        which, number = pipe.split(" -")
        lines = lines[: int(number)] if which == "head" else lines[-int(number) :]
    return "".join(f"{line}\n" for line in lines)


def stage(folder: Path) -> None:
    """A folder to run in, with the repository's examples in sight."""
    for name in FOLDERS:
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    shutil.copytree(ROOT / "examples" / COPIED, folder / COPIED)


def blocks(page: Path = GUIDE) -> list[tuple[str, str]]:
    return [(b["command"], b["shown"]) for b in BLOCK.finditer(page.read_text(encoding="utf-8"))]


def sections() -> dict[str, str]:
    """The sections of the guide by their headings."""
    _, *parts = re.split(r"(?m)^## (.+)$", GUIDE.read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_the_guide_shows_something() -> None:
    assert len(blocks()) >= 10


def test_the_guide_has_a_section_for_each_command_and_for_nothing_else() -> None:
    assert sorted(sections()) == sorted([*NAMES, COMMON])


@pytest.mark.parametrize("name", NAMES)
def test_no_command_is_without_help_an_example_and_its_options_in_the_guide(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.help is not None
    assert f"    idealtypes {name}" in command.help
    section = sections()[name]
    assert f"idealtypes {name}" in section
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.opts
            named = "|".join(map(re.escape, option.opts))
            assert re.search(rf"(?<![\w-])({named})(?![\w-])", section + sections()[COMMON]), option.opts


@pytest.mark.parametrize(("command", "shown"), blocks(), ids=[command for command, _ in blocks()])
def test_the_guide_shows_what_is_printed(staged: None, command: str, shown: str) -> None:
    assert printed(command) == shown


def test_the_tutorial_shows_what_is_printed(staged: None) -> None:
    last = ""
    lines: list[str] = []
    for command, shown in blocks(TUTORIAL):
        call, _, pipe = command.partition(" | ")
        lines, last = lines if call == last else ran(call), call  # the start and the end of one answer
        assert cut(lines, pipe) == shown, command


@pytest.fixture
def staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to run in; no report is written."""
    stage(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_UNICODE", raising=False)
    # what the report holds is tested elsewhere, and making it takes a while
    monkeypatch.setattr(
        "idealtypes.reporting.report.write_report", lambda _, folder, **__: folder / "report.html"
    )


def renew(page: Path) -> None:
    """Write a page with what the commands print now."""
    with tempfile.TemporaryDirectory() as folder:
        stage(Path(folder))
        before = Path.cwd()
        os.chdir(folder)
        try:
            text = BLOCK.sub(
                lambda b: f"```console\n$ idealtypes {b['command']}\n{printed(b['command'])}```",
                page.read_text(encoding="utf-8"),
            )
        finally:
            os.chdir(before)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for each in (GUIDE, TUTORIAL):
        renew(each)
