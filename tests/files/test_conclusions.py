"""Conclusions in study.yaml are read, and what cannot be tested is told at its line."""

from idealtypes.files.study import check_study, read_study
from idealtypes.model.conclusions import Conclusion

STATED = """
conclusions:
  - {aspect: help, kind: leans, pole: informal}
  - {aspect: help, kind: balanced, text: Both logics meet}
"""
WRONG = """
conclusions:
  - {aspect: hlep, kind: leans, pole: informal}
  - {aspect: help, kind: leans, pole: warm}
  - {kind: first}
"""


def test_conclusions_are_read(vary):
    leans, balanced = read_study(vary(more=STATED)).conclusions
    assert leans == Conclusion(None, "help", "leans", "informal")
    assert balanced.text.say() == "Both logics meet"


def test_what_cannot_be_tested_is_told(vary):
    faults, _ = check_study(vary(more=WRONG))
    told = [fault.message for fault in faults]
    assert len(told) == 3
    assert "no aspect `hlep`" in told[0]
    assert "did you mean `help`" in told[0]
    assert "name a pole of `help`" in told[1]
    assert told[2] == "one case has no other to come before"
    assert all(fault.line for fault in faults)
