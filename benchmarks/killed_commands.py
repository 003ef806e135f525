"""What `kills.py` kills: every command that writes, on small studies of several shapes, and pairs of them at once.

A world is a folder that holds `study` and what commands bring to it; commands are run in it. Worlds are made by the
program itself where it can make them.
"""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"

Run = Callable[..., None]  # runs a command in the world, and stops where it fails
CHECK = ("check", "study")
WORDS = {  # code → what is said of it
    "drop_in": ("I went straight in", "the door stood open", "no need to call first"),
    "ticket": ("one takes a number", "the queue is the same for all", "first a form"),
    "advice": ("she gave advice", "he told what he would do", "a friendly word"),
    "rules": ("it is in the rules", "the office decides", "one has to be entitled"),
}
STEMS = {  # code → words of one stem, so that no single word tells
    "drop_in": ("dropping by", "dropped by", "drops by", "drop by"),
    "ticket": ("the queueing", "queued up", "queues", "a queue"),
    "advice": ("advising", "advised", "adviser", "advice"),
    "rules": ("regulated", "regulation", "regulates", "irregular"),
}
LONG = (
    "it was in the autumn after a long shift at the hospital",
    "that time we sat in the office with the other doctors",
    "at home with the family and the children there was much talk",
    "before the holidays in town all of them met on a Saturday",
    "the colleague came to work early and drank coffee",
    "long ago in the old department at our place",
)
TALK = (
    "on Monday",
    "in the evening",
    "that winter",
    "after the shift",
    "before the holidays",
    "in town",
    "at home",
)


@dataclass(frozen=True)
class Task:
    """A command in a world; `next` is what a person runs then: nothing where what is written is beside the study, since
    then the same command is the next that comes there. `later` are how the names of files begin that a second
    transaction of the command makes: between the two they may be old and all else new."""

    name: str
    world: str
    argv: tuple[str, ...]
    next: tuple[str, ...] = CHECK
    answers: str = ""  # what is typed
    later: tuple[str, ...] = ()
    weight: float = 1.0  # how many of the kills it gets: few where a run takes long


@dataclass(frozen=True)
class Pair:
    """Two commands at once in a world."""

    name: str
    world: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    weight: float = 1.0


