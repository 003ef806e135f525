"""WebAnno and INCEpTION: WebAnno TSV 3 or UIMA CAS (XMI, JSON), a file, or a folder or archive such as an export.

The feature of a layer that is the code is `value`, or one named like a code, or its only one (`column` code=FEATURE);
the others become the memo of the coding, but for one called `stance` or `negated`, which says whether it is put against
the code. Layers of the language itself (parts of speech, lemmas, dependencies) are no
codes, and relations, chains and slots join passages.

In a project export the files of `annotation/DOCUMENT/` are the annotators', those of `curation/` the result of both.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from idealtypes.exchange.against import NEGATED, STANCE, stance_and_memo
from idealtypes.exchange.annotated_texts import LabelSets
from idealtypes.exchange.archives import whole
from idealtypes.exchange.builder import Builder
from idealtypes.exchange.conventions import WINDOWS
from idealtypes.exchange.folders import holds_files, opened
from idealtypes.exchange.format import SAMPLE, BadWish, Format, NotReadable, Sample, Wishes
from idealtypes.exchange.found_again import Effort
from idealtypes.exchange.json_files import as_unicode, read_bytes
from idealtypes.exchange.positions import MarkedPassage, find
from idealtypes.exchange.project import ForeignSource, Project
from idealtypes.exchange.segments import Segment
from idealtypes.exchange.uima_cas import cas_held, is_cas, read_cas
from idealtypes.exchange.webanno_tsv import HEAD, LIKE_CODES, SpanAnnotation, annotations_held, read_tsv
from idealtypes.files.content import shown
from idealtypes.model.hints import listed

ENDINGS = (".tsv", ".xmi", ".json")
LOOKED_AT = 5  # files of a folder by which it is told
INITIAL = "INITIAL_CAS"  # the text before anybody annotated
NO_CODES = ("identifier", "id", "comment", "note", "comments", *STANCE, *NEGATED)


def recognises(sample: Sample) -> bool:
    """The first line of a table, or a CAS; a folder or an archive that holds such files, or a project's export."""
    if names := (*sample.members, *sample.inside):
        return _is_export(names) or _has_some(sample.path)
    return _is_ours(sample.head)


def _is_export(names: tuple[str, ...]) -> bool:
    return any(re.fullmatch(r"exportedproject.*\.json", name) for name in names)


