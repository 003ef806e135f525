"""Prints a page as PDF by its style for paper: in a headless Chromium where there is one, else by WeasyPrint.

The page has no scripts and loads nothing; the browser is given a name resolver that knows no name, and a folder of its
own, which is gone afterwards. Dates are taken out, so that the same page gives the same bytes in the same version of
the printer.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from idealtypes.errors import IdealtypesError

NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)  # fmt: skip
SECONDS = 180
OPTIONS = (
    "--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--no-first-run", "--no-default-browser-check", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer", "--generate-pdf-document-outline",
)  # fmt: skip
NEITHER = (
    "a PDF needs Chromium (or Chrome, Edge) on the path, or WeasyPrint: install one of them, the latter by "
    "`pip install weasyprint`; `--format docx` and `html` need neither"
)
# What a PDF says of its making, in a string of the file's own; brackets in it are escaped.
MAKING = re.compile(rb"/(CreationDate|ModDate|Creator) ?\(((?:[^()\\]|\\.)*)\)")
DAY = b"D:20000101000000+00'00'"
# What Chromium calls a part of the page, by a counter that does not start at the same number each time.
PART = re.compile(rb"\(node(\d{8})\)")


@dataclass(frozen=True)
class PrintedPdf:
    """A PDF, which program made it, and how many pages it has."""

    data: bytes
    by: str
    pages: int


def print_pdf(page: str) -> PrintedPdf:
    """The PDF of a whole page.

    Raises
    ------
    IdealtypesError
        Where there is neither, or none that works.
    """
    tried = ""
    browser = next((found for name in NAMES if (found := shutil.which(name))), None)
    if browser is not None:
        try:
            return by_chromium(page, browser)
        except (OSError, subprocess.SubprocessError) as problem:
            tried = f" ({Path(browser).name} is there and printed nothing: {problem})"
    try:
        return by_weasyprint(page)
    except ImportError:
        raise IdealtypesError(NEITHER + tried) from None
    except OSError as problem:  # of a library of the system that it needs
        raise IdealtypesError(
            f"{NEITHER}{tried} (WeasyPrint is there and lacks a library: {problem})"
        ) from None


def by_chromium(page: str, browser: str) -> PrintedPdf:
    """The PDF by a Chromium: tagged, with an outline and alternative texts."""
    # For the administrator, as in a container, its own sandbox refuses to start; the page runs no script.
    free = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="idealtypes-") as name:
        folder = Path(name)
        (folder / "report.html").write_text(page, encoding="utf-8")
        made = folder / "report.pdf"
        done = subprocess.run(
            [
                browser, *OPTIONS, *free, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={made}",
                (folder / "report.html").as_uri(),
            ],
            capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if not made.is_file():
            raise subprocess.SubprocessError(f"exit code {done.returncode}")
        data = made.read_bytes()
    version = re.search(rb"/Producer \(Skia/PDF m(\d+)", data)
    by = f"Chromium {version[1].decode()}" if version else "Chromium"
    return PrintedPdf(renumbered(undated(data)), by, pages_of(data))


def by_weasyprint(page: str) -> PrintedPdf:
    """The PDF by WeasyPrint: nothing is loaded but what the page holds itself."""
    import weasyprint
    from weasyprint.urls import URLFetcher

    made = weasyprint.HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=("data",)))
    laid_out = made.render(pdf_variant="pdf/ua-1")
    data = undated(bytes(laid_out.write_pdf()))
    return PrintedPdf(data, f"WeasyPrint {weasyprint.__version__}", len(laid_out.pages))


def undated(data: bytes) -> bytes:
    """A PDF that does not say when and on what system it was made: of the same length, so that its places hold.

    >>> undated(b"<</Creator (Mozilla) /CreationDate (D:20261129192620+00'00')>>")
    b"<</Creator (       ) /CreationDate (D:20000101000000+00'00')>>"
    """

    def kept(found: re.Match[bytes]) -> bytes:
        length = len(found[2])
        said = b" " * length if found[1] == b"Creator" else (DAY + b" " * length)[:length]
        return found[0].replace(found[2], said) if found[2] else found[0]

    return MAKING.sub(kept, data)


def renumbered(data: bytes) -> bytes:
    """A PDF of Chromium whose parts are numbered from 1 in their order, so that its places and their order hold.

    >>> renumbered(b"/ID (node00000166) /Headers [(node00000170) (node00000166)]")
    b'/ID (node00000001) /Headers [(node00000002) (node00000001)]'
    """
    order = {number: n for n, number in enumerate(sorted(set(PART.findall(data))), 1)}
    return PART.sub(lambda found: b"(node%08d)" % order[found[1]], data)


def pages_of(data: bytes) -> int:
    """How many pages a PDF of Chromium has, as the root of their tree counts them.

    >>> pages_of(b"<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>")
    2
    """
    counts = [int(n) for n in re.findall(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)", data)]
    counts += [int(n) for n in re.findall(rb"/Count (\d+)[^>]*?/Type\s*/Pages\b", data)]
    return max(counts, default=0)
