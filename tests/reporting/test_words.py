"""The report's words: complete in both languages, and numbers as each language writes them."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from markupsafe import Markup
from ruamel.yaml import YAML

from idealtypes.errors import IdealtypesError, reason
from idealtypes.files.content import folder
from idealtypes.reporting.wording.words import Words, inside, keys, languages, words_in

WORDS = folder("reports") / "words"


def tree(language: str) -> dict:
    return YAML(typ="safe").load(WORDS / f"{language}.yaml")


def flat(language: str) -> dict[str, str]:
    values = tree(language)

    def at(key: str) -> str:
        found = values
        for part in key.split("."):
            found = found[part]
        return str(found)

    return {key: at(key) for key in keys(values)}


def test_both_languages_have_the_same_keys() -> None:
    assert {k for k in flat("en") if not k.startswith("noun.")} == {
        k for k in flat("nb") if not k.startswith("noun.")
    }


def test_both_languages_fill_the_same_places() -> None:
    def places(text: str) -> set[str]:
        names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        return {name for name in names if not name.lower().startswith("noun.")}

    english, norwegian = flat("en"), flat("nb")
    keys_ = [key for key in english if not key.startswith("noun.")]
    assert {key: places(english[key]) for key in keys_} == {key: places(norwegian[key]) for key in keys_}


def test_no_word_is_left_untranslated() -> None:
    english, norwegian = flat("en"), flat("nb")
    bare = {key: re.sub(r"\{noun\.\w+\}", "", text, flags=re.I) for key, text in english.items()}
    same = {key for key in english if english[key] == norwegian[key] and re.search("[a-z]{3}", bare[key])}
    assert same <= {
        "summary.of_case", "summary.aspect", "summary.clause", "summary.sentence", "summary.two", "summary.over",
        "figure.counts", "figure.percent_at", "figure.reading", "figure.alt_aspect", "figure.alt_shares",
        "figure.alt_lane", "figure.alt_cell", "claims.pole", "brief.aspect", "brief.outcome", "brief.weight",
        "summary.gap_value", "evidence.for_trait", "profile.aspect", "page.made_with",
        "origin.skipped_item", "traits.for", "comparison.stability",
        "comparison.next", "comparison.type", "robustness.of_pole", "robustness.without",
        "tension.less", "tension.place", "types.decides_by", "scenarios.scenario", "methods.share",
        "sharing.names.type", "sharing.names.scenario", "shared.figure.alt_shares", "scenarios.moved_share",
        "table.poles", "table.poles_of",
    }  # fmt: skip


def test_languages_are_the_files() -> None:
    assert languages() == tuple(sorted(path.stem for path in Path(WORDS).glob("*.yaml")))
    with pytest.raises(IdealtypesError, match="en, nb"):
        words_in("tlh")


def test_a_missing_word_is_said_in_english() -> None:
    words = Words("nb", {"evidence": {"open": "{what}: vis utsagnene"}}, tree("en"))
    assert words.say("evidence.open", what="a") == "a: vis utsagnene"
    assert words.say("evidence.close") == "Close"
    with pytest.raises(KeyError, match=r"nb\.yaml has no words for no\.such"):
        words.say("no.such")


def test_numbers_in_both_languages() -> None:
    english, norwegian = words_in("en"), words_in("nb")
    assert english.range(-0.8, 0.21) == "−0.80 to +0.21"
    assert norwegian.range(-0.8, 0.21) == "−0,80 til +0,21"
    assert norwegian.percent(0.5) == "50\u00a0%"
    assert english.number(-0.001, signed=True) == "0.00"
    assert english.percents(0.196, 0.614) == "20–61%"
    assert english.range(None, 0.1) == english.number(float("nan")) == english.percent(None) == "–"


def test_one_and_several() -> None:
    assert words_in("en").say("count.sources", n=1) == "1 source"
    assert words_in("en").say("count.sources", n="<3") == "<3 sources"


def test_markup_is_kept_and_everything_else_escaped() -> None:
    said = words_in("en").say("summary.two", first=Markup("<b>a</b>"), second="<i>")
    assert said == Markup("<b>a</b> &lt;i&gt;")
    assert words_in("en").listed(["<x>", Markup("<b>y</b>"), "z"]) == Markup("&lt;x&gt;, <b>y</b> and z")


def test_titles_within_a_sentence() -> None:
    assert [inside(t) for t in ("What counts", "GP access", "I", "Ærlig tale")] == [
        "what counts", "GP access", "I", "ærlig tale"
    ]  # fmt: skip


def test_lists_and_thousands_are_the_language_s() -> None:
    english, norwegian = words_in("en"), words_in("nb")
    assert [english.listed(list("abcd")[:n]) for n in range(5)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
        "a, b, c and d",
    ]
    assert norwegian.listed(list("abcd")) == "a, b, c og d"
    assert (english.whole(4000), norwegian.whole(4000)) == ("4,000", "4\u00a0000")
    assert norwegian.say("count.sources", n=20000) == "20\u00a0000 kilder"


def test_what_a_study_calls_its_cases() -> None:
    given = {
        "nb": ("et program", "programmet", "programmer", "programmene"),
        "en": ("programme", "programmes"),
    }
    norwegian, english = words_in("nb", given), words_in("en", given)
    assert norwegian.say("sections.comparison") == "Programmene sammenlignet"
    assert norwegian.say("comparison.positions_heading") == "Hvert program for seg, og blant de andre"
    assert [norwegian.say("count.cases", n=n) for n in (1, 2)] == ["1 program", "2 programmer"]
    assert english.say("sections.comparison") == "The programmes compared"
    assert words_in("nb").say("sections.comparison") == "Casene sammenlignet"
    assert norwegian.why(reason("compare.one_case")) == "ingenting å sammenligne: bare ett program"
    with pytest.raises(
        IdealtypesError, match=r"`nb` should have the forms of \[en case, casen, caser, casene\]"
    ):
        words_in("nb", {"nb": ("program", "programmer")})


def test_no_place_is_left_where_the_noun_stands() -> None:
    for language in ("en", "nb"):
        words = words_in(language)
        left = [
            key for key in keys(words.tree) if not key.startswith("noun.") and "noun." in str(words.raw(key))
        ]
        assert not left


def test_words_of_ratings_stand_over_words_there_are() -> None:
    for language in ("en", "nb"):
        base, over = flat(language), {key for key in flat(language) if key.startswith("rated.")}
        assert over
        for key in over:
            assert key.removeprefix("rated.") in base


def test_ratings_are_not_talk() -> None:
    """What a study of ratings alone says is of ratings: no word of statements or talk in what is its own."""
    told = r"\b(statement|speak|said|quot|talk)|\b(utsagn|snakk|sagt|siter)"
    for language in ("en", "nb"):
        own = {k: re.sub(r"{\w+}", "", text) for k, text in flat(language).items() if k.startswith("rated.")}
        kept = {"rated.method.words_firm", "rated.method.words_balance"}  # of words that are said on the page
        assert not [key for key, text in own.items() if key not in kept and re.search(told, text, re.I)]
    rated, spoken = words_in("nb", rated=True), words_in("nb")
    assert rated.say("count.statements", n=2) == "2 vurderinger"
    assert rated.why(reason("engine.no_evidence")) == "ingen har vurdert det"
    assert rated.say("count.sources", n=2) == spoken.say("count.sources", n=2)
    assert set(rated.raw("evidence.counted")) == {"one", "other"}
