"""What is asked of statements as edits of their tables; each names what its window saw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import idealtypes as it
from idealtypes.errors import BadCall
from idealtypes.model.edits import ABSENT, Edit
from idealtypes.model.stance import AGAINST
from idealtypes.workbench.call import Call

CELLS = ("text", "mode", "case", "locator", "voice", "condition")
NEW = ("text", "mode", "case", "locator", "start", "end")
OF_A_SOURCE = ("title", "kind", "case")
MANY = 2000  # statements that are changed at once


def saved(call: Call, id_: str) -> list[Edit]:
    """The edits of one statement: cells that differ, the codes of a coder, claims."""
    edits: list[Edit] = []
    cells, was = _texts(call.given("cells", dict, {})), _texts(call.given("was", dict, {}))
    for name, value in cells.items():
        if name in CELLS and value != was.get(name, ""):
            edits.append(it.SetCell("statements", {"id": id_}, name, value, was=was.get(name, "")))
    coded = call.given("coded", dict, {})
    if coded:
        seen = coded.get("was")
        edits.append(
            it.SetCodes(
                id_,
                str(coded.get("coder", "")),
                str(coded.get("codes", "")),
                was=ABSENT if seen is None else str(seen),
                occasion=str(coded.get("occasion", "")),
            )
        )
    for claim in call.given("claims", list, []):
        edits += claim_edits(id_, claim)
    return edits


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in given.items()}


def claim_edits(id_: str, claim: Any) -> list[Edit]:
    """A claim that was `{was: row or null, now: row or null}`: added, changed or taken out."""
    if not isinstance(claim, Mapping):
        raise BadCall("`claims` holds something that is no claim")
    was, now = claim.get("was"), claim.get("now")
    if not all(one is None or isinstance(one, Mapping) for one in (was, now)):
        raise BadCall("`claims` holds something that is no claim")
    key = None if was is None else {name: str(value) for name, value in was.items() if name in KEY}
    if was is None and now is not None:
        return [it.AddRow("claims", {"statement": id_, **{k: v for k, v in _texts(now).items() if v}})]
    if now is None and key is not None:
        return [it.DropRow("claims", key, was=_texts(dict(was or {})))]
    if was is None or now is None or key is None:
        return []
    seen = _texts(dict(was))
    return [
        it.SetCell("claims", key, name, value, was=seen.get(name, ""))
        for name, value in _texts(now).items()
        if name != "statement" and value != seen.get(name, "")
    ]


KEY = ("statement", "outcome", "aspect", "pole", "trait", "from_outcome")


def added(call: Call, rows: Any, id_: str, source: str) -> list[Edit]:
    """A new statement with its codes; its source, where the study lists sources and this is none of them."""
    edits: list[Edit] = []
    told = _texts(call.given("cells", dict, {}))
    known = set(call.study.sources["id"])
    if source not in known and call.study.name_of("sources", source) not in known and rows.has("sources"):
        about = _texts(call.given("about", dict, {}))
        more = {name: about[name].strip() for name in OF_A_SOURCE if about.get(name, "").strip()}
        edits.append(it.AddRow("sources", {"id": source, **more}))
    cells = {name: told[name] for name in NEW if told.get(name, "") != ""}
    edits.append(it.AddRow("statements", {"id": id_, "source": source, "text": "", **cells}))
    coder, codes = call.given("coder", str, ""), call.given("codes", str, "")
    if codes or (coder and call.given("read", bool, True)):
        edits.append(it.SetCodes(id_, coder, codes))
    return edits


def deleted(rows: Any, id_: str, seen: str) -> list[Edit]:
    """A statement out of every table."""
    edits: list[Edit] = [
        it.DropRow("claims", {k: v for k, v in claim.items() if k in KEY}) for claim in rows.claims(id_)
    ]
    if rows.tables.apart:
        edits += [
            it.SetCodes(id_, one["coder"], None, was=one["codes"], occasion=one["occasion"])
            for one in rows.judgements(id_)
        ]
    return [*edits, it.DropRow("statements", {"id": id_}, was={"text": seen})]


def put_on_several(rows: Any, ids: list[str], coder: str, code: str, *, take: bool) -> list[Edit]:
    """The edits that put a code on statements that have it not yet from this coder, or take it from those that have.

    A code that stood in the other stance takes the new one.
    """
    if len(ids) > MANY:
        raise BadCall(f"more than {MANY} statements are changed in several steps: choose fewer")
    plain = code.removeprefix(AGAINST)
    edits: list[Edit] = []
    for id_ in dict.fromkeys(ids):
        own = next((j for j in rows.judgements(id_) if j["coder"] == coder and not j["occasion"]), None)
        there = [] if own is None else [item for item in own["codes"].split(";") if item]
        names = [item.partition("=")[0] for item in there]
        if take and code not in names:
            continue
        if not take and code in names:
            continue
        kept = [item for item, name in zip(there, names, strict=True) if name.removeprefix(AGAINST) != plain]
        if take:
            kept = [item for item, name in zip(there, names, strict=True) if name != code]
        codes = ";".join(kept if take else [*kept, code])
        edits.append(it.SetCodes(id_, coder, codes, was=ABSENT if own is None else own["codes"]))
    return edits
