"""What `check` asks about stances: rejections coded as wishes, contradictions, texts that begin with a negation."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.files.study import check_study, read_study
from tests.files.test_stances import six_groups, study

CLAIMS = "statement,aspect,pole,outcome,effect\n"


def doubts(folder: Path) -> list[str]:
    faults, warnings = check_study(folder)
    assert faults == ()
    return [w.message for w in warnings if "outcomes" not in w.message]


def test_six_groups_whose_stances_are_taken_out_are_asked_about(tmp_path):
    assert doubts(six_groups(tmp_path / "with", "!")) == []
    wished, denied = doubts(six_groups(tmp_path / "without", ""))
    assert wished.startswith(
        "12 statements are coded `for` in mode `ought` and claim that what they ask for hurts: `g0-pay`"
    )
    assert denied.startswith("12 statements begin with a negation and are coded `for`")
    told = [w.message for w in it.check(tmp_path / "without").warnings]
    assert wished in told
    assert read_study(tmp_path / "without").warnings == ()


@pytest.mark.parametrize(
    ("codes", "pole", "effect", "asked"),
    [
        (
            "pay",
            "formal",
            -1,
            "is coded `pay` (`formal`) and claims that `formal` hurts `relief`: where it speaks",
        ),
        ("pay", "informal", 1, "is coded `pay` and claims that `informal` helps `relief`: these contradict"),
        ("!pay", "formal", 1, "is coded `!pay` and claims that `formal` helps `relief`: these contradict"),
        (
            "!pay",
            "informal",
            -1,
            "is coded `!pay` and claims that `informal` hurts `relief`: these contradict",
        ),
        ("pay", "formal", 1, None),
        ("!pay", "formal", -1, None),
        ("pay;!pay", "formal", -1, None),
        ("training", "formal", -1, None),
    ],
)
def test_an_ought_and_a_claim_that_contradict_are_told(tmp_path, codes, pole, effect, asked):
    rows = f"id,source,text,codes,mode\na,g,We want it,{codes},ought\nb,g,It is so,{codes},is\n"
    claims = "".join(f"{s},access,{pole},relief,{effect}\n" for s in "ab")
    outcomes = "id,title,wanted\nrelief,Relief,1\n"
    told = doubts(study(tmp_path, rows, claims=CLAIMS + claims, outcomes=outcomes))
    told = [message for message in told if "for and against at once" not in message]
    assert len(told) == (asked is not None)
    if asked is not None:
        assert told[0].startswith("statement `a`, of what ought to be,")
        assert asked in told[0]


def test_what_hurts_an_outcome_that_nobody_wants_is_wanted(tmp_path):
    rows = "id,source,text,codes,mode\na,g,We want it,pay,ought\n"
    outcomes = "id,title,wanted\nharm,Harm,-1\n"
    claims = f"{CLAIMS}a,access,formal,harm,-1\n"
    assert doubts(study(tmp_path, rows, claims=claims, outcomes=outcomes)) == []


@pytest.mark.parametrize(
    ("text", "more", "asked"),
    [
        ("We must not have this", "pay,", "not"),
        ("We DON’T want this", "pay,", "DON’T"),
        ("Vi vil ikke ha det", "pay,", "ikke"),
        ("There are no such things", "pay,", "no"),
        ("We must not have this", "!pay,", None),
        ("We must not have this", "pay,for", None),
        ("We note the notary", "pay,", None),
        ("It is good to have it so that one need not worry", "pay,", None),
        ("", "pay,", None),
        ("Never", ",", None),
    ],
)
def test_a_text_that_begins_with_a_negation_is_asked_about(tmp_path, text, more, asked):
    told = doubts(study(tmp_path, f"id,source,text,codes,stance\na,g,{text},{more}\nb,g,x,pay,\n"))
    assert len(told) == (asked is not None)
    if asked is not None:
        assert told[0].startswith(f"statement `a` begins with a negation (`{asked}`) and is coded `for`")


def test_a_code_that_denies_something_accounts_for_the_negation(tmp_path):
    folder = study(tmp_path, "id,source,text,codes\na,g,We do not pay,pay\n")
    scheme = folder / "scheme.yaml"
    scheme.write_text(
        scheme.read_text(encoding="utf-8").replace("title: Pay", "title: No pay"), encoding="utf-8"
    )
    assert doubts(folder) == []
