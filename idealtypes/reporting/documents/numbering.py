"""Figures and tables get their numbers, once for the page and every document: `Figure 1` before a figure's caption,
`Table 1` before a table's, whose title is what names the table for those who do not see it, or the heading above it.

The markup is not written anew: numbers are put in where they belong. What is for the screen alone
(`data-only="screen"`) has none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import escape

# What matters of a page's markup: what holds no markup of ours, and the tags that are numbered, name tables, or hide.
PARTS = re.compile(
    r"<(?:script|style|svg)\b.*?</(?:script|style|svg)>|<!--.*?-->"
    r"|<(?P<end>/?)(?P<tag>h[1-6]|table|caption|figure|figcaption|div|section|details|p|ul|dl)\b(?P<rest>[^>]*)>",
    re.DOTALL,
)
SCREEN = re.compile(r"""\bdata-only=["']?screen\b|\shidden(?=[\s/]|$)""")
LABEL, UNNUMBERED = (
    re.compile(r"""\baria-label=(["'])(.*?)\1""", re.DOTALL),
    re.compile(r"\bdata-unnumbered\b"),
)
TAGS = re.compile(r"<[^>]*>")
ASIDE = re.compile(r"<small\b.*?</small>", re.DOTALL)

Numbering = Callable[[str, int], str]


@dataclass
class NumbersSoFar:
    """How many figures and tables have a number so far: sections share it."""

    figures: int = 0
    tables: int = 0


def numbered(markup: str, counts: NumbersSoFar, said: Numbering, title: str = "") -> str:
    """A section's markup with its figures and tables numbered.

    Parameters
    ----------
    markup
        The filled section.
    counts
        Of the sections before it; it goes on counting there.
    said
        `figure` or `table` and a number → as it is written: `Figure 1`, «Figur 1».
    title
        Of the section: names a table that nothing else names.

    Examples
    --------
    >>> in_words = lambda kind, n: f"{kind.capitalize()} {n}"
    >>> numbered("<figure><figcaption>Who.</figcaption></figure>", NumbersSoFar(), in_words)
    '<figure><figcaption><span class="numbered">Figure 1.</span> Who.</figcaption></figure>'
    >>> numbered("<h3>Who</h3><table><tr></tr></table>", NumbersSoFar(2, 2), in_words)
    '<h3>Who</h3><table><caption><span class="numbered">Table 3.</span> Who</caption><tr></tr></table>'
    """
    made: list[str] = []
    hidden: list[str] = []  # open elements of the one name that hides, and those of that name in it
    heading, region, begun, end = str(escape(title)), "", 0, 0
    found = list(PARTS.finditer(markup))
    for n, part in enumerate(found):
        tag = part["tag"]
        if tag is None:
            continue
        closes, rest = bool(part["end"]), part["rest"]
        if hidden:
            if tag == hidden[0]:
                hidden.pop() if closes else hidden.append(tag)
            continue
        if not closes and SCREEN.search(rest):
            hidden.append(tag)
            continue
        if tag[0] == "h" and closes:
            heading, region = _text(markup[begun : part.start()]), ""
        elif tag[0] == "h":
            begun = part.end()
        elif tag == "div" and not closes:
            named = LABEL.search(rest)
            region = named[2] if named else region
        if closes:
            region = "" if tag == "table" else region
            continue
        put = ""
        if tag == "figcaption":
            counts.figures += 1
            put = _number(said("figure", counts.figures))
        elif tag == "table" and not UNNUMBERED.search(rest):
            counts.tables += 1
            put = _number(said("table", counts.tables))
            following = next((f for f in found[n + 1 :] if f["tag"] is not None), None)
            if following is not None and following["tag"] == "caption":
                made += (markup[end : following.end()], put)
                end = following.end()
                continue
            named = LABEL.search(rest)
            put = f"<caption>{put}{named[2] if named else region or heading}</caption>"
        if put:
            made += (markup[end : part.end()], put)
            end = part.end()
    return "".join((*made, markup[end:]))


def _number(said: str) -> str:
    return f'<span class="numbered">{escape(said)}.</span> '


def _text(markup: str) -> str:
    """A heading's text, without what stands small beside it, escaped again.

    >>> _text("<span>Who &amp; <b>what</b></span><small>aside</small>")
    'Who &amp; what'
    """
    words = html.unescape(TAGS.sub("", ASIDE.sub("", markup)))
    return str(escape(" ".join(words.split())))
