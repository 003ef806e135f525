"""After a withdrawal no byte of the folder holds her, the study is whole, and its numbers are those without her."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.withdrawal.table_rows import without_rows
from tests.withdrawal.studies import HER, make

SEEDS = range(200 if os.environ.get("IDEALTYPES_TESTS") == "long" else 6)


FILES = ("study.yaml", "scheme.yaml")


def all_bytes(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, hidden ones too, and every member of what is packed; their names as well."""
    for path in sorted(folder.rglob("*")):
        yield f"{path} (name)", path.name.encode()
        if not path.is_file():
            continue
        data = path.read_bytes()
        yield str(path), data
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield from ((f"{path}/{name}", archive.read(name)) for name in archive.namelist())


def holding(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    return [(word, name) for name, data in all_bytes(folder) for word in words if word.encode() in data]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_of_her_is_left_and_the_numbers_are_those_without_her(tmp_path: Path, seed: int) -> None:
    made = make(tmp_path / "with" / "study", seed)
    make(tmp_path / "without" / "study", seed, her=False)
    folder = tmp_path / "with" / "study"
    assert {word for word, _ in holding(folder, made.canaries)} == set(made.canaries)
    found = it.withdraw(folder, HER)
    assert holding(folder, made.canaries) == []
    assert found.looked.held == ()
    assert it.check(folder).faults == ()
    after, wanted = it.read_study(folder), it.read_study(tmp_path / "without" / "study")
    assert it.profile(after).records() == it.profile(wanted).records()
    assert it.types(after).records() == it.types(wanted).records()
    assert [one.shifts[0].evidence for one in after.measures.measures] == [  # type: ignore[union-attr]
        one.shifts[0].evidence
        for one in wanted.measures.measures  # type: ignore[union-attr]
    ]
    for one in found.changed:
        if one.after is not None:
            a = it.profile(after)
            c, k = a.cases.index(one.case), a.aspects.index(one.aspect)
            assert one.after.statements == int(a.statements[c, k])


@pytest.mark.parametrize("seed", [0, 1])
def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "study"
    make(folder, seed)
    before = dict(all_bytes(folder))
    told = it.withdraw(folder, HER, dry_run=True)
    assert dict(all_bytes(folder)) == before
    done = it.withdraw(folder, HER)
    assert (told.taken, told.gone, told.changed, told.types) == (
        done.taken,
        done.gone,
        done.changed,
        done.types,
    )
    assert told.dry_run
    assert not done.dry_run


def test_what_others_wrote_stays_byte_for_byte(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    make(folder, 3)
    lines = {name: (folder / name).read_text("utf-8").replace(" ", "").splitlines() for name in FILES}
    statements = (folder / "statements.csv").read_text("utf-8")
    it.withdraw(folder, HER)
    for name, was in lines.items():
        now = (folder / name).read_text("utf-8").replace(" ", "").splitlines()
        new = [line for line in now if line not in was]
        assert new == (["sources:{Four:[4th]}"] if name == "study.yaml" else [])
    left = (folder / "statements.csv").read_text("utf-8")
    assert left in statements or all(part in statements for part in left.split("\n"))


@pytest.mark.parametrize("name", ["informant two", "Informant  Two", "nobody"])
def test_a_source_that_is_not_there_is_told_with_what_is_near(tmp_path: Path, name: str) -> None:
    make(tmp_path / "study", 0)
    if name == "Informant  Two":  # another spelling of spaces is the same name
        assert it.withdraw(tmp_path / "study", name, dry_run=True).source == HER
        return
    with pytest.raises(it.IdealtypesError, match="no source") as told:
        it.withdraw(tmp_path / "study", name)
    assert f"`{HER}`" in str(told.value)
    assert ("did you mean" in str(told.value)) == (name != "nobody")


def test_another_name_of_hers_is_her(tmp_path: Path) -> None:
    made = make(tmp_path / "study", 0)
    alias = next(word for word in made.canaries if "alias" in word)
    assert it.withdraw(tmp_path / "study", alias, dry_run=True).source == HER


def test_a_table_that_cannot_be_rewritten_stops_all(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    make(folder, 1)
    import polars as pl

    pl.read_csv(folder / "claims.csv", infer_schema=False).write_excel(folder / "claims.xlsx")
    study = folder / "study.yaml"
    study.write_text(study.read_text("utf-8").replace("claims.csv", "claims.xlsx"), "utf-8")
    (folder / "claims.csv").unlink()
    before = dict(all_bytes(folder))
    with pytest.raises(it.BadInput, match=r"claims\.xlsx: rows are taken out of tables in csv or tsv"):
        it.withdraw(folder, HER)
    assert dict(all_bytes(folder)) == before


def test_what_would_be_wrong_without_her_stops_all(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    seed = next(n for n in range(99) if _alone(tmp_path / f"try{n}", n))
    make(folder, seed)
    study = folder / "study.yaml"
    conclusion = "conclusions:\n  - {aspect: access, kind: leans, pole: informal, case: third}\n"
    study.write_text(study.read_text("utf-8") + conclusion, "utf-8")
    before = dict(all_bytes(folder))
    with pytest.raises(it.BadInput, match="without `Informant Two` this would be wrong"):
        it.withdraw(folder, HER)
    assert dict(all_bytes(folder)) == before


def _alone(folder: Path, seed: int) -> bool:
    make(folder, seed)
    return "third," in (folder / "cases.csv").read_text("utf-8") if (folder / "cases.csv").exists() else False


def test_the_only_informant_cannot_be_taken_out(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    make(folder, 0)
    found = it.read_study(folder)
    for source in found.sources["id"].to_list():
        if source not in (HER, "4th"):
            left = set(it.read_study(folder).sources["id"])
            if len(left) > 1:
                it.withdraw(folder, source)
    with pytest.raises(it.IdealtypesError, match="the only source of the study"):
        it.withdraw(folder, HER)


def test_rows_go_and_cells_change_and_the_rest_stays() -> None:
    table = b'\xef\xbb\xbfid;text\r\na;"two\r\nlines"\r\n\r\nb;"she said x"\r\nc;\'=1\r\n'
    made = without_rows(
        table, "t.csv", lambda row: row["id"] == "a", lambda _, cell: cell.replace("x", "[…]")
    )
    assert made.data == "\ufeffid;text\r\nb;she said […]\r\nc;'=1\r\n".encode()
    assert (made.rows, made.cells, made.left) == (1, 1, (2, 3))
    guarded = without_rows(
        b"id;text\n'=a;x\nb;y\n", "t.csv", lambda row: row["id"] == "=a", lambda _, cell: cell
    )
    assert guarded.data == b"id;text\nb;y\n"
    assert without_rows(b"id\na\n", "t.csv", lambda _: True, lambda _, cell: cell).data is None
