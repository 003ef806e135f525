"""Does a reader of a foreign format survive broken files?

    python benchmarks/fuzz_exchange.py refi_qda --inputs 100000 --seed 1 [FILE …]

Files are mutated and read: bytes flipped, cut, doubled, moved; numbers made absurd; XML elements doubled, dropped and
moved; members of an archive mutated and packed again; rows of an SQLite database overwritten. What is to be mutated are
the files given and small ones made here. Every reading ends in a project or in NotReadable; anything else is counted,
and the input kept in `--keep`. Batches run in processes of their own, with limits on time and memory for each input.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import mmap
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import struct
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

BATCH = 500
TOLD = 10_000  # inputs between two words on progress
Input = bytes | dict[str, bytes]  # a file, or a folder
WEIRD_NUMBERS = (b"-1", b"0", b"999999999999999999999", b"2147483648", b"1e9", b"NaN", b"", b"9" * 5000)
WEIRD_BYTES = (
    *(
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r\n",
        b"\r",
        b"&#0;",
        b"&#xD800;",
        b"&amp;",
        b"&boom;",
        b"]]>",
        b"<!--",
    ),
    *(
        "😀".encode(),
        "é".encode(),
        b"\xc3\x28",
        b"\xed\xa0\x80",
        b"../../etc/passwd",
        b"internal://",
        b"file:///etc/passwd",
    ),
    *(
        b'<!DOCTYPE x [<!ENTITY boom "x">]>',
        b'<?xml version="1.1"?>',
        b"=cmd()",
        b";",
        b'"',
        b"\t",
        b"," * 50,
        b"<a>" * 300,
    ),
)
WEIRD_VALUES = (
    None,
    -1,
    0,
    2**62,
    1.5e308,
    "",
    "x" * 5000,
    b"\xff\x00\xfe",
    "é\0😀",
    "🙂" * 50,
    "[[a]]",
    "1970-13-45",
)
NUMBER = re.compile(rb"\d+")
ELEMENT = re.compile(rb"<[^<>]{1,2000}>")


class TooSlow(Exception):  # noqa: N818
    """An input took longer than allowed."""


def small_refi() -> list[Input]:
    """A small project of every kind of thing, as an archive, as bare XML, and its codebook."""
    from idealtypes.exchange import project as p
    from idealtypes.exchange.refi.writing import qdc, qdpx

    text = "Dag én 🙂\nThe help came from a colleague.\n\nI trust her more than the office."
    made = p.Project(
        "refi-qda",
        "small",
        codes=(
            p.ForeignCode("a", "help", "what helps"),
            p.ForeignCode("b", "trust", parent="a", color="#ff0000", memo="m"),
        ),
        sources=(
            p.ForeignSource("s", "one", text, case="c", attributes={"age": "41"}),
            p.ForeignSource("t", "two"),
        ),
        passages=(
            p.Passage("p", "s", text[10:41], 10, 41, memo="why"),
            p.Passage("q", "s", text[43:50], 43, 50),
            p.Passage("r", "t", "not in any text"),
        ),
        codings=(
            p.ForeignCoding("p", "a", "u"),
            p.ForeignCoding("p", "b", "v", memo="n"),
            p.ForeignCoding("r", "b", "u"),
        ),
        coders=(p.Coder("u", "one"), p.Coder("v", "two")),
        cases=(p.ForeignCase("c", "case", {"size": "3"}),),
    )
    archive = qdpx(made).data
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        bare = opened.read("project.qde")
        texts = {name: opened.read(name) for name in opened.namelist() if name.startswith("sources/")}
    windows = {name: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") for name, data in texts.items()}
    rich = bare.replace(
        b"</Project>",
        b'<Sources><PDFSource guid="1" name="p"><PDFSelection guid="2" page="1" firstX="1" firstY="1" secondX="2" '
        b'secondY="2"><Representation guid="3"><PlainTextContent>a</PlainTextContent></Representation></PDFSelection>'
        b'<Representation guid="4"><PlainTextContent>of the page</PlainTextContent><PlainTextSelection guid="5" '
        b'startPosition="0" endPosition="6"/></Representation></PDFSource><VideoSource guid="6"><Transcript guid="7">'
        b'<PlainTextContent>spoken words</PlainTextContent><SyncPoint guid="8" position="0"/><SyncPoint guid="9" '
        b'position="6"/><TranscriptSelection guid="10" fromSyncPoint="8" toSyncPoint="9"/></Transcript></VideoSource>'
        b'</Sources><Links><Link guid="11" originGUID="5" targetGUID="2"/></Links><Sets><Set guid="12" name="s">'
        b'<MemberSource targetGUID="1"/></Set></Sets><Graphs><Graph guid="13" name="g"/></Graphs></Project>',
    )
    return [archive, bare, qdc(made).data, packed({"p.qde": rich, **windows})]


OWN: dict[str, Callable[[], list[Input]]] = {"refi_qda": small_refi}


def packed(members: dict[str, bytes]) -> bytes:
    """A zip archive of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


