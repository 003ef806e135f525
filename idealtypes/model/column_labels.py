"""What columns and their values are called in a language: `labels` of study.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import Field

from idealtypes.model.base import Model
from idealtypes.model.text import ANY, Text

LOCATOR = "locator"  # its values hold numbers: a label is of the words in them


class ColumnLabel(Model):
    """A column's title and, value by value, what is shown for it."""

    title: Text | None = None
    values: Mapping[str, Text] = Field(default_factory=dict)


Labels = Mapping[str, ColumnLabel]


def said_or_none(text: Text | None, language: str) -> str | None:
    """A text in just this language, or one that is for all; None where there is neither."""
    words = {} if text is None else dict(text.words)
    return words.get(language, words.get(ANY))


def column_title(labels: Labels, column: str, language: str) -> str:
    """A column's title in a language; without a label its name, with spaces.

    >>> labels = {"run_by": ColumnLabel(title={"nb": "regi"}, values={"public": {"nb": "offentlig"}})}
    >>> column_title(labels, "run_by", "nb"), column_title(labels, "run_by", "en")
    ('regi', 'run by')
    """
    label = labels.get(column)
    return said_or_none(label.title if label else None, language) or column.replace("_", " ")


def value_title(labels: Labels, column: str, value: str, language: str) -> str:
    """What is shown for a value; a locator's words are put one by one, where they stand between numbers.

    >>> lines = {"locator": ColumnLabel(values={"lines": {"nb": "linje"}, "and": {"nb": "og"}})}
    >>> value_title(lines, "locator", "lines 4498–4504 and 12", "nb")
    'linje 4498–4504 og 12'
    >>> value_title({}, "condition", "no_gp", "nb")
    'no gp'
    """
    label = labels.get(column)
    values = {} if label is None else {k: said_or_none(v, language) for k, v in label.values.items()}
    if (whole := values.get(value)) is not None:
        return whole
    if column == LOCATOR:
        return re.sub(r"[^\W\d_]+", lambda word: values.get(word[0]) or word[0], value)
    return value.replace("_", " ")
