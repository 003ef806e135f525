"""WebAnno and INCEpTION: WebAnno TSV 3, one file, or a folder or zip archive of them such as a project export.

The feature of a layer that is the code is `value`, or one named like a code, or its only one (`column` code=FEATURE);
the others become the memo of the coding. Layers of the language itself (parts of speech, lemmas, dependencies) are no
codes, and relations, chains and slots join passages.

In a project export the files of `annotation/DOCUMENT/` are the annotators', those of `curation/` the result of both.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from idealtypes.exchange.annotated_texts import LabelSets
from idealtypes.exchange.builder import Builder, Segment
from idealtypes.exchange.conventions import WINDOWS
from idealtypes.exchange.folders import holds_files, opened, text_in
from idealtypes.exchange.format import BadWish, Format, NotReadable, Sample, Wishes
from idealtypes.exchange.found_again import Effort
from idealtypes.exchange.json_files import as_unicode, read_bytes
from idealtypes.exchange.positions import MarkedPassage, find
from idealtypes.exchange.project import ForeignSource, Project
from idealtypes.exchange.webanno_tsv import HEAD, SpanAnnotation, annotations_held, read_tsv
from idealtypes.files.content import shown
from idealtypes.model.hints import listed

ENDING = ".tsv"
INITIAL = "INITIAL_CAS"  # the text before anybody annotated
LIKE_CODES = ("value", "code", "codes", "label", "category", "type", "tag")
NO_CODES = ("identifier", "id", "comment", "note", "comments")


def recognises(sample: Sample) -> bool:
    """The first line of a file; a folder or an archive that holds such files, or a project's export."""
    if names := (*sample.members, *sample.inside):
        return _is_export(names) or any(_is_ours(sample.path, name) for name in _tsv(names)[:3])
    return sample.head.removeprefix(b"\xef\xbb\xbf").startswith(HEAD)


def _tsv(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name.lower().endswith(ENDING)]


def _is_export(names: tuple[str, ...]) -> bool:
    return any(re.fullmatch(r"exportedproject.*\.json", name) for name in names)


def _is_ours(path: Path, name: str) -> bool:
    try:
        with opened(path) as members:
            if name not in members.names:
                return False
            return members.open(name).read(100).removeprefix(b"\xef\xbb\xbf").startswith(HEAD)
    except (NotReadable, OSError):
        return False


def read(path: Path, wishes: Wishes) -> Project:
    """The project in a file, or in those of a folder or an archive."""
    made = Builder("webanno", path.stem, "WebAnno or INCEpTION", progress=wishes.progress)
    reading = _Documents(made, wishes)
    if not holds_files(path):
        reading.document(as_unicode(read_bytes(path), shown(path)), path.stem, "", shown(path))
    else:
        with opened(path) as members:
            names = _tsv(members.names)
            if not names:
                raise NotReadable(
                    f"{shown(path)}: there is no WebAnno TSV file in it: export the project, or its documents, again "
                    "with the format “WebAnno TSV v3”"
                )
            for done, name in enumerate(names):
                wishes.tell(done, len(names))
                *_, kind, document, user = ("", "", *name.split("/"))
                user = user[: -len(ENDING)]
                where = members.where(name)
                if kind == "curation" or user.startswith("CURATION_"):
                    held = annotations_held(text_in(members, name), where)
                    why = "it is what was made of the annotators' versions"
                    made.skip("a curated document", where, why, codings=held, fate="left")
                elif user == INITIAL:
                    held = annotations_held(text_in(members, name), where)
                    why = "it is the text before anybody annotated it"
                    made.skip("a document", where, why, codings=held, fate="left")
                elif kind == "annotation":
                    reading.document(text_in(members, name), document, user, where)
                else:
                    reading.document(text_in(members, name), name[: -len(ENDING)], "", where)
    reading.finish(shown(path))
    return made.project()


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

    def document(self, raw: str, name: str, coder: str, where: str) -> None:
        """One document as one annotator left it."""
        found = read_tsv(raw, where)
        text = found.text
        self._made.skipped += found.skipped
        if self._texts.setdefault(name, text) != text:
            self._made.skip(
                f"the version of {coder or 'nobody'}", where, f"its text is not that of `{name}` above"
            )
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
            memo = "\n".join(f"{name}: {said}" for name, said in span.values.items() if name != feature)
            own = "/".join(filter(None, (coder, f"{span.start}-{span.end}", code)))
            seen[source, own] += 1
            own += "'" * (seen[source, own] - 1)
            mark = MarkedPassage(span.start, span.end, span.stored)
            self._made.segment(source, Segment(own, mark, (code,), self._made.coder(coder), memo), span.where)
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


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The annotations of the layers that may hold codes."""
    if not holds_files(path):
        return {"codings": annotations_held(as_unicode(read_bytes(path), shown(path)), shown(path))}
    with opened(path) as members:
        every = (annotations_held(text_in(members, name), name) for name in _tsv(members.names))
        return {"codings": sum(every)}


FORMAT = Format(
    "webanno",
    "WebAnno TSV 3 (WebAnno, INCEpTION; a file, a folder or zip, a project's export)",
    ("WebAnno", "INCEpTION"),
    recognises,
    read,
    "WebAnno 3, the files of TSV 3.3 with which it is tested",
    ("code",),
    "2026-11-29",
    holds=holds,
)
