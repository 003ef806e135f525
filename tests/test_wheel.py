"""What users install: the wheel, built from the sdist, runs the demo beside nothing but what it asks for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from idealtypes.cli.program import COMMANDS
from release import contents
from release.installed import RUNTIME, asked, pulled

ROOT = Path(__file__).parents[1]


# What `--help` names is there where nothing but the wheel is: the help of each command, theories, schemes, the screens.
NAMED = """
import json
from click.testing import CliRunner
from idealtypes.cli.program import COMMANDS, program
from idealtypes.files.content import folder
names = [name for group in COMMANDS.values() for name in group]
answers = [CliRunner().invoke(program, [name, "--help"]) for name in names]
told = {kind: sorted(path.stem for path in folder(kind).glob("*.yaml")) for kind in ("logics", "coding_schemes")}
told["helped"] = [name for name, answer in zip(names, answers, strict=True) if answer.exit_code == 0]
told["workbench"] = [path.name for path in (folder("reports") / "workbench").iterdir()]
print(json.dumps(told))
"""


def run(*command: str | Path, cwd: Path) -> str:
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def alike(one: Requirement) -> tuple[str, str]:
    """A requirement by its name in normal form and its versions."""
    return canonicalize_name(one.name), str(one.specifier)


def asked_by(wheel: Path) -> set[tuple[str, str]]:
    """What a wheel needs to run, as its own metadata say."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        lines = Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist") or []
    return {alike(Requirement(line)) for line in lines if "extra ==" not in line}


def link_what_it_asks_for(packages: Path) -> None:
    """Put what the runtime asks for, as installed here, into a folder of packages, beside which nothing is found.

    They were installed by pip when this environment was made; to unpack them again would show nothing more.
    """
    found, absent = pulled((RUNTIME,))
    assert absent == []
    for one in found:
        files = one.distribution.files or []
        assert files, one.name
        for top in sorted({file.parts[0] for file in files} - {"..", "__pycache__"}):
            (packages / top).symlink_to(Path(str(one.distribution.locate_file(top))))


@pytest.mark.wheel
def test_the_wheel_runs_the_demo_in_a_clean_environment(tmp_path: Path) -> None:
    # `build` makes the sdist, and the wheel from the sdist; that what it names suffices to build is seen when this
    # environment is made, where pip builds apart from it.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path / "dist", ROOT, cwd=tmp_path)
    (sdist,) = (tmp_path / "dist").glob("*.tar.gz")
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert contents.wrong_in(contents.held(sdist), shipped := contents.held(wheel), [str(tmp_path)]) == []
    assert {"idealtypes/py.typed", "idealtypes/_data/logics/march_olsen.yaml"} <= set(shipped)

    assert asked_by(wheel) == {alike(one) for one in asked()[RUNTIME]}

    environment = tmp_path / "env"
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    packages = run(
        scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path
    )
    link_what_it_asks_for(Path(packages.strip()))
    pip = (sys.executable, "-m", "pip", "--python", scripts / "python")
    run(*pip, "install", "--quiet", "--no-compile", "--no-index", wheel, cwd=tmp_path)
    told = json.loads(run(scripts / "python", "-c", NAMED, cwd=tmp_path))
    assert told["helped"] == [name for group in COMMANDS.values() for name in group]
    for kind in ("logics", "coding_schemes"):
        assert told[kind] == sorted(path.stem for path in (ROOT / kind).glob("*.yaml"))
    assert {path.name for path in (ROOT / "reports" / "workbench").iterdir()} <= set(told["workbench"])

    said = run(scripts / "idealtypes", "demo", "here", cwd=tmp_path)
    assert "report.html" in said
    page = tmp_path / "here" / "report" / "report.html"
    assert page.stat().st_size > 50_000
    assert "Support colleagues" in page.read_text(encoding="utf-8")
    answer = run(scripts / "idealtypes", "profile", "here", "--json", cwd=tmp_path)
    assert '"balance"' in answer
