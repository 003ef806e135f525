"""What reads parquet and workbooks: run as a file, in a process of its own, with limits (`decoding` starts it).

It imports nothing of this package, so that the process begins at once. The limits come as numbers, the data by standard
input; what was read goes to standard output, and a line on what is wrong to standard error.
"""

from __future__ import annotations

import io
import pickle
import sys
from typing import Any

TOLD, TOO_MUCH, MEMORY = 3, 4, 5  # exit codes: broken, and why; beyond a limit, and which; no memory left

RawSheet = tuple[str, list[list[Any]], list[tuple[tuple[int, int], tuple[int, int]]]]


class Told(Exception):  # noqa: N818
    """The data cannot be read; the message says why."""


class TooMuch(Told):
    """The data are beyond a limit: its name, and how much there is."""


def workbook(data: bytes, text: int) -> list[RawSheet]:
    """The worksheets of a workbook: name, rows of values, merged ranges; with at most so many characters in all.

    Raises
    ------
    Told
        Where the library cannot read it; TooMuch where there are more characters.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    found: list[RawSheet] = []
    where = ""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            where = f" (worksheet `{sheet.name}`)"
            if sheet.typ == SheetTypeEnum.WorkSheet:
                laid = book.get_sheet_by_name(sheet.name)
                rows = laid.to_python(skip_empty_area=False)
                text -= sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
                if text < 0:
                    raise TooMuch("text")
                found.append((sheet.name, rows, laid.merged_cell_ranges or []))
    except (CalamineError, OSError, ValueError, OverflowError) as problem:
        raise Told(f"{problem}{where}") from problem
    except BaseException as problem:
        # a panic of the library comes as a BaseException of its own, which has no public name
        if type(problem).__name__ != "PanicException":
            raise
        raise Told(f"it is broken{where}") from problem
    return found


def parquet(data: bytes, text: int, cells: int, columns: int, rows: int) -> bytes:
    """The table in a parquet file, as Arrow's IPC has it; within the limits, as far as its head tells before it is laid
    out.

    Raises
    ------
    Told
        Where it is broken; TooMuch where it is beyond a limit.
    """
    try:
        import polars as pl
    except Exception as problem:  # it is there; a library that finds no room says any of many things
        raise MemoryError from problem

    def width(column: pl.Series) -> int:
        """The bytes of its texts, those in lists too, each as often as it stands there."""
        if isinstance(column.dtype, pl.List | pl.Array):
            if int(column.list.len().sum() if isinstance(column.dtype, pl.List) else 0) > cells:
                raise TooMuch("cells")
            return width(column.explode())
        if column.dtype in (pl.String, pl.Categorical, pl.Enum):
            return int(column.cast(pl.String).str.len_bytes().sum() or 0)
        return 0

    try:
        lazy = pl.scan_parquet(io.BytesIO(data))
        wide = len(lazy.collect_schema())
        long = int(lazy.select(pl.len()).collect().item())
        for limit, has, most in (
            ("columns", wide, columns),
            ("rows", long, rows),
            ("cells", wide * long, cells),
        ):
            if has > most:
                raise TooMuch(f"{limit} {has}")
        frame = pl.read_parquet(io.BytesIO(data))
        if frame.height != long or sum(width(column) for column in frame) > text:
            raise TooMuch("text") if frame.height == long else Told("its data are broken")
        written = io.BytesIO()
        frame.write_ipc(written)
        return written.getvalue()
    except (Told, MemoryError):
        raise
    except Exception as problem:
        raise Told(str(problem).partition("\n")[0] or "it is broken") from problem


def limited(memory: int, seconds: int) -> None:
    """This process may have so many bytes, and compute for so many seconds, where the system has such limits."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (("AS", memory), ("CPU", seconds), ("CORE", 0)):
        try:
            limit = getattr(resource, f"RLIMIT_{kind}")
            hard = resource.getrlimit(limit)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(limit, (most, most))
        except (OSError, ValueError):  # a system that knows the limit, and does not keep it
            continue


def main(what: str, place: str, memory: str, seconds: str, *limits: str) -> int:
    """Read standard input; the exit code tells what became of it."""
    limited(int(memory), int(seconds))
    sys.path.append(place)
    try:
        data = sys.stdin.buffer.read()
        numbers = [int(limit) for limit in limits]
        if what == "workbook":
            pickle.dump(workbook(data, *numbers), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        else:
            sys.stdout.buffer.write(parquet(data, *numbers))
        sys.stdout.buffer.flush()
    except TooMuch as problem:
        print(problem, file=sys.stderr)
        return TOO_MUCH
    except Told as problem:
        print(problem, file=sys.stderr)
        return TOLD
    except MemoryError:
        return MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
