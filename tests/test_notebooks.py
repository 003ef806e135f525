"""The notebooks of `examples/notebooks` run from top to bottom, and a picture comes out where one is drawn."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))
LEAST = 300  # pixels of width: an empty figure of matplotlib has none at all


def size(png: str) -> tuple[int, int]:
    """Width and height of a PNG, as its header says."""
    data = base64.b64decode(png)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def colours(png: str) -> int:
    """How many colours a PNG has: one, if nothing is drawn on it."""
    from io import BytesIO

    from PIL import Image

    found = Image.open(BytesIO(base64.b64decode(png))).convert("RGB").getcolors(maxcolors=1 << 24)
    assert found is not None
    return len(found)


def test_there_are_three() -> None:
    assert len(NOTEBOOKS) == 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_pictures(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "saved without its outputs"
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": ROOT}}
    ).execute()
    drawn = 0
    for cell in notebook.cells:
        if cell.cell_type != "code" or not (".plot(" in cell.source or "subplots" in cell.source):
            continue
        pictures = [out["data"]["image/png"] for out in cell.outputs if "image/png" in out.get("data", {})]
        assert pictures, f"no picture: {cell.source}"
        for picture in pictures:
            width, height = size(picture)
            assert width >= LEAST
            assert height >= LEAST / 4
            assert colours(picture) > 10
        drawn += 1
    assert drawn


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_results_show_as_tables(path: Path) -> None:
    """A result that ends a cell is a table of HTML, not a dump of its fields."""
    notebook = nbformat.read(path, as_version=4)
    last = [cell.source.splitlines()[-1] for cell in notebook.cells if cell.cell_type == "code"]
    assert any(line.isidentifier() or ").agreement()" in line or "it.profile(" in line for line in last)
