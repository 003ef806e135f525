"""The axis board: codes as cards where they stand, moved by hand, and what would follow before anything is saved.

What is asked and changed: where codes stand (`places`), one code with its quotes (`code`, `quotes`), the profile as it
would be (`whatif`), places saved (`save`), a new aspect (`axes`, `add_aspect`), and several people who place apart
(`placed`, `differ`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import idealtypes as it
from idealtypes.errors import BadCall
from idealtypes.model.spelling import named
from idealtypes.storage.transaction import Changed, writing
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.said_places import said_places
from idealtypes.workbench.screens import board_aspect, board_placers, board_places, board_whatif

if TYPE_CHECKING:
    from idealtypes.engine.evidence import Statement

PAGE = 20  # quotes that are shown at once
PARTS = (
    "marks",
    "line",
    "triangle",
    "shares",
    "drag",
    "whatif",
    "code",
    "placers",
    "aspect",
)  # of the script


def values(call: Call) -> dict[str, Any]:
    """What the page prints before its script asks: whether there are codes to place at all."""
    study = call.study
    return {
        "rated": study.rated_alone,
        "codes": len(study.scheme.codes),
        "own": board_places.is_own(study),
        "scheme": study.scheme.title.say(call.language),
        "data": {
            "own": board_places.is_own(study),
            "read_only": call.bench.read_only,
            "study": study.title.say(),
        },
    }


def places(call: Call) -> dict[str, Any]:
    """The aspects, the codes where they stand, the cases; of somebody who places apart nobody's positions but hers."""
    study, placer = call.study, _placer(call)
    titles = study.case_titles(call.language)
    return {
        "aspects": board_places.aspects(study.scheme, call.language),
        "codes": board_places.codes(study, call.language, placer),
        "cases": [{"id": case, "title": titles[case]} for case in study.cases["id"]],
        "people": board_placers.people(study.scheme),
        "placer": placer,
        "reasons": {f"{p.code} {p.aspect}": p.because for p in board_places.by_placer(study.scheme, placer)}
        if placer
        else {},
    }


def _placer(call: Call) -> str | None:
    return named(call.query.get("placer", "")) or None


def code(call: Call) -> dict[str, Any]:
    """What the codebook says of a code; to somebody who places apart not where it stands, nor why."""
    study, language, placer = call.study, call.language, _placer(call)
    found = study.scheme.code(_code(call))
    texts = ("definition", "include", "exclude", "example", *(() if placer else ("rationale",)))
    told = {name: text.say(language) for name in texts if (text := getattr(found, name)) is not None}
    own = study.scheme.placed_by_several
    by = () if placer else [p for (c, _), them in own.items() if c == found.id for p in them]
    return {
        "id": found.id,
        "title": found.title.say(language),
        "texts": told,
        "several_languages": found.rationale is not None and isinstance(found.rationale.plain(), dict),
        "by": [{"placer": p.placer, "aspect": p.aspect, "because": p.because} for p in by],
    }


def _code(call: Call) -> str:
    asked = call.query.get("code", "")
    if asked not in {code.id for code in call.study.scheme.codes}:
        raise BadCall(f"the scheme has no code `{asked}`")
    return asked


def quotes(call: Call) -> dict[str, Any]:
    """The statements with a code, some at a time; `search` is looked for in texts, sources and cases."""
    asked, opened = _code(call), call.bench.opened()
    study = call.study
    found = opened.once(("board", "quotes", asked), lambda: study.evidence(code=asked).statements)
    search = call.query.get("search", "").strip().casefold()
    titles, where = study.case_titles(call.language), said_places(call)
    kept = [one for one in found if not search or search in _searched(one, where[one.id])]
    start = int(start) if (start := call.query.get("from", "0")).isdecimal() else 0
    return {
        "of": len(found),
        "found": len(kept),
        "quotes": [
            {
                "id": one.id,
                "text": one.text,
                "where": where[one.id],
                "cases": [titles.get(case, case) for case in one.cases] if len(titles) > 1 else [],
                "against": asked in one.against,
                "counted": one.counted,
                "lang": one.lang or study.language,
            }
            for one in kept[start : start + PAGE]
        ],
    }


def _searched(one: Statement, where: str) -> str:
    return " ".join((one.text, one.source, where, *one.cases)).casefold()


# what would follow


