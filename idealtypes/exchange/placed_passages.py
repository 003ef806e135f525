"""The texts of a project and where its passages are in them, for whoever writes both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from idealtypes.exchange.project import ForeignSource, Passage, Project

BETWEEN = "\n\n"  # passages of a source whose text is not known


@dataclass(frozen=True)
class PlacedPassages:
    """A text, and the passages in it with their spans."""

    text: str
    spans: tuple[tuple[Passage, int, int], ...]


def placed(
    project: Project, skip: Callable[[str, str], None]
) -> Iterator[tuple[ForeignSource, PlacedPassages]]:
    """Every source with its text and passages; a source whose text is not known gets its passages, one below the other.

    `skip(what, why)` is told what has no place.
    """
    of: dict[str, list[Passage]] = {source.id: [] for source in project.sources}
    for passage in project.passages:
        if passage.source in of:
            of[passage.source].append(passage)
        else:
            skip(f"passage {passage.id}", f"its source {passage.source} is not there")
    for source in project.sources:
        yield source, _placed(source, of[source.id], skip)


def _placed(
    source: ForeignSource, passages: Sequence[Passage], skip: Callable[[str, str], None]
) -> PlacedPassages:
    if source.text is None:
        return _joined(passages)
    spans = []
    for passage in passages:
        if passage.start is not None and passage.end is not None:
            spans.append((passage, passage.start, passage.end))
            continue
        place = source.text.find(passage.text) if passage.text else -1
        if place >= 0:
            spans.append((passage, place, place + len(passage.text)))
        else:
            skip(f"passage {passage.id}", f"it is not found in the text of “{source.name}”")
    return PlacedPassages(source.text, tuple(spans))


def _joined(passages: Sequence[Passage]) -> PlacedPassages:
    """A text made of the passages, where it is not known."""
    spans, parts, place = [], [], 0
    for passage in passages:
        text = passage.text.replace("\r\n", "\n").replace("\r", "\n")
        spans.append((passage, place, place + len(text)))
        parts.append(text)
        place += len(text) + len(BETWEEN)
    return PlacedPassages(BETWEEN.join(parts), tuple(spans))
