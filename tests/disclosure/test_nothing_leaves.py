"""No word of a study leaves it unasked: of a canary in every field of every file, none stands in what is shared."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.exporting import KINDS
from idealtypes.reporting.documents import pdf_printing
from idealtypes.reporting.documents.pdf_printing import NAMES, PrintedPdf

from ..examples import LONG
from .canaries import CANARY, DATES, NUMBER, Canaries
from .canary_study import build
from .last_byte import everything, folder

ALONE = pytest.mark.parametrize("alone", [False, True], ids=["two cases", "each informant a case"])


HEX = 12  # digits of a hash by which it is known
FIGURES = "svg,pdf,png" if LONG else "svg,pdf"


def leaks(root: Path, canaries: Canaries, output: Path) -> list[str]:
    """Where what was found belongs: canaries, dates and numbers, and hashes of files and of canaries."""
    text = everything(folder(output))
    found = sorted(set(canaries.found(text).values()))
    found += [told for told in (*DATES, str(NUMBER), f"{NUMBER:,}") if told in text]
    known = {where: canary.encode() for where, canary in canaries.where.items()}
    known |= {file.name: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    there = set(_windows(text.lower()))
    return found + [f"hash of {where}" for where, content in known.items() if there & set(_hashes(content))]


def _hashes(content: bytes) -> Iterator[str]:
    """The beginnings of its hashes: what anybody can make of a guess, too."""
    for kind in ("md5", "sha1", "sha256", "sha512", "blake2b"):
        yield hashlib.new(kind, content, usedforsecurity=False).hexdigest()[:HEX]


def _windows(text: str) -> Iterator[str]:
    """Whatever could be the beginning of a hash: every so many digits in a row."""
    for run in re.findall(f"[0-9a-f]{{{HEX},}}", text):
        yield from (run[i : i + HEX] for i in range(len(run) - HEX + 1))


REPORTS = [(False, "en"), (True, "nb"), *([(False, "nb"), (True, "en")] if LONG else [])]


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is called a PDF is the page that would be printed: its texts can be searched."""
    monkeypatch.setattr(pdf_printing, "print_pdf", lambda page: PrintedPdf(page.encode("utf-8"), "nobody", 1))


def test_a_figure_for_sharing_says_no_word_of_the_study(made, tmp_path: Path) -> None:
    root, canaries = made(False)
    for kind in ("svg", "pdf"):
        it.figure(root, "balance", sharing=True, output=tmp_path / "out" / f"balance.{kind}")
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert leaks(root, canaries, tmp_path / "out") == []


@pytest.mark.usefixtures("unprinted")
@pytest.mark.parametrize(("alone", "language"), REPORTS)
def test_a_shared_report_says_no_word_of_the_study(made, tmp_path: Path, alone: bool, language: str) -> None:
    root, canaries = made(alone)
    out, formats = tmp_path / "out", ("html", "docx", "pdf", "md")
    it.report(root, out, language=language, sharing=True, figures=FIGURES, format=formats)
    for one in formats:
        assert (out / f"report.{one}").stat().st_size > 5_000
    it.report(root, tmp_path / "out" / "brief", language=language, sharing=True, brief=True, format=formats)
    assert leaks(root, canaries, tmp_path / "out") == []


@pytest.mark.browser
@pytest.mark.skipif(
    not shutil.which("pdftotext") or not any(map(shutil.which, NAMES)), reason="no pdftotext or no Chromium"
)
def test_the_text_of_a_printed_pdf_says_no_word_of_the_study_either(made, tmp_path: Path) -> None:
    """Printed, a PDF holds numbers of glyphs: its text is read as a reader's program reads it."""
    root, canaries = made(False)

    def text_of(path: Path) -> str:
        told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
        return told.stdout.decode("utf-8")

    it.report(root, tmp_path / "shared.pdf", sharing=True, brief=True)
    text = text_of(tmp_path / "shared.pdf")
    assert len(text) > 500
    assert not canaries.found(text)
    assert not any(told in text for told in (*DATES, str(NUMBER), f"{NUMBER:,}"))
    it.report(root, tmp_path / "whole.pdf", brief=True)
    assert canaries.found(text_of(tmp_path / "whole.pdf"))  # what is there is found


