"""An export for sharing: what is published of a study, as tables or as a codebook, and the log of what is left out.

Nothing but `disclosure.published` enters it, and the codebook under its approved or neutral names. What is made of
single statements has no place in it: a project, a matrix, a network of codes are rows of who said what, and a number in
the place of a name hides nobody of whom the order, the codes or a date can be known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from idealtypes.disclosure.approved import Approved, approved_of
from idealtypes.disclosure.disclosure_log import DisclosureLog
from idealtypes.disclosure.neutral import Names, Neutral, neutral_scheme
from idealtypes.disclosure.neutral_codes import neutral_codes
from idealtypes.disclosure.pseudonyms import pseudonyms_of
from idealtypes.disclosure.published import Published, PublishedCell, publish
from idealtypes.disclosure.stand_in import stand_in
from idealtypes.engine.intervals import share_interval
from idealtypes.errors import BadCall, Skipped
from idealtypes.exchange import tidy_tables
from idealtypes.exchange.from_study import project_of
from idealtypes.files.saving import json_text
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text, counted

if TYPE_CHECKING:
    import polars as pl

LOG = "disclosure.json"
DIGITS = 6  # of a published number: what is behind it has two
# Kinds of export that are of single statements, and so are not made for sharing: what each is.
SINGLE = {
    "qdpx": "a project is made of passages and of who coded them",
    "taguette": "a project is made of passages and of who coded them",
    "matrix": "a matrix has a row for each statement",
    "draws": "draws to the last digit tell how many informants stand behind them",
    "graphml": "a network of codes is made of single statements in which two of them meet",
}
LEFT_OUT = (
    ("statements", "they are what informants said, and so are their texts, places and attributes"),
    ("codings", "a row says what one informant said and one coder made of it"),
    ("sources", "each is an informant or a group of them"),
    ("coders", "they are few, and what they did can be known"),
    ("claims and outcomes", "each rests on a single statement"),
    ("notes, reasons, examples, memos", "they quote, or are about somebody"),
)


@dataclass(frozen=True)
class SharedFiles:
    """The files by name ("" for the one that was asked for), what they hold, what they do not, and what to know.

    `title` is the study's, as it may be shown.
    """

    title: str
    files: Mapping[str, bytes]
    counts: Mapping[str, int]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]


def check_shared(study: StudyData, kind: str) -> None:
    """Raise BadCall for a kind of file that is not made for sharing, and for a part of a study."""
    if kind in SINGLE:
        raise BadCall(
            f"`as_` {kind} is not made for sharing, since {SINGLE[kind]}: `sharing` writes tables (a folder, or a "
            "name in .xlsx), `as_` r, or a codebook (.qdc)"
        )
    if study.selection:
        raise BadCall(
            "an export for sharing is of the whole study: what is told of a part of it and what is told of all could "
            "be subtracted from one another; leave out `where`"
        )


def shared_files(
    study: StudyData,
    kind: str,
    neutral: Neutral,
    *,
    single: bool,
    parquet: bool = False,
    k: int | None = None,
) -> SharedFiles:
    """What an export for sharing writes.

    Parameters
    ----------
    study
        A whole study.
    kind
        tidy, r or qdc.
    neutral
        What a kind of thing is called where its own name is not approved.
    single
        Whether one file was asked for, a workbook or a codebook; else a folder of tables.
    parquet
        Tables in a folder as parquet instead of csv.
    k
        How many informants have to stand behind every cell, in the place of what `sharing.yaml` says.

    Raises
    ------
    BadInput, IdealtypesError
        As of `approved_of`, `pseudonyms_of` and `publish`.
    """
    approved = approved_of(study, k, codes=True)
    pseudonyms = pseudonyms_of(study)
    published, _ = publish(study, approved, pseudonyms, neutral)
    names = Names(approved, neutral)
    shown = neutral_scheme(study.scheme, names)
    codes = neutral_codes(study.scheme, shown, names, pseudonyms)
    scheme = shown.scheme.model_copy(update={"codes": codes})
    book = replace(stand_in(published, "all"), scheme=scheme, placements=scheme.placements)
    log = DisclosureLog(published, approved)
    told = json_text(
        log.to_dict() | {"left_out": [what for what, _ in LEFT_OUT], "pseudonyms": ["cases", "codes"]}
    ).encode("utf-8")
    title = published.title.say()
    counts = {"cells": len(published.cells), "cases": len(published.cases), "codes": len(codes)}
    notes = tuple(_notes(log, approved))
    left_out = tuple(Skipped(what, "sharing", why) for what, why in LEFT_OUT)
    if kind == "qdc":
        from idealtypes.exchange.refi.writing import qdc

        written = qdc(project_of(book, {}))
        return SharedFiles(title, {"": written.data, LOG: told}, counts, (*written.skipped, *left_out), notes)
    frames = tables(published, book)
    if single:
        files = {"": tidy_tables.xlsx_bytes(frames), LOG: told}
    elif parquet:
        files = {f"{name}.parquet": tidy_tables.parquet_bytes(frame) for name, frame in frames.items()}
    else:
        files = {f"{name}.csv": tidy_tables.csv_bytes(frame) for name, frame in frames.items()}
    if kind == "r":
        files["read.R"] = tidy_tables.r_script(frames).encode()
    return SharedFiles(title, files | {LOG: told}, counts, left_out, notes)


def _notes(log: DisclosureLog, approved: Approved) -> list[str]:
    cells = log.cells()
    told = [
        f"of what is said in all, {cells['shown']} of {cells.total()} balances are shown, {cells['one_sided']} told as "
        f"two thirds or more on one side; behind each stand {log.k} informants or more"
    ]
    if waiting := len(approved.open):
        told.append(f"{counted(waiting, 'text')} not decided on: neutral names stand instead (--to-approve)")
    return told


# tables


def tables(published: Published, book: StudyData) -> dict[str, pl.DataFrame]:
    """Name → table.

    `profile` (view, case, aspect, pole, share with its interval, balance with its interval on aspects of two poles, and
    what is told: shown, one_sided; a cell that is not there is hidden, or nobody speaks of it), `cases`, `aspects`,
    `poles`, `types`, `codes` (id, title, their words, parent), `places` (code, aspect, pole, share).
    """
    import polars as pl

    scheme, text = published.scheme, pl.String
    numbers = ("share", "share_low", "share_high", "balance", "balance_low", "balance_high")
    columns = dict.fromkeys(("view", "case", "aspect", "pole"), text) | dict.fromkeys(numbers, pl.Float64)
    rows = [row for where, cell in published.cells.items() for row in _rows(where, cell, published)]
    poles = [
        {"aspect": aspect.id, "pole": pole.id, "title": pole.title.say(), "position": pole.position}
        for aspect in scheme.aspects
        for pole in scheme.axis(aspect.id).ordered
    ]
    types = [
        {"type": ideal.id, "title": ideal.title.say(), "description": _said(ideal.description)}
        | {"aspect": aspect, "pole": held if isinstance(held, str) else "+".join(held)}
        for ideal in scheme.ideal_types
        for aspect, held in ideal.corner.items()
    ]
    aspects = [
        {"id": one.id, "title": one.title.say(), "question": _said(one.question), "kind": one.kind}
        for one in scheme.aspects
    ]
    whole = tidy_tables.tidy(book)
    return {
        "profile": pl.DataFrame(rows, columns | {"told": text}),
        "cases": pl.DataFrame(
            [{"id": id_, "title": title.say()} for id_, title in published.cases], {"id": text, "title": text}
        ),
        "aspects": pl.DataFrame(aspects, dict.fromkeys(("id", "title", "question", "kind"), text)),
        "poles": pl.DataFrame(
            poles, dict.fromkeys(("aspect", "pole", "title"), text) | {"position": pl.Float64}
        ),
        "types": pl.DataFrame(types, dict.fromkeys(("type", "title", "description", "aspect", "pole"), text)),
        "codes": whole["codes"].drop("example", "rationale"),
        "places": whole["places"],
    }


def _said(text: Text | None) -> str | None:
    return None if text is None else text.say()


def _rows(where: tuple[str, str, str], cell: PublishedCell, published: Published) -> list[dict[str, Any]]:
    """A row for each pole of a cell: the interval follows from the share and the size, as on the page."""
    view, case, aspect = where
    axis = published.scheme.axis(aspect)
    low, high = share_interval(cell.shares, cell.size, cell.size, published.settings.level)
    balance: dict[str, float] = {}
    if axis.bipolar:
        ends = (cell.shares[1], float(low[1]), float(high[1]))
        balance = {
            name: round(2 * end - 1, DIGITS)
            for name, end in zip(("balance", "balance_low", "balance_high"), ends, strict=True)
        }
    return [
        {"view": view, "case": case, "aspect": aspect, "pole": pole, "share": share}
        | {"share_low": round(float(low[p]), DIGITS), "share_high": round(float(high[p]), DIGITS), **balance}
        | {"told": "one_sided" if cell.one_sided else "shown"}
        for p, (pole, share) in enumerate(zip(published.scheme.poles(aspect), cell.shares, strict=True))
    ]
