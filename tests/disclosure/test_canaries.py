"""The canaries are where they should be: one in every field of every file; and one is found however it is written."""

from __future__ import annotations

import base64
import importlib
import io
import pkgutil
import sqlite3
import sys
import typing
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from matplotlib.figure import Figure

import idealtypes.files
from idealtypes.files import tables
from idealtypes.files.document import read_document, validate
from idealtypes.files.faults import Findings
from idealtypes.files.study import check_study, read_study
from idealtypes.model.condensates import CondensateFile
from idealtypes.model.measures import Scenarios
from idealtypes.model.scheme import Scheme
from idealtypes.model.study import StudyFile
from idealtypes.model.text import Text

from .canaries import CANARY, Canaries, fields_with_canaries, models_of
from .last_byte import everything

# Fields that hold a word out of a few that the program knows: nothing in them is a person's own.
CLOSED = {
    "StudyFile.language": "the code of a language",
    "StatedConclusion.view": "a view",
    "StatedConclusion.views": "two views",
    "StatedConclusion.state": "a state of a trait",
    **{
        f"ExtentWords.{word}": "a number of groups"
        for word in ("one", "some", "several", "half", "most", "nearly_all", "all")
    },
}
# The same for columns of tables, and those of numbers and dates.
CLOSED_COLUMNS = {
    "statements": ("mode", "voice", "stance", "extent", "lang"),
    "codings_table": ("intensity", "stance"),
    "ratings": ("position", "mode", "voice", "intensity"),
    "sources": ("of",),
    "coders": ("kind",),
    "sample": ("n", "percent", "of"),
    "claims": ("effect", "wanted", "stance"),
    "placers": ("position",),
    "decision_log": ("date",),
    "suggestions": ("kind", "score", "state", "accept"),
}
FIXED = {
    "study.yaml",
    "suggestions.csv",
    "condensates.yaml",
    "imports.json",
    "versions",
}  # names the program gives
KINDS = pytest.mark.parametrize("alone", [False, True], ids=["two cases", "each informant a case"])


# the canaries are where they should be


def holds_words(annotation: Any) -> bool:
    """Whether a field can hold anybody's words: numbers, yes and no, choices and other models cannot."""
    parts = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Literal:
        return False
    return annotation in (str, Text, typing.Any) or any(map(holds_words, parts))


def test_every_field_of_every_model_of_a_file_has_a_canary(made) -> None:
    models: dict[str, Any] = {}
    found: set[str] = set()
    for one in (StudyFile, Scheme, Scenarios, CondensateFile):
        models_of(one, models)
    for alone in (False, True):
        root, _ = made(alone)
        document = read_document(root / "study.yaml", Findings())
        assert document is not None
        study = read_study(root)
        for held in (
            validate(document, StudyFile, Findings()),
            study.scheme,
            study.measures,
            study.condensates,
        ):
            found |= set(fields_with_canaries(held))
    wanted = {
        f"{name}.{key}"
        for name, model in models.items()
        for key, f in model.model_fields.items()
        if holds_words(f.annotation)
    }
    assert len(wanted) > 60
    assert wanted - found - set(CLOSED) == set()


def test_every_column_of_every_table_has_a_canary(made, monkeypatch) -> None:
    seen: dict[tuple[str, str], bool] = {}
    original = tables.columns_fit

    def watched(table, required, optional, findings, attributes=True):
        reader = sys._getframe(1).f_globals["__name__"].rpartition(".")[2]
        for column in (*required, *optional):
            cells = table.frame[column].to_list() if column in table.columns else []
            seen[reader, column] = seen.get((reader, column), False) or any(
                CANARY.search(cell or "") for cell in cells
            )
        return original(table, required, optional, findings, attributes)

    for module in pkgutil.iter_modules(idealtypes.files.__path__):
        found = importlib.import_module(f"idealtypes.files.{module.name}")
        if getattr(found, "columns_fit", None) is original:
            monkeypatch.setattr(found, "columns_fit", watched)
    for alone in (False, True):
        assert check_study(made(alone)[0])[0] == ()
    assert len(seen) > 60
    closed = {(reader, column) for reader, columns in CLOSED_COLUMNS.items() for column in columns}
    assert {where for where, there in seen.items() if not there} - closed == set()
    # a column that is closed holds no canary, or it is not closed
    assert {where for where in closed if seen.get(where)} == set()


@KINDS
def test_every_name_of_a_file_and_folder_has_a_canary(made, alone: bool) -> None:
    root, _ = made(alone)
    names = [root, *root.rglob("*")]
    assert [one for one in names if not CANARY.search(one.name) and one.name not in FIXED] == []


# what is published is read to the last byte


def _drawn(kind: str) -> bytes:
    held = io.BytesIO()
    figure = Figure()
    figure.text(0.1, 0.5, "Av zqx0001vj")
    figure.savefig(held, format=kind, metadata={"Title": "zqx0001vj"} if kind == "png" else None)
    return held.getvalue()


def _zipped(content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/one.bin", content)
    return held.getvalue()


def _database(path: Path) -> bytes:
    with sqlite3.connect(path) as base:
        base.execute("create table t (a text)")
        base.execute("insert into t values ('zqx0001vj')")
    base.close()
    return path.read_bytes()


def _frame() -> bytes:
    held = io.BytesIO()
    pl.DataFrame({"a": ["zqx0001vj"] * 9}).write_parquet(held, compression="zstd")
    return held.getvalue()


WAYS: dict[str, Callable[[Path], bytes]] = {
    "PDF": lambda _: _drawn("pdf"),
    "title of PNG": lambda _: _drawn("png"),
    "archive in an archive": lambda _: _zipped(_zipped(b"zqx0001vj")),
    "deflated in base64 in a page": lambda _: (
        b'{"draws":"' + base64.b64encode(zlib.compress(b"a zqx0001vj b" * 3)) + b'"}'
    ),
    "entities": lambda _: b"<p>&#122;qx&#x30;001vj</p>",
    "escapes of JSON": lambda _: b'"\\u007aqx0001vj"',
    "address": lambda _: b"href='%7Aqx0001vj'",
    "letters in tags": lambda _: b"<tspan>zqx0</tspan><tspan>001vj</tspan>",
    "soft hyphen": lambda _: "zqx0\u00ad001vj".encode(),
    "capitals": lambda _: b"ZQX0001VJ",
    "UTF-16": lambda _: "zqx0001vj".encode("utf-16-le"),
    "database": lambda folder: _database(folder / "one.sqlite3"),
    "parquet": lambda _: _frame(),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_canary_is_found_however_it_is_written(way: str, tmp_path: Path) -> None:
    canaries = Canaries()
    canaries("here")
    assert canaries.found(everything({"one": WAYS[way](tmp_path)})) == {"zqx0001vj": "here"}
