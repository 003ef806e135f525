"""SQLite files from strangers: opened read-only, checked before they are asked anything, and read table by table.

Nothing in the file is run. Only plain tables are read, whole and one at a time, so that no view, trigger, virtual
table or generated column of the file comes into play; what belongs together is joined here. A file holds only
so much: a table that gives more rows or more bytes than its file can hold has pages that point at one another in
circles, and is refused as damaged (SQLite, "Database File Format", sections 1.3 and 1.6; "Defense Against The Dark
Arts").
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from idealtypes.exchange.format import NotReadable
from idealtypes.files.budget import beyond, budget

MAGIC = b"SQLite format 3\x00"
LONGEST = 2**31 - 1  # bytes of a value, as far as SQLite goes
SMALLEST_ROW = 6  # bytes: two of the pointer to a cell, and four of the smallest cell
SPARE = 1 << 16  # what a table may exceed its file by: constants that SQLite keeps outside the rows
WIDENS = 1.5  # a text kept as UTF-16 is handed over as UTF-8, three bytes for two at most
STEPS = 10_000  # of SQLite's machine between two looks at how many there were
STEPS_A_ROW = 40  # and a step for each column: far more than a whole table takes
BATCH = 256  # rows fetched at once

Value = int | float | str | None


class Record:
    """A row of a table: its values by the names of the columns, each asked for as what it ought to be.

    >>> row = Record({"cid": 3.0, "memo": None, "pos0": "12"})
    >>> row.key("cid"), row.text("memo"), row.whole("pos0"), row.whole("memo")
    ('3', '', 12, None)
    """

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values

    def text(self, column: str) -> str:
        """The value as text, "" where there is none."""
        value = self.values[column]
        return "" if value is None else value if isinstance(value, str) else str(_plain(value))

    def key(self, column: str) -> str | None:
        """The value as an id, a number without decimals as a whole one; None where there is none."""
        value = self.values[column]
        return None if value is None or value == "" else str(_plain(value))

    def number(self, column: str) -> float | None:
        """The value as a finite number; None where it is none."""
        value = self.values[column]
        try:
            number = float(value) if value is not None else float("nan")
        except (ValueError, OverflowError):
            return None
        return number if abs(number) < float("inf") else None

    def whole(self, column: str) -> int | None:
        """The value as a whole number; None where it is none, or has decimals."""
        value = self.values[column]
        if isinstance(value, int):
            return value
        number = self.number(column)
        return int(number) if number is not None and number.is_integer() else None


def _plain(value: int | float | str) -> int | float | str:
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Database:
    """An open database: its plain tables with their columns, and how to read them.

    The names of tables and columns are compared as SQLite does, without regard to case; `tables` holds them in
    lower case. `notes` grows while tables are read: what was replaced, what lay beside the file.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, size: int) -> None:
        self.path = path
        self._connection = connection
        self._size = size
        self._replaced: Counter[str] = Counter()
        self._beside = _beside(path)
        self.tables: Mapping[str, tuple[str, ...]] = self._schema()

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for people on what the file had that could not be read as it was."""
        replaced = tuple(
            f"{count} text{'s' if count > 1 else ''} in {place} held bytes that are no UTF-8: "
            "they stand as \ufffd here"
            for place, count in sorted(self._replaced.items())
        )
        return self._beside + replaced

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is such a table, with these columns."""
        known = self.tables.get(table.lower())
        return known is not None and all(column.lower() in known for column in columns)

    def require(self, what: str, schema: Mapping[str, Sequence[str]]) -> None:
        """Check that the tables and columns of `schema` are there; NotReadable names all that are missing."""
        faults = []
        for table, columns in schema.items():
            known = self.tables.get(table.lower())
            absent = [column for column in columns if known is not None and column.lower() not in known]
            if known is None:
                faults.append(f"the table `{table}`")
            elif absent:
                faults.append(f"{', '.join(f'`{column}`' for column in absent)} in the table `{table}`")
        if faults:
            raise NotReadable(
                f"{self.path}: this is not {what} that can be read: {'; '.join(faults)} missing"
            )

    def rows(self, table: str, columns: Sequence[str], also: Sequence[str] = ()) -> Iterator[Record]:
        """The rows of a table in the order in which the file keeps them.

        `columns` must be there; those in `also` that are not (an earlier version of the program did not have
        them) are None in every row. A table that is not there at all has no rows: `require` comes first.
        NotReadable names the table where the file is damaged.
        """
        known = self.tables.get(table.lower())
        if known is None:
            return
        there = [column for column in (*columns, *also) if column.lower() in known]
        absent: dict[str, Value] = {column: None for column in (*columns, *also) if column not in there}
        if not there:
            return
        names = ", ".join(f'"{column}"' for column in there)
        left_rows = self._size // SMALLEST_ROW + BATCH
        left_bytes = int(self._size * WIDENS) + SPARE
        cursor = self._run(
            f'SELECT {names} FROM "{table}" NOT INDEXED', f"the table `{table}`", left_rows, there
        )
        for batch in cursor:
            left_rows -= len(batch)
            for raw in batch:
                left_bytes -= sum(len(value) for value in raw if isinstance(value, bytes))
                if left_rows < 0 or left_bytes < 0:
                    raise self._damaged(f"the table `{table}`", "it holds more than fits into the file")
                values = dict(absent)
                for column, value in zip(there, raw, strict=True):
                    values[column] = self._decoded(value, f"`{table}.{column}`")
                yield Record(values)

    def count(self, table: str) -> int:
        """How many rows a table has; 0 where it is not there."""
        known = self.tables.get(table.lower())
        return sum(1 for _ in self.rows(table, known[:1])) if known else 0

    def _decoded(self, value: bytes | int | float | None, place: str) -> Value:
        if not isinstance(value, bytes):
            return value
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            self._replaced[place] += 1
            return value.decode("utf-8", "replace")

    def _run(
        self, query: str, where: str, rows: int, columns: Sequence[str]
    ) -> Iterator[list[tuple[bytes, ...]]]:
        """The rows in batches, within the steps that so many rows can take."""
        left = rows * (STEPS_A_ROW + len(columns)) // STEPS + 100
        until = monotonic() + budget().seconds

        def tick() -> int:
            nonlocal left
            left -= 1
            return 1 if left < 0 or monotonic() > until else 0

        self._connection.set_progress_handler(tick, STEPS)
        try:
            cursor = self._connection.execute(query)
            while batch := cursor.fetchmany(BATCH):
                yield batch
        except sqlite3.Error as problem:
            interrupted = getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
            said = "reading it takes longer than a table of this size can" if interrupted else str(problem)
            raise self._damaged(where, said) from problem
        except (UnicodeError, MemoryError, OverflowError) as problem:
            raise self._damaged(where, type(problem).__name__) from problem

    def _damaged(self, where: str, said: str) -> NotReadable:
        return NotReadable(
            f"{self.path}: {where} is damaged ({said}): "
            "open the file in the program that made it, or take a backup of it"
        )

    def _schema(self) -> dict[str, tuple[str, ...]]:
        """The plain tables, with the columns that are stored (a generated column would be computed)."""
        tables: dict[str, tuple[str, ...]] = {}
        rows = self._size // SMALLEST_ROW
        master = [
            row
            for batch in self._run("SELECT type, name, sql FROM sqlite_master", "the schema", rows, "tns")
            for row in batch
        ]
        for kind, name, statement in master:
            if kind != b"table" or not isinstance(name, bytes) or not isinstance(statement, bytes):
                continue
            table = name.decode("utf-8", "replace")
            if table.lower().startswith("sqlite_") or '"' in table or "\ufffd" in table or "\x00" in table:
                continue
            if not statement.lstrip().upper().startswith(b"CREATE TABLE"):
                continue
            columns = [
                row
                for batch in self._run(
                    f'PRAGMA table_xinfo("{table}")', f"the table `{table}`", rows, "cntdph"
                )
                for row in batch
            ]
            tables[table.lower()] = tuple(
                row[1].decode("utf-8", "replace").lower()
                for row in columns
                if isinstance(row[1], bytes) and not row[6]
            )
        return tables


