"""A report in each of its formats: the page, and from the same sections, filled for paper, docx, PDF and Markdown."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from idealtypes.errors import BadCall
from idealtypes.model.hints import listed
from idealtypes.reporting.documents.document_model import Block, DocumentHeading, Span, WrittenDocument
from idealtypes.reporting.documents.html_reading import read_html
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.figures.files import figure_files
from idealtypes.reporting.figures.paper_parts import paper_parts
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.page import json_for_script, page_html
from idealtypes.reporting.record.provenance import Provenance
from idealtypes.reporting.record.record import page_hash, record_of, sections_of, with_record
from idealtypes.reporting.sections import recorded
from idealtypes.reporting.templates import chosen_sections, filled_sections

FORMATS = ("html", "docx", "pdf", "md")
PLACE = re.compile(r'<img data-figure="([^"]*)"')
LISTED = 400  # statements that a document lists; more are among the tables


def formats_of(given: str | Sequence[str]) -> tuple[str, ...]:
    """The formats that are asked for, each once, in the order of `FORMATS`.

    >>> formats_of("docx, html"), formats_of(["md"])
    (('html', 'docx'), ('md',))

    Raises
    ------
    BadCall
        For a format that there is not, and where none is named.
    """
    asked = [part.strip().lower() for part in given.split(",")] if isinstance(given, str) else list(given)
    if not asked or any(one not in FORMATS for one in asked):
        said = ",".join(map(str, asked))
        raise BadCall(f"`format` is `{said}`: it should be one or more of {listed(FORMATS)}, as `html,docx`")
    return tuple(one for one in FORMATS if one in asked)


@dataclass(frozen=True)
class PlacedFigure:
    """Where a figure stands in what is for paper: its name and words; each format puts its drawing there.

    `parts` are what a figure that is higher than a page is parted into.
    """

    figure: ReportFigure
    parts: tuple[ReportFigure, ...] = ()

    @property
    def html(self) -> Markup:
        made = Markup('<img data-figure="{}" alt="{}">')
        return Markup("").join(made.format(one.name, one.description) for one in self.parts or (self.figure,))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.figure, name)


@dataclass(frozen=True, eq=False)
class WholeReport:
    """All that a report says, to be written in one or several formats.

    Attributes
    ----------
    facts, links, origin
        What it says, the statements behind it, and how it came about.
    figures, parts
        Its figures and its sections' data, by name.
    own
        The folder of the study's own templates.
    names
        Of the sections to show, in this order; None for all.
    """

    facts: Facts
    links: Links
    origin: Provenance
    figures: Mapping[str, ReportFigure]
    parts: Mapping[str, Any]
    own: Path | None = None
    names: Sequence[str] | None = None

    def html(self) -> bytes:
        """The page, with the record in it."""
        return with_record(self._screen, json_for_script(self.recorded)).encode("utf-8")

    @cached_property
    def _screen(self) -> str:
        return self._page(self._told(paper=False), self.figures, paper=False)

    @cached_property
    def recorded(self) -> dict[str, Any]:
        """The record of the page."""
        return record_of(self.facts, self.origin, sections_of(self._screen), page_hash(self._screen))

    @property
    def recorded_without_page(self) -> dict[str, Any]:
        """The record of a report that has no page."""
        return record_of(self.facts, self.origin, sections_of(self._markup))

    def pdf(self) -> tuple[bytes, str]:
        """The page on paper, and which program printed it."""
        from idealtypes.reporting.documents.pdf_printing import print_pdf

        page = self._page(self._on_paper, self._placed, paper=True)
        made = print_pdf(with_drawings(page, self._shown_figures(page), self.facts))
        return made.data, made.by

    def _page(self, parts: Mapping[str, Any], figures: Mapping[str, Any], *, paper: bool) -> str:
        return page_html(
            self.facts.words,
            parts,
            figures,
            self.links,
            version=self.origin.version,
            own=self.own,
            names=self.names,
            paper=paper,
        )

    def docx(self) -> bytes:
        """The report for Word."""
        from idealtypes.reporting.documents.docx_writing import docx_bytes

        return docx_bytes(self._document, self._pngs)

    def md(self, folder: str) -> bytes:
        """The report as Markdown; `folder` is where its figures lie, seen from it."""
        from idealtypes.reporting.documents.markdown_writing import markdown_text

        return markdown_text(self._document, lambda name: f"{folder}/{name}.svg").encode("utf-8")

    def svgs(self) -> dict[str, bytes]:
        """The figures that the documents show, as files."""
        return dict(figure_files(self._shown_figures(self._markup), ("svg",), self.facts.words))

    @cached_property
    def _placed(self) -> Mapping[str, PlacedFigure]:
        return {
            name: PlacedFigure(figure, paper_parts(figure, self.facts.words))
            for name, figure in self.figures.items()
        }

    @cached_property
    def _on_paper(self) -> Mapping[str, Any]:
        """The sections' data without the list of statements, where that would be a book of its own."""
        return self._told(paper=True) | ({"evidence": None} if self._statements_beside else {})

    @property
    def _statements_beside(self) -> bool:
        return self.parts.get("evidence") is not None and len(self.links.statements) > LISTED

    def _told(self, *, paper: bool) -> dict[str, Any]:
        """The sections' data with the record in short: on paper, and on a page that is asked for it by name."""
        shown = paper if self.names is None else "record" in self.names
        return {**self.parts, "record": recorded.build(self.facts, self.origin) if shown else None}

    @cached_property
    def _markup(self) -> str:
        """The sections filled for paper, one after the other, with their headings."""
        templates = chosen_sections(self.own, self.names)
        filled = filled_sections(templates, self._on_paper, self._placed, self.links, paper=True)
        made = []
        if not filled or filled[0].name != "result":
            made.append(f'<h1 dir="auto">{escape(self.parts["result"]["title"])}</h1>')
        for section in filled:
            head = "" if section.name == "result" else f"<h2>{escape(section.title)}</h2>"
            made.append(f'<section id="{section.name}">{head}{section.body}</section>')
        if self._statements_beside:
            told = self.facts.words.say("documents.statements_beside", n=len(self.links.statements))
            made.append(f"<p>{escape(told)}</p>")
        return "\n".join(made)

    @cached_property
    def _document(self) -> WrittenDocument:
        return document_of(self._markup, self.parts["result"]["title"], self.facts.language)

    @cached_property
    def _pngs(self) -> dict[str, bytes]:
        return pngs(self._shown_figures(self._markup), self.facts)

    def _shown_figures(self, markup: str) -> list[ReportFigure]:
        """The figures that have a place in what is said."""
        placed = {part.name: part for one in self._placed.values() for part in one.parts}
        return [placed[name] for name in dict.fromkeys(PLACE.findall(markup))]


def document_of(markup: str, title: str, language: str) -> WrittenDocument:
    """A document of filled sections: its first heading is its title, those of sections come below."""
    return WrittenDocument(title, language, tuple(_with_level(block) for block in read_html(markup)))


def _with_level(block: Block) -> Block:
    """A heading without text is none."""
    if isinstance(block, DocumentHeading) and not block.spans:
        return replace(block, spans=(Span("–"),))
    return block


def pngs(figures: Sequence[ReportFigure], facts: Facts) -> dict[str, bytes]:
    """Name → PNG with 300 dots an inch."""
    files = figure_files(figures, ("png",), facts.words)
    return {name.removesuffix(".png"): data for name, data in files.items()}


def with_drawings(page: str, figures: Sequence[ReportFigure], facts: Facts) -> str:
    """A page for paper with the drawings in their places, within the page itself."""
    files = figure_files(figures, ("svg",), facts.words)
    drawn = {name.removesuffix(".svg"): data_address(data) for name, data in files.items()}
    return PLACE.sub(lambda place: f'<img data-figure="{place[1]}" src="{drawn[place[1]]}"', page)


def data_address(svg: bytes) -> str:
    """A drawing as an address that holds it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")
