"""A newer version of a project: codes renamed, merged and split are told so, and the former scheme is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.exchange.contents import Notice
from idealtypes.exchange.merging.renamed_codes import MERGED, OTHER_NAME, SPLIT, in_words

CODES = ("pay", "wait", "form", "ticket", "door", "peer", "room", "hour")


def rows(becomes: dict[str, tuple[str, ...]]) -> str:
    lines = []
    for n in range(48):
        code = CODES[n % 8]
        parts = becomes.get(code, (code,))
        lines.append(f"source {n % 5},what was said {n},{parts[n // 8 % len(parts)]},Anna")
    return "source,text,code,coder\n" + "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("renamed")
    (folder / "codings.csv").write_text(rows({}), encoding="utf-8")
    it.import_project(folder / "codings.csv", folder / "study")
    return folder


def test_renames_and_splits_are_told_in_words_and_not_coding_by_coding(first: Path) -> None:
    table = first / "codings.csv"
    table.write_text(rows({"pay": ("wage",), "wait": ("queue", "courtesy")}), encoding="utf-8")
    before = {path: path.read_bytes() for path in (first / "study").rglob("*") if path.is_file()}
    told = it.import_project(table, first / "study", dry_run=True)
    assert told.updated
    assert told.became == told.to_dict()["became"] == "1 code renamed, 1 split in two"
    assert [(one.what, one.where) for one in told.changes] == [
        ("a code is renamed", "pay → wage"),
        ("a code is split", "wait → queue + courtesy"),
    ]
    assert {path: path.read_bytes() for path in (first / "study").rglob("*") if path.is_file()} == before
    done = it.import_project(table, first / "study")
    kept = first / "study" / "versions" / "imported-1.yaml"
    assert kept.read_bytes() == before[first / "study" / "scheme.yaml"]
    assert done.became == told.became
    assert it.diff("imported-1", first / "study").counts == {"added": 3}


def test_merges_are_told_and_what_is_recoded_besides_stays(first: Path, tmp_path: Path) -> None:
    table, study = tmp_path / "codings.csv", tmp_path / "study"
    table.write_text(rows({}), encoding="utf-8")
    it.import_project(table, study)
    text = rows({"form": ("paper",), "ticket": ("paper",)}).replace("said 4,door", "said 4,peer")
    table.write_text(text, encoding="utf-8")
    told = it.import_project(table, study, dry_run=True)
    assert told.became == "2 codes merged into one"
    others = [one.what for one in told.changes if one.what != MERGED]
    assert others == ["a coding is gone", "a new coding"]


def test_the_words() -> None:
    notices = [
        Notice(OTHER_NAME, "a", ""), Notice(MERGED, "a + b → c", ""), Notice(SPLIT, "d → e + f + g", ""),
    ]  # fmt: skip
    assert in_words(notices) == "1 code renamed, 2 merged into one, 1 split in three"
    assert in_words(notices[1:2]) == "2 codes merged into one"
    assert in_words([]) == ""
