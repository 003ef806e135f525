"""The start: studies that were opened last, the example, a new study, a file to bring in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.recent import recent


def values(call: Call) -> dict[str, Any]:
    """The first page stands before any study is read."""
    return {"recent": [str(path) for path in recent() if path != call.bench.path]}


def study(call: Call) -> dict[str, Any]:
    """What the open study holds, in a sentence."""
    found, labels, words = call.study, call.labels, call.words
    counts = {
        "statements": words.say("count.statements", n=found.statements.height),
        "sources": words.say("count.sources", n=found.sources.height),
        "codes": labels.say("start.codes", n=len(found.scheme.codes)),
        "cases": words.say("count.cases", n=found.cases.height),
    }
    return {"summary": labels.say("start.summary", **counts)}


def open_(call: Call) -> dict[str, Any]:
    """Open a study by its path."""
    call.bench.open(Path(call.given("path", str)))
    return {"opened": str(call.bench.path)}


SCREEN = BenchScreen(
    values=values, reads={"study": study}, asks={"open": open_}, needs_study=False, shows_texts=False
)
