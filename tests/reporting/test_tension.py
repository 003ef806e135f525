"""The section on tension: the engine's numbers, and labels that keep apart."""

from __future__ import annotations

import re

import pytest

from idealtypes.errors import IdealtypesError
from idealtypes.files.study import read_study
from idealtypes.reporting.facts import gather
from idealtypes.reporting.figures.artists import draw_picture
from idealtypes.reporting.figures.pictures import Bipartite
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections.tension import TIES, bipartite, figures, leading

from .collisions import colliding


def opened(page, markup: str) -> set[str]:
    """The ids of the statements that a number opens."""
    key = re.search('data-e="(.+?)"', markup)
    assert key is not None, markup
    return set(page.links.entry(key[1])[1])


def test_each_pair_has_its_numbers_and_opens_its_statements(made) -> None:
    page = made("tense")
    pairs, rows = page.facts.tension.pairs, page.parts["tension"]["rows"]
    assert len(pairs) == len(rows) == 2
    for m, row in zip(pairs, rows, strict=True):
        assert f">{m.observed}</a>" in row["observed"]
        assert opened(page, row["observed"]) == set(m.statements)
        assert row["expected"] == f"{m.expected:.{1 if m.expected >= 1 else 2}f}"
        assert row["p"] == f"{m.p:.3f}"
        assert row["adjusted"] == f"{m.adjusted:.3f}"
        assert [end["title"] for end in row["ends"]] == [
            {
                "listening": "Listening",
                "treating": "Treating",
                "open_door": "Open door",
                "booking": "Booking",
            }[c]
            for c in (m.a, m.b)
        ]
    assert 'id="tension"' in page.html


def test_what_one_source_says_alone_is_named(made) -> None:
    by = {row["ends"][0]["title"]: row for row in made("tense").parts["tension"]["rows"]}
    assert by["Open door"]["sources"] == "1 source"
    assert "group_4" in by["Open door"]["alone"]
    assert by["Listening"]["sources"] == "4 sources"
    assert by["Listening"]["alone"] == ""


def test_a_line_joins_the_codes_of_each_pair(made) -> None:
    page = made("tense")
    drawn = page.figures["tension"].picture
    assert isinstance(drawn, Bipartite)
    assert drawn.heads == ("informal", "formal")
    for tie, m in zip(drawn.ties, leading(page.facts.tension), strict=True):
        assert tie.said == str(m.observed)
        assert tie.surplus == pytest.approx(max(m.observed - m.expected, 0))
    joined = {(drawn.left[tie.left].title, drawn.right[tie.right].title) for tie in drawn.ties}
    assert joined == {("Listening", "Treating"), ("Open door", "Booking")}


def test_sixty_codes_keep_apart(facts) -> None:
    known = facts("sixty_codes")
    assert len(known.tension.codes) == 60
    assert len(known.tension.pairs) > TIES
    figure = figures(known, Links(known))[0]
    assert len(figure.picture.ties) == TIES
    for width in ("wide", "narrow"):
        assert colliding(draw_picture(figure.picture, width=width)) == [], width


def test_few_lines_cross(facts) -> None:
    drawn = bipartite(facts("sixty_codes").tension, facts("sixty_codes").words)
    ties = [(tie.left, tie.right) for tie in drawn.ties]
    crossings = sum(a < c and b > d for a, b in ties for c, d in ties)
    assert crossings < len(ties) * (len(ties) - 1) / 2 / 4  # at random half of all pairs of lines cross


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("study", ["support_colleagues", "seven_orders"])
def test_the_examples_keep_apart(study: str, language: str, width: str) -> None:
    known = gather(read_study(f"examples/{study}"), language)
    figure = figures(known, Links(known))[0]
    assert colliding(draw_picture(figure.picture, width=width)) == []


def test_with_many_poles_each_code_is_told_its_own() -> None:
    known = gather(read_study("examples/seven_orders"))
    drawn = bipartite(known.tension, known.words)
    assert drawn.heads == ("", "")
    assert not drawn.bipolar
    assert all(end.said for end in (*drawn.left, *drawn.right))


def test_ratings_have_no_tension(made) -> None:
    for kind in ("raters", "one_rater", "complete"):
        page = made(kind)
        assert page.parts["tension"] is None
        assert "tension" not in page.figures
        assert 'id="tension"' not in page.html


def test_opposites_that_never_meet_are_told_so(made) -> None:
    page = made("mixed")
    part = page.parts["tension"]
    assert part["summary"] == [f"None of the {page.facts.tension.tested} pairs of opposed codes meet in a statement: "
                               "each statement takes one side."]  # fmt: skip
    assert part["rows"] == []
    assert "tension" not in page.figures
    assert "Ingen av de" in made("mixed", "nb").parts["tension"]["summary"][0]


def test_a_tension_draws_itself_or_says_why_not(facts) -> None:
    assert colliding(facts("tense").tension.plot(width="7in").figure) == []
    with pytest.raises(
        IdealtypesError, match="nothing to draw: no statement has two codes at different poles"
    ):
        facts("mixed").tension.plot()
