"""Walks: through how many files and functions of the package a statement, a code and a measure pass.

    python benchmarks/walks.py

Counted is every function of the package that runs (comprehensions and the bodies of classes and modules aside): for a
statement while the example's report is written, for a code while a `.qdpx` becomes a study, for a measure while its
scenario is computed.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FrameType

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "support_colleagues"


def passed(walk: Callable[[], None]) -> tuple[int, int]:
    """Files and functions of the package that run during a walk."""
    import idealtypes

    inside = str(Path(idealtypes.__file__).parent)
    seen: set[CodeType] = set()

    def look(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if (
            event == "call"
            and code.co_flags & CO_OPTIMIZED
            and code.co_filename.startswith(inside)
            and not code.co_name.startswith("<")
        ):
            seen.add(code)

    sys.setprofile(look)
    try:
        walk()
    finally:
        sys.setprofile(None)
    return len({code.co_filename for code in seen}), len(seen)


def command(*arguments: str | Path) -> Callable[[], None]:
    """A command of the command line, its output thrown away."""

    def run() -> None:
        from idealtypes.cli.program import program

        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            program.main([str(argument) for argument in arguments], standalone_mode=False)

    return run


def main() -> None:
    """Walk and count."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        command("export", EXAMPLE, "-o", out / "a.qdpx")()
        walks = {
            "a statement: statements.csv to the page": command("report", EXAMPLE, "-o", out / "report"),
            "a code: .qdpx to its place": command("import", out / "a.qdpx", "--into", out / "study"),
            "a measure: scenarios.yaml to its table": command(
                "scenarios", EXAMPLE, "--measures", "register_contacts"
            ),
        }
        print(f"{'walk':<42} files  functions")
        for name, walk in walks.items():
            files, functions = passed(walk)
            print(f"{name:<42} {files:>5}  {functions:>9}")


if __name__ == "__main__":
    main()
