"""Nearly the same span marked again with the same code by the same coder is one passage, and counts once."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.exchange.merging.identity import enough, repeated, shared
from idealtypes.exchange.planning import Plan, plan
from idealtypes.exchange.project import Coder, ForeignCode, ForeignCoding, ForeignSource, Passage, Project
from idealtypes.files.study import read_study

TEXT = "We choose as we like. Whoever rings is answered within the hour, that is fixed. So it goes."
FIXED = TEXT.index("Whoever"), TEXT.index(" So it")
SPAN = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
PUTS = st.frozensets(st.tuples(st.sampled_from("ab"), st.sampled_from("xy")), min_size=1, max_size=2)


def marked(*marks: tuple[int, int, str, str]) -> Project:
    """One interview; every mark is a passage with a code by a coder."""
    return Project(
        "refi-qda",
        "Talks",
        codes=(ForeignCode("1", "Choice"), ForeignCode("2", "Rule")),
        sources=(ForeignSource("s", "Int 1", TEXT),),
        passages=tuple(
            Passage(f"p{k}", "s", TEXT[start:end], start, end) for k, (start, end, _, _) in enumerate(marks)
        ),
        codings=tuple(ForeignCoding(f"p{k}", code, coder) for k, (_, _, code, coder) in enumerate(marks)),
        coders=(Coder("a", "Anna"), Coder("b", "Berit")),
    )


def put(project: Project, folder: Path) -> Plan:
    made = plan(project, folder)
    made.write()
    return made


@given(st.lists(SPAN, max_size=8, unique=True).map(sorted), st.data())
def test_pairs_are_those_of_the_rule(spans: list[tuple[int, int]], data: st.DataObject) -> None:
    puts = [data.draw(PUTS) for _ in spans]
    found = repeated(spans, puts)
    on = {number: set(put) for number, put in enumerate(puts)}
    for late, early in found.joined.items():
        assert early < late
        assert early not in found.joined
        assert enough(spans[late], spans[early])
        assert puts[late] & on[early]
        on[early] |= puts[late]
    for late in range(len(spans)):
        if late not in found.joined:
            alike = [e for e in range(late) if e not in found.joined and puts[e] & puts[late]]
            assert not any(enough(spans[late], spans[early]) for early in alike)
            overlap = any(shared(spans[late], spans[early]) for early in alike)
            assert not overlap or late in dict(found.apart)


def test_a_sentence_marked_three_times_with_a_code_is_one_statement(tmp_path: Path) -> None:
    start, end = FIXED
    made = put(
        marked(
            (0, 21, "1", "a"), (start, end - 1, "2", "a"), (start, end, "2", "a"), (start + 9, end, "2", "a")
        ),
        tmp_path / "study",
    )
    study = read_study(tmp_path / "study")
    assert study.statements.get_column("text").to_list() == [TEXT[:21], TEXT[start : end - 1]]
    assert study.codings.select("statement", "code").rows() == [("int_1-1", "choice"), ("int_1-2", "rule")]
    assert made.merge.notes[0].startswith("2 passages on which a coder put the code of another one of hers")


def test_both_codes_of_a_span_marked_again_stay(tmp_path: Path) -> None:
    start, end = FIXED
    project = marked((start, end, "2", "a"), (start, end - 2, "2", "a"), (start, end - 2, "1", "a"))
    put(project, tmp_path / "study")
    assert read_study(tmp_path / "study").codings.get_column("code").to_list() == ["rule", "choice"]
    assert read_study(tmp_path / "study").statements.height == 1


@pytest.mark.parametrize("code", ["1", "2"])
def test_another_code_or_a_small_overlap_stays_apart(tmp_path: Path, code: str) -> None:
    """Two codes on nearly one span are two things said of it; a word within a long passage is told."""
    start, end = FIXED
    short = (start, end - 2) if code == "1" else (start, start + 7)
    made = put(marked((start, end, "2", "a"), (*short, code, "a")), tmp_path / "study")
    assert read_study(tmp_path / "study").statements.height == 2
    told = [(one.what, one.where) for one in made.merge.conflicts]
    assert told == (
        [] if code == "1" else [("passages of one coder", f"int_1 {start}–{end} and {start}–{start + 7}")]
    )


def test_another_coder_joins_the_one_statement(tmp_path: Path) -> None:
    start, end = FIXED
    project = marked((start, end, "2", "a"), (start + 1, end, "2", "a"), (start + 2, end, "2", "b"))
    put(project, tmp_path / "study")
    study = read_study(tmp_path / "study")
    assert study.statements.height == 1
    assert study.codings.get_column("coder").to_list() == ["Anna", "Berit"]


def test_the_same_project_again_changes_nothing(tmp_path: Path) -> None:
    start, end = FIXED
    project = marked((start, end, "2", "a"), (start + 1, end, "2", "a"), (0, 21, "1", "a"))
    put(project, tmp_path / "study")
    assert plan(project, tmp_path / "study").merge.changes == ()


def test_another_file_of_the_same_coder_joins_what_she_marked_before(tmp_path: Path) -> None:
    start, end = FIXED
    put(marked((start, end, "2", "a")), tmp_path / "study")
    other = marked((start + 1, end, "2", "a"), (start, end - 3, "1", "a"))
    put(replace(other, format="qualcoder"), tmp_path / "study")
    study = read_study(tmp_path / "study")
    assert study.codings.select("statement", "code").rows() == [("int_1-1", "rule"), ("int_1-2", "choice")]
