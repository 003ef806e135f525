"""Projects of Discourse Network Analyzer: one SQLite file, `.dna`, of versions 2 and 3 (version 1 wrote XML).

A statement is a span of a document with the values of variables: who (person, organization) says what (concept),
and whether they agree. The concept is the code; the others are attributes of the passage. How the qualifier is read:

- it is the stance of the statement: who agrees is for the concept, who does not is against it;
- every concept is an aspect of its own, with the poles *disagree* and *agree*, since agreement with one concept says
  nothing of agreement with another. The concept stands at *agree*, so what is against it counts for *disagree*: its
  balance is (agree − disagree) / (agree + disagree), the net agreement of those who spoke of it;
- a statement without a qualifier has a code of its own below the concept, which is on no axis.

A whole-number qualifier has no ends that the file would name, and stays an attribute. Documents are shown by Java,
whose positions are UTF-16 code units; no passage is stored (Leifeld, P. (2017), "Discourse network analysis: policy
debates as dynamic networks", in *The Oxford Handbook of Political Networks*).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from idealtypes.exchange.builder import Builder
from idealtypes.exchange.conventions import Convention
from idealtypes.exchange.databases import Database, Record, open_database, rows_in
from idealtypes.exchange.format import BadWish, Format, Sample, Wishes
from idealtypes.exchange.positions import MarkedPassage, find
from idealtypes.exchange.project import ForeignCode, ForeignSource, Project
from idealtypes.exchange.segments import Segment
from idealtypes.model.hints import hint

SCHEMA = {
    "documents": ("id", "title", "text"),
    "statementtypes": ("id", "label"),
    "variables": ("id", "variable", "datatype", "statementtypeid"),
    "statements": ("id", "statementtypeid", "documentid", "start", "stop"),
    "datashorttext": ("statementid", "variableid"),
    "databoolean": ("statementid", "variableid", "value"),
}
USUAL = Convention("UTF-16 code units")
CODE = "code"  # `--column code=VARIABLE` says which variable is the code
CONCEPTS = ("concept", "claim", "frame", "argument", "category", "code", "topic", "issue")
AGREE = ("disagree", "agree")
SHORT, LONG, BOOLEAN = "short text", "long text", "boolean"


def recognises(sample: Sample) -> bool:
    """Its tables of statements, variables and qualifiers."""
    return set(SCHEMA) <= set(sample.tables)


@dataclass(frozen=True)
class Variable:
    """A variable of a statement type."""

    id: str
    name: str
    kind: str
    type: str


@dataclass(frozen=True)
class Entity:
    """A value of a short text variable: a person, a concept. `more` is what is noted of it."""

    id: str
    name: str
    color: str = ""
    parent: str | None = None
    more: tuple[tuple[str, str], ...] = ()


def read(path: Path, wishes: Wishes) -> Project:
    """The project in a `.dna` file."""
    with open_database(path) as database:
        database.require("a project of Discourse Network Analyzer", SCHEMA)
        made = Builder("dna", path.stem, progress=wishes.progress)
        settings = {
            row.text("property"): row.text("value")
            for row in database.rows("settings", ("property", "value"))
        }
        made.maker = f"Discourse Network Analyzer {settings.get('version', '')}".strip()
        variables = [
            Variable(row.text("id"), row.text("variable"), row.text("datatype"), row.text("statementtypeid"))
            for row in database.rows("variables", SCHEMA["variables"])
        ]
        _documents(database, made)
        entities, said = _said(database)
        types = [
            _type(row, [variable for variable in variables if variable.type == row.text("id")], wishes)
            for row in database.rows("statementtypes", ("id", "label"))
        ]
        _wished(types, variables, wishes, path)
        named: set[str] = set()
        for type_ in types:
            _concepts(made, type_, entities, said, named)
        _statements(database, made, {type_.id: type_ for type_ in types}, entities, said)
        made.notes.extend(database.notes)
        return made.project()


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The rows of documents and of statements."""
    return rows_in(path, sources=("documents",), selections=("statements",))


@dataclass(frozen=True)
class Type:
    """A statement type: which of its variables is the code, and which qualifies it."""

    id: str
    label: str
    variables: tuple[Variable, ...]
    code: Variable | None
    qualifier: Variable | None

    @property
    def poles(self) -> tuple[str, str]:
        """What the qualifier calls its two values, 0 and 1."""
        name = self.qualifier.name if self.qualifier else ""
        return AGREE if name.lower().startswith("agree") else (f"not {name}", name)


def _type(row: Record, variables: list[Variable], wishes: Wishes) -> Type:
    """The code of a type is the variable that the user names, one that is called a concept, or the last short text."""
    short = [variable for variable in variables if variable.kind == SHORT]
    wanted = wishes.columns.get(CODE)
    by_name = {variable.name.lower(): variable for variable in reversed(short)}
    code = next((by_name[name] for name in CONCEPTS if name in by_name), short[-1] if short else None)
    if wanted is not None and by_name:
        code = by_name.get(wanted.lower(), code)
    flags = [variable for variable in variables if variable.kind == BOOLEAN]
    agreeing = [variable for variable in flags if variable.name.lower().startswith("agree")]
    return Type(row.text("id"), row.text("label"), tuple(variables), code, next(iter(agreeing + flags), None))


