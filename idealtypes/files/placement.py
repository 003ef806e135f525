"""The sheet in which people place codes, read back with every fault at its row (`files.places_sheet` writes it).

A code has a row for each aspect that it is on; several may also stand in the cells of one row, separated by `;`. An
aspect that the scheme lacks is `new: TITLE`, with more in brackets where it is not clear: `new: Trust (axis=formality,
friend=informal)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from idealtypes.files.faults import Findings
from idealtypes.files.places_sheet import NEW, cells
from idealtypes.files.tables import FILE, LINE, Table, columns_fit, complete, tell_unread
from idealtypes.model.hints import hint
from idealtypes.model.new_aspect import NewAspect, new_aspect, with_aspects
from idealtypes.model.placement import NONE, Change, Placement, placement_problems
from idealtypes.model.scheme import Code, Scheme
from idealtypes.model.text import ids_by_word
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

BRACKETS = re.compile(r"(.*)\(([^()=]*+=[^()]*+)\)")  # a title, and what is said of the aspect behind it


@dataclass(frozen=True)
class Filled:
    """What a filled-in sheet changes: codes, and aspects that the scheme is to have."""

    changes: Mapping[str, Change] = field(default_factory=dict)
    aspects: tuple[NewAspect, ...] = ()


def changes_in(table: Table, scheme: Scheme, findings: Findings) -> Filled:
    """What a filled-in table changes; rows that say what the scheme says change nothing.

    Blank cells change nothing for a code that is not placed; for one that is they are a fault, so that nothing is
    taken away by accident. A blank rationale leaves the one there is; those of several rows stand one after the other.
    """
    if _whole(table):
        tell_unread(table, REQUIRED, True, findings)
    elif not columns_fit(table, REQUIRED, (*TOLD, "rationale"), findings):
        return Filled()
    frame = complete(table.located, COLUMNS).select(*COLUMNS, FILE, LINE)
    frame = frame.with_columns(pl.col(COLUMNS).fill_null(""))
    known = {code.id: code for code in scheme.codes}
    of: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        name = row["code"]
        if name in known:
            of.setdefault(name, []).append(row)
        else:
            what = f"unknown code `{name}`; {hint(name, known)}" if name else "`code` is blank"
            findings.fault(table.file, row[LINE], what)
    wider, aspects, words = _wider(frame, scheme, table.file, findings)
    found: dict[str, Change] = {}
    for name, rows in of.items():
        change = _change(rows, known[name], wider, words, table.file, findings)
        if change is not None:
            found[name] = change
    return Filled(found, aspects)


def _whole(table: Table) -> bool:
    return all(name in table.columns for name in REQUIRED)


def _wider(
    frame: pl.DataFrame, scheme: Scheme, file: str, findings: Findings
) -> tuple[Scheme, tuple[NewAspect, ...], dict[str, str]]:
    """The scheme with the new aspects that rows name, these, and what names aspects: ids and titles → ids.

    A new aspect that has the title of one that is there is that one, so that a sheet can be read twice.
    """
    added: list[NewAspect] = []
    words = ids_by_word((one.id, one.title) for one in scheme.aspects)
    for row in frame.filter(pl.col("aspect").str.contains(f"(?i){NEW}")).iter_rows(named=True):
        for item in _items(row["aspect"]):
            if not item.casefold().startswith(NEW) or item.casefold() in words:
                continue
            title, axis, poles = _told_of(item)
            if title.casefold() not in words:
                try:
                    one = new_aspect(scheme, title, axis, poles)
                except ValueError as problem:
                    for message in problem.args:
                        findings.fault(file, row[LINE], f"new aspect `{title}`: {message}")
                    continue
                added.append(one)
                scheme = with_aspects(scheme, [one])
                words |= {title.casefold(): one.id}
            words[item.casefold()] = words[title.casefold()]
    return scheme, tuple(added), words


def _told_of(item: str) -> tuple[str, str, dict[str, str]]:
    """What `new: Trust (axis=formality, friend=informal)` says: the title, the axis, and the poles of ideal types.

    >>> _told_of("new: Trust (axis=formality, friend=informal)")
    ('Trust', 'formality', {'friend': 'informal'})
    >>> _told_of("New: Trust (in staff)")
    ('Trust (in staff)', '', {})
    """
    said = item[len(NEW) :].strip()
    found = BRACKETS.fullmatch(said)
    if found is None:
        return said, "", {}
    pairs = (part.partition("=") for part in found[2].split(","))
    poles = {name.strip(): value.strip() for name, _, value in pairs}
    return found[1].rstrip(), poles.pop("axis", ""), poles


def _change(
    rows: Sequence[Mapping[str, Any]],
    code: Code,
    scheme: Scheme,
    words: Mapping[str, str],
    file: str,
    findings: Findings,
) -> Change | None:
    """What the rows of one code change; None for nothing, and after faults."""
    sound, on_none = True, 0
    lines: dict[str, int] = {}  # aspect → the row that places the code on it
    place: list[Placement] = []
    for row in rows:
        line: int = row[LINE]
        messages: list[str] = []
        if not row["aspect"] and not row["position"]:
            if code.place is not None:
                stands = " ".join(str(cell) for cell in cells(code.place)).strip()
                end = "fill them, or write `none`" if len(rows) == 1 else "fill them, or take the row out"
                findings.fault(
                    file, line, f"code `{code.id}` is placed ({stands}), and its cells are blank: {end}"
                )
                sound = False
        else:
            try:
                here = parsed(row["aspect"], row["position"], scheme, words)
            except ValueError as problem:
                messages += problem.args
                here = ()
            else:
                on_none = on_none or (0 if here else line)
            for one in here:
                if one.aspect in lines:
                    messages.append(f"it is placed on `{one.aspect}` in row {lines[one.aspect]} already")
                lines.setdefault(one.aspect, line)
            place += here
        for message in messages:
            findings.fault(file, line, f"code `{code.id}`: {message}")
        sound = sound and not messages
    if on_none and place:
        message = (
            f"it is placed on `{place[0].aspect}` in row {lines[place[0].aspect]}, and `none` is no aspect"
        )
        findings.fault(file, on_none, f"code `{code.id}`: {message}: take one of the rows out")
        sound = False
    rationale = _rationale(rows, code)
    if rationale is not None and code.rationale is not None and isinstance(code.rationale.plain(), dict):
        message = "its rationale is in several languages: change it in the scheme"
        findings.fault(file, rows[0][LINE], f"code `{code.id}`: {message}")
        sound = False
    if not sound:
        return None
    new: tuple[Placement, ...] | None = tuple(place)
    if (not place and not on_none) or (code.place is not None and _same(place, code.place)):
        new = None
    return None if new is None and rationale is None else Change(new, rationale)


def _rationale(rows: Sequence[Mapping[str, Any]], code: Code) -> str | None:
    """The reasons in the rows of a code; None where there is none, or the one that the scheme has."""
    said = "; ".join(dict.fromkeys(row["rationale"] for row in rows if row["rationale"]))
    there = "" if code.rationale is None else code.rationale.say().strip()
    return said if said and said != there else None


def _same(a: Sequence[Placement], b: Sequence[Placement]) -> bool:
    def rounded(one: Placement) -> tuple[Any, ...]:
        shares = {pole: float(f"{share:g}") for pole, share in (one.shares or {}).items()}
        position = None if one.position is None else float(f"{one.position:g}")
        return one.aspect, one.pole, position, shares

    return [rounded(one) for one in a] == [rounded(one) for one in b]


def parsed(aspects: str, positions: str, scheme: Scheme, words: Mapping[str, str]) -> tuple[Placement, ...]:
    """The places that two cells say; () for `none`. `words` are what aspects are called, in lower case → their ids.

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
    for name, said in zip(names, stands, strict=True):
        aspect = words.get(name.casefold())
        if aspect is None and name.casefold().startswith(NEW):
            continue  # what is wrong with it has been told
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
