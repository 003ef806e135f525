"""A selection that a project holds in several ways is one.

ATLAS.ti writes a quotation of a PDF as the area of each page that it is on, and, with the same GUID, as the span of the
PDF's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from idealtypes.exchange.refi.elements import Coded, Selection


@dataclass(frozen=True)
class OneEach:
    """The selections of a source, each once: those that have a text, the areas without one, and how many were joined
    with another."""

    texts: list[Selection]
    areas: list[Selection]
    joined: int = 0


def one_each(texts: Sequence[Selection], areas: Sequence[Selection], readable: bool = True) -> OneEach:
    """Selections of one source with the same GUID as one: the span of a text before the texts of areas before areas.

    What is coded on any of them is coded on it; where it stands on pages is told by `page`. A GUID that is missing
    joins nothing, nor do two spans that differ. `readable`: whether there is the text of which the spans are spans.
    """
    if not areas and len({span.id for span in texts}) == len(texts):
        return OneEach(list(texts), [])
    spans: dict[tuple[str, str, str], list[Selection]] = {}
    for number, span in enumerate(texts):
        spans.setdefault((span.id or f"\0{number}", span.start, span.end), []).append(span)
    same: dict[str, list[Selection]] = {}
    for number, area in enumerate(areas):
        same.setdefault(area.id or f"\0{number}", []).append(area)
    made: list[Selection] = []
    for (id, _, _), twice in spans.items():
        made.append(_joined(twice, same.pop(id, []), readable))
    rest: list[Selection] = []
    for parts in same.values():
        if any(area.text.strip() for area in parts):
            made.append(_joined([], parts, readable))
        else:
            rest += parts
    return OneEach(made, rest, len(texts) + len(areas) - len(made) - len(rest))


def _joined(spans: list[Selection], areas: list[Selection], readable: bool) -> Selection:
    """One selection, with what is on all of them."""
    every = [*spans, *areas]
    if len(every) == 1:
        return every[0]
    written = [area for area in areas if area.text.strip()]
    one = spans[0] if spans and (readable or not written) else written[0]
    codings: dict[tuple[str, str], Coded] = {}
    for each in every:
        for code, user, notes in each.codings:
            who = user or each.user
            before = codings.get((code, who), (code, who, ()))[2]
            codings[code, who] = code, who, tuple(dict.fromkeys((*before, *notes)))
    pages = list(dict.fromkeys(area.start for area in areas if area.kind == "PDFSelection" and area.start))
    return replace(
        one,
        codings=tuple(codings.values()),
        notes=tuple(dict.fromkeys(note for each in every for note in each.notes)),
        description=next((each.description for each in every if each.description), ""),
        user=next((each.user for each in every if each.user), ""),
        text="\n".join(area.text.strip("\r\n") for area in written),
        page=f"page{'s' * (len(pages) > 1)} {', '.join(pages)}" if pages else "",
    )
