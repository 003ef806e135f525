"""Reading `kind: presence`, and ratings with an intensity and of a trait: what is taken in, what is refused where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import idealtypes as it
from tests.analyses.test_presence_rooms import SCHEME, THEORY

STUDY = "format: 1\ntitle: S\nscheme: ./scheme.yaml\nratings: ratings.csv\nsettings: {unit: rater}\n"
RATINGS = """case,aspect,rater,pole,position,intensity,trait,because
c,care,ann,treat,,0.5,,found
c,care,ann,treat,,1,tests,weighted
c,care,ann,watch,,,,found
c,line,ann,,0.5,,,so
d,care,ann,,,,tests,they are told of
d,care,ann,talk,,0.5,,so
"""
Read = Callable[..., it.Study]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def made(ratings: str = RATINGS, scheme: str = SCHEME) -> it.Study:
        (tmp_path / "theory.yaml").write_text(THEORY, "utf-8")
        (tmp_path / "scheme.yaml").write_text(scheme, "utf-8")
        (tmp_path / "ratings.csv").write_text(ratings, "utf-8")
        (tmp_path / "study.yaml").write_text(STUDY, "utf-8")
        return it.read_study(tmp_path)

    return made


def told(read: Read, **given: str) -> list[str]:
    with pytest.raises(it.BadInput) as caught:
        read(**given)
    return [str(fault).rpartition("/")[2] for fault in caught.value.faults]


def test_a_raters_rows_on_one_case_are_one_unit(read: Read) -> None:
    """The largest intensity of each dimension counts; a trait alone says nothing of a dimension."""
    profile = read().profile()
    assert profile.shares[0, 0].tolist() == [0.0, 1.0, 1.0]
    assert profile.shares[1, 0].tolist() == [0.5, 0.0, 0.0]
    assert profile.statements[:, 0].tolist() == [1, 1]
    first = read().evidence(case="c", aspect="care").statements[0]
    assert first.weights["care"]["treat"] == 0.5


def test_a_rating_carries_its_trait(read: Read) -> None:
    (one, other) = read().types().cases
    for case, statement in ((one, "rating-2"), (other, "rating-5")):
        (state,) = [t for t in case.traits if t.trait == "tests"]
        assert state.statements == (statement,)


def test_bad_ratings_are_located(read: Read) -> None:
    rows = RATINGS.replace("c,care,ann,treat,,0.5", "c,care,ann,treat,,2").replace(
        "c,care,ann,watch,,,", "c,care,ann,,0.5,,"
    )
    rows = rows.replace("c,line,ann,,0.5,,,", "c,line,ann,,0.5,,tests,").replace(",1,tests,", ",1,test,")
    faults = told(read, ratings=rows)
    assert any(
        f.startswith("ratings.csv:2: `2`: an intensity is a number above 0 and at most 1") for f in faults
    )
    assert any("ratings.csv:3: unknown trait `test`" in f and "tests" in f for f in faults)
    assert any(
        "ratings.csv:4:" in f and "is of `kind: presence`: give a `pole`, not a position" in f for f in faults
    )
    assert any("ratings.csv:5: the trait `tests` is of the aspect `care`, not of `line`" in f for f in faults)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: presence", "kind: present", "it is one of"),
        (
            "corner: {care: [watch, treat], line: high}",
            "corner: {care: [watch, trea], line: high}",
            "no pole `trea`",
        ),
        (
            "corner: {care: [watch, treat], line: high}",
            "corner: {care: watch, line: [high]}",
            "has one pole in a corner",
        ),
        (
            "corner: {care: [watch, treat], line: high}",
            "corner: {care: [watch, watch], line: high}",
            "named twice",
        ),
        (
            "corner: {care: talk, line: low}",
            "corner: {care: [treat, watch], line: high}",
            "has the corner of `both`",
        ),
        (
            "{aspect: care, pole: talk}",
            "{aspect: care, position: 0.5}",
            "is of `kind: presence`: give a `pole` or `shares`",
        ),
        ("{watch: 1, treat: 0.5}", "{watch: 1.5}", "it lies between 0 and 1"),
        ("{watch: 1, treat: 0.5}", "{watch: 0}", "no dimension has a share"),
    ],
)
def test_bad_schemes_are_located(read: Read, old: str, new: str, message: str) -> None:
    faults = told(read, scheme=SCHEME.replace(old, new))
    assert any(f.startswith("scheme.yaml:") and message in f for f in faults), faults


def test_scenarios_are_refused(read: Read, tmp_path: Path) -> None:
    read()
    (tmp_path / "scenarios.yaml").write_text(
        "format: 1\ntitle: T\nmeasures:\n  - id: m\n    title: M\n"
        "    shifts: [{aspect: line, toward: high, mode: 0.3, low: 0.1, high: 0.5}]\n",
        "utf-8",
    )
    (tmp_path / "study.yaml").write_text(STUDY + "scenarios: scenarios.yaml\n", "utf-8")
    with pytest.raises(it.BadInput, match="is of `kind: presence`: measures move"):
        it.read_study(tmp_path)


def test_conclusions_on_presence_are_refused(read: Read, tmp_path: Path) -> None:
    read()
    (tmp_path / "study.yaml").write_text(
        STUDY + "conclusions:\n  - {kind: leans, case: c, aspect: care, pole: treat}\n", "utf-8"
    )
    with pytest.raises(it.BadInput, match="not put to the test"):
        it.read_study(tmp_path)


def test_raters_agree_on_the_largest_weights(read: Read) -> None:
    """Bo agrees with Ann on one case, where she has two rows, and on the other differs by one dimension of three."""
    other = (
        RATINGS
        + "c,care,bo,treat,,1,,so\nc,care,bo,watch,,,,so\nd,care,bo,talk,,0.5,,so\nd,care,bo,watch,,,,so\n"
    )
    (found,) = [one for one in read(ratings=other).agreement().aspects if one.id == "care"]
    # d: two decisions differ by 1 on one of three dimensions, so δ² = 1/3; c: not at all; over both √(1/6)
    assert found.difference == pytest.approx((1 / 6) ** 0.5)
