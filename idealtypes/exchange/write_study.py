"""A study's contents as files: tables, codebook and `study.yaml` of what an import has made."""

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

from idealtypes.exchange.contents import IMPORTS, Row, StudyCode, StudyContents, as_document, judged
from idealtypes.exchange.foreign_names import clean
from idealtypes.exchange.project import NOTHING
from idealtypes.files.document import FORMAT
from idealtypes.files.saving import guarded
from idealtypes.files.statements import BECAUSE
from idealtypes.model.characters import HALVES
from idealtypes.model.stance import STANCE, STANCES, unsigned

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
    "ratings": ("case", "rater", "year", "source"),
}
TAIL = {
    "statements": ("start", "end", "memo", "coding_memos", "foreign_id"),
    "sources": ("memo", "foreign_id"),
}
TAIL["cases"] = ("foreign_id",)
TAIL["ratings"] = ("because", "locator")
NEEDED = {"statements": ["id", "source", "text"], "ratings": ["case", "rater"]}
NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")
FOLDER = "a folder: no statement carries it, and where it is placed, the codes in it are placed"


def study_files(
    contents: StudyContents, title: Any, notes: Mapping[str, Any], more: Mapping[str, Any] = NOTHING
) -> dict[str, bytes]:
    """The files of a new study beside its scheme; `notes` are for the readers of its report, `more` are further keys
    of its `study.yaml`.

    Without statements there is no study, but a codebook alone.
    """
    files = {IMPORTS: imports_bytes(contents)}
    if not contents.statements:
        return files
    apart = codings_apart(contents)
    names: dict[str, Any] = {"title": scalar(title), "scheme": f"./{SCHEME}", "statements": STATEMENTS}
    files[STATEMENTS] = table(statement_rows(contents, apart), "statements")
    if apart:
        names["codings"] = CODINGS
        files[CODINGS] = table(coding_rows(contents), "codings")
    if contents.readers is not None:
        names["readers"] = readers_yaml(contents.readers)
    names["sources"] = SOURCES
    files |= text_files(contents)
    files[SOURCES] = table(source_rows(contents), "sources")
    if contents.cases:
        names["cases"] = CASES
        files[CASES] = table(({"id": key} | row for key, row in contents.cases.items()), "cases")
    told = CommentedMap({name: scalar(note) for name, note in notes.items()})
    document = CommentedMap({"format": FORMAT} | names | {"notes": told} | dict(more))
    document.yaml_set_start_comment("Made by an import. What it holds: `idealtypes check` of this folder.")
    files["study.yaml"] = yaml_text(document).encode()
    return files


def codings_apart(contents: StudyContents) -> bool:
    """Whether codings need a table of their own: with several coders, repeated judgements, or intensities."""
    several = len(contents.coders) > 1 or contents.repeated
    return several or any(intensity != 1 for intensity in contents.codings.values())


def readers_value(readers: str | Mapping[str, tuple[str, ...]]) -> str | dict[str, list[str]]:
    """What stands under `readers` in study.yaml."""
    if isinstance(readers, str):
        return readers
    return {source: list(coders) for source, coders in readers.items()}


def readers_yaml(readers: str | Mapping[str, tuple[str, ...]]) -> Any:
    """The same for a new document: a source a line."""
    value = readers_value(readers)
    if isinstance(value, str):
        return value
    return CommentedMap({source: _inline(coders) for source, coders in value.items()})


def _inline(names: Iterable[str]) -> CommentedSeq:
    found = CommentedSeq(names)
    found.fa.set_flow_style()
    return found


# tables


def statement_rows(contents: StudyContents, apart: bool) -> Iterable[Row]:
    """The statements as rows; with their codes, unless these stand apart."""
    codes: dict[str, list[str]] = defaultdict(list)
    coders: dict[str, str] = {}
    only = contents.coders[0] if len(contents.coders) == 1 else ""  # who read what carries no code, too
    for (statement, code, coder), intensity in contents.codings.items():
        codes[statement].append(code if intensity == 1 else f"{code}={intensity!r}")
        coders[statement] = coder
    for key, row in contents.statements.items():
        more = {} if apart else {"codes": ";".join(codes[key]), "coder": coders.get(key, only)}
        yield {"id": key} | row | more