def whatif(call: Call) -> dict[str, Any]:
    """The profile and the types of a case with codes where they were moved; as saved where none was."""
    opened, words = call.bench.opened(), call.words
    read = call.study
    study = opened.once(("board", "study"), lambda: board_whatif.asked_of(read))
    at = board_places.places_sent(study.scheme, call.given("at", dict, {}))
    case = call.given("case", str, "") or None
    if not at:
        return opened.once(
            ("board", "saved", case, call.language), lambda: board_whatif.answer(study, case, words)
        )
    return board_whatif.answer(study.placed(at), case, words)


def differ(call: Call) -> dict[str, Any]:
    """Where the people who placed codes differ, and what that does to the profile."""
    study, case = call.study, call.query.get("case") or None
    return {
        "people": board_placers.people(study.scheme),
        "codes": board_placers.differing(study, call.language),
        "doubt": call.bench.opened().once(
            ("board", "doubt", case, call.language), lambda: board_placers.doubt(study, case, call.words)
        ),
    }


# what is written


def save(call: Call) -> dict[str, Any]:
    """Places with reasons, in one change: `at` code → places, `because` code → reason, `was` as they were seen."""
    study = call.study
    at = board_places.places_sent(study.scheme, call.given("at", dict))
    because, was = call.given("because", dict), call.given("was", dict)
    for one in at:
        if not isinstance(because.get(one), str) or not because[one].strip():
            raise BadCall(f"`{one}`: say why it stands there")
    if not at:
        raise BadCall("no code was moved")

    def write() -> None:
        now = call.study
        seen = {one["id"]: one["own"] for one in board_places.codes(now, call.language)}
        other = [one for one in at if one in was and seen.get(one) != was[one]]
        if other:
            raise Changed(
                call.labels.say(
                    "board.elsewhere", codes=call.words.listed(_titles(call, other)), n=len(other)
                )
            )
        now.place(
            at=at,
            because={one: because[one].strip() for one in at},
            copy_scheme=call.given("copy", bool, False),
        )

    call.bench.change("board_place", write, n=len(at), codes=call.words.listed(_titles(call, list(at))))
    return {"saved": len(at)}


def axes(call: Call) -> dict[str, Any]:
    """What a new aspect may be on, and where the ideal types stand there."""
    return board_aspect.axes(call.study.scheme, call.language)


def add_aspect(call: Call) -> dict[str, Any]:
    """A new aspect behind the others, and in the corner of every ideal type; a scheme from elsewhere is copied before,
    in the same step."""
    study, title = call.study, " ".join(call.given("title", str).split())
    root = study.root
    if not title:
        raise BadCall(call.labels.say("board.aspect.no_title"))
    if title.casefold() in board_aspect.titles(study.scheme):
        raise BadCall(call.labels.say("board.aspect.there", aspect=title))
    question = call.given("question", str, "").strip()
    new = board_aspect.asked(
        study.scheme, title, call.given("axis", str), question, call.given("poles", dict)
    )
    copy = call.given("copy", bool, False)
    assert root is not None  # the workbench opens folders

    def write() -> None:
        with writing(root, "edit"):
            if copy and not board_places.is_own(study):
                study.place(at={}, because={}, copy_scheme=True)
            it.edit(root, board_aspect.edits_of(new))

    call.bench.change("board_aspect", write, aspect=title)
    return {"added": new.id}


def placed(call: Call) -> dict[str, Any]:
    """What one person placed apart from the others, beside the scheme."""
    study, placer = call.study, named(call.given("placer", str))
    at = board_places.places_sent(study.scheme, call.given("at", dict))
    because = {k: v for k, v in call.given("because", dict).items() if isinstance(v, str)}
    call.bench.change(
        "board_placer",
        lambda: call.study.place(at=at, because=because, placer=placer),
        n=len(at),
        placer=placer,
    )
    return {"saved": len(at)}


def _titles(call: Call, codes: list[str]) -> list[str]:
    return [call.study.scheme.code_title(code, call.language) for code in codes]


SCREEN = BenchScreen(
    values=values,
    reads={"places": places, "code": code, "quotes": quotes, "differ": differ, "axes": axes},
    asks={"whatif": whatif},
    writes={"save": save, "placed": placed, "add_aspect": add_aspect},
    scripts=[f"workbench/board_{part}.js" for part in PARTS],
)
