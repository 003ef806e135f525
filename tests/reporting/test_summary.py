"""The result in sentences: made from the numbers, cautious, and never advice."""

from __future__ import annotations

import re

import pytest

from idealtypes.reporting.summary.summary import summary


def test_clear_torn_and_thin_each_have_their_word(facts) -> None:
    known = facts("mixed")
    help_ = known.words.number(known.profile.balance[0, 1], signed=True)
    told = summary(known)
    assert told[0] == (
        "Access lies mostly toward informal (−1.00; with all doubts: almost wholly to somewhat informal)."
    )
    assert (
        f"Ability to help is probably torn between statements at opposite poles ({help_}; with all doubts: mostly "
        "informal to mostly formal)."
    ) in told
    assert (
        "What counts is undecided (0.00; with all doubts: almost wholly informal to almost wholly formal; "
        "statements stand at opposite poles; thin: 2 statements from 1 source)."
    ) in told


def test_the_gap_is_told_where_the_interval_tells_it(facts) -> None:
    known = facts("mixed")
    record = known.gaps["study", "access"]
    assert record["simultaneous"][0] > 0
    (said,) = [s for s in summary(known) if "useful" in s]
    assert said.startswith("Access: what is said to be useful lies further toward formal than what is (")
    assert f"({known.words.number(record['gap'], signed=True)}; interval " in said
    assert known.words.range(*record["interval_whole"]) in said


def test_silence_is_not_balance(facts) -> None:
    told = summary(facts("silent"))
    assert "Nobody speaks of ability to help and what counts." in told
    assert "The ideal type cannot be told: nobody speaks of ability to help and what counts." in told
    assert "nearer the middle" not in " ".join(told)
    assert "thin: 2 statements from 1 source" in told[0]


def test_an_undecided_type_names_what_is_divided(facts) -> None:
    (found,) = facts("mixed").membership.findings
    assert found.standing == "cannot_be_told"
    assert (
        "The ideal type cannot be told: no pole has more than half (ability to help and what counts)."
        in summary(facts("mixed"))
    )


def test_complete_evidence_and_one_rater_have_no_interval(facts) -> None:
    complete, one = " ".join(summary(facts("complete"))), " ".join(summary(facts("one_rater")))
    assert "no interval: the evidence is complete" in complete
    assert "probability" not in complete
    assert "cannot be told on access (−0.60)" in one
    assert "no probability: one rater" in one
    assert "thin" not in complete + one
    assert "interval:" not in re.sub("no interval:", "", complete + one)


def test_each_of_two_cases_has_its_sentence(facts) -> None:
    told = summary(facts("raters"))
    assert told[0].startswith(
        "Access: north probably lies further toward informal than south (−0.90; interval "
    )
    assert any(
        s.startswith("north: Which side or pole has more cannot be told on access (−0.50)") for s in told
    )


def test_many_cases_are_counted(facts) -> None:
    known = facts("cases")
    told = summary(known)
    # pooled cases have no probability of being the outermost
    assert "Access: 4 cases probably lean toward informal and 8 cases are undecided." in told
    assigned = sum(c.assigned is not None for c in known.membership.cases)
    none = "None of the 12 cases is assigned an ideal type."
    types = f"{12 - assigned} are assigned no type." if assigned else none
    assert any(said.endswith(types) for said in told)


def test_several_poles_say_which_leads(facts) -> None:
    known = facts("poles")
    low, high = known.profile.whole_bounds
    share = known.words.percent(known.profile.shares[0, 0, 0])
    ends = known.words.percents(low[0, 0, 0], high[0, 0, 0])
    said = f"Care for doctors has comforting {share} ({ends}), treating "
    assert any(one.startswith(said) for one in summary(known))


def test_balance_is_claimed_only_with_a_narrow_interval(facts) -> None:
    assert "nearer the middle" not in " ".join(summary(facts("mixed")))


@pytest.mark.parametrize("kind", ["mixed", "silent", "cases", "poles", "raters", "complete"])
@pytest.mark.parametrize(
    ("language", "advice"), [("en", "should|must|recommend|better"), ("nb", "bør|må|anbefal|bedre")]
)
def test_no_sentence_advises(facts, kind: str, language: str, advice: str) -> None:
    told = " ".join(summary(facts(kind, language)))
    assert told
    assert not re.search(rf"\b({advice})\b", told)


def test_norwegian(facts) -> None:
    told = summary(facts("mixed", "nb"))
    assert told[0].startswith(
        "Tilgang ligger i hovedsak mot uformell (−1,00; med all usikkerhet: nesten helt til noe uformell)."
    )
    assert any(said.endswith("tynt grunnlag: 2 utsagn fra 1 kilde).") for said in told)
