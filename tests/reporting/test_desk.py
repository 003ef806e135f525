"""What the page embeds for the evidence desk: numbers that are means say so, and come to what is printed."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from idealtypes.engine.views import study_profile
from idealtypes.files.study import read_study
from idealtypes.reporting.desk.desk import NOTHING, desk
from idealtypes.reporting.desk.desk_codes import broken_by_steps, codebook
from idealtypes.reporting.desk.desk_index import code_numbers, packed, statement_columns
from idealtypes.reporting.desk.desk_numbers import mean_of
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links

from . import studies
from .embedded import lists, places, unpacked

WEIGHED = [
    ({}, 1, "statement"),
    ({"weighting": "source"}, 1, "source"),
    ({"weighting": "coding"}, 1, ""),
    ({"repeats": "once_per_source"}, 0, ""),
]


def _changed(facts: Facts, **settings: str) -> Facts:
    study = facts.study.with_settings(**settings)
    return dataclasses.replace(
        facts, study=study, profiles={v: study_profile(study, v) for v in facts.profiles}
    )


@pytest.mark.parametrize(("settings", "aspect", "of"), WEIGHED)
def test_a_number_is_said_to_be_a_mean_only_where_it_is(
    facts: Any, settings: dict[str, str], aspect: int, of: str
) -> None:
    links = Links(_changed(facts("mixed"), **settings))
    assert mean_of(links, ("all", 0, aspect)) == of


def test_what_a_number_is_made_of_comes_to_what_is_printed(made: Any) -> None:
    page = made("cases")
    data, words = desk(page.links), page.facts.words
    for cell, told in data["cells"].items():
        view, c, a = cell.split(".")
        profile = page.facts.profiles[view]
        assert told["result"] == [words.number(profile.balance[int(c), int(a)], signed=True)]
        if "codes" in told:
            at = [data["vectors"][v] for _, _, v in told["codes"]]
            summed = sum(w * (x[1] - x[0]) for (_, w, _), x in zip(told["codes"], at, strict=True))
            assert words.number(summed, signed=True) == told["result"][0]
    assert any("codes" in told for told in data["cells"].values())


def test_a_shared_page_embeds_nothing(made: Any) -> None:
    assert desk(made("cases", sharing=True).links) == NOTHING


@pytest.mark.parametrize("n", [0, 255, 256, 65_535, 65_536])
def test_numbers_are_as_wide_as_they_need(n: int) -> None:
    assert unpacked(packed([n, 0])) == [n, 0]
    assert packed([n])[0] == ("1" if n < 256 else "2" if n < 65_536 else "4")


def test_passages_are_found_where_they_say_or_where_they_stand_once(facts: Any, tmp_path: Path) -> None:
    text = "Yes. It is open. Yes. It is open. So it was."
    rows = studies.said("one", ["open_door", "open_door", "listening"])
    rows[0] |= {"text": "It is open.", "start": "22", "end": "33"}  # the second time
    rows[1] |= {"text": "It is open."}  # told twice: which one is not known
    rows[2] |= {"text": "So it was."}
    folder = studies.study(tmp_path / "s", rows, sources=[{"id": "one", "text_file": "one.txt"}])
    (folder / "one.txt").write_text(text, encoding="utf-8")
    study = read_study(folder)
    mixed = facts("mixed")
    links = Links(
        dataclasses.replace(mixed, study=study, profiles={v: study_profile(study, v) for v in mixed.profiles})
    )
    found = statement_columns(links.facts, links.statements, *links.weights, code_numbers(links.facts), {})[
        "context"
    ]
    assert places(found["rows"]) == [0, 2]
    assert found["before"] == ["Yes. It is open. Yes.", "Yes. It is open. Yes. It is open."]
    assert found["after"] == ["So it was.", ""]


def test_codes_say_who_placed_them_and_which_step_breaks_what(made: Any) -> None:
    facts = made("leaning").facts
    broken = broken_by_steps(facts)
    assert broken
    told = {code["id"]: code for code in codebook(facts, code_numbers(facts))}
    for code, steps in broken.items():
        assert told[code]["breaks"] == steps
        assert all(facts.codes[code] in step for step, _ in steps)
    assert told["both_ways"]["places"] == ["Ability to help: 0.00 between informal (−1) and formal (+1)"]
    assert told["open_door"]["places"] == ["Access: informal (−1.00)"]


def test_every_statement_s_codes_are_the_page_s(made: Any) -> None:
    page = made("tense")
    codes = code_numbers(page.facts)
    named = list(codes)
    index = statement_columns(page.facts, page.links.statements, *page.links.weights, codes, {})
    held = [[named[n] for n in own] for own in lists(index["code"], index["n"])]
    assert held == [list(s.codes) for s in page.links.statements]