@dataclass(frozen=True)
class Said:
    """The values of the statements by (statement, variable): ids of entities, and plain values."""

    entities: dict[tuple[str, str], str]
    flags: dict[tuple[str, str], bool]
    plain: dict[tuple[str, str], str]


def _said(database: Database) -> tuple[dict[str, Entity], Said]:
    said = Said({}, {}, {})
    modern = database.has("datashorttext", "entity")
    entities = _entities(database) if modern else _old_entities(database)
    for row in database.rows("datashorttext", ("statementid", "variableid"), ("entity", "value")):
        variable = row.text("variableid")
        key = row.text("entity") if modern else f"{variable}: {row.text('value')}"
        if not modern:
            entities.setdefault(key, Entity(key, row.text("value")))
        said.entities[row.text("statementid"), variable] = key
    for row in database.rows("databoolean", ("statementid", "variableid", "value")):
        value = row.whole("value")
        if value in (0, 1):
            said.flags[row.text("statementid"), row.text("variableid")] = value == 1
    for table in ("datainteger", "datalongtext"):
        for row in database.rows(table, ("statementid", "variableid", "value")):
            if row.text("value"):
                said.plain[row.text("statementid"), row.text("variableid")] = row.text("value")
    return entities, said


def _entities(database: Database) -> dict[str, Entity]:
    """Version 3 keeps the values of short text variables apart, and what is noted of them."""
    names = {
        row.text("id"): row.text("attributevariable")
        for row in database.rows("attributevariables", ("id", "attributevariable"))
    }
    noted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in database.rows("attributevalues", ("entityid", "attributevariableid", "attributevalue")):
        name = names.get(row.text("attributevariableid"), "").lower()
        if name and row.text("attributevalue"):
            noted[row.text("entityid")].append((name, row.text("attributevalue")))
    found = {}
    for row in database.rows("entities", ("id", "value"), ("red", "green", "blue", "childof")):
        id_ = row.text("id")
        found[id_] = Entity(id_, row.text("value"), _colour(row), row.key("childof"), tuple(noted[id_]))
    return found


def _old_entities(database: Database) -> dict[str, Entity]:
    """Version 2 names them by variable and value."""
    found = {}
    columns = ("variableid", "value")
    for row in database.rows(
        "attributes", columns, ("type", "alias", "notes", "childof", "red", "green", "blue")
    ):
        variable = row.text("variableid")
        key = f"{variable}: {row.text('value')}"
        more = tuple((name, row.text(name)) for name in ("type", "alias", "notes") if row.text(name))
        above = row.text("childof")
        found[key] = Entity(
            key, row.text("value"), _colour(row), f"{variable}: {above}" if above else None, more
        )
    return found


def _colour(row: Record) -> str:
    parts = [row.whole(name) for name in ("red", "green", "blue")]
    named = [part for part in parts if part is not None and 0 <= part <= 255]
    return "#" + "".join(f"{part:02x}" for part in named) if len(named) == 3 and any(named) else ""


