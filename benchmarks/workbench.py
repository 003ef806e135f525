"""How quick is the workbench?

`--first-page`: from the start of `idealtypes open` to its first page whole, beside `idealtypes --help`, run in turn so
that a machine that changes speed changes it for both. The ratio is that of the medians; the goal is 3.

`--board`: the server's time for a code moved on the axis board, with 5,000 statements of 200 informants in four cases
and 61 codes: profile, intervals with every doubt, types, and their words. The goal is 100 ms. Beside it, in turn, the
same asked of a study of which nothing is kept, of all its cases: what a reading costs anew.

`--edit N`: a statement's mode changed among N of them, until the study is open as it is then, beside one reading of it.

`--statements N`: the screen Statements with N statements in a browser: when its list stands, what a step of scrolling
and a letter of a search take, and the server's memory. The goals are 16 ms a step and 400 MB.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
EXAMPLE = str(ROOT / "examples" / "support_colleagues")
CACHE = str(Path(tempfile.gettempdir()) / "idealtypes_workbench")
GOAL = 3.0
MOVED = 0.1  # seconds of a code moved on the board
MEMORY, FRAME = 400.0, 16.0  # megabytes of the server; milliseconds of script for a step of scrolling
Turn = tuple[float, float]  # seconds on the wall, and of the processor


def begun(place: str, *arguments: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": CACHE, "IDEALTYPES_STATE": place}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "idealtypes", *arguments]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def used(process: subprocess.Popen[bytes]) -> float:
    """Seconds of the processor that it has used, by the time it is waited for."""
    _, _, use = os.wait4(process.pid, 0)
    process.returncode = 0
    return use.ru_utime + use.ru_stime


def help_(place: str) -> Turn:
    """`idealtypes --help`."""
    start = time.perf_counter()
    process = begun(place, "--help")
    assert process.stdout is not None
    process.stdout.read()
    spent = used(process)
    return time.perf_counter() - start, spent


def first_page(place: str, *study: str) -> Turn:
    """`idealtypes open`, until the first page is here."""
    start = time.perf_counter()
    process = begun(place, "open", *study, "--no-browser")
    assert process.stdout is not None
    address = urlsplit(process.stdout.readline().decode().strip())
    connection = http.client.HTTPConnection("127.0.0.1", address.port or 0, timeout=60)
    cookie = f"idealtypes-{address.port}={address.query.partition('=')[2]}"
    connection.request("GET", "/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read()
    took = time.perf_counter() - start
    process.kill()
    spent = used(process)
    connection.close()
    if answer.status != 200 or b"<main" not in page:
        raise SystemExit(f"no page came: {answer.status}")
    return took, spent


def told_first_page(turns: int) -> bool:
    """Measure and print; whether the goal is reached."""
    with tempfile.TemporaryDirectory() as place:
        begin: dict[str, list[Turn]] = {
            "idealtypes --help": [],
            "idealtypes open": [],
            "idealtypes open STUDY": [],
        }
        for _ in range(turns + 1):  # the first warms up
            begin["idealtypes --help"].append(help_(place))
            begin["idealtypes open"].append(first_page(place))
            begin["idealtypes open STUDY"].append(first_page(place, EXAMPLE))
    middle = {
        name: tuple(statistics.median(one[at] for one in times[1:]) for at in (0, 1))
        for name, times in begin.items()
    }
    base = middle["idealtypes --help"]
    print(
        "| | seconds | times `--help` | of the processor | times `--help` |",
        "|---|---:|---:|---:|---:|",
        sep="\n",
    )
    for name, (wall, spent) in middle.items():
        print(f"| `{name}` | {wall:.2f} | {wall / base[0]:.2f} | {spent:.2f} | {spent / base[1]:.2f} |")
    return all(wall <= GOAL * base[0] for wall, _ in middle.values())


def many_statements(place: Path, statements: int = 5000, sources: int = 200, cases: int = 4) -> Path:
    """A study of so many statements with the example's codes, the same for every run."""
    import idealtypes as it

    chosen = random.Random(1)
    codes = [code.id for code in it.read_scheme("support_colleagues").codes]
    lines = ["id,source,text,codes,case"]
    for n in range(statements):
        source = chosen.randrange(sources)
        put = ";".join(chosen.sample(codes, chosen.choice([1, 1, 2])))
        lines.append(f"s{n},g{source},What was said at {n}.,{put},c{source % cases}")
    told = {"statements.csv": lines, "cases.csv": ["id,title", *(f"c{n},Case {n}" for n in range(cases))]}
    told["study.yaml"] = ["format: 1", "title: Many", "scheme: support_colleagues", "statements: statements.csv",
                          "cases: cases.csv"]  # fmt: skip
    for name, held in told.items():
        (place / name).write_text("\n".join(held) + "\n", encoding="utf-8")
    return place


