"""The same numbers on any machine: threads and processors may change the order of a sum, and nothing that is said."""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from .examples import LONG

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
ONE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
FOUR = dict.fromkeys(ONE, "4")
# Kernels of OpenBLAS for older processors, where the machine has their instructions; elsewhere the names do nothing.
# The oldest in each run, which differs most; all of them in `make long`.
NAMED = ("Nehalem", "Sandybridge", "Haswell") if LONG else ("Nehalem",)
KERNELS = NAMED if platform.machine() in ("x86_64", "AMD64") else ()
VARIANTS = {"four threads": FOUR} | {kernel: ONE | {"OPENBLAS_CORETYPE": kernel} for kernel in KERNELS}
# Each leads through what BLAS and polars compute: joint draws, the map, ranks, every specification, what-ifs.
ASKED = {
    "profile": ("profile", EXAMPLES / "support_colleagues"),
    "map and ranks": ("compare", EXAMPLES / "physician_programmes"),
    "types": ("types", EXAMPLES / "seven_orders"),
    "scenarios": ("scenarios", EXAMPLES / "support_colleagues", "--measures", "register_contacts"),
}
TOLERANCE = 1e-9  # numbers here are of size 1


SCRIPT = """
import json, sys
from click.testing import CliRunner
from idealtypes.cli.program import program

asked = json.load(sys.stdin)
said = {name: CliRunner().invoke(program, call, catch_exceptions=False).stdout for name, call in asked.items()}
json.dump({name: json.loads(text) for name, text in said.items()}, sys.stdout)
"""


@cache
def answers(variant: str) -> dict[str, Any]:
    """What every command says, in one process under an environment."""
    env = os.environ | (ONE if variant == "one thread" else VARIANTS[variant])
    calls = json.dumps({name: [*map(str, call), "--json"] for name, call in ASKED.items()})
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, env=env, cwd=ROOT, input=calls, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differences(a: Any, b: Any, place: str = "") -> Iterator[str]:
    """Where two answers differ by more than the tolerance, or in anything that is no number."""
    if isinstance(a, dict) and isinstance(b, dict):
        if a.keys() != b.keys():
            yield f"{place}: {sorted(a.keys() ^ b.keys())}"
        for key in a.keys() & b.keys():
            yield from differences(a[key], b[key], f"{place}.{key}")
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            yield f"{place}: {len(a)} and {len(b)}"
        for index, (x, y) in enumerate(zip(a, b, strict=False)):
            yield from differences(x, y, f"{place}[{index}]")
    elif isinstance(a, float) and isinstance(b, float):
        if not math.isclose(a, b, rel_tol=0, abs_tol=TOLERANCE * max(1.0, abs(a))):
            yield f"{place}: {a} and {b}"
    elif a != b:
        yield f"{place}: {a!r} and {b!r}"


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("asked", ASKED)
def test_threads_and_processors_change_nothing(asked: str, variant: str) -> None:
    assert list(differences(answers("one thread")[asked], answers(variant)[asked])) == []


def test_a_difference_is_seen() -> None:
    assert list(differences({"a": [1.0]}, {"a": [1.0 + 1e-12]})) == []
    assert list(differences({"a": [1.0]}, {"a": [1.0 + 1e-6]})) != []
    assert list(differences({"a": 1, "b": None}, {"a": 1, "b": 2})) != []
    assert list(differences([1], [1, 2])) != []
