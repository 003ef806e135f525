"""Reading a page as a browser would, as far as tests need: elements, attributes, text, and the embedded data."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """Every element with its attributes and text; text of script and style apart."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self.shown: list[str] = []
        self._open: list[str] = []
        self._inside: list[list[Any]] = []  # [element number, text so far] of the elements that are open
        self.of: dict[int, str] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)
            self._inside.append([len(self.elements) - 1, ""])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            number, text = self._inside.pop()
            self.of[number] = " ".join(text.split())
            if self._open.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside in ("script", "style"):
            self.texts[f"{inside}{len(self.elements)}"] = data
        else:
            self.shown.append(data)
            for item in self._inside:
                item[1] += data

    def find(self, tag: str | None = None, **attributes: str) -> list[tuple[dict[str, str], str]]:
        """Attributes and text of the elements with this tag and these attributes (`class_` for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            (attrs, self.of.get(i, ""))
            for i, (name, attrs) in enumerate(self.elements)
            if (tag is None or name == tag) and all(attrs.get(k) == v for k, v in wanted.items())
        ]

    @property
    def text(self) -> str:
        """All that is shown, with single spaces."""
        return " ".join("".join(self.shown).split())

    @property
    def data(self) -> dict[str, Any]:
        """The statements and numbers that the page embeds."""
        raw = next(text for text in self.texts.values() if text.startswith('{"statements"'))
        data: dict[str, Any] = json.loads(raw)
        return data
