"""The program as a whole: its help, its exit codes, and how it ends when something goes wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from idealtypes import __version__
from idealtypes.cli import options
from idealtypes.cli.program import COMMANDS, program
from idealtypes.files import saving
from idealtypes.files import study as reading
from idealtypes.model.settings import Settings
from idealtypes.reporting.wording.words import languages
from tests.cli.conftest import EXAMPLE, ROOT, STUDIES, Run

NAMES = [name for group in COMMANDS.values() for name in group]
READERS = ("check", "profile", "types", "compare", "evidence", "report", *COMMANDS["Defend"])
BROKEN = sorted(path.name for path in STUDIES.glob("broken_*"))


def subprogram(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "idealtypes.cli", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    env.pop(
        "PYTHONUNBUFFERED", None
    )  # unbuffered, Python writes half to a pipe that closes, and does not tell
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=options.get("stdout", pipe), stderr=pipe, env=env)  # type: ignore[call-overload,no-any-return]


def test_help_groups_the_commands_by_what_one_does(run: Run) -> None:
    lines = run("--help").stdout.splitlines()
    heads = [line.rstrip(":") for line in lines if line.rstrip(":") in COMMANDS]
    assert heads == ["Start", "Analyse", "Defend", "What if", "Share", "Look up"]
    assert all(any(line.startswith(f"  {name} ") for line in lines) for name in NAMES)
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_its_line_and_an_example(name: str, run: Run) -> None:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.help is not None
    line = next(line for group in COMMANDS.values() for key, line in group.items() if key == name)
    assert command.help.splitlines()[0] == line
    shown = run(name, "--help").stdout
    assert f"    idealtypes {name}" in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("name", READERS)
def test_whatever_reads_a_study_selects_by_where(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert any(option.name == "where" for option in command.params)


def test_options_know_what_the_settings_and_the_report_know() -> None:
    command = program.get_command(click.Context(program), "types")
    assert command is not None
    given = {option.name: option.type for option in command.params}
    for name in ("unit", "weighting", "repeats", "reported"):
        choice = given[name]
        assert isinstance(choice, click.Choice)
        for value in choice.choices:
            assert getattr(Settings.model_validate({name: value}), name) == value
        with pytest.raises(ValueError, match=name):
            Settings.model_validate({name: "something"})
    assert options.ENDINGS == saving.ENDINGS
    report = program.get_command(click.Context(program), "report")
    assert report is not None
    language = next(option.type for option in report.params if option.name == "language")
    assert isinstance(language, click.Choice)
    assert tuple(language.choices) == languages()


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"idealtypes {__version__}\n"


def test_without_a_command_it_says_what_to_do_next(run: Run) -> None:
    said = run(code=2)
    assert said.stdout == ""
    lines = said.stderr.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 12
    named = re.findall(r"(?m)^  idealtypes (\w+)", said.stderr)
    assert named == ["open", "demo", "init", "import"]
    assert set(named) <= set(NAMES)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("pro", {"profile"}), ("s", {"saturation", "scenarios", "schemes", "sets", "sheet", "suggest"})],
)
def test_a_shell_completes_commands(typed: str, offered: set[str]) -> None:
    env = {"_IDEALTYPES_COMPLETE": "zsh_complete", "COMP_WORDS": f"idealtypes {typed}", "COMP_CWORD": "1"}
    assert set(completed(env)[1::3]) == offered


def test_a_shell_completes_options_and_their_values() -> None:
    env = {
        "_IDEALTYPES_COMPLETE": "fish_complete",
        "COMP_WORDS": "idealtypes profile --vi",
        "COMP_CWORD": "--vi",
    }
    assert any("--view" in line for line in completed(env))
    env |= {"COMP_WORDS": "idealtypes profile --view ", "COMP_CWORD": "us"}
    assert any("useful" in line for line in completed(env))


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    said = "\n".join(completed({"_IDEALTYPES_COMPLETE": f"{shell}_source"}))
    assert f"_IDEALTYPES_COMPLETE={shell}_complete" in said
    page = (ROOT / "docs" / "howto" / "install.md").read_text(encoding="utf-8")
    assert f"_IDEALTYPES_COMPLETE={shell}_source" in page


def completed(env: dict[str, str]) -> list[str]:
    """What the program answers a shell that completes; in this process, as the shell's call would set it."""
    return CliRunner().invoke(program, [], prog_name="idealtypes", env=env).stdout.splitlines()


