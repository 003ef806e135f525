"""Which cells may be shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from idealtypes.disclosure.informants import informants_of
from idealtypes.disclosure.rules import sharing_rules
from idealtypes.disclosure.suppression import PARTS, Decisions, decisions, state_of
from idealtypes.engine.views import VIEWS, study_profile
from idealtypes.model.study import StudyData
from tests.examples import examples

from .conftest import rows


def decided(study: StudyData, k: int | None = None) -> Decisions:
    rules = sharing_rules(study, k)
    profiles = {view: study_profile(study, view) for view in VIEWS}
    return decisions(profiles, informants_of(study, rules), rules.k)


def states(found: Decisions, case: str = "north", view: str = "all") -> dict[str, str]:
    return {aspect: one.state for (v, c, aspect), one in found.cells.items() if (v, c) == (view, case)}


def test_the_rule_on_a_study(small) -> None:
    found = decided(small())
    assert states(found) == {
        "mixed": "shown", "leaning": "one_sided", "middle": "hidden", "few": "hidden", "silent": "hidden",
    }  # fmt: skip
    assert set(states(found, "south").values()) == {"hidden"}
    assert found["all", "north", "leaning"].toward == "informal"
    assert found["all", "north", "few"].informants == 4


def test_another_k_moves_every_border(small) -> None:
    study = small()
    assert states(decided(study, 4), "south")["mixed"] == "one_sided"
    assert states(decided(study, 4))["middle"] == "shown"
    assert set(states(decided(study, 11)).values()) == {"hidden"}


def test_parts_of_all_are_shown_together_or_not_at_all(small) -> None:
    found = decided(small())
    assert found["is", "north", "mixed"].state == "shown"  # the only part that there is
    spoken = [*rows(), ("n0", "mixed_i", "ought")]
    found = decided(small(spoken))
    assert found["all", "north", "mixed"].state == "shown"
    assert {found[view, "north", "mixed"].state for view in PARTS} == {"hidden"}


def test_a_source_may_stand_for_several(small) -> None:
    found = decided(small(**{"sharing.yaml": "format: 1\ninformants: people\n"}))
    assert states(found)["few"] == "one_sided"  # four interviews with two each
    assert found["all", "north", "few"].informants == 8


def test_public_sources_hide_nothing_and_nobody(small) -> None:
    public = {"sharing.yaml": "format: 1\npublic: [document]\n"}
    found = decided(small([("s0", "mixed_i", "is"), ("n1", "mixed_i", "is")], **public))
    assert found["all", "south", "mixed"].state == "shown"
    assert found["all", "south", "mixed"].informants == 0
    assert found["all", "north", "mixed"].state == "hidden"
    said = [(f"s{i}", code, "is") for i in range(5) for code in ("mixed_i", "mixed_f")]
    assert decided(small(said))["all", "south", "mixed"].state == "shown"
    assert decided(small(said, **public))["all", "south", "mixed"].state == "hidden"  # four beside it


def test_what_is_reported_of_informants_adds_none(small) -> None:
    said = [(f"n{i}", code, "is") for i in range(5) for code in ("mixed_i", "mixed_f")]
    study = small(said)
    assert decided(study)["all", "north", "mixed"].state == "shown"
    sources = (study.root / "sources.csv").read_text().replace("n0,interview", "n0,reported")
    again = small(said, **{"sources.csv": sources}).with_settings(reported="include")
    assert decided(again)["all", "north", "mixed"].state == "hidden"


@examples(200)
@given(
    k=st.integers(3, 9),
    sides=st.lists(st.integers(0, 20), min_size=2, max_size=4),
    share=st.floats(0, 1),
)
def test_nothing_stands_open_with_few_behind_it(k: int, sides: list[int], share: float) -> None:
    n = max(sides)
    shares = (share, *[(1 - share) / (len(sides) - 1)] * (len(sides) - 1))
    state, pole = state_of(n, tuple(sides), shares, k)
    if state == "shown":
        assert min(sides) >= k
    elif state == "one_sided":
        assert len(sides) == 2
        assert sides[pole] >= k > sides[1 - pole]
        # how few, or whether there is anybody, changes nothing
        for other in range(k):
            assert state_of(n, tuple(s if p == pole else other for p, s in enumerate(sides)), shares, k) == (
                state, pole,
            )  # fmt: skip
    else:
        assert pole is None
