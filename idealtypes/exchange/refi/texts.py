"""Where the text of a source lies: in the project file, in the archive, or nowhere that can be reached."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from idealtypes.exchange.archives import Members, leads_out, whole
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.positions import SourceText
from idealtypes.exchange.refi.elements import children


class Texts:
    """The texts of a project's sources, found by path or by the last part of it, in upper or lower case."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._names = {name.lower(): name for name in members.names}
        self._last = {name.rpartition("/")[2]: whole for name, whole in self._names.items()}

    def of(self, element: Any) -> tuple[SourceText | None, str, str]:
        """The text of a source; without one, where it should be and why it is not there."""
        inline = next(children(element, "PlainTextContent"), None)
        if inline is not None:
            return SourceText.of(inline.text or ""), "", ""
        plain, rich = element.get("plainTextPath"), element.get("richTextPath")
        if plain:
            return self._at(plain)
        if rich:
            return None, rich, "there is a formatted text only; REFI-QDA asks for a plain text beside it"
        return None, "", "the project holds no text of it"

    def _at(self, path: str) -> tuple[SourceText | None, str, str]:
        scheme, colon, rest = path.partition("://")
        if not colon:
            scheme, rest = "internal", path  # qc before 1.4 writes the bare name
        if scheme.lower() != "internal":
            return None, path, "the text lies outside the project, and nothing outside is read"
        rest = rest.lstrip("/").replace("\\", "/")
        if leads_out(rest):
            return None, path, "the path leads out of the project"
        name = self._find(rest) or self._find(unquote(rest))
        if name is None:
            return None, path, "the project does not hold this file"
        try:
            data = whole(self._members, name)
        except NotReadable as problem:
            return None, self._members.where(name), str(problem).partition(": ")[2] or str(problem)
        return _decoded(data, self._members.where(name))

    def _find(self, rest: str) -> str | None:
        low = rest.lower()
        for wanted in (f"sources/{low}", low):
            if wanted in self._names:
                return self._names[wanted]
        return self._last.get(low.rpartition("/")[2])


def _decoded(data: bytes, where: str) -> tuple[SourceText | None, str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return SourceText.of("\ufeff" + data.decode("utf-16")), "", ""
        except UnicodeDecodeError:
            return None, where, "the text is neither UTF-8 nor UTF-16"
    try:
        return SourceText.of(data.decode("utf-8")), "", ""
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        why = f"the text is not UTF-8: byte 0x{data[problem.start]:02X} on line {line}"
        return None, where, why
