"""Suggestions: codes that a model proposes for statements, how well it foretold others, and a person who decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from idealtypes.errors import BadCall
from idealtypes.model.scheme import RATING
from idealtypes.model.stance import unsigned
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.said_codes import coded, titles_of
from idealtypes.workbench.said_places import said_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from idealtypes import LearntCode, Suggested
    from idealtypes.study import Study

SHOWN = 200  # suggestions; the others follow when these are decided
ALIKE = 3  # statements that carry the code, beside one


def waiting(call: Call) -> dict[str, Any]:
    """What was suggested and is open, and who may accept; nothing is learned for it."""
    study = call.study
    found = call.bench.opened().once("suggested before", lambda: study.suggest(learn=False, dry_run=True))
    rows = study.statements.select("id", "source", "text").rows()
    texts = {s: (source, text or "") for s, source, text in rows}
    put = _put(study)
    too_little = found.why is not None and found.why != _not_learned(found)
    return {
        "why": _sentence(call.words.why(found.why)) if too_little else "",
        "read": call.labels.say("suggestions.read", n=found.read),
        "uncoded": call.labels.say("suggestions.uncoded", n=found.uncoded),
        "left": len(found.suggestions),
        "codes": titles_of(study, call.language),
        "who": _people(study),
        "lang": study.language or call.language,
        "rows": [
            {
                "id": one.id,
                "statement": one.statement,
                "where": said_places(call)[one.statement],
                "text": texts[one.statement][1],
                **coded([one.code])[0],
                "missed": one.kind == "miss",
                "sure": call.words.percent(one.score),
                "words": list(one.words),
                "there": coded(put.get(one.statement, ())),
                "alike": _alike(one.statement, one.code, one.words, put, texts),
            }
            for one in found.suggestions[:SHOWN]
        ],
    }


def _not_learned(found: Suggested) -> Any:
    """The reason of an answer that was not to learn, which is no lack."""
    return found.why if getattr(found.why, "code", "") == "suggest.not_learned" else None


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def _put(study: Study) -> dict[str, list[str]]:
    """Statement → the codes that stand on it."""
    found: dict[str, list[str]] = {}
    for statement, code in study.codings.select("statement", "code").unique(maintain_order=True).iter_rows():
        found.setdefault(statement, []).append(code)
    return found


def _people(study: Study) -> list[str]:
    """Who coded statements and is a person: a model does not accept, and a consensus is none's own coding."""
    own = study.codings.filter(~study.codings["code"].str.starts_with(RATING))
    others = {name for name, coder in study.coders.items() if coder.kind != "human"}
    return sorted(set(own["coder"]) - others - {""})


def _alike(
    statement: str,
    code: str,
    words: Sequence[str],
    put: dict[str, list[str]],
    texts: dict[str, tuple[str, str]],
) -> list[dict[str, str]]:
    """Statements that carry the code and share words that spoke for it, those that share most first."""
    found = []
    for s, codes in put.items():
        if code in codes and s != statement and s in texts:
            said = texts[s][1].lower()
            shared = sum(word in said for word in words)
            if shared:
                found.append((-shared, s))
    return [{"id": s, "text": texts[s][1]} for _, s in sorted(found, key=lambda one: one[0])[:ALIKE]]


# learning


def foretold(call: Call) -> dict[str, Any]:
    """Begin to learn and tell how well that foretells, without writing; the number of the work."""
    opened, language = call.bench.opened(), call.language

    def work(progress: Any) -> Any:
        study = call.study
        return opened.once(
            ("foretold", language), lambda: _told(study.suggest(dry_run=True, progress=progress), call)
        )

    return {"job": call.jobs.start(work)}


def learn(call: Call) -> dict[str, Any]:
    """Begin to learn from what is coded by now, and to write what is suggested; the number of the work."""

    def work(progress: Any) -> Any:
        study = call.study
        found = call.bench.change_slowly("suggested", lambda: study.suggest(progress=progress))
        return _told(found, call)

    return {"job": call.jobs.start(work)}


def _told(found: Suggested, call: Call) -> dict[str, Any]:
    """How well each code was foretold for sources that were held out, and what to code next."""
    words, labels = call.words, call.labels
    learned = [one for one in found.codes if one.average_precision is not None]
    offered = [one for one in learned if one.offered]
    title = call.study.scheme.code_title
    next_why = "" if found.next else _sentence(words.why(found.next_why))
    return {
        "why": "" if learned or found.why is None else _sentence(words.why(found.why)),
        "summary": labels.say(
            "suggestions.learned", n=len(offered), of=len(found.codes), learned=len(learned)
        ),
        "left": len(found.suggestions),
        "codes": [
            {
                "code": one.code,
                "title": title(one.code, call.language),
                "statements": one.statements,
                **_scores(one, call),
                "offered": one.offered,
                "why": "" if one.why is None else _sentence(words.why(one.why)),
            }
            for one in sorted(learned, key=lambda one: (not one.offered, -(one.average_precision or 0.0)))
        ],
        "next": [
            {
                "statement": one.statement,
                "where": said_places(call)[one.statement],
                "text": one.text,
                "codes": [f"{title(code, call.language)} {words.percent(p)}" for code, p in one.codes[:3]],
            }
            for one in found.next
        ],
        "next_why": next_why,
    }


def _scores(one: LearntCode, call: Call) -> dict[str, str]:
    """The numbers of a code as they are shown; each is of sources that were held out."""
    words = call.words
    simple = dict(one.baselines)
    best = max(simple.values()) if simple else None
    told = ""
    if one.precision is not None and one.recall is not None:
        shares = {"right": words.percent(one.precision), "found": words.percent(one.recall)}
        told = call.labels.say("suggestions.shares", **shares)
    return {"score": words.number(one.average_precision), "simple": words.number(best), "shares": told}


def decide(call: Call) -> dict[str, Any]:
    """Accept or reject one suggestion, as somebody."""
    asked, who = call.given("id", str), call.given("as", str).strip()
    accept = call.given("accept", bool)
    if not who:
        raise BadCall(call.labels.say("suggestions.who"))
    study = call.study
    statement, _, code = asked.partition(":")
    named = study.scheme.code_title(code, call.language) if _is_code(study, code) else code

    def act() -> Suggested:
        if accept:
            return study.suggest(accept=[asked], as_=who, learn=False)
        return study.suggest(reject=[asked], as_=who, learn=False)

    call.bench.change("accepted" if accept else "rejected", act, code=named, statement=statement)
    return {"decided": asked}


def _is_code(study: Study, code: str) -> bool:
    return any(one.id == unsigned(code)[0] for one in study.scheme.codes)


SCREEN = BenchScreen(
    reads={"waiting": waiting},
    asks={"foretold": foretold},
    writes={"learn": learn, "decide": decide},
    styles=("workbench/consensus.css",),
)
