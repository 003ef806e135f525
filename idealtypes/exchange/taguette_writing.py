"""A project as Taguette's own database, which Taguette imports: documents, tags, highlights, and who made them.

A document is one paragraph a line, with the line ends between the paragraphs, so that its text without the tags is the
text itself; a highlight begins and ends at a byte of that text as UTF-8. Taguette knows one set of tags for a
highlight: what two coders put on one passage are two highlights of the same place.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from idealtypes.errors import Skipped
from idealtypes.exchange.against import with_denials
from idealtypes.exchange.code_places import with_fields
from idealtypes.exchange.placed_passages import PlacedPassages, placed
from idealtypes.exchange.project import ForeignCode, Project
from idealtypes.model.text import counted

Skip = Callable[[str, str], None]

REVISION = "db5e31a0233d"  # of the tables, as Taguette 1.5 numbers them
DATE = "2000-01-01 00:00:00.000000"  # the same study gives the same bytes
NAME, PATH, TITLE = 50, 200, 50  # characters that Taguette takes for a document, a tag, a project
USER = "idealtypes"
TABLES = """
create table users (login varchar(30) not null primary key, created datetime not null, hashed_password varchar(192),
 disabled boolean not null, password_set_date datetime, language varchar(10), email varchar(256), email_sent datetime);
create table projects (id integer not null primary key autoincrement, name varchar(200) not null,
 description text not null, created datetime not null);
create table project_members (project_id integer not null references projects (id) on delete cascade,
 user_login varchar(30) not null references users (login) on delete cascade on update cascade,
 privileges varchar(11) not null, primary key (project_id, user_login));
create table documents (id integer not null primary key autoincrement, name varchar(200) not null,
 description text not null, filename varchar(200) not null, created datetime not null,
 project_id integer not null references projects (id) on delete cascade, text_direction varchar(13) not null,
 contents text not null);
create table commands (id integer not null primary key autoincrement, date datetime not null,
 user_login varchar(30) not null references users (login) on update cascade,
 project_id integer not null references projects (id) on delete cascade, document_id integer, payload text not null);
create table tags (id integer not null primary key autoincrement,
 project_id integer not null references projects (id) on delete cascade, path varchar(200) not null,
 description text not null, unique (project_id, path));
create table highlights (id integer not null primary key autoincrement,
 document_id integer not null references documents (id) on delete cascade, start_offset integer not null,
 end_offset integer not null, snippet text not null);
create table highlight_tags (highlight_id integer not null references highlights (id) on delete cascade,
 tag_id integer not null references tags (id) on delete cascade, primary key (highlight_id, tag_id));