def _beside(path: Path) -> tuple[str, ...]:
    """What a program that still runs, or that was killed, leaves beside its database."""
    notes = []
    for ending, what in (
        ("-wal", "changes that are not yet in it"),
        ("-journal", "a change that was not finished"),
    ):
        other = path.with_name(path.name + ending)
        try:
            there = other.is_file() and other.stat().st_size > 0
        except OSError:
            there = False
        if there:
            notes.append(
                f"{other.name} lies beside the database, with {what}, and was not read: "
                "close the program that made the file, and import again"
            )
    return tuple(notes)


_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA}


def _authorise(action: int, first: str | None, *_: str | None) -> int:
    """Reading tables and asking for their columns is all that a foreign database is used for."""
    if action == sqlite3.SQLITE_PRAGMA and first != "table_xinfo":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _header(path: Path) -> int:
    """The size of the file, after a look at its first 100 bytes; NotReadable where it is no database."""
    try:
        if not path.is_file():
            raise NotReadable(f"{path}: there is no such file")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as problem:
        raise NotReadable(f"{path}: cannot be opened: {problem.strerror}") from problem
    if not head.startswith(MAGIC):
        raise NotReadable(
            f"{path}: this is not an SQLite database (it does not begin with `SQLite format 3`)"
        )
    page = int.from_bytes(head[16:18], "big")
    page = 65536 if page == 1 else page
    if len(head) < 100 or page < 512 or page & (page - 1):
        raise NotReadable(f"{path}: the header of the database is damaged: take a backup of the file")
    pages = int.from_bytes(head[28:32], "big")
    if head[24:28] == head[92:96] and pages * page > size:  # only then does the header know the size (1.3.7)
        raise NotReadable(
            f"{path}: the database is cut short: {size} of {pages * page} bytes are there. Copy the file again"
        )
    most = budget().database
    if size > most:
        raise NotReadable(beyond(f"{path}: the database has {size:,} bytes", most, "bytes", "divide it"))
    return size


