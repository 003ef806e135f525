"""What the pages of `docs/` show is what the commands print. `python -m tests.cli.test_docs` writes them anew."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from idealtypes.cli.program import COMMANDS, program
from release.contents import FENCED

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDE = DOCS / "commands.md"  # each command by itself, in a folder of its own
COPIED = "two_coders"
BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<shown>.*?)```", re.DOTALL)
OURS = "idealtypes "
BESIDE = ("cat", "cp", "head", "ls", "mkdir")  # what else a page may type
BROKEN = "tests/studies/broken_"  # studies whose faults the guide shows
FOLDERS = ("docs", "examples", "tests")
NAMES = [name for group in COMMANDS.values() for name in group]
COMMON = "What holds for all of them"
PLACEHOLDERS = {"COMMAND", "STUDY"}


def blocks(page: Path = GUIDE) -> list[tuple[str, str]]:
    return [(b["command"], b["shown"]) for b in BLOCK.finditer(page.read_text(encoding="utf-8"))]


# Tutorials and how-tos: one command after the other, on copies that some of them change.
WALKS = [page for page in sorted(DOCS.rglob("*.md")) if page != GUIDE and blocks(page)]


def printed(command: str) -> str:
    """What a command prints in the current folder; `| head -N` and `| tail -N` are followed."""
    call, *pipes = command.split(" | ")
    return cut(ran(call), pipes)


def ran(call: str) -> list[str]:
    """The lines that a command prints. What only reads the examples is asked once for all pages."""
    if not call.startswith(OURS):
        return typed(call)
    asked = call.removeprefix(OURS)
    if re.fullmatch(r"\w+ examples/\S+( .*)?", asked) and not re.search(r" (-o|--output|--to) ", asked):
        return asked_of_an_example(asked)
    return answered(asked)


@cache
def asked_of_an_example(asked: str) -> list[str]:
    return answered(asked)


def answered(asked: str) -> list[str]:
    result = CliRunner().invoke(program, shlex.split(asked), prog_name="idealtypes", env={"COLUMNS": "80"})
    assert result.exception is None or isinstance(result.exception, SystemExit), asked
    assert (result.exit_code == 0) == (BROKEN not in asked), (asked, result.stderr)
    return result.stdout.splitlines()


def typed(call: str) -> list[str]:
    """What a command of the shell prints; one that fails stops the page."""
    assert call.split()[0] in BESIDE, call
    done = subprocess.run(shlex.split(call), capture_output=True, check=True)
    return done.stdout.decode("utf-8-sig").splitlines()


def cut(lines: list[str], pipes: list[str]) -> str:
    """The lines that are left behind pipes."""
    for pipe in pipes:
        which, number = pipe.split(" -")
        lines = lines[: int(number)] if which == "head" else lines[-int(number) :]
    return "".join(f"{line}\n" for line in lines)


def stage(folder: Path) -> None:
    """A folder to run in, with the repository's examples in sight."""
    for name in FOLDERS:
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    shutil.copytree(ROOT / "examples" / COPIED, folder / COPIED)


def walk(page: Path) -> Iterator[tuple[str, str, str]]:
    """The commands of a page in their order, with what it shows and what they print; an answer that is shown in two
    parts, its start and its end, is asked for once."""
    last = ""
    lines: list[str] = []
    for command, shown in blocks(page):
        call, *pipes = command.split(" | ")
        lines, last = lines if call == last else ran(call), call
        yield command, shown, cut(lines, pipes)


def sections() -> dict[str, str]:
    """The sections of the guide by their headings."""
    _, *parts = re.split(r"(?m)^## (.+)$", GUIDE.read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def named(page: Path) -> Iterator[str]:
    """The calls of the program that a page names without showing what they print: on a line of their own, in a block of
    the shell, or in the text."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    bare = FENCED.sub("", text)
    fenced = "\n".join(FENCED.findall(text))
    lines = re.findall(r"(?m)^(idealtypes [a-z-].*)$", fenced) + re.findall(
        r"(?m)^    (idealtypes [a-z-].*)$", bare
    )
    for line in lines:
        yield re.split(r"  #| \| | > ", line)[0]
    yield from re.findall(r"`(idealtypes [a-z-][^`\n]*)`", bare)


def parsed(call: str) -> None:
    """Read a call as the program would, without running it: the command is there, and so are its options."""
    name, *arguments = [word for word in shlex.split(call.removeprefix(OURS)) if word != "…"]
    if name.startswith("-") or name in PLACEHOLDERS:
        return
    command = program.get_command(click.Context(program), name)
    assert command is not None, call
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    given = {word.split("=")[0] for word in arguments if re.match(r"--?[a-z]", word)}
    assert given <= known | {"--help", "-h"}, f"{call}: {', '.join(sorted(given - known))}"


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
            spelt = "|".join(map(re.escape, [*option.opts, *option.secondary_opts]))
            assert re.search(rf"(?<![\w-])({spelt})(?![\w-])", section + sections()[COMMON]), option.opts


@pytest.mark.parametrize(("command", "shown"), blocks(), ids=[command for command, _ in blocks()])
def test_the_guide_shows_what_is_printed(staged: None, command: str, shown: str) -> None:
    assert printed(command) == shown


@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_a_page_shows_what_is_printed(staged: None, page: Path) -> None:
    for command, shown, prints in walk(page):
        assert prints == shown, command


def test_tutorials_and_how_tos_run_every_command_that_they_give_a_line() -> None:
    pages = [*DOCS.glob("tutorial*.md"), *DOCS.glob("howto/*.md")]
    assert set(WALKS) <= set(pages)
    for page in pages:
        text = BLOCK.sub("", page.read_text(encoding="utf-8"))
        assert not re.findall(r"(?m)^\$ idealtypes .*$", text), page


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", *sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("examples/*/README.md"))],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_what_a_page_names_is_a_call_that_the_program_reads(page: Path) -> None:
    for call in named(page):
        parsed(call)


def test_a_call_that_the_program_would_not_read_is_found() -> None:
    parsed("idealtypes profile my_study --view ought")
    for call in ("idealtypes proflie my_study", "idealtypes profile my_study --veiw ought"):
        with pytest.raises(AssertionError):
            parsed(call)


@pytest.fixture
def staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to run in; no report is written."""
    stage(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_UNICODE", raising=False)
    # what a report holds is tested elsewhere, and making it takes a while
    for name, written in (
        ("write_report", lambda _, folder, **__: folder / "report.html"),
        ("whole_report", lambda *_, **__: None),
        ("write_one", lambda _, path, __: path),
    ):
        monkeypatch.setattr(f"idealtypes.reporting.report.{name}", written)


def renew(page: Path) -> None:
    """Write a page with what the commands print now."""
    with tempfile.TemporaryDirectory() as folder:
        stage(Path(folder))
        before = Path.cwd()
        os.chdir(folder)
        try:
            if page == GUIDE:
                prints = [printed(command) for command, _ in blocks(page)]
            else:
                prints = [said for _, _, said in walk(page)]
        finally:
            os.chdir(before)
    found = iter(prints)
    text = BLOCK.sub(
        lambda b: f"```console\n$ {b['command']}\n{next(found)}```", page.read_text(encoding="utf-8")
    )
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for each in [Path(name).resolve() for name in sys.argv[1:]] or [GUIDE, *WALKS]:
        renew(each)
