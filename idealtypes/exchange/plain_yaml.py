"""YAML from strangers: every value as its text, without aliases, without nesting without end."""

from __future__ import annotations

from typing import Any

from idealtypes.files.budget import budget


def load(fragment: str) -> Any:
    """What YAML says, every value as its text; ValueError says what is wrong.

    Aliases, by which a few lines can say without end, and nesting without end are not followed.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.events import (
        AliasEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
    )

    deepest = budget().fragment_depth
    whole: list[Any] = []
    open_: list[list[Any]] = [whole]  # the values of each collection so far, a mapping's with its keys
    try:
        for event in YAML(typ="safe", pure=True).parse(fragment):
            if isinstance(event, AliasEvent):
                raise ValueError("it has aliases (`*name`), which are not followed")
            if isinstance(event, ScalarEvent):
                open_[-1].append(event.value)
            elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                if len(open_) > deepest:
                    raise ValueError(f"it is nested more than {deepest} deep")
                open_.append([])
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                values = open_.pop()
                mapping = isinstance(event, MappingEndEvent)
                pairs = zip(values[::2], values[1::2], strict=True) if mapping else ()
                open_[-1].append(
                    {key: value for key, value in pairs if isinstance(key, str)} if mapping else values
                )
    except YAMLError as problem:
        raise ValueError(" ".join(str(getattr(problem, "problem", None) or problem).split())) from problem
    except (RecursionError, TypeError, AttributeError, KeyError, IndexError, OverflowError) as problem:
        raise ValueError(f"it breaks the reader of YAML ({type(problem).__name__})") from problem
    return whole[0] if whole else ""
