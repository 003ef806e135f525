"""A report made for sharing: what must not leave the project is nowhere in it."""

from __future__ import annotations

import io
import re
import zipfile

import polars as pl
import pytest

from idealtypes.engine.coded import where
from idealtypes.reporting.facts import gather
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.provenance import provenance
from idealtypes.reporting.report import report_files
from idealtypes.reporting.sections.origin import build
from idealtypes.reporting.sections.profile import ProfileDetails, cases_grid
from idealtypes.reporting.sharing import Discretion
from idealtypes.reporting.words import words_in

from .page import Page


@pytest.fixture
def shared(report) -> dict[str, bytes]:
    return report("mixed", "en", True)


@pytest.fixture(scope="module")
def hostile(study) -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ReportFigure, "files", lambda drawing: {f"{drawing.name}.svg": drawing.svg})
        return dict(report_files(study("hostile"), language="nb", sharing=True))


def content(files: dict[str, bytes]) -> str:
    """Everything in all files that can be read as text, spreadsheets unpacked."""
    texts = []
    for name, held in files.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(held)) as book:
                texts += [book.read(part).decode("utf-8") for part in book.namelist()]
        else:
            texts.append(held.decode("utf-8", errors="replace"))
    return "\n".join(texts)


def test_no_text_id_or_place_of_a_statement_is_left(study, shared, hostile) -> None:
    for kind, files in (("mixed", shared), ("hostile", hostile)):
        everything = content(files)
        for row in study(kind).statements.to_dicts():
            for column in ("id", "source", "text", "locator", "note"):
                value = row.get(column)
                if value:
                    assert not re.search(rf"\b{re.escape(value)}", everything), (column, value)


def test_no_name_of_a_source_or_file_is_left(shared) -> None:
    everything = content(shared)
    for name in ("Group 1", "The authors", "group_1", "statements.csv", "sources.csv"):
        assert name not in everything
    assert "Source 1" in everything
    assert "File 1" in everything


def test_a_selection_keeps_its_value_to_itself(study) -> None:
    known = gather(where(study("mixed"), {"source": "group_1"}), sharing=True)
    origin = provenance(known.study, sharing=True)
    part = build(known, Links(known), origin)
    assert part["selection"] == ["Only a part of the statements, chosen by source."]
    assert "group_1" not in str(part) + str(origin.to_dict())


def test_small_counts_are_not_shown(shared) -> None:
    page = Page(shared["report.html"].decode())
    assert "<3 statements, <3 sources" in page.text  # what counts rests on two
    rows = pl.read_csv(shared["tables/profile.csv"])
    counts = dict(rows.select("aspect", "statements").unique().rows())
    assert counts == {"access": "16", "help": "9", "count": "<3"}
    thin = rows.filter(pl.col("aspect") == "count")
    for telling in ("mass", "logit", "salience", "effective_n", "contestation"):
        assert thin[telling].is_null().all()
    for name, held in shared.items():
        if name.endswith(".csv"):
            table = pl.read_csv(held, infer_schema=False)
            for column in {"statements", "sources", "for", "against"} & set(table.columns):
                assert not set(table[column]) & {"1", "2"}, (name, column)


def test_no_count_on_the_page_is_small(shared) -> None:
    text = Page(shared["report.html"].decode()).text
    assert not re.search(r"\b[12] (statements?|sources?|for|against|not counted)\b", text)


def test_the_figure_shows_no_single_statement(made) -> None:
    html = made("mixed", "en", True).html
    assert "data-s=" not in html
    assert made("mixed", "en", True).links.data()["statements"] == []


def test_a_source_opens_no_list_of_its_codes(made) -> None:
    page = made("mixed", "en", True)
    assert {str(row["statements"]) for row in page.parts["origin"]["sources"]} == {"3", "4", "<3"}
    titles = {entry["title"] for entry in page.links.data()["numbers"].values()}
    assert not any(title.startswith("Source") for title in titles)


def test_it_says_so(shared, hostile) -> None:
    assert "Made for sharing" in Page(shared["report.html"].decode()).text
    assert "Laget for å deles" in Page(hostile["report.html"].decode()).text


def test_there_is_no_table_of_statements_but_one_of_codes(shared) -> None:
    assert not any("statements." in name for name in shared)
    codes = pl.read_csv(shared["tables/codes.csv"])
    assert dict(codes.select("code", "statements").rows())["open_door"] == "16"


def test_a_number_still_opens_what_it_rests_on_as_counts(made) -> None:
    page = made("mixed", "en", True)
    (entry,) = [e for e in page.links.data()["numbers"].values() if e["title"] == "Access · all that is said"]
    assert entry["counts"] == [
        ["All", "16 statements from 8 sources"],
        ["Open door", "16 statements from 8 sources"],
    ]


def test_counts() -> None:
    shared, whole = Discretion(words_in("en"), sharing=True), Discretion(words_in("en"))
    assert [shared.count(n) for n in range(5)] == ["0", "<3", "<3", "3", "4"]
    assert [whole.count(n) for n in range(3)] == ["0", "1", "2"]
    assert whole.record({"statements": 1, "mass": 1.0}) == {"statements": 1, "mass": 1.0}


def test_many_cases_draw_no_bar_for_few_statements(facts) -> None:
    known = facts("poles_of_cases")
    telling = ProfileDetails(known.words, known.cases, small=lambda n: n < 7)
    grid = cases_grid(known.profile, telling)
    assert known.profile.statements[0, 1] == 6
    assert all(cell.evidence is None for cell in grid.panels[-1].cells)


@pytest.mark.parametrize(
    ("mass", "hidden"), [(0.0, False), (0.2, True), (2.999, True), (3.0, False), (7.5, False)]
)
def test_a_small_mass_is_hidden_though_many_speak(mass: float, hidden: bool) -> None:
    # Nine statements, of which one weighs for the pole: its mass, and what follows from it, would tell who said it.
    record = {"share": 0.1, "mass": mass, "logit": -1.5, "salience": 0.2, "statements": 9, "sources": 7}
    shown = Discretion(words_in("en"), sharing=True).record(record)
    told = None if hidden else mass, None if hidden else -1.5, None if hidden else 0.2
    assert (shown["mass"], shown["logit"], shown["salience"]) == told
    assert (shown["share"], shown["statements"], shown["sources"]) == (0.1, "9", "7")
    assert Discretion(words_in("en")).record(record) == record


def test_sources_are_numbered_in_the_order_of_the_study() -> None:
    shown = Discretion(words_in("en"), sharing=True, sources=("zoe", "adam", "mia"))
    assert [shown.source(name) for name in ("zoe", "adam", "mia")] == ["Source 1", "Source 2", "Source 3"]
