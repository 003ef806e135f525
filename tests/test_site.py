"""The site is made from the Markdown pages: all are in its menu, and what they link to is there."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from pathlib import Path

from release import contents

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
FRONT = DOCS / "index.md"
PICTURES = DOCS / "pictures"
SMALL = 150_000  # bytes of all pictures together
CONF = runpy.run_path(str(DOCS / "conf.py"))


def listed() -> list[str]:
    """The pages that the menu has, by their path."""
    menu: Callable[[str], str] = CONF["menu"]
    return re.findall(r"(?m)^.+ </(\S+)>$", menu(FRONT.read_text(encoding="utf-8")))


def test_every_page_of_docs_is_in_the_menu_once() -> None:
    pages = {path.relative_to(ROOT).with_suffix("").as_posix() for path in DOCS.rglob("*.md")}
    found = listed()
    assert len(found) == len(set(found))
    assert {page for page in found if page.startswith("docs/")} == pages - {"docs/index"}


def test_the_menu_has_its_parts_in_this_order() -> None:
    menu: Callable[[str], str] = CONF["menu"]
    titles = re.findall(r"(?m)^:caption: (.+)$", menu(FRONT.read_text(encoding="utf-8")))
    assert titles == ["Tutorials", "How to", "Reference", "Explanation", "The project"]


def test_all_that_pages_link_to_is_there_with_its_heading() -> None:
    files = contents.tracked()
    pages = {name: (ROOT / name).read_text("utf-8") for name in files if name.endswith(".md")}
    assert {"README.md", "docs/index.md", "docs/commands.md"} <= set(pages)
    assert contents.dead_links(pages, set(files)) == []
    assert {f"{page}.md" for page in listed()} <= set(pages)


def test_pages_are_plain_markdown_and_load_nothing_from_elsewhere() -> None:
    for path in DOCS.rglob("*.md"):
        text = contents.FENCED.sub("", path.read_text(encoding="utf-8"))
        assert not re.search(r"!\[[^\]]*\]\(\s*(https?:)?//", text), path
        assert not re.search(r"(?m)^\s*(<|:::|\{[a-z]+\}`)", text), path


def test_pictures_are_those_of_the_examples_shown_and_small(tmp_path: Path) -> None:
    made = runpy.run_path(str(DOCS / "make_pictures.py"))
    made["draw"](tmp_path)
    for name in made["FIGURES"]:
        assert (PICTURES / name).read_bytes() == (tmp_path / name).read_bytes(), (
            "run: python docs/make_pictures.py"
        )
    there = sorted(path.name for path in PICTURES.iterdir())
    assert there == sorted([*made["FIGURES"], *made["PAGES"]])
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < SMALL
    shown = "\n".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md"))
    assert all(f"pictures/{name})" in shown for name in there)
