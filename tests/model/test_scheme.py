"""Coding schemes: placements, families of codes, and what does not fit together."""

# ruff: noqa: E501 (a message stands here on one line, as it is told)

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from idealtypes.errors import BadInput
from idealtypes.files.content import shipped
from idealtypes.files.schemes import read_scheme
from idealtypes.model.placement import Placement, at_position, shares_of
from idealtypes.model.scheme import Scheme
from idealtypes.model.theory import Axis

STUDIES = Path(__file__).parents[1] / "studies"
MINIMAL = str(STUDIES / "good_minimal" / "scheme.yaml")


def changed(tmp_path, monkeypatch, *changes):
    """The minimal scheme with some of its text changed; its faults."""
    monkeypatch.chdir(tmp_path)
    text = Path(MINIMAL).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    Path("scheme.yaml").write_text(text, encoding="utf-8")
    Path("theory.yaml").write_text(
        (STUDIES / "good_minimal" / "theory.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    try:
        return read_scheme("./scheme.yaml"), []
    except BadInput as problem:
        return None, [str(fault) for fault in problem.faults]


def test_placements_are_shares_of_the_poles_in_their_order():
    scheme = read_scheme(MINIMAL)
    assert scheme.poles("access") == ("informal", "formal")
    assert scheme.placements == {
        "drop_in": {"access": (1.0, 0.0)},
        "ticket": {"access": (0.25, 0.75)},
        "ticket_number": {"access": (0.25, 0.75)},
        "advice": {"help": (0.6, 0.4), "access": (0.0, 1.0)},
        "weather": {},
    }
    assert scheme.unplaced == ()


def test_the_family_of_codes():
    scheme = read_scheme(MINIMAL)
    assert scheme.ancestors["ticket_number"] == {"ticket"}
    assert scheme.ancestors["ticket"] == frozenset()
    assert scheme.code("ticket").traits == ("opening_hours", "by_a_clerk")
    assert scheme.code("drop_in").traits == ("any_time",)
    with pytest.raises(KeyError, match="there is `drop_in`"):
        scheme.code("dropin")


def test_a_place_is_inherited_from_the_nearest_placed_ancestor(tmp_path, monkeypatch):
    codes = """codes:
  - {id: top, title: Top, place: {aspect: access, pole: formal}}
  - {id: middle, title: Middle, parent: top, place: none}
  - {id: low, title: Low, parent: middle}
  - {id: side, title: Side, parent: top}
  - {id: alone, title: Alone}
  - {id: below, title: Below, parent: alone}
"""
    text = Path(MINIMAL).read_text(encoding="utf-8")
    scheme, faults = changed(tmp_path, monkeypatch, (text[text.index("codes:") :], codes))
    assert faults == []
    assert scheme.placements["low"] == {}
    assert scheme.placements["side"] == {"access": (0.0, 1.0)}
    assert scheme.unplaced == ("alone", "below")
    assert scheme.ancestors["low"] == {"middle", "top"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("axis: formality}\nideal", "axis: formal}\nideal", ["scheme.yaml:8: the theory has no axis `formal`; did you mean `formality`?"]),
        ("theory: ./theory.yaml", "theory: ./theori.yaml", ["scheme.yaml:5: there is no theory file `theori.yaml`; did you mean `theory.yaml`?"]),
        ("theory: ./theory.yaml\n", "", ["scheme.yaml:1: `theory` is missing: the id of a theory, or its file"]),
        ("theory: ./theory.yaml", "theory: [a]", ["scheme.yaml:5: `theory` is the id of a theory, or its file"]),
        ("corner: {access: formal, help: formal}", "corner: {access: formal}", ["scheme.yaml:18: ideal type `counter` leaves out the aspect `help`: give it a pole (informal or formal)"]),
        ("corner: {access: formal, help: formal}", "corner: {access: formal, help: stiff, halp: formal}", [
            "scheme.yaml:18: aspect `help` has no pole `stiff`; there is `informal`, `formal`",
            "scheme.yaml:18: no aspect `halp`; did you mean `help`?",
        ]),
        ("corner: {access: formal, help: formal}", "corner: {access: informal, help: informal}", ["scheme.yaml:18: ideal type `counter` has the corner of `corridor`: nothing would tell them apart"]),
        ("trait: any_time", "trait: anytime", ["scheme.yaml:26: code `drop_in`: no trait `anytime`; did you mean `any_time`?"]),
        ("id: opening_hours, aspect: access", "id: any_time, aspect: acces", [
            "scheme.yaml:20: trait `any_time`: no aspect `acces`; did you mean `access`?",
            "scheme.yaml:20: the trait id `any_time` is given twice, here and in `corridor`: ids are unique",
            "scheme.yaml:31: code `ticket`: no trait `opening_hours`; there is `any_time`, `by_a_peer`, `by_a_clerk`",
        ]),
        ("position: 0.5", "position: 1.5", ["scheme.yaml:30: code `ticket`: position 1.5 is outside [-1, 1]: -1 is informal, 0 in the middle, 1 is formal"]),
        ("position: 0.5", "pole: formel", ["scheme.yaml:30: code `ticket`: aspect `access` has no pole `formel`; did you mean `formal`?"]),
        ("position: 0.5", "position: 0,5", ["scheme.yaml:30: unknown key `5`: there is `aspect`, `pole`, `position`, `shares`"]),
        ("position: 0.5", "pole: formal, position: 0.5", ["scheme.yaml:30: code `ticket`: a place has one of `pole`, `position` and `shares`, not `pole`, `position`"]),
        (", position: 0.5", "", ["scheme.yaml:30: code `ticket`: a place has one of `pole`, `position` and `shares`, and none of them is given"]),
        ("aspect: access, position", "aspect: acces, position", ["scheme.yaml:30: code `ticket`: no aspect `acces`; did you mean `access`?"]),
        ("formal: 0.4", "formal: 0.3", ["scheme.yaml:38: code `advice`: the shares sum to 0.9: they should sum to 1"]),
        ("formal: 0.4", "formal: -0.4", ["scheme.yaml:38: code `advice`: the share of `formal` is -0.4: a share is 0 or more"]),
        ("formal: 0.4", "formel: 0.4", ["scheme.yaml:38: code `advice`: aspect `help` has no pole `formel`; did you mean `formal`?"]),
        ("- {aspect: access, pole: formal}", "- {aspect: help, pole: formal}", ["scheme.yaml:39: code `advice` is placed twice on `help`: use one place, or shares"]),
        ("place: none", "place: nowhere", ["scheme.yaml:42: `place` should be {aspect: …, pole: …}, {aspect: …, position: …}, a list of these, or none"]),
        ("parent: ticket", "parent: tickets", ["scheme.yaml:34: code `ticket_number`: no code `tickets`; did you mean `ticket`?"]),
        ("parent: ticket", "parent: ticket_number", ["scheme.yaml:34: code `ticket_number` is its own ancestor: ticket_number → ticket_number"]),
        ("id: weather", "id: advice", ["scheme.yaml:40: the id `advice` is given twice: ids are unique"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_its_line(tmp_path, monkeypatch, old, new, expected):
    scheme, faults = changed(tmp_path, monkeypatch, (old, new))
    assert scheme is None
    assert faults == expected


def test_a_position_needs_two_poles():
    scheme = read_scheme(str(STUDIES / "good_full" / "scheme.yaml"))
    data = scheme.model_dump(by_alias=True)
    data["codes"][0]["place"] = {"aspect": "care", "position": 0}
    with pytest.raises(
        ValidationError, match="aspect `care` has 4 poles: give a `pole` or `shares`, not a position"
    ):
        Scheme.model_validate(data)


def test_a_scheme_survives_a_dump():
    scheme = read_scheme(str(STUDIES / "good_full" / "scheme.yaml"))
    again = Scheme.model_validate(scheme.model_dump(by_alias=True, mode="json"))
    assert again.placements == scheme.placements
    assert again == scheme


BIPOLAR = Axis.model_validate(
    {
        "id": "a",
        "title": "A",
        "poles": [{"id": "i", "logic": "l", "position": -1}, {"id": "f", "logic": "l", "position": 1}],
    }
)


@given(st.floats(-1, 1))
def test_a_position_is_the_balance_of_its_shares(x):
    informal, formal = at_position(x)
    assert informal + formal == pytest.approx(1)
    assert formal - informal == pytest.approx(x)
    mirrored = at_position(-x)
    assert mirrored == pytest.approx((formal, informal))
    placed = Placement(aspect="a", shares={"i": informal, "f": formal})
    assert shares_of(placed, BIPOLAR) == pytest.approx((informal, formal))


@pytest.mark.parametrize("scheme", shipped("coding_schemes"))
def test_shipped_schemes_are_sound_and_placed(scheme):
    read = read_scheme(scheme)
    assert read.id == scheme
    assert read.unplaced == ()
    for code, placed in read.placements.items():
        for aspect, shares in placed.items():
            assert sum(shares) == pytest.approx(1), (code, aspect)


def scaled(tmp_path, monkeypatch, scale, more=""):
    """The minimal scheme with a scale on its first aspect; its faults."""
    line = next(
        line for line in Path(MINIMAL).read_text(encoding="utf-8").splitlines() if "{id: access" in line
    )
    return changed(tmp_path, monkeypatch, (line, f"{line.rstrip()[:-1]}{more}, scale: {scale}}}"))


def test_the_anchors_of_a_scale_are_read_in_the_order_of_the_poles(tmp_path, monkeypatch):
    scheme, faults = scaled(
        tmp_path, monkeypatch, "[{at: 1, means: {en: A form, nb: Et skjema}}, {at: -1, means: A call}]"
    )
    assert not faults
    assert scheme is not None
    assert [(one.at, one.means.say("nb")) for one in scheme.aspects[0].anchors] == [
        (-1, "A call"),
        (1, "Et skjema"),
    ]


@pytest.mark.parametrize(
    ("scale", "more", "told"),
    [
        ("[{at: -1, means: a}]", "", ["the scale misses an end: add an anchor with `at: 1` (formal) and what it means"]),
        ("[{at: -1, means: a}, {at: 2, means: b}, {at: 1, means: c}]", "", ["`at: 2` is off the scale: anchors are from -1 to 1"]),
        ("[{at: -1, means: a}, {at: 1, means: b}, {at: 1.0, means: c}]", "", ["`at: 1` is an anchor already: one meaning for each place"]),
        (
            "[{at: -1, means: a}, {at: 1, means: b}]",
            ", kind: presence",
            [
                "`at: -1` is off the scale: anchors are from 0 to 1 on an aspect of `kind: presence`",
                "the scale misses an end: add an anchor with `at: 0` (it is not there) and what it means",
            ],
        ),
    ],
)  # fmt: skip
def test_a_scale_has_both_ends_and_one_meaning_for_each_place(tmp_path, monkeypatch, scale, more, told):
    _, faults = scaled(tmp_path, monkeypatch, scale, more)
    scales = [one.split(": ", 1) for one in faults if "scale" in one or "anchor" in one]
    assert [message for _, message in scales] == told
    assert all(place.startswith("scheme.yaml:") for place, _ in scales)


def test_poles_that_exclude_one_another_have_no_scale():
    theory = read_scheme("doctor_programmes").theory
    aspect = {"id": "care", "title": "Care", "axis": "care", "scale": ({"at": 0, "means": "a"},)}
    with pytest.raises(ValidationError, match="has 4 poles and nothing between them"):
        Scheme(id="s", title="S", theory=theory, aspects=(aspect,))
