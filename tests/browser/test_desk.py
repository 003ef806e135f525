"""The evidence desk in a real browser: from a number to what a code's place decides, filters, search and addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from idealtypes.engine.arithmetic import code_weights, doubts_alone, elsewhere
from idealtypes.engine.views import study_profile
from idealtypes.files.study import read_study
from idealtypes.reporting.report import write_report
from idealtypes.reporting.wording.words import words_in

from ..reporting import studies
from .accessibility import axe

pytestmark = pytest.mark.browser
WORDS = words_in("en")
FIRST_NUMBER = "table.profile tbody tr td a.n"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases, a code's meaning, somebody who placed it, denials, two coders, and the text of a source."""
    root = tmp_path_factory.mktemp("told")
    rows = []
    for case in ("east", "west"):
        for g in range(3):
            own = studies.said(f"{case}_{g}", ["open_door", "!open_door", "treating", "both_ways"])
            rows += [
                row | {"case": case, "coder": "Åse" if g else "Bo", "mode": "ought" if g else "is"}
                for row in own
            ]
    rows[0]["text"] = "Døra står åpen for ALLE. She said so."
    sources = [{"id": s, "title": s.title()} for s in dict.fromkeys(row["source"] for row in rows)]
    sources[0]["text_file"] = "texts/east_0.txt"
    folder = studies.study(root / "study", rows, sources=sources)
    (folder / "texts").mkdir()
    (folder / "texts" / "east_0.txt").write_text(
        f"What was asked. {rows[0]['text']} And then?", encoding="utf-8"
    )
    scheme = (folder / "small.yaml").read_text(encoding="utf-8")
    plain = "title: {en: Open door, nb: Åpen dør}, place: {aspect: access, pole: informal}"
    assert plain in scheme
    meant = (
        plain
        + ', definition: "<b>Nobody</b> has to ask.", include: "Doors.", exclude: "Windows.", example: "It is open.",'
        + " rationale: No rule is needed for it"
    )
    (folder / "small.yaml").write_text(scheme.replace(plain, meant), encoding="utf-8")
    return write_report(read_study(folder), root / "out")


def balance(text: str) -> float:
    return float(text.replace("−", "-"))


def test_a_reviewer_needs_two_clicks_to_what_a_place_decides(watch: Any, told: Path) -> None:
    page = watch().open(told)
    page.locator(FIRST_NUMBER).first.click()
    formula = page.locator("#panel .formula").inner_text()
    sum_, n, result = re.fullmatch(r"(\S+) ÷ (\d+) = (\S+)", formula).groups()
    assert balance(sum_) / int(n) == pytest.approx(balance(result), abs=0.005)
    assert result == page.locator(FIRST_NUMBER).first.inner_text()
    page.locator("#panel .statement a", has_text="Open door").first.click()
    said = page.locator("#panel-list").inner_text()
    for part in (
        "<b>Nobody</b> has to ask.",
        "Doors.",
        "Windows.",
        "It is open.",
        "No rule is needed for it",
    ):
        assert part in said
    assert "Access: informal (−1.00)" in said
    assert "What if it stood elsewhere?" in said
    assert page.locator("#panel-list b").count() == 0


def test_a_code_elsewhere_is_what_the_engine_says(watch: Any, told: Path) -> None:
    study = read_study(told.parent.parent / "study")
    profile = study_profile(study)
    page = watch().open(told, "#code?id=both_ways")
    rows = page.locator("#panel .sums tbody tr")
    assert rows.count() == 2
    for c in range(2):
        (a,) = [a for a, aspect in enumerate(profile.aspects) if aspect == "help"]
        held = code_weights(profile)[c, a]
        places = [(0.5, 0.5), (0.75, 0.25), (0.25, 0.75), (1.0, 0.0), (0.0, 1.0)]
        wanted = [elsewhere(held, "both_ways", place, study.settings) for place in places]
        shown = rows.nth(c).locator("td").all_inner_texts()
        expected = [WORDS.number(s[1] - s[0], signed=True) for s in wanted]
        assert [text.split(" ")[0] for text in shown] == expected
        assert len(set(expected)) == 5


