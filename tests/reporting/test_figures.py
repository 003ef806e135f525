"""Figures: the same bytes for the same numbers, every shape of study, and no matplotlib for the page."""

from __future__ import annotations

import html
import re
import struct
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, get_args

import pytest
from fontTools import subset
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from idealtypes.errors import BadCall, BadInput
from idealtypes.files.content import folder
from idealtypes.reporting.figures.artists import draw_picture, rendered, style
from idealtypes.reporting.figures.canvas import SMALL, WIDTHS, Canvas, text_width, wrapped
from idealtypes.reporting.figures.colours import colours
from idealtypes.reporting.figures.figure_widths import points_of
from idealtypes.reporting.figures.files import JOURNAL, KINDS, figure_files, kinds_of
from idealtypes.reporting.figures.heaps import dot_size
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.figures.pictures import (
    Balance,
    Cell,
    Dot,
    DotPlot,
    Heatmap,
    Lane,
    MapPoint,
    Panel,
    Position,
    Scale,
    Shares,
    SideBySide,
    SmallMultiples,
    Square,
)
from idealtypes.reporting.figures.shapes import Bar, Lettering, Marker, Polygon, Role, hatching
from idealtypes.reporting.figures.svg import file_svg, page_svg
from idealtypes.reporting.sections.profile import dots_of

from .collisions import boxes, colliding, lying_on_one_another


def _files(page: Any, *kinds: str, width: float = JOURNAL) -> Mapping[str, bytes]:
    return figure_files([page.figures["balance"]], kinds, page.facts.words, width=width)


def test_the_same_picture_gives_the_same_bytes(made) -> None:
    page, drawn = made("mixed"), made("mixed").figures["balance"]
    files = _files(page, *KINDS)
    assert list(files) == ["balance.svg", "balance.pdf", "balance.png"]
    assert _files(page, *KINDS) == files
    assert replace(drawn).html == drawn.html
    for name, held in files.items():
        assert not re.search(rb"dc:date|CreationDate|tIME|20\d\d-\d\d-\d\d", held), name


def test_a_file_says_what_it_shows_and_what_its_marks_mean(made) -> None:
    page = made("mixed")
    svg = _files(page, "svg")["balance.svg"].decode()
    for words in (
        "a statement at the left pole",
        "interval of the balance",
        "estimate with its interval",
        "gap",
    ):
        assert f">{words}</text>" in svg
    assert "a statement at the left pole" not in page.figures["balance"].html
    assert "evidence for" not in svg  # no such mark is drawn
    assert page.figures["balance"].description in html.unescape(svg)
    nb = made("mixed", "nb")
    assert ">utsagn ved venstre pol</text>" in _files(nb, "svg")["balance.svg"].decode()
    rated = made("raters")
    assert "statement" not in _files(rated, "svg")["balance.svg"].decode()


def test_files_are_as_wide_as_asked_and_no_letter_is_too_small(made) -> None:
    page = made("mixed")
    png = _files(page, "png", width=points_of("85mm"))["balance.png"]
    wide, _, *_ = struct.unpack(">II", png[16:24])
    assert wide == int(85 / 25.4 * 300)
    assert round(300 / 0.0254) == struct.unpack(">I", png[png.index(b"pHYs") + 4 :][:4])[0]  # dots a metre
    root = ET.fromstring(_files(page, "svg", width=points_of("70mm"))["balance.svg"])
    assert float(str(root.get("width")).removesuffix("pt")) == pytest.approx(points_of("70mm"), abs=0.01)
    with pytest.raises(BadCall, match=r"some letters of `balance` would be .* pt.*: give \d+mm or more"):
        _files(page, "svg", width=points_of("50mm"))


def test_pdfs_hold_the_letters_they_need_and_each_font_is_taken_apart_once(made, monkeypatch) -> None:
    page = made("mixed")
    whole = []
    load = subset.load_font
    monkeypatch.setattr(
        subset,
        "load_font",
        lambda file, *more, **others: whole.append(str(file)) or load(file, *more, **others),
    )
    files = figure_files(page.figures.values(), ["pdf"], page.facts.words)
    assert len(files) == 7
    assert sum("mpl-data" in name for name in whole) == 2  # regular and bold
    for name, content in files.items():
        assert b"CIDFontType2" in content, name
        assert len(content) < 100_000, name
    assert b"/Title" in files["balance.pdf"]


