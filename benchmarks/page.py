"""How heavy and how quick is the page of many statements, beside the data it holds and beside the demo's page?

One study is made: 20,000 statements of about 240 characters by 400 sources of 4 cases, one to three codes each by two
coders, on the demo's scheme. Its data are the bytes of its tables: statements.csv, codings.csv, sources.csv, cases.csv.
Both pages are opened in the same headless Chromium, in turns; ready is when the load event has passed and the next
frame is drawn. A panel is open when its first statement is drawn; a letter is answered when list and counts are.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from idealtypes.files.content import folder
from idealtypes.files.schemes import read_scheme
from idealtypes.files.study import read_study
from idealtypes.reporting.report import write_report

DEMO, SCHEME = "support_colleagues", "support_colleagues"
WORDS = """doctor colleague asked nobody knew whether help would come and then somebody called late in the evening as
it was said that one may speak about everything there without any record being kept of what was said or thought"""
READY = """() => new Promise((done) => {
    const told = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
    if (document.readyState === "complete") told(); else addEventListener("load", told);
})"""
OPENED = """() => new Promise((done) => {
    const number = document.querySelector("table.profile a.n"), start = performance.now();
    number.click();
    requestAnimationFrame(() => requestAnimationFrame(() => {
        if (!document.querySelector("#panel .statement")) throw new Error("no statement is shown");
        done([performance.now() - start, document.querySelectorAll("#panel .statement").length]);
    }));
})"""
TYPED = """(words) => new Promise((done) => {
    document.getElementById("panel-close").click();
    const field = document.getElementById("desk-q"), times = [];
    field.focus();
    const next = (k) => {
        if (k > words.length) { done(times); return; }
        const start = performance.now();
        field.value = words.slice(0, k);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        requestAnimationFrame(() => { times.push(performance.now() - start); setTimeout(() => next(k + 1), 5); });
    };
    setTimeout(() => next(1), 300);
})"""


def make(root: Path, n: int) -> Path:
    """A study of so many statements; gives its folder."""
    rng = random.Random(15)
    codes = [code.id for code in read_scheme(SCHEME).codes if code.place]
    root.mkdir(parents=True)

    def table(name: str, rows: list[list[Any]]) -> None:
        with (root / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)

    sources = max(4, n // 50)
    table("cases.csv", [["id", "title"], *[[f"case_{c}", f"The scheme of region {c}"] for c in range(4)]])
    table(
        "sources.csv",
        [["id", "case", "title"], *[[f"s{g:03}", f"case_{g % 4}", f"Interview {g}"] for g in range(sources)]],
    )
    statements: list[list[Any]] = [["id", "source", "text", "mode", "locator"]]
    codings: list[list[Any]] = [["statement", "code", "coder"]]
    for i in range(n):
        words = rng.choices(WORDS.split(), k=rng.randint(25, 55))
        mode = rng.choices(["is", "ought", "expected"], [6, 3, 1])[0]
        statements.append(
            [f"u{i:05}", f"s{i % sources:03}", " ".join(words).capitalize() + ".", mode, f"p. {i // sources}"]
        )
        for code in rng.sample(codes, rng.choices([1, 2, 3], [6, 3, 1])[0]):
            codings += [
                [f"u{i:05}", code, coder] for coder in ("AB", "CD") if rng.random() < 0.6 or coder == "AB"
            ]
    table("statements.csv", statements)
    table("codings.csv", codings)
    (root / "study.yaml").write_text(
        f"format: 1\ntitle: A study of many statements\nscheme: {SCHEME}\nstatements: statements.csv\n"
        "codings: codings.csv\nsources: sources.csv\ncases: cases.csv\nsettings: {draws: 500}\n",
        encoding="utf-8",
    )
    return root


def ready(browser: Any, page: Path) -> tuple[float, Any]:
    """Milliseconds to ready, and the open page."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.goto(page.as_uri(), wait_until="commit")
    return opened.evaluate(READY), opened


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--statements", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = next(
        p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))
    )
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        root = Path(temporary)
        study = make(root / "many", asked.statements)
        data = sum(file.stat().st_size for file in study.glob("*.csv"))
        start = time.perf_counter()
        many = write_report(read_study(study), root / "many_report")
        made = time.perf_counter() - start
        demo = write_report(read_study(folder("examples") / DEMO), root / "demo_report")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times: dict[Path, list[float]] = {many: [], demo: []}
        opens: dict[Path, list[float]] = {many: [], demo: []}
        letters: list[list[float]] = []
        rows = 0
        for _ in range(asked.runs):
            for page, found in times.items():
                ms, opened = ready(browser, page)
                found.append(ms)
                took, drawn = opened.evaluate(OPENED)
                opens[page].append(took)
                if page == many:
                    rows = drawn
                    letters.append(opened.evaluate(TYPED, "somebody called"))
                opened.close()
        browser.close()
        size, small = many.stat().st_size, demo.stat().st_size
        first = min(run[0] for run in letters)
        later = min(statistics.median(run[1:]) for run in letters)
        told = {
            "statements": asked.statements,
            "data_mb": data / 1e6,
            "page_mb": size / 1e6,
            "page_to_data": size / data,
            "demo_page_mb": small / 1e6,
            "ready_ms": min(times[many]),
            "demo_ready_ms": min(times[demo]),
            "ready_to_demo": min(times[many]) / min(times[demo]),
            "panel_ms": min(opens[many]),
            "demo_panel_ms": min(opens[demo]),
            "panel_rows": rows,
            "first_letter_ms": first,
            "letter_ms": later,
            "made_s": made,
        }
    if asked.json:
        print(json.dumps(told))
        return
    print(
        f"{asked.statements:,} statements; the fastest of {asked.runs} runs, the demo's page in turns with it"
    )
    print(
        f"{'page':<34}{told['page_mb']:8.2f} MB   {told['page_to_data']:.2f} times its data ({told['data_mb']:.2f} MB)"
    )
    print(f"{'page of the demo':<34}{told['demo_page_mb']:8.2f} MB")
    beside = f"{told['ready_to_demo']:.2f} times the demo's ({told['demo_ready_ms']:.0f})"
    print(f"{'ready':<34}{told['ready_ms']:8.0f} ms   {beside}")
    print(
        f"{'panel open':<34}{told['panel_ms']:8.0f} ms   {rows} rows drawn; the demo's {told['demo_panel_ms']:.0f}"
    )
    print(f"{'first letter of a search':<34}{first:8.0f} ms")
    print(f"{'every other letter':<34}{later:8.0f} ms")
    print(f"{'report made':<34}{made:8.1f} s")


if __name__ == "__main__":
    main()
