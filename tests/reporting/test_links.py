"""Every number leads to the statements behind it, and to as many as it says."""

from __future__ import annotations

import re

import pytest

from idealtypes.engine.views import VIEWS

from .embedded import statements
from .page import Page

LINK = re.compile(r'<a class="n" href="#([^"]+)" data-e="(e\d+)" title="[^"]+">([^<]*)</a>')


def entry(made, shown: str) -> tuple[str, dict, str]:
    anchor, key, text = LINK.fullmatch(str(shown)).groups()
    title, ids = made.links.entry(key)
    return anchor, {"title": title, "of": ids}, text


@pytest.mark.parametrize("kind", ["mixed", "silent", "cases", "poles", "raters", "one_rater"])
@pytest.mark.parametrize("view", VIEWS)
def test_as_many_statements_as_the_profile_counts(made, kind: str, view: str) -> None:
    page = made(kind)
    profile = page.facts.profiles[view]
    for c, case in enumerate(profile.cases):
        for a, aspect in enumerate(profile.aspects):
            held = [page.links.by_view[view][i] for i in page.links.find(view, case=case, aspect=aspect)]
            assert sum(s.counted for s in held) == profile.statements[c, a]


def test_a_pole_has_the_statements_that_weigh_on_it(made) -> None:
    page = made("mixed")
    ids = page.links.find("all", aspect="help", pole="formal")
    assert set(ids) == {f"group_{g}_2" for g in (0, 2, 4, 6)} | {"graded_one"}


def test_reported_statements_are_there_and_marked(made) -> None:
    page = made("mixed")
    assert not statements(Page(page.html))["told_0"]["counted"]
    shown = page.links.number("x", case=0, aspect=0)
    anchor, numbers, text = entry(page, shown)
    assert (anchor, text) == ("evidence-access", "x")
    assert numbers["title"] == "Access · all that is said"
    assert len(numbers["of"]) == page.facts.profile.statements[0, 0] + 1


def test_a_statement_holds_all_that_is_known_of_it(made) -> None:
    page = Page(made("mixed").html)
    shown, aspects = statements(page), [a["id"] for a in page.data["aspects"]]
    assert list(shown) == [s.id for s in made("mixed").links.statements]
    assert shown["graded_one"] | {"more": []} == {
        "text": "It takes both.",
        "source": "Group 1",
        "lang": "",
        "mode": "ought",
        "also": "",
        "codes": ["Both ways"],
        "coders": [],
        "weights": [{aspects.index("help"): [0.5, 0.5]}, {}],
        "claims": [],
        "more": [],
        "counted": True,
        "coded": True,
    }
    assert shown["group_0_0"]["claims"] == ["formal (Access) helps: People are reached"]
    assert shown["group_0_0"]["weights"] == [{0: [1.0, 0.0]}, {0: [0.0, 1.0]}]


def test_the_gap_opens_both_sides(made) -> None:
    page = made("mixed")
    _, numbers, _ = entry(page, page.links.gap("+2.00", 0, 0))
    assert numbers["title"] == "Access · as it is · said to be useful"
    assert set(numbers["of"]) == set(page.links.find("is", aspect="access")) | set(
        page.links.find("useful", aspect="access")
    )


def test_a_type_opens_what_speaks_for_its_poles(made) -> None:
    page = made("mixed")
    friend = page.facts.membership.cases[0].find("friend")
    _, numbers, _ = entry(page, page.links.corner("0.50", 0, friend))
    known = {s.id: s for s in page.links.statements}
    codes = {code for i in numbers["of"] for code in known[i].codes}
    assert codes == {"open_door", "listening", "both_ways", "unregistered"}


def test_the_same_statements_have_one_entry(made) -> None:
    links = made("mixed").links
    first, second = (str(links.number(shown, case=0, aspect=0)) for shown in ("a", "b"))
    assert first.replace(">a<", ">b<") == second


def test_a_number_on_nothing_is_no_link(made) -> None:
    assert made("silent").links.number("–", case=0, aspect=1) == "–"


def test_links_escape_what_they_show(made) -> None:
    assert ">&lt;b&gt;</a>" in made("mixed").links.number("<b>", case=0, aspect=0)