def mutated(given: Input, rng: random.Random) -> Input:
    """One input made from another by one to four mutations of one kind or several."""
    if isinstance(given, dict):
        name = rng.choice(sorted(given))
        return {**given, name: _file(given[name], rng)}
    return _file(given, rng)


def _file(data: bytes, rng: random.Random) -> bytes:
    if data.startswith(b"PK") and rng.random() < 0.8:
        return _members(data, rng)
    if data.startswith(b"SQLite format 3\0") and rng.random() < 0.6:
        return _rows(data, rng)
    for _ in range(rng.randrange(1, 5)):
        data = _bytes(data, rng)
    return data


def _members(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(members))
    way = rng.random()
    if way < 0.85:
        for _ in range(rng.randrange(1, 4)):
            members[name] = _bytes(members[name], rng)
    elif way < 0.9:
        del members[name]
    else:
        odd = ("../x", "/x", "a\\b", "x" * 300, name.upper(), "__MACOSX/" + name)
        members[rng.choice(odd)] = members.pop(name)
    return packed(members)


def _rows(data: bytes, rng: random.Random) -> bytes:
    """The database with some values overwritten, a table dropped, a column renamed: at the level of SQL."""
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(data)
        tables = [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")]
        for _ in range(rng.randrange(1, 4)):
            table = rng.choice(tables)
            columns = [row[1] for row in database.execute(f'pragma table_info("{table}")')]
            column, way = rng.choice(columns), rng.random()
            if way < 0.7:
                some = f"(abs(random()) % {rng.randrange(1, 4)}) = 0"
                database.execute(
                    f'update "{table}" set "{column}" = ? where {some}', (rng.choice(WEIRD_VALUES),)
                )
            elif way < 0.8:
                database.execute(f'drop table "{table}"')
                tables.remove(table)
            elif way < 0.9:
                database.execute(f'alter table "{table}" rename column "{column}" to "odd"')
            else:
                database.execute(f'delete from "{table}" where (abs(random()) % 2) = 0')
        database.commit()
        return database.serialize()
    except (sqlite3.Error, IndexError):
        return _bytes(data, rng)
    finally:
        database.close()


def _bytes(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return rng.choice(WEIRD_BYTES)
    way = rng.randrange(9)
    at = rng.randrange(len(data))
    to = min(len(data), at + rng.choice((1, 4, 16, 64, 512)))
    if way == 0:
        return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
    if way == 1:
        return data[:at]
    if way == 2:
        return data[:at] + data[at:to] * rng.choice((2, 3, 50)) + data[to:]
    if way == 3:
        return data[:at] + data[to:]
    if way == 4:
        where = rng.randrange(len(data))
        rest = data[:at] + data[to:]
        return rest[:where] + data[at:to] + rest[where:]
    if way == 5:
        return data[:at] + rng.choice(WEIRD_BYTES) + data[at:]
    if way == 6:
        return data[:at] + struct.pack("<I", rng.getrandbits(32)) + data[at + 4 :]
    if way == 7 and (number := _near(NUMBER, data, at)):
        return data[: number.start()] + rng.choice(WEIRD_NUMBERS) + data[number.end() :]
    if element := _near(ELEMENT, data, at):
        other = _near(ELEMENT, data, rng.randrange(len(data))) or element
        return data[: element.start()] + rng.choice((b"", 2 * element[0], other[0])) + data[element.end() :]
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def _near(pattern: re.Pattern[bytes], data: bytes, at: int) -> re.Match[bytes] | None:
    return pattern.search(data, at) or pattern.search(data)


def corpus(format: str, paths: list[Path]) -> list[tuple[str, Input]]:
    """What is mutated, with the ending its file has."""
    entries: list[tuple[str, Input]] = []
    for path in paths:
        if path.is_dir():
            files = [file for file in path.rglob("*") if file.is_file()]
            entries.append((path.suffix, {str(file.relative_to(path)): file.read_bytes() for file in files}))
        else:
            entries.append((path.suffix, path.read_bytes()))
    return entries + [("", each) for each in OWN.get(format, list)()]


def written(given: Input, path: Path) -> None:
    """The input as a file or a folder."""
    if path.is_dir():
        shutil.rmtree(path)
    if isinstance(given, bytes):
        path.write_bytes(given)
        return
    path.mkdir()
    for name, data in given.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)


def outcome(formats: tuple[object, ...], path: Path, seconds: float) -> tuple[str, str]:
    """How the reading of one input ended, and what went wrong if something did."""
    from idealtypes.exchange.format import SAMPLE, NotReadable, Sample, Wishes

    read = False
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        for each in formats:
            head = b"" if path.is_dir() else path.open("rb").read(SAMPLE)
            each.recognises(Sample(path, head))  # type: ignore[attr-defined]
            with suppress(NotReadable):  # another of the module's formats may read it
                each.read(path, Wishes()).counts()  # type: ignore[attr-defined]
                read = True
    except TooSlow:
        return "too slow", traceback.format_exc(limit=-3)
    except MemoryError:
        return "memory", traceback.format_exc(limit=-3)
    except Exception:  # what is looked for
        return "unhandled", traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ("read" if read else "not readable"), ""


def batch(
    wanted: argparse.Namespace, entries: list[tuple[str, Input]], first: int, at: mmap.mmap, pipe: int
) -> None:
    """Read one batch of inputs; in a process of its own."""
    module = importlib.import_module(f"idealtypes.exchange.formats.{wanted.format}")
    formats = getattr(module, "FORMATS", None) or (module.FORMAT,)
    limit = wanted.megabytes << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    def slow(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, slow)
    counts: Counter[str] = Counter()
    faults: dict[str, tuple[int, str]] = {}
    room = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=room) as folder:
        for k in range(first, min(first + BATCH, wanted.inputs)):
            at[:8] = struct.pack("<q", k)
            suffix, given = made(wanted.seed, k, entries)
            path = Path(folder) / f"input{suffix}"
            written(given, path)
            how, why = outcome(formats, path, wanted.seconds)
            counts[how] += 1
            if why:
                faults.setdefault(f"{how}: {why}", (k, suffix))
    os.write(pipe, json.dumps([counts, faults]).encode())


