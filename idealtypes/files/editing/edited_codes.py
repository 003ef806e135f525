"""The codes of one coder on one statement, in a column of statements or in a table of codings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from idealtypes.errors import BadChoice, Fault
from idealtypes.files.content import shown
from idealtypes.files.editing.edited_tables import OF_A_CODER, StudyTables, TableRow
from idealtypes.files.statements import BECAUSE, OCCASION
from idealtypes.model.edits import Absent, SetCodes
from idealtypes.model.hints import hint
from idealtypes.model.spelling import named
from idealtypes.model.stance import AGAINST, STANCE, unsigned

Item = tuple[str, str]  # a code, signed where it is against, and its intensity as it is written, "" for none


def items_in(codes: str) -> list[Item]:
    """The codes of a cell.

    >>> items_in("pay; ! rules = 0,5")
    [('pay', ''), ('!rules', '0,5')]
    """
    found = []
    for part in codes.split(";"):
        code, _, amount = part.partition("=")
        code, amount = code.strip(), amount.strip()
        if code.startswith(AGAINST):
            code = AGAINST + code.removeprefix(AGAINST).strip()
        if code or amount:
            found.append((named(code), amount))
    return found


def codes_cell(items: Sequence[Item]) -> str:
    """The codes as a cell has them.

    >>> codes_cell([("pay", ""), ("!rules", "0.5")])
    'pay;!rules=0.5'
    """
    return ";".join(f"{code}={amount}" if amount else code for code, amount in items)


def _amount(said: str) -> float | str:
    try:
        return float(said.replace(",", ".")) if said else 1.0
    except ValueError:
        return said


def same_codes(one: str, other: str) -> bool:
    """Whether two cells say the same, whatever their order and form.

    >>> same_codes("pay;!rules=0,5", "!rules=0.50; pay=1"), same_codes("pay", "!pay")
    (True, False)
    """
    a, b = ({code: _amount(amount) for code, amount in items_in(cell)} for cell in (one, other))
    return a == b


def set_codes(tables: StudyTables, edit: SetCodes) -> None:
    """What one coder put on one statement."""
    statement, coder = named(edit.statement), tables.study.name_of("coders", edit.coder)
    rows = [row for row in tables.rows("statements") if row["id"] == statement]
    pending = _added(tables, statement)
    if not rows and not pending:
        known = sorted({row["id"] for row in tables.rows("statements")})
        message = f"no statement `{statement}`; {hint(statement, known)}"
        tables.faults.append(Fault(shown(tables.root / tables.files("statements")[0]), None, message))
        return
    if coder and "coders" in tables.names and coder not in tables.study.coders:
        name = tables.files("coders")[-1]
        if not any(row.get("id") == coder for row in tables.changes[name].rows):
            tables.add("coders", name, {"id": coder, "kind": "human"})
    if tables.apart:
        _in_codings(tables, edit, statement, coder)
    else:
        _in_statements(tables, edit, rows, coder, pending)


def _added(tables: StudyTables, statement: str) -> dict[str, str] | None:
    """The row of a statement that another edit adds."""
    rows = (row for name in tables.files("statements") for row in tables.changes[name].rows)
    return next((row for row in rows if row.get("id") == statement), None)


def _differs(tables: StudyTables, edit: SetCodes, now: str | None, at: TableRow | None) -> bool:
    """Whether there are other codes by now than were seen."""
    if edit.was is None or (isinstance(edit.was, Absent) and now is None):
        return False
    if not isinstance(edit.was, Absent) and now is not None and same_codes(now, edit.was):
        return False
    what = (
        f"what `{edit.coder}` put on `{edit.statement}`" if edit.coder else f"the codes of `{edit.statement}`"
    )
    row = at or tables.meant("statements", {"id": edit.statement})[0]
    tables.other(row, what, now or "", "" if isinstance(edit.was, Absent) else edit.was)
    return True


# in a column of statements


def read_codes(row: TableRow) -> str:
    """The codes of a row of statements, its stance said before each."""
    items = items_in(row["codes"])
    if row[STANCE] == "against":
        items = [(code if code.startswith(AGAINST) else AGAINST + code, amount) for code, amount in items]
    return codes_cell(items)


def _in_statements(
    tables: StudyTables, edit: SetCodes, rows: Sequence[TableRow], coder: str, pending: dict[str, str] | None
) -> None:
    own = next((r for r in rows if r["coder"] == coder and r[OCCASION] == edit.occasion), None)
    if _differs(tables, edit, None if own is None else read_codes(own), own):
        return
    if edit.codes is None:
        if own is not None:
            _unread(tables, own, rows)
        return
    told: dict[str, str] = {"codes": codes_cell(items_in(edit.codes))}
    if edit.because is not None:
        told[BECAUSE] = edit.because
    if own is not None:
        if same_codes(read_codes(own), edit.codes) and edit.codes:
            told.pop("codes")
        elif own[STANCE]:
            told[STANCE] = ""
        _fill(tables, own, told)
        return
    if pending is not None and pending.get("coder", "") in ("", coder) and not pending.get("codes"):
        pending.update(told | ({"coder": coder} if coder else {}))
        return
    free = next((r for r in rows if not r["coder"] and not r["codes"] and not _claimed(tables, r)), None)
    if free is not None and not edit.occasion:
        _fill(tables, free, {"coder": coder, **told})
        return
    source = rows[0]["source"] if rows else (pending or {}).get("source", "")
    file = rows[0].file if rows else tables.files("statements")[-1]
    occasion = {OCCASION: edit.occasion} if edit.occasion else {}
    key = {"id": named(edit.statement), "source": source, "coder": coder, **occasion}
    tables.add("statements", file, key | told)


def _claimed(tables: StudyTables, row: TableRow) -> bool:
    return "coder" in tables.changes[row.file].cells.get(row.line, {})


def _fill(tables: StudyTables, row: TableRow, told: Mapping[str, str]) -> None:
    for column, value in told.items():
        tables.set("statements", row, column, value)


def _unread(tables: StudyTables, own: TableRow, rows: Sequence[TableRow]) -> None:
    """Her row goes, unless it alone says what the statement is: then it becomes nobody's."""
    others = [row for row in rows if row is not own]
    needed = [name for name, cell in own.cells.items() if cell and name not in OF_A_CODER]
    if others and all(any(row[name] for row in others) for name in needed):
        tables.drop("statements", own)
    else:
        blank = {name: "" for name in OF_A_CODER[1:] if own[name]}
        _fill(tables, own, blank)


