"""Condensates: read, held against their statements, shown on the page, and the skeleton to write them in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import BadInput
from idealtypes.reporting.facts import gather
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import condense

ROOT = Path(__file__).parents[2]
ORDERS = ROOT / "examples" / "seven_orders"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ORDERS, tmp_path / "study"))


def put(study: Path, text: str, name: str = "condensates.yaml") -> Path:
    (study / name).write_text(text, encoding="utf-8")
    return study


LIST = """- aspect: legitimacy
  pole: corporation
  text: Loyalty holds it together.
  statements: [d5_1, d1_1]
- codes: [{code}]
  text: {{en: One, nb: En}}
  statements: [d1_1]
"""


def test_the_skeleton_is_read_again_and_cites_everything(study: Path) -> None:
    before = it.condense(study)
    assert before.unaccounted
    written = it.condense(study, write=True)
    assert written.written is not None
    after = it.condense(study)
    assert after.missing == ()
    assert after.unaccounted == ()
    assert [one.foreign for one in after.accounts] == [()] * len(after.groups)
    warnings = [fault.message for fault in it.check(study).warnings]
    assert sum("has no text yet" in message for message in warnings) == len(after.groups)
    with pytest.raises(it.IdealtypesError, match="is there already: nothing is written over"):
        it.condense(study, write=True)


def test_what_is_cited_wrongly_and_what_is_not_cited(study: Path) -> None:
    code = it.read_study(study).scheme.codes[-1].id
    found = it.condense(put(study, LIST.format(code=code)))
    first, second = found.accounts
    assert first.uncited == ("d8_3",)
    assert first.foreign == ("d1_1",)
    assert second.foreign == ("d1_1",)
    assert set(found.unaccounted) | {"d5_1", "d1_1"} == {s for ids in found.groups.values() for s in ids}
    messages = [fault.message for fault in it.check(study).warnings]
    assert any("cites `d1_1`: no code puts it there" in message for message in messages), messages
    assert any("cited by no condensate" in message for message in messages)


def test_the_same_as_text(study: Path) -> None:
    put(
        study,
        "# Ours\n\n## legitimacy: corporation\nLoyalty holds\nit together [d5_1; d1_1].\n",
        "condensates.md",
    )
    (one,) = it.read_study(study).condensates
    assert one.text is not None
    assert one.text.say() == "Loyalty holds it together."
    assert one.statements == ("d5_1", "d1_1")


def test_the_page_shows_them(study: Path) -> None:
    code = it.read_study(study).scheme.codes[-1].id
    read = it.read_study(put(study, LIST.format(code=code))).with_settings(draws=200)
    facts = gather(read, "nb")
    part = condense.build(facts, Links(facts))
    assert part is not None
    assert [one["text"] for one in part["condensates"]] == [
        '<span lang="en">Loyalty holds it together.</span>',  # a text in another language than the page's
        "En",
    ]
    assert "1 av 2" in part["condensates"][0]["rests"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- aspect: legitimaci\n  pole: corporation\n  text: x\n", 1, "no aspect `legitimaci`"),
        ("- aspect: legitimacy\n  pole: familly\n  text: x\n", 2, "familly"),
        (
            "- aspect: legitimacy\n  pole: corporation\n  text: x\n  statements: [d1_1, nobody]\n",
            4,
            "no statement `nobody`",
        ),
        ("- aspect: legitimacy\n  text: x\n", 1, "`aspect` and `pole` go together"),
        ("- text: x\n", 1, "name its `aspect` and `pole`, or its `codes`"),
        ("- codes: [nothing]\n  text: x\n", 1, "no code `nothing`"),
        ("format: 1\ncondensates:\n- aspect: a\n  pole: b\n  codes: [c]\n", 3, "not both"),
        (
            "- aspect: legitimacy\n  pole: corporation\n- aspect: legitimacy\n  pole: corporation\n",
            3,
            "is condensed already",
        ),
        ("- [1, 2\n", 1, ""),
    ],
)
def test_faults_have_their_line(study: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(BadInput) as told:
        it.read_study(put(study, text))
    assert any(message in fault.message for fault in told.value.faults), told.value
    assert any(fault.line is not None and abs(fault.line - line) <= 1 for fault in told.value.faults)


def test_one_file_not_two(study: Path) -> None:
    put(study, LIST.format(code="x"))
    with pytest.raises(BadInput, match="keep one of them"):
        it.read_study(put(study, "## a: b\n", "condensates.md"))
