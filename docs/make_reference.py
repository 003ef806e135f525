"""Writes docs/reference.md: every public name of `idealtypes`, from its signature and its docstring.

Run from the top of the repository: `python docs/make_reference.py`. A test tells when it was not.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import idealtypes as it

WIDTH = 100
HEAD = """# Reference

Every public name of `import idealtypes as it`, made from the docstrings by `docs/make_reference.py`. A tour with
examples: [python.md](python.md).

`AnyStudy` is a study, or the path of one; `Given` also a profile, or a table of codings in any dataframe that narwhals
knows; `Selection` a mapping from columns to values; `Choices` the settings that a call may change, by their names:
`level`, `draws`, `seed`, `unit`, `weighting`, `repeats`, `reported`, `calibration`, `connective`, `assigned`
(see [formats.md](formats.md)).
"""
GROUPS = {
    "Functions": lambda held: inspect.isfunction(held),
    "What one holds": lambda held: inspect.isclass(held) and not issubclass(held, Exception),
    "What can go wrong": lambda held: inspect.isclass(held) and issubclass(held, Exception),
}
SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)


def reference() -> str:
    """The whole page."""
    lines = [HEAD]
    for title, belongs in GROUPS.items():
        lines += [f"## {title}", ""]
        for name in sorted(it.__all__, key=str.lower):
            held = getattr(it, name)
            if belongs(held):
                lines += entry(name, held)
    return "\n".join(lines).rstrip() + "\n"


def entry(name: str, held: Any) -> Iterator[str]:
    """A heading, the signature of a function, the docstring; of a class what it has."""
    yield f"### {name}"
    yield ""
    if inspect.isfunction(held):
        yield from ("```python", signature(name, held), "```", "")
    yield from (told(inspect.getdoc(held) or ""), "")
    if inspect.isclass(held) and not issubclass(held, Exception):
        rows = [f"| `{member}` | {first} |" for member, first in members(held)]
        if rows:
            yield from ("| | |", "| --- | --- |", *rows, "")


def signature(name: str, function: Any) -> str:
    """The call as it would be written, one argument a line where it is long."""
    parts = [argument(one) for one in inspect.signature(function).parameters.values()]
    kinds = [one.kind for one in inspect.signature(function).parameters.values()]
    if inspect.Parameter.KEYWORD_ONLY in kinds:
        parts.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    gives = str(inspect.signature(function).return_annotation).strip("'")
    short = f"{name}({', '.join(parts)}) -> {gives}"
    if len(short) <= WIDTH:
        return short
    return "\n".join([f"{name}(", *(f"    {part}," for part in parts), f") -> {gives}"])


def argument(one: inspect.Parameter) -> str:
    """An argument with what it may be, and what it is where it is not given."""
    sign = "**" if one.kind is one.VAR_KEYWORD else ""
    default = "" if one.default is one.empty else f" = {one.default!r}"
    return f"{sign}{one.name}: {one.annotation}{default}"


def members(held: type) -> Iterator[tuple[str, str]]:
    """The methods and properties of a class that it explains itself, with the first sentence on each.

    A profile is made in several files, whose names begin with its own.
    """
    parts = [kind for kind in reversed(held.__mro__) if kind.__module__.startswith(held.__module__)]
    for member, value in sorted(
        {name: value for kind in parts for name, value in vars(kind).items()}.items()
    ):
        inner = value.func if isinstance(value, cached_property) else getattr(value, "fget", value)
        if member.startswith("_") or not inspect.isfunction(inner) or not inner.__doc__:
            continue
        call = "" if isinstance(value, (property, cached_property)) else "()"
        if inner.__module__ == "idealtypes" and call:  # a function of the door
            yield member + call, f"as [{member}](#{member})"
            continue
        yield member + call, first_sentence(inspect.getdoc(inner) or "").replace("|", "\\|")


def first_sentence(doc: str) -> str:
    """The first paragraph on one line.

    >>> first_sentence("One thing.\\n\\nAnother.")
    'One thing.'
    """
    return " ".join(doc.split("\n\n")[0].split())


def told(doc: str) -> str:
    """A docstring as Markdown: sections in bold, what they explain as a list, examples as code."""
    parts = SECTION.split(doc)
    out = [prose(parts[0])]
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        out.append(f"**{title}**\n\n{listing(body)}")
    return "\n\n".join(part for part in out if part)


def prose(text: str) -> str:
    """Paragraphs; those that are examples in a fence."""
    out = []
    for paragraph in text.strip().split("\n\n"):
        out.append(f"```python\n{paragraph}\n```" if paragraph.startswith(">>>") else paragraph)
    return "\n\n".join(out)


def listing(body: str) -> str:
    """Names, each with what is said of it below, as a list; what follows them as prose."""
    if not re.search(r"^\S.*\n    \S", body, re.MULTILINE):
        return prose(body)
    items: list[str] = []
    rest: list[str] = []
    for line in body.strip("\n").splitlines():
        if rest or line.startswith((">>>", "...")):
            rest.append(line)
        elif line.startswith("    "):
            items[-1] += ("  " if items[-1].endswith("`") else " ") + line.strip()
        elif line:
            names = ", ".join(f"`{one}`" for one in line.split(", "))
            items.append(f"- {names}")
    items = [re.sub(r"^- (.*?)  ", r"- \1: ", item) for item in items]
    return "\n".join(items) + (f"\n\n{prose(chr(10).join(rest))}" if rest else "")


if __name__ == "__main__":
    (Path(__file__).parent / "reference.md").write_text(reference(), encoding="utf-8")
