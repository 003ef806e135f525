"""The table in which people place codes: written as csv or a workbook, and read back with every fault at its row.

A code has its aspects in one cell and where it stands on each in another: a number from −1 to 1, the id or title
of a pole, or a share for each pole (`market=0.6, family=0.4`). Several are separated by `;`, in both cells.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from idealtypes.errors import IdealtypesError
from idealtypes.files.faults import Findings
from idealtypes.files.saving import guarded, write_bytes
from idealtypes.files.tables import FILE, LINE, Table, columns_fit, complete
from idealtypes.model.hints import hint
from idealtypes.model.placement import NONE, Change, Placement, placement_problems
from idealtypes.model.scheme import Code, Scheme
from idealtypes.model.text import Text, ids_by_word
from idealtypes.model.theory import Axis

REQUIRED = ("code", "aspect", "position")
TOLD = (
    "title",
    "definition",
    "include",
    "exclude",
    "parent",
    "statements",
    "example_1",
    "example_2",
    "example_3",
)
COLUMNS = (*REQUIRED[:1], *TOLD, *REQUIRED[1:], "rationale")

ENDINGS = (".xlsx", ".csv")
NARROW = {
    "code": 24,
    "title": 24,
    "aspect": 18,
    "position": 18,
    "rationale": 44,
    "statements": 10,
    "parent": 16,
}
WIDE = 36
FILLED_IN = ("aspect", "position", "rationale")
CELL = 32_767  # characters that a cell of a workbook holds

Examples = Mapping[str, Sequence[str]]  # code → texts of statements


def rows(scheme: Scheme, examples: Examples, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """A row a code: what it is, examples, and where it stands now. Blank: not yet placed, or as its parent."""
    found = []
    for code in scheme.codes:
        told = {name: _said(getattr(code, name)) for name in ("definition", "include", "exclude")}
        texts = [*examples.get(code.id, ()), "", "", ""]
        aspect, position = cells(code.place)
        row: dict[str, Any] = {
            "code": code.id,
            "title": code.title.say(),
            **told,
            "parent": code.parent or "",
        }
        row |= {"statements": counts.get(code.id, 0)}
        row |= {f"example_{n}": texts[n - 1] for n in (1, 2, 3)}
        row |= {"aspect": aspect, "position": position, "rationale": _said(code.rationale)}
        found.append(row)
    return found


def choices(scheme: Scheme) -> list[dict[str, Any]]:
    """What may stand in the cells: a row for each pole of each aspect."""
    found: list[dict[str, Any]] = []
    for aspect in scheme.aspects:
        axis = scheme.axis(aspect.id)
        for pole in axis.ordered:
            row = {"aspect": aspect.id, "title": aspect.title.say(), "question": _said(aspect.question)}
            row |= {"pole": pole.id, "pole_title": pole.title.say()}
            found.append(
                row | {"position": pole.position if axis.bipolar else "", "write": _write(axis, pole.id)}
            )
    told = {"title": "on purpose on no axis", "question": "", "pole": "", "pole_title": ""}
    return [*found, {"aspect": NONE, **told, "position": "", "write": "leave `position` blank"}]


def _write(axis: Axis, pole: str) -> str:
    if axis.bipolar:
        low, high = axis.pole_ids
        return f"a number from -1 ({low}) to 1 ({high}), or `{pole}`"
    return f"`{pole}`, or a share for each pole: {', '.join(f'{p}=…' for p in axis.pole_ids)}"


def _said(text: Text | None) -> str:
    return "" if text is None else text.say()


def cells(place: Sequence[Placement] | None) -> tuple[str, str | float]:
    """The two cells of a place; a single position is a number.

    >>> cells(None), cells(()), cells([Placement(aspect="a", position=-1)])
    (('', ''), ('none', ''), ('a', -1.0))
    >>> cells([Placement(aspect="a", pole="p"), Placement(aspect="b", shares={"p": 0.5, "q": 0.5})])
    ('a; b', 'p; p=0.5, q=0.5')
    """
    if place is None:
        return "", ""
    if not place:
        return NONE, ""
    if len(place) == 1 and place[0].position is not None:
        return place[0].aspect, place[0].position
    return "; ".join(one.aspect for one in place), "; ".join(_stands(one) for one in place)


def _stands(one: Placement) -> str:
    if one.pole is not None:
        return one.pole
    if one.position is not None:
        return f"{one.position:g}"
    return ", ".join(f"{pole}={share:g}" for pole, share in (one.shares or {}).items())


def write_places(
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    choices: Sequence[Mapping[str, Any]],
    aspects: Sequence[str],
) -> None:
    """Write the table; IdealtypesError for another ending."""
    ending = path.suffix.lower()
    if ending == ".csv":
        write_bytes(path, _csv(rows))
    elif ending == ".xlsx":
        write_bytes(path, _xlsx(rows, choices, aspects))
    else:
        raise IdealtypesError(f"{path}: the table of places is written as {' or '.join(ENDINGS)}")


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([guarded(value) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # without the mark Excel would take it for Windows-1252


def _xlsx(
    rows: Sequence[Mapping[str, Any]], choices: Sequence[Mapping[str, Any]], aspects: Sequence[str]
) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        for name, records in (("places", rows), ("choices", choices)):
            _sheet(book, name, records)
        sheet = book.get_worksheet_by_name("places")
        column = list(rows[0]).index("aspect")
        # a hint, not a fence: several aspects are separated by `;`
        hint = {"validate": "list", "source": list(aspects), "error_type": "information"}
        if len(",".join(aspects)) <= 255:
            sheet.data_validation(1, column, len(rows), column, hint)
    return buffer.getvalue()


def _sheet(book: Any, name: str, records: Sequence[Mapping[str, Any]]) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    told = book.add_format({"text_wrap": True, "valign": "top"})
    open_ = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8DC", "border": 4})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for column, heading in enumerate(records[0]):
        sheet.set_column(column, column, NARROW.get(heading, WIDE))
        sheet.write_string(0, column, heading, head)
        for row, record in enumerate(records, 1):
            value = record[heading]
            style = open_ if name == "places" and heading in FILLED_IN else told
            if isinstance(value, int | float):
                sheet.write_number(row, column, value, style)
            elif value:
                sheet.write_string(row, column, guarded(value)[:CELL], style)
            else:
                sheet.write_blank(row, column, None, style)


# read back


def changes_in(table: Table, scheme: Scheme, findings: Findings) -> dict[str, Change]:
    """What a filled-in table changes; a row that says what the scheme says changes nothing.

    Blank cells change nothing for a code that is not placed; for one that is they are a fault, so that nothing is
    taken away by accident. A blank rationale leaves the one there is.
    """
    if not columns_fit(table, REQUIRED, (*TOLD, "rationale"), Findings() if _whole(table) else findings):
        return {}
    frame = complete(table.located, COLUMNS).select(*COLUMNS, FILE, LINE)
    known = {code.id: code for code in scheme.codes}
    seen: dict[str, int] = {}
    found: dict[str, Change] = {}
    for row in frame.with_columns(pl.col(COLUMNS).fill_null("")).iter_rows(named=True):
        name, line = row["code"], row[LINE]
        if name not in known:
            what = f"unknown code `{name}`; {hint(name, known)}" if name else "`code` is blank"
            findings.fault(table.file, line, what)
        elif name in seen:
            findings.fault(
                table.file, line, f"the code `{name}` is in row {seen[name]} already: one row a code"
            )
        else:
            seen[name] = line
            change = _change(row, known[name], scheme, table.file, line, findings)
            if change is not None:
                found[name] = change
    return found


def _whole(table: Table) -> bool:
    return all(name in table.columns for name in REQUIRED)


def _change(
    row: Mapping[str, str], code: Code, scheme: Scheme, file: str, line: int, findings: Findings
) -> Change | None:
    aspect, position = row["aspect"], row["position"]
    place: tuple[Placement, ...] | None = None
    if not aspect and not position:
        if code.place is not None:
            stands = " ".join(str(cell) for cell in cells(code.place)).strip()
            findings.fault(
                file,
                line,
                f"code `{code.id}` is placed ({stands}), and its cells are blank: fill them, or write `none`",
            )
    else:
        try:
            place = parsed(aspect, position, scheme)
        except ValueError as problem:
            for message in problem.args:
                findings.fault(file, line, f"code `{code.id}`: {message}")
            return None
        if code.place is not None and _same(place, code.place):
            place = None
    rationale = (
        row["rationale"] if row["rationale"] and row["rationale"] != _said(code.rationale).strip() else None
    )
    if rationale is not None and code.rationale is not None and isinstance(code.rationale.plain(), dict):
        findings.fault(
            file, line, f"code `{code.id}`: its rationale is in several languages: change it in the scheme"
        )
        return None
    return None if place is None and rationale is None else Change(place, rationale)


def _same(a: Sequence[Placement], b: Sequence[Placement]) -> bool:
    def rounded(one: Placement) -> tuple[Any, ...]:
        shares = {pole: float(f"{share:g}") for pole, share in (one.shares or {}).items()}
        position = None if one.position is None else float(f"{one.position:g}")
        return one.aspect, one.pole, position, shares

    return [rounded(one) for one in a] == [rounded(one) for one in b]


def parsed(aspects: str, positions: str, scheme: Scheme) -> tuple[Placement, ...]:
    """The places that two cells say; () for `none`.

    Raises
    ------
    ValueError
        With a message for each thing that is wrong, as its arguments.
    """
    names = _items(aspects)
    stands = _items(positions)
    if [name.casefold() for name in names] == [NONE]:
        if stands:
            raise ValueError("`none` stands on no aspect, so `position` is blank")
        return ()
    if not names:
        raise ValueError(f"`{positions}` is on no aspect: fill in `aspect`")
    if len(names) != len(stands):
        raise ValueError(
            f"{len(names)} in `aspect` and {len(stands)} in `position`: each aspect has one place, separated by `;`"
        )
    faults: list[str] = []
    found: list[Placement] = []
    titles = ids_by_word((aspect.id, aspect.title) for aspect in scheme.aspects)
    for name, said in zip(names, stands, strict=True):
        aspect = titles.get(name.casefold())
        if aspect is None:
            ids = [one.id for one in scheme.aspects]
            faults.append(f"no aspect `{name}`; {hint(name, [*ids, NONE])}")
            continue
        axis = scheme.axis(aspect)
        one = stand(aspect, said, axis)
        if any(other.aspect == aspect for other in found):
            faults.append(f"placed twice on `{aspect}`: use one place, or shares")
        faults += [message for _, message in placement_problems((), one, axis)]
        found.append(one)
    if faults:
        raise ValueError(*faults)
    return tuple(found)


def _items(cell: str) -> list[str]:
    return [item for part in cell.split(";") if (item := part.strip())]


def stand(aspect: str, said: str, axis: Axis) -> Placement:
    """Where a code stands on an aspect, as people write it: `-0.5`, `0,5`, `formal`, `market=0.6, family=0.4`."""
    number = _number(said)
    if number is not None:
        return Placement(aspect=aspect, position=number)
    titles = ids_by_word((pole.id, pole.title) for pole in axis.poles)
    if "=" in said.strip().lstrip("="):
        shares: dict[str, float] = {}
        for part in _parts(said):
            pole, _, share = (word.strip() for word in part.partition("="))
            amount = _number(share)
            shares[titles.get(pole.casefold(), pole)] = -1.0 if amount is None else amount
        return Placement(aspect=aspect, shares=shares)
    return Placement(aspect=aspect, pole=titles.get(said.casefold(), said))


def _parts(said: str) -> Iterator[str]:
    """`a=0,5, b=0.5` at the commas that have a name behind them."""
    pending = ""
    for part in said.split(","):
        if pending and "=" in part:
            yield pending
            pending = part
        else:
            pending = f"{pending},{part}" if pending else part
    yield pending


def _number(said: str) -> float | None:
    word = said.strip().replace("−", "-").replace(",", ".")
    try:
        number = float(word)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
