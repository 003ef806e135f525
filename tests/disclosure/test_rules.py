"""What `sharing.yaml` says, and what is wrong with it."""

from __future__ import annotations

import pytest

import idealtypes as it
from idealtypes.disclosure.informants import informants_of
from idealtypes.disclosure.rules import sharing_rules
from idealtypes.errors import BadInput, IdealtypesError


def test_without_a_file_the_rules_are_the_ordinary_ones(small) -> None:
    rules = sharing_rules(small())
    assert (rules.k, rules.informants, rules.public, rules.texts) == (5, None, (), ())


def test_k_of_the_call_comes_before_that_of_the_file(small) -> None:
    study = small(**{"sharing.yaml": "format: 1\nk: 8\n"})
    assert (sharing_rules(study).k, sharing_rules(study, 6).k) == (8, 6)


@pytest.mark.parametrize("k", [2, 0, -1, True, 4.5])
def test_a_k_that_protects_nobody_is_refused(small, k) -> None:
    with pytest.raises(BadInput, match="3 informants or more"):
        sharing_rules(small(), k)


def test_all_faults_of_the_file_are_told_with_their_lines(small) -> None:
    text = "format: 1\nk: 2\ninformants: peple\npublic: [documnt]\n"
    with pytest.raises(BadInput) as told:
        sharing_rules(small(**{"sharing.yaml": text}))
    said = str(told.value)
    assert "sharing.yaml:2: `k` is `2`: it should be 3 or more" in said
    text = text.replace("k: 2", "k: 5")
    with pytest.raises(BadInput) as told:
        sharing_rules(small(**{"sharing.yaml": text}))
    said = str(told.value)
    assert "sharing.yaml:3: `informants`: the sources have no column `peple`; did you mean `people`?" in said
    assert "sharing.yaml:4: `public`: no source is of the kind `documnt`; did you mean `document`?" in said


def test_how_many_a_source_stands_for_is_a_number_of_people(small) -> None:
    study = small(**{"sharing.yaml": "format: 1\ninformants: people\n"})
    sources = (
        (study.root / "sources.csv").read_text().replace("n1,interview,north,2", "n1,interview,north,some")
    )
    study = small(**{"sharing.yaml": "format: 1\ninformants: people\n", "sources.csv": sources})
    with pytest.raises(IdealtypesError, match="`people` of the source `n1` is `some`"):
        informants_of(study, sharing_rules(study))


def test_a_place_has_one_text(small) -> None:
    entry = "  - {at: study.title, text: one}\n"
    with pytest.raises(BadInput, match=r"sharing\.yaml:4: `study\.title` is given twice"):
        sharing_rules(small(**{"sharing.yaml": f"format: 1\ntexts:\n{entry}{entry}"}))


def test_check_tells_what_is_wrong_before_anything_is_shared(small) -> None:
    assert it.check(small()).faults == ()
    study = small(
        **{"sharing.yaml": "format: 1\nk: 1\n", "sharing_key.csv": "kind,id,number\ncase,north,x\n"}
    )
    told = [str(fault) for fault in it.check(study.root).faults]
    assert len(told) == 2
    assert "sharing.yaml:2: `k` is `1`" in told[0]
    assert "sharing_key.csv:2: `number` is `x`" in told[1]


def test_check_tells_of_approvals_that_no_longer_hold(small) -> None:
    text = "format: 1\ntexts:\n  - {at: study.title, show: yes, text: Another}\n  - {at: nowhere, text: x}\n"
    told = [str(one) for one in it.check(small(**{"sharing.yaml": text}).root).warnings]
    assert "sharing.yaml: `study.title` has changed since it was approved: it is not shown" in told
    assert "sharing.yaml: `nowhere` names no text of the study that could be shown" in told
