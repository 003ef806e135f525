"""Pseudonyms hold, and tell nothing."""

from __future__ import annotations

import pytest

from idealtypes.disclosure.pseudonyms import KEY, extended, ids_of, pseudonyms_of, read_key
from idealtypes.errors import BadInput


def test_the_key_is_made_once_and_holds(small) -> None:
    study = small()
    first = pseudonyms_of(study)
    before = (study.root / KEY).read_bytes()
    assert pseudonyms_of(study) == first
    assert (study.root / KEY).read_bytes() == before
    assert (study.root / KEY).stat().st_mode & 0o077 == 0
    assert KEY in (study.root / ".gitignore").read_text().split()
    assert read_key(study.root) == first.numbers


def test_a_new_id_gets_a_new_number_among_the_others(small) -> None:
    study = small()
    first = pseudonyms_of(study).numbers
    found = extended(first, {**ids_of(study), "case": ["east", "north", "south"]})
    assert first.items() <= found.items()
    assert found["case", "east"] not in (first["case", "north"], first["case", "south"])
    assert 10 <= found["case", "east"] <= 99


def test_numbers_follow_no_order() -> None:
    ids = {"source": [f"i{n:02}" for n in range(30)]}
    each = [extended({}, ids) for _ in range(3)]
    drawn = [[found["source", name] for name in ids["source"]] for found in each]
    assert all(numbers != sorted(numbers) for numbers in drawn)
    assert drawn[0] != drawn[1]
    assert all(len(set(numbers)) == 30 for numbers in drawn)


def test_many_get_longer_numbers_at_once() -> None:
    found = extended({}, {"code": [f"c{n}" for n in range(60)]})
    assert set(map(len, map(str, found.values()))) == {3}


def test_other_lines_of_gitignore_stay(small) -> None:
    study = small(**{".gitignore": "drafts"})
    pseudonyms_of(study)
    assert (study.root / ".gitignore").read_text() == f"drafts\n{KEY}\n"


def test_a_damaged_key_is_told_with_its_lines(small) -> None:
    bad = "kind,id,number\ncase,north,11\ncase,south,11\ncse,x,12\nsource,,3\ncode,a,many\n"
    study = small(**{KEY: bad})
    with pytest.raises(BadInput) as told:
        pseudonyms_of(study)
    said = str(told.value)
    assert f"{KEY}:3: the case `south`, or its number 11, stands above already" in said
    assert f"{KEY}:4: `kind` is `cse`: did you mean `case`?" in said
    assert f"{KEY}:5: `id` is blank" in said
    assert f"{KEY}:6: `number` is `many`" in said
    assert (study.root / KEY).read_text() == bad


def test_without_a_folder_they_hold_for_once(small) -> None:
    from dataclasses import replace

    study = replace(small(), root=None)
    found = pseudonyms_of(study)
    assert found.order("case", ["north", "south"]) == sorted(
        ["north", "south"], key=lambda name: found.number("case", name)
    )
    assert found.name("case", "north") == f"case_{found.number('case', 'north')}"
