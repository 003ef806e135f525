"""What `check` asks about a codebook that reads as it should."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it

SCHEME = """format: 1
id: desk
title: A desk
theory: march_olsen
aspects:
  - {id: access, title: Access, axis: formality}
  - {id: help, title: Help, axis: formality}
ideal_types:
  - id: near
    title: Near
    corner: {access: informal, help: informal}
    traits:
      - {id: any_time, aspect: access, text: At any time}
      - {id: by_a_peer, aspect: help, text: By a peer}
codes:
  - {id: above, title: Above, place: none}
  - {id: call, title: Call, parent: above, trait: any_time, definition: One may simply call, place: INFORMAL}
  - {id: ring, title: Ring, definition: "one may  simply CALL", place: {aspect: access, pole: informal}}
  - {id: wait, title: Wait, place: {aspect: access, position: 0}}
  - {id: both, title: Both, rationale: it is neither, place: {aspect: access, position: 0}}
  - {id: help, title: Help, place: {aspect: help, pole: formal}}
  - {id: never, title: Never, place: {aspect: access, pole: formal}}
""".replace("INFORMAL", "{aspect: access, pole: informal}")
ROWS = (
    "id,source,text,codes\n"
    "a,x,t,call;ring\nb,x,t,call;!ring;wait\nc,y,t,ring;call;help\nd,y,t,wait;help;both\ne,z,t,help\n"
)
STUDY = "format: 1\ntitle: S\nscheme: ./scheme.yaml\nstatements: s.csv\n"


def written(folder: Path, scheme: str = SCHEME, rows: str = ROWS) -> Path:
    for name, text in (("study.yaml", STUDY), ("scheme.yaml", scheme), ("s.csv", rows)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def asked(folder: Path) -> list[tuple[int | None, str]]:
    return [(w.line, w.message) for w in it.check(folder).warnings if w.file.endswith("scheme.yaml")]


def test_each_smell_is_asked_about_once_at_its_line(tmp_path: Path) -> None:
    assert asked(written(tmp_path)) == [
        (19, "code `wait` stands in the middle of `access`, as much at one pole as at the other, without a "
             "`rationale`: does it hold two things?"),
        (18, "code `ring` has the definition of `call`: what tells them apart?"),
        (14, "trait `by_a_peer` has no code, so that nothing can speak for it"),
        (22, "code `never` is never used"),
        (18, "codes `call` and `ring` always stand together, on 3 statements: do they say two things?"),
        (7, "aspect `help` is fed by one code, `help`: its balance is where that code was placed, whatever was said"),
    ]  # fmt: skip
    assert it.read_study(tmp_path).warnings == ()


@pytest.mark.parametrize(
    ("scheme", "rows", "gone"),
    [
        (SCHEME.replace("title: Wait,", "title: Wait, rationale: it is both,"), ROWS, "in the middle"),
        (SCHEME.replace("simply CALL", "simply shout"), ROWS, "the definition of"),
        (SCHEME.replace("title: Help, place", "title: Help, trait: by_a_peer, place"), ROWS, "trait"),
        (SCHEME, ROWS + "f,z,t,never\n", "never used"),
        (SCHEME, ROWS + "f,z,t,ring\n", "together"),
        (SCHEME.replace("title: Ring, ", "title: Ring, parent: call, "), ROWS, "together"),
        (SCHEME.replace("title: Never, place: {aspect: access", "title: Never, place: {aspect: help"),
         ROWS + "f,z,t,never\n", "fed by"),
    ],
)  # fmt: skip
def test_nothing_is_asked_without_cause(tmp_path: Path, scheme: str, rows: str, gone: str) -> None:
    assert not [message for _, message in asked(written(tmp_path, scheme, rows)) if gone in message]


def test_many_of_a_kind_are_one_warning(tmp_path: Path) -> None:
    rows = "id,source,text,codes\na,x,t,call\n"
    assert "5 codes are never used: `ring`, `wait`, `both`, `help`, `never`" in [
        m for _, m in asked(written(tmp_path, rows=rows))
    ]


def test_a_study_of_ratings_is_asked_nothing() -> None:
    assert it.check("tests/studies/good_ratings").warnings == ()