def rows_in(path: Path, **kinds: Sequence[str]) -> dict[str, int]:
    """How many rows some tables have together, kind by kind, for `Format.holds`: a table that is not there has none.

    NotReadable says what is wrong with the file.
    """
    with open_database(path) as database:
        return {kind: sum(database.count(table) for table in tables) for kind, tables in kinds.items()}


@contextmanager
def open_database(path: Path) -> Iterator[Database]:
    """A foreign database, to be read; NotReadable says what is wrong with the file.

    The file is opened read-only and immutable: nothing is written, not even a lock, and a journal beside it is not
    played back.
    """
    size = _header(path)
    try:
        uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    except (sqlite3.Error, ValueError) as problem:
        raise NotReadable(f"{path}: the database cannot be opened: {problem}") from problem
    try:
        connection.text_factory = bytes
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, min(budget().database_value, LONGEST))
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        try:
            for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON"):
                connection.execute(f"PRAGMA {pragma}")
        except (sqlite3.Error, UnicodeError) as problem:
            raise NotReadable(f"{path}: the database is damaged: {problem}") from problem
        connection.set_authorizer(_authorise)
        yield Database(path, connection, size)
    finally:
        connection.close()


def tables(path: Path) -> tuple[str, ...]:
    """The names of the plain tables of a file, in lower case; () where it is no database that can be opened."""
    try:
        with open_database(path) as database:
            return tuple(sorted(database.tables))
    except NotReadable:
        return ()
