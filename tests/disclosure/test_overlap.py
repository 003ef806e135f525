"""Cases that share statements: nobody who is in one of them alone can be had by subtraction."""

from __future__ import annotations

from pathlib import Path

import pytest

from idealtypes.disclosure.informants import informants_of
from idealtypes.disclosure.overlap import apart
from idealtypes.disclosure.rules import sharing_rules
from idealtypes.disclosure.suppression import Decisions, decisions
from idealtypes.engine.coded import VIEWS
from idealtypes.engine.views import study_profile
from idealtypes.files.study import read_study

from .random_studies import Said, World, write


def decided(folder: Path, cases: dict[str, str], apart_: bool = True) -> Decisions:
    """Informant → her cases, `a;b` for two: each says one thing and its opposite on access, in every mode alike."""
    said = [
        Said(f"{source}_{n}", source, of, "access", mode, (f"access_{pole}",))
        for source, of in cases.items()
        for n, (pole, mode) in enumerate((("formal", "is"), ("informal", "is")))
    ]
    people = [(source, of.split(";")[-1]) for source, of in cases.items()]
    people += [
        (f"silent_{case}", case) for case in dict.fromkeys(c for of in cases.values() for c in of.split(";"))
    ]
    study = read_study(write(World(0, tuple(said), tuple(people)), folder))
    rules = sharing_rules(study)
    who = informants_of(study, rules)
    own = decisions({view: study_profile(study, view) for view in VIEWS}, who, rules.k)
    return apart(study, own, who) if apart_ else own


def shown(found: Decisions, view: str = "all") -> set[str]:
    return {
        case
        for (of, case, aspect), one in found.cells.items()
        if (of, aspect) == (view, "access") and one.open
    }


def part_of_a_whole(inside: int, beside: int) -> dict[str, str]:
    own = {f"in_{n}": "part;whole" for n in range(inside)}
    return own | {f"out_{n}": "whole" for n in range(beside)}


@pytest.mark.parametrize(
    ("beside", "told"), [(0, {"part", "whole"}), (1, {"whole"}), (4, {"whole"}), (5, {"part", "whole"})]
)
def test_a_part_and_its_whole_are_both_told_only_where_the_rest_is_nobody_or_k(
    tmp_path: Path, beside: int, told: set[str]
) -> None:
    cases = part_of_a_whole(6, beside)
    found = decided(tmp_path / "a", cases)
    assert shown(found) == told
    assert shown(found, "is") == told
    assert shown(decided(tmp_path / "b", cases, apart_=False)) == {"part", "whole"}


def test_cases_that_share_nothing_are_left_alone(tmp_path: Path) -> None:
    cases = {f"n_{n}": "north" for n in range(6)} | {f"s_{n}": "south" for n in range(5)}
    assert shown(decided(tmp_path / "a", cases)) == {"north", "south"}


def test_of_three_that_share_with_one_another_sums_are_not_followed(tmp_path: Path) -> None:
    cases = {f"n_{n}": "north;whole" for n in range(6)} | {f"s_{n}": "south;whole" for n in range(6)}
    found = decided(tmp_path / "a", cases | {"alone": "whole"})
    # north and south would each leave six or more; both of them would leave one
    assert len(shown(found)) == 2
    assert "whole" in shown(found)
