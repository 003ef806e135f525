"""Placing codes in the file of a scheme: only `place` and `rationale` change, every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import folder
from idealtypes.files.placing import copied, place_codes, placed
from idealtypes.files.schemes import read_scheme
from idealtypes.model.characters import held
from idealtypes.model.new_aspect import NewAspect
from idealtypes.model.placement import Change, Placement

from ..examples import examples

SCHEME = """\
# A codebook with all the ways of writing that people have.
format: 1
id: desks
title: {en: Desks, nb: 'Skranker'}   # two languages
theory: march_olsen

aspects:
- {id: access, title: Access, axis: formality}
- id: care
  title: "Care"
  axis: formality

codes:
  # the first one
  - id: door          # the open door
    title: Open door
    definition: >-
      People walk in,
      and nobody asks.

    # before the example
    example: "I just went in."
    trait: []


  - {id: hours, title: 'Opening hours', place: {aspect: access, position: 0.8}}   # flow
  -   title: Listens
      id: listens
      place:
        - aspect: access
          pole: informal   # a reason
        - {aspect: care, position: -0.5}
      rationale: |
        Written
        on two lines.
      parent: door
  - id: empty
    title: Empty
    place:
    rationale: {en: A, nb: B}
  - id: last
    title: Last"""


def changed(**changes: Change) -> list[tuple[str, str]]:
    """The lines that differ, old and new, where no line is added."""
    before, after = SCHEME.split("\n"), placed(SCHEME, changes).split("\n")
    assert len(before) == len(after)
    return [(a, b) for a, b in zip(before, after, strict=True) if a != b]


def test_a_place_is_put_behind_what_describes_the_code() -> None:
    after = placed(SCHEME, {"door": Change((Placement(aspect="access", pole="informal"),), "No rules: none")})
    added = '    place: {aspect: access, pole: informal}\n    rationale: "No rules: none"\n'
    # the place stands behind the example, the rationale behind the trait
    first, second = added.splitlines(keepends=True)
    example, trait = '    example: "I just went in."\n', "    trait: []\n"
    assert after == SCHEME.replace(example + trait, example + first + trait + second)


def test_a_place_that_is_there_is_replaced() -> None:
    assert changed(hours=Change((Placement(aspect="care", position=-1),))) == [
        (
            "  - {id: hours, title: 'Opening hours', place: {aspect: access, position: 0.8}}   # flow",
            "  - {id: hours, title: 'Opening hours', place: {aspect: care, position: -1}}   # flow",
        )
    ]
    assert changed(hours=Change(None, "By rule, always")) == [
        (
            "  - {id: hours, title: 'Opening hours', place: {aspect: access, position: 0.8}}   # flow",
            "  - {id: hours, title: 'Opening hours', place: {aspect: access, position: 0.8}, "
            'rationale: "By rule, always"}   # flow',
        )
    ]


def test_a_block_of_places_becomes_one_line() -> None:
    after = placed(SCHEME, {"listens": Change((), "why")})
    block = SCHEME[SCHEME.index("      place:\n") : SCHEME.index("      parent: door")]
    assert after == SCHEME.replace(block, "      place: none\n      rationale: why\n")


def test_a_key_without_a_value_and_the_end_of_the_file() -> None:
    assert changed(empty=Change(())) == [("    place:", "    place: none")]
    two = (Placement(aspect="access", position=0.25), Placement(aspect="care", pole="formal"))
    after = placed(SCHEME, {"last": Change(two)})
    assert after == SCHEME + "\n    place: [{aspect: access, position: 0.25}, {aspect: care, pole: formal}]"


def test_an_aspect_is_added_behind_the_others_and_to_every_corner() -> None:
    types = """
ideal_types:
  - {id: friend, title: Friend, corner: {access: informal, care: informal}}   # on one line
  - id: officer
    title: Officer
    corner:
      access: formal
      care: formal   # the last one
