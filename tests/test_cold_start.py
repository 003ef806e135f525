"""What is imported when: heavy libraries wait until they are used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STUDY = str(ROOT / "examples" / "support_colleagues")
PRINT = "import sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})), file=sys.stderr)"


def imported(*arguments: str) -> set[str]:
    """The top-level modules that a command has imported when it ends."""
    code = (
        f"import sys, atexit; sys.argv = ['idealtypes', *{list(arguments)!r}]\n"
        f"atexit.register(lambda: exec({PRINT!r}))\nfrom idealtypes.cli import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return set(json.loads(done.stderr.strip().splitlines()[-1]))


def test_help_costs_little_more_than_click() -> None:
    heavy = {
        "numpy",
        "scipy",
        "polars",
        "narwhals",
        "pydantic",
        "ruamel",
        "yaml",
        "matplotlib",
        "jinja2",
        "rich",
    }
    assert not imported("--help") & heavy


@pytest.mark.parametrize("command", ["profile", "types"])
def test_an_analysis_imports_no_figures(command: str) -> None:
    modules = imported(command, STUDY)
    assert "polars" in modules
    assert not modules & {"matplotlib", "sklearn", "jinja2", "pandas", "networkx"}