def _documents(database: Database, made: Builder) -> None:
    also = ("author", "source", "section", "notes", "type", "date")
    unit = 1 if database.has("entities") else 1000  # version 3 counts seconds, version 2 milliseconds
    for row in database.rows("documents", ("id", "title", "text"), also):
        attributes = {
            name: row.text(name) for name in ("author", "source", "section", "type") if row.text(name)
        }
        date = row.whole("date")
        if date is not None and (day := _day(date // unit)):
            attributes["date"] = day
        id_ = row.text("id")
        name = row.text("title") or id_
        source = ForeignSource(id_, name, None, "document", None, attributes, row.text("notes"))
        raw = row.text("text")
        made.source(source, raw, "the table `documents`", partial(find, raw, usual=USUAL))


def _day(seconds: int) -> str:
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat()[:16]
    except OverflowError:
        return ""


def _wished(types: Sequence[Type], variables: Sequence[Variable], wishes: Wishes, path: Path) -> None:
    """Refuse a wish for a variable that no type has as its code."""
    wanted = wishes.columns.get(CODE)
    if wanted is not None and all(t.code is None or t.code.name.lower() != wanted.lower() for t in types):
        short = dict.fromkeys(each.name for each in variables if each.kind == SHORT)
        raise BadWish(f"{path}: `column` {CODE}={wanted}: no variable has that name; {hint(wanted, short)}")


def _concepts(
    made: Builder, type_: Type, entities: Mapping[str, Entity], said: Said, named: set[str]
) -> None:
    """The concepts of a type, each at the pole of those who are for it; those that no statement has stay out.

    `named` are the aspects of the types before: a concept of the same name in another type is another aspect.
    """
    if type_.code is None:
        return
    used = dict.fromkeys(
        entity
        for (_, variable), entity in said.entities.items()
        if variable == type_.code.id and entity in entities
    )
    open_ = list(used)
    while open_:  # and those above them
        above = entities[open_.pop()].parent
        if above in entities and above not in used and above is not None:
            used[above] = None
            open_.append(above)
    for id_ in used:
        entity = entities[id_]
        if not entity.name or id_ in made.codes:
            continue
        more = dict(entity.more)
        parent = entity.parent if entity.parent in used else None
        memo = more.pop("notes", "")
        definition = "; ".join(f"{name}: {value}" for name, value in more.items())
        made.code(
            ForeignCode(
                id_,
                entity.name,
                definition,
                parent,
                color=entity.color,
                memo=memo,
                place=_place(entity, type_, named),
            ),
            f"statement type `{type_.label}`",
        )
    said_code = f"`{type_.code.name}` is the code"
    others = ", ".join(
        f"`{each.name}`" for each in type_.variables if each.kind == SHORT and each is not type_.code
    )
    qualifier = (
        f"; `{type_.qualifier.name}` says whether one is for it or against it" if type_.qualifier else ""
    )
    made.notes.append(
        f"in statements of type `{type_.label}` {said_code}{qualifier}"
        + (f"; {others}: attributes (`--column {CODE}=NAME` makes another one the code)" if others else "")
    )


def _place(entity: Entity, type_: Type, named: set[str]) -> dict[str, dict[str, float]] | None:
    """The aspect of a concept, and the pole of those who are for it."""
    if type_.qualifier is None:
        return None
    aspect = entity.name if entity.name not in named else f"{entity.name} ({type_.label})"
    named.add(aspect)
    against, agreed = type_.poles
    return {aspect: {against: 0.0, agreed: 1.0}}


def _unqualified(made: Builder, concept: str, qualifier: str) -> str:
    """The code of statements on a concept that do not say whether they agree; gives its id."""
    own = f"{concept}/none"
    if own not in made.codes:
        name = f"{made.codes[concept].name}: no {qualifier}"
        made.code(ForeignCode(own, name, parent=concept, place={}), "the table `statements`")
    return own


def _statements(
    database: Database, made: Builder, types: Mapping[str, Type], entities: Mapping[str, Entity], said: Said
) -> None:
    names = {row.text("id"): row.text("name") for row in database.rows("coders", ("id", "name"))}
    where = "the table `statements`"
    for row in database.rows("statements", SCHEMA["statements"], ("coder",)):
        id_ = row.text("id")
        type_ = types.get(row.text("statementtypeid"))
        if type_ is None:
            why = f"its type {row.text('statementtypeid')} is not there"
            made.skip(f"statement {id_}", where, why, passages=1)
            continue
        attributes = dict(_attributes(id_, type_, entities, said))
        codes: tuple[str, ...] = ()
        against = False
        concept = said.entities.get((id_, type_.code.id)) if type_.code else None
        if concept is not None and concept in made.codes:
            flag = said.flags.get((id_, type_.qualifier.id)) if type_.qualifier else True
            against = flag is False
            if flag is None and type_.qualifier:
                concept = _unqualified(made, concept, type_.qualifier.name)
            codes = (concept,)
        coder = row.text("coder")
        if codes:
            made.coder(coder, names.get(coder, ""))
        notes = [said.plain.get((id_, each.id), "") for each in type_.variables if each.kind == LONG]
        memo = "\n\n".join(filter(None, notes))
        mark = MarkedPassage(row.whole("start"), row.whole("stop"))
        segment = Segment(id_, mark, codes, coder, memo, attributes, against=against)
        made.segment(row.key("documentid"), segment, where)


def _attributes(
    id_: str, type_: Type, entities: Mapping[str, Entity], said: Said
) -> Iterator[tuple[str, str]]:
    """The variables of a statement that are no code, and what is noted of their values."""
    for variable in type_.variables:
        if variable in (type_.code, type_.qualifier) or variable.kind == LONG:
            continue
        key = (id_, variable.id)
        entity = entities.get(said.entities.get(key, ""))
        if entity is not None and entity.name:
            yield variable.name, entity.name
            yield from ((f"{variable.name} {name}", value) for name, value in entity.more)
        elif key in said.flags:
            yield variable.name, str(int(said.flags[key]))
        elif key in said.plain:
            yield variable.name, said.plain[key]


FORMAT = Format(
    "dna",
    "Discourse Network Analyzer project (`.dna`)",
    ("Discourse Network Analyzer",),
    recognises,
    read,
    "Discourse Network Analyzer 2.0 beta 19, 3.0.7",
    (CODE,),
    tried="2026-11",
    holds=holds,
)
