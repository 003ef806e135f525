"""The pictures of the tutorials, from the examples: `python docs/make_pictures.py` writes `docs/pictures` anew.

Figures are SVG, the same bytes each time, and a test holds them. Of pages a headless Chromium takes a picture, which
depends on its fonts: without one they are left as they are.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import idealtypes as it
from idealtypes.reporting.documents.pdf_printing import NAMES

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
PICTURES = ROOT / "docs" / "pictures"
COLOURS = 11  # of a picture of a page: text, greys and the few colours of its figures
# Name → study, figure of the report, width.
FIGURES = {
    "map.svg": (EXAMPLES / "physician_programmes" / "a_dozen", "map", "174mm"),
    "balance.svg": (EXAMPLES / "support_colleagues", "balance", "174mm"),
}
# Name → what it shows, width and height of the window.
PAGES = {
    "report.png": ("report", 1100, 720),
    "brief.png": ("brief", 860, 900),
    "board.png": ("board", 1100, 640),
}
PATIENCE = "5000"  # milliseconds of the page's own time, in which its scripts have done their work


def draw(into: Path) -> None:
    """The figures, by the names of `FIGURES`."""
    for name, (study, figure, width) in FIGURES.items():
        it.figure(study, figure, width=width, output=into / name)


def photograph(browser: str, into: Path) -> None:
    """The pages, by the names of `PAGES`, as they look in a light window."""
    with tempfile.TemporaryDirectory() as folder:
        for name, (what, width, height) in PAGES.items():
            with address(what, Path(folder)) as page:
                (into / name).write_bytes(small(taken(browser, page, width, height, Path(folder) / name)))


@contextmanager
def address(what: str, folder: Path) -> Iterator[str]:
    """Where a page is: a report or brief that is written, or the axis board of a workbench that is opened for it."""
    if what != "board":
        study = it.read_study(EXAMPLES / "support_colleagues")
        yield study.report(folder / f"{what}.html", brief=what == "brief").resolve().as_uri()
        return
    study_here = shutil.copytree(EXAMPLES / "two_coders", folder / "two_coders")
    command = [sys.executable, "-m", "idealtypes", "open", str(study_here), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as opened:
        assert opened.stdout is not None
        yield opened.stdout.readline().strip().replace("/?", "/board?")
        opened.terminate()


def taken(browser: str, page: str, width: int, height: int, file: Path) -> bytes:
    """The picture that a browser takes of a page."""
    options = (
        "--headless",
        "--no-sandbox",
        "--hide-scrollbars",
        "--disable-gpu",
        f"--virtual-time-budget={PATIENCE}",
    )
    window = (f"--window-size={width},{height}", f"--screenshot={file}")
    subprocess.run([browser, *options, *window, page], check=True, capture_output=True)
    return file.read_bytes()


def small(png: bytes) -> bytes:
    """The picture with few colours, which a page needs no more of."""
    from PIL import Image

    out = io.BytesIO()
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    draw(PICTURES)
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        photograph(found, PICTURES)
    else:
        print("no Chromium: the pictures of pages stay as they are", file=sys.stderr)
