"""The report in a real browser: what is on the first screen, how a number opens, and that nothing goes anywhere."""

from __future__ import annotations

import re

import pytest

from idealtypes.engine.views import study_profile
from idealtypes.files.study import read_study
from idealtypes.reporting.report import write_report

from ..reporting import studies

pytestmark = pytest.mark.browser


def test_the_first_screen_shows_title_result_and_figure(watch, report) -> None:
    page = watch().open(report)
    assert page.locator("h1").inner_text() == "A constructed study"
    for wanted in ("h1", ".sentence >> nth=0", ".first svg.wide"):
        box = page.locator(wanted).bounding_box()
        assert box is not None
        assert box["y"] < 800
    figure = page.locator(".first svg.wide").bounding_box()
    assert figure["y"] + figure["height"] <= 800
    assert figure["width"] > 600
    assert not page.locator(".first svg.narrow").is_visible()


def test_no_request_but_for_the_page_and_no_error(watch, report, hostile) -> None:
    for path in (report, hostile):
        watched = watch()
        page = watched.open(path)
        page.locator("a.n").first.click()
        page.keyboard.press("Escape")
        assert watched.requests == [path.as_uri()]
        assert watched.errors == []


def test_a_number_opens_its_statements(watch, report) -> None:
    study = read_study(report.parent.parent / "mixed")
    profile = study_profile(study)
    page = watch().open(report)
    rows = page.locator("table.profile tbody tr")
    for a in range(3):
        rows.nth(a).locator("td a.n").first.click()
        assert page.locator("#panel").is_visible()
        shown = page.locator("#panel .statement")
        counted = page.locator("#panel .statement:not(.uncounted)")
        assert counted.count() == int(profile.statements[0, a])
        assert f"{counted.count()} statement" in page.locator("#panel-count").inner_text()
        assert shown.count() - counted.count() == (1 if a == 0 else 0)
        assert page.locator("#panel-title").inner_text().endswith("all that is said")
        page.keyboard.press("Escape")
        assert not page.locator("#panel").is_visible()


def test_the_panel_shows_all_that_is_known(watch, report) -> None:
    page = watch().open(report)
    page.locator("table.profile tbody tr").first.locator("td a.n").first.click()
    told = page.locator("#panel .statement.uncounted").inner_text()
    assert "Others say that the door is open." in told
    assert "The authors" in told
    assert "not counted" in told
    first = page.locator("#panel .statement").first.inner_text()
    for part in (
        "Statement 0 of group_0.",
        "Group 0",
        "Open door",
        "Access: informal 100%",
        "helps: People are reached",
    ):
        assert part in first


def test_the_keyboard_is_enough(watch, report) -> None:
    page = watch().open(report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("a.n").nth(2).focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    assert page.evaluate("document.activeElement.id") == "panel-close"
    page.keyboard.press("Escape")
    assert not page.locator("#panel").is_visible()
    assert page.evaluate("document.activeElement.className") == "n"


def test_the_panel_closes_by_its_button_and_beside_it(watch, report) -> None:
    page = watch().open(report)
    for close in (lambda: page.locator("#panel-close").click(), lambda: page.mouse.click(20, 400)):
        page.locator("a.n").first.click()
        assert page.locator("#panel").is_visible()
        close()
        assert not page.locator("#panel").is_visible()


def test_a_mark_in_the_figure_opens_its_statement(watch, report) -> None:
    page = watch().open(report)
    page.locator(".first svg.wide .s").first.click()
    assert page.locator("#panel .statement").count() == 1
    page.keyboard.press("Escape")
    page.locator(".first svg.wide .e").first.click()
    assert page.locator("#panel .statement").count() > 1


def test_markup_in_a_statement_shows_as_text(watch, hostile) -> None:
    page = watch().open(hostile)
    page.locator("table.profile tbody tr").first.locator("td a.n").first.click()
    assert "</script><script>window.broken=1</script><img src=x" in page.locator("#panel").inner_text()
    assert page.evaluate("window.broken") is None
    assert page.locator("#panel img").count() == 0


def test_without_scripts_a_number_leads_to_the_list(watch, report) -> None:
    page = watch(java_script_enabled=False).open(report)
    link = page.locator("table.profile tbody tr").nth(1).locator("td a.n").first
    link.click()
    assert page.url.endswith("#evidence-help")
    group = page.locator("#evidence-help")
    assert group.locator("li").first.is_visible()
    assert group.locator("li").count() == 9


def test_a_link_to_an_aspect_filters_the_desk_by_it(watch, report) -> None:
    page = watch().open(report, "#evidence-help")
    assert page.locator("#desk-list .statement").count() == 9
    assert page.locator('#desk select[name="aspect"]').input_value() == "help"
    assert page.locator("#desk").bounding_box()["y"] < 800


def test_a_telephone_shows_the_narrow_figure_and_needs_no_sideways_scrolling(watch, report) -> None:
    page = watch(viewport={"width": 390, "height": 844}).open(report)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".first svg.narrow").is_visible()
    assert not page.locator(".first svg.wide").is_visible()
    page.locator("a.n").first.click()
    assert page.locator("#panel").bounding_box()["width"] <= 390


@pytest.mark.parametrize("several", [True, False])
def test_words_from_the_right_and_long_words_keep_the_page_whole(watch, tmp_path, several: bool) -> None:
    folder = studies.written_otherwise(tmp_path / "study", several)
    path = write_report(read_study(folder), tmp_path / "out")
    page = watch(viewport={"width": 380, "height": 800}).open(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 380
    way = "element => getComputedStyle(element).direction"
    for text, direction in ((studies.HEBREW, "rtl"), (studies.ARABIC, "rtl"), ("Statement 1", "ltr")):
        said = page.locator("#evidence blockquote", has_text=text).first
        assert said.evaluate(way) == direction
    assert page.locator("#statements h4").first.evaluate(way) == "rtl"
    if several:
        assert page.locator("th[scope=row]", has_text=studies.HEBREW).first.evaluate(way) == "rtl"
    page.locator("a.n").first.click()
    quoted = page.locator("#panel blockquote", has_text=studies.HEBREW)
    assert quoted.evaluate(way) == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") == 380


def test_on_paper_everything_is_there(watch, report) -> None:
    page = watch(viewport={"width": 690, "height": 980}).open(report)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 690
    assert not page.locator("header.bar").is_visible()
    statements = page.locator("details.group li")
    assert all(statements.nth(i).is_visible() for i in range(statements.count()))
    document = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", document)) >= 3
