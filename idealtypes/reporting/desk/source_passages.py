"""The whole text of a source, and where its statements stand in it."""

from __future__ import annotations

from dataclasses import dataclass

from idealtypes.engine.evidence import Statement
from idealtypes.exchange.study_folder import texts_of
from idealtypes.model.study import StudyData


@dataclass(frozen=True)
class MarkedText:
    """A source's text with its passages: statement → its first character, and the one behind its last.

    `apart` are the statements of the source whose place in it is not known: they do not stand in it, or more than once.
    """

    text: str
    passages: dict[str, tuple[int, int]]
    apart: tuple[str, ...]


def source_text(study: StudyData, source: str, statements: tuple[Statement, ...]) -> MarkedText | None:
    """The text of a source and its passages; None where the study has no text of it."""
    text = texts_of(study, source).get(source)
    if text is None:
        return None
    own = [s for s in statements if s.source == source]
    found = {s.id: at for s in own if (at := passage_of(s, text)) is not None}
    return MarkedText(text, found, tuple(s.id for s in own if s.id not in found))


def passage_of(statement: Statement, text: str) -> tuple[int, int] | None:
    """Where a statement stands in the text of its source: where it says, else where its text stands once."""
    try:
        start, end = (int(statement.attributes[name]) for name in ("start", "end"))
    except (KeyError, TypeError, ValueError):
        start, end = 0, 0
    if 0 <= start < end <= len(text) and text[start:end].split() == statement.text.split():
        return start, end
    start = text.find(statement.text) if statement.text else -1
    if start < 0 or text.find(statement.text, start + 1) >= 0:
        return None
    return start, start + len(statement.text)
