"""Hypothes.is: annotations of web pages and PDFs, as its API and its sidebar give them (JSON), or as the sidebar's CSV.

An annotation is a quotation with tags, a comment and its author: tags are codes, the page is the source, the comment is
the memo. The page's own text is in neither file, so a passage has its quotation, and no position of ours. Replies and
notes on a page as a whole are on no passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from idealtypes.exchange.annotated_texts import as_text, whole_number
from idealtypes.exchange.builder import Builder, identity
from idealtypes.exchange.format import Format, NotReadable, Sample, Wishes
from idealtypes.exchange.json_files import (
    as_list,
    as_object,
    as_unicode,
    document,
    objects,
    opening,
    read_bytes,
)
from idealtypes.exchange.positions import MarkedPassage
from idealtypes.exchange.project import ForeignSource, Project
from idealtypes.exchange.segments import Segment
from idealtypes.exchange.sheets import Worksheet, is_table, read_sheets
from idealtypes.files.content import shown

HEADINGS = ("Created at", "Author", "Page", "URL", "Group", "Type", "Quote/description", "Comment", "Tags")
LISTS = ("rows", "annotations")  # of the API, of the sidebar
WRAPPED = re.compile(rb'^\s*\{\s*"(?:total|rows|export_date|export_userid|client_version|annotations)"\s*:')
ACCOUNT = re.compile(r"acct:([^@]+)@.*")
REPLY = "it answers another annotation, and is on no passage"
PAGE = "it is on the page as a whole, on no passage"

Json = Mapping[str, Any]


def recognises(sample: Sample) -> bool:
    """Annotations with `uri`, `user` and `tags`, alone, in a list or in an answer; or the sidebar's CSV."""
    if _is_annotation(opening(sample)):
        return True
    head = sample.head.removeprefix(b"\xef\xbb\xbf")
    if WRAPPED.match(head):
        return b'"uri"' in head or b'"acct:' in head or b'"rows"' in head or b'"export_userid"' in head
    return head.startswith(b"Created at") and is_table(sample) and _headings(sample.path) == HEADINGS


def _headings(path: Path) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in read_sheets(path).sheets[0].rows[0])
    except NotReadable:
        return ()


def _is_annotation(one: Json) -> bool:
    return {"uri", "tags", "user"} <= one.keys() and isinstance(one.get("target", []), list)


def read(path: Path, wishes: Wishes) -> Project:
    """The annotations in a file."""
    made = Builder("hypothesis", path.stem, "Hypothes.is", progress=wishes.progress)
    with path.open("rb") as file:
        table = file.read(20).removeprefix(b"\xef\xbb\xbf").startswith(b"Created at")
    if table:
        _table(path, made, wishes)
    else:
        _annotations(path, made, wishes)
    if not made.sources:
        raise NotReadable(f"{shown(path)}: there is no annotation with a quotation in it")
    made.notes.append(
        "The texts of the pages are not in the file: passages are the quotations, without positions."
    )
    return made.project()


def _annotations(path: Path, made: Builder, wishes: Wishes) -> None:
    where = shown(path)
    every = list(_listed(as_unicode(read_bytes(path), where), where))
    for done, (place, one) in enumerate(every):
        wishes.tell(done, len(every))
        if not isinstance(one, dict) or not _is_annotation(one):
            made.skip("an entry", place, "it is no annotation: it has no `uri`, `user` and `tags`")
        else:
            _annotation(one, made, place)


def _listed(text: str, where: str) -> Iterator[tuple[str, Any]]:
    """The annotations of a list, or of an answer that holds one."""
    if WRAPPED.match(text[:2000].encode()):
        whole = document(text, where)
        held = next((whole[name] for name in LISTS if isinstance(whole.get(name), list)), None)
        if held is None:
            raise NotReadable(f"{where}: there is no list `rows` or `annotations` in it")
        yield from ((f"{where}, entry {n}", one) for n, one in enumerate(held, 1))
    else:
        yield from objects(text, where)