"""
    text = SCHEME.replace("\ncodes:\n", f"{types}\ncodes:\n", 1)
    new = NewAspect("pay", "Pay: who pays", "formality", "", {"friend": "informal", "officer": "formal"})
    after = placed(text, {"door": Change((Placement(aspect="pay", position=0),))}, [new])
    added = [line for line in after.splitlines() if line not in text.splitlines()]
    assert added == [
        '- {id: pay, title: "Pay: who pays", axis: formality}',
        "  - {id: friend, title: Friend, corner: {access: informal, care: informal, pay: informal}}   # on one line",
        "      pay: formal",
        "    place: {aspect: pay, position: 0}",
    ]
    assert after.index("- {id: pay") > after.index("- id: care")
    inline = "aspects: [{id: a, title: A, axis: x}]  # all\ncodes: []\n"
    assert placed(inline, {}, [NewAspect("b", "B", "x")]) == inline.replace(
        "x}]", "x}, {id: b, title: B, axis: x}]"
    )


def test_what_cannot_be_edited_is_said() -> None:
    with pytest.raises(IdealtypesError, match="several languages"):
        placed(SCHEME, {"empty": Change(None, "new")})
    with pytest.raises(IdealtypesError, match="no code `gone` any more"):
        placed(SCHEME, {"gone": Change(())})
    with pytest.raises(IdealtypesError, match="no longer readable"):
        placed("codes: [", {"door": Change(())})


@pytest.mark.parametrize("mark", [b"", "\ufeff".encode()])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_keep_their_line_ends_and_marks(tmp_path: Path, mark: bytes, newline: str) -> None:
    path = tmp_path / "scheme.yaml"
    path.write_bytes(mark + SCHEME.replace("\n", newline).encode())
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    place_codes(link, {"door": Change(())})
    assert path.read_bytes() == mark + placed(SCHEME, {"door": Change(())}).replace("\n", newline).encode()
    assert link.is_symlink()


def test_nothing_is_written_where_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "scheme.yaml"
    path.write_text(SCHEME)
    before = path.stat().st_mtime_ns, path.stat().st_ino
    place_codes(path, {})
    place_codes(path, {"hours": Change((Placement(aspect="access", position=0.8),))})
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


PLACEMENTS = st.one_of(
    st.builds(lambda x: Placement(aspect="access", position=x), st.floats(-1, 1)),
    st.builds(lambda p: Placement(aspect="care", pole=p), st.sampled_from(["informal", "formal"])),
)
PLACES = st.lists(PLACEMENTS, max_size=2).map(tuple)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).map(held)
CODES = st.sampled_from(["door", "hours", "listens", "last"])


@examples(15)
@given(st.dictionaries(CODES, st.builds(Change, PLACES, TEXTS), min_size=1))
def test_the_file_says_what_was_asked_and_other_bytes_stay(changes: dict[str, Change]) -> None:
    after = placed(SCHEME, changes)
    codes = {code["id"]: code for code in YAML(typ="safe", pure=True).load(after)["codes"]}
    for name, change in changes.items():
        assert codes[name]["rationale"] == change.rationale
        place = codes[name]["place"]
        given_ = [] if place == "none" else place if isinstance(place, list) else [place]
        assert tuple(Placement(**one) for one in given_) == change.place
    # without what was asked for, what is left is the file as it was without it
    bare = {name: Change((), "x") for name in changes}
    assert placed(after, bare) == placed(SCHEME, bare)


@pytest.mark.parametrize("path", sorted(folder("coding_schemes").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_scheme_can_be_edited(path: Path, tmp_path: Path) -> None:
    before = path.read_text(encoding="utf-8")
    own = tmp_path / path.name
    own.write_text(before, encoding="utf-8")
    scheme = read_scheme(f"./{path.name}", own)
    place_codes(own, {code.id: Change((), None) for code in scheme.codes})
    after = read_scheme(f"./{path.name}", own)
    assert all(code.place == () for code in after.codes)
    places = ("    place:", "      - {aspect: ")
    kept = [line for line in before.splitlines() if not line.startswith(places)]
    new = own.read_text(encoding="utf-8").splitlines()
    assert [line for line in new if line != "    place: none"] == kept


def test_a_copy_of_a_scheme_keeps_its_theory(tmp_path: Path) -> None:
    shared, study = tmp_path / "shared", tmp_path / "study"
    shared.mkdir()
    study.mkdir()
    scheme = shared / "desks.yaml"
    scheme.write_text(SCHEME.replace("theory: march_olsen", "theory: ./theory.yaml  # ours"))
    (study / "study.yaml").write_text("format: 1\nscheme: ../shared/desks.yaml\n")
    own = copied(study, scheme)
    assert own == study / "desks.yaml"
    expected = SCHEME.replace("theory: march_olsen", "theory: ../shared/theory.yaml  # ours")
    assert own.read_text() == expected
    assert (study / "study.yaml").read_text() == "format: 1\nscheme: ./desks.yaml\n"
    with pytest.raises(IdealtypesError, match="is there already"):
        copied(study, scheme)
