"""Whatever is done to the files of a study, the answer is a study or faults, never an exception of another kind."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.errors import BadInput
from idealtypes.files.study import check_study, read_study

from ..examples import examples

FULL = Path(__file__).parents[1] / "studies" / "good_full"
FILES = sorted(path.name for path in FULL.iterdir())

PIECES = [*" ,;:\t\n\"'={}[]#a1ø", "", "=0.5", "null", "- ", "-1"]


def broken(text, where, cut, piece):
    """The text with some of it, from a place that is a share of its length, replaced by a piece."""
    at = int(where * len(text))
    return text[:at] + piece + text[at + cut :]


@examples(80)
@given(
    st.lists(
        st.tuples(st.sampled_from(FILES), st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES)),
        min_size=1,
        max_size=3,
    )
)
def test_changed_files(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(FULL, folder, dirs_exist_ok=True)
    for name, where, cut, piece in changes:
        path = folder / name
        path.write_text(broken(path.read_text(encoding="utf-8"), where, cut, piece), encoding="utf-8")
    faults, warnings = check_study(folder)
    assert all(fault.message and (fault.line is None or fault.line >= 1) for fault in (*faults, *warnings))
    assert not any("__blank__" in fault.message or "\0" in fault.message for fault in (*faults, *warnings))
    if faults:
        with pytest.raises(BadInput) as caught:
            read_study(folder)
        assert caught.value.faults == faults
        return
    study = read_study(folder)
    known = set(study.statements.get_column("id"))
    assert set(study.codings.get_column("statement")) <= known
    assert set(study.cases_of.get_column("statement")) == known
    assert set(study.cases_of.get_column("case")) == set(study.cases.get_column("id"))
    assert set(study.codings.get_column("code")) <= set(study.placements)
    for placed in study.placements.values():
        for aspect, shares in placed.items():
            assert len(shares) == len(study.scheme.poles(aspect))
            assert abs(sum(shares) - 1) < 1e-9


@examples(40)
@given(st.sampled_from(FILES), st.integers(0, 30))
def test_a_line_that_is_gone(tmp_path_factory, name, line):
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(FULL, folder, dirs_exist_ok=True)
    lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[line % len(lines)]
    (folder / name).write_text("".join(lines), encoding="utf-8")
    faults, _ = check_study(folder)
    assert all(fault.message for fault in faults)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_told_once(tmp_path, name):
    folder = tmp_path / "study"
    shutil.copytree(FULL, folder)
    (folder / name).unlink()
    faults, _ = check_study(folder)
    told = [fault for fault in faults if name in fault.message or name == "study.yaml"]
    assert len(told) == 1
    assert len(faults) == 1
