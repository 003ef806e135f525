"""Results: the page of the report as the study is now, and every file that can be made of it, to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import idealtypes as it
from idealtypes.errors import BadCall, IdealtypesError
from idealtypes.model.column_labels import column_title, value_title
from idealtypes.model.conditions import VIEWS
from idealtypes.workbench.call import BenchScreen, Call
from idealtypes.workbench.kit import DRAWINGS, TABLES, WIDTHS, KitRequest, make, pieces
from idealtypes.workbench.shell import told_problem

if TYPE_CHECKING:
    from idealtypes.study import Study
    from idealtypes.workbench.jobs import Progress

SHARING, KEY = "sharing.yaml", "sharing_key.csv"
LEVELS = (0.8, 0.9, 0.95, 0.99)
PAGE = "report.html"
MOST = 60  # different values of a column that can be chosen among
# What is no choice of a part: texts, and names of single statements.
NOT = ("id", "text", "locator", "title", "weights")


def values(call: Call) -> dict[str, Any]:
    """What can be chosen: the level, the part of the study; whether the study asks for sharing."""
    study = call.study
    kinds = {"drawings": DRAWINGS, "widths": WIDTHS, "tables": TABLES}
    if call.bench.sharing:  # there no column and no value of the study is named
        return {**kinds, "always": True, "data": {"always": True, "columns": []}}
    usual, columns = study.settings.level, columns_of(study, call.language)
    views = [view for view in VIEWS if view != "useful" or study.claims.height]
    return {
        **kinds,
        "always": False,
        "asks_sharing": study.root is not None and (study.root / SHARING).is_file(),
        "levels": [(level, call.words.level(level)) for level in sorted({*LEVELS, usual})],
        "usual": usual,
        "views": [(view, call.words.say(f"views.{view}")) for view in views],
        "columns": [(one["name"], one["title"]) for one in columns],
        "data": {"always": False, "columns": columns},
    }


def columns_of(study: Study, language: str) -> list[dict[str, Any]]:
    """The columns of statements, sources and cases by which a part can be chosen, each with its values."""
    found: dict[str, list[str]] = {}
    if study.cases.height > 1:
        found["case"] = study.cases["id"].to_list()
    for frame in (study.statements, study.sources, study.cases):
        for name in frame.columns:
            if name in NOT or name in found or frame.schema[name].is_nested():
                continue
            held = {"" if value is None else str(value) for value in frame[name].unique().to_list()}
            if 1 < len(held) <= MOST:
                found[name] = sorted(held)
    return [
        {
            "name": name,
            "title": column_title(study.labels, name, language),
            "values": [[one, value_title(study.labels, name, one, language)] for one in held],
        }
        for name, held in found.items()
    ]


# the page


@dataclass
class MadePage:
    """The page of one reading of the study, asked for in one way: the work on it, then where it lies."""

    job: int | None = None
    address: str = ""
    sections: list[Any] = field(default_factory=list)


def page(call: Call) -> dict[str, Any]:
    """The page as the study is now: its address, or the number of the job that makes it."""
    request, opened = request_of(call), call.bench.opened()
    key = ("results.page", call.language, request.sharing, str(request.chosen))
    held = opened.once(key, MadePage)
    if not held.address and not _at_work(call, held):
        held.job = call.jobs.start(lambda progress: _make_page(call, request, held, opened.generation))
    return _told(held, opened.generation)


def _at_work(call: Call, held: MadePage) -> bool:
    """Whether the work goes on; work that failed is begun anew."""
    if held.job is None:
        return False
    try:
        job = call.jobs.wait(held.job, 0)
    except IdealtypesError:
        return False
    return job.problem is None


def _make_page(call: Call, request: KitRequest, held: MadePage, generation: int) -> dict[str, Any]:
    from idealtypes.reporting.record.record import read_record

    place = call.bench.folder.new()
    it.report(request.study, place / PAGE, language=request.language, **request.chosen)
    shown = read_record(place / PAGE).record.sections
    held.sections = [[name, _section_title(call, name)] for name in shown]
    held.address = f"/made/{place.name}/{PAGE}"
    return _told(held, generation)


def _told(held: MadePage, generation: int) -> dict[str, Any]:
    if not held.address:
        return {"job": held.job, "generation": generation}
    return {"address": held.address, "sections": held.sections, "generation": generation}


def _section_title(call: Call, name: str) -> str:
    """What the page's own menu calls a section."""
    words = call.words
    return words.say(f"nav.{name}") if words.has(f"nav.{name}") else name.replace("_", " ").capitalize()


