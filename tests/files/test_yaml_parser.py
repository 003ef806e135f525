"""Both parsers of YAML read the same: data, lines and faults, on all our files and on what may become of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from idealtypes.files import document, yaml_parser
from idealtypes.files.faults import Findings

TOP = Path(__file__).parents[2]
FOLDERS = ("logics", "coding_schemes", "reports", "examples", "tests/studies")
TEXTS = {
    path.relative_to(TOP).as_posix(): path.read_bytes().decode("utf-8-sig")
    for folder in FOLDERS
    for path in sorted((TOP / folder).rglob("*.yaml"))
    if "latin1" not in path.as_posix()
}
PIECES = [
    *" ,;:\n\"'={}[]#a1ø-?&*!%@`|>.~<\\", "", ": ", " #", "- ", "-1", "\n  ", "\n\n", "\r\n", "null", "? ", "k: v",
    "{a: b}", "[1, 2]", "|\n", ">-\n ", "''", '""', "1_0", "0x1", "0o7", ".5", "1e3", "2001-01-01", "y", "true",
    "::", ",,", "- - a", "<<: x", "\\x41", "\\u00e5", "\t", "\x85", "\u2028", "--- ", "&a ", "*a", "!t ", "|2\n",
]  # fmt: skip


def read(text: str) -> object:
    findings = Findings()
    found = document.parse_document(text, Path("x.yaml"), findings)
    return found and (repr(found.data), found.lines), findings.faults


def both(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    fast = read(text)
    with monkeypatch.context() as patch:
        patch.setattr(document, "composed", yaml_parser.composed_in_python)
        return fast, read(text)


def test_libyaml_is_there_and_reads_what_we_ship() -> None:
    assert yaml_parser._reader() is not None
    assert sum(yaml_parser.read_by_libyaml(text) for text in TEXTS.values()) > 0.9 * len(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_all_our_files_are_read_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast, slow = both(TEXTS[name], monkeypatch)
    assert fast == slow


@pytest.mark.parametrize("seed", range(8))
def test_changed_pieces_are_read_alike(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    texts = list(TEXTS.values())
    for _ in range(60):
        lines = chance.choice(texts).split("\n")
        first = chance.randrange(len(lines))
        text = "format: 1\n" + "\n".join(lines[first : first + chance.randint(1, 12)])
        for _ in range(chance.randint(1, 3)):
            at = chance.randint(0, len(text))
            text = text[:at] + chance.choice(PIECES) + text[at + chance.choice((0, 0, 1, 3)) :]
        fast, slow = both(text, monkeypatch)
        assert fast == slow, text


@pytest.mark.parametrize(
    "text",
    [
        "a: !\n", "|-\n \n    \n    x y", ">#|\n", "- |-\n \n    ", "a: 0o14\nb: 014\nc: 0x1F\nd: 1_000.5\ne: .5e3",
        "a: yes\nb: No\nc: on\nd: OFF\ne: y", "a: 190:20:30\nb: +.inf\nc: 1e400\nd: " + 400 * "9", "? a\n: b\n",
        "a: x\x85y", "a: 'x\u2028y'", "\ufeffa: 1", "a: {b:1, c: 2}", "a: [b:c, http://x]", "=: <<",
        "{a, b: }", "a:\n- b\n-\n- c: \n", "%YAML 1.1\n---\na: yes\n", "a: 1\n...\n", "--- a\n--- b\n", "\ta: 1",
        "a:\r\n  b: 1\r\n",
        5 * "- " + "a", "a: 😀\n😀: b", "a: ~\nb:\nc: Null\nd: ''\ne: '~'", "a: >-\n  x\n\n   y\n  z\n",
    ],
)  # fmt: skip
def test_where_parsers_of_yaml_differ_ours_do_not(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast, slow = both(text, monkeypatch)
    assert fast == slow


def test_without_libyaml_all_is_read_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "examples/support_colleagues/study.yaml"
    fast = read(TEXTS[name])
    monkeypatch.setattr(yaml_parser, "_reader", lambda: None)
    assert not yaml_parser.read_by_libyaml(TEXTS[name])
    assert read(TEXTS[name]) == fast


@pytest.mark.parametrize(
    "text", [3000 * "[", 3000 * "{a: ", "\n".join(n * " " + "a:" for n in range(3000)), 3000 * "- "]
)
def test_nesting_without_end_is_a_fault(text: str) -> None:
    found, (fault,) = read(text)  # type: ignore[misc]
    assert found is None
    assert "it is nested more than 100 deep" in fault.message