# in a table of codings


def _in_codings(tables: StudyTables, edit: SetCodes, statement: str, coder: str) -> None:
    hers = [
        row
        for row in tables.rows("codings")
        if row["statement"] == statement and row["coder"] == coder and row[OCCASION] == edit.occasion
    ]
    there: dict[str, TableRow] = {}
    blank: list[TableRow] = []
    for row in hers:
        if row["code"]:
            there[_signed(row)] = row
        else:
            blank.append(row)
    now = codes_cell([(code, row["intensity"]) for code, row in there.items()]) if hers else None
    if _differs(tables, edit, now, hers[0] if hers else None):
        return
    items = items_in(edit.codes or "")
    doubled = [code for n, (code, _) in enumerate(items) if code in [one for one, _ in items[:n]]]
    if doubled:
        raise BadChoice(f"`{doubled[0]}` is put twice on `{statement}`: once is enough")
    free = [*(row for code, row in there.items() if code not in dict(items)), *blank]
    if edit.codes is not None and not items and coder and free:  # a row of hers says that she read it
        keep = blank[0] if blank else free[0]
        free.remove(keep)
        _put(tables, keep, {"code": "", "intensity": "", STANCE: "", BECAUSE: edit.because or ""})
    elif edit.codes is not None and not items and coder:
        _add(tables, edit, statement, coder, "", "")
    reused = list(blank) if items else []
    for code, amount in items:
        if code in there:
            same = _amount(there[code]["intensity"]) == _amount(amount)
            _put(tables, there[code], ({} if same else {"intensity": amount}) | _reason(edit))
        elif reused:
            first = reused.pop(0)
            free.remove(first)
            _put(tables, first, {**_code(tables, first.file, code), "intensity": amount, **_reason(edit)})
        else:
            _add(tables, edit, statement, coder, code, amount)
    for row in free:
        tables.drop("codings", row)


def _signed(row: TableRow) -> str:
    code = items_in(row["code"])[0][0]
    return AGAINST + code if row[STANCE] == "against" and not code.startswith(AGAINST) else code


def _code(tables: StudyTables, file: str, code: str) -> dict[str, str]:
    """The cells of a code: its stance in a column where there is one."""
    plain, against = unsigned(code)
    if STANCE not in tables.columns("codings", file):
        return {"code": code}
    return {"code": plain, STANCE: "against" if against else ""}


def _reason(edit: SetCodes) -> dict[str, str]:
    return {} if edit.because is None else {BECAUSE: edit.because}


def _put(tables: StudyTables, row: TableRow, told: Mapping[str, str]) -> None:
    there = tables.columns("codings", row.file)
    for column, value in told.items():
        if value or column in there:
            tables.set("codings", row, column, value)


def _add(tables: StudyTables, edit: SetCodes, statement: str, coder: str, code: str, amount: str) -> None:
    file = tables.files("codings")[-1]
    more = {"coder": coder, OCCASION: edit.occasion, "intensity": amount, **_reason(edit)}
    kept = {name: value for name, value in more.items() if value}
    tables.add("codings", file, {"statement": statement, **_code(tables, file, code), **kept})
