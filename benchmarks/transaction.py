"""What part of an import's time is the transaction: lock, staging, syncing, comparing, journal, moves?

A project (REFI-QDA, seeded) of 150 interviews with their texts and 6,000 codings is imported into a new study, and a
version of it in which every text and a code's name have changed into the study that is there then. Each import is one
process's run; its time in `storage` (taking the lock, what it reads to compare, writing, giving the lock back) and its
whole time are taken in that run, so that a busy machine slows both. At most a tenth is asked for (`--most 0.1`).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import idealtypes as it
from idealtypes.exchange.project import Coder, ForeignCode, ForeignCoding, ForeignSource, Passage, Project
from idealtypes.exchange.refi.writing import qdpx
from idealtypes.storage import transaction

SEED = 14
SOURCES, CODES, CODINGS = 150, 60, 6_000
SAID = "she said that one could ring at any hour and somebody would come with time og spurte ikke om noe"
WORDS = SAID.split()


def project(seed: int) -> Project:
    """Interviews of some 20,000 characters, with codings at random places."""
    draw = random.Random(seed)
    texts = [" ".join(draw.choice(WORDS) for _ in range(4_000)) for _ in range(SOURCES)]
    where = [
        (draw.randrange(SOURCES), draw.randrange(15_000), draw.randrange(20, 200)) for _ in range(CODINGS)
    ]
    passages = tuple(
        Passage(f"p{n}", f"s{source}", texts[source][start : start + length], start, start + length, True)
        for n, (source, start, length) in enumerate(where)
    )
    return Project(
        "refi-qda",
        "Interviews",
        "made",
        codes=tuple(ForeignCode(f"c{n}", f"Code {n}") for n in range(CODES)),
        sources=tuple(ForeignSource(f"s{n}", f"Interview {n}", text) for n, text in enumerate(texts)),
        passages=passages,
        codings=tuple(ForeignCoding(one.id, f"c{n % CODES}", "a") for n, one in enumerate(passages)),
        coders=(Coder("a", "A"),),
    )


def timed(does: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of a call, and of these in storage."""
    spent = 0.0

    def clocked(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal spent
            begin = time.perf_counter()
            try:
                return real(*arguments, **named)
            finally:
                spent += time.perf_counter() - begin

        return call

    with ExitStack() as stack:
        for name in ("acquire", "release", "recover"):
            stack.enter_context(mock.patch.object(transaction, name, clocked(getattr(transaction, name))))
        for name in ("commit", "put", "put_all", "saw"):
            real = getattr(transaction.Transaction, name)
            stack.enter_context(mock.patch.object(transaction.Transaction, name, clocked(real)))
        begin = time.perf_counter()
        does()
        return time.perf_counter() - begin, spent


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--most", type=float, default=0.1, help="the largest share (default .1)")
    given = options.parse_args()
    first = project(SEED)
    second = replace(
        first,
        codes=(replace(first.codes[0], name="Another name"), *first.codes[1:]),
        sources=tuple(replace(one, text=f"{one.text} So.") for one in first.sources),
    )
    worst = 0.0
    with tempfile.TemporaryDirectory() as place:
        for word, one in (("new", first), ("again", second)):
            path = Path(place) / word / "interviews.qdpx"
            path.parent.mkdir()
            path.write_bytes(qdpx(one).data)
            whole, part = timed(lambda path=path: it.import_project(path, Path(place) / "study"))  # type: ignore[misc]
            files = sum(1 for file in (Path(place) / "study").rglob("*") if file.is_file())
            print(f"{word:6} {files:4} files  {whole:6.2f} s  storage {part:5.2f} s  {part / whole:5.1%}")
            worst = max(worst, part / whole)
    return int(worst > given.most)


if __name__ == "__main__":
    sys.exit(main())