def made(seed: int, k: int, entries: list[tuple[str, Input]]) -> tuple[str, Input]:
    """Input number k: the same for the same seed and corpus."""
    rng = random.Random(f"{seed}:{k}")
    suffix, given = rng.choice(entries)
    return suffix, mutated(given, rng)


def main() -> int:
    """Run all batches; 1 if anything but a project or NotReadable came out."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("format", help="a module of idealtypes.exchange.formats")
    asked.add_argument("files", nargs="*", type=Path)
    asked.add_argument("--inputs", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--seconds", type=float, default=5, help="for each input")
    asked.add_argument("--megabytes", type=int, default=2048, help="of address space for a batch")
    asked.add_argument("--keep", type=Path, help="a folder for inputs that were not survived")
    wanted = asked.parse_intermixed_args()
    entries = corpus(wanted.format, wanted.files)
    if not entries:
        asked.error("give files to mutate: none are made here for this format")
    # what a batch needs is imported once, before the forks
    importlib.import_module(f"idealtypes.exchange.formats.{wanted.format}")
    importlib.import_module("lxml.etree")
    counts: Counter[str] = Counter()
    faults: dict[str, tuple[int, str]] = {}
    at, start = mmap.mmap(-1, 8), time.perf_counter()
    for first in range(0, wanted.inputs, BATCH):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                batch(wanted, entries, first, at, writing)
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        os.waitpid(child, 0)
        if told:
            some, more = json.loads(told)
            counts.update(some)
            for fault, where in more.items():
                faults.setdefault(fault, tuple(where))
        else:
            k = struct.unpack("<q", at[:8])[0]
            counts["process died"] += 1
            faults.setdefault(f"the process died at input {k}", (k, made(wanted.seed, k, entries)[0]))
        if (first + BATCH) % TOLD == 0:
            print(f"{first + BATCH:,} inputs, {len(faults)} faults", file=sys.stderr, flush=True)
    spent = time.perf_counter() - start
    print(f"{wanted.format}: {sum(counts.values()):,} inputs in {spent:.0f} s; {dict(counts)}")
    for fault, (k, suffix) in faults.items():
        print(f"\ninput {k}{suffix}: {fault}", file=sys.stderr)
        if wanted.keep:
            wanted.keep.mkdir(parents=True, exist_ok=True)
            written(
                made(wanted.seed, k, entries)[1], wanted.keep / f"{wanted.format}_{wanted.seed}_{k}{suffix}"
            )
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