def told_board(turns: int) -> bool:
    """Measure and print how long the answer to a moved code takes; whether the goal is reached."""
    import idealtypes as it
    from idealtypes.reporting.wording.words import words_of
    from idealtypes.workbench.screens import board_whatif

    with tempfile.TemporaryDirectory() as place:
        study = it.read_study(many_statements(Path(place)))
        words, base = words_of(study, "en"), board_whatif.asked_of(study)
        taken: dict[str, list[Turn]] = {"moved": [], "anew": []}
        for n in range(turns + 1):  # the first warms up
            at = {
                "quick_talk": {"aspect": "accessibility", "position": round(-0.9 + 1.8 * n / (turns + 1), 2)}
            }
            wall, spent = time.perf_counter(), time.process_time()
            board_whatif.answer(base.placed(at), None, words)
            taken["moved"].append((time.perf_counter() - wall, time.process_time() - spent))
            fresh = replace(study)
            wall, spent = time.perf_counter(), time.process_time()
            whole = fresh.profile()
            [board_whatif.reading(whole, 0, a, words) for a in range(len(whole.aspects))]
            it.types(whole)
            taken["anew"].append((time.perf_counter() - wall, time.process_time() - spent))
    print("| 5,000 statements | ms | best | of the processor |", "|---|---:|---:|---:|", sep="\n")
    middle = {}
    for name, times in taken.items():
        wall, spent = (1000 * statistics.median(one[at] for one in times[1:]) for at in (0, 1))
        print(f"| {name} | {wall:.0f} | {1000 * min(one[0] for one in times[1:]):.0f} | {spent:.0f} |")
        middle[name] = wall
    print(f"moved takes {middle['moved'] / middle['anew']:.2f} of anew")
    return middle["moved"] <= 1000 * MOVED


def a_long_list(place: Path, n: int) -> Path:
    """The constructed example's scheme with `n` statements of 8 to 60 words, by two coders, from 200 sources."""
    import random
    import shutil

    study = shutil.copytree(ROOT / "examples" / "seven_orders", place / "study")
    import idealtypes as it

    found = it.read_study(study)
    codes, cases = [code.id for code in found.scheme.codes], found.cases["id"].to_list()
    chance, words = random.Random(1), " ".join(found.statements["text"]).split()
    with (study / "statements.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "source", "text", "codes", "mode", "coder"])
        for i in range(n):
            text = f"{' '.join(chance.choices(words, k=chance.randint(8, 60)))} {i}"
            put = ";".join(chance.sample(codes, chance.randint(0, 3)))
            table.writerow([f"d{i}", f"g{i % 200}", text, put, chance.choice(["is", "ought"]), "ab"[i % 2]])
    with (study / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["id", "kind", "case"], *([f"g{i}", "interview", cases[i % len(cases)]] for i in range(200))]
        )
    return study


