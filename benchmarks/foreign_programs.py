"""Other programs' own code reads what we export, and what they export we read: the counts on both sides.

    python benchmarks/foreign_programs.py --qualcoder PYTHON:SOURCE --taguette PYTHON --qc PYTHON [STUDY]

Each program is one that somebody has installed: PYTHON is the interpreter of the environment that it is in, SOURCE the
folder `src` of QualCoder's source, whose import and export are driven without a window (Qt's platform `offscreen`).
What is not given is skipped, and said so. Nothing of theirs is kept here, and nothing talks to a network.

1. the study is exported: .qdpx for QualCoder and qc, .sqlite3 for Taguette;
2. the program's own functions read that into a new project of the program, which is counted with SQL in its database;
3. the program's own functions export that project, and we import it into a new study, which is counted.

Statements are passages with a code on a span of their own. qc codes lines: a selection that is not named `line:N` it
puts on the first line of its document (1.7.8), so that it is asked for as many codings as documents have codes and
coders.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import idealtypes as it

COLUMNS = ("codes", "sources", "statements", "codings")

QUALCODER = """
import ast, builtins, importlib, json, os, pathlib, re, sqlite3, sys, types
from unittest.mock import MagicMock

source, archive, folder = sys.argv[1:]
builtins._ = lambda said: said
sys.path.insert(0, source)
from PyQt6 import QtWidgets

running = QtWidgets.QApplication([])
while True:  # what it shows pictures and plays films with is of no use here
    try:
        refi = importlib.import_module("qualcoder.refi")
        break
    except ModuleNotFoundError as missing:
        sys.modules[missing.name] = MagicMock()
        for name in [name for name in sys.modules if name.startswith("qualcoder.")]:
            del sys.modules[name]
QtWidgets.QFileDialog.getOpenFileName = staticmethod(lambda *_, **__: (archive, True))
QtWidgets.QFileDialog.getExistingDirectory = staticmethod(lambda *_, **__: folder)
refi.Message = MagicMock()
unchecked = types.SimpleNamespace(isChecked=lambda: False)
endings = types.SimpleNamespace(exec=lambda: None, ui=types.SimpleNamespace(radioButton_maxqda=unchecked))
refi.RefiLineEndings = lambda app: endings
project = pathlib.Path(folder, "there.qda")
for name in ("images", "audio", "video", "documents"):
    (project / name).mkdir(parents=True)
pathlib.Path(folder, ".qualcoder").mkdir()
held = sqlite3.connect(project / "data.qda")
program = pathlib.Path(source, "qualcoder", "__main__.py").read_text(encoding="utf-8")
sources = (file.read_text(encoding="utf-8") for file in pathlib.Path(source, "qualcoder").glob("app.py"))
version = next(filter(None, (re.search(r'version = "QualCoder ([^"]+)"', text) for text in sources)), None)
tree = ast.parse(program)
new = next(one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == "new_project")
for call in ast.walk(new):  # its tables, as it makes them itself
    if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "execute" and call.args:
        said = getattr(call.args[0], "value", "")
        if isinstance(said, str) and said.startswith("CREATE TABLE"):
            held.execute(said)
row = ("v17", "2000-01-01 00:00:00", "", "x")
held.execute("insert into project (databaseversion, date, memo, codername) values (?, ?, ?, ?)", row)


def annotations():
    keys = ("anid", "fid", "pos0", "pos1", "memo", "owner", "date")
    return [dict(zip(keys, row)) for row in held.execute("select anid,fid,pos0,pos1,memo,owner,date from annotation")]


settings = {"directory": folder, "codername": "x", "ai_enable": "False"}
app = types.SimpleNamespace(
    conn=held, project_path=str(project), project_name="there.qda", version="QualCoder", settings=settings,
    ai_models=[], write_config_ini=lambda *_: None, get_annotations=annotations, project_events=None,
)
edit = types.SimpleNamespace(append=lambda said: None)
refi.RefiImport(app, edit, "qdpx")
one = lambda said: held.execute(said).fetchone()[0]
counts = {
    "codes": one("select count(*) from code_name"),
    "sources": one("select count(*) from source"),
    "statements": one("select count(*) from (select distinct fid, pos0, pos1 from code_text)"),
    "codings": one("select count(*) from code_text"),
}
refi.RefiExport(app, edit, "project")
held.commit()
exports = [folder + "/there.qdpx", str(project)]
print(json.dumps({"counts": counts, "exports": exports, "version": version[1] if version else ""}))
"""

TAGUETTE = """
import asyncio, csv, json, sqlite3, sys
from taguette import __version__, database

archive, folder = sys.argv[1:]
there = database.connect("sqlite:///%s/there.sqlite3" % folder, create_tables=True)()
there.add(database.User(login="admin"))
there.commit()
theirs = database.connect("sqlite:///%s" % archive, external=True)()
number = database.copy_project(theirs, there, 1, "admin")
held = sqlite3.connect("%s/there.sqlite3" % folder)
one = lambda said: held.execute(said).fetchone()[0]
counts = {
    "codes": one("select count(*) from tags"),
    "sources": one("select count(*) from documents"),
    "statements": one("select count(*) from (select distinct document_id, start_offset, end_offset from highlights)"),
    "codings": one("select count(*) from highlight_tags"),
}
print(json.dumps({"counts": counts, "exports": [folder + "/there.sqlite3"], "version": __version__}))
"""

QC = """
import importlib.metadata, json, os, pathlib, sqlite3, sys

