"""Our own tables, as `idealtypes export` writes them: a folder of csv or parquet files, or the sheets of a workbook.

Statements and codings stand apart, each statement with its id; sources, cases, codes and their places may stand
beside them. Nobody else's tables are read here: one table by itself is for `idealtypes.exchange.formats.tidy`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.carried import FILES, carried_in, from_lines
from idealtypes.exchange.code_places import sound_fields
from idealtypes.exchange.foreign_bytes import read_bytes
from idealtypes.exchange.foreign_names import CASE_COLUMNS, OF_STATEMENTS, SOURCE_COLUMNS, STATEMENT_COLUMNS
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.project import (
    Carried,
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignReading,
    ForeignSource,
    Passage,
    Project,
)
from idealtypes.exchange.sheets import Headed, is_table, read_heads, read_sheets
from idealtypes.exchange.study_folder import RATING
from idealtypes.files.cells import unguarded_text
from idealtypes.files.content import shown
from idealtypes.model.hints import listed
from idealtypes.model.stance import STANCE, STANCES, unsigned
from idealtypes.model.study import ONE_CASE

NEEDED = {"statements": ("id", "source", "text"), "codings": ("statement", "code")}
MORE = {
    "sources": ("id",),
    "cases": ("id",),
    "cases_of": ("statement", "case"),
    "codes": ("id", "title", "parent"),
    "places": ("code", "aspect", "pole", "share"),
    "scheme": ("file", "line"),
}
VALUES = (
    "intensity",
    "coder",
    "case",
    "kind",
    "mode",
    "voice",
    "condition",
    "extent",
    "of",
    STANCE,
)  # no mere words
LEFT = ("profile", "draws", "matrix")  # results, which a study gives again
WORDS = ("include", "exclude", "example", "rationale")
ENDINGS = (".csv", ".parquet")

Rows = list[tuple[str, Mapping[str, str]]]  # where each stands, and its cells by heading


def recognises(sample: Sample) -> bool:
    """A folder or a workbook with our tables of statements and codings, and no study."""
    if sample.path.is_dir():
        named = {Path(name).stem for name in sample.members if Path(name).suffix in ENDINGS}
        return set(NEEDED) <= named and "study.yaml" not in sample.members
    if not is_table(sample) or not sample.head.startswith(b"PK"):
        return False
    try:
        tables = {sheet.name: Headed(sheet, 0).headings for sheet in read_heads(sample.path).sheets}
    except NotReadable:
        return False
    return all(set(wanted) <= set(tables.get(name, ())) for name, wanted in NEEDED.items())


def read(path: Path, wishes: Wishes) -> Project:
    """The project that a study's tables hold."""
    made = Builder("study-tables", path.stem, "idealtypes")
    tables = _tables(path, made)
    titles = (row.get("title", "") for _, row in tables["cases"] if row["id"] == ONE_CASE)
    made.name = next(titles, "") or path.stem
    _codes(tables, made)
    travelled = _travelled(path, tables)
    cases = _cases(tables, made)
    _sources(tables, made)
    _statements(tables, cases, made, wishes)
    _stances_fit(tables["codings"])
    for where, row in tables["codings"]:
        if row["statement"] not in made.passages:
            why = f"no statement is `{row['statement']}`"
            made.skip(f"a coding with `{row['code']}`", where, why, codings=1)
            continue
        if not row["code"]:
            if row.get("coder"):
                by = made.coder(row["coder"]), row.get("occasion", "")
                made.readings.append(ForeignReading(row["statement"], *by))
            else:
                made.skip("a coding", where, "it has no code, and no coder who read the statement")
            continue
        if row["code"].startswith(RATING):
            why = "an import brings codes; ratings are a table of the study"
            made.skip("a rating", where, why, codings=1, fate="left")
            continue
        code, against = unsigned(row["code"])
        if code not in made.codes:
            made.added["codes"] += 1
            made.code_at((code,))
        intensity = _number(row.get("intensity", "") or "1", where)
        made.codings.append(
            ForeignCoding(
                row["statement"],
                code,
                made.coder(row.get("coder", "")),
                intensity,
                occasion=row.get("occasion", ""),
                against=against or row.get(STANCE) == STANCES[1],
            )
        )
    if not made.codings:
        raise NotReadable(f"{shown(path)}: no statement carries a code")
    coded = {coding.passage for coding in made.codings}
    for where, row in tables["statements"]:
        if row["id"] in made.passages and row["id"] not in coded:
            coded.add(row["id"])
            made.skip(f"the statement `{row['id']}`", where, "no code is on it", passages=1, fate="left")
    return replace(made.project(), carried=travelled)


