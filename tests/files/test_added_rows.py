"""Rows added to a table: what was there stays, and what was added is read back."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from idealtypes.files.added_rows import with_cells, with_rows, without_lines
from idealtypes.files.cells import guarded_text, unguarded_text
from idealtypes.files.delimited import split_rows
from idealtypes.files.faults import Findings

from ..examples import examples

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
@examples(25)
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


@given(
    st.lists(st.tuples(CELL.filter(str.strip), CELL, CELL), min_size=1, max_size=4),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.integers(0, 3),
    st.text(alphabet='=ab;,"\n', max_size=4),
)
@examples(40)
def test_another_cell_changes_no_other_byte(
    rows: list[tuple[str, str, str]], delimiter: str, end: str, quoting: int, at: int, value: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(
        [("id", "text", "note"), *rows]
    )
    text = out.getvalue()
    split = split_rows(text, "", delimiter, Findings())
    assert split is not None
    records, starts, _ = split
    at = 1 + at % len(rows)
    made = with_cells(text, {starts[at]: {"text": value}}, delimiter)
    after = split_rows(made, "", delimiter, Findings())
    assert after is not None
    assert [row for n, row in enumerate(after[0]) if n != at] == [
        row for n, row in enumerate(records) if n != at
    ]
    assert (after[0][at][0], after[0][at][2]) == (records[at][0], records[at][2])
    assert after[0][at][1] == guarded_text(value)
    assert unguarded_text(after[0][at][1]) == value
    assert with_cells(made, {starts[at]: {"text": records[at][1]}}, delimiter).count(delimiter) >= text.count(
        delimiter
    )
    first = io.StringIO(text, newline="").readlines()
    kept = "".join(first[: starts[at] - 1])
    assert made.startswith(kept)
    behind = "".join(first[starts[at + 1] - 1 :]) if at < len(rows) else ""
    assert made.endswith(behind)
    assert without_lines(text, [starts[at]], delimiter) == kept + behind
