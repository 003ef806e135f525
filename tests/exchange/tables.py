"""Tables and databases for the tests of formats, read as a format does, and what came of it in few words."""

from __future__ import annotations

import contextlib
import csv
import io
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from idealtypes.exchange.format import SAMPLE, Format, Sample, Wishes
from idealtypes.exchange.project import Project

Rows = Sequence[Sequence[object]]


@contextlib.contextmanager
def editing(path: Path, *scripts: str) -> Iterator[sqlite3.Connection]:
    """A database in which the scripts have been run, open for more; all is kept at the end."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for script in scripts:
            connection.executescript(script)
        yield connection
        connection.commit()


def as_csv(rows: Rows, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def sample(path: Path) -> Sample:
    members: tuple[str, ...] = ()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = tuple(archive.namelist())
    return Sample(path, path.read_bytes()[:SAMPLE], members)


def read(format_: Format, path: Path, data: bytes | Rows, **columns: str) -> Project:
    """The project in these bytes, or in these rows as csv, which the format has to recognise."""
    path.write_bytes(data if isinstance(data, bytes) else as_csv(data))
    if not columns:
        assert format_.recognises(sample(path))
    return format_.read(path, Wishes(columns))


def codings(project: Project) -> list[tuple[str, str, str, str, float]]:
    """Source, text, code, coder and intensity of every coding, by name."""
    passages = {one.id: one for one in project.passages}
    sources = {one.id: one.name for one in project.sources}
    names = {one.id: one.name for one in project.codes}
    return [
        (
            sources[passages[one.passage].source],
            passages[one.passage].text,
            names[one.code],
            one.coder,
            one.intensity,
        )
        for one in project.codings
    ]