def test_a_denial_goes_with_its_code(watch: Any, told: Path) -> None:
    study = read_study(told.parent.parent / "study")
    held = code_weights(study_profile(study))[0, 0]
    page = watch().open(told, "#code?id=open_door")
    shown = page.locator("#panel .sums tbody tr").first.locator("td").all_inner_texts()
    end = elsewhere(held, "open_door", (0.0, 1.0), study.settings)
    assert shown[0] == shown[4].split(" ")[0] == WORDS.number(end[1] - end[0], signed=True) == "0.00"


def test_each_doubt_has_its_interval_and_one_dominates(watch: Any, told: Path) -> None:
    profile = study_profile(read_study(told.parent.parent / "study"))
    page = watch().open(told, "#number?view=all&case=west&aspect=help")
    rows = dict(row.inner_text().split("\t") for row in page.locator("#panel .arithmetic > .scroll tr").all())
    alone = doubts_alone(profile, 1, 1)
    for name, said in (("informants", "Informants"), ("placements", "Where codes stand")):
        low, high = (2 * end[1] - 1 for end in alone[name])
        mark = " (moves it most)" if profile.dominates(1, 1) == name else ""
        assert rows[said + mark] == WORDS.range(low, high)
    assert rows["All together"] == WORDS.range(*profile.interval_whole[1, 1])
    assert sum("moves it most" in name for name in rows) == 1


def test_filters_and_matrix_agree_with_the_study(watch: Any, told: Path) -> None:
    watched = watch()
    page = watched.open(told, "#evidence")
    page.locator("#evidence").scroll_into_view_if_needed()
    page.wait_for_selector("#desk-list .statement")
    count = page.locator("#desk-count")
    assert count.inner_text() == "24 statements of 24"
    for name, value, n in (
        ("case", "west", 12), ("aspect", "help", 6), ("pole", "formal", 6), ("code", "treating", 3),
        ("source", "west_1", 1), ("coder", "Åse", 1), ("mode", "ought", 1), ("view", "is", 0),
    ):  # fmt: skip
        page.locator(f'#desk select[name="{name}"]').select_option(value)
        assert re.match(f"{n} statement" if n else "No statement", count.inner_text()), name
    page.locator("#desk-clear").click()
    page.locator('#desk select[name="stance"]').select_option("against")
    assert count.inner_text() == "6 statements of 24"
    page.locator("#desk-clear").click()
    cell = page.locator("#desk-matrix button[aria-label^='west, Ability to help, informal']")
    assert cell.inner_text() == "3"
    cell.click()
    assert count.inner_text() == "3 statements of 24"
    assert page.evaluate("location.hash") == "#evidence?case=west&aspect=help&pole=informal"
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    page.go_back()
    assert count.inner_text() == "24 statements of 24"
    assert watched.errors == []


def test_words_are_found_without_case_and_marks_while_they_are_typed(watch: Any, told: Path) -> None:
    page = watch().open(told, "#evidence?aspect=access")
    for typed, n in (
        ("dora alle", 1),
        ("DØRA", 1),
        ("statement West_2", 2),
        ("west_2_0", 1),
        ("nothing of it", 0),
    ):
        page.locator("#desk-q").fill(typed)
        assert page.locator("#desk-list .statement").count() == n, typed
    page.locator("#desk-q").fill("døra")
    page.wait_for_url("**/*q=d%C3%B8ra*")
    page.reload()
    assert page.locator("#desk-list .statement").count() == 1
    assert page.locator("#desk-q").input_value() == "døra"


def test_addresses_open_and_back_closes(watch: Any, told: Path) -> None:
    page = watch().open(told)
    number = page.locator(FIRST_NUMBER).nth(1)
    number.click()
    page.locator("#panel .statement a").first.click()
    assert page.locator("#panel-title").inner_text() == "Code: Open door"
    address = page.url
    assert "#code?id=open_door" in address
    page.reload()
    assert page.locator("#panel-title").inner_text() == "Code: Open door"
    page.locator("#panel-back").click()
    assert page.locator("#panel .formula").is_visible()
    page.go_back()
    assert not page.locator("#panel").is_visible()
    number.click()
    page.locator("#panel .statement a").first.click()
    page.keyboard.press("Escape")  # closes at once, however deep
    page.wait_for_function("!document.getElementById('panel').open")
    assert page.url == told.as_uri()
    assert number.evaluate("(one) => one === document.activeElement")
    unknown = watch().open(told, "#code?id=nobody")
    assert not unknown.locator("#panel").is_visible()


