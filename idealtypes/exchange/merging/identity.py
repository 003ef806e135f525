"""Whether a project, and a source of it, was imported before."""

from __future__ import annotations

from idealtypes.exchange import columns
from idealtypes.exchange.held import Held, Known
from idealtypes.exchange.joining import bare
from idealtypes.exchange.project import ForeignSource, Project

HALF = 0.5


def same_project(project: Project, held: Held) -> Known | None:
    """Which of the projects imported before this one is: it has the same format, and more than half of the codes and
    sources of the smaller of the two have the same id and name."""
    best: tuple[float, Known | None] = (HALF, None)
    for known in held.known:
        if known.format != project.format:
            continue
        same = sum(
            code.id in known.codes and known.codes[code.id].name == columns.one_line(code.name)
            for code in project.codes
        )
        for source in project.sources:
            same += is_source(source, known.sources.get(source.id), held)
        size = min(len(project.codes) + len(project.sources), len(known.codes) + len(known.sources))
        if size and same / size > best[0]:
            best = (same / size, known)
    return best[1]


def is_source(source: ForeignSource, own: str | None, held: Held) -> bool:
    """Whether a source of the study, known by the id of a foreign one, still is it: by its name or its text."""
    if own is None or own not in held.sources:
        return False
    name = columns.one_line(source.name)
    if held.sources[own].get("title", name if name in ("", own) else None) == name:
        return True
    text = held.texts.get(own)
    return text is not None and source.text is not None and bare(text) == bare(columns.clean(source.text))