def _stances_fit(codings: Rows) -> None:
    """Refuse stances that are none, and those that are said twice; all of them at once."""
    wrong = [
        f"{where}: a stance is {listed(STANCES)}, not `{said}`"
        if said not in STANCES
        else f"{where}: `{row['code']}` beside the stance `{said}`: say it once, with `!` or in the column `{STANCE}`"
        for where, row in codings
        if (said := row.get(STANCE, "")) and (said not in STANCES or unsigned(row["code"])[1])
    ]
    if wrong:
        raise NotReadable("\n".join(wrong))


def _travelled(path: Path, tables: Mapping[str, Rows]) -> Carried | None:
    """The coding scheme and what else an export of ours puts beside the tables; the ids are ours."""
    if path.is_dir():
        files = {name: read_bytes(path / name) for name in FILES if (path / name).is_file()}
    else:
        files = from_lines(row for _, row in tables["scheme"])
    named = {"sources": "sources", "cases": "cases", "statements": "statements", "codes": "codes"}
    return carried_in(
        files, {kind: {row["id"]: row["id"] for _, row in tables[of]} for kind, of in named.items()}
    )


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of the tables of statements, codings, sources and codes; one of codings without a code is none."""
    kinds = {"sources": "sources", "codes": "codes", "statements": "rows", "codings": "codings"}
    heights = {}
    for name, table in _headed(path, Builder("", "")):
        heights[name] = table.height
        if name == "codings" and "code" in table.headings:
            cells = table.column(table.headings.index("code"))
            heights[name] = sum(bool(cell.strip()) for cell in cells)
    return {kind: heights.get(name, 0) for name, kind in kinds.items()}


def _tables(path: Path, made: Builder) -> dict[str, Rows]:
    """The tables by name; those that are not needed may be missing, and are empty then."""
    found: dict[str, Rows] = {name: [] for name in (*NEEDED, *MORE)}
    wanted = NEEDED | MORE
    left = []
    for name, table in _headed(path, made):
        if name in LEFT:
            left.append(name)
            continue
        if name not in wanted:
            made.skip(f"the table `{name}`", table.where, "it is none of ours")
            continue
        if missing := [heading for heading in wanted[name] if heading not in table.headings]:
            raise NotReadable(f"{table.where}: `{name}` has no column `{'`, `'.join(missing)}`")
        for (row, at), why in table.sheet.unread.items():
            if row > table.head and table.headings[at] in (*wanted[name], *VALUES):
                raise NotReadable(f"{table.sheet.place(row)}: `{table.headings[at]}`: {why}")
        bare = str.strip if table.sheet.file.endswith(".parquet") else _bare
        found[name] = [
            (table.sheet.place(at), dict(zip(table.headings, map(bare, row), strict=True)))
            for at, row in table.rows()
        ]
    if left:
        made.notes.append(f"Results are not read, since the study gives them again: {listed(left)}.")
    return found


def _bare(cell: str) -> str:
    """A cell without the apostrophes that guard what a spreadsheet would take for a formula."""
    return unguarded_text(cell.strip())


def _headed(path: Path, made: Builder) -> Iterator[tuple[str, Headed]]:
    if not path.is_dir():
        book = read_sheets(path)
        made.notes += book.notes
        yield from ((sheet.name, Headed(sheet, 0)) for sheet in book.sheets)
        return
    for name in (*NEEDED, *MORE, *LEFT):
        file = next((path / f"{name}{e}" for e in ENDINGS if (path / f"{name}{e}").is_file()), None)
        if file is not None:
            book = read_sheets(file)
            made.notes += book.notes
            yield name, Headed(book.sheets[0], 0)


def _codes(tables: Mapping[str, Rows], made: Builder) -> None:
    """The codes under their ids; a place that is the parent's is left to be inherited."""
    places: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for where, row in tables["places"]:
        places[row["code"]][row["aspect"]][row["pole"]] = _number(row["share"], where)
    for where, row in tables["codes"]:
        own, parent = row["id"], row["parent"] or None
        fields: dict[str, Any] = {"id": own} | {name: row[name] for name in WORDS if row.get(name)}
        if places[own] and (parent is None or places[own] != places[parent]):
            fields["place"] = [{"aspect": aspect, "shares": dict(s)} for aspect, s in places[own].items()]
        elif parent is not None and places[parent] and not places[own]:
            fields["place"] = "none"
        title, definition = row["title"] or own, row.get("definition", "")
        code = ForeignCode(own, title, definition, parent, fields=sound_fields(fields))
        if own in made.codes:
            made.skip(f"the code `{own}`", where, "another one has its id", codes=1)
        made.codes.setdefault(own, code)


