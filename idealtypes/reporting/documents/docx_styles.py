"""How a docx looks: A4, its fonts and sizes, the language it is written in, the number of the page below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

WIDTH, HEIGHT = 210, 297  # millimetres: A4


@dataclass(frozen=True)
class Paper:
    """A4 with its margins in millimetres; `factor` is by how much letters and spaces are smaller than a report's."""

    margin: float = 20
    factor: float = 1.0

    @property
    def inner_width(self) -> float:
        return WIDTH - 2 * self.margin

    @property
    def inner_height(self) -> float:
        return HEIGHT - 2 * self.margin


PAPER, COMPACT = Paper(), Paper(13, 0.82)
INK, QUIET, ACCENT = RGBColor(0x1C, 0x24, 0x30), RGBColor(0x56, 0x61, 0x6F), RGBColor(0x1F, 0x4E, 0x79)
SANS, SERIF = "Calibri", "Cambria"
SUBTAGS = {"en": "en-GB", "nb": "nb-NO", "nn": "nn-NO"}  # which spelling a language is checked by

# Style → font, size, colour, space before and after in points; those that Word does not know are made.
STYLES: dict[str, tuple[str, float, RGBColor, float, float]] = {
    "Normal": (SANS, 10.5, INK, 0, 6),
    "Title": (SERIF, 22, INK, 0, 8),
    "Heading 1": (SERIF, 16, ACCENT, 20, 6),
    "Heading 2": (SERIF, 13, INK, 14, 4),
    "Heading 3": (SERIF, 11.5, INK, 10, 3),
    "Heading 4": (SANS, 10.5, INK, 8, 2),
    "Caption": (SANS, 9, QUIET, 4, 10),
    "List Bullet": (SANS, 10.5, INK, 0, 3),
    "List Number": (SANS, 10.5, INK, 0, 3),
    "Quote": (SERIF, 10.5, INK, 6, 1),
    "Lead": (SANS, 10.5, QUIET, 0, 6),
    "Note": (SANS, 9, QUIET, 3, 6),
    "Details": (SANS, 9, QUIET, 0, 1),
    "Term": (SANS, 10.5, INK, 4, 1),
    "Definition": (SANS, 10.5, INK, 0, 2),
    "Table Text": (SANS, 9, INK, 1, 1),
    "Footer": (SANS, 9, QUIET, 0, 0),
}
KEPT = (
    "Title",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "Heading 4",
    "Term",
    "Quote",
)  # with what follows them


def subtag(language: str) -> str:
    """The language as Word names it.

    >>> subtag("nb"), subtag("fr")
    ('nb-NO', 'fr')
    """
    return SUBTAGS.get(language, language)


def element(tag: str, **attributes: str | int) -> Any:
    """An element of WordprocessingML, its attributes in the same namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def set_up(document: Document, title: str, language: str, paper: Paper) -> None:
    """Give an empty document its paper, styles, language, title and footer."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(paper.margin)
    for name, looks in STYLES.items():
        _styled(document, name, looks, paper.factor)
    _language(document, language)
    document.core_properties.title = title[:255]
    document.core_properties.language = subtag(language)
    _footer(document, title, paper)


def _styled(
    document: Document, name: str, looks: tuple[str, float, RGBColor, float, float], factor: float
) -> None:
    font, colour = looks[0], looks[2]
    size, before, after = (round(2 * value * factor) / 2 for value in (looks[1], looks[3], looks[4]))
    if factor < 1:  # where letters are small, spaces and headings are smaller still
        before, after = before / 2, after / 2
        size = size * 0.85 if size > 11 else size
    known = {style.name for style in document.styles}
    style: ParagraphStyle
    if name in known:
        style = document.styles[name]
    else:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, element("rFonts", ascii=font, hAnsi=font, cs=font, eastAsia=font))
    style.font.size, style.font.color.rgb = Pt(size), colour
    style.font.bold = name.startswith("Heading") or name in ("Title", "Term")
    style.font.italic = False
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = (
        Pt(before),
        Pt(after),
        1.1 if factor == 1 else 1.0,
    )
    form.keep_with_next, form.widow_control = name in KEPT, True
    if name in ("Quote", "Details"):
        form.left_indent = Mm(4)
    borders = style.element.get_or_add_pPr()
    for old in borders.findall(qn("w:pBdr")):  # the template draws a line below a title
        borders.remove(old)


def _language(document: Document, language: str) -> None:
    """Of everything that says no other: by the document's defaults."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("lang", val=subtag(language), eastAsia="zh-CN", bidi="he-IL"))


def _footer(document: Document, title: str, paper: Paper) -> None:
    """The title, and page x / y."""
    section = document.sections[0]
    section.footer_distance = Mm(paper.margin / 2)
    paragraph = section.footer.paragraphs[0]
    own = document.styles["Footer"].element.find(f".//{qn('w:tabs')}")
    if own is not None:  # Word's own stops, one of them where a longer title ends
        own.getparent().remove(own)
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(paper.inner_width), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.style = document.styles["Footer"]
    short = title if len(title) <= 80 else title[:79].rstrip() + "…"
    paragraph.add_run(f"{short}\t")
    for name, between in (("PAGE", " / "), ("NUMPAGES", "")):
        for part in counted(name, "1"):
            paragraph._p.append(part)
        if between:
            paragraph.add_run(between)


def counted(instruction: str, shown: str) -> list[Any]:
    """A field, and what it shows until somebody counts anew."""
    runs = []
    for kind in ("begin", "", "separate", "shown", "end"):
        run = OxmlElement("w:r")
        if kind == "":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            run.append(code)
        elif kind == "shown":
            text = OxmlElement("w:t")
            text.text = shown
            run.append(text)
        else:
            run.append(element("fldChar", fldCharType=kind))
        runs.append(run)
    return runs
