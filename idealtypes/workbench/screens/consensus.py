"""Consensus: what coders disagree on, worst for the conclusion first, decided with a reason; and what was decided.

A decision is a coding of the coder of the kind `consensus`, as `agreement --resolved` writes it from a sheet; what was
decided before is changed in its own place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.errors import BadCall
from idealtypes.model.coders import NOTHING, of_kind
from idealtypes.model.stance import signed, unsigned
from idealtypes.storage.single_file import write_file
from idealtypes.storage.transaction import Changed
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.said_codes import coded, titles_of
from idealtypes.workbench.said_places import said_places

if TYPE_CHECKING:
    from idealtypes import AgreedStatement, Agreement, DisputedStatement
    from idealtypes.reporting.wording.words import Words
    from idealtypes.study import Study

SHOWN = 300  # statements of either list; nobody settles more in one sitting
BESIDE = 2  # statements before and after one, of its source
NAMES = ("consensus", "agreed", "settled")  # of who decides, the first that nobody has


def look(call: Call) -> dict[str, Any]:
    """Begin to work out how far coders agree, and where they do not; the number of the work."""
    opened = call.bench.opened()
    language = call.language

    def work(_: Any) -> Any:
        return opened.once(("consensus", language), lambda: _found(call))

    return {"job": call.jobs.start(work)}


def _found(call: Call) -> dict[str, Any]:
    study, words = call.study, call.words
    found = call.bench.opened().once("agreement", study.agreement)
    if len(found.coders) < 2:
        why = "no_statements" if study.rated_alone or not found.coders else "one_coder"
        return {"why": call.labels.say(f"consensus.{why}", coder=", ".join(found.coders))}
    disputed, agreed = found.disputed, found.agreed
    titles = study.case_titles(call.language)
    told = (titles, said_places(call), study.reasons)
    aspects = {aspect.id: aspect.title.say(call.language) for aspect in study.scheme.aspects}
    return {
        "alpha": _alpha(found, words),
        "rests": None if found.rests_on is None else _sentence(words.reason(found.rests_on.why)),
        "lang": study.language or call.language,
        "coder": _who(study),
        "left": len(disputed),
        "settled": len(agreed),
        "apart": len(study.scheme.placed_by_several),
        "codes": titles_of(study, call.language),
        "disputed": [_row(one, *told) | _at_stake(one, call, aspects, titles) for one in disputed[:SHOWN]],
        "agreed": [
            _row(one, *told) | {"agreed": coded(one.agreed), "because": one.because} for one in agreed[:SHOWN]
        ],
    }


def _alpha(found: Agreement, words: Words) -> str:
    """The agreement of the coders on all codes, each alone, before anything was settled."""
    one = found.overall
    if one.value is None:
        return words.say("coding.none", why=words.why(one.why))
    places = {"coders": len(found.coders), "units": one.units, "value": words.number(one.value, signed=True)}
    if one.interval is None:
        return words.say("coding.overall_alone", **places)
    level = words.level(found.study.settings.level)
    return words.say("coding.overall", **places, level=level, interval=words.range(*one.interval))


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def _row(
    one: DisputedStatement | AgreedStatement,
    titles: Mapping[str, str],
    where: Mapping[str, str],
    reasons: Mapping[tuple[str, str], str],
) -> dict[str, Any]:
    return {
        "id": one.statement,
        "where": where[one.statement],
        "cases": [titles.get(case, case) for case in one.cases] if len(titles) > 1 else [],
        "text": one.text,
        "by": [
            {"coder": name, "codes": coded(codes), "because": reasons.get((one.statement, name), "")}
            for name, codes in sorted(one.codes.items())
        ],
    }


def _at_stake(
    one: DisputedStatement, call: Call, aspects: Mapping[str, str], titles: Mapping[str, str]
) -> dict[str, Any]:
    """What settling it could move, in words."""
    from idealtypes.reporting.wording.words import inside

    say, words = call.labels.say, call.words
    if one.could_move is None:
        told = say("consensus.without_place")
    elif one.case is None or one.aspect is None:
        told = say("consensus.moves_nothing")
    else:
        places = {"points": words.number(100 * one.could_move, 1), "aspect": inside(aspects[one.aspect])}
        several = len(titles) > 1
        told = say("consensus.moves" if several else "consensus.moves_alone", **places, case=titles[one.case])
    return {
        "stake": told,
        "moves": one.could_move or 0.0,
        "flips": say("consensus.flips") if one.flips else "",
    }


def _who(study: Study) -> str:
    """The coder whose codings decisions are: the study's consensus, else a name that nobody has."""
    known = of_kind(study.coders, "consensus")
    taken = {*study.coders, *study.readings["coder"]}
    return next(iter(known), None) or next((name for name in NAMES if name not in taken), NAMES[0])


