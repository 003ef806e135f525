"""What the results of influence, robustness, agreement and scenarios have in common: a small text, a frame, words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from idealtypes.analyses.agreement.agreement import agreement
from idealtypes.analyses.influence.influence import influence
from idealtypes.analyses.robustness.robustness import robustness
from idealtypes.analyses.scenarios.scenarios import scenarios
from idealtypes.engine.result import Result
from idealtypes.files.study import read_study
from idealtypes.reporting.wording.words import words_in

ROOT = Path(__file__).parents[2]
ROOMS = ("agreement", "influence", "robustness", "scenarios")


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    study = read_study(ROOT / "examples" / "support_colleagues").with_settings(draws=200)
    return {
        "agreement": agreement(study),
        "influence": influence(study),
        "robustness": robustness(study),
        "scenarios": scenarios(study, all_of=2, goal={"contact": "formal"}),
    }


@pytest.mark.parametrize("room", ROOMS)
def test_a_result_fits_a_screen_and_is_data(results: dict[str, Result], room: str) -> None:
    found = results[room]
    for part in (found, *vars(found).values()):
        if hasattr(part, "to_dict") or type(part).__module__.startswith(f"idealtypes.analyses.{room}"):
            assert len(repr(part).splitlines()) <= 12, type(part)
            assert max(map(len, repr(part).splitlines())) <= 300, type(part)
    assert max(map(len, repr(found).splitlines())) <= 100
    assert found.to_frame().height > 0
    answer = json.loads(json.dumps(found.to_dict()))
    assert answer["settings"] is not None


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_reason_of_a_room_has_words_in_each_language(room: str, language: str) -> None:
    """The codes as the source names them, literally; those made of parts are covered by the tests of the room."""
    named = set()
    for file in (ROOT / "idealtypes" / "analyses" / room).glob("*.py"):
        named |= set(re.findall(rf'"{room}\.(\w+)"', file.read_text(encoding="utf-8")))
    known = words_in(language).tree["reasons"][room]
    assert named <= set(known), named - set(known)
    assert set(words_in("en").tree["reasons"][room]) == set(known)
