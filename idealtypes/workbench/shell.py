"""What stands around every screen: the list of screens, the study, undo, the language; and its own template."""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib import import_module
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from idealtypes.errors import BadCall, BadInput, IdealtypesError
from idealtypes.files.content import folder
from idealtypes.model import VERSION
from idealtypes.workbench.bench import Bench, NoStudy, ReadOnly
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.compiled_templates import CompiledTemplates
from idealtypes.workbench.screen_words import speaks

# The screens in their order; each is imported when it is first opened.
SCREENS = (
    "start", "import", "board", "statements", "ratings", "consensus", "suggestions", "scenarios", "results",
)  # fmt: skip
FAULTS = "faults"  # what stands in the place of a screen whose study cannot be read
ALWAYS = ("theme.js", "workbench/workbench.js")
STYLES = ("style.css", "workbench/workbench.css")


@cache
def screen(name: str) -> BenchScreen:
    """A screen by its name.

    Raises
    ------
    KeyError
        Where there is none.
    """
    if name not in (*SCREENS, FAULTS):
        raise KeyError(name)
    module = f"{name}_" if name == "import" else name
    try:
        found: BenchScreen = import_module(f"idealtypes.workbench.screens.{module}").SCREEN
    except ModuleNotFoundError as problem:
        if problem.name != f"idealtypes.workbench.screens.{module}":
            raise
        raise KeyError(name) from None
    return found


@cache
def environment() -> Environment:
    """Templates of `reports/workbench/`, which escape what they print and fail on what they do not know."""
    return Environment(
        loader=FileSystemLoader(folder("reports") / "workbench"),
        autoescape=True,
        bytecode_cache=CompiledTemplates(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def there(bench: Bench) -> tuple[str, ...]:
    """The screens of this workbench: where it is for sharing, those alone that show no texts, names and paths."""
    if not bench.sharing:
        return SCREENS
    return tuple(name for name in SCREENS if _shows_no_texts(name))


def _shows_no_texts(name: str) -> bool:
    try:
        return not screen(name).shows_texts
    except KeyError:
        return False


def is_there(name: str, bench: Bench) -> bool:
    """Whether this workbench has a screen; what is wrong with a study names what is in it."""
    return name in there(bench) or (name == FAULTS and not bench.sharing)


def page(name: str, call: Call) -> str:
    """The page of a screen; of a study that cannot be read its faults, and without a study the start.

    Raises
    ------
    KeyError
        For a screen that is not there.
    """
    bench = call.bench
    if not is_there(name, bench):
        raise KeyError(name)
    shown, notice, template = name, "", f"{name}.html"
    one = screen(name)
    try:
        if one.needs_study:
            call.study  # noqa: B018  # it is read, or raises what is wrong
    except IdealtypesError as problem:
        if not isinstance(problem, (NoStudy, BadInput)):
            raise
        if bench.sharing:  # neither the start nor the faults can be shown
            one, template, notice = BenchScreen(needs_study=False), "shell.html", told_problem(problem, True)
        else:
            shown, notice = ("start", str(problem)) if isinstance(problem, NoStudy) else (FAULTS, "")
            one, template = screen(shown), f"{shown}.html"
    labels = call.labels if one.needs_study else _without_study(call)
    values = one.values(call)
    data = values.pop("data", {})
    given = {
        "t": labels.say,
        "language": call.language,
        "languages": speaks(),
        "version": VERSION,
        "asked": name,
        "shown": shown,
        "screens": there(bench),
        "title": "" if bench.path is None or bench.sharing else bench.path.name,
        "notice": notice,
        "read_only": bench.read_only,
        "sharing": bench.sharing,
        "scripts": [*ALWAYS, *one.scripts, *_own(shown, "js")],
        "styles": [*STYLES, *one.styles, *_own(shown, "css")],
        "data": Markup(_for_script({**data, "screen": shown, "language": call.language})),
        "words": Markup(_for_script({**labels.part("script"), **labels.part(f"{shown}.script")})),
    }
    return environment().get_template(template).render(**given, **values)


def _without_study(call: Call) -> Any:
    """ScreenWords that need no study to be read: the first page stands before that."""
    from idealtypes.workbench.screen_words import ScreenWords

    return ScreenWords(call.language)


def _own(name: str, ending: str) -> list[str]:
    path = f"workbench/{name}.{ending}"
    return [path] if (folder("reports") / path).is_file() else []


def _for_script(data: Any) -> str:
    """JSON that is safe inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def told_problem(problem: Exception, sharing: bool) -> str:
    """What went wrong, in a sentence; in a workbench for sharing it is told in the terminal alone, which is at home."""
    if not sharing or isinstance(problem, (BadCall, ReadOnly)):
        return str(problem)
    print(problem, file=sys.stderr)
    return "this cannot be shown here: the reason names what may not leave the project, and stands in the terminal"


def problems(problem: Exception, sharing: bool = False) -> dict[str, Any]:
    """What went wrong, for a script: every fault with its file and line, and what kind of problem it is."""
    from idealtypes.storage.transaction import Changed

    if sharing and not isinstance(problem, (BadCall, ReadOnly)):
        return {"problems": [{"message": told_problem(problem, sharing)}], "kind": type(problem).__name__}
    kind = "changed" if isinstance(problem, Changed) else type(problem).__name__
    if isinstance(problem, BadInput):
        told = [{"file": one.file, "line": one.line, "message": one.message} for one in problem.faults]
        return {"problems": told, "kind": "faults"}
    if not isinstance(problem, IdealtypesError):
        return {"problems": [{"message": f"{type(problem).__name__}: {problem}"}], "kind": "unexpected"}
    return {"problems": [{"message": str(problem)}], "kind": kind}
