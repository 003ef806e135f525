"""The page: sections, style and scripts of `reports/` and of the study; one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from idealtypes.files.content import folder
from idealtypes.reporting.desk.desk import NOTHING, desk
from idealtypes.reporting.links import Links
from idealtypes.reporting.study_templates import brought, checked_page, own_text
from idealtypes.reporting.templates import (
    SectionTemplate,
    chosen_sections,
    environment,
    filled,
    filled_sections,
)
from idealtypes.reporting.wording.isolates import with_isolates
from idealtypes.reporting.wording.words import Words

DESK = ("desk_index.js", "desk_list.js", "desk_panel.js", "desk.js", "figures.js")
# Nothing from outside, and no style and script but those that the page holds.
POLICY = (
    "default-src 'none'; style-src '{style}'; script-src '{theme}' '{script}'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
# A comment that begins its line, in a style or a script, and the blanks before what else a line has.
COMMENT = re.compile(r"^[ \t]*(?://[^\n]*\n|/\*.*?\*/\n?)|^[ \t]+", re.MULTILINE | re.DOTALL)


def page_html(
    words: Words,
    parts: Mapping[str, Any],
    figures: Mapping[str, Any],
    links: Links,
    *,
    version: str,
    own: Path | None = None,
    names: Sequence[str] | None = None,
    paper: bool = False,
) -> str:
    """The whole page.

    Parameters
    ----------
    words
        Of the report's language.
    parts
        Section → what its template prints; None for a section with nothing to say.
    figures
        The figures, by name: a template shows their `html`.
    links
        The statements and the numbers' entries, embedded for the page's script once all sections are made.
    version
        Of idealtypes.
    own
        The folder of the study's own templates.
    names
        Of the sections to show, in this order; by default all.
    paper
        Whether it is for paper: then it has no scripts.
    """
    shown = filled_sections(chosen_sections(own, names), parts, figures, links, paper=paper)
    there = {section.name for section in shown}
    desk_there = not paper and "evidence" in there and parts.get("evidence") is not None
    scripts = [*(DESK if desk_there else ()), *(["scenarios.js"] if "scenarios" in there else [])]
    style = "\n".join(content(name) for name in ("style.css", "desk.css", *(["paper.css"] if paper else ())))
    theme = "" if paper else content("theme.js")
    script = "" if paper else "\n".join(content(name) for name in scripts)
    if own is not None and brought(own, "style.css", sharing=links.facts.sharing):
        style += "\n" + own_text(own, "style.css").replace("</", "<\\/")
    values = {
        "language": words.language,
        "title": parts["result"]["title"],
        "sections": shown,
        "style": Markup(style),
        "theme": Markup(theme),
        "script": Markup(script),
        "policy": Markup(POLICY.format(style=hash_of(style), theme=hash_of(theme), script=hash_of(script))),
        "data": Markup("" if paper else json_for_script(desk(links) if desk_there else NOTHING)),
        "desk": desk_there,
        "version": version,
        "paper": paper,
    }
    return with_isolates(whole_page(words, "page.html", own, values, sharing=links.facts.sharing))


def whole_page(words: Words, name: str, own: Path | None, values: Mapping[str, Any], *, sharing: bool) -> str:
    """A whole page from its template, the study's where it has one of that name."""
    if own is None or not brought(own, name, sharing=sharing):
        return environment(words).get_template(name).render(**values)
    page = filled(words, SectionTemplate(name, name, own), **values)
    return checked_page(own / name, page, str(values["policy"]))


def json_for_script(data: Any) -> str:
    r"""JSON that is safe inside a script element: nothing in it ends the element or a line.

    >>> json_for_script({"text": "</script> & \u2028"})
    '{"text":"\\u003c/script\\u003e \\u0026 \\u2028"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def content(name: str) -> str:
    """A style or script without what no browser reads: lines of comment, and how far lines are indented."""
    path: Path = folder("reports") / name
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n").strip()
    return COMMENT.sub("", text).replace("\n\n", "\n")


def hash_of(text: str) -> str:
    """The hash by which the page's security policy knows its own style and script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
