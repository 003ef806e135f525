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
from pathlib import Path

import idealtypes as it
from idealtypes.reporting.documents.pdf_printing import NAMES

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
PICTURES = ROOT / "docs" / "pictures"
COLOURS = 16  # of a picture of a page: text, three greys and the few colours of its figures
# Name → study, figure of the report, width.
FIGURES = {
    "map.svg": (EXAMPLES / "physician_programmes" / "a_dozen", "map", "174mm"),
    "balance.svg": (EXAMPLES / "support_colleagues", "balance", "174mm"),
}
# Name → whether it is the brief, width and height of the window.
PAGES = {"report.png": (False, 1100, 840), "brief.png": (True, 900, 1040)}


def draw(into: Path) -> None:
    """The figures, by the names of `FIGURES`."""
    for name, (study, figure, width) in FIGURES.items():
        it.figure(study, figure, width=width, output=into / name)


def photograph(browser: str, into: Path) -> None:
    """The pages, by the names of `PAGES`, as they look in a light window."""
    study = it.read_study(EXAMPLES / "support_colleagues")
    with tempfile.TemporaryDirectory() as folder:
        for name, (brief, width, height) in PAGES.items():
            page = study.report(Path(folder) / f"{name}.html", brief=brief)
            taken = Path(folder) / name
            subprocess.run(
                [
                    *(browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"),
                    *(f"--window-size={width},{height}", f"--screenshot={taken}", page.resolve().as_uri()),
                ],
                check=True,
                capture_output=True,
            )
            (into / name).write_bytes(small(taken.read_bytes()))


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
