"""Edits of a study's own files: what they change, and that they change nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.files.editing.edited_files import ChangedSince
from idealtypes.model.edits import ABSENT, Edit

ROOT = Path(__file__).parents[3]
NOTE = it.SetValue("study", ("notes", "tried"), "yes: it was", was=ABSENT)
EDITS: dict[str, list[Edit]] = {
    "peer_support_2023": [it.SetCell("statements", "s02_1", "strength", "asked", was="told")],
    "physician_programmes": [it.SetCell("cases", "california_board", "country", "U; S", was="USA")],
    "seven_orders": [it.SetCodes("d1_1", "", "members_decide=0.5", was="mutual_trust")],
    "support_colleagues": [it.SetScenario("fixed_fee_instead", measures=["fixed_fee"])],
    "two_coders": [it.SetCodes("s01", "b", "", was="reaches_out")],
}


def copied(name: str, place: Path) -> Path:
    return shutil.copytree(ROOT / "examples" / name, place / name)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def differing(before: bytes, after: bytes) -> list[tuple[bytes, bytes]]:
    """The lines that differ; the others are the same, byte for byte."""
    a, b = before.splitlines(keepends=True), after.splitlines(keepends=True)
    assert len(a) == len(b)
    return [(x, y) for x, y in zip(a, b, strict=True) if x != y]


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_every_example_changes_one_line(name: str, tmp_path: Path) -> None:
    folder = copied(name, tmp_path)
    before = contents(folder)
    tried = it.edit(folder, [*EDITS[name], NOTE], dry_run=True)
    assert contents(folder) == before
    done = it.edit(folder, EDITS[name])
    after = contents(folder)
    assert tried.changes[: len(done.changes)] == done.changes
    (changed,) = done.files
    assert {file for file in after if before.get(file) != after[file]} == {changed}
    assert len(differing(before[changed], after[changed])) == 1
    assert done.study is not None
    assert done.study.inputs == it.read_study(folder).inputs
    again = it.edit(folder, NOTE)
    assert str(again.study.notes["tried"]) == "yes: it was"  # type: ignore[union-attr]


def test_what_one_saw_is_no_longer_there(tmp_path: Path) -> None:
    study = it.read_study(copied("two_coders", tmp_path))
    assert study.root is not None
    it.edit(study, it.SetCell("statements", "s02", "mode", "ought", was="is"))
    before = contents(study.root)
    edits = [
        it.SetCell("statements", "s02", "mode", "would", was="is"),
        it.SetCodes("s01", "a", "advising", was="advising"),
        it.SetValue("study", ("settings", "seed"), 4, was=12),
    ]
    with pytest.raises(ChangedSince) as told:
        it.edit(study, edits)
    assert [one.line for one in told.value.faults] == [3, 2, 33]
    assert "`mode` is `ought` by now, and was `is`" in str(told.value)
    assert "what `a` put on `s01` is `reaches_out` by now, and was `advising`" in str(told.value)
    assert "`settings/seed` is `13` by now, and was `12`" in str(told.value)
    assert contents(study.root) == before


def test_edits_that_bring_a_fault_write_nothing(tmp_path: Path) -> None:
    folder = copied("support_colleagues", tmp_path)
    before = contents(folder)
    with pytest.raises(it.BadInput, match="unknown code `nothing`"):
        it.edit(folder, ["codes g01_1=nothing", "statements g01_2 mode=ought"])
    with pytest.raises(it.BadInput, match="no row has `id: g99_1`"):
        it.edit(folder, "statements g99_1 mode=ought")
    assert contents(folder) == before


def test_a_source_gets_its_text(tmp_path: Path) -> None:
    folder = copied("two_coders", tmp_path)
    before = (folder / "sources.csv").read_bytes()
    (folder / "texts").mkdir()
    (folder / "texts" / "group_01.txt").write_text("somebody's", encoding="utf-8")
    done = it.edit(folder, it.AddText("group_01", "\ufeffSo it was.\r\n"))
    assert done.files == ("sources.csv", "texts/group_01_2.txt")
    assert (folder / "texts" / "group_01_2.txt").read_bytes() == b"So it was.\r\n"
    head, row, *rest = (folder / "sources.csv").read_text(encoding="utf-8").splitlines()
    assert head.endswith(",text_file")
    assert row.endswith(",texts/group_01_2.txt")
    assert [line.removesuffix(",") for line in rest] == before.decode().splitlines()[2:]
    with pytest.raises(it.IdealtypesError, match="has a text already"):
        it.edit(folder, it.AddText("group_01", "Again."))
    with pytest.raises(it.IdealtypesError, match="no row has"):
        it.edit(folder, it.AddText("group_99", "Nobody."))