def _csv(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _sayings(seed: int, number: int, sources: int) -> list[tuple[str, str, str]]:
    """Source, text, code."""
    lot = random.Random(seed)
    found = []
    for n in range(number):
        code = lot.choice(sorted(WORDS))
        text = f"{lot.choice(TALK)} {lot.choice(WORDS[code])}, {lot.choice(TALK)} no. {n}"
        found.append((f"Interview {n % sources + 1}", text, code))
    return found


def _coded(path: Path, coder: str, seed: int, change: int = 0) -> None:
    """A coder's table; `change`: every so many codings are other ones."""
    rows: list[tuple[str, ...]] = [("source", "text", "code", "coder")]
    codes = sorted(WORDS)
    for n, (source, text, code) in enumerate(_sayings(seed, 24, 4)):
        own = codes[(codes.index(code) + 1) % 4] if change and n % change == 0 else code
        rows.append((source, text, own, coder))
    _csv(path, rows)


def _places(path: Path, shift: float = 0.0, aspect: str = "new: Access", of: slice = slice(None)) -> None:
    rows: list[tuple[object, ...]] = [("code", "aspect", "position", "rationale")]
    rows += [
        (code, aspect, round(x + shift, 2), "as it is said")
        for code, x in list(zip(sorted(WORDS), (0.2, -0.8, 0.7, 0.6), strict=True))[of]
    ]
    _csv(path, rows)


def _foreign(study: Path) -> None:
    """What other programs and people leave in a folder."""
    (study / ".DS_Store").write_bytes(bytes(range(64)))
    (study / "notes of the reader.txt").write_text("call the third informant again\n", "utf-8")


# worlds


def tables(world: Path, run: Run) -> None:
    """Coders' tables of one material, and places of the codes; no study yet."""
    _coded(world / "anna.csv", "anna", 1)
    _coded(world / "anna_later.csv", "anna", 1, change=5)
    _coded(world / "bo.csv", "bo", 1, change=3)
    _coded(world / "cy.csv", "cy", 1, change=4)
    _places(world / "places.csv")
    _places(world / "moved.csv", 0.1, "access", slice(0, 2))
    _places(world / "back.csv", -0.2, "access", slice(2, 4))


def one_coder(world: Path, run: Run) -> None:
    """A study of one coder, its codes placed, codes in the statements; foreign files in the folder."""
    tables(world, run)
    run("import", "anna.csv", "--into", "study")
    run("place", "study", "--from", "places.csv")
    _foreign(world / "study")


def unplaced(world: Path, run: Run) -> None:
    """A study as it is after its import: no code stands anywhere."""
    tables(world, run)
    run("import", "anna.csv", "--into", "study")


def begun(world: Path, run: Run) -> None:
    """A study in which all codes but one are placed."""
    unplaced(world, run)
    lines = (world / "places.csv").read_text("utf-8").splitlines(keepends=True)
    (world / "some.csv").write_text("".join(lines[:-1]), "utf-8")
    run("place", "study", "--from", "some.csv")


def linked(world: Path, run: Run) -> None:
    """The study of one coder, whose statements are a link to a file elsewhere, its scheme one within the folder."""
    one_coder(world, run)
    for name, to in (("statements.csv", "../data"), ("scheme.yaml", "book")):
        link, folder = world / "study" / name, (world / "study" / to).resolve()
        folder.mkdir()
        link.rename(folder / name)
        link.symlink_to(Path(to, name))


def texts(world: Path, run: Run) -> None:
    """A study of sixty interviews with their whole texts, made from a project; a later version of the project."""
    for name, change in (("project", 0), ("later", 1)):
        folder = world / name
        (folder / "texts").mkdir(parents=True)
        sources: list[tuple[object, ...]] = [("id", "title", "text_file")]
        statements: list[tuple[object, ...]] = [("id", "source", "text", "codes", "coder", "start", "end")]
        for n in range(60):
            lines = [text for _, text, _ in _sayings(100 + n, 4, 1)]
            if change:
                lines.append(f"and one thing more, said in interview {n}")
            whole = ". ".join(lines)
            (folder / "texts" / f"i{n}.txt").write_text(whole, "utf-8", newline="")
            sources.append((f"i{n}", f"Interview {n}", f"texts/i{n}.txt"))
            start = whole.index(lines[0])
            code = sorted(WORDS)[(n + change) % 4]
            statements.append((f"s{n}", f"i{n}", lines[0], code, "anna", start, start + len(lines[0])))
        _csv(folder / "sources.csv", sources)
        _csv(folder / "statements.csv", statements)
        (folder / "scheme.yaml").write_text(SCHEME, "utf-8")
        (folder / "study.yaml").write_text(
            "format: 1\ntitle: Sixty interviews\nscheme: ./scheme.yaml\nstatements: statements.csv\n"
            "sources: sources.csv\n",
            "utf-8",
        )
        run("export", name, "-o", f"{name}.qdpx")
    (world / "same").mkdir()
    shutil.move(world / "later.qdpx", world / "same" / "project.qdpx")
    shutil.rmtree(world / "later")
    shutil.rmtree(world / "project")
    run("import", "project.qdpx", "--into", "study")
    _places(world / "places.csv")
    run("place", "study", "--from", "places.csv")


SCHEME = """format: 1
id: desks
title: Desks
version: 1
theory: march_olsen
aspects:
  - {id: access, title: Access, axis: formality}
codes:
  - {id: drop_in, title: drop_in, place: {aspect: access, pole: informal}}
  - {id: ticket, title: ticket, place: {aspect: access, pole: formal}}
  - {id: advice, title: advice, place: {aspect: access, position: -0.4}}
  - {id: rules, title: rules, place: {aspect: access, position: 0.8}}
"""


def two_coders(world: Path, run: Run) -> None:
    """The shipped example of two coders: codings apart, former versions, condensates; without its consensus."""
    shutil.copytree(EXAMPLES / "two_coders", world / "study")
    shutil.rmtree(world / "study" / "version_1")
    _foreign(world / "study")


def disputed(world: Path, run: Run) -> None:
    """Two coders who have not settled yet, and the sheet on which they did."""
    one_coder(world, run)
    run("import", "bo.csv", "--into", "study")
    run("agreement", "study", "--worksheet", "sheet.csv")
    with (world / "sheet.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["decision"] = row["codes by anna"]
    _csv(world / "sheet.csv", [tuple(rows[0]), *(tuple(row.values()) for row in rows)])


def keyed(world: Path, run: Run) -> None:
    """A study that has been shared: its key of pseudonyms is there, which else is drawn anew in each run."""
    one_coder(world, run)
    run("report", "study", "-o", "first", "--sharing")


def shipped_scheme(world: Path, run: Run) -> None:
    """The shipped example, whose scheme is not its own, and places for some codes of it."""
    shutil.copytree(EXAMPLES / "support_colleagues", world / "study")
    rows = [("code", "aspect", "position", "rationale"), ("safety_net", "contact", "0.3", "read again")]
    _csv(world / "places.csv", rows)


def reported(world: Path, run: Run) -> None:
    """The study of one coder with a report and tables of what it was before it was placed anew."""
    one_coder(world, run)
    run("report", "study")
    run("export", "study", "-o", "tables")
    run("export", "study", "-o", "study.qdpx")
    run("place", "study", "--from", "moved.csv")
    shutil.rmtree(world / "study" / "versions")


def rated(world: Path, run: Run) -> None:
    """A study of ratings."""
    run("init", "study", "--ratings")


def nothing(world: Path, run: Run) -> None:
    """An empty folder."""


def example_begun(world: Path, run: Run) -> None:
    """The shipped example as `demo` copied it, with its report in the other language."""
    run("demo", "study", "--language", "nb")


def learnt(world: Path, run: Run) -> None:
    """A study large enough for suggestions, which has them."""
    study = world / "study"
    shutil.copytree(EXAMPLES / "two_coders", study)
    for path in study.iterdir():
        if path.name not in ("scheme.yaml",):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (study / "scheme.yaml").write_text(SCHEME, "utf-8")
    rows: list[tuple[object, ...]] = [("id", "source", "text", "coder", "codes")]
    lot = random.Random(4)
    for n in range(160):
        code, free = lot.choice(sorted(STEMS)), n % 9 == 4
        text = f"{lot.choice(LONG)} {lot.choice(STEMS[code])} {lot.choice(LONG)}"
        rows.append((f"s{n}", f"i{n % 8}", text, "" if free else "anna", "" if free else code))
    _csv(study / "statements.csv", rows)
    (study / "study.yaml").write_text(
        "format: 1\ntitle: Desks\nscheme: ./scheme.yaml\nstatements: statements.csv\n", "utf-8"
    )
    run("suggest", "study")
    with (study / "suggestions.csv").open(encoding="utf-8", newline="") as file:
        found = [row["id"] for row in csv.DictReader(file)]
    _csv(world / "ticks.csv", [("id", "accept"), *((one, "x") for one in found[:5]), (found[6], "no")])
    _csv(world / "ticks_2.csv", [("id", "accept"), *((one, "x") for one in found[8:12])])


WORLDS: Mapping[str, Callable[[Path, Run], None]] = {
    made.__name__: made
    for made in (
        tables,
        one_coder,
        keyed,
        unplaced,
        begun,
        linked,
        texts,
        two_coders,
        disputed,
        shipped_scheme,
        reported,
        rated,
        nothing,
        example_begun,
        learnt,
    )
}

TASKS = (
    Task("import, new", "tables", ("import", "anna.csv", "--into", "study")),
    Task("import, sixty texts", "texts", ("import", "project.qdpx", "--into", "other"), ("check", "other")),
    Task("import, again", "one_coder", ("import", "anna_later.csv", "--into", "study")),
    Task("import, sixty texts again", "texts", ("import", "same/project.qdpx", "--into", "study")),
    Task("import, second coder", "one_coder", ("import", "bo.csv", "--into", "study")),
    Task("import, third coder", "disputed", ("import", "cy.csv", "--into", "study")),
    Task("import, links", "linked", ("import", "bo.csv", "--into", "study")),
    Task("place, one by one", "begun", ("place", "study"), answers="1\n0.5\nit is said\n"),
    Task("place --from", "unplaced", ("place", "study", "--from", "places.csv")),
    Task("place --from, links", "linked", ("place", "study", "--from", "moved.csv")),
    Task("place --placer", "one_coder", ("place", "study", "--from", "moved.csv", "--placer", "bk")),
    Task(
        "place --copy-scheme", "shipped_scheme", ("place", "study", "--from", "places.csv", "--copy-scheme")
    ),
    Task("place --at", "one_coder", ("place", "study", "--at", "rules:access=0.1")),
    Task(
        "edit",
        "one_coder",
        (
            "edit",
            "study",
            "study.yaml settings/draws=500",
            "scheme codes/rules/title=Rules",
            "statements interview_1-1 text=So",
        ),
    ),
    Task(
        "edit, links",
        "linked",
        ("edit", "study", "study.yaml settings/draws=500", "scheme codes/rules/title=R"),
    ),
    Task("place --to", "one_coder", ("place", "study", "--to", "fill.xlsx")),
    Task("sheet, file", "rated", ("sheet", "study", "-o", "form.xlsx")),
    Task("sheet, folder", "rated", ("sheet", "study", "--rater", "A", "--rater", "B", "-o", "sheets/"), ()),
    Task(
        "suggest --worksheet", "learnt", ("suggest", "study", "--threshold", "0.5", "--worksheet", "t.xlsx")
    ),
    Task(
        "suggest --accept",
        "learnt",
        ("suggest", "study", "--accept", "ticks.csv", "--as", "anna"),
    ),
    Task("agreement --worksheet", "disputed", ("agreement", "study", "--worksheet", "w.csv")),
    Task(
        "agreement --resolved",
        "disputed",
        ("agreement", "study", "--resolved", "sheet.csv", "--as", "settled"),
    ),
    Task("condense --write", "one_coder", ("condense", "study", "--write")),
    Task("tabulate -o", "two_coders", ("tabulate", "study", "-o", "counts.csv")),
    Task("profile -o", "reported", ("profile", "study", "-o", "profile.xlsx")),
    Task("figure -o", "one_coder", ("figure", "study", "balance", "-o", "balance.pdf")),
    Task("report, new", "one_coder", ("report", "study"), weight=0.6),
    Task("report, again", "reported", ("report", "study"), weight=0.6),
    Task("report, elsewhere", "keyed", ("report", "study", "-o", "out/board", "--sharing"), (), weight=0.6),
    Task("export, new folder", "reported", ("export", "study", "-o", "fresh"), ()),
    Task("export, folder again", "reported", ("export", "study", "-o", "tables"), ()),
    Task("export, for R", "two_coders", ("export", "study", "--as", "r", "-o", "for_r"), ()),
    Task("export, project again", "reported", ("export", "study", "-o", "study.qdpx")),
    Task("withdraw", "texts", ("withdraw", "study", "i7")),
    Task("withdraw, cited", "two_coders", ("withdraw", "study", "group_03")),
    Task("init", "nothing", ("init", "study")),
    Task("init --ratings", "nothing", ("init", "study", "--ratings")),
    Task("demo", "nothing", ("demo", "study"), later=("study/report/",), weight=0.2),
    Task("demo, again", "example_begun", ("demo", "study"), weight=0.2),
)

_PLACE, _BACK = ("place", "study", "--from", "moved.csv"), ("place", "study", "--from", "back.csv")
_BO, _CY = ("import", "bo.csv", "--into", "study"), ("import", "cy.csv", "--into", "study")

PAIRS = (
    Pair("two coders' imports", "one_coder", _BO, _CY),
    Pair("two coders' imports, links", "linked", _BO, _CY),
    Pair("a new study, twice", "tables", ("import", "anna.csv", "--into", "study"), _BO),
    Pair("two place --from", "one_coder", _PLACE, _BACK),
    Pair(
        "two placers",
        "one_coder",
        (*_PLACE, "--placer", "bk"),
        (*_BACK, "--placer", "nn"),
    ),
    Pair("import and place", "one_coder", _BO, _PLACE),
    Pair("report and import", "reported", ("report", "study"), _BO, 0.5),
    Pair("report and place", "reported", ("report", "study"), _BACK, 0.5),
    Pair("two reports", "reported", ("report", "study"), ("report", "study", "--language", "nb"), 0.3),
    Pair("export and import", "reported", ("export", "study", "-o", "tables"), _BO),
    Pair(
        "two acceptances",
        "learnt",
        ("suggest", "study", "--accept", "ticks.csv", "--as", "anna"),
        ("suggest", "study", "--accept", "ticks_2.csv", "--as", "anna"),
    ),
    Pair(
        "consensus and import",
        "disputed",
        ("agreement", "study", "--resolved", "sheet.csv", "--as", "settled"),
        _CY,
    ),
    Pair("withdraw and import", "one_coder", ("withdraw", "study", "interview_2"), _BO),
    Pair(
        "two withdrawals",
        "one_coder",
        ("withdraw", "study", "interview_2"),
        ("withdraw", "study", "interview_3"),
    ),
    Pair("two init", "nothing", ("init", "study"), ("init", "study", "--ratings")),
)
