"""Who is declared to have read every statement of which source, in a study's own names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from idealtypes.errors import BadChoice
from idealtypes.exchange.contents import StudyContents
from idealtypes.exchange.foreign_names import one_line
from idealtypes.model.aliases import Whose
from idealtypes.model.hints import hint
from idealtypes.model.spelling import named

EVERYBODY = "all"

Readers = str | Mapping[str, Sequence[str]]


def _own(contents: StudyContents, whose: Whose, name: str) -> str:
    """The study's name of a source or coder that is named in any spelling, or by another name."""
    own = named(name)
    return contents.aliases.get(whose, {}).get(own, own)


def still_there(contents: StudyContents) -> StudyContents:
    """The study without readers of sources, and by names, that an import has taken out of it."""
    readers = contents.readers
    if readers is None or isinstance(readers, str):
        return contents if readers is None or any(contents.coders) else replace(contents, readers=None)
    left = {
        source: tuple(coder for coder in coders if _own(contents, "coders", coder) in contents.coders)
        for source, coders in readers.items()
        if _own(contents, "sources", source) in contents.sources
    }
    found = {source: coders for source, coders in left.items() if coders}
    return contents if found == readers else replace(contents, readers=found or None)


def declared(contents: StudyContents, readers: Readers) -> str | dict[str, tuple[str, ...]]:
    """What `readers` of study.yaml will say: what it says, and these.

    Parameters
    ----------
    contents
        The study with the project in it.
    readers
        `all`, or source → coders; sources by their ids or titles.

    Raises
    ------
    BadChoice
        For a source or a coder that is not there, and where no coder is named.
    """
    people = sorted(filter(None, contents.coders))
    if not people:
        raise BadChoice("`readers` name nobody: the codings name no coder; `coder` says who coded")
    if isinstance(readers, str):
        if readers != EVERYBODY:
            raise BadChoice(f"`readers` {readers}: it is `all`, or a source with its coders")
        return EVERYBODY
    if contents.readers == EVERYBODY:
        return EVERYBODY
    titles = {row.get("title", source): source for source, row in contents.sources.items()}
    sources = titles | {source: source for source in contents.sources}
    problems: list[str] = []
    before = {} if contents.readers is None or isinstance(contents.readers, str) else contents.readers
    found = {source: set(coders) for source, coders in before.items()}
    for name, coders in readers.items():
        source = sources.get(_own(contents, "sources", name)) or sources.get(one_line(name))
        people_here = [_own(contents, "coders", coder) for coder in coders]
        if source is None:
            problems.append(f"`readers` {name}: unknown source: {hint(name, sources)}")
        for coder in people_here:
            if coder not in people:
                problems.append(f"`readers` {name}: unknown coder `{coder}`: {hint(coder, people)}")
        if not any(map(str.strip, coders)):
            problems.append(f"`readers` {name}: these are nobody: name coders")
        if source is not None:
            found.setdefault(source, set()).update(people_here)
    if problems:
        raise BadChoice("\n".join(problems))
    return {source: tuple(sorted(coders)) for source, coders in found.items()}
