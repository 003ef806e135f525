"""Former versions of a scheme, and the log of decisions beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import BadInput
from idealtypes.files.versions import former, keep_former, kept_names

STUDIES = Path(__file__).parents[1] / "studies"
LATER, MINIMAL = STUDIES / "good_later", STUDIES / "good_minimal"

HEAD = "code,aspect,position,rationale\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    shutil.copytree(MINIMAL, tmp_path / "study")
    return tmp_path / "study"


def test_place_keeps_the_scheme_as_it_was(study: Path) -> None:
    scheme, table = study / "scheme.yaml", study / "places.csv"
    before = scheme.read_bytes()
    table.write_text(f"{HEAD}drop_in,access,-0.4,it may be arranged\n", encoding="utf-8")
    it.place(study, from_=table)
    kept = study / "versions" / "help_desk-1.yaml"
    assert kept.read_bytes() == before != scheme.read_bytes()
    # its theory, named relative to the scheme, is still found; the study has numbers for both
    told = it.diff("help_desk-1", study)
    assert told.counts == {"placed": 1}
    assert told.changes[0].rationale == "it may be arranged"
    assert [one.step for one in told.effects if one.change] == ["placement"]


def test_nothing_is_written_over_and_nothing_twice(study: Path) -> None:
    scheme = study / "scheme.yaml"
    first = keep_former(study, scheme)
    assert first is not None
    assert keep_former(study, scheme) is None
    scheme.write_text(scheme.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
    second = keep_former(study, scheme)
    assert second is not None
    assert second != first
    assert second.name.startswith("help_desk-1-20")
    assert kept_names(study) == tuple(sorted((first.stem, second.stem)))
    assert former(study, first.read_bytes()) is None


def test_a_table_that_changes_nothing_keeps_nothing(study: Path) -> None:
    (study / "places.csv").write_text(f"{HEAD}drop_in,access,informal,\n", encoding="utf-8")
    it.place(study, from_=study / "places.csv")
    assert kept_names(study) == ()


def test_the_log_is_read_from_the_folder_of_the_study_first(study: Path) -> None:
    log = study / "help_desk.decisions.csv"
    log.write_text("date,who,what,why\n2024-05-31,AB,drop_in stays,it is clear\n2024,,,\n", encoding="utf-8")
    with pytest.raises(BadInput) as told:
        it.read_study(study)
    (fault,) = told.value.faults
    assert fault.line == 3
    assert "`what` is blank" in fault.message
    log.write_text(
        "date,who,what\n31.5.2024,AB,x\n2024-13,,y\n2024-02-30,,z\n,,w\n2024-05,,v\n", encoding="utf-8"
    )
    assert [(f.line, f.message.split(":")[0]) for f in it.check(study).faults] == [
        (2, "`date` is `31.5.2024`"), (3, "`date` is `2024-13`"), (4, "`date` is `2024-02-30`"), (5, "`date` is blank"),
    ]  # fmt: skip
    log.write_text("when,what\n2024,x\n", encoding="utf-8")
    assert "the column `date` is missing" in str(it.check(study).faults[0])


def test_the_kept_version_of_the_test_study_is_the_earlier_scheme() -> None:
    kept = LATER / "versions" / "desk-1.yaml"
    assert kept.read_bytes() == (LATER.with_name("good_earlier") / "scheme.yaml").read_bytes()
    assert [one.who for one in it.read_study(LATER).decisions] == ["both", "both", "A"]
