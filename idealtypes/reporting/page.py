"""The page: templates and looks from `reports/`, filled with what the page says; one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from idealtypes.files.content import folder
from idealtypes.reporting.links import Links
from idealtypes.reporting.report_figure import ReportFigure
from idealtypes.reporting.words import Words

SECTION = re.compile(r"\d+-([a-z_]+)\.html")


def sections() -> list[tuple[str, str]]:
    """(name, template) of every section, in reading order: that of the file names."""
    found = sorted(path.name for path in (folder("reports") / "sections").glob("*.html"))
    return [(match[1], f"sections/{name}") for name in found if (match := SECTION.fullmatch(name))]


def environment(words: Words) -> Environment:
    """Templates of `reports/`, which escape what they print and fail on what they do not know."""
    surroundings = Environment(
        loader=FileSystemLoader(folder("reports")),
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
        if parts.get(name) is None:
            continue
        body = surroundings.get_template(template).render(part=parts[name], figures=figures, parts=parts)
        filled.append({"name": name, "title": words.say(f"sections.{name}"), "body": Markup(body)})
    style, script = _text("style.css"), _text("script.js")
    if parts.get("scenarios") is not None:
        script += "\n" + _text("scenarios.js")
    return surroundings.get_template("page.html").render(
        language=words.language,
        title=parts["result"]["title"],
        sections=filled,
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=Markup(json_for_script(links.data())),
        version=version,
    )


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