def _is_ours(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith(HEAD) or is_cas(head)


def _has_some(path: Path) -> bool:
    """Whether one of the first files that may be documents is one."""
    try:
        with opened(path) as members:
            likely = [name for name in members.names if name.lower().endswith(ENDINGS)]
            return any(_is_ours(members.open(name).read(SAMPLE)) for name in likely[:LOOKED_AT])
    except (NotReadable, OSError):
        return False


def _documents(path: Path) -> Iterator[tuple[str, str, bytes]]:
    """The name of each file that is a document, how messages call it, and its bytes."""
    if not holds_files(path):
        yield path.name, shown(path), read_bytes(path)
        return
    with opened(path) as members:
        for name in members.names:
            if name.lower().endswith(ENDINGS):
                data = whole(members, name)
                if _is_ours(data[:SAMPLE]):
                    yield name, members.where(name), data


def read(path: Path, wishes: Wishes) -> Project:
    """The project in a file, or in those of a folder or an archive."""
    made = Builder("webanno", path.stem, "WebAnno or INCEpTION", progress=wishes.progress)
    reading = _Documents(made, wishes)
    some = False
    for name, where, data in _documents(path):
        some = True
        *_, kind, document, user = ("", "", *name.split("/"))
        user = user.rpartition(".")[0]
        if kind == "curation" or user.startswith("CURATION_"):
            why = "it is what was made of the annotators' versions"
            made.skip("a curated document", where, why, codings=_held(data, where), fate="left")
        elif user == INITIAL:
            why = "it is the text before anybody annotated it"
            made.skip("a document", where, why, codings=_held(data, where), fate="left")
        elif kind == "annotation":
            reading.document(data, document, user, where)
        else:
            reading.document(data, name.rpartition(".")[0], "", where)
    if not some:
        raise NotReadable(
            f"{shown(path)}: there is no document in WebAnno TSV 3 or CAS in it: export the project, or its documents, "
            "again with the format “WebAnno TSV v3”"
        )
    reading.finish(shown(path))
    return made.project()


def _held(data: bytes, where: str) -> int:
    if is_cas(data[:SAMPLE]):
        return cas_held(data, where)
    return annotations_held(as_unicode(data, where), where)


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The annotations of the layers that may hold codes."""
    return {"codings": sum(_held(data, where) for _, where, data in _documents(path))}


class _Documents:
    """The documents of a project one after the other."""

    def __init__(self, made: Builder, wishes: Wishes) -> None:
        self._made = made
        self._wished = wishes.columns.get("code")
        self._labels = LabelSets(made)
        self._spans: list[tuple[str, str, SpanAnnotation]] = []  # source, coder
        self._texts: dict[str, str] = {}
        self._effort = Effort()
        self._features: dict[str, Counter[str]] = defaultdict(
            Counter
        )  # layer → feature → annotations with a value

    def document(self, data: bytes, name: str, coder: str, where: str) -> None:
        """One document as one annotator left it."""
        cas = is_cas(data[:SAMPLE])
        found = read_cas(data, where) if cas else read_tsv(as_unicode(data, where), where)
        text = found.text
        self._made.skipped += found.skipped
        if self._texts.setdefault(name, text) != text:
            why = f"its text is not that of `{name}` above"
            what = f"the version of {coder or 'nobody'}"
            self._made.skip(what, where, why, codings=len(found.annotations))
            return
        if name not in self._made.sources:
            one = ForeignSource(name, name.rpartition("/")[2], None, "document")
            self._made.source(one, None, where, lambda marks: find(text, marks, WINDOWS, self._effort))
        for span in found.annotations:
            self._spans.append((name, coder, span))
            features = self._features[span.layer.name]
            for feature in span.layer.columns:
                features[feature] += feature in span.values

    def finish(self, where: str) -> None:
        """The annotations as codings, once it is known which feature is the code."""
        chosen = {layer: self._feature(features) for layer, features in self._features.items()}
        if self._wished is not None and self._wished not in chosen.values():
            there = listed(sorted({name for features in self._features.values() for name in features}))
            raise BadWish(
                f"{where}: `column` code={self._wished}: no layer has a feature of this name; there are {there}"
            )
        for layer, feature in chosen.items():
            if feature is not None and len(self._features[layer]) > 1:
                self._made.notes.append(
                    f"Of the layer `{layer}` the feature `{feature}` is the code, and the others are memos; `column` "
                    "code=FEATURE names another."
                )
        seen: Counter[tuple[str, str]] = Counter()
        for source, coder, span in self._spans:
            feature = chosen[span.layer.name]
            value = span.values.get(feature or "", "")
            code = self._labels.code(span.layer.short, (value or span.layer.short,))
            against, memo = stance_and_memo(one for one in span.values.items() if one[0] != feature)
            own = "/".join(filter(None, (coder, f"{span.start}-{span.end}", code)))
            seen[source, own] += 1
            own += "'" * (seen[source, own] - 1)
            mark = MarkedPassage(span.start, span.end, span.stored)
            by = self._made.coder(coder)
            self._made.segment(source, Segment(own, mark, (code,), by, memo, against=against), span.where)
        self._labels.finish()

    def _feature(self, features: Counter[str]) -> str | None:
        """The feature of a layer that is the code."""
        names = list(features)
        if self._wished in names:
            return self._wished
        for known in LIKE_CODES:
            if found := next((name for name in names if name.lower() == known), None):
                return found
        likely = [name for name in names if name.lower() not in NO_CODES]
        return max(likely, key=lambda name: features[name], default=None)


FORMAT = Format(
    "webanno",
    "WebAnno TSV 3 or UIMA CAS (XMI, JSON): a file, a folder or zip, a project's export",
    ("WebAnno", "INCEpTION"),
    recognises,
    read,
    "WebAnno 3, the files of TSV 3.3 and XMI with which it is tested; JSON by dkpro-cassis 0.12.0",
    ("code",),
    "2026-11-29",
    holds=holds,
)