def test_an_unknown_command_is_a_matter_of_usage(run: Run) -> None:
    assert "did you mean `profile`?" in run("proflie", code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["profile"], "Missing argument 'STUDY'"),
        (["profile", ".", "--level", "95"], "not in the range 0.5<=x<=0.999"),
        (["profile", ".", "--draws", "5"], "not in the range 100<=x<=1000000"),
        (["profile", ".", "--unit", "person"], "'source', 'rater', 'none'"),
        (["profile", ".", "--view", "future"], "'all', 'is', 'ought', 'expected', 'would', 'useful'"),
        (["profile", ".", "--where", "kind"], "should be column=value"),
        (["profile", ".", "--where", "!=day"], "should be column=value"),
        (["profile", ".", "-o", "table.doc"], "should end in .csv, .xlsx, .json, .docx, .md or .tex"),
        (["profile", ".", "-o", "table"], "should end in .csv, .xlsx, .json, .docx, .md or .tex"),
        (["logics", "--language", "no"], "is written `nb`"),
        (["logics", "--language", "English"], "is no language"),
        (["report", ".", "--language", "fr"], "'en', 'nb'"),
    ],
)
def test_usage_is_exit_code_2(arguments: list[str], message: str, run: Run) -> None:
    result = run(*arguments, code=2)
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", [name for name in READERS if name != "diff"])  # which takes two
@pytest.mark.parametrize("study", ["broken_everywhere", "broken_latin1", "no_such_study"])
def test_a_bad_study_prints_all_its_faults_and_writes_nothing(
    name: str, study: str, run: Run, tmp_path: Path
) -> None:
    faults, _ = reading.check_study(STUDIES / study)
    arguments = [name, STUDIES / study]
    if name == "check":
        assert [
            line for line in run(*arguments, code=1).stdout.splitlines() if line.startswith("fault: ")
        ] == [f"fault: {fault}" for fault in faults]
        return
    arguments += ["-o", tmp_path / ("report" if name == "report" else "table.csv")]
    result = run(*arguments, code=1)
    assert result.stderr.splitlines() == [str(fault) for fault in faults]
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("study", BROKEN)
def test_bad_input_is_told_on_standard_error_when_json_was_asked_for(study: str, run: Run) -> None:
    result = run("profile", STUDIES / study, "--json", code=1)
    assert result.stdout == ""
    assert study in result.stderr
    assert "Traceback" not in result.stderr


def test_what_cannot_be_written_is_told(run: Run, fresh: Path) -> None:
    (fresh / "file").write_text("in the way", encoding="utf-8")
    result = run("profile", fresh, "-o", fresh / "file" / "table.csv", code=1)
    assert result.stderr.startswith("Error: ")
    assert "file" in result.stderr
    assert (fresh / "file").read_text(encoding="utf-8") == "in the way"


def test_an_interrupt_ends_quietly(run: Run, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "read_study", interrupted)
    result = run("profile", fresh, code=130)
    assert result.stdout == ""
    assert result.stderr == ""


def test_a_reader_who_leaves_ends_it_quietly() -> None:
    with subprogram("evidence", EXAMPLE, "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1) == b"{"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_told(fresh: Path) -> None:
    with Path("/dev/full").open("wb") as full, subprogram("profile", fresh, stdout=full) as process:
        assert process.stderr is not None
        said = process.stderr.read().decode()
    assert process.returncode == 1
    assert said == "Error: No space left on device\n"
