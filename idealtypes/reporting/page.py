"""The page: templates, style and scripts from `reports/`, filled with what it says; one file that needs nothing else.

A template alone is a section: what nothing is prepared for gets the facts and the study themselves (see
`reports/README.md`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.bccache import Bucket
from markupsafe import Markup

from idealtypes.errors import BadInput, Fault, IdealtypesError
from idealtypes.files.content import folder
from idealtypes.reporting.desk import NOTHING, desk
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.isolates import with_isolates
from idealtypes.reporting.links import Links
from idealtypes.reporting.words import Words

DESK = ("desk_index.js", "desk_list.js", "desk_panel.js", "desk.js", "figures.js")
SECTION = re.compile(r"\d+-([a-z][a-z0-9_-]*)\.html")
STATED = re.compile(r"\{#\s*(title|sharing):\s*(.*?)\s*#\}")  # what a template of one's own says of itself


def sections() -> list[tuple[str, str]]:
    """(name, template) of every section, in reading order: that of the file names.

    Raises
    ------
    IdealtypesError
        For a template whose name is no section's, and two of one name.
    """
    out: dict[str, str] = {}
    for file in sorted(path.name for path in (folder("reports") / "sections").glob("*.html")):
        match = SECTION.fullmatch(file)
        if match is None:
            raise IdealtypesError(f"reports/sections/{file}: call it NN-name.html, the name in small letters")
        if match[1] in out:
            raise IdealtypesError(f"reports/sections/{file}: {out[match[1]]} is a section of that name too")
        out[match[1]] = f"sections/{file}"
    return list(out.items())


class _Compiled(BytecodeCache):
    """Templates that this process has compiled, kept for its next page: compiling takes longer than filling."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = _Compiled()


def environment(words: Words) -> Environment:
    """Templates of `reports/`, which escape what they print and fail on what they do not know."""
    surroundings = Environment(
        loader=FileSystemLoader(folder("reports")),
        bytecode_cache=COMPILED,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    surroundings.globals["t"] = words.say
    surroundings.globals["has_words"] = words.has
    return surroundings


def page_html(
    words: Words, parts: Mapping[str, Any], figures: Mapping[str, ReportFigure], links: Links, *, version: str
) -> str:
    """The whole page.

    Parameters
    ----------
    words
        Of the report's language.
    parts
        Section → what its template prints; None for a section with nothing to say.
    figures
        The figures, by name.
    links
        The statements and the numbers' entries, embedded for the page's script once all sections are made.
    version
        Of idealtypes.
    """
    surroundings = environment(words)
    filled = []
    for name, template in sections():
        stated = dict(STATED.findall(_text(template)))
        own = name not in parts
        # A section of one's own may print anything, so that a shared report leaves it out unless it says otherwise.
        left_out = links.facts.sharing and stated.get("sharing") != "yes" if own else parts[name] is None
        if left_out:
            continue
        given = {"facts": links.facts, "study": links.facts.study, "links": links, "words": words}
        body = _filled(surroundings, template, part=parts.get(name), parts=parts, figures=figures, **given)
        title, nav = (_named(words, f"{kind}.{name}", stated) for kind in ("sections", "nav"))
        filled.append({"name": name, "title": title, "nav": nav, "body": Markup(body)})
    desk_there = parts.get("evidence") is not None
    scripts = [
        *(DESK if desk_there else ()),
        *(["scenarios.js"] if parts.get("scenarios") is not None else ()),
    ]
    style, theme = "\n".join(_text(name) for name in ("style.css", "desk.css")), _text("theme.js")
    script = "\n".join(_text(name) for name in scripts)
    page = surroundings.get_template("page.html").render(
        language=words.language,
        title=parts["result"]["title"],
        sections=filled,
        style=Markup(style),
        theme=Markup(theme),
        script=Markup(script),
        style_hash=_hash(style),
        theme_hash=_hash(theme),
        script_hash=_hash(script),
        data=Markup(json_for_script(desk(links) if desk_there else NOTHING)),
        desk=desk_there,
        version=version,
    )
    return with_isolates(page)


def _filled(surroundings: Environment, template: str, **values: Any) -> str:
    """A template with its values; what it gets wrong is told as a fault of the file."""
    try:
        return surroundings.get_template(template).render(**values)
    except (TemplateError, KeyError) as problem:
        frames = [f.lineno for f in extract_tb(problem.__traceback__) if f.filename.endswith(template)]
        line = getattr(problem, "lineno", frames[-1] if frames else None)
        raise BadInput([Fault(f"reports/{template}", line, str(problem.args[0]))]) from None


def _named(words: Words, key: str, stated: Mapping[str, str]) -> str:
    """What a section is called: by the file of words, else by its own template, else by its name."""
    name = key.split(".")[1].replace("_", " ").replace("-", " ")
    return words.say(key) if words.has(key) else stated.get("title", name.capitalize())


def json_for_script(data: Any) -> str:
    r"""JSON that is safe inside a script element: nothing in it ends the element or a line.

    >>> json_for_script({"text": "</script> & \u2028"})
    '{"text":"\\u003c/script\\u003e \\u0026 \\u2028"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _text(name: str) -> str:
    path: Path = folder("reports") / name
    return path.read_text(encoding="utf-8").replace("\r\n", "\n").strip()


def _hash(text: str) -> str:
    """The hash by which the page's security policy knows its own style and script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
