"""Every command that writes, each on a small study of some shape: what is there before, and the command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import idealtypes as it
from idealtypes.disclosure.pseudonyms import pseudonyms_of
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.planning import plan
from idealtypes.files.starting import TEMPLATE
from idealtypes.files.suggestion_sheet import write_suggestion_sheet
from idealtypes.files.suggestions import suggestions_bytes
from idealtypes.model.suggestion import Suggestion, fingerprint
from idealtypes.reporting import report as reporting
from idealtypes.storage.history import FileBefore, FilesChanged
from idealtypes.storage.journal import file_digest
from idealtypes.storage.transaction import writing
from idealtypes.storage.undoing import undo
from idealtypes.study import (
    changing,
    held,
    opened,
    recorded,
    settle,
    take_suggestions,
    write_suggestions,
)
from tests.exchange.projects import SMALL, second

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "tests" / "studies" / "good_minimal"
RATED = ROOT / "tests" / "door" / "rated"
SEGMENTS = ROOT / "tests" / "door" / "segments.csv"
PLACES = """code,aspect,position,rationale
weather,access,0.2,It decides when one goes.
drop_in,access,-0.5,One still has to be let in.
"""
FEW = {"report.html": b"<p>page", "figures/a.svg": b"<svg>", "tables/a.csv": b"a\n", "provenance.json": b"{}"}


@dataclass(frozen=True)
class Command:
    """A command in a folder: what is there before, and what it does; `where` it writes."""

    before: Callable[[Path], object]
    run: Callable[[Path], object]
    where: str = "study"
    drawn: bool = False  # whether what it writes is drawn at random


def one_table(root: Path) -> Path:
    """A study with its own scheme and everything in one table, and files of others around."""
    study = root / "study"
    shutil.copytree(MINIMAL, study)
    (study / ".DS_Store").write_bytes(b"\0")
    (study / "notes of mine.txt").write_bytes(b"mine")
    (root / "places.csv").write_text(PLACES, encoding="utf-8")
    (root / "hers.csv").write_text("code,aspect,position\ndrop_in,access,-0.5\n", encoding="utf-8")
    return study


def apart(root: Path) -> Path:
    """Two coders who disagree, their codings in a table apart, and a sheet that settles it."""
    study = root / "study"
    shutil.copytree(TEMPLATE, study)
    rows = [f"s{n},i{n % 4},said {n}" for n in range(8)]
    (study / "statements.csv").write_text("\n".join(["id,source,text", *rows]) + "\n", "utf-8")
    codes = {"anna": ["application"] * 8, "bo": ["application"] * 4 + ["judgement"] * 4}
    put = [f"s{n},{code},{who}" for who, those in codes.items() for n, code in enumerate(those)]
    (study / "codings.csv").write_text("\n".join(["statement,code,coder", *put]) + "\n", "utf-8")
    said = (study / "study.yaml").read_text("utf-8")
    (study / "study.yaml").write_text(said + "codings: codings.csv\n", "utf-8")
    (root / "sheet.csv").write_text("statement,decision,reason\ns4,judgement,clear\ns5,none,\n", "utf-8")
    return study


def linked(root: Path) -> Path:
    """A study whose folder of former versions lies elsewhere."""
    study = one_table(root)
    (root / "shared" / "versions").mkdir(parents=True)
    (study / "versions").symlink_to("../shared/versions")
    return study


def linked_tables(root: Path) -> Path:
    """A study with texts, whose statements lie elsewhere."""
    study = with_texts(root)
    (root / "shared").mkdir()
    shutil.move(study / "statements.csv", root / "shared" / "statements.csv")
    (study / "statements.csv").symlink_to("../shared/statements.csv")
    return study


def of_others(root: Path) -> Path:
    """A study that names a scheme outside its folder."""
    study = one_table(root)
    (root / "shared").mkdir()
    for name in ("scheme.yaml", "theory.yaml"):
        shutil.move(study / name, root / "shared" / name)
    said = (study / "study.yaml").read_text("utf-8")
    (study / "study.yaml").write_text(said.replace("./scheme.yaml", "../shared/scheme.yaml"), "utf-8")
    return study


def suggested(root: Path) -> Path:
    """A study with open suggestions."""
    study = it.read_study(apart(root))
    texts = dict(study.statements.select("id", "text").iter_rows())
    rows = [
        Suggestion(
            name, "guideline_with_leeway", "miss", 0.9, ("said",),
            fingerprint(texts[name], study.scheme, study.settings.seed),
        )
        for name in ("s1", "s2")
    ]  # fmt: skip
    assert study.root is not None
    (study.root / "suggestions.csv").write_bytes(suggestions_bytes(rows))
    return study.root


def with_texts(root: Path) -> Path:
    """A study with the texts of its sources, as an import makes it."""
    plan(SMALL, root / "study").write()
    return root / "study"


def accept(root: Path) -> None:
    with changing(root / "study", "suggest"):
        take_suggestions(
            opened(root / "study"), ["s1:guideline_with_leeway"], ["s2:guideline_with_leeway"], "bo"
        )


def ticks(root: Path) -> None:
    """What `suggest --worksheet` writes: a sheet beside the study, and the suggestions in it."""
    with changing(root / "study", "suggest"):
        study = opened(root / "study")
        before = recorded(study)
        found = [replace(one.suggestion, score=0.8) for one in before.values()]
        write_suggestion_sheet(study, found, root / "ticks.csv")
        write_suggestions(study, before, found)


def resolve(root: Path) -> None:
    with changing(root / "study", "agreement"):
        settle(opened(root / "study"), root / "sheet.csv", "consensus")


def edit(root: Path) -> None:
    """A table, the study and its scheme, of which a former version is kept."""
    it.edit(
        root / "study",
        [
            "statements s1 text=Said anew",
            "study.yaml settings/draws=500",
            "scheme codes/ticket/title=Another",
        ],
    )


def take_back(root: Path) -> None:
    """The last change of `edit` taken back, as whoever heard of it can."""
    study = root / "study"
    told = []
    for name, before in (
        ("statements.csv", MINIMAL / "statements.csv"),
        ("scheme.yaml", MINIMAL / "scheme.yaml"),
    ):
        after = file_digest(study / name)
        told.append(FileBefore((study / name).resolve(), before.read_bytes(), after))
    kept = next((study / "versions").iterdir(), None)
    if kept is None:  # it is done already
        raise IdealtypesError("nothing is there to take back")
    told.append(FileBefore(kept.resolve(), None, file_digest(kept)))
    undo(FilesChanged(study, "edit", tuple(told)))


def report(root: Path, files: dict[str, bytes]) -> None:
    made, reporting.report_files = reporting.report_files, lambda study, **_: files  # type: ignore[assignment]
    try:
        it.report(root / "study")
    finally:
        reporting.report_files = made


def imported(root: Path, project: object) -> None:
    with writing(root / "study", "import"):
        plan(project, root / "study").write()  # type: ignore[arg-type]


def tables(root: Path) -> None:
    """Two versions of a table to import."""
    for name, more in (("first", ""), ("second", "interview 2,So.,application\n")):
        (root / name).mkdir()
        (root / name / "segments.csv").write_text(SEGMENTS.read_text("utf-8") + more, "utf-8")


def segments(root: Path, version: str) -> None:
    it.import_project(root / version / "segments.csv", root / "study", coder="A")


CHANGED = replace(SMALL, codes=(*SMALL.codes[:3], replace(SMALL.codes[3], name="Otherwise")))
COMMANDS = {
    "import, new": Command(tables, lambda r: segments(r, "first")),
    "import, more": Command(lambda r: (tables(r), segments(r, "first")), lambda r: segments(r, "second")),
    "import, texts": Command(lambda r: None, with_texts),
    "import, another coder": Command(with_texts, lambda r: imported(r, second())),
    "import, linked": Command(linked_tables, lambda r: imported(r, second())),
    "import, again": Command(with_texts, lambda r: imported(r, CHANGED)),
    "place": Command(one_table, lambda r: it.place(r / "study", from_=r / "places.csv")),
    "place, linked": Command(linked, lambda r: it.place(r / "study", from_=r / "places.csv")),
    "place, copied": Command(
        of_others, lambda r: it.place(r / "study", from_=r / "places.csv", copy_scheme=True)
    ),
    "place, by another": Command(
        one_table,
        lambda r: it.place(r / "study", from_=r / "hers.csv", placer="bk"),
    ),
    "edit": Command(one_table, edit),
    "undo": Command(lambda r: (one_table(r), edit(r)), take_back),
    "agreement": Command(apart, resolve),
    "suggest": Command(suggested, accept),
    "suggest, a sheet": Command(suggested, ticks),
    "init": Command(lambda r: None, lambda r: it.init(r / "study")),
    "init, among notes": Command(
        lambda r: ((r / "study").mkdir(), (r / "study" / "notes.txt").write_bytes(b"mine")),
        lambda r: it.init(r / "study"),
    ),
    "demo": Command(lambda r: None, lambda r: it.demo(r / "study", report=False)),
    "report": Command(one_table, lambda r: report(r, FEW), "study/report"),
    "report, again": Command(
        lambda r: (one_table(r), report(r, FEW | {"figures/b.svg": b"<svg/>"})),
        lambda r: report(r, FEW | {"report.html": b"<p>another"}),
        "study/report",
    ),
    "figure": Command(one_table, lambda r: it.figure(r / "study", "balance", output=r / "out" / "balance.svg"), "out"),
    "export": Command(one_table, lambda r: it.export(r / "study", r / "out"), "out"),
    "export, one file": Command(one_table, lambda r: it.export(r / "study", r / "s.qdpx"), "."),
    "sheet": Command(one_table, lambda r: it.sheet(r / "study", rater=["A", "B"], output=r / "out"), "out"),
    "condense": Command(one_table, lambda r: it.condense(r / "study", write=True)),
    "sets": Command(
        lambda r: shutil.copytree(RATED, r / "study"),
        lambda r: it.sets(r / "study", outcome="users", anchors=[0, 40, 100], least=2, r=r / "out"),
        "out",
    ),
    "sharing": Command(one_table, lambda r: pseudonyms_of(held(it.read_study(r / "study"))), drawn=True),
}  # fmt: skip
