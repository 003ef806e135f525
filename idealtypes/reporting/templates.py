"""The sections of a report: their templates, from `reports/` and from the study's own folder, chosen, in order, filled.

A template alone is a section: what nothing is prepared for gets the facts and the study themselves (see
`reports/README.md`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from idealtypes.errors import BadInput, Fault, IdealtypesError
from idealtypes.files.content import folder, shown
from idealtypes.reporting.documents.numbering import NumbersSoFar, numbered
from idealtypes.reporting.file_notes import with_file_notes
from idealtypes.reporting.links import Links
from idealtypes.reporting.study_templates import checked_section, own_text, sandbox
from idealtypes.reporting.wording.words import Words

SECTION = re.compile(r"\d+-([a-z][a-z0-9_-]*)\.html")
STATED = re.compile(r"\{#\s*(title|sharing):\s*(.*?)\s*#\}")  # what a template of one's own says of itself


@dataclass(frozen=True)
class SectionTemplate:
    """A section and its template; `own` is the study's folder where it stands there."""

    name: str
    template: str
    own: Path | None = None

    @property
    def said(self) -> str:
        """The file as the user would write it."""
        return f"reports/{self.template}" if self.own is None else shown(self.own / self.template)

    def text(self) -> str:
        if self.own is not None:
            return own_text(self.own, self.template)
        return (folder("reports") / self.template).read_text(encoding="utf-8")


@dataclass(frozen=True)
class FilledSection:
    """A section of a report: its name, heading, what the navigation calls it, and its markup, figures numbered."""

    name: str
    title: str
    nav: str
    body: Markup


def sections(own: Path | None = None) -> list[SectionTemplate]:
    """Every section, in reading order: that of the file names. One of the study's stands for a shipped one of its name.

    Raises
    ------
    IdealtypesError
        For a template whose name is no section's, and two of one name.
    """
    shipped = _named_templates(folder("reports"), "sections/", None)
    studys = {} if own is None else _named_templates(own, "", own)
    found = {**shipped, **studys}
    return sorted(found.values(), key=lambda section: section.template.rpartition("/")[2])


def _named_templates(root: Path, under: str, own: Path | None) -> dict[str, SectionTemplate]:
    out: dict[str, SectionTemplate] = {}
    for file in sorted(path.name for path in (root / under).glob("*.html")):
        if own is not None and file in WHOLE:
            continue
        match = SECTION.fullmatch(file)
        said = f"reports/{under}{file}" if own is None else shown(own / file)
        if match is None:
            raise IdealtypesError(f"{said}: call it NN-name.html, the name in small letters")
        if match[1] in out:
            raise IdealtypesError(f"{said}: {out[match[1]].template} is a section of that name too")
        out[match[1]] = SectionTemplate(match[1], f"{under}{file}", own)
    return out


WHOLE = ("page.html", "brief.html")  # templates of whole pages, not of sections


def chosen_sections(own: Path | None, names: Sequence[str] | None) -> list[SectionTemplate]:
    """All sections, or those of these names in their order.

    Raises
    ------
    IdealtypesError
        For a name that is no section's, with those that are.
    """
    there = sections(own)
    if names is None:
        return there
    by_name = {section.name: section for section in there}
    unknown = [name for name in names if name not in by_name]
    if unknown or not names:
        what = f"no section is called {', '.join(unknown)}" if unknown else "no section is named"
        raise IdealtypesError(f"{what}; there are {', '.join(by_name)}")
    return [by_name[name] for name in dict.fromkeys(names)]


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


def environment(words: Words, own: Path | None = None) -> Environment:
    """Templates of `reports/`, which escape what they print and fail on what they do not know; a study's own, in the
    sandbox."""
    surroundings: Environment
    if own is not None:
        surroundings = sandbox(own)
    else:
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


def filled_sections(
    templates: Sequence[SectionTemplate],
    parts: Mapping[str, Any],
    figures: Mapping[str, Any],
    links: Links,
    *,
    paper: bool = False,
) -> list[FilledSection]:
    """The sections that have something to say, filled, their figures and tables numbered through.

    Parameters
    ----------
    templates
        As of `chosen_sections`.
    parts
        Section → what its template prints; None for a section with nothing to say.
    figures
        The figures by name; a template shows their `html`.
    links
        The statements and the numbers' entries, which grow meanwhile.
    paper
        Whether it is for paper: then nothing can be clicked.
    """
    words, sharing = links.facts.words, links.facts.sharing
    counts, out = NumbersSoFar(), []
    for section in templates:
        stated = dict(STATED.findall(section.text()))
        name, prepared = section.name, section.name in parts
        # A section of one's own may print anything, so that a shared report leaves it out unless it says otherwise.
        closed = sharing and stated.get("sharing") != "yes" and (section.own is not None or not prepared)
        if closed or (prepared and parts[name] is None):
            continue
        given = {
            "facts": links.facts,
            "study": links.facts.study,
            "links": links,
            "words": words,
            "paper": paper,
        }
        body = filled(words, section, part=parts.get(name), parts=parts, figures=figures, **given)
        if section.own is not None:
            body = checked_section(section.own / section.template, body)
        title, nav = (_named(words, f"{kind}.{name}", stated) for kind in ("sections", "nav"))
        body = numbered(body, counts, lambda kind, n: words.say(f"documents.{kind}", n=n), title)
        out.append(FilledSection(name, title, nav, Markup(with_file_notes(body, words))))
    return out


def filled(words: Words, section: SectionTemplate, /, **values: Any) -> str:
    """A template with its values; what it gets wrong is told as a fault of the file.

    Raises
    ------
    BadInput
        With the line, where the template is wrong.
    """
    surroundings = environment(words, section.own)
    expected: tuple[type[Exception], ...] = (TemplateError, KeyError)
    if section.own is not None:
        section.text()  # one that cannot be read is told as such
        expected = (Exception,)
    path = None
    try:
        template = surroundings.get_template(section.template)
        path = template.filename
        return template.render(**values)
    except BadInput:
        raise
    except expected as problem:
        frames = [f.lineno for f in extract_tb(problem.__traceback__) if path and f.filename == path]
        line = getattr(problem, "lineno", frames[-1] if frames else None)
        told = str(problem.args[0]) if problem.args else type(problem).__name__
        if isinstance(problem, SecurityError):
            told = f"{told}: a study's template may ask and not act; see docs/formats.md"
        raise BadInput([Fault(section.said, line, told)]) from None


def _named(words: Words, key: str, stated: Mapping[str, str]) -> str:
    """What a section is called: by the file of words, else by its own template, else by its name."""
    name = key.split(".")[1].replace("_", " ").replace("-", " ")
    return words.say(key) if words.has(key) else stated.get("title", name.capitalize())
