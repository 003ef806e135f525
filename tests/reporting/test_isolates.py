"""On the page, what is written from right to left has a direction of its own, or is isolated."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from idealtypes.files.study import read_study
from idealtypes.model.direction import RIGHT_TO_LEFT, isolated
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.report import report_files
from idealtypes.reporting.wording.isolates import with_isolates

from .right_to_left import SAID, right_to_left


class Bare(HTMLParser):
    """Texts from right to left that stand in no element of their own direction and in no isolate."""

    EMPTY = ("meta", "br", "input", "img", "link", "hr")

    def __init__(self) -> None:
        super().__init__()
        self.at: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.seen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            self.at.append((tag, any(name == "dir" for name, _ in attrs) or tag == "bdi"))

    def handle_endtag(self, tag: str) -> None:
        while self.at and self.at.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if {"script", "style", "title", "svg"} & {tag for tag, _ in self.at} or not RIGHT_TO_LEFT.search(
            data
        ):
            return
        self.seen += 1
        if self.at[-1][1]:
            return
        depth = 0
        for letter in data:
            depth += (letter == "\u2068") - (letter == "\u2069")
            if not depth and RIGHT_TO_LEFT.match(letter):
                self.found.append(data)
                return


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    study = read_study(right_to_left(tmp_path_factory.mktemp("rtl")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ReportFigure, "html", property(lambda drawn: drawn.name))
        return report_files(study)["report.html"].decode()


def test_every_text_from_right_to_left_is_told_apart(page: str) -> None:
    bare = Bare()
    bare.feed(page)
    assert bare.seen > 50
    assert not bare.found
    assert f'<blockquote dir="auto">{SAID}' in page


def test_without_isolates_the_test_would_see_it(page: str) -> None:
    bare = Bare()
    bare.feed(page.replace("\u2068", "").replace("\u2069", ""))
    assert bare.found


def test_a_page_without_such_text_is_as_it_was() -> None:
    assert with_isolates("<p>a &amp; b</p>") == "<p>a &amp; b</p>"
    assert with_isolates("<p>&amp; א&#39;</p>") == "<p>&amp; \u2068א\u2069&#39;</p>"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("to אב: 0.5", "to <אב>: 0.5"),
        ("אב 12 גד 3", "<אב 12 גד> 3"),
        ("אב and גד", "<אב> and <גד>"),
        ("אב  גד · הו", "<אב>  <גד> · <הו>"),
        ("\u2068אב\u2069", "\u2068<אב>\u2069"),
        ("مرحبا (3), בית.", "<مرحبا (3), בית>."),
    ],
)
def test_runs(text: str, made: str) -> None:
    assert isolated(text).replace("\u2068<", "").replace("\u2068", "<").replace("\u2069", ">") in (
        made.replace("\u2068", "<").replace("\u2069", ">"),
    )
