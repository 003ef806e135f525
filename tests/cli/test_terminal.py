"""What the terminal can show decides what is printed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from idealtypes.cli.drawing import bar, line
from idealtypes.cli.terminal import Paragraph, Screen, cells, laid
from tests.cli.conftest import ROOT, STUDIES


def shown(encoding: str, *arguments: str) -> bytes:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "idealtypes.cli", *arguments]
    done = subprocess.run(command, capture_output=True, env=env, check=True)
    assert done.stderr == b""
    return done.stdout


def test_an_output_without_unicode_gets_ascii_drawings() -> None:
    text = shown("ascii", "profile", str(STUDIES / "good_minimal")).decode("ascii")
    assert "|" in text
    assert "=" in text


def test_json_is_utf8_whatever_the_output() -> None:
    text = shown("ascii", "logics", "march_olsen", "--json", "--language", "nb").decode("utf-8")
    assert "Sømmelighetslogikk" in text


@pytest.mark.parametrize("balance", [-1.0, -0.97, -0.5, -0.25, 0.0, 0.31, 0.5, 0.97, 1.0])
@pytest.mark.parametrize("mark", ["plain", "thin", "torn"])
def test_a_drawing_is_the_mirror_of_its_mirror(balance: float, mark: str) -> None:
    turn = str.maketrans("├┤◄►", "┤├►◄")
    drawn = line(balance, (max(-1, balance - 0.3), min(1, balance + 0.3)), mark)  # type: ignore[arg-type]
    other = line(-balance, (max(-1, -balance - 0.3), min(1, -balance + 0.3)), mark)  # type: ignore[arg-type]
    assert drawn == other[::-1].translate(turn)
    assert cells(drawn) == 21


def test_a_bar_is_as_long_as_its_interval() -> None:
    assert bar(0.5, (0.25, 0.75), width=20) == "█████▓▓▓▓▓░░░░░     "
    assert bar(0.0, (0.0, 0.5), width=20).rstrip() == "░" * 10
    assert bar(1.0, (0.5, 1.0), width=20) == "█" * 10 + "▓" * 10


def test_wide_letters_count_twice() -> None:
    assert laid(Paragraph("支持的同事" * 4), Screen(20)).splitlines() == ["支持的同事" * 2] * 2
