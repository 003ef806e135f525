"""A study's contents as files: the tables, the codebook and `study.yaml` of what an import has made."""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from idealtypes.exchange import columns
from idealtypes.exchange.held import IMPORTS, Held, HeldCode, Row, as_document
from idealtypes.files.document import FORMAT
from idealtypes.files.saving import guarded

SCHEME, STATEMENTS, CODINGS, SOURCES, CASES, TEXTS = (
    "scheme.yaml",
    "statements.csv",
    "codings.csv",
    "sources.csv",
    "cases.csv",
    "texts",
)
WIDE = 100_000  # no line of ours is broken by the writer

HEAD = {
    "statements": ("id", "source", "case", "text", "codes", "coder", "mode", "voice", "condition", "locator"),
    "sources": ("id", "title", "kind", "case", "text_file"),
    "cases": ("id", "title"),
}
TAIL = {
    "statements": ("start", "end", "memo", "coding_memos", "foreign_id"),
    "sources": ("memo", "foreign_id"),
}
TAIL["cases"] = ("foreign_id",)
FOLDER = "a folder: no statement carries it, and where it is placed, the codes in it are placed"


def study_files(held: Held, title: str, notes: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a new study beside its scheme; `notes` are for the readers of its report.

    Without statements there is no study, but a codebook alone.
    """
    files = {IMPORTS: imports_bytes(held)}
    if not held.statements:
        return files
    apart = codings_apart(held)
    names = {"title": scalar(title), "scheme": f"./{SCHEME}", "statements": STATEMENTS}
    files[STATEMENTS] = table(statement_rows(held, apart), "statements")
    if apart:
        names["codings"] = CODINGS
        files[CODINGS] = table(coding_rows(held), "codings")
    names["sources"] = SOURCES
    files |= text_files(held)
    files[SOURCES] = table(source_rows(held), "sources")
    if held.cases:
        names["cases"] = CASES
        files[CASES] = table(({"id": key} | row for key, row in held.cases.items()), "cases")
    told = CommentedMap({name: scalar(note) for name, note in notes.items()})
    document = CommentedMap({"format": FORMAT} | names | {"notes": told})
    document.yaml_set_start_comment("Made by an import. What it holds: `idealtypes check` of this folder.")
    files["study.yaml"] = yaml_text(document).encode()
    return files


def codings_apart(held: Held) -> bool:
    """Whether codings need a table of their own: with several coders, or with intensities."""
    return len(held.coders) > 1 or any(intensity != 1 for intensity in held.codings.values())


# tables


def statement_rows(held: Held, apart: bool) -> Iterable[Row]:
    """The statements as rows; with their codes, unless these stand apart."""
    codes: dict[str, list[str]] = defaultdict(list)
    coders: dict[str, str] = {}
    only = held.coders[0] if len(held.coders) == 1 else ""  # who read what carries no code, too
    for (statement, code, coder), intensity in held.codings.items():
        codes[statement].append(code if intensity == 1 else f"{code}={intensity!r}")
        coders[statement] = coder
    for key, row in held.statements.items():
        more = {} if apart else {"codes": ";".join(codes[key]), "coder": coders.get(key, only)}
        yield {"id": key} | row | more


def coding_rows(held: Held) -> Iterable[Row]:
    """The codings as rows, in the order of the statements."""
    order = {key: place for place, key in enumerate(held.statements)}
    puts = sorted(held.codings, key=lambda put: order[put[0]])
    for statement, code, coder in puts:
        intensity = held.codings[statement, code, coder]
        more = {} if intensity == 1 else {"intensity": repr(intensity)}
        yield {"statement": statement, "code": code, "coder": coder} | more


def source_rows(held: Held) -> Iterable[Row]:
    """The sources as rows, with the names of the files that hold their texts."""
    for key, row in held.sources.items():
        yield {"id": key} | row | ({"text_file": text_file(key, row)} if key in held.texts else {})


def text_file(source: str, row: Row) -> str:
    """The file of a source's text, from the study's folder: the one it has, or one called after its id."""
    name = re.sub(
        r"[^\w.-]", lambda found: f"%{ord(found[0]):02X}", source
    )  # an id made by hand may hold a `/`
    return row.get("text_file") or f"{TEXTS}/{name}.txt"


def text_files(held: Held) -> dict[str, bytes]:
    """The texts of sources, as they are: UTF-8, line feeds, no byte order mark added or taken away."""
    return {text_file(key, held.sources[key]): text.encode() for key, text in held.texts.items()}


def table(rows: Iterable[Row], kind: str, first: Sequence[str] = (), delimiter: str = ",") -> bytes:
    """Rows as a csv table: our columns, then attributes in the order in which they come, then what was imported.

    `first` are the columns of a table that is there, whose order is kept. Cells that look like formulas are guarded.
    """
    listed = list(rows)
    named = dict.fromkeys(name for row in listed for name, value in row.items() if value)
    if kind == "codings":
        wanted = ["statement", "code", "coder", "intensity"]
        needed = ["statement", "code"]
    else:
        head, tail = HEAD[kind], TAIL[kind]
        wanted = [*head, *(name for name in named if name not in head and name not in tail), *tail]
        needed = ["id", "source", "text"] if kind == "statements" else ["id"]
    shown = [*first, *(name for name in wanted if (name in named or name in needed) and name not in first)]
    quote = re.compile(rf'["\n\r{delimiter}]|\A\s|\s\Z')
    lines = [delimiter.join(_quoted(guarded(name), quote) for name in shown)]
    lines += (
        delimiter.join(_quoted(guarded(columns.clean(row.get(name, ""))), quote) for name in shown)
        for row in listed
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _quoted(text: str, quote: re.Pattern[str]) -> str:
    if quote.search(text):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def imports_bytes(held: Held) -> bytes:
    """`imports.json`."""
    return (json.dumps(as_document(held.known), ensure_ascii=False, indent=1) + "\n").encode()


# the coding scheme


def scheme_text(held: Held, title: str, reference: str, aspects: Iterable[Mapping[str, Any]]) -> str:
    """A new scheme on the theory that `reference` names: its aspects, and the codes."""
    document = CommentedMap({"format": FORMAT, "id": "imported", "title": scalar(title), "version": 1})
    document["theory"] = reference
    document["aspects"] = CommentedSeq(_flow(aspect) for aspect in aspects)
    document.yaml_set_comment_before_after_key(
        "aspects", before="Name the facets that your codes speak to, each on an axis of the theory."
    )
    document["codes"] = CommentedSeq()
    add_codes(document["codes"], held.codes.values(), folders(held), offset=2)
    document.yaml_set_start_comment("Made by an import. A code without `place` is not yet placed.")
    return yaml_text(document)


def folders(held: Held) -> set[str]:
    """Codes that cannot be put on a statement."""
    return {code.id for known in held.known for code in known.codes.values() if not code.codable}


def add_codes(
    into: CommentedSeq, codes: Iterable[HeldCode], no_codes: Collection[str], offset: int = 2
) -> None:
    """Write codes behind those of a scheme's list."""
    for code in codes:
        entry = CommentedMap({"id": code.id, "title": scalar(code.more.get("title", code.title))})
        if definition := code.more.get("definition", code.definition):
            entry["definition"] = scalar(definition)
        for name in ("include", "exclude", "example", "place", "rationale"):
            if name in code.more:
                entry[name] = scalar(code.more[name])
        if code.parent is not None:
            entry["parent"] = code.parent
        into.append(entry)
        if code.id in no_codes:
            into.yaml_set_comment_before_after_key(len(into) - 1, before=FOLDER, indent=offset)


def codes_text(codes: Iterable[HeldCode], no_codes: Collection[str]) -> str:
    """Codes as a list in YAML, to be put behind those of a scheme."""
    found = CommentedSeq()
    add_codes(found, codes, no_codes)
    return yaml_text(found)


def scalar(value: Any) -> Any:
    """A value for YAML: texts of several lines as blocks where that says exactly the same, mappings on one line."""
    if isinstance(value, Mapping):
        return _flow(value)
    if isinstance(value, list):
        return CommentedSeq(scalar(one) for one in value)
    if not isinstance(value, str):
        return value
    text = value.strip()
    lines = text.split("\n")
    if not all(line.isprintable() for line in lines):
        return DoubleQuotedScalarString(text)  # with escapes, so that nothing is taken for a line end
    if len(lines) > 1 and all(line == line.rstrip() for line in lines):
        return LiteralScalarString(text)
    return text


def _flow(value: Mapping[str, Any]) -> CommentedMap:
    found = CommentedMap({key: _flow(one) if isinstance(one, Mapping) else one for key, one in value.items()})
    found.fa.set_flow_style()
    return found


# YAML


def yaml_text(document: Any) -> str:
    """A new document as YAML; what is there already is edited, in `files.yaml_edit`."""
    yaml = YAML()
    yaml.width = WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    written = io.StringIO()
    yaml.dump(document, written)
    return written.getvalue()