create table alembic_version (version_num varchar(32) not null primary key);
create unique index ix_users_email on users (email);
create index ix_project_members_project_id on project_members (project_id);
create index ix_project_members_user_login on project_members (user_login);
create index ix_documents_project_id on documents (project_id);
create index ix_commands_document_id on commands (document_id);
create index idx_project_document on commands (project_id, document_id);
create index ix_commands_date on commands (date);
create index ix_commands_project_id on commands (project_id);
create index ix_commands_user_login on commands (user_login);
create index idx_project_id on commands (project_id, id);
create index ix_tags_project_id on tags (project_id);
create index ix_tags_path on tags (path);
create index ix_highlights_document_id on highlights (document_id);
create index ix_highlight_tags_tag_id on highlight_tags (tag_id);
create index ix_highlight_tags_highlight_id on highlight_tags (highlight_id);
"""


@dataclass(frozen=True)
class TaguetteDatabase:
    """The bytes of a database, and what of the project is not in it."""

    data: bytes
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()


def taguette_database(project: Project) -> TaguetteDatabase:
    """The project as Taguette's database; what is coded against a code has a tag of its own (`exchange.against`)."""
    project = with_denials(project, folder=False)
    skipped: list[Skipped] = []

    def skip(what: str, why: str) -> None:
        skipped.append(Skipped(what, "the database", why))

    held = sqlite3.connect(":memory:", isolation_level=None)
    try:
        held.executescript(TABLES)
        held.execute("pragma application_id = 1415017588")  # Tgtt
        held.execute("begin")
        held.execute("insert into alembic_version values (?)", (REVISION,))
        title = project.name[:TITLE] or "project"
        held.execute("insert into projects values (1, ?, ?, ?)", (title, project.memo, DATE))
        logins = {coder.id: coder.name for coder in project.coders}
        users = dict.fromkeys((USER, *(logins[coder.id] for coder in project.coders)))
        rows = [(name[:30], DATE, None, 0, None, None, None, None) for name in users]
        held.executemany("insert or ignore into users values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        held.execute("insert into project_members values (1, ?, 'ADMIN')", (USER,))
        tags = {code: number for number, code in enumerate(_tags(project.codes, held), 1)}
        _documents(project, held, tags, logins, skip)
        held.execute("commit")
        data = held.serialize()
    finally:
        held.close()
    _left_out(project, skip)
    long = sum(len(source.name) > NAME for source in project.sources)
    notes = [f"Names of sources are cut at {NAME} characters, as Taguette wants them."] if long else []
    return TaguetteDatabase(data, tuple(skipped), tuple(notes))


def _tags(codes: Sequence[ForeignCode], held: sqlite3.Connection) -> Iterable[str]:
    """The codes as tags: by their names, those of one name by their paths; gives the ids in the order of the tags."""
    names = Counter(code.name for code in codes)
    by_id = {code.id: code for code in codes}
    used: set[str] = set()
    for number, code in enumerate(codes, 1):
        path = code.name
        if names[code.name] > 1 and code.parent in by_id:
            path = f"{by_id[code.parent].name}.{code.name}"
        path = path[:PATH]
        while path in used:
            path = f"{path[: PATH - 1]}'" if len(path) >= PATH else f"{path}'"
        used.add(path)
        said = with_fields(code.definition, code.fields) if code.fields else code.definition
        held.execute("insert into tags values (?, 1, ?, ?)", (number, path, said))
        yield code.id


def _documents(
    project: Project,
    held: sqlite3.Connection,
    tags: Mapping[str, int],
    logins: Mapping[str, str],
    skip: Skip,
) -> None:
    codings: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for coding in project.codings:
        codings[coding.passage][coding.coder].append(tags[coding.code])
    highlight = 0
    for number, (source, at) in enumerate(placed(project, skip), 1):
        name = source.name[:NAME] or f"document {number}"
        filename = name.replace("\0", "")
        row = (number, name, source.memo, filename, DATE, "LEFT_TO_RIGHT", paragraphs(at.text))
        held.execute("insert into documents values (?, ?, ?, ?, ?, 1, ?, ?)", row)
        counted_ = _bytes(at)
        for passage, start, end in at.spans:
            for coder, of in codings.get(passage.id, {}).items():
                if start == end:
                    skip(f"passage {passage.id}", "it is empty")
                    break
                highlight += 1
                span = (counted_[start], counted_[end])
                snippet = paragraphs(at.text[start:end])
                held.execute(
                    "insert into highlights values (?, ?, ?, ?, ?)", (highlight, number, *span, snippet)
                )
                marked = list(dict.fromkeys(of))
                held.executemany(
                    "insert into highlight_tags values (?, ?)", [(highlight, tag) for tag in marked]
                )
                said = {"type": "highlight_add", "highlight_id": highlight, "tags": marked}
                said |= {"start_offset": span[0], "end_offset": span[1]}
                who = logins.get(coder, USER)[:30]
                if coder:
                    held.execute(
                        "insert into commands values (null, ?, ?, 1, ?, ?)",
                        (DATE, who, number, json.dumps(said)),
                    )


def paragraphs(text: str) -> str:
    """A text as HTML whose text is that text: a paragraph a line, and the line ends between them.

    >>> paragraphs("a < b\\n\\nc")
    '<p>a &lt; b</p>\\n<p></p>\\n<p>c</p>'
    """
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n"))


def _bytes(at: PlacedPassages) -> dict[int, int]:
    """Where the passages begin and end, in bytes of the text as UTF-8."""
    found: dict[int, int] = {}
    before = counted_ = 0
    for place in sorted({place for _, start, end in at.spans for place in (start, end)}):
        counted_ += len(at.text[before:place].encode("utf-8", "replace"))
        found[place], before = counted_, place
    return found


def _has_memos(project: Project) -> bool:
    return any(one.memo for one in project.codings) or any(one.memo for one in project.passages)


def _left_out(project: Project, skip: Skip) -> None:
    """What Taguette has no place for."""
    if weaker := sum(coding.intensity != 1 for coding in project.codings):
        why = "Taguette has tags without a degree"
        skip(f"intensities of {counted(weaker, 'coding')}", why)
    for what, some in (
        ("attributes of passages", any(passage.attributes for passage in project.passages)),
        ("attributes of sources", any(source.attributes for source in project.sources)),
        ("cases", bool(project.cases)),
        ("memos of codings and passages", _has_memos(project)),
    ):
        if some:
            skip(what, "Taguette has no place for them")