def test_a_quote_is_copied_with_its_reference(watch: Any, told: Path) -> None:
    wanted = "“Døra står åpen for ALLE. She said so.” (A constructed study; East_0; east_0_0)"
    for broken in (False, True):
        watched = watch(permissions=["clipboard-read", "clipboard-write"])
        page = watched.open(told, "#statement?id=east_0_0")
        if broken:
            page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
        page.locator("#panel .copy").click()
        page.wait_for_function("document.getElementById('panel-count').textContent === 'Copied.'")
        assert page.evaluate("navigator.clipboard.readText()") == wanted


def test_what_stands_around_a_passage_is_shown(watch: Any, told: Path) -> None:
    page = watch().open(told, "#statement?id=east_0_0")
    page.locator("#panel .context summary").click()
    around = page.locator("#panel .context p")
    assert around.inner_text() == "What was asked. Døra står åpen for ALLE. She said so. And then?"
    assert around.locator("mark").inner_text() == "Døra står åpen for ALLE. She said so."


def test_the_keyboard_walks_the_rows(watch: Any, told: Path) -> None:
    page = watch().open(told, "#evidence?aspect=help")
    page.locator("#desk-list").focus()
    row = "document.activeElement.dataset.row"
    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("End", 11), ("ArrowUp", 10), ("Home", 0)):
        page.keyboard.press(key)
        assert page.evaluate(row) == str(at), key
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-row=\"0\"] a')")


MANY = """(n) => {
    const seen = [];
    const scroller = document.createElement("div"), holder = document.createElement("div");
    scroller.style.cssText = "height: 400px; overflow: auto; position: relative";
    holder.style.position = "relative";
    scroller.append(holder);
    document.body.append(scroller);
    const list = idealtypesDesk.list(scroller, holder, (i) => {
        const row = document.createElement("article");
        row.className = "statement";
        row.textContent = i;
        row.style.cssText = "position: absolute; height: " + (40 + (i * 37) % 90) + "px; padding: 0";
        return row;
    });
    list.show(Array.from({ length: n }, (_, i) => i));
    const rows = () => Array.from(holder.children, (row) => [Number(row.textContent), row.getBoundingClientRect()]);
    const window = () => scroller.getBoundingClientRect();
    const visible = (of) => of.filter(([, box]) => box.bottom > window().top && box.top < window().bottom);
    for (const to of [0, 777, 100000, 1e9, 300]) {
        scroller.scrollTop = to;
        list.render();
        list.render();
        const there = rows(), inside = visible(there);
        const ordered = there.every(([i], k) => !k || i === there[k - 1][0] + 1);
        const apart = there.every(([, box], k) => !k || Math.abs(box.top - there[k - 1][1].bottom) < 1);
        const full = inside[0][1].top <= window().top + 1 && inside.at(-1)[1].bottom >= window().bottom - 1;
        seen.push([there.length, ordered, apart, full]);
    }
    list.focus(n - 1);
    return [seen, document.activeElement.textContent];
}"""


def test_of_many_rows_only_those_that_can_be_seen_are_there(watch: Any, told: Path) -> None:
    seen, focused = watch().open(told).evaluate(MANY, 5000)
    for rows, ordered, apart, full in seen:
        assert 5 < rows < 40
        assert (ordered, apart, full) == (True, True, True)
    assert focused == "4999"


def test_what_is_in_the_page_is_there_once(told: Path) -> None:
    html = told.read_text(encoding="utf-8")
    assert html.count("for ALLE. She said so.") == 1
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])
    assert "Statement 1 of west_1." in html
    assert "Statement 1 of west_1." not in json.dumps(data)


def test_axe_finds_nothing_in_the_desk_and_in_a_code(watch: Any, told: Path) -> None:
    """Roles and names; contrast is asked of the panel and of the page elsewhere."""
    page = watch(viewport={"width": 390, "height": 844}).open(told, "#evidence?aspect=help")
    found = axe(page, without=["color-contrast"])
    page.goto(told.as_uri() + "#code?id=open_door")
    assert found + axe(page, without=["color-contrast"]) == []
