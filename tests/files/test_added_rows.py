"""Rows added to a table: what was there stays, and what was added is read back."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from idealtypes.files.added_rows import with_rows
from idealtypes.files.delimited import split_rows
from idealtypes.files.faults import Findings

CELL = st.text(alphabet='ab ;,"\nå', max_size=4)
ROWS = st.lists(st.tuples(CELL.filter(str.strip), CELL), min_size=1, max_size=4)


@given(
    ROWS,
    ROWS,
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_round_trip(
    old: list[tuple[str, str]], new: list[tuple[str, str]], delimiter: str, end: str, last: bool, wider: bool
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([("id", "text"), *old])
    text = out.getvalue() if last else out.getvalue().removesuffix(end)
    name = "because" if wider else "text"
    made = with_rows(text, [{"id": key, name: value} for key, value in new], delimiter)
    split = split_rows(made, "", delimiter, Findings())
    assert split is not None
    header, *rows = split[0]
    assert header == (["id", "text", "because"] if wider else ["id", "text"])
    more = [""] if wider else []
    assert rows[: len(old)] == [[*row, *more] for row in old]
    assert rows[len(old) :] == [[key, *more, value] for key, value in new]
    assert wider or made.startswith(text)
