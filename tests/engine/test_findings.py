"""Findings: how firmly they stand follows from their probabilities; mirrored poles; silence; less is never firmer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.types.membership import membership
from idealtypes.engine.findings import Finding, standing_of
from idealtypes.engine.profile import Profile, profile
from tests.engine.build import scheme

from ..examples import examples

FIRMNESS = ("cannot_be_told", "leaning", "sure")
POLES = ("informal", "formal")
BOOK = scheme(
    {"help": POLES},
    {"i": {"help": (1, 0)}, "f": {"help": (0, 1)}, "m": {"help": (0.5, 0.5)}},
    {"near": {"help": "informal"}, "far": {"help": "formal"}},
)
THREE = scheme(
    {"care": ("a", "b", "c")}, {"a": {"care": (1, 0, 0)}, "b": {"care": (0, 1, 0)}, "c": {"care": (0, 0, 1)}}
)
MIRROR = {"i": "f", "f": "i", "m": "m", "informal": "formal", "formal": "informal"}
# Codes of a source's statements, a string a source; cases are lists of these.
CASES = st.lists(st.lists(st.text("ifm", min_size=1, max_size=4), max_size=5), min_size=1, max_size=3)


def read(cases: Sequence[Sequence[str]], book: Any = BOOK, **chosen: Any) -> Profile:
    rows = [
        (f"c{c}", f"s{c}.{s}", f"s{c}.{s}.{n}", code)
        for c, sources in enumerate(cases)
        for s, codes in enumerate(sources)
        for n, code in enumerate(codes)
    ]
    frame = pl.DataFrame(rows, schema=["case", "source", "statement", "code"], orient="row")
    return profile(frame, book, **({"draws": 400} | chosen))


def every(found: Profile) -> list[Finding]:
    return [*found.findings, *membership(found).findings, *compare(found).findings]


def firmness(finding: Finding) -> int:
    return FIRMNESS.index(finding.standing)


@given(CASES.filter(lambda cases: any(any(case) for case in cases)))
@examples(40)
def test_how_firmly_follows_from_the_probability(cases: list[list[str]]) -> None:
    for f in every(read(cases)):
        assert firmness(f) <= FIRMNESS.index(standing_of(f.probability))
        if f.kind in ("undecided", "silent"):
            assert f.standing == "cannot_be_told"
        if f.kind in ("lean", "balanced", "extreme", "type", "no_type"):
            assert f.standing == standing_of(f.probability)
        if f.n is not None and f.n.statements <= 1 and f.kind != "group":
            assert f.standing == "cannot_be_told"
        if f.interval is not None and f.value is not None and f.kind not in ("order", "tie"):
            assert f.interval[0] - 1e-9 <= f.value <= f.interval[1] + 1e-9


@given(st.lists(st.text("ifm", min_size=1, max_size=4), min_size=1, max_size=6))
@examples(30)
def test_mirrored_poles_have_mirrored_findings(sources: list[str]) -> None:
    one = read([sources]).findings
    other = read([["".join(MIRROR[code] for code in codes) for codes in sources]]).findings
    for here, there in zip(one, other, strict=False):
        if here.kind in ("lean", "balanced") and (here.probability or 0) > 0.93 and here.word == there.word:
            assert there.kind == here.kind
            assert there.subject.pole == (MIRROR[here.subject.pole] if here.subject.pole else None)
        assert here.value == pytest.approx(-there.value if here.kind != "torn" else there.value)


@pytest.mark.parametrize("code", ["i", "f"])
def test_fewer_of_the_same_informants_never_stand_firmer(code: str) -> None:
    found = [read([[code] * n], draws=4000, placement_doubt=0).findings[0] for n in range(1, 15)]
    firm = [firmness(f) for f in found]
    assert firm == sorted(firm)
    assert firm[0] == 0
    assert firm[-1] == 2
    assert found[-1].subject.pole == {"i": "informal", "f": "formal"}[code]


def test_silence_one_statement_and_one_rater_cannot_be_told() -> None:
    silent, single = read([["i"], []], book=BOOK).findings[0], read([["i"]]).findings[0]
    assert (single.kind, single.standing, single.value) == ("undecided", "cannot_be_told", -1.0)
    assert "engine.one_statement" in single.to_dict()["why_code"]
    assert silent.kind == "undecided"
    rated = read([["iiii"]], unit="rater").findings[0]
    assert (rated.kind, rated.standing) == ("undecided", "cannot_be_told")
    other = scheme({"help": POLES, "reach": POLES}, {"i": {"help": (1, 0)}})
    kinds = {f.subject.aspect: (f.kind, f.standing, f.value) for f in read([["iii"]], book=other).findings}
    assert kinds["reach"] == ("silent", "cannot_be_told", None)


def test_complete_evidence_is_what_it_is() -> None:
    (found,) = read([["iiif"]], unit="none").findings[:1]
    assert (found.kind, found.subject.pole, found.standing, found.probability) == (
        "lean",
        "informal",
        "sure",
        1.0,
    )
    pair = compare(read([["i"], ["f"]], unit="none")).findings[0]
    assert (pair.kind, pair.standing, pair.subject.pole) == ("difference", "sure", "informal")
    alike = compare(read([["if"], ["if"]], unit="none")).findings[0]
    assert (alike.kind, alike.standing, alike.ties) == ("tie", "sure", ("c0", "c1"))


def test_several_poles_lead_or_tie() -> None:
    (lead,) = (f for f in read([["a"] * 9], book=THREE, draws=4000).findings if f.kind != "torn")
    assert (lead.kind, lead.subject.pole, lead.word) == ("lean", "a", "leads")
    tie = read([["ab"] * 60], book=THREE, draws=4000).findings[0]
    assert (tie.kind, tie.ties) == ("tie", ("a", "b"))
    open_ = read([["a", "b", "c"]], book=THREE).findings[0]
    assert (open_.kind, open_.ties, open_.standing) == ("undecided", ("a", "b", "c"), "cannot_be_told")


def test_several_outermost_cases_are_a_tie() -> None:
    found = compare(read([["ii", "ii"], ["ii", "ii"], ["ff", "ff"]])).findings
    outer = {f.subject.pole: f for f in found if f.kind in ("extreme", "tie") and f.subject.other is None}
    assert (outer["informal"].kind, outer["informal"].ties) == ("tie", ("c0", "c1"))
    assert (outer["formal"].kind, outer["formal"].subject.case) == ("extreme", "c2")


def test_no_type_is_named_where_it_is_likelier() -> None:
    many = {f"a{n}": POLES for n in range(3)}
    book = scheme(
        many | {"care": ("a", "b", "c")},
        {
            **{f"i{n}": {f"a{n}": (1, 0)} for n in range(3)},
            "x": {"care": (1, 0, 0)},
            "y": {"care": (0, 1, 0)},
        },
    )
    rows = [("s", "i0"), ("t", "i1"), ("u", "i2"), ("s", "x"), ("t", "y"), ("u", "x"), ("v", "x"), ("w", "y")]
    frame = pl.DataFrame(
        [(s, f"{s}{n}", code) for n, (s, code) in enumerate(rows * 2)],
        schema=["source", "statement", "code"],
        orient="row",
    )
    member = membership(profile(frame, book, draws=400))
    kinds = {f.kind: f for f in member.findings}
    none = member.cases[0].no_type
    assert none is not None
    assert ("no_type" in kinds) == (none > (kinds["type"].probability or 0))


def test_statements_are_the_ids_behind() -> None:
    found = read([["if", "i"], ["f"]])
    assert [f.statements for f in found.findings if f.kind != "torn"] == [
        ("s0.0.0", "s0.0.1", "s0.1.0"),
        ("s1.0.0",),
    ]
    told = found.to_dict()
    assert told["numbers"] == 2
    assert told["findings"][0]["n"] == {"sources": 2, "statements": 3}
    assert list(told["findings"][0]["subject"]) == ["case", "aspect", "pole", "view", "other"]
    assert told["findings"][0]["breaks"] is None
    assert "robustness" in told["findings"][0]["why"]
