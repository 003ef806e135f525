"""How the site is made from the Markdown of the repository: `make docs`. Sphinx reads this file by its name.

The pages are plain Markdown that reads as well where the repository is shown. What stands in the menu, and in which
order, is said once, by the lists of `docs/index.md`. The site loads nothing from outside itself.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]
FRONT = "docs/index"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = PROJECT["name"]
author = "The idealtypes authors"
project_copyright = f"{author}, under the MIT licence"
version = release = PROJECT["version"]

extensions = ["myst_parser"]
root_doc = FRONT
# The whole repository is the source, so that a link to an example's page, or to one of its tables, leads there.
include_patterns = [
    *(f"{page}.md" for page in ("README", "CONTRIBUTING", "CHANGELOG")),
    *("docs/*.md", "docs/howto/*.md", "examples/*/*.md", "examples/*/*/*.md"),
    *(f"{folder}/*.md" for folder in ("benchmarks", "coding_schemes", "logics", "release", "reports")),
]
exclude_patterns = [
    ".*",
    "site",
    "dist",
    "build",
    "idealtypes",
    "tests",
    "idealtypes-demo",
    "**/versions",
    "**/__pycache__",
]
nitpicky = True
suppress_warnings = [
    "toc.not_included"
]  # logs of examples are reached from these; that no page of docs is lost is tested

myst_heading_anchors = 6
myst_enable_extensions: list[str] = []  # no more than Markdown as a forge shows it

html_theme = "furo"
html_title = f"idealtypes {release}"
html_static_path = ["theme/site.css"]
html_css_files = ["site.css"]
templates_path = ["theme"]
html_additional_pages = {"index": "to_the_front_page.html"}
html_copy_source = False
html_show_sphinx = False
html_use_index = False
html_theme_options = {"navigation_with_keys": False}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

LISTED = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<page>[^)#]+)\.md\)", re.MULTILINE)


def menu(text: str) -> str:
    """The front page with a part of the menu for each of its sections that lists pages."""
    _, *parts = re.split(r"(?m)^## (.+)$", text)
    out = [text]
    for title, part in zip(parts[::2], parts[1::2], strict=True):
        pages = [f"{found['title']} <{_below_the_root(found['page'])}>" for found in LISTED.finditer(part)]
        if pages:
            out += ["```{toctree}", ":hidden:", f":caption: {title}", "", *pages, "```", ""]
    return "\n".join(out)


def _below_the_root(page: str) -> str:
    return "/" + (ROOT / "docs" / f"{page}.md").resolve().relative_to(ROOT).with_suffix("").as_posix()


def _add_the_menu(app: Sphinx, docname: str, source: list[str]) -> None:
    if docname == FRONT:
        source[0] = menu(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls when it has read this file."""
    app.connect("source-read", _add_the_menu)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
