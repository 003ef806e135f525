"""Parquet is decoded in a process of its own, so that a broken file ends in a message."""

from __future__ import annotations

import contextlib
import io
import random

import polars as pl
import pytest

from idealtypes.files.records import NoParquet, decoded

FRAME = pl.DataFrame({"id": ["a", "b", "c"], "n": [0.5, 1.0, None], "codes": [["x"], ["x", "y"], []]})


def written() -> bytes:
    file = io.BytesIO()
    FRAME.write_parquet(file)
    return file.getvalue()


def test_a_table_comes_back() -> None:
    assert decoded(written()).equals(FRAME)


@pytest.mark.parametrize("data", [b"", b"PAR1", b"id,n\na,1\n", written()[:-2]])
def test_what_is_no_parquet_is_told(data: bytes) -> None:
    with pytest.raises(NoParquet):
        decoded(data)


def test_broken_data_end_in_a_table_or_a_message() -> None:
    rng = random.Random(7)
    data = written()
    for _ in range(8):
        broken = bytearray(data)
        for _ in range(rng.randrange(1, 30)):
            broken[rng.randrange(4, len(data) - 4)] = rng.randrange(256)
        with contextlib.suppress(NoParquet):  # and nothing else
            assert decoded(bytes(broken)).width
