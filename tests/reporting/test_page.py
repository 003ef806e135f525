"""The page as a whole: safe, self-contained, accessible, in both languages."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest

from idealtypes.model.direction import from_right

from .embedded import entry, statements
from .page import Page

KINDS = ["mixed", "silent", "hostile", "cases", "poles", "poles_of_cases", "one_rater", "raters", "complete"]


@pytest.mark.parametrize(("kind", "language"), [*((kind, "en") for kind in KINDS), ("mixed", "nb")])
def test_every_link_leads_somewhere(made, kind: str, language: str) -> None:
    page = Page(made(kind, language).html)
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {
        attrs["href"].removeprefix("#") for _, attrs in page.elements if attrs.get("href", "").startswith("#")
    }
    assert targets <= set(ids)
    data = page.data
    for _, attrs in page.elements:
        if "data-e" in attrs:
            assert attrs["data-e"] in data["numbers"]
        if "data-s" in attrs:
            assert int(attrs["data-s"]) < data["statements"]["n"]
        labels = attrs.get("aria-labelledby", "").split()
        assert set(labels) <= set(ids)
    links = made(kind, language).links
    for key in data["numbers"]:
        title, found = entry(page, key)
        assert (title, found) == (title, [links.place[i] for i in links.entry(key)[1]])
        assert found


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_comes_from_outside(made, kind: str) -> None:
    page = Page(made(kind).html)
    for tag, attrs in page.elements:
        for name in ("src", "href", "xlink:href", "action", "poster", "data"):
            assert not re.match(r"(https?:)?//", attrs.get(name, "")), (tag, attrs)
        assert "style" not in attrs, (tag, attrs)
        assert not any(name.startswith("on") for name in attrs), (tag, attrs)
    style = next(text for name, text in page.texts.items() if name.startswith("style"))
    assert "url(" not in style
    assert "@import" not in style


def test_the_security_policy_knows_the_page_s_own_style_and_script(made) -> None:
    html = made("mixed").html
    page = Page(html)
    (policy,) = [attrs["content"] for attrs, _ in page.find("meta", http_equiv="Content-Security-Policy")]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies]
        allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
        assert f"{tag}-src {allowed};" in policy


def test_markup_in_a_study_shows_as_text(made) -> None:
    html = made("hostile").html
    page = Page(html)
    assert "<script>window.broken" not in html
    assert "<img src=x" not in html
    assert "<b>p. 1" not in html
    assert "<i>attribute" not in html
    assert "<script>window.broken=1</script> & co" in page.find("h1")[0][1]
    statement = statements(page)["secret_one_0"]
    assert statement["text"].startswith(
        '</script><script>window.broken=1</script><img src=x onerror="window.broken=1">'
    )
    assert statement["more"] == ["note: <i>attribute</i>"]
    assert len(re.findall("<script", html)) == 4  # the theme's, the data, the record and the page's own
    raw = next(text for text in page.texts.values() if text.startswith('{"statements"'))
    assert not re.search("[<>&\u2028\u2029]", raw)


def test_quotations_and_titles_run_as_their_letters_do(made) -> None:
    """Not the words of the page: a sentence of ours that begins with a title of theirs stays as it is."""
    page = Page(made("written_otherwise").html)
    for tag, attrs in (("h1", {}), ("th", {"scope": "row"})):
        found = page.find(tag, **attrs)
        assert found
        assert all(held.get("dir") == "auto" for held, _ in found)
    quoted = page.find("blockquote")
    assert any(from_right(text) for _, text in quoted)
    assert all((held.get("dir") == "auto") == from_right(text) for held, text in quoted)
    assert not [held for held, _ in page.find("p", class_="sentence") if "dir" in held]


@pytest.mark.parametrize("language", ["en", "nb"])
def test_headings_landmarks_and_language(made, language: str) -> None:
    page = Page(made("mixed", language).html)
    assert page.find("html", lang=language)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.find("a", class_="skip", href="#result")
    assert page.find("main")
    assert page.find("nav")


def test_sections_stand_in_the_order_of_their_files(made) -> None:
    page = Page(made("mixed").html)
    assert [attrs["id"] for attrs, _ in page.find("section")] == [
        "result", "profile", "views", "types", "traits", "robustness", "saturation", "tension", "evidence", "method",
        "origin",
    ]  # fmt: skip


def test_a_section_without_anything_to_say_is_left_out(made) -> None:
    page = Page(made("poles").html)  # no ideal types, so no traits
    assert not page.find("section", id="traits")
    assert "#traits" not in [attrs.get("href") for attrs, _ in page.find("a")]


def test_every_table_has_headings(made) -> None:
    page = Page(made("mixed").html)
    assert all(attrs.get("scope") in ("col", "row", "rowgroup") for attrs, _ in page.find("th"))


@pytest.mark.parametrize("language", ["en", "nb"])
def test_figures_tell_their_numbers(made, language: str) -> None:
    made_page = made("mixed", language)
    page, facts = Page(made_page.html), made_page.facts
    drawings = page.find("svg", role="img")
    assert len(drawings) == 14  # seven figures, wide and narrow
    described = {attrs["id"]: text for attrs, text in page.find("desc")}
    for a in range(3):
        value = facts.words.number(facts.profile.balance[0, a], signed=True)
        ends = facts.words.range(*facts.profile.interval_whole[0, a])
        assert f"{value} ({ends})" in described["balance-wide-desc"]
    told = [(attrs["aria-labelledby"], attrs["aria-describedby"]) for attrs, _ in drawings]
    assert told[::2] == told[1::2]  # a narrow drawing points to the words of the wide one
    assert {name for _, name in told} == set(described)
    record = facts.gaps["study", "access"]
    assert facts.words.number(record["gap"], signed=True) in described["balance-wide-desc"]
    for found in facts.membership.cases[0].types:
        assert facts.words.number(found.membership) in described["types-wide-desc"]


def test_every_counted_statement_is_a_mark_in_the_figure(made) -> None:
    made_page = made("mixed")
    svg = made_page.html[made_page.html.index('class="wide"') :]
    svg = svg[: svg.index("</svg>")]
    marks = re.findall(r'data-s="(\d+)"', svg)
    assert len(marks) == made_page.facts.profile.statements.sum()
    assert all(made_page.links.statements[int(i)].counted for i in marks)


def test_reported_statements_are_marked_in_the_list(made) -> None:
    page = Page(made("mixed").html)
    (told,) = [text for attrs, text in page.find("li", class_="uncounted") if "door is open" in text]
    assert "not counted" in told


def test_the_first_screen_says_what_the_numbers_describe(made) -> None:
    page = Page(made("mixed").html)
    first = page.find("section", id="result")[0][1]
    assert "Made up." in first
    assert "describe the talk" in first
    assert "A kind of informant you did not meet cannot be ruled out." in first
    assert "27 statements from 9 sources" in first


def test_captions_fit_the_study(made) -> None:
    def caption(kind: str) -> str:
        return made(kind).parts["result"]["caption"]

    assert "95% interval" in caption("mixed")
    assert "The evidence is complete" in caption("complete")
    assert "There is one rater" in caption("one_rater")
    assert "interval" not in caption("complete").replace("there is no interval", "")
    assert caption("cases").startswith("One row for each case.")
    assert "three or more poles" in caption("poles")