# exports

WRITTEN = {"tidy": "tables", "tidy in a workbook": "book.xlsx", "r": "r", "qdc": "codes.qdc"}
REFUSED = {
    "qdpx": "p.qdpx",
    "taguette": "t.sqlite3",
    "matrix": "m.csv",
    "draws": "d.csv",
    "graphml": "n.graphml",
}


def export(root: Path, path: Path, kind: str, **options: bool) -> None:
    it.export(root, path, as_=kind.split()[0], sharing=True, **options)  # type: ignore[arg-type]


def test_every_kind_of_export_is_shared_or_refused() -> None:
    assert {kind.split()[0] for kind in WRITTEN} | set(REFUSED) == set(KINDS)


@ALONE
def test_no_shared_export_says_a_word_of_the_study(made, tmp_path: Path, alone: bool) -> None:
    root, canaries = made(alone)
    for kind, name in WRITTEN.items():
        export(root, tmp_path / "out" / name, kind)
    export(root, tmp_path / "out" / "parquet", "tidy", parquet=True)
    names = set(folder(tmp_path / "out"))
    assert {"tables/profile.csv", "book.xlsx", "r/read.R", "codes.qdc", "parquet/profile.parquet"} < names
    assert {name for name in names if name.endswith("disclosure.json")} == {
        *(f"{place}/disclosure.json" for place in ("tables", "r", "parquet")),
        "book.disclosure.json",
        "codes.disclosure.json",
    }
    assert leaks(root, canaries, tmp_path / "out") == []


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_made_of_single_statements_is_not_exported(made, tmp_path: Path, kind: str) -> None:
    with pytest.raises(IdealtypesError, match="is not made for sharing, since"):
        export(made(False)[0], tmp_path / REFUSED[kind], kind)
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_a_study_is_not_shared(made, tmp_path: Path) -> None:
    root, canaries = made(False)
    where = f"{canaries('statements: name of an attribute')}={canaries('statements: attribute 0')}"
    for share in (it.report, it.export):
        with pytest.raises(IdealtypesError, match="could be subtracted"):
            share(root, tmp_path / "out", sharing=True, where=where)
    assert not (tmp_path / "out").exists()


# approval


def approving(root: Path, wanted: Callable[[str], bool], to: Path) -> set[str]:
    """A `sharing.yaml` that approves of the texts at some places; the canaries in them."""
    text = to.read_text(encoding="utf-8")
    parts = text.split("  - at: ")
    places = [part.split("\n", 1)[0].strip("'\"") for part in parts[1:]]
    chosen = [
        part.replace("show: no", "show: yes") if wanted(place) else part
        for place, part in zip(places, parts[1:], strict=True)
    ]
    (root / "sharing.yaml").write_text("  - at: ".join([parts[0], *chosen]), encoding="utf-8")
    return {hit.lower() for part in chosen if "show: yes" in part for hit in CANARY.findall(part)}


@pytest.mark.parametrize("kind", ["titles of aspects and codes", "everything"])
def test_what_is_approved_is_shown_and_nothing_else(tmp_path: Path, kind: str) -> None:
    canaries = Canaries()
    root = build(tmp_path / "at_home", canaries)
    out = tmp_path / "out"
    it.export(root, tmp_path / "before", sharing=True, to_approve=tmp_path / "list.yaml")
    some = re.compile(r"(aspects|codes)\..*\.title")
    approved = approving(
        root, lambda place: kind == "everything" or bool(some.fullmatch(place)), tmp_path / "list.yaml"
    )
    it.export(root, out / "tables", sharing=True)
    it.export(root, out / "codes.qdc", sharing=True)
    if LONG or kind == "everything":
        it.report(root, out / "report", sharing=True)
    found = canaries.found(everything(folder(out)))
    assert approved
    assert {where for canary, where in found.items() if canary not in approved} == set()
    shown = set(found.values())
    assert {f"aspect {n} title en" for n in range(3)} <= shown
    assert {f"code {a}.{p} title en" for a in range(3) for p in range(2)} <= shown
    assert ("study.title en" in shown) == (kind == "everything")
