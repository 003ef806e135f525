"""The methods section: from the data, in both languages, with what is missing marked; the checklists."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.files.content import folder
from idealtypes.reporting.methods_facts import MethodsFacts
from idealtypes.reporting.methods_section import Methods
from idealtypes.reporting.wording.words import words_in

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "support_colleagues"
ORDERS = ROOT / "examples" / "seven_orders"
REPORT = ROOT / "examples" / "peer_support_2023"
FEW = {"draws": 200}


@cache
def told(path: Path, language: str = "en") -> Methods:
    """The methods section of a study, made once."""
    return it.methods(path, language=language, **FEW)


def test_what_the_data_tell_stands_in_the_text() -> None:
    study, found = it.read_study(EXAMPLE), told(EXAMPLE)
    assert "61 took part" in found.text
    assert "women 30 (49%)" in found.text
    assert f"has {len(study.scheme.codes)} codes" in found.text
    assert "the 13 sources are not saturated" in found.text
    assert "seed 2014" in found.text
    assert "draws" not in found.missing


def test_what_is_missing_is_marked_and_listed() -> None:
    found = told(ORDERS)
    assert len(found.missing) > 3
    for what in found.missing:
        assert f"[Missing: {what}.]" in found.text
    assert found.text.count("[Missing:") == len(found.missing)


def test_a_document_is_not_asked_for_its_interviews() -> None:
    found = told(REPORT)
    assert not any("interviews were held" in what or "consent" in what for what in found.missing)
    assert "nothing was sampled" in found.text


def test_both_languages_say_the_same_things() -> None:
    here, there = (told(EXAMPLE, language) for language in ("en", "nb"))
    assert len(here.sections) == len(there.sections)
    assert len(here.missing) == len(there.missing)
    assert "[Missing" not in there.text
    assert "61 deltok" in there.text


def test_checklists_claim_no_more_than_they_know() -> None:
    found = told(EXAMPLE)
    coreq = next(c for c in found.checklists if c.id == "coreq")
    srqr = next(c for c in found.checklists if c.id == "srqr")
    assert [one.item for one in coreq.items] == [str(n) for n in range(1, 33)]
    assert [one.item for one in srqr.items] == [str(n) for n in range(1, 22)]
    for one in (*coreq.items, *srqr.items):
        by_data = any(key.startswith("facts.") for key in one.where)
        assert (one.state == "told") == by_data
        assert bool(one.said) == (one.state in ("told", "note"))
    bare = next(c for c in told(ORDERS).checklists if c.id == "coreq")
    assert bare.count("missing") > coreq.count("missing")


def test_every_sentence_that_a_checklist_names_is_there() -> None:
    facts = MethodsFacts(it.read_study(EXAMPLE).with_settings(**FEW), words_in("en"))
    for path in sorted((folder("reports") / "checklists").glob("*.yaml")):
        for line in (
            one for one in path.read_text(encoding="utf-8").splitlines() if one.startswith("  - {item")
        ):
            for name in (
                part.split("facts.")[1].strip(" ,]}")
                for part in line.split("[")[-1].split(",")
                if "facts." in part
            ):
                assert isinstance(getattr(facts, name), str), f"{path.name}: {name}"


def test_two_coders_have_an_agreement(tmp_path: Path) -> None:
    study = Path(shutil.copytree(ROOT / "tests" / "studies" / "good_full", tmp_path / "study"))
    found = it.methods(study, **FEW)
    alpha = it.agreement(study, draws=200).overall
    assert ("alpha is" in found.text) == (alpha.value is not None and alpha.interval is not None)


@pytest.mark.parametrize("raters", [None, "separate", "pooled"])
def test_how_raters_are_read_is_told_as_it_was_done(tmp_path: Path, raters: str | None) -> None:
    it.init(tmp_path / "study", ratings=True)
    asked = {} if raters is None else {"raters": raters}
    found = it.methods(
        tmp_path / "study", **FEW, **asked
    )  # three cases: pooled only where the settings ask for it
    assert ("are read together" in found.text) == (raters == "pooled")
    assert ("read by its own raters" in found.text) == (raters != "pooled")


def test_a_language_without_a_template_is_said() -> None:
    with pytest.raises(it.IdealtypesError, match="it speaks en, nb"):
        it.methods(ORDERS, language="sv")
