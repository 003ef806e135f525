"""Formats that other installed packages bring, and what becomes of those that are broken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.exchange.detect import formats, read_project
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.installed_formats import installed
from tests.cli.conftest import Run

GOOD = """
from idealtypes.exchange.builder import Builder
from idealtypes.exchange.format import Format
from idealtypes.exchange.project import ForeignCoding, Passage


def read(path, wishes):
    made = Builder("plain", path.stem)
    source = made.source_named(path.stem)
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:]):
        code, _, said = line.partition(",")
        passage = Passage(str(n), source, said)
        made.coded(passage, [ForeignCoding(passage.id, made.code_at([code]))])
    return made.project()


FORMAT = Format("plain", "Plain lines", ("Plain",), lambda sample: sample.head.startswith(b"PLAIN,1"), read, "Plain 1")
"""
PLAIN = "PLAIN,1\nring,we ring each other\nwait,we wait\n"

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a distribution with a module and an entry point for it, as pip does, for the length of a test."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    there = set(sys.modules)

    def one(name: str, text: str, value: str = "") -> None:
        (site / f"{name}.py").write_text(text, encoding="utf-8")
        info = site / f"{name}-1.0.dist-info"
        info.mkdir()
        info.joinpath("METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8"
        )
        info.joinpath("entry_points.txt").write_text(
            f"[idealtypes.formats]\n{name} = {value or name}\n", encoding="utf-8"
        )
        installed.cache_clear()

    yield one
    installed.cache_clear()
    for name in set(sys.modules) - there:
        if (site / f"{name}.py").exists():
            del sys.modules[name]


def test_a_format_of_another_package_reads_its_files(install: Install, tmp_path: Path) -> None:
    install("plain_lines", GOOD)
    (tmp_path / "a.csv").write_text(PLAIN, encoding="utf-8")  # any table may look so
    found, project = read_project(tmp_path / "a.csv")
    assert (found.id, found.distribution) == ("plain", "plain_lines")
    assert project.counts()["codings"] == 2
    assert "Read by the package `plain_lines`." in project.notes


def test_it_is_tried_after_ours_that_are_sure_and_before_any_table(install: Install) -> None:
    install("plain_lines", GOOD, "plain_lines:FORMAT")
    ids = [one.id for one in formats()]
    assert ids[-2:] == ["plain", "tidy"]


def test_one_with_our_id_stands_in_the_place_of_ours(install: Install) -> None:
    before = [one.id for one in formats()]
    install("better", GOOD.replace('Format("plain"', 'Format("rock"'))
    assert [one.id for one in formats()] == before
    assert {one.id for one in formats() if one.distribution} == {"rock"}


def test_several_in_one_package(install: Install) -> None:
    install(
        "two", GOOD + '\nfrom dataclasses import replace\nFORMATS = (FORMAT, replace(FORMAT, id="other"))\n'
    )
    assert [one.id for one in formats()][-3:] == ["plain", "other", "tidy"]


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("raise RuntimeError('not\\ntoday')", "", "RuntimeError: not today"),
        ("import nowhere_at_all", "", "ModuleNotFoundError"),
        ("raise SystemExit(3)", "", "SystemExit: 3"),
        ("FORMAT = 3", "", "it should be a Format"),
        ("", "", "it should be a Format"),
        (GOOD, "broken:ABSENT", "AttributeError"),
        (GOOD.replace('Format("plain"', 'Format(""'), "", "should have an id"),
        (GOOD.replace('("Plain",)', '"Plain"'), "", "`makers` of its Format should be a tuple"),
        ("def (", "", "SyntaxError"),
    ],
)
def test_a_broken_one_is_a_line_and_the_rest_goes_on(
    text: str, value: str, said: str, install: Install, tmp_path: Path, run: Run
) -> None:
    install("broken", text, value)
    install("plain_lines", GOOD)
    (tmp_path / "a.txt").write_text(PLAIN, encoding="utf-8")
    listed = run("import", "--formats")
    assert "Plain lines (of the" in listed.stdout
    assert "package plain_lines)" in listed.stdout
    lines = [line for line in listed.stderr.splitlines() if "`broken`" in line]
    assert len(lines) == 1
    assert said in lines[0]
    assert "Traceback" not in listed.stderr
    assert it.formats().broken == installed().broken
    result = run("import", tmp_path / "a.txt", "--into", tmp_path / "study")
    assert said in " ".join(result.stdout.split())
    assert (tmp_path / "study" / "study.yaml").is_file()


def test_one_that_breaks_when_it_is_asked_is_told_and_the_next_is_tried(
    install: Install, tmp_path: Path
) -> None:
    install(
        "asked", GOOD.replace('lambda sample: sample.head.startswith(b"PLAIN,1")', "lambda sample: 1 / 0")
    )
    (tmp_path / "a.csv").write_text("text,source,code\nwe ring,a,ring\n", encoding="utf-8")
    found, project = read_project(tmp_path / "a.csv")
    assert found.id == "tidy"
    assert any(
        "`plain` of the package `asked` broke on the file: ZeroDivisionError" in n for n in project.notes
    )


@pytest.mark.parametrize("body", ["raise KeyError('x')", "return None", "return 7"])
def test_one_whose_reader_breaks_gives_a_message(body: str, install: Install, tmp_path: Path) -> None:
    install(
        "reads", GOOD.replace('    made = Builder("plain", path.stem)', f"    {body}\n    made = None", 1)
    )
    (tmp_path / "a.txt").write_text(PLAIN, encoding="utf-8")
    with pytest.raises(
        NotReadable, match=r"a\.txt: the reader of `plain`, of the package `reads`, broke on it"
    ):
        read_project(tmp_path / "a.txt")


def test_two_that_bring_the_same_id(install: Install) -> None:
    install("one", GOOD)
    install("two", GOOD)
    assert [one.distribution for one in formats() if one.distribution] == ["one"]
    assert installed().broken == (
        "the format `two` of the package `two` brings `plain`, which another one has brought before",
    )


def test_every_format_says_on_what_it_was_tried_and_when() -> None:
    for one in it.formats().records():
        assert bool(one["verified"]) == bool(one["tried"]), one["id"]
