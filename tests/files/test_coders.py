"""The table of coders: kinds, and what may be wrong with them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from idealtypes.engine.views import study_profile
from idealtypes.files.starting import TEMPLATE
from idealtypes.files.study import check_study, read_study


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    folder = tmp_path / "fresh"
    shutil.copytree(TEMPLATE, folder)
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(text.rstrip() + "\ncoders: coders.csv\n", encoding="utf-8")
    rows = ["id,source,text,coder,codes", "s,i,said,anna,direct_contact", "s,i,said,bo,application",
            "s,i,said,both,application", "t,i,said,anna,direct_contact", "t,i,said,assistant,application"]  # fmt: skip
    (folder / "statements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def written(folder: Path, *rows: str) -> None:
    (folder / "coders.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_kinds_and_attributes(fresh: Path) -> None:
    written(fresh, "id,kind,prompt", "anna,,", "bo,human,", "both,consensus,", "assistant,model,a1b2")
    study = read_study(fresh)
    assert {name: coder.kind for name, coder in study.coders.items()} == {
        "anna": "human", "bo": "human", "both": "consensus", "assistant": "model"}  # fmt: skip
    assert study.coders["assistant"].attributes == {"prompt": "a1b2"}
    basis = study_profile(study).basis
    assert basis is not None
    assert basis.to_dict()["left_out"] == {"consensus": 2, "models": 1}
    assert not study.warnings


def test_what_is_wrong_is_told(fresh: Path) -> None:
    written(fresh, "id,kind", "anna,humna", "anna,human", ",model")
    faults, _ = check_study(fresh)
    said = "\n".join(map(str, faults))
    assert "coders.csv:2: unknown kind of coder `humna`: did you mean `human`?" in said
    assert "coders.csv:3: the coder `anna` is on line 2 already" in said
    assert "coders.csv:4: `id` is blank" in said


def test_who_is_not_listed_and_who_coded_nothing(fresh: Path) -> None:
    written(fresh, "id,kind", "anna,human", "bo,human", "both,consensus", "assistat,model")
    said = "\n".join(map(str, read_study(fresh).warnings))
    assert "nothing is coded by `assistat`" in said
    assert "not listed as coders: `assistant`; they are taken for people; should that be `assistat`?" in said
