from pathlib import Path

import pytest
from pydantic import ValidationError

from idealtypes.errors import BadInput
from idealtypes.files.content import shipped
from idealtypes.files.schemes import read_theory
from idealtypes.model.theory import Axis, Theory

HERE = """format: 1
id: t
title: T
logics:
  - {id: l, title: L}
axes:
"""


def faults(tmp_path, monkeypatch, axes):
    monkeypatch.chdir(tmp_path)
    Path("t.yaml").write_text(HERE + axes, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_theory("./t.yaml")
    return [str(fault) for fault in caught.value.faults]


def test_two_poles_are_ordered_from_minus_one_to_one():
    axis = Axis.model_validate(
        {
            "id": "a",
            "title": "A",
            "poles": [{"id": "f", "logic": "l", "position": 1}, {"id": "i", "logic": "l", "position": -1}],
        }
    )
    assert axis.bipolar
    assert axis.pole_ids == ("i", "f")
    assert axis.pole("f").position == 1
    assert axis.margins == {}


def test_more_poles_keep_their_order_and_have_margins():
    poles = [
        {"id": "z", "logic": "l", "on": {"does": "listens", "aim": "support"}},
        {"id": "a", "logic": "l", "on": {"does": "acts", "aim": "support"}},
        {"id": "m", "logic": "l", "on": {"does": "listens", "aim": "control"}},
    ]
    titles = [
        {
            "id": "does",
            "title": "What it does",
            "values": [{"id": "acts", "title": {"en": "Takes action", "nb": "Handler"}}],
        }
    ]
    axis = Axis.model_validate({"id": "a", "title": "A", "poles": poles, "margins": titles})
    assert not axis.bipolar
    assert axis.pole_ids == ("z", "a", "m")
    assert axis.margins == {
        "does": {"listens": ("z", "m"), "acts": ("a",)},
        "aim": {"support": ("z", "a"), "control": ("m",)},
    }
    assert axis.margin_title("does").say() == "What it does"
    assert axis.margin_title("does", "acts").say("nb") == "Handler"
    assert axis.margin_title("does", "listens").say() == "listens"
    assert axis.margin_title("aim").say() == "aim"


def test_a_pole_without_a_title_is_called_by_its_id():
    axis = Axis.model_validate(
        {"id": "a", "title": "A", "poles": [{"id": "at_risk", "logic": "l"}, {"id": "b", "logic": "l"}]}
    )
    assert axis.pole("at_risk").title.say() == "at risk"


def test_unknown_ids_are_key_errors_that_say_what_there_is():
    theory = read_theory("march_olsen")
    with pytest.raises(KeyError, match="there is `formality`"):
        theory.axis("formalty")
    with pytest.raises(KeyError):
        theory.logic("x")


@pytest.mark.parametrize(
    ("axes", "expected"),
    [
        (
            "  - {id: a, title: A, poles: [{id: p, logic: l, position: 1}]}\n",
            ["t.yaml:7: `poles` has 1: it should have 2 or more"],
        ),
        (
            "  - id: a\n    title: A\n    poles:\n      - {id: p, logic: l}\n      - {id: q, logic: m, position: .5}\n",
            [
                "t.yaml:10: pole `p`: of two poles one has `position: -1` and the other `position: 1`",
                "t.yaml:11: pole `q`: no logic `m`; there is `l`",
                "t.yaml:11: pole `q`: position 0.5; a pole is at -1 or at 1",
            ],
        ),
        (
            "  - {id: a, title: A, poles: [{id: p, logic: l, position: 1}, {id: p, logic: l, position: 1}]}\n",
            [
                "t.yaml:7: the id `p` is given twice: ids are unique",
                "t.yaml:7: both poles have the same position: one is at -1, the other at 1",
            ],
        ),
        (
            "  - {id: a, title: A, margins: [{id: dos}, {id: does, values: [{id: act}]}], "
            "poles: [{id: p, logic: l, on: {does: acts}}, {id: q, logic: l, on: {does: acts}}, "
            "{id: r, logic: l, position: 1}]}\n",
            [
                "t.yaml:7: pole `r`: only the poles of an axis of two have a position, and this one has more",
                "t.yaml:7: pole `r`: `on` leaves out `does`, where other poles have a coordinate",
                "t.yaml:7: no pole is on `dos`: did you mean `does`?",
                "t.yaml:7: no pole has `does: act`: did you mean `acts`?",
            ],
        ),
    ],
)
def test_axes_that_do_not_fit(tmp_path, monkeypatch, axes, expected):
    assert faults(tmp_path, monkeypatch, axes) == expected


def test_a_theory_that_is_not_there():
    with pytest.raises(
        BadInput, match="march_olson: no theory called `march_olson` is shipped: did you mean"
    ):
        read_theory("march_olson")


def test_in_python_too_a_theory_fits_together():
    poles = [{"id": "p", "logic": "l", "position": -1}, {"id": "q", "logic": "x", "position": 1}]
    with pytest.raises(ValidationError, match="no logic `x`"):
        Theory.model_validate(
            {
                "id": "t",
                "title": "T",
                "logics": [{"id": "l", "title": "L"}],
                "axes": [{"id": "a", "title": "A", "poles": poles}],
            }
        )


@pytest.mark.parametrize("theory", shipped("logics"))
def test_shipped_theories_are_sound_and_have_sources(theory):
    read = read_theory(theory)
    assert read.id == theory
    assert read.sources