archive, folder = sys.argv[1:]
os.chdir(folder)
os.mkdir("there")
os.chdir("there")
from click.testing import CliRunner
from qualitative_coding.refi_qda.reader import REFIQDAReader
from qualitative_coding.refi_qda.writer import REFIQDAWriter

reader = REFIQDAReader(archive)
reader.unpack_project(pathlib.Path.cwd())
held = sqlite3.connect("qualitative_coding.sqlite3")
one = lambda said: held.execute(said).fetchone()[0]
counts = {
    "codes": one("select count(*) from code"),
    "sources": one("select count(*) from document"),
    "statements": None,
    "codings": one("select count(*) from coded_line"),
}
REFIQDAWriter("settings.yaml").write(folder + "/there.qdpx")
version = importlib.metadata.version("qualitative-coding")
print(json.dumps({"counts": counts, "exports": [folder + "/there.qdpx"], "version": version}))
"""


def run(python: str, driver: str, *arguments: str, folder: Path) -> dict[str, object]:
    """What a driver says, run by another interpreter in a folder of its own."""
    more = {"HOME": str(folder), "QT_QPA_PLATFORM": "offscreen", "PYTHONBREAKPOINT": "0", "PYTHONPATH": ""}
    asked = [python, "-c", driver, *arguments]
    done = subprocess.run(
        asked, cwd=folder, env=os.environ | more, capture_output=True, text=True, timeout=600
    )
    if done.returncode:
        raise SystemExit(f"the program broke:\n{done.stderr[-2000:]}")
    answer: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def counts_of(study: it.Study) -> dict[str, int]:
    """What a study holds; qc and QualCoder bring coders of their own, so that these are not compared."""
    return {
        "codes": len(study.scheme.codes),
        "sources": study.sources.height,
        "statements": study.codings.get_column("statement").n_unique(),
        "codings": study.codings.height,
    }


def lines_of(study: it.Study) -> int:
    """How many codings qc can hold of a study, where each is on the first line of its document."""
    put = study.codings.join(study.statements.select("id", "source"), left_on="statement", right_on="id")
    return put.select("source", "code", "coder").n_unique()


def with_coder(study: it.Study, folder: Path) -> it.Study:
    """The study with a coder where it names none: qc reads no coding that is nobody's."""
    if "" not in study.codings.get_column("coder"):
        return study
    study.export(folder / "plain.qdpx")
    it.import_project(folder / "plain.qdpx", into=folder / "named", coder="anna")
    return it.read_study(folder / "named")


def row(what: str, counts: dict[str, int | None]) -> str:
    numbers = " | ".join("" if counts.get(name) is None else f"{counts[name]:,}" for name in COLUMNS)
    return f"| {what} | {numbers} |"


def main() -> None:
    """Compare the programs that are given, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("study", nargs="?", default="examples/support_colleagues")
    asked.add_argument("--qualcoder", metavar="PYTHON:SOURCE")
    asked.add_argument("--taguette", metavar="PYTHON")
    asked.add_argument("--qc", metavar="PYTHON")
    given = asked.parse_args()
    study = it.read_study(given.study)
    ours = counts_of(study)
    print(f"| | {' | '.join(COLUMNS)} |\n|---|{'---:|' * len(COLUMNS)}")
    print(row("the study", dict(ours)))
    unequal = []
    programs = (("qualcoder", QUALCODER, ".qdpx"), ("taguette", TAGUETTE, ".sqlite3"), ("qc", QC, ".qdpx"))
    for name, driver, ending in programs:
        wanted = getattr(given, name)
        if not wanted:
            print(f"{name}: not given, skipped", file=sys.stderr)
            continue
        python, _, source = wanted.partition(":")
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            export = folder / f"ours{ending}"
            given_to = with_coder(study, folder) if name == "qc" else study
            given_to.export(export)
            more = [source] if source else []
            answer = run(python, driver, *more, str(export), made, folder=folder)
            there, expected = answer["counts"], dict(ours)
            assert isinstance(there, dict)
            if name == "qc":
                expected |= {"codings": lines_of(given_to)}
            said = f"{name} {answer.get('version', '')}".strip()
            print(row(f"{said} reads our {ending}", there))
            unequal += [
                f"{said}: {what}: {there[what]}, not {expected[what]}"
                for what in COLUMNS
                if there[what] is not None and there[what] != expected[what]
            ]
            exports = answer["exports"]
            assert isinstance(exports, list)
            for number, path in enumerate(exports):
                it.import_project(path, into=folder / f"back{number}")
                back = counts_of(it.read_study(folder / f"back{number}"))
                print(row(f"we read its {Path(path).suffix}", dict(back)))
                unequal += [
                    f"{said}: its {Path(path).name}: {what}: {back[what]}, not {there[what]}"
                    for what in COLUMNS
                    if there[what] is not None and back[what] != there[what]
                ]
    print("\n".join(unequal) or "All counts are equal.", file=sys.stderr)
    raise SystemExit(bool(unequal))


if __name__ == "__main__":
    main()
