"""The first screen: what it says stands in a later section too, in an order that no file's rows decide."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from idealtypes.analyses.influence.turning_sources import fewest
from idealtypes.files.study import read_study
from idealtypes.reporting.facts import Facts, gather
from idealtypes.reporting.figures.canvas import WIDTHS
from idealtypes.reporting.figures.layout import laid_out
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import (
    compare,
    evidence,
    first_screen,
    profile,
    robustness,
    scenarios,
    sources_of_doubt,
    types,
    views,
)
from idealtypes.reporting.sections.first_figure import grouped
from idealtypes.reporting.sections.what_turns import what_turns
from idealtypes.reporting.sentences import conclusion
from idealtypes.reporting.summary.headlines import FIRMNESS, PLACES, Headline, first_findings, headlines
from idealtypes.reporting.summary.summary import sentence, summary
from idealtypes.reporting.wording.words import words_of
from tests.cli.conftest import ROOT

from .claim_checks import side, told, torn
from .claims import expected, number, plain
from .edge_studies import EDGES, FORMAL, INFORMAL, spoken, together, with_scenarios
from .studies import Row, said, study

EXAMPLES = ("support_colleagues", "physician_programmes", "seven_orders", "peer_support_2023")
TRIED = (
    *EXAMPLES, "one_statement", "opposite_cases", "a_silent_case", "two_of_three_equal", "four_poles", "concluded"
)  # fmt: skip
SCREEN = 700  # pixels of a figure at 1280 wide, of which it has 780
PIXELS = 780 / WIDTHS["wide"]


def concluded(folder: Path) -> Path:
    """A study with two conclusions: one that no choice breaks, on evidence that only leans, and one that is not so."""
    lines = [
        "conclusions:",
        "  - {kind: leans, aspect: access, pole: informal}",
        "  - {kind: torn, aspect: help}",
    ]
    told = [["open_door", "open_door", "listening", "treating"]] * 5 + [["booking", "booking"]]
    return spoken(folder, {"": told}, *lines)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Facts]:
    """What a report says of a study; what knows no language is computed once."""
    root = tmp_path_factory.mktemp("first")

    @cache
    def facts(name: str, language: str) -> Facts:
        if language == "en":
            made = {**EDGES, "concluded": concluded}
            return gather(
                read_study(ROOT / "examples" / name if name in EXAMPLES else made[name](root / name))
            )
        first = facts(name, "en")
        other = replace(first, words=words_of(first.study, language))
        same = ("comparison", "extremes", "case_order", "influence", "robustness", "coded", "outlook")
        vars(other).update({shared: getattr(first, shared) for shared in same})
        return other

    return facts


def numbers(facts: Facts, text: str) -> list[float]:
    """The balances, shares and probabilities in a text; how many there are of something is no such number."""
    decimal = re.escape(facts.words.customs.decimal)
    found = re.findall(rf"[+−]?\d{decimal}\d\d(?!\d)|\d+(?=\u00a0?%)", plain(text))
    return [number(facts.words, one) for one in found]


def text_of(part: object) -> str:
    """All that a part of the page says."""
    if isinstance(part, dict):
        part = list(part.values())
    return "\n".join(map(text_of, part)) if isinstance(part, list | tuple) else str(part)


def where_it_is_printed(facts: Facts, links: Links, h: Headline) -> str:
    """The later section, or its row, that prints what a headline is about, as text."""
    c, a = h.case, h.aspect
    if h.kind in ("position", "silent") and c is not None and a is not None:
        return text_of(profile.row(facts, links, c, a))
    if h.kind in ("cases", "extreme", "silent") and a is not None:
        return text_of([profile.row(facts, links, n, a) for n in range(len(facts.cases))])
    if h.kind == "gap" and c is not None and a is not None:
        return text_of(views.gap(facts, links, c, a))
    if h.kind == "difference" and a is not None:
        assert facts.comparison is not None
        rows = compare.differences(facts, links, facts.comparison)
        return text_of([row for row in rows if row["aspect"].startswith(facts.aspects[a])])
    part = {"type": types, "types": types, "weighting": profile, "conclusion": robustness}.get(
        h.kind, compare
    )
    return text_of(part.build(facts, links))


@pytest.mark.parametrize("name", TRIED)
@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_finding_stands_in_a_later_section(
    known: Callable[[str, str], Facts], name: str, language: str
) -> None:
    facts = known(name, language)
    found, links = first_findings(facts), Links(facts)
    assert 0 < len(found.told) + bool(found.untold) <= PLACES
    for h in (*found.told, *found.untold):
        here, there = numbers(facts, sentence(facts, h)), numbers(facts, where_it_is_printed(facts, links, h))
        missing = [n for n in here if not any(abs(n - m) < 1e-9 for m in there)]
        assert not missing, (h.kind, sentence(facts, h))
    for h in found.told:
        assert standing_reckoned(facts, h) in (h.standing, None), sentence(facts, h)


def standing_reckoned(facts: Facts, h: Headline) -> str | None:
    """How firmly a headline stands, reckoned anew from the draws, or read off its section; None for the other kinds."""
    p, c, a = facts.profile, h.case, h.aspect
    if h.kind == "position" and c is not None and a is not None and p.bipolar[a]:
        word, _, chance = side(p, c, a)
        divided = torn(p, c, a)
        return (
            divided
            if h.findings[0].kind == "torn"
            else expected(chance)
            if word != "untold"
            else "cannot_be_told"
        )
    if h.kind == "type" and c is not None and h.findings[0].kind == "type":
        own = facts.membership.cases[c].find(h.findings[0].subject.other)
        everywhere = p.complete[c] or (p.statements[c] > 1).all()
        return (
            expected(own.probability)
            if own is not None and own.probability and everywhere
            else "cannot_be_told"
        )
    if h.kind == "gap":
        record = facts.gaps[h.findings[0].subject.case or "", h.findings[0].subject.aspect or ""]
        if p.complete[c or 0]:
            return "sure"
        chance = max(record["probability"], 1 - record["probability"])
        together_ = record["simultaneous"]
        return expected(chance if together_[0] * together_[1] > 0 else min(chance, 0.9))
    if h.kind == "difference" and a is not None and p.bipolar[a]:
        above = float((p.draws.balance(a)[0] > p.draws.balance(a)[1]).mean())
        assert told(p, 0, a)
        assert told(p, 1, a)
        reckoned = expected(max(above, 1 - above))
        return h.standing if p.complete.all() or reckoned == "sure" else reckoned
    if h.kind == "conclusion" and h.verdict is not None:
        part = robustness.build(facts, Links(facts))
        stable = [row["text"] for row in part["stable"]]
        assert h.standing != "sure" or conclusion(facts, h.verdict.conclusion) in stable
        assert h.verdict.share is not None
        return max(expected(h.verdict.share), h.standing, key=FIRMNESS.index)
    return None


@pytest.mark.parametrize("name", TRIED)
def test_the_order_is_the_rule_s(known: Callable[[str, str], Facts], name: str) -> None:
    facts = known(name, "en")
    found = first_findings(facts)
    front = [
        0 if h.kind == "conclusion" else 1 if h.kind == "difference" else 2
        for h in (*found.told, *found.more)
    ]
    assert front == sorted(front)
    rest = [
        FIRMNESS.index(h.standing)
        for h in (*found.told, *found.more)
        if h.kind not in ("conclusion", "difference")
    ]
    assert rest == sorted(rest)
    assert all(h.told for h in found.told)
    assert not any(h.told for h in found.untold)
    assert not found.more or len(found.told) + bool(found.untold) == PLACES


def test_conclusions_come_first_and_stand_no_firmer_than_the_numbers(
    known: Callable[[str, str], Facts],
) -> None:
    facts = known("concluded", "en")
    found = first_findings(facts)
    first = found.told[0]
    assert (first.kind, first.aspect) == ("conclusion", 0)
    assert (first.findings[0].standing, facts.read(0, 0).found.standing) == ("sure", "leaning")
    assert first.standing == "leaning"
    assert not [h for h in found.told if h.kind == "position" and h.aspect == 0]  # it is not told twice
    assert [h.aspect for h in found.untold if h.kind == "conclusion"] == [1]
    part = first_screen.build(facts, Links(facts))
    assert part["stated"][0].startswith(
        "Ability to help: torn between statements at opposite poles (holds under "
    )


def test_no_row_s_place_decides_what_is_told(tmp_path: Path) -> None:
    told: dict[str, list[list[str]]] = {
        f"case_{c}": [[*(INFORMAL if c % 3 else FORMAL), "treating"]] * (3 + c % 2) for c in range(5)
    }
    table = "id,title\n" + "".join(f"{case},{case}\n" for case in told)  # in which order the cases are drawn
    first = spoken(tmp_path / "a", told, "cases: cases.csv")
    (first / "cases.csv").write_text(table, encoding="utf-8")
    rows = (first / "statements.csv").read_text(encoding="utf-8").splitlines()
    second = spoken(tmp_path / "b", told, "cases: cases.csv")
    (second / "cases.csv").write_text(table, encoding="utf-8")
    mixed = rows[1:]
    random.Random(4).shuffle(mixed)
    (second / "statements.csv").write_text("\n".join([rows[0], *mixed]) + "\n", encoding="utf-8")
    one, other = (gather(read_study(folder)) for folder in (first, second))
    assert summary(one) == summary(other)
    shown = [
        [(g.title, [facts.profile.cases[c] for c in g.cases]) for g in grouped(facts)[0]]
        for facts in (one, other)
    ]
    assert shown[0] == shown[1]


def test_the_fewest_that_end_a_lead_are_the_fewest_there_are() -> None:
    rng = np.random.default_rng(8)
    for _ in range(60):
        terms = rng.integers(-3, 4, size=int(rng.integers(2, 7))).astype(float)
        if terms.sum() <= 0:
            continue
        subsets = [[g for g in range(len(terms)) if mask >> g & 1] for mask in range(1, 2 ** len(terms) - 1)]
        enough = [s for s in subsets if np.delete(terms, s).sum() <= 0]
        found = fewest(terms)
        if not enough:
            assert found is None
            continue
        assert found is not None
        assert len(found) == min(map(len, enough))
        assert np.delete(terms, list(found)).sum() <= 0


def test_what_turns_a_finding_does(tmp_path: Path) -> None:
    told = {"": [["open_door"] * 3] * 5 + [["booking"] * 3] * 2 + [["listening"]] * 3}
    facts = gather(read_study(spoken(tmp_path / "whole", told)))
    (h,) = [h for h in headlines(facts) if h.kind == "position" and h.aspect == 0]
    leaning = replace(h, findings=(facts.profile.findings_at(0, 0)[0],))
    said = what_turns(facts, Links(facts), leaning)
    if leaning.findings[0].kind == "lean":
        assert said.startswith("Turns if group_0, group_1 and group_2 are left out together")
    without = {"": told[""][3:]}
    after = gather(read_study(spoken(tmp_path / "without", without))).profile.balance[0, 0]
    assert facts.profile.balance[0, 0] < 0 <= after
    fewer = gather(read_study(spoken(tmp_path / "fewer", {"": told[""][2:]}))).profile.balance[0, 0]
    assert fewer < 0
    one = gather(read_study(EDGES["all_informal"](tmp_path / "one")))
    (h,) = [h for h in headlines(one) if h.kind == "position" and h.aspect == 0]
    assert what_turns(one, Links(one), h).startswith("No sources left out turn it")


@pytest.mark.parametrize("language", ["en", "nb"])
def test_thirty_cases_fit_a_screen_and_every_mark_opens_its_evidence(
    known: Callable[[str, str], Facts], language: str
) -> None:
    facts = known("physician_programmes", language)
    links = Links(facts)
    (figure,) = first_screen.figures(facts, links)
    drawn = laid_out(figure.picture, WIDTHS["wide"])
    assert drawn.height * PIXELS <= SCREEN
    marks = [s for s in drawn.shapes if getattr(s, "form", "") == "o" or getattr(s, "fill", None) == "pole-2"]
    legend = 1  # of the poles, above the bars
    assert len([s for s in marks if s.target is None]) == legend
    entries = links.entries
    assert all(s.target.key in entries for s in marks if s.target is not None)
    for case in facts.cases:
        assert case in figure.description


def test_of_very_many_cases_and_aspects_the_rest_is_behind_a_line(tmp_path: Path) -> None:
    name = "A case whose name goes on and on " * 6
    cases = [{"id": f"case_{c}", "title": f"{c} {name}"[:200]} for c in range(45)]
    rows: list[Row] = []
    for c in range(45):
        rows += [row | {"case": f"case_{c}"} for row in said(f"case_{c}_g", [*INFORMAL])]
    facts = gather(read_study(study(tmp_path / "many", rows, cases=cases, more="settings: {draws: 400}")))
    first, all_ = first_screen.figures(facts, Links(facts))
    assert laid_out(first.picture, WIDTHS["wide"]).height * PIXELS <= SCREEN
    assert sum(len(held) for _, held in all_.picture.groups) == 45
    part = first_screen.build(facts, Links(facts))
    assert part["all"] == "All 45 cases"
    assert "Shown are 24 of 45 cases: those of which most can be told." in part["caption"]

    aspects = "\n".join(f"  - {{id: a{n}, title: Aspect number {n}, axis: rules}}" for n in range(40))
    codes = "\n".join(
        f"  - {{id: c{n}, title: Code {n}, place: {{aspect: a{n}, pole: informal}}}}" for n in range(40)
    )
    wide = study(
        tmp_path / "wide", [r for g in range(4) for r in said(f"g{g}", [f"c{n}" for n in range(40)])]
    )
    head = (wide / "small.yaml").read_text(encoding="utf-8").split("aspects:")[0]
    (wide / "small.yaml").write_text(f"{head}aspects:\n{aspects}\ncodes:\n{codes}\n", encoding="utf-8")
    (wide / "study.yaml").write_text(
        (wide / "study.yaml").read_text(encoding="utf-8") + "settings: {draws: 400}\n", encoding="utf-8"
    )
    known = gather(read_study(wide))
    first, all_ = first_screen.figures(known, Links(known))
    assert (len(first.picture), len(all_.picture)) == (6, 40)
    found = first_findings(known)
    assert len(found.told) + bool(found.untold) <= PLACES
    assert {h.aspect for h in found.told if h.aspect is not None} <= {
        int(block.title.rsplit(" ", 1)[1]) for block in first.picture
    }
    assert all(len(line) < 400 for line in summary(known))


def test_an_order_is_shown_as_far_as_it_is_told(known: Callable[[str, str], Facts], tmp_path: Path) -> None:
    _, by = grouped(known("physician_programmes", "en"))
    assert by == "alike"  # one rater tells no order
    told = {"a": [[*FORMAL] * 3] * 9, "b": [[*INFORMAL] * 3] * 9, "c": [[*INFORMAL] * 3] * 9}
    facts = gather(read_study(spoken(tmp_path / "told", told)))
    groups, by = grouped(facts)
    assert by == "tiers"
    assert [[facts.cases[c] for c in g.cases] for g in groups] == [["a"], ["b", "c"]]
    assert [g.title for g in groups] == ["Place 1", "Places 2–3"]
    alike = gather(read_study(together(tmp_path / "alike", 4, INFORMAL)))
    assert grouped(alike)[1] == "name"


def test_what_could_be_changed_is_what_the_scenarios_move(
    known: Callable[[str, str], Facts], tmp_path: Path
) -> None:
    for name in ("support_colleagues", "peer_support_2023"):
        facts = known(name, "en")
        assert facts.outlook is not None
        part = first_screen.moves(facts)
        assert part is not None
        (figure, *_) = scenarios.figures(facts, Links(facts))
        rows = {row: n for n, row in enumerate(figure.picture.rows)}
        for line in part["said"]:
            title, aspect, size, pole = re.fullmatch(
                r"“(.+)” would move (.+) most: ([\d.]+) toward (.+)\.", line
            ).groups()
            (panel,) = [p for p in figure.picture.panels if p.title.lower() == aspect]
            cell = panel.cells[rows[title]]
            moved = cell.position.value - cell.start
            assert abs(moved) == pytest.approx(float(size), abs=0.0051)
            assert panel.ends[int(moved > 0)] == pole
            assert facts.profile.shares[0, facts.aspects.index(panel.title), int(moved > 0)] < 1
    without = gather(read_study(EDGES["one_case"](tmp_path / "none")))
    assert first_screen.moves(without) is None
    one = gather(read_study(with_scenarios(tmp_path / "one", [1])))
    assert first_screen.moves(one)["said"][0].startswith("“Forms” would move access most: ")


@pytest.mark.parametrize(("language", "word"), [("en", "statement"), ("nb", "utsagn")])
def test_ratings_are_no_talk(made, language: str, word: str) -> None:
    page = made("raters", language)
    first = re.search(r'<section id="result".*?</section>', page.html, re.DOTALL)
    assert first is not None
    assert word not in re.sub(r"<[^>]+>", "", first[0]).lower()


def test_statements_and_ratings_are_counted_apart(tmp_path: Path) -> None:
    rows = [row | {"case": "north"} for g in range(3) for row in said(f"g{g}", [*INFORMAL])]
    rated = [{"case": "north", "aspect": "help", "rater": "r", "position": "0.5", "because": "So."}]
    facts = gather(read_study(study(tmp_path, rows, ratings=rated)))
    assert "9 statements and 1 rating" in plain(first_screen.studied(facts, Links(facts))[0])


def test_each_standing_has_a_word_and_a_sign_of_its_own(made) -> None:
    page = made("mixed").html
    chips = re.findall(r'<span class="chip (\w+)"><i aria-hidden="true">(.)</i>([^<]+)</span>', page)
    assert (
        len({sign for _, sign, _ in chips})
        == len({word for *_, word in chips})
        == len({k for k, *_ in chips})
    )
    assert {"sure", "leaning", "cannot_be_told"} == {kind for kind, *_ in chips}


def test_complete_evidence_has_no_number_of_its_worth_and_nothing_is_said_twice(
    known: Callable[[str, str], Facts],
) -> None:
    facts = known("peer_support_2023", "en")
    links = Links(facts)
    assert [column["title"] for column in profile.build(facts, links)["columns"]] == [
        "Salience",
        "Contestation",
    ]
    on, *_, nowhere = evidence.build(facts, links)["groups"]
    assert (on["counts"], nowhere["counts"]) == ("7 statements counted, 2 not counted", "19 statements")
    part = scenarios.build(facts, links)
    assert part is not None
    assert part["kept_off"].count("Balances are kept off the poles") == 1
    assert part["kept_off"].count(" here, not from ") == 2
    held = robustness.build(facts, links)
    assert held["elsewhere"].startswith("In other views each of the conclusions holds as it ought to be")
    assert {row["elsewhere"] for row in held["fragile"]} == {""}
    assert part["order"]["others"] == "Nor can any of the 3 pairs of the other scenarios be ranked."


def test_two_cases_on_seven_poles(known: Callable[[str, str], Facts]) -> None:
    facts = known("seven_orders", "en")
    assert not types.build(facts, Links(facts))["stand"]  # an empty column is left out
    assert types.build(known("support_colleagues", "en"), Links(known("support_colleagues", "en")))["stand"]
    assert sources_of_doubt.summary(facts) == "All 6 intervals depend most on which informants were met."
    told = " ".join(plain(said) for said in first_screen.build(facts, Links(facts))["untold"])
    assert "cannot be told; furthest apart on corporation (−0.33; interval −0.83 to +0.38)" in told
