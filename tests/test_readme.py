"""The README's example runs, and what it says of the result is what the study gives."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.engine.views import gap

ROOT = Path(__file__).parents[1]


def test_the_example_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert result.attempted > 8
    assert result.failed == 0


def test_what_it_says_of_the_example_holds() -> None:
    text = re.sub(r"\s+", " ", (ROOT / "README.md").read_text(encoding="utf-8").replace("−", "-"))
    study = it.read_study(ROOT / "examples" / "support_colleagues")
    profile = study.profile()
    useful = {g["aspect"]: g for g in gap(study).records()}["contact"]
    numbers = [
        *(f"{b:+.2f}" for b in profile.balance[0]),
        *(f"{end:+.2f}" for end in profile.interval_whole[0].ravel()),
        *(f"{useful[k]:+.2f}" for k in ("there", "gap")),
        *(f"{end:+.2f}" for name in ("interval_whole", "simultaneous") for end in useful[name]),
    ]
    said = text[text.index("## What the example shows") :]
    for number in numbers:
        assert number in said or number.lstrip("+") in said, number
    assert f"{profile.tally.talk[0]} published quotations" in said
