"""One call of every command, as the command line writes it and as Python does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import idealtypes as it

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "support_colleagues"
PEER = ROOT / "examples" / "peer_support_2023"
SCORED = ROOT / "examples" / "physician_programmes"
ORDERS = ROOT / "examples" / "seven_orders"
RATED = ROOT / "tests" / "door" / "rated"  # four cases with outcomes
CODINGS = ROOT / "tests" / "door" / "segments.csv"  # a table of coded segments of another program
EARLIER, LATER = (ROOT / "tests" / "studies" / f"good_{name}" for name in ("earlier", "later"))
FEW = {"draws": 200}


@dataclass(frozen=True)
class Call:
    """`idealtypes ARGUMENTS --json`, and what gives the same result; both get a folder to write in."""

    name: str
    arguments: Callable[[Path], list[object]]
    python: Callable[[Path], Any]

    @property
    def command(self) -> str:
        return self.name.split()[0]


def _study(path: Path) -> it.Study:
    return it.read_study(path)


def _reported(folder: Path) -> Path:
    """The report of a small study."""
    return it.report(LATER, folder / "reported")


def _copied(folder: Path) -> Path:
    """A small study in a folder of its own, where what lies beside it is looked into."""
    return shutil.copytree(
        ROOT / "tests" / "studies" / "good_minimal", folder / "own" / "study", dirs_exist_ok=True
    )


CALLS = [
    Call("profile", lambda _: [EXAMPLE], lambda _: _study(EXAMPLE).profile()),
    Call(
        "profile ought",
        lambda _: [EXAMPLE, "--view", "ought", "--where", "kind=focus_group", "--level", 0.9],
        lambda _: it.profile(EXAMPLE, view="ought", where={"kind": "focus_group"}, level=0.9),
    ),
    Call("profile poles", lambda _: [ORDERS], lambda _: it.profile(ORDERS)),
    Call("types", lambda _: [EXAMPLE, "--draws", 200], lambda _: _study(EXAMPLE).types(**FEW)),
    Call(
        "types product",
        lambda _: [EXAMPLE, "--connective", "product", "--assigned", 0.5],
        lambda _: it.types(it.profile(EXAMPLE), connective="product", assigned=0.5),
    ),
    Call("compare", lambda _: [SCORED, "--draws", 200], lambda _: _study(SCORED).compare(**FEW)),
    Call(
        "compare against",
        lambda _: [SCORED, "--against", "california_board", "--draws", 200],
        lambda _: it.compare(SCORED, against="california_board", draws=200),
    ),
    Call(
        "compare by",
        lambda _: [EXAMPLE, "--by", "condition", "--draws", 200],
        lambda _: _study(EXAMPLE).compare(by="condition", **FEW),
    ),
    Call(
        "compare change",
        lambda _: [EXAMPLE, "--change", "article", "--order", "1,2", "--draws", 200],
        lambda _: _study(EXAMPLE).compare(change="article", order=["1", "2"], **FEW),
    ),
    Call(
        "compare with",
        lambda _: [EXAMPLE, "--with", PEER, "--draws", 200],
        lambda _: _study(EXAMPLE).compare(with_=_study(PEER), **FEW),
    ),
    Call(
        "evidence",
        lambda _: [EXAMPLE, "--aspect", "help", "--pole", "formal"],
        lambda _: _study(EXAMPLE).evidence(aspect="help", pole="formal"),
    ),
    Call("influence", lambda _: [EXAMPLE, "--draws", 200], lambda _: _study(EXAMPLE).influence(**FEW)),
    Call("robustness", lambda _: [EXAMPLE], lambda _: _study(EXAMPLE).robustness()),
    Call(
        "saturation",
        lambda _: [ORDERS, "--draws", 200, "--base", 3],
        lambda _: it.saturation(ORDERS, draws=200, base=3),
    ),
    Call("methods", lambda _: [ORDERS, "--draws", 200], lambda _: it.methods(ORDERS, draws=200)),
    Call(
        "sheet",
        lambda _: ["doctor_programmes", "--cases", "Oslo;Bergen", "--rater", "A", "--language", "nb"],
        lambda _: it.sheet("doctor_programmes", cases=["Oslo", "Bergen"], rater="A", language="nb"),
    ),
    Call("figure", lambda _: [EXAMPLE], lambda _: it.figure(EXAMPLE)),
    Call(
        "figure balance",
        lambda _: [EXAMPLE, "balance", "--width", "85mm", "--view", "ought", "--draws", 200],
        lambda _: _study(EXAMPLE).figure("balance", width="85mm", view="ought", **FEW),
    ),
    Call("condense", lambda _: [ORDERS], lambda _: it.condense(ORDERS)),
    Call(
        "withdraw",
        lambda _: [_copied(_), "desk", "--dry-run"],
        lambda _: it.withdraw(_copied(_), "desk", dry_run=True),
    ),
    Call(
        "edit",
        lambda _: [ORDERS, "statements d1_1 mode=ought", "study.yaml settings/draws=400", "--dry-run"],
        lambda _: it.edit(
            ORDERS,
            [
                it.SetCell("statements", "d1_1", "mode", "ought"),
                it.SetValue("study", ("settings", "draws"), 400),
            ],
            dry_run=True,
        ),
    ),
    Call(
        "verify",
        lambda _: [_reported(_), LATER],
        lambda _: _study(LATER).verify(_reported(_)),
    ),
    Call("suggest", lambda _: [EXAMPLE, "--dry-run"], lambda _: it.suggest(EXAMPLE, dry_run=True)),
    Call("tabulate", lambda _: [EXAMPLE], lambda _: it.tabulate(EXAMPLE)),
    Call(
        "tabulate two-way",
        lambda _: [SCORED, "--rows", "run_by", "--columns", "supervision"],
        lambda _: it.tabulate(SCORED, rows="run_by", columns="supervision"),
    ),
    Call(
        "tension",
        lambda _: [EXAMPLE, "--chance", "within_sources"],
        lambda _: _study(EXAMPLE).tension(chance="within_sources"),
    ),
    Call("agreement", lambda _: [SCORED], lambda _: _study(SCORED).agreement()),
    Call(
        "sets",
        lambda _: [RATED, "--outcome", "users", "--anchors", "0,40,100", "--least", 2],
        lambda _: _study(RATED).sets(outcome="users", anchors=[0, 40, 100], least=2),
    ),
    Call(
        "scenarios",
        lambda _: [EXAMPLE, "--measures", "register_contacts", "--draws", 200],
        lambda _: _study(EXAMPLE).scenarios(measures="register_contacts", **FEW),
    ),
    Call(
        "scenarios goal",
        lambda _: [EXAMPLE, "--goal", "contact=formal", "--sets", 1, "--draws", 200],
        lambda _: _study(EXAMPLE).scenarios(goal={"contact": "formal"}, sets=1, **FEW),
    ),
    Call("diff", lambda _: [EARLIER, LATER], lambda _: _study(EARLIER).diff(LATER)),
    Call(
        "diff version",
        lambda _: ["desk-1", LATER / "scheme.yaml", LATER],
        lambda _: it.diff("desk-1", it.read_scheme(LATER / "scheme.yaml"), LATER),
    ),
    Call("check", lambda _: [EXAMPLE], lambda _: it.check(EXAMPLE)),
    Call(
        "check faults",
        lambda _: [ROOT / "tests" / "studies" / "broken_everywhere"],
        lambda _: it.check(ROOT / "tests" / "studies" / "broken_everywhere"),
    ),
    Call("place", lambda _: [EXAMPLE], lambda _: _study(EXAMPLE).place()),
    Call("logics", lambda _: [], lambda _: it.logics()),
    Call(
        "logics one",
        lambda _: ["march_olsen", "--language", "nb"],
        lambda _: it.logics("march_olsen", language="nb"),
    ),
    Call("schemes", lambda _: [], lambda _: it.schemes()),
    Call("schemes one", lambda _: ["support_colleagues"], lambda _: it.schemes("support_colleagues")),
    Call(
        "export",
        lambda folder: [EXAMPLE, "-o", folder / "a" / "study.qdpx"],
        lambda folder: _study(EXAMPLE).export(folder / "b" / "study.qdpx"),
    ),
    Call(
        "import",
        lambda folder: [CODINGS, "--into", folder / "a", "--coder", "A"],
        lambda folder: it.import_project(CODINGS, into=folder / "b", coder="A"),
    ),
]
