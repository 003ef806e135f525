"""A figure's SVG made ready to stand inside the page: no inline styles, ids of its own, and words for those who listen.

The page forbids inline styles (its content security policy), so that they become attributes; ids are unique within a
page, so that each figure prefixes its own; and a mark that stands for a statement or a number says so in `data-s` or
`data-e`, where the page's script finds it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
MARK = re.compile(r"(statement|number)--(.+)--\d+")
FONT = re.compile(r"(?:(?P<weight>bold|[1-9]00) )?(?P<size>[\d.]+)px")
DROPPED = ("metadata", "style")


def inline(svg: bytes, *, prefix: str, title: str, description: str, css_class: str = "") -> str:
    """The SVG element of a figure for the page.

    Parameters
    ----------
    svg
        The file as `figures.rendered` gives it.
    prefix
        Put before every id: unique within the page.
    title, description
        What the figure is, and all its numbers in words.
    css_class
        Of the element.
    """
    root = ET.fromstring(svg)
    used = {m for e in root.iter() for value in e.attrib.values() for m in re.findall(r"#([\w-]+)", value)}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.removeprefix(f"{{{SVG}}}") in DROPPED:
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        _reference(element, prefix)
        _mark(element, prefix, used)
        _unstyle(element)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {
        "role": "img",
        "aria-labelledby": f"{prefix}-title {prefix}-desc",
        "stroke-linejoin": "round",
        "focusable": "false",
    }
    if css_class:
        root.set("class", css_class)
    for place, (tag, words) in enumerate((("title", title), ("desc", description))):
        told = ET.Element(tag, {"id": f"{prefix}-{tag}"})
        told.text = words
        root.insert(place, told)
    return ET.tostring(root, encoding="unicode")


def _reference(element: ET.Element, prefix: str) -> None:
    """References to other parts of the figure: `href` instead of XLink's, with the prefix."""
    link = element.attrib.pop(f"{{{XLINK}}}href", None)
    if link is not None:
        element.set("href", f"#{prefix}-{link.removeprefix('#')}")
    for name, value in element.attrib.items():
        element.set(name, value.replace("url(#", f"url(#{prefix}-"))


def _mark(element: ET.Element, prefix: str, used: set[str]) -> None:
    """Ids that something refers to keep their place; those of marks become data; the rest go."""
    own = element.attrib.pop("id", None)
    if own is None:
        return
    found = MARK.fullmatch(own)
    if found is not None:
        kind, key = found.groups()
        element.set("class", "s" if kind == "statement" else "e")
        element.set("data-s" if kind == "statement" else "data-e", key)
    elif own in used:
        element.set("id", f"{prefix}-{own}")


def _unstyle(element: ET.Element) -> None:
    """Declarations of an inline style as attributes; fonts are left to the page."""
    style = element.attrib.pop("style", None)
    for declaration in (style or "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            found = FONT.search(value)
            if found:
                element.set("font-size", found["size"])
                if found["weight"]:
                    element.set("font-weight", found["weight"])
        elif name == "font-size":
            element.set(name, value.removesuffix("px"))
        elif name and name != "font-family":
            element.set(name, value)
