"""What users install: the wheel, built from the sdist, in a clean environment, runs the demo."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from release import contents

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.wheel
def test_the_wheel_runs_the_demo_in_a_clean_environment(tmp_path: Path) -> None:
    # `build` makes the sdist, and the wheel from the sdist; that what it names suffices to build is seen when this
    # environment is made, where pip builds apart from it.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path / "dist", ROOT, cwd=tmp_path)
    (sdist,) = (tmp_path / "dist").glob("*.tar.gz")
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert contents.wrong_in(contents.held(sdist), shipped := contents.held(wheel), [str(tmp_path)]) == []
    assert {"idealtypes/py.typed", "idealtypes/_data/logics/march_olsen.yaml"} <= set(shipped)

    environment = tmp_path / "env"
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", scripts / "python")
    run(*pip, "install", "--quiet", "--no-compile", wheel, cwd=tmp_path)
    said = run(scripts / "idealtypes", "demo", "here", cwd=tmp_path)
    assert "report.html" in said
    page = tmp_path / "here" / "report" / "report.html"
    assert page.stat().st_size > 50_000
    assert "Support colleagues" in page.read_text(encoding="utf-8")
    answer = run(scripts / "idealtypes", "profile", "here", "--json", cwd=tmp_path)
    assert '"balance"' in answer