def told_edit(n: int, turns: int) -> None:
    """Measure and print what an edit takes, until the study is open as it is then, in readings of it."""
    import idealtypes as it
    from idealtypes.workbench.bench import Bench
    from idealtypes.workbench.session_folder import session_folder

    taken: dict[str, list[float]] = {"edit": [], "reading": []}
    with tempfile.TemporaryDirectory() as place, session_folder() as folder:
        os.environ["IDEALTYPES_STATE"] = place
        bench = Bench(folder)
        bench.open(a_long_list(Path(place), n))
        bench.study()
        for turn in range(turns):
            edit = it.SetCell("statements", f"d{turn}", "mode", "expected")
            start = time.perf_counter()
            bench.change("statement_edited", lambda edit=edit: bench.study().edit(edit))
            bench.study()
            middle = time.perf_counter()
            it.read_study(bench.study().root or "")
            taken["edit"].append(middle - start)
            taken["reading"].append(time.perf_counter() - middle)
    edit_, reading = (statistics.median(times) for times in taken.values())
    best = [min(times) for times in taken.values()]
    print(
        f"an edit of {n} statements, open again: {edit_ * 1000:.0f} ms, {edit_ / reading:.2f} readings "
        f"(the least of both: {best[0] * 1000:.0f} ms, {best[0] / best[1]:.2f} readings)"
    )


TYPED = """(letters) => {
    const box = document.getElementById("q"), took = [];
    box.focus();
    for (let k = 1; k <= letters.length; k++) {
        const start = performance.now();
        box.value = letters.slice(0, k);
        box.dispatchEvent(new Event("input"));
        took.push(performance.now() - start);
    }
    box.value = "";
    box.dispatchEvent(new Event("input"));
    return took;
}"""
SCROLLED = """async (steps) => {
    const list = document.getElementById("list");
    for (let k = 0; k < steps; k++) {
        list.scrollTop += 700;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
}"""


def told_statements(n: int) -> bool:
    """The screen Statements with `n` statements: what its list takes, scrolls and finds; the server's memory."""
    sys.path.insert(0, str(ROOT))
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import chromium

    steps = 100
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        process = begun(place, "open", str(a_long_list(Path(place), n)), "--no-browser")
        assert process.stdout is not None
        address = process.stdout.readline().decode().strip()
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(300_000)
        page.goto(address)
        start = time.perf_counter()
        page.goto(urlsplit(address)._replace(path="/statements", query="").geturl())
        painted = time.perf_counter() - start
        page.locator("#list .statement").first.wait_for()
        listed = time.perf_counter() - start
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")

        def spent() -> dict[str, float]:
            found = session.send("Performance.getMetrics")["metrics"]
            return {one["name"]: one["value"] for one in found}

        before = spent()
        page.evaluate(SCROLLED, steps)
        after = spent()
        typed = page.evaluate(TYPED, "document")
        known = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        memory = int(next(line.split()[1] for line in known.splitlines() if line.startswith("VmHWM"))) / 1000
        browser.close()
        process.kill()
        process.wait()
    script, layout = (1000 * (after[m] - before[m]) / steps for m in ("ScriptDuration", "LayoutDuration"))
    print(
        f"{n} statements: the page after {painted:.2f} s, its list after {listed:.2f} s; a step of scrolling takes "
        f"{script:.1f} ms of script and {layout:.1f} ms of layout; a letter of a search {min(typed[1:]):.0f} to "
        f"{max(typed[1:]):.0f} ms (the first, which folds all texts, {typed[0]:.0f}); the server {memory:.0f} MB"
    )
    return memory < MEMORY and script < FRAME


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--first-page", action="store_true", help="the first page beside `idealtypes --help`")
    parser.add_argument("--board", action="store_true", help="a code moved on the axis board")
    parser.add_argument("--turns", type=int, default=11)
    parser.add_argument("--edit", type=int, metavar="N", help="an edit of N statements")
    parser.add_argument("--statements", type=int, metavar="N", help="the list of N statements")
    given = parser.parse_args()
    if given.first_page and not told_first_page(given.turns):
        raise SystemExit(f"the first page takes more than {GOAL:g} times `idealtypes --help`")
    if given.edit:
        told_edit(given.edit, given.turns)
    if given.statements and not told_statements(given.statements):
        raise SystemExit(f"more than {FRAME:g} ms of script a step, or {MEMORY:g} MB")
    if given.board and not told_board(given.turns):
        raise SystemExit(f"a code moved takes more than {MOVED * 1000:.0f} ms")


if __name__ == "__main__":
    main()
