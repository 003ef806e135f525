"""A document in UIMA CAS, as INCEpTION and WebAnno write it beside TSV: XMI, or JSON 0.4.

Both are a list of feature structures: the text (`Sofa`), and annotations with their type, their span in UTF-16 code
units and their features. Types of UIMA itself and of the language (tokens, sentences, parts of speech) hold no codes;
relations have a governor and a dependent, and links of chains the next one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from idealtypes.errors import Skipped
from idealtypes.exchange.annotated_texts import as_text, whole_number
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.json_files import as_list, as_object, as_unicode, document
from idealtypes.exchange.webanno_tsv import LANGUAGE, LIKE_CODES, SpanAnnotation, TsvDocument, TsvLayer
from idealtypes.exchange.xml import XmlDocument
from idealtypes.model.text import counted

XMI, JSON = re.compile(rb"<(?:\w+:)?XMI[\s>]"), b'"%FEATURE_STRUCTURES"'
IN_JSON = re.compile(rb'^\s*\{\s*"%(?:TYPES|FEATURE_STRUCTURES)"')
SOFA = "uima.cas.Sofa"
PLAIN = re.compile(
    r"uima\..*|de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(?:metadata\..*|segmentation\.type\.(?:Token|Sentence))"
    r"|de\.tudarmstadt\.ukp\.(?:clarin\.webanno|inception)\..*|org\.dkpro\.core\.api\.xml\..*"
)
JOINS = ("governor", "dependent", "next")  # features by which passages are joined
NUMBERS = re.compile(r"[0-9]+(?: [0-9]+)*")


@dataclass(frozen=True)
class _Structure:
    """A feature structure: its type, its span where it has one, its features, and whether it joins others."""

    type: str
    start: int | None
    end: int | None
    features: Mapping[str, str]
    joins: bool
    text: str | None = None


def is_cas(head: bytes) -> bool:
    """Whether a file begins as a document in CAS."""
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return bool(IN_JSON.match(bare)) or (bare.startswith(b"<") and XMI.search(bare) is not None)


def read_cas(data: bytes, where: str) -> TsvDocument:
    """The document in a file.

    Raises
    ------
    NotReadable
        For what is broken, with the line, and for a document without a text or with several.
    """
    xml = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    every = list(_in_xmi(data, where) if xml else _in_json(data, where))
    texts = [one.text for one in every if one.type == SOFA and one.text is not None]
    if len(texts) != 1:
        raise NotReadable(f"{where}: a document has one text, and this one has {len(texts) or 'none'}")
    joining = {one.type for one in every if one.joins}
    units = texts[0].encode("utf-16-le", "surrogatepass")
    layers: dict[str, TsvLayer] = {}
    left: Counter[tuple[str, str]] = Counter()
    found = []
    for number, one in enumerate(every, 1):
        if one.start is None or one.end is None or not one.type or PLAIN.fullmatch(one.type):
            continue
        if LANGUAGE.fullmatch(one.type):
            left[one.type, "the layer is of the language, and holds no codes"] += 1
        elif one.type in joining:
            left[one.type, "the layer joins passages, and is on none of its own"] += 1
        else:
            layer = layers.setdefault(one.type, TsvLayer(one.type, {}, 0, 0, True))
            layer.columns.update(dict.fromkeys(one.features, 0))
            stored = units[2 * max(one.start, 0) : 2 * max(one.end, 0)].decode("utf-16-le", "replace")
            place = f"{where}, annotation {number}"
            inside = 0 <= one.start <= one.end <= len(units) // 2
            features = {name: value for name, value in one.features.items() if value}
            found.append(
                SpanAnnotation(layer, one.start, one.end, features, stored if inside else None, place)
            )
    skipped = [
        Skipped(f"{counted(number, 'annotation')} of the layer `{type_}`", where, why)
        for (type_, why), number in left.items()
    ]
    return TsvDocument(texts[0], tuple(found), tuple(skipped))


def cas_held(data: bytes, where: str) -> int:
    """How many annotations the layers that may hold codes have."""
    return len(read_cas(data, where).annotations)


def _in_xmi(data: bytes, where: str) -> Iterator[_Structure]:
    """The elements of XMI, a namespace for each package."""
    every = []
    for element in XmlDocument(BytesIO(data), where).elements(("*",)):
        said = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        if "id" in said:
            package, _, name = str(element.tag).removeprefix("{").rpartition("}")
            package = package.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
            every.append((f"{package}.{name}", said))
    ids = {said["id"] for _, said in every}
    for type_, said in every:
        joins = any(name.lower() in JOINS for name in said)
        # what points to other structures is no value
        features = {
            name: value
            for name, value in said.items()
            if name not in ("id", "sofa", "begin", "end")
            and (name.lower() in LIKE_CODES or not _points(value, ids))
        }
        span = whole_number(said.get("begin")), whole_number(said.get("end"))
        yield _Structure(type_, *span, features, joins, said.get("sofaString"))


def _points(value: str, ids: set[str]) -> bool:
    return NUMBERS.fullmatch(value) is not None and all(one in ids for one in value.split())


def _in_json(data: bytes, where: str) -> Iterator[_Structure]:
    """The structures of JSON; what begins with a sign is of UIMA, or points to another one."""
    whole = as_object(document(as_unicode(data, where), where))
    for said in map(as_object, as_list(whole.get("%FEATURE_STRUCTURES"))):
        joins = any(name.lstrip("@").lower() in JOINS for name in said)
        features = {
            name: as_text(value)
            for name, value in said.items()
            if name[:1] not in "%@^" and name not in ("begin", "end", "sofaString")
        }
        text = said.get("sofaString")
        span = whole_number(said.get("begin")), whole_number(said.get("end"))
        yield _Structure(
            as_text(said.get("%TYPE")), *span, features, joins, text if isinstance(text, str) else None
        )
