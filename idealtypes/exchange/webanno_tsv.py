r"""WebAnno TSV 3, the table of WebAnno and INCEpTION: a row a token, a column for each feature of each layer.

A row is a token (`1-2`) or a part of one (`1-2.1`) with its positions, in UTF-16 code units: `_` stands for nothing,
`*` for an annotation without a value, `a[1]|b[2]` for several; one number on several rows is one annotation. What
stands between two sentences is not in the file: white space does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from idealtypes.errors import Skipped
from idealtypes.exchange.format import NotReadable
from idealtypes.model.text import counted

HEAD = b"#FORMAT=WebAnno TSV 3"
LIKE_CODES = (
    "value",
    "code",
    "codes",
    "label",
    "category",
    "type",
    "tag",
)  # features that are likely the code
LANGUAGE = re.compile(
    r"de\.tudarmstadt\.ukp\.(?:dkpro\.core|clarin\.webanno)\.(?:api\.)?"
    r"(?:lexmorph|segmentation|syntax|transform|coref|metadata)\b.*"
)
ROW = re.compile(r"([0-9]+-[0-9]+)(\.[0-9]+)?\t([0-9]{1,15})-([0-9]{1,15})\t")
NUMBERED = re.compile(r"(.*?)(?:\[([0-9]+)\])?", re.DOTALL)
ESCAPED = re.compile(r"\\(->|t|n|.)", re.DOTALL)
IN_TEXT = re.compile(r"\\(.)", re.DOTALL)
MEANT = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b"}
STACK = re.compile(r"(?<!\\)(?:\\\\)*\|")


@dataclass(frozen=True)
class TsvLayer:
    """A layer of spans: its name, the columns of its features by name, and whether it holds codes."""

    name: str
    columns: dict[str, int]
    first: int  # its first column, and the one after its last
    after: int
    spans: bool

    @property
    def short(self) -> str:
        """The name without its package."""
        return self.name.rpartition(".")[2]

    def cell(self, columns: list[str]) -> str:
        """The cell that says which annotations of the layer are on a row, "" for none: the first that is filled."""
        return next((cell for cell in columns[self.first : self.after] if cell not in ("_", "")), "")


@dataclass
class SpanAnnotation:
    """An annotation on one or several rows, with the values of its features."""

    layer: TsvLayer
    start: int
    end: int
    values: dict[str, str]
    stored: str | None
    where: str


def _layers(lines: list[str], where: str) -> tuple[list[TsvLayer], int]:
    """The layers that the head declares, and the number of its lines."""
    layers: list[TsvLayer] = []
    column = 0
    for number, line in enumerate(lines):
        if not line.startswith("#") or line.startswith(("#Text=", "#Sentence.id=")):
            if line.strip() or number > 1 + len(layers):
                return layers, number
            continue
        kind, _, said = line.rstrip("\r").partition("=")
        if kind not in ("#T_SP", "#T_RL", "#T_CH"):
            continue
        name, *features = said.split("|")
        names: dict[str, int] = {}
        slot = False
        for offset, feature in enumerate(features):
            # a slot has a column for its role and one for what fills it
            plain = bool(feature) and not slot and not feature.startswith(("ROLE_", "BT_"))
            if plain:
                names[feature] = column + offset
            slot = feature.startswith("ROLE_") and not slot
        after = column + max(len(features), 1)
        layers.append(TsvLayer(name, names, column, after, kind == "#T_SP"))
        column = after
    return layers, len(lines)


@dataclass(frozen=True)
class TsvDocument:
    """A document: its text, the annotations on its spans, and the layers that are none of codes."""

    text: str
    annotations: tuple[SpanAnnotation, ...]
    skipped: tuple[Skipped, ...]


def read_tsv(raw: str, where: str) -> TsvDocument:
    """The document in a file.

    Raises
    ------
    NotReadable
        With the line that is not as the format has it.
    """
    lines = raw.removeprefix("\ufeff").split("\n")
    if not lines[0].encode().startswith(HEAD):
        raise NotReadable(f"{where}:1: a WebAnno TSV file begins with `{HEAD.decode()}.…`")
    layers, begin = _layers(lines, where)
    text = _Text(where)
    spans: dict[tuple[str, str], SpanAnnotation] = {}
    left: dict[_LeftOut, set[str]] = defaultdict(set)
    for number, raw in enumerate(lines[begin:], begin + 1):
        line = raw.rstrip("\r")
        if not line:
            continue
        if line.startswith("#"):
            text.said(line)
            continue
        row = ROW.match(line)
        cells = line.split("\t")
        if row is None or len(cells) < 3:
            raise NotReadable(
                f"{where}:{number}: a row begins with a token's number, its positions and the token: "
                "`1-2<tab>3-7<tab>word`"
            )
        unit = f"{row[1]}{row[2] or ''}"
        start, end, token = int(row[3]), int(row[4]), IN_TEXT.sub(_meant, cells[2])
        if row[2] is None:
            text.token(start, token, number)
        columns = cells[3:]
        for layer in layers:
            if layer.first >= len(columns):
                raise NotReadable(
                    f"{where}:{number}: the row has {len(columns)} columns of annotations, and the head of the file "
                    f"declares more: the one of `{layer.short}` is not there"
                )
            cell = layer.cell(columns)
            if not cell:
                continue
            if not layer.spans or LANGUAGE.fullmatch(layer.name):
                own = (one or f"{unit}/{n}" for n, (_, one) in enumerate(_stack(cell)))
                left[_LeftOut(layer.name, layer.spans)].update(own)
                continue
            for one, values in _annotations(layer, columns):
                key = (layer.name, one or unit)
                if key in spans:
                    there = spans[key]
                    spans[key] = SpanAnnotation(
                        layer, min(there.start, start), max(there.end, end), there.values, None, there.where
                    )
                else:
                    spans[key] = SpanAnnotation(layer, start, end, values, token, f"{where}:{number}")
    skipped = [
        Skipped(f"{counted(len(units), 'annotation')} of the layer `{out.layer}`", where, out.why)
        for out, units in left.items()
    ]
    return TsvDocument(text.whole(), tuple(spans.values()), tuple(skipped))


def annotations_held(raw: str, where: str) -> int:
    """How many annotations the layers that may hold codes have, by the cells of the table alone."""
    lines = raw.removeprefix("\ufeff").split("\n")
    layers, begin = _layers(lines, where)
    some = [layer for layer in layers if layer.spans and not LANGUAGE.fullmatch(layer.name)]
    numbers: set[tuple[str, str]] = set()
    alone = 0
    for line in lines[begin:]:
        if not ROW.match(line):
            continue
        columns = line.rstrip("\r").split("\t")[3:]
        for layer in some:
            for _, number in _stack(layer.cell(columns)) if layer.cell(columns) else ():
                alone += not number
                if number:
                    numbers.add((layer.name, number))
    return alone + len(numbers)


@dataclass(frozen=True)
class _LeftOut:
    """A layer that holds no codes."""

    layer: str
    spans: bool

    @property
    def why(self) -> str:
        if self.spans:
            return "the layer is of the language, and holds no codes"
        return "the layer joins passages, and is on none of its own"


def _annotations(layer: TsvLayer, columns: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The annotations of a layer on a row: the number of each, "" without one, and the values of its features."""
    stacks = {name: list(_stack(columns[at])) for name, at in layer.columns.items() if at < len(columns)}
    for place, (_, number) in enumerate(_stack(layer.cell(columns))):
        values = {}
        for name, stack in stacks.items():
            value = stack[place][0] if place < len(stack) else "*"
            if value not in ("*", "_", ""):
                values[name] = ESCAPED.sub(_meant, value)
        yield number, values


