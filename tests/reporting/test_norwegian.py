"""Norwegian as a native writes it: what was said otherwise does not come back, in any word that a page can show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from idealtypes.files.content import folder
from idealtypes.files.document import plain

from .embedded import statements
from .page import Page

ROOT = Path(__file__).parents[2]
FORBIDDEN = re.compile(
    r"""\bkasus|ingen\svet\sikke|delt\smellom\sutsagn|\bhybrid\b|sagt\så\svære\snyttig|\btaust\b|^Stilling$|^Verdt$|«Verdt»
    |^Oppmerksomhet$|^Slag$|^Følge$|én\sfølge|annen\sfølge|hver\sfølge|ingen\skrav\som|En\sannen\stype\senn\si\sdag|bedømmelse|\bvurderere?n?e?\b(?=\shar|\ser|s\b)
    |omstridd|\bKløft|sammenlikn""",
    re.X | re.I | re.M,
)


def texts(value: Any, language: str | None = None) -> Iterator[str]:
    """The Norwegian texts of a tree: all of a file of words, and what stands under `nb` elsewhere."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts(one, "nb" if key == "nb" else None if key == "en" else language)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one, language)
    elif isinstance(value, str) and language == "nb":
        yield value


FILES = sorted(
    path
    for part in ("logics", "coding_schemes", "examples", "reports/checklists")
    for path in (ROOT / part).rglob("*.yaml")
)


def test_no_word_of_the_report_is_one_of_those() -> None:
    words = plain((folder("reports") / "words" / "nb.yaml").read_text(encoding="utf-8"))
    assert not [text for text in texts(words, "nb") if FORBIDDEN.search(text)]
    methods = (folder("reports") / "methods" / "nb.md").read_text(encoding="utf-8")
    assert not FORBIDDEN.search(methods)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_text_of_content_is_one_of_those(path: Path) -> None:
    found = list(texts(plain(path.read_text(encoding="utf-8"))))
    assert not [text for text in found if FORBIDDEN.search(text)]


@pytest.mark.parametrize("kind", ["mixed", "programmes"])
def test_no_norwegian_page_has_one_of_those(made, kind: str) -> None:
    shown = Page(made(kind, "nb").html)
    assert not [text for text in re.split(r"[\n.:;]", shown.text) if FORBIDDEN.search(text)]


@pytest.mark.parametrize(
    "said", ["30 kasus", "Ingen vet ikke hvor", "delt mellom utsagn", "taust", "Verdt", "Ingen krav om"]
)
def test_the_list_is_one(said: str) -> None:
    assert FORBIDDEN.search(said)


def test_a_text_in_another_language_says_which(made) -> None:
    norwegian, english = Page(made("mixed", "nb").html), Page(made("mixed").html)
    quoted = [attributes.get("lang") for attributes, _ in norwegian.find("blockquote")]
    assert quoted
    assert set(quoted) == {"en"}
    assert {one["lang"] for one in statements(norwegian).values()} == {"en"}
    assert {attributes.get("lang") for attributes, _ in english.find("blockquote")} == {None}
    assert "Made up." in [text for _, text in norwegian.find("span", lang="en")]