# files to keep


def request_of(call: Call) -> KitRequest:
    """What is asked for, of which part of the study.

    Raises
    ------
    BadCall
        For a part or a level of what is shared, and for values of another kind.
    ReadOnly
        Where a key of pseudonyms would have to be written, and nothing may be.
    """
    study, bench = call.study, call.bench
    sharing = bench.sharing or call.given("sharing", bool, False)
    where = {str(column): _texts(held, "where") for column, held in call.given("where", dict, {}).items()}
    level = call.body.get("level")
    settings = {} if level is None else {"level": call.given("level", float)}
    if sharing:
        where, settings = {}, {}
        _needs_key(call)
    return KitRequest(
        study, call.language, call.given("view", str, "all"), sharing, where, settings,
        _some(call, "drawings", DRAWINGS), _some(call, "widths", WIDTHS), _some(call, "tables", TABLES),
    )  # fmt: skip


def _needs_key(call: Call) -> None:
    from idealtypes.workbench.bench import ReadOnly

    root = call.study.root
    if call.bench.read_only and root is not None and not (root / KEY).is_file():
        raise ReadOnly(
            f"what is shared has pseudonyms, whose key {KEY} would be written into the study's folder, and the "
            "workbench was opened to look: run `idealtypes report --sharing` once before"
        )


def _texts(given: Any, name: str) -> list[str]:
    if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
        raise BadCall(f"`{name}` should be lists of texts")
    return given


def _some(call: Call, name: str, there: tuple[str, ...]) -> tuple[str, ...]:
    given = call.given(name, list, [])
    if any(one not in there for one in given):
        raise BadCall(f"`{name}` should be some of {', '.join(there)}")
    return tuple(one for one in there if one in given) or there[:1]


def figures_of(call: Call, sharing: bool) -> list[tuple[str, str]]:
    """The figures that the study has, name and title, computed once for each reading."""
    found: list[tuple[str, str]] = call.bench.opened().once(
        ("results.figures", call.language, sharing),
        lambda: [
            (one.name, one.title)
            for one in it.figure(call.study, language=call.language, sharing=sharing).figures
        ],
    )
    return found


def kit(call: Call) -> dict[str, Any]:
    """What can be made, in groups: the work that lists it, since which figures there are has to be computed."""
    sharing = request_of(call).sharing

    def listed(progress: Progress) -> dict[str, Any]:
        titles = dict(figures_of(call, sharing))
        there = pieces(call.study, list(titles), sharing)
        groups: dict[str, list[Mapping[str, str]]] = {}
        for name in there:
            group, _, rest = name.rpartition(".")
            said = titles[rest] if group == "figure" else call.labels.say(f"results.files.{name}")
            groups.setdefault(_group(group), []).append({"name": name, "title": said})
        return {"groups": [{"name": name, "items": items} for name, items in groups.items()]}

    return {"job": call.jobs.start(listed)}


def _group(kind: str) -> str:
    return kind if kind in ("figure", "table", "export") else "report"


def make_files(call: Call) -> dict[str, Any]:
    """Make the files that are named: the number of the job."""
    request = request_of(call)
    names = [str(name) for name in call.given("files", list)]
    opened = call.bench.opened()
    title = "for_sharing" if request.sharing else f"{opened.root.name}_results"

    def made(progress: Progress) -> dict[str, Any]:
        drawn = any(name.startswith("figure.") for name in names)
        figures = [name for name, _ in figures_of(call, request.sharing)] if drawn else []
        there = pieces(request.study, figures, request.sharing)
        place = call.bench.folder.new()
        say = lambda problem: told_problem(problem, call.bench.sharing)  # noqa: E731
        found = make(names, there, request, place, title, progress, say)
        return {
            "address": f"/made/{place.name}/{found.path.name}?keep",
            "name": found.path.name,
            "bytes": found.path.stat().st_size,
            "files": found.files,
            "notes": found.notes,
            "left_out": found.left_out,
        }

    return {"job": call.jobs.start(made)}


SCREEN = BenchScreen(
    values=values,
    asks={"page": page, "kit": kit, "make": make_files},
    scripts=("workbench/results_page.js",),
    shows_texts=False,
)