def _stack(cell: str) -> Iterator[tuple[str, str]]:
    r"""The values of a cell and their numbers, as they are written.

    >>> list(_stack(r"a[1]|b\|c[2]")), list(_stack(r"N\[0\]"))
    ([('a', '1'), ('b\\|c', '2')], [('N\\[0\\]', '')])
    """
    parts = cell.split("|") if "\\" not in cell else _split(cell)
    for part in parts:
        found = NUMBERED.fullmatch(part)
        assert found is not None  # it takes any text
        yield found[1], found[2] or ""


def _split(cell: str) -> list[str]:
    parts, at = [], 0
    for found in STACK.finditer(cell):
        parts.append(cell[at : found.end() - 1])
        at = found.end()
    return [*parts, cell[at:]]


def _meant(found: re.Match[str]) -> str:
    return MEANT.get(found[1], found[1])


@dataclass
class _Text:
    """The text of a document, put together from its sentences: what stands between two of them is not in the file."""

    where: str
    parts: list[str] = field(default_factory=list)
    length: int = 0  # in UTF-16 code units
    sentence: list[str] = field(default_factory=list)
    waiting: bool = False

    def said(self, line: str) -> None:
        """A line of a sentence's text."""
        if line.startswith("#Text="):
            if not self.waiting:
                self.sentence, self.waiting = [], True
            self.sentence.append(IN_TEXT.sub(_meant, line.removeprefix("#Text=")))

    def token(self, start: int, token: str, number: int) -> None:
        """A token; the first after a sentence says where that begins."""
        if not self.waiting:
            return
        self.waiting = False
        text = "\n".join(self.sentence)
        before = text.find(token)
        if before < 0:
            raise NotReadable(
                f"{self.where}:{number}: the token `{token[:40]}` is not in the text of its sentence"
            )
        begin = start - _units(text[:before])
        if begin < self.length:
            raise NotReadable(
                f"{self.where}:{number}: the sentence begins at {begin}, before the end of the one above"
            )
        gap = begin - self.length
        self.parts += [" " if gap == 1 and self.parts else "\n" * gap, text]
        self.length = begin + _units(text)

    def whole(self) -> str:
        """The whole text."""
        return "".join(self.parts)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
