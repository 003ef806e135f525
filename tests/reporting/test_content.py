"""A language is one text file, a section one template: each is added to a copy of the project, and the command run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from idealtypes.errors import IdealtypesError
from idealtypes.files.content import folder
from idealtypes.reporting import page as module
from idealtypes.reporting import templates
from idealtypes.reporting.wording.words import Words, words_in

from .page import Page

ROOT = Path(__file__).parents[2]
SWEDISH = """
language: Svenska
range: "{low} till {high}"
count:
  statements: {one: "{n} yttrande", other: "{n} yttranden"}
nav:
  profile: Balans
sections:
  profile: Balans per aspekt
"""
OWN = """{# title: What the board asks #}
{% set balance = words.number(facts.profile.balance[0, 0]) %}
<p class="own">{{ facts.aspects[0] }}: {{ links.number(balance, case=0, aspect=0) }}</p>
<p>{{ study.title.say(words.language) }} <{{ "b&" }}></p>
{{ figures.balance.html }}
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project in a folder of its own, with a language and two sections more."""
    top = tmp_path_factory.mktemp("project")
    for name in ("idealtypes", "logics", "coding_schemes", "reports", "examples/support_colleagues"):
        shutil.copytree(ROOT / name, top / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", top)
    (top / "reports" / "words" / "sv.yaml").write_text(SWEDISH, encoding="utf-8")
    for name, text in (("55-mine.html", OWN), ("56-open.html", "{# sharing: yes #}\n" + OWN)):
        (top / "reports" / "sections" / name).write_text(text, encoding="utf-8")
    return top


# The command, in a process that knows the copy alone.
SCRIPT = """
import json, sys
from idealtypes.cli.program import program
for call in json.loads(sys.argv[1]):
    program(["report", "examples/support_colleagues", *call], standalone_mode=False)
"""


@pytest.fixture(scope="module")
def pages(copy: Path) -> dict[str, str]:
    """The pages of a report in the language, and of a shared one."""
    calls = {"swedish": ["--language", "sv", "--draws", "400"], "shared": ["--sharing", "--draws", "400"]}
    command = json.dumps([[*call, "-o", name] for name, call in calls.items()])
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, command],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(copy)},
    )
    assert done.returncode == 0, done.stderr
    return {name: (copy / name / "report.html").read_text(encoding="utf-8") for name in calls}


@pytest.fixture
def swedish(pages: dict[str, str]) -> str:
    return pages["swedish"]


def test_a_language_is_one_text_file(swedish: str) -> None:
    assert '<html lang="sv">' in swedish
    assert '<h2 id="profile-title">Balans per aspekt</h2>' in swedish
    assert '<a href="#profile">Balans</a>' in swedish
    assert "−0,70" in swedish
    assert "−0,96 till" in swedish
    assert "9 yttranden" in swedish
    # what the file lacks is said in English
    assert '<a href="#types">Ideal types</a>' in swedish


def test_a_template_alone_is_a_section(swedish: str) -> None:
    page = Page(swedish)
    assert '<a href="#mine">What the board asks</a>' in swedish
    assert '<h2 id="mine-title">What the board asks</h2>' in swedish
    assert swedish.index('id="traits"') < swedish.index('id="mine"') < swedish.index('id="robustness"')
    own = swedish[swedish.index('<p class="own">') :]
    assert own.startswith(
        '<p class="own">Accessibility: <a class="n" href="#evidence-accessibility" data-e="e'
    )
    assert ">−0,70</a>" in own
    assert "b&amp;" in own
    assert len(page.find("svg", role="img")) > 10


def test_a_shared_report_leaves_a_section_of_ones_own_out_unless_it_says_otherwise(
    pages: dict[str, str],
) -> None:
    for name in ("mine", "open"):
        assert f'id="{name}"' in pages["swedish"]
    assert 'id="mine"' not in pages["shared"]
    assert 'id="open"' in pages["shared"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("55-mine.html", "<p>\n{{ nobody }}</p>", "reports/sections/55-mine.html:2: 'nobody' is undefined"),
        ("55-mine.html", "<p>\n\n{% if %}</p>", "reports/sections/55-mine.html:3: Expected an expression"),
        ("55-mine.html", '{{ t("mine.lead") }}', "55-mine.html:1: reports/words/en.yaml has no words for mine.lead"),
        ("Mine.html", "x", "reports/sections/Mine.html: call it NN-name.html"),
        ("99-traits.html", "x", "99-traits.html: sections/40-traits.html is a section of that name too"),
    ],
)  # fmt: skip
def test_a_template_that_is_wrong_is_told_with_its_line(
    made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, told: str
) -> None:
    known = made("mixed")
    shutil.copytree(folder("reports"), tmp_path / "reports")
    (tmp_path / "reports" / "sections" / name).write_text(text, encoding="utf-8")
    for one in (module, templates):
        monkeypatch.setattr(one, "folder", lambda kind: tmp_path / kind)
    with pytest.raises(IdealtypesError) as found:
        module.page_html(known.facts.words, known.parts, known.figures, known.links, version="1")
    assert told in str(found.value)


def test_a_file_of_words_that_is_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from idealtypes.reporting.wording import words as spoken

    (tmp_path / "reports" / "words").mkdir(parents=True)
    monkeypatch.setattr(spoken, "folder", lambda kind: tmp_path / kind)
    monkeypatch.setattr(spoken, "languages", lambda: ("en", "xa", "xb", "xc"))
    for language, text, told in (
        ("xa", "nav:\n  a: [", "reports/words/xa.yaml:"),
        ("xb", "# nothing\n", "reports/words/xb.yaml holds no words"),
    ):
        (tmp_path / "reports" / "words" / f"{language}.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(IdealtypesError, match=told):
            words_in(language)
    (tmp_path / "reports" / "words" / "xc.yaml").write_bytes("nav: {a: é}".encode("latin-1"))
    with pytest.raises(IdealtypesError, match=r"xc\.yaml is not UTF-8"):
        words_in("xc")


def test_forms_of_a_word_beside_a_number_are_the_language_s() -> None:
    polish = {
        "count": {
            "sources": {"one": "{n} źródło", "few": "{n} źródła", "many": "{n} źródeł", "other": "{n} źródła"}
        },
    }
    words = Words("pl", polish, {"count": {"cases": {"one": "{n} case", "other": "{n} cases"}}})
    said = [words.say("count.sources", n=n) for n in (0, 1, 2, 5, 12, 22, 101, "<3")]
    assert said == [
        "0 źródeł", "1 źródło", "2 źródła", "5 źródeł", "12 źródeł", "22 źródła", "101 źródeł", "<3 źródła"
    ]  # fmt: skip
    assert [words.say("count.cases", n=n) for n in (1, 2)] == [
        "1 case",
        "2 cases",
    ]  # English, by the English rule
    assert words.forms(5) == {0: "many", 1: "one", 2: "few", 3: "few", 4: "few", 5: "many"}


def test_a_place_that_nothing_fills_is_told() -> None:
    words = Words("xx", {"count": {"cases": "{number} Fälle"}}, {})
    with pytest.raises(
        IdealtypesError, match=r"xx\.yaml: `count\.cases` does not fill .*; its places are \{n\}"
    ):
        words.say("count.cases", n=2)
