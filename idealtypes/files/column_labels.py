"""What `labels` of study.yaml name: columns that the study's tables have, and values that stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from idealtypes.files.document import Document
from idealtypes.files.faults import Findings
from idealtypes.model.column_labels import LOCATOR, ColumnLabel
from idealtypes.model.hints import hint


def check_labels(
    labels: Mapping[str, ColumnLabel],
    frames: Iterable[pl.DataFrame | None],
    document: Document,
    findings: Findings,
) -> None:
    """A label of a column that no table has is a fault; one of a value that no row has is told by a warning."""
    held: dict[str, set[str]] = {}
    for frame in frames:
        for column in [] if frame is None else frame.columns:
            if column in labels:
                values = frame[column].drop_nulls().unique() if frame is not None else ()
                held.setdefault(column, set()).update(str(value) for value in values)
    there = {name for frame in frames if frame is not None for name in frame.columns if "\0" not in name}
    for column, label in labels.items():
        if column not in held:
            message = f"no table of the study has a column `{column}`; {hint(column, sorted(there))}"
            findings.fault(document.file, document.line(("labels", column)), message)
            continue
        words = held[column]
        if column == LOCATOR:
            words = {
                word for value in words for word in value.replace(",", " ").replace(".", " ").split()
            } | words
        for value in label.values:
            if value not in words:
                message = f"no row has `{value}` as its `{column}`: its label is of nothing"
                findings.warn(document.file, document.line(("labels", column, "values", value)), message)
