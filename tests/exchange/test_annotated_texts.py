"""Texts that were annotated one by one, as sources or as pieces of sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from idealtypes.exchange.annotated_texts import PieceMark, Pieces
from idealtypes.exchange.conventions import STANDARD, WINDOWS, Convention
from idealtypes.exchange.format import NotReadable, Sample
from idealtypes.exchange.json_files import objects, opening

from ..examples import examples

LETTERS = st.text(st.sampled_from("ab å🙂\n"), min_size=1, max_size=12)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@examples(60, *HealthCheck)
@given(st.lists(LETTERS, min_size=1, max_size=5), st.sampled_from([STANDARD, WINDOWS]), st.data())
def test_each_mark_is_found_in_its_piece(texts: list[str], usual: Convention, data: st.DataObject) -> None:
    marks, wanted = [], []
    for piece, text in enumerate(texts):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        count = units if usual is WINDOWS else len
        marks.append(PieceMark(count(text[:start]), count(text[:end]), text[start:end], piece))
        wanted.append(text[start:end])
        marks.append(PieceMark(None, None, None, piece, True))
        wanted.append(text)
    found = Pieces(texts, usual)(marks)
    assert found.text == "\n\n".join(texts)
    for at, text in zip(found.positions, wanted, strict=True):
        assert at.start is not None
        assert at.text == text
        assert found.text[at.start : at.end] == text


def test_marks_outside_their_piece_are_where_their_words_are_or_have_no_position() -> None:
    pieces = Pieces(["we ring", "we wait"])
    marks = (PieceMark(3, 40, None, 0), PieceMark(3, 40, "wait", 1), PieceMark(3, 40, "ring", 1))
    found = pieces([*marks, PieceMark(-1, 2, None, 1)])
    assert [(at.start, at.text, at.matches) for at in found.positions] == [
        (None, "", None),
        (12, "wait", True),
        (None, "ring", False),
        (None, "", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}, {"a": 2}]',
        '{"a": 1}\n{"a": 2}\n',
        '{"a":\n 1}\n\n{"a": 2}',
        '\n{"a": 1}\n\n{"a": 2}\n\n',
        '[\n  {"a": 1},\n  {"a": 2}\n]\n',
    ],
)
def test_objects_in_a_list_on_lines_or_one_after_the_other(text: str) -> None:
    assert [one for _, one in objects(text, "x.json")] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1}\n{"a": \n', "x.json:2: the JSON is broken here"),
        ('{"a": 1}\n\n{b}\n', "x.json:3: the JSON is broken here"),
        ('[{"a": 1},\n{"b"}]', "x.json:2: the JSON is broken here"),
        ('{"a":\n 1}\n{"a" 2}', "x.json:3: the JSON is broken here"),
        ("[" * 100_000, "nested more than 100 deep, as nobody writes it"),
    ],
)
def test_broken_json_is_told_with_its_line(text: str, place: str) -> None:
    with pytest.raises(NotReadable) as problem:
        list(objects(text, "x.json"))
    assert place in str(problem.value)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (json.dumps({"text": "x" * 200_000, "label": []}) + "\n{", {"text": "x" * 200_000, "label": []}),
        ('\ufeff [ {"a": 1}, {"b": 2}]', {"a": 1}),
        ("[1, 2]", {}),
        ('[[{"a": 1}]]', {}),
        ("[[cid=1]] a line of ROCK", {}),
        ("{\\rtf1 text}", {}),
        ('{"a": ', {}),
        ("", {}),
        ("text", {}),
    ],
)
def test_the_first_object_tells_what_a_file_is(text: str, first: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    assert opening(Sample(path, path.read_bytes()[:4096])) == first
