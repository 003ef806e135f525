from pathlib import Path

import pytest

from idealtypes.files import content
from idealtypes.files.content import NotThere, existing, find, folder, relative, shipped, shown

TOP = Path(__file__).parents[2]


def test_a_checkout_uses_its_own_folders():
    assert folder("logics") == TOP / "logics"
    assert "march_olsen" in shipped("logics")


def test_an_installation_uses_the_data_beside_the_package(tmp_path, monkeypatch):
    package = tmp_path / "lib" / "idealtypes"
    (package / "content").mkdir(parents=True)
    (package / "_data" / "logics").mkdir(parents=True)
    (package / "_data" / "logics" / "own.yaml").write_text("format: 1\n")
    (package / "_data" / "examples" / "one").mkdir(parents=True)
    (package / "_data" / "examples" / "one" / "study.yaml").write_text("format: 1\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "something_else"\n')
    monkeypatch.setattr(content, "__file__", str(package / "files" / "content.py"))
    content._checkout.cache_clear()
    try:
        assert folder("logics") == package / "_data" / "logics"
        assert shipped("logics") == ("own",)
        assert shipped("examples") == ("one",)
        assert shipped("coding_schemes") == ()
        assert find("own", None, "logics") == package / "_data" / "logics" / "own.yaml"
        assert shown(package / "_data" / "logics" / "own.yaml") == "logics/own.yaml"
    finally:
        content._checkout.cache_clear()


def test_a_reference_is_an_id_or_a_path_beside_the_file_that_names_it(tmp_path):
    mine = tmp_path / "sub" / "mine.yaml"
    mine.parent.mkdir()
    mine.write_text("format: 1\n")
    naming = tmp_path / "study.yaml"
    assert find("sub/mine.yaml", naming, "logics") == mine
    assert find("mine.yaml", mine, "logics") == mine
    assert find("../sub/mine.yaml", mine, "logics").resolve() == mine
    assert find("march_olsen", naming, "logics") == TOP / "logics" / "march_olsen.yaml"


def test_a_wrong_reference_says_what_there_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("format: 1\n")
    with pytest.raises(
        NotThere, match="no theory called `march_olson` is shipped: did you mean `march_olsen`"
    ):
        find("march_olson", tmp_path / "study.yaml", "logics")
    with pytest.raises(NotThere, match=r"for the file beside this one write `mine\.yaml`"):
        find("mine", tmp_path / "study.yaml", "coding_schemes")
    with pytest.raises(NotThere, match=r"there is no theory file `mina\.yaml`; did you mean `mine\.yaml`"):
        find("mina.yaml", tmp_path / "study.yaml", "logics")
    with pytest.raises(NotThere, match=r"`\.` is a folder, and a file is needed"):
        existing(tmp_path)
    with pytest.raises(NotThere, match="its folder does not exist"):
        existing(tmp_path / "away" / "x.csv")


def test_paths_are_shown_from_the_current_directory_or_as_given(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert shown(tmp_path / "here" / "a.csv") == "a.csv"
    assert shown(Path("../b.csv")) == "../b.csv"


def test_inputs_are_named_alike_on_every_machine(tmp_path):
    study = tmp_path / "a" / "study"
    assert relative(study / "statements.csv", study) == "statements.csv"
    assert relative(tmp_path / "a" / "shared" / "x.csv", study) == "../shared/x.csv"
    assert relative(TOP / "logics" / "march_olsen.yaml", study) == "logics/march_olsen.yaml"


def test_a_name_that_is_too_long_for_a_file_is_not_there(tmp_path):
    with pytest.raises(NotThere, match="no theory called `111"):
        find("1" * 400, tmp_path / "scheme.yaml", "logics")
