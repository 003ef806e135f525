"""What is imported when: heavy libraries wait until they are used, and help costs little more than click."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from idealtypes.cli.program import COMMANDS
from idealtypes.workbench import screen_words

ROOT = Path(__file__).parents[1]
STUDY = str(ROOT / "examples" / "support_colleagues")
PRINT = "import sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})), file=sys.stderr)"
NAMES = [name for group in COMMANDS.values() for name in group]
# What computes, reads and draws; none of it is for the help.
HEAVY = {
    "jinja2", "lxml", "markupsafe", "matplotlib", "narwhals", "networkx", "numpy", "pandas", "polars", "pyarrow",
    "pydantic", "python_calamine", "rich", "ruamel", "scipy", "sklearn", "starlette", "uvicorn", "xlsxwriter", "yaml",
}  # fmt: skip
# What an analysis of a study of csv files does not need.
FIGURES = {"jinja2", "lxml", "matplotlib", "networkx", "pandas", "python_calamine", "sklearn", "xlsxwriter"}
HELP = 1.5  # times importing click


def imported(*calls: list[str]) -> set[str]:
    """The top-level modules that commands have imported, one after another, when all have ended."""
    code = (
        "import atexit\n"
        f"atexit.register(lambda: exec({PRINT!r}))\n"
        "from idealtypes.cli.program import program\n"
        f"for call in {calls!r}:\n"
        "    program(call, prog_name='idealtypes', standalone_mode=False)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    return set(json.loads(done.stderr.strip().splitlines()[-1]))


def test_the_help_of_a_command_imports_nothing_heavy() -> None:
    assert not imported(["--help"], ["--version"], *([name, "--help"] for name in NAMES)) & HEAVY


@pytest.mark.parametrize("command", ["profile", "types"])
def test_an_analysis_imports_no_figures(command: str) -> None:
    modules = imported([command, STUDY])
    assert {"polars", "rich"} <= modules
    assert not modules & FIGURES


def test_json_is_written_without_a_table() -> None:
    modules = imported(["profile", STUDY, "--json"])
    assert "polars" in modules
    assert not modules & {*FIGURES, "rich"}


def test_the_first_page_imports_what_it_needs_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are kept by a run before, and hold for the text that they were read of."""
    monkeypatch.setenv("IDEALTYPES_STATE", str(tmp_path))
    code = (
        "from idealtypes.workbench import bench, call, jobs, shell\n"
        "page = shell.page('start', call.Call(bench.Bench(None), jobs.Jobs(), 'nb', {}, {}))\n"
        "assert '<main' in page\n" + PRINT
    )

    def modules() -> set[str]:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
        )
        return set(json.loads(done.stderr))

    assert modules() & HEAVY == {"jinja2", "markupsafe", "yaml"}
    for words in (screen_words._text, screen_words._kept, screen_words._section):
        words.cache_clear()
    screen_words.keep_words()
    assert modules() & HEAVY == {"jinja2", "markupsafe"}
    for language in screen_words.speaks():
        place = tmp_path / "words" / f"{language}.json"
        kept = json.loads(place.read_text(encoding="utf-8"))
        assert {"shell", "script", "start"} <= set(kept["sections"])
        assert all(screen_words._section(language, name) == tree for name, tree in kept["sections"].items())
        place.write_text(json.dumps({**kept, "of": "another text"}), encoding="utf-8")
        screen_words._kept.cache_clear()
        assert not screen_words._kept(language)


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the time of a process is measured by wait4")
def test_help_costs_little_more_than_click(tmp_path: Path) -> None:
    """Processor time, the least of several runs in turn: what else the machine does bears little on it."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(tmp_path)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages are compiled once

    def cost(*arguments: str) -> float:
        process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, env=env)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return used.ru_utime + used.ru_stime

    turns = [(cost("-m", "idealtypes", "--help"), cost("-c", "import click")) for _ in range(15)]
    whole, click = (min(times) for times in zip(*turns[1:], strict=True))  # the first compiles
    assert whole <= HELP * click
