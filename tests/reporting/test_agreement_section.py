"""The page on coders: the agreement, and the result under each coding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from idealtypes.files.study import read_study
from idealtypes.model.coders import KnownCoder
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import gather
from idealtypes.reporting.figures.pictures import SmallMultiples
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import condense, evidence, method, views
from idealtypes.reporting.sections.agreement import build, figures, splits
from tests.engine.made import BOOK, Row, study_of

ROOT = Path(__file__).parents[2]
CODES = {"a": ["open", "form", "open", "kin"], "b": ["open", "open", "open", "pay"], "bot": ["form"] * 4}


@pytest.fixture(scope="module")
def study() -> StudyData:
    rows: list[Row] = [
        (f"s{n}", f"g{n % 3}", ("here",), who, code, 1.0)
        for who, put in CODES.items()
        for n, code in enumerate(put)
    ]
    rows.append(("s1", "g1", ("here",), "both", "form", 1.0))
    made = study_of(rows, BOOK, draws=100)
    return replace(made, coders={"both": KnownCoder("consensus"), "bot": KnownCoder("model")})


def test_the_numbers_are_those_of_the_answer(study: StudyData) -> None:
    facts = gather(study)
    part = build(facts, Links(facts))
    assert part is not None
    assert facts.agreement is not None
    assert facts.words.number(facts.agreement.overall.value or 0, signed=True) in part["summary"]
    (case,) = part["cases"]
    assert [row["who"] for row in case["rows"]] == [
        "all coders together", "a alone", "b alone", "both: what was agreed on", "bot: a model", "people and models",
    ]  # fmt: skip
    assert [row["numbers"] for row in case["rows"]] == [False, False, False, True, False, False]
    here = facts.profile
    assert case["rows"][3]["cells"][0]["said"] == facts.words.number(here.balance[0, 0], signed=True)
    assert "bot, a model, agrees with 2 people" in part["models"][0]


def test_types_are_named_in_the_language_of_the_page() -> None:
    facts = gather(read_study(ROOT / "examples" / "two_coders").with_settings(draws=100), "nb")
    links = Links(facts)
    part = build(facts, links)
    assert part is not None
    rows = part["cases"][0]["rows"]
    assert [row["who"] for row in rows][::3] == ["alle modellene samlet", "consensus: det de ble enige om"]
    assert all(
        "støttekollegaen" in row["type"] for row in rows if row["type"] != facts.words.say("types.none")
    )
    groups = [one["title"] for one in (condense.build(facts, links) or {})["condensates"]]
    assert "Tilgjengelighet: mellom polene" in groups
    # nobody reports there, and nobody says what is useful: neither is explained
    assert not evidence.build(facts, links)["reported"]
    assert not any("gjengitte kilder" in said for said in method.build(facts, links)["paragraphs"])
    assert (views.build(facts, links) or {})["useful"] is False


def test_one_coder_has_no_such_section(study: StudyData) -> None:
    one = replace(study, coders={}, codings=study.codings.filter(study.codings["coder"] == "a"),
                  readings=study.readings.filter(study.readings["coder"] == "a"))  # fmt: skip
    facts = gather(one)
    assert build(facts, Links(facts)) is None


def test_the_codes_on_which_coders_agree_least_stand_first(study: StudyData) -> None:
    facts = gather(study)
    links = Links(facts)
    (figure,) = figures(facts, links)
    found = facts.agreement
    assert found is not None
    assert isinstance(figure.picture, SmallMultiples)
    cells = figure.picture.panels[0].cells
    values = [cell.position.value for cell in cells]
    assert values == sorted(values, key=lambda value: value or 0)
    # s1 (form, open) and s3 (kin/pay, open): each code that one of the two put and the other did not
    apart = {}
    for n, (one, other) in enumerate(zip(CODES["a"], CODES["b"], strict=True)):
        for code in {one} ^ {other}:
            apart.setdefault(code, set()).add(f"s{n}")
    told = splits(found)
    assert {code: set(split.apart) for code, split in told.items() if split.apart} == apart
    for name, cell in zip(figure.picture.rows, cells, strict=True):
        code = next(code for code, title in facts.codes.items() if title == name)
        assert set(links.entry(str(cell.key))[1]) == apart[code]
        assert name in figure.description
