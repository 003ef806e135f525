"""What stands on the page are the engine's own numbers, each in its place."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import polars as pl
import pytest

from idealtypes.engine.coded import where
from idealtypes.reporting import report_tables
from idealtypes.reporting.facts import gather
from idealtypes.reporting.links import Links
from idealtypes.reporting.record.provenance import provenance
from idealtypes.reporting.sections import origin, views


def plain(shown: str) -> str:
    return re.sub(r"<[^>]+>", "", str(shown)).replace("&lt;", "<").replace("&gt;", ">")


def rows(part: dict) -> list[dict]:
    return [row for group in part["groups"] for row in group]


@pytest.mark.parametrize(
    ("kind", "language"),
    [
        *((k, "en") for k in ("mixed", "silent", "cases", "poles", "raters", "one_rater", "complete")),
        ("mixed", "nb"),
    ],
)
def test_the_profile_table(made, kind: str, language: str) -> None:
    page = made(kind, language)
    profile, words = page.facts.profile, page.facts.words
    found = iter(rows(page.parts["profile"]))
    for a in range(len(profile.aspects)):
        for c in range(len(profile.cases)):
            row = next(found)
            if not profile.statements[c, a]:
                assert row["silent"]
                assert "balance" not in row
                continue
            assert plain(row["balance"]) == words.number(profile.balance[c, a], signed=True)
            if not np.isnan(profile.interval[c, a, 0]):
                assert plain(row["interval"]) == words.range(*profile.interval_whole[c, a])
            assert plain(row["statements"]) == str(int(profile.statements[c, a]))
            assert plain(row["sources"]) == str(int(profile.sources[c, a]))
            assert plain(row["effective"]) == words.number(profile.effective_n[c, a], 1)
            assert plain(row["salience"]) == words.percent(profile.salience[c, a])
            assert plain(row["contestation"]) == words.number(profile.spread.contestation[c, a])
            for p, share in enumerate(row["shares"]):
                assert words.percent(profile.shares[c, a, p]) in plain(share)
    assert next(found, None) is None


def test_why_there_is_no_interval(made) -> None:
    assert rows(made("one_rater").parts["profile"])[0]["interval"] == "none: one rater"
    assert rows(made("complete").parts["profile"])[0]["interval"] == "none: the evidence is complete"


def test_three_or_more_poles_have_intervals_of_their_shares(made) -> None:
    page = made("poles")
    low, high = page.facts.profile.whole_bounds
    row = rows(page.parts["profile"])[0]
    assert row["balance"] == "–"
    for p, share in enumerate(row["shares"]):
        assert page.facts.words.percents(low[0, 0, p], high[0, 0, p]) in plain(share)
    assert any("listening" in margin for margin in row["margins"])


def test_views_and_gap(made) -> None:
    page = made("mixed")
    words = page.facts.words
    for a, row in enumerate(rows(page.parts["views"])):
        for view, cell in zip(page.facts.views, row["cells"], strict=True):
            profile = page.facts.profiles[view]
            if not profile.statements[0, a]:
                assert cell == {"silent": "nobody says this"}
                continue
            assert plain(cell["value"]) == words.number(profile.balance[0, a], signed=True)
            assert plain(cell["interval"]) == words.range(*profile.interval_whole[0, a])
            assert plain(cell["counts"]).split()[0] == str(int(profile.statements[0, a]))
        record = page.facts.gaps["study", page.facts.profile.aspects[a]]
        if record["gap"] is None:
            assert row["gap"] is None
        else:
            assert plain(row["gap"]["value"]) == words.number(record["gap"], signed=True)
            assert plain(row["gap"]["interval"]) == words.range(*record["interval_whole"])
            assert plain(row["gap"]["probability"]).startswith(words.percent(record["probability"]))


@pytest.mark.parametrize("kind", ["mixed", "silent", "poles"])
def test_types(made, kind: str) -> None:
    page = made(kind)
    words, member = page.facts.words, page.facts.membership.cases[0]
    rows = page.parts["types"]["rows"]
    assert len(rows) - len(member.types) in (0, 1)  # that there is no type has a row of its own
    for row, found in zip(rows, member.types, strict=False):
        if found.membership is None:
            assert plain(row["membership"]) == f"between {found.bounds[0]:.2f} and {found.bounds[1]:.2f}"
        else:
            assert plain(row["membership"]) == words.number(found.membership)
        assert plain(row["probability"]) == words.percent(found.probability)


def test_a_corner_without_a_name_is_told_by_its_poles(made) -> None:
    titles = [row["title"] for row in made("mixed").parts["types"]["rows"] if not row["named"]]
    assert "Informal on access and what counts, and formal on ability to help" in titles


def test_verdicts(made) -> None:
    (verdict,) = made("poles").parts["types"]["verdicts"]
    assert verdict[0].startswith(
        "case0 leans toward a hybrid, comforting on care for doctors, and loose on rules;"
    )
    assert "The aspect that decides is care for doctors" in verdict[1]
    assert made("silent").parts["types"]["verdicts"] == [
        [
            "The ideal type of A constructed study cannot be told: nobody speaks of ability to help and what counts."
        ]
    ]


def test_traits_side_by_side(made) -> None:
    part = made("mixed").parts["traits"]
    assert part["types"] == ["The friend", "The office"]
    cells = {cell["text"]: cell for group in part["groups"] for row in group["rows"] for cell in row}
    assert {text: cell["state"] for text, cell in cells.items()} == {
        "Is there at once.": "supported",
        "Gives an appointment.": "contradicted",
        "Listens.": "mixed",
        "Treats.": "mixed",
    }
    assert [plain(n) for n in cells["Listens."]["counts"]] == ["4 for", "4 against"]


def test_traits_of_many_cases_are_a_matrix(made) -> None:
    part = made("cases").parts["traits"]
    assert len(part["rows"]) == 4
    assert {len(row["cells"]) for row in part["rows"]} == {12}


def test_every_statement_is_listed_by_aspect(made) -> None:
    page = made("mixed")
    listed: dict[str, list[str]] = {}
    groups: dict[str, set[str]] = {}
    for g in page.parts["evidence"]["groups"]:
        listed[g["anchor"]] = [s["id"] for source in g["sources"] for s in source["statements"]]
        groups[g["anchor"]] = {*listed[g["anchor"]], *(s["id"] for s in g["also"])}
    once = [i for ids in listed.values() for i in ids]
    assert len(once) == len(set(once)) == len(page.links.statements)
    for aspect in page.facts.profile.aspects:
        assert groups[f"evidence-{aspect}"] == set(page.links.find("all", aspect=aspect)) | set(
            page.links.find("useful", aspect=aspect)
        )
    assert set().union(*groups.values()) == {s.id for s in page.links.statements}


def test_method_says_what_is_estimated_and_what_is_not_covered(made) -> None:
    told = " ".join(made("mixed").parts["method"]["paragraphs"])
    assert "the numbers describe the talk" in told
    assert "A kind of informant you did not meet cannot be ruled out" in told
    assert "seed 1" in told
    complete = " ".join(made("complete").parts["method"]["paragraphs"])
    assert "There are no intervals" in complete
    assert "informant you did not meet" not in complete


def test_settings_are_all_listed(made) -> None:
    page = made("mixed")
    shown = {row["name"]: row["value"] for row in page.parts["method"]["settings"]}
    assert set(shown) == set(page.study.settings.model_dump())
    assert shown["level"] == "0.95"
    assert all(row["means"] for row in page.parts["method"]["settings"])


def test_origin(made) -> None:
    page = made("mixed")
    part = page.parts["origin"]
    assert part["inputs"] == page.study.inputs
    assert ("Limits", "All of it is constructed.") in part["notes"]
    assert {"idealtypes", "python", "numpy", "scipy", "polars"} <= dict(part["versions"]).keys()
    assert part["theory_sources"] == ("Constructed for the tests.",)
    assert ("Begrensninger", "Alt er konstruert.") in made("mixed", "nb").parts["origin"]["notes"]


def test_a_selection_is_named(study) -> None:
    known = gather(where(study("mixed"), {"source": "group_1"}))
    part = origin.build(known, Links(known), provenance(known.study))
    assert part["selection"] == ["Only statements where source is Group 1."]


def test_only_the_views_of_which_something_is_said_are_shown(study, made) -> None:
    assert made("mixed").facts.views == ("all", "is", "ought", "useful")
    known = study("mixed")
    graded = pl.col("id") == "graded_one"
    known = dataclasses.replace(
        known,
        statements=known.statements.with_columns(
            mode=pl.when(graded).then(pl.lit("would")).otherwise(pl.col("mode"))
        ),
        claims=known.claims.clear(),
    )
    facts = gather(known)
    part = views.build(facts, Links(facts))
    assert part["views"] == ["all that is said", "as it is", "as it would be after a change"]
    assert not part["gap"]
    (table,) = {row["view"] for row in report_tables.views(facts)} - {"all", "is"}
    assert table == "would"


def test_a_single_view_is_told_once_and_of_ratings_not_at_all(made) -> None:
    page = made("silent")
    assert page.parts["views"]["one"].startswith("All that is said is how it is")
    assert "views" not in page.figures
    assert made("mixed").parts["views"]["one"] == ""
    assert made("raters").parts["views"] is None
    assert 'id="views"' not in made("raters").html


def test_traits_that_nobody_speaks_of_are_told_once(made) -> None:
    told = made("raters").parts["traits"]["silent"]
    assert told.startswith("The study has ratings")
    assert made("raters").html.count(told) == 1
    assert "silent</span>" not in made("raters").html
    assert made("mixed").parts["traits"]["silent"] == ""
