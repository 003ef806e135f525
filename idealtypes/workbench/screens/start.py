"""The start: what the open study holds and waits for, the studies opened last, the example, a new one, a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.errors import BadCall, Fault, IdealtypesError
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.named_folders import for_new_study, here, studies_near, whole
from idealtypes.workbench.recent import recent
from idealtypes.workbench.screen_words import ScreenWords

if TYPE_CHECKING:
    from idealtypes.study import Study

EXAMPLE, NEW = "idealtypes-demo", "my_study"  # names that are proposed for folders
TEMPLATES = ("statements", "ratings")
FAULTS = 20  # that stand here; all of them stand on their own screen


def values(call: Call) -> dict[str, Any]:
    """The first page stands before any study is read."""
    return {
        "recent": [_shown(path) for path in recent() if path != call.bench.path],
        "here": str(here()),
        "example": _free(EXAMPLE),
        "new": _free(NEW),
        "templates": TEMPLATES,
    }


def _shown(path: Path) -> dict[str, str]:
    return {"path": str(path), "name": path.name, "within": str(path.parent)}


def _free(name: str) -> str:
    """A name that no folder has yet: with a number where it is taken."""
    taken = [name, *(f"{name}_{number}" for number in range(2, 100))]
    return next((one for one in taken if not (here() / one).exists()), name)


def study(call: Call) -> dict[str, Any]:
    """What the open study holds, in a sentence, and what it waits for; of one with faults the first of them."""
    opened = call.bench.opened()
    if opened.study is None:
        return {"faults": [_place(one, call) for one in opened.faults[:FAULTS]], "count": len(opened.faults)}
    found, labels, words = opened.study, call.labels, call.words
    counts = {
        "statements": words.say("count.statements", n=found.statements.height),
        "sources": words.say("count.sources", n=found.sources.height),
        "codes": labels.say("start.codes", n=len(found.scheme.codes)),
        "cases": words.say("count.cases", n=found.cases.height),
    }
    return {
        "title": found.title.say(call.language),
        "summary": labels.say("start.summary", **counts),
        "steps": _steps(found, labels),
    }


def _steps(study: Study, labels: ScreenWords) -> list[dict[str, str]]:
    """What waits for somebody: the screen, and how much there is to do."""
    from idealtypes.model.coders import of_kind  # the first page is there before these are
    from idealtypes.model.scheme import RATING

    # as `suggest` has it: where a code stands, a named coder has a row, or `readers` says so
    read = set(study.codings["statement"])
    read |= {one for one, coder in study.readings.select("statement", "coder").iter_rows() if coder}
    rows = study.statements.select("id", "source").iter_rows()
    unread = sum(one not in read and not study.readers.get(source) for one, source in rows)
    put = study.codings.filter(~study.codings["code"].str.starts_with(RATING))
    coders = {one for one in put["coder"] if one} - set(of_kind(study.coders, "consensus"))
    waits = [
        ("import", "nothing", study.statements.height == 0),
        ("board", "unplaced", len(study.scheme.unplaced)),
        ("statements", "uncoded", unread),
        ("consensus", "coders", len(coders) if len(coders) > 1 else 0),
    ]
    return [
        {"screen": screen, "words": labels.say(f"start.steps.{key}", n=int(number))}
        for screen, key, number in waits
        if number
    ]


def disputed(call: Call) -> dict[str, Any]:
    """On how many statements coders disagree and nothing is agreed; the words for that."""
    opened = call.bench.opened()
    n = len(opened.once("agreement", call.study.agreement).disputed)
    return {"n": n, "words": call.labels.say("start.steps.disputed", n=n)}


def warnings(call: Call) -> dict[str, Any]:
    """What looks odd in the open study, each with its file and line."""
    opened = call.bench.opened()
    found = opened.once("check", call.study.check).warnings
    told = [_place(one, call) for one in found]
    return {"warnings": told, "lead": call.labels.say("start.warnings", n=len(told))}


def _place(one: Fault, call: Call) -> dict[str, Any]:
    """A fault or a warning; for sharing without its words, which may quote what somebody said."""
    return {"file": one.file, "line": one.line, "message": "" if call.bench.sharing else one.message}


def near(call: Call) -> dict[str, Any]:
    """Studies in the folders below the current one that were not opened last."""
    known = {*recent(), call.bench.path}
    return {"near": [_shown(path) for path in studies_near() if path.resolve() not in known]}


def place(call: Call) -> dict[str, Any]:
    """Where a new study of this name would go, and why it cannot."""
    found = for_new_study(call.given("folder", str), ScreenWords(call.language))
    return {"path": str(found.path), "problem": found.problem}


def open_(call: Call) -> dict[str, Any]:
    """Open a study by its path."""
    said = call.given("path", str)
    labels = ScreenWords(call.language)
    if not said.strip():
        raise BadCall(labels.say("folder.empty"))
    path = whole(said)
    try:
        if not path.exists():
            raise IdealtypesError(labels.say("folder.nothing", path=path))
        call.bench.open(path)
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise IdealtypesError(labels.say("folder.unreadable", why=why)) from None
    return {"opened": str(call.bench.path)}


def close(call: Call) -> dict[str, Any]:
    """Let go of the open study."""
    call.bench.close()
    return {"closed": True}


def example(call: Call) -> dict[str, Any]:
    """Copy the shipped example into a folder, and open it."""
    import idealtypes as it

    found = for_new_study(call.given("folder", str), ScreenWords(call.language))
    if found.problem and not found.is_study:  # an earlier copy is opened again
        raise BadCall(found.problem)
    it.demo(found.path, report=False)
    call.bench.open(found.path)
    return {"opened": str(call.bench.path)}


def new(call: Call) -> dict[str, Any]:
    """Make a study from a template, and open it."""
    import idealtypes as it

    template = call.given("template", str, TEMPLATES[0])
    if template not in TEMPLATES:
        raise BadCall(f"`template` should be {' or '.join(TEMPLATES)}")
    found = for_new_study(call.given("folder", str), ScreenWords(call.language))
    if found.problem:
        raise BadCall(found.problem)
    it.init(found.path, ratings=template == "ratings")
    call.bench.open(found.path)
    return {"opened": str(call.bench.path)}


SCREEN = BenchScreen(
    values=values,
    reads={"study": study, "disputed": disputed, "warnings": warnings, "near": near},
    asks={"open": open_, "close": close, "place": place},
    writes={"example": example, "new": new},
    needs_study=False,
)
