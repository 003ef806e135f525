"""A study as a project that other programs read, and what of it they have no place for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from idealtypes.errors import Skipped
from idealtypes.exchange.against import NAME
from idealtypes.exchange.carried import carried_of
from idealtypes.exchange.code_places import MARK
from idealtypes.exchange.contents import Known, KnownCode
from idealtypes.exchange.foreign_names import (
    CASE_COLUMNS,
    LONGEST_CELL,
    OF_STATEMENTS,
    SOURCE_COLUMNS,
    STATEMENT_COLUMNS,
    cell,
    one_line,
    slug,
)
from idealtypes.exchange.merging.identity import Span, is_position
from idealtypes.exchange.project import (
    Coder,
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignSource,
    Passage,
    Project,
)
from idealtypes.exchange.study_folder import RATING
from idealtypes.model.scheme import Code
from idealtypes.model.stance import unsigned
from idealtypes.model.study import ONE_CASE, StudyData
from idealtypes.model.text import Text

FORMAT = "idealtypes"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OWN = set(STATEMENT_COLUMNS) - set(OF_STATEMENTS)  # columns that are no attributes of a passage


@dataclass(frozen=True)
class _Names:
    """Our ids as the ids of the project that they came from, where these are GUIDs, which no other project has."""

    codes: Mapping[str, str]
    sources: Mapping[str, str]
    cases: Mapping[str, str]
    coders: Mapping[str, str]
    statements: Mapping[str, str]


def _names(known: Sequence[Known]) -> _Names:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for project in known:
        pairs = {
            "codes": {key: code.id for key, code in project.codes.items()},
            "sources": dict(project.sources),
            "cases": dict(project.cases),
            "coders": dict(project.coders),
            "statements": {key: passage.id for key, passage in project.passages.items()},
        }
        for kind, ids in pairs.items():
            for foreign, own in ids.items():
                if GUID.fullmatch(foreign):
                    found[kind].setdefault(own, foreign)
    return _Names(*(found[kind] for kind in ("codes", "sources", "cases", "coders", "statements")))


def project_of(study: StudyData, texts: Mapping[str, str], known: Sequence[Known] = ()) -> Project:
    """The study as a project.

    Parameters
    ----------
    study
        The study, with or without a selection.
    texts
        Source → its whole text, for those of which the study has it.
    known
        What earlier imports made of what: GUIDs, colours, folders and memos are those of the project they came from.
    """
    names = _names(known)
    statements = study.statements.filter(~pl.col("id").is_in(_ratings(study)))
    places, notes = _places(statements, texts)
    cases, by_source, by_statement = _cases(study, statements)
    titles = study.case_titles()
    attributes = [name for name in statements.columns if name not in OWN]
    passages = []
    for row in statements.iter_rows(named=True):
        told = {name: row[name] for name in attributes if row[name] is not None}
        if told.get("mode") == "is":
            del told["mode"]
        if row["id"] in by_statement:
            told["case"] = ";".join(titles[case] for case in by_statement[row["id"]])
        span = places.get(row["id"])
        start, end = span or (None, None)
        text = row["text"] if span is None else texts[row["source"]][start:end]
        passages.append(
            Passage(
                names.statements.get(row["id"], row["id"]),
                names.sources.get(row["source"], row["source"]),
                text,
                start,
                end,
                locator=row["locator"] or "",
                attributes=told,
                memo=row.get("memo") or "",
            )
        )
    memos = {row["id"]: row.get("coding_memos") or "" for row in statements.iter_rows(named=True)}
    codings = tuple(
        ForeignCoding(
            names.statements.get(statement, statement),
            names.codes.get(own, own),
            names.coders.get(coder, coder),
            intensity,
            _memo(memos.get(statement, ""), code),
            against=against,
        )
        for statement, code, coder, intensity in _codings(study).iter_rows()
        for own, against in [unsigned(code)]
    )
    lower = Counter(code.id.lower() for code in study.scheme.codes)
    alike = {code.id for code in study.scheme.codes if lower[code.id.lower()] > 1}
    coders = dict.fromkeys(coder for coder in _codings(study).get_column("coder") if coder)
    return Project(
        FORMAT,
        study.title.say(),
        "idealtypes",
        tuple(_code(code, names, _remembered(known), alike) for code in study.scheme.codes),
        tuple(_sources(study, texts, by_source, names)),
        tuple(passages),
        codings,
        tuple(Coder(names.coders.get(name, name), name) for name in coders),
        tuple(
            ForeignCase(names.cases.get(own, own), titles[own], _rest(row, CASE_COLUMNS))
            for own, row in cases.items()
        ),
        notes=tuple(notes),
        carried=carried_of(study, _own_ids(study, names)),
    )


def _own_ids(study: StudyData, names: _Names) -> dict[str, dict[str, str]]:
    """Our ids by those of the project."""
    every = {
        "codes": ([code.id for code in study.scheme.codes], names.codes),
        "sources": (study.sources.get_column("id").to_list(), names.sources),
        "cases": (study.cases.get_column("id").to_list(), names.cases),
        "statements": (study.statements.get_column("id").to_list(), names.statements),
    }
    return {kind: {told.get(own, own): own for own in ids} for kind, (ids, told) in every.items()}


def _ratings(study: StudyData) -> list[str]:
    """The statements that are ratings."""
    rated = study.codings.filter(pl.col("code").str.starts_with(RATING))
    return rated.get_column("statement").unique().to_list()


def _codings(study: StudyData) -> pl.DataFrame:
    here = study.statements.select(statement="id")
    keys = ["statement", "code", "coder"]
    kept = study.codings.filter(~pl.col("code").str.starts_with(RATING))
    put = kept.join(here, on="statement", how="semi", maintain_order="left").select(*keys, "intensity")
    if "occasion" not in kept.columns:
        return put
    return put.group_by(keys, maintain_order=True).agg(pl.col("intensity").mean())


def _memo(lines: str, code: str) -> str:
    start = f"{code}: "
    return "\n".join(line.removeprefix(start) for line in lines.split("\n") if line.startswith(start))


def _rest(row: Mapping[str, str | None], own: Sequence[str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value is not None and name not in own}


# codes


def _remembered(known: Sequence[Known]) -> dict[str, KnownCode]:
    return {code.id: code for project in reversed(known) for code in project.codes.values()}


def _code(
    code: Code, names: _Names, remembered: Mapping[str, KnownCode], alike: Collection[str]
) -> ForeignCode:
    """A code; `alike` are the ids that differ from another one in capitals only."""
    title = one_line(code.title.say())
    before = remembered.get(code.id)
    definition = "" if code.definition is None else code.definition.say()
    return ForeignCode(
        names.codes.get(code.id, code.id),
        title,
        definition,
        None if code.parent is None else names.codes.get(code.parent, code.parent),
        before is None or before.codable,
        "" if before is None else before.color,
        "" if before is None else before.memo,
        fields=_fields(code, "" if code.id in alike else title),
    )


def _fields(code: Code, title: str) -> dict[str, object]:
    """What the description of a code carries beside its definition."""
    alone = slug(title) == code.id and not NAME.fullmatch(title)  # whether the name gives the id
    found: dict[str, object] = {} if alone else {"id": code.id}
    for name in ("title", "definition"):
        text: Text | None = getattr(code, name)
        if text is not None and isinstance(text.plain(), dict):
            found[name] = text.plain()
    for name in ("include", "exclude", "example", "rationale"):
        if (said := getattr(code, name)) is not None:
            found[name] = said.plain()
    if code.place is not None:
        places = [place.model_dump(exclude_none=True) for place in code.place]
        found["place"] = places or "none"
    return found


# sources and cases


def _sources(
    study: StudyData, texts: Mapping[str, str], case_of: Mapping[str, str], names: _Names
) -> list[ForeignSource]:
    found = []
    for row in study.sources.iter_rows(named=True):
        if row["kind"] == "rater":
            continue
        case = case_of.get(row["id"])
        found.append(
            ForeignSource(
                names.sources.get(row["id"], row["id"]),
                row.get("title") or row["id"],
                texts.get(row["id"]),
                row["kind"] or "",
                None if case is None else names.cases.get(case, case),
                _rest(row, SOURCE_COLUMNS) | ({"kind": row["kind"]} if row["kind"] else {}),
                row.get("memo") or "",
            )
        )
    return found


def _cases(
    study: StudyData, statements: pl.DataFrame
) -> tuple[dict[str, dict[str, str | None]], dict[str, str], dict[str, list[str]]]:
    """The cases, the one case of each source that has one, and those of the statements of the other sources."""
    if study.cases.get_column("id").to_list() == [ONE_CASE]:
        return {}, {}, {}
    of: dict[str, list[str]] = defaultdict(list)
    for statement, case in study.cases_of.iter_rows():
        of[statement].append(case)
    sets: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    pairs = statements.select("id", "source").rows()
    for statement, source in pairs:
        sets[source].add(tuple(of[statement]))
    single = {
        source: next(iter(every))[0] for source, every in sets.items() if [len(e) for e in every] == [1]
    }
    several = {
        statement: of[statement] for statement, source in pairs if source not in single and of[statement]
    }
    return {row["id"]: row for row in study.cases.to_dicts()}, single, several


def _places(statements: pl.DataFrame, texts: Mapping[str, str]) -> tuple[dict[str, Span], list[str]]:
    """Where each statement stands in the text of its source, where that is known, and sentences on how."""
    places: dict[str, Span] = {}
    without: set[str] = set()
    edited = 0
    for row in statements.iter_rows(named=True):
        text = texts.get(row["source"])
        if text is None:
            without.add(row["source"])
            continue
        said, start, end = row["text"], row.get("start") or "", row.get("end") or ""
        if is_position(start) and is_position(end) and int(start) <= int(end) <= len(text):
            places[row["id"]] = int(start), int(end)
            edited += cell(text[int(start) : int(end)]) != said and len(said) < LONGEST_CELL
        elif said and text.count(said) == 1:
            places[row["id"]] = (text.index(said), text.index(said) + len(said))
    notes = []
    if without:
        notes.append(
            f"sources of which the study has no text: {len(without):,}; in a .qdpx their text is their statements, "
            "joined by blank lines"
        )
    if edited:
        notes.append(
            f"{edited} statements differ from the text of their source at their place: the source's text is exported"
        )
    return places, notes


def fields_note(project: Project) -> list[str]:
    """A sentence on what codes carry in their descriptions, where any does."""
    carrying_codes = sum(bool(code.fields) for code in project.codes)
    if not carrying_codes:
        return []
    return [
        f"{carrying_codes} codes carry their id, place, rationale and limits at the end of their description, below "
        f"{MARK}: an import of ours finds them again"
    ]


def left_out(study: StudyData, project: Project) -> list[Skipped]:
    """What a study says and a project of another program has no place for."""
    uncoded = (
        study.statements.height - len({coding.passage for coding in project.codings}) - len(_ratings(study))
    )
    scheme, codings = study.scheme, _codings(study)
    again = study.codings.filter(~pl.col("code").str.starts_with(RATING)).height - codings.height
    read = study.readings.filter(pl.col("coder") != "").select("statement", "coder").unique()
    read = read.join(codings, on=["statement", "coder"], how="anti")
    read = read.filter(~pl.col("statement").is_in(_ratings(study)))
    found = (
        (
            "aspects, ideal types and traits",
            len(scheme.aspects) + len(scheme.ideal_types),
            "other programs know none; an import of ours finds them beside the project",
        ),
        ("statements without a code", uncoded, "they become passages without a code"),
        (
            "read, nothing coded",
            read.height,
            "other programs have no place for it: `readers` at an import declares it",
        ),
        ("judgements made again", again, "other programs know one: what a coder put at any time stands once"),
        ("ratings", len(_ratings(study)), "other programs know no ratings"),
        ("claims", study.claims.height, "other programs know no claims"),
    )
    return [Skipped(what, f"{number:,}", why) for what, number, why in found if number]
