"""Text from right to left on a page: isolated wherever it stands between text of the page's own direction.

Elements that show nothing but a text of the study have `dir="auto"` in their templates, and are left alone. Sentences
and cells that have such a text in them keep the page's direction, and the text its own: a title in Hebrew does not draw
the number behind it to its other side.
"""

from __future__ import annotations

import html
import re

from markupsafe import escape

from idealtypes.model.direction import from_right, isolated

# whole elements that hold no text of a page, or drawings; and any other tag
PARTS = re.compile(r"(<(script|style|title|svg)\b.*?</\2>|<[^>]*>)", re.DOTALL)


def with_isolates(page: str) -> str:
    """The page with isolates; as it is where nothing is written from right to left.

    >>> made = with_isolates("<p><b>\\u05d0</b>: 3</p><h3 dir='auto'>\\u05d0</h3>")
    >>> made == "<p><b>\\u2068\\u05d0\\u2069</b>: 3</p><h3 dir='auto'>\\u05d0</h3>"
    True
    """
    if not from_right(page):
        return page
    made: list[str] = []
    end, tag = 0, ""
    for found in PARTS.finditer(page):
        made += (_text(page[end : found.start()], tag), found[0])
        tag, end = found[0], found.end()
    made.append(_text(page[end:], tag))
    return "".join(made)


def _text(text: str, tag: str) -> str:
    """A text between two tags, of which the first is `tag`."""
    if not from_right(text) or re.match(r"<[a-z][^>]*\sdir=", tag):
        return text
    return str(escape(isolated(html.unescape(text))))
