"""One value of an attribute set against the rest, blanks included."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it

EXAMPLE = Path(__file__).parents[2] / "examples" / "support_colleagues"


def test_a_value_against_all_other_statements() -> None:
    study = it.read_study(EXAMPLE)
    found = study.compare(by="condition", rest="safety_at_risk")
    assert found.by is not None
    assert found.by.levels == ("safety_at_risk", "rest")
    assert found.by.to_dict()["rest"] == "safety_at_risk"
    assert found.by.numbers is None
    assert not found.by.skipped
    assert not found.trends
    # the two are what the two conditions choose
    for level, condition in (
        ("safety_at_risk", "condition=safety_at_risk"),
        ("rest", "condition!=safety_at_risk"),
    ):
        c = found.profile.cases.index(level)
        alone = study.where(condition).profile()
        assert found.profile.statements[c].tolist() == alone.statements[0].tolist()
        assert found.profile.balance[c] == pytest.approx(alone.balance[0], nan_ok=True)


def test_several_values_are_one_side() -> None:
    study = it.read_study(EXAMPLE)
    found = study.compare(by="mode", rest="ought|expected|would")
    assert found.by is not None
    assert found.by.levels == ("ought|expected|would", "rest")
    assert found.by.counts["rest"] == study.compare(by="mode", rest="is").by.counts["is"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"by": "mode", "rest": "oght"}, "did you mean `ought`"),
        ({"rest": "ought"}, "`rest` goes with `by` alone"),
        ({"by": "mode", "rest": "is", "order": ["is", "ought"]}, "`rest` goes with `by` alone"),
    ],
)
def test_what_cannot_be_is_told(given: dict[str, object], message: str) -> None:
    with pytest.raises(it.IdealtypesError, match=message):
        it.compare(EXAMPLE, **given)  # type: ignore[arg-type]