@pytest.mark.parametrize("asked", ["gif", "", [], ["svg", "gif"], "svg;pdf", [3]])
def test_kinds_of_files_that_there_are_not_are_named(asked: Any) -> None:
    with pytest.raises(BadCall, match=r"`figures`.*`svg`, `pdf`, `png`"):
        kinds_of(asked)


def test_svg_keeps_text_as_text(made) -> None:
    svg = _files(made("mixed"), "svg")["balance.svg"].decode()
    assert "Ability to help" in svg
    assert "−1.00" in svg


def test_a_figure_in_the_page_has_roles_for_colours_and_ids_of_its_own(made) -> None:
    svg = page_svg(
        laid_out(made("mixed").figures["balance"].picture, 560),
        prefix="p",
        title="A <title>",
        description="d",
    )
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert [(child.tag, child.get("id")) for child in root][:2] == [("title", "p-title"), ("desc", "p-desc")]
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == ("p-title", "p-desc")
    assert root[0].text == "A <title>"
    used = set()
    for element in root.iter():
        assert not {"style", "stroke", "font-family"} & set(element.attrib)
        assert element is root or "fill" not in element.attrib
        assert "id" not in element.attrib or element.tag in {"title", "desc"}
        used |= {c for c in element.get("class", "").split() if c not in {"s", "e"}}
    assert used <= {f"{letter}-{role}" for role in get_args(Role) for letter in "fk"}
    assert {"f-pole-1", "f-pole-2", "k-ink", "f-ink", "f-quiet"} <= used
    held = (folder("reports") / "style.css").read_text()
    for role in get_args(Role):
        assert f".f-{role} {{ fill: var(--{role}); }}" in held
        assert f".k-{role} {{ stroke: var(--{role}); }}" in held


LOOK = ("text-anchor", "font-size", "font-weight", "fill", "stroke", "stroke-width", "paint-order")


def _looks(element: ET.Element, given: Mapping[str, str]) -> Iterator[tuple[str | None, ...]]:
    """Every text with its place and look, whoever around it says so; classes of the page as the colours of a file."""
    classes = [role.split("-", 1) for role in element.get("class", "").split() if role[1:2] == "-"]
    colour = {"f": "fill", "k": "stroke"}
    said = {colour[kind]: colours()[role] for kind, role in classes}  # type: ignore[index]
    here = {**given, **said, **{name: value for name, value in element.attrib.items() if name in LOOK}}
    if element.tag.endswith("text"):
        yield element.text, element.get("x"), element.get("y"), *(here.get(name) for name in LOOK)
    for child in element:
        yield from _looks(child, here)


def test_words_look_in_the_page_as_in_a_file_though_a_group_says_it_once(made) -> None:
    for name, figure in made("mixed").figures.items():
        drawing = laid_out(figure.picture, 560)
        page = page_svg(drawing, prefix="p", title="t", description="d")
        file = list(_looks(ET.fromstring(file_svg(drawing, title="t", description="d")), {}))
        assert list(_looks(ET.fromstring(page), {})) == file, name
        assert page.count("font-size=") < len(file), name


