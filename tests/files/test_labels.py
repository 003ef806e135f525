"""What a study calls its cases, its columns and their values; and in which language its texts are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import idealtypes as it
from idealtypes.files.study import check_study, read_study
from idealtypes.reporting.desk.desk import desk
from idealtypes.reporting.facts import gather
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import evidence

SCHEME = """format: 1
id: s
title: S
theory: march_olsen
aspects: [{id: help, title: Help, axis: formality}]
codes:
  - {id: talk, title: Talk, place: {aspect: help, pole: informal}}
  - {id: form, title: Form, place: {aspect: help, pole: formal}}
"""
STATEMENTS = """id,source,text,codes,condition,setting,locator,lang
a,one,Vi snakker.,talk,no_gp,ward,lines 4–8 and 12,nb
b,one,We fill it in.,form,,ward,line 9,
c,two,We talk.,talk,no_gp,home,,
"""


def written(folder: Path, more: str, statements: str = STATEMENTS) -> Path:
    (folder / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "statements.csv").write_text(statements, encoding="utf-8")
    (folder / "study.yaml").write_text(
        f"format: 1\ntitle: T\nscheme: scheme.yaml\nstatements: statements.csv\n{more}settings: {{draws: 100}}\n",
        encoding="utf-8",
    )
    return folder


LABELS = """language: en
labels:
  condition: {title: {nb: forhold}, values: {no_gp: {nb: uten fastlege}}}
  locator: {values: {lines: {nb: linje}, line: {nb: linje}, and: {nb: og}}}
  setting: {title: {en: place, nb: sted}, values: {ward: {nb: post}}}
"""


def shown(folder: Path, language: str) -> list[dict[str, Any]]:
    """The statements as the page lists them; `more`: their attributes, as its desk shows them."""
    links = Links(gather(read_study(folder), language))
    part, index = evidence.build(links.facts, links), desk(links)["statements"]
    listed = [s for group in part["groups"] for source in group["sources"] for s in source["statements"]]
    return [s | {"more": [f"{one['title']}: {one['of'][0]}" for one in index["more"]]} for s in listed]


def test_columns_values_and_locators_in_the_language_of_the_page(tmp_path: Path) -> None:
    study = written(tmp_path, LABELS)
    first, second, _ = shown(study, "nb")
    assert first["locator"] == "linje 4–8 og 12"
    assert "når: uten fastlege" in first["about"]
    assert first["more"] == ["sted: post"]
    assert second["locator"] == "linje 9"
    first, _, third = shown(study, "en")
    assert (first["locator"], first["more"]) == ("lines 4–8 and 12", ["place: ward"])
    assert "when: no gp" in third["about"]
    assert it.read_study(study).evidence().records()[0]["locator"] == "lines 4–8 and 12"


def test_the_language_of_a_text_that_is_not_the_page_s(tmp_path: Path) -> None:
    study = written(tmp_path, LABELS)
    assert [one["lang"] for one in shown(study, "nb")] == ["", "en", "en"]
    assert [one["lang"] for one in shown(study, "en")] == ["nb", "", ""]


def test_faults_and_warnings(tmp_path: Path) -> None:
    wrong = """cases_are: {nb: [ordning, ordninger], en: [programme]}
language: english
labels: {conditoin: {title: X}}
"""
    faults, _ = check_study(written(tmp_path, wrong, STATEMENTS.replace(",nb\n", ",norsk\n")))
    told = [str(fault).split("study.yaml")[-1] for fault in faults]
    assert ":5: `nb` has 2 forms, and takes 4: [en ordning, ordningen, ordninger, ordningene]" in told
    assert ":5: `en` has too few forms: [programme, programmes]" in told
    assert any("`english` is no language" in one for one in told)
    faults, warnings = check_study(written(tmp_path, LABELS.replace("no_gp: {", "no_pg: {")))
    assert not faults
    assert any("no row has `no_pg` as its `condition`" in str(one) for one in warnings)
    faults, _ = check_study(written(tmp_path, "labels: {conditoin: {title: X}}\n"))
    assert "no table of the study has a column `conditoin`" in str(faults[0])
    faults, _ = check_study(written(tmp_path, "", STATEMENTS.replace(",nb\n", ",norsk\n")))
    assert "statements.csv:2: `lang` is `norsk`" in str(faults[0])


@pytest.mark.parametrize(
    "given", ["{en: [a<b, c]}", "{nb: [ordning, ordningen, ordninger, ordningene]}", "[a, b]"]
)
def test_nouns_that_are_none(tmp_path: Path, given: str) -> None:
    faults, _ = check_study(written(tmp_path, f"cases_are: {given}\n"))
    assert len(faults) == 1