def coding_rows(contents: StudyContents, stances: bool = False) -> Iterable[Row]:
    """The codings as rows, in the order of the statements; behind those of a statement who read it and put no code.

    What is put against a code is `!code`, or `against` in a column of `stances` where the table has one.
    """
    order = {key: place for place, key in enumerate(contents.statements)}
    coded = {(statement, by) for statement, _, by in contents.codings}
    read = [(statement, "", by) for statement, by in sorted(contents.readings - coded) if statement in order]
    puts = sorted([*contents.codings, *read], key=lambda put: order[put[0]])
    for put in puts:
        statement, code, by = put
        coder, occasion = judged(by)
        intensity = contents.codings.get(put, 1.0)
        more = {} if intensity == 1 else {"intensity": repr(intensity)}
        if why := contents.reasons.get((statement, code, coder)):
            more[BECAUSE] = why
        if stances and code:
            code, against = unsigned(code)
            more[STANCE] = STANCES[against]
        yield {"statement": statement, "code": code, "coder": coder, "occasion": occasion} | more


def source_rows(contents: StudyContents) -> Iterable[Row]:
    """The sources as rows, with the names of the files that hold their texts."""
    for key, row in contents.sources.items():
        yield {"id": key} | row | ({"text_file": text_file(key, row)} if key in contents.texts else {})


def text_file(source: str, row: Row) -> str:
    """The file of a source's text, from the study's folder: the one it has, or one called after its id."""
    name = re.sub(
        r"[^\w.-]", lambda found: f"%{ord(found[0]):02X}", source
    )  # an id made by hand may hold a `/`
    return row.get("text_file") or f"{TEXTS}/{name}.txt"


def text_files(contents: StudyContents) -> dict[str, bytes]:
    """The texts of sources, as they are: UTF-8, line feeds, no byte order mark added or taken away."""
    return {text_file(key, contents.sources[key]): text.encode() for key, text in contents.texts.items()}


def table(rows: Iterable[Row], kind: str, first: Sequence[str] = (), delimiter: str = ",") -> bytes:
    """Rows as a csv table: our columns, then attributes in the order in which they come, then what was imported.

    `first` are the columns of a table that is there, whose order is kept. Cells that look like formulas are guarded.
    """
    listed = list(rows)
    named = dict.fromkeys(name for row in listed for name, value in row.items() if value)
    if kind == "codings":
        wanted = ["statement", "code", "coder", "occasion", "intensity", BECAUSE]
        needed = ["statement", "code"]
    else:
        head, tail = HEAD[kind], TAIL[kind]
        wanted = [*head, *(name for name in named if name not in head and name not in tail), *tail]
        needed = NEEDED.get(kind, ["id"])
    shown = [*first, *(name for name in wanted if (name in named or name in needed) and name not in first)]
    quote = re.compile(rf'["\n\r{delimiter}]|\A\s|\s\Z')
    lines = [delimiter.join(_quoted(guarded(name), quote) for name in shown)]
    lines += (
        delimiter.join(_quoted(_safe(clean(row.get(name, ""))), quote) for name in shown) for row in listed
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a number below 0 is none."""
    return cell if NEGATIVE.fullmatch(cell) else guarded(cell)


def _quoted(text: str, quote: re.Pattern[str]) -> str:
    if quote.search(text):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def imports_bytes(contents: StudyContents) -> bytes:
    """`imports.json`."""
    text = json.dumps(as_document(contents.known), ensure_ascii=False, indent=1) + "\n"
    return re.sub(f"[{HALVES}]", lambda half: f"\\u{ord(half[0]):04x}", text).encode()


# the coding scheme


def scheme_text(
    contents: StudyContents, title: str, reference: str, aspects: Iterable[Mapping[str, Any]]
) -> str:
    """A new scheme on the theory that `reference` names: its aspects, and the codes."""
    document = CommentedMap({"format": FORMAT, "id": "imported", "title": scalar(title), "version": 1})
    document["theory"] = reference
    document["aspects"] = CommentedSeq(_flow(aspect) for aspect in aspects)
    document.yaml_set_comment_before_after_key(
        "aspects", before="Name the facets that your codes speak to, each on an axis of the theory."
    )
    document["codes"] = CommentedSeq()
    add_codes(document["codes"], contents.codes.values(), folders(contents), offset=2)
    document.yaml_set_start_comment("Made by an import. A code without `place` is not yet placed.")
    return yaml_text(document)


def folders(contents: StudyContents) -> set[str]:
    """Codes that cannot be put on a statement."""
    return {code.id for known in contents.known for code in known.codes.values() if not code.codable}


def add_codes(
    into: CommentedSeq, codes: Iterable[StudyCode], no_codes: Collection[str], offset: int = 2
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


def codes_text(codes: Iterable[StudyCode], no_codes: Collection[str]) -> str:
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