def test_a_figure_in_a_file_has_the_colours_of_the_style(made) -> None:
    svg = _files(made("mixed"), "svg")["balance.svg"].decode()
    root = ET.fromstring(svg)
    used = {e.get(name) for e in root.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert used <= set(colours().values())
    assert colours()["pole-1"] == "#e3a54a"
    assert {colours()["pole-1"], colours()["ink"], colours()["paper"]} <= used
    assert "class=" not in svg
    assert "data-" not in svg
    assert "'DejaVu Sans'" in str(root.get("font-family"))
    assert [child.tag.split("}")[1] for child in root][:2] == ["title", "desc"]


def test_marks_say_what_they_open() -> None:
    canvas = Canvas(300)
    canvas.dot(10, 10, -1, 5, key="7", spoken='Access: −1, statement "a" & b')
    canvas.text(10, 30, "+0.42", key="e3")
    canvas.line(0, 20, 300, 20)
    root = ET.fromstring(page_svg(canvas.drawing(40), prefix="p", title="t", description="d"))
    held = [(e.get("class"), e.get("data-s"), e.get("data-e"), e.get("aria-label")) for e in root.iter("g")]
    assert held == [("s", "7", None, 'Access: −1, statement "a" & b'), ("e", None, "e3", "+0.42")]
    assert [child.tag for child in root] == [
        "title",
        "desc",
        "path",
        "g",
        "g",
    ]  # what opens something lies on top
    assert b"Access" not in file_svg(canvas.drawing(40), title="t", description="d")


def test_shapes_of_one_style_are_one_path_and_hollow_marks_cover_each_other() -> None:
    canvas = Canvas(100)
    for y in (10, 20, 30):
        canvas.line(0, y, 100, y, quiet=True)
        canvas.mark(50 + y / 10, 15, "o", 8, filled=False)
    root = ET.fromstring(page_svg(canvas.drawing(40), prefix="p", title="t", description="d"))
    paths = list(root.iter("path"))
    assert [path.get("class") for path in paths] == ["k-quiet"] + 3 * ["f-paper k-ink"]
    assert paths[0].get("d") == "M0 10h100m-100 10h100m-100 10h100"


def test_hatching_stays_within_its_bar_and_goes_on_in_the_next() -> None:
    left, right = Bar(3, 5, 20, 13, hatched=True), Bar(23, 5, 10, 13, hatched=True)
    for bar in (left, right):
        for (x1, y1), (x2, y2) in hatching(bar):
            assert bar.x <= x1 < x2 <= bar.x + bar.wide
            assert bar.y <= y2 < y1 <= bar.y + bar.tall
            assert x1 + y1 == pytest.approx(x2 + y2)
    sums = [{round(x1 + y1, 6) for (x1, y1), _ in hatching(bar)} for bar in (left, right)]
    assert len(sums[0] & sums[1]) >= 2


def test_a_style_without_a_colour_for_each_role_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "idealtypes.reporting.figures.colours._lines",
        lambda: ['axes.prop_cycle: cycler("color", ["e3a54a"])'],
    )
    colours.cache_clear()
    with pytest.raises(
        BadInput, match=r"reports/figures.mplstyle:1: .* 1 colours .* 11 are needed: for pole-1"
    ):
        colours()
    colours.cache_clear()


def test_each_kind_of_study_has_its_picture(made) -> None:
    assert all(isinstance(block, Balance) for block in made("mixed").figures["balance"].picture)
    assert isinstance(made("poles").figures["balance"].picture[0], Shares)
    assert isinstance(made("cases").figures["balance"].picture, DotPlot)
    both = made("raters").figures["balance"].picture
    assert isinstance(both, SideBySide)
    assert len(both.blocks) == 3
    assert "types" not in made("poles").figures


def test_a_silent_aspect_is_no_dot_at_zero(made) -> None:
    block = made("silent").figures["balance"].picture[1]
    assert block.silent == "nobody speaks of it"
    assert block.position == Position()
    plot = made("cases").figures["balance"].picture
    (silent,) = [
        row.cells[1] for _, rows in plot.groups for row in rows if row.title.startswith("Case number 11,")
    ]
    assert silent.position == Position()
    assert silent.said == "nobody speaks of it"


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


@pytest.mark.parametrize("width", [460.0, 250.0])
@pytest.mark.parametrize("end", [-1.0, 1.0])
def test_a_triangle_at_the_end_of_a_line_stands_clear_of_the_words_there(width: float, end: float) -> None:
    lanes = (
        Lane("as it is", Position(), "nobody speaks of it"),
        Lane("said to be useful", Position(end), ""),
    )
    poles = ("uformell 0 %", "formell 100 %")
    block = Balance("An aspect", "", poles, Position(end), "+1.00", (0, 1), lanes=lanes)
    drawing = laid_out((block,), width)
    assert lying_on_one_another(drawing) == []
    triangle = next(shape for shape in drawing.shapes if isinstance(shape, Polygon))
    left, right = (f(x for x, _ in triangle.points) for f in (min, max))
    top, bottom = (f(y for _, y in triangle.points) for f in (min, max))
    for words, x0, x1, y0, y1 in boxes(drawing):
        assert x0 > right + 2 or x1 < left - 2 or y0 > bottom or y1 < top, words


@pytest.mark.parametrize("width", [460.0, 250.0])
def test_no_axis_of_a_square_runs_through_a_label(width: float) -> None:
    spots = [(0.0, 0.5), (0.5, 0.0), (0.0, 0.0), (-0.5, 0.0), (0.95, 0.95)]
    cases = tuple(MapPoint(str(n), f"case {n}", x, y) for n, (x, y) in enumerate(spots, 1))
    corners = (((1, 1), "a corner with a name"), ((-1, -1), "other"))
    drawing = laid_out(Square(("left", "right"), ("down", "up"), corners, cases, "Cases"), width)
    frame = next(shape for shape in drawing.shapes if isinstance(shape, Bar))
    across, down = frame.x + frame.wide / 2, frame.y + frame.tall / 2
    inside = (
        box for box in boxes(drawing) if box[2] < frame.x + frame.wide and box[4] < frame.y + frame.tall
    )
    labels = [box for box in inside if box[0].isdigit()]
    assert len(labels) == 5
    for words, x0, x1, y0, y1 in labels:
        assert not x0 < across < x1, words
        assert not y0 < down < y1, words
    assert lying_on_one_another(drawing) == []


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
    assert sum(isinstance(shape, Bar) for shape in laid_out((block(30), block(3000)), 560).shapes) > 6