def _cases(tables: Mapping[str, Rows], made: Builder) -> dict[str, list[str]]:
    """The names of the cases of each statement; the cases go in, where there is more than the study itself."""
    titles = {row["id"]: row.get("title", "") or row["id"] for _, row in tables["cases"]}
    if list(titles) == [ONE_CASE]:
        return {}
    for _, row in tables["cases"]:
        made.cases.setdefault(row["id"], ForeignCase(row["id"], titles[row["id"]], _rest(row, CASE_COLUMNS)))
    of: dict[str, list[str]] = defaultdict(list)
    for _, row in tables["cases_of"]:
        of[row["statement"]].append(titles.get(row["case"], row["case"]))
    return of


def _sources(tables: Mapping[str, Rows], made: Builder) -> None:
    texts = 0
    for where, row in tables["sources"]:
        if row["id"] in made.sources:
            made.skip(f"the source `{row['id']}`", where, "another one has its id", sources=1)
        kept = _rest(row, SOURCE_COLUMNS) | ({"kind": row["kind"]} if row.get("kind") else {})
        name = row.get("title", "") or row["id"]
        source = ForeignSource(row["id"], name, None, row.get("kind", ""), None, kept, row.get("memo", ""))
        made.sources.setdefault(row["id"], source)
        texts += bool(row.get("text_file"))
    if texts:
        made.notes.append(
            f"Tables do not hold the whole texts of sources ({texts} had one), as a .qdpx does; positions are as they "
            "were."
        )


def _statements(
    tables: Mapping[str, Rows], cases: Mapping[str, list[str]], made: Builder, wishes: Wishes
) -> None:
    for done, (where, row) in enumerate(tables["statements"]):
        own = row["id"]
        if own in made.passages:
            made.skip(f"the statement `{own}`", where, "another one has its id", passages=1)
            continue
        if row["source"] not in made.sources:
            made.added["sources"] += 1
            made.source_named(row["source"])
        kept = _rest(row, STATEMENT_COLUMNS)
        kept |= {name: row[name] for name in OF_STATEMENTS if row.get(name)}
        if own in cases:
            kept["case"] = ";".join(cases[own])
        start, end = (_position(row.get(name, "")) for name in ("start", "end"))
        locator, memo = row.get("locator", ""), row.get("memo", "")
        made.passage(Passage(own, row["source"], row["text"], start, end, None, locator, kept, memo))
        wishes.tell(done, len(tables["statements"]))


def _rest(row: Mapping[str, str], own: Sequence[str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if name and value and name not in own}


def _position(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else None


def _number(said: str, where: str) -> float:
    try:
        number = float(said)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise NotReadable(f"{where}: `{said}` is no number from 0 to 1")
    return number


FORMAT = Format(
    id="study-tables",
    title="Tables of a study: a folder of csv or parquet, or a workbook",
    makers=("idealtypes",),
    recognises=recognises,
    read=read,
    verified="idealtypes",
    tried="2026-11",
    holds=holds,
)
