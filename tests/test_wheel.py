"""What users install: the wheel, built from the sdist, in a clean environment, runs the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

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
    # `build` makes the sdist, and the wheel from the sdist.
    run(sys.executable, "-m", "build", "--outdir", tmp_path / "dist", ROOT, cwd=tmp_path)
    (sdist,) = (tmp_path / "dist").glob("*.tar.gz")
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert not [n for n in names if "/.venv/" in n or "/.cache/" in n or n.endswith(".pyc")]
    with zipfile.ZipFile(wheel) as content:
        shipped = set(content.namelist())
    assert {"idealtypes/py.typed", "idealtypes/_data/logics/march_olsen.yaml"} <= shipped
    assert not [n for n in shipped if n.startswith(("tests/", "logics/", "reports/", "benchmarks/"))]

    environment = tmp_path / "env"
    run(sys.executable, "-m", "venv", environment, cwd=tmp_path)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", "--no-compile", wheel, cwd=tmp_path)
    said = run(scripts / "idealtypes", "demo", "here", cwd=tmp_path)
    assert "report.html" in said
    page = tmp_path / "here" / "report" / "report.html"
    assert page.stat().st_size > 50_000
    assert "Support colleagues" in page.read_text(encoding="utf-8")
    answer = run(scripts / "idealtypes", "profile", "here", "--json", cwd=tmp_path)
    assert '"balance"' in answer