def _annotation(one: Json, made: Builder, where: str) -> None:
    if one.get("references"):
        made.skip("a reply", where, REPLY, codings=_tags(one))
        return
    target = as_object(next(iter(as_list(one.get("target"))), None))
    every = map(as_object, as_list(target.get("selector")))
    by = {as_text(selector.get("type")): selector for selector in every}
    quoted = as_text(by.get("TextQuoteSelector", {}).get("exact"))
    if not quoted:
        made.skip("a note", where, PAGE, codings=_tags(one))
        return
    place = by.get("TextPositionSelector", {})
    uri, user = as_text(one.get("uri")), as_text(one.get("user"))
    titles = as_object(one.get("document")).get("title")
    title = as_text(next(iter(titles), "") if isinstance(titles, list) else titles)
    page = as_text(by.get("PageSelector", {}).get("label"))
    known = ACCOUNT.fullmatch(user)
    name = as_text(as_object(one.get("user_info")).get("display_name"))
    coder = made.coder(user, name or (known[1] if known else user))
    tags = as_list(one.get("tags"))
    at = whole_number(place.get("start")), whole_number(place.get("end"))
    _passage(
        made, uri, title, quoted, at, tags, coder, as_text(one.get("text")), page,
        as_text(one.get("id")) or where, where,
    )  # fmt: skip


def _table(path: Path, made: Builder, wishes: Wishes) -> None:
    sheet: Worksheet = read_sheets(path).sheets[0]
    for n, row in enumerate(sheet.rows[1:], 1):
        wishes.tell(n, len(sheet.rows))
        _, author, page, url, _, kind, quoted, comment, tags = (cell.strip() for cell in row[: len(HEADINGS)])
        where = sheet.place(n)
        if kind == "Reply":
            made.skip("a reply", where, REPLY, codings=_in_cell(tags))
        elif not quoted or kind == "Page note":
            made.skip("a note", where, PAGE, codings=_in_cell(tags))
        else:
            coder = made.coder(author)
            _passage(
                made, url, "", quoted, (None, None), tags.split(","), coder, comment, page, f"row {n}", where
            )
    made.notes.append(
        "Tags are separated by commas in this file: a tag with a comma in it is several. The JSON is sure."
    )


def _passage(
    made: Builder,
    uri: str,
    title: str,
    quoted: str,
    at: tuple[int | None, int | None],
    tags: list[Any],
    coder: str,
    comment: str,
    page: str,
    id_: str,
    where: str,
) -> None:
    """A quotation with its tags; those of the same words at the same place are one passage."""
    if uri not in made.sources:
        made.source(ForeignSource(uri, title or uri, None, "document", attributes={"uri": uri}), None, where)
    put = [made.code_at([tag]) for tag in map(as_text, tags) if tag]
    codes = tuple(dict.fromkeys(put))
    made.joined["codings"] += len(put) - len(codes)
    group = identity(uri, quoted, *(str(number) for number in at))
    said = {"page": page} if page else {}
    made.segment(
        uri, Segment(id_, MarkedPassage(None, None, quoted), codes, coder, comment, said, group), where
    )


def _tags(one: Json) -> int:
    return sum(bool(as_text(tag)) for tag in as_list(one.get("tags")))


def _in_cell(tags: str) -> int:
    return sum(bool(tag.strip()) for tag in tags.split(","))


def holds(path: Path, wishes: Wishes) -> Mapping[str, int]:
    """The tags of all annotations."""
    with path.open("rb") as file:
        table = file.read(20).removeprefix(b"\xef\xbb\xbf").startswith(b"Created at")
    if table:
        return {"codings": sum(_in_cell(row[-1]) for row in read_sheets(path).sheets[0].rows[1:])}
    every = _listed(as_unicode(read_bytes(path), shown(path)), shown(path))
    return {"codings": sum(_tags(one) for _, one in every if isinstance(one, dict) and _is_annotation(one))}


FORMAT = Format(
    "hypothesis",
    "Hypothes.is annotations (JSON of the API or the sidebar, CSV)",
    ("Hypothes.is",),
    recognises,
    read,
    holds=holds,
)
