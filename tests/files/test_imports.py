"""What the command line needs at once costs nothing: the heavy libraries are imported when a file is read."""

import subprocess
import sys

import pytest

HEAVY = ("pydantic", "polars", "ruamel", "yaml", "numpy", "scipy", "narwhals")


@pytest.mark.parametrize(
    "module",
    ["idealtypes.errors", "idealtypes.model.text", "idealtypes.files.content", "idealtypes.model.hints"],
)
def test_a_light_module_imports_nothing_heavy(module):
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_study_without_faults_is_read_without_the_slow_parser_of_yaml():
    code = (
        "import sys; from idealtypes.files.content import folder; from idealtypes.files.study import read_study; "
        "read_study(folder('examples') / 'support_colleagues'); "
        "print([name for name in ('ruamel', 'lxml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