def context(call: Call) -> dict[str, Any]:
    """The statements around one, of its source."""
    rows = call.study.statements
    ids = rows["id"].to_list()
    asked = call.query.get("statement", "")
    if asked not in ids:
        raise BadCall(f"no statement `{asked}`")
    own = rows.filter(rows["source"] == rows["source"][ids.index(asked)]).select("id", "text").rows()
    at = [s for s, _ in own].index(asked)
    return {
        "before": [{"id": s, "text": text or ""} for s, text in own[max(at - BESIDE, 0) : at]],
        "after": [{"id": s, "text": text or ""} for s, text in own[at + 1 : at + 1 + BESIDE]],
    }


def decide(call: Call) -> dict[str, Any]:
    """Decide on a statement, for the first time or anew; `was` is what this window saw decided, or null."""
    study, statement = call.study, call.given("statement", str)
    put = cell(call.given("codes", list))
    because = call.given("because", str, "").strip()
    was, now = call.body.get("was"), _agreed(study, statement)
    if (None if was is None else set(cell(was).split(";"))) != (None if now is None else set(now.split(";"))):
        raise Changed(call.labels.say("consensus.decided_elsewhere", statement=statement))
    coder = _who(study)
    if now is None:
        sheet = _sheet(call.bench.folder.new(), statement, put or NOTHING, because)
        call.bench.change("decided", lambda: study.agreement(resolved=sheet, as_=coder), statement=statement)
    else:
        import idealtypes as it

        edit = it.SetCodes(statement, coder, put, because=because)
        call.bench.change("decided_anew", lambda: study.edit(edit), statement=statement)
    return {"decided": statement}


def cell(items: Iterable[Any]) -> str:
    """Codes as a cell of a table has them.

    >>> cell([{"code": "pay", "amount": ""}, {"code": "rules", "against": True, "amount": "0.5"}])
    'pay;!rules=0.5'

    Raises
    ------
    BadCall
        For anything else than a code, whether it is against, and how much of it there is.
    """
    said = []
    for one in items:
        if not isinstance(one, Mapping) or not isinstance(one.get("code"), str):
            raise BadCall("`codes` should be a list of `{code, against, amount}`")
        amount = one.get("amount") or ""
        if not isinstance(amount, str) or ";" in one["code"]:
            raise BadCall("`codes` should be a list of `{code, against, amount}`")
        name = signed(unsigned(one["code"])[0], bool(one.get("against")))
        said.append(f"{name}={amount}" if amount not in ("", "1") else name)
    return ";".join(said)


def _agreed(study: Study, statement: str) -> str | None:
    """What was decided on a statement, as a cell; None where nothing was."""
    agreed = of_kind(study.coders, "consensus")
    rows = study.readings
    if not rows.filter((rows["statement"] == statement) & rows["coder"].is_in(agreed)).height:
        return None
    put = study.codings
    put = put.filter((put["statement"] == statement) & put["coder"].is_in(agreed)).select("code", "intensity")
    return ";".join(code if x == 1 else f"{code}={x:g}" for code, x in put.rows())


def _sheet(folder: Path, statement: str, decision: str, because: str) -> Path:
    """The worksheet of one decision."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("statement", "decision", "reason"), (statement, decision, because)])
    path = folder / "decision.csv"
    write_file(path, text.getvalue().encode("utf-8"))
    return path


SCREEN = BenchScreen(reads={"context": context}, asks={"look": look}, writes={"decide": decide})
