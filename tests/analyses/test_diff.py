"""Two versions of a codebook: every kind of change made on purpose is named, and the effects add up to the whole."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.model.code_versions import CodeSketch, matched_versions

from ..examples import examples

HEAD = """format: 1
id: book
title: A codebook
version: {version}
theory: march_olsen
aspects:
  - {{id: access, title: Access, axis: formality}}
  - {{id: help, title: Help, axis: formality}}
ideal_types:
  - {{id: near, title: Near, corner: {{access: informal, help: informal}}}}
  - {{id: far, title: Far, corner: {{access: formal, help: formal}}}}
codes:
"""
STUDY = (
    "format: 1\ntitle: A study\nscheme: ./scheme.yaml\nstatements: statements.csv\nsettings: {draws: 200}\n"
)
# code → place, definition, parent
OLD = {
    "call": ("{aspect: access, pole: informal}", "Doctors may call at any hour", None),
    "pay": ("{aspect: help, position: 0}", "What is said of money", None),
    "desk": ("{aspect: access, pole: formal}", "A desk that takes names", None),
    "form": ("{aspect: access, pole: formal}", "A paper that is filled in", None),
    "warm": ("{aspect: help, position: -0.4}", "Warmth is shown", None),
    "rule": ("{aspect: access, pole: formal}", "A rule is followed by all", None),
    "odd": ("{aspect: help, pole: formal}", "Whatever is odd about it", None),
}
NEW = {
    "phone": OLD["call"],  # renamed
    "wage": ("{aspect: help, pole: formal}", "Money for work", None),  # pay split
    "gift": ("{aspect: help, pole: informal}", "Money as thanks", None),
    "desk": (
        "{aspect: access, pole: formal}",
        "A desk or a form that takes names",
        None,
    ),  # form merged into it
    "warm": ("{aspect: help, position: -1}", "Warmth is shown", None),  # placed anew
    "rule": ("{aspect: help, pole: formal}", "A rule that all follow", None),  # moved, and defined anew
    "new": ("{aspect: help, position: 0.4}", "Something that was not there before", None),
}
BECOMES = {"call": "phone", "form": "desk", "odd": None}


def scheme(codes: dict[str, tuple[str, str, str | None]], version: int) -> str:
    rows = [
        f"  - {{id: {code}, title: T {code}, definition: {told}, place: {place}"
        + (f", parent: {parent}" if parent else "")
        + ("}" if code != "warm" else f", rationale: as version {version} has it}}")
        for code, (place, told, parent) in codes.items()
    ]
    return HEAD.format(version=version) + "\n".join(rows) + "\n"


def statements(put: dict[str, list[str]]) -> str:
    rows = [f"s{n},i{int(n) % 4},said {n},{';'.join(codes)}" for n, codes in put.items()]
    return "id,source,text,codes\n" + "\n".join(rows) + "\n"


def study(folder: Path, book: str, rows: str) -> Path:
    folder.mkdir(parents=True)
    for name, text in (("study.yaml", STUDY), ("scheme.yaml", book), ("statements.csv", rows)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def coded() -> dict[str, list[str]]:
    lot = random.Random(3)
    codes = list(OLD)
    return {str(n): sorted({codes[n % 7], *lot.sample(codes, n % 2)}) for n in range(42)}


def recoded(put: dict[str, list[str]]) -> dict[str, list[str]]:
    found = {}
    for n, codes in put.items():
        now = {BECOMES.get(code, code) for code in codes} - {None}
        if "pay" in now:
            now = (now - {"pay"}) | {"wage" if int(n) % 3 else "gift"}
        found[n] = sorted(now)
    found["1"] = ["wage", "new"]
    found["2"] = ["desk", "new"]
    return found


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("versions")
    old = study(root / "old", scheme(OLD, 1), statements(coded()))
    new = study(root / "new", scheme(NEW, 2), statements(recoded(coded())))
    (new / "book.decisions.csv").write_text(
        "date,who,what,why\n2024-05-31,AB,pay is wage or gift,they stand apart\n2024-06,,read all again,\n",
        encoding="utf-8",
    )
    return old, new


@pytest.fixture(scope="module")
def found(versions: tuple[Path, Path]) -> it.CodebookDiff:
    return it.diff(*versions)


def kinds(found: it.CodebookDiff) -> dict[str, set[tuple[str, str]]]:
    told: dict[str, set[tuple[str, str]]] = {}
    for one in found.changes:
        told.setdefault(one.kind, set()).add((" ".join(one.codes), " ".join(one.to)))
    return told


def test_each_change_made_on_purpose_is_named(found: it.CodebookDiff) -> None:
    told = kinds(found)
    assert told["renamed"] == {("call", "phone")}
    assert told["split"] == {("pay", "wage gift")}
    assert told["merged"] == {("desk form", "desk")}
    assert told["moved"] == {("rule", "rule")}
    assert told["placed"] == {("warm", "warm")}
    assert told["defined"] == {("rule", "rule"), ("desk", "desk")}
    assert told["dropped"] == {("odd", "")}
    assert told["added"] == {("", "new")}
    split = next(one for one in found.changes if one.kind == "split")
    assert split.how == "statements"
    assert split.statements
    assert [one.who for one in split.decisions] == ["AB"]
    assert [one.date for one in found.decisions] == ["2024-05-31", "2024-06"]
    placed = next(one for one in found.changes if one.kind == "placed")
    assert (placed.before, placed.after, placed.rationale) == (
        "help: -0.4", "help: informal", "as version 2 has it",
    )  # fmt: skip


def test_the_effects_add_up_to_the_whole_change(found: it.CodebookDiff, versions: tuple[Path, Path]) -> None:
    before, after = (it.profile(path) for path in versions)
    numbers: dict[tuple[str, str], list[it.Effect]] = {}
    for one in found.effects:
        numbers.setdefault((one.case, one.aspect), []).append(one)
    assert len(numbers) == 2
    for a, aspect in enumerate(("access", "help")):
        steps = numbers["study", aspect]
        assert [one.step for one in steps] == ["rename", "merge", "split", "move", "placement", "recoding"]
        assert steps[0].before == before.balance[0, a]
        assert steps[-1].after == after.balance[0, a]
        assert all(one.after == two.before for one, two in pairwise(steps))
        whole = after.balance[0, a] - before.balance[0, a]
        assert math.fsum(one.change for one in steps) == pytest.approx(whole, abs=1e-12)
        assert steps[0].change == 0
    by = {(one.step, one.aspect): one.change for one in found.effects}
    assert by["placement", "access"] == 0
    assert by["placement", "help"] < 0
    assert by["split", "help"] != 0
    assert by["move", "access"] < 0


def test_schemes_alone_tell_what_texts_tell(versions: tuple[Path, Path]) -> None:
    told = it.diff(*(path / "scheme.yaml" for path in versions))
    assert ("call", "phone") in kinds(told)["renamed"]
    assert "split" not in kinds(told)
    assert not told.effects
    pay = next(one for one in told.changes if one.codes == ("pay",))
    assert pay.why is not None
    assert pay.why.code == "diff.nothing_decides"


@pytest.mark.parametrize("coded_with", [0, 1])
def test_one_study_gives_two_schemes_numbers(versions: tuple[Path, Path], coded_with: int) -> None:
    told = it.diff(*(path / "scheme.yaml" for path in versions), versions[coded_with])
    profile = it.profile(versions[coded_with])
    for a, aspect in enumerate(("access", "help")):
        steps = [one for one in told.effects if one.aspect == aspect]
        end = steps[-1].after if coded_with else steps[0].before
        assert end == profile.balance[0, a]
        assert all(one.after == two.before for one, two in pairwise(steps))
    assert any(one.step == "placement" and one.change for one in told.effects)


def test_the_same_study_differs_in_nothing(versions: tuple[Path, Path]) -> None:
    told = it.diff(versions[0], it.read_study(versions[0]))
    assert told.changes == ()
    assert all(one.change == 0 for one in told.effects)
    assert told.why is not None
    assert told.why.code == "diff.nothing_changed"


def test_versions_without_a_common_code_are_told(versions: tuple[Path, Path], tmp_path: Path) -> None:
    codes = {"a": ("none", "An a is an a", None)}
    other = study(tmp_path / "x", scheme(codes, 1), "id,source,text,codes\nq,z,hm,a\n")
    with pytest.raises(IdealtypesError, match="have no code in common"):
        it.diff(versions[0], other)
    with pytest.raises(IdealtypesError, match="leave STUDY out"):
        it.diff(*versions, versions[0])
    with pytest.raises(IdealtypesError, match="no shipped coding scheme"):
        it.diff(versions[0], "support_colleague")
    with pytest.raises(IdealtypesError, match="STUDY is coded with neither"):
        it.diff(*(path / "scheme.yaml" for path in versions), "examples/seven_orders")


# matching


def sketches(*codes: str) -> dict[str, CodeSketch]:
    return {code: CodeSketch(code) for code in codes}


def links(
    old: dict[str, set[str]], new: dict[str, set[str]]
) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    found = matched_versions(sketches(*old), sketches(*new), old, new)
    return [(one.kind, one.codes, one.to) for one in found.links]


A, B, C, D = {"1", "2", "3"}, {"4", "5", "6"}, {"7", "8"}, {"9"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({"a": A}, {"b": A}, [("renamed", ("a",), ("b",))]),
        ({"a": A | B}, {"b": A, "c": B}, [("split", ("a",), ("b", "c"))]),
        ({"a": A | B}, {"a": A, "c": B}, [("split", ("a",), ("a", "c"))]),
        ({"a": A, "b": B}, {"c": A | B}, [("merged", ("a", "b"), ("c",))]),
        ({"a": A, "b": B}, {"a": A | B}, [("merged", ("a", "b"), ("a",))]),
        ({"a": A, "b": B}, {"c": A, "d": B}, [("renamed", ("a",), ("c",)), ("renamed", ("b",), ("d",))]),
        ({"a": A | B}, {"b": A | B, "c": B}, [("renamed", ("a",), ("b",))]),  # a theme that is new beside it
        ({"a": A, "b": A}, {"a": A}, []),  # what stood beside another is dropped, not merged
        ({"a": A, "b": A}, {"c": A, "d": A}, []),  # which is which cannot be told
        ({"a": D}, {"b": D}, []),  # one statement decides nothing
        ({"a": A}, {"b": B}, []),
        ({"a": A, "b": B}, {"a": A, "b": B, "c": A}, []),
    ],
)
def test_shared_statements_tell(old, new, told) -> None:
    assert sorted(links(old, new)) == sorted(told)


@examples(25)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("123456789"), min_size=1)),
    st.randoms(),
)
def test_whatever_is_renamed_is_found_or_left_open(uses, lot) -> None:
    """New names for all: a code is linked with its own new name, or with nothing."""
    names = {code: f"{code}_new" for code in uses}
    shuffled = dict(sorted(((names[c], s) for c, s in uses.items()), key=lambda _: lot.random()))
    for kind, old, new in links(uses, shuffled):
        if kind == "renamed":
            assert uses[old[0]] == shuffled[new[0]]


def test_texts_tell_only_together_with_places() -> None:
    here, there = ("access", 1.0), ("access", 0.0)
    long = "a rule that everybody has to follow whatever they think"
    old = {
        "a": CodeSketch("Alike", "", here),
        "b": CodeSketch("Name", "", here),
        "c": CodeSketch("C", long, here),
        "d": CodeSketch("D", long + " of that", there),
    }
    new = {
        "p": CodeSketch("alike", "", here),
        "q": CodeSketch("Name", "", there),
        "r": CodeSketch("R", long + " at all", here),
        "s": CodeSketch("S", long + "  of THAT", here),
    }
    found = matched_versions(old, new, {}, {})
    assert [(one.codes, one.to, one.how) for one in found.links] == [
        (("d",), ("s",), "definition"),
        (("a",), ("p",), "title_and_place"),
        (("c",), ("r",), "definition_and_place"),
    ]
    assert found.dropped["b"].code == "diff.name_only"
    assert found.added["q"].code == "diff.name_only"
