from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field, ValidationError

from idealtypes.files.document import parse_document, validate
from idealtypes.files.faults import Findings
from idealtypes.model.base import Checked, Id, Model
from idealtypes.model.text import Text


class Part(Model):
    id: Id
    title: Text
    weight: float | None = None
    kind: Literal["small", "large"] = "small"
    others: tuple[str, ...] = ()
    names: Mapping[str, Text] = Field(default_factory=dict)


class Whole(Checked):
    id: Id
    parts: tuple[Part, ...] = Field(min_length=1)
    level: float = Field(default=0.5, gt=0, lt=1)

    def problems(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        known = [part.id for part in self.parts]
        for p, part in enumerate(self.parts):
            for o, other in enumerate(part.others):
                if other not in known:
                    yield ("parts", p, "others", o), f"no part `{other}`"


def read(text):
    findings = Findings()
    document = parse_document("format: 1\n" + text, Path("x.yaml"), findings)
    model = validate(document, Whole, findings)
    return model, [f"{fault.line}: {fault.message}" for fault in findings.faults]


def test_a_sound_document_is_a_model():
    model, faults = read(
        "id: w\nparts:\n  - {id: a, title: 1, others: [b]}\n  - {id: b, title: {en: B, nb: Be}}\n"
    )
    assert faults == []
    assert model.parts[0].title == Text("1")
    assert model.parts[1].title.say("nb") == "Be"


def test_all_faults_at_once_each_at_its_line():
    _, faults = read(
        "id: w w\n"  # 2
        "parts:\n"
        "  - id: a\n"  # 4
        "    titel: A\n"
        "    weight: heavy\n"
        "    kind: smal\n"
        "    others: b\n"  # 8
        "  - {id: b, title: B, others: [c], names: {en: 1, nb: [x]}}\n"
        "level: 1\n"
    )
    assert sorted(faults, key=lambda fault: int(fault.split(":")[0])) == [
        "2: `id` is `w w`: an id is letters, digits, `_`, `.` and `-`, and begins with no `.` or `-`",
        "4: `title` is missing",
        "5: unknown key `titel`: did you mean `title`?",
        "6: `weight` is `heavy`: it should be a number",
        "7: `kind` is `smal`: it is one of `small`, `large`",
        "8: `others` is `b`: it should be a list",
        "9: `nb` should be a text, or {en: …, nb: …}",
        "9: no part `c`",
        "10: `level` is `1`: it should be less than 1",
    ]


def test_what_only_follows_from_a_fault_is_not_told():
    _, faults = read("id: w\nparts:\n  - {id: a, title: A, others: [[x]]}\n")
    assert faults == [
        "4: `others` is a list: it should be a text (in quotes, if it is a number or true/false)"
    ]


def test_an_empty_value_is_told_at_its_own_line():
    _, faults = read("id: w\nparts:\n  - id: a\n    title:\n    weight:\n")
    assert faults == ["5: `title` is empty"]


def test_missing_and_empty_lists():
    assert read("id: w\n")[1] == ["1: `parts` is missing"]
    assert read("id: w\nparts: []\n")[1] == ["3: `parts` has 0: it should have 1 or more"]
    assert read("id: w\nparts: [a]\n")[1] == ["3: `parts` is `a`: it should be a mapping of keys to values"]


def test_a_comma_in_a_number():
    assert read("id: w\nparts: [{id: a, title: A, weight: '0,5'}]\n")[1] == [
        "3: `weight` is `0,5`: a number in YAML has a point, not a comma"
    ]


def test_in_python_the_same_problems_are_errors():
    with pytest.raises(ValidationError, match="no part `c`"):
        Whole(id="w", parts=(Part(id="a", title=Text("A"), others=("c",)),))
    with pytest.raises(ValidationError):
        Whole(id="w", parts=(Part(id="a", title=Text("A")),)).parts = ()  # type: ignore[misc]
