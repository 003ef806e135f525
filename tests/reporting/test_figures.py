"""Figures: the same bytes for the same numbers, every shape of study, and no matplotlib before one draws."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure

from idealtypes.reporting.figures.canvas import SMALL, text_width, wrapped
from idealtypes.reporting.figures.heaps import dot_size
from idealtypes.reporting.figures.pictures import (
    Balance,
    Cell,
    Dot,
    Heatmap,
    Panel,
    Position,
    Scale,
    Shares,
    SmallMultiples,
)
from idealtypes.reporting.figures.render import draw_picture, rendered, style
from idealtypes.reporting.figures.svg import inline
from idealtypes.reporting.sections.profile import dots_of

from .collisions import colliding


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_same_picture_gives_the_same_bytes(made, kind: str) -> None:
    picture = made("mixed").figures["balance"].picture
    assert rendered(draw_picture(picture), kind) == rendered(draw_picture(picture), kind)


def test_no_file_holds_a_date(made) -> None:
    for name, held in made("mixed").figures["balance"].files().items():
        assert not re.search(rb"dc:date|CreationDate|tIME|20\d\d-\d\d-\d\d", held), name


def test_svg_keeps_text_as_text(made) -> None:
    svg = made("mixed").figures["balance"].svg.decode()
    assert "Ability to help" in svg
    assert "−1.00" in svg


def test_inline_svg_has_no_style_and_its_own_ids(made) -> None:
    svg = made("mixed").figures["balance"].svg
    root = ET.fromstring(inline(svg, prefix="p", title="A <title>", description="d", css_class="wide"))
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == ["title", "desc"]
    assert root[0].text == "A <title>"
    for element in root.iter():
        assert "style" not in element.attrib
        assert element.get("id", "p-").startswith("p-")
        assert element.get("href", "#p-").startswith("#p-")
    assert not root.findall(".//metadata") + root.findall(".//style")


def test_inline_svg_reads_the_font_shorthand_of_older_matplotlib() -> None:
    style = b"font: 700 9px 'DejaVu Sans'; fill: #123456"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><text style="' + style + b'">x</text></svg>'
    text = ET.fromstring(inline(svg, prefix="p", title="t", description="d")).find("text")
    assert text is not None
    assert text.attrib == {"font-size": "9", "font-weight": "700", "fill": "#123456"}


def test_each_kind_of_study_has_its_picture(made) -> None:
    assert all(isinstance(block, Balance) for block in made("mixed").figures["balance"].picture)
    assert isinstance(made("poles").figures["balance"].picture[0], Shares)
    assert isinstance(made("cases").figures["balance"].picture, SmallMultiples)
    assert len(made("raters").figures["balance"].picture) == 6  # two cases, three aspects
    assert "types" not in made("poles").figures


def test_a_silent_aspect_is_no_dot_at_zero(made) -> None:
    block = made("silent").figures["balance"].picture[1]
    assert block.silent == "nobody speaks of it"
    assert block.position == Position()
    panel = made("cases").figures["balance"].picture.panels[1]
    assert panel.cells[-1].position == Position()
    assert panel.cells[-1].note == "nobody speaks of it"


def test_the_picture_holds_the_profile_s_numbers(made) -> None:
    page = made("mixed")
    profile = page.facts.profile
    for a, block in enumerate(page.figures["balance"].picture):
        low, high = profile.interval_whole[0, a]
        assert block.position == Position(profile.balance[0, a], low, high)
        assert sum(dot.position for dot in block.dots) / len(block.dots) == pytest.approx(
            profile.balance[0, a]
        )
        assert len(block.dots) == profile.statements[0, a]
    gap = page.figures["balance"].picture[0].gap
    assert gap.end - gap.start == pytest.approx(page.facts.gaps["study", "access"]["gap"])


def test_shares_are_the_profile_s(made) -> None:
    page = made("poles")
    low, high = page.facts.profile.whole_bounds
    rows = page.figures["balance"].picture[0].rows
    assert [row.pole for row in rows] == ["comforting", "treating", "watching", "punishing"]
    for p, row in enumerate(rows):
        assert row.position == Position(page.facts.profile.shares[0, 0, p], low[0, 0, p], high[0, 0, p])
    assert sum(row.units for row in rows) == page.facts.profile.statements[0, 0]


def test_a_profile_draws_the_statements_it_knows(facts) -> None:
    known = facts("mixed")
    dots = dots_of(known.profile)(0, 1)
    assert len(dots) == known.profile.statements[0, 1]
    assert sum(dot.position for dot in dots) / len(dots) == pytest.approx(known.profile.balance[0, 1])
    # Claims and ratings stand for codes that the scheme does not place; each is a mark too.
    useful, rated = known.profiles["useful"], facts("raters").profile
    for profile in (useful, rated):
        marks = dots_of(profile)(0, 0)
        assert len(marks) == profile.statements[0, 0] > 0
        assert sum(m.position for m in marks) / len(marks) == pytest.approx(profile.balance[0, 0])


def test_degrees_of_many_cases_are_squares(made) -> None:
    page = made("programmes")
    drawn = page.figures["types"].picture
    assert isinstance(drawn, Heatmap)
    order = page.facts.case_order.order
    for row, c in zip(drawn.rows, order, strict=True):
        member = page.facts.membership.cases[c]
        assert [tile.share for tile in row.tiles] == [member.find(t).membership for t in ("friend", "office")]
        assert [tile.framed for tile in row.tiles] == [
            t in (member.assigned, member.leans) for t in ("friend", "office")
        ]
    for width in ("wide", "narrow"):
        assert colliding(draw_picture(drawn, width=width)) == []
        assert colliding(draw_picture(page.figures["alike"].picture, width=width)) == []
    assert [row["label"] for row in page.parts["types"]["many"]] == [row.label for row in drawn.rows]


def test_ends_that_do_not_fit_beside_each_other_stand_on_two_lines() -> None:
    panel = Panel("An aspect", ("without supervision", "with supervision"), (Cell(Position(0.5)),))
    figure = draw_picture(SmallMultiples(("A case",), (panel,) * 4))
    assert {"without supervision", "with supervision"} <= {t.get_text() for t in figure.axes[0].texts}
    assert colliding(figure) == []


def test_words_stay_within_the_figure(made) -> None:
    for kind in ("mixed", "cases", "poles", "silent", "raters"):
        for width in ("wide", "narrow"):
            figure = draw_picture(made(kind).figures["balance"].picture, width=width)
            figure.draw_without_rendering()
            right = figure.bbox.width
            for text in figure.axes[0].texts:
                box = text.get_window_extent()
                assert box.x0 > -3, (kind, width, text.get_text())
                assert box.x1 < right + 3, (kind, width, text.get_text())


def test_rows_of_a_grid_do_not_collide(made) -> None:
    figure = draw_picture(made("cases").figures["balance"].picture)
    figure.draw_without_rendering()
    boxes = [(t.get_text(), t.get_window_extent()) for t in figure.axes[0].texts]
    for i, (one, a) in enumerate(boxes):
        for other, b in boxes[i + 1 :]:
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            tall = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert wide < 1 or tall < 2, (one, other)


def test_many_statements_become_areas_alike_over_the_figure() -> None:
    def block(n: int) -> Balance:
        dots = tuple(Dot((-1.0, 0.0, 1.0)[i % 3]) for i in range(n))
        return Balance("t", "", ("a", "b"), Position(0.0), "0", (n / 2, n / 2), dots)

    scale = Scale(104, 456)
    assert dot_size([block(15)], scale).pitch == 8.0
    many = dot_size([block(30), block(3000)], scale)
    assert many.pitch is None
    assert many == dot_size([block(3000)], scale)
    assert rendered(draw_picture((block(30), block(3000))), "svg")


def test_long_words_break() -> None:
    lines = wrapped("a rather long name of something that nobody would call short", 80)
    assert len(lines) > 2
    assert all(text_width(line) <= 80 for line in lines)


def test_a_word_that_is_too_long_is_broken_with_a_hyphen() -> None:
    with style():
        for word, parts in {
            "Støttekollegaordningen": ["Støttekollegaord-", "ningen"],
            "Lege-for-lege-ordningen": ["Lege-for-lege-", "ordningen"],
        }.items():
            assert wrapped(word, 75, SMALL) == parts
            assert all(text_width(part, SMALL) <= 75 for part in parts)
        assert wrapped("Stress", 4, SMALL) == ["Stress"]


def test_the_figure_describes_what_it_shows(made) -> None:
    page = made("cases")
    told = page.figures["balance"].description
    assert told.count("nobody speaks of it") == 2
    name = "Case number 3, the scheme with a rather long and telling name"
    ends = page.facts.words.range(*page.facts.profile.interval_whole[3, 0])
    assert f"Access, {name}: −1.00 ({ends})." in told


def test_a_profile_imports_no_matplotlib(folders) -> None:
    program = (
        "import sys; from idealtypes.files.study import read_study;"
        "from idealtypes.engine.views import study_profile;"
        "import idealtypes.files.saving; study_profile(read_study(sys.argv[1])).to_dict();"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(folders("mixed"))], check=False).returncode == 0


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_texts_that_the_font_or_a_formula_would_stumble_over(kind: str) -> None:
    texts = [
        "中文字",
        "👩\u200d👧",
        "\ue000",
        "$x^2$ \\frac{1}{2}",
        "$",
        "a\u2028b",
        "שלום 12",
        "مرحبا",
        "می\u200cخواهم",
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with style():
            figure = Figure((3, 3))
            for n, text in enumerate(texts):
                figure.text(0.1, n / 10, text)
        held = rendered(figure, kind)
    assert kind != "svg" or all(text in held.decode() for text in texts)