def test_long_words_break() -> None:
    lines = wrapped("a rather long name of something that nobody would call short", 80)
    assert len(lines) > 2
    assert all(text_width(line) <= 80 for line in lines)


def test_a_word_that_is_too_long_is_broken_with_a_hyphen() -> None:
    for word, parts in {
        "Støttekollegaordningen": ["Støttekollegaord-", "ningen"],
        "Lege-for-lege-ordningen": ["Lege-for-lege-", "ordningen"],
    }.items():
        assert wrapped(word, 75, SMALL) == parts
        assert all(text_width(part, SMALL) <= 75 for part in parts)
    assert wrapped("Stress", 4, SMALL) == ["Stress"]


@pytest.mark.parametrize("bold", [False, True])
def test_words_are_as_wide_as_matplotlib_sets_them(bold: bool) -> None:
    with style():
        font = FontProperties(family="DejaVu Sans", size=100, weight="bold" if bold else "normal")
        for words in (
            "AVATAR",
            "Støttekollegaordningen",
            "−0.70 (−0.96 to +0.07)",
            "what counts as a contact",
        ):
            set_width = TextToPath().get_text_width_height_descent(words, font, ismath=False)[0]
            assert text_width(words, 100, bold) == pytest.approx(set_width, rel=0.02), words
    assert text_width("中文", 10) == 20
    assert text_width("e\u0301", 10) == text_width("e", 10)


def test_the_figure_describes_what_it_shows(made) -> None:
    page = made("cases")
    told = page.figures["balance"].description
    assert told.count("nobody speaks of it") == 2
    name = "Case number 3, the scheme with a rather long and telling name"
    ends = page.facts.words.range(*page.facts.profile.interval_whole[3, 0])
    assert f"{name}: Access −1.00 ({ends});" in told


def test_a_profile_and_its_figure_in_the_page_import_no_matplotlib(folders) -> None:
    program = (
        "import sys; from idealtypes.files.study import read_study;"
        "from idealtypes.engine.views import study_profile;"
        "import idealtypes.files.saving; p = study_profile(read_study(sys.argv[1])); p.to_dict();"
        "from idealtypes.reporting.figures.render import ReportFigure;"
        "from idealtypes.reporting.figures.files import figure_files;"
        "from idealtypes.reporting.plot import picture_of; from idealtypes.reporting.wording.words import words_in;"
        "figure = ReportFigure('a', 'b', 'c', picture_of(p, words_in('en')));"
        "assert figure_files([figure], ['svg'], words_in('en')) and figure.html;"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(folders("mixed"))], check=False).returncode == 0


TEXTS = [
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


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_texts_that_the_font_or_a_formula_would_stumble_over(kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with style():
            figure = Figure((3, 3))
            for n, text in enumerate(TEXTS):
                figure.text(0.1, n / 10, text)
        assert rendered(figure, kind)


def test_any_text_stands_in_a_figure_s_svg() -> None:
    canvas = Canvas(100)
    for n, text in enumerate([*TEXTS, "<script>&"]):
        canvas.text(0, 10 * n, text)
    held = ET.fromstring(file_svg(canvas.drawing(100), title="<t>", description="&"))
    assert [e.text for e in held.iter("{http://www.w3.org/2000/svg}text")] == [*TEXTS, "<script>&"]


def test_on_a_telephone_long_names_stand_above_their_lines() -> None:
    name = "Informal on accessibility and what counts as a contact, and formal on ability to help"
    for note, above in (("probability 44%", True), ("", False)):
        cell = Cell(Position(0.5, 0.2, 0.8), note=note)
        picture = SmallMultiples((name,), (Panel("", ("0", "1"), (cell,), 0.0, 1.0),))
        shapes = laid_out(picture, WIDTHS["narrow"]).shapes
        (mark,) = (s for s in shapes if isinstance(s, Marker))
        lines = [s.y for s in shapes if isinstance(s, Lettering) and s.words in name]
        assert (max(lines) < mark.y, len(lines) <= 2) == (above, above)
